//! Fractions between 0 and 1 in fixed point: chances of admission, shares of partitions.

/// A fraction in parts of 2^30.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fraction(u32);

const BITS: u32 = 30;
const WHOLE: u32 = 1 << BITS;

impl Fraction {
    pub(super) const ZERO: Fraction = Fraction(0);
    pub(super) const ONE: Fraction = Fraction(WHOLE);

    /// `part / whole`, at most 1; 1 if there is nothing to divide by.
    pub(super) fn of(part: u64, whole: u64) -> Self {
        if part >= whole {
            return Fraction::ONE;
        }
        // Beyond 34 bits the lowest no longer matter.
        let shift = (u64::BITS - whole.leading_zeros()).saturating_sub(u64::BITS - BITS);
        Fraction((((part >> shift) << BITS) / (whole >> shift).max(1)).min(u64::from(WHOLE)) as u32)
    }

    /// Of a range of the hash space, out of all of it.
    pub(super) fn of_space(width: u128) -> Self {
        Fraction((width >> (u128::BITS - BITS)) as u32)
    }

    /// The shares of these weights; they add up to exactly 1, unless all weights are 0.
    pub(super) fn shares(weights: &[u64]) -> Vec<Self> {
        let whole = weights.iter().fold(0u64, |sum, weight| sum.saturating_add(*weight));
        let mut shares: Vec<Fraction> = weights.iter().map(|weight| Fraction::floor(*weight, whole)).collect();
        let sum: u32 = shares.iter().map(|share| share.0).sum();
        if let Some(largest) = shares.iter_mut().max_by_key(|share| share.0).filter(|_| whole > 0) {
            largest.0 += WHOLE - sum;
        }
        shares
    }

    fn floor(part: u64, whole: u64) -> Self {
        Fraction(((u128::from(part) << BITS) / u128::from(whole.max(1))) as u32)
    }

    /// This fraction of an amount, rounded down.
    pub(super) fn times(self, amount: u64) -> u64 {
        if amount >> (u64::BITS - BITS - 1) == 0 {
            (amount * u64::from(self.0)) >> BITS
        } else {
            ((u128::from(amount) * u128::from(self.0)) >> BITS) as u64
        }
    }

    /// An amount divided by this fraction; the largest amount if the fraction is 0.
    pub(super) fn divide(self, amount: u64) -> u64 {
        if self == Fraction::ONE {
            return amount;
        }
        (u128::from(amount) << BITS)
            .checked_div(u128::from(self.0))
            .map_or(u64::MAX, |part| u64::try_from(part).unwrap_or(u64::MAX))
    }

    /// What is left of a whole.
    pub(super) fn rest(self) -> Self {
        Fraction(WHOLE.saturating_sub(self.0))
    }

    /// Both together, at most 1.
    pub(super) fn plus(self, other: Fraction) -> Self {
        Fraction((self.0 + other.0).min(WHOLE))
    }

    /// Both at once, if they are independent.
    pub(super) fn and(self, other: Fraction) -> Self {
        Fraction(((u64::from(self.0) * u64::from(other.0)) >> BITS) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::Fraction;

    #[test]
    fn fractions_of_small_and_large_amounts() {
        let third = Fraction::of(1, 3);
        assert_eq!(third.times(3_000_000), 999_999);
        assert_eq!(third.times(3 << 60), (1 << 60) - (1 << 30));
        let shares = Fraction::shares(&[1, 0, 1, 1]);
        assert_eq!(shares.iter().fold(Fraction::ZERO, |sum, share| sum.plus(*share)), Fraction::ONE);
        assert_eq!((shares[1], Fraction::shares(&[0, 0])), (Fraction::ZERO, vec![Fraction::ZERO; 2]));
        assert_eq!(Fraction::of(7, 7), Fraction::ONE);
        assert_eq!(Fraction::of(7, 0), Fraction::ONE);
        assert_eq!(Fraction::of(0, 7), Fraction::ZERO);
        assert_eq!(Fraction::of(u64::MAX / 2, u64::MAX).times(1 << 20), (1 << 19) - 1);
        assert_eq!(Fraction::of_space(1 << 127), Fraction::of(1, 2));
        assert_eq!(Fraction::of(1, 2).divide(21), 42);
        assert_eq!(Fraction::ZERO.divide(1), u64::MAX);
        assert_eq!(Fraction::of(1, 4).rest(), Fraction::of(3, 4));
        assert_eq!(Fraction::of(1, 4).plus(Fraction::of(3, 4)), Fraction::ONE);
    }
}
