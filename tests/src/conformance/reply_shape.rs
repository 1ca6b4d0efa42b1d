//! Every reply against the service model: a body has only members that the model knows, each of its type, and none is missing;
//! an exception is one that the operation declares.
//!
//! Cases that expect "at least" these members, and set-up, would not show a member that does not exist. The model is read as
//! published, not through the tables of the code under test.
//!
//! Follows: AWS's service model of DynamoDB and DynamoDB Streams (`crates/api/model/api-model.json`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use api::Json;

const PUBLISHED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/api/model/api-model.json"));
/// AWS's common errors, which any operation may raise without declaring them.
const ANYWHERE: [&str; 1] = ["ThrottlingException"];
const SERVICES: [&str; 2] = ["dynamodb", "dynamodbstreams"];

static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| Model::read(PUBLISHED));

/// Both services: equal shapes have equal names in them.
struct Model {
    operations: BTreeMap<String, Json>,
    shapes: BTreeMap<String, Json>,
}

/// What in a reply does not fit the model, if anything.
pub(super) fn misfit(operation: &str, status: u16, body: &[u8]) -> Option<String> {
    let Some(model) = MODEL.as_ref() else { return Some("the service model cannot be read".to_owned()) };
    let found = match status {
        200 => model.output_misfit(operation, body),
        _ => model.exception_misfit(operation, body),
    };
    found.map(|problem| format!("the reply does not fit the service model: {problem}"))
}

impl Model {
    fn read(text: &str) -> Option<Model> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let (mut operations, mut shapes) = (BTreeMap::new(), BTreeMap::new());
        for service in SERVICES {
            let service = json.get(service)?;
            operations.extend(entries(service.get("operations")?).iter().cloned());
            shapes.extend(entries(service.get("shapes")?).iter().cloned());
        }
        Some(Model { operations, shapes })
    }

    fn output_misfit(&self, operation: &str, body: &[u8]) -> Option<String> {
        let Some(row) = self.operations.get(operation) else { return Some(format!("no operation {operation}")) };
        let Some(output) = row.get("output") else {
            return (!body.is_empty()).then(|| "a body, but the operation has no output".to_owned());
        };
        match Json::parse(body) {
            Ok(json) => self.misfit(&json, name_of(output), operation),
            Err(_) => Some("the body is not JSON".to_owned()),
        }
    }

    /// Exceptions that the model does not have (ValidationException, SerializationException) are text alone; those that it has
    /// are declared by the operation.
    fn exception_misfit(&self, operation: &str, body: &[u8]) -> Option<String> {
        let Ok(json) = Json::parse(body) else { return Some("the body is not JSON".to_owned()) };
        let Some(kind) = json.get("__type").and_then(Json::as_text) else { return Some("no __type".to_owned()) };
        let kind = kind.rsplit('#').next().unwrap_or(kind);
        let shape = self.shapes.get(kind);
        let declared = self.operations.get(operation).and_then(|row| row.get("errors"));
        let is_declared = matches!(declared, Some(Json::Array(errors)) if errors.iter().any(|error| name_of(error) == kind));
        if shape.is_some() && !is_declared && !ANYWHERE.contains(&kind) {
            return Some(format!("{operation} does not declare {kind}"));
        }
        entries(&json).iter().find_map(|(name, value)| match name.as_str() {
            "__type" | "message" | "Message" => value.as_text().is_none().then(|| format!("{name} is no text")),
            _ => match shape.and_then(|shape| shape.get("members")?.get(name)) {
                Some(member) => self.misfit(value, name_of(member), &format!("{operation}: {kind}.{name}")),
                None => Some(format!("{kind} has no member {name}")),
            },
        })
    }

    fn misfit(&self, json: &Json, shape: &str, place: &str) -> Option<String> {
        let wrong = |why: &str| Some(format!("{place}: {why}: {json}"));
        let Some(row) = self.shapes.get(shape) else { return wrong("no shape") };
        let element = |member: &str| row.get(member).map_or("", name_of);
        match (row.get("type").and_then(Json::as_text).unwrap_or_default(), json) {
            ("structure", Json::Object(members)) => {
                if shape == "AttributeValue" && members.len() != 1 {
                    return wrong("not one type");
                }
                self.members_misfit(row, members, place)
            }
            ("list", Json::Array(values)) => {
                let element = element("member");
                values.iter().enumerate().find_map(|(at, value)| self.misfit(value, element, &format!("{place}[{at}]")))
            }
            ("map", Json::Object(members)) => {
                let element = element("value");
                members.iter().find_map(|(key, value)| self.misfit(value, element, &format!("{place}.{key}")))
            }
            ("string", Json::Text(_)) => match row.get("enum") {
                Some(Json::Array(values)) if !values.contains(json) => wrong("no such value"),
                _ => None,
            },
            ("integer" | "long", Json::Number(text)) if text.parse::<i64>().is_ok() => None,
            ("double" | "timestamp", Json::Number(_)) | ("boolean", Json::Bool(_)) | ("blob", Json::Text(_)) => None,
            (expected, _) => wrong(&format!("not of type {expected}")),
        }
    }

    fn members_misfit(&self, row: &Json, members: &[(String, Json)], place: &str) -> Option<String> {
        let known = row.get("members")?;
        for (at, (name, value)) in members.iter().enumerate() {
            let Some(member) = known.get(name) else { return Some(format!("{place} has no member {name}")) };
            if members.iter().take(at).any(|(earlier, _)| earlier == name) {
                return Some(format!("{place} has {name} twice"));
            }
            if let Some(found) = self.misfit(value, name_of(member), &format!("{place}.{name}")) {
                return Some(found);
            }
        }
        let Some(Json::Array(required)) = row.get("required") else { return None };
        let missing = required.iter().filter_map(Json::as_text).find(|name| members.iter().all(|(member, _)| member != name));
        missing.map(|name| format!("{place} lacks {name}"))
    }
}

