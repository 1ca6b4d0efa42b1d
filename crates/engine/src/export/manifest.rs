//! The manifests of an export: what it was, and its data files.
//!
//! Follows: developer guide, "DynamoDB table export output format", "Manifest files".

use api::{Json, LongDate};
use model::EpochMillis;

use super::Export;

/// Version of a full export's summary, and of an incremental one's.
const VERSIONS: (&str, &str) = ("2020-06-30", "2023-08-01");

/// `manifest-summary.json`.
pub(super) fn summary(export: &Export) -> String {
    let moment = |moment: EpochMillis| Json::Text(LongDate(moment).iso_millis());
    let text = |text: &str| Json::Text(text.to_owned());
    let optional = |text: &Option<String>| text.clone().map_or(Json::Null, Json::Text);
    let number = |number: u64| Json::Number(number.to_string());
    let mut members: Vec<(&str, Json)> = vec![
        ("version", text(if export.increment.is_some() { VERSIONS.1 } else { VERSIONS.0 })),
        ("exportArn", text(&export.job.arn)),
        ("startTime", moment(export.job.start)),
        ("endTime", moment(export.job.end.unwrap_or(export.job.start))),
        ("tableArn", text(&export.job.table_arn)),
        ("tableId", text(&export.job.table_uuid)),
    ];
    match export.increment {
        Some((from, _)) => members.extend([("exportFromTime", moment(from)), ("exportToTime", moment(export.moment))]),
        None => members.push(("exportTime", moment(export.moment))),
    }
    members.extend([
        ("s3Bucket", text(&export.bucket)),
        ("s3Prefix", optional(&export.prefix)),
        ("s3SseAlgorithm", text(&export.sse_algorithm)),
        ("s3SseKmsKeyId", optional(&export.kms_key)),
        ("manifestFilesS3Key", Json::Text(export.path("manifest-files.json"))),
        ("billedSizeBytes", number(export.billed_bytes)),
        ("itemCount", number(export.item_count)),
        ("outputFormat", text(export.format())),
    ]);
    if let Some((_, old_images)) = export.increment {
        members.push(("outputView", text(if old_images { "NEW_AND_OLD_IMAGES" } else { "NEW_IMAGE" })));
    }
    members.push(("exportType", text(export.kind())));
    object(members)
}

/// `manifest-files.json`: a line for each data file.
pub(super) fn files(export: &Export) -> String {
    let line = |file: &super::DataFile| {
        let line = object(vec![
            ("itemCount", Json::Number(file.item_count.to_string())),
            ("md5Checksum", Json::Text(file.md5.clone())),
            ("etag", Json::Text(file.etag.clone())),
            ("dataFileS3Key", Json::Text(file.key.clone())),
        ]);
        line + "\n"
    };
    export.files.iter().map(line).collect()
}

fn object(members: Vec<(&str, Json)>) -> String {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).to_string()
}
