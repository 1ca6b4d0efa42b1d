//! Run > Traffic: a scenario is chosen or written, run by the laboratory, and told in figures.
//!
//! What it is not: it reads no scenario and simulates nothing; `laboratory` asks the worker that does. [`figures`] adds up what
//! a run told; [`link`] puts a scenario into an address; the other modules draw.

mod figures;
mod link;
mod preview;
mod results;
mod run_bar;
mod source;
mod strip;
mod text_editor;

use yew::prelude::*;

use super::{Tab, tabs};
use crate::area::AreaProps;
use crate::laboratory::{LabMsg, say, use_laboratory};
use preview::Preview;
use results::Results;
use run_bar::run_bar;
use source::Source;
use text_editor::text_editor;

pub(crate) use strip::strip;

/// The screen.
#[component]
pub(crate) fn TrafficScreen(props: &AreaProps) -> Html {
    let lab = use_laboratory();
    use_link(props, lab.model.templates.is_empty());
    let scenario = lab.model.scenario.clone();
    html! {
        <section class="traffic stack wide">
            <header class="screen-head">
                <h1>{ "Traffic" }</h1>
                { tabs(props.selected.as_ref(), Tab::Traffic) }
            </header>
            <Source lab={lab.clone()} />
            if let Some(scenario) = &scenario {
                <div class="stack">
                    <h2>{ &scenario.title }</h2>
                    if !scenario.note.is_empty() { <p>{ &scenario.note }</p> }
                </div>
                <Preview scenario={scenario.clone()} />
            } else if lab.model.is_reading || lab.model.text.is_empty() {
                <p class="hint" role="status">{ "The laboratory starts…" }</p>
            }
            { run_bar(&lab) }
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

/// A scenario in the address is put into the editor once; then the address is the plain one, because the text goes on to change.
#[hook]
fn use_link(props: &AreaProps, templates_missing: bool) {
    let go = props.go.clone();
    let selected = props.selected.clone();
    use_effect_with((props.part.clone(), templates_missing), move |(part, templates_missing)| {
        let Some(linked) = part.as_deref().and_then(link::parse) else { return };
        match linked {
            link::Linked::Template(_) if *templates_missing => return,
            link::Linked::Template(id) => say(LabMsg::PutTemplate(id)),
            link::Linked::Text(text) => say(LabMsg::Put(text)),
        }
        go.emit(link::plain(selected));
    });
}
