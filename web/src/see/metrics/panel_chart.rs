//! One metric over time: its points, what was provisioned, the busiest second of each point, and the reading at the moment.

use std::rc::Rc;

use report::{Fidelity, MetricSeries, Metrics};
use yew::prelude::*;

use crate::chart::{Scale, lines_across, marks_below, px, tick_words, ticks, use_width};
use crate::quantity;
use crate::see::metrics::csv::statistic;
use crate::see::metrics::panel_layout::{Panel, axis_words, drawn, drawn_peak, line_name, reason, value_words};
use crate::see::replay::heat_grid::points_of;
use crate::see::replay::time_axis::TimeAxis;
use crate::see::replay::timeline::Clock;

const LEFT: f64 = 44.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 20.0;
const FIELD: f64 = 84.0;
const BOTTOM: f64 = 24.0;
/// Lines of one chart that have a style of their own.
const STYLES: [&str; 6] = ["line-1", "line-2", "line-3", "line-4", "line-5", "line-6"];

#[derive(Properties, PartialEq)]
pub(crate) struct PanelChartProps {
    /// All series.
    pub metrics: Rc<Metrics>,
    /// Which of them are drawn.
    pub panel: Panel,
    /// The moment.
    pub point: usize,
    /// Shows another one.
    pub on_point: Callback<usize>,
}

/// The chart with its reading.
#[component]
pub(crate) fn PanelChart(props: &PanelChartProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let metrics = &props.metrics;
    let clock = Clock { start_s: metrics.start_s, point_s: metrics.point_s, points: metrics.points as usize };
    let axis = TimeAxis { clock, left: LEFT, right: (width - RIGHT).max(LEFT + 60.0) };
    let onclick = {
        let (frame, on_point) = (frame.clone(), props.on_point.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(element) = frame.cast::<web_sys::Element>() {
                on_point.emit(axis.point_at(f64::from(event.client_x()) - element.get_bounding_client_rect().left()));
            }
        })
    };
    let lines: Vec<&MetricSeries> = props.panel.lines.iter().filter_map(|place| metrics.series.get(*place)).collect();
    let Some(first) = lines.first() else { return Html::default() };
    let is_modelled = lines.iter().any(|one| one.fidelity == Fidelity::Modelled);
    html! {
        <div class="metric" role="group" aria-label={props.panel.name.clone()}>
            <header>
                <h3 class="mono">{ broken(&props.panel.name) }</h3>
                <small>{ props.panel.meaning }{ if is_modelled { " · our model" } else { "" } }</small>
            </header>
            <div class="rate-frame" ref={frame} {onclick}>
                <svg aria-hidden="true" width={px(width)} height={px(TOP + FIELD + BOTTOM)}>
                    <MetricLines metrics={metrics.clone()} panel={props.panel.clone()} {axis} />
                    <text class="axis-name" x="0" y="12">{ axis_words(first, metrics.point_s) }</text>
                    <path class="moment-line" d={format!("M{:.1} {TOP}V{:.1}", axis.middle(props.point), TOP + FIELD)} />
                </svg>
            </div>
            { reading(metrics, &props.panel, &lines, props.point) }
        </div>
    }
}

/// A long name may break where a new word begins.
fn broken(name: &str) -> Html {
    let mut parts: Vec<String> = Vec::new();
    for letter in name.chars() {
        match parts.last_mut() {
            Some(part) if !letter.is_uppercase() => part.push(letter),
            _ => parts.push(letter.to_string()),
        }
    }
    parts.into_iter().map(|part| html! { <>{ part }<wbr /></> }).collect()
}

#[derive(Properties, PartialEq)]
struct MetricLinesProps {
    metrics: Rc<Metrics>,
    panel: Panel,
    axis: TimeAxis,
}

