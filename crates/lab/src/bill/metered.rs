//! What was metered: the plain figures that a bill is computed from.

use model::HalfUnits;
use model::limits::STORAGE_OVERHEAD_BYTES;
use report::CapacityMode;
use serde::{Deserialize, Serialize};

/// Bytes that billing adds to an item of a global table, beyond those of any item (developer guide, "Understanding billing").
const GLOBAL_OVERHEAD_BYTES: u64 = 48;

/// What was metered of one table (its local indexes included) or of one global index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Table name.
    pub table: String,
    /// Name of the global index; the table itself if absent.
    pub index: Option<String>,
    /// Region.
    pub region: String,
    /// How it is paid now.
    pub mode: CapacityMode,
    /// Table class Standard-IA.
    pub infrequent_access: bool,
    /// A member of a global table: its writes are replicated writes. An index's never are.
    pub replicated: bool,
    /// The table is gone: it is on the bill so far, and not in the month.
    pub deleted: bool,
    /// Read units consumed.
    pub read_units: HalfUnits,
    /// Write units consumed.
    pub write_units: HalfUnits,
    /// Of those, read units consumed while it was on-demand.
    pub requested_reads: HalfUnits,
    /// Of those, write units consumed while it was on-demand.
    pub requested_writes: HalfUnits,
    /// Capacity hours so far.
    pub paid: PaidHours,
    /// Read units of the busiest second.
    pub peak_read_units: HalfUnits,
    /// Write units of the busiest second.
    pub peak_write_units: HalfUnits,
    /// Items or entries stored now.
    pub item_count: u64,
    /// Their bytes, without the overhead that billing adds.
    pub size_bytes: u64,
    /// Consumption over time, in order; points without any may be left out.
    pub series: Vec<Point>,
    /// What moved by other ways than items.
    pub moved: Moved,
    /// Bytes that point-in-time recovery protects.
    pub recovery_bytes: u64,
    /// GetRecords calls on streams that are billed.
    pub stream_reads: u64,
    /// Changes sent to Kinesis, in units of 1 KB of the larger image.
    pub change_units: u64,
    /// Rules of contributor insights that are on.
    pub insight_rules: u32,
    /// Bytes of vector indexes.
    pub vector_bytes: u64,
    /// Items that time to live removed, at no charge.
    pub expired_items: u64,
    /// What it held over time; where that is not known, what it holds now is taken to have been held all along.
    pub stored: Option<Stored>,
}

/// What was held over time, each amount times the minutes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Items or entries, and their bytes, while the table class was Standard.
    pub standard: (u64, u64),
    /// Items or entries, and their bytes, while the table class was Standard-IA.
    pub infrequent: (u64, u64),
    /// Bytes that point-in-time recovery protected.
    pub recovery_byte_minutes: u64,
    /// Rules of contributor insights.
    pub rule_minutes: u64,
}

/// Capacity that was provisioned, summed over hours; each hour counts its highest setting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidHours {
    /// RCU-hours.
    pub read_unit_hours: u64,
    /// WCU-hours.
    pub write_unit_hours: u64,
}

/// Consumption in one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Number of the stretch; the first is 0 for a run, hours since 1970 for what was metered.
    pub number: u64,
    /// Read units.
    pub read: HalfUnits,
    /// Write units.
    pub write: HalfUnits,
    /// Read units of its busiest second.
    pub peak_read: HalfUnits,
    /// Write units of its busiest second.
    pub peak_write: HalfUnits,
    /// Highest provisioned read units in it; 0 where that is not known.
    pub set_read: u64,
    /// Highest provisioned write units in it; 0 where that is not known.
    pub set_write: u64,
}

/// Bytes that moved in and out of a table by other ways than items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Restored.
    pub restored: u64,
    /// Full exports.
    pub exported: u64,
    /// Incremental exports.
    pub exported_increments: u64,
    /// Imports.
    pub imported: u64,
    /// Bulk puts.
    pub bulk_put: u64,
    /// Replicated to other regions.
    pub transferred: u64,
    /// Written to vector indexes.
    pub vectors_written: u64,
    /// Examined by vector searches.
    pub vectors_searched: u64,
}

/// A table's backups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupBytes {
    /// The table that was backed up.
    pub table: String,
    /// Region.
    pub region: String,
    /// Bytes that are billed.
    pub bytes: u64,
    /// For how long it was kept so far, in milliseconds.
    pub kept_ms: u64,
}

/// How the metered traffic fills a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Repetition {
    /// As often, and in the shape, that the reader says.
    #[default]
    Asked,
    /// Again and again, without a gap: so many seconds, in points of so many seconds.
    BackToBack {
        /// Seconds of the whole.
        duration_s: u64,
        /// Seconds of a point.
        point_s: u64,
    },
}

/// Everything metered, and over which time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metered {
    /// The home region.
    pub home: String,
    /// Tables and global indexes, each table before its indexes.
    pub usages: Vec<Usage>,
    /// Backups that are kept.
    pub backups: Vec<BackupBytes>,
    /// Milliseconds over which it was metered.
    pub span_ms: u64,
    /// Hour in which it began, since 1970.
    pub first_hour: u64,
    /// How it fills a month.
    pub repetition: Repetition,
}

impl Usage {
    /// `employees` or `employees / by-location`, with the region behind it if it is not `home`.
    pub fn resource(&self, home: &str) -> String {
        let name = self.index.as_ref().map_or_else(|| self.table.clone(), |index| format!("{} / {index}", self.table));
        let gone = if self.deleted { ", deleted" } else { "" };
        if self.region.is_empty() || self.region == home { name + gone } else { format!("{name}, {}{gone}", self.region) }
    }

    /// Bytes that are billed: 100 more for each item or entry, 148 for each item of a global table.
    pub fn billed_bytes(&self) -> u64 {
        self.billed((self.item_count, self.size_bytes))
    }

    /// What is billed of items and their bytes, over time or now.
    pub(super) fn billed(&self, (items, bytes): (u64, u64)) -> u64 {
        let global = if self.replicated { GLOBAL_OVERHEAD_BYTES } else { 0 };
        bytes.saturating_add(items.saturating_mul(STORAGE_OVERHEAD_BYTES as u64 + global))
    }

    /// Whether its writes are billed as replicated writes: a global table's own, not those of its indexes.
    pub fn has_replicated_writes(&self) -> bool {
        self.replicated && self.index.is_none()
    }
}
