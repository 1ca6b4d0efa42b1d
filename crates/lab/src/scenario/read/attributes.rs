//! `[attributes]`: each a name and how its values are drawn.

use toml::de::DeValue;

use super::sheet::{Fields, Sheet, Value, listed};
use crate::scenario::{Attribute, Keys, Scenario, Values, csv};

const EXAMPLE: &str =
    "`device = { uniform = 1000 }`, `customer = { zipf = 100000, exponent = 1.1 }`, `day = \"date\"` or `order = \"sequence\"`";

const KINDS: [&str; 12] = [
    "uniform",
    "zipf",
    "one_hot",
    "weighted",
    "suffix",
    "replay",
    "keys_csv",
    "keys_file",
    "keys_of",
    "sequence",
    "time",
    "date",
];

pub(super) fn read(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Vec<Attribute> {
    let Some(fields) = Fields::of(value, "`attributes`", EXAMPLE, sheet) else { return vec![] };
    let all = fields.in_order();
    if let Some((_, at, _)) = all.get(Scenario::ATTRIBUTES_MAX) {
        sheet.problem(
            *at,
            format!("a scenario has {} attributes at most", Scenario::ATTRIBUTES_MAX),
            "only those of which keys are made, or whose size counts in an index",
        );
    }
    let mut read = |(name, at, value)| {
        // One that could not be read is still known by its name, so that keys made of it are not complained about.
        let nothing = || Attribute { name: str::to_owned(name), size_bytes: 1, values: Values::Uniform { count: 1 } };
        attribute(name, at, value, sheet).unwrap_or_else(nothing)
    };
    all.into_iter().take(Scenario::ATTRIBUTES_MAX).map(&mut read).collect()
}

fn attribute(name: &str, at: usize, value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Attribute> {
    if !Attribute::is_name(name) {
        sheet.problem(
            at,
            format!("{name:?} is no name for an attribute of a key"),
            "1 to 255 letters or digits, without curly brackets",
        );
        return None;
    }
    let (values, size) = match value.get_ref() {
        DeValue::String(text) => (of_the_request(text, value, sheet)?, None),
        _ => listed_values(value, sheet)?,
    };
    let mut attribute = Attribute { name: name.to_owned(), size_bytes: 0, values };
    attribute.size_bytes = attribute.natural_bytes();
    if let Some((size, value)) = size {
        let least = match attribute.values {
            Values::Uniform { .. } | Values::Zipf { .. } | Values::OneHot { .. } | Values::Sequence => attribute.digits(),
            _ => attribute.size_bytes,
        };
        let is_free = attribute.size_bytes != least;
        if size < least || (!is_free && size != least) {
            let message =
                format!("`size` is {size} bytes, and values of `{name}` have {least}{}", if is_free { " at least" } else { "" });
            sheet.problem(value.span().start, message, format!("`size = {least}`"));
            return None;
        }
        attribute.size_bytes = size;
    }
    Some(attribute)
}

/// Values that the request itself gives.
fn of_the_request(text: &str, value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Values> {
    match text {
        "time" => Some(Values::Time),
        "date" => Some(Values::Date),
        "hour" => Some(Values::Hour),
        "sequence" => Some(Values::Sequence),
        _ => {
            let instead = match syntax::nearest(text, ["time", "date", "hour", "sequence"]) {
                Some(near) => format!("{near:?}"),
                None => format!("\"time\", \"date\", \"hour\" or \"sequence\", or a list of values: {EXAMPLE}"),
            };
            sheet.problem(value.span().start, format!("there are no values {text:?}"), instead);
            None
        }
    }
}

type Sized<'d> = (Values, Option<(u32, &'d Value<'d>)>);

/// A table with one kind of values, and perhaps their size.
fn listed_values<'d>(value: &'d Value<'d>, sheet: &mut Sheet<'_>) -> Option<Sized<'d>> {
    let mut fields = Fields::of(value, "an attribute", EXAMPLE, sheet)?;
    let size = fields.take("size").and_then(|value| Some((sheet.count(value, "size", 1..=2_048)? as u32, value)));
    let given: Vec<&str> = KINDS.into_iter().filter(|kind| fields.take(kind).is_some()).collect();
    let [kind] = given.as_slice() else {
        let message = match given.as_slice() {
            [] => "an attribute has no values".to_owned(),
            several => format!("an attribute has one kind of values, and here are {}", listed(several.iter().copied())),
        };
        fields.done(sheet);
        sheet.problem(value.span().start, message, EXAMPLE);
        return None;
    };
    let values = values(kind, &mut fields, sheet);
    fields.done(sheet);
    Some((values?, size))
}

fn values(kind: &str, fields: &mut Fields<'_>, sheet: &mut Sheet<'_>) -> Option<Values> {
    let count = |fields: &mut Fields<'_>, sheet: &mut Sheet<'_>, name: &'static str, most: u64| {
        fields.take(name).and_then(|value| sheet.count(value, name, 1..=most))
    };
    Some(match kind {
        "uniform" => Values::Uniform { count: count(fields, sheet, "uniform", Values::COUNT_MAX)? },
        "zipf" => {
            let exponent = fields.take("exponent").map(|value| sheet.scaled(value, "exponent", 3, 10_000));
            Values::Zipf {
                count: count(fields, sheet, "zipf", Values::COUNT_MAX)?,
                exponent_thousandths: exponent.unwrap_or(Some(1_000))? as u32,
            }
        }
        "one_hot" => {
            let share = fields.take("share").map(|value| sheet.scaled(value, "share", 6, 1_000_000));
            Values::OneHot {
                count: count(fields, sheet, "one_hot", Values::COUNT_MAX)?,
                hot_millionths: share.unwrap_or(Some(500_000))? as u32,
            }
        }
        "suffix" => Values::Suffix { count: count(fields, sheet, "suffix", 1_000)? as u32 },
        "weighted" => weighted(fields.take("weighted")?, sheet)?,
        "replay" => {
            let value = fields.take("replay")?;
            let values = sheet.texts(value, "replay")?;
            return replay(Keys::InTurn(values), value, sheet);
        }
        "keys_csv" => {
            let value = fields.take("keys_csv")?;
            let text = sheet.text(value, "keys_csv")?;
            return match csv::keys(&text) {
                Ok(keys) => replay(keys, value, sheet),
                Err(problems) => {
                    sheet.problems_in_rows(value, problems);
                    None
                }
            };
        }
        "keys_file" => {
            let value = fields.take("keys_file")?;
            let (name, text) = super::curve::file(value, "keys_file", "keys_csv", sheet)?;
            return match csv::keys(&text) {
                Ok(keys) => replay(keys, value, sheet),
                Err(problems) => {
                    super::curve::in_file(&name, problems, value, sheet);
                    None
                }
            };
        }
        "keys_of" => {
            let value = fields.take("keys_of")?;
            let text = sheet.text(value, "keys_of")?;
            let found = text.split_once('.').and_then(|(table, attribute)| sheet.sources().keys(table, attribute));
            let Some(found) = found else {
                sheet.problem(value.span().start, format!("there is no stored table with the attribute {text:?} here"), "a table that is there, a point, and an attribute of its items: `keys_of = \"Orders.customer\"`; or the keys themselves: `replay = [\"a\", \"b\"]`");
                return None;
            };
            return replay(Keys::InTurn(found), value, sheet);
        }
        "sequence" => named(fields, "sequence", Values::Sequence, sheet)?,
        "time" => named(fields, "time", Values::Time, sheet)?,
        _ => named(fields, "date", Values::Date, sheet)?,
    })
}

