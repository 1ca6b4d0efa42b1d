//! An item's key as the page handles it: typed field by field, read from a Scan's answer, written as DynamoDB JSON.

use model::{KeySchema, ScalarType};

use crate::json::{Map, Value, object, parse};

/// A key: one text for each key attribute, in the schema's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ItemKey(pub Vec<String>);

impl ItemKey {
    /// An empty one with as many fields as the schema has.
    pub(crate) fn empty(schema: &KeySchema) -> Self {
        ItemKey(schema.attributes().map(|_| String::new()).collect())
    }

    /// Whether every field has something in it.
    pub(crate) fn is_complete(&self, schema: &KeySchema) -> bool {
        self.0.len() == schema.attributes().count() && self.0.iter().all(|text| !text.is_empty())
    }

    /// `{"employee_id":{"S":"E-0012"}}`. Numbers stay text, so no digit is lost.
    pub(crate) fn to_wire(&self, schema: &KeySchema) -> String {
        let mut key = Map::new();
        for (attribute, text) in schema.attributes().zip(&self.0) {
            key.insert(attribute.name.as_str(), object([(attribute.key_type.code(), text.as_str().into())]));
        }
        Value::from(key).to_string()
    }

    /// The key of one item of an answer; `None` if it lacks a key attribute.
    pub(crate) fn of_item(schema: &KeySchema, item: &Value) -> Option<Self> {
        let texts = schema.attributes().map(|attribute| {
            let typed = item.get(&attribute.name)?.get(attribute.key_type.code())?;
            typed.as_str().map(str::to_owned)
        });
        texts.collect::<Option<Vec<_>>>().map(ItemKey)
    }

    /// `E-0012` or `E-0012 / 2026-01`.
    pub(crate) fn words(&self) -> String {
        self.0.join(" / ")
    }
}

/// The Scan that lists the keys of a table: its body, reading no more than `limit` items.
pub(crate) fn listing_scan(table: &str, schema: &KeySchema, limit: u32) -> String {
    let mut names = Map::new();
    for (number, attribute) in schema.attributes().enumerate() {
        names.insert(format!("#k{number}"), attribute.name.as_str());
    }
    let projection = names.keys().collect::<Vec<_>>().join(", ");
    let body = object([
        ("TableName", table.into()),
        ("Limit", u64::from(limit).into()),
        ("ProjectionExpression", projection.into()),
        ("ExpressionAttributeNames", names.into()),
    ]);
    body.to_string()
}

/// The keys in the output of that Scan.
pub(crate) fn listed(schema: &KeySchema, output: &str) -> Vec<ItemKey> {
    let Ok(answer) = parse(output) else { return Vec::new() };
    let items = answer.get("Items").and_then(Value::as_array).unwrap_or_default();
    items.iter().filter_map(|item| ItemKey::of_item(schema, item)).collect()
}

/// What to type into a field of this type.
pub(crate) fn type_hint(key_type: ScalarType) -> &'static str {
    match key_type {
        ScalarType::S => "string",
        ScalarType::N => "number",
        ScalarType::B => "binary, as base64",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::KeyAttribute;

    fn schema() -> KeySchema {
        KeySchema {
            partition: vec![KeyAttribute { name: "id".into(), key_type: ScalarType::S }],
            sort: vec![KeyAttribute { name: "n".into(), key_type: ScalarType::N }],
        }
    }

    #[test]
    fn a_key_survives_the_wire_to_the_last_digit() {
        let key = ItemKey(vec!["a\"b".into(), "12345678901234567890123456789012345678".into()]);
        let wire = key.to_wire(&schema());
        assert_eq!(wire, r#"{"id":{"S":"a\"b"},"n":{"N":"12345678901234567890123456789012345678"}}"#);
        assert_eq!(listed(&schema(), &format!(r#"{{"Items":[{wire},{{"id":{{"S":"x"}}}}]}}"#)), [key]);
        assert_eq!(listed(&schema(), "not json"), []);
    }

    #[test]
    fn the_scan_asks_for_keys_only() {
        assert_eq!(
            listing_scan("t", &schema(), 50),
            r##"{"TableName":"t","Limit":50,"ProjectionExpression":"#k0, #k1","ExpressionAttributeNames":{"#k0":"id","#k1":"n"}}"##
        );
    }

    #[test]
    fn an_unfinished_key_is_not_complete() {
        assert!(!ItemKey::empty(&schema()).is_complete(&schema()));
        assert!(ItemKey(vec!["a".into(), "1".into()]).is_complete(&schema()));
    }
}
