//! Several regions in one database: what arrives, when, and who wins.

use std::collections::BTreeMap;

use api::{Error, Response};
use expect_test::{Expect, expect};
use model::{AttributeValue, EpochMillis};
use proptest::prelude::{Strategy, prop_assert_eq, prop_oneof, proptest};

use crate::journal::testing::ready;
use crate::storage::{MemoryStorage, Storage};
use crate::testing::Bench;
use crate::{Context, Journal, ObjectKind, Refusal};

const REGIONS: [&str; 3] = ["eu-west-1", "us-east-1", "ap-south-1"];

fn ask(bench: &mut Bench, region: &str, operation: &str, body: &str) -> Result<Response, Error> {
    let context = Context { region: region.to_owned(), ..bench.context() };
    match bench.engine.execute(&context, api::decode(operation, body.as_bytes())?, None) {
        Ok(outcome) => {
            bench.records.extend(outcome.batch);
            Ok(outcome.response)
        }
        Err(Refusal::Error { error, .. }) => Err(error),
        Err(Refusal::Missing(missing, _)) => panic!("{missing:?}"),
    }
}

/// Lines `region Operation {body}`; each answer is its body, or its exception and text.
#[track_caller]
fn check(bench: &mut Bench, script: &str, expected: Expect) {
    let mut told = String::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (region, rest) = line.split_once(' ').unwrap();
        let (operation, body) = rest.split_once(' ').unwrap();
        told += &match ask(bench, region, operation, body) {
            Ok(Response::Table(table)) => {
                let body = String::from_utf8(api::encode("DescribeTable", &Ok(Response::Table(table))).body).unwrap();
                let from = body.find("\"GlobalTableVersion\"").unwrap_or(body.len() - 2);
                let to = body.find(",\"DeletionProtection").unwrap_or(body.len());
                format!(
                    "{} {}",
                    if body.contains("UPDATING") { "UPDATING" } else { "ACTIVE" },
                    body.get(from..to).unwrap_or_default()
                )
                .trim_end()
                .to_owned()
            }
            result @ Ok(_) => String::from_utf8(api::encode(operation, &result).body).unwrap(),
            Err(error) => error.to_string(),
        };
        told.push('\n');
    }
    expected.assert_eq(&told);
}

const CREATE: &str = r#"{"TableName":"Tab","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;

fn global(lag_ms: u64) -> Bench {
    let mut bench = Bench::default();
    bench.engine.set_replication_lag(lag_ms);
    ask(&mut bench, "eu-west-1", "CreateTable", CREATE).unwrap();
    for region in ["us-east-1", "ap-south-1"] {
        let body = format!(r#"{{"TableName":"Tab","ReplicaUpdates":[{{"Create":{{"RegionName":"{region}"}}}}]}}"#);
        ask(&mut bench, "eu-west-1", "UpdateTable", &body).unwrap();
        bench.now += 1;
    }
    bench
}

fn put(bench: &mut Bench, region: &str, pk: &str, n: u64) {
    let body = format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"{pk}"}},"n":{{"N":"{n}"}}}}}}"#);
    ask(bench, region, "PutItem", &body).unwrap();
}

fn contents(bench: &mut Bench, region: &str) -> BTreeMap<String, String> {
    let Response::Page { items: Some(items), .. } = ask(bench, region, "Scan", r#"{"TableName":"Tab"}"#).unwrap() else {
        panic!()
    };
    let text = |value: &AttributeValue| match value {
        AttributeValue::S(text) => text.clone(),
        AttributeValue::N(number) => number.to_string(),
        other => panic!("{other:?}"),
    };
    items.iter().map(|item| (text(&item["pk"]), text(&item["n"]))).collect()
}

