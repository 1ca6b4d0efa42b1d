//! Projections: which parts of an item are returned.
//!
//! Follows: developer guide, "Using projection expressions in DynamoDB".

use core::fmt;
use std::collections::BTreeMap;

use model::{AttributeValue, Item};

use crate::parser::Parser;
use crate::path::first_clash;
use crate::token::TokenKind;
use crate::{Error, ExpressionKind, Path, Problem, Scope, Step};

/// The paths to return, none of them within another.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection<'a> {
    paths: Vec<Path<'a>>,
    tops: BTreeMap<&'a str, Part<'a>>,
}

/// What is wanted of a value.
#[derive(Clone, Debug, PartialEq)]
enum Part<'a> {
    /// All of it.
    Whole,
    /// Of a map, these attributes.
    Names(BTreeMap<&'a str, Part<'a>>),
    /// Of a list, these elements.
    Indexes(BTreeMap<usize, Part<'a>>),
}

/// The service's passes over a projection.
fn order(problem: &Problem) -> u8 {
    match problem {
        Problem::ReservedWord { .. } => 0,
        Problem::PathTooDeep { .. } | Problem::IndexTooLarge { .. } => 1,
        Problem::UndefinedName { .. } => 2,
        _ => 3,
    }
}

impl<'a> Projection<'a> {
    /// Reads a `ProjectionExpression`.
    pub fn parse(text: &'a str, scope: &mut Scope<'a>) -> Result<Self, Error> {
        read(text, scope).map_err(|problem| Error { kind: ExpressionKind::Projection, problem })
    }

    /// The parts of the item that the paths lead to, in the structure they have there. Elements of a list move together, in
    /// their order. A path that leads to nothing gives nothing, not even the documents on its way.
    pub fn apply(&self, item: &Item) -> Item {
        pick_attributes(&self.tops, item)
    }

    /// The paths in order of writing.
    pub fn paths(&self) -> &[Path<'a>] {
        &self.paths
    }

    /// The top-level attributes, each once, in their order as strings.
    pub fn top_level_names(&self) -> impl Iterator<Item = &'a str> {
        self.tops.keys().copied()
    }

    /// Takes paths of which none lies within another and none takes a map for a list.
    pub(crate) fn of_paths(paths: Vec<Path<'a>>) -> Self {
        let mut tops = BTreeMap::new();
        for path in &paths {
            add(&mut tops, path);
        }
        Self { paths, tops }
    }
}

fn read<'a>(text: &'a str, scope: &mut Scope<'a>) -> Result<Projection<'a>, Problem> {
    let mut parser = Parser::new(text, scope, &[], order)?;
    let mut paths = vec![parser.path()?];
    while parser.accept(TokenKind::Comma) {
        paths.push(parser.path()?);
    }
    parser.finish()?;
    if let Some(problem) = first_clash(&paths.iter().collect::<Vec<_>>()) {
        return Err(problem);
    }
    Ok(Projection::of_paths(paths))
}

/// Adds a path to the parts. Where two paths clash, the earlier one stays.
fn add<'a>(tops: &mut BTreeMap<&'a str, Part<'a>>, path: &Path<'a>) {
    let fresh = |next: Option<&Step<'a>>| match next {
        None => Part::Whole,
        Some(Step::Name(_)) => Part::Names(BTreeMap::new()),
        Some(Step::Index(_)) => Part::Indexes(BTreeMap::new()),
    };
    let mut steps = path.steps.iter();
    let mut part = tops.entry(path.top.name).or_insert_with(|| fresh(path.steps.first()));
    while let Some(step) = steps.next() {
        let next = steps.as_slice().first();
        part = match (step, part) {
            (Step::Name(name), Part::Names(parts)) => parts.entry(name.name).or_insert_with(|| fresh(next)),
            (Step::Index(index), Part::Indexes(parts)) => parts.entry(*index).or_insert_with(|| fresh(next)),
            _ => return,
        };
    }
}

fn pick_attributes(parts: &BTreeMap<&str, Part<'_>>, map: &Item) -> Item {
    parts.iter().filter_map(|(name, part)| Some(((*name).to_owned(), part.pick(map.get(*name)?)?))).collect()
}

impl Part<'_> {
    fn pick(&self, value: &AttributeValue) -> Option<AttributeValue> {
        match (self, value) {
            (Part::Whole, value) => Some(value.clone()),
            (Part::Names(parts), AttributeValue::M(map)) => {
                Some(pick_attributes(parts, map)).filter(|picked| !picked.is_empty()).map(AttributeValue::M)
            }
            (Part::Indexes(parts), AttributeValue::L(list)) => {
                let picked: Vec<_> = parts.iter().filter_map(|(index, part)| part.pick(list.get(*index)?)).collect();
                Some(picked).filter(|picked| !picked.is_empty()).map(AttributeValue::L)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Projection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, path) in self.paths.iter().enumerate() {
            write!(f, "{}{path}", if at > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}
