//! What an expression means: condition, filter, key condition, projection, update.
//!
//! Each kind has a tree ([`Condition`], [`KeyCondition`], [`Projection`], [`Update`]), a grammar that reads it from text, and
//! what it does to an item. Trees borrow from the request: parsing copies no name and no value. Reading is one pass; the
//! problems it meets are gathered and the one that the service reports first is returned. [`partiql`] is
//! another grammar over the same trees.
//!
//! This crate knows values and items, not tables, keys or operations, and it never makes sentences: problems are data.
//! Everything is bounded: an expression's length, its nesting ([`model::limits::PARSE_DEPTH`]), a path's depth
//! ([`model::limits::NESTING_LEVELS`]).
//!
//! Follows: DynamoDB Developer Guide, "Using expressions in DynamoDB" and its pages.

mod condition;
mod error;
mod findings;
mod key_condition;
mod order;
mod parser;
pub mod partiql;
mod path;
mod projection;
#[cfg(test)]
mod properties;
mod reserved;
#[cfg(test)]
mod sample;
mod scope;
mod token;
mod update;

pub use condition::{Comparator, Condition, Operand, Predicate};
pub use error::{Bounds, Error, ExpressionKind, OperandType, PathStep, PathSteps, Problem, ScopeError, UpdateError};
pub use key_condition::{KeyCondition, KeyOperator, KeyTest};
pub use path::{Literal, Name, Path, Step};
pub use projection::Projection;
pub use scope::Scope;
pub use update::{Action, SetOperand, SetValue, Update};
