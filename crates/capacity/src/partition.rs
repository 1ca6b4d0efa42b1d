//! Partitions: contiguous, disjoint ranges that cover the hash space, each with what lies in it.
//!
//! Partitions are split and never merged (paper; AWS database blog, "Scaling DynamoDB", part 3). A split leaves the lower part
//! under its number and gives the upper part the next unused number, so what was counted under a number stays there.
//!
//! A range begins at a [`Place`], so an item collection may lie in several partitions, cut by sort key. Whoever splits a table
//! with a local secondary index sees to it that its ranges begin at whole collections.

use core::fmt;

use model::KeyHash;

use crate::Place;

/// Number of a partition within its key space, from 0, in the order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartitionNumber(pub u32);

/// One partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Number.
    pub number: PartitionNumber,
    /// First point of its range, included. The range ends before the next partition's first point.
    pub first: Place,
    /// Items or entries in it.
    pub item_count: u64,
    /// Their bytes.
    pub size_bytes: u64,
}

/// Why a split is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitError {
    /// The point is the first of a partition already: nothing would be left below it.
    AtBoundary,
    /// More items or bytes are said to lie below the point than the partition holds.
    MoreThanThere,
    /// The key space has [`PartitionTable::PARTITIONS_MAX`] partitions.
    TooMany,
}

/// The partitions of one key space (a table with its local indexes, or a global index) in order of their ranges.
#[derive(Clone)]
pub struct PartitionTable {
    partitions: Vec<Partition>,
    /// The most that a partition has held since the counts were cleared: tells in no time that none is too large.
    peak_bytes: u64,
    cuts_collections: bool,
}

impl PartialEq for PartitionTable {
    /// By what the partitions are and hold, not by what they once held.
    fn eq(&self, other: &Self) -> bool {
        self.partitions == other.partitions
    }
}

impl Eq for PartitionTable {}

impl fmt::Debug for PartitionTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartitionTable").field("partitions", &self.partitions).finish_non_exhaustive()
    }
}

impl PartitionTable {
    /// Partitions of one key space at most (our bound: 40 TB, or a hundred times the default table quota).
    pub const PARTITIONS_MAX: u32 = 4_096;

    /// An empty key space cut into `count` equal ranges; at least one, at most [`Self::PARTITIONS_MAX`].
    pub fn new(count: u32) -> Self {
        let count = count.clamp(1, Self::PARTITIONS_MAX);
        // 2^128 / count, rounded down for each: quarters begin where the segments of a parallel scan by four do.
        let (width, rest) = (u128::MAX / u128::from(count), u128::MAX % u128::from(count) + 1);
        let first = |number: u128| Place::of(KeyHash(width * number + rest * number / u128::from(count)));
        let partition = |number: u32| Partition {
            number: PartitionNumber(number),
            first: first(u128::from(number)),
            item_count: 0,
            size_bytes: 0,
        };
        PartitionTable { partitions: (0..count).map(partition).collect(), peak_bytes: 0, cuts_collections: false }
    }

    /// Partitions as they were kept; `None` unless they begin at 0, ascend strictly, and have the numbers 0 to n-1.
    pub fn from_partitions(partitions: Vec<Partition>) -> Option<Self> {
        let mut numbers: Vec<u32> = partitions.iter().map(|partition| partition.number.0).collect();
        model::sort_by(&mut numbers, u32::cmp);
        let ascending = partitions.windows(2).all(|pair| matches!(pair, [low, high] if low.first < high.first));
        let sound = partitions.first().is_some_and(|partition| partition.first == Place::FIRST)
            && partitions.len() <= Self::PARTITIONS_MAX as usize
            && ascending
            && numbers.iter().zip(0..).all(|(number, expected)| *number == expected);
        let peak_bytes = partitions.iter().map(|partition| partition.size_bytes).max().unwrap_or(0);
        let cuts_collections = partitions.iter().any(|partition| partition.first.sort != 0);
        sound.then_some(PartitionTable { partitions, peak_bytes, cuts_collections })
    }

    /// The partitions in order of their ranges.
    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    /// Each partition with the last place of its range.
    pub fn ranges(&self) -> impl Iterator<Item = (Partition, Place)> {
        let lasts = self.partitions.iter().skip(1).map(|next| next.first.before()).chain([Place::LAST]);
        self.partitions.iter().copied().zip(lasts)
    }

    /// The last place of this partition's range; `None` if there is no such partition.
    pub fn last_of(&self, number: PartitionNumber) -> Option<Place> {
        self.ranges().find(|(partition, _)| partition.number == number).map(|(_, last)| last)
    }

