//! Errors of members as the newer layer tells them: for some operations in stages, and for a few requests by handing them to
//! the older layer. It is not where a member is checked (`constraint`).
//!
//! Follows: measurements of the service in several regions (October 2026).

use super::request::Request;
use crate::constraint::Layer;
use crate::node::Node;
use crate::text::{Constraint, Echo, Place, Rule};

/// In which order the older layer tells the errors of an UpdateItem without its key.
const UPDATE_WITHOUT_KEY: &[&str] = &[
    "conditionalOperator",
    "returnConsumedCapacity",
    "tableName",
    "returnValues",
    "returnValuesOnConditionCheckFailure",
    "returnItemCollectionMetrics",
    "key",
];
/// Likewise for a Query or Scan; what stands before and behind the legacy parameters.
const PAGE_BEFORE: &[&str] =
    &["select", "totalSegments", "returnConsumedCapacity", "tableName", "indexName", "conditionalOperator"];
const PAGE_BEHIND: &[&str] = &["segment", "limit"];
/// Members of a Query or Scan that are looked at before all others.
const PAGE_FIRST: &[&str] = &["Limit", "Segment", "TotalSegments", "TableName"];

/// The errors that the newer layer answers a request with.
pub(super) fn newer(request: &Request) -> Vec<Constraint> {
    match request.row.name {
        "UpdateItem" => update_item(request),
        "Query" | "Scan" => page(request),
        "BatchGetItem" => batch_get_item(request),
        _ if has_empty_name(request) => vec![empty_name()],
        "GetItem" => ranked(one_for_each(request.constraints(Layer::Newer)), &["key"], &[]),
        _ => one_for_each(request.constraints(Layer::Newer)),
    }
}

/// An error of `Select`: Query and Scan tell it behind the mixing of old and new parameters.
pub(super) fn select_error(request: &Request) -> Option<Constraint> {
    request.constraints(Layer::Newer).into_iter().find(|error| member(error) == "select")
}

/// Without its key the older layer answers. With it, a wrong name stands alone, and so does the first wrong enumeration.
fn update_item(request: &Request) -> Vec<Constraint> {
    let is_bad_name = |error: &Constraint| member(error) == "tableName" && !is_about_nothing(error);
    if request.input.get("Key").is_none() {
        let mut errors = request.constraints(Layer::Older);
        errors.retain(|error| !is_bad_name(error));
        return ranked(errors, UPDATE_WITHOUT_KEY, &[]);
    }
    if request.input.get("TableName").is_none() {
        let mut errors = request.constraints(Layer::Older);
        errors.retain(|error| matches!(member(error), "tableName" | "returnValues"));
        return errors;
    }
    if has_empty_name(request) {
        return vec![empty_name()];
    }
    let mut errors = request.constraints(Layer::Newer);
    if errors.iter().any(is_bad_name) {
        errors.retain(is_bad_name);
        return errors;
    }
    let order = ["returnValues", "returnValuesOnConditionCheckFailure", "returnItemCollectionMetrics", "returnConsumedCapacity"];
    match order.iter().find_map(|name| errors.iter().position(|error| member(error) == *name)) {
        Some(at) => {
            let error = errors.swap_remove(at);
            let is_bare = matches!(member(&error), "returnValuesOnConditionCheckFailure" | "returnConsumedCapacity");
            vec![if is_bare { Constraint::Bare(Box::new(error)) } else { error }]
        }
        None => errors,
    }
}

/// A wrong name comes before a wrong number of keys, which stands alone.
fn batch_get_item(request: &Request) -> Vec<Constraint> {
    let is_about_keys = |error: &Constraint| matches!(error, Constraint::Member(place, _) if place.path.ends_with(".Keys"));
    let mut errors = request.constraints(Layer::Newer);
    if errors.iter().any(|error| matches!(error, Constraint::Member(_, Rule::MapKeys(_)))) {
        errors.retain(|error| !is_about_keys(error));
    } else if let Some(at) = errors.iter().position(is_about_keys) {
        return vec![errors.swap_remove(at)];
    }
    errors
}

/// BatchWriteItem tells a wrong table name only when all else is right.
pub(super) fn without_names(mut errors: Vec<Constraint>) -> Vec<Constraint> {
    let is_name = |error: &Constraint| matches!(error, Constraint::Member(_, Rule::MapKeys(_)));
    if !errors.iter().all(is_name) {
        errors.retain(|error| !is_name(error));
    }
    errors
}

/// First the numbers and an empty name, then the name and the capacity; `Select` comes later.
fn page(request: &Request) -> Vec<Constraint> {
    let of_older = request.constraints(Layer::Older);
    let lacks_operator = of_older.iter().any(|error| member(error) == "comparisonOperator" && is_about_nothing(error));
    if request.input.get("TableName").is_none() || request.coerced || lacks_operator {
        let mut errors = of_older;
        errors.retain(|error| member(error) != "tableName" || is_about_nothing(error));
        return ranked(errors, PAGE_BEFORE, PAGE_BEHIND);
    }
    let errors = request.constraints(Layer::Newer);
    let is_first =
        |error: &Constraint| matches!(error, Constraint::Member(place, _) if PAGE_FIRST.contains(&place.path.as_str()));
    let (first, mut rest): (Vec<Constraint>, Vec<Constraint>) = errors.into_iter().partition(is_first);
    if !first.is_empty() {
        return ranked(first, PAGE_FIRST, &[]);
    }
    rest.retain(|error| member(error) != "select");
    one_for_each(rest)
}

fn has_empty_name(request: &Request) -> bool {
    matches!(request.input.get("TableName"), Some(Node::Text(name)) if name.is_empty())
}

fn empty_name() -> Constraint {
    Constraint::Member(Place { echo: Echo::Nothing, path: "TableName".into() }, Rule::MinLength(1))
}

/// The last name of the path, as the older layer writes it.
fn member(error: &Constraint) -> &str {
    match error {
        Constraint::Member(place, _) => place.path.rsplit('.').next().unwrap_or_default(),
        Constraint::ReturnValues => "returnValues",
        Constraint::Bare(error) => member(error),
        Constraint::ReturnValuesOldOnly => "returnValues",
    }
}

/// Whether the value is missing or empty.
fn is_about_nothing(error: &Constraint) -> bool {
    let Constraint::Member(place, _) = error else { return false };
    match &place.echo {
        Echo::Null | Echo::Nothing => true,
        Echo::Value(value) => value.is_empty(),
    }
}

/// One error for each member: the length before the pattern.
fn one_for_each(errors: Vec<Constraint>) -> Vec<Constraint> {
    let mut kept: Vec<Constraint> = vec![];
    for error in errors {
        let is_repeated = matches!((kept.last(), &error), (Some(Constraint::Member(last, _)), Constraint::Member(place, _)) if last.path == place.path);
        if !is_repeated {
            kept.push(error);
        }
    }
    kept
}

/// The errors with those of these members before and behind all others.
fn ranked(errors: Vec<Constraint>, before: &[&str], behind: &[&str]) -> Vec<Constraint> {
    let mut rest = errors;
    let mut take = |names: &[&str]| {
        let mut taken = vec![];
        for name in names {
            let (found, others): (Vec<Constraint>, Vec<Constraint>) =
                core::mem::take(&mut rest).into_iter().partition(|error| member(error) == *name);
            taken.extend(found);
            rest = others;
        }
        taken
    };
    let (mut ranked, behind) = (take(before), take(behind));
    ranked.extend(rest);
    ranked.extend(behind);
    ranked
}
