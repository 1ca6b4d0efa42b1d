//! Kinesis destinations: a table's changes as records of a Kinesis data stream.
//!
//! Our model: a Kinesis data stream is any ARN of the caller's account and region; it lives in this database and exists as soon
//! as it is named. Its records are the retained past of the tables that write to it, so nothing is copied; they can be read for 24
//! hours, the retention of a Kinesis stream by default. They come in order and once; AWS promises neither.
//!
//! Follows: developer guide, "Using Kinesis Data Streams to capture changes to DynamoDB".

use std::sync::Arc;

use api::{Reply, ReplyNode};
use model::{EpochMillis, item_size_bytes};

use crate::operations::get_records::{event_id, event_name};
use crate::{Engine, ItemRecord, ItemWrite, Missing, Origin, Record, Table, TableId};

/// Milliseconds that a Kinesis data stream keeps its records unless it is told otherwise: a day.
pub(crate) const KINESIS_KEEP_MS: u64 = 24 * 3_600 * 1_000;

/// A destination of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KinesisDestination {
    /// ARN of the Kinesis data stream.
    pub stream_arn: String,
    /// How exactly the time of a change is told.
    pub precision: Precision,
    /// Enabled, or being enabled.
    pub active: bool,
    /// Its precision is being changed.
    pub updating: bool,
    /// Why it could not be enabled.
    pub failure: Option<String>,
    /// When it was changed last.
    pub changed: EpochMillis,
    /// When that change has taken hold.
    pub settled: EpochMillis,
    /// When the precision was changed, newest last.
    pub precision_changes: Vec<EpochMillis>,
    /// The sequence numbers that went there: above the first, up to the second if it was disabled.
    pub spans: Vec<(u64, Option<u64>)>,
}

/// `ApproximateCreationDateTimePrecision`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// Milliseconds.
    #[default]
    Millisecond,
    /// Microseconds.
    Microsecond,
}

impl Precision {
    /// As on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Millisecond => "MILLISECOND",
            Precision::Microsecond => "MICROSECOND",
        }
    }
}

/// Whether a stream still has this record: another reader of the table's past may need it longer.
pub(crate) fn is_kept(record: &ItemRecord, now: EpochMillis) -> bool {
    record.time.0.saturating_add(KINESIS_KEEP_MS) >= now.0
}

impl KinesisDestination {
    /// `DestinationStatus` at `now`.
    pub fn status(&self, now: EpochMillis) -> &'static str {
        match (self.active, now < self.settled) {
            (true, true) if self.updating => "UPDATING",
            (true, true) => "ENABLING",
            (true, false) if self.failure.is_some() => "ENABLE_FAILED",
            (true, false) => "ACTIVE",
            (false, true) => "DISABLING",
            (false, false) => "DISABLED",
        }
    }

    fn took(&self, record: &ItemRecord) -> bool {
        self.takes(record.sequence)
    }

    fn takes(&self, sequence: u64) -> bool {
        let within = |(after, last): &(u64, Option<u64>)| sequence > *after && last.is_none_or(|last| sequence <= last);
        self.failure.is_none() && self.spans.iter().any(within)
    }
}

impl Table {
    /// What a change costs that goes to the table's Kinesis streams: for each, units of 1 KB of the larger image.
    pub(crate) fn change_units(&self, write: &ItemWrite, sequence: u64) -> u64 {
        let takers = self.control.kinesis.iter().filter(|destination| destination.takes(sequence)).count() as u64;
        let bytes = |record: &Option<Record>| record.as_ref().map_or(0, |record| u64::from(record.size_bytes));
        takers * bytes(&write.before).max(bytes(&write.after)).div_ceil(1_024)
    }
}

/// A record of a Kinesis data stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KinesisRecord {
    /// Place in the stream: later records have higher numbers.
    pub sequence: u64,
    /// When it came.
    pub time: EpochMillis,
    /// The partition key of the Kinesis record: the hash of the item's key in hexadecimal digits (our model).
    pub partition_key: String,
    /// The change as DynamoDB tells it, in JSON.
    pub data: Vec<u8>,
}

impl Engine {
    /// The records of a Kinesis data stream with sequence numbers above `after`, in order, of all tables that write to it, at most
    /// `most` of them. [`Missing`] if a table's past has to be loaded first.
    pub fn kinesis_records(&self, stream_arn: &str, after: u64, most: usize) -> Result<Vec<KinesisRecord>, Missing> {
        let mut found = vec![];
        for (table, destination) in self.writers_to(stream_arn) {
            if let Some(history) = self.history(table.id)? {
                let kept = history.after(after).skip_while(|record| !is_kept(record, self.now));
                let took = kept.filter(|record| destination.took(record)).take(most);
                found.extend(took.map(|record| (table, record, destination.precision)));
            }
        }
        model::sort_by(&mut found, |left, right| left.1.sequence.cmp(&right.1.sequence));
        found.truncate(most);
        Ok(found.into_iter().map(|(table, record, precision)| self.kinesis_record(table, record, precision)).collect())
    }

