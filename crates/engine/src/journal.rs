//! The durable form of an engine: a write-ahead log of changes, leaf blocks written by checkpoints, and a catalogue.
//!
//! A commit group becomes log values; a checkpoint writes the leaves changed since the last one and the catalogue, and removes
//! the log, all in one atomic batch. Opening reads the catalogue and the log; a table's blocks are read when a request first
//! needs them. That is how a DynamoDB storage node works too: a B-tree and a write-ahead log.
//!
//! What is lost when the process dies: no acknowledged change; of the meters (and of engine time that passed without a change)
//! what was counted since the last [`Journal::flush_meters`] or checkpoint, at most [`METER_FLUSH_MS`] if the host keeps to
//! it.
//!
//! It is not a maker of storage: it turns changes into [`Write`]s, and the host commits them in order, one batch at a time.

mod capture;
mod catalogue;
pub(crate) mod codec;
mod history_chunks;
mod leaf_blocks;
mod record;
mod restore;
mod workspace_file;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::history::records::TableHistory;
use crate::meter::Meters;
use crate::storage::{Area, Pairs, Storage, StorageError, Write};
use crate::{Change, ChangeRecord, Engine, Missing, MissingPart, TableChange, TableId};

use codec::{Writer, seal};
use history_chunks::StoredHistory;
use leaf_blocks::StoredLeaves;
use record::LogParts;
pub(crate) use restore::Tail;
pub use workspace_file::{ImportError, Snapshot};

/// Version of the layout; a database with a higher one is refused, one with a lower one is read as it is and written in this one
/// (`codec::Reader::since`). Layout 2 adds objects and the retained past; layout 3 partitions that begin within an item
/// collection; layout 4 what was stored over time.
pub const LAYOUT: u64 = 4;
/// Log bytes after which the host should checkpoint (our bound: some tens of milliseconds of replay).
pub const LOG_SIZE_BYTES: usize = 4 * 1024 * 1024;
/// Log values after which the host should checkpoint (our bound: reading one costs about as much as 2 KiB).
pub const LOG_VALUES: usize = 2_000;
/// Engine milliseconds after which the host should flush the meters: what a crash may lose of them.
pub const METER_FLUSH_MS: u64 = 10_000;

const LAYOUT_KEY: &[u8] = b"layout";
const CATALOGUE_KEY: &[u8] = b"catalogue";
const METERS_KEY: &[u8] = b"meters";
/// Beyond every key of the log.
const LOG_END: &[u8] = &[0xff; 9];

/// The journal of one database.
#[derive(Debug, Default)]
pub struct Journal {
    /// Tables whose leaves in memory are known by their stored numbers. A resident table that is not here is written anew.
    stored: BTreeMap<TableId, StoredLeaves>,
    /// Leaf blocks that the storage holds of each table that is not resident.
    expected: BTreeMap<TableId, u64>,
    log_bytes: usize,
    log_values: usize,
    /// The catalogue of a database that is not stored yet, or not in this layout; goes along with every append until something
    /// is.
    fresh: Vec<Write>,
    /// What is stored of the tables' past.
    histories: BTreeMap<TableId, StoredHistory>,
    /// The same before the checkpoint that is under way.
    histories_before: Option<BTreeMap<TableId, StoredHistory>>,
    /// A checkpoint, which writes a catalogue of its own, is under way.
    checkpoint_sent: bool,
    /// Opening dropped a torn group: what is left of it beyond the newest change is removed with the next commit.
    torn: bool,
    meters_flushed: u64,
}

/// Why a database cannot be opened, or one of its tables not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// The storage refused.
    Storage(StorageError),
    /// The database was written by a newer version of this program.
    Newer {
        /// Its layout.
        found: u64,
    },
    /// Stored bytes are not what was written.
    Corrupt(Corrupt),
}

/// Where stored bytes are not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrupt {
    /// The layout version.
    Layout,
    /// The catalogue of tables.
    Catalogue,
    /// The log value that begins with this sequence number; it is not the last one, so it cannot be a torn write.
    Log(u64),
    /// The log lacks the changes from this sequence number on, though later ones are there.
    LogGap(u64),
    /// The leaf blocks of this table.
    Blocks(TableId),
    /// The past of this table.
    History(TableId),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::Storage(error) => write!(f, "the storage refused: {error:?}"),
            OpenError::Newer { found } => {
                write!(f, "this workspace was written by a newer version (layout {found}; this one knows {LAYOUT})")
            }
            OpenError::Corrupt(place) => write!(f, "stored data is damaged: {place}"),
        }
    }
}

