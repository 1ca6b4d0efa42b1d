//! The table twin of all charts: a row for each point, a column for each series.

use std::rc::Rc;

use report::{MetricSeries, MetricUnit, Metrics};
use yew::prelude::*;

use crate::quantity;
use crate::see::metrics::csv::{plain, statistic};
use crate::see::metrics::panel_layout::{Panel, is_told, line_name};
use crate::see::replay::time_axis::moment_words;
use crate::see::replay::timeline::Clock;

/// Rows before and behind the moment: as many as are seen without scrolling.
const AROUND: usize = 7;

#[derive(Properties, PartialEq)]
pub(crate) struct MetricTableProps {
    /// All series.
    pub metrics: Rc<Metrics>,
    /// Which of them are shown.
    pub panels: Rc<Vec<Panel>>,
    /// The moment.
    pub point: usize,
}

/// The table.
#[component]
pub(crate) fn MetricTable(props: &MetricTableProps) -> Html {
    let all = use_state(|| false);
    let metrics = &props.metrics;
    let clock = Clock { start_s: metrics.start_s, point_s: metrics.point_s, points: metrics.points as usize };
    let shown = props.panels.iter().flat_map(|panel| panel.lines.iter().chain(&panel.limit).chain(&panel.reasons));
    let series: Vec<_> = shown.filter_map(|place| metrics.series.get(*place)).collect();
    let (from, to) =
        if *all { (0, clock.points) } else { (props.point.saturating_sub(AROUND), (props.point + AROUND + 1).min(clock.points)) };
    let row = |point: usize| {
        let words = |one: &MetricSeries, value: u64| if is_told(one, value) { plain(value, one.unit) } else { "–".to_owned() };
        let cell = |one: &&MetricSeries| html! { <td class="number">{ words(one, one.values.get(point).copied().unwrap_or_default()) }</td> };
        html! {
            <tr key={point} class={(point == props.point).then_some("here")}>
                <th scope="row" class="mono">{ moment_words(clock, clock.second_of(point)) }</th>
                { for series.iter().map(cell) }
            </tr>
        }
    };
    let onclick = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(!*all))
    };
    let head = |one: &&MetricSeries| {
        let words = format!("{} {} {}{}", one.name, line_name(one), statistic(one.statistic), unit(one.unit));
        html! { <th key={words.clone()} scope="col" class="number">{ words }</th> }
    };
    html! {
        <div class="stack">
            <div class="scroll panel tall" tabindex="0" role="region" aria-label={format!("Metrics of {} as a table", metrics.table)}>
                <table class="data">
                    <thead><tr><th scope="col">{ "Point" }</th>{ for series.iter().map(head) }</tr></thead>
                    <tbody>{ for (from..to).map(row) }</tbody>
                </table>
            </div>
            if clock.points > AROUND * 2 + 1 {
                <p><button type="button" class="small" {onclick}>{ if *all { "Only around the moment".to_owned() } else { format!("All {} points", quantity::count(clock.points as u64)) } }</button></p>
            }
        </div>
    }
}

/// A unit behind the name of a column; a count needs none.
fn unit(unit: MetricUnit) -> &'static str {
    match unit {
        MetricUnit::HalfUnits => ", units",
        MetricUnit::Count => "",
        MetricUnit::Microseconds => ", ms",
        MetricUnit::Bytes => ", bytes",
        MetricUnit::PercentThousandths => ", %",
    }
}
