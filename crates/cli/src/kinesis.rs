//! Kinesis data streams that tables name as destinations, read back by clients of Kinesis.
//!
//! Five operations that read, in AWS JSON 1.1, for the streams of the caller's account and region; all else is refused. Our model:
//! a stream has one shard, so its records come in the order of the changes, and it keeps them for 24 hours. Nothing is put into a
//! stream by hand: its records are the changes of tables.
//!
//! Follows: Kinesis Data Streams API Reference, "ListStreams", "DescribeStreamSummary", "ListShards", "GetShardIterator",
//! "GetRecords".

mod iterator;
mod request;

use api::Json;
use api::text::KinesisProblem;
use engine::{Context, Engine, KinesisRecord, Missing};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName};
use hyper::http::request::Parts;
use model::EpochMillis;

use crate::reply::{self, Media, Reply};

use iterator::ShardIterator;
use request::{Request, number, object, text};

/// What `X-Amz-Target` of a request to Kinesis begins with.
const TARGET: &str = "Kinesis_20131202.";
const TARGET_HEADER: HeaderName = HeaderName::from_static("x-amz-target");
/// The one shard of a stream.
const SHARD: &str = "shardId-000000000000";
/// What stands before the digits of a sequence number, so that it has the 56 digits of Kinesis's own.
const SEQUENCE_LEAD: &str = "49";
const SEQUENCE_DIGITS: usize = 54;
/// Bytes of data of one page of records: 10 MB (API Reference, "GetRecords").
const PAGE_BYTES: usize = 10 * 1024 * 1024;
/// Records of one page (the same).
const PAGE_RECORDS: u64 = 10_000;
/// Records that are made at once (our bound: a page is mostly ended by its bytes).
const CHUNK_RECORDS: usize = 100;
/// Streams of one page, and shards.
const LIST_MOST: u64 = 10_000;
const LIST_DEFAULT: u64 = 100;
const SHARDS_MOST: u64 = 10_000;

/// What an operation gives, or what is wrong with its request.
type Answer = Result<Json, KinesisProblem>;

/// Whether a request is one to Kinesis.
pub(crate) fn is_asked(parts: &Parts) -> bool {
    target(parts).is_some()
}

/// The name of the operation of Kinesis that is asked for.
pub(crate) fn target(parts: &Parts) -> Option<&str> {
    parts.headers.get(TARGET_HEADER)?.to_str().ok()?.strip_prefix(TARGET)
}

/// Whether a body of this media type is one that Kinesis reads.
pub(crate) fn reads(parts: &Parts) -> bool {
    let media = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = media.split(';').next().unwrap_or_default().trim();
    name.eq_ignore_ascii_case("application/x-amz-json-1.1") || name.eq_ignore_ascii_case("application/json")
}

/// Carries out an operation over an engine that has done what is due. [`Missing`] if a table's past has to be loaded first.
pub(crate) fn execute(engine: &Engine, context: &Context, operation: &str, body: &[u8]) -> Result<Reply, Missing> {
    let Some(request) = Request::read(body) else { return Ok(refused(400, "SerializationException", None)) };
    let streams = Streams { engine, context };
    let answer = match operation {
        "ListStreams" => streams.list(&request),
        "DescribeStreamSummary" => streams.describe(&request),
        "ListShards" => streams.shards(&request),
        "GetShardIterator" => streams.iterator(&request)?,
        "GetRecords" => streams.records(&request)?,
        other => Err(KinesisProblem::Operation(other.to_owned())),
    };
    Ok(match answer {
        Ok(json) => reply::answer(200, Media::AwsJson11, Bytes::from(json.to_string())),
        Err(problem) => refused(400, problem.exception(), Some(problem.to_string())),
    })
}

/// The reply to a request that is refused before its operation is looked at.
pub(crate) fn refused(status: u16, exception: &str, message: Option<String>) -> Reply {
    let mut members = vec![("__type", text(exception))];
    members.extend(message.map(|message| ("message", text(&message))));
    reply::answer(status, Media::AwsJson11, Bytes::from(object(members).to_string()))
}

