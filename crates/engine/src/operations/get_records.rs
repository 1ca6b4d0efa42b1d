//! GetRecords: the records of a shard from an iterator on.
//!
//! A page ends at the limit, at 1 MB, or where the shard ends for now. The end of a closed shard has no next iterator.
//!
//! Follows: API Reference, "GetRecords", "Record", "StreamRecord"; developer guide, "Change data capture for DynamoDB Streams".

use std::ops::Bound;
use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, Operation, Reply, ReplyNode, Response};
use model::{SharedItem, item_size_bytes};

use super::shard_iterator::ShardIterator;
use super::stream_source::StreamSource;
use crate::chance::chance;
use crate::kinesis::is_kept;
use crate::stream::sequence_text;
use crate::undurable::ITEMS;
use crate::{Engine, ItemRecord, Origin, Outcome, Refusal};

/// Records of one page at most.
const PAGE: usize = 1_000;
/// Bytes of one page at most: 1 MB.
const PAGE_SIZE_BYTES: usize = 1024 * 1024;

/// Carries out a GetRecords.
pub(crate) fn execute(engine: &mut Engine, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.input().clone();
    let text = input.text("ShardIterator");
    let limit = input.integer("Limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE);
    input.finish()?;
    let refuse = |exception, sentence| Err(Error::Exception(exception, sentence).into());
    let Some(iterator) = ShardIterator::parse(&text) else {
        return refuse(Exception::Validation, Sentence::InvalidShardIterator);
    };
    let source = engine.stream(&iterator.stream_arn)?;
    let Some(shard) = source.stream.shards.get(iterator.shard as usize) else {
        return refuse(Exception::Validation, Sentence::InvalidShardIterator);
    };
    if iterator.is_expired(engine.now) {
        return refuse(Exception::ExpiredIterator, Sentence::IteratorExpired);
    }
    let history = match engine.history(source.table.id) {
        Ok(history) => history,
        Err(missing) => return Err(Refusal::Missing(missing, Box::new(Operation::Call(Box::new(call))))),
    };
    let records = || {
        let from = history.iter().flat_map(|history| history.after(iterator.from.saturating_sub(1)));
        from.filter(|record| shard.holds(record) && is_kept(record, engine.now))
    };
    if iterator.on_record && records().next().is_none_or(|record| record.sequence != iterator.from) {
        return refuse(Exception::TrimmedDataAccess, Sentence::Trimmed);
    }
    // Plan.
    let (mut page, mut bytes, mut next) = (vec![], 0, None);
    for record in records() {
        let (told, size_bytes) = describe(engine, source, record);
        if page.len() == limit || (bytes + size_bytes > PAGE_SIZE_BYTES && !page.is_empty()) {
            next = Some((record.sequence, true));
            break;
        }
        page.push(told.into());
        bytes += size_bytes;
    }
    // An open shard is read on from here; a closed one has ended.
    let next = next.or_else(|| shard.closed.is_none().then_some((engine.sequence + 1, false)));
    let next = next.map(|(from, on_record)| {
        let next = ShardIterator { from, on_record, made: engine.now, ..iterator.clone() };
        ReplyNode::Text(next.to_text())
    });
    let (id, label, count) = (source.table.id, source.stream.label(), page.len());
    let observed = engine.undurable.of_range(id, ITEMS, Bound::Unbounded, Bound::Unbounded);
    let reply = Reply::default().list("Records", page).with_optional("NextShardIterator", next);
    // Apply: only the meter moves.
    engine.meters.record_stream_request(engine.now, id, label, (count, bytes));
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed })
}

/// A record as the stream's view type tells it, and its bytes: keys and images, counted as items are.
pub(crate) fn describe(engine: &Engine, source: StreamSource<'_>, record: &ItemRecord) -> (Reply, usize) {
    let StreamSource { table, stream } = source;
    let view = stream.view_type.as_str();
    let shown = |image: &Option<SharedItem>, views: [&str; 2]| image.clone().filter(|_| views.contains(&view));
    let new = shown(&record.after, ["NEW_IMAGE", "NEW_AND_OLD_IMAGES"]);
    let old = shown(&record.before, ["OLD_IMAGE", "NEW_AND_OLD_IMAGES"]);
    let keys = record.after.as_ref().or(record.before.as_ref()).map(|item| table.key.key_of(item)).unwrap_or_default();
    let size_bytes = [Some(&keys), new.as_deref(), old.as_deref()].into_iter().flatten().map(item_size_bytes).sum();
    let change = Reply::default()
        // Rounded down to the second.
        .integer("ApproximateCreationDateTime", record.time.0 / 1_000)
        .with("Keys", ReplyNode::Item(Arc::new(keys)))
        .with_optional("NewImage", new.map(ReplyNode::Item))
        .with_optional("OldImage", old.map(ReplyNode::Item))
        .text("SequenceNumber", sequence_text(record.sequence))
        .integer("SizeBytes", size_bytes)
        .text("StreamViewType", view);
    let service = (record.origin == Origin::Expiry).then(|| {
        let identity = Reply::default().text("PrincipalId", "dynamodb.amazonaws.com").text("Type", "Service");
        ReplyNode::Structure(identity)
    });
    let told = Reply::default()
        .text("awsRegion", &table.region)
        .structure("dynamodb", change)
        .text("eventID", event_id(engine, record))
        .text("eventName", event_name(record))
        .text("eventSource", "aws:dynamodb")
        .text("eventVersion", "1.1")
        .with_optional("userIdentity", service);
    (told, size_bytes)
}

/// The id of a change: 32 hexadecimal digits.
pub(crate) fn event_id(engine: &Engine, record: &ItemRecord) -> String {
    let half = |half| chance(engine.seed, "event", record.sequence * 2 + half);
    format!("{:016x}{:016x}", half(0), half(1))
}

/// INSERT, MODIFY or REMOVE.
pub(crate) fn event_name(record: &ItemRecord) -> &'static str {
    match (&record.before, &record.after) {
        (None, _) => "INSERT",
        (Some(_), Some(_)) => "MODIFY",
        (Some(_), None) => "REMOVE",
    }
}
