//! The scenario's first day as a curve: requests a second, reads and writes on top of each other.

use std::rc::Rc;

use report::{Access, ScenarioReport};
use yew::prelude::*;

use crate::chart::{Picture, Scale, ticks, use_width};
use crate::quantity;

/// Room around the plot.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 36.0;
const HEIGHT: f64 = 170.0;
/// Hours between two marks of the axis.
const HOURS: [u64; 5] = [0, 6, 12, 18, 24];
/// Rows of the table twin at most (our bound: an hour each).
const ROWS: usize = 24;

#[derive(PartialEq, Properties)]
pub(super) struct PreviewProps {
    /// The scenario.
    pub(super) scenario: Rc<ScenarioReport>,
}

/// The curve with its table twin.
#[component]
pub(super) fn Preview(props: &PreviewProps) -> Html {
    let scenario = &props.scenario;
    let table = html! { <PreviewTable scenario={scenario.clone()} /> };
    html! {
        <Picture title="Requests over the first day" summary={summary(scenario)} {table}>
            <Curve scenario={scenario.clone()} />
        </Picture>
    }
}

/// Thousandths of a request a second at each point: reads, writes.
fn sums(scenario: &ScenarioReport) -> Vec<(u64, u64)> {
    let points = scenario.patterns.iter().map(|pattern| pattern.rates.len()).max().unwrap_or(0);
    let sum = |point: usize, access: Access| {
        let of = scenario.patterns.iter().filter(|pattern| pattern.access == access);
        of.map(|pattern| pattern.rates.get(point).copied().unwrap_or(0)).fold(0, u64::saturating_add)
    };
    (0..points).map(|point| (sum(point, Access::Read), sum(point, Access::Write))).collect()
}

fn summary(scenario: &ScenarioReport) -> String {
    let sums = sums(scenario);
    let peak = sums.iter().enumerate().max_by_key(|(_, (reads, writes))| reads + writes);
    let Some((place, (reads, writes))) = peak else { return "Nothing is asked for.".to_owned() };
    let at_s = place as u64 * scenario.point_s;
    format!(
        "At most {} requests a second in the first day, {} after its beginning: {} reads and {} writes.",
        rate(reads + writes),
        quantity::span(at_s.saturating_mul(1_000)),
        rate(*reads),
        rate(*writes),
    )
}