/// The streams of a caller.
struct Streams<'e> {
    engine: &'e Engine,
    context: &'e Context,
}

impl Streams<'_> {
    fn list(&self, request: &Request) -> Answer {
        let most = request.limit("Limit", LIST_DEFAULT, LIST_MOST)?;
        let after = request.text("NextToken").or(request.text("ExclusiveStartStreamName"));
        let mut names = self.names();
        names.retain(|name| after.is_none_or(|after| name.as_str() > after));
        let more = names.len() as u64 > most;
        names.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let summary = |name: &String| {
            object(vec![
                ("StreamName", text(name)),
                ("StreamARN", text(&self.arn(name))),
                ("StreamStatus", text("ACTIVE")),
                ("StreamModeDetails", object(vec![("StreamMode", text("PROVISIONED"))])),
                ("StreamCreationTimestamp", self.created(name)),
            ])
        };
        let mut told = vec![
            ("StreamNames", Json::Array(names.iter().map(|name| text(name)).collect())),
            ("HasMoreStreams", Json::Bool(more)),
            ("StreamSummaries", Json::Array(names.iter().map(summary).collect())),
        ];
        told.extend(names.last().filter(|_| more).map(|last| ("NextToken", text(last))));
        Ok(object(told))
    }

    fn describe(&self, request: &Request) -> Answer {
        let name = self.named(request)?;
        let monitoring = object(vec![("ShardLevelMetrics", Json::Array(vec![]))]);
        let summary = object(vec![
            ("StreamName", text(&name)),
            ("StreamARN", text(&self.arn(&name))),
            ("StreamStatus", text("ACTIVE")),
            ("StreamModeDetails", object(vec![("StreamMode", text("PROVISIONED"))])),
            ("RetentionPeriodHours", number(24)),
            ("StreamCreationTimestamp", self.created(&name)),
            ("EnhancedMonitoring", Json::Array(vec![monitoring])),
            ("EncryptionType", text("NONE")),
            ("OpenShardCount", number(1)),
            ("ConsumerCount", number(0)),
        ]);
        Ok(object(vec![("StreamDescriptionSummary", summary)]))
    }

    fn shards(&self, request: &Request) -> Answer {
        request.limit("MaxResults", SHARDS_MOST, SHARDS_MOST)?;
        self.named(request)?;
        let after = request.text("ExclusiveStartShardId");
        let keys = object(vec![("StartingHashKey", text("0")), ("EndingHashKey", text(&u128::MAX.to_string()))]);
        let numbers = object(vec![("StartingSequenceNumber", text(&sequence_text(0)))]);
        let shard = object(vec![("ShardId", text(SHARD)), ("HashKeyRange", keys), ("SequenceNumberRange", numbers)]);
        let shards = if after.is_none_or(|after| SHARD > after) { vec![shard] } else { vec![] };
        Ok(object(vec![("Shards", Json::Array(shards))]))
    }

    fn iterator(&self, request: &Request) -> Result<Answer, Missing> {
        let start = match self.start(request) {
            Ok(start) => start,
            Err(problem) => return Ok(Err(problem)),
        };
        let (stream_arn, after) = match start {
            Start::After(arn, after) => (arn, after),
            Start::At(arn, moment) => {
                let after = self.engine.kinesis_after(&arn, moment)?;
                (arn, after)
            }
        };
        let iterator = ShardIterator { stream_arn, after, made: self.context.now };
        Ok(Ok(object(vec![("ShardIterator", text(&iterator.to_text()))])))
    }

    fn start(&self, request: &Request) -> Result<Start, KinesisProblem> {
        const KINDS: [&str; 5] = ["AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"];
        let shard = request.required("ShardId", "shardId")?;
        let kind = request.required("ShardIteratorType", "shardIteratorType")?;
        if !KINDS.contains(&kind) {
            let place = "shardIteratorType".to_owned();
            return Err(KinesisProblem::NotInSet(kind.to_owned(), place, KINDS.join(", ")));
        }
        let name = self.named(request)?;
        self.check_shard(shard, &name)?;
        let arn = self.arn(&name);
        let given = request.text("StartingSequenceNumber");
        let sequenced = matches!(kind, "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER");
        let after = match (given, sequenced) {
            (None, true) => return Err(KinesisProblem::SequenceNumber(kind.to_owned(), "no StartingSequenceNumber".to_owned())),
            (Some(_), false) if kind != "AT_TIMESTAMP" => {
                return Err(KinesisProblem::SequenceNumber(kind.to_owned(), "also a StartingSequenceNumber".to_owned()));
            }
            (Some(sequence), true) => {
                let wrong = || self.wrong_sequence_number(sequence, &name);
                let sequence = sequence_of(sequence).ok_or_else(wrong)?;
                if kind == "AT_SEQUENCE_NUMBER" { sequence.saturating_sub(1) } else { sequence }
            }
            _ if kind == "AT_TIMESTAMP" => {
                return request.moment("Timestamp").map(|moment| Start::At(arn, moment)).ok_or(KinesisProblem::Timestamp);
            }
            _ if kind == "LATEST" => self.engine.sequence(),
            _ => 0,
        };
        Ok(Start::After(arn, after))
    }

    fn records(&self, request: &Request) -> Result<Answer, Missing> {
        let read = |request: &Request| {
            let most = request.limit("Limit", PAGE_RECORDS, PAGE_RECORDS)?;
            let iterator = request.required("ShardIterator", "shardIterator")?;
            let iterator = ShardIterator::parse(iterator).ok_or(KinesisProblem::InvalidIterator)?;
            iterator.check_age(self.context.now)?;
            let name = name_of(&iterator.stream_arn, self.context).unwrap_or_default().to_owned();
            let known = self.engine.kinesis_stream_since(&iterator.stream_arn).is_some() && !name.is_empty();
            let absent = || KinesisProblem::NoShard(SHARD.to_owned(), name, self.context.account.clone());
            if known { Ok((most, iterator)) } else { Err(absent()) }
        };
        let (most, iterator) = match read(request) {
            Ok(read) => read,
            Err(problem) => return Ok(Err(problem)),
        };
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let (page, is_behind) = self.page(&iterator, most)?;
        let last = page.last().map(|record| (record.sequence, record.time));
        let behind_ms = match last {
            Some((_, time)) if is_behind => self.context.now.0.saturating_sub(time.0),
            _ => 0,
        };
        let next =
            ShardIterator { after: last.map_or(iterator.after, |(sequence, _)| sequence), made: self.context.now, ..iterator };
        Ok(Ok(object(vec![
            ("Records", Json::Array(page.iter().map(told).collect())),
            ("NextShardIterator", text(&next.to_text())),
            ("MillisBehindLatest", number(behind_ms)),
        ])))
    }

    /// The records from an iterator on, and whether there are more.
    fn page(&self, iterator: &ShardIterator, most: usize) -> Result<(Vec<KinesisRecord>, bool), Missing> {
        let (mut page, mut bytes, mut after) = (vec![], 0, iterator.after);
        loop {
            // One more than wanted tells whether there are more.
            let wanted = CHUNK_RECORDS.min(most - page.len() + 1);
            let chunk = self.engine.kinesis_records(&iterator.stream_arn, after, wanted)?;
            let is_last = chunk.len() < wanted;
            for record in chunk {
                if page.len() == most || (bytes + record.data.len() > PAGE_BYTES && !page.is_empty()) {
                    return Ok((page, true));
                }
                (bytes, after) = (bytes + record.data.len(), record.sequence);
                page.push(record);
            }
            if is_last {
                return Ok((page, false));
            }
        }
    }

    /// Names of the caller's streams, in order.
    fn names(&self) -> Vec<String> {
        let streams = self.engine.kinesis_streams();
        let mut names: Vec<String> =
            streams.iter().filter_map(|(arn, _)| name_of(arn, self.context)).map(str::to_owned).collect();
        names.sort();
        names
    }

    /// The name of the stream that a request is about.
    fn named(&self, request: &Request) -> Result<String, KinesisProblem> {
        let arn = request.text("StreamARN");
        let name = match (arn, request.text("StreamName")) {
            (Some(arn), _) => name_of(arn, self.context).unwrap_or(arn),
            (None, Some(name)) => name,
            (None, None) => return Err(KinesisProblem::StreamUnnamed),
        };
        match self.engine.kinesis_stream_since(&self.arn(name)) {
            Some(_) => Ok(name.to_owned()),
            None => Err(KinesisProblem::NoStream(name.to_owned(), self.context.account.clone())),
        }
    }

    fn check_shard(&self, shard: &str, name: &str) -> Result<(), KinesisProblem> {
        if shard == SHARD {
            return Ok(());
        }
        let (shard, name, account) = (shard.to_owned(), name.to_owned(), self.context.account.clone());
        let digits = shard.strip_prefix("shardId-").unwrap_or(&shard);
        match digits.parse::<u32>() {
            Ok(_) => Err(KinesisProblem::NoShard(shard, name, account)),
            Err(_) => Err(KinesisProblem::NoShardId(shard, name, account)),
        }
    }

    fn wrong_sequence_number(&self, sequence: &str, name: &str) -> KinesisProblem {
        KinesisProblem::WrongSequenceNumber(sequence.to_owned(), SHARD.to_owned(), name.to_owned(), self.context.account.clone())
    }

    fn arn(&self, name: &str) -> String {
        format!("arn:aws:kinesis:{}:{}:stream/{name}", self.context.region, self.context.account)
    }

    fn created(&self, name: &str) -> Json {
        self.engine.kinesis_stream_since(&self.arn(name)).map_or(Json::Null, seconds)
    }
}

