//! PutItem: creates an item or replaces it as a whole.
//!
//! Follows: API Reference, "PutItem".

use api::text::{ExpressionProblem, Validation};
use api::{Expressions, PutItem, ReturnValues};
use expr::Condition;
use model::Item;

use super::planned_write::{PlannedWrite, Wanted, holds};
use crate::addressing::data_table;
use crate::key_check::ItemSource;
use crate::tracer::Tracer;
use crate::{Context, Engine, Outcome, Record, Refusal, Table, expressions, item_check, key_check, legacy, vector_index};

/// A put that is right by itself.
#[derive(Clone, Debug)]
pub(crate) struct CheckedPut<'r> {
    record: Record,
    condition: Option<Condition<'r>>,
}

/// Carries out a PutItem.
#[inline(never)]
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: PutItem,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    let worded = |problem| expressions::worded(problem, &request.expressions);
    let condition = check_condition(request.condition_expression.as_ref(), &request.expressions);
    let condition = after_return_values(request.return_values, condition).map_err(worded)?;
    let condition = condition.or_else(|| legacy::condition(request.expected.as_ref()));
    let checked = check_item(request.item, condition)
        .map_err(|problem| if problem == Validation::NestingLevels { worded(problem) } else { problem })?;
    // Plan.
    let table = data_table(&engine.database, &engine.undurable, context, &request.table_name)?;
    let planned = plan(table, checked, ItemSource::PutItem)?;
    let old = planned.write.before.as_ref().filter(|_| request.return_values == ReturnValues::AllOld);
    let attributes = old.map(|record| record.item.clone());
    let wanted = Wanted {
        table_name: &request.table_name,
        key: None,
        consumed_capacity: request.return_consumed_capacity,
        item_collection_metrics: request.return_item_collection_metrics,
        old_on_condition_failure: request.return_old_on_condition_failure,
    };
    // Apply.
    engine.conclude_write(planned, wanted, attributes, tracer)
}

/// ReturnValues that a put lacks are told behind the grammar of the condition and before what its names and values lack.
fn after_return_values<T>(return_values: ReturnValues, condition: Result<T, Validation>) -> Result<T, Validation> {
    let is_wrong = !matches!(return_values, ReturnValues::None | ReturnValues::AllOld);
    let is_grammar = match &condition {
        Err(Validation::Expression { problem, .. }) => {
            !matches!(problem, ExpressionProblem::UndefinedName(_) | ExpressionProblem::UndefinedValue(_))
        }
        _ => false,
    };
    if is_wrong && !is_grammar { Err(Validation::ReturnValuesOldOnly) } else { condition }
}

/// Reads the condition of a put or deletion.
pub(crate) fn check_condition<'r>(
    condition: Option<&'r String>,
    substitutions: &'r Expressions,
) -> Result<Option<Condition<'r>>, Validation> {
    if condition.is_none() && substitutions.names.is_none() && substitutions.values.is_none() {
        // Most writes have none of it.
        return Ok(None);
    }
    let mut scope = expressions::scope(substitutions, condition.is_some())?;
    let condition = expressions::condition(expr::ExpressionKind::Condition, condition, &mut scope)?;
    expressions::finish(&scope)?;
    Ok(condition)
}

