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
    places: BTreeMap<Place, u64>,
    tables: BTreeMap<TableId, u64>,
    /// The newest change of any object: they change too seldom to tell them apart.
    objects: u64,
    newest: u64,
    /// Every change counts as durable.
    is_off: bool,
}

type Place = (TableId, Lane, StorageKey);

impl Undurable {
    /// Every change counts as durable from now on.
    pub(crate) fn turn_off(&mut self) {
        *self = Undurable { is_off: true, ..Undurable::default() };
    }

    /// Keeps the places that a write changes.
    pub(crate) fn note_item(&mut self, write: &ItemWrite, sequence: u64) {
        if self.is_off {
            return;
        }
        self.newest = sequence;
        self.places.insert((write.table, ITEMS, write.key.clone()), sequence);
        for (lane, change) in (1..).zip(&write.moves) {
            if change.before == change.after {
                continue;
            }
            for entry in change.before.iter().chain(&change.after) {
                self.places.insert((write.table, lane, entry.key.clone()), sequence);
            }
        }
    }

    /// Keeps that a table as a whole was changed.
    pub(crate) fn note_table(&mut self, table: TableId, sequence: u64) {
        if self.is_off {
            return;
        }
        self.newest = sequence;
        self.tables.insert(table, sequence);
    }

    /// Keeps that an object was changed.
    pub(crate) fn note_object(&mut self, sequence: u64) {
        if self.is_off {
            return;
        }
        self.newest = sequence;
        self.objects = sequence;
    }

