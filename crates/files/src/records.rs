//! The records of a text, one after another, from any place on: a long file is read in steps.

use std::collections::BTreeMap;

use api::{Expressions, Operation};
use model::{AttributeValue, Item, ScalarType};

use crate::csv::{self, CsvProblem};
use crate::ion::{self, IonError};

/// How records are written.
#[derive(Clone, Debug, PartialEq)]
pub enum Format {
    /// A line `{"Item":{...}}` each.
    DynamoDbJson,
    /// An Ion struct `{Item:{...}}` each.
    Ion,
    /// A record of fields each.
    Csv(CsvOptions),
}

/// What the reader of a CSV file has to know.
#[derive(Clone, Debug, PartialEq)]
pub struct CsvOptions {
    /// What stands between fields.
    pub delimiter: char,
    /// Names of the fields; empty if the first record of each file has them.
    pub header: Vec<String>,
    /// Types of the attributes that are keys.
    pub key_types: BTreeMap<String, ScalarType>,
}

/// A record: an item and, in bulk operations, the condition under which it is put.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The item.
    pub item: Item,
    /// `ConditionExpression`.
    pub condition: Option<String>,
    /// Its names and values.
    pub expressions: Expressions,
}

/// Why a record is not read.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordError {
    /// What the service would say of such an item in a request.
    Json(api::Error),
    /// It is no Ion.
    Ion(IonError),
    /// It is no record of the file.
    Csv(CsvProblem),
    /// It has no item.
    NoItem,
}

/// The records of a text.
#[derive(Debug)]
pub struct Records<'a> {
    text: &'a str,
    format: &'a Format,
    /// Of a CSV file.
    header: Vec<String>,
    at: usize,
    /// Where the last record began.
    began: usize,
}

impl<'a> Records<'a> {
    /// The records from the byte `at` on, which an earlier reader told.
    pub fn new(text: &'a str, at: usize, format: &'a Format) -> Self {
        let mut records = Records { text, format, header: vec![], at, began: at };
        if let Format::Csv(options) = format {
            records.header.clone_from(&options.header);
            if options.header.is_empty() {
                let (header, taken) = csv::read_record(text.trim_start_matches('\u{feff}'), options.delimiter);
                records.header = header.unwrap_or_default();
                records.at = at.max(taken + text.len() - text.trim_start_matches('\u{feff}').len());
            }
        }
        records
    }

    /// The byte behind the last record.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The text of the last record.
    pub fn last_text(&self) -> &'a str {
        self.text.get(self.began..self.at).unwrap_or_default().trim()
    }

    /// The next record; `None` at the end. Behind a record that cannot be read it goes on with the next line.
    pub fn read(&mut self) -> Option<Result<Record, RecordError>> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            self.began = self.at;
            let read = match self.format {
                Format::DynamoDbJson => self.read_line(rest),
                Format::Ion => return self.read_ion(rest),
                Format::Csv(options) => self.read_csv(rest, options),
            };
            if read.is_some() {
                return read;
            }
        }
    }

    /// A line; `None` for an empty one.
    fn read_line(&mut self, rest: &str) -> Option<Result<Record, RecordError>> {
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        self.at += end;
        let line = rest.get(..end).unwrap_or_default().trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        (!line.is_empty()).then(|| json_record(line))
    }

    fn read_csv(&mut self, rest: &str, options: &CsvOptions) -> Option<Result<Record, RecordError>> {
        let (fields, taken) = csv::read_record(rest, options.delimiter);
        self.at += taken;
        let fields = match fields {
            Ok(fields) if fields.is_empty() => return None,
            Ok(fields) => fields,
            Err(problem) => return Some(Err(RecordError::Csv(problem))),
        };
        let item = csv::item(&self.header, fields, &options.key_types);
        Some(item.map(|item| Record { item, ..Record::default() }).map_err(RecordError::Csv))
    }

    fn read_ion(&mut self, rest: &str) -> Option<Result<Record, RecordError>> {
        match ion::read_value(rest) {
            Ok((None, _)) => {
                self.at = self.text.len();
                None
            }
            Ok((Some(value), taken)) => {
                self.at += taken;
                Some(ion_record(value))
            }
            Err(error) => {
                // Items stand on a line each, so it goes on with the line behind the one where this began.
                let space = rest.len() - rest.trim_start().len();
                self.at += rest.get(space..).and_then(|rest| rest.find('\n')).map_or(rest.len(), |end| space + end + 1);
                Some(Err(RecordError::Ion(error)))
            }
        }
    }
}

