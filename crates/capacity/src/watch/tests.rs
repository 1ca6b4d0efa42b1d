//! What helps a hot partition, and what does not.

use model::{HalfUnits, KeyHash};
use proptest::prelude::{prop_assert, proptest};

use super::{HOT_MINUTES, HeatWatch, KeptWhole, SplitDecision};
use crate::{Direction, PartitionNumber, PartitionTable, Place};

const UNIT: HalfUnits = HalfUnits::whole(1);

fn place(hash: u128, sort: u128) -> Place {
    Place { hash: KeyHash(hash), sort }
}

/// A minute in which partition 0 writes `a_second` units and is asked for these places; what is decided at its end.
fn minute(
    watch: &mut HeatWatch,
    table: &PartitionTable,
    a_second: u64,
    places: impl Iterator<Item = Place>,
    keeps: bool,
) -> Vec<SplitDecision> {
    watch.count(Direction::Write, 0, HalfUnits::whole(a_second * 60));
    places.for_each(|place| watch.heard(Direction::Write, 0, place, UNIT));
    watch.minute(table, keeps)
}

/// Hot minutes until something is decided.
fn decided(places: impl Fn() -> Vec<Place>, keeps: bool, table: &PartitionTable) -> (u8, Vec<SplitDecision>) {
    let mut watch = HeatWatch::default();
    for count in 1..=2 * HOT_MINUTES {
        let decisions = minute(&mut watch, table, 900, places().into_iter(), keeps);
        if !decisions.is_empty() {
            return (count, decisions);
        }
    }
    (0, vec![])
}

/// Our model: five minutes above 75 percent of 1,000 write units a second; not four, and not at 75 percent.
#[test]
fn five_hot_minutes_in_a_row_call_for_a_split() {
    let (table, mut watch) = (PartitionTable::new(1), HeatWatch::default());
    let mut a_minute = |a_second| minute(&mut watch, &table, a_second, [place(1, 0), place(9, 0)].into_iter(), false).len();
    assert_eq!([751, 751, 751, 751, 750].map(&mut a_minute), [0; 5]);
    assert_eq!([751, 751, 751, 751, 751].map(&mut a_minute), [0, 0, 0, 0, 1]);
    assert_eq!([751; 6].map(a_minute), [0, 0, 0, 0, 1, 0], "both parts begin anew");
}

#[test]
fn reads_have_a_ceiling_of_their_own() {
    let (table, mut watch) = (PartitionTable::new(1), HeatWatch::default());
    for minute in 0..HOT_MINUTES {
        watch.count(Direction::Read, 0, HalfUnits::whole(2_251 * 60));
        watch.count(Direction::Write, 0, HalfUnits::whole(749 * 60));
        watch.heard(Direction::Read, 0, place(3, 0), UNIT);
        watch.heard(Direction::Read, 0, place(8, 0), UNIT);
        assert_eq!(watch.minute(&table, false).len(), usize::from(minute + 1 == HOT_MINUTES));
    }
}

/// Ten keys of which the upper two take half: they are cut off, not the upper half of the space.
#[test]
fn the_split_point_is_the_median_of_what_was_observed() {
    let places = || (0..10).flat_map(|key| vec![place(key * 100, 0); if key >= 8 { 4 } else { 1 }]).collect();
    let split = SplitDecision::Split { partition: PartitionNumber(0), at: place(800, 0) };
    assert_eq!(decided(places, false, &PartitionTable::new(1)), (5, vec![split]));
}

/// Between two collections, the upper one stays whole.
#[test]
fn a_cut_between_two_collections_lies_before_all_of_the_upper_one() {
    let places = || vec![place(3, 7), place(3, 8), place(9, 7), place(9, 8)];
    let split = SplitDecision::Split { partition: PartitionNumber(0), at: place(9, 0) };
    assert_eq!(decided(places, false, &PartitionTable::new(1)), (5, vec![split]));
}

/// An item collection is cut by sort key, unless a local index keeps it together.
#[test]
fn a_collection_is_cut_by_sort_key_where_no_local_index_is() {
    let places = || [5, 1, 4, 2, 3, 6].map(|sort| place(70, sort)).to_vec();
    let split = SplitDecision::Split { partition: PartitionNumber(0), at: place(70, 4) };
    assert_eq!(decided(places, false, &PartitionTable::new(1)), (5, vec![split]));
    let isolate = SplitDecision::Isolate { partition: PartitionNumber(0), first: place(70, 0), last: place(70, u128::MAX) };
    assert_eq!(decided(places, true, &PartitionTable::new(1)), (5, vec![isolate]));
    let mut alone = PartitionTable::new(1);
    alone.split_at(place(71, 0), 0, 0).unwrap();
    alone.split_at(place(70, 0), 0, 0).unwrap();
    let mut watch = HeatWatch::default();
    let mut told = vec![];
    for _ in 0..9 {
        watch.count(Direction::Write, 2, HalfUnits::whole(60_000));
        places().into_iter().for_each(|place| watch.heard(Direction::Write, 2, place, UNIT));
        told.extend(watch.minute(&alone, true));
    }
    assert_eq!(told, [SplitDecision::Keep { partition: PartitionNumber(2), why: KeptWhole::LocalIndex }], "told once");
}

