//! What the engine metered, as the desk adds up a bill of it.

use engine::{BackupUsage, Engine, Held, HourUnits, UsageReport};
use lab::bill::{BackupBytes, Metered, Moved, PaidHours, Point, Stored, Usage};
use model::EpochMillis;
use report::REGION;

use crate::views::capacity_mode;

const HOUR_MS: u64 = 3_600_000;

/// Everything metered in a workspace.
pub(crate) fn metered(engine: &Engine) -> Metered {
    let usage = engine.usage();
    let first = usage.iter().filter_map(|usage| usage.consumed.first).min();
    let last = usage.iter().filter_map(|usage| usage.consumed.last).max();
    let span_ms = first.zip(last).map_or(0, |(first, last)| last.0.saturating_sub(first.0));
    let now = engine.now();
    Metered {
        home: REGION.to_owned(),
        usages: usage.into_iter().map(told).collect(),
        backups: engine.backup_usage().into_iter().map(|backup| kept(backup, now)).collect(),
        span_ms,
        first_hour: first.map_or(0, |first| first.0 / HOUR_MS),
        ..Metered::default()
    }
}

fn told(usage: UsageReport) -> Usage {
    let (moved, stored) = (usage.moved, usage.stored);
    let held = |held: Held| (held.item_minutes, held.byte_minutes);
    let point = |hour: HourUnits| Point {
        number: hour.hour,
        read: hour.units.read,
        write: hour.units.write,
        peak_read: hour.peak.read,
        peak_write: hour.peak.write,
        ..Point::default()
    };
    Usage {
        mode: capacity_mode(usage.capacity),
        read_units: usage.consumed.reads(),
        write_units: usage.consumed.all_writes(),
        requested_reads: usage.paid.requested.read,
        requested_writes: usage.paid.requested.write,
        paid: PaidHours { read_unit_hours: usage.paid.read_unit_hours, write_unit_hours: usage.paid.write_unit_hours },
        peak_read_units: usage.consumed.peak.read,
        peak_write_units: usage.consumed.peak.write,
        series: usage.hours.into_iter().map(point).collect(),
        table: usage.table,
        index: usage.index,
        region: usage.region,
        infrequent_access: usage.infrequent_access,
        replicated: usage.replicated,
        deleted: usage.deleted,
        item_count: usage.item_count,
        size_bytes: usage.size_bytes,
        moved: Moved {
            restored: moved.restored,
            exported: moved.exported,
            exported_increments: moved.exported_increments,
            imported: moved.imported,
            bulk_put: moved.bulk_put,
            transferred: moved.transferred,
            vectors_written: moved.vectors_written,
            vectors_searched: moved.vectors_searched,
        },
        recovery_bytes: usage.recovery_bytes,
        stream_reads: usage.consumed.stream_requests,
        change_units: moved.change_units,
        insight_rules: usage.insight_rules,
        vector_bytes: usage.vector_bytes,
        expired_items: usage.consumed.expired_items,
        stored: Some(Stored {
            standard: held(stored.standard),
            infrequent: held(stored.infrequent),
            recovery_byte_minutes: stored.recovery_byte_minutes,
            rule_minutes: stored.rule_minutes,
        }),
    }
}

fn kept(backup: BackupUsage, now: EpochMillis) -> BackupBytes {
    BackupBytes {
        table: backup.table,
        region: backup.region,
        bytes: backup.billed_bytes,
        kept_ms: now.0.saturating_sub(backup.created.0),
    }
}
