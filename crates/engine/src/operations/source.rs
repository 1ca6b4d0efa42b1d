//! What a Query or a Scan reads: a table or one of its indexes.

use api::IndexStatus;
use api::text::{Validation, VectorProblem};
use capacity::PartitionTable;
use model::{Item, KeySchema, StorageKey};
use report::IndexKind;

use crate::table::readable_key;
use crate::undurable::{ITEMS, Lane};
use crate::{Blocks, Index, Table, key_check};

/// A table, or one of its indexes with its place among them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'t> {
    /// The table.
    pub(crate) table: &'t Table,
    index: Option<(usize, &'t Index)>,
}

impl<'t> Source<'t> {
    /// The table or its index of this name. A global index is read only when it is complete and never consistently,
    /// a vector index never; what is said of that is a Scan's text.
    pub(crate) fn find(table: &'t Table, index: Option<&str>, consistent_read: bool) -> Result<Self, Validation> {
        let Some(name) = index else { return Ok(Source { table, index: None }) };
        let found = table.indexes.iter().enumerate().find(|(_, index)| index.name == name);
        let Some((at, index)) = found else {
            return Err(match table.control.vector_index(name) {
                Some(_) => Validation::Vector(VectorProblem::NotScanned),
                None => Validation::UnknownIndex(name.to_owned()),
            });
        };
        if index.kind == IndexKind::Global {
            if consistent_read {
                return Err(Validation::ConsistentGlobalIndex);
            }
            match index.status {
                IndexStatus::Creating => return Err(Validation::IndexBackfilling(name.to_owned())),
                IndexStatus::Deleting => return Err(Validation::UnknownIndex(name.to_owned())),
                IndexStatus::Active | IndexStatus::Updating => {}
            }
        }
        Ok(Source { table, index: Some((at, index)) })
    }

    /// The same table or index as a reading sees it.
    pub(crate) fn seen_in<'v>(&self, table: &'v Table) -> Source<'v> {
        let at = self.index_at();
        Source { table, index: at.and_then(|at| Some((at, table.indexes.get(at)?))) }
    }

    /// The index, if it is one.
    pub(crate) fn index(&self) -> Option<&'t Index> {
        self.index.map(|(_, index)| index)
    }

    /// The index's place in the table's list.
    pub(crate) fn index_at(&self) -> Option<usize> {
        self.index.map(|(at, _)| at)
    }

    /// The index's name.
    pub(crate) fn index_name(&self) -> Option<&'t str> {
        self.index.map(|(_, index)| index.name.as_str())
    }

    /// The key that orders what is read.
    pub(crate) fn key(&self) -> &'t KeySchema {
        self.index.map_or(&self.table.key, |(_, index)| &index.key)
    }

    /// The records.
    pub(crate) fn blocks(&self) -> &'t Blocks {
        self.index.map_or(&self.table.items, |(_, index)| &index.entries)
    }

    /// The partitions that the records lie in.
    pub(crate) fn partitions(&self) -> &'t PartitionTable {
        self.table.key_space(self.index_name())
    }

    /// Where changes of the records are noted.
    pub(crate) fn lane(&self) -> Lane {
        // A table has at most 25 indexes.
        self.index.map_or(ITEMS, |(at, _)| Lane::try_from(at + 1).unwrap_or(Lane::MAX))
    }

    /// The key of a record, readable.
    pub(crate) fn readable_key(&self, item: &Item) -> String {
        readable_key(self.key(), item)
    }

    /// The attributes that say where a record stands: index key and table key. This is what `LastEvaluatedKey` holds.
    pub(crate) fn key_of(&self, item: &Item) -> Item {
        let mut key = self.table.key.key_of(item);
        if let Some(index) = self.index() {
            key.extend(index.key.key_of(item));
        }
        key
    }

    /// The place that a start key means. It may be one where nothing stands (any more).
    pub(crate) fn start_key(&self, start: &Item) -> Result<StorageKey, Validation> {
        let schemas = self.index().map(|index| &index.key).into_iter().chain([&self.table.key]);
        let mut bytes = Vec::with_capacity(64);
        for schema in schemas {
            schema.encode(start, &mut bytes).ok_or(Validation::StartKey)?;
        }
        if self.key_of(start).len() != start.len() {
            return Err(Validation::StartKey);
        }
        for (name, value) in start {
            key_check::check_not_empty(name, value).map_err(|problem| Validation::StartKeyValue(Box::new(problem)))?;
        }
        Ok(StorageKey::from_bytes(bytes))
    }
}
