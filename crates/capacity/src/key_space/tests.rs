//! A key space under load, by minutes.

use model::{EpochMillis, HalfUnits, KeyHash};

use super::{Happened, KeySpace, KeySpaceConfig, SplitCause};
use crate::{Direction, KeptWhole, Limit, PartitionNumber, Place, Setting, Target};

fn at(second: u64) -> EpochMillis {
    EpochMillis(1_700_006_400_000 + second * 1_000)
}

fn provisioned(read_units: u64, write_units: u64) -> KeySpaceConfig {
    KeySpaceConfig::new(Setting::Provisioned { read_units, write_units })
}

/// A minute of these half units a second for each partition; what happened at its end, and the share that passed in percent.
fn minute(space: &mut KeySpace, number: u64, direction: Direction, offered: &[u64], heard: &[Place]) -> (Vec<Happened>, u64) {
    let (mut granted, mut passed) = (vec![0; offered.len()], 0);
    for second in number * 60..number * 60 + 60 {
        space.rooms(direction, at(second), offered, &mut granted);
        space.draws(direction, at(second), &granted);
        passed += granted.iter().sum::<u64>();
    }
    for place in heard {
        space.heard(direction, space.partition_of(*place), *place, HalfUnits::whole(1), 1);
    }
    (space.minute(at(number * 60 + 60)), passed * 100 / (offered.iter().sum::<u64>() * 60).max(1))
}

/// One hot key among others: it is isolated after five minutes, then has a partition's full 1,000 units, and no more.
#[test]
fn a_hot_key_is_isolated_and_then_alone_with_its_ceiling() {
    let mut space = KeySpace::new(KeySpaceConfig { item_count: 100, ..provisioned(0, 4_000) }, at(0));
    assert_eq!(space.partitions().count(), 4);
    let hot = Place::of(KeyHash(1 << 100));
    let others = [1 << 90, 1 << 110, 1 << 120, 1 << 121].map(|hash| Place::of(KeyHash(hash)));
    let heard = [&[hot; 6][..], &others[..]].concat();
    let mut told = vec![];
    for number in 0..12 {
        // 2,000 units a second for the key, 400 for its neighbours, all on one partition until it is split.
        let key = space.partition_of(hot) as usize;
        let mut offered = vec![0; space.partitions().count() as usize];
        offered[key] += 4_000;
        for other in others {
            offered[space.partition_of(other) as usize] += 200;
        }
        let (happened, _) = minute(&mut space, number, Direction::Write, &offered, &heard);
        told.extend(happened.into_iter().map(|what| (number + 1, what)));
    }
    let isolation = |from: u32, to: u32, hash| Happened::Split {
        from: PartitionNumber(from),
        to: PartitionNumber(to),
        at: Place::of(KeyHash(hash)),
        why: SplitCause::Isolation,
    };
    let alone = Happened::NotSplit { partition: PartitionNumber(4), why: KeptWhole::OneItem };
    assert_eq!(told, [(5, isolation(0, 4, 1 << 100)), (5, isolation(4, 5, (1 << 100) + 1)), (10, alone)]);
    let refused = space.room(Direction::Write, 4, at(720), HalfUnits::whole(1), 1_500);
    assert_eq!(refused, (1_000, Some(Limit::KeyRange)));
}

/// Sustained even heat doubles what a key range serves: after a split the same offer passes whole.
#[test]
fn a_split_for_heat_serves_what_one_partition_could_not() {
    let mut space = KeySpace::new(provisioned(0, 1_000), at(0));
    let ceilings = KeySpaceConfig::new(Setting::Provisioned { read_units: 0, write_units: 2_000 }).ceilings;
    // Lowered from 2,000 once: the partitions stay; here one partition is under a pool of 2,000.
    space.gate.follow(ceilings, at(0));
    let heard: Vec<Place> = (0..64).map(|key| Place::of(KeyHash((key * 37 % 64) << 122))).collect();
    let passed: Vec<u64> = (0..8)
        .map(|number| {
            let count = space.partitions().count();
            let offered: Vec<u64> = (0..count).map(|_| 3_000 / u64::from(count)).collect();
            minute(&mut space, number, Direction::Write, &offered, &heard).1
        })
        .collect();
    assert_eq!(passed, [66, 66, 66, 66, 66, 100, 100, 100]);
    assert_eq!(space.partitions().count(), 2);
}

