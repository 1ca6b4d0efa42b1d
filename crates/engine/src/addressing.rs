//! Which table a request names: by its name or by its ARN.
//!
//! Follows: API Reference, `TableName` ("You can also provide the Amazon Resource Name (ARN) of the table in this parameter").

use std::borrow::Cow;

use api::text::{NotFound, Validation};
use api::{Error, Operation, TransactWrite};

use crate::undurable::Undurable;
use crate::{Context, Database, Refusal, Table, TablePlace, statement};

/// The place that `name` means for this caller: a bare name lies in the caller's account and region.
pub(crate) fn place_of<'a>(context: &'a Context, name: &'a str) -> Result<TablePlace<'a>, Error> {
    let Some(rest) = name.strip_prefix("arn:") else {
        return Ok(TablePlace { account: &context.account, region: &context.region, name });
    };
    let mut parts = rest.splitn(5, ':');
    let (_partition, _service) = (parts.next(), parts.next());
    let (region, account, resource) = (parts.next(), parts.next(), parts.next());
    match (region, account, resource.and_then(|resource| resource.strip_prefix("table/"))) {
        (Some(region), Some(account), Some(table)) if region == context.region => Ok(TablePlace { account, region, name: table }),
        _ => Err(Error::Validation(Validation::ArnRegion(name.to_owned()))),
    }
}

/// The tables that an operation names, in order, each as sent; a transaction may name one more than once.
pub(crate) fn table_names(operation: &Operation) -> Vec<Cow<'_, str>> {
    let names: Vec<&str> = match operation {
        Operation::CreateTable(request) => vec![&request.table_name],
        Operation::DescribeTable(request) => vec![&request.table_name],
        Operation::UpdateTable(request) => vec![&request.table_name],
        Operation::DeleteTable(request) => vec![&request.table_name],
        Operation::ListTables(_) => vec![],
        Operation::PutItem(request) => vec![&request.table_name],
        Operation::GetItem(request) => vec![&request.table_name],
        Operation::UpdateItem(request) => vec![&request.table_name],
        Operation::DeleteItem(request) => vec![&request.table_name],
        Operation::Query(request) => vec![&request.table_name],
        Operation::Scan(request) => vec![&request.table_name],
        Operation::BatchGetItem(request) => request.request_items.iter().map(|(name, _)| name.as_str()).collect(),
        Operation::BatchWriteItem(request) => request.request_items.iter().map(|(name, _)| name.as_str()).collect(),
        Operation::TransactGetItems(request) => request.transact_items.iter().map(|get| get.table_name.as_str()).collect(),
        Operation::TransactWriteItems(request) => request.transact_items.iter().map(action_table).collect(),
        Operation::Call(call) if statement::is_of(call) => {
            return statement::table_names(call).into_iter().map(Cow::Owned).collect();
        }
        Operation::Call(call) => call.input().peek_text("TableName").into_iter().collect(),
    };
    names.into_iter().map(Cow::Borrowed).collect()
}

/// The first table that an operation of the core names, as sent; those of other operations cost more to find out.
pub(crate) fn first_table(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::PutItem(request) => Some(&request.table_name),
        Operation::GetItem(request) => Some(&request.table_name),
        Operation::UpdateItem(request) => Some(&request.table_name),
        Operation::DeleteItem(request) => Some(&request.table_name),
        Operation::Query(request) => Some(&request.table_name),
        Operation::Scan(request) => Some(&request.table_name),
        Operation::BatchGetItem(request) => request.request_items.first().map(|(name, _)| name.as_str()),
        Operation::BatchWriteItem(request) => request.request_items.first().map(|(name, _)| name.as_str()),
        Operation::TransactGetItems(request) => request.transact_items.first().map(|get| get.table_name.as_str()),
        Operation::TransactWriteItems(request) => request.transact_items.first().map(action_table),
        Operation::Call(call) => call.input().peek_text("TableName"),
        Operation::CreateTable(_) | Operation::DescribeTable(_) | Operation::ListTables(_) => None,
        Operation::UpdateTable(request) => Some(&request.table_name),
        Operation::DeleteTable(request) => Some(&request.table_name),
    }
}

/// The table that one action of a transaction names.
pub(crate) fn action_table(action: &TransactWrite) -> &str {
    match action {
        TransactWrite::ConditionCheck(check) => &check.table_name,
        TransactWrite::Put(put) => &put.table_name,
        TransactWrite::Delete(delete) => &delete.table_name,
        TransactWrite::Update(update) => &update.table_name,
    }
}

/// The table that a data plane request names. While it is CREATING or DELETING it is not found.
pub(crate) fn data_table<'d>(
    database: &'d Database,
    undurable: &Undurable,
    context: &Context,
    name: &str,
) -> Result<&'d Table, Refusal> {
    let table = database.find(place_of(context, name)?).filter(|table| table.takes_items());
    // That there is no table may be the work of a change that is not durable yet.
    table
        .map(|table| &**table)
        .ok_or_else(|| Refusal::Error { error: Error::ResourceNotFound(NotFound::Resource), observed: undurable.of_tables() })
}
