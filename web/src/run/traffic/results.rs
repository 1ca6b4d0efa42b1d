//! What a run told, in figures: the designs beside each other, then their access patterns.

use std::rc::Rc;

use report::{Access, DesignRun, Driver};
use yew::prelude::*;

use super::figures::{Figures, Hottest, figures};
use super::pattern_table::pattern_table;
use crate::area::{Area, Selection};
use crate::cost::BILL_OF_RUN;
use crate::laboratory::LastRun;
use crate::quantity;
use crate::route::Route;

#[derive(PartialEq, Properties)]
pub(super) struct ResultsProps {
    /// The run.
    pub(super) last: Rc<LastRun>,
    /// Whether the text in the editor is the one that ran.
    pub(super) is_current: bool,
    /// What is selected, for links.
    pub(super) selected: Option<Selection>,
}

/// The figures of the last run.
#[component]
pub(super) fn Results(props: &ResultsProps) -> Html {
    let report = &props.last.report;
    let all = use_memo(props.last.number, |_| figures(report));
    let link = |area: Area, part: &str, words: &'static str| {
        let route = Route { selection: props.selected.clone(), area, part: Some(part.to_owned()) };
        html! { <a class="button small" href={route.fragment()}>{ words }</a> }
    };
    let driver = match report.driver {
        Driver::Fluid => "fluid",
        Driver::PerRequest => "per request",
    };
    html! {
        <section class="stack wide" aria-label="Results">
            <div class="spread">
                <h2>{ format!("Results: {}", report.title) }</h2>
                <div class="row">
                    { link(Area::See, "replay", "See its partitions") }
                    { link(Area::Cost, BILL_OF_RUN, "What it costs") }
                </div>
            </div>
            <p class="hint">{ format!("{} simulated, seed {}, {driver}.", quantity::span(report.duration_s.saturating_mul(1_000)), report.seed) }
                if !props.is_current { { " The scenario was changed since." } }</p>
            if !report.verdict.is_empty() { <p class="verdict"><b>{ &report.verdict }</b></p> }
            { designs(&all, report.point_s) }
            { for report.designs.iter().map(|design| patterns(design, report.designs.len() > 1)) }
            if !report.assumptions.is_empty() {
                <details>
                    <summary>{ "What is our model" }</summary>
                    <ul>{ for report.assumptions.iter().map(|words| html! { <li key={words.clone()}>{ words }</li> }) }</ul>
                </details>
            }
        </section>
    }
}

/// The designs beside each other, a figure each line.
fn designs(all: &[Figures], point_s: u64) -> Html {
    let row = |name: &'static str, of: &dyn Fn(&Figures) -> Html| {
        html! { <tr><th scope="row">{ name }</th>{ for all.iter().map(|figures| html! { <td class="number">{ of(figures) }</td> }) }</tr> }
    };
    let count = |of: fn(&Figures) -> u64| move |figures: &Figures| html! { { quantity::count(of(figures)) } };
    let slowest = |of: fn(&Figures) -> &Option<(u64, String)>| {
        move |figures: &Figures| match of(figures) {
            Some((us, pattern)) => html! { <>{ quantity::latency(*us) }<span class="figure-note">{ pattern }</span></> },
            None => html! { "–" },
        }
    };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="The designs in figures">
            <table class="data figures run-figures">
                <thead><tr><th scope="col">{ "Design" }</th>{ for all.iter().map(|figures| html! { <th scope="col" class="number">{ &figures.name }</th> }) }</tr></thead>
                <tbody>
                    { row("Offered requests", &count(|figures| figures.offered)) }
                    { row("Admitted", &|figures| html! { <>{ quantity::count(figures.admitted) }<span class="figure-note">{ share(figures.admitted, figures.offered) }</span></> }) }
                    { row("Given up after retries", &count(|figures| figures.given_up)) }
                    { row("Retries", &count(|figures| figures.retries)) }
                    { row("Throttle events", &throttles) }
                    { row("p50, slowest pattern", &slowest(|figures| &figures.p50)) }
                    { row("p99, slowest pattern", &slowest(|figures| &figures.p99)) }
                    { row("Hottest partition", &|figures| figures.hottest.as_ref().map_or_else(|| html! { "–" }, |hottest| hottest_words(hottest, point_s))) }
                </tbody>
            </table>
        </div>
    }
}

fn throttles(figures: &Figures) -> Html {
    if figures.throttles.is_empty() {
        return html! { "0" };
    }
    let all = figures.throttles.iter().map(|(_, events)| *events).fold(0, u64::saturating_add);
    html! {
        <>
            { quantity::count(all) }
            { for figures.throttles.iter().map(|(reason, events)| html! {
                <span class="figure-note throttled" key={reason.clone()}>{ format!("{} {reason}", quantity::count(*events)) }</span>
            }) }
        </>
    }
}

fn hottest_words(hottest: &Hottest, point_s: u64) -> Html {
    let tenths = hottest.tenths_a_second(point_s);
    let unit = if hottest.access == Access::Read { "RCU" } else { "WCU" };
    html! {
        <>
            { format!("{} %", quantity::count(hottest.used_thousandths / 10)) }
            <span class="figure-note">{ format!(
                "partition {} of {}: {}.{} {unit} a second over {}, {} after the beginning",
                hottest.partition, hottest.space, quantity::count(tenths / 10), tenths % 10,
                quantity::span(point_s.saturating_mul(1_000)), quantity::span(hottest.at_s.saturating_mul(1_000)),
            ) }</span>
        </>
    }
}

/// The access patterns of one design.
fn patterns(design: &DesignRun, with_name: bool) -> Html {
    let title = if with_name { format!("Access patterns of {}", design.name) } else { "Access patterns".to_owned() };
    html! {
        <div class="stack" key={design.name.clone()}>
            <h3>{ &title }</h3>
            { pattern_table(&title, design) }
        </div>
    }
}

/// `99.8 %` of the offered requests.
fn share(part: u64, whole: u64) -> String {
    let millionths = u128::from(part) * 1_000_000 / u128::from(whole.max(1));
    quantity::share(u64::try_from(millionths).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_are_short() {
        assert_eq!([share(0, 0), share(1, 3), share(3, 3)], ["0 %", "33.3 %", "100 %"]);
    }
}
