//! What waits to become durable: changes in order, and the replies that depend on them.
//!
//! It is the hosts' bookkeeping and nothing else: it touches neither the engine nor storage, and it does not know how a host
//! makes a reply wait (`W` is the host's handle of one). Sequence numbers are used again after a roll-back, so a reply is queued in
//! the same breath as its change, and a failure settles every reply that is queued.

use std::collections::VecDeque;

use crate::ChangeRecord;
use crate::storage::{StorageError, Write};

/// The queue before the commit, and what is in flight.
#[derive(Debug)]
pub struct CommitQueue<W> {
    pending: VecDeque<Pending>,
    waiters: Vec<Waiter<W>>,
    /// Newest change that is durable.
    durable: u64,
    /// Newest change that was queued and not rolled back.
    newest: u64,
    /// So many of the next groups hold the changes of one request each: a commit with others has failed.
    alone: usize,
}

/// Changes of one request, in the engine but not durable.
#[derive(Debug)]
pub struct Pending {
    /// In order, never empty.
    pub changes: Vec<ChangeRecord>,
    /// What makes them durable.
    pub writes: Vec<Write>,
}

/// A reply that depends on a change.
#[derive(Debug)]
struct Waiter<W> {
    sequence: u64,
    /// It is the reply of the request that made the change, not of one that only saw it.
    owner: bool,
    reply: W,
}

/// What became of the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It survives.
    Durable,
    /// Rolled back for no fault of this request: run it again.
    Retry,
    /// It could not be stored.
    Failed(StorageError),
}

impl Pending {
    fn contains(&self, sequence: u64) -> bool {
        self.changes.iter().any(|change| change.sequence == sequence)
    }

    fn last(&self) -> u64 {
        self.changes.last().map_or(0, |change| change.sequence)
    }
}

impl<W> CommitQueue<W> {
    /// An empty queue; everything up to this change is durable.
    pub fn new(durable: u64) -> Self {
        CommitQueue { pending: VecDeque::new(), waiters: Vec::new(), durable, newest: durable, alone: 0 }
    }

    /// Queues changes.
    pub fn push(&mut self, pending: Pending) {
        self.newest = pending.last();
        self.pending.push_back(pending);
    }

    /// Notes the reply of the request that made the changes queued last.
    pub fn wait_as_owner(&mut self, reply: W) {
        self.waiters.push(Waiter { sequence: self.newest, owner: true, reply });
    }

    /// Whether a reply that saw this change has to wait for it.
    pub fn must_wait_for(&self, sequence: u64) -> bool {
        sequence > self.durable
    }

    /// Notes a reply that only saw this change.
    pub fn wait_for(&mut self, sequence: u64, reply: W) {
        self.waiters.push(Waiter { sequence, owner: false, reply });
    }

    /// The newest change that is queued; all others are settled with it.
    pub fn newest(&self) -> u64 {
        self.newest
    }

    /// Takes the next group: all that is queued, or the changes of one request after a failure. Empty if nothing is queued.
    pub fn take_group(&mut self) -> Vec<Pending> {
        if self.alone == 0 {
            return self.pending.drain(..).collect();
        }
        let next = self.pending.pop_front();
        self.alone -= usize::from(next.is_some());
        next.into_iter().collect()
    }

    /// Whether nothing waits for its turn.
    pub fn is_idle(&self) -> bool {
        self.pending.is_empty()
    }

    /// The group is durable: gives the replies that waited for it.
    pub fn committed(&mut self, group: &[Pending]) -> Vec<W> {
        let Some(last) = group.last().map(Pending::last) else { return vec![] };
        self.durable = last;
        let due = self.waiters.extract_if(.., |waiter| waiter.sequence <= last);
        due.map(|waiter| waiter.reply).collect()
    }

    /// The group was refused. Takes all that is not durable, the group first, to be rolled back; then the caller settles the
    /// replies with [`Unsettled::settle`].
    pub fn failed(&mut self, group: Vec<Pending>, error: StorageError) -> Unsettled<W> {
        let alone = group.len() == 1;
        let mut rolled_back = group;
        rolled_back.extend(self.pending.drain(..));
        self.newest = self.durable;
        self.alone = rolled_back.len() - usize::from(alone);
        Unsettled { alone, error, rolled_back, waiters: std::mem::take(&mut self.waiters) }
    }
}

/// Everything that a failed commit has undone.
#[derive(Debug)]
pub struct Unsettled<W> {
    /// The group held the changes of one request, so it is known whose fault it is.
    alone: bool,
    error: StorageError,
    /// In order; the group comes first.
    pub rolled_back: Vec<Pending>,
    waiters: Vec<Waiter<W>>,
}

impl<W> Unsettled<W> {
    /// What each reply is to be told: to run again, or to give up.
    pub fn settle(self) -> impl Iterator<Item = (W, Settled)> {
        let culprit = self.rolled_back.first().filter(|_| self.alone);
        let within = |waiter: &Waiter<W>| culprit.is_some_and(|culprit| culprit.contains(waiter.sequence));
        // Changes that came due have no owner: who saw them would make them due again, so it fails with them.
        let owned = self.waiters.iter().any(|waiter| waiter.owner && within(waiter));
        let gone = self.error == StorageError::Gone;
        let fails: Vec<bool> = self.waiters.iter().map(|waiter| gone || (within(waiter) && (waiter.owner || !owned))).collect();
        let error = self.error;
        self.waiters
            .into_iter()
            .zip(fails)
            .map(move |(waiter, fails)| (waiter.reply, if fails { Settled::Failed(error.clone()) } else { Settled::Retry }))
    }
}
