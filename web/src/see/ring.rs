//! The ring: the same hash space bent into a circle, the table outside and its global indexes within.
//!
//! An overview for the eye; the lanes beside it are what is operated, so the ring is one image with one description.

use std::rc::Rc;

use report::{PartitionLane, PartitionMap};
use yew::prelude::*;

use crate::chart::{HeatScale, px};
use crate::see::heat_of::HeatOf;
use crate::see::lanes::{Place, access_class};
use crate::see::last_request::{LastRequest, PathPoint};
use crate::see::ring_layout::{Ring, angle, arc, chord, place, rings, ticks};

/// Half of the picture's side.
const HALF: f64 = 138.0;
/// Radius of the outermost ring's outer edge.
const OUTER: f64 = 118.0;

#[derive(Properties, PartialEq)]
pub(crate) struct RingMapProps {
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
    /// What the picture shows, in a sentence.
    pub summary: AttrValue,
}

/// The ring with the last request's chords.
#[component]
pub(crate) fn RingMap(props: &RingMapProps) -> Html {
    let rings = rings(props.map.lanes.len(), OUTER);
    let ring = |(number, (lane, ring)): (usize, (&PartitionLane, &Ring))| {
        // A path for each level of heat, not for each partition: there may be a thousand.
        let mut arcs: [String; 7] = Default::default();
        for row in &lane.partitions {
            if let Some(path) = arcs.get_mut(props.scale.level(props.heat.amount(row)) as usize) {
                path.push_str(&arc(row, *ring));
            }
        }
        let of_level = |(level, path): (usize, &String)| {
            html! { <path key={level} class={classes!("ring-arc", format!("heat-{level}"))} d={path.clone()} stroke-width={px(ring.thickness)} /> }
        };
        // Beside the band, so that its heat stays visible.
        let beside = Ring { radius: ring.radius + ring.thickness / 2.0 + 2.0, thickness: 3.0 };
        let chosen = props.chosen.filter(|(lane, _)| *lane == number).and_then(|(_, place)| lane.partitions.get(place));
        html! {
            <g key={number} class={classes!("ring-lane", props.hues.get(number).copied())}>
                <circle class="ring-edge" cx="0" cy="0" r={px(ring.radius + ring.thickness / 2.0 + 0.5)} />
                { for arcs.iter().enumerate().map(of_level) }
                if let Some(row) = chosen { <path class="ring-chosen" d={arc(row, beside)} /> }
                <path class="ring-ticks" d={ticks(lane.marks.iter().map(|mark| mark.hash), *ring)} />
            </g>
        }
    };
    html! {
        <svg
            class="ring-map" role="img" aria-label={props.summary.clone()} width={px(HALF * 2.0)} height={px(HALF * 2.0)}
            viewBox={format!("{} {} {} {}", -HALF, -HALF, HALF * 2.0, HALF * 2.0)}
        >
            <g>{ for props.map.lanes.iter().zip(&rings).enumerate().map(ring) }</g>
            <path class="ring-zero" d={format!("M0 {:.1}V{:.1}", -OUTER - 3.0, -OUTER - 8.0)} />
            <text class="ring-zero-label" x="0" y={px(-OUTER - 10.0)}>{ "0" }</text>
            if let Some(last) = &props.last { { chords(last, &rings) } }
        </svg>
    }
}

fn chords(last: &LastRequest, rings: &[Ring]) -> Html {
    let at = |point: &PathPoint| {
        let radius = rings.get(point.lane).map_or(0.0, |ring| ring.radius);
        place(angle(point.touched.hash), radius)
    };
    let line = |(number, point): (usize, &PathPoint)| {
        let from = point.from.as_ref().map_or((0.0, 0.0), |from| at(from));
        let class = classes!("request-line", access_class(point.touched.access));
        html! { <path key={number} {class} pathLength="100" d={chord(from, at(point))} /> }
    };
    let end = |(number, point): (usize, &PathPoint)| {
        let (x, y) = at(point);
        html! { <circle key={number} class={classes!("request-end", access_class(point.touched.access))} cx={px(x)} cy={px(y)} r="4" /> }
    };
    let label = format!("#{}", last.number);
    let hub_width = (label.len() as f64 * 7.6 + 14.0).max(30.0);
    html! {
        <g key={last.number} class="request">
            <g>{ for last.points.iter().enumerate().map(line) }</g>
            <g>{ for last.points.iter().enumerate().map(end) }</g>
            <rect class="ring-hub" x={px(-hub_width / 2.0)} y="-15" width={px(hub_width)} height="30" rx="15" />
            <text class="ring-hub-label" x="0" y="4">{ label }</text>
        </g>
    }
}
