//! Ordered leaf blocks: how a table or an index holds its records.
//!
//! Leaves are `Arc`s that are copied when written while shared, so a fork of a table, an undo step, a backup or a checkpoint
//! costs one pointer for each leaf. A leaf holds at most [`LEAF_SIZE_BYTES`] of keys and items (one larger record stands
//! alone); the directory holds the first key of each leaf. This is the shape of a DynamoDB storage node's B-tree, two levels
//! deep.

mod leaf;

use std::ops::Bound;
use std::sync::Arc;

use model::{SharedItem, StorageKey, item_size_bytes};

pub use leaf::Leaf;
use leaf::entry_bytes;

/// Largest leaf in bytes: IndexedDB writes and reads values of up to 60 KiB several times faster than those of 64 KiB.
pub const LEAF_SIZE_BYTES: usize = 60 * 1024;
/// Two neighbours below this together become one leaf.
const MERGE_SIZE_BYTES: usize = 20 * 1024;

/// How full a leaf is packed that is built of many records at once.
const PACKED_SIZE_BYTES: usize = 48 * 1024;

/// An item, or the part of it that an index projects, with its size.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The item.
    pub item: SharedItem,
    /// Bytes as DynamoDB counts them.
    pub size_bytes: u32,
}

impl Record {
    /// A record of this item, measured.
    pub fn new(item: SharedItem) -> Self {
        let size_bytes = u32::try_from(item_size_bytes(&item)).unwrap_or(u32::MAX);
        Record { item, size_bytes }
    }
}

/// Records in key order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blocks {
    /// First key of each leaf, in step with `leaves`.
    firsts: Vec<StorageKey>,
    leaves: Vec<Arc<Leaf>>,
    len: usize,
    /// Item bytes, keys not counted.
    item_bytes: u64,
}

impl Blocks {
    /// The directory of these leaves, which keep their identity; `None` unless they ascend without overlap.
    pub(crate) fn from_leaves(leaves: Vec<Arc<Leaf>>) -> Option<Self> {
        let mut blocks = Blocks::default();
        for leaf in leaves {
            let (first, _) = leaf.entries().first()?;
            let last = blocks.leaves.last().and_then(|leaf| leaf.entries().last());
            if last.is_some_and(|(last, _)| last >= first) {
                return None;
            }
            blocks.len += leaf.entries().len();
            blocks.item_bytes += leaf.entries().iter().map(|(_, record)| u64::from(record.size_bytes)).sum::<u64>();
            blocks.firsts.push(first.clone());
            blocks.leaves.push(leaf);
        }
        Some(blocks)
    }

    /// Records in ascending order of their keys, packed into leaves that leave room for a few more.
    pub(crate) fn from_sorted(records: Vec<(StorageKey, Record)>) -> Self {
        let mut blocks = Blocks::default();
        let (mut entries, mut size_bytes) = (vec![], 0);
        for (key, record) in records {
            let entry_bytes = entry_bytes(&key, &record);
            if size_bytes + entry_bytes > PACKED_SIZE_BYTES {
                blocks.push_packed(std::mem::take(&mut entries));
                size_bytes = 0;
            }
            size_bytes += entry_bytes;
            entries.push((key, record));
        }
        blocks.push_packed(entries);
        blocks
    }

