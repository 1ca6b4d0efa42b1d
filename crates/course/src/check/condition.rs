//! One condition of a check: read from the lesson, evaluated against an observation, told in words.

use std::collections::BTreeSet;

use model::{AttributeName, AttributeValue, HalfUnits, Item, KeyAttribute, Number, ScalarType};
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Kind, Operand};
use super::{CheckError, Observation, ObservedRequest, ObservedTable};
use crate::yaml::{Value, Yaml};

/// A condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Condition {
    name: String,
    asks: Asks,
}

/// What a condition asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Asks {
    TableExists { table: String },
    TableKey { table: String, partition: Option<KeyAttribute>, sort: Option<KeyAttribute> },
    ItemCount { table: String, count: Comparison },
    ItemsWhere { table: String, attributes: Vec<(String, Comparison)>, count: Comparison },
    SchemaVaries { table: String },
    Last { of: Figure, comparison: Comparison },
}

/// What is looked at in the last request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Figure {
    Operation,
    Error,
    Index,
    Consumed,
    ConsumedRead,
    ConsumedWrite,
    Returned,
    Evaluated,
}

type ReadError = (u32, CheckError);

impl Condition {
    pub(super) fn read(yaml: &Yaml) -> Result<Self, ReadError> {
        let [(name, value)] = yaml.as_map().unwrap_or_default() else {
            return Err((yaml.line, CheckError::NotACondition));
        };
        Ok(Condition { name: name.clone(), asks: asks(name, value)? })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The table whose items it looks at.
    pub(super) fn table(&self) -> Option<&str> {
        match &self.asks {
            Asks::ItemCount { table, .. } | Asks::ItemsWhere { table, .. } | Asks::SchemaVaries { table } => Some(table),
            Asks::TableExists { table } | Asks::TableKey { table, .. } => Some(table),
            Asks::Last { .. } => None,
        }
    }

    /// Whether it holds, and what was found, in words.
    pub(super) fn evaluate(&self, observation: &Observation) -> (bool, String) {
        if let Asks::Last { of, comparison } = &self.asks {
            return match &observation.last {
                Some(last) => of.evaluate(last, comparison),
                None => (false, "No request has been run yet".to_owned()),
            };
        }
        let name = self.table().unwrap_or_default();
        match observation.tables.iter().find(|table| table.name == name) {
            Some(table) => self.asks.evaluate(table),
            None => (false, format!("There is no table `{name}`")),
        }
    }
}

fn asks(name: &str, value: &Yaml) -> Result<Asks, ReadError> {
    Ok(match name {
        "table.exists" => Asks::TableExists { table: table(value)? },
        "table.key" => {
            only(value, &["table", "hash", "range"])?;
            Asks::TableKey {
                table: table(value)?,
                partition: key_attribute(value, "hash")?,
                sort: key_attribute(value, "range")?,
            }
        }
        "items.count" => {
            let count = Comparison::read(value, Kind::Number, &["table"])?;
            Asks::ItemCount { table: table(value)?, count: count.ok_or((value.line, CheckError::ArgumentMissing("gte")))? }
        }
        "items.where" => {
            let count = Comparison::read(value, Kind::Number, &["table", "where"])?;
            Asks::ItemsWhere {
                table: table(value)?,
                attributes: attributes(value)?,
                count: count.unwrap_or_else(|| Comparison::at_least(1)),
            }
        }
        "items.schemaVaries" => Asks::SchemaVaries { table: table(value)? },
        other => {
            let of = Figure::named(other).ok_or_else(|| (value.line, CheckError::UnknownCondition(other.to_owned())))?;
            let comparison = Comparison::read(value, of.kind(), &[])?;
            Asks::Last { of, comparison: comparison.ok_or((value.line, CheckError::ArgumentMissing("eq")))? }
        }
    })
}

/// `{ table: name }`, or the name alone.
fn table(value: &Yaml) -> Result<String, ReadError> {
    let name = value.as_text().or_else(|| value.get("table").and_then(Yaml::as_text)).filter(|name| !name.is_empty());
    name.map(str::to_owned).ok_or((value.line, CheckError::ArgumentMissing("table")))
}

fn only(value: &Yaml, known: &[&str]) -> Result<(), ReadError> {
    let unknown = value.as_map().unwrap_or_default().iter().find(|(name, _)| !known.contains(&name.as_str()));
    unknown.map_or(Ok(()), |(name, value)| Err((value.line, CheckError::UnknownArgument(name.clone()))))
}

/// `employee_id:S`.
fn key_attribute(value: &Yaml, argument: &str) -> Result<Option<KeyAttribute>, ReadError> {
    let Some(given) = value.get(argument) else { return Ok(None) };
    let text = given.as_text().unwrap_or_default();
    let attribute = text
        .rsplit_once(':')
        .and_then(|(name, code)| Some(KeyAttribute { name: name.to_owned(), key_type: ScalarType::from_code(code)? }));
    attribute.map(Some).ok_or_else(|| (given.line, CheckError::KeyAttribute(text.to_owned())))
}

/// `where: { badge: Admin, age: { gte: 30 }, phone: {} }`: an empty map asks that the attribute is there at all.
fn attributes(value: &Yaml) -> Result<Vec<(String, Comparison)>, ReadError> {
    let given = value.get("where").and_then(Yaml::as_map).ok_or((value.line, CheckError::ArgumentMissing("where")))?;
    let read = |(name, asked): &(String, Yaml)| {
        let is_number = |yaml: &Yaml| {
            let texts = yaml
                .as_map()
                .map_or_else(|| yaml.texts(), |members| members.iter().flat_map(|(_, value)| value.texts()).collect());
            !texts.is_empty() && texts.iter().all(|text| Number::parse(text).is_ok())
        };
        let kind = if is_number(asked) { Kind::Number } else { Kind::Text };
        let comparison = match &asked.value {
            Value::Map(members) if members.is_empty() => None,
            _ => Comparison::read(asked, kind, &[])?,
        };
        Ok((name.clone(), comparison.unwrap_or_else(Comparison::anything)))
    };
    given.iter().map(read).collect()
}

impl Asks {
    fn evaluate(&self, table: &ObservedTable) -> (bool, String) {
        let name = &table.name;
        match self {
            Asks::TableExists { .. } => (true, format!("The table `{name}` is there")),
            Asks::TableKey { partition, sort, .. } => {
                let holds = table.key.partition.first() == partition.as_ref() && table.key.sort.first() == sort.as_ref();
                (holds, format!("The key of `{name}` is {}", key_in_words(table)))
            }
            Asks::ItemCount { count, .. } => {
                let holds = count.holds(&Operand::count(table.item_count));
                (holds, format!("`{name}` holds {}; asked for: {count}", items_in_words(table.item_count)))
            }
            Asks::ItemsWhere { attributes, count, .. } => {
                let found = table.items.iter().filter(|item| attributes.iter().all(|asked| has(item, asked))).count() as u64;
                let names: Vec<&str> = attributes.iter().map(|(name, _)| name.as_str()).collect();
                let names = names.join(", ");
                (
                    count.holds(&Operand::count(found)),
                    format!("{} of `{name}` fit in {names}; asked for: {count}", items_in_words(found)),
                )
            }
            Asks::SchemaVaries { .. } => {
                let shapes: BTreeSet<Vec<&AttributeName>> = table.items.iter().map(|item| item.keys().collect()).collect();
                let differ = if shapes.len() > 1 { "differ in their attributes" } else { "all have the same attributes" };
                (shapes.len() > 1, format!("The items of `{name}` {differ}"))
            }
            Asks::Last { .. } => (false, String::new()),
        }
    }
}

fn has(item: &Item, (name, comparison): &(String, Comparison)) -> bool {
    let Some(value) = item.get(name) else { return false };
    match value {
        AttributeValue::N(number) => comparison.holds(&Operand::Number(*number)),
        AttributeValue::S(text) => comparison.holds(&Operand::text(text)),
        AttributeValue::Bool(value) => comparison.holds(&Operand::text(if *value { "true" } else { "false" })),
        _ => comparison.is_anything(),
    }
}

fn items_in_words(count: u64) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}

