//! All charts of one table, index or account: one moment for all of them, the minute below it by the second, and the file.

use std::rc::Rc;

use report::{MetricScope, Metrics};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::browser;
use crate::chart::Picture;
use crate::quantity;
use crate::see::metrics::busiest;
use crate::see::metrics::csv::csv;
use crate::see::metrics::metric_table::MetricTable;
use crate::see::metrics::panel_chart::PanelChart;
use crate::see::metrics::panel_layout::{Panel, is_quota, panels, scopes};
use crate::see::replay::time_axis::moment_words;
use crate::see::replay::timeline::Clock;

/// What is known of the minute that is looked into.
#[derive(Clone, PartialEq)]
pub(crate) enum Seconds {
    /// Its seconds.
    Known(Rc<Metrics>),
    /// They are being asked for.
    Asked,
    /// They were not kept, and why; with the minutes that were, as seconds since 1970.
    NotKept(AttrValue, Rc<Vec<u64>>),
}

#[derive(Properties, PartialEq)]
pub(crate) struct BoardProps {
    /// All series.
    pub metrics: Rc<Metrics>,
    /// The moment.
    pub point: usize,
    /// Shows another one.
    pub on_point: Callback<usize>,
    /// The seconds of the moment.
    pub seconds: Seconds,
    /// What is our model about them.
    pub model_note: AttrValue,
}

/// The charts.
#[component]
pub(crate) fn Board(props: &BoardProps) -> Html {
    let metrics = &props.metrics;
    let wanted = use_state(|| MetricScope::Table);
    let clock = Clock { start_s: metrics.start_s, point_s: metrics.point_s, points: metrics.points as usize };
    let scopes = scopes(metrics);
    // An index may have gone since it was chosen, and a table may never have been used.
    let chosen = scopes.iter().find(|scope| **scope == *wanted).or(scopes.first()).cloned().unwrap_or(MetricScope::Table);
    let shown = use_memo((metrics.clone(), chosen.clone()), |(metrics, scope)| panels(metrics, scope));
    let moment = moment_words(clock, clock.second_of(props.point));
    let oninput = {
        let on_point = props.on_point.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(point) = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse().ok()) {
                on_point.emit(point);
            }
        })
    };
    let onclick = {
        let metrics = metrics.clone();
        Callback::from(move |_: MouseEvent| {
            browser::download(&format!("{}-metrics.csv", metrics.table), csv(&metrics).as_bytes())
        })
    };
    let controls = html! {
        <>
            { scope_choice(metrics, scopes, &chosen, &wanted) }
            <button type="button" class="small" {onclick}>{ "Download CSV" }</button>
        </>
    };
    let chart = |panel: &Panel| html! { <PanelChart key={panel.name.clone()} metrics={metrics.clone()} panel={panel.clone()} point={props.point} on_point={props.on_point.clone()} /> };
    let place = match &chosen {
        MetricScope::Table => metrics.table.clone(),
        MetricScope::Index(name) => format!("{name} (GSI of {})", metrics.table),
        MetricScope::Account => "the account in this region".to_owned(),
    };
    let table = html! { <MetricTable metrics={metrics.clone()} panels={shown.clone()} point={props.point} /> };
    html! {
        <>
            <div class="scrubber" role="group" aria-label="Moment">
                <output class="scrubber-moment" aria-hidden="true">{ moment.clone() }</output>
                <input type="range" aria-label="Moment of the charts" min="0" max={clock.last().to_string()} step="1" value={props.point.to_string()} aria-valuetext={moment.clone()} {oninput} />
                <span class="hint">{ format!("a point is {}", quantity::span(clock.point_s.saturating_mul(1_000))) }</span>
            </div>
            <Picture title={format!("Metrics of {place}")} summary={summary(metrics, &place, &shown, clock)} {controls} {table} model_note={props.model_note.clone()}>
                <div class="metric-grid">{ for shown.iter().map(chart) }</div>
            </Picture>
            <MinuteView seconds={props.seconds.clone()} scope={chosen} {clock} point={props.point} on_point={props.on_point.clone()} />
        </>
    }
}

/// The table, one of its indexes or the account.
fn scope_choice(metrics: &Metrics, scopes: Vec<MetricScope>, chosen: &MetricScope, wanted: &UseStateHandle<MetricScope>) -> Html {
    if scopes.len() < 2 {
        return Html::default();
    }
    let option = |scope: &MetricScope| {
        let words = scope_words(metrics, scope);
        html! { <option key={words.clone()} selected={scope == chosen}>{ words }</option> }
    };
    let options: Vec<Html> = scopes.iter().map(option).collect();
    let onchange = {
        let wanted = wanted.clone();
        Callback::from(move |event: Event| {
            let place =
                event.target_dyn_into::<HtmlSelectElement>().and_then(|select| usize::try_from(select.selected_index()).ok());
            if let Some(scope) = place.and_then(|place| scopes.get(place)) {
                wanted.set(scope.clone());
            }
        })
    };
    html! { <select class="small" aria-label="Table, index or account" {onchange}>{ for options }</select> }
}

fn scope_words(metrics: &Metrics, scope: &MetricScope) -> String {
    match scope {
        MetricScope::Table => format!("{} (table)", metrics.table),
        MetricScope::Index(name) => format!("{name} (GSI)"),
        MetricScope::Account => "Account in this region".to_owned(),
    }
}

