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
        let named = table_names(operation).into_iter().find_map(absent);
        named.or_else(|| self.called_table(context, operation))
    }

    /// The table whose items an operation beyond the core reads and that it names otherwise than as `TableName`.
    fn called_table(&self, context: &Context, operation: &Operation) -> Option<TableId> {
        let Operation::Call(call) = operation else { return None };
        let input = call.input();
        let table = match call.name() {
            // Deleting a backup can be undone, so its items must be there.
            "DeleteBackup" | "RestoreTableFromBackup" => {
                let arn = input.peek_text("BackupArn")?;
                self.backups().find(|(_, backup)| backup.arn == arn)?.0
            }
            "RestoreTableToPointInTime" => {
                let name = input.peek_text("SourceTableArn").or_else(|| input.peek_text("SourceTableName"))?;
                self.database.find(place_of(context, name).ok()?)?
            }
            "ExportTableToPointInTime" => self.database.find(place_of(context, input.peek_text("TableArn")?).ok()?)?,
            _ => return None,
        };
        (!table.resident).then_some(table.id)
    }
}
