//! Opening: from stored pairs to an engine.
//!
//! The catalogue gives the tables, the log what changed since. Changes of tables that are not resident wait until their blocks
//! are loaded. A group of log values that ends the log and is not whole was never acknowledged and is dropped; anything else
//! that cannot be read is an error.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{EpochMillis, SharedItem, StorageKey};

use super::catalogue::{read_meters, read_objects, read_table};
use super::codec::{Reader, Writer, unseal};
use super::history_chunks::StoredHistory;
use super::record::{LogRecord, Logged};
use super::{CATALOGUE_KEY, Corrupt, Journal, LAYOUT, LAYOUT_KEY, METERS_KEY, OpenError, layout, meters_value};
use crate::meter::Meters;
use crate::storage::{Area, Pairs, Write};
use crate::{Blocks, Change, ChangeRecord, Engine, ItemRecord, Table, TableId};

/// Last states of items that wait for their table, by key.
pub(crate) type Tail = BTreeMap<StorageKey, Option<SharedItem>>;

/// Appends what the catalogue says of the engine.
pub(super) fn write_engine(out: &mut Writer, seed: u64, sequence: u64, now: u64, last_table: u64) {
    for number in [seed, sequence, now, last_table] {
        out.number(number);
    }
}

/// Rebuilds the engine and its journal.
pub(super) fn open(meta: &Pairs, log: &Pairs, seed: u64) -> Result<(Engine, Journal), OpenError> {
    let value = |key: &[u8]| meta.iter().find(|(of, _)| of == key).map(|(_, value)| value.as_slice());
    let Some(layout) = value(LAYOUT_KEY) else {
        return match log.first() {
            None => {
                let engine = Engine::new(seed);
                let journal = Journal::new(&engine);
                Ok((engine, journal))
            }
            Some(_) => Err(OpenError::Corrupt(Corrupt::Layout)),
        };
    };
    let layout = check_layout(layout)?;
    let corrupt = OpenError::Corrupt(Corrupt::Catalogue);
    let catalogue = value(CATALOGUE_KEY).and_then(unseal).ok_or(corrupt.clone())?;
    let (mut engine, mut journal) = read_catalogue(catalogue, layout).ok_or(corrupt)?;
    let meters = value(METERS_KEY).and_then(unseal).and_then(|bytes| {
        let mut bytes = Reader::of_layout(bytes, layout);
        Some((bytes.number()?, read_meters(&mut bytes)?))
    });
    if layout < LAYOUT {
        // What is appended from now on is in the new layout, so the catalogue goes along in the new one.
        journal.fresh = migrated(&journal, &engine, meters.as_ref());
    }
    replay(&mut engine, &mut journal, log)?;
    // Meters may be older than the log; without them the figures begin anew, but no data is lost.
    if let Some((now, meters)) = meters {
        let stored = EpochMillis(now);
        engine.now = engine.now.max(stored);
        engine.meters = meters;
        match layout {
            ..4 => engine.meters.assume_stored(&engine.database, engine.now),
            _ => engine.meters.catch_up(&engine.database, stored, engine.now),
        }
        for table in engine.database.tables() {
            engine.meters.note_present(table, engine.now);
        }
    }
    Ok((engine, journal))
}

/// Refuses a newer layout. What an older one does not have is given its default while it is read ([`Reader::since`]).
fn check_layout(value: &[u8]) -> Result<u64, OpenError> {
    let layout = unseal(value).and_then(|bytes| Reader::new(bytes).number());
    match layout.ok_or(OpenError::Corrupt(Corrupt::Layout))? {
        0 => Err(OpenError::Corrupt(Corrupt::Layout)),
        layout if layout <= LAYOUT => Ok(layout),
        found => Err(OpenError::Newer { found }),
    }
}

/// The stored values of a database as it was opened, in the present layout.
fn migrated(journal: &Journal, engine: &Engine, meters: Option<&(u64, Meters)>) -> Vec<Write> {
    let mut writes = vec![layout(), Write::Put(Area::Meta, CATALOGUE_KEY.to_vec(), journal.catalogue(engine))];
    writes.extend(meters.map(|(now, meters)| meters_value(*now, meters)));
    writes
}

