//! One moment of the run: the hash space as a ring and as a band, the hottest partitions, the hot keys, and one partition in full.

use std::rc::Rc;

use report::SpaceRun;
use yew::prelude::*;

use crate::chart::{HeatScale, Palette, Picture, Scale, px};
use crate::quantity;
use crate::see::heat_of::HeatOf;
use crate::see::replay::band::Band;
use crate::see::replay::moment_strip::{Load, hottest, loads};
use crate::see::replay::moment_table::MomentTable;
use crate::see::replay::partition_panel::{PartitionPanel, key_share};
use crate::see::replay::ring_canvas::RingCanvas;
use crate::see::replay::time_axis::moment_words;
use crate::see::replay::timeline::Timeline;
use crate::see::replay::told::Told;

/// Partitions and keys listed beside the ring.
const LISTED: usize = 5;
/// Width of a bar of the list.
const BAR: f64 = 120.0;

#[derive(Properties, PartialEq)]
pub(crate) struct MomentPictureProps {
    /// What is told.
    pub told: Told,
    /// The key space.
    pub space: Rc<SpaceRun>,
    /// Its place among those told.
    pub place: usize,
    /// Its partitions over time.
    pub timeline: Rc<Timeline>,
    /// What heat counts.
    pub heat: HeatOf,
    /// The heat scale.
    pub scale: HeatScale,
    /// The colours.
    pub palette: Option<Rc<Palette>>,
    /// The moment.
    pub point: usize,
    /// The chosen partition, by its place in the space; the hottest if none.
    pub chosen: Option<usize>,
    /// Chooses one.
    pub on_choose: Callback<usize>,
}

/// The moment.
#[component]
pub(crate) fn MomentPicture(props: &MomentPictureProps) -> Html {
    let loads =
        use_memo((props.space.clone(), props.timeline.clone(), props.heat, props.point), |(space, timeline, heat, point)| {
            loads(space, timeline, *heat, *point)
        });
    let top = hottest(&loads, LISTED);
    let clock = props.timeline.clock;
    let moment = moment_words(clock, clock.second_of(props.point));
    let place_of = |place: usize| loads.iter().position(|load| load.alive.place == place);
    let chosen = props
        .chosen
        .and_then(place_of)
        .or_else(|| top.first().and_then(|load| place_of(load.alive.place)))
        .or((!loads.is_empty()).then_some(0));
    let on_choose = {
        let (on_choose, loads) = (props.on_choose.clone(), loads.clone());
        Callback::from(move |place: usize| {
            if let Some(load) = loads.get(place) {
                on_choose.emit(load.alive.place);
            }
        })
    };
    let summary = summary(&loads, &top, &moment);
    let load = chosen.and_then(|place| loads.get(place)).copied();
    let table =
        html! { <MomentTable region={props.told.region.clone()} space={props.space.clone()} loads={loads.clone()} {clock} /> };
    html! {
        <Picture
            title={format!("Partitions at {moment}")} summary={summary.clone()} {table}
            model_note={AttrValue::from("a key’s place is its MD5 hash; when a partition is split, and where, follows published descriptions, with thresholds of ours.")}
        >
            <div class="map-aside">
                <RingCanvas loads={loads.clone()} scale={props.scale} palette={props.palette.clone()} chosen={load} {moment} {summary} />
                <div class="map-words">
                    { hottest_list(&top, props, load) }
                    { key_list(&props.told, props.place, &props.space) }
                </div>
            </div>
            <Band space={props.space.clone()} loads={loads.clone()} scale={props.scale} palette={props.palette.clone()} {chosen} {on_choose} />
            if let Some(load) = load {
                <PartitionPanel told={props.told.clone()} space={props.space.clone()} place={props.place} {clock} {load} point={props.point} />
            }
        </Picture>
    }
}

/// One sentence about the moment.
fn summary(loads: &[Load], top: &[Load], moment: &str) -> String {
    let throttled = loads.iter().filter(|load| load.throttles > 0).count() as u64;
    let count = quantity::plural(loads.len() as u64, "partition");
    let Some(first) = top.first() else {
        return format!("At {moment} {count} {}.", if loads.len() == 1 { "rests" } else { "rest" });
    };
    let carries = format!("{} and {} a second", quantity::read_units(first.read_units), quantity::write_units(first.write_units));
    match throttled {
        0 => format!("At {moment} the hottest of {count} is P{} with {carries}; nothing is throttled.", first.number),
        1 => format!("At {moment} P{} of {count} is throttled: it serves {carries}.", first.number),
        more => format!("At {moment} {more} of {count} throttle, P{} most: it serves {carries}.", first.number),
    }
}

fn hottest_list(top: &[Load], props: &MomentPictureProps, chosen: Option<Load>) -> Html {
    let most = top.iter().map(|load| load.heat.0).max().unwrap_or(1).max(1);
    let item = |load: &Load| {
        let width = Scale::new(most as f64, 0.0, BAR).at(load.heat.0 as f64);
        let onclick = {
            let (on_choose, place) = (props.on_choose.clone(), load.alive.place);
            Callback::from(move |_: MouseEvent| on_choose.emit(place))
        };
        let is_chosen = chosen.is_some_and(|chosen| chosen.number == load.number);
        html! {
            <li key={load.number}>
                <button type="button" class="ghost small" aria-pressed={is_chosen.to_string()} {onclick}>{ format!("P{}", load.number) }</button>
                <svg class="hot-bar" aria-hidden="true" width={px(BAR)} height="10"><rect class={classes!("heat-mark", props.scale.class(load.heat))} width={px(width.max(1.0))} height="10" /></svg>
                <span class="number">{ format!("{} RCU, {} WCU a second", quantity::units(load.read_units), quantity::units(load.write_units)) }</span>
                if load.throttles > 0 { <span class="chip throttled">{ format!("{} throttled", quantity::count(load.throttles)) }</span> }
            </li>
        }
    };
    html! {
        <div class="hot-list">
            <h3>{ "Hottest now" }</h3>
            if top.is_empty() { <p class="hint">{ "No request reaches a partition at this moment." }</p> } else { <ol>{ for top.iter().map(item) }</ol> }
        </div>
    }
}

fn key_list(told: &Told, place: usize, space: &SpaceRun) -> Html {
    let item = |key: &report::HotKey| {
        let width = Scale::new(1_000.0, 0.0, BAR).at(f64::from(key.share_thousandths));
        html! {
            <li key={key.key.clone()}>
                <span class="mono hot-name">{ &key.key }</span>
                <svg class="hot-bar" aria-hidden="true" width={px(BAR)} height="10"><rect class="bar-track" width={px(BAR)} height="10" /><rect class="bar-fill" width={px(width.max(1.0))} height="10" /></svg>
                <span class="number">{ key_share(key, told.key_count(place)) }</span>
            </li>
        }
    };
    html! {
        <div class="hot-list">
            <h3>{ format!("Hot keys of {}", told.span) }</h3>
            if space.hot_keys.is_empty() { <p class="hint">{ told.no_hot_keys(place) }</p> } else { <ol>{ for space.hot_keys.iter().take(LISTED).map(item) }</ol> }
        </div>
    }
}
