//! Metrics with CloudWatch's names: of this database, and of the last run of traffic.
//!
//! A point is a minute, as in CloudWatch; the seconds of a minute stand below it. Layout and files are pure; the others draw.

mod board;
mod csv;
mod metric_table;
mod of_run;
mod panel_chart;
mod panel_layout;

use std::rc::Rc;

use client::{Answer, Ask};
use report::{DesignRun, Metrics, SimulationReport};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::area::Area;
use crate::asked::use_asked;
use crate::laboratory::use_laboratory;
use crate::route::Route;
use crate::run::ErrorCard;
use crate::run::traffic::pattern_table::pattern_table;
use board::{Board, Seconds};
use panel_layout::is_bare;

/// Spans of this database's metrics, in minutes.
const SPANS: [(&str, u64); 3] = [("1 h", 60), ("3 h", 180), ("24 h", 1_440)];

#[derive(Properties, PartialEq)]
pub(crate) struct MetricsViewProps {
    /// The selected table; none if there is none.
    pub table: Option<AttrValue>,
    /// Engine time, in seconds.
    pub now_s: u64,
    /// Grows when something may have been measured.
    pub since: (u64, u64),
    /// Goes to another address.
    pub go: Callback<Route>,
}

/// Metrics of the database or of the last run.
#[component]
pub(crate) fn MetricsView(props: &MetricsViewProps) -> Html {
    let lab = use_laboratory();
    let run = lab.model.last.as_ref().map(|last| last.report.clone());
    let of_run = use_state(|| false);
    let shows_run = run.is_some() && (*of_run || props.table.is_none());
    let button = |(label, choice, is_there): (&'static str, bool, bool)| {
        let set = of_run.clone();
        let onclick = Callback::from(move |_: MouseEvent| set.set(choice));
        html! { <button key={label} type="button" class="toggle" aria-pressed={(shows_run == choice).to_string()} disabled={!is_there} {onclick}>{ label }</button> }
    };
    let choices = [("This database", false, props.table.is_some()), ("Last run of traffic", true, run.is_some())];
    html! {
        <div class="metrics stack wide">
            <div class="toggle-group" role="group" aria-label="Metrics of">{ for choices.into_iter().map(button) }</div>
            if let Some(run) = run.filter(|_| shows_run) {
                <RunMetrics report={run} />
            } else if let Some(table) = &props.table {
                <TableMetrics key={table.to_string()} table={table.clone()} now_s={props.now_s} since={props.since} go={props.go.clone()} />
            } else {
                { nothing_yet("There is no table and no run yet.", &props.go) }
            }
        </div>
    }
}

