//! A decoded request on its way to an operation: checks that all operations share, in the service's order.

use std::collections::BTreeMap;

use model::limits::ATTRIBUTE_NAME_SIZE_BYTES;

use super::legacy;
use super::members;
use crate::constraint::{self, Layer};
use crate::node::{Decoded, Fields, FoundProblem, Node};
use crate::shape::Row;
use crate::text::{Constraint, Names, Validation};
use crate::value::ValueProblem;
use crate::{Error, ErrorTexts, Expressions};

/// Members that are expressions, as the service lists them.
const EXPRESSIONS: [&str; 6] = [
    "UpdateExpression",
    "ConditionExpression",
    "ProjectionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "SearchConditionExpression",
];
/// Members of the API before expressions, as the service lists them.
const LEGACY: [&str; 7] =
    ["AttributesToGet", "AttributeUpdates", "Expected", "QueryFilter", "ScanFilter", "ConditionalOperator", "KeyConditions"];

/// A decoded request.
pub(super) struct Request {
    /// Its operation.
    pub(super) row: &'static Row,
    /// The validator that it meets.
    pub(super) layer: Layer,
    /// Its members.
    pub(super) input: Fields,
    problem: Option<FoundProblem>,
    /// Whether a number was not the 32-bit integer that its member is.
    pub(super) coerced: bool,
    /// The wording that was asked for.
    pub(super) texts: ErrorTexts,
}

impl Request {
    /// The request of an operation.
    pub(super) fn new(row: &'static Row, layer: Layer, texts: ErrorTexts, decoded: Decoded) -> Self {
        let layer = if decoded.older && layer == Layer::Newer { Layer::Older } else { layer };
        Request { row, layer, input: decoded.fields, problem: decoded.problem, coerced: decoded.coerced, texts }
    }

    /// The errors of members and of values.
    pub(super) fn check(&mut self) -> Result<(), Error> {
        self.check_members()?;
        self.check_values()
    }

    /// The errors of members.
    pub(super) fn check_members(&self) -> Result<(), Error> {
        refuse(self.member_errors())
    }

    /// The errors of members, as the layer that the request meets tells them.
    pub(super) fn member_errors(&self) -> Vec<Constraint> {
        if self.layer == Layer::Newer { members::newer(self) } else { self.constraints(self.layer) }
    }

    /// What the validator of this layer finds.
    pub(super) fn constraints(&self, layer: Layer) -> Vec<Constraint> {
        constraint::check(self.row.name, self.row.input, &self.input, layer)
    }

    /// The first problem of a value, unless it is one of the start key, which comes later.
    pub(super) fn check_values_before_start_key(&mut self) -> Result<(), Error> {
        match &self.problem {
            Some(found) if found.member == "ExclusiveStartKey" && found.problem != ValueProblem::EmptyName => {
                self.check_legacy_names()
            }
            _ => self.check_values(),
        }
    }

    fn check_legacy_names(&self) -> Result<(), Error> {
        if legacy::has_empty_name(&self.input) { Err(self.wrap(Validation::EmptyAttributeName).into()) } else { Ok(()) }
    }

    /// The first problem of a value.
    pub(super) fn check_values(&mut self) -> Result<(), Error> {
        self.check_legacy_names()?;
        let Some(FoundProblem { member, key, problem }) = self.problem.take() else { return Ok(()) };
        let older = self.layer == Layer::Older;
        let in_expression = member == "ExpressionAttributeValues";
        if in_expression && key.is_empty() && problem == ValueProblem::EmptyName {
            return Err(self.wrap(Validation::ValueKey(key)).into());
        }
        let is_enveloped = problem.is_enveloped();
        let is_shapeless = matches!(problem, ValueProblem::NoType | ValueProblem::SeveralTypes);
        // Which problems are told as those of a start key was measured one by one.
        let is_bare_in_scan = matches!(
            problem,
            ValueProblem::EmptyName
                | ValueProblem::Number(..)
                | ValueProblem::StringDuplicates(_)
                | ValueProblem::NumberDuplicates
                | ValueProblem::BinaryDuplicates(_)
        );
        let is_start_key_told = older || is_shapeless || (self.row.name == "Scan" && !is_bare_in_scan);
        let is_named = older || (self.row.name == "Query" && problem == ValueProblem::NoType);
        let text = problem.into_text(older);
        let text = match member {
            "ExclusiveStartKey" if is_start_key_told => Validation::StartKeyValue(Box::new(text)),
            _ if in_expression && is_named => Validation::ExpressionValue(Box::new(text), key),
            _ if is_enveloped => self.wrap(text),
            _ => text,
        };
        Err(text.into())
    }