/// `12.5`, `1,240`: requests a second from thousandths, to a tenth below 100.
pub(super) fn rate(milli: u64) -> String {
    let tenths = milli.saturating_add(50) / 100;
    if tenths == 0 && milli > 0 {
        return format!("0.{milli:03}");
    }
    if tenths >= 1_000 || tenths.is_multiple_of(10) {
        return quantity::count(tenths / 10);
    }
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[component]
fn Curve(props: &PreviewProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let scenario = &props.scenario;
    let sums = sums(scenario);
    let highest = sums.iter().map(|(reads, writes)| reads + writes).max().unwrap_or(0) as f64 / 1_000.0;
    let marks = ticks(highest, 3);
    let end = marks.last().copied().unwrap_or(1.0);
    let covered_s = (sums.len() as u64 * scenario.point_s).max(1);
    let x = Scale::new(covered_s as f64, LEFT, (width - RIGHT).max(LEFT + 80.0));
    let y = Scale::new(end, HEIGHT - BOTTOM, TOP);
    let place = |point: usize| x.at((point as u64 * scenario.point_s) as f64);
    let level = |milli: u64| y.at(milli as f64 / 1_000.0);
    let reads = area(sums.len(), place, |point| level(sums[point].0), |_| y.at(0.0), x.at(covered_s as f64));
    let writes = area(
        sums.len(),
        place,
        |point| level(sums[point].0 + sums[point].1),
        |point| level(sums[point].0),
        x.at(covered_s as f64),
    );
    let down = |value: &f64| {
        let at = y.at(*value);
        html! { <g key={value.to_string()} class="axis-tick"><path d={format!("M{LEFT} {at:.1}H{:.1}", x.at(covered_s as f64))} /><text class="end" x={format!("{}", LEFT - 6.0)} y={format!("{:.1}", at + 4.0)}>{ rate((*value * 1_000.0) as u64) }</text></g> }
    };
    let across = |hour: u64| {
        let at = x.at((hour * 3_600) as f64);
        let side = if hour == 0 {
            "start"
        } else if hour * 3_600 >= covered_s {
            "end"
        } else {
            "middle"
        };
        html! { <g key={hour} class="axis-tick"><path d={format!("M{at:.1} {:.1}v5", y.at(0.0))} /><text class={side} x={format!("{at:.1}")} y={format!("{:.1}", y.at(0.0) + 17.0)}>{ format!("{hour} h") }</text></g> }
    };
    html! {
        <div class="rate-curve" ref={frame}>
            <svg aria-hidden="true" width={format!("{width:.1}")} height={HEIGHT.to_string()}>
                <path class="area-read" d={reads} />
                <path class="area-write" d={writes} />
                <g>{ for marks.iter().map(down) }</g>
                <g>{ for HOURS.into_iter().filter(|hour| hour * 3_600 <= covered_s).map(across) }</g>
                <text class="axis-name" x="0" y="11">{ "requests a second" }</text>
                <text class="axis-name end" x={format!("{:.1}", x.at(covered_s as f64))} y={format!("{:.1}", HEIGHT - 3.0)}>{ "since the beginning" }</text>
            </svg>
            <ul class="rate-legend"><li><span class="swatch read" />{ "reads" }</li><li><span class="swatch write" />{ "writes" }</li></ul>
        </div>
    }
}

/// The outline of an area between two lines; each point holds until the next.
fn area(points: usize, x: impl Fn(usize) -> f64, top: impl Fn(usize) -> f64, bottom: impl Fn(usize) -> f64, end: f64) -> String {
    let mut path = String::new();
    for point in 0..points {
        let next = if point + 1 < points { x(point + 1) } else { end };
        path.push_str(&format!("{}{:.1} {:.1}H{next:.1}", if point == 0 { 'M' } else { 'L' }, x(point), top(point)));
    }
    for point in (0..points).rev() {
        let next = if point + 1 < points { x(point + 1) } else { end };
        path.push_str(&format!("L{next:.1} {:.1}H{:.1}", bottom(point), x(point)));
    }
    if points > 0 {
        path.push('z');
    }
    path
}

#[component]
fn PreviewTable(props: &PreviewProps) -> Html {
    let scenario = &props.scenario;
    let points = scenario.patterns.iter().map(|pattern| pattern.rates.len()).max().unwrap_or(0);
    let step = points.div_ceil(ROWS).max(1);
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="Requests a second as a table">
            <table class="data">
                <thead><tr>
                    <th scope="col">{ "After" }</th>
                    { for scenario.patterns.iter().map(|pattern| html! { <th scope="col" class="number">{ &pattern.name }</th> }) }
                </tr></thead>
                <tbody>{ for (0..points).step_by(step).map(|point| html! {
                    <tr key={point}>
                        <th scope="row">{ quantity::span((point as u64 * scenario.point_s).saturating_mul(1_000)) }</th>
                        { for scenario.patterns.iter().map(|pattern| html! { <td class="number">{ rate(pattern.rates.get(point).copied().unwrap_or(0)) }</td> }) }
                    </tr>
                }) }</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{area, rate};

    #[test]
    fn rates_are_told_to_a_tenth() {
        assert_eq!(
            [0, 4, 50, 1_000, 12_540, 99_940, 99_960, 1_240_400].map(rate),
            ["0", "0.004", "0.1", "1", "12.5", "99.9", "100", "1,240"]
        );
    }

    #[test]
    fn an_area_goes_there_above_and_back_below() {
        let path = area(2, |point| point as f64 * 10.0, |point| 5.0 - point as f64, |_| 9.0, 20.0);
        assert_eq!(path, "M0.0 5.0H10.0L10.0 4.0H20.0L20.0 9.0H10.0L10.0 9.0H0.0z");
        assert_eq!(area(0, |_| 0.0, |_| 0.0, |_| 0.0, 1.0), "");
    }
}
