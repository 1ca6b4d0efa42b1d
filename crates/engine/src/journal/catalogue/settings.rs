//! What is stored of a table's settings: its control plane's state, what it is there for, and the work that is due.
//!
//! A backup keeps the settings of its table in the same form.

use capacity::Decreases;
use model::EpochMillis;

use super::{read_vector_index, write_vector_index};
use crate::control::{Control, ResourcePolicy, Task, ThroughputChanges, Work};
use crate::journal::capture;
use crate::journal::codec::{Reader, Writer};
use crate::role::{Backup, BackupKind, RestoredFrom, Role};
use crate::{CapacitySetting, EncryptionSetting, Need, Retention, RetentionReason, ThroughputBounds};

pub(super) fn write_control(out: &mut Writer, control: &Control) {
    write_settings(out, control);
    match &control.role {
        Role::Table => out.byte(0),
        Role::Backup(backup) => {
            out.byte(1);
            write_backup(out, backup);
        }
        Role::Bucket => out.byte(2),
        Role::Export(arn) => {
            out.byte(3);
            out.text(arn);
        }
    }
}

pub(super) fn read_control(bytes: &mut Reader<'_>) -> Option<Control> {
    let settings = read_settings(bytes)?;
    let role = bytes.since(2, |bytes| {
        Some(match bytes.byte()? {
            0 => Role::Table,
            1 => Role::Backup(Box::new(read_backup(bytes)?)),
            2 => Role::Bucket,
            3 => Role::Export(bytes.text()?),
            _ => return None,
        })
    })?;
    Some(Control { role, ..settings })
}

fn write_backup(out: &mut Writer, backup: &Backup) {
    out.text(&backup.name);
    out.text(&backup.arn);
    out.flag(backup.kind == BackupKind::System);
    out.number(backup.created.0);
    write_moment(out, backup.expires);
    out.number(backup.size_bytes);
    write_settings(out, &backup.settings);
}

fn read_backup(bytes: &mut Reader<'_>) -> Option<Backup> {
    Some(Backup {
        name: bytes.text()?,
        arn: bytes.text()?,
        kind: if bytes.flag()? { BackupKind::System } else { BackupKind::User },
        created: EpochMillis(bytes.number()?),
        expires: read_moment(bytes)?,
        size_bytes: bytes.number()?,
        settings: read_settings(bytes)?,
    })
}

fn write_restored(out: &mut Writer, from: &RestoredFrom) {
    out.optional(from.backup_arn.as_deref(), Writer::text);
    out.text(&from.table_arn);
    out.number(from.moment.0);
}

fn read_restored(bytes: &mut Reader<'_>) -> Option<RestoredFrom> {
    Some(RestoredFrom {
        backup_arn: bytes.optional(Reader::text)?,
        table_arn: bytes.text()?,
        moment: EpochMillis(bytes.number()?),
    })
}

/// Appends everything but the role: what a backup keeps of its table too.
fn write_settings(out: &mut Writer, control: &Control) {
    out.flag(control.deletion_protection);
    out.optional(control.table_class.as_deref(), Writer::text);
    out.list(control.table_class_changes.iter(), |out, moment| out.number(moment.0));
    out.list(control.tags.iter(), |out, (key, value)| {
        out.text(key);
        out.text(value);
    });
    capture::write_streams(out, &control.streams);
    out.flag(control.encryption.key.is_some());
    write_encryption(out, &control.encryption);
    write_bounds(out, &control.bounds);
    write_moment(out, control.protection_changed);
    out.optional(control.policy.as_ref(), |out, policy| {
        out.text(&policy.text);
        out.text(&policy.revision);
    });
    out.optional(control.billing_summary, write_moment);
    write_changes(out, &control.throughput);
    out.optional(control.restored.as_ref(), write_restored);
    out.list(control.work.iter(), write_work);
    write_retention(out, &control.retention);
    capture::write(out, control);
    out.list(control.vector_indexes.iter(), write_vector_index);
}

