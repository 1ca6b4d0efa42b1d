//! The members of the input shapes, as the service model publishes them.

use core::fmt;

use api::Json;

const PUBLISHED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/api/model/api-model.json"));
const SERVICES: [&str; 2] = ["dynamodb", "dynamodbstreams"];

/// The published model of both services.
#[derive(Debug)]
pub struct InputShapes(Vec<Json>);

/// A member of an operation's input, at any depth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputMember {
    /// From the top of the input down to the member itself.
    pub(super) parts: Vec<Part>,
    /// Whether the structure that holds it must have it.
    pub(super) required: bool,
}

/// A step downwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Into a member of a structure.
    Member(String),
    /// Into every element of a list.
    Element,
    /// Into every value of a map.
    Entry,
}

impl InputMember {
    /// Whether another member lies within this one.
    pub(super) fn holds(&self, other: &InputMember) -> bool {
        other.parts.len() > self.parts.len() && other.parts.starts_with(&self.parts)
    }
}

impl fmt::Display for InputMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                Part::Member(name) if at == 0 => f.write_str(name)?,
                Part::Member(name) => write!(f, ".{name}")?,
                Part::Element => f.write_str("[]")?,
                Part::Entry => f.write_str("{}")?,
            }
        }
        Ok(())
    }
}

impl InputShapes {
    /// Reads the model; none if it cannot be read.
    pub fn published() -> Option<Self> {
        let model = Json::parse(PUBLISHED.as_bytes()).ok()?;
        SERVICES.iter().map(|service| model.get(service).cloned()).collect::<Option<Vec<_>>>().map(InputShapes)
    }

    /// The names of all operations, in alphabetical order.
    pub fn operations(&self) -> Vec<&str> {
        let of_service = |service| entries(service, "operations").iter().map(|(name, _)| name.as_str());
        let mut names: Vec<&str> = self.0.iter().flat_map(of_service).collect();
        names.sort_unstable();
        names
    }

    /// All members of an operation's input, each before those within it. Attribute values have none.
    pub fn members(&self, operation: &str) -> Vec<InputMember> {
        let mut found = vec![];
        if let Some(input) = self.input(operation) {
            input.collect(&mut vec![], &mut found);
        }
        found
    }

    /// The shape of an operation's input.
    pub(super) fn input(&self, operation: &str) -> Option<InputShape<'_>> {
        self.0.iter().find_map(|service| {
            let name = service.get("operations")?.get(operation)?.get("input")?.get("shape")?.as_text()?;
            Some(InputShape { service, name })
        })
    }
}

/// A shape of the model.
#[derive(Clone, Copy)]
pub(super) struct InputShape<'m> {
    service: &'m Json,
    name: &'m str,
}

impl<'m> InputShape<'m> {
    fn row(self) -> Option<&'m Json> {
        self.service.get("shapes")?.get(self.name)
    }

    /// `structure`, `list`, `map`, `string` and so on; `value` for an attribute value.
    pub(super) fn kind(self) -> &'m str {
        if self.name == "AttributeValue" {
            return "value";
        }
        self.row().and_then(|row| row.get("type")?.as_text()).unwrap_or_default()
    }

    /// The shape of a structure's member, a list's element (`member`) or a map's value (`value`).
    pub(super) fn part(self, part: &Part) -> Option<InputShape<'m>> {
        let reference = match part {
            Part::Member(name) => self.row()?.get("members")?.get(name)?,
            Part::Element => self.row()?.get("member")?,
            Part::Entry => self.row()?.get("value")?,
        };
        Some(InputShape { service: self.service, name: reference.get("shape")?.as_text()? })
    }

    /// The names of the members that a structure must have.
    pub(super) fn required(self) -> Vec<&'m str> {
        let names = self.row().and_then(|row| row.get("required")?.as_array()).unwrap_or_default();
        names.iter().filter_map(Json::as_text).collect()
    }

    /// The values of an enumeration; none of any other shape.
    pub(super) fn values(self) -> Vec<&'m str> {
        let values = self.row().and_then(|row| row.get("enum")?.as_array()).unwrap_or_default();
        values.iter().filter_map(Json::as_text).collect()
    }

    /// The least length or number.
    pub(super) fn min(self) -> usize {
        self.row().and_then(|row| row.get("min")?.as_number()?.parse().ok()).unwrap_or_default()
    }

    fn collect(self, parts: &mut Vec<Part>, found: &mut Vec<InputMember>) {
        let into: Vec<Part> = match self.kind() {
            "structure" => {
                let members = self.row().map(|row| entries(row, "members")).unwrap_or_default();
                members.iter().map(|(name, _)| Part::Member(name.clone())).collect()
            }
            "list" => vec![Part::Element],
            "map" => vec![Part::Entry],
            _ => vec![],
        };
        let required = self.required();
        for part in into {
            let Some(shape) = self.part(&part) else { continue };
            let name = if let Part::Member(name) = &part { Some(name.clone()) } else { None };
            parts.push(part);
            if let Some(name) = name {
                found.push(InputMember { parts: parts.clone(), required: required.contains(&name.as_str()) });
            }
            shape.collect(parts, found);
            parts.pop();
        }
    }
}

fn entries<'j>(json: &'j Json, name: &str) -> &'j [(String, Json)] {
    json.get(name).and_then(Json::as_object).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::InputShapes;

    #[test]
    fn members_are_found_at_every_depth() {
        let shapes = InputShapes::published().unwrap();
        assert_eq!(shapes.operations().len(), 66);
        let names: Vec<String> = shapes.members("BatchWriteItem").iter().map(ToString::to_string).collect();
        assert_eq!(
            names,
            [
                "RequestItems",
                "RequestItems{}[].PutRequest",
                "RequestItems{}[].PutRequest.Item",
                "RequestItems{}[].DeleteRequest",
                "RequestItems{}[].DeleteRequest.Key",
                "ReturnConsumedCapacity",
                "ReturnItemCollectionMetrics",
            ]
        );
        assert_eq!(shapes.members("Nothing"), []);
    }
}
