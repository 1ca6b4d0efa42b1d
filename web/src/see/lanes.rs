//! The lanes: the hash space from left to right, one lane for the table and one for each global index.

use std::rc::Rc;

use report::{Access, PartitionLane, PartitionMap, PartitionRow};
use yew::prelude::*;

use crate::chart::{HeatScale, px, use_width};
use crate::quantity;
use crate::see::heat_of::HeatOf;
use crate::see::lane_layout::{Dot, HashAxis, Tower, dot_at, dots, dots_path, towers};
use crate::see::lane_partition::LanePartition;
use crate::see::lane_strip::{BUTTONS_MAX, LaneStrip};
use crate::see::last_request::LastRequest;
use crate::see::request_path::request_path;

/// Room for the request's label above the first lane.
const HEAD: f64 = 34.0;
/// From one lane to the next.
const LANE_STEP: f64 = 130.0;
/// Within a lane: top of the heat band.
pub(crate) const BAND_TOP: f64 = 24.0;
/// Height of the heat band.
pub(crate) const BAND_HEIGHT: f64 = 12.0;
/// Height of the field of dots.
pub(crate) const DOTS_HEIGHT: f64 = 56.0;
/// The line that the dots stand on.
pub(crate) const BASELINE: f64 = BAND_TOP + BAND_HEIGHT + 3.0 + DOTS_HEIGHT;
/// Room for the scale below the last lane.
const FOOT: f64 = 26.0;

/// A partition by its lane and its place in it.
pub(crate) type Place = (usize, usize);

#[derive(Properties, PartialEq)]
pub(crate) struct LanesProps {
    /// The map.
    pub map: Rc<PartitionMap>,
    /// The class that gives each lane its hue.
    pub hues: Rc<Vec<&'static str>>,
    /// What heat counts.
    pub heat: HeatOf,
    /// The heat scale.
    pub scale: HeatScale,
    /// The last request's path.
    pub last: Option<Rc<LastRequest>>,
    /// The partition whose details are open.
    pub chosen: Option<Place>,
    /// Opens the details of a partition, or closes them.
    pub on_choose: Callback<Place>,
}

