//! Sums in millionths, told in whole numbers without losing anything.
//!
//! The fluid driver counts millionths of requests and of half units, because a key's share of a second's requests is seldom
//! whole. What is told is the whole part of the sum so far, less what was told before: over a run nothing is lost or doubled.

use super::retry::MILLION;

/// A sum in millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount {
    millionths: u128,
    told: u64,
}

impl Amount {
    /// Adds so many millionths.
    pub(super) fn add(&mut self, millionths: u64) {
        self.millionths += u128::from(millionths);
    }

    /// Whole ones that have come since this was asked last.
    pub(super) fn news(&mut self) -> u64 {
        let whole = self.whole();
        let news = whole - self.told;
        self.told = whole;
        news
    }

    /// Whole ones in all.
    pub(super) fn whole(&self) -> u64 {
        u64::try_from(self.millionths / u128::from(MILLION)).unwrap_or(u64::MAX)
    }
}

/// Millionths as a whole number, to the nearest.
pub(super) fn nearest(millionths: u64) -> u64 {
    millionths.saturating_add(MILLION / 2) / MILLION
}

/// So many millionths of something that is counted in millionths, too.
pub(super) fn part(millionths: u64, of: u64) -> u64 {
    match millionths.checked_mul(of) {
        Some(product) => product / MILLION,
        None => u64::try_from(u128::from(millionths) * u128::from(of) / u128::from(MILLION)).unwrap_or(u64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, part};

    #[test]
    fn parts_of_small_and_large_amounts() {
        assert_eq!(part(1_500_000, 3), 4);
        assert_eq!(part(u64::MAX, 2_000_000), u64::MAX);
        assert_eq!(part(u64::MAX / 4, 2_000_000), u64::MAX / 4 * 2);
    }

    #[test]
    fn nothing_is_lost_over_many_tellings() {
        let mut amount = Amount::default();
        let mut told = 0;
        for _ in 0..3_000 {
            amount.add(333_333);
            told += amount.news();
        }
        assert_eq!((told, amount.whole()), (999, 999));
    }
}
