//! Amazon Ion as text: what DynamoDB writes of it, and as much of it as can be an item.
//!
//! String is string, Number is decimal, Binary is blob, Boolean is bool, Null is null, List is list, Map is struct; a set is a
//! list with one of three annotations. Timestamps, clobs, s-expressions and other symbols have no counterpart and are refused.
//!
//! Follows: developer guide, "DynamoDB table export output format", Amazon Ion; the Ion specification, "Text encoding".

use model::limits::PARSE_DEPTH;
use model::{AttributeValue, Item, Number};

const STRING_SET: &str = "$dynamodb_SS";
const NUMBER_SET: &str = "$dynamodb_NS";
const BINARY_SET: &str = "$dynamodb_BS";
/// What begins each line.
const VERSION_MARKER: &str = "$ion_1_0";

/// Why a text is no Ion that could be an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IonError {
    /// What should have stood there, in plain words.
    pub expected: &'static str,
}

/// A line with these members, each an item or a map: `$ion_1_0 {Item:{...}}`.
pub fn item_to_ion(members: &[(&str, &Item)], wrapper: Option<&str>) -> String {
    let mut out = format!("{VERSION_MARKER} {{");
    if let Some(wrapper) = wrapper {
        out.push_str(wrapper);
        out.push_str(":{");
    }
    for (at, (name, item)) in members.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(name);
        out.push(':');
        write_struct(item, &mut out);
    }
    if wrapper.is_some() {
        out.push('}');
    }
    out.push('}');
    out
}

fn write_struct(item: &Item, out: &mut String) {
    out.push('{');
    for (at, (name, value)) in item.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_symbol(name, out);
        out.push(':');
        write_value(value, out);
    }
    out.push('}');
}

fn write_value(value: &AttributeValue, out: &mut String) {
    match value {
        AttributeValue::S(text) => write_quoted(text, '"', out),
        AttributeValue::N(number) => write_decimal(number, out),
        AttributeValue::B(bytes) => write_blob(bytes, out),
        AttributeValue::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        AttributeValue::Null => out.push_str("null"),
        AttributeValue::L(values) => write_list(None, values, write_value, out),
        AttributeValue::M(item) => write_struct(item, out),
        AttributeValue::Ss(set) => write_list(Some(STRING_SET), set, |text, out| write_quoted(text, '"', out), out),
        AttributeValue::Ns(set) => write_list(Some(NUMBER_SET), set, write_decimal, out),
        AttributeValue::Bs(set) => write_list(Some(BINARY_SET), set, |bytes, out| write_blob(bytes, out), out),
    }
}

fn write_list<T>(
    annotation: Option<&str>,
    values: impl IntoIterator<Item = T>,
    mut write: impl FnMut(T, &mut String),
    out: &mut String,
) {
    if let Some(annotation) = annotation {
        out.push_str(annotation);
        out.push_str("::");
    }
    out.push('[');
    for (at, value) in values.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(value, out);
    }
    out.push(']');
}

/// A field name: an identifier, or in quotes.
fn write_symbol(name: &str, out: &mut String) {
    let mut bytes = name.bytes();
    let starts = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$'));
    let is_identifier = starts && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'));
    let is_word = matches!(name, "null" | "true" | "false" | "nan");
    // `$1` would be the number of a symbol.
    let is_number = name.strip_prefix('$').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    if is_identifier && !is_word && !is_number {
        out.push_str(name);
    } else {
        write_quoted(name, '\'', out);
    }
}

fn write_quoted(text: &str, quote: char, out: &mut String) {
    out.push(quote);
    for char in text.chars() {
        match char {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            char if char == quote => {
                out.push('\\');
                out.push(char);
            }
            char if (char as u32) < 0x20 || char as u32 == 0x7f => out.push_str(&format!("\\x{:02x}", char as u32)),
            char => out.push(char),
        }
    }
    out.push(quote);
}

/// Digits behind the point up to which a decimal is written without an exponent.
const PLAIN_PLACES: i16 = 20;

