//! Which tables have their leaf blocks in memory.
//!
//! Opening a database reads its catalogue and the log's tail. A table's blocks come when a request first names it: the engine
//! answers [`crate::Refusal::Missing`], the host loads them and calls [`Engine::admit`].

use std::sync::Arc;

use api::{Call, Operation};

use crate::addressing::{place_of, table_names};
use crate::{Context, Engine, Missing, Table, TableId};

impl Engine {
    /// What the operation reads and is not in memory.
    pub(crate) fn missing(&self, context: &Context, operation: &Operation) -> Option<Missing> {
        self.missing_items(context, operation)
            .map(Missing::items)
            .or_else(|| self.missing_history(context, operation))
            .or_else(|| self.missing_bucket(operation))
            .or_else(|| self.missing_to_jobs(operation))
            .or_else(|| self.missing_to_replicas(context, operation))
    }

    /// What jobs wait for, if the operation tells how far they are.
    fn missing_to_jobs(&self, operation: &Operation) -> Option<Missing> {
        let Operation::Call(call) = operation else { return None };
        let tells =
            ["DescribeExport", "DescribeImport", "DescribeBulkOperation", "ListExports", "ListImports", "ListBulkOperations"];
        tells.contains(&call.name()).then(|| self.wanted()).flatten()
    }

    /// What replication waits for, if the operation names a replica: what is due to it is carried out before the request.
    fn missing_to_replicas(&self, context: &Context, operation: &Operation) -> Option<Missing> {
        let missing = self.wanted()?;
        let replica = |name: &str| {
            let table = place_of(context, name).ok().and_then(|place| self.database.find(place));
            table.is_some_and(|table| table.is_replica())
        };
        table_names(operation).iter().any(|name| replica(name)).then_some(missing)
    }

    /// The bucket that the operation writes to at once, if its files are not in memory.
    fn missing_bucket(&self, operation: &Operation) -> Option<Missing> {
        let Operation::Call(call) = operation else { return None };
        if call.name() != "ExportTableToPointInTime" {
            return None;
        }
        self.resident_bucket(call.input().peek_text("S3Bucket")?).err()
    }

    /// The table whose past the operation reads, if a part of it is in storage alone.
    fn missing_history(&self, context: &Context, operation: &Operation) -> Option<Missing> {
        let Operation::Call(call) = operation else { return None };
        if !matches!(call.name(), "RestoreTableToPointInTime" | "ExportTableToPointInTime") {
            return None;
        }
        let table = self.called_table(context, call)?;
        self.misses_history(table.id).then(|| Missing::history(table.id))
    }

    /// The first table that the operation names whose blocks are not resident.
    fn missing_items(&self, context: &Context, operation: &Operation) -> Option<TableId> {
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
        let named = table_names(operation).iter().find_map(|name| absent(name));
        named.or_else(|| match operation {
            Operation::Call(call) => self.called_table(context, call).filter(|table| !table.resident).map(|table| table.id),
            _ => None,
        })
    }

    /// The table whose items an operation beyond the core reads and that it names otherwise than as `TableName`.
    fn called_table(&self, context: &Context, call: &Call) -> Option<&Arc<Table>> {
        let input = call.input();
        match call.name() {
            // Deleting a backup can be undone, so its items must be there.
            "DeleteBackup" | "RestoreTableFromBackup" => {
                let arn = input.peek_text("BackupArn")?;
                self.backups().find(|(_, backup)| backup.arn == arn).map(|(table, _)| table)
            }
            "RestoreTableToPointInTime" => {
                let name = input.peek_text("SourceTableArn").or_else(|| input.peek_text("SourceTableName"))?;
                self.database.find(place_of(context, name).ok()?)
            }
            "ExportTableToPointInTime" => self.database.find(place_of(context, input.peek_text("TableArn")?).ok()?),
            _ => None,
        }
    }
}
