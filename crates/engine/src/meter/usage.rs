//! What a bill needs to know: the meters beside what the tables hold and how they are set.

use model::EpochMillis;
use report::IndexKind;

use super::{Consumed, HourUnits, Meter, Meters, MovedBytes, Paid, Stored};
use crate::role::BackupKind;
use crate::{CapacitySetting, Database, Engine, Index, Table};

/// What a bill needs to know of one table or index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageReport {
    /// Table name.
    pub table: String,
    /// Region.
    pub region: String,
    /// Global index, or the table itself with its local indexes, which AWS bills as a part of it.
    pub index: Option<String>,
    /// Capacity as it is set now.
    pub capacity: CapacitySetting,
    /// `STANDARD_INFREQUENT_ACCESS` or standard.
    pub infrequent_access: bool,
    /// Units.
    pub consumed: Consumed,
    /// Items and entries now.
    pub item_count: u64,
    /// Their bytes now, without the 100 bytes that billing adds to each.
    pub size_bytes: u64,
    /// What was restored, exported and imported; of a table, not of an index.
    pub moved: MovedBytes,
    /// What point-in-time recovery protects now: items and local index entries; 0 where it is off.
    pub recovery_bytes: u64,
    /// How it was paid so far.
    pub paid: Paid,
    /// What it held over time, up to the last full minute.
    pub stored: Stored,
    /// Consumption by the hour, in order; hours without any are left out.
    pub hours: Vec<HourUnits>,
    /// A member of a global table: its own writes are replicated writes, its indexes' are not.
    pub replicated: bool,
    /// Rules of contributor insights that are on now.
    pub insight_rules: u32,
    /// Bytes that the table's vector indexes hold now.
    pub vector_bytes: u64,
    /// The table is gone: its units remain on the bill.
    pub deleted: bool,
}

/// A backup on the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupUsage {
    /// The table that was backed up.
    pub table: String,
    /// Region.
    pub region: String,
    /// Bytes; 0 for what the service keeps free of charge.
    pub billed_bytes: u64,
    /// When it was made.
    pub created: EpochMillis,
}

impl Meters {
    /// Everything metered, by table number: the tables that are there, then those that are gone.
    pub(crate) fn usage(&self, database: &Database, now: EpochMillis) -> Vec<UsageReport> {
        let present = database.tables().filter(|table| table.control.is_addressed());
        let present = present.flat_map(|table| self.of_table(table, now));
        present.chain(self.deleted.values().flatten().cloned()).collect()
    }

    /// The last of a table that goes: it holds nothing any more.
    pub(super) fn of_deleted(&self, table: &Table, now: EpochMillis) -> Vec<UsageReport> {
        let mut last = self.of_table(table, now);
        for report in &mut last {
            (report.item_count, report.size_bytes, report.recovery_bytes, report.vector_bytes) = (0, 0, 0, 0);
            (report.insight_rules, report.deleted) = (0, true);
            report.hours.clear();
        }
        last
    }

    fn of_table(&self, table: &Table, now: EpochMillis) -> Vec<UsageReport> {
        let meter = self.tables.get(&table.id);
        let of_kind = |kind| table.indexes.iter().filter(move |index| index.kind == kind);
        let held = held_with_local(table);
        let mut own = report(table, None, table.capacity, meter.map(|meter| &meter.own), now);
        (own.item_count, own.size_bytes) = held;
        own.moved = meter.map(|meter| meter.moved).unwrap_or_default();
        own.recovery_bytes = if table.control.recovery().is_some() { held.1 } else { 0 };
        own.vector_bytes = vector_bytes(table);
        let indexes = of_kind(IndexKind::Global).map(|index| {
            let consumed = meter.and_then(|meter| meter.indexes.get(&index.name));
            let mut report = report(table, Some(&index.name), index.capacity, consumed, now);
            (report.item_count, report.size_bytes) = index.partitions.held();
            report
        });
        // An index that is gone was used: its units remain on the bill.
        let metered = meter.into_iter().flat_map(|meter| &meter.indexes);
        let gone = metered.filter(|(name, _)| table.index(name).is_none()).map(|(name, meter)| {
            let mut report = report(table, Some(name), CapacitySetting::OnDemand, Some(meter), now);
            report.deleted = true;
            report
        });
        std::iter::once(own).chain(indexes).chain(gone).collect()
    }
}

/// Items and bytes of a table with its local indexes.
pub(super) fn held_with_local(table: &Table) -> (u64, u64) {
    let add = |(items, bytes): (u64, u64), index: &Index| {
        let (more_items, more_bytes) = index.partitions.held();
        (items + more_items, bytes + more_bytes)
    };
    table.indexes.iter().filter(|index| index.kind == IndexKind::Local).fold(table.partitions.held(), add)
}

fn report(
    table: &Table,
    index: Option<&String>,
    capacity: CapacitySetting,
    meter: Option<&Meter>,
    now: EpochMillis,
) -> UsageReport {
    let consumed = meter.map(|meter| meter.consumed.clone()).unwrap_or_default();
    UsageReport {
        table: table.name.clone(),
        region: table.region.clone(),
        index: index.cloned(),
        capacity,
        infrequent_access: table.is_infrequent_access(),
        item_count: 0,
        size_bytes: 0,
        moved: MovedBytes::default(),
        recovery_bytes: 0,
        paid: meter.map(|meter| meter.paid.until(capacity, now, consumed.units())).unwrap_or_default(),
        stored: meter.map(|meter| meter.stored).unwrap_or_default(),
        hours: meter.map(|meter| meter.hours.clone()).unwrap_or_default(),
        replicated: table.is_replica(),
        insight_rules: insight_rules(table, index),
        vector_bytes: 0,
        deleted: false,
        consumed,
    }
}

/// Rules that contributor insights make of a table or index: one for the partition key and one for the whole key if it has a sort
/// key, each for accessed and for throttled keys (facts, pricing: four with a sort key).
pub(super) fn insight_rules(table: &Table, index: Option<&String>) -> u32 {
    let Some(insight) = table.control.insights.iter().find(|insight| insight.enabled && insight.index.as_ref() == index) else {
        return 0;
    };
    let key = index.and_then(|name| table.index(name)).map_or(&table.key, |index| &index.key);
    let keys = 1 + u32::from(!key.sort.is_empty());
    if insight.throttled_only { keys } else { 2 * keys }
}

/// What the vector indexes hold; only a table that has some is looked through.
fn vector_bytes(table: &Table) -> u64 {
    let bytes = |index: &crate::VectorIndex| -> u64 {
        table.items.iter().filter_map(|(_, record)| index.entry_bytes(&record.item, &table.key)).sum()
    };
    table.control.vector_indexes.iter().map(bytes).sum()
}

impl Engine {
    /// What every table and index has consumed and holds: what a bill is computed from. Tables that are gone come last. What is not
    /// resident of a table with vector indexes is left out of their bytes.
    pub fn usage(&self) -> Vec<UsageReport> {
        self.meters.usage(&self.database, self.now)
    }

    /// The backups that are kept.
    pub fn backup_usage(&self) -> Vec<BackupUsage> {
        let usage = self.backups().map(|(table, backup)| BackupUsage {
            table: table.name.clone(),
            region: table.region.clone(),
            billed_bytes: if backup.kind == BackupKind::User { backup.size_bytes } else { 0 },
            created: backup.created,
        });
        usage.collect()
    }
}
