//! Work that hangs on a due time: tables become ACTIVE or go, throughput changes, indexes are filled and dropped.
//!
//! Each piece of work is done at its own due time, whenever the engine is told that this time has come, so any division of a
//! span into ticks gives the same state. A tick does a bounded number of steps; a request finishes what is due before it
//! begins, so no request can tell whether there were ticks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use api::{IndexStatus, TableStatus};
use capacity::PartitionTable;
use model::{EpochMillis, HalfUnits, StorageKey};
use report::{Access, Consistency, IndexKind, SplitReason};

use crate::control::{BACKFILL_STEP_ITEMS, Control, Task, Work};
use crate::meter::Usage;
use crate::table::recount;
use crate::{CapacitySetting, ChangeRecord, Engine, Table, TableId};

/// Steps that one tick does (our bound: some milliseconds of backfill).
const STEPS_PER_TICK: usize = 4;

/// When work is due, and whose. Entries may be stale: the table knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct DueTimes(
    BTreeSet<(EpochMillis, Due)>,
    /// What waits until a table is in memory, by that table.
    BTreeMap<TableId, BTreeSet<Due>>,
);

/// What came of a step of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobStep {
    /// It needs what is not resident, and goes on when it is; or its table is gone.
    Waits,
    /// There is more to do, at once.
    More,
    /// It was the last one.
    Done,
}

/// Whose work is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// The control plane's work on a table.
    Table(TableId),
    /// A table's past is trimmed.
    Trimming(TableId),
    /// A table is swept of expired items.
    Sweep(TableId),
    /// Writes to a replica are carried to the others.
    Replication(TableId),
    /// A minute of enforced capacity turns.
    Minute,
}

/// How long trimming waits for a change of its table to become durable, in milliseconds of engine time (our bound).
const TRIMMING_PAUSE_MS: u64 = 1_000;

impl DueTimes {
    /// Notes when the table's next work is due.
    pub(crate) fn note(&mut self, table: &Table) {
        if let Some(due) = table.control.next_due() {
            self.0.insert((due, Due::Table(table.id)));
        }
    }

    /// Notes when a table's past is to be trimmed.
    pub(crate) fn note_trimming(&mut self, due: Option<(EpochMillis, TableId)>) {
        self.0.extend(due.map(|(due, table)| (due, Due::Trimming(table))));
    }

    /// Notes when a table is swept.
    pub(crate) fn note_sweep(&mut self, due: EpochMillis, table: TableId) {
        self.0.insert((due, Due::Sweep(table)));
    }

    /// The table's work goes on at `now`.
    pub(crate) fn again(&mut self, now: EpochMillis, table: TableId) {
        self.0.insert((now, Due::Table(table)));
    }

    /// This waits until the table is in memory.
    pub(crate) fn wait_for(&mut self, missing: TableId, what: Due) {
        self.1.entry(missing).or_default().insert(what);
    }

    /// What is waited for.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = TableId> + use<'_> {
        self.1.keys().copied()
    }

    /// A part of a table is in memory: what waited for it goes on.
    pub(crate) fn admitted(&mut self, table: TableId, now: EpochMillis) {
        for waiting in self.1.remove(&table).unwrap_or_default() {
            self.0.insert((now, waiting));
        }
    }

    /// Notes when writes to a replica are to be carried to the others.
    pub(crate) fn note_replication(&mut self, due: EpochMillis, table: TableId) {
        self.0.insert((due, Due::Replication(table)));
    }

    /// Notes when a minute of enforced capacity turns.
    pub(crate) fn note_minute(&mut self, due: EpochMillis) {
        self.0.insert((due, Due::Minute));
    }

    /// Takes the earliest entry that is due by `now`.
    fn take(&mut self, now: EpochMillis) -> Option<(EpochMillis, Due)> {
        self.0.first().filter(|(due, _)| *due <= now)?;
        self.0.pop_first()
    }
}

impl Engine {
    /// Whether work is due by `now`: then a tick has something to do.
    pub fn is_due(&self, now: EpochMillis) -> bool {
        !self.unsent.is_empty() || self.due.0.first().is_some_and(|(due, _)| *due <= now)
    }

    /// When the next work is due, for a host that wants to sleep until then.
    pub fn next_due(&self) -> Option<EpochMillis> {
        self.due.0.first().map(|(due, _)| *due)
    }

    /// Does everything that is due by `now`, in order of due times, and moves engine time on; it never goes back. The changes
    /// wait in `unsent`.
    pub(crate) fn drain_due(&mut self, now: EpochMillis) {
        while self.step(now) {}
        self.advance(now);
    }