    /// Whether any item collection lies in more than one partition; if not, a place's hash alone tells its partition.
    pub fn cuts_collections(&self) -> bool {
        self.cuts_collections
    }

    /// How many there are.
    pub fn count(&self) -> u32 {
        self.partitions.len() as u32
    }

    /// Items and bytes in all of them.
    pub fn held(&self) -> (u64, u64) {
        let add =
            |(items, bytes): (u64, u64), partition: &Partition| (items + partition.item_count, bytes + partition.size_bytes);
        self.partitions.iter().fold((0, 0), add)
    }

    /// The partition in whose range the place lies.
    pub fn partition_of(&self, place: Place) -> PartitionNumber {
        self.partitions.get(self.position(place)).map_or(PartitionNumber(0), |partition| partition.number)
    }

    /// Counts what a write adds to or takes from a place.
    pub fn adjust(&mut self, place: Place, items: i64, bytes: i64) {
        let at = self.position(place);
        if let Some(partition) = self.partitions.get_mut(at) {
            partition.item_count = partition.item_count.saturating_add_signed(items);
            partition.size_bytes = partition.size_bytes.saturating_add_signed(bytes);
            self.peak_bytes = self.peak_bytes.max(partition.size_bytes);
        }
    }

    /// Forgets what lies in the partitions, not the partitions.
    pub fn clear_counts(&mut self) {
        for partition in &mut self.partitions {
            (partition.item_count, partition.size_bytes) = (0, 0);
        }
        self.peak_bytes = 0;
    }

    /// The most bytes that any partition has held since the counts were cleared; at least what the largest one holds.
    pub fn peak_size_bytes(&self) -> u64 {
        self.peak_bytes
    }

    /// Items and bytes of the partition in whose range the place lies.
    pub fn held_at(&self, place: Place) -> (u64, u64) {
        self.partitions.get(self.position(place)).map_or((0, 0), |partition| (partition.item_count, partition.size_bytes))
    }

    /// Splits the partition in which `point` lies: what is below it keeps the number, the rest gets a new one.
    /// `items_below` and `bytes_below` say how much of what it holds lies below the point.
    pub fn split_at(&mut self, point: Place, items_below: u64, bytes_below: u64) -> Result<PartitionNumber, SplitError> {
        if self.count() >= Self::PARTITIONS_MAX {
            return Err(SplitError::TooMany);
        }
        let number = PartitionNumber(self.count());
        let at = self.position(point);
        let lower = self.partitions.get_mut(at).filter(|partition| partition.first < point).ok_or(SplitError::AtBoundary)?;
        let upper = Partition {
            number,
            first: point,
            item_count: lower.item_count.checked_sub(items_below).ok_or(SplitError::MoreThanThere)?,
            size_bytes: lower.size_bytes.checked_sub(bytes_below).ok_or(SplitError::MoreThanThere)?,
        };
        (lower.item_count, lower.size_bytes) = (items_below, bytes_below);
        self.cuts_collections |= point.sort != 0;
        self.partitions.insert(at + 1, upper);
        Ok(number)
    }

    /// Halves every partition, again and again, until there are at least `wanted`: what raised throughput does. Gives each
    /// new partition with the one that it was split from, in order. What lies where is guessed to be halved, too; who knows
    /// counts anew.
    ///
    /// Our model: the paper's example (4 partitions at 3,200 WCU, 8 at 6,000) is repeated halving of all of them.
    pub fn grow_to(&mut self, wanted: u32) -> Vec<(PartitionNumber, PartitionNumber)> {
        let mut added = Vec::new();
        while self.count() < wanted.min(Self::PARTITIONS_MAX) && self.count() * 2 <= Self::PARTITIONS_MAX {
            let halves: Vec<(Partition, Place)> = self
                .ranges()
                .filter_map(|(partition, last)| Some((partition, partition.first.middle(last).filter(|at| at.sort == 0)?)))
                .collect();
            let before = added.len();
            for (partition, middle) in halves {
                let split = self.split_at(middle, partition.item_count / 2, partition.size_bytes / 2);
                added.extend(split.ok().map(|number| (partition.number, number)));
            }
            if added.len() == before {
                break;
            }
        }
        added
    }

    fn position(&self, place: Place) -> usize {
        self.partitions.partition_point(|partition| partition.first <= place).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Partition, PartitionNumber, PartitionTable, SplitError};
    use crate::Place;
    use model::KeyHash;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    fn at(hash: u128) -> Place {
        Place::of(KeyHash(hash))
    }

