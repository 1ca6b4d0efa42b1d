//! Which places of a hot partition are asked for most: a bounded, weighted sample.
//!
//! Space-saving counters: a place that is not among the [`PLACES`] that are kept takes over the counter of the lightest one and
//! what it counted, as its error. So a key with more than 1/64 of the heat is always among them, and of the others some that
//! were asked for lately, as many as the even spread of the rest deserves.
//!
//! Beside them one item collection is followed, the one that may have most of the heat (a majority vote): whether its places
//! are walked in order. What lies beside it in the partition does not hide that.

use model::KeyHash;

use crate::Place;

/// Places kept (our bound).
const PLACES: usize = 64;
/// Places heard in a minute before their order means anything.
const WALK_AT_LEAST: u32 = 16;

/// The sample.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    counters: Vec<Counter>,
    followed: Option<Collection>,
    /// Weight of everything heard in this minute, and in the last.
    minute: u64,
    last_minute: u64,
}

/// The collection that is followed.
#[derive(Clone, Debug)]
struct Collection {
    hash: KeyHash,
    /// What was heard of it beyond what was heard of others; half of it is forgotten each minute.
    votes: u64,
    /// The lowest and the highest sort key heard; in earlier minutes, and in all.
    heard_before: Option<(u128, u128)>,
    heard: (u128, u128),
    minute: Walk,
    last_minute: Walk,
}

#[derive(Clone, Copy, Debug)]
struct Counter {
    place: Place,
    weight: u64,
    error: u64,
}

/// A minute of a collection: places heard and their weight, and the weight of those that lay above, or below, all of the
/// minutes before.
#[derive(Clone, Copy, Debug, Default)]
struct Walk {
    heard: u32,
    weight: u64,
    rising: u64,
    falling: u64,
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
        self.minute = self.minute.saturating_add(weight);
        self.follow(place, weight);
        if let Some(counter) = self.counters.iter_mut().find(|counter| counter.place == place) {
            counter.weight = counter.weight.saturating_add(weight);
        } else if self.counters.len() < PLACES {
            self.counters.push(Counter { place, weight, error: 0 });
        } else if let Some(lightest) = self.counters.iter_mut().min_by_key(|counter| counter.weight) {
            *lightest = Counter { place, weight: lightest.weight.saturating_add(weight), error: lightest.weight };
        }
    }

    /// Votes for the collection of a place. One with more than half of the heat is followed sooner or later, and then for good.
    fn follow(&mut self, place: Place, weight: u64) {
        match &mut self.followed {
            Some(followed) if followed.hash == place.hash => followed.hear(place.sort, weight),
            Some(followed) if followed.votes >= weight => followed.votes -= weight,
            _ => self.followed = Some(Collection::new(place, weight)),
        }
    }

    /// Counts anew; how far places went is not forgotten.
    pub(super) fn restart(&mut self) {
        self.counters.clear();
    }

    /// A minute has ended.
    pub(super) fn turn(&mut self) {
        self.last_minute = core::mem::take(&mut self.minute);
        if let Some(followed) = &mut self.followed {
            followed.turn();
        }
    }

    /// Whether one collection took most of the last minute's heat, and was walked in order: three quarters of what it took lay
    /// beyond all that was heard of it before.
    pub(super) fn is_walked(&self) -> bool {
        let Some(Walk { heard, weight, rising, falling }) = self.followed.as_ref().map(|followed| followed.last_minute) else {
            return false;
        };
        let twice = |weight: u64| u128::from(weight) * 2;
        heard >= WALK_AT_LEAST
            && twice(weight) > u128::from(self.last_minute)
            && twice(rising.max(falling)) * 2 >= u128::from(weight) * 3
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

impl Collection {
    fn new(place: Place, weight: u64) -> Self {
        let minute = Walk { heard: 1, weight, rising: 0, falling: 0 };
        let heard = (place.sort, place.sort);
        Collection { hash: place.hash, votes: weight, heard_before: None, heard, minute, last_minute: Walk::default() }
    }

    fn hear(&mut self, sort: u128, weight: u64) {
        self.votes = self.votes.saturating_add(weight);
        self.heard = (self.heard.0.min(sort), self.heard.1.max(sort));
        let Walk { heard, weight: all, rising, falling } = &mut self.minute;
        (*heard, *all) = (heard.saturating_add(1), all.saturating_add(weight));
        match self.heard_before {
            Some((_, highest)) if sort > highest => *rising = rising.saturating_add(weight),
            Some((lowest, _)) if sort < lowest => *falling = falling.saturating_add(weight),
            _ => {}
        }
    }

    fn turn(&mut self) {
        self.last_minute = core::mem::take(&mut self.minute);
        self.heard_before = Some(self.heard);
        self.votes /= 2;
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
