//! The metrics of a run: what CloudWatch would have shown of each of its tables.
//!
//! Series of the run are sums over its points, which are minutes for a day and wider for longer runs; the busiest second of each
//! is known, and some minutes by the second.

use model::HalfUnits;
use report::{
    CapacityMode, DesignRun, Fidelity, IndexKind, MetricScope, MetricSeries, MetricUnit, Metrics, PatternPoint, PatternRun,
    SimulationReport, SpacePoint, SpaceRun, Statistic,
};

/// The tables of a design, in its order.
pub(crate) fn tables(design: &DesignRun) -> Vec<&str> {
    design.spaces.iter().filter(|space| space.index.is_none()).map(|space| space.table.as_str()).collect()
}

/// The metrics of one table and its indexes in a run.
pub(crate) fn metrics(report: &SimulationReport, design: &DesignRun, table: &str) -> Metrics {
    let spaces = || design.spaces.iter().filter(|space| space.table == table);
    Metrics {
        table: table.to_owned(),
        start_s: report.start_s,
        point_s: report.point_s.max(1),
        points: spaces().map(|space| space.points.len() as u32).max().unwrap_or_default(),
        series: spaces()
            .flat_map(of_space)
            .chain(design.patterns.iter().filter(|one| one.target.0 == table).flat_map(of_pattern))
            .collect(),
    }
}

/// A minute of a run by the second, if it was kept: the one that begins at `at_s`.
pub(crate) fn minute(report: &SimulationReport, design: &DesignRun, table: &str, at_s: u64) -> Option<Metrics> {
    let mut told = Vec::new();
    for space in design.spaces.iter().filter(|space| space.table == table) {
        let Some(found) = space.close_ups.iter().find(|found| found.at_s == at_s) else { continue };
        told.push(series(space, "ConsumedReadCapacityUnits", MetricUnit::HalfUnits, halves(&found.read_units)));
        told.push(series(space, "ConsumedWriteCapacityUnits", MetricUnit::HalfUnits, halves(&found.write_units)));
        told.push(series(space, THROTTLES, MetricUnit::Count, found.throttles.clone()));
        let place = usize::try_from(at_s.saturating_sub(report.start_s) / report.point_s.max(1)).unwrap_or(usize::MAX);
        if let Some(point) = space.points.get(place).filter(|_| is_provisioned(space)) {
            let seconds = found.read_units.len();
            told.push(provisioned(space, "ProvisionedReadCapacityUnits", vec![point.read_limit; seconds]));
            told.push(provisioned(space, "ProvisionedWriteCapacityUnits", vec![point.write_limit; seconds]));
        }
    }
    told.retain(has_any);
    let points = told.iter().map(|one| one.values.len()).max()? as u32;
    Some(Metrics { table: table.to_owned(), start_s: at_s, point_s: 1, points, series: told })
}

/// Throttle events of both directions: a minute kept by the second does not tell them apart.
pub(crate) const THROTTLES: &str = "ReadThrottleEvents + WriteThrottleEvents";

