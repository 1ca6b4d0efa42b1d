//! Which tables have their leaf blocks in memory.
//!
//! Opening a database reads its catalogue and the log's tail. A table's blocks come when a request first names it: the engine
//! answers [`crate::Refusal::Missing`], the host loads them and calls [`Engine::admit`].

use api::Operation;

use crate::addressing::{place_of, table_names};
use crate::{Context, Engine, TableId};

impl Engine {
    /// The first table that the operation names whose blocks are not resident.
    pub(crate) fn missing_table(&self, context: &Context, operation: &Operation) -> Option<TableId> {
        if self.absent == 0 {
            return None;
        }
        let absent = |name: &str| {
            let table = self.database.find(place_of(context, name).ok()?)?;
            (!table.resident).then_some(table.id)
        };
        if matches!(operation, Operation::CreateTable(_)) {
            return None;
        }
        table_names(operation).into_iter().find_map(absent)
    }
}