/// Where an iterator begins: behind a sequence number, or at a moment.
enum Start {
    After(String, u64),
    At(String, EpochMillis),
}

/// The name of a stream of the caller's account and region.
fn name_of<'a>(arn: &'a str, context: &Context) -> Option<&'a str> {
    let mut parts = arn.splitn(6, ':').skip(2);
    let place = [parts.next()?, parts.next()?, parts.next()?];
    let name = parts.next()?.strip_prefix("stream/")?;
    (place == ["kinesis", context.region.as_str(), context.account.as_str()]).then_some(name)
}

fn told(record: &KinesisRecord) -> Json {
    object(vec![
        ("SequenceNumber", text(&sequence_text(record.sequence))),
        ("ApproximateArrivalTimestamp", seconds(record.time)),
        ("Data", text(&api::wire::base64(&record.data))),
        ("PartitionKey", text(&record.partition_key)),
    ])
}

/// A moment as AWS JSON has it: seconds with three decimals.
fn seconds(moment: EpochMillis) -> Json {
    Json::Number(format!("{}.{:03}", moment.0 / 1_000, moment.0 % 1_000))
}

fn sequence_text(sequence: u64) -> String {
    format!("{SEQUENCE_LEAD}{sequence:0SEQUENCE_DIGITS$}")
}

fn sequence_of(text: &str) -> Option<u64> {
    let digits = text.strip_prefix(SEQUENCE_LEAD)?;
    (digits.len() == SEQUENCE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::{sequence_of, sequence_text};

    #[test]
    fn sequence_numbers_have_56_digits_and_read_back() {
        assert_eq!(sequence_text(7).len(), 56);
        assert!(sequence_text(9) < sequence_text(10));
        assert_eq!(sequence_of(&sequence_text(u64::MAX)), Some(u64::MAX));
        for wrong in ["", "49", "7", &"4".repeat(56), &format!("49{}x", "0".repeat(53)), &format!("49{}", "9".repeat(54))] {
            assert_eq!(sequence_of(wrong), None, "{wrong}");
        }
    }
}
