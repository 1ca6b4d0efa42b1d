//! The way of a request through the lanes: from its label to each point that it touched.
//!
//! Lines fall straight to the field of a lane and spread there, below the words above it and the names of its towers.

use report::{Access, PartitionMap};
use yew::prelude::*;

use crate::chart::px;
use crate::see::lane_layout::HashAxis;
use crate::see::lanes::{access_class, baseline, clipped_name, field_top, lane_sum};
use crate::see::last_request::{LastRequest, PathPoint};

/// Lower edge of the label.
const LABEL_FOOT: f64 = 24.0;
/// Width of one letter of the label, of a lane's name and of its sum, in pixels.
const LETTER: (f64, f64, f64) = (7.2, 7.4, 6.2);
/// Where a lane's name begins, with the gap behind its last letter.
const NAME_MARGIN: f64 = 24.0;
/// The gap before a lane's sum.
const SUM_MARGIN: f64 = 10.0;

/// The lines, their ends and the label.
pub(crate) fn request_path(map: &PartitionMap, last: &LastRequest, axis: HashAxis) -> Html {
    let foot = |point: &PathPoint| (axis.at(point.touched.hash), baseline(point.lane) + 1.0);
    let label = last.label();
    let label_width = letters(&label) * LETTER.0 + 16.0;
    let first_x = last.points.first().map_or(axis.middle(), |point| foot(point).0);
    let label_x = label_x(first_x, label_width, gap(map, axis), axis);
    let line = |(number, point): (usize, &PathPoint)| {
        let from = point.from.as_ref().map_or((label_x, LABEL_FOOT), |from| foot(from));
        let d = way(from, field_top(point.lane), foot(point));
        html! { <path key={number} class={classes!("request-line", access_class(point.touched.access))} pathLength="100" {d} /> }
    };
    let end = |(number, point): (usize, &PathPoint)| {
        let (x, y) = foot(point);
        let class = classes!("request-end", access_class(point.touched.access));
        // Reads are round and writes are square: colour is not the only sign.
        match point.touched.access {
            Access::Read => html! { <circle key={number} {class} cx={px(x)} cy={px(y)} r="4.5" /> },
            Access::Write => html! { <rect key={number} {class} x={px(x - 4.0)} y={px(y - 4.0)} width="8" height="8" /> },
        }
    };
    html! {
        <g key={last.number} class="request" aria-hidden="true">
            <g>{ for last.points.iter().enumerate().map(line) }</g>
            <g>{ for last.points.iter().enumerate().map(end) }</g>
            <rect class="request-label" x={px(label_x - label_width / 2.0)} y="3" width={px(label_width)} height="21" rx="3" />
            <text class="request-name" x={px(label_x)} y="18">{ label }</text>
        </g>
    }
}

/// Straight down to the field, then to the point within it.
fn way((from_x, from_y): (f64, f64), field: f64, (x, y): (f64, f64)) -> String {
    let bend = f64::midpoint(field, y);
    format!("M{from_x:.1} {from_y:.1}V{field:.1}C{from_x:.1} {bend:.1} {x:.1} {bend:.1} {x:.1} {y:.1}")
}

/// Above the first point, but within the picture, and with its lines between the words of the lanes where they leave room.
fn label_x(first_x: f64, label_width: f64, (from, to): (f64, f64), axis: HashAxis) -> f64 {
    let between = if from < to { first_x.clamp(from, to) } else { first_x };
    let half = label_width / 2.0;
    between.clamp(axis.left + half, (axis.right - half).max(axis.left + half))
}

/// What the names of all lanes leave free on the left, and their sums on the right.
fn gap(map: &PartitionMap, axis: HashAxis) -> (f64, f64) {
    let name = |lane: usize| letters(&clipped_name(map, lane, axis)) * LETTER.1;
    let names = (0..map.lanes.len()).map(name).fold(0.0, f64::max);
    let sums = map.lanes.iter().map(|lane| letters(&lane_sum(lane)) * LETTER.2).fold(0.0, f64::max);
    (axis.left + NAME_MARGIN + names, axis.right - SUM_MARGIN - sums)
}

fn letters(text: &str) -> f64 {
    text.chars().count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::{Fidelity, PartitionLane};

    const AXIS: HashAxis = HashAxis { left: 0.0, right: 400.0 };

    #[test]
    fn a_line_falls_to_the_field_before_it_turns() {
        assert_eq!(way((200.0, 24.0), 70.0, (40.0, 130.0)), "M200.0 24.0V70.0C200.0 100.0 40.0 100.0 40.0 130.0");
    }

    #[test]
    fn lines_leave_words_alone_where_there_is_room() {
        let lane = PartitionLane { item_count: 3, ..PartitionLane::default() };
        let map = PartitionMap { table: "t".into(), lanes: vec![lane], fidelity: Fidelity::Modelled, window_ms: 0 };
        let (from, to) = gap(&map, AXIS);
        assert!(from > 60.0 && to < 300.0 && from < to, "{from} {to}");
        let at = |first_x: f64| label_x(first_x, 80.0, (from, to), AXIS);
        assert_eq!([at(0.0), at(200.0), at(400.0)], [from, 200.0, to]);
        assert_eq!(label_x(0.0, 80.0, (300.0, 200.0), AXIS), 40.0, "no room: within the picture at least");
        assert_eq!(label_x(400.0, 80.0, (300.0, 200.0), AXIS), 360.0);
    }
}
