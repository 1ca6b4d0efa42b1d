//! ExecuteTransaction: up to 100 PartiQL statements on single items, all or nothing; all of them read or all of them write.
//!
//! Follows: API Reference, "ExecuteTransaction"; developer guide, "Performing transactions with PartiQL for DynamoDB".

use std::collections::BTreeSet;

use api::text::{StatementProblem, Validation};
use api::{Call, CancellationReason, ConsumedCapacity, Error, Operation, Reply, ReplyNode, Response, ReturnConsumedCapacity};
use expr::partiql::Statement;
use model::limits::TRANSACTION_SIZE_BYTES;
use model::{Item, KeyHash, SharedItem};
use report::Consistency;

use super::get_item::Lookup;
use super::transact_action::{Action, size_bytes};
use super::update_item::UpdateProblem;
use crate::account::{Account, TableAccounts};
use crate::addressing::data_table;
use crate::admission;
use crate::collection::Growth;
use crate::statement::{ReadRequest, Sent, StatementWrite, WriteKind, refused};
use crate::tracer::Tracer;
use crate::{Context, Engine, ObjectKey, Outcome, Refusal, Table, key_check, tokens};

/// Carries out an ExecuteTransaction.
#[inline(never)]
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call, tracer: &mut Tracer<'_>) -> Result<Outcome, Refusal> {
    // Check.
    let (call, fingerprint) = fingerprinted(call);
    let mut input = call.into_input();
    let mut members = input.structures("TransactStatements").unwrap_or_default();
    let sent: Vec<Sent> = members.iter_mut().map(Sent::take).collect();
    let capacity = input.return_consumed_capacity();
    let token = input.optional_text("ClientRequestToken");
    input.finish()?;
    let statements = parse(&sent)?;
    if statements.iter().all(Statement::is_read) {
        return engine.transact_reads(context, &statements, capacity, tracer);
    }
    if statements.iter().any(Statement::is_read) {
        return Err(refused(StatementProblem::TransactMixed).into());
    }
    let token = token.map(|token| (tokens::place(context, "ExecuteTransaction", &token), fingerprint));
    engine.transact_writes(context, &statements, &sent, token, capacity, tracer)
}

/// The call and the hash of its bytes.
fn fingerprinted(call: Call) -> (Call, KeyHash) {
    let operation = Operation::Call(Box::new(call));
    let fingerprint = KeyHash::of(&api::encode_request(&operation));
    let Operation::Call(call) = operation else { unreachable!("the operation was made two lines above") };
    (*call, fingerprint)
}

/// Reads the statements. What is wrong with one refuses the request as a whole.
fn parse(sent: &[Sent]) -> Result<Vec<Statement>, Validation> {
    let mut statements = Vec::with_capacity(sent.len());
    for (at, sent) in sent.iter().enumerate() {
        let statement = sent.parse().map_err(|problem| in_statement(at, problem))?;
        let target = statement.target();
        let problem = match &statement {
            Statement::Select(_) if target.index.is_some() => StatementProblem::TransactSelectIndex,
            Statement::Exists(_) if target.index.is_some() => StatementProblem::TransactExistsIndex,
            statement if statement.returning().is_some() => StatementProblem::TransactReturning,
            _ => {
                statements.push(statement);
                continue;
            }
        };
        return Err(in_statement(at, refused(problem)));
    }
    Ok(statements)
}

fn in_statement(at: usize, problem: Validation) -> Validation {
    refused(StatementProblem::InTransaction(at, Box::new(problem)))
}

/// The reason that a problem with a key is, or the refusal of the request as a whole.
fn key_reason(at: usize, problem: Validation) -> Result<CancellationReason, Refusal> {
    match &problem {
        Validation::Statement(of) => match **of {
            // What concerns the table's schema cancels the transaction.
            StatementProblem::KeyType(_) | StatementProblem::KeyAbsent(_) | StatementProblem::KeyNotScalar(..) => {
                Ok(CancellationReason::ValidationError(problem))
            }
            _ => Err(in_statement(at, problem).into()),
        },
        _ => Ok(CancellationReason::ValidationError(problem)),
    }
}

/// One statement of a write transaction on its way: its action, or why there is none.
enum Slot<'r> {
    Action(Action<'r>),
    Reason(CancellationReason),
}

