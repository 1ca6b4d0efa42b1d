//! What a table is there for. Most are tables that requests name; some only the engine knows.
//!
//! A backup, the files of a bucket and what an export reads are data of any size, and all that the journal, checkpoints,
//! residency and workspace files do for tables is what they need too. So they are tables with a number and without an address:
//! no request finds them by name, no list shows them, no bill counts their units.

use model::EpochMillis;

use crate::RetentionReason;
use crate::control::Control;

/// What a table is there for.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Role {
    /// A table with an address.
    #[default]
    Table,
    /// A backup: a table as it was when it was made. Items are shared until the table changes them.
    Backup(Box<Backup>),
    /// The files of the bucket that has the table's name, in parts.
    Bucket,
    /// What an export reads: a table as it was at the moment that is exported. Holds the export's ARN.
    Export(String),
}

/// What a backup is besides the table that it keeps: name, key, capacity, indexes and items are those of the table's time.
#[derive(Clone, Debug, PartialEq)]
pub struct Backup {
    /// Name as sent; AWS lets several backups have the same.
    pub name: String,
    /// ARN.
    pub arn: String,
    /// Who made it.
    pub kind: BackupKind,
    /// When.
    pub created: EpochMillis,
    /// When it goes by itself.
    pub expires: Option<EpochMillis>,
    /// Bytes of items and local index entries, which is what AWS bills.
    pub size_bytes: u64,
    /// The table's settings at that time; its own work is not among them.
    pub settings: Control,
}

/// `BackupType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupKind {
    /// CreateBackup.
    User,
    /// The service, when a table with point-in-time recovery is deleted.
    System,
}

/// Where a restored table comes from: `RestoreSummary`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoredFrom {
    /// The backup, if it was one.
    pub backup_arn: Option<String>,
    /// The table that was backed up or restored.
    pub table_arn: String,
    /// The moment whose state the table has.
    pub moment: EpochMillis,
}

/// Point-in-time recovery that is switched on. It is nothing but a need of the table's past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Since when: nothing older is kept.
    pub since: EpochMillis,
    /// `RecoveryPeriodInDays`, 1 to 35.
    pub days: u64,
}

/// Milliseconds of a day.
pub(crate) const DAY_MS: u64 = 24 * 3_600 * 1_000;
/// How far the latest restorable moment lies back (measured; AWS: "typically five minutes"). Our log knows every moment up to
/// now; the bound is kept, so that what works here works there.
const LATEST_MS: u64 = 300_000;

impl Recovery {
    /// The first and the last moment that can be restored at `now`.
    pub(crate) fn window(&self, now: EpochMillis) -> (EpochMillis, EpochMillis) {
        let period = self.days.saturating_mul(DAY_MS);
        let earliest = self.since.max(EpochMillis(now.0.saturating_sub(period)));
        let latest = self.since.max(EpochMillis(now.0.saturating_sub(LATEST_MS)));
        (earliest, latest)
    }
}

impl Control {
    /// Point-in-time recovery, if it is on.
    pub(crate) fn recovery(&self) -> Option<Recovery> {
        let need = self.retention.need(RetentionReason::PointInTime)?;
        Some(Recovery { since: need.since, days: need.keep_ms / DAY_MS })
    }

    /// The backup that the table is.
    pub(crate) fn backup(&self) -> Option<&Backup> {
        if let Role::Backup(backup) = &self.role { Some(backup) } else { None }
    }

    /// Whether requests find the table by its address.
    pub fn is_addressed(&self) -> bool {
        self.role == Role::Table
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY_MS, EpochMillis, Recovery};

    #[test]
    fn the_window_grows_and_then_moves() {
        let recovery = Recovery { since: EpochMillis(10 * DAY_MS), days: 2 };
        let window = |now| {
            let (earliest, latest) = recovery.window(EpochMillis(now));
            (earliest.0, latest.0)
        };
        assert_eq!(window(10 * DAY_MS), (10 * DAY_MS, 10 * DAY_MS));
        assert_eq!(window(10 * DAY_MS + 299_999), (10 * DAY_MS, 10 * DAY_MS));
        assert_eq!(window(10 * DAY_MS + 300_001), (10 * DAY_MS, 10 * DAY_MS + 1));
        assert_eq!(window(13 * DAY_MS), (11 * DAY_MS, 13 * DAY_MS - 300_000));
    }
}
