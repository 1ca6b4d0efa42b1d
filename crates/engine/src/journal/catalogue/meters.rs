//! What is stored of meters: what tables, indexes and deleted tables have consumed, and the bytes that were moved.

use capacity::{Heat, Units};
use model::HalfUnits;

use super::settings::{read_moment, read_setting, write_moment, write_setting};
use crate::journal::codec::{Reader, Writer};
use crate::meter::{Consumed, Held, HourUnits, Meter, Meters, MovedBytes, Paid, PaidMeter, Stored, TableMeter, UsageReport};
use crate::{CapacitySetting, TableId};

/// Appends all meters. Heat is kept as totals; its five minutes begin anew.
pub(in crate::journal) fn write_meters(out: &mut Writer, meters: &Meters) {
    out.list(meters.tables.iter(), |out, (table, meter)| {
        out.number(table.0);
        write_meter(out, &meter.own);
        out.list(meter.indexes.iter(), |out, (name, meter)| {
            out.text(name);
            write_meter(out, meter);
        });
        write_moved(out, meter.moved);
    });
    out.list(meters.deleted.iter(), |out, (table, reports)| {
        out.number(table.0);
        out.list(reports.iter(), write_usage);
    });
}

pub(in crate::journal) fn read_meters(bytes: &mut Reader<'_>) -> Option<Meters> {
    Some(Meters {
        tables: bytes.list(|bytes| {
            let table = TableId(bytes.number()?);
            let own = read_meter(bytes)?;
            let indexes = bytes.list(|bytes| Some((bytes.text()?, read_meter(bytes)?)))?;
            Some((table, TableMeter { own, indexes, moved: bytes.since(2, read_moved)? }))
        })?,
        deleted: bytes.list(|bytes| Some((TableId(bytes.number()?), bytes.list(read_usage)?)))?,
        ..Meters::default()
    })
}

fn write_moved(out: &mut Writer, moved: MovedBytes) {
    for bytes in [moved.restored, moved.exported, moved.exported_increments, moved.imported, moved.bulk_put] {
        out.number(bytes);
    }
    for amount in [moved.transferred, moved.vectors_written, moved.vectors_searched, moved.change_units] {
        out.number(amount);
    }
}

fn read_moved(bytes: &mut Reader<'_>) -> Option<MovedBytes> {
    Some(MovedBytes {
        restored: bytes.number()?,
        exported: bytes.number()?,
        exported_increments: bytes.number()?,
        imported: bytes.number()?,
        bulk_put: bytes.number()?,
        transferred: bytes.since(3, Reader::number)?,
        vectors_written: bytes.since(3, Reader::number)?,
        vectors_searched: bytes.since(3, Reader::number)?,
        change_units: bytes.since(3, Reader::number)?,
    })
}

fn write_meter(out: &mut Writer, meter: &Meter) {
    write_consumed(out, &meter.consumed);
    out.list(meter.heat.iter(), |out, heat| write_units(out, heat.total()));
    write_paid(out, &meter.paid.past);
    out.flag(meter.paid.setting.is_some());
    if let Some(setting) = meter.paid.setting {
        write_setting(out, setting);
    }
    for number in [meter.paid.hour, meter.paid.highest.0, meter.paid.highest.1] {
        out.number(number);
    }
    write_units(out, meter.paid.mark);
    out.list(meter.hours.iter(), |out, hour| {
        out.number(hour.hour);
        write_units(out, hour.units);
        write_units(out, hour.peak);
    });
    write_stored(out, &meter.stored);
}

fn write_stored(out: &mut Writer, stored: &Stored) {
    for held in [stored.standard, stored.infrequent] {
        out.number(held.item_minutes);
        out.number(held.byte_minutes);
    }
    out.number(stored.recovery_byte_minutes);
    out.number(stored.rule_minutes);
}

fn read_stored(bytes: &mut Reader<'_>) -> Option<Stored> {
    let mut held = || Some(Held { item_minutes: bytes.number()?, byte_minutes: bytes.number()? });
    let (standard, infrequent) = (held()?, held()?);
    Some(Stored { standard, infrequent, recovery_byte_minutes: bytes.number()?, rule_minutes: bytes.number()? })
}

