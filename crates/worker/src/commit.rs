//! How changes become durable: group commit, roll-back, checkpoints, meters.
//!
//! One transaction is in flight at a time; what arrives meanwhile forms the next group. If a commit fails, everything not
//! durable is rolled back and run again, the changes of one request in each transaction, so that only the request that cannot
//! be stored fails.

use std::rc::Rc;

use engine::storage::{Storage, StorageError, Write};
use engine::{ChangeRecord, Pending, Settled};
use futures_channel::oneshot;
use wasm_bindgen_futures::spawn_local;

use crate::reserve::gives_space_back;
use crate::workspace::Workspace;

/// Changes after which a checkpoint that failed is tried again (our bound: it writes everything, so not at each commit).
const CHECKPOINT_PAUSE: u64 = 100;

/// The queue's handle of a reply that waits.
pub(crate) type Reply = oneshot::Sender<Settled>;

/// A reply's turn to wait.
pub(crate) struct Waiting(oneshot::Receiver<Settled>);

impl Waiting {
    /// A turn; `queue` takes its other end.
    pub(crate) fn turn(queue: impl FnOnce(Reply)) -> Self {
        let (reply, settled) = oneshot::channel();
        queue(reply);
        Waiting(settled)
    }

    /// Waits until the change is settled.
    pub(crate) async fn settled(self) -> Settled {
        // A reply is dropped unsettled only with the whole workspace.
        self.0.await.unwrap_or(Settled::Failed(StorageError::Gone))
    }
}

/// Tells a reply what became of its change. Whoever does not wait any more needs no answer.
fn settle(reply: Reply, settled: Settled) {
    let _ = reply.send(settled);
}

