//! The last minutes of one key space under enforced capacity, second by second: what its buckets held, and which partitions
//! refused requests.
//!
//! Buckets fill by themselves, so a level is only noted when something is asked for in a later second; what lies between follows
//! from the buckets. Memory is bounded by [`SECONDS`] and [`REFUSALS_MAX`].

use std::collections::VecDeque;

use capacity::{Direction, KeySpaceGate};
use model::EpochMillis;
use report::TablePast;

/// Seconds that are kept.
const SECONDS: u64 = TablePast::SECONDS;
/// Refusals that are kept, one for each second and partition (our bound: four partitions in each second).
const REFUSALS_MAX: usize = 4 * SECONDS as usize;

/// What the pool held at the end of a second, reads first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Level {
    /// Units a second that it serves.
    pub(crate) limit: (u64, u64),
    /// Credit left, in thousandths of a full pool.
    pub(crate) left_thousandths: (u32, u32),
}

/// The last minutes.
#[derive(Debug)]
pub(crate) struct Recent {
    /// Levels of the seconds before `second`, without a gap, oldest first.
    levels: VecDeque<Level>,
    /// The second in which something was asked for last.
    second: u64,
    /// Second, partition, events; oldest first.
    refusals: VecDeque<(u64, u32, u64)>,
}

impl Recent {
    /// Nothing was asked for yet.
    pub(crate) fn new(now: EpochMillis) -> Self {
        Recent { levels: VecDeque::new(), second: now.0 / 1_000, refusals: VecDeque::new() }
    }

    /// Something is about to be asked for: notes the seconds that have passed since the last time.
    pub(crate) fn pass(&mut self, gate: &KeySpaceGate, now: EpochMillis) {
        let second = now.0 / 1_000;
        if second > self.second {
            self.note(gate, second);
        }
    }

    #[inline(never)]
    fn note(&mut self, gate: &KeySpaceGate, second: u64) {
        if second - self.second >= SECONDS {
            self.levels.clear();
        }
        let from = self.second.max(second.saturating_sub(SECONDS));
        self.levels.extend((from..second).map(|second| level(gate, second)));
        let many = self.levels.len().saturating_sub(SECONDS as usize);
        self.levels.drain(..many);
        self.second = second;
    }

    /// A request on this partition was refused.
    pub(crate) fn refuse(&mut self, now: EpochMillis, partition: u32) {
        let second = now.0 / 1_000;
        let recent = self.refusals.iter_mut().rev().take_while(|(at, ..)| *at == second);
        if let Some((.., events)) = recent.into_iter().find(|(_, of, _)| *of == partition) {
            *events += 1;
            return;
        }
        if self.refusals.len() >= REFUSALS_MAX {
            self.refusals.pop_front();
        }
        self.refusals.push_back((second, partition, 1));
    }

    /// What the pool held at the end of a second, if it is still known.
    pub(crate) fn level(&self, gate: &KeySpaceGate, second: u64) -> Option<Level> {
        match self.second.checked_sub(second) {
            None | Some(0) => Some(level(gate, second)),
            Some(ago) => self.levels.len().checked_sub(usize::try_from(ago).ok()?).and_then(|at| self.levels.get(at)).copied(),
        }
    }

    /// Refusals from a second on: second, partition, events.
    pub(crate) fn refusals(&self, from: u64) -> impl Iterator<Item = (u64, u32, u64)> {
        self.refusals.iter().copied().filter(move |(second, ..)| *second >= from)
    }
}

/// Buckets tell what they will hold if nothing more is drawn.
fn level(gate: &KeySpaceGate, second: u64) -> Level {
    let end = EpochMillis(second.saturating_mul(1_000).saturating_add(999));
    let both = |of: &dyn Fn(Direction) -> u64| (of(Direction::Read), of(Direction::Write));
    let left = |direction| gate.burst_left(direction, end);
    Level {
        limit: both(&|direction| gate.limit(direction, end)),
        left_thousandths: (left(Direction::Read), left(Direction::Write)),
    }
}
