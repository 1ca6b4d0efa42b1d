//! DescribeImport and ListImports: what was imported, and how far it is.
//!
//! Our model: lists begin with the newest import; AWS names no order.
//!
//! Follows: API Reference, "DescribeImport", "ListImports"; facts 3.9.

use api::text::Sentence;
use api::{Call, Error, Exception, Reply, Response};

use crate::import::Import;
use crate::job::{Kept, check_job_arn, page};
use crate::{Context, Engine, Outcome, Refusal};

/// Carries out a DescribeImport.
pub(crate) fn describe(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let arn = input.text("ImportArn");
    input.finish()?;
    let elsewhere = Error::Exception(Exception::ImportNotFound, Sentence::ImportElsewhere);
    check_job_arn(context, &arn, Import::KIND, Sentence::ImportArnInvalid, elsewhere, "DescribeImport")?;
    let observed = engine.observed_objects();
    let Some(import) = engine.job::<Import>(&context.account, &context.region, &arn) else {
        let error = Error::Exception(Exception::ImportNotFound, Sentence::ImportNotFound(arn));
        return Err(Refusal::Error { error, observed });
    };
    let reply = Reply::default().structure("ImportTableDescription", import.description());
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed })
}

/// Carries out a ListImports.
pub(crate) fn list(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let table_arn = input.optional_text("TableArn");
    let (limit, token) = (input.integer("PageSize"), input.optional_text("NextToken"));
    input.finish()?;
    let mut imports = engine.jobs::<Import>(context);
    imports.retain(|import| table_arn.as_ref().is_none_or(|arn| import.job.table_arn == *arn));
    let page = page(imports, limit, token)?;
    let summaries = page.jobs.iter().map(|import| import.summary().into()).collect();
    let reply = Reply::default().list("ImportSummaryList", summaries).with_optional("NextToken", page.next.map(Into::into));
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.observed_objects() })
}
