//! An open workspace: the engine, its storage, and the requests that run on it.
//!
//! A request runs at once; its reply waits until the newest change that it depends on is durable, and a read that depends on
//! none waits for nothing. How changes become durable stands in [`crate::commit`].

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use api::{Error, Operation, Response};
use engine::storage::{Area, Storage, StorageError};
use engine::{ChangeRecord, CommitQueue, Context, Engine, Journal, Missing, OpenError, Outcome, Refusal, Settled};
use model::EpochMillis;
use report::{ErrorReport, Limits, Persistence, REGION, Trace, WorkspaceSummary};

use crate::commit::{Reply, Waiting};
use crate::lease::Lease;
use crate::maker::Maker;
use crate::reserve::Reserve;

/// An open workspace, over the host's storage or, in tests, over one that fails on demand.
pub(crate) struct Workspace<S = Maker> {
    /// Id and name.
    pub(crate) summary: RefCell<WorkspaceSummary>,
    /// Where its data is kept.
    pub(crate) persistence: Persistence,
    /// Held while this tab writes; `None` in memory mode and where there are no locks.
    pub(crate) lease: RefCell<Option<Lease>>,
    pub(crate) engine: RefCell<Engine>,
    pub(crate) storage: S,
    pub(crate) journal: RefCell<Journal>,
    pub(crate) queue: RefCell<CommitQueue<Reply>>,
    pub(crate) reserve: Reserve,
    /// Changes that were rolled back in this visit: with them, the version told to the page never goes back.
    pub(crate) rolled_back: Cell<u64>,
    /// No checkpoint before this change: the last one failed.
    pub(crate) checkpoint_from: Cell<u64>,
    /// A commit is in flight.
    pub(crate) committing: Cell<bool>,
    pub(crate) events: Events,
    /// What requests meet beyond the data.
    pub(crate) limits: Cell<Limits>,
    /// How far engine time is ahead of the wall clock: the console's retries move it on.
    pub(crate) ahead_ms: Cell<u64>,
}

/// Where a workspace is kept.
pub(crate) struct Home<S> {
    pub(crate) storage: S,
    /// Nothing was ever stored there, so there is nothing to read.
    pub(crate) is_empty: bool,
    pub(crate) lease: Option<Lease>,
    pub(crate) persistence: Persistence,
}

/// What the host is told.
pub(crate) struct Events {
    /// Something became durable, or was rolled back.
    pub(crate) changed: Box<dyn Fn()>,
    /// Another tab has taken the database.
    pub(crate) displaced: Box<dyn Fn()>,
}

/// Why a request has no outcome.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure {
    /// The service's exception.
    Exception(Error),
    /// The body is beyond the service's bound: nothing of it was read.
    TooLarge,
    /// The part of the program that runs it could not be loaded: nothing of it was read.
    PartMissing(ErrorReport),
    /// Storage could not take it or give it; nothing has changed.
    Storage(StorageError),
}

/// A step that may have to wait.
pub(crate) enum Step<T> {
    /// Answer now.
    Done(T),
    /// Answer when what it depends on is durable.
    Wait(T, Waiting),
    /// Load these blocks, then run the operation again.
    Load(Missing, Operation),
}

/// What `execute` gave, and its trace.
pub(crate) type Attempt = (Result<Response, Error>, Trace);

