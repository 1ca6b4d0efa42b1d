//! The items of a scenario as the tables of a design hold them.

use model::{AttributeName, AttributeValue, Item};

use crate::access::{self, Presence, attributes, has};
use crate::scenario::{KeyPart, KeyTemplate, Pattern, Projected, Scenario, TableDesign};
use crate::workload::write_number;

/// The attribute that fills an item up to its size.
const FILLING: &str = "~";
/// An attribute that an update changes if the pattern names none that the item has. It is as long as its values.
const CHANGED: &str = "~n";

/// Bytes for which a key's text asks at first: most are shorter.
const KEY_BYTES: usize = 32;

/// How the items of one entity lie in one table.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// Place of the table in the design.
    pub(super) table: usize,
    pub(super) table_name: String,
    /// Items of the start of which a put may have the key.
    pub(super) stock: u64,
    /// Partition key and sort key of the table.
    keys: Vec<(AttributeName, KeyTemplate)>,
    /// Keys of indexes that an item has from the start, and of those that an update gives it.
    index_keys: Vec<(AttributeName, KeyTemplate, bool)>,
    /// Attributes that indexes project.
    included: Vec<AttributeName>,
    /// [`FILLING`] and [`CHANGED`]: all items have the same names, so an item takes no memory for them.
    filling: AttributeName,
    changed: AttributeName,
}

/// Appends the value of an attribute.
pub(super) type Value<'a> = &'a dyn Fn(&str, &mut String);

impl Shape {
    /// The items of an entity in a table.
    pub(super) fn new(scenario: &Scenario, (number, table): (usize, &TableDesign), entity: &str) -> Self {
        let stock = access::stock_met(scenario, table, entity);
        let table = &table.of(entity);
        let mut shape = Shape {
            table: number,
            table_name: table.name.clone(),
            stock,
            keys: core::iter::once(&table.partition_key).chain(&table.sort_key).map(named).collect(),
            index_keys: Vec::new(),
            included: Vec::new(),
            filling: FILLING.into(),
            changed: CHANGED.into(),
        };
        for index in &table.indexes {
            let keys: Vec<&KeyTemplate> = core::iter::once(&index.partition_key).chain(&index.sort_key).collect();
            let presence = access::key_presence(scenario, entity, &keys);
            for key in keys.into_iter().filter(|_| presence != Presence::Never) {
                if !shape.is_key(&key.name) {
                    let (name, key) = named(key);
                    shape.index_keys.push((name, key, presence == Presence::Always));
                }
            }
            if let Projected::Include(names) = &index.projection {
                for name in names {
                    if !shape.included.iter().any(|known| known == name) {
                        shape.included.push(name.into());
                    }
                }
            }
        }
        shape
    }

    /// The primary key of an item.
    pub(super) fn key(&self, value: Value<'_>) -> Item {
        self.keys.iter().map(|(name, key)| (name, AttributeValue::S(rendered(key, value)))).collect()
    }

    /// The primary key of an item that was read.
    pub(super) fn key_of(&self, item: &Item) -> Item {
        let keys = self.keys.iter().filter_map(|(name, _)| item.get_key_value(name));
        keys.map(|(name, value)| (name, value.clone())).collect()
    }

    /// A whole item of so many bytes, if its keys take no more. What no attribute tells of it differs with `count`.
    pub(super) fn item(&self, value: Value<'_>, size_bytes: u32, count: u64) -> Item {
        let mut item = Item::with_capacity(self.keys.len() + self.index_keys.len() + self.included.len() + 2);
        item.extend(self.keys.iter().map(|(name, key)| (name, AttributeValue::S(rendered(key, value)))));
        for (name, key, _) in self.index_keys.iter().filter(|(_, _, from_start)| *from_start) {
            item.insert(name, AttributeValue::S(rendered(key, value)));
        }
        for name in &self.included {
            if !item.contains_key(name) {
                item.insert(name, AttributeValue::S(alone(name, value)));
            }
        }
        item.insert(&self.changed, AttributeValue::S(number(count)));
        let taken = model::item_size_bytes(&item) + FILLING.len();
        let left = (size_bytes as usize).saturating_sub(taken);
        item.insert(&self.filling, AttributeValue::S("x".repeat(left)));
        item
    }

    /// What an update of the pattern sets: attributes with their new values, at least one.
    pub(super) fn update(&self, pattern: &Pattern, value: Value<'_>, count: u64) -> Vec<(&AttributeName, AttributeValue)> {
        let changes = |key: &KeyTemplate| attributes(key).any(|name| has(&pattern.changes, name));
        let keys = self.index_keys.iter().filter(|(_, key, _)| changes(key));
        let mut set: Vec<(&AttributeName, AttributeValue)> =
            keys.map(|(name, key, _)| (name, AttributeValue::S(rendered(key, value)))).collect();
        for name in &self.included {
            if !self.is_key(name) && (pattern.changes.is_empty() || has(&pattern.changes, name)) {
                set.push((name, AttributeValue::S(alone(name, value))));
            }
        }
        // Values that are drawn may be those that are there already; this one is always new.
        set.push((&self.changed, AttributeValue::S(number(count))));
        set
    }

    /// Whether the attribute is one of a key of the table or an index.
    fn is_key(&self, name: &str) -> bool {
        let mut keys = self.keys.iter().map(|(name, _)| name).chain(self.index_keys.iter().map(|(name, _, _)| name));
        keys.any(|known| *known == *name)
    }

    /// Whether an update of the pattern changes the primary key, which DynamoDB cannot.
    pub(super) fn moves(&self, pattern: &Pattern) -> bool {
        self.keys.iter().any(|(_, key)| attributes(key).any(|name| has(&pattern.changes, name)))
    }
}

fn named(key: &KeyTemplate) -> (AttributeName, KeyTemplate) {
    (key.name.as_str().into(), key.clone())
}

/// A key with the values of its attributes.
pub(super) fn rendered(key: &KeyTemplate, value: Value<'_>) -> String {
    let mut text = String::with_capacity(KEY_BYTES);
    for part in &key.parts {
        match part {
            KeyPart::Text(fixed) => text.push_str(fixed),
            KeyPart::Attribute(name) => value(name, &mut text),
        }
    }
    text
}

fn alone(name: &str, value: Value<'_>) -> String {
    let mut text = String::with_capacity(KEY_BYTES);
    value(name, &mut text);
    text
}

fn number(count: u64) -> String {
    let mut text = String::with_capacity(8);
    write_number(count % 100_000_000, 8, &mut text);
    text
}
