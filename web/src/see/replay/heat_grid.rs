//! The heat of a key space over a run as a grid of pixels: time from left to right, partitions in the order of their ranges from
//! top to bottom.
//!
//! Pure geometry, tested without a browser. A pixel may stand for several points and partitions; it then shows the hottest of
//! them, because what is hot is what is looked for. A thousand partitions over a day are one pass over their points.

use model::KeyHash;
use report::SpaceRun;

use crate::chart::HeatScale;
use crate::see::heat_of::HeatOf;
use crate::see::replay::timeline::{Alive, Timeline, a_second, throttles, units};

/// How high a partition's lane is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lanes {
    /// All partitions of the end have the same height: also one that holds a single key can be seen.
    Even,
    /// As much of the height as its range is of the hash space.
    ByRange,
}

/// Pixels of a grid, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeatGrid {
    /// Pixels in a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// A level of the heat scale, plus [`HeatGrid::THROTTLED`] where requests were throttled, or [`HeatGrid::EDGE`].
    pub cells: Vec<u8>,
}

impl HeatGrid {
    /// Added to the level where something was throttled.
    pub(crate) const THROTTLED: u8 = 16;
    /// Between two lanes.
    pub(crate) const EDGE: u8 = 255;
    /// A lane has an edge from this many rows on.
    pub(crate) const EDGE_FROM: usize = 4;

    /// The grid of `space` with so many pixels.
    pub(crate) fn new(
        space: &SpaceRun,
        timeline: &Timeline,
        (heat, scale, lanes): (HeatOf, HeatScale, Lanes),
        (columns, rows): (usize, usize),
    ) -> Self {
        let mut grid = HeatGrid { columns, rows, cells: vec![0; columns.saturating_mul(rows)] };
        let (mut shown_from, mut alive) = (usize::MAX, Vec::new());
        for column in 0..columns {
            let (from, to) = points_of(column, columns, timeline.clock.points);
            if to == 0 {
                break;
            }
            let is_same = shown_from != usize::MAX && timeline.count_at(to - 1) == alive.len();
            if !is_same {
                alive = timeline.at(space, to - 1);
            }
            shown_from = from;
            for one in &alive {
                let (top, bottom) = extent(*one, timeline, lanes, rows);
                let level = level_of(space, one, timeline, (heat, scale), from..to);
                grid.fill(column, top, bottom, level);
            }
        }
        grid
    }

    fn fill(&mut self, column: usize, top: usize, bottom: usize, level: u8) {
        let last = bottom.min(self.rows);
        for row in top..last {
            let Some(cell) = self.cells.get_mut(row * self.columns + column) else { return };
            let is_edge = bottom - top >= Self::EDGE_FROM && row + 1 == last && last < self.rows;
            // Throttling before heat, then the hotter one.
            *cell = if is_edge { Self::EDGE } else { level.max(*cell) };
        }
    }
}

/// The points of a column, the last one excluded: at least one, unless there is none.
pub(crate) fn points_of(column: usize, columns: usize, points: usize) -> (usize, usize) {
    if points == 0 || columns == 0 {
        return (0, 0);
    }
    let from = (column * points / columns).min(points - 1);
    (from, ((column + 1) * points / columns).clamp(from + 1, points))
}

/// The rows of a lane, the last one excluded: at least one.
pub(crate) fn extent(one: Alive, timeline: &Timeline, lanes: Lanes, rows: usize) -> (usize, usize) {
    let (top, bottom) = match lanes {
        Lanes::Even => {
            let all = timeline.order.len().max(1);
            (one.from * rows / all, one.to * rows / all)
        }
        Lanes::ByRange => {
            let at = |point: KeyHash| (u64::from(point.millionths()) * rows as u64 / 1_000_000) as usize;
            (at(one.first), one.end.map_or(rows, at))
        }
    };
    let top = top.min(rows.saturating_sub(1));
    (top, bottom.max(top + 1))
}

fn level_of(
    space: &SpaceRun,
    one: &Alive,
    timeline: &Timeline,
    (heat, scale): (HeatOf, HeatScale),
    points: core::ops::Range<usize>,
) -> u8 {
    let Some(partition) = space.partitions.get(one.place) else { return 0 };
    let most = points.clone().map(|point| units(partition, heat, point)).max().unwrap_or_default();
    let level = scale.level(a_second(most, timeline.clock.point_s)).min(6) as u8;
    let is_throttled = !partition.throttles.is_empty() && points.into_iter().any(|point| throttles(partition, point) > 0);
    if is_throttled { level + HeatGrid::THROTTLED } else { level }
}

