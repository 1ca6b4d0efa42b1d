//! A table: its definition, its items and its indexes.

use std::sync::Arc;

use api::TableStatus;
use capacity::{PartitionTable, Place};
use model::{EpochMillis, Item, KeySchema, ScalarType, SharedItem, StorageKey};
use report::IndexKind;

use crate::control::Control;
use crate::{Blocks, CapacitySetting, Index, IndexMove, Record, TableAddress};

/// The number of a table, never used again within a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub u64);

/// A table with everything in it. Cloning shares all blocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Number.
    pub id: TableId,
    /// Account that owns it.
    pub account: String,
    /// Region it lies in.
    pub region: String,
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
    /// Settings and control-plane work.
    pub control: Control,
    /// Partitions with what lies in them; local index entries are not counted.
    pub partitions: PartitionTable,
    /// Items by key.
    pub items: Blocks,
    /// Items that have a time to live by the second of their expiry and their key; empty unless it is enabled.
    pub expiries: Blocks,
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
    /// The same as partitions know it.
    pub place: Place,
    /// Before, if it exists.
    pub before: Option<Record>,
    /// After; `None` deletes.
    pub after: Option<Record>,
    /// One move for each index of the table, in its order.
    pub moves: Vec<IndexMove>,
    /// Bytes written to each vector index of the table, in its order; 0 where the entry stays as it is.
    pub vector_bytes: Vec<u64>,
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

    /// The partition, from 0, that a place belongs to, in the table or in one of its global indexes.
    pub fn partition_of(&self, index: Option<&str>, place: Place) -> u32 {
        self.key_space(index).partition_of(place).0
    }

    /// The partition that an item lies in; of an index, its entry. `None` if it lacks a key attribute.
    pub fn partition_of_item(&self, index: Option<&str>, item: &Item) -> Option<u32> {
        let global = index.and_then(|name| self.index(name)).filter(|index| index.kind == IndexKind::Global);
        let schema = global.map_or(&self.key, |index| &index.key);
        Some(self.partition_of(index, place(schema, &schema.storage_key(item)?)))
    }

    /// Whether the table has a local secondary index, which binds an item collection to one partition.
    pub fn has_local_index(&self) -> bool {
        self.indexes.iter().any(|index| index.kind == IndexKind::Local)
    }

    /// Whether its table class is Standard-IA.
    pub fn is_infrequent_access(&self) -> bool {
        self.control.table_class.as_deref() == Some("STANDARD_INFREQUENT_ACCESS")
    }

    /// Plans the write of `after` (or a deletion) at `key`.
    pub fn plan_write(&self, key: StorageKey, after: Option<SharedItem>) -> ItemWrite {
        self.plan_record(key, after.map(Record::new))
    }

    /// Plans the write of a measured item (or a deletion) at `key`.
    pub(crate) fn plan_record(&self, key: StorageKey, after: Option<Record>) -> ItemWrite {
        let before = self.items.get(key.as_bytes()).cloned();
        self.plan_change(key, before, after)
    }

    /// Plans the same where what is at `key` is known.
    pub(crate) fn plan_change(&self, key: StorageKey, before: Option<Record>, after: Option<Record>) -> ItemWrite {
        let moves = self.indexes.iter().map(|index| self.plan_move(index, &key, before.as_ref(), after.as_ref())).collect();
        let item = |record| Option::as_ref(record).map(|record: &Record| &*record.item);
        let vectors = self.control.vector_indexes.iter();
        let vector_bytes = vectors.map(|index| index.written_bytes(item(&before), item(&after), &self.key)).collect();
        let place = place(&self.key, &key);
        ItemWrite { table: self.id, key, place, before, after, moves, vector_bytes }
    }

    /// Carries out a planned write. Total.
    pub fn apply(&mut self, write: ItemWrite) {
        self.move_expiry(&write);
        for (index, change) in self.indexes.iter_mut().zip(write.moves) {
            index.apply(change);
        }
        let bytes = |record: &Option<Record>| record.as_ref().map(|record| record.size_bytes);
        let (before, after) = (bytes(&write.before), bytes(&write.after));
        count(&mut self.partitions, write.place, before, after);
        match write.after {
            Some(record) => {
                self.items.insert(write.key, record);
            }
            None => {
                self.items.remove(write.key.as_bytes());
            }
        }
    }

    /// Builds the entries of all indexes anew from the items, and counts what lies in each partition. A table without address
    /// has no entries: nobody reads them.
    pub fn rebuild_indexes(&mut self) {
        let indexes = self.control.is_addressed().then_some(&mut self.indexes);
        for index in indexes.into_iter().flatten() {
            index.rebuild(&self.items, &self.key);
        }
        recount(&mut self.partitions, &self.key, &self.items);
        self.rebuild_expiries();
    }

    /// The definition alone: no items, no entries.
    pub(crate) fn without_items(&self) -> Self {
        let mut table = self.clone();
        (table.items, table.expiries) = (Blocks::default(), Blocks::default());
        table.indexes.iter_mut().for_each(|index| index.entries = Blocks::default());
        table
    }

    /// Where the table is found.
    pub fn address(&self) -> TableAddress {
        TableAddress { account: self.account.clone(), region: self.region.clone(), name: self.name.clone() }
    }

    /// The table's ARN.
    pub fn arn(&self) -> String {
        format!("arn:aws:dynamodb:{}:{}:table/{}", self.region, self.account, self.name)
    }

    /// The ARN of one of its indexes.
    pub fn index_arn(&self, index: &str) -> String {
        format!("{}/index/{index}", self.arn())
    }

    /// The partitions of the table or of an index; a local index lies in the table's.
    pub fn key_space(&self, index: Option<&str>) -> &PartitionTable {
        let index = index.and_then(|name| self.index(name)).filter(|index| index.kind == IndexKind::Global);
        index.map_or(&self.partitions, |index| &index.partitions)
    }

    /// The key of an item, readable: `E-0012`, or `E-0012 / 2026-01` with a sort key.
    pub fn readable_key(&self, item: &Item) -> String {
        readable_key(&self.key, item)
    }

    fn plan_move(&self, index: &Index, key: &StorageKey, before: Option<&Record>, after: Option<&Record>) -> IndexMove {
        let entry =
            |record: Option<&Record>| record.and_then(|record| index.entry_of(key, &record.item, record.size_bytes, &self.key));
        if let (Some(before), Some(after)) = (before, after)
            && index.copies_alike(&before.item, &after.item)
        {
            // Most updates leave most entries as they are. Those of a local index weigh on the item all the same.
            let stays = if index.kind == IndexKind::Local { entry(Some(before)) } else { None };
            return IndexMove { before: stays.clone(), after: stays };
        }
        IndexMove { before: entry(before), after: entry(after) }
    }
}

