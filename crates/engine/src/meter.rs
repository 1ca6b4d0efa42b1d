//! What was consumed, by table, index and partition: what a bill and the partition map are computed from.
//!
//! It counts units; it knows no prices. Meters are not part of the history: they are written now and then, so a crash may lose
//! the last of them (see `journal`), never an item.
//!
//! Follows: developer guide, "Understanding billing", "DynamoDB metrics".

mod hours;
mod paid;
mod stored;
mod usage;
#[cfg(test)]
mod usage_tests;

use std::collections::BTreeMap;

use capacity::{Direction, Heat, Limit, Units};
use model::{EpochMillis, HalfUnits, KeyHash};
use report::{Access, Consistency, IndexKind};

use crate::metrics::{self, Label, Metric, MetricStore};
pub use hours::HourUnits;
pub use paid::Paid;
pub use stored::{Held, Stored};
pub use usage::{BackupUsage, UsageReport};

pub(crate) use paid::PaidMeter;

use crate::split::Splits;
use crate::top_keys::TopKeys;
use crate::{CapacitySetting, Table, TableId};

/// One metered access.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage<'a> {
    /// Table.
    pub(crate) table: TableId,
    /// Index, or the table itself.
    pub(crate) index: Option<(&'a str, IndexKind)>,
    /// Partition of the table or the global index; of the table for a local index, which lies in the table's partitions.
    pub(crate) partition: u32,
    /// Reading or writing.
    pub(crate) access: Access,
    /// Which factor the units have.
    pub(crate) consistency: Consistency,
    /// Units, factor included.
    pub(crate) units: HalfUnits,
}

/// Units of one table (with its local indexes) or global index since it was created.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consumed {
    /// Eventually consistent reads.
    pub eventual_reads: HalfUnits,
    /// Strongly consistent reads.
    pub strong_reads: HalfUnits,
    /// Transactional reads, counted double.
    pub transactional_reads: HalfUnits,
    /// Standard writes.
    pub writes: HalfUnits,
    /// Transactional writes, counted double.
    pub transactional_writes: HalfUnits,
    /// The most read units and the most write units of any one second, which need not be the same second.
    pub peak: Units,
    /// First access.
    pub first: Option<EpochMillis>,
    /// Last access.
    pub last: Option<EpochMillis>,
    /// GetRecords requests on the table's streams, each of which is billed.
    pub stream_requests: u64,
    /// Items that a sweep removed after their time to live, free of units.
    pub expired_items: u64,
}

/// Bytes that moved in and out of a table by other ways than items, since it was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MovedBytes {
    /// The table with its indexes, when it was restored.
    pub restored: u64,
    /// Full exports: the table with its local indexes each time.
    pub exported: u64,
    /// Incremental exports: what they processed.
    pub exported_increments: u64,
    /// Imports: what the files hold uncompressed.
    pub imported: u64,
    /// Bulk puts: what the files hold uncompressed.
    pub bulk_put: u64,
    /// Items that were sent to other regions. Our model: the item as it was written, or the key of a deleted one.
    pub transferred: u64,
    /// Written to vector indexes, at least 1 KB for each entry.
    pub vectors_written: u64,
    /// Examined by searches of vector indexes, at least 1 KB for each.
    pub vectors_searched: u64,
    /// Changes that were sent to Kinesis streams, in units of 1 KB of the larger image.
    pub change_units: u64,
}

/// The meters of all tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Meters {
    pub(crate) tables: BTreeMap<TableId, TableMeter>,
    /// The last description of tables that are gone but were used.
    pub(crate) deleted: BTreeMap<TableId, Vec<UsageReport>>,
    /// The busiest keys of the tables and global indexes whose contributor insights are enabled; not stored.
    pub(crate) keys: BTreeMap<(TableId, Option<String>), TopKeys>,
    /// When partitions were split; not stored.
    pub(crate) splits: Splits,
    /// What was measured by seconds and minutes; not stored.
    pub(crate) metrics: MetricStore,
}

/// The meters of one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TableMeter {
    pub(crate) own: Meter,
    pub(crate) indexes: BTreeMap<String, Meter>,
    pub(crate) moved: MovedBytes,
}