/// A line is read as the service reads the same members of a PutItem, so that values are checked alike.
fn json_record(line: &str) -> Result<Record, RecordError> {
    let Some(members) = line.strip_prefix('{') else { return Err(RecordError::NoItem) };
    let separator = if members.trim_start().starts_with('}') { "" } else { "," };
    let request = format!(r#"{{"TableName":"record"{separator}{members}"#);
    match api::decode("PutItem", request.as_bytes()) {
        Ok(Operation::PutItem(put)) => {
            Ok(Record { item: put.item, condition: put.condition_expression, expressions: put.expressions })
        }
        Ok(_) => Err(RecordError::NoItem),
        Err(error) => Err(RecordError::Json(error)),
    }
}

fn ion_record(value: AttributeValue) -> Result<Record, RecordError> {
    let AttributeValue::M(mut members) = value else { return Err(RecordError::NoItem) };
    let Some(AttributeValue::M(item)) = members.remove("Item") else { return Err(RecordError::NoItem) };
    let condition = members.remove("ConditionExpression").and_then(text_of);
    let names = members.remove("ExpressionAttributeNames").and_then(|names| {
        let AttributeValue::M(names) = names else { return None };
        let mut texts = BTreeMap::new();
        for (name, text) in names {
            texts.insert(name.into(), text_of(text)?);
        }
        Some(texts)
    });
    let values = members.remove("ExpressionAttributeValues").and_then(|values| match values {
        AttributeValue::M(values) => Some(values),
        _ => None,
    });
    Ok(Record { item, condition, expressions: Expressions { names, values, ..Expressions::default() } })
}

fn text_of(value: AttributeValue) -> Option<String> {
    if let AttributeValue::S(text) = value { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use expect_test::{Expect, expect};
    use model::ScalarType;
    use proptest::prelude::{any, proptest};

    use super::{CsvOptions, Format, Records};

    fn told(text: &str, format: &Format) -> String {
        let mut records = Records::new(text, 0, format);
        let mut told = String::new();
        // Each record is read by a reader of its own, as in steps.
        while let Some(read) = records.read() {
            told += &match read {
                Ok(record) => format!("{} {:?}\n", api::wire::item_to_json(&record.item), record.condition),
                Err(error) => format!("{error:?}\n"),
            };
            records = Records::new(text, records.position(), format);
        }
        told
    }

    #[track_caller]
    fn check(text: &str, format: Format, expected: Expect) {
        expected.assert_eq(&told(text, &format));
    }

    fn csv(header: &[&str]) -> Format {
        let header = header.iter().map(|name| (*name).to_owned()).collect();
        let key_types = BTreeMap::from([("id".to_owned(), ScalarType::N), ("bin".to_owned(), ScalarType::B)]);
        Format::Csv(CsvOptions { delimiter: ',', header, key_types })
    }

    #[test]
    fn json_lines() {
        check(
            "{\"Item\":{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1.50\"}}}\r\n\n{ \"Item\":{\"pk\":{\"S\":\"b\"}},\"ConditionExpression\":\"attribute_not_exists(pk)\"}\n{}\nx\n{\"Item\":{\"pk\":{\"X\":1}}}\n{\"Item\":{\"pk\":{\"S\":\"c\"}}}",
            Format::DynamoDbJson,
            expect![[r#"
                {"n":{"N":"1.5"},"pk":{"S":"a"}} None
                {"pk":{"S":"b"}} Some("attribute_not_exists(pk)")
                Json(Validation(Constraints(ConstraintErrors([Member(Place { echo: Null, path: "item" }, NotNull)]))))
                NoItem
                Json(Validation(NoDataType))
                {"pk":{"S":"c"}} None
            "#]],
        );
    }

    #[test]
    fn csv_records_have_strings_but_for_keys() {
        check(
            "id,name\n1,x\n1.0,\n,y\nz,y\n3\n\n4,\"a\nb\"\n",
            csv(&[]),
            expect![[r#"
            {"id":{"N":"1"},"name":{"S":"x"}} None
            {"id":{"N":"1"},"name":{"S":""}} None
            Csv(KeyType("id"))
            Csv(KeyType("id"))
            Csv(Fields(1, 2))
            {"id":{"N":"4"},"name":{"S":"a\nb"}} None
        "#]],
        );
        check(
            "1,x\n",
            csv(&["id", "name"]),
            expect![[r#"
            {"id":{"N":"1"},"name":{"S":"x"}} None
        "#]],
        );
        check(
            "id,id\n1,2\n",
            csv(&[]),
            expect![[r#"
            Csv(Header("id"))
        "#]],
        );
        check(
            "\u{feff}bin\naGk=\n!\n",
            csv(&[]),
            expect![[r#"
            {"bin":{"B":"aGk="}} None
            Csv(KeyType("bin"))
        "#]],
        );
    }

    #[test]
    fn ion_structs() {
        check(
            "$ion_1_0 {Item:{pk:\"a\",n:6d2,s:$dynamodb_SS::[\"x\"],b:{{aGk=}}}}\n$ion_1_0 {Item:{pk:'''b''',\n  deep:{l:[1.5,true,null,103.]}}}\n{Item:{pk:\n{Item:{pk:\"c\"},ConditionExpression:\"attribute_exists(pk)\"}",
            Format::Ion,
            expect![[r#"
                {"b":{"B":"aGk="},"n":{"N":"600"},"pk":{"S":"a"},"s":{"SS":["x"]}} None
                {"deep":{"M":{"l":{"L":[{"N":"1.5"},{"BOOL":true},{"NULL":true},{"N":"103"}]}}},"pk":{"S":"b"}} None
                Ion(IonError { expected: "a comma or a closing brace" })
                {"pk":{"S":"c"}} Some("attribute_exists(pk)")
            "#]],
        );
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in "[\\[\\]{}\",:'$0-9a-dIitem\\\\\n.-]{0,80}", bytes in any::<String>()) {
            for format in [Format::DynamoDbJson, Format::Ion, csv(&[]), csv(&["id"])] {
                told(&text, &format);
                told(&bytes, &format);
            }
        }
    }
}
