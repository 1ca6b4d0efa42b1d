//! What AWS published with numbers, as tests: each names its source. Where the printed number and arithmetic differ, the test says
//! which of them the model follows. The examples of admission alone stand in `admission/tests.rs`.

use model::{EpochMillis, HalfUnits, KeyHash};

use crate::{Direction, Happened, KeySpace, KeySpaceConfig, Limit, PartitionTable, Place, Setting};

fn at(second: u64) -> EpochMillis {
    EpochMillis(1_700_006_400_000 + second * 1_000)
}

fn writes(write_units: u64) -> Setting {
    Setting::Provisioned { read_units: 0, write_units }
}

/// Paper, "Admission control": 3,200 write units lie on 4 partitions of 800 each; at 3,600 each has 900; at 6,000 they become 8
/// of 750 each; lowered to 5,000 they stay 8. The paper prints 675 for each then; 5,000 / 8 is 625, and we follow arithmetic.
#[test]
fn the_papers_split_example() {
    let mut partitions = PartitionTable::new(writes(3_200).partitions());
    let steps = [(3_200, 4, 800), (3_600, 4, 900), (6_000, 8, 750), (5_000, 8, 625)];
    for (units, count, each) in steps {
        partitions.grow_to(writes(units).partitions());
        assert_eq!((partitions.count(), units / u64::from(partitions.count())), (count, each), "{units} write units");
    }
    // 6,000 by the classic formula alone would be 6: partitions are halved, all of them.
    assert_eq!(writes(6_000).partitions(), 6);
}

/// The same as a key space that is changed by hand: splits are told, and nothing is merged.
#[test]
fn the_papers_split_example_under_a_key_space() {
    let config = KeySpaceConfig::new(writes(3_200));
    let mut space = KeySpace::new(config, at(0));
    let mut follow = |units| {
        let mut ceilings = config.ceilings;
        ceilings.setting = writes(units);
        let told = space.follow(ceilings, at(1));
        (told.iter().filter(|what| matches!(what, Happened::Split { .. })).count(), space.partitions().count())
    };
    assert_eq!([3_600, 6_000, 5_000].map(&mut follow), [(0, 4), (4, 8), (0, 8)]);
}

/// AWS Loft, January 2016: partitions are the larger of ceil(RCU / 3,000 + WCU / 1,000) and ceil(GB / 10).
#[test]
fn the_classic_partition_formula() {
    for (read_units, write_units, gb, partitions) in
        [(7_500, 1_500, 0, 4), (7_500, 1_500, 45, 5), (3_000, 1_000, 20, 2), (1, 1, 8, 1)]
    {
        let setting = Setting::Provisioned { read_units, write_units };
        let config = KeySpaceConfig { size_bytes: gb << 30, ..KeySpaceConfig::new(setting) };
        assert_eq!(KeySpace::new(config, at(0)).partitions().count(), partitions, "{read_units}, {write_units}, {gb} GB");
    }
}

/// Developer guide, "Burst and adaptive capacity", figure: 400 write units over four partitions that take 50, 50, 50 and 150 a
/// second; the hot one is allowed its 150, above an even share of 100, as long as the table has them.
#[test]
fn the_adaptive_400_wcu_example() {
    let config = KeySpaceConfig { size_bytes: 40 << 30, ..KeySpaceConfig::new(writes(400)) };
    let mut space = KeySpace::new(config, at(0));
    assert_eq!(space.partitions().count(), 4);
    let offered = [50, 50, 50, 150].map(|units| HalfUnits::whole(units).0);
    for second in 0..3_600 {
        let mut granted = [0; 4];
        space.rooms(Direction::Write, at(second), &offered, &mut granted);
        space.draws(Direction::Write, at(second), &granted);
        assert_eq!(granted, offered, "second {second}");
        if second % 60 == 59 {
            assert_eq!(space.minute(at(second + 1)), [], "150 of 1,000 units is no heat");
        }
    }
    assert_eq!(space.burst_left(Direction::Write, at(3_600)), 1_000, "100 units a second are left over");
}

