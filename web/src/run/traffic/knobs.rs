//! The form for a scenario's main knobs. Each change is made in the text, which stays the one truth.

use report::{AttributeReport, KeyValues, PatternReport, RateCurve, ScenarioChange, ScenarioReport};
use yew::prelude::*;

use super::knob::{CURVES, VALUES, curve_kind, curve_of_kind, scaled, seconds, span, unscaled, values_kind, values_of_kind};
use crate::control::{SelectField, SettledInput};
use crate::laboratory::{LabMsg, say};
use crate::quantity;

/// The form.
pub(super) fn knobs(scenario: &ScenarioReport) -> Html {
    html! {
        <div class="knobs stack">
            <div class="row end">
                { field("Duration", span(scenario.duration_s), |text| seconds(text).map(ScenarioChange::Duration)) }
                { field("Seed", scenario.seed.to_string(), |text| text.trim().parse().ok().map(ScenarioChange::Seed)) }
            </div>
            <fieldset>
                <legend>{ "Mix and rates" }</legend>
                <p class="hint">{ "Requests a second." }</p>
                { for scenario.patterns.iter().zip(0u32..).map(|(one, place)| pattern(one, place)) }
            </fieldset>
            if !scenario.attributes.is_empty() {
                <fieldset>
                    <legend>{ "Keys" }</legend>
                    { for scenario.attributes.iter().zip(0u32..).map(|(one, place)| attribute(one, place)) }
                </fieldset>
            }
        </div>
    }
}

fn pattern(pattern: &PatternReport, place: u32) -> Html {
    let curve = pattern.curve.clone();
    let highest = pattern.rates.iter().copied().max().unwrap_or(0);
    let kind = {
        let curve = curve.clone();
        Callback::from(move |kind: usize| say(LabMsg::Change(ScenarioChange::Rate(place, curve_of_kind(&curve, highest, kind)))))
    };
    let rate = |label: &'static str, value: u64, of: fn(RateCurve, u64) -> RateCurve| {
        let curve = curve.clone();
        field(label, unscaled(value, 3), move |text| Some(ScenarioChange::Rate(place, of(curve.clone(), scaled(text, 3)?))))
    };
    let whole = |label: &'static str, value: u32, most: u32, of: fn(RateCurve, u32) -> RateCurve| {
        let curve = curve.clone();
        field(label, value.to_string(), move |text| {
            let number = text.trim().parse().ok().filter(|number| *number <= most)?;
            Some(ScenarioChange::Rate(place, of(curve.clone(), number)))
        })
    };
    let moment = |label: &'static str, value: u64, of: fn(RateCurve, u64) -> RateCurve| {
        let curve = curve.clone();
        field(label, span(value), move |text| Some(ScenarioChange::Rate(place, of(curve.clone(), seconds(text)?))))
    };
    let fields = match curve {
        RateCurve::Constant { rate: now } => rate("Rate", now, |_, rate| RateCurve::Constant { rate }),
        RateCurve::Diurnal { low, high, peak_hour, .. } => html! {
            <>
                { rate("Lowest", low, |curve, low| if let RateCurve::Diurnal { high, peak_hour, sharpness, .. } = curve { RateCurve::Diurnal { low, high: high.max(low), peak_hour, sharpness } } else { curve }) }
                { rate("Highest", high, |curve, high| if let RateCurve::Diurnal { low, peak_hour, sharpness, .. } = curve { RateCurve::Diurnal { low: low.min(high), high, peak_hour, sharpness } } else { curve }) }
                { whole("Peak hour, UTC", peak_hour, 23, |curve, peak_hour| if let RateCurve::Diurnal { low, high, sharpness, .. } = curve { RateCurve::Diurnal { low, high, peak_hour, sharpness } } else { curve }) }
            </>
        },
        RateCurve::Spike { base, peak, at_s, for_s } => html! {
            <>
                { rate("Base", base, |curve, base| if let RateCurve::Spike { peak, at_s, for_s, .. } = curve { RateCurve::Spike { base, peak, at_s, for_s } } else { curve }) }
                { rate("Peak", peak, |curve, peak| if let RateCurve::Spike { base, at_s, for_s, .. } = curve { RateCurve::Spike { base, peak, at_s, for_s } } else { curve }) }
                { moment("Begins after", at_s, |curve, at_s| if let RateCurve::Spike { base, peak, for_s, .. } = curve { RateCurve::Spike { base, peak, at_s, for_s } } else { curve }) }
                { moment("Lasts", for_s, |curve, for_s| if let RateCurve::Spike { base, peak, at_s, .. } = curve { RateCurve::Spike { base, peak, at_s, for_s } } else { curve }) }
            </>
        },
        RateCurve::Weekdays { busy, quiet, weekend, .. } => html! {
            <>
                { rate("Busy", busy, |curve, busy| if let RateCurve::Weekdays { quiet, weekend, from_hour, to_hour, .. } = curve { RateCurve::Weekdays { busy, quiet, weekend, from_hour, to_hour } } else { curve }) }
                { rate("Quiet", quiet, |curve, quiet| if let RateCurve::Weekdays { busy, weekend, from_hour, to_hour, .. } = curve { RateCurve::Weekdays { busy, quiet, weekend, from_hour, to_hour } } else { curve }) }
                { rate("Weekend", weekend, |curve, weekend| if let RateCurve::Weekdays { busy, quiet, from_hour, to_hour, .. } = curve { RateCurve::Weekdays { busy, quiet, weekend, from_hour, to_hour } } else { curve }) }
            </>
        },
        RateCurve::Steps { count } => {
            html! { <span class="hint">{ format!("{}, in the text", quantity::plural(count.into(), "step")) }</span> }
        }
        RateCurve::Hours { count } => {
            html! { <span class="hint">{ format!("{}, in the text", quantity::plural(count.into(), "hour")) }</span> }
        }
    };
    html! {
        <div class="knob-row" role="group" aria-label={pattern.name.clone()} key={place}>
            <div class="knob-name"><b>{ &pattern.name }</b><span class="hint">{ format!("{}, {} of all", pattern.action, quantity::share(u64::from(pattern.share_thousandths) * 1_000)) }</span></div>
            { kinds("Curve", &CURVES, curve_kind(&pattern.curve), kind) }
            { fields }
        </div>
    }
}

