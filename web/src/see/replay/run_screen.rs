//! The screen of one run: which design and key space, and its moments.

use std::rc::Rc;

use report::{DesignRun, Driver, SimulationReport};
use yew::prelude::*;

use crate::quantity;
use crate::see::replay::moments::{Moments, SpacePicker, space_name};
use crate::see::replay::told::Told;

/// What is not our model.
const EXACT: &str =
    "Exact: units of each request by AWS’s rounding rules, the ceilings of a partition, the reasons of throttling. Our model:";

#[derive(Properties, PartialEq)]
pub(crate) struct RunScreenProps {
    /// What the run told.
    pub report: Rc<SimulationReport>,
}

/// The run, for one key space at one moment.
#[component]
pub(crate) fn RunScreen(props: &RunScreenProps) -> Html {
    let report = &props.report;
    let choice = use_state(|| 0usize);
    let point = use_state(|| None::<usize>);
    // Designs and their key spaces, one after the other.
    let places = use_memo(report.clone(), |report| {
        let of = |(number, design): (usize, &DesignRun)| (0..design.spaces.len()).map(move |space| (number, space));
        report.designs.iter().enumerate().flat_map(of).collect::<Vec<_>>()
    });
    let (design, place) = places.get(*choice).copied().unwrap_or_default();
    let told = use_memo((report.clone(), design), |(report, design)| {
        report.designs.get(*design).map(|design| Told::of_run(report, design))
    });
    let names = use_memo((report.clone(), places.clone()), |(report, places)| {
        let name = |(design, space): &(usize, usize)| {
            let design = report.designs.get(*design)?;
            let name = space_name(design.spaces.get(*space)?);
            Some(if report.designs.len() > 1 { format!("{}: {name}", design.name) } else { name })
        };
        places.iter().filter_map(name).collect::<Vec<_>>()
    });
    let Some(told) = (*told).clone() else { return html! { <p class="empty">{ "This run told of no table." }</p> } };
    let on_point = {
        let point = point.clone();
        Callback::from(move |to: usize| point.set(Some(to)))
    };
    let on_place = {
        let choice = choice.clone();
        Callback::from(move |to: usize| choice.set(to))
    };
    html! {
        <div class="replay stack wide">
            <p class="replay-title">{ title(report) }</p>
            <SpacePicker {names} place={*choice} {on_place} />
            <Moments {told} {place} point={*point} {on_point} />
            <details class="assumptions-of-run">
                <summary>{ "What is exact here, and what is our model" }</summary>
                <p>{ EXACT }</p>
                <ul class="assumptions">{ for report.assumptions.iter().map(|words| html! { <li key={words.clone()}>{ words }</li> }) }</ul>
            </details>
        </div>
    }
}

fn title(report: &SimulationReport) -> String {
    let driver = match report.driver {
        Driver::Fluid => "counts for each second",
        Driver::PerRequest => "every request through the engine",
    };
    format!(
        "{}: {} simulated, {driver}, seed {}",
        report.title,
        quantity::span(report.duration_s.saturating_mul(1_000)),
        report.seed
    )
}
