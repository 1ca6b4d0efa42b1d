//! The control plane's side of a table: settings, throughput changes and work under way.
//!
//! A request starts work; the work ends when its due time has come ([`crate::Engine`] drains it before each request). All
//! durations are settable and 0 by default, so the reply says UPDATING, as AWS's does, and the next request sees ACTIVE.
//!
//! Follows: developer guide, "Working with tables", "Managing global secondary indexes", "Quotas".

use capacity::Decreases;
use model::{EpochMillis, StorageKey};

use crate::role::{RestoredFrom, Role};
use crate::{
    CapacitySetting, EncryptionSetting, Insight, KinesisDestination, Retention, Stream, ThroughputBounds, TimeToLive, VectorIndex,
};

/// How long control-plane work takes, in milliseconds of engine time. All 0 by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ControlPlaneDelays {
    /// From CREATING to ACTIVE.
    pub create_ms: u64,
    /// From DELETING to gone.
    pub delete_ms: u64,
    /// How long deletion protection stays as it was set; 15,000 on AWS.
    pub protection_pause_ms: u64,
    /// From UPDATING to ACTIVE: throughput, billing mode, table class, stream, warm throughput, encryption.
    pub update_ms: u64,
    /// From the request for a global index to the start of its backfill.
    pub index_allocation_ms: u64,
    /// Each step of a backfill, of at most [`BACKFILL_STEP_ITEMS`] items.
    pub backfill_step_ms: u64,
    /// From the request to drop a global index to its end.
    pub index_delete_ms: u64,
    /// From the request for a backup to AVAILABLE.
    pub backup_ms: u64,
    /// From the request for a restore to ACTIVE.
    pub restore_ms: u64,
    /// From the request for an export, import or bulk put to its first step.
    pub job_ms: u64,
}

impl ControlPlaneDelays {
    /// The same for all.
    pub const fn each(ms: u64) -> Self {
        ControlPlaneDelays {
            create_ms: ms,
            delete_ms: ms,
            protection_pause_ms: ms,
            update_ms: ms,
            index_allocation_ms: ms,
            backfill_step_ms: ms,
            index_delete_ms: ms,
            backup_ms: ms,
            restore_ms: ms,
            job_ms: ms,
        }
    }
}

/// Milliseconds that a stream's records can be read: 24 hours.
pub const STREAM_KEEP_MS: u64 = 24 * 3_600 * 1_000;
/// Items of one backfill step (our bound: well below a millisecond of work for each hundred).
pub const BACKFILL_STEP_ITEMS: usize = 1_000;

/// Settings and state of a table that the data plane does not need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Control {
    /// DeletionProtectionEnabled.
    pub deletion_protection: bool,
    /// TableClass, if one was sent.
    pub table_class: Option<String>,
    /// When the table class was changed, newest last; only the last two matter.
    pub table_class_changes: Vec<EpochMillis>,
    /// Tags.
    pub tags: Vec<(String, String)>,
    /// Streams in the order of their enabling: only the last can be enabled.
    pub streams: Vec<Stream>,
    /// Time to live, if it was ever enabled.
    pub time_to_live: Option<TimeToLive>,
    /// Kinesis destinations, those that were disabled too.
    pub kinesis: Vec<KinesisDestination>,
    /// Contributor insights of the table and its indexes, where they were ever enabled.
    pub insights: Vec<Insight>,
    /// Who needs the table's past.
    pub retention: Retention,
    /// The KMS key, if one was asked for.
    pub encryption: EncryptionSetting,
    /// Maximums and warm throughput.
    pub bounds: ThroughputBounds,
    /// When deletion protection was last switched by UpdateTable.
    pub protection_changed: Option<EpochMillis>,
    /// The resource policy that CreateTable brought.
    pub policy: Option<ResourcePolicy>,
    /// `BillingModeSummary` is shown, and when the table last became on-demand.
    pub billing_summary: Option<Option<EpochMillis>>,
    /// Past changes of the table's throughput.
    pub throughput: ThroughputChanges,
    /// Vector indexes in the order of creation.
    pub vector_indexes: Vec<VectorIndex>,
    /// What the table is there for.
    pub role: Role,
    /// Where the table comes from, if it was restored.
    pub restored: Option<RestoredFrom>,
    /// What was started and is not finished, in the order it was asked for.
    pub work: Vec<Work>,
}