    fn push_packed(&mut self, entries: Vec<(StorageKey, Record)>) {
        let Some((first, _)) = entries.first() else { return };
        self.firsts.push(first.clone());
        self.len += entries.len();
        self.item_bytes += entries.iter().map(|(_, record)| u64::from(record.size_bytes)).sum::<u64>();
        self.leaves.push(Arc::new(Leaf::of(entries)));
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes of all items.
    pub fn item_bytes(&self) -> u64 {
        self.item_bytes
    }

    /// The leaves, for checkpoints: two snapshots share a leaf if its pointers are equal.
    pub fn leaves(&self) -> &[Arc<Leaf>] {
        &self.leaves
    }

    /// The record with this key.
    pub fn get(&self, key: &[u8]) -> Option<&Record> {
        let leaf = &self.leaves[self.leaf_of(key)?];
        leaf.get(key)
    }

    /// Puts a record, returning the one it replaces.
    pub fn insert(&mut self, key: StorageKey, record: Record) -> Option<Record> {
        self.item_bytes += u64::from(record.size_bytes);
        let Some(at) = self.leaf_of(key.as_bytes()) else {
            self.push_leaf(key, record);
            return None;
        };
        let leaf = Arc::make_mut(&mut self.leaves[at]);
        let old = match leaf.search(key.as_bytes()) {
            Ok(slot) => Some(leaf.replace(slot, record)),
            Err(slot) => {
                if slot == 0 {
                    self.firsts[at] = key.clone();
                }
                leaf.insert(slot, key, record);
                self.len += 1;
                None
            }
        };
        self.item_bytes -= old.as_ref().map_or(0, |old| u64::from(old.size_bytes));
        self.split_if_full(at);
        old
    }

    /// Removes the record with this key.
    pub fn remove(&mut self, key: &[u8]) -> Option<Record> {
        let at = self.leaf_of(key)?;
        let slot = self.leaves[at].search(key).ok()?;
        let leaf = Arc::make_mut(&mut self.leaves[at]);
        let record = leaf.remove(slot);
        self.len -= 1;
        self.item_bytes -= u64::from(record.size_bytes);
        if leaf.entries().is_empty() {
            self.leaves.remove(at);
            self.firsts.remove(at);
        } else {
            if slot == 0 {
                self.firsts[at] = leaf.entries()[0].0.clone();
            }
            self.merge_with_next(at.saturating_sub(1));
        }
        Some(record)
    }

    /// Records between the bounds, in key order; reversible.
    pub fn range<'a>(
        &'a self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
    ) -> impl DoubleEndedIterator<Item = (&'a StorageKey, &'a Record)> + use<'a> {
        let start = match from {
            Bound::Included(key) => self.position(key, false),
            Bound::Excluded(key) => self.position(key, true),
            Bound::Unbounded => (0, 0),
        };
        let end = match to {
            Bound::Included(key) => self.position(key, true),
            Bound::Excluded(key) => self.position(key, false),
            Bound::Unbounded => (self.leaves.len(), 0),
        };
        let end = end.max(start);
        let last_leaf = (end.0 + 1).min(self.leaves.len());
        self.leaves[start.0.min(last_leaf)..last_leaf].iter().enumerate().flat_map(move |(offset, leaf)| {
            let leaf_number = start.0 + offset;
            let first = if leaf_number == start.0 { start.1 } else { 0 };
            let last = if leaf_number == end.0 { end.1 } else { leaf.entries().len() };
            leaf.entries()[first.min(last)..last].iter().map(|(key, record)| (key, record))
        })
    }

    /// All records in key order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&StorageKey, &Record)> {
        self.leaves.iter().flat_map(|leaf| leaf.entries().iter().map(|(key, record)| (key, record)))
    }

    /// Number of records before `key`.
    pub(crate) fn rank(&self, key: &[u8]) -> usize {
        let (leaf, slot) = self.position(key, false);
        self.leaves.iter().take(leaf).map(|leaf| leaf.entries().len()).sum::<usize>() + slot
    }

    /// Position of the first record at or, if `after`, behind `key`: (leaf, slot).
    fn position(&self, key: &[u8], after: bool) -> (usize, usize) {
        let Some(at) = self.leaf_of(key) else { return (0, 0) };
        match self.leaves[at].search(key) {
            Ok(slot) => (at, slot + usize::from(after)),
            Err(slot) => (at, slot),
        }
    }

    /// The leaf that holds `key` or would take it; `None` only if there are no leaves.
    fn leaf_of(&self, key: &[u8]) -> Option<usize> {
        if self.firsts.is_empty() {
            return None;
        }
        Some(self.firsts.partition_point(|first| first.cmp_bytes(key).is_le()).saturating_sub(1))
    }

    fn push_leaf(&mut self, key: StorageKey, record: Record) {
        self.firsts.push(key.clone());
        self.leaves.push(Arc::new(Leaf::of(vec![(key, record)])));
        self.len += 1;
    }

    fn split_if_full(&mut self, at: usize) {
        if self.leaves[at].size_bytes() <= LEAF_SIZE_BYTES || self.leaves[at].entries().len() < 2 {
            return;
        }
        let upper = Arc::make_mut(&mut self.leaves[at]).split();
        self.firsts.insert(at + 1, upper.entries()[0].0.clone());
        self.leaves.insert(at + 1, Arc::new(upper));
        // One large record may leave a half that is still full.
        self.split_if_full(at + 1);
        self.split_if_full(at);
    }

    fn merge_with_next(&mut self, at: usize) {
        if at + 1 >= self.leaves.len() || self.leaves[at].size_bytes() + self.leaves[at + 1].size_bytes() > MERGE_SIZE_BYTES {
            return;
        }
        let next = self.leaves.remove(at + 1);
        self.firsts.remove(at + 1);
        Arc::make_mut(&mut self.leaves[at]).append(Arc::unwrap_or_clone(next));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use model::{AttributeValue, Item};
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn key(number: u16) -> StorageKey {
        StorageKey::from_bytes(number.to_be_bytes().to_vec())
    }

    fn record(bytes: usize) -> Record {
        Record::new(Arc::new(Item::from([("a".to_owned(), AttributeValue::B(vec![0; bytes]))])))
    }

    /// What must hold of every directory, whatever was done to it.
    fn assert_sound(blocks: &Blocks) {
        assert_eq!(blocks.firsts.len(), blocks.leaves.len());
        for (first, leaf) in blocks.firsts.iter().zip(&blocks.leaves) {
            assert_eq!(Some(first), leaf.entries().first().map(|(key, _)| key));
            assert!(leaf.size_bytes() <= LEAF_SIZE_BYTES || leaf.entries().len() == 1);
            leaf.assert_sound();
        }
        assert!(blocks.iter().map(|(key, _)| key).is_sorted());
        assert_eq!(blocks.len, blocks.iter().count());
        assert_eq!(blocks.item_bytes, blocks.iter().map(|(_, record)| u64::from(record.size_bytes)).sum::<u64>());
    }

    #[test]
    fn a_fork_keeps_what_it_was_forked_from() {
        let mut blocks = Blocks::default();
        for number in 0..500 {
            blocks.insert(key(number), record(1_000));
        }
        let fork = blocks.clone();
        blocks.insert(key(7), record(5));
        blocks.remove(key(8).as_bytes());
        assert_eq!(fork.get(key(7).as_bytes()), Some(&record(1_000)));
        assert!(fork.get(key(8).as_bytes()).is_some());
        let shared = fork.leaves().iter().zip(blocks.leaves()).filter(|(left, right)| Arc::ptr_eq(left, right)).count();
        assert!(shared >= fork.leaves().len() - 2, "only touched leaves were copied: {shared} of {}", fork.leaves().len());
    }

    #[test]
    fn leaves_that_overlap_make_no_directory() {
        let leaf = |numbers: &[u16]| Leaf::from_entries(numbers.iter().map(|number| (key(*number), record(9))).collect());
        let (low, high) = (Arc::new(leaf(&[1, 4]).unwrap()), Arc::new(leaf(&[5]).unwrap()));
        assert_sound(&Blocks::from_leaves(vec![Arc::clone(&low), Arc::clone(&high)]).unwrap());
        assert_eq!(Blocks::from_leaves(vec![high, low]), None);
        assert_eq!(leaf(&[4, 4]), None);
        assert_eq!(leaf(&[]), None);
    }

    proptest! {
        #[test]
        fn packed_blocks_are_sound(sizes in proptest::collection::vec(0usize..70_000, 0..30)) {
            let records: Vec<_> = (0..).zip(&sizes).map(|(number, size)| (key(number), record(*size))).collect();
            let blocks = Blocks::from_sorted(records.clone());
            assert_sound(&blocks);
            prop_assert!(blocks.iter().eq(records.iter().map(|(key, record)| (key, record))));
        }

        #[test]
        fn blocks_agree_with_a_map(steps in proptest::collection::vec((0u16..300, any::<bool>(), 0usize..20_000), 1..400), low in 0u16..300, high in 0u16..300) {
            let mut blocks = Blocks::default();
            let mut map = BTreeMap::new();
            for (number, put, bytes) in steps {
                if put {
                    prop_assert_eq!(blocks.insert(key(number), record(bytes)), map.insert(key(number), record(bytes)));
                } else {
                    prop_assert_eq!(blocks.remove(key(number).as_bytes()), map.remove(&key(number)));
                }
            }
            assert_sound(&blocks);
            for number in 0..300 {
                prop_assert_eq!(blocks.get(key(number).as_bytes()), map.get(&key(number)));
            }
            let (low, high) = (key(low.min(high)), key(low.max(high)));
            let (low, high) = (low.as_bytes(), high.as_bytes());
            for (from, to) in [
                (Bound::Included(low), Bound::Included(high)),
                (Bound::Excluded(low), Bound::Included(high)),
                (Bound::Included(low), Bound::Unbounded),
                (Bound::Unbounded, Bound::Included(high)),
            ] {
                let expected: Vec<_> = map.range::<[u8], _>((from, to)).collect();
                prop_assert!(blocks.range(from, to).eq(expected.iter().copied()));
                prop_assert!(blocks.range(from, to).rev().eq(expected.iter().rev().copied()));
            }
        }
    }
}
