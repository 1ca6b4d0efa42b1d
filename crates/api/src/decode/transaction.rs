//! TransactGetItems and TransactWriteItems.

use super::request::{Request, expressions, refuse};
use crate::node::{Fields, Node};
use crate::text::{Constraint, Validation};
use crate::{
    DeleteItem, Error, Operation, PutItem, TransactGet, TransactGetItems, TransactWrite, TransactWriteItems, UpdateItem,
};

/// Actions of a write transaction, by member name.
const ACTIONS: [&str; 4] = ["ConditionCheck", "Put", "Delete", "Update"];
/// Members whose errors the service reports before it looks at the actions (facts 3.18).
const FIRST_CHECKED: [&str; 5] = [
    "transactItems",
    "returnValuesOnConditionCheckFailure",
    "clientRequestToken",
    "returnConsumedCapacity",
    "returnItemCollectionMetrics",
];

/// TransactGetItems. Whether two reads are for one item only the table's key tells, so the engine checks that.
pub(super) fn transact_get_items(mut request: Request) -> Result<Operation, Error> {
    request.check()?;
    let input = &mut request.input;
    let reads = input.structures("TransactItems").unwrap_or_default();
    let reads: Result<Vec<TransactGet>, Error> =
        reads.into_iter().filter_map(|mut read| read.fields("Get")).map(transact_get).collect();
    let operation = TransactGetItems { transact_items: reads?, return_consumed_capacity: input.return_consumed_capacity() };
    Ok(Operation::TransactGetItems(operation))
}

/// In a transaction the service ignores names and values that no expression could use (measured).
fn ignore_substitutions(fields: &mut Fields) {
    fields.take("ExpressionAttributeNames");
    fields.take("ExpressionAttributeValues");
}

fn transact_get(mut fields: Fields) -> Result<TransactGet, Error> {
    if !fields.has("ProjectionExpression") {
        ignore_substitutions(&mut fields);
    }
    let expressions = expressions(&mut fields)?;
    Ok(TransactGet {
        table_name: fields.text("TableName"),
        key: fields.item("Key"),
        projection_expression: fields.optional_text("ProjectionExpression"),
        expressions,
    })
}

/// TransactWriteItems. Whether two actions are for one item only the table's key tells, so the engine checks that.
pub(super) fn transact_write_items(mut request: Request) -> Result<Operation, Error> {
    let (first, rest): (Vec<Constraint>, Vec<Constraint>) = request.member_errors().into_iter().partition(is_checked_first);
    refuse(first)?;
    check_actions(&request.input)?;
    refuse(rest)?;
    request.check_values()?;
    let input = &mut request.input;
    let actions = input.structures("TransactItems").unwrap_or_default();
    let mut transact_items = vec![];
    for mut action in actions {
        for name in ACTIONS {
            if let Some(fields) = action.fields(name) {
                transact_items.push(transact_write(name, fields)?);
            }
        }
    }
    Ok(Operation::TransactWriteItems(TransactWriteItems {
        transact_items,
        client_request_token: input.optional_text("ClientRequestToken"),
        return_consumed_capacity: input.return_consumed_capacity(),
        return_item_collection_metrics: input.return_item_collection_metrics(),
    }))
}

fn is_checked_first(error: &Constraint) -> bool {
    let Constraint::Member(place, _) = error else { return true };
    let member = place.path.rsplit('.').next().unwrap_or_default();
    // `transactItems.3.member`: a null in place of an action.
    FIRST_CHECKED.contains(&member) || (place.path.starts_with("transactItems.") && place.path.matches('.').count() == 2)
}

/// Exactly one action in each entry.
fn check_actions(input: &Fields) -> Result<(), Error> {
    let Some(Node::List(entries)) = input.get("TransactItems") else { return Ok(()) };
    for entry in entries {
        let Some(Node::Structure(fields)) = entry else { continue };
        match ACTIONS.iter().filter(|name| fields.has(name)).count() {
            0 => return Err(Validation::TransactActionMissing.into()),
            1 => {}
            _ => return Err(Validation::TransactActionSeveral.into()),
        }
    }
    Ok(())
}

fn transact_write(name: &str, mut fields: Fields) -> Result<TransactWrite, Error> {
    if matches!(name, "Put" | "Delete") && !fields.has("ConditionExpression") {
        ignore_substitutions(&mut fields);
    }
    let expressions = expressions(&mut fields)?;
    let table_name = fields.text("TableName");
    let condition_expression = fields.optional_text("ConditionExpression");
    let return_old_on_condition_failure = fields.return_old_on_condition_failure();
    let on_key = |fields: &mut Fields, expressions, table_name, condition_expression| DeleteItem {
        table_name,
        key: fields.item("Key"),
        condition_expression,
        expressions,
        return_old_on_condition_failure,
        ..DeleteItem::default()
    };
    Ok(match name {
        "ConditionCheck" => TransactWrite::ConditionCheck(on_key(&mut fields, expressions, table_name, condition_expression)),
        "Delete" => TransactWrite::Delete(on_key(&mut fields, expressions, table_name, condition_expression)),
        "Put" => TransactWrite::Put(PutItem {
            table_name,
            item: fields.item("Item"),
            condition_expression,
            expressions,
            return_old_on_condition_failure,
            ..PutItem::default()
        }),
        _ => TransactWrite::Update(UpdateItem {
            table_name,
            key: fields.item("Key"),
            update_expression: fields.optional_text("UpdateExpression"),
            condition_expression,
            expressions,
            return_old_on_condition_failure,
            ..UpdateItem::default()
        }),
    })
}
