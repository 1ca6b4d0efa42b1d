//! Units that must not be mixed: capacity, money and time.

use core::fmt;
use core::iter::Sum;
use core::ops::{Add, AddAssign, Mul};

use serde::{Deserialize, Serialize};

use crate::limits::{READ_UNIT_BYTES, WRITE_UNIT_BYTES};

/// Capacity in halves of a read or write unit, so that an eventually consistent read of one block is exactly 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HalfUnits(pub u64);

impl HalfUnits {
    /// No capacity.
    pub const ZERO: HalfUnits = HalfUnits(0);

    /// Whole units.
    pub const fn whole(units: u64) -> Self {
        HalfUnits(units * 2)
    }

    /// What a strongly consistent read of `size_bytes` costs: one unit for each 4 KB begun, at least one.
    pub const fn strong_read(size_bytes: usize) -> Self {
        Self::whole(blocks(size_bytes, READ_UNIT_BYTES))
    }

    /// What an eventually consistent read of `size_bytes` costs: half of a strong one.
    pub const fn eventual_read(size_bytes: usize) -> Self {
        HalfUnits(blocks(size_bytes, READ_UNIT_BYTES))
    }

    /// What a standard write of `size_bytes` costs: one unit for each 1 KB begun, at least one.
    pub const fn write(size_bytes: usize) -> Self {
        Self::whole(blocks(size_bytes, WRITE_UNIT_BYTES))
    }
}

const fn blocks(size_bytes: usize, block_bytes: usize) -> u64 {
    let blocks = size_bytes.div_ceil(block_bytes) as u64;
    if blocks == 0 { 1 } else { blocks }
}

impl fmt::Display for HalfUnits {
    /// `1`, `0.5`, `2.5`: a half only where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(2) { write!(f, "{}", self.0 / 2) } else { write!(f, "{}.5", self.0 / 2) }
    }
}

impl Add for HalfUnits {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        HalfUnits(self.0.saturating_add(other.0))
    }
}

impl AddAssign for HalfUnits {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Mul<u64> for HalfUnits {
    type Output = Self;
    fn mul(self, factor: u64) -> Self {
        HalfUnits(self.0.saturating_mul(factor))
    }
}

impl Sum for HalfUnits {
    fn sum<I: Iterator<Item = Self>>(units: I) -> Self {
        units.fold(HalfUnits::ZERO, Add::add)
    }
}

/// Money in millionths of a millionth of a US dollar; rounded once, on an invoice line.
///
/// Many regions' real prices have fractions of a nano-dollar, so nothing coarser is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PicoUsd(pub i128);

impl PicoUsd {
    /// One dollar.
    pub const DOLLAR: PicoUsd = PicoUsd(1_000_000_000_000);

    /// The price of a dimension, from decimal text such as `0.000000125`, `1.25e-7` or `1.5`.
    ///
    /// `None` if the text is no decimal number or has digits below a pico-dollar.
    pub fn from_decimal(text: &str) -> Option<Self> {
        crate::Number::parse(text).ok()?.to_scaled_integer(12).map(PicoUsd)
    }

    /// Rounded to whole cents, half up: what an invoice line shows.
    pub fn cents(self) -> i128 {
        self.0.saturating_add(5_000_000_000).div_euclid(10_000_000_000)
    }

    /// Rounded to its three leading digits, half away from nothing: what is told of an amount whose cents would say nothing.
    #[must_use]
    pub fn to_three_digits(self) -> Self {
        let pico = self.0.unsigned_abs();
        let Some(digits) = pico.checked_ilog10() else { return self };
        let step = 10u128.pow(digits.saturating_sub(2));
        let rounded = (pico + step / 2) / step * step;
        PicoUsd(rounded as i128 * self.0.signum())
    }
}

impl Add for PicoUsd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        PicoUsd(self.0.saturating_add(other.0))
    }
}

impl AddAssign for PicoUsd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Mul<i128> for PicoUsd {
    type Output = Self;
    fn mul(self, factor: i128) -> Self {
        PicoUsd(self.0.saturating_mul(factor))
    }
}

impl Sum for PicoUsd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(PicoUsd(0), Add::add)
    }
}

impl fmt::Display for PicoUsd {
    /// `$0.000000125`: exact, without trailing zeros but at least two decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let pico = self.0.unsigned_abs();
        let decimals = format!("{:012}", pico % 1_000_000_000_000);
        let kept = decimals.trim_end_matches('0').len().max(2);
        write!(f, "{sign}${}.{}", pico / 1_000_000_000_000, &decimals[..kept])
    }
}

/// A moment in engine time: milliseconds since 1970-01-01T00:00:00Z. The engine never reads a clock; it is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EpochMillis(pub u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_round_up_to_their_block() {
        for (bytes, strong, eventual, write) in [
            (0, "1", "0.5", "1"),
            (1_024, "1", "0.5", "1"),
            (1_025, "1", "0.5", "2"),
            (4_096, "1", "0.5", "4"),
            (4_097, "2", "1", "5"),
            (9_000, "3", "1.5", "9"),
        ] {
            assert_eq!(HalfUnits::strong_read(bytes).to_string(), strong, "{bytes} B strong");
            assert_eq!(HalfUnits::eventual_read(bytes).to_string(), eventual, "{bytes} B eventual");
            assert_eq!(HalfUnits::write(bytes).to_string(), write, "{bytes} B write");
        }
    }

    #[test]
    fn money_is_exact_and_rounds_half_up() {
        assert_eq!(PicoUsd::from_decimal("0.000000125").map(|p| p.to_string()).as_deref(), Some("$0.000000125"));
        assert_eq!(PicoUsd::from_decimal("1.415e-7"), Some(PicoUsd(141_500)));
        assert_eq!(PicoUsd::from_decimal("1e-13"), None);
        assert_eq!(PicoUsd(1_314_000_000_000_000).to_string(), "$1314.00");
        assert_eq!((PicoUsd(5_000_000_000).cents(), PicoUsd(4_999_999_999).cents()), (1, 0));
        let rounded = [0, 7, 1_164_062_500, 1_165_000_000, -999_600].map(|pico| PicoUsd(pico).to_three_digits().0);
        assert_eq!(rounded, [0, 7, 1_160_000_000, 1_170_000_000, -1_000_000]);
    }
}
