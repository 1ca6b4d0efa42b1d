//! DescribeExport and ListExports: what was exported, and how far it is.
//!
//! Our model: lists begin with the newest export; AWS names no order.
//!
//! Follows: API Reference, "DescribeExport", "ListExports"; facts 3.9.

use api::text::Sentence;
use api::{Call, Error, Exception, Reply, Response};

use crate::export::Export;
use crate::job::{Kept, check_job_arn, page};
use crate::{Context, Engine, Outcome, Refusal};

/// Carries out a DescribeExport.
pub(crate) fn describe(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let arn = input.text("ExportArn");
    input.finish()?;
    let elsewhere = Error::Exception(Exception::ExportNotFound, Sentence::ExportElsewhere);
    check_job_arn(context, &arn, Export::KIND, Sentence::ExportArnInvalid, elsewhere, "DescribeExport")?;
    let observed = engine.observed_objects();
    let Some(export) = engine.job::<Export>(&context.account, &context.region, &arn) else {
        let error = Error::Exception(Exception::ExportNotFound, Sentence::ExportNotFound(arn));
        return Err(Refusal::Error { error, observed });
    };
    let reply = Reply::default().structure("ExportDescription", export.description());
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed })
}

/// Carries out a ListExports.
pub(crate) fn list(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let table_arn = input.optional_text("TableArn");
    let (limit, token) = (input.integer("MaxResults"), input.optional_text("NextToken"));
    input.finish()?;
    let mut exports = engine.jobs::<Export>(context);
    exports.retain(|export| table_arn.as_ref().is_none_or(|arn| export.job.table_arn == *arn));
    let page = page(exports, limit, token)?;
    let summaries = page.jobs.iter().map(|export| export.summary().into()).collect();
    let reply = Reply::default().list("ExportSummaries", summaries).with_optional("NextToken", page.next.map(Into::into));
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.observed_objects() })
}
