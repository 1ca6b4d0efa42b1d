//! Capacity that would be provisioned for a month's traffic: flat, or following it as auto scaling does.
//!
//! An hour's traffic is taken to be even within it. Each minute is served from the capacity that stands and from what burst credit is
//! left of the last 300 seconds (our model: of the table as a whole; partitions are not looked at here).

use capacity::{AutoScaling, BURST_SECONDS, Decreases, Target};
use model::{EpochMillis, HalfUnits};

use super::TARGET_PERCENT;
use super::demand::Hour;

const MINUTES: u64 = 60;
/// Half-unit-seconds of one unit in one hour, and in one minute.
const UNIT_HOUR: u128 = 7_200;
const UNIT_MINUTE: u64 = 120;
/// Units that auto scaling may go up to (our bound: beyond any account's quota).
const UNITS_MAX: u64 = 1_000_000_000_000;

/// Capacity of one table or index in each hour, reads or writes: what is billed, the highest setting of that hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Track {
    /// Units a second that are billed, by hour.
    pub(super) billed: Vec<u64>,
    /// Units that found neither capacity nor burst credit.
    pub(super) short: HalfUnits,
}

/// Which units of an hour.
pub(super) type Direction = fn(&Hour) -> (HalfUnits, HalfUnits);

/// Reads: units and those of the busiest second.
pub(super) fn reads(hour: &Hour) -> (HalfUnits, HalfUnits) {
    (hour.read, hour.peak_read)
}

/// Writes: units and those of the busiest second.
pub(super) fn writes(hour: &Hour) -> (HalfUnits, HalfUnits) {
    (hour.write, hour.peak_write)
}

/// The same capacity in every hour.
pub(super) fn flat(hours: &[Hour], of: Direction, units: u64) -> Track {
    following(hours, of, vec![units; hours.len()])
}

/// Capacity that is known hour by hour.
pub(super) fn following(hours: &[Hour], of: Direction, billed: Vec<u64>) -> Track {
    let mut table = Served::new(billed.first().copied().unwrap_or(1));
    for (hour, units) in hours.iter().zip(&billed) {
        table.capacity = *units;
        let demand = of(hour).0;
        // What a whole hour of it serves needs no look at its minutes.
        if u128::from(demand.0) > UNIT_HOUR * u128::from(*units) {
            for minute in 0..MINUTES {
                table.minute(in_minute(demand, minute));
            }
        } else {
            table.rest();
        }
    }
    Track { short: HalfUnits(table.short), billed }
}

/// A minute's part of an hour's units, by carry.
fn in_minute(units: HalfUnits, minute: u64) -> u64 {
    let until = |minute: u64| (u128::from(units.0) * u128::from(minute) / u128::from(MINUTES)) as u64;
    until(minute + 1) - until(minute)
}

/// Capacity at work, minute by minute.
struct Served {
    capacity: u64,
    /// Half-units of burst credit.
    credit: u64,
    /// Half-units that were not served.
    short: u64,
}

impl Served {
    /// It begins with full credit.
    fn new(capacity: u64) -> Self {
        let mut table = Served { capacity, credit: 0, short: 0 };
        table.rest();
        table
    }

    /// Fills the credit.
    fn rest(&mut self) {
        self.credit = self.capacity.saturating_mul(2 * u64::from(BURST_SECONDS));
    }

    /// Serves a minute's demand, and gives what of it was consumed.
    fn minute(&mut self, demand: u64) -> HalfUnits {
        let room = self.capacity.saturating_mul(UNIT_MINUTE).saturating_add(self.credit);
        let consumed = demand.min(room);
        self.short = self.short.saturating_add(demand - consumed);
        self.credit = (room - consumed).min(self.capacity.saturating_mul(2 * u64::from(BURST_SECONDS)));
        HalfUnits(consumed)
    }
}

/// Whole units that the busiest hour's average needs, at least 1.
pub(super) fn peak_hour(hours: &[Hour], of: Direction) -> u64 {
    hours.iter().map(|hour| needed(of(hour).0, 100)).max().unwrap_or(1)
}

