//! BatchExecuteStatement: up to 25 PartiQL statements on single items, each for itself; all of them read or all of them write.
//!
//! Follows: API Reference, "BatchExecuteStatement"; what a failed statement costs and what its reply holds was measured.

use std::collections::BTreeSet;

use api::text::{DUPLICATE_ITEM, Sentence, StatementProblem, Validation};
use api::{Call, Error, Exception, Reply, ReplyNode, Response};
use expr::partiql::Statement;
use model::{Item, SharedItem, StorageKey};
use report::{Consistency, UnitReason};

use super::get_item::{Lookup, consistency};
use super::planned_write::PlannedWrite;
use crate::account::TableAccounts;
use crate::addressing::data_table;
use crate::collection::Growth;
use crate::replicas::{Reading, Replicas};
use crate::statement::{ReadRequest, Sent, StatementWrite, WriteKind, refused};
use crate::tracer::Tracer;
use crate::undurable::ITEMS;
use crate::{Context, Engine, Outcome, Refusal, Table, TableId, key_check};

/// A statement that is right by itself.
enum Checked<'s> {
    Read(Box<ReadRequest<'s>>),
    Write(Box<StatementWrite<'s>>),
}

impl<'s> Checked<'s> {
    /// The table as written.
    fn table_name(&self) -> &'s str {
        match self {
            Checked::Read(read) => &read.select.target.table,
            Checked::Write(write) => write.table_name,
        }
    }
}

/// A statement and the item that it is about.
struct Target {
    table: TableId,
    key: Item,
    place: StorageKey,
}

/// What came of one statement.
struct Member {
    /// The table as written, if the statement was run.
    table_name: Option<String>,
    item: Option<SharedItem>,
    error: Option<Error>,
}

/// Carries out a BatchExecuteStatement.
#[inline(never)]
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call, tracer: &mut Tracer<'_>) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let mut members = input.structures("Statements").unwrap_or_default();
    let sent: Vec<Sent> = members.iter_mut().map(Sent::take).collect();
    let capacity = input.return_consumed_capacity();
    input.finish()?;
    let statements: Vec<Result<Statement, Validation>> = sent.iter().map(Sent::parse).collect();
    check_kinds(&statements)?;
    // Plan.
    let checked: Vec<Result<Checked<'_>, Error>> =
        statements.iter().zip(&sent).map(|(statement, sent)| check(statement, sent).map_err(Error::from)).collect();
    let targets: Vec<Result<Target, Error>> = checked.iter().map(|checked| engine.target(context, checked)).collect();
    check_duplicates(&targets)?;
    let (mut accounts, mut succeeded, mut growth) = (TableAccounts::default(), BTreeSet::new(), Growth::default());
    let (mut replies, mut writes, mut observed) = (Vec::with_capacity(sent.len()), Vec::new(), 0);
    for (checked, target) in checked.iter().zip(&targets) {
        let (checked, target) = match (checked, target) {
            (Ok(checked), Ok(target)) => (checked, target),
            (Err(error), _) | (_, Err(error)) => {
                replies.push(Member { table_name: None, item: None, error: Some(error.clone()) });
                continue;
            }
        };
        let Some(table) = engine.database.table(target.table) else { continue };
        observed = observed.max(engine.undurable.of_key(table.id, ITEMS, &target.place));
        let mark = accounts.of(table.id, checked.table_name()).mark();
        let mut planned_write = None;
        let mut reply = match checked {
            Checked::Read(read) => engine.read_member(context, read, target, &mut accounts, tracer),
            Checked::Write(write) => match write.plan(table, &target.key) {
                Err(problem) => {
                    let error = Some(Error::Validation(problem.into_validation()));
                    Member { table_name: None, item: None, error }
                }
                Ok(planned) => {
                    if let Some(error) = engine.obstacle(table, &planned, &mut growth) {
                        replies.push(Member { table_name: None, item: None, error: Some(error) });
                        continue;
                    }
                    let reply = write_member(table, write, target, &planned, &mut accounts, tracer);
                    planned_write = reply.error.is_none().then_some(planned.write);
                    reply
                }
            },
        };
        let account = accounts.of(table.id, checked.table_name());
        if let Err(throttle) = account.admit_since(mark, &mut engine.gate, table, engine.now) {
            (reply, planned_write) = (Member { table_name: None, item: None, error: Some(throttle.into()) }, None);
        }
        if reply.error.is_none() {
            succeeded.insert(table.id);
        }
        writes.extend(planned_write);
        replies.push(reply);
    }
    // Apply.
    accounts.settle(&engine.database, &mut engine.meters, engine.now, tracer);
    let consumed = accounts.consumed_of(&engine.database, capacity, |table| succeeded.contains(&table));
    let batch = engine.commit_items(writes);
    let consumed = consumed.filter(|consumed| !consumed.is_empty());
    let consumed = consumed.map(|all| ReplyNode::List(all.into_iter().map(|one| ReplyNode::Consumed(Box::new(one))).collect()));
    let reply = Reply::default()
        .list("Responses", replies.into_iter().map(|member| member.reply().into()).collect())
        .with_optional("ConsumedCapacity", consumed);
    Ok(Outcome { response: Response::Members(reply), batch, observed })
}

/// All statements that can be read are of one kind.
fn check_kinds(statements: &[Result<Statement, Validation>]) -> Result<(), Validation> {
    let mut kinds = statements.iter().filter_map(|statement| statement.as_ref().ok().map(Statement::is_read));
    let first = kinds.next();
    if kinds.any(|kind| Some(kind) != first) { Err(refused(StatementProblem::BatchMixed)) } else { Ok(()) }
}

