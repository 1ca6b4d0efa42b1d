//! Which changes are not durable yet: what a reply may have to wait for.
//!
//! A reply waits for the newest change that it depends on and for nothing else, so changes are kept by the place they
//! changed: a point read looks up its key, a query or scan the range that it evaluated.

use std::collections::BTreeMap;
use std::ops::Bound;

use model::StorageKey;

use crate::{ItemWrite, TableId};

/// The items of a table (0) or the entries of one of its indexes (1 and up, in the table's order).
///
/// Places shift when an index is dropped, but that is a change of the table, and every later read of it waits for that one.
pub(crate) type Lane = u32;

/// The lane of a table's items.
pub(crate) const ITEMS: Lane = 0;

/// Changes since the last one that is durable.
#[derive(Debug, Default)]
pub(crate) struct Undurable {
    places: BTreeMap<(TableId, Lane), BTreeMap<StorageKey, u64>>,
    tables: BTreeMap<TableId, u64>,
    newest: u64,
}

impl Undurable {
    /// Keeps the places that a write changes.
    pub(crate) fn note_item(&mut self, write: &ItemWrite, sequence: u64) {
        self.newest = sequence;
        self.places.entry((write.table, ITEMS)).or_default().insert(write.key.clone(), sequence);
        for (lane, change) in (1..).zip(&write.moves) {
            if change.before == change.after {
                continue;
            }
            for entry in change.before.iter().chain(&change.after) {
                self.places.entry((write.table, lane)).or_default().insert(entry.key.clone(), sequence);
            }
        }
    }

    /// Keeps that a table as a whole was changed.
    pub(crate) fn note_table(&mut self, table: TableId, sequence: u64) {
        self.newest = sequence;
        self.tables.insert(table, sequence);
    }

    /// The newest change of the table as a whole.
    pub(crate) fn of_table(&self, table: TableId) -> u64 {
        self.tables.get(&table).copied().unwrap_or(0)
    }

    /// The newest change of any table as a whole.
    pub(crate) fn of_tables(&self) -> u64 {
        self.tables.values().copied().max().unwrap_or(0)
    }

    /// The newest change that a read of this key depends on.
    pub(crate) fn of_key(&self, table: TableId, lane: Lane, key: &[u8]) -> u64 {
        if self.newest == 0 {
            return 0;
        }
        let place = self.places.get(&(table, lane)).and_then(|keys| keys.get(key)).copied().unwrap_or(0);
        place.max(self.of_table(table))
    }

    /// The newest change that a read of this range depends on.
    pub(crate) fn of_range(&self, table: TableId, lane: Lane, from: Bound<&[u8]>, to: Bound<&[u8]>) -> u64 {
        if self.newest == 0 || is_empty(from, to) {
            return self.of_table(table);
        }
        let keys = self.places.get(&(table, lane));
        let newest = keys.and_then(|keys| keys.range::<[u8], _>((from, to)).map(|(_, sequence)| *sequence).max());
        newest.unwrap_or(0).max(self.of_table(table))
    }

    /// Drops everything up to `sequence`.
    pub(crate) fn forget_up_to(&mut self, sequence: u64) {
        if sequence >= self.newest {
            *self = Undurable::default();
            return;
        }
        self.tables.retain(|_, newest| *newest > sequence);
        self.places.retain(|_, keys| {
            keys.retain(|_, newest| *newest > sequence);
            !keys.is_empty()
        });
    }
}

/// Whether no key can lie between the bounds (a `BTreeMap` panics on some of these).
fn is_empty(from: Bound<&[u8]>, to: Bound<&[u8]>) -> bool {
    match (from, to) {
        (Bound::Included(from), Bound::Included(to)) => from > to,
        (Bound::Included(from) | Bound::Excluded(from), Bound::Included(to) | Bound::Excluded(to)) => from >= to,
        _ => false,
    }
}
