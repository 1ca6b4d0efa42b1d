//! What a table or a global index was asked to serve besides its capacity setting: the most that on-demand may use, and what
//! must be there at once.
//!
//! Follows: developer guide, "DynamoDB maximum throughput for on-demand tables", "Understanding DynamoDB warm throughput".

use capacity::{PartitionTable, partitions_for};

use crate::CapacitySetting;

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
        let (read, write) = setting.warm();
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
