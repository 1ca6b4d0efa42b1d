//! Exports: a table's items at a moment, or what changed between two, as files of a bucket.
//!
//! A full export reads a fork of the table, so it consumes nothing and sees no later write; each step writes one file. The
//! increments of a period are put together with the request, from the table's past. AWS writes a file for each partition; our
//! model: one for each ten thousand items or 4 MiB of text.
//!
//! Follows: developer guide, "DynamoDB table export output format"; facts 6, 3.9.

mod line;
mod manifest;

use std::ops::Bound;

use api::Reply;
use model::{EpochMillis, SharedItem, StorageKey};
use report::IndexKind;

use crate::chance::chance;
use crate::due::JobStep;
use crate::job::{Job, JobStatus, Kept, echoed};
use crate::journal::codec::{Reader, Writer};
use crate::{ChangeRecord, Engine, History, ObjectKind, Table, TableId};

use line::Line;

/// Items of one file, and of one step (our bound: some tens of milliseconds).
const FILE_ITEMS: u64 = 10_000;
/// Bytes of text of one file, before it is packed; the last item may go beyond (our bound).
const FILE_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// An export as far as it came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Export {
    pub(crate) job: Job,
    pub(crate) bucket: String,
    pub(crate) prefix: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) sse_algorithm: String,
    pub(crate) kms_key: Option<String>,
    /// ION and not DYNAMODB_JSON.
    pub(crate) ion: bool,
    /// The moment that is exported; of increments, their end.
    pub(crate) moment: EpochMillis,
    /// Of increments: their beginning and whether old images are wanted.
    pub(crate) increment: Option<(EpochMillis, bool)>,
    /// `IncrementalExportSpecification` as sent.
    pub(crate) specification: Option<String>,
    pub(crate) billed_bytes: u64,
    pub(crate) item_count: u64,
    pub(crate) files: Vec<DataFile>,
    /// The last key that was written.
    pub(crate) cursor: Option<Vec<u8>>,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DataFile {
    pub(crate) key: String,
    pub(crate) item_count: u64,
    pub(crate) md5: String,
    pub(crate) etag: String,
}

impl Kept for Export {
    const KIND: ObjectKind = ObjectKind::Export;

    fn job(&self) -> &Job {
        &self.job
    }

    fn job_mut(&mut self) -> &mut Job {
        &mut self.job
    }

    fn write(&self, out: &mut Writer) {
        self.job.write(out);
        out.text(&self.bucket);
        for text in [&self.prefix, &self.owner, &self.kms_key, &self.specification] {
            out.optional(text.as_deref(), Writer::text);
        }
        out.text(&self.sse_algorithm);
        out.flag(self.ion);
        out.number(self.moment.0);
        out.optional(self.increment, |out, (from, old_images)| {
            out.number(from.0);
            out.flag(old_images);
        });
        out.number(self.billed_bytes);
        out.number(self.item_count);
        out.list(self.files.iter(), |out, file| {
            out.text(&file.key);
            out.number(file.item_count);
            out.text(&file.md5);
            out.text(&file.etag);
        });
        out.optional(self.cursor.as_deref(), Writer::bytes);
    }

    fn read(bytes: &mut Reader<'_>) -> Option<Self> {
        let (job, bucket) = (Job::read(bytes)?, bytes.text()?);
        let mut text = || bytes.optional(Reader::text);
        let (prefix, owner, kms_key, specification) = (text()?, text()?, text()?, text()?);
        Some(Export {
            job,
            bucket,
            prefix,
            owner,
            kms_key,
            specification,
            sse_algorithm: bytes.text()?,
            ion: bytes.flag()?,
            moment: EpochMillis(bytes.number()?),
            increment: bytes.optional(|bytes| Some((EpochMillis(bytes.number()?), bytes.flag()?)))?,
            billed_bytes: bytes.number()?,
            item_count: bytes.number()?,
            files: bytes.list(|bytes| {
                Some(DataFile { key: bytes.text()?, item_count: bytes.number()?, md5: bytes.text()?, etag: bytes.text()? })
            })?,
            cursor: bytes.optional(Reader::bytes)?.map(<[u8]>::to_vec),
        })
    }
}

