//! What the turns of minutes bring under enforced capacity.

use api::{Operation, PutItem};
use model::AttributeValue::{B, S};
use model::Item;
use report::{Happening, NotSplitReason, PartitionLane, PoolLevel, SplitReason};

use crate::storage::MemoryStorage;
use crate::testing::{Bench, contents};
use crate::{CapacitySetting, TablePlace};

/// A table `Tab pk:S` of these units with enforced capacity; `more` are members of CreateTable.
fn enforced(read: u64, write: u64, more: &str) -> Bench {
    let mut bench = Bench { now: 1_700_000_040_000, ..Bench::default() };
    bench.engine.enforce_capacity(true);
    let body = format!(
        r#"{{"TableName":"Tab","ProvisionedThroughput":{{"ReadCapacityUnits":{read},"WriteCapacityUnits":{write}}}{more}}}"#
    );
    bench.ask("CreateTable", &body).unwrap();
    bench
}

const HASH: &str = r#","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]"#;
const RANGE: &str = r#","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}"#;

/// The write of an item of 400 units.
fn put(pk: &str, sk: &str) -> Operation {
    let mut item = Item::from([("pk", S(pk.into())), ("d", B(vec![0; 399 * 1_024]))]);
    if !sk.is_empty() {
        item.insert("sk", S(sk.into()));
    }
    Operation::PutItem(PutItem { table_name: "Tab".into(), item, ..PutItem::default() })
}

/// Two writes of 400 units in each second of these minutes, one key after the other.
fn heat(bench: &mut Bench, minutes: u64, keys: &[(&str, &str)]) {
    for number in 0..minutes * 120 {
        let (pk, sk) = keys[number as usize % keys.len()];
        bench.execute(put(pk, sk)).unwrap();
        bench.now += 500;
    }
}

fn table(bench: &Bench) -> &crate::Table {
    bench.engine.database().tables().find(|table| table.name == "Tab").unwrap()
}

fn lane(bench: &Bench) -> PartitionLane {
    let place = TablePlace { account: "123456789012", region: "eu-west-1", name: "Tab" };
    bench.engine.partition_map(place, bench.engine.now()).unwrap().lanes.remove(0)
}

fn told(bench: &Bench) -> Vec<Happening> {
    lane(bench).events.iter().map(|event| event.what.clone()).collect()
}

fn settle(bench: &mut Bench) {
    let batch = bench.engine.tick(model::EpochMillis(bench.now));
    bench.records.extend(batch);
}

