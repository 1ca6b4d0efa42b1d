//! A table's streams: the settings of each, and its shards. The records themselves are the table's retained past.
//!
//! A stream has one open shard for each partition of its table. When a partition is split its shard is closed and has two
//! children, so whoever reads a parent to its end first sees each item's changes in order. A stream that is disabled, or whose
//! table is deleted, can be read for 24 hours more. Our model: an item collection has one shard, also where it lies in several
//! partitions.
//!
//! Follows: developer guide, "Change data capture for DynamoDB Streams"; API Reference, "StreamDescription", "Shard".

use api::LongDate;
use capacity::PartitionTable;
use model::{EpochMillis, KeyHash};

use crate::chance::chance;
use crate::{ItemRecord, RetentionReason, STREAM_KEEP_MS, Table};

/// A stream of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// View type.
    pub view_type: String,
    /// When it was enabled: the label of its ARN.
    pub enabled: EpochMillis,
    /// When it was disabled, if it was.
    pub disabled: Option<EpochMillis>,
    /// All shards in the order of their opening; a shard's place is its number.
    pub shards: Vec<Shard>,
    /// Tags.
    pub tags: Vec<(String, String)>,
}

/// A shard of a stream: the changes of one partition for as long as it was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Number of the shard that it continues.
    pub parent: Option<u32>,
    /// First point of the hash space in it.
    pub first: KeyHash,
    /// Last point of the hash space in it.
    pub last: KeyHash,
    /// When it was opened.
    pub opened: EpochMillis,
    /// Its records have higher sequence numbers.
    pub after_sequence: u64,
    /// When it was closed, and the highest sequence number that a record of it may have.
    pub closed: Option<(EpochMillis, u64)>,
}

/// What stands before a sequence number, so that it has the 21 digits that the service model asks for.
const SEQUENCE_LEAD: &str = "1";
/// Digits behind it: those of the largest `u64`.
const SEQUENCE_DIGITS: usize = 20;

/// A sequence number as streams write it.
pub(crate) fn sequence_text(sequence: u64) -> String {
    format!("{SEQUENCE_LEAD}{sequence:0SEQUENCE_DIGITS$}")
}