/// Developer guide, "Burst and adaptive capacity": up to five minutes (300 seconds) of unused capacity are kept. 100 units keep
/// 30,000: 600 a second are served for a minute, then 100.
#[test]
fn the_burst_of_five_minutes() {
    let mut space = KeySpace::new(KeySpaceConfig::new(writes(100)), at(0));
    let mut served = |second: u64| {
        let (admitted, _) = space.room(Direction::Write, 0, at(second), HalfUnits::whole(1), 600);
        space.draw(Direction::Write, 0, at(second), HalfUnits::whole(admitted));
        admitted
    };
    // 30,000 are there at second 0; each second takes 600 and brings 100, so 500 are left for second 59.
    let expected: Vec<u64> = [600; 59].into_iter().chain([500, 100, 100]).collect();
    assert_eq!((0..62).map(&mut served).collect::<Vec<_>>(), expected);
}

/// Developer guide, "On-demand capacity mode": a new table serves 4,000 writes and 12,000 reads a second at once.
#[test]
fn a_new_on_demand_table_serves_4000_writes_and_12000_reads() {
    let space = KeySpace::new(KeySpaceConfig::new(Setting::OnDemand), at(0));
    assert_eq!((space.limit(Direction::Write, at(0)), space.limit(Direction::Read, at(0))), (4_000, 12_000));
    assert_eq!(space.partitions().count(), 4);
}

/// Developer guide, "On-demand capacity mode": after a peak of 50,000 reads a second 100,000 are served at once; when that has
/// become the peak, 200,000. Whoever more than doubles within 30 minutes may be throttled. The partitions follow.
#[test]
fn doubling_on_demand_peaks() {
    let mut config = KeySpaceConfig { previous_peak: (50_000, 0), ..KeySpaceConfig::new(Setting::OnDemand) };
    config.ceilings.quota = (1_000_000, 40_000);
    let mut space = KeySpace::new(config, at(0));
    // A second of even traffic of this many reads in each minute; how many were served, and what refused the others.
    let mut minute = |number: u64, reads: u64| {
        let count = u64::from(space.partitions().count());
        let offered: Vec<u64> = (0..count).map(|part| reads * 2 * (part + 1) / count - reads * 2 * part / count).collect();
        let mut granted = vec![0; offered.len()];
        let refused = space.rooms(Direction::Read, at(number * 60), &offered, &mut granted);
        space.draws(Direction::Read, at(number * 60), &granted);
        space.minute(at(number * 60 + 60));
        (granted.iter().sum::<u64>() / 2, refused.pool)
    };
    assert_eq!(minute(0, 100_000), (100_000, None));
    assert_eq!(minute(1, 200_000), (100_000, Some(Limit::KeyRange)), "more than doubled within 30 minutes");
    (2..29).for_each(|number| assert_eq!(minute(number, 100_000).0, 100_000));
    assert_eq!(minute(29, 200_000).0, 100_000);
    minute(30, 100_000);
    assert_eq!(minute(31, 200_000), (200_000, None));
    assert!(space.partitions().count() * 3_000 >= 200_000);
}

/// Developer guide, "Designing partition keys": an item of 20 KB costs 5 units, so it is read 600 times a second at most.
#[test]
fn an_item_of_20_kb_is_read_600_times_a_second() {
    let mut space = KeySpace::new(KeySpaceConfig::new(Setting::Provisioned { read_units: 30_000, write_units: 1 }), at(0));
    let item = space.partition_of(Place::of(KeyHash(7)));
    let cost = HalfUnits::strong_read(20 * 1_024);
    assert_eq!(space.room(Direction::Read, item, at(0), cost, 10_000), (600, Some(Limit::KeyRange)));
}

/// Developer guide, "Understanding DynamoDB warm throughput": 12,000 reads and 4,000 writes are there from the start; what was
/// set higher is there at once, and never goes down.
#[test]
fn warm_throughput_is_there_at_once() {
    let mut config = KeySpaceConfig::new(Setting::OnDemand);
    config.ceilings.warm = (15_000, 20_000);
    let space = KeySpace::new(config, at(0));
    assert_eq!((space.limit(Direction::Read, at(0)), space.limit(Direction::Write, at(0))), (15_000, 20_000));
    assert_eq!(space.partitions().count(), 20);
}
