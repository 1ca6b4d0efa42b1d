//! Where a value stands in an item, and the values a request brings along.
//!
//! Follows: developer guide, "Referring to item attributes when using expressions in DynamoDB".

use core::cmp::Ordering;
use core::fmt;

use model::{AttributeValue, Item};

use crate::{PathStep, PathSteps, Problem};

/// An attribute's name as the expression refers to it. Equal names have the same meaning, however they are written.
#[derive(Clone, Copy, Debug, Eq)]
pub struct Name<'a> {
    /// `name` or `#name`.
    pub written: &'a str,
    /// The attribute's name.
    pub name: &'a str,
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// A value of the request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Literal<'a> {
    /// `:value`; empty if no placeholder stands for it.
    pub written: &'a str,
    /// The value.
    pub value: &'a AttributeValue,
}

impl<'a> Literal<'a> {
    /// A value that no placeholder stands for.
    pub const fn unnamed(value: &'a AttributeValue) -> Self {
        Literal { written: "", value }
    }
}

/// A document path: a top-level attribute and the steps below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path<'a> {
    /// The top-level attribute.
    pub top: Name<'a>,
    /// What lies below; at most [`model::limits::NESTING_LEVELS`] steps.
    pub steps: Vec<Step<'a>>,
}

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// `.name`: an attribute of a map.
    Name(Name<'a>),
    /// `[0]`: an element of a list.
    Index(usize),
}

impl<'a> Path<'a> {
    /// A top-level attribute of this name, whatever characters it has.
    pub fn attribute(name: &'a str) -> Self {
        Path { top: Name { written: name, name }, steps: Vec::new() }
    }

    /// The value at this path, if there is one.
    pub fn value<'i>(&self, item: &'i Item) -> Option<&'i AttributeValue> {
        let top = item.get(self.top.name)?;
        self.steps.iter().try_fold(top, |value, step| step.below(value))
    }

    /// The path for an error.
    pub(crate) fn to_steps(&self) -> PathSteps {
        let top = PathStep::Name(self.top.name.to_owned());
        let steps = self.steps.iter().map(|step| match step {
            Step::Name(name) => PathStep::Name(name.name.to_owned()),
            Step::Index(index) => PathStep::Index(*index),
        });
        PathSteps(core::iter::once(top).chain(steps).collect())
    }

    /// Why the two paths cannot both be projected or written.
    pub(crate) fn clash(&self, other: &Path<'a>) -> Option<Problem> {
        if self.top != other.top {
            return None;
        }
        for pair in self.steps.iter().zip(&other.steps) {
            match pair {
                (one, two) if one == two => {}
                (Step::Name(_), Step::Name(_)) | (Step::Index(_), Step::Index(_)) => return None,
                _ => return Some(Problem::PathsConflict { one: self.to_steps(), two: other.to_steps() }),
            }
        }
        Some(Problem::PathsOverlap { one: self.to_steps(), two: other.to_steps() })
    }
}

impl<'a> Path<'a> {
    /// An order in which a path stands directly before those within it, and map attributes before list elements.
    pub(crate) fn order(&self, other: &Path<'_>) -> Ordering {
        self.top.name.cmp(other.top.name).then_with(|| self.steps.iter().map(Step::key).cmp(other.steps.iter().map(Step::key)))
    }
}

/// The first two paths that cannot both be projected or written; an overlap before a conflict.
pub(crate) fn first_clash(paths: &[&Path<'_>]) -> Option<Problem> {
    let mut ordered = paths.to_vec();
    model::sort_by(&mut ordered, |one, two| one.order(two));
    // In this order any two paths that clash have two neighbours between them that clash, so most requests end here.
    if ordered.iter().zip(ordered.iter().skip(1)).all(|(one, two)| one.clash(two).is_none()) {
        return None;
    }
    let mut conflict = None;
    for (at, two) in paths.iter().enumerate() {
        for one in paths.iter().take(at) {
            match one.clash(two) {
                Some(overlap @ Problem::PathsOverlap { .. }) => return Some(overlap),
                other => conflict = conflict.or(other),
            }
        }
    }
    conflict
}

impl<'a> Step<'a> {
    fn key(&self) -> (bool, &'a str, usize) {
        match self {
            Step::Name(name) => (false, name.name, 0),
            Step::Index(index) => (true, "", *index),
        }
    }

    /// What this step leads to from a value.
    pub(crate) fn below<'i>(&self, value: &'i AttributeValue) -> Option<&'i AttributeValue> {
        match (self, value) {
            (Step::Name(name), AttributeValue::M(map)) => map.get(name.name),
            (Step::Index(index), AttributeValue::L(list)) => list.get(*index),
            _ => None,
        }
    }
}

impl fmt::Display for Path<'_> {
    /// As the expression writes it: `a.#b[0]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.top.written)?;
        self.steps.iter().try_for_each(|step| match step {
            Step::Name(name) => write!(f, ".{}", name.written),
            Step::Index(index) => write!(f, "[{index}]"),
        })
    }
}

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.written)
    }
}
