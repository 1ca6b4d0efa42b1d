//! What `execute` gives back.

use api::text::Validation;
use api::{Error, Operation, Response};

use crate::{ChangeRecord, TableId};

/// A request that was carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The reply.
    pub response: Response,
    /// The ordered changes, with before and after images; empty for a read. The host makes them durable before it answers.
    pub batch: Vec<ChangeRecord>,
    /// The newest change the reply depends on (its sequence number; 0 for none). The host answers a read at once if that
    /// change is durable, and waits for it otherwise.
    pub observed: u64,
}

/// A request that was not carried out. Nothing has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The request is wrong, or its condition is false.
    Error {
        /// The exception.
        error: Error,
        /// The newest change the exception depends on: a failed condition observed an item.
        observed: u64,
    },
    /// Data is not resident: the host loads it and submits the operation again.
    Missing(Missing, Box<Operation>),
}

/// What has to be loaded first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The table.
    pub table: TableId,
    /// What of it. Each comes as a whole; finer ranges may follow.
    pub part: MissingPart,
}

/// A part of a table that is loaded by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingPart {
    /// Its leaf blocks.
    Items,
    /// Its retained past.
    History,
}

impl Missing {
    /// The leaf blocks of a table.
    pub fn items(table: TableId) -> Self {
        Missing { table, part: MissingPart::Items }
    }

    /// The retained past of a table.
    pub fn history(table: TableId) -> Self {
        Missing { table, part: MissingPart::History }
    }
}

impl Refusal {
    /// The exception. That data is not resident is found out before any operation begins.
    pub(crate) fn into_error(self) -> Error {
        match self {
            Refusal::Error { error, .. } => error,
            Refusal::Missing(..) => Error::InternalServerError,
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Error { error, observed: 0 }
    }
}

impl From<Validation> for Refusal {
    fn from(problem: Validation) -> Self {
        Refusal::from(Error::Validation(problem))
    }
}
