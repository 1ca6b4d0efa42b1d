//! AWS CLI lines: `aws dynamodb put-item --table-name Users --item '{...}'`.
//!
//! Commands, options and their shapes come from the table of the service model, so every operation is known by its name. What is
//! hand-written here is the AWS CLI itself: global options, paging options, shorthand. Follows: AWS CLI user guide, "Command
//! structure", "Specifying parameter values"; AWS CLI reference, "Global options".

mod global;
mod name;
mod print;
mod shorthand;
mod value;

pub use print::print;

use api::Json;
use api::shapes::{self, MemberView, OperationView, ShapeKind};

use self::global::{Global, Paging};
use self::name::hyphenated;
use self::value::Values;
use crate::error::{Problem, SyntaxError};
use crate::shell::{Command, Word};
use crate::{Note, Place, Request, nearest};

/// The command of an operation: `create-table` of `CreateTable`.
pub fn command_name(operation: &str) -> String {
    hyphenated(operation)
}

/// The option of a member: `--key-schema` of `KeySchema`.
pub fn option_name(member: &str) -> String {
    format!("--{}", hyphenated(member))
}

/// The request of a command whose first word is `aws`; the command begins at this byte and place of the input.
pub(crate) fn request(input: &str, (start, place): (usize, Place), command: &Command) -> Result<Request, SyntaxError> {
    let mut line = Line { input, words: &command.words, at: 1, notes: vec![], body: vec![], base: None, has_limit: false };
    if command.joined {
        line.notes.push(Note::LinesJoined);
    }
    let operation = line.operation(start)?;
    line.options(operation)?;
    let body = line.finish(operation)?;
    let end = command.words.last().map_or(start, |word| word.end);
    Ok(Request {
        operation: operation.name(),
        body,
        input: input.get(start..end).unwrap_or_default().to_owned(),
        place,
        notes: line.notes,
    })
}

/// A command while its words are read.
struct Line<'a> {
    input: &'a str,
    words: &'a [Word],
    at: usize,
    notes: Vec<Note>,
    body: Vec<(String, Json)>,
    /// `--cli-input-json`.
    base: Option<Vec<(String, Json)>>,
    /// `--limit` or `--page-size` was given, which `--max-items` does not replace.
    has_limit: bool,
}

