//! A chart of the designs over the time of the run: a line of steps for each design.
//!
//! What it shows is its owner's: the hottest partition, throttle events for a reason, latency.

use yew::prelude::*;

use crate::chart::{Scale, lines_across, marks_below, steps, tick_words, ticks, use_width};
use crate::quantity;

/// Room around the plot.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 22.0;
/// Height of a row of strokes below the plot.
const ROW: f64 = 14.0;
const BOTTOM: f64 = 40.0;

/// One line of the chart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Place of the design.
    pub(super) design: usize,
    /// Whether it stands behind another line of the design.
    pub(super) is_thin: bool,
    /// The level of each point; none where there is nothing to tell.
    pub(super) levels: Vec<Option<f64>>,
}

#[derive(PartialEq, Properties)]
pub(super) struct OverTimeProps {
    /// Names of the designs.
    pub(super) designs: Vec<String>,
    /// Seconds of a point.
    pub(super) point_s: u64,
    pub(super) lines: Vec<Line>,
    /// Height of the plot, in pixels.
    pub(super) plot: f64,
    /// What the levels count.
    pub(super) axis: &'static str,
    /// Behind each number of the axis: ` %`.
    #[prop_or_default]
    pub(super) suffix: &'static str,
    /// Below the axis of time.
    pub(super) foot: &'static str,
    /// A level that is marked, and seen at least.
    #[prop_or_default]
    pub(super) ceiling: Option<f64>,
    /// Of each design: points with a stroke below the axis; empty without such rows.
    #[prop_or_default]
    pub(super) strokes: Vec<Vec<usize>>,
}

/// The picture.
#[component]
pub(super) fn OverTime(props: &OverTimeProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let points = props.lines.iter().map(|line| line.levels.len()).max().unwrap_or(0);
    let levels = props.lines.iter().flat_map(|line| line.levels.iter().flatten());
    let most = levels.copied().fold(props.ceiling.unwrap_or(0.0), f64::max);
    let marks = ticks(most, 4);
    let covered_s = (points as u64).saturating_mul(props.point_s).max(1);
    let x = Scale::new(covered_s as f64, LEFT, (width - RIGHT).max(LEFT + 80.0));
    let floor = TOP + props.plot;
    let y = Scale::new(marks.last().copied().unwrap_or(100.0), floor, TOP);
    let right = x.at(covered_s as f64);
    let height = floor + BOTTOM + ROW * props.strokes.len() as f64;
    let at = |point: usize| x.at((point as u64 * props.point_s) as f64);
    let line = |(place, line): (usize, &Line)| {
        let class = classes!("heat-line", design_class(line.design), line.is_thin.then_some("is-thin"));
        let levels = line.levels.iter().enumerate().map(|(point, level)| (at(point), level.map(|level| y.at(level))));
        let d = steps(levels, at(line.levels.len()));
        html! { <path key={place} {class} {d} /> }
    };
    let row = |place: usize| floor + 24.0 + ROW * place as f64;
    let strokes = |(place, points): (usize, &Vec<usize>)| {
        let path: String = points.iter().map(|point| format!("M{:.1} {:.1}v8", at(*point), row(place))).collect();
        html! { <path key={place} class="heat-throttle" d={path} /> }
    };
    let stroke_name = |(place, points): (usize, &Vec<usize>)| match props.designs.get(place).filter(|_| !points.is_empty()) {
        Some(name) => {
            html! { <text key={place} class="end" x={format!("{}", LEFT - 6.0)} y={format!("{:.1}", row(place) + 8.0)}>{ short(name) }</text> }
        }
        None => Html::default(),
    };
    let quarter = |share: u64| {
        let second = covered_s * share / 4;
        (x.at(second as f64), if share == 0 { "0".to_owned() } else { quantity::span(second.saturating_mul(1_000)) })
    };
    let is_wide = width > 480.0;
    let quarters: Vec<(f64, String)> = (0..=4).filter(|share| is_wide || share % 2 == 0).map(quarter).collect();
    html! {
        <div class="rate-curve" ref={frame}>
            <svg aria-hidden="true" width={format!("{width:.1}")} height={format!("{height:.0}")}>
                { lines_across(&marks, y, (LEFT, right), |value| format!("{}{}", tick_words(value), props.suffix)) }
                { marks_below(quarters, floor, (LEFT, right)) }
                if let Some(ceiling) = props.ceiling { <path class="heat-ceiling" d={format!("M{LEFT} {0:.1}H{right:.1}", y.at(ceiling))} /> }
                <g>{ for props.lines.iter().enumerate().map(line) }</g>
                <g>{ for props.strokes.iter().enumerate().map(strokes) }</g>
                { for props.strokes.iter().enumerate().map(stroke_name) }
                <text class="axis-name" x="0" y="12">{ props.axis }</text>
                <text class="axis-name end" x={format!("{right:.1}")} y={format!("{:.1}", height - 4.0)}>{ props.foot }</text>
            </svg>
            <ul class="rate-legend">
                { for props.designs.iter().enumerate().map(|(place, name)| html! { <li key={place}><span class={classes!("design-key", design_class(place))} />{ name }</li> }) }
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

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn names_are_short() {
        assert_eq!([short("sharded"), short("by-customer")], ["sharded", "by-cus…"]);
    }
}
