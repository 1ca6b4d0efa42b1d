//! One metric over time: its points, what was provisioned, the busiest second of each point, and the reading at the moment.

use std::rc::Rc;

use report::{Fidelity, MetricSeries, MetricUnit, Metrics};
use yew::prelude::*;

use crate::chart::{Scale, lines_across, marks_below, px, steps, tick_words, ticks, use_width};
use crate::quantity;
use crate::see::metrics::csv::statistic;
use crate::see::metrics::panel_layout::{Panel, axis_words, drawn, drawn_peak, is_told, line_name, reason, value_words};
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
    let drawn = use_memo((metrics.clone(), props.panel.clone(), axis), |(metrics, panel, axis)| Drawn::of(metrics, panel, *axis));
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
                    <path class="moment-line" d={format!("M{:.1} {TOP}V{:.1}", axis.middle(props.point), TOP + FIELD)} />
                    <MetricLines drawn={drawn.clone()} kind={kind(&props.panel.name)} {axis} />
                    <text class="axis-name" x="0" y="12">{ axis_words(first, metrics.point_s) }</text>
                </svg>
            </div>
            { reading(metrics, &props.panel, &lines, drawn.y, props.point) }
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

/// A column of pixels.
#[derive(Clone, Copy, PartialEq)]
struct Column {
    x: f64,
    /// The largest value; none where there is nothing to tell.
    level: Option<f64>,
    /// The busiest second.
    peak: f64,
}

/// What of a chart does not move with the moment.
#[derive(PartialEq)]
struct Drawn {
    lines: Vec<Vec<Column>>,
    /// Whether the only line is the edge of an area. A latency is none: below it there is no more of it.
    is_area: bool,
    reasons: Vec<Vec<Column>>,
    limits: Vec<Column>,
    marks: Vec<f64>,
    y: Scale,
}

impl Drawn {
    fn of(metrics: &Metrics, panel: &Panel, axis: TimeAxis) -> Self {
        let series = || panel.lines.iter().filter_map(|place| metrics.series.get(*place));
        let lines: Vec<Vec<Column>> = series().map(|one| columns(one, axis)).collect();
        let limit = panel.limit.and_then(|place| metrics.series.get(place));
        let limits = limit.map(|one| columns(one, axis)).unwrap_or_default();
        let most = lines.iter().flatten().map(|one| one.peak.max(one.level.unwrap_or_default())).fold(0.0, f64::max);
        let highest = limits.iter().filter_map(|one| one.level).fold(0.0, f64::max);
        // What is provisioned far above all use does not press it flat.
        let marks = ticks(if highest > most * 8.0 && most > 0.0 { most } else { most.max(highest) }, 2);
        let y = Scale::new(marks.last().copied().unwrap_or(1.0), TOP + FIELD, TOP);
        Drawn {
            is_area: lines.len() == 1 && series().all(|one| one.unit != MetricUnit::Microseconds),
            lines,
            reasons: reason_lines(metrics, panel).map(|one| columns(one, axis)).collect(),
            limits,
            marks,
            y,
        }
    }
}

#[derive(Properties, PartialEq)]
struct MetricLinesProps {
    drawn: Rc<Drawn>,
    kind: &'static str,
    axis: TimeAxis,
}

