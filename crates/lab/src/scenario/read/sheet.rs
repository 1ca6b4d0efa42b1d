//! The text being read: its lines, its problems, and values of each kind with the words for what is wrong with them.

use core::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::quantity::{bytes, decimal, milliseconds};
use super::{Problem, Sources};
use crate::scenario::MilliRate;

/// A value and where it stands.
pub(super) type Value<'d> = Spanned<DeValue<'d>>;

/// Problems told at most (our bound).
const PROBLEMS_MAX: usize = 50;

/// The text and what was found wrong with it.
pub(super) struct Sheet<'t> {
    text: &'t str,
    sources: &'t dyn Sources,
    problems: Vec<Problem>,
}

impl<'t> Sheet<'t> {
    pub(super) fn new(text: &'t str, sources: &'t dyn Sources) -> Self {
        Sheet { text, sources, problems: vec![] }
    }

    /// Notes a problem at a byte of the text.
    pub(super) fn problem(&mut self, at: usize, message: String, instead: impl Into<String>) {
        if self.is_full() {
            return;
        }
        let line = self.line(at);
        self.problem_in(line, message, instead);
    }

    /// Notes a problem in a line.
    pub(super) fn problem_in(&mut self, line: u32, message: String, instead: impl Into<String>) {
        self.problems.push(Problem { line, message, instead: instead.into() });
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> u32 {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() as u32 + 1
    }

    /// Notes what is wrong with rows of a text value, each in its line. Of a text in one line it is told which row it is.
    pub(super) fn problems_in_rows(&mut self, value: &Value<'_>, problems: Vec<Problem>) {
        let span = value.span();
        let written = self.text.get(span.clone()).unwrap_or_default();
        let begins_below = ["\"\"\"\n", "'''\n", "\"\"\"\r\n", "'''\r\n"].iter().any(|mark| written.starts_with(mark));
        let first = self.line(span.start) + u32::from(begins_below);
        for Problem { line: row, message, instead } in problems {
            if written.contains('\n') {
                self.problem_in(first + row - 1, message, instead);
            } else {
                self.problem_in(first, format!("row {row}: {message}"), instead);
            }
        }
    }

    pub(super) fn sources(&self) -> &'t dyn Sources {
        self.sources
    }

    /// Whether so many problems are known that no more are looked for: a text of nothing but mistakes takes no longer than another.
    pub(super) fn is_full(&self) -> bool {
        self.problems.len() >= 4 * PROBLEMS_MAX
    }

