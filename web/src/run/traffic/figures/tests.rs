use model::{HalfUnits, KeyHash};
use report::{Access, CapacityMode, DesignRun, PartitionRun, PatternRun, SpaceRun, ThrottleRun};

use super::{Hottest, hottest, of_design};

fn partition(number: u32, read: &[u64], write: &[u64]) -> PartitionRun {
    let units = |values: &[u64]| values.iter().map(|units| HalfUnits(units * 2)).collect();
    PartitionRun {
        number,
        first: KeyHash(0),
        within_collection: false,
        born_s: 0,
        parent: None,
        leader_zone: 0,
        read_units: units(read),
        write_units: units(write),
        throttles: Vec::new(),
    }
}

fn space(index: Option<&str>, throttles: &[(&str, u64)], partitions: Vec<PartitionRun>) -> SpaceRun {
    SpaceRun {
        table: "Orders".into(),
        index: index.map(str::to_owned),
        capacity: CapacityMode::OnDemand,
        infrequent_access: false,
        read_units: HalfUnits(0),
        write_units: HalfUnits(0),
        peak_read_units: HalfUnits(0),
        peak_write_units: HalfUnits(0),
        throttles: throttles.iter().map(|(reason, events)| throttled(reason, *events)).collect(),
        ttl_deleted: 0,
        item_count: 0,
        size_bytes: 0,
        points: Vec::new(),
        partitions,
        events: Vec::new(),
        events_left_out: 0,
        hot_keys: Vec::new(),
        close_ups: Vec::new(),
    }
}

fn throttled(reason: &str, events: u64) -> ThrottleRun {
    ThrottleRun { reason: reason.to_owned(), events, points: Vec::new() }
}

fn pattern(name: &str, offered: u64, admitted: u64, p99_us: u64) -> PatternRun {
    PatternRun {
        pattern: name.into(),
        operation: "GetItem".into(),
        target: ("Orders".into(), None),
        offered,
        admitted,
        given_up: offered - admitted,
        retries: 1,
        evaluated: 0,
        returned: 0,
        p50_us: p99_us / 10,
        p99_us,
        points: Vec::new(),
    }
}

fn design(spaces: Vec<SpaceRun>, patterns: Vec<PatternRun>) -> DesignRun {
    DesignRun { name: "A".into(), spaces, patterns }
}

#[test]
fn the_hottest_partition_is_measured_by_what_one_can_serve() {
    // Over a point of 60 s: 90,000 RCU are half of a partition's 3,000 a second, 42,000 WCU are 70 % of its 1,000.
    let table = space(None, &[], vec![partition(0, &[10, 90_000], &[])]);
    let index = space(Some("by-date"), &[], vec![partition(1, &[], &[0, 0, 42_000])]);
    let found = hottest(&design(vec![table, index], Vec::new()), 60).unwrap();
    let expected = Hottest {
        space: "Orders / by-date".into(),
        partition: 1,
        access: Access::Write,
        half_units: 84_000,
        used_thousandths: 700,
        at_s: 120,
    };
    assert_eq!(found, expected);
    assert_eq!(found.tenths_a_second(60), 7_000);
}

#[test]
fn what_served_nothing_is_not_hot() {
    assert_eq!(hottest(&design(vec![space(None, &[], vec![partition(0, &[0, 0], &[])])], Vec::new()), 60), None);
}

#[test]
fn patterns_and_reasons_are_added_up() {
    let spaces = vec![
        space(None, &[("TableWriteKeyRangeThroughputExceeded", 5), ("TableReadProvisionedThroughputExceeded", 2)], Vec::new()),
        space(Some("by-date"), &[("TableReadProvisionedThroughputExceeded", 9)], Vec::new()),
    ];
    let found = of_design(
        &design(spaces, vec![pattern("read", 100, 90, 4_000), pattern("write", 10, 10, 9_000), pattern("none", 5, 0, 99_000)]),
        60,
    );
    assert_eq!((found.offered, found.admitted, found.given_up, found.retries), (115, 100, 15, 3));
    assert_eq!(found.p99, Some((9_000, "write".to_owned())), "a pattern that never ran has no latency");
    let throttles: Vec<(&str, u64)> = found.throttles.iter().map(|(reason, events)| (reason.as_str(), *events)).collect();
    assert_eq!(throttles, [("TableReadProvisionedThroughputExceeded", 11), ("TableWriteKeyRangeThroughputExceeded", 5)]);
}