    /// The newest change of any object.
    pub(crate) fn of_objects(&self) -> u64 {
        self.objects
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
    pub(crate) fn of_key(&self, table: TableId, lane: Lane, key: &StorageKey) -> u64 {
        if self.newest == 0 {
            return 0;
        }
        let place = self.places.get(&(table, lane, key.clone())).copied().unwrap_or(0);
        place.max(self.of_table(table))
    }

    /// The newest change that a read of this range depends on.
    pub(crate) fn of_range(&self, table: TableId, lane: Lane, from: Bound<&[u8]>, to: Bound<&[u8]>) -> u64 {
        if self.newest == 0 || is_empty(from, to) {
            return self.of_table(table);
        }
        let place = |key: &[u8]| (table, lane, StorageKey::from_bytes(key.to_vec()));
        let from = match from {
            Bound::Unbounded => Bound::Included(place(&[])),
            from => from.map(place),
        };
        let to = match to {
            Bound::Unbounded => Bound::Excluded((table, lane + 1, StorageKey::from_bytes(Vec::new()))),
            to => to.map(place),
        };
        let newest = self.places.range((from, to)).map(|(_, sequence)| *sequence).max();
        newest.unwrap_or(0).max(self.of_table(table))
    }

    /// Drops everything from `sequence` on: it was rolled back. What is older was durable already or is waited for elsewhere.
    pub(crate) fn forget_from(&mut self, sequence: u64) {
        self.tables.retain(|_, newest| *newest < sequence);
        self.places.retain(|_, newest| *newest < sequence);
        if self.objects >= sequence {
            self.objects = 0;
        }
        let places = self.places.values().chain(self.tables.values()).chain([&self.objects]);
        self.newest = places.copied().max().unwrap_or(0);
    }

    /// Whether everything is durable.
    pub(crate) fn is_empty(&self) -> bool {
        self.newest == 0
    }

    /// Drops everything up to `sequence`.
    pub(crate) fn forget_up_to(&mut self, sequence: u64) {
        if sequence >= self.newest {
            self.places.clear();
            self.tables.clear();
            self.objects = 0;
            self.newest = 0;
            return;
        }
        self.tables.retain(|_, newest| *newest > sequence);
        self.places.retain(|_, newest| *newest > sequence);
        if self.objects <= sequence {
            self.objects = 0;
        }
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

#[cfg(test)]
mod tests {
    use api::Operation;

    use crate::script::with_table;
    use crate::testing::Bench;

    fn observed(bench: &mut Bench, operation: &str, body: &str) -> u64 {
        let decoded: Operation = api::decode(operation, body.as_bytes()).unwrap();
        match bench.engine.execute(&bench.context(), decoded, None) {
            Ok(outcome) => outcome.observed,
            Err(crate::Refusal::Error { observed, .. }) => observed,
            Err(missing) => panic!("{missing:?}"),
        }
    }

    fn put(bench: &mut Bench, pk: &str, sk: u32, more: &str) -> u64 {
        let body = format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"{pk}"}},"sk":{{"N":"{sk}"}}{more}}}}}"#);
        bench.ask("PutItem", &body).unwrap();
        bench.engine.sequence
    }

    /// DESIGN, section 2: a read that observed a change not yet durable waits for it; every other read answers at once.
    #[test]
    fn a_read_depends_on_the_writes_it_sees_and_on_no_others() {
        let mut bench = with_table("Tab pk:S sk:N / gsi Glo g:S KEYS_ONLY");
        // The first request after its creation makes the table ACTIVE.
        let durable = put(&mut bench, "z", 1, "");
        bench.engine.mark_durable(durable);
        let first = put(&mut bench, "a", 1, "");
        let second = put(&mut bench, "a", 5, r#","g":{"S":"x"}"#);
        let mut asks = |operation: &str, body: &str| observed(&mut bench, operation, body);
        let get = |pk: &str, sk: u32| format!(r#"{{"TableName":"Tab","Key":{{"pk":{{"S":"{pk}"}},"sk":{{"N":"{sk}"}}}}}}"#);
        assert_eq!(asks("GetItem", &get("a", 1)), first);
        assert_eq!(asks("GetItem", &get("a", 2)), 0);
        assert_eq!(asks("GetItem", &get("b", 1)), 0);
        let query = |condition: &str| {
            format!(
                r#"{{"TableName":"Tab","KeyConditionExpression":"pk = :a AND {condition}","ExpressionAttributeValues":{{":a":{{"S":"a"}},":n":{{"N":"3"}}}}}}"#
            )
        };
        assert_eq!(asks("Query", &query("sk < :n")), first);
        assert_eq!(asks("Query", &query("sk > :n")), second);
        assert_eq!(asks("Query", &query("sk = :n")), 0);
        let of_index = |g: &str| {
            format!(
                r#"{{"TableName":"Tab","IndexName":"Glo","KeyConditionExpression":"g = :g","ExpressionAttributeValues":{{":g":{{"S":"{g}"}}}}}}"#
            )
        };
        assert_eq!(asks("Query", &of_index("x")), second);
        assert_eq!(asks("Query", &of_index("y")), 0);
        assert_eq!(asks("Scan", r#"{"TableName":"Tab"}"#), second);
        let failing =
            r#"{"TableName":"Tab","Item":{"pk":{"S":"a"},"sk":{"N":"1"}},"ConditionExpression":"attribute_not_exists(pk)"}"#;
        assert_eq!(asks("PutItem", failing), first);
        bench.engine.mark_durable(first);
        assert_eq!(observed(&mut bench, "GetItem", &get("a", 1)), 0);
        assert_eq!(observed(&mut bench, "GetItem", &get("a", 5)), second);
        bench.engine.mark_durable(second);
        assert_eq!(observed(&mut bench, "Scan", r#"{"TableName":"Tab"}"#), 0);
    }

    /// An update that leaves an index entry as it is does not make the index's readers wait.
    #[test]
    fn an_entry_that_stays_the_same_is_no_change_of_the_index() {
        let mut bench = with_table("Tab pk:S sk:N / gsi Glo g:S KEYS_ONLY");
        let durable = put(&mut bench, "a", 1, r#","g":{"S":"x"}"#);
        bench.engine.mark_durable(durable);
        put(&mut bench, "a", 1, r#","g":{"S":"x"},"other":{"N":"1"}"#);
        assert_eq!(observed(&mut bench, "Scan", r#"{"TableName":"Tab","IndexName":"Glo"}"#), 0);
    }

    #[test]
    fn a_table_that_is_new_or_gone_is_a_change_for_all_who_ask() {
        let mut bench = with_table("Tab pk:S sk:N");
        let created = bench.engine.sequence;
        let get = r#"{"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"1"}}}"#;
        assert!(observed(&mut bench, "GetItem", get) >= created);
        bench.ask("DeleteTable", r#"{"TableName":"Tab"}"#).unwrap();
        assert!(observed(&mut bench, "GetItem", get) > created);
    }
}