fn read_paid_meter(bytes: &mut Reader<'_>) -> Option<PaidMeter> {
    let past = read_paid(bytes)?;
    let setting = if bytes.flag()? { Some(read_setting(bytes)?) } else { None };
    let hour = bytes.number()?;
    Some(PaidMeter { past, setting, hour, highest: (bytes.number()?, bytes.number()?), mark: read_units(bytes)? })
}

fn read_hours(bytes: &mut Reader<'_>) -> Option<Vec<HourUnits>> {
    bytes.list(|bytes| Some(HourUnits { hour: bytes.number()?, units: read_units(bytes)?, peak: read_units(bytes)? }))
}

fn write_paid(out: &mut Writer, paid: &Paid) {
    out.number(paid.read_unit_hours);
    out.number(paid.write_unit_hours);
    write_units(out, paid.requested);
}

fn read_paid(bytes: &mut Reader<'_>) -> Option<Paid> {
    Some(Paid { read_unit_hours: bytes.number()?, write_unit_hours: bytes.number()?, requested: read_units(bytes)? })
}

fn read_meter(bytes: &mut Reader<'_>) -> Option<Meter> {
    let consumed = read_consumed(bytes)?;
    let heat = bytes.list(|bytes| read_units(bytes).map(Heat::from_total))?;
    let (paid, hours) = (bytes.since(3, read_paid_meter)?, bytes.since(3, read_hours)?);
    let stored = bytes.since(4, read_stored)?;
    Some(Meter { consumed, heat, paid, hours, stored, ..Meter::default() })
}

fn write_consumed(out: &mut Writer, consumed: &Consumed) {
    let Consumed { eventual_reads, strong_reads, transactional_reads, writes, transactional_writes, .. } = consumed;
    for units in [eventual_reads, strong_reads, transactional_reads, writes, transactional_writes] {
        out.number(units.0);
    }
    write_units(out, consumed.peak);
    write_moment(out, consumed.first);
    write_moment(out, consumed.last);
    out.number(consumed.stream_requests);
    out.number(consumed.expired_items);
}

fn read_consumed(bytes: &mut Reader<'_>) -> Option<Consumed> {
    let mut units = || bytes.number().map(HalfUnits);
    Some(Consumed {
        eventual_reads: units()?,
        strong_reads: units()?,
        transactional_reads: units()?,
        writes: units()?,
        transactional_writes: units()?,
        peak: read_units(bytes)?,
        first: read_moment(bytes)?,
        last: read_moment(bytes)?,
        stream_requests: bytes.since(2, Reader::number)?,
        expired_items: bytes.since(2, Reader::number)?,
    })
}

fn write_units(out: &mut Writer, units: Units) {
    out.number(units.read.0);
    out.number(units.write.0);
}

fn read_units(bytes: &mut Reader<'_>) -> Option<Units> {
    Some(Units { read: HalfUnits(bytes.number()?), write: HalfUnits(bytes.number()?) })
}

fn write_usage(out: &mut Writer, usage: &UsageReport) {
    out.text(&usage.table);
    out.text(&usage.region);
    out.optional(usage.index.as_deref(), Writer::text);
    write_setting(out, usage.capacity);
    out.flag(usage.infrequent_access);
    write_consumed(out, &usage.consumed);
    out.number(usage.item_count);
    out.number(usage.size_bytes);
    write_moved(out, usage.moved);
    write_paid(out, &usage.paid);
    out.flag(usage.replicated);
    write_stored(out, &usage.stored);
}

/// Only reports of deleted tables are kept.
fn read_usage(bytes: &mut Reader<'_>) -> Option<UsageReport> {
    let mut report = UsageReport {
        table: bytes.text()?,
        region: bytes.text()?,
        index: bytes.optional(Reader::text)?,
        capacity: read_setting(bytes)?,
        infrequent_access: bytes.flag()?,
        consumed: read_consumed(bytes)?,
        item_count: bytes.number()?,
        size_bytes: bytes.number()?,
        moved: bytes.since(2, read_moved)?,
        recovery_bytes: 0,
        paid: bytes.since(3, read_paid)?,
        hours: vec![],
        replicated: bytes.since(3, Reader::flag)?,
        stored: bytes.since(4, read_stored)?,
        insight_rules: 0,
        vector_bytes: 0,
        deleted: true,
    };
    // Before that was metered, a table was taken to have been paid all the time as it was last.
    if !bytes.is_since(3) && report.capacity == CapacitySetting::OnDemand {
        report.paid.requested = report.consumed.units();
    }
    Some(report)
}
