//! The one history: every change with its images before and after.
//!
//! The write-ahead log, undo, streams, point-in-time restore and replication are cursors over these records; none keeps a
//! second copy. Images are shared (`Arc`), so a record costs a few pointers.

use std::sync::Arc;

use model::{EpochMillis, SharedItem, StorageKey};

use crate::{ObjectChange, Table, TableId};

/// One change and when it happened.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeRecord {
    /// Place in the history, from 1, without gaps.
    pub sequence: u64,
    /// Engine time.
    pub time: EpochMillis,
    /// The change.
    pub change: Change,
}

/// A change of an item, of a table or of an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// An item was put, replaced or deleted.
    Item(ItemChange),
    /// A table was created, altered or deleted.
    Table(TableChange),
    /// An object was put, replaced or removed.
    Object(ObjectChange),
}

/// The images of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemChange {
    /// Table.
    pub table: TableId,
    /// Where the item stands.
    pub key: StorageKey,
    /// Before, if it existed.
    pub before: Option<SharedItem>,
    /// After, if it still exists.
    pub after: Option<SharedItem>,
}

/// The images of one table: definition, settings and all blocks, shared.
#[derive(Clone, Debug, PartialEq)]
pub struct TableChange {
    /// Table.
    pub table: TableId,
    /// Before, if it existed.
    pub before: Option<Arc<Table>>,
    /// After, if it still exists.
    pub after: Option<Arc<Table>>,
}
