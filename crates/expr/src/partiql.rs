//! PartiQL: statements as DynamoDB reads them, as another grammar over the crate's trees.
//!
//! [`Statement::parse`] reads a statement and puts its parameters in their places. What the clauses mean is said in the trees of
//! the other grammars: a `WHERE` is a [`Condition`], a `SET` an [`Update`]. Nothing here knows tables: which attributes are keys,
//! and so whether a `SELECT` is a Query or a Scan, is the engine's business.
//!
//! The service reads a statement as a whole before it looks at what it means, so a slip of the grammar anywhere comes before
//! anything else that is wrong. Depth is bounded by [`model::limits::PARSE_DEPTH`], operators by
//! [`model::limits::UPDATE_OPERATORS`].
//!
//! Follows: developer guide, "PartiQL - a SQL-compatible query language for Amazon DynamoDB" and its pages; the grammar's own
//! details (precedence, keywords, names of what was expected) are those of the PartiQL specification and its reference parser.

mod columns;
mod error;
mod expression;
mod grammar;
mod keywords;
mod literals;
mod predicate;
mod print;
mod returning;
mod term;
#[cfg(test)]
mod tests;
mod token;
mod updates;

use model::{AttributeValue, Item};

pub use columns::{Column, Columns};
pub use error::{Malformed, Spot, StatementError};
pub use returning::Returning;
pub use term::{Term, TermPath, TermStep, TypeTest};

use crate::{Condition, Update};

/// A statement, its parameters in their places.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// `SELECT`.
    Select(Select),
    /// `EXISTS (SELECT ...)`: the condition check of a transaction.
    Exists(Select),
    /// `INSERT INTO`.
    Insert(Insert),
    /// `UPDATE`.
    Update(Change),
    /// `DELETE FROM`.
    Delete(Delete),
}

/// The table, and the index behind a dot, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Table name or ARN.
    pub table: String,
    /// Index name; only a `SELECT` has one.
    pub index: Option<String>,
}

/// `SELECT columns FROM target WHERE filter ORDER BY order`.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// The projection list; `None` is `*`.
    pub list: Option<Vec<TermPath>>,
    /// What is read.
    pub target: Target,
    /// The `WHERE` clause.
    pub filter: Option<Term>,
    /// The `ORDER BY` clause; empty without one.
    pub order: Vec<OrderKey>,
}

/// One key of an `ORDER BY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderKey {
    /// The attribute.
    pub attribute: String,
    /// `DESC`.
    pub descending: bool,
}

/// `INSERT INTO target VALUE item`.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// The table.
    pub target: Target,
    /// The item.
    pub item: Item,
}

/// `UPDATE target SET .. REMOVE .. WHERE filter RETURNING ..`.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The table.
    pub target: Target,
    /// What is written, in order; at least one.
    pub assignments: Vec<Assignment>,
    /// The `WHERE` clause.
    pub filter: Option<Term>,
    /// The `RETURNING` clause.
    pub returning: Option<Returning>,
}

/// One change of an `UPDATE`.
#[derive(Clone, Debug, PartialEq)]
pub enum Assignment {
    /// `SET path = value`.
    Set(TermPath, Term),
    /// `REMOVE path`.
    Remove(TermPath),
}

/// `DELETE FROM target WHERE filter RETURNING ..`.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// The table.
    pub target: Target,
    /// The `WHERE` clause.
    pub filter: Option<Term>,
    /// The `RETURNING` clause; `ALL OLD *` alone can be carried out.
    pub returning: Option<Returning>,
}

impl Statement {
    /// Reads a statement; each `?` is the next of the parameters.
    pub fn parse(text: &str, parameters: &[AttributeValue]) -> Result<Self, StatementError> {
        grammar::parse(text, parameters)
    }

    /// The table or index that a text names, as far as the text can be read.
    pub fn target_of(text: &str) -> Option<Target> {
        grammar::target_of(text)
    }

    /// The table, and the index if it names one.
    pub fn target(&self) -> &Target {
        match self {
            Statement::Select(select) | Statement::Exists(select) => &select.target,
            Statement::Insert(insert) => &insert.target,
            Statement::Update(change) => &change.target,
            Statement::Delete(delete) => &delete.target,
        }
    }

    /// Whether it reads only. `EXISTS` belongs to writes.
    pub fn is_read(&self) -> bool {
        matches!(self, Statement::Select(_))
    }

    /// The `RETURNING` clause.
    pub fn returning(&self) -> Option<Returning> {
        match self {
            Statement::Update(change) => change.returning,
            Statement::Delete(delete) => delete.returning,
            _ => None,
        }
    }
}

impl Select {
    /// The `WHERE` clause as a condition.
    pub fn condition(&self) -> Result<Option<Condition<'_>>, StatementError> {
        predicate::condition(self.filter.as_ref())
    }

    /// What is returned of an item.
    pub fn columns(&self) -> Result<Columns<'_>, StatementError> {
        Columns::new(self.list.as_deref())
    }
}

impl Change {
    /// The `WHERE` clause as a condition.
    pub fn condition(&self) -> Result<Option<Condition<'_>>, StatementError> {
        predicate::condition(self.filter.as_ref())
    }

    /// The changes as an update.
    pub fn update(&self) -> Result<Update<'_>, StatementError> {
        updates::update(&self.assignments)
    }
}

impl Delete {
    /// The `WHERE` clause as a condition.
    pub fn condition(&self) -> Result<Option<Condition<'_>>, StatementError> {
        predicate::condition(self.filter.as_ref())
    }
}