    /// Does a bounded part of what is due by `now`. Engine time moves on to `now` once nothing is left.
    pub(crate) fn drain_some(&mut self, now: EpochMillis) {
        for _ in 0..STEPS_PER_TICK {
            if !self.step(now) {
                self.advance(now);
                return;
            }
        }
    }

    /// Does the first step that is due by `now`; false if there is none.
    fn step(&mut self, now: EpochMillis) -> bool {
        let Some((due, of)) = self.due.take(now) else { return false };
        // The engine stands at the due time while it does the work, however late it was told.
        self.advance(due);
        match of {
            Due::Table(table) => self.step_of_table(due, table),
            Due::Trimming(table) => self.trim(table, now),
            Due::Sweep(table) => self.sweep(table),
            Due::Replication(table) => self.replicate(table),
            Due::Minute => self.turn_minute(due),
        }
        true
    }

    /// Removes some of a table's past that nobody needs any more. A change of the table that may still be rolled back may bring
    /// a need back, so trimming waits for it.
    fn trim(&mut self, id: TableId, told: EpochMillis) {
        let next = match self.undurable.of_table(id) {
            0 => self.histories.trim_step(id, self.now),
            _ => Some(EpochMillis(told.0.saturating_add(TRIMMING_PAUSE_MS))),
        };
        self.due.note_trimming(next.map(|due| (due, id)));
    }

    fn step_of_table(&mut self, due: EpochMillis, id: TableId) {
        let Some(table) = self.database.table(id) else { return };
        let Some(at) = table.control.work.iter().position(|work| work.due <= due) else { return };
        let task = table.control.work.get(at).map(|work| work.task.clone());
        match task {
            Some(Task::IndexBackfill(index, done)) if !self.backfill(id, at, &index, done.as_ref()) => {}
            Some(task @ (Task::Export(_) | Task::Import(_) | Task::BulkPut(_))) => match self.job_step {
                Some(step) => self.after_step(id, at, |engine| step(engine, id, &task)),
                None => self.held_jobs.push(id),
            },
            Some(task) => self.finish(id, at, task),
            None => {}
        }
    }

    /// Does a step of a job, and what follows from it.
    fn after_step(&mut self, id: TableId, at: usize, step: impl FnOnce(&mut Engine) -> JobStep) {
        match step(self) {
            JobStep::Waits => {}
            JobStep::More => self.due.again(self.now, id),
            JobStep::Done => {
                let task = self.database.table(id).and_then(|table| table.control.work.get(at)).map(|work| work.task.clone());
                if let Some(task) = task {
                    self.finish(id, at, task);
                }
            }
        }
    }

    /// Ends a piece of work.
    fn finish(&mut self, id: TableId, at: usize, task: Task) {
        let Some(before) = self.database.table(id).cloned() else { return };
        let mut table = Table::clone(&before);
        table.control.work.remove(at);
        let after = match task {
            Task::Delete | Task::Expire | Task::Export(_) => None,
            Task::Create | Task::Import(_) => {
                for index in &mut table.indexes {
                    index.status = IndexStatus::Active;
                }
                for index in &mut table.control.vector_indexes {
                    index.status = IndexStatus::Active;
                }
                Some(table)
            }
            Task::Capacity(setting) => {
                set_capacity(&mut table, setting, self.now);
                Some(table)
            }
            Task::Setting | Task::Stream(_) | Task::Encryption | Task::BulkPut(_) => Some(table),
            Task::Warm(read, write) => {
                let added = table.control.bounds.warm_up((read, write), &mut table.partitions);
                if added && table.resident {
                    recount(&mut table.partitions, &table.key, &table.items);
                }
                Some(table)
            }
            Task::IndexWarm(name, read, write) => {
                let resident = table.resident;
                if let Some(index) = table.indexes.iter_mut().find(|index| index.name == name)
                    && index.bounds.warm_up((read, write), &mut index.partitions)
                    && resident
                {
                    recount(&mut index.partitions, &index.key, &index.entries);
                }
                Some(table)
            }
            Task::IndexCapacity(name, setting) => {
                set_index_capacity(&mut table, &name, setting, self.now);
                Some(table)
            }
            Task::IndexAllocate(name) => {
                let mut due = self.now;
                if let Some(index) = table.indexes.iter_mut().find(|index| index.name == name) {
                    index.backfilling = true;
                } else if let Some(index) = table.control.vector_index_mut(&name) {
                    index.backfilling = true;
                    // Our model: a vector index reads the items themselves, so its backfill is one step, however many there are.
                    due = EpochMillis(due.0.saturating_add(self.delays.backfill_step_ms));
                }
                table.control.work.insert(at, Work { due, task: Task::IndexBackfill(name, None) });
                Some(table)
            }
            Task::IndexDelete(name) => {
                table.indexes.retain(|index| index.name != name);
                table.control.vector_indexes.retain(|index| index.name != name);
                prune_definitions(&mut table);
                Some(table)
            }
            Task::IndexBackfill(name, _) => {
                if let Some(index) = table.indexes.iter_mut().find(|index| index.name == name) {
                    (index.status, index.backfilling) = (IndexStatus::Active, false);
                    // Writes during the backfill counted entries that were not there yet.
                    recount(&mut index.partitions, &index.key, &index.entries);
                } else if let Some(index) = table.control.vector_index_mut(&name) {
                    (index.status, index.backfilling) = (IndexStatus::Active, false);
                }
                Some(table)
            }
        };
        let after = after.map(|mut table| {
            table.status = settled_status(&table.control);
            Arc::new(table)
        });
        if let Some(after) = &after {
            self.meters.splits.note(&before, after, SplitReason::Throughput, self.now);
        }
        let record = self.commit_table(Some(before), after);
        self.unsent.extend(record);
    }

