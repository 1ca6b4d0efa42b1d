//! Undo and redo of acknowledged requests, and rolling back what could not be made durable.
//!
//! Both take changes back from their before-images. Undo makes ordinary changes, so it is durable and can be undone itself (that
//! is redo). Rolling back makes none: it puts the engine back to where it stood. Undo reaches back within this session,
//! a bounded number of steps; images are shared, so a step costs a few pointers for each change.

use std::collections::VecDeque;
use std::sync::Arc;

use api::IndexStatus;
use model::{EpochMillis, SharedItem};
use report::UndoStep;

use crate::table::recount;
use crate::{Change, ChangeRecord, Engine, ItemChange, Table, TableChange, TableId};

/// Steps that can be undone (our bound).
pub const UNDO_STEPS: usize = 100;
/// Changes of all steps together (our bound: their images are what the memory goes to). The newest step is kept whatever its
/// size.
pub const UNDO_CHANGES: usize = 200_000;

/// What can be undone and redone.
#[derive(Clone, Debug, Default)]
pub(crate) struct UndoHistory {
    done: VecDeque<Step>,
    /// Changes of all steps of `done`.
    changes: usize,
    undone: Vec<Step>,
    group: Option<Step>,
}

/// What a step is called. Put into words only when somebody asks: every write makes a step.
#[derive(Clone, Debug)]
enum Label {
    /// A request on the items of this table.
    Items(&'static str, TableId),
    /// A request on a table as a whole.
    Table(&'static str, Arc<Table>),
    /// A group.
    Named(String),
}

/// Changes that are taken back together.
#[derive(Clone, Debug)]
struct Step {
    label: Label,
    changes: Vec<StepChange>,
    /// Sequence number of the first change made when the step was last done, undone or redone.
    first: u64,
    /// It was undone and then done again, so that rolling it back leaves it undone.
    again: bool,
}

#[derive(Clone, Debug)]
struct StepChange {
    sequence: u64,
    change: Images,
}

/// A change's images; an item's key is computed from them when it is needed.
#[derive(Clone, Debug)]
enum Images {
    Item { table: TableId, before: Option<SharedItem>, after: Option<SharedItem> },
    Table(TableChange),
}

impl Images {
    fn of(change: &Change) -> Self {
        match change {
            Change::Item(ItemChange { table, before, after, .. }) => {
                Images::Item { table: *table, before: before.clone(), after: after.clone() }
            }
            Change::Table(change) => Images::Table(change.clone()),
        }
    }
}

impl UndoHistory {
    /// Keeps what a request changed.
    pub(crate) fn note(&mut self, operation: &'static str, batch: &[ChangeRecord]) {
        let Some(first) = batch.first() else { return };
        self.undone.clear();
        let changes = batch.iter().map(|record| StepChange { sequence: record.sequence, change: Images::of(&record.change) });
        if let Some(group) = &mut self.group {
            group.changes.extend(changes);
            return;
        }
        let label = match &first.change {
            Change::Item(change) => Label::Items(operation, change.table),
            Change::Table(TableChange { before, after, .. }) => match after.as_ref().or(before.as_ref()) {
                Some(table) => Label::Table(operation, Arc::clone(table)),
                None => Label::Named(operation.to_owned()),
            },
        };
        let step = Step { label, changes: changes.collect(), first: first.sequence, again: false };
        self.push(step);
    }

    fn push(&mut self, step: Step) {
        self.changes += step.changes.len();
        self.done.push_back(step);
        while self.done.len() > UNDO_STEPS || (self.changes > UNDO_CHANGES && self.done.len() > 1) {
            self.changes -= self.done.pop_front().map_or(0, |step| step.changes.len());
        }
    }

    fn pop(&mut self) -> Option<Step> {
        let step = self.done.pop_back()?;
        self.changes -= step.changes.len();
        Some(step)
    }

    /// Forgets or turns back steps that are not older than this change: it was rolled back.
    fn roll_back(&mut self, sequence: u64) {
        while self.undone.last().is_some_and(|step| step.first >= sequence) {
            self.undone.pop().into_iter().for_each(|step| self.push(step));
        }
        if let Some(group) = &mut self.group {
            group.changes.retain(|change| change.sequence < sequence);
        }
        while let Some(mut step) = self.pop() {
            if step.again && step.first >= sequence {
                step.again = false;
                self.undone.push(step);
                continue;
            }
            step.changes.retain(|change| change.sequence < sequence);
            if !step.changes.is_empty() {
                return self.push(step);
            }
        }
    }
}

impl Engine {
    /// What undo would take back.
    pub fn undo_label(&self) -> Option<UndoStep> {
        self.undo.done.back().map(|step| self.in_words(&step.label))
    }

    /// What redo would do again.
    pub fn redo_label(&self) -> Option<UndoStep> {
        self.undo.undone.last().map(|step| self.in_words(&step.label))
    }

    fn in_words(&self, label: &Label) -> UndoStep {
        let label = match label {
            Label::Items(operation, table) => match self.database.table(*table) {
                Some(table) => format!("{operation} on {}", table.name),
                None => (*operation).to_owned(),
            },
            Label::Table(operation, table) => format!("{operation} {}", table.name),
            Label::Named(name) => name.clone(),
        };
        UndoStep { label }
    }

    /// From here on, requests are one step with this label, until [`Engine::end_group`]. A group that is open is closed first.
    pub fn begin_group(&mut self, label: &str) {
        self.end_group();
        self.undo.group = Some(Step { label: Label::Named(label.to_owned()), changes: vec![], first: 0, again: false });
    }

    /// The group is whole. One that changed nothing leaves no step.
    pub fn end_group(&mut self) {
        if let Some(mut group) = self.undo.group.take().filter(|group| !group.changes.is_empty()) {
            group.first = group.changes.first().map_or(0, |change| change.sequence);
            self.undo.push(group);
        }
    }

    /// Takes the last step back. The changes are to be made durable; empty if there is nothing to undo.
    pub fn undo(&mut self, now: EpochMillis) -> Vec<ChangeRecord> {
        self.end_group();
        self.drain_due(now);
        let Some(mut step) = self.undo.pop() else { return self.take_unsent() };
        step.first = self.sequence + 1;
        for change in step.changes.iter().rev() {
            match &change.change {
                Images::Item { table, before, after } => self.put_image(*table, after.as_ref(), before.clone()),
                Images::Table(change) => self.put_table(change.table, change.before.clone(), now),
            }
        }
        self.undo.undone.push(step);
        self.take_unsent()
    }

    /// Does the step that was undone last again. The changes are to be made durable; empty if there is none.
    pub fn redo(&mut self, now: EpochMillis) -> Vec<ChangeRecord> {
        self.end_group();
        self.drain_due(now);
        let Some(mut step) = self.undo.undone.pop() else { return self.take_unsent() };
        (step.first, step.again) = (self.sequence + 1, true);
        for change in &step.changes {
            match &change.change {
                Images::Item { table, before, after } => self.put_image(*table, before.as_ref(), after.clone()),
                Images::Table(change) => self.put_table(change.table, change.after.clone(), now),
            }
        }
        self.undo.push(step);
        self.take_unsent()
    }

    /// Puts the engine back to before these changes, which could not be made durable. They are the newest ones, in order.
    /// Units that they consumed stay metered.
    pub fn roll_back(&mut self, batch: &[ChangeRecord]) {
        let Some(first) = batch.first().map(|record| record.sequence) else { return };
        for record in batch.iter().rev() {
            match &record.change {
                Change::Item(change) => {
                    if let Some(table) = self.database.table_mut(change.table) {
                        let write = table.plan_write(change.key.clone(), change.before.clone());
                        table.apply(write);
                    }
                }
                Change::Table(change) => {
                    let now = self.database.table(change.table).cloned();
                    let before = self.restored(now.as_deref(), change.before.clone());
                    self.place_table(now.as_deref(), before);
                }
            }
        }
        self.sequence = first - 1;
        self.undurable.forget_from(first);
        self.tokens.forget_from(first);
        self.unsent.retain(|record| record.sequence < first);
        self.undo.roll_back(first);
    }

    /// Gives an item another image, as a change of its own. `present` is the image it has now.
    fn put_image(&mut self, table: TableId, present: Option<&SharedItem>, image: Option<SharedItem>) {
        let Some(kept) = self.database.table(table) else { return };
        let Some(key) = image.as_ref().or(present).and_then(|item| kept.key.storage_key(item)) else { return };
        let write = kept.plan_write(key, image);
        let record = self.commit_item(write);
        self.unsent.extend(record);
    }

    /// Gives a table another definition (or none), as a change of its own, and does what is then due.
    fn put_table(&mut self, table: TableId, image: Option<Arc<Table>>, now: EpochMillis) {
        let present = self.database.table(table).cloned();
        let image = self.restored(present.as_deref(), image);
        let record = self.commit_table(present, image);
        self.unsent.extend(record);
        self.drain_due(now);
    }

    /// A table as `image` defines it, with the items that it has now if it is there.
    fn restored(&self, present: Option<&Table>, image: Option<Arc<Table>>) -> Option<Arc<Table>> {
        let (Some(present), Some(image)) = (present, &image) else { return image };
        let mut table = Table::clone(image);
        (table.items, table.resident) = (present.items.clone(), present.resident);
        recount(&mut table.partitions, &table.items);
        for index in &mut table.indexes {
            let same = present.indexes.iter().find(|other| {
                other.name == index.name
                    && other.key == index.key
                    && other.projected == index.projected
                    && other.status != IndexStatus::Creating
            });
            match same {
                Some(same) => {
                    index.entries = same.entries.clone();
                    recount(&mut index.partitions, &index.entries);
                }
                None => index.rebuild(&table.items, &table.key),
            }
        }
        Some(Arc::new(table))
    }
}

#[cfg(test)]
mod tests;
