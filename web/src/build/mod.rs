//! The area Build: tables and their items.

use yew::prelude::*;

use crate::area::AreaProps;

/// The screen of this area.
#[component]
pub(crate) fn BuildScreen(_props: &AreaProps) -> Html {
    html! { <h1>{ "Tables" }</h1> }
}
