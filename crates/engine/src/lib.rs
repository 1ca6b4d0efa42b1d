//! What the database does: tables, indexes, queries, transactions, history and metering.
//!
//! The engine is synchronous and deterministic: time and identity are arguments ([`Context`]), chance is a hash of the seed.
//! It knows no browser, no threads, no files, no clock and no prices. Each operation's file reads check, plan, apply:
//! everything that can fail happens before `apply`, and `apply` is total.
//!
//! Follows: Amazon DynamoDB Developer Guide, "Core components" and "API operations".

mod account;
mod addressing;
mod admission;
mod authorization;
mod backup;
mod blocks;
mod bounds;
mod bucket;
mod bulk;
mod chance;
mod collection;
mod commit_queue;
mod context;
mod control;
mod database;
mod due;
mod encryption;
mod engine;
mod export;
mod expressions;
mod global_table;
mod history;
mod import;
mod index;
mod insight;
mod intake;
mod item_check;
mod job;
mod journal;
mod key_check;
mod kinesis;
mod legacy;
mod load;
mod locks;
mod meter;
mod metrics;
mod minute;
mod object;
mod operations;
mod outcome;
mod policy;
mod replicas;
mod replication;
mod request_shape;
mod residency;
mod role;
#[cfg(test)]
mod script;
mod split;
mod statement;
mod stream;
mod table;
#[cfg(test)]
mod testing;
mod time_to_live;
mod tokens;
mod top_keys;
mod tracer;
mod undo;
mod undurable;
mod vector_index;
mod vector_score;
mod views;

pub mod storage;

pub use blocks::{Blocks, LEAF_SIZE_BYTES, Leaf, Record};
pub use bounds::ThroughputBounds;
pub use bucket::{BucketFile, Piece, PieceError};
pub use capacity::Setting as CapacitySetting;
pub use collection::SizeBounds;
pub use commit_queue::{CommitQueue, Pending, Settled, Unsettled};
pub use context::Context;
pub use control::{
    BACKFILL_STEP_ITEMS, Control, ControlPlaneDelays, ResourcePolicy, STREAM_KEEP_MS, Task, ThroughputChanges, Work,
};
pub use database::{Database, TableAddress, TablePlace};
pub use encryption::EncryptionSetting;
pub use engine::Engine;
pub use history::records::{History, ItemRecord};
pub use history::retention::{Need, Retention, RetentionReason};
pub use history::{Change, ChangeRecord, ItemChange, Origin, TableChange};
pub use index::{Index, IndexEntry, IndexMove, Projected};
pub use insight::Insight;
pub use journal::{Corrupt, ImportError, Journal, LAYOUT, LOG_SIZE_BYTES, LOG_VALUES, METER_FLUSH_MS, OpenError, Snapshot};
pub use kinesis::{KinesisDestination, KinesisRecord, Precision};
pub use meter::{BackupUsage, Consumed, Held, HourUnits, MovedBytes, Paid, Stored, UsageReport};
pub use object::{ObjectBytes, ObjectChange, ObjectKey, ObjectKind};
pub use outcome::{Missing, MissingPart, Outcome, Refusal};
pub use replicas::ReadLag;
pub use request_shape::{RequestShape, ShapeKind};
pub use role::{Backup, BackupKind, Recovery, RestoredFrom, Role};
pub use stream::{Shard, Stream};
pub use table::{ItemWrite, Table, TableId};
pub use time_to_live::{SWEEP_MS, TimeToLive};
pub use top_keys::BusyKey;
pub use undo::{UNDO_CHANGES, UNDO_STEPS};
pub use vector_index::{DistanceFunction, SearchElement, VectorIndex};
