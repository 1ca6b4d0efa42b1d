//! The hottest partition of each design over time, as a share of what a partition serves; throttling below the axis.

use std::rc::Rc;

use report::{Comparison, HottestPartition};
use yew::prelude::*;

use crate::chart::{Scale, ticks, use_width};
use crate::quantity;

/// Room around the plot.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 22.0;
const PLOT: f64 = 190.0;
/// Height of a design's row of throttle marks.
const ROW: f64 = 14.0;
const BOTTOM: f64 = 40.0;
/// Rows of the table twin at most (our bound: what is read without scrolling far).
const ROWS: usize = 24;

#[derive(PartialEq, Properties)]
pub(super) struct HottestProps {
    /// The comparison.
    pub(super) comparison: Rc<Comparison>,
}

/// One line for each design: who peaks at what, and where.
pub(super) fn summary(comparison: &Comparison) -> String {
    let of = comparison.designs.iter().zip(&comparison.hottest).map(|(name, hottest)| {
        let most = hottest.thousandths.iter().max().copied().unwrap_or(0);
        let place = hottest.peak_at.as_ref().map(|(space, partition)| format!(" (partition {partition} of {space})"));
        format!("{name} peaks at {}{}", percent(most), place.unwrap_or_default())
    });
    format!("{}.", of.collect::<Vec<_>>().join("; "))
}

/// `85.3 %`.
fn percent(thousandths: u64) -> String {
    let rest = thousandths % 10;
    let whole = quantity::count(thousandths / 10);
    if rest == 0 { format!("{whole} %") } else { format!("{whole}.{rest} %") }
}

/// The picture.
#[component]
pub(super) fn Hottest(props: &HottestProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let comparison = &props.comparison;
    let points = comparison.hottest.iter().map(|one| one.thousandths.len()).max().unwrap_or(0);
    let most = comparison.hottest.iter().flat_map(|one| &one.thousandths).max().copied().unwrap_or(0).max(1_000);
    let marks = ticks(most as f64 / 10.0, 4);
    let end = marks.last().copied().unwrap_or(100.0);
    let covered_s = (points as u64).saturating_mul(comparison.point_s).max(1);
    let x = Scale::new(covered_s as f64, LEFT, (width - RIGHT).max(LEFT + 80.0));
    let y = Scale::new(end, TOP + PLOT, TOP);
    let right = x.at(covered_s as f64);
    let floor = TOP + PLOT;
    let is_throttled = comparison.hottest.iter().any(|one| one.throttles.iter().any(|events| *events > 0));
    let rows = if is_throttled { comparison.designs.len() } else { 0 };
    let height = floor + BOTTOM + ROW * rows as f64;
    let at = |point: usize| x.at((point as u64 * comparison.point_s) as f64);
    let line = |(place, one): (usize, &HottestPartition)| {
        let level = |point: usize| y.at(one.thousandths[point] as f64 / 10.0);
        html! { <path key={place} class={classes!("heat-line", design_class(place))} d={steps(one.thousandths.len(), at, level)} /> }
    };
    let throttled = |(place, one): (usize, &HottestPartition)| {
        let top = floor + 24.0 + ROW * place as f64;
        let mut path = String::new();
        for (point, _) in one.throttles.iter().enumerate().filter(|(_, events)| **events > 0) {
            path.push_str(&format!("M{:.1} {top:.1}v8", at(point)));
        }
        html! { <path key={place} class="heat-throttle" d={path} /> }
    };
    let down = |value: &f64| {
        let level = y.at(*value);
        html! { <g key={value.to_string()} class="axis-tick"><path d={format!("M{LEFT} {level:.1}H{right:.1}")} /><text class="end" x={format!("{}", LEFT - 6.0)} y={format!("{:.1}", level + 4.0)}>{ format!("{value:.0} %") }</text></g> }
    };
    let across = |share: u64| {
        let place = x.at((covered_s * share / 4) as f64);
        let side = ["start", "middle", "middle", "middle", "end"][share as usize];
        html! { <g key={share} class="axis-tick"><path d={format!("M{place:.1} {floor:.1}v5")} /><text class={side} x={format!("{place:.1}")} y={format!("{:.1}", floor + 17.0)}>{ if share == 0 { "0".to_owned() } else { quantity::span((covered_s * share / 4).saturating_mul(1_000)) } }</text></g> }
    };
    let ceiling = y.at(100.0);
    let is_wide = width > 480.0;
    html! {
        <div class="rate-curve" ref={frame}>
            <svg aria-hidden="true" width={format!("{width:.1}")} height={format!("{height:.0}")}>
                <g>{ for marks.iter().map(down) }</g>
                <g>{ for (0..=4).filter(|share| is_wide || share % 2 == 0).map(across) }</g>
                <path class="heat-ceiling" d={format!("M{LEFT} {ceiling:.1}H{right:.1}")} />
                <g>{ for comparison.hottest.iter().enumerate().map(line) }</g>
                <g>{ for comparison.hottest.iter().enumerate().map(throttled) }</g>
                { for comparison.hottest.iter().enumerate().filter(|(_, one)| one.throttles.iter().any(|events| *events > 0)).map(|(place, _)| html! {
                    <text key={place} class="end" x={format!("{}", LEFT - 6.0)} y={format!("{:.1}", floor + 32.0 + ROW * place as f64)}>{ short(&comparison.designs[place]) }</text>
                }) }
                <text class="axis-name" x="0" y="12">{ "of what a partition serves" }</text>
                <text class="axis-name end" x={format!("{right:.1}")} y={format!("{:.1}", height - 4.0)}>{ if is_throttled { "since the beginning; strokes: throttled" } else { "since the beginning; nothing throttled" } }</text>
            </svg>
            <ul class="rate-legend">
                { for comparison.designs.iter().enumerate().map(|(place, name)| html! { <li key={place}><span class={classes!("design-key", design_class(place))} />{ name }</li> }) }
            </ul>
        </div>
    }
}

