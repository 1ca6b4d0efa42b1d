//! The screen of one run: which design and key space, which moment, and the pictures of it.

use std::rc::Rc;

use report::{DesignRun, Driver, SimulationReport, SpaceRun};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::chart::{HeatLegend, HeatScale, Picture, palette_marks, use_palette};
use crate::quantity;
use crate::see::heat_of::HeatOf;
use crate::see::replay::event_list::EventList;
use crate::see::replay::heat_grid::Lanes;
use crate::see::replay::heat_map::{HeatMap, mark_legend};
use crate::see::replay::moment_picture::MomentPicture;
use crate::see::replay::pipes_picture::PipesPicture;
use crate::see::replay::rate_picture::RatePicture;
use crate::see::replay::run_table::RunTable;
use crate::see::replay::scrubber::Scrubber;
use crate::see::replay::time_axis::moment_words;
use crate::see::replay::timeline::{Timeline, hottest};

/// What the map assumes.
const MODEL: &str = "where keys lie, and when and where a partition is split. AWS publishes the ceilings of a partition (3,000 RCU and 1,000 WCU a \
    second), not its hash function nor its thresholds.";
/// What it does not.
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
    let place = use_state(|| (0usize, 0usize));
    let point = use_state(|| None::<usize>);
    let chosen = use_state(|| None::<usize>);
    let heat = use_state(|| HeatOf::Both);
    let lanes = use_state(|| Lanes::Even);
    let marks = use_node_ref();
    let palette = use_palette(marks.clone());
    let space = use_memo((report.clone(), *place), |(report, (design, space))| {
        report
            .designs
            .get(*design)
            .and_then(|design| design.spaces.get(*space))
            .map(|space| Rc::new(dated(space.clone(), report.start_s)))
    });
    let timeline = use_memo((report.clone(), (*space).clone()), |(report, space)| {
        space.as_ref().map(|space| Rc::new(Timeline::of(report, space)))
    });
    let scale = *use_memo((report.clone(), place.0, *heat), |(report, design, heat)| {
        HeatScale::new(
            report.designs.get(*design).map(|design| hottest(&design.spaces, *heat, report.point_s)).unwrap_or_default(),
        )
    });
    let (Some(space), Some(timeline)) = ((*space).clone(), (*timeline).clone()) else {
        return html! { <p class="empty">{ "This run told of no table." }</p> };
    };
    // It opens where most was throttled, else where most was asked for.
    let shown = point.unwrap_or_else(|| busiest(&space)).min(timeline.clock.last());
    let on_point = {
        let point = point.clone();
        Callback::from(move |to: usize| point.set(Some(to)))
    };
    let on_pick = {
        let (point, chosen) = (point.clone(), chosen.clone());
        Callback::from(move |(to, partition): (usize, Option<usize>)| {
            point.set(Some(to));
            chosen.set(partition);
        })
    };
    let on_choose = {
        let chosen = chosen.clone();
        Callback::from(move |partition: usize| chosen.set(Some(partition)))
    };
    let on_place = {
        let (place, chosen) = (place.clone(), chosen.clone());
        Callback::from(move |to: (usize, usize)| {
            place.set(to);
            chosen.set(None);
        })
    };
    let heat_button = |choice: HeatOf| {
        let set = heat.clone();
        let onclick = Callback::from(move |_: MouseEvent| set.set(choice));
        html! { <button key={choice.label()} type="button" class="toggle" aria-pressed={(*heat == choice).to_string()} {onclick}>{ choice.label() }</button> }
    };
    let lanes_button = |(label, choice): (&'static str, Lanes)| {
        let set = lanes.clone();
        let onclick = Callback::from(move |_: MouseEvent| set.set(choice));
        html! { <button key={label} type="button" class="toggle" aria-pressed={(*lanes == choice).to_string()} {onclick}>{ label }</button> }
    };
    let controls = html! {
        <>
            <div class="toggle-group" role="group" aria-label="Height of a lane">{ for [("Even lanes", Lanes::Even), ("By range", Lanes::ByRange)].map(lanes_button) }</div>
            <div class="toggle-group" role="group" aria-label="Heat counts">{ for HeatOf::ALL.map(heat_button) }</div>
        </>
    };
    let table = html! { <RunTable space={space.clone()} timeline={timeline.clone()} /> };
    let clock = timeline.clock;
    html! {
        <div class="replay stack wide">
            { palette_marks(marks) }
            <p class="replay-title">{ title(report) }</p>
            <SpacePicker report={report.clone()} place={*place} on_place={on_place} />
            <Scrubber report={report.clone()} space={space.clone()} timeline={timeline.clone()} point={shown} on_point={on_point.clone()} />
            <Picture title="Partitions over time" summary={over_time(&space, &timeline)} {controls} {table} model_note={AttrValue::from(MODEL)}>
                <HeatMap space={space.clone()} timeline={timeline.clone()} heat={*heat} {scale} lanes={*lanes} palette={palette.clone()} point={shown} chosen={*chosen} {on_pick} />
                <div class="map-legends">
                    <HeatLegend {scale} unit={heat.unit_a_second()} />
                    { mark_legend(&space) }
                </div>
            </Picture>
            <MomentPicture
                report={report.clone()} space={space.clone()} timeline={timeline.clone()} heat={*heat} {scale} palette={palette.clone()} point={shown}
                chosen={*chosen} {on_choose}
            />
            <PipesPicture report={report.clone()} design={place.0} space={space.clone()} point={shown} moment={moment_words(clock, clock.second_of(shown))} />
            <RatePicture space={space.clone()} clock={timeline.clock} point={shown} on_point={on_point.clone()} />
            <EventList space={space.clone()} {clock} point={shown} {on_point} />
            <details class="assumptions-of-run">
                <summary>{ "What is exact here, and what is our model" }</summary>
                <p>{ EXACT }</p>
                <ul class="assumptions">{ for report.assumptions.iter().map(|words| html! { <li key={words.clone()}>{ words }</li> }) }</ul>
            </details>
        </div>
    }
}

