//! Parameters that are older than expressions: what is wrong with them by themselves, in the service's order.
//!
//! Follows: API Reference, "Legacy conditional parameters"; facts 2 (ConditionalOperator), 3.14.

use core::cmp::Ordering;
use std::collections::BTreeSet;

use model::AttributeValue;

use crate::node::{Fields, Node};
use crate::text::{LegacyProblem, Validation};
use crate::{AttributeCondition, AttributeConditions, AttributeUpdate, ComparisonOperator, UpdateAction};

use super::request::Request;

/// `ConditionalOperator` joins two or more conditions of this member, or is refused; the answer is whether it is OR.
pub(super) fn any_of(request: &mut Request, conditions: &str) -> Result<bool, Validation> {
    let count = match request.input.get(conditions) {
        Some(Node::Map(conditions)) => conditions.len(),
        _ => 0,
    };
    let Some(operator) = request.input.optional_text("ConditionalOperator") else { return Ok(false) };
    let problem = match (count, operator.as_str()) {
        (0, _) => LegacyProblem::OperatorWithoutConditions,
        (1, _) => LegacyProblem::OperatorWithOneCondition,
        (_, "AND") => return Ok(false),
        (_, "OR") => return Ok(true),
        _ => LegacyProblem::UnknownConditionalOperator,
    };
    Err(request.wrap(Validation::Legacy(problem)))
}

/// `Expected` of a write.
pub(super) fn expected(request: &mut Request, any: bool) -> Result<Option<AttributeConditions>, Validation> {
    let Some(entries) = request.input.map("Expected") else { return Ok(None) };
    let mut conditions = Vec::with_capacity(entries.len());
    for (attribute, node) in entries {
        let Node::Structure(fields) = node else { continue };
        let condition = expectation(attribute, fields).map_err(|problem| request.wrap(problem))?;
        conditions.push(condition);
    }
    Ok(Some(AttributeConditions { any, conditions }))
}

/// `KeyConditions`, `QueryFilter` or `ScanFilter`.
pub(super) fn conditions(input: &mut Fields, name: &str) -> Result<Option<Vec<AttributeCondition>>, Validation> {
    let Some(entries) = input.map(name) else { return Ok(None) };
    let mut conditions = Vec::with_capacity(entries.len());
    for (attribute, node) in entries {
        let Node::Structure(mut fields) = node else { continue };
        let comparison = comparison(&fields.text("ComparisonOperator"))?;
        let values = values(&mut fields).unwrap_or_default();
        conditions.push(condition(attribute, comparison, values)?);
    }
    Ok(Some(conditions))
}

/// `AttributeUpdates`: all actions are looked at before anything else of them.
pub(super) fn attribute_updates(request: &mut Request) -> Result<Option<Vec<AttributeUpdate>>, Validation> {
    let Some(entries) = request.input.map("AttributeUpdates") else { return Ok(None) };
    if entries.iter().any(|(attribute, _)| attribute.is_empty()) {
        return Err(request.wrap(Validation::EmptyAttributeName));
    }
    let mut updates = Vec::with_capacity(entries.len());
    for (attribute, node) in entries {
        let Node::Structure(mut fields) = node else { continue };
        let action = fields.optional_text("Action").unwrap_or_else(|| "PUT".to_owned());
        if !matches!(action.as_str(), "ADD" | "DELETE" | "PUT") {
            return Err(request.wrap(Validation::Legacy(LegacyProblem::UnknownAction)));
        }
        updates.push((attribute, action, fields.value("Value")));
    }
    let update = |(attribute, action, value): (String, String, Option<AttributeValue>)| {
        update_action(&action, value).map(|action| AttributeUpdate { attribute, action }).map_err(Validation::Legacy)
    };
    updates.into_iter().map(update).collect::<Result<_, _>>().map(Some)
}

/// `AttributesToGet`: no attribute twice.
pub(super) fn attributes_to_get(input: &mut Fields) -> Result<Option<Vec<String>>, Validation> {
    let Some(names) = input.texts("AttributesToGet") else { return Ok(None) };
    let mut seen = BTreeSet::new();
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        Some(twice) => Err(Validation::Legacy(LegacyProblem::AttributeRepeated(twice.clone()))),
        None => Ok(Some(names)),
    }
}

/// Attribute names that may not be empty: those of `Expected`, `AttributeUpdates` and `AttributesToGet` (DYX; an empty name
/// in a filter is accepted).
pub(super) fn has_empty_name(input: &Fields) -> bool {
    let of_map = |name| matches!(input.get(name), Some(Node::Map(entries)) if entries.iter().any(|(key, _)| key.is_empty()));
    let is_empty = |node: &Option<Node>| matches!(node, Some(Node::Text(name)) if name.is_empty());
    of_map("Expected")
        || of_map("AttributeUpdates")
        || matches!(input.get("AttributesToGet"), Some(Node::List(names)) if names.iter().any(is_empty))
}

