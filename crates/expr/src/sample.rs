//! A short notation for values, for tests: `5`, `'text'`, `x'0a ff'` (binary), `true`, `null`, `[1, 2]`, `{a: 1, b: 'x'}`,
//! and sets `<1, 2>`, `<'a', 'b'>`, `<x'00'>`.

use std::collections::BTreeMap;

use model::{AttributeValue, Item, Number};

/// Names that every test may use.
pub(crate) fn names() -> BTreeMap<String, String> {
    [("#and", "and"), ("#a", "a"), ("#b", "b"), ("#dot", "a.b")].map(|(key, name)| (key.to_owned(), name.to_owned())).into()
}

/// Values that every test may use.
pub(crate) fn values() -> Item {
    let all = "{1: 1, 2: 2, 3: 3, 10: 10, neg: -0.5, s: 'text', t: 'te', empty: '', b: x'0aff', p: x'0a', yes: true, no: false,
        null: null, l: [1, 'x'], m: {k: 1}, ss: <'a', 'b'>, ns: <1, 2>, bs: <x'00'>, type: 'SS', dog: 'DOG', el: []}";
    item(all).into_iter().map(|(key, value)| (format!(":{key}"), value)).collect()
}

/// Reads an item.
pub(crate) fn item(text: &str) -> Item {
    match value(text) {
        AttributeValue::M(map) => map,
        other => panic!("not an item: {other:?}"),
    }
}

/// Reads a value.
pub(crate) fn value(text: &str) -> AttributeValue {
    let mut reader = Reader { rest: text };
    let value = reader.value();
    assert_eq!(reader.rest.trim(), "", "left over in {text}");
    value
}

/// Writes a value in the same notation.
pub(crate) fn show(value: &AttributeValue) -> String {
    let join = |values: Vec<String>| values.join(", ");
    match value {
        AttributeValue::S(text) => format!("'{text}'"),
        AttributeValue::N(number) => number.to_string(),
        AttributeValue::B(bytes) => show_bytes(bytes),
        AttributeValue::Bool(value) => value.to_string(),
        AttributeValue::Null => "null".to_owned(),
        AttributeValue::L(list) => format!("[{}]", join(list.iter().map(show).collect())),
        AttributeValue::M(map) => show_item(map),
        AttributeValue::Ss(set) => format!("<{}>", join(set.iter().map(|text| format!("'{text}'")).collect())),
        AttributeValue::Ns(set) => format!("<{}>", join(set.iter().map(Number::to_string).collect())),
        AttributeValue::Bs(set) => format!("<{}>", join(set.iter().map(|bytes| show_bytes(bytes)).collect())),
    }
}

/// Writes an item in the same notation.
pub(crate) fn show_item(item: &Item) -> String {
    let parts: Vec<_> = item.iter().map(|(name, value)| format!("{name}: {}", show(value))).collect();
    format!("{{{}}}", parts.join(", "))
}

fn show_bytes(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("x'{digits}'")
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn accept(&mut self, sign: char) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn until(&mut self, stop: impl Fn(char) -> bool) -> &'t str {
        self.rest = self.rest.trim_start();
        let (found, rest) = self.rest.split_at(self.rest.find(stop).unwrap_or(self.rest.len()));
        self.rest = rest;
        found
    }

    fn list<T>(&mut self, close: char, mut element: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut elements = vec![];
        while !self.accept(close) {
            elements.push(element(self));
            self.accept(',');
        }
        elements
    }

    fn quoted(&mut self) -> &'t str {
        let text = self.until(|sign| sign == '\'');
        assert!(self.accept('\''), "no closing quote");
        text
    }

    fn value(&mut self) -> AttributeValue {
        if self.accept('[') {
            return AttributeValue::L(self.list(']', Self::value));
        }
        if self.accept('{') {
            let entry = |reader: &mut Self| {
                let name = reader.until(|sign| sign == ':').trim().to_owned();
                reader.accept(':');
                (name, reader.value())
            };
            return AttributeValue::M(self.list('}', entry).into_iter().collect());
        }
        if self.accept('<') {
            return set(self.list('>', Self::value));
        }
        if self.accept('\'') {
            return AttributeValue::S(self.quoted().to_owned());
        }
        match self.until(|sign| ",]}>'".contains(sign)).trim() {
            "true" => AttributeValue::Bool(true),
            "false" => AttributeValue::Bool(false),
            "null" => AttributeValue::Null,
            "x" if self.accept('\'') => {
                let digits = self.quoted();
                let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
                AttributeValue::B((0..digits.len()).step_by(2).map(byte).collect())
            }
            number => AttributeValue::N(Number::parse(number).unwrap_or_else(|error| panic!("{number}: {error:?}"))),
        }
    }
}

fn set(members: Vec<AttributeValue>) -> AttributeValue {
    match members.first() {
        Some(AttributeValue::S(_)) => AttributeValue::Ss(
            members
                .into_iter()
                .filter_map(|member| if let AttributeValue::S(text) = member { Some(text) } else { None })
                .collect(),
        ),
        Some(AttributeValue::N(_)) => AttributeValue::Ns(
            members
                .into_iter()
                .filter_map(|member| if let AttributeValue::N(number) = member { Some(number) } else { None })
                .collect(),
        ),
        _ => AttributeValue::Bs(
            members
                .into_iter()
                .filter_map(|member| if let AttributeValue::B(bytes) = member { Some(bytes) } else { None })
                .collect(),
        ),
    }
}
