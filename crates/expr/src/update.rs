//! Updates: how an item changes.
//!
//! Follows: developer guide, "Using update expressions in DynamoDB".

mod apply;
mod grammar;
mod print;
mod size;
#[cfg(test)]
mod tests;

use model::Item;

use crate::{Error, ExpressionKind, Literal, Path, Projection, Scope};

/// An update, read and resolved. No two of its paths clash.
#[derive(Clone, Debug, PartialEq)]
pub struct Update<'a> {
    /// In order of writing; those of one kind stand together.
    pub actions: Vec<Action<'a>>,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Action<'a> {
    /// `SET path = value`.
    Set {
        /// What is written.
        path: Path<'a>,
        /// What it becomes.
        value: SetValue<'a>,
    },
    /// `REMOVE path`.
    Remove {
        /// What is removed.
        path: Path<'a>,
    },
    /// `ADD path :value`: a number to a number, or members to a set.
    Add {
        /// What is added to.
        path: Path<'a>,
        /// A number or a set.
        value: Literal<'a>,
    },
    /// `DELETE path :value`: members of a set.
    Delete {
        /// The set.
        path: Path<'a>,
        /// A set.
        value: Literal<'a>,
    },
}

/// The right side of `SET`.
#[derive(Clone, Debug, PartialEq)]
pub enum SetValue<'a> {
    /// One operand.
    Operand(SetOperand<'a>),
    /// `a + b`.
    Sum(SetOperand<'a>, SetOperand<'a>),
    /// `a - b`.
    Difference(SetOperand<'a>, SetOperand<'a>),
}

/// An operand of `SET`.
#[derive(Clone, Debug, PartialEq)]
pub enum SetOperand<'a> {
    /// A value of the item as it was.
    Path(Path<'a>),
    /// A value of the request.
    Literal(Literal<'a>),
    /// `if_not_exists(path, otherwise)`.
    IfNotExists(Path<'a>, Box<SetOperand<'a>>),
    /// `list_append(front, back)`.
    ListAppend(Box<SetOperand<'a>>, Box<SetOperand<'a>>),
}

impl<'a> Update<'a> {
    /// Reads an `UpdateExpression`.
    pub fn parse(text: &'a str, scope: &mut Scope<'a>) -> Result<Self, Error> {
        match grammar::parse(text, scope) {
            Ok(actions) => Ok(Self { actions }),
            Err(problem) => Err(Error { kind: ExpressionKind::Update, problem }),
        }
    }

    /// The paths written, in order of writing.
    pub fn paths(&self) -> impl Iterator<Item = &Path<'a>> {
        self.actions.iter().map(Action::path)
    }

    /// The top-level attributes written, in order of writing; an attribute may come more than once.
    pub fn top_level_names(&self) -> impl Iterator<Item = &'a str> {
        self.paths().map(|path| path.top.name)
    }

    /// Whether the update only takes away. Such an update of an item that does not exist creates none.
    pub fn only_removes(&self) -> bool {
        self.actions.iter().all(|action| matches!(action, Action::Remove { .. } | Action::Delete { .. }))
    }

    /// What the item holds at the written paths. Of the old item this is `UPDATED_OLD`, of the new one `UPDATED_NEW`.
    ///
    /// Paths are taken as written: an element appended by `SET a[100]` is not found at `a[100]`, as on the service.
    pub fn touched(&self, item: &Item) -> Item {
        Projection::of_paths(self.paths().cloned().collect()).apply(item)
    }
}

impl<'a> Action<'a> {
    /// The path it writes.
    pub fn path(&self) -> &Path<'a> {
        match self {
            Action::Set { path, .. } | Action::Remove { path } | Action::Add { path, .. } | Action::Delete { path, .. } => path,
        }
    }

    /// The section it belongs to, in capitals.
    pub const fn section(&self) -> &'static str {
        match self {
            Action::Set { .. } => "SET",
            Action::Remove { .. } => "REMOVE",
            Action::Add { .. } => "ADD",
            Action::Delete { .. } => "DELETE",
        }
    }
}
