//! The item collections that a batch or a transaction writes to, for `ItemCollectionMetrics`.

use api::ItemCollectionMetrics;
use model::{SharedItem, StorageKey};

use crate::undurable::ITEMS;
use crate::{Engine, ItemWrite, Table, TableId};

/// Collections by table, in the order in which they are first written to. Only tables with a local index have any.
#[derive(Debug, Default)]
pub(crate) struct Collections<'r> {
    tables: Vec<(TableId, &'r str, Vec<(Vec<u8>, StorageKey, SharedItem)>)>,
}

impl<'r> Collections<'r> {
    /// Notes the collection of a write.
    pub(crate) fn note(&mut self, table: &Table, name: &'r str, write: &ItemWrite) {
        let Some(record) = write.after.as_ref().or(write.before.as_ref()).filter(|_| table.has_local_index()) else { return };
        let mut prefix = Vec::new();
        if table.key.encode_collection(&record.item, &mut prefix).is_none() {
            return;
        }
        let at = self.tables.iter().position(|(id, _, _)| *id == table.id).unwrap_or_else(|| {
            self.tables.push((table.id, name, Vec::new()));
            self.tables.len() - 1
        });
        let collections = &mut self.tables[at].2;
        if !collections.iter().any(|(known, _, _)| *known == prefix) {
            collections.push((prefix, write.key.clone(), record.item.clone()));
        }
    }
}

impl Engine {
    /// The metrics of these collections as they are now.
    pub(crate) fn metrics_of(&self, collections: &Collections<'_>) -> Vec<(String, Vec<ItemCollectionMetrics>)> {
        let of_table = |(id, name, collections): &(TableId, &str, Vec<(Vec<u8>, StorageKey, SharedItem)>)| {
            let table = self.database.table(*id)?;
            let metrics = collections.iter().filter_map(|(_, key, item)| self.collection_metrics(table, key, item));
            Some(((*name).to_owned(), metrics.collect()))
        };
        collections.tables.iter().filter_map(of_table).collect()
    }

    /// The newest change not yet durable at the places of these writes.
    pub(crate) fn observed_by(&self, writes: &[ItemWrite]) -> u64 {
        let newest = writes.iter().map(|write| self.undurable.of_key(write.table, ITEMS, &write.key));
        newest.max().unwrap_or(0)
    }
}
