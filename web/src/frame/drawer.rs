//! The drawer: the receipt of the last request, or of an earlier one picked from the history.

use std::rc::Rc;

use report::Receipt;
use yew::prelude::*;

use super::top_bar::DRAWER_BUTTON;
use crate::app::Dispatch;
use crate::control::{Icon, icon};
use crate::cost::short_receipt;
use crate::quantity;
use crate::state::Msg;

/// What the drawer holds.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DrawerProps {
    /// Receipts, newest first.
    pub(crate) receipts: Rc<Vec<Rc<Receipt>>>,
}

/// The drawer. On narrow screens it is a sheet over the lower half.
#[component]
pub(crate) fn Drawer(props: &DrawerProps) -> Html {
    let dispatch = use_context::<Dispatch>().unwrap_or_default();
    let picked = use_state(|| None::<u64>);
    let newest = props.receipts.first().map(|receipt| receipt.number);
    {
        // A new request shows its receipt, whatever was picked before.
        let picked = picked.clone();
        use_effect_with(newest, move |_| picked.set(None));
    }
    let shown = picked.and_then(|number| props.receipts.iter().find(|one| one.number == number)).or(props.receipts.first());
    let close = move || {
        dispatch.emit(Msg::ToggleDrawer);
        crate::browser::focus(DRAWER_BUTTON);
    };
    let onkeydown = {
        let close = close.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                close();
            }
        }
    };
    html! {
        <aside class="drawer" aria-label="Receipts of this session" {onkeydown}>
            <div class="drawer-head">
                <h2>{ "Receipt" }</h2>
                <button type="button" class="ghost square" aria-label="Hide receipts" onclick={move |_: MouseEvent| close()}>{ icon(Icon::Close) }</button>
            </div>
            if let Some(receipt) = shown {
                { short_receipt(receipt) }
                <h3 class="drawer-title">{ format!("History, {}", quantity::plural(props.receipts.len() as u64, "request")) }</h3>
                <ol class="history" reversed=true>
                    { for props.receipts.iter().map(|one| line(one, one.number == receipt.number, &picked)) }
                </ol>
            } else {
                <p class="drawer-empty">{ "Each request leaves a receipt here: the bytes it touched, how they were rounded, the units of the table \
                    and of each index, and the money. Run one, or open a table." }</p>
            }
        </aside>
    }
}

fn line(receipt: &Rc<Receipt>, shown: bool, picked: &UseStateHandle<Option<u64>>) -> Html {
    let onclick = {
        let (picked, number) = (picked.clone(), receipt.number);
        move |_: MouseEvent| picked.set(Some(number))
    };
    let failed = receipt.status >= 400;
    html! {
        <li key={receipt.number}>
            <button type="button" class="ghost history-line" aria-current={shown.then_some("true")} {onclick}>
                <span class="history-name">{ &receipt.operation }
                    if failed { <span class="chip bad">{ receipt.status }</span> }
                </span>
                <span class="history-units">
                    if receipt.read_units.0 > 0 { <span class="is-read">{ quantity::read_units(receipt.read_units) }</span> }
                    if receipt.write_units.0 > 0 { <span class="is-write">{ quantity::write_units(receipt.write_units) }</span> }
                </span>
                <span class="history-time">{ quantity::clock(receipt.time) }</span>
                <span class="history-table">{ receipt.table.clone().unwrap_or_default() }</span>
            </button>
        </li>
    }
}