/// The sequence number that a stream's text means.
pub(crate) fn sequence_of(text: &str) -> Option<u64> {
    let digits = text.strip_prefix(SEQUENCE_LEAD)?;
    (digits.len() == SEQUENCE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

impl Shard {
    /// Whether a record is in this shard.
    pub(crate) fn holds(&self, record: &ItemRecord) -> bool {
        let hash = record.key.hash();
        record.sequence > self.after_sequence
            && self.closed.is_none_or(|(_, last)| record.sequence <= last)
            && hash >= self.first
            && hash <= self.last
    }

    /// Its first sequence number.
    pub(crate) fn starting(&self) -> u64 {
        self.after_sequence + 1
    }

    /// Its last sequence number, once it is closed. A shard that never had a record ends where it starts.
    pub(crate) fn ending(&self) -> Option<u64> {
        self.closed.map(|(_, last)| last.max(self.starting()))
    }

    /// Whether any record of it can still be read.
    pub(crate) fn is_readable(&self, now: EpochMillis) -> bool {
        self.closed.is_none_or(|(at, _)| at.0.saturating_add(STREAM_KEEP_MS) >= now.0)
    }
}

impl Stream {
    /// Its label: the moment of its enabling.
    pub fn label(&self) -> String {
        LongDate(self.enabled).stream_label()
    }

    /// Its ARN.
    pub fn arn(&self, table: &Table) -> String {
        format!("{}/stream/{}", table.arn(), self.label())
    }

    /// The id of one of its shards: when it was opened, and eight digits that tell it from others of that moment.
    pub(crate) fn shard_id(&self, table: &Table, number: usize) -> String {
        let opened = self.shards.get(number).map_or(0, |shard| shard.opened.0);
        let suffix = chance(self.enabled.0, &table.uuid, number as u64) >> 32;
        format!("shardId-{opened:020}-{suffix:08x}")
    }

    /// Whether it can be read at `now`.
    pub(crate) fn is_readable(&self, now: EpochMillis) -> bool {
        self.disabled.is_none_or(|at| at.0.saturating_add(STREAM_KEEP_MS) >= now.0)
    }

    /// No record with a higher sequence number than `sequence` is in it.
    fn close(&mut self, now: EpochMillis, sequence: u64) {
        self.disabled.get_or_insert(now);
        for shard in &mut self.shards {
            shard.closed.get_or_insert((now, sequence));
        }
    }
}

impl Table {
    /// The stream that is enabled.
    pub fn enabled_stream(&self) -> Option<&Stream> {
        self.control.streams.last().filter(|stream| stream.disabled.is_none())
    }

    /// Enables a stream; `sequence` is the newest change of the database. Streams that cannot be read any more are forgotten.
    pub(crate) fn enable_stream(&mut self, view_type: String, now: EpochMillis, sequence: u64) {
        let streams = &mut self.control.streams;
        streams.retain(|stream| stream.is_readable(now));
        // The label tells streams apart, and it has milliseconds.
        let label = streams.last().map_or(now, |last| now.max(EpochMillis(last.enabled.0 + 1)));
        streams.push(Stream { view_type, enabled: label, disabled: None, shards: vec![], tags: vec![] });
        self.control.retention.begin(RetentionReason::Stream, STREAM_KEEP_MS, now, sequence);
        self.follow_partitions(now, sequence);
    }

    /// Disables the stream.
    pub(crate) fn disable_stream(&mut self, now: EpochMillis, sequence: u64) {
        if let Some(stream) = self.control.streams.last_mut() {
            stream.close(now, sequence);
        }
        self.control.retention.end(RetentionReason::Stream, now);
    }

    /// The table is gone: nothing more comes into its streams.
    pub(crate) fn close_streams(&mut self, now: EpochMillis, sequence: u64) {
        self.control.streams.iter_mut().for_each(|stream| stream.close(now, sequence));
        self.control.work.clear();
    }

    /// Whether a shard is not a partition any more, or a partition has no shard.
    pub(crate) fn has_split_shards(&self) -> bool {
        let Some(stream) = self.enabled_stream() else { return false };
        let open = stream.shards.iter().filter(|shard| shard.closed.is_none());
        // Partitions are split and never merged, so their number tells.
        open.count() != self.partitions.partitions().iter().filter(|partition| partition.first.sort == 0).count()
    }

    /// Closes the shards of partitions that were split and opens one for each partition that has none.
    pub(crate) fn follow_partitions(&mut self, now: EpochMillis, sequence: u64) {
        let Some(stream) = self.control.streams.last_mut().filter(|stream| stream.disabled.is_none()) else { return };
        let known = stream.shards.len();
        for (first, last) in shard_ranges(&self.partitions) {
            let open = stream.shards.iter().take(known).zip(0..);
            let covering = open.filter(|(shard, _)| shard.closed.is_none_or(|(_, at)| at == sequence));
            let mut covering = covering.filter(|(shard, _)| shard.first <= first && shard.last >= last);
            let parent = covering.next().map(|(shard, number)| (shard.first == first && shard.last == last, number));
            let parent = match parent {
                Some((true, _)) => continue,
                Some((false, number)) => Some(number),
                None => None,
            };
            if let Some(shard) = parent.and_then(|number: u32| stream.shards.get_mut(number as usize)) {
                shard.closed.get_or_insert((now, sequence));
            }
            stream.shards.push(Shard { parent, first, last, opened: now, after_sequence: sequence, closed: None });
        }
    }
}

/// The ranges of the hash space that have a shard each: the partitions, joined where an item collection is cut.
fn shard_ranges(partitions: &PartitionTable) -> Vec<(KeyHash, KeyHash)> {
    let mut ranges: Vec<(KeyHash, KeyHash)> = Vec::new();
    for (partition, last) in partitions.ranges() {
        match ranges.last_mut() {
            Some(range) if partition.first.sort != 0 => range.1 = last.hash,
            _ => ranges.push((partition.first.hash, last.hash)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::{sequence_of, sequence_text};

    #[test]
    fn sequence_numbers_are_texts_of_21_digits_in_order() {
        assert_eq!(sequence_text(42), "100000000000000000042");
        assert_eq!(sequence_of("100000000000000000042"), Some(42));
        assert!(sequence_text(9) < sequence_text(10));
        for wrong in
            ["", "42", "200000000000000000042", "10000000000000000004x", "1000000000000000000420", "199999999999999999999"]
        {
            assert_eq!(sequence_of(wrong), None, "{wrong}");
        }
        assert_eq!(sequence_of(&sequence_text(u64::MAX)), Some(u64::MAX));
    }
}
