//! An export, an import or a bulk put as its row shows it. Pure.

use report::{JobKind, JobReport};

use crate::json::{Value, parse};
use crate::quantity;

/// What a row shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Job {
    /// Which of them, in words.
    pub(super) kind: &'static str,
    /// ARN: what tells one from another.
    pub(super) arn: String,
    /// AWS's word.
    pub(super) status: String,
    /// Table.
    pub(super) table: String,
    /// Bucket, and the folder in it.
    pub(super) place: String,
    /// `12 items`, `1,000 of 1,002 items, 2 errors`.
    pub(super) progress: String,
    /// Seconds since 1970 when it began.
    pub(super) start_s: u64,
    /// Code and message of why it failed.
    pub(super) failure: Option<String>,
    /// All that is told of it.
    pub(super) description: Value,
}

impl Job {
    /// Whether it goes on.
    pub(super) fn is_under_way(&self) -> bool {
        matches!(self.status.as_str(), "IN_PROGRESS" | "CANCELLING")
    }

    /// The class of its chip.
    pub(super) fn class(&self) -> Option<&'static str> {
        match self.status.as_str() {
            "COMPLETED" => Some("ok"),
            "FAILED" | "CANCELLED" | "COMPLETED_WITH_ERRORS" => Some("bad"),
            _ => None,
        }
    }
}

/// The rows of these jobs, newest first.
pub(super) fn jobs(reports: &[JobReport]) -> Vec<Job> {
    let mut jobs: Vec<Job> = reports.iter().filter_map(job).collect();
    jobs.sort_by_key(|job| std::cmp::Reverse(job.start_s));
    jobs
}

fn job(report: &JobReport) -> Option<Job> {
    let description = parse(&report.description).ok()?;
    let text = |name: &str| description.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| description.get(name).and_then(Value::as_u64).unwrap_or(0);
    let (kind, prefix) = match report.kind {
        JobKind::Export => ("Export", "Export"),
        JobKind::Import => ("Import", "Import"),
        JobKind::BulkPut => ("Bulk put", "BulkOperation"),
    };
    let of_table = |arn: &str| arn.rsplit('/').next().unwrap_or_default().to_owned();
    let source = |name: &str| {
        let member = |member: &str| description.get(name).and_then(|source| source.get(member)).and_then(Value::as_str);
        place(member("S3Bucket").unwrap_or_default(), member("S3KeyPrefix").unwrap_or_default())
    };
    let errors = |count: u64| if count == 0 { String::new() } else { format!(", {}", quantity::plural(count, "error")) };
    let items = |count: u64| quantity::plural(count, "item");
    let (table, place, progress) = match report.kind {
        JobKind::Export => {
            let done = description.get("ItemCount").map(|_| items(number("ItemCount"))).unwrap_or_default();
            (of_table(text("TableArn")), place(text("S3Bucket"), text("S3Prefix")), done)
        }
        JobKind::Import => {
            let count = items(number("ImportedItemCount"));
            (of_table(text("TableArn")), source("S3BucketSource"), format!("{count}{}", errors(number("ErrorCount"))))
        }
        JobKind::BulkPut => {
            let details = description.get("TableDetails").and_then(Value::as_array).and_then(<[Value]>::first);
            let table = details.and_then(|one| one.get("TableName")).and_then(Value::as_str).unwrap_or_default().to_owned();
            let count = number("ProcessedItemCount").saturating_sub(number("FailedItemCount"));
            (table, source("InputS3Configuration"), format!("{}{}", items(count), errors(number("FailedItemCount"))))
        }
    };
    let failure = [text("FailureCode"), text("FailureMessage")].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
    Some(Job {
        kind,
        arn: text(&format!("{prefix}Arn")).to_owned(),
        status: text(&format!("{prefix}Status")).to_owned(),
        table,
        place,
        progress,
        start_s: seconds(description.get("StartTime")),
        failure: (!failure.is_empty()).then(|| failure.join(": ")),
        description,
    })
}

fn place(bucket: &str, prefix: &str) -> String {
    if prefix.is_empty() { bucket.to_owned() } else { format!("{bucket}/{prefix}") }
}

/// Whole seconds of a moment as AWS's JSON has it.
fn seconds(moment: Option<&Value>) -> u64 {
    let Some(Value::Number(text)) = moment else { return 0 };
    text.split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::jobs;
    use report::{JobKind, JobReport};

    #[test]
    fn rows_tell_how_far_each_is_and_why_it_failed() {
        let report = |kind, text: &str| JobReport { kind, description: text.to_owned() };
        let found = jobs(&[
            report(
                JobKind::Export,
                r#"{"ExportArn":"e","ExportStatus":"COMPLETED","StartTime":1700000000.000,"TableArn":"arn:aws:dynamodb:us-east-1:1:table/Orders","S3Bucket":"box","S3Prefix":"daily","ItemCount":1200}"#,
            ),
            report(
                JobKind::Import,
                r#"{"ImportArn":"i","ImportStatus":"FAILED","StartTime":1700000002.000,"TableArn":"arn:aws:dynamodb:us-east-1:1:table/New","S3BucketSource":{"S3Bucket":"box","S3KeyPrefix":"in/"},"ErrorCount":1,"ImportedItemCount":2,"FailureCode":"S3NoSuchBucket","FailureMessage":"No such bucket."}"#,
            ),
            report(
                JobKind::BulkPut,
                r#"{"BulkOperationArn":"b","BulkOperationStatus":"IN_PROGRESS","StartTime":1700000001.000,"TableDetails":[{"TableName":"Orders"}],"InputS3Configuration":{"S3Bucket":"box"},"ProcessedItemCount":5,"FailedItemCount":2}"#,
            ),
            report(JobKind::Export, "no JSON"),
        ]);
        let told: Vec<String> = found
            .iter()
            .map(|job| {
                format!(
                    "{} {} {} {} {} {:?} {}",
                    job.kind,
                    job.status,
                    job.table,
                    job.place,
                    job.progress,
                    job.failure,
                    job.is_under_way()
                )
            })
            .collect();
        expect_test::expect![[r#"
            Import FAILED New box/in/ 2 items, 1 error Some("S3NoSuchBucket: No such bucket.") false
            Bulk put IN_PROGRESS Orders box 3 items, 2 errors None true
            Export COMPLETED Orders box/daily 1,200 items None false
        "#]]
        .assert_eq(&(told.join("\n") + "\n"));
    }
}
