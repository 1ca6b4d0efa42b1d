//! The one validator: what the service model demands of a request, told in the service's words and order.
//!
//! It walks the shape table beside the decoded tree. Rules between members are not its business (`decode` has those that
//! need no table). Follows: facts, section 2.

use crate::echo::{echo, echo_json};
use crate::node::{Fields, Node};
use crate::shape::{ENUMS, Kind, Member, PATTERNS, Shape, members, shape};
use crate::text::{Constraint, Echo, Place, Rule, Rules, Values};

/// Which validator of the service a request meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    /// Tables and everything about them.
    Control,
    /// The newer one of the data plane.
    Newer,
    /// The older one of the data plane: batches of writes, transactions.
    Older,
}

/// All errors of a request whose input has the shape `input`.
pub(crate) fn check(operation: &'static str, input: u16, fields: &Fields, layer: Layer) -> Vec<Constraint> {
    let mut validator = Validator { operation, layer, path: vec![], errors: vec![] };
    if let Kind::Structure { first, count, .. } = shape(input).kind {
        validator.structure(members(first, count), fields);
    }
    validator.errors
}

/// A step of a path.
enum Step {
    Member(&'static str),
    Element(usize),
    Key(String),
}

struct Validator {
    operation: &'static str,
    layer: Layer,
    path: Vec<Step>,
    errors: Vec<Constraint>,
}

impl Validator {
    fn structure(&mut self, members: &'static [Member], fields: &Fields) {
        for member in members {
            self.path.push(Step::Member(member.name));
            match fields.get(member.name) {
                Some(node) => self.node(node, shape(member.shape)),
                None if member.required => self.missing(),
                None => {}
            }
            self.path.pop();
        }
    }

    fn node(&mut self, node: &Node, row: &Shape) {
        match (node, row.kind) {
            (Node::Structure(fields), Kind::Structure { first, count, .. }) => self.structure(members(first, count), fields),
            (Node::List(elements), Kind::List(member)) => {
                self.length(elements.len(), node, row);
                self.elements(elements, shape(member));
            }
            (Node::Map(entries), Kind::Map { key, value }) => {
                self.length(entries.len(), node, row);
                self.keys(entries, node, shape(key));
                self.values(entries, node, shape(value));
            }
            (Node::Text(text), Kind::Text { .. }) => self.text(text, row),
            (Node::Integer(value), _) => self.number(*value, row),
            _ => {}
        }
    }

    fn elements(&mut self, elements: &[Option<Node>], row: &Shape) {
        for (at, element) in elements.iter().enumerate() {
            self.path.push(Step::Element(at + 1));
            match element {
                Some(element) => self.node(element, row),
                None => self.missing(),
            }
            self.path.pop();
        }
    }

    /// One error for all keys of a map.
    fn keys(&mut self, entries: &[(String, Option<Node>)], map: &Node, row: &Shape) {
        if entries.iter().any(|(key, _)| text_rules(key, row).next().is_some()) {
            let rules = all_rules(row);
            let echo = if self.layer == Layer::Newer { echo_json(map) } else { echo(map) };
            self.report(Echo::Value(echo), false, Rule::MapKeys(rules));
        }
    }

    /// One error for the lengths of all values of a map, then the errors inside of them.
    fn values(&mut self, entries: &[(String, Option<Node>)], map: &Node, row: &Shape) {
        // The names behind placeholders are looked at later, in words of their own.
        let is_names = matches!(self.path.last(), Some(Step::Member("ExpressionAttributeNames")));
        let breaks = |node: &Node| match node {
            _ if is_names => false,
            Node::List(elements) => out_of_range(elements.len() as i64, row),
            Node::Text(text) => text_rules(text, row).next().is_some(),
            _ => false,
        };
        if entries.iter().any(|(_, value)| value.as_ref().is_some_and(breaks)) {
            self.report(Echo::Value(echo(map)), false, Rule::MapValues(all_rules(row)));
        }
        for (key, value) in entries {
            self.path.push(Step::Key(key.clone()));
            match (value, row.kind) {
                (Some(Node::List(elements)), Kind::List(member)) => self.elements(elements, shape(member)),
                (Some(node @ Node::Structure(_)), _) => self.node(node, row),
                (Some(_), _) => {}
                (None, _) => self.missing(),
            }
            self.path.pop();
        }
    }

    fn text(&mut self, text: &str, row: &Shape) {
        if text.is_empty() && self.layer != Layer::Control && matches!(row.kind, Kind::Text { arn: true, .. }) {
            let bare = self.layer == Layer::Newer;
            return self.report(if bare { Echo::Nothing } else { Echo::Value(String::new()) }, bare, Rule::MinLength(1));
        }
        if let Kind::Text { enumeration: Some(enumeration), .. } = row.kind {
            return self.enumeration(text, ENUMS.get(usize::from(enumeration)).copied().unwrap_or_default());
        }
        let mut rules: Vec<Rule> = text_rules(text, row).collect();
        if self.pattern_comes_first() {
            rules.reverse();
        }
        for rule in rules {
            self.report(Echo::Value(text.to_owned()), false, rule);
        }
    }

