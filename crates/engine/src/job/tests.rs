//! What was exported comes back by an import, whatever stops in between; and the files are laid out as AWS's.

use std::collections::BTreeMap;

use api::Json;
use expect_test::expect;
use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};

use crate::journal::Host;
use crate::storage::MemoryStorage;
use crate::{Context, Engine, TablePlace};

const TABLE: &str = r#"{"TableName":"orders","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}"#;
const RECOVERY_ON: &str = r#"{"TableName":"orders","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#;
const ARN: &str = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";

fn host() -> Host {
    let mut host = Host::open(&MemoryStorage::default()).unwrap();
    host.ask("CreateTable", TABLE);
    host.ask("UpdateContinuousBackups", RECOVERY_ON);
    host
}

fn put(host: &mut Host, pk: &str, more: &str) {
    host.ask("PutItem", &format!(r#"{{"TableName":"orders","Item":{{"pk":{{"S":"{pk}"}}{more}}}}}"#));
}

/// The reply to a request, as JSON.
fn asked(host: &mut Host, operation: &str, body: &str) -> Json {
    let response = host.bench.ask(operation, body);
    let encoded = api::encode(operation, &response);
    host.commit();
    Json::parse(&encoded.body).unwrap()
}

fn text<'j>(json: &'j Json, path: &[&str]) -> &'j str {
    path.iter().try_fold(json, |json, name| json.get(name)).and_then(Json::as_text).unwrap_or_else(|| panic!("{json}"))
}

/// Names and unpacked texts of a bucket's files.
fn files_of(engine: &Engine, bucket: &str) -> BTreeMap<String, String> {
    let files = engine.bucket_files(bucket).unwrap().unwrap_or_default();
    let text = |key: &str| {
        let bytes = engine.bucket_file(bucket, key).unwrap().unwrap();
        let bytes = if key.ends_with(".gz") { files::decompress(&bytes, 1 << 24).unwrap() } else { bytes };
        String::from_utf8(bytes).unwrap()
    };
    files.into_iter().map(|file| (file.key.clone(), text(&file.key))).collect()
}

fn items(engine: &Engine, name: &str) -> BTreeMap<Vec<u8>, String> {
    let place = TablePlace { account: Context::EXAMPLE_ACCOUNT, region: "eu-west-1", name };
    let table = engine.database().find(place).unwrap();
    table.items.iter().map(|(key, record)| (key.as_bytes().to_vec(), api::wire::item_to_json(&record.item))).collect()
}

/// Ticks until nothing is due, loading what jobs wait for.
fn run(host: &mut Host) {
    let now = model::EpochMillis(host.bench.now);
    loop {
        let records = host.bench.engine.tick(now);
        host.bench.records.extend(records);
        host.commit();
        if let Some(missing) = host.bench.engine.wanted() {
            host.load(missing);
        } else if !host.bench.engine.is_due(now) {
            return;
        }
    }
}

