//! The last minutes of small tables, worked out by hand.

use model::EpochMillis;
use report::{Happening, KeyCount, SpaceEvent, SpaceRun, SplitReason, TablePast};

use crate::testing::Bench;
use crate::{Context, TablePlace};

const PLACE: TablePlace<'static> = TablePlace { account: Context::EXAMPLE_ACCOUNT, region: "eu-west-1", name: "Tab" };
const LAST: usize = TablePast::SECONDS as usize - 1;

/// A table of so many write units, with an index of so many.
fn table(enforced: bool, writes: u64, index_writes: u64) -> Bench {
    let mut bench = Bench::default();
    bench.engine.enforce_capacity(enforced);
    let units = |writes: u64| format!(r#""ProvisionedThroughput":{{"ReadCapacityUnits":1,"WriteCapacityUnits":{writes}}}"#);
    let body = format!(
        r#"{{"TableName":"Tab","KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],{},
        "AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}},{{"AttributeName":"g","AttributeType":"S"}}],
        "GlobalSecondaryIndexes":[{{"IndexName":"by-g","KeySchema":[{{"AttributeName":"g","KeyType":"HASH"}}],"Projection":{{"ProjectionType":"KEYS_ONLY"}},{}}}]}}"#,
        units(writes),
        units(index_writes)
    );
    bench.ask("CreateTable", &body).unwrap();
    bench
}

/// Puts an item of `units` write units.
fn put(bench: &mut Bench, key: &str, units: usize, rest: &str) -> bool {
    let text = "x".repeat(units * 1_024 - 60);
    let body = format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"{key}"}},"d":{{"S":"{text}"}}{rest}}}}}"#);
    bench.ask("PutItem", &body).is_ok()
}

fn past(bench: &Bench) -> TablePast {
    bench.engine.table_past(PLACE, EpochMillis(bench.now)).unwrap()
}

/// Write units of each of the last `seconds` seconds.
fn written(space: &SpaceRun, seconds: usize) -> Vec<u64> {
    space.points.iter().rev().take(seconds).rev().map(|point| point.write_units.0 / 2).collect()
}

