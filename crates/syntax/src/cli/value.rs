//! From the words behind an option to its value: JSON or shorthand, read by the shape of the member.

use api::Json;
use api::shapes::{ShapeKind, ShapeView};
use model::AttributeType;

use super::shorthand::{self, Shorthand, ShorthandError};
use crate::Note;
use crate::error::{Problem, SyntaxError};
use crate::json_text;
use crate::nearest;
use crate::shell::Word;

/// Reads option values of one input.
pub(crate) struct Values<'a> {
    pub(crate) input: &'a str,
    pub(crate) notes: &'a mut Vec<Note>,
}

impl Values<'_> {
    /// The value of `option` from its words, of which there is at least one.
    pub(crate) fn read(&mut self, option: &str, shape: ShapeView, words: &[Word]) -> Result<Json, SyntaxError> {
        let Some((first, others)) = words.split_first() else {
            return Err(self.error_at(0, Problem::ValueMissing { option: option.to_owned() }));
        };
        if let Some(file) = words.iter().find(|word| word.text.starts_with("file://") || word.text.starts_with("fileb://")) {
            return Err(self.error(file, Problem::FileValue { option: option.to_owned() }));
        }
        if let ShapeKind::List(element) = shape.kind() {
            if first.text.trim_start().starts_with('[') {
                self.alone(others)?;
                return self.one(shape, first);
            }
            return words.iter().map(|word| self.one(element, word)).collect::<Result<_, _>>().map(Json::Array);
        }
        self.alone(others)?;
        self.one(shape, first)
    }

    fn alone(&self, others: &[Word]) -> Result<(), SyntaxError> {
        let Some(word) = others.first() else { return Ok(()) };
        Err(self.error(word, Problem::UnexpectedWord { word: word.text.clone() }))
    }

    fn one(&mut self, shape: ShapeView, word: &Word) -> Result<Json, SyntaxError> {
        match shape.kind() {
            ShapeKind::Text(_) | ShapeKind::Blob => Ok(Json::Text(word.text.clone())),
            ShapeKind::Whole => whole(&word.text).ok_or_else(|| self.kind_error(word, "a whole number")),
            ShapeKind::Number => number(&word.text).ok_or_else(|| self.kind_error(word, "a number")),
            ShapeKind::Boolean => boolean(&word.text).ok_or_else(|| self.kind_error(word, "true or false")),
            _ if word.text.trim_start().starts_with(['{', '[']) => self.json(shape, word),
            _ => self.shorthand(shape, word),
        }
    }

    fn json(&mut self, shape: ShapeView, word: &Word) -> Result<Json, SyntaxError> {
        let json = match json_text::parse(&word.text) {
            Ok(json) => json,
            Err(error) => {
                if let Some(lost) = word.quotes_lost {
                    return Err(SyntaxError::new(self.input, lost..lost + 1, Problem::QuotesLost));
                }
                let (json, note) = mended(&word.text).ok_or_else(|| {
                    let at = word.input_byte(error.at);
                    SyntaxError::new(self.input, at..at, Problem::Json { expected: error.expected.to_owned() })
                })?;
                self.notes.push(note);
                json
            }
        };
        check_members(shape, &json).map_err(|unknown| self.unknown_in_json(word, unknown))?;
        Ok(json)
    }

    fn unknown_in_json(&self, word: &Word, unknown: UnknownMember) -> SyntaxError {
        let quoted = Json::Text(unknown.member.clone()).to_string();
        let at = word.text.find(&quoted).map_or(word.start, |at| word.input_byte(at + 1));
        let end = if at == word.start { at } else { at + unknown.member.len() };
        SyntaxError::new(self.input, at..end, unknown.problem()).replaced_by(unknown.nearest.filter(|_| end > at))
    }

    fn shorthand(&self, shape: ShapeView, word: &Word) -> Result<Json, SyntaxError> {
        if let Some(lost) = word.quotes_lost {
            return Err(SyntaxError::new(self.input, lost..lost + 1, Problem::QuotesLost));
        }
        let typed = shorthand::parse(&word.text).map_err(TypedError::from).and_then(|shorthand| typed(shape, &shorthand));
        typed.map_err(|(ShorthandError { at, length, problem }, replacement)| {
            let start = word.input_byte(at);
            SyntaxError::new(self.input, start..start + length, problem).replaced_by(replacement)
        })
    }

    fn kind_error(&self, word: &Word, expected: &'static str) -> SyntaxError {
        self.error(word, Problem::ValueKind { expected, given: word.text.clone() })
    }

    fn error(&self, word: &Word, problem: Problem) -> SyntaxError {
        SyntaxError::new(self.input, word.start..word.end, problem)
    }

    fn error_at(&self, at: usize, problem: Problem) -> SyntaxError {
        SyntaxError::new(self.input, at..at, problem)
    }
}

