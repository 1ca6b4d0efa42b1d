//! What a host does for the engine: it commits in groups, loads tables, fails and dies.

use std::pin::pin;
use std::task::{Context as TaskContext, Poll, Waker};

use api::{Error, Operation, Response};
use engine::storage::{MemoryStorage, Storage};
use engine::{ChangeRecord, Context, Engine, Journal, Refusal};
use model::EpochMillis;

/// An engine with its journal over a memory storage.
#[derive(Debug)]
pub struct Host {
    /// The engine.
    pub engine: Engine,
    journal: Journal,
    storage: MemoryStorage,
    /// Changes that are not durable, in order.
    pub pending: Vec<ChangeRecord>,
    /// Engine time in milliseconds.
    pub now: u64,
}

impl Host {
    /// An empty database.
    pub fn new(seed: u64) -> Self {
        let storage = MemoryStorage::default();
        let (engine, journal) = now_or_never(Journal::open(&storage, seed)).expect("an empty storage opens");
        Host { engine, journal, storage, pending: vec![], now: 1_700_000_000_000 }
    }

    /// Carries out an operation, loading what is not resident: the reply and the newest change it depends on.
    pub fn ask(&mut self, operation: Operation) -> (Result<Response, Error>, u64) {
        let context = Context::new(EpochMillis(self.now), "eu-west-1");
        let mut operation = operation;
        self.tick();
        loop {
            match self.engine.execute(&context, operation, None) {
                Ok(outcome) => {
                    self.pending.extend(outcome.batch);
                    return (Ok(outcome.response), outcome.observed);
                }
                Err(Refusal::Error { error, observed }) => {
                    // A refusal carries no changes, though some may have come due with it.
                    self.tick();
                    return (Err(error), observed);
                }
                Err(Refusal::Missing(missing, again)) => {
                    let loaded = self.journal.load(&mut self.engine, &self.storage, missing);
                    now_or_never(loaded).expect("what was stored can be loaded");
                    operation = *again;
                }
            }
        }
    }

    /// Does what is due.
    fn tick(&mut self) {
        let now = EpochMillis(self.now);
        while self.engine.is_due(now) {
            self.pending.extend(self.engine.tick(now));
        }
    }

    /// Makes all changes durable, with a checkpoint if asked for.
    pub fn commit(&mut self, with_checkpoint: bool) {
        let mut writes = self.journal.append(&self.pending);
        now_or_never(self.storage.commit(std::mem::take(&mut writes))).expect("memory takes everything");
        self.journal.committed();
        if let Some(last) = self.pending.last() {
            self.engine.mark_durable(last.sequence);
        }
        self.pending.clear();
        if with_checkpoint {
            let writes = self.journal.checkpoint(&self.engine);
            now_or_never(self.storage.commit(writes)).expect("memory takes everything");
            self.journal.committed();
        }
    }

    /// A commit that failed: the engine goes back to what is durable.
    pub fn fail_commit(&mut self) {
        let batch = std::mem::take(&mut self.pending);
        // The journal has prepared its writes; then the storage refused them.
        drop(self.journal.append(&batch));
        self.engine.roll_back(&batch);
        self.journal.rolled_back(&batch);
    }

    /// The process dies; a new one opens what is durable.
    pub fn crash(&mut self) {
        self.pending.clear();
        let opened = now_or_never(Journal::open(&self.storage, 0));
        (self.engine, self.journal) = opened.expect("what was stored opens");
    }
}

/// The result of a future that never waits.
fn now_or_never<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut TaskContext::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory storage never waits"),
    }
}