#[test]
fn a_full_export_is_laid_out_as_the_guide_says() {
    let mut host = host();
    put(&mut host, "a", r#","n":{"N":"1.50"},"s":{"SS":["y","x"]}"#);
    put(&mut host, "b", "");
    host.ask("ExportTableToPointInTime", &format!(r#"{{"TableArn":"{ARN}","S3Bucket":"box","S3Prefix":"nov/"}}"#));
    run(&mut host);
    let told: String = files_of(&host.bench.engine, "box")
        .iter()
        .map(|(key, text)| format!("{key} {}\n", text.trim_end()).replace(" \n", "\n"))
        .collect();
    expect![[r#"
        nov/AWSDynamoDB/01700000000000-2ada3901/_started
        nov/AWSDynamoDB/01700000000000-2ada3901/data/dzfkbhov53zukg23lf2463pijb.json.gz {"Item":{"n":{"N":"1.5"},"pk":{"S":"a"},"s":{"SS":["x","y"]}}}
        {"Item":{"pk":{"S":"b"}}}
        nov/AWSDynamoDB/01700000000000-2ada3901/manifest-files.json {"itemCount":2,"md5Checksum":"4i8v3nZST99JauOCwosHVg==","etag":"e38082454e4605c8dad6d8dc3c37d016-1","dataFileS3Key":"nov/AWSDynamoDB/01700000000000-2ada3901/data/dzfkbhov53zukg23lf2463pijb.json.gz"}
        nov/AWSDynamoDB/01700000000000-2ada3901/manifest-files.md5 832RHm5U5qhcoMxLKnyBaQ==
        nov/AWSDynamoDB/01700000000000-2ada3901/manifest-summary.json {"version":"2020-06-30","exportArn":"arn:aws:dynamodb:eu-west-1:123456789012:table/orders/export/01700000000000-2ada3901","startTime":"2023-11-14T22:13:20.000Z","endTime":"2023-11-14T22:13:20.000Z","tableArn":"arn:aws:dynamodb:eu-west-1:123456789012:table/orders","tableId":"e03610b6-799b-4f10-94d3-984efe68d380","exportTime":"2023-11-14T22:13:20.000Z","s3Bucket":"box","s3Prefix":"nov/","s3SseAlgorithm":"AES256","s3SseKmsKeyId":null,"manifestFilesS3Key":"nov/AWSDynamoDB/01700000000000-2ada3901/manifest-files.json","billedSizeBytes":13,"itemCount":2,"outputFormat":"DYNAMODB_JSON","exportType":"FULL_EXPORT"}
        nov/AWSDynamoDB/01700000000000-2ada3901/manifest-summary.md5 MDkdswZ12KstpffP3lQFBw==
    "#]].assert_eq(&told);
}

#[test]
fn increments_are_the_net_changes_of_the_period() {
    let mut host = host();
    for pk in ["kept", "changed", "gone"] {
        put(&mut host, pk, r#","n":{"N":"0"}"#);
    }
    host.bench.now += 1_000_000;
    put(&mut host, "changed", r#","n":{"N":"1"}"#);
    put(&mut host, "changed", r#","n":{"N":"2"}"#);
    put(&mut host, "brief", "");
    host.ask("DeleteItem", r#"{"TableName":"orders","Key":{"pk":{"S":"brief"}}}"#);
    host.ask("DeleteItem", r#"{"TableName":"orders","Key":{"pk":{"S":"gone"}}}"#);
    put(&mut host, "new", "");
    host.bench.now += 1_000_000;
    put(&mut host, "late", "");
    for (bucket, view, format) in [
        ("both", "NEW_AND_OLD_IMAGES", "DYNAMODB_JSON"),
        ("one", "NEW_IMAGE", "DYNAMODB_JSON"),
        ("ion", "NEW_AND_OLD_IMAGES", "ION"),
    ] {
        host.ask("ExportTableToPointInTime", &format!(
            r#"{{"TableArn":"{ARN}","S3Bucket":"{bucket}","ExportType":"INCREMENTAL_EXPORT","ExportFormat":"{format}","IncrementalExportSpecification":{{"ExportFromTime":1700000500,"ExportToTime":1700001500,"ExportViewType":"{view}"}}}}"#
        ));
    }
    let data = |bucket: &str| {
        let files = files_of(&host.bench.engine, bucket);
        let (key, text) = files.iter().find(|(key, _)| key.contains("/data/")).unwrap();
        assert!(key.starts_with("AWSDynamoDB/data/"), "{key}");
        let mut lines: Vec<_> = text.lines().collect();
        lines.sort_unstable();
        lines.join("\n")
    };
    expect![[r#"
        {"Metadata":{"WriteTimestampMicros":{"N":"1700001000000000"}},"Keys":{"pk":{"S":"changed"}},"OldImage":{"n":{"N":"0"},"pk":{"S":"changed"}},"NewImage":{"n":{"N":"2"},"pk":{"S":"changed"}}}
        {"Metadata":{"WriteTimestampMicros":{"N":"1700001000000000"}},"Keys":{"pk":{"S":"gone"}},"OldImage":{"n":{"N":"0"},"pk":{"S":"gone"}}}
        {"Metadata":{"WriteTimestampMicros":{"N":"1700001000000000"}},"Keys":{"pk":{"S":"new"}},"NewImage":{"pk":{"S":"new"}}}"#]].assert_eq(&data("both"));
    expect![[r#"
        {"Metadata":{"WriteTimestampMicros":{"N":"1700001000000000"}},"Keys":{"pk":{"S":"changed"}},"NewImage":{"n":{"N":"2"},"pk":{"S":"changed"}}}
        {"Metadata":{"WriteTimestampMicros":{"N":"1700001000000000"}},"Keys":{"pk":{"S":"gone"}}}
        {"Metadata":{"WriteTimestampMicros":{"N":"1700001000000000"}},"Keys":{"pk":{"S":"new"}},"NewImage":{"pk":{"S":"new"}}}"#]].assert_eq(&data("one"));
    expect![[r#"
        $ion_1_0 {Record:{Metadata:{WriteTimestampMicros:1700001d9},Keys:{pk:"changed"},OldImage:{n:0.,pk:"changed"},NewImage:{n:2.,pk:"changed"}}}
        $ion_1_0 {Record:{Metadata:{WriteTimestampMicros:1700001d9},Keys:{pk:"gone"},OldImage:{n:0.,pk:"gone"}}}
        $ion_1_0 {Record:{Metadata:{WriteTimestampMicros:1700001d9},Keys:{pk:"new"},NewImage:{pk:"new"}}}"#]].assert_eq(&data("ion"));
    let summary =
        files_of(&host.bench.engine, "one").into_iter().find(|(key, _)| key.ends_with("manifest-summary.json")).unwrap();
    expect![[r#"{"version":"2023-08-01","exportArn":"arn:aws:dynamodb:eu-west-1:123456789012:table/orders/export/01700002000000-56bbaf54","startTime":"2023-11-14T22:46:40.000Z","endTime":"2023-11-14T22:46:40.000Z","tableArn":"arn:aws:dynamodb:eu-west-1:123456789012:table/orders","tableId":"e03610b6-799b-4f10-94d3-984efe68d380","exportFromTime":"2023-11-14T22:21:40.000Z","exportToTime":"2023-11-14T22:38:20.000Z","s3Bucket":"one","s3Prefix":null,"s3SseAlgorithm":"AES256","s3SseKmsKeyId":null,"manifestFilesS3Key":"AWSDynamoDB/01700002000000-56bbaf54/manifest-files.json","billedSizeBytes":350,"itemCount":3,"outputFormat":"DYNAMODB_JSON","outputView":"NEW_IMAGE","exportType":"INCREMENTAL_EXPORT"}"#]].assert_eq(&summary.1);
}

#[test]
fn reports_tell_what_was_not_put() {
    let mut host = host();
    put(&mut host, "a", "");
    let context = host.bench.context();
    let lines = concat!(
        r#"{"Item":{"pk":{"N":"1"}}}"#,
        "\n",
        r#"{"Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)"}"#,
        "\n",
        r#"{"Item":{"pk":{"S":"b"}},"ConditionExpression":"nonsense("}"#
    );
    host.bench.engine.put_bucket_file(&context, "in", "x.json", lines.as_bytes()).unwrap();
    host.ask(
        "StartBulkPutItems",
        r#"{"TableName":"orders","InputS3Configuration":{"S3Bucket":"in","InputFormat":"DYNAMODB_JSON"},
            "OutputS3Configuration":{"S3Bucket":"out","S3KeyPrefix":"r","OutputType":["ERROR","CONDITION_CHECK_FAILURE"]}}"#,
    );
    run(&mut host);
    let told: String = files_of(&host.bench.engine, "out").values().cloned().collect();
    expect![[r#"
        {"errorCode":"ConditionalCheckFailed","errorMessage":"The conditional request failed","record":"{\"Item\":{\"pk\":{\"S\":\"a\"}},\"ConditionExpression\":\"attribute_not_exists(pk)\"}"}
        {"errorCode":"ValidationError","errorMessage":"One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N","record":"{\"Item\":{\"pk\":{\"N\":\"1\"}}}"}
        {"errorCode":"ValidationError","errorMessage":"Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"(\"","record":"{\"Item\":{\"pk\":{\"S\":\"b\"}},\"ConditionExpression\":\"nonsense(\"}"}
    "#]].assert_eq(&told);
}

#[test]
fn bytes_are_metered_for_the_bill() {
    let mut host = host();
    put(&mut host, "a", r#","text":{"S":"0123456789"}"#);
    host.ask("CreateBackup", r#"{"TableName":"orders","BackupName":"first"}"#);
    host.ask("ExportTableToPointInTime", &format!(r#"{{"TableArn":"{ARN}","S3Bucket":"box"}}"#));
    host.bench.now += 1_000_000;
    host.ask(
        "RestoreTableToPointInTime",
        r#"{"SourceTableName":"orders","TargetTableName":"copy","UseLatestRestorableTime":true}"#,
    );
    run(&mut host);
    let usage = host.bench.engine.usage();
    let told: Vec<_> = usage.iter().map(|usage| (usage.table.as_str(), usage.recovery_bytes, usage.moved)).collect();
    let moved = crate::MovedBytes { exported: 17, ..Default::default() };
    let restored = crate::MovedBytes { restored: 17, ..Default::default() };
    assert_eq!(told, [("orders", 17, moved), ("copy", 0, restored)]);
    let backups: Vec<_> = host.bench.engine.backup_usage().into_iter().map(|usage| (usage.table, usage.billed_bytes)).collect();
    assert_eq!(backups, [("orders".to_owned(), 17)]);
}

#[test]
fn undo_takes_a_job_back() {
    let mut host = host();
    put(&mut host, "a", "");
    let tables = host.bench.engine.database().tables().count();
    host.bench.engine.set_delays(crate::ControlPlaneDelays { job_ms: 1_000, ..Default::default() });
    let reply = asked(&mut host, "ExportTableToPointInTime", &format!(r#"{{"TableArn":"{ARN}","S3Bucket":"box"}}"#));
    let arn = text(&reply, &["ExportDescription", "ExportArn"]).to_owned();
    host.bench.engine.undo(model::EpochMillis(host.bench.now));
    host.bench.now += 2_000;
    let reply = asked(&mut host, "DescribeExport", &format!(r#"{{"ExportArn":"{arn}"}}"#));
    assert!(text(&reply, &["__type"]).ends_with("ExportNotFoundException"));
    assert_eq!(host.bench.engine.database().tables().count(), tables + 1, "the fork is gone; the bucket stays");
    assert_eq!(files_of(&host.bench.engine, "box").len(), 0);
}

#[test]
fn held_jobs_go_on_with_the_next_rare_request() {
    let mut host = host();
    put(&mut host, "a", "");
    host.bench.engine.set_delays(crate::ControlPlaneDelays { job_ms: 1_000, ..Default::default() });
    let reply = asked(&mut host, "ExportTableToPointInTime", &format!(r#"{{"TableArn":"{ARN}","S3Bucket":"box"}}"#));
    let arn = text(&reply, &["ExportDescription", "ExportArn"]).to_owned();
    host.bench.engine.hold_jobs();
    host.bench.now += 2_000;
    put(&mut host, "b", "");
    assert_eq!(files_of(&host.bench.engine, "box").len(), 1, "only the mark of its beginning");
    let reply = asked(&mut host, "DescribeExport", &format!(r#"{{"ExportArn":"{arn}"}}"#));
    assert_eq!(text(&reply, &["ExportDescription", "ExportStatus"]), "COMPLETED");
}

#[test]
fn an_undone_export_leaves_the_files_of_others() {
    let mut host = host();
    host.ask("ExportTableToPointInTime", &format!(r#"{{"TableArn":"{ARN}","S3Bucket":"box"}}"#));
    let context = host.bench.context();
    host.bench.engine.put_bucket_file(&context, "box", "mine.json", b"mine").unwrap();
    host.bench.engine.undo(model::EpochMillis(host.bench.now));
    let left = || files_of(&host.bench.engine, "box");
    assert_eq!(left().get("mine.json").map(String::as_str), Some("mine"));
    assert!(!left().keys().any(|key| key.ends_with("_started")), "what the request itself wrote is gone");
    host.bench.engine.redo(model::EpochMillis(host.bench.now));
    let after: Vec<String> = files_of(&host.bench.engine, "box").into_keys().collect();
    assert!(after.contains(&"mine.json".to_owned()) && after.iter().any(|key| key.ends_with("_started")), "{after:?}");
}

#[test]
fn a_file_that_was_replaced_is_read_anew() {
    let mut host = host();
    host.bench.engine.set_delays(crate::ControlPlaneDelays { job_ms: 1_000, ..Default::default() });
    let context = host.bench.context();
    let lines = |word: &str, count: u32| -> String {
        (0..count).map(|number| format!("{{\"Item\":{{\"pk\":{{\"S\":\"{word} {number}\"}}}}}}\n")).collect()
    };
    // More than one tick reads.
    host.bench.engine.put_bucket_file(&context, "in", "all.json", lines("old", 9_000).as_bytes()).unwrap();
    let start = r#"{"TableName":"orders","InputS3Configuration":{"S3Bucket":"in","InputFormat":"DYNAMODB_JSON"},"OutputS3Configuration":{"OutputType":["ERROR"]}}"#;
    asked(&mut host, "StartBulkPutItems", start);
    host.bench.now += 1_000;
    host.bench.engine.tick(model::EpochMillis(host.bench.now));
    let of_old = items(&host.bench.engine, "orders").len();
    assert!((1..9_000).contains(&of_old), "{of_old}");
    host.bench.engine.undo(model::EpochMillis(host.bench.now));
    host.bench.engine.put_bucket_file(&context, "in", "all.json", lines("new", 2).as_bytes()).unwrap();
    host.bench.ask("StartBulkPutItems", start).unwrap();
    host.bench.now += 1_000;
    run(&mut host);
    let new = items(&host.bench.engine, "orders").into_values().filter(|item| item.contains("new")).count();
    assert_eq!(new, 2);
}

/// Backups, buckets and what exports read are nowhere where tables are: all that shows them is asked while each is there.
#[test]
fn tables_without_address_are_seen_nowhere() {
    let mut host = host();
    put(&mut host, "a", r#","text":{"S":"0123456789"}"#);
    host.bench.engine.set_delays(crate::ControlPlaneDelays { job_ms: 1_000, ..Default::default() });
    host.ask("CreateBackup", r#"{"TableName":"orders","BackupName":"first"}"#);
    host.ask("ExportTableToPointInTime", &format!(r#"{{"TableArn":"{ARN}","S3Bucket":"box"}}"#));
    assert_eq!(host.bench.engine.database().tables().count(), 4, "the table, its backup, the export's fork, the bucket");
    // The table changes, so that a fork in its place would be told by its figures.
    put(&mut host, "b", "");
    seen_is_orders_alone(&mut host);
    host.checkpoint();
    let now = host.bench.now;
    host = Host::open(&host.storage).unwrap();
    host.bench.now = now;
    host.load_all().unwrap();
    seen_is_orders_alone(&mut host);
    let file = host.bench.engine.export().unwrap();
    host.bench.engine = Engine::import(&file).unwrap();
    assert_eq!(host.bench.engine.database().tables().count(), 4);
    seen_is_orders_alone(&mut host);
    // Their ends leave no line on the bill either.
    host.bench.now += 1_000;
    let context = host.bench.context();
    host.bench.engine.tick(model::EpochMillis(host.bench.now));
    let backup = host.bench.engine.backups().map(|(_, backup)| backup.arn.clone()).next().unwrap();
    host.bench.ask("DeleteBackup", &format!(r#"{{"BackupArn":"{backup}"}}"#)).unwrap();
    for key in files_of(&host.bench.engine, "box").keys() {
        host.bench.engine.remove_bucket_file(&context, "box", key).unwrap();
    }
    assert_eq!(host.bench.engine.database().tables().count(), 2, "the table and a bucket without files");
    seen_is_orders_alone(&mut host);
}

/// Asks everything that shows tables.
fn seen_is_orders_alone(host: &mut Host) {
    let bench = &mut host.bench;
    assert_eq!(bench.told("ListTables", "{}"), "orders");
    for (operation, rest) in [
        ("DescribeTable", ""),
        ("Scan", ""),
        ("PutItem", r#","Item":{"key":{"S":"x"},"part":{"N":"0"}}"#),
        ("DeleteTable", ""),
        ("CreateBackup", r#","BackupName":"second""#),
    ] {
        let told = bench.told(operation, &format!(r#"{{"TableName":"box"{rest}}}"#));
        assert!(told.contains("not found"), "{operation}: {told}");
    }
    let engine = &bench.engine;
    let listed: Vec<_> = engine.tables("eu-west-1").into_iter().map(|table| (table.name, table.item_count)).collect();
    assert_eq!(listed, [("orders".to_owned(), 2)]);
    let billed: Vec<_> = engine.usage().into_iter().map(|usage| (usage.table, usage.item_count)).collect();
    assert_eq!(billed, listed);
    let place = |name| TablePlace { account: Context::EXAMPLE_ACCOUNT, region: "eu-west-1", name };
    let now = model::EpochMillis(bench.now);
    assert_eq!(engine.partition_map(place("orders"), now).unwrap().lanes[0].item_count, 2);
    assert_eq!(engine.partition_map(place("box"), now), None);
    let key = |name: &str| model::Item::from([(name.to_owned(), model::AttributeValue::S("b".to_owned()))]);
    assert!(engine.fan_out(place("orders"), &key("pk")).is_some(), "the fork does not have it");
    assert_eq!(engine.fan_out(place("box"), &key("key")), None);
    assert_eq!(engine.database().places().map(|(place, _)| place.name).collect::<Vec<_>>(), ["orders"]);
}

#[derive(Clone, Copy, Debug)]
enum Between {
    Tick,
    Checkpoint,
    Reopen,
}

fn between() -> impl Strategy<Value = Between> {
    use proptest::prelude::Just;
    prop_oneof![Just(Between::Tick), Just(Between::Checkpoint), Just(Between::Reopen)]
}

proptest! {
    /// More items than one step takes, and a host that stops and starts as it likes.
    #[test]
    fn what_was_exported_comes_back(count in 0u32..2_500, ion in any::<bool>(), stops in proptest::collection::vec(between(), 0..12)) {
        let mut host = host();
        let lines: String = (0..count).map(|number| format!("{{\"Item\":{{\"pk\":{{\"S\":\"{number}\"}},\"n\":{{\"N\":\"{}\"}}}}}}\n", number % 7)).collect();
        let context = host.bench.context();
        let batch = host.bench.engine.put_bucket_file(&context, "in", "all.json", lines.as_bytes()).unwrap();
        host.bench.records.extend(batch);
        host.ask("StartBulkPutItems", r#"{"TableName":"orders","InputS3Configuration":{"S3Bucket":"in","InputFormat":"DYNAMODB_JSON"},"OutputS3Configuration":{"OutputType":["ERROR"]}}"#);
        stop(&mut host, &stops);
        run(&mut host);
        let format = if ion { "ION" } else { "DYNAMODB_JSON" };
        let reply = asked(&mut host, "ExportTableToPointInTime", &format!(r#"{{"TableArn":"{ARN}","S3Bucket":"box","ExportFormat":"{format}"}}"#));
        let id = text(&reply, &["ExportDescription", "ExportArn"]).rsplit('/').next().unwrap().to_owned();
        stop(&mut host, &stops);
        run(&mut host);
        let table = TABLE.replace("orders", "copy");
        host.ask("ImportTable", &format!(
            r#"{{"S3BucketSource":{{"S3Bucket":"box","S3KeyPrefix":"AWSDynamoDB/{id}/data/"}},"InputFormat":"{format}","InputCompressionType":"GZIP","TableCreationParameters":{table}}}"#
        ));
        stop(&mut host, &stops);
        run(&mut host);
        host.load_all().unwrap();
        let copied = items(&host.bench.engine, "copy");
        prop_assert_eq!(copied.len(), count as usize);
        prop_assert_eq!(copied, items(&host.bench.engine, "orders"));
    }
}

fn stop(host: &mut Host, stops: &[Between]) {
    for stop in stops {
        match stop {
            Between::Tick => {
                let records = host.bench.engine.tick(model::EpochMillis(host.bench.now));
                host.bench.records.extend(records);
                host.commit();
            }
            Between::Checkpoint => drop(host.checkpoint()),
            Between::Reopen => {
                let now = host.bench.now;
                *host = Host::open(&host.storage).unwrap();
                host.bench.now = now;
                host.load_all().unwrap();
            }
        }
    }
}
