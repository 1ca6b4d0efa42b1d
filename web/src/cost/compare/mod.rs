//! Cost > Compare: the designs of the last run beside each other: a verdict, every figure; the hottest partition, throttle events
//! by reason and latency over time.
//!
//! What it is not: it judges nothing. The laboratory computes the comparison from what the run told; the verdict's sentence and
//! which figure is better come with it.

mod figures;
mod hottest;
mod latency;
mod over_time;
mod throttled;

use std::rc::Rc;

use client::{LabAnswer, LabAsk};
use report::Comparison;
use yew::prelude::*;

use crate::area::{Area, AreaProps};
use crate::laboratory::{use_lab_asked, use_laboratory};
use crate::quantity;
use crate::route::Route;
use crate::run::ErrorCard;
use crate::run::traffic::link::use_link;
use crate::run::traffic::{Source, run_bar};
use figures::{figures, pattern_table};
use hottest::hottest;
use latency::Latency;
use throttled::throttled;

/// The part of the address; a scenario may follow it, see `run::traffic::link`.
pub(crate) const COMPARE: &str = "compare";

/// The screen's content below the area's head.
#[component]
pub(crate) fn CompareScreen(props: &AreaProps) -> Html {
    let lab = use_laboratory();
    let screen = Route { selection: props.selected.clone(), area: Area::Cost, part: Some(COMPARE.to_owned()) };
    use_link(props, &lab, screen.clone());
    let last = lab.model.last.clone();
    let answer = use_lab_asked(last.as_ref().map(|_| LabAsk::Compare), last.as_ref().map_or(0, |last| last.number));
    let refused = match answer.as_deref() {
        Some(LabAnswer::Refused(error)) => Some(error.clone()),
        _ => None,
    };
    let comparison = use_memo(answer, |answer| match answer.as_deref() {
        Some(LabAnswer::Comparison(comparison)) => Some(Rc::new((**comparison).clone())),
        _ => None::<Rc<Comparison>>,
    });
    let designs = lab.model.scenario.as_ref().map_or(0, |scenario| scenario.designs.len());
    let traffic = Route { selection: props.selected.clone(), area: Area::Run, part: Some("traffic".to_owned()) }.fragment();
    html! {
        <div class="compare stack wide">
            <Source lab={lab.clone()} {screen} />
            { run_bar(&lab) }
            if let (Some(last), Some(comparison)) = (&last, comparison.as_ref()) {
                <p class="hint">{ format!("{}: {} simulated, seed {}, the same requests on every design.", last.report.title,
                    quantity::span(last.report.duration_s.saturating_mul(1_000)), last.report.seed) }
                    if !lab.model.is_current() { { " The scenario was changed since." } }</p>
                <Compared comparison={comparison.clone()} />
            } else if let Some(error) = refused {
                <ErrorCard {error} />
            } else if last.is_some() {
                <p class="hint" role="status">{ "The designs are being compared…" }</p>
            } else {
                <div class="empty">
                    if designs == 1 {
                        <p>{ "This scenario has one design, so there is nothing to compare it with yet. Add a second [[design]] to its text: the same keys with \
                            one change, an index more or a suffix in the key, say." }</p>
                    } else {
                        <p>{ "Run the scenario: each of its designs then gets the same requests, and stands here with its units, throttles, latency and storage." }</p>
                    }
                    <a class="button" href={traffic}>{ "Edit the scenario" }</a>
                </div>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct ComparedProps {
    comparison: Rc<Comparison>,
}

#[component]
fn Compared(props: &ComparedProps) -> Html {
    let comparison = &props.comparison;
    html! {
        <>
            if !comparison.verdict.is_empty() {
                <p class="verdict">{ &comparison.verdict }</p>
            } else {
                <p>{ "One design ran, so there is nothing to compare it with: add a second [[design]] to the scenario." }</p>
            }
            { figures(comparison) }
            { hottest(comparison) }
            { throttled(comparison) }
            <Latency comparison={comparison.clone()} />
            { pattern_table(comparison) }
            if !comparison.reasons.is_empty() {
                <section class="assumptions" aria-label="Why">
                    <h2>{ "Why" }</h2>
                    <ul>{ for comparison.reasons.iter().map(|reason| html! { <li key={reason.clone()}>{ reason }</li> }) }</ul>
                </section>
            }
        </>
    }
}