impl<S: Storage + 'static> Workspace<S> {
    /// Queues changes that no reply waits for.
    pub(crate) fn enqueue(self: &Rc<Self>, changes: Vec<ChangeRecord>) {
        if changes.is_empty() {
            return;
        }
        let writes = self.journal.borrow_mut().append(&changes);
        self.queue.borrow_mut().push(Pending { changes, writes });
        self.start_committing();
    }

    /// Queues a request's changes; its reply waits for them. `None` if there are none.
    pub(crate) fn enqueue_awaited(self: &Rc<Self>, changes: Vec<ChangeRecord>) -> Option<Waiting> {
        if changes.is_empty() {
            return None;
        }
        self.enqueue(changes);
        Some(Waiting::turn(|reply| self.queue.borrow_mut().wait_as_owner(reply)))
    }

    /// Starts a commit of the meters if they are old enough: reads alone make no change that would take them along.
    pub(crate) fn flush_meters_if_due(self: &Rc<Self>) {
        if self.journal.borrow().should_flush_meters(&self.engine.borrow()) {
            self.start_committing();
        }
    }

    /// Waits until nothing is in flight, then keeps the meters.
    pub(crate) async fn flush(&self) {
        loop {
            let waiting = {
                let mut queue = self.queue.borrow_mut();
                let newest = queue.newest();
                queue.must_wait_for(newest).then(|| Waiting::turn(|reply| queue.wait_for(newest, reply)))
            };
            match waiting {
                // Whatever became of it, it is settled.
                Some(waiting) => drop(waiting.settled().await),
                None => break,
            }
        }
        let meters = self.journal.borrow_mut().flush_meters(&self.engine.borrow());
        // Meters may lag behind; no acknowledged change hangs on them.
        let _ = self.storage.commit(meters).await;
    }

    fn start_committing(self: &Rc<Self>) {
        if !self.committing.replace(true) {
            let workspace = Rc::clone(self);
            spawn_local(async move { workspace.commit_groups().await });
        }
    }

    /// Commits group after group until nothing is pending.
    async fn commit_groups(self: Rc<Self>) {
        loop {
            let group = self.queue.borrow_mut().take_group();
            let mut writes: Vec<Write> = group.iter().flat_map(|pending| pending.writes.iter().cloned()).collect();
            if self.journal.borrow().should_flush_meters(&self.engine.borrow()) {
                writes.extend(self.journal.borrow_mut().flush_meters(&self.engine.borrow()));
            }
            if writes.is_empty() {
                break;
            }
            // Only a group that is known to give space back may use the reserve.
            let may_spend = group.len() == 1 && group.iter().all(|pending| gives_space_back(&pending.changes));
            let stored = if may_spend { self.store_from_reserve(writes).await } else { self.storage.commit(writes).await };
            match stored {
                Ok(()) => {
                    self.committed(&group);
                    self.checkpoint_if_due().await;
                    self.restore_reserve().await;
                }
                Err(error) => self.failed(group, error),
            }
        }
        self.committing.set(false);
    }

    /// Commits; where there is no space, again without the reserve.
    async fn store_from_reserve(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        match self.storage.commit(writes.clone()).await {
            Err(StorageError::Quota) if self.spend_reserve().await => self.storage.commit(writes).await,
            settled => settled,
        }
    }

    /// Frees the space kept in reserve; false if there is none.
    async fn spend_reserve(&self) -> bool {
        let Some(write) = self.reserve.spend() else { return false };
        let spent = self.storage.commit(vec![write]).await.is_ok();
        if spent {
            self.reserve.spent();
        }
        spent
    }

    /// Writes the leaf blocks changed since the last checkpoint and cuts the log, when it has grown and nothing is in flight.
    async fn checkpoint_if_due(&self) {
        let due = self.journal.borrow().should_checkpoint() || self.reserve.wants_checkpoint();
        let newest = self.engine.borrow().sequence();
        if !due || newest < self.checkpoint_from.get() {
            return;
        }
        let writes = self.journal.borrow_mut().checkpoint(&self.engine.borrow());
        if writes.is_empty() {
            return;
        }
        match self.storage.commit(writes).await {
            Ok(()) => {
                self.journal.borrow_mut().committed();
                self.reserve.checkpointed();
            }
            // Nothing is lost: the log still holds every change, and a later group tries again.
            Err(error) => {
                self.journal.borrow_mut().checkpoint_failed();
                if error == StorageError::Quota && self.spend_reserve().await {
                    return;
                }
                self.checkpoint_from.set(newest + CHECKPOINT_PAUSE);
            }
        }
    }

    /// Puts the reserve in place when nothing more urgent waits.
    async fn restore_reserve(&self) {
        if !self.queue.borrow().is_idle() {
            return;
        }
        if let Some(write) = self.reserve.restore() {
            let written = self.storage.commit(vec![write]).await;
            self.reserve.written(written.is_ok());
        }
    }

    fn committed(&self, group: &[Pending]) {
        if let Some(last) = group.last().and_then(|pending| pending.changes.last()) {
            self.engine.borrow_mut().mark_durable(last.sequence);
            self.journal.borrow_mut().committed();
            let due = self.queue.borrow_mut().committed(group);
            due.into_iter().for_each(|reply| settle(reply, Settled::Durable));
            (self.events.changed)();
        }
    }

    /// Rolls back all that is not durable, newest first, and settles the replies.
    fn failed(&self, group: Vec<Pending>, error: StorageError) {
        let gone = error == StorageError::Gone;
        // Meters alone were refused: they go along with a later commit, and nothing is rolled back.
        if !group.is_empty() || gone {
            let unsettled = self.queue.borrow_mut().failed(group, error);
            for pending in unsettled.rolled_back.iter().rev() {
                self.engine.borrow_mut().roll_back(&pending.changes);
                self.journal.borrow_mut().rolled_back(&pending.changes);
                self.rolled_back.set(self.rolled_back.get() + pending.changes.len() as u64 + 1);
            }
            unsettled.settle().for_each(|(reply, settled)| settle(reply, settled));
        }
        if gone {
            (self.events.displaced)();
        }
        (self.events.changed)();
    }
}
