//! What a `SELECT` returns of an item: all of it, or columns named for the ends of their paths.
//!
//! Follows: developer guide, "PartiQL select statements for DynamoDB"; that a column is named from the last name of its path on
//! (`a.b[0]` is `b[0]`) was measured on the service.

use core::fmt::Write;

use model::{Item, ordered};

use super::error::StatementError;
use super::term::{TermPath, TermStep};
use crate::Path;

/// The columns of a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns<'a> {
    /// `None` is `*`.
    list: Option<Vec<Column<'a>>>,
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column<'a> {
    /// Its name in the result.
    pub name: String,
    /// Where its value stands.
    pub path: Path<'a>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(list: Option<&'a [TermPath]>) -> Result<Self, StatementError> {
        let Some(paths) = list else { return Ok(Columns { list: None }) };
        let mut columns: Vec<Column<'a>> = Vec::with_capacity(paths.len());
        for path in paths {
            let name = name(path);
            if columns.iter().any(|known| known.name == name) {
                return Err(StatementError::ColumnTwice(name));
            }
            columns.push(Column { name, path: path.path() });
        }
        Ok(Columns { list: Some(columns) })
    }

    /// Whether whole items are wanted.
    pub fn is_star(&self) -> bool {
        self.list.is_none()
    }

    /// The top-level attributes that are read, in order of writing; an attribute may come more than once.
    pub fn top_level_names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.list.iter().flatten().map(|column| column.path.top.name)
    }

    /// The item's values in their columns. What is not there is left out.
    pub fn apply(&self, item: &Item) -> Item {
        match &self.list {
            None => item.clone(),
            Some(list) => ordered(list.iter().filter_map(|column| Some((column.name.clone(), column.path.value(item)?.clone())))),
        }
    }
}

/// The path from its last name on.
fn name(path: &TermPath) -> String {
    let last = path.steps.iter().rposition(|step| matches!(step, TermStep::Name(_)));
    let mut name = match last.and_then(|at| path.steps.get(at)) {
        Some(TermStep::Name(name)) => name.clone(),
        _ => path.top.clone(),
    };
    for step in path.steps.iter().skip(last.map_or(0, |at| at + 1)) {
        if let TermStep::Index(index) = step {
            // Writing to a text cannot fail.
            let _ = write!(name, "[{index}]");
        }
    }
    name
}
