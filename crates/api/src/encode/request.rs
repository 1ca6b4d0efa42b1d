//! Inputs of the operations, as a client would send them.

use super::legacy;
use super::reply;
use super::table_request::{create_table, update_table};
use crate::json::Writer;
use crate::value::write_item;
use crate::{
    Expressions, KeysAndAttributes, Operation, Query, ReturnConsumedCapacity, ReturnValues, Scan, Select, TransactWrite,
    WriteRequest,
};

/// Writes the body of a request.
pub(super) fn write(operation: &Operation, out: &mut Writer) {
    if let Operation::Call(call) = operation {
        return reply::write_fields(call.input(), out);
    }
    out.open_object();
    match operation {
        Operation::CreateTable(request) => create_table(request, out),
        Operation::UpdateTable(request) => update_table(request, out),
        Operation::DescribeTable(request) => out.member("TableName", &request.table_name),
        Operation::DeleteTable(request) => out.member("TableName", &request.table_name),
        Operation::ListTables(request) => {
            out.optional("ExclusiveStartTableName", request.exclusive_start_table_name.as_deref());
            integer("Limit", request.limit, out);
        }
        Operation::Query(request) => query(request, out),
        Operation::Scan(request) => scan(request, out),
        Operation::PutItem(_) | Operation::GetItem(_) | Operation::UpdateItem(_) | Operation::DeleteItem(_) => {
            item(operation, out);
        }
        _ => batch(operation, out),
    }
    out.close_object();
}

fn item(operation: &Operation, out: &mut Writer) {
    match operation {
        Operation::PutItem(request) => {
            out.member("TableName", &request.table_name);
            out.key("Item");
            write_item(&request.item, out);
            out.optional("ConditionExpression", request.condition_expression.as_deref());
            legacy::expected(request.expected.as_ref(), out);
            expressions(&request.expressions, out);
            return_values(request.return_values, out);
            consumed_capacity(request.return_consumed_capacity, out);
            collection_metrics(request.return_item_collection_metrics, out);
            old_on_failure(request.return_old_on_condition_failure, out);
        }
        Operation::DeleteItem(request) => {
            out.member("TableName", &request.table_name);
            out.key("Key");
            write_item(&request.key, out);
            out.optional("ConditionExpression", request.condition_expression.as_deref());
            legacy::expected(request.expected.as_ref(), out);
            expressions(&request.expressions, out);
            return_values(request.return_values, out);
            consumed_capacity(request.return_consumed_capacity, out);
            collection_metrics(request.return_item_collection_metrics, out);
            old_on_failure(request.return_old_on_condition_failure, out);
        }
        Operation::UpdateItem(request) => {
            out.member("TableName", &request.table_name);
            out.key("Key");
            write_item(&request.key, out);
            out.optional("UpdateExpression", request.update_expression.as_deref());
            legacy::attribute_updates(request.attribute_updates.as_deref(), out);
            out.optional("ConditionExpression", request.condition_expression.as_deref());
            legacy::expected(request.expected.as_ref(), out);
            expressions(&request.expressions, out);
            return_values(request.return_values, out);
            consumed_capacity(request.return_consumed_capacity, out);
            collection_metrics(request.return_item_collection_metrics, out);
            old_on_failure(request.return_old_on_condition_failure, out);
        }
        Operation::GetItem(request) => {
            out.member("TableName", &request.table_name);
            out.key("Key");
            write_item(&request.key, out);
            flag("ConsistentRead", request.consistent_read, out);
            out.optional("ProjectionExpression", request.projection_expression.as_deref());
            legacy::attributes_to_get(request.attributes_to_get.as_deref(), out);
            expressions(&request.expressions, out);
            consumed_capacity(request.return_consumed_capacity, out);
        }
        _ => {}
    }
}

