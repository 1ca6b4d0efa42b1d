//! TransactWriteItems: up to 100 writes and condition checks, all or nothing.
//!
//! Follows: API Reference, "TransactWriteItems"; developer guide, "Amazon DynamoDB transactions". The order of the checks is
//! the service's as measured: each action by itself, duplicates, size, tables, then one reason for each action.

use std::collections::BTreeSet;

use api::text::Validation;
use api::{
    CancellationReason, ConsumedCapacity, Error, ItemCollectionMetrics, Operation, Response, ReturnConsumedCapacity,
    TransactWriteItems,
};
use model::KeyHash;
use model::limits::TRANSACTION_SIZE_BYTES;
use report::{Consistency, UnitReason};

use super::collections::Collections;
use super::planned_write::PlannedWrite;
use super::transact_action::{Action, Checked, check, size_bytes, take_items, wants_old};
use crate::account::{Account, TableAccounts};
use crate::addressing::{action_table, data_table};
use crate::admission;
use crate::collection::Growth;
use crate::tokens;
use crate::tracer::Tracer;
use crate::{ChangeRecord, Context, Engine, ObjectKey, Outcome, Refusal, Table};

/// A write transaction that was carried out.
pub(crate) struct Concluded {
    /// If asked for.
    pub(crate) consumed_capacity: Option<Vec<ConsumedCapacity>>,
    /// By table name, if asked for.
    pub(crate) item_collection_metrics: Option<Vec<(String, Vec<ItemCollectionMetrics>)>>,
    /// The changes.
    pub(crate) batch: Vec<ChangeRecord>,
    /// The newest change that it depends on.
    pub(crate) observed: u64,
}

/// Carries out a TransactWriteItems.
#[inline(never)]
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: TransactWriteItems,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    engine.check_transaction(context, request.transact_items.iter().map(action_table))?;
    let (mut request, token) = with_token(context, request);
    let items = take_items(&mut request);
    let checked = check(&request, items)?;
    if let Some((key, fingerprint)) = &token
        && let Some(outcome) = engine.repeat(key, *fingerprint, request.return_consumed_capacity, tracer)?
    {
        return Ok(outcome);
    }
    // Plan.
    let actions = engine.plan_actions(context, &request, checked)?;
    let reasons: Vec<_> = actions.iter().map(Action::reason).collect();
    // Apply.
    let (capacity, metrics) = (request.return_consumed_capacity, request.return_item_collection_metrics);
    let Concluded { consumed_capacity, item_collection_metrics, batch, observed } =
        engine.conclude_transaction(actions, reasons, token, capacity, metrics, tracer)?;
    Ok(Outcome { response: Response::TransactWriteItems { consumed_capacity, item_collection_metrics }, batch, observed })
}

/// The token's place and the request's fingerprint, if it has a token.
fn with_token(context: &Context, request: TransactWriteItems) -> (TransactWriteItems, Option<(ObjectKey, KeyHash)>) {
    let Some(token) = request.client_request_token.clone() else { return (request, None) };
    let operation = Operation::TransactWriteItems(request);
    let fingerprint = KeyHash::of(&api::encode_request(&operation));
    let Operation::TransactWriteItems(request) = operation else { unreachable!("the operation was made two lines above") };
    (request, Some((tokens::place(context, "TransactWriteItems", &token), fingerprint)))
}

