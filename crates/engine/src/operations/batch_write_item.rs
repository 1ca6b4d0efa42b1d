//! BatchWriteItem: puts and deletes up to 25 items in one or more tables, each for itself.
//!
//! Follows: API Reference, "BatchWriteItem".

use std::collections::BTreeSet;

use api::text::Validation;
use api::{BatchWriteItem, Response, WriteRequest};
use model::Item;
use report::Consistency;

use super::collections::Collections;
use super::put_item::{CheckedPut, check_item};
use super::{delete_item, put_item};
use crate::account::TableAccounts;
use crate::addressing::data_table;
use crate::key_check::ItemSource;
use crate::tracer::Tracer;
use crate::{Context, Engine, Outcome, Refusal};

/// A write that is right by itself.
enum Checked {
    Put(CheckedPut<'static>),
    Delete(Item),
}

/// Carries out a BatchWriteItem.
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: BatchWriteItem,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    let (consumed_mode, metrics) = (request.return_consumed_capacity, request.return_item_collection_metrics);
    let tables = check(request)?;
    // Plan.
    let Engine { database, undurable, meters, now, .. } = &mut *engine;
    let (mut accounts, mut collections, mut writes) = (TableAccounts::default(), Collections::default(), Vec::new());
    let mut seen = BTreeSet::new();
    for (name, checked) in tables.iter().map(|(name, checked)| (name.as_str(), checked)) {
        let table = data_table(database, undurable, context, name)?;
        for checked in checked {
            let planned = match checked {
                Checked::Put(put) => put_item::plan(table, put.clone(), ItemSource::Batch)?,
                Checked::Delete(key) => delete_item::plan(table, key, None)?,
            };
            if !seen.insert((table.id, planned.write.key.clone())) {
                return Err(Refusal::from(Validation::BatchDuplicates));
            }
            writes.push((name, checked, planned.write));
        }
    }
    for (name, checked, write) in &writes {
        let Some(table) = database.table(write.table) else { continue };
        accounts.of(table.id, name).write(write, Consistency::Strong);
        tracer.touch_write(table, write, checked.key());
        collections.note(table, name, write);
    }
    // Apply.
    accounts.settle(database, meters, *now, tracer);
    let consumed_capacity = accounts.consumed(database, consumed_mode);
    let writes: Vec<_> = writes.into_iter().map(|(_, _, write)| write).collect();
    let observed = engine.observed_by(&writes);
    let batch = engine.commit_items(writes);
    let item_collection_metrics = metrics.then(|| engine.metrics_of(&collections));
    let response = Response::BatchWriteItem { unprocessed_items: vec![], item_collection_metrics, consumed_capacity };
    Ok(Outcome { response, batch, observed })
}

/// Checks each item.
fn check(request: BatchWriteItem) -> Result<Vec<(String, Vec<Checked>)>, Validation> {
    let check = |write: WriteRequest| match write {
        WriteRequest::Put(item) => check_item(item, None).map(Checked::Put),
        WriteRequest::Delete(key) => Ok(Checked::Delete(key)),
    };
    let checked =
        |(name, writes): (String, Vec<WriteRequest>)| Ok((name, writes.into_iter().map(check).collect::<Result<Vec<_>, _>>()?));
    request.request_items.into_iter().map(checked).collect()
}

impl Checked {
    /// The key of a deletion.
    fn key(&self) -> Option<&Item> {
        match self {
            Checked::Put(_) => None,
            Checked::Delete(key) => Some(key),
        }
    }
}
