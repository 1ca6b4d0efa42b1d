//! The metrics of a run as a file of comma-separated values (RFC 4180), by CloudWatch's names.
//!
//! A line for each point of each series that has a value; CloudWatch has no point where nothing was measured. A point is a
//! minute; of a run longer than a day it is as many minutes as `Period` says, in seconds. Latency of a run that is told by the
//! second stays so, because quantiles cannot be added.
//!
//! Follows: developer guide, "DynamoDB metrics and dimensions". `Design`, `Pattern`, `BusiestSecond` and the metric
//! `LatencyWithRetries` are ours: CloudWatch tells the latency of one attempt.

use model::HalfUnits;
use report::{CapacityMode, DesignRun, IndexKind, PatternRun, SimulationReport, SpacePoint, SpaceRun};

use super::recorder::MINUTE_S;
use crate::workload::{DAY_S, HOUR_S, date};

const HEAD: &str =
    "Design,Timestamp,TableName,GlobalSecondaryIndexName,Pattern,MetricName,Statistic,Period,Unit,Value,BusiestSecond\r\n";

/// The metrics of all designs.
pub fn csv(report: &SimulationReport) -> String {
    let mut out = String::from(HEAD);
    for design in &report.designs {
        for space in &design.spaces {
            tell_space(&mut out, report, design, space);
        }
        for pattern in &design.patterns {
            tell_latency(&mut out, report, design, pattern);
        }
    }
    out
}

/// What the lines of one series have in common.
#[derive(Clone, Copy)]
struct Series<'a> {
    design: &'a str,
    table: &'a str,
    index: &'a str,
    pattern: &'a str,
    metric: &'a str,
    statistic: &'a str,
    unit: &'a str,
    start_s: u64,
    period_s: u64,
}

impl Series<'_> {
    /// The line of point number `at`.
    fn tell(&self, out: &mut String, at: usize, value: &str, busiest: &str) {
        let timestamp = timestamp(self.start_s.saturating_add((at as u64).saturating_mul(self.period_s)));
        let period = self.period_s.to_string();
        let cells = [
            self.design,
            &timestamp,
            self.table,
            self.index,
            self.pattern,
            self.metric,
            self.statistic,
            &period,
            self.unit,
            value,
            busiest,
        ];
        push_line(out, &cells);
    }
}

/// One metric: its name, its statistic, its value at a point, and that of its busiest second.
type Metric = (&'static str, &'static str, fn(&SpacePoint) -> HalfUnits, Option<fn(&SpacePoint) -> HalfUnits>);

const METRICS: [Metric; 7] = [
    ("ConsumedReadCapacityUnits", "Sum", |point| point.read_units, Some(|point| point.peak_read_units)),
    ("ConsumedWriteCapacityUnits", "Sum", |point| point.write_units, Some(|point| point.peak_write_units)),
    ("ReadThrottleEvents", "Sum", |point| HalfUnits::whole(point.read_throttles), None),
    ("WriteThrottleEvents", "Sum", |point| HalfUnits::whole(point.write_throttles), None),
    ("TimeToLiveDeletedItemCount", "Sum", |point| HalfUnits::whole(point.ttl_deleted), None),
    ("ProvisionedReadCapacityUnits", "Average", |point| HalfUnits::whole(point.read_limit), None),
    ("ProvisionedWriteCapacityUnits", "Average", |point| HalfUnits::whole(point.write_limit), None),
];

fn tell_space(out: &mut String, report: &SimulationReport, design: &DesignRun, space: &SpaceRun) {
    let (points, period_s) = minutes(space, report.point_s);
    let provisioned = matches!(space.capacity, CapacityMode::Provisioned { .. });
    let common = Series {
        design: &design.name,
        table: &space.table,
        index: space.index.as_deref().unwrap_or_default(),
        pattern: "",
        metric: "",
        statistic: "Sum",
        unit: "Count",
        start_s: report.start_s,
        period_s,
    };
    for (name, statistic, value, peak) in METRICS.iter().filter(|metric| provisioned || !metric.0.starts_with("Provisioned")) {
        for (at, point) in points.iter().enumerate().filter(|(_, point)| value(point) > HalfUnits::ZERO) {
            let busiest = peak.map(|peak| peak(point).to_string()).unwrap_or_default();
            Series { metric: name, statistic, ..common }.tell(out, at, &value(point).to_string(), &busiest);
        }
    }
    let of_point = usize::try_from(period_s / report.point_s.max(1)).unwrap_or(1).max(1);
    for throttled in &space.throttles {
        let metric = throttled.metric();
        let sums =
            throttled.points.chunks(of_point).map(|points| points.iter().fold(0u64, |sum, events| sum.saturating_add(*events)));
        for (at, events) in sums.enumerate().filter(|(_, events)| *events > 0) {
            Series { metric: &metric, ..common }.tell(out, at, &events.to_string(), "");
        }
    }
}

/// Latency of one access pattern, at the points of the run.
fn tell_latency(out: &mut String, report: &SimulationReport, design: &DesignRun, pattern: &PatternRun) {
    let (table, index) = &pattern.target;
    let index = index.as_ref().filter(|(_, kind)| *kind == IndexKind::Global).map_or("", |(index, _)| index);
    let common = Series {
        design: &design.name,
        table,
        index,
        pattern: &pattern.pattern,
        metric: "LatencyWithRetries",
        statistic: "SampleCount",
        unit: "Count",
        start_s: report.start_s,
        period_s: report.point_s,
    };
    for (at, point) in pattern.points.iter().enumerate().filter(|(_, point)| point.admitted > 0) {
        common.tell(out, at, &point.admitted.to_string(), "");
        for (statistic, us) in [("p50", point.p50_us), ("p99", point.p99_us)] {
            Series { statistic, unit: "Milliseconds", ..common }.tell(out, at, &milliseconds(us), "");
        }
    }
}

/// The points by the minute, and the seconds of each: those of a short run are seconds and are put together.
fn minutes(space: &SpaceRun, point_s: u64) -> (Vec<SpacePoint>, u64) {
    if point_s >= MINUTE_S {
        return (space.points.clone(), point_s);
    }
    let minute = |points: &[SpacePoint]| {
        let mut sum = SpacePoint::default();
        for point in points {
            sum.read_units += point.read_units;
            sum.write_units += point.write_units;
            sum.peak_read_units = sum.peak_read_units.max(point.peak_read_units);
            sum.peak_write_units = sum.peak_write_units.max(point.peak_write_units);
            sum.read_throttles += point.read_throttles;
            sum.write_throttles += point.write_throttles;
            sum.ttl_deleted += point.ttl_deleted;
            (sum.read_limit, sum.write_limit) = (point.read_limit, point.write_limit);
        }
        sum
    };
    let of_minute = usize::try_from(MINUTE_S / point_s.max(1)).unwrap_or(1);
    (space.points.chunks(of_minute).map(minute).collect(), MINUTE_S)
}

/// `2026-11-20T14:32:00Z`.
fn timestamp(second: u64) -> String {
    let of_day = second % DAY_S;
    format!("{}T{:02}:{:02}:{:02}Z", date(second), of_day / HOUR_S, of_day / MINUTE_S % 60, of_day % MINUTE_S)
}

/// `4.672`, exact.
fn milliseconds(us: u64) -> String {
    let text = format!("{}.{:03}", us / 1_000, us % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn push_line(out: &mut String, cells: &[&str]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\r', '\n']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}