    /// The sequence number after which the records of a Kinesis data stream begin that came at `moment` or later.
    pub fn kinesis_after(&self, stream_arn: &str, moment: EpochMillis) -> Result<u64, Missing> {
        let before = EpochMillis(moment.0.saturating_sub(1));
        let mut first = self.sequence + 1;
        for (table, destination) in self.writers_to(stream_arn) {
            if let Some(history) = self.history(table.id)? {
                let found = history.since(before).find(|record| record.time >= moment && destination.took(record));
                first = first.min(found.map_or(first, |record| record.sequence));
            }
        }
        Ok(first - 1)
    }

    /// Sequence number and time of the newest record of a Kinesis data stream.
    pub fn newest_kinesis_record(&self, stream_arn: &str) -> Result<Option<(u64, EpochMillis)>, Missing> {
        let newest = self.newest_kinesis_records(stream_arn, u64::MAX, 1)?;
        Ok(newest.first().map(|(_, record, _)| (record.sequence, record.time)))
    }

    /// Since when a Kinesis data stream is there: our model, since a table that still names it was last told to. `None` if no table
    /// names it.
    pub fn kinesis_stream_since(&self, stream_arn: &str) -> Option<EpochMillis> {
        self.writers_to(stream_arn).map(|(_, destination)| destination.changed).min()
    }

    /// The records from the other end: the newest `most` records with sequence numbers below `before`, newest first, each with its
    /// table and the change.
    pub(crate) fn newest_kinesis_records(
        &self,
        stream_arn: &str,
        before: u64,
        most: usize,
    ) -> Result<Vec<(&Table, &ItemRecord, KinesisRecord)>, Missing> {
        let mut found = vec![];
        for (table, destination) in self.writers_to(stream_arn) {
            if let Some(history) = self.history(table.id)? {
                let older = history.records().rev().skip_while(|record| record.sequence >= before);
                let kept = older.take_while(|record| is_kept(record, self.now));
                let took = kept.filter(|record| destination.took(record)).take(most);
                found.extend(took.map(|record| (table, record, destination.precision)));
            }
        }
        model::sort_by(&mut found, |left, right| right.1.sequence.cmp(&left.1.sequence));
        found.truncate(most);
        let told = |(table, record, precision)| (table, record, self.kinesis_record(table, record, precision));
        Ok(found.into_iter().map(told).collect())
    }

    /// The tables that write or wrote to a Kinesis data stream.
    pub(crate) fn writers_to(&self, stream_arn: &str) -> impl Iterator<Item = (&Table, &KinesisDestination)> {
        self.database.tables().chain(self.deleted_tables()).filter_map(move |table| {
            let named = table.control.kinesis.iter().find(|destination| destination.stream_arn == stream_arn)?;
            Some((table.as_ref(), named))
        })
    }

    /// The Kinesis data streams that tables write or wrote to, by ARN, each with its tables.
    pub fn kinesis_streams(&self) -> Vec<(String, Vec<TableId>)> {
        let mut streams: Vec<(String, Vec<TableId>)> = vec![];
        for table in self.database.tables().chain(self.deleted_tables()) {
            for destination in &table.control.kinesis {
                match streams.iter_mut().find(|(arn, _)| *arn == destination.stream_arn) {
                    Some((_, tables)) => tables.push(table.id),
                    None => streams.push((destination.stream_arn.clone(), vec![table.id])),
                }
            }
        }
        streams
    }

    fn kinesis_record(&self, table: &Table, record: &ItemRecord, precision: Precision) -> KinesisRecord {
        let keys = record.after.as_ref().or(record.before.as_ref()).map(|item| table.key.key_of(item)).unwrap_or_default();
        let images = [record.after.as_ref(), record.before.as_ref()];
        let size_bytes: usize =
            item_size_bytes(&keys) + images.into_iter().flatten().map(|item| item_size_bytes(item)).sum::<usize>();
        // Our model: engine time has milliseconds, so the last three digits of microseconds are zeros.
        let moment = match precision {
            Precision::Millisecond => record.time.0,
            Precision::Microsecond => record.time.0.saturating_mul(1_000),
        };
        let change = Reply::default()
            .integer("ApproximateCreationDateTime", moment)
            .text("ApproximateCreationDateTimePrecision", precision.name())
            .with("Keys", ReplyNode::Item(Arc::new(keys)))
            .with_optional("NewImage", record.after.clone().map(ReplyNode::Item))
            .with_optional("OldImage", record.before.clone().map(ReplyNode::Item))
            .integer("SizeBytes", size_bytes);
        let service = Reply::default().text("principalId", "dynamodb.amazonaws.com").text("type", "Service");
        let identity = if record.origin == Origin::Expiry { service.into() } else { ReplyNode::Null };
        let told = Reply::default()
            .text("awsRegion", &table.region)
            .text("eventID", event_id(self, record))
            .text("eventName", event_name(record))
            .with("userIdentity", identity)
            .text("recordFormat", "application/json")
            .text("tableName", &table.name)
            .structure("dynamodb", change)
            .text("eventSource", "aws:dynamodb");
        let partition_key = format!("{:032X}", { record.key.hash().0 });
        KinesisRecord { sequence: record.sequence, time: record.time, partition_key, data: told.to_json() }
    }
}

