//! The area SeeScreen.

use yew::prelude::*;

use crate::area::AreaProps;

/// The screen of this area.
#[component]
pub(crate) fn SeeScreen(props: &AreaProps) -> Html {
    html! { <section class="stack"><h1>{ "Partitions and indexes" }</h1><p>{ format!("{} tables", props.report.tables.len()) }</p></section> }
}
