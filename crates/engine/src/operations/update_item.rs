//! UpdateItem: changes attributes of an item, or creates it.
//!
//! Follows: API Reference, "UpdateItem".

use std::sync::Arc;

use api::text::{ExpressionKind, ExpressionProblem, Validation};
use api::{Error, ReturnValues, UpdateItem};
use expr::{Condition, Update, UpdateError};
use model::limits::ITEM_SIZE_BYTES;
use model::{Item, SharedItem};

use super::planned_write::{PlannedWrite, Wanted, holds};
use crate::addressing::data_table;
use crate::key_check::UpdateSource;
use crate::tracer::Tracer;
use crate::undurable::ITEMS;
use crate::{
    Context, Engine, ItemWrite, Outcome, Record, Refusal, Table, expressions, item_check, key_check, legacy, vector_index,
};

/// An update that is right by itself.
#[derive(Debug)]
pub(crate) struct CheckedUpdate<'r> {
    update: Option<Update<'r>>,
    condition: Option<Condition<'r>>,
    source: UpdateSource,
}

impl<'r> CheckedUpdate<'r> {
    /// The update and the condition of a statement.
    pub(crate) fn new(update: Update<'r>, condition: Condition<'r>) -> Self {
        CheckedUpdate { update: Some(update), condition: Some(condition), source: UpdateSource::Expression }
    }
}

/// Why an update cannot be planned.
#[derive(Debug)]
pub(crate) enum UpdateProblem {
    /// The request does not fit the table.
    Request(Validation),
    /// It does not fit the item that is there, or what it makes of it is no item.
    Item(Validation),
    /// An operand of the item has another type; a transaction says so in other words.
    OperandType,
    /// What `AttributeUpdates` adds or deletes has another type than the attribute.
    AttributeType,
}

/// Carries out an UpdateItem.
#[inline(never)]
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: &UpdateItem,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    let checked = check(request).map_err(|problem| expressions::worded(problem, &request.expressions))?;
    // Plan.
    let table = data_table(&engine.database, &engine.undurable, context, &request.table_name)?;
    check_request_size(&checked)?;
    let planned = plan(table, &request.key, &checked).map_err(|problem| engine.refuse_update(table, request, problem))?;
    let attributes = attributes(request.return_values, checked.update.as_ref(), &planned.write);
    let wanted = Wanted {
        table_name: &request.table_name,
        key: Some(&request.key),
        consumed_capacity: request.return_consumed_capacity,
        item_collection_metrics: request.return_item_collection_metrics,
        old_on_condition_failure: request.return_old_on_condition_failure,
    };
    // Apply.
    engine.conclude_write(planned, wanted, attributes, tracer)
}

/// Reads the expressions.
pub(crate) fn check(request: &UpdateItem) -> Result<CheckedUpdate<'_>, Validation> {
    let has_expression = request.update_expression.is_some() || request.condition_expression.is_some();
    let mut scope = expressions::scope(&request.expressions, has_expression)?;
    if request.condition_expression.as_ref().is_some_and(String::is_empty) {
        return Err(Validation::Expression { kind: ExpressionKind::Condition, problem: ExpressionProblem::Empty });
    }
    let update = request.update_expression.as_ref().map(|text| Update::parse(text, &mut scope));
    let update = update.transpose().map_err(expressions::expression_error)?;
    let condition = expressions::condition(expr::ExpressionKind::Condition, request.condition_expression.as_ref(), &mut scope)?;
    expressions::finish(&scope)?;
    // Expressions and what is older than they are do not meet in one request.
    let (source, older) = match request.attribute_updates.as_deref() {
        Some(updates) => (UpdateSource::Attributes, legacy::update(Some(updates))),
        None => (UpdateSource::Expression, None),
    };
    let condition = condition.or_else(|| legacy::condition(request.expected.as_ref()));
    Ok(CheckedUpdate { update: update.or(older), condition, source })
}

/// A single update with an expression is also held to what the request itself weighs, before its condition is looked at.
/// Transactions and `AttributeUpdates` are measured by the finished item alone (DYX, measured).
fn check_request_size(checked: &CheckedUpdate<'_>) -> Result<(), Validation> {
    match &checked.update {
        Some(update) if checked.source == UpdateSource::Expression && update.request_size_bytes() > ITEM_SIZE_BYTES => {
            Err(Validation::UpdatedItemSize)
        }
        _ => Ok(()),
    }
}

