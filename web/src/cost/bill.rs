//! The bill: the recommendation with its reasons, a month in each way to pay, and every line.

use report::Bill;
use yew::prelude::*;

use crate::browser;
use crate::chart::Picture;
use crate::cost::BillProps;
use crate::cost::bill_bars::{BillBars, BillBarsTable};
use crate::cost::bill_file;
use crate::cost::bill_lines::BillLines;
use crate::cost::controls::Controls;
use crate::quantity;

/// The whole bill.
#[component]
pub(crate) fn BillView(props: &BillProps) -> Html {
    let bill = &props.bill;
    let download = {
        let bill = bill.clone();
        Callback::from(move |_: MouseEvent| browser::download("bill.csv", bill_file::csv(&bill).as_bytes()))
    };
    html! {
        <div class="bill stack wide">
            <div class="stack">
                <p class="verdict">{ &bill.verdict }</p>
                if !bill.reasons.is_empty() { <ul class="reasons">{ for bill.reasons.iter().map(|reason| html! { <li>{ reason }</li> }) }</ul> }
            </div>
            <Controls ..props.clone() />
            if bill.month.iter().any(|option| option.total.0 > 0) {
                <Picture title="A month in each way to pay" summary={bars_summary(bill)} table={html! { <BillBarsTable bill={bill.clone()} /> }}>
                    <BillBars bill={bill.clone()} />
                </Picture>
            }
            { for bill.left_out.iter().map(|why| html! { <p class="hint">{ why }</p> }) }
            <section class="stack" aria-label="Lines of the bill">
                <header class="picture-head">
                    <h2>{ "Metered so far" }</h2>
                    <button type="button" class="small" onclick={download}>{ "Download all lines (CSV)" }</button>
                </header>
                <p>{ format!("What ran in {} of engine time, as the tables were set: ", quantity::span(bill.metered_ms)) }
                    <b>{ quantity::bill_total(bill.metered.total_cents, bill.metered.total) }</b>{ "." }</p>
                <BillLines option={bill.metered.clone()} />
                <h2 class="bill-month">{ format!("A month of {} hours", quantity::count(bill.month_hours.into())) }</h2>
                { for bill.month.iter().enumerate().map(|(number, option)| html! {
                    <details key={option.title.clone()} class="bill-option" open={number == 0}>
                        <summary>{ &option.title }<span class="number">{ quantity::bill_total(option.total_cents, option.total) }</span></summary>
                        <BillLines option={option.clone()} />
                    </details>
                }) }
            </section>
            { assumptions(bill) }
        </div>
    }
}

/// What the figures take for granted, and where the prices come from.
pub(crate) fn assumptions(bill: &Bill) -> Html {
    html! {
        <section class="assumptions" aria-label="Assumptions">
            <h2>{ "Assumptions" }</h2>
            <ul>{ for bill.assumptions.iter().map(|text| html! { <li>{ text }</li> }) }</ul>
            <p class="hint">{ format!("Prices of {}, {}. Taxes and discount plans are not in them.", bill.price_date, bill.price_source) }</p>
        </section>
    }
}

fn bars_summary(bill: &Bill) -> String {
    match (bill.month.first(), bill.month.last()) {
        (Some(least), Some(most)) if bill.month.len() > 1 => format!(
            "{} is the cheapest at {} a month in {}; {} is the dearest at {}.",
            least.title,
            quantity::bill_total(least.total_cents, least.total),
            bill.region,
            most.title,
            quantity::bill_total(most.total_cents, most.total),
        ),
        _ => format!("Nothing to compare in {} yet.", bill.region),
    }
}
