//! What a table or a global index was asked to serve besides its capacity setting: the most that on-demand may use, and what
//! must be there at once.
//!
//! Follows: developer guide, "DynamoDB maximum throughput for on-demand tables", "Understanding DynamoDB warm throughput".

use capacity::{ON_DEMAND_PARTITIONS, PartitionTable};
use model::limits::{PARTITION_READ_UNITS, PARTITION_WRITE_UNITS};

use crate::CapacitySetting;
use crate::due::units_of;

/// Maximums and warm throughput, in units a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThroughputBounds {
    /// `MaxReadRequestUnits`.
    pub max_read: Option<u64>,
    /// `MaxWriteRequestUnits`.
    pub max_write: Option<u64>,
    /// Read and write units that could be served at once at some time: they never go down.
    pub warm: (u64, u64),
}

impl ThroughputBounds {
    /// `WarmThroughput` with this setting.
    pub fn warm_with(&self, setting: CapacitySetting) -> (u64, u64) {
        let (read, write) = warm_of(setting);
        (read.max(self.warm.0), write.max(self.warm.1))
    }

    /// Keeps what was reached with a setting that is about to go.
    pub(crate) fn keep(&mut self, setting: CapacitySetting) {
        self.warm = self.warm_with(setting);
    }

    /// Raises warm throughput, and the partitions that serve it; whether any was added.
    pub(crate) fn warm_up(&mut self, warm: (u64, u64), partitions: &mut PartitionTable) -> bool {
        self.warm = (self.warm.0.max(warm.0), self.warm.1.max(warm.1));
        !partitions.grow_to(partitions_for(self.warm)).is_empty()
    }

    /// Forgets the maximums: they belong to on-demand capacity.
    pub(crate) fn clear_maximums(&mut self) {
        (self.max_read, self.max_write) = (None, None);
    }
}

/// What a setting serves at once by itself: on demand 12,000 reads and 4,000 writes, else what is provisioned.
pub(crate) fn warm_of(setting: CapacitySetting) -> (u64, u64) {
    match setting {
        CapacitySetting::OnDemand => {
            let count = u64::from(ON_DEMAND_PARTITIONS);
            (count * u64::from(PARTITION_READ_UNITS), count * u64::from(PARTITION_WRITE_UNITS))
        }
        provisioned => units_of(provisioned),
    }
}

/// Partitions that serve this much at once. Our model: as many as the larger of the two dimensions needs.
fn partitions_for((read, write): (u64, u64)) -> u32 {
    let reads = read.div_ceil(u64::from(PARTITION_READ_UNITS));
    let writes = write.div_ceil(u64::from(PARTITION_WRITE_UNITS));
    u32::try_from(reads.max(writes)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{CapacitySetting, PartitionTable, ThroughputBounds};

    #[test]
    fn warm_throughput_never_goes_down_and_has_its_partitions() {
        let mut bounds = ThroughputBounds::default();
        let provisioned = |units| CapacitySetting::Provisioned { read_units: units, write_units: units };
        assert_eq!(bounds.warm_with(CapacitySetting::OnDemand), (12_000, 4_000));
        assert_eq!(bounds.warm_with(provisioned(5)), (5, 5));
        bounds.keep(provisioned(20_000));
        assert_eq!(bounds.warm_with(provisioned(5)), (20_000, 20_000));
        let mut partitions = PartitionTable::new(4);
        assert!(!ThroughputBounds::default().warm_up((12_000, 4_000), &mut partitions));
        assert!(ThroughputBounds::default().warm_up((12_001, 4_000), &mut partitions));
        assert_eq!(partitions.count(), 8);
    }
}
