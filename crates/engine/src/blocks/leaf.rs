//! One leaf of a directory: records in key order, and what makes finding one of them quick.

use std::cmp::Ordering;
use std::ops::Range;

use model::{StorageKey, compare_bytes};

use super::Record;

/// An odd number whose bits look drawn: 2^64 over the golden ratio. Nobody gains by keys that mark alike: they are looked at in turn.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// One leaf: records in key order.
///
/// The keys of a leaf often are those of a few item collections, so they begin alike for thirty bytes and more. The leaf keeps side
/// by side, of each key, a hint: where about it lies and, nearly for certain, whether it is the one. So a search follows the
/// pointer to a key about once instead of at each of its steps.
#[derive(Clone, Debug, Default)]
pub struct Leaf {
    entries: Vec<(StorageKey, Record)>,
    /// Bytes of keys and items.
    size_bytes: usize,
    /// All keys begin with the same bytes, so many at least.
    shared: usize,
    /// Of each key, in their order.
    hints: Vec<Hint>,
}

/// What is known of a key without reading it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Hint {
    /// The four bytes behind what all keys share, as a number. Numbers that differ are ordered as their keys are.
    order: u32,
    /// A hash of all bytes: two keys seldom have the same.
    mark: u32,
}

impl PartialEq for Leaf {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Leaf {
    /// A leaf of these records; `None` unless there is one and their keys ascend.
    pub(crate) fn from_entries(entries: Vec<(StorageKey, Record)>) -> Option<Self> {
        let ascending = entries.windows(2).all(|pair| matches!(pair, [low, high] if low.0 < high.0));
        (!entries.is_empty() && ascending).then(|| Leaf::of(entries))
    }

    /// A leaf of records whose keys ascend.
    pub(super) fn of(entries: Vec<(StorageKey, Record)>) -> Self {
        let size_bytes = entries.iter().map(|(key, record)| entry_bytes(key, record)).sum();
        let mut leaf = Leaf { entries, size_bytes, shared: 0, hints: vec![] };
        leaf.look_again();
        leaf
    }

    /// The records in key order.
    pub fn entries(&self) -> &[(StorageKey, Record)] {
        &self.entries
    }

    /// Bytes of keys and items.
    pub(super) fn size_bytes(&self) -> usize {
        self.size_bytes
    }

    /// Where the record with this key is, or else where it belongs.
    pub(super) fn search(&self, key: &[u8]) -> Result<usize, usize> {
        let Some((first, _)) = self.entries.first() else { return Err(0) };
        match compare_bytes(&key[..self.shared.min(key.len())], &first.as_bytes()[..self.shared]) {
            Ordering::Less => return Err(0),
            Ordering::Greater => return Err(self.entries.len()),
            Ordering::Equal => {}
        }
        let alike = match self.find(key) {
            Ok(at) => return Ok(at),
            Err(alike) => alike,
        };
        let (low, entries) = (alike.start, &self.entries[alike]);
        // Many collections grow in the order of their sort keys: the new one comes last.
        if entries.last().is_none_or(|(last, _)| last.cmp_bytes(key).is_lt()) {
            return Err(low + entries.len());
        }
        Err(low + entries.partition_point(|(entry, _)| entry.cmp_bytes(key).is_lt()))
    }

    /// The record with this key.
    pub(super) fn get(&self, key: &[u8]) -> Option<&Record> {
        self.find(key).ok().map(|at| &self.entries[at].1)
    }

    /// Where the record with this key is, or else the entries that its hint does not tell apart.
    fn find(&self, key: &[u8]) -> Result<usize, Range<usize>> {
        let hint = Hint::of(key, self.shared);
        let low = self.hints.partition_point(|known| known.order < hint.order);
        let mut at = low;
        while let Some(known) = self.hints.get(at).filter(|known| known.order == hint.order) {
            if known.mark == hint.mark && compare_bytes(self.entries[at].0.as_bytes(), key).is_eq() {
                return Ok(at);
            }
            at += 1;
        }
        Err(low..at)
    }

    /// Puts another record in the place of one.
    pub(super) fn replace(&mut self, slot: usize, record: Record) -> Record {
        self.size_bytes += record.size_bytes as usize;
        let old = std::mem::replace(&mut self.entries[slot].1, record);
        self.size_bytes -= old.size_bytes as usize;
        old
    }

    /// Puts a record where it belongs.
    pub(super) fn insert(&mut self, slot: usize, key: StorageKey, record: Record) {
        self.size_bytes += entry_bytes(&key, &record);
        let shares = self.entries.first().is_some_and(|(first, _)| key.as_bytes().starts_with(&first.as_bytes()[..self.shared]));
        let hint = Hint::of(key.as_bytes(), self.shared);
        self.entries.insert(slot, (key, record));
        if shares {
            self.hints.insert(slot, hint);
        } else {
            self.look_again();
        }
    }

    /// Takes a record out.
    pub(super) fn remove(&mut self, slot: usize) -> Record {
        let (key, record) = self.entries.remove(slot);
        self.hints.remove(slot);
        self.size_bytes -= entry_bytes(&key, &record);
        record
    }

