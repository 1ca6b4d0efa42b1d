//! Attribute values as DynamoDB JSON has them: `{"N": "12"}`. Their type, their bytes, and a short text for a grid.
//!
//! The page keeps values as JSON and never turns a number into a float, so what is shown and sent back is what was there,
//! digit for digit.

use crate::json::{Map, Value, object};
use model::{AttributeType, Number};

/// An item as DynamoDB JSON: values by name.
pub(crate) type Attributes = Map;

/// Longest text in a cell of the grid, in characters (our bound: the rest is in the editor).
const CELL_MAX: usize = 64;
/// Elements of a set, list or map shown in a cell (our bound).
const ELEMENTS_MAX: usize = 4;

/// The type and content of a value: `("N", "12")` of `{"N": "12"}`. `None` if it has no such form.
pub(crate) fn parts(value: &Value) -> Option<(AttributeType, &Value)> {
    let members = value.as_object()?;
    let (code, content) = members.iter().next().filter(|_| members.len() == 1)?;
    Some((AttributeType::from_code(code)?, content))
}

/// A value of a type.
pub(crate) fn value(kind: AttributeType, content: Value) -> Value {
    object([(kind.code(), content)])
}

/// One line for a cell: `Ana Ruiz`, `12`, `{rust, sql}`, `[3 elements]`, `{city, zip}`.
pub(crate) fn cell(value: &Value) -> String {
    let Some((kind, content)) = parts(value) else { return "?".to_owned() };
    let text = match (kind, content) {
        (AttributeType::S | AttributeType::N, Value::String(text)) => text.clone(),
        (AttributeType::B, Value::String(text)) => format!("{} B", base64_bytes(text)),
        (AttributeType::Bool, content) => content.to_string(),
        (AttributeType::Null, _) => "null".to_owned(),
        (AttributeType::Ss | AttributeType::Ns | AttributeType::Bs, Value::Array(elements)) => {
            let shown = elements.iter().map(|element| element.as_str().unwrap_or("?").to_owned());
            listed(shown, elements.len())
        }
        (AttributeType::L, Value::Array(elements)) => match elements.len() {
            1 => "[1 element]".to_owned(),
            number => format!("[{number} elements]"),
        },
        (AttributeType::M, Value::Object(map)) => listed(map.keys().map(str::to_owned), map.len()),
        _ => "?".to_owned(),
    };
    match text.char_indices().nth(CELL_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn listed(names: impl Iterator<Item = String>, number: usize) -> String {
    let mut shown: Vec<String> = names.take(ELEMENTS_MAX).collect();
    if number > ELEMENTS_MAX {
        shown.push("…".to_owned());
    }
    format!("{{{}}}", shown.join(", "))
}

/// Bytes of an item as DynamoDB counts them. `None` if a value has no valid form.
///
/// Source: developer guide, "DynamoDB item sizes and formats".
pub(crate) fn item_bytes(item: &Attributes) -> Option<usize> {
    item.iter().map(|(name, value)| Some(name.len() + value_bytes(value)?)).sum()
}

/// Bytes of a value without its name. JSON text is bounded in depth by its parser, so this is too.
fn value_bytes(value: &Value) -> Option<usize> {
    // A list or map costs 3 bytes, and each of its elements one more.
    let (kind, content) = parts(value)?;
    match (kind, content) {
        (AttributeType::S, Value::String(text)) => Some(text.len()),
        (AttributeType::N, Value::String(text)) => number_bytes(text),
        (AttributeType::B, Value::String(text)) => Some(base64_bytes(text)),
        (AttributeType::Bool, Value::Bool(_)) | (AttributeType::Null, _) => Some(1),
        (AttributeType::Ss, Value::Array(elements)) => elements.iter().map(|one| one.as_str().map(str::len)).sum(),
        (AttributeType::Ns, Value::Array(elements)) => elements.iter().map(|one| number_bytes(one.as_str()?)).sum(),
        (AttributeType::Bs, Value::Array(elements)) => elements.iter().map(|one| one.as_str().map(base64_bytes)).sum(),
        (AttributeType::L, Value::Array(elements)) => {
            elements.iter().map(|one| Some(1 + value_bytes(one)?)).sum::<Option<usize>>().map(|inner| 3 + inner)
        }
        (AttributeType::M, Value::Object(map)) => Some(3 + map.len() + item_bytes(map)?),
        _ => None,
    }
}

fn number_bytes(text: &str) -> Option<usize> {
    Number::parse(text).ok().map(|number| number.size_bytes())
}

/// Bytes that base64 text stands for.
fn base64_bytes(text: &str) -> usize {
    text.trim_end_matches('=').len() * 3 / 4
}

#[cfg(test)]
mod tests {
    use super::{Attributes, cell, item_bytes};
    use crate::json::parse;

    fn item(text: &str) -> Attributes {
        parse(text).unwrap().as_object().cloned().unwrap()
    }

    #[test]
    fn cells_are_short() {
        for (value, text) in [
            (r#"{"S": "Ana"}"#, "Ana"),
            (r#"{"N": "12.50"}"#, "12.50"),
            (r#"{"B": "AAEC"}"#, "3 B"),
            (r#"{"BOOL": true}"#, "true"),
            (r#"{"NULL": true}"#, "null"),
            (r#"{"SS": ["a", "b", "c", "d", "e"]}"#, "{a, b, c, d, …}"),
            (r#"{"L": [{"S": "a"}]}"#, "[1 element]"),
            (r#"{"M": {"x": {"S": "a"}, "y": {"S": "b"}}}"#, "{x, y}"),
            (r#"{"X": 1}"#, "?"),
            (r#"7"#, "?"),
        ] {
            assert_eq!(cell(&parse(value).unwrap()), text, "{value}");
        }
        assert_eq!(cell(&super::value(super::AttributeType::S, "é".repeat(100).into())).chars().count(), 65);
    }

    #[test]
    fn bytes_are_those_of_the_manual() {
        for (value, bytes) in [
            (r#"{"shirt-color": {"S": "R"}, "shirt-size": {"S": "M"}}"#, Some(23)),
            (r#"{"l": {"L": []}, "m": {"M": {}}}"#, Some(1 + 3 + 1 + 3)),
            (r#"{"k": {"L": [{"S": "ab"}, {"NULL": true}]}}"#, Some(1 + 3 + 3 + 2)),
            (r#"{"k": {"M": {"k": {"S": "ab"}}}}"#, Some(1 + 3 + 1 + 1 + 2)),
            (r#"{"b": {"B": "AAE="}, "s": {"BS": ["AA=="]}}"#, Some(1 + 2 + 1 + 1)),
            (r#"{"n": {"N": "twelve"}}"#, None),
            (r#"{"n": {"N": 12}}"#, None),
        ] {
            assert_eq!(item_bytes(&item(value)), bytes, "{value}");
        }
    }

    #[test]
    fn numbers_weigh_as_the_model_says() {
        for text in ["0", "27", "-27", "1234567890123456789012345678901234567.8", "1e-100"] {
            let expected = model::Number::parse(text).unwrap().size_bytes() + 1;
            assert_eq!(item_bytes(&item(&format!(r#"{{"n": {{"N": "{text}"}}}}"#))), Some(expected), "{text}");
        }
    }
}
