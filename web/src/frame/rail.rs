//! The rail with the five areas; a bottom bar on narrow screens.

use yew::prelude::*;

use crate::area::{Area, Selection};
use crate::control::{Icon, icon};
use crate::route::Route;

/// Where the page is.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct RailProps {
    /// The area shown.
    pub(crate) area: Area,
    /// What every area is about.
    pub(crate) selected: Option<Selection>,
}

/// The rail: plain links, so that they open in new tabs and work by keyboard without a line of code.
#[component]
pub(crate) fn Rail(props: &RailProps) -> Html {
    html! {
        <nav class="rail" aria-label="Areas">
            { for Area::ALL.into_iter().map(|area| {
                let href = Route { selection: props.selected.clone(), area, part: None }.fragment();
                let here = (area == props.area).then_some("page");
                html! { <a {href} aria-current={here}>{ icon(picture(area)) }<span>{ area.title() }</span></a> }
            }) }
        </nav>
    }
}

const fn picture(area: Area) -> Icon {
    match area {
        Area::Learn => Icon::Learn,
        Area::Build => Icon::Build,
        Area::Run => Icon::Run,
        Area::See => Icon::See,
        Area::Cost => Icon::Cost,
    }
}
