//! Descriptions of tables and indexes.

use model::{EpochMillis, ScalarType};

use super::reply;
use crate::json::Writer;
use crate::{
    IndexDescription, IndexStatus, ProvisionedThroughput, RestoreSummary, TableDescription, TableStatus, UnitsPerSecond,
    VectorDescription, WarmThroughput,
};

/// Writes a `TableDescription`.
pub(super) fn write(table: &TableDescription, out: &mut Writer) {
    out.open_object();
    attribute_definitions(&table.attribute_definitions, out);
    out.member("TableName", &table.table_name);
    key_schema(&table.key_schema, out);
    out.member("TableStatus", table_status(table.table_status));
    date("CreationDateTime", Some(table.creation_date_time), out);
    out.key("ProvisionedThroughput");
    out.open_object();
    date("LastIncreaseDateTime", table.last_increase, out);
    date("LastDecreaseDateTime", table.last_decrease, out);
    throughput(&table.provisioned_throughput, table.number_of_decreases_today, out);
    out.close_object();
    out.integer("TableSizeBytes", table.table_size_bytes);
    out.integer("ItemCount", table.item_count);
    out.member("TableArn", &table.table_arn);
    out.member("TableId", &table.table_id);
    if let Some((mode, since)) = table.billing_mode {
        out.key("BillingModeSummary");
        out.open_object();
        out.member("BillingMode", mode.name());
        date("LastUpdateToPayPerRequestDateTime", since, out);
        out.close_object();
    }
    indexes("LocalSecondaryIndexes", &table.local_secondary_indexes, out);
    indexes("GlobalSecondaryIndexes", &table.global_secondary_indexes, out);
    indexes("VectorIndexes", &table.vector_indexes, out);
    if let Some(view_type) = &table.stream {
        out.key("StreamSpecification");
        out.open_object();
        out.flag("StreamEnabled", true);
        out.member("StreamViewType", view_type);
        out.close_object();
    }
    if let Some((label, arn)) = &table.latest_stream {
        out.member("LatestStreamLabel", label);
        out.member("LatestStreamArn", arn);
    }
    reply::write_members(&table.global, out);
    if let Some(summary) = &table.restore {
        restore(summary, out);
    }
    settings(table, out);
    out.close_object();
}

fn restore(summary: &RestoreSummary, out: &mut Writer) {
    out.key("RestoreSummary");
    out.open_object();
    out.optional("SourceBackupArn", summary.source_backup_arn.as_deref());
    out.member("SourceTableArn", &summary.source_table_arn);
    date("RestoreDateTime", Some(summary.restore_date_time), out);
    out.flag("RestoreInProgress", summary.restore_in_progress);
    out.close_object();
}

fn settings(table: &TableDescription, out: &mut Writer) {
    if let Some(key) = &table.encryption_key {
        out.key("SSEDescription");
        out.open_object();
        out.member("Status", if table.encryption_updating { "UPDATING" } else { "ENABLED" });
        out.member("SSEType", "KMS");
        // A workspace of an older version knows that there is a key, not which.
        out.optional("KMSMasterKeyArn", Some(key.as_str()).filter(|key| !key.is_empty()));
        out.close_object();
    }
    if let Some((class, changed)) = &table.table_class {
        out.key("TableClassSummary");
        out.open_object();
        out.member("TableClass", class);
        date("LastUpdateDateTime", *changed, out);
        out.close_object();
    }
    out.flag("DeletionProtectionEnabled", table.deletion_protection_enabled);
    on_demand_throughput(table.on_demand_throughput, out);
    warm_throughput(table.warm_throughput, table_status(table.table_status), out);
}

/// A dimension without a maximum is told as -1 beside one that has a maximum.
fn on_demand_throughput(units: Option<UnitsPerSecond>, out: &mut Writer) {
    let Some(units) = units else { return };
    out.key("OnDemandThroughput");
    out.open_object();
    out.integer("MaxReadRequestUnits", units.read.unwrap_or(-1));
    out.integer("MaxWriteRequestUnits", units.write.unwrap_or(-1));
    out.close_object();
}

fn warm_throughput(units: WarmThroughput, status: &str, out: &mut Writer) {
    out.key("WarmThroughput");
    out.open_object();
    out.integer("ReadUnitsPerSecond", units.read);
    out.integer("WriteUnitsPerSecond", units.write);
    out.member("Status", if units.updating { "UPDATING" } else { status });
    out.close_object();
}

