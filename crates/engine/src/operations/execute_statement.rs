//! ExecuteStatement: one PartiQL statement.
//!
//! Follows: API Reference, "ExecuteStatement".

use api::text::{Sentence, StatementProblem};
use api::{Call, ConsumedCapacity, Error, Exception, Reply, ReplyNode, Response, ReturnConsumedCapacity};
use expr::partiql::{Select, Statement};
use model::{Item, SharedItem};

use super::planned_write::Wanted;
use super::query;
use crate::addressing::data_table;
use crate::replicas::Replicas;
use crate::statement::{Fingerprint, Position, ReadRequest, Sent, Sight, StatementWrite, WriteKind, refused};
use crate::tracer::Tracer;
use crate::undurable::ITEMS;
use crate::{Context, Engine, Outcome, Refusal};

/// What the request asks for besides the statement.
struct Asked {
    sent: Sent,
    next_token: Option<String>,
    limit: Option<i64>,
    capacity: ReturnConsumedCapacity,
}

/// Carries out an ExecuteStatement.
#[inline(never)]
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call, tracer: &mut Tracer<'_>) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let asked = Asked {
        sent: Sent::take(&mut input),
        next_token: input.optional_text("NextToken"),
        limit: input.integer("Limit"),
        capacity: input.return_consumed_capacity(),
    };
    input.finish()?;
    match asked.sent.parse()? {
        Statement::Select(select) => read(engine, context, &asked, &select, tracer),
        Statement::Exists(_) => Err(refused(StatementProblem::MisplacedExists).into()),
        statement => write(engine, context, &asked, &statement, tracer),
    }
}

fn read(
    engine: &mut Engine,
    context: &Context,
    asked: &Asked,
    select: &Select,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    let request = ReadRequest::new(select, asked.sent.consistent_read)?;
    let fingerprint = Fingerprint::of(context, &asked.sent);
    let position = asked.next_token.as_ref().map(|token| Position::from_token(token, fingerprint)).transpose()?;
    // Plan.
    let Engine { database, undurable, meters, now, histories, read_lag, seed, gate, .. } = engine;
    let table = data_table(database, undurable, context, &select.target.table)?;
    let source = request.source(table)?;
    let replicas = Replicas { lag: *read_lag, seed: *seed, now: *now, histories };
    let sight = Sight { context, replicas, undurable };
    let mut page = request.read(source, position, query::limit(asked.limit), sight, tracer)?;
    page.account.admit(gate, table, *now)?;
    // Apply: a read only leaves its mark on the meters.
    page.account.settle(table, meters, *now, tracer);
    let consumed = page.account.consumed(table, &select.target.table, asked.capacity);
    let token = page.next.as_ref().map(|next| next.token(fingerprint));
    let response = reply(page.items, token, consumed, page.next.and_then(|next| next.start));
    Ok(Outcome { response, batch: Vec::new(), observed: page.observed })
}

fn write(
    engine: &mut Engine,
    context: &Context,
    asked: &Asked,
    statement: &Statement,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    let Some(write) = StatementWrite::new(statement)? else { return Err(Error::InternalServerError.into()) };
    // Plan.
    let table = data_table(&engine.database, &engine.undurable, context, write.table_name)?;
    let key = write.key(table)?;
    let planned = write.plan(table, &key).map_err(|problem| {
        // What does not fit the item has observed it.
        let place = table.key.storage_key(&key);
        let observed = place.map_or(0, |place| engine.undurable.of_key(table.id, ITEMS, &place));
        Refusal::Error { error: Error::Validation(problem.into_validation()), observed }
    })?;
    let returned = write.returned(&planned.write);
    let is_insert = matches!(write.kind, WriteKind::Insert(_));
    let wanted = Wanted {
        table_name: write.table_name,
        key: Some(&key),
        consumed_capacity: asked.capacity,
        item_collection_metrics: false,
        old_on_condition_failure: asked.sent.wants_old,
    };
    // Apply.
    let outcome = engine.conclude_write(planned, wanted, returned, tracer).map_err(|refusal| match refusal {
        Refusal::Error { error: Error::ConditionalCheckFailed(_), observed } if is_insert => {
            Refusal::Error { error: Error::Exception(Exception::DuplicateItem, Sentence::DuplicateItem), observed }
        }
        refusal => refusal,
    })?;
    let Response::Write { attributes, consumed_capacity, .. } = outcome.response else { return Ok(outcome) };
    let response = reply(attributes.into_iter().collect(), None, consumed_capacity, None);
    Ok(Outcome { response, ..outcome })
}

fn reply(items: Vec<SharedItem>, token: Option<String>, consumed: Option<ConsumedCapacity>, last: Option<Item>) -> Response {
    let reply = Reply::default()
        .list("Items", items.into_iter().map(ReplyNode::Item).collect())
        .with_optional("NextToken", token.map(ReplyNode::Text))
        .with_optional("ConsumedCapacity", consumed.map(|consumed| ReplyNode::Consumed(Box::new(consumed))))
        .with_optional("LastEvaluatedKey", last.map(|key| ReplyNode::Item(key.into())));
    Response::Members(reply)
}
