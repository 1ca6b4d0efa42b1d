//! DeleteItem: removes an item.
//!
//! Follows: API Reference, "DeleteItem".

use api::text::Validation;
use api::{DeleteItem, ReturnValues};
use expr::Condition;
use model::Item;

use super::planned_write::{PlannedWrite, Wanted, holds};
use super::put_item::check_condition;
use crate::addressing::data_table;
use crate::tracer::Tracer;
use crate::{Context, Engine, Outcome, Refusal, Table, expressions, key_check, legacy};

/// Carries out a DeleteItem.
#[inline(never)]
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: &DeleteItem,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    let condition = check_condition(request.condition_expression.as_ref(), &request.expressions)
        .map_err(|problem| expressions::worded(problem, &request.expressions))?;
    let condition = condition.or_else(|| legacy::condition(request.expected.as_ref()));
    // Plan.
    let table = data_table(&engine.database, &engine.undurable, context, &request.table_name)?;
    let planned = plan(table, &request.key, condition.as_ref())?;
    let old = planned.write.before.as_ref().filter(|_| request.return_values == ReturnValues::AllOld);
    let attributes = old.map(|record| record.item.clone());
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

/// What the deletion does to the table.
pub(crate) fn plan(table: &Table, key: &Item, condition: Option<&Condition<'_>>) -> Result<PlannedWrite, Validation> {
    let key = key_check::storage_key(table, key)?;
    let write = table.plan_record(key, None);
    let condition_holds = holds(condition, write.before.as_ref());
    Ok(PlannedWrite { write, condition_holds })
}
