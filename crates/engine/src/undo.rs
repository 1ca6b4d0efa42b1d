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

use crate::control::{Task, Work};
use crate::role::Role;
use crate::table::recount;
use crate::tokens::is_token;
use crate::{
    Change, ChangeRecord, Engine, ItemChange, ObjectBytes, ObjectChange, ObjectKey, Retention, Table, TableChange, TableId,
};

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
    /// The step that was undone last comes last.
    undone: Vec<Step>,
    /// Undone steps that a later request made impossible to redo, with its sequence number, until that request is durable:
    /// rolling it back may bring them back.
    dropped: Vec<(u64, Vec<Step>)>,
    group: Option<Step>,
    /// No step is kept.
    is_off: bool,
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
    /// Sequence numbers of the first change of each undo and redo of the step, in turn: after an odd number it is undone.
    toggles: VecDeque<u64>,
}

/// Undos and redos of one step that rolling back can follow (our bound: more than wait for one commit).
const TOGGLES: usize = 64;

impl Step {
    /// The step is undone or redone by changes from `sequence` on.
    fn toggle(&mut self, sequence: u64) {
        if self.toggles.len() >= TOGGLES {
            // In pairs, so that it stays known whether the step is undone.
            self.toggles.drain(..2);
        }
        self.toggles.push_back(sequence);
    }
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
    Object(ObjectChange),
}

impl Images {
    fn of(change: &Change) -> Self {
        match change {
            Change::Item(ItemChange { table, before, after, .. }) => {
                Images::Item { table: *table, before: before.clone(), after: after.clone() }
            }
            Change::Table(change) => Images::Table(change.clone()),
            Change::Object(change) => Images::Object(change.clone()),
        }
    }
}

impl UndoHistory {
    /// Keeps no step from now on.
    pub(crate) fn turn_off(&mut self) {
        *self = UndoHistory { is_off: true, ..UndoHistory::default() };
    }

    /// Keeps what a request changed.
    pub(crate) fn note(&mut self, operation: &'static str, batch: &[ChangeRecord]) {
        let Some(first) = batch.iter().find(|record| !is_token(&record.change)) else { return };
        let label = match &first.change {
            Change::Item(change) => Label::Items(operation, change.table),
            Change::Table(TableChange { before, after, .. }) => match after.as_ref().or(before.as_ref()) {
                Some(table) => Label::Table(operation, Arc::clone(table)),
                None => Label::Named(operation.to_owned()),
            },
            Change::Object(change) => Label::Named(format!("{operation} {}", change.key.name)),
        };
        self.keep(label, first, batch);
    }

    /// Keeps what a host changed outside of a request, as a step of this name.
    pub(crate) fn note_as(&mut self, label: String, batch: &[ChangeRecord]) {
        if let Some(first) = batch.first() {
            self.keep(Label::Named(label), first, batch);
        }
    }

    fn keep(&mut self, label: Label, first: &ChangeRecord, batch: &[ChangeRecord]) {
        if self.is_off {
            return;
        }
        if !self.undone.is_empty() {
            self.dropped.push((first.sequence, std::mem::take(&mut self.undone)));
        }
        let kept = batch.iter().filter(|record| !makes_bucket(&record.change));
        let changes = kept.map(|record| StepChange { sequence: record.sequence, change: Images::of(&record.change) });
        if let Some(group) = &mut self.group {
            group.changes.extend(changes);
            return;
        }
        self.push(Step { label, changes: changes.collect(), toggles: VecDeque::new() });
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

    /// Changes up to this one will not be rolled back any more.
    pub(crate) fn forget_up_to(&mut self, sequence: u64) {
        self.dropped.retain(|(at, _)| *at > sequence);
    }

    /// Turns steps back to what they were before this change, which was rolled back; forgets those that began with it or later.
    fn roll_back(&mut self, sequence: u64) {
        if let Some(group) = &mut self.group {
            group.changes.retain(|change| change.sequence < sequence);
        }
        let mut steps: Vec<Step> = self.done.drain(..).chain(self.undone.drain(..).rev()).collect();
        // A step that is undone is younger than all that are done, and those dropped earlier are younger than those dropped later.
        while let Some((_, dropped)) = self.dropped.pop_if(|(at, _)| *at >= sequence) {
            steps.extend(dropped.into_iter().rev());
        }
        self.changes = 0;
        for mut step in steps {
            step.changes.retain(|change| change.sequence < sequence);
            step.toggles.retain(|toggle| *toggle < sequence);
            match step.toggles.len() % 2 {
                _ if step.changes.is_empty() => {}
                0 => self.push(step),
                _ => self.undone.push(step),
            }
        }
        self.undone.reverse();
    }
}

/// A bucket that came into being stays, empty: by the time of the undo, files of others may lie in it.
fn makes_bucket(change: &Change) -> bool {
    matches!(change, Change::Table(TableChange { before: None, after: Some(table), .. }) if table.control.role == Role::Bucket)
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
        self.undo.group = Some(Step { label: Label::Named(label.to_owned()), changes: vec![], toggles: VecDeque::new() });
    }

