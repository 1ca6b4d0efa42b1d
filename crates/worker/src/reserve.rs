//! Space kept in reserve, so that deletes still work when the disk is full.
//!
//! A record of no meaning lies in storage. When a commit that gives space back finds none, the record is removed and the commit
//! tried again. What was deleted is only freed by a checkpoint, so one follows, and then the record is put back.
//!
//! Chromium lets a transaction that only deletes pass on a full disk, and one that puts anything not; so the record goes in a
//! transaction of its own. It keeps values above 64 KiB in files of their own, whose space is free at once.

use std::cell::Cell;

use engine::storage::{Area, Write};
use engine::{Change, ChangeRecord};

/// Size of the record (our bound: a thousand deletes in the log, and more than 64 KiB).
pub(crate) const RESERVE_BYTES: usize = 128 * 1024;
/// Its key, beyond those of all tables, in the area that is never read as a whole. Nothing reads its value.
pub(crate) const RESERVE_KEY: &[u8] = &[0xff; 9];

/// Where the reserve stands.
#[derive(Default)]
pub(crate) struct Reserve(Cell<State>);

#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    /// This visit has not written it yet.
    #[default]
    Unwritten,
    /// It lies there.
    Kept,
    /// It is used up: a checkpoint is due.
    Spent,
    /// There was no space for it.
    Refused,
}

impl Reserve {
    /// What has to be written to keep it, if it is not there. To be settled with [`Reserve::written`].
    pub(crate) fn restore(&self) -> Option<Write> {
        (self.0.get() == State::Unwritten).then(|| Write::Put(Area::Blocks, RESERVE_KEY.to_vec(), filling()))
    }

    /// Whether writing it succeeded.
    pub(crate) fn written(&self, succeeded: bool) {
        self.0.set(if succeeded { State::Kept } else { State::Refused });
    }

    /// What has to be written to use it up, if it may be there (an earlier visit may have left it). To be settled with
    /// [`Reserve::spent`] if that succeeds.
    pub(crate) fn spend(&self) -> Option<Write> {
        (self.0.get() != State::Spent).then(|| Write::Delete(Area::Blocks, RESERVE_KEY.to_vec()))
    }

    /// It is used up.
    pub(crate) fn spent(&self) {
        self.0.set(State::Spent);
    }

    /// Whether a checkpoint should give free what was deleted.
    pub(crate) fn wants_checkpoint(&self) -> bool {
        self.0.get() == State::Spent
    }

    /// A checkpoint has given space free: there may be room again.
    pub(crate) fn checkpointed(&self) {
        if self.0.get() != State::Kept {
            self.0.set(State::Unwritten);
        }
    }
}

/// Whether these changes leave less to store than there was.
pub(crate) fn gives_space_back(changes: &[ChangeRecord]) -> bool {
    let size = |item: &Option<model::SharedItem>| item.as_ref().map_or(0, |item| model::item_size_bytes(item));
    changes.iter().all(|record| match &record.change {
        Change::Item(change) => size(&change.after) < size(&change.before),
        Change::Table(change) => change.after.is_none() || change.before.is_some(),
        Change::Object(change) => {
            change.after.as_ref().map_or(0, |bytes| bytes.len()) < change.before.as_ref().map_or(0, |bytes| bytes.len())
        }
    })
}

/// Bytes that do not compress away, the same at each call.
fn filling() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut words = Vec::with_capacity(RESERVE_BYTES);
    while words.len() < RESERVE_BYTES {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        words.extend_from_slice(&state.to_le_bytes());
    }
    words
}