/// The partition under a row, among those that are there at a point.
pub(crate) fn lane_at(alive: &[Alive], timeline: &Timeline, lanes: Lanes, row: usize, rows: usize) -> Option<usize> {
    // The last that begins at or above it: a lane thinner than a row hides behind the next one.
    alive.iter().rposition(|one| extent(*one, timeline, lanes, rows).0 <= row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use model::HalfUnits;

    use crate::see::replay::fixture;

    fn drawn(lanes: Lanes, columns: usize, rows: usize) -> String {
        let report = fixture::splits();
        let space = &report.designs[0].spaces[0];
        let timeline = Timeline::of(fixture::clock(&report, space), space);
        let scale = HeatScale::new(HalfUnits::whole(950 * 3));
        let grid = HeatGrid::new(space, &timeline, (HeatOf::Both, scale, lanes), (columns, rows));
        let sign = |cell: &u8| match *cell {
            0 => '.',
            HeatGrid::EDGE => '-',
            level if level >= HeatGrid::THROTTLED => 'X',
            level => char::from(b'0' + level),
        };
        let mut text = String::new();
        for row in grid.cells.chunks(grid.columns) {
            text.extend(row.iter().map(sign));
            text.push('\n');
        }
        text
    }

    #[test]
    fn a_lane_divides_where_its_partition_was_split() {
        expect![[r#"
            ..X.......
            ..X.......
            ..X.......
            ..X..-----
            ..X.......
            ..X.......
            ..X.......
            ..X-------
            ..X.......
            ..X.......
            ..X.......
            ..X....---
            ..X.......
            ..X.......
            ..X.......
            ----------
            ....1.....
            ....1.....
            ....1.....
            ....1.....
        "#]]
        .assert_eq(&drawn(Lanes::Even, 10, 20));
    }

    #[test]
    fn by_range_a_lane_is_as_high_as_its_part_of_the_hash_space() {
        expect![[r#"
            ..X.......
            ..X.......
            ..X.......
            ..X--.....
            ..X.......
            ..X.......
            ..X.......
            -------...
            ....1.....
            ....1.....
            ....1.....
            ....1.....
            ....1.....
            ....1.....
            ....1.....
            ....1.....
        "#]]
        .assert_eq(&drawn(Lanes::ByRange, 10, 16));
    }

    #[test]
    fn every_point_has_a_column_and_every_column_a_point() {
        for (columns, points) in [(10, 10), (7, 100), (100, 7), (1, 1), (3, 2)] {
            let mut seen = vec![false; points];
            for column in 0..columns {
                let (from, to) = points_of(column, columns, points);
                assert!(from < to && to <= points, "{columns} {points} {column}");
                seen[from..to].fill(true);
            }
            assert!(seen.iter().all(|seen| *seen), "{columns} {points}");
        }
        assert_eq!(points_of(0, 10, 0), (0, 0));
    }

    #[test]
    fn the_hottest_of_many_partitions_on_one_pixel_is_seen() {
        let report = fixture::large(1_000, 60);
        let space = &report.designs[0].spaces[0];
        let timeline = Timeline::of(fixture::clock(&report, space), space);
        let scale = HeatScale::new(HalfUnits::whole(1_000));
        let grid = HeatGrid::new(space, &timeline, (HeatOf::Writes, scale, Lanes::Even), (60, 100));
        let hottest = |point: usize| {
            let of = |one: &Alive| scale.level(a_second(units(&space.partitions[one.place], HeatOf::Writes, point), 60)) as u8;
            timeline.at(space, point).iter().map(of).max()
        };
        for point in 0..60 {
            let most = (0..100).map(|row| grid.cells[row * 60 + point]).max();
            assert_eq!(most, hottest(point), "{point}");
        }
    }

    #[test]
    fn the_pointer_finds_its_lane() {
        let report = fixture::splits();
        let space = &report.designs[0].spaces[0];
        let timeline = Timeline::of(fixture::clock(&report, space), space);
        let at = |point: usize, row: usize| {
            let alive = timeline.at(space, point);
            lane_at(&alive, &timeline, Lanes::Even, row, 20).map(|found| space.partitions[alive[found].place].number)
        };
        assert_eq!(
            [at(0, 0), at(0, 15), at(0, 16), at(9, 4), at(9, 14), at(9, 99)],
            [Some(0), Some(0), Some(1), Some(3), Some(4), Some(1)]
        );
        assert_eq!(lane_at(&[], &timeline, Lanes::Even, 3, 20), None);
    }
}
