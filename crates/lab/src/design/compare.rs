//! Several designs' runs of the same traffic, figure by figure.
//!
//! Of all figures less is better. One is called better only if it is so by more than a hundredth, because counts of a second's
//! fraction and averages of sizes may differ by less without meaning anything.

mod figures;
mod verdict;

use capacity::Units;
use report::{
    BillMode, BillRequest, Comparison, ComparisonRow, DesignRun, HottestPartition, Measure, PatternComparison, PatternFigures,
    PatternRun, Relational, SimulationReport, ThrottleComparison, ThrottleRun, TrafficShape,
};

use crate::bill::{Metered, bill};
use figures::{shown, value};

/// Compares the designs of a run. `months` are the monthly bills in cents, in the order of the designs, where they are known.
pub fn compare(report: &SimulationReport, months: &[Option<i128>]) -> Comparison {
    let names: Vec<String> = report.designs.iter().map(|design| design.name.clone()).collect();
    let hottest: Vec<HottestPartition> = report.designs.iter().map(|design| hottest(design, report.point_s)).collect();
    let rows = rows(report, &hottest, months);
    let (verdict, reasons) = verdict::verdict(report, &rows, &hottest);
    let (throttles, patterns) = (throttles(report), patterns(report));
    Comparison { designs: names, rows, hottest, throttles, patterns, point_s: report.point_s, verdict, reasons }
}

/// The month's bill of each design in cents, as its capacity is set, at list prices; none where the region has no prices.
pub fn months(report: &SimulationReport) -> Vec<Option<i128>> {
    let request = BillRequest {
        region: None,
        repeats: 1,
        shape: TrafficShape::default(),
        free_tier: false,
        price_file: None,
        own_prices: Vec::new(),
        relational: Relational {
            name: String::new(),
            price_hour: String::new(),
            count: 0,
            storage_gb: 0,
            price_storage: String::new(),
        },
    };
    let month = |design: &DesignRun| {
        let bill = bill(&request, &Metered::of_run(report, design)).ok()?;
        let of = |mode| bill.month.iter().find(|option| option.mode == mode);
        of(BillMode::AsSet).or_else(|| of(BillMode::OnDemand)).map(|option| option.total_cents)
    };
    report.designs.iter().map(month).collect()
}

const MEASURES: [Measure; 12] = [
    Measure::GivenUp,
    Measure::Throttles,
    Measure::Retries,
    Measure::HottestPartition,
    Measure::P50,
    Measure::P99,
    Measure::ReadUnits,
    Measure::WriteUnits,
    Measure::EvaluatedPerReturned,
    Measure::IndexStorage,
    Measure::Storage,
    Measure::MonthlyBill,
];

fn rows(report: &SimulationReport, hottest: &[HottestPartition], months: &[Option<i128>]) -> Vec<ComparisonRow> {
    let mut rows = Vec::new();
    for measure in MEASURES {
        let of_design = report.designs.iter().enumerate().map(|(place, design)| match measure {
            Measure::HottestPartition => {
                hottest.get(place).and_then(|hottest| hottest.thousandths.iter().max()).map(|most| i128::from(*most))
            }
            Measure::MonthlyBill => months.get(place).copied().flatten(),
            _ => value(measure, design),
        });
        rows.push(row(measure, None, of_design.collect()));
        if measure == Measure::Throttles {
            for reason in reasons(report) {
                let events = report.designs.iter().map(|design| Some(i128::from(events(design, &reason)).saturating_mul(1_000)));
                rows.push(row(measure, Some(reason.clone()), events.collect()));
            }
        }
    }
    rows.retain(|row| row.values.iter().any(Option::is_some));
    rows
}

fn row(measure: Measure, of: Option<String>, values: Vec<Option<i128>>) -> ComparisonRow {
    let shown = values.iter().map(|value| value.map(|value| shown(measure, value))).collect();
    ComparisonRow { measure, of, shown, better: better(&values), values }
}

/// The design with the least value, if all others are more than a hundredth above it.
fn better(values: &[Option<i128>]) -> Option<u32> {
    let known: Option<Vec<i128>> = values.iter().copied().collect();
    let known = known.filter(|known| known.len() > 1)?;
    let (place, least) = known.iter().enumerate().min_by_key(|(_, value)| **value)?;
    let is_far = |value: &i128| value.saturating_sub(*least).saturating_mul(100) > value.saturating_abs();
    let others = known.iter().enumerate().filter(|(other, _)| *other != place);
    others.clone().all(|(_, value)| is_far(value)).then(|| u32::try_from(place).ok()).flatten()
}

