//! The retained past of tables: the records of item changes that some reader still needs.
//!
//! A table without readers keeps nothing, and a write to it does nothing here. Records share their images with the table, with
//! undo and with each other. They are trimmed in bounded steps, lazily: what a reader sees is cut at the exact moment, so
//! nobody can tell when a record really went. How they are stored stands in `journal`.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use model::{EpochMillis, SharedItem, StorageKey};

use super::{ChangeRecord, Origin};
use crate::history::retention::Retention;
use crate::{Blocks, Change, Engine, Missing, Record, Table, TableId};

/// Records that one step of trimming removes (our bound: well below a millisecond).
const TRIM_STEP_RECORDS: usize = 1_000;
/// How long a record may lie around after its time, in milliseconds (our bound: a minute, so that trimming is rarely due).
const TRIM_SLACK_MS: u64 = 60_000;
/// Records that a write trims on its way: more than it adds, so that steady writes never pile up.
const TRIM_WITH_WRITE: usize = 2;

/// One change of an item that is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemRecord {
    /// Place in the history of the whole database.
    pub sequence: u64,
    /// Engine time.
    pub time: EpochMillis,
    /// What made the change.
    pub origin: Origin,
    /// Where the item stands.
    pub key: StorageKey,
    /// Before, if it existed.
    pub before: Option<SharedItem>,
    /// After, if it still exists.
    pub after: Option<SharedItem>,
}

/// The past of all tables that somebody reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Histories {
    pub(crate) tables: BTreeMap<TableId, TableHistory>,
    /// How long each table's records stay in memory whoever reads them, in milliseconds.
    recent_ms: u64,
}

/// The past of one table.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableHistory {
    pub(crate) retention: Retention,
    /// The definition of a table that is gone, without items.
    pub(crate) gone: Option<Arc<Table>>,
    /// In order; those in storage alone are older than all of them.
    pub(crate) records: VecDeque<ItemRecord>,
    /// Records that are in storage alone wait to be loaded.
    pub(crate) absent: bool,
    /// A trimming is noted as due.
    trimming: bool,
}

/// A reader's view of a table's past: the records that are retained at a moment, oldest first.
#[derive(Clone, Copy, Debug)]
pub struct History<'e> {
    of: &'e TableHistory,
    from: usize,
}

impl<'e> History<'e> {
    /// Who needs the past, since when and for how long.
    pub fn retention(&self) -> &'e Retention {
        &self.of.retention
    }

    /// The definition of a table that was deleted, without items.
    pub fn deleted_table(&self) -> Option<&'e Arc<Table>> {
        self.of.gone.as_ref()
    }

    /// All retained records.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = &'e ItemRecord> + use<'e> {
        self.of.records.range(self.from..)
    }

    /// The records with a higher sequence number.
    pub fn after(&self, sequence: u64) -> impl DoubleEndedIterator<Item = &'e ItemRecord> + use<'e> {
        let at = self.of.records.partition_point(|record| record.sequence <= sequence);
        self.of.records.range(at.max(self.from)..)
    }

    /// The records that are younger than `moment`: what happened after the state of that moment.
    pub fn since(&self, moment: EpochMillis) -> impl DoubleEndedIterator<Item = &'e ItemRecord> + use<'e> {
        let at = self.of.records.partition_point(|record| record.time <= moment);
        self.of.records.range(at.max(self.from)..)
    }

    /// What stood at `key` at `moment` if it has changed since; `None` if it has not, so that the table's item is the answer.
    /// A need has to reach back to `moment`. It looks at the records since then, one by one.
    pub fn image_at(&self, key: &[u8], moment: EpochMillis) -> Option<Option<&'e SharedItem>> {
        self.since(moment).find(|record| record.key.as_bytes() == key).map(|record| record.before.as_ref())
    }

    /// Turns the present items of the table into those of `moment`, in place. Blocks that do not change stay shared. A need has
    /// to reach back to `moment`: see [`crate::Need::oldest`].
    pub fn rewind(&self, items: &mut Blocks, moment: EpochMillis) {
        for record in self.since(moment).rev() {
            match &record.before {
                Some(item) => drop(items.insert(record.key.clone(), Record::new(Arc::clone(item)))),
                None => drop(items.remove(record.key.as_bytes())),
            }
        }
    }
}

