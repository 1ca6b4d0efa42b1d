//! What a request consumed, and how large item collections are.

use std::collections::BTreeMap;

use model::HalfUnits;

use crate::json::Writer;
use crate::value::write_item;
use crate::{ConsumedCapacity, ItemCollectionMetrics};

/// `ConsumedCapacity` of one table, if it was asked for.
pub(super) fn consumed(capacity: Option<&ConsumedCapacity>, out: &mut Writer) {
    if let Some(capacity) = capacity {
        out.key("ConsumedCapacity");
        write(capacity, out);
    }
}

/// `ConsumedCapacity` of several tables, if it was asked for.
pub(super) fn consumed_by_table(capacities: Option<&[ConsumedCapacity]>, out: &mut Writer) {
    let Some(capacities) = capacities else { return };
    out.key("ConsumedCapacity");
    out.open_array();
    for capacity in capacities {
        write(capacity, out);
    }
    out.close_array();
}

/// One `ConsumedCapacity`.
pub(super) fn write(capacity: &ConsumedCapacity, out: &mut Writer) {
    out.open_object();
    out.member("TableName", &capacity.table_name);
    units("CapacityUnits", Some(capacity.capacity_units), out);
    units("ReadCapacityUnits", capacity.read_capacity_units, out);
    units("WriteCapacityUnits", capacity.write_capacity_units, out);
    let kind = Kind::of(capacity);
    if let Some(table) = capacity.table {
        out.key("Table");
        part(table, kind, out);
    }
    indexes("LocalSecondaryIndexes", &capacity.local_secondary_indexes, kind, out);
    indexes("GlobalSecondaryIndexes", &capacity.global_secondary_indexes, kind, out);
    vector_indexes(&capacity.vector_indexes, out);
    out.close_object();
}

/// Which of the two kinds of units a transactional call repeats in each part.
#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Read,
    Write,
}

impl Kind {
    fn of(capacity: &ConsumedCapacity) -> Self {
        match (capacity.read_capacity_units, capacity.write_capacity_units) {
            (Some(_), None) => Kind::Read,
            (None, Some(_)) => Kind::Write,
            _ => Kind::Plain,
        }
    }
}

fn indexes(member: &str, indexes: &BTreeMap<String, HalfUnits>, kind: Kind, out: &mut Writer) {
    if indexes.is_empty() {
        return;
    }
    out.key(member);
    out.open_object();
    for (name, units) in indexes {
        out.key(name);
        part(*units, kind, out);
    }
    out.close_object();
}

/// `VectorCapacity` by index.
fn vector_indexes(indexes: &[(String, u64)], out: &mut Writer) {
    if indexes.is_empty() {
        return;
    }
    out.key("VectorIndexes");
    out.open_object();
    for (name, bytes) in indexes {
        out.key(name);
        out.open_object();
        units("VectorWriteRequestBytes", Some(HalfUnits(bytes * 2)), out);
        out.close_object();
    }
    out.close_object();
}

/// `Capacity`.
fn part(capacity: HalfUnits, kind: Kind, out: &mut Writer) {
    out.open_object();
    match kind {
        Kind::Plain => {}
        Kind::Read => units("ReadCapacityUnits", Some(capacity), out),
        Kind::Write => units("WriteCapacityUnits", Some(capacity), out),
    }
    units("CapacityUnits", Some(capacity), out);
    out.close_object();
}

/// A double as the service prints it: `1.0`, `0.5`.
fn units(member: &str, units: Option<HalfUnits>, out: &mut Writer) {
    if let Some(units) = units {
        out.key(member);
        out.raw(&format!("{}.{}", units.0 / 2, if units.0.is_multiple_of(2) { 0 } else { 5 }));
    }
}

/// `ItemCollectionMetrics`.
pub(super) fn metrics(metrics: &ItemCollectionMetrics, out: &mut Writer) {
    out.open_object();
    out.key("ItemCollectionKey");
    write_item(&metrics.item_collection_key, out);
    let (low, high) = metrics.size_estimate_range_gb;
    out.key("SizeEstimateRangeGB");
    out.open_array();
    out.raw(&format!("{low}.0"));
    out.raw(&format!("{high}.0"));
    out.close_array();
    out.close_object();
}

/// `ItemCollectionMetrics` by table, if it was asked for.
pub(super) fn metrics_by_table(tables: Option<&[(String, Vec<ItemCollectionMetrics>)]>, out: &mut Writer) {
    let Some(tables) = tables else { return };
    out.key("ItemCollectionMetrics");
    out.open_object();
    for (table, collections) in tables {
        out.key(table);
        out.open_array();
        for collection in collections {
            metrics(collection, out);
        }
        out.close_array();
    }
    out.close_object();
}