fn check<'s>(statement: &'s Result<Statement, Validation>, sent: &Sent) -> Result<Checked<'s>, Validation> {
    match statement {
        Err(problem) => Err(problem.clone()),
        Ok(Statement::Exists(_)) => Err(refused(StatementProblem::MisplacedExists)),
        Ok(Statement::Select(select)) => Ok(Checked::Read(Box::new(ReadRequest::new(select, sent.consistent_read)?))),
        Ok(statement) => match StatementWrite::new(statement)? {
            Some(write) => Ok(Checked::Write(Box::new(write))),
            None => Err(refused(StatementProblem::ExpectedDataManipulation)),
        },
    }
}

/// No two statements are about one item.
fn check_duplicates(targets: &[Result<Target, Error>]) -> Result<(), Validation> {
    let mut seen = BTreeSet::new();
    let mut all = targets.iter().filter_map(|target| target.as_ref().ok());
    if all.all(|target| seen.insert((target.table, &target.place))) { Ok(()) } else { Err(Validation::BatchDuplicates) }
}

impl Engine {
    /// The item that a statement is about.
    fn target(&self, context: &Context, checked: &Result<Checked<'_>, Error>) -> Result<Target, Error> {
        let checked = checked.as_ref().map_err(Clone::clone)?;
        let table = data_table(&self.database, &self.undurable, context, checked.table_name()).map_err(Refusal::into_error)?;
        let key = match checked {
            Checked::Read(read) => read.single_key(table)?.ok_or_else(|| refused(StatementProblem::BatchSelectKey))?,
            Checked::Write(write) => write.key(table)?,
        };
        let place = key_check::storage_key(table, &key)?;
        Ok(Target { table: table.id, key, place })
    }

    /// Why a planned write cannot be carried out next to what else is there.
    fn obstacle(&self, table: &Table, planned: &PlannedWrite, growth: &mut Growth) -> Option<Error> {
        if self.is_held(&planned.write) {
            return Some(Error::TransactionConflict);
        }
        let exceeds = planned.condition_holds && growth.exceeds(table, &planned.write, self.size_bounds.collection_bytes);
        exceeds.then_some(Error::ItemCollectionSizeLimitExceeded)
    }

    fn read_member<'s>(
        &self,
        context: &Context,
        read: &ReadRequest<'s>,
        target: &Target,
        accounts: &mut TableAccounts<'s>,
        tracer: &mut Tracer<'_>,
    ) -> Member {
        let name = &read.select.target.table;
        let Some(table) = self.database.table(target.table) else {
            return Member { table_name: None, item: None, error: Some(Error::InternalServerError) };
        };
        let replicas = Replicas { lag: self.read_lag, seed: self.seed, now: self.now, histories: &self.histories };
        let reading = Reading { consistent: read.consistent_read, index: None, hash: Some(target.place.hash()) };
        let (seen, consistency) = (replicas.view(table, context, reading), consistency(read.consistent_read));
        let lookup = Lookup { table, seen: &seen, key: &target.key, place: &target.place, consistency };
        let (record, _) = lookup.read(read.condition.as_ref(), accounts.of(table.id, name), &self.undurable, tracer);
        let found = record.filter(|record| read.condition.as_ref().is_none_or(|condition| condition.matches(&record.item)));
        let item = found.map(|record| read.returned(record));
        Member { table_name: Some(name.clone()), item, error: None }
    }
}

fn write_member<'s>(
    table: &Table,
    write: &StatementWrite<'s>,
    target: &Target,
    planned: &PlannedWrite,
    accounts: &mut TableAccounts<'s>,
    tracer: &mut Tracer<'_>,
) -> Member {
    let account = accounts.of(table.id, write.table_name);
    let table_name = Some(write.table_name.to_owned());
    if planned.condition_holds {
        account.write(&planned.write, Consistency::Strong);
        tracer.touch_write(table, &planned.write, Some(&target.key));
        return Member { table_name, item: write.returned(&planned.write), error: None };
    }
    account.write_refused(&planned.write, Consistency::Strong, UnitReason::ConditionFailed);
    tracer.touch_item(table, &planned.write, Some(&target.key));
    let error = match write.kind {
        WriteKind::Insert(_) => Error::Exception(Exception::DuplicateItem, Sentence::DuplicateItem),
        // The item is never told, whatever was asked for.
        _ => Error::ConditionalCheckFailed(None),
    };
    Member { table_name, item: None, error: Some(error) }
}

impl Member {
    fn reply(self) -> Reply {
        let error = self.error.map(|error| {
            let (code, message) = code(&error);
            Reply::default().text("Code", code).text("Message", message).into()
        });
        Reply::default()
            .with_optional("Error", error)
            .with_optional("TableName", self.table_name.map(ReplyNode::Text))
            .with_optional("Item", self.item.map(ReplyNode::Item))
    }
}

/// `BatchStatementError`: the exception in short, and what it says.
fn code(error: &Error) -> (&'static str, String) {
    let code = match error {
        Error::ConditionalCheckFailed(_) => "ConditionalCheckFailed",
        Error::ResourceNotFound(_) => "ResourceNotFound",
        Error::Exception(Exception::DuplicateItem, _) => return ("DuplicateItem", DUPLICATE_ITEM.to_owned()),
        Error::Exception(Exception::AccessDenied, _) => "AccessDenied",
        Error::ItemCollectionSizeLimitExceeded => "ItemCollectionSizeLimitExceeded",
        Error::ProvisionedThroughputExceeded(..) => "ProvisionedThroughputExceeded",
        Error::Throttling(..) => "ThrottlingError",
        Error::TransactionConflict => "TransactionConflict",
        Error::InternalServerError => "InternalServerError",
        _ => "ValidationError",
    };
    (code, error.message())
}
