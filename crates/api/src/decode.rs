//! From `(target, body)` to a typed [`Operation`].
//!
//! The order is the service's: JSON and types, members (`constraint`), values, then rules that need no table. Rules that need
//! the table, and the grammar of expressions, are the engine's business.

mod batch;
#[cfg(test)]
mod cases;
mod fields;
mod item;
mod legacy;
mod members;
mod page;
mod request;
#[cfg(test)]
mod rule_cases;
mod table;
mod transaction;

use crate::constraint::Layer;
use crate::{Call, Error, ErrorTexts, Operation, node, shape};

use request::Request;

/// Checks the wire constraints of a request and gives what the engine executes; errors are in the newer wording.
///
/// `target` is the `X-Amz-Target` header (`DynamoDB_20120810.PutItem`) or the bare operation name; `body` is AWS JSON 1.0.
/// What the service model does not have answers [`Error::UnknownOperation`].
pub fn decode(target: &str, body: &[u8]) -> Result<Operation, Error> {
    decode_with(ErrorTexts::Newer, target, body)
}

/// Like [`decode`], with errors in the wording asked for; the operation remembers it for the errors that come later.
pub fn decode_with(texts: ErrorTexts, target: &str, body: &[u8]) -> Result<Operation, Error> {
    let is_empty = body.iter().all(u8::is_ascii_whitespace);
    let Some(row) = shape::operation(target) else {
        if !is_empty {
            node::check(body)?;
        }
        return Err(Error::UnknownOperation);
    };
    if is_empty {
        return Err(Error::Serialization(None));
    }
    let (layer, build) = builder(row.name);
    let layer = if texts == ErrorTexts::Older && layer == Layer::Newer { Layer::Older } else { layer };
    build(Request::new(row, layer, texts, node::decode_body(row.input, body)?))
}

type Build = fn(Request) -> Result<Operation, Error>;

/// What makes the typed operation, and the validator that the service sends it through (facts, section 2).
fn builder(name: &str) -> (Layer, Build) {
    match name {
        "CreateTable" => (Layer::Control, table::create_table),
        "DescribeTable" => (Layer::Control, table::describe_table),
        "UpdateTable" => (Layer::Control, table::update_table),
        "DeleteTable" => (Layer::Control, table::delete_table),
        "ListTables" => (Layer::Control, table::list_tables),
        "PutItem" => (Layer::Newer, item::put_item),
        "GetItem" => (Layer::Newer, item::get_item),
        "UpdateItem" => (Layer::Newer, item::update_item),
        "DeleteItem" => (Layer::Newer, item::delete_item),
        "Query" => (Layer::Newer, page::query),
        "Scan" => (Layer::Newer, page::scan),
        "BatchGetItem" => (Layer::Newer, batch::batch_get_item),
        "BatchWriteItem" => (Layer::Older, batch::batch_write_item),
        "TransactGetItems" => (Layer::Older, transaction::transact_get_items),
        "TransactWriteItems" => (Layer::Older, transaction::transact_write_items),
        "RestoreTableFromBackup" | "RestoreTableToPointInTime" => (Layer::Control, table::restore),
        "SearchVectors" => (Layer::Newer, call),
        "ExecuteStatement" | "BatchExecuteStatement" | "ExecuteTransaction" => (Layer::Older, call),
        "ExportTableToPointInTime" => (Layer::Control, table::export),
        _ => (Layer::Control, call),
    }
}

/// An operation beyond the core: its members are checked here and read by the engine.
fn call(mut request: Request) -> Result<Operation, Error> {
    request.check()?;
    Ok(Operation::Call(Box::new(Call::new(request.row, request.input))))
}
