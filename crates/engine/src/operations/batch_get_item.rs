//! BatchGetItem: reads up to 100 items by their keys, from one or more tables.
//!
//! Follows: API Reference, "BatchGetItem".

use std::borrow::Cow;
use std::collections::BTreeSet;

use api::text::Validation;
use api::{BatchGetItem, KeysAndAttributes, Response};
use expr::Projection;
use model::limits::BATCH_GET_SIZE_BYTES;
use model::{EpochMillis, KeyHash, SharedItem, StorageKey};
use report::{Access, Evaluated};

use super::get_item::{consistency, projected};
use crate::account::TableAccounts;
use crate::addressing::data_table;
use crate::admission::{Gate, Throttle};
use crate::replicas::{Reading, Replicas};
use crate::tracer::Tracer;
use crate::undurable::ITEMS;
use crate::{Context, Engine, Outcome, Refusal, Table, expressions, key_check};

/// What is read from one table.
struct TableRead<'r> {
    name: &'r str,
    table: &'r Table,
    wanted: &'r KeysAndAttributes,
    projection: Option<Projection<'r>>,
    keys: Vec<StorageKey>,
}

/// Carries out a BatchGetItem.
#[inline(never)]
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: &BatchGetItem,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    let projections = check(request)?;
    // Plan.
    let Engine { database, undurable, meters, now, histories, read_lag, seed, gate, .. } = engine;
    let replicas = Replicas { lag: *read_lag, seed: *seed, now: *now, histories };
    let mut reads = Vec::with_capacity(projections.len());
    for ((name, wanted), projection) in request.request_items.iter().zip(projections) {
        let table = data_table(database, undurable, context, name)?;
        let keys = wanted.keys.iter().map(|key| key_check::storage_key(table, key)).collect::<Result<Vec<_>, _>>()?;
        reads.push(TableRead { name, table, wanted, projection, keys });
    }
    check_duplicates(&reads)?;
    let (mut accounts, mut observed) = (TableAccounts::default(), 0);
    let (mut responses, mut unprocessed_keys) = (Vec::new(), Vec::new());
    let (mut run, mut is_empty) = (Run { size_bytes: 0, gate, now: *now, throttled: None }, true);
    for read in &reads {
        let done = read.run(|hash| replicas.view(read.table, context, read.of(hash)), &mut run, &mut accounts, tracer);
        is_empty &= done.left.len() == read.keys.len();
        let processed = (0..).zip(&read.keys).filter(|(at, _)| !done.left.contains(at)).map(|(_, key)| key);
        observed = processed.fold(observed, |observed, key| observed.max(undurable.of_key(read.table.id, ITEMS, key)));
        responses.push((read.name.to_owned(), done.items));
        if !done.left.is_empty() {
            let keys = done.left.iter().filter_map(|at| read.wanted.keys.get(*at).cloned()).collect();
            let mut rest_wanted = KeysAndAttributes { keys, ..KeysAndAttributes::default() };
            rest_wanted.consistent_read = read.wanted.consistent_read;
            rest_wanted.projection_expression.clone_from(&read.wanted.projection_expression);
            rest_wanted.attributes_to_get.clone_from(&read.wanted.attributes_to_get);
            rest_wanted.expressions.clone_from(&read.wanted.expressions);
            unprocessed_keys.push((read.name.to_owned(), rest_wanted));
            tracer.more();
        }
    }
    if let (Some(throttle), true) = (run.throttled, is_empty) {
        return Err(throttle.into());
    }
    // Apply: a read only leaves its mark on the meters.
    accounts.settle(database, meters, *now, tracer);
    let consumed_capacity = accounts.consumed(database, request.return_consumed_capacity);
    let response = Response::BatchGetItem { responses, unprocessed_keys, consumed_capacity };
    Ok(Outcome { response, batch: Vec::new(), observed })
}

/// Reads the projections.
fn check(request: &BatchGetItem) -> Result<Vec<Option<Projection<'_>>>, Validation> {
    request.request_items.iter().map(|(_, wanted)| projection(wanted)).collect()
}

fn projection(wanted: &KeysAndAttributes) -> Result<Option<Projection<'_>>, Validation> {
    let mut scope = expressions::scope(&wanted.expressions, wanted.projection_expression.is_some())?;
    let projection =
        expressions::projected(wanted.projection_expression.as_ref(), wanted.attributes_to_get.as_deref(), &mut scope)?;
    expressions::finish(&scope)?;
    Ok(projection)
}

