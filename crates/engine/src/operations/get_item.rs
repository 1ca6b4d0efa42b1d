//! GetItem: reads one item by its key.
//!
//! Follows: API Reference, "GetItem".

use std::sync::Arc;

use api::{GetItem, Response};
use expr::Projection;
use model::SharedItem;
use report::{Access, Consistency, Evaluated};

use crate::account::Account;
use crate::addressing::data_table;
use crate::replicas::{Reading, Replicas};
use crate::tracer::Tracer;
use crate::undurable::ITEMS;
use crate::{Context, Engine, Outcome, Record, Refusal, expressions, key_check};

/// Carries out a GetItem.
#[inline(never)]
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: &GetItem,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    let mut scope = expressions::scope(&request.expressions, request.projection_expression.is_some())?;
    let projection =
        expressions::projected(request.projection_expression.as_ref(), request.attributes_to_get.as_deref(), &mut scope)?;
    expressions::finish(&scope)?;
    // Plan.
    let Engine { database, undurable, meters, now, histories, read_lag, seed, .. } = engine;
    let table = data_table(database, undurable, context, &request.table_name)?;
    let key = key_check::storage_key(table, &request.key)?;
    let replicas = Replicas { lag: *read_lag, seed: *seed, now: *now, histories };
    let reading = Reading { consistent: request.consistent_read, index: None, hash: Some(key.hash()) };
    let seen = replicas.view(table, context, reading);
    let record = seen.get(key.as_bytes());
    let mut account = Account::default();
    account.read_item(key.hash(), record.map(|record| record.size_bytes), consistency(request.consistent_read));
    let response = Response::GetItem {
        item: record.map(|record| projected(record, projection.as_ref())),
        consumed_capacity: account.consumed(table, &request.table_name, request.return_consumed_capacity),
    };
    tracer.touch(table, None, key.hash(), Access::Read, &request.key);
    if let Some(record) = record {
        tracer.evaluated(|| Evaluated {
            key: table.readable_key(&record.item),
            size_bytes: u64::from(record.size_bytes),
            returned: true,
        });
    }
    let observed = undurable.of_key(table.id, ITEMS, &key);
    // Apply: a read only leaves its mark on the meters.
    account.settle(table, meters, *now, tracer);
    Ok(Outcome { response, batch: Vec::new(), observed })
}

/// The factor of a read.
pub(crate) const fn consistency(consistent_read: bool) -> Consistency {
    if consistent_read { Consistency::Strong } else { Consistency::Eventual }
}

/// The item, or the parts of it that were asked for.
pub(crate) fn projected(record: &Record, projection: Option<&Projection<'_>>) -> SharedItem {
    match projection {
        Some(projection) => Arc::new(projection.apply(&record.item)),
        None => Arc::clone(&record.item),
    }
}
