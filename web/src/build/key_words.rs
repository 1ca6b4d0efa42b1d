//! Keys, projections and capacity in words.

use model::KeySchema;
use report::{CapacityMode, ProjectionReport};

use crate::quantity;

/// `employee_id (S)` or `location (S), then hire_date (S)`.
pub(crate) fn schema(key: &KeySchema) -> String {
    let side = |attributes: &[model::KeyAttribute]| {
        let words: Vec<String> = attributes.iter().map(|one| format!("{} ({})", one.name, one.key_type.code())).collect();
        words.join(" + ")
    };
    match key.sort.is_empty() {
        true => format!("partition key {}", side(&key.partition)),
        false => format!("partition key {}, sort key {}", side(&key.partition), side(&key.sort)),
    }
}

/// `on-demand` or `provisioned 5 RCU, 5 WCU`.
pub(crate) fn capacity(mode: &CapacityMode) -> String {
    match mode {
        CapacityMode::OnDemand => "on-demand".to_owned(),
        CapacityMode::Provisioned { read_units, write_units } => {
            format!("provisioned {} RCU, {} WCU", quantity::count(*read_units), quantity::count(*write_units))
        }
    }
}

/// `all attributes`, `keys only`, `keys and name, title`.
pub(crate) fn projection(projection: &ProjectionReport) -> String {
    match projection {
        ProjectionReport::All => "all attributes".to_owned(),
        ProjectionReport::KeysOnly => "keys only".to_owned(),
        ProjectionReport::Include(names) => format!("keys and {}", names.join(", ")),
    }
}
