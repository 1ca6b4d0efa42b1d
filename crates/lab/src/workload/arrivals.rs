//! How many requests of each pattern arrive in each second.
//!
//! The count of a second is the difference of two sums from the start, each rounded down: what a second's fraction leaves over
//! is carried to the next. So the counts of any division of time add up to the same, and nothing has to be remembered.
//!
//! Our model: arrivals within a rate are even; there is no chance in them besides the phase at which a pattern begins.

use super::calendar::{DAY_S, HOUR_S, WEEK_S, since_monday};
use super::wave::Wave;
use crate::Chance;
use crate::scenario::{Curve, MilliRate, Scenario};

/// The arrivals of a scenario's patterns.
#[derive(Clone, Debug)]
pub struct Arrivals {
    patterns: Vec<Sums>,
}

/// One pattern: sums from the start, in thousandths of requests.
#[derive(Clone, Debug)]
struct Sums {
    shape: Shape,
    /// Seconds from the shape's own beginning to the scenario's start.
    offset_s: u64,
    /// The shape's sum at the start.
    before: u64,
    /// What is added to the sum, so that slow patterns do not all arrive in the same second.
    phase: u64,
}

#[derive(Clone, Debug)]
enum Shape {
    Constant(u64),
    Wave(Wave),
    Spike {
        base: u64,
        peak: u64,
        at_s: u64,
        for_s: u64,
    },
    /// Moments with their rate and the sum until then.
    Levels(Vec<(u64, u64, u64)>),
    Week {
        busy: u64,
        quiet: u64,
        weekend: u64,
        from_s: u64,
        to_s: u64,
    },
    /// Sums until each hour, and the rates.
    Hours {
        sums: Vec<u64>,
        rates: Vec<MilliRate>,
    },
}

impl Arrivals {
    /// The arrivals of this scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let chance = Chance::new(scenario.seed);
        let sums = |(index, pattern): (usize, &crate::scenario::Pattern)| {
            Sums::new(&pattern.rate, scenario.start_s, chance.below("arrivals", index as u64, 1_000))
        };
        Arrivals { patterns: scenario.patterns.iter().enumerate().map(sums).collect() }
    }

    /// Requests of this pattern in this second of the scenario. An unknown pattern has none.
    pub fn count(&self, pattern: usize, second: u64) -> u64 {
        self.between(pattern, second, second.saturating_add(1))
    }

    /// Requests of this pattern from a second to another, the latter not included.
    pub fn between(&self, pattern: usize, from: u64, to: u64) -> u64 {
        self.until(pattern, to).saturating_sub(self.until(pattern, from))
    }

    /// Requests of this pattern before this second: the number of the second's first request.
    pub fn until(&self, pattern: usize, second: u64) -> u64 {
        self.patterns.get(pattern).map_or(0, |sums| sums.until(second))
    }
}

impl Sums {
    fn new(curve: &Curve, start_s: u64, phase: u64) -> Self {
        let shape = Shape::new(curve);
        let offset_s = match shape {
            Shape::Wave(_) => start_s % DAY_S,
            Shape::Week { .. } => since_monday(start_s),
            _ => 0,
        };
        let before = shape.until(offset_s);
        Sums { shape, offset_s, before, phase }
    }

    fn until(&self, second: u64) -> u64 {
        (self.shape.until(self.offset_s.saturating_add(second)) - self.before).saturating_add(self.phase) / 1_000
    }
}

impl Shape {
    fn new(curve: &Curve) -> Self {
        match curve {
            Curve::Constant(rate) => Shape::Constant(rate.0),
            Curve::Diurnal { low, high, peak_hour, sharpness } => Shape::Wave(Wave::new(*low, *high, *peak_hour, *sharpness)),
            Curve::Spike { base, peak, at_s, for_s } => Shape::Spike { base: base.0, peak: peak.0, at_s: *at_s, for_s: *for_s },
            Curve::Steps(steps) => Shape::Levels(levels(steps)),
            Curve::Weekdays { busy, quiet, weekend, from_hour, to_hour } => {
                let (from_s, to_s) = (u64::from(*from_hour) * HOUR_S, u64::from(*to_hour) * HOUR_S);
                let (from_s, to_s) = (from_s.min(DAY_S), to_s.min(DAY_S));
                Shape::Week { busy: busy.0, quiet: quiet.0, weekend: weekend.0, from_s, to_s: to_s.max(from_s) }
            }
            Curve::Hours(rates) => {
                let mut sums = vec![0u64];
                for rate in rates {
                    let last = sums.last().copied().unwrap_or_default();
                    sums.push(last.saturating_add(rate.0.saturating_mul(HOUR_S)));
                }
                Shape::Hours { sums, rates: rates.clone() }
            }
        }
    }

    /// Thousandths of requests from the shape's beginning to this second, not included.
    fn until(&self, second: u64) -> u64 {
        match self {
            Shape::Constant(rate) => rate.saturating_mul(second),
            Shape::Wave(wave) => wave.until(second),
            Shape::Spike { base, peak, at_s, for_s } => {
                let within = second.saturating_sub(*at_s).min(*for_s);
                base.saturating_mul(second - within).saturating_add(peak.saturating_mul(within))
            }
            Shape::Levels(levels) => {
                let reached = levels.partition_point(|(from, ..)| *from <= second);
                let level = reached.checked_sub(1).and_then(|index| levels.get(index));
                level.map_or(0, |(from, rate, sum)| sum.saturating_add(rate.saturating_mul(second - from)))
            }
            Shape::Week { busy, quiet, weekend, from_s, to_s } => {
                let day = |of_day: u64| {
                    let within = of_day.min(*to_s).saturating_sub(*from_s);
                    busy.saturating_mul(within).saturating_add(quiet.saturating_mul(of_day - within))
                };
                let workdays = |days: u64| days.saturating_mul(day(DAY_S));
                let (weeks, of_week) = (second / WEEK_S, second % WEEK_S);
                let (days, of_day) = (of_week / DAY_S, of_week % DAY_S);
                let whole_week = workdays(5).saturating_add(weekend.saturating_mul(2 * DAY_S));
                let this_week = if days < 5 {
                    workdays(days).saturating_add(day(of_day))
                } else {
                    workdays(5).saturating_add(weekend.saturating_mul(of_week - 5 * DAY_S))
                };
                weeks.saturating_mul(whole_week).saturating_add(this_week)
            }
            Shape::Hours { sums, rates } => {
                let hours = rates.len() as u64;
                if hours == 0 {
                    return 0;
                }
                let (rounds, hour) = (second / HOUR_S / hours, (second / HOUR_S % hours) as usize);
                let this_hour = rates[hour].0.saturating_mul(second % HOUR_S);
                rounds.saturating_mul(sums[rates.len()]).saturating_add(sums[hour]).saturating_add(this_hour)
            }
        }
    }
}

/// Steps in order of time, with the sum until each; of several at one moment the last counts.
fn levels(steps: &[(u64, MilliRate)]) -> Vec<(u64, u64, u64)> {
    let mut ordered: Vec<(usize, (u64, MilliRate))> = steps.iter().copied().enumerate().collect();
    model::sort_by(&mut ordered, |left, right| (left.1.0, left.0).cmp(&(right.1.0, right.0)));
    let mut levels: Vec<(u64, u64, u64)> = Vec::with_capacity(ordered.len());
    for (_, (from, rate)) in ordered {
        let sum = levels.last().map_or(0, |(at, rate, sum)| sum.saturating_add(rate.saturating_mul(from - at)));
        levels.push((from, rate.0, sum));
    }
    levels
}