/// Developer guide: a very hot item can end alone in a partition; then nothing more helps.
#[test]
fn a_key_above_half_of_the_heat_is_isolated() {
    let places = |hot: usize| move || [vec![place(50, 0); hot], (0..10).map(|key| place(key, 0)).collect()].concat();
    let isolate = SplitDecision::Isolate { partition: PartitionNumber(0), first: place(50, 0), last: place(50, u128::MAX) };
    assert_eq!(decided(places(11), false, &PartitionTable::new(1)), (5, vec![isolate]));
    let split = SplitDecision::Split { partition: PartitionNumber(0), at: place(50, 0) };
    assert_eq!(decided(places(10), false, &PartitionTable::new(1)), (5, vec![split]));
    let item = SplitDecision::Isolate { partition: PartitionNumber(0), first: place(50, 7), last: place(50, 7) };
    assert_eq!(decided(|| vec![place(50, 7), place(50, 7), place(50, 8)], false, &PartitionTable::new(1)), (5, vec![item]));
    let mut alone = PartitionTable::new(1);
    alone.split_at(place(1, 0), 0, 0).unwrap();
    let keep = SplitDecision::Keep { partition: PartitionNumber(0), why: KeptWhole::OneItem };
    assert_eq!(decided(|| vec![place(0, 0)], false, &alone), (5, vec![keep]));
}

/// Developer guide, "rolling hot partition": keys in order heat one range after another.
#[test]
fn keys_walked_in_order_are_not_split() {
    for sign in [1, -1_i64] {
        let (table, mut watch, mut told) = (PartitionTable::new(1), HeatWatch::default(), vec![]);
        for number in 0..12_i64 {
            let sorts = (0..100).map(|step| place(1, (1_000_000 + sign * (number * 100 + step)) as u128));
            told.extend(minute(&mut watch, &table, 1_000, sorts, false));
        }
        assert_eq!(told, [SplitDecision::Keep { partition: PartitionNumber(0), why: KeptWhole::Ordered }]);
    }
    // So are moments that agree in the bytes that count, many of them at a time.
    let (table, mut watch, mut told) = (PartitionTable::new(1), HeatWatch::default(), vec![]);
    for number in 0..12 {
        told.extend(minute(&mut watch, &table, 1_000, (0..100).map(|_| place(1, number)), false));
    }
    assert_eq!(told, [SplitDecision::Keep { partition: PartitionNumber(0), why: KeptWhole::Ordered }]);
    // Neither keys beside them in the partition nor reads of what was written hide the walk.
    let (table, mut watch, mut told) = (PartitionTable::new(1), HeatWatch::default(), vec![]);
    for number in 0..60_u128 {
        let walked = (0..100).map(|step| place(5, 1_000_000 + number * 100 + step));
        let beside = (0..40).map(|step| place(if step % 2 == 0 { 2 } else { 9 }, step * 7_919 % 1_000));
        let read = (0..10).map(|step| place(5, 1_000_000 + (number * step * 10) % 6_000));
        told.extend(minute(&mut watch, &table, 1_000, walked.chain(beside).chain(read), false));
    }
    assert_eq!(told, [SplitDecision::Keep { partition: PartitionNumber(0), why: KeptWhole::Ordered }]);
    // Two collections that are both walked are parted: then each has a partition of its own.
    let (table, mut watch, mut told) = (PartitionTable::new(1), HeatWatch::default(), vec![]);
    for number in 0..u128::from(HOT_MINUTES) {
        let walked = (0..100).map(|step| place(3 + 4 * (step % 2), number * 100 + step));
        told.extend(minute(&mut watch, &table, 1_000, walked, false));
    }
    assert_eq!(told, [SplitDecision::Split { partition: PartitionNumber(0), at: place(7, 0) }]);
    // The same keys in the same order, minute by minute, are no walk.
    let places = || (0..100).map(|key| place(key, 0)).collect();
    assert!(matches!(decided(places, false, &PartitionTable::new(1)).1[..], [SplitDecision::Split { .. }]));
}

#[test]
fn nothing_heard_is_nothing_decided() {
    assert_eq!(decided(Vec::new, false, &PartitionTable::new(1)), (0, vec![]));
}

proptest! {
    /// Even traffic over many keys is cut near its middle: 64 counters see it well enough.
    #[test]
    fn even_traffic_is_cut_near_its_middle(seed in 0u64..1_000) {
        let mut state = seed;
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u128::from(state >> 32) << 96
        };
        let (table, mut watch, mut told) = (PartitionTable::new(1), HeatWatch::default(), vec![]);
        for _ in 0..HOT_MINUTES {
            told.extend(minute(&mut watch, &table, 900, (0..500).map(|_| place(next(), 0)), false));
        }
        let [SplitDecision::Split { at, .. }] = told[..] else { panic!("{told:?}") };
        let percent = ((at.hash.0 >> 64) * 100) >> 64;
        prop_assert!((25..=75).contains(&percent), "{percent}");
    }
}
