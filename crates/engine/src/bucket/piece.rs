//! Files of a bucket that come and go in pieces, so that no message and no batch is larger than a piece.
//!
//! The parts of a file that is on its way lie beside those of the file that it replaces, under other numbers; its last piece puts
//! the head that tells of them and removes the old ones. So whoever reads sees the old file or the new one, and of a file half
//! put nothing. What is left of such a one goes when a file of its name is put or removed.

use model::AttributeValue;

use super::{BucketFile, DATA, FIRST, MODIFIED, PART_BYTES, SIZE, first_part, head, name_of, part, parts, parts_of, whole};
use crate::{Change, ChangeRecord, Context, Engine, ItemChange, Missing, Origin, TableId};

/// Numbers of first parts with data: a file that comes in pieces has the one that the file before it has not.
pub(super) const FIRST_PARTS: [u64; 2] = [1 << 32, 2 << 32];

/// A piece of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'b> {
    /// Where it stands in the file. The pieces of a file come in order.
    pub offset: u64,
    /// Bytes: a multiple of [`Piece::STEP_BYTES`], but for the last piece.
    pub bytes: &'b [u8],
    /// Bytes of the whole file. The piece that ends there is the last one.
    pub size_bytes: u64,
}

/// Why a piece was not put. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PieceError {
    /// The bucket has to be loaded first.
    Missing(Missing),
    /// It does not follow what was put of the file, or has a length that it cannot have.
    OutOfOrder,
}

impl Piece<'_> {
    /// Pieces begin at multiples of this many bytes.
    pub const STEP_BYTES: u64 = PART_BYTES as u64;

    fn end(&self) -> u64 {
        self.offset.saturating_add(self.bytes.len() as u64)
    }

    fn is_last(&self) -> bool {
        self.end() == self.size_bytes
    }

    fn is_sound(&self) -> bool {
        let whole_parts = self.end().is_multiple_of(Self::STEP_BYTES) && !self.bytes.is_empty();
        self.offset.is_multiple_of(Self::STEP_BYTES) && self.end() <= self.size_bytes && (whole_parts || self.is_last())
    }
}

impl Engine {
    /// Bytes of a file from `offset` on, at most `most` of them, and the file they are of; `None` if there is no such file.
    pub fn bucket_piece(
        &self,
        bucket: &str,
        key: &str,
        offset: u64,
        most: usize,
    ) -> Result<Option<(BucketFile, Vec<u8>)>, Missing> {
        let Some(table) = self.resident_bucket(bucket)? else { return Ok(None) };
        let Some(file) = part(table, key, 0).and_then(head) else { return Ok(None) };
        let end = file.size_bytes.min(offset.saturating_add(most as u64));
        let from = offset / Piece::STEP_BYTES;
        let mut bytes = parts(table, key, from..end.div_ceil(Piece::STEP_BYTES).max(from));
        let within = |place: u64| usize::try_from(place.saturating_sub(from * Piece::STEP_BYTES)).unwrap_or(usize::MAX);
        bytes.truncate(within(end));
        bytes.drain(..within(offset).min(bytes.len()));
        Ok(Some((file, bytes)))
    }

    /// Puts a piece of a file, in the name of this caller. With the last one the file is there, or replaced, which is one step
    /// of undo. The changes are to be made durable.
    pub fn put_bucket_piece(
        &mut self,
        context: &Context,
        bucket: &str,
        key: &str,
        piece: Piece<'_>,
    ) -> Result<Vec<ChangeRecord>, PieceError> {
        let present = self.resident_bucket(bucket).map_err(PieceError::Missing)?;
        let old_first = present.and_then(|table| part(table, key, 0)).map(first_part);
        let first = FIRST_PARTS.into_iter().find(|first| old_first != Some(*first)).unwrap_or_default();
        let at = piece.offset / Piece::STEP_BYTES;
        let follows = at == 0 || present.is_some_and(|table| part(table, key, first + at - 1).is_some());
        if !piece.is_sound() || !follows {
            return Err(PieceError::OutOfOrder);
        }
        self.drain_due(context.now);
        let mut batch = self.take_unsent();
        let label = format!("Put {key} into {bucket}");
        if piece.is_last() && at == 0 {
            let changes = self.commit_file(&context.account, &context.region, bucket, key, piece.bytes);
            self.undo.note_as(label, &changes);
            batch.extend(changes);
            return Ok(batch);
        }
        let (id, made) = self.commit_bucket(&context.account, &context.region, bucket);
        batch.extend(made);
        // What an earlier try has left.
        batch.extend(self.commit_parts(id, key, first + at));
        for (number, data) in (first + at..).zip(piece.bytes.chunks(PART_BYTES)) {
            let mut item = name_of(key, number);
            item.insert(DATA, AttributeValue::B(data.to_vec()));
            batch.extend(self.commit_part(id, item, true));
        }
        if piece.is_last() {
            let step = self.commit_arrival(id, key, first, piece.size_bytes);
            self.undo.note_as(label, &[self.arrived(id, key, first, &step), step.clone()].concat());
            batch.extend(step);
        }
        Ok(batch)
    }