    /// Takes the upper half of the bytes out: one record at least, and one stays.
    pub(super) fn split(&mut self) -> Leaf {
        let half = self.size_bytes / 2;
        let mut kept = 0;
        let cut = self.entries.iter().take_while(|(key, record)| {
            kept += entry_bytes(key, record);
            kept <= half
        });
        let cut = cut.count().clamp(1, self.entries.len() - 1);
        let entries = self.entries.split_off(cut);
        let size_bytes = entries.iter().map(|(key, record)| entry_bytes(key, record)).sum();
        let mut upper = Leaf { entries, size_bytes, shared: self.shared, hints: self.hints.split_off(cut) };
        self.size_bytes -= size_bytes;
        self.look_again_if_alike();
        upper.look_again_if_alike();
        upper
    }

    /// Puts the records of the next leaf behind its own.
    pub(super) fn append(&mut self, next: Leaf) {
        self.size_bytes += next.size_bytes;
        self.entries.extend(next.entries);
        self.look_again();
    }

    /// Looks again if the hints order the keys no more: half of what orders is the same in all.
    fn look_again_if_alike(&mut self) {
        if let (Some(first), Some(last)) = (self.hints.first(), self.hints.last())
            && first.order >> 16 == last.order >> 16
        {
            self.look_again();
        }
    }

    /// Looks at all keys for what they share and what comes behind it.
    fn look_again(&mut self) {
        let (Some((first, _)), Some((last, _))) = (self.entries.first(), self.entries.last()) else { return };
        // What the lowest and the highest key share, all between them do.
        let pairs = first.as_bytes().iter().zip(last.as_bytes());
        self.shared = pairs.take_while(|(low, high)| low == high).count();
        self.hints.clear();
        self.hints.extend(self.entries.iter().map(|(key, _)| Hint::of(key.as_bytes(), self.shared)));
    }
}

/// Bytes of a record with its key.
pub(super) fn entry_bytes(key: &StorageKey, record: &Record) -> usize {
    key.as_bytes().len() + record.size_bytes as usize
}

impl Hint {
    /// The hint of a key whose first bytes, so many, all keys share. What a short key lacks counts as zeros.
    fn of(key: &[u8], shared: usize) -> Self {
        let rest = key.get(shared..).unwrap_or_default();
        let mut order = [0; 4];
        let known = rest.len().min(order.len());
        order[..known].copy_from_slice(&rest[..known]);
        let (words, tail) = key.as_chunks::<8>();
        let mut last = [0; 8];
        last[..tail.len()].copy_from_slice(tail);
        let mixed = words.iter().chain([&last]).fold(0, |mixed: u64, word| {
            let mixed = (mixed ^ u64::from_le_bytes(*word)).wrapping_mul(MIX);
            mixed ^ (mixed >> 32)
        });
        Hint { order: u32::from_be_bytes(order), mark: mixed as u32 }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use model::Item;
    use proptest::prelude::{Strategy, any, prop_assert_eq, proptest};

    use super::*;

    impl Leaf {
        /// What must hold of every leaf, whatever was done to it.
        pub(in crate::blocks) fn assert_sound(&self) {
            assert!(self.entries.is_sorted_by(|(low, _), (high, _)| low < high));
            assert_eq!(self.size_bytes, self.entries.iter().map(|(key, record)| entry_bytes(key, record)).sum::<usize>());
            let first = self.entries[0].0.as_bytes();
            assert!(self.entries.iter().all(|(key, _)| key.as_bytes().starts_with(&first[..self.shared])));
            assert!(self.entries.iter().map(|(key, _)| Hint::of(key.as_bytes(), self.shared)).eq(self.hints.iter().copied()));
            assert!(self.hints.is_sorted_by_key(|hint| hint.order));
        }
    }

    /// Keys that often share much: some bytes 7, then few, among them zeros.
    fn key() -> impl Strategy<Value = Vec<u8>> {
        (0usize..12, proptest::collection::vec(0u8..3, 0..12)).prop_map(|(alike, rest)| [vec![7; alike], rest].concat())
    }

    fn record() -> Record {
        Record::new(Arc::new(Item::new()))
    }

    proptest! {
        #[test]
        fn a_leaf_finds_what_a_map_does(steps in proptest::collection::vec((key(), any::<bool>()), 1..60), wanted in proptest::collection::vec(key(), 1..20)) {
            let (mut leaf, mut map) = (Leaf::default(), BTreeMap::new());
            for (key, is_put) in steps {
                match leaf.search(&key) {
                    Err(slot) if is_put => leaf.insert(slot, StorageKey::from_bytes(key.clone()), record()),
                    Ok(slot) if !is_put => drop(leaf.remove(slot)),
                    _ => {}
                }
                if is_put { map.insert(key, ()); } else { map.remove(&key); }
                prop_assert_eq!(leaf.entries.len(), map.len());
                if !map.is_empty() {
                    leaf.assert_sound();
                }
            }
            for key in wanted {
                let before = map.range(..key.clone()).count();
                let expected = if map.contains_key(&key) { Ok(before) } else { Err(before) };
                prop_assert_eq!(leaf.search(&key), expected);
                prop_assert_eq!(leaf.get(&key).is_some(), expected.is_ok());
            }
        }

        #[test]
        fn halves_make_the_whole(keys in proptest::collection::btree_set(key(), 2..40)) {
            let entries: Vec<_> = keys.into_iter().map(|key| (StorageKey::from_bytes(key), record())).collect();
            let whole = Leaf::of(entries.clone());
            let mut lower = whole.clone();
            let upper = lower.split();
            lower.assert_sound();
            upper.assert_sound();
            lower.append(upper);
            lower.assert_sound();
            prop_assert_eq!(&lower, &whole);
            prop_assert_eq!(Leaf::from_entries(entries), Some(whole));
        }
    }
}