impl fmt::Display for Corrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Corrupt::Layout => f.write_str("the layout version cannot be read"),
            Corrupt::Catalogue => f.write_str("the catalogue of tables cannot be read"),
            Corrupt::Log(sequence) => write!(f, "the log value of change {sequence} cannot be read"),
            Corrupt::LogGap(sequence) => write!(f, "the log lacks change {sequence}"),
            Corrupt::History(table) => write!(f, "the past of table number {} cannot be read", table.0),
            Corrupt::Blocks(table) => write!(f, "the blocks of table number {} cannot be read", table.0),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<StorageError> for OpenError {
    fn from(error: StorageError) -> Self {
        OpenError::Storage(error)
    }
}

impl Journal {
    /// The journal of a database that is not stored yet, for an empty storage. The engine may hold anything (an import, a
    /// duplicate): then the first commit is to be a checkpoint.
    pub fn new(engine: &Engine) -> Self {
        let mut out = Writer::default();
        restore::write_engine(&mut out, engine.seed, 0, engine.now().0, 0);
        // No tables, no objects, no past.
        for _ in 0..3 {
            out.number(0);
        }
        let catalogue = Write::Put(Area::Meta, CATALOGUE_KEY.to_vec(), seal(&out.bytes));
        Journal { fresh: vec![layout(), catalogue], ..Journal::default() }
    }

    /// Opens a database, or begins one with this seed if the storage is empty.
    pub async fn open<S: Storage>(storage: &S, seed: u64) -> Result<(Engine, Journal), OpenError> {
        let meta = storage.load(Area::Meta, &[]).await?;
        let log = storage.load(Area::Log, &[]).await?;
        restore::open(&meta, &log, seed)
    }

    /// Loads what the engine misses. Nothing happens if it is there.
    pub async fn load<S: Storage>(&mut self, engine: &mut Engine, storage: &S, missing: Missing) -> Result<(), OpenError> {
        let pairs = storage.load(Area::Blocks, &Journal::prefix(missing)).await?;
        self.admit(engine, missing, &pairs)
    }

    /// Takes the pairs of what the engine misses: for a host that loads them itself from [`Area::Blocks`], with the prefix of
    /// [`Journal::prefix`].
    pub fn admit(&mut self, engine: &mut Engine, missing: Missing, pairs: &Pairs) -> Result<(), OpenError> {
        let table = missing.table;
        match missing.part {
            MissingPart::Items => {
                let Some(expected) = self.expected.get(&table).copied() else { return Ok(()) };
                let loaded = leaf_blocks::read_all(table, pairs, expected).ok_or(OpenError::Corrupt(Corrupt::Blocks(table)))?;
                self.expected.remove(&table);
                self.stored.insert(table, loaded.stored);
                engine.admit(table, loaded.blocks, loaded.tail);
            }
            MissingPart::History => {
                if let Some(stored) = self.histories.get(&table).filter(|_| engine.misses_history(table)) {
                    let records = stored.read_all(table, pairs).ok_or(OpenError::Corrupt(Corrupt::History(table)))?;
                    engine.admit_history(table, records);
                }
            }
        }
        Ok(())
    }

    /// What the keys of a part of a table begin with.
    pub fn prefix(missing: Missing) -> Vec<u8> {
        match missing.part {
            MissingPart::Items => leaf_blocks::prefix(missing.table),
            MissingPart::History => history_chunks::prefix(missing.table),
        }
    }

    /// The writes that make these changes durable, to be committed together, in the order of the calls.
    pub fn append(&mut self, batch: &[ChangeRecord]) -> Vec<Write> {
        let Some(first) = batch.first() else { return vec![] };
        let mut writes = vec![];
        if !self.checkpoint_sent {
            writes.extend(self.fresh.iter().cloned());
        }
        if self.torn {
            writes.push(Write::DeleteRange(Area::Log, first.sequence.to_be_bytes().to_vec(), LOG_END.to_vec()));
        }
        for record in batch {
            if let Change::Table(change) = &record.change {
                self.append_table(change, &mut writes);
            }
        }
        for (sequence, value) in LogParts::of(batch).into_values() {
            self.log_bytes += value.len();
            self.log_values += 1;
            writes.push(Write::Put(Area::Log, sequence.to_be_bytes().to_vec(), value));
        }
        writes
    }

    fn append_table(&mut self, change: &TableChange, writes: &mut Vec<Write>) {
        match (&change.before, &change.after) {
            (None, Some(after)) => {
                let stored = StoredLeaves::write_all(change.table, &after.items, writes);
                self.stored.insert(change.table, stored);
            }
            (_, None) => {
                self.stored.remove(&change.table);
                self.expected.remove(&change.table);
                writes.push(leaf_blocks::delete_all(change.table));
            }
            (Some(_), Some(_)) => {}
        }
    }

    /// Whether the log has grown enough for a checkpoint.
    pub fn should_checkpoint(&self) -> bool {
        self.log_bytes > LOG_SIZE_BYTES || self.log_values > LOG_VALUES
    }