/// Whole units that the busiest second needs, at least 1.
pub(super) fn peak_second(hours: &[Hour], of: Direction) -> u64 {
    hours.iter().map(|hour| of(hour).1.0.div_ceil(2)).max().unwrap_or(1).max(1)
}

/// Whole units of which an hour's average uses `percent`, rounded up, at least 1.
fn needed(units: HalfUnits, percent: u64) -> u64 {
    let needed = (u128::from(units.0) * 100).div_ceil(UNIT_HOUR * u128::from(percent.max(1)));
    u64::try_from(needed).unwrap_or(u64::MAX).max(1)
}

/// Capacity as target tracking sets it, minute by minute; an hour is billed at its highest setting.
///
/// It begins where the first hour wants it. Our model: reads and writes are lowered apart, each with the day's decreases.
pub(super) fn scaled(hours: &[Hour], of: Direction) -> Track {
    let first = hours.first().map_or(1, |hour| needed(of(hour).0, TARGET_PERCENT)).min(UNITS_MAX);
    let mut policy = AutoScaling::new(Target::new(1, UNITS_MAX, TARGET_PERCENT as u32));
    let (mut table, mut decreases) = (Served::new(first), Decreases::default());
    let mut billed = Vec::with_capacity(hours.len());
    for (hour, number) in hours.iter().zip(0u64..) {
        let demand = of(hour).0;
        let mut highest = table.capacity;
        for minute in 0..MINUTES {
            let now = EpochMillis((number * MINUTES + minute + 1) * 60_000);
            let consumed = table.minute(in_minute(demand, minute));
            let Some(scaled) = policy.minute(now, consumed, table.capacity) else { continue };
            if scaled.to < scaled.from {
                if decreases.refused(now).is_some() {
                    continue;
                }
                decreases.note(now);
                policy.lowered(now);
            }
            table.capacity = scaled.to;
            highest = highest.max(scaled.to);
        }
        billed.push(highest);
    }
    Track { billed, short: HalfUnits(table.short) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(units_a_second: &[u64]) -> Vec<Hour> {
        let hour = |units: &u64| Hour {
            write: HalfUnits::whole(units * 3_600),
            peak_write: HalfUnits::whole(*units),
            ..Hour::default()
        };
        units_a_second.iter().map(hour).collect()
    }

    #[test]
    fn the_hours_highest_setting_is_billed() {
        // 70 a second want 100; 140 a second want 200, and burst credit carries the two minutes before it is raised; after 15 minutes
        // of 70 it is lowered, but that hour is still billed at 200.
        let track = scaled(&hours(&[70, 140, 70, 70]), writes);
        assert_eq!((track.billed, track.short), (vec![100, 200, 200, 100], HalfUnits::ZERO));
        // 700 a second: a minute of 42,000 finds 6,000 and 30,000 of credit, the second 6,000; what was served in it asks for 143 only.
        let track = scaled(&hours(&[70, 700]), writes);
        assert!(track.billed[1] >= 1_000 && track.short >= HalfUnits::whole(6_000 + 36_000), "{track:?}");
    }

    #[test]
    fn a_little_less_does_not_lower_it() {
        // 51 of 100 lies above the lower line of 50 %.
        assert_eq!(scaled(&hours(&[70, 51, 51, 49]), writes).billed, [100, 100, 100, 100]);
        assert_eq!(scaled(&hours(&[70, 49, 49]), writes).billed, [100, 100, 70]);
    }

    #[test]
    fn flat_is_whole_units_and_never_none() {
        let hours = hours(&[0, 3]);
        assert_eq!((peak_hour(&hours, writes), peak_hour(&hours, reads), peak_second(&hours, writes)), (3, 1, 3));
        // 3,600 units too many, of which a full credit of 600 takes the first.
        assert_eq!(flat(&hours, writes, 2).short, HalfUnits::whole(3_000));
        assert_eq!(needed(HalfUnits::whole(800 * 3_600), TARGET_PERCENT), 1_143);
    }
}
