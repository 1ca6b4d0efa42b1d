//! A request as the AWS CLI line that sends it, in bash quoting.

use api::Json;
use api::shapes::{self, OperationView, ShapeKind, ShapeView};

use super::name::hyphenated;
use super::option_name;

/// Longest line that is kept on one line, in characters.
const LINE_MAX: usize = 100;

/// The AWS CLI line of a request: `operation` and its body as wire JSON. `None` if there is no such operation or the body is no
/// JSON object.
///
/// Simple lists and structures are printed in shorthand, as people write them, the rest as JSON. A body that options cannot say
/// (a member that the model does not know, a value of another kind) is printed whole behind `--cli-input-json`. Reading the line
/// gives the same body again.
pub fn print(operation: &str, body: &str) -> Option<String> {
    let operation = shapes::operation(operation)?;
    let json = Json::parse(body.as_bytes()).ok()?;
    let members = json.as_object()?;
    let options: Option<Vec<String>> = members.iter().map(|(name, value)| option(operation, name, value)).collect();
    let is_twice = |at: usize, name: &str| members.iter().take(at).any(|(known, _)| known == name);
    let options = options
        .filter(|_| !members.iter().enumerate().any(|(at, (name, _))| is_twice(at, name)))
        .unwrap_or_else(|| vec![format!("--cli-input-json {}", quoted(&json.to_string()))]);
    let service = if operation.is_of_streams() { "dynamodbstreams" } else { "dynamodb" };
    let command = format!("aws {service} {}", hyphenated(operation.name()));
    let line = format!("{command} {}", options.join(" "));
    let short = line.chars().count() <= LINE_MAX && !line.contains('\n');
    Some(if short || options.is_empty() {
        line.trim_end().to_owned()
    } else {
        format!("{command} \\\n    {}", options.join(" \\\n    "))
    })
}

/// `--name value`; `None` if the AWS CLI could not give this value.
fn option(operation: OperationView, name: &str, value: &Json) -> Option<String> {
    let member = operation.input().member(name)?;
    let option = option_name(name);
    match (member.shape().kind(), value) {
        (ShapeKind::Boolean, Json::Bool(true)) => Some(option),
        (ShapeKind::Boolean, Json::Bool(false)) => Some(option.replacen("--", "--no-", 1)),
        (ShapeKind::Text(_) | ShapeKind::Blob, Json::Text(text)) => Some(format!("{option} {}", argument(text)?)),
        (ShapeKind::Whole, Json::Number(number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(format!("{option} {number}"))
        }
        (ShapeKind::List(element), Json::Array(values)) if !values.is_empty() => {
            let words: Option<Vec<String>> = values.iter().map(|value| shorthand(element, value)).collect();
            let words = words.map_or_else(|| quoted(&value.to_string()), |words| words.join(" "));
            Some(format!("{option} {words}"))
        }
        (ShapeKind::Structure | ShapeKind::Map(_), Json::Object(_)) => {
            let word = shorthand(member.shape(), value).unwrap_or_else(|| quoted(&value.to_string()));
            super::value::check_members(member.shape(), value).ok()?;
            Some(format!("{option} {word}"))
        }
        (ShapeKind::List(_), Json::Array(_)) => Some(format!("{option} '[]'")),
        _ => None,
    }
    .filter(|_| super::value::check_members(member.shape(), value).is_ok())
}

/// A text as one word; `None` where the AWS CLI would take it for an option or a file.
fn argument(text: &str) -> Option<String> {
    let special = text.starts_with("--") || text.starts_with("file://") || text.starts_with("fileb://");
    let dash = text.starts_with(['\u{2014}', '\u{2013}']);
    (!special && !dash).then(|| if is_plain(text) { text.to_owned() } else { quoted(text) })
}

/// `AttributeName=UserId,AttributeType=S` for a structure of plain texts and numbers; `None` for anything else.
fn shorthand(shape: ShapeView, value: &Json) -> Option<String> {
    if shape.kind() != ShapeKind::Structure {
        return None;
    }
    let members = value.as_object()?;
    let parts: Option<Vec<String>> = members
        .iter()
        .enumerate()
        .map(|(at, (name, value))| {
            let kind = shape.member(name)?.shape().kind();
            let repeated = members.iter().take(at).any(|(known, _)| known == name);
            let text = match (kind, value) {
                (ShapeKind::Text(_), Json::Text(text)) if is_plain(text) && !text.is_empty() => text.clone(),
                (ShapeKind::Whole, Json::Number(number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => number.clone(),
                (ShapeKind::Boolean, Json::Bool(value)) => value.to_string(),
                _ => return None,
            };
            (!repeated).then(|| format!("{name}={text}"))
        })
        .collect();
    parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join(","))
}

/// Letters, digits and signs that neither a shell nor shorthand reads as anything else.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.' | ':' | '/'))
}

/// The text between single quotes, as bash reads them.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
