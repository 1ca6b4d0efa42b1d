//! Requests about one item.

use super::legacy;
use super::request::Request;
use crate::text::Validation;
use crate::{DeleteItem, Error, GetItem, Operation, PutItem, ReturnValues, UpdateItem};

/// PutItem.
pub(super) fn put_item(mut request: Request) -> Result<Operation, Error> {
    request.check()?;
    let expressions = request.expressions()?;
    let any = legacy::any_of(&mut request, "Expected")?;
    let input = &mut request.input;
    let mut operation = PutItem {
        table_name: input.text("TableName"),
        item: input.item("Item"),
        condition_expression: input.optional_text("ConditionExpression"),
        expected: None,
        expressions,
        return_values: input.return_values(),
        return_consumed_capacity: input.return_consumed_capacity(),
        return_item_collection_metrics: input.return_item_collection_metrics(),
        return_old_on_condition_failure: input.return_old_on_condition_failure(),
    };
    check_old_only(&request, operation.return_values)?;
    operation.expected = legacy::expected(&mut request, any)?;
    request.input.finish()?;
    Ok(Operation::PutItem(operation))
}

/// DeleteItem.
pub(super) fn delete_item(mut request: Request) -> Result<Operation, Error> {
    request.check()?;
    let expressions = request.expressions()?;
    let any = legacy::any_of(&mut request, "Expected")?;
    let input = &mut request.input;
    let mut operation = DeleteItem {
        table_name: input.text("TableName"),
        key: input.item("Key"),
        condition_expression: input.optional_text("ConditionExpression"),
        expected: None,
        expressions,
        return_values: input.return_values(),
        return_consumed_capacity: input.return_consumed_capacity(),
        return_item_collection_metrics: input.return_item_collection_metrics(),
        return_old_on_condition_failure: input.return_old_on_condition_failure(),
    };
    check_old_only(&request, operation.return_values)?;
    operation.expected = legacy::expected(&mut request, any)?;
    request.input.finish()?;
    Ok(Operation::DeleteItem(operation))
}

/// UpdateItem.
pub(super) fn update_item(mut request: Request) -> Result<Operation, Error> {
    request.check()?;
    let expressions = request.expressions()?;
    let any = legacy::any_of(&mut request, "Expected")?;
    let attribute_updates = legacy::attribute_updates(&mut request)?;
    let expected = legacy::expected(&mut request, any)?;
    let input = &mut request.input;
    let operation = UpdateItem {
        table_name: input.text("TableName"),
        key: input.item("Key"),
        update_expression: input.optional_text("UpdateExpression"),
        attribute_updates,
        condition_expression: input.optional_text("ConditionExpression"),
        expected,
        expressions,
        return_values: input.return_values(),
        return_consumed_capacity: input.return_consumed_capacity(),
        return_item_collection_metrics: input.return_item_collection_metrics(),
        return_old_on_condition_failure: input.return_old_on_condition_failure(),
    };
    request.input.finish()?;
    Ok(Operation::UpdateItem(operation))
}

/// GetItem.
pub(super) fn get_item(mut request: Request) -> Result<Operation, Error> {
    request.check()?;
    let expressions = request.expressions()?;
    let input = &mut request.input;
    let operation = GetItem {
        table_name: input.text("TableName"),
        key: input.item("Key"),
        consistent_read: input.flag("ConsistentRead").unwrap_or_default(),
        projection_expression: input.optional_text("ProjectionExpression"),
        attributes_to_get: legacy::attributes_to_get(input)?,
        expressions,
        return_consumed_capacity: input.return_consumed_capacity(),
    };
    request.input.finish()?;
    Ok(Operation::GetItem(operation))
}

fn check_old_only(request: &Request, return_values: ReturnValues) -> Result<(), Error> {
    match return_values {
        ReturnValues::None | ReturnValues::AllOld => Ok(()),
        _ => Err(request.wrap(Validation::ReturnValuesOldOnly).into()),
    }
}