/// Why a minute shows nothing of what is chosen. A run keeps the seconds of each table and index apart.
fn nothing_here(minute: &Metrics) -> String {
    let others: Vec<String> =
        scopes(minute).iter().filter(|scope| **scope != MetricScope::Account).map(|scope| scope_words(minute, scope)).collect();
    if others.is_empty() {
        return "Nothing was measured in this minute.".to_owned();
    }
    format!("Of this minute there are seconds of {} only.", others.join(" and "))
}

/// One sentence: how much was throttled, and when first.
fn summary(metrics: &Metrics, place: &str, shown: &[Panel], clock: Clock) -> String {
    let events = |name: &str| {
        let place = shown.iter().find(|panel| panel.name == name).and_then(|panel| panel.lines.first().copied());
        place.and_then(|place| metrics.series.get(place)).map(|one| one.values.clone()).unwrap_or_default()
    };
    let (reads, writes) = (events("ReadThrottleEvents"), events("WriteThrottleEvents"));
    let first = [&reads, &writes].into_iter().filter_map(|values| values.iter().position(|value| *value > 0)).min();
    let sum = |values: &[u64]| values.iter().copied().fold(0, u64::saturating_add);
    let requests = shown.iter().filter(|panel| panel.name == "ThrottledRequests").flat_map(|panel| &panel.lines);
    let requests = requests.filter_map(|line| metrics.series.get(*line)).map(|one| sum(&one.values)).fold(0, u64::saturating_add);
    let found = format!("{} of {place}", quantity::plural(shown.len() as u64, "metric"));
    match first {
        None if requests > 0 => {
            format!(
                "{found}; no throttle event of its own, but {}: an index refused.",
                quantity::plural(requests, "throttled request")
            )
        }
        None => format!("{found}; no throttle event."),
        Some(first) => format!(
            "{} of reads and {} of writes, the first at {}.",
            quantity::plural(sum(&reads), "throttle event"),
            quantity::count(sum(&writes)),
            moment_words(clock, clock.second_of(first)),
        ),
    }
}

#[derive(Properties, PartialEq)]
struct MinuteViewProps {
    seconds: Seconds,
    scope: MetricScope,
    clock: Clock,
    point: usize,
    on_point: Callback<usize>,
}

/// The moment's minute by the second: limits hold for seconds, so this is where throttling is understood.
#[component]
fn MinuteView(props: &MinuteViewProps) -> Html {
    // A second belongs to its minute; without a choice it is the busiest one.
    let second = use_state(|| None::<(usize, usize)>);
    let moment = moment_words(props.clock, props.clock.second_of(props.point));
    let title = format!("The minute of {moment}, second by second");
    let on_point = {
        let (second, point) = (second.clone(), props.point);
        Callback::from(move |to: usize| second.set(Some((point, to))))
    };
    let body = match &props.seconds {
        Seconds::Asked => html! { <p class="hint" role="status">{ "Reading the seconds…" }</p> },
        Seconds::NotKept(why, minutes) => {
            let button = |at_s: &u64| {
                let (on_point, point) = (props.on_point.clone(), props.clock.point_of(*at_s));
                let onclick = Callback::from(move |_: MouseEvent| on_point.emit(point));
                html! { <button key={*at_s} type="button" class="small mono" {onclick}>{ moment_words(props.clock, *at_s) }</button> }
            };
            html! { <><p class="hint">{ why }</p><div class="row">{ for minutes.iter().map(button) }</div></> }
        }
        Seconds::Known(found) => {
            // A quota is the same in every second.
            let shown: Vec<Panel> = panels(found, &props.scope).into_iter().filter(|panel| !is_quota(&panel.name)).collect();
            let chosen = second.filter(|(point, _)| *point == props.point).map_or_else(|| busiest(found), |(_, second)| second);
            let second = chosen.min(found.points.saturating_sub(1) as usize);
            let chart = |panel: &Panel| html! { <PanelChart key={panel.name.clone()} metrics={found.clone()} panel={panel.clone()} point={second} on_point={on_point.clone()} /> };
            if shown.is_empty() {
                html! { <p class="hint">{ nothing_here(found) }</p> }
            } else {
                html! { <div class="metric-grid">{ for shown.iter().map(chart) }</div> }
            }
        }
    };
    html! {
        <section class="minute picture" aria-label={title.clone()}>
            <h2>{ title }</h2>
            <p class="hint">{ "CloudWatch ends at the minute. Limits hold for each second: a minute whose sum is below its limit may still throttle." }</p>
            { body }
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::{Fidelity, MetricSeries, MetricUnit, Statistic};

    fn told(names: &[(&str, u64)]) -> String {
        let series = |(name, value): &(&str, u64)| MetricSeries {
            name: (*name).to_owned(),
            scope: MetricScope::Table,
            dimensions: vec![],
            statistic: Statistic::Sum,
            unit: MetricUnit::Count,
            values: vec![0, *value],
            peaks: vec![],
            fidelity: Fidelity::Exact,
        };
        let metrics = Metrics { series: names.iter().map(series).collect(), point_s: 60, points: 2, ..Metrics::default() };
        summary(&metrics, "clicks", &panels(&metrics, &MetricScope::Table), Clock { start_s: 0, point_s: 60, points: 2 })
    }

    #[test]
    fn throttling_is_summed_up_where_it_happened() {
        assert_eq!(told(&[("UserErrors", 1)]), "1 metric of clicks; no throttle event.");
        assert_eq!(
            told(&[("ThrottledRequests", 3)]),
            "1 metric of clicks; no throttle event of its own, but 3 throttled requests: an index refused."
        );
        assert_eq!(
            told(&[("ThrottledRequests", 3), ("WriteThrottleEvents", 4)]),
            "0 throttle events of reads and 4 of writes, the first at 00:01:00."
        );
    }
}
