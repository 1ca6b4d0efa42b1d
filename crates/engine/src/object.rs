//! State that is no table and no item: descriptions of exports and imports, global tables of 2017, streams of records that were
//! sent elsewhere.
//!
//! An object is named by its kind, account, region and name, and is kept as the bytes that its owner wrote: the journal stores
//! them and knows nothing of them. An object is small and changes seldom; data belongs into tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Change, ChangeRecord, Engine};

/// What an object is. The number is stored, so it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// A global table of version 2017.11.29.
    GlobalTable = 0,
    /// An export to a bucket.
    Export = 1,
    /// An import from a bucket.
    Import = 2,
    /// A bulk operation.
    BulkOperation = 3,
    /// A destination of change records, by the name of the Kinesis stream.
    KinesisStream = 4,
    /// A setting of the account.
    Setting = 5,
    /// A token of a transaction that was carried out.
    TransactionToken = 6,
    /// How far a replica's writes were carried to the others.
    ReplicationCursor = 7,
}

impl ObjectKind {
    /// The kind of a stored number.
    pub(crate) fn of_code(code: u8) -> Option<Self> {
        use ObjectKind::{
            BulkOperation, Export, GlobalTable, Import, KinesisStream, ReplicationCursor, Setting, TransactionToken,
        };
        [GlobalTable, Export, Import, BulkOperation, KinesisStream, Setting, TransactionToken, ReplicationCursor]
            .into_iter()
            .find(|kind| *kind as u8 == code)
    }
}

/// Which object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectKey {
    /// Its kind.
    pub kind: ObjectKind,
    /// Twelve-digit account id.
    pub account: String,
    /// Region code.
    pub region: String,
    /// Its name or ARN.
    pub name: String,
}

/// The bytes of an object; clones share them.
pub type ObjectBytes = Arc<[u8]>;

/// The images of one object.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectChange {
    /// Which.
    pub key: ObjectKey,
    /// Before, if it existed.
    pub before: Option<ObjectBytes>,
    /// After, if it still exists.
    pub after: Option<ObjectBytes>,
}

/// All objects, in order of their keys.
pub(crate) type Objects = BTreeMap<ObjectKey, ObjectBytes>;

impl Engine {
    /// An object's bytes.
    pub fn object(&self, key: &ObjectKey) -> Option<&ObjectBytes> {
        self.objects.get(key)
    }

    /// The objects of one kind in an account and region, in order of their names.
    pub fn objects_of<'e>(
        &'e self,
        kind: ObjectKind,
        account: &'e str,
        region: &'e str,
    ) -> impl Iterator<Item = (&'e ObjectKey, &'e ObjectBytes)> {
        let from = ObjectKey { kind, account: account.to_owned(), region: region.to_owned(), name: String::new() };
        self.objects.range(from..).take_while(move |(key, _)| key.kind == kind && key.account == account && key.region == region)
    }

    /// The newest change of any object that is not durable yet (0 for none): what a reply about objects depends on.
    pub fn observed_objects(&self) -> u64 {
        self.undurable.of_objects()
    }

    /// Puts, replaces or removes an object. Total. What changes nothing leaves no record.
    pub(crate) fn commit_object(&mut self, key: ObjectKey, after: Option<ObjectBytes>) -> Option<ChangeRecord> {
        let before = self.objects.get(&key).cloned();
        if before == after {
            return None;
        }
        self.sequence += 1;
        self.undurable.note_object(self.sequence);
        self.place_object(key.clone(), after.clone());
        let change = Change::Object(ObjectChange { key, before, after });
        Some(ChangeRecord { sequence: self.sequence, time: self.now, change })
    }

    /// Puts or removes an object without a record: replay and roll-back.
    pub(crate) fn place_object(&mut self, key: ObjectKey, bytes: Option<ObjectBytes>) {
        match bytes {
            Some(bytes) => drop(self.objects.insert(key, bytes)),
            None => drop(self.objects.remove(&key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::EpochMillis;

    use super::{ObjectBytes, ObjectKey, ObjectKind};
    use crate::Engine;

    fn key(name: &str) -> ObjectKey {
        ObjectKey { kind: ObjectKind::Export, account: "1".into(), region: "eu-west-1".into(), name: name.into() }
    }

    fn bytes(text: &str) -> Option<ObjectBytes> {
        Some(ObjectBytes::from(text.as_bytes()))
    }

    #[test]
    fn objects_are_found_by_kind_and_place_in_order() {
        let mut engine = Engine::new(1);
        for name in ["b", "a"] {
            engine.commit_object(key(name), bytes(name));
        }
        engine.commit_object(ObjectKey { region: "eu-west-2".into(), ..key("c") }, bytes("c"));
        engine.commit_object(ObjectKey { kind: ObjectKind::Import, ..key("d") }, bytes("d"));
        let found: Vec<&str> =
            engine.objects_of(ObjectKind::Export, "1", "eu-west-1").map(|(key, _)| key.name.as_str()).collect();
        assert_eq!(found, ["a", "b"]);
        assert_eq!(engine.commit_object(key("a"), bytes("a")), None, "what changes nothing leaves no record");
        engine.commit_object(key("a"), None);
        assert_eq!(engine.object(&key("a")), None);
    }

    #[test]
    fn a_change_is_observed_until_it_is_durable_and_rolls_back() {
        let mut engine = Engine::new(1);
        let first = engine.commit_object(key("a"), bytes("1")).unwrap();
        assert_eq!(engine.observed_objects(), first.sequence);
        engine.mark_durable(first.sequence);
        assert_eq!((engine.observed_objects(), engine.is_durable()), (0, true));
        let second = engine.commit_object(key("a"), bytes("2")).unwrap();
        engine.roll_back(&[second]);
        assert_eq!(engine.object(&key("a")), bytes("1").as_ref());
        assert_eq!((engine.observed_objects(), engine.sequence()), (0, first.sequence));
    }

    #[test]
    fn an_undone_object_is_as_it_was() {
        let mut engine = Engine::new(1);
        let batch = engine.commit_object(key("a"), bytes("1")).into_iter().collect::<Vec<_>>();
        engine.undo.note("CreateThing", &batch);
        assert_eq!(engine.undo_label().map(|step| step.label), Some("CreateThing a".to_owned()));
        assert_eq!(engine.undo(EpochMillis(0)).len(), 1);
        assert_eq!(engine.object(&key("a")), None);
        engine.redo(EpochMillis(0));
        assert_eq!(engine.object(&key("a")), bytes("1").as_ref());
    }
}
