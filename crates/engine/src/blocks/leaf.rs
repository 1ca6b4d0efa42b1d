//! One leaf of a directory: records in key order, and what makes finding one of them quick.

use std::cmp::Ordering;

use model::{StorageKey, compare_bytes};

use super::Record;

/// One leaf: records in key order.
///
/// The keys of a leaf often are those of a few item collections, so they begin alike for thirty bytes and more. The leaf keeps the
/// eight bytes behind what all its keys share side by side, so a search follows the pointer to a key about once instead of at
/// each of its steps.
#[derive(Clone, Debug, Default)]
pub struct Leaf {
    entries: Vec<(StorageKey, Record)>,
    /// Bytes of keys and items.
    size_bytes: usize,
    /// All keys begin with the same bytes, so many at least.
    shared: usize,
    /// Of each key, the eight bytes behind those as a number. Numbers that differ are ordered as their keys are.
    words: Vec<u64>,
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
        let mut leaf = Leaf { entries, size_bytes, shared: 0, words: vec![] };
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
        self.search_by_word(key)
    }

    /// The record with this key. If the key does not share what the others do, it only seems to belong somewhere and is not there.
    pub(super) fn get(&self, key: &[u8]) -> Option<&Record> {
        self.search_by_word(key).ok().map(|at| &self.entries[at].1)
    }

    /// Where the record with this key is, or else where it belongs if it begins with what all keys share.
    fn search_by_word(&self, key: &[u8]) -> Result<usize, usize> {
        let word = word(key, self.shared);
        let low = self.words.partition_point(|known| *known < word);
        let alike = self.words[low..].partition_point(|known| *known == word);
        let found = self.entries[low..low + alike].binary_search_by(|(entry, _)| entry.cmp_bytes(key));
        found.map(|at| low + at).map_err(|at| low + at)
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
        let word = word(key.as_bytes(), self.shared);
        self.entries.insert(slot, (key, record));
        if shares {
            self.words.insert(slot, word);
        } else {
            self.look_again();
        }
    }

    /// Takes a record out.
    pub(super) fn remove(&mut self, slot: usize) -> Record {
        let (key, record) = self.entries.remove(slot);
        self.words.remove(slot);
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
        let upper = Leaf::of(self.entries.split_off(cut));
        self.size_bytes -= upper.size_bytes;
        self.look_again();
        upper
    }

    /// Puts the records of the next leaf behind its own.
    pub(super) fn append(&mut self, next: Leaf) {
        self.size_bytes += next.size_bytes;
        self.entries.extend(next.entries);
        self.look_again();
    }

    /// Looks at all keys for what they share and what comes behind it.
    fn look_again(&mut self) {
        let (Some((first, _)), Some((last, _))) = (self.entries.first(), self.entries.last()) else { return };
        // What the lowest and the highest key share, all between them do.
        let pairs = first.as_bytes().iter().zip(last.as_bytes());
        self.shared = pairs.take_while(|(low, high)| low == high).count();
        self.words.clear();
        self.words.extend(self.entries.iter().map(|(key, _)| word(key.as_bytes(), self.shared)));
    }
}

/// Bytes of a record with its key.
pub(super) fn entry_bytes(key: &StorageKey, record: &Record) -> usize {
    key.as_bytes().len() + record.size_bytes as usize
}

/// The eight bytes of a key from `from` on as a number; a shorter key is filled up with zeros.
fn word(key: &[u8], from: usize) -> u64 {
    let rest = key.get(from..).unwrap_or_default();
    let mut word = [0; 8];
    let known = rest.len().min(word.len());
    word[..known].copy_from_slice(&rest[..known]);
    u64::from_be_bytes(word)
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
            assert!(self.entries.iter().map(|(key, _)| word(key.as_bytes(), self.shared)).eq(self.words.iter().copied()));
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
