//! Attribute values, from and to the wire: `{"S":"text"}`, `{"N":"1.5"}`, `{"M":{...}}`.
//!
//! Values are decoded straight into the model's type. What is wrong with a value is kept instead of returned, because the
//! service reports the errors of members first; the rank of a problem is the service's order (facts 3.14, 4.3).

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::limits::{ATTRIBUTE_NAME_SIZE_BYTES, NESTING_LEVELS};
use model::{AttributeName, AttributeValue, Item, Number, NumberError};

use crate::Error;
use crate::json::{Reader, Token, Writer};
use crate::text::{self, Names, Serialization, Validation};

/// Levels of nesting from which the service no longer wraps its complaint; we do not follow a value deeper (facts 3.14).
const BARE_NESTING_LEVELS: usize = 62;

/// What is wrong with a value, in words that depend on the layer that reports it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ValueProblem {
    /// An attribute name is empty.
    EmptyName,
    /// An attribute name has too many bytes.
    NameTooLarge,
    /// NULL is false.
    NullNotTrue,
    /// No type.
    NoType,
    /// Several types.
    SeveralTypes,
    /// SS is empty.
    EmptyStringSet,
    /// NS is empty.
    EmptyNumberSet,
    /// BS is empty.
    EmptyBinarySet,
    /// SS holds a value twice; as sent.
    StringDuplicates(Vec<String>),
    /// NS holds a value twice.
    NumberDuplicates,
    /// BS holds a value twice; as sent.
    BinaryDuplicates(Vec<Vec<u8>>),
    /// A number is none.
    Number(NumberError, String),
    /// Nested too deeply; whether so deeply that the service says it bare.
    Nesting(bool),
}

impl ValueProblem {
    /// The service reports lower ranks first.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            ValueProblem::EmptyName | ValueProblem::NameTooLarge => 0,
            ValueProblem::NullNotTrue => 1,
            _ => 2,
        }
    }

    /// Whether the newer layer counts it as an error of the validator on PutItem, UpdateItem and DeleteItem.
    pub(crate) fn is_enveloped(&self) -> bool {
        !matches!(self, ValueProblem::NoType | ValueProblem::SeveralTypes | ValueProblem::Nesting(true))
    }

    /// The sentence, without envelope.
    pub(crate) fn into_text(self, older: bool) -> Validation {
        match self {
            ValueProblem::EmptyName => Validation::EmptyAttributeName,
            ValueProblem::NameTooLarge => Validation::AttributeNameSize,
            ValueProblem::NullNotTrue => Validation::NullNotTrue,
            ValueProblem::NoType => Validation::NoDataType,
            ValueProblem::SeveralTypes => Validation::SeveralDataTypes,
            ValueProblem::EmptyStringSet => Validation::EmptyStringSet,
            ValueProblem::EmptyNumberSet => Validation::EmptyNumberSet,
            ValueProblem::EmptyBinarySet => Validation::EmptyBinarySet,
            ValueProblem::StringDuplicates(sent) if older => Validation::StringSetDuplicatesOlder(Names(sent)),
            ValueProblem::StringDuplicates(sent) => Validation::StringSetDuplicates(quoted(&duplicates_last(sent), ", ")),
            ValueProblem::BinaryDuplicates(sent) if older => Validation::BinarySetDuplicatesOlder(Names(in_base64(&sent))),
            ValueProblem::BinaryDuplicates(sent) => {
                Validation::BinarySetDuplicates(quoted(&in_base64(&duplicates_last(sent)), ","))
            }
            ValueProblem::NumberDuplicates if older => Validation::NumberSetDuplicatesOlder,
            ValueProblem::NumberDuplicates => Validation::NumberSetDuplicates,
            ValueProblem::Number(error, text) if error != NumberError::Malformed && !is_readable(&text, older) => {
                Validation::NotANumber(text)
            }
            // The older layer adds digits and exponent in 32 bits, where this sum turns negative.
            ValueProblem::Number(NumberError::Overflow, text)
                if older && exponent(&text).is_some_and(|it| it >= I32_EXPONENT) =>
            {
                Validation::NumberUnderflow
            }
            ValueProblem::Number(NumberError::TooManyDigits, _) => Validation::NumberDigits,
            ValueProblem::Number(NumberError::Overflow, _) => Validation::NumberOverflow,
            ValueProblem::Number(NumberError::Underflow, _) => Validation::NumberUnderflow,
            ValueProblem::Number(NumberError::Malformed, text) if older && text.is_empty() => Validation::EmptyNumberOlder,
            ValueProblem::Number(NumberError::Malformed, text) => Validation::NotANumber(text),
            ValueProblem::Nesting(_) => Validation::NestingLevels,
        }
    }
}

