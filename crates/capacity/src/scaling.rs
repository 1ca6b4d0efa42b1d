//! Auto scaling: target tracking of provisioned capacity over minute points, and how often capacity may be lowered.
//!
//! A point above the target in two minutes in a row raises capacity; fifteen minutes in a row below a lower line, 20 points
//! under the target, lower it. New capacity is what was consumed divided by the target, inside minimum and maximum, rounded up.
//! Reads, writes, and each global index have policies of their own. It sees what was consumed, not what was throttled.
//!
//! Our model: the formula; a raise follows the last of its points, a lowering the highest of its fifteen; capacity changes at
//! the end of the minute, though at AWS alarms and UpdateTable take minutes more; a minute without any consumption counts as a
//! point of zero (an older guide says that capacity stays where consumption is zero; the present one does not).
//!
//! Follows: developer guide, "Managing throughput capacity automatically with auto scaling", "Quotas" (decreases).

use model::{EpochMillis, HalfUnits};

/// Minutes in a row above the target that raise capacity.
const MINUTES_UP: u8 = 2;
/// Minutes in a row below the lower line that lower it.
const MINUTES_DOWN: u8 = 15;
/// Points of utilisation from the target down to the lower line.
const LOWER_BY_PERCENT: u32 = 20;
/// Milliseconds of a UTC day.
const DAY_MS: u64 = 24 * 3_600 * 1_000;
/// Decreases that a UTC day has from its start (LAB 184).
const DECREASES_AT_ONCE: u32 = 4;
/// Milliseconds from one further decrease to the next (LAB 184).
const DECREASE_PAUSE_MS: u64 = 3_600 * 1_000;

/// A target tracking policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Fewest units.
    pub minimum: u64,
    /// Most units.
    pub maximum: u64,
    /// Target utilisation in percent; 20 to 90 at AWS.
    pub percent: u32,
    /// Whether capacity is lowered at all.
    pub scales_in: bool,
    /// Seconds after a raise in which there is no other; 0 by default.
    pub out_cooldown_s: u64,
    /// Seconds after a lowering in which there is no other; 0 by default.
    pub in_cooldown_s: u64,
}

impl Target {
    /// A policy with the defaults.
    pub const fn new(minimum: u64, maximum: u64, percent: u32) -> Self {
        Target { minimum, maximum, percent, scales_in: true, out_cooldown_s: 0, in_cooldown_s: 0 }
    }

    /// Units a second whose target utilisation this consumption of a minute is, inside the bounds.
    fn units(&self, in_minute: HalfUnits) -> u64 {
        let percent = u64::from(self.percent.clamp(1, 100));
        let wanted = in_minute.0.saturating_mul(100).div_ceil(percent * 120);
        wanted.min(self.maximum).max(self.minimum)
    }
}

/// What the end of a minute asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scaled {
    /// Units before.
    pub from: u64,
    /// Units after.
    pub to: u64,
}

/// One policy at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutoScaling {
    target: Target,
    above: u8,
    below: u8,
    /// The most that was consumed in a minute of those below the line.
    highest: HalfUnits,
    last_out: Option<EpochMillis>,
    last_in: Option<EpochMillis>,
}

impl AutoScaling {
    /// A policy that has seen nothing yet.
    pub fn new(target: Target) -> Self {
        AutoScaling { target, above: 0, below: 0, highest: HalfUnits::ZERO, last_out: None, last_in: None }
    }

    /// The policy.
    pub fn target(&self) -> Target {
        self.target
    }

    /// A minute has ended, in which this was consumed of these units a second. Gives what capacity is to become, if it is to
    /// change; whoever refuses a lowering is asked again in the next minute that calls for it.
    pub fn minute(&mut self, now: EpochMillis, consumed: HalfUnits, units: u64) -> Option<Scaled> {
        let target = self.target;
        let bounded = units.min(target.maximum).max(target.minimum);
        if bounded != units {
            // Registering a policy brings capacity inside its bounds.
            return Some(Scaled { from: units, to: bounded });
        }
        let line = |percent: u32| u64::from(percent).saturating_mul(units).saturating_mul(120);
        let used = consumed.0.saturating_mul(100);
        self.above = if used > line(target.percent) { self.above.saturating_add(1) } else { 0 };
        let is_below = used < line(target.percent.saturating_sub(LOWER_BY_PERCENT));
        self.below = if is_below { self.below.saturating_add(1) } else { 0 };
        self.highest = if self.below > 1 { self.highest.max(consumed) } else { consumed };
        let rests = |last: Option<EpochMillis>, seconds: u64| {
            last.is_some_and(|last| now.0 < last.0.saturating_add(seconds.saturating_mul(1_000)))
        };
        if self.above >= MINUTES_UP && !rests(self.last_out, target.out_cooldown_s) {
            let to = target.units(consumed);
            if to > units {
                (self.above, self.last_out) = (0, Some(now));
                return Some(Scaled { from: units, to });
            }
        }
        if self.below >= MINUTES_DOWN && target.scales_in && !rests(self.last_in, target.in_cooldown_s) {
            let to = target.units(self.highest);
            if to < units {
                return Some(Scaled { from: units, to });
            }
        }
        None
    }

    /// The lowering that was asked for was carried out.
    pub fn lowered(&mut self, now: EpochMillis) {
        (self.below, self.last_in) = (0, Some(now));
    }
}

