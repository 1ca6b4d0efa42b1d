//! Query: reads a part of one item collection of a table or an index, in the order of the sort key.
//!
//! Follows: API Reference, "Query"; developer guide, "Querying tables".

use api::text::Validation;
use api::{Query, Response};
use expr::{Condition, KeyCondition, Projection};
use model::Item;
use report::UnitReason;

use super::get_item::consistency;
use super::key_range::KeyRange;
use super::page::{Page, PagePlan};
use super::selection::Selection;
use super::source::Source;
use crate::account::Account;
use crate::addressing::data_table;
use crate::tracer::Tracer;
use crate::{Context, Engine, Outcome, Refusal, expressions};

/// The expressions of a query, read.
struct Checked<'r> {
    key_condition: KeyCondition<'r>,
    filter: Option<Condition<'r>>,
    projection: Option<Projection<'r>>,
}

/// Carries out a Query.
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: &Query,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    let Checked { key_condition, filter, projection } = check(request)?;
    // Plan.
    let Engine { database, undurable, meters, now, .. } = engine;
    let table = data_table(database, undurable, context, &request.table_name)?;
    let source = Source::find(table, request.index_name.as_deref(), request.consistent_read)?;
    let start = request.exclusive_start_key.as_ref().map(|start| start_key(source, start)).transpose()?;
    let range = KeyRange::new(source, &key_condition)?;
    let (hash, forward) = (range.hash(), request.scan_index_forward.unwrap_or(true));
    let (from, to) = range.after(start, forward)?;
    if let Some(filter) = &filter {
        check_filter(source, filter)?;
    }
    let selection = Selection::new(source, request.select, projection, filter.as_ref())?;
    let limit = limit(request.limit);
    let plan = PagePlan { source, from, to, forward, limit, filter: filter.as_ref(), selection: &selection };
    let page = plan.read(undurable, tracer);
    let mut account = Account::default();
    let consistency = consistency(request.consistent_read);
    let size_bytes = page.spans.iter().map(|span| span.size_bytes).sum();
    account.read(source.index_at(), hash, size_bytes, consistency, UnitReason::PageRead);
    for (hash, size_bytes) in &page.fetched {
        account.read(None, *hash, *size_bytes as usize, consistency, UnitReason::Fetch);
    }
    if page.scanned == 0 {
        tracer.touch_collection(table, source.index_at(), hash, &key_condition);
    }
    // Apply: a read only leaves its mark on the meters.
    account.settle(table, meters, *now, tracer);
    let consumed_capacity = account.consumed(table, &request.table_name, request.return_consumed_capacity);
    Ok(page.into_outcome(&selection, consumed_capacity))
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
    let projection = expressions::projection(request.projection_expression.as_ref(), &mut scope)?;
    let key_condition = key_condition.ok_or(Validation::KeyConditionMissing)?;
    let key_condition = KeyCondition::from_condition(&key_condition).map_err(expressions::expression_error)?;
    expressions::finish(&scope)?;
    Ok(Checked { key_condition, filter, projection })
}

/// The start key's place. A table without a sort key has its own words for a misfit.
fn start_key(source: Source<'_>, start: &Item) -> Result<model::StorageKey, Validation> {
    source.start_key(start).map_err(|problem| match problem {
        Validation::StartKey if source.key().sort.is_empty() && source.index().is_none() => Validation::ExclusiveStartKey,
        problem => problem,
    })
}

/// A filter reads no key attribute of what is queried, and nothing inside of the table's.
fn check_filter(source: Source<'_>, filter: &Condition<'_>) -> Result<(), Validation> {
    if let Some(name) = filter.top_level_names().find(|name| source.key().contains(name)) {
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
