//! Capacity that would be provisioned for a month's traffic: flat, or following it as auto scaling does.

use model::HalfUnits;

use super::TARGET_PERCENT;
use super::demand::Hour;

const MINUTES: u32 = 60;
/// Half-unit-seconds of one unit in one hour, and in one minute.
const UNIT_HOUR: u128 = 7_200;
const UNIT_MINUTE: u128 = 120;
/// Consecutive minutes above the target before capacity is raised (developer guide, "Managing throughput with auto scaling").
const UP_MINUTES: u32 = 2;
/// Consecutive minutes below the lower line before it is lowered.
const DOWN_MINUTES: u32 = 15;
/// The lower line lies so many percent under the target.
const LOWER_PERCENT: u64 = 20;

/// Capacity of one table or index in each hour, reads or writes: what is billed, the highest setting of that hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Track {
    /// Units a second that are billed, by hour.
    pub(super) billed: Vec<u64>,
    /// Units that found no capacity in their minute, before burst credit.
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
    let lacked = |(hour, units): (&Hour, &u64)| u128::from(of(hour).0.0).saturating_sub(UNIT_HOUR * u128::from(*units));
    let short: u128 = hours.iter().zip(&billed).map(lacked).sum();
    Track { short: HalfUnits(u64::try_from(short).unwrap_or(u64::MAX)), billed }
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

/// Capacity as target tracking sets it, minute by minute; an hour's traffic is taken to be even within it.
///
/// It begins where the first hour wants it. Our model: a change takes effect at once.
pub(super) fn scaled(hours: &[Hour], of: Direction) -> Track {
    let mut capacity = hours.first().map_or(1, |hour| needed(of(hour).0, TARGET_PERCENT));
    let (mut above, mut below, mut short) = (0, 0, 0u128);
    let mut billed = Vec::with_capacity(hours.len());
    for hour in hours {
        let units = of(hour).0;
        let (wanted, demand) = (needed(units, TARGET_PERCENT), u128::from(units.0));
        let mut highest = capacity;
        for _ in 0..MINUTES {
            // An hour's units are sixty times a minute's: compared without dividing.
            short += demand.saturating_sub(UNIT_MINUTE * u128::from(MINUTES) * u128::from(capacity));
            let used = |percent: u64| UNIT_HOUR * u128::from(capacity) * u128::from(percent);
            above = if demand * 100 > used(TARGET_PERCENT) { above + 1 } else { 0 };
            below = if demand * 100 < used(TARGET_PERCENT - LOWER_PERCENT) { below + 1 } else { 0 };
            if above >= UP_MINUTES || (below >= DOWN_MINUTES && wanted < capacity) {
                (capacity, above, below) = (wanted, 0, 0);
            }
            highest = highest.max(capacity);
        }
        billed.push(highest);
    }
    Track { billed, short: HalfUnits(u64::try_from(short / u128::from(MINUTES)).unwrap_or(u64::MAX)) }
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
        // 70 a second want 100, 700 want 1,000, and after 15 minutes of 70 it is lowered, but that hour is billed at 1,000.
        let track = scaled(&hours(&[70, 700, 70, 70]), writes);
        assert_eq!(track.billed, [100, 1_000, 1_000, 100]);
        // Two minutes at 700 with room for 100: 600 x 120 s lacked capacity.
        assert_eq!(track.short, HalfUnits::whole(72_000));
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
        assert_eq!(flat(&hours, writes, 2).short, HalfUnits::whole(3_600));
        assert_eq!(needed(HalfUnits::whole(800 * 3_600), TARGET_PERCENT), 1_143);
    }
}
