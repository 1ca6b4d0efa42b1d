//! The bill: the verdict, a month in each mode, where both ways of paying cost the same, and every line.

use std::rc::Rc;

use model::PicoUsd;
use report::{Bill, RegionPrices};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::chart::Picture;
use crate::cost::bill_bars::{BillBars, BillBarsTable};
use crate::cost::bill_lines::BillLines;
use crate::cost::break_even::{BreakEven, BreakEvenTable};
use crate::quantity;

/// Factors offered with one click: as it was, each day, each hour, each minute, each second of a 30-day month.
const REPEATS: [(u64, &str); 5] =
    [(1, "once"), (30, "daily"), (720, "hourly"), (43_200, "every minute"), (2_592_000, "every second")];
/// Largest factor: a million times the busiest of those (our bound, far from any overflow of pico-dollars).
const REPEATS_MAX: u64 = 2_592_000_000_000;

#[derive(Properties, PartialEq)]
pub(crate) struct BillViewProps {
    /// The bill.
    pub bill: Rc<Bill>,
    /// The factor that was asked for.
    pub repeats: u64,
    /// Another region.
    pub on_region: Callback<String>,
    /// Another factor.
    pub on_repeats: Callback<u64>,
}

/// The whole bill.
#[component]
pub(crate) fn BillView(props: &BillViewProps) -> Html {
    let bill = &props.bill;
    let bars_summary = bars_summary(bill);
    let prices = bill.regions.iter().find(|prices| prices.region == bill.region);
    html! {
        <div class="bill stack wide">
            <p class="verdict">{ &bill.verdict }</p>
            <Controls ..BillViewProps { bill: bill.clone(), repeats: props.repeats, on_region: props.on_region.clone(), on_repeats: props.on_repeats.clone() } />
            if bill.month.iter().any(|option| option.total > PicoUsd(0)) {
                <Picture title="A month in each mode" summary={bars_summary} table={html! { <BillBarsTable bill={bill.clone()} /> }}>
                    <BillBars bill={bill.clone()} />
                </Picture>
            }
            if let Some(prices) = prices {
                <Picture
                    title="Break-even" summary={break_even_summary(bill)}
                    table={html! { <BreakEvenTable prices={prices.clone()} break_even_millionths={bill.break_even_millionths} /> }}
                >
                    <BreakEven prices={prices.clone()} break_even_millionths={bill.break_even_millionths} />
                </Picture>
            }
            <section class="stack" aria-label="Lines of the bill">
                <h2>{ "Metered so far" }</h2>
                <p>{ format!("What ran in {} of engine time, as the tables are set.", quantity::span(bill.metered_ms)) }</p>
                <BillLines option={bill.metered.clone()} />
                <h2 class="bill-month">{ format!("A month of {} hours", quantity::count(bill.month_hours.into())) }</h2>
                { for bill.month.iter().enumerate().map(|(number, option)| html! {
                    <details key={option.title.clone()} class="bill-option" open={number == 0}>
                        <summary>{ &option.title }<span class="number">{ quantity::bill_total(option.total_cents, option.total) }</span></summary>
                        <BillLines option={option.clone()} />
                    </details>
                }) }
            </section>
            <section class="assumptions" aria-label="Assumptions">
                <h2>{ "Assumptions" }</h2>
                <ul>{ for bill.assumptions.iter().map(|text| html! { <li>{ text }</li> }) }</ul>
                <p class="hint">{ format!("Prices of {}, {}. Taxes and discount plans are not in them.", bill.price_date, bill.price_source) }</p>
            </section>
        </div>
    }
}

/// Region and repeat factor.
#[component]
fn Controls(props: &BillViewProps) -> Html {
    let bill = &props.bill;
    let on_region = props.on_region.clone();
    let choose = Callback::from(move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            on_region.emit(select.value());
        }
    });
    let typed = {
        let on_repeats = props.on_repeats.clone();
        Callback::from(move |event: Event| {
            let number = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().trim().parse::<u64>().ok());
            if let Some(number) = number {
                on_repeats.emit(number.clamp(1, REPEATS_MAX));
            }
        })
    };
    let preset = |(number, words): (u64, &'static str)| {
        let on_repeats = props.on_repeats.clone();
        let onclick = Callback::from(move |_: MouseEvent| on_repeats.emit(number));
        html! { <button key={words} type="button" class="toggle" aria-pressed={(props.repeats == number).to_string()} {onclick}>{ words }</button> }
    };
    let option = |prices: &RegionPrices| {
        html! { <option key={prices.region.clone()} value={prices.region.clone()} selected={prices.region == bill.region}>{ &prices.region }</option> }
    };
    html! {
        <div class="bill-controls panel">
            <div class="body">
                <label class="field"><span>{ "Region" }</span><select onchange={choose}>{ for bill.regions.iter().map(option) }</select></label>
                <label class="field repeats">
                    <span>{ "The metered traffic happens, times a month" }</span>
                    <input type="number" min="1" max={REPEATS_MAX.to_string()} step="1" inputmode="numeric" value={props.repeats.to_string()} onchange={typed} />
                </label>
                <div class="toggle-group" role="group" aria-label="How often the metered traffic happens">{ for REPEATS.into_iter().map(preset) }</div>
                <p class="price-date">{ "Prices of " }<time>{ &bill.price_date }</time></p>
            </div>
        </div>
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

fn break_even_summary(bill: &Bill) -> String {
    format!(
        "For writes in {}, provisioned capacity is cheaper once more than {} of it is used on average; below that, on-demand is. Shaded is what unused capacity then costs.",
        bill.region,
        quantity::share(bill.break_even_millionths),
    )
}
