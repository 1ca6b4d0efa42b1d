//! PartiQL statements on their way to an operation: what they ask for, what is wrong with them, and what they mean for a table.
//!
//! A statement is no operation of its own. It becomes the reads and writes that GetItem, Query, Scan, PutItem, UpdateItem and
//! DeleteItem are made of, so it is charged, traced and metered as they are. The grammar is `expr`'s.
//!
//! Follows: developer guide, "PartiQL - a SQL-compatible query language for Amazon DynamoDB".

mod next_token;
mod problem;
mod read_plan;
mod reading;
#[cfg(test)]
mod tests;
mod write_plan;

use api::text::{StatementProblem, Validation};
use api::{Call, Fields};
use expr::partiql;
use model::AttributeValue;

pub(crate) use next_token::{Fingerprint, Position};
use read_plan::ReadPlan;
pub(crate) use reading::{ReadRequest, Sight};
pub(crate) use write_plan::{StatementWrite, WriteKind};

/// One statement as sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// Its text.
    pub(crate) text: String,
    /// Its parameters.
    pub(crate) parameters: Vec<AttributeValue>,
    /// Strongly consistent.
    pub(crate) consistent_read: bool,
    /// `ReturnValuesOnConditionCheckFailure` is ALL_OLD.
    pub(crate) wants_old: bool,
}

impl Sent {
    /// Takes a statement's members.
    pub(crate) fn take(fields: &mut Fields) -> Self {
        Sent {
            text: fields.text("Statement"),
            parameters: fields.values("Parameters").unwrap_or_default(),
            consistent_read: fields.flag("ConsistentRead").unwrap_or_default(),
            wants_old: fields.return_old_on_condition_failure(),
        }
    }

    /// Reads the statement.
    pub(crate) fn parse(&self) -> Result<partiql::Statement, Validation> {
        partiql::Statement::parse(&self.text, &self.parameters).map_err(problem::text)
    }
}

/// The tables that a call of statements names, in order, as written.
#[inline(never)]
pub(crate) fn table_names(call: &Call) -> Vec<String> {
    texts(call).filter_map(partiql::Statement::target_of).map(|target| target.table).collect()
}

/// The statements of a call, in order.
pub(crate) fn texts(call: &Call) -> impl Iterator<Item = &str> {
    let input = call.input();
    let members = ["Statements", "TransactStatements"].into_iter().flat_map(|list| input.peek_structures(list));
    input.peek_text("Statement").into_iter().chain(members.filter_map(|fields| fields.peek_text("Statement")))
}

/// Whether a call is one of statements.
pub(crate) fn is_of(call: &Call) -> bool {
    matches!(call.name(), "ExecuteStatement" | "BatchExecuteStatement" | "ExecuteTransaction")
}

/// What a clause of a statement is, in the engine's trees.
pub(crate) fn lowered<T>(clause: Result<T, partiql::StatementError>) -> Result<T, Validation> {
    clause.map_err(problem::text)
}

/// A refusal of a statement.
pub(crate) fn refused(problem: StatementProblem) -> Validation {
    Validation::statement(problem)
}