/// One meter.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Meter {
    pub(crate) consumed: Consumed,
    pub(crate) paid: PaidMeter,
    pub(crate) stored: Stored,
    pub(crate) hours: Vec<HourUnits>,
    /// By partition number.
    pub(crate) heat: Vec<Heat>,
    pub(crate) second: u64,
    pub(crate) in_second: Units,
}

/// Deleted tables whose units are kept (our bound); beyond it the oldest are forgotten.
const DELETED_TABLES_MAX: usize = 1_000;

impl Meters {
    /// Adds one access.
    pub(crate) fn record(&mut self, now: EpochMillis, usage: Usage<'_>) {
        let counted = match usage.index {
            Some((name, IndexKind::Global)) => Some(name),
            _ => None,
        };
        let access = of_metric(usage.access);
        self.metrics.add(now, usage.table, counted, Metric::Consumed(access), Label::None, usage.units.0);
        // A global index follows on its own time: no write waits for it.
        if counted.is_none() || usage.access == Access::Read {
            self.metrics.settle(usage.table, usage.units, access);
        }
        self.count(now, &usage);
    }

    /// Adds what filling a new index consumed: on the bill as any write, but a metric of its own.
    pub(crate) fn record_index_build(&mut self, now: EpochMillis, usage: Usage<'_>) {
        let index = usage.index.map(|(name, _)| name);
        self.metrics.add(now, usage.table, index, Metric::IndexBuild, Label::None, usage.units.0);
        self.count(now, &usage);
    }

    /// Counts how far a new index is filled: so many items of all.
    pub(crate) fn record_index_progress(&mut self, now: EpochMillis, table: TableId, index: &str, (done, all): (usize, usize)) {
        let percent = (done as u64).saturating_mul(100).checked_div(all as u64).unwrap_or(100);
        self.metrics.add(now, table, Some(index), Metric::IndexProgress, Label::None, percent.min(100));
    }

    fn count(&mut self, now: EpochMillis, usage: &Usage<'_>) {
        let units = match usage.access {
            Access::Read => Units::read(usage.units),
            Access::Write => Units::write(usage.units),
        };
        let meter = self.tables.entry(usage.table).or_default();
        let meter = match usage.index {
            // A local index draws on the table's capacity, in the table's partitions.
            None | Some((_, IndexKind::Local)) => &mut meter.own,
            Some((name, IndexKind::Global)) => match meter.indexes.get_mut(name) {
                Some(own) => own,
                None => meter.indexes.entry(name.to_owned()).or_default(),
            },
        };
        meter.count(now, usage);
        meter.draw(now, usage.partition, units);
    }

    /// Counts bytes that moved in or out of a table.
    pub(crate) fn moved(&mut self, table: TableId) -> &mut MovedBytes {
        &mut self.tables.entry(table).or_default().moved
    }

    /// Counts a table that was restored: items and all index entries (facts, pricing).
    pub(crate) fn note_restored(&mut self, table: &Table) {
        let entries = table.indexes.iter().map(|index| index.partitions.held().1);
        self.moved(table.id).restored += table.partitions.held().1 + entries.sum::<u64>();
    }

    /// Counts what a partition key consumed: a write unit as three (developer guide, "How it works").
    pub(crate) fn count_key(&mut self, table: TableId, index: Option<&str>, key: KeyHash, access: Access, units: HalfUnits) {
        let weight = if access == Access::Write { 3 } else { 1 };
        let counters = self.keys.entry((table, index.map(str::to_owned))).or_default();
        counters.count(key, HalfUnits(units.0 * weight));
    }

    /// The counted keys of a table or index.
    pub(crate) fn keys(&self, table: TableId, index: Option<&str>) -> Option<&TopKeys> {
        self.keys.get(&(table, index.map(str::to_owned)))
    }

    /// Forgets them.
    pub(crate) fn forget_keys(&mut self, table: TableId, index: Option<&str>) {
        self.keys.remove(&(table, index.map(str::to_owned)));
    }

