//! Where both ways of paying cost the same: one write unit kept ready for a month against paying for what is used of it.

use model::PicoUsd;
use report::RegionPrices;
use yew::prelude::*;

use crate::chart::{Scale, ticks, use_width};
use crate::cost::bill_bars::tick_words;
use crate::quantity;

/// Room around the plot.
const LEFT: f64 = 46.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 42.0;
const HEIGHT: f64 = 240.0;
/// Seconds of an hour: one write capacity unit can do so many writes in it.
const HOUR_SECONDS: i128 = 3_600;
/// Rows of the table twin, in millionths of use.
const ROWS: [u64; 6] = [0, 100_000, 250_000, 500_000, 750_000, 1_000_000];

#[derive(Properties, PartialEq)]
pub(crate) struct BreakEvenProps {
    /// Prices of the region.
    pub prices: RegionPrices,
    /// Use at which both cost the same.
    pub break_even_millionths: u64,
}

/// What one write unit costs for an hour at full use, paid by request.
fn on_demand_hour(prices: &RegionPrices) -> PicoUsd {
    prices.write_request * HOUR_SECONDS
}

/// Two lines that cross at the break-even.
#[component]
pub(crate) fn BreakEven(props: &BreakEvenProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone()).min(760.0);
    let (provisioned, on_demand) = (dollars(props.prices.write_hour), dollars(on_demand_hour(&props.prices)));
    let found = ticks(on_demand.max(provisioned), 4);
    let end = found.last().copied().unwrap_or(1.0);
    let x = Scale::new(100.0, LEFT, (width - RIGHT).max(LEFT + 80.0));
    let y = Scale::new(end, HEIGHT - BOTTOM, TOP);
    let cross = props.break_even_millionths as f64 / 10_000.0;
    let (cross_x, flat) = (x.at(cross), y.at(provisioned));
    let (zero, full) = (y.at(0.0), y.at(on_demand));
    let down = |value: &f64| {
        let at = y.at(*value);
        html! { <g key={value.to_string()} class="axis-tick"><path d={format!("M{LEFT} {at:.1}H{:.1}", x.at(100.0))} /><text class="end" x={format!("{}", LEFT - 6.0)} y={format!("{:.1}", at + 4.0)}>{ tick_words(*value, end) }</text></g> }
    };
    let across = |percent: f64| {
        let at = x.at(percent);
        html! { <g key={percent.to_string()} class="axis-tick"><path d={format!("M{at:.1} {zero:.1}v5")} /><text class="middle" x={format!("{at:.1}")} y={format!("{:.1}", zero + 18.0)}>{ format!("{percent:.0} %") }</text></g> }
    };
    let label_side = if cross > 60.0 { "end" } else { "start" };
    let label_x = if cross > 60.0 { cross_x - 9.0 } else { cross_x + 9.0 };
    html! {
        <div class="break-even" ref={frame}>
            <svg aria-hidden="true" width={format!("{width:.1}")} height={HEIGHT.to_string()}>
                <path class="waste" d={format!("M{LEFT} {flat:.1}L{LEFT} {zero:.1}L{cross_x:.1} {flat:.1}z")} />
                <g>{ for found.iter().map(down) }</g>
                <g>{ for [0.0, 25.0, 50.0, 75.0, 100.0].into_iter().map(across) }</g>
                <path class="line-provisioned" d={format!("M{LEFT} {flat:.1}H{:.1}", x.at(100.0))} />
                <path class="line-on-demand" d={format!("M{LEFT} {zero:.1}L{:.1} {full:.1}", x.at(100.0))} />
                <path class="line-cross" d={format!("M{cross_x:.1} {flat:.1}V{zero:.1}")} />
                <circle class="dot-cross" cx={format!("{cross_x:.1}")} cy={format!("{flat:.1}")} r="4.5" />
                <text class={classes!("chart-note", label_side)} x={format!("{label_x:.1}")} y={format!("{:.1}", zero - 10.0)}>{ format!("break-even {}", quantity::share(props.break_even_millionths)) }</text>
                <text class="chart-note end" x={format!("{:.1}", x.at(100.0))} y={format!("{:.1}", flat - 6.0)}>{ "provisioned" }</text>
                <text class="chart-note end" x={format!("{:.1}", x.at(86.0))} y={format!("{:.1}", y.at(on_demand * 0.86) - 8.0)}>{ "on-demand" }</text>
                <text class="axis-name" x="0" y="12">{ "US dollars an hour for one write unit a second" }</text>
                <text class="axis-name middle" x={format!("{:.1}", x.at(50.0))} y={format!("{:.1}", HEIGHT - 6.0)}>{ "average use of what is provisioned" }</text>
            </svg>
        </div>
    }
}

/// The table twin.
#[component]
pub(crate) fn BreakEvenTable(props: &BreakEvenProps) -> Html {
    let mut uses: Vec<u64> = ROWS.into_iter().chain([props.break_even_millionths]).collect();
    uses.sort_unstable();
    uses.dedup();
    let row = |used: &u64| {
        let amount = PicoUsd(on_demand_hour(&props.prices).0 * i128::from(*used) / 1_000_000);
        let cheaper = match amount.cmp(&props.prices.write_hour) {
            _ if *used == props.break_even_millionths => "break-even",
            core::cmp::Ordering::Less => "on-demand",
            _ => "provisioned",
        };
        html! {
            <tr key={*used}>
                <th scope="row" class="number">{ quantity::share(*used) }</th>
                <td class="number">{ quantity::money(amount) }</td>
                <td class="number">{ quantity::money(props.prices.write_hour) }</td>
                <td>{ cheaper }</td>
            </tr>
        }
    };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="Break-even as a table">
            <table class="data">
                <thead><tr>
                    <th scope="col" class="number">{ "Average use" }</th><th scope="col" class="number">{ "On-demand, an hour" }</th>
                    <th scope="col" class="number">{ "Provisioned, an hour" }</th><th scope="col">{ "Cheaper" }</th>
                </tr></thead>
                <tbody>{ for uses.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

fn dollars(amount: PicoUsd) -> f64 {
    amount.0 as f64 / PicoUsd::DOLLAR.0 as f64
}