fn design_class(place: usize) -> &'static str {
    const CLASSES: [&str; 4] = ["design-0", "design-1", "design-2", "design-3"];
    CLASSES[place % CLASSES.len()]
}

/// The first letters of a name, for the margin.
fn short(name: &str) -> String {
    if name.chars().count() <= 7 { name.to_owned() } else { name.chars().take(6).chain(['…']).collect() }
}

/// A line of steps: each point holds until the next.
fn steps(points: usize, x: impl Fn(usize) -> f64, y: impl Fn(usize) -> f64) -> String {
    let mut path = String::new();
    for point in 0..points {
        let start = if point == 0 { format!("M{:.1} {:.1}", x(point), y(point)) } else { format!("V{:.1}", y(point)) };
        path.push_str(&format!("{start}H{:.1}", x(point + 1)));
    }
    path
}

/// The table twin: the hottest of so many points together.
#[component]
pub(super) fn HottestTable(props: &HottestProps) -> Html {
    let comparison = &props.comparison;
    let points = comparison.hottest.iter().map(|one| one.thousandths.len()).max().unwrap_or(0);
    let step = points.div_ceil(ROWS).max(1);
    let row = |first: usize| {
        let cell = |(place, one): (usize, &HottestPartition)| {
            let to = (first + step).min(one.thousandths.len());
            let most = one.thousandths.get(first..to).and_then(|part| part.iter().max()).copied().unwrap_or(0);
            let events =
                one.throttles.get(first..to).map_or(0, |part| part.iter().fold(0u64, |sum, one| sum.saturating_add(*one)));
            html! { <><td key={place} class="number">{ percent(most) }</td><td class="number">{ quantity::count(events) }</td></> }
        };
        html! {
            <tr key={first}>
                <th scope="row">{ quantity::span((first as u64).saturating_mul(comparison.point_s).saturating_mul(1_000)) }</th>
                { for comparison.hottest.iter().enumerate().map(cell) }
            </tr>
        }
    };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="Hottest partition as a table">
            <table class="data">
                <thead><tr><th scope="col">{ "From" }</th>{ for comparison.designs.iter().map(|name| html! { <>
                    <th scope="col" class="number">{ format!("{name}, hottest") }</th><th scope="col" class="number">{ format!("{name}, throttled") }</th></> }) }</tr></thead>
                <tbody>{ for (0..points).step_by(step).map(row) }</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{percent, short, steps};

    #[test]
    fn a_line_of_steps_holds_each_point() {
        let path = steps(3, |point| point as f64 * 10.0, |point| [5.0, 7.0, 6.0][point]);
        assert_eq!(path, "M0.0 5.0H10.0V7.0H20.0V6.0H30.0");
        assert_eq!(steps(0, |_| 0.0, |_| 0.0), "");
    }

    #[test]
    fn shares_and_names_are_short() {
        assert_eq!([0, 853, 1_000, 12_345].map(percent), ["0 %", "85.3 %", "100 %", "1,234.5 %"]);
        assert_eq!([short("sharded"), short("by-customer")], ["sharded", "by-cus…"]);
    }
}
