//! DescribeStream: a stream's settings and its shards, in order of their ids.
//!
//! Follows: API Reference, "DescribeStream".

use api::text::Sentence;
use api::{Call, Error, Exception, Reply, ReplyNode, Response};

use super::stream_source::StreamSource;
use crate::stream::sequence_text;
use crate::{Engine, Outcome, Refusal, Shard};

/// Shards of one page at most.
const PAGE: usize = 100;

/// Carries out a DescribeStream.
pub(crate) fn execute(engine: &Engine, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let (arn, start) = (input.text("StreamArn"), input.optional_text("ExclusiveStartShardId"));
    let limit = input.integer("Limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE);
    let filter = input.fields("ShardFilter");
    input.finish()?;
    let parent = match filter {
        None => None,
        Some(mut filter) => {
            let (kind, id) = (filter.optional_text("Type"), filter.optional_text("ShardId"));
            filter.finish()?;
            match (kind, id) {
                (Some(_), Some(id)) => Some(id),
                _ => return Err(Error::Exception(Exception::Validation, Sentence::ShardFilterIncomplete).into()),
            }
        }
    };
    let source = engine.stream(&arn)?;
    // Plan.
    let readable = |(_, shard): &(usize, &Shard)| shard.is_readable(engine.now);
    let numbered = source.stream.shards.iter().enumerate().filter(readable);
    let mut shards: Vec<_> = numbered.map(|(number, shard)| (source.stream.shard_id(source.table, number), shard)).collect();
    if let Some(parent) = parent {
        shards.retain(|(_, shard)| parent_id(source, shard).as_ref() == Some(&parent));
    }
    model::sort_by(&mut shards, |left, right| left.0.cmp(&right.0));
    shards.retain(|(id, _)| start.as_ref().is_none_or(|start| id > start));
    let more = shards.len() > limit;
    shards.truncate(limit);
    let last = shards.last().filter(|_| more).map(|(id, _)| ReplyNode::Text(id.clone()));
    let described = shards.into_iter().map(|(id, shard)| describe_shard(source, id, shard).into()).collect();
    let reply = Reply::default().structure("StreamDescription", describe(source, arn, described, last));
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.undurable.of_table(source.table.id) })
}

fn parent_id(source: StreamSource<'_>, shard: &Shard) -> Option<String> {
    shard.parent.map(|parent| source.stream.shard_id(source.table, parent as usize))
}

fn describe_shard(source: StreamSource<'_>, id: String, shard: &Shard) -> Reply {
    let ending = shard.ending().map(|ending| ReplyNode::Text(sequence_text(ending)));
    let range = Reply::default().text("StartingSequenceNumber", sequence_text(shard.starting()));
    Reply::default()
        .text("ShardId", id)
        .structure("SequenceNumberRange", range.with_optional("EndingSequenceNumber", ending))
        .with_optional("ParentShardId", parent_id(source, shard).map(ReplyNode::Text))
}

fn describe(source: StreamSource<'_>, arn: String, shards: Vec<ReplyNode>, last: Option<ReplyNode>) -> Reply {
    let StreamSource { table, stream } = source;
    let changing = table.control.stream_changing().filter(|(label, _)| *label == stream.label());
    let status = match (changing, stream.disabled) {
        (Some((_, true)), None) => "ENABLING",
        (Some((_, false)), Some(_)) => "DISABLING",
        (_, None) if table.status == api::TableStatus::Creating => "ENABLING",
        (_, None) => "ENABLED",
        (_, Some(_)) => "DISABLED",
    };
    let key = |attributes: &[model::KeyAttribute], kind: &str| -> Vec<ReplyNode> {
        let element = |attribute: &model::KeyAttribute| {
            Reply::default().text("AttributeName", &attribute.name).text("KeyType", kind).into()
        };
        attributes.iter().map(element).collect()
    };
    Reply::default()
        .text("StreamArn", arn)
        .text("StreamLabel", stream.label())
        .text("StreamStatus", status)
        .text("StreamViewType", &stream.view_type)
        .moment("CreationRequestDateTime", stream.enabled)
        .text("TableName", &table.name)
        .list("KeySchema", [key(&table.key.partition, "HASH"), key(&table.key.sort, "RANGE")].concat())
        .list("Shards", shards)
        .with_optional("LastEvaluatedShardId", last)
}