/// An empty screen that leads on.
fn nothing_yet(words: &str, go: &Callback<Route>) -> Html {
    let to = |part: Option<&'static str>| {
        let go = go.clone();
        let route = part.map_or_else(|| Route::area(Area::Run), |part| Route::area(Area::Run).with_part(part));
        Callback::from(move |_: MouseEvent| go.emit(route.clone()))
    };
    html! {
        <div class="empty">
            <p>{ words }</p>
            <div class="row">
                <button type="button" class="primary" onclick={to(None)}>{ "Open the console" }</button>
                <button type="button" onclick={to(Some("traffic"))}>{ "Run traffic" }</button>
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct TableMetricsProps {
    table: AttrValue,
    now_s: u64,
    since: (u64, u64),
    go: Callback<Route>,
}

/// Metrics of a table of this database.
#[component]
fn TableMetrics(props: &TableMetricsProps) -> Html {
    let minutes = use_state(|| SPANS[0].1);
    let chosen = use_state(|| None::<u64>);
    // The minute that runs is the last one.
    let to_s = (props.now_s / 60 + 1) * 60;
    let ask = Ask::Metrics { table: props.table.to_string(), from_s: to_s.saturating_sub(*minutes * 60), to_s, by_second: false };
    let asked = use_asked(Some(ask), props.since);
    let at_s = chosen.filter(|at_s| *at_s < to_s).unwrap_or(to_s - 60);
    let is_kept = at_s.saturating_add(Metrics::SECONDS_KEPT) > props.now_s;
    let seconds =
        is_kept.then(|| Ask::Metrics { table: props.table.to_string(), from_s: at_s, to_s: at_s + 60, by_second: true });
    let of_minute = use_asked(seconds, props.since);
    let metrics = use_memo(asked.answer.clone(), |answer| of_answer(answer.as_deref()));
    let by_second = use_memo(of_minute.answer.clone(), |answer| of_answer(answer.as_deref()));
    let on_point = {
        let (chosen, metrics) = (chosen.clone(), metrics.clone());
        Callback::from(move |point: usize| {
            if let Some(metrics) = metrics.as_ref() {
                chosen.set(Some(metrics.start_s + metrics.point_s * point as u64));
            }
        })
    };
    let span = |(label, choice): (&'static str, u64)| {
        let set = minutes.clone();
        let onclick = Callback::from(move |_: MouseEvent| set.set(choice));
        html! { <button key={label} type="button" class="toggle" aria-pressed={(*minutes == choice).to_string()} {onclick}>{ label }</button> }
    };
    let body = match (metrics.as_ref(), asked.answer.as_deref()) {
        (Some(metrics), _) if is_bare(metrics) => {
            let words = format!(
                "Nothing was measured of {} in this span. Run a request, and its units, latency and errors are counted here.",
                props.table
            );
            nothing_yet(&words, &props.go)
        }
        (Some(metrics), _) => {
            let point = usize::try_from(at_s.saturating_sub(metrics.start_s) / metrics.point_s.max(1)).unwrap_or(0);
            let seconds = match by_second.as_ref() {
                _ if !is_kept => {
                    Seconds::NotKept(AttrValue::from("Seconds are kept for an hour; this minute is older."), Rc::default())
                }
                // An answer for another minute is on its way out.
                Some(found) if found.start_s == at_s => Seconds::Known(found.clone()),
                _ => Seconds::Asked,
            };
            html! {
                <Board
                    metrics={metrics.clone()} point={point.min(metrics.points.saturating_sub(1) as usize)} {on_point} {seconds}
                    model_note={AttrValue::from("latency, which follows from units and operation; a utilisation is the share of a quota that is provisioned. Units, events, items and errors are counted as AWS counts them; seconds are what dynalab adds.")}
                />
            }
        }
        (None, Some(Answer::Refused(error))) => html! { <ErrorCard error={error.clone()} /> },
        (None, _) => html! { <p class="hint" role="status">{ "Reading the metrics…" }</p> },
    };
    html! { <><div class="toggle-group" role="group" aria-label="Span">{ for SPANS.map(span) }</div>{ body }</> }
}

fn of_answer(answer: Option<&Answer>) -> Option<Rc<Metrics>> {
    match answer {
        Some(Answer::Metrics(metrics)) => Some(Rc::new((**metrics).clone())),
        _ => None,
    }
}

#[derive(Properties, PartialEq)]
struct RunMetricsProps {
    report: Rc<SimulationReport>,
}

/// Metrics of one table of the last run.
#[component]
fn RunMetrics(props: &RunMetricsProps) -> Html {
    let place = use_state(|| 0usize);
    let point = use_state(|| None::<usize>);
    let report = &props.report;
    let tables: Vec<(usize, String)> = report
        .designs
        .iter()
        .enumerate()
        .flat_map(|(design, one)| of_run::tables(one).into_iter().map(move |table| (design, table.to_owned())))
        .collect();
    let Some((design_place, table)) = tables.get(*place).or(tables.first()).cloned() else {
        return html! { <p class="empty">{ "This run told of no table." }</p> };
    };
    let metrics = use_memo((report.clone(), design_place, table.clone()), |(report, design, table)| {
        report.designs.get(*design).map(|design| Rc::new(of_run::metrics(report, design, table)))
    });
    let (Some(metrics), Some(design)) = ((*metrics).clone(), report.designs.get(design_place)) else { return Html::default() };
    let shown = point.unwrap_or_else(|| busiest(&metrics)).min(metrics.points.saturating_sub(1) as usize);
    let seconds = seconds_of(report, design, &table, &metrics, shown);
    let on_point = {
        let point = point.clone();
        Callback::from(move |to: usize| point.set(Some(to)))
    };
    let onchange = {
        let place = place.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                place.set(usize::try_from(select.selected_index()).unwrap_or(0));
            }
        })
    };
    let option = |(number, (design, table)): (usize, &(usize, String))| {
        let name = report.designs.get(*design).map_or("", |design| design.name.as_str());
        html! { <option key={number} selected={number == *place}>{ format!("{name}: {table}") }</option> }
    };
    html! {
        <>
            <p class="replay-title">{ &report.title }</p>
            if tables.len() > 1 {
                <label class="field read-choice"><span>{ "Design and table" }</span><select {onchange}>{ for tables.iter().enumerate().map(option) }</select></label>
            }
            <Board
                key={format!("{design_place}-{table}")} {metrics} point={shown} {on_point} {seconds}
                model_note={AttrValue::from("all figures of a run follow from the modelled partitions, buckets and retries; names and meanings are CloudWatch’s, but for LatencyWithRetries: CloudWatch tells the latency of one attempt.")}
            />
            { for report.designs.get(design_place).map(requests) }
        </>
    }
}

/// Where most was throttled, else where most was consumed.
fn busiest(metrics: &Metrics) -> usize {
    let of = |names: &[&str]| {
        let series = || metrics.series.iter().filter(|one| names.contains(&one.name.as_str()));
        let at =
            |point: usize| series().map(|one| one.values.get(point).copied().unwrap_or_default()).fold(0, u64::saturating_add);
        let most = (0..metrics.points as usize).max_by_key(|point| (at(*point), core::cmp::Reverse(*point)));
        most.filter(|point| at(*point) > 0)
    };
    of(&["ReadThrottleEvents", "WriteThrottleEvents", of_run::THROTTLES])
        .or_else(|| of(&["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"]))
        .unwrap_or(0)
}

fn seconds_of(report: &SimulationReport, design: &DesignRun, table: &str, metrics: &Metrics, point: usize) -> Seconds {
    let from = metrics.start_s.saturating_add(metrics.point_s.saturating_mul(point as u64));
    let kept = of_run::kept_minutes(design, table);
    let inside = kept.iter().find(|at_s| (from..from.saturating_add(metrics.point_s)).contains(at_s));
    match inside.and_then(|at_s| of_run::minute(report, design, table, *at_s)) {
        Some(found) => Seconds::Known(Rc::new(found)),
        None if metrics.point_s == 1 => {
            Seconds::NotKept(AttrValue::from("A point of this run is a second already."), Rc::default())
        }
        None => Seconds::NotKept(
            AttrValue::from("A run keeps the seconds of its busiest and most throttled minutes only; they are:"),
            Rc::new(kept),
        ),
    }
}

/// Requests, items and latency by access pattern, over the whole run.
fn requests(design: &DesignRun) -> Html {
    if design.patterns.is_empty() {
        return Html::default();
    }
    html! {
        <section class="stack" aria-label="Requests of the whole run">
            <h2>{ "Requests of the whole run" }</h2>
            { pattern_table("Requests by access pattern", design) }
            <p class="model-note"><strong>{ "Our model: " }</strong>{ "latency, retries included." }</p>
        </section>
    }
}
