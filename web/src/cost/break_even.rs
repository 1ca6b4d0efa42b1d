//! Where two ways of paying cost the same: one write unit kept ready for an hour, unreserved and reserved, against paying for what
//! is used of it.

use std::rc::Rc;

use model::PicoUsd;
use report::{Bill, BreakEven as Point};
use yew::prelude::*;

use crate::chart::{Scale, lines_across, marks_below, ticks, use_width};
use crate::cost::bill_bars::tick_words;
use crate::quantity;

/// Room around the plot.
const LEFT: f64 = 58.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 42.0;
const HEIGHT: f64 = 260.0;
/// Rows of the table twin, in millionths of use.
const ROWS: [u64; 6] = [0, 100_000, 250_000, 500_000, 750_000, 1_000_000];

#[derive(Properties, PartialEq)]
pub(crate) struct BreakEvenProps {
    /// The bill.
    pub bill: Rc<Bill>,
}

/// The line of what is paid by request, and one flat line for each provisioned way; each crosses it at its break-even.
#[component]
pub(crate) fn BreakEven(props: &BreakEvenProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone()).min(760.0);
    let points = &props.bill.break_evens;
    let on_demand = points.first().map_or(0.0, |point| dollars(point.on_demand_hour));
    let found = ticks(points.iter().map(|point| dollars(point.unit_hour)).fold(on_demand, f64::max), 4);
    let end = found.last().copied().unwrap_or(1.0);
    let x = Scale::new(100.0, LEFT, (width - RIGHT).max(LEFT + 80.0));
    let y = Scale::new(end, HEIGHT - BOTTOM, TOP);
    let (zero, full, right) = (y.at(0.0), y.at(on_demand), x.at(100.0));
    let percents = [0.0, 25.0, 50.0, 75.0, 100.0];
    let line = |(number, point): (usize, &Point)| {
        let (flat, cross) = (y.at(dollars(point.unit_hour)), x.at(point.millionths as f64 / 10_000.0));
        html! {
            <g key={number}>
                <path class={format!("line-provisioned line-provisioned-{number}")} d={format!("M{LEFT} {flat:.1}H{right:.1}")} />
                <path class="line-cross" d={format!("M{cross:.1} {flat:.1}V{zero:.1}")} />
                <circle class="dot-cross" cx={format!("{cross:.1}")} cy={format!("{flat:.1}")} r="4.5" />
            </g>
        }
    };
    let waste = points.first().map(|point| {
        let (flat, cross) = (y.at(dollars(point.unit_hour)), x.at(point.millionths as f64 / 10_000.0));
        html! { <path class="waste" d={format!("M{LEFT} {flat:.1}L{LEFT} {zero:.1}L{cross:.1} {flat:.1}z")} /> }
    });
    html! {
        <div class="break-even" ref={frame}>
            <svg aria-hidden="true" width={format!("{width:.1}")} height={HEIGHT.to_string()}>
                { waste }
                { lines_across(&found, y, (LEFT, right), |value| tick_words(value, end)) }
                { marks_below(percents.map(|percent| (x.at(percent), format!("{percent:.0} %"))).to_vec(), zero, (LEFT, right)) }
                <path class="line-on-demand" d={format!("M{LEFT} {zero:.1}L{right:.1} {full:.1}")} />
                { for points.iter().enumerate().map(line) }
                <text class="chart-note end" x={format!("{:.1}", x.at(84.0))} y={format!("{:.1}", y.at(on_demand * 0.84) - 8.0)}>{ "On-demand" }</text>
                <text class="axis-name" x="0" y="12">{ "US dollars an hour for one write unit a second" }</text>
                <text class="axis-name middle" x={format!("{:.1}", x.at(50.0))} y={format!("{:.1}", HEIGHT - 6.0)}>{ "average use of what is provisioned" }</text>
            </svg>
            <ul class="bill-legend">{ for points.iter().enumerate().map(|(number, point)| html! {
                <li key={number}>
                    <svg width="24" height="12" aria-hidden="true"><path class={format!("line-provisioned line-provisioned-{number}")} d="M0 6H24" /></svg>
                    { format!("{}: from {} on", point.title, quantity::share(point.millionths)) }
                </li>
            }) }</ul>
        </div>
    }
}

/// The table twin.
#[component]
pub(crate) fn BreakEvenTable(props: &BreakEvenProps) -> Html {
    let points = &props.bill.break_evens;
    let on_demand_hour = points.first().map_or(PicoUsd(0), |point| point.on_demand_hour);
    let mut uses: Vec<u64> = ROWS.into_iter().chain(points.iter().map(|point| point.millionths)).collect();
    uses.sort_unstable();
    uses.dedup();
    let row = |used: &u64| {
        let amount = PicoUsd(on_demand_hour.0.saturating_mul(i128::from(*used)) / 1_000_000);
        let even = points.iter().find(|point| point.millionths == *used);
        html! {
            <tr key={*used}>
                <th scope="row" class="number">{ quantity::share(*used) }</th>
                <td class="number">{ quantity::money(amount) }</td>
                { for points.iter().map(|point| html! { <td class="number">{ quantity::money(point.unit_hour) }</td> }) }
                <td>{ even.map(|point| format!("break-even of {}", point.title.to_lowercase())) }</td>
            </tr>
        }
    };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="Break-even as a table">
            <table class="data">
                <thead><tr>
                    <th scope="col" class="number">{ "Average use" }</th><th scope="col" class="number">{ "On-demand, an hour" }</th>
                    { for points.iter().map(|point| html! { <th scope="col" class="number">{ format!("{}, an hour", point.title) }</th> }) }
                    <th scope="col">{ "Note" }</th>
                </tr></thead>
                <tbody>{ for uses.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

/// The picture in a sentence.
pub(crate) fn summary(bill: &Bill) -> String {
    let Some(first) = bill.break_evens.first() else { return format!("{} has no prices for capacity.", bill.region) };
    let reserved: Vec<String> = bill.break_evens.iter().skip(1).map(|point| quantity::share(point.millionths)).collect();
    let reserved = match reserved.as_slice() {
        [] => String::new(),
        [one] => format!(" Reserved for a year, {one} are enough."),
        [one, more, ..] => format!(" Reserved for a year, {one} are enough, for three years {more}."),
    };
    format!(
        "For writes in {}, provisioned capacity is cheaper once more than {} of it is used on average; below that, on-demand is.{reserved} \
         Shaded is what unused capacity then costs.",
        bill.region,
        quantity::share(first.millionths),
    )
}

fn dollars(amount: PicoUsd) -> f64 {
    amount.0 as f64 / PicoUsd::DOLLAR.0 as f64
}
