//! A token bucket: credit that comes in at a rate, is kept for some seconds, and may be overdrawn.
//!
//! A request is admitted while there is credit at all, and its cost is taken afterwards, so the balance may go below zero and
//! has to be earned back. That is how the service was measured: a fresh table of 1 write unit took a put of 350 units and then
//! throttled.
//!
//! Follows: developer guide, "Burst and adaptive capacity".

use model::{EpochMillis, HalfUnits};

/// Half units a second at most (our bound: a billion units, so that no balance leaves 64 bits).
const RATE_MAX: u64 = 2_000_000_000;

/// Credit of one kind, in thousandths of a half unit: what one half unit a second brings in a millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Half units a second.
    rate: i64,
    /// The most that is kept.
    depth: i64,
    /// What is there; below zero it is owed.
    balance: i64,
    /// When `balance` was right.
    filled: EpochMillis,
}

impl Bucket {
    /// A full bucket that keeps what `rate` (units a second) brings in `seconds`.
    pub fn full(rate: HalfUnits, seconds: u32, now: EpochMillis) -> Self {
        let mut bucket = Bucket { rate: 0, depth: 0, balance: 0, filled: now };
        bucket.set_rate(rate, seconds, now);
        bucket.balance = bucket.depth;
        bucket
    }

    /// Changes the rate from now on; what is there stays, as far as it still fits.
    pub fn set_rate(&mut self, rate: HalfUnits, seconds: u32, now: EpochMillis) {
        self.fill(now);
        self.rate = rate.0.min(RATE_MAX).cast_signed();
        self.depth = self.rate.saturating_mul(1_000).saturating_mul(i64::from(seconds));
        self.balance = self.balance.min(self.depth);
    }

    /// Units a second.
    pub fn rate(&self) -> HalfUnits {
        HalfUnits(self.rate.cast_unsigned())
    }

    /// Whole half units that are there; below zero they are owed.
    pub fn balance(&mut self, now: EpochMillis) -> i64 {
        self.fill(now);
        self.balance.div_euclid(1_000)
    }

    /// How many of `count` requests of `units` each find credit, one after the other.
    pub fn room(&mut self, now: EpochMillis, units: HalfUnits, count: u64) -> u64 {
        self.fill(now);
        if self.balance <= 0 {
            return 0;
        }
        match cost(units).cast_unsigned() {
            0 => count,
            cost => count.min(self.balance.cast_unsigned().div_ceil(cost)),
        }
    }

    /// Whole half units that are there and come in within `span_ms` from now; 0 if more is owed. What is drawn at once of it is
    /// earned back by then, as if it had been drawn evenly.
    pub fn outlook(&mut self, now: EpochMillis, span_ms: u64) -> u64 {
        self.fill(now);
        let earned = self.rate.saturating_mul(i64::try_from(span_ms).unwrap_or(i64::MAX));
        self.balance.saturating_add(earned).max(0).cast_unsigned() / 1_000
    }

    /// Takes `units` without asking.
    pub fn draw(&mut self, now: EpochMillis, units: HalfUnits) {
        self.fill(now);
        self.balance = self.balance.saturating_sub(cost(units));
    }

    /// Admits one request of `units` if there is credit.
    pub fn take(&mut self, now: EpochMillis, units: HalfUnits) -> bool {
        self.take_many(now, units, 1) == 1
    }

    /// Admits as many of `count` requests of `units` each as find credit; tells how many.
    pub fn take_many(&mut self, now: EpochMillis, units: HalfUnits, count: u64) -> u64 {
        let admitted = self.room(now, units, count);
        self.draw(now, units * admitted);
        admitted
    }

    /// What is there, in thousandths of what a full bucket holds; 0 if it is owed.
    pub fn left_thousandths(&self, now: EpochMillis) -> u32 {
        let mut filled = *self;
        filled.fill(now);
        let (left, depth) = (i128::from(filled.balance.max(0)), i128::from(self.depth.max(1)));
        u32::try_from(left * 1_000 / depth).unwrap_or(1_000)
    }

