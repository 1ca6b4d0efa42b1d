//! Whether a caller may do what a request asks for: the resource policies of the tables and streams that it names.
//!
//! A request on items without a verified caller, in a database whose tables have no policies, is not looked at. Our model: see
//! [`crate::policy`]; which partition keys a PartiQL statement names counts as unknown, so a policy's statement with leading keys
//! does not allow it.
//!
//! Follows: developer guide, "DynamoDB API operations supported by resource-based policies"; facts 3.12.

use std::borrow::Cow;

use api::text::Sentence;
use api::{Call, Error, Exception, Operation, Query, TransactWrite, WriteRequest};
use expr::partiql::{Statement, Target};
use expr::{ExpressionKind, KeyCondition, KeyOperator};
use model::{AttributeValue, Item};

use crate::addressing::{place_of, table_names};
use crate::operations::resource_policy::stream_policy;
use crate::operations::shard_iterator::ShardIterator;
use crate::policy::{Policy, Verdict, Wish};
use crate::{Context, Engine, Refusal, ResourcePolicy, Table, expressions, legacy, statement};

/// A partition key value that nobody knows: it fits no pattern but `*`.
const UNKNOWN: &str = "\u{0}";

/// One thing that a request does.
struct Ask<'o> {
    table: String,
    index: Option<Cow<'o, str>>,
    action: &'static str,
    keys: Keys<'o>,
}

/// Requests that name their table in another member than `TableName`. They refuse other accounts themselves.
const ELSEWHERE: [(&str, &[&str]); 5] = [
    ("ExportTableToPointInTime", &["TableArn"]),
    ("ListTagsOfResource", &["ResourceArn"]),
    ("RestoreTableToPointInTime", &["SourceTableArn", "SourceTableName"]),
    ("TagResource", &["ResourceArn"]),
    ("UntagResource", &["ResourceArn"]),
];

/// Which partition keys a request names.
enum Keys<'o> {
    /// None at all.
    None,
    /// Those of keys or items.
    Of(Vec<&'o Item>),
    /// The one that a Query's key condition names.
    Queried(&'o Query),
    /// Nobody looked.
    Unknown,
}

impl Engine {
    /// Refuses what a policy denies, or does not allow to a caller of another account.
    pub(crate) fn authorize(&self, context: &Context, operation: &Operation) -> Result<(), Refusal> {
        // A stream's policy is no part of its table: calls, which are rare, are always looked at.
        let is_free = context.caller.is_none() && !self.has_policies && !matches!(operation, Operation::Call(_));
        if is_free { Ok(()) } else { check_all(self, context, operation) }
    }
}

/// Checks everything that a request asks for. Policies are rare: this comes with the worker's second part.
#[inline(never)]
fn check_all(engine: &Engine, context: &Context, operation: &Operation) -> Result<(), Refusal> {
    if let Operation::Call(call) = operation
        && let Some(arn) = stream_of(call)
    {
        check_stream(engine, context, call.name(), arn)?;
    }
    for ask in asks(context, operation) {
        let Ok(place) = place_of(context, &ask.table) else { continue };
        let Some(table) = engine.database.find(place) else { continue };
        check(context, table, &ask).map_err(|error| Refusal::Error { error, observed: engine.undurable.of_table(table.id) })?;
    }
    Ok(())
}

fn check(context: &Context, table: &Table, ask: &Ask<'_>) -> Result<(), Error> {
    let arn = ask.index.as_deref().map_or_else(|| table.arn(), |index| table.index_arn(index));
    let leading_keys = match &ask.keys {
        Keys::None => None,
        Keys::Of(items) => Some(items.iter().map(|item| leading_key(table, item)).collect()),
        Keys::Queried(query) => Some(vec![queried_key(table, query).unwrap_or_else(|| UNKNOWN.to_owned())]),
        Keys::Unknown => Some(vec![UNKNOWN.to_owned()]),
    };
    judge(context, &table.account, table.control.policy.as_ref(), Wanted { action: ask.action, arn, leading_keys })
}

/// The same for a stream, whose policy is its own. One that is not there is the operation's to tell.
fn check_stream(engine: &Engine, context: &Context, action: &str, arn: String) -> Result<(), Refusal> {
    let Ok(source) = engine.stream(&arn) else { return Ok(()) };
    let (account, observed) = (&source.table.account, engine.undurable.of_tables());
    let policy = stream_policy(engine, source.table, &arn);
    let wanted = Wanted { action, arn, leading_keys: None };
    judge(context, account, policy.as_ref(), wanted).map_err(|error| Refusal::Error { error, observed })
}

/// The stream that a call reads.
fn stream_of(call: &Call) -> Option<String> {
    match call.name() {
        "DescribeStream" | "GetShardIterator" => call.input().peek_text("StreamArn").map(str::to_owned),
        "GetRecords" => ShardIterator::parse(call.input().peek_text("ShardIterator")?).map(|iterator| iterator.stream_arn),
        _ => None,
    }
}

/// What is wanted of one resource.
struct Wanted<'a> {
    action: &'a str,
    arn: String,
    leading_keys: Option<Vec<String>>,
}