#[test]
fn a_replica_begins_with_the_items_and_follows() {
    let mut bench = Bench::default();
    check(
        &mut bench,
        &format!(
            r#"
            eu-west-1 CreateTable {CREATE}
            eu-west-1 PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"old"}}}}}}
            eu-west-1 UpdateTable {{"TableName":"Tab","ReplicaUpdates":[{{"Create":{{"RegionName":"us-east-1"}}}}]}}
            eu-west-1 DescribeTable {{"TableName":"Tab"}}
            us-east-1 DescribeTable {{"TableName":"Tab"}}
            us-east-1 GetItem {{"TableName":"Tab","Key":{{"pk":{{"S":"old"}}}}}}
            us-east-1 PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"new"}}}}}}
            eu-west-1 GetItem {{"TableName":"Tab","Key":{{"pk":{{"S":"new"}}}}}}
            eu-west-1 DeleteItem {{"TableName":"Tab","Key":{{"pk":{{"S":"new"}}}}}}
            us-east-1 GetItem {{"TableName":"Tab","Key":{{"pk":{{"S":"new"}}}}}}
            "#
        ),
        expect![[r#"
            ACTIVE
            {}
            UPDATING "GlobalTableVersion":"2019.11.21","Replicas":[{"RegionName":"us-east-1","ReplicaStatus":"CREATING"}],"MultiRegionConsistency":"EVENTUAL"
            ACTIVE "GlobalTableVersion":"2019.11.21","Replicas":[{"RegionName":"us-east-1","ReplicaStatus":"ACTIVE"}],"MultiRegionConsistency":"EVENTUAL"
            ACTIVE "GlobalTableVersion":"2019.11.21","Replicas":[{"RegionName":"eu-west-1","ReplicaStatus":"ACTIVE"}],"MultiRegionConsistency":"EVENTUAL"
            {"Item":{"pk":{"S":"old"}}}
            {}
            {"Item":{"pk":{"S":"new"}}}
            {}
            {}
        "#]],
    );
}

#[test]
fn a_write_arrives_when_its_lag_is_over() {
    let mut bench = global(500);
    put(&mut bench, "eu-west-1", "a", 1);
    bench.now += 499;
    assert!(contents(&mut bench, "us-east-1").is_empty());
    bench.now += 1;
    assert_eq!(contents(&mut bench, "us-east-1").len(), 1);
    assert_eq!(contents(&mut bench, "ap-south-1").len(), 1);
}

#[test]
fn the_last_writer_wins_in_every_region() {
    let mut bench = global(500);
    put(&mut bench, "us-east-1", "a", 1);
    bench.now += 10;
    put(&mut bench, "eu-west-1", "a", 2);
    assert_eq!(contents(&mut bench, "us-east-1")["a"], "1");
    bench.now += 2_000;
    for region in REGIONS {
        assert_eq!(contents(&mut bench, region)["a"], "2", "{region}");
    }
}

#[test]
fn within_a_millisecond_the_last_to_ask_wins() {
    let mut bench = global(100);
    for (region, n) in REGIONS.iter().zip(1..) {
        put(&mut bench, region, "a", n);
    }
    bench.now += 1_000;
    let found: Vec<String> = REGIONS.iter().map(|region| contents(&mut bench, region)["a"].clone()).collect();
    assert_eq!(found, ["3", "3", "3"], "whoever asked last");
}

#[test]
fn a_replicated_write_is_metered_where_it_arrives_and_told_by_its_stream() {
    let mut bench = global(0);
    put(&mut bench, "eu-west-1", "a", 1);
    contents(&mut bench, "us-east-1");
    let usage = bench.engine.usage();
    let writes: Vec<(String, u64)> = usage.iter().map(|report| (report.region.clone(), report.consumed.all_writes().0)).collect();
    assert_eq!(writes, [("eu-west-1".into(), 2), ("us-east-1".into(), 2), ("ap-south-1".into(), 2)]);
}