/// A resource policy as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcePolicy {
    /// The document.
    pub text: String,
    /// `RevisionId`.
    pub revision: String,
}

/// When throughput of a table or a global index was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThroughputChanges {
    /// Last increase.
    pub last_increase: Option<EpochMillis>,
    /// Decreases, by requests and by auto scaling.
    pub decreases: Decreases,
}

impl ThroughputChanges {
    /// Notes a change from one setting to another; reads and writes lowered together count once.
    pub(crate) fn note(&mut self, old: (u64, u64), new: (u64, u64), now: EpochMillis) {
        if new.0 > old.0 || new.1 > old.1 {
            self.last_increase = Some(now);
        }
        if lowers(old, new) {
            self.decreases.note(now);
        }
    }
}

/// Whether reads or writes go down.
pub(crate) fn lowers(old: (u64, u64), new: (u64, u64)) -> bool {
    new.0 < old.0 || new.1 < old.1
}

/// Work under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// When it ends, or when its next step is done.
    pub due: EpochMillis,
    /// What it is.
    pub task: Task,
}

/// What a piece of work does when its time has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// The table becomes ACTIVE.
    Create,
    /// The table goes.
    Delete,
    /// The table takes this capacity.
    Capacity(CapacitySetting),
    /// A setting without effect on data was changed: the table becomes ACTIVE.
    Setting,
    /// The stream is being enabled, or disabled.
    Stream(bool),
    /// A global index takes this capacity.
    IndexCapacity(String, CapacitySetting),
    /// A global or vector index has its place: its backfill begins.
    IndexAllocate(String),
    /// A step of a backfill, of a vector index the only one; `None` before the first item, else the last key done.
    IndexBackfill(String, Option<StorageKey>),
    /// A global or vector index goes.
    IndexDelete(String),
    /// The table is warmed up to these read and write units a second.
    Warm(u64, u64),
    /// A global index is warmed up.
    IndexWarm(String, u64, u64),
    /// Another key encrypts the table.
    Encryption,
    /// A backup that the service made goes.
    Expire,
    /// A step of the export with this ARN; the table is what it reads, and goes with it.
    Export(String),
    /// A step of the import with this ARN into the table.
    Import(String),
    /// A step of the bulk operation with this ARN on the table.
    BulkPut(String),
}

impl Control {
    /// When the next piece of work is due.
    pub fn next_due(&self) -> Option<EpochMillis> {
        self.work.iter().map(|work| work.due).min()
    }

    /// Whether contributor insights count the keys of the table or of this index.
    pub(crate) fn counts_keys(&self, index: Option<&str>) -> bool {
        let counts = |insight: &Insight| insight.enabled && !insight.throttled_only && insight.index.as_deref() == index;
        self.insights.iter().any(counts)
    }

    /// The operation on the stream that is under way: the stream's label, and whether it is enabled.
    pub(crate) fn stream_changing(&self) -> Option<(String, bool)> {
        let enabling =
            self.work.iter().find_map(|work| if let Task::Stream(enabling) = work.task { Some(enabling) } else { None })?;
        Some((self.streams.last()?.label(), enabling))
    }

    /// Whether this is under way.
    pub(crate) fn has(&self, is: fn(&Task) -> bool) -> bool {
        self.work.iter().any(|work| is(&work.task))
    }

    /// Whether throughput or billing mode is being changed.
    pub(crate) fn changes_throughput(&self) -> bool {
        self.work.iter().any(|work| matches!(work.task, Task::Capacity(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::{EpochMillis, ThroughputChanges};

    #[test]
    fn reads_and_writes_lowered_together_are_one_decrease() {
        let mut changes = ThroughputChanges::default();
        changes.note((9, 9), (8, 8), EpochMillis(1));
        changes.note((8, 8), (9, 7), EpochMillis(2));
        changes.note((9, 7), (9, 8), EpochMillis(3));
        let decreases = changes.decreases;
        assert_eq!((decreases.today(EpochMillis(3)), decreases.last), (2, Some(EpochMillis(2))));
        assert_eq!(changes.last_increase, Some(EpochMillis(3)));
    }
}