fn attribute(attribute: &AttributeReport, place: u32) -> Html {
    let values = attribute.values.clone();
    let kind = {
        let values = values.clone();
        Callback::from(move |kind: usize| say(LabMsg::Change(ScenarioChange::Values(place, values_of_kind(&values, kind)))))
    };
    let number = |label: &'static str, value: u64, digits: u32, of: fn(KeyValues, u64) -> KeyValues| {
        let values = values.clone();
        field(label, unscaled(value, digits), move |text| {
            let number = scaled(text, digits).filter(|number| *number > 0)?;
            Some(ScenarioChange::Values(place, of(values.clone(), number)))
        })
    };
    let fields = match values {
        KeyValues::Uniform { count } => number("Values", count, 0, |_, count| KeyValues::Uniform { count }),
        KeyValues::Zipf { count, exponent_thousandths } => html! {
            <>
                { number("Values", count, 0, |values, count| if let KeyValues::Zipf { exponent_thousandths, .. } = values { KeyValues::Zipf { count, exponent_thousandths } } else { values }) }
                { number("Exponent", exponent_thousandths.into(), 3, |values, exponent| if let KeyValues::Zipf { count, .. } = values { KeyValues::Zipf { count, exponent_thousandths: exponent.min(10_000) as u32 } } else { values }) }
            </>
        },
        KeyValues::OneHot { count, hot_millionths } => html! {
            <>
                { number("Values", count, 0, |values, count| if let KeyValues::OneHot { hot_millionths, .. } = values { KeyValues::OneHot { count, hot_millionths } } else { values }) }
                { number("Hot share, %", hot_millionths.into(), 4, |values, share| if let KeyValues::OneHot { count, .. } = values { KeyValues::OneHot { count, hot_millionths: share.min(1_000_000) as u32 } } else { values }) }
            </>
        },
        KeyValues::Suffix { count } => {
            number("Suffixes", count.into(), 0, |_, count| KeyValues::Suffix { count: count.min(1_000) as u32 })
        }
        KeyValues::Other => html! { <span class="hint">{ format!("{}; changed in the text", attribute.words) }</span> },
    };
    html! {
        <div class="knob-row" role="group" aria-label={attribute.name.clone()} key={place}>
            <div class="knob-name"><b translate="no">{ &attribute.name }</b></div>
            if let Some(now) = values_kind(&attribute.values) { { kinds("Values drawn", &VALUES, Some(now), kind) } }
            { fields }
        </div>
    }
}

/// The choice of a kind; one that only the text can tell stands first until another is chosen.
fn kinds(label: &'static str, all: &[&'static str], now: Option<usize>, chosen: Callback<usize>) -> Html {
    let mut options = all.to_vec();
    let own = usize::from(now.is_none());
    if now.is_none() {
        options.insert(0, "As in the text");
    }
    let on_value = Callback::from(move |place: usize| {
        if let Some(kind) = place.checked_sub(own) {
            chosen.emit(kind);
        }
    });
    SelectField::new(label, options, now.unwrap_or(0), on_value).draw()
}

/// A field whose value counts when it is left; what cannot be read is put back.
fn field(label: &'static str, value: String, change: impl Fn(&str) -> Option<ScenarioChange> + 'static) -> Html {
    let on_settled = Callback::from(move |text: String| {
        let change = change(&text);
        let is_read = change.is_some();
        change.into_iter().for_each(|change| say(LabMsg::Change(change)));
        is_read
    });
    html! {
        <label class="field narrow">
            <span>{ label }</span>
            <SettledInput class="mono" mode="text" {value} {on_settled} />
        </label>
    }
}