fn judge(context: &Context, account: &str, policy: Option<&ResourcePolicy>, wanted: Wanted<'_>) -> Result<(), Error> {
    let root = format!("arn:aws:iam::{}:root", context.account);
    let principal = context.caller.as_deref().unwrap_or(&root);
    let own = principal.split(':').nth(4) == Some(account);
    // A document that does not read was refused when it came.
    let policy = policy.and_then(|policy| Policy::parse(&policy.text).ok());
    let Wanted { action, arn, leading_keys } = wanted;
    let wish = Wish { principal, action: format!("dynamodb:{action}"), resource: arn, leading_keys };
    let refused = |sentence: fn(String, String, String) -> Sentence| {
        let sentence = sentence(principal.to_owned(), wish.action.clone(), wish.resource.clone());
        Err(Error::Exception(Exception::AccessDenied, sentence))
    };
    match policy.map_or(Verdict::Silent, |policy| policy.verdict(&wish)) {
        Verdict::Denied => refused(Sentence::PolicyDenies),
        Verdict::Silent if !own => refused(Sentence::PolicySilent),
        Verdict::Silent | Verdict::Allowed => Ok(()),
    }
}

/// The partition key value of a key or item, as a policy writes it.
fn leading_key(table: &Table, item: &Item) -> String {
    let value = table.key.partition.first().and_then(|attribute| item.get(&attribute.name));
    value.and_then(written).unwrap_or_else(|| UNKNOWN.to_owned())
}

/// The partition key value that a Query asks for. A request that the engine will refuse has none.
fn queried_key(table: &Table, query: &Query) -> Option<String> {
    let key = query.index_name.as_deref().map_or(Some(&table.key), |name| Some(&table.index(name)?.key))?;
    let attribute = key.partition.first()?;
    let mut scope = expressions::scope(&query.expressions, true).ok()?;
    let text = query.key_condition_expression.as_ref();
    let condition = expressions::condition(ExpressionKind::KeyCondition, text, &mut scope).ok()?;
    let condition = match &condition {
        Some(condition) => KeyCondition::from_condition(condition).ok()?,
        None => legacy::key_condition(key, query.key_conditions.as_deref()?).ok()?,
    };
    let test = condition.conditions.iter().find(|test| test.attribute == attribute.name)?;
    if let KeyOperator::Equal(value) = test.operator { written(value) } else { None }
}

/// A key value as a policy writes it.
fn written(value: &AttributeValue) -> Option<String> {
    match value {
        AttributeValue::S(text) => Some(text.clone()),
        AttributeValue::N(number) => Some(number.to_string()),
        _ => None,
    }
}

