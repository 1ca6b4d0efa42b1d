//! Kinesis destinations: a table's changes as records of a Kinesis data stream.
//!
//! Our model: a Kinesis data stream is any ARN of the caller's account and region; it lives in this database and exists as soon
//! as it is named. Its records are the retained past of the tables that write to it, so nothing is copied; they can be read for 24
//! hours, the retention of a Kinesis stream by default. They come in order and once; AWS promises neither.
//!
//! Follows: developer guide, "Using Kinesis Data Streams to capture changes to DynamoDB".

use model::{EpochMillis, KeySchema};

use crate::{Engine, ItemRecord, Missing, Table, TableId};

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
        let within =
            |(after, last): &(u64, Option<u64>)| record.sequence > *after && last.is_none_or(|last| record.sequence <= last);
        self.failure.is_none() && self.spans.iter().any(within)
    }
}

/// A record of a Kinesis data stream: which change, and how it is told.
#[derive(Clone, Debug)]
pub struct KinesisRecord<'e> {
    /// The table that changed.
    pub table: &'e Table,
    /// The change.
    pub record: &'e ItemRecord,
    /// How exactly its time is told.
    pub precision: Precision,
}

impl KinesisRecord<'_> {
    /// The key of the table.
    pub fn key(&self) -> &KeySchema {
        &self.table.key
    }
}

impl Engine {
    /// The records of a Kinesis data stream with sequence numbers above `after`, in order, of all tables that write to it.
    /// [`Missing`] if a table's past has to be loaded first.
    pub fn kinesis_records(&self, stream_arn: &str, after: u64) -> Result<Vec<KinesisRecord<'_>>, Missing> {
        let mut found = vec![];
        let gone = self.deleted_tables();
        for table in self.database.tables().chain(gone) {
            let Some(destination) = table.control.kinesis.iter().find(|destination| destination.stream_arn == stream_arn) else {
                continue;
            };
            if let Some(history) = self.history(table.id)? {
                let precision = destination.precision;
                let took = history.after(after).filter(|record| destination.took(record));
                found.extend(took.map(|record| KinesisRecord { table, record, precision }));
            }
        }
        model::sort_by(&mut found, |left, right| left.record.sequence.cmp(&right.record.sequence));
        Ok(found)
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
}
