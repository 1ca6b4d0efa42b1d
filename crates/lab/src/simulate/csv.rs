//! The metrics of a run as a file of comma-separated values (RFC 4180), by CloudWatch's names.
//!
//! A line for each point of each series that has a value; CloudWatch has no point where nothing was measured. A point is a
//! minute; of a run longer than a day it is as many minutes as `Period` says, in seconds.
//!
//! Follows: developer guide, "DynamoDB metrics and dimensions". `Design` and `BusiestSecond` are ours.

use model::HalfUnits;
use report::{CapacityMode, DesignRun, SimulationReport, SpacePoint, SpaceRun};

use super::recorder::MINUTE_S;
use crate::workload::{DAY_S, HOUR_S, date};

const HEAD: &str = "Design,Timestamp,TableName,GlobalSecondaryIndexName,MetricName,Statistic,Period,Unit,Value,BusiestSecond\r\n";

/// The metrics of all designs.
pub fn csv(report: &SimulationReport) -> String {
    let mut out = String::from(HEAD);
    for design in &report.designs {
        for space in &design.spaces {
            tell(&mut out, report, design, space);
        }
    }
    out
}

/// One metric: its name, its statistic, its value at a point, and that of its busiest second.
type Metric = (&'static str, &'static str, fn(&SpacePoint) -> HalfUnits, Option<fn(&SpacePoint) -> HalfUnits>);

const METRICS: [Metric; 6] = [
    ("ConsumedReadCapacityUnits", "Sum", |point| point.read_units, Some(|point| point.peak_read_units)),
    ("ConsumedWriteCapacityUnits", "Sum", |point| point.write_units, Some(|point| point.peak_write_units)),
    ("ReadThrottleEvents", "Sum", |point| HalfUnits::whole(point.read_throttles), None),
    ("WriteThrottleEvents", "Sum", |point| HalfUnits::whole(point.write_throttles), None),
    ("ProvisionedReadCapacityUnits", "Average", |point| HalfUnits::whole(point.read_limit), None),
    ("ProvisionedWriteCapacityUnits", "Average", |point| HalfUnits::whole(point.write_limit), None),
];

fn tell(out: &mut String, report: &SimulationReport, design: &DesignRun, space: &SpaceRun) {
    let (points, period_s) = minutes(space, report.point_s);
    let provisioned = matches!(space.capacity, CapacityMode::Provisioned { .. });
    for (name, statistic, value, peak) in METRICS.iter().filter(|metric| provisioned || !metric.0.starts_with("Provisioned")) {
        for (point, at) in points.iter().zip(0u64..).filter(|(point, _)| value(point) > HalfUnits::ZERO) {
            let cells = [
                design.name.clone(),
                timestamp(report.start_s.saturating_add(at * period_s)),
                space.table.clone(),
                space.index.clone().unwrap_or_default(),
                (*name).to_owned(),
                (*statistic).to_owned(),
                period_s.to_string(),
                "Count".to_owned(),
                value(point).to_string(),
                peak.map(|peak| peak(point).to_string()).unwrap_or_default(),
            ];
            push_line(out, &cells);
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

fn push_line(out: &mut String, cells: &[String]) {
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
