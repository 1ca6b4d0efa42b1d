//! A bounded histogram of durations: 32 bars to each doubling, so a quantile is right within 3 %.

/// Bars to each doubling.
const BARS: u32 = 32;
/// Doublings: up to 2^40 microseconds, almost two weeks.
const DOUBLINGS: u32 = 40;

/// How many requests took how long.
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    counts: Vec<u64>,
}

impl Histogram {
    /// Nothing counted yet.
    pub(super) fn new() -> Self {
        Histogram { counts: vec![0; (BARS * DOUBLINGS) as usize] }
    }

    /// Counts `weight` durations of so many microseconds.
    pub(super) fn add(&mut self, duration_us: u64, weight: u64) {
        if let Some(count) = self.counts.get_mut(bar(duration_us)) {
            *count = count.saturating_add(weight);
        }
    }

    /// The duration that `percent` of a hundred do not exceed, in microseconds: the middle of its bar; 0 if nothing was counted.
    pub(super) fn quantile(&self, percent: u64) -> u64 {
        let total: u128 = self.counts.iter().map(|count| u128::from(*count)).sum();
        let wanted = (total * u128::from(percent)).div_ceil(100).max(1);
        let mut below = 0;
        for (at, count) in self.counts.iter().enumerate() {
            below += u128::from(*count);
            if below >= wanted {
                return middle(at);
            }
        }
        0
    }

    /// Adds what another one counted, which is empty then.
    pub(super) fn take(&mut self, other: &mut Self) {
        for (sum, count) in self.counts.iter_mut().zip(&mut other.counts) {
            *sum = sum.saturating_add(core::mem::take(count));
        }
    }
}

/// A duration as a histogram tells it: the middle of its bar.
pub(super) fn told(duration_us: u64) -> u64 {
    middle(bar(duration_us))
}

fn middle(bar: usize) -> u64 {
    (first(bar) + first(bar + 1)) / 2
}

/// The bar in which a duration is counted.
fn bar(duration: u64) -> usize {
    let doubling = duration.max(1).ilog2();
    if doubling < BARS.ilog2() {
        return duration as usize;
    }
    // The bits behind the first one choose among the bars of the doubling.
    let within = (duration >> (doubling - BARS.ilog2())) - u64::from(BARS);
    let bar = (doubling - BARS.ilog2() + 1) * BARS + within as u32;
    bar.min(BARS * DOUBLINGS - 1) as usize
}

/// The shortest duration of a bar.
fn first(bar: usize) -> u64 {
    let (doubling, within) = (bar as u64 / u64::from(BARS), bar as u64 % u64::from(BARS));
    if doubling == 0 { within } else { (u64::from(BARS) + within) << (doubling - 1) }
}

#[cfg(test)]
mod tests {
    use super::{Histogram, bar, first, told};

    #[test]
    fn bars_join_without_gap() {
        for at in 0..1_000 {
            assert_eq!(bar(first(at)), at, "{at}");
            assert_eq!(bar(first(at + 1) - 1), at, "{at}");
        }
        assert_eq!(bar(u64::MAX), 32 * 40 - 1);
    }

    #[test]
    fn what_is_taken_is_counted_once() {
        let (mut all, mut part) = (Histogram::new(), Histogram::new());
        all.add(1_000, 3);
        part.add(64_000, 97);
        all.take(&mut part);
        assert_eq!([all.quantile(3), all.quantile(4)], [told(1_000), told(64_000)]);
        assert_eq!(part.quantile(50), 0);
    }

    #[test]
    fn quantiles_are_right_within_three_percent() {
        let mut histogram = Histogram::new();
        assert_eq!(histogram.quantile(50), 0);
        (1..=100_000).for_each(|duration| histogram.add(duration, 1));
        for (percent, exact) in [(50, 50_000), (99, 99_000), (100, 100_000)] {
            let told = histogram.quantile(percent);
            assert!(told.abs_diff(exact) * 100 <= exact * 3, "{percent}: {told}");
        }
    }
}
