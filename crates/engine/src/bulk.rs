//! Bulk puts: files of a bucket are put into a table that is there. They consume no units; what they put is counted in bytes.
//!
//! A record may carry a condition. Records that are wrong and records whose condition fails are left out, counted, and told in
//! reports, if those were asked for. Our model: reports lie under `AWSDynamoDB/<id>/` as packed lines of code, message and
//! record, since AWS's layout was not seen; the speed of the two tiers is the same.
//!
//! Follows: developer guide, "Bulk put items"; API Reference, "BulkOperationDescription".

use std::sync::Arc;

use api::text::CONDITION_FAILED;
use api::{Json, Reply, ReplyNode};
use files::{Record, RecordError};
use report::IndexKind;

use crate::due::JobStep;
use crate::import::{failure, key_types};
use crate::intake::Intake;
use crate::job::{Job, JobStatus, Kept, echoed};
use crate::journal::codec::{Reader, Writer};
use crate::key_check::ItemSource;
use crate::operations::put_item;
use crate::{Engine, ItemWrite, ObjectKind, Table, TableId};

/// A bulk put as far as it came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BulkPut {
    pub(crate) job: Job,
    pub(crate) intake: Intake,
    /// `InputS3Configuration` as sent.
    pub(crate) input: Option<String>,
    /// `OutputS3Configuration` as sent.
    pub(crate) output: Option<String>,
    /// Where reports go.
    pub(crate) bucket: String,
    pub(crate) prefix: String,
    /// `ERROR` and `CONDITION_CHECK_FAILURE` among the output types.
    pub(crate) reports: (bool, bool),
    pub(crate) max_write_units: Option<u64>,
    pub(crate) tier: String,
    pub(crate) processed: u64,
    /// Records that are wrong, and records whose condition failed.
    pub(crate) failed: (u64, u64),
    /// Report files that were written.
    pub(crate) report_files: u64,
    /// Bytes of items that were put.
    pub(crate) table_bytes: u64,
    /// Bytes of entries that were put, by index and whether it is global.
    pub(crate) index_bytes: Vec<(String, bool, u64)>,
}

impl Kept for BulkPut {
    const KIND: ObjectKind = ObjectKind::BulkOperation;

    fn job(&self) -> &Job {
        &self.job
    }

    fn job_mut(&mut self) -> &mut Job {
        &mut self.job
    }

    fn write(&self, out: &mut Writer) {
        self.job.write(out);
        self.intake.write(out);
        out.optional(self.input.as_deref(), Writer::text);
        out.optional(self.output.as_deref(), Writer::text);
        for text in [&self.bucket, &self.prefix, &self.tier] {
            out.text(text);
        }
        out.flag(self.reports.0);
        out.flag(self.reports.1);
        out.optional(self.max_write_units, Writer::number);
        for number in [self.processed, self.failed.0, self.failed.1, self.report_files, self.table_bytes] {
            out.number(number);
        }
        out.list(self.index_bytes.iter(), |out, (name, global, bytes)| {
            out.text(name);
            out.flag(*global);
            out.number(*bytes);
        });
    }

    fn read(bytes: &mut Reader<'_>) -> Option<Self> {
        Some(BulkPut {
            job: Job::read(bytes)?,
            intake: Intake::read(bytes)?,
            input: bytes.optional(Reader::text)?,
            output: bytes.optional(Reader::text)?,
            bucket: bytes.text()?,
            prefix: bytes.text()?,
            tier: bytes.text()?,
            reports: (bytes.flag()?, bytes.flag()?),
            max_write_units: bytes.optional(Reader::number)?,
            processed: bytes.number()?,
            failed: (bytes.number()?, bytes.number()?),
            report_files: bytes.number()?,
            table_bytes: bytes.number()?,
            index_bytes: bytes.list(|bytes| Some((bytes.text()?, bytes.flag()?, bytes.number()?)))?,
        })
    }
}

