//! The views of Build, and which of them the stage draws.

use yew::prelude::*;

use super::{CREATE, TABLE};
use crate::area::{Area, Selection};
use crate::build::patterns::PATTERNS;
use crate::control::{Icon, icon};
use crate::route::Route;
use crate::run::traffic::link::is_screen;

/// The part of the address that shows the buckets.
pub(crate) const BUCKETS: &str = "buckets";

/// Whether the stage draws this part, and not the app.
pub(crate) fn is_on_stage(part: &str) -> bool {
    part == BUCKETS || is_screen(part, PATTERNS)
}

/// Links to the views; `here` is the part of the address that is shown.
pub(crate) fn views(selected: Option<&Selection>, here: Option<&str>) -> Html {
    let link = |words: Html, part: Option<&str>| {
        let route = Route { selection: selected.cloned(), area: Area::Build, part: part.map(str::to_owned) };
        html! { <a class="button small" href={route.fragment()} aria-current={(part == here).then_some("page")}>{ words }</a> }
    };
    html! {
        <div class="build-views" role="group" aria-label="Views of the table">
            { link("Items".into(), None) }
            { link("Keys and indexes".into(), Some(TABLE)) }
            { link("Access patterns".into(), Some(PATTERNS)) }
            { link("Buckets".into(), Some(BUCKETS)) }
            { link(html! { <>{ icon(Icon::Add) }{ "Create table" }</> }, Some(CREATE)) }
        </div>
    }
}