/// As Ion's own writers put it: `103.`, `6d2`, `1.5`, `1d-130`.
fn write_decimal(number: &Number, out: &mut String) {
    let (negative, coefficient, exponent) = number.to_parts();
    let sign = if negative { "-" } else { "" };
    match exponent {
        0 => out.push_str(&format!("{sign}{coefficient}.")),
        places if (-PLAIN_PLACES..0).contains(&places) => out.push_str(&number.to_string()),
        power => out.push_str(&format!("{sign}{coefficient}d{power}")),
    }
}

fn write_blob(bytes: &[u8], out: &mut String) {
    out.push_str("{{");
    out.push_str(&api::wire::base64(bytes));
    out.push_str("}}");
}

/// Reads the value at the beginning of a text and tells how many bytes it took; `None` if there is none any more.
pub(crate) fn read_value(text: &str) -> Result<(Option<AttributeValue>, usize), IonError> {
    let mut reader = Reader { text, at: 0 };
    reader.skip_space();
    while reader.takes(VERSION_MARKER) {
        reader.skip_space();
    }
    if reader.rest().is_empty() {
        return Ok((None, text.len()));
    }
    Ok((Some(reader.value(0)?), reader.at))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

fn wanted<T>(expected: &'static str) -> Result<T, IonError> {
    Err(IonError { expected })
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes what is next, if it is this.
    fn takes(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn takes_char(&mut self) -> Option<char> {
        let char = self.rest().chars().next()?;
        self.at += char.len_utf8();
        Some(char)
    }

    /// White space and comments.
    fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}', '\u{b}', '\u{c}']);
            self.at += rest.len() - trimmed.len();
            let comment = if trimmed.starts_with("//") {
                trimmed.find('\n').unwrap_or(trimmed.len())
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |end| end + 2)
            } else {
                return;
            };
            self.at += comment;
        }
    }

    fn value(&mut self, depth: usize) -> Result<AttributeValue, IonError> {
        if depth > PARSE_DEPTH {
            return wanted("less nesting");
        }
        self.skip_space();
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return wanted("a value") };
        match first {
            '"' => Ok(AttributeValue::S(self.quoted('"')?)),
            '\'' if rest.starts_with("'''") => Ok(AttributeValue::S(self.long_text()?)),
            '{' if rest.starts_with("{{") => Ok(AttributeValue::B(self.blob()?)),
            '{' => Ok(AttributeValue::M(self.fields(depth)?)),
            '[' => Ok(AttributeValue::L(self.elements(depth)?)),
            '-' | '0'..='9' => Ok(AttributeValue::N(self.number()?)),
            _ => self.word(depth),
        }
    }

    /// A word that is a value, or an annotation and what it annotates.
    fn word(&mut self, depth: usize) -> Result<AttributeValue, IonError> {
        let word = self.symbol()?;
        self.skip_space();
        if self.takes("::") {
            let value = self.value(depth + 1)?;
            return annotated(&word, value);
        }
        match word.as_str() {
            "true" => Ok(AttributeValue::Bool(true)),
            "false" => Ok(AttributeValue::Bool(false)),
            "null" => {
                // `null.string` and its like.
                if self.takes(".") {
                    self.symbol()?;
                }
                Ok(AttributeValue::Null)
            }
            _ => wanted("a value that DynamoDB knows"),
        }
    }

    fn symbol(&mut self) -> Result<String, IonError> {
        if self.rest().starts_with('\'') {
            return self.quoted('\'');
        }
        let rest = self.rest();
        let end = rest.find(|char: char| !char.is_ascii_alphanumeric() && !matches!(char, '_' | '$')).unwrap_or(rest.len());
        let (word, _) = rest.split_at(end);
        self.at += end;
        if word.is_empty() { wanted("a name") } else { Ok(word.to_owned()) }
    }

    fn fields(&mut self, depth: usize) -> Result<Item, IonError> {
        self.takes("{");
        let mut attributes = vec![];
        loop {
            self.skip_space();
            if self.takes("}") {
                return Ok(attributes.into_iter().collect());
            }
            let name = if self.rest().starts_with("'''") {
                self.long_text()?
            } else if self.rest().starts_with('"') {
                self.quoted('"')?
            } else {
                self.symbol()?
            };
            self.skip_space();
            if !self.takes(":") {
                return wanted("a colon");
            }
            attributes.push((name, self.value(depth + 1)?));
            self.skip_space();
            if !self.takes(",") && !self.rest().starts_with('}') {
                return wanted("a comma or a closing brace");
            }
        }
    }

    fn elements(&mut self, depth: usize) -> Result<Vec<AttributeValue>, IonError> {
        self.takes("[");
        let mut values = vec![];
        loop {
            self.skip_space();
            if self.takes("]") {
                return Ok(values);
            }
            values.push(self.value(depth + 1)?);
            self.skip_space();
            if !self.takes(",") && !self.rest().starts_with(']') {
                return wanted("a comma or a closing bracket");
            }
        }
    }

    fn number(&mut self) -> Result<Number, IonError> {
        let rest = self.rest();
        let is_part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '+' | '_');
        let end = rest.find(|char| !is_part(char)).unwrap_or(rest.len());
        let (text, _) = rest.split_at(end);
        // Decimals have `d` where others have `e`; underscores may stand between digits.
        let text: String =
            text.chars().filter(|char| *char != '_').map(|char| if matches!(char, 'd' | 'D') { 'e' } else { char }).collect();
        match Number::parse(&text) {
            Ok(number) => {
                self.at += end;
                Ok(number)
            }
            Err(_) => wanted("a number of at most 38 digits"),
        }
    }

    fn blob(&mut self) -> Result<Vec<u8>, IonError> {
        self.takes("{{");
        let rest = self.rest();
        let Some(end) = rest.find("}}") else { return wanted("the end of a blob") };
        let (text, _) = rest.split_at(end);
        let text: String = text.split_ascii_whitespace().collect();
        match api::wire::bytes_from_base64(&text) {
            Some(bytes) => {
                self.at += end + 2;
                Ok(bytes)
            }
            None => wanted("base64"),
        }
    }

    /// Long strings that follow one another are one string.
    fn long_text(&mut self) -> Result<String, IonError> {
        let mut text = String::new();
        while self.takes("'''") {
            while !self.takes("'''") {
                self.char(&mut text)?;
            }
            self.skip_space();
        }
        Ok(text)
    }

    fn quoted(&mut self, quote: char) -> Result<String, IonError> {
        self.takes_char();
        let mut text = String::new();
        loop {
            if self.rest().starts_with(quote) {
                self.takes_char();
                return Ok(text);
            }
            if self.rest().starts_with('\n') {
                return wanted("the end of a text");
            }
            self.char(&mut text)?;
        }
    }

    /// A character of a text, or its escape.
    fn char(&mut self, text: &mut String) -> Result<(), IonError> {
        let Some(char) = self.takes_char() else { return wanted("the end of a text") };
        if char != '\\' {
            text.push(char);
            return Ok(());
        }
        let Some(escape) = self.takes_char() else { return wanted("an escape") };
        let plain = match escape {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            '0' => '\0',
            '"' | '\'' | '\\' | '/' | '?' => escape,
            '\n' => return Ok(()),
            'x' => self.code(2)?,
            'u' => self.code(4)?,
            'U' => self.code(8)?,
            _ => return wanted("an escape"),
        };
        text.push(plain);
        Ok(())
    }

    fn code(&mut self, digits: usize) -> Result<char, IonError> {
        let found = self.rest().get(..digits).and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        match found {
            Some(char) => {
                self.at += digits;
                Ok(char)
            }
            None => wanted("the number of a character"),
        }
    }
}

