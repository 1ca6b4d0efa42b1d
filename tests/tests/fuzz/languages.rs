//! Every expression language, PartiQL, numbers and keys: soup of their words, by itself and through whole requests.

use std::collections::BTreeMap;

use api::Json;
use expr::partiql::Statement;
use expr::{Condition, ExpressionKind, KeyCondition, Projection, Scope, Update};
use model::{AttributeValue, Item, KeyAttribute, KeySchema, Number, ScalarType};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::select;
use tests::conformance::Transport;

use crate::round::fuzz;
use crate::wire::Watched;

const WORDS: [&str; 66] = [
    "a",
    "b",
    "pk",
    "sk",
    "c.d",
    "#a",
    "#x",
    ":a",
    ":n",
    ":l",
    ":x",
    "(",
    ")",
    "[",
    "]",
    "[0]",
    "[99999999999]",
    ".",
    ",",
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "AND",
    "or",
    "NOT",
    "BETWEEN",
    "IN",
    "SET",
    "REMOVE",
    "ADD",
    "DELETE",
    "size(",
    "contains(",
    "begins_with(",
    "attribute_exists(",
    "attribute_type(",
    "if_not_exists(",
    "list_append(",
    "SELECT",
    "*",
    "FROM",
    "Tab",
    "\"Tab\"",
    "WHERE",
    "pk = 'a'",
    "INSERT INTO",
    "VALUE",
    "{",
    "}",
    "'a':",
    "'it''s'",
    "?",
    "UPDATE",
    "RETURNING ALL OLD *",
    "MISSING",
    "IS",
    "<<",
    ">>",
    "1e400",
    "é",
    "\u{0}",
];
const TABLE: &str = r#"{"TableName":"Tab","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;
const ITEM: &str =
    r#"{"TableName":"Tab","Item":{"pk":{"S":"a"},"a":{"N":"1"},"b":{"L":[{"S":"x"}]},"c":{"M":{"d":{"SS":["x"]}}}}}"#;