    pub(super) fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// All problems by line, the first of them if there are very many.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        model::sort_by(&mut self.problems, |left, right| left.line.cmp(&right.line));
        self.problems.dedup();
        self.problems.truncate(PROBLEMS_MAX);
        self.problems
    }

    pub(super) fn text(&mut self, value: &Value<'_>, field: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => self.wrong(value, field, "a text", "\"text in quotes\""),
        }
    }

    /// A text, or several.
    pub(super) fn texts(&mut self, value: &Value<'_>, field: &str) -> Option<Vec<String>> {
        match value.get_ref() {
            DeValue::String(text) => Some(vec![text.to_string()]),
            DeValue::Array(values) => values.iter().map(|value| self.text(value, field)).collect(),
            _ => self.wrong(value, field, "a list of texts", "[\"one\", \"two\"]"),
        }
    }

    pub(super) fn boolean(&mut self, value: &Value<'_>, field: &str) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            _ => self.wrong(value, field, "true or false", "true"),
        }
    }

    /// A whole number within bounds.
    pub(super) fn count(&mut self, value: &Value<'_>, field: &str, range: RangeInclusive<u64>) -> Option<u64> {
        let DeValue::Integer(number) = value.get_ref() else {
            return self.wrong(value, field, "a whole number", &range.start().to_string());
        };
        let found = u64::from_str_radix(number.as_str(), number.radix()).ok().filter(|number| range.contains(number));
        if found.is_none() {
            let (first, last) = (range.start(), range.end());
            let nearest = if number.as_str().starts_with('-') || *first > 0 && number.as_str() == "0" { first } else { last };
            let bounds = if *last == u64::MAX { format!("{first} or more") } else { format!("from {first} to {last}") };
            self.problem(
                value.span().start,
                format!("`{field}` is {number}, and it is {bounds}"),
                format!("`{field} = {nearest}`"),
            );
        }
        found
    }

    /// A number with digits behind its point, times a power of ten; rounded, at most `most`.
    pub(super) fn scaled(&mut self, value: &Value<'_>, field: &str, digits: u32, most: u64) -> Option<u64> {
        let text = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => return self.wrong(value, field, "a number", "0.5"),
        };
        let found = decimal(text, digits).filter(|number| *number <= most);
        if found.is_none() {
            let whole = most / 10u64.pow(digits);
            let shown = if text.starts_with('-') { "below 0" } else { "beyond its bounds" };
            self.problem(
                value.span().start,
                format!("`{field}` is {shown}: {text}"),
                format!("a number from 0 to {whole}, with digits alone: `{field} = {}`", whole.min(1)),
            );
        }
        found
    }

    /// Requests a second: `200`, `0.25`, or `"30/min"`.
    pub(super) fn rate(&mut self, value: &Value<'_>, field: &str) -> Option<MilliRate> {
        let (text, seconds) = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => (number.as_str(), 1),
            DeValue::Float(number) => (number.as_str(), 1),
            DeValue::String(text) => {
                let (number, unit) = text.split_once('/').unwrap_or((text, ""));
                let seconds = match unit.trim() {
                    "s" => 1,
                    "min" => 60,
                    "h" => 3_600,
                    "d" => 86_400,
                    _ => return self.wrong(value, field, "a rate", "200, or \"30/min\", \"500/h\", \"1000/d\""),
                };
                (number.trim(), seconds)
            }
            _ => return self.wrong(value, field, "a rate in requests a second", "200"),
        };
        let (at, line) = (value.span().start, text.trim_start_matches('-'));
        let written = if let DeValue::String(whole) = value.get_ref() { format!("{whole:?}") } else { text.to_owned() };
        if text.starts_with('-') {
            let instead = if decimal(line, 3).is_some() { line } else { "200" };
            self.problem(at, format!("`{field}` is {written}, and a rate is never below 0"), format!("`{field} = {instead}`"));
            return None;
        }
        let found = decimal(text, 3).map(|thousandths| MilliRate((thousandths + seconds / 2) / seconds));
        let found = found.filter(|rate| *rate <= MilliRate::MAX);
        match found {
            None => self.problem(
                at,
                format!("`{field}` is {written}, which is no rate up to 100,000,000 a second"),
                format!("`{field} = 200`, with digits alone: a million is `1_000_000`"),
            ),
            Some(MilliRate(0)) if text.contains(|digit| ('1'..='9').contains(&digit)) => {
                self.problem(
                    at,
                    format!("`{field}` is {written}, less than a thousandth of a request a second"),
                    format!("`{field} = 0.001`"),
                );
                return None;
            }
            Some(_) => {}
        }
        found
    }

    /// Seconds: `"24h"`, `"30d"`, `"1h30m"`.
    pub(super) fn duration(&mut self, value: &Value<'_>, field: &str) -> Option<u64> {
        let DeValue::String(text) = value.get_ref() else {
            return self.wrong(value, field, "a time with its unit", "\"24h\"");
        };
        match milliseconds(text).filter(|found| found.is_multiple_of(1_000)) {
            Some(found) => Some(found / 1_000),
            None => self.wrong(value, field, "a time in whole seconds", "\"90s\", \"15m\", \"24h\", \"30d\" or \"1h30m\""),
        }
    }

    /// Milliseconds: `"25ms"`.
    pub(super) fn milliseconds(&mut self, value: &Value<'_>, field: &str, most: u32) -> Option<u32> {
        let DeValue::String(text) = value.get_ref() else {
            return self.wrong(value, field, "a time with its unit", "\"25ms\"");
        };
        match milliseconds(text).and_then(|found| u32::try_from(found).ok()).filter(|found| *found <= most) {
            Some(found) => Some(found),
            None => self.wrong(value, field, &format!("a time up to {most} ms"), "\"25ms\""),
        }
    }

    /// Bytes of an item: a number, or `"1.4 KB"`.
    pub(super) fn bytes(&mut self, value: &Value<'_>, field: &str) -> Option<u32> {
        let found = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => bytes(number.as_str()),
            DeValue::String(text) => bytes(text),
            _ => None,
        };
        let Some(found) = found.filter(|found| *found > 0) else {
            return self.wrong(value, field, "a size above 0", "1400, or \"1.4 KB\"");
        };
        if found > model::limits::ITEM_SIZE_BYTES as u64 {
            self.problem(
                value.span().start,
                format!("`{field}` is {found} bytes, and an item has 400 KB at most"),
                format!("`{field} = \"400 KB\"`, or keep large objects elsewhere and a reference in the item"),
            );
            return None;
        }
        Some(found as u32)
    }

    /// The elements of a list.
    pub(super) fn list<'d>(&mut self, value: &'d Value<'d>, field: &str, example: &str) -> Option<&'d [Value<'d>]> {
        match value.get_ref() {
            DeValue::Array(values) => Some(&values[..]),
            _ => self.wrong(value, field, "a list", example),
        }
    }

    /// The sections `[[name]]`.
    pub(super) fn sections<'d>(&mut self, value: &'d Value<'d>, name: &str) -> &'d [Value<'d>] {
        match value.get_ref() {
            DeValue::Array(values) if values.iter().all(|value| matches!(value.get_ref(), DeValue::Table(_))) => &values[..],
            _ => {
                self.problem(
                    value.span().start,
                    format!("`{name}` comes in sections"),
                    format!("`[[{name}]]` and its fields below, once for each"),
                );
                &[]
            }
        }
    }

    fn wrong<T>(&mut self, value: &Value<'_>, field: &str, wanted: &str, example: &str) -> Option<T> {
        self.problem(
            value.span().start,
            format!("`{field}` is {wanted}, and here is {}", kind(value)),
            format!("`{field} = {example}`"),
        );
        None
    }
}

