//! The area LearnScreen.

use yew::prelude::*;

use crate::area::AreaProps;

/// The screen of this area.
#[component]
pub(crate) fn LearnScreen(props: &AreaProps) -> Html {
    html! { <section class="stack"><h1>{ "Lessons" }</h1><p>{ format!("{} tables", props.report.tables.len()) }</p></section> }
}
