//! What a check looks at: the host fills it from the engine, nothing here runs a request.

use engine::Table;
use model::{HalfUnits, KeySchema, SharedItem};
use report::{Access, Receipt};
use serde::{Deserialize, Serialize};

/// The world at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Tables. Items are needed only of those that the check names ([`crate::Lesson::tables_of_check`]).
    pub tables: Vec<ObservedTable>,
    /// The last request that the learner ran, failed ones included.
    pub last: Option<ObservedRequest>,
}

/// One table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ObservedTable {
    /// Name.
    pub name: String,
    /// Key.
    pub key: KeySchema,
    /// How many items it holds.
    pub item_count: u64,
    /// Its items, or the first of them; how many there are stands in `item_count`.
    pub items: Vec<SharedItem>,
}

/// Items of one table that a check looks at (our bound: lessons are about tables that a learner fills).
const ITEMS_MAX: usize = 10_000;

impl ObservedTable {
    /// The table as it stands, with its first 10,000 items.
    pub fn of(table: &Table) -> Self {
        let items = table.items.iter().take(ITEMS_MAX).map(|(_, record)| record.item.clone()).collect();
        ObservedTable { items, ..Self::outline(table) }
    }

    /// The table without its items, for a check that does not look into it.
    pub fn outline(table: &Table) -> Self {
        ObservedTable { name: table.name.clone(), key: table.key.clone(), item_count: table.items.len() as u64, items: vec![] }
    }
}

/// One request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservedRequest {
    /// Operation name.
    pub operation: String,
    /// Exception name, if it failed.
    pub error: Option<String>,
    /// The index that it read.
    pub index: Option<String>,
    /// Read units.
    pub read_units: HalfUnits,
    /// Write units.
    pub write_units: HalfUnits,
    /// Items returned.
    pub returned: u64,
    /// Items evaluated.
    pub evaluated: u64,
}

impl ObservedRequest {
    /// The request of a receipt; `error` is the exception's name, if it failed.
    pub fn of(receipt: &Receipt, error: Option<&str>) -> Self {
        let touches = receipt.trace.touches.iter();
        let read_index = touches.filter(|touch| touch.access == Access::Read).find_map(|touch| touch.index.clone());
        let paid_index = || {
            let lines = receipt.trace.units.iter().filter(|line| line.access == Access::Read);
            lines.filter_map(|line| line.index.as_ref()).map(|(name, _)| name.clone()).next()
        };
        ObservedRequest {
            operation: receipt.operation.clone(),
            error: error.map(str::to_owned),
            index: read_index.or_else(paid_index),
            read_units: receipt.read_units,
            write_units: receipt.write_units,
            returned: receipt.trace.returned_count,
            evaluated: receipt.trace.evaluated_count,
        }
    }
}
