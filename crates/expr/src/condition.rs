//! Conditions and filters: what an item must fulfil.
//!
//! Follows: developer guide, "Condition and filter expressions, operators, and functions in DynamoDB".

mod evaluate;
mod functions;
pub(crate) mod grammar;
mod print;
#[cfg(test)]
mod tests;

use model::{AttributeType, Item};

use crate::{Error, ExpressionKind, Literal, Path, Scope};

/// A condition or a filter, read and resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition<'a> {
    /// What must hold.
    pub predicate: Predicate<'a>,
}

/// What must hold for an item.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate<'a> {
    /// All of them (`AND`), two or more.
    All(Vec<Predicate<'a>>),
    /// At least one of them (`OR`), two or more.
    Any(Vec<Predicate<'a>>),
    /// The opposite (`NOT`). `NOT NOT a` is `a`.
    Not(Box<Predicate<'a>>),
    /// `left = right` and its like.
    Compare {
        /// Left of the sign.
        left: Operand<'a>,
        /// The sign.
        comparator: Comparator,
        /// Right of the sign.
        right: Operand<'a>,
    },
    /// `operand BETWEEN lower AND upper`, both bounds included.
    Between {
        /// What is compared.
        operand: Operand<'a>,
        /// The lower bound.
        lower: Operand<'a>,
        /// The upper bound.
        upper: Operand<'a>,
    },
    /// `operand IN (candidates)`.
    In {
        /// What is compared.
        operand: Operand<'a>,
        /// What it may be equal to.
        candidates: Vec<Operand<'a>>,
    },
    /// `attribute_exists(path)`.
    Exists(Path<'a>),
    /// `attribute_not_exists(path)`.
    NotExists(Path<'a>),
    /// `attribute_type(operand, :type)`.
    HasType {
        /// Whose type is asked.
        operand: Operand<'a>,
        /// The type it must have.
        attribute_type: AttributeType,
        /// The value that names the type.
        name: Literal<'a>,
    },
    /// `begins_with(operand, prefix)`, of strings or binaries.
    BeginsWith {
        /// The whole.
        operand: Operand<'a>,
        /// Its beginning.
        prefix: Operand<'a>,
    },
    /// `contains(container, element)`: part of a string or binary, member of a set or list.
    Contains {
        /// The whole.
        container: Operand<'a>,
        /// What it must contain.
        element: Operand<'a>,
    },
}

/// What a predicate compares.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand<'a> {
    /// A value of the item.
    Path(Path<'a>),
    /// A value of the request.
    Literal(Literal<'a>),
    /// `size(operand)`: length of a string in UTF-16 code units, of a binary in bytes, of a set, list or map in members.
    Size(Box<Operand<'a>>),
}

/// A sign between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl<'a> Condition<'a> {
    /// Reads a `ConditionExpression` or `FilterExpression`; `kind` says which, for errors.
    pub fn parse(kind: ExpressionKind, text: &'a str, scope: &mut Scope<'a>) -> Result<Self, Error> {
        match grammar::parse(text, scope) {
            Ok(predicate) => Ok(Self { predicate }),
            Err(problem) => Err(Error { kind, problem }),
        }
    }

    /// Whether the item fulfils the condition. An item that does not exist is an item without attributes.
    pub fn matches(&self, item: &Item) -> bool {
        self.predicate.matches(item)
    }

    /// The top-level attributes that the condition reads, in order of writing; an attribute may come more than once.
    pub fn top_level_names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.paths().into_iter().map(|path| path.top.name)
    }

    /// The paths that the condition reads, in order of writing; a path may come more than once.
    pub fn paths(&self) -> Vec<Path<'a>> {
        let mut paths = Vec::new();
        self.predicate.each_path(&mut |path| paths.push(path.clone()));
        paths
    }
}

impl<'a> Predicate<'a> {
    fn each_path(&self, visit: &mut impl FnMut(&Path<'a>)) {
        match self {
            Predicate::All(parts) | Predicate::Any(parts) => parts.iter().for_each(|part| part.each_path(visit)),
            Predicate::Not(inner) => inner.each_path(visit),
            Predicate::Compare { left, right, .. } => [left, right].into_iter().for_each(|operand| operand.each_path(visit)),
            Predicate::Between { operand, lower, upper } => {
                [operand, lower, upper].into_iter().for_each(|operand| operand.each_path(visit));
            }
            Predicate::In { operand, candidates } => {
                operand.each_path(visit);
                candidates.iter().for_each(|operand| operand.each_path(visit));
            }
            Predicate::Exists(path) | Predicate::NotExists(path) => visit(path),
            Predicate::HasType { operand, .. } => operand.each_path(visit),
            Predicate::BeginsWith { operand: one, prefix: two } | Predicate::Contains { container: one, element: two } => {
                [one, two].into_iter().for_each(|operand| operand.each_path(visit));
            }
        }
    }
}

impl<'a> Operand<'a> {
    fn each_path(&self, visit: &mut impl FnMut(&Path<'a>)) {
        match self {
            Operand::Path(path) => visit(path),
            Operand::Literal(_) => {}
            Operand::Size(operand) => operand.each_path(visit),
        }
    }
}

impl Comparator {
    /// The sign as it is written.
    pub const fn sign(self) -> &'static str {
        match self {
            Comparator::Equal => "=",
            Comparator::NotEqual => "<>",
            Comparator::Less => "<",
            Comparator::LessOrEqual => "<=",
            Comparator::Greater => ">",
            Comparator::GreaterOrEqual => ">=",
        }
    }

    /// The sign that says the same with its sides exchanged.
    pub const fn mirrored(self) -> Self {
        match self {
            Comparator::Less => Comparator::Greater,
            Comparator::LessOrEqual => Comparator::GreaterOrEqual,
            Comparator::Greater => Comparator::Less,
            Comparator::GreaterOrEqual => Comparator::LessOrEqual,
            same => same,
        }
    }
}