fn update_action(action: &str, value: Option<AttributeValue>) -> Result<UpdateAction, LegacyProblem> {
    Ok(match (action, value) {
        ("DELETE", None) => UpdateAction::Delete,
        (_, None) => return Err(LegacyProblem::ActionWithoutValue),
        ("DELETE", Some(value @ (AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_)))) => {
            UpdateAction::DeleteMembers(value)
        }
        ("DELETE", Some(value)) => return Err(LegacyProblem::DeleteType(value.attribute_type().code())),
        ("ADD", Some(value)) => match value {
            AttributeValue::N(_)
            | AttributeValue::Ss(_)
            | AttributeValue::Ns(_)
            | AttributeValue::Bs(_)
            | AttributeValue::L(_) => UpdateAction::Add(value),
            other => return Err(LegacyProblem::AddType(other.attribute_type().code())),
        },
        (_, Some(value)) => UpdateAction::Put(value),
    })
}

/// One of `Expected`, in the order in which the service checks its members.
fn expectation(attribute: String, mut fields: Fields) -> Result<AttributeCondition, Validation> {
    let (exists, code) = (fields.flag("Exists"), fields.optional_text("ComparisonOperator"));
    let (value, list) = (fields.value("Value"), values(&mut fields));
    if exists.is_some() && code.is_some() {
        return Err(Validation::Legacy(LegacyProblem::ExistsWithComparison(attribute)));
    }
    if value.is_some() && list.is_some() {
        return Err(Validation::Legacy(LegacyProblem::ValueWithList(attribute)));
    }
    let Some(code) = code else {
        return by_existence(attribute, exists, value, list.is_some()).map_err(Validation::Legacy);
    };
    let comparison = comparison(&code)?;
    if value.is_none() && list.is_none() && !comparison.takes(0) {
        return Err(Validation::Legacy(LegacyProblem::ValueMissing(code, attribute)));
    }
    condition(attribute, comparison, list.unwrap_or_else(|| value.into_iter().collect()))
}

/// The form of `Expected` without an operator: `Exists` and `Value`.
fn by_existence(
    attribute: String,
    exists: Option<bool>,
    value: Option<AttributeValue>,
    has_list: bool,
) -> Result<AttributeCondition, LegacyProblem> {
    if has_list {
        return Err(LegacyProblem::ListWithoutComparison(attribute));
    }
    match (exists, value) {
        (Some(false), Some(_)) => Err(LegacyProblem::ValueForbidden(attribute)),
        (Some(false), None) => Ok(AttributeCondition { attribute, comparison: ComparisonOperator::Null, values: vec![] }),
        (_, Some(value)) => Ok(AttributeCondition { attribute, comparison: ComparisonOperator::Equal, values: vec![value] }),
        (Some(true), None) => Err(LegacyProblem::ValueRequired("true", attribute)),
        (None, None) => Err(LegacyProblem::ValueRequired("null", attribute)),
    }
}

fn comparison(code: &str) -> Result<ComparisonOperator, Validation> {
    ComparisonOperator::from_code(code).ok_or(Validation::Legacy(LegacyProblem::UnknownComparison))
}

/// Checks the number of the values, their types, and the bounds of BETWEEN.
fn condition(
    attribute: String,
    comparison: ComparisonOperator,
    values: Vec<AttributeValue>,
) -> Result<AttributeCondition, Validation> {
    check_values(comparison, &values).map_err(Validation::Legacy)?;
    Ok(AttributeCondition { attribute, comparison, values })
}

fn check_values(comparison: ComparisonOperator, values: &[AttributeValue]) -> Result<(), LegacyProblem> {
    if !comparison.takes(values.len()) {
        return Err(LegacyProblem::ArgumentCount(comparison.code().to_owned()));
    }
    let foreign = values.iter().map(AttributeValue::attribute_type).find(|found| !comparison.compares(*found));
    let foreign = foreign.map(|found| LegacyProblem::ArgumentType(comparison.code(), found.code()));
    let differ = values.windows(2).any(|pair| matches!(pair, [one, two] if one.attribute_type() != two.attribute_type()));
    match foreign {
        // IN names a type that it does not compare before it looks whether the types differ (DYX).
        Some(problem) if comparison == ComparisonOperator::In || !differ => return Err(problem),
        _ if differ => return Err(LegacyProblem::ArgumentTypesDiffer),
        _ => {}
    }
    match values {
        [lower, upper] if comparison == ComparisonOperator::Between && scalar_order(lower, upper).is_gt() => {
            Err(LegacyProblem::BetweenOrder)
        }
        _ => Ok(()),
    }
}

/// The order of two scalars of one type.
fn scalar_order(one: &AttributeValue, two: &AttributeValue) -> Ordering {
    match (one, two) {
        (AttributeValue::S(one), AttributeValue::S(two)) => one.cmp(two),
        (AttributeValue::N(one), AttributeValue::N(two)) => one.cmp(two),
        (AttributeValue::B(one), AttributeValue::B(two)) => one.cmp(two),
        _ => Ordering::Equal,
    }
}

/// `AttributeValueList`.
fn values(fields: &mut Fields) -> Option<Vec<AttributeValue>> {
    let value = |node| if let Node::Value(value) = node { Some(value) } else { None };
    Some(fields.list("AttributeValueList")?.into_iter().filter_map(value).collect())
}
