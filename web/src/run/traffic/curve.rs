//! Reads and writes on top of each other over the time of a scenario: what it asks for, and what a run has consumed so far.

use std::rc::Rc;

use yew::prelude::*;

use crate::chart::{Scale, lines_across, marks_below, ticks, use_width};
use crate::run::traffic::preview::rate;
use crate::see::Clock;
use crate::see::TimeAxis;

/// Room around the plot.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 24.0;
const HEIGHT: f64 = 172.0;
/// The strip that says where something was throttled.
const THROTTLED: f64 = 10.0;

/// One point: thousandths of what is counted, a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Level {
    /// Reads.
    pub(super) reads: u64,
    /// Writes.
    pub(super) writes: u64,
    /// Something was throttled.
    pub(super) is_throttled: bool,
}

#[derive(PartialEq, Properties)]
pub(super) struct CurveProps {
    /// The points that are known, from the beginning on.
    pub(super) levels: Rc<Vec<Level>>,
    /// When points are: all of them, known or not.
    pub(super) clock: Clock,
    /// What is counted: `requests a second`.
    pub(super) unit: &'static str,
    /// What stands for reads and writes in the legend.
    pub(super) names: (&'static str, &'static str),
    /// The highest sum that the axis has room for; that of the levels if they have more.
    #[prop_or_default]
    pub(super) highest: u64,
}

/// The curve with its legend.
#[component]
pub(super) fn Curve(props: &CurveProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let levels = &props.levels;
    let sum = |level: &Level| level.reads.saturating_add(level.writes);
    let highest = levels.iter().map(sum).max().unwrap_or(0).max(props.highest) as f64 / 1_000.0;
    let marks = ticks(highest, 3);
    let axis = TimeAxis { clock: props.clock, left: LEFT, right: (width - RIGHT).max(LEFT + 80.0) };
    let y = Scale::new(marks.last().copied().unwrap_or(1.0), HEIGHT - BOTTOM, TOP);
    let level = |milli: u64| y.at(milli as f64 / 1_000.0);
    let place = |point: usize| axis.at(point);
    let end = axis.at(levels.len());
    let reads = area(levels.len(), place, |point| level(levels[point].reads), |_| y.at(0.0), end);
    let writes = area(levels.len(), place, |point| level(sum(&levels[point])), |point| level(levels[point].reads), end);
    let has_throttled = levels.iter().any(|level| level.is_throttled);
    let mut throttled = String::new();
    for (point, _) in levels.iter().enumerate().filter(|(_, level)| level.is_throttled) {
        let (left, right) = (place(point), place(point + 1).max(place(point) + 1.0));
        throttled.push_str(&format!("M{left:.1} {:.1}H{right:.1}v{THROTTLED}H{left:.1}z", TOP - THROTTLED - 2.0));
    }
    html! {
        <div class="rate-curve" ref={frame}>
            <svg aria-hidden="true" width={format!("{width:.1}")} height={HEIGHT.to_string()}>
                <path class="area-read" d={reads} />
                <path class="area-write" d={writes} />
                if has_throttled { <path class="throttled-strip" d={throttled} /> }
                { lines_across(&marks, y, (LEFT, axis.right), |value| rate((value * 1_000.0) as u64)) }
                { marks_below(axis.ticks(), y.at(0.0), (LEFT, axis.right)) }
                <text class="axis-name" x="0" y="11">{ props.unit }</text>
            </svg>
            <ul class="rate-legend">
                <li><span class="swatch read" />{ props.names.0 }</li>
                <li><span class="swatch write" />{ props.names.1 }</li>
                if has_throttled { <li><span class="swatch throttled" />{ "something was throttled" }</li> }
            </ul>
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

#[cfg(test)]
mod tests {
    use super::area;

    #[test]
    fn an_area_goes_there_above_and_back_below() {
        let path = area(2, |point| point as f64 * 10.0, |point| 5.0 - point as f64, |_| 9.0, 20.0);
        assert_eq!(path, "M0.0 5.0H10.0L10.0 4.0H20.0L20.0 9.0H10.0L10.0 9.0H0.0z");
        assert_eq!(area(0, |_| 0.0, |_| 0.0, |_| 0.0, 1.0), "");
    }
}
