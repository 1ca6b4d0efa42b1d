//! A JSON document as a tree.

use core::fmt;

use model::limits::PARSE_DEPTH;

use super::{Reader, Token, Writer};
use crate::Error;

/// A JSON value. Numbers keep their text and objects the order of their members, so nothing is lost by reading and printing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A string, unescaped.
    Text(String),
    /// An array.
    Array(Vec<Json>),
    /// An object; of repeated members all are kept, and [`Json::get`] finds the last one.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads one JSON document of at most [`PARSE_DEPTH`] levels; errors are [`Error::MalformedJson`] with line and column.
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(text)?;
        let json = read(&mut reader, 0)?;
        reader.end()?;
        Ok(json)
    }

    /// A member of an object; `None` for anything else.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    /// The text of a number.
    pub fn as_number(&self) -> Option<&str> {
        if let Json::Number(text) = self { Some(text) } else { None }
    }

    /// A boolean.
    pub fn as_bool(&self) -> Option<bool> {
        if let Json::Bool(value) = self { Some(*value) } else { None }
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&[Json]> {
        if let Json::Array(elements) = self { Some(elements) } else { None }
    }

    /// The members of an object, in order.
    pub fn as_object(&self) -> Option<&[(String, Json)]> {
        if let Json::Object(members) = self { Some(members) } else { None }
    }
}

fn read(reader: &mut Reader, depth: usize) -> Result<Json, Error> {
    let token = reader.token()?;
    if depth >= PARSE_DEPTH && matches!(token, Token::Object | Token::Array) {
        return Err(reader.malformed("at most 128 levels of brackets"));
    }
    let mut first = true;
    Ok(match token {
        Token::Object => {
            reader.open();
            let mut members = vec![];
            while let Some(key) = reader.key(&mut first)? {
                members.push((key.into_owned(), read(reader, depth + 1)?));
            }
            Json::Object(members)
        }
        Token::Array => {
            reader.open();
            let mut elements = vec![];
            while reader.element(&mut first)? {
                elements.push(read(reader, depth + 1)?);
            }
            Json::Array(elements)
        }
        Token::Text => Json::Text(reader.text()?.into_owned()),
        Token::Number => Json::Number(reader.number()?.to_owned()),
        token => {
            reader.literal(token)?;
            match token {
                Token::True => Json::Bool(true),
                Token::False => Json::Bool(false),
                _ => Json::Null,
            }
        }
    })
}

impl fmt::Display for Json {
    /// Compact JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = Writer::default();
        write(self, &mut writer);
        f.write_str(&String::from_utf8_lossy(&writer.into_bytes()))
    }
}

fn write(json: &Json, writer: &mut Writer) {
    match json {
        Json::Null => writer.raw("null"),
        Json::Bool(value) => writer.bool(*value),
        Json::Number(text) => writer.raw(text),
        Json::Text(text) => writer.text(text),
        Json::Array(elements) => {
            writer.open_array();
            for element in elements {
                write(element, writer);
            }
            writer.close_array();
        }
        Json::Object(members) => {
            writer.open_object();
            for (key, value) in members {
                writer.key(key);
                write(value, writer);
            }
            writer.close_object();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Json;
    use crate::Error;
    use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};

    #[test]
    fn members_keep_their_order_and_numbers_their_text() {
        let text = r#"{"b":[1.0,-0,1e400],"a":{"x":null,"y":true},"b":"z\n"}"#;
        let json = Json::parse(text.as_bytes()).unwrap();
        assert_eq!(json.to_string(), text);
        assert_eq!(json.get("b").and_then(Json::as_text), Some("z\n"));
        assert_eq!(json.get("a").and_then(|a| a.get("y")).and_then(Json::as_bool), Some(true));
        assert_eq!(json.as_object().map(<[_]>::len), Some(3));
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Json::parse(nested(128).as_bytes()).is_ok());
        let error = Json::parse(nested(4_096).as_bytes());
        assert_eq!(error, Err(Error::MalformedJson { line: 1, column: 129, expected: "at most 128 levels of brackets" }));
    }

    fn json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            any::<i64>().prop_map(|number| Json::Number(number.to_string())),
            any::<String>().prop_map(Json::Text),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
                prop::collection::vec((any::<String>(), inner), 0..6).prop_map(Json::Object),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(json in json()) {
            prop_assert_eq!(Json::parse(json.to_string().as_bytes()), Ok(json.clone()));
            prop_assert_eq!(Json::parse(super::super::pretty(json.to_string().as_bytes()).as_bytes()), Ok(json));
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64), text in "[\\[\\]{}\",:0-9a\\\\ue.-]{0,40}") {
            let _ = Json::parse(&bytes);
            let _ = Json::parse(text.as_bytes());
        }
    }
}
