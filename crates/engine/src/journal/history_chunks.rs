//! A table's retained past as stored: chunks that checkpoints append and trimming removes.
//!
//! Until a checkpoint the records are in the log. A checkpoint cuts the log and, in the same batch, writes what readers still
//! need of it. Opening reads none of it: the catalogue knows each chunk's last record, and the chunks come when a reader asks.
//! They lie beside the leaf blocks, under numbers that no table has.

use std::collections::{BTreeMap, VecDeque, vec_deque};
use std::sync::Arc;

use model::{EpochMillis, SharedItem, StorageKey};

use super::codec::{Reader, Writer, seal, unseal};
use crate::history::records::TableHistory;
use crate::storage::{Area, Pairs, Write};
use crate::{ItemRecord, Origin, TableId};

/// Set in the number under which a table's past is stored. Table numbers stay below 2^53.
const HISTORY_BIT: u64 = 1 << 63;
/// A chunk is closed above this (as a log value: IndexedDB is slow with values from 64 KiB to 1 MiB).
const CHUNK_SIZE_BYTES: usize = 48 * 1024;

/// The stored past of one table.
#[derive(Clone, Debug, Default)]
pub(super) struct StoredHistory {
    /// Oldest first, with consecutive numbers.
    pub(super) chunks: VecDeque<Chunk>,
    /// Number of the next chunk.
    pub(super) next: u64,
    /// The newest record that was ever stored.
    pub(super) stored_to: u64,
}

/// What the catalogue knows of a chunk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Chunk {
    pub(super) number: u64,
    /// When its last record was made.
    pub(super) last: EpochMillis,
}

/// Keys of all chunks of a table's past begin so.
pub(super) fn prefix(table: TableId) -> Vec<u8> {
    (table.0 | HISTORY_BIT).to_be_bytes().to_vec()
}

fn chunk_key(table: TableId, number: u64) -> Vec<u8> {
    [(table.0 | HISTORY_BIT).to_be_bytes(), number.to_be_bytes()].concat()
}

/// Removes all chunks of a table's past.
pub(super) fn delete_all(table: TableId) -> Write {
    Write::DeleteRange(Area::Blocks, prefix(table), prefix(TableId(table.0 + 1)))
}

impl StoredHistory {
    /// Removes the chunks that nobody needs any more and writes the records that are not stored yet.
    pub(super) fn update(&mut self, table: TableId, history: &TableHistory, now: EpochMillis, writes: &mut Vec<Write>) {
        let oldest = history.retention.oldest(now);
        let before = self.chunks.len();
        while self.chunks.pop_front_if(|chunk| oldest.is_none_or(|oldest| chunk.last < oldest)).is_some() {}
        if self.chunks.len() < before {
            let first = self.chunks.front().map_or(self.next, |chunk| chunk.number);
            writes.push(Write::DeleteRange(Area::Blocks, prefix(table), chunk_key(table, first)));
        }
        let Some(oldest) = oldest else { return };
        let new = history.records.partition_point(|record| record.sequence <= self.stored_to || record.time < oldest);
        let mut records = history.records.range(new..);
        while records.len() > 0 {
            let (value, last, sequence) = write_chunk(&mut records);
            writes.push(Write::Put(Area::Blocks, chunk_key(table, self.next), value));
            self.chunks.push_back(Chunk { number: self.next, last });
            self.next += 1;
            self.stored_to = sequence;
        }
    }

    /// Appends what the catalogue keeps.
    pub(super) fn write(&self, out: &mut Writer) {
        out.number(self.next);
        out.number(self.stored_to);
        out.list(self.chunks.iter(), |out, chunk| {
            out.number(chunk.number);
            out.number(chunk.last.0);
        });
    }

    pub(super) fn read(bytes: &mut Reader<'_>) -> Option<Self> {
        Some(StoredHistory {
            next: bytes.number()?,
            stored_to: bytes.number()?,
            chunks: bytes.list(|bytes| Some(Chunk { number: bytes.number()?, last: EpochMillis(bytes.number()?) }))?,
        })
    }

    /// Reads all chunks from their pairs; `None` if one is damaged or missing.
    pub(super) fn read_all(&self, table: TableId, pairs: &Pairs) -> Option<Vec<ItemRecord>> {
        let mut records = vec![];
        let mut pairs = pairs.iter();
        for chunk in &self.chunks {
            let (key, value) = pairs.next()?;
            if *key != chunk_key(table, chunk.number) {
                return None;
            }
            read_chunk(value, &mut records)?;
        }
        pairs.next().is_none().then_some(records)
    }
}

/// All records of a table's past as chunks.
pub(super) fn write_all(history: &TableHistory) -> Vec<Vec<u8>> {
    let mut records = history.records.iter();
    let mut chunks = vec![];
    while records.len() > 0 {
        chunks.push(write_chunk(&mut records).0);
    }
    chunks
}

/// The records of one chunk; `None` if it is damaged.
pub(super) fn read(sealed: &[u8]) -> Option<Vec<ItemRecord>> {
    let mut records = vec![];
    read_chunk(sealed, &mut records)?;
    Some(records)
}

/// Takes records until the chunk is full: its bytes, the moment and the sequence number of its last record.
fn write_chunk<'r>(records: &mut vec_deque::Iter<'r, ItemRecord>) -> (Vec<u8>, EpochMillis, u64) {
    let mut out = Writer::default();
    let (mut time, mut sequence) = (EpochMillis(0), 0);
    // The image before is the image after of the record of the same item before it, which need not be written twice.
    let mut seen: BTreeMap<&StorageKey, Option<&SharedItem>> = BTreeMap::new();
    for record in records {
        out.number(record.sequence.saturating_sub(sequence));
        out.number(record.time.0.saturating_sub(time.0));
        out.byte(record.origin.code());
        out.bytes(record.key.as_bytes());
        let known = seen.insert(&record.key, record.after.as_ref()).is_some_and(|before| same(before, record.before.as_ref()));
        out.flag(known);
        if !known {
            out.optional(record.before.as_deref(), Writer::item);
        }
        out.optional(record.after.as_deref(), Writer::item);
        (time, sequence) = (record.time, record.sequence);
        if out.bytes.len() > CHUNK_SIZE_BYTES {
            break;
        }
    }
    (seal(&out.bytes), time, sequence)
}

fn same(left: Option<&SharedItem>, right: Option<&SharedItem>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => Arc::ptr_eq(left, right),
        (None, None) => true,
        _ => false,
    }
}

fn read_chunk(sealed: &[u8], records: &mut Vec<ItemRecord>) -> Option<()> {
    let mut bytes = Reader::new(unseal(sealed)?);
    let (mut time, mut sequence) = (0u64, 0u64);
    let mut seen: BTreeMap<StorageKey, Option<SharedItem>> = BTreeMap::new();
    while !bytes.is_empty() {
        sequence = sequence.checked_add(bytes.number()?)?;
        time = time.checked_add(bytes.number()?)?;
        let origin = Origin::from_code(bytes.byte()?)?;
        let key = StorageKey::from_bytes(bytes.bytes()?.to_vec());
        let before = if bytes.flag()? { seen.get(&key)?.clone() } else { read_image(&mut bytes)? };
        let after = read_image(&mut bytes)?;
        seen.insert(key.clone(), after.clone());
        records.push(ItemRecord { sequence, time: EpochMillis(time), origin, key, before, after });
    }
    Some(())
}

fn read_image(bytes: &mut Reader<'_>) -> Option<Option<SharedItem>> {
    bytes.optional(|bytes| bytes.item().map(Arc::new))
}