impl Engine {
    /// Plans all actions against the items as they are. Two actions on one item, too many bytes and a missing table refuse
    /// the request as a whole; what is wrong with one action becomes its reason.
    fn plan_actions<'r>(
        &self,
        context: &Context,
        request: &'r TransactWriteItems,
        checked: Vec<Checked<'r>>,
    ) -> Result<Vec<Action<'r>>, Refusal> {
        let (mut actions, mut seen, mut bytes) = (Vec::with_capacity(checked.len()), BTreeSet::new(), 0);
        let (mut missing, mut growth) = (None, Growth::default());
        for (checked, sent) in checked.into_iter().zip(&request.transact_items) {
            let name = action_table(sent);
            let table = match data_table(&self.database, &self.undurable, context, name) {
                Ok(table) => table,
                Err(refusal) => {
                    missing.get_or_insert(refusal);
                    continue;
                }
            };
            let (key, is_check) = (checked.key(), matches!(checked, Checked::ConditionCheck(..)));
            let plan = checked.plan(table);
            if let Err(
                problem @ (Validation::EmptyKeyString(_) | Validation::EmptyKeyBinary(_) | Validation::EmptyIndexKey(..)),
            ) = &plan
            {
                // An empty key value refuses the request as a whole (measured).
                return Err(Refusal::from(problem.clone()));
            }
            let (mut is_held, mut exceeds_collection) = (false, false);
            if let Ok(planned) = &plan {
                is_held = self.is_held(&planned.write);
                exceeds_collection =
                    planned.condition_holds && growth.exceeds(table, &planned.write, self.size_bounds.collection_bytes);
                bytes += size_bytes(&planned.write) as usize;
                if !seen.insert((table.id, planned.write.key.clone())) {
                    return Err(Refusal::from(Validation::TransactDuplicate));
                }
            }
            let (is_insert, wants_old) = (false, wants_old(sent));
            actions.push(Action { name, key, is_check, is_insert, wants_old, plan, is_held, exceeds_collection });
        }
        if bytes > TRANSACTION_SIZE_BYTES {
            return Err(Refusal::from(Validation::TransactSize));
        }
        missing.map_or(Ok(actions), Err)
    }

    /// Carries out planned actions, unless there is a reason not to: all of them are charged either way.
    pub(crate) fn conclude_transaction(
        &mut self,
        actions: Vec<Action<'_>>,
        reasons: Vec<CancellationReason>,
        token: Option<(ObjectKey, KeyHash)>,
        capacity: ReturnConsumedCapacity,
        wants_metrics: bool,
        tracer: &mut Tracer<'_>,
    ) -> Result<Concluded, Refusal> {
        let observed = actions
            .iter()
            .filter_map(|action| action.plan.as_ref().ok())
            .fold(0, |newest, planned| newest.max(self.observed_by(std::slice::from_ref(&planned.write))));
        let cancelled = reasons.iter().any(|reason| *reason != CancellationReason::None);
        if !cancelled {
            let Engine { database, gate, now, .. } = &mut *self;
            let mut asked = actions.iter().filter_map(|action| {
                let planned = action.plan.as_ref().ok()?;
                let mut account = Account::default();
                if action.is_check {
                    account.write_refused(&planned.write, Consistency::Transactional, UnitReason::ConditionCheck);
                } else {
                    account.write(&planned.write, Consistency::Transactional);
                }
                let table: &Table = database.table(planned.write.table)?;
                Some((table, account))
            });
            admission::admit_together(gate, &mut asked, *now).map_err(|error| Refusal::Error { error, observed })?;
        }
        let accounts = self.charge(&actions, cancelled, tracer);
        if cancelled {
            return Err(Refusal::Error { error: Error::TransactionCanceled(reasons), observed });
        }
        let consumed_capacity = accounts.consumed(&self.database, capacity);
        let mut collections = Collections::default();
        let mut writes = Vec::with_capacity(actions.len());
        let mut charges = Vec::with_capacity(actions.len());
        for action in actions {
            let Ok(PlannedWrite { write, .. }) = action.plan else { continue };
            charges.push((write.table, action.name.to_owned(), write.key.hash(), size_bytes(&write)));
            if let Some(table) = self.database.table(write.table).filter(|_| !action.is_check) {
                collections.note(table, action.name, &write);
            }
            writes.push(write);
        }
        self.locks.hold(writes.iter().map(|write| (write.table, write.key.clone())), self.now);
        let mut batch = self.commit_items(writes);
        if let Some((key, fingerprint)) = token {
            batch.extend(self.remember(key, fingerprint, charges));
        }
        let item_collection_metrics = wants_metrics.then(|| self.metrics_of(&collections));
        Ok(Concluded { consumed_capacity, item_collection_metrics, batch, observed })
    }

    /// Charges all actions: a cancelled transaction costs what it looked at, but no index.
    fn charge<'r>(&mut self, actions: &[Action<'r>], cancelled: bool, tracer: &mut Tracer<'_>) -> TableAccounts<'r> {
        let mut accounts = TableAccounts::default();
        for action in actions {
            let Ok(planned) = &action.plan else { continue };
            let Some(table) = self.database.table(planned.write.table) else { continue };
            let account = accounts.of(table.id, action.name);
            let refused = match (planned.condition_holds, cancelled) {
                (false, _) => Some(UnitReason::ConditionFailed),
                _ if action.is_check => Some(UnitReason::ConditionCheck),
                (true, true) => Some(UnitReason::ItemUnchanged),
                (true, false) => None,
            };
            match refused {
                Some(reason) => {
                    account.write_refused(&planned.write, Consistency::Transactional, reason);
                    tracer.touch_item(table, &planned.write, action.key);
                }
                None => {
                    account.write(&planned.write, Consistency::Transactional);
                    tracer.touch_write(table, &planned.write, action.key);
                }
            }
        }
        accounts.settle(&self.database, &mut self.meters, self.now, tracer);
        accounts
    }

    /// The answer to a transaction that was carried out already; it is charged as reads of what it wrote.
    pub(crate) fn repeat(
        &mut self,
        key: &ObjectKey,
        fingerprint: KeyHash,
        mode: ReturnConsumedCapacity,
        tracer: &mut Tracer<'_>,
    ) -> Result<Option<Outcome>, Refusal> {
        let Some(known) = self.remembered(key) else { return Ok(None) };
        if known.fingerprint != fingerprint {
            return Err(Refusal::from(Error::IdempotentParameterMismatch));
        }
        if self.locks.still_runs(known.time, self.now) {
            return Err(Refusal::from(Error::TransactionInProgress));
        }
        let mut accounts = TableAccounts::default();
        for (table, name, hash, size_bytes) in &known.charges {
            accounts.of(*table, name).read_item(capacity::Place::of(*hash), Some(*size_bytes), Consistency::Transactional);
        }
        accounts.settle(&self.database, &mut self.meters, self.now, tracer);
        let consumed_capacity = accounts.consumed(&self.database, mode);
        let response = Response::TransactWriteItems { consumed_capacity, item_collection_metrics: None };
        Ok(Some(Outcome { response, batch: Vec::new(), observed: known.sequence }))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::script::{replay, with_table};

    fn check(script: &str, expected: Expect) {
        let mut bench = with_table("Tab pk:S / gsi Glo g:S ALL");
        replay(&mut bench, r#"PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"n":{"N":"1"}}}"#);
        expected.assert_eq(&replay(&mut bench, script));
    }

    #[test]
    fn all_or_nothing_with_a_reason_for_each_action() {
        check(
            r#"
            TransactWriteItems {"TransactItems":[{"Put":{"TableName":"Tab","Item":{"pk":{"S":"b"}}}},{"Update":{"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET n = n + :n","ConditionExpression":"n > :n","ExpressionAttributeValues":{":n":{"N":"1"}},"ReturnValuesOnConditionCheckFailure":"ALL_OLD"}},{"ConditionCheck":{"TableName":"Tab","Key":{"pk":{"S":"c"}},"ConditionExpression":"attribute_exists(pk)"}}]}
            TransactWriteItems {"TransactItems":[{"Delete":{"TableName":"Tab","Key":{"pk":{"N":"1"}}}},{"Put":{"TableName":"Tab","Item":{"x":{"S":"b"}}}},{"Update":{"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"ADD n :s","ExpressionAttributeValues":{":s":{"SS":["x"]}}}},{"Update":{"TableName":"Tab","Key":{"pk":{"S":"d"}},"UpdateExpression":"SET x = y"}}]}
            Scan {"TableName":"Tab"}
            "#,
            expect![[r#"
                {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]","CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"The conditional request failed","Item":{"n":{"N":"1"},"pk":{"S":"a"}}},{"Code":"ConditionalCheckFailed","Message":"The conditional request failed"}]}
                {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError, ValidationError, ValidationError, ValidationError]","CancellationReasons":[{"Code":"ValidationError","Message":"The provided key element does not match the schema"},{"Code":"ValidationError","Message":"One or more parameter values were invalid: Missing the key pk in the item"},{"Code":"ValidationError","Message":"Type mismatch for attribute to update"},{"Code":"ValidationError","Message":"The provided expression refers to an attribute that does not exist in the item"}]}
                {"Items":[{"n":{"N":"1"},"pk":{"S":"a"}}],"Count":1,"ScannedCount":1}
            "#]],
        );
    }

    #[test]
    fn requests_that_are_refused_as_a_whole() {
        check(
            r#"
            TransactWriteItems {"TransactItems":[{"Delete":{"TableName":"Tab","Key":{"pk":{"S":"a"}}}},{"Put":{"TableName":"Tab","Item":{"pk":{"S":"a"}}}}]}
            TransactWriteItems {"TransactItems":[{"Delete":{"TableName":"Tab","Key":{"pk":{"S":"a"}}}},{"Put":{"TableName":"Missing","Item":{"pk":{"S":"a"}}}}]}
            TransactWriteItems {"TransactItems":[{"Delete":{"TableName":"Tab","Key":{"pk":{"S":"a"}},"ConditionExpression":"n ="}}]}
            TransactGetItems {"TransactItems":[{"Get":{"TableName":"Tab","Key":{"pk":{"S":"a"}}}},{"Get":{"TableName":"Tab","Key":{"pk":{"S":"a"}}}}]}
            TransactGetItems {"TransactItems":[{"Get":{"TableName":"Tab","Key":{"pk":{"S":"a"}}}},{"Get":{"TableName":"Tab","Key":{"pk":{"N":"1"}}}}]}
            "#,
            expect![[r#"
                ValidationException: Transaction request cannot include multiple operations on one item
                ResourceNotFoundException: Requested resource not found
                ValidationException: Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="
                ValidationException: Transaction request cannot include multiple operations on one item
                {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]","CancellationReasons":[{"Code":"None"},{"Code":"ValidationError","Message":"The provided key element does not match the schema"}]}
            "#]],
        );
    }

    /// Measured: a put with one index entry costs 2 on the table and 1 on the index; its repeat reads 2.
    #[test]
    fn a_token_is_answered_for_ten_minutes_without_a_second_write() {
        let mut bench = with_table("Tab pk:S / gsi Glo g:S ALL");
        let put = |n: u32| {
            format!(
                r#"TransactWriteItems {{"ClientRequestToken":"token","ReturnConsumedCapacity":"INDEXES","TransactItems":[{{"Put":{{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"g":{{"S":"x"}},"n":{{"N":"{n}"}}}}}}}}]}}"#
            )
        };
        let mut told = replay(&mut bench, &put(1));
        let records = bench.records.len();
        told += &replay(&mut bench, &put(1));
        told += &replay(&mut bench, &put(2));
        bench.now += 10 * 60 * 1_000 - 1;
        told += &replay(&mut bench, &put(1));
        assert_eq!(bench.records.len(), records);
        bench.now += 1;
        told += &replay(&mut bench, &put(2));
        // The item, and the token anew.
        assert_eq!(bench.records.len(), records + 2);
        expect![[r#"
            {"ConsumedCapacity":[{"TableName":"Tab","CapacityUnits":3.0,"WriteCapacityUnits":3.0,"Table":{"WriteCapacityUnits":2.0,"CapacityUnits":2.0},"GlobalSecondaryIndexes":{"Glo":{"WriteCapacityUnits":1.0,"CapacityUnits":1.0}}}]}
            {"ConsumedCapacity":[{"TableName":"Tab","CapacityUnits":2.0,"ReadCapacityUnits":2.0,"Table":{"ReadCapacityUnits":2.0,"CapacityUnits":2.0}}]}
            IdempotentParameterMismatchException: DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.
            {"ConsumedCapacity":[{"TableName":"Tab","CapacityUnits":2.0,"ReadCapacityUnits":2.0,"Table":{"ReadCapacityUnits":2.0,"CapacityUnits":2.0}}]}
            {"ConsumedCapacity":[{"TableName":"Tab","CapacityUnits":3.0,"WriteCapacityUnits":3.0,"Table":{"WriteCapacityUnits":2.0,"CapacityUnits":2.0},"GlobalSecondaryIndexes":{"Glo":{"WriteCapacityUnits":1.0,"CapacityUnits":1.0}}}]}
        "#]].assert_eq(&told);
    }

    #[test]
    fn items_may_have_four_megabytes_together() {
        let mut bench = with_table("Tab pk:S");
        let puts = |count: usize| {
            let data = "d".repeat(400_000);
            let put = |at| format!(r#"{{"Put":{{"TableName":"Tab","Item":{{"pk":{{"S":"{at}"}},"d":{{"S":"{data}"}}}}}}}}"#);
            let puts: Vec<String> = (0..count).map(put).collect();
            format!(r#"TransactWriteItems {{"TransactItems":[{}]}}"#, puts.join(","))
        };
        expect![[r#"
            {}
        "#]]
        .assert_eq(&replay(&mut bench, &puts(10)));
        expect![[r#"
            ValidationException: Collection size of items exceeded, which can also be caused by the aggregate size of the items in the transaction exceeding the 4MB limit
        "#]].assert_eq(&replay(&mut bench, &puts(11)));
        // Deletions count with what they delete.
        let delete = |at| format!(r#"{{"Delete":{{"TableName":"Tab","Key":{{"pk":{{"S":"{at}"}}}}}}}}"#);
        let deletes: Vec<String> = (0..10).map(delete).collect();
        expect![[r#"
            {}
        "#]]
        .assert_eq(&replay(&mut bench, &format!(r#"TransactWriteItems {{"TransactItems":[{}]}}"#, deletes.join(","))));
    }
}
