//! Key spaces moment by moment: one slider says which moment it is, and the map of heat over time, the ranges of the hash space, rate
//! and burst, the pipes to the indexes and the replicas all show it.
//!
//! Whose moments they are, a run's or those of a live table, is the caller's to know.

use std::rc::Rc;

use report::{SpaceRun, ThrottleRun};
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
use crate::see::replay::timeline::{Clock, Timeline, hottest};
use crate::see::replay::told::Told;

/// What the map assumes.
const MODEL: &str = "where keys lie, and when and where a partition is split. AWS publishes the ceilings of a partition (3,000 RCU and 1,000 WCU a \
    second), not its hash function nor its thresholds.";

#[derive(Properties, PartialEq)]
pub(crate) struct MomentsProps {
    /// What is told.
    pub told: Told,
    /// The place of the key space that is drawn.
    pub place: usize,
    /// The moment; where it opens, if none was chosen.
    pub point: Option<usize>,
    /// Shows another moment.
    pub on_point: Callback<usize>,
}

/// The pictures of one key space.
#[component]
pub(crate) fn Moments(props: &MomentsProps) -> Html {
    let told = &props.told;
    // A partition belongs to its key space.
    let chosen = use_state(|| None::<(usize, usize)>);
    let heat = use_state(|| HeatOf::Both);
    let lanes = use_state(|| Lanes::Even);
    let marks = use_node_ref();
    let palette = use_palette(marks.clone());
    let space = told.spaces.get(props.place).cloned();
    let timeline = use_memo((told.start_s, told.point_s, space.clone()), |(start_s, point_s, space)| {
        space.as_ref().map(|space| Rc::new(Timeline::of(Clock::of(*start_s, *point_s, space), space)))
    });
    let scale = *use_memo((told.spaces.clone(), told.point_s, *heat), |(spaces, point_s, heat)| {
        HeatScale::new(hottest(spaces, *heat, *point_s))
    });
    let (Some(space), Some(timeline)) = (space, (*timeline).clone()) else {
        return html! { <p class="empty">{ "There is no table in it." }</p> };
    };
    // It opens where most was throttled, else where most was asked for.
    let shown = props.point.unwrap_or_else(|| busiest(&space)).min(timeline.clock.last());
    let here = chosen.filter(|(place, _)| *place == props.place).map(|(_, partition)| partition);
    let on_point = &props.on_point;
    let on_pick = {
        let (on_point, chosen, place) = (on_point.clone(), chosen.clone(), props.place);
        Callback::from(move |(to, partition): (usize, Option<usize>)| {
            on_point.emit(to);
            chosen.set(partition.map(|partition| (place, partition)));
        })
    };
    let on_choose = {
        let (chosen, place) = (chosen.clone(), props.place);
        Callback::from(move |partition: usize| chosen.set(Some((place, partition))))
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
            <div class="toggle-group" role="group" aria-label="What heat over time counts">{ for HeatOf::ALL.map(heat_button) }</div>
        </>
    };
    let table = html! { <RunTable space={space.clone()} timeline={timeline.clone()} /> };
    let clock = timeline.clock;
    html! {
        <>
            { palette_marks(marks) }
            <Scrubber space={space.clone()} timeline={timeline.clone()} point={shown} on_point={on_point.clone()} />
            <Picture title="Partitions over time" summary={over_time(&space, &timeline)} {controls} {table} model_note={AttrValue::from(MODEL)}>
                <HeatMap space={space.clone()} timeline={timeline.clone()} heat={*heat} {scale} lanes={*lanes} palette={palette.clone()} point={shown} chosen={here} {on_pick} />
                <div class="map-legends">
                    <HeatLegend {scale} unit={heat.unit_a_second()} />
                    { mark_legend(&space) }
                </div>
            </Picture>
            <MomentPicture
                told={told.clone()} space={space.clone()} place={props.place} timeline={timeline.clone()} heat={*heat} {scale} palette={palette.clone()}
                point={shown} chosen={here} {on_choose}
            />
            <PipesPicture told={told.clone()} space={space.clone()} point={shown} moment={moment_words(clock, clock.second_of(shown))} />
            <RatePicture space={space.clone()} {clock} point={shown} on_point={on_point.clone()} />
            <EventList space={space.clone()} {clock} point={shown} on_point={on_point.clone()} />
        </>
    }
}

/// One sentence about the whole time.
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
    let reason = |throttles: &ThrottleRun| format!("{} {}", quantity::count(throttles.events), throttles.reason);
    match space.throttles.as_slice() {
        [] => format!("{grown}; nothing was throttled here."),
        reasons => format!("{grown}; throttle events: {}.", reasons.iter().map(reason).collect::<Vec<_>>().join(", ")),
    }
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
pub(crate) struct SpacePickerProps {
    /// The choices in words.
    pub names: Rc<Vec<String>>,
    /// The place of the chosen one.
    pub place: usize,
    /// Chooses another one.
    pub on_place: Callback<usize>,
}

/// Which table or index is drawn.
#[component]
pub(crate) fn SpacePicker(props: &SpacePickerProps) -> Html {
    let onchange = {
        let on_place = props.on_place.clone();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<web_sys::HtmlSelectElement>();
            if let Some(place) = select.and_then(|select| usize::try_from(select.selected_index()).ok()) {
                on_place.emit(place);
            }
        })
    };
    let option =
        |(place, name): (usize, &String)| html! { <option key={place} selected={place == props.place}>{ name }</option> };
    html! {
        <label class="field read-choice"><span>{ "Table or index" }</span><select {onchange}>{ for props.names.iter().enumerate().map(option) }</select></label>
    }
}
