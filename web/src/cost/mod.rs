//! Cost: the receipt of each request, and the month's bill for the metered traffic.
//!
//! What it is not: it computes no price. Prices, units and sums crossed the worker's messages with the date of their file.

mod bill;
mod bill_bars;
mod bill_lines;
mod blocks;
mod break_even;
mod receipt;
mod receipt_list;

use client::{Answer, Ask};
use report::Bill;
use std::rc::Rc;
use yew::prelude::*;

use crate::area::{Area, AreaProps};
use crate::asked::use_asked;
use crate::route::Route;
use crate::run::ErrorCard;
use bill::BillView;
use receipt_list::ReceiptList;

pub(crate) use receipt::{receipt, short_receipt};

/// The part of the address that shows receipts; anything else shows the bill.
const RECEIPTS: &str = "receipts";

/// The screen of this area.
#[component]
pub(crate) fn CostScreen(props: &AreaProps) -> Html {
    let receipts = props.part.as_deref() == Some(RECEIPTS);
    let tab = |label: &'static str, part: &'static str, here: bool| {
        let route = Route { selection: props.selected.clone(), area: Area::Cost, part: Some(part.to_owned()) };
        html! { <li><a href={route.fragment()} aria-current={here.then_some("page")}>{ label }</a></li> }
    };
    html! {
        <section class="cost stack">
            <header class="screen-head">
                <h1>{ "Cost" }</h1>
                <nav class="views" aria-label="Views of the cost">
                    <ul>{ tab("Bill", "bill", !receipts) }{ tab("Receipts", RECEIPTS, receipts) }</ul>
                </nav>
            </header>
            if receipts {
                <ReceiptList receipts={props.receipts.clone()} go={props.go.clone()} />
            } else {
                <BillScreen since={(props.report.version, props.receipts.first().map_or(0, |receipt| receipt.number))} />
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct BillScreenProps {
    since: (u64, u64),
}

/// The bill with the region and the repeat factor that were chosen.
#[component]
fn BillScreen(props: &BillScreenProps) -> Html {
    let region = use_state(|| None::<String>);
    let repeats = use_state(|| 1u64);
    let asked = use_asked(Some(Ask::Bill { region: (*region).clone(), repeats: *repeats }), props.since);
    let bill = use_memo(asked.answer.clone(), |answer| match answer.as_deref() {
        Some(Answer::Bill(bill)) => Some(Rc::new((**bill).clone())),
        _ => None::<Rc<Bill>>,
    });
    let on_region = {
        let region = region.clone();
        Callback::from(move |code: String| region.set(Some(code)))
    };
    let on_repeats = {
        let repeats = repeats.clone();
        Callback::from(move |number: u64| repeats.set(number))
    };
    match (bill.as_ref(), asked.answer.as_deref()) {
        (Some(bill), _) => html! { <BillView bill={bill.clone()} repeats={*repeats} {on_region} {on_repeats} /> },
        (None, Some(Answer::Refused(error))) => html! { <ErrorCard error={error.clone()} /> },
        (None, _) => html! { <p class="hint" role="status">{ "Adding up the bill…" }</p> },
    }
}