/// A list with the annotation of a set; any other annotation is left out.
fn annotated(annotation: &str, value: AttributeValue) -> Result<AttributeValue, IonError> {
    let (STRING_SET | NUMBER_SET | BINARY_SET, AttributeValue::L(values)) = (annotation, &value) else { return Ok(value) };
    if values.is_empty() {
        return wanted("a set with a member");
    }
    match annotation {
        STRING_SET => set(values, |value| if let AttributeValue::S(text) = value { Some(text.clone()) } else { None })
            .map(AttributeValue::Ss),
        NUMBER_SET => {
            set(values, |value| if let AttributeValue::N(number) = value { Some(*number) } else { None }).map(AttributeValue::Ns)
        }
        _ => set(values, |value| if let AttributeValue::B(bytes) = value { Some(bytes.clone()) } else { None })
            .map(AttributeValue::Bs),
    }
}

fn set<T: Ord>(
    values: &[AttributeValue],
    member: impl Fn(&AttributeValue) -> Option<T>,
) -> Result<std::collections::BTreeSet<T>, IonError> {
    let mut set = std::collections::BTreeSet::new();
    for value in values {
        match member(value) {
            Some(member) => drop(set.insert(member)),
            None => return wanted("members of one type"),
        }
    }
    Ok(set)
}

