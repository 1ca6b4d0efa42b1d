//! GetShardIterator: where in a shard reading begins.
//!
//! Follows: API Reference, "GetShardIterator"; facts 3.19.

use api::text::Sentence;
use api::{Call, Error, Exception, Operation, Reply, Response};
use model::EpochMillis;

use super::shard_iterator::ShardIterator;
use super::stream_source::StreamSource;
use crate::kinesis::is_kept;
use crate::stream::sequence_of;
use crate::{Engine, History, ItemRecord, Outcome, Refusal, Shard};

/// Where reading begins, as asked for.
enum Start {
    TrimHorizon,
    Latest,
    At(u64),
    After(u64),
    Timestamp(EpochMillis),
}

/// Carries out a GetShardIterator.
pub(crate) fn execute(engine: &Engine, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.input().clone();
    let (arn, shard_id) = (input.text("StreamArn"), input.text("ShardId"));
    let (kind, sequence) = (input.text("ShardIteratorType"), input.optional_text("SequenceNumber"));
    let timestamp = input.decimal("Timestamp");
    input.finish()?;
    let start = start(&kind, sequence.as_deref(), timestamp.as_deref())?;
    let source = engine.stream(&arn)?;
    let (number, shard) = find_shard(engine, source, &shard_id)?;
    let history = match engine.history(source.table.id) {
        Ok(history) => history,
        Err(missing) => return Err(Refusal::Missing(missing, Box::new(Operation::Call(Box::new(call))))),
    };
    // Plan.
    let (from, on_record) = place(engine, shard, history, &start)?;
    let iterator = ShardIterator { stream_arn: arn, shard: number, from, on_record, made: engine.now };
    let reply = Reply::default().text("ShardIterator", iterator.to_text());
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.undurable.of_table(source.table.id) })
}

fn start(kind: &str, sequence: Option<&str>, timestamp: Option<&str>) -> Result<Start, Error> {
    let refuse = |sentence| Err(Error::Exception(Exception::Validation, sentence));
    let sequenced = matches!(kind, "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER");
    let sequence = match (sequenced, sequence) {
        (true, None) => return refuse(Sentence::SequenceNumberMissing),
        (false, Some(_)) => return refuse(Sentence::SequenceNumberForbidden),
        (true, Some(text)) => match sequence_of(text) {
            Some(number) => number,
            None => return refuse(Sentence::SequenceNumberInvalid),
        },
        (false, None) => 0,
    };
    Ok(match (kind, timestamp) {
        ("AT_TIMESTAMP", Some(text)) => Start::Timestamp(milliseconds(text)),
        ("AT_TIMESTAMP", None) => return refuse(Sentence::TimestampMissing),
        (_, Some(_)) => return refuse(Sentence::TimestampForbidden),
        ("AT_SEQUENCE_NUMBER", _) => Start::At(sequence),
        ("AFTER_SEQUENCE_NUMBER", _) => Start::After(sequence),
        ("LATEST", _) => Start::Latest,
        _ => Start::TrimHorizon,
    })
}

/// Seconds with a fraction, as milliseconds; the beginning of time for anything else.
fn milliseconds(text: &str) -> EpochMillis {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
    let whole: u64 = whole.parse().unwrap_or(0);
    EpochMillis(whole.saturating_mul(1_000).saturating_add(thousandths.parse().unwrap_or(0)))
}

fn find_shard<'e>(engine: &Engine, source: StreamSource<'e>, id: &str) -> Result<(u32, &'e Shard), Error> {
    let shards = source.stream.shards.iter().zip(0u32..);
    let mut readable = shards.filter(|(shard, _)| shard.is_readable(engine.now));
    let found = readable.find(|(_, number)| source.stream.shard_id(source.table, *number as usize) == id);
    let found = found.map(|(shard, number)| (number, shard));
    found.ok_or(Error::Exception(Exception::ResourceNotFound, Sentence::ShardNotFound))
}

/// The sequence number that is read first, and whether a record stands there.
fn place(engine: &Engine, shard: &Shard, history: Option<History<'_>>, start: &Start) -> Result<(u64, bool), Error> {
    let records = || {
        let all = history.iter().flat_map(|history| history.records());
        all.filter(|record| shard.holds(record) && is_kept(record, engine.now))
    };
    let on = |record: Option<&ItemRecord>| record.map(|record| (record.sequence, true));
    let end = (engine.sequence.max(shard.after_sequence) + 1, false);
    let (sequence, after) = match start {
        Start::TrimHorizon => return Ok(on(records().next()).unwrap_or(end)),
        Start::Timestamp(moment) => return Ok(on(records().find(|record| record.time >= *moment)).unwrap_or(end)),
        Start::Latest => return Ok(end),
        Start::At(sequence) => (*sequence, false),
        Start::After(sequence) => (*sequence, true),
    };
    let at_end = sequence == shard.starting() || shard.ending() == Some(sequence);
    if !at_end && !records().any(|record| record.sequence == sequence) {
        let trimmed = sequence > shard.starting()
            && sequence <= shard.ending().unwrap_or(engine.sequence)
            && records().next().is_none_or(|oldest| sequence < oldest.sequence);
        return Err(match trimmed {
            true => Error::Exception(Exception::TrimmedDataAccess, Sentence::Trimmed),
            false => Error::Exception(Exception::Validation, Sentence::SequenceNumberInvalid),
        });
    }
    let from = if after { sequence + 1 } else { sequence };
    Ok(on(records().find(|record| record.sequence >= from)).unwrap_or(end))
}
