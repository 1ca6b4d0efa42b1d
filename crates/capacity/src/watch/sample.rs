//! Which places of a hot partition are asked for most: a bounded, weighted sample.
//!
//! Space-saving counters: a place that is not among the [`PLACES`] that are kept takes over the counter of the lightest one and
//! what it counted, as its error. So a key with more than 1/64 of the heat is always among them, and of the others some that
//! were asked for lately, as many as the even spread of the rest deserves.

use crate::Place;

/// Places kept (our bound).
const PLACES: usize = 64;
/// Places heard in a minute before their order means anything.
const WALK_AT_LEAST: u32 = 16;

/// The sample.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    counters: Vec<Counter>,
    /// The lowest and the highest place heard; in earlier minutes, and in all.
    heard_before: Option<(Place, Place)>,
    heard: Option<(Place, Place)>,
    /// Of this minute and the last: how many places were heard, and how many of them lay above, or below, all of the minutes before.
    minute: Walk,
    last_minute: Walk,
}

#[derive(Clone, Copy, Debug)]
struct Counter {
    place: Place,
    weight: u64,
    error: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Walk {
    heard: u32,
    rising: u32,
    falling: u32,
}

/// What was observed of one partition, in order of places.
#[derive(Debug)]
pub(super) struct Observed(Vec<Key>);

/// One key that was observed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// Where it begins.
    pub(super) place: Place,
    /// Whether several places are joined in it.
    pub(super) is_mixed: bool,
    weight: u64,
    error: u64,
}

impl Sample {
    /// Counts one place.
    pub(super) fn hear(&mut self, place: Place, weight: u64) {
        self.minute.heard = self.minute.heard.saturating_add(1);
        let (lowest, highest) = self.heard.unwrap_or((place, place));
        self.heard = Some((lowest.min(place), highest.max(place)));
        if let Some((lowest, highest)) = self.heard_before {
            self.minute.rising = self.minute.rising.saturating_add(u32::from(place > highest));
            self.minute.falling = self.minute.falling.saturating_add(u32::from(place < lowest));
        }
        if let Some(counter) = self.counters.iter_mut().find(|counter| counter.place == place) {
            counter.weight = counter.weight.saturating_add(weight);
        } else if self.counters.len() < PLACES {
            self.counters.push(Counter { place, weight, error: 0 });
        } else if let Some(lightest) = self.counters.iter_mut().min_by_key(|counter| counter.weight) {
            *lightest = Counter { place, weight: lightest.weight.saturating_add(weight), error: lightest.weight };
        }
    }

    /// Counts anew; how far places went is not forgotten.
    pub(super) fn restart(&mut self) {
        self.counters.clear();
    }

    /// A minute has ended.
    pub(super) fn turn(&mut self) {
        self.last_minute = core::mem::take(&mut self.minute);
        self.heard_before = self.heard;
    }

    /// Whether places were walked in order: three of four in the last minute lay beyond all that were heard before.
    pub(super) fn is_walked(&self) -> bool {
        let Walk { heard, rising, falling } = self.last_minute;
        heard >= WALK_AT_LEAST && u64::from(rising.max(falling)) * 4 >= u64::from(heard) * 3
    }

    /// What was heard of the range from `first` to `last`; if `joined`, the places of each collection as one.
    pub(super) fn observed(&self, first: Place, last: Place, joined: bool) -> Observed {
        let within = self.counters.iter().filter(|counter| first <= counter.place && counter.place <= last);
        let mut keys: Vec<Key> = within
            .map(|Counter { place, weight, error }| Key { place: *place, is_mixed: false, weight: *weight, error: *error })
            .collect();
        model::sort_by(&mut keys, |left, right| left.place.cmp(&right.place));
        if joined {
            keys.dedup_by(|next, key| {
                let same = next.place.hash == key.place.hash;
                if same {
                    (key.weight, key.error) = (key.weight.saturating_add(next.weight), key.error.saturating_add(next.error));
                    key.is_mixed = true;
                }
                same
            });
            keys.iter_mut().for_each(|key| key.place.sort = 0);
        }
        Observed(keys)
    }
}

impl Observed {
    /// The key that surely takes more than half of the heat.
    pub(super) fn dominant(&self) -> Option<Key> {
        let total = self.total();
        self.0.iter().find(|key| u128::from(key.weight - key.error) * 2 > total).copied()
    }

    /// The first place of the upper half: where the weights on both sides differ least. `None` for less than two places.
    pub(super) fn median(&self) -> Option<Place> {
        let total = self.total();
        let mut below = 0;
        // Between two collections the cut lies before all of the upper one.
        let point = |low: Place, high: Place| if low.hash == high.hash { high } else { Place::of(high.hash) };
        let of_pair = |pair: &[Key]| if let [low, high] = pair { Some((low.weight, point(low.place, high.place))) } else { None };
        let cuts = self.0.windows(2).filter_map(of_pair);
        let cuts = cuts.map(|(weight, place)| {
            below += u128::from(weight);
            ((below * 2).abs_diff(total), place)
        });
        cuts.min_by_key(|(difference, _)| *difference).map(|(_, place)| place)
    }

    fn total(&self) -> u128 {
        self.0.iter().map(|key| u128::from(key.weight)).sum()
    }
}
