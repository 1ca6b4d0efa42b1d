//! Which charts there are: one for each metric, with what belongs to it.
//!
//! Pure, tested without a browser. Provisioned capacity stands in the chart of what was consumed of it, throttle events by reason
//! in the chart of all of them; a metric with a dimension (operation, region) is one chart with a line for each value.

use report::{MetricScope, MetricSeries, MetricUnit, Metrics, Statistic};

use crate::quantity;
use crate::see::metrics::csv::statistic;
use model::HalfUnits;

/// Metrics in the order of their charts, with what each means; what is not named here comes behind, in the order of its telling.
const MEANINGS: [(&str, &str); 34] = [
    ("ConsumedReadCapacityUnits", "read units used"),
    ("ConsumedWriteCapacityUnits", "write units used"),
    ("ReadThrottleEvents", "reads of an item that found no capacity"),
    ("WriteThrottleEvents", "writes of an item or entry that found no capacity"),
    ("ReadThrottleEvents + WriteThrottleEvents", "reads and writes that found no capacity"),
    ("ThrottledRequests", "requests with any throttle event"),
    ("SuccessfulRequestLatency", "time at the service, network excluded"),
    ("LatencyWithRetries p50", "until half of the requests were carried out, waits for retries included"),
    ("LatencyWithRetries p99", "until 99 of 100 requests were carried out, waits for retries included"),
    ("ReturnedItemCount", "items that Query and Scan gave"),
    ("UserErrors", "requests refused with status 400, throttles and false conditions excluded"),
    ("SystemErrors", "requests refused with status 500"),
    ("ConditionalCheckFailedRequests", "writes whose condition was false"),
    ("TransactionConflict", "items that another transaction held"),
    ("TimeToLiveDeletedItemCount", "items that time to live removed"),
    ("ReplicationLatency", "from one region to another"),
    ("ReturnedRecordsCount", "records that GetRecords gave"),
    ("ReturnedBytes", "their bytes"),
    ("ConsumedChangeDataCaptureUnits", "changes sent to Kinesis, in units of 1 KB"),
    ("OnlineIndexPercentageProgress", "how far a new index is filled"),
    ("OnlineIndexConsumedWriteCapacity", "write units used by filling a new index, beside its ConsumedWriteCapacityUnits"),
    ("OnlineIndexThrottleEvents", "writes that found no capacity while a new index was filled"),
    ("VectorWriteRequestBytes", "bytes written to vector indexes, at least 1 KB for each entry"),
    ("VectorSearchRequestBytes", "bytes examined by searches, at least 1 KB for each"),
    ("OnDemandMaxReadRequestUnits", "maximum that was set for on-demand reads"),
    ("OnDemandMaxWriteRequestUnits", "maximum that was set for on-demand writes"),
    ("AccountProvisionedReadCapacityUtilization", "read units given to all provisioned tables and GSIs, of the account's quota"),
    (
        "AccountProvisionedWriteCapacityUtilization",
        "write units given to all provisioned tables and GSIs, of the account's quota",
    ),
    ("MaxProvisionedTableReadCapacityUtilization", "read units given to the highest table or GSI, of a table's quota"),
    ("MaxProvisionedTableWriteCapacityUtilization", "write units given to the highest table or GSI, of a table's quota"),
    ("AccountMaxTableLevelReads", "quota of read units of one table or GSI"),
    ("AccountMaxTableLevelWrites", "quota of write units of one table or GSI"),
    ("AccountMaxReads", "quota of provisioned read units of all tables and GSIs"),
    ("AccountMaxWrites", "quota of provisioned write units of all tables and GSIs"),
];

/// One chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Panel {
    /// CloudWatch's name, with the statistic where it has several.
    pub name: String,
    /// What it means, in words.
    pub meaning: &'static str,
    /// Lines: places in `Metrics::series`.
    pub lines: Vec<usize>,
    /// What was provisioned, if this is what was consumed of it.
    pub limit: Option<usize>,
    /// The same events by reason.
    pub reasons: Vec<usize>,
}

