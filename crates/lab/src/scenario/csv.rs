//! Rates and keys from CSV: what a team exports from its metrics or its logs.
//!
//! The first row may be a heading. A bad row is refused with its line and with what to write instead.

use super::{MilliRate, Problem};

/// Keys at most (our bound).
pub const KEYS_MAX: usize = 100_000;
/// Weight of one key at most (our bound); all of them together have room in 64 bits.
pub const WEIGHT_MAX: u64 = 1_000_000_000_000;
/// Hours at most: as long as a scenario may be.
pub const HOURS_MAX: usize = 366 * 24;
/// Bad rows told of one text (our bound).
const PROBLEMS_MAX: usize = 20;

/// Keys that were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keys {
    /// In their order, again and again.
    InTurn(Vec<String>),
    /// With weights; each key once, in the order in which they first come.
    Weighted(Vec<(String, u64)>),
}

/// Rates by hour: rows `hour,requests_per_second`, hours from 0 on without a gap.
pub fn rates(text: &str) -> Result<Vec<MilliRate>, Vec<Problem>> {
    let mut rates = vec![];
    let mut problems = vec![];
    for (line, row) in rows(text, "hour") {
        let expected = rates.len();
        let example = || format!("`{expected},200`: the hour, counted from 0, a comma, and requests a second");
        let Some([hour, rate]) = fields(row).and_then(|fields| <[String; 2]>::try_from(fields).ok()) else {
            problems.push(Problem { line, message: format!("this row has not two fields: {:?}", cut(row)), instead: example() });
            rates.push(MilliRate(0));
            continue;
        };
        if hour.trim().parse() != Ok(expected) {
            let message = format!("here hour {expected} is expected, not {:?}", cut(&hour));
            problems.push(Problem {
                line,
                message,
                instead: format!("`{expected},{}`; a quiet hour has the rate 0", cut(rate.trim())),
            });
        }
        match super::read::decimal(rate.trim(), 3).map(MilliRate).filter(|rate| *rate <= MilliRate::MAX) {
            Some(rate) => rates.push(rate),
            None => {
                let message =
                    if rate.trim().starts_with('-') { "a rate is never below 0" } else { "this is no rate in requests a second" };
                problems.push(Problem { line, message: format!("{message}: {:?}", cut(&rate)), instead: example() });
                rates.push(MilliRate(0));
            }
        }
    }
    if rates.is_empty() || rates.len() > HOURS_MAX {
        let message = format!("there are {} hours, and 1 to {HOURS_MAX} make a curve", rates.len());
        problems.push(Problem { line: 1, message, instead: "a row for each hour: `0,200`".into() });
    }
    problems.truncate(PROBLEMS_MAX);
    if problems.is_empty() { Ok(rates) } else { Err(problems) }
}

/// Keys: rows `key` or `key,weight`. A key with a comma stands in quotes.
pub fn keys(text: &str) -> Result<Keys, Vec<Problem>> {
    let mut found: Vec<(String, Option<u64>)> = vec![];
    let mut problems = vec![];
    for (line, row) in rows(text, "key").take(KEYS_MAX + 1) {
        let mut bad = |message: String| {
            problems.push(Problem {
                line,
                message,
                instead: "`sensor-1`, or with a weight `sensor-1,250`; a key with a comma in quotes: `\"a,b\",250`".into(),
            })
        };
        match fields(row).as_deref() {
            Some([key]) if !key.is_empty() => found.push((key.clone(), None)),
            Some([key, weight]) if !key.is_empty() => match weight.trim().parse::<u64>() {
                Ok(weight) if (1..=WEIGHT_MAX).contains(&weight) => found.push((key.clone(), Some(weight))),
                _ => bad(format!("the weight is no whole number from 1 on: {:?}", cut(weight))),
            },
            Some([]) | None => bad(format!("this row's quotes do not match: {:?}", cut(row))),
            Some(fields) if fields.first().is_some_and(String::is_empty) => bad("this row has no key".into()),
            Some(fields) => bad(format!("this row has {} fields, and a key and perhaps a weight are wanted", fields.len())),
        }
        if problems.len() >= PROBLEMS_MAX {
            break;
        }
    }
    if let Some(message) = wrong_keys(found.iter().map(|(key, _)| key)).filter(|_| problems.is_empty()) {
        problems.push(Problem { line: 1, message, instead: format!("1 to {KEYS_MAX} rows with keys of 1 to 2,048 bytes") });
    }
    if problems.is_empty() { Ok(joined(found)) } else { Err(problems) }
}

/// What is wrong with keys, if anything is.
pub(super) fn wrong_keys<'a>(mut keys: impl ExactSizeIterator<Item = &'a String>) -> Option<String> {
    if keys.len() == 0 {
        return Some("there are no keys".into());
    }
    if keys.len() > KEYS_MAX {
        return Some(format!("there are more than {KEYS_MAX} keys"));
    }
    let is_wrong = |key: &&String| key.is_empty() || key.len() > model::limits::PARTITION_KEY_SIZE_BYTES || key.contains('\0');
    keys.find(is_wrong).map(|key| format!("this is no key: {:?}", cut(key)))
}

/// In turn if no row has a weight; otherwise each key once, and those without a weight have 1.
fn joined(found: Vec<(String, Option<u64>)>) -> Keys {
    if found.iter().all(|(_, weight)| weight.is_none()) {
        return Keys::InTurn(found.into_iter().map(|(key, _)| key).collect());
    }
    let mut places = std::collections::BTreeMap::new();
    let mut keys: Vec<(String, u64)> = vec![];
    for (key, weight) in found {
        let place = *places.entry(key.clone()).or_insert(keys.len());
        match keys.get_mut(place) {
            Some((_, sum)) => *sum = sum.saturating_add(weight.unwrap_or(1)),
            None => keys.push((key, weight.unwrap_or(1))),
        }
    }
    Keys::Weighted(keys)
}

/// Rows with their lines, without empty ones and without a heading that begins with this word.
fn rows<'a>(text: &'a str, heading: &'a str) -> impl Iterator<Item = (u32, &'a str)> {
    let rows = (1u32..).zip(text.trim_start_matches('\u{feff}').lines()).filter(|(_, row)| !row.trim().is_empty());
    rows.enumerate().filter(move |(place, (_, row))| *place > 0 || !is_heading(row, heading)).map(|(_, row)| row)
}

fn is_heading(row: &str, word: &str) -> bool {
    let first = row.split(',').next().unwrap_or_default();
    first.trim().trim_matches('"').eq_ignore_ascii_case(word)
}

/// The fields of a row; `None` if its quotes do not match.
fn fields(row: &str) -> Option<Vec<String>> {
    let mut fields = vec![];
    let mut rest = row;
    loop {
        let (field, behind) = match rest.trim_start().strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                let (field, behind) = rest.split_at(end);
                (field.trim().to_owned(), behind)
            }
        };
        fields.push(field);
        if behind.is_empty() {
            return Some(fields);
        }
        rest = behind.strip_prefix(',')?;
    }
}

/// A field behind its opening quote, and what follows the closing one; a doubled quote is a quote.
fn quoted_field(text: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let (before, behind) = rest.split_once('"')?;
        field.push_str(before);
        match behind.strip_prefix('"') {
            Some(more) => {
                field.push('"');
                rest = more;
            }
            None => return Some((field, behind.trim_start())),
        }
    }
}

/// The beginning of a text, for a message.
fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}
