//! The values of one attribute at a moment, with the share of requests that each gets.

use super::calendar::{DAY_S, HOUR_S, date, hour};
use super::draws::{Drawn, Draws, Origin, Pick};
use super::key_groups::KeyGroups;
use super::live::Live;
use super::zipf::WHOLE;
use crate::scenario::{Pattern, Values};

/// Values and their shares, which add up to [`WHOLE`].
#[derive(Clone, Debug, Default)]
pub(super) struct Spectrum {
    /// Values by name with their shares, the most frequent first.
    pub(super) named: Vec<(String, u64)>,
    /// Share of all others together.
    pub(super) rest: u64,
    /// How many others there are; `u64::MAX` if there is no end to them.
    pub(super) rest_values: u64,
    /// Second of the scenario until which this holds.
    pub(super) until_s: u64,
}

impl Spectrum {
    /// What every template begins with: one empty text.
    pub(super) fn one(text: String) -> Self {
        Spectrum { named: vec![(text, WHOLE)], rest: 0, rest_values: 0, until_s: u64::MAX }
    }

    /// The values that a pattern's requests have of an attribute at a second of the scenario.
    pub(super) fn of(draws: &Draws, drawn: &Drawn, pattern: &Pattern, second: u64) -> Self {
        let now = draws.start_s().saturating_add(second);
        let period = match drawn.attribute.values {
            Values::Time | Values::Sequence => return Spectrum::spread(u64::MAX),
            Values::Date => Some((DAY_S, date as fn(u64) -> String)),
            Values::Hour => Some((HOUR_S, hour as fn(u64) -> String)),
            _ => None,
        };
        match (period, draws.live_of(&pattern.entity).filter(|_| draws.finds_existing(pattern))) {
            (Some((period_s, text)), Some((_, live))) => born(draws, live, second, period_s, text),
            (Some((period_s, text)), None) => {
                Spectrum { until_s: second.saturating_add(period_s - now % period_s), ..Spectrum::one(text(now)) }
            }
            (None, _) => drawn.listed.clone(),
        }
    }

    /// The values of a list.
    pub(super) fn listed(drawn: &Drawn) -> Self {
        let count = drawn.pick.count().unwrap_or(u64::MAX);
        let shares: Vec<(u64, u64)> = match &drawn.pick {
            Pick::Even(_) if count > KeyGroups::NAMED_MAX as u64 => return Spectrum::spread(count),
            Pick::Even(_) => even(0, count, WHOLE),
            Pick::Zipf(_, zipf) => (0..).zip(zipf.head()).collect(),
            Pick::OneHot(_, hot_millionths) => {
                let others = count.saturating_sub(1);
                let hot = if others == 0 { WHOLE } else { share(u64::from(*hot_millionths), 1_000_000) };
                let mut shares = vec![(0, hot)];
                if count <= KeyGroups::NAMED_MAX as u64 {
                    shares.extend(even(1, others, WHOLE - hot));
                }
                shares
            }
            Pick::Weighted(sums) => {
                let total = sums.last().copied().unwrap_or_default();
                let before = core::iter::once(0).chain(sums.iter().copied());
                let weights = before.zip(sums).map(|(before, until)| share(*until, total) - share(before, total));
                (0..).zip(weights).collect()
            }
            Pick::Turn(_) => even(0, count, WHOLE),
            Pick::Request => vec![],
        };
        let named = shares.into_iter().map(|(index, share)| (drawn.text(index), share)).collect();
        finished(named, count, u64::MAX)
    }

    /// So many values, all alike, none by name.
    fn spread(values: u64) -> Self {
        Spectrum { named: vec![], rest: WHOLE, rest_values: values, until_s: u64::MAX }
    }
}

/// The days or hours in which the items that exist came to be, the latest [`PERIODS_MAX`] of them by name.
fn born(draws: &Draws, live: &Live, second: u64, period_s: u64, text: fn(u64) -> String) -> Spectrum {
    let total = live.count(draws.arrivals(), second);
    let now = draws.start_s().saturating_add(second);
    // The shares shift as time goes on; an hour later they are counted anew.
    let until_s = second.saturating_add(HOUR_S - now % HOUR_S);
    if total == 0 {
        return Spectrum { until_s, ..Spectrum::one(text(now)) };
    }
    let mut named = vec![];
    for back in 0..PERIODS_MAX {
        let Some(from) = (now / period_s).checked_sub(back).map(|period| period * period_s) else { break };
        let count = born_between(draws, live, second, from, from.saturating_add(period_s));
        if count > 0 {
            named.push((text(from), share(count, total)));
        }
    }
    finished(named, u64::MAX, until_s)
}

/// Days or hours back that are told by name (our bound).
const PERIODS_MAX: u64 = 62;

/// Items that exist and came to be between two seconds since 1970.
fn born_between(draws: &Draws, live: &Live, second: u64, from: u64, to: u64) -> u64 {
    let arrivals = draws.arrivals();
    let start_s = draws.start_s();
    let numbered = |(origin, first, end): (Option<Origin>, u64, u64)| {
        let until = |moment: u64| match origin {
            Some(Origin::Pattern(pattern)) => arrivals.until(pattern as usize, moment.saturating_sub(start_s)),
            _ => live.stock_until(moment, start_s),
        };
        until(to).clamp(first, end) - until(from).clamp(first, end)
    };
    live.ranges(arrivals, second).map(numbered).sum()
}

/// So many values from a number on, each with the same share.
fn even(first: u64, count: u64, whole: u64) -> Vec<(u64, u64)> {
    let each = whole.checked_div(count).unwrap_or_default();
    // What division leaves over, less than one part in 2^40, is the first one's.
    let over = whole - each * count;
    (0..count).map(|index| (first + index, each + if index == 0 { over } else { 0 })).collect()
}

/// A part of a total as a share of [`WHOLE`].
fn share(part: u64, total: u64) -> u64 {
    (u128::from(part.min(total)) * u128::from(WHOLE)).checked_div(u128::from(total)).unwrap_or_default() as u64
}

/// One entry for each text, the most frequent first; what is beyond the bound, and what has no name, is the rest.
fn finished(mut named: Vec<(String, u64)>, count: u64, until_s: u64) -> Spectrum {
    let unnamed = if count == u64::MAX { u64::MAX } else { count.saturating_sub(named.len() as u64) };
    model::sort_by(&mut named, |left, right| left.0.cmp(&right.0));
    named.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        kept.1 += if same { later.1 } else { 0 };
        same
    });
    model::sort_by(&mut named, |left, right| right.1.cmp(&left.1));
    let distinct = named.len();
    named.truncate(KeyGroups::NAMED_MAX);
    let rest = WHOLE - named.iter().map(|(_, share)| share).sum::<u64>();
    let dropped = (distinct - named.len()) as u64;
    let mut spectrum = Spectrum { rest_values: dropped.saturating_add(unnamed), named, rest, until_s };
    if spectrum.rest_values == 0
        && let Some((_, share)) = spectrum.named.first_mut()
    {
        // Rounding leaves less than a part in 2^40 over.
        *share += core::mem::take(&mut spectrum.rest);
    }
    spectrum
}
