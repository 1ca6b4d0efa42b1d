//! Which tables have their leaf blocks in memory.

use api::Operation;

use crate::{Context, Engine, TableId};

impl Engine {
    /// The first table that the operation names whose blocks are not resident.
    pub(crate) fn missing_table(&self, context: &Context, operation: &Operation) -> Option<TableId> {
        let _ = (context, operation);
        None
    }
}
