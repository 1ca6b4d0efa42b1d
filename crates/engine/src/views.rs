//! What screens are told of the database: tables, partition maps and their last minutes, fan-outs, changes.
//!
//! Plain data of `report`, computed from the present state. A view reads and never changes anything; what is not resident has
//! to be loaded first ([`Engine::tables_to_load`]).

mod change_feed;
mod fan_out;
mod partition_map;
mod recent;
mod tables;

use report::{CapacityMode, ProjectionReport};

use crate::{CapacitySetting, Projected};

pub(crate) fn capacity_mode(setting: CapacitySetting) -> CapacityMode {
    match setting {
        CapacitySetting::OnDemand => CapacityMode::OnDemand,
        CapacitySetting::Provisioned { read_units, write_units } => CapacityMode::Provisioned { read_units, write_units },
    }
}

pub(crate) fn projection(projected: &Projected) -> ProjectionReport {
    match projected {
        Projected::All => ProjectionReport::All,
        Projected::KeysOnly => ProjectionReport::KeysOnly,
        Projected::Include(names) => ProjectionReport::Include(names.iter().cloned().collect()),
    }
}

#[cfg(test)]
mod tests;
