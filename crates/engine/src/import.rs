//! Imports: files of a bucket become the items of a new table. They consume no units.
//!
//! A record that is no item, or no item of the table, is left out and counted; the import then ends as FAILED, and its table
//! is ACTIVE with the others. Of records with one key the last one stays (AWS: in no fixed order).
//!
//! Follows: developer guide, "Import from Amazon S3"; facts 3.9, 6.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::Reply;
use api::text::{IMPORT_ITEMS_FAILED, no_such_bucket, unreadable_file};
use model::ScalarType;

use crate::due::JobStep;
use crate::intake::{Intake, IntakeError};
use crate::job::{Job, JobStatus, Kept, echoed};
use crate::journal::codec::{Reader, Writer};
use crate::key_check::ItemSource;
use crate::operations::put_item;
use crate::{Engine, ObjectKind, Table, TableId};

/// An import as far as it came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Import {
    pub(crate) job: Job,
    pub(crate) intake: Intake,
    /// `S3BucketSource` as sent.
    pub(crate) source: Option<String>,
    /// `InputFormatOptions` as sent.
    pub(crate) options: Option<String>,
    /// `InputCompressionType`.
    pub(crate) compression: String,
    /// `TableCreationParameters` as sent.
    pub(crate) parameters: Option<String>,
    pub(crate) processed: u64,
    pub(crate) imported: u64,
    pub(crate) errors: u64,
}

impl Kept for Import {
    const KIND: ObjectKind = ObjectKind::Import;

    fn job(&self) -> &Job {
        &self.job
    }

    fn job_mut(&mut self) -> &mut Job {
        &mut self.job
    }

    fn write(&self, out: &mut Writer) {
        self.job.write(out);
        self.intake.write(out);
        for text in [&self.source, &self.options, &self.parameters] {
            out.optional(text.as_deref(), Writer::text);
        }
        out.text(&self.compression);
        for number in [self.processed, self.imported, self.errors] {
            out.number(number);
        }
    }

    fn read(bytes: &mut Reader<'_>) -> Option<Self> {
        let (job, intake) = (Job::read(bytes)?, Intake::read(bytes)?);
        let mut text = || bytes.optional(Reader::text);
        let (source, options, parameters) = (text()?, text()?, text()?);
        Some(Import {
            job,
            intake,
            source,
            options,
            parameters,
            compression: bytes.text()?,
            processed: bytes.number()?,
            imported: bytes.number()?,
            errors: bytes.number()?,
        })
    }
}

impl Import {
    /// `ImportTableDescription`.
    pub(crate) fn description(&self) -> Reply {
        let job = &self.job;
        let mut reply = Reply::default()
            .text("ImportArn", job.arn.clone())
            .text("ImportStatus", job.status.name())
            .text("TableArn", job.table_arn.clone())
            .text("TableId", job.table_uuid.clone())
            .text("ClientToken", job.token.clone())
            .with_optional("S3BucketSource", echoed(&self.source))
            .integer("ErrorCount", self.errors)
            .text("CloudWatchLogGroupArn", self.log_group())
            .text("InputFormat", self.intake.format.clone())
            .with_optional("InputFormatOptions", echoed(&self.options))
            .text("InputCompressionType", self.compression.clone())
            .with_optional("TableCreationParameters", echoed(&self.parameters))
            .moment("StartTime", job.start);
        if let Some(end) = job.end {
            reply = reply.moment("EndTime", end);
        }
        let reply = reply
            .integer("ProcessedSizeBytes", self.intake.size_bytes)
            .integer("ProcessedItemCount", self.processed)
            .integer("ImportedItemCount", self.imported);
        job.with_failure(reply)
    }

    /// `ImportSummary`.
    pub(crate) fn summary(&self) -> Reply {
        let job = &self.job;
        let reply = Reply::default()
            .text("ImportArn", job.arn.clone())
            .text("ImportStatus", job.status.name())
            .text("TableArn", job.table_arn.clone())
            .with_optional("S3BucketSource", echoed(&self.source))
            .text("CloudWatchLogGroupArn", self.log_group())
            .text("InputFormat", self.intake.format.clone())
            .moment("StartTime", job.start);
        match job.end {
            Some(end) => reply.moment("EndTime", end),
            None => reply,
        }
    }

    /// The group that the service writes its errors to. Our model: nothing is written there.
    fn log_group(&self) -> String {
        let mut parts = self.job.table_arn.split(':').skip(3);
        let (region, account) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        format!("arn:aws:logs:{region}:{account}:log-group:/aws-dynamodb/imports:*")
    }
}

/// Types of all attributes that are keys of the table or of an index.
pub(crate) fn key_types(table: &Table) -> BTreeMap<String, ScalarType> {
    let keys = std::iter::once(&table.key).chain(table.indexes.iter().map(|index| &index.key));
    let mut types = BTreeMap::new();
    for attribute in keys.flat_map(|key| key.attributes()) {
        types.insert(attribute.name.clone(), attribute.key_type);
    }
    types
}

/// `FailureCode` and `FailureMessage` of files that cannot be read.
pub(crate) fn failure(error: IntakeError) -> (&'static str, String) {
    match error {
        IntakeError::NoBucket => ("S3NoSuchBucket", no_such_bucket()),
        IntakeError::Unreadable(key) => ("S3ObjectUnreadable", unreadable_file(&key)),
    }
}

impl Engine {
    /// The next records of an import.
    pub(crate) fn import_step(&mut self, id: TableId, arn: &str) -> JobStep {
        let Some(table) = self.database.table(id).cloned() else { return JobStep::Waits };
        let Some(mut import) = self.job::<Import>(&table.account, &table.region, arn) else { return JobStep::Done };
        if !self.can_step(id, &[&import.intake.bucket]) {
            return JobStep::Waits;
        }
        let batch = match self.take_in(&mut import.intake, key_types(&table)) {
            Ok(batch) => batch,
            Err(error) => {
                let (code, message) = failure(error);
                import.job.fail(code, message, self.now);
                let kept = self.keep_job(&table.account, &table.region, &import);
                self.unsent.extend(kept);
                // Nothing was imported from a bucket that is not there, so there is no table either.
                if import.processed == 0 {
                    let gone = self.database.table(id).cloned();
                    let gone = self.commit_table(gone, None);
                    self.unsent.extend(gone);
                    return JobStep::Waits;
                }
                return JobStep::Done;
            }
        };
        for (record, _) in batch.records {
            import.processed += 1;
            match record.ok().is_some_and(|record| self.import_item(id, record.item)) {
                true => import.imported += 1,
                false => import.errors += 1,
            }
        }
        if batch.at_end {
            self.conclude_import(&mut import);
        }
        let kept = self.keep_job(&table.account, &table.region, &import);
        self.unsent.extend(kept);
        if batch.at_end { JobStep::Done } else { JobStep::More }
    }

    fn import_item(&mut self, table: TableId, item: model::Item) -> bool {
        let Some(table) = self.database.table(table).map(Arc::as_ref) else { return false };
        let planned = put_item::check_item(item, None).and_then(|checked| put_item::plan(table, checked, ItemSource::Batch));
        let Ok(planned) = planned else { return false };
        let record = self.commit_item(planned.write);
        self.unsent.extend(record);
        true
    }

    fn conclude_import(&mut self, import: &mut Import) {
        self.meters.moved(import.job.table).imported += import.intake.size_bytes;
        if import.errors > 0 {
            import.job.fail("ItemValidationError", IMPORT_ITEMS_FAILED.to_owned(), self.now);
        } else {
            import.job.end(JobStatus::Completed, self.now);
        }
    }
}
