//! The time of a run from left to right: where a moment stands, and which moments are written below.
//!
//! Pure geometry, tested without a browser.

use model::EpochMillis;

use crate::quantity;
use crate::see::replay::timeline::Clock;

/// Room of one label, in pixels.
const LABEL: f64 = 74.0;
/// Steps between two labels, in seconds: those that clocks and calendars have.
const STEPS: [u64; 20] = [
    1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 5_184_000,
    7_776_000, 31_536_000,
];

/// The extent of a run on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TimeAxis {
    /// The points.
    pub clock: Clock,
    /// Left end in pixels.
    pub left: f64,
    /// Right end in pixels.
    pub right: f64,
}

impl TimeAxis {
    /// The left edge of a point.
    pub(crate) fn at(self, point: usize) -> f64 {
        self.left + (self.right - self.left) * point as f64 / self.clock.points.max(1) as f64
    }

    /// The middle of a point.
    pub(crate) fn middle(self, point: usize) -> f64 {
        f64::midpoint(self.at(point), self.at(point + 1))
    }

    /// Where a second stands, kept within the axis.
    pub(crate) fn at_second(self, second: u64) -> f64 {
        let seconds = self.clock.point_s.saturating_mul(self.clock.points.max(1) as u64);
        let share = second.saturating_sub(self.clock.start_s) as f64 / seconds.max(1) as f64;
        self.left + (self.right - self.left) * share.clamp(0.0, 1.0)
    }

    /// The point under a place.
    pub(crate) fn point_at(self, x: f64) -> usize {
        let share = ((x - self.left) / (self.right - self.left).max(1.0)).clamp(0.0, 1.0);
        ((share * self.clock.points as f64) as usize).min(self.clock.last())
    }

    /// Moments that are written below: place and words.
    pub(crate) fn ticks(self) -> Vec<(f64, String)> {
        let seconds = self.clock.point_s.saturating_mul(self.clock.points as u64);
        let labels = (((self.right - self.left) / LABEL) as u64).max(1);
        let step = STEPS.into_iter().find(|step| seconds / step <= labels).unwrap_or(STEPS[STEPS.len() - 1]);
        let first = self.clock.start_s.div_ceil(step).saturating_mul(step);
        let end = self.clock.start_s.saturating_add(seconds);
        (0..=labels)
            .map(|number| first.saturating_add(number * step))
            .take_while(|second| *second < end)
            .map(|second| (self.at_second(second), tick_words(second, step)))
            .collect()
    }
}

/// `14:30`, `14:30:05` where seconds count, `11-20` where days do.
fn tick_words(second: u64, step: u64) -> String {
    let moment = quantity::moment(EpochMillis(second.saturating_mul(1_000)));
    let (from, to) = match step {
        86_400.. => (5, 10),
        60.. => (11, 16),
        _ => (11, 19),
    };
    moment.get(from..to).unwrap_or_default().to_owned()
}

/// A moment of a run: its time of day, with its date if the run is longer than a day.
pub(crate) fn moment_words(clock: Clock, second: u64) -> String {
    let moment = EpochMillis(second.saturating_mul(1_000));
    if clock.point_s.saturating_mul(clock.points as u64) > 86_400 { quantity::moment(moment) } else { quantity::clock(moment) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::fixture::START_S;

    fn axis(point_s: u64, points: usize, width: f64) -> TimeAxis {
        TimeAxis { clock: Clock { start_s: START_S, point_s, points }, left: 10.0, right: 10.0 + width }
    }

    fn words(axis: TimeAxis) -> Vec<String> {
        axis.ticks().into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn ticks_are_round_moments_and_have_room() {
        assert_eq!(words(axis(60, 1_440, 720.0)), ["00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"]);
        assert_eq!(words(axis(60, 1_440, 240.0)), ["00:00", "12:00"]);
        assert_eq!(words(axis(1, 60, 600.0)), ["00:00:00", "00:00:10", "00:00:20", "00:00:30", "00:00:40", "00:00:50"]);
        assert_eq!(words(axis(1_800, 1_440, 400.0)).len(), 4, "thirty days in weeks");
        assert!(words(axis(131_760, 240, 720.0)).len() >= 4, "a year in months");
        for width in [200.0, 320.0, 700.0, 1_400.0] {
            for points in [1, 10, 59, 1_440] {
                let found = axis(60, points, width).ticks();
                assert!(found.windows(2).all(|pair| pair[1].0 - pair[0].0 > LABEL * 0.95), "{width} {points}: {found:?}");
            }
        }
    }

    #[test]
    fn a_point_is_found_where_it_stands() {
        let axis = axis(60, 1_440, 720.0);
        for point in [0, 1, 719, 1_439] {
            assert_eq!(axis.point_at(axis.middle(point)), point);
        }
        assert_eq!([axis.point_at(-5.0), axis.point_at(9_999.0)], [0, 1_439]);
        assert_eq!(axis.at_second(START_S + 43_200), 370.0);
        assert_eq!(axis.at_second(0), 10.0);
    }

    #[test]
    fn a_moment_of_a_long_run_has_its_date() {
        assert_eq!(moment_words(axis(60, 1_440, 1.0).clock, START_S + 52_320), "14:32:00");
        assert_eq!(moment_words(axis(1_800, 1_440, 1.0).clock, START_S + 52_320), "2026-11-20 14:32:00");
    }
}
