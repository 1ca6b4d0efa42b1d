//! What one request touched, as the engine tells it when a trace is asked for.

use model::{HalfUnits, KeyHash};
use serde::{Deserialize, Serialize};

use crate::IndexKind;

/// The trace of one request. Bounded: `truncated` says that more happened than is listed (sums are never truncated).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// Operation name.
    pub operation: String,
    /// Tables the request names, in order.
    pub tables: Vec<String>,
    /// Partitions and entries visited, in order.
    pub touches: Vec<Touch>,
    /// Items evaluated, in the order they were read.
    pub evaluated: Vec<Evaluated>,
    /// Items evaluated in all.
    pub evaluated_count: u64,
    /// Items returned in all.
    pub returned_count: u64,
    /// One line for each rounding step of the capacity account.
    pub units: Vec<UnitLine>,
    /// A read page ended before its end: there may be more.
    pub more: bool,
    /// Lists were cut at their bound.
    pub truncated: bool,
}

impl Trace {
    /// Longest list of touches or evaluated items kept (our bound: more marks than a screen draws).
    pub const MARKS_MAX: usize = 2_000;
}

/// Reading or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// A read.
    Read,
    /// A write.
    Write,
}

/// One visit of a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// Table name.
    pub table: String,
    /// Index name, or the table itself.
    pub index: Option<String>,
    /// Partition number within the table or index, from 0.
    pub partition: u32,
    /// Where in the hash space.
    pub hash: KeyHash,
    /// Reading or writing.
    pub access: Access,
    /// The key, readable: `E-0012` or `E-0012 / 2026-01`.
    pub key: String,
}

/// One item that a read evaluated: paid for, whether returned or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluated {
    /// The key, readable.
    pub key: String,
    /// Item or entry size in bytes.
    pub size_bytes: u64,
    /// Whether it passed the filter.
    pub returned: bool,
}

/// The consistency of an access, which decides its factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consistency {
    /// Half of the rounded units.
    Eventual,
    /// The rounded units. Writes are standard, said as strong.
    Strong,
    /// Twice the rounded units.
    Transactional,
}

/// Why a line of the account is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnitReason {
    /// Reading one item by key.
    ItemRead,
    /// Nothing was there: the minimum is charged.
    MissingItem,
    /// All bytes a Query or Scan page evaluated, rounded once.
    PageRead,
    /// A base-table fetch for attributes that a local index does not project.
    Fetch,
    /// Writing an item that was not there before.
    ItemCreated,
    /// The larger of the item before and after.
    ItemReplaced,
    /// Deleting: the item deleted.
    ItemDeleted,
    /// A write that changed nothing.
    ItemUnchanged,
    /// A failed condition, charged all the same.
    ConditionFailed,
    /// A condition check in a transaction.
    ConditionCheck,
    /// A new index entry.
    EntryCreated,
    /// An index entry removed.
    EntryDeleted,
    /// An entry with the same key and other content.
    EntryReplaced,
    /// An entry whose index key changed: one delete and one put.
    EntryMoved,
}

/// One rounding step: bytes, units before the factor, units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitLine {
    /// Table name.
    pub table: String,
    /// Index name, or the table itself.
    pub index: Option<(String, IndexKind)>,
    /// Reading or writing.
    pub access: Access,
    /// Which factor applies.
    pub consistency: Consistency,
    /// Why.
    pub reason: UnitReason,
    /// Bytes that were rounded up to 1 KB (writes) or 4 KB (reads); for a moved entry the sum of both.
    pub size_bytes: u64,
    /// Units charged, factor included.
    pub units: HalfUnits,
}
