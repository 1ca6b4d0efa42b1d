//! What is stored of tables besides their items, of objects, of meters and of the engine: the catalogue.
//!
//! Tables, indexes and objects are written here, the settings of a table and the meters in modules of their own. It knows
//! nothing of logs and blocks. Index entries are derived from items and never stored.

mod meters;
mod settings;

use api::{IndexStatus, TableStatus};
use capacity::{Partition, PartitionNumber, PartitionTable, Place};
use model::{EpochMillis, KeyAttribute, KeyHash, KeySchema, ScalarType};
use report::IndexKind;

use super::codec::{Reader, Writer};
use crate::object::Objects;
use crate::{
    Blocks, DistanceFunction, Index, ObjectBytes, ObjectKey, ObjectKind, Projected, RetentionReason, STREAM_KEEP_MS,
    SearchElement, Table, TableId, VectorIndex,
};

pub(super) use meters::{read_meters, write_meters};
use settings::{
    read_bounds, read_changes, read_control, read_setting, write_bounds, write_changes, write_control, write_setting,
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

fn write_partitions(out: &mut Writer, partitions: &PartitionTable) {
    out.list(partitions.partitions().iter(), |out, partition| {
        out.number(u64::from(partition.number.0));
        out.wide(partition.first.hash.0);
        out.wide(partition.first.sort);
        out.number(partition.item_count);
        out.number(partition.size_bytes);
    });
}

fn read_partitions(bytes: &mut Reader<'_>) -> Option<PartitionTable> {
    let partitions = bytes.list(|bytes| {
        Some(Partition {
            number: PartitionNumber(u32::try_from(bytes.number()?).ok()?),
            first: Place { hash: KeyHash(bytes.wide()?), sort: bytes.since(3, Reader::wide)? },
            item_count: bytes.number()?,
            size_bytes: bytes.number()?,
        })
    })?;
    PartitionTable::from_partitions(partitions)
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

#[cfg(test)]
mod tests {
    use capacity::{PartitionTable, Place};
    use model::KeyHash;

    use super::{Reader, Writer, read_partitions, write_partitions};

    /// Layout 3 knows partitions that begin within an item collection; what older layouts wrote has none.
    #[test]
    fn partitions_of_layout_2_are_read_and_those_of_layout_3_come_back() {
        let mut table = PartitionTable::new(2);
        let mut old = Writer::default();
        old.list(table.partitions().iter(), |out, partition| {
            out.number(u64::from(partition.number.0));
            out.wide(partition.first.hash.0);
            out.number(7);
            out.number(9);
        });
        let read = read_partitions(&mut Reader::of_layout(&old.bytes, 2)).unwrap();
        assert_eq!((read.partitions()[1].first, read.held()), (Place::of(KeyHash(1 << 127)), (14, 18)));
        table.split_at(Place { hash: KeyHash(5), sort: 6 }, 0, 0).unwrap();
        let mut new = Writer::default();
        write_partitions(&mut new, &table);
        let read = read_partitions(&mut Reader::of_layout(&new.bytes, 3));
        assert_eq!(read.as_ref(), Some(&table));
        assert!(read.unwrap().cuts_collections());
    }
}
