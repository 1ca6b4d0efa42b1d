//! CreateGlobalTable, UpdateGlobalTable, DescribeGlobalTable, ListGlobalTables: global tables of version 2017.11.29.
//!
//! The service does not offer this version any more and says so; that is the default here too. Where
//! [`Engine::set_legacy_global_tables`] turns it on, it works as it did: empty tables of one name, each with a stream of new and
//! old images, are joined and replicate from then on.
//!
//! Follows: API Reference, these four; developer guide, "Global tables version 2017.11.29 (Legacy)"; facts 3.13, 5.

use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, Fields, Reply, ReplyNode, Response};

use crate::global_table::{GlobalTable, Member};
use crate::replication::REPLICATION_KEEP_MS;
use crate::{ChangeRecord, Context, Engine, Outcome, Refusal, RetentionReason, Table, TablePlace};

/// Names that ListGlobalTables gives unless another limit is sent.
const PAGE_NAMES: usize = 100;

impl Engine {
    /// Whether global tables of version 2017.11.29 can be made. Off by default, as at AWS today.
    pub fn set_legacy_global_tables(&mut self, offered: bool) {
        self.legacy_global_tables = offered;
    }
}

/// Carries out a CreateGlobalTable.
pub(crate) fn create(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let name = input.text("GlobalTableName");
    let regions = regions(input.structures("ReplicationGroup").unwrap_or_default());
    input.finish()?;
    // Check.
    check_offered(engine)?;
    if let Some(group) = engine.global_table(&context.account, &name) {
        let regions = group.members.iter().map(|member| member.region.as_str()).collect::<Vec<_>>().join(", ");
        return refuse(engine, Exception::GlobalTableAlreadyExists, Sentence::GlobalTableExists(name, regions));
    }
    let tables = regions.iter().map(|region| joinable(engine, context, &name, region)).collect::<Result<Vec<_>, _>>()?;
    // Plan and apply.
    let mut group = GlobalTable { legacy: true, created: engine.now, ..GlobalTable::default() };
    let mut batch = vec![];
    for table in tables {
        batch.extend(engine.join_legacy(&mut group, &table));
    }
    Ok(engine.keep_group(context, name, &group, batch))
}

/// Carries out an UpdateGlobalTable.
pub(crate) fn update(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let name = input.text("GlobalTableName");
    let updates = input.structures("ReplicaUpdates").unwrap_or_default();
    input.finish()?;
    // Check.
    check_offered(engine)?;
    let Some(mut group) = engine.global_table(&context.account, &name) else { return unknown(engine, name) };
    let (mut joining, mut leaving) = (vec![], vec![]);
    for mut update in updates {
        if let Some(mut create) = update.fields("Create") {
            let region = create.text("RegionName");
            if group.member(&region).is_some() {
                let sentence = Sentence::GlobalTableExists(name, region);
                return refuse(engine, Exception::ReplicaAlreadyExists, sentence);
            }
            joining.push(joinable(engine, context, &name, &region)?);
        }
        if let Some(mut delete) = update.fields("Delete") {
            let region = delete.text("RegionName");
            if group.member(&region).is_none() {
                return refuse(engine, Exception::ReplicaNotFound, Sentence::ReplicaUnknown(region));
            }
            leaving.push(region);
        }
    }
    // Plan and apply.
    let mut batch = vec![];
    for table in joining {
        batch.extend(engine.join_legacy(&mut group, &table));
    }
    for region in leaving {
        // The table stays, as a table of its own.
        if let Some(id) = engine.replica(&context.account, &region, &name) {
            batch.extend(engine.stop_replicating(id));
        }
        batch.extend(engine.leave(&context.account, &name, &mut group, &region));
    }
    Ok(engine.keep_group(context, name, &group, batch))
}

/// Carries out a DescribeGlobalTable.
pub(crate) fn describe(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let name = input.text("GlobalTableName");
    input.finish()?;
    match engine.legacy_group(context, &name) {
        Some(group) => {
            let reply = Reply::default().structure("GlobalTableDescription", description(engine, context, &name, &group));
            Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.observed_objects() })
        }
        None => unknown(engine, name),
    }
}

