//! What people write about the operations: `crates/api/model/coverage.txt`.
//!
//! A line `Operation: how it is modelled` for each operation, and a line `Operation Member: why` for each member that is accepted
//! and has no effect here; it covers what the member holds. `#` begins a comment.

use core::fmt;
use std::collections::BTreeMap;

use super::{InputMember, InputShapes};

/// The lines, by operation, and by operation and member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    pub(super) models: BTreeMap<String, String>,
    reasons: BTreeMap<(String, String), String>,
}

/// A line that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageError {
    line: usize,
    problem: &'static str,
}

impl fmt::Display for CoverageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "coverage.txt, line {}: {}", self.line, self.problem)
    }
}

impl std::error::Error for CoverageError {}

impl Coverage {
    /// Reads the file; it may name only what the service model has.
    pub fn read(text: &str, shapes: &InputShapes) -> Result<Self, CoverageError> {
        let mut coverage = Coverage::default();
        for (at, line) in text.lines().enumerate() {
            if !line.is_empty() && !line.starts_with('#') {
                coverage.line(line, shapes).map_err(|problem| CoverageError { line: at + 1, problem })?;
            }
        }
        Ok(coverage)
    }

    /// Why a member has no effect, if it is said.
    pub(super) fn reason(&self, operation: &str, member: &InputMember) -> Option<&str> {
        self.reasons.get(&(operation.to_owned(), member.to_string())).map(String::as_str)
    }

    fn line(&mut self, line: &str, shapes: &InputShapes) -> Result<(), &'static str> {
        let (name, sentence) = line.split_once(": ").ok_or("neither `Operation: how` nor `Operation Member: why`")?;
        let (operation, member) = name.split_once(' ').map_or((name, None), |(operation, member)| (operation, Some(member)));
        if !shapes.operations().contains(&operation) {
            return Err("the service model has no such operation");
        }
        let sentence = sentence.to_owned();
        let earlier = match member {
            None => self.models.insert(operation.to_owned(), sentence),
            Some(member) if shapes.members(operation).iter().any(|known| known.to_string() == member) => {
                self.reasons.insert((operation.to_owned(), member.to_owned()), sentence)
            }
            Some(_) => return Err("the operation's input has no such member"),
        };
        if earlier.is_some() { Err("said twice") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Coverage, InputShapes};

    #[track_caller]
    fn check(text: &str, told: &str) {
        let shapes = InputShapes::published().unwrap();
        assert_eq!(Coverage::read(text, &shapes).map_or_else(|error| error.to_string(), |_| String::new()), told);
    }

    #[test]
    fn only_what_the_model_has_may_be_named() {
        check("# About.\n\nGetItem: A read.\nGetItem Key: Why.\n", "");
        check("GetItems: A read.", "coverage.txt, line 1: the service model has no such operation");
        check("GetItem Keys: Why.", "coverage.txt, line 1: the operation's input has no such member");
        check("GetItem: A.\nGetItem: B.", "coverage.txt, line 2: said twice");
        check("GetItem", "coverage.txt, line 1: neither `Operation: how` nor `Operation Member: why`");
    }
}
