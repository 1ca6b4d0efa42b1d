//! How long requests likely take, where only their number at each attempt is known.
//!
//! Each attempt's durations are [`POINTS`] equally likely ones, worked out once: a quantile is then a walk over them.

use super::histogram::told;
use super::latency::{POINTS, REFUSAL_US, ServiceTime};
use super::retry::Backoff;
use crate::access::Way;

/// The durations of one access pattern.
#[derive(Clone, Debug)]
pub(super) struct Likely {
    /// Durations in microseconds, each with its attempt, from 0; the shortest first.
    durations: Vec<(u64, u32)>,
}

impl Likely {
    /// Of a way, if there is one.
    pub(super) fn new(way: Option<&Way>, backoff: Backoff) -> Self {
        let mut durations = Vec::new();
        let Some(service) = way.map(ServiceTime::of) else { return Likely { durations } };
        // The delays of one request are drawn independently: each list is walked with another stride, all prime to its length.
        const STRIDES: [u64; 8] = [1, 37, 61, 83, 7, 19, 43, 71];
        let mut waits = vec![0; POINTS as usize];
        for (attempt, stride) in (0..backoff.attempts()).zip(STRIDES.into_iter().cycle()) {
            for (nth, wait) in (0..POINTS).zip(&mut waits) {
                durations.push((service.at(nth * 29 % POINTS) + *wait, attempt));
                *wait += REFUSAL_US + backoff.likely_delay_us(attempt + 1, nth * stride % POINTS, POINTS);
            }
        }
        model::sort_by(&mut durations, Ord::cmp);
        Likely { durations }
    }

    /// The durations that `percents` of a hundred requests do not exceed, if so many are carried out at each attempt; in
    /// microseconds, 0 if there are none. Percents rise.
    pub(super) fn quantiles<const N: usize>(&self, by_attempt: &[u128], percents: [u128; N]) -> [u64; N] {
        let weight = |attempt: u32| match by_attempt.get(attempt as usize) {
            Some(0) | None => 0,
            Some(requests) => (requests / u128::from(POINTS)).max(1),
        };
        let weights: Vec<u128> = (0..by_attempt.len() as u32).map(weight).collect();
        let total = weights.iter().sum::<u128>() * u128::from(POINTS);
        let mut below = 0;
        let mut walk = self.durations.iter();
        let mut last = 0;
        percents.map(|percent| {
            let wanted = (total * percent).div_ceil(100);
            while below < wanted {
                let Some((duration, attempt)) = walk.next() else { break };
                let weight = weights.get(*attempt as usize).copied().unwrap_or(0);
                below += weight;
                if weight > 0 {
                    last = told(*duration);
                }
            }
            last
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Likely;
    use crate::scenario::RetryPolicy;
    use crate::simulate::latency::REFUSAL_US;
    use crate::simulate::retry::Backoff;
    use crate::simulate::testing;

    fn likely() -> Likely {
        let scenario = testing::scenario(
            60,
            crate::scenario::Values::Uniform { count: 100 },
            vec![testing::put(1, 900)],
            testing::table(testing::on_demand()),
        );
        let plan = crate::access::plan(&scenario, &scenario.designs[0]).unwrap();
        let backoff = Backoff::new(RetryPolicy { attempts: 3, base_ms: 100, max_ms: 20_000, jitter: false });
        Likely::new(plan.patterns[0].way.as_ref().ok(), backoff)
    }

    #[test]
    fn what_is_refused_waits() {
        let likely = likely();
        let [once, slowest] = likely.quantiles(&[1_000, 0, 0], [50, 100]);
        assert!((4_000..6_000).contains(&once) && slowest < 14_000, "{once} {slowest}");
        // One of ten comes at the third attempt: after two answers and waits of 100 and 200 ms.
        let [half, most] = likely.quantiles(&[900, 0, 100], [50, 95]);
        let waited = 300_000 + 2 * REFUSAL_US;
        assert!(half.abs_diff(once) < 500, "{half} {once}");
        assert!(most.abs_diff(waited + once) * 100 < 3 * most, "{most}");
    }

    #[test]
    fn nothing_takes_no_time() {
        assert_eq!(likely().quantiles(&[0, 0, 0], [50, 99]), [0, 0]);
        let unserved = Likely::new(None, Backoff::new(RetryPolicy { attempts: 3, base_ms: 1, max_ms: 1, jitter: false }));
        assert_eq!(unserved.quantiles(&[10], [99]), [0]);
    }
}
