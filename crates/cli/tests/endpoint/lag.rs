//! What is behind, as `--gsi-lag` and `--replication-lag` ask for, and what the older wording offers.

use api::ErrorTexts;
use cli::Settings;
use engine::ReadLag;

use crate::client::{Client, start};
use crate::who_asks::ask_as;

const TABLE: &str = concat!(
    r#"{"TableName":"Behind","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"#,
    r#""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"by","AttributeType":"S"}],"#,
    r#""GlobalSecondaryIndexes":[{"IndexName":"ByName","KeySchema":[{"AttributeName":"by","KeyType":"HASH"}],"#,
    r#""Projection":{"ProjectionType":"ALL"}}]}"#
);
const QUERY: &str = concat!(
    r#"{"TableName":"Behind","IndexName":"ByName","Select":"COUNT","KeyConditionExpression":"#,
    r##""#b = :b","ExpressionAttributeNames":{"#b":"by"},"ExpressionAttributeValues":{":b":{"S":"me"}}}"##
);

#[test]
fn an_index_shows_a_write_when_its_lag_is_over() {
    let lag = ReadLag { index_ms: 60_000, ..ReadLag::default() };
    let server = start(Settings { read_lag: lag, ..Settings::default() });
    let begin = 1_700_000_000_000;
    server.set_now(begin);
    let mut client = Client::connect(server.address());
    assert_eq!(client.operation("CreateTable", TABLE).status, 200);
    let put = r#"{"TableName":"Behind","Item":{"pk":{"S":"a"},"by":{"S":"me"}}}"#;
    assert_eq!(client.operation("PutItem", put).status, 200);
    assert_eq!(client.operation("Query", QUERY).text(), r#"{"Count":0,"ScannedCount":0}"#);
    server.set_now(begin + 60_001);
    assert_eq!(client.operation("Query", QUERY).text(), r#"{"Count":1,"ScannedCount":1}"#);
    server.stop();
}

#[test]
fn another_region_shows_a_write_when_its_lag_is_over() {
    let server = start(Settings { replication_lag_ms: 60_000, ..Settings::default() });
    let begin = 1_700_000_000_000;
    server.set_now(begin);
    let mut client = Client::connect(server.address());
    assert_eq!(client.operation("CreateTable", TABLE).status, 200);
    let replica = r#"{"TableName":"Behind","ReplicaUpdates":[{"Create":{"RegionName":"eu-west-1"}}]}"#;
    assert_eq!(client.operation("UpdateTable", replica).status, 200);
    assert_eq!(client.operation("PutItem", r#"{"TableName":"Behind","Item":{"pk":{"S":"a"}}}"#).status, 200);
    let get = r#"{"TableName":"Behind","Key":{"pk":{"S":"a"}}}"#;
    assert_eq!(ask_as(&mut client, "me", "eu-west-1", "GetItem", get).text(), "{}");
    server.set_now(begin + 60_001);
    assert_eq!(ask_as(&mut client, "me", "eu-west-1", "GetItem", get).text(), r#"{"Item":{"pk":{"S":"a"}}}"#);
    server.stop();
}

#[test]
fn global_tables_of_2017_come_with_the_older_wording_alone() {
    let create = r#"{"GlobalTableName":"Behind","ReplicationGroup":[{"RegionName":"us-east-1"}]}"#;
    for (texts, expected) in [(ErrorTexts::Newer, "2017.11.29 is not supported"), (ErrorTexts::Older, "TableNotFoundException")] {
        let server = start(Settings { texts, ..Settings::default() });
        let told = Client::connect(server.address()).operation("CreateGlobalTable", create).text();
        assert!(told.contains(expected), "{told}");
        server.stop();
    }
}
