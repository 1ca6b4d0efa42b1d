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
mod empty;
mod hour_chart;
mod prices;
mod receipt;
mod receipt_list;
mod relational;

use client::{Answer, Ask, LabAnswer, LabAsk};
use report::{Bill, BillRequest, ErrorReport};
use std::rc::Rc;
use yew::prelude::*;

use crate::area::{Area, AreaProps};
use crate::asked::use_asked;
use crate::laboratory::{LastRun, use_lab_asked, use_laboratory};
use crate::route::Route;
use crate::run::ErrorCard;
use crate::run::traffic::link::is_screen;
use bill::BillView;
use compare::{COMPARE, CompareScreen};
use curve::CurveView;
use prices::PricesView;
use receipt_list::ReceiptList;

pub(crate) use receipt::{receipt, short_receipt};

/// The part of the address that shows the bill of the last run's first design.
pub(crate) const BILL_OF_RUN: &str = "bill:run";

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
    /// Whose traffic can be billed: this workspace's, then each design of the last run.
    pub(crate) sources: Vec<String>,
    /// Which of them is.
    pub(crate) source: usize,
    /// Another one.
    pub(crate) on_source: Callback<usize>,
}

/// The screen of this area.
#[component]
pub(crate) fn CostScreen(props: &AreaProps) -> Html {
    let here = View::of(props.part.as_deref());
    let of_run = props.part.as_deref() == Some(BILL_OF_RUN);
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
                <BillScreen view={here} {of_run} since={(props.report.version, props.receipts.first().map_or(0, |receipt| receipt.number))} />
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct BillScreenProps {
    view: View,
    /// It opens with the last run instead of what was metered.
    of_run: bool,
    since: (u64, u64),
}

/// The bill with what was chosen of it.
#[component]
fn BillScreen(props: &BillScreenProps) -> Html {
    let request = use_state(|| Rc::new(choice::remembered()));
    let source = use_state(|| usize::from(props.of_run));
    {
        // The address only opens it: whoever goes on to the curve or the prices stays with the run.
        let source = source.clone();
        use_effect_with(props.of_run, move |of_run| {
            if *of_run && *source == 0 {
                source.set(1);
            }
        });
    }
    let lab = use_laboratory();
    let last = lab.model.last.as_ref();
    let designs = last.map_or(0, |last| last.report.designs.len());
    // A run with fewer designs may have come meanwhile.
    let chosen = if *source > designs { 0 } else { *source };
    let bytes = postcard::to_allocvec(&**request).unwrap_or_default();
    let of_workspace = (chosen == 0).then(|| Ask::Bill { request: bytes.clone() });
    let of_run = (chosen > 0).then(|| LabAsk::Bill { design: chosen as u32 - 1, request: bytes });
    let asked = use_asked(of_workspace, props.since);
    let answered = use_lab_asked(of_run, last.map_or(0, |last| last.number));
    let answer = if chosen == 0 { asked.answer.as_deref().map(Answered::of) } else { answered.as_deref().map(Answered::of_run) };
    let bytes = answer.as_ref().and_then(|answer| answer.bill.clone());
    let bill = use_memo(bytes, |bytes| bytes.as_deref().and_then(|bytes| postcard::from_bytes::<Bill>(bytes).ok()).map(Rc::new));
    let on_request = {
        let request = request.clone();
        Callback::from(move |chosen: BillRequest| {
            choice::remember(&chosen);
            request.set(Rc::new(chosen));
        })
    };
    match (bill.as_ref(), answer) {
        (Some(bill), _) => {
            let given = BillProps {
                bill: bill.clone(),
                request: (*request).clone(),
                on_request,
                sources: sources(last),
                source: chosen,
                on_source: Callback::from(move |number: usize| source.set(number)),
            };
            match props.view {
                View::Bill | View::Curve if chosen == 0 && empty::is_empty(bill) => empty::nothing_metered(&given),
                View::Curve => html! { <CurveView ..given /> },
                View::Prices => html! { <PricesView ..given /> },
                View::Bill | View::Receipts | View::Compare => html! { <BillView ..given /> },
            }
        }
        (None, Some(Answered { refused: Some(error), .. })) => {
            let reset = Callback::from(move |_: MouseEvent| on_request.emit(choice::fresh()));
            html! {
                <div class="stack">
                    <ErrorCard {error} />
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

/// What came of an ask for a bill.
struct Answered {
    /// A bill in postcard.
    bill: Option<Vec<u8>>,
    /// Why there is none.
    refused: Option<ErrorReport>,
}

impl Answered {
    fn of(answer: &Answer) -> Self {
        match answer {
            Answer::Bill(bytes) => Answered { bill: Some(bytes.clone()), refused: None },
            Answer::Refused(error) => Answered { bill: None, refused: Some(error.clone()) },
            _ => Answered { bill: None, refused: None },
        }
    }

    fn of_run(answer: &LabAnswer) -> Self {
        match answer {
            LabAnswer::Bill(bytes) => Answered { bill: Some(bytes.clone()), refused: None },
            LabAnswer::Refused(error) => Answered { bill: None, refused: Some(error.clone()) },
            _ => Answered { bill: None, refused: None },
        }
    }
}

/// Whose traffic can be billed, in words.
fn sources(last: Option<&Rc<LastRun>>) -> Vec<String> {
    let designs = last.into_iter().flat_map(|last| {
        last.report.designs.iter().map(|design| format!("the run \"{}\", design {}", last.report.title, design.name))
    });
    std::iter::once("what was metered in this workspace".to_owned()).chain(designs).collect()
}
