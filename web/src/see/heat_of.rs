//! Which units the heat of a partition counts.

use model::HalfUnits;
use report::{PartitionMap, PartitionRow};

use crate::quantity;

/// What the heat scale counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeatOf {
    /// Read units plus three times write units: a partition's ceilings are 3,000 read and 1,000 write units a second,
    /// and CloudWatch Contributor Insights adds traffic up in the same way.
    Both,
    /// Read units.
    Reads,
    /// Write units.
    Writes,
}

impl HeatOf {
    /// In the order of the control.
    pub(crate) const ALL: [HeatOf; 3] = [HeatOf::Both, HeatOf::Reads, HeatOf::Writes];

    /// On the control.
    pub(crate) fn label(self) -> &'static str {
        match self {
            HeatOf::Both => "Both",
            HeatOf::Reads => "Reads",
            HeatOf::Writes => "Writes",
        }
    }

    /// What the legend's numbers count.
    pub(crate) fn unit(self, window_ms: u64) -> String {
        format!("{} in the last {}", self.what(), quantity::span(window_ms))
    }

    /// What the numbers of a run's legend count.
    pub(crate) fn unit_a_second(self) -> String {
        format!("{} a second", self.what())
    }

    fn what(self) -> &'static str {
        match self {
            HeatOf::Both => "RCU + 3 × WCU",
            HeatOf::Reads => "RCU",
            HeatOf::Writes => "WCU",
        }
    }

    /// The heat of one partition.
    pub(crate) fn amount(self, row: &PartitionRow) -> HalfUnits {
        match self {
            HeatOf::Both => row.read_units + row.write_units * 3,
            HeatOf::Reads => row.read_units,
            HeatOf::Writes => row.write_units,
        }
    }

    /// The hottest partition of the map.
    pub(crate) fn hottest(self, map: &PartitionMap) -> HalfUnits {
        let rows = map.lanes.iter().flat_map(|lane| &lane.partitions);
        rows.map(|row| self.amount(row)).max().unwrap_or_default()
    }
}
