//! Leaf blocks as stored: a table's leaves by table number and block number.
//!
//! Between checkpoints the stored blocks of a table are exactly its leaves at the last checkpoint. A leaf that is the same
//! object as then is not written again: leaves are never changed while something else holds them, and a changed leaf is
//! another object.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use model::{StorageKey, ordered};

use super::codec::{Reader, Writer, seal, unseal};
use crate::storage::{Area, Pairs, Write};
use crate::{Blocks, Leaf, Record, TableId};

/// Block number under which changes wait that came before a checkpoint but after the blocks of a table that was not resident.
const TAIL: u64 = u64::MAX;

/// Which leaf of a resident table is stored under which number.
#[derive(Debug, Default)]
pub(super) struct StoredLeaves {
    /// In key order. Weak: remembering a leaf neither keeps it alive nor makes the next write to it copy it.
    leaves: Vec<(Weak<Leaf>, u64)>,
    next: u64,
}

/// Keys of all blocks of a table begin so.
pub(super) fn prefix(table: TableId) -> Vec<u8> {
    table.0.to_be_bytes().to_vec()
}

fn block_key(table: TableId, number: u64) -> Vec<u8> {
    [table.0.to_be_bytes(), number.to_be_bytes()].concat()
}

/// Removes all blocks of a table.
pub(super) fn delete_all(table: TableId) -> Write {
    Write::DeleteRange(Area::Blocks, prefix(table), prefix(TableId(table.0 + 1)))
}

impl StoredLeaves {
    /// Writes all leaves of a table anew.
    pub(super) fn write_all(table: TableId, blocks: &Blocks, writes: &mut Vec<Write>) -> Self {
        writes.push(delete_all(table));
        let mut stored = StoredLeaves::default();
        stored.update(table, blocks, writes);
        stored
    }

    /// Writes the leaves that are not stored yet and removes those that are no leaves any more.
    pub(super) fn update(&mut self, table: TableId, blocks: &Blocks, writes: &mut Vec<Write>) {
        // Addresses are compared, never ordered by: what is written depends on the leaves alone.
        let known: BTreeMap<*const Leaf, u64> = ordered(self.leaves.iter().map(|(leaf, number)| (leaf.as_ptr(), *number)));
        let mut kept = vec![];
        for leaf in blocks.leaves() {
            let number = known.get(&Arc::as_ptr(leaf)).copied().unwrap_or_else(|| {
                let number = self.next;
                self.next += 1;
                writes.push(Write::Put(Area::Blocks, block_key(table, number), write_leaf(leaf)));
                number
            });
            kept.push((Arc::downgrade(leaf), number));
        }
        let numbers: std::collections::BTreeSet<u64> = ordered(kept.iter().map(|(_, number)| *number));
        let gone = self.leaves.iter().filter(|(_, number)| !numbers.contains(number));
        writes.extend(gone.map(|(_, number)| Write::Delete(Area::Blocks, block_key(table, *number))));
        self.leaves = kept;
    }
}

/// A table's leaves as loaded, and what waited for them.
#[derive(Debug)]
pub(super) struct LoadedLeaves {
    pub(super) blocks: Blocks,
    pub(super) stored: StoredLeaves,
    pub(super) tail: Vec<(StorageKey, Option<model::SharedItem>)>,
}

/// Reads all pairs of a table; `None` if one is damaged or they are not `expected` in number.
pub(super) fn read_all(table: TableId, pairs: &Pairs, expected: u64) -> Option<LoadedLeaves> {
    let (mut leaves, mut tail, mut next) = (vec![], vec![], 0);
    for (key, value) in pairs {
        let (of, number) = key.split_first_chunk::<8>()?;
        let number = u64::from_be_bytes(number.try_into().ok()?);
        if u64::from_be_bytes(*of) != table.0 {
            return None;
        }
        if number == TAIL {
            tail = read_tail(value)?;
        } else {
            next = next.max(number + 1);
            leaves.push((Arc::new(read_leaf(value)?), number));
        }
    }
    if leaves.len() as u64 != expected {
        return None;
    }
    model::sort_by(&mut leaves, |(left, _), (right, _)| {
        left.entries().first().map(|entry| &entry.0).cmp(&right.entries().first().map(|entry| &entry.0))
    });
    let stored = StoredLeaves { leaves: leaves.iter().map(|(leaf, number)| (Arc::downgrade(leaf), *number)).collect(), next };
    let blocks = Blocks::from_leaves(leaves.into_iter().map(|(leaf, _)| leaf).collect())?;
    Some(LoadedLeaves { blocks, stored, tail })
}

/// The bytes of one leaf, with their checksum.
pub(super) fn write_leaf(leaf: &Leaf) -> Vec<u8> {
    let mut out = Writer::default();
    out.list(leaf.entries().iter(), |out, (key, record)| {
        out.bytes(key.as_bytes());
        out.item(&record.item);
    });
    seal(&out.bytes)
}

/// Reads what [`write_leaf`] wrote.
pub(super) fn read_leaf(sealed: &[u8]) -> Option<Leaf> {
    let mut bytes = Reader::new(unseal(sealed)?);
    let entries = bytes.list(|bytes| {
        let key = StorageKey::from_bytes(bytes.bytes()?.to_vec());
        Some((key, Record::new(Arc::new(bytes.item()?))))
    })?;
    bytes.end()?;
    Leaf::from_entries(entries)
}

/// Stores what waits for a table that is not resident.
pub(super) fn write_tail<'a>(
    table: TableId,
    tail: impl ExactSizeIterator<Item = (&'a StorageKey, &'a Option<model::SharedItem>)>,
) -> Write {
    let mut out = Writer::default();
    out.list(tail, |out, (key, after)| {
        out.bytes(key.as_bytes());
        out.optional(after.as_deref(), Writer::item);
    });
    Write::Put(Area::Blocks, block_key(table, TAIL), seal(&out.bytes))
}

/// Removes what waited: it is in the leaves now.
pub(super) fn delete_tail(table: TableId) -> Write {
    Write::Delete(Area::Blocks, block_key(table, TAIL))
}

fn read_tail(sealed: &[u8]) -> Option<Vec<(StorageKey, Option<model::SharedItem>)>> {
    let mut bytes = Reader::new(unseal(sealed)?);
    let tail = bytes.list(|bytes| {
        let key = StorageKey::from_bytes(bytes.bytes()?.to_vec());
        Some((key, bytes.optional(|bytes| bytes.item().map(Arc::new))?))
    })?;
    bytes.end()?;
    Some(tail)
}
