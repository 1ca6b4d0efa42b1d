//! DescribeBackup: a backup and the table it keeps.
//!
//! Follows: API Reference, "DescribeBackup"; facts 3.8.

use api::{Call, Reply, Response};

use super::backup_reply::{description, status};
use crate::{Context, Engine, Outcome, Refusal};

/// Carries out a DescribeBackup.
pub(crate) fn execute(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let arn = input.text("BackupArn");
    input.finish()?;
    let (table, backup) = engine.backup_at(context, &arn, "DescribeBackup")?;
    let reply = Reply::default().structure("BackupDescription", description(table, backup, status(table)));
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.undurable.of_table(table.id) })
}