/// 800 units a second on one partition: in the fifth minute's end it is split between the keys.
#[test]
fn a_hot_partition_is_split_and_undo_does_not_see_it() {
    let mut bench = enforced(1, 900, HASH);
    heat(&mut bench, 4, &[("a", ""), ("b", ""), ("c", ""), ("d", "")]);
    settle(&mut bench);
    assert_eq!(table(&bench).partitions.count(), 1);
    heat(&mut bench, 1, &[("a", ""), ("b", ""), ("c", ""), ("d", "")]);
    settle(&mut bench);
    assert_eq!(told(&bench), [Happening::Split { from: 0, to: 1, why: SplitReason::Heat }]);
    let counts = |bench: &Bench| table(bench).partitions.partitions().iter().map(|row| row.item_count).collect::<Vec<_>>();
    assert_eq!(counts(&bench), [2, 2]);
    assert_eq!(bench.engine.undo_label().unwrap().label, "PutItem on Tab");
    let context = bench.context();
    bench.ask("UpdateTable", r#"{"TableName":"Tab","DeletionProtectionEnabled":true}"#).unwrap();
    bench.engine.undo(context.now);
    assert_eq!(table(&bench).partitions.count(), 2, "partitions are never merged");
    assert_eq!(counts(&bench), [2, 2]);
}

/// The map tells what pools and ceilings hold in this second, and where replicas lie; without enforcement it has no levels.
#[test]
fn the_map_tells_levels_and_zones() {
    let mut bench = enforced(1, 800, HASH);
    bench.execute(put("a", "")).unwrap();
    let told = lane(&bench);
    let row = &told.partitions[0];
    // 400 of 300 * 800 units are gone from the pool, and 400 of 1,000 from the partition's second.
    assert_eq!(told.pool, Some(PoolLevel { limit: (1, 800), left_thousandths: (1_000, 998) }));
    assert_eq!(row.left_thousandths, Some((1_000, 600)));
    let mut zones = row.zones;
    zones.sort_unstable();
    assert_eq!(zones, ['a', 'b', 'c']);
    bench.engine.enforce_capacity(false);
    assert_eq!((lane(&bench).pool, lane(&bench).partitions[0].left_thousandths), (None, None));
}

/// The split is in the history: a restart finds it.
#[test]
fn a_split_for_heat_is_durable() {
    let mut bench = enforced(1, 900, HASH);
    heat(&mut bench, 5, &[("a", ""), ("b", "")]);
    settle(&mut bench);
    let split = bench.records.iter().filter(|record| matches!(&record.change, crate::Change::Table(_))).count();
    assert_eq!(split, 3, "the table is created, is active, and is split");
    let mut host = crate::journal::Host::open(&MemoryStorage::default()).unwrap();
    host.bench = bench;
    host.checkpoint();
    let again = crate::journal::Host::open(&host.storage).unwrap();
    assert_eq!(table(&again.bench).partitions.count(), 2);
}

/// One key of a hot partition is isolated; alone, it stays.
#[test]
fn a_hot_key_is_isolated_and_then_nothing_helps() {
    let mut bench = enforced(1, 900, HASH);
    heat(&mut bench, 12, &[("a", ""), ("a", ""), ("a", ""), ("b", "")]);
    settle(&mut bench);
    let why = SplitReason::Isolation;
    let splits = [Happening::Split { from: 0, to: 1, why }, Happening::Split { from: 1, to: 2, why }];
    assert_eq!(told(&bench)[..2], splits);
    let hot = table(&bench).partition_of_item(None, &Item::from([("pk", S("a".into()))]));
    assert_eq!(hot, Some(1));
    assert_eq!(told(&bench).len(), 2, "600 of 1,000 units are not hot any more");
    heat(&mut bench, 6, &[("a", "")]);
    settle(&mut bench);
    assert_eq!(told(&bench)[2..], [Happening::NotSplit { partition: 1, why: NotSplitReason::OneItem }]);
}

/// An item collection is cut by sort key, unless a local index keeps it; requests find their items in both parts.
#[test]
fn a_hot_collection_is_cut_by_sort_key_without_a_local_index() {
    let keys = [("a", "1"), ("a", "4"), ("a", "2"), ("a", "3")];
    let mut bench = enforced(1, 900, &format!("{RANGE}]"));
    heat(&mut bench, 5, &keys);
    settle(&mut bench);
    assert_eq!(told(&bench), [Happening::Split { from: 0, to: 1, why: SplitReason::Heat }]);
    let item = |sk: &str| Item::from([("pk", S("a".into())), ("sk", S(sk.into()))]);
    assert_eq!(["1", "2", "3", "4"].map(|sk| table(&bench).partition_of_item(None, &item(sk))), [0, 0, 1, 1].map(Some));
    bench.engine.enforce_capacity(false);
    let query = r#"{"TableName":"Tab","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"ScanIndexForward":false,"ProjectionExpression":"sk"}"#;
    let reply = crate::script::replay(&mut bench, &format!("Query {query}"));
    assert!(reply.contains(r#"[{"sk":{"S":"4"}},{"sk":{"S":"3"}},"#), "{reply}");
    let local = r#",{"AttributeName":"l","AttributeType":"S"}],"LocalSecondaryIndexes":[{"IndexName":"Loc","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"l","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}]"#;
    let mut bench = enforced(1, 900, &format!("{RANGE}{local}"));
    heat(&mut bench, 12, &keys);
    settle(&mut bench);
    let last = told(&bench).pop();
    assert_eq!(last, Some(Happening::NotSplit { partition: 1, why: NotSplitReason::LocalIndex }), "isolated, but whole");
    assert!(!table(&bench).partitions.cuts_collections());
}

/// A global index has heat of its own, and is split by itself; its entries are counted anew.
#[test]
fn a_hot_index_is_split_by_itself() {
    let index = r#",{"AttributeName":"g","AttributeType":"S"}],"GlobalSecondaryIndexes":[{"IndexName":"Glo","KeySchema":[{"AttributeName":"g","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"},"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":900}}]"#;
    // Five partitions of the table share the heat; the index has one, and one key in it.
    let mut bench = enforced(1, 4_000, &format!("{RANGE}{index}"));
    for number in 0..600 {
        let Operation::PutItem(mut request) = put(&format!("k{}", number % 4), &format!("{}", number % 7)) else { panic!() };
        request.item.extend([("g", S("one".into())), ("n", S(number.to_string()))]);
        bench.execute(Operation::PutItem(request)).unwrap();
        bench.now += 500;
    }
    settle(&mut bench);
    let index = table(&bench).index("Glo").unwrap();
    assert_eq!((table(&bench).partitions.count(), index.partitions.count()), (5, 2));
    assert!(index.partitions.cuts_collections());
    let held: Vec<u64> = index.partitions.partitions().iter().map(|row| row.item_count).collect();
    assert_eq!((held.iter().sum::<u64>(), held.iter().all(|count| *count > 0)), (28, true), "{held:?}");
    assert_eq!(told(&bench), []);
    let place = TablePlace { account: "123456789012", region: "eu-west-1", name: "Tab" };
    let lanes = bench.engine.partition_map(place, bench.engine.now()).unwrap().lanes;
    assert_eq!(lanes[1].events.len(), 1);
    assert_eq!(lanes[1].partitions.iter().map(|row| row.within_collection).collect::<Vec<_>>(), [false, true]);
}

/// A stream's shards are cut between partition keys alone: a collection in two partitions has one.
#[test]
fn a_collection_in_two_partitions_has_one_shard() {
    let stream = r#","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}"#;
    let mut bench = enforced(1, 900, &format!("{RANGE}]{stream}"));
    heat(&mut bench, 5, &[("a", "1"), ("a", "4"), ("a", "2"), ("a", "3")]);
    settle(&mut bench);
    assert_eq!(table(&bench).partitions.count(), 2);
    assert_eq!(table(&bench).enabled_stream().unwrap().shards.len(), 1);
    let mut bench = enforced(1, 900, &format!("{RANGE}]{stream}"));
    heat(&mut bench, 5, &[("a", "1"), ("b", "1"), ("c", "1"), ("d", "1")]);
    settle(&mut bench);
    let parents: Vec<Option<u32>> = table(&bench).enabled_stream().unwrap().shards.iter().map(|shard| shard.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(0)]);
}

/// On demand: a peak of half an hour ago has partitions and warm throughput for twice of it.
#[test]
fn warm_throughput_follows_the_previous_peak() {
    let mut bench = enforced(1, 900, HASH);
    bench.engine = crate::Engine::new(7);
    bench.engine.enforce_capacity(true);
    bench.ask("CreateTable", &format!(r#"{{"TableName":"Tab","BillingMode":"PAY_PER_REQUEST"{HASH}}}"#)).unwrap();
    for key in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        bench.execute(put(key, "")).unwrap();
    }
    for _ in 0..32 {
        bench.now += 60_000;
        bench.execute(put("a", "")).unwrap();
    }
    settle(&mut bench);
    assert_eq!(table(&bench).control.bounds.warm_with(CapacitySetting::OnDemand), (12_000, 6_400), "8 writes of 400 units");
    let grown = told(&bench).iter().filter(|what| matches!(what, Happening::Split { why: SplitReason::Throughput, .. })).count();
    assert_eq!((table(&bench).partitions.count(), grown), (8, 4));
}

/// Settings of UpdateTableReplicaAutoScaling scale: up after two minutes, down after fifteen, and undo keeps what they did.
#[test]
fn auto_scaling_settings_scale() {
    let mut bench = Bench { now: 1_700_000_040_000, ..Bench::default() };
    bench.engine.enforce_capacity(true);
    let stream = r#","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}"#;
    bench.ask("CreateTable", &format!(r#"{{"TableName":"Tab","BillingMode":"PAY_PER_REQUEST"{HASH}{stream}}}"#)).unwrap();
    bench.ask("UpdateTable", r#"{"TableName":"Tab","ReplicaUpdates":[{"Create":{"RegionName":"us-east-1"}}]}"#).unwrap();
    let policy = r#"{"MinimumUnits":100,"MaximumUnits":1000,"ScalingPolicyUpdate":{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":50.0}}}"#;
    let body = format!(r#"{{"TableName":"Tab","ProvisionedWriteCapacityAutoScalingUpdate":{policy}}}"#);
    bench.ask("UpdateTableReplicaAutoScaling", &body).unwrap();
    let provisioned = r#""BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":600}"#;
    bench.ask("UpdateTable", &format!(r#"{{"TableName":"Tab",{provisioned}}}"#)).unwrap();
    bench.now += 60_000;
    settle(&mut bench);
    let units = |bench: &Bench| match table(bench).capacity {
        CapacitySetting::Provisioned { write_units, .. } => write_units,
        CapacitySetting::OnDemand => 0,
    };
    for minute in 0..2 {
        assert_eq!(units(&bench), 600, "minute {minute}");
        for second in 0..60 {
            bench.now += 1_000;
            if second < 50 {
                bench.execute(put(&(second % 7).to_string(), "")).unwrap();
            }
        }
    }
    settle(&mut bench);
    // 400 units in 50 of 60 seconds are 333.3 a second; at 50 % of them 667 are needed.
    assert_eq!(
        (units(&bench), told(&bench)),
        (667, vec![Happening::Scaled { access: report::Access::Write, from: 600, to: 667 }])
    );
    bench.ask("UpdateTable", r#"{"TableName":"Tab","DeletionProtectionEnabled":true}"#).unwrap();
    let now = bench.context().now;
    bench.engine.undo(now);
    assert_eq!(units(&bench), 667, "a step that did not set capacity leaves it");
    bench.now += 15 * 60_000;
    while bench.engine.is_due(model::EpochMillis(bench.now)) {
        settle(&mut bench);
    }
    assert_eq!(units(&bench), 100);
    assert_eq!(bench.engine.gate.as_ref().unwrap().next_turn, None, "at the minimum nothing more turns");
}

/// However time is told, minutes turn at the same moments.
#[test]
fn ticks_between_requests_change_nothing() {
    let mut told_often = enforced(1, 900, HASH);
    let mut told_seldom = enforced(1, 900, HASH);
    heat(&mut told_seldom, 5, &[("a", ""), ("b", "")]);
    for _ in 0..600 {
        heat_one(&mut told_often);
        settle(&mut told_often);
    }
    settle(&mut told_seldom);
    assert_eq!(contents(&told_often.engine), contents(&told_seldom.engine));
    assert_eq!(told(&told_often), told(&told_seldom));
    assert_eq!(told(&told_often).len(), 1);
}

fn heat_one(bench: &mut Bench) {
    let number = (bench.now - 1_700_000_040_000) / 500;
    bench.execute(put(if number.is_multiple_of(2) { "a" } else { "b" }, "")).unwrap();
    bench.now += 500;
}