impl<S: Storage + 'static> Workspace<S> {
    /// Opens the workspace that is kept there; with `content`, a new one that holds it.
    pub(crate) async fn open(
        summary: WorkspaceSummary,
        content: Option<Engine>,
        home: Home<S>,
        events: Events,
    ) -> Result<Rc<Self>, OpenError> {
        let Home { storage, is_empty, lease, persistence } = home;
        let (mut engine, journal) = match content {
            None if is_empty => {
                let engine = Engine::new(seed_of(&summary.id));
                let journal = Journal::new(&engine);
                (engine, journal)
            }
            None => Journal::open(&storage, seed_of(&summary.id)).await?,
            Some(engine) => {
                let mut journal = Journal::new(&engine);
                storage.commit(journal.checkpoint(&engine)).await?;
                journal.committed();
                (engine, journal)
            }
        };
        // What jobs need may come later, and it has come when a request of theirs runs.
        engine.hold_jobs();
        Ok(Rc::new(Workspace {
            summary: RefCell::new(summary),
            persistence,
            lease: RefCell::new(lease),
            queue: RefCell::new(CommitQueue::new(engine.sequence())),
            engine: RefCell::new(engine),
            storage,
            journal: RefCell::new(journal),
            reserve: Reserve::default(),
            rolled_back: Cell::new(0),
            checkpoint_from: Cell::new(0),
            committing: Cell::new(false),
            events,
            limits: Cell::default(),
            ahead_ms: Cell::default(),
        }))
    }

    /// A number that grows with each change of what a report shows.
    pub(crate) fn version(&self) -> u64 {
        self.engine.borrow().sequence() + self.rolled_back.get()
    }

    /// The circumstances of a request that comes now.
    pub(crate) fn context(&self) -> Context {
        Context::new(self.now(), REGION)
    }

    /// Counts an error that the engine does not know of: the request could not be read, or storage failed it.
    pub(crate) fn measure_refused(&self, operation: &str, error: &Error) {
        self.engine.borrow_mut().measure_refused(&self.context(), operation, error);
    }

    /// Engine time.
    pub(crate) fn now(&self) -> EpochMillis {
        EpochMillis((js_sys::Date::now() as u64).saturating_add(self.ahead_ms.get()))
    }

    /// Does what is due by now.
    pub(crate) fn catch_up(self: &Rc<Self>) {
        let due = self.engine.borrow_mut().tick(self.now());
        self.enqueue(due);
    }

    /// Runs one operation as far as it goes without waiting.
    pub(crate) fn step(self: &Rc<Self>, operation: Operation, traced: bool) -> Step<Attempt> {
        let context = self.context();
        let mut trace = Trace::default();
        let mut engine = self.engine.borrow_mut();
        // What is due belongs to no request: it is committed even if this one is refused.
        let due = engine.tick(context.now);
        let result = engine.execute(&context, operation, traced.then_some(&mut trace));
        // A refusal carries no batch, so what came due with it is still in the engine.
        let late = if result.is_err() { engine.tick(context.now) } else { Vec::new() };
        drop(engine);
        self.enqueue(due);
        self.enqueue(late);
        self.flush_meters_if_due();
        match result {
            Ok(Outcome { response, batch, observed }) => match self.enqueue_awaited(batch) {
                Some(waiting) => Step::Wait((Ok(response), trace), waiting),
                None => self.reply((Ok(response), trace), observed),
            },
            Err(Refusal::Error { error, observed }) => self.reply((Err(error), trace), observed),
            Err(Refusal::Missing(missing, operation)) => Step::Load(missing, *operation),
        }
    }

    /// Takes a step to its end: loads, waits, and runs again what was rolled back; `again` gives the operation once more.
    pub(crate) async fn finish(
        self: &Rc<Self>,
        mut step: Step<Attempt>,
        again: impl Fn() -> Option<Operation>,
        traced: bool,
    ) -> Result<Attempt, Failure> {
        loop {
            match step {
                Step::Done(attempt) => return Ok(attempt),
                Step::Wait(attempt, waiting) => match waiting.settled().await {
                    Settled::Durable => return Ok(attempt),
                    Settled::Retry => match again() {
                        Some(operation) => step = self.step(operation, traced),
                        None => return Err(Failure::Storage(StorageError::Failed("the request is gone".to_owned()))),
                    },
                    Settled::Failed(error) => return Err(Failure::Storage(error)),
                },
                Step::Load(missing, operation) => {
                    self.load(missing).await?;
                    step = self.step(operation, traced);
                }
            }
        }
    }

    /// Changes the engine outside of a request (undo, redo), durably; `make` runs again if it was rolled back for the fault of
    /// another change.
    pub(crate) async fn change(
        self: &Rc<Self>,
        make: impl Fn(&mut Engine, EpochMillis) -> Vec<ChangeRecord>,
    ) -> Result<(), Failure> {
        loop {
            let changes = make(&mut self.engine.borrow_mut(), self.now());
            let Some(waiting) = self.enqueue_awaited(changes) else { return Ok(()) };
            match waiting.settled().await {
                Settled::Durable => return Ok(()),
                Settled::Retry => {}
                Settled::Failed(error) => return Err(Failure::Storage(error)),
            }
        }
    }

    /// Makes all tables resident, for what needs everything: views, undo, exports.
    pub(crate) async fn load_all(&self) -> Result<(), Failure> {
        let absent: Vec<_> = {
            let engine = self.engine.borrow();
            engine.database().tables().filter(|table| !table.resident).map(|table| table.id).collect()
        };
        for table in absent {
            self.load(Missing::items(table)).await?;
        }
        Ok(())
    }

    /// Makes everything resident, the tables' past as well: for what copies a whole workspace.
    pub(crate) async fn load_past(&self) -> Result<(), Failure> {
        loop {
            let missing = self.engine.borrow().first_missing();
            let Some(missing) = missing else { return Ok(()) };
            self.load(missing).await?;
        }
    }

    /// Makes resident what an operation misses.
    pub(crate) async fn load(&self, missing: Missing) -> Result<(), Failure> {
        let pairs = self.storage.load(Area::Blocks, &Journal::prefix(missing)).await.map_err(Failure::Storage)?;
        let admitted = self.journal.borrow_mut().admit(&mut self.engine.borrow_mut(), missing, &pairs);
        admitted.map_err(|error| Failure::Storage(StorageError::Failed(error.to_string())))
    }

    fn reply(&self, attempt: Attempt, observed: u64) -> Step<Attempt> {
        let mut queue = self.queue.borrow_mut();
        match queue.must_wait_for(observed) {
            true => Step::Wait(attempt, Waiting::turn(|reply| queue.wait_for(observed, reply))),
            false => Step::Done(attempt),
        }
    }
}

/// Chance is a hash of this: the same workspace draws the same ids when its requests are replayed.
fn seed_of(id: &str) -> u64 {
    (model::KeyHash::of(id.as_bytes()).0 >> 64) as u64
}

#[cfg(test)]
mod tests;