    /// How many of these half units may pass now: what is there, a part of one counted as one.
    pub(super) fn credit(&mut self, now: EpochMillis, wanted: u64) -> u64 {
        self.fill(now);
        let left = self.balance.max(0).cast_unsigned();
        // Mostly there is enough, and then nothing is divided.
        if wanted <= left >> 10 { wanted } else { wanted.min(left.div_ceil(1_000)) }
    }

    /// Brings in what was earned. Time never goes back.
    fn fill(&mut self, now: EpochMillis) {
        if now <= self.filled {
            return;
        }
        let elapsed = i64::try_from(now.0 - self.filled.0).unwrap_or(i64::MAX);
        self.balance = self.balance.saturating_add(self.rate.saturating_mul(elapsed)).min(self.depth);
        self.filled = now;
    }
}

fn cost(units: HalfUnits) -> i64 {
    i64::try_from(units.0.saturating_mul(1_000)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use model::{EpochMillis, HalfUnits};
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::Bucket;

    fn at(second: u64) -> EpochMillis {
        EpochMillis(1_000_000 + second * 1_000)
    }

    /// Developer guide, "Burst and adaptive capacity": up to five minutes of unused capacity are kept.
    #[test]
    fn five_minutes_are_kept_and_no_more() {
        let mut bucket = Bucket::full(HalfUnits::whole(10), 300, at(0));
        assert_eq!(bucket.take_many(at(0), HalfUnits::whole(1), 10_000), 3_000);
        assert!(!bucket.take(at(0), HalfUnits::whole(1)));
        assert_eq!(bucket.take_many(at(60), HalfUnits::whole(1), 10_000), 600);
        assert_eq!(bucket.take_many(at(100_000), HalfUnits::whole(1), 10_000), 3_000);
    }

    #[test]
    fn what_is_owed_is_earned_back_first() {
        let mut bucket = Bucket::full(HalfUnits::whole(1), 300, at(0));
        assert!(bucket.take(at(0), HalfUnits::whole(350)));
        assert_eq!(bucket.balance(at(0)), -100);
        assert!(!bucket.take(at(50), HalfUnits::whole(350)), "a balance of zero is no credit");
        assert!(bucket.take(at(51), HalfUnits::whole(350)));
    }

    #[test]
    fn a_new_rate_counts_from_now_on() {
        let mut bucket = Bucket::full(HalfUnits::whole(1), 300, at(0));
        bucket.draw(at(0), HalfUnits::whole(300));
        bucket.set_rate(HalfUnits::whole(5), 300, at(10));
        assert_eq!(bucket.balance(at(12)), 40);
        bucket.set_rate(HalfUnits::whole(1), 10, at(12));
        assert_eq!(bucket.balance(at(12)), 20, "what no longer fits is gone");
        assert_eq!(bucket.rate(), HalfUnits::whole(1));
        assert_eq!(Bucket::full(HalfUnits(u64::MAX), u32::MAX, at(0)).take_many(at(9), HalfUnits(u64::MAX), 3), 1);
    }

    proptest! {
        #[test]
        fn many_at_once_are_as_many_as_one_after_the_other(
            rate in 0u64..50,
            ticks in proptest::collection::vec((0u64..40_000, 0u64..200, 0u64..300), 1..30),
        ) {
            let mut one = Bucket::full(HalfUnits(rate), 300, at(0));
            let (mut many, mut now) = (one, at(0));
            for (step, units, count) in ticks {
                now.0 += step;
                let admitted = (0..count).filter(|_| one.take(now, HalfUnits(units))).count();
                prop_assert_eq!(many.take_many(now, HalfUnits(units), count), admitted as u64);
                prop_assert_eq!(one.balance(now), many.balance(now));
            }
        }
    }
}