/// What there are series of: the table, its indexes by name, the account.
pub(crate) fn scopes(metrics: &Metrics) -> Vec<MetricScope> {
    let mut found: Vec<MetricScope> = metrics.series.iter().map(|one| one.scope.clone()).collect();
    found.sort();
    found.dedup();
    found
}

/// Whether nothing was measured: quotas are there always.
pub(crate) fn is_bare(metrics: &Metrics) -> bool {
    metrics.series.iter().all(|one| is_quota(&one.name))
}

/// Whether a metric tells a quota of the account.
pub(crate) fn is_quota(name: &str) -> bool {
    name.starts_with("AccountMax")
}

/// The charts of a table, of one of its indexes or of the account.
pub(crate) fn panels(metrics: &Metrics, scope: &MetricScope) -> Vec<Panel> {
    let mut found: Vec<Panel> = Vec::new();
    let here = || metrics.series.iter().enumerate().filter(move |(_, one)| one.scope == *scope);
    for (place, series) in here().filter(|(_, one)| !is_part(&one.name) && one.statistic != Statistic::SampleCount) {
        let name = panel_name(series);
        match found.iter_mut().find(|panel| panel.name == name) {
            Some(panel) => panel.lines.push(place),
            None => found.push(Panel { meaning: meaning(&name), name, lines: vec![place], limit: None, reasons: vec![] }),
        }
    }
    for panel in &mut found {
        let provisioned = panel.name.strip_prefix("Consumed").map(|rest| format!("Provisioned{rest}"));
        panel.limit = here().find(|(_, one)| Some(&one.name) == provisioned.as_ref()).map(|(place, _)| place);
        if let Some(direction) = panel.name.strip_suffix("ThrottleEvents") {
            let of_it = |one: &MetricSeries| reason(&one.name).is_some() && one.name.starts_with(direction);
            panel.reasons = here().filter(|(_, one)| of_it(one)).map(|(place, _)| place).collect();
        }
    }
    let order = |panel: &Panel| MEANINGS.iter().position(|(name, _)| *name == panel.name).unwrap_or(MEANINGS.len());
    found.sort_by_key(order);
    found
}

/// The metric's name; one that is told by several quantiles has a chart for each.
fn panel_name(series: &MetricSeries) -> String {
    match series.statistic {
        Statistic::P50 | Statistic::P99 => [&series.name, " ", statistic(series.statistic)].concat(),
        _ => series.name.clone(),
    }
}

fn meaning(name: &str) -> &'static str {
    MEANINGS.iter().find(|(known, _)| *known == name).map_or("", |(_, meaning)| meaning)
}

/// Whether a metric is shown within the chart of another one.
fn is_part(name: &str) -> bool {
    name.starts_with("Provisioned") || reason(name).is_some()
}

/// The reason in the name of a throttle metric: `KeyRangeThroughput` in `WriteKeyRangeThroughputThrottleEvents`.
pub(crate) fn reason(name: &str) -> Option<&str> {
    let middle = name.strip_suffix("ThrottleEvents")?;
    let middle = middle.strip_prefix("Read").or_else(|| middle.strip_prefix("Write"))?;
    (!middle.is_empty()).then_some(middle)
}

/// Whether a value tells anything: where nothing was carried out there is no latency, not one of 0, and before there was a table
/// nothing was provisioned.
pub(crate) fn is_told(series: &MetricSeries, value: u64) -> bool {
    value > 0 || (series.unit != MetricUnit::Microseconds && !series.name.starts_with("Provisioned"))
}

/// A value as it is drawn: units a second, events, milliseconds.
pub(crate) fn drawn(series: &MetricSeries, value: u64, point_s: u64) -> f64 {
    let value = value as f64;
    match (series.unit, series.statistic) {
        (MetricUnit::HalfUnits, Statistic::Sum) => value / 2.0 / point_s.max(1) as f64,
        (MetricUnit::HalfUnits, _) => value / 2.0,
        (MetricUnit::Microseconds | MetricUnit::PercentThousandths, _) => value / 1_000.0,
        _ => value,
    }
}

