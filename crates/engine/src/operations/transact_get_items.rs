//! TransactGetItems: reads up to 100 items as they are at one moment.
//!
//! Follows: API Reference, "TransactGetItems"; developer guide, "Amazon DynamoDB transactions".

use std::collections::BTreeSet;

use api::text::Validation;
use api::{CancellationReason, Error, Response, TransactGet, TransactGetItems};
use expr::Projection;
use model::limits::TRANSACTION_SIZE_BYTES;
use report::{Access, Consistency, Evaluated};

use super::get_item::projected;
use crate::account::{Account, TableAccounts};
use crate::addressing::data_table;
use crate::admission;
use crate::tracer::Tracer;
use crate::undurable::ITEMS;
use crate::{Context, Engine, Outcome, Refusal, expressions, key_check};

/// Carries out a TransactGetItems.
#[inline(never)]
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: &TransactGetItems,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    engine.check_transaction(context, request.transact_items.iter().map(|get| get.table_name.as_str()))?;
    let projections = request.transact_items.iter().map(projection).collect::<Result<Vec<_>, _>>()?;
    // Plan.
    let Engine { database, undurable, meters, now, locks, gate, .. } = engine;
    let (mut seen, mut places, mut reasons) = (BTreeSet::new(), Vec::new(), Vec::new());
    for get in &request.transact_items {
        let table = data_table(database, undurable, context, &get.table_name)?;
        match key_check::storage_key(table, &get.key) {
            Ok(key) if !seen.insert((table.id, key.clone())) => return Err(Refusal::from(Validation::TransactDuplicate)),
            Ok(key) => {
                let is_held = locks.holds(table.id, &key, *now);
                reasons.push(if is_held { CancellationReason::TransactionConflict } else { CancellationReason::None });
                places.push((table, key));
            }
            Err(problem) => reasons.push(CancellationReason::ValidationError(problem)),
        }
    }
    if reasons.iter().any(|reason| *reason != CancellationReason::None) {
        return Err(Refusal::from(Error::TransactionCanceled(reasons)));
    }
    let sizes = places.iter().filter_map(|(table, key)| table.get(key.as_bytes())).map(|record| record.size_bytes as usize);
    if sizes.sum::<usize>() > TRANSACTION_SIZE_BYTES {
        return Err(Refusal::from(Validation::TransactSize));
    }
    let mut asked = places.iter().map(|(table, key)| {
        let size_bytes = table.get(key.as_bytes()).map(|record| record.size_bytes);
        (*table, Account::of_item(crate::table::place(&table.key, key), size_bytes, Consistency::Transactional))
    });
    admission::admit_together(gate, &mut asked, *now)?;
    let (mut accounts, mut responses, mut observed) = (TableAccounts::default(), Vec::with_capacity(places.len()), 0);
    for (((table, key), get), projection) in places.iter().zip(&request.transact_items).zip(&projections) {
        let record = table.get(key.as_bytes());
        let account = accounts.of(table.id, &get.table_name);
        account.read_item(
            crate::table::place(&table.key, key),
            record.map(|record| record.size_bytes),
            Consistency::Transactional,
        );
        observed = observed.max(undurable.of_key(table.id, ITEMS, key));
        tracer.touch(table, None, key.hash(), Access::Read, &get.key);
        if let Some(record) = record {
            tracer.evaluated(|| Evaluated {
                key: table.readable_key(&record.item),
                size_bytes: u64::from(record.size_bytes),
                returned: true,
            });
        }
        responses.push(record.map(|record| projected(record, projection.as_ref())));
    }
    // Apply: a read only leaves its mark on the meters.
    accounts.settle(database, meters, *now, tracer);
    let consumed_capacity = accounts.consumed(database, request.return_consumed_capacity);
    Ok(Outcome { response: Response::TransactGetItems { responses, consumed_capacity }, batch: Vec::new(), observed })
}

fn projection(get: &TransactGet) -> Result<Option<Projection<'_>>, Validation> {
    let mut scope = expressions::scope(&get.expressions, get.projection_expression.is_some())?;
    let projection = expressions::projection(get.projection_expression.as_ref(), &mut scope)?;
    expressions::finish(&scope)?;
    Ok(projection)
}
