//! RestoreTableToPointInTime: a new table with what another one held at a moment.
//!
//! The items are the present ones, taken back by the before-images of what changed since; blocks that did not change stay shared.
//! The moment is exact to the millisecond. Our model: the latest moment lies five minutes back as at AWS, though our history
//! knows every one. Indexes, capacity and encryption are the table's present ones, as at AWS.
//!
//! Follows: API Reference, "RestoreTableToPointInTime"; developer guide, "Point-in-time recovery"; facts 3.8, 4.3.

use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, Fields, LongDate, Reply, ReplyNode, Response};
use model::EpochMillis;

use super::create_backup::existing_table;
use super::description::describe;
use super::restore::{Overrides, check_target, restored_table};
use crate::addressing::place_of;
use crate::role::RestoredFrom;
use crate::{Blocks, Context, Engine, Outcome, Refusal, Table};

/// Carries out a RestoreTableToPointInTime.
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let target = input.text("TargetTableName");
    let source = read_source(&mut input, context)?;
    let moment = read_moment(&mut input)?;
    let overrides = Overrides::read(&mut input)?;
    input.finish()?;
    // Check.
    let source = Arc::clone(existing_table(engine, context, &source)?);
    let moment = check_moment(&source, moment, engine.now)?;
    let resolved = overrides.resolve(&source, &source.control)?;
    check_target(engine, context, &target)?;
    // Plan.
    let items = items_at(engine, &source, moment);
    let from = RestoredFrom { backup_arn: None, table_arn: source.arn(), moment };
    let table = restored_table(engine, context, target, &source, items, from, resolved);
    let description = describe(&table, engine.now);
    // Apply.
    engine.last_table = table.id.0;
    engine.meters.note_restored(&table);
    let batch = engine.commit_table(None, Some(Arc::clone(&table))).into_iter().collect();
    let reply = Reply::default().with("TableDescription", ReplyNode::Table(Box::new(description)));
    Ok(Outcome { response: Response::Members(reply), batch, observed: 0 })
}

/// The source's name or ARN.
fn read_source(input: &mut Fields, context: &Context) -> Result<String, Error> {
    match (input.optional_text("SourceTableArn"), input.optional_text("SourceTableName")) {
        (Some(arn), None) if !arn.starts_with("arn:") => invalid(Sentence::SourceArnInvalid),
        (Some(arn), None) => match place_of(context, &arn)? {
            place if place.account != context.account => invalid(Sentence::OtherAccount),
            _ => Ok(arn),
        },
        (None, Some(name)) => Ok(name),
        _ => invalid(Sentence::RestoreSource),
    }
}

/// The moment; `None` for the latest one.
fn read_moment(input: &mut Fields) -> Result<Option<EpochMillis>, Error> {
    match (input.moment("RestoreDateTime"), input.flag("UseLatestRestorableTime").unwrap_or(false)) {
        (Some(_), true) => invalid(Sentence::RestoreTimeTwice),
        (None, false) => invalid(Sentence::RestoreTimeMissing),
        (moment, _) => Ok(moment),
    }
}

/// The moment in the table's window. Its ends are told in whole seconds, so they are compared as such.
fn check_moment(table: &Table, moment: Option<EpochMillis>, now: EpochMillis) -> Result<EpochMillis, Error> {
    let Some(recovery) = table.control.recovery() else {
        let sentence = Sentence::RecoveryNotEnabled(table.name.clone());
        return Err(Error::Exception(Exception::PointInTimeRecoveryUnavailable, sentence));
    };
    let (earliest, latest) = recovery.window(now);
    let Some(moment) = moment else { return Ok(latest) };
    if moment.0 / 1_000 < earliest.0 / 1_000 || moment.0 / 1_000 > latest.0 / 1_000 {
        let [moment, earliest, latest] = [moment, earliest, latest].map(|moment| LongDate(moment).iso_seconds());
        let sentence = Sentence::RestoreTimeOutside(moment, earliest, latest);
        return Err(Error::Exception(Exception::InvalidRestoreTime, sentence));
    }
    Ok(moment.clamp(earliest, latest))
}

/// What the table held at a moment of its window.
pub(crate) fn items_at(engine: &Engine, table: &Table, moment: EpochMillis) -> Blocks {
    let mut items = table.items.clone();
    // The past is in memory: the request would have been put off otherwise.
    if let Ok(Some(history)) = engine.history(table.id) {
        history.rewind(&mut items, moment);
    }
    items
}

fn invalid<T>(sentence: Sentence) -> Result<T, Error> {
    Err(Error::Exception(Exception::Validation, sentence))
}

#[cfg(test)]
mod tests;
