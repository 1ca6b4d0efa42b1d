//! ExportTableToPointInTime: a table's items at a moment, or its changes in a period, as files of a bucket.
//!
//! It needs point-in-time recovery and consumes nothing. It is IN_PROGRESS in the reply and COMPLETED when its steps are done.
//! Our model: a bucket that does not exist comes into being; a filter is not carried out.
//!
//! Follows: API Reference, "ExportTableToPointInTime"; facts 3.9, 4.3.

use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, Fields, LongDate, Reply, Response, TableStatus};
use model::EpochMillis;

use super::create_backup::table_not_found;
use super::restore_table_to_point_in_time::items_at;
use crate::addressing::place_of;
use crate::backup::ArnParts;
use crate::control::{Control, Task, Work};
use crate::export::{Export, Increment, billed_bytes, increments};
use crate::job::{Job, Kept};
use crate::role::Role;
use crate::{Context, Engine, Outcome, Refusal, Table, TableId};

/// Exports at once in an account and region (Quotas).
const EXPORTS_MAX: usize = 300;
/// Milliseconds of the shortest and the longest period of an incremental export (Quotas).
const PERIOD_MS: std::ops::RangeInclusive<u64> = 15 * 60 * 1_000..=24 * 3_600 * 1_000;

/// A request that is right by itself.
struct Wanted {
    table_arn: String,
    moment: Option<EpochMillis>,
    increment: Option<Period>,
    token: Option<String>,
    bucket: String,
    prefix: Option<String>,
    owner: Option<String>,
    sse_algorithm: Option<String>,
    kms_key: Option<String>,
    ion: bool,
    request: String,
}

/// `IncrementalExportSpecification`.
struct Period {
    from: EpochMillis,
    to: Option<EpochMillis>,
    old_images: bool,
    sent: String,
}

/// Carries out an ExportTableToPointInTime.
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let wanted = read(call.into_input())?;
    let same = |export: &Export| export.job.request == wanted.request;
    let conflict = Error::Exception(Exception::ExportConflict, Sentence::TokenConflict("Export"));
    if let Some(known) = engine.job_of_token(context, wanted.token.as_deref(), same, conflict)? {
        return Ok(described(&known, vec![], engine.observed_objects()));
    }
    let table = Arc::clone(named_table(engine, context, &wanted.table_arn)?);
    let moment = check_times(&table, &wanted, engine.now)?;
    if engine.jobs_under_way::<Export>(context) >= EXPORTS_MAX {
        return Err(Error::Exception(Exception::LimitExceeded, Sentence::ExportsAtOnce).into());
    }
    // Plan.
    let export = new_export(engine, &table, wanted, moment);
    match export.increment {
        None => Ok(begin_full(engine, &table, export)),
        Some((from, _)) => {
            let history = engine.history(table.id).ok().flatten();
            let changed = history.map(|history| increments(&history, from, moment)).unwrap_or_default();
            Ok(write_increments(engine, &table, export, &changed))
        }
    }
}

/// Apply: the fork that a full export reads, and its first mark.
fn begin_full(engine: &mut Engine, table: &Table, mut export: Export) -> Outcome {
    export.billed_bytes = billed_bytes(table);
    let mut fork = table.fork(TableId(engine.last_table + 1));
    fork.items = items_at(engine, table, export.moment);
    let due = EpochMillis(engine.now.0.saturating_add(engine.delays.job_ms));
    let work = vec![Work { due, task: Task::Export(export.job.arn.clone()) }];
    fork.control = Control { role: Role::Export(export.job.arn.clone()), work, ..Control::default() };
    fork.status = TableStatus::Active;
    fork.rebuild_indexes();
    engine.last_table = fork.id.0;
    let mut batch: Vec<_> = engine.commit_table(None, Some(Arc::new(fork))).into_iter().collect();
    batch.extend(engine.commit_started(table, &export));
    batch.extend(engine.keep_job(&table.account, &table.region, &export));
    described(&export, batch, 0)
}

/// Apply: all files of an incremental export. The reply says IN_PROGRESS all the same, as AWS's does.
fn write_increments(engine: &mut Engine, table: &Table, export: Export, changed: &[Increment]) -> Outcome {
    let reply = export.clone();
    let mut batch = engine.commit_started(table, &export);
    batch.extend(engine.commit_increments(table, export, changed));
    described(&reply, batch, 0)
}

fn described(export: &Export, batch: Vec<crate::ChangeRecord>, observed: u64) -> Outcome {
    let reply = Reply::default().structure("ExportDescription", export.description());
    Outcome { response: Response::Members(reply), batch, observed }
}

