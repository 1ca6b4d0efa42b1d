//! The hash space at one moment: the partitions that there are, side by side in the order of their ranges.
//!
//! Pure geometry, tested without a browser. The band and the ring are both drawn from it.

use model::{HalfUnits, KeyHash};
use report::SpaceRun;

use crate::chart::HeatScale;
use crate::see::heat_of::HeatOf;
use crate::see::replay::heat_grid::HeatGrid;
use crate::see::replay::timeline::{Alive, Timeline, a_second, throttles, units};

/// What one partition carries at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    /// Where it is.
    pub alive: Alive,
    /// Its number.
    pub number: u32,
    /// Average read units of a second.
    pub read_units: HalfUnits,
    /// Average write units of a second.
    pub write_units: HalfUnits,
    /// What the heat counts of them.
    pub heat: HalfUnits,
    /// Throttle events.
    pub throttles: u64,
}

/// The partitions of `space` at `point`, in the order of their ranges.
pub(crate) fn loads(space: &SpaceRun, timeline: &Timeline, heat: HeatOf, point: usize) -> Vec<Load> {
    let of = |alive: Alive| {
        let partition = space.partitions.get(alive.place)?;
        let amount = |heat: HeatOf| a_second(units(partition, heat, point), timeline.clock.point_s);
        Some(Load {
            alive,
            number: partition.number,
            read_units: amount(HeatOf::Reads),
            write_units: amount(HeatOf::Writes),
            heat: amount(heat),
            throttles: throttles(partition, point),
        })
    };
    timeline.at(space, point).into_iter().filter_map(of).collect()
}

/// The hash space in `steps` equal parts: each the level of the hottest partition in it, as in [`HeatGrid::cells`].
pub(crate) fn strip(loads: &[Load], scale: HeatScale, steps: usize) -> Vec<u8> {
    let mut cells = vec![0u8; steps];
    for load in loads {
        let level = scale.level(load.heat).min(6) as u8 + if load.throttles > 0 { HeatGrid::THROTTLED } else { 0 };
        let (from, to) = span(load.alive, steps);
        for cell in cells.iter_mut().take(to).skip(from) {
            *cell = level.max(*cell);
        }
    }
    cells
}

/// The part of `steps` that a range takes: at least one.
pub(crate) fn span(alive: Alive, steps: usize) -> (usize, usize) {
    let at = |point: KeyHash| (u64::from(point.millionths()) * steps as u64 / 1_000_000) as usize;
    let from = at(alive.first).min(steps.saturating_sub(1));
    (from, alive.end.map_or(steps, at).max(from + 1).min(steps.max(1)))
}

/// The hottest ones, the hottest first; those that were throttled before the others.
pub(crate) fn hottest(loads: &[Load], most: usize) -> Vec<Load> {
    let mut sorted: Vec<Load> = loads.iter().copied().filter(|load| load.heat.0 > 0 || load.throttles > 0).collect();
    sorted.sort_by_key(|load| core::cmp::Reverse((load.throttles, load.heat)));
    sorted.truncate(most);
    sorted
}

/// The part of the hash space that a range covers.
pub(crate) fn range_millionths(alive: Alive) -> u64 {
    let end = alive.end.map_or(1_000_000, |end| u64::from(end.millionths()));
    end.saturating_sub(u64::from(alive.first.millionths()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::fixture;

    fn at(point: usize) -> Vec<Load> {
        let report = fixture::splits();
        let space = &report.designs[0].spaces[0];
        loads(space, &Timeline::of(fixture::clock(&report, space), space), HeatOf::Both, point)
    }

    #[test]
    fn a_strip_has_the_level_of_each_range() {
        let scale = HeatScale::new(HalfUnits::whole(3_000));
        // P0 takes 950 write units a second and is throttled; P1 rests.
        assert_eq!(strip(&at(2), scale, 4), [16 + 6, 16 + 6, 0, 0]);
        assert_eq!(strip(&at(4), scale, 8), [0, 0, 0, 0, 1, 1, 1, 1]);
        assert_eq!(strip(&[], scale, 3), [0, 0, 0]);
    }

    #[test]
    fn the_hottest_come_first_and_idle_ones_not_at_all() {
        let numbers = |point| hottest(&at(point), 5).iter().map(|load| load.number).collect::<Vec<_>>();
        assert_eq!(numbers(2), [0]);
        assert_eq!(numbers(4), [1]);
        assert_eq!(numbers(9), Vec::<u32>::new());
    }

    #[test]
    fn ranges_share_the_whole_hash_space() {
        let sum: u64 = at(9).iter().map(|load| range_millionths(load.alive)).sum();
        assert_eq!(sum, 1_000_000);
        let report = fixture::large(1_000, 10);
        let space = &report.designs[0].spaces[0];
        let all = loads(space, &Timeline::of(fixture::clock(&report, space), space), HeatOf::Both, 9);
        // A range thinner than a step still has one.
        assert!(all.iter().all(|load| span(load.alive, 300).0 < span(load.alive, 300).1));
        assert_eq!(all.iter().map(|load| range_millionths(load.alive)).sum::<u64>(), 1_000_000);
    }
}
