//! An open workspace: the engine, its storage, and the commit group between them.
//!
//! One transaction is in flight at a time; what arrives meanwhile forms the next group. A request is answered when the newest
//! change it depends on is durable. If a commit fails, everything not durable is rolled back and run again one by one, so that
//! only the request that cannot be stored fails.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use api::{Error, Operation, Response};
use engine::storage::{Area, Storage, StorageError, Write};
use engine::{ChangeRecord, Context, Engine, Journal, Missing, OpenError, Outcome, Refusal};
use futures_channel::oneshot;
use model::EpochMillis;
use report::{Persistence, Trace, WorkspaceSummary};
use wasm_bindgen_futures::spawn_local;

use crate::lease::Lease;
use crate::maker::Maker;

/// Region of a workspace's tables.
pub(crate) const REGION: &str = "us-east-1";

/// An open workspace.
pub(crate) struct Workspace {
    /// Id and name.
    pub(crate) summary: RefCell<WorkspaceSummary>,
    /// Where its data is kept.
    pub(crate) persistence: RefCell<Persistence>,
    storage: Maker,
    /// Held while this tab writes; `None` in memory mode.
    pub(crate) lease: RefCell<Option<Lease>>,
    pub(crate) engine: RefCell<Engine>,
    journal: RefCell<Journal>,
    group: RefCell<Group>,
    committing: Cell<bool>,
    /// After a failed commit: groups of one, until the queue is empty.
    one_by_one: Cell<bool>,
    /// Called after each change that became durable.
    on_change: Box<dyn Fn()>,
    /// Called when another tab has taken the database.
    on_displaced: Box<dyn Fn()>,
}

/// What waits for the next commit, and for the one in flight.
#[derive(Default)]
struct Group {
    pending: Vec<Pending>,
    waiters: Vec<Waiter>,
    durable: u64,
}

/// Changes of one request, in the engine but not durable.
struct Pending {
    changes: Vec<ChangeRecord>,
    writes: Vec<Write>,
    last: u64,
}

/// A reply that depends on a change.
struct Waiter {
    sequence: u64,
    /// The reply is that of the request that made the change, not of one that only saw it.
    owner: bool,
    settled: oneshot::Sender<Settled>,
}

/// What became of the change.
enum Settled {
    Durable,
    /// Rolled back for no fault of this request: run it again.
    Retry,
    Failed(StorageError),
}

/// Why a request has no outcome.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The service's exception.
    Exception(Error),
    /// Storage could not take it or give it; nothing has changed.
    Storage(StorageError),
}

/// A step that may have to wait.
pub(crate) enum Step<T> {
    /// Answer now.
    Done(T),
    /// Answer when this change is durable.
    Wait(T, Depends),
    /// Load these blocks, then run the operation again.
    Load(Missing, Operation),
}

/// The newest change that a reply depends on.
#[derive(Clone, Copy)]
pub(crate) struct Depends {
    sequence: u64,
    owner: bool,
}

/// What `execute` gave, and its trace.
pub(crate) type Attempt = (Result<Response, Error>, Trace);

impl Workspace {
    /// A workspace over this storage, opened; with `content`, a new one that holds it.
    pub(crate) async fn open(
        summary: WorkspaceSummary,
        content: Option<Engine>,
        storage: Maker,
        lease: Option<Lease>,
        persistence: Persistence,
        on_change: Box<dyn Fn()>,
        on_displaced: Box<dyn Fn()>,
    ) -> Result<Rc<Self>, OpenError> {
        let (engine, journal) = match content {
            None => Journal::open(&storage, seed_of(&summary.id)).await?,
            Some(engine) => {
                let mut journal = Journal::new(&engine);
                storage.commit(journal.checkpoint(&engine)).await?;
                journal.committed();
                (engine, journal)
            }
        };
        let group = Group { durable: engine.sequence(), ..Group::default() };
        Ok(Rc::new(Workspace {
            summary: RefCell::new(summary),
            persistence: RefCell::new(persistence),
            storage,
            lease: RefCell::new(lease),
            engine: RefCell::new(engine),
            journal: RefCell::new(journal),
            group: RefCell::new(group),
            committing: Cell::new(false),
            one_by_one: Cell::new(false),
            on_change,
            on_displaced,
        }))
    }

