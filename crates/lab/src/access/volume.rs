//! How many requests a curve brings over a scenario.

use crate::scenario::{Curve, MilliRate, Scenario};

/// Requests of a pattern over the scenario, to the hour: what the estimates of sizes need. Drivers count exactly.
pub(crate) fn requests(curve: &Curve, scenario: &Scenario) -> u64 {
    let duration_s = scenario.duration_s;
    let thousandths = match curve {
        Curve::Constant(rate) => over(*rate, duration_s),
        Curve::Diurnal { low, high, .. } => over(MilliRate(low.0.midpoint(high.0)), duration_s),
        Curve::Spike { base, peak, at_s, for_s } => {
            let burst_s = at_s.saturating_add(*for_s).min(duration_s).saturating_sub(*at_s);
            over(*base, duration_s - burst_s) + over(*peak, burst_s)
        }
        Curve::Steps(steps) => {
            let ends = steps.iter().skip(1).map(|step| step.0).chain([duration_s]);
            steps.iter().zip(ends).map(|((from, rate), to)| over(*rate, to.min(duration_s).saturating_sub(*from))).sum()
        }
        Curve::Weekdays { busy, quiet, weekend, from_hour, to_hour } => (0..duration_s.div_ceil(3_600))
            .map(|hour| {
                let seconds = 3_600.min(duration_s - hour * 3_600);
                let since_1970 = scenario.start_s / 3_600 + hour;
                // The first of January 1970 was a Thursday.
                let is_weekend = (since_1970 / 24 + 3) % 7 >= 5;
                let of_day = since_1970 % 24;
                let is_busy = (u64::from(*from_hour)..u64::from(*to_hour)).contains(&of_day);
                over(
                    if is_weekend {
                        *weekend
                    } else if is_busy {
                        *busy
                    } else {
                        *quiet
                    },
                    seconds,
                )
            })
            .sum(),
        Curve::Hours(rates) => (0..duration_s.div_ceil(3_600))
            .zip(rates.iter().cycle())
            .map(|(hour, rate)| over(*rate, 3_600.min(duration_s - hour * 3_600)))
            .sum(),
    };
    u64::try_from(thousandths / 1_000).unwrap_or(u64::MAX)
}

fn over(rate: MilliRate, seconds: u64) -> u128 {
    u128::from(rate.0) * u128::from(seconds)
}
