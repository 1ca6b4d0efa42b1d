//! What is stored of tables besides their items, of meters and of the engine: the catalogue.
//!
//! It knows nothing of logs and blocks. Index entries are derived from items and never stored.

use api::{IndexStatus, TableStatus};
use capacity::{Heat, Partition, PartitionNumber, PartitionTable, Units};
use model::{EpochMillis, HalfUnits, KeyAttribute, KeyHash, KeySchema, ScalarType};
use report::IndexKind;

use super::capture;
use super::codec::{Reader, Writer};
use crate::control::{Control, ResourcePolicy, Task, ThroughputChanges, Work};
use crate::meter::{Consumed, Meter, Meters, MovedBytes, TableMeter, UsageReport};
use crate::object::Objects;
use crate::role::{Backup, BackupKind, RestoredFrom, Role};
use crate::{
    Blocks, CapacitySetting, DistanceFunction, EncryptionSetting, Index, Need, ObjectBytes, ObjectKey, ObjectKind, Projected,
    Retention, RetentionReason, STREAM_KEEP_MS, SearchElement, Table, TableId, ThroughputBounds, VectorIndex,
};

/// Appends a table without its items and entries.
pub(super) fn write_table(out: &mut Writer, table: &Table) {
    out.number(table.id.0);
    out.text(&table.account);
    out.text(&table.region);
    out.text(&table.name);
    out.text(&table.uuid);
    write_key(out, &table.key);
    out.list(table.attribute_definitions.iter(), |out, (name, kind)| {
        out.text(name);
        out.byte(scalar_code(*kind));
    });
    write_setting(out, table.capacity);
    out.number(table.created.0);
    out.byte(match table.status {
        TableStatus::Creating => 0,
        TableStatus::Updating => 1,
        TableStatus::Deleting => 2,
        TableStatus::Active => 3,
    });
    write_control(out, &table.control);
    write_partitions(out, &table.partitions);
    out.list(table.indexes.iter(), write_index);
}

/// Reads a table; its items are not resident.
pub(super) fn read_table(bytes: &mut Reader<'_>) -> Option<Table> {
    let mut table = Table {
        id: TableId(bytes.number()?),
        account: bytes.text()?,
        region: bytes.text()?,
        name: bytes.text()?,
        uuid: bytes.text()?,
        key: read_key(bytes)?,
        attribute_definitions: bytes.list(|bytes| Some((bytes.text()?, read_scalar(bytes)?)))?,
        capacity: read_setting(bytes)?,
        created: EpochMillis(bytes.number()?),
        status: match bytes.byte()? {
            0 => TableStatus::Creating,
            1 => TableStatus::Updating,
            2 => TableStatus::Deleting,
            3 => TableStatus::Active,
            _ => return None,
        },
        resident: false,
        control: read_control(bytes)?,
        partitions: read_partitions(bytes)?,
        items: Blocks::default(),
        expiries: Blocks::default(),
        indexes: bytes.list(read_index)?,
    };
    if !bytes.is_since(2) {
        first_shards(&mut table);
    }
    Some(table)
}

/// Gives the stream of a table of layout 1 what it did not have: shards, and a past from here on.
fn first_shards(table: &mut Table) {
    if let Some(enabled) = table.control.streams.last().map(|stream| stream.enabled) {
        table.control.retention.begin(RetentionReason::Stream, STREAM_KEEP_MS, enabled, 0);
        table.follow_partitions(enabled, 0);
    }
}

fn write_index(out: &mut Writer, index: &Index) {
    out.text(&index.name);
    out.flag(index.kind == IndexKind::Global);
    write_key(out, &index.key);
    write_projected(out, &index.projected);
    write_setting(out, index.capacity);
    write_index_status(out, index.status);
    out.flag(index.backfilling);
    write_changes(out, &index.throughput);
    write_bounds(out, &index.bounds);
    write_partitions(out, &index.partitions);
}

fn read_index(bytes: &mut Reader<'_>) -> Option<Index> {
    Some(Index {
        name: bytes.text()?,
        kind: if bytes.flag()? { IndexKind::Global } else { IndexKind::Local },
        key: read_key(bytes)?,
        projected: read_projected(bytes)?,
        capacity: read_setting(bytes)?,
        status: read_index_status(bytes)?,
        backfilling: bytes.flag()?,
        throughput: read_changes(bytes)?,
        bounds: bytes.since(2, read_bounds)?,
        partitions: read_partitions(bytes)?,
        entries: Blocks::default(),
    })
}

fn write_projected(out: &mut Writer, projected: &Projected) {
    match projected {
        Projected::All => out.byte(0),
        Projected::KeysOnly => out.byte(1),
        Projected::Include(names) => {
            out.byte(2);
            out.list(names.iter(), |out, name| out.text(name));
        }
    }
}