/// What the update does to the table.
pub(crate) fn plan(table: &Table, key: &Item, checked: &CheckedUpdate<'_>) -> Result<PlannedWrite, UpdateProblem> {
    let storage_key = key_check::storage_key(table, key).map_err(UpdateProblem::Request)?;
    let mut written = checked.update.iter().flat_map(Update::top_level_names);
    if let Some(name) = written.find(|name| table.key.contains(name)) {
        return Err(UpdateProblem::Request(Validation::UpdateOfKey(name.to_owned())));
    }
    let before = table.get(storage_key.as_bytes());
    if !holds(checked.condition.as_ref(), before) {
        let write = table.plan_change(storage_key, before.cloned(), before.cloned());
        return Ok(PlannedWrite { write, condition_holds: false });
    }
    let after = updated(checked, key, before)?;
    if let Some(record) = &after {
        item_check::check_updated(record).map_err(UpdateProblem::Item)?;
        key_check::check_updated_index_keys(table, before.map(|record| &*record.item), &record.item, checked.source)
            .map_err(UpdateProblem::Item)?;
        vector_index::check_written(table, before.map(|record| &*record.item), &record.item).map_err(UpdateProblem::Item)?;
    }
    let write = table.plan_change(storage_key, before.cloned(), after);
    item_check::check_local_entries(table, &write).map_err(UpdateProblem::Item)?;
    Ok(PlannedWrite { write, condition_holds: true })
}

impl UpdateProblem {
    /// The text that a single update gives.
    pub(crate) fn into_validation(self) -> Validation {
        match self {
            UpdateProblem::Request(problem) | UpdateProblem::Item(problem) => problem,
            UpdateProblem::OperandType => Validation::OperandType,
            UpdateProblem::AttributeType => Validation::TransactUpdateType,
        }
    }

    /// The text that a transaction gives.
    pub(crate) fn into_transaction_reason(self) -> Validation {
        match self {
            UpdateProblem::OperandType => Validation::TransactUpdateType,
            other => other.into_validation(),
        }
    }
}

impl Engine {
    fn refuse_update(&self, table: &Table, request: &UpdateItem, problem: UpdateProblem) -> Refusal {
        let observed = match (&problem, table.key.storage_key(&request.key)) {
            (UpdateProblem::Item(_) | UpdateProblem::OperandType | UpdateProblem::AttributeType, Some(key)) => {
                self.undurable.of_key(table.id, ITEMS, &key)
            }
            _ => 0,
        };
        Refusal::Error { error: Error::Validation(problem.into_validation()), observed }
    }
}

/// The item after the update. An update that only takes away creates nothing.
fn updated(checked: &CheckedUpdate<'_>, key: &Item, before: Option<&Record>) -> Result<Option<Record>, UpdateProblem> {
    let item = match (&checked.update, before) {
        (None, Some(before)) => return Ok(Some(before.clone())),
        (None, None) => Ok(key.clone()),
        (Some(update), None) if update.only_removes() => return Ok(None),
        (Some(update), None) => update.apply_to_missing(key),
        (Some(update), Some(before)) => update.apply(&before.item),
    };
    item.map(|item| Some(Record::new(Arc::new(item)))).map_err(|error| match error {
        UpdateError::IncorrectType if checked.source == UpdateSource::Attributes => UpdateProblem::AttributeType,
        UpdateError::IncorrectType => UpdateProblem::OperandType,
        error => UpdateProblem::Item(expressions::update_error(error)),
    })
}

