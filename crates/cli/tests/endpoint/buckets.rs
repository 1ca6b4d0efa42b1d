//! Buckets as folders: `--buckets`.

use std::fs;

use cli::Settings;

use crate::client::{Client, start};

const TABLE: &str = concat!(
    r#"{"TableName":"Boxed","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"#,
    r#""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}"#
);
const RECOVERY: &str = r#"{"TableName":"Boxed","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#;

/// What stands between these two texts.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{text}"));
    rest.split_once(after).unwrap_or_else(|| panic!("{text}")).0
}

#[test]
fn exports_appear_in_the_folder_and_its_files_are_imported() {
    let folder = std::env::temp_dir().join(format!("dynalab-buckets-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    let server = start(Settings { buckets: Some(folder.clone()), shared: true, ..Settings::default() });
    let mut client = Client::connect(server.address());
    client.operation("CreateTable", TABLE);
    client.operation("UpdateContinuousBackups", RECOVERY);
    client.operation("PutItem", r#"{"TableName":"Boxed","Item":{"pk":{"S":"a"}}}"#);
    let arn = client.operation("DescribeTable", r#"{"TableName":"Boxed"}"#).text();
    let arn = between(&arn, r#""TableArn":""#, "\"");
    let export = client.operation("ExportTableToPointInTime", &format!(r#"{{"TableArn":"{arn}","S3Bucket":"box"}}"#)).text();
    let export = between(&export, r#""ExportArn":""#, "\"").to_owned();
    let told = client.operation("DescribeExport", &format!(r#"{{"ExportArn":"{export}"}}"#)).text();
    assert!(told.contains(r#""ExportStatus":"COMPLETED""#), "{told}");
    let id = export.rsplit('/').next().unwrap();
    let written = folder.join("box/AWSDynamoDB").join(id);
    assert!(fs::read_to_string(written.join("manifest-summary.json")).unwrap().contains(&export));
    // The data file goes to another bucket by hand, as a user would copy it.
    let data = fs::read_dir(written.join("data")).unwrap().next().unwrap().unwrap().path();
    fs::create_dir_all(folder.join("mine/deep")).unwrap();
    fs::copy(&data, folder.join("mine/deep/a.json.gz")).unwrap();
    let import = format!(
        r#"{{"S3BucketSource":{{"S3Bucket":"mine","S3KeyPrefix":"deep/"}},"InputFormat":"DYNAMODB_JSON","InputCompressionType":"GZIP","TableCreationParameters":{}}}"#,
        TABLE.replace("Boxed", "Copied")
    );
    assert_eq!(client.operation("ImportTable", &import).status, 200);
    assert_eq!(
        client.operation("Scan", r#"{"TableName":"Copied"}"#).text(),
        r#"{"Items":[{"pk":{"S":"a"}}],"Count":1,"ScannedCount":1}"#
    );
    // A name that leads out of the folder is not written.
    let outside = format!(r#"{{"TableArn":"{arn}","S3Bucket":"box","S3Prefix":"../../outside"}}"#);
    assert_eq!(client.operation("ExportTableToPointInTime", &outside).status, 200);
    client.operation("ListExports", "{}");
    assert!(!folder.parent().unwrap().join("outside").exists());
    server.stop();
    fs::remove_dir_all(&folder).unwrap();
}
