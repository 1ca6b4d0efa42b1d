//! The area CostScreen.

use yew::prelude::*;

use crate::area::AreaProps;

/// The screen of this area.
#[component]
pub(crate) fn CostScreen(props: &AreaProps) -> Html {
    html! { <section class="stack"><h1>{ "Bill" }</h1><p>{ format!("{} tables", props.report.tables.len()) }</p></section> }
}

/// What the drawer and the console show for a request.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ReceiptViewProps {
    /// The receipt.
    pub(crate) receipt: std::rc::Rc<report::Receipt>,
}

/// The receipt of one request.
#[component]
pub(crate) fn ReceiptView(props: &ReceiptViewProps) -> Html {
    html! { <p>{ &props.receipt.summary }</p> }
}
