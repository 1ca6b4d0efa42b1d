//! DescribeContinuousBackups and UpdateContinuousBackups: whether a table can be restored to any moment, and which.
//!
//! Continuous backups themselves are always ENABLED, as at AWS; what is switched is point-in-time recovery. It is switched at
//! once. Our model: changing the period of a table that has it keeps the window's beginning; AWS is silent.
//!
//! Follows: API Reference, "DescribeContinuousBackups", "UpdateContinuousBackups"; facts 3.8, 5.

use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, Reply, Response};
use model::EpochMillis;

use super::create_backup::existing_table;
use crate::role::DAY_MS;
use crate::{Context, Engine, Outcome, Refusal, RetentionReason, Table};

/// `RecoveryPeriodInDays` unless one is sent (API).
const DEFAULT_DAYS: u64 = 35;

/// Carries out a DescribeContinuousBackups.
pub(crate) fn describe(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let name = input.text("TableName");
    input.finish()?;
    let table = existing_table(engine, context, &name)?;
    let response = Response::Members(description(table, engine.now));
    Ok(Outcome { response, batch: vec![], observed: engine.undurable.of_table(table.id) })
}

/// Carries out an UpdateContinuousBackups.
pub(crate) fn update(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let name = input.text("TableName");
    let specification = input.fields("PointInTimeRecoverySpecification");
    input.finish()?;
    let (enabled, days) = match specification {
        None => (false, None),
        Some(mut members) => {
            let read = (members.flag("PointInTimeRecoveryEnabled").unwrap_or(false), members.integer("RecoveryPeriodInDays"));
            members.finish()?;
            read
        }
    };
    // Check.
    if !enabled && days.is_some() {
        return Err(Error::Exception(Exception::Validation, Sentence::RecoveryPeriodWhileDisabled).into());
    }
    let before = Arc::clone(existing_table(engine, context, &name)?);
    // Plan.
    let mut after = Table::clone(&before);
    let present = before.control.recovery().map_or(DEFAULT_DAYS, |recovery| recovery.days);
    let days = days.and_then(|days| u64::try_from(days).ok()).unwrap_or(present);
    let retention = &mut after.control.retention;
    if enabled {
        retention.begin(RetentionReason::PointInTime, days * DAY_MS, engine.now, engine.sequence);
    } else {
        // What was kept is of no use to anybody: switched on again, the window begins anew.
        retention.remove(RetentionReason::PointInTime);
    }
    let reply = description(&after, engine.now);
    // Apply.
    let changed = after.control.retention != before.control.retention;
    let observed = engine.undurable.of_table(before.id);
    let record = if changed { engine.commit_table(Some(before), Some(Arc::new(after))) } else { None };
    Ok(Outcome { response: Response::Members(reply), batch: record.into_iter().collect(), observed })
}

fn description(table: &Table, now: EpochMillis) -> Reply {
    let seconds = |moment: EpochMillis| EpochMillis(moment.0 / 1_000 * 1_000);
    let recovery = match table.control.recovery() {
        None => Reply::default().text("PointInTimeRecoveryStatus", "DISABLED"),
        Some(recovery) => {
            let (earliest, latest) = recovery.window(now);
            Reply::default()
                .text("PointInTimeRecoveryStatus", "ENABLED")
                .integer("RecoveryPeriodInDays", recovery.days)
                .moment("EarliestRestorableDateTime", seconds(earliest))
                .moment("LatestRestorableDateTime", seconds(latest))
        }
    };
    let description =
        Reply::default().text("ContinuousBackupsStatus", "ENABLED").structure("PointInTimeRecoveryDescription", recovery);
    Reply::default().structure("ContinuousBackupsDescription", description)
}
