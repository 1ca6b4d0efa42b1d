//! A table: its definition, its items and its indexes.

use std::sync::Arc;

use api::TableStatus;
use model::{EpochMillis, Item, KeyHash, KeySchema, ScalarType, SharedItem, StorageKey};
use report::IndexKind;

use crate::{Blocks, Index, IndexMove, Record};

/// The number of a table, never used again within a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub u64);

/// On-demand or provisioned units a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapacitySetting {
    /// On-demand.
    OnDemand,
    /// Provisioned.
    Provisioned {
        /// Read capacity units.
        read_units: u64,
        /// Write capacity units.
        write_units: u64,
    },
}

/// A table with everything in it. Cloning shares all blocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Number.
    pub id: TableId,
    /// Name.
    pub name: String,
    /// UUID shown as TableId, drawn from the seed.
    pub uuid: String,
    /// Key.
    pub key: KeySchema,
    /// Attribute definitions in the order sent.
    pub attribute_definitions: Vec<(String, ScalarType)>,
    /// Capacity.
    pub capacity: CapacitySetting,
    /// When it was created.
    pub created: EpochMillis,
    /// Status. Items are read and written while it is ACTIVE or UPDATING.
    pub status: TableStatus,
    /// Whether `items` and the index entries are in memory. If not, they are empty and the host has to load them.
    pub resident: bool,
    /// Items by key.
    pub items: Blocks,
    /// Indexes: local ones first, then global ones, each in the order of creation.
    pub indexes: Vec<Index>,
}

/// A planned write of one item: everything is known, nothing can fail any more.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemWrite {
    /// Table.
    pub table: TableId,
    /// Where the item stands.
    pub key: StorageKey,
    /// Before, if it exists.
    pub before: Option<Record>,
    /// After; `None` deletes.
    pub after: Option<Record>,
    /// One move for each index of the table, in its order.
    pub moves: Vec<IndexMove>,
}

impl ItemWrite {
    /// Whether the item is the same afterwards: no history record, no index work.
    pub fn changes_nothing(&self) -> bool {
        match (&self.before, &self.after) {
            (None, None) => true,
            (Some(before), Some(after)) => Arc::ptr_eq(&before.item, &after.item) || before.item == after.item,
            _ => false,
        }
    }
}

impl Table {
    /// The record of the item with this key, given its encoded key bytes.
    pub fn get(&self, key: &[u8]) -> Option<&Record> {
        self.items.get(key)
    }

    /// The index with this name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == name)
    }

    /// Whether the data plane finds the table.
    pub fn takes_items(&self) -> bool {
        matches!(self.status, TableStatus::Active | TableStatus::Updating)
    }

    /// The partition, from 0, that a point of the hash space belongs to, in the table or in one of its global indexes.
    pub fn partition_of(&self, index: Option<&str>, hash: KeyHash) -> u32 {
        let _ = (index, hash);
        0
    }

    /// The last point of the hash space, included, that belongs to this partition.
    pub fn partition_end(&self, index: Option<&str>, partition: u32) -> KeyHash {
        let _ = (index, partition);
        KeyHash(u128::MAX)
    }

    /// Whether the table has a local secondary index, which binds an item collection to one partition.
    pub fn has_local_index(&self) -> bool {
        self.indexes.iter().any(|index| index.kind == IndexKind::Local)
    }

    /// Plans the write of `after` (or a deletion) at `key`.
    pub fn plan_write(&self, key: StorageKey, after: Option<SharedItem>) -> ItemWrite {
        let before = self.items.get(key.as_bytes()).cloned();
        let after = after.map(Record::new);
        let moves = self.indexes.iter().map(|index| self.plan_move(index, before.as_ref(), after.as_ref())).collect();
        ItemWrite { table: self.id, key, before, after, moves }
    }

    /// Carries out a planned write. Total.
    pub fn apply(&mut self, write: ItemWrite) {
        for (index, change) in self.indexes.iter_mut().zip(write.moves) {
            index.apply(change);
        }
        match write.after {
            Some(record) => {
                self.items.insert(write.key, record);
            }
            None => {
                self.items.remove(write.key.as_bytes());
            }
        }
    }

    /// Builds the entries of all indexes anew from the items.
    pub fn rebuild_indexes(&mut self) {
        for index in &mut self.indexes {
            let mut entries = Blocks::default();
            for (_, record) in self.items.iter() {
                if let Some(entry) = index.entry_of(&record.item, record.size_bytes, &self.key) {
                    entries.insert(entry.key, entry.record);
                }
            }
            index.entries = entries;
        }
    }

    /// The key of an item, readable: `E-0012`, or `E-0012 / 2026-01` with a sort key.
    pub fn readable_key(&self, item: &Item) -> String {
        readable_key(&self.key, item)
    }

    fn plan_move(&self, index: &Index, before: Option<&Record>, after: Option<&Record>) -> IndexMove {
        let entry =
            |record: Option<&Record>| record.and_then(|record| index.entry_of(&record.item, record.size_bytes, &self.key));
        IndexMove { before: entry(before), after: entry(after) }
    }
}

/// The key attributes of `item` under `key`, readable.
pub(crate) fn readable_key(key: &KeySchema, item: &Item) -> String {
    let values: Vec<String> = key.attributes().filter_map(|attribute| item.get(&attribute.name)).map(readable_value).collect();
    values.join(" / ")
}

fn readable_value(value: &model::AttributeValue) -> String {
    match value {
        model::AttributeValue::S(text) => text.clone(),
        model::AttributeValue::N(number) => number.to_string(),
        model::AttributeValue::B(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        // Keys have no other types; a debug form keeps the reader informed all the same.
        other => format!("{other:?}"),
    }
}
