//! The receipts of this session: a list to choose from, and the chosen one in full.

use std::rc::Rc;

use report::Receipt;
use yew::prelude::*;

use crate::area::Area;
use crate::cost::receipt;
use crate::quantity;
use crate::route::Route;

#[derive(Properties, PartialEq)]
pub(crate) struct ReceiptListProps {
    /// Newest first.
    pub receipts: Rc<Vec<Rc<Receipt>>>,
    /// Leads to the console where there is no receipt yet.
    pub go: Callback<Route>,
}

/// The list and the chosen receipt.
#[component]
pub(crate) fn ReceiptList(props: &ReceiptListProps) -> Html {
    let chosen = use_state(|| None::<u64>);
    let shown = props.receipts.iter().find(|receipt| Some(receipt.number) == *chosen).or(props.receipts.first());
    let Some(shown) = shown else {
        let go = props.go.clone();
        let onclick = Callback::from(move |_: MouseEvent| go.emit(Route::area(Area::Run)));
        return html! {
            <div class="empty">
                <p>{ "No request ran in this session yet. Each one leaves a receipt: its bytes, how they were rounded, the units of the table and of every index, and the money." }</p>
                <button type="button" class="primary" {onclick}>{ "Open the console" }</button>
            </div>
        };
    };
    let row = |receipt: &Rc<Receipt>| {
        let number = receipt.number;
        let chosen = chosen.clone();
        let onclick = Callback::from(move |_: MouseEvent| chosen.set(Some(number)));
        let here = number == shown.number;
        html! {
            <tr key={number} class={here.then_some("here")}>
                <th scope="row">
                    <button type="button" class="ghost small" aria-pressed={here.to_string()} {onclick}>{ format!("#{number} {}", receipt.operation) }</button>
                </th>
                <td>{ receipt.table.clone().unwrap_or_default() }</td>
                <td class="number">{ quantity::units(receipt.read_units) }</td>
                <td class="number">{ quantity::units(receipt.write_units) }</td>
                <td class="number mono">{ quantity::money(receipt.on_demand) }</td>
                <td class="number">{ quantity::clock(receipt.time) }</td>
            </tr>
        }
    };
    html! {
        <div class="receipts">
            { receipt(shown) }
            <div class="panel scroll receipts-table" tabindex="0" role="region" aria-label="Receipts of this session">
                <table class="data">
                    <thead><tr>
                        <th scope="col">{ "Request" }</th><th scope="col">{ "Table" }</th>
                        <th scope="col" class="number">{ "Read units" }</th><th scope="col" class="number">{ "Write units" }</th>
                        <th scope="col" class="number">{ "On-demand" }</th><th scope="col" class="number">{ "Time, UTC" }</th>
                    </tr></thead>
                    <tbody>{ for props.receipts.iter().map(row) }</tbody>
                </table>
            </div>
        </div>
    }
}
