//! Split for heat: which partitions have been near their ceilings for long, and what would help.
//!
//! For each partition it counts what was consumed in the present minute. From the second hot minute on it also listens to which
//! places are asked for, so that a cold partition costs two numbers. At each turn of a minute it says what is to be done; it
//! changes no partition itself.
//!
//! Our model, for AWS publishes neither the threshold nor the time:
//! - a minute is hot if more than [`HOT_PERCENT`] percent of a ceiling (3,000 read or 1,000 write units a second) was
//!   consumed in it, and [`HOT_MINUTES`] hot minutes in a row in one direction call for a split;
//! - the split point is the weighted median of the places that were observed, a write unit counting as three read units;
//! - a key that takes more than half of the heat gets a partition of its own;
//! - nothing is split where it would not help: one item takes the heat and is alone already; a local secondary index keeps the
//!   hot collection together; the hot collection is walked in order, so the heat would move on to the new partition. There is
//!   no merging.
//!
//! Follows: paper, "Splitting for consumption"; developer guide, "Burst and adaptive capacity" (isolating items), "Diagnosing
//! throttling" (rolling hot partitions).

mod sample;

use model::HalfUnits;
use model::limits::{PARTITION_READ_UNITS, PARTITION_WRITE_UNITS};

use crate::{Direction, Partition, PartitionNumber, PartitionTable, Place};
use sample::Sample;

/// Percent of a ceiling above which a minute is hot.
pub const HOT_PERCENT: u64 = 75;
/// Hot minutes in a row that call for a split.
pub const HOT_MINUTES: u8 = 5;

/// Half units in a minute above which it is hot.
const fn hot(ceiling: u32) -> u64 {
    HalfUnits::whole(ceiling as u64 * 60).0 * HOT_PERCENT / 100
}
const HOT_READS: u64 = hot(PARTITION_READ_UNITS);
const HOT_WRITES: u64 = hot(PARTITION_WRITE_UNITS);

/// What is to be done about a partition that is hot for long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitDecision {
    /// It is to be split at this place.
    Split {
        /// The partition.
        partition: PartitionNumber,
        /// First place of the new one.
        at: Place,
    },
    /// One key takes more than half of its heat and is to lie alone.
    Isolate {
        /// The partition.
        partition: PartitionNumber,
        /// First place of the key.
        first: Place,
        /// Its last place.
        last: Place,
    },
    /// A split would not help. Told once for as long as it stays so.
    Keep {
        /// The partition.
        partition: PartitionNumber,
        /// Why not.
        why: KeptWhole,
    },
}

/// Why a hot partition is not split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptWhole {
    /// One item, or one key of an index without sort key, takes the heat, and it is alone already.
    OneItem,
    /// One item collection takes the heat, and a local index keeps it together.
    LocalIndex,
    /// Keys are walked in order: the heat would move on to the new partition.
    Ordered,
}

/// The heat of the partitions of one key space.
#[derive(Clone, Debug, Default)]
pub struct HeatWatch {
    /// By partition number; those above have consumed nothing yet.
    watched: Vec<Watched>,
}

#[derive(Clone, Debug, Default)]
struct Watched {
    /// Half units of the present minute.
    reads: u64,
    writes: u64,
    hot_reads: u8,
    hot_writes: u8,
    /// What is asked for, while it is hot.
    sample: Option<Box<Sample>>,
    told: Option<KeptWhole>,
}

impl HeatWatch {
    /// Counts what a partition served. Half units.
    pub fn count(&mut self, direction: Direction, partition: u32, units: HalfUnits) {
        let watched = self.of(partition);
        match direction {
            Direction::Read => watched.reads += units.0,
            Direction::Write => watched.writes += units.0,
        }
    }

    /// Counts what all partitions served, half units by their number; gives the sum.
    pub fn count_all(&mut self, direction: Direction, units: &[u64]) -> u64 {
        if let Some(last) = units.len().checked_sub(1) {
            self.of(u32::try_from(last).unwrap_or(u32::MAX));
        }
        let mut sum = 0;
        for (watched, units) in self.watched.iter_mut().zip(units) {
            match direction {
                Direction::Read => watched.reads += units,
                Direction::Write => watched.writes += units,
            }
            sum += units;
        }
        sum
    }

