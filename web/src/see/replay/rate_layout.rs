//! Rate, limit and burst credit of a key space over the run, as paths.
//!
//! Pure geometry, tested without a browser. A column of pixels may stand for several points: rates then show the largest, burst
//! credit the smallest, because those are what throttles.

use report::{Access, SpacePoint};

use crate::chart::{self, Scale};
use crate::see::replay::heat_grid::points_of;
use crate::see::replay::time_axis::TimeAxis;
use crate::see::replay::timeline::a_second;

/// One direction of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Rate {
    /// Average units of a second.
    pub average: f64,
    /// Units of the busiest second.
    pub peak: f64,
    /// Units a second that are provisioned, or that on-demand serves at once.
    pub limit: f64,
    /// Throttle events.
    pub throttles: u64,
    /// Burst credit left, of 1.
    pub burst: f64,
}

/// The direction `access` of a point.
pub(crate) fn rate(point: &SpacePoint, access: Access, point_s: u64) -> Rate {
    let (units, peak, limit, throttles, burst) = match access {
        Access::Read => {
            (point.read_units, point.peak_read_units, point.read_limit, point.read_throttles, point.read_burst_thousandths)
        }
        Access::Write => {
            (point.write_units, point.peak_write_units, point.write_limit, point.write_throttles, point.write_burst_thousandths)
        }
    };
    Rate {
        average: a_second(units, point_s).0 as f64 / 2.0,
        peak: peak.0 as f64 / 2.0,
        limit: limit as f64,
        throttles,
        burst: f64::from(burst) / 1_000.0,
    }
}

/// The columns of the axis, each put together from its points.
pub(crate) fn columns(points: &[SpacePoint], access: Access, axis: TimeAxis) -> Vec<(f64, Rate)> {
    let columns = ((axis.right - axis.left) as usize).clamp(1, points.len().max(1));
    (0..columns)
        .filter_map(|column| {
            let (from, to) = points_of(column, columns, points.len());
            let of = points.get(from..to)?.iter().map(|point| rate(point, access, axis.clock.point_s));
            let one = of.reduce(|left, right| Rate {
                average: left.average.max(right.average),
                peak: left.peak.max(right.peak),
                limit: left.limit.max(right.limit),
                throttles: left.throttles.saturating_add(right.throttles),
                burst: left.burst.min(right.burst),
            })?;
            Some((axis.at(from), one))
        })
        .collect()
}

/// The largest rate or limit: what the scale has to reach. A limit far above all rates does not press them flat.
pub(crate) fn highest(columns: &[(f64, Rate)]) -> f64 {
    let peak = columns.iter().map(|(_, rate)| rate.peak.max(rate.average)).fold(0.0, f64::max);
    let limit = columns.iter().map(|(_, rate)| rate.limit).fold(0.0, f64::max);
    if limit > peak * 8.0 && peak > 0.0 { peak } else { peak.max(limit) }
}

/// A line through the columns.
pub(crate) fn line(columns: &[(f64, Rate)], y: Scale, value: impl Fn(&Rate) -> f64) -> String {
    let mut path = String::with_capacity(columns.len() * 14);
    for (number, (x, rate)) in columns.iter().enumerate() {
        path.push_str(&format!("{}{x:.1} {:.1}", if number == 0 { 'M' } else { 'L' }, y.at(value(rate))));
    }
    path
}

/// A line of level steps, for what is set and not measured. Where a value lies above the scale there is no line.
pub(crate) fn steps(columns: &[(f64, Rate)], end: f64, y: Scale, value: impl Fn(&Rate) -> f64) -> String {
    chart::steps(columns.iter().map(|(x, rate)| (*x, y.within(value(rate)))), end)
}

