//! Units of a request on average, where sizes vary.
//!
//! A unit is a block begun, so the average over sizes is no unit of the average size: items of 1 to 2,048 bytes cost 1.5 write
//! units on average, one of 1,025 bytes costs 2. So the average is taken over all sizes between the bounds, exactly, and kept in
//! millionths of a unit.

use model::HalfUnits;
use model::limits::{READ_UNIT_BYTES, WRITE_UNIT_BYTES};

use crate::scenario::ItemSize;

/// Millionths of a capacity unit: what a request costs on average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MeanUnits(pub u64);

const UNIT: u64 = 1_000_000;

impl MeanUnits {
    /// Nothing.
    pub const ZERO: MeanUnits = MeanUnits(0);

    /// Average of a write of one item.
    pub fn write(size: ItemSize) -> Self {
        let (low, high) = bounds(size);
        mean_blocks(low, high, WRITE_UNIT_BYTES as u64)
    }

    /// Average of a write in the place of an item that is drawn as it is: what counts is the larger of the two.
    pub(crate) fn write_over(size: ItemSize) -> Self {
        let (low, high) = bounds(size);
        let (block, sizes) = (WRITE_UNIT_BYTES as u64, u128::from(high - low) + 1);
        // The larger takes no more than so many blocks if both do.
        let both = |blocks: u64| {
            let at_most = u128::from((blocks * block + 1).clamp(low, high + 1) - low);
            at_most * at_most
        };
        let blocks = |bytes: u64| bytes.div_ceil(block).max(1);
        let (least, most) = (blocks(low), blocks(high));
        let pairs = sizes * sizes;
        let sum = pairs * u128::from(least) + (least..most).map(|blocks| pairs - both(blocks)).sum::<u128>();
        MeanUnits(u64::try_from((sum * u128::from(UNIT) + pairs / 2) / pairs).unwrap_or(u64::MAX))
    }

    /// Average of a read that evaluates `count` items and is rounded once; half if it is eventually consistent.
    ///
    /// Our model: the sum of several sizes is spread evenly, as wide as the sum of so many even spreads varies.
    pub fn read(size: ItemSize, count: u64, consistent: bool) -> Self {
        let (low, high) = sum_bounds(size, count);
        let strong = mean_blocks(low, high, READ_UNIT_BYTES as u64);
        if consistent { strong } else { MeanUnits(strong.0.div_ceil(2)) }
    }

    /// Read of so many bytes, rounded once.
    pub fn read_bytes(bytes: u64, consistent: bool) -> Self {
        Self::read(ItemSize::Fixed(0), 0, consistent)
            .max(MeanUnits(bytes.div_ceil(READ_UNIT_BYTES as u64).saturating_mul(if consistent { UNIT } else { UNIT / 2 })))
    }

    /// So many of them.
    pub fn times(self, count: u64) -> Self {
        MeanUnits(self.0.saturating_mul(count))
    }

    /// So large a share of them, out of a whole.
    pub(crate) fn share(self, part: u64, whole: u64) -> Self {
        let units = u128::from(self.0) * u128::from(part) + u128::from(whole / 2);
        MeanUnits(u64::try_from(units / u128::from(whole.max(1))).unwrap_or(u64::MAX))
    }

    /// Both.
    pub fn plus(self, other: Self) -> Self {
        MeanUnits(self.0.saturating_add(other.0))
    }

    /// To the nearest half unit, and at least one half if it is anything.
    pub fn half_units(self) -> HalfUnits {
        let nearest = self.0.saturating_mul(2).saturating_add(UNIT / 2) / UNIT;
        HalfUnits(if self.0 > 0 { nearest.max(1) } else { 0 })
    }

    /// What `count` requests cost. `carry` holds what is less than a half unit, so that nothing is lost over many calls; it begins at 0.
    pub fn of(self, count: u64, carry: &mut u64) -> HalfUnits {
        let sum = u128::from(self.0) * 2 * u128::from(count) + u128::from(*carry);
        *carry = u64::try_from(sum % u128::from(UNIT)).unwrap_or(0);
        HalfUnits(u64::try_from(sum / u128::from(UNIT)).unwrap_or(u64::MAX))
    }
}

/// Smallest and largest.
pub(crate) fn bounds(size: ItemSize) -> (u64, u64) {
    match size {
        ItemSize::Fixed(bytes) => (bytes.into(), bytes.into()),
        ItemSize::Between(low, high) => (low.min(high).into(), low.max(high).into()),
    }
}

