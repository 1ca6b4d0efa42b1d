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
use crate::role::BackupKind;
use crate::{Context, Engine, Outcome, Refusal, Table, TableId};

/// Carries out a DeleteTable.
#[inline(never)]
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
    let backup = before.control.recovery().map(|_| last_backup(engine, &before));
    // Apply.
    let place = (before.account.clone(), before.name.clone(), before.region.clone());
    let mut batch: Vec<_> = engine.commit_table(Some(before), Some(Arc::new(after))).into_iter().collect();
    if let Some(mut group) = engine.global_table(&place.0, &place.1).filter(|group| group.member(&place.2).is_some()) {
        batch.extend(engine.leave(&place.0, &place.1, &mut group, &place.2));
        batch.extend(engine.commit_global_table(&place.0, &place.1, &group));
    }
    if let Some(backup) = backup {
        engine.last_table = backup.id.0;
        batch.extend(engine.commit_table(None, Some(Arc::new(backup))));
    }
    Ok(Outcome { response: Response::Table(Box::new(description)), batch, observed: 0 })
}

/// What the service keeps of a table with point-in-time recovery, free of charge for 35 days. Our model: it is made with the
/// request, since items cannot change any more; AWS shows it some seconds after the table is gone.
fn last_backup(engine: &Engine, table: &Table) -> Table {
    let name = format!("{}$DeletedTableBackup", table.name);
    engine.plan_backup(table, TableId(engine.last_table + 1), name, BackupKind::System)
}

fn check(table: &Table) -> Result<(), Error> {
    let name = || table.name.clone();
    let busy = match table.status {
        TableStatus::Creating => Some(InUse::BeingCreated(name())),
        TableStatus::Deleting => Some(InUse::BeingDeleted(name())),
        _ if table.control.deletion_protection => return Err(Error::Validation(Validation::DeletionProtected)),
        _ if table.indexes.iter().any(|index| index.kind == IndexKind::Global && index.status != IndexStatus::Active)
            || table.control.vector_indexes.iter().any(|index| index.status != IndexStatus::Active) =>
        {
            Some(InUse::DeleteWhileIndexing)
        }
        _ if table.control.stream_changing().is_some() => Some(InUse::DeleteWhileStream),
        TableStatus::Updating => Some(InUse::BeingUpdated(name())),
        // The table stays ACTIVE while these two are under way, and cannot go all the same (LAB 444).
        _ if table.control.has(|task| matches!(task, Task::Encryption | Task::Warm(..))) => Some(InUse::BeingUpdated(name())),
        TableStatus::Active => None,
    };
    busy.map_or(Ok(()), |busy| Err(Error::ResourceInUse(busy)))
}
