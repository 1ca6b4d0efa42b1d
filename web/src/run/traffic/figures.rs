//! What a run comes to, design by design: sums of what its report tells. Pure.

use report::{Access, DesignRun, SimulationReport};

use crate::see::{READ_CEILING, WRITE_CEILING};

/// The figures of one design.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    /// The design's name.
    pub(super) name: String,
    /// Requests that were to be made.
    pub(super) offered: u64,
    /// Those that were carried out.
    pub(super) admitted: u64,
    /// Those that were given up.
    pub(super) given_up: u64,
    /// Attempts beyond the first.
    pub(super) retries: u64,
    /// Throttle events by reason, the most frequent first.
    pub(super) throttles: Vec<(String, u64)>,
    /// The slowest pattern at p50 and at p99: microseconds and its words.
    pub(super) p50: Option<(u64, String)>,
    /// See `p50`.
    pub(super) p99: Option<(u64, String)>,
    /// The partition that was asked for most in one point.
    pub(super) hottest: Option<Hottest>,
}

/// The hottest partition of a design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hottest {
    /// Table, and index if it is one's.
    pub(super) space: String,
    /// Its number.
    pub(super) partition: u32,
    /// Reads or writes.
    pub(super) access: Access,
    /// Half-units of its busiest point.
    pub(super) half_units: u128,
    /// Thousandths of what a partition can serve, over that point.
    pub(super) used_thousandths: u64,
    /// Second of the run at which the point begins.
    pub(super) at_s: u64,
}

/// Units a second that one partition serves.
const fn ceiling(access: Access) -> u64 {
    match access {
        Access::Read => READ_CEILING,
        Access::Write => WRITE_CEILING,
    }
}

impl Hottest {
    /// Units a second, on average over the point, in tenths.
    pub(super) fn tenths_a_second(&self, point_s: u64) -> u64 {
        u64::try_from(self.half_units * 5 / u128::from(point_s.max(1))).unwrap_or(u64::MAX)
    }
}

/// The figures of every design.
pub(super) fn figures(report: &SimulationReport) -> Vec<Figures> {
    report.designs.iter().map(|design| of_design(design, report.point_s)).collect()
}

fn of_design(design: &DesignRun, point_s: u64) -> Figures {
    let sum = |of: fn(&report::PatternRun) -> u64| design.patterns.iter().map(of).fold(0, u64::saturating_add);
    let slowest = |of: fn(&report::PatternRun) -> u64| {
        let ran = design.patterns.iter().filter(|pattern| pattern.admitted > 0);
        ran.max_by_key(|pattern| of(pattern)).map(|pattern| (of(pattern), pattern.pattern.clone()))
    };
    let mut throttles: Vec<(String, u64)> = Vec::new();
    for report::ThrottleRun { reason, events, .. } in design.spaces.iter().flat_map(|space| &space.throttles) {
        match throttles.iter_mut().find(|(known, _)| known == reason) {
            Some((_, sum)) => *sum = sum.saturating_add(*events),
            None => throttles.push((reason.clone(), *events)),
        }
    }
    throttles.sort_by(|(a, some), (b, others)| others.cmp(some).then_with(|| a.cmp(b)));
    Figures {
        name: design.name.clone(),
        offered: sum(|pattern| pattern.offered),
        admitted: sum(|pattern| pattern.admitted),
        given_up: sum(|pattern| pattern.given_up),
        retries: sum(|pattern| pattern.retries),
        throttles,
        p50: slowest(|pattern| pattern.p50_us),
        p99: slowest(|pattern| pattern.p99_us),
        hottest: hottest(design, point_s),
    }
}

/// The busiest point of any partition, measured by what a partition can serve.
fn hottest(design: &DesignRun, point_s: u64) -> Option<Hottest> {
    let mut found: Option<Hottest> = None;
    for space in &design.spaces {
        for partition in &space.partitions {
            for (access, series) in [(Access::Read, &partition.read_units), (Access::Write, &partition.write_units)] {
                let Some((point, units)) = series.iter().enumerate().rev().max_by_key(|(_, units)| units.0) else { continue };
                let half_units = u128::from(units.0);
                let most = u128::from(ceiling(access)) * 2 * u128::from(point_s.max(1));
                let used_thousandths = u64::try_from(half_units * 1_000 / most).unwrap_or(u64::MAX);
                if half_units > 0 && found.as_ref().is_none_or(|found| used_thousandths > found.used_thousandths) {
                    let name = match &space.index {
                        Some(index) => format!("{} / {index}", space.table),
                        None => space.table.clone(),
                    };
                    let at_s = point as u64 * point_s;
                    found =
                        Some(Hottest { space: name, partition: partition.number, access, half_units, used_thousandths, at_s });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
