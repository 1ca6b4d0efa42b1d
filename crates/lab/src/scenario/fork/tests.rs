//! Tables that are there as scenarios.

use expect_test::{Expect, expect};

use super::{ForkError, of_table};
use crate::access::plan;
use crate::scenario::{read, told, write};

const DESCRIPTION: &str = r#"{"Table": {
    "TableName": "Orders", "TableArn": "arn:aws:dynamodb:eu-west-1:000000000000:table/Orders", "ItemCount": 4, "TableSizeBytes": 1200,
    "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "placed", "KeyType": "RANGE"}],
    "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 3},
    "GlobalSecondaryIndexes": [{"IndexName": "by-status", "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]},
        "ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 2}}],
    "LocalSecondaryIndexes": [{"IndexName": "by-total", "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"},
        {"AttributeName": "total", "KeyType": "RANGE"}], "Projection": {"ProjectionType": "KEYS_ONLY"}}]
}}"#;

const SCANNED: &str = r#"{"Items": [
    {"customer": {"S": "ann"}, "placed": {"S": "2026-11-01T08:00"}, "status": {"S": "open"}, "total": {"N": "5"}},
    {"customer": {"S": "ann"}, "placed": {"S": "2026-11-02T08:00"}, "status": {"S": "sent"}, "total": {"N": "7"}},
    {"customer": {"S": "ann"}, "placed": {"S": "2026-11-03T08:00"}, "status": {"S": "sent"}, "total": {"N": "9"}},
    {"customer": {"S": "bob"}, "placed": {"S": "2026-11-04T08:00"}, "total": {"N": "8"}}
], "Count": 4, "ScannedCount": 4}"#;

fn forked(description: &str, scanned: &str, expected: Expect) {
    let scenario = of_table(description, scanned, "eu-west-1", 1_794_787_200).unwrap();
    expected.assert_eq(&write(&scenario));
    assert_eq!(read(&write(&scenario)), Ok(scenario.clone()));
    let plan = plan(&scenario, &scenario.designs[0]).unwrap();
    assert!(plan.patterns.iter().all(|pattern| pattern.way.is_ok()));
}

