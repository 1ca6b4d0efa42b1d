//! Requests that differ from another in one member.

use api::Json;

use super::member::{InputMember, InputShape, Part};

/// Texts that some member may take for a name, an account or an ARN; the first stands for as many letters as there must be.
const TEXTS: [&str; 4] = ["", "Tab", "123456789012", "arn:aws:dynamodb:us-east-1:123456789012:table/Tab"];

type Members = Vec<(String, Json)>;

/// Two requests that differ in one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mutation {
    /// The one; none is the request as it is. It differs where what would hold the member is not there.
    pub(super) base: Option<Json>,
    /// The other.
    pub(super) other: Json,
}

/// The request with one member left out, changed or added, in the ways that may show what it does.
pub(super) fn mutations(request: &Json, input: InputShape<'_>, member: &InputMember) -> Vec<Mutation> {
    let Some(shape) = member.parts.iter().try_fold(input, InputShape::part) else { return vec![] };
    let mut found: Vec<Mutation> = vec![];
    let mut keep = |base: Option<&Json>, other: Json| {
        let mutation = Mutation { base: base.cloned(), other };
        if !found.contains(&mutation) {
            found.push(mutation);
        }
    };
    let has_holder = at_parents(&mut request.clone(), &member.parts, &mut |_, _| true);
    if has_holder {
        let others = otherwise(request, shape, member);
        others.into_iter().for_each(|other| keep(None, other));
    }
    for variant in 0..TEXTS.len() {
        let mut with = request.clone();
        if !add(&mut with, input, &member.parts, variant) {
            continue;
        }
        if has_holder {
            keep(None, with);
        } else {
            let others = otherwise(&with, shape, member);
            others.into_iter().for_each(|other| keep(Some(&with), other));
        }
    }
    found
}

/// How many steps towards a member a request has: all of them if it has the member.
pub(super) fn presence(request: &Json, member: &InputMember) -> usize {
    let is_there = |depth: &usize| {
        let parts = member.parts.get(..*depth).unwrap_or_default();
        at_parents(&mut request.clone(), parts, &mut |members, name| members.iter().any(|(key, _)| key == name))
    };
    (1..=member.parts.len()).rev().find(is_there).unwrap_or(0)
}

/// The request without the member, unless it must be there, and with other values of it.
fn otherwise(request: &Json, shape: InputShape<'_>, member: &InputMember) -> Vec<Json> {
    let mut found = vec![];
    let mut keep = |edit: &mut dyn FnMut(&mut Members, &str) -> bool| {
        let mut copy = request.clone();
        if at_parents(&mut copy, &member.parts, edit) {
            found.push(copy);
        }
    };
    if !member.required {
        keep(&mut |members, name| {
            let before = members.len();
            members.retain(|(key, _)| key != name);
            members.len() < before
        });
    }
    for other in 0..2 {
        keep(&mut |members, name| members.iter_mut().any(|(key, value)| key == name && change(value, shape, other)));
    }
    found
}

/// Edits the members of each structure that may hold the path's last part; whether anything was edited.
fn at_parents(json: &mut Json, parts: &[Part], edit: &mut dyn FnMut(&mut Members, &str) -> bool) -> bool {
    let mut any = false;
    match (parts, json) {
        ([Part::Member(name)], Json::Object(members)) => any = edit(members, name),
        ([Part::Member(name), rest @ ..], Json::Object(members)) => {
            for (_, value) in members.iter_mut().filter(|(key, _)| key == name) {
                any |= at_parents(value, rest, edit);
            }
        }
        ([Part::Element, rest @ ..], Json::Array(elements)) => {
            for element in elements {
                any |= at_parents(element, rest, edit);
            }
        }
        ([Part::Entry, rest @ ..], Json::Object(members)) => {
            for (_, value) in members {
                any |= at_parents(value, rest, edit);
            }
        }
        _ => {}
    }
    any
}

/// Makes a value another one of its shape; whether there is one.
fn change(value: &mut Json, shape: InputShape<'_>, other: usize) -> bool {
    let values = shape.values();
    let mut others = values.iter().filter(|name| Some(**name) != value.as_text());
    if let Some(name) = others.nth(other) {
        *value = Json::Text((*name).to_owned());
        return true;
    }
    match value {
        Json::Text(_) if !values.is_empty() => return false,
        Json::Text(text) if other == 0 => text.push('x'),
        Json::Text(text) => drop(text.pop()),
        Json::Number(text) => match text.parse::<i64>() {
            Ok(number) => *text = if other == 0 { number + 1 } else { number - 1 }.to_string(),
            Err(_) => return false,
        },
        Json::Bool(flag) if other == 0 => *flag = !*flag,
        Json::Array(elements) if elements.len() > 1 && other == 0 => drop(elements.pop()),
        Json::Array(elements) => {
            let Some(of) = shape.part(&Part::Element) else { return false };
            return elements.first_mut().is_some_and(|element| change(element, of, other));
        }
        Json::Object(members) if shape.kind() == "value" => {
            return members.iter_mut().any(|(kind, value)| change_value(kind, value));
        }
        Json::Object(members) if members.len() > 1 && shape.kind() == "map" && other == 0 => drop(members.pop()),
        Json::Object(_) if other == 0 && shape.kind() == "map" => {
            let Some(of) = shape.part(&Part::Entry) else { return false };
            let Json::Object(members) = value else { return false };
            return members.iter_mut().any(|(_, value)| change(value, of, other));
        }
        _ => return false,
    }
    true
}

