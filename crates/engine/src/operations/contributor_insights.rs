//! UpdateContributorInsights, DescribeContributorInsights and ListContributorInsights.
//!
//! Follows: API Reference, the three operations; developer guide, "CloudWatch Contributor Insights for DynamoDB"; facts 3.11.

use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, IndexStatus, Reply, ReplyNode, Response, TableStatus};
use model::EpochMillis;
use report::IndexKind;

use super::describe_table::named_table;
use crate::{Context, Engine, Insight, Outcome, Refusal, Table};

/// Summaries of one page at most.
const PAGE: usize = 100;
/// Bounds of an index name, which these operations tell in words of their own.
const INDEX_NAME_CHARS: std::ops::RangeInclusive<usize> = 3..=255;

/// Carries out an UpdateContributorInsights.
pub(crate) fn update(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let (name, index) = (input.text("TableName"), input.optional_text("IndexName"));
    let (action, mode) = (input.text("ContributorInsightsAction"), input.optional_text("ContributorInsightsMode"));
    input.finish()?;
    check_index_name(index.as_deref())?;
    let before = Arc::clone(created_table(engine, context, &name)?);
    let observed = engine.undurable.of_table(before.id);
    let enabled = action == "ENABLE";
    check(&before, index.as_deref(), enabled).map_err(|error| Refusal::Error { error, observed })?;
    // Plan.
    let mut after = Table::clone(&before);
    let old = after.control.insights.iter().position(|insight| insight.index == index);
    let old = old.map(|at| after.control.insights.remove(at));
    let throttled_only = match mode.as_deref() {
        Some(mode) => mode == "THROTTLED_KEYS",
        None => old.is_some_and(|old| old.throttled_only),
    };
    let settled = EpochMillis(engine.now.0.saturating_add(engine.delays.update_ms));
    let insight = Insight { index, enabled, throttled_only, changed: engine.now, settled };
    let status = if enabled { "ENABLING" } else { "DISABLING" };
    let reply = named(&before, insight.index.as_deref())
        .text("ContributorInsightsStatus", status)
        .text("ContributorInsightsMode", insight.mode());
    if !enabled {
        engine.meters.forget_keys(before.id, insight.index.as_deref());
    }
    after.control.insights.push(insight);
    // Apply.
    let batch = engine.commit_table(Some(before), Some(Arc::new(after))).into_iter().collect();
    Ok(Outcome { response: Response::Members(reply), batch, observed })
}

/// Carries out a DescribeContributorInsights.
pub(crate) fn describe(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let (name, index) = (input.text("TableName"), input.optional_text("IndexName"));
    input.finish()?;
    check_index_name(index.as_deref())?;
    let table = created_table(engine, context, &name)?;
    let observed = engine.undurable.of_table(table.id);
    check_index(table, index.as_deref()).map_err(|error| Refusal::Error { error, observed })?;
    // Plan.
    let insight = table.control.insights.iter().find(|insight| insight.index == index);
    let mut reply = named(table, index.as_deref());
    if let Some(insight) = insight {
        let rules = rules(table, insight).into_iter().map(ReplyNode::Text).collect();
        reply = reply.list("ContributorInsightsRuleList", if insight.enabled { rules } else { vec![] });
    }
    reply = reply.text("ContributorInsightsStatus", insight.map_or("DISABLED", |insight| insight.status(engine.now)));
    if let Some(insight) = insight {
        reply = reply.moment("LastUpdateDateTime", insight.changed).text("ContributorInsightsMode", insight.mode());
    }
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed })
}