fn entries(json: &Json) -> &[(String, Json)] {
    match json {
        Json::Object(entries) => entries,
        _ => &[],
    }
}

fn name_of(reference: &Json) -> &str {
    reference.get("shape").and_then(Json::as_text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::misfit;

    fn problem(operation: &str, status: u16, body: &str) -> String {
        misfit(operation, status, body.as_bytes()).unwrap_or_default()
    }

    #[test]
    fn replies_that_fit() {
        for (operation, status, body) in [
            ("GetItem", 200, r#"{"Item":{"a":{"L":[{"N":"1"},{"NULL":true}]}}}"#),
            ("TagResource", 200, ""),
            ("GetRecords", 200, r#"{"Records":[],"NextShardIterator":"x"}"#),
            ("GetItem", 400, r#"{"__type":"com.amazon.coral.validate#ValidationException","message":"m"}"#),
            ("TransactGetItems", 400, r#"{"__type":"a#TransactionCanceledException","CancellationReasons":[{"Code":"None"}]}"#),
        ] {
            assert_eq!(problem(operation, status, body), "", "{body}");
        }
    }

    #[test]
    fn replies_that_do_not() {
        let prefix = "the reply does not fit the service model: ";
        for (operation, status, body, told) in [
            ("GetItem", 200, r#"{"Thing":1}"#, "GetItem has no member Thing"),
            ("GetItem", 200, r#"{"Item":{},"Item":{}}"#, "GetItem has Item twice"),
            ("GetItem", 200, r#"{"Item":{"a":{}}}"#, "GetItem.Item.a: not one type: {}"),
            ("GetItem", 200, r#"{"Item":{"a":{"N":1}}}"#, "GetItem.Item.a.N: not of type string: 1"),
            ("Query", 200, r#"{"Count":1.5}"#, "Query.Count: not of type integer: 1.5"),
            ("TagResource", 200, "{}", "a body, but the operation has no output"),
            ("ListTagsOfResource", 200, r#"{"Tags":[{"Key":"k"}]}"#, "ListTagsOfResource.Tags[0] lacks Value"),
            (
                "DescribeTable",
                200,
                r#"{"Table":{"TableStatus":"READY"}}"#,
                r#"DescribeTable.Table.TableStatus: no such value: "READY""#,
            ),
            ("GetItem", 400, r#"{"message":"m"}"#, "no __type"),
            ("GetItem", 400, r#"{"__type":"a#B","C":1}"#, "B has no member C"),
            ("GetItem", 400, r#"{"__type":"a#TableInUseException"}"#, "GetItem does not declare TableInUseException"),
        ] {
            assert_eq!(problem(operation, status, body), format!("{prefix}{told}"), "{body}");
        }
    }
}
