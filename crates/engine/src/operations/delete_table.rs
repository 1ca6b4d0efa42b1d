//! DeleteTable: a table goes with everything in it. It is DELETING in the reply and gone when its time has come.
//!
//! Follows: API Reference, "DeleteTable"; facts 3.5 and 4.1.

use std::sync::Arc;

use api::text::{InUse, Validation};
use api::{DeleteTable, Error, IndexStatus, Response, TableStatus};
use model::EpochMillis;
use report::IndexKind;

use super::describe_table::named_table;
use super::description::describe;
use crate::control::{Task, Work};
use crate::{Context, Engine, Outcome, Refusal, Table};

/// Carries out a DeleteTable.
pub(crate) fn execute(engine: &mut Engine, context: &Context, request: &DeleteTable) -> Result<Outcome, Refusal> {
    // Check.
    let before = Arc::clone(named_table(engine, context, &request.table_name)?);
    check(&before).map_err(|error| Refusal::Error { error, observed: engine.undurable.of_table(before.id) })?;
    // Plan.
    let mut after = Table::clone(&before);
    let due = EpochMillis(engine.now.0.saturating_add(engine.delays.delete_ms));
    after.status = TableStatus::Deleting;
    // Whatever else was under way ends with the table.
    after.control.work = vec![Work { due, task: Task::Delete }];
    let description = describe(&after, engine.now);
    // Apply.
    let batch = engine.commit_table(Some(before), Some(Arc::new(after))).into_iter().collect();
    Ok(Outcome { response: Response::Table(Box::new(description)), batch, observed: 0 })
}

fn check(table: &Table) -> Result<(), Error> {
    let name = || table.name.clone();
    let busy = match table.status {
        TableStatus::Creating => Some(InUse::BeingCreated(name())),
        TableStatus::Deleting => Some(InUse::BeingDeleted(name())),
        _ if table.control.deletion_protection => return Err(Error::Validation(Validation::DeletionProtected)),
        _ if table.indexes.iter().any(|index| index.kind == IndexKind::Global && index.status != IndexStatus::Active) => {
            Some(InUse::DeleteWhileIndexing)
        }
        TableStatus::Updating => Some(InUse::BeingUpdated(name())),
        TableStatus::Active => None,
    };
    busy.map_or(Ok(()), |busy| Err(Error::ResourceInUse(busy)))
}