impl BulkPut {
    /// `BulkOperationDescription`.
    pub(crate) fn description(&self) -> Reply {
        let job = &self.job;
        let table = Reply::default().text("TableName", self.table_name()).text("TableId", job.table_uuid.clone());
        let mut reply = Reply::default()
            .text("BulkOperationArn", job.arn.clone())
            .text("BulkOperationStatus", job.status.name())
            .list("TableDetails", vec![table.into()])
            .text("ClientToken", job.token.clone())
            .with_optional("InputS3Configuration", echoed(&self.input))
            .with_optional("OutputS3Configuration", echoed(&self.output))
            .moment("StartTime", job.start);
        if let Some(end) = job.end {
            reply = reply.moment("EndTime", end);
        }
        let reply = reply
            .integer("ProcessedItemCount", self.processed)
            .integer("ProcessedInputBytes", self.intake.size_bytes)
            .integer("TotalInputBytes", self.intake.size_bytes)
            .list("BulkOperationUsage", vec![self.usage().into()])
            .integer("FailedItemCount", self.failed.0 + self.failed.1);
        let reply = job.with_failure(reply);
        let units = self.max_write_units.map(|units| ReplyNode::Integer(i64::try_from(units).unwrap_or(i64::MAX)));
        reply.with_optional("MaxWriteRequestUnits", units).text("PerformanceTier", self.tier.clone())
    }

    /// `BulkOperationSummary`.
    pub(crate) fn summary(&self) -> Reply {
        let job = &self.job;
        let reply = Reply::default()
            .text("BulkOperationArn", job.arn.clone())
            .text("BulkOperationStatus", job.status.name())
            .moment("StartTime", job.start);
        match job.end {
            Some(end) => reply.moment("EndTime", end),
            None => reply,
        }
    }

    fn usage(&self) -> Reply {
        let bytes = |bytes: u64| Reply::default().integer("BulkPutBytes", bytes);
        let all = self.table_bytes + self.index_bytes.iter().map(|(.., bytes)| bytes).sum::<u64>();
        let mut reply = Reply::default()
            .text("TableName", self.table_name())
            .integer("BulkPutBytes", all)
            .structure("Table", bytes(self.table_bytes));
        for (name, is_global) in [("LocalSecondaryIndexes", false), ("GlobalSecondaryIndexes", true)] {
            let of_kind = self.index_bytes.iter().filter(|(_, global, _)| *global == is_global);
            let entries: Vec<_> = of_kind.map(|(name, _, size)| (name.clone(), bytes(*size).into())).collect();
            if !entries.is_empty() {
                reply = reply.with(name, ReplyNode::Map(entries));
            }
        }
        reply
    }

    fn table_name(&self) -> String {
        self.job.table_arn.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// Counts what a write puts.
    fn count(&mut self, table: &Table, write: &ItemWrite) {
        self.table_bytes += write.after.as_ref().map_or(0, |record| u64::from(record.size_bytes));
        for (index, change) in table.indexes.iter().zip(&write.moves) {
            // An entry that was there just so is put as well.
            let stays = || {
                write.after.as_ref().and_then(|record| index.entry_of(&write.key, &record.item, record.size_bytes, &table.key))
            };
            let Some(entry) = change.after.clone().or_else(stays) else { continue };
            let bytes = u64::from(entry.record.size_bytes);
            match self.index_bytes.iter_mut().find(|(name, ..)| *name == index.name) {
                Some((.., known)) => *known += bytes,
                None => self.index_bytes.push((index.name.clone(), index.kind == IndexKind::Global, bytes)),
            }
        }
    }
}

/// Why a record was not put.
enum Left {
    /// It is wrong: the service's words.
    Wrong(String),
    /// Its condition does not hold.
    Condition,
}

impl Engine {
    /// The next records of a bulk put.
    pub(crate) fn bulk_step(&mut self, id: TableId, arn: &str) -> JobStep {
        let Some(table) = self.database.table(id).cloned() else { return JobStep::Waits };
        let (account, region) = (table.account.clone(), table.region.clone());
        let Some(mut bulk) = self.job::<BulkPut>(&account, &region, arn) else { return JobStep::Done };
        if !self.can_step(id, &[&bulk.intake.bucket, &bulk.bucket]) {
            return JobStep::Waits;
        }
        let taken = self.take_in(&mut bulk.intake, key_types(&table));
        let at_end = match taken {
            Ok(batch) => {
                self.put_records(id, &mut bulk, batch.records);
                if batch.at_end {
                    let wrong = bulk.failed.0 > 0;
                    let status = if wrong { JobStatus::CompletedWithErrors } else { JobStatus::Completed };
                    bulk.job.end(status, self.now);
                }
                batch.at_end
            }
            Err(error) => {
                let (code, message) = failure(error);
                bulk.job.fail(code, message, self.now);
                true
            }
        };
        let kept = self.keep_job(&account, &region, &bulk);
        self.unsent.extend(kept);
        if at_end { JobStep::Done } else { JobStep::More }
    }