fn read_settings(bytes: &mut Reader<'_>) -> Option<Control> {
    let mut control = Control {
        role: Role::Table,
        deletion_protection: bytes.flag()?,
        table_class: bytes.optional(Reader::text)?,
        table_class_changes: bytes.list(|bytes| bytes.number().map(EpochMillis))?,
        tags: bytes.list(|bytes| Some((bytes.text()?, bytes.text()?)))?,
        streams: if bytes.is_since(2) { capture::read_streams(bytes)? } else { capture::read_first_stream(bytes)? },
        encryption: read_encryption(bytes)?,
        bounds: bytes.since(2, read_bounds)?,
        protection_changed: bytes.since(2, read_moment)?,
        policy: bytes
            .since(2, |bytes| bytes.optional(|bytes| Some(ResourcePolicy { text: bytes.text()?, revision: bytes.text()? })))?,
        billing_summary: bytes.optional(read_moment)?,
        throughput: read_changes(bytes)?,
        restored: bytes.since(2, |bytes| bytes.optional(read_restored))?,
        work: bytes.list(read_work)?,
        retention: bytes.since(2, read_retention)?,
        ..Control::default()
    };
    bytes.since(2, |bytes| capture::read(bytes, &mut control))?;
    control.vector_indexes = bytes.since(2, |bytes| bytes.list(read_vector_index))?;
    Some(control)
}

/// After the flag that an older layout knows already.
fn write_encryption(out: &mut Writer, encryption: &EncryptionSetting) {
    out.text(encryption.key.as_deref().unwrap_or_default());
    out.list(encryption.changes.iter(), |out, moment| out.number(moment.0));
}

fn read_encryption(bytes: &mut Reader<'_>) -> Option<EncryptionSetting> {
    let encrypted = bytes.flag()?;
    let key = bytes.since(2, Reader::text)?;
    let changes = bytes.since(2, |bytes| bytes.list(|bytes| bytes.number().map(EpochMillis)))?;
    Some(EncryptionSetting { key: encrypted.then_some(key), changes })
}

pub(super) fn write_bounds(out: &mut Writer, bounds: &ThroughputBounds) {
    out.optional(bounds.max_read, Writer::number);
    out.optional(bounds.max_write, Writer::number);
    out.number(bounds.warm.0);
    out.number(bounds.warm.1);
}

pub(super) fn read_bounds(bytes: &mut Reader<'_>) -> Option<ThroughputBounds> {
    Some(ThroughputBounds {
        max_read: bytes.optional(Reader::number)?,
        max_write: bytes.optional(Reader::number)?,
        warm: (bytes.number()?, bytes.number()?),
    })
}

fn write_retention(out: &mut Writer, retention: &Retention) {
    out.list(retention.needs().iter(), |out, need| {
        out.byte(need.reason.code());
        out.number(need.keep_ms);
        out.number(need.since.0);
        out.number(need.after_sequence);
        write_moment(out, need.ended);
    });
}

fn read_retention(bytes: &mut Reader<'_>) -> Option<Retention> {
    let needs = bytes.list(|bytes| {
        Some(Need {
            reason: RetentionReason::from_code(bytes.byte()?)?,
            keep_ms: bytes.number()?,
            since: EpochMillis(bytes.number()?),
            after_sequence: bytes.number()?,
            ended: read_moment(bytes)?,
        })
    })?;
    Some(Retention::from_needs(needs))
}

