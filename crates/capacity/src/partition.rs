//! Partitions: contiguous, disjoint ranges that cover the hash space, each with what lies in it.
//!
//! Partitions are split and never merged (paper; AWS database blog, "Scaling DynamoDB", part 3). A split leaves the lower part
//! under its number and gives the upper part the next unused number, so what was counted under a number stays there.
//!
//! Our model: ranges end between partition key values. AWS may also cut an item collection by sort key where the table has no
//! local secondary index.

use core::fmt;

use model::KeyHash;

/// Number of a partition within its key space, from 0, in the order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartitionNumber(pub u32);

/// One partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Number.
    pub number: PartitionNumber,
    /// First point of its range, included. The range ends before the next partition's first point.
    pub first: KeyHash,
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
        let first = |number: u128| KeyHash(width * number + rest * number / u128::from(count));
        let partition = |number: u32| Partition {
            number: PartitionNumber(number),
            first: first(u128::from(number)),
            item_count: 0,
            size_bytes: 0,
        };
        PartitionTable { partitions: (0..count).map(partition).collect(), peak_bytes: 0 }
    }

    /// Partitions as they were kept; `None` unless they begin at 0, ascend strictly, and have the numbers 0 to n-1.
    pub fn from_partitions(partitions: Vec<Partition>) -> Option<Self> {
        let mut numbers: Vec<u32> = partitions.iter().map(|partition| partition.number.0).collect();
        model::sort_by(&mut numbers, u32::cmp);
        let ascending = partitions.windows(2).all(|pair| matches!(pair, [low, high] if low.first < high.first));
        let sound = partitions.first().is_some_and(|partition| partition.first == KeyHash(0))
            && partitions.len() <= Self::PARTITIONS_MAX as usize
            && ascending
            && numbers.iter().zip(0..).all(|(number, expected)| *number == expected);
        let peak_bytes = partitions.iter().map(|partition| partition.size_bytes).max().unwrap_or(0);
        sound.then_some(PartitionTable { partitions, peak_bytes })
    }

    /// The partitions in order of their ranges.
    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    /// Each partition with the last point of its range.
    pub fn ranges(&self) -> impl Iterator<Item = (Partition, KeyHash)> {
        let lasts = self.partitions.iter().skip(1).map(|next| KeyHash(next.first.0 - 1)).chain([KeyHash(u128::MAX)]);
        self.partitions.iter().copied().zip(lasts)
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

    /// The partition in whose range the hash lies.
    pub fn partition_of(&self, hash: KeyHash) -> PartitionNumber {
        self.partitions.get(self.position(hash)).map_or(PartitionNumber(0), |partition| partition.number)
    }

    /// Counts what a write adds to or takes from the place of `hash`.
    pub fn adjust(&mut self, hash: KeyHash, items: i64, bytes: i64) {
        let at = self.position(hash);
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

    /// Items and bytes of the partition in whose range the hash lies.
    pub fn held_at(&self, hash: KeyHash) -> (u64, u64) {
        self.partitions.get(self.position(hash)).map_or((0, 0), |partition| (partition.item_count, partition.size_bytes))
    }

    /// Splits the partition in which `point` lies: what is below it keeps the number, the rest gets a new one.
    /// `items_below` and `bytes_below` say how much of what it holds lies below the point.
    pub fn split_at(&mut self, point: KeyHash, items_below: u64, bytes_below: u64) -> Result<PartitionNumber, SplitError> {
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
        self.partitions.insert(at + 1, upper);
        Ok(number)
    }

    /// Halves every partition, again and again, until there are at least `wanted`: what raised throughput does. Returns
    /// whether anything was split; counts are then to be made anew, for nothing is known of where the middle divides them.
    ///
    /// Our model: the paper's example (4 partitions at 3,200 WCU, 8 at 6,000) is repeated halving of all of them.
    pub fn grow_to(&mut self, wanted: u32) -> bool {
        let before = self.count();
        while self.count() < wanted.min(Self::PARTITIONS_MAX) && self.count() * 2 <= Self::PARTITIONS_MAX {
            let middles: Vec<KeyHash> = self.ranges().filter_map(|(partition, last)| middle(partition.first, last)).collect();
            let halved = middles.into_iter().filter(|point| self.split_at(*point, 0, 0).is_ok()).count();
            if halved == 0 {
                break;
            }
        }
        self.count() > before
    }

    fn position(&self, hash: KeyHash) -> usize {
        self.partitions.partition_point(|partition| partition.first <= hash).saturating_sub(1)
    }
}

/// The first point of the upper half; `None` for a range of one point.
fn middle(first: KeyHash, last: KeyHash) -> Option<KeyHash> {
    let width = last.0.checked_sub(first.0)?;
    (width > 0).then(|| KeyHash(first.0 + width / 2 + 1))
}

#[cfg(test)]
mod tests {
    use super::{Partition, PartitionNumber, PartitionTable, SplitError};
    use model::KeyHash;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    /// What must hold whatever was split: ranges join without gap or overlap and numbers are used once.
    fn assert_sound(table: &PartitionTable) {
        assert_eq!(PartitionTable::from_partitions(table.partitions().to_vec()).as_ref(), Some(table));
        let mut next = Some(0);
        for (partition, last) in table.ranges() {
            assert_eq!(Some(partition.first.0), next);
            next = last.0.checked_add(1);
        }
        assert_eq!(next, None);
    }

    #[test]
    fn equal_ranges_cover_the_space() {
        for count in [1, 2, 3, 4, 7, 54] {
            let table = PartitionTable::new(count);
            assert_sound(&table);
            assert_eq!(table.count(), count);
            assert_eq!(table.partition_of(KeyHash(0)), PartitionNumber(0));
            assert_eq!(table.partition_of(KeyHash(u128::MAX)), PartitionNumber(count - 1));
        }
        assert_eq!(PartitionTable::new(4).partition_of(KeyHash(1 << 127)), PartitionNumber(2));
        assert_eq!(PartitionTable::new(4).partition_of(KeyHash((1 << 127) - 1)), PartitionNumber(1));
    }

    #[test]
    fn raised_throughput_halves_and_lowered_throughput_keeps() {
        let mut table = PartitionTable::new(4);
        assert!(!table.grow_to(4));
        assert!(table.grow_to(6));
        assert_eq!(table.count(), 8);
        assert!(!table.grow_to(5));
        assert_sound(&table);
        assert!(table.grow_to(u32::MAX));
        assert_eq!(table.count(), PartitionTable::PARTITIONS_MAX);
        assert_eq!(table.split_at(KeyHash(77), 0, 0), Err(SplitError::TooMany));
    }

    #[test]
    fn a_split_divides_what_is_held() {
        let mut table = PartitionTable::new(2);
        table.adjust(KeyHash(5), 1, 600);
        table.adjust(KeyHash(u128::MAX / 3), 2, 500);
        assert_eq!((table.held_at(KeyHash(7)), table.peak_size_bytes()), ((3, 1_100), 1_100));
        let point = KeyHash(1 << 126);
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
            |number, first| Partition { number: PartitionNumber(number), first: KeyHash(first), item_count: 0, size_bytes: 0 };
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
        fn splits_keep_the_cover_and_move_no_hash_to_another_number_but_the_new_one(points in proptest::collection::vec(any::<u128>(), 1..40), hash in any::<u128>()) {
            let mut table = PartitionTable::new(3);
            for point in points {
                let before = table.partition_of(KeyHash(hash));
                let split = table.split_at(KeyHash(point), 0, 0);
                let after = table.partition_of(KeyHash(hash));
                prop_assert!(after == before || split == Ok(after));
                let (holder, last) = table.ranges().find(|(partition, _)| partition.number == after).unwrap();
                prop_assert!(holder.first.0 <= hash && hash <= last.0);
            }
            assert_sound(&table);
            prop_assert_eq!(table.partition_of(KeyHash(0)), PartitionNumber(0));
        }
    }
}