fn batch(operation: &Operation, out: &mut Writer) {
    match operation {
        Operation::BatchGetItem(request) => {
            out.key("RequestItems");
            keys_and_attributes(&request.request_items, out);
            consumed_capacity(request.return_consumed_capacity, out);
        }
        Operation::BatchWriteItem(request) => {
            out.key("RequestItems");
            write_requests(&request.request_items, out);
            consumed_capacity(request.return_consumed_capacity, out);
            collection_metrics(request.return_item_collection_metrics, out);
        }
        Operation::TransactGetItems(request) => {
            out.key("TransactItems");
            out.open_array();
            for read in &request.transact_items {
                out.open_object();
                out.key("Get");
                out.open_object();
                out.member("TableName", &read.table_name);
                out.key("Key");
                write_item(&read.key, out);
                out.optional("ProjectionExpression", read.projection_expression.as_deref());
                expressions(&read.expressions, out);
                out.close_object();
                out.close_object();
            }
            out.close_array();
            consumed_capacity(request.return_consumed_capacity, out);
        }
        Operation::TransactWriteItems(request) => {
            out.key("TransactItems");
            out.open_array();
            request.transact_items.iter().for_each(|action| transact_write(action, out));
            out.close_array();
            out.optional("ClientRequestToken", request.client_request_token.as_deref());
            consumed_capacity(request.return_consumed_capacity, out);
            collection_metrics(request.return_item_collection_metrics, out);
        }
        _ => {}
    }
}

fn transact_write(action: &TransactWrite, out: &mut Writer) {
    out.open_object();
    let (names, old_on_condition_failure) = match action {
        TransactWrite::ConditionCheck(check) | TransactWrite::Delete(check) => {
            out.key(if matches!(action, TransactWrite::Delete(_)) { "Delete" } else { "ConditionCheck" });
            out.open_object();
            out.member("TableName", &check.table_name);
            out.key("Key");
            write_item(&check.key, out);
            out.optional("ConditionExpression", check.condition_expression.as_deref());
            (&check.expressions, check.return_old_on_condition_failure)
        }
        TransactWrite::Put(put) => {
            out.key("Put");
            out.open_object();
            out.member("TableName", &put.table_name);
            out.key("Item");
            write_item(&put.item, out);
            out.optional("ConditionExpression", put.condition_expression.as_deref());
            (&put.expressions, put.return_old_on_condition_failure)
        }
        TransactWrite::Update(update) => {
            out.key("Update");
            out.open_object();
            out.member("TableName", &update.table_name);
            out.key("Key");
            write_item(&update.key, out);
            out.optional("UpdateExpression", update.update_expression.as_deref());
            out.optional("ConditionExpression", update.condition_expression.as_deref());
            (&update.expressions, update.return_old_on_condition_failure)
        }
    };
    expressions(names, out);
    old_on_failure(old_on_condition_failure, out);
    out.close_object();
    out.close_object();
}

fn query(request: &Query, out: &mut Writer) {
    out.member("TableName", &request.table_name);
    out.optional("IndexName", request.index_name.as_deref());
    out.optional("KeyConditionExpression", request.key_condition_expression.as_deref());
    legacy::key_conditions(request.key_conditions.as_deref(), out);
    out.optional("FilterExpression", request.filter_expression.as_deref());
    legacy::filter("QueryFilter", request.query_filter.as_ref(), out);
    out.optional("ProjectionExpression", request.projection_expression.as_deref());
    legacy::attributes_to_get(request.attributes_to_get.as_deref(), out);
    expressions(&request.expressions, out);
    out.optional("Select", request.select.map(select));
    integer("Limit", request.limit, out);
    flag("ConsistentRead", request.consistent_read, out);
    if let Some(forward) = request.scan_index_forward {
        out.flag("ScanIndexForward", forward);
    }
    if let Some(key) = &request.exclusive_start_key {
        out.key("ExclusiveStartKey");
        write_item(key, out);
    }
    consumed_capacity(request.return_consumed_capacity, out);
}