/// How often capacity was lowered: of a table or a global index. Reads and writes lowered together are one decrease.
///
/// A UTC day has four at once; each further one needs an hour without any, so there are 27 at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decreases {
    /// The last one.
    pub last: Option<EpochMillis>,
    /// How many there were on its UTC day.
    pub on_its_day: u32,
}

impl Decreases {
    /// Decreases on the UTC day of `now`.
    pub fn today(&self, now: EpochMillis) -> u32 {
        match self.last {
            Some(last) if last.0 / DAY_MS == now.0 / DAY_MS => self.on_its_day,
            _ => 0,
        }
    }

    /// The moments of the last and of the next possible decrease, if none is possible at `now`.
    pub fn refused(&self, now: EpochMillis) -> Option<(EpochMillis, EpochMillis)> {
        let last = self.last?;
        let tomorrow = (now.0 / DAY_MS + 1) * DAY_MS;
        let next = last.0.saturating_add(DECREASE_PAUSE_MS).min(tomorrow);
        (self.today(now) >= DECREASES_AT_ONCE && now.0 < next).then_some((last, EpochMillis(next)))
    }

    /// Notes a decrease.
    pub fn note(&mut self, now: EpochMillis) {
        (self.on_its_day, self.last) = (self.today(now) + 1, Some(now));
    }
}

#[cfg(test)]
mod tests {
    use model::{EpochMillis, HalfUnits};

    use super::{AutoScaling, DAY_MS, Decreases, Scaled, Target};

    fn at(minute: u64) -> EpochMillis {
        EpochMillis(20_000 * DAY_MS + minute * 60_000)
    }

    /// Minutes of these loads (units a second); what is asked for and done, by minute.
    fn scaled(target: Target, mut units: u64, loads: impl Iterator<Item = u64>) -> Vec<(u64, u64)> {
        let (mut scaling, mut changes) = (AutoScaling::new(target), vec![]);
        for (minute, load) in (1..).zip(loads) {
            if let Some(Scaled { from, to }) = scaling.minute(at(minute), HalfUnits::whole(load * 60), units) {
                assert_eq!(from, units);
                if to < units {
                    scaling.lowered(at(minute));
                }
                units = to;
                changes.push((minute, to));
            }
        }
        changes
    }

    /// Metrics page: two consecutive minutes above the target raise. 80 of 100 units at 70 % are 115 units, rounded up.
    #[test]
    fn two_minutes_above_the_target_raise_capacity() {
        let target = Target::new(5, 1_000, 70);
        assert_eq!(scaled(target, 100, [70, 80, 80].into_iter()), [(3, 115)]);
        assert_eq!(scaled(target, 100, [80, 70, 80, 70].into_iter()), []);
        assert_eq!(scaled(target, 100, [2_000, 2_000].into_iter()), [(2, 1_000)], "the maximum");
    }

    /// Metrics page: fifteen consecutive minutes below 50 % lower, where the target is 70 %.
    #[test]
    fn fifteen_minutes_below_the_lower_line_lower_capacity() {
        let target = Target::new(5, 1_000, 70);
        let low = |load: u64, minutes: usize| std::iter::repeat_n(load, minutes);
        assert_eq!(scaled(target, 100, low(50, 99)), [], "50 % is not below 50 %");
        assert_eq!(scaled(target, 100, low(49, 14)), []);
        assert_eq!(scaled(target, 100, low(49, 20)), [(15, 70)]);
        assert_eq!(scaled(target, 100, low(10, 14).chain([42, 10])), [(15, 60)], "the highest of the fifteen");
        assert_eq!(scaled(target, 100, low(0, 15)), [(15, 5)], "the minimum");
        assert_eq!(scaled(Target { scales_in: false, ..target }, 100, low(0, 50)), []);
    }

    #[test]
    fn capacity_outside_the_bounds_is_brought_inside() {
        assert_eq!(scaled(Target::new(5, 50, 70), 1, [0].into_iter()), [(1, 5)]);
        assert_eq!(scaled(Target::new(5, 50, 70), 90, [0].into_iter()), [(1, 50)]);
    }

    #[test]
    fn cooldowns_hold_back() {
        let target = Target { out_cooldown_s: 300, ..Target::new(1, 1_000, 50) };
        assert_eq!(scaled(target, 10, [10, 10, 30, 30, 30, 30, 30, 30].into_iter()), [(2, 20), (7, 60)]);
    }

    #[test]
    fn four_decreases_then_one_an_hour_until_midnight() {
        let mut decreases = Decreases::default();
        for minute in 0..4 {
            assert_eq!(decreases.refused(at(minute)), None);
            decreases.note(at(minute));
        }
        assert_eq!(decreases.refused(at(4)), Some((at(3), at(63))));
        assert_eq!(decreases.refused(at(63)), None);
        decreases.note(at(24 * 60 - 1));
        assert_eq!(decreases.today(at(24 * 60 - 1)), 5);
        assert_eq!(decreases.refused(at(24 * 60 - 1)), Some((at(24 * 60 - 1), at(24 * 60))));
        assert_eq!((decreases.refused(at(24 * 60)), decreases.today(at(24 * 60))), (None, 0));
    }

    /// Quotas: 27 on one day, for four in the first minute leave 23 hours and some minutes.
    #[test]
    fn a_day_has_27_decreases() {
        let mut decreases = Decreases::default();
        for minute in 0..24 * 60 {
            while decreases.refused(at(minute)).is_none() {
                decreases.note(at(minute));
            }
        }
        assert_eq!(decreases.today(at(24 * 60 - 1)), 27);
    }
}
