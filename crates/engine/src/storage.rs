//! Where batches become durable: a trait that knows bytes, not tables, and its memory maker.
//!
//! Three makers exist: memory (here, and the default in tests), IndexedDB (in `worker`) and, natively, a file. A maker stores
//! values under keys in three areas and commits a batch atomically: all of it or nothing, and when `commit` returns, it
//! survives the death of the process.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;

/// The three areas of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Small records read at opening: layout version, catalogue, names.
    Meta,
    /// The write-ahead log: one record for each commit group, by sequence number.
    Log,
    /// Leaf blocks written by checkpoints.
    Blocks,
}

/// One write of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Stores a value.
    Put(Area, Vec<u8>, Vec<u8>),
    /// Removes a value.
    Delete(Area, Vec<u8>),
    /// Removes all keys from the first, included, to the second, excluded.
    DeleteRange(Area, Vec<u8>, Vec<u8>),
}

/// Keys and their values, in key order.
pub type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// Why storage refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// No space left.
    Quota,
    /// The database was closed or taken away (another tab upgraded or deleted it).
    Gone,
    /// Something else, in the maker's words.
    Failed(String),
}

/// Bytes by key, committed in batches.
pub trait Storage {
    /// All pairs of an area whose keys begin with `prefix`, in key order.
    fn load(&self, area: Area, prefix: &[u8]) -> impl Future<Output = Result<Pairs, StorageError>>;

    /// Carries out all writes or none; durable when it returns.
    fn commit(&self, writes: Vec<Write>) -> impl Future<Output = Result<(), StorageError>>;

    /// Bytes in use, as far as the maker knows.
    fn used_bytes(&self) -> impl Future<Output = Result<u64, StorageError>>;
}

/// Values by area and key.
type Areas = BTreeMap<(Area, Vec<u8>), Vec<u8>>;

/// Storage in memory: nothing survives the process. Clones share the content, so a test can reopen it.
#[derive(Clone, Debug, Default)]
pub struct MemoryStorage {
    pairs: Rc<RefCell<Areas>>,
}

impl Storage for MemoryStorage {
    async fn load(&self, area: Area, prefix: &[u8]) -> Result<Pairs, StorageError> {
        let pairs = self.pairs.borrow();
        let from = pairs.range((area, prefix.to_vec())..);
        let same = from.take_while(|((of, key), _)| *of == area && key.starts_with(prefix));
        Ok(same.map(|((_, key), value)| (key.clone(), value.clone())).collect())
    }

    async fn commit(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        let mut pairs = self.pairs.borrow_mut();
        for write in writes {
            match write {
                Write::Put(area, key, value) => {
                    pairs.insert((area, key), value);
                }
                Write::Delete(area, key) => {
                    pairs.remove(&(area, key));
                }
                Write::DeleteRange(area, from, to) => {
                    pairs.retain(|(of, key), _| *of != area || *key < from || *key >= to);
                }
            }
        }
        Ok(())
    }

    async fn used_bytes(&self) -> Result<u64, StorageError> {
        Ok(self.pairs.borrow().iter().map(|((_, key), value)| (key.len() + value.len()) as u64).sum())
    }
}
