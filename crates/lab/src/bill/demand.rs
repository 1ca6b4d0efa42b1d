//! The traffic of one table or index over the hours of a month.
//!
//! Units are never lost: what is spread is counted by carry, so the hours add up to the whole.

use model::HalfUnits;
use report::TrafficShape;

use super::metered::{Metered, Point, Repetition, Usage};
use super::{MONTH_HOURS, REPEATS_MAX};

const HOUR_S: u64 = 3_600;
const MONTH: usize = MONTH_HOURS as usize;
/// Weights of the hours of a day in [`TrafficShape::DayAndNight`]: 1 at 02:00, 9 at 14:00, even steps of a wave (our model).
const WAVE: [u64; 24] = [2, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9, 9, 8, 8, 7, 6, 5, 4, 3, 2];
/// The hour of [`TrafficShape::DailyHour`].
const DAILY_HOUR: usize = 12;

/// One hour of the month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hour {
    /// Read units.
    pub(super) read: HalfUnits,
    /// Write units.
    pub(super) write: HalfUnits,
    /// Read units of its busiest second.
    pub(super) peak_read: HalfUnits,
    /// Write units of its busiest second.
    pub(super) peak_write: HalfUnits,
    /// Highest provisioned setting known of it, reads and writes.
    pub(super) set: (u64, u64),
}

/// The month of one usage: as many hours as a month has.
pub(super) fn month(metered: &Metered, usage: &Usage, repeats: u64, shape: TrafficShape) -> Vec<Hour> {
    let repeats = repeats.min(REPEATS_MAX);
    let mut hours = match (metered.repetition, shape) {
        (Repetition::BackToBack { duration_s, point_s }, _) => back_to_back(&usage.series, duration_s, point_s),
        (Repetition::Asked, TrafficShape::AsMetered) => repeated(&usage.series, metered.first_hour, repeats),
        (Repetition::Asked, shape) => shaped(usage, repeats, shape),
    };
    for hour in &mut hours {
        hour.peak_read = hour.peak_read.max(per_second(hour.read));
        hour.peak_write = hour.peak_write.max(per_second(hour.write));
    }
    hours
}

/// The hour of the week in which the month begins, 0 being Monday's first.
pub(super) fn first_hour_of_week(metered: &Metered, shape: TrafficShape) -> u32 {
    let as_metered = matches!(metered.repetition, Repetition::BackToBack { .. }) || shape == TrafficShape::AsMetered;
    // 1970 began on a Thursday.
    if as_metered { ((metered.first_hour + 3 * 24) % (7 * 24)) as u32 } else { 0 }
}

/// The average of an hour as half-units a second, rounded up.
pub(super) fn per_second(units: HalfUnits) -> HalfUnits {
    HalfUnits(units.0.div_ceil(HOUR_S))
}

/// The metered hours, laid into the month as often as asked, at even distances; what passes its end comes in at its begin.
fn repeated(series: &[Point], first_hour: u64, repeats: u64) -> Vec<Hour> {
    let begun_before = |hour: u64| (u128::from(hour) * u128::from(repeats)).div_ceil(u128::from(MONTH_HOURS));
    let mut hours = vec![Hour::default(); MONTH];
    for begin in 0..u64::from(MONTH_HOURS) {
        let times = u64::try_from(begun_before(begin + 1) - begun_before(begin)).unwrap_or(u64::MAX);
        if times == 0 {
            continue;
        }
        for point in series {
            let offset = point.number.saturating_sub(first_hour).saturating_add(begin) % u64::from(MONTH_HOURS);
            let Some(hour) = hours.get_mut(offset as usize) else { continue };
            hour.read += point.read * times;
            hour.write += point.write * times;
            hour.peak_read = hour.peak_read.max(point.peak_read);
            hour.peak_write = hour.peak_write.max(point.peak_write);
        }
    }
    hours
}

