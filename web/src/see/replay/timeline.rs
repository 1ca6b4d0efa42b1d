//! A key space over the time of a run, or over its last minutes: which partitions there were at each point, and in which order they lie.
//!
//! Partitions are split and never merged, and what is split off lies directly behind what it came from. So one order of all
//! partitions holds for the whole run: those of the end. Before it was split a partition had the places of all that came of it.

use std::cmp::Reverse;
use std::rc::Rc;

use model::{HalfUnits, KeyHash};
use report::{PartitionRun, SpaceRun};

use crate::see::heat_of::HeatOf;

/// When a run's points are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    /// First second, since 1970.
    pub start_s: u64,
    /// Seconds of one point.
    pub point_s: u64,
    /// Points.
    pub points: usize,
}

impl Clock {
    /// The clock of the series in `space`, which begin in this second and have points of so many.
    pub(crate) fn of(start_s: u64, point_s: u64, space: &SpaceRun) -> Self {
        Clock { start_s, point_s: point_s.max(1), points: space.points.len() }
    }

    /// The point in which a second lies: the nearest one if it lies in none.
    pub(crate) fn point_of(self, second: u64) -> usize {
        let point = second.saturating_sub(self.start_s) / self.point_s;
        usize::try_from(point).unwrap_or(usize::MAX).min(self.last())
    }

    /// First second of a point, since 1970.
    pub(crate) fn second_of(self, point: usize) -> u64 {
        self.start_s.saturating_add(self.point_s.saturating_mul(point as u64))
    }

    /// The last point.
    pub(crate) fn last(self) -> usize {
        self.points.saturating_sub(1)
    }
}

/// Partitions of a key space in the order of their ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Timeline {
    /// The points.
    pub clock: Clock,
    /// Places in `SpaceRun::partitions`, in the order of their ranges at the end.
    pub order: Vec<usize>,
    /// The point in which each of `order` came to be.
    pub born: Vec<usize>,
}

/// A partition as it is at one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Alive {
    /// Its place in `SpaceRun::partitions`.
    pub place: usize,
    /// The first of the places that it has in the order.
    pub from: usize,
    /// The first place behind it.
    pub to: usize,
    /// First point of its range.
    pub first: KeyHash,
    /// First point of the range behind it; none at the end of the hash space.
    pub end: Option<KeyHash>,
    /// It came to be in this very point.
    pub is_new: bool,
}

impl Timeline {
    /// The partitions of `space` over its points.
    pub(crate) fn of(clock: Clock, space: &SpaceRun) -> Self {
        let partitions = &space.partitions;
        let numbers = numbers(partitions);
        let mut roots = Vec::new();
        let mut behind: Vec<Vec<usize>> = vec![Vec::new(); partitions.len()];
        for (place, one) in partitions.iter().enumerate() {
            let parent = one.parent.and_then(|number| find(&numbers, number));
            match parent.filter(|parent| *parent < place).and_then(|parent| behind.get_mut(parent)) {
                Some(children) => children.push(place),
                None => roots.push(place),
            }
        }
        let in_order = |places: &mut Vec<usize>| {
            // Backwards, for a stack. Within one item collection all ranges begin at one hash, and each split takes the upper
            // part of what was left: there the youngest lies first.
            let key = |place: &usize| partitions.get(*place).map(|one| (Reverse(one.first), one.born_s, one.number));
            places.sort_by_key(key);
        };
        in_order(&mut roots);
        behind.iter_mut().for_each(in_order);
        // A stack of our own: a chain of a thousand splits is no depth.
        let mut order: Vec<usize> = Vec::with_capacity(partitions.len());
        let mut stack = roots;
        while let Some(place) = stack.pop() {
            order.push(place);
            if let Some(children) = behind.get_mut(place) {
                stack.append(children);
            }
        }
        let born = order.iter().map(|place| partitions.get(*place).map_or(0, |one| clock.point_of(one.born_s))).collect();
        Timeline { clock, order, born }
    }

    /// The partitions there are at `point`, in the order of their ranges.
    pub(crate) fn at(&self, space: &SpaceRun, point: usize) -> Vec<Alive> {
        let mut alive: Vec<Alive> = Vec::new();
        for (slot, (place, born)) in self.order.iter().zip(&self.born).enumerate() {
            if *born > point {
                continue;
            }
            let Some(partition) = space.partitions.get(*place) else { continue };
            if let Some(before) = alive.last_mut() {
                before.to = slot;
                before.end = Some(partition.first);
            }
            let is_new = *born == point && partition.parent.is_some();
            alive.push(Alive { place: *place, from: slot, to: self.order.len(), first: partition.first, end: None, is_new });
        }
        alive
    }

    /// How many partitions there are at `point`.
    pub(crate) fn count_at(&self, point: usize) -> usize {
        self.born.iter().filter(|born| **born <= point).count()
    }
}

/// Numbers with their places, sorted.
fn numbers(partitions: &[PartitionRun]) -> Vec<(u32, usize)> {
    let mut numbers: Vec<(u32, usize)> = partitions.iter().enumerate().map(|(place, one)| (one.number, place)).collect();
    numbers.sort_unstable();
    numbers
}