impl Engine {
    fn transact_reads(
        &mut self,
        context: &Context,
        statements: &[Statement],
        capacity: ReturnConsumedCapacity,
        tracer: &mut Tracer<'_>,
    ) -> Result<Outcome, Refusal> {
        let requests = reads(statements)?;
        // Plan.
        let Engine { database, undurable, meters, now, gate, .. } = self;
        let (mut found, mut reasons, mut seen) = (Vec::with_capacity(requests.len()), Vec::new(), BTreeSet::new());
        for (at, request) in requests.iter().enumerate() {
            let reason = match data_table(database, undurable, context, &request.select.target.table) {
                Err(refusal) => table_reason(refusal)?,
                Ok(table) => match read_key(request, table) {
                    Err(problem) => key_reason(at, problem)?,
                    Ok((key, place)) => {
                        if !seen.insert((table.id, place.clone())) {
                            return Err(Validation::TransactDuplicate.into());
                        }
                        found.push((request, table, key, place));
                        CancellationReason::None
                    }
                },
            };
            reasons.push(reason);
        }
        if reasons.iter().any(|reason| *reason != CancellationReason::None) {
            return Err(Error::TransactionCanceled(reasons).into());
        }
        let mut asked = found.iter().map(|(_, table, _, place)| {
            let size_bytes = table.get(place.as_bytes()).map(|record| record.size_bytes);
            (*table, Account::of_item(crate::table::place(&table.key, place), size_bytes, Consistency::Transactional))
        });
        admission::admit_together(gate, &mut asked, *now)?;
        let (mut accounts, mut items, mut bytes, mut observed) = (TableAccounts::default(), Vec::new(), 0, 0);
        for (request, table, key, place) in &found {
            let account = accounts.of(table.id, &request.select.target.table);
            let lookup = Lookup { table, seen: table, key, place, consistency: Consistency::Transactional };
            let condition = request.condition.as_ref();
            let (record, seen) = lookup.read(condition, account, undurable, tracer);
            observed = observed.max(seen);
            bytes += record.map_or(0, |record| record.size_bytes as usize);
            let record = record.filter(|record| condition.is_none_or(|condition| condition.matches(&record.item)));
            items.push(record.map(|record| request.returned(record)));
        }
        if bytes > TRANSACTION_SIZE_BYTES {
            return Err(Validation::TransactSize.into());
        }
        // Apply: a read only leaves its mark on the meters.
        accounts.settle(database, meters, *now, tracer);
        let response = reply(items, accounts.consumed(database, capacity));
        Ok(Outcome { response, batch: Vec::new(), observed })
    }

    fn transact_writes(
        &mut self,
        context: &Context,
        statements: &[Statement],
        sent: &[Sent],
        token: Option<(ObjectKey, KeyHash)>,
        capacity: ReturnConsumedCapacity,
        tracer: &mut Tracer<'_>,
    ) -> Result<Outcome, Refusal> {
        let writes = writes(statements)?;
        let nothing = || vec![None; statements.len()];
        if let Some((key, fingerprint)) = &token
            && let Some(outcome) = self.repeat(key, *fingerprint, capacity, tracer)?
        {
            let Response::TransactWriteItems { consumed_capacity, .. } = outcome.response else { return Ok(outcome) };
            return Ok(Outcome { response: reply(nothing(), consumed_capacity), ..outcome });
        }
        // Plan.
        let keys = self.written_keys(context, &writes)?;
        let slots = self.plan_statements(context, &writes, &keys, sent)?;
        let reasons: Vec<CancellationReason> = slots.iter().map(Slot::reason).collect();
        let actions: Vec<Action<'_>> = slots.into_iter().filter_map(Slot::into_action).collect();
        // Apply.
        let concluded = self.conclude_transaction(actions, reasons, token, capacity, false, tracer)?;
        let response = reply(nothing(), concluded.consumed_capacity);
        Ok(Outcome { response, batch: concluded.batch, observed: concluded.observed })
    }

