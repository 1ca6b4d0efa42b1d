//! Consumption by the hour: the curve from which a month's bill is drawn.

use capacity::Units;

/// Hours that are kept of a table or index (our bound: a month of 31 days); older ones are forgotten, not the totals.
const HOURS_MAX: usize = 744;

/// One hour in which something was consumed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourUnits {
    /// Its number since 1970.
    pub hour: u64,
    /// Units.
    pub units: Units,
    /// The most read units and the most write units of any one second.
    pub peak: Units,
}

/// Adds what was consumed in a second, of which `in_second` is known so far.
pub(super) fn count(hours: &mut Vec<HourUnits>, second: u64, units: Units, in_second: Units) {
    let hour = second / 3_600;
    match hours.last_mut() {
        Some(last) if last.hour == hour => {
            last.units += units;
            last.peak = last.peak.max(in_second);
        }
        _ => {
            if hours.len() >= HOURS_MAX {
                hours.remove(0);
            }
            hours.push(HourUnits { hour, units, peak: in_second });
        }
    }
}

#[cfg(test)]
mod tests {
    use model::HalfUnits;

    use super::{HOURS_MAX, Units, count};

    #[test]
    fn hours_without_anything_are_not_kept_and_the_oldest_go() {
        let (mut hours, one) = (vec![], Units::write(HalfUnits(2)));
        count(&mut hours, 7_200, one, one);
        count(&mut hours, 7_200, one, one + one);
        count(&mut hours, 18_000, one, one);
        let told: Vec<_> = hours.iter().map(|hour| (hour.hour, hour.units.write.0, hour.peak.write.0)).collect();
        assert_eq!(told, [(2, 4, 4), (5, 2, 2)]);
        (10..10 + HOURS_MAX as u64).for_each(|hour| count(&mut hours, hour * 3_600, one, one));
        assert_eq!((hours.len(), hours[0].hour), (HOURS_MAX, 10));
    }
}
