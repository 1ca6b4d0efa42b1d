//! What the engine metered, as the desk adds up a bill of it.

use engine::{BackupUsage, Engine, UsageReport};
use lab::bill::{BackupBytes, Metered, Moved, PaidHours, Usage};
use model::{EpochMillis, HalfUnits};
use report::CapacityMode;

use crate::views::capacity_mode;
use crate::workspace::REGION;

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
        usages: usage.into_iter().map(|usage| told(usage, span_ms)).collect(),
        backups: engine.backup_usage().into_iter().map(|backup| kept(backup, now)).collect(),
        span_ms,
        first_hour: first.map_or(0, |first| first.0 / HOUR_MS),
        ..Metered::default()
    }
}

fn told(usage: UsageReport, span_ms: u64) -> Usage {
    let (read, write) = (usage.consumed.reads(), usage.consumed.all_writes());
    let mode = capacity_mode(usage.capacity);
    let hours = span_ms.div_ceil(HOUR_MS);
    let (paid, requested) = match mode {
        CapacityMode::OnDemand => (PaidHours::default(), (read, write)),
        CapacityMode::Provisioned { read_units, write_units } => (
            PaidHours { read_unit_hours: read_units.saturating_mul(hours), write_unit_hours: write_units.saturating_mul(hours) },
            (HalfUnits::ZERO, HalfUnits::ZERO),
        ),
    };
    let point = lab::bill::Point {
        number: usage.consumed.first.map_or(0, |first| first.0 / HOUR_MS),
        read,
        write,
        peak_read: usage.consumed.peak.read,
        peak_write: usage.consumed.peak.write,
        ..Default::default()
    };
    Usage {
        mode,
        read_units: read,
        write_units: write,
        requested_reads: requested.0,
        requested_writes: requested.1,
        paid,
        peak_read_units: usage.consumed.peak.read,
        peak_write_units: usage.consumed.peak.write,
        series: vec![point],
        table: usage.table,
        index: usage.index,
        region: usage.region,
        infrequent_access: usage.infrequent_access,
        deleted: usage.deleted,
        item_count: usage.item_count,
        size_bytes: usage.size_bytes,
        moved: Moved {
            restored: usage.moved.restored,
            exported: usage.moved.exported,
            exported_increments: usage.moved.exported_increments,
            imported: usage.moved.imported,
            bulk_put: usage.moved.bulk_put,
            ..Moved::default()
        },
        recovery_bytes: usage.recovery_bytes,
        stream_reads: usage.consumed.stream_requests,
        ..Usage::default()
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
