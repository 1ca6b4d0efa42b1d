//! One partition: where it lies, where it came from, what it carries at the moment, and its replicas.

use std::rc::Rc;

use model::{EpochMillis, HalfUnits};
use report::{Happening, HotKey, KeyCount, PartitionRun, PastTouch, SpaceRun};
use yew::prelude::*;

use crate::chart::{Scale, px, use_width};
use crate::quantity;
use crate::see::heat_of::HeatOf;
use crate::see::lanes::access_class;
use crate::see::partition_details::{READ_CEILING, WRITE_CEILING};
use crate::see::replay::happenings::why_split;
use crate::see::replay::heat_grid::points_of;
use crate::see::replay::moment_strip::{Load, range_millionths};
use crate::see::replay::replicas::{replicas, zone_letter};
use crate::see::replay::time_axis::{TimeAxis, moment_words};
use crate::see::replay::timeline::{Clock, a_second, units};
use crate::see::replay::told::Told;

/// Size of a gauge.
const GAUGE: f64 = 180.0;
/// Touches listed at most.
const TOUCHES_LISTED: usize = 12;
/// Height of the history.
const HISTORY: f64 = 56.0;

#[derive(Properties, PartialEq)]
pub(crate) struct PartitionPanelProps {
    /// What is told.
    pub told: Told,
    /// The key space.
    pub space: Rc<SpaceRun>,
    /// Its place among those told.
    pub place: usize,
    /// Its points.
    pub clock: Clock,
    /// The partition at the moment.
    pub load: Load,
    /// The moment.
    pub point: usize,
}

/// The partition in full.
#[component]
pub(crate) fn PartitionPanel(props: &PartitionPanelProps) -> Html {
    let load = &props.load;
    let Some(partition) = props.space.partitions.get(load.alive.place) else { return Html::default() };
    let clock = props.clock;
    let moment = moment_words(clock, clock.second_of(props.point));
    let title = format!("P{} at {moment}", load.number);
    let end = load.alive.end.map_or_else(|| "ffff…".to_owned(), quantity::hash);
    html! {
        <section class="panel partition-details" aria-label={title.clone()}>
            <header><h3>{ title }</h3></header>
            <div class="body partition-facts">
                <dl class="facts">
                    <dt>{ "Key range" }</dt>
                    <dd class="mono">{ format!("{} to {end}", quantity::hash(load.alive.first)) }
                        <small>{ format!("{} of the hash space", quantity::share(range_millionths(load.alive))) }</small></dd>
                    <dt>{ "Came to be" }</dt>
                    <dd>{ origin(&props.space, partition, clock) }</dd>
                    <dt>{ "Throttled" }</dt>
                    <dd>{ throttled(load) }</dd>
                </dl>
                <div class="partition-list">
                    <h4>{ "Average second against its ceiling" }</h4>
                    { gauge("read", load.read_units, READ_CEILING) }
                    { gauge("write", load.write_units, WRITE_CEILING) }
                    <History span={props.told.span} space={props.space.clone()} place={load.alive.place} {clock} point={props.point} />
                    { keys(&props.space.hot_keys, props.told.key_count(props.place), load) }
                </div>
                <div class="partition-list">
                    <h4>{ "Replicas" }</h4>
                    { replicas(&props.told.region, zone_letter(partition.leader_zone)) }
                    { touches(props.told.touches_of(props.place), load, clock, props.point) }
                </div>
            </div>
        </section>
    }
}

/// How a partition came to be.
pub(crate) fn origin(space: &SpaceRun, partition: &PartitionRun, clock: Clock) -> String {
    let Some(parent) = partition.parent else {
        let is_older = clock.start_s > partition.born_s;
        return if is_older { "before the time that is shown".to_owned() } else { "with the table".to_owned() };
    };
    let of_it = |what: &Happening| match what {
        Happening::Split { to, why, .. } if *to == partition.number => Some(why_split(*why)),
        _ => None,
    };
    let when = match clock.point_s.saturating_mul(clock.points as u64) > 86_400 {
        true => quantity::moment(EpochMillis(partition.born_s.saturating_mul(1_000))),
        false => quantity::clock(EpochMillis(partition.born_s.saturating_mul(1_000))),
    };
    match space.events.iter().find_map(|event| of_it(&event.what)) {
        Some(why) => format!("at {when}, split off P{parent}: {why}"),
        None => format!("at {when}, split off P{parent}"),
    }
}

/// What one's own requests touched in the partition at the moment.
fn touches(touches: &[PastTouch], load: &Load, clock: Clock, point: usize) -> Html {
    let (from, to) = (clock.second_of(point), clock.second_of(point + 1));
    let here = |touch: &&PastTouch| touch.touched.partition == load.number && (from..to).contains(&touch.at_s);
    let mut found = touches.iter().filter(here).take(TOUCHES_LISTED).peekable();
    if found.peek().is_none() {
        return Html::default();
    }
    let line = |PastTouch { touched, .. }: &PastTouch| {
        html! {
            <li>
                <span class={classes!("touch-sign", access_class(touched.access))} aria-hidden="true"></span>
                { format!("#{} {} ", touched.request, touched.operation) }<span class="mono">{ &touched.key }</span>
            </li>
        }
    };
    html! { <><h4>{ "Touched by your requests at this moment" }</h4><ol class="touches">{ for found.map(line) }</ol></> }
}

