//! An item as the editor's form holds it: one row for each attribute, text as typed. Lossless both ways. Pure.

use model::AttributeType;

use super::attribute::{self, Attributes};
use crate::json::{self, JsonError, Value};

/// Types in the form's order.
pub(crate) const TYPES: [AttributeType; 10] = [
    AttributeType::S,
    AttributeType::N,
    AttributeType::Bool,
    AttributeType::Null,
    AttributeType::M,
    AttributeType::L,
    AttributeType::Ss,
    AttributeType::Ns,
    AttributeType::B,
    AttributeType::Bs,
];

/// The type in words.
pub(crate) const fn type_name(kind: AttributeType) -> &'static str {
    match kind {
        AttributeType::S => "String",
        AttributeType::N => "Number",
        AttributeType::B => "Binary",
        AttributeType::Bool => "Boolean",
        AttributeType::Null => "Null",
        AttributeType::L => "List",
        AttributeType::M => "Map",
        AttributeType::Ss => "String set",
        AttributeType::Ns => "Number set",
        AttributeType::Bs => "Binary set",
    }
}

/// One attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// For the list of the form.
    pub(crate) id: u32,
    /// Name.
    pub(crate) name: String,
    /// Type.
    pub(crate) kind: AttributeType,
    /// Text: plain for strings and numbers, base64 for binary, JSON inside for sets, lists and maps.
    pub(crate) text: String,
    /// A key attribute: its name and type are the table's.
    pub(crate) is_key: bool,
}

/// Why a row is no attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowProblem {
    /// The row.
    pub(crate) id: u32,
    /// In words.
    pub(crate) message: String,
}

/// An item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ItemDraft {
    /// Rows, key attributes first.
    pub(crate) rows: Vec<Row>,
    next: u32,
}

impl ItemDraft {
    /// The rows of an item; key attributes that it lacks get empty rows.
    pub(crate) fn of(item: &Attributes, keys: &[(String, AttributeType)]) -> Self {
        let mut draft = ItemDraft::default();
        for (name, kind) in keys {
            let text = item.get(name).and_then(attribute::parts).map(|(kind, content)| text_of(kind, content));
            draft.push(name, *kind, text.unwrap_or_default(), true);
        }
        for (name, value) in item.iter() {
            if keys.iter().any(|(key, _)| key == name) {
                continue;
            }
            if let Some((kind, content)) = attribute::parts(value) {
                draft.push(name, kind, text_of(kind, content), false);
            }
        }
        draft
    }

    /// Adds an empty attribute.
    pub(crate) fn add(&mut self) {
        self.push("", AttributeType::S, String::new(), false);
    }

    fn push(&mut self, name: &str, kind: AttributeType, text: String, is_key: bool) {
        self.next += 1;
        self.rows.push(Row { id: self.next, name: name.to_owned(), kind, text, is_key });
    }

    /// The item, or the first row that is none.
    pub(crate) fn item(&self) -> Result<Attributes, RowProblem> {
        let mut item = Attributes::new();
        for row in &self.rows {
            let problem = |message: String| RowProblem { id: row.id, message };
            let content = content_of(row.kind, &row.text).map_err(problem)?;
            if item.insert(row.name.as_str(), attribute::value(row.kind, content)).is_some() {
                return Err(problem(format!("Two attributes have the name {}.", row.name)));
            }
        }
        Ok(item)
    }
}

fn text_of(kind: AttributeType, content: &Value) -> String {
    match (kind, content) {
        (AttributeType::Null, _) => String::new(),
        (AttributeType::S | AttributeType::N | AttributeType::B, Value::String(text)) => text.clone(),
        _ => content.to_string(),
    }
}