fn find(numbers: &[(u32, usize)], number: u32) -> Option<usize> {
    let at = numbers.binary_search_by_key(&number, |(number, _)| *number).ok()?;
    numbers.get(at).map(|(_, place)| *place)
}

/// Units of a partition in one point, as `heat` counts them.
pub(crate) fn units(partition: &PartitionRun, heat: HeatOf, point: usize) -> HalfUnits {
    let of = |series: &[HalfUnits]| series.get(point).copied().unwrap_or_default();
    match heat {
        HeatOf::Both => of(&partition.read_units) + of(&partition.write_units) * 3,
        HeatOf::Reads => of(&partition.read_units),
        HeatOf::Writes => of(&partition.write_units),
    }
}

/// The average of a second; what is something is never nothing.
pub(crate) fn a_second(units: HalfUnits, point_s: u64) -> HalfUnits {
    HalfUnits(units.0.div_ceil(point_s.max(1)))
}

/// Throttle events of a partition in one point.
pub(crate) fn throttles(partition: &PartitionRun, point: usize) -> u64 {
    partition.throttles.get(point).copied().unwrap_or_default()
}

/// The largest average second of any partition of the spaces: what the heat scale ends at.
pub(crate) fn hottest(spaces: &[Rc<SpaceRun>], heat: HeatOf, point_s: u64) -> HalfUnits {
    let of = |partition: &PartitionRun| {
        let points = partition.read_units.len().max(partition.write_units.len());
        (0..points).map(|point| units(partition, heat, point)).max().unwrap_or_default()
    };
    let most = spaces.iter().flat_map(|space| &space.partitions).map(of).max().unwrap_or_default();
    a_second(most, point_s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::fixture;

    fn numbers_at(timeline: &Timeline, space: &SpaceRun, point: usize) -> Vec<(u32, usize, usize)> {
        timeline.at(space, point).iter().map(|one| (space.partitions[one.place].number, one.from, one.to)).collect()
    }

    #[test]
    fn what_is_split_off_lies_behind_what_it_came_from() {
        // 0 and 1 from the beginning; 0 -> 2 in point 3, 0 -> 3 in point 5, 2 -> 4 in point 7.
        let report = fixture::splits();
        let space = &report.designs[0].spaces[0];
        let timeline = Timeline::of(fixture::clock(&report, space), space);
        assert_eq!(numbers_at(&timeline, space, 0), [(0, 0, 4), (1, 4, 5)]);
        assert_eq!(numbers_at(&timeline, space, 3), [(0, 0, 2), (2, 2, 4), (1, 4, 5)]);
        assert_eq!(numbers_at(&timeline, space, 5), [(0, 0, 1), (3, 1, 2), (2, 2, 4), (1, 4, 5)]);
        assert_eq!(numbers_at(&timeline, space, 9), [(0, 0, 1), (3, 1, 2), (2, 2, 3), (4, 3, 4), (1, 4, 5)]);
        assert_eq!([0, 3, 5, 9].map(|point| timeline.count_at(point)), [2, 3, 4, 5]);
        let new: Vec<_> = timeline.at(space, 5).iter().map(|one| one.is_new).collect();
        assert_eq!(new, [false, true, false, false]);
    }

    #[test]
    fn ranges_follow_each_other_without_a_gap() {
        let report = fixture::large(1_000, 60);
        let space = &report.designs[0].spaces[0];
        let timeline = Timeline::of(fixture::clock(&report, space), space);
        for point in [0, 17, 59] {
            let alive = timeline.at(space, point);
            assert_eq!(alive.first().map(|one| one.first), Some(KeyHash(0)));
            assert_eq!(alive.last().map(|one| one.end), Some(None));
            for pair in alive.windows(2) {
                assert_eq!(pair[0].end, Some(pair[1].first), "{point}");
                assert!(pair[0].first <= pair[1].first, "{point}: {pair:?}");
                assert_eq!(pair[0].to, pair[1].from);
            }
        }
        assert_eq!(timeline.count_at(59), 1_000);
    }

    #[test]
    fn seconds_and_points_are_found_again() {
        let clock = Clock { start_s: 1_000, point_s: 60, points: 5 };
        assert_eq!([0, 1_000, 1_059, 1_060, 9_999].map(|second| clock.point_of(second)), [0, 0, 0, 1, 4]);
        assert_eq!(clock.second_of(2), 1_120);
        assert_eq!(Clock { points: 0, ..clock }.point_of(1_100), 0);
    }

    #[test]
    fn a_trace_of_load_is_not_nothing() {
        assert_eq!(a_second(HalfUnits(1), 60), HalfUnits(1));
        assert_eq!(a_second(HalfUnits::whole(600), 60), HalfUnits::whole(10));
        assert_eq!(a_second(HalfUnits::ZERO, 60), HalfUnits::ZERO);
        let report = fixture::splits();
        assert_eq!(hottest(&fixture::shared(&report), HeatOf::Writes, 60), HalfUnits::whole(950));
    }
}
