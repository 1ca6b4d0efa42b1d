//! Query: reads a part of one item collection of a table or an index, in the order of the sort key.
//!
//! Follows: API Reference, "Query"; developer guide, "Querying tables".

use api::text::{LegacyProblem, Validation, VectorProblem};
use api::{Query, Response};
use capacity::Place;
use expr::{Condition, KeyCondition, Projection};
use model::{Item, KeyHash};
use report::{Consistency, UnitReason};

use super::get_item::consistency;
use super::key_range::KeyRange;
use super::page::{Page, PagePlan};
use super::selection::Selection;
use super::source::Source;
use crate::account::Account;
use crate::addressing::data_table;
use crate::replicas::{Reading, Replicas};
use crate::tracer::Tracer;
use crate::{Context, Engine, Outcome, Refusal, Table, expressions, legacy};

/// The expressions of a query, read.
struct Checked<'r> {
    /// Without one, `KeyConditions` says it once the key is known.
    key_condition: Option<KeyCondition<'r>>,
    filter: Option<Condition<'r>>,
    projection: Option<Projection<'r>>,
}

/// Carries out a Query.
#[inline(never)]
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: &Query,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    let Checked { key_condition, filter, projection } = check(request)?;
    // Plan.
    let Engine { database, undurable, meters, now, histories, read_lag, seed, gate, .. } = engine;
    let table = data_table(database, undurable, context, &request.table_name)?;
    let source = find(table, request)?;
    let start = request.exclusive_start_key.as_ref().map(|start| start_key(source, start)).transpose()?;
    let key_condition = match key_condition {
        Some(key_condition) => key_condition,
        None => legacy::key_condition(source.key(), request.key_conditions.as_deref().unwrap_or_default())?,
    };
    let range = KeyRange::new(source, &key_condition)?;
    let (hash, forward) = (range.hash(), request.scan_index_forward.unwrap_or(true));
    let (from, to) = range.after(start, forward)?;
    if let Some(filter) = &filter {
        check_filter(source, filter, request.query_filter.is_some())?;
    }
    let selection = Selection::new(source, request.select, projection, filter.as_ref())?;
    let limit = limit(request.limit);
    let replicas = Replicas { lag: *read_lag, seed: *seed, now: *now, histories };
    let reading = Reading { consistent: request.consistent_read, index: source.index_name(), hash: Some(hash) };
    let seen = replicas.view(table, context, reading);
    let plan =
        PagePlan { source: source.seen_in(&seen), from, to, forward, limit, filter: filter.as_ref(), selection: &selection };
    let page = plan.read(undurable, tracer);
    let mut account = Account::default();
    let consistency = consistency(request.consistent_read);
    charge(source, &page, hash, consistency, &mut account);
    if page.scanned == 0 {
        tracer.touch_collection(table, source.index_at(), hash, &key_condition);
    }
    account.admit(gate, table, *now)?;
    // Apply: a read only leaves its mark on the meters.
    account.settle(table, meters, *now, tracer);
    let consumed_capacity = account.consumed(table, &request.table_name, request.return_consumed_capacity);
    Ok(page.into_outcome(&selection, consumed_capacity))
}

/// What is queried. Of a vector index a consistent read is told first (measured).
fn find<'t>(table: &'t Table, request: &Query) -> Result<Source<'t>, Validation> {
    Source::find(table, request.index_name.as_deref(), request.consistent_read).map_err(|problem| match problem {
        Validation::Vector(_) if request.consistent_read => Validation::ConsistentGlobalIndex,
        Validation::Vector(_) => Validation::Vector(VectorProblem::NotQueried),
        problem => problem,
    })
}

/// Charges a page of one item collection: what was evaluated, rounded once, and each fetched item. Gives the evaluated bytes.
pub(crate) fn charge(source: Source<'_>, page: &Page, hash: KeyHash, consistency: Consistency, account: &mut Account) -> usize {
    let size_bytes = page.spans.iter().map(|span| span.size_bytes).sum();
    // Our model: a page that lies in several partitions is charged to the one where it begins.
    let place = page.spans.first().map_or(Place::of(hash), |span| span.place);
    account.read(source.index_at(), place, size_bytes, consistency, UnitReason::PageRead);
    for (place, size_bytes) in &page.fetched {
        account.read(None, *place, *size_bytes as usize, consistency, UnitReason::Fetch);
    }
    size_bytes
}