/// All that was metered, as often as asked, spread over the month by the weights of its hours.
fn shaped(usage: &Usage, repeats: u64, shape: TrafficShape) -> Vec<Hour> {
    let weights: Vec<u64> = (0..MONTH).map(|hour| weight(shape, hour)).collect();
    let whole: u64 = weights.iter().sum();
    let (read, write) = (usage.read_units * repeats, usage.write_units * repeats);
    let mut before = 0;
    let hour = |weight: u64| {
        let share = |units: HalfUnits, weight: u64| u128::from(units.0) * u128::from(weight) / u128::from(whole.max(1));
        let part =
            |units: HalfUnits| HalfUnits(u64::try_from(share(units, before + weight) - share(units, before)).unwrap_or(u64::MAX));
        let (read, write) = (part(read), part(write));
        before += weight;
        Hour {
            peak_read: if read > HalfUnits::ZERO { usage.peak_read_units } else { HalfUnits::ZERO },
            peak_write: if write > HalfUnits::ZERO { usage.peak_write_units } else { HalfUnits::ZERO },
            read,
            write,
            set: (0, 0),
        }
    };
    weights.into_iter().map(hour).collect()
}

fn weight(shape: TrafficShape, hour: usize) -> u64 {
    let (day, of_day) = (hour / 24 % 7, hour % 24);
    match shape {
        TrafficShape::AsMetered | TrafficShape::Even => 1,
        TrafficShape::DayAndNight => WAVE[of_day],
        TrafficShape::WorkingHours => u64::from(day < 5 && (9..17).contains(&of_day)),
        TrafficShape::DailyHour => u64::from(of_day == DAILY_HOUR),
    }
}

/// A run again and again. Points are taken to be even within themselves.
fn back_to_back(series: &[Point], duration_s: u64, point_s: u64) -> Vec<Hour> {
    let (duration_s, point_s) = (duration_s.max(1), point_s.max(1));
    let run = Run::new(series, duration_s, point_s);
    let (mut read_before, mut write_before) = (0, 0);
    let hour = |number: u64| {
        let (from, to) = (number * HOUR_S, (number + 1) * HOUR_S);
        let (read_until, write_until) = run.until(to);
        let half = |units: u128| HalfUnits(u64::try_from(units).unwrap_or(u64::MAX));
        let mut hour = Hour { read: half(read_until - read_before), write: half(write_until - write_before), ..Hour::default() };
        (read_before, write_before) = (read_until, write_until);
        run.peaks(from, to, &mut hour);
        hour
    };
    (0..u64::from(MONTH_HOURS)).map(hour).collect()
}

/// A run's points with the sums before each of them.
struct Run<'a> {
    series: &'a [Point],
    /// Units before each point, and of the whole at the end.
    sums: Vec<(u128, u128)>,
    duration_s: u64,
    point_s: u64,
}

impl<'a> Run<'a> {
    fn new(series: &'a [Point], duration_s: u64, point_s: u64) -> Self {
        let mut sums = vec![(0, 0)];
        let (mut read, mut write) = (0u128, 0u128);
        for point in series {
            read += u128::from(point.read.0);
            write += u128::from(point.write.0);
            sums.push((read, write));
        }
        Run { series, sums, duration_s, point_s }
    }

    /// Units from the month's begin to a second of it.
    fn until(&self, second: u64) -> (u128, u128) {
        let whole = self.sums.last().copied().unwrap_or_default();
        let (times, rest) = (u128::from(second / self.duration_s), second % self.duration_s);
        let at = usize::try_from(rest / self.point_s).unwrap_or(usize::MAX).min(self.series.len());
        let (read, write) = self.sums.get(at).copied().unwrap_or(whole);
        // The last point may be shorter than the others.
        let begin = at as u64 * self.point_s;
        let length = self.point_s.min(self.duration_s.saturating_sub(begin)).max(1);
        let within = u128::from((rest - begin.min(rest)).min(length));
        let part = |units: HalfUnits| u128::from(units.0) * within / u128::from(length);
        let (more_read, more_write) = self.series.get(at).map_or((0, 0), |point| (part(point.read), part(point.write)));
        (times * whole.0 + read + more_read, times * whole.1 + write + more_write)
    }

