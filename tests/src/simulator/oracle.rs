//! The naive model: what a table with five indexes holds, and what each request costs, by the rules as AWS writes them.
//!
//! Sources: developer guide, "DynamoDB item sizes and formats", "DynamoDB read and write operations", "Using Global Secondary
//! Indexes" (write costs), "Using Local Secondary Indexes" (fetches). It shares no code with the engine.

use std::collections::{BTreeMap, BTreeSet};

use model::{AttributeValue, Item};

/// An index of the simulated table, whose key is `pk` (string) and `sk` (number).
#[derive(Clone, Copy, Debug)]
pub struct IndexRule {
    /// Name.
    pub name: &'static str,
    /// Local.
    pub local: bool,
    /// Partition key attribute, a string.
    pub hash: &'static str,
    /// Sort key attribute and its type.
    pub range: Option<(&'static str, &'static str)>,
    /// Projected attributes besides the keys; `None` is all.
    pub projected: Option<&'static [&'static str]>,
}

/// The indexes: both kinds, all projections, with and without a sort key.
pub const INDEXES: [IndexRule; 5] = [
    IndexRule { name: "by-l", local: true, hash: "pk", range: Some(("l", "S")), projected: Some(&["a"]) },
    IndexRule { name: "by-n", local: true, hash: "pk", range: Some(("n", "N")), projected: None },
    IndexRule { name: "g-all", local: false, hash: "g", range: Some(("n", "N")), projected: None },
    IndexRule { name: "g-keys", local: false, hash: "g", range: None, projected: Some(&[]) },
    IndexRule { name: "g-some", local: false, hash: "l", range: Some(("n", "N")), projected: Some(&["a", "b"]) },
];

/// Units in halves: the table's own, and those of each index that was touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// The table's.
    pub table: u64,
    /// By index name.
    pub indexes: BTreeMap<&'static str, u64>,
}

/// The items by partition key and sort key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Oracle {
    /// Items.
    pub items: BTreeMap<(String, u64), Item>,
    /// Indexes that the table lacks at the moment.
    pub dropped: BTreeSet<&'static str>,
}

impl Oracle {
    /// Puts or removes an item; what the write costs, doubled on the table for a transaction.
    pub fn write(&mut self, key: &(String, u64), after: Option<Item>, transactional: bool) -> Units {
        let before = self.items.get(key).cloned();
        let factor = if transactional { 2 } else { 1 };
        let units = self.write_units(before.as_ref(), after.as_ref(), factor);
        match after {
            Some(item) => self.items.insert(key.clone(), item),
            None => self.items.remove(key),
        };
        units
    }

    /// What is read of the table or an index: entries of one partition key, or all, in no particular order.
    pub fn entries(&self, index: Option<&IndexRule>, hash: Option<&str>) -> Vec<Item> {
        let attribute = index.map_or("pk", |index| index.hash);
        let entries = self.items.values().filter_map(|item| match index {
            Some(index) => entry_of(index, item),
            None => Some(item.clone()),
        });
        let wanted = |entry: &Item| hash.is_none_or(|hash| text(entry, attribute) == Some(hash));
        entries.filter(wanted).collect()
    }

    /// The indexes that the table has.
    pub fn indexes(&self) -> impl Iterator<Item = &'static IndexRule> {
        INDEXES.iter().filter(|index| !self.dropped.contains(index.name))
    }

    /// What a write costs in half units.
    fn write_units(&self, before: Option<&Item>, after: Option<&Item>, factor: u64) -> Units {
        let size = |item: Option<&Item>| item.map_or(0, item_size_bytes);
        let mut units = Units { table: write_blocks(size(before).max(size(after))) * 2 * factor, indexes: BTreeMap::new() };
        for index in self.indexes() {
            let entries = (before.and_then(|item| entry_of(index, item)), after.and_then(|item| entry_of(index, item)));
            let blocks = match &entries {
                (None, None) => continue,
                (Some(entry), None) | (None, Some(entry)) => write_blocks(item_size_bytes(entry)),
                (Some(before), Some(after)) if before == after => continue,
                (Some(before), Some(after)) => {
                    let (old, new) = (write_blocks(item_size_bytes(before)), write_blocks(item_size_bytes(after)));
                    let key = |entry: &Item| {
                        [Some(index.hash), index.range.map(|(name, _)| name)].map(|name| entry.get(name?).cloned())
                    };
                    if key(before) == key(after) { old.max(new) } else { old + new }
                }
            };
            units.indexes.insert(index.name, blocks * 2);
        }
        units
    }

    /// The whole item behind an entry.
    pub fn whole(&self, entry: &Item) -> Option<&Item> {
        self.items.get(&(text(entry, "pk")?.to_owned(), number(entry, "sk")?))
    }
}

/// The entry that an index holds of an item.
pub fn entry_of(index: &IndexRule, item: &Item) -> Option<Item> {
    let mut keys = vec!["pk", "sk", index.hash];
    keys.extend(index.range.map(|(name, _)| name));
    if keys.iter().any(|name| !item.contains_key(name)) {
        return None;
    }
    let is_kept = |name: &str| index.projected.is_none_or(|names| names.contains(&name) || keys.contains(&name));
    Some(item.iter().filter(|(name, _)| is_kept(name)).map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// Bytes of an item of the simulated kind: strings, and whole numbers from 0 to 99.
pub fn item_size_bytes(item: &Item) -> u64 {
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) => text.len() as u64,
        AttributeValue::N(number) if number.to_string() == "0" => 1,
        AttributeValue::N(_) => 2,
        other => panic!("the simulator makes no {other:?}"),
    };
    item.iter().map(|(name, of)| name.len() as u64 + value(of)).sum()
}

/// Kilobytes begun, at least one.
fn write_blocks(size_bytes: u64) -> u64 {
    size_bytes.div_ceil(1_024).max(1)
}

/// The string of an attribute.
pub(super) fn text<'i>(item: &'i Item, name: &str) -> Option<&'i str> {
    match item.get(name)? {
        AttributeValue::S(text) => Some(text),
        _ => None,
    }
}

/// The number of an attribute.
pub(super) fn number(item: &Item, name: &str) -> Option<u64> {
    match item.get(name)? {
        AttributeValue::N(number) => number.to_string().parse().ok(),
        _ => None,
    }
}
