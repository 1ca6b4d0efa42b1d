//! The area CostScreen.

use yew::prelude::*;

use crate::area::AreaProps;

/// The screen of this area.
#[component]
pub(crate) fn CostScreen(props: &AreaProps) -> Html {
    html! { <section class="stack"><h1>{ "Bill" }</h1><p>{ format!("{} tables", props.report.tables.len()) }</p></section> }
}
