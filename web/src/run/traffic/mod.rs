//! Run > Traffic: a scenario is chosen or written, run by the laboratory, and told in figures.
//!
//! What it is not: it reads no scenario and simulates nothing; `laboratory` asks the worker that does. [`figures`] adds up what
//! a run told; [`link`] puts a scenario into an address; the other modules draw.

mod curve;
mod figures;
mod knob;
mod knobs;
pub(crate) mod link;
pub(crate) mod pattern_table;
mod preview;
mod results;
mod run_bar;
mod so_far;
mod source;
mod strip;
mod text_editor;

use yew::prelude::*;

use super::tabs::TRAFFIC;
use super::{Tab, tabs};
use crate::area::{Area, AreaProps};
use crate::laboratory::use_laboratory;
use crate::route::Route;
use knobs::knobs;
use link::use_link;
use preview::Preview;
use results::Results;
use so_far::SoFar;
use text_editor::text_editor;

pub(crate) use run_bar::run_bar;
pub(crate) use source::Source;
pub(crate) use strip::strip;

/// The screen.
#[component]
pub(crate) fn TrafficScreen(props: &AreaProps) -> Html {
    let lab = use_laboratory();
    let screen = Route { selection: props.selected.clone(), area: Area::Run, part: Some(TRAFFIC.to_owned()) };
    use_link(props, &lab, screen.clone());
    let scenario = lab.model.scenario.clone();
    html! {
        <section class="traffic stack wide">
            <header class="screen-head">
                <h1>{ "Traffic" }</h1>
                { tabs(props.selected.as_ref(), Tab::Traffic) }
            </header>
            <Source lab={lab.clone()} {screen} />
            { run_bar(&lab) }
            if let Some(sketch) = lab.model.running.as_ref().and_then(|running| running.sketch.clone()) { <SoFar {sketch} /> }
            if let Some(scenario) = &scenario {
                <div class="stack">
                    <h2>{ &scenario.title }</h2>
                    if !scenario.note.is_empty() { <p>{ &scenario.note }</p> }
                </div>
                <Preview scenario={scenario.clone()} />
                { knobs(scenario) }
            } else if lab.model.is_reading || lab.model.text.is_empty() {
                <p class="hint" role="status">{ "The laboratory starts…" }</p>
            }
            <details class="scenario-text" open={!lab.model.problems.is_empty()}>
                <summary>{ "The scenario as text (TOML)" }</summary>
                { text_editor(&lab) }
            </details>
            if let Some(last) = lab.model.last.clone() {
                <Results {last} is_current={lab.model.is_current()} selected={props.selected.clone()} />
            } else if lab.model.running.is_none() {
                <div class="empty">
                    <p>{ "Nothing has run yet. Run the scenario: each design then tells what was offered, admitted and throttled, how long \
                        requests took, and which partition was hottest." }</p>
                    <p class="hint">{ "It runs in a worker beside the page and touches none of your tables." }</p>
                </div>
            }
        </section>
    }
}
