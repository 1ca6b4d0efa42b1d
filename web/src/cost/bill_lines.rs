//! One way to pay, line by line and table by table: quantity times price is amount.

use report::{BillLine, BillOption, Fidelity};
use yew::prelude::*;

use crate::quantity;

#[derive(Properties, PartialEq)]
pub(crate) struct BillLinesProps {
    /// The option.
    pub option: BillOption,
}

/// The lines by table or index, and their total.
#[component]
pub(crate) fn BillLines(props: &BillLinesProps) -> Html {
    let option = &props.option;
    let groups = option.lines.chunk_by(|one, next| one.resource == next.resource);
    html! {
        <div class="panel scroll invoice" tabindex="0" role="region" aria-label={option.title.clone()}>
            <table class="data">
                <thead><tr>
                    <th scope="col">{ "For" }</th><th scope="col" class="number">{ "Quantity" }</th>
                    <th scope="col" class="number">{ "Price" }</th><th scope="col" class="number">{ "Billed" }</th><th scope="col" class="number">{ "Exact" }</th>
                </tr></thead>
                if option.lines.is_empty() { <tbody><tr><td colspan="5">{ "Nothing was metered." }</td></tr></tbody> }
                { for groups.enumerate().map(|(number, lines)| group(number, lines)) }
                <tfoot><tr>
                    <th scope="row" colspan="3">{ "Total" }</th>
                    <td class="number">{ quantity::cents(option.total_cents) }</td>
                    <td class="number mono">{ quantity::money(option.total) }</td>
                </tr></tfoot>
            </table>
        </div>
    }
}

/// The lines of one table or index, under its name and with their sum.
fn group(number: usize, lines: &[BillLine]) -> Html {
    let resource = lines.first().map(|line| line.resource.clone()).unwrap_or_default();
    let cents = lines.iter().fold(0i128, |sum, line| sum.saturating_add(line.cents));
    html! {
        <tbody key={number}>
            <tr class="invoice-group"><th scope="rowgroup" colspan="3">{ resource }</th><td class="number">{ quantity::cents(cents) }</td><td></td></tr>
            { for lines.iter().enumerate().map(row) }
        </tbody>
    }
}

fn row((number, line): (usize, &BillLine)) -> Html {
    html! {
        <tr key={number}>
            <th scope="row">{ &line.dimension }
                if line.fidelity == Fidelity::Modelled { <span class="chip">{ "our model" }</span> }
                if line.is_own_price { <span class="chip stale">{ "your price" }</span> }
            </th>
            <td class="number">{ &line.quantity }</td>
            if line.is_priced {
                <td class="number">{ "× " }{ &line.price }</td>
                <td class="number">{ quantity::cents(line.cents) }</td>
                <td class="number mono">{ quantity::money(line.amount) }</td>
            } else {
                <td class="number"><span class="chip stale">{ &line.price }</span></td>
                <td class="number">{ "?" }</td>
                <td class="number">{ "?" }</td>
            }
        </tr>
    }
}