/// `{ sequence = true, size = 36 }`.
fn named(fields: &mut Fields<'_>, name: &'static str, values: Values, sheet: &mut Sheet<'_>) -> Option<Values> {
    let value = fields.take(name)?;
    if sheet.boolean(value, name)? {
        return Some(values);
    }
    sheet.problem(
        value.span().start,
        format!("`{name}` is false, and nothing else says which values there are"),
        format!("`{name} = true`"),
    );
    None
}

/// `{ weighted = { ok = 97, alarm = 3 } }`.
fn weighted(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Values> {
    let fields = Fields::of(value, "`weighted`", "`weighted = { ok = 97, alarm = 3 }`", sheet)?;
    let mut values = vec![];
    for (text, _, value) in fields.in_order() {
        values.push((text.to_owned(), sheet.count(value, text, 1..=csv::WEIGHT_MAX)?));
    }
    replay(Keys::Weighted(values), value, sheet)
}

/// Values of keys that are given: some, and such that a key can be made of them.
fn replay(keys: Keys, value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Values> {
    let values = match keys {
        Keys::InTurn(values) => Values::Replay { values },
        Keys::Weighted(values) => Values::Weighted { values },
    };
    let problem = match &values {
        Values::Replay { values } => csv::wrong_keys(values.iter()),
        Values::Weighted { values } => csv::wrong_keys(values.iter().map(|(text, _)| text)),
        _ => None,
    };
    match problem {
        None => Some(values),
        Some(message) => {
            sheet.problem(
                value.span().start,
                message,
                format!("1 to {} keys of 1 to 2,048 bytes: `replay = [\"a\", \"b\"]`", csv::KEYS_MAX),
            );
            None
        }
    }
}
