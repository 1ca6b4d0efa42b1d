//! Projections: which parts of an item are returned.
//!
//! Follows: developer guide, "Using projection expressions in DynamoDB".

use core::fmt;
use std::collections::BTreeMap;

use model::{AttributeValue, Item, ordered};

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

    /// The projection to these top-level attributes, none of them twice.
    pub fn of_attributes(names: impl Iterator<Item = &'a str>) -> Self {
        Self::of_paths(names.map(Path::attribute).collect())
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
    ordered(parts.iter().filter_map(|(name, part)| Some((*name, part.pick(map.get(name)?)?))))
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

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::sample::{item, names, show_item, values};

    const DOCUMENT: &str =
        "{p: 'k', a: {b: [2, 4, {x: 'hi', y: 'yo'}], c: 5, e: {}}, b: 'hello', a.b: 7, l: [[1, 2], [3, 4], 5]}";

    /// What the projection makes of the document, or the problem.
    fn check(text: &str, expected: Expect) {
        let (names, values) = (names(), values());
        let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
        let printed = match Projection::parse(text, &mut scope) {
            Ok(projection) => show_item(&projection.apply(&item(DOCUMENT))),
            Err(error) => format!("{:?}", error.problem),
        };
        expected.assert_eq(&printed);
    }

    #[test]
    fn parts_keep_their_structure() {
        check("p, b", expect!["{b: 'hello', p: 'k'}"]);
        check(" b ", expect!["{b: 'hello'}"]);
        check("a.b", expect!["{a: {b: [2, 4, {x: 'hi', y: 'yo'}]}}"]);
        check("a.b[0]", expect!["{a: {b: [2]}}"]);
        check("a.b[2].y", expect!["{a: {b: [{y: 'yo'}]}}"]);
        check("a.b[2].y, a.b[2].x", expect!["{a: {b: [{x: 'hi', y: 'yo'}]}}"]);
        check("#a.#b[1], a.c", expect!["{a: {b: [4], c: 5}}"]);
        check("#dot", expect!["{a.b: 7}"]);
        check("a.e", expect!["{a: {e: {}}}"]);
    }

    #[test]
    fn elements_of_lists_move_together_in_their_order() {
        check("a.b[2].x, a.b[0]", expect!["{a: {b: [2, {x: 'hi'}]}}"]);
        check("l[2], l[0][1], l[1][0]", expect!["{l: [[2], [3], 5]}"]);
        check("l[7], l[2]", expect!["{l: [5]}"]);
    }

    #[test]
    fn what_is_not_there_gives_nothing() {
        for text in ["x", "a.b[3]", "a.x", "a.x.y", "a.b[3].x", "a.b.x", "a[0]", "a.b[0].x", "a.b[0][0]", "a.e.x", "b.x"] {
            check(text, expect!["{}"]);
        }
        check("a.x, a.b[0], x, a.b[3].x", expect!["{a: {b: [2]}}"]);
    }

    #[test]
    fn problems() {
        check("", expect!["Empty"]);
        check("a,", expect![[r#"Syntax { token: "<EOF>", near: "," }"#]]);
        check(",a", expect![[r#"Syntax { token: ",", near: ",a" }"#]]);
        check("a,,b", expect![[r#"Syntax { token: ",", near: ",,b" }"#]]);
        check("a!!!", expect![[r#"Syntax { token: "!", near: "a!!" }"#]]);
        check("a, :1", expect![[r#"Syntax { token: ":1", near: ", :1" }"#]]);
        check("a.and", expect![[r#"ReservedWord { word: "and" }"#]]);
        check("#x, name", expect![[r#"ReservedWord { word: "name" }"#]]);
        check("a, #x", expect![[r##"UndefinedName { name: "#x" }"##]]);
        let overlap = expect![[r#"PathsOverlap { one: PathSteps([Name("a")]), two: PathSteps([Name("a"), Name("b")]) }"#]];
        check("a, c, a.b", overlap);
        let overlap = expect![[
            r#"PathsOverlap { one: PathSteps([Name("a"), Name("b"), Index(2)]), two: PathSteps([Name("a"), Name("b")]) }"#
        ]];
        check("c, a.b[2], a.b", overlap);
        let conflict =
            expect![[r#"PathsConflict { one: PathSteps([Name("a"), Name("b")]), two: PathSteps([Name("a"), Index(1)]) }"#]];
        check("a.b, a[1]", conflict);
        for text in ["a, b", "a.b.d, a.b.e", "a[1], a[2]", "a.b, a.c[2]", "a.b, #dot"] {
            let names = names();
            let mut scope = Scope::new(Some(&names), None).unwrap();
            assert_eq!(Projection::parse(text, &mut scope).map(|projection| projection.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn thousands_of_paths_are_checked_at_once() {
        let text = (0..800).map(|at| format!("a{at}")).collect::<Vec<_>>().join(",");
        let mut scope = Scope::new(None, None).unwrap();
        assert_eq!(Projection::parse(&text, &mut scope).map(|projection| projection.paths().len()), Ok(800));
    }
}
