//! DeleteBackup: a backup goes, at once. What the service made itself cannot be deleted.
//!
//! Follows: API Reference, "DeleteBackup"; facts 3.8.

use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, LongDate, Reply, Response};

use super::backup_reply::description;
use crate::role::Backup;
use crate::{Context, Engine, Outcome, Refusal};

/// Carries out a DeleteBackup.
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let arn = input.text("BackupArn");
    input.finish()?;
    // Check.
    let (table, backup) = engine.backup_at(context, &arn, "DeleteBackup")?;
    let observed = engine.undurable.of_table(table.id);
    check(engine, backup).map_err(|error| Refusal::Error { error, observed })?;
    // Plan.
    let description = description(table, backup, "DELETED");
    let table = Arc::clone(table);
    // Apply.
    let batch = engine.commit_table(Some(table), None).into_iter().collect();
    let reply = Reply::default().structure("BackupDescription", description);
    Ok(Outcome { response: Response::Members(reply), batch, observed: 0 })
}

fn check(engine: &Engine, backup: &Backup) -> Result<(), Error> {
    if let Some(expires) = backup.expires {
        let sentence = Sentence::SystemBackup(backup.arn.clone(), LongDate(expires).iso_seconds());
        return Err(Error::Exception(Exception::Validation, sentence));
    }
    if engine.feeds_restore(&backup.arn) {
        return Err(Error::Exception(Exception::BackupInUse, Sentence::BackupFeeds(backup.arn.clone())));
    }
    Ok(())
}
