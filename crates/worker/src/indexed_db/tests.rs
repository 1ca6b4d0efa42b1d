//! The maker against its contract, in a real IndexedDB; the memory maker is the oracle.

use engine::storage::{Area, MemoryStorage, Pairs, Storage, StorageError, Write};
use indexed_db_futures::transaction::TransactionDurability;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{EPOCH_KEY, IndexedDb};
use crate::testing::Dice;

/// A database of this name that was not there before.
async fn fresh(name: &str) -> IndexedDb {
    let name = format!("test/{name}");
    IndexedDb::delete(&name).await.unwrap();
    let storage = open(&name).await;
    assert!(storage.was_created());
    storage.claim().await.unwrap();
    storage
}

async fn open(name: &str) -> IndexedDb {
    IndexedDb::open(name, TransactionDurability::Relaxed, Vec::new()).await.unwrap()
}

async fn all(storage: &impl Storage) -> Vec<Pairs> {
    let mut areas = vec![];
    for area in [Area::Meta, Area::Log, Area::Blocks] {
        areas.push(storage.load(area, &[]).await.unwrap());
    }
    areas
}

fn put(area: Area, key: &[u8], value: &[u8]) -> Write {
    Write::Put(area, key.to_vec(), value.to_vec())
}

#[wasm_bindgen_test]
async fn areas_are_apart_and_keys_are_in_byte_order() {
    let storage = fresh("areas").await;
    assert_eq!(all(&storage).await, vec![vec![]; 3]);
    let keys: [&[u8]; 8] = [&[], &[0], &[0, 0], &[0, 255], &[1], &[127, 255], &[128], &[255, 255, 255]];
    let writes = keys.iter().rev().map(|key| put(Area::Log, key, &[key, b"!".as_slice()].concat())).collect();
    storage.commit(writes).await.unwrap();
    storage.commit(vec![put(Area::Meta, &[0], b"meta"), put(Area::Blocks, &[0], b"")]).await.unwrap();
    let stored = storage.load(Area::Log, &[]).await.unwrap();
    assert_eq!(stored.iter().map(|(key, _)| key.as_slice()).collect::<Vec<_>>(), keys);
    assert!(stored.iter().all(|(key, value)| *value == [key, b"!".as_slice()].concat()));
    assert_eq!(storage.load(Area::Meta, &[]).await.unwrap(), [(vec![0], b"meta".to_vec())]);
    assert_eq!(storage.load(Area::Blocks, &[]).await.unwrap(), [(vec![0], vec![])], "an empty value is a value");
}

/// Random batches over few keys, many of them of 0xff bytes; after each, every prefix and area equals the oracle's.
#[wasm_bindgen_test]
async fn any_batches_give_what_the_memory_maker_gives() {
    let (storage, oracle) = (fresh("oracle").await, MemoryStorage::default());
    let mut dice = Dice(1);
    let key = |dice: &mut Dice| -> Vec<u8> { (0..dice.below(4)).map(|_| [0, 1, 254, 255][dice.below(4) as usize]).collect() };
    for round in 0..80 {
        let mut batch = vec![];
        for _ in 0..dice.below(6) {
            let area = [Area::Meta, Area::Log, Area::Blocks][dice.below(3) as usize];
            batch.push(match dice.below(4) {
                0 => Write::Delete(area, key(&mut dice)),
                1 => {
                    let (one, two) = (key(&mut dice), key(&mut dice));
                    Write::DeleteRange(area, one.clone().min(two.clone()), one.max(two))
                }
                _ => Write::Put(area, key(&mut dice), round.to_string().into_bytes()),
            });
        }
        storage.commit(batch.clone()).await.unwrap_or_else(|error| panic!("round {round}: {error:?} of {batch:?}"));
        oracle.commit(batch).await.unwrap();
        assert_eq!(all(&storage).await, all(&oracle).await, "round {round}");
        let prefix = key(&mut dice);
        for area in [Area::Meta, Area::Log, Area::Blocks] {
            let (stored, expected) = (storage.load(area, &prefix).await, oracle.load(area, &prefix).await);
            assert_eq!(stored, expected, "round {round}, prefix {prefix:?}");
        }
        assert_eq!(storage.used_bytes().await, oracle.used_bytes().await);
    }
}

#[wasm_bindgen_test]
async fn who_makes_a_database_has_claimed_it() {
    IndexedDb::delete("test/maker").await.unwrap();
    let maker = open("test/maker").await;
    assert!(maker.was_created());
    maker.commit(vec![put(Area::Meta, b"k", b"1")]).await.unwrap();
    let other = open("test/maker").await;
    maker.commit(vec![put(Area::Meta, b"k", b"2")]).await.unwrap();
    other.claim().await.unwrap();
    assert_eq!(maker.commit(vec![put(Area::Meta, b"k", b"3")]).await, Err(StorageError::Gone));
    assert_eq!(other.load(Area::Meta, b"k").await.unwrap(), [(b"k".to_vec(), b"2".to_vec())]);
}

