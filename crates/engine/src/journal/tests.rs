//! What is stored is what comes back, whatever was cut off in between.

use std::cell::Cell;

use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};

use super::testing::{Host, ready};
use super::{Corrupt, Journal, LAYOUT_KEY, OpenError, codec};
use crate::storage::{Area, MemoryStorage, Pairs, Storage, StorageError, Write};
use crate::testing::{Bench, contents};
use crate::{Engine, ImportError, ObjectBytes, ObjectKey, ObjectKind};

/// A maker that refuses the commit with this number, from 0.
#[derive(Debug)]
struct Refusing {
    inner: MemoryStorage,
    refuse: Cell<Option<usize>>,
}

impl Storage for Refusing {
    async fn load(&self, area: Area, prefix: &[u8]) -> Result<Pairs, StorageError> {
        self.inner.load(area, prefix).await
    }

    async fn commit(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        match self.refuse.get() {
            Some(0) => {
                self.refuse.set(None);
                Err(StorageError::Quota)
            }
            left => {
                self.refuse.set(left.map(|left| left - 1));
                self.inner.commit(writes).await
            }
        }
    }

    async fn used_bytes(&self) -> Result<u64, StorageError> {
        self.inner.used_bytes().await
    }
}

const TABLE: &str = r#"{"TableName":"orders","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"at","AttributeType":"N"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
    "GlobalSecondaryIndexes":[{"IndexName":"by-at","KeySchema":[{"AttributeName":"at","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]}"#;

fn put(number: u32, bytes: usize) -> String {
    format!(
        r#"{{"TableName":"orders","Item":{{"pk":{{"S":"o{number}"}},"at":{{"N":"{}"}},"text":{{"S":"{}"}}}}}}"#,
        number % 3,
        "x".repeat(bytes)
    )
}

/// A database of one table with these many items, partly in blocks and partly in the log.
fn filled(in_blocks: u32, in_log: u32) -> Host {
    let mut host = Host::open(&MemoryStorage::default()).unwrap();
    host.ask("CreateTable", TABLE);
    (0..in_blocks).for_each(|number| host.ask("PutItem", &put(number, 900)));
    if in_blocks > 0 {
        host.checkpoint();
    }
    (in_blocks..in_blocks + in_log).for_each(|number| host.ask("PutItem", &put(number, 900)));
    host
}

#[test]
fn everything_comes_back_from_blocks_and_log() {
    let mut host = filled(200, 30);
    host.bench.now += 5_000;
    host.ask("DeleteItem", r#"{"TableName":"orders","Key":{"pk":{"S":"o7"}}}"#);
    let mut again = Host::open(&host.storage).unwrap();
    assert_eq!(again.bench.engine.tables_to_load().len(), 1);
    again.load_all().unwrap();
    assert_eq!(contents(&again.bench.engine), contents(&host.bench.engine));
    assert_eq!(again.bench.engine.sequence(), host.bench.engine.sequence());
    assert_eq!(again.bench.engine.now(), host.bench.engine.now());
}

#[test]
fn a_table_is_missing_until_its_blocks_are_loaded() {
    let host = filled(50, 0);
    let mut again = Host::open(&host.storage).unwrap();
    let operation = api::decode("GetItem", br#"{"TableName":"orders","Key":{"pk":{"S":"o3"}}}"#).unwrap();
    let context = again.bench.context();
    let Err(crate::Refusal::Missing(missing, operation)) = again.bench.engine.execute(&context, operation, None) else {
        panic!("the table is not resident");
    };
    ready(again.journal.load(&mut again.bench.engine, &again.storage, missing)).unwrap();
    assert!(again.bench.engine.execute(&context, *operation, None).is_ok());
}

#[test]
fn a_table_that_a_statement_names_is_missing_likewise() {
    let host = filled(50, 0);
    let requests = [
        ("ExecuteStatement", r#"{"Statement":"SELECT * FROM orders WHERE pk = ?","Parameters":[{"S":"o3"}]}"#),
        (
            "BatchExecuteStatement",
            r#"{"Statements":[{"Statement":"nonsense"},{"Statement":"DELETE FROM orders WHERE pk = 'o3'"}]}"#,
        ),
        ("ExecuteTransaction", r#"{"TransactStatements":[{"Statement":"UPDATE \"orders\" SET n = 1 WHERE pk = 'o3'"}]}"#),
    ];
    for (name, body) in requests {
        let mut again = Host::open(&host.storage).unwrap();
        let operation = api::decode(name, body.as_bytes()).unwrap();
        let context = again.bench.context();
        let Err(crate::Refusal::Missing(missing, operation)) = again.bench.engine.execute(&context, operation, None) else {
            panic!("the table is not resident: {name}");
        };
        ready(again.journal.load(&mut again.bench.engine, &again.storage, missing)).unwrap();
        assert!(again.bench.engine.execute(&context, *operation, None).is_ok(), "{name}");
    }
}

#[test]
fn a_checkpoint_writes_changed_leaves_alone() {
    let mut host = filled(300, 0);
    let leaves = host.bench.engine.database().tables().next().unwrap().items.leaves().len();
    assert!(leaves > 3);
    host.ask("PutItem", &put(5, 901));
    let writes = host.checkpoint();
    let blocks = writes.iter().filter(|write| matches!(write, Write::Put(Area::Blocks, ..))).count();
    assert_eq!(blocks, 1, "of {leaves} leaves");
    let mut again = Host::open(&host.storage).unwrap();
    again.load_all().unwrap();
    assert_eq!(contents(&again.bench.engine), contents(&host.bench.engine));
    // Leaves that were loaded are known too.
    again.ask("PutItem", &put(6, 901));
    let writes = again.checkpoint();
    assert_eq!(writes.iter().filter(|write| matches!(write, Write::Put(Area::Blocks, ..))).count(), 1);
}

#[test]
fn a_checkpoint_keeps_what_waits_for_a_table_that_is_not_resident() {
    let host = filled(40, 10);
    let mut again = Host::open(&host.storage).unwrap();
    again.checkpoint();
    assert!(ready(host.storage.load(Area::Log, &[])).unwrap().is_empty());
    let mut third = Host::open(&host.storage).unwrap();
    third.load_all().unwrap();
    assert_eq!(contents(&third.bench.engine), contents(&host.bench.engine));
    third.ask("PutItem", &put(3, 5));
    third.checkpoint();
    let mut fourth = Host::open(&host.storage).unwrap();
    fourth.load_all().unwrap();
    assert_eq!(contents(&fourth.bench.engine), contents(&third.bench.engine));
}

#[test]
fn a_torn_last_value_is_dropped_and_written_over() {
    let host = filled(5, 5);
    let log = ready(host.storage.load(Area::Log, &[])).unwrap();
    let (key, value) = log.last().unwrap().clone();
    for cut in [0, 1, 8, value.len() - 1] {
        ready(host.storage.commit(vec![Write::Put(Area::Log, key.clone(), value[..cut].to_vec())])).unwrap();
        let again = Host::open(&host.storage).unwrap();
        assert_eq!(again.bench.engine.sequence(), host.bench.engine.sequence() - 1);
    }
    let mut again = Host::open(&host.storage).unwrap();
    again.load_all().unwrap();
    again.ask("PutItem", &put(77, 3));
    again.ask("PutItem", &put(78, 3));
    let mut third = Host::open(&host.storage).unwrap();
    third.load_all().unwrap();
    assert_eq!(contents(&third.bench.engine), contents(&again.bench.engine));
}

#[test]
fn a_group_of_several_values_is_whole_or_dropped() {
    let mut host = filled(0, 0);
    let before = contents(&host.bench.engine);
    let puts: Vec<String> =
        (0..20).map(|number| put(number, 9_000).replace(r#"{"TableName":"orders","#, r#"{"PutRequest":{"#) + "}").collect();
    let request = format!(r#"{{"RequestItems":{{"orders":[{}]}}}}"#, puts.join(","));
    host.ask("BatchWriteItem", &request);
    let log = ready(host.storage.load(Area::Log, &[])).unwrap();
    let parts = &log[log.len() - 4..];
    assert!(parts.iter().all(|(_, value)| value.len() < 64 * 1024), "small enough for IndexedDB");
    let empty = {
        let mut again = Host::open(&host.storage).unwrap();
        again.load_all().unwrap();
        assert_eq!(contents(&again.bench.engine), contents(&host.bench.engine));
        before
    };
    for torn in parts {
        let storage = MemoryStorage::default();
        let mut pairs: Vec<Write> = ready(host.storage.load(Area::Meta, &[]))
            .unwrap()
            .into_iter()
            .map(|(key, value)| Write::Put(Area::Meta, key, value))
            .collect();
        pairs.extend(
            log.iter().filter(|pair| *pair != torn).map(|(key, value)| Write::Put(Area::Log, key.clone(), value.clone())),
        );
        ready(storage.commit(pairs)).unwrap();
        let mut again = Host::open(&storage).unwrap();
        again.load_all().unwrap();
        let mut now = contents(&again.bench.engine);
        // The table became ACTIVE with the batch's first change.
        now.iter_mut().zip(&empty).for_each(|(now, empty)| now.status = empty.status);
        assert_eq!(now, empty);
        // What follows is cut in other places: the group's last value, if it was left, would reach beyond the batch and stand
        // before the last put.
        again.ask("PutItem", &put(1, 1));
        let batch = format!(r#"{{"RequestItems":{{"orders":[{}]}}}}"#, puts[..18].join(","));
        again.ask("BatchWriteItem", &batch.replace(&"x".repeat(9_000), "small"));
        again.ask("PutItem", &put(2, 2));
        let mut third = Host::open(&storage).unwrap();
        third.load_all().unwrap();
        assert_eq!(contents(&third.bench.engine), contents(&again.bench.engine));
    }
}

#[test]
fn damage_elsewhere_is_told() {
    let damaged = |area: Area, at: usize| {
        let host = filled(5, 5);
        let (key, mut value) = ready(host.storage.load(area, &[])).unwrap().swap_remove(at);
        let middle = value.len() / 2;
        value[middle] ^= 1;
        ready(host.storage.commit(vec![Write::Put(area, key, value)])).unwrap();
        Host::open(&host.storage).and_then(|mut host| host.load_all()).unwrap_err()
    };
    assert_eq!(damaged(Area::Meta, 0).to_string(), "stored data is damaged: the catalogue of tables cannot be read");
    assert_eq!(damaged(Area::Log, 0), OpenError::Corrupt(Corrupt::Log(8)));
    assert_eq!(damaged(Area::Blocks, 0).to_string(), "stored data is damaged: the blocks of table number 1 cannot be read");
    let host = filled(5, 5);
    let (key, _) = ready(host.storage.load(Area::Log, &[])).unwrap().swap_remove(2);
    ready(host.storage.commit(vec![Write::Delete(Area::Log, key)])).unwrap();
    assert_eq!(Host::open(&host.storage).unwrap_err(), OpenError::Corrupt(Corrupt::LogGap(10)));
    let (key, _) = ready(host.storage.load(Area::Blocks, &[])).unwrap().swap_remove(0);
    ready(host.storage.commit(vec![Write::Delete(Area::Blocks, key), Write::DeleteRange(Area::Log, vec![], vec![255; 9])]))
        .unwrap();
    let lost = Host::open(&host.storage).and_then(|mut host| host.load_all());
    assert!(matches!(lost, Err(OpenError::Corrupt(Corrupt::Blocks(_)))));
}

#[test]
fn a_newer_layout_is_refused() {
    let host = filled(1, 0);
    let mut out = codec::Writer::default();
    out.number(9);
    ready(host.storage.commit(vec![Write::Put(Area::Meta, LAYOUT_KEY.to_vec(), codec::seal(&out.bytes))])).unwrap();
    let error = Host::open(&host.storage).unwrap_err();
    assert_eq!(error.to_string(), "this workspace was written by a newer version (layout 9; this one knows 4)");
}

#[test]
fn a_refused_commit_is_rolled_back_and_retried_one_by_one() {
    let mut host = filled(3, 3);
    let before = contents(&host.bench.engine);
    let storage = Refusing { inner: host.storage.clone(), refuse: Cell::new(Some(0)) };
    host.bench.ask("PutItem", &put(100, 10)).unwrap();
    host.bench.ask("DeleteTable", r#"{"TableName":"orders"}"#).unwrap();
    let batch = std::mem::take(&mut host.bench.records);
    assert_eq!(ready(storage.commit(host.journal.append(&batch))), Err(StorageError::Quota));
    host.bench.engine.roll_back(&batch);
    host.journal.rolled_back(&batch);
    assert_eq!(contents(&host.bench.engine), before);
    assert!(host.bench.engine.is_durable());
    host.ask("PutItem", &put(100, 10));
    let writes = host.journal.checkpoint(&host.bench.engine);
    storage.refuse.set(Some(0));
    assert!(ready(storage.commit(writes)).is_err());
    host.journal.checkpoint_failed();
    host.ask("PutItem", &put(101, 10));
    host.checkpoint();
    let mut again = Host::open(&host.storage).unwrap();
    again.load_all().unwrap();
    assert_eq!(contents(&again.bench.engine), contents(&host.bench.engine));
}

#[test]
fn a_deleted_table_that_was_restored_comes_back_with_its_items() {
    let mut host = filled(60, 4);
    let before = contents(&host.bench.engine);
    host.ask("DeleteTable", r#"{"TableName":"orders"}"#);
    host.ask("ListTables", "{}");
    assert!(contents(&host.bench.engine).is_empty());
    assert!(ready(host.storage.load(Area::Blocks, &[])).unwrap().is_empty());
    host.bench.records = host.bench.engine.undo(model::EpochMillis(host.bench.now));
    host.commit();
    assert_eq!(contents(&host.bench.engine), before);
    let mut again = Host::open(&host.storage).unwrap();
    again.load_all().unwrap();
    assert_eq!(contents(&again.bench.engine), before);
}

#[test]
fn meters_come_back_as_of_their_last_flush() {
    let mut host = filled(2, 1);
    let writes = host.journal.flush_meters(&host.bench.engine);
    ready(host.storage.commit(writes)).unwrap();
    assert!(!host.journal.should_flush_meters(&host.bench.engine));
    let mut again = Host::open(&host.storage).unwrap();
    again.load_all().unwrap();
    assert_eq!(again.bench.engine.usage(), host.bench.engine.usage());
    assert!(again.bench.engine.usage()[0].consumed.writes.0 > 0);
    // What came after the flush is in the log: what the checkpoint knows of was held meanwhile.
    let before = host.bench.engine.usage()[0].stored.standard.item_minutes;
    host.bench.now += 10 * 60_000;
    host.ask("PutItem", &put(1, 10));
    let mut again = Host::open(&host.storage).unwrap();
    again.load_all().unwrap();
    assert_eq!(again.bench.engine.usage()[0].stored.standard.item_minutes, before + 10 * 2, "two items for ten minutes");
}

#[test]
fn a_workspace_file_holds_everything() {
    let host = filled(30, 3);
    let file = host.bench.engine.export().unwrap();
    let imported = Engine::import(&file).unwrap();
    assert_eq!(contents(&imported), contents(&host.bench.engine));
    assert_eq!(imported.usage(), host.bench.engine.usage());
    assert_eq!(Engine::import(&file[..file.len() - 1]).unwrap_err(), ImportError::Damaged);
    assert_eq!(Engine::import(b"PK").unwrap_err(), ImportError::NotAWorkspace);
    assert_eq!(Engine::import(&[&file[..18], &[7], &file[19..]].concat()).unwrap_err(), ImportError::Newer { found: 7 });
    // It can be stored in an empty storage by one checkpoint.
    let storage = MemoryStorage::default();
    let mut journal = Journal::new(&imported);
    ready(storage.commit(journal.checkpoint(&imported))).unwrap();
    let mut again = Host::open(&storage).unwrap();
    again.load_all().unwrap();
    assert_eq!(contents(&again.bench.engine), contents(&imported));
}

#[test]
fn a_snapshot_is_not_moved_by_what_comes_later() {
    let mut host = filled(30, 3);
    let before = contents(&host.bench.engine);
    let snapshot = host.bench.engine.snapshot().unwrap();
    host.ask("PutItem", &put(4, 1));
    assert_eq!(contents(&Engine::from_snapshot(snapshot)), before);
}

#[derive(Clone, Debug)]
enum Step {
    Put(u32, usize),
    Delete(u32),
    Recreate,
    Checkpoint,
    Reopen(bool),
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0u32..40, 0usize..5_000).prop_map(|(number, bytes)| Step::Put(number, bytes)),
        4 => (0u32..40).prop_map(Step::Delete),
        1 => proptest::strategy::Just(Step::Recreate),
        2 => proptest::strategy::Just(Step::Checkpoint),
        2 => any::<bool>().prop_map(Step::Reopen),
        2 => proptest::strategy::Just(Step::Undo),
        1 => proptest::strategy::Just(Step::Redo),
    ]
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]
    #[test]
    fn a_crash_after_any_commit_loses_nothing(steps in proptest::collection::vec(step(), 1..40)) {
        let mut host = filled(0, 0);
        for step in steps {
            match step {
                Step::Put(number, bytes) => drop(host.bench.ask("PutItem", &put(number, bytes))),
                Step::Delete(number) => {
                    drop(host.bench.ask("DeleteItem", &format!(r#"{{"TableName":"orders","Key":{{"pk":{{"S":"o{number}"}}}}}}"#)));
                }
                Step::Recreate => {
                    drop(host.bench.ask("DeleteTable", r#"{"TableName":"orders"}"#));
                    drop(host.bench.ask("CreateTable", TABLE));
                }
                Step::Checkpoint => drop(host.checkpoint()),
                Step::Reopen(load) => {
                    host.commit();
                    let mut again = Host::open(&host.storage).unwrap();
                    if load {
                        again.load_all().unwrap();
                        prop_assert_eq!(contents(&again.bench.engine), contents(&host.bench.engine));
                        host = again;
                    } else {
                        // A checkpoint without any table resident, then on with that.
                        again.checkpoint();
                        again.load_all().unwrap();
                        host = again;
                    }
                }
                Step::Undo => host.bench.records.extend(host.bench.engine.undo(model::EpochMillis(host.bench.now))),
                Step::Redo => host.bench.records.extend(host.bench.engine.redo(model::EpochMillis(host.bench.now))),
            }
            host.bench.records.extend(host.bench.engine.tick(model::EpochMillis(host.bench.now)));
            host.commit();
            let mut again = Host::open(&host.storage).unwrap();
            again.load_all().unwrap();
            prop_assert_eq!(contents(&again.bench.engine), contents(&host.bench.engine));
            prop_assert_eq!(again.bench.engine.sequence(), host.bench.engine.sequence());
        }
    }
}

proptest! {
    #[test]
    fn no_file_makes_the_import_panic(at in any::<usize>(), with in any::<u8>(), cut in any::<usize>()) {
        let host = filled(3, 1);
        let mut file = host.bench.engine.export().unwrap();
        // Behind the checksum, as a hostile hand would: the payload is changed and sealed anew.
        let head = 19 + 8;
        let at = head + at % (file.len() - head);
        file[at] = with;
        let payload = file[head..head.max(head + cut % (file.len() - head))].to_vec();
        let forged = [&file[..19], &codec::seal(&payload)].concat();
        let whole = [&file[..19], &codec::seal(&file[head..])].concat();
        for bytes in [forged, whole] {
            if let Ok(mut engine) = Engine::import(&bytes) {
                let mut bench = Bench { now: engine.now().0, engine: { engine.tick(engine.now()); engine }, records: vec![] };
                drop(bench.ask("PutItem", &put(9, 9)));
                drop(bench.ask("DeleteTable", r#"{"TableName":"orders"}"#));
                drop(bench.ask("CreateTable", TABLE));
            }
        }
    }
}

#[test]
fn objects_come_back_from_the_log_from_a_checkpoint_and_from_a_file() {
    let key = |name: &str| ObjectKey { kind: ObjectKind::Import, account: "1".into(), region: "r".into(), name: name.into() };
    let storage = MemoryStorage::default();
    let (mut engine, mut journal) = ready(Journal::open(&storage, 1)).unwrap();
    let put = |engine: &mut Engine, journal: &mut Journal, name: &str, bytes: Option<&[u8]>| {
        let record = engine.commit_object(key(name), bytes.map(ObjectBytes::from)).unwrap();
        ready(storage.commit(journal.append(std::slice::from_ref(&record)))).unwrap();
        journal.committed();
        engine.mark_durable(record.sequence);
    };
    put(&mut engine, &mut journal, "a", Some(b"1"));
    put(&mut engine, &mut journal, "b", Some(b"2"));
    ready(storage.commit(journal.checkpoint(&engine))).unwrap();
    journal.committed();
    put(&mut engine, &mut journal, "c", Some(b"3"));
    put(&mut engine, &mut journal, "a", None);
    let names = |engine: &Engine| -> Vec<String> {
        engine.objects_of(ObjectKind::Import, "1", "r").map(|(key, _)| key.name.clone()).collect()
    };
    let (opened, _) = ready(Journal::open(&storage, 1)).unwrap();
    assert_eq!(names(&opened), ["b", "c"]);
    assert_eq!(opened.object(&key("c")).map(|bytes| bytes.to_vec()), Some(b"3".to_vec()));
    let imported = Engine::import(&opened.export().unwrap()).unwrap();
    assert_eq!(names(&imported), ["b", "c"]);
    assert_eq!(names(&Engine::from_snapshot(opened.snapshot().unwrap())), ["b", "c"]);
}

mod history;

/// A table's items as text, by name.
fn items_of(engine: &Engine, name: &str) -> String {
    let place = crate::TablePlace { account: crate::Context::EXAMPLE_ACCOUNT, region: "eu-west-1", name };
    format!("{:?}", engine.database().find(place).unwrap().items.iter().collect::<Vec<_>>())
}

#[test]
fn a_backup_survives_and_is_missing_until_its_blocks_are_loaded() {
    let mut host = filled(100, 20);
    let then = items_of(&host.bench.engine, "orders");
    host.ask("CreateBackup", r#"{"TableName":"orders","BackupName":"first"}"#);
    let arn = host.bench.engine.backups().next().unwrap().1.arn.clone();
    host.ask("PutItem", &put(3, 10));
    host.ask("DeleteItem", r#"{"TableName":"orders","Key":{"pk":{"S":"o7"}}}"#);
    for checkpoint in [false, true] {
        if checkpoint {
            host.checkpoint();
        }
        let mut again = Host::open(&host.storage).unwrap();
        let restore = format!(r#"{{"TargetTableName":"old","BackupArn":"{arn}"}}"#);
        let operation = api::decode("RestoreTableFromBackup", restore.as_bytes()).unwrap();
        let context = again.bench.context();
        let Err(crate::Refusal::Missing(missing, operation)) = again.bench.engine.execute(&context, operation, None) else {
            panic!("the backup is not resident");
        };
        ready(again.journal.load(&mut again.bench.engine, &again.storage, missing)).unwrap();
        again.bench.execute(*operation).unwrap();
        assert_eq!(items_of(&again.bench.engine, "old"), then);
        again.load_all().unwrap();
        assert_eq!(again.bench.engine.tables("eu-west-1").len(), 2, "a backup is no table of the list");
    }
}

#[test]
fn a_backup_goes_along_with_a_workspace_file() {
    let mut host = filled(10, 0);
    host.ask(
        "UpdateContinuousBackups",
        r#"{"TableName":"orders","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#,
    );
    host.ask("CreateBackup", r#"{"TableName":"orders","BackupName":"first"}"#);
    host.ask("DeleteTable", r#"{"TableName":"orders"}"#);
    host.bench.engine.tick(model::EpochMillis(host.bench.now));
    let again = Engine::import(&host.bench.engine.export().unwrap()).unwrap();
    assert_eq!(contents(&again), contents(&host.bench.engine));
    let kinds: Vec<_> = again.backups().map(|(_, backup)| backup.kind).collect();
    assert_eq!(kinds, [crate::BackupKind::User, crate::BackupKind::System]);
}

#[test]
fn backups_are_undone_and_redone() {
    let mut host = filled(10, 0);
    let now = model::EpochMillis(host.bench.now);
    host.ask("CreateBackup", r#"{"TableName":"orders","BackupName":"first"}"#);
    let backup = host.bench.engine.backups().next().unwrap().1.clone();
    let delete = format!(r#"{{"BackupArn":"{}"}}"#, backup.arn);
    host.ask("DeleteBackup", &delete);
    host.bench.engine.undo(now);
    assert_eq!(
        host.bench.engine.backups().map(|(table, found)| (found.clone(), table.items.len())).collect::<Vec<_>>(),
        [(backup, 10)]
    );
    host.bench.engine.undo(now);
    assert_eq!(host.bench.engine.backups().count(), 0);
    host.bench.engine.redo(now);
    assert_eq!(host.bench.engine.backups().count(), 1);
}

/// A transaction's token, and the partitions that a write has split, come back after a restart.
#[test]
fn tokens_and_splits_come_back() {
    let mut host = filled(0, 1);
    host.bench.engine.set_size_bounds(crate::SizeBounds { partition_bytes: 200, ..crate::SizeBounds::default() });
    let transaction = r#"{"ClientRequestToken":"once","TransactItems":[{"Update":{"TableName":"orders","Key":{"pk":{"S":"counter"}},"UpdateExpression":"ADD n :one","ExpressionAttributeValues":{":one":{"N":"1"}}}}]}"#;
    host.ask("TransactWriteItems", transaction);
    for number in 0..20 {
        host.ask("PutItem", &put(number, 100));
    }
    let partitions = |engine: &Engine| engine.database().tables().next().unwrap().partitions.count();
    let split = partitions(&host.bench.engine);
    assert!(split > 4, "{split}");
    for checkpoint in [false, true] {
        if checkpoint {
            host.checkpoint();
        }
        let mut again = Host::open(&host.storage).unwrap();
        again.load_all().unwrap();
        assert_eq!(contents(&again.bench.engine), contents(&host.bench.engine));
        assert_eq!(partitions(&again.bench.engine), split);
        again.bench.now = host.bench.now;
        let before = again.bench.engine.sequence();
        again.bench.ask("TransactWriteItems", transaction).unwrap();
        assert_eq!(again.bench.engine.sequence(), before, "the repeat writes nothing");
    }
}