#[test]
fn wrong_changes_of_replicas_are_told() {
    let mut bench = global(0);
    check(
        &mut bench,
        r#"
        eu-west-1 UpdateTable {"TableName":"Tab","ReplicaUpdates":[{}]}
        eu-west-1 UpdateTable {"TableName":"Tab","ReplicaUpdates":[{"Create":{"RegionName":"eu-west-1"}}]}
        eu-west-1 UpdateTable {"TableName":"Tab","ReplicaUpdates":[{"Create":{"RegionName":"us-west-1"}},{"Create":{"RegionName":"us-west-2"}}]}
        eu-west-1 UpdateTable {"TableName":"Tab","ReplicaUpdates":[{"Create":{"RegionName":"us-west-1"}},{"Delete":{"RegionName":"us-east-1"}}]}
        eu-west-1 UpdateTable {"TableName":"Tab","BillingMode":"PAY_PER_REQUEST","ReplicaUpdates":[{"Create":{"RegionName":"us-west-1"}}]}
        eu-west-1 UpdateTable {"TableName":"Tab","ReplicaUpdates":[{"Create":{"RegionName":"us-east-1"}}]}
        eu-west-1 UpdateTable {"TableName":"Tab","ReplicaUpdates":[{"Delete":{"RegionName":"us-west-1"}}]}
        us-east-1 UpdateTable {"TableName":"Tab","ReplicaUpdates":[{"Delete":{"RegionName":"eu-west-1"}}]}
        eu-west-1 UpdateTable {"TableName":"Tab","MultiRegionConsistency":"STRONG","ReplicaUpdates":[{"Create":{"RegionName":"us-west-1"}}]}
        eu-west-1 UpdateTable {"TableName":"Tab","StreamSpecification":{"StreamEnabled":false}}
        "#,
        expect![[r#"
            ValidationException: There are no actions specified in the Replica Update Action of the request.
            ValidationException: Cannot add or delete the local region through ReplicaUpdates. Use CreateTable, DeleteTable, or UpdateTable as required.
            ValidationException: Update table operation with more than one create or delete replica actions not allowed
            ValidationException: Update table operation with more than one type of replica actions not allowed.
            ValidationException: One or more parameter values were invalid: Requests that modify replicas or witnesses must not also modify other fields
            ResourceInUseException: Global table with name: 'Tab' already exists with replicas in regions: 'eu-west-1, us-east-1, ap-south-1'.
            ValidationException: Update global table operation failed because one or more replicas were not part of the global table. Please retry the request without these replicas: [us-west-1].
            ValidationException: Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the table in the last 24 hours.
            ValidationException: MultiRegionConsistency parameter is unsupported on existing global table
            ValidationException: One or more parameter values were invalid: Disabling Stream is not allowed for a Global Table replica.
        "#]],
    );
}

#[test]
fn a_replica_goes_by_update_or_by_its_own_deletion() {
    let mut bench = global(0);
    check(
        &mut bench,
        r#"
        eu-west-1 UpdateTable {"TableName":"Tab","ReplicaUpdates":[{"Delete":{"RegionName":"us-east-1"}}]}
        us-east-1 DescribeTable {"TableName":"Tab"}
        ap-south-1 DeleteTable {"TableName":"Tab"}
        eu-west-1 DescribeTable {"TableName":"Tab"}
        "#,
        expect![[r#"
            ACTIVE "GlobalTableVersion":"2019.11.21","Replicas":[{"RegionName":"ap-south-1","ReplicaStatus":"ACTIVE"}],"MultiRegionConsistency":"EVENTUAL"
            ResourceNotFoundException: Requested resource not found: Table: Tab not found
            ACTIVE
            ACTIVE
        "#]],
    );
}

#[test]
fn strong_consistency_is_at_once_and_refuses_concurrent_writes() {
    let mut bench = Bench::default();
    bench.engine.set_replication_lag(300);
    ask(&mut bench, "eu-west-1", "CreateTable", CREATE).unwrap();
    check(
        &mut bench,
        r#"
        eu-west-1 UpdateTable {"TableName":"Tab","MultiRegionConsistency":"STRONG","ReplicaUpdates":[{"Create":{"RegionName":"us-east-1"}}]}
        eu-west-1 UpdateTable {"TableName":"Tab","MultiRegionConsistency":"STRONG","ReplicaUpdates":[{"Create":{"RegionName":"us-east-1"}}],"GlobalTableWitnessUpdates":[{"Create":{"RegionName":"us-west-2"}}]}
        eu-west-1 DescribeTable {"TableName":"Tab"}
        eu-west-1 PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"}}}
        us-east-1 GetItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"ConsistentRead":true}
        us-east-1 PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"n":{"N":"2"}}}
        eu-west-1 PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"n":{"N":"3"}}}
        eu-west-1 TransactWriteItems {"TransactItems":[{"Put":{"TableName":"Tab","Item":{"pk":{"S":"b"}}}}]}
        "#,
        expect![[r#"
            ValidationException: Our model: strong consistency takes two more replicas, or one and a witness, in one request
            UPDATING "GlobalTableVersion":"2019.11.21","Replicas":[{"RegionName":"us-east-1","ReplicaStatus":"CREATING"}],"GlobalTableWitnesses":[{"RegionName":"us-west-2","WitnessStatus":"ACTIVE"}],"MultiRegionConsistency":"STRONG"
            ACTIVE "GlobalTableVersion":"2019.11.21","Replicas":[{"RegionName":"us-east-1","ReplicaStatus":"ACTIVE"}],"GlobalTableWitnesses":[{"RegionName":"us-west-2","WitnessStatus":"ACTIVE"}],"MultiRegionConsistency":"STRONG"
            {}
            {"Item":{"pk":{"S":"a"}}}
            ReplicatedWriteConflictException: One or more items in this request are being modified by a request in another Region.
            {}
            ValidationException: Our model: transactions are not available on a table with multi-Region strong consistency
        "#]],
    );
    bench.now += 301;
    put(&mut bench, "us-east-1", "a", 4);
    assert_eq!(contents(&mut bench, "eu-west-1")["a"], "4");
}

#[test]
fn what_replicas_share_is_changed_in_all() {
    let mut bench = global(0);
    check(
        &mut bench,
        r#"
        us-east-1 UpdateTable {"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"g","AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"Glo","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]}
        eu-west-1 PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"g":{"S":"x"}}}
        ap-south-1 Query {"TableName":"Tab","IndexName":"Glo","KeyConditionExpression":"g = :g","ExpressionAttributeValues":{":g":{"S":"x"}},"Select":"COUNT"}
        "#,
        expect![[r#"
            UPDATING "GlobalTableVersion":"2019.11.21","Replicas":[{"RegionName":"eu-west-1","ReplicaStatus":"ACTIVE"},{"RegionName":"ap-south-1","ReplicaStatus":"ACTIVE"}],"MultiRegionConsistency":"EVENTUAL"
            {}
            {"Count":1,"ScannedCount":1}
        "#]],
    );
}

#[test]
fn a_table_becomes_no_group_of_itself_and_two_replicas_do_not_go_at_once() {
    let mut bench = global(0);
    bench.now += 25 * 3_600_000;
    check(
        &mut bench,
        r#"
        eu-west-1 UpdateTable {"TableName":"Tab","MultiRegionConsistency":"EVENTUAL"}
        eu-west-1 UpdateTable {"TableName":"Tab","ReplicaUpdates":[{"Delete":{"RegionName":"us-east-1"}},{"Delete":{"RegionName":"ap-south-1"}}]}
        "#,
        expect![[r#"
            ValidationException: At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required
            ValidationException: Update table operation with more than one create or delete replica actions not allowed
        "#]],
    );
    assert_eq!(bench.engine.global_table("123456789012", "Tab").map(|group| group.members.len()), Some(3));
}

#[test]
fn time_to_live_is_of_all_replicas_and_not_of_strong_ones() {
    let mut bench = global(0);
    check(
        &mut bench,
        r#"
        us-east-1 UpdateTimeToLive {"TableName":"Tab","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"e"}}
        ap-south-1 DescribeTimeToLive {"TableName":"Tab"}
        eu-west-1 UpdateTable {"TableName":"Tab","ReplicaUpdates":[{"Create":{"RegionName":"sa-east-1"}}]}
        sa-east-1 DescribeTimeToLive {"TableName":"Tab"}
        eu-west-1 CreateTable {"TableName":"Str","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}
        eu-west-1 UpdateTable {"TableName":"Str","MultiRegionConsistency":"STRONG","ReplicaUpdates":[{"Create":{"RegionName":"us-east-1"}},{"Create":{"RegionName":"us-west-2"}}]}
        eu-west-1 UpdateTimeToLive {"TableName":"Str","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"e"}}
        "#,
        expect![[r#"
            {"TimeToLiveSpecification":{"Enabled":true,"AttributeName":"e"}}
            {"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"e"}}
            UPDATING "GlobalTableVersion":"2019.11.21","Replicas":[{"RegionName":"us-east-1","ReplicaStatus":"ACTIVE"},{"RegionName":"ap-south-1","ReplicaStatus":"ACTIVE"},{"RegionName":"sa-east-1","ReplicaStatus":"CREATING"}],"MultiRegionConsistency":"EVENTUAL"
            {"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"e"}}
            ACTIVE
            UPDATING "GlobalTableVersion":"2019.11.21","Replicas":[{"RegionName":"us-east-1","ReplicaStatus":"CREATING"},{"RegionName":"us-west-2","ReplicaStatus":"CREATING"}],"MultiRegionConsistency":"STRONG"
            ValidationException: Our model: time to live is not available on a table with multi-Region strong consistency
        "#]],
    );
}

#[test]
fn what_a_replica_overrides_is_its_tables_own() {
    let mut bench = global(0);
    let body = r#"{"TableName":"Tab","ReplicaUpdates":[{"Update":{"RegionName":"us-east-1","TableClassOverride":"STANDARD_INFREQUENT_ACCESS","OnDemandThroughputOverride":{"MaxReadRequestUnits":50}}}]}"#;
    ask(&mut bench, "eu-west-1", "UpdateTable", body).unwrap();
    let told = |bench: &mut Bench, region: &str| match ask(bench, region, "DescribeTable", r#"{"TableName":"Tab"}"#).unwrap() {
        Response::Table(table) => {
            (table.table_class.map(|(class, _)| class), table.on_demand_throughput.and_then(|units| units.read))
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(told(&mut bench, "us-east-1"), (Some("STANDARD_INFREQUENT_ACCESS".to_owned()), Some(50)));
    assert_eq!(told(&mut bench, "eu-west-1"), (None, None));
    // Maximums of writes are common, those of reads each replica's own.
    let both = r#"{"TableName":"Tab","OnDemandThroughput":{"MaxReadRequestUnits":7,"MaxWriteRequestUnits":9}}"#;
    ask(&mut bench, "eu-west-1", "UpdateTable", both).unwrap();
    assert_eq!(told(&mut bench, "us-east-1").1, Some(50));
    assert_eq!(told(&mut bench, "eu-west-1").1, Some(7));
}

#[test]
fn nothing_of_a_replica_is_left_when_it_is_gone() {
    let mut bench = global(0);
    put(&mut bench, "us-east-1", "a", 1);
    contents(&mut bench, "eu-west-1");
    let cursors = |bench: &Bench| {
        let of = |region: &str| bench.engine.objects_of(ObjectKind::ReplicationCursor, "123456789012", region).count();
        REGIONS.map(of)
    };
    assert_eq!(cursors(&bench), [0, 1, 0]);
    for region in ["us-east-1", "ap-south-1"] {
        ask(&mut bench, region, "DeleteTable", r#"{"TableName":"Tab"}"#).unwrap();
    }
    assert_eq!(cursors(&bench), [0, 0, 0]);
}

/// What is on its way when a database is closed arrives after it is opened, though nobody writes again.
#[test]
fn a_write_on_its_way_survives_closing() {
    let mut bench = global(500);
    put(&mut bench, "eu-west-1", "a", 1);
    let storage = MemoryStorage::default();
    let (_, mut journal) = ready(Journal::open(&storage, 7)).unwrap();
    ready(storage.commit(journal.append(&bench.records))).unwrap();
    journal.committed();
    for checkpointed in [false, true] {
        if checkpointed {
            bench.engine.mark_durable(bench.engine.sequence());
            ready(storage.commit(journal.checkpoint(&bench.engine))).unwrap();
        }
        let (engine, mut journal) = ready(Journal::open(&storage, 7)).unwrap();
        let mut opened = Bench { engine, now: bench.now + 10_000, records: vec![] };
        opened.engine.set_replication_lag(500);
        let context = Context { region: "us-east-1".to_owned(), ..opened.context() };
        let get = api::decode("GetItem", br#"{"TableName":"Tab","Key":{"pk":{"S":"a"}}}"#).unwrap();
        let mut loaded = 0;
        let response = loop {
            match opened.engine.execute(&context, get.clone(), None) {
                Ok(outcome) => break outcome.response,
                Err(Refusal::Missing(missing, _)) => ready(journal.load(&mut opened.engine, &storage, missing)).unwrap(),
                Err(Refusal::Error { error, .. }) => panic!("{error}"),
            }
            loaded += 1;
            assert!(loaded < 10, "it waits for ever");
        };
        let Response::GetItem { item, .. } = response else { panic!("{response:?}") };
        assert!(item.is_some(), "checkpointed: {checkpointed}");
    }
}

#[test]
fn version_2017_is_refused_unless_it_is_turned_on() {
    let stream =
        CREATE.replacen('{', r#"{"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"},"#, 1);
    let create = r#"{"GlobalTableName":"Tab","ReplicationGroup":[{"RegionName":"eu-west-1"},{"RegionName":"us-east-1"}]}"#;
    let mut bench = Bench::default();
    check(
        &mut bench,
        &format!(
            "eu-west-1 CreateGlobalTable {create}\neu-west-1 DescribeGlobalTable {{\"GlobalTableName\":\"Tab\"}}\neu-west-1 ListGlobalTables {{}}"
        ),
        expect![[r#"
            ValidationException: One or more parameter values were invalid: DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables version 2019.11.21, instead of version 2017.11.29 (Legacy).
            GlobalTableNotFoundException: Global table with name: 'Tab' does not exist.
            {"GlobalTables":[]}
        "#]],
    );
    bench.engine.set_legacy_global_tables(true);
    check(
        &mut bench,
        &format!(
            r#"
            eu-west-1 CreateGlobalTable {create}
            eu-west-1 CreateTable {stream}
            us-east-1 CreateTable {stream}
            eu-west-1 CreateGlobalTable {create}
            us-east-1 PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"a"}}}}}}
            eu-west-1 GetItem {{"TableName":"Tab","Key":{{"pk":{{"S":"a"}}}}}}
            eu-west-1 ListGlobalTables {{"RegionName":"us-east-1"}}
            eu-west-1 UpdateGlobalTable {{"GlobalTableName":"Tab","ReplicaUpdates":[{{"Delete":{{"RegionName":"us-east-1"}}}}]}}
            "#
        ),
        expect![[r#"
            TableNotFoundException: Our model: table Tab is not found in region eu-west-1
            ACTIVE
            ACTIVE
            {"GlobalTableDescription":{"ReplicationGroup":[{"RegionName":"eu-west-1","ReplicaStatus":"ACTIVE"},{"RegionName":"us-east-1","ReplicaStatus":"ACTIVE"}],"GlobalTableArn":"arn:aws:dynamodb::123456789012:global-table/Tab","CreationDateTime":1700000000.000,"GlobalTableStatus":"ACTIVE","GlobalTableName":"Tab"}}
            {}
            {"Item":{"pk":{"S":"a"}}}
            {"GlobalTables":[{"GlobalTableName":"Tab","ReplicationGroup":[{"RegionName":"eu-west-1"},{"RegionName":"us-east-1"}]}]}
            {"GlobalTableDescription":{"ReplicationGroup":[],"GlobalTableArn":"arn:aws:dynamodb::123456789012:global-table/Tab","CreationDateTime":1700000000.000,"GlobalTableStatus":"ACTIVE","GlobalTableName":"Tab"}}
        "#]],
    );
}

#[test]
fn auto_scaling_of_replicas_is_kept_and_told() {
    let mut bench = global(0);
    check(
        &mut bench,
        r#"
        eu-west-1 DescribeTableReplicaAutoScaling {"TableName":"Uuu"}
        eu-west-1 UpdateTableReplicaAutoScaling {"TableName":"Tab","ProvisionedWriteCapacityAutoScalingUpdate":{"MinimumUnits":1}}
        eu-west-1 UpdateTableReplicaAutoScaling {"TableName":"Tab","ReplicaUpdates":[{"RegionName":"us-west-1"}]}
        eu-west-1 UpdateTableReplicaAutoScaling {"TableName":"Tab","ReplicaUpdates":[{"RegionName":"us-east-1","ReplicaProvisionedReadCapacityAutoScalingUpdate":{"MinimumUnits":1,"MaximumUnits":9,"ScalingPolicyUpdate":{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":70.5}}}}]}
        "#,
        expect![[r#"
            ResourceNotFoundException: Global table with name: 'Uuu' does not exist.
            ValidationException: Failed to update settings for global table with name: ‘Tab’: Parameters 'MaximumUnits', 'ScalingPolicyUpdate' are required unless auto scaling is being disabled.
            ResourceNotFoundException: Failed to update settings for global table with name: ‘Tab’ because a replica does not exist in regions: ‘[us-west-1]’.
            {"TableAutoScalingDescription":{"TableName":"Tab","TableStatus":"ACTIVE","Replicas":[{"RegionName":"eu-west-1","GlobalSecondaryIndexes":[],"ReplicaStatus":"ACTIVE"},{"RegionName":"us-east-1","GlobalSecondaryIndexes":[],"ReplicaProvisionedReadCapacityAutoScalingSettings":{"MinimumUnits":1,"MaximumUnits":9,"ScalingPolicies":[{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":70.5}}]},"ReplicaStatus":"ACTIVE"},{"RegionName":"ap-south-1","GlobalSecondaryIndexes":[],"ReplicaStatus":"ACTIVE"}]}}
        "#]],
    );
}

#[derive(Clone, Debug)]
enum Step {
    Put(usize, u8, u64),
    Delete(usize, u8),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3usize, 0..4u8, 0..99u64).prop_map(|(region, key, n)| Step::Put(region, key, n)),
        (0..3usize, 0..4u8).prop_map(|(region, key)| Step::Delete(region, key)),
        (0..150u64).prop_map(Step::Wait),
    ]
}

proptest! {
    /// Whatever is written where and when, and however time is cut into ticks, all regions end with the last write of each item.
    #[test]
    fn regions_converge_to_the_last_write(steps in proptest::collection::vec(step(), 1..60), lag in 0..200u64) {
        let mut bench = global(lag);
        let mut last: BTreeMap<String, Option<String>> = BTreeMap::new();
        for step in steps {
            let (key, left) = match step {
                Step::Put(region, key, n) => {
                    let had = contents(&mut bench, REGIONS[region]).get(&key.to_string()) == Some(&n.to_string());
                    put(&mut bench, REGIONS[region], &key.to_string(), n);
                    if had {
                        // What changes nothing is no write.
                        continue;
                    }
                    (key.to_string(), Some(n.to_string()))
                }
                Step::Delete(region, key) => {
                    let had = contents(&mut bench, REGIONS[region]).contains_key(&key.to_string());
                    let body = format!(r#"{{"TableName":"Tab","Key":{{"pk":{{"S":"{key}"}}}}}}"#);
                    ask(&mut bench, REGIONS[region], "DeleteItem", &body).unwrap();
                    if !had {
                        // What changes nothing is no write.
                        continue;
                    }
                    (key.to_string(), None)
                }
                Step::Wait(ms) => {
                    bench.now += ms;
                    bench.engine.tick(EpochMillis(bench.now));
                    continue;
                }
            };
            last.insert(key, left);
        }
        bench.now += 1_000;
        let expected: BTreeMap<String, String> = last.into_iter().filter_map(|(key, left)| Some((key, left?))).collect();
        for region in REGIONS {
            prop_assert_eq!(&contents(&mut bench, region), &expected, "{}", region);
        }
    }
}
