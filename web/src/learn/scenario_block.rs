//! A scenario in a lesson: run by the laboratory on each of its designs, with the verdict and what it rests on.
//!
//! It is the laboratory's own scenario: running it puts the text there, so that Run > Traffic, See and Cost show the same run.

use report::{DesignRun, SimulationReport};
use yew::prelude::*;

use crate::area::Area;
use crate::control::{Icon, icon};
use crate::laboratory::{LabHandle, LabMsg, Notice, say, use_laboratory};
use crate::quantity;
use crate::route::Route;

#[derive(Properties, PartialEq)]
pub(crate) struct ScenarioBlockProps {
    /// Id of the block.
    pub id: AttrValue,
    /// The scenario's title.
    pub title: AttrValue,
    /// Names of its designs.
    pub designs: Vec<String>,
    /// Its text.
    pub text: AttrValue,
    /// Whether there are other areas to go to.
    pub links: bool,
}

/// The block.
#[component]
pub(crate) fn ScenarioBlock(props: &ScenarioBlockProps) -> Html {
    let lab = use_laboratory();
    let wanted = use_state(|| false);
    // The laboratory reads a text before it runs it: a click is a wish until then.
    let is_here = lab.model.text == *props.text;
    let begins = *wanted && is_here && lab.model.can_run();
    {
        let wanted = wanted.clone();
        use_effect_with(begins, move |begins| {
            if *begins {
                wanted.set(false);
                say(LabMsg::Run);
            }
        });
    }
    let onclick = {
        let (text, wanted) = (props.text.to_string(), wanted.clone());
        Callback::from(move |_: MouseEvent| {
            say(LabMsg::Put(text.clone()));
            wanted.set(true);
        })
    };
    let runs = lab.model.running.as_ref().is_some_and(|running| running.text == *props.text);
    let other_runs = lab.model.running.is_some() && !runs;
    let last = lab.model.last.as_ref().filter(|last| last.text == *props.text);
    let button = if props.designs.len() == 1 { "Run it" } else { "Run its designs" };
    html! {
        <section class="run-block" id={format!("block-{}", props.id)} aria-label={format!("Scenario: {}", props.title)}>
            <div class="run-head">
                <span class="chip">{ "Scenario" }</span>
                if last.is_some() { <span class="chip ok">{ "ran" }</span> }
            </div>
            <div class="run-outcome stack">
                <p><strong>{ &props.title }</strong></p>
                <ul>{ for props.designs.iter().map(|name| html! { <li key={name.clone()}>{ name }</li> }) }</ul>
                <details><summary>{ "The scenario as text (TOML)" }</summary>
                    <pre class="code" translate="no" tabindex="0" role="group" aria-label="The scenario as text">{ &props.text }</pre>
                </details>
            </div>
            <div class="run-foot">
                if runs {
                    <button type="button" onclick={lab.callback(|_: MouseEvent| LabMsg::Cancel)}>{ "Cancel" }</button>
                } else {
                    <button type="button" class="primary" disabled={other_runs || *wanted} {onclick}>{ icon(Icon::Play) }{ button }</button>
                }
                <span class="hint" role="status">{ state_words(&lab, runs, other_runs) }</span>
            </div>
            if let Some(last) = last { { told(&last.report, props.links) } }
        </section>
    }
}

/// What goes on, or what a click does.
fn state_words(lab: &LabHandle, runs: bool, other_runs: bool) -> String {
    if other_runs {
        return "Another scenario runs: it has to end first.".to_owned();
    }
    if runs {
        let progress = lab.model.running.as_ref().and_then(|running| running.progress);
        let done = progress.map_or(0, |progress| progress.done_s.saturating_mul(100) / progress.total_s.max(1));
        return format!("Runs: {done} %");
    }
    match &lab.model.notice {
        Some(Notice::Stopped(reason)) => reason.clone(),
        Some(Notice::Refused(error)) => error.message.clone(),
        Some(Notice::Cancelled) => "The run was cancelled.".to_owned(),
        None => "It takes the place of the scenario in Run > Traffic.".to_owned(),
    }
}

/// The verdict, its reasons, and the designs in figures.
fn told(report: &SimulationReport, links: bool) -> Html {
    let link = |area: Area, part: &str, words: &'static str| {
        let route = Route { selection: None, area, part: Some(part.to_owned()) };
        html! { <a class="button small" href={route.fragment()}>{ words }</a> }
    };
    html! {
        <div class="run-outcome stack">
            if !report.verdict.is_empty() { <p class="verdict"><b>{ &report.verdict }</b></p> }
            if !report.reasons.is_empty() { <ul>{ for report.reasons.iter().map(|words| html! { <li key={words.clone()}>{ words }</li> }) }</ul> }
            <div class="scroll panel" tabindex="0" role="region" aria-label="The designs in figures">
                <table class="data">
                    <thead><tr><th scope="col">{ "Design" }</th><th scope="col" class="number">{ "Offered" }</th>
                        <th scope="col" class="number">{ "Given up" }</th><th scope="col" class="number">{ "Throttle events" }</th></tr></thead>
                    <tbody>{ for report.designs.iter().map(design) }</tbody>
                </table>
            </div>
            if links { <p class="row">{ link(Area::Run, "traffic", "Change it") }{ link(Area::See, "replay", "See its partitions") }{ link(Area::Cost, "compare", "What it costs") }</p> }
        </div>
    }
}

fn design(design: &DesignRun) -> Html {
    let sum = |of: fn(&report::PatternRun) -> u64| design.patterns.iter().map(of).fold(0, u64::saturating_add);
    let throttles = design.spaces.iter().flat_map(|space| &space.throttles).map(|one| one.events).fold(0, u64::saturating_add);
    html! {
        <tr key={design.name.clone()}>
            <th scope="row">{ &design.name }</th>
            <td class="number">{ quantity::count(sum(|pattern| pattern.offered)) }</td>
            <td class="number">{ quantity::count(sum(|pattern| pattern.given_up)) }</td>
            <td class="number">{ quantity::count(throttles) }</td>
        </tr>
    }
}