/// The lanes with their dots, the last request's path and the readout.
#[component]
pub(crate) fn Lanes(props: &LanesProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let axis = HashAxis { left: 1.0, right: (width - 1.0).max(40.0) };
    let lanes_dots = use_memo((props.map.clone(), width.to_bits()), move |(map, _)| {
        map.lanes.iter().map(|lane| dots(&lane.marks, axis, DOTS_HEIGHT)).collect::<Vec<_>>()
    });
    let pointed = use_state(|| None::<(usize, Dot)>);
    let focused = use_state(|| (0usize, 0usize));
    let height = HEAD + props.map.lanes.len() as f64 * LANE_STEP + FOOT;

    let onpointermove = {
        let (frame, pointed, lanes_dots) = (frame.clone(), pointed.clone(), lanes_dots.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(element) = frame.cast::<web_sys::Element>() else { return };
            let corner = element.get_bounding_client_rect();
            let (x, y) = (f64::from(event.client_x()) - corner.left(), f64::from(event.client_y()) - corner.top());
            let lane = ((y - HEAD) / LANE_STEP).max(0.0) as usize;
            let under = lanes_dots.get(lane).and_then(|dots| dot_at(dots, baseline(lane), x, y)).map(|dot| (lane, dot));
            if *pointed != under {
                pointed.set(under);
            }
        })
    };
    let onpointerleave = {
        let pointed = pointed.clone();
        Callback::from(move |_: PointerEvent| pointed.set(None))
    };
    let lane = |(number, lane): (usize, &PartitionLane)| {
        let path = lanes_dots.get(number).map(|dots| dots_path(dots, baseline(number))).unwrap_or_default();
        let partition = |(place, row): (usize, &PartitionRow)| {
            html! {
                <LanePartition
                    key={place}
                    map={props.map.clone()}
                    place={(number, place)}
                    left={axis.span(row).left}
                    width={axis.span(row).width}
                    heat_class={props.scale.class(props.heat.amount(row))}
                    heat_word={props.scale.word(props.heat.amount(row))}
                    tabbable={*focused == (number, place)}
                    chosen={props.chosen == Some((number, place))}
                    on_choose={props.on_choose.clone()}
                    on_focus={let focused = focused.clone(); Callback::from(move |place: Place| focused.set(place))}
                    frame={frame.clone()}
                />
            }
        };
        html! {
            <g key={number} class={classes!("lane", props.hues.get(number).copied())}>
                if lane.partitions.len() <= BUTTONS_MAX {
                    { for lane.partitions.iter().enumerate().map(partition) }
                } else {
                    <LaneStrip
                        map={props.map.clone()} lane={number} {axis} heat={props.heat} scale={props.scale} chosen={props.chosen}
                        on_choose={props.on_choose.clone()}
                    />
                }
                <path class="lane-dots" d={path} />
                { old_touches(lane, axis, number) }
            </g>
        }
    };
    html! {
        <div class="lanes">
            <div class="lanes-frame" ref={frame.clone()}>
                <svg
                    class="lanes-picture" role="group" width={px(width)} height={px(height)}
                    aria-label={format!("Hash space of {}: {}", props.map.table, quantity::plural(props.map.lanes.len() as u64, "lane"))}
                    {onpointermove} {onpointerleave}
                >
                    <g>{ for props.map.lanes.iter().enumerate().map(lane) }</g>
                    { scale_marks(axis, height - FOOT, width) }
                    if let Some(last) = &props.last { { request_path(&props.map, last, axis) } }
                    <g aria-hidden="true">
                        { for props.map.lanes.iter().enumerate().map(|(number, lane)| captions(props, number, lane, axis)) }
                    </g>
                    if let Some((lane, dot)) = *pointed {
                        <rect class="lane-pointed" x={px(dot.x - 1.5)} y={px(baseline(lane) - dot.above - 1.5)} width="6" height={px(dot.height + 3.0)} />
                    }
                </svg>
            </div>
            <p class="readout">{ readout(&props.map, *pointed) }</p>
        </div>
    }
}

/// The words of a lane, over everything else: its name, its sum, and the largest item collections at their towers.
fn captions(props: &LanesProps, number: usize, lane: &PartitionLane, axis: HashAxis) -> Html {
    let y = px(top(number) + 14.0);
    let name = |tower: Tower| {
        html! { <text key={tower.label.clone()} class="tower-name" x={px(tower.x)} y={px(baseline(number) - DOTS_HEIGHT + 9.0)}>{ tower.label }</text> }
    };
    html! {
        <g key={number} class={classes!("lane-words", props.hues.get(number).copied())}>
            <rect class="lane-key" x="1" y={px(top(number) + 5.0)} width="8" height="8" />
            <text class="lane-name" x="15" y={y.clone()}>{ clipped_name(&props.map, number, axis) }</text>
            <text class="lane-sum" x={px(axis.right)} {y}>{ lane_sum(lane) }</text>
            <g>{ for towers(lane, axis).into_iter().map(name) }</g>
        </g>
    }
}

/// What earlier requests touched: a short tick below the line.
fn old_touches(lane: &PartitionLane, axis: HashAxis, number: usize) -> Html {
    let ticks = |access: Access| {
        let mut path = String::new();
        for touched in lane.touched.iter().filter(|touched| touched.access == access) {
            path.push_str(&format!("M{:.1} {:.1}v5", axis.at(touched.hash), baseline(number) + 1.0));
        }
        path
    };
    html! {
        <>
            <path class="touch-tick read" d={ticks(Access::Read)} />
            <path class="touch-tick write" d={ticks(Access::Write)} />
        </>
    }
}