/// Average bytes, rounded up.
pub(crate) fn mean_bytes(size: ItemSize) -> u64 {
    let (low, high) = bounds(size);
    (low + high).div_ceil(2)
}

/// Between which sums `count` sizes lie. The spread of a sum of n even spreads grows with the root of n.
fn sum_bounds(size: ItemSize, count: u64) -> (u64, u64) {
    let (low, high) = bounds(size);
    let twice_mean = count.saturating_mul(low + high);
    let thousandths_of_root = count.min(u64::MAX / 1_000_000).saturating_mul(1_000_000).isqrt();
    let spread = (high - low).saturating_mul(thousandths_of_root) / 1_000;
    let from = (twice_mean.saturating_sub(spread) / 2).max(count.saturating_mul(low));
    let to = (twice_mean.saturating_add(spread) / 2).min(count.saturating_mul(high));
    (from, to.max(from))
}

/// Average over all sizes from `low` to `high` of the blocks begun, at least one each.
fn mean_blocks(low: u64, high: u64, block: u64) -> MeanUnits {
    let sizes = u128::from(high - low) + 1;
    // A size of 0 costs a block too.
    let empty = u128::from(low == 0);
    let sum = blocks_up_to(high, block) - blocks_up_to(low.saturating_sub(1), block) + empty;
    let mean = (sum * u128::from(UNIT) + sizes / 2) / sizes;
    MeanUnits(u64::try_from(mean).unwrap_or(u64::MAX))
}

/// Sum of the blocks of all sizes from 1 to `size`.
fn blocks_up_to(size: u64, block: u64) -> u128 {
    let (size, block) = (u128::from(size), u128::from(block));
    let (full, rest) = (size / block, size % block);
    block * full * (full + 1) / 2 + rest * (full + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_those_of_every_size() {
        let by_hand = |low: u32, high: u32| {
            let sum: u64 = (low..=high).map(|size| u64::from(size).div_ceil(1_024).max(1)).sum();
            let count = u64::from(high - low) + 1;
            MeanUnits((sum * UNIT + count / 2) / count)
        };
        for (low, high) in [(0, 0), (0, 1), (1, 2_048), (100, 3_000), (1_024, 1_025), (5_000, 5_000), (1, 400 * 1_024)] {
            assert_eq!(MeanUnits::write(ItemSize::Between(low, high)), by_hand(low, high), "{low} to {high}");
        }
        assert_eq!(MeanUnits::write(ItemSize::Between(1, 2_048)), MeanUnits(1_500_000));
    }

    #[test]
    fn the_larger_of_two_sizes_is_that_of_every_pair() {
        for (low, high) in [(0u64, 0u64), (1, 2_048), (900, 1_100), (1_000, 2_600), (5_000, 5_000)] {
            let blocks = |size: u64| size.div_ceil(1_024).max(1);
            let pairs = || (low..=high).flat_map(|old| (low..=high).map(move |new| blocks(old.max(new))));
            let (sum, count) = (pairs().sum::<u64>(), (high - low + 1).pow(2));
            let expected = (u128::from(sum) * u128::from(UNIT) + u128::from(count / 2)) / u128::from(count);
            assert_eq!(
                u128::from(MeanUnits::write_over(ItemSize::Between(low as u32, high as u32)).0),
                expected,
                "{low} to {high}"
            );
        }
    }

    #[test]
    fn a_query_is_rounded_once() {
        // Developer guide: 1,500 items of 64 bytes are 96 KB, 24 units strongly consistent, 12 otherwise.
        assert_eq!(MeanUnits::read(ItemSize::Fixed(64), 1_500, true).half_units(), HalfUnits::whole(24));
        assert_eq!(MeanUnits::read(ItemSize::Fixed(64), 1_500, false).half_units(), HalfUnits::whole(12));
        // Nothing found costs the least there is.
        assert_eq!(MeanUnits::read(ItemSize::Fixed(64), 0, false).half_units(), HalfUnits(1));
        assert_eq!(MeanUnits::read_bytes(0, false), MeanUnits(500_000));
        assert_eq!(MeanUnits::read_bytes(4_097, true), MeanUnits(2_000_000));
    }

    #[test]
    fn nothing_is_lost_over_many_calls() {
        let mean = MeanUnits(1_333_333);
        let mut carry = 0;
        let sum: u64 = (0..1_000).map(|_| mean.of(3, &mut carry).0).sum();
        assert_eq!((sum, carry), (7_999, 998_000));
    }
}
