//! Retries that wait for their second.

use std::collections::VecDeque;

use super::super::fraction::Fraction;
use super::super::retry::{Backoff, MILLION};

/// When what was refused comes again, by the number of the attempt that failed.
#[derive(Clone, Debug)]
pub(super) struct Returns {
    /// Of attempt `at + 1`: shares that come in the same second, in the next, and so on, in millionths.
    later: Vec<Vec<u64>>,
    /// The first of each.
    at_once: Vec<Fraction>,
}

impl Returns {
    pub(super) fn new(backoff: Backoff) -> Self {
        let later: Vec<Vec<u64>> = (1..backoff.attempts()).map(|attempt| backoff.seconds_later(attempt)).collect();
        let at_once = later.iter().map(|shares| Fraction::of(shares.first().copied().unwrap_or(0), MILLION)).collect();
        Returns { later, at_once }
    }

    /// Attempts that a second sees, if each succeeds with this chance: those that come, and those that come again within it.
    pub(super) fn attempts(&self, coming: &[u64], chance: Fraction) -> u64 {
        let refused = chance.rest();
        let (mut sum, mut again) = (0, 0);
        for (at, coming) in coming.iter().enumerate() {
            let made = coming + again;
            sum += made;
            again = self.at_once.get(at).map_or(0, |share| share.times(refused.times(made)));
        }
        sum
    }
}

/// What became of the attempts of one class in one second, in millionths of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Attempts made.
    pub(super) made: u64,
    /// Of them beyond the first.
    pub(super) repeated: u64,
    /// Requests that were carried out.
    pub(super) admitted: u64,
    /// Requests that were given up.
    pub(super) given_up: u64,
}

/// Retries of one pattern that wait, by second, class and attempt, in millionths of a request.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    attempts: usize,
    classes: usize,
    seconds: VecDeque<Vec<u64>>,
    /// In all.
    total: u64,
}