    /// What must hold whatever was split: ranges join without gap or overlap and numbers are used once.
    fn assert_sound(table: &PartitionTable) {
        assert_eq!(PartitionTable::from_partitions(table.partitions().to_vec()).as_ref(), Some(table));
        let mut next = Some(Place::FIRST);
        for (partition, last) in table.ranges() {
            assert_eq!(Some(partition.first), next);
            assert_eq!(table.last_of(partition.number), Some(last));
            next = last.after();
        }
        assert_eq!(next, None);
    }

    #[test]
    fn equal_ranges_cover_the_space() {
        for count in [1, 2, 3, 4, 7, 54] {
            let table = PartitionTable::new(count);
            assert_sound(&table);
            assert_eq!(table.count(), count);
            assert_eq!(table.partition_of(at(0)), PartitionNumber(0));
            assert_eq!(table.partition_of(at(u128::MAX)), PartitionNumber(count - 1));
        }
        assert_eq!(PartitionTable::new(4).partition_of(at(1 << 127)), PartitionNumber(2));
        assert_eq!(PartitionTable::new(4).partition_of(at((1 << 127) - 1)), PartitionNumber(1));
    }

    #[test]
    fn raised_throughput_halves_and_lowered_throughput_keeps() {
        let mut table = PartitionTable::new(4);
        table.adjust(at(0), 7, 100);
        assert_eq!(table.grow_to(4), []);
        let added = table.grow_to(6).into_iter().map(|(from, to)| (from.0, to.0));
        assert_eq!(added.collect::<Vec<_>>(), [(0, 4), (1, 5), (2, 6), (3, 7)]);
        assert_eq!((table.held_at(at(0)), table.held_at(at(1 << 125))), ((3, 50), (4, 50)));
        assert_eq!(table.grow_to(5), []);
        assert_sound(&table);
        assert!(!table.grow_to(u32::MAX).is_empty());
        assert_eq!(table.count(), PartitionTable::PARTITIONS_MAX);
        assert_eq!(table.split_at(at(77), 0, 0), Err(SplitError::TooMany));
    }

    #[test]
    fn a_split_divides_what_is_held() {
        let mut table = PartitionTable::new(2);
        table.adjust(at(5), 1, 600);
        table.adjust(at(u128::MAX / 3), 2, 500);
        assert_eq!((table.held_at(at(7)), table.peak_size_bytes()), ((3, 1_100), 1_100));
        let point = at(1 << 126);
        assert_eq!(table.split_at(point, 1, 1_101), Err(SplitError::MoreThanThere));
        assert_eq!(table.split_at(point, 1, 600), Ok(PartitionNumber(2)));
        assert_eq!(table.split_at(point, 0, 0), Err(SplitError::AtBoundary));
        let held: Vec<_> = table.partitions().iter().map(|part| (part.number.0, part.item_count, part.size_bytes)).collect();
        assert_eq!(held, [(0, 1, 600), (2, 2, 500), (1, 0, 0)]);
        assert_eq!(PartitionTable::from_partitions(table.partitions().to_vec()).map(|kept| kept.peak_size_bytes()), Some(600));
        table.clear_counts();
        assert_eq!(table.peak_size_bytes(), 0);
    }

    #[test]
    fn kept_partitions_are_checked() {
        let partition =
            |number, first| Partition { number: PartitionNumber(number), first: at(first), item_count: 0, size_bytes: 0 };
        assert!(PartitionTable::from_partitions(vec![partition(1, 0), partition(0, 9)]).is_some());
        for wrong in [
            vec![],
            vec![partition(0, 1)],
            vec![partition(0, 0), partition(0, 9)],
            vec![partition(0, 0), partition(2, 9)],
            vec![partition(0, 0), partition(1, 9), partition(2, 9)],
        ] {
            assert_eq!(PartitionTable::from_partitions(wrong), None);
        }
    }

    proptest! {
        #[test]
        fn splits_keep_the_cover_and_move_no_hash_to_another_number_but_the_new_one(points in proptest::collection::vec((any::<u128>(), 0u128..3), 1..40), hash in any::<u128>(), sort in 0u128..3) {
            let mut table = PartitionTable::new(3);
            let place = Place { hash: KeyHash(hash), sort };
            let cuts = points.iter().any(|(_, sort)| *sort > 0);
            for (point, sort) in points {
                let before = table.partition_of(place);
                let split = table.split_at(Place { hash: KeyHash(point), sort }, 0, 0);
                let after = table.partition_of(place);
                prop_assert!(after == before || split == Ok(after));
                let (holder, last) = table.ranges().find(|(partition, _)| partition.number == after).unwrap();
                prop_assert!(holder.first <= place && place <= last);
            }
            assert_sound(&table);
            prop_assert_eq!(table.cuts_collections(), cuts);
            prop_assert_eq!(table.partition_of(at(0)), PartitionNumber(0));
        }
    }
}
