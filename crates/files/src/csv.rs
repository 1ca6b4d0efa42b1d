//! CSV: records of fields, quoted where they hold a delimiter, a quote or the end of a line.
//!
//! Follows: RFC 4180; developer guide, "Amazon S3 import formats for DynamoDB", CSV.

use std::collections::{BTreeMap, BTreeSet};

use model::{AttributeValue, Item, Number, ScalarType};

/// Why a record is no item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CsvProblem {
    /// Another number of fields than the header has names: found, wanted.
    Fields(usize, usize),
    /// A quote that is not closed, or text behind a closing one.
    Quote,
    /// A value that has not the type of its key attribute: the attribute.
    KeyType(String),
    /// The header has a name twice.
    Header(String),
}

/// Reads the record at the beginning of `text`: its fields and its bytes, the end of the line included. An empty line is no
/// fields.
pub(crate) fn read_record(text: &str, delimiter: char) -> (Result<Vec<String>, CsvProblem>, usize) {
    let mut fields = vec![];
    let mut rest = text;
    loop {
        let (field, behind) = match rest.strip_prefix('"') {
            Some(quoted) => match read_quoted(quoted) {
                Some(read) => read,
                None => return (Err(CsvProblem::Quote), line_length(text)),
            },
            None => {
                let end = rest.find([delimiter, '\n']).unwrap_or(rest.len());
                let (field, behind) = rest.split_at(end);
                // The carriage return belongs to the end of the line.
                let field = if behind.starts_with(delimiter) { field } else { field.strip_suffix('\r').unwrap_or(field) };
                (field.to_owned(), behind)
            }
        };
        fields.push(field);
        if let Some(behind) = behind.strip_prefix(delimiter) {
            rest = behind;
            continue;
        }
        let behind = behind.strip_prefix('\r').unwrap_or(behind);
        let taken = match behind.strip_prefix('\n') {
            Some(behind) => text.len() - behind.len(),
            None if behind.is_empty() => text.len(),
            None => return (Err(CsvProblem::Quote), line_length(text)),
        };
        if matches!(fields.as_slice(), [only] if only.is_empty()) {
            fields.clear();
        }
        return (Ok(fields), taken);
    }
}

/// The field up to its closing quote, and what follows.
fn read_quoted(text: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let (part, behind) = rest.split_once('"')?;
        field.push_str(part);
        match behind.strip_prefix('"') {
            Some(behind) => {
                field.push('"');
                rest = behind;
            }
            None => return Some((field, behind)),
        }
    }
}

fn line_length(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |end| end + 1)
}

/// The item of a record: key attributes have the types of their keys, all others are strings.
pub(crate) fn item(header: &[String], fields: Vec<String>, types: &BTreeMap<String, ScalarType>) -> Result<Item, CsvProblem> {
    if fields.len() != header.len() {
        return Err(CsvProblem::Fields(fields.len(), header.len()));
    }
    let mut attributes = Vec::with_capacity(header.len());
    for (name, text) in header.iter().zip(fields) {
        let value = match types.get(name) {
            Some(ScalarType::N) => Number::parse(&text).ok().map(AttributeValue::N),
            Some(ScalarType::B) => api::wire::bytes_from_base64(&text).map(AttributeValue::B),
            Some(ScalarType::S) | None => Some(AttributeValue::S(text)),
        };
        let Some(value) = value else { return Err(CsvProblem::KeyType(name.clone())) };
        attributes.push((name, value));
    }
    let item: Item = attributes.into_iter().collect();
    if item.len() < header.len() {
        let mut names = BTreeSet::new();
        let twice = header.iter().find(|name| !names.insert(*name));
        return Err(CsvProblem::Header(twice.cloned().unwrap_or_default()));
    }
    Ok(item)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::read_record;

    #[track_caller]
    fn check(text: &str, delimiter: char, expected: Expect) {
        let (mut rest, mut told) = (text, String::new());
        while !rest.is_empty() {
            let (record, taken) = read_record(rest, delimiter);
            told += &format!("{record:?}\n");
            rest = &rest[taken..];
        }
        expected.assert_eq(&told);
    }

    #[test]
    fn records_are_split() {
        check(
            "a,b\r\n1,\n",
            ',',
            expect![[r#"
            Ok(["a", "b"])
            Ok(["1", ""])
        "#]],
        );
        check(
            "\"a,\"\"b\"\"\nc\";d\n\n;",
            ';',
            expect![[r#"
            Ok(["a,\"b\"\nc", "d"])
            Ok([])
            Ok(["", ""])
        "#]],
        );
        check(
            "\"open\nnext\n\"a\"b\nlast",
            ',',
            expect![[r#"
            Err(Quote)
            Ok(["next"])
            Err(Quote)
            Ok(["last"])
        "#]],
        );
    }
}
