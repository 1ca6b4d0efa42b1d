//! The hash space with the partitions of a table and of its global indexes.

use model::{HalfUnits, KeyHash};
use serde::{Deserialize, Serialize};

use crate::{Access, Fidelity, IndexKind, SpaceEvent};

/// The map of one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionMap {
    /// Table name.
    pub table: String,
    /// The table's lane first, then one for each global index.
    pub lanes: Vec<PartitionLane>,
    /// Partitions and placement are our model: AWS does not publish its hash function.
    pub fidelity: Fidelity,
    /// Span that `read_units` and `write_units` cover, in milliseconds up to now.
    pub window_ms: u64,
}

/// One key space: a table or a global index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionLane {
    /// Index name, or the table itself.
    pub index: Option<(String, IndexKind)>,
    /// Partitions in order of their ranges; together they cover the hash space.
    pub partitions: Vec<PartitionRow>,
    /// Items or entries where they lie, at most [`PartitionLane::MARKS_MAX`], spread evenly if there are more.
    pub marks: Vec<ItemMark>,
    /// Items or entries in all.
    pub item_count: u64,
    /// What the last requests touched, newest first.
    pub touched: Vec<Touched>,
    /// What its pool holds, if capacity is enforced and it was used.
    pub pool: Option<PoolLevel>,
    /// What the turns of minutes brought since capacity is enforced, the newest last, at most
    /// [`PartitionLane::EVENTS_MAX`]; seconds are since 1970.
    pub events: Vec<SpaceEvent>,
}

impl PartitionLane {
    /// Marks drawn on one lane at most (our bound).
    pub const MARKS_MAX: usize = 1_500;
    /// Requests whose touches are drawn (our bound).
    pub const TOUCHED_MAX: usize = 200;
    /// Events told (our bound).
    pub const EVENTS_MAX: usize = 100;
}

/// What the pool of one key space holds, if capacity is enforced; reads first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolLevel {
    /// Units a second that it serves now: what is provisioned, or what on-demand serves at once.
    pub limit: (u64, u64),
    /// Credit left, in thousandths of a full pool.
    pub left_thousandths: (u32, u32),
}

/// One partition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionRow {
    /// Number, from 0.
    pub number: u32,
    /// First point of the range, included.
    pub first: KeyHash,
    /// Last point of the range, included.
    pub last: KeyHash,
    /// Whether its range begins within the item collection at `first`, behind that collection's first sort keys.
    pub within_collection: bool,
    /// Items or entries in it.
    pub item_count: u64,
    /// Their bytes.
    pub size_bytes: u64,
    /// Read units in the window.
    pub read_units: HalfUnits,
    /// Write units in the window.
    pub write_units: HalfUnits,
    /// Read units since the table was created.
    pub read_units_total: HalfUnits,
    /// Write units since the table was created.
    pub write_units_total: HalfUnits,
    /// What is left of its ceilings in this second, in thousandths, reads first; if capacity is enforced and it was used.
    pub left_thousandths: Option<(u32, u32)>,
    /// The letters of the three zones that its replicas lie in, the leader's first; the order is our model.
    pub zones: [char; 3],
    /// The partition key with most items in it, readable, with its number of items.
    pub largest_collection: Option<(String, u64)>,
}

/// One item or index entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemMark {
    /// Where it lies.
    pub hash: KeyHash,
    /// Its key, readable.
    pub key: String,
    /// Its bytes.
    pub size_bytes: u32,
}

/// One touch of one of the last requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    /// Number of the request's receipt.
    pub request: u64,
    /// Operation name.
    pub operation: String,
    /// Partition number.
    pub partition: u32,
    /// Where.
    pub hash: KeyHash,
    /// Reading or writing.
    pub access: Access,
    /// The key, readable.
    pub key: String,
}