#[wasm_bindgen_test]
async fn what_is_committed_is_there_after_closing() {
    let storage = fresh("closing").await;
    storage.commit(vec![put(Area::Blocks, b"k", &[7; 100_000])]).await.unwrap();
    drop(storage);
    let again = open("test/closing").await;
    assert!(!again.was_created());
    assert_eq!(again.load(Area::Blocks, b"").await.unwrap(), [(b"k".to_vec(), vec![7; 100_000])]);
}

#[wasm_bindgen_test]
async fn a_dropped_connection_does_not_keep_a_database_from_being_deleted() {
    let storage = fresh("deleted").await;
    storage.commit(vec![put(Area::Meta, b"k", b"v")]).await.unwrap();
    drop(storage);
    IndexedDb::delete("test/deleted").await.unwrap();
    assert!(open("test/deleted").await.was_created());
    IndexedDb::delete("test/never").await.unwrap();
}

#[wasm_bindgen_test]
async fn who_claimed_last_writes_and_a_fenced_batch_leaves_nothing() {
    let first = fresh("fence").await;
    first.commit(vec![put(Area::Meta, b"k", b"first")]).await.unwrap();
    let second = open("test/fence").await;
    second.claim().await.unwrap();
    let batch =
        vec![put(Area::Meta, b"k", b"late"), put(Area::Log, b"k", b"late"), Write::DeleteRange(Area::Meta, vec![], vec![255; 9])];
    assert_eq!(first.commit(batch).await, Err(StorageError::Gone));
    assert_eq!(second.load(Area::Meta, &[]).await.unwrap(), [(b"k".to_vec(), b"first".to_vec())]);
    assert_eq!(second.load(Area::Log, &[]).await.unwrap(), []);
    second.commit(vec![put(Area::Meta, b"k", b"second")]).await.unwrap();
    assert_eq!(first.load(Area::Meta, b"k").await.unwrap()[0].1, b"second", "the displaced one may still read");
    first.claim().await.unwrap();
    assert_eq!(second.commit(vec![]).await, Err(StorageError::Gone));
    first.commit(vec![]).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_batch_that_breaks_off_leaves_nothing() {
    let storage = fresh("atomic").await;
    storage.commit(vec![put(Area::Log, b"old", b"1")]).await.unwrap();
    // A range whose end lies before its begin is an error of IndexedDB, after the puts were asked for.
    let batch = vec![
        put(Area::Log, b"new", b"2"),
        Write::Delete(Area::Log, b"old".to_vec()),
        Write::DeleteRange(Area::Log, vec![9], vec![1]),
    ];
    assert!(matches!(storage.commit(batch).await, Err(StorageError::Failed(_))));
    assert_eq!(storage.load(Area::Log, &[]).await.unwrap(), [(b"old".to_vec(), b"1".to_vec())]);
    storage.commit(vec![put(Area::Log, b"new", b"3")]).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_storage_that_could_not_claim_does_so_with_its_first_commit() {
    let first = fresh("unclaimed").await;
    let second = open("test/unclaimed").await;
    second.commit(vec![put(Area::Meta, b"k", b"v")]).await.unwrap();
    assert_eq!(first.commit(vec![]).await, Err(StorageError::Gone));
}

#[wasm_bindgen_test]
async fn the_epoch_is_nobodys_data() {
    let storage = fresh("epoch").await;
    assert_eq!(storage.load(Area::Meta, &[]).await.unwrap(), []);
    assert_eq!(storage.load(Area::Meta, EPOCH_KEY).await.unwrap(), []);
    assert_eq!(storage.used_bytes().await.unwrap(), 0);
}

#[wasm_bindgen_test]
async fn commits_and_reads_at_once_do_not_get_into_each_others_way() {
    let storage = std::rc::Rc::new(fresh("at-once").await);
    let mut answers = vec![];
    for number in 0..20u8 {
        let (sender, receiver) = futures_channel::oneshot::channel();
        let storage = std::rc::Rc::clone(&storage);
        wasm_bindgen_futures::spawn_local(async move {
            storage.commit(vec![put(Area::Log, &[number], &[number])]).await.unwrap();
            sender.send(storage.load(Area::Log, &[number]).await.unwrap()).unwrap();
        });
        answers.push((number, receiver));
    }
    for (number, answer) in answers {
        assert_eq!(answer.await.unwrap(), [(vec![number], vec![number])]);
    }
}