/// Counters stay below this, so that counting on never overflows, whoever wrote the file.
const COUNTER_MAX: u64 = 1 << 53;

/// Reads what [`write_engine`] wrote.
pub(super) fn read_engine(bytes: &mut Reader<'_>) -> Option<Engine> {
    let mut engine = Engine::new(bytes.number()?);
    let mut counter = || bytes.number().filter(|number| *number < COUNTER_MAX);
    engine.sequence = counter()?;
    engine.now = EpochMillis(counter()?);
    engine.last_table = counter()?;
    Some(engine)
}

fn read_catalogue(bytes: &[u8], layout: u64) -> Option<(Engine, Journal)> {
    let mut bytes = Reader::of_layout(bytes, layout);
    let mut engine = read_engine(&mut bytes)?;
    let tables: Vec<(Table, u64)> = bytes.list(|bytes| Some((read_table(bytes)?, bytes.number()?)))?;
    engine.objects = bytes.since(2, read_objects)?;
    let histories: Vec<(TableId, Option<Table>, StoredHistory)> = bytes.since(2, |bytes| {
        bytes.list(|bytes| Some((TableId(bytes.number()?), bytes.optional(read_table)?, StoredHistory::read(bytes)?)))
    })?;
    bytes.end()?;
    let mut journal = Journal::default();
    for (table, blocks) in tables {
        place(&mut engine, &mut journal, table, blocks);
    }
    for (table, gone, stored) in histories {
        engine.place_history(table, gone, !stored.chunks.is_empty());
        journal.histories.insert(table, stored);
    }
    Some((engine, journal))
}

/// Puts a table that has this many stored blocks. It is not resident even if there are none: its items may wait in a tail.
fn place(engine: &mut Engine, journal: &mut Journal, mut table: Table, blocks: u64) {
    let id = table.id;
    engine.last_table = engine.last_table.max(id.0);
    table.resident = false;
    engine.absent += 1;
    journal.expected.insert(id, blocks);
    engine.place_table(None, Some(Arc::new(table)));
}

fn replay(engine: &mut Engine, journal: &mut Journal, log: &Pairs) -> Result<(), OpenError> {
    let mut group: Vec<LogRecord> = vec![];
    let mut broken: Option<u64> = None;
    for (key, value) in log {
        let sequence = key.as_slice().try_into().map_or(0, u64::from_be_bytes);
        let Some(record) = LogRecord::read(value) else {
            // Only the last group may be torn: a value of a later group proves the opposite.
            broken.get_or_insert(sequence);
            continue;
        };
        if record.changes.is_empty() || record.first + record.changes.len() as u64 <= engine.sequence + 1 {
            // Older than the catalogue: a checkpoint holds it.
            continue;
        }
        if let Some(broken) = broken.filter(|at| record.group > *at) {
            return Err(OpenError::Corrupt(Corrupt::Log(broken)));
        }
        if group.first().is_some_and(|first| first.group != record.group) {
            return Err(OpenError::Corrupt(Corrupt::LogGap(engine.sequence + 1)));
        }
        let parts = record.part.1;
        group.push(record);
        if group.len() as u64 == parts {
            apply(engine, journal, std::mem::take(&mut group))?;
        }
    }
    journal.torn = broken.is_some() || !group.is_empty();
    journal.log_values = log.len();
    journal.log_bytes = log.iter().map(|(_, value)| value.len()).sum();
    Ok(())
}

/// Does a whole group's changes again.
fn apply(engine: &mut Engine, journal: &mut Journal, group: Vec<LogRecord>) -> Result<(), OpenError> {
    for record in group {
        if record.first != engine.sequence + 1 {
            return Err(OpenError::Corrupt(Corrupt::LogGap(engine.sequence + 1)));
        }
        for (time, change) in record.changes {
            engine.sequence += 1;
            engine.now = engine.now.max(time);
            apply_change(engine, journal, change);
        }
    }
    Ok(())
}