fn asks<'o>(context: &Context, operation: &'o Operation) -> Vec<Ask<'o>> {
    let one = |table: &str, action, key: &'o Item| vec![several(table, action, vec![key])];
    match operation {
        Operation::PutItem(request) => one(&request.table_name, "PutItem", &request.item),
        Operation::GetItem(request) => one(&request.table_name, "GetItem", &request.key),
        Operation::UpdateItem(request) => one(&request.table_name, "UpdateItem", &request.key),
        Operation::DeleteItem(request) => one(&request.table_name, "DeleteItem", &request.key),
        Operation::Query(request) => vec![Ask {
            table: request.table_name.clone(),
            index: request.index_name.as_deref().map(Cow::Borrowed),
            action: "Query",
            keys: Keys::Queried(request),
        }],
        Operation::Scan(request) => vec![Ask {
            table: request.table_name.clone(),
            index: request.index_name.as_deref().map(Cow::Borrowed),
            action: "Scan",
            keys: Keys::None,
        }],
        Operation::BatchGetItem(request) => {
            let tables = request.request_items.iter();
            tables.map(|(table, wanted)| several(table, "BatchGetItem", wanted.keys.iter().collect())).collect()
        }
        Operation::BatchWriteItem(request) => {
            let item = |write: &'o WriteRequest| match write {
                WriteRequest::Put(item) | WriteRequest::Delete(item) => item,
            };
            let tables = request.request_items.iter();
            tables.map(|(table, writes)| several(table, "BatchWriteItem", writes.iter().map(item).collect())).collect()
        }
        Operation::TransactGetItems(request) => {
            request.transact_items.iter().map(|get| several(&get.table_name, "GetItem", vec![&get.key])).collect()
        }
        Operation::TransactWriteItems(request) => request.transact_items.iter().map(of_action).collect(),
        Operation::CreateTable(_) | Operation::ListTables(_) => vec![],
        Operation::Call(call) => of_call(context, call),
        Operation::DescribeTable(_) | Operation::UpdateTable(_) | Operation::DeleteTable(_) => whole(operation, operation.name()),
    }
}

fn of_action(action: &TransactWrite) -> Ask<'_> {
    let (table, action, key) = match action {
        TransactWrite::ConditionCheck(check) => (&check.table_name, "ConditionCheckItem", &check.key),
        TransactWrite::Put(put) => (&put.table_name, "PutItem", &put.item),
        TransactWrite::Delete(delete) => (&delete.table_name, "DeleteItem", &delete.key),
        TransactWrite::Update(update) => (&update.table_name, "UpdateItem", &update.key),
    };
    several(table, action, vec![key])
}

/// An action on items of a table.
fn several<'o>(table: &str, action: &'static str, keys: Vec<&'o Item>) -> Ask<'o> {
    Ask { table: table.to_owned(), index: None, action, keys: Keys::Of(keys) }
}

/// The policy itself may always be read and changed by its own account, and by nobody else (`operations::resource_policy`): nobody
/// locks himself out for good.
fn of_call<'o>(context: &Context, call: &'o Call) -> Vec<Ask<'o>> {
    if call.name().ends_with("ResourcePolicy") {
        return vec![];
    }
    if statement::is_of(call) {
        let ask = |text: &str| {
            let Target { table, index } = Statement::target_of(text)?;
            Some(Ask { table, index: index.map(Cow::Owned), action: of_statement(text), keys: Keys::Unknown })
        };
        return statement::texts(call).filter_map(ask).collect();
    }
    let input = call.input();
    if let Some((_, members)) = ELSEWHERE.iter().find(|(name, _)| *name == call.name()) {
        let table = members.iter().find_map(|member| input.peek_text(member));
        let own = table.filter(|table| place_of(context, table).is_ok_and(|place| place.account == context.account));
        return own.map_or_else(Vec::new, |table| vec![of_whole(table, None, call.name())]);
    }
    let index = input.peek_text("IndexName").map(Cow::Borrowed);
    input.peek_text("TableName").map_or_else(Vec::new, |table| vec![of_whole(table, index, call.name())])
}

/// An action on a table or index as a whole.
fn of_whole<'o>(table: &str, index: Option<Cow<'o, str>>, action: &'static str) -> Ask<'o> {
    Ask { table: table.to_owned(), index, action, keys: Keys::None }
}

/// The action that a statement is.
fn of_statement(text: &str) -> &'static str {
    let word = text.split_whitespace().next().unwrap_or_default();
    let known = [("INSERT", "PartiQLInsert"), ("UPDATE", "PartiQLUpdate"), ("DELETE", "PartiQLDelete")];
    known.iter().find(|(of, _)| word.eq_ignore_ascii_case(of)).map_or("PartiQLSelect", |(_, action)| action)
}

fn whole<'o>(operation: &'o Operation, action: &'static str) -> Vec<Ask<'o>> {
    table_names(operation).iter().map(|name| of_whole(name, None, action)).collect()
}