    /// The writes of a checkpoint, to be committed together. Empty while a change is not durable: a checkpoint writes the
    /// present state, and a change that is rolled back must not be in it. If the commit fails, say so with
    /// [`Journal::checkpoint_failed`].
    pub fn checkpoint(&mut self, engine: &Engine) -> Vec<Write> {
        if !engine.is_durable() {
            return vec![];
        }
        let mut writes = vec![layout()];
        self.checkpoint_sent = true;
        for table in engine.database().tables() {
            if table.resident {
                match self.stored.get_mut(&table.id) {
                    Some(stored) => {
                        stored.update(table.id, &table.items, &mut writes);
                        writes.push(leaf_blocks::delete_tail(table.id));
                    }
                    None => {
                        let stored = StoredLeaves::write_all(table.id, &table.items, &mut writes);
                        self.stored.insert(table.id, stored);
                    }
                }
            } else if let Some(tail) = engine.tail_of(table.id) {
                writes.push(leaf_blocks::write_tail(table.id, tail.iter()));
            }
        }
        self.checkpoint_histories(engine, &mut writes);
        writes.push(Write::Put(Area::Meta, CATALOGUE_KEY.to_vec(), self.catalogue(engine)));
        writes.push(Write::DeleteRange(Area::Log, vec![], LOG_END.to_vec()));
        writes.extend(self.flush_meters(engine));
        (self.log_bytes, self.log_values) = (0, 0);
        writes
    }

    /// Writes what is not stored of the tables' past, and removes what nobody needs any more.
    fn checkpoint_histories(&mut self, engine: &Engine, writes: &mut Vec<Write>) {
        if self.histories.is_empty() && engine.histories.is_idle() {
            return;
        }
        self.histories_before = Some(self.histories.clone());
        for (table, history) in &engine.histories.tables {
            if history.retention.needs().is_empty() && !self.histories.contains_key(table) {
                continue;
            }
            self.histories.entry(*table).or_default().update(*table, history, engine.now(), writes);
        }
        let nobodys = self.histories.extract_if(.., |table, _| !engine.histories.tables.contains_key(table));
        writes.extend(nobodys.map(|(table, _)| history_chunks::delete_all(table)));
    }

    /// A checkpoint was not committed: what is stored is what was stored before, so the next one writes everything.
    pub fn checkpoint_failed(&mut self) {
        self.stored.clear();
        if let Some(before) = self.histories_before.take() {
            self.histories = before;
        }
        self.checkpoint_sent = false;
        self.log_bytes = LOG_SIZE_BYTES + 1;
    }

    /// A batch or a checkpoint was committed.
    pub fn committed(&mut self) {
        self.fresh.clear();
        self.histories_before = None;
        self.torn = false;
    }

    /// A batch was not committed and the engine has rolled it back.
    pub fn rolled_back(&mut self, batch: &[ChangeRecord]) {
        for record in batch {
            if let Change::Table(TableChange { table, before, after }) = &record.change
                && (before.is_none() || after.is_none())
            {
                self.stored.remove(table);
            }
        }
    }

    /// Whether the meters of this engine are old enough to be flushed.
    pub fn should_flush_meters(&self, engine: &Engine) -> bool {
        engine.now().0.saturating_sub(self.meters_flushed) >= METER_FLUSH_MS
    }

    /// The writes that keep meters and engine time. They may go along with any commit.
    pub fn flush_meters(&mut self, engine: &Engine) -> Vec<Write> {
        self.meters_flushed = engine.now().0;
        vec![meters_value(engine.now().0, &engine.meters)]
    }

    fn catalogue(&self, engine: &Engine) -> Vec<u8> {
        let mut out = Writer::default();
        restore::write_engine(&mut out, engine.seed, engine.sequence(), engine.now().0, engine.last_table);
        out.list(engine.database().tables().map(Arc::as_ref).collect::<Vec<_>>().into_iter(), |out, table| {
            catalogue::write_table(out, table);
            let blocks = if table.resident { table.items.leaves().len() as u64 } else { self.expected_blocks(table.id) };
            out.number(blocks);
        });
        catalogue::write_objects(&mut out, &engine.objects);
        out.list(self.histories.iter(), |out, (table, stored)| {
            out.number(table.0);
            let gone = engine.histories.tables.get(table).and_then(TableHistory::stored_definition);
            out.optional(gone.as_ref(), catalogue::write_table);
            stored.write(out);
        });
        seal(&out.bytes)
    }

    fn expected_blocks(&self, table: TableId) -> u64 {
        self.expected.get(&table).copied().unwrap_or(0)
    }
}

fn meters_value(now: u64, meters: &Meters) -> Write {
    let mut out = Writer::default();
    out.number(now);
    catalogue::write_meters(&mut out, meters);
    Write::Put(Area::Meta, METERS_KEY.to_vec(), seal(&out.bytes))
}

fn layout() -> Write {
    let mut out = Writer::default();
    out.number(LAYOUT);
    Write::Put(Area::Meta, LAYOUT_KEY.to_vec(), seal(&out.bytes))
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
pub(crate) use testing::Host;
#[cfg(test)]
mod tests;