fn apply_change(engine: &mut Engine, journal: &mut Journal, change: Logged) {
    match change {
        Logged::Item { table, key, after } => match engine.database.table_mut(table) {
            Some(table) if table.resident => {
                let write = table.plan_write(key, after);
                table.apply(write);
            }
            Some(_) => {
                engine.tails.entry(table).or_default().insert(key, after);
            }
            None => {}
        },
        Logged::Kept { change } => {
            let record = ChangeRecord { sequence: engine.sequence, time: engine.now, change: Change::Item(change.clone()) };
            let due = engine.histories.note(&record, false);
            engine.due.note_trimming(due);
            apply_change(engine, journal, Logged::Item { table: change.table, key: change.key, after: change.after });
        }
        Logged::TableCreated { table, blocks } => {
            forget(engine, journal, table.id);
            let (id, empty) = (table.id, blocks == 0);
            place(engine, journal, *table, blocks);
            if empty {
                // A table that was just created needs no load.
                journal.expected.remove(&id);
                engine.admit(id, Blocks::default(), vec![]);
            }
        }
        Logged::TableAltered { table } => {
            let Some(old) = engine.database.table(table.id).cloned() else { return };
            let mut table = *table;
            (table.items, table.resident) = (old.items.clone(), old.resident);
            if table.resident {
                table.rebuild_indexes();
            }
            engine.place_table(Some(&old), Some(Arc::new(table)));
        }
        Logged::TableDeleted { table } => forget(engine, journal, table),
        Logged::Object { key, after } => engine.place_object(key, after),
    }
}

fn forget(engine: &mut Engine, journal: &mut Journal, id: TableId) {
    journal.expected.remove(&id);
    engine.tails.remove(&id);
    if let Some(table) = engine.database.table(id).cloned() {
        engine.absent -= usize::from(!table.resident);
        engine.place_table(Some(&table), None);
    }
}

impl Engine {
    /// Puts the past of a table, without the records that are stored.
    pub(super) fn place_history(&mut self, id: TableId, gone: Option<Table>, absent: bool) {
        let history = self.histories.tables.entry(id).or_default();
        history.absent = absent;
        if let Some(table) = gone {
            history.retention = table.control.retention.clone();
            history.gone = Some(Arc::new(table));
        }
        // It finds out for itself what is to be trimmed.
        self.due.note_trimming(Some((self.now, id)));
    }

    /// Adds the records of a table's past that were stored.
    pub(crate) fn admit_history(&mut self, id: TableId, stored: Vec<ItemRecord>) {
        let Some(history) = self.histories.tables.get_mut(&id) else { return };
        history.absent = false;
        // A checkpoint may have stored what is in memory as well.
        let known = history.records.front().map_or(u64::MAX, |record| record.sequence);
        for record in stored.into_iter().rev().filter(|record| record.sequence < known) {
            history.records.push_front(record);
        }
        self.due.admitted(id, self.now);
    }

    /// Makes a table resident: its blocks, then what waited for them.
    pub(crate) fn admit(&mut self, id: TableId, blocks: Blocks, stored_tail: Vec<(StorageKey, Option<SharedItem>)>) {
        let tail = self.tails.remove(&id).unwrap_or_default();
        let Some(table) = self.database.table_mut(id).filter(|table| !table.resident) else { return };
        table.items = blocks;
        table.resident = true;
        for (key, after) in stored_tail.into_iter().chain(tail) {
            match after {
                Some(item) => drop(table.items.insert(key, crate::Record::new(item))),
                None => drop(table.items.remove(key.as_bytes())),
            }
        }
        table.rebuild_indexes();
        self.absent -= 1;
        self.note_expiry(id);
        self.due.admitted(id, self.now);
    }

    /// What waits for a table that is not resident.
    pub(crate) fn tail_of(&self, table: TableId) -> Option<&Tail> {
        self.tails.get(&table)
    }

    /// Whether nothing waits to become durable.
    pub fn is_durable(&self) -> bool {
        self.unsent.is_empty() && self.undurable.is_empty()
    }

    /// Tables that are not resident, those first that have changed since the last checkpoint: their figures are right once
    /// they are loaded, so a host loads them soon after opening.
    pub fn tables_to_load(&self) -> Vec<TableId> {
        let mut absent: Vec<TableId> = self.database.tables().filter(|table| !table.resident).map(|table| table.id).collect();
        model::sort_by(&mut absent, |left, right| self.tails.contains_key(right).cmp(&self.tails.contains_key(left)));
        absent
    }
}