fn throttled(load: &Load) -> Html {
    match load.throttles {
        0 => html! { "nothing" },
        events => html! { <span class="chip throttled">{ quantity::plural(events, "event") }</span> },
    }
}

/// Load as a bar up to its ceiling.
fn gauge(kind: &'static str, amount: HalfUnits, ceiling: u64) -> Html {
    let (words, unit) = match kind {
        "read" => (quantity::read_units(amount), "RCU"),
        _ => (quantity::write_units(amount), "WCU"),
    };
    let filled = Scale::new(ceiling as f64 * 2.0, 0.0, GAUGE).at(amount.0 as f64);
    html! {
        <div class="gauge">
            <svg aria-hidden="true" width={px(GAUGE)} height="12">
                <rect class="gauge-track" x="0.5" y="0.5" width={px(GAUGE - 1.0)} height="11" />
                <rect class={classes!("gauge-fill", kind)} x="1" y="1" width={px((filled - 2.0).max(0.0))} height="10" />
            </svg>
            <span class={classes!("chip", kind)}>{ words }</span>
            <small>{ format!("of {} {unit}", quantity::count(ceiling)) }</small>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct HistoryProps {
    span: &'static str,
    space: Rc<SpaceRun>,
    place: usize,
    clock: Clock,
    point: usize,
}

/// What the partition carried over the whole time, both directions as shares of their ceilings.
#[component]
fn History(props: &HistoryProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone()).min(360.0);
    let axis = TimeAxis { clock: props.clock, left: 0.0, right: width };
    let lines = use_memo((props.space.clone(), props.place, width.to_bits()), |(space, place, _)| {
        let partition = space.partitions.get(*place);
        [(HeatOf::Reads, READ_CEILING), (HeatOf::Writes, WRITE_CEILING)]
            .map(|(heat, ceiling)| partition.map(|partition| history(partition, heat, ceiling, axis)).unwrap_or_default())
    });
    html! {
        <div class="partition-history" ref={frame}>
            <svg aria-hidden="true" width={px(width)} height={px(HISTORY)}>
                <path class="ceiling-line" d={format!("M0 1H{width:.1}")} />
                <path class="rate-line read" d={lines[0].clone()} />
                <path class="rate-line write" d={lines[1].clone()} />
                <path class="moment-line" d={format!("M{:.1} 0V{HISTORY}", axis.middle(props.point))} />
            </svg>
            <small>{ format!("Over {}; the top is the ceiling of each.", props.span) }</small>
        </div>
    }
}

/// One direction as a line.
fn history(partition: &PartitionRun, heat: HeatOf, ceiling: u64, axis: TimeAxis) -> String {
    let y = Scale::new(ceiling as f64 * 2.0, HISTORY - 1.0, 1.0);
    let columns = (axis.right as usize).clamp(1, axis.clock.points.max(1));
    let mut path = String::with_capacity(columns * 14);
    for column in 0..columns {
        let (from, to) = points_of(column, columns, axis.clock.points);
        let most = (from..to).map(|point| units(partition, heat, point)).max().unwrap_or_default();
        let sign = if column == 0 { 'M' } else { 'L' };
        path.push_str(&format!("{sign}{:.1} {:.1}", axis.at(from), y.at(a_second(most, axis.clock.point_s).0 as f64)));
    }
    path
}

/// The hot keys that lie here.
fn keys(keys: &[HotKey], count: KeyCount, load: &Load) -> Html {
    let lies_here = |key: &&HotKey| key.hash >= load.alive.first && load.alive.end.is_none_or(|end| key.hash < end);
    let mut found = keys.iter().filter(lies_here).peekable();
    if found.peek().is_none() {
        return Html::default();
    }
    html! {
        <>
            <h4>{ "Hot keys that lie here" }</h4>
            <ol class="touches">{ for found.map(|key| html! { <li key={key.key.clone()}><span class="mono">{ &key.key }</span>{ format!(": {}", key_share(key, count)) }</li> }) }</ol>
        </>
    }
}

/// `31.2 % of all units`.
pub(crate) fn key_share(key: &HotKey, count: KeyCount) -> String {
    let of_what = match count {
        KeyCount::Units => "units",
        KeyCount::Touches => "touches",
    };
    format!("{} of all {of_what}", quantity::share(u64::from(key.share_thousandths) * 1_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::fixture;

    #[test]
    fn a_partition_says_where_it_came_from() {
        let report = fixture::splits();
        let space = &report.designs[0].spaces[0];
        let clock = fixture::clock(&report, space);
        assert_eq!(origin(space, &space.partitions[0], clock), "with the table");
        assert_eq!(origin(space, &space.partitions[3], clock), "at 00:05:00, split off P0: it was hot for minutes");
    }
}
