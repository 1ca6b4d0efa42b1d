//! Inputs of CreateTable and UpdateTable, as a client would send them.

use super::table::{attribute_definitions, key_element};
use crate::json::Writer;
use crate::{BillingMode, CreateTable, IndexDefinition, ProvisionedThroughput, TableSettings, UnitsPerSecond, UpdateTable};

/// Writes the members of a CreateTable.
pub(super) fn create_table(request: &CreateTable, out: &mut Writer) {
    out.member("TableName", &request.table_name);
    attribute_definitions(&request.attribute_definitions, out);
    key_schema(&request.key_schema, out);
    for (member, indexes) in [
        ("LocalSecondaryIndexes", &request.local_secondary_indexes),
        ("GlobalSecondaryIndexes", &request.global_secondary_indexes),
    ] {
        let Some(indexes) = indexes else { continue };
        out.key(member);
        out.open_array();
        indexes.iter().for_each(|definition| index(definition, out));
        out.close_array();
    }
    out.optional("BillingMode", request.billing_mode.map(BillingMode::name));
    throughput(request.provisioned_throughput, out);
    settings(&request.settings, out);
}

/// Writes the members of an UpdateTable.
pub(super) fn update_table(request: &UpdateTable, out: &mut Writer) {
    out.member("TableName", &request.table_name);
    if let Some(definitions) = &request.attribute_definitions {
        attribute_definitions(definitions, out);
    }
    out.optional("BillingMode", request.billing_mode.map(BillingMode::name));
    throughput(request.provisioned_throughput, out);
    if let Some(updates) = &request.global_secondary_index_updates {
        out.key("GlobalSecondaryIndexUpdates");
        out.open_array();
        for update in updates {
            out.open_object();
            if let Some(update) = &update.update {
                out.key("Update");
                out.open_object();
                out.member("IndexName", &update.index_name);
                throughput(update.provisioned_throughput, out);
                on_demand(update.on_demand_throughput, out);
                warm(update.warm_throughput, out);
                out.close_object();
            }
            if let Some(definition) = &update.create {
                out.key("Create");
                index(definition, out);
            }
            if let Some(name) = &update.delete {
                out.key("Delete");
                out.open_object();
                out.member("IndexName", name);
                out.close_object();
            }
            out.close_object();
        }
        out.close_array();
    }
    settings(&request.settings, out);
}

fn index(index: &IndexDefinition, out: &mut Writer) {
    out.open_object();
    out.member("IndexName", &index.index_name);
    key_schema(&index.key_schema, out);
    out.key("Projection");
    out.open_object();
    out.optional("ProjectionType", index.projection.projection_type.as_deref());
    if let Some(attributes) = &index.projection.non_key_attributes {
        out.key("NonKeyAttributes");
        out.open_array();
        attributes.iter().for_each(|attribute| out.text(attribute));
        out.close_array();
    }
    out.close_object();
    throughput(index.provisioned_throughput, out);
    on_demand(index.on_demand_throughput, out);
    warm(index.warm_throughput, out);
    out.close_object();
}

fn key_schema(schema: &[(String, String)], out: &mut Writer) {
    out.key("KeySchema");
    out.open_array();
    for (name, kind) in schema {
        key_element(name, kind, out);
    }
    out.close_array();
}

fn throughput(throughput: Option<ProvisionedThroughput>, out: &mut Writer) {
    let Some(throughput) = throughput else { return };
    out.key("ProvisionedThroughput");
    out.open_object();
    out.integer("ReadCapacityUnits", throughput.read_capacity_units);
    out.integer("WriteCapacityUnits", throughput.write_capacity_units);
    out.close_object();
}

fn on_demand(units: Option<UnitsPerSecond>, out: &mut Writer) {
    units_per_second("OnDemandThroughput", ["MaxReadRequestUnits", "MaxWriteRequestUnits"], units, out);
}

fn warm(units: Option<UnitsPerSecond>, out: &mut Writer) {
    units_per_second("WarmThroughput", ["ReadUnitsPerSecond", "WriteUnitsPerSecond"], units, out);
}

fn units_per_second(member: &str, dimensions: [&str; 2], units: Option<UnitsPerSecond>, out: &mut Writer) {
    let Some(units) = units else { return };
    out.key(member);
    out.open_object();
    for (dimension, units) in dimensions.into_iter().zip([units.read, units.write]) {
        if let Some(units) = units {
            out.integer(dimension, units);
        }
    }
    out.close_object();
}

fn settings(settings: &TableSettings, out: &mut Writer) {
    if let Some((enabled, view_type)) = &settings.stream {
        out.key("StreamSpecification");
        out.open_object();
        out.flag("StreamEnabled", *enabled);
        out.optional("StreamViewType", view_type.as_deref());
        out.close_object();
    }
    if let Some(encryption) = &settings.encryption {
        out.key("SSESpecification");
        out.open_object();
        out.flag("Enabled", encryption.enabled);
        if encryption.enabled {
            out.member("SSEType", "KMS");
        }
        out.optional("KMSMasterKeyId", encryption.key.as_deref());
        out.close_object();
    }
    on_demand(settings.on_demand_throughput, out);
    warm(settings.warm_throughput, out);
    out.optional("ResourcePolicy", settings.resource_policy.as_deref());
    if !settings.tags.is_empty() {
        out.key("Tags");
        out.open_array();
        for (key, value) in &settings.tags {
            out.open_object();
            out.member("Key", key);
            out.member("Value", value);
            out.close_object();
        }
        out.close_array();
    }
    out.optional("TableClass", settings.table_class.as_deref());
    if let Some(enabled) = settings.deletion_protection_enabled {
        out.flag("DeletionProtectionEnabled", enabled);
    }
}
