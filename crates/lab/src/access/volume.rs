//! How many requests patterns bring over a scenario, and their busiest moment.

use crate::scenario::{Curve, MilliRate, Scenario};
use crate::workload::Arrivals;

/// Requests of each pattern over the scenario.
pub(crate) fn volumes(scenario: &Scenario) -> Vec<u64> {
    let arrivals = Arrivals::new(scenario);
    (0..scenario.patterns.len()).map(|pattern| arrivals.until(pattern, scenario.duration_s)).collect()
}

/// The busiest moment of a curve.
pub(crate) fn peak(curve: &Curve) -> MilliRate {
    let highest = match curve {
        Curve::Constant(rate) => Some(*rate),
        Curve::Diurnal { low, high, .. } => Some(*low.max(high)),
        Curve::Spike { base, peak, .. } => Some(*base.max(peak)),
        Curve::Steps(steps) => steps.iter().map(|step| step.1).max(),
        Curve::Weekdays { busy, quiet, weekend, .. } => Some(*busy.max(quiet).max(weekend)),
        Curve::Hours(rates) => rates.iter().max().copied(),
    };
    highest.unwrap_or_default()
}
