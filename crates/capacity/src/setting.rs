//! The capacity setting of a table or global index, and how many partitions it begins with.

use model::limits::{PARTITION_READ_UNITS, PARTITION_WRITE_UNITS};

/// Partitions of a new on-demand key space.
///
/// Our model: inferred from its 4,000 write and 12,000 read units a second, which are four times a partition's ceilings.
pub const ON_DEMAND_PARTITIONS: u32 = 4;

/// On-demand or provisioned units a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// On-demand.
    OnDemand,
    /// Provisioned.
    Provisioned {
        /// Read capacity units.
        read_units: u64,
        /// Write capacity units.
        write_units: u64,
    },
}

impl Setting {
    /// Read and write units a second that it serves at once by itself: on demand 12,000 and 4,000, else what is provisioned.
    pub fn warm(self) -> (u64, u64) {
        match self {
            Setting::OnDemand => {
                let count = u64::from(ON_DEMAND_PARTITIONS);
                (count * u64::from(PARTITION_READ_UNITS), count * u64::from(PARTITION_WRITE_UNITS))
            }
            Setting::Provisioned { read_units, write_units } => (read_units, write_units),
        }
    }

    /// Partitions that serve this setting.
    ///
    /// Our model, for provisioned capacity: the classic formula `ceil(RCU / 3000 + WCU / 1000)` (AWS Loft talk, January 2016;
    /// the current guide no longer prints one). At least 1.
    pub fn partitions(self) -> u32 {
        match self {
            Setting::OnDemand => ON_DEMAND_PARTITIONS,
            Setting::Provisioned { read_units, write_units } => {
                // Over a common denominator, so that nothing is rounded twice.
                let (read_ceiling, write_ceiling) = (u64::from(PARTITION_READ_UNITS), u64::from(PARTITION_WRITE_UNITS));
                let load = read_units.saturating_mul(write_ceiling).saturating_add(write_units.saturating_mul(read_ceiling));
                u32::try_from(load.div_ceil(read_ceiling * write_ceiling).max(1)).unwrap_or(u32::MAX)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Setting;

    #[test]
    fn the_classic_formula_and_the_on_demand_start() {
        let provisioned = |read_units, write_units| Setting::Provisioned { read_units, write_units }.partitions();
        for (read, write, partitions) in [
            (1, 1, 1),
            (5, 5, 1),
            (3_000, 0, 1),
            (1_500, 500, 1),
            (1_501, 500, 2),
            (0, 3_200, 4),
            (0, 3_600, 4),
            (7_500, 1_500, 4),
        ] {
            assert_eq!(provisioned(read, write), partitions, "{read} RCU, {write} WCU");
        }
        assert_eq!(provisioned(u64::MAX, u64::MAX), u32::MAX);
        assert_eq!(Setting::OnDemand.partitions(), 4);
    }
}