/// Measures and checks the item.
pub(crate) fn check_item(item: Item, condition: Option<Condition<'_>>) -> Result<CheckedPut<'_>, Validation> {
    let record = Record::new(std::sync::Arc::new(item));
    item_check::check_put(&record)?;
    Ok(CheckedPut { record, condition })
}

/// What the put does to the table.
pub(crate) fn plan(table: &Table, checked: CheckedPut<'_>, source: ItemSource) -> Result<PlannedWrite, Validation> {
    let CheckedPut { record, condition } = checked;
    let key = key_check::item_key(table, &record.item, source)?;
    key_check::check_index_keys(table, &record.item)?;
    vector_index::check_written(table, None, &record.item)?;
    let write = table.plan_record(key, Some(record));
    item_check::check_local_entries(table, &write)?;
    let condition_holds = holds(condition.as_ref(), write.before.as_ref());
    Ok(PlannedWrite { write, condition_holds })
}

impl CheckedPut<'_> {
    /// The item.
    pub(crate) fn item(&self) -> &Item {
        &self.record.item
    }

    /// Bytes of the item.
    pub(crate) fn size_bytes(&self) -> usize {
        self.record.size_bytes as usize
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::script::{replay, with_table};

    fn check(table: &str, script: &str, expected: Expect) {
        expected.assert_eq(&replay(&mut with_table(table), script));
    }

    #[test]
    fn index_keys_have_their_types_and_are_not_empty() {
        check(
            "Tab pk:S sk:N / lsi Loc pk:S l:S ALL / gsi Glo g:B KEYS_ONLY",
            r#"
            PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"sk":{"N":"1"},"l":{"N":"1"}}}
            PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"sk":{"N":"1"},"g":{"S":"x"}}}
            PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"sk":{"N":"1"},"g":{"NULL":true}}}
            PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"sk":{"N":"1"},"l":{"S":""}}}
            PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"sk":{"N":"1"},"g":{"B":""}}}
            Scan {"TableName":"Tab"}
            "#,
            expect![[r#"
                ValidationException: One or more parameter values were invalid: Type mismatch for Index Key l Expected: S Actual: N IndexName: Loc
                ValidationException: One or more parameter values were invalid: Type mismatch for Index Key g Expected: B Actual: S IndexName: Glo
                ValidationException: One or more parameter values were invalid: Type mismatch for Index Key g Expected: B Actual: NULL IndexName: Glo
                ValidationException: One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: Loc, IndexKey: l
                ValidationException: One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty binary value. IndexName: Glo, IndexKey: g
                {"Items":[],"Count":0,"ScannedCount":0}
            "#]],
        );
    }

    #[test]
    fn keys_and_items_have_their_sizes() {
        let mut bench = with_table("Tab pk:S sk:S");
        let mut put = |pk: usize, sk: usize, data: usize| {
            let (pk, sk, data) = ("p".repeat(pk), "s".repeat(sk), "d".repeat(data));
            let body =
                format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"{pk}"}},"sk":{{"S":"{sk}"}},"d":{{"S":"{data}"}}}}}}"#);
            replay(&mut bench, &format!("PutItem {body}"))
        };
        expect![[r#"
            {}
        "#]]
        .assert_eq(&put(2_048, 1_024, 0));
        expect![[r#"
            ValidationException: One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes
        "#]].assert_eq(&put(2_049, 1, 0));
        expect![[r#"
            ValidationException: One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes
        "#]].assert_eq(&put(1, 1_025, 0));
        // Names take five bytes and the keys two.
        expect![[r#"
            {}
        "#]]
        .assert_eq(&put(1, 1, 409_600 - 7));
        expect![[r#"
            ValidationException: Item size has exceeded the maximum allowed size
        "#]]
        .assert_eq(&put(1, 1, 409_600 - 6));
    }

    #[test]
    fn an_item_shares_its_size_with_its_local_entries() {
        let mut bench = with_table("Tab pk:S sk:S / lsi Loc pk:S l:S ALL");
        let mut put = |data: usize, l: &str| {
            let data = "d".repeat(data);
            let body = format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"sk":{{"S":"b"}},"d":{{"S":"{data}"}}{l}}}}}"#);
            replay(&mut bench, &format!("PutItem {body}"))
        };
        expect![[r#"
            {}
        "#]]
        .assert_eq(&put(300_000, ""));
        expect![[r#"
            ValidationException: Item size has exceeded the maximum allowed size
        "#]]
        .assert_eq(&put(300_000, r#","l":{"S":"x"}"#));
    }

    #[test]
    fn a_put_that_changes_nothing_leaves_no_record_but_is_charged() {
        let mut bench = with_table("Tab pk:S / gsi Glo g:S ALL");
        let put = r#"PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"g":{"S":"x"}},"ReturnConsumedCapacity":"INDEXES"}"#;
        expect![[r#"
            {"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":2.0,"Table":{"CapacityUnits":1.0},"GlobalSecondaryIndexes":{"Glo":{"CapacityUnits":1.0}}}}
        "#]].assert_eq(&replay(&mut bench, put));
        let records = bench.records.len();
        expect![[r#"
            {"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":1.0,"Table":{"CapacityUnits":1.0}}}
        "#]]
        .assert_eq(&replay(&mut bench, put));
        assert_eq!(bench.records.len(), records);
    }

    #[test]
    fn item_collections_are_measured_where_there_are_local_indexes() {
        let put = r#"PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"sk":{"S":"b"}},"ReturnItemCollectionMetrics":"SIZE"}"#;
        check(
            "Tab pk:S sk:S / lsi Loc pk:S l:S ALL",
            put,
            expect![[r#"
            {"ItemCollectionMetrics":{"ItemCollectionKey":{"pk":{"S":"a"}},"SizeEstimateRangeGB":[0.0,1.0]}}
        "#]],
        );
        check(
            "Tab pk:S sk:S",
            put,
            expect![[r#"
            {}
        "#]],
        );
    }
}