    /// The group is whole. One that changed nothing leaves no step.
    pub fn end_group(&mut self) {
        if let Some(group) = self.undo.group.take().filter(|group| !group.changes.is_empty()) {
            self.undo.push(group);
        }
    }

    /// Takes the last step back. The changes are to be made durable; empty if there is nothing to undo.
    pub fn undo(&mut self, now: EpochMillis) -> Vec<ChangeRecord> {
        self.end_group();
        self.drain_due(now);
        let Some(mut step) = self.undo.pop() else { return self.take_unsent() };
        step.toggle(self.sequence + 1);
        for change in step.changes.iter().rev() {
            match &change.change {
                Images::Item { table, before, after } => self.put_image(*table, after.as_ref(), before.clone()),
                Images::Table(change) => self.put_table(change.table, change.before.clone(), change.after.as_deref(), now),
                Images::Object(change) => self.put_object(&change.key, change.before.clone()),
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
        step.toggle(self.sequence + 1);
        for change in &step.changes {
            match &change.change {
                Images::Item { table, before, after } => self.put_image(*table, before.as_ref(), after.clone()),
                Images::Table(change) => self.put_table(change.table, change.after.clone(), change.before.as_deref(), now),
                Images::Object(change) => self.put_object(&change.key, change.after.clone()),
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
                    // The sweep that removed it may have been the last one noted.
                    self.note_expiry(change.table);
                }
                Change::Table(change) => {
                    let now = self.database.table(change.table).cloned();
                    let before = self.restored(now.as_deref(), change.before.clone());
                    let unmade = before.is_none().then_some(change.table);
                    self.place_table(now.as_deref(), before);
                    unmade.into_iter().for_each(|table| self.histories.remove(table));
                }
                Change::Object(change) => self.place_object(change.key.clone(), change.before.clone()),
            }
        }
        self.sequence = first - 1;
        self.undurable.forget_from(first);
        self.token_ages.forget();
        self.histories.forget_from(first);
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

    /// Gives an object another image, as a change of its own.
    fn put_object(&mut self, key: &ObjectKey, image: Option<ObjectBytes>) {
        let record = self.commit_object(key.clone(), image);
        self.unsent.extend(record);
    }

    /// Gives a table another definition (or none), as a change of its own, and does what is then due. `other` is the definition
    /// on the other side of the step.
    fn put_table(&mut self, table: TableId, image: Option<Arc<Table>>, other: Option<&Table>, now: EpochMillis) {
        let present = self.database.table(table).cloned();
        let image = match (present.as_deref(), image, other) {
            (Some(present), Some(mut image), Some(other)) => {
                keep_capacity(present, Arc::make_mut(&mut image), other);
                Some(image)
            }
            (_, image, _) => image,
        };
        let mut image = self.restored(present.as_deref(), image);
        if let Some(image) = &mut image {
            let nothing = Retention::default();
            let present = present.as_ref().map_or(&nothing, |present| &present.control.retention);
            if !image.control.retention.needs().is_empty() {
                Arc::make_mut(image).control.retention.resume(present, self.now, self.sequence);
            }
        }
        let record = self.commit_table(present, image);
        self.unsent.extend(record);
        self.drain_due(now);
    }

    /// A table as `image` defines it, with the items that it has now if it is there.
    fn restored(&self, present: Option<&Table>, image: Option<Arc<Table>>) -> Option<Arc<Table>> {
        let (Some(present), Some(image)) = (present, &image) else { return image };
        let mut table = Table::clone(image);
        (table.items, table.resident) = (present.items.clone(), present.resident);
        recount(&mut table.partitions, &table.key, &table.items);
        table.rebuild_expiries();
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
                    recount(&mut index.partitions, &index.key, &index.entries);
                }
                None => index.rebuild(&table.items, &table.key),
            }
        }
        Some(Arc::new(table))
    }
}

/// Partitions are never merged, and capacity that the step did not change stays as auto scaling has set it.
fn keep_capacity(present: &Table, image: &mut Table, other: &Table) {
    image.partitions = present.partitions.clone();
    // A request that changes capacity leaves work behind, which does so.
    let is_of_capacity = |work: &Work| matches!(work.task, Task::Capacity(_) | Task::IndexCapacity(..));
    let changes = |table: &Table| table.control.work.iter().any(is_of_capacity);
    let keeps = !changes(image) && !changes(other);
    if keeps && image.capacity == other.capacity {
        image.capacity = present.capacity;
    }
    for index in &mut image.indexes {
        let same = |table: &'_ Table| table.indexes.iter().position(|known| known.name == index.name && known.key == index.key);
        if let Some(now) = same(present).and_then(|at| present.indexes.get(at)) {
            index.partitions = now.partitions.clone();
            let unchanged =
                same(other).and_then(|at| other.indexes.get(at)).is_some_and(|other| other.capacity == index.capacity);
            if keeps && unchanged {
                index.capacity = now.capacity;
            }
        }
    }
}

#[cfg(test)]
mod tests;
