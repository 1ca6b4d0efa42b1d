//! The engine, shared by all connections: one lock, and a keeper behind it.
//!
//! A request holds the lock while the engine executes it, some microseconds; decoding and encoding stand outside. With a folder,
//! a reply goes out when what it depends on is on the disk: the keeper commits what has come in since its last commit, all of
//! it together (see `keeper.rs`).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::{SystemTime, UNIX_EPOCH};

use api::{Error, Operation, Response};
use engine::{Context, Engine, Journal, Missing, OpenError, Outcome, Refusal, Settled};
use model::EpochMillis;

use crate::buckets::Buckets;
use crate::ledger::{Ledger, Waiting};
use crate::store::{Store, StoreError};

/// A database in memory or in a folder.
pub struct Database {
    state: Mutex<State>,
    /// Rung when the keeper has something to do earlier than it thinks.
    pub(crate) bell: Condvar,
    /// `None` in memory.
    pub(crate) store: Option<Store>,
    /// Engine time, if somebody has set it; 0 is the clock on the wall.
    set_time: AtomicU64,
    /// Requests so far: the engine draws chance for each of them.
    requests: AtomicU64,
}

pub(crate) struct State {
    pub(crate) engine: Engine,
    /// `None` in memory.
    pub(crate) ledger: Option<Ledger>,
    /// When the keeper will look again by itself.
    pub(crate) keeper_wakes: EpochMillis,
    pub(crate) closing: bool,
    /// Where buckets are folders; `None` keeps them within the database.
    pub(crate) buckets: Option<Buckets>,
}

/// What a request gave, and what its reply has to wait for.
type Step = (Result<Response, Error>, Option<Waiting>);

/// The engine's seed in memory: the same requests get the same ids.
const SEED: u64 = 1;

impl Database {
    /// An empty database in memory.
    pub(crate) fn in_memory() -> Arc<Self> {
        Database::of(Engine::new(SEED), None, None)
    }

    /// The database in a folder, all of it read; an empty one if there is nothing.
    pub(crate) fn in_folder(folder: &Path, most_log_bytes: usize) -> Result<Arc<Self>, StoreError> {
        let store = Store::open(folder)?;
        let refused = |error| match error {
            OpenError::Newer { .. } => StoreError::OtherVersion(folder.to_owned()),
            other => StoreError::Damaged(folder.to_owned(), other.to_string()),
        };
        let (mut engine, mut journal) = at_once(Journal::open(&store, wall_clock().0)).map_err(refused)?;
        while let Some(missing) = engine.first_missing() {
            at_once(journal.load(&mut engine, &store, missing)).map_err(refused)?;
        }
        let ledger = Ledger::new(&engine, journal, most_log_bytes);
        Ok(Database::of(engine, Some(ledger), Some(store)))
    }

    fn of(engine: Engine, ledger: Option<Ledger>, store: Option<Store>) -> Arc<Self> {
        let state = State { engine, ledger, keeper_wakes: EpochMillis(u64::MAX), closing: false, buckets: None };
        Arc::new(Database {
            state: Mutex::new(state),
            bell: Condvar::new(),
            store,
            set_time: AtomicU64::new(0),
            requests: AtomicU64::new(0),
        })
    }

    /// Engine time: the clock on the wall, unless somebody has set it.
    pub(crate) fn now(&self) -> EpochMillis {
        match self.set_time.load(Ordering::Relaxed) {
            0 => wall_clock(),
            set => EpochMillis(set),
        }
    }

    /// Stops the clock at this time.
    pub(crate) fn set_now(&self, now_ms: u64) {
        self.set_time.store(now_ms, Ordering::Relaxed);
    }

    /// The number of a new request.
    pub(crate) fn number(&self) -> u64 {
        self.requests.fetch_add(1, Ordering::Relaxed)
    }

    /// Carries out one operation; `again` gives it once more, if it has to be run again for the fault of another one.
    pub(crate) async fn execute(
        &self,
        context: &Context,
        operation: Operation,
        again: impl Fn() -> Result<Operation, Error>,
    ) -> Result<Response, Error> {
        let mut operation = operation;
        loop {
            let (result, waiting) = self.step(context, operation);
            let Some(waiting) = waiting else { return result };
            match waiting.await {
                Ok(Settled::Durable) => return result,
                Ok(Settled::Retry) => operation = again()?,
                // The keeper has said what is wrong with the disk.
                Ok(Settled::Failed(_)) | Err(_) => return Err(Error::InternalServerError),
            }
        }
    }