#[test]
fn units_lie_in_their_seconds_and_leave_after_five_minutes() {
    let mut bench = table(false, 1, 1);
    assert!(put(&mut bench, "a", 3, r#","g":{"S":"x"}"#));
    bench.now += 2_000;
    assert!(put(&mut bench, "b", 5, ""));
    let told = past(&bench);
    let [own, index] = told.spaces.as_slice() else { panic!("a table and its index") };
    assert_eq!((told.enforced, told.start_s), (false, bench.now / 1_000 - 299));
    assert_eq!((written(own, 4), written(index, 4)), (vec![0, 3, 0, 5], vec![0, 1, 0, 0]));
    assert_eq!((own.write_units.0, own.peak_write_units.0, index.index.as_deref()), (16, 10, Some("by-g")));
    let of_partitions: u64 = own.partitions.iter().flat_map(|one| &one.write_units).map(|units| units.0).sum();
    assert_eq!(of_partitions, 16);
    bench.now += 299_000;
    assert_eq!(written(&past(&bench).spaces[0], 300)[0], 5);
    bench.now += 1_000;
    let rested = past(&bench);
    assert_eq!(rested.spaces[0].write_units.0, 0);
    assert!(rested.spaces[0].partitions.iter().all(|one| one.write_units.is_empty()), "what rests tells no series");
}

#[test]
fn a_bucket_drains_and_fills_second_by_second() {
    let mut bench = table(true, 1, 1);
    bench.now += 10_000;
    assert!(put(&mut bench, "a", 150, ""));
    bench.now += 30_000;
    assert!(put(&mut bench, "b", 60, ""));
    bench.now += 3_000;
    let told = past(&bench);
    let own = &told.spaces[0];
    let left = |ago: usize| own.points[LAST - ago].write_burst_thousandths;
    // 300 units: 150 are left, 1 comes back each second up to 180, 120 are left, 3 come back.
    let near = |ago: usize, expected: u32| assert!(left(ago).abs_diff(expected) <= 4, "{ago}: {} for {expected}", left(ago));
    near(34, 1_000);
    near(33, 500);
    near(18, 550);
    near(4, 597);
    near(3, 400);
    near(0, 410);
    assert!((3..33).all(|ago| left(ago) >= left(ago + 1) || ago == 3), "it fills between two draws");
    assert_eq!(own.points[LAST].write_limit, 1);
    assert_eq!(own.points[0].write_burst_thousandths, 1_000, "before it was used it was full");
}

#[test]
fn a_refusal_names_its_partition_and_an_index_holds_up_its_table() {
    let mut bench = table(true, 1_000, 1);
    assert!(put(&mut bench, "a", 3, r#","g":{"S":"x"}"#));
    let mut refused = 0;
    for key in 0..400 {
        refused += u64::from(!put(&mut bench, &format!("k{key}"), 1, r#","g":{"S":"x"}"#));
    }
    assert!(refused > 0);
    let told = past(&bench);
    let [own, index] = told.spaces.as_slice() else { panic!("a table and its index") };
    assert!(own.throttles.is_empty());
    let told: Vec<(&str, u64)> = index.throttles.iter().map(|one| (one.reason.as_str(), one.events)).collect();
    assert_eq!(told, [("IndexWriteProvisionedThroughputExceeded", refused)]);
    let points: Vec<u64> = index.points.iter().map(|point| point.write_throttles).collect();
    assert_eq!(index.throttles[0].points, points);
    let now = &index.points[LAST];
    assert_eq!((now.write_throttles, now.base_writes_refused, now.read_throttles), (refused, refused, 0));
    let reason = "IndexWriteProvisionedThroughputExceeded".to_owned();
    let began = SpaceEvent { at_s: bench.now / 1_000, what: Happening::ThrottlingBegan { reason: reason.clone() } };
    assert_eq!(index.events, std::slice::from_ref(&began));
    let by_partition: Vec<u64> = index.partitions.iter().map(|one| one.throttles.iter().sum()).collect();
    assert_eq!(by_partition.iter().sum::<u64>(), refused);
    assert_eq!(by_partition.iter().filter(|events| **events > 0).count(), 1, "all have one index key");
    let at_s = bench.now / 1_000 + 1;
    bench.now += 62_000;
    let ended = SpaceEvent { at_s, what: Happening::ThrottlingEnded { reason } };
    assert_eq!(past(&bench).spaces[1].events, [began, ended], "after a minute without");
}

#[test]
fn a_split_tells_its_parent_and_its_moment() {
    let mut bench = table(false, 1, 1);
    let before = past(&bench).spaces[0].partitions.len();
    bench.now += 60_000;
    bench
        .ask("UpdateTable", r#"{"TableName":"Tab","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":4000}}"#)
        .unwrap();
    bench.ask("ListTables", "{}").unwrap();
    let told = past(&bench);
    let own = &told.spaces[0];
    assert_eq!((before, own.partitions.len()), (1, 8), "ranges are halved until there are enough");

    let now_s = bench.now / 1_000;
    assert!(own.partitions[1..].iter().all(|one| one.born_s == now_s));
    assert_eq!((own.partitions[0].parent, own.partitions[0].born_s), (None, told.start_s));
    assert!(own.partitions[1..].iter().all(|one| one.parent.is_some_and(|parent| parent < one.number)));
    assert_eq!(own.events.len(), 7);
    assert!(own.events.iter().all(|event| matches!(event.what, Happening::Split { why: SplitReason::Throughput, .. })));
    assert_eq!(told.spaces[1].events, []);
}

#[test]
fn keys_are_named_where_insights_count_them() {
    let mut bench = table(false, 1, 1);
    assert!(put(&mut bench, "uncounted", 1, ""));
    assert_eq!(past(&bench).keys, [KeyCount::Touches, KeyCount::Touches]);
    bench.ask("UpdateContributorInsights", r#"{"TableName":"Tab","ContributorInsightsAction":"ENABLE"}"#).unwrap();
    assert!(put(&mut bench, "a", 3, "") && put(&mut bench, "b", 1, ""));
    let told = past(&bench);
    let keys: Vec<_> = told.spaces[0].hot_keys.iter().map(|key| (key.key.as_str(), key.share_thousandths)).collect();
    assert_eq!(keys, [("a", 750), ("b", 250)]);
    assert_eq!(told.keys, [KeyCount::Units, KeyCount::Touches]);
    let map = bench.engine.partition_map(PLACE, EpochMillis(bench.now)).unwrap();
    let lies_at = map.lanes[0].marks.iter().find(|mark| mark.key == "a").map(|mark| mark.hash);
    assert_eq!(Some(told.spaces[0].hot_keys[0].hash), lies_at);
}