    /// Counts a throttle event of a table or a global index; one that is being filled has a metric of its own.
    pub(crate) fn record_throttle(
        &mut self,
        now: EpochMillis,
        table: TableId,
        index: Option<&str>,
        (direction, limit, is_filled): (Direction, Limit, bool),
    ) {
        let access = direction.of((metrics::Access::Read, metrics::Access::Write));
        let metric = if is_filled { Metric::IndexThrottled } else { Metric::Throttled(access, limit) };
        self.metrics.add(now, table, index, metric, Label::None, 1);
    }

    /// Counts how long a write took to another region.
    pub(crate) fn record_replication(&mut self, now: EpochMillis, table: TableId, region: &str, took_ms: u64) {
        let label = Label::Named(region.to_owned());
        self.metrics.add(now, table, None, Metric::Replication, label, took_ms.saturating_mul(1_000));
    }

    /// Counts an item that a sweep removed.
    pub(crate) fn record_expiry(&mut self, now: EpochMillis, table: TableId) {
        self.metrics.add(now, table, None, Metric::Expired, Label::None, 1);
        self.tables.entry(table).or_default().own.consumed.expired_items += 1;
    }

    /// Counts a read of a stream, which gave so many records and bytes.
    pub(crate) fn record_stream_request(
        &mut self,
        now: EpochMillis,
        table: TableId,
        label: String,
        (records, bytes): (usize, usize),
    ) {
        for (metric, value) in [(Metric::ReturnedRecords, records), (Metric::ReturnedBytes, bytes)] {
            self.metrics.add(now, table, None, metric, Label::Named(label.clone()), value as u64);
        }
        self.tables.entry(table).or_default().own.consumed.stream_requests += 1;
    }

    /// Counts a change that goes to Kinesis.
    pub(crate) fn record_change_units(&mut self, now: EpochMillis, table: TableId, units: u64) {
        self.metrics.add(now, table, None, Metric::ChangeUnits, Label::None, units);
        self.moved(table).change_units += units;
    }

    /// Counts bytes that a table's vector indexes searched or wrote.
    pub(crate) fn record_vectors(&mut self, now: EpochMillis, table: TableId, access: Access, bytes: u64) {
        self.metrics.add(now, table, None, Metric::Vectors(of_metric(access)), Label::None, bytes);
        match access {
            Access::Read => self.moved(table).vectors_searched += bytes,
            Access::Write => self.moved(table).vectors_written += bytes,
        }
    }

    /// The heat of one partition.
    pub(crate) fn heat(&self, table: TableId, index: Option<&str>, partition: u32) -> Option<&Heat> {
        let meter = self.tables.get(&table)?;
        let meter = match index {
            None => &meter.own,
            Some(name) => meter.indexes.get(name)?,
        };
        meter.heat.get(partition as usize)
    }

    /// Keeps what a table that goes has consumed.
    pub(crate) fn note_deleted(&mut self, table: &Table, now: EpochMillis) {
        self.keys.retain(|(of, _), _| *of != table.id);
        self.metrics.forget(table.id);
        if let Some(meter) = self.tables.get_mut(&table.id) {
            for meter in std::iter::once(&mut meter.own).chain(meter.indexes.values_mut()) {
                meter.paid.follow(None, now, meter.consumed.units());
            }
            let last = self.of_deleted(table, now);
            self.deleted.insert(table.id, last);
        }
        while self.deleted.len() > DELETED_TABLES_MAX {
            if let Some((oldest, _)) = self.deleted.pop_first() {
                self.tables.remove(&oldest);
            }
        }
    }

    /// A table is there (again), maybe with other settings: its meters go on.
    pub(crate) fn note_present(&mut self, table: &Table, now: EpochMillis) {
        self.deleted.remove(&table.id);
        // What is on-demand and was never used needs no meter.
        let is_by_hour = |setting: CapacitySetting| setting != CapacitySetting::OnDemand;
        let globals = || table.indexes.iter().filter(|index| index.kind == IndexKind::Global);
        if !table.control.is_addressed() {
            return;
        }
        let needs_meter = is_by_hour(table.capacity) || globals().any(|index| is_by_hour(index.capacity));
        if !needs_meter && !self.tables.contains_key(&table.id) {
            return;
        }
        let meter = self.tables.entry(table.id).or_default();
        meter.own.paid.follow(Some(table.capacity), now, meter.own.consumed.units());
        for index in globals().filter(|index| is_by_hour(index.capacity)) {
            if !meter.indexes.contains_key(&index.name) {
                meter.indexes.insert(index.name.clone(), Meter::default());
            }
        }
        for (name, meter) in &mut meter.indexes {
            let index = globals().find(|index| index.name == *name);
            meter.paid.follow(index.map(|index| index.capacity), now, meter.consumed.units());
        }
    }
}