/// Makes an attribute value another one of its type.
fn change_value(kind: &str, value: &mut Json) -> bool {
    match (kind, value) {
        ("S", Json::Text(text)) => text.push('x'),
        ("N", Json::Text(text)) => text.push('1'),
        _ => return false,
    }
    true
}

/// Adds the member, and what must be there to hold it; false if it is there already.
fn add(json: &mut Json, shape: InputShape<'_>, parts: &[Part], other: usize) -> bool {
    let Some((first, rest)) = parts.split_first() else { return false };
    let Some(inner) = shape.part(first) else { return false };
    match (first, json) {
        (Part::Member(name), Json::Object(members)) => {
            if let Some((_, value)) = members.iter_mut().find(|(key, _)| key == name) {
                return add(value, inner, rest, other);
            }
            let mut value = sample(inner, other);
            add(&mut value, inner, rest, other);
            members.push((name.clone(), value));
            true
        }
        (Part::Element, Json::Array(elements)) => elements.iter_mut().any(|element| add(element, inner, rest, other)),
        (Part::Entry, Json::Object(members)) => members.iter_mut().any(|(_, value)| add(value, inner, rest, other)),
        _ => false,
    }
}

/// A value of a shape with what it must have.
fn sample(shape: InputShape<'_>, other: usize) -> Json {
    let values = shape.values();
    match shape.kind() {
        "structure" => {
            let required = shape.required().into_iter().filter_map(|name| {
                let inner = shape.part(&Part::Member(name.to_owned()))?;
                Some((name.to_owned(), sample(inner, other)))
            });
            Json::Object(required.collect())
        }
        "list" => Json::Array(shape.part(&Part::Element).map(|inner| sample(inner, other)).into_iter().collect()),
        "map" => {
            let entry = shape.part(&Part::Entry).map(|inner| ("pk".to_owned(), sample(inner, other)));
            Json::Object(entry.into_iter().collect())
        }
        "value" => Json::Object(vec![("S".to_owned(), Json::Text("a".to_owned()))]),
        "boolean" => Json::Bool(other == 0),
        "integer" | "long" => Json::Number(shape.min().max(1).saturating_add(other).to_string()),
        "double" | "timestamp" => Json::Number((1_699_999_999 + other).to_string()),
        _ => match values.get(other % values.len().max(1)) {
            Some(value) => Json::Text((*value).to_owned()),
            None if other == 0 => Json::Text("a".repeat(shape.min().max(1))),
            None => Json::Text(TEXTS.get(other).copied().unwrap_or_default().to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use api::Json;
    use expect_test::{Expect, expect};

    use super::{Mutation, mutations};
    use crate::operations::InputShapes;

    fn check(operation: &str, member: &str, request: &str, told: Expect) {
        let shapes = InputShapes::published().unwrap();
        let members = shapes.members(operation);
        let member = members.iter().find(|found| found.to_string() == member).unwrap();
        let request = Json::parse(request.as_bytes()).unwrap();
        let found = mutations(&request, shapes.input(operation).unwrap(), member);
        let print = |found: &Mutation| match &found.base {
            Some(base) => format!("{base} {}", found.other),
            None => found.other.to_string(),
        };
        told.assert_eq(&found.iter().map(print).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn a_member_is_left_out_changed_and_added() {
        check(
            "GetItem",
            "ConsistentRead",
            r#"{"ConsistentRead":true}"#,
            expect![[r#"
            {}
            {"ConsistentRead":false}"#]],
        );
        check(
            "GetItem",
            "ConsistentRead",
            "{}",
            expect![[r#"
                {"ConsistentRead":true}
                {"ConsistentRead":false}"#]],
        );
        check(
            "GetItem",
            "TableName",
            r#"{"TableName":"ab"}"#,
            expect![[r#"
            {"TableName":"abx"}
            {"TableName":"a"}"#]],
        );
        check(
            "CreateTable",
            "StreamSpecification.StreamEnabled",
            "{}",
            expect![[r#"
                {"StreamSpecification":{"StreamEnabled":true}} {"StreamSpecification":{"StreamEnabled":false}}
                {"StreamSpecification":{"StreamEnabled":false}} {"StreamSpecification":{"StreamEnabled":true}}"#]],
        );
    }
}