fn new_export(engine: &Engine, table: &Table, wanted: Wanted, moment: EpochMillis) -> Export {
    let job = Job::begin(engine, Export::KIND, table, wanted.token, wanted.request);
    Export {
        job,
        bucket: wanted.bucket,
        prefix: wanted.prefix,
        owner: wanted.owner,
        sse_algorithm: wanted.sse_algorithm.unwrap_or_else(|| "AES256".to_owned()),
        kms_key: wanted.kms_key,
        ion: wanted.ion,
        moment,
        increment: wanted.increment.as_ref().map(|period| (period.from, period.old_images)),
        specification: wanted.increment.map(|period| period.sent),
        billed_bytes: 0,
        item_count: 0,
        files: vec![],
        cursor: None,
    }
}

fn read(mut input: Fields) -> Result<Wanted, Error> {
    let request = input.to_json();
    let table_arn = input.text("TableArn");
    check_arn(&table_arn)?;
    let (kind, specification) = (input.optional_text("ExportType"), input.fields("IncrementalExportSpecification"));
    let increment = match (kind.as_deref(), specification) {
        (None, Some(_)) => return invalid(Sentence::ExportTypeMissing),
        (Some("FULL_EXPORT"), Some(_)) => return invalid(Sentence::ExportSpecificationForbidden),
        (Some("INCREMENTAL_EXPORT"), None) => return invalid(Sentence::ExportSpecificationMissing),
        (_, specification) => specification.map(read_period).transpose()?,
    };
    let (sse_algorithm, kms_key) = (input.optional_text("S3SseAlgorithm"), input.optional_text("S3SseKmsKeyId"));
    if kms_key.is_some() && sse_algorithm.as_deref() != Some("KMS") {
        return invalid(Sentence::ExportKeyUnsupported);
    }
    let wanted = Wanted {
        table_arn,
        moment: input.moment("ExportTime"),
        increment,
        token: input.optional_text("ClientToken"),
        bucket: input.text("S3Bucket"),
        prefix: input.optional_text("S3Prefix"),
        owner: input.optional_text("S3BucketOwner"),
        sse_algorithm,
        kms_key,
        ion: input.optional_text("ExportFormat").as_deref() == Some("ION"),
        request,
    };
    input.finish()?;
    Ok(wanted)
}

fn read_period(mut members: Fields) -> Result<Period, Error> {
    let sent = members.to_json();
    let Some(from) = members.moment("ExportFromTime") else { return invalid(Sentence::ExportFromTimeMissing) };
    let to = members.moment("ExportToTime");
    let old_images = members.optional_text("ExportViewType").as_deref() != Some("NEW_IMAGE");
    members.finish()?;
    Ok(Period { from, to, old_images, sent })
}

fn check_arn(arn: &str) -> Result<(), Error> {
    if !arn.starts_with("arn:") {
        return invalid(Sentence::TableArnInvalid);
    }
    match ArnParts::read(arn) {
        Some(parts) if !parts.resource.contains('/') => Ok(()),
        _ => invalid(Sentence::TableArnOther),
    }
}

/// The table; it is told by its ARN here.
fn named_table<'e>(engine: &'e Engine, context: &Context, arn: &str) -> Result<&'e Arc<Table>, Refusal> {
    let place = place_of(context, arn)?;
    let found = engine.database.find(place).filter(|table| table.status != TableStatus::Creating);
    found.ok_or_else(|| table_not_found(engine, arn))
}

/// The moment, or the end of the period. A period is checked before recovery, a moment after it (measured).
fn check_times(table: &Table, wanted: &Wanted, now: EpochMillis) -> Result<EpochMillis, Error> {
    let end = wanted.increment.as_ref().map(|period| check_period(table, period, now)).transpose()?;
    let Some(recovery) = table.control.recovery() else {
        let sentence = Sentence::RecoveryNotEnabled(table.name.clone());
        return Err(Error::Exception(Exception::PointInTimeRecoveryUnavailable, sentence));
    };
    let (earliest, _) = recovery.window(now);
    let start = wanted.increment.as_ref().map(|period| period.from).or(wanted.moment).unwrap_or(now);
    if start.0 / 1_000 < earliest.0 / 1_000 || start > now {
        return time(Sentence::ExportTimeInvalid);
    }
    Ok(end.unwrap_or_else(|| start.max(earliest)))
}

fn check_period(table: &Table, period: &Period, now: EpochMillis) -> Result<EpochMillis, Error> {
    let to = period.to.unwrap_or(now);
    let length = to.0.saturating_sub(period.from.0);
    if length < *PERIOD_MS.start() {
        return time(Sentence::ExportPeriodShort);
    }
    if length > *PERIOD_MS.end() {
        return time(Sentence::ExportPeriodLong);
    }
    if period.from.0 / 1_000 < table.created.0 / 1_000 {
        return time(Sentence::ExportBeforeTable(LongDate(table.created).iso_seconds()));
    }
    if to > now {
        return time(Sentence::ExportAfterNow(LongDate(now).iso_seconds()));
    }
    Ok(to)
}

fn time<T>(sentence: Sentence) -> Result<T, Error> {
    Err(Error::Exception(Exception::InvalidExportTime, sentence))
}

fn invalid<T>(sentence: Sentence) -> Result<T, Error> {
    Err(Error::Exception(Exception::Validation, sentence))
}