fn content_of(kind: AttributeType, text: &str) -> Result<Value, String> {
    let kind_of_json = match kind {
        AttributeType::S => return Ok(text.into()),
        AttributeType::N | AttributeType::B => return Ok(text.trim().into()),
        AttributeType::Null => return Ok(true.into()),
        AttributeType::Bool => return Ok((text.trim() == "true").into()),
        AttributeType::M => "an object of attribute values, such as {\"city\": {\"S\": \"Porto\"}}",
        AttributeType::L => "an array of attribute values, such as [{\"S\": \"a\"}, {\"N\": \"1\"}]",
        AttributeType::Ss | AttributeType::Ns | AttributeType::Bs => "an array of strings, such as [\"a\", \"b\"]",
    };
    let value = json::parse(text).map_err(json_problem)?;
    let fits = match kind {
        AttributeType::M => value.as_object().is_some(),
        AttributeType::L => value.as_array().is_some(),
        _ => value.as_array().is_some_and(|elements| elements.iter().all(|one| one.as_str().is_some())),
    };
    if fits { Ok(value) } else { Err(format!("This type takes {kind_of_json}.")) }
}

/// Reads an item written as DynamoDB JSON.
pub(crate) fn parse(text: &str) -> Result<Attributes, String> {
    match json::parse(text) {
        Ok(Value::Object(item)) => Ok(item),
        Ok(_) => Err("An item is an object: {\"name\": {\"S\": \"value\"}}.".to_owned()),
        Err(error) => Err(json_problem(error)),
    }
}

/// An item as DynamoDB JSON, on several lines.
pub(crate) fn print(item: &Attributes) -> String {
    json::pretty(&item.clone().into())
}

fn json_problem(error: JsonError) -> String {
    let what = if error.at_end { "The JSON ends too early" } else { "This is not JSON" };
    format!("{what}: line {}, column {}.", error.line, error.column)
}

#[cfg(test)]
mod tests {
    use super::{AttributeType, Attributes, ItemDraft, parse, print};

    const ALL: &str = r#"{"b":{"B":"AAE="},"bs":{"BS":["AA=="]},"e":{"S":""},"f":{"BOOL":false},"l":{"L":[{"N":"1.0"},{"NULL":true}]},"m":{"M":{"k":{"S":"\n\t"}}},"n":{"N":"12345678901234567890123456789012345678"},"ns":{"NS":["1","-0.10"]},"pk":{"S":"a\"b"},"ss":{"SS":["x, y","z\n"]},"z":{"NULL":true}}"#;

    fn keys() -> Vec<(String, AttributeType)> {
        vec![("pk".into(), AttributeType::S), ("sk".into(), AttributeType::N)]
    }

    fn item() -> Attributes {
        parse(ALL).unwrap()
    }

    #[test]
    fn all_types_come_back_as_they_were() {
        let mut draft = ItemDraft::of(&item(), &keys());
        assert_eq!(draft.rows.iter().take(2).map(|row| row.name.as_str()).collect::<Vec<_>>(), ["pk", "sk"]);
        assert_eq!(draft.rows[1].text, "", "a key that is missing is there to be filled in");
        draft.rows.remove(1);
        assert_eq!(draft.item(), Ok(item()));
        assert_eq!(parse(&print(&item())), Ok(item()));
    }

    #[test]
    fn a_row_that_is_no_attribute_says_why() {
        for (kind, text, message) in [
            (AttributeType::M, "{\"a\":", "The JSON ends too early: line 1, column 6."),
            (AttributeType::M, "[]", "This type takes an object of attribute values, such as {\"city\": {\"S\": \"Porto\"}}."),
            (AttributeType::Ns, "[1]", "This type takes an array of strings, such as [\"a\", \"b\"]."),
            (AttributeType::L, "\n x", "This is not JSON: line 2, column 2."),
        ] {
            let mut draft = ItemDraft::default();
            draft.add();
            (draft.rows[0].kind, draft.rows[0].text) = (kind, text.into());
            assert_eq!(draft.item().unwrap_err().message, message);
        }
        let mut twice = ItemDraft::default();
        twice.add();
        twice.add();
        assert_eq!(twice.item().unwrap_err().id, 2);
    }

    #[test]
    fn deep_json_is_refused_and_does_not_overflow() {
        let deep = format!("{}{}", "[".repeat(4_096), "]".repeat(4_096));
        assert!(parse(&deep).is_err());
        assert_eq!(parse("7"), Err("An item is an object: {\"name\": {\"S\": \"value\"}}.".to_owned()));
        assert_eq!(parse("{}"), Ok(Attributes::new()));
    }
}