/// The minutes of a table that were kept by the second.
pub(crate) fn kept_minutes(design: &DesignRun, table: &str) -> Vec<u64> {
    let of_table = design.spaces.iter().filter(|space| space.table == table);
    let mut found: Vec<u64> = of_table.flat_map(|space| &space.close_ups).map(|minute| minute.at_s).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn of_space(space: &SpaceRun) -> Vec<MetricSeries> {
    let values = |value: fn(&SpacePoint) -> u64| space.points.iter().map(value).collect::<Vec<u64>>();
    let with_peaks =
        |name: &str, sums: Vec<u64>, peaks: Vec<u64>| MetricSeries { peaks, ..series(space, name, MetricUnit::HalfUnits, sums) };
    let mut told = vec![
        with_peaks("ConsumedReadCapacityUnits", values(|point| point.read_units.0), values(|point| point.peak_read_units.0)),
        with_peaks("ConsumedWriteCapacityUnits", values(|point| point.write_units.0), values(|point| point.peak_write_units.0)),
        series(space, "ReadThrottleEvents", MetricUnit::Count, values(|point| point.read_throttles)),
        series(space, "WriteThrottleEvents", MetricUnit::Count, values(|point| point.write_throttles)),
    ];
    told.extend(space.throttles.iter().map(|one| series(space, &one.metric(), MetricUnit::Count, one.points.clone())));
    told.push(series(space, "TimeToLiveDeletedItemCount", MetricUnit::Count, values(|point| point.ttl_deleted)));
    if is_provisioned(space) {
        told.push(provisioned(space, "ProvisionedReadCapacityUnits", values(|point| point.read_limit)));
        told.push(provisioned(space, "ProvisionedWriteCapacityUnits", values(|point| point.write_limit)));
    }
    told.retain(has_any);
    told
}

/// How long the requests of an access pattern took, retries included: ours, CloudWatch tells the latency of one attempt.
pub(crate) const LATENCY: &str = "LatencyWithRetries";

/// Of the table or global index that a pattern goes to.
fn of_pattern(pattern: &PatternRun) -> [MetricSeries; 3] {
    let index = pattern.target.1.as_ref().filter(|(_, kind)| *kind == IndexKind::Global).map(|(index, _)| index.clone());
    let scope = index.map_or(MetricScope::Table, MetricScope::Index);
    let series = |statistic, unit, value: fn(&PatternPoint) -> u64| MetricSeries {
        name: LATENCY.to_owned(),
        scope: scope.clone(),
        dimensions: vec![("Pattern".to_owned(), pattern.pattern.clone())],
        statistic,
        unit,
        values: pattern.points.iter().map(value).collect(),
        peaks: vec![],
        fidelity: Fidelity::Modelled,
    };
    [
        series(Statistic::P50, MetricUnit::Microseconds, |point| point.p50_us),
        series(Statistic::P99, MetricUnit::Microseconds, |point| point.p99_us),
        series(Statistic::SampleCount, MetricUnit::Count, |point| point.admitted),
    ]
}

fn is_provisioned(space: &SpaceRun) -> bool {
    matches!(space.capacity, CapacityMode::Provisioned { .. })
}

fn has_any(series: &MetricSeries) -> bool {
    series.values.iter().any(|value| *value > 0)
}

/// A series of sums.
fn series(space: &SpaceRun, name: &str, unit: MetricUnit, values: Vec<u64>) -> MetricSeries {
    MetricSeries {
        name: name.to_owned(),
        scope: space.index.clone().map_or(MetricScope::Table, MetricScope::Index),
        dimensions: vec![],
        statistic: Statistic::Sum,
        unit,
        values,
        peaks: vec![],
        fidelity: Fidelity::Modelled,
    }
}

/// A setting, in units a second.
fn provisioned(space: &SpaceRun, name: &str, units: Vec<u64>) -> MetricSeries {
    let values = units.into_iter().map(|units| HalfUnits::whole(units).0).collect();
    MetricSeries { statistic: Statistic::Average, ..series(space, name, MetricUnit::HalfUnits, values) }
}

fn halves(units: &[HalfUnits]) -> Vec<u64> {
    units.iter().map(|units| units.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::CloseUp;

    use crate::see::replay::fixture;

    #[test]
    fn a_run_is_told_by_cloudwatchs_names() {
        let report = fixture::day();
        let design = &report.designs[0];
        assert_eq!(tables(design), ["clicks"]);
        let found = metrics(&report, design, "clicks");
        assert_eq!((found.points, found.point_s), (1_440, 60));
        let names: Vec<_> =
            found.series.iter().filter(|one| one.scope == MetricScope::Table).map(|one| one.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "ConsumedReadCapacityUnits",
                "ConsumedWriteCapacityUnits",
                "WriteThrottleEvents",
                "WriteKeyRangeThroughputThrottleEvents",
                "WriteProvisionedThroughputThrottleEvents",
                "ProvisionedReadCapacityUnits",
                "ProvisionedWriteCapacityUnits"
            ]
        );
        assert_eq!((found.series[3].values[829], found.series[3].values[830]), (0, 90));
        let space = &design.spaces[0];
        assert_eq!(found.series[1].values.iter().sum::<u64>(), space.write_units.0, "the minutes add up to the run");
        assert_eq!(found.series[1].peaks[870], space.points[870].peak_write_units.0);
        let of_index =
            found.series.iter().find(|one| one.scope.index() == Some("by-country") && one.name == "WriteThrottleEvents");
        assert_eq!(of_index.map(|one| one.values.iter().sum::<u64>()), Some(3_270));
    }

    #[test]
    fn a_pattern_tells_its_latency_where_it_goes() {
        let mut report = fixture::day();
        let to = |index: Option<(&str, IndexKind)>| PatternRun {
            pattern: "latest clicks".into(),
            operation: "Query".into(),
            target: ("clicks".into(), index.map(|(name, kind)| (name.to_owned(), kind))),
            offered: 12,
            admitted: 12,
            given_up: 0,
            retries: 0,
            evaluated: 0,
            returned: 0,
            p50_us: 4_000,
            p99_us: 9_000,
            points: vec![PatternPoint { admitted: 12, p50_us: 4_000, p99_us: 9_000 }],
        };
        report.designs[0].patterns = vec![to(Some(("by-user", IndexKind::Global))), to(Some(("newest", IndexKind::Local)))];
        let found = metrics(&report, &report.designs[0], "clicks");
        let told: Vec<_> = found.series.iter().filter(|one| one.name == LATENCY).collect();
        let indexes: Vec<Option<&str>> = told.iter().map(|one| one.scope.index()).collect();
        assert_eq!(indexes, [Some("by-user"), Some("by-user"), Some("by-user"), None, None, None]);
        let values: Vec<(Statistic, u64)> = told.iter().take(3).map(|one| (one.statistic, one.values[0])).collect();
        assert_eq!(values, [(Statistic::P50, 4_000), (Statistic::P99, 9_000), (Statistic::SampleCount, 12)]);
    }

    #[test]
    fn a_minute_is_looked_into_if_it_was_kept() {
        let mut report = fixture::day();
        let at_s = fixture::START_S + 870 * 60;
        report.designs[0].spaces[0].close_ups = vec![CloseUp {
            at_s,
            read_units: vec![HalfUnits::ZERO; 60],
            write_units: (0..60).map(HalfUnits::whole).collect(),
            throttles: vec![1; 60],
        }];
        let design = &report.designs[0];
        assert_eq!(kept_minutes(design, "clicks"), [at_s]);
        let found = minute(&report, design, "clicks", at_s).unwrap();
        assert_eq!((found.points, found.point_s), (60, 1));
        let told: Vec<_> = found.series.iter().map(|one| (one.name.as_str(), one.values[59])).collect();
        assert_eq!(
            told,
            [
                ("ConsumedWriteCapacityUnits", 118),
                (THROTTLES, 1),
                ("ProvisionedReadCapacityUnits", 6_000),
                ("ProvisionedWriteCapacityUnits", 8_000)
            ]
        );
        assert_eq!(minute(&report, design, "clicks", at_s + 60), None);
    }
}
