//! A host in small, for tests: an engine with a journal over a storage in memory.

use std::future::Future;
use std::pin::pin;
use std::task::{Context as TaskContext, Poll, Waker};

use super::{Journal, OpenError};
use crate::storage::{MemoryStorage, Storage, Write};
use crate::testing::Bench;
use crate::{ChangeRecord, Missing};

/// Memory storage never waits, so one poll is enough.
pub(crate) fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut TaskContext::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory storage waited"),
    }
}

/// A host in small: every batch is a commit of its own.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) bench: Bench,
    pub(crate) journal: Journal,
    pub(crate) storage: MemoryStorage,
}

impl Host {
    pub(crate) fn open(storage: &MemoryStorage) -> Result<Self, OpenError> {
        let (engine, journal) = ready(Journal::open(storage, 7))?;
        let now = engine.now().0.max(Bench::default().now);
        Ok(Host { bench: Bench { engine, now, records: vec![] }, journal, storage: storage.clone() })
    }

    pub(crate) fn load_all(&mut self) -> Result<(), OpenError> {
        let tables: Vec<_> = self.bench.engine.database().tables().map(|table| table.id).collect();
        tables.into_iter().try_for_each(|table| {
            [Missing::items(table), Missing::history(table)]
                .into_iter()
                .try_for_each(|missing| ready(self.journal.load(&mut self.bench.engine, &self.storage, missing)))
        })
    }

    /// Makes what the bench recorded durable.
    pub(crate) fn commit(&mut self) {
        let batch: Vec<ChangeRecord> = std::mem::take(&mut self.bench.records);
        ready(self.storage.commit(self.journal.append(&batch))).unwrap();
        self.journal.committed();
        self.bench.engine.mark_durable(self.bench.engine.sequence());
    }

    pub(crate) fn checkpoint(&mut self) -> Vec<Write> {
        self.bench.records.extend(self.bench.engine.tick(model::EpochMillis(self.bench.now)));
        self.commit();
        let writes = self.journal.checkpoint(&self.bench.engine);
        assert!(!writes.is_empty());
        ready(self.storage.commit(writes.clone())).unwrap();
        self.journal.committed();
        writes
    }

    pub(crate) fn ask(&mut self, operation: &str, body: &str) {
        self.bench.ask(operation, body).unwrap();
        self.commit();
    }

    /// Loads what the engine misses.
    pub(crate) fn load(&mut self, missing: Missing) {
        ready(self.journal.load(&mut self.bench.engine, &self.storage, missing)).unwrap();
    }
}