    /// One step of a backfill: at most [`BACKFILL_STEP_ITEMS`] items. True if it was the last one. An item whose index key
    /// attribute is missing or has another type is left out. A step leaves no record: index entries are derived from the
    /// items, and a backfill that is cut short by a restart begins anew.
    fn backfill(&mut self, id: TableId, at: usize, name: &str, done: Option<&StorageKey>) -> bool {
        let Some(table) = self.database.table(id) else { return true };
        let Some(index) = table.index(name) else { return true };
        let from = done.map_or(Bound::Unbounded, |key| Bound::Excluded(key.as_bytes()));
        let (mut seen, mut last, mut entries) = (0, None, vec![]);
        for (key, record) in table.items.range(from, Bound::Unbounded).take(BACKFILL_STEP_ITEMS) {
            (seen, last) = (seen + 1, Some(key.clone()));
            entries.extend(index.entry_of(key, &record.item, record.size_bytes, &table.key));
        }
        for entry in &entries {
            // Our model: a backfill consumes the index's write units as the same writes would.
            let usage = Usage {
                table: id,
                index: Some((name, IndexKind::Global)),
                partition: index.partitions.partition_of(entry.place).0,
                access: Access::Write,
                consistency: Consistency::Strong,
                units: HalfUnits::write(entry.record.size_bytes as usize),
            };
            self.meters.record_index_build(self.now, usage);
        }
        let passed = last.as_ref().map_or(table.items.len(), |key| table.items.rank(key.as_bytes()) + 1);
        self.meters.record_index_progress(self.now, id, name, (passed, table.items.len()));
        let due = EpochMillis(self.now.0.saturating_add(self.delays.backfill_step_ms));
        let Some(table) = self.database.table_mut(id) else { return true };
        let Some(index) = table.indexes.iter_mut().find(|index| index.name == name) else { return true };
        for entry in entries {
            index.entries.insert(entry.key, entry.record);
        }
        if seen < BACKFILL_STEP_ITEMS {
            return true;
        }
        if let Some(work) = table.control.work.get_mut(at) {
            *work = Work { due, task: Task::IndexBackfill(name.to_owned(), last) };
        }
        self.due.note(table);
        false
    }

    /// Puts, replaces or removes a table, and keeps due times and meters in step.
    pub(crate) fn place_table(&mut self, before: Option<&Table>, after: Option<Arc<Table>>) {
        let trimming = self.histories.note_table(before, after.as_deref(), self.now, self.sequence);
        self.due.note_trimming(trimming);
        match (before, after) {
            (_, Some(after)) => {
                self.has_policies |= after.control.policy.is_some();
                if after.is_replica() {
                    // Also after opening: what was on its way goes on.
                    self.due.note_replication(self.now, after.id);
                }
                self.due.note(&after);
                self.meters.note_present(&after, self.now);
                self.meters.metrics.note_settings(self.now, &after);
                if let Some(gate) = &mut self.gate {
                    gate.follow(&after, self.now);
                }
                let id = after.id;
                self.database.insert(after);
                self.note_expiry(id);
            }
            (Some(before), None) => {
                self.meters.note_deleted(before, self.now);
                self.database.remove(before.id);
                if let Some(gate) = &mut self.gate {
                    gate.forget(before.id);
                }
            }
            (None, None) => {}
        }
    }

