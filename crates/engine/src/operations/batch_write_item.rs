//! BatchWriteItem: puts and deletes up to 25 items in one or more tables, each for itself.
//!
//! Follows: API Reference, "BatchWriteItem".

use std::collections::BTreeSet;

use api::text::Validation;
use api::{BatchWriteItem, Error, Response, WriteRequest};
use model::Item;
use report::Consistency;

use super::collections::Collections;
use super::put_item::{CheckedPut, check_item};
use super::{delete_item, put_item};
use crate::account::TableAccounts;
use crate::addressing::data_table;
use crate::collection::Growth;
use crate::key_check::ItemSource;
use crate::tracer::Tracer;
use crate::{Context, Engine, Outcome, Refusal};

/// A write that is right by itself.
enum Checked {
    Put(CheckedPut<'static>),
    Delete(Item),
}

/// Carries out a BatchWriteItem.
#[inline(never)]
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
    let Engine { database, undurable, meters, now, locks, size_bounds, gate, .. } = &mut *engine;
    let (mut accounts, mut collections, mut writes) = (TableAccounts::default(), Collections::default(), Vec::new());
    let (mut seen, mut is_repeated, mut exceeds) = (BTreeSet::new(), false, false);
    let (mut growth, mut unprocessed_items) = (Growth::default(), Vec::new());
    for (name, checked) in tables.iter().map(|(name, checked)| (name.as_str(), checked)) {
        let table = data_table(database, undurable, context, name)?;
        for checked in checked {
            let planned = match checked {
                Checked::Put(put) => put_item::plan(table, put.clone(), ItemSource::Batch)?,
                Checked::Delete(key) => delete_item::plan(table, key, None)?,
            };
            is_repeated |= !seen.insert((table.id, planned.write.key.clone()));
            // Our model: what a running transaction holds is left for another call, and a collection that would grow too large
            // refuses the request as a whole.
            if locks.holds(table.id, &planned.write.key, *now) {
                leave(&mut unprocessed_items, name, checked);
                continue;
            }
            exceeds |= growth.exceeds(table, &planned.write, size_bounds.collection_bytes);
            writes.push((name, checked, planned.write));
        }
    }
    if is_repeated {
        return Err(Refusal::from(Validation::BatchDuplicates));
    }
    if exceeds {
        return Err(Refusal::from(Error::ItemCollectionSizeLimitExceeded));
    }
    let (mut admitted, mut throttled) = (Vec::with_capacity(writes.len()), None);
    for (name, checked, write) in writes {
        let Some(table) = database.table(write.table) else { continue };
        let account = accounts.of(table.id, name);
        let mark = account.mark();
        account.write(&write, Consistency::Strong);
        if let Err(throttle) = account.admit_since(mark, gate, table, *now) {
            leave(&mut unprocessed_items, name, checked);
            throttled.get_or_insert(throttle);
            continue;
        }
        tracer.touch_write(table, &write, checked.key());
        collections.note(table, name, &write);
        admitted.push(write);
    }
    if let (Some(throttle), true) = (throttled, admitted.is_empty()) {
        return Err(throttle.into());
    }
    // Apply.
    accounts.settle(database, meters, *now, tracer);
    let consumed_capacity = accounts.consumed(database, consumed_mode);
    let observed = engine.observed_by(&admitted);
    let batch = engine.commit_items(admitted);
    let item_collection_metrics = metrics.then(|| engine.metrics_of(&collections));
    let response = Response::BatchWriteItem { unprocessed_items, item_collection_metrics, consumed_capacity };
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

/// Puts a write among those that are left for another call.
fn leave(unprocessed: &mut Vec<(String, Vec<WriteRequest>)>, table: &str, write: &Checked) {
    let request = match write {
        Checked::Put(put) => WriteRequest::Put(put.item().clone()),
        Checked::Delete(key) => WriteRequest::Delete(key.clone()),
    };
    match unprocessed.iter_mut().find(|(name, _)| name == table) {
        Some((_, requests)) => requests.push(request),
        None => unprocessed.push((table.to_owned(), vec![request])),
    }
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

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::script::{replay, with_table};

    fn check(script: &str, expected: Expect) {
        let mut bench = with_table("Tab pk:S sk:N / lsi Loc pk:S l:S ALL");
        expected.assert_eq(&replay(&mut bench, script));
    }

    #[test]
    fn each_write_is_rounded_for_itself() {
        check(
            r#"
            BatchWriteItem {"RequestItems":{"Tab":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"1"},"l":{"S":"x"}}}},{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"2"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"b"},"sk":{"N":"1"}}}}]},"ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE"}
            BatchGetItem {"RequestItems":{"Tab":{"Keys":[{"pk":{"S":"a"},"sk":{"N":"1"}},{"pk":{"S":"z"},"sk":{"N":"1"}},{"pk":{"S":"a"},"sk":{"N":"2"}}],"ConsistentRead":true,"ProjectionExpression":"sk"}},"ReturnConsumedCapacity":"INDEXES"}
            "#,
            expect![[r#"
                {"UnprocessedItems":{},"ItemCollectionMetrics":{"Tab":[{"ItemCollectionKey":{"pk":{"S":"a"}},"SizeEstimateRangeGB":[0.0,1.0]}]},"ConsumedCapacity":[{"TableName":"Tab","CapacityUnits":4.0,"Table":{"CapacityUnits":3.0},"LocalSecondaryIndexes":{"Loc":{"CapacityUnits":1.0}}}]}
                {"Responses":{"Tab":[{"sk":{"N":"1"}},{"sk":{"N":"2"}}]},"UnprocessedKeys":{},"ConsumedCapacity":[{"TableName":"Tab","CapacityUnits":3.0,"Table":{"CapacityUnits":3.0}}]}
            "#]],
        );
    }

    #[test]
    fn nothing_is_written_if_anything_is_wrong() {
        check(
            r#"
            BatchWriteItem {"RequestItems":{"Tab":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"1"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"a"},"sk":{"N":"1.0"}}}}]}}
            BatchWriteItem {"RequestItems":{"Tab":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"1"}}}},{"PutRequest":{"Item":{"pk":{"S":"a"}}}}]}}
            BatchWriteItem {"RequestItems":{"Tab":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"1"}}}}],"Missing":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]}}
            BatchGetItem {"RequestItems":{"Tab":{"Keys":[{"pk":{"S":"a"},"sk":{"N":"1"}}]},"arn:aws:dynamodb:eu-west-1:123456789012:table/Tab":{"Keys":[{"pk":{"S":"a"},"sk":{"N":"1"}}]}}}
            Scan {"TableName":"Tab"}
            "#,
            expect![[r#"
                ValidationException: Provided list of item keys contains duplicates
                ValidationException: The provided key element does not match the schema
                ResourceNotFoundException: Requested resource not found
                ValidationException: Provided list of item keys contains duplicates
                {"Items":[],"Count":0,"ScannedCount":0}
            "#]],
        );
    }
}