impl Waiting {
    /// Nothing waits.
    pub(super) fn new(attempts: u32) -> Self {
        Waiting { attempts: attempts as usize, classes: 0, seconds: VecDeque::new(), total: 0 }
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// What waits, in millionths of a request.
    #[cfg(test)]
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Follows a change of the classes: `to` gives the new class of each old one.
    pub(super) fn regroup(&mut self, classes: usize, to: &[usize]) {
        let attempts = self.attempts;
        for second in &mut self.seconds {
            let mut moved = vec![0; classes * attempts];
            for (at, parts) in second.iter().enumerate() {
                let class = to.get(at / attempts).copied().unwrap_or(0);
                if let Some(sum) = moved.get_mut(class * attempts + at % attempts) {
                    *sum += parts;
                }
            }
            *second = moved;
        }
        self.classes = classes;
    }

    /// What comes in this second: a row of attempts for each class. The next second is the first one now.
    pub(super) fn take(&mut self) -> Vec<u64> {
        let due = self.seconds.pop_front().unwrap_or_else(|| vec![0; self.classes * self.attempts]);
        self.total -= due.iter().sum::<u64>();
        due
    }

    /// Carries out the attempts of one class, each of which succeeds with this chance. `by_attempt` counts what succeeded at which.
    pub(super) fn carry_out(
        &mut self,
        class: usize,
        coming: &[u64],
        chance: Fraction,
        returns: &Returns,
        by_attempt: &mut [u64],
    ) -> Outcome {
        let mut outcome = Outcome::default();
        let mut again = 0;
        for (at, coming) in coming.iter().enumerate() {
            let made = coming + again;
            let admitted = chance.times(made);
            let refused = made - admitted;
            outcome.made += made;
            outcome.repeated += if at > 0 { made } else { 0 };
            outcome.admitted += admitted;
            if let Some(count) = by_attempt.get_mut(at) {
                *count += admitted;
            }
            again = 0;
            match returns.later.get(at) {
                Some(later) if refused > 0 => again = self.put_off(class, at + 1, refused, later),
                Some(_) => {}
                None => outcome.given_up += refused,
            }
        }
        outcome
    }

    /// Spreads refused attempts over the seconds that follow; gives those that come again in this one.
    fn put_off(&mut self, class: usize, attempt: usize, refused: u64, later: &[u64]) -> u64 {
        let (mut left, mut at_once) = (refused, 0);
        for (seconds, share) in later.iter().enumerate() {
            let is_last = seconds + 1 == later.len();
            let parts = if is_last { left } else { (u128::from(refused) * u128::from(*share) / u128::from(MILLION)) as u64 };
            left -= parts;
            match seconds.checked_sub(1) {
                None => at_once = parts,
                Some(seconds) => self.put(seconds, class, attempt, parts),
            }
        }
        at_once
    }

    fn put(&mut self, seconds: usize, class: usize, attempt: usize, parts: u64) {
        let width = self.classes * self.attempts;
        while self.seconds.len() <= seconds {
            self.seconds.push_back(vec![0; width]);
        }
        if let Some(sum) = self.seconds.get_mut(seconds).and_then(|row| row.get_mut(class * self.attempts + attempt)) {
            *sum += parts;
            self.total += parts;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Returns, Waiting};
    use crate::scenario::RetryPolicy;
    use crate::simulate::fraction::Fraction;
    use crate::simulate::retry::Backoff;

    fn policy(attempts: u32, base_ms: u32) -> Backoff {
        Backoff::new(RetryPolicy { attempts, base_ms, max_ms: 20_000, jitter: false })
    }

    #[test]
    fn nothing_is_lost_whatever_the_chance() {
        for (attempts, base_ms) in [(1, 50), (3, 400), (4, 3_000)] {
            let returns = Returns::new(policy(attempts, base_ms));
            let mut waiting = Waiting::new(attempts);
            waiting.regroup(1, &[]);
            let (mut offered, mut settled, mut by_attempt) = (0, 0, [0; 4]);
            for second in 0..200u64 {
                let mut coming = waiting.take();
                coming[0] += 1_000_003 * second;
                offered += 1_000_003 * second;
                let chance = Fraction::of(second % 7, 9);
                let made = returns.attempts(&coming, chance);
                let outcome = waiting.carry_out(0, &coming, chance, &returns, &mut by_attempt);
                assert!(outcome.made.abs_diff(made) <= 20, "{outcome:?} {made}");
                settled += outcome.admitted + outcome.given_up;
                assert_eq!(offered, settled + waiting.total());
            }
            assert_eq!(waiting.is_empty(), attempts == 1);
        }
    }

    #[test]
    fn short_waits_end_in_the_same_second() {
        // Half of what is refused comes again in the same second: half of half succeeds at once, a quarter of the rest soon.
        let returns = Returns::new(policy(2, 500));
        let mut waiting = Waiting::new(2);
        waiting.regroup(1, &[]);
        let half = Fraction::of(1, 2);
        let outcome = waiting.carry_out(0, &[800, 0], half, &returns, &mut [0; 2]);
        assert_eq!(outcome, Outcome { made: 1_000, repeated: 200, admitted: 500, given_up: 100 });
        assert_eq!(waiting.take(), [0, 200]);
        assert!(waiting.is_empty());
    }

    #[test]
    fn what_waits_follows_its_class() {
        let returns = Returns::new(policy(2, 2_000));
        let mut waiting = Waiting::new(2);
        waiting.regroup(2, &[]);
        for class in 0..2 {
            waiting.carry_out(class, &[10, 0], Fraction::ZERO, &returns, &mut [0; 2]);
        }
        waiting.regroup(3, &[2, 1]);
        assert_eq!(waiting.take(), [0; 6]);
        assert_eq!(waiting.take(), [0, 0, 0, 10, 0, 10]);
    }
}
