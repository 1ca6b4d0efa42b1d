//! The previous peak of an on-demand table: the busiest second so far, once half an hour has passed since.
//!
//! Follows: developer guide, "On-demand capacity mode", "Initial throughput and scaling": up to twice the previous peak is
//! served at once; whoever more than doubles it within 30 minutes may be throttled.

use model::{EpochMillis, HalfUnits};

/// Seconds until a new peak is the previous one.
const SETTLES_AFTER_S: u64 = 30 * 60;

/// Peaks in one direction. Bounded: one for each minute of the half hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Peaks {
    second: u64,
    in_second: HalfUnits,
    /// The previous peak.
    previous: HalfUnits,
    /// Higher ones, each with its second; both ascend.
    recent: Vec<(u64, HalfUnits)>,
}

impl Peaks {
    /// Counts what was consumed.
    pub(super) fn record(&mut self, now: EpochMillis, units: HalfUnits) {
        let second = now.0 / 1_000;
        if second > self.second {
            (self.second, self.in_second) = (second, HalfUnits::ZERO);
        }
        self.in_second += units;
        let top = self.recent.last().map_or(self.previous, |(_, peak)| *peak);
        if self.in_second <= top {
            return;
        }
        match self.recent.last_mut() {
            Some(last) if last.0 / 60 == self.second / 60 => *last = (self.second, self.in_second),
            _ => self.recent.push((self.second, self.in_second)),
        }
    }

    /// Peaks that begin with a previous one: what was served before.
    pub(super) fn since(previous: HalfUnits) -> Self {
        Peaks { previous, ..Peaks::default() }
    }

    /// The same, nothing changed.
    pub(super) fn settled(&self, now: EpochMillis) -> HalfUnits {
        let settled = self.recent.iter().take_while(|(second, _)| second + SETTLES_AFTER_S <= now.0 / 1_000);
        settled.last().map_or(self.previous, |(_, peak)| *peak)
    }

    /// The busiest second that lies half an hour back.
    pub(super) fn previous(&mut self, now: EpochMillis) -> HalfUnits {
        if self.recent.is_empty() {
            return self.previous;
        }
        let settled = self.recent.iter().take_while(|(second, _)| second + SETTLES_AFTER_S <= now.0 / 1_000).count();
        if let Some((_, peak)) = self.recent.drain(..settled).next_back() {
            self.previous = peak;
        }
        self.previous
    }
}

#[cfg(test)]
mod tests {
    use model::{EpochMillis, HalfUnits};

    use super::Peaks;

    #[test]
    fn a_peak_counts_after_half_an_hour_and_stays() {
        let mut peaks = Peaks::default();
        for (at_ms, units) in [(0, 3), (999, 4), (1_000, 5), (70_000, 9), (71_000, 8)] {
            peaks.record(EpochMillis(at_ms), HalfUnits(units));
        }
        let mut told = |second: u64| {
            let settled = peaks.settled(EpochMillis(second * 1_000));
            assert_eq!(peaks.previous(EpochMillis(second * 1_000)), settled);
            settled.0
        };
        assert_eq!([told(1_799), told(1_800), told(1_869), told(1_870), told(1_000_000)], [0, 7, 7, 9, 9]);
    }

    #[test]
    fn a_rising_load_keeps_one_peak_a_minute() {
        let mut peaks = Peaks::default();
        for second in 0..10_000 {
            peaks.record(EpochMillis(second * 1_000), HalfUnits(second));
            peaks.previous(EpochMillis(second * 1_000));
            assert!(peaks.recent.len() <= 32, "{second}");
        }
        assert!(peaks.previous >= HalfUnits(8_100 - 60));
    }
}