/// What does not move with the moment.
#[component]
fn MetricLines(props: &MetricLinesProps) -> Html {
    let (axis, metrics) = (props.axis, &props.metrics);
    let lines: Vec<&MetricSeries> = props.panel.lines.iter().filter_map(|place| metrics.series.get(*place)).collect();
    let limit = props.panel.limit.and_then(|place| metrics.series.get(place));
    let columns: Vec<Vec<(f64, f64, f64)>> = lines.iter().map(|one| columns(one, axis)).collect();
    let reasons: Vec<Vec<(f64, f64, f64)>> = reason_lines(metrics, &props.panel).map(|one| self::columns(one, axis)).collect();
    let limits = limit.map(|one| self::columns(one, axis)).unwrap_or_default();
    let most = columns.iter().flatten().map(|(_, value, peak)| value.max(*peak)).fold(0.0, f64::max);
    let highest = limits.iter().map(|(_, value, _)| *value).fold(0.0, f64::max);
    let marks = ticks(if highest > most * 8.0 && most > 0.0 { most } else { most.max(highest) }, 2);
    let y = Scale::new(marks.last().copied().unwrap_or(1.0), TOP + FIELD, TOP);
    let foot = TOP + FIELD;
    let kind = kind(&props.panel.name);
    let drawn_line = |(number, columns): (usize, &Vec<(f64, f64, f64)>)| {
        let of_reasons = (!reasons.is_empty()).then_some("of-reasons");
        let area = (lines.len() == 1)
            .then(|| html! { <path class={classes!("metric-area", kind, of_reasons)} d={bars(columns, axis.right, y)} /> });
        let line = (lines.len() > 1)
            .then(|| html! { <path class={classes!("metric-line", style(number))} d={path(columns, y, |one| one.1)} /> });
        let peaks = columns
            .iter()
            .any(|one| one.2 > 0.0)
            .then(|| html! { <path class={classes!("rate-peak", kind)} d={level(&columns.iter().map(|one| (one.0, one.2, 0.0)).collect::<Vec<_>>(), axis.right, y)} /> });
        html! { <g key={number}>{ area }{ line }{ peaks }</g> }
    };
    let drawn_reason = |(number, columns): (usize, &Vec<(f64, f64, f64)>)| html! { <path key={number} class={classes!("metric-line", style(number))} d={level(columns, axis.right, y)} /> };
    html! {
        <g>
            { lines_across(&marks, y, (LEFT, axis.right), tick_words) }
            <g>{ for columns.iter().enumerate().map(drawn_line) }</g>
            <g>{ for reasons.iter().enumerate().map(drawn_reason) }</g>
            if !limits.is_empty() { <path class="rate-limit" d={level(&limits, axis.right, y)} /> }
            { marks_below(axis.ticks(), foot, (LEFT, axis.right)) }
        </g>
    }
}

/// The line of a number that has a style of its own.
fn style(number: usize) -> &'static str {
    STYLES[number.min(STYLES.len() - 1)]
}

/// The reasons that are drawn: a single one is the chart's line already.
fn reason_lines<'a>(metrics: &'a Metrics, panel: &'a Panel) -> impl Iterator<Item = &'a MetricSeries> {
    let all = if panel.reasons.len() > 1 { panel.reasons.as_slice() } else { &[] };
    all.iter().filter_map(|place| metrics.series.get(*place))
}

/// The class of a metric's colour: colours mean the same thing on every screen.
fn kind(name: &str) -> &'static str {
    match name {
        name if name.contains("Throttle") => "throttled",
        name if name.contains("Read") || name.starts_with("Returned") => "read",
        name if name.contains("Write") => "write",
        _ => "plain",
    }
}

/// Place, largest value and busiest second of each column of pixels.
fn columns(series: &MetricSeries, axis: TimeAxis) -> Vec<(f64, f64, f64)> {
    let points = axis.clock.points;
    let columns = ((axis.right - axis.left) as usize).clamp(1, points.max(1));
    (0..columns)
        .map(|column| {
            let (from, to) = points_of(column, columns, points);
            let value = (from..to).map(|point| series.values.get(point).copied().unwrap_or_default()).max().unwrap_or_default();
            let peak = (from..to).map(|point| drawn_peak(series, point)).fold(0.0, f64::max);
            (axis.at(from), drawn(series, value, axis.clock.point_s), peak)
        })
        .collect()
}

fn path(columns: &[(f64, f64, f64)], y: Scale, value: impl Fn(&(f64, f64, f64)) -> f64) -> String {
    let point = |(number, one): (usize, &(f64, f64, f64))| {
        format!("{}{:.1} {:.1}", if number == 0 { 'M' } else { 'L' }, one.0, y.at(value(one)))
    };
    columns.iter().enumerate().map(point).collect()
}

