//! The storage a workspace has: IndexedDB, or memory where that is refused.

use engine::storage::{Area, MemoryStorage, Pairs, Storage, StorageError, Write};

use crate::indexed_db::IndexedDb;

/// One of the two makers of this host.
pub(crate) enum Maker {
    /// Survives.
    IndexedDb(IndexedDb),
    /// Does not, and the page says so.
    Memory(MemoryStorage),
}

impl Maker {
    /// Becomes the writer; memory has no other.
    pub(crate) async fn claim(&self) -> Result<(), StorageError> {
        match self {
            Maker::IndexedDb(storage) => storage.claim().await,
            Maker::Memory(_) => Ok(()),
        }
    }
}

impl Storage for Maker {
    async fn load(&self, area: Area, prefix: &[u8]) -> Result<Pairs, StorageError> {
        match self {
            Maker::IndexedDb(storage) => storage.load(area, prefix).await,
            Maker::Memory(storage) => storage.load(area, prefix).await,
        }
    }

    async fn commit(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        match self {
            Maker::IndexedDb(storage) => storage.commit(writes).await,
            Maker::Memory(storage) => storage.commit(writes).await,
        }
    }

    async fn used_bytes(&self) -> Result<u64, StorageError> {
        match self {
            Maker::IndexedDb(storage) => storage.used_bytes().await,
            Maker::Memory(storage) => storage.used_bytes().await,
        }
    }
}
