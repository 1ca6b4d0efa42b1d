//! Item collections of tables with local indexes: how large they are, and that they stay below their bound.
//!
//! A collection is all items of one partition key value with their entries in all local indexes. Its size is counted when a
//! request asks for it, and for the bound only where what lies around it could exceed the bound at all.
//!
//! Follows: developer guide, "Local secondary indexes" ("Item collections").

use std::ops::Bound;

use api::ItemCollectionMetrics;
use capacity::Place;
use model::limits::PARTITION_SIZE_BYTES;
use model::{Item, StorageKey, ordered};
use report::IndexKind;

use crate::{Blocks, Engine, ItemWrite, Table, TableId};

/// Bytes from which partitions split and above which item collections may not grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeBounds {
    /// A partition with more is split.
    pub partition_bytes: u64,
    /// An item collection of a table with local indexes may not have more.
    pub collection_bytes: u64,
}

impl Default for SizeBounds {
    /// 10 GB both (Quotas; Partitions and data distribution).
    fn default() -> Self {
        SizeBounds { partition_bytes: PARTITION_SIZE_BYTES, collection_bytes: PARTITION_SIZE_BYTES }
    }
}

/// Bytes of a gigabyte as DynamoDB counts it.
const BYTES_PER_GB: u64 = 1 << 30;

/// What the writes of one request add to item collections.
#[derive(Debug, Default)]
pub(crate) struct Growth {
    /// Table and what all keys of the collection begin with; the bytes added so far.
    collections: Vec<(TableId, Vec<u8>, i64)>,
}

impl Growth {
    /// Adds a write; whether its collection would grow beyond `bytes_max`. What shrinks or stays is always allowed.
    pub(crate) fn exceeds(&mut self, table: &Table, write: &ItemWrite, bytes_max: u64) -> bool {
        if !table.has_local_index() {
            return false;
        }
        let added = added_bytes(table, write);
        let Some(record) = write.after.as_ref().or(write.before.as_ref()) else { return false };
        let mut prefix = Vec::with_capacity(write.key.as_bytes().len());
        if table.key.encode_collection(&record.item, &mut prefix).is_none() {
            return false;
        }
        let at = self.collections.iter().position(|(id, known, _)| *id == table.id && *known == prefix);
        let before = at.and_then(|at| self.collections.get(at)).map_or(0, |(_, _, bytes)| *bytes);
        let exceeds = added > 0 && {
            let fits = |present: u64| present.saturating_add_signed(before + added) <= bytes_max;
            !fits(around(table, &write.key)) && !fits(size_bytes(table, &prefix))
        };
        match at.and_then(|at| self.collections.get_mut(at)) {
            Some((_, _, bytes)) => *bytes += added,
            None => self.collections.push((table.id, prefix, added)),
        }
        exceeds
    }
}

impl Engine {
    /// Sets the sizes at which partitions split and collections stop growing; 10 GB at first.
    pub fn set_size_bounds(&mut self, bounds: SizeBounds) {
        self.size_bounds = bounds;
    }

    /// Whether this single write would make its item collection too large.
    pub(crate) fn exceeds_collection(&self, write: &ItemWrite) -> bool {
        let table = self.database.table(write.table);
        table.is_some_and(|table| Growth::default().exceeds(table, write, self.size_bounds.collection_bytes))
    }

    /// `ItemCollectionMetrics` of the collection that `item` belongs to; `None` if the table has no local index.
    pub(crate) fn collection_metrics(&self, table: &Table, key: &StorageKey, item: &Item) -> Option<ItemCollectionMetrics> {
        if !table.has_local_index() {
            return None;
        }
        let mut prefix = Vec::with_capacity(key.as_bytes().len());
        table.key.encode_collection(item, &mut prefix)?;
        let low = size_bytes(table, &prefix) / BYTES_PER_GB;
        let attribute = table.key.partition.first()?;
        let value = item.get(&attribute.name)?;
        Some(ItemCollectionMetrics {
            item_collection_key: ordered([(attribute.name.clone(), value.clone())]),
            size_estimate_range_gb: (low, low + 1),
        })
    }
}