fn write_work(out: &mut Writer, work: &Work) {
    out.number(work.due.0);
    match &work.task {
        Task::Create => out.byte(0),
        Task::Delete => out.byte(1),
        Task::Capacity(setting) => {
            out.byte(2);
            write_setting(out, *setting);
        }
        Task::Setting => out.byte(3),
        Task::Stream(enabling) => out.byte(if *enabling { 30 } else { 31 }),
        Task::IndexCapacity(name, setting) => {
            out.byte(4);
            out.text(name);
            write_setting(out, *setting);
        }
        Task::IndexAllocate(name) => {
            out.byte(5);
            out.text(name);
        }
        // How far a backfill came is not kept: entries are derived, so it begins anew.
        Task::IndexBackfill(name, _) => {
            out.byte(6);
            out.text(name);
        }
        Task::IndexDelete(name) => {
            out.byte(7);
            out.text(name);
        }
        Task::Warm(read, write) => {
            out.byte(8);
            out.number(*read);
            out.number(*write);
        }
        Task::IndexWarm(name, read, write) => {
            out.byte(9);
            out.text(name);
            out.number(*read);
            out.number(*write);
        }
        Task::Encryption => out.byte(10),
        Task::Expire => out.byte(20),
        Task::Export(arn) => {
            out.byte(21);
            out.text(arn);
        }
        Task::Import(arn) => {
            out.byte(22);
            out.text(arn);
        }
        Task::BulkPut(arn) => {
            out.byte(23);
            out.text(arn);
        }
    }
}

fn read_work(bytes: &mut Reader<'_>) -> Option<Work> {
    let due = EpochMillis(bytes.number()?);
    let task = match bytes.byte()? {
        0 => Task::Create,
        1 => Task::Delete,
        2 => Task::Capacity(read_setting(bytes)?),
        3 => Task::Setting,
        4 => Task::IndexCapacity(bytes.text()?, read_setting(bytes)?),
        5 => Task::IndexAllocate(bytes.text()?),
        6 => Task::IndexBackfill(bytes.text()?, None),
        7 => Task::IndexDelete(bytes.text()?),
        8 => Task::Warm(bytes.number()?, bytes.number()?),
        9 => Task::IndexWarm(bytes.text()?, bytes.number()?, bytes.number()?),
        10 => Task::Encryption,
        20 => Task::Expire,
        30 => Task::Stream(true),
        31 => Task::Stream(false),
        21 => Task::Export(bytes.text()?),
        22 => Task::Import(bytes.text()?),
        23 => Task::BulkPut(bytes.text()?),
        _ => return None,
    };
    Some(Work { due, task })
}

pub(super) fn write_setting(out: &mut Writer, setting: CapacitySetting) {
    let provisioned = match setting {
        CapacitySetting::OnDemand => None,
        CapacitySetting::Provisioned { read_units, write_units } => Some((read_units, write_units)),
    };
    out.optional(provisioned, |out, (read_units, write_units)| {
        out.number(read_units);
        out.number(write_units);
    });
}

pub(super) fn read_setting(bytes: &mut Reader<'_>) -> Option<CapacitySetting> {
    let provisioned = bytes.optional(|bytes| Some((bytes.number()?, bytes.number()?)))?;
    Some(
        provisioned.map_or(CapacitySetting::OnDemand, |(read_units, write_units)| CapacitySetting::Provisioned {
            read_units,
            write_units,
        }),
    )
}

pub(super) fn write_moment(out: &mut Writer, moment: Option<EpochMillis>) {
    out.optional(moment, |out, moment| out.number(moment.0));
}

pub(super) fn read_moment(bytes: &mut Reader<'_>) -> Option<Option<EpochMillis>> {
    bytes.optional(|bytes| bytes.number().map(EpochMillis))
}

pub(super) fn write_changes(out: &mut Writer, changes: &ThroughputChanges) {
    write_moment(out, changes.last_increase);
    write_moment(out, changes.decreases.last);
    out.number(u64::from(changes.decreases.on_its_day));
}

pub(super) fn read_changes(bytes: &mut Reader<'_>) -> Option<ThroughputChanges> {
    Some(ThroughputChanges {
        last_increase: read_moment(bytes)?,
        decreases: Decreases { last: read_moment(bytes)?, on_its_day: u32::try_from(bytes.number()?).ok()? },
    })
}