#[cfg(test)]
mod tests {
    use model::{AttributeValue, Item, Number};
    use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};

    use super::{item_to_ion, read_value};

    fn value() -> impl Strategy<Value = AttributeValue> {
        let number = (any::<bool>(), any::<u64>(), -100i16..100)
            .prop_filter_map("in range", |(negative, coefficient, exponent)| {
                Number::from_parts(negative, coefficient.into(), exponent).ok()
            });
        let leaf = prop_oneof![
            any::<String>().prop_map(AttributeValue::S),
            number.clone().prop_map(AttributeValue::N),
            proptest::collection::vec(any::<u8>(), 0..9).prop_map(AttributeValue::B),
            any::<bool>().prop_map(AttributeValue::Bool),
            Just(AttributeValue::Null),
            proptest::collection::btree_set(any::<String>(), 1..4).prop_map(AttributeValue::Ss),
            proptest::collection::vec(number, 1..4).prop_map(|numbers| AttributeValue::Ns(numbers.into_iter().collect())),
            proptest::collection::btree_set(proptest::collection::vec(any::<u8>(), 0..5), 1..4).prop_map(AttributeValue::Bs),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
                proptest::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|map| AttributeValue::M(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(item in proptest::collection::btree_map(any::<String>(), value(), 0..5)) {
            let item: Item = item.into_iter().collect();
            let line = item_to_ion(&[("Item", &item)], None);
            let expected = AttributeValue::M(Item::from([("Item", AttributeValue::M(item))]));
            prop_assert_eq!(read_value(&line), Ok((Some(expected), line.len())));
        }
    }

    /// The developer guide's example of an export.
    #[test]
    fn an_item_is_written_as_in_the_guide() {
        let number = |text: &str| AttributeValue::N(Number::parse(text).unwrap());
        let item = Item::from([
            ("Authors".to_owned(), AttributeValue::Ss(["Author1".to_owned(), "Author2".to_owned()].into())),
            ("Dimensions".to_owned(), AttributeValue::S("8.5 x 11.0 x 1.5".to_owned())),
            ("Id".to_owned(), number("103")),
            ("InPublication".to_owned(), AttributeValue::Bool(false)),
            ("PageCount".to_owned(), number("600")),
            ("Price".to_owned(), number("2000")),
        ]);
        assert_eq!(
            item_to_ion(&[("Item", &item)], None),
            r#"$ion_1_0 {Item:{Authors:$dynamodb_SS::["Author1","Author2"],Dimensions:"8.5 x 11.0 x 1.5",Id:103.,InPublication:false,PageCount:6d2,Price:2d3}}"#
        );
    }

    #[test]
    fn depth_is_bounded() {
        let text = format!("{{Item:{}", "[".repeat(100_000));
        assert!(read_value(&text).is_err());
    }
}
