//! A scenario out of its text: TOML, as docs/scenarios.md has it.
//!
//! Everything that is wrong is told at once, each with its line and with what to write instead; a scenario that has any problem is
//! not run at all. Numbers are read from their digits, so there are no floats.

mod attributes;
mod capacity;
mod checks;
mod curve;
mod key_names;
mod patterns;
mod quantity;
mod sheet;
mod tables;
mod template;

use core::fmt;

use toml::de::{DeTable, DeValue};

pub(super) use self::quantity::decimal;
use self::sheet::{Fields, Sheet, Value};
pub(super) use self::template::default_name;
use super::{RetryPolicy, Scenario};
use crate::workload::{DAY_S, second_of};

/// Something that is wrong with a scenario's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: u32,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub instead: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}. Instead: {}", self.line, self.message, self.instead)
    }
}

/// Where a scenario finds what its text only names.
pub trait Sources {
    /// The text of the file with this name; `None` if there is none.
    fn file(&self, name: &str) -> Option<String>;
    /// The values of an attribute of a stored table's items; `None` if there is no such table.
    fn keys(&self, table: &str, attribute: &str) -> Option<Vec<String>>;
}

/// Finds nothing: all has to stand in the scenario itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSources;

impl Sources for NoSources {
    fn file(&self, _name: &str) -> Option<String> {
        None
    }

    fn keys(&self, _table: &str, _attribute: &str) -> Option<Vec<String>> {
        None
    }
}

/// Bytes of a scenario's text at most (our bound; replayed keys in files are not counted).
pub const TEXT_MAX_BYTES: usize = 4 << 20;

/// Reads a scenario that is complete in itself.
pub fn read(text: &str) -> Result<Scenario, Vec<Problem>> {
    read_with(text, &NoSources)
}

/// Reads a scenario, with files and tables that it may name.
pub fn read_with(text: &str, sources: &dyn Sources) -> Result<Scenario, Vec<Problem>> {
    let mut sheet = Sheet::new(text, sources);
    if text.len() > TEXT_MAX_BYTES {
        sheet.problem(
            0,
            format!("the scenario has {} bytes, and {TEXT_MAX_BYTES} are the most", text.len()),
            "long lists of keys into a CSV file, and its name here: `keys_file = \"keys.csv\"`",
        );
        return Err(sheet.into_problems());
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            let instead = if error.message().starts_with("duplicate key") {
                "this name once in its section; perhaps the line is missing that begins another: `[[pattern]]`, `[[design.table]]`"
            } else {
                "`name = value` on a line of its own, texts in \"quotes\", sections as `[name]` or `[[name]]`"
            };
            sheet.problem(at, format!("this is not TOML: {}", error.message().trim_end_matches('.')), instead);
        }
        return Err(sheet.into_problems());
    }
    let scenario = whole(Fields::new(document.get_ref(), 0, "a scenario"), &mut sheet);
    match scenario {
        Some(scenario) if sheet.is_clean() => Ok(scenario),
        _ => Err(sheet.into_problems()),
    }
}

/// The fields of the top, and then what only the whole can tell.
fn whole(mut fields: Fields<'_>, sheet: &mut Sheet<'_>) -> Option<Scenario> {
    let title = fields.needed(sheet, "title", "`title = \"IoT telemetry\"`").and_then(|value| sheet.text(value, "title"));
    let note = fields.take("note").and_then(|value| sheet.text(value, "note")).unwrap_or_default();
    let seed = fields.take("seed").and_then(|value| sheet.count(value, "seed", 0..=u64::MAX)).unwrap_or(1);
    let start_s = fields.take("start").and_then(|value| start(value, sheet)).unwrap_or(START_S);
    let duration_s = fields.needed(sheet, "duration", "`duration = \"24h\"`").and_then(|value| duration(value, sheet));
    let region = fields.take("region").and_then(|value| checks::region(value, sheet)).unwrap_or_else(|| "us-east-1".to_owned());
    let retries = fields.take("retries").and_then(|value| retries(value, sheet)).unwrap_or(RetryPolicy::SDK);
    let attributes = fields.take("attributes").map(|value| attributes::read(value, sheet)).unwrap_or_default();
    let patterns_at = fields.needed(sheet, "pattern", "a section `[[pattern]]` with `name`, `does` and `rate`");
    let designs_at = fields.needed(sheet, "design", "a section `[[design]]` with a `name`, and below it `[[design.table]]`");
    let patterns = patterns_at.map(|value| patterns::read(value, &attributes, sheet)).unwrap_or_default();
    let designs = designs_at.map(|value| tables::read(value, &attributes, &patterns, sheet)).unwrap_or_default();
    fields.done(sheet);
    let unplaced = |(read, _): (_, usize)| read;
    let scenario = Scenario {
        title: title?,
        note,
        seed,
        start_s,
        duration_s: duration_s?,
        region,
        attributes,
        patterns: patterns.read.iter().cloned().map(unplaced).collect(),
        designs,
        retries,
    };
    // What is missing may be what could not be read: the whole is looked at when all of its parts are right.
    if sheet.is_clean() {
        checks::whole(&scenario, &patterns.read, sheet);
    }
    Some(scenario)
}

