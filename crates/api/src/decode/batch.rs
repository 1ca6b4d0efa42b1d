//! BatchGetItem and BatchWriteItem.

use model::Item;
use model::limits::{BATCH_GET_KEYS, BATCH_WRITE_REQUESTS};

use super::legacy;
use super::members::without_names;
use super::request::{Request, check_mixing, expressions, refuse};
use crate::node::{Fields, Node};
use crate::text::Validation;
use crate::{BatchGetItem, BatchWriteItem, Error, KeysAndAttributes, Operation, WriteRequest};

/// BatchGetItem.
pub(super) fn batch_get_item(mut request: Request) -> Result<Operation, Error> {
    request.check_members()?;
    let input = &mut request.input;
    let mut tables = vec![];
    for (table, node) in input.map("RequestItems").unwrap_or_default() {
        let Node::Structure(fields) = node else { continue };
        tables.push((table, fields));
    }
    let keys = |fields: &Fields| if let Some(Node::List(keys)) = fields.get("Keys") { keys.len() } else { 0 };
    if tables.iter().map(|(_, fields)| keys(fields)).sum::<usize>() > BATCH_GET_KEYS {
        return Err(Validation::BatchGetTooMany.into());
    }
    request.check_values()?;
    let mut operation =
        BatchGetItem { request_items: vec![], return_consumed_capacity: request.input.return_consumed_capacity() };
    for (table, fields) in tables {
        operation.request_items.push((table, keys_and_attributes(fields)?));
    }
    request.input.finish()?;
    Ok(Operation::BatchGetItem(operation))
}

fn keys_and_attributes(mut fields: Fields) -> Result<KeysAndAttributes, Error> {
    if legacy::has_empty_name(&fields) {
        return Err(Validation::EmptyAttributeName.into());
    }
    check_mixing(&fields)?;
    let expressions = expressions(&mut fields)?;
    let attributes_to_get = legacy::attributes_to_get(&mut fields)?;
    let item = |node| if let Node::Item(item) = node { Some(item) } else { None };
    let keys: Vec<Item> = fields.list("Keys").unwrap_or_default().into_iter().filter_map(item).collect();
    // At most 100 keys, so comparing all pairs is quick.
    let is_repeated = keys.iter().enumerate().any(|(at, key)| keys.iter().take(at).any(|earlier| earlier == key));
    let keys = KeysAndAttributes {
        keys,
        consistent_read: fields.flag("ConsistentRead").unwrap_or_default(),
        projection_expression: fields.optional_text("ProjectionExpression"),
        attributes_to_get,
        expressions,
    };
    fields.finish()?;
    if is_repeated { Err(Validation::BatchDuplicates.into()) } else { Ok(keys) }
}

/// BatchWriteItem. Whether two writes are for one item only the table's key tells, so the engine checks that.
pub(super) fn batch_write_item(mut request: Request) -> Result<Operation, Error> {
    if matches!(request.input.get("RequestItems"), Some(Node::Map(tables)) if tables.is_empty()) {
        return Err(Validation::RequestItemsMissing.into());
    }
    refuse(without_names(request.member_errors()))?;
    request.check_values()?;
    let input = &mut request.input;
    let tables = input.map("RequestItems").unwrap_or_default();
    let mut operation = BatchWriteItem {
        request_items: vec![],
        return_consumed_capacity: input.return_consumed_capacity(),
        return_item_collection_metrics: input.return_item_collection_metrics(),
    };
    for (table, node) in tables {
        let Node::List(writes) = node else { continue };
        let writes: Result<Vec<WriteRequest>, Error> = writes.into_iter().flatten().map(write_request).collect();
        operation.request_items.push((table, writes?));
    }
    if operation.request_items.iter().map(|(_, writes)| writes.len()).sum::<usize>() > BATCH_WRITE_REQUESTS {
        return Err(Validation::BatchWriteTooMany.into());
    }
    request.input.finish()?;
    Ok(Operation::BatchWriteItem(operation))
}

/// The service counts a write request as if it were a value: exactly one member.
fn write_request(node: Node) -> Result<WriteRequest, Error> {
    let Node::Structure(mut fields) = node else { return Err(Validation::NoDataType.into()) };
    match (fields.fields("PutRequest"), fields.fields("DeleteRequest")) {
        (Some(mut put), None) => Ok(WriteRequest::Put(put.item("Item"))),
        (None, Some(mut delete)) => Ok(WriteRequest::Delete(delete.item("Key"))),
        // Also for none of the two: the service does not tell them apart here.
        (None, None) | (Some(_), Some(_)) => Err(Validation::SeveralDataTypes.into()),
    }
}