/// One table may be named twice, by its name and by its ARN, so the keys are compared here once more.
fn check_duplicates(reads: &[TableRead<'_>]) -> Result<(), Validation> {
    let mut seen = BTreeSet::new();
    let mut all = reads.iter().flat_map(|read| read.keys.iter().map(|key| (read.table.id, key)));
    if all.all(|place| seen.insert(place)) { Ok(()) } else { Err(Validation::BatchDuplicates) }
}

/// What was read of one table's keys.
struct Done {
    items: Vec<SharedItem>,
    /// Places of the keys that did not fit or were throttled.
    left: Vec<usize>,
}

/// What is common to all tables of the request.
struct Run<'g> {
    /// Bytes read so far.
    size_bytes: usize,
    gate: &'g mut Option<Gate>,
    now: EpochMillis,
    /// Why the first key was left that found no capacity.
    throttled: Option<Throttle>,
}

impl<'r> TableRead<'r> {
    fn of(&self, hash: KeyHash) -> Reading<'static> {
        Reading { consistent: self.wanted.consistent_read, index: None, hash: Some(hash) }
    }

    /// Reads the keys in order until 16 MB are reached over all tables, but those that find no capacity.
    fn run(
        &self,
        view: impl Fn(KeyHash) -> Cow<'r, Table>,
        run: &mut Run<'_>,
        accounts: &mut TableAccounts<'r>,
        tracer: &mut Tracer<'_>,
    ) -> Done {
        let mut done = Done { items: Vec::with_capacity(self.keys.len()), left: Vec::new() };
        for (at, (key, wanted)) in self.keys.iter().zip(&self.wanted.keys).enumerate() {
            let seen = view(key.hash());
            let record = seen.get(key.as_bytes());
            let size = record.map(|record| record.size_bytes);
            if run.size_bytes + size.unwrap_or(0) as usize > BATCH_GET_SIZE_BYTES {
                // The next table must not go on with smaller items.
                run.size_bytes = BATCH_GET_SIZE_BYTES;
                done.left.extend(at..self.keys.len());
                break;
            }
            let account = accounts.of(self.table.id, self.name);
            let mark = account.mark();
            account.read_item(crate::table::place(&self.table.key, key), size, consistency(self.wanted.consistent_read));
            if let Err(throttle) = account.admit_since(mark, run.gate, self.table, run.now) {
                run.throttled.get_or_insert(throttle);
                done.left.push(at);
                continue;
            }
            run.size_bytes += size.unwrap_or(0) as usize;
            tracer.touch(self.table, None, key.hash(), Access::Read, wanted);
            if let Some(record) = record {
                tracer.evaluated(|| Evaluated {
                    key: self.table.readable_key(&record.item),
                    size_bytes: u64::from(record.size_bytes),
                    returned: true,
                });
                done.items.push(projected(record, self.projection.as_ref()));
            }
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use api::Response;

    use crate::script::{replay, with_table};

    /// API Reference, "BatchGetItem": 16 MB at most; the rest is for another call.
    #[test]
    fn what_does_not_fit_into_16_megabytes_is_left() {
        let mut bench = with_table("Tab pk:S");
        let data = "d".repeat(400_000);
        for at in 0..50 {
            replay(&mut bench, &format!(r#"PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"{at}"}},"d":{{"S":"{data}"}}}}}}"#));
        }
        let keys: Vec<String> = (0..50).map(|at| format!(r#"{{"pk":{{"S":"{at}"}}}}"#)).collect();
        let body = format!(
            r#"{{"RequestItems":{{"Tab":{{"Keys":[{}],"ProjectionExpression":"pk"}}}},"ReturnConsumedCapacity":"TOTAL"}}"#,
            keys.join(",")
        );
        let Ok(Response::BatchGetItem { responses, unprocessed_keys, consumed_capacity }) = bench.ask("BatchGetItem", &body)
        else {
            panic!("the batch is right");
        };
        // 41 items of 400,003 bytes fit into 16,777,216, and each costs 49 units of 0.5.
        assert_eq!(responses[0].1.len(), 41);
        assert_eq!(unprocessed_keys[0].1.keys.len(), 9);
        assert_eq!(unprocessed_keys[0].1.projection_expression.as_deref(), Some("pk"));
        assert_eq!(consumed_capacity.unwrap()[0].capacity_units, model::HalfUnits(41 * 98));
    }
}
