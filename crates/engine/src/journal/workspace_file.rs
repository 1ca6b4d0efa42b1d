//! A whole workspace as one file, and as a cheap copy in memory.
//!
//! The file is magic, layout version, checksum, catalogue, leaf blocks and meters. Reading trusts nothing: keys are computed
//! anew from the items, so a file made by other hands can be wrong but not break an invariant.

use std::fmt;
use std::sync::Arc;

use model::{EpochMillis, SharedItem};

use super::catalogue::{read_meters, read_objects, read_table, write_meters, write_objects, write_table};
use super::codec::{Reader, Writer, seal, unseal};
use super::leaf_blocks::{read_leaf, write_leaf};
use super::{LAYOUT, history_chunks, restore};
use crate::history::records::Histories;
use crate::meter::Meters;
use crate::object::Objects;
use crate::{Blocks, Database, Engine, ItemRecord, Missing, Record, Table, TableId};

/// The first bytes of every file.
const MAGIC: &[u8] = b"dynalab workspace\n";

/// Why a file is not imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// The file is not a workspace at all.
    NotAWorkspace,
    /// A newer version wrote it.
    Newer {
        /// Its layout.
        found: u64,
    },
    /// It is damaged or cut short.
    Damaged,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::NotAWorkspace => f.write_str("this file is not an exported workspace"),
            ImportError::Newer { found } => {
                write!(f, "this file was written by a newer version (layout {found}; this one knows {LAYOUT})")
            }
            ImportError::Damaged => f.write_str("this file is damaged or cut short"),
        }
    }
}

impl std::error::Error for ImportError {}

/// Everything an engine holds at one moment; sharing all blocks, it costs a few pointers for each leaf.
#[derive(Clone, Debug)]
pub struct Snapshot {
    database: Database,
    objects: Objects,
    meters: Meters,
    sequence: u64,
    seed: u64,
    now: EpochMillis,
    last_table: u64,
    histories: Histories,
}

impl Engine {
    /// The present state, to be duplicated. All tables must be resident.
    pub fn snapshot(&self) -> Result<Snapshot, Missing> {
        self.require_resident()?;
        Ok(Snapshot {
            database: self.database.clone(),
            objects: self.objects.clone(),
            meters: self.meters.clone(),
            sequence: self.sequence,
            seed: self.seed,
            now: self.now,
            last_table: self.last_table,
            histories: self.histories.clone(),
        })
    }

    /// An engine that goes on from a snapshot.
    pub fn from_snapshot(snapshot: Snapshot) -> Self {
        let mut engine = Engine::new(snapshot.seed);
        (engine.sequence, engine.now, engine.last_table) = (snapshot.sequence, snapshot.now, snapshot.last_table);
        engine.meters = snapshot.meters;
        engine.objects = snapshot.objects;
        let tables: Vec<Arc<Table>> = snapshot.database.tables().cloned().collect();
        for table in tables {
            engine.place_table(None, Some(table));
        }
        engine.place_histories(snapshot.histories);
        engine
    }

    /// The whole workspace as one file. All tables must be resident.
    pub fn export(&self) -> Result<Vec<u8>, Missing> {
        self.require_resident()?;
        let mut out = Writer::default();
        restore::write_engine(&mut out, self.seed, self.sequence, self.now.0, self.last_table);
        out.list(self.database.tables().collect::<Vec<_>>().into_iter(), |out, table| {
            write_table(out, table);
            out.list(table.items.leaves().iter(), |out, leaf| out.bytes(&write_leaf(leaf)));
        });
        write_objects(&mut out, &self.objects);
        write_meters(&mut out, &self.meters);
        self.write_histories(&mut out);
        let mut head = Writer::default();
        head.number(LAYOUT);
        Ok([MAGIC, &head.bytes, &seal(&out.bytes)].concat())
    }

    /// The engine that a file holds.
    pub fn import(file: &[u8]) -> Result<Self, ImportError> {
        let rest = file.strip_prefix(MAGIC).ok_or(ImportError::NotAWorkspace)?;
        // The layout is one byte as long as there are fewer than 128 of them.
        let (layout, rest) = rest.split_first().ok_or(ImportError::Damaged)?;
        let layout = match u64::from(*layout) {
            0 => return Err(ImportError::Damaged),
            layout if layout <= LAYOUT => layout,
            found => return Err(ImportError::Newer { found }),
        };
        unseal(rest).and_then(|bytes| read(bytes, layout)).ok_or(ImportError::Damaged)
    }

    /// The first part of any table that is not in memory.
    pub fn first_missing(&self) -> Option<Missing> {
        let table = self.database.tables().find(|table| !table.resident);
        table.map(|table| Missing::items(table.id)).or_else(|| {
            let mut absent = self.histories.tables.iter().filter(|(_, history)| history.absent);
            absent.next().map(|(table, _)| Missing::history(*table))
        })
    }

