//! How long clients wait before they repeat a throttled request.
//!
//! The delay before retry number n (from 1) is `base * 2^(n-1)`, at most `max`; with full jitter it is drawn evenly between 0
//! and that bound. Follows: AWS SDKs and Tools Reference Guide, "Retry behavior" (standard mode).

use crate::Chance;
use crate::scenario::RetryPolicy;

/// Millionths of a whole.
pub(super) const MILLION: u64 = 1_000_000;
/// Attempts of one request at most (our bound: SDKs stop far earlier).
pub(super) const ATTEMPTS_MAX: u32 = 20;
/// Longest delay (our bound: ten minutes, so that what waits is bounded).
pub(super) const DELAY_MAX_MS: u64 = 600_000;
/// Points of a second, and of a delay, over which whole seconds of waiting are counted.
const STEPS: u64 = 50;

/// Delays by a policy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backoff {
    attempts: u32,
    base_ms: u64,
    max_ms: u64,
    jitter: bool,
}

impl Backoff {
    /// Delays by this policy, within our bounds.
    pub(super) fn new(policy: RetryPolicy) -> Self {
        Backoff {
            attempts: policy.attempts.clamp(1, ATTEMPTS_MAX),
            base_ms: u64::from(policy.base_ms),
            max_ms: u64::from(policy.max_ms).min(DELAY_MAX_MS),
            jitter: policy.jitter,
        }
    }

    /// Attempts in all, the first included; at least 1.
    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The delay after `attempt` (from 1) failed, in milliseconds: drawn for this request.
    pub(super) fn delay_ms(&self, chance: Chance, request: u64, attempt: u32) -> u64 {
        let bound = self.bound_ms(attempt);
        if !self.jitter {
            return bound;
        }
        let counter = request.wrapping_mul(u64::from(ATTEMPTS_MAX)).wrapping_add(u64::from(attempt));
        chance.below("retry", counter, bound + 1)
    }

    /// The delay after `attempt` failed that is longer than `nth` of `of` equally likely ones.
    pub(super) fn likely_delay_us(&self, attempt: u32, nth: u64, of: u64) -> u64 {
        let bound_us = self.bound_ms(attempt) * 1_000;
        if self.jitter { bound_us * (2 * nth + 1) / (2 * of.max(1)) } else { bound_us }
    }

    /// Which share of the retries after `attempt`, in millionths, comes in the same second, in the next, and so on, if the
    /// refused attempts are spread evenly over a second. The shares add up to a million.
    pub(super) fn seconds_later(&self, attempt: u32) -> Vec<u64> {
        let mut counts = vec![0; 1];
        for step in 0..STEPS {
            for nth in 0..STEPS {
                let at_us = (2 * step + 1) * 1_000_000 / (2 * STEPS) + self.likely_delay_us(attempt, nth, STEPS);
                let second = (at_us / 1_000_000) as usize;
                if second >= counts.len() {
                    counts.resize(second + 1, 0);
                }
                counts[second] += MILLION / (STEPS * STEPS);
            }
        }
        counts
    }

    fn bound_ms(&self, attempt: u32) -> u64 {
        let doublings = attempt.saturating_sub(1).min(ATTEMPTS_MAX);
        (self.base_ms << doublings).min(self.max_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::{Backoff, Chance, MILLION};
    use crate::scenario::RetryPolicy;

    fn backoff(base_ms: u32, max_ms: u32, jitter: bool) -> Backoff {
        Backoff::new(RetryPolicy { attempts: 4, base_ms, max_ms, jitter })
    }

    #[test]
    fn delays_double_up_to_their_bound() {
        let delays = |attempts: core::ops::RangeInclusive<u32>| -> Vec<u64> {
            attempts.map(|attempt| backoff(50, 300, false).delay_ms(Chance::new(1), 9, attempt)).collect()
        };
        assert_eq!(delays(1..=5), [50, 100, 200, 300, 300]);
        assert_eq!(delays(40..=40), [300]);
    }

    #[test]
    fn full_jitter_draws_evenly_below_the_bound() {
        let backoff = backoff(100, 20_000, true);
        let drawn: Vec<u64> = (0..4_000).map(|request| backoff.delay_ms(Chance::new(3), request, 2)).collect();
        assert!(drawn.iter().all(|delay| *delay <= 200));
        let mean = drawn.iter().sum::<u64>() / 4_000;
        assert!((95..=105).contains(&mean), "{mean}");
        assert_ne!(drawn.first(), drawn.get(1));
    }

    #[test]
    fn seconds_later_add_up() {
        // A delay of 400 ms crosses the end of the second from its last four tenths.
        assert_eq!(backoff(400, 20_000, false).seconds_later(1), [600_000, 400_000]);
        assert_eq!(backoff(2_000, 20_000, false).seconds_later(1), [0, 0, MILLION]);
        let jittered = backoff(25, 20_000, true).seconds_later(1);
        assert_eq!(jittered.iter().sum::<u64>(), MILLION);
        assert_eq!(jittered.len(), 2);
        assert!(jittered[0] > 970_000);
    }
}
