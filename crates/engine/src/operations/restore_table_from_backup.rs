//! RestoreTableFromBackup: a new table with what a backup holds.
//!
//! Follows: API Reference, "RestoreTableFromBackup"; facts 3.8.

use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, Reply, ReplyNode, Response};

use super::description::describe;
use super::restore::{Overrides, check_target, restored_table};
use crate::role::RestoredFrom;
use crate::{Context, Engine, Outcome, Refusal};

/// Carries out a RestoreTableFromBackup.
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let (target, arn) = (input.text("TargetTableName"), input.text("BackupArn"));
    let overrides = Overrides::read(&mut input)?;
    input.finish()?;
    // Check.
    let (source, backup) = engine.backup_at(context, &arn, "RestoreTableFromBackup")?;
    let resolved = overrides.resolve(source, &backup.settings)?;
    check_target(engine, context, &target)?;
    if engine.feeds_restore(&arn) {
        return Err(Error::Exception(Exception::BackupInUse, Sentence::BackupFeedsAnother(arn)).into());
    }
    // Plan.
    let from = RestoredFrom { backup_arn: Some(arn), table_arn: source.arn(), moment: backup.created };
    let table = restored_table(engine, context, target, source, source.items.clone(), from, resolved);
    let description = describe(&table, engine.now);
    // Apply.
    engine.last_table = table.id.0;
    engine.meters.note_restored(&table);
    let batch = engine.commit_table(None, Some(Arc::clone(&table))).into_iter().collect();
    let reply = Reply::default().with("TableDescription", ReplyNode::Table(Box::new(description)));
    Ok(Outcome { response: Response::Members(reply), batch, observed: 0 })
}