/// The busiest second as it is drawn.
pub(crate) fn drawn_peak(series: &MetricSeries, point: usize) -> f64 {
    let peak = series.peaks.get(point).copied().unwrap_or_default() as f64;
    if series.unit == MetricUnit::HalfUnits { peak / 2.0 } else { peak }
}

/// What the axis of a chart counts.
pub(crate) fn axis_words(series: &MetricSeries, point_s: u64) -> String {
    match (series.unit, series.statistic) {
        (MetricUnit::HalfUnits, _) => "units a second".to_owned(),
        (MetricUnit::Microseconds, _) => "milliseconds".to_owned(),
        (MetricUnit::Bytes, _) => "bytes".to_owned(),
        (MetricUnit::PercentThousandths, _) => "percent".to_owned(),
        _ => match point_s {
            1 => "a second".to_owned(),
            60 => "a minute".to_owned(),
            wider => format!("in {}", quantity::span(wider.saturating_mul(1_000))),
        },
    }
}

/// A value with its unit, as CloudWatch counts it.
pub(crate) fn value_words(series: &MetricSeries, value: u64) -> String {
    match series.unit {
        _ if !is_told(series, value) => "none".to_owned(),
        MetricUnit::HalfUnits => format!("{} units", quantity::units(HalfUnits(value))),
        MetricUnit::Count => quantity::count(value),
        MetricUnit::Microseconds if value >= 1_000_000 => quantity::latency(value),
        MetricUnit::Microseconds => format!("{} ms", super::csv::plain(value, MetricUnit::Microseconds)),
        MetricUnit::Bytes => quantity::exact_bytes(value),
        MetricUnit::PercentThousandths => format!("{} %", super::csv::plain(value, series.unit)),
    }
}