fn read_projected(bytes: &mut Reader<'_>) -> Option<Projected> {
    Some(match bytes.byte()? {
        0 => Projected::All,
        1 => Projected::KeysOnly,
        2 => Projected::Include(bytes.list(Reader::text)?),
        _ => return None,
    })
}

fn write_index_status(out: &mut Writer, status: IndexStatus) {
    out.byte(match status {
        IndexStatus::Creating => 0,
        IndexStatus::Updating => 1,
        IndexStatus::Deleting => 2,
        IndexStatus::Active => 3,
    });
}

fn read_index_status(bytes: &mut Reader<'_>) -> Option<IndexStatus> {
    let statuses = [IndexStatus::Creating, IndexStatus::Updating, IndexStatus::Deleting, IndexStatus::Active];
    statuses.get(usize::from(bytes.byte()?)).copied()
}

fn write_vector_index(out: &mut Writer, index: &VectorIndex) {
    out.text(&index.name);
    out.text(&index.attribute);
    out.list(index.schema.iter(), |out, (attribute, kind)| {
        out.text(&attribute.name);
        out.byte(scalar_code(attribute.key_type));
        out.flag(*kind == SearchElement::Hash);
    });
    write_projected(out, &index.projected);
    out.number(u64::from(index.dimensions));
    out.byte(index.function as u8);
    write_index_status(out, index.status);
    out.flag(index.backfilling);
}

fn read_vector_index(bytes: &mut Reader<'_>) -> Option<VectorIndex> {
    Some(VectorIndex {
        name: bytes.text()?,
        attribute: bytes.text()?,
        schema: bytes.list(|bytes| {
            let attribute = KeyAttribute { name: bytes.text()?, key_type: read_scalar(bytes)? };
            Some((attribute, if bytes.flag()? { SearchElement::Hash } else { SearchElement::InlineFilter }))
        })?,
        projected: read_projected(bytes)?,
        dimensions: u32::try_from(bytes.number()?).ok()?,
        function: DistanceFunction::ALL.get(usize::from(bytes.byte()?)).copied()?,
        status: read_index_status(bytes)?,
        backfilling: bytes.flag()?,
    })
}

fn write_key(out: &mut Writer, key: &KeySchema) {
    for attributes in [&key.partition, &key.sort] {
        out.list(attributes.iter(), |out, attribute| {
            out.text(&attribute.name);
            out.byte(scalar_code(attribute.key_type));
        });
    }
}

fn read_key(bytes: &mut Reader<'_>) -> Option<KeySchema> {
    let mut attributes = || bytes.list(|bytes| Some(KeyAttribute { name: bytes.text()?, key_type: read_scalar(bytes)? }));
    let (partition, sort): (Vec<_>, Vec<_>) = (attributes()?, attributes()?);
    // Everything that places a key relies on a partition key.
    (!partition.is_empty()).then_some(KeySchema { partition, sort })
}

fn scalar_code(kind: ScalarType) -> u8 {
    match kind {
        ScalarType::S => 0,
        ScalarType::N => 1,
        ScalarType::B => 2,
    }
}

fn read_scalar(bytes: &mut Reader<'_>) -> Option<ScalarType> {
    [ScalarType::S, ScalarType::N, ScalarType::B].get(usize::from(bytes.byte()?)).copied()
}

fn write_setting(out: &mut Writer, setting: CapacitySetting) {
    let provisioned = match setting {
        CapacitySetting::OnDemand => None,
        CapacitySetting::Provisioned { read_units, write_units } => Some((read_units, write_units)),
    };
    out.optional(provisioned, |out, (read_units, write_units)| {
        out.number(read_units);
        out.number(write_units);
    });
}

fn read_setting(bytes: &mut Reader<'_>) -> Option<CapacitySetting> {
    let provisioned = bytes.optional(|bytes| Some((bytes.number()?, bytes.number()?)))?;
    Some(
        provisioned.map_or(CapacitySetting::OnDemand, |(read_units, write_units)| CapacitySetting::Provisioned {
            read_units,
            write_units,
        }),
    )
}

fn write_moment(out: &mut Writer, moment: Option<EpochMillis>) {
    out.optional(moment, |out, moment| out.number(moment.0));
}

fn read_moment(bytes: &mut Reader<'_>) -> Option<Option<EpochMillis>> {
    bytes.optional(|bytes| bytes.number().map(EpochMillis))
}

fn write_changes(out: &mut Writer, changes: &ThroughputChanges) {
    write_moment(out, changes.last_increase);
    write_moment(out, changes.last_decrease);
    out.number(u64::from(changes.decreases));
}

fn read_changes(bytes: &mut Reader<'_>) -> Option<ThroughputChanges> {
    Some(ThroughputChanges {
        last_increase: read_moment(bytes)?,
        last_decrease: read_moment(bytes)?,
        decreases: u32::try_from(bytes.number()?).ok()?,
    })
}

