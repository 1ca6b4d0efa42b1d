//! The retained past survives whatever happens, and nobody pays for it who does not read it.

use std::collections::VecDeque;
use std::sync::Arc;

use model::EpochMillis;
use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};

use super::{Host, TABLE, put, ready};
use crate::journal::history_chunks;
use crate::storage::{Area, MemoryStorage, Storage, Write};
use crate::{
    Blocks, Change, Engine, ItemChange, ItemRecord, Journal, Missing, MissingPart, Origin, RetentionReason, STREAM_KEEP_MS,
    TableId,
};

const STREAM_ON: &str =
    r#"{"TableName":"orders","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}"#;
const STREAM_OFF: &str = r#"{"TableName":"orders","StreamSpecification":{"StreamEnabled":false}}"#;
const ORDERS: TableId = TableId(1);

fn records(engine: &Engine) -> Vec<ItemRecord> {
    let history = engine.history(ORDERS).expect("the past is loaded");
    history.map(|history| history.records().cloned().collect()).unwrap_or_default()
}

fn streamed() -> Host {
    let mut host = Host::open(&MemoryStorage::default()).unwrap();
    host.ask("CreateTable", TABLE);
    host.ask("UpdateTable", STREAM_ON);
    host
}

fn delete(number: u32) -> String {
    format!(r#"{{"TableName":"orders","Key":{{"pk":{{"S":"o{number}"}}}}}}"#)
}

#[test]
fn a_table_without_readers_keeps_nothing() {
    let mut host = Host::open(&MemoryStorage::default()).unwrap();
    host.ask("CreateTable", TABLE);
    host.bench.ask("PutItem", &put(1, 10)).unwrap();
    assert!(host.bench.records.iter().all(|record| !matches!(record.change, Change::Item(ItemChange { kept: true, .. }))));
    host.commit();
    host.checkpoint();
    assert!(host.bench.engine.history(ORDERS).unwrap().is_none());
    assert!(ready(host.storage.load(Area::Blocks, &history_chunks::prefix(ORDERS))).unwrap().is_empty());
}

#[test]
fn images_are_shared_with_the_table() {
    let mut host = streamed();
    host.ask("PutItem", &put(1, 10));
    host.ask("PutItem", &put(1, 20));
    let records = records(&host.bench.engine);
    assert!(Arc::ptr_eq(records[0].after.as_ref().unwrap(), records[1].before.as_ref().unwrap()));
    let table = host.bench.engine.database().table(ORDERS).unwrap();
    assert!(Arc::ptr_eq(records[1].after.as_ref().unwrap(), &table.get(records[1].key.as_bytes()).unwrap().item));
}

#[test]
fn chunks_are_appended_and_loaded_when_a_reader_comes() {
    let mut host = streamed();
    let chunk = |writes: &[Write]| {
        writes
            .iter()
            .filter(|write| matches!(write, Write::Put(Area::Blocks, key, _) if key.starts_with(&history_chunks::prefix(ORDERS))))
            .count()
    };
    for number in 0..150 {
        host.ask("PutItem", &put(number % 20, 800 + number as usize));
    }
    assert_eq!(chunk(&host.checkpoint()), 4, "about 150 KB of images");
    host.ask("PutItem", &put(1, 5));
    host.ask("DeleteItem", &delete(1));
    assert_eq!(chunk(&host.checkpoint()), 1, "what is stored is not written again");
    host.ask("PutItem", &put(1, 6));
    let whole = records(&host.bench.engine);
    let mut again = Host::open(&host.storage).unwrap();
    ready(again.journal.load(&mut again.bench.engine, &again.storage, Missing::items(ORDERS))).unwrap();
    again.ask("PutItem", &put(2, 7));
    assert_eq!(again.bench.engine.history(ORDERS).unwrap_err(), Missing::history(ORDERS), "opening reads no chunk");
    again.checkpoint();
    again.load_all().unwrap();
    let loaded = records(&again.bench.engine);
    assert_eq!(loaded[..whole.len()], whole[..]);
    assert_eq!(loaded.len(), whole.len() + 1);
}

#[test]
fn old_records_go_in_time_and_their_chunks_with_them() {
    let mut host = streamed();
    (0..60).for_each(|number| host.ask("PutItem", &put(number, 900)));
    host.checkpoint();
    host.bench.now += STREAM_KEEP_MS - 1_000;
    host.ask("PutItem", &put(1, 1));
    assert_eq!(records(&host.bench.engine).len(), 61);
    host.bench.now += 1_001;
    host.ask("GetItem", &delete(1));
    assert_eq!(records(&host.bench.engine).len(), 1, "what a reader sees is cut at the exact moment");
    host.bench.now += 120_000;
    host.checkpoint();
    assert_eq!(host.bench.engine.histories.tables[&ORDERS].records.len(), 1, "the rest is trimmed when it is due");
    let chunks = ready(host.storage.load(Area::Blocks, &history_chunks::prefix(ORDERS))).unwrap();
    assert_eq!(chunks.len(), 1);
    host.ask("UpdateTable", STREAM_OFF);
    // What is under way has to be durable before anything is trimmed.
    host.checkpoint();
    host.bench.now += STREAM_KEEP_MS + 120_000;
    host.checkpoint();
    assert!(host.bench.engine.histories.is_idle());
    assert!(ready(host.storage.load(Area::Blocks, &history_chunks::prefix(ORDERS))).unwrap().is_empty());
}

#[test]
fn a_deleted_table_leaves_its_past_to_its_stream() {
    for checkpoint in [false, true] {
        let mut host = streamed();
        host.ask("PutItem", &put(1, 10));
        host.checkpoint();
        host.ask("PutItem", &put(2, 10));
        host.ask("DeleteTable", r#"{"TableName":"orders"}"#);
        host.bench.records.extend(host.bench.engine.tick(EpochMillis(host.bench.now)));
        if checkpoint {
            host.checkpoint();
        }
        host.commit();
        let mut again = Host::open(&host.storage).unwrap();
        assert_eq!(again.bench.engine.deleted_tables().map(|table| table.name.clone()).collect::<Vec<_>>(), ["orders"]);
        ready(again.journal.load(&mut again.bench.engine, &again.storage, Missing::history(ORDERS))).unwrap();
        assert_eq!(records(&again.bench.engine).len(), 2);
        again.checkpoint();
        again.bench.now += STREAM_KEEP_MS + 120_000;
        again.checkpoint();
        assert_eq!(again.bench.engine.deleted_tables().count(), 0);
        assert!(again.bench.engine.histories.is_idle());
    }
}

#[test]
fn a_deletion_that_is_rolled_back_leaves_the_past_as_it_was() {
    let mut host = streamed();
    host.ask("PutItem", &put(1, 10));
    let before = records(&host.bench.engine);
    host.bench.ask("DeleteTable", r#"{"TableName":"orders"}"#).unwrap();
    host.bench.records.extend(host.bench.engine.tick(EpochMillis(host.bench.now + 200_000)));
    host.bench.engine.roll_back(&std::mem::take(&mut host.bench.records));
    assert_eq!(records(&host.bench.engine), before);
    assert_eq!(host.bench.engine.deleted_tables().count(), 0);
    host.bench.ask("PutItem", &put(1, 11)).unwrap();
    host.bench.engine.roll_back(&std::mem::take(&mut host.bench.records));
    assert_eq!(records(&host.bench.engine), before);
}

#[test]
fn recent_records_are_kept_for_reads_that_lag_and_never_stored() {
    let mut host = Host::open(&MemoryStorage::default()).unwrap();
    host.ask("CreateTable", TABLE);
    host.bench.engine.keep_recent(500);
    let start = host.bench.now;
    host.ask("PutItem", &put(1, 10));
    host.bench.now += 300;
    host.ask("PutItem", &put(1, 20));
    host.bench.now += 100;
    host.ask("PutItem", &put(2, 20));
    let item = model::Item::from([("pk".to_owned(), model::AttributeValue::S("o1".to_owned()))]);
    let key = host.bench.engine.database().table(ORDERS).unwrap().key.storage_key(&item).unwrap();
    let history = host.bench.engine.recent_history(ORDERS).unwrap();
    let text = |moment| history.image_at(key.as_bytes(), EpochMillis(moment)).map(|item| item.map(|item| item["text"].clone()));
    let xs = |bytes| Some(Some(model::AttributeValue::S("x".repeat(bytes))));
    assert_eq!(text(start - 1), Some(None), "it was not there");
    assert_eq!(text(start), xs(10));
    assert_eq!(text(start + 299), xs(10));
    assert_eq!(text(start + 300), None, "unchanged since: the table's item is the answer");
    host.bench.now += 1_000;
    host.ask("PutItem", &put(3, 20));
    assert_eq!(host.bench.engine.recent_history(ORDERS).unwrap().records().count(), 1);
    host.checkpoint();
    assert!(ready(host.storage.load(Area::Blocks, &history_chunks::prefix(ORDERS))).unwrap().is_empty());
    assert_eq!(host.bench.engine.history(ORDERS).map(|history| history.is_some()), Ok(true));
}

#[test]
fn a_file_holds_the_past_and_a_forged_one_is_refused() {
    let mut host = streamed();
    host.ask("PutItem", &put(1, 10));
    host.ask("PutItem", &put(1, 20));
    let imported = Engine::import(&host.bench.engine.export().unwrap()).unwrap();
    assert_eq!(records(&imported), records(&host.bench.engine));
    let copy = Engine::from_snapshot(host.bench.engine.snapshot().unwrap());
    assert_eq!(records(&copy), records(&host.bench.engine));
    // What was imported is stored whole by its first checkpoint.
    let storage = MemoryStorage::default();
    let mut journal = Journal::new(&imported);
    ready(storage.commit(journal.checkpoint(&imported))).unwrap();
    let mut again = Host::open(&storage).unwrap();
    again.load_all().unwrap();
    assert_eq!(records(&again.bench.engine), records(&imported));
    // A record under another key than its item's.
    let mut engine = copy;
    let history = engine.histories.tables.get_mut(&ORDERS).unwrap();
    history.records[0].key = model::StorageKey::from_bytes(vec![1; 20]);
    assert!(Engine::import(&engine.export().unwrap()).is_err());
}

#[test]
fn damaged_chunks_are_told() {
    let mut host = streamed();
    host.ask("PutItem", &put(1, 10));
    host.checkpoint();
    let mut pairs = ready(host.storage.load(Area::Blocks, &history_chunks::prefix(ORDERS))).unwrap();
    *pairs[0].1.last_mut().unwrap() ^= 1;
    let mut again = Host::open(&host.storage).unwrap();
    let error = again.journal.admit(&mut again.bench.engine, Missing::history(ORDERS), &pairs).unwrap_err();
    assert_eq!(error.to_string(), "stored data is damaged: the past of table number 1 cannot be read");
    assert!(again.journal.admit(&mut again.bench.engine, Missing::history(ORDERS), &vec![]).is_err(), "a chunk is missing");
    assert_eq!(Missing::history(ORDERS).part, MissingPart::History);
}

#[test]
fn a_database_of_the_first_layout_opens_and_goes_on() {
    let bytes = include_bytes!("../testdata/layout_1.pairs");
    let mut reader = crate::journal::codec::Reader::new(bytes);
    let pairs: Vec<(u8, Vec<u8>, Vec<u8>)> =
        reader.list(|bytes| Some((bytes.byte()?, bytes.bytes()?.to_vec(), bytes.bytes()?.to_vec()))).unwrap();
    let storage = MemoryStorage::default();
    let areas = [Area::Meta, Area::Log, Area::Blocks];
    let writes = pairs.into_iter().map(|(area, key, value)| Write::Put(areas[usize::from(area)], key, value)).collect();
    ready(storage.commit(writes)).unwrap();
    let mut host = Host::open(&storage).unwrap();
    host.load_all().unwrap();
    let told = |host: &Host| -> Vec<(String, usize, usize)> {
        let tables = host.bench.engine.database().tables();
        tables.map(|table| (table.name.clone(), table.items.len(), table.indexes.len())).collect()
    };
    assert_eq!(told(&host), [("orders".to_owned(), 5, 1), ("others".to_owned(), 0, 2)]);
    // New log values over the old ones, without a checkpoint in between.
    host.ask("PutItem", &put(9, 10));
    let mut again = Host::open(&storage).unwrap();
    again.load_all().unwrap();
    assert_eq!(told(&again)[0].1, 6);
    again.checkpoint();
    let mut third = Host::open(&storage).unwrap();
    third.load_all().unwrap();
    assert_eq!(told(&third)[0].1, 6);
    let file = Engine::import(include_bytes!("../testdata/layout_1.workspace")).unwrap();
    assert_eq!(file.database().table(ORDERS).map(|table| table.items.len()), Some(5));
}

#[derive(Clone, Debug)]
enum Step {
    Put(u32, usize),
    Delete(u32),
    Wait(u64),
    Commit,
    Checkpoint,
    FailedCheckpoint,
    Reopen,
    RollBack,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0u32..6, 0usize..4_000).prop_map(|(number, bytes)| Step::Put(number, bytes)),
        4 => (0u32..6).prop_map(Step::Delete),
        3 => prop_oneof![1u64..1_000, STREAM_KEEP_MS / 3..STREAM_KEEP_MS].prop_map(Step::Wait),
        3 => proptest::strategy::Just(Step::Commit),
        3 => proptest::strategy::Just(Step::Checkpoint),
        1 => proptest::strategy::Just(Step::FailedCheckpoint),
        2 => any::<bool>().prop_map(|_| Step::Reopen),
        1 => proptest::strategy::Just(Step::RollBack),
    ]
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(96))]
    /// The oracle keeps every state in full; the engine's past has to lead back to each of them that is not too old.
    #[test]
    fn the_past_leads_back_to_every_moment(steps in proptest::collection::vec(step(), 1..60)) {
        let mut host = streamed();
        // The table's items after each durable moment, the sequence number and the moment.
        let state = |host: &Host| host.bench.engine.database().table(ORDERS).unwrap().items.clone();
        let mut states: VecDeque<(EpochMillis, Blocks)> = VecDeque::new();
        let mut pending: Vec<(EpochMillis, Blocks)> = vec![];
        for step in steps {
            match step {
                Step::Put(number, bytes) => drop(host.bench.ask("PutItem", &put(number, bytes))),
                Step::Delete(number) => drop(host.bench.ask("DeleteItem", &delete(number))),
                Step::Wait(ms) => host.bench.now += ms,
                Step::Commit => {
                    host.commit();
                    states.extend(pending.drain(..));
                }
                Step::Checkpoint => {
                    host.checkpoint();
                    states.extend(pending.drain(..));
                }
                Step::FailedCheckpoint => {
                    host.commit();
                    states.extend(pending.drain(..));
                    drop(host.journal.checkpoint(&host.bench.engine));
                    host.journal.checkpoint_failed();
                }
                Step::Reopen => {
                    host.commit();
                    states.extend(pending.drain(..));
                    let now = host.bench.now;
                    host = Host::open(&host.storage).unwrap();
                    host.bench.now = now;
                    host.load_all().unwrap();
                }
                Step::RollBack => {
                    let batch = std::mem::take(&mut host.bench.records);
                    drop(host.journal.append(&batch));
                    host.bench.engine.roll_back(&batch);
                    host.journal.rolled_back(&batch);
                    pending.clear();
                }
            }
            // One more millisecond, so that no two steps share a moment.
            host.bench.now += 1;
            drop(host.bench.ask("GetItem", &delete(1)));
            pending.push((host.bench.engine.now(), state(&host)));
            host.bench.now += 1;
            let now = host.bench.engine.now();
            let history = host.bench.engine.history(ORDERS).unwrap().unwrap();
            let need = history.retention().need(RetentionReason::Stream).unwrap();
            let oldest = need.oldest(now).unwrap();
            for (moment, expected) in states.iter().chain(&pending).filter(|(moment, _)| *moment >= oldest) {
                let mut items = state(&host);
                history.rewind(&mut items, *moment);
                let all = |items: &Blocks| items.iter().map(|(key, record)| (key.clone(), record.clone())).collect::<Vec<_>>();
                prop_assert_eq!(all(&items), all(expected));
            }
            prop_assert_eq!(history.records().filter(|record| record.origin != Origin::Request).count(), 0);
        }
    }
}
