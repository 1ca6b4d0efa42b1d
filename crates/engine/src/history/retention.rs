//! Who needs a table's past, and for how long.
//!
//! It says nothing of how records are kept; see [`super::records`]. It is a part of the table's settings, so it is durable, undone
//! and rolled back with them.

use model::EpochMillis;

/// Why a table keeps its past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RetentionReason {
    /// A stream. It can be read for its time after it was disabled, and after its table was deleted.
    Stream,
    /// A Kinesis data stream as destination; as long as a stream.
    KinesisDestination,
    /// Point-in-time recovery.
    PointInTime,
    /// A replica in another region.
    Replication,
}

impl RetentionReason {
    const ALL: [RetentionReason; 4] = [
        RetentionReason::Stream,
        RetentionReason::KinesisDestination,
        RetentionReason::PointInTime,
        RetentionReason::Replication,
    ];

    /// The number under which it is stored.
    pub(crate) fn code(self) -> u8 {
        Self::ALL.iter().zip(0..).find(|(reason, _)| **reason == self).map_or(0, |(_, code)| code)
    }

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    fn outlives_table(self) -> bool {
        matches!(self, RetentionReason::Stream | RetentionReason::KinesisDestination)
    }
}

/// What one reader needs of a table's past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Who needs it.
    pub reason: RetentionReason,
    /// How long each record is kept, in milliseconds of engine time.
    pub keep_ms: u64,
    /// When the need began: there is no earlier record for it.
    pub since: EpochMillis,
    /// Every change of an item with a higher sequence number is kept, up to the end of the need.
    pub after_sequence: u64,
    /// When it ended, if it has. What was kept stays until its time is over.
    pub ended: Option<EpochMillis>,
}

impl Need {
    /// The earliest moment whose changes it needs at `now`; `None` if its time is over.
    pub fn oldest(&self, now: EpochMillis) -> Option<EpochMillis> {
        let oldest = EpochMillis(now.0.saturating_sub(self.keep_ms)).max(self.since);
        self.ended.is_none_or(|ended| ended >= oldest).then_some(oldest)
    }

    /// Keeps records for another time from now on. What the shorter time has let go does not come back.
    fn lengthen(&mut self, keep_ms: u64, now: EpochMillis) {
        self.since = self.since.max(EpochMillis(now.0.saturating_sub(self.keep_ms)));
        self.keep_ms = keep_ms;
    }
}

/// All needs of one table. Empty for most tables: then nothing is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    needs: Vec<Need>,
}

impl Retention {
    /// From now on, changes are kept for `keep_ms`. `sequence` is the newest change of the database. Where the reason is
    /// there already, only its duration changes.
    pub fn begin(&mut self, reason: RetentionReason, keep_ms: u64, now: EpochMillis, sequence: u64) {
        self.needs.retain(|need| need.oldest(now).is_some());
        match self.needs.iter_mut().find(|need| need.reason == reason && need.ended.is_none()) {
            Some(need) => need.lengthen(keep_ms, now),
            None => self.needs.push(Need { reason, keep_ms, since: now, after_sequence: sequence, ended: None }),
        }
    }

    /// From now on, nothing is kept for this reason; what was kept stays until its time is over.
    pub fn end(&mut self, reason: RetentionReason, now: EpochMillis) {
        self.needs.retain(|need| need.oldest(now).is_some());
        let Some(at) = self.needs.iter().position(|need| need.reason == reason && need.ended.is_none()) else { return };
        let ended = self.needs.remove(at);
        // One entry for all that has ended, however often a stream is switched: from the first to the last of them.
        match self.needs.iter_mut().find(|need| need.reason == reason) {
            Some(earlier) => {
                earlier.keep_ms = earlier.keep_ms.max(ended.keep_ms);
                earlier.ended = Some(now);
            }
            None => self.needs.push(Need { ended: Some(now), ..ended }),
        }
    }

    /// Nothing is kept for this reason any more.
    pub fn remove(&mut self, reason: RetentionReason) {
        self.needs.retain(|need| need.reason != reason);
    }

    /// The need for this reason that has not ended.
    pub fn need(&self, reason: RetentionReason) -> Option<&Need> {
        self.needs.iter().find(|need| need.reason == reason && need.ended.is_none())
    }

    /// All needs, also those that have ended.
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// The earliest moment whose changes somebody needs at `now`; `None` if nobody needs any.
    pub fn oldest(&self, now: EpochMillis) -> Option<EpochMillis> {
        self.needs.iter().filter_map(|need| need.oldest(now)).min()
    }