    /// What the engine says after what is due by `now`, once that is durable: no operation, so nothing changes. `None` if a disk
    /// did not take or give what it should.
    pub(crate) async fn look<T>(&self, now: EpochMillis, read: impl Fn(&Engine) -> Result<T, Missing>) -> Option<T> {
        let (said, waiting) = self.looked(now, read)?;
        match waiting {
            Some(waiting) => matches!(waiting.await, Ok(Settled::Durable)).then_some(said),
            None => Some(said),
        }
    }

    fn looked<T>(&self, now: EpochMillis, read: impl Fn(&Engine) -> Result<T, Missing>) -> Option<(T, Option<Waiting>)> {
        let mut state = self.lock();
        state.tick(now);
        let said = loop {
            match read(&state.engine) {
                Ok(said) => break said,
                Err(missing) => {
                    let State { engine, ledger, .. } = &mut *state;
                    at_once(ledger.as_mut()?.journal.load(engine, self.store.as_ref()?, missing)).ok()?;
                }
            }
        };
        let observed = state.engine.sequence();
        let waiting = state.ledger.as_mut().and_then(|ledger| ledger.turn(vec![], observed));
        drop(state);
        if waiting.is_some() {
            self.bell.notify_one();
        }
        Some((said, waiting))
    }

    fn step(&self, context: &Context, operation: Operation) -> Step {
        let mut state = self.lock();
        // What is due belongs to no request.
        state.tick(context.now);
        state.bring_in(context, &operation);
        let step = state.execute(context, operation, self.store.as_ref());
        state.write_out();
        let rings = step.1.is_some() || state.engine.next_due().is_some_and(|due| due < state.keeper_wakes);
        drop(state);
        if rings {
            self.bell.notify_one();
        }
        step
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic of the engine is caught below, so none passes a held lock; and if one did, the state is the best there is.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn execute(&mut self, context: &Context, operation: Operation, store: Option<&Store>) -> Step {
        let engine = &mut self.engine;
        // The engine does not panic by design. If it does, one request fails and the others go on.
        let outcome = catch_unwind(AssertUnwindSafe(|| engine.execute(context, operation, None)));
        let (result, changes, observed) = match outcome {
            Ok(Ok(Outcome { response, batch, observed })) => (Ok(response), batch, observed),
            Ok(Err(Refusal::Error { error, observed })) => (Err(error), vec![], observed),
            Ok(Err(Refusal::Missing(missing, operation))) => {
                let Some((ledger, store)) = self.ledger.as_mut().zip(store) else {
                    return (Err(Error::InternalServerError), None);
                };
                return match at_once(ledger.journal.load(&mut self.engine, store, missing)) {
                    Ok(()) => self.execute(context, *operation, Some(store)),
                    Err(error) => {
                        eprintln!("dynalab: {error}");
                        (Err(Error::InternalServerError), None)
                    }
                };
            }
            Err(_) => (Err(Error::InternalServerError), vec![], 0),
        };
        let waiting = match &mut self.ledger {
            Some(ledger) => ledger.turn(changes, observed),
            None => {
                self.engine.mark_durable(self.engine.sequence());
                None
            }
        };
        // A refusal carries no changes, so what came due with it is still in the engine.
        if result.is_err() {
            self.tick(context.now);
        }
        (result, waiting)
    }

    /// Does what is due.
    pub(crate) fn tick(&mut self, now: EpochMillis) {
        while self.engine.is_due(now) {
            let changes = self.engine.tick(now);
            match &mut self.ledger {
                Some(ledger) => ledger.push(changes),
                None => self.engine.mark_durable(self.engine.sequence()),
            }
        }
        self.write_out();
    }

    /// Brings in the bucket that an import or a bulk put reads.
    fn bring_in(&mut self, context: &Context, operation: &Operation) {
        let (Some(buckets), Some(bucket)) = (&mut self.buckets, read_bucket(operation)) else { return };
        let changes = buckets.bring_in(&mut self.engine, context, bucket);
        match &mut self.ledger {
            Some(ledger) => ledger.push(changes),
            None => self.engine.mark_durable(self.engine.sequence()),
        }
    }

    fn write_out(&mut self) {
        if let Some(buckets) = &mut self.buckets {
            buckets.write_out(&self.engine);
        }
    }
}

/// The bucket whose files an operation reads.
fn read_bucket(operation: &Operation) -> Option<&str> {
    let Operation::Call(call) = operation else { return None };
    let source = match call.name() {
        "ImportTable" => "S3BucketSource",
        "StartBulkPutItems" => "InputS3Configuration",
        _ => return None,
    };
    call.input().peek_fields(source)?.peek_text("S3Bucket")
}

fn wall_clock() -> EpochMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    EpochMillis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The result of a future that never waits, as those of [`Store`] do not.
pub(crate) fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut TaskContext::from_waker(Waker::noop())) {
            return value;
        }
        std::thread::yield_now();
    }
}