/// What `ReturnValues` asks for. Of the updated attributes only those that are there; nothing at all if none is.
pub(crate) fn attributes(wanted: ReturnValues, update: Option<&Update<'_>>, write: &ItemWrite) -> Option<SharedItem> {
    let touched = |record: &Option<Record>| {
        let picked = update?.touched(&record.as_ref()?.item);
        (!picked.is_empty()).then(|| Arc::new(picked))
    };
    match wanted {
        ReturnValues::None => None,
        ReturnValues::AllOld => write.before.as_ref().map(|record| Arc::clone(&record.item)),
        ReturnValues::AllNew => write.after.as_ref().map(|record| Arc::clone(&record.item)),
        ReturnValues::UpdatedOld => touched(&write.before),
        ReturnValues::UpdatedNew => touched(&write.after),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::script::{replay, with_table};

    fn check(script: &str, expected: Expect) {
        let mut bench = with_table("Tab pk:S / gsi Glo g:S ALL");
        replay(
            &mut bench,
            r#"PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"n":{"N":"1"},"l":{"L":[{"S":"x"}]},"g":{"S":"g1"}}}"#,
        );
        expected.assert_eq(&replay(&mut bench, script));
    }

    #[test]
    fn return_values_tell_the_whole_or_what_was_touched() {
        check(
            r#"
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET n = n + :one","ExpressionAttributeValues":{":one":{"N":"1"}},"ReturnValues":"UPDATED_OLD"}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET n = n + :one","ExpressionAttributeValues":{":one":{"N":"1"}},"ReturnValues":"UPDATED_NEW"}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"REMOVE n","ReturnValues":"UPDATED_NEW"}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET l[1] = :y","ExpressionAttributeValues":{":y":{"S":"y"}},"ReturnValues":"ALL_OLD"}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"ReturnValues":"ALL_NEW"}
            "#,
            expect![[r#"
                {"Attributes":{"n":{"N":"1"}}}
                {"Attributes":{"n":{"N":"3"}}}
                {}
                {"Attributes":{"g":{"S":"g1"},"l":{"L":[{"S":"x"}]},"pk":{"S":"a"}}}
                {"Attributes":{"g":{"S":"g1"},"l":{"L":[{"S":"x"},{"S":"y"}]},"pk":{"S":"a"}}}
            "#]],
        );
    }

    #[test]
    fn a_missing_item_is_created_unless_there_is_only_to_remove() {
        check(
            r#"
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"b"}},"UpdateExpression":"REMOVE x","ReturnValues":"ALL_NEW"}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"c"}},"ReturnValues":"ALL_NEW"}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"d"}},"UpdateExpression":"ADD n :five","ExpressionAttributeValues":{":five":{"N":"5"}},"ReturnValues":"ALL_NEW"}
            GetItem {"TableName":"Tab","Key":{"pk":{"S":"b"}}}
            "#,
            expect![[r#"
                {}
                {"Attributes":{"pk":{"S":"c"}}}
                {"Attributes":{"n":{"N":"5"},"pk":{"S":"d"}}}
                {}
            "#]],
        );
    }

    #[test]
    fn what_does_not_fit_the_item_is_refused() {
        check(
            r#"
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET x.y = :v","ExpressionAttributeValues":{":v":{"N":"1"}}}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET x = nope"}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET n = l + :v","ExpressionAttributeValues":{":v":{"N":"1"}}}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET pk = :v","ExpressionAttributeValues":{":v":{"S":"b"}}}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET g = :v","ExpressionAttributeValues":{":v":{"N":"1"}}}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET g = :v","ExpressionAttributeValues":{":v":{"S":""}}}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET n = :v","ConditionExpression":"n > :v","ExpressionAttributeValues":{":v":{"N":"7"}}}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET n = :v SET m = :v","ExpressionAttributeValues":{":v":{"N":"7"}}}
            GetItem {"TableName":"Tab","Key":{"pk":{"S":"a"}}}
            "#,
            expect![[r#"
                ValidationException: The document path provided in the update expression is invalid for update
                ValidationException: The provided expression refers to an attribute that does not exist in the item
                ValidationException: An operand in the update expression has an incorrect data type
                ValidationException: One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key
                ValidationException: One or more parameter values are not valid. The update expression attempted to update a secondary index key to unsupported type
                ValidationException: One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.
                ConditionalCheckFailedException: The conditional request failed
                ValidationException: 1 validation error detected: Invalid UpdateExpression: The "SET" section can only be used once in an update expression;
                {"Item":{"g":{"S":"g1"},"l":{"L":[{"S":"x"}]},"n":{"N":"1"},"pk":{"S":"a"}}}
            "#]],
        );
    }

    #[test]
    fn an_updated_item_has_its_size() {
        let mut bench = with_table("Tab pk:S");
        let data = "d".repeat(300_000);
        let body = format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"d":{{"S":"{data}"}}}}}}"#);
        replay(&mut bench, &format!("PutItem {body}"));
        let update = r#"UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET e = d"}"#;
        expect![[r#"
            ValidationException: Item size to update has exceeded the maximum allowed size
        "#]]
        .assert_eq(&replay(&mut bench, update));
    }
}