/// The expressions of a request with a text in each place where one may stand.
fn requests(text: &str) -> Vec<(&'static str, String)> {
    let text = Json::Text(text.to_owned()).to_string();
    let key = r#""TableName":"Tab","Key":{"pk":{"S":"a"}}"#;
    let values =
        r##""ExpressionAttributeNames":{"#a":"a"},"ExpressionAttributeValues":{":a":{"S":"a"},":n":{"N":"1"},":l":{"L":[]}}"##;
    let names = r##""ExpressionAttributeNames":{"#a":"a"}"##;
    vec![
        ("UpdateItem", format!(r#"{{{key},"UpdateExpression":{text},{values}}}"#)),
        ("UpdateItem", format!(r#"{{{key},"UpdateExpression":{text}}}"#)),
        ("DeleteItem", format!(r#"{{{key},"ConditionExpression":{text},{values}}}"#)),
        ("GetItem", format!(r#"{{{key},"ProjectionExpression":{text},{names}}}"#)),
        ("GetItem", format!(r#"{{{key},"ProjectionExpression":{text}}}"#)),
        ("Scan", format!(r#"{{"TableName":"Tab","FilterExpression":{text},{values}}}"#)),
        ("Query", format!(r#"{{"TableName":"Tab","KeyConditionExpression":{text},{values}}}"#)),
        ("ExecuteStatement", format!(r#"{{"Statement":{text}}}"#)),
        ("ExecuteStatement", format!(r#"{{"Statement":{text},"Parameters":[{{"S":"a"}},{{"N":"1"}}]}}"#)),
        ("ExecuteTransaction", format!(r#"{{"TransactStatements":[{{"Statement":{text}}}]}}"#)),
        ("BatchExecuteStatement", format!(r#"{{"Statements":[{{"Statement":{text}}}]}}"#)),
    ]
}

/// Reads a text as every language, by itself.
pub(crate) fn read_all(text: &str) {
    let names: BTreeMap<String, String> = [("#a".to_owned(), "a".to_owned())].into();
    let number = || AttributeValue::N(Number::from_i64(1));
    let values: Item = [(":a".to_owned(), AttributeValue::S("a".to_owned())), (":n".to_owned(), number())].into();
    let scope = || Scope::new(Some(&names), Some(&values)).expect("names and values");
    if let Ok(condition) = Condition::parse(ExpressionKind::Condition, text, &mut scope()) {
        condition.matches(&Item::new());
    }
    drop(Condition::parse(ExpressionKind::Filter, text, &mut scope()));
    drop(Projection::parse(text, &mut scope()).map(|projection| projection.apply(&Item::new())));
    drop(Update::parse(text, &mut scope()).map(|update| update.apply(&Item::new())));
    drop(KeyCondition::parse(text, &mut scope()));
    match Statement::parse(text, &[number(), number()]) {
        Ok(Statement::Select(select) | Statement::Exists(select)) => drop((select.condition(), select.columns())),
        Ok(Statement::Update(change)) => drop((change.condition(), change.update())),
        Ok(Statement::Delete(delete)) => drop(delete.condition()),
        _ => {}
    }
    drop(Statement::target_of(text));
}

/// Asks an engine that has an item with a text in each place where one may stand.
pub(crate) fn ask_all(text: &str) {
    let mut engine = Watched::default();
    engine.send("CreateTable", TABLE.as_bytes());
    engine.send("PutItem", ITEM.as_bytes());
    for (name, body) in requests(text) {
        engine.send(name, body.as_bytes());
    }
}

fn soup() -> impl Strategy<Value = String> {
    let words = vec(select(&WORDS[..]), 0..24).prop_map(|words| words.join(" "));
    prop_oneof![4 => words, 1 => any::<String>()]
}

#[test]
fn every_language_reads_or_refuses_by_itself() {
    fuzz("languages", 1_000, &soup(), |text| read_all(&text));
}

#[test]
fn every_language_reads_or_refuses_in_a_request() {
    fuzz("languages in requests", 100, &soup(), |text| ask_all(&text));
}

#[test]
fn numbers_read_back_or_are_refused() {
    fuzz(
        "numbers",
        1_000,
        &prop_oneof!["[-+]?[0-9]{0,45}[.]?[0-9]{0,45}([eE][-+]?[0-9]{0,4})?", "[-+.eE0-9 _x]{0,60}"],
        |text| {
            let Ok(number) = Number::parse(&text) else { return };
            assert_eq!(Number::parse(&number.to_string()), Ok(number), "{text}");
            let mut bytes = vec![];
            number.encode_ordered(&mut bytes);
            assert!(bytes.len() < 64, "{text}");
            if let Ok(sum) = number.checked_add(&number) {
                assert_eq!(sum.checked_sub(&number), Ok(number), "{text}");
            }
        },
    );
}

#[test]
fn the_order_of_encoded_keys_is_the_order_of_values() {
    let schema = |key_type| {
        let attribute = |name: &str, key_type| KeyAttribute { name: name.to_owned(), key_type };
        KeySchema { partition: vec![attribute("pk", ScalarType::S)], sort: vec![attribute("sk", key_type)] }
    };
    let item = |value: AttributeValue| -> Item {
        [("pk".to_owned(), AttributeValue::S("p".to_owned())), ("sk".to_owned(), value)].into_iter().collect()
    };
    let key = |schema: &KeySchema, value| schema.storage_key(&item(value));
    let (binary, text) = (schema(ScalarType::B), schema(ScalarType::S));
    fuzz(
        "keys",
        1_000,
        &(vec(any::<u8>(), 0..40), vec(any::<u8>(), 0..40), any::<String>(), any::<String>()),
        |(one, other, a, b)| {
            let keys = (key(&binary, AttributeValue::B(one.clone())), key(&binary, AttributeValue::B(other.clone())));
            if let (Some(left), Some(right)) = keys {
                assert_eq!(left.as_bytes().cmp(right.as_bytes()), one.cmp(&other));
            }
            let keys = (key(&text, AttributeValue::S(a.clone())), key(&text, AttributeValue::S(b.clone())));
            if let (Some(left), Some(right)) = keys {
                assert_eq!(left.as_bytes().cmp(right.as_bytes()), a.cmp(&b));
            }
        },
    );
}