/// Items evaluated at most. The decoder refuses a limit below 1.
pub(crate) fn limit(limit: Option<i64>) -> u64 {
    limit.and_then(|limit| u64::try_from(limit).ok()).unwrap_or(u64::MAX).max(1)
}

/// Reads the expressions, each for itself and then together.
fn check(request: &Query) -> Result<Checked<'_>, Validation> {
    let has_expression = request.key_condition_expression.is_some()
        || request.filter_expression.is_some()
        || request.projection_expression.is_some();
    let mut scope = expressions::scope(&request.expressions, has_expression)?;
    let key_condition =
        expressions::condition(expr::ExpressionKind::KeyCondition, request.key_condition_expression.as_ref(), &mut scope)?;
    let filter = expressions::condition(expr::ExpressionKind::Filter, request.filter_expression.as_ref(), &mut scope)?;
    let projection =
        expressions::projected(request.projection_expression.as_ref(), request.attributes_to_get.as_deref(), &mut scope)?;
    if key_condition.is_none() && request.key_conditions.is_none() {
        return Err(Validation::KeyConditionMissing);
    }
    let key_condition = key_condition.as_ref().map(KeyCondition::from_condition);
    let key_condition = key_condition.transpose().map_err(expressions::expression_error)?;
    expressions::finish(&scope)?;
    let filter = filter.or_else(|| legacy::condition(request.query_filter.as_ref()));
    Ok(Checked { key_condition, filter, projection })
}

/// The start key's place. A table without a sort key has its own words for a misfit.
fn start_key(source: Source<'_>, start: &Item) -> Result<model::StorageKey, Validation> {
    source.start_key(start).map_err(|problem| match problem {
        Validation::StartKey if source.key().sort.is_empty() && source.index().is_none() => Validation::ExclusiveStartKey,
        // A Query tells of an empty key value as a key's problem, a Scan as one of the start key.
        Validation::StartKeyValue(problem) => *problem,
        problem => problem,
    })
}

/// A filter reads no key attribute of what is queried, and nothing inside of the table's.
fn check_filter(source: Source<'_>, filter: &Condition<'_>, is_legacy: bool) -> Result<(), Validation> {
    if let Some(name) = filter.top_level_names().find(|name| source.key().contains(name)) {
        if is_legacy {
            return Err(Validation::Legacy(LegacyProblem::FilterOnKey(name.to_owned())));
        }
        return Err(Validation::FilterOnKey(name.to_owned()));
    }
    check_whole_keys(source, filter)
}

/// Key attributes are scalars: no path leads into them.
pub(crate) fn check_whole_keys(source: Source<'_>, filter: &Condition<'_>) -> Result<(), Validation> {
    for path in filter.paths() {
        let name = path.top.name;
        if path.steps.is_empty() {
            continue;
        }
        if source.table.key.contains(name) {
            return Err(Validation::KeyNotWhole(name.to_owned()));
        }
        if source.key().contains(name) {
            return Err(Validation::IndexKeyNotWhole(name.to_owned()));
        }
    }
    Ok(())
}