/// The hash space in quarters, below all lanes.
fn scale_marks(axis: HashAxis, y: f64, width: f64) -> Html {
    let last = axis.quarters().len() - 1;
    let mark = |(number, (x, digits)): (usize, (f64, &'static str))| {
        // On a narrow screen every second label is enough.
        let labelled = width > 420.0 || number.is_multiple_of(2);
        let side = if number == 0 {
            "start"
        } else if number == last {
            "end"
        } else {
            "middle"
        };
        html! {
            <g key={number} class="hash-scale">
                <path d={format!("M{x:.1} {y:.1}v5")} />
                if labelled { <text class={side} x={px(x)} y={px(y + 18.0)}>{ digits }</text> }
            </g>
        }
    };
    html! {
        <g aria-hidden="true">
            <path class="hash-line" d={format!("M{:.1} {y:.1}H{:.1}", axis.left, axis.right)} />
            <g>{ for axis.quarters().into_iter().enumerate().map(mark) }</g>
        </g>
    }
}

fn readout(map: &PartitionMap, pointed: Option<(usize, Dot)>) -> Html {
    let mark = pointed.and_then(|(lane, dot)| Some((lane, map.lanes.get(lane)?.marks.get(dot.mark)?)));
    match mark {
        Some((lane, mark)) => html! {
            <>
                <b>{ &mark.key }</b>
                { format!(" lies at {} in {}, {}", quantity::hash(mark.hash), lane_name(map, lane), quantity::exact_bytes(mark.size_bytes.into())) }
            </>
        },
        None => {
            html! { "Point at a dot to read the item; a tower is one item collection. Arrow keys move between partitions, Enter opens one." }
        }
    }
}

/// `employees` or `by-location (GSI)`.
pub(crate) fn lane_name(map: &PartitionMap, lane: usize) -> String {
    match map.lanes.get(lane).and_then(|lane| lane.index.as_ref()) {
        Some((name, _)) => format!("{name} (GSI)"),
        None => format!("{} (table)", map.table),
    }
}

/// The same, cut where its sum needs the room.
pub(crate) fn clipped_name(map: &PartitionMap, lane: usize, axis: HashAxis) -> String {
    clipped(&lane_name(map, lane), axis.right * 0.55)
}

/// `P2 of by-location (GSI): 41 items, 8.2 KB, 12 RCU and 3 WCU`.
pub(crate) fn partition_words(map: &PartitionMap, (lane, place): Place) -> String {
    let Some(row) = map.lanes.get(lane).and_then(|lane| lane.partitions.get(place)) else { return String::new() };
    format!(
        "P{} of {}: {}, {}, {} and {}",
        row.number,
        lane_name(map, lane),
        quantity::plural(row.item_count, if lane == 0 { "item" } else { "entry" }),
        quantity::bytes(row.size_bytes),
        quantity::read_units(row.read_units),
        quantity::write_units(row.write_units),
    )
}

/// `4 partitions · 300 items`.
pub(crate) fn lane_sum(lane: &PartitionLane) -> String {
    let what = quantity::plural(lane.item_count, if lane.index.is_some() { "entry" } else { "item" });
    format!("{} · {what}", quantity::plural(lane.partitions.len() as u64, "partition"))
}

/// The upper edge of a lane.
pub(crate) fn top(lane: usize) -> f64 {
    HEAD + lane as f64 * LANE_STEP
}

/// The line that the dots of a lane stand on.
pub(crate) fn baseline(lane: usize) -> f64 {
    top(lane) + BASELINE
}

/// The upper edge of a lane's field of dots.
pub(crate) fn field_top(lane: usize) -> f64 {
    top(lane) + BAND_TOP + BAND_HEIGHT
}

/// The class of an access's colour.
pub(crate) fn access_class(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
    }
}

/// Text cut to about `width` pixels, with an ellipsis.
pub(crate) fn clipped(text: &str, width: f64) -> String {
    let room = (width / 7.0).max(3.0) as usize;
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(room - 1).collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_clipped() {
        assert_eq!(clipped("employees", 200.0), "employees");
        assert_eq!(clipped("a-very-long-index-name", 70.0), "a-very-lo…");
    }
}