impl Export {
    /// `ExportDescription`. It never tells the type of the export (measured).
    pub(crate) fn description(&self) -> Reply {
        let job = &self.job;
        let reply = Reply::default().text("ExportArn", job.arn.clone()).text("ExportStatus", job.status.name());
        let mut reply = reply.moment("StartTime", job.start);
        if let Some(end) = job.end {
            reply = reply.moment("EndTime", end);
        }
        let done = job.status == JobStatus::Completed;
        if done {
            reply = reply.text("ExportManifest", self.path("manifest-summary.json"));
        }
        reply = reply.text("TableArn", job.table_arn.clone()).text("TableId", job.table_uuid.clone());
        if self.increment.is_none() {
            reply = reply.moment("ExportTime", self.moment);
        }
        let reply = reply
            .text("ClientToken", job.token.clone())
            .text("S3Bucket", self.bucket.clone())
            .with_optional("S3BucketOwner", self.owner.clone().map(Into::into))
            .with_optional("S3Prefix", self.prefix.clone().map(Into::into))
            .text("S3SseAlgorithm", self.sse_algorithm.clone())
            .with_optional("S3SseKmsKeyId", self.kms_key.clone().map(Into::into));
        let mut reply = job.with_failure(reply).text("ExportFormat", self.format());
        if done {
            reply = reply.integer("BilledSizeBytes", self.billed_bytes).integer("ItemCount", self.item_count);
        }
        reply.with_optional("IncrementalExportSpecification", echoed(&self.specification))
    }

    /// `ExportSummary`.
    pub(crate) fn summary(&self) -> Reply {
        Reply::default()
            .text("ExportArn", self.job.arn.clone())
            .text("ExportStatus", self.job.status.name())
            .text("ExportType", self.kind())
    }

    fn format(&self) -> &'static str {
        if self.ion { "ION" } else { "DYNAMODB_JSON" }
    }

    fn kind(&self) -> &'static str {
        if self.increment.is_some() { "INCREMENTAL_EXPORT" } else { "FULL_EXPORT" }
    }

    /// The key of a file of this export.
    fn path(&self, name: &str) -> String {
        format!("{}AWSDynamoDB/{}/{name}", self.start_of_keys(), self.job.id())
    }

    fn start_of_keys(&self) -> String {
        match self.prefix.as_deref() {
            None | Some("") => String::new(),
            Some(prefix) => format!("{}/", prefix.trim_end_matches('/')),
        }
    }

    /// The key of the next data file. Increments of one bucket and prefix share a folder.
    fn data_path(&self, seed: u64) -> String {
        let ending = if self.ion { "ion" } else { "json" };
        let number = self.files.len() as u64;
        let draws = [0, 1].map(|half| chance(seed, &self.job.arn, number * 2 + half));
        let name = format!("{}.{ending}.gz", name_of(draws));
        match self.increment {
            Some(_) => format!("{}AWSDynamoDB/data/{name}", self.start_of_keys()),
            None => self.path(&format!("data/{name}")),
        }
    }
}

/// Twenty-six letters and digits, as the service names its files.
fn name_of(draws: [u64; 2]) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
    let letters = draws.iter().flat_map(|draw| (0..13).map(move |at| (draw >> (at * 5)) as usize % LETTERS.len()));
    letters.filter_map(|at| LETTERS.get(at)).map(|letter| char::from(*letter)).collect()
}

/// What AWS bills of a table: items and local index entries.
pub(crate) fn billed_bytes(table: &Table) -> u64 {
    let local = table.indexes.iter().filter(|index| index.kind == IndexKind::Local);
    table.partitions.held().1 + local.map(|index| index.partitions.held().1).sum::<u64>()
}

/// One change of an item in a period: its images at both ends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Increment {
    key: StorageKey,
    /// When it was last written.
    time: EpochMillis,
    before: Option<SharedItem>,
    after: Option<SharedItem>,
}

/// What changed from a moment, included, to another, not included: one increment for each item, in key order. An item that came
/// and went is none.
pub(crate) fn increments(history: &History<'_>, from: EpochMillis, to: EpochMillis) -> Vec<Increment> {
    let mut changed: Vec<Increment> = history
        .records()
        .filter(|record| from <= record.time && record.time < to)
        .map(|record| Increment {
            key: record.key.clone(),
            time: record.time,
            before: record.before.clone(),
            after: record.after.clone(),
        })
        .collect();
    // The order of changes of one item stays.
    model::sort_by(&mut changed, |left, right| left.key.cmp(&right.key));
    let mut increments: Vec<Increment> = vec![];
    for change in changed {
        match increments.last_mut() {
            Some(last) if last.key == change.key => (last.time, last.after) = (change.time, change.after),
            _ => increments.push(change),
        }
    }
    increments.retain(|increment| increment.before.is_some() || increment.after.is_some());
    increments
}

