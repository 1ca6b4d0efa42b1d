//! The partitions of a lane that has too many for a button each: one strip in the colours of their heat, and one slider that walks
//! through them.

use std::rc::Rc;

use report::{PartitionLane, PartitionMap};
use yew::prelude::*;

use crate::chart::{HeatScale, px};
use crate::see::heat_of::HeatOf;
use crate::see::lane_layout::HashAxis;
use crate::see::lanes::{BAND_HEIGHT, BAND_TOP, DOTS_HEIGHT, Place, lane_name, partition_words, top};
use crate::see::replay::band::next;

/// A lane with more partitions is drawn as a strip: a thousand buttons would take longer than a frame (measured), and nobody tabs
/// through them.
pub(crate) const BUTTONS_MAX: usize = 96;
/// Levels of the heat scale, with nothing.
const LEVELS: usize = 7;

#[derive(Properties, PartialEq)]
pub(crate) struct LaneStripProps {
    /// The map.
    pub map: Rc<PartitionMap>,
    /// The lane's place in it.
    pub lane: usize,
    /// The extent of the hash space.
    pub axis: HashAxis,
    /// What heat counts.
    pub heat: HeatOf,
    /// The heat scale.
    pub scale: HeatScale,
    /// The partition whose details are open.
    pub chosen: Option<Place>,
    /// Opens the details of a partition, or closes them.
    pub on_choose: Callback<Place>,
}

/// The strip.
#[component]
pub(crate) fn LaneStrip(props: &LaneStripProps) -> Html {
    let at = use_state(|| 0usize);
    let number = props.lane;
    let Some(lane) = props.map.lanes.get(number) else { return Html::default() };
    let count = lane.partitions.len();
    let place = props.chosen.filter(|(lane, _)| *lane == number).map_or(*at, |(_, place)| place).min(count.saturating_sub(1));
    let y = top(number) + BAND_TOP;
    let onclick = {
        let (on_choose, map, axis) = (props.on_choose.clone(), props.map.clone(), props.axis);
        Callback::from(move |event: MouseEvent| {
            let frame = event.target_dyn_into::<web_sys::Element>().and_then(|element| element.closest("svg").ok().flatten());
            let (Some(frame), Some(lane)) = (frame, map.lanes.get(number)) else { return };
            let x = f64::from(event.client_x()) - frame.get_bounding_client_rect().left();
            if let Some(place) = lane.partitions.iter().rposition(|row| axis.at(row.first) <= x) {
                on_choose.emit((number, place));
            }
        })
    };
    let onkeydown = {
        let (on_choose, at) = (props.on_choose.clone(), at.clone());
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            if key == "Enter" || key == " " {
                event.prevent_default();
                on_choose.emit((number, place));
            } else if let Some(to) = next(place, count, &key) {
                event.prevent_default();
                at.set(to);
                on_choose.emit((number, to));
            }
        })
    };
    let span = lane.partitions.get(place).map(|row| props.axis.span(row));
    let colour = |(level, path): (usize, &String)| html! { <path key={level} class={classes!("strip-heat", format!("heat-{level}"))} d={path.clone()} /> };
    let paths = strip_paths(lane, props.axis, (props.heat, props.scale), y);
    html! {
        <g
            class="partition strip" role="slider" tabindex="0" aria-label={format!("Partition of {}", lane_name(&props.map, number))} aria-valuemin="0"
            aria-valuemax={count.saturating_sub(1).to_string()} aria-valuenow={place.to_string()} aria-valuetext={partition_words(&props.map, (number, place))}
            {onclick} {onkeydown}
        >
            <rect class="partition-field" x={px(props.axis.left)} y={px(y + BAND_HEIGHT)} width={px(props.axis.right - props.axis.left)} height={px(DOTS_HEIGHT + 3.0)} />
            { for paths.iter().enumerate().map(colour) }
            <rect class="partition-heat strip-edge" x={px(props.axis.left)} y={px(y)} width={px(props.axis.right - props.axis.left)} height={px(BAND_HEIGHT)} />
            if let Some(span) = span { <rect class="chosen-lane" x={px(span.left - 1.0)} y={px(y - 2.0)} width={px(span.width.max(2.0) + 2.0)} height={px(BAND_HEIGHT + 4.0)} /> }
        </g>
    }
}

/// One path for each level: as many marks as there are partitions, and never more elements.
fn strip_paths(lane: &PartitionLane, axis: HashAxis, (heat, scale): (HeatOf, HeatScale), y: f64) -> [String; LEVELS] {
    let mut paths: [String; LEVELS] = Default::default();
    for row in &lane.partitions {
        let span = axis.span(row);
        if let Some(path) = paths.get_mut(scale.level(heat.amount(row)) as usize) {
            path.push_str(&format!("M{:.1} {y:.1}h{:.1}v{BAND_HEIGHT}h-{:.1}z", span.left, span.width, span.width));
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{HalfUnits, KeyHash};
    use report::PartitionRow;

    #[test]
    fn a_thousand_partitions_are_seven_paths_that_hold_them_all() {
        let width = u128::MAX / 1_000;
        let row = |number: u32| PartitionRow {
            number,
            first: KeyHash(width * u128::from(number)),
            last: KeyHash(if number == 999 { u128::MAX } else { width * u128::from(number + 1) - 1 }),
            write_units: HalfUnits::whole(u64::from(number % 60)),
            ..PartitionRow::default()
        };
        let lane = PartitionLane { partitions: (0..1_000).map(row).collect(), ..PartitionLane::default() };
        let scale = HeatScale::new(HalfUnits::whole(59));
        let paths = strip_paths(&lane, HashAxis { left: 1.0, right: 1_001.0 }, (HeatOf::Writes, scale), 24.0);
        let marks: Vec<usize> = paths.iter().map(|path| path.matches('M').count()).collect();
        assert_eq!(marks.iter().sum::<usize>(), 1_000);
        assert_eq!(marks[0], 17, "each sixtieth rests");
        assert!(paths[0].starts_with("M1.0 24.0h"), "{}", &paths[0][..20]);
    }
}
