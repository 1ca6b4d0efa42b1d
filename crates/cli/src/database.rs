//! The engine, shared by all connections: one lock, and a keeper that does what is due while nobody asks.
//!
//! A request holds the lock while the engine executes it, some microseconds; decoding and encoding stand outside.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use api::{Error, Operation, Response};
use engine::{Context, Engine, Refusal};
use model::EpochMillis;

/// A database that lives as long as its handle.
pub struct Database {
    state: Mutex<State>,
    /// Rung when the keeper has something to do earlier than it thinks.
    bell: Condvar,
}

struct State {
    engine: Engine,
    /// When the keeper will look again by itself; `None` while it sleeps without end.
    keeper_wakes: Option<EpochMillis>,
    closing: bool,
}

/// The thread that does what is due.
pub(crate) struct Keeper(JoinHandle<()>);

impl Database {
    /// An empty database in memory, and its keeper.
    pub(crate) fn in_memory(seed: u64) -> std::io::Result<(Arc<Self>, Keeper)> {
        let state = State { engine: Engine::new(seed), keeper_wakes: None, closing: false };
        let database = Arc::new(Database { state: Mutex::new(state), bell: Condvar::new() });
        let kept = Arc::clone(&database);
        let thread = std::thread::Builder::new().name("dynalab-keeper".to_owned()).spawn(move || kept.keep())?;
        Ok((database, Keeper(thread)))
    }

    /// Carries out one operation.
    pub(crate) async fn execute(&self, context: &Context, operation: Operation) -> Result<Response, Error> {
        let mut state = self.lock();
        // What is due belongs to no request.
        state.tick(context.now);
        let result = state.execute(context, operation);
        let rings = state.is_due_before_the_keeper_wakes();
        drop(state);
        if rings {
            self.bell.notify_one();
        }
        result
    }

    /// Does what is due, again and again, until the database closes.
    fn keep(&self) {
        let mut state = self.lock();
        while !state.closing {
            let now = now();
            state.tick(now);
            state.keeper_wakes = state.engine.next_due();
            state = match state.keeper_wakes {
                Some(due) => {
                    let pause = Duration::from_millis(due.0.saturating_sub(now.0).max(1));
                    self.bell.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.bell.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Ends the keeper; the database answers no more.
    pub(crate) fn close(&self, keeper: Keeper) {
        self.lock().closing = true;
        self.bell.notify_all();
        // A keeper that panicked has said so already.
        let _ = keeper.0.join();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic is caught below, so the lock is never poisoned by one; and if it were, the state is the best there is.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn execute(&mut self, context: &Context, operation: Operation) -> Result<Response, Error> {
        let engine = &mut self.engine;
        // The engine does not panic by design. If it does, one request fails and the others go on.
        let outcome = catch_unwind(AssertUnwindSafe(|| engine.execute(context, operation, None)));
        let result = match outcome {
            Ok(Ok(outcome)) => Ok(outcome.response),
            Ok(Err(Refusal::Error { error, .. })) => Err(error),
            // In memory everything is resident.
            Ok(Err(Refusal::Missing(..))) | Err(_) => Err(Error::InternalServerError),
        };
        self.tick(context.now);
        self.engine.mark_durable(self.engine.sequence());
        result
    }

    /// Does what is due.
    fn tick(&mut self, now: EpochMillis) {
        while self.engine.is_due(now) {
            drop(self.engine.tick(now));
        }
    }

    fn is_due_before_the_keeper_wakes(&self) -> bool {
        match (self.engine.next_due(), self.keeper_wakes) {
            (Some(due), Some(wakes)) => due < wakes,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

/// Wall-clock time, which is engine time here.
pub(crate) fn now() -> EpochMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    EpochMillis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
