//! What waits to become durable: changes in order, and the replies that depend on them.
//!
//! It is bookkeeping alone: nothing here touches the engine or storage. Sequence numbers are used again after a roll-back, so a
//! reply is queued in the same breath as its change, and a failure settles every reply that is queued.

use std::collections::VecDeque;

use engine::ChangeRecord;
use engine::storage::{StorageError, Write};
use futures_channel::oneshot;

/// The queue before the commit, and what is in flight.
pub(crate) struct CommitQueue {
    pending: VecDeque<Pending>,
    waiters: Vec<Waiter>,
    /// Newest change that is durable.
    durable: u64,
    /// Newest change that was queued and not rolled back.
    newest: u64,
    /// So many of the next groups hold the changes of one request each: a commit with others has failed.
    alone: usize,
}

/// Changes of one request, in the engine but not durable.
pub(crate) struct Pending {
    /// In order, never empty.
    pub(crate) changes: Vec<ChangeRecord>,
    pub(crate) writes: Vec<Write>,
}

/// A reply that depends on a change.
struct Waiter {
    sequence: u64,
    /// It is the reply of the request that made the change, not of one that only saw it.
    owner: bool,
    settle: oneshot::Sender<Settled>,
}

/// A reply's turn to wait.
pub(crate) struct Waiting(oneshot::Receiver<Settled>);

/// What became of the change.
#[derive(Debug, PartialEq)]
pub(crate) enum Settled {
    /// It survives.
    Durable,
    /// Rolled back for no fault of this request: run it again.
    Retry,
    /// It could not be stored.
    Failed(StorageError),
}

impl Waiting {
    /// Waits until the change is settled.
    pub(crate) async fn settled(self) -> Settled {
        // A waiter is dropped unsettled only with the whole workspace.
        self.0.await.unwrap_or(Settled::Failed(StorageError::Gone))
    }
}

impl Pending {
    fn contains(&self, sequence: u64) -> bool {
        self.changes.iter().any(|change| change.sequence == sequence)
    }

    fn last(&self) -> u64 {
        self.changes.last().map_or(0, |change| change.sequence)
    }
}

impl CommitQueue {
    /// An empty queue; everything up to this change is durable.
    pub(crate) fn new(durable: u64) -> Self {
        CommitQueue { pending: VecDeque::new(), waiters: Vec::new(), durable, newest: durable, alone: 0 }
    }

    /// Queues changes.
    pub(crate) fn push(&mut self, pending: Pending) {
        self.newest = pending.last();
        self.pending.push_back(pending);
    }

    /// The turn of the request that made the changes queued last.
    pub(crate) fn wait_as_owner(&mut self) -> Waiting {
        self.wait(self.newest, true)
    }

    /// The turn of a reply that only saw this change; `None` if it is durable already.
    pub(crate) fn wait_for(&mut self, sequence: u64) -> Option<Waiting> {
        (sequence > self.durable).then(|| self.wait(sequence, false))
    }

    /// A turn that ends when all that is queued now is settled; `None` if nothing is.
    pub(crate) fn wait_for_newest(&mut self) -> Option<Waiting> {
        self.wait_for(self.newest)
    }

    /// Takes the next group: all that is queued, or the changes of one request after a failure. Empty if nothing is queued.
    pub(crate) fn take_group(&mut self) -> Vec<Pending> {
        if self.alone == 0 {
            return self.pending.drain(..).collect();
        }
        let next = self.pending.pop_front();
        self.alone -= usize::from(next.is_some());
        next.into_iter().collect()
    }

    /// Whether nothing waits for its turn.
    pub(crate) fn is_idle(&self) -> bool {
        self.pending.is_empty()
    }

    /// The group is durable: settles the replies that waited for it.
    pub(crate) fn committed(&mut self, group: &[Pending]) {
        let Some(last) = group.last().map(Pending::last) else { return };
        self.durable = last;
        let (due, waiting) = std::mem::take(&mut self.waiters).into_iter().partition(|waiter| waiter.sequence <= last);
        self.waiters = waiting;
        due.into_iter().for_each(|waiter| waiter.settle(Settled::Durable));
    }

    /// The group was refused. Takes all that is not durable, the group first, to be rolled back; then the caller settles the
    /// replies with [`Unsettled::settle`].
    pub(crate) fn failed(&mut self, group: Vec<Pending>, error: StorageError) -> Unsettled {
        let alone = group.len() == 1;
        let mut rolled_back = group;
        rolled_back.extend(self.pending.drain(..));
        self.newest = self.durable;
        self.alone = rolled_back.len() - usize::from(alone);
        Unsettled { alone, error, rolled_back, waiters: std::mem::take(&mut self.waiters) }
    }

    fn wait(&mut self, sequence: u64, owner: bool) -> Waiting {
        let (settle, settled) = oneshot::channel();
        self.waiters.push(Waiter { sequence, owner, settle });
        Waiting(settled)
    }
}

/// Everything that a failed commit has undone.
pub(crate) struct Unsettled {
    /// The group held the changes of one request, so it is known whose fault it is.
    alone: bool,
    error: StorageError,
    /// In order; the group comes first.
    pub(crate) rolled_back: Vec<Pending>,
    waiters: Vec<Waiter>,
}

impl Unsettled {
    /// Tells each reply whether to run again or to give up.
    pub(crate) fn settle(self) {
        let culprit = self.rolled_back.first().filter(|_| self.alone);
        let within = |waiter: &Waiter| culprit.is_some_and(|culprit| culprit.contains(waiter.sequence));
        // Changes that came due have no owner: who saw them would make them due again, so it fails with them.
        let owned = self.waiters.iter().any(|waiter| waiter.owner && within(waiter));
        let gone = self.error == StorageError::Gone;
        let settled: Vec<(Waiter, bool)> = {
            let fails = |waiter: &Waiter| gone || (within(waiter) && (waiter.owner || !owned));
            self.waiters.into_iter().map(|waiter| (fails(&waiter), waiter)).map(|(fails, waiter)| (waiter, fails)).collect()
        };
        for (waiter, fails) in settled {
            waiter.settle(if fails { Settled::Failed(self.error.clone()) } else { Settled::Retry });
        }
    }
}

impl Waiter {
    fn settle(self, settled: Settled) {
        // Whoever does not wait any more needs no answer.
        let _ = self.settle.send(settled);
    }
}
