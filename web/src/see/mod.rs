//! See: the partition map, the replay of a run, metrics, the fan-out into the indexes, the x-ray of a read, and the records of
//! streams.
//!
//! What it is not: it models nothing. Every point, unit and size crossed the worker's messages; here they get a place on
//! the screen. Layout modules are pure geometry; the others draw.

mod fan_out;
mod fan_out_table;
mod flow_layout;
mod heat_of;
mod indexes;
mod item_key;
mod lane_layout;
mod lane_partition;
mod lane_strip;
mod lanes;
mod last_request;
mod metrics;
mod partition_details;
mod partition_table;
mod partitions;
mod past;
mod pools;
mod replay;
mod request_path;
mod ring;
mod ring_layout;
mod stream_change;
mod stream_records;
mod stream_sources;
mod streams;
mod strip_layout;
mod xray;

use std::rc::Rc;

use client::{Answer, Ask};
use report::Receipt;
use yew::prelude::*;

use crate::area::{Area, AreaProps};
use crate::asked::use_asked;
use crate::route::Route;
use crate::run::ErrorCard;
use indexes::Indexes;
use metrics::MetricsView;
pub(crate) use partition_details::{READ_CEILING, WRITE_CEILING};
use partitions::Partitions;
use past::{PastView, is_still, use_past};
use replay::Replay;
pub(crate) use replay::time_axis::TimeAxis;
pub(crate) use replay::timeline::Clock;
use streams::Streams;
use xray::{Xray, is_read};

/// The views.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Partitions,
    Replay,
    Metrics,
    Indexes,
    Xray,
    Streams,
}

impl View {
    const ALL: [View; 6] = [View::Partitions, View::Replay, View::Metrics, View::Indexes, View::Xray, View::Streams];

    const fn slug(self) -> &'static str {
        match self {
            View::Partitions => "partitions",
            View::Replay => "replay",
            View::Metrics => "metrics",
            View::Indexes => "indexes",
            View::Xray => "xray",
            View::Streams => "streams",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            View::Partitions => "Partitions",
            View::Replay => "Replay",
            View::Metrics => "Metrics",
            View::Indexes => "Indexes",
            View::Xray => "X-ray",
            View::Streams => "Streams",
        }
    }
}

/// The screen of this area.
#[component]
pub(crate) fn SeeScreen(props: &AreaProps) -> Html {
    let view = View::ALL.into_iter().find(|view| props.part.as_deref() == Some(view.slug())).unwrap_or(View::Partitions);
    let table = props.table().cloned().map(Rc::new);
    let tab = |choice: View| {
        let route = Route { selection: props.selected.clone(), ..Route::area(Area::See).with_part(choice.slug()) };
        html! {
            <li key={choice.slug()}>
                <a href={route.fragment()} aria-current={(choice == view).then_some("page")}>{ choice.title() }</a>
            </li>
        }
    };
    // A run is about tables of its own, whatever is selected.
    let title = match (&table, view) {
        (_, View::Replay) => "Replay",
        (Some(table), _) => table.name.as_str(),
        (None, _) => "See",
    };
    html! {
        <section class="see stack">
            <header class="screen-head">
                <h1>{ title }</h1>
                <nav class="views" aria-label="Views of this table"><ul>{ for View::ALL.into_iter().map(tab) }</ul></nav>
            </header>
            { body(props, view, table.as_ref()) }
        </section>
    }
}

fn body(props: &AreaProps, view: View, table: Option<&Rc<report::TableReport>>) -> Html {
    match (view, table) {
        (View::Replay, _) => html! { <Replay go={props.go.clone()} /> },
        (View::Metrics, _) => {
            let name = table.map(|table| AttrValue::from(table.name.clone()));
            html! { <MetricsView table={name} now_s={props.report.clock.0 / 1_000} since={since(props)} go={props.go.clone()} /> }
        }
        (_, None) => html! {
            <div class="empty">
                <p>{ "There is no table yet. Create one, or load a sample, and its partitions and indexes are drawn here." }</p>
                <GoButton go={props.go.clone()} to={Route::area(Area::Build)} label="Create a table" />
            </div>
        },
        (View::Partitions, Some(table)) => {
            html! { <MapView key={table.name.clone()} table={table.clone()} since={since(props)} /> }
        }
        (View::Indexes, Some(table)) => {
            html! { <Indexes key={table.name.clone()} table={table.clone()} version={props.report.version} /> }
        }
        (View::Streams, Some(table)) => {
            html! { <Streams key={table.name.clone()} table={table.clone()} version={props.report.version} /> }
        }
        (View::Xray, Some(table)) => {
            html! { <XrayView receipts={props.receipts.clone()} table={table.name.clone()} go={props.go.clone()} /> }
        }
    }
}