/// Exponents from here on overflow 32 bits together with the digits in front of them.
const I32_EXPONENT: i64 = i32::MAX as i64;

/// The exponent of a number, if it has one that fits 64 bits.
fn exponent(text: &str) -> Option<i64> {
    text.split_once(['e', 'E']).and_then(|(_, exponent)| exponent.parse().ok())
}

/// Whether the layer can read the exponent at all: it has 32 bits in the older one and 64 in the newer one.
fn is_readable(text: &str, older: bool) -> bool {
    !text.contains(['e', 'E']) || exponent(text).is_some_and(|exponent| !older || i32::try_from(exponent).is_ok())
}

/// What was read until the first repeat, sorted, then the repeat, then the rest: that is how the newer layer shows a set.
fn duplicates_last<T: Ord + Clone>(sent: Vec<T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    let repeat = sent.iter().position(|value| !seen.insert(value)).unwrap_or(sent.len());
    seen.into_iter().chain(sent.iter().skip(repeat)).cloned().collect()
}

fn quoted(values: &[String], separator: &str) -> String {
    values.iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(separator)
}

fn in_base64(values: &[Vec<u8>]) -> Vec<String> {
    values.iter().map(|bytes| STANDARD.encode(bytes)).collect()
}

/// Reads values and keeps the first problem of the lowest rank.
pub(crate) struct ValueReader<'a> {
    /// The text.
    pub(crate) json: Reader<'a>,
    /// The first problem of the lowest rank.
    problem: Option<ValueProblem>,
    /// The attribute it belongs to.
    key: String,
    /// Whether its attribute is not known yet.
    is_new: bool,
    /// Whether the request holds what only the older layer reads: a BOOL as a string, two types in a value.
    pub(crate) older: bool,
    /// Levels of nesting beyond the usual bound that this value may have.
    pub(crate) spare_levels: usize,
}

impl<'a> ValueReader<'a> {
    /// A reader of this text.
    pub(crate) fn new(body: &'a [u8]) -> Result<Self, Error> {
        Ok(ValueReader {
            json: Reader::new(body)?,
            problem: None,
            key: String::new(),
            is_new: false,
            older: false,
            spare_levels: 0,
        })
    }

    /// Reads a value. `levels` are the lists and maps around it. A broken value is replaced by NULL.
    pub(crate) fn value(&mut self, levels: usize) -> Result<AttributeValue, Error> {
        match self.json.token()? {
            Token::Object => self.json.open(),
            Token::Null => {
                self.json.literal(Token::Null)?;
                self.note(ValueProblem::NoType);
                return Ok(AttributeValue::Null);
            }
            Token::Array => return Err(Serialization::CollectionClass(text::java_class("AttributeValue")).into()),
            _ => return Err(Serialization::UnexpectedField.into()),
        }
        let (mut value, mut types, mut first) = (AttributeValue::Null, 0, true);
        while let Some(name) = self.json.key(&mut first)? {
            if let Some(read) = self.typed(&name, levels)? {
                value = read;
                types += 1;
            }
        }
        match types {
            0 => self.note(ValueProblem::NoType),
            1 => {}
            _ => {
                self.older = true;
                self.note(ValueProblem::SeveralTypes);
            }
        }
        Ok(value)
    }

