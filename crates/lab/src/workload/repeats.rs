//! How often values come again: how many different ones a number of draws gives, and how likely two draws give the same.
//!
//! Values that are equally likely are counted together, so that a list of a million is as quick as one of ten. Among n draws a value of
//! chance p is expected to come at least once with chance 1 - (1 - p)^n; the sum over all values is the expected number of different ones.

use super::key_groups::KeyGroups;
use super::zipf::{WHOLE, Zipf};
use crate::scenario::Values;

/// Groups whose values differ less than this in chance, as numerator and denominator, are counted as one (our bound: the expected
/// numbers change by less than a thousandth).
const ALIKE: (u128, u128) = (9, 8);
/// Bits behind the point of shares, and of what [`Repeats::different`] tells.
const SHARE_BITS: u32 = WHOLE.ilog2();
const COUNT_BITS: u32 = 20;
const PARTS: u128 = KeyGroups::PARTS as u128;

/// The values of one or several attributes that are drawn independently of each other.
#[derive(Clone, Debug)]
pub(crate) struct Repeats {
    /// Groups of equally likely values; their shares add up to [`WHOLE`], but for rounding.
    groups: Vec<Group>,
    /// Values of an attribute that come in turn: none comes again before all have come. 1 if there is no such attribute.
    in_turn: u64,
    /// Of them, those that are there from the start.
    in_turn_there: u64,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    values: u64,
    /// Of all together.
    share: u64,
    /// They are there from the start.
    is_there: bool,
}

/// An expected number of different values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Different {
    /// In parts of 2^20.
    parts: u128,
    /// Of them, those that are there from the start.
    there_parts: u128,
}

impl Repeats {
    /// One value, always the same: what no attribute gives.
    pub(crate) fn one() -> Self {
        Repeats { groups: vec![Group { values: 1, share: WHOLE, is_there: true }], in_turn: 1, in_turn_there: 1 }
    }

    /// Each value of this with each of an attribute, of whose values the first `there` are there from the start. `None` if no value of the
    /// attribute comes again, or only as time has it.
    pub(crate) fn and(&self, values: &Values, there: u64) -> Option<Self> {
        if let Values::Replay { values } = values
            && self.in_turn == 1
            && is_each_once(values)
        {
            let in_turn = (values.len() as u64).max(1);
            return Some(Repeats { in_turn, in_turn_there: there.min(in_turn), groups: self.groups.clone() });
        }
        let other = groups(values, there)?;
        let pairs = self.groups.iter().flat_map(|left| {
            other.iter().map(move |right| Group {
                values: left.values.saturating_mul(right.values),
                share: ((u128::from(left.share) * u128::from(right.share)) >> SHARE_BITS) as u64,
                is_there: left.is_there && right.is_there,
            })
        });
        Some(Repeats { groups: merged(pairs.collect()), ..*self })
    }

    /// The same where nothing is there from the start.
    pub(crate) fn without_stock(mut self) -> Self {
        self.groups.iter_mut().for_each(|group| group.is_there = false);
        self
    }

    /// How many different values so many draws give.
    pub(crate) fn different(&self, draws: u64) -> Different {
        // Each value that comes in turn comes so many times, some once more than others.
        let (each, more) = (draws / self.in_turn, draws % self.in_turn);
        let sum = Different::default().plus(self.drawn(each + 1), more).plus(self.drawn(each), self.in_turn - more);
        Different { there_parts: sum.there_parts * u128::from(self.in_turn_there) / u128::from(self.in_turn), ..sum }
    }

    /// How many different values of those that do not come in turn so many draws give.
    fn drawn(&self, draws: u64) -> Different {
        let mut sum = Different::default();
        for group in &self.groups {
            // No more than there are draws, whatever rounding does.
            let at_most = u128::from(group.share) * u128::from(draws);
            let each = group.share / group.values.max(1);
            let come = if each == 0 {
                at_most
            } else {
                at_most.min(u128::from(group.values) * u128::from(WHOLE - power(WHOLE - each, draws)))
            };
            let parts = come >> (SHARE_BITS - COUNT_BITS);
            sum.parts += parts;
            sum.there_parts += if group.is_there { parts } else { 0 };
        }
        sum
    }

    /// Chance that two draws give the same, in [`KeyGroups::PARTS`].
    pub(crate) fn same_parts(&self) -> u64 {
        let same =
            |group: &Group| ((u128::from(group.share) * u128::from(group.share)) >> SHARE_BITS) / u128::from(group.values.max(1));
        let of_groups = ((self.groups.iter().map(same).sum::<u128>() * PARTS + u128::from(WHOLE / 2)) >> SHARE_BITS) as u64;
        of_groups / self.in_turn
    }
}

