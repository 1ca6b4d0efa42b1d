//! A change that a form makes to a scenario's text: one value is replaced, everything else stays as it was written.

use core::ops::Range;

use report::{KeyValues, RateCurve, ScenarioChange};
use toml::de::{DeTable, DeValue};

use super::{Attribute, Curve, MilliRate, Scenario, Values, write};

/// The text of a scenario with one value changed. `scenario` is what the text says. None if it has no such
/// value, or the new one is of a kind that only the text can tell.
pub fn change(text: &str, scenario: &Scenario, change: &ScenarioChange) -> Option<String> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return None;
    }
    let top = document.get_ref();
    match change {
        ScenarioChange::Seed(seed) => Some(top_value(text, top, "seed", &seed.to_string())),
        ScenarioChange::Duration(seconds) => Some(top_value(text, top, "duration", &write::duration(*seconds))),
        ScenarioChange::Rate(place, curve) => {
            let DeValue::Array(patterns) = top.get("pattern")?.get_ref() else { return None };
            let DeValue::Table(pattern) = patterns.get(*place as usize)?.get_ref() else { return None };
            let span = pattern.get("rate")?.span();
            Some(replaced(text, span, &write::curve(&rate(curve)?)))
        }
        ScenarioChange::Values(place, new) => {
            let attribute = scenario.attributes.get(*place as usize)?;
            let DeValue::Table(attributes) = top.get("attributes")?.get_ref() else { return None };
            let span = attributes.get(attribute.name.as_str())?.span();
            Some(replaced(text, span, &write::values(&with_values(attribute, values(new)?))))
        }
    }
}

/// The attribute with other values: as large as before if it was made larger than they are, else as large as they are.
fn with_values(attribute: &Attribute, values: Values) -> Attribute {
    let mut new = Attribute { name: attribute.name.clone(), size_bytes: 0, values };
    let was_sized = attribute.size_bytes > attribute.natural_bytes();
    let natural = new.natural_bytes();
    new.size_bytes = if was_sized { natural.max(attribute.size_bytes) } else { natural };
    new
}

/// Replaces a value of the top, or puts it before everything else.
fn top_value(text: &str, top: &DeTable<'_>, field: &str, value: &str) -> String {
    match top.get(field) {
        Some(old) => replaced(text, old.span(), value),
        None => format!("{field} = {value}\n{text}"),
    }
}

fn replaced(text: &str, span: Range<usize>, value: &str) -> String {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    [before, value, after].concat()
}

fn rate(curve: &RateCurve) -> Option<Curve> {
    Some(match *curve {
        RateCurve::Constant { rate } => Curve::Constant(MilliRate(rate)),
        RateCurve::Diurnal { low, high, peak_hour, sharpness } => {
            Curve::Diurnal { low: MilliRate(low), high: MilliRate(high), peak_hour, sharpness }
        }
        RateCurve::Spike { base, peak, at_s, for_s } => {
            Curve::Spike { base: MilliRate(base), peak: MilliRate(peak), at_s, for_s }
        }
        RateCurve::Weekdays { busy, quiet, weekend, from_hour, to_hour } => {
            Curve::Weekdays { busy: MilliRate(busy), quiet: MilliRate(quiet), weekend: MilliRate(weekend), from_hour, to_hour }
        }
        RateCurve::Steps { .. } | RateCurve::Hours { .. } => return None,
    })
}

fn values(new: &KeyValues) -> Option<Values> {
    Some(match *new {
        KeyValues::Uniform { count } => Values::Uniform { count },
        KeyValues::Zipf { count, exponent_thousandths } => Values::Zipf { count, exponent_thousandths },
        KeyValues::OneHot { count, hot_millionths } => Values::OneHot { count, hot_millionths },
        KeyValues::Suffix { count } => Values::Suffix { count },
        KeyValues::Other => return None,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use report::{KeyValues, RateCurve, ScenarioChange};

    use super::change;
    use crate::scenario::read;

    const TEXT: &str = r#"# Mine.
title = "Readings"
duration = "24h" # a day

[attributes]
device = { uniform = 10_000, size = 40 } # devices
at = "time"

[[pattern]]
name = "store a reading"
does = "put"
rate = 200 # a second
[[pattern]]
name = "read it"
does = "get"
known = ["device", "at"]
rate = { hours = [
  1, # the first
  2,
] }

[[design]]
name = "A"
[[design.table]]
name = "Readings"
partition_key = "{device}"
sort_key = "{at}"
"#;

    /// The lines that change, and that the result is still a scenario.
    fn check(what: ScenarioChange, expected: Expect) {
        let changed = change(TEXT, &read(TEXT).expect("a scenario"), &what).expect("it can be changed");
        read(&changed).expect("it is a scenario");
        let gone = TEXT.lines().filter(|line| !changed.lines().any(|other| other == *line)).map(|line| format!("- {line}\n"));
        let new = changed.lines().filter(|line| !TEXT.lines().any(|other| other == *line)).map(|line| format!("+ {line}\n"));
        expected.assert_eq(&gone.chain(new).collect::<String>());
    }

    #[test]
    fn one_value_changes_and_remarks_stay() {
        check(
            ScenarioChange::Seed(7),
            expect![[r#"
            + seed = 7
        "#]],
        );
        check(
            ScenarioChange::Duration(5_400),
            expect![[r#"
            - duration = "24h" # a day
            + duration = "90m" # a day
        "#]],
        );
        check(
            ScenarioChange::Rate(0, RateCurve::Constant { rate: 12_500 }),
            expect![[r#"
            - rate = 200 # a second
            + rate = 12.5 # a second
        "#]],
        );
        check(
            ScenarioChange::Rate(1, RateCurve::Spike { base: 1_000, peak: 50_000, at_s: 3_600, for_s: 90 }),
            expect![[r#"
                - rate = { hours = [
                -   1, # the first
                -   2,
                - ] }
                + rate = { spike = { base = 1, peak = 50, at = "1h", for = "90s" } }
            "#]],
        );
        check(
            ScenarioChange::Values(0, KeyValues::Zipf { count: 1_000, exponent_thousandths: 1_100 }),
            expect![[r#"
            - device = { uniform = 10_000, size = 40 } # devices
            + device = { zipf = 1000, exponent = 1.1, size = 40 } # devices
        "#]],
        );
    }

    #[test]
    fn what_is_not_there_or_only_the_text_can_tell_is_not_changed() {
        let constant = RateCurve::Constant { rate: 1_000 };
        let scenario = read(TEXT).expect("a scenario");
        let change = |what| change(TEXT, &scenario, &what);
        assert_eq!(change(ScenarioChange::Rate(2, constant)), None);
        assert_eq!(change(ScenarioChange::Rate(1, RateCurve::Hours { count: 2 })), None);
        assert_eq!(change(ScenarioChange::Values(1, KeyValues::Other)), None);
    }
}
