//! The item collections that a batch or a transaction writes to, for `ItemCollectionMetrics`.

use api::ItemCollectionMetrics;
use model::{SharedItem, StorageKey};

use crate::undurable::ITEMS;
use crate::{Engine, ItemWrite, Table, TableId};

/// Collections by table, in the order in which they are first written to. Only tables with a local index have any.
#[derive(Debug, Default)]
pub(crate) struct Collections<'r> {
    tables: Vec<TableCollections<'r>>,
}

#[derive(Debug)]
struct TableCollections<'r> {
    table: TableId,
    /// The table's name as sent.
    name: &'r str,
    collections: Vec<Collection>,
}

#[derive(Debug)]
struct Collection {
    /// What all keys of the collection begin with.
    prefix: Vec<u8>,
    /// One of its items, which may be gone by now.
    key: StorageKey,
    item: SharedItem,
}

impl<'r> Collections<'r> {
    /// Notes the collection of a write.
    pub(crate) fn note(&mut self, table: &Table, name: &'r str, write: &ItemWrite) {
        let Some(record) = write.after.as_ref().or(write.before.as_ref()).filter(|_| table.has_local_index()) else { return };
        let mut prefix = Vec::new();
        if table.key.encode_collection(&record.item, &mut prefix).is_none() {
            return;
        }
        let at = self.tables.iter().position(|known| known.table == table.id).unwrap_or_else(|| {
            self.tables.push(TableCollections { table: table.id, name, collections: Vec::new() });
            self.tables.len() - 1
        });
        let collections = &mut self.tables[at].collections;
        if !collections.iter().any(|known| known.prefix == prefix) {
            collections.push(Collection { prefix, key: write.key.clone(), item: record.item.clone() });
        }
    }
}

impl Engine {
    /// The metrics of these collections as they are now.
    pub(crate) fn metrics_of(&self, collections: &Collections<'_>) -> Vec<(String, Vec<ItemCollectionMetrics>)> {
        let of_table = |known: &TableCollections<'_>| {
            let table = self.database.table(known.table)?;
            let metrics = known.collections.iter().filter_map(|of| self.collection_metrics(table, &of.key, &of.item));
            Some((known.name.to_owned(), metrics.collect()))
        };
        collections.tables.iter().filter_map(of_table).collect()
    }

    /// The newest change not yet durable at the places of these writes.
    pub(crate) fn observed_by(&self, writes: &[ItemWrite]) -> u64 {
        let newest = writes.iter().map(|write| self.undurable.of_key(write.table, ITEMS, &write.key));
        newest.max().unwrap_or(0)
    }
}