/// What tells the lines of one chart apart: `GetItem`; nothing for a metric without dimensions.
pub(crate) fn line_name(series: &MetricSeries) -> String {
    series.dimensions.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::Fidelity;

    fn series(name: &str, scope: MetricScope, operation: &str, unit: MetricUnit) -> MetricSeries {
        let statistic = if name.starts_with("Provisioned") { Statistic::Average } else { Statistic::Sum };
        MetricSeries {
            name: name.into(),
            scope,
            dimensions: if operation.is_empty() { vec![] } else { vec![("Operation".into(), operation.into())] },
            statistic,
            unit,
            values: vec![120],
            peaks: vec![8],
            fidelity: Fidelity::Exact,
        }
    }

    #[test]
    fn what_belongs_together_is_one_chart() {
        let (half, count) = (MetricUnit::HalfUnits, MetricUnit::Count);
        let metrics = Metrics {
            series: vec![
                series("UserErrors", MetricScope::Table, "", count),
                series("SuccessfulRequestLatency", MetricScope::Table, "GetItem", MetricUnit::Microseconds),
                series("SuccessfulRequestLatency", MetricScope::Table, "PutItem", MetricUnit::Microseconds),
                series("WriteThrottleEvents", MetricScope::Table, "", count),
                series("WriteKeyRangeThroughputThrottleEvents", MetricScope::Table, "", count),
                series("ProvisionedWriteCapacityUnits", MetricScope::Table, "", half),
                series("ConsumedWriteCapacityUnits", MetricScope::Table, "", half),
                series("ConsumedWriteCapacityUnits", MetricScope::Index("by-x".into()), "", half),
                series("SomethingNew", MetricScope::Table, "", count),
            ],
            ..Metrics::default()
        };
        let told: Vec<_> =
            panels(&metrics, &MetricScope::Table).into_iter().map(|one| (one.name, one.lines, one.limit, one.reasons)).collect();
        assert_eq!(
            told,
            [
                ("ConsumedWriteCapacityUnits".into(), vec![6], Some(5), vec![]),
                ("WriteThrottleEvents".into(), vec![3], None, vec![4]),
                ("SuccessfulRequestLatency".into(), vec![1, 2], None, vec![]),
                ("UserErrors".into(), vec![0], None, vec![]),
                ("SomethingNew".into(), vec![8], None, vec![]),
            ]
        );
        assert_eq!(panels(&metrics, &MetricScope::Index("by-x".into())).len(), 1);
        assert_eq!(scopes(&metrics), [MetricScope::Table, MetricScope::Index("by-x".into())]);
    }

    #[test]
    fn quotas_alone_are_nothing_measured() {
        let quota = series("AccountMaxReads", MetricScope::Account, "", MetricUnit::HalfUnits);
        let error = series("UserErrors", MetricScope::Account, "", MetricUnit::Count);
        assert!(is_bare(&Metrics { series: vec![quota.clone()], ..Metrics::default() }));
        let metrics = Metrics { series: vec![quota, error], ..Metrics::default() };
        assert!(!is_bare(&metrics));
        assert_eq!(scopes(&metrics), [MetricScope::Account], "a table that was never used is not offered");
    }

    #[test]
    fn each_quantile_is_a_chart() {
        let of = |statistic| MetricSeries {
            statistic,
            ..series("LatencyWithRetries", MetricScope::Table, "", MetricUnit::Microseconds)
        };
        let metrics = Metrics {
            series: vec![of(Statistic::P50), of(Statistic::P99), of(Statistic::SampleCount), of(Statistic::P50)],
            ..Metrics::default()
        };
        let told: Vec<_> = panels(&metrics, &MetricScope::Table).into_iter().map(|one| (one.name, one.lines)).collect();
        assert_eq!(told, [("LatencyWithRetries p50".into(), vec![0, 3]), ("LatencyWithRetries p99".into(), vec![1])]);
        assert!(panels(&metrics, &MetricScope::Table).iter().all(|one| !one.meaning.is_empty()));
    }

    #[test]
    fn reasons_are_read_from_names() {
        assert_eq!(reason("WriteKeyRangeThroughputThrottleEvents"), Some("KeyRangeThroughput"));
        assert_eq!(reason("ReadMaxOnDemandThroughputThrottleEvents"), Some("MaxOnDemandThroughput"));
        assert_eq!([reason("WriteThrottleEvents"), reason("UserErrors")], [None, None]);
    }

    #[test]
    fn sums_of_a_minute_are_drawn_as_the_average_second() {
        let consumed = series("ConsumedReadCapacityUnits", MetricScope::Table, "", MetricUnit::HalfUnits);
        assert_eq!(drawn(&consumed, 120, 60), 1.0);
        assert_eq!(drawn_peak(&consumed, 0), 4.0);
        assert_eq!(drawn(&series("ProvisionedReadCapacityUnits", MetricScope::Table, "", MetricUnit::HalfUnits), 120, 60), 60.0);
        assert_eq!(drawn(&series("UserErrors", MetricScope::Table, "", MetricUnit::Count), 120, 60), 120.0);
        let latency = series("SuccessfulRequestLatency", MetricScope::Table, "GetItem", MetricUnit::Microseconds);
        assert_eq!([4_250, 0, 4_915_200].map(|us| value_words(&latency, us)), ["4.25 ms", "none", "4.9 s"]);
        let provisioned = series("ProvisionedReadCapacityUnits", MetricScope::Table, "", MetricUnit::HalfUnits);
        assert_eq!([is_told(&provisioned, 0), is_told(&provisioned, 2), is_told(&consumed, 0)], [false, true, true]);
        let share = series("AccountProvisionedReadCapacityUtilization", MetricScope::Account, "", MetricUnit::PercentThousandths);
        assert_eq!((value_words(&share, 2_500), axis_words(&share, 60)), ("2.5 %".to_owned(), "percent".to_owned()));
        assert_eq!([value_words(&consumed, 121), line_name(&latency)], ["60.5 units", "GetItem"]);
    }
}