/// Carries out a ListContributorInsights: tables and indexes on which it was ever enabled, by name.
pub(crate) fn list(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let (name, token) = (input.optional_text("TableName"), input.optional_text("NextToken"));
    let limit = input.integer("MaxResults").and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit > 0);
    input.finish()?;
    let limit = limit.unwrap_or(PAGE);
    let tables: Vec<&Arc<Table>> = match &name {
        Some(name) => vec![created_table(engine, context, name)?],
        None => {
            engine.database.names(&context.account, &context.region).filter_map(|(_, id)| engine.database.table(id)).collect()
        }
    };
    // Plan.
    let insights = tables.into_iter().flat_map(|table| {
        let mut insights: Vec<&Insight> = table.control.insights.iter().collect();
        model::sort_by(&mut insights, |left, right| left.index.cmp(&right.index));
        insights.into_iter().map(move |insight| (table, insight))
    });
    let place = |table: &Table, insight: &Insight| format!("{}/{}", table.name, insight.index.as_deref().unwrap_or_default());
    let mut found: Vec<_> =
        insights.skip_while(|(table, insight)| token.as_ref().is_some_and(|token| place(table, insight) <= *token)).collect();
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(table, insight)| ReplyNode::Text(place(table, insight)));
    let summaries = found.into_iter().map(|(table, insight)| {
        let summary = named(table, insight.index.as_deref()).text("ContributorInsightsStatus", insight.status(engine.now));
        summary.text("ContributorInsightsMode", insight.mode()).into()
    });
    let reply = Reply::default().list("ContributorInsightsSummaries", summaries.collect()).with_optional("NextToken", next);
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.undurable.of_tables() })
}

fn check_index_name(name: Option<&str>) -> Result<(), Error> {
    match name {
        Some(name) if !INDEX_NAME_CHARS.contains(&name.chars().count()) => {
            Err(Error::Exception(Exception::Validation, Sentence::InsightsIndexName))
        }
        _ => Ok(()),
    }
}

/// The table, once it is created: before, it is not found (facts 4.2).
fn created_table<'e>(engine: &'e Engine, context: &Context, name: &str) -> Result<&'e Arc<Table>, Refusal> {
    let table = named_table(engine, context, name)?;
    match table.status {
        TableStatus::Creating => Err(Refusal::Error {
            error: Error::ResourceNotFound(api::text::NotFound::Table(table.name.clone())),
            observed: engine.undurable.of_table(table.id),
        }),
        _ => Ok(table),
    }
}

/// Only the table and its global indexes have insights; an index that is CREATING is not found.
fn check_index(table: &Table, index: Option<&str>) -> Result<(), Error> {
    let Some(name) = index else { return Ok(()) };
    let found = table.index(name).filter(|index| index.kind == IndexKind::Global && index.status != IndexStatus::Creating);
    let sentence = || Sentence::InsightsIndexNotFound(name.to_owned(), table.name.clone());
    found.map(|_| ()).ok_or_else(|| Error::Exception(Exception::ResourceNotFound, sentence()))
}

fn check(table: &Table, index: Option<&str>, enabled: bool) -> Result<(), Error> {
    check_index(table, index)?;
    let refuse = |sentence| Err(Error::Exception(Exception::Validation, sentence));
    // A stream that is toggled does not stand in the way, though the table is UPDATING (facts 4.2).
    let busy = match table.status {
        TableStatus::Deleting => true,
        TableStatus::Updating => table.control.stream_changing().is_none(),
        TableStatus::Creating | TableStatus::Active => false,
    };
    match index.and_then(|name| table.index(name)) {
        _ if busy && enabled => refuse(Sentence::InsightsTableState),
        Some(index) if enabled && index.status != IndexStatus::Active => refuse(Sentence::InsightsIndexState),
        _ => Ok(()),
    }
}

fn named(table: &Table, index: Option<&str>) -> Reply {
    let reply = Reply::default().text("TableName", &table.name);
    reply.with_optional("IndexName", index.map(|index| ReplyNode::Text(index.to_owned())))
}

/// The CloudWatch rules: partition keys, and partition with sort keys, that are accessed (C) and throttled (T).
fn rules(table: &Table, insight: &Insight) -> Vec<String> {
    let key = insight.index.as_deref().and_then(|index| table.index(index)).map_or(&table.key, |index| &index.key);
    let resource = match &insight.index {
        Some(index) => format!("{}-{index}", table.name),
        None => table.name.clone(),
    };
    let kinds: &[&str] = match (key.sort.is_empty(), insight.throttled_only) {
        (true, false) => &["PKC", "PKT"],
        (true, true) => &["PKT"],
        (false, false) => &["PKC", "PKT", "SKC", "SKT"],
        (false, true) => &["PKT", "SKT"],
    };
    kinds.iter().map(|kind| format!("DynamoDBContributorInsights-{kind}-{resource}-{}", insight.changed.0)).collect()
}
