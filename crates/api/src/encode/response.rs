//! Outputs of the operations.

use model::{Item, SharedItem};

use super::capacity::{consumed, consumed_by_table, metrics, metrics_by_table};
use super::request::{keys_and_attributes, write_requests};
use super::{reply, table};
use crate::Response;
use crate::json::Writer;
use crate::value::write_item;

/// Writes the body of a reply.
pub(super) fn write(operation: &str, response: &Response, out: &mut Writer) {
    if let Response::Members(reply) = response {
        return reply::write(reply, out);
    }
    out.open_object();
    match response {
        Response::Table(description) => {
            out.key(if operation == "DescribeTable" { "Table" } else { "TableDescription" });
            table::write(description, out);
        }
        Response::ListTables { table_names, last_evaluated_table_name } => {
            out.key("TableNames");
            out.open_array();
            table_names.iter().for_each(|name| out.text(name));
            out.close_array();
            out.optional("LastEvaluatedTableName", last_evaluated_table_name.as_deref());
        }
        Response::GetItem { item, consumed_capacity } => {
            optional_item("Item", item.as_deref(), out);
            consumed(consumed_capacity.as_ref(), out);
        }
        Response::Write { attributes, consumed_capacity, item_collection_metrics } => {
            optional_item("Attributes", attributes.as_deref(), out);
            consumed(consumed_capacity.as_ref(), out);
            if let Some(collection) = item_collection_metrics {
                out.key("ItemCollectionMetrics");
                metrics(collection, out);
            }
        }
        Response::Page { .. } => page(response, out),
        Response::BatchGetItem { .. } | Response::BatchWriteItem { .. } => batch(response, out),
        Response::TransactGetItems { responses, consumed_capacity } => {
            consumed_by_table(consumed_capacity.as_deref(), out);
            out.key("Responses");
            out.open_array();
            for item in responses {
                out.open_object();
                optional_item("Item", item.as_deref(), out);
                out.close_object();
            }
            out.close_array();
        }
        Response::TransactWriteItems { consumed_capacity, item_collection_metrics } => {
            consumed_by_table(consumed_capacity.as_deref(), out);
            metrics_by_table(item_collection_metrics.as_deref(), out);
        }
        // Written above, with brackets of its own.
        Response::Members(_) => {}
    }
    out.close_object();
}

fn page(response: &Response, out: &mut Writer) {
    let Response::Page { items, count, scanned_count, last_evaluated_key, consumed_capacity } = response else { return };
    if let Some(items) = items {
        out.key("Items");
        self::items(items, out);
    }
    out.integer("Count", *count);
    out.integer("ScannedCount", *scanned_count);
    optional_item("LastEvaluatedKey", last_evaluated_key.as_ref(), out);
    consumed(consumed_capacity.as_ref(), out);
}

fn batch(response: &Response, out: &mut Writer) {
    match response {
        Response::BatchGetItem { responses, unprocessed_keys, consumed_capacity } => {
            out.key("Responses");
            out.open_object();
            for (table, found) in responses {
                out.key(table);
                items(found, out);
            }
            out.close_object();
            out.key("UnprocessedKeys");
            keys_and_attributes(unprocessed_keys, out);
            consumed_by_table(consumed_capacity.as_deref(), out);
        }
        Response::BatchWriteItem { unprocessed_items, item_collection_metrics, consumed_capacity } => {
            out.key("UnprocessedItems");
            write_requests(unprocessed_items, out);
            metrics_by_table(item_collection_metrics.as_deref(), out);
            consumed_by_table(consumed_capacity.as_deref(), out);
        }
        _ => {}
    }
}

fn items(items: &[SharedItem], out: &mut Writer) {
    out.open_array();
    for item in items {
        write_item(item, out);
    }
    out.close_array();
}

fn optional_item(member: &str, item: Option<&Item>, out: &mut Writer) {
    if let Some(item) = item {
        out.key(member);
        write_item(item, out);
    }
}
