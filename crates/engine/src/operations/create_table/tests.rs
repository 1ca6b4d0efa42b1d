//! Requests to CreateTable and what they are answered.

use expect_test::{Expect, expect};

use crate::testing::Bench;

fn check(members: &str, expected: Expect) {
    let mut bench = Bench::default();
    let request = format!(r#"{{"TableName":"Music",{members}}}"#);
    expected.assert_eq(&bench.told("CreateTable", &request));
}

const PK: &str = r#""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]"#;
const ON_DEMAND: &str = r#""BillingMode":"PAY_PER_REQUEST""#;

/// Key elements and definitions in short: `pk:HASH:S sk:RANGE:S a::N` (an attribute that is only defined has no kind).
fn keys(short: &str) -> String {
    let parts: Vec<Vec<&str>> = short.split(' ').map(|part| part.split(':').collect()).collect();
    let elements = parts.iter().filter(|part| !part[1].is_empty());
    let elements: Vec<String> =
        elements.map(|part| format!(r#"{{"AttributeName":"{}","KeyType":"{}"}}"#, part[0], part[1])).collect();
    let definitions = parts.iter().filter(|part| !part[2].is_empty());
    let definitions: Vec<String> =
        definitions.map(|part| format!(r#"{{"AttributeName":"{}","AttributeType":"{}"}}"#, part[0], part[2])).collect();
    format!(r#""KeySchema":[{}],"AttributeDefinitions":[{}]"#, elements.join(","), definitions.join(","))
}

/// One index: `name pk:HASH sk:RANGE`, and what else it has.
fn index(short: &str, rest: &str) -> String {
    let mut parts = short.split(' ');
    let name = parts.next().unwrap_or_default();
    let elements: Vec<String> = parts
        .filter_map(|part| part.split_once(':'))
        .map(|(name, kind)| format!(r#"{{"AttributeName":"{name}","KeyType":"{kind}"}}"#))
        .collect();
    format!(r#"{{"IndexName":"{name}","KeySchema":[{}]{rest}}}"#, elements.join(","))
}

const ALL: &str = r#","Projection":{"ProjectionType":"ALL"}"#;

#[test]
fn a_table_is_creating_in_the_reply_and_active_at_the_next_request() {
    let mut bench = Bench::default();
    let told = bench.told("CreateTable", &format!(r#"{{"TableName":"Music",{PK},{ON_DEMAND}}}"#));
    expect![[r#"Music CREATING OnDemand items=0 bytes=0"#]].assert_eq(&told);
    expect![[r#"Music ACTIVE OnDemand items=0 bytes=0"#]].assert_eq(&bench.told("DescribeTable", r#"{"TableName":"Music"}"#));
    expect!["ResourceInUseException: Table already exists: Music"]
        .assert_eq(&bench.told("CreateTable", &format!(r#"{{"TableName":"Music",{PK},{ON_DEMAND}}}"#)));
}

#[test]
fn while_it_is_being_created_it_is_in_use() {
    let mut bench = Bench::default();
    bench.engine.set_delays(crate::ControlPlaneDelays { create_ms: 1_000, ..Default::default() });
    let request = format!(r#"{{"TableName":"Music",{PK},{ON_DEMAND}}}"#);
    bench.told("CreateTable", &request);
    let in_use = "ResourceInUseException: Attempt to change a resource which is still in use: Table is being created: Music";
    assert_eq!(bench.told("CreateTable", &request), in_use);
    assert_eq!(bench.told("DeleteTable", r#"{"TableName":"Music"}"#), in_use);
    bench.now += 1_000;
    expect!["Music ACTIVE OnDemand items=0 bytes=0"].assert_eq(&bench.told("DescribeTable", r#"{"TableName":"Music"}"#));
}

#[test]
fn billing_mode_and_throughput_go_together() {
    check(
        PK,
        expect![
            "ValidationException: One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
        ],
    );
    let throughput = r#""ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}"#;
    check(
        &format!("{PK},{ON_DEMAND},{throughput}"),
        expect![
            "ValidationException: One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
        ],
    );
    check(&format!("{PK},{throughput}"), expect!["Music CREATING Provisioned { read_units: 5, write_units: 5 } items=0 bytes=0"]);
    let high = r#""ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":40001}"#;
    check(
        &format!("{PK},{high}"),
        expect![
            "LimitExceededException: The requested WriteCapacityUnits, 40001, is above the per table maximum for the account in eu-west-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
        ],
    );
}

#[test]
fn keys_have_their_shape() {
    let of = |short: &str, expected: Expect| check(&format!("{},{ON_DEMAND}", keys(short)), expected);
    of("pk:RANGE:S", expect!["ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key type"]);
    of(
        "pk:HASH:S sk:HASH:S",
        expect!["ValidationException: Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"],
    );
    of(
        "pk:HASH:S pk:RANGE:",
        expect!["ValidationException: Both the Hash Key and the Range Key element in the KeySchema have the same name"],
    );
    of("pk:HASH:S sk:RANGE:", expect!["ValidationException: Invalid KeySchema: Some index key attribute have no definition"]);
    of(
        "pk:HASH:S sk:RANGE: a::S",
        expect![
            "ValidationException: One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [sk, pk], AttributeDefinitions: [a, pk]"
        ],
    );
    of(
        "pk:HASH:S a::S",
        expect![
            "ValidationException: One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
        ],
    );
    of("pk:HASH:S pk::S", expect!["ValidationException: Attribute Name is duplicated: pk"]);
    of("pk:HASH:S sk:RANGE:N", expect!["Music CREATING OnDemand items=0 bytes=0"]);
}

#[test]
fn indexes_have_their_rules() {
    let global = |key: &str, indexes: &[String], expected: Expect| {
        check(&format!(r#"{},{ON_DEMAND},"GlobalSecondaryIndexes":[{}]"#, keys(key), indexes.join(",")), expected);
    };
    global(
        "pk:HASH:S",
        &[],
        expect!["ValidationException: One or more parameter values were invalid: List of GlobalSecondaryIndexes is empty"],
    );
    global(
        "pk:HASH:S a::S b::S",
        &[index("one a:HASH", ALL)],
        expect![
            "ValidationException: One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: [a, b, pk], keys used: [a, pk]"
        ],
    );
    global(
        "pk:HASH:S",
        &[index("one a:HASH", ALL)],
        expect![
            "ValidationException: One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [a], AttributeDefinitions: [pk]"
        ],
    );
    global(
        "pk:HASH:S a::S",
        &[index("one a:RANGE", ALL)],
        expect!["ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key type"],
    );
    global(
        "pk:HASH:S a::S",
        &[index("one a:HASH pk:RANGE a:RANGE", ALL)],
        expect!["ValidationException: The KeySchema contains multiple key attributes with the same name"],
    );
    global(
        "pk:HASH:S a::S b::S",
        &[index("one a:HASH pk:RANGE b:HASH", ALL)],
        expect![
            "ValidationException: One or more parameter values were invalid: All HASH key attributes must precede RANGE key attributes in the KeySchema"
        ],
    );
    global(
        "pk:HASH:S a::S",
        &[index("one a:HASH", ALL), index("one pk:HASH a:RANGE", ALL)],
        expect!["ValidationException: One or more parameter values were invalid: Duplicate index name: one"],
    );
    global(
        "pk:HASH:S a::S",
        &[index("one a:HASH", r#","Projection":{}"#)],
        expect!["ValidationException: One or more parameter values were invalid: Unknown ProjectionType: null"],
    );
    global(
        "pk:HASH:S a::S",
        &[index("one a:HASH", r#","Projection":{"ProjectionType":"INCLUDE"}"#)],
        expect![
            "ValidationException: One or more parameter values were invalid: ProjectionType is INCLUDE, but NonKeyAttributes is not specified"
        ],
    );
    global(
        "pk:HASH:S a::S",
        &[index("one a:HASH", r#","Projection":{"ProjectionType":"KEYS_ONLY","NonKeyAttributes":["x"]}"#)],
        expect![
            "ValidationException: One or more parameter values were invalid: ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified"
        ],
    );
    global(
        "pk:HASH:S a::S",
        &[index("one a:HASH", r#","Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x","x"]}"#)],
        expect!["ValidationException: One or more parameter values were invalid: Duplicate element in NonKeyAttributes: x"],
    );
    let throughput = format!(r#"{ALL},"ProvisionedThroughput":{{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}"#);
    global(
        "pk:HASH:S a::S",
        &[index("one a:HASH", &throughput)],
        expect![
            "ValidationException: One or more parameter values were invalid: ProvisionedThroughput should not be specified for index: one when BillingMode is PAY_PER_REQUEST"
        ],
    );
    let many: Vec<String> = (100..121).map(|number| index(&format!("i{number} a:HASH"), ALL)).collect();
    global(
        "pk:HASH:S a::S",
        &many,
        expect![
            "ValidationException: One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of 20"
        ],
    );
    global(
        "pk:HASH:S a::S",
        &[index("one a:HASH", ALL)],
        expect!["Music CREATING OnDemand items=0 bytes=0; one CREATING OnDemand entries=0"],
    );
}

#[test]
fn local_indexes_stay_with_their_collection() {
    let local = |key: &str, indexes: &[String], expected: Expect| {
        check(&format!(r#"{},{ON_DEMAND},"LocalSecondaryIndexes":[{}]"#, keys(key), indexes.join(",")), expected);
    };
    local(
        "pk:HASH:S sk:RANGE:S",
        &[],
        expect!["ValidationException: One or more parameter values were invalid: List of LocalSecondaryIndexes is empty"],
    );
    local(
        "pk:HASH:S a::S",
        &[index("one pk:HASH a:RANGE", ALL)],
        expect![
            "ValidationException: One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"
        ],
    );
    local(
        "pk:HASH:S sk:RANGE:S a::S",
        &[index("one a:HASH sk:RANGE", ALL)],
        expect![
            "ValidationException: One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table KeySchema for index: one. index hash key: a, table hash key: pk"
        ],
    );
    local(
        "pk:HASH:S sk:RANGE:S",
        &[index("one pk:HASH", ALL)],
        expect![
            "ValidationException: One or more parameter values were invalid: Index KeySchema does not have a range key for index: one"
        ],
    );
    let many: Vec<String> = (100..106).map(|number| index(&format!("i{number} pk:HASH a:RANGE"), ALL)).collect();
    local(
        "pk:HASH:S sk:RANGE:S a::S",
        &many,
        expect![
            "ValidationException: One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds per-table limit of 5"
        ],
    );
    local(
        "pk:HASH:S sk:RANGE:S a::N",
        &[index("one pk:HASH a:RANGE", ALL)],
        expect!["Music CREATING OnDemand items=0 bytes=0; one entries=0"],
    );
}

#[test]
fn settings_have_their_rules() {
    check(
        &format!(r#"{PK},{ON_DEMAND},"StreamSpecification":{{"StreamEnabled":true}}"#),
        expect![
            "ValidationException: One or more parameter values were invalid: Table is being created with a stream enabled, UpdateViewType is required"
        ],
    );
    check(
        &format!(r#"{PK},{ON_DEMAND},"StreamSpecification":{{"StreamEnabled":false,"StreamViewType":"NEW_IMAGE"}}"#),
        expect![
            "ValidationException: One or more parameter values were invalid: Table is being created with a stream disabled, UpdateViewType should not be specified"
        ],
    );
    check(
        &format!(r#"{PK},{ON_DEMAND},"TableClass":"COLD""#),
        expect![
            "ValidationException: Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS]."
        ],
    );
}

#[test]
fn names_are_listed_page_by_page_in_byte_order() {
    let mut bench = Bench::default();
    for name in ["beta", "Alpha", "gamma"] {
        bench.told("CreateTable", &format!(r#"{{"TableName":"{name}",{PK},{ON_DEMAND}}}"#));
    }
    expect!["Alpha, beta, gamma"].assert_eq(&bench.told("ListTables", "{}"));
    expect!["Alpha, beta; more after beta"].assert_eq(&bench.told("ListTables", r#"{"Limit":2}"#));
    expect!["beta, gamma"].assert_eq(&bench.told("ListTables", r#"{"ExclusiveStartTableName":"Zebra"}"#));
}

#[test]
fn a_deleted_table_is_gone_at_the_next_request_unless_it_is_protected() {
    let mut bench = Bench::default();
    expect!["ResourceNotFoundException: Requested resource not found: Table: Music not found"]
        .assert_eq(&bench.told("DeleteTable", r#"{"TableName":"Music"}"#));
    bench.told("CreateTable", &format!(r#"{{"TableName":"Music",{PK},{ON_DEMAND},"DeletionProtectionEnabled":true}}"#));
    expect!["ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."]
        .assert_eq(&bench.told("DeleteTable", r#"{"TableName":"Music"}"#));
    bench.told("CreateTable", &format!(r#"{{"TableName":"Songs",{PK},{ON_DEMAND}}}"#));
    let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Songs";
    expect!["Songs DELETING OnDemand items=0 bytes=0"]
        .assert_eq(&bench.told("DeleteTable", &format!(r#"{{"TableName":"{arn}"}}"#)));
    expect!["ResourceNotFoundException: Requested resource not found: Table: Songs not found"]
        .assert_eq(&bench.told("DescribeTable", r#"{"TableName":"Songs"}"#));
}