/// Level steps down to the ground: a minute is a minute wide.
fn bars(columns: &[(f64, f64, f64)], end: f64, y: Scale) -> String {
    let Some(first) = columns.first() else { return String::new() };
    format!("{}V{:.1}H{:.1}z", level(columns, end, y), y.at(0.0), first.0)
}

fn level(columns: &[(f64, f64, f64)], end: f64, y: Scale) -> String {
    let mut path = String::with_capacity(columns.len() * 16);
    for (number, (x, value, _)) in columns.iter().enumerate() {
        let at = y.at(*value);
        path.push_str(&if number == 0 { format!("M{x:.1} {at:.1}") } else { format!("H{x:.1}V{at:.1}") });
    }
    path.push_str(&format!("H{end:.1}"));
    path
}

/// The numbers at the moment.
fn reading(metrics: &Metrics, panel: &Panel, lines: &[&MetricSeries], point: usize) -> Html {
    let value = |series: &MetricSeries| series.values.get(point).copied().unwrap_or_default();
    let line = |(number, series): (usize, &&MetricSeries)| {
        let name = line_name(series);
        html! {
            <li key={name.clone()}>
                if lines.len() > 1 { <svg width="14" height="8" aria-hidden="true"><path class={classes!("metric-line", style(number))} d="M0 4H14" /></svg> }
                if !name.is_empty() { { format!("{name} ") } }
                { format!("{} ", statistic(series.statistic)) }<b>{ value_words(series, value(series)) }</b>
                { more(metrics, series, point) }
            </li>
        }
    };
    let are_drawn = panel.reasons.len() > 1;
    let reason_item = |(number, place): (usize, &usize)| {
        let series = metrics.series.get(*place)?;
        let found = value(series);
        (are_drawn || found > 0).then(|| html! {
            <li key={series.name.clone()}>
                if are_drawn { <svg width="14" height="8" aria-hidden="true"><path class={classes!("metric-line", style(number))} d="M0 4H14" /></svg> }
                { format!("{}: ", reason(&series.name).unwrap_or_default()) }<b>{ value_words(series, found) }</b>
            </li>
        })
    };
    let limit = panel.limit.and_then(|place| metrics.series.get(place)).map(|one| value_words(one, value(one)));
    html! {
        <ul class="metric-reading">
            { for lines.iter().enumerate().map(line) }
            if let Some(limit) = limit { <li key="limit"><svg width="14" height="8" aria-hidden="true"><path class="rate-limit" d="M0 4H14" /></svg>{ "provisioned a second " }<b>{ limit }</b></li> }
            { for panel.reasons.iter().enumerate().filter_map(reason_item) }
        </ul>
    }
}

/// What the sum of a minute hides.
fn more(metrics: &Metrics, series: &MetricSeries, point: usize) -> String {
    if series.peaks.is_empty() || metrics.point_s <= 1 {
        return String::new();
    }
    let average = drawn(series, series.values.get(point).copied().unwrap_or_default(), metrics.point_s);
    let peak = drawn_peak(series, point);
    let plain = |value: f64| match value {
        value if value.fract() == 0.0 => quantity::count(value as u64),
        value if value < 1.0 => format!("{value:.3}"),
        value => format!("{value:.1}"),
    };
    match series.unit {
        report::MetricUnit::HalfUnits => format!(": {} a second, {} in the busiest second", plain(average), plain(peak)),
        _ => format!(", {} in the busiest second", plain(peak)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_keep_their_meaning() {
        let kinds =
            ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "WriteThrottleEvents", "ThrottledRequests", "UserErrors"]
                .map(kind);
        assert_eq!(kinds, ["read", "write", "throttled", "throttled", "plain"]);
    }

    #[test]
    fn a_minute_is_as_wide_as_a_minute() {
        let columns = [(0.0, 5.0, 0.0), (10.0, 0.0, 0.0)];
        assert_eq!(bars(&columns, 20.0, Scale::new(10.0, 100.0, 0.0)), "M0.0 50.0H10.0V100.0H20.0V100.0H0.0z");
        assert_eq!(bars(&[], 20.0, Scale::new(10.0, 100.0, 0.0)), "");
    }
}