impl Different {
    /// Both, so many times the other.
    pub(crate) fn plus(self, other: Different, times: u64) -> Self {
        Different {
            parts: self.parts + other.parts * u128::from(times),
            there_parts: self.there_parts + other.there_parts * u128::from(times),
        }
    }

    /// The same where nothing is there from the start.
    pub(crate) fn without_stock(self) -> Self {
        Different { there_parts: 0, ..self }
    }

    /// Out of so many draws, in [`KeyGroups::PARTS`].
    pub(crate) fn of_parts(self, draws: u64) -> u64 {
        share(self.parts, draws)
    }

    /// Those that are there from the start, out of so many draws, in [`KeyGroups::PARTS`].
    pub(crate) fn there_of_parts(self, draws: u64) -> u64 {
        share(self.there_parts, draws)
    }
}

fn share(parts: u128, draws: u64) -> u64 {
    let whole = (u128::from(draws.max(1)) << COUNT_BITS).max(1);
    ((parts * PARTS + whole / 2) / whole).min(PARTS) as u64
}

/// Groups of an attribute's values, of which the first so many are there from the start.
fn groups(values: &Values, there: u64) -> Option<Vec<Group>> {
    let count = values.count()?;
    let spans: Vec<(u64, u64)> = match values {
        Values::Zipf { count, exponent_thousandths } => Zipf::new(*count, *exponent_thousandths).spans().collect(),
        Values::OneHot { count, hot_millionths } if *count > 1 => {
            let hot = (u128::from(*hot_millionths) * u128::from(WHOLE) / 1_000_000) as u64;
            vec![(1, hot), (count - 1, WHOLE - hot)]
        }
        Values::Weighted { values } => return Some(listed(values.iter().map(|(text, weight)| (text.as_str(), *weight)), there)),
        Values::Replay { values } => return Some(listed(values.iter().map(|text| (text.as_str(), 1)), there)),
        _ => vec![(count.max(1), WHOLE)],
    };
    let mut left = there;
    let mut all = Vec::with_capacity(spans.len() + 1);
    for (values, share) in spans {
        let first = left.min(values);
        left -= first;
        let part = (u128::from(share) * u128::from(first) / u128::from(values.max(1))) as u64;
        let parts = [(first, part, true), (values - first, share - part, false)];
        all.extend(parts.into_iter().filter(|(values, ..)| *values > 0).map(|(values, share, is_there)| Group {
            values,
            share,
            is_there,
        }));
    }
    Some(merged(all))
}

/// Whether no text comes twice.
fn is_each_once(texts: &[String]) -> bool {
    let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    model::sort_by(&mut texts, |left, right| left.cmp(right));
    texts.windows(2).all(|pair| pair[0] != pair[1])
}

/// Groups of texts with weights; the same text may come several times.
fn listed<'a>(texts: impl Iterator<Item = (&'a str, u64)>, there: u64) -> Vec<Group> {
    let mut texts: Vec<(&str, u64, bool)> =
        (0..).zip(texts).map(|(place, (text, weight))| (text, weight, place < there)).collect();
    model::sort_by(&mut texts, |left, right| left.0.cmp(right.0));
    texts.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            *kept = (kept.0, kept.1.saturating_add(later.1), kept.2 || later.2);
        }
        same
    });
    let total: u128 = texts.iter().map(|(_, weight, _)| u128::from(*weight)).sum();
    let share = |weight: u64| (u128::from(weight) * u128::from(WHOLE) / total.max(1)) as u64;
    merged(texts.into_iter().map(|(_, weight, is_there)| Group { values: 1, share: share(weight), is_there }).collect())
}

/// Groups of values that are about as likely as each other are one.
fn merged(mut groups: Vec<Group>) -> Vec<Group> {
    let each = |group: &Group| group.share / group.values.max(1);
    model::sort_by(&mut groups, |left, right| left.is_there.cmp(&right.is_there).then_with(|| each(right).cmp(&each(left))));
    let mut all: Vec<Group> = Vec::new();
    let mut most = 0u64;
    for group in groups {
        match all.last_mut() {
            Some(last) if last.is_there == group.is_there && u128::from(most) * ALIKE.1 <= u128::from(each(&group)) * ALIKE.0 => {
                last.values = last.values.saturating_add(group.values);
                last.share = last.share.saturating_add(group.share);
            }
            _ => {
                most = each(&group);
                all.push(group);
            }
        }
    }
    all
}

/// A fraction of [`WHOLE`] to a power.
fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut base, mut product) = (u128::from(base), u128::from(WHOLE));
    while exponent > 0 {
        if exponent & 1 == 1 {
            product = (product * base) >> SHARE_BITS;
        }
        base = (base * base) >> SHARE_BITS;
        exponent >>= 1;
    }
    product as u64
}