    /// Removes what came of a file of which nothing more will come. A whole file of that name stays. The changes are to be made
    /// durable.
    pub fn abandon_bucket_file(&mut self, context: &Context, bucket: &str, key: &str) -> Result<Vec<ChangeRecord>, Missing> {
        let Some(table) = self.resident_bucket(bucket)? else { return Ok(vec![]) };
        let (id, kept) = (table.id, part(table, key, 0).map(first_part));
        self.drain_due(context.now);
        let mut batch = self.take_unsent();
        for first in FIRST_PARTS.into_iter().filter(|first| kept != Some(*first)) {
            batch.extend(self.commit_parts(id, key, first));
        }
        Ok(batch)
    }

    /// Removes files, as one step of undo, and what is left of those that were half put. The changes are to be made durable;
    /// empty if none of them is there.
    pub fn remove_bucket_files(
        &mut self,
        context: &Context,
        bucket: &str,
        keys: &[String],
    ) -> Result<Vec<ChangeRecord>, Missing> {
        let Some(id) = self.resident_bucket(bucket)?.map(|table| table.id) else { return Ok(vec![]) };
        self.drain_due(context.now);
        let mut batch = self.take_unsent();
        let changes: Vec<ChangeRecord> = keys.iter().flat_map(|key| self.commit_removal(id, key)).collect();
        let label = match keys {
            [key] => format!("Remove {key} from {bucket}"),
            _ => format!("Remove {} files from {bucket}", keys.len()),
        };
        self.undo.note_as(label, &changes);
        batch.extend(changes);
        Ok(batch)
    }

    /// The file is there: its head, in place of what was there before.
    fn commit_arrival(&mut self, bucket: TableId, key: &str, first: u64, size_bytes: u64) -> Vec<ChangeRecord> {
        let mut item = name_of(key, 0);
        item.insert(SIZE, whole(size_bytes));
        item.insert(MODIFIED, whole(self.now.0));
        item.insert(FIRST, whole(first));
        let mut step: Vec<ChangeRecord> = self.commit_part(bucket, item, true).into_iter().collect();
        let others = FIRST_PARTS.into_iter().filter(|other| *other != first);
        for from in [1].into_iter().chain(others) {
            step.extend(self.commit_parts(bucket, key, from));
        }
        step
    }

    /// The coming of the parts with data, as if it had been one change with the head: for undo.
    fn arrived(&self, bucket: TableId, key: &str, first: u64, step: &[ChangeRecord]) -> Vec<ChangeRecord> {
        let Some((table, head)) = self.database.table(bucket).zip(step.first()) else { return vec![] };
        let count = part(table, key, 0).and_then(super::head).map_or(0, |file| parts_of(file.size_bytes));
        let coming = |number| {
            let place = table.key.storage_key(&name_of(key, number))?;
            let after = table.get(place.as_bytes())?.item.clone();
            let change =
                ItemChange { table: bucket, key: place, before: None, after: Some(after), origin: Origin::Request, kept: false };
            Some(ChangeRecord { change: Change::Item(change), ..head.clone() })
        };
        (first..first + count).filter_map(coming).collect()
    }
}

#[cfg(test)]
mod tests;