/// JSON that a shell or a word processor had changed, put right: what was done to it is noted.
fn mended(text: &str) -> Option<(Json, Note)> {
    if text.contains("\\\"") {
        let json = json_text::parse(&without_backslashes(text)).ok();
        if let Some(json) = json {
            return Some((json, Note::BackslashesRemoved));
        }
    }
    let straight = text.replace(['\u{201c}', '\u{201d}', '\u{201e}'], "\"");
    (straight != text).then(|| json_text::parse(&straight).ok()).flatten().map(|json| (json, Note::QuotesStraightened))
}

/// As a Windows program reads its arguments: of backslashes before a quote, every second one goes.
fn without_backslashes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut backslashes = 0;
    for char in text.chars() {
        if char == '\\' {
            backslashes += 1;
            continue;
        }
        let stay = if char == '"' { backslashes / 2 } else { backslashes };
        kept.extend(core::iter::repeat_n('\\', stay));
        backslashes = 0;
        kept.push(char);
    }
    kept.extend(core::iter::repeat_n('\\', backslashes));
    kept
}

/// A member that its structure does not have.
pub(crate) struct UnknownMember {
    member: String,
    nearest: Option<String>,
    known: Vec<&'static str>,
}

impl UnknownMember {
    fn new(shape: ShapeView, member: &str) -> Self {
        let known: Vec<&'static str> = match shape.kind() {
            ShapeKind::AttributeValue => TYPES.to_vec(),
            _ => shape.members().map(|member| member.name()).collect(),
        };
        let nearest = nearest(member, known.iter().copied()).map(str::to_owned);
        UnknownMember { member: member.to_owned(), nearest, known }
    }

    pub(crate) fn problem(&self) -> Problem {
        Problem::UnknownMember { member: self.member.clone(), nearest: self.nearest.clone(), known: self.known.clone() }
    }
}

const TYPES: [&str; 10] = ["S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"];

/// As the AWS CLI checks before it sends anything: no structure has a member that its shape does not know.
pub(crate) fn check_members(shape: ShapeView, json: &Json) -> Result<(), UnknownMember> {
    match (shape.kind(), json) {
        (ShapeKind::Structure, Json::Object(members)) => members.iter().try_for_each(|(name, value)| {
            let member = shape.member(name).ok_or_else(|| UnknownMember::new(shape, name))?;
            check_members(member.shape(), value)
        }),
        (ShapeKind::AttributeValue, Json::Object(members)) => members.iter().try_for_each(|(name, value)| {
            let kind = AttributeType::from_code(name).ok_or_else(|| UnknownMember::new(shape, name))?;
            match (kind, value) {
                (AttributeType::L, Json::Array(values)) => values.iter().try_for_each(|value| check_members(shape, value)),
                (AttributeType::M, Json::Object(members)) => {
                    members.iter().try_for_each(|(_, value)| check_members(shape, value))
                }
                _ => Ok(()),
            }
        }),
        (ShapeKind::List(element), Json::Array(values)) => values.iter().try_for_each(|value| check_members(element, value)),
        (ShapeKind::Map(value_shape), Json::Object(members)) => {
            members.iter().try_for_each(|(_, value)| check_members(value_shape, value))
        }
        _ => Ok(()),
    }
}

type TypedError = (ShorthandError, Option<String>);

impl From<ShorthandError> for TypedError {
    fn from(error: ShorthandError) -> Self {
        (error, None)
    }
}

/// Shorthand as JSON of this shape. A single value stands for a list of one.
fn typed(shape: ShapeView, shorthand: &Shorthand) -> Result<Json, TypedError> {
    match (shape.kind(), shorthand) {
        (ShapeKind::Structure, Shorthand::Map(members)) => {
            let members = members.iter().map(|(name, at, value)| {
                let member = shape.member(name).ok_or_else(|| unknown(shape, name, *at))?;
                Ok((name.clone(), typed(member.shape(), value)?))
            });
            members.collect::<Result<_, _>>().map(Json::Object)
        }
        (ShapeKind::AttributeValue, Shorthand::Map(members)) => {
            let members = members.iter().map(|(name, at, value)| {
                let kind = AttributeType::from_code(name).ok_or_else(|| unknown(shape, name, *at))?;
                Ok((name.clone(), typed_attribute(kind, shape, value)?))
            });
            members.collect::<Result<_, _>>().map(Json::Object)
        }
        (ShapeKind::Map(value_shape), Shorthand::Map(members)) => {
            let members = members.iter().map(|(name, _, value)| Ok((name.clone(), typed(value_shape, value)?)));
            members.collect::<Result<_, _>>().map(Json::Object)
        }
        (ShapeKind::List(element), Shorthand::List(values)) => {
            values.iter().map(|value| typed(element, value)).collect::<Result<_, _>>().map(Json::Array)
        }
        (ShapeKind::List(element), single) => Ok(Json::Array(vec![typed(element, single)?])),
        (kind, Shorthand::Text(text, at)) => scalar(kind, text, *at),
        (_, other) => Err(mismatch("a single value; quote it if it contains a comma", "", first_byte(other))),
    }
}

