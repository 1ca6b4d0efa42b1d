//! What was consumed, by table, index and partition.

use model::{EpochMillis, HalfUnits, KeyHash};
use report::Access;

use crate::TableId;

/// One metered access.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage<'a> {
    /// Table.
    pub(crate) table: TableId,
    /// Index, or the table itself.
    pub(crate) index: Option<&'a str>,
    /// Where in the hash space.
    pub(crate) hash: KeyHash,
    /// Reading or writing.
    pub(crate) access: Access,
    /// Units.
    pub(crate) units: HalfUnits,
}

/// The meters of all tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meters {}

impl Meters {
    /// Adds one access.
    pub(crate) fn record(&mut self, now: EpochMillis, usage: Usage<'_>) {
        let _ = (now, usage);
    }
}
