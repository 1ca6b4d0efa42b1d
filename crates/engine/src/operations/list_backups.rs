//! ListBackups: the backups of an account and region or of one table, page by page.
//!
//! Our model: in the order in which they were made (AWS names none), deleted tables' backups among them.
//!
//! Follows: API Reference, "ListBackups"; facts 3.8.

use api::text::Sentence;
use api::{Call, Error, Exception, Reply, Response};
use model::EpochMillis;

use super::backup_reply::{kind, status};
use crate::addressing::place_of;
use crate::backup::ArnParts;
use crate::role::Backup;
use crate::{Context, Engine, Outcome, Refusal, Table};

/// Backups of one page at most, and without a limit (API).
const PAGE_BACKUPS: usize = 100;

/// Carries out a ListBackups.
pub(crate) fn execute(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let table_name = input.optional_text("TableName");
    let limit = input.integer("Limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE_BACKUPS);
    let (from, to) = (input.moment("TimeRangeLowerBound"), input.moment("TimeRangeUpperBound"));
    let start = input.optional_text("ExclusiveStartBackupArn");
    let wanted = input.optional_text("BackupType");
    input.finish()?;
    check(context, from, to, start.as_deref())?;
    let place = table_name.as_deref().map(|name| place_of(context, name)).transpose()?;
    let is_wanted = |table: &Table, backup: &Backup| {
        (&table.account, &table.region) == (&context.account, &context.region)
            && place.is_none_or(|place| place.name == table.name)
            && from.is_none_or(|from| from <= backup.created)
            && to.is_none_or(|to| backup.created < to)
            && wanted.as_deref().map_or(kind(backup) == "USER", |wanted| wanted == "ALL" || wanted == kind(backup))
    };
    // ARNs of a table's backups order by their moment; the start may be gone.
    let start = start.as_deref().and_then(|arn| ArnParts::read(arn)?.of_kind("backup"));
    let place_in_time = |backup: &Backup| ArnParts::read(&backup.arn).and_then(|parts| Some(parts.of_kind("backup")?.to_owned()));
    let mut found: Vec<_> = engine.backups().filter(|(table, backup)| is_wanted(table, backup)).collect();
    model::sort_by(&mut found, |left, right| place_in_time(left.1).cmp(&place_in_time(right.1)));
    let mut rest = found.into_iter().skip_while(|(_, backup)| start.is_some() && place_in_time(backup).as_deref() <= start);
    let page: Vec<_> = rest.by_ref().take(limit).collect();
    let last = page.last().filter(|_| rest.next().is_some()).map(|(_, backup)| backup.arn.clone());
    let summaries = page.into_iter().map(|(table, backup)| summary(table, backup).into()).collect();
    let reply = Reply::default().list("BackupSummaries", summaries);
    let reply = reply.with_optional("LastEvaluatedBackupArn", last.map(Into::into));
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.undurable.of_tables() })
}

fn check(context: &Context, from: Option<EpochMillis>, to: Option<EpochMillis>, start: Option<&str>) -> Result<(), Error> {
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Error::Exception(Exception::Validation, Sentence::BackupTimeRange));
    }
    let Some(start) = start else { return Ok(()) };
    let parts = ArnParts::read(start).filter(|parts| parts.of_kind("backup").is_some());
    let parts = parts.ok_or(Error::Exception(Exception::Validation, Sentence::BackupArnInvalid))?;
    if parts.region != context.region {
        return Err(Error::Exception(Exception::Validation, Sentence::BackupStartRegion));
    }
    Ok(())
}

fn summary(table: &Table, backup: &Backup) -> Reply {
    let reply = Reply::default()
        .text("TableName", table.name.clone())
        .text("TableId", table.uuid.clone())
        .text("TableArn", table.arn())
        .text("BackupArn", backup.arn.clone())
        .text("BackupName", backup.name.clone())
        .moment("BackupCreationDateTime", backup.created);
    let reply = match backup.expires {
        Some(expires) => reply.moment("BackupExpiryDateTime", expires),
        None => reply,
    };
    reply.text("BackupStatus", status(table)).text("BackupType", kind(backup)).integer("BackupSizeBytes", backup.size_bytes)
}
