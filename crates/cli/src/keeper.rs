//! The thread behind a database: it does what is due while nobody asks, and commits what has come in.
//!
//! One commit is in flight at a time, and what arrives meanwhile forms the next group: at any load the disk is asked to sync as
//! often as it can, and each sync carries all there is. Requests go on while it syncs.

use std::sync::{Arc, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use engine::METER_FLUSH_MS;
use engine::storage::{Storage, StorageError, Write};
use model::EpochMillis;

use crate::database::{Database, State, at_once};
use crate::store::Store;

/// Pause after the disk refused a commit (our bound: a full disk is not asked in a loop).
const REFUSED_PAUSE: Duration = Duration::from_millis(100);

/// The thread.
pub(crate) struct Keeper {
    database: Arc<Database>,
    thread: JoinHandle<()>,
}

impl Keeper {
    /// Starts it.
    pub(crate) fn start(database: &Arc<Database>) -> std::io::Result<Self> {
        let kept = Arc::clone(database);
        let thread = std::thread::Builder::new().name("dynalab-keeper".to_owned()).spawn(move || keep(&kept))?;
        Ok(Keeper { database: Arc::clone(database), thread })
    }

    /// Commits what is there and ends.
    pub(crate) fn stop(self) {
        self.database.lock().closing = true;
        self.database.bell.notify_all();
        // A keeper that panicked has said so already.
        let _ = self.thread.join();
    }
}

fn keep(database: &Database) {
    let mut state = database.lock();
    loop {
        let now = database.now();
        state.tick(now);
        state.keeper_wakes = EpochMillis(0);
        let State { engine, ledger, closing, .. } = &mut *state;
        let (group, closing) = (ledger.as_mut().and_then(|ledger| ledger.next(engine)), *closing);
        match (group, &database.store) {
            (Some(mut group), Some(store)) => {
                let writes = std::mem::take(&mut group.writes);
                drop(state);
                let result = commit(store, writes);
                state = database.lock();
                let State { engine, ledger: Some(ledger), .. } = &mut *state else { continue };
                ledger.settle(engine, group, result);
                if ledger.wants_checkpoint() {
                    state = checkpoint(database, store, state);
                }
            }
            (None, Some(store)) if closing => {
                drop(checkpoint(database, store, state));
                return;
            }
            _ if closing => return,
            _ => state = sleep(database, state, now),
        }
    }
}

/// Waits for the bell, or until the next work is due.
fn sleep<'d>(database: &'d Database, mut state: MutexGuard<'d, State>, now: EpochMillis) -> MutexGuard<'d, State> {
    let due = state.engine.next_due().map_or(u64::MAX, |due| due.0);
    // Meters are kept now and then, if there is a disk to keep them on.
    let look = if state.ledger.is_some() { now.0.saturating_add(METER_FLUSH_MS) } else { u64::MAX };
    state.keeper_wakes = EpochMillis(due.min(look));
    match state.keeper_wakes.0 {
        u64::MAX => database.bell.wait(state).unwrap_or_else(PoisonError::into_inner),
        wakes => {
            let pause = Duration::from_millis(wakes.saturating_sub(now.0).max(1));
            database.bell.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner).0
        }
    }
}

/// Writes the blocks that have changed, and cuts the log. Requests wait while it is put together, not while it is written.
fn checkpoint<'d>(database: &'d Database, store: &Store, mut state: MutexGuard<'d, State>) -> MutexGuard<'d, State> {
    let State { engine, ledger: Some(ledger), .. } = &mut *state else { return state };
    // A checkpoint holds the present state, so all of that has to be durable first.
    while !ledger.is_settled() {
        let Some(mut group) = ledger.next(engine) else { return state };
        let result = commit(store, std::mem::take(&mut group.writes));
        let refused = result.is_err();
        ledger.settle(engine, group, result);
        if refused {
            return state;
        }
    }
    let writes = ledger.checkpoint(engine);
    if writes.is_empty() {
        return state;
    }
    drop(state);
    let result = commit(store, writes);
    state = database.lock();
    if let Some(ledger) = &mut state.ledger {
        ledger.checkpointed(&result);
    }
    state
}

fn commit(store: &Store, writes: Vec<Write>) -> Result<(), StorageError> {
    let result = at_once(store.commit(writes));
    if let Err(error) = &result {
        let detail = match error {
            StorageError::Quota => "there is no space left".to_owned(),
            StorageError::Gone => "it is gone".to_owned(),
            StorageError::Failed(detail) => detail.clone(),
        };
        eprintln!("dynalab: the folder of --data does not take it: {detail}");
        std::thread::sleep(REFUSED_PAUSE);
    }
    result
}