/// On demand: a peak that is half an hour old has partitions for twice of it.
#[test]
fn on_demand_partitions_follow_the_previous_peak() {
    let mut config = KeySpaceConfig::new(Setting::OnDemand);
    config.ceilings.quota = (400_000, 400_000);
    let mut space = KeySpace::new(config, at(0));
    assert_eq!((space.partitions().count(), space.limit(Direction::Write, at(0))), (4, 4_000));
    let mut told = 0;
    for number in 0..32 {
        let (happened, passed) = minute(&mut space, number, Direction::Write, &[1_300; 4], &[]);
        assert_eq!(passed, 100);
        told += happened.len();
        if number == 20 {
            assert_eq!((told, space.limit(Direction::Write, at(number * 60 + 60))), (0, 4_000));
        }
    }
    // 2,600 units a second were served; twice of it needs six partitions, and halving all of four gives eight.
    assert_eq!((told, space.partitions().count(), space.limit(Direction::Write, at(32 * 60))), (4, 8, 5_200));
    let served = KeySpace::new(KeySpaceConfig { previous_peak: (0, 2_600), ..config }, at(0));
    assert_eq!(served.partitions().count(), 6, "a table that is told of its peak begins with as many as it needs");
}

/// Partitions begin by throughput, bytes and warm throughput, whatever needs most.
#[test]
fn a_key_space_begins_with_the_partitions_it_needs() {
    let config = KeySpaceConfig { size_bytes: 95 << 30, item_count: 95, ..provisioned(3_000, 1_000) };
    assert_eq!(config.partitions(), 10, "95 GB");
    let space = KeySpace::new(config, at(0));
    assert_eq!(space.partitions().held(), (95, 95 << 30));
    let mut warm = provisioned(10, 10);
    warm.ceilings.warm = (24_000, 6_500);
    assert_eq!(warm.partitions(), 8, "24,000 reads");
    assert_eq!(KeySpaceConfig::new(Setting::OnDemand).partitions(), 4);
}

/// 10 GB and a byte: halved, unless it is one collection that a local index keeps.
#[test]
fn what_grows_is_split_by_size() {
    let mut space = KeySpace::new(KeySpaceConfig { size_bytes: 10 << 30, item_count: 1 << 20, ..provisioned(1, 1) }, at(0));
    assert_eq!(space.minute(at(60)), []);
    space.adjust(Place::of(KeyHash(5)), 1, 1);
    let split = Happened::Split {
        from: PartitionNumber(0),
        to: PartitionNumber(1),
        at: Place::of(KeyHash(1 << 127)),
        why: SplitCause::Size,
    };
    assert_eq!(space.minute(at(120)), [split]);
    assert_eq!(space.partitions().held_at(Place::LAST), ((1 << 19) + 1, (5 << 30) + 1));
    assert_eq!(space.partitions().held(), ((1 << 20) + 1, (10 << 30) + 1));
}

/// Auto scaling raises, lowers, and stops lowering when the day's decreases are used up.
#[test]
fn auto_scaling_has_four_decreases_and_one_an_hour() {
    let config = KeySpaceConfig { scaling: (None, Some(Target::new(1, 10_000, 50))), ..provisioned(1, 100) };
    let mut space = KeySpace::new(config, at(0));
    let mut told = vec![];
    let mut number = 0;
    let mut go = |minutes: u64, half_units: u64, space: &mut KeySpace| {
        for _ in 0..minutes {
            told.extend(minute(space, number, Direction::Write, &[half_units], &[]).0.into_iter().map(|what| (number + 1, what)));
            number += 1;
        }
    };
    go(2, 160, &mut space);
    for half_units in [80, 40, 20, 10, 5] {
        go(15, half_units, &mut space);
    }
    go(60, 5, &mut space);
    let scaled = |from, to| Happened::Scaled { direction: Direction::Write, from, to };
    let refused = Happened::DecreaseRefused { direction: Direction::Write };
    let expected = [
        (2, scaled(100, 160)),
        (17, scaled(160, 80)),
        (32, scaled(80, 40)),
        (47, scaled(40, 20)),
        (62, scaled(20, 10)),
        (77, refused),
        (122, scaled(10, 5)),
    ];
    assert_eq!(told, expected);
}