    fn put_records(&mut self, id: TableId, bulk: &mut BulkPut, records: Vec<(Result<Record, RecordError>, String)>) {
        let (mut errors, mut conditions) = (String::new(), String::new());
        let before = bulk.table_bytes + bulk.index_bytes.iter().map(|(.., bytes)| bytes).sum::<u64>();
        for (record, text) in records {
            bulk.processed += 1;
            match self.put_record(id, bulk, record) {
                Ok(()) => {}
                Err(Left::Wrong(message)) => {
                    bulk.failed.0 += 1;
                    report(&mut errors, "ValidationError", &message, &text);
                }
                Err(Left::Condition) => {
                    bulk.failed.1 += 1;
                    report(&mut conditions, "ConditionalCheckFailed", CONDITION_FAILED, &text);
                }
            }
        }
        let after = bulk.table_bytes + bulk.index_bytes.iter().map(|(.., bytes)| bytes).sum::<u64>();
        self.meters.moved(id).bulk_put += after - before;
        let Some(table) = self.database.table(id).cloned() else { return };
        for (name, wanted, text) in [("errors", bulk.reports.0, errors), ("condition-check-failures", bulk.reports.1, conditions)]
        {
            if wanted && !text.is_empty() {
                bulk.report_files += 1;
                let key = format!("{}AWSDynamoDB/{}/{name}-{:04}.json.gz", bulk.prefix, bulk.job.id(), bulk.report_files);
                let packed = files::compress(text.as_bytes());
                let batch = self.commit_file(&table.account, &table.region, &bulk.bucket, &key, &packed);
                self.unsent.extend(batch);
            }
        }
    }

    fn put_record(&mut self, id: TableId, bulk: &mut BulkPut, record: Result<Record, RecordError>) -> Result<(), Left> {
        let Record { item, condition, expressions } = record.map_err(|error| Left::Wrong(told(&error)))?;
        let Some(table) = self.database.table(id).map(Arc::as_ref) else { return Err(Left::Condition) };
        let wrong = |problem: api::text::Validation| Left::Wrong(problem.to_string());
        let condition = put_item::check_condition(condition.as_ref(), &expressions).map_err(wrong)?;
        let checked = put_item::check_item(item, condition).map_err(wrong)?;
        let planned = put_item::plan(table, checked, ItemSource::PutItem).map_err(wrong)?;
        if !planned.condition_holds {
            return Err(Left::Condition);
        }
        bulk.count(table, &planned.write);
        let record = self.commit_item(planned.write);
        self.unsent.extend(record);
        Ok(())
    }
}

/// A record that cannot be read, in words.
fn told(error: &RecordError) -> String {
    match error {
        RecordError::Json(error) => error.message(),
        RecordError::Ion(error) => format!("expected {}", error.expected),
        RecordError::Csv(problem) => format!("{problem:?}"),
        RecordError::NoItem => "the record has no Item".to_owned(),
    }
}

/// Adds a line to a report.
fn report(out: &mut String, code: &str, message: &str, record: &str) {
    let member = |name: &str, text: &str| (name.to_owned(), Json::Text(text.to_owned()));
    let line = Json::Object(vec![member("errorCode", code), member("errorMessage", message), member("record", record)]);
    out.push_str(&line.to_string());
    out.push('\n');
}
