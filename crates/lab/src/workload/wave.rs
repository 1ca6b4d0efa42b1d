//! A day's wave: what a raised cosine to some power adds up to, second by second, in whole thousandths.
//!
//! Our model: between the quarter hours the rate goes in straight lines.

use super::calendar::DAY_S;
use crate::scenario::{Curve, MilliRate};

/// Seconds between two knots.
const QUARTER_S: u64 = 900;
/// Knots of a day.
const KNOTS: usize = 96;
/// One, as the table and its powers have it.
const ONE_BITS: u32 = 30;

/// (1 + cos(pi k / 48)) / 2 for each quarter hour k from the top to the bottom, in 2^-30.
const RAISED_COSINE: [u64; KNOTS / 2 + 1] = [
    1073741824, 1072592342, 1069148819, 1063426000, 1055448391, 1045250154, 1032874959, 1018375799, 1001814760, 983262761,
    962799243, 940511835, 916495974, 890854501, 863697216, 835140410, 805306368, 774322844, 742322515, 709442411, 675823329,
    641609231, 606946628, 571983950, 536870912, 501757874, 466795196, 432132593, 397918495, 364299413, 331419309, 299418980,
    268435456, 238601414, 210044608, 182887323, 157245850, 133229989, 110942581, 90479063, 71927064, 55366025, 40866865,
    28491670, 18293433, 10315824, 4593005, 1149482, 0,
];

/// A day's wave of one pattern.
#[derive(Clone, Debug)]
pub(super) struct Wave {
    /// The rate at each quarter hour from midnight on.
    rates: Vec<MilliRate>,
    /// Thousandths of requests from midnight to each of them, and to the next midnight.
    sums: Vec<u64>,
}

impl Wave {
    /// The wave between these rates with its top at this hour.
    pub(super) fn new(low: MilliRate, high: MilliRate, peak_hour: u32, sharpness: u32) -> Self {
        let sharpness = sharpness.clamp(1, Curve::SHARPNESS_MAX);
        let peak = peak_hour as usize % 24 * 4;
        let rates: Vec<MilliRate> = (0..KNOTS)
            .map(|knot| {
                let from_peak = knot.abs_diff(peak);
                let height = power(RAISED_COSINE[from_peak.min(KNOTS - from_peak)], sharpness);
                between(low, high, height)
            })
            .collect();
        let mut wave = Wave { rates, sums: vec![0] };
        for quarter in 0..KNOTS {
            let sum = wave.sums[quarter].saturating_add(wave.within(quarter, QUARTER_S));
            wave.sums.push(sum);
        }
        wave
    }

    /// Thousandths of requests from the midnight before all to this second, not included.
    pub(super) fn until(&self, second: u64) -> u64 {
        let (days, of_day) = (second / DAY_S, second % DAY_S);
        let (quarter, rest) = ((of_day / QUARTER_S) as usize, of_day % QUARTER_S);
        days.saturating_mul(self.sums[KNOTS]).saturating_add(self.sums[quarter]).saturating_add(self.within(quarter, rest))
    }

    /// Thousandths of requests in the first seconds of a quarter hour.
    fn within(&self, quarter: usize, seconds: u64) -> u64 {
        let (from, to) = (self.rates[quarter].0, self.rates[(quarter + 1) % KNOTS].0);
        // The second j of the quarter has the rate from + (to - from) j / 900. Rates are below 2^37 and the steps below 2^20, so all
        // of it has room in 64 bits.
        let steps = seconds * seconds.saturating_sub(1);
        let level = seconds.saturating_mul(from);
        let slope = from.abs_diff(to).saturating_mul(steps);
        if to >= from {
            level.saturating_add(slope / (2 * QUARTER_S))
        } else {
            level.saturating_sub(slope.div_ceil(2 * QUARTER_S))
        }
    }
}

/// The mean of the wave's height over a day, and its top, in the same unit.
pub(crate) fn mean_height(sharpness: u32) -> (u64, u64) {
    let half: u64 = (1..KNOTS / 2).map(|knot| power(RAISED_COSINE[knot], sharpness)).sum();
    let whole = 2 * half + power(RAISED_COSINE[0], sharpness) + power(RAISED_COSINE[KNOTS / 2], sharpness);
    (whole / KNOTS as u64, 1 << ONE_BITS)
}

fn power(base: u64, exponent: u32) -> u64 {
    (1..exponent).fold(base, |product, _| (product * base) >> ONE_BITS)
}

fn between(low: MilliRate, high: MilliRate, height: u64) -> MilliRate {
    let part = |span: u64| ((u128::from(span) * u128::from(height)) >> ONE_BITS) as u64;
    MilliRate(if high >= low { low.0 + part(high.0 - low.0) } else { low.0 - part(low.0 - high.0) })
}
