//! The one history: every change with its images before and after.
//!
//! The write-ahead log, undo, streams, point-in-time restore and replication are cursors over these records; none keeps a
//! second copy. Images are shared (`Arc`), so a record costs a few pointers. What a reader still needs after a change is durable
//! stands in [`records`], and who needs it in [`retention`].

pub(crate) mod records;
pub(crate) mod retention;

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
    /// What made the change.
    pub origin: Origin,
    /// A reader of the table's past needs it, so it is stored with both images.
    pub kept: bool,
}

/// What made a change of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A request, or undoing one.
    #[default]
    Request,
    /// The item's time to live was over.
    Expiry,
    /// A write in another region, replicated here.
    Replication,
}

impl Origin {
    const ALL: [Origin; 3] = [Origin::Request, Origin::Expiry, Origin::Replication];

    /// The number under which it is stored.
    pub(crate) fn code(self) -> u8 {
        Self::ALL.iter().zip(0..).find(|(origin, _)| **origin == self).map_or(0, |(_, code)| code)
    }

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
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
