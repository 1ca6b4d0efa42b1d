//! Metrics as a file of comma-separated values (RFC 4180): a line for each point of each series that has a value.

use model::{EpochMillis, HalfUnits};
use report::{MetricScope, MetricSeries, MetricUnit, Metrics, Statistic};

use crate::quantity;

/// The first line. `Period` is seconds; `Pattern` (of a run of traffic) and `BusiestSecond` are ours: CloudWatch does not tell them.
const HEAD: &str = "Timestamp,TableName,GlobalSecondaryIndexName,Operation,ReceivingRegion,StreamLabel,DelegatedOperation,Pattern,MetricName,Statistic,Period,Unit,Value,BusiestSecond";

/// The file.
pub(crate) fn csv(metrics: &Metrics) -> String {
    let mut out = String::from(HEAD);
    out.push_str("\r\n");
    for series in &metrics.series {
        for (point, value) in series.values.iter().enumerate().filter(|(_, value)| **value > 0) {
            line(&mut out, metrics, series, point, *value);
        }
    }
    out
}

fn line(out: &mut String, metrics: &Metrics, series: &MetricSeries, point: usize, value: u64) {
    let second = metrics.start_s.saturating_add(metrics.point_s.saturating_mul(point as u64));
    let dimension =
        |name: &str| series.dimensions.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let period = metrics.point_s.to_string();
    let peak = series.peaks.get(point).map(|peak| plain(*peak, series.unit)).unwrap_or_default();
    let cells = [
        timestamp(second),
        if series.scope == MetricScope::Account { String::new() } else { metrics.table.clone() },
        series.scope.index().unwrap_or_default().to_owned(),
        dimension("Operation").to_owned(),
        dimension("ReceivingRegion").to_owned(),
        dimension("StreamLabel").to_owned(),
        dimension("DelegatedOperation").to_owned(),
        dimension("Pattern").to_owned(),
        series.name.clone(),
        statistic(series.statistic).to_owned(),
        period,
        unit(series.unit).to_owned(),
        plain(value, series.unit),
        peak,
    ];
    for (number, cell) in cells.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        push_cell(out, cell);
    }
    out.push_str("\r\n");
}

/// `2026-11-20T14:32:00Z`.
fn timestamp(second: u64) -> String {
    let mut text = quantity::moment(EpochMillis(second.saturating_mul(1_000))).replace(' ', "T");
    text.push('Z');
    text
}

/// CloudWatch's name of a statistic.
pub(crate) fn statistic(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::Sum => "Sum",
        Statistic::Average => "Average",
        Statistic::Maximum => "Maximum",
        Statistic::SampleCount => "SampleCount",
        Statistic::P50 => "p50",
        Statistic::P99 => "p99",
    }
}

/// CloudWatch's unit.
fn unit(unit: MetricUnit) -> &'static str {
    match unit {
        MetricUnit::HalfUnits | MetricUnit::Count => "Count",
        MetricUnit::Microseconds => "Milliseconds",
        MetricUnit::Bytes => "Bytes",
        MetricUnit::PercentThousandths => "Percent",
    }
}

/// A value as a plain decimal number in CloudWatch's unit, exact.
pub(crate) fn plain(value: u64, unit: MetricUnit) -> String {
    match unit {
        MetricUnit::HalfUnits => HalfUnits(value).to_string(),
        MetricUnit::Count | MetricUnit::Bytes => value.to_string(),
        MetricUnit::Microseconds | MetricUnit::PercentThousandths => {
            let text = format!("{}.{:03}", value / 1_000, value % 1_000);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}

/// A cell, quoted if it has to be; one that a spreadsheet would take for a formula is quoted behind an apostrophe.
fn push_cell(out: &mut String, cell: &str) {
    let is_formula = cell.starts_with(['=', '+', '@']);
    if !is_formula && !cell.contains(['"', ',', '\r', '\n']) {
        out.push_str(cell);
        return;
    }
    out.push('"');
    if is_formula {
        out.push('\'');
    }
    out.push_str(&cell.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use report::Fidelity;

    fn series(name: &str, unit: MetricUnit, values: &[u64]) -> MetricSeries {
        MetricSeries {
            name: name.into(),
            scope: MetricScope::Table,
            dimensions: vec![],
            statistic: Statistic::Sum,
            unit,
            values: values.to_vec(),
            peaks: vec![],
            fidelity: Fidelity::Exact,
        }
    }

    #[test]
    fn each_value_is_a_line_in_cloudwatchs_unit() {
        let metrics = Metrics {
            table: "clicks".into(),
            start_s: 1_795_132_800,
            point_s: 60,
            points: 3,
            series: vec![
                MetricSeries { peaks: vec![0, 7, 2], ..series("ConsumedReadCapacityUnits", MetricUnit::HalfUnits, &[0, 121, 2]) },
                MetricSeries {
                    scope: MetricScope::Index("by-country".into()),
                    dimensions: vec![("Operation".into(), "Query".into())],
                    statistic: Statistic::Average,
                    ..series("SuccessfulRequestLatency", MetricUnit::Microseconds, &[4_250, 5_000, 0])
                },
            ],
        };
        expect![[r#"
            Timestamp,TableName,GlobalSecondaryIndexName,Operation,ReceivingRegion,StreamLabel,DelegatedOperation,Pattern,MetricName,Statistic,Period,Unit,Value,BusiestSecond
            2026-11-20T00:01:00Z,clicks,,,,,,,ConsumedReadCapacityUnits,Sum,60,Count,60.5,3.5
            2026-11-20T00:02:00Z,clicks,,,,,,,ConsumedReadCapacityUnits,Sum,60,Count,1,1
            2026-11-20T00:00:00Z,clicks,by-country,Query,,,,,SuccessfulRequestLatency,Average,60,Milliseconds,4.25,
            2026-11-20T00:01:00Z,clicks,by-country,Query,,,,,SuccessfulRequestLatency,Average,60,Milliseconds,5,
        "#]]
        .assert_eq(&csv(&metrics).replace("\r\n", "\n"));
    }

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        for (cell, written) in [("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("=1+1", "\"'=1+1\"")]
        {
            let mut out = String::new();
            push_cell(&mut out, cell);
            assert_eq!(out, written);
        }
    }
}