impl Engine {
    /// The next file of a full export.
    pub(crate) fn export_step(&mut self, id: TableId, arn: &str) -> JobStep {
        let Some(table) = self.database.table(id).cloned() else { return JobStep::Waits };
        let Some(mut export) = self.job::<Export>(&table.account, &table.region, arn) else { return JobStep::Done };
        if !self.can_step(id, &[&export.bucket]) {
            return JobStep::Waits;
        }
        let from = export.cursor.take();
        let from = from.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let (mut text, mut count, mut last, mut more) = (String::new(), 0, None, false);
        for (key, record) in table.items.range(from, Bound::Unbounded) {
            if count == FILE_ITEMS || text.len() >= FILE_TEXT_BYTES {
                more = true;
                break;
            }
            Line { ion: export.ion }.item(&record.item, &mut text);
            (count, last) = (count + 1, Some(key.as_bytes().to_vec()));
        }
        export.cursor = last;
        let batch = self.commit_data_file(&table, &mut export, &text, count);
        self.unsent.extend(batch);
        if more {
            let record = self.keep_job(&table.account, &table.region, &export);
            self.unsent.extend(record);
            return JobStep::More;
        }
        self.meters.moved(export.job.table).exported += export.billed_bytes;
        let batch = self.conclude_export(&table, export);
        self.unsent.extend(batch);
        JobStep::Done
    }

    /// Writes all files of an incremental export.
    pub(crate) fn commit_increments(&mut self, table: &Table, mut export: Export, increments: &[Increment]) -> Vec<ChangeRecord> {
        let old_images = export.increment.is_some_and(|(_, old_images)| old_images);
        let mut batch = vec![];
        let (mut text, mut count) = (String::new(), 0);
        for increment in increments {
            if count == FILE_ITEMS || text.len() >= FILE_TEXT_BYTES {
                batch.extend(self.commit_data_file(table, &mut export, &text, count));
                (text, count) = (String::new(), 0);
            }
            Line { ion: export.ion }.increment(table, increment, old_images, &mut text);
            count += 1;
        }
        batch.extend(self.commit_data_file(table, &mut export, &text, count));
        // Our model: what is processed is the text, since AWS does not say how it counts.
        self.meters.moved(export.job.table).exported_increments += export.billed_bytes;
        batch.extend(self.conclude_export(table, export));
        batch
    }

    fn commit_data_file(&mut self, table: &Table, export: &mut Export, text: &str, item_count: u64) -> Vec<ChangeRecord> {
        if export.increment.is_some() {
            export.billed_bytes += text.len() as u64;
        }
        let bytes = files::compress(text.as_bytes());
        let key = export.data_path(self.seed);
        export.item_count += item_count;
        let (md5, etag) = (files::md5_base64(&bytes), files::etag(&bytes));
        export.files.push(DataFile { key: key.clone(), item_count, md5, etag });
        self.commit_file(&table.account, &table.region, &export.bucket, &key, &bytes)
    }

    /// Writes the manifests; the export is COMPLETED.
    fn conclude_export(&mut self, table: &Table, mut export: Export) -> Vec<ChangeRecord> {
        export.job.end(JobStatus::Completed, self.now);
        export.cursor = None;
        let mut batch = vec![];
        for (name, text) in [("manifest-files", manifest::files(&export)), ("manifest-summary", manifest::summary(&export))] {
            let checksum = files::md5_base64(text.as_bytes());
            for (ending, text) in [("json", text), ("md5", checksum)] {
                let key = export.path(&format!("{name}.{ending}"));
                batch.extend(self.commit_file(&table.account, &table.region, &export.bucket, &key, text.as_bytes()));
            }
        }
        batch.extend(self.keep_job(&table.account, &table.region, &export));
        batch
    }

    /// The empty file that tells that an export has begun.
    pub(crate) fn commit_started(&mut self, table: &Table, export: &Export) -> Vec<ChangeRecord> {
        self.commit_file(&table.account, &table.region, &export.bucket, &export.path("_started"), b"")
    }
}