/// What a value is, in words.
pub(super) fn kind(value: &Value<'_>) -> String {
    match value.get_ref() {
        DeValue::String(text) => format!("the text {:?}", text.chars().take(40).collect::<String>()),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(moment) => format!("the date {moment}"),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}

/// The fields of a table; those that nobody takes are unknown.
pub(super) struct Fields<'d> {
    table: &'d DeTable<'d>,
    at: usize,
    what: &'static str,
    known: Vec<&'static str>,
}

impl<'d> Fields<'d> {
    pub(super) fn new(table: &'d DeTable<'d>, at: usize, what: &'static str) -> Self {
        Fields { table, at, what, known: vec![] }
    }

    /// The fields of a value that has to be a table.
    pub(super) fn of(value: &'d Value<'d>, what: &'static str, example: &str, sheet: &mut Sheet<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Fields::new(table, value.span().start, what)),
            _ => {
                sheet.problem(value.span().start, format!("{what} is a table, and here is {}", kind(value)), example);
                None
            }
        }
    }

    /// Where the table stands.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn take(&mut self, name: &'static str) -> Option<&'d Value<'d>> {
        self.known.push(name);
        self.table.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value)
    }

    /// A field that must be there.
    pub(super) fn needed(&mut self, sheet: &mut Sheet<'_>, name: &'static str, example: &str) -> Option<&'d Value<'d>> {
        let found = self.take(name);
        if found.is_none() {
            sheet.problem(self.at, format!("{} lacks `{name}`", self.what), example);
        }
        found
    }

    /// Fields that are there, in the order of the text.
    pub(super) fn in_order(&self) -> Vec<(&'d str, usize, &'d Value<'d>)> {
        let mut all: Vec<_> = self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value)).collect();
        model::sort_by(&mut all, |left: &(&str, usize, &Value<'_>), right| left.1.cmp(&right.1));
        all
    }

    /// Tells what nobody took.
    pub(super) fn done(self, sheet: &mut Sheet<'_>) {
        for (name, at, _) in self.in_order() {
            if sheet.is_full() {
                return;
            }
            if self.known.contains(&name) {
                continue;
            }
            let instead = one_of(name, self.known.iter().copied());
            sheet.problem(at, format!("{} has no field `{name}`", self.what), instead);
        }
    }
}

/// What is meant instead of a name that is not among these: the nearest, the only one, or one of all.
pub(super) fn one_of<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    match (syntax::nearest(name, names.clone()), names.clone().count()) {
        (Some(near), _) => format!("`{near}`"),
        (None, 1) => listed(names),
        (None, _) => format!("one of {}", listed(names)),
    }
}

/// Names in backticks.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for name in names {
        let comma = if text.is_empty() { "" } else { ", " };
        text.push_str(comma);
        text.push('`');
        text.push_str(name);
        text.push('`');
    }
    text
}