/// The least and the largest limit of those that lie above the scale.
pub(crate) fn limits_above(columns: &[(f64, Rate)], y: Scale) -> Option<(f64, f64)> {
    let above = columns.iter().map(|(_, rate)| rate.limit).filter(|limit| !y.reaches(*limit));
    above.fold(None, |found, limit| {
        let (least, most) = found.unwrap_or((limit, limit));
        Some((limit.min(least), limit.max(most)))
    })
}

/// The stretches in which something was throttled: left edge and width.
pub(crate) fn throttled(columns: &[(f64, Rate)], end: f64) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = Vec::new();
    for (number, (x, rate)) in columns.iter().enumerate() {
        let next = columns.get(number + 1).map_or(end, |(next, _)| *next);
        if rate.throttles == 0 {
            continue;
        }
        match found.last_mut() {
            Some((left, width)) if (*left + *width - x).abs() < 0.01 => *width = next - *left,
            _ => found.push((*x, next - x)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::timeline::Clock;
    use model::HalfUnits;

    fn points(writes: &[u64]) -> Vec<SpacePoint> {
        let of = |units: &u64| SpacePoint {
            write_units: HalfUnits::whole(units * 60),
            peak_write_units: HalfUnits::whole(units * 2),
            write_limit: if *units > 50 { 200 } else { 100 },
            write_throttles: u64::from(*units > 90),
            write_burst_thousandths: 1_000 - *units as u32,
            ..SpacePoint::default()
        };
        writes.iter().map(of).collect()
    }

    fn axis(points: usize, width: f64) -> TimeAxis {
        TimeAxis { clock: Clock { start_s: 0, point_s: 60, points }, left: 0.0, right: width }
    }

    #[test]
    fn a_column_shows_the_largest_rate_and_the_smallest_credit() {
        let points = points(&[10, 80, 20, 95]);
        let found = columns(&points, Access::Write, axis(4, 2.0));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], (0.0, Rate { average: 80.0, peak: 160.0, limit: 200.0, throttles: 0, burst: 0.92 }));
        assert_eq!((found[1].1.average, found[1].1.throttles, found[1].1.burst), (95.0, 1, 0.905));
        assert_eq!(columns(&points, Access::Read, axis(4, 100.0)).len(), 4);
        assert!(columns(&[], Access::Read, axis(0, 100.0)).is_empty());
    }

    #[test]
    fn lines_and_steps_follow_the_columns() {
        let found = columns(&points(&[10, 80, 20, 95]), Access::Write, axis(4, 40.0));
        let y = Scale::new(200.0, 100.0, 0.0);
        assert_eq!(line(&found, y, |rate| rate.average), "M0.0 95.0L10.0 60.0L20.0 90.0L30.0 52.5");
        assert_eq!(steps(&found, 40.0, y, |rate| rate.limit), "M0.0 50.0H10.0V0.0H20.0V50.0H30.0V0.0H40.0");
        assert_eq!(throttled(&found, 40.0), [(30.0, 10.0)]);
        let low = Scale::new(100.0, 100.0, 0.0);
        assert_eq!(steps(&found, 40.0, low, |rate| rate.limit), "M0.0 0.0H10.0M20.0 0.0H30.0", "200 lies above");
        assert_eq!((limits_above(&found, y), limits_above(&found, low)), (None, Some((200.0, 200.0))));
        let nothing = Scale::new(50.0, 100.0, 0.0);
        assert_eq!(steps(&found, 40.0, nothing, |rate| rate.limit), "");
        assert_eq!(limits_above(&found, nothing), Some((100.0, 200.0)));
        let found = columns(&points(&[95, 96, 1, 99]), Access::Write, axis(4, 40.0));
        assert_eq!(throttled(&found, 40.0), [(0.0, 20.0), (30.0, 10.0)]);
    }

    #[test]
    fn a_limit_far_away_leaves_the_rates_their_height() {
        let far = |limit: f64| highest(&[(0.0, Rate { peak: 10.0, limit, ..Rate::default() })]);
        assert_eq!([far(12.0), far(80.0), far(4_000.0)], [12.0, 80.0, 10.0]);
    }
}
