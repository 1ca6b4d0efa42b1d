//! What stops a check from being read.

use core::fmt;

/// A check that cannot be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckError {
    /// `all:` is missing or empty.
    NoConditions,
    /// More conditions than a learner can read.
    TooManyConditions,
    /// An entry that is not `name: value`.
    NotACondition,
    /// No such condition in the vocabulary.
    UnknownCondition(String),
    /// A condition lacks this argument.
    ArgumentMissing(&'static str),
    /// An argument that the condition does not take.
    UnknownArgument(String),
    /// A value that is no whole or decimal number.
    NotANumber(String),
    /// A comparator whose operands are missing or too many.
    Operands(&'static str),
    /// A key attribute that is not written `name:type`.
    KeyAttribute(String),
    /// `fail` has a text for a condition that the check does not have.
    FailWithoutCondition(String),
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CheckError::NoConditions => f.write_str("a check needs conditions: `all:` and a list"),
            CheckError::TooManyConditions => f.write_str("a check has at most 32 conditions"),
            CheckError::NotACondition => f.write_str("a condition is one `name: value`"),
            CheckError::UnknownCondition(name) => write!(f, "there is no condition `{name}`"),
            CheckError::ArgumentMissing(name) => write!(f, "the condition lacks `{name}`"),
            CheckError::UnknownArgument(name) => write!(f, "the condition does not take `{name}`"),
            CheckError::NotANumber(text) => write!(f, "`{text}` is no number"),
            CheckError::Operands(comparator) => write!(f, "`{comparator}` has the wrong number of values"),
            CheckError::KeyAttribute(text) => write!(f, "`{text}` is no key attribute: write `name:S`, `name:N` or `name:B`"),
            CheckError::FailWithoutCondition(name) => write!(f, "`fail` speaks of `{name}`, which is not among the conditions"),
        }
    }
}
