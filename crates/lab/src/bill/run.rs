//! What a run of a scenario used, as the bill takes it: the run happens again and again until the month is over.

use model::HalfUnits;
use report::{CapacityMode, DesignRun, SimulationReport, SpacePoint, SpaceRun};

use super::metered::{Metered, PaidHours, Point, Repetition, Usage};

const HOUR_S: u64 = 3_600;

impl Metered {
    /// The usage of one design of a run.
    pub fn of_run(report: &SimulationReport, design: &DesignRun) -> Self {
        Metered {
            home: report.region.clone(),
            usages: design.spaces.iter().map(|space| usage(report, space)).collect(),
            backups: vec![],
            span_ms: report.duration_s.saturating_mul(1_000),
            first_hour: report.start_s / HOUR_S,
            repetition: Repetition::BackToBack { duration_s: report.duration_s, point_s: report.point_s },
        }
    }
}

fn usage(report: &SimulationReport, space: &SpaceRun) -> Usage {
    let by_request = space.capacity == CapacityMode::OnDemand;
    let requested = |units: HalfUnits| if by_request { units } else { HalfUnits::ZERO };
    Usage {
        table: space.table.clone(),
        index: space.index.clone(),
        region: report.region.clone(),
        mode: space.capacity,
        infrequent_access: space.infrequent_access,
        read_units: space.read_units,
        write_units: space.write_units,
        requested_reads: requested(space.read_units),
        requested_writes: requested(space.write_units),
        paid: if by_request { PaidHours::default() } else { paid(&space.points, report.point_s) },
        peak_read_units: space.peak_read_units,
        peak_write_units: space.peak_write_units,
        expired_items: space.ttl_deleted,
        item_count: space.item_count,
        size_bytes: space.size_bytes,
        series: space.points.iter().enumerate().map(|(number, point)| told(number as u64, point, by_request)).collect(),
        ..Usage::default()
    }
}

fn told(number: u64, point: &SpacePoint, by_request: bool) -> Point {
    let set = |units: u64| if by_request { 0 } else { units };
    Point {
        number,
        read: point.read_units,
        write: point.write_units,
        peak_read: point.peak_read_units,
        peak_write: point.peak_write_units,
        set_read: set(point.read_limit),
        set_write: set(point.write_limit),
    }
}

/// Unit-hours of a provisioned run: each hour begun counts its highest setting. A setting is told at the end of a point, and
/// holds from the end of the point before.
fn paid(points: &[SpacePoint], point_s: u64) -> PaidHours {
    let mut paid = PaidHours::default();
    let (mut hour, mut highest) = (0, (0, 0));
    let mut before = points.first().map_or((0, 0), |point| (point.read_limit, point.write_limit));
    for (number, point) in points.iter().enumerate() {
        let begin = number as u64 * point_s;
        // A point that is longer than an hour is counted for each of its hours.
        for of in begin / HOUR_S..=(begin + point_s.max(1) - 1) / HOUR_S {
            if of != hour {
                add(&mut paid, highest);
                (hour, highest) = (of, (0, 0));
            }
            let now = (point.read_limit, point.write_limit);
            highest = (highest.0.max(before.0).max(now.0), highest.1.max(before.1).max(now.1));
            before = now;
        }
    }
    if !points.is_empty() {
        add(&mut paid, highest);
    }
    paid
}

fn add(paid: &mut PaidHours, (read, write): (u64, u64)) {
    paid.read_unit_hours = paid.read_unit_hours.saturating_add(read);
    paid.write_unit_hours = paid.write_unit_hours.saturating_add(write);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(write_limit: u64) -> SpacePoint {
        SpacePoint { write_limit, ..SpacePoint::default() }
    }

    #[test]
    fn an_hour_is_billed_at_its_highest_setting() {
        // Half hours: 100, then raised to 400; lowered to 100 in the second hour, which still began with 400.
        let points = [100, 400, 100, 100, 100, 100].map(point);
        assert_eq!(paid(&points, 1_800).write_unit_hours, 400 + 400 + 100);
        // Points of two hours; the setting before holds into the first of them.
        assert_eq!(paid(&[100, 50].map(point), 7_200).write_unit_hours, 100 + 100 + 100 + 50);
        assert_eq!(paid(&[], 60), PaidHours::default());
    }
}