    /// The keys of what is written, or why there is none; two writes of one item refuse the request as a whole.
    fn written_keys(
        &self,
        context: &Context,
        writes: &[StatementWrite<'_>],
    ) -> Result<Vec<Result<Item, CancellationReason>>, Refusal> {
        let (mut keys, mut seen) = (Vec::with_capacity(writes.len()), BTreeSet::new());
        for (at, write) in writes.iter().enumerate() {
            keys.push(match data_table(&self.database, &self.undurable, context, write.table_name) {
                Err(refusal) => Err(table_reason(refusal)?),
                Ok(table) => {
                    let key = write.key(table).and_then(|key| Ok((key_check::storage_key(table, &key)?, key)));
                    match key {
                        Err(problem) => Err(key_reason(at, problem)?),
                        Ok((place, _)) if !seen.insert((table.id, place.clone())) => {
                            return Err(Validation::TransactDuplicate.into());
                        }
                        Ok((_, key)) => Ok(key),
                    }
                }
            });
        }
        Ok(keys)
    }

    /// Plans all statements against the items as they are.
    fn plan_statements<'r>(
        &self,
        context: &Context,
        writes: &'r [StatementWrite<'_>],
        keys: &'r [Result<Item, CancellationReason>],
        sent: &[Sent],
    ) -> Result<Vec<Slot<'r>>, Refusal> {
        let (mut slots, mut bytes, mut growth) = (Vec::with_capacity(writes.len()), 0, Growth::default());
        for ((write, key), sent) in writes.iter().zip(keys).zip(sent) {
            let key = match key {
                Ok(key) => key,
                Err(reason) => {
                    slots.push(Slot::Reason(reason.clone()));
                    continue;
                }
            };
            let table = data_table(&self.database, &self.undurable, context, write.table_name)?;
            let plan = write.plan(table, key).map_err(UpdateProblem::into_transaction_reason);
            bytes += plan.as_ref().map_or(0, |planned| size_bytes(&planned.write) as usize);
            let (mut is_held, mut exceeds_collection) = (false, false);
            if let Ok(planned) = &plan {
                is_held = self.is_held(&planned.write);
                exceeds_collection =
                    planned.condition_holds && growth.exceeds(table, &planned.write, self.size_bounds.collection_bytes);
            }
            let (is_check, is_insert) = (matches!(write.kind, WriteKind::Check(_)), matches!(write.kind, WriteKind::Insert(_)));
            let (name, key) = (write.table_name, Some(key));
            let wants_old = sent.wants_old;
            slots.push(Slot::Action(Action { name, key, is_check, is_insert, wants_old, plan, is_held, exceeds_collection }));
        }
        if bytes > TRANSACTION_SIZE_BYTES { Err(Validation::TransactSize.into()) } else { Ok(slots) }
    }
}

impl<'r> Slot<'r> {
    fn reason(&self) -> CancellationReason {
        match self {
            Slot::Action(action) => action.reason(),
            Slot::Reason(reason) => reason.clone(),
        }
    }

    fn into_action(self) -> Option<Action<'r>> {
        if let Slot::Action(action) = self { Some(action) } else { None }
    }
}

/// The clauses of the reads.
fn reads(statements: &[Statement]) -> Result<Vec<ReadRequest<'_>>, Validation> {
    let selects = statements.iter().filter_map(|statement| if let Statement::Select(of) = statement { Some(of) } else { None });
    // A transaction reads what is there at one moment, so consistency is not asked for.
    selects.enumerate().map(|(at, select)| ReadRequest::new(select, false).map_err(|problem| in_statement(at, problem))).collect()
}

/// The clauses of the writes.
fn writes(statements: &[Statement]) -> Result<Vec<StatementWrite<'_>>, Validation> {
    let mut writes = Vec::with_capacity(statements.len());
    for (at, statement) in statements.iter().enumerate() {
        writes.extend(StatementWrite::new(statement).map_err(|problem| in_statement(at, problem))?);
    }
    Ok(writes)
}

/// The key of the one item that a statement reads.
fn read_key(request: &ReadRequest<'_>, table: &Table) -> Result<(Item, model::StorageKey), Validation> {
    let key = request.single_key(table)?.ok_or_else(|| refused(StatementProblem::TransactSelectKey))?;
    let place = key_check::storage_key(table, &key)?;
    Ok((key, place))
}

/// A table that is not there cancels the transaction; what is wrong with its name refuses the request.
fn table_reason(refusal: Refusal) -> Result<CancellationReason, Refusal> {
    match refusal {
        Refusal::Error { error: Error::ResourceNotFound(_), .. } => Ok(CancellationReason::ResourceNotFound),
        refusal => Err(refusal),
    }
}

/// One member for each statement; a write has nothing to tell.
fn reply(items: Vec<Option<SharedItem>>, consumed: Option<Vec<ConsumedCapacity>>) -> Response {
    let member = |item: Option<SharedItem>| Reply::default().with_optional("Item", item.map(ReplyNode::Item)).into();
    let consumed = consumed.map(|all| ReplyNode::List(all.into_iter().map(|one| ReplyNode::Consumed(Box::new(one))).collect()));
    let reply =
        Reply::default().list("Responses", items.into_iter().map(member).collect()).with_optional("ConsumedCapacity", consumed);
    Response::Members(reply)
}