fn typed_attribute(kind: AttributeType, shape: ShapeView, value: &Shorthand) -> Result<Json, TypedError> {
    let texts = |values: &[Shorthand]| {
        values.iter().map(|value| typed_attribute(AttributeType::S, shape, value)).collect::<Result<_, _>>().map(Json::Array)
    };
    match (kind, value) {
        (AttributeType::S | AttributeType::N | AttributeType::B, Shorthand::Text(text, _)) => Ok(Json::Text(text.clone())),
        (AttributeType::Bool | AttributeType::Null, Shorthand::Text(text, at)) => scalar(ShapeKind::Boolean, text, *at),
        (AttributeType::Ss | AttributeType::Ns | AttributeType::Bs, Shorthand::List(values)) => texts(values),
        (AttributeType::Ss | AttributeType::Ns | AttributeType::Bs, single @ Shorthand::Text(..)) => {
            texts(core::slice::from_ref(single))
        }
        (AttributeType::L, Shorthand::List(values)) => {
            values.iter().map(|value| typed(shape, value)).collect::<Result<_, _>>().map(Json::Array)
        }
        (AttributeType::M, Shorthand::Map(members)) => {
            let members = members.iter().map(|(name, _, value)| Ok((name.clone(), typed(shape, value)?)));
            members.collect::<Result<_, _>>().map(Json::Object)
        }
        (_, other) => Err(mismatch("a value of the type before it", "", first_byte(other))),
    }
}

fn scalar(kind: ShapeKind, text: &str, at: usize) -> Result<Json, TypedError> {
    match kind {
        ShapeKind::Text(_) | ShapeKind::Blob => Ok(Json::Text(text.to_owned())),
        ShapeKind::Whole => whole(text).ok_or_else(|| mismatch("a whole number", text, at)),
        ShapeKind::Number => number(text).ok_or_else(|| mismatch("a number", text, at)),
        ShapeKind::Boolean => boolean(text).ok_or_else(|| mismatch("true or false", text, at)),
        _ => Err(mismatch("key=value", text, at)),
    }
}

fn unknown(shape: ShapeView, name: &str, at: usize) -> TypedError {
    let unknown = UnknownMember::new(shape, name);
    (ShorthandError { at, length: name.len(), problem: unknown.problem() }, unknown.nearest)
}

fn mismatch(expected: &'static str, given: &str, at: usize) -> TypedError {
    let problem = Problem::ValueKind { expected, given: given.to_owned() };
    (ShorthandError { at, length: given.len(), problem }, None)
}

fn first_byte(shorthand: &Shorthand) -> usize {
    match shorthand {
        Shorthand::Text(_, at) => *at,
        Shorthand::List(values) => values.first().map_or(0, first_byte),
        Shorthand::Map(members) => members.first().map_or(0, |(_, at, _)| *at),
    }
}

fn whole(text: &str) -> Option<Json> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain =
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits.len() == 1 || !digits.starts_with('0'));
    plain.then(|| Json::Number(text.to_owned()))
}

fn number(text: &str) -> Option<Json> {
    Json::parse(text.as_bytes()).ok().filter(|json| matches!(json, Json::Number(_)))
}

fn boolean(text: &str) -> Option<Json> {
    match text {
        "true" | "True" => Some(Json::Bool(true)),
        "false" | "False" => Some(Json::Bool(false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_second_backslash_before_a_quote_goes() {
        assert_eq!(without_backslashes(r#"{\"a\":\"x\\\"y\\n\"}"#), r#"{"a":"x\"y\\n"}"#);
    }

    #[test]
    fn whole_numbers_are_json_numbers() {
        for (text, is_whole) in
            [("5", true), ("-1", true), ("0", true), ("", false), ("05", false), ("5.0", false), ("five", false)]
        {
            assert_eq!(whole(text).is_some(), is_whole, "{text}");
        }
    }
}