    fn require_resident(&self) -> Result<(), Missing> {
        self.first_missing().map_or(Ok(()), Err)
    }

    fn write_histories(&self, out: &mut Writer) {
        let needed = self.histories.tables.iter().filter(|(_, history)| history.retention.oldest(self.now).is_some());
        out.list(needed.collect::<Vec<_>>().into_iter(), |out, (table, history)| {
            out.number(table.0);
            out.optional(history.stored_definition().as_ref(), write_table);
            out.list(history_chunks::write_all(history).into_iter(), |out, chunk| out.bytes(&chunk));
        });
    }

    fn place_histories(&mut self, histories: Histories) {
        let noted = histories.tables.keys().map(|table| (self.now, *table)).collect::<Vec<_>>();
        self.histories = histories;
        // Each looks for itself what it has to trim.
        noted.into_iter().for_each(|noted| self.due.note_trimming(Some(noted)));
    }
}

fn read(bytes: &[u8], layout: u64) -> Option<Engine> {
    let mut bytes = Reader::of_layout(bytes, layout);
    let mut engine = restore::read_engine(&mut bytes)?;
    let tables: Vec<Table> = bytes.list(read_whole_table)?;
    engine.objects = bytes.since(2, read_objects)?;
    engine.meters = read_meters(&mut bytes)?;
    let histories: Vec<Past> = bytes.since(2, |bytes| bytes.list(read_past))?;
    bytes.end()?;
    for table in tables {
        if table.id.0 > engine.last_table || engine.database.table(table.id).is_some() {
            return None;
        }
        if table.control.is_addressed() && engine.database.find(table.address().place()).is_some() {
            return None;
        }
        engine.place_table(None, Some(Arc::new(table)));
    }
    if layout < 4 {
        engine.meters.assume_stored(&engine.database, engine.now);
    }
    for past in histories {
        admit_past(&mut engine, past)?;
    }
    Some(engine)
}

/// The past of one table: its definition if it is gone, and its records.
type Past = (TableId, Option<Table>, Vec<ItemRecord>);

fn read_past(bytes: &mut Reader<'_>) -> Option<Past> {
    let (table, gone) = (TableId(bytes.number()?), bytes.optional(read_table)?);
    let chunks: Vec<Vec<ItemRecord>> = bytes.list(|bytes| history_chunks::read(bytes.bytes()?))?;
    Some((table, gone, chunks.into_iter().flatten().collect()))
}

/// Puts a table's past, if it may be one: its records in order, each under the key of its images.
fn admit_past(engine: &mut Engine, (id, gone, records): Past) -> Option<()> {
    let present = engine.database.table(id).cloned();
    let table = match (&present, &gone) {
        (Some(table), None) => table.as_ref(),
        (None, Some(table)) if table.id == id && id.0 <= engine.last_table => table,
        _ => return None,
    };
    let mut last = (0, EpochMillis(0));
    for record in &records {
        let images = record.before.iter().chain(&record.after);
        let keyed = images.clone().all(|item| table.key.storage_key(item).as_ref() == Some(&record.key));
        let ordered = record.sequence > last.0 && record.sequence <= engine.sequence && record.time >= last.1;
        if images.count() == 0 || !keyed || !ordered || record.time > engine.now {
            return None;
        }
        last = (record.sequence, record.time);
    }
    engine.place_history(id, gone, true);
    engine.admit_history(id, records);
    Some(())
}

fn read_whole_table(bytes: &mut Reader<'_>) -> Option<Table> {
    let mut table = read_table(bytes)?;
    let leaves: Vec<Vec<(Record, model::StorageKey)>> = bytes.list(|bytes| {
        let leaf = read_leaf(bytes.bytes()?)?;
        leaf.entries().iter().map(|(key, record)| keyed(&table, key, &record.item)).collect()
    })?;
    let mut records: Vec<_> = leaves.into_iter().flatten().map(|(record, key)| (key, record)).collect();
    model::sort_by(&mut records, |left, right| left.0.cmp(&right.0));
    records.dedup_by(|left, right| left.0 == right.0);
    table.items = Blocks::from_sorted(records);
    table.resident = true;
    table.rebuild_indexes();
    Some(table)
}

/// A record with the key that its item has in this table, if that is the key it was stored under.
fn keyed(table: &Table, stored: &model::StorageKey, item: &SharedItem) -> Option<(Record, model::StorageKey)> {
    let key = table.key.storage_key(item).filter(|key| key == stored)?;
    Some((Record::new(Arc::clone(item)), key))
}
