//! DescribeBulkOperation, ListBulkOperations and CancelBulkOperation.
//!
//! Our model: a cancellation takes effect at once, and what was put stays; lists begin with the newest operation.
//!
//! Follows: API Reference, "DescribeBulkOperation", "ListBulkOperations", "CancelBulkOperation".

use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, Reply, Response};

use crate::bulk::BulkPut;
use crate::control::Task;
use crate::due::settled_status;
use crate::job::{JobStatus, Kept, check_job_arn, page};
use crate::{Context, Engine, Outcome, Refusal, Table};

/// Carries out a DescribeBulkOperation.
pub(crate) fn describe(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let bulk = named(engine, context, call, "DescribeBulkOperation")?;
    let reply = Reply::default().structure("BulkOperationDescription", bulk.description());
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.observed_objects() })
}

/// Carries out a ListBulkOperations.
pub(crate) fn list(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let (limit, token) = (input.integer("MaxResults"), input.optional_text("NextToken"));
    input.finish()?;
    let page = page(engine.jobs::<BulkPut>(context), limit, token)?;
    let summaries = page.jobs.iter().map(|bulk| bulk.summary().into()).collect();
    let reply = Reply::default().list("BulkOperationsSummaryList", summaries);
    let reply = reply.with_optional("NextToken", page.next.map(Into::into));
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.observed_objects() })
}

/// Carries out a CancelBulkOperation. One that has ended stays as it is.
pub(crate) fn cancel(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut bulk = named(engine, context, call, "CancelBulkOperation")?;
    let mut status = bulk.job.status.name();
    let mut batch = vec![];
    if bulk.job.status == JobStatus::InProgress {
        // Plan.
        bulk.job.end(JobStatus::Cancelled, engine.now);
        status = "CANCELLING";
        let before = engine.database.table(bulk.job.table).cloned();
        let after = before.as_deref().map(|table| {
            let mut table = Table::clone(table);
            table.control.work.retain(|work| !matches!(&work.task, Task::BulkPut(arn) if *arn == bulk.job.arn));
            table.status = settled_status(&table.control);
            Arc::new(table)
        });
        // Apply.
        batch.extend(engine.commit_table(before, after));
        batch.extend(engine.keep_job(&context.account, &context.region, &bulk));
    }
    let reply = Reply::default().text("BulkOperationArn", bulk.job.arn).text("BulkOperationStatus", status);
    Ok(Outcome { response: Response::Members(reply), batch, observed: engine.observed_objects() })
}

/// The operation that a request names.
fn named(engine: &Engine, context: &Context, call: Call, action: &'static str) -> Result<BulkPut, Refusal> {
    let mut input = call.into_input();
    let arn = input.text("BulkOperationArn");
    input.finish()?;
    let missing = Error::Exception(Exception::ResourceNotFound, Sentence::BulkNotFound(arn.clone()));
    check_job_arn(context, &arn, BulkPut::KIND, Sentence::BulkArnInvalid, missing.clone(), action)?;
    let found = engine.job::<BulkPut>(&context.account, &context.region, &arn);
    found.ok_or_else(|| Refusal::Error { error: missing, observed: engine.observed_objects() })
}
