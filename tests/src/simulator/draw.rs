//! What the simulated client sends: items, keys, conditions, drawn by chance.

use api::{BillingMode, CreateTable, Expressions, IndexDefinition, Projection, TableSettings};
use model::{AttributeValue, Item, Number, ScalarType};

use super::{Chance, INDEXES, IndexRule};

/// The simulated table's name.
pub(super) const TABLE: &str = "Sim";

/// A string value.
pub(super) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// A whole number.
pub(super) fn n(number: u64) -> AttributeValue {
    AttributeValue::N(Number::parse(&number.to_string()).expect("a small number"))
}

/// The substitutions of an expression.
pub(super) fn values<const N: usize>(values: [(&str, AttributeValue); N]) -> Expressions {
    Expressions { values: Some(Item::from(values)), ..Expressions::default() }
}

/// The attributes that keys are made of.
pub(super) fn definitions() -> Vec<(String, ScalarType)> {
    let definitions =
        [("pk", ScalarType::S), ("sk", ScalarType::N), ("g", ScalarType::S), ("l", ScalarType::S), ("n", ScalarType::N)];
    definitions.map(|(name, kind)| (name.to_owned(), kind)).to_vec()
}

/// An index as a request defines it.
pub(super) fn definition(index: &IndexRule) -> IndexDefinition {
    let (projection_type, names) = match index.projected {
        None => ("ALL", None),
        Some([]) => ("KEYS_ONLY", None),
        Some(names) => ("INCLUDE", Some(names.iter().map(|name| (*name).to_owned()).collect())),
    };
    let mut key_schema = vec![element(index.hash, "HASH")];
    key_schema.extend(index.range.map(|(name, _)| element(name, "RANGE")));
    IndexDefinition {
        index_name: index.name.to_owned(),
        key_schema,
        projection: Projection { projection_type: Some(projection_type.to_owned()), non_key_attributes: names },
        provisioned_throughput: None,
        ..IndexDefinition::default()
    }
}

/// CreateTable of the table with all of [`INDEXES`] and a stream.
pub(super) fn create_table() -> CreateTable {
    let indexes = |local: bool| INDEXES.iter().filter(|index| index.local == local).map(definition).collect();
    CreateTable {
        table_name: TABLE.to_owned(),
        attribute_definitions: definitions(),
        key_schema: vec![element("pk", "HASH"), element("sk", "RANGE")],
        local_secondary_indexes: Some(indexes(true)),
        global_secondary_indexes: Some(indexes(false)),
        billing_mode: Some(BillingMode::PayPerRequest),
        settings: TableSettings { stream: Some((true, Some("NEW_AND_OLD_IMAGES".to_owned()))), ..TableSettings::default() },
        ..CreateTable::default()
    }
}

fn element(name: &str, kind: &str) -> (String, String) {
    (name.to_owned(), kind.to_owned())
}

impl Chance {
    /// One of few keys, so that requests meet.
    pub(super) fn key(&mut self) -> (String, u64) {
        (format!("p{}", self.below(5)), self.below(6))
    }

    /// Several keys, all different.
    pub(super) fn keys(&mut self, most: u64) -> Vec<(String, u64)> {
        let mut keys = vec![];
        for _ in 0..=self.below(most) {
            let key = self.key();
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// An item with this key; each other attribute is there or not.
    pub(super) fn item(&mut self, key: &(String, u64)) -> Item {
        let mut item = key_item(key);
        if !self.once_in(3) {
            item.insert("g".to_owned(), s(format!("g{}", self.below(3))));
        }
        if !self.once_in(3) {
            item.insert("n".to_owned(), n(self.below(5)));
        }
        if self.once_in(2) {
            item.insert("l".to_owned(), s(format!("l{}", self.below(3))));
        }
        if !self.once_in(3) {
            item.insert("a".to_owned(), self.text());
        }
        if self.once_in(2) {
            item.insert("b".to_owned(), n(self.below(50)));
        }
        item
    }

    /// A string around the places where units begin.
    pub(super) fn text(&mut self) -> AttributeValue {
        let length = match self.below(4) {
            0 => self.below(10),
            1 | 2 => 950 + self.below(150),
            _ => 3_900 + self.below(400),
        };
        s("x".repeat(length as usize))
    }
}

/// The `Key` member.
pub(super) fn key_item((pk, sk): &(String, u64)) -> Item {
    Item::from([("pk".to_owned(), s(pk.as_str())), ("sk".to_owned(), n(*sk))])
}
