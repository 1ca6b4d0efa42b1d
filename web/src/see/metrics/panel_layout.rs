//! Which charts there are: one for each metric, with what belongs to it.
//!
//! Pure, tested without a browser. Provisioned capacity stands in the chart of what was consumed of it, throttle events by reason
//! in the chart of all of them; a metric with a dimension (operation, region) is one chart with a line for each value.

use report::{MetricSeries, MetricUnit, Metrics, Statistic};

use crate::quantity;
use model::HalfUnits;

/// Metrics in the order of their charts, with what each means; what is not named here comes behind, in the order of its telling.
const MEANINGS: [(&str, &str); 16] = [
    ("ConsumedReadCapacityUnits", "read units used"),
    ("ConsumedWriteCapacityUnits", "write units used"),
    ("ReadThrottleEvents", "reads of an item that found no capacity"),
    ("WriteThrottleEvents", "writes of an item or entry that found no capacity"),
    ("ReadThrottleEvents + WriteThrottleEvents", "reads and writes that found no capacity"),
    ("ThrottledRequests", "requests with any throttle event"),
    ("SuccessfulRequestLatency", "time at the service, network excluded"),
    ("ReturnedItemCount", "items that Query and Scan gave"),
    ("UserErrors", "requests refused with status 400, throttles and false conditions excluded"),
    ("SystemErrors", "requests refused with status 500"),
    ("ConditionalCheckFailedRequests", "writes whose condition was false"),
    ("TransactionConflict", "items that another transaction held"),
    ("TimeToLiveDeletedItemCount", "items that time to live removed"),
    ("ReplicationLatency", "from one region to another"),
    ("AgeOfOldestUnreplicatedRecord", "how far the Kinesis stream is behind"),
    ("OnlineIndexPercentageProgress", "how far a new index is built"),
];

/// One chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Panel {
    /// CloudWatch's name.
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

/// The charts of a table, or of one of its indexes.
pub(crate) fn panels(metrics: &Metrics, index: Option<&str>) -> Vec<Panel> {
    let mut found: Vec<Panel> = Vec::new();
    let here = || metrics.series.iter().enumerate().filter(move |(_, one)| one.index.as_deref() == index);
    for (place, series) in here().filter(|(_, one)| !is_part(&one.name) && one.statistic != Statistic::SampleCount) {
        match found.iter_mut().find(|panel| panel.name == series.name) {
            Some(panel) => panel.lines.push(place),
            None => found.push(Panel {
                name: series.name.clone(),
                meaning: meaning(&series.name),
                lines: vec![place],
                limit: None,
                reasons: vec![],
            }),
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

/// A value as it is drawn: units a second, events, milliseconds.
pub(crate) fn drawn(series: &MetricSeries, value: u64, point_s: u64) -> f64 {
    let value = value as f64;
    match (series.unit, series.statistic) {
        (MetricUnit::HalfUnits, Statistic::Sum) => value / 2.0 / point_s.max(1) as f64,
        (MetricUnit::HalfUnits, _) => value / 2.0,
        (MetricUnit::Microseconds, _) => value / 1_000.0,
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
        MetricUnit::HalfUnits => format!("{} units", quantity::units(HalfUnits(value))),
        MetricUnit::Count => quantity::count(value),
        MetricUnit::Microseconds => format!("{} ms", super::csv::plain(value, MetricUnit::Microseconds)),
        MetricUnit::Bytes => quantity::exact_bytes(value),
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

    fn series(name: &str, index: Option<&str>, operation: &str, unit: MetricUnit) -> MetricSeries {
        let statistic = if name.starts_with("Provisioned") { Statistic::Average } else { Statistic::Sum };
        MetricSeries {
            name: name.into(),
            index: index.map(str::to_owned),
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
                series("UserErrors", None, "", count),
                series("SuccessfulRequestLatency", None, "GetItem", MetricUnit::Microseconds),
                series("SuccessfulRequestLatency", None, "PutItem", MetricUnit::Microseconds),
                series("WriteThrottleEvents", None, "", count),
                series("WriteKeyRangeThroughputThrottleEvents", None, "", count),
                series("ProvisionedWriteCapacityUnits", None, "", half),
                series("ConsumedWriteCapacityUnits", None, "", half),
                series("ConsumedWriteCapacityUnits", Some("by-x"), "", half),
                series("SomethingNew", None, "", count),
            ],
            ..Metrics::default()
        };
        let told: Vec<_> = panels(&metrics, None).into_iter().map(|one| (one.name, one.lines, one.limit, one.reasons)).collect();
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
        assert_eq!(panels(&metrics, Some("by-x")).len(), 1);
    }

    #[test]
    fn reasons_are_read_from_names() {
        assert_eq!(reason("WriteKeyRangeThroughputThrottleEvents"), Some("KeyRangeThroughput"));
        assert_eq!(reason("ReadMaxOnDemandThroughputThrottleEvents"), Some("MaxOnDemandThroughput"));
        assert_eq!([reason("WriteThrottleEvents"), reason("UserErrors")], [None, None]);
    }

    #[test]
    fn sums_of_a_minute_are_drawn_as_the_average_second() {
        let consumed = series("ConsumedReadCapacityUnits", None, "", MetricUnit::HalfUnits);
        assert_eq!(drawn(&consumed, 120, 60), 1.0);
        assert_eq!(drawn_peak(&consumed, 0), 4.0);
        assert_eq!(drawn(&series("ProvisionedReadCapacityUnits", None, "", MetricUnit::HalfUnits), 120, 60), 60.0);
        assert_eq!(drawn(&series("UserErrors", None, "", MetricUnit::Count), 120, 60), 120.0);
        let latency = series("SuccessfulRequestLatency", None, "GetItem", MetricUnit::Microseconds);
        assert_eq!(value_words(&latency, 4_250), "4.25 ms");
        assert_eq!([value_words(&consumed, 121), line_name(&latency)], ["60.5 units", "GetItem"]);
    }
}