#[cfg(test)]
mod tests {
    use crate::Missing;
    use crate::testing::Bench;

    const ARN: &str = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes";

    fn read(bench: &Bench, after: u64) -> Result<Vec<String>, Missing> {
        let records = bench.engine.kinesis_records(ARN, after, 100)?;
        Ok(records.into_iter().map(|record| String::from_utf8(record.data).unwrap()).collect())
    }

    #[test]
    fn a_stream_has_the_changes_of_its_tables_while_they_write_to_it() {
        let mut bench = Bench::default();
        for table in ["One", "Two"] {
            let body = r#"{"TableName":"%","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;
            bench.ask("CreateTable", &body.replace('%', table)).unwrap();
        }
        let ask = |bench: &mut Bench, operation: &str, table: &str, more: &str| {
            bench.ask(operation, &format!(r#"{{"TableName":"{table}",{more}}}"#)).unwrap();
        };
        let stream = format!(r#""StreamArn":"{ARN}""#);
        ask(&mut bench, "PutItem", "One", r#""Item":{"pk":{"S":"before"}}"#);
        for table in ["One", "Two"] {
            ask(&mut bench, "EnableKinesisStreamingDestination", table, &stream);
        }
        ask(&mut bench, "PutItem", "One", r#""Item":{"pk":{"S":"a"}}"#);
        ask(&mut bench, "PutItem", "Two", r#""Item":{"pk":{"S":"b"},"n":{"N":"1"}}"#);
        ask(&mut bench, "DisableKinesisStreamingDestination", "One", &stream);
        ask(&mut bench, "DeleteItem", "One", r#""Key":{"pk":{"S":"a"}}"#);
        ask(&mut bench, "DeleteItem", "Two", r#""Key":{"pk":{"S":"b"}}"#);
        let records = read(&bench, 0).unwrap();
        expect_test::expect![[r#"
            {"awsRegion":"eu-west-1","eventID":"ID","eventName":"INSERT","userIdentity":null,"recordFormat":"application/json","tableName":"One","dynamodb":{"ApproximateCreationDateTime":1700000000000,"ApproximateCreationDateTimePrecision":"MILLISECOND","Keys":{"pk":{"S":"a"}},"NewImage":{"pk":{"S":"a"}},"SizeBytes":6},"eventSource":"aws:dynamodb"}
            {"awsRegion":"eu-west-1","eventID":"ID","eventName":"INSERT","userIdentity":null,"recordFormat":"application/json","tableName":"Two","dynamodb":{"ApproximateCreationDateTime":1700000000000,"ApproximateCreationDateTimePrecision":"MILLISECOND","Keys":{"pk":{"S":"b"}},"NewImage":{"n":{"N":"1"},"pk":{"S":"b"}},"SizeBytes":9},"eventSource":"aws:dynamodb"}
            {"awsRegion":"eu-west-1","eventID":"ID","eventName":"REMOVE","userIdentity":null,"recordFormat":"application/json","tableName":"Two","dynamodb":{"ApproximateCreationDateTime":1700000000000,"ApproximateCreationDateTimePrecision":"MILLISECOND","Keys":{"pk":{"S":"b"}},"OldImage":{"n":{"N":"1"},"pk":{"S":"b"}},"SizeBytes":9},"eventSource":"aws:dynamodb"}
        "#]]
        .assert_eq(&records.iter().map(|record| without_id(record) + "\n").collect::<String>());
        let first = bench.engine.kinesis_records(ARN, 0, 1).unwrap();
        let newest = bench.engine.newest_kinesis_record(ARN).unwrap().unwrap();
        assert!(newest.0 > first[0].sequence);
        let at = |moment: u64| bench.engine.kinesis_after(ARN, model::EpochMillis(moment)).unwrap();
        assert_eq!(at(0), first[0].sequence - 1);
        assert_eq!(at(bench.now + 1), bench.engine.sequence());
        assert_eq!(bench.engine.kinesis_stream_since(ARN), Some(model::EpochMillis(bench.now)));
        assert_eq!(bench.engine.kinesis_stream_since("arn:aws:kinesis:eu-west-1:123456789012:stream/other"), None);
        assert_eq!(read(&bench, first[0].sequence).unwrap().len(), 2);
        assert_eq!(bench.engine.kinesis_streams().len(), 1);
        bench.now += 25 * 3_600 * 1_000;
        bench.ask("ListTables", "{}").unwrap();
        assert_eq!(read(&bench, 0).unwrap().len(), 0, "a day later they are gone");
    }

    /// Ids are 32 digits of chance.
    fn without_id(record: &str) -> String {
        let at = record.find("eventID\":\"").unwrap() + 10;
        format!("{}ID{}", &record[..at], &record[at + 32..])
    }
}