/// Carries out a ListGlobalTables: those of version 2017.11.29 alone.
pub(crate) fn list(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let start = input.optional_text("ExclusiveStartGlobalTableName");
    let limit = input.integer("Limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE_NAMES);
    let region = input.optional_text("RegionName");
    input.finish()?;
    let after = |name: &str| start.as_ref().is_none_or(|start| name > start.as_str());
    let in_region = |group: &GlobalTable| region.as_ref().is_none_or(|region| group.member(region).is_some());
    let mut found = engine.global_tables(context);
    found.retain(|(name, group)| group.legacy && after(name) && in_region(group));
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more).map(|(name, _)| ReplyNode::Text(name.clone()));
    let tables = found.iter().map(|(name, group)| {
        let regions = group.members.iter().map(|member| Reply::default().text("RegionName", member.region.clone()).into());
        Reply::default().text("GlobalTableName", name.clone()).list("ReplicationGroup", regions.collect()).into()
    });
    let reply = Reply::default().list("GlobalTables", tables.collect()).with_optional("LastEvaluatedGlobalTableName", last);
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: engine.observed_objects() })
}

fn regions(replicas: Vec<Fields>) -> Vec<String> {
    let mut regions = vec![];
    for mut replica in replicas {
        let region = replica.text("RegionName");
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    regions
}

pub(crate) fn check_offered(engine: &Engine) -> Result<(), Refusal> {
    if engine.legacy_global_tables {
        return Ok(());
    }
    Err(Error::Exception(Exception::Validation, Sentence::LegacyGlobalTables).into())
}

/// The table of a region, if it may join.
fn joinable(engine: &Engine, context: &Context, name: &str, region: &str) -> Result<Arc<Table>, Refusal> {
    let found = engine.database.find(TablePlace { account: &context.account, region, name });
    let Some(table) = found else {
        let sentence = Sentence::LegacyTableUnknown(name.to_owned(), region.to_owned());
        return refuse(engine, Exception::TableNotFound, sentence);
    };
    let streams = table.enabled_stream().is_some_and(|stream| stream.view_type == "NEW_AND_OLD_IMAGES");
    if !streams || !table.items.is_empty() || table.is_replica() || !table.takes_items() {
        return refuse(engine, Exception::Validation, Sentence::LegacyTableUnfit(name.to_owned(), region.to_owned()));
    }
    Ok(Arc::clone(table))
}

pub(crate) fn unknown(engine: &Engine, name: String) -> Result<Outcome, Refusal> {
    refuse(engine, Exception::GlobalTableNotFound, Sentence::GlobalTableUnknown(name))
}

fn refuse<T>(engine: &Engine, exception: Exception, sentence: Sentence) -> Result<T, Refusal> {
    let observed = engine.observed_objects().max(engine.undurable.of_tables());
    Err(Refusal::Error { error: Error::Exception(exception, sentence), observed })
}

/// `GlobalTableDescription`.
fn description(engine: &Engine, context: &Context, name: &str, group: &GlobalTable) -> Reply {
    let replicas = group.members.iter().map(|member| {
        let status = engine.replica_status(&context.account, name, member);
        Reply::default().text("RegionName", member.region.clone()).text("ReplicaStatus", status).into()
    });
    Reply::default()
        .list("ReplicationGroup", replicas.collect())
        .text("GlobalTableArn", format!("arn:aws:dynamodb::{}:global-table/{name}", context.account))
        .moment("CreationDateTime", group.created)
        .text("GlobalTableStatus", "ACTIVE")
        .text("GlobalTableName", name)
}

impl Engine {
    /// The group, if it is of version 2017.11.29.
    pub(crate) fn legacy_group(&self, context: &Context, name: &str) -> Option<GlobalTable> {
        self.global_table(&context.account, name).filter(|group| group.legacy)
    }

    fn join_legacy(&mut self, group: &mut GlobalTable, table: &Arc<Table>) -> Option<ChangeRecord> {
        let mut after = Table::clone(table);
        after.control.retention.begin(RetentionReason::Replication, REPLICATION_KEEP_MS, self.now, self.sequence);
        group.members.push(Member { region: table.region.clone(), ready: self.now, ..Member::default() });
        self.commit_table(Some(Arc::clone(table)), Some(Arc::new(after)))
    }

    fn stop_replicating(&mut self, id: crate::TableId) -> Option<ChangeRecord> {
        let before = self.database.table(id).cloned()?;
        let mut after = Table::clone(&before);
        after.control.retention.remove(RetentionReason::Replication);
        self.commit_table(Some(before), Some(Arc::new(after)))
    }

    fn keep_group(&mut self, context: &Context, name: String, group: &GlobalTable, mut batch: Vec<ChangeRecord>) -> Outcome {
        let reply = Reply::default().structure("GlobalTableDescription", description(self, context, &name, group));
        batch.extend(self.commit_global_table(&context.account, &name, group));
        Outcome { response: Response::Members(reply), batch, observed: 0 }
    }
}