impl<'a> Line<'a> {
    fn next(&mut self) -> Option<&'a Word> {
        let word = self.words.get(self.at)?;
        self.at += 1;
        Some(word)
    }

    fn error(&self, word: &Word, problem: Problem) -> SyntaxError {
        SyntaxError::new(self.input, word.start..word.end, problem)
    }

    /// The next word that is no global option.
    fn next_past_globals(&mut self) -> Result<Option<&'a Word>, SyntaxError> {
        while let Some(word) = self.next() {
            match option_text(word) {
                Some(option) => self.global(word, &option)?,
                None => return Ok(Some(word)),
            }
        }
        Ok(None)
    }

    fn operation(&mut self, start: usize) -> Result<OperationView, SyntaxError> {
        let missing = |input, at| SyntaxError::new(input, at..at, Problem::CommandMissing);
        let end = self.words.last().map_or(start, |word| word.end);
        let service = self.next_past_globals()?.ok_or_else(|| missing(self.input, end))?;
        if !matches!(service.text.as_str(), "dynamodb" | "dynamodbstreams") {
            return Err(self.unknown_service(service));
        }
        let word = self.next_past_globals()?.ok_or_else(|| missing(self.input, end))?;
        if word.text == "wait" {
            return self.wait(word);
        }
        let found = shapes::operations().find(|operation| hyphenated(operation.name()) == word.text);
        found.ok_or_else(|| self.unknown_command(word))
    }

    fn unknown_service(&self, service: &Word) -> SyntaxError {
        let near = nearest(&service.text, ["dynamodb"]).map(str::to_owned);
        self.error(service, Problem::OtherService { service: service.text.clone() }).replaced_by(near)
    }

    fn unknown_command(&self, word: &Word) -> SyntaxError {
        let commands: Vec<String> = shapes::operations().map(|operation| hyphenated(operation.name())).collect();
        let nearest = nearest(&word.text, commands.iter().map(String::as_str)).map(str::to_owned);
        self.error(word, Problem::UnknownCommand { command: word.text.clone(), nearest: nearest.clone() }).replaced_by(nearest)
    }

    /// `aws dynamodb wait table-exists --table-name Users`: tables are ready at once, so it describes.
    fn wait(&mut self, wait: &Word) -> Result<OperationView, SyntaxError> {
        let describe = shapes::operation("DescribeTable");
        match (self.next_past_globals()?, describe) {
            (Some(word), Some(describe)) if word.text == "table-exists" => {
                self.notes.push(Note::WaitDescribes);
                Ok(describe)
            }
            (word, _) => {
                Err(self
                    .error(word.unwrap_or(wait), Problem::OptionRefused { option: "wait".to_owned(), advice: NOTHING_TO_WAIT }))
            }
        }
    }

    fn options(&mut self, operation: OperationView) -> Result<(), SyntaxError> {
        while let Some(word) = self.next() {
            let Some(option) = option_text(word) else {
                return Err(self.error(word, Problem::UnexpectedWord { word: word.text.clone() }));
            };
            if !option.written.is_ascii() && !self.notes.contains(&Note::DashRead) {
                self.notes.push(Note::DashRead);
            }
            match member_of(operation, &option.name) {
                Some((member, switched)) => self.member(word, &option, member, switched)?,
                None if option.name == "cli-input-json" => self.input_json(word, &option, operation)?,
                None => match Paging::named(&option.name, operation) {
                    Some(paging) => self.paging(word, &option, paging)?,
                    None if Global::named(&option.name).is_some() => self.global(word, &option)?,
                    None => return Err(self.unknown_option(word, &option, operation)),
                },
            }
        }
        Ok(())
    }

    fn member(&mut self, word: &Word, option: &OptionText, member: MemberView, switched: bool) -> Result<(), SyntaxError> {
        let words = self.value_words(word, option);
        let value = if member.shape().kind() == ShapeKind::Boolean {
            if let Some(value) = words.first() {
                return Err(self.error(value, Problem::ValueForSwitch { option: option.written.clone() }));
            }
            Json::Bool(switched)
        } else {
            if words.is_empty() {
                return Err(self.error(word, Problem::ValueMissing { option: option.written.clone() }));
            }
            Values { input: self.input, notes: &mut self.notes }.read(&option.written, member.shape(), &words)?
        };
        self.has_limit |= member.name() == "Limit";
        self.set(member.name(), value);
        Ok(())
    }

    /// A later option replaces an earlier one of the same name, as in the AWS CLI.
    fn set(&mut self, name: &str, value: Json) {
        match self.body.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.body.push((name.to_owned(), value)),
        }
    }

    /// The words up to the next option; what stands behind `=` comes first.
    fn value_words(&mut self, word: &Word, option: &OptionText) -> Vec<Word> {
        let mut words: Vec<Word> = option.value.iter().map(|at| word.behind(*at)).collect();
        while let Some(next) = self.words.get(self.at).filter(|next| option_text(next).is_none()) {
            words.push(next.clone());
            self.at += 1;
        }
        words
    }

    fn single_value(&mut self, word: &Word, option: &OptionText) -> Result<Word, SyntaxError> {
        let mut words = self.value_words(word, option).into_iter();
        let Some(value) = words.next() else {
            return Err(self.error(word, Problem::ValueMissing { option: option.written.clone() }));
        };
        match words.next() {
            Some(word) => Err(self.error(&word, Problem::UnexpectedWord { word: word.text.clone() })),
            None => Ok(value),
        }
    }

    fn input_json(&mut self, word: &Word, option: &OptionText, operation: OperationView) -> Result<(), SyntaxError> {
        let value = self.single_value(word, option)?;
        let json = Values { input: self.input, notes: &mut self.notes }.read(
            &option.written,
            operation.input(),
            core::slice::from_ref(&value),
        )?;
        match json {
            Json::Object(members) => self.base = Some(members),
            _ => return Err(self.error(&value, Problem::BodyNotObject)),
        }
        Ok(())
    }

    fn paging(&mut self, word: &Word, option: &OptionText, paging: Paging) -> Result<(), SyntaxError> {
        if let Paging::Token = paging {
            return Err(self.error(word, Problem::OptionRefused { option: option.written.clone(), advice: USE_START_KEY }));
        }
        let value = self.single_value(word, option)?;
        if value.text.parse::<u32>().is_err() {
            return Err(self.error(&value, Problem::ValueKind { expected: "a whole number", given: value.text.clone() }));
        }
        let limit = Json::Number(value.text.trim_start_matches('+').to_owned());
        match paging {
            Paging::PageSize => {
                self.has_limit = true;
                self.set("Limit", limit);
            }
            _ if self.has_limit => {
                self.notes.push(Note::OptionIgnored { option: option.written.clone(), why: "the page has its limit already" });
            }
            _ => {
                self.notes.push(Note::MaxItemsAsLimit);
                self.set("Limit", limit);
            }
        }
        Ok(())
    }

    fn global(&mut self, word: &Word, option: &OptionText) -> Result<(), SyntaxError> {
        let Some(global) = Global::named(&option.name) else {
            return Err(self.error(word, Problem::UnexpectedWord { word: word.text.clone() }));
        };
        if let Some(advice) = global.refused {
            return Err(self.error(word, Problem::OptionRefused { option: option.written.clone(), advice }));
        }
        if global.takes_value && option.value.is_none() && self.next().is_none() {
            return Err(self.error(word, Problem::ValueMissing { option: option.written.clone() }));
        }
        self.notes.push(Note::OptionIgnored { option: option.written.clone(), why: global.why });
        Ok(())
    }

    fn unknown_option(&self, word: &Word, option: &OptionText, operation: OperationView) -> SyntaxError {
        let known: Vec<String> = operation.input().members().map(|member| hyphenated(member.name())).collect();
        let near = nearest(&option.name, known.iter().map(String::as_str)).map(|name| format!("--{name}"));
        let problem = Problem::UnknownOption {
            option: option.written.clone(),
            command: hyphenated(operation.name()),
            nearest: near.clone(),
        };
        let written_end = word.start + option.written.len();
        let span = if option.value.is_some() { word.start..written_end } else { word.start..word.end };
        SyntaxError::new(self.input, span, problem).replaced_by(near)
    }

    fn finish(&mut self, operation: OperationView) -> Result<Json, SyntaxError> {
        let mut members = self.base.take().unwrap_or_default();
        for (name, value) in core::mem::take(&mut self.body) {
            match members.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = value,
                None => members.push((name, value)),
            }
        }
        let required = operation.input().members().filter(|member| member.is_required());
        let missing = required.filter(|member| !members.iter().any(|(name, _)| name == member.name()));
        let options: Vec<String> = missing.map(|member| option_name(member.name())).collect();
        if !options.is_empty() {
            let end = self.words.last().map_or(0, |word| word.end);
            let problem = Problem::OptionsMissing { command: hyphenated(operation.name()), options };
            return Err(SyntaxError::new(self.input, end..end, problem));
        }
        Ok(Json::Object(members))
    }
}

