//! CreateBackup: keeps a table as it is now. The backup is CREATING in the reply and AVAILABLE when its time has come.
//!
//! It consumes no units and touches no item. Our model: it is exact at its moment, while AWS allows a skew below a second; and
//! a table can be backed up from the moment it is ACTIVE, while AWS refuses for up to six seconds.
//!
//! Follows: API Reference, "CreateBackup"; facts 3.8, 4.2.

use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, Reply, Response, TableStatus};

use super::backup_reply::details;
use crate::addressing::place_of;
use crate::role::BackupKind;
use crate::{Context, Engine, Outcome, Refusal, Table, TableId};

/// Carries out a CreateBackup.
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let (table_name, backup_name) = (input.text("TableName"), input.text("BackupName"));
    input.finish()?;
    // Check.
    let table = Arc::clone(existing_table(engine, context, &table_name)?);
    // Plan.
    let number = TableId(engine.last_table + 1);
    let backup = engine.plan_backup(&table, number, backup_name, BackupKind::User);
    let details = backup.control.backup().map(|backup| details(backup, "CREATING")).unwrap_or_default();
    // Apply.
    engine.last_table = number.0;
    let batch = engine.commit_table(None, Some(Arc::new(backup))).into_iter().collect();
    let reply = Reply::default().structure("BackupDetails", details);
    // The backup holds what is not durable yet, but its own record comes later than all of that.
    Ok(Outcome { response: Response::Members(reply), batch, observed: 0 })
}

/// The table of a request about backups; while it is CREATING it is not found (measured).
pub(crate) fn existing_table<'e>(engine: &'e Engine, context: &Context, name: &str) -> Result<&'e Arc<Table>, Refusal> {
    let place = place_of(context, name)?;
    let found = engine.database.find(place).filter(|table| table.status != TableStatus::Creating);
    found.ok_or_else(|| table_not_found(engine, place.name))
}

/// TableNotFoundException; `table` is its name or ARN, whichever the operation tells.
pub(crate) fn table_not_found(engine: &Engine, table: &str) -> Refusal {
    let error = Error::Exception(Exception::TableNotFound, Sentence::TableNotFound(table.to_owned()));
    Refusal::Error { error, observed: engine.undurable.of_tables() }
}
