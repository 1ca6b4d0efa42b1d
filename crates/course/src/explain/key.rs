//! Keys: what the table wants beside what was given.

use api::Json;
use api::text::Validation;
use model::{KeyAttribute, KeySchema, ScalarType};
use report::{Explanation, TableReport};

use super::request::{member, remove, set, text};
use super::{Facts, listed, said, with_fix};

pub(super) fn explain(problem: &Validation, facts: &Facts) -> Option<Explanation> {
    Some(match problem {
        Validation::KeySchemaMismatch => mismatch(facts),
        Validation::MissingKey(attribute) => missing(attribute, facts),
        Validation::KeyType(attribute, expected, actual) | Validation::IndexKeyType(attribute, expected, actual, _) => {
            let explanation = said(
                &format!(
                    "`{attribute}` is a key and was declared as {}, but the item has {} there.",
                    in_words(expected),
                    in_words(actual)
                ),
                &format!("Write it as {}.", example(attribute, expected)),
            );
            let fix = facts.request.fixed(&format!("Send {attribute} as {}", in_words(expected)), |body| {
                retyped(member(member(body, "Item")?, attribute)?, expected)
            });
            with_fix(explanation, fix)
        }
        Validation::EmptyKeyString(attribute) | Validation::EmptyKeyBinary(attribute) => said(
            &format!("`{attribute}` is a key, and a key cannot be empty: it is what the item is found by."),
            "Give it a value. Other attributes may be empty.",
        ),
        Validation::EmptyIndexKey(_, index, attribute) => said(
            &format!("`{attribute}` is a key of the index `{index}`, and a key cannot be empty."),
            &format!("Leave `{attribute}` out if it has no value: the item then simply does not appear in `{index}`."),
        ),
        Validation::UpdateOfKey(attribute) => said(
            &format!("`{attribute}` is part of the key, and an item's key never changes: it says where the item lies."),
            "Delete the item and put it anew under its new key, in one transaction if nobody may see it missing.",
        ),
        Validation::PartitionKeySize | Validation::SortKeySize => said(
            "A partition key value has at most 2,048 bytes and a sort key value at most 1,024.",
            "Use a short identifier as the key and keep the long text in another attribute.",
        ),
        Validation::BatchDuplicates => said(
            "The batch names the same key twice, and its writes have no order among themselves.",
            "Keep one request for each key.",
        ),
        Validation::TransactDuplicate => said(
            "Two actions of the transaction work on the same item.",
            "Join them: an update with a condition does what a check and an update would.",
        ),
        _ => return None,
    })
}

/// A key attribute is not in the item: perhaps it is there under a name that is nearly the same.
fn missing(attribute: &str, facts: &Facts) -> Explanation {
    let explanation = said(
        &format!("Every item needs the table's whole key, and this one lacks `{attribute}`.{}", key_of(facts)),
        &format!("Add `{attribute}` to the item. Names count letter by letter, capitals too."),
    );
    let given = facts.request.body.get("Item").and_then(Json::as_object).unwrap_or_default();
    let is_key = |name: &str| facts.table().is_some_and(|table| table.key.contains(name));
    let names = given.iter().map(|(name, _)| name.as_str()).filter(|name| !is_key(name));
    let fix = syntax::nearest(attribute, names).and_then(|near| {
        facts.request.fixed(&format!("Call {near} {attribute}"), |body| {
            let Json::Object(members) = member(body, "Item")? else { return None };
            members.iter_mut().filter(|(name, _)| name == near).for_each(|(name, _)| attribute.clone_into(name));
            Some(())
        })
    });
    with_fix(explanation, fix)
}

fn mismatch(facts: &Facts) -> Explanation {
    let given = facts.request.body.get("Key").and_then(Json::as_object).unwrap_or_default();
    let names: Vec<String> = given.iter().map(|(name, value)| format!("`{name}` ({})", type_of(value))).collect();
    let given = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
    let cause = match facts.table() {
        Some(table) => format!("The key of `{}` is {}. Given was {given}.", table.name, schema_in_words(&table.key)),
        None => format!("The key that was given, {given}, is not the table's key."),
    };
    let explanation = said(&cause, "Give exactly the table's key: every attribute of it, of its type, and no other attribute.");
    let fix = facts
        .table()
        .and_then(|table| facts.request.fixed("Give exactly the table's key", |body| exact_key(member(body, "Key")?, table)));
    with_fix(explanation, fix)
}

/// Takes away what is no key attribute and gives the others their type; `None` if one is missing.
fn exact_key(key: &mut Json, table: &TableReport) -> Option<()> {
    let given: Vec<String> = key.as_object()?.iter().map(|(name, _)| name.clone()).collect();
    for name in given.iter().filter(|name| !table.key.contains(name)) {
        remove(key, name)?;
    }
    table.key.attributes().try_for_each(|attribute| {
        let value = member(key, &attribute.name)?;
        if type_of(value) == attribute.key_type.code() { Some(()) } else { retyped(value, attribute.key_type.code()) }
    })
}

/// The same value under another type letter: `{"N": "5"}` as `{"S": "5"}`; a number only if it reads as one.
fn retyped(value: &mut Json, code: &str) -> Option<()> {
    let inner = value.as_object().and_then(|members| members.first()).map(|(_, inner)| inner)?;
    let written = inner.as_text().or_else(|| inner.as_number())?.to_owned();
    let fits = match ScalarType::from_code(code)? {
        ScalarType::S => !written.is_empty(),
        ScalarType::N => model::Number::parse(&written).is_ok(),
        ScalarType::B => false,
    };
    if !fits {
        return None;
    }
    *value = Json::Object(vec![]);
    set(value, code, text(&written))
}

fn type_of(value: &Json) -> &str {
    value.as_object().and_then(|members| members.first()).map_or("no type", |(code, _)| code.as_str())
}

fn key_of(facts: &Facts) -> String {
    facts.table().map(|table| format!(" The key of `{}` is {}.", table.name, schema_in_words(&table.key))).unwrap_or_default()
}

/// `UserId` (S) and `Email` (S).
pub(super) fn schema_in_words(key: &KeySchema) -> String {
    let attribute = |attribute: &KeyAttribute| format!("`{}` ({})", attribute.name, attribute.key_type.code());
    let all: Vec<String> = key.attributes().map(attribute).collect();
    if all.is_empty() { listed([]) } else { all.join(" and ") }
}

fn in_words(code: &str) -> &'static str {
    match code {
        "S" => "a string (S)",
        "N" => "a number (N)",
        "B" => "binary (B)",
        "BOOL" => "a boolean (BOOL)",
        "NULL" => "null (NULL)",
        "L" => "a list (L)",
        "M" => "a map (M)",
        _ => "a set",
    }
}

fn example(attribute: &str, code: &str) -> String {
    let value = match code {
        "N" => r#"{"N": "42"}"#,
        "B" => r#"{"B": "base64"}"#,
        _ => r#"{"S": "text"}"#,
    };
    format!("\"{attribute}\": {value}")
}