    fn enumeration(&mut self, text: &str, values: &'static [&'static str]) {
        // The newer layer looks at these three later, in words of their own (facts 3.14).
        let is_legacy = matches!(self.path.last(), Some(Step::Member("ComparisonOperator" | "ConditionalOperator" | "Action")));
        if values.contains(&text) || (is_legacy && self.layer == Layer::Newer) {
            return;
        }
        let is_return_values = matches!(self.path.last(), Some(Step::Member("ReturnValues")));
        if is_return_values && self.layer == Layer::Newer {
            self.errors.push(Constraint::ReturnValues);
        } else {
            self.report(Echo::Value(text.to_owned()), false, Rule::Enumeration(Values(values)));
        }
    }

    fn number(&mut self, value: i64, row: &Shape) {
        let echo = || Echo::Value(value.to_string());
        if row.min != i32::MIN && value < i64::from(row.min) {
            self.report_bare(echo, Rule::MinValue(row.min));
        } else if row.max != i32::MAX && value > i64::from(row.max) {
            self.report_bare(echo, Rule::MaxValue(row.max));
        }
    }

    fn length(&mut self, length: usize, node: &Node, row: &Shape) {
        if !out_of_range(length as i64, row) {
            return;
        }
        let too_short = length as i64 <= i64::from(row.min);
        self.report_bare(|| Echo::Value(echo(node)), if too_short { Rule::MinLength(row.min) } else { Rule::MaxLength(row.max) });
    }

    /// Numbers and lengths: the newer layer shows no value, and the path with its capitals.
    fn report_bare(&mut self, echo: impl FnOnce() -> Echo, rule: Rule) {
        if self.layer == Layer::Newer {
            self.report(Echo::Nothing, true, rule);
        } else {
            self.report(echo(), false, rule);
        }
    }

    fn missing(&mut self) {
        self.report(Echo::Null, false, Rule::NotNull);
    }

    fn report(&mut self, echo: Echo, capitals: bool, rule: Rule) {
        let mut path = String::new();
        for step in &self.path {
            if !path.is_empty() {
                path.push('.');
            }
            match step {
                Step::Member(name) if capitals => path.push_str(name),
                Step::Member(name) => path.push_str(&lower_first(name)),
                Step::Element(at) => path.push_str(&format!("{at}.member")),
                Step::Key(key) => path.push_str(&format!("{key}.member")),
            }
        }
        self.errors.push(Constraint::Member(Place { echo, path }, rule));
    }

    /// Where the service looks at the pattern of a name before its length (LAB 457, DYX).
    fn pattern_comes_first(&self) -> bool {
        matches!(self.path.last(), Some(Step::Member("ExclusiveStartTableName" | "BackupName")))
            || self.operation == "UpdateItem"
            || (self.operation == "CreateTable" && matches!(self.path.last(), Some(Step::Member("TableName"))))
    }
}

/// The name with a small first letter, as paths have it.
pub(crate) fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}

/// The rules that a text breaks, length before pattern.
fn text_rules<'a>(text: &'a str, row: &'a Shape) -> impl Iterator<Item = Rule> + use<'a> {
    let Kind::Text { pattern, arn, .. } = row.kind else { return None.into_iter().chain(None) };
    if arn && text.starts_with("arn:") {
        let is_long = text.len() > ARN_LENGTH as usize;
        return is_long.then_some(Rule::MaxLength(ARN_LENGTH)).into_iter().chain(None);
    }
    let count = text.chars().map(char::len_utf16).sum::<usize>() as i64;
    let length = if row.min != i32::MIN && count < i64::from(row.min) {
        Some(Rule::MinLength(row.min))
    } else if row.max != i32::MAX && count > i64::from(row.max) {
        Some(Rule::MaxLength(row.max))
    } else {
        None
    };
    let pattern = pattern.and_then(|index| PATTERNS.get(usize::from(index)));
    let pattern = pattern.filter(|pattern| !pattern.matches(text)).map(|pattern| Rule::Pattern(pattern.text));
    length.into_iter().chain(pattern)
}

/// Longest ARN in the place of a table name, in characters (service model, TableArn).
const ARN_LENGTH: i32 = 1_024;

/// All rules of a shape, as errors about maps list them: greatest length, shortest length, pattern.
fn all_rules(row: &Shape) -> Rules {
    let max = (row.max != i32::MAX).then_some(Rule::MaxLength(row.max));
    let min = (row.min != i32::MIN).then_some(Rule::MinLength(row.min));
    let pattern = if let Kind::Text { pattern: Some(index), .. } = row.kind { PATTERNS.get(usize::from(index)) } else { None };
    Rules(max.into_iter().chain(min).chain(pattern.map(|pattern| Rule::Pattern(pattern.text))).collect())
}

fn out_of_range(length: i64, row: &Shape) -> bool {
    (row.min != i32::MIN && length < i64::from(row.min)) || (row.max != i32::MAX && length > i64::from(row.max))
}
