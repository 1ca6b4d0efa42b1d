//! What clients see of enforced capacity.

use expect_test::{Expect, expect};

use crate::testing::Bench;

/// A bench that enforces capacity, with a table `Tab pk:S`, on which `members` decide besides.
fn enforced(members: &str) -> Bench {
    let mut bench = Bench::default();
    bench.engine.enforce_capacity(true);
    let body = format!(
        r#"{{"TableName":"Tab","KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],"AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}{members}}}"#
    );
    bench.ask("CreateTable", &body).unwrap();
    bench
}

fn provisioned(read: u64, write: u64) -> Bench {
    enforced(&format!(r#"],"ProvisionedThroughput":{{"ReadCapacityUnits":{read},"WriteCapacityUnits":{write}}}"#))
}

/// A table of 1,000 units and an index `Glo g:S` of one.
fn with_narrow_index() -> Bench {
    enforced(
        r#",{"AttributeName":"g","AttributeType":"S"}],"ProvisionedThroughput":{"ReadCapacityUnits":1000,"WriteCapacityUnits":1000},"GlobalSecondaryIndexes":[{"IndexName":"Glo","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"},"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}]"#,
    )
}

/// Runs `Operation {body}` lines; `wait SECONDS` lets time pass. `{350}` in a body is a text that makes 350 units.
fn replay(bench: &mut Bench, script: &str) -> String {
    let mut told = String::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (operation, body) = line.split_once(' ').unwrap();
        if operation == "wait" {
            bench.now += body.parse::<u64>().unwrap() * 1_000;
            continue;
        }
        let body = body.replace("{350}", &"x".repeat(350 * 1_024 - 10)).replace("{100}", &"x".repeat(100 * 1_024 - 10));
        let reply = api::encode(operation, &bench.ask(operation, &body));
        let text = String::from_utf8(reply.body).unwrap();
        told += &format!("{} {}\n", reply.status, if text.len() > 2_000 { "long" } else { &text });
    }
    told
}

fn check(bench: &mut Bench, script: &str, expected: Expect) {
    expected.assert_eq(&replay(bench, script));
}

#[test]
fn a_table_of_one_unit_takes_its_burst_and_then_throttles() {
    check(
        &mut provisioned(1, 1),
        r#"
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"d":{"S":"{350}"}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"}}}
        UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"b"}}}
        DeleteItem {"TableName":"Tab","Key":{"pk":{"S":"b"}},"ConditionExpression":"attribute_exists(pk)"}
        ExecuteStatement {"Statement":"INSERT INTO Tab VALUE {'pk':'b'}"}
        wait 50
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"}}}
        wait 1
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"}}}
        "#,
        expect![[r#"
            200 {}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableWriteProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableWriteProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableWriteProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableWriteProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableWriteProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            200 {}
        "#]],
    );
}

