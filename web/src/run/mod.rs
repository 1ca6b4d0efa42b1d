//! The area Run: the console.

pub(crate) mod console;

use yew::prelude::*;

use crate::area::AreaProps;

/// The screen of this area.
#[component]
pub(crate) fn RunScreen(_props: &AreaProps) -> Html {
    html! { <h1>{ "Console" }</h1> }
}