    /// The text as the newer layer gives it on PutItem, UpdateItem and DeleteItem: as one error of the validator.
    pub(super) fn wrap(&self, text: Validation) -> Validation {
        let is_write = matches!(self.row.name, "PutItem" | "UpdateItem" | "DeleteItem");
        if is_write && self.layer == Layer::Newer { text.enveloped() } else { text }
    }

    /// Legacy parameters beside expressions, then names and values without expressions.
    pub(super) fn expressions(&mut self) -> Result<Expressions, Error> {
        let read = check_mixing(&self.input).and_then(|()| expressions(&mut self.input));
        let read = read.map(|read| Expressions { met_older: self.layer == Layer::Older, ..read });
        read.map_err(|text| self.wrap(text).into())
    }
}

/// An error of the validator, unless there is none.
pub(super) fn refuse(errors: Vec<Constraint>) -> Result<(), Error> {
    if errors.is_empty() { Ok(()) } else { Err(Validation::constraints(errors).into()) }
}

/// Legacy parameters beside expressions.
pub(super) fn check_mixing(input: &Fields) -> Result<(), Validation> {
    let sent =
        |names: &[&str]| -> Vec<String> { names.iter().filter(|name| input.has(name)).map(|name| (*name).to_owned()).collect() };
    let (mut legacy, expressions) = (sent(&LEGACY), sent(&EXPRESSIONS));
    // A Query may have KeyConditions beside expressions, only not beside the expression of the same meaning.
    if !input.has("KeyConditionExpression") {
        legacy.retain(|name| name != "KeyConditions");
    }
    if legacy.is_empty() || expressions.is_empty() {
        return Ok(());
    }
    Err(Validation::LegacyMixed(Names(legacy), Names(expressions)))
}

impl Fields {
    /// Names and values of a request with expressions; the expressions themselves are still in it.
    pub fn substitutions(&mut self) -> Result<Expressions, Validation> {
        expressions(self)
    }
}

/// Names and values of a structure with expressions; the expressions themselves are still in it.
pub(super) fn expressions(input: &mut Fields) -> Result<Expressions, Validation> {
    let has_expression = EXPRESSIONS.iter().any(|name| input.has(name));
    let names = input.map("ExpressionAttributeNames");
    let values = input.optional_item("ExpressionAttributeValues");
    for (key, name) in names.iter().flatten() {
        if matches!(name, Node::Text(name) if name.is_empty()) {
            return Err(Validation::NameValueEmpty(key.clone()));
        }
        if matches!(name, Node::Text(name) if name.len() > ATTRIBUTE_NAME_SIZE_BYTES) {
            return Err(Validation::AttributeNameSize);
        }
    }
    if names.is_some() && !has_expression {
        return Err(Validation::NamesWithoutExpression);
    }
    if values.is_some() && !has_expression {
        return Err(Validation::ValuesWithoutExpression);
    }
    if names.as_ref().is_some_and(Vec::is_empty) {
        return Err(Validation::NamesEmpty);
    }
    if values.as_ref().is_some_and(|values| values.is_empty()) {
        return Err(Validation::ValuesEmpty);
    }
    if let Some((key, _)) = names.iter().flatten().find(|(key, _)| !is_placeholder(key, '#')) {
        return Err(Validation::NameKey(key.clone()));
    }
    if let Some(key) = values.iter().flat_map(|values| values.keys()).find(|key| !is_placeholder(key, ':')) {
        return Err(Validation::ValueKey(key.to_string()));
    }
    let names = names.map(|names| {
        let mut texts = BTreeMap::new();
        for (key, node) in names {
            if let Node::Text(text) = node {
                texts.insert(key, text);
            }
        }
        texts
    });
    Ok(Expressions { names, values, met_older: false })
}

/// `#` or `:` and at least one letter, digit or underscore.
fn is_placeholder(key: &str, mark: char) -> bool {
    key.strip_prefix(mark)
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}
