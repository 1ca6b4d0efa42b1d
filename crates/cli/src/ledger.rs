//! What is on its way to the disk: the journal of the engine's changes, and the replies that wait for them.

use engine::storage::{Area, StorageError, Write};
use engine::{ChangeRecord, CommitQueue, Engine, Journal, Pending, Settled};
use tokio::sync::oneshot;

/// A reply's turn to wait.
pub(crate) type Waiting = oneshot::Receiver<Settled>;
/// The other end of it.
type Reply = oneshot::Sender<Settled>;

/// The engine's way to the disk.
pub(crate) struct Ledger {
    pub(crate) journal: Journal,
    queue: CommitQueue<Reply>,
    /// Log bytes since the last checkpoint.
    log_bytes: usize,
    /// Log bytes after which one is made.
    most_log_bytes: usize,
    /// Something was asked since the meters were kept.
    metered: bool,
}

/// What the keeper is to commit.
pub(crate) struct Group {
    pending: Vec<Pending>,
    pub(crate) writes: Vec<Write>,
}

impl Ledger {
    /// The ledger of an engine that is as it is stored.
    pub(crate) fn new(engine: &Engine, journal: Journal, most_log_bytes: usize) -> Self {
        Ledger { journal, queue: CommitQueue::new(engine.sequence()), log_bytes: 0, most_log_bytes, metered: false }
    }

    /// Queues changes that no reply waits for.
    pub(crate) fn push(&mut self, changes: Vec<ChangeRecord>) {
        if changes.is_empty() {
            return;
        }
        let writes = self.journal.append(&changes);
        self.log_bytes += writes.iter().map(log_bytes).sum::<usize>();
        self.queue.push(Pending { changes, writes });
    }

    /// Queues a request's changes, or what its reply has seen; what it has to wait for, if anything.
    pub(crate) fn turn(&mut self, changes: Vec<ChangeRecord>, observed: u64) -> Option<Waiting> {
        self.metered = true;
        let owner = !changes.is_empty();
        self.push(changes);
        if !owner && !self.queue.must_wait_for(observed) {
            return None;
        }
        let (reply, waiting) = oneshot::channel();
        match owner {
            true => self.queue.wait_as_owner(reply),
            false => self.queue.wait_for(observed, reply),
        }
        Some(waiting)
    }

    /// The next group; `None` if there is nothing to commit.
    pub(crate) fn next(&mut self, engine: &Engine) -> Option<Group> {
        let pending = self.queue.take_group();
        let mut writes: Vec<Write> = pending.iter().flat_map(|pending| pending.writes.iter().cloned()).collect();
        if self.metered && self.journal.should_flush_meters(engine) {
            self.metered = false;
            writes.extend(self.journal.flush_meters(engine));
        }
        (!writes.is_empty()).then_some(Group { pending, writes })
    }

    /// A group was committed, or refused: tells the replies.
    pub(crate) fn settle(&mut self, engine: &mut Engine, group: Group, result: Result<(), StorageError>) {
        let pending = group.pending;
        match result {
            Ok(()) => {
                if let Some(last) = pending.last().and_then(|pending| pending.changes.last()) {
                    engine.mark_durable(last.sequence);
                    self.journal.committed();
                    tell(self.queue.committed(&pending).into_iter().map(|reply| (reply, Settled::Durable)));
                }
            }
            // Meters alone were refused: they go along with a later commit.
            Err(_) if pending.is_empty() => self.metered = true,
            Err(error) => {
                let unsettled = self.queue.failed(pending, error);
                for pending in unsettled.rolled_back.iter().rev() {
                    engine.roll_back(&pending.changes);
                    self.journal.rolled_back(&pending.changes);
                }
                tell(unsettled.settle());
            }
        }
    }

    /// Whether a checkpoint is due.
    pub(crate) fn wants_checkpoint(&self) -> bool {
        self.log_bytes > self.most_log_bytes
    }

    /// Whether everything queued is committed.
    pub(crate) fn is_settled(&self) -> bool {
        !self.queue.must_wait_for(self.queue.newest())
    }

    /// The writes of a checkpoint; empty while something is not durable.
    pub(crate) fn checkpoint(&mut self, engine: &Engine) -> Vec<Write> {
        let writes = self.journal.checkpoint(engine);
        if !writes.is_empty() {
            self.log_bytes = 0;
        }
        writes
    }

    /// What became of the checkpoint.
    pub(crate) fn checkpointed(&mut self, result: &Result<(), StorageError>) {
        match result {
            Ok(()) => self.journal.committed(),
            // Nothing is lost: the log still holds every change. The next attempt comes after half as much again.
            Err(_) => {
                self.journal.checkpoint_failed();
                self.log_bytes = self.most_log_bytes / 2;
            }
        }
    }
}

fn tell(replies: impl Iterator<Item = (Reply, Settled)>) {
    for (reply, settled) in replies {
        // A client that has gone away waits for nothing.
        let _ = reply.send(settled);
    }
}

fn log_bytes(write: &Write) -> usize {
    match write {
        Write::Put(Area::Log, key, value) => key.len() + value.len(),
        _ => 0,
    }
}
