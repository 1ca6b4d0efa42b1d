//! Secondary indexes: what they hold of an item and where.

use std::collections::BTreeSet;
use std::sync::Arc;

use api::IndexStatus;
use capacity::{PartitionTable, Place};
use model::{Item, KeySchema, StorageKey, ordered};
use report::IndexKind;

use crate::control::ThroughputChanges;
use crate::table::{count, place, recount};
use crate::{Blocks, CapacitySetting, Record, ThroughputBounds};

/// What an index copies of an item besides the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Projected {
    /// Every attribute.
    All,
    /// Table and index keys only.
    KeysOnly,
    /// Keys and these attributes.
    Include(BTreeSet<String>),
}

/// A secondary index and its entries. Entries are derived from the table's items, so they are never written to storage.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// Name, unique within the table.
    pub name: String,
    /// Local or global.
    pub kind: IndexKind,
    /// Key of the index.
    pub key: KeySchema,
    /// What it copies.
    pub projected: Projected,
    /// Capacity of a global index; a local one uses the table's.
    pub capacity: CapacitySetting,
    /// Status. A global index is read only while it is ACTIVE or UPDATING.
    pub status: IndexStatus,
    /// While it is CREATING: whether the items are being copied already.
    pub backfilling: bool,
    /// Past changes of its throughput.
    pub throughput: ThroughputChanges,
    /// Maximums and warm throughput of a global index.
    pub bounds: ThroughputBounds,
    /// Partitions of a global index; of a local one a single range that only counts its entries.
    pub partitions: PartitionTable,
    /// Entries by index key, then table key.
    pub entries: Blocks,
}

/// One entry: where it stands and what is projected.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexEntry {
    /// Index key followed by the table's key, so that equal index keys stay apart.
    pub key: StorageKey,
    /// Bytes of `key` that are the index key alone: entries that agree in them have the same index key.
    pub index_key_bytes: usize,
    /// The key as the index's partitions know it. Our model: without a sort key, a collection of the index has one place.
    pub place: Place,
    /// Projected attributes.
    pub record: Record,
}

/// What one write does to one index. An entry of a global index that stays as it is may be left out on both sides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IndexMove {
    /// The entry before; `None` if there was none.
    pub before: Option<IndexEntry>,
    /// The entry after.
    pub after: Option<IndexEntry>,
}

impl Index {
    /// The entry that this index holds for `item`, whose key in the table is `key`; `None` if the item lacks an index key attribute (a
    /// sparse index).
    pub fn entry_of(&self, key: &StorageKey, item: &Arc<Item>, size_bytes: u32, table_key: &KeySchema) -> Option<IndexEntry> {
        let in_table = key.as_bytes();
        let mut key = Vec::with_capacity(96);
        self.key.encode(item, &mut key)?;
        let index_key_bytes = key.len();
        key.extend_from_slice(in_table);
        let record = match &self.projected {
            Projected::All => Record { item: Arc::clone(item), size_bytes },
            _ => Record::new(Arc::new(self.project(item, table_key))),
        };
        let key = StorageKey::from_bytes(key);
        let place = place(&self.key, &key);
        Some(IndexEntry { key, index_key_bytes, place, record })
    }

    /// Whether the index copies this attribute.
    pub fn projects(&self, attribute: &str, table_key: &KeySchema) -> bool {
        match &self.projected {
            Projected::All => true,
            Projected::KeysOnly => self.key.contains(attribute) || table_key.contains(attribute),
            Projected::Include(names) => {
                names.contains(attribute) || self.key.contains(attribute) || table_key.contains(attribute)
            }
        }
    }

    /// Whether two states of one item, whose primary key is the same, have the same entry: nothing that the index copies differs.
    pub(crate) fn copies_alike(&self, before: &Arc<Item>, after: &Arc<Item>) -> bool {
        let is_alike = |name: &String| before.get(name) == after.get(name);
        let included = match &self.projected {
            Projected::All => return Arc::ptr_eq(before, after),
            Projected::KeysOnly => true,
            Projected::Include(names) => names.iter().all(is_alike),
        };
        included && self.key.attributes().all(|attribute| is_alike(&attribute.name))
    }

    /// The first index key attribute that keeps `item` out of the index.
    pub fn missing_attribute(&self, item: &Item) -> Option<&str> {
        self.key
            .attributes()
            .find(|attribute| {
                item.get(&attribute.name).map(model::AttributeValue::attribute_type) != Some(attribute.key_type.attribute_type())
            })
            .map(|attribute| attribute.name.as_str())
    }

    /// Carries out a move. Total: an entry that is to go and is not there changes nothing.
    pub(crate) fn apply(&mut self, change: IndexMove) {
        self.count(&change);
        match (change.before, change.after) {
            (Some(before), Some(after)) if before.key == after.key => {
                if before.record != after.record {
                    self.entries.insert(after.key, after.record);
                }
            }
            (before, after) => {
                if let Some(before) = before {
                    self.entries.remove(before.key.as_bytes());
                }
                if let Some(after) = after {
                    self.entries.insert(after.key, after.record);
                }
            }
        }
    }

    /// Builds all entries anew from the table's items, and counts them.
    pub(crate) fn rebuild(&mut self, items: &Blocks, table_key: &KeySchema) {
        let entries = items.iter().filter_map(|(key, record)| self.entry_of(key, &record.item, record.size_bytes, table_key));
        let mut entries: Vec<(StorageKey, Record)> = entries.map(|entry| (entry.key, entry.record)).collect();
        model::sort_by(&mut entries, |left, right| left.0.cmp(&right.0));
        self.entries = Blocks::from_sorted(entries);
        recount(&mut self.partitions, &self.key, &self.entries);
    }

    /// Counts a move where its entries lie.
    fn count(&mut self, change: &IndexMove) {
        let place = |entry: &IndexEntry| (entry.place, entry.record.size_bytes);
        match (change.before.as_ref().map(place), change.after.as_ref().map(place)) {
            (Some((from, before)), Some((to, after))) if from == to => {
                count(&mut self.partitions, to, Some(before), Some(after));
            }
            (before, after) => {
                if let Some((place, bytes)) = before {
                    count(&mut self.partitions, place, Some(bytes), None);
                }
                if let Some((place, bytes)) = after {
                    count(&mut self.partitions, place, None, Some(bytes));
                }
            }
        }
    }

    fn project(&self, item: &Item, table_key: &KeySchema) -> Item {
        let projected = item.iter().filter(|(name, _)| self.projects(name, table_key));
        ordered(projected.map(|(name, value)| (name.clone(), value.clone())))
    }
}