/// Where a key of this schema lies.
pub(crate) fn place(schema: &KeySchema, key: &StorageKey) -> Place {
    Place { hash: key.hash(), sort: schema.sort_prefix(key.as_bytes()) }
}

/// The same where only its partition matters: mostly, the hash tells that.
pub(crate) fn place_in(partitions: &PartitionTable, schema: &KeySchema, key: &StorageKey) -> Place {
    if partitions.cuts_collections() { place(schema, key) } else { Place::of(key.hash()) }
}

/// Counts what one place held before and holds after, as item bytes.
pub(crate) fn count(partitions: &mut PartitionTable, place: Place, before: Option<u32>, after: Option<u32>) {
    let bytes = |size_bytes: Option<u32>| size_bytes.map_or(0, i64::from);
    let (bytes, items) = (bytes(after) - bytes(before), i64::from(after.is_some()) - i64::from(before.is_some()));
    if bytes != 0 || items != 0 {
        partitions.adjust(place, items, bytes);
    }
}

/// Counts all records anew.
pub(crate) fn recount(partitions: &mut PartitionTable, schema: &KeySchema, records: &Blocks) {
    partitions.clear_counts();
    for (key, record) in records.iter() {
        partitions.adjust(place_in(partitions, schema, key), 1, i64::from(record.size_bytes));
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