/// What the write adds to the table and its local indexes.
fn added_bytes(table: &Table, write: &ItemWrite) -> i64 {
    let item = bytes(write.after.as_ref().map(|record| record.size_bytes))
        - bytes(write.before.as_ref().map(|record| record.size_bytes));
    let local = table.indexes.iter().zip(&write.moves).filter(|(index, _)| index.kind == IndexKind::Local);
    local.fold(item, |added, (_, change)| {
        let size = |entry: Option<&crate::IndexEntry>| bytes(entry.map(|entry| entry.record.size_bytes));
        added + size(change.after.as_ref()) - size(change.before.as_ref())
    })
}

fn bytes(size_bytes: Option<u32>) -> i64 {
    size_bytes.map_or(0, i64::from)
}

/// At least as much as the collection has: its partition, and all entries of the local indexes.
fn around(table: &Table, key: &StorageKey) -> u64 {
    let local = table.indexes.iter().filter(|index| index.kind == IndexKind::Local);
    table.partitions.held_at(Place::of(key.hash())).1 + local.map(|index| index.partitions.held().1).sum::<u64>()
}

/// Bytes of the collection: items and local entries.
fn size_bytes(table: &Table, prefix: &[u8]) -> u64 {
    let local = table.indexes.iter().filter(|index| index.kind == IndexKind::Local);
    let blocks = std::iter::once(&table.items).chain(local.map(|index| &index.entries));
    blocks.map(|blocks| below_prefix(blocks, prefix)).sum()
}

fn below_prefix(blocks: &Blocks, prefix: &[u8]) -> u64 {
    let records = blocks.range(Bound::Included(prefix), Bound::Unbounded);
    let records = records.take_while(|(key, _)| key.as_bytes().starts_with(prefix));
    records.map(|(_, record)| u64::from(record.size_bytes)).sum()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::SizeBounds;
    use crate::script::{replay, with_table};

    #[test]
    fn a_collection_of_a_table_with_a_local_index_stops_growing() {
        let mut bench = with_table("Tab pk:S sk:N / lsi Loc pk:S l:S ALL");
        bench.engine.set_size_bounds(SizeBounds { collection_bytes: 200, ..SizeBounds::default() });
        let script = format!(
            r#"
            PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"sk":{{"N":"1"}},"d":{{"S":"{0}"}}}}}}
            PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"b"}},"sk":{{"N":"1"}},"d":{{"S":"{0}"}}}}}}
            PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"sk":{{"N":"2"}},"d":{{"S":"{0}"}}}}}}
            UpdateItem {{"TableName":"Tab","Key":{{"pk":{{"S":"a"}},"sk":{{"N":"1"}}}},"UpdateExpression":"SET l = :l","ExpressionAttributeValues":{{":l":{{"S":"x"}}}}}}
            UpdateItem {{"TableName":"Tab","Key":{{"pk":{{"S":"a"}},"sk":{{"N":"1"}}}},"UpdateExpression":"SET d = :l","ExpressionAttributeValues":{{":l":{{"S":"x"}}}}}}
            BatchWriteItem {{"RequestItems":{{"Tab":[{{"PutRequest":{{"Item":{{"pk":{{"S":"b"}},"sk":{{"N":"2"}},"d":{{"S":"{0}"}}}}}}}}]}}}}
            TransactWriteItems {{"TransactItems":[{{"Put":{{"TableName":"Tab","Item":{{"pk":{{"S":"c"}},"sk":{{"N":"1"}},"d":{{"S":"{0}"}}}}}}}},{{"Put":{{"TableName":"Tab","Item":{{"pk":{{"S":"c"}},"sk":{{"N":"2"}},"d":{{"S":"{0}"}}}}}}}}]}}
            Scan {{"TableName":"Tab","Select":"COUNT"}}
            "#,
            "d".repeat(120)
        );
        expect![[r#"
            {}
            {}
            ItemCollectionSizeLimitExceededException: Collection size exceeded.
            ItemCollectionSizeLimitExceededException: Collection size exceeded.
            {}
            ItemCollectionSizeLimitExceededException: Collection size exceeded.
            {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [None, ItemCollectionSizeLimitExceeded]","CancellationReasons":[{"Code":"None"},{"Code":"ItemCollectionSizeLimitExceeded","Message":"Collection size exceeded."}]}
            {"Count":2,"ScannedCount":2}
        "#]].assert_eq(&replay(&mut bench, &script));
    }
}