    /// The circumstances of a request that comes now.
    pub(crate) fn context(&self) -> Context {
        Context::new(EpochMillis(js_sys::Date::now() as u64), REGION)
    }

    /// Runs one operation as far as it goes without waiting.
    pub(crate) fn step(self: &Rc<Self>, operation: Operation, traced: bool) -> Step<Attempt> {
        let context = self.context();
        let mut trace = Trace::default();
        let mut engine = self.engine.borrow_mut();
        // What is due belongs to no request: it is committed even if this one is refused.
        let due = engine.tick(context.now);
        let result = engine.execute(&context, operation, traced.then_some(&mut trace));
        drop(engine);
        self.enqueue(due);
        match result {
            Ok(Outcome { response, batch, observed }) => {
                let made = batch.last().map(|record| record.sequence);
                self.enqueue(batch);
                self.settle((Ok(response), trace), made, observed)
            }
            Err(Refusal::Error { error, observed }) => self.settle((Err(error), trace), None, observed),
            Err(Refusal::Missing(missing, operation)) => Step::Load(missing, *operation),
        }
    }

    /// Runs one operation to its end.
    pub(crate) async fn run(self: &Rc<Self>, operation: Operation, traced: bool) -> Result<Attempt, Failure> {
        let again = operation.clone();
        self.finish(self.step(operation, traced), move || Some(again.clone()), traced).await
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
                Step::Wait(attempt, depends) => match self.settled(depends).await {
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

    /// Makes changes that the engine made outside of a request (undo, an import) durable.
    pub(crate) async fn commit(self: &Rc<Self>, changes: Vec<ChangeRecord>) -> Result<(), Failure> {
        let Some(last) = changes.last().map(|record| record.sequence) else { return Ok(()) };
        self.enqueue(changes);
        match self.settled(Depends { sequence: last, owner: true }).await {
            Settled::Durable => Ok(()),
            Settled::Retry => Err(Failure::Storage(StorageError::Failed("another change could not be stored".to_owned()))),
            Settled::Failed(error) => Err(Failure::Storage(error)),
        }
    }

    /// Makes all tables resident, for views and exports that need everything.
    pub(crate) async fn load_all(&self) -> Result<(), Failure> {
        let tables = self.engine.borrow().tables_to_load();
        for table in tables {
            self.load(Missing { table }).await?;
        }
        Ok(())
    }

    /// Waits until nothing is in flight.
    pub(crate) async fn flush(self: &Rc<Self>) {
        let newest = self.engine.borrow().sequence();
        // Whatever became of it, it is settled.
        let _ = self.settled(Depends { sequence: newest, owner: false }).await;
    }

    async fn load(&self, missing: Missing) -> Result<(), Failure> {
        let pairs = self.storage.load(Area::Blocks, &Journal::blocks_prefix(missing.table)).await.map_err(Failure::Storage)?;
        let admitted = self.journal.borrow_mut().admit(&mut self.engine.borrow_mut(), missing.table, &pairs);
        admitted.map_err(|error| Failure::Storage(StorageError::Failed(error.to_string())))
    }

    fn settle(&self, attempt: Attempt, made: Option<u64>, observed: u64) -> Step<Attempt> {
        let durable = self.group.borrow().durable;
        match made {
            Some(sequence) => Step::Wait(attempt, Depends { sequence, owner: true }),
            None if observed > durable => Step::Wait(attempt, Depends { sequence: observed, owner: false }),
            None => Step::Done(attempt),
        }
    }

    async fn settled(&self, depends: Depends) -> Settled {
        let receiver = {
            let mut group = self.group.borrow_mut();
            if depends.sequence <= group.durable {
                return Settled::Durable;
            }
            let (settled, receiver) = oneshot::channel();
            group.waiters.push(Waiter { sequence: depends.sequence, owner: depends.owner, settled });
            receiver
        };
        // A waiter is dropped unsettled only with the whole workspace.
        receiver.await.unwrap_or(Settled::Failed(StorageError::Gone))
    }

    fn enqueue(self: &Rc<Self>, changes: Vec<ChangeRecord>) {
        let Some(last) = changes.last().map(|record| record.sequence) else { return };
        let writes = self.journal.borrow_mut().append(&changes);
        self.group.borrow_mut().pending.push(Pending { changes, writes, last });
        if !self.committing.replace(true) {
            let workspace = Rc::clone(self);
            spawn_local(async move { workspace.commit_groups().await });
        }
    }

    /// Commits group after group until nothing is pending.
    async fn commit_groups(self: Rc<Self>) {
        loop {
            let taken = {
                let mut group = self.group.borrow_mut();
                let count = if self.one_by_one.get() { group.pending.len().min(1) } else { group.pending.len() };
                group.pending.drain(..count).collect::<Vec<_>>()
            };
            let Some(last) = taken.last().map(|pending| pending.last) else { break };
            let mut writes: Vec<Write> = taken.iter().flat_map(|pending| pending.writes.iter().cloned()).collect();
            if self.journal.borrow().should_flush_meters(&self.engine.borrow()) {
                writes.extend(self.journal.borrow_mut().flush_meters(&self.engine.borrow()));
            }
            match self.storage.commit(writes).await {
                Ok(()) => {
                    self.committed(last);
                    self.checkpoint_if_due().await;
                }
                Err(error) => self.failed(taken, error),
            }
        }
        self.one_by_one.set(false);
        self.committing.set(false);
    }

    /// Writes the leaf blocks changed since the last checkpoint and cuts the log, when it has grown and nothing is in flight.
    async fn checkpoint_if_due(&self) {
        if !self.journal.borrow().should_checkpoint() {
            return;
        }
        let writes = self.journal.borrow_mut().checkpoint(&self.engine.borrow());
        if writes.is_empty() {
            return;
        }
        match self.storage.commit(writes).await {
            Ok(()) => self.journal.borrow_mut().committed(),
            // Nothing is lost: the log still holds every change, and the next group tries again.
            Err(_) => self.journal.borrow_mut().checkpoint_failed(),
        }
    }

    fn committed(&self, last: u64) {
        self.engine.borrow_mut().mark_durable(last);
        self.journal.borrow_mut().committed();
        let due = {
            let mut group = self.group.borrow_mut();
            group.durable = last;
            let (due, waiting) = std::mem::take(&mut group.waiters).into_iter().partition(|waiter| waiter.sequence <= last);
            group.waiters = waiting;
            due
        };
        for waiter in due {
            let _ = waiter.settled.send(Settled::Durable);
        }
        (self.on_change)();
    }

    /// Rolls back all that is not durable, newest first, and tells each waiter whether to run again or to give up.
    fn failed(&self, taken: Vec<Pending>, error: StorageError) {
        let culprit = (taken.len() == 1).then(|| taken[0].changes.iter().map(|change| change.sequence).collect::<Vec<_>>());
        let (later, waiters) = {
            let mut group = self.group.borrow_mut();
            (std::mem::take(&mut group.pending), std::mem::take(&mut group.waiters))
        };
        {
            let mut engine = self.engine.borrow_mut();
            for pending in taken.iter().chain(&later).rev() {
                engine.roll_back(&pending.changes);
                self.journal.borrow_mut().rolled_back(&pending.changes);
            }
        }
        self.one_by_one.set(true);
        let gone = error == StorageError::Gone;
        for waiter in waiters {
            let guilty = waiter.owner && culprit.as_ref().is_some_and(|changes| changes.contains(&waiter.sequence));
            let settled = if gone || guilty { Settled::Failed(error.clone()) } else { Settled::Retry };
            let _ = waiter.settled.send(settled);
        }
        if gone {
            (self.on_displaced)();
        }
        (self.on_change)();
    }
}

/// Chance is a hash of this: the same workspace draws the same ids when its requests are replayed.
fn seed_of(id: &str) -> u64 {
    (model::KeyHash::of(id.as_bytes()).0 >> 64) as u64
}
