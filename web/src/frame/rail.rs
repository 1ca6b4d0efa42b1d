//! The rail with the five areas; a bottom bar on narrow screens.

use yew::prelude::*;

use crate::area::{Area, Selection};
use crate::control::{Icon, icon};
use crate::route::Route;

/// The rail: plain links, so that they open in new tabs and work by keyboard without a line of code.
pub(crate) fn rail(area: Area, selected: Option<&Selection>) -> Html {
    html! {
        <nav class="rail" aria-label="Areas">
            { for Area::ALL.into_iter().map(|one| {
                let href = Route { selection: selected.cloned(), area: one, part: None }.fragment();
                let here = (one == area).then_some("page");
                html! { <a {href} aria-current={here}>{ icon(picture(one)) }<span>{ one.title() }</span></a> }
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