#[cfg(test)]
mod tests {
    use super::{KeyGroups, Repeats};
    use crate::scenario::Values;

    /// Different values, and those of them that are there from the start; in thousandths.
    fn different(values: &[(Values, u64)], draws: u64) -> (u64, u64) {
        let all = values.iter().fold(Repeats::one(), |all, (values, there)| all.and(values, *there).unwrap());
        let different = all.different(draws);
        let told = |parts: u64| ((u128::from(parts) * u128::from(draws) + 500_000) / 1_000_000) as u64;
        (told(different.of_parts(draws)), told(different.there_of_parts(draws)))
    }

    #[test]
    fn even_values_by_hand() {
        let ten = || Values::Uniform { count: 10 };
        // 10 * (1 - 0.9), 10 * (1 - 0.81), 10 * (1 - 0.9^10) = 6.513.
        assert_eq!(different(&[(ten(), 0)], 1), (1_000, 0));
        assert_eq!(different(&[(ten(), 0)], 2), (1_900, 0));
        assert_eq!(different(&[(ten(), 4)], 10), (6_513, 2_605));
        // A hundred pairs: 100 * (1 - 0.99^100) = 63.397; the first four of ten with the first five of ten are twenty of them.
        assert_eq!(different(&[(ten(), 4), (ten(), 5)], 100), (63_397, 12_679));
        // No value: always the same.
        assert_eq!(different(&[], 1_000), (1_000, 1_000));
    }

    #[test]
    fn uneven_values_by_hand() {
        // Half of four draws are the hot one: 1 - 0.5^4 + 5 * (1 - 0.9^4) = 0.9375 + 1.7195.
        assert_eq!(different(&[(Values::OneHot { count: 6, hot_millionths: 500_000 }, 1)], 4).0, 2_657);
        let weighted = Values::Weighted { values: vec![("a".to_owned(), 1), ("b".to_owned(), 2), ("a".to_owned(), 1)] };
        assert_eq!(different(&[(weighted, 1)], 2), (1_500, 750));
        // In turn: all of them before one comes again.
        let replay = Values::Replay { values: ["a", "b", "c"].map(str::to_owned).to_vec() };
        assert_eq!(different(&[(replay.clone(), 0)], 2), (2_000, 0));
        assert_eq!(different(&[(replay.clone(), 0)], 4).0, 3_000);
        // Four draws of each of three: 3 * 10 * (1 - 0.9^4).
        assert_eq!(different(&[(replay, 0), (Values::Uniform { count: 10 }, 0)], 12).0, 10_317);
    }

    /// Against the sum over single ranks, with weights 1 / r.
    #[test]
    fn zipf_values_are_those_of_single_ranks() {
        for (count, draws) in [(50u64, 100u64), (5_000, 100), (5_000, 2_000)] {
            let scale = 1u128 << 60;
            let whole: u128 = (1..=count).map(|rank| scale / u128::from(rank)).sum();
            let one: u128 = (1..=count)
                .map(|rank| {
                    let rest = scale - (scale / u128::from(rank)) * (1 << 40) / (whole >> 20);
                    scale - (0..draws).fold(scale, |product, _| ((product >> 20) * (rest >> 10)) >> 30)
                })
                .sum();
            let expected = (one * 1_000 / scale) as u64;
            let (found, _) = different(&[(Values::Zipf { count, exponent_thousandths: 1_000 }, 0)], draws);
            assert!(found.abs_diff(expected) * 500 <= expected, "{count} {draws}: {found} {expected}");
        }
    }

    #[test]
    fn of_very_many_values_none_comes_again() {
        let many = || (Values::Uniform { count: 1_000_000_000_000 }, 0);
        // A million draws of 10^12: n^2 / 2 / 10^12 = half of one comes again.
        assert!(different(&[many()], 1_000_000).0.abs_diff(999_999_500) <= 1_000);
        assert_eq!(different(&[many(), many()], u64::from(u32::MAX)).0, u64::from(u32::MAX) * 1_000);
    }

    #[test]
    fn two_draws_are_the_same_as_often_as_squares_of_chances_say() {
        let same = |values: &Values| Repeats::one().and(values, 0).unwrap().same_parts();
        assert_eq!(same(&Values::Uniform { count: 4 }), 250_000_000);
        assert_eq!(same(&Values::OneHot { count: 2, hot_millionths: 900_000 }), 820_000_000);
        assert_eq!(Repeats::one().same_parts(), KeyGroups::PARTS);
        assert!(Repeats::one().and(&Values::Time, 0).is_none());
    }
}
