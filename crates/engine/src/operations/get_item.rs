//! GetItem: reads one item by its key.
//!
//! Follows: API Reference, "GetItem".

use std::sync::Arc;

use api::{GetItem, Response};
use expr::{Condition, Projection};
use model::{Item, SharedItem, StorageKey};
use report::{Access, Consistency, Evaluated};

use crate::account::Account;
use crate::addressing::data_table;
use crate::replicas::{Reading, Replicas};
use crate::tracer::Tracer;
use crate::undurable::{ITEMS, Undurable};
use crate::{Context, Engine, Outcome, Record, Refusal, Table, expressions, key_check};

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
    let Engine { database, undurable, meters, now, histories, read_lag, seed, gate, .. } = engine;
    let table = data_table(database, undurable, context, &request.table_name)?;
    let key = key_check::storage_key(table, &request.key)?;
    let replicas = Replicas { lag: *read_lag, seed: *seed, now: *now, histories };
    let reading = Reading { consistent: request.consistent_read, index: None, hash: Some(key.hash()) };
    let seen = replicas.view(table, context, reading);
    let mut account = Account::default();
    let lookup = Lookup { table, seen: &seen, key: &request.key, place: &key, consistency: consistency(request.consistent_read) };
    let (record, observed) = lookup.read(None, &mut account, undurable, tracer);
    account.admit(gate, table, *now)?;
    let response = Response::GetItem {
        item: record.map(|record| projected(record, projection.as_ref())),
        consumed_capacity: account.consumed(table, &request.table_name, request.return_consumed_capacity),
    };
    // Apply: a read only leaves its mark on the meters.
    account.settle(table, meters, *now, tracer);
    Ok(Outcome { response, batch: Vec::new(), observed })
}

/// The read of one item by its key.
pub(crate) struct Lookup<'a> {
    /// The table.
    pub(crate) table: &'a Table,
    /// The table as this reading sees it.
    pub(crate) seen: &'a Table,
    /// The key's attributes.
    pub(crate) key: &'a Item,
    /// The key's place.
    pub(crate) place: &'a StorageKey,
    /// Which factor applies.
    pub(crate) consistency: Consistency,
}

impl<'a> Lookup<'a> {
    /// The item if there is one, charged and traced, and the newest change not yet durable that this depends on. `filter` is
    /// what the item must fulfil to be returned.
    pub(crate) fn read(
        &self,
        filter: Option<&Condition<'_>>,
        account: &mut Account,
        undurable: &Undurable,
        tracer: &mut Tracer<'_>,
    ) -> (Option<&'a Record>, u64) {
        let Lookup { table, seen, key, place, consistency } = *self;
        let record = seen.get(place.as_bytes());
        account.read_item(crate::table::place(&table.key, place), record.map(|record| record.size_bytes), consistency);
        tracer.touch(table, None, place.hash(), Access::Read, key);
        if let Some(record) = record {
            tracer.evaluated(|| Evaluated {
                key: table.readable_key(&record.item),
                size_bytes: u64::from(record.size_bytes),
                returned: filter.is_none_or(|filter| filter.matches(&record.item)),
            });
        }
        (record, undurable.of_key(table.id, ITEMS, place))
    }
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
