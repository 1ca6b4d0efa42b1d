//! TableDescription: what DescribeTable and the other table operations tell of a table.
//!
//! Our model: item counts and sizes are exact at once; AWS refreshes them about every six hours.
//!
//! Follows: API Reference, "TableDescription".

use api::{
    BillingMode, IndexDescription, IndexStatus, ProvisionedThroughput, RestoreSummary, TableDescription, TableStatus,
    UnitsPerSecond, VectorDescription, WarmThroughput,
};
use model::{EpochMillis, KeySchema};
use report::IndexKind;

use crate::control::{Task, Work};
use crate::due::units_of;
use crate::{CapacitySetting, Index, Projected, Table, ThroughputBounds, VectorIndex};

/// The description of a table as it stands at `now`.
pub(crate) fn describe(table: &Table, now: EpochMillis) -> TableDescription {
    let (item_count, table_size_bytes) = table.partitions.held();
    let of_kind = |kind| table.indexes.iter().filter(move |index| index.kind == kind).map(|index| describe_index(table, index));
    let changes = &table.control.throughput;
    TableDescription {
        attribute_definitions: table.attribute_definitions.clone(),
        table_name: table.name.clone(),
        key_schema: elements(&table.key),
        table_status: table.status,
        creation_date_time: table.created,
        provisioned_throughput: throughput(table.capacity),
        number_of_decreases_today: u64::from(changes.decreases.today(now)),
        last_increase: changes.last_increase,
        last_decrease: changes.decreases.last,
        table_size_bytes,
        item_count,
        table_arn: table.arn(),
        table_id: table.uuid.clone(),
        billing_mode: table.control.billing_summary.map(|last| (billing_mode(table.capacity), last)),
        local_secondary_indexes: of_kind(IndexKind::Local).collect(),
        global_secondary_indexes: of_kind(IndexKind::Global).collect(),
        vector_indexes: table.control.vector_indexes.iter().map(|index| describe_vector_index(table, index)).collect(),
        table_class: table.control.table_class.clone().map(|class| (class, table.control.table_class_changes.last().copied())),
        deletion_protection_enabled: table.control.deletion_protection,
        stream: table.enabled_stream().map(|stream| stream.view_type.clone()),
        // The label of the last stream stays when it is disabled (LAB 222).
        latest_stream: table.control.streams.last().map(|stream| (stream.label(), stream.arn(table))),
        encryption_key: table.control.encryption.key.clone(),
        encryption_updating: table.control.has(|task| matches!(task, Task::Encryption)),
        on_demand_throughput: maximums(&table.control.bounds),
        global: api::Reply::default(),
        restore: table.control.restored.as_ref().map(|from| RestoreSummary {
            source_backup_arn: from.backup_arn.clone(),
            source_table_arn: from.table_arn.clone(),
            restore_date_time: from.moment,
            restore_in_progress: table.status == TableStatus::Creating,
        }),
        warm_throughput: warm_throughput(
            &table.control.bounds,
            table.capacity,
            table.control.has(|task| matches!(task, Task::Warm(..))),
        ),
    }
}

fn describe_index(table: &Table, index: &Index) -> IndexDescription {
    let (item_count, index_size_bytes) = index.partitions.held();
    let (projection_type, non_key_attributes) = projection(&index.projected);
    let global = index.kind == IndexKind::Global;
    // A table's first indexes come with it; only an index that is added later tells of its backfill.
    let added = table.status != TableStatus::Creating && index.status == IndexStatus::Creating;
    IndexDescription {
        index_name: index.name.clone(),
        key_schema: elements(&index.key),
        vector: None,
        projection_type,
        non_key_attributes,
        status: global.then_some(index.status),
        backfilling: (global && added).then_some(index.backfilling),
        provisioned_throughput: global.then(|| throughput(index.capacity)),
        on_demand_throughput: maximums(&index.bounds),
        warm_throughput: global.then(|| {
            let warming = |work: &Work| matches!(&work.task, Task::IndexWarm(name, ..) if *name == index.name);
            warm_throughput(&index.bounds, index.capacity, table.control.work.iter().any(warming))
        }),
        index_size_bytes,
        item_count,
        index_arn: table.index_arn(&index.name),
    }
}

/// A vector index. Items are counted as they are now, which takes a look at each.
fn describe_vector_index(table: &Table, index: &VectorIndex) -> IndexDescription {
    let (projection_type, non_key_attributes) = projection(&index.projected);
    let added = table.status != TableStatus::Creating && index.status == IndexStatus::Creating;
    let entries = table.items.iter().filter_map(|(_, record)| index.entry_bytes(&record.item, &table.key));
    let (item_count, index_size_bytes) = entries.fold((0, 0), |(count, sum), bytes| (count + 1, sum + bytes));
    IndexDescription {
        index_name: index.name.clone(),
        key_schema: vec![],
        vector: Some(VectorDescription {
            attribute: index.attribute.clone(),
            search_schema: index.schema.iter().map(|(attribute, kind)| (attribute.name.clone(), kind.name())).collect(),
            dimensions: index.dimensions,
            distance_function: index.function.name(),
        }),
        projection_type,
        non_key_attributes,
        status: Some(index.status),
        backfilling: added.then_some(index.backfilling),
        provisioned_throughput: None,
        on_demand_throughput: None,
        warm_throughput: None,
        index_size_bytes,
        item_count,
        index_arn: table.index_arn(&index.name),
    }
}

/// `ProjectionType` and `NonKeyAttributes`.
fn projection(projected: &Projected) -> (&'static str, Option<Vec<String>>) {
    match projected {
        Projected::All => ("ALL", None),
        Projected::KeysOnly => ("KEYS_ONLY", None),
        Projected::Include(names) => ("INCLUDE", Some(names.iter().cloned().collect())),
    }
}

fn elements(key: &KeySchema) -> Vec<(String, &'static str)> {
    let of = |attributes: &[model::KeyAttribute], kind| -> Vec<_> {
        attributes.iter().map(|attribute| (attribute.name.clone(), kind)).collect()
    };
    [of(&key.partition, "HASH"), of(&key.sort, "RANGE")].concat()
}

fn throughput(setting: CapacitySetting) -> ProvisionedThroughput {
    let (read, write) = units_of(setting);
    let units = |units: u64| i64::try_from(units).unwrap_or(i64::MAX);
    ProvisionedThroughput { read_capacity_units: units(read), write_capacity_units: units(write) }
}

pub(crate) fn billing_mode(setting: CapacitySetting) -> BillingMode {
    match setting {
        CapacitySetting::OnDemand => BillingMode::PayPerRequest,
        CapacitySetting::Provisioned { .. } => BillingMode::Provisioned,
    }
}

/// `OnDemandThroughput`, if there is any maximum.
fn maximums(bounds: &ThroughputBounds) -> Option<UnitsPerSecond> {
    let units = |units: Option<u64>| units.and_then(|units| i64::try_from(units).ok());
    let maximums = UnitsPerSecond { read: units(bounds.max_read), write: units(bounds.max_write) };
    (maximums != UnitsPerSecond::default()).then_some(maximums)
}

fn warm_throughput(bounds: &ThroughputBounds, setting: CapacitySetting, updating: bool) -> WarmThroughput {
    let (read, write) = bounds.warm_with(setting);
    WarmThroughput { read, write, updating }
}
