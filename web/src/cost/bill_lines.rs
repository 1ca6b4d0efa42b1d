//! One way to pay, line by line: quantity times price is amount.

use report::{BillLine, BillOption, Fidelity};
use yew::prelude::*;

use crate::quantity;

#[derive(Properties, PartialEq)]
pub(crate) struct BillLinesProps {
    /// The option.
    pub option: BillOption,
}

/// The lines and their total.
#[component]
pub(crate) fn BillLines(props: &BillLinesProps) -> Html {
    let option = &props.option;
    let row = |(number, line): (usize, &BillLine)| {
        html! {
            <tr key={number}>
                <th scope="row">{ &line.resource }</th>
                <td>{ &line.dimension }
                    if line.fidelity == Fidelity::Modelled { <span class="chip">{ "our model" }</span> }</td>
                <td class="number">{ &line.quantity }</td>
                <td class="number">{ "× " }{ &line.price }</td>
                <td class="number">{ quantity::cents(line.cents) }</td>
                <td class="number mono">{ quantity::money(line.amount) }</td>
            </tr>
        }
    };
    html! {
        <div class="panel scroll invoice" tabindex="0" role="region" aria-label={option.title.clone()}>
            <table class="data">
                <caption>{ &option.title }</caption>
                <thead><tr>
                    <th scope="col">{ "Resource" }</th><th scope="col">{ "For" }</th><th scope="col" class="number">{ "Quantity" }</th>
                    <th scope="col" class="number">{ "Price" }</th><th scope="col" class="number">{ "Billed" }</th><th scope="col" class="number">{ "Exact" }</th>
                </tr></thead>
                <tbody>
                    if option.lines.is_empty() { <tr><td colspan="6">{ "Nothing was metered." }</td></tr> }
                    { for option.lines.iter().enumerate().map(row) }
                </tbody>
                <tfoot><tr>
                    <th scope="row" colspan="4">{ "Total" }</th>
                    <td class="number">{ quantity::cents(option.total_cents) }</td>
                    <td class="number mono">{ quantity::money(option.total) }</td>
                </tr></tfoot>
            </table>
        </div>
    }
}
