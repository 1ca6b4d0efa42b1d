//! Requests to UpdateTable and what they are answered; what is under way, and when it ends.

use expect_test::{Expect, expect};
use model::EpochMillis;
use proptest::prelude::{Strategy, prop_assert_eq, prop_oneof, proptest};

use crate::ControlPlaneDelays;
use crate::testing::{Bench, contents};

const KEYS: &str = r#""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"a","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
    "LocalSecondaryIndexes":[{"IndexName":"lsi","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"a","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}]"#;

/// An on-demand table `od` and a provisioned one `pr` (5 and 5), both with the indexes `gsi` and `lsi`.
fn bench(delays: ControlPlaneDelays) -> Bench {
    let mut bench = Bench::default();
    let gsi = r#""GlobalSecondaryIndexes":[{"IndexName":"gsi","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}"#;
    let five = r#""ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}"#;
    bench.ask("CreateTable", &format!(r#"{{"TableName":"ond","BillingMode":"PAY_PER_REQUEST",{KEYS},{gsi}}}]}}"#)).unwrap();
    bench.ask("CreateTable", &format!(r#"{{"TableName":"pro",{five},{KEYS},{gsi},{five}}}]}}"#)).unwrap();
    bench.ask("ListTables", "{}").unwrap();
    bench.engine.set_delays(delays);
    bench
}

fn update(bench: &mut Bench, table: &str, members: &str) -> String {
    bench.told("UpdateTable", &format!(r#"{{"TableName":"{table}",{members}}}"#))
}

fn check(table: &str, members: &str, expected: Expect) {
    expected.assert_eq(&update(&mut bench(ControlPlaneDelays::default()), table, members));
}

fn units(read: u32, write: u32) -> String {
    format!(r#""ProvisionedThroughput":{{"ReadCapacityUnits":{read},"WriteCapacityUnits":{write}}}"#)
}

fn indexes(actions: &str) -> String {
    format!(r#""GlobalSecondaryIndexUpdates":[{actions}]"#)
}

const DEFINITION: &str = r#""AttributeDefinitions":[{"AttributeName":"b","AttributeType":"N"}]"#;
const CREATE: &str = r#"{"Create":{"IndexName":"new","KeySchema":[{"AttributeName":"b","KeyType":"HASH"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}}"#;
const DELETE: &str = r#"{"Delete":{"IndexName":"gsi"}}"#;
const STREAM: &str = r#""StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}"#;

#[test]
fn a_request_says_something() {
    let nothing = expect![
        "ValidationException: At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required"
    ];
    check("none", DEFINITION, nothing);
    check(
        "ond",
        &format!("{},{STREAM}", indexes("")),
        expect!["ValidationException: One or more parameter values were invalid: List of GlobalSecondaryIndexUpdates is empty"],
    );
    check("none", STREAM, expect!["ResourceNotFoundException: Requested resource not found: Table: none not found"]);
    check(
        "ond",
        &indexes("{}"),
        expect![
            "ValidationException: One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null"
        ],
    );
    check(
        "ond",
        &indexes(&format!("{DELETE},{DELETE}")),
        expect![
            "ValidationException: One or more parameter values were invalid: Only one global secondary index update per index is allowed simultaneously. Index: gsi"
        ],
    );
    check(
        "ond",
        &indexes(
            r#"{"Delete":{"IndexName":"gsi"},"Update":{"IndexName":"gsi","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}}"#,
        ),
        expect![
            "ValidationException: One or more parameter values were invalid: Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object"
        ],
    );
}

#[test]
fn some_concerns_stand_alone() {
    let protect = r#""DeletionProtectionEnabled":true"#;
    check(
        "ond",
        &format!(r#""SSESpecification":{{"Enabled":true}},{protect}"#),
        expect![
            "ValidationException: One or more parameter values were invalid: Server-Side Encryption modification must be the only operation in the request"
        ],
    );
    check(
        "ond",
        &format!(r#""TableClass":"STANDARD",{protect}"#),
        expect![
            "ValidationException: One or more parameter values were invalid: TableClass modification must be the only operation in the request"
        ],
    );
    check(
        "ond",
        &format!("{STREAM},{protect}"),
        expect![
            "ValidationException: One or more parameter values were invalid: DeletionProtection modification must be the only operation in the request"
        ],
    );
    check(
        "pro",
        &format!("{STREAM},{}", units(9, 9)),
        expect![
            "ValidationException: One or more parameter values were invalid: You cannot modify stream status while updating table IOPS"
        ],
    );
    check(
        "pro",
        &format!("{},{}", units(9, 9), indexes(DELETE)),
        expect![
            "ValidationException: One or more parameter values were invalid: You cannot create or delete index while updating table IOPS"
        ],
    );
    check(
        "pro",
        &format!("{STREAM},{}", indexes(DELETE)),
        expect![
            "ValidationException: One or more parameter values were invalid: You cannot create or delete index while changing stream status"
        ],
    );
}

#[test]
fn throughput_and_billing_mode_go_together() {
    check(
        "ond",
        &units(9, 9),
        expect![
            "ValidationException: One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
        ],
    );
    check(
        "ond",
        r#""BillingMode":"PROVISIONED""#,
        expect![
            "ValidationException: One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
        ],
    );
    check(
        "ond",
        &format!(r#""BillingMode":"PROVISIONED",{}"#, units(9, 9)),
        expect![
            "ValidationException: One or more parameter values were invalid: ProvisionedThroughput must be specified for index: gsi"
        ],
    );
    check(
        "pro",
        &units(5, 5),
        expect![
            "ValidationException: The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for the table: 5. Requested WriteCapacityUnits: 5. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
        ],
    );
    check(
        "pro",
        &indexes(&format!(r#"{{"Update":{{"IndexName":"gsi",{}}}}}"#, units(5, 5))),
        expect![
            "ValidationException: The provisioned throughput for the index gsi will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for index gsi: 5. Requested ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for index gsi: 5. Requested WriteCapacityUnits: 5. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
        ],
    );
    check(
        "pro",
        &units(40_001, 5),
        expect![
            "LimitExceededException: The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in eu-west-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
        ],
    );
    check(
        "ond",
        &indexes(&format!(r#"{{"Update":{{"IndexName":"gsi",{}}}}}"#, units(5, 5))),
        expect![
            "ValidationException: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: gsi when BillingMode is PAY_PER_REQUEST"
        ],
    );
    check(
        "ond",
        r#""BillingMode":"PAY_PER_REQUEST""#,
        expect!["ond UPDATING OnDemand items=0 bytes=0; lsi entries=0; gsi ACTIVE OnDemand entries=0"],
    );
}

#[test]
fn the_reply_tells_what_stands_and_the_next_request_sees_what_was_asked_for() {
    let mut bench = bench(ControlPlaneDelays::default());
    expect!["pro UPDATING Provisioned { read_units: 5, write_units: 5 } items=0 bytes=0; lsi entries=0; gsi ACTIVE Provisioned { read_units: 5, write_units: 5 } entries=0"]
        .assert_eq(&update(&mut bench, "pro", &units(9, 2)));
    expect!["pro ACTIVE Provisioned { read_units: 9, write_units: 2 } items=0 bytes=0; lsi entries=0; gsi ACTIVE Provisioned { read_units: 5, write_units: 5 } entries=0"]
        .assert_eq(&bench.told("DescribeTable", r#"{"TableName":"pro"}"#));
    expect!["pro UPDATING Provisioned { read_units: 9, write_units: 2 } items=0 bytes=0; lsi entries=0; gsi ACTIVE Provisioned { read_units: 5, write_units: 5 } entries=0"]
        .assert_eq(&update(&mut bench, "pro", r#""BillingMode":"PAY_PER_REQUEST""#));
    expect!["pro ACTIVE OnDemand items=0 bytes=0; lsi entries=0; gsi ACTIVE OnDemand entries=0"]
        .assert_eq(&bench.told("DescribeTable", r#"{"TableName":"pro"}"#));
    let index = indexes(&format!(r#"{{"Update":{{"IndexName":"gsi",{}}}}}"#, units(1, 1)));
    update(&mut bench, "pro", &format!(r#""BillingMode":"PROVISIONED",{},{index}"#, units(7, 7)));
    expect!["pro ACTIVE Provisioned { read_units: 7, write_units: 7 } items=0 bytes=0; lsi entries=0; gsi ACTIVE Provisioned { read_units: 1, write_units: 1 } entries=0"]
        .assert_eq(&bench.told("DescribeTable", r#"{"TableName":"pro"}"#));
}

#[test]
fn indexes_are_named_rightly() {
    check(
        "ond",
        &indexes(r#"{"Delete":{"IndexName":"nope"}}"#),
        expect!["ResourceNotFoundException: Requested resource not found: Index nope for table ond"],
    );
    check(
        "ond",
        &indexes(r#"{"Delete":{"IndexName":"lsi"}}"#),
        expect!["ValidationException: Cannot delete an index that is not a GlobalSecondaryIndex: lsi"],
    );
    check(
        "pro",
        &indexes(&format!(r#"{{"Update":{{"IndexName":"lsi",{}}}}}"#, units(9, 9))),
        expect!["ValidationException: Cannot update an index that is not a GlobalSecondaryIndex: lsi"],
    );
    check(
        "ond",
        &indexes(CREATE),
        expect![
            "ValidationException: One or more parameter values were invalid: AttributeDefinitions is not specified for index: new"
        ],
    );
    check(
        "ond",
        &format!("{DEFINITION},{}", indexes(&CREATE.replace("new", "gsi"))),
        expect!["ValidationException: Attempting to create an index which already exists"],
    );
    check(
        "ond",
        &format!("{DEFINITION},{}", indexes(&CREATE.replace(r#"Name":"b""#, r#"Name":"c""#))),
        expect![
            "ValidationException: One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [c], AttributeDefinitions: [b]"
        ],
    );
    check(
        "pro",
        &format!("{DEFINITION},{}", indexes(CREATE)),
        expect![
            "ValidationException: One or more parameter values were invalid: ProvisionedThroughput is not specified for index: new"
        ],
    );
    check(
        "ond",
        &format!("{DEFINITION},{}", indexes(&format!("{CREATE},{DELETE}"))),
        expect![
            "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"
        ],
    );
}

#[test]
fn an_index_is_filled_with_what_has_its_key() {
    let mut bench = bench(ControlPlaneDelays::default());
    for (number, b) in [r#""b":{"N":"1"}"#, r#""b":{"S":"text"}"#, r#""c":{"N":"1"}"#, r#""b":{"N":"2"}"#].iter().enumerate() {
        bench
            .ask("PutItem", &format!(r#"{{"TableName":"ond","Item":{{"pk":{{"S":"p"}},"sk":{{"S":"{number}"}},{b}}}}}"#))
            .unwrap();
    }
    expect!["ond UPDATING OnDemand items=4 bytes=38; lsi entries=0; gsi ACTIVE OnDemand entries=0; new CREATING allocating OnDemand entries=0"]
        .assert_eq(&update(&mut bench, "ond", &format!("{DEFINITION},{}", indexes(CREATE))));
    expect!["ond ACTIVE OnDemand items=4 bytes=38; lsi entries=0; gsi ACTIVE OnDemand entries=0; new ACTIVE OnDemand entries=2"]
        .assert_eq(&bench.told("DescribeTable", r#"{"TableName":"ond"}"#));
    let usage = bench.engine.usage();
    let new = usage.iter().find(|usage| usage.index.as_deref() == Some("new")).unwrap();
    assert_eq!(new.consumed.writes.to_string(), "2", "a backfill consumes the index's units");
    update(&mut bench, "ond", &indexes(r#"{"Delete":{"IndexName":"new"}}"#));
    expect!["ond ACTIVE OnDemand items=4 bytes=38; lsi entries=0; gsi ACTIVE OnDemand entries=0"]
        .assert_eq(&bench.told("DescribeTable", r#"{"TableName":"ond"}"#));
}

#[test]
fn what_is_under_way_refuses_other_changes() {
    let delays = ControlPlaneDelays {
        update_ms: 1_000,
        index_allocation_ms: 5_000,
        backfill_step_ms: 2_000,
        index_delete_ms: 1_000,
        ..Default::default()
    };
    let mut bench = bench(delays);
    update(&mut bench, "pro", &units(9, 9));
    expect!["ResourceInUseException: Attempt to change a resource which is still in use: Table IOPS are currently being updated. Table: pro"].assert_eq(&update(&mut bench, "pro", &units(8, 8)));
    expect!["ResourceInUseException: Attempt to change a resource which is still in use: Can't enable or disable stream while table IOPS are being updated. Table: pro"].assert_eq(&update(&mut bench, "pro", STREAM));
    expect!["ResourceInUseException: Attempt to change a resource which is still in use: Can't create or delete indexes while table IOPS are being updated. Table: pro"].assert_eq(&update(&mut bench, "pro", &indexes(DELETE)));
    expect!["ResourceInUseException: Attempt to change a resource which is still in use: Table: pro is in the process of being updated."].assert_eq(&bench.told("DeleteTable", r#"{"TableName":"pro"}"#));
    bench.now += 1_000;
    update(&mut bench, "ond", &format!("{DEFINITION},{}", indexes(CREATE)));
    let drop_new = indexes(r#"{"Delete":{"IndexName":"new"}}"#);
    expect!["ResourceInUseException: Attempt to change a resource which is still in use: Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index is active. Table: ond Index: new"].assert_eq(&update(&mut bench, "ond", &drop_new));
    expect!["LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"].assert_eq(&update(&mut bench, "ond", &indexes(DELETE)));
    expect!["ResourceInUseException: Attempt to change a resource which is still in use: Can't change stream status when an index is being created"].assert_eq(&update(&mut bench, "ond", STREAM));
    expect!["ResourceInUseException: Attempt to change a resource which is still in use: Cannot delete table while indexes are being created, updated, or deleted."].assert_eq(&bench.told("DeleteTable", r#"{"TableName":"ond"}"#));
    for number in 0..1_500 {
        bench
            .ask(
                "PutItem",
                &format!(r#"{{"TableName":"ond","Item":{{"pk":{{"S":"{number}"}},"sk":{{"S":"s"}},"b":{{"N":"{number}"}}}}}}"#),
            )
            .unwrap();
    }
    bench.now += 5_000;
    let told = bench.told("DescribeTable", r#"{"TableName":"ond"}"#);
    assert!(told.starts_with("ond ACTIVE") && told.contains("new CREATING backfilling"), "{told}");
    update(&mut bench, "ond", &drop_new);
    expect!["ResourceInUseException: Attempt to change a resource which is still in use: Index is being deleted. Table: ond Index: new"].assert_eq(&update(&mut bench, "ond", &drop_new));
    bench.now += 1_000;
    assert!(!bench.told("DescribeTable", r#"{"TableName":"ond"}"#).contains("new"));
}

#[test]
fn decreases_and_classes_are_limited() {
    let mut bench = bench(ControlPlaneDelays::default());
    bench.now = 1_791_501_648_000;
    for write in (1..5).rev() {
        bench.now += 1_000;
        assert!(update(&mut bench, "pro", &units(5, write)).starts_with("pro UPDATING"));
    }
    expect!["LimitExceededException: Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases today: 4. Last decrease at Thursday, October 8, 2026 at 11:20:52 PM Coordinated Universal Time. Next decrease can be made at Friday, October 9, 2026 at 12:00:00 AM Coordinated Universal Time."]
        .assert_eq(&update(&mut bench, "pro", &units(4, 1)));
    assert!(update(&mut bench, "pro", &units(6, 1)).starts_with("pro UPDATING"), "an increase is always possible");
    for class in ["STANDARD_INFREQUENT_ACCESS", "STANDARD"] {
        assert!(update(&mut bench, "ond", &format!(r#""TableClass":"{class}""#)).starts_with("ond UPDATING"));
    }
    expect!["LimitExceededException: Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s)."]
        .assert_eq(&update(&mut bench, "ond", r#""TableClass":"STANDARD""#));
}

#[test]
fn streams_and_protection() {
    let mut bench = bench(ControlPlaneDelays::default());
    let off = r#""StreamSpecification":{"StreamEnabled":false}"#;
    expect!["ValidationException: Table has no stream to disable: TableName: ond"].assert_eq(&update(&mut bench, "ond", off));
    expect!["ValidationException: One or more parameter values were invalid: If stream is being enabled then UpdateViewType is required"].assert_eq(&update(&mut bench, "ond", r#""StreamSpecification":{"StreamEnabled":true}"#));
    assert!(update(&mut bench, "ond", STREAM).starts_with("ond UPDATING"));
    expect!["ValidationException: Table already has an enabled stream: TableName: ond"]
        .assert_eq(&update(&mut bench, "ond", STREAM));
    assert!(update(&mut bench, "ond", off).starts_with("ond UPDATING"));
    assert!(update(&mut bench, "ond", r#""DeletionProtectionEnabled":true"#).starts_with("ond ACTIVE"));
    assert!(bench.told("DeleteTable", r#"{"TableName":"ond"}"#).contains("protected against deletion"));
    expect!["ValidationException: One or more parameter values were invalid: Table is already encrypted by default"]
        .assert_eq(&update(&mut bench, "ond", r#""SSESpecification":{"Enabled":false}"#));
}

fn request() -> impl Strategy<Value = (&'static str, String)> {
    let create = format!("{DEFINITION},{}", indexes(CREATE));
    prop_oneof![
        3 => proptest::strategy::Just(("ond", create)),
        1 => proptest::strategy::Just(("ond", indexes(r#"{"Delete":{"IndexName":"new"}}"#))),
        1 => proptest::strategy::Just(("ond", indexes(DELETE))),
        2 => (1u32..9).prop_map(|write| ("pro", units(5, write))),
        1 => proptest::strategy::Just(("ond", STREAM.to_owned())),
    ]
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(32))]
    #[test]
    fn any_division_of_a_span_into_ticks_gives_the_same_state(
        requests in proptest::collection::vec((request(), 0u64..4_000, proptest::collection::vec(0u64..4_000, 0..5)), 1..8),
        ms in (0u64..3_000, 0u64..3_000, 0u64..3_000),
        items in 0u32..2_500,
    ) {
        let delays = ControlPlaneDelays { update_ms: ms.0, index_allocation_ms: ms.1, backfill_step_ms: ms.2, index_delete_ms: ms.0, ..Default::default() };
        let (mut ticked, mut jumped) = (bench(delays), bench(delays));
        for bench in [&mut ticked, &mut jumped] {
            for number in 0..items {
                bench.ask("PutItem", &format!(r#"{{"TableName":"ond","Item":{{"pk":{{"S":"{number}"}},"sk":{{"S":"s"}},"b":{{"N":"{number}"}}}}}}"#)).unwrap();
            }
        }
        for ((table, request), wait, mut ticks) in requests {
            ticks.retain(|tick| *tick < wait);
            ticks.sort_unstable();
            for tick in ticks {
                let changes = ticked.engine.tick(EpochMillis(ticked.now + tick));
                ticked.records.extend(changes);
            }
            for bench in [&mut ticked, &mut jumped] {
                bench.now += wait;
            }
            prop_assert_eq!(update(&mut ticked, table, &request), update(&mut jumped, table, &request));
            prop_assert_eq!(contents(&ticked.engine), contents(&jumped.engine));
            prop_assert_eq!(ticked.engine.sequence(), jumped.engine.sequence());
        }
        // What a refusal left behind comes with the next tick.
        for bench in [&mut ticked, &mut jumped] {
            let rest = bench.engine.tick(EpochMillis(bench.now));
            bench.records.extend(rest);
        }
        prop_assert_eq!(&ticked.records, &jumped.records);
    }
}
