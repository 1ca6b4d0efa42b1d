//! A month in each way to pay as bars: what is paid for reads, writes and storage, on one axis in dollars.

use std::rc::Rc;

use model::PicoUsd;
use report::{Bill, BillOption, LineKind};
use yew::prelude::*;

use crate::chart::{Scale, ticks, use_width};
use crate::cost::curve::short_title;
use crate::quantity;

/// Height of one bar with its title above it.
const STEP: f64 = 54.0;
const BAR: f64 = 20.0;
const FOOT: f64 = 30.0;

#[derive(Properties, PartialEq)]
pub(crate) struct BillBarsProps {
    /// The bill.
    pub bill: Rc<Bill>,
}

/// What a line is for, in the order of a bar; each keeps its colour.
const KINDS: [LineKind; 4] = [LineKind::Writes, LineKind::Reads, LineKind::Storage, LineKind::Other];

/// Its name and its colour's class.
fn words(kind: LineKind) -> (&'static str, &'static str) {
    match kind {
        LineKind::Reads => ("Reads", "read"),
        LineKind::Writes => ("Writes", "write"),
        LineKind::Storage => ("Storage", "storage"),
        LineKind::Other => ("Other", "other"),
    }
}

/// One bar for each mode, cheapest first.
#[component]
pub(crate) fn BillBars(props: &BillBarsProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let options = &props.bill.month;
    let most = options.iter().map(|option| dollars(option.total)).fold(0.0, f64::max);
    let is_narrow = width < 480.0;
    let found = ticks(most, if is_narrow { 3 } else { 5 });
    let end = found.last().copied().unwrap_or(1.0);
    let scale = Scale::new(end, 1.0, (width - 28.0).max(60.0));
    let foot = options.len() as f64 * STEP;
    let bar = |(number, option): (usize, &BillOption)| {
        let y = number as f64 * STEP;
        let mut before = 0.0;
        let piece = |kind: LineKind| {
            let amount = dollars(sum(option, kind));
            let (from, to) = (scale.at(before), scale.at(before + amount));
            before += amount;
            (to - from > 0.05).then(|| html! {
                <rect class={classes!("bill-piece", words(kind).1)} x={format!("{from:.1}")} y={format!("{:.1}", y + 22.0)} width={format!("{:.1}", to - from)} height={BAR.to_string()} />
            })
        };
        html! {
            <g key={number}>
                <text class="bill-title" x="1" y={format!("{:.1}", y + 15.0)}>
                    { if is_narrow { short_title(option.mode) } else { option.title.as_str() } }<tspan class="bill-total" dx="8">{ quantity::bill_total(option.total_cents, option.total) }</tspan>
                </text>
                { for KINDS.into_iter().filter_map(piece) }
            </g>
        }
    };
    let tick = |value: &f64| {
        let x = scale.at(*value);
        html! {
            <g key={value.to_string()} class="axis-tick">
                <path d={format!("M{x:.1} 20V{:.1}", foot + 4.0)} />
                <text class={if *value == 0.0 { "start" } else { "middle" }} x={format!("{x:.1}")} y={format!("{:.1}", foot + 18.0)}>{ tick_words(*value, end) }</text>
            </g>
        }
    };
    html! {
        <div class="bill-bars" ref={frame}>
            <svg aria-hidden="true" width={format!("{width:.1}")} height={format!("{:.1}", foot + FOOT)}>
                <g>{ for found.iter().map(tick) }</g>
                <g>{ for options.iter().enumerate().map(bar) }</g>
            </svg>
            <ul class="bill-legend">
                { for KINDS.into_iter().filter(|kind| options.iter().any(|option| sum(option, *kind) > PicoUsd(0))).map(|kind| html! {
                    <li key={words(kind).0}><svg width="12" height="12" aria-hidden="true"><rect class={classes!("bill-piece", words(kind).1)} width="12" height="12" /></svg>{ words(kind).0 }</li>
                }) }
                <li class="axis-name">{ "US dollars a month" }</li>
            </ul>
        </div>
    }
}

/// The table twin.
#[component]
pub(crate) fn BillBarsTable(props: &BillBarsProps) -> Html {
    let row = |option: &BillOption| {
        html! {
            <tr key={option.title.clone()}>
                <th scope="row">{ &option.title }</th>
                { for KINDS.into_iter().map(|kind| html! { <td class="number">{ quantity::money(sum(option, kind)) }</td> }) }
                <td class="number">{ quantity::bill_total(option.total_cents, option.total) }</td>
            </tr>
        }
    };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="A month in each way to pay as a table">
            <table class="data">
                <thead><tr>
                    <th scope="col">{ "Way to pay" }</th>
                    { for KINDS.into_iter().map(|kind| html! { <th scope="col" class="number">{ words(kind).0 }</th> }) }
                    <th scope="col" class="number">{ "A month" }</th>
                </tr></thead>
                <tbody>{ for props.bill.month.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

fn sum(option: &BillOption, kind: LineKind) -> PicoUsd {
    option.lines.iter().filter(|line| line.kind == kind).map(|line| line.amount).sum()
}

fn dollars(amount: PicoUsd) -> f64 {
    amount.0 as f64 / PicoUsd::DOLLAR.0 as f64
}

/// A tick's words: as many decimals as its axis needs.
pub(crate) fn tick_words(value: f64, end: f64) -> String {
    // Ticks are round, so the digits that an axis of this length needs are enough.
    let decimals = if end >= 10.0 { 0 } else { (2.0 - end.max(1e-12).log10().floor()).clamp(1.0, 12.0) as usize };
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    match text.parse::<u64>() {
        Ok(whole) => format!("${}", quantity::count(whole)),
        Err(_) => format!("${text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::tick_words;

    #[test]
    fn ticks_read_as_money() {
        assert_eq!([0.0, 500.0, 1_500.0].map(|value| tick_words(value, 1_500.0)), ["$0", "$500", "$1,500"]);
        assert_eq!([0.0, 0.25, 1.0].map(|value| tick_words(value, 1.0)), ["$0", "$0.25", "$1"]);
        assert_eq!(tick_words(0.000_002_5, 0.000_01), "$0.0000025");
    }
}