impl Page {
    /// The reply of a Query or Scan.
    pub(crate) fn into_outcome(self, selection: &Selection<'_>, consumed_capacity: Option<api::ConsumedCapacity>) -> Outcome {
        let response = Response::Page {
            items: (!selection.counts_only).then_some(self.items),
            count: self.count,
            scanned_count: self.scanned,
            last_evaluated_key: self.last.map(|(_, key)| key),
            consumed_capacity,
        };
        Outcome { response, batch: Vec::new(), observed: self.observed }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::script::{replay, with_table};

    const TABLE: &str = "Tab pk:S sk:N / lsi Loc pk:S l:S KEYS_ONLY / gsi Glo g:S+h:S i:N+j:N INCLUDE(a)";

    fn check(script: &str, expected: Expect) {
        let mut bench = with_table(TABLE);
        for sk in 0..4 {
            let put = format!(
                r#"PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"sk":{{"N":"{sk}"}},"l":{{"S":"l{}"}},"g":{{"S":"g"}},"h":{{"S":"h"}},"i":{{"N":"1"}},"j":{{"N":"{sk}"}},"b":{{"N":"{sk}"}}}}}}"#,
                3 - sk
            );
            replay(&mut bench, &put);
        }
        expected.assert_eq(&replay(&mut bench, script));
    }

    #[test]
    fn key_conditions_are_checked_in_the_services_order() {
        check(
            r#"
            Query {"TableName":"Tab","KeyConditionExpression":"sk = :n","ExpressionAttributeValues":{":n":{"N":"1"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk > :p","ExpressionAttributeValues":{":p":{"S":"a"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p AND b = :n","ExpressionAttributeValues":{":p":{"S":"a"},":n":{"N":"1"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p AND sk = :n AND b = :n","ExpressionAttributeValues":{":p":{"S":"a"},":n":{"N":"1"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :n","ExpressionAttributeValues":{":n":{"N":"1"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":""}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p OR sk = :n","ExpressionAttributeValues":{":p":{"S":"a"},":n":{"N":"1"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p AND pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk.x = :p","ExpressionAttributeValues":{":p":{"S":"a"}}}
            Query {"TableName":"Tab","IndexName":"Nope","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p","FilterExpression":"sk > :n","ExpressionAttributeValues":{":p":{"S":"a"},":n":{"N":"1"}}}
            "#,
            expect![[r#"
                ValidationException: Query condition missed key schema element: pk
                ValidationException: Query key condition not supported
                ValidationException: Query condition missed key schema element: sk
                ValidationException: The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)
                ValidationException: One or more parameter values were invalid: Condition parameter type does not match schema type
                ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk
                ValidationException: Invalid operator used in KeyConditionExpression: OR
                ValidationException: Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key
                ValidationException: Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes
                ValidationException: The table does not have the specified index: Nope
                ValidationException: Filter Expression can only contain non-primary key attributes: Primary key attribute: sk
            "#]],
        );
    }

    #[test]
    fn several_attributes_of_a_key_are_tested_from_the_left() {
        check(
            r#"
            Query {"TableName":"Tab","IndexName":"Glo","KeyConditionExpression":"g = :g","ExpressionAttributeValues":{":g":{"S":"g"}}}
            Query {"TableName":"Tab","IndexName":"Glo","KeyConditionExpression":"g = :g AND h = :h AND j = :j","ExpressionAttributeValues":{":g":{"S":"g"},":h":{"S":"h"},":j":{"N":"1"}}}
            Query {"TableName":"Tab","IndexName":"Glo","KeyConditionExpression":"g = :g AND h = :h AND i > :j AND j = :j","ExpressionAttributeValues":{":g":{"S":"g"},":h":{"S":"h"},":j":{"N":"1"}}}
            Query {"TableName":"Tab","IndexName":"Glo","Select":"COUNT","KeyConditionExpression":"g = :g AND h = :h AND i = :i AND j > :j","ExpressionAttributeValues":{":g":{"S":"g"},":h":{"S":"h"},":i":{"N":"1"},":j":{"N":"0"}}}
            Query {"TableName":"Tab","IndexName":"Glo","Limit":1,"KeyConditionExpression":"g = :g AND h = :h AND i BETWEEN :i AND :i","ExpressionAttributeValues":{":g":{"S":"g"},":h":{"S":"h"},":i":{"N":"1"}},"ScanIndexForward":false}
            Query {"TableName":"Tab","IndexName":"Glo","ConsistentRead":true,"KeyConditionExpression":"g = :g AND h = :h","ExpressionAttributeValues":{":g":{"S":"g"},":h":{"S":"h"}}}
            "#,
            expect![[r#"
                ValidationException: HASH key attributes <h> must have equality conditions specified in the query
                ValidationException: RANGE key attributes <i> must have equality conditions specified in the query because a condition is present on key attribute <j>
                ValidationException: RANGE key attributes <i> must have equality conditions specified in the query because a condition is present on key attribute <j>
                {"Count":3,"ScannedCount":3}
                {"Items":[{"g":{"S":"g"},"h":{"S":"h"},"i":{"N":"1"},"j":{"N":"3"},"pk":{"S":"a"},"sk":{"N":"3"}}],"Count":1,"ScannedCount":1,"LastEvaluatedKey":{"g":{"S":"g"},"h":{"S":"h"},"i":{"N":"1"},"j":{"N":"3"},"pk":{"S":"a"},"sk":{"N":"3"}}}
                ValidationException: Consistent reads are not supported on global secondary indexes
            "#]],
        );
    }

    #[test]
    fn a_start_key_fits_the_key_and_the_conditions() {
        check(
            r#"
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"N":"2"}},"ProjectionExpression":"sk"}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"N":"2"}},"ProjectionExpression":"sk","ScanIndexForward":false}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"ExclusiveStartKey":{"pk":{"S":"a"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"S":"2"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"ExclusiveStartKey":{"pk":{"S":"b"},"sk":{"N":"2"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p AND sk > :n","ExpressionAttributeValues":{":p":{"S":"a"},":n":{"N":"2"}},"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"N":"2"}}}
            Query {"TableName":"Tab","KeyConditionExpression":"pk = :p AND sk = :n","ExpressionAttributeValues":{":p":{"S":"a"},":n":{"N":"2"}},"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"N":"2"}}}
            Query {"TableName":"Tab","IndexName":"Loc","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"ExclusiveStartKey":{"pk":{"S":"a"},"l":{"S":"l2"}}}
            Query {"TableName":"Tab","IndexName":"Loc","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"N":"1"},"l":{"S":"l2"}}}
            "#,
            expect![[r#"
                {"Items":[{"sk":{"N":"3"}}],"Count":1,"ScannedCount":1}
                {"Items":[{"sk":{"N":"1"}},{"sk":{"N":"0"}}],"Count":2,"ScannedCount":2}
                ValidationException: The provided starting key is invalid
                ValidationException: The provided starting key is invalid
                ValidationException: The provided starting key is outside query boundaries based on provided conditions
                ValidationException: The provided starting key does not match the range key predicate
                ValidationException: The query can return at most one row and cannot be restarted
                ValidationException: The provided starting key is invalid
                {"Items":[{"l":{"S":"l3"},"pk":{"S":"a"},"sk":{"N":"0"}}],"Count":1,"ScannedCount":1}
            "#]],
        );
    }

    #[test]
    fn selections_depend_on_what_the_index_projects() {
        check(
            r#"
            Query {"TableName":"Tab","IndexName":"Glo","Select":"ALL_ATTRIBUTES","KeyConditionExpression":"g = :g AND h = :h","ExpressionAttributeValues":{":g":{"S":"g"},":h":{"S":"h"}}}
            Query {"TableName":"Tab","IndexName":"Glo","ProjectionExpression":"b, a, sk, c","KeyConditionExpression":"g = :g AND h = :h","ExpressionAttributeValues":{":g":{"S":"g"},":h":{"S":"h"}}}
            Query {"TableName":"Tab","IndexName":"Loc","Select":"ALL_ATTRIBUTES","KeyConditionExpression":"pk = :p AND l = :l","ExpressionAttributeValues":{":p":{"S":"a"},":l":{"S":"l1"}},"ReturnConsumedCapacity":"INDEXES"}
            Query {"TableName":"Tab","IndexName":"Loc","KeyConditionExpression":"pk = :p AND l = :l","ExpressionAttributeValues":{":p":{"S":"a"},":l":{"S":"l1"}},"ReturnConsumedCapacity":"INDEXES"}
            Query {"TableName":"Tab","IndexName":"Loc","ProjectionExpression":"b","KeyConditionExpression":"pk = :p AND begins_with(l, :l)","ExpressionAttributeValues":{":p":{"S":"a"},":l":{"S":"l"}},"ReturnConsumedCapacity":"INDEXES","ConsistentRead":true,"Limit":2}
            "#,
            expect![[r#"
                ValidationException: One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index Glo because its projection type is not ALL
                ValidationException: One or more parameter values were invalid: Global secondary index Glo does not project [b, c]
                {"Items":[{"b":{"N":"2"},"g":{"S":"g"},"h":{"S":"h"},"i":{"N":"1"},"j":{"N":"2"},"l":{"S":"l1"},"pk":{"S":"a"},"sk":{"N":"2"}}],"Count":1,"ScannedCount":1,"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":1.0,"Table":{"CapacityUnits":0.5},"LocalSecondaryIndexes":{"Loc":{"CapacityUnits":0.5}}}}
                {"Items":[{"l":{"S":"l1"},"pk":{"S":"a"},"sk":{"N":"2"}}],"Count":1,"ScannedCount":1,"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":0.5,"Table":{"CapacityUnits":0.0},"LocalSecondaryIndexes":{"Loc":{"CapacityUnits":0.5}}}}
                {"Items":[{"b":{"N":"3"}},{"b":{"N":"2"}}],"Count":2,"ScannedCount":2,"LastEvaluatedKey":{"l":{"S":"l1"},"pk":{"S":"a"},"sk":{"N":"2"}},"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":3.0,"Table":{"CapacityUnits":2.0},"LocalSecondaryIndexes":{"Loc":{"CapacityUnits":1.0}}}}
            "#]],
        );
    }

    /// Developer guide, "Using Local Secondary Indexes": four items of 300 bytes of which 200 are projected cost 4 KB for the
    /// index and 4 KB for each fetch, 20 KB or 5 units in all (2.5 if eventually consistent).
    #[test]
    fn the_manuals_example_of_fetches() {
        let mut bench = with_table("Tab pk:S sk:N / lsi Loc pk:S l:S INCLUDE(a)");
        for sk in 0..4 {
            let (a, b) = ("a".repeat(180), "b".repeat(100));
            let item = format!(r#"{{"pk":{{"S":"p"}},"sk":{{"N":"{sk}"}},"l":{{"S":"l"}},"a":{{"S":"{a}"}},"b":{{"S":"{b}"}}}}"#);
            replay(&mut bench, &format!(r#"PutItem {{"TableName":"Tab","Item":{item}}}"#));
        }
        let script = r#"
            Query {"TableName":"Tab","IndexName":"Loc","ProjectionExpression":"sk, z","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"p"}},"ConsistentRead":true,"ReturnConsumedCapacity":"INDEXES"}
            Query {"TableName":"Tab","IndexName":"Loc","ProjectionExpression":"sk, z","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"p"}},"ReturnConsumedCapacity":"TOTAL"}
        "#;
        expect![[r#"
            {"Items":[{"sk":{"N":"0"}},{"sk":{"N":"1"}},{"sk":{"N":"2"}},{"sk":{"N":"3"}}],"Count":4,"ScannedCount":4,"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":5.0,"Table":{"CapacityUnits":4.0},"LocalSecondaryIndexes":{"Loc":{"CapacityUnits":1.0}}}}
            {"Items":[{"sk":{"N":"0"}},{"sk":{"N":"1"}},{"sk":{"N":"2"}},{"sk":{"N":"3"}}],"Count":4,"ScannedCount":4,"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":2.5}}
        "#]].assert_eq(&replay(&mut bench, script));
    }

    /// Developer guide, "Query": a page ends at 1 MB, before the filter, with the item that makes it full.
    #[test]
    fn a_page_ends_at_a_megabyte_of_evaluated_items() {
        let mut bench = with_table("Tab pk:S sk:N");
        for sk in 0..5 {
            let data = "d".repeat(300_000);
            let item = format!(r#"{{"pk":{{"S":"p"}},"sk":{{"N":"{sk}"}},"d":{{"S":"{data}"}}}}"#);
            replay(&mut bench, &format!(r#"PutItem {{"TableName":"Tab","Item":{item}}}"#));
        }
        let script = r#"
            Query {"TableName":"Tab","ProjectionExpression":"sk","KeyConditionExpression":"pk = :p","FilterExpression":"d > :p","ExpressionAttributeValues":{":p":{"S":"p"}},"ReturnConsumedCapacity":"TOTAL"}
            Query {"TableName":"Tab","ProjectionExpression":"sk","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"p"}},"ExclusiveStartKey":{"pk":{"S":"p"},"sk":{"N":"3"}}}
        "#;
        expect![[r#"
            {"Items":[],"Count":0,"ScannedCount":4,"LastEvaluatedKey":{"pk":{"S":"p"},"sk":{"N":"3"}},"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":146.5}}
            {"Items":[{"sk":{"N":"4"}}],"Count":1,"ScannedCount":1}
        "#]].assert_eq(&replay(&mut bench, script));
    }
}
