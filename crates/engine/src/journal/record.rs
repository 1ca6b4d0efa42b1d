//! Log records: one value of the log holds some changes of one commit group.
//!
//! A change is kept with its image after alone. Its image before is the state that all earlier changes lead to, and replay
//! visits them in order, so a second image would only double the log. Where a reader needs a table's past it is kept all the
//! same: the earlier state may not be loaded when the reader comes. A table's items are never in the log: a change of a
//! table that brings items (undoing a deletion) is committed together with its leaf blocks.

use std::sync::Arc;

use model::{EpochMillis, SharedItem, StorageKey};

use super::LAYOUT;
use super::catalogue::{read_object_key, read_table, write_object_key, write_table};
use super::codec::{Reader, Writer, seal, unseal};
use crate::{Change, ChangeRecord, ItemChange, ObjectBytes, ObjectChange, ObjectKey, Origin, Table, TableChange, TableId};

/// The layout that a log value says it was written in: one byte as long as there are fewer than 256 of them.
const VERSION: u8 = LAYOUT as u8;

/// One value of the log.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LogRecord {
    /// Sequence number of the first change of the commit group that this value is a part of.
    pub(super) group: u64,
    /// Number of this part, from 1, and of all parts of the group.
    pub(super) part: (u64, u64),
    /// Sequence number of the first change; the others follow without gaps.
    pub(super) first: u64,
    /// Changes and when they happened.
    pub(super) changes: Vec<(EpochMillis, Logged)>,
}

/// A change as the log keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Logged {
    /// An item and what it is now.
    Item { table: TableId, key: StorageKey, after: Option<SharedItem> },
    /// An item whose past a reader needs.
    Kept { change: ItemChange },
    /// A table that was not there, with its number of leaf blocks.
    TableCreated { table: Box<Table>, blocks: u64 },
    /// A table's definition, settings and status; its items stay.
    TableAltered { table: Box<Table> },
    /// A table that is gone.
    TableDeleted { table: TableId },
    /// An object and what it is now.
    Object { key: ObjectKey, after: Option<ObjectBytes> },
}

/// Changes of a commit group on their way into log values.
#[derive(Debug)]
pub(super) struct LogParts {
    /// First sequence number, number of changes and their bytes.
    parts: Vec<(u64, u64, Writer)>,
}

/// A part is closed above this: a value of 64 KiB or more costs IndexedDB several times one of 60 KiB.
const PART_SIZE_BYTES: usize = 48 * 1024;
/// From this on, a group is written in large values: from 1 MiB they are cheap again.
const BULK_SIZE_BYTES: usize = 1024 * 1024;
/// Parts of one large value: about 3 MiB.
const BULK_PARTS: usize = 64;

impl LogParts {
    /// The changes of one commit group, in order.
    pub(super) fn of(batch: &[ChangeRecord]) -> Self {
        let mut parts: Vec<(u64, u64, Writer)> = vec![];
        let mut time = EpochMillis(0);
        for record in batch {
            let full = parts.last().is_none_or(|(.., out)| out.bytes.len() > PART_SIZE_BYTES);
            if full {
                parts.push((record.sequence, 0, Writer::default()));
                time = EpochMillis(0);
            }
            let Some((_, count, out)) = parts.last_mut() else { continue };
            *count += 1;
            // Engine time never goes back, so later moments are small differences.
            out.number(record.time.0.saturating_sub(time.0));
            time = record.time;
            write_change(out, &record.change);
        }
        LogParts { parts }
    }

    /// Sequence number and bytes of each log value.
    pub(super) fn into_values(self) -> Vec<(u64, Vec<u8>)> {
        let total: usize = self.parts.iter().map(|(.., out)| out.bytes.len()).sum();
        let group = self.parts.first().map_or(0, |(first, ..)| *first);
        let parts_of_value = if total < BULK_SIZE_BYTES { 1 } else { BULK_PARTS };
        let values: Vec<_> = self.parts.chunks(parts_of_value).collect();
        let count = values.len() as u64;
        let sealed = values.into_iter().zip(1..).filter_map(|(parts, number)| {
            let (first, ..) = parts.first()?;
            Some((*first, seal_parts(group, (number, count), parts)))
        });
        sealed.collect()
    }
}

