//! StartBulkPutItems: puts the files of a bucket into a table that is there.
//!
//! Follows: API Reference, "StartBulkPutItems"; developer guide, "Bulk put items"; facts 6.

use std::sync::Arc;

use api::text::{InUse, Sentence};
use api::{Call, Error, Exception, Fields, Reply, Response, TableStatus};
use model::EpochMillis;

use super::describe_table::named_table;
use crate::bulk::BulkPut;
use crate::control::{Task, Work};
use crate::intake::Intake;
use crate::job::{Job, Kept};
use crate::{Context, Engine, Outcome, Refusal, Table};

/// Bulk operations at once in an account and region (our model: as many as imports).
const BULK_MAX: usize = 50;

/// Carries out a StartBulkPutItems.
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let (request, name) = (input.to_json(), input.text("TableName"));
    let token = input.optional_text("ClientToken");
    let same = |bulk: &BulkPut| bulk.job.request == request;
    if let Some(known) = engine.job_of_token(context, token.as_deref(), same, Error::IdempotentParameterMismatch)? {
        return Ok(described(&known, vec![], engine.observed_objects()));
    }
    let before = Arc::clone(named_table(engine, context, &name)?);
    check(engine, context, &before)?;
    // Plan.
    let job = Job::begin(engine, BulkPut::KIND, &before, token, request);
    let bulk = read(input, job)?;
    let mut after = Table::clone(&before);
    let due = EpochMillis(engine.now.0.saturating_add(engine.delays.job_ms));
    after.control.work.push(Work { due, task: Task::BulkPut(bulk.job.arn.clone()) });
    // Apply.
    let mut batch: Vec<_> = engine.commit_table(Some(before), Some(Arc::new(after))).into_iter().collect();
    batch.extend(engine.keep_job(&context.account, &context.region, &bulk));
    Ok(described(&bulk, batch, 0))
}

fn described(bulk: &BulkPut, batch: Vec<crate::ChangeRecord>, observed: u64) -> Outcome {
    let reply = Reply::default().structure("BulkOperationDescription", bulk.description());
    Outcome { response: Response::Members(reply), batch, observed }
}

fn check(engine: &Engine, context: &Context, table: &Table) -> Result<(), Refusal> {
    let busy = match table.status {
        TableStatus::Creating => Some(Error::ResourceInUse(InUse::BeingCreated(table.name.clone()))),
        TableStatus::Deleting => Some(Error::ResourceInUse(InUse::BeingDeleted(table.name.clone()))),
        _ if table.control.work.iter().any(|work| matches!(work.task, Task::BulkPut(_))) => {
            Some(Error::Exception(Exception::ResourceInUse, Sentence::BulkRunning(table.name.clone())))
        }
        _ => None,
    };
    if let Some(error) = busy {
        return Err(Refusal::Error { error, observed: engine.undurable.of_table(table.id) });
    }
    if engine.jobs_under_way::<BulkPut>(context) >= BULK_MAX {
        return Err(Error::Exception(Exception::LimitExceeded, Sentence::BulkAtOnce).into());
    }
    Ok(())
}

fn read(mut input: Fields, job: Job) -> Result<BulkPut, Error> {
    let units = input.integer("MaxWriteRequestUnits").and_then(|units| u64::try_from(units).ok());
    let tier = input.optional_text("PerformanceTier").unwrap_or_else(|| "STANDARD".to_owned());
    let (mut source, mut output) = (input.fields("InputS3Configuration"), input.fields("OutputS3Configuration"));
    input.finish()?;
    let (sent_input, sent_output) = (source.as_ref().map(Fields::to_json), output.as_ref().map(Fields::to_json));
    let member = |fields: &mut Option<Fields>, name: &str| fields.as_mut().and_then(|fields| fields.optional_text(name));
    let compression = member(&mut source, "InputCompressionType");
    if compression.as_deref() == Some("ZSTD") {
        return Err(Error::Exception(Exception::Validation, Sentence::ZstdUnsupported));
    }
    let intake = Intake {
        bucket: member(&mut source, "S3Bucket").unwrap_or_default(),
        prefix: member(&mut source, "S3KeyPrefix").unwrap_or_default(),
        gzip: compression.as_deref() == Some("GZIP"),
        format: member(&mut source, "InputFormat").unwrap_or_default(),
        delimiter: ',',
        header: vec![],
        file: None,
        offset: 0,
        size_bytes: 0,
    };
    let types = output.as_mut().and_then(|output| output.texts("OutputType")).unwrap_or_default();
    let has = |wanted: &str| types.iter().any(|kind| kind == wanted);
    let prefix = member(&mut output, "S3KeyPrefix").filter(|prefix| !prefix.is_empty());
    Ok(BulkPut {
        job,
        input: sent_input,
        output: sent_output,
        bucket: member(&mut output, "S3Bucket").unwrap_or_else(|| intake.bucket.clone()),
        prefix: prefix.map_or(String::new(), |prefix| format!("{}/", prefix.trim_end_matches('/'))),
        reports: (has("ERROR"), has("CONDITION_CHECK_FAILURE")),
        intake,
        max_write_units: units,
        tier,
        processed: 0,
        failed: (0, 0),
        report_files: 0,
        table_bytes: 0,
        index_bytes: vec![],
    })
}