fn indexes(member: &str, indexes: &[IndexDescription], out: &mut Writer) {
    if indexes.is_empty() {
        return;
    }
    out.key(member);
    out.open_array();
    for description in indexes {
        index(description, out);
    }
    out.close_array();
}

fn index(index: &IndexDescription, out: &mut Writer) {
    out.open_object();
    out.member("IndexName", &index.index_name);
    match &index.vector {
        Some(vector) => search_schema(vector, out),
        None => key_schema(&index.key_schema, out),
    }
    out.key("Projection");
    out.open_object();
    out.member("ProjectionType", index.projection_type);
    if let Some(attributes) = &index.non_key_attributes {
        out.key("NonKeyAttributes");
        out.open_array();
        attributes.iter().for_each(|attribute| out.text(attribute));
        out.close_array();
    }
    out.close_object();
    if let Some(status) = index.status {
        out.member("IndexStatus", index_status(status));
    }
    if let Some(backfilling) = index.backfilling {
        out.flag("Backfilling", backfilling);
    }
    if let Some(units) = &index.provisioned_throughput {
        out.key("ProvisionedThroughput");
        out.open_object();
        throughput(units, 0, out);
        out.close_object();
    }
    out.integer("IndexSizeBytes", index.index_size_bytes);
    out.integer("ItemCount", index.item_count);
    out.member("IndexArn", &index.index_arn);
    on_demand_throughput(index.on_demand_throughput, out);
    if let Some(units) = index.warm_throughput {
        warm_throughput(units, index.status.map_or("ACTIVE", index_status), out);
    }
    out.close_object();
}

/// What a vector index has in the place of a key.
fn search_schema(vector: &VectorDescription, out: &mut Writer) {
    if !vector.search_schema.is_empty() {
        out.key("SearchSchema");
        out.open_array();
        for (name, kind) in &vector.search_schema {
            out.open_object();
            out.member("AttributeName", name);
            out.member("SearchSchemaElementType", kind);
            out.close_object();
        }
        out.close_array();
    }
    out.key("VectorAttribute");
    out.open_object();
    out.member("AttributeName", &vector.attribute);
    out.close_object();
    out.integer("Dimensions", vector.dimensions);
    out.member("DistanceFunction", vector.distance_function);
}

fn throughput(throughput: &ProvisionedThroughput, decreases: u64, out: &mut Writer) {
    out.integer("NumberOfDecreasesToday", decreases);
    out.integer("ReadCapacityUnits", throughput.read_capacity_units);
    out.integer("WriteCapacityUnits", throughput.write_capacity_units);
}

fn key_schema(schema: &[(String, &'static str)], out: &mut Writer) {
    out.key("KeySchema");
    out.open_array();
    for (name, kind) in schema {
        key_element(name, kind, out);
    }
    out.close_array();
}

/// `KeySchemaElement`.
pub(super) fn key_element(name: &str, kind: &str, out: &mut Writer) {
    out.open_object();
    out.member("AttributeName", name);
    out.member("KeyType", kind);
    out.close_object();
}

/// `AttributeDefinitions`.
pub(super) fn attribute_definitions(definitions: &[(String, ScalarType)], out: &mut Writer) {
    out.key("AttributeDefinitions");
    out.open_array();
    for (name, kind) in definitions {
        out.open_object();
        out.member("AttributeName", name);
        out.member("AttributeType", kind.code());
        out.close_object();
    }
    out.close_array();
}

fn table_status(status: TableStatus) -> &'static str {
    match status {
        TableStatus::Creating => "CREATING",
        TableStatus::Updating => "UPDATING",
        TableStatus::Deleting => "DELETING",
        TableStatus::Active => "ACTIVE",
    }
}

fn index_status(status: IndexStatus) -> &'static str {
    match status {
        IndexStatus::Creating => "CREATING",
        IndexStatus::Updating => "UPDATING",
        IndexStatus::Deleting => "DELETING",
        IndexStatus::Active => "ACTIVE",
    }
}

/// Seconds since 1970 with milliseconds as a fraction: `1421866952.062`.
fn date(member: &str, moment: Option<EpochMillis>, out: &mut Writer) {
    if let Some(EpochMillis(ms)) = moment {
        out.key(member);
        out.raw(&seconds(EpochMillis(ms)));
    }
}

/// Seconds with milliseconds, as the service writes moments.
pub(super) fn seconds(moment: EpochMillis) -> String {
    format!("{}.{:03}", moment.0 / 1_000, moment.0 % 1_000)
}