    /// Takes the changes that no reply has carried yet.
    pub(crate) fn take_unsent(&mut self) -> Vec<ChangeRecord> {
        std::mem::take(&mut self.unsent)
    }
}

/// UPDATING while throughput or a setting is changed or an index is allocated or dropped; ACTIVE during a backfill, as
/// measured (LAB 402).
pub(crate) fn settled_status(control: &Control) -> TableStatus {
    let status = |task: &Task| match task {
        Task::Create | Task::Import(_) => TableStatus::Creating,
        Task::Delete => TableStatus::Deleting,
        Task::Capacity(_) | Task::Setting | Task::Stream(_) | Task::IndexAllocate(_) | Task::IndexDelete(_) => {
            TableStatus::Updating
        }
        Task::IndexCapacity(..)
        | Task::IndexBackfill(..)
        | Task::Expire
        | Task::Export(_)
        | Task::BulkPut(_)
        | Task::Warm(..)
        | Task::IndexWarm(..)
        | Task::Encryption => TableStatus::Active,
    };
    let statuses = control.work.iter().map(|work| status(&work.task));
    statuses
        .min_by_key(|status| match status {
            TableStatus::Deleting => 0,
            TableStatus::Creating => 1,
            TableStatus::Updating => 2,
            TableStatus::Active => 3,
        })
        .unwrap_or(TableStatus::Active)
}

/// Read and write units of a setting; zeros on demand.
pub(crate) fn units_of(setting: CapacitySetting) -> (u64, u64) {
    match setting {
        CapacitySetting::OnDemand => (0, 0),
        CapacitySetting::Provisioned { read_units, write_units } => (read_units, write_units),
    }
}

pub(crate) fn set_capacity(table: &mut Table, setting: CapacitySetting, now: EpochMillis) {
    table.control.bounds.keep(table.capacity);
    match (table.capacity, setting) {
        (CapacitySetting::Provisioned { .. }, CapacitySetting::Provisioned { .. }) => {
            table.control.throughput.note(units_of(table.capacity), units_of(setting), now);
        }
        (_, CapacitySetting::OnDemand) => {
            table.control.billing_summary = Some(Some(now));
            for index in table.indexes.iter_mut().filter(|index| index.kind == IndexKind::Global) {
                index.bounds.keep(index.capacity);
                index.capacity = CapacitySetting::OnDemand;
            }
        }
        (CapacitySetting::OnDemand, CapacitySetting::Provisioned { .. }) => {
            let last = table.control.billing_summary.flatten();
            table.control.billing_summary = Some(last);
            table.control.bounds.clear_maximums();
            table.indexes.iter_mut().for_each(|index| index.bounds.clear_maximums());
        }
    }
    table.capacity = setting;
    if grow(&mut table.partitions, setting) && table.resident {
        recount(&mut table.partitions, &table.key, &table.items);
    }
}

pub(crate) fn set_index_capacity(table: &mut Table, name: &str, setting: CapacitySetting, now: EpochMillis) {
    let Some(index) = table.indexes.iter_mut().find(|index| index.name == name) else { return };
    if let (CapacitySetting::Provisioned { .. }, CapacitySetting::Provisioned { .. }) = (index.capacity, setting) {
        index.throughput.note(units_of(index.capacity), units_of(setting), now);
    }
    index.bounds.keep(index.capacity);
    index.capacity = setting;
    index.status = IndexStatus::Active;
    if grow(&mut index.partitions, setting) && table.resident {
        recount(&mut index.partitions, &index.key, &index.entries);
    }
}

/// Partitions are added and never taken away. A change to on-demand adds none: the table keeps what it reached.
fn grow(partitions: &mut PartitionTable, setting: CapacitySetting) -> bool {
    match setting {
        CapacitySetting::OnDemand => false,
        CapacitySetting::Provisioned { .. } => !partitions.grow_to(setting.partitions()).is_empty(),
    }
}

/// Forgets the definitions of attributes that are in no key any more (LAB 358).
fn prune_definitions(table: &mut Table) {
    let (key, indexes, control) = (&table.key, &table.indexes, &table.control);
    table.attribute_definitions.retain(|(name, _)| {
        key.contains(name) || indexes.iter().any(|index| index.key.contains(name)) || control.searches_by(name)
    });
}
