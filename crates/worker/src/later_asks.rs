//! The answers to what no first screen asks ([`client::LaterAsk`]).

use std::rc::Rc;

use client::{Answer, LaterAnswer, LaterAsk};
use model::HalfUnits;
use report::{ErrorReport, HotKey, JobKind, JobReport, KeyCount, PastTouch, TablePast};

use crate::console::failed;
use crate::host::{Host, refusal};
use crate::views::{self, no_such_table, place};
use crate::workspace::{Failure, Workspace};
use crate::{buckets, limits};

/// Keys that are named of a key space at most (our bound: more than a screen shows).
const KEYS_NAMED: usize = 20;

/// Answers an ask in postcard.
pub(crate) async fn answer(host: &Rc<Host>, ask: &[u8]) -> Result<Answer, ErrorReport> {
    let unreadable = || refusal("UnreadableMessage", "The worker could not read this message. Reload the page.");
    let ask = postcard::from_bytes(ask).map_err(|_| unreadable())?;
    let answer = match ask {
        LaterAsk::SetLimits { limits } => {
            limits::set(host, limits).await?;
            host.changed();
            LaterAnswer::Done
        }
        LaterAsk::Requests => LaterAnswer::Requests(host.session.succeeded()),
        LaterAsk::Past { table } => LaterAnswer::Past(past(host, &table)?.map(Box::new)),
        other => answered(&host.workspace()?, other).await?,
    };
    // Only plain data is encoded, into a growing buffer: there is nothing that could fail.
    Ok(Answer::Later(postcard::to_allocvec(&answer).unwrap_or_default()))
}

async fn answered(workspace: &Rc<Workspace>, ask: LaterAsk) -> Result<LaterAnswer, ErrorReport> {
    match ask {
        LaterAsk::Buckets => buckets::list(workspace).await.map(LaterAnswer::Buckets),
        LaterAsk::ReadFile { bucket, key, offset } => buckets::read(workspace, &bucket, &key, offset).await,
        LaterAsk::PutFile { bucket, key, offset, bytes, size_bytes } => {
            buckets::put(workspace, &bucket, &key, engine::Piece { offset, bytes: &bytes, size_bytes }).await
        }
        LaterAsk::AbandonFile { bucket, key } => buckets::abandon(workspace, &bucket, &key).await,
        LaterAsk::RemoveFiles { bucket, keys } => buckets::remove(workspace, &bucket, &keys).await,
        LaterAsk::Keys { table, attribute } => views::keys(workspace, &table, &attribute).await.map(LaterAnswer::Keys),
        // Answered by the caller, who knows the list of workspaces and the requests of this visit.
        LaterAsk::SetLimits { .. } | LaterAsk::Past { .. } | LaterAsk::Requests => Ok(LaterAnswer::Done),
        LaterAsk::Jobs => jobs(workspace).await.map(LaterAnswer::Jobs),
        LaterAsk::RecoveryIsOn { table } => recovery_is_on(workspace, &table).await.map(LaterAnswer::Flag),
        LaterAsk::Changes { table, source, before } => changes(workspace, &table, source.as_deref(), before).await,
    }
}

/// The last minutes of a table. Of an item collection that nothing was counted of, the requests of this visit name the keys.
fn past(host: &Rc<Host>, table: &str) -> Result<Option<TablePast>, ErrorReport> {
    let workspace = host.workspace()?;
    workspace.catch_up();
    let context = workspace.context();
    let Some(mut past) = workspace.engine.borrow().table_past(place(&context, table), context.now) else { return Ok(None) };
    for ((space, keys), touches) in past.spaces.iter_mut().zip(&past.keys).zip(&mut past.touches) {
        *touches = host.session.touched(table, space.index.as_deref());
        touches.retain(|touch| touch.at_s >= past.start_s);
        if *keys == KeyCount::Touches {
            space.hot_keys = most_touched(touches);
        }
    }
    Ok(Some(past))
}