    /// These needs are restored (by undo) on a table that has others: one that had ended begins anew, since nothing was kept
    /// for it in between.
    pub(crate) fn resume(&mut self, present: &Retention, now: EpochMillis, sequence: u64) {
        for need in self.needs.iter_mut().filter(|need| need.ended.is_none()) {
            match present.need(need.reason) {
                Some(known) => {
                    let keep_ms = need.keep_ms;
                    *need = known.clone();
                    need.lengthen(keep_ms, now);
                }
                None => (need.since, need.after_sequence) = (now, sequence),
            }
        }
    }

    /// Whether new changes are kept.
    pub(crate) fn is_active(&self) -> bool {
        self.needs.iter().any(|need| need.ended.is_none())
    }

    /// The table is deleted: only a reader that outlives it goes on.
    pub(crate) fn table_deleted(&mut self, now: EpochMillis) {
        self.needs.retain(|need| need.reason.outlives_table());
        for need in &mut self.needs {
            need.ended.get_or_insert(now);
        }
    }

    pub(crate) fn from_needs(needs: Vec<Need>) -> Self {
        Retention { needs }
    }
}

#[cfg(test)]
mod tests {
    use super::{EpochMillis, Retention, RetentionReason};

    #[test]
    fn the_longest_need_decides_and_what_has_ended_runs_out() {
        let mut retention = Retention::default();
        assert_eq!(retention.oldest(EpochMillis(50)), None);
        retention.begin(RetentionReason::Stream, 100, EpochMillis(1_000), 7);
        retention.begin(RetentionReason::PointInTime, 500, EpochMillis(1_200), 9);
        assert_eq!(retention.oldest(EpochMillis(1_050)), Some(EpochMillis(1_000)));
        assert_eq!(retention.oldest(EpochMillis(1_600)), Some(EpochMillis(1_200)), "no need reaches before its beginning");
        assert_eq!(retention.oldest(EpochMillis(2_000)), Some(EpochMillis(1_500)));
        retention.remove(RetentionReason::PointInTime);
        assert_eq!(retention.oldest(EpochMillis(2_000)), Some(EpochMillis(1_900)));
        retention.end(RetentionReason::Stream, EpochMillis(2_000));
        assert!(!retention.is_active());
        assert_eq!(retention.oldest(EpochMillis(2_100)), Some(EpochMillis(2_000)));
        assert_eq!(retention.oldest(EpochMillis(2_101)), None);
    }

    #[test]
    fn a_longer_need_does_not_bring_back_what_is_gone() {
        let mut retention = Retention::default();
        retention.begin(RetentionReason::PointInTime, 100, EpochMillis(1_000), 7);
        retention.begin(RetentionReason::PointInTime, 900, EpochMillis(1_500), 8);
        assert_eq!(retention.oldest(EpochMillis(1_500)), Some(EpochMillis(1_400)));
        let before = retention.clone();
        retention.begin(RetentionReason::PointInTime, 50, EpochMillis(1_600), 9);
        let mut undone = before.clone();
        undone.resume(&retention, EpochMillis(1_700), 10);
        assert_eq!(undone.oldest(EpochMillis(1_700)), Some(EpochMillis(1_650)));
        retention.remove(RetentionReason::PointInTime);
        let mut undone = before;
        undone.resume(&retention, EpochMillis(1_700), 10);
        assert_eq!(undone.oldest(EpochMillis(1_700)), Some(EpochMillis(1_700)));
    }

    #[test]
    fn a_deleted_table_keeps_its_stream_and_nothing_else() {
        let mut retention = Retention::default();
        retention.begin(RetentionReason::Stream, 100, EpochMillis(1_000), 7);
        retention.begin(RetentionReason::PointInTime, 500, EpochMillis(1_000), 7);
        retention.table_deleted(EpochMillis(1_300));
        assert_eq!(retention.oldest(EpochMillis(1_350)), Some(EpochMillis(1_250)));
        assert_eq!(retention.oldest(EpochMillis(1_401)), None);
    }

    #[test]
    fn switching_often_takes_one_entry() {
        let mut retention = Retention::default();
        for turn in 0..50 {
            retention.begin(RetentionReason::Stream, 100, EpochMillis(turn * 10), turn);
            retention.end(RetentionReason::Stream, EpochMillis(turn * 10 + 5));
        }
        assert_eq!(retention.needs().len(), 1);
    }
}
