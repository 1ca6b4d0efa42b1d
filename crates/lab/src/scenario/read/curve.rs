//! Rates over time: `200`, or a table with one kind of curve.

use toml::de::DeValue;

use super::sheet::{Fields, Sheet, Value, listed};
use crate::scenario::{Curve, MilliRate, Problem, csv};

const EXAMPLE: &str = "`rate = 200`, `rate = { diurnal = { average = 200, peak = 1000, peak_hour = 18 } }`, or one of `spike`, `steps`, `weekdays`, `hours`";

const KINDS: [&str; 8] = ["constant", "diurnal", "spike", "steps", "weekdays", "hours", "hours_csv", "hours_file"];

/// Steps of a curve at most (our bound).
const STEPS_MAX: usize = 1_000;

pub(super) fn read(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Curve> {
    if !matches!(value.get_ref(), DeValue::Table(_)) {
        return sheet.rate(value, "rate").map(Curve::Constant);
    }
    let mut fields = Fields::of(value, "`rate`", EXAMPLE, sheet)?;
    let given: Vec<&'static str> = KINDS.into_iter().filter(|kind| fields.take(kind).is_some()).collect();
    let curve = match given.as_slice() {
        [kind] => fields.take(kind).and_then(|value| curve(kind, value, sheet)),
        [] => {
            sheet.problem(value.span().start, "`rate` says no kind of curve".into(), EXAMPLE);
            None
        }
        several => {
            sheet.problem(
                value.span().start,
                format!("`rate` is one curve, and here are {}", listed(several.iter().copied())),
                EXAMPLE,
            );
            None
        }
    };
    fields.done(sheet);
    curve
}

fn curve(kind: &str, value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Curve> {
    match kind {
        "constant" => sheet.rate(value, "constant").map(Curve::Constant),
        "diurnal" => diurnal(value, sheet),
        "spike" => spike(value, sheet),
        "steps" => steps(value, sheet),
        "weekdays" => weekdays(value, sheet),
        "hours" => {
            let values = sheet.list(value, "hours", "[10, 10, 200]")?;
            let rates: Option<Vec<MilliRate>> = values.iter().map(|value| sheet.rate(value, "hours")).collect();
            some_hours(rates?, value, sheet)
        }
        "hours_csv" => {
            let text = sheet.text(value, "hours_csv")?;
            match csv::rates(&text) {
                Ok(rates) => Some(Curve::Hours(rates)),
                Err(problems) => {
                    sheet.problems_in_rows(value, problems);
                    None
                }
            }
        }
        _ => {
            let (name, text) = file(value, "hours_file", "hours_csv", sheet)?;
            match csv::rates(&text) {
                Ok(rates) => Some(Curve::Hours(rates)),
                Err(problems) => {
                    in_file(&name, problems, value, sheet);
                    None
                }
            }
        }
    }
}

/// The name and the text of a file.
pub(super) fn file(value: &Value<'_>, field: &str, inline: &str, sheet: &mut Sheet<'_>) -> Option<(String, String)> {
    let name = sheet.text(value, field)?;
    match sheet.sources().file(&name) {
        Some(text) => Some((name, text)),
        None => {
            sheet.problem(
                value.span().start,
                format!("there is no file {name:?} here"),
                format!("the name of a file beside the scenario, or its rows: `{inline} = \"\"\"...\"\"\"`"),
            );
            None
        }
    }
}

/// Problems of a file, at the line that names it.
pub(super) fn in_file(name: &str, problems: Vec<Problem>, value: &Value<'_>, sheet: &mut Sheet<'_>) {
    for problem in problems {
        sheet.problem(value.span().start, format!("{name}, line {}: {}", problem.line, problem.message), problem.instead);
    }
}

fn some_hours(rates: Vec<MilliRate>, value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Curve> {
    if rates.is_empty() || rates.len() > csv::HOURS_MAX {
        sheet.problem(
            value.span().start,
            format!("`hours` has {} rates, and 1 to {} make a curve", rates.len(), csv::HOURS_MAX),
            "`hours = [10, 10, 200]`, one rate for each hour",
        );
        return None;
    }
    Some(Curve::Hours(rates))
}

/// By average and peak, or by low and high.
fn diurnal(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Curve> {
    const WAVE: &str =
        "`diurnal = { average = 200, peak = 1000, peak_hour = 18 }` or `diurnal = { low = 20, high = 400, peak_hour = 18 }`";
    let mut fields = Fields::of(value, "`diurnal`", WAVE, sheet)?;
    let mut rate = |name: &'static str, sheet: &mut Sheet<'_>| fields.take(name).map(|value| sheet.rate(value, name));
    let (average, peak) = (rate("average", sheet), rate("peak", sheet));
    let (low, high) = (rate("low", sheet), rate("high", sheet));
    let peak_hour = fields.take("peak_hour").map_or(Some(18), |value| sheet.count(value, "peak_hour", 0..=23));
    let sharpness = fields.take("sharpness").map(|value| sheet.count(value, "sharpness", 1..=Curve::SHARPNESS_MAX.into()));
    fields.done(sheet);
    match (average, peak, low, high) {
        (Some(average), Some(peak), None, None) if sharpness.is_none() => {
            let (average, peak, peak_hour) = (average?, peak?, peak_hour? as u32);
            let curve = Curve::diurnal(average, peak, peak_hour);
            if curve.is_none() {
                let message = if average > peak {
                    "the day's average is above its peak"
                } else {
                    "the peak is so high above the average that no wave has both"
                };
                sheet.problem(value.span().start, message.into(), "a peak between the average and some ten times of it, or `spike = { base = 10, peak = 1000, at = \"12h\", for = \"10m\" }`");
            }
            curve
        }
        (None, None, Some(low), Some(high)) => {
            let sharpness = sharpness.unwrap_or(Some(1))? as u32;
            let (low, high) = (low?, high?);
            if low > high {
                sheet.problem(value.span().start, "the low of the day is above its high".into(), WAVE);
                return None;
            }
            Some(Curve::Diurnal { low, high, peak_hour: peak_hour? as u32, sharpness })
        }
        _ => {
            sheet.problem(
                value.span().start,
                "a day's wave has an `average` and a `peak`, or a `low` and a `high`, with a `sharpness` if you like".into(),
                WAVE,
            );
            None
        }
    }
}

fn spike(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Curve> {
    const SPIKE: &str = "`spike = { base = 10, peak = 1000, at = \"12h\", for = \"10m\" }`";
    let mut fields = Fields::of(value, "`spike`", SPIKE, sheet)?;
    let base = fields.needed(sheet, "base", SPIKE).and_then(|value| sheet.rate(value, "base"));
    let peak = fields.needed(sheet, "peak", SPIKE).and_then(|value| sheet.rate(value, "peak"));
    let at = fields.needed(sheet, "at", SPIKE).and_then(|value| sheet.duration(value, "at"));
    let lasts = fields.needed(sheet, "for", SPIKE).and_then(|value| sheet.duration(value, "for"));
    fields.done(sheet);
    if lasts == Some(0) {
        sheet.problem(value.span().start, "the spike is over when it begins".into(), SPIKE);
        return None;
    }
    Some(Curve::Spike { base: base?, peak: peak?, at_s: at?, for_s: lasts? })
}

/// `[["0h", 10], ["6h", 500]]`.
fn steps(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Curve> {
    const STEPS: &str = "`steps = [[\"0h\", 10], [\"6h\", 500]]`: from when, and requests a second, in order of time";
    let values = sheet.list(value, "steps", "[[\"0h\", 10], [\"6h\", 500]]")?;
    let mut steps: Vec<(u64, MilliRate)> = vec![];
    for value in values {
        let pair = match value.get_ref() {
            DeValue::Array(pair) => &pair[..],
            _ => &[],
        };
        let [at, rate] = pair else {
            sheet.problem(value.span().start, "a step is a pair".into(), STEPS);
            return None;
        };
        let step = (sheet.duration(at, "steps")?, sheet.rate(rate, "steps")?);
        if steps.last().is_some_and(|(before, _)| *before >= step.0) {
            sheet.problem(value.span().start, "this step does not come after the one before it".into(), STEPS);
            return None;
        }
        steps.push(step);
    }
    if steps.is_empty() || steps.len() > STEPS_MAX {
        sheet.problem(value.span().start, format!("`steps` has {} steps, and 1 to {STEPS_MAX} make a curve", steps.len()), STEPS);
        return None;
    }
    Some(Curve::Steps(steps))
}

fn weekdays(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Curve> {
    const WEEK: &str = "`weekdays = { busy = 50, quiet = 2, weekend = 0, from = 8, to = 18 }`";
    let mut fields = Fields::of(value, "`weekdays`", WEEK, sheet)?;
    let busy = fields.needed(sheet, "busy", WEEK).and_then(|value| sheet.rate(value, "busy"));
    let quiet = fields.take("quiet").map_or(Some(MilliRate(0)), |value| sheet.rate(value, "quiet"));
    let weekend = fields.take("weekend").map_or(Some(MilliRate(0)), |value| sheet.rate(value, "weekend"));
    let from = fields.take("from").map_or(Some(8), |value| sheet.count(value, "from", 0..=23));
    let to = fields.take("to").map_or(Some(18), |value| sheet.count(value, "to", 1..=24));
    fields.done(sheet);
    let (from, to) = (from?, to?);
    if from >= to {
        sheet.problem(value.span().start, format!("the busy hours end at {to}, before they begin at {from}"), WEEK);
        return None;
    }
    Some(Curve::Weekdays { busy: busy?, quiet: quiet?, weekend: weekend?, from_hour: from as u32, to_hour: to as u32 })
}
