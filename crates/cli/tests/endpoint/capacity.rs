//! Throttling, as `--enforce-capacity` asks for.

use cli::Settings;

use crate::client::{Client, start};

const TABLE: &str = concat!(
    r#"{"TableName":"Narrow","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1},"#,
    r#""KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}"#
);
const SMALL: &str = r#"{"TableName":"Narrow","Item":{"pk":{"S":"b"}}}"#;

/// An item of 350 write units.
fn large() -> String {
    format!(r#"{{"TableName":"Narrow","Item":{{"pk":{{"S":"a"}},"d":{{"S":"{}"}}}}}}"#, "x".repeat(350 * 1_024 - 4))
}

#[test]
fn a_table_of_one_unit_throttles_after_its_burst_and_serves_the_retry_later() {
    let server = start(Settings { enforce_capacity: true, ..Settings::default() });
    let begin = 1_700_000_000_000;
    server.set_now(begin);
    let mut client = Client::connect(server.address());
    assert_eq!(client.operation("CreateTable", TABLE).status, 200);
    assert_eq!(client.operation("PutItem", &large()).status, 200);
    let refused = client.operation("PutItem", SMALL);
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.text(),
        concat!(
            r#"{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","#,
            r#""message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your "#,
            r#"provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"#,
            r#""TableWriteProvisionedThroughputExceeded","#,
            r#""resource":"arn:aws:dynamodb:us-east-1:219121770489:table/Narrow"}]}"#
        )
    );
    server.set_now(begin + 50_000);
    assert_eq!(client.operation("PutItem", SMALL).status, 400, "50 units are owed, and 50 seconds only pay them back");
    server.set_now(begin + 51_000);
    assert_eq!(client.operation("PutItem", SMALL).status, 200);
    server.stop();
}

#[test]
fn nothing_is_throttled_unless_it_is_asked_for() {
    let server = start(Settings::default());
    let mut client = Client::connect(server.address());
    assert_eq!(client.operation("CreateTable", TABLE).status, 200);
    for _ in 0..3 {
        assert_eq!(client.operation("PutItem", &large()).status, 200);
    }
    server.stop();
}