    /// The value of the type with this code; `None` if it is null or the code is unknown.
    fn typed(&mut self, code: &str, levels: usize) -> Result<Option<AttributeValue>, Error> {
        Ok(match code {
            "S" => self.text()?.map(AttributeValue::S),
            "N" => self.number()?.map(AttributeValue::N),
            "B" => self.bytes()?.map(AttributeValue::B),
            "BOOL" => self.boolean()?.map(AttributeValue::Bool),
            "NULL" => self.boolean()?.map(|is_null| {
                if !is_null {
                    self.note(ValueProblem::NullNotTrue);
                }
                AttributeValue::Null
            }),
            "SS" => self.strings()?,
            "NS" => self.numbers()?,
            "BS" => self.binaries()?,
            "L" => self.list(levels + 1)?,
            "M" => self.nested(levels + 1)?,
            _ => {
                self.json.skip()?;
                None
            }
        })
    }

    /// Reads an item, or the inside of a map: values by attribute name. `None` for null.
    pub(crate) fn item(&mut self, levels: usize) -> Result<Option<Item>, Error> {
        match self.json.token()? {
            Token::Object => self.json.open(),
            Token::Null => return self.json.literal(Token::Null).map(|()| None),
            Token::Array => return Err(Serialization::CollectionType(text::java_map(&text::java_class("AttributeValue"))).into()),
            _ => return Err(Serialization::UnexpectedField.into()),
        }
        let (mut attributes, mut first) = (vec![], true);
        while let Some(name) = self.json.key(&mut first)? {
            if name.is_empty() {
                self.note(ValueProblem::EmptyName);
            }
            if name.len() > ATTRIBUTE_NAME_SIZE_BYTES {
                self.note(ValueProblem::NameTooLarge);
            }
            let value = self.value(levels)?;
            if levels == 0 && core::mem::take(&mut self.is_new) {
                name.as_ref().clone_into(&mut self.key);
            }
            attributes.push((AttributeName::from(&*name), value));
        }
        Ok(Some(attributes.into_iter().collect()))
    }

    /// The problem and the attribute it belongs to, once.
    pub(crate) fn take_problem(&mut self) -> Option<(String, ValueProblem)> {
        self.is_new = false;
        let key = core::mem::take(&mut self.key);
        self.problem.take().map(|problem| (key, problem))
    }

    /// Keeps the problem unless one of its rank or a lower one is known.
    fn note(&mut self, problem: ValueProblem) {
        if self.problem.as_ref().is_none_or(|known| problem.rank() < known.rank()) {
            self.problem = Some(problem);
            self.is_new = true;
        }
    }

    fn nested(&mut self, levels: usize) -> Result<Option<AttributeValue>, Error> {
        if self.is_too_deep(levels) {
            self.json.skip()?;
            return Ok(Some(AttributeValue::Null));
        }
        Ok(self.item(levels)?.map(AttributeValue::M))
    }

    fn list(&mut self, levels: usize) -> Result<Option<AttributeValue>, Error> {
        if self.is_too_deep(levels) {
            self.json.skip()?;
            return Ok(Some(AttributeValue::Null));
        }
        let mut values = vec![];
        let is_there = self.elements(|reader| {
            values.push(reader.value(levels)?);
            Ok(())
        })?;
        Ok(is_there.then_some(AttributeValue::L(values)))
    }

    /// Notes a value nested too deeply; whether it is not even worth following.
    fn is_too_deep(&mut self, levels: usize) -> bool {
        let bare = levels > BARE_NESTING_LEVELS;
        if bare {
            // The value got past the first complaint on the way down; its depth makes it a bare one.
            self.problem = self.problem.take().filter(|known| *known != ValueProblem::Nesting(false));
        }
        // The value itself is the first level.
        if levels >= NESTING_LEVELS + self.spare_levels {
            self.note(ValueProblem::Nesting(bare));
        }
        bare
    }