/// Reads change heat without changing data, so the newest receipt counts beside the version.
fn since(props: &AreaProps) -> (u64, u64) {
    (props.report.version, props.receipts.first().map_or(0, |receipt| receipt.number))
}

#[derive(Properties, PartialEq)]
struct MapViewProps {
    table: Rc<report::TableReport>,
    since: (u64, u64),
}

/// The map as it is, and the last minutes below it.
#[component]
fn MapView(props: &MapViewProps) -> Html {
    let follows = use_state(|| !is_still());
    let past = use_past(&props.table.name, props.since, *follows);
    let asked = use_asked(Some(Ask::Map { table: props.table.name.clone() }), props.since);
    let map = use_memo(asked.answer.clone(), |answer| match answer.as_deref() {
        Some(Answer::Map(map)) => Some(Rc::new((**map).clone())),
        _ => None,
    });
    let on_follow = {
        let follows = follows.clone();
        Callback::from(move |to: bool| follows.set(to))
    };
    match (map.as_ref(), asked.answer.as_deref()) {
        (Some(map), _) => html! {
            <>
                <Partitions map={map.clone()} table={props.table.clone()} past={past.clone()} />
                if let Some(past) = past { <PastView {past} follows={*follows} {on_follow} /> }
            </>
        },
        (None, Some(Answer::Refused(error))) => html! { <ErrorCard error={error.clone()} /> },
        (None, _) => html! { <p class="hint" role="status">{ "Reading the partition map…" }</p> },
    }
}

#[derive(Properties, PartialEq)]
struct XrayViewProps {
    receipts: Rc<Vec<Rc<Receipt>>>,
    table: AttrValue,
    go: Callback<Route>,
}

/// The last read of the table, or an earlier one.
#[component]
fn XrayView(props: &XrayViewProps) -> Html {
    let chosen = use_state(|| None::<u64>);
    let of_table = |receipt: &&Rc<Receipt>| receipt.trace.tables.iter().any(|table| *table == *props.table) && is_read(receipt);
    let reads: Vec<&Rc<Receipt>> = props.receipts.iter().filter(of_table).take(50).collect();
    let shown = reads.iter().find(|receipt| Some(receipt.number) == *chosen).or(reads.first());
    let Some(shown) = shown else {
        return html! {
            <div class="empty">
                <p>{ format!("No read of {} in this session yet. Run a Query or a Scan: each item that it evaluates is then drawn here, returned or paid for in vain.", props.table) }</p>
                <GoButton go={props.go.clone()} to={Route::table(&props.table, Area::Run)} label="Open the console" />
            </div>
        };
    };
    let onchange = {
        let chosen = chosen.clone();
        let numbers: Vec<u64> = reads.iter().map(|receipt| receipt.number).collect();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<web_sys::HtmlSelectElement>();
            let place = select.and_then(|select| usize::try_from(select.selected_index()).ok());
            // The newest one stays the newest one: choosing it follows what comes.
            chosen.set(place.filter(|place| *place > 0).and_then(|place| numbers.get(place).copied()));
        })
    };
    let option = |receipt: &&Rc<Receipt>| {
        html! { <option key={receipt.number} selected={receipt.number == shown.number}>{ format!("#{} {}", receipt.number, receipt.summary) }</option> }
    };
    html! {
        <>
            <label class="field read-choice"><span>{ "Read" }</span><select {onchange}>{ for reads.iter().map(option) }</select></label>
            <Xray key={shown.number} receipt={(*shown).clone()} />
        </>
    }
}

#[derive(Properties, PartialEq)]
struct GoButtonProps {
    go: Callback<Route>,
    to: Route,
    label: AttrValue,
}

/// A button that leads on from an empty screen.
#[component]
fn GoButton(props: &GoButtonProps) -> Html {
    let (go, to) = (props.go.clone(), props.to.clone());
    html! { <button type="button" class="primary" onclick={Callback::from(move |_: MouseEvent| go.emit(to.clone()))}>{ &props.label }</button> }
}