fn write_partitions(out: &mut Writer, partitions: &PartitionTable) {
    out.list(partitions.partitions().iter(), |out, partition| {
        out.number(u64::from(partition.number.0));
        out.wide(partition.first.0);
        out.number(partition.item_count);
        out.number(partition.size_bytes);
    });
}

fn read_partitions(bytes: &mut Reader<'_>) -> Option<PartitionTable> {
    let partitions = bytes.list(|bytes| {
        Some(Partition {
            number: PartitionNumber(u32::try_from(bytes.number()?).ok()?),
            first: KeyHash(bytes.wide()?),
            item_count: bytes.number()?,
            size_bytes: bytes.number()?,
        })
    })?;
    PartitionTable::from_partitions(partitions)
}

fn write_control(out: &mut Writer, control: &Control) {
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

fn read_control(bytes: &mut Reader<'_>) -> Option<Control> {
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

fn write_bounds(out: &mut Writer, bounds: &ThroughputBounds) {
    out.optional(bounds.max_read, Writer::number);
    out.optional(bounds.max_write, Writer::number);
    out.number(bounds.warm.0);
    out.number(bounds.warm.1);
}

fn read_bounds(bytes: &mut Reader<'_>) -> Option<ThroughputBounds> {
    Some(ThroughputBounds {
        max_read: bytes.optional(Reader::number)?,
        max_write: bytes.optional(Reader::number)?,
        warm: (bytes.number()?, bytes.number()?),
    })
}

pub(super) fn write_retention(out: &mut Writer, retention: &Retention) {
    out.list(retention.needs().iter(), |out, need| {
        out.byte(need.reason.code());
        out.number(need.keep_ms);
        out.number(need.since.0);
        out.number(need.after_sequence);
        write_moment(out, need.ended);
    });
}

pub(super) fn read_retention(bytes: &mut Reader<'_>) -> Option<Retention> {
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

/// Appends all objects.
pub(super) fn write_objects(out: &mut Writer, objects: &Objects) {
    out.list(objects.iter(), |out, (key, bytes)| {
        write_object_key(out, key);
        out.bytes(bytes);
    });
}

pub(super) fn read_objects(bytes: &mut Reader<'_>) -> Option<Objects> {
    let objects: Vec<_> = bytes.list(|bytes| Some((read_object_key(bytes)?, ObjectBytes::from(bytes.bytes()?))))?;
    Some(model::ordered(objects))
}

pub(super) fn write_object_key(out: &mut Writer, key: &ObjectKey) {
    out.byte(key.kind as u8);
    out.text(&key.account);
    out.text(&key.region);
    out.text(&key.name);
}

pub(super) fn read_object_key(bytes: &mut Reader<'_>) -> Option<ObjectKey> {
    let kind = ObjectKind::of_code(bytes.byte()?)?;
    Some(ObjectKey { kind, account: bytes.text()?, region: bytes.text()?, name: bytes.text()? })
}

/// Appends all meters. Heat is kept as totals; its five minutes begin anew.
pub(super) fn write_meters(out: &mut Writer, meters: &Meters) {
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

pub(super) fn read_meters(bytes: &mut Reader<'_>) -> Option<Meters> {
    Some(Meters {
        tables: bytes.list(|bytes| {
            let table = TableId(bytes.number()?);
            let own = read_meter(bytes)?;
            let indexes = bytes.list(|bytes| Some((bytes.text()?, read_meter(bytes)?)))?;
            Some((table, TableMeter { own, indexes, moved: bytes.since(2, read_moved)? }))
        })?,
        deleted: bytes.list(|bytes| Some((TableId(bytes.number()?), bytes.list(read_usage)?)))?,
        keys: Default::default(),
    })
}

fn write_moved(out: &mut Writer, moved: MovedBytes) {
    for bytes in [moved.restored, moved.exported, moved.exported_increments, moved.imported, moved.bulk_put] {
        out.number(bytes);
    }
}

fn read_moved(bytes: &mut Reader<'_>) -> Option<MovedBytes> {
    Some(MovedBytes {
        restored: bytes.number()?,
        exported: bytes.number()?,
        exported_increments: bytes.number()?,
        imported: bytes.number()?,
        bulk_put: bytes.number()?,
    })
}

fn write_meter(out: &mut Writer, meter: &Meter) {
    write_consumed(out, &meter.consumed);
    out.list(meter.heat.iter(), |out, heat| write_units(out, heat.total()));
}

fn read_meter(bytes: &mut Reader<'_>) -> Option<Meter> {
    let consumed = read_consumed(bytes)?;
    let heat = bytes.list(|bytes| read_units(bytes).map(Heat::from_total))?;
    Some(Meter { consumed, heat, ..Meter::default() })
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
}

/// Only reports of deleted tables are kept.
fn read_usage(bytes: &mut Reader<'_>) -> Option<UsageReport> {
    Some(UsageReport {
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
        deleted: true,
    })
}