    fn strings(&mut self) -> Result<Option<AttributeValue>, Error> {
        let mut sent = vec![];
        let is_there = self.elements(|reader| {
            match reader.text()? {
                Some(text) => sent.push(text),
                None => reader.note(ValueProblem::NoType),
            }
            Ok(())
        })?;
        if !is_there {
            return Ok(None);
        }
        // Inserting one by one keeps a whole sorting algorithm out of wasm, which collecting would bring in for each type.
        let mut set = BTreeSet::new();
        for text in &sent {
            set.insert(text.clone());
        }
        if sent.is_empty() {
            self.note(ValueProblem::EmptyStringSet);
        } else if set.len() < sent.len() {
            self.note(ValueProblem::StringDuplicates(sent));
        }
        Ok(Some(AttributeValue::Ss(set)))
    }

    fn numbers(&mut self) -> Result<Option<AttributeValue>, Error> {
        let (mut set, mut count) = (BTreeSet::new(), 0);
        let is_there = self.elements(|reader| {
            match reader.number()? {
                Some(number) => {
                    set.insert(number);
                }
                None => reader.note(ValueProblem::NoType),
            }
            count += 1;
            Ok(())
        })?;
        if !is_there {
            return Ok(None);
        }
        if count == 0 {
            self.note(ValueProblem::EmptyNumberSet);
        } else if set.len() < count {
            self.note(ValueProblem::NumberDuplicates);
        }
        Ok(Some(AttributeValue::Ns(set)))
    }

    fn binaries(&mut self) -> Result<Option<AttributeValue>, Error> {
        let mut sent = vec![];
        let is_there = self.elements(|reader| {
            match reader.bytes()? {
                Some(bytes) => sent.push(bytes),
                None => reader.note(ValueProblem::NoType),
            }
            Ok(())
        })?;
        if !is_there {
            return Ok(None);
        }
        let mut set = BTreeSet::new();
        for bytes in &sent {
            set.insert(bytes.clone());
        }
        if sent.is_empty() {
            self.note(ValueProblem::EmptyBinarySet);
        } else if set.len() < sent.len() {
            self.note(ValueProblem::BinaryDuplicates(sent));
        }
        Ok(Some(AttributeValue::Bs(set)))
    }

    /// Reads a list element by element; false for null.
    fn elements(&mut self, mut read: impl FnMut(&mut Self) -> Result<(), Error>) -> Result<bool, Error> {
        match self.json.token()? {
            Token::Array => self.json.open(),
            Token::Null => return self.json.literal(Token::Null).map(|()| false),
            Token::Object => return Err(Serialization::UnexpectedStructure.into()),
            _ => return Err(Serialization::UnexpectedField.into()),
        }
        let mut first = true;
        while self.json.element(&mut first)? {
            read(self)?;
        }
        Ok(true)
    }

    fn number(&mut self) -> Result<Option<Number>, Error> {
        let token = self.json.token()?;
        if token != Token::Text {
            return self.text().map(|_| None);
        }
        let text = self.json.text()?;
        Ok(Some(Number::parse(&text).unwrap_or_else(|error| {
            self.note(ValueProblem::Number(error, text.into_owned()));
            Number::ZERO
        })))
    }

    /// A string; `None` for null.
    pub(crate) fn text(&mut self) -> Result<Option<String>, Error> {
        match self.json.token()? {
            Token::Text => Ok(Some(self.json.text()?.into_owned())),
            token => self.mismatch(token, "String", "java.lang.String").map(|()| None),
        }
    }

