//! ListStreams: the streams of the caller's account and region, in order of their ARNs.
//!
//! Follows: API Reference, "ListStreams".

use api::text::Sentence;
use api::{Call, Error, Exception, Reply, ReplyNode, Response};

use super::stream_source::StreamArn;
use crate::{Context, Engine, Outcome, Refusal};

/// Streams of one page at most.
const PAGE: usize = 100;

/// Carries out a ListStreams.
pub(crate) fn execute(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let (table, start) = (input.optional_text("TableName"), input.optional_text("ExclusiveStartStreamArn"));
    let limit = input.integer("Limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE);
    input.finish()?;
    if start.as_deref().is_some_and(|arn| StreamArn::parse(arn).is_none()) {
        return Err(Error::Exception(Exception::Validation, Sentence::InvalidStreamArn).into());
    }
    // Plan.
    let mine = engine.streams().filter(|source| {
        source.table.account == context.account
            && source.table.region == context.region
            && table.as_ref().is_none_or(|name| *name == source.table.name)
    });
    let mut found: Vec<_> = mine.map(|source| (source.stream.arn(source.table), source)).collect();
    model::sort_by(&mut found, |left, right| left.0.cmp(&right.0));
    found.retain(|(arn, _)| start.as_ref().is_none_or(|start| arn > start));
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more).map(|(arn, _)| ReplyNode::Text(arn.clone()));
    let streams = found.into_iter().map(|(arn, source)| {
        let stream = Reply::default().text("StreamArn", arn).text("TableName", &source.table.name);
        stream.text("StreamLabel", source.stream.label()).into()
    });
    let reply = Reply::default().list("Streams", streams.collect()).with_optional("LastEvaluatedStreamArn", last);
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.undurable.of_tables() })
}
