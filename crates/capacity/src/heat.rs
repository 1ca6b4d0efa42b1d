//! Heat: what one partition consumed, second by second for five minutes, and in all.

use crate::Units;

/// Seconds that heat looks back: DynamoDB keeps up to five minutes of unused capacity as burst, so this is the span over
/// which what happened still matters.
pub const HEAT_WINDOW_SECONDS: u64 = 300;

/// The consumption of one partition. Bounded: one slot for each second of the window, none before the first record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heat {
    /// The slot of second `s` is `s % HEAT_WINDOW_SECONDS`.
    ring: Vec<Units>,
    /// The newest second recorded.
    newest: u64,
    total: Units,
}

impl Heat {
    /// Adds `units` in `second` (engine time in whole seconds). A second older than the newest counts as the newest: engine
    /// time never goes back.
    pub fn record(&mut self, second: u64, units: Units) {
        self.advance(second);
        self.total += units;
        let slot = (self.newest % HEAT_WINDOW_SECONDS) as usize;
        if let Some(of_second) = self.ring.get_mut(slot) {
            *of_second += units;
        }
    }

    /// Units since the partition came to be.
    pub fn total(&self) -> Units {
        self.total
    }

    /// Units of one second; none if it lies outside the window of the newest one.
    pub fn in_second(&self, second: u64) -> Units {
        if second > self.newest || self.newest - second >= HEAT_WINDOW_SECONDS {
            return Units::default();
        }
        self.ring.get((second % HEAT_WINDOW_SECONDS) as usize).copied().unwrap_or_default()
    }

    /// Units of the window that ends with `now` (in seconds), `now` included.
    pub fn in_window(&self, now: u64) -> Units {
        let first = (now + 1).saturating_sub(HEAT_WINDOW_SECONDS);
        (first..=now.min(self.newest)).fold(Units::default(), |sum, second| sum + self.in_second(second))
    }

    /// A partition's heat as it was kept: its total alone. The window is not kept; it begins anew.
    pub fn from_total(total: Units) -> Self {
        Heat { total, ..Heat::default() }
    }

    /// Moves the window on to `second` and empties the slots that it passes.
    fn advance(&mut self, second: u64) {
        if self.ring.is_empty() {
            self.ring = vec![Units::default(); HEAT_WINDOW_SECONDS as usize];
            self.newest = second;
        }
        let passed = second.saturating_sub(self.newest).min(HEAT_WINDOW_SECONDS);
        for step in 0..passed {
            let slot = ((second - step) % HEAT_WINDOW_SECONDS) as usize;
            if let Some(of_second) = self.ring.get_mut(slot) {
                *of_second = Units::default();
            }
        }
        self.newest = self.newest.max(second);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use model::HalfUnits;
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{HEAT_WINDOW_SECONDS, Heat};
    use crate::Units;

    #[test]
    fn what_leaves_the_window_stays_in_the_total() {
        let mut heat = Heat::default();
        heat.record(1_000, Units::write(HalfUnits(4)));
        heat.record(1_299, Units::read(HalfUnits(1)));
        assert_eq!(heat.in_window(1_299), Units { read: HalfUnits(1), write: HalfUnits(4) });
        assert_eq!(heat.in_window(1_300), Units::read(HalfUnits(1)));
        assert_eq!(heat.in_window(9_999), Units::default());
        assert_eq!(heat.total(), Units { read: HalfUnits(1), write: HalfUnits(4) });
    }

    proptest! {
        #[test]
        fn the_ring_agrees_with_a_list_of_all_seconds(steps in proptest::collection::vec((0u64..400, 0u64..9), 1..60), ahead in 0u64..400) {
            let (mut heat, mut list, mut now) = (Heat::default(), BTreeMap::<u64, u64>::new(), 7);
            for (step, units) in steps {
                now += step;
                heat.record(now, Units::read(HalfUnits(units)));
                *list.entry(now).or_default() += units;
            }
            let asked = now + ahead;
            let expected: u64 = list.range((asked + 1).saturating_sub(HEAT_WINDOW_SECONDS)..=asked).map(|(_, units)| units).sum();
            prop_assert_eq!(heat.in_window(asked).read, HalfUnits(expected));
            prop_assert_eq!(heat.total().read, HalfUnits(list.values().sum()));
        }
    }
}