    /// Bytes in Base64; `None` for null.
    fn bytes(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let token = self.json.token()?;
        if token != Token::Text {
            return self.mismatch(token, "ByteBuffer", "java.nio.ByteBuffer").map(|()| None);
        }
        let text = self.json.text()?;
        if text.len() % 4 != 0 {
            return Err(Serialization::Base64Length(text.len()).into());
        }
        STANDARD.decode(text.as_bytes()).map(Some).map_err(|_| Serialization::Base64Character.into())
    }

    /// BOOL or NULL: a boolean, or one of the words that the older layer reads; `None` for null.
    pub(crate) fn boolean(&mut self) -> Result<Option<bool>, Error> {
        self.older |= self.json.token()? == Token::Text;
        self.word_boolean()
    }

    /// A boolean, or one of the words for it; `None` for null.
    pub(crate) fn word_boolean(&mut self) -> Result<Option<bool>, Error> {
        if self.json.token()? != Token::Text {
            return self.plain_boolean();
        }
        let word = self.json.text()?.to_ascii_lowercase();
        match word.as_str() {
            "true" | "t" | "yes" | "y" | "1" => Ok(Some(true)),
            "false" | "f" | "no" | "n" | "0" => Ok(Some(false)),
            _ => Err(Serialization::UnexpectedToken.into()),
        }
    }

    /// A boolean that must be one; `None` for null.
    pub(crate) fn plain_boolean(&mut self) -> Result<Option<bool>, Error> {
        match self.json.token()? {
            token @ (Token::True | Token::False) => self.json.literal(token).map(|()| Some(token == Token::True)),
            Token::Text => Err(Serialization::UnexpectedToken.into()),
            token => self.mismatch(token, "Boolean", "java.lang.Boolean").map(|()| None),
        }
    }

    /// Consumes a null, and refuses everything else as no `wanted`.
    pub(crate) fn mismatch(&mut self, token: Token, wanted: &'static str, class: &str) -> Result<(), Error> {
        let scalar = |token| Err(Serialization::Scalar(token, wanted).into());
        match token {
            Token::Null => self.json.literal(Token::Null),
            Token::Number => {
                let is_whole = self.json.number()?.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
                scalar(if is_whole { "NUMBER_VALUE" } else { "DECIMAL_VALUE" })
            }
            Token::True => scalar("TRUE_VALUE"),
            Token::False => scalar("FALSE_VALUE"),
            Token::Text => scalar("STRING_VALUE"),
            Token::Array => Err(Serialization::CollectionClass(class.to_owned()).into()),
            Token::Object => Err(Serialization::UnexpectedStructure.into()),
        }
    }
}

/// Writes a value.
pub(crate) fn write_value(value: &AttributeValue, out: &mut Writer) {
    out.open_object();
    out.key(value.attribute_type().code());
    match value {
        AttributeValue::S(text) => out.text(text),
        AttributeValue::N(number) => out.text(&number.to_string()),
        AttributeValue::B(bytes) => out.text(&STANDARD.encode(bytes)),
        AttributeValue::Bool(value) => out.bool(*value),
        AttributeValue::Null => out.bool(true),
        AttributeValue::L(values) => list(values, out, write_value),
        AttributeValue::M(item) => write_item(item, out),
        AttributeValue::Ss(set) => list(set, out, |text, out| out.text(text)),
        AttributeValue::Ns(set) => list(set, out, |number, out| out.text(&number.to_string())),
        AttributeValue::Bs(set) => list(set, out, |bytes, out| out.text(&STANDARD.encode(bytes))),
    }
    out.close_object();
}

/// Writes an item: values by attribute name, in byte order of the names.
pub(crate) fn write_item(item: &Item, out: &mut Writer) {
    out.open_object();
    for (name, value) in item {
        out.key(name);
        write_value(value, out);
    }
    out.close_object();
}

fn list<T>(values: impl IntoIterator<Item = T>, out: &mut Writer, write: impl Fn(T, &mut Writer)) {
    out.open_array();
    for value in values {
        write(value, out);
    }
    out.close_array();
}