    /// Whether [`HeatWatch::heard`] would listen: the partition was hot in the last minute.
    pub fn listens(&self, partition: u32) -> bool {
        self.watched.get(partition as usize).is_some_and(|watched| watched.sample.is_some())
    }

    /// A place of a partition was asked for, served or not. Bounded: some places are kept, those asked for most.
    pub fn heard(&mut self, direction: Direction, partition: u32, place: Place, units: HalfUnits) {
        if let Some(Watched { sample: Some(sample), .. }) = self.watched.get_mut(partition as usize) {
            let weight = match direction {
                Direction::Read => units.0,
                Direction::Write => units.0.saturating_mul(3),
            };
            sample.hear(place, weight);
        }
    }

    /// A minute has ended. `keeps_collections`: a local secondary index keeps each item collection in one partition.
    pub fn minute(&mut self, table: &PartitionTable, keeps_collections: bool) -> Vec<SplitDecision> {
        let mut decisions = Vec::new();
        for (watched, number) in self.watched.iter_mut().zip(0..) {
            if watched.turn() < HOT_MINUTES {
                continue;
            }
            let found = table.ranges().find(|(partition, _)| partition.number == PartitionNumber(number));
            let Some((partition, last)) = found else { continue };
            let Some(decision) = watched.decide(partition, last, keeps_collections) else { continue };
            match decision {
                SplitDecision::Keep { why, .. } => {
                    // It is looked at again in a minute, by what is asked for until then.
                    (watched.hot_reads, watched.hot_writes) =
                        (watched.hot_reads.min(HOT_MINUTES - 1), watched.hot_writes.min(HOT_MINUTES - 1));
                    watched.sample.get_or_insert_default().restart();
                    if watched.told.replace(why) == Some(why) {
                        continue;
                    }
                }
                SplitDecision::Split { .. } | SplitDecision::Isolate { .. } => *watched = Watched::default(),
            }
            decisions.push(decision);
        }
        decisions
    }

    fn of(&mut self, partition: u32) -> &mut Watched {
        let at = (partition as usize).min(PartitionTable::PARTITIONS_MAX as usize);
        if at >= self.watched.len() {
            self.watched.resize_with(at + 1, Watched::default);
        }
        &mut self.watched[at]
    }
}

impl Watched {
    /// Ends the minute; gives how many were hot in a row.
    fn turn(&mut self) -> u8 {
        let next = |hot: u8, is_hot: bool| if is_hot { hot.saturating_add(1) } else { 0 };
        self.hot_reads = next(self.hot_reads, self.reads > HOT_READS);
        self.hot_writes = next(self.hot_writes, self.writes > HOT_WRITES);
        (self.reads, self.writes) = (0, 0);
        let hot = self.hot_reads.max(self.hot_writes);
        if hot == 0 {
            (self.sample, self.told) = (None, None);
        } else {
            self.sample.get_or_insert_default().turn();
        }
        hot
    }

    /// What would help; `None` if nothing was heard.
    fn decide(&self, partition: Partition, last: Place, keeps_collections: bool) -> Option<SplitDecision> {
        let sample = self.sample.as_ref()?;
        let (first, partition) = (partition.first, partition.number);
        let keep = |why| Some(SplitDecision::Keep { partition, why });
        // A collection that a local index keeps together is told as such, walked or not.
        if sample.is_walked() && !keeps_collections {
            return keep(KeptWhole::Ordered);
        }
        let observed = sample.observed(first, last, keeps_collections);
        if let Some(key) = observed.dominant() {
            // Without a sort key, or kept together, the key is its whole collection.
            let whole = keeps_collections || key.place.sort == 0;
            let key_last = if whole { Place { sort: u128::MAX, ..key.place } } else { key.place };
            return match (key.place <= first, key_last >= last) {
                (true, true) => keep(if key.is_mixed { KeptWhole::LocalIndex } else { KeptWhole::OneItem }),
                _ => Some(SplitDecision::Isolate { partition, first: key.place, last: key_last }),
            };
        }
        if sample.is_walked() {
            return keep(KeptWhole::Ordered);
        }
        Some(SplitDecision::Split { partition, at: observed.median()? })
    }
}

#[cfg(test)]
mod tests;
