//! Cost: the bill for the metered traffic, the month's curve in each way to pay, the prices behind both, and the receipt of each
//! request.
//!
//! What it is not: it computes no price. Prices, units and sums crossed the worker's messages with the date of their file.

mod bill;
mod bill_bars;
mod bill_file;
mod bill_lines;
mod blocks;
mod break_even;
mod choice;
mod compare;
mod controls;
mod curve;
mod hour_chart;
mod prices;
mod receipt;
mod receipt_list;
mod relational;

use client::{Answer, Ask};
use report::{Bill, BillRequest};
use std::rc::Rc;
use yew::prelude::*;

use crate::area::{Area, AreaProps};
use crate::asked::use_asked;
use crate::route::Route;
use crate::run::ErrorCard;
use crate::run::traffic::link::is_screen;
use bill::BillView;
use compare::{COMPARE, CompareScreen};
use curve::CurveView;
use prices::PricesView;
use receipt_list::ReceiptList;

pub(crate) use receipt::{receipt, short_receipt};

/// Views of this area, as the address names them; the first is shown if it names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Bill,
    Curve,
    Prices,
    Receipts,
    Compare,
}

impl View {
    const ALL: [View; 5] = [View::Bill, View::Curve, View::Compare, View::Prices, View::Receipts];

    fn words(self) -> (&'static str, &'static str) {
        match self {
            View::Bill => ("Bill", "bill"),
            View::Curve => ("Curve", "curve"),
            View::Prices => ("Prices", "prices"),
            View::Receipts => ("Receipts", "receipts"),
            View::Compare => ("Compare", COMPARE),
        }
    }

    fn of(part: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|view| part.is_some_and(|part| is_screen(part, view.words().1))).unwrap_or(View::Bill)
    }
}

/// What a view of the bill is given.
#[derive(Clone, Properties, PartialEq)]
pub(crate) struct BillProps {
    /// The bill.
    pub(crate) bill: Rc<Bill>,
    /// What it was asked with.
    pub(crate) request: Rc<BillRequest>,
    /// Asks with something else.
    pub(crate) on_request: Callback<BillRequest>,
}

/// The screen of this area.
#[component]
pub(crate) fn CostScreen(props: &AreaProps) -> Html {
    let here = View::of(props.part.as_deref());
    let tab = |view: View| {
        let (label, part) = view.words();
        let route = Route { selection: props.selected.clone(), area: Area::Cost, part: Some(part.to_owned()) };
        html! { <li key={part}><a href={route.fragment()} aria-current={(view == here).then_some("page")}>{ label }</a></li> }
    };
    html! {
        <section class="cost stack">
            <header class="screen-head">
                <h1>{ "Cost" }</h1>
                <nav class="views" aria-label="Views of the cost"><ul>{ for View::ALL.into_iter().map(tab) }</ul></nav>
            </header>
            if here == View::Compare {
                <CompareScreen ..props.clone() />
            } else if here == View::Receipts {
                <ReceiptList receipts={props.receipts.clone()} go={props.go.clone()} />
            } else {
                <BillScreen view={here} since={(props.report.version, props.receipts.first().map_or(0, |receipt| receipt.number))} />
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct BillScreenProps {
    view: View,
    since: (u64, u64),
}

/// The bill with what was chosen of it.
#[component]
fn BillScreen(props: &BillScreenProps) -> Html {
    let request = use_state(|| Rc::new(choice::remembered()));
    let asked = use_asked(Some(Ask::Bill { request: postcard::to_allocvec(&**request).unwrap_or_default() }), props.since);
    let bill = use_memo(asked.answer.clone(), |answer| match answer.as_deref() {
        Some(Answer::Bill(bytes)) => postcard::from_bytes::<Bill>(bytes).ok().map(Rc::new),
        _ => None,
    });
    let on_request = {
        let request = request.clone();
        Callback::from(move |chosen: BillRequest| {
            choice::remember(&chosen);
            request.set(Rc::new(chosen));
        })
    };
    match (bill.as_ref(), asked.answer.as_deref()) {
        (Some(bill), _) => {
            let given = BillProps { bill: bill.clone(), request: (*request).clone(), on_request };
            match props.view {
                View::Curve => html! { <CurveView ..given /> },
                View::Prices => html! { <PricesView ..given /> },
                View::Bill | View::Receipts | View::Compare => html! { <BillView ..given /> },
            }
        }
        (None, Some(Answer::Refused(error))) => {
            let reset = Callback::from(move |_: MouseEvent| on_request.emit(choice::fresh()));
            html! {
                <div class="stack">
                    <ErrorCard error={error.clone()} />
                    <p><button type="button" onclick={reset}>{ "Back to the list prices of the workspace's region" }</button></p>
                </div>
            }
        }
        (None, Some(_)) => {
            html! { <p class="hint" role="alert">{ "The bill could not be read: page and engine differ. Reload the page." }</p> }
        }
        (None, None) => html! { <p class="hint" role="status">{ "Adding up the bill…" }</p> },
    }
}
