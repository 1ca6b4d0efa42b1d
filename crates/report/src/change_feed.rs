//! Where a table's changes can be read: its streams and the Kinesis data streams that it writes to, and their newest records.

use model::EpochMillis;
use serde::{Deserialize, Serialize};

/// The sources of a table's changes, and a page of one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeFeed {
    /// Streams, the enabled one first, then Kinesis data streams. A source that cannot be read any more is none.
    pub sources: Vec<ChangeSource>,
    /// ARN of the source whose records follow: the one that was asked for if it is there, else the first.
    pub shown: Option<String>,
    /// Records, newest first.
    pub records: Vec<ChangeEntry>,
    /// Records before this sequence number are the next page; none if these are the oldest.
    pub older: Option<u64>,
}

/// A stream of a table, or a Kinesis data stream that it writes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSource {
    /// ARN.
    pub arn: String,
    /// Which of the two.
    pub kind: ChangeSourceKind,
    /// AWS's word: `ENABLED`, `DISABLED`; of Kinesis `ACTIVE`, `ENABLING`, ...
    pub status: String,
    /// When it got into this state.
    pub since: EpochMillis,
}

/// What a source tells of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeSourceKind {
    /// DynamoDB Streams.
    Stream {
        /// `NEW_AND_OLD_IMAGES`, ...
        view_type: String,
        /// Shards, closed ones too.
        shards: u32,
    },
    /// A Kinesis data stream, which always has both images.
    Kinesis {
        /// `MILLISECOND` or `MICROSECOND`.
        precision: String,
        /// Names of the tables that write to it.
        tables: Vec<String>,
    },
}

/// A record of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeEntry {
    /// Place in the history: higher numbers are newer.
    pub sequence: u64,
    /// Approximate creation time.
    pub time: EpochMillis,
    /// What happened.
    pub event: ChangeEvent,
    /// It was the sweep of expired items, not a request.
    pub by_service: bool,
    /// Name of the table.
    pub table: String,
    /// Where it stands in the source: a shard's id, or a Kinesis partition key.
    pub place: String,
    /// The item's key, readable.
    pub key: String,
    /// DynamoDB JSON of the item before, if the source tells it.
    pub old_image: Option<String>,
    /// DynamoDB JSON of the item after, if the source tells it.
    pub new_image: Option<String>,
    /// The record as a client reads it, in JSON.
    pub record: String,
}

/// What happened to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeEvent {
    /// It was not there before.
    Insert,
    /// It was there and still is.
    Modify,
    /// It is gone.
    Remove,
}

impl ChangeEvent {
    /// AWS's word.
    pub const fn name(self) -> &'static str {
        match self {
            ChangeEvent::Insert => "INSERT",
            ChangeEvent::Modify => "MODIFY",
            ChangeEvent::Remove => "REMOVE",
        }
    }
}