fn key_in_words(table: &ObservedTable) -> String {
    let attribute = |attribute: &KeyAttribute| format!("{} ({})", attribute.name, attribute.key_type.code());
    table.key.attributes().map(attribute).collect::<Vec<_>>().join(" and ")
}

impl Figure {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "last.op" => Figure::Operation,
            "last.error" => Figure::Error,
            "last.index" => Figure::Index,
            "last.consumed" => Figure::Consumed,
            "last.consumed.read" => Figure::ConsumedRead,
            "last.consumed.write" => Figure::ConsumedWrite,
            "last.returned" => Figure::Returned,
            "last.evaluated" => Figure::Evaluated,
            _ => return None,
        })
    }

    const fn kind(self) -> Kind {
        match self {
            Figure::Operation | Figure::Error | Figure::Index => Kind::Text,
            _ => Kind::Number,
        }
    }

    fn evaluate(self, last: &ObservedRequest, comparison: &Comparison) -> (bool, String) {
        let none = || "none".to_owned();
        let (found, what) = match self {
            Figure::Operation => (Operand::text(&last.operation), "The last request was"),
            Figure::Error => (Operand::Text(last.error.clone().unwrap_or_else(none)), "The error of the last request was"),
            Figure::Index => (Operand::Text(last.index.clone().unwrap_or_else(none)), "The index that it read was"),
            Figure::Consumed => (units(last.read_units + last.write_units), "The units that it consumed were"),
            Figure::ConsumedRead => (units(last.read_units), "The read units that it consumed were"),
            Figure::ConsumedWrite => (units(last.write_units), "The write units that it consumed were"),
            Figure::Returned => (Operand::count(last.returned), "The items that it returned were"),
            Figure::Evaluated => (Operand::count(last.evaluated), "The items that it evaluated were"),
        };
        (comparison.holds(&found), format!("{what} {found}; asked for: {comparison}"))
    }
}

fn units(units: HalfUnits) -> Operand {
    Number::parse(&units.to_string()).map_or_else(|_| Operand::Text(units.to_string()), Operand::Number)
}
