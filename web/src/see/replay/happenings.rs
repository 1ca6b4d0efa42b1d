//! What happened to a key space, in words and as a kind of mark.

use report::{Access, Happening, NotSplitReason, SpaceEvent, SpaceRun, SplitReason};

use crate::quantity;
use crate::see::replay::timeline::Clock;

/// How something that happened is marked on the time axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A partition was split.
    Split,
    /// A hot one was not.
    NotSplit,
    /// Capacity was changed.
    Scaled,
    /// Throttling began or ended.
    Throttling,
}

impl Mark {
    /// All kinds, in the order of the legend.
    pub(crate) const ALL: [Mark; 4] = [Mark::Split, Mark::NotSplit, Mark::Scaled, Mark::Throttling];

    /// Of what kind something is.
    pub(crate) fn of(what: &Happening) -> Self {
        match what {
            Happening::Split { .. } => Mark::Split,
            Happening::NotSplit { .. } => Mark::NotSplit,
            Happening::Scaled { .. } | Happening::DecreaseRefused { .. } => Mark::Scaled,
            Happening::ThrottlingBegan { .. } | Happening::ThrottlingEnded { .. } => Mark::Throttling,
        }
    }

    /// In the legend.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Mark::Split => "split",
            Mark::NotSplit => "hot, but not split",
            Mark::Scaled => "capacity changed",
            Mark::Throttling => "throttling begins or ends",
        }
    }

    /// Its CSS class.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Mark::Split => "happened split",
            Mark::NotSplit => "happened not-split",
            Mark::Scaled => "happened scaled",
            Mark::Throttling => "happened throttling",
        }
    }

    /// Its shape around a point, each kind another one: colour is not the only sign.
    pub(crate) fn path(self, x: f64, y: f64) -> String {
        match self {
            Mark::Split => format!("M{x:.1} {y:.1}l-4.5 -9h9z"),
            Mark::NotSplit => format!("M{:.1} {:.1}l7 7m0 -7l-7 7", x - 3.5, y - 8.0),
            Mark::Scaled => format!("M{:.1} {:.1}h7v7h-7z", x - 3.5, y - 8.0),
            Mark::Throttling => format!("M{x:.1} {:.1}v9", y - 9.0),
        }
    }
}

/// One sentence about it.
pub(crate) fn words(what: &Happening) -> String {
    match what {
        Happening::Split { from, to, why } => format!("P{from} was split, its upper part is P{to} now: {}.", why_split(*why)),
        Happening::NotSplit { partition, why } => format!("P{partition} stays hot and is not split: {}.", why_not(*why)),
        Happening::Scaled { access, from, to } => {
            let (unit, verb) = (capacity(*access), if to > from { "raised" } else { "lowered" });
            format!("Auto scaling {verb} {unit} from {} to {} a second.", quantity::count(*from), quantity::count(*to))
        }
        Happening::DecreaseRefused { access } => {
            format!("Auto scaling would lower {}, but the day’s decreases are used up.", capacity(*access))
        }
        Happening::ThrottlingBegan { reason } => format!("Throttling began: {reason}."),
        Happening::ThrottlingEnded { reason } => format!("Throttling ended: {reason}."),
    }
}

pub(crate) fn why_split(why: SplitReason) -> &'static str {
    match why {
        SplitReason::Size => "it held too many bytes",
        SplitReason::Heat => "it was hot for minutes",
        SplitReason::Isolation => "one key of it was hot, and has a partition alone now",
        SplitReason::Throughput => "throughput was raised beyond what the partitions serve",
    }
}

fn why_not(why: NotSplitReason) -> &'static str {
    match why {
        NotSplitReason::OneItem => "one item takes the heat, and it is alone already",
        NotSplitReason::LocalIndex => "one item collection takes the heat, and a local index keeps it together",
        NotSplitReason::Ordered => "keys come in order, so the heat would move on to the new partition",
    }
}

fn capacity(access: Access) -> &'static str {
    match access {
        Access::Read => "read capacity",
        Access::Write => "write capacity",
    }
}

/// The events in a point, in order of time.
pub(crate) fn in_point(space: &SpaceRun, clock: Clock, point: usize) -> impl Iterator<Item = &SpaceEvent> {
    space.events.iter().filter(move |event| clock.point_of(event.at_s) == point)
}

/// The nearest point with an event before or behind `point`.
pub(crate) fn neighbour(space: &SpaceRun, clock: Clock, point: usize, forwards: bool) -> Option<usize> {
    let points = space.events.iter().map(|event| clock.point_of(event.at_s));
    if forwards { points.filter(|other| *other > point).min() } else { points.filter(|other| *other < point).max() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    use crate::see::replay::fixture;

    #[test]
    fn each_kind_is_told_with_its_reason() {
        let told = [
            Happening::Split { from: 0, to: 7, why: SplitReason::Isolation },
            Happening::NotSplit { partition: 3, why: NotSplitReason::LocalIndex },
            Happening::Scaled { access: Access::Write, from: 1_000, to: 1_429 },
            Happening::Scaled { access: Access::Read, from: 9, to: 5 },
            Happening::DecreaseRefused { access: Access::Write },
            Happening::ThrottlingBegan { reason: "TableWriteKeyRangeThroughputExceeded".into() },
        ]
        .map(|what| words(&what));
        expect![[r#"
            P0 was split, its upper part is P7 now: one key of it was hot, and has a partition alone now.
            P3 stays hot and is not split: one item collection takes the heat, and a local index keeps it together.
            Auto scaling raised write capacity from 1,000 to 1,429 a second.
            Auto scaling lowered read capacity from 9 to 5 a second.
            Auto scaling would lower write capacity, but the day’s decreases are used up.
            Throttling began: TableWriteKeyRangeThroughputExceeded."#]]
        .assert_eq(&told.join("\n"));
    }

    #[test]
    fn events_lead_from_one_to_the_next() {
        let report = fixture::splits();
        let space = &report.designs[0].spaces[0];
        let clock = fixture::clock(&report, space);
        assert_eq!([0, 3, 4, 7].map(|point| neighbour(space, clock, point, true)), [Some(3), Some(5), Some(5), None]);
        assert_eq!([3, 4, 9].map(|point| neighbour(space, clock, point, false)), [None, Some(3), Some(7)]);
        assert_eq!(in_point(space, clock, 5).count(), 1);
    }
}