/// The partition keys that were touched most, by their places: each touch counts as one.
fn most_touched(touches: &[PastTouch]) -> Vec<HotKey> {
    let mut keys: Vec<HotKey> = Vec::new();
    for PastTouch { touched, .. } in touches {
        match keys.iter_mut().find(|key| key.hash == touched.hash) {
            Some(key) => key.units += HalfUnits::whole(1),
            None => {
                let key = touched.key.split(" / ").next().unwrap_or_default().to_owned();
                keys.push(HotKey { key, hash: touched.hash, units: HalfUnits::whole(1), share_thousandths: 0 });
            }
        }
    }
    for key in &mut keys {
        key.share_thousandths = u32::try_from(key.units.0 * 500 / touches.len().max(1) as u64).unwrap_or(1_000);
    }
    // What was touched once is no hot key.
    keys.retain(|key| key.units > HalfUnits::whole(1));
    model::sort_by(&mut keys, |left, right| right.units.cmp(&left.units).then_with(|| left.hash.cmp(&right.hash)));
    keys.truncate(KEYS_NAMED);
    keys
}

/// The newest jobs of each kind, as many as a list has on its first page.
async fn jobs(workspace: &Rc<Workspace>) -> Result<Vec<JobReport>, ErrorReport> {
    const KINDS: [(JobKind, [&str; 2], [&str; 3]); 3] = [
        (JobKind::Export, ["ListExports", "DescribeExport"], ["ExportSummaries", "ExportArn", "ExportDescription"]),
        (JobKind::Import, ["ListImports", "DescribeImport"], ["ImportSummaryList", "ImportArn", "ImportTableDescription"]),
        (
            JobKind::BulkPut,
            ["ListBulkOperations", "DescribeBulkOperation"],
            ["BulkOperationsSummaryList", "BulkOperationArn", "BulkOperationDescription"],
        ),
    ];
    let mut jobs = Vec::new();
    for (kind, [list, describe], [summaries, arn, description]) in KINDS {
        let listed = look(workspace, list, "{}").await?;
        for summary in listed.get(summaries).and_then(api::Json::as_array).unwrap_or_default() {
            let Some(name) = summary.get(arn).and_then(api::Json::as_text) else { continue };
            let body = api::Json::Object(vec![(arn.to_owned(), api::Json::Text(name.to_owned()))]).to_string();
            let told = look(workspace, describe, &body).await?;
            if let Some(told) = told.get(description) {
                jobs.push(JobReport { kind, description: told.to_string() });
            }
        }
    }
    Ok(jobs)
}

async fn recovery_is_on(workspace: &Rc<Workspace>, table: &str) -> Result<bool, ErrorReport> {
    let body = api::Json::Object(vec![("TableName".to_owned(), api::Json::Text(table.to_owned()))]).to_string();
    let told = look(workspace, "DescribeContinuousBackups", &body).await?;
    let path = ["ContinuousBackupsDescription", "PointInTimeRecoveryDescription", "PointInTimeRecoveryStatus"];
    let status = path.iter().try_fold(&told, |json, name| json.get(name));
    Ok(status.and_then(api::Json::as_text) == Some("ENABLED"))
}

/// Where a table's changes can be read, and a page of them.
async fn changes(
    workspace: &Rc<Workspace>,
    table: &str,
    source: Option<&str>,
    before: Option<u64>,
) -> Result<LaterAnswer, ErrorReport> {
    workspace.catch_up();
    loop {
        let context = workspace.context();
        let feed = workspace.engine.borrow().change_feed(place(&context, table), source, before);
        match feed {
            Ok(feed) => return feed.map(|feed| LaterAnswer::Changes(Box::new(feed))).ok_or_else(|| no_such_table(table)),
            Err(missing) => workspace.load(missing).await.map_err(failed)?,
        }
    }
}

/// Carries out a request that only looks: without a receipt, for nobody has sent it. It does what is due.
async fn look(workspace: &Rc<Workspace>, operation: &str, body: &str) -> Result<api::Json, ErrorReport> {
    let decoded = || api::decode(operation, body.as_bytes());
    let asked = decoded().map_err(|error| failed(Failure::Exception(error)))?;
    let step = workspace.step(asked, false);
    let (result, _) = workspace.finish(step, || decoded().ok(), false).await.map_err(failed)?;
    let encoded = api::encode(operation, &Ok(result.map_err(|error| failed(Failure::Exception(error)))?));
    Ok(api::Json::parse(&encoded.body).unwrap_or(api::Json::Null))
}
