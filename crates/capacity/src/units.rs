//! Read and write units side by side: reads and writes have ceilings of their own and never mix.

use core::ops::{Add, AddAssign};

use model::HalfUnits;
use model::limits::{PARTITION_READ_UNITS, PARTITION_WRITE_UNITS};

/// Read and write units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// Read units.
    pub read: HalfUnits,
    /// Write units.
    pub write: HalfUnits,
}

impl Units {
    /// What one partition serves each second: 3,000 read units and 1,000 write units.
    pub const PARTITION_CEILING: Units =
        Units { read: HalfUnits::whole(PARTITION_READ_UNITS as u64), write: HalfUnits::whole(PARTITION_WRITE_UNITS as u64) };

    /// Read units alone.
    pub const fn read(units: HalfUnits) -> Self {
        Units { read: units, write: HalfUnits::ZERO }
    }

    /// Write units alone.
    pub const fn write(units: HalfUnits) -> Self {
        Units { read: HalfUnits::ZERO, write: units }
    }

    /// The larger of each.
    pub fn max(self, other: Self) -> Self {
        Units { read: self.read.max(other.read), write: self.write.max(other.write) }
    }
}

impl Add for Units {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Units { read: self.read + other.read, write: self.write + other.write }
    }
}

impl AddAssign for Units {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