/// One sentence about the whole run.
fn over_time(space: &SpaceRun, timeline: &Timeline) -> String {
    let (first, last) = (timeline.count_at(0), timeline.order.len());
    let grown = match last - first.min(last) {
        0 => format!("{} from beginning to end", quantity::plural(last as u64, "partition")),
        splits => format!(
            "{} became {} by {}",
            quantity::plural(first as u64, "partition"),
            quantity::count(last as u64),
            quantity::plural(splits as u64, "split")
        ),
    };
    let reason = |one: &report::ThrottleRun| format!("{} {}", quantity::count(one.events), one.reason);
    match space.throttles.as_slice() {
        [] => format!("{grown}; nothing was throttled here."),
        reasons => format!("{grown}; throttle events: {}.", reasons.iter().map(reason).collect::<Vec<_>>().join(", ")),
    }
}

/// The same with moments since 1970: a run tells births and events by its own seconds.
fn dated(mut space: SpaceRun, start_s: u64) -> SpaceRun {
    let since_1970 = |second: &mut u64| {
        if *second < start_s {
            *second += start_s;
        }
    };
    space.partitions.iter_mut().for_each(|partition| since_1970(&mut partition.born_s));
    space.events.iter_mut().for_each(|event| since_1970(&mut event.at_s));
    space
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

/// The point with most throttle events, else with most units.
fn busiest(space: &SpaceRun) -> usize {
    let weight = |point: &report::SpacePoint| {
        (
            point.read_throttles.saturating_add(point.write_throttles),
            point.read_units.0.saturating_add(point.write_units.0.saturating_mul(3)),
        )
    };
    let most = space.points.iter().map(weight).max();
    space.points.iter().position(|point| Some(weight(point)) == most).unwrap_or(0)
}

/// `clicks (table)` or `by-user (GSI of clicks)`.
pub(crate) fn space_name(space: &SpaceRun) -> String {
    match &space.index {
        Some(index) => format!("{index} (GSI of {})", space.table),
        None => format!("{} (table)", space.table),
    }
}

#[derive(Properties, PartialEq)]
struct SpacePickerProps {
    report: Rc<SimulationReport>,
    place: (usize, usize),
    on_place: Callback<(usize, usize)>,
}

/// Which design and which table or index is drawn.
#[component]
fn SpacePicker(props: &SpacePickerProps) -> Html {
    let places: Rc<Vec<(usize, usize)>> = {
        let of = |(number, design): (usize, &DesignRun)| (0..design.spaces.len()).map(move |space| (number, space));
        Rc::new(props.report.designs.iter().enumerate().flat_map(of).collect())
    };
    let onchange = {
        let (places, on_place) = (places.clone(), props.on_place.clone());
        Callback::from(move |event: Event| {
            let chosen =
                event.target_dyn_into::<HtmlSelectElement>().and_then(|select| usize::try_from(select.selected_index()).ok());
            if let Some(place) = chosen.and_then(|chosen| places.get(chosen)) {
                on_place.emit(*place);
            }
        })
    };
    let several = props.report.designs.len() > 1;
    let option = |place: &(usize, usize)| {
        let design = props.report.designs.get(place.0)?;
        let name = space_name(design.spaces.get(place.1)?);
        let words = if several { format!("{}: {name}", design.name) } else { name };
        Some(html! { <option key={format!("{}-{}", place.0, place.1)} selected={*place == props.place}>{ words }</option> })
    };
    html! {
        <label class="field read-choice"><span>{ "Table or index" }</span><select {onchange}>{ for places.iter().filter_map(option) }</select></label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::fixture;

    #[test]
    fn seconds_of_the_run_become_moments() {
        let space = fixture::splits().designs[0].spaces[0].clone();
        let mut of_run = space.clone();
        of_run.partitions.iter_mut().for_each(|partition| partition.born_s -= fixture::START_S);
        of_run.events.iter_mut().for_each(|event| event.at_s -= fixture::START_S);
        assert_eq!(dated(of_run, fixture::START_S), space);
        assert_eq!(dated(space.clone(), fixture::START_S), space);
    }
}
