//! Requests about one item.

use super::legacy;
use super::request::{Request, refuse};
use crate::constraint::Layer;
use crate::node::Node;
use crate::text::{Constraint, Validation};
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
    if operation.condition_expression.is_none() {
        // With a condition, its grammar comes first; the engine reads that.
        check_old_only(&request, operation.return_values)?;
    }
    operation.expected = legacy::expected(&mut request, any)?;
    request.input.finish()?;
    Ok(Operation::PutItem(operation))
}

/// DeleteItem.
pub(super) fn delete_item(mut request: Request) -> Result<Operation, Error> {
    check_deletion(&request)?;
    request.check_values()?;
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

/// In the newer layer, ReturnValues that a deletion lacks are told with the errors of members.
fn check_deletion(request: &Request) -> Result<(), Error> {
    let mut errors = request.member_errors();
    let is_alone = matches!(request.input.get("TableName"), Some(Node::Text(name)) if name.is_empty());
    let is_new = matches!(request.input.get("ReturnValues"), Some(Node::Text(value)) if matches!(value.as_str(), "ALL_NEW" | "UPDATED_NEW" | "UPDATED_OLD"));
    if request.layer == Layer::Newer && is_new && !is_alone {
        errors.push(Constraint::ReturnValuesOldOnly);
    }
    refuse(errors)
}

fn check_old_only(request: &Request, return_values: ReturnValues) -> Result<(), Error> {
    match return_values {
        ReturnValues::None | ReturnValues::AllOld => Ok(()),
        _ => Err(request.wrap(Validation::ReturnValuesOldOnly).into()),
    }
}