impl Histories {
    /// Whether changes of this table's items are stored with their past.
    pub(crate) fn stores(&self, table: TableId) -> bool {
        self.tables.get(&table).is_some_and(|history| history.retention.is_active())
    }

    /// What is in memory of a table's past.
    pub(crate) fn recent(&self, table: TableId, now: EpochMillis) -> Option<History<'_>> {
        self.tables.get(&table).map(|history| history.at(now, self.recent_ms))
    }

    /// Whether no change of any table has to be noted.
    pub(crate) fn is_idle(&self) -> bool {
        self.recent_ms == 0 && self.tables.is_empty()
    }

    /// Keeps a change of an item if somebody needs it, and trims a little if it may. Gives the moment at which trimming is due,
    /// if it was not noted before.
    pub(crate) fn note(&mut self, change: &ChangeRecord, trims: bool) -> Option<(EpochMillis, TableId)> {
        let Change::Item(item) = &change.change else { return None };
        let recent_ms = self.recent_ms;
        let history = match self.tables.get_mut(&item.table) {
            Some(history) if recent_ms > 0 || history.retention.is_active() => history,
            None if recent_ms > 0 => self.tables.entry(item.table).or_default(),
            _ => return None,
        };
        history.records.push_back(ItemRecord {
            sequence: change.sequence,
            time: change.time,
            origin: item.origin,
            key: item.key.clone(),
            before: item.before.clone(),
            after: item.after.clone(),
        });
        if let Some(oldest) = history.oldest(change.time, recent_ms).filter(|_| trims) {
            history.trim(oldest, TRIM_WITH_WRITE);
        }
        history.note_trimming(change.time, recent_ms).map(|due| (due, item.table))
    }

    /// Drops the records from `sequence` on: they were rolled back.
    pub(crate) fn forget_from(&mut self, sequence: u64) {
        for history in self.tables.values_mut() {
            while history.records.pop_back_if(|record| record.sequence >= sequence).is_some() {}
        }
    }

    /// A table was put, replaced or removed. Nothing is dropped at once: the change may be rolled back.
    pub(crate) fn note_table(
        &mut self,
        before: Option<&Table>,
        after: Option<&Table>,
        now: EpochMillis,
        sequence: u64,
    ) -> Option<(EpochMillis, TableId)> {
        let recent_ms = self.recent_ms;
        let id = match (before, after) {
            (_, Some(after)) => {
                if after.control.retention.needs().is_empty() && !self.tables.contains_key(&after.id) {
                    return None;
                }
                let history = self.tables.entry(after.id).or_default();
                history.retention = after.control.retention.clone();
                history.gone = None;
                after.id
            }
            (Some(before), None) => {
                let history = self.tables.get_mut(&before.id)?;
                history.retention.table_deleted(now);
                let mut gone = before.without_items();
                gone.close_streams(now, sequence);
                history.gone = Some(Arc::new(gone));
                before.id
            }
            (None, None) => return None,
        };
        let history = self.tables.get_mut(&id)?;
        history.note_trimming(now, recent_ms).map(|due| (due, id))
    }

    /// Forgets a table as if it had never been.
    pub(crate) fn remove(&mut self, table: TableId) {
        self.tables.remove(&table);
    }

    /// Removes some of what nobody needs any more. Gives the moment at which the next step is due.
    pub(crate) fn trim_step(&mut self, table: TableId, now: EpochMillis) -> Option<EpochMillis> {
        let recent_ms = self.recent_ms;
        let history = self.tables.get_mut(&table)?;
        history.trimming = false;
        match history.oldest(now, recent_ms) {
            Some(oldest) => {
                if history.trim(oldest, TRIM_STEP_RECORDS) == TRIM_STEP_RECORDS {
                    history.trimming = true;
                    return Some(now);
                }
                history.note_trimming(now, recent_ms)
            }
            None if history.records.len() > TRIM_STEP_RECORDS => {
                history.records.drain(..TRIM_STEP_RECORDS);
                history.trimming = true;
                Some(now)
            }
            None => {
                self.tables.remove(&table);
                None
            }
        }
    }
}