/// One value of these parts; each part keeps its own first moment.
fn seal_parts(group: u64, part: (u64, u64), parts: &[(u64, u64, Writer)]) -> Vec<u8> {
    let mut out = Writer::default();
    out.byte(VERSION);
    out.number(group);
    out.number(part.0);
    out.number(part.1);
    out.number(parts.first().map_or(group, |(first, ..)| *first));
    out.number(parts.len() as u64);
    for (_, count, body) in parts {
        out.number(*count);
        out.bytes.extend_from_slice(&body.bytes);
    }
    seal(&out.bytes)
}

impl LogRecord {
    /// Reads one value of the log; `None` if it is torn or decayed.
    pub(super) fn read(sealed: &[u8]) -> Option<Self> {
        let (version, rest) = unseal(sealed)?.split_first()?;
        if *version == 0 || *version > VERSION {
            return None;
        }
        let mut bytes = Reader::of_layout(rest, u64::from(*version));
        let (group, part) = (bytes.number()?, (bytes.number()?, bytes.number()?));
        let first = bytes.number()?;
        let runs: Vec<Vec<(EpochMillis, Logged)>> = bytes.list(|bytes| {
            let mut time = 0u64;
            bytes.list(|bytes| {
                time = time.checked_add(bytes.number()?)?;
                Some((EpochMillis(time), read_change(bytes)?))
            })
        })?;
        bytes.end()?;
        Some(LogRecord { group, part, first, changes: runs.into_iter().flatten().collect() })
    }
}

fn write_change(out: &mut Writer, change: &Change) {
    match change {
        Change::Item(ItemChange { table, key, before, after, origin, kept: true }) => {
            out.byte(5);
            out.number(table.0);
            out.bytes(key.as_bytes());
            out.byte(origin.code());
            out.optional(before.as_deref(), Writer::item);
            out.optional(after.as_deref(), Writer::item);
        }
        Change::Item(ItemChange { table, key, after, .. }) => {
            out.byte(0);
            out.number(table.0);
            out.bytes(key.as_bytes());
            out.optional(after.as_deref(), Writer::item);
        }
        Change::Table(TableChange { before: None, after: Some(after), .. }) => {
            out.byte(1);
            write_table(out, after);
            out.number(after.items.leaves().len() as u64);
        }
        Change::Table(TableChange { after: Some(after), .. }) => {
            out.byte(2);
            write_table(out, after);
        }
        Change::Table(TableChange { table, after: None, .. }) => {
            out.byte(3);
            out.number(table.0);
        }
        Change::Object(ObjectChange { key, after, .. }) => {
            out.byte(4);
            write_object_key(out, key);
            out.optional(after.as_deref(), Writer::bytes);
        }
    }
}

fn read_change(bytes: &mut Reader<'_>) -> Option<Logged> {
    Some(match bytes.byte()? {
        0 => Logged::Item {
            table: TableId(bytes.number()?),
            key: StorageKey::from_bytes(bytes.bytes()?.to_vec()),
            after: bytes.optional(|bytes| bytes.item().map(Arc::new))?,
        },
        1 => Logged::TableCreated { table: Box::new(read_table(bytes)?), blocks: bytes.number()? },
        2 => Logged::TableAltered { table: Box::new(read_table(bytes)?) },
        3 => Logged::TableDeleted { table: TableId(bytes.number()?) },
        4 => Logged::Object { key: read_object_key(bytes)?, after: bytes.optional(Reader::bytes)?.map(ObjectBytes::from) },
        5 => {
            let (table, key) = (TableId(bytes.number()?), StorageKey::from_bytes(bytes.bytes()?.to_vec()));
            let origin = Origin::from_code(bytes.byte()?)?;
            let mut image = || bytes.optional(|bytes| bytes.item().map(Arc::new));
            Logged::Kept { change: ItemChange { table, key, before: image()?, after: image()?, origin, kept: true } }
        }
        _ => return None,
    })
}