impl Meter {
    /// Counts towards the bill.
    fn count(&mut self, now: EpochMillis, usage: &Usage<'_>) {
        let consumed = &mut self.consumed;
        let total = match (usage.access, usage.consistency) {
            (Access::Read, Consistency::Eventual) => &mut consumed.eventual_reads,
            (Access::Read, Consistency::Strong) => &mut consumed.strong_reads,
            (Access::Read, Consistency::Transactional) => &mut consumed.transactional_reads,
            (Access::Write, Consistency::Transactional) => &mut consumed.transactional_writes,
            (Access::Write, _) => &mut consumed.writes,
        };
        *total += usage.units;
        consumed.first.get_or_insert(now);
        consumed.last = Some(now);
    }

    /// Draws on the capacity of this table or index: heat of the partition and the busiest second.
    fn draw(&mut self, now: EpochMillis, partition: u32, units: Units) {
        let second = now.0 / 1_000;
        if second != self.second {
            (self.second, self.in_second) = (second, Units::default());
        }
        self.in_second += units;
        self.consumed.peak = self.consumed.peak.max(self.in_second);
        hours::count(&mut self.hours, second, units, self.in_second);
        let partition = partition as usize;
        if partition >= self.heat.len() {
            self.heat.resize_with(partition + 1, Heat::default);
        }
        if let Some(heat) = self.heat.get_mut(partition) {
            heat.record(second, units);
        }
    }
}

impl Consumed {
    /// All units.
    pub fn units(&self) -> Units {
        Units { read: self.reads(), write: self.all_writes() }
    }

    /// All read units.
    pub fn reads(&self) -> HalfUnits {
        self.eventual_reads + self.strong_reads + self.transactional_reads
    }

    /// All write units.
    pub fn all_writes(&self) -> HalfUnits {
        self.writes + self.transactional_writes
    }
}

fn of_metric(access: Access) -> metrics::Access {
    match access {
        Access::Read => metrics::Access::Read,
        Access::Write => metrics::Access::Write,
    }
}

#[cfg(test)]
mod tests {
    use super::{Access, Consistency, EpochMillis, HalfUnits, IndexKind, Meters, TableId, Usage};

    fn usage(index: Option<(&str, IndexKind)>, access: Access, units: u64) -> Usage<'_> {
        Usage { table: TableId(1), index, partition: 2, access, consistency: Consistency::Strong, units: HalfUnits(units) }
    }

    #[test]
    fn totals_peaks_and_heat() {
        let mut meters = Meters::default();
        meters.record(EpochMillis(1_000), usage(None, Access::Write, 2));
        meters.record(EpochMillis(1_999), usage(Some(("lsi", IndexKind::Local)), Access::Write, 4));
        meters.record(EpochMillis(2_000), usage(None, Access::Write, 5));
        meters.record(EpochMillis(2_000), usage(Some(("gsi", IndexKind::Global)), Access::Read, 3));
        let meter = &meters.tables[&TableId(1)];
        assert_eq!(meter.own.consumed.writes, HalfUnits(11), "a local index draws on the table's capacity");
        assert_eq!(meter.own.consumed.peak.write, HalfUnits(6));
        assert!(!meter.indexes.contains_key("lsi"));
        assert_eq!(meter.indexes["gsi"].consumed.strong_reads, HalfUnits(3));
        assert_eq!((meter.own.consumed.first, meter.own.consumed.last), (Some(EpochMillis(1_000)), Some(EpochMillis(2_000))));
        let heat = |index| meters.heat(TableId(1), index, 2).map(|heat| heat.total().write.0 + heat.total().read.0);
        assert_eq!((heat(None), heat(Some("gsi")), heat(Some("lsi"))), (Some(11), Some(3), None));
    }
}
