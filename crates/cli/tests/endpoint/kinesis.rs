//! Kinesis data streams that tables name as destinations, read back over the wire.

use cli::Settings;

use crate::client::{Client, Reply, server, start};
use crate::who_asks::ask_as;

const ARN: &str = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes";

/// Asks Kinesis, as somebody of this region.
fn kinesis_of(client: &mut Client, key: &str, operation: &str, body: &str) -> Reply {
    let headers = format!(
        "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: Kinesis_20131202.{operation}\r\nX-Amz-Date: 20260101T000000Z\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/eu-west-1/kinesis/aws4_request, SignedHeaders=host, Signature=00\r\n"
    );
    client.ask("POST /", &headers, body.as_bytes())
}

fn kinesis(client: &mut Client, operation: &str, body: &str) -> String {
    kinesis_of(client, "me", operation, body).text()
}

/// A table that writes to the stream, and its ARN's account in place of the twelve digits.
fn with_stream(client: &mut Client) -> String {
    let table = concat!(
        r#"{"TableName":"Told","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"#,
        r#""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}"#
    );
    let made = ask_as(client, "me", "eu-west-1", "CreateTable", table).text();
    let account = between(&made, ":dynamodb:eu-west-1:", ":table").to_owned();
    let arn = ARN.replace("123456789012", &account);
    let body = format!(r#"{{"TableName":"Told","StreamArn":"{arn}"}}"#);
    assert_eq!(ask_as(client, "me", "eu-west-1", "EnableKinesisStreamingDestination", &body).status, 200);
    arn
}

fn put(client: &mut Client, key: &str) {
    let body = format!(r#"{{"TableName":"Told","Item":{{"pk":{{"S":"{key}"}}}}}}"#);
    assert_eq!(ask_as(client, "me", "eu-west-1", "PutItem", &body).status, 200);
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{text}"));
    rest.split_once(after).unwrap_or_else(|| panic!("{text}")).0
}

/// The decoded data of the records of a reply.
fn data(reply: &str) -> Vec<String> {
    let pieces = reply.split(r#""Data":""#).skip(1);
    pieces
        .map(|piece| api::wire::bytes_from_base64(piece.split('"').next().unwrap()).unwrap())
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .collect()
}

fn iterator(client: &mut Client, arn: &str, start: &str) -> String {
    let body = format!(r#"{{"StreamARN":"{arn}","ShardId":"shardId-000000000000",{start}}}"#);
    let reply = kinesis(client, "GetShardIterator", &body);
    between(&reply, r#""ShardIterator":""#, "\"").to_owned()
}

fn records(client: &mut Client, iterator: &str, more: &str) -> String {
    kinesis(client, "GetRecords", &format!(r#"{{"ShardIterator":"{iterator}"{more}}}"#))
}

#[test]
fn a_stream_is_found_and_its_records_are_read_page_by_page() {
    let server = server();
    server.set_now(1_700_000_000_000);
    let mut client = Client::connect(server.address());
    assert_eq!(kinesis(&mut client, "ListStreams", ""), r#"{"StreamNames":[],"HasMoreStreams":false,"StreamSummaries":[]}"#);
    let arn = with_stream(&mut client);
    let listed = kinesis(&mut client, "ListStreams", "{}");
    assert!(listed.starts_with(r#"{"StreamNames":["changes"],"HasMoreStreams":false,"#) && listed.contains(&arn), "{listed}");
    let reply = kinesis_of(&mut client, "me", "DescribeStreamSummary", r#"{"StreamName":"changes"}"#);
    assert_eq!(reply.header("content-type"), "application/x-amz-json-1.1");
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"StreamDescriptionSummary":{{"StreamName":"changes","StreamARN":"{arn}","StreamStatus":"ACTIVE","StreamModeDetails":{{"StreamMode":"PROVISIONED"}},"RetentionPeriodHours":24,"StreamCreationTimestamp":1700000000.000,"EnhancedMonitoring":[{{"ShardLevelMetrics":[]}}],"EncryptionType":"NONE","OpenShardCount":1,"ConsumerCount":0}}}}"#
        )
    );
    let shards = kinesis(&mut client, "ListShards", r#"{"StreamName":"changes"}"#);
    assert!(shards.contains(r#""ShardId":"shardId-000000000000","HashKeyRange":{"StartingHashKey":"0","EndingHashKey":"340282366920938463463374607431768211455"}"#), "{shards}");

    put(&mut client, "a");
    let latest = iterator(&mut client, &arn, r#""ShardIteratorType":"LATEST""#);
    server.set_now(1_700_000_010_000);
    put(&mut client, "b");
    let start = iterator(&mut client, &arn, r#""ShardIteratorType":"TRIM_HORIZON""#);
    let page = records(&mut client, &start, r#","Limit":1"#);
    assert!(
        data(&page)[0].contains(r#""eventName":"INSERT""#) && data(&page)[0].contains(r#""NewImage":{"pk":{"S":"a"}}"#),
        "{page}"
    );
    assert!(page.contains(r#""ApproximateArrivalTimestamp":1700000000.000"#), "{page}");
    assert!(page.contains(r#""MillisBehindLatest":10000"#), "{page}");
    let first = between(&page, r#""SequenceNumber":""#, "\"").to_owned();
    assert_eq!(first.len(), 56);
    let next = between(&page, r#""NextShardIterator":""#, "\"").to_owned();
    let page = records(&mut client, &next, "");
    assert!(
        data(&page).len() == 1 && data(&page)[0].contains(r#"{"S":"b"}"#) && page.contains(r#""MillisBehindLatest":0"#),
        "{page}"
    );
    let end = between(&page, r#""NextShardIterator":""#, "\"").to_owned();
    assert!(data(&records(&mut client, &end, "")).is_empty());
    for (kind, keys) in [
        (format!(r#""ShardIteratorType":"AT_SEQUENCE_NUMBER","StartingSequenceNumber":"{first}""#), vec!["a", "b"]),
        (format!(r#""ShardIteratorType":"AFTER_SEQUENCE_NUMBER","StartingSequenceNumber":"{first}""#), vec!["b"]),
        (r#""ShardIteratorType":"AT_TIMESTAMP","Timestamp":1700000000.001"#.to_owned(), vec!["b"]),
        (r#""ShardIteratorType":"AT_TIMESTAMP","Timestamp":1700000000"#.to_owned(), vec!["a", "b"]),
    ] {
        let from = iterator(&mut client, &arn, &kind);
        let read = data(&records(&mut client, &from, ""));
        assert_eq!(read.len(), keys.len(), "{kind}");
        assert!(read.iter().zip(keys).all(|(record, key)| record.contains(&format!(r#"{{"S":"{key}"}}"#))), "{kind} {read:?}");
    }
    let read = data(&records(&mut client, &latest, ""));
    assert!(read.len() == 1 && read[0].contains(r#"{"S":"b"}"#), "{read:?}");
    server.stop();
}

#[test]
fn what_kinesis_refuses_is_refused_in_its_words() {
    let server = server();
    server.set_now(1_700_000_000_000);
    let mut client = Client::connect(server.address());
    let arn = with_stream(&mut client);
    let account = between(&arn, "eu-west-1:", ":stream").to_owned();
    let stale = iterator(&mut client, &arn, r#""ShardIteratorType":"LATEST""#);
    server.set_now(1_700_000_300_001);
    let mut told = String::new();
    for (operation, body) in [
        ("PutRecord", "{}"),
        ("ListStreams", "no json"),
        ("DescribeStreamSummary", r#"{"StreamName":"nowhere"}"#),
        ("DescribeStreamSummary", "{}"),
        ("ListStreams", r#"{"Limit":0}"#),
        ("GetShardIterator", r#"{"StreamName":"changes","ShardIteratorType":"LATEST"}"#),
        ("GetShardIterator", r#"{"StreamName":"changes","ShardId":"shardId-000000000000","ShardIteratorType":"FIRST"}"#),
        ("GetShardIterator", r#"{"StreamName":"changes","ShardId":"shardId-000000000001","ShardIteratorType":"LATEST"}"#),
        ("GetShardIterator", r#"{"StreamName":"changes","ShardId":"one","ShardIteratorType":"LATEST"}"#),
        (
            "GetShardIterator",
            r#"{"StreamName":"changes","ShardId":"shardId-000000000000","ShardIteratorType":"AT_SEQUENCE_NUMBER"}"#,
        ),
        (
            "GetShardIterator",
            r#"{"StreamName":"changes","ShardId":"shardId-000000000000","ShardIteratorType":"LATEST","StartingSequenceNumber":"1"}"#,
        ),
        (
            "GetShardIterator",
            r#"{"StreamName":"changes","ShardId":"shardId-000000000000","ShardIteratorType":"AT_SEQUENCE_NUMBER","StartingSequenceNumber":"1"}"#,
        ),
        ("GetRecords", r#"{"ShardIterator":"AAAA"}"#),
        ("GetRecords", &format!(r#"{{"ShardIterator":"{stale}"}}"#)),
    ] {
        let reply = kinesis_of(&mut client, "me", operation, body);
        assert_eq!(reply.status, 400, "{operation} {body}");
        told += &reply.text().replace(&account, "ACCOUNT");
        told += "\n";
    }
    expect_test::expect![[r#"
        {"__type":"UnknownOperationException","message":"dynalab reads back the Kinesis data streams that tables name as destinations: ListStreams, DescribeStreamSummary, ListShards, GetShardIterator and GetRecords. PutRecord is none of them. A stream comes into being when EnableKinesisStreamingDestination names it."}
        {"__type":"SerializationException"}
        {"__type":"ResourceNotFoundException","message":"Stream nowhere under account ACCOUNT not found."}
        {"__type":"InvalidArgumentException","message":"Our model: StreamARN or StreamName has to be given."}
        {"__type":"ValidationException","message":"1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"}
        {"__type":"ValidationException","message":"1 validation error detected: Value null at 'shardId' failed to satisfy constraint: Member must not be null"}
        {"__type":"ValidationException","message":"1 validation error detected: Value 'FIRST' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]"}
        {"__type":"ResourceNotFoundException","message":"Shard shardId-000000000001 in stream changes under account ACCOUNT does not exist"}
        {"__type":"ResourceNotFoundException","message":"Could not find shard one in stream changes under account ACCOUNT."}
        {"__type":"InvalidArgumentException","message":"Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber."}
        {"__type":"InvalidArgumentException","message":"Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified LATEST and also a StartingSequenceNumber."}
        {"__type":"InvalidArgumentException","message":"StartingSequenceNumber 1 used in GetShardIterator on shard shardId-000000000000 in stream changes under account ACCOUNT is invalid because it did not come from this stream."}
        {"__type":"InvalidArgumentException","message":"Invalid ShardIterator."}
        {"__type":"ExpiredIteratorException","message":"Iterator expired. The iterator was created at time 2023-11-14T22:13:20.000Z while right now it is 2023-11-14T22:18:20.001Z which is further in the future than the tolerated delay of 300000 milliseconds."}
    "#]]
    .assert_eq(&told);
    // Another caller has no such stream, and neither has a request of another kind.
    assert!(kinesis_of(&mut client, "you", "ListStreams", "{}").text().contains(r#""StreamNames":[]"#));
    assert_eq!(client.ask("POST /", "X-Amz-Target: Kinesis_20131202.ListStreams\r\n", b"{}").status, 404);
    let unsigned = "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: Kinesis_20131202.ListStreams\r\n";
    let unsigned = client.ask("POST /", unsigned, b"{}").text();
    assert!(unsigned.contains("MissingAuthenticationTokenException"), "{unsigned}");
    server.stop();
}

#[test]
fn with_credentials_a_request_is_signed_for_kinesis() {
    let file = std::env::temp_dir().join(format!("dynalab-kinesis-{}", std::process::id()));
    std::fs::write(&file, "[me]\naws_access_key_id = me\naws_secret_access_key = secret\n").unwrap();
    let server = start(Settings { credentials: Some(file.clone()), ..Settings::default() });
    std::fs::remove_file(file).unwrap();
    // The first second of 2026, as the requests say.
    server.set_now(1_767_225_600_000);
    let mut client = Client::connect(server.address());
    // Signed by botocore 1.44.5 with the secret `secret`.
    let signature = "ebef60afa0dd121749a5e210ea5de1c1c7f6326121ae8f77a6177b548c7f03a9";
    let mut list = |service: &str| {
        let headers = format!(
            "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: Kinesis_20131202.ListStreams\r\nX-Amz-Date: 20260101T000000Z\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=me/20260101/eu-west-1/{service}/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={signature}\r\n"
        );
        client.ask("POST /", &headers, b"{}").text()
    };
    assert_eq!(list("kinesis"), r#"{"StreamNames":[],"HasMoreStreams":false,"StreamSummaries":[]}"#);
    assert!(list("dynamodb").contains("Credential should be scoped to correct service: 'kinesis'."));
    server.stop();
}
