//! The IndexedDB maker of [`engine::storage::Storage`].
//!
//! One database for each workspace, one object store for each area and one for the fence, binary keys and values. A commit is one transaction and
//! returns when its `complete` event has fired. A fence keeps a displaced tab from writing: each commit first reads the epoch
//! under which the database was claimed, within the same transaction, and gives up if another tab has claimed it since.

use std::cell::Cell;
use std::rc::Rc;

use engine::storage::{Area, Pairs, Storage, StorageError, Write};
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, OpenDbError, UnexpectedDataError};
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::{Build, BuildPrimitive, QuerySource};
use indexed_db_futures::transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

/// Version of the IndexedDB schema: which object stores there are. What they hold has its own version (`engine::journal`).
const SCHEMA_VERSION: u8 = 1;
const STORES: [&str; 4] = ["meta", "log", "blocks", OWNER];
/// The store of the fence, apart from all data. Its one record is the epoch.
const OWNER: &str = "owner";
/// Key of the epoch: how often the database was claimed by a writing tab.
const EPOCH_KEY: &[u8] = b"epoch";
/// Whoever makes the database has claimed it: nobody else can have.
const FIRST_EPOCH: u64 = 1;

/// An open IndexedDB database.
pub(crate) struct IndexedDb {
    database: Database,
    /// Epoch under which this tab writes; 0 until claimed.
    epoch: Cell<u64>,
    durability: TransactionDurability,
    /// The database was made by this opening.
    created: bool,
}

impl Drop for IndexedDb {
    /// An open connection would keep the database from being deleted. What is in flight is still completed.
    fn drop(&mut self) {
        self.database.clone().close();
    }
}

impl IndexedDb {
    /// Opens the database, or creates and claims it; a new one begins with these records.
    pub(crate) async fn open(name: &str, durability: TransactionDurability, first: Vec<Write>) -> Result<Self, StorageError> {
        let upgraded = Rc::new(Cell::new(false));
        let created = Rc::clone(&upgraded);
        let opened = Database::open(name)
            .with_version(SCHEMA_VERSION)
            .with_on_upgrade_needed(move |_, database| {
                upgraded.set(true);
                for store in STORES {
                    let made = database.create_object_store(store).build()?;
                    if store == OWNER {
                        made.put(bytes(&FIRST_EPOCH.to_be_bytes())).with_key(bytes(EPOCH_KEY)).primitive()?;
                    }
                    for write in &first {
                        if let Write::Put(area, key, value) = write
                            && store == store_name(*area)
                        {
                            made.put(bytes(value)).with_key(bytes(key)).primitive()?;
                        }
                    }
                }
                Ok(())
            })
            .await;
        let database = opened.map_err(not_opened)?;
        let epoch = if created.get() { FIRST_EPOCH } else { 0 };
        Ok(IndexedDb { database, epoch: Cell::new(epoch), durability, created: created.get() })
    }

    /// Whether the database did not exist before it was opened.
    pub(crate) fn was_created(&self) -> bool {
        self.created
    }

    /// Deletes the database of this name, if there is one.
    pub(crate) async fn delete(name: &str) -> Result<(), StorageError> {
        Database::delete_by_name(name).map_err(not_opened)?.await.map_err(|error| StorageError::Failed(error.to_string()))
    }

    /// Becomes the writer: from here on, commits of any tab that claimed earlier are refused.
    pub(crate) async fn claim(&self) -> Result<(), StorageError> {
        let transaction = self.transaction(TransactionMode::Readwrite)?;
        let owner = transaction.object_store(OWNER).map_err(refused)?;
        let epoch = read_epoch(&owner).await? + 1;
        put(&owner, EPOCH_KEY, &epoch.to_be_bytes())?;
        drop(owner);
        transaction.commit().await.map_err(refused)?;
        self.epoch.set(epoch);
        Ok(())
    }

    fn transaction(&self, mode: TransactionMode) -> Result<Transaction<'_>, StorageError> {
        let mut options = TransactionOptions::new();
        options.set_durability(self.durability);
        self.database.transaction(STORES).with_mode(mode).with_options(options).build().map_err(refused)
    }

    /// Gives up if another tab has claimed the database since; without a claim of ours there is nothing to compare.
    async fn write_all(&self, transaction: &Transaction<'_>, writes: Vec<Write>) -> Result<(), StorageError> {
        let store = |area| transaction.object_store(store_name(area)).map_err(refused);
        let (meta, log, blocks) = (store(Area::Meta)?, store(Area::Log)?, store(Area::Blocks)?);
        let owner = transaction.object_store(OWNER).map_err(refused)?;
        if self.epoch.get() != 0 && read_epoch(&owner).await? != self.epoch.get() {
            return Err(StorageError::Gone);
        }
        let of = |area| match area {
            Area::Meta => &meta,
            Area::Log => &log,
            Area::Blocks => &blocks,
        };
        for write in writes {
            match write {
                Write::Put(area, key, value) => put(of(area), &key, &value)?,
                Write::Delete(area, key) => {
                    of(area).delete::<JsValue, _>(bytes(&key)).primitive().map(drop).map_err(refused)?;
                }
                // IndexedDB takes a range without keys for an error.
                Write::DeleteRange(_, from, to) if from == to => {}
                Write::DeleteRange(area, from, to) => {
                    let range = KeyRange::Bound(bytes(&from), false, bytes(&to), true);
                    of(area).delete::<JsValue, _>(range).primitive().map(drop).map_err(refused)?;
                }
            }
        }
        Ok(())
    }
}