#[test]
fn a_table_becomes_two_designs_with_its_own_keys() {
    forked(
        DESCRIPTION,
        SCANNED,
        expect![[r#"
            title = "Traffic on Orders"
            note = """
            Design A is the table as it is. Design B is a copy: change its keys, indexes or capacity, and compare.

            The rates are assumed; write your own."""
            seed = 1
            start = "2026-11-16"
            duration = "1d"
            region = "eu-west-1"
            retries = "sdk"

            [attributes]
            customer = { weighted = { "ann" = 3, "bob" = 1 } }
            status = { weighted = { "open" = 1, "sent" = 2 } }
            placed = "time"
            total = "sequence"

            [[pattern]]
            name = "put an item"
            does = "put"
            entity = "item"
            size = 300
            rate = 100

            [[pattern]]
            name = "get an item"
            does = "get"
            entity = "item"
            size = 300
            rate = 300

            [[pattern]]
            name = "list an item collection"
            does = "list"
            entity = "item"
            known = ["customer"]
            size = 300
            items = 2
            rate = 100

            [[pattern]]
            name = "query by-status"
            does = "list"
            entity = "item"
            known = ["status"]
            size = 300
            items = 2
            rate = 10

            [[pattern]]
            name = "query by-total"
            does = "list"
            entity = "item"
            known = ["customer"]
            ordered_by = ["total"]
            size = 300
            items = 2
            rate = 10

            [[design]]
            name = "A: as it is"

            [[design.table]]
            name = "Orders"
            partition_key = "{customer}"
            sort_key = "{placed}"
            items = 4
            item_size = 300
            mode = "provisioned"
            reads = 5
            writes = 3

            [[design.table.index]]
            name = "by-status"
            partition_key = "{status}"
            projection = ["total"]
            reads = 2
            writes = 2

            [[design.table.index]]
            name = "by-total"
            local = true
            sort_key = "{total}"
            projection = "keys-only"

            [[design]]
            name = "B: a copy to change"

            [[design.table]]
            name = "Orders"
            partition_key = "{customer}"
            sort_key = "{placed}"
            items = 4
            item_size = 300
            mode = "provisioned"
            reads = 5
            writes = 3

            [[design.table.index]]
            name = "by-status"
            partition_key = "{status}"
            projection = ["total"]
            reads = 2
            writes = 2

            [[design.table.index]]
            name = "by-total"
            local = true
            sort_key = "{total}"
            projection = "keys-only"
        "#]],
    );
}

#[test]
fn several_kinds_in_one_table_have_keys_of_their_own() {
    let description = r#"{"Table": {"TableName": "Shop", "ItemCount": 6, "TableSizeBytes": 600, "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        "GlobalSecondaryIndexes": [
            {"IndexName": "by-status", "KeySchema": [{"AttributeName": "GSI1PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]}},
            {"IndexName": "inverted", "KeySchema": [{"AttributeName": "SK", "KeyType": "HASH"}, {"AttributeName": "PK", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "ALL"}}]}}"#;
    let scanned = r##"{"Items": [
        {"PK": {"S": "CUSTOMER#ann"}, "SK": {"S": "PROFILE"}, "name": {"S": "Ann"}},
        {"PK": {"S": "CUSTOMER#ann"}, "SK": {"S": "ORDER#17"}, "GSI1PK": {"S": "STATUS#open"}, "total": {"N": "5"}},
        {"PK": {"S": "CUSTOMER#ann"}, "SK": {"S": "ORDER#18"}, "GSI1PK": {"S": "STATUS#sent"}},
        {"PK": {"S": "CUSTOMER#bob"}, "SK": {"S": "PROFILE"}, "name": {"S": "Bob"}},
        {"PK": {"S": "CUSTOMER#bob"}, "SK": {"S": "ORDER#19"}, "GSI1PK": {"S": "STATUS#open"}},
        {"PK": {"S": "PRODUCT#x"}, "SK": {"S": "PRODUCT#x"}}
    ]}"##;
    forked(
        description,
        scanned,
        expect![[r#"
            title = "Traffic on Shop"
            note = """
            Design A is the table as it is. Design B is a copy: change its keys, indexes or capacity, and compare.

            The rates are assumed; write your own."""
            seed = 1
            start = "2026-11-16"
            duration = "1d"
            region = "eu-west-1"
            retries = "sdk"

            [attributes]
            customer = { weighted = { "ann" = 3, "bob" = 2 } }
            order = "sequence"
            status = { weighted = { "open" = 2, "sent" = 1 } }
            product = { replay = ["x"] }
            GSI1PK = { uniform = 1 }
            total = "sequence"

            [[pattern]]
            name = "put order"
            does = "put"
            entity = "order"
            known = ["customer", "order", "status", "total"]
            size = 100
            rate = 50

            [[pattern]]
            name = "get order"
            does = "get"
            entity = "order"
            known = ["customer", "order"]
            size = 100
            rate = 150

            [[pattern]]
            name = "list order"
            does = "list"
            entity = "order"
            known = ["customer"]
            size = 100
            items = 1
            rate = 50

            [[pattern]]
            name = "query by-status for order"
            does = "list"
            entity = "order"
            known = ["status"]
            ordered_by = ["order"]
            size = 100
            items = 1
            rate = 5

            [[pattern]]
            name = "query inverted for order"
            does = "list"
            entity = "order"
            known = ["order"]
            ordered_by = ["customer"]
            size = 100
            items = 1
            rate = 5

            [[pattern]]
            name = "put profile"
            does = "put"
            entity = "profile"
            known = ["customer"]
            size = 100
            rate = 33.333

            [[pattern]]
            name = "get profile"
            does = "get"
            entity = "profile"
            known = ["customer"]
            size = 100
            rate = 100

            [[pattern]]
            name = "put product"
            does = "put"
            entity = "product"
            known = ["product"]
            size = 100
            rate = 16.666

            [[pattern]]
            name = "get product"
            does = "get"
            entity = "product"
            known = ["product"]
            size = 100
            rate = 50

            [[pattern]]
            name = "query inverted for product"
            does = "list"
            entity = "product"
            known = ["product"]
            ordered_by = ["product"]
            size = 100
            items = 1
            rate = 1.666

            [[design]]
            name = "A: as it is"

            [[design.table]]
            name = "Shop"
            partition_key = { name = "PK", of = "CUSTOMER#{customer}", kinds = { product = "PRODUCT#{product}" } }
            sort_key = { name = "SK", of = "ORDER#{order}", kinds = { profile = "PROFILE", product = "PRODUCT#{product}" } }
            items = 6
            item_size = 100

            [[design.table.index]]
            name = "by-status"
            partition_key = { name = "GSI1PK", of = "STATUS#{status}", kinds = { profile = "{GSI1PK}", product = "{GSI1PK}" } }
            sort_key = { name = "SK", of = "ORDER#{order}", kinds = { profile = "PROFILE", product = "PRODUCT#{product}" } }
            projection = ["total"]

            [[design.table.index]]
            name = "inverted"
            partition_key = { name = "SK", of = "ORDER#{order}", kinds = { profile = "PROFILE", product = "PRODUCT#{product}" } }
            sort_key = { name = "PK", of = "CUSTOMER#{customer}", kinds = { product = "PRODUCT#{product}" } }
            projection = "all"

            [[design]]
            name = "B: a copy to change"

            [[design.table]]
            name = "Shop"
            partition_key = { name = "PK", of = "CUSTOMER#{customer}", kinds = { product = "PRODUCT#{product}" } }
            sort_key = { name = "SK", of = "ORDER#{order}", kinds = { profile = "PROFILE", product = "PRODUCT#{product}" } }
            items = 6
            item_size = 100

            [[design.table.index]]
            name = "by-status"
            partition_key = { name = "GSI1PK", of = "STATUS#{status}", kinds = { profile = "{GSI1PK}", product = "{GSI1PK}" } }
            sort_key = { name = "SK", of = "ORDER#{order}", kinds = { profile = "PROFILE", product = "PRODUCT#{product}" } }
            projection = ["total"]

            [[design.table.index]]
            name = "inverted"
            partition_key = { name = "SK", of = "ORDER#{order}", kinds = { profile = "PROFILE", product = "PRODUCT#{product}" } }
            sort_key = { name = "PK", of = "CUSTOMER#{customer}", kinds = { product = "PRODUCT#{product}" } }
            projection = "all"
        "#]],
    );
    // Keys that are only values are no kinds.
    let plain = scanned.replace('#', "-").replace("PROFILE", "profile");
    let scenario = of_table(description, &plain, "eu-west-1", 0).unwrap();
    assert_eq!(scenario.patterns.iter().filter(|pattern| pattern.entity != "item").count(), 0);
}

#[test]
fn an_empty_table_on_demand_has_assumed_keys() {
    let description = r#"{"Table": {"TableName": "Music", "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "OnDemandThroughput": {"MaxReadRequestUnits": 50, "MaxWriteRequestUnits": -1},
        "KeySchema": [{"AttributeName": "artist", "KeyType": "HASH"}]}}"#;
    forked(
        description,
        r#"{"Items": []}"#,
        expect![[r#"
            title = "Traffic on Music"
            note = """
            Design A is the table as it is. Design B is a copy: change its keys, indexes or capacity, and compare.

            The rates are assumed; write your own."""
            seed = 1
            start = "2026-11-16"
            duration = "1d"
            region = "eu-west-1"
            retries = "sdk"

            [attributes]
            artist = { uniform = 10000 }

            [[pattern]]
            name = "put an item"
            does = "put"
            entity = "item"
            size = 1024
            rate = 100

            [[pattern]]
            name = "get an item"
            does = "get"
            entity = "item"
            size = 1024
            rate = 300

            [[design]]
            name = "A: as it is"

            [[design.table]]
            name = "Music"
            partition_key = "{artist}"
            items = 1
            item_size = 1024
            max_reads = 50

            [[design]]
            name = "B: a copy to change"

            [[design.table]]
            name = "Music"
            partition_key = "{artist}"
            items = 1
            item_size = 1024
            max_reads = 50
        "#]],
    );
}

#[test]
fn what_is_no_answer_is_refused() {
    let fork = |description: &str, scanned: &str| of_table(description, scanned, "us-east-1", 0);
    assert_eq!(fork("{}", SCANNED), Err(ForkError::NoAnswer("DescribeTable")));
    assert_eq!(fork(DESCRIPTION, "[]"), Err(ForkError::NoAnswer("Scan")));
    assert_eq!(fork(&DESCRIPTION.replace("customer", "{x}"), SCANNED), Err(ForkError::Name("{x}".into())));
}

#[test]
fn a_kind_is_told_by_strings_alone_and_by_what_can_be_a_name() {
    let description = r#"{"Table": {"TableName": "Readings", "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}]}}"#;
    let scanned = |keys: [&str; 3]| {
        let items = keys.map(|key| format!(r#"{{"PK": {{"S": "{key}"}}, "at": {{"N": "17"}}}}"#));
        format!(r#"{{"Items": [{}]}}"#, items.join(", "))
    };
    let keys = |texts: [&str; 3]| {
        let scenario = of_table(description, &scanned(texts), "eu-west-1", 0).unwrap();
        assert_eq!(read(&write(&scenario)), Ok(scenario.clone()));
        assert!(plan(&scenario, &scenario.designs[0]).unwrap().patterns.iter().all(|pattern| pattern.way.is_ok()));
        told(&scenario).designs[0].spaces[0].clone()
    };
    expect!["Readings: SENSOR#{sensor} / {at}, of gateway GATEWAY#{gateway} / {at}, on-demand"].assert_eq(&keys([
        "SENSOR#1",
        "SENSOR#2",
        "GATEWAY#1",
    ]));
    for plain in [["a{b#1", "a{b#2", "c}#1"], ["##1", "##2", "#"], ["SENSOR#1", "SENSOR#2", "SENSOR#"], ["1", "2", "GATEWAY#1"]] {
        assert_eq!(keys(plain), "Readings: {PK} / {at}, on-demand", "{plain:?}");
    }
}