/// The lines with their axes.
#[component]
fn MetricLines(props: &MetricLinesProps) -> Html {
    let (axis, drawn, kind) = (props.axis, &props.drawn, props.kind);
    let (y, end) = (drawn.y, axis.right);
    let line = |(number, columns): (usize, &Vec<Column>)| {
        let has_peaks = columns.iter().any(|one| one.peak > 0.0);
        let of_reasons = (!drawn.reasons.is_empty()).then_some("of-reasons");
        html! {
            <g key={number}>
                if drawn.is_area {
                    <path class={classes!("metric-area", kind, of_reasons)} d={bars(columns, end, y)} />
                } else {
                    <path class={classes!("metric-line", style(number))} d={levels(columns, end, y)} />
                }
                if has_peaks { <path class={classes!("rate-peak", kind)} d={steps(columns.iter().map(|one| (one.x, Some(y.at(one.peak)))), end)} /> }
            </g>
        }
    };
    let reason = |(number, columns): (usize, &Vec<Column>)| html! { <path key={number} class={classes!("metric-line", style(number))} d={levels(columns, end, y)} /> };
    html! {
        <g>
            { lines_across(&drawn.marks, y, (LEFT, end), tick_words) }
            <g>{ for drawn.lines.iter().enumerate().map(line) }</g>
            <g>{ for drawn.reasons.iter().enumerate().map(reason) }</g>
            <path class="rate-limit" d={levels(&drawn.limits, end, y)} />
            { marks_below(axis.ticks(), TOP + FIELD, (LEFT, end)) }
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

/// The columns of pixels of a series.
fn columns(series: &MetricSeries, axis: TimeAxis) -> Vec<Column> {
    let points = axis.clock.points;
    let columns = ((axis.right - axis.left) as usize).clamp(1, points.max(1));
    (0..columns)
        .map(|column| {
            let (from, to) = points_of(column, columns, points);
            let value = (from..to).map(|point| series.values.get(point).copied().unwrap_or_default()).max().unwrap_or_default();
            let peak = (from..to).map(|point| drawn_peak(series, point)).fold(0.0, f64::max);
            let level = is_told(series, value).then(|| drawn(series, value, axis.clock.point_s));
            Column { x: axis.at(from), level, peak }
        })
        .collect()
}

/// Level steps down to the ground: a minute is a minute wide.
fn bars(columns: &[Column], end: f64, y: Scale) -> String {
    let Some(first) = columns.first() else { return String::new() };
    format!("{}V{:.1}H{:.1}z", levels(columns, end, y), y.at(0.0), first.x)
}

/// Level steps, as far as the scale goes.
fn levels(columns: &[Column], end: f64, y: Scale) -> String {
    steps(columns.iter().map(|one| (one.x, one.level.and_then(|level| y.within(level)))), end)
}

/// The numbers at the moment.
fn reading(metrics: &Metrics, panel: &Panel, lines: &[&MetricSeries], y: Scale, point: usize) -> Html {
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
    let limit = panel.limit.and_then(|place| metrics.series.get(place));
    let limit = limit.map(|one| (value_words(one, value(one)), y.reaches(drawn(one, value(one), metrics.point_s))));
    html! {
        <ul class="metric-reading">
            { for lines.iter().enumerate().map(line) }
            if let Some((limit, is_drawn)) = limit {
                <li key="limit">
                    if is_drawn { <svg width="14" height="8" aria-hidden="true"><path class="rate-limit" d="M0 4H14" /></svg> }
                    { "provisioned a second " }<b>{ limit }</b>
                    if !is_drawn { { ", above the scale" } }
                </li>
            }
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
    match series.unit {
        MetricUnit::HalfUnits => format!(": {} a second, {} in the busiest second", rounded(average), rounded(peak)),
        _ => format!(", {} in the busiest second", rounded(peak)),
    }
}

/// `3,250`, `2.7`, `0.017`: to a tenth, to a thousandth below one.
fn rounded(value: f64) -> String {
    if value > 0.0 && value < 1.0 {
        return format!("{value:.3}").trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let tenths = (value * 10.0).round() as u64;
    if tenths.is_multiple_of(10) {
        quantity::count(tenths / 10)
    } else {
        format!("{}.{}", quantity::count(tenths / 10), tenths % 10)
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
    fn averages_are_short() {
        assert_eq!([0.0, 0.0166, 0.5, 2.71, 3_249.97, 1_016.6].map(rounded), ["0", "0.017", "0.5", "2.7", "3,250", "1,016.6"]);
    }

    fn column(x: f64, level: Option<f64>) -> Column {
        Column { x, level, peak: 0.0 }
    }

    #[test]
    fn a_minute_is_as_wide_as_a_minute() {
        let columns = [column(0.0, Some(5.0)), column(10.0, Some(0.0))];
        assert_eq!(bars(&columns, 20.0, Scale::new(10.0, 100.0, 0.0)), "M0.0 50.0H10.0V100.0H20.0V100.0H0.0z");
        assert_eq!(bars(&[], 20.0, Scale::new(10.0, 100.0, 0.0)), "");
    }

    #[test]
    fn no_line_is_drawn_where_nothing_is_told_or_beyond_the_scale() {
        let columns = [column(0.0, Some(5.0)), column(10.0, None), column(20.0, Some(400.0)), column(30.0, Some(10.0))];
        assert_eq!(levels(&columns, 40.0, Scale::new(10.0, 100.0, 0.0)), "M0.0 50.0H10.0M30.0 0.0H40.0");
    }
}