/// Where a scenario starts unless it says so: Monday, 16 November 2026, 00:00.
pub(super) const START_S: u64 = 20_773 * DAY_S;

/// `"2026-11-16"`, `"2026-11-16T08:30"`, or the same as a TOML date.
fn start(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<u64> {
    let text = match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        _ => String::new(),
    };
    let found = moment(&text);
    if found.is_none() {
        sheet.problem(
            value.span().start,
            "`start` is no moment from 1970 to 9999, in UTC".into(),
            "`start = \"2026-11-16\"` or `start = \"2026-11-16T08:30:00\"`",
        );
    }
    found
}

fn moment(text: &str) -> Option<u64> {
    let (date, clock) = text.trim_end_matches('Z').split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let numbers = |text: &str, separator: char| -> Option<Vec<u64>> {
        text.split(separator).map(|part| part.parse().ok().filter(|_| !part.starts_with('+'))).collect()
    };
    let [year, month, day] = numbers(date, '-')?.try_into().ok()?;
    let (hour, minute, second) = match *numbers(clock, ':')?.as_slice() {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    (hour < 24 && minute < 60 && second < 60).then_some(())?;
    Some(second_of(year, month, day)? + hour * 3_600 + minute * 60 + second)
}

fn duration(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<u64> {
    let seconds = sheet.duration(value, "duration")?;
    if seconds == 0 || seconds > Scenario::DURATION_MAX_S {
        let message =
            if seconds == 0 { "`duration` is nothing" } else { "`duration` is too long: a scenario runs for 366 days at most" };
        sheet.problem(value.span().start, message.into(), "`duration = \"24h\"`, or up to `\"366d\"`");
        return None;
    }
    Some(seconds)
}

impl RetryPolicy {
    /// What the standard mode of the SDKs does with a throttled request of DynamoDB (botocore, `retries/standard.py`): four attempts,
    /// a random part of 1 s doubled each time before the next one, 20 s at most.
    pub const SDK: RetryPolicy = RetryPolicy { attempts: 4, base_ms: 1_000, max_ms: 20_000, jitter: true };
    /// No retries: what is throttled is given up.
    pub const NONE: RetryPolicy = RetryPolicy { attempts: 1, ..RetryPolicy::SDK };
    /// Attempts at most (our bound).
    pub const ATTEMPTS_MAX: u32 = 20;
    /// Longest delay (our bound: a minute).
    pub const DELAY_MAX_MS: u32 = 60_000;
}

/// `"sdk"`, `"none"`, or a table.
fn retries(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<RetryPolicy> {
    if let DeValue::String(text) = value.get_ref() {
        return match text.as_ref() {
            "sdk" => Some(RetryPolicy::SDK),
            "none" => Some(RetryPolicy::NONE),
            _ => {
                sheet.problem(
                    value.span().start,
                    format!("there are no retries {text:?}"),
                    "`retries = \"sdk\"`, `retries = \"none\"`, or `retries = { attempts = 4, base = \"25ms\", max = \"20s\" }`",
                );
                None
            }
        };
    }
    let mut fields =
        Fields::of(value, "`retries`", "`retries = { attempts = 4, base = \"25ms\", max = \"20s\", jitter = true }`", sheet)?;
    let attempts = fields.take("attempts").and_then(|value| sheet.count(value, "attempts", 1..=RetryPolicy::ATTEMPTS_MAX.into()));
    let mut delay = |fields: &mut Fields<'_>, name: &'static str| {
        fields.take(name).and_then(|value| sheet.milliseconds(value, name, RetryPolicy::DELAY_MAX_MS))
    };
    let (base, max) = (delay(&mut fields, "base"), delay(&mut fields, "max"));
    let jitter = fields.take("jitter").and_then(|value| sheet.boolean(value, "jitter"));
    fields.done(sheet);
    Some(RetryPolicy {
        attempts: attempts.map_or(RetryPolicy::SDK.attempts, |attempts| attempts as u32),
        base_ms: base.unwrap_or(RetryPolicy::SDK.base_ms),
        max_ms: max.unwrap_or(RetryPolicy::SDK.max_ms),
        jitter: jitter.unwrap_or(true),
    })
}