/// Every reason for which any design throttled, the most frequent first.
fn reasons(report: &SimulationReport) -> Vec<String> {
    let mut sums: Vec<(String, u64)> = Vec::new();
    for throttled in report.designs.iter().flat_map(|design| &design.spaces).flat_map(|space| &space.throttles) {
        match sums.iter_mut().find(|(name, _)| *name == throttled.reason) {
            Some((_, sum)) => *sum = sum.saturating_add(throttled.events),
            None => sums.push((throttled.reason.clone(), throttled.events)),
        }
    }
    model::sort_by(&mut sums, |left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    sums.into_iter().map(|(reason, _)| reason).collect()
}

fn of_reason<'a>(design: &'a DesignRun, reason: &'a str) -> impl Iterator<Item = &'a ThrottleRun> {
    design.spaces.iter().flat_map(|space| &space.throttles).filter(move |throttled| throttled.reason == reason)
}

fn events(design: &DesignRun, reason: &str) -> u64 {
    of_reason(design, reason).fold(0, |sum, throttled| sum.saturating_add(throttled.events))
}

/// Each reason over time.
fn throttles(report: &SimulationReport) -> Vec<ThrottleComparison> {
    let over_time = |design: &DesignRun, reason: &str| {
        let mut sums: Vec<u64> = Vec::new();
        for throttled in of_reason(design, reason) {
            sums.resize(sums.len().max(throttled.points.len()), 0);
            for (sum, events) in sums.iter_mut().zip(&throttled.points) {
                *sum = sum.saturating_add(*events);
            }
        }
        sums
    };
    let told = |reason: String| ThrottleComparison {
        designs: report.designs.iter().map(|design| over_time(design, &reason)).collect(),
        reason,
    };
    reasons(report).into_iter().map(told).collect()
}

/// The hottest partition at each point, as a share of what a partition serves, reads or writes, whichever is more.
fn hottest(design: &DesignRun, point_s: u64) -> HottestPartition {
    let points = design.spaces.iter().map(|space| space.points.len()).max().unwrap_or(0);
    let mut thousandths = vec![0u64; points];
    let mut throttles = vec![0u64; points];
    let mut peak = (0u64, None);
    for space in &design.spaces {
        for (sum, point) in throttles.iter_mut().zip(&space.points) {
            *sum = sum.saturating_add(point.read_throttles).saturating_add(point.write_throttles);
        }
        for partition in &space.partitions {
            let series = [
                (&partition.read_units, Units::PARTITION_CEILING.read),
                (&partition.write_units, Units::PARTITION_CEILING.write),
            ];
            for (units, ceiling) in series {
                for (most, units) in thousandths.iter_mut().zip(units) {
                    let serves = u128::from(ceiling.0) * u128::from(point_s.max(1));
                    let share = u64::try_from(u128::from(units.0) * 1_000 / serves).unwrap_or(u64::MAX);
                    *most = share.max(*most);
                    if share > peak.0 {
                        peak = (share, Some((resource(&space.table, space.index.as_deref()), partition.number)));
                    }
                }
            }
        }
    }
    HottestPartition { thousandths, peak_at: peak.1, throttles }
}

fn patterns(report: &SimulationReport) -> Vec<PatternComparison> {
    let Some(first) = report.designs.first() else { return Vec::new() };
    let names = first.patterns.iter().map(|pattern| pattern.pattern.clone()).enumerate();
    names
        .map(|(place, pattern)| PatternComparison {
            pattern,
            designs: report.designs.iter().filter_map(|design| design.patterns.get(place)).map(pattern_figures).collect(),
        })
        .collect()
}

fn pattern_figures(run: &PatternRun) -> PatternFigures {
    let admitted = u128::from(run.admitted) * 1_000;
    PatternFigures {
        does: format!("{} {}", run.operation, resource(&run.target.0, run.target.1.as_ref().map(|(index, _)| index.as_str()))),
        admitted_thousandths: u64::try_from(admitted / u128::from(run.offered.max(1))).unwrap_or(u64::MAX),
        evaluated: run.evaluated,
        returned: run.returned,
        p50_us: run.p50_us,
        p99_us: run.p99_us,
        points: run.points.clone(),
    }
}

/// `orders` or `orders / by-status`.
fn resource(table: &str, index: Option<&str>) -> String {
    index.map_or_else(|| table.to_owned(), |index| format!("{table} / {index}"))
}

#[cfg(test)]
mod tests;