const NOTHING_TO_WAIT: &str = "Tables and indexes are ready at once here: leave the line out.";
const USE_START_KEY: &str = "Give the key at which the last page ended: --exclusive-start-key '{...}'.";

/// A word that is an option.
struct OptionText {
    /// Its name without hyphens.
    name: String,
    /// As written, without a value behind `=`.
    written: String,
    /// Byte of the word's text behind `=`, if there is one.
    value: Option<usize>,
}

fn option_text(word: &Word) -> Option<OptionText> {
    let text = word.text.as_str();
    let body = text.strip_prefix("--").or_else(|| text.strip_prefix(['\u{2014}', '\u{2013}']))?;
    if !body.starts_with(|char: char| char.is_ascii_alphabetic()) {
        return None;
    }
    let dashes = text.len() - body.len();
    let (name, value) = match body.split_once('=') {
        Some((name, _)) => (name, Some(dashes + name.len() + 1)),
        None => (body, None),
    };
    Some(OptionText { name: name.to_owned(), written: text.get(..dashes + name.len())?.to_owned(), value })
}

/// The member of an option, and for a switch whether it is on: `--no-consistent-read` is off.
fn member_of(operation: OperationView, option: &str) -> Option<(MemberView, bool)> {
    let find = |name: &str| operation.input().members().find(|member| hyphenated(member.name()) == name);
    find(option).map(|member| (member, true)).or_else(|| {
        let member = option.strip_prefix("no-").and_then(find)?;
        (member.shape().kind() == ShapeKind::Boolean).then_some((member, false))
    })
}

/// Whether the text is a JSON object that names members of the operation only.
pub(crate) fn fits(operation: OperationView, json: &Json) -> bool {
    let Some(members) = json.as_object() else { return false };
    let has = |name: &str| members.iter().any(|(known, _)| known == name);
    let all_required = operation.input().members().filter(|member| member.is_required()).all(|member| has(member.name()));
    all_required && has_kinds(operation.input(), json)
}

/// Whether the JSON has this shape as far as its brackets and members tell.
fn has_kinds(shape: shapes::ShapeView, json: &Json) -> bool {
    match (shape.kind(), json) {
        (ShapeKind::Structure, Json::Object(members)) => {
            members.iter().all(|(name, value)| shape.member(name).is_some_and(|member| has_kinds(member.shape(), value)))
        }
        (ShapeKind::List(element), Json::Array(values)) => values.iter().all(|value| has_kinds(element, value)),
        (ShapeKind::Map(value_shape), Json::Object(members)) => members.iter().all(|(_, value)| has_kinds(value_shape, value)),
        (ShapeKind::Structure | ShapeKind::List(_) | ShapeKind::Map(_), Json::Null) => true,
        (ShapeKind::Structure | ShapeKind::List(_) | ShapeKind::Map(_), _) => false,
        (ShapeKind::AttributeValue, Json::Object(_)) => true,
        (ShapeKind::AttributeValue, _) => false,
        (_, json) => !matches!(json, Json::Object(_) | Json::Array(_)),
    }
}

#[cfg(test)]
pub(crate) mod tests;