impl TableHistory {
    /// The view of a reader at `now`.
    pub(crate) fn at(&self, now: EpochMillis, recent_ms: u64) -> History<'_> {
        let from = match self.oldest(now, recent_ms) {
            Some(oldest) => self.records.partition_point(|record| record.time < oldest),
            None => self.records.len(),
        };
        History { of: self, from }
    }

    /// The definition of a table that is gone, with the needs that outlive it, to be stored.
    pub(crate) fn stored_definition(&self) -> Option<Table> {
        let mut table = Table::clone(self.gone.as_ref()?);
        table.control.retention = self.retention.clone();
        Some(table)
    }

    fn oldest(&self, now: EpochMillis, recent_ms: u64) -> Option<EpochMillis> {
        let recent = (recent_ms > 0 && self.gone.is_none()).then(|| EpochMillis(now.0.saturating_sub(recent_ms)));
        [self.retention.oldest(now), recent].into_iter().flatten().min()
    }

    /// Removes at most `most` records that are older than `oldest`; says how many it removed.
    fn trim(&mut self, oldest: EpochMillis, most: usize) -> usize {
        let old = self.records.iter().take(most).take_while(|record| record.time < oldest).count();
        self.records.drain(..old);
        old
    }

    /// When the first record goes, or the history itself, unless that is noted already.
    fn note_trimming(&mut self, now: EpochMillis, recent_ms: u64) -> Option<EpochMillis> {
        if self.trimming {
            return None;
        }
        let needs = self.retention.needs().iter();
        let over = match self.records.front() {
            Some(record) => record.time.0.saturating_add(needs.map(|need| need.keep_ms).fold(recent_ms, u64::max)),
            None if self.retention.is_active() => return None,
            None => needs.filter_map(|need| Some(need.ended?.0.saturating_add(need.keep_ms))).fold(now.0, u64::max),
        };
        self.trimming = true;
        Some(EpochMillis(over.max(now.0).saturating_add(TRIM_SLACK_MS)))
    }
}

impl Engine {
    /// The past of a table: what its readers need of it at engine time. `None` if it keeps none. It may be the past of a table
    /// that was deleted. [`Missing`] if a part of it has to be loaded first.
    pub fn history(&self, table: TableId) -> Result<Option<History<'_>>, Missing> {
        match self.histories.tables.get(&table) {
            Some(history) if history.absent => Err(Missing::history(table)),
            Some(history) => Ok(Some(history.at(self.now, self.histories.recent_ms))),
            None => Ok(None),
        }
    }

    /// Whether a part of the table's past is in storage alone.
    pub(crate) fn misses_history(&self, table: TableId) -> bool {
        self.histories.tables.get(&table).is_some_and(|history| history.absent)
    }

    /// What is in memory of a table's past: enough for [`Engine::keep_recent`].
    pub fn recent_history(&self, table: TableId) -> Option<History<'_>> {
        self.histories.recent(table, self.now)
    }

    /// Keeps the last records of every table in memory for this many milliseconds of engine time, for reads that lag behind. It
    /// is not stored: who opens a database finds every replica caught up. 0 (the default) keeps none.
    pub fn keep_recent(&mut self, keep_ms: u64) {
        self.histories.recent_ms = keep_ms;
    }

    /// Tables that were deleted and whose past can still be read, by number.
    pub fn deleted_tables(&self) -> impl Iterator<Item = &Arc<Table>> {
        let now = self.now;
        let readable = self.histories.tables.values().filter(move |history| history.retention.oldest(now).is_some());
        readable.filter_map(|history| history.gone.as_ref())
    }
}