fn scan(request: &Scan, out: &mut Writer) {
    out.member("TableName", &request.table_name);
    out.optional("IndexName", request.index_name.as_deref());
    out.optional("FilterExpression", request.filter_expression.as_deref());
    legacy::filter("ScanFilter", request.scan_filter.as_ref(), out);
    out.optional("ProjectionExpression", request.projection_expression.as_deref());
    legacy::attributes_to_get(request.attributes_to_get.as_deref(), out);
    expressions(&request.expressions, out);
    out.optional("Select", request.select.map(select));
    integer("Limit", request.limit, out);
    flag("ConsistentRead", request.consistent_read, out);
    integer("Segment", request.segment, out);
    integer("TotalSegments", request.total_segments, out);
    if let Some(key) = &request.exclusive_start_key {
        out.key("ExclusiveStartKey");
        write_item(key, out);
    }
    consumed_capacity(request.return_consumed_capacity, out);
}

/// `BatchGetItemRequestMap`.
pub(super) fn keys_and_attributes(tables: &[(String, KeysAndAttributes)], out: &mut Writer) {
    out.open_object();
    for (table, wanted) in tables {
        out.key(table);
        out.open_object();
        out.key("Keys");
        out.open_array();
        wanted.keys.iter().for_each(|key| write_item(key, out));
        out.close_array();
        flag("ConsistentRead", wanted.consistent_read, out);
        out.optional("ProjectionExpression", wanted.projection_expression.as_deref());
        legacy::attributes_to_get(wanted.attributes_to_get.as_deref(), out);
        expressions(&wanted.expressions, out);
        out.close_object();
    }
    out.close_object();
}

/// `BatchWriteItemRequestMap`.
pub(super) fn write_requests(tables: &[(String, Vec<WriteRequest>)], out: &mut Writer) {
    out.open_object();
    for (table, writes) in tables {
        out.key(table);
        out.open_array();
        for write in writes {
            let (action, member, item) = match write {
                WriteRequest::Put(item) => ("PutRequest", "Item", item),
                WriteRequest::Delete(key) => ("DeleteRequest", "Key", key),
            };
            out.open_object();
            out.key(action);
            out.open_object();
            out.key(member);
            write_item(item, out);
            out.close_object();
            out.close_object();
        }
        out.close_array();
    }
    out.close_object();
}

fn expressions(expressions: &Expressions, out: &mut Writer) {
    if let Some(names) = &expressions.names {
        out.key("ExpressionAttributeNames");
        out.open_object();
        names.iter().for_each(|(key, name)| out.member(key, name));
        out.close_object();
    }
    if let Some(values) = &expressions.values {
        out.key("ExpressionAttributeValues");
        write_item(values, out);
    }
}

fn return_values(values: ReturnValues, out: &mut Writer) {
    let word = match values {
        ReturnValues::None => return,
        ReturnValues::AllOld => "ALL_OLD",
        ReturnValues::UpdatedOld => "UPDATED_OLD",
        ReturnValues::AllNew => "ALL_NEW",
        ReturnValues::UpdatedNew => "UPDATED_NEW",
    };
    out.member("ReturnValues", word);
}

fn consumed_capacity(wanted: ReturnConsumedCapacity, out: &mut Writer) {
    match wanted {
        ReturnConsumedCapacity::None => {}
        ReturnConsumedCapacity::Total => out.member("ReturnConsumedCapacity", "TOTAL"),
        ReturnConsumedCapacity::Indexes => out.member("ReturnConsumedCapacity", "INDEXES"),
    }
}

fn collection_metrics(wanted: bool, out: &mut Writer) {
    if wanted {
        out.member("ReturnItemCollectionMetrics", "SIZE");
    }
}

fn old_on_failure(wanted: bool, out: &mut Writer) {
    if wanted {
        out.member("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
    }
}

fn select(select: Select) -> &'static str {
    match select {
        Select::AllAttributes => "ALL_ATTRIBUTES",
        Select::AllProjectedAttributes => "ALL_PROJECTED_ATTRIBUTES",
        Select::SpecificAttributes => "SPECIFIC_ATTRIBUTES",
        Select::Count => "COUNT",
    }
}

fn integer(member: &str, value: Option<i64>, out: &mut Writer) {
    if let Some(value) = value {
        out.integer(member, value);
    }
}

/// A boolean whose absence means false.
fn flag(member: &str, value: bool, out: &mut Writer) {
    if value {
        out.flag(member, true);
    }
}