#[test]
fn reads_ask_before_they_answer() {
    let mut bench = provisioned(1, 1_000);
    check(
        &mut bench,
        r#"
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"d":{"S":"{350}"}}}
        GetItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"ConsistentRead":true,"ProjectionExpression":"pk"}
        Query {"TableName":"Tab","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ProjectionExpression":"pk","ConsistentRead":true}
        Scan {"TableName":"Tab","ProjectionExpression":"pk","ConsistentRead":true}
        ExecuteStatement {"Statement":"SELECT pk FROM Tab WHERE pk = 'a'"}
        GetItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"ProjectionExpression":"pk"}
        Query {"TableName":"Tab","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"z"}}}
        Scan {"TableName":"Tab"}
        ExecuteStatement {"Statement":"SELECT pk FROM Tab WHERE pk = 'a'"}
        "#,
        expect![[r#"
            200 {}
            200 {"Item":{"pk":{"S":"a"}}}
            200 {"Items":[{"pk":{"S":"a"}}],"Count":1,"ScannedCount":1}
            200 {"Items":[{"pk":{"S":"a"}}],"Count":1,"ScannedCount":1}
            200 {"Items":[{"pk":{"S":"a"}}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableReadProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableReadProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableReadProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableReadProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
        "#]],
    );
}

/// Developer guide, "GSI write throttling and back pressure": the base write is refused and the index is named.
#[test]
fn a_starved_index_refuses_the_writes_that_touch_it() {
    check(
        &mut with_narrow_index(),
        r#"
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"g":{"S":"g"},"d":{"S":"{350}"}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"},"g":{"S":"g"}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"}}}
        GetItem {"TableName":"Tab","Key":{"pk":{"S":"b"}}}
        BatchExecuteStatement {"Statements":[{"Statement":"INSERT INTO Tab VALUE {'pk':'c','g':'g'}"},{"Statement":"INSERT INTO Tab VALUE {'pk':'d'}"}]}
        TransactWriteItems {"TransactItems":[{"Put":{"TableName":"Tab","Item":{"pk":{"S":"e"}}}},{"Put":{"TableName":"Tab","Item":{"pk":{"S":"f"},"g":{"S":"g"}}}}]}
        GetItem {"TableName":"Tab","Key":{"pk":{"S":"e"}}}
        "#,
        expect![[r#"
            200 {}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API.","ThrottlingReasons":[{"reason":"IndexWriteProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab/index/Glo"}]}
            200 {}
            200 {"Item":{"pk":{"S":"b"}}}
            200 {"Responses":[{"Error":{"Code":"ProvisionedThroughputExceeded","Message":"The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API."}},{"TableName":"Tab"}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [None, ProvisionedThroughputExceeded]","CancellationReasons":[{"Code":"None"},{"Code":"ProvisionedThroughputExceeded","Message":"The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API."}]}
            200 {}
        "#]],
    );
}

#[test]
fn a_batch_leaves_what_finds_no_capacity_and_fails_if_that_is_all() {
    check(
        &mut provisioned(1, 1),
        r#"
        BatchWriteItem {"RequestItems":{"Tab":[{"PutRequest":{"Item":{"pk":{"S":"a"},"d":{"S":"{350}"}}}},{"PutRequest":{"Item":{"pk":{"S":"b"}}}}]},"ReturnConsumedCapacity":"TOTAL"}
        BatchWriteItem {"RequestItems":{"Tab":[{"PutRequest":{"Item":{"pk":{"S":"b"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]}}
        wait 400
        BatchWriteItem {"RequestItems":{"Tab":[{"PutRequest":{"Item":{"pk":{"S":"b"},"d":{"S":"{100}"}}}},{"PutRequest":{"Item":{"pk":{"S":"c"},"d":{"S":"{100}"}}}},{"PutRequest":{"Item":{"pk":{"S":"d"},"d":{"S":"{100}"}}}},{"PutRequest":{"Item":{"pk":{"S":"e"}}}}]}}
        BatchGetItem {"RequestItems":{"Tab":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"b"}},{"pk":{"S":"c"}},{"pk":{"S":"d"}}],"ConsistentRead":true,"ProjectionExpression":"pk"}}}
        BatchGetItem {"RequestItems":{"Tab":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"b"}},{"pk":{"S":"c"}},{"pk":{"S":"d"}},{"pk":{"S":"e"}}],"ConsistentRead":true,"ProjectionExpression":"pk"}}}
        BatchGetItem {"RequestItems":{"Tab":{"Keys":[{"pk":{"S":"b"}},{"pk":{"S":"e"}}],"ConsistentRead":true,"ProjectionExpression":"pk"}}}
        BatchGetItem {"RequestItems":{"Tab":{"Keys":[{"pk":{"S":"b"}}]}}}
        "#,
        expect![[r#"
            200 {"UnprocessedItems":{"Tab":[{"PutRequest":{"Item":{"pk":{"S":"b"}}}}]},"ConsumedCapacity":[{"TableName":"Tab","CapacityUnits":350.0}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableWriteProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            200 {"UnprocessedItems":{"Tab":[{"PutRequest":{"Item":{"pk":{"S":"e"}}}}]}}
            200 {"Responses":{"Tab":[{"pk":{"S":"a"}},{"pk":{"S":"b"}},{"pk":{"S":"c"}},{"pk":{"S":"d"}}]},"UnprocessedKeys":{}}
            200 {"Responses":{"Tab":[{"pk":{"S":"a"}},{"pk":{"S":"b"}},{"pk":{"S":"c"}}]},"UnprocessedKeys":{"Tab":{"Keys":[{"pk":{"S":"d"}},{"pk":{"S":"e"}}],"ConsistentRead":true,"ProjectionExpression":"pk"}}}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableReadProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableReadProvisionedThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
        "#]],
    );
}

#[test]
fn a_transaction_is_cancelled_as_a_whole() {
    check(
        &mut provisioned(1, 1),
        r#"
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"d":{"S":"{350}"}}}
        TransactWriteItems {"TransactItems":[{"Put":{"TableName":"Tab","Item":{"pk":{"S":"e"}}}}]}
        TransactGetItems {"TransactItems":[{"Get":{"TableName":"Tab","Key":{"pk":{"S":"a"}},"ProjectionExpression":"pk"}}]}
        TransactGetItems {"TransactItems":[{"Get":{"TableName":"Tab","Key":{"pk":{"S":"a"}},"ProjectionExpression":"pk"}}]}
        TransactGetItems {"TransactItems":[{"Get":{"TableName":"Tab","Key":{"pk":{"S":"a"}},"ProjectionExpression":"pk"}}]}
        ExecuteTransaction {"TransactStatements":[{"Statement":"SELECT pk FROM Tab WHERE pk = 'a'"}]}
        ExecuteTransaction {"TransactStatements":[{"Statement":"INSERT INTO Tab VALUE {'pk':'b'}"}]}
        "#,
        expect![[r#"
            200 {}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [ProvisionedThroughputExceeded]","CancellationReasons":[{"Code":"ProvisionedThroughputExceeded","Message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API."}]}
            200 {"Responses":[{"Item":{"pk":{"S":"a"}}}]}
            200 {"Responses":[{"Item":{"pk":{"S":"a"}}}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [ProvisionedThroughputExceeded]","CancellationReasons":[{"Code":"ProvisionedThroughputExceeded","Message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API."}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [ProvisionedThroughputExceeded]","CancellationReasons":[{"Code":"ProvisionedThroughputExceeded","Message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API."}]}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [ProvisionedThroughputExceeded]","CancellationReasons":[{"Code":"ProvisionedThroughputExceeded","Message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API."}]}
        "#]],
    );
}

#[test]
fn on_demand_throttles_with_its_own_exception() {
    let on_demand = r#"],"BillingMode":"PAY_PER_REQUEST","OnDemandThroughput":{"MaxWriteRequestUnits":1}"#;
    check(
        &mut enforced(on_demand),
        r#"
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"d":{"S":"{350}"}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"}}}
        GetItem {"TableName":"Tab","Key":{"pk":{"S":"z"}}}
        TransactWriteItems {"TransactItems":[{"Put":{"TableName":"Tab","Item":{"pk":{"S":"e"}}}}]}
        UpdateTable {"TableName":"Tab","OnDemandThroughput":{"MaxWriteRequestUnits":-1}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"}}}
        "#,
        expect![[r#"
            200 {}
            400 {"__type":"com.amazon.coral.availability#ThrottlingException","message":"Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html","throttlingReasons":[{"reason":"TableWriteMaxOnDemandThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            200 {}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [ThrottlingError]","CancellationReasons":[{"Code":"ThrottlingError","Message":"Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html"}]}
            200 {"TableDescription":{"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"TableName":"Tab","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"TableStatus":"ACTIVE","CreationDateTime":1700000000.000,"ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":0,"WriteCapacityUnits":0},"TableSizeBytes":358394,"ItemCount":1,"TableArn":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab","TableId":"e03610b6-799b-4f10-94d3-984efe68d380","BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST","LastUpdateToPayPerRequestDateTime":1700000000.000},"DeletionProtectionEnabled":false,"WarmThroughput":{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000,"Status":"ACTIVE"}}}
            200 {}
        "#]],
    );
}

/// Developer guide: 1,000 write units a second for one partition, whatever the table has.
#[test]
fn a_hot_key_meets_the_ceiling_of_its_partition() {
    check(
        &mut provisioned(1, 9_000),
        r#"
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"d":{"S":"{350}"}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"d":{"S":"{350}"}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"d":{"S":"{350}"}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"c"}}}
        wait 1
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"}}}
        "#,
        expect![[r#"
            200 {}
            200 {}
            200 {}
            400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableWriteKeyRangeThroughputExceeded","resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab"}]}
            200 {}
            200 {}
        "#]],
    );
}

#[test]
fn nothing_is_refused_where_capacity_is_not_enforced_and_a_table_that_is_gone_is_forgotten() {
    let mut bench = provisioned(1, 1);
    bench.engine.enforce_capacity(false);
    let put = r#"PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"d":{"S":"{350}"}}}"#;
    assert_eq!(replay(&mut bench, &format!("{put}\n{put}\n{put}")), "200 {}\n200 {}\n200 {}\n");
    bench.engine.enforce_capacity(true);
    assert_eq!(replay(&mut bench, put), "200 {}\n");
    assert_eq!(bench.engine.gate.as_ref().map(|gate| gate.tables.len()), Some(1));
    replay(&mut bench, "DeleteTable {\"TableName\":\"Tab\"}\nListTables {}");
    assert_eq!(bench.engine.gate.as_ref().map(|gate| gate.tables.len()), Some(0));
}
