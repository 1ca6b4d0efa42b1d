//! PutItem: creates an item or replaces it as a whole.
//!
//! Follows: API Reference, "PutItem".

use api::text::Validation;
use api::{Expressions, PutItem, ReturnValues};
use expr::Condition;
use model::Item;

use super::planned_write::{PlannedWrite, Wanted, holds};
use crate::addressing::data_table;
use crate::key_check::ItemSource;
use crate::tracer::Tracer;
use crate::{Context, Engine, Outcome, Record, Refusal, Table, expressions, item_check, key_check};

/// A put that is right by itself.
#[derive(Clone, Debug)]
pub(crate) struct CheckedPut<'r> {
    record: Record,
    condition: Option<Condition<'r>>,
}

/// Carries out a PutItem.
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: PutItem,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    let condition =
        check_condition(request.condition_expression.as_ref(), &request.expressions).map_err(Validation::enveloped)?;
    let checked = check_item(request.item, condition).map_err(envelope_nesting)?;
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

/// Reads the condition of a put or deletion.
pub(crate) fn check_condition<'r>(
    condition: Option<&'r String>,
    substitutions: &'r Expressions,
) -> Result<Option<Condition<'r>>, Validation> {
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
    let write = table.plan_record(key, Some(record));
    item_check::check_local_entries(table, &write)?;
    let condition_holds = holds(condition.as_ref(), write.before.as_ref());
    Ok(PlannedWrite { write, condition_holds })
}

impl CheckedPut<'_> {
    /// Bytes of the item.
    pub(crate) fn size_bytes(&self) -> usize {
        self.record.size_bytes as usize
    }
}

/// Too much nesting is an error of the validator, too many bytes are not.
fn envelope_nesting(problem: Validation) -> Validation {
    if problem == Validation::NestingLevels { problem.enveloped() } else { problem }
}
