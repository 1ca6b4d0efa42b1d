//! The request that failed, and how a corrected one is written in the form that the learner used.

use api::Json;
use report::Fix;

/// A request that failed.
#[derive(Clone, Debug)]
pub struct FailedRequest<'a> {
    /// Operation name.
    pub operation: &'a str,
    /// What was typed for it: an AWS CLI line, `PutItem {json}` or bare JSON.
    pub input: &'a str,
    pub(crate) body: Json,
}

impl<'a> FailedRequest<'a> {
    /// The request: its operation, its body as wire JSON, and what was typed for it.
    pub fn new(operation: &'a str, body: &str, input: &'a str) -> Self {
        FailedRequest { operation, input, body: Json::parse(body.as_bytes()).unwrap_or(Json::Null) }
    }

    /// A corrected input: the body as `change` leaves it, written as the learner wrote it. `None` if `change` says that it could not.
    pub(crate) fn fixed(&self, label: &str, change: impl FnOnce(&mut Json) -> Option<()>) -> Option<Fix> {
        let mut body = self.body.clone();
        change(&mut body)?;
        if body == self.body {
            return None;
        }
        let compact = body.to_string();
        let typed = self.input.trim_start();
        let input = if typed.starts_with('{') {
            api::pretty(compact.as_bytes())
        } else if typed.starts_with(|char: char| char.is_ascii_uppercase()) {
            format!("{} {}", self.operation, api::pretty(compact.as_bytes()))
        } else {
            syntax::cli::print(self.operation, &compact)?
        };
        Some(Fix { label: label.to_owned(), input })
    }
}

/// Sets a member of an object, at its place or at the end.
pub(crate) fn set(json: &mut Json, name: &str, value: Json) -> Option<()> {
    let Json::Object(members) = json else { return None };
    match members.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => *known = value,
        None => members.push((name.to_owned(), value)),
    }
    Some(())
}

/// Takes a member out of an object.
pub(crate) fn remove(json: &mut Json, name: &str) -> Option<()> {
    let Json::Object(members) = json else { return None };
    let before = members.len();
    members.retain(|(known, _)| known != name);
    (members.len() < before).then_some(())
}

/// A member of an object, to change it.
pub(crate) fn member<'j>(json: &'j mut Json, name: &str) -> Option<&'j mut Json> {
    let Json::Object(members) = json else { return None };
    members.iter_mut().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// Calls `visit` with every object of the tree, outermost first. A tree is at most [`model::limits::PARSE_DEPTH`] deep.
pub(crate) fn each_object(json: &mut Json, visit: &mut impl FnMut(&mut Json)) {
    if matches!(json, Json::Object(_)) {
        visit(json);
    }
    match json {
        Json::Object(members) => members.iter_mut().for_each(|(_, value)| each_object(value, visit)),
        Json::Array(values) => values.iter_mut().for_each(|value| each_object(value, visit)),
        _ => {}
    }
}

/// A text value.
pub(crate) fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}