    /// The busiest seconds and highest settings of all points that lie between two seconds of the month.
    fn peaks(&self, from: u64, to: u64, hour: &mut Hour) {
        let mut second = from;
        // A run shorter than an hour need not be walked more than once.
        let to = to.min(from.saturating_add(self.duration_s));
        while second < to {
            let rest = second % self.duration_s;
            let at = usize::try_from(rest / self.point_s).unwrap_or(usize::MAX);
            if let Some(point) = self.series.get(at) {
                hour.peak_read = hour.peak_read.max(point.peak_read);
                hour.peak_write = hour.peak_write.max(point.peak_write);
                hour.set = (hour.set.0.max(point.set_read), hour.set.1.max(point.set_write));
            }
            let next = ((rest / self.point_s + 1) * self.point_s).min(self.duration_s);
            second += (next - rest).max(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(number: u64, write: u64, peak: u64) -> Point {
        Point { number, write: HalfUnits(write), peak_write: HalfUnits(peak), ..Point::default() }
    }

    fn busy(hours: &[Hour]) -> Vec<(usize, u64)> {
        let found = hours.iter().enumerate().filter(|(_, hour)| hour.write > HalfUnits::ZERO);
        found.map(|(number, hour)| (number, hour.write.0)).take(6).collect()
    }

    fn writes(hours: &[Hour]) -> u64 {
        hours.iter().map(|hour| hour.write.0).sum()
    }

    #[test]
    fn what_is_metered_is_repeated_at_even_distances() {
        let series = [point(500_000, 7, 4), point(500_002, 1, 1)];
        let once = repeated(&series, 500_000, 1);
        assert_eq!((busy(&once), writes(&once)), (vec![(0, 7), (2, 1)], 8));
        let daily = repeated(&series, 500_000, 30);
        assert_eq!(busy(&daily)[..4], [(0, 7), (2, 1), (24, 7), (26, 1)], "730 / 30 is 24.3 hours");
        assert_eq!((daily.len(), writes(&daily)), (730, 240));
        // 59 or 60 times in each hour.
        let each_minute = repeated(&series, 500_000, 43_200);
        assert_eq!(writes(&each_minute), 8 * 43_200);
        assert!(each_minute.iter().all(|hour| (8 * 59..=8 * 60).contains(&hour.write.0)));
    }

    #[test]
    fn shapes_spread_all_of_it() {
        let usage = Usage { write_units: HalfUnits(10_007), peak_write_units: HalfUnits(9), ..Usage::default() };
        for shape in [TrafficShape::Even, TrafficShape::DayAndNight, TrafficShape::WorkingHours, TrafficShape::DailyHour] {
            assert_eq!(writes(&shaped(&usage, 3, shape)), 30_021, "{shape:?}");
        }
        let office = shaped(&usage, 3, TrafficShape::WorkingHours);
        // 730 hours are four weeks, Monday, Tuesday and ten hours: 22 working days of 8 hours and one hour.
        assert_eq!(office.iter().filter(|hour| hour.write > HalfUnits::ZERO).count(), 22 * 8 + 1);
        assert!(office[5 * 24..7 * 24].iter().all(|hour| hour.write == HalfUnits::ZERO && hour.peak_write == HalfUnits::ZERO));
        let wave = shaped(&usage, 3, TrafficShape::DayAndNight);
        assert!(wave[14].write.0 >= 8 * wave[2].write.0);
    }

    #[test]
    fn a_run_fills_the_month_without_a_gap() {
        // Ninety minutes in points of one: 60 half-units in each of the first hour's minutes, none later.
        let series: Vec<Point> = (0..60).map(|number| point(number, 60, 2)).collect();
        let hours = back_to_back(&series, 5_400, 60);
        assert_eq!(hours[..4].iter().map(|hour| hour.write.0).collect::<Vec<_>>(), [3_600, 1_800, 1_800, 3_600]);
        assert_eq!(writes(&hours), 3_600 * 487, "486 whole runs of 90 minutes, and the busy hour of another");
    }

    #[test]
    fn a_point_longer_than_an_hour_is_even_within_itself() {
        let hours = back_to_back(&[point(0, 11, 3), point(1, 0, 0)], 14_400, 7_200);
        assert_eq!(hours[..5].iter().map(|hour| hour.write.0).collect::<Vec<_>>(), [5, 6, 0, 0, 5]);
        assert_eq!((hours[0].peak_write, hours[2].peak_write), (HalfUnits(3), HalfUnits(0)));
        let short = back_to_back(&[point(0, 7, 3)], 60, 60);
        assert_eq!(short[0].write, HalfUnits(420), "a minute again and again");
    }
}