impl Storage for IndexedDb {
    async fn load(&self, area: Area, prefix: &[u8]) -> Result<Pairs, StorageError> {
        let transaction = self.transaction(TransactionMode::Readonly)?;
        let store = transaction.object_store(store_name(area)).map_err(refused)?;
        let (keys, values) = match prefix_range(prefix) {
            None => (store.get_all_keys::<JsValue>().primitive(), store.get_all::<JsValue>().primitive()),
            Some(range) => (
                store.get_all_keys::<JsValue>().with_query::<JsValue, _>(range.clone()).primitive(),
                store.get_all::<JsValue>().with_query::<JsValue, _>(range).primitive(),
            ),
        };
        let keys = keys.map_err(refused)?.await.map_err(refused)?;
        let values = values.map_err(refused)?.await.map_err(refused)?;
        let mut pairs = Pairs::new();
        for (key, value) in keys.zip(values) {
            let key = Uint8Array::new(&key.map_err(refused)?).to_vec();
            pairs.push((key, Uint8Array::new(&value.map_err(refused)?).to_vec()));
        }
        Ok(pairs)
    }

    /// Claims the database first, if that has not succeeded yet (the disk was full). While it is full not even a claim can be
    /// put, so what only takes away goes without: no change does, each puts a record into the log.
    async fn commit(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        if self.epoch.get() == 0 {
            match self.claim().await {
                Err(StorageError::Quota) if writes.iter().all(|write| !matches!(write, Write::Put(..))) => {}
                claimed => claimed?,
            }
        }
        let transaction = self.transaction(TransactionMode::Readwrite)?;
        match self.write_all(&transaction, writes).await {
            Ok(()) => transaction.commit().await.map_err(refused),
            Err(error) => {
                // The error that stopped us is the one to tell; an abort that fails as well adds nothing.
                let _ = transaction.abort().await;
                Err(error)
            }
        }
    }

    async fn used_bytes(&self) -> Result<u64, StorageError> {
        let mut used = 0;
        for area in [Area::Meta, Area::Log, Area::Blocks] {
            used += self.load(area, &[]).await?.iter().map(|(key, value)| (key.len() + value.len()) as u64).sum::<u64>();
        }
        Ok(used)
    }
}

const fn store_name(area: Area) -> &'static str {
    match area {
        Area::Meta => STORES[0],
        Area::Log => STORES[1],
        Area::Blocks => STORES[2],
    }
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn put(store: &ObjectStore<'_>, key: &[u8], value: &[u8]) -> Result<(), StorageError> {
    store.put(bytes(value)).with_key(bytes(key)).primitive().map(drop).map_err(refused)
}

async fn read_epoch(owner: &ObjectStore<'_>) -> Result<u64, StorageError> {
    let stored: Option<JsValue> =
        owner.get::<JsValue, JsValue, _>(bytes(EPOCH_KEY)).primitive().map_err(refused)?.await.map_err(refused)?;
    let Some(stored) = stored else { return Ok(0) };
    let bytes = Uint8Array::new(&stored).to_vec();
    Ok(bytes.try_into().map_or(0, u64::from_be_bytes))
}

/// All keys that begin with `prefix`; `None` if that is all keys.
fn prefix_range(prefix: &[u8]) -> Option<KeyRange<JsValue>> {
    let last_raisable = prefix.iter().rposition(|byte| *byte != u8::MAX);
    match last_raisable {
        None if prefix.is_empty() => None,
        None => Some(KeyRange::LowerBound(bytes(prefix), false)),
        Some(at) => {
            let mut end = prefix[..=at].to_vec();
            end[at] += 1;
            Some(KeyRange::Bound(bytes(prefix), false, bytes(&end), true))
        }
    }
}

/// The storage error that a refused opening amounts to.
fn not_opened(error: OpenDbError) -> StorageError {
    match error {
        OpenDbError::Base(error) => refused(error),
        // The library says this of anything that `open` throws; our version is not zero.
        OpenDbError::VersionZero => StorageError::Failed("its use is not allowed here".to_owned()),
        other => StorageError::Failed(other.to_string()),
    }
}

/// The storage error that an IndexedDB error amounts to.
fn refused(error: Error) -> StorageError {
    match &error {
        Error::DomException(DomException::Other(exception)) if exception.name() == "QuotaExceededError" => StorageError::Quota,
        Error::DomException(DomException::InvalidStateError(_)) => StorageError::Gone,
        // Browsers abort a transaction that finds no space, often without an error of its own.
        Error::MissingData(UnexpectedDataError::TransactionAborted) => StorageError::Quota,
        _ => StorageError::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
