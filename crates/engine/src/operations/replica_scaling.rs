//! Auto scaling settings of global tables: DescribeTableReplicaAutoScaling and UpdateTableReplicaAutoScaling, and what version
//! 2017.11.29 has for the same (DescribeGlobalTableSettings, UpdateGlobalTableSettings).
//!
//! Settings are kept and told. Our model: nothing scales by itself yet; capacity stays as it is set.
//!
//! Follows: API Reference, these four; facts 3.13.

use std::sync::Arc;

use api::text::{NotFound, Sentence};
use api::{BillingMode, Call, Error, Exception, Fields, Reply, ReplyNode, Response};
use report::IndexKind;

use super::describe_table::named_table;
use super::global_tables::{check_offered, unknown};
use crate::due::units_of;
use crate::global_table::{GlobalTable, Member, Scaling, ScalingPolicy, scaling_key};
use crate::{CapacitySetting, Context, Engine, Outcome, Refusal, Table, TablePlace};

/// A setting to be kept, by what it scales.
type Change = (String, Scaling);

/// Carries out a DescribeTableReplicaAutoScaling.
pub(crate) fn describe(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let name = input.text("TableName");
    input.finish()?;
    let (table, group) = global(engine, context, &name)?;
    Ok(told(engine, &table, &group, vec![]))
}

/// Carries out an UpdateTableReplicaAutoScaling.
pub(crate) fn update(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let name = input.text("TableName");
    let writes = input.fields("ProvisionedWriteCapacityAutoScalingUpdate");
    let indexes = input.structures("GlobalSecondaryIndexUpdates").unwrap_or_default();
    let replicas = input.structures("ReplicaUpdates").unwrap_or_default();
    input.finish()?;
    // Check: what is sent by itself, then against the table.
    let mut changes: Vec<Change> = vec![];
    let mut named: (Vec<String>, Vec<String>) = (vec![], vec![]);
    if let Some(writes) = writes {
        changes.push((scaling_key("", None), scaling(&name, writes)?));
    }
    for mut index in indexes {
        let of = index.text("IndexName");
        if let Some(writes) = index.fields("ProvisionedWriteCapacityAutoScalingUpdate") {
            changes.push((scaling_key("", Some(&of)), scaling(&name, writes)?));
        }
        named.1.push(of);
    }
    for mut replica in replicas {
        let region = replica.text("RegionName");
        if let Some(reads) = replica.fields("ReplicaProvisionedReadCapacityAutoScalingUpdate") {
            changes.push((scaling_key(&region, None), scaling(&name, reads)?));
        }
        for mut index in replica.structures("ReplicaGlobalSecondaryIndexUpdates").unwrap_or_default() {
            let of = index.text("IndexName");
            if let Some(reads) = index.fields("ProvisionedReadCapacityAutoScalingUpdate") {
                changes.push((scaling_key(&region, Some(&of)), scaling(&name, reads)?));
            }
            named.1.push(of);
        }
        named.0.push(region);
    }
    let (table, mut group) = global(engine, context, &name)?;
    check_named(&table, &group, &named)?;
    // Plan and apply.
    keep(&mut group, changes);
    let batch = engine.commit_global_table(&table.account, &table.name, &group).into_iter().collect();
    Ok(told(engine, &table, &group, batch))
}

/// Carries out a DescribeGlobalTableSettings.
pub(crate) fn describe_legacy(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let name = input.text("GlobalTableName");
    input.finish()?;
    match engine.legacy_group(context, &name) {
        Some(group) => Ok(legacy_told(engine, context, &name, &group, vec![])),
        None => unknown(engine, name),
    }
}

/// Carries out an UpdateGlobalTableSettings.
pub(crate) fn update_legacy(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let name = input.text("GlobalTableName");
    let mode = input.billing_mode("GlobalTableBillingMode");
    let units = |units: Option<i64>| units.and_then(|units| u64::try_from(units).ok());
    let writes = units(input.integer("GlobalTableProvisionedWriteCapacityUnits"));
    let write_scaling = input.fields("GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate");
    let indexes = input.structures("GlobalTableGlobalSecondaryIndexSettingsUpdate").unwrap_or_default();
    let replicas = input.structures("ReplicaSettingsUpdate").unwrap_or_default();
    input.finish()?;
    // Check.
    check_offered(engine)?;
    let mut changes: Vec<Change> = vec![];
    if let Some(scaled) = write_scaling {
        changes.push((scaling_key("", None), scaling(&name, scaled)?));
    }
    for mut index in indexes {
        let of = index.text("IndexName");
        if let Some(scaled) = index.fields("ProvisionedWriteCapacityAutoScalingSettingsUpdate") {
            changes.push((scaling_key("", Some(&of)), scaling(&name, scaled)?));
        }
    }
    let mut reads: Vec<(String, u64)> = vec![];
    for mut replica in replicas {
        let region = replica.text("RegionName");
        if let Some(scaled) = replica.fields("ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate") {
            changes.push((scaling_key(&region, None), scaling(&name, scaled)?));
        }
        if let Some(units) = units(replica.integer("ReplicaProvisionedReadCapacityUnits")) {
            reads.push((region, units));
        }
    }
    let Some(mut group) = engine.legacy_group(context, &name) else { return unknown(engine, name) };
    if let Some((region, _)) = reads.iter().find(|(region, _)| group.member(region).is_none()) {
        return Err(Error::Exception(Exception::ReplicaNotFound, Sentence::ReplicaUnknown(region.clone())).into());
    }
    // Plan and apply.
    keep(&mut group, changes);
    let mut batch = vec![];
    for member in &group.members {
        let own = reads.iter().find(|(region, _)| *region == member.region).map(|(_, units)| *units);
        let Some(id) = engine.replica(&context.account, &member.region, &name) else { continue };
        let Some(before) = engine.database.table(id).cloned() else { continue };
        let (read_units, write_units) = units_of(before.capacity);
        let capacity = match mode {
            Some(BillingMode::PayPerRequest) => CapacitySetting::OnDemand,
            None if before.capacity == CapacitySetting::OnDemand => CapacitySetting::OnDemand,
            _ => CapacitySetting::Provisioned {
                read_units: own.unwrap_or(read_units).max(1),
                write_units: writes.unwrap_or(write_units).max(1),
            },
        };
        if capacity != before.capacity {
            let mut after = Table::clone(&before);
            after.capacity = capacity;
            batch.extend(engine.commit_table(Some(before), Some(Arc::new(after))));
        }
    }
    batch.extend(engine.commit_global_table(&context.account, &name, &group));
    Ok(legacy_told(engine, context, &name, &group, batch))
}

/// `AutoScalingSettingsUpdate`; what is missing of it is told in the service's order.
fn scaling(table: &str, mut update: Fields) -> Result<Scaling, Error> {
    let units = |units: Option<i64>| units.and_then(|units| u64::try_from(units).ok());
    let seconds = |seconds: Option<i64>| seconds.and_then(|seconds| u64::try_from(seconds).ok());
    let policy = update.fields("ScalingPolicyUpdate").map(|mut policy| {
        let mut tracking = policy.fields("TargetTrackingScalingPolicyConfiguration");
        let tracking = tracking.as_mut();
        let name = policy.optional_text("PolicyName");
        match tracking {
            Some(tracking) => ScalingPolicy {
                name,
                target: tracking.decimal("TargetValue").unwrap_or_default(),
                disable_scale_in: tracking.flag("DisableScaleIn"),
                scale_in_cooldown: seconds(tracking.integer("ScaleInCooldown")),
                scale_out_cooldown: seconds(tracking.integer("ScaleOutCooldown")),
            },
            None => ScalingPolicy { name, ..ScalingPolicy::default() },
        }
    });
    let scaling = Scaling {
        disabled: update.flag("AutoScalingDisabled").unwrap_or(false),
        minimum: units(update.integer("MinimumUnits")),
        maximum: units(update.integer("MaximumUnits")),
        role: update.optional_text("AutoScalingRoleArn"),
        policy,
    };
    update.finish()?;
    let missing = [
        ("MaximumUnits", scaling.maximum.is_none()),
        ("ScalingPolicyUpdate", scaling.policy.is_none()),
        ("MinimumUnits", scaling.minimum.is_none()),
    ];
    let missing: Vec<&str> = missing.iter().filter(|(_, absent)| *absent).map(|(name, _)| *name).collect();
    if !scaling.disabled && !missing.is_empty() {
        let sentence = Sentence::ScalingIncomplete(table.to_owned(), missing.join("', '"));
        return Err(Error::Exception(Exception::Validation, sentence));
    }
    Ok(scaling)
}

fn keep(group: &mut GlobalTable, changes: Vec<Change>) {
    for (key, scaling) in changes {
        match group.scaling.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = scaling,
            None => group.scaling.push((key, scaling)),
        }
    }
}

fn global(engine: &Engine, context: &Context, name: &str) -> Result<(Arc<Table>, GlobalTable), Refusal> {
    let absent = |name: &str| Error::Exception(Exception::ResourceNotFound, Sentence::GlobalTableUnknown(name.to_owned()));
    let table = named_table(engine, context, name).map_err(|refusal| match refusal {
        Refusal::Error { error: Error::ResourceNotFound(NotFound::Table(name)), observed } => {
            Refusal::Error { error: absent(&name), observed }
        }
        refusal => refusal,
    })?;
    let group = engine.global_table(&table.account, &table.name);
    let observed = engine.observed_objects();
    let group = group.ok_or_else(|| Refusal::Error { error: absent(&table.name), observed })?;
    Ok((Arc::clone(table), group))
}

fn check_named(table: &Table, group: &GlobalTable, (regions, indexes): &(Vec<String>, Vec<String>)) -> Result<(), Error> {
    let refused = |sentence| Err(Error::Exception(Exception::ResourceNotFound, sentence));
    if let Some(region) = regions.iter().find(|region| group.member(region).is_none()) {
        return refused(Sentence::ScalingRegion(table.name.clone(), region.clone()));
    }
    let global = |name: &String| table.index(name).is_some_and(|index| index.kind == IndexKind::Global);
    match indexes.iter().find(|index| !global(index)) {
        Some(index) => refused(Sentence::ScalingIndex(table.name.clone(), index.clone())),
        None => Ok(()),
    }
}

/// `TableAutoScalingDescription`.
fn told(engine: &Engine, table: &Table, group: &GlobalTable, batch: Vec<crate::ChangeRecord>) -> Outcome {
    let replicas = group.members.iter().map(|member| replica(engine, table, group, member).into());
    let description = Reply::default()
        .text("TableName", table.name.clone())
        .text("TableStatus", if engine.is_busy(table, group) { "UPDATING" } else { "ACTIVE" })
        .list("Replicas", replicas.collect());
    let reply = Reply::default().structure("TableAutoScalingDescription", description);
    Outcome { response: Response::Members(reply), batch, observed: engine.observed_objects() }
}

fn replica(engine: &Engine, table: &Table, group: &GlobalTable, member: &Member) -> Reply {
    let global = table.indexes.iter().filter(|index| index.kind == IndexKind::Global);
    let indexes = global.map(|index| {
        let own = Reply::default().text("IndexName", index.name.clone()).text("IndexStatus", "ACTIVE");
        let own = own.with_optional(
            "ProvisionedReadCapacityAutoScalingSettings",
            settings(group.scaling(&member.region, Some(&index.name))),
        );
        own.with_optional("ProvisionedWriteCapacityAutoScalingSettings", settings(group.scaling("", Some(&index.name)))).into()
    });
    Reply::default()
        .text("RegionName", member.region.clone())
        .list("GlobalSecondaryIndexes", indexes.collect())
        .with_optional("ReplicaProvisionedReadCapacityAutoScalingSettings", settings(group.scaling(&member.region, None)))
        .with_optional("ReplicaProvisionedWriteCapacityAutoScalingSettings", settings(group.scaling("", None)))
        .text("ReplicaStatus", engine.replica_status(&table.account, &table.name, member))
}

/// `AutoScalingSettingsDescription`.
fn settings(scaling: Option<&Scaling>) -> Option<ReplyNode> {
    let scaling = scaling?;
    let number = |number: Option<u64>| number.and_then(|number| i64::try_from(number).ok()).map(ReplyNode::Integer);
    let mut reply = Reply::default()
        .with_optional("MinimumUnits", number(scaling.minimum))
        .with_optional("MaximumUnits", number(scaling.maximum));
    if scaling.disabled {
        reply = reply.flag("AutoScalingDisabled", true);
    }
    reply = reply.with_optional("AutoScalingRoleArn", scaling.role.clone().map(ReplyNode::Text));
    if let Some(policy) = &scaling.policy {
        let tracking = Reply::default()
            .with_optional("DisableScaleIn", policy.disable_scale_in.map(ReplyNode::Bool))
            .with_optional("ScaleInCooldown", number(policy.scale_in_cooldown))
            .with_optional("ScaleOutCooldown", number(policy.scale_out_cooldown))
            .with("TargetValue", ReplyNode::Decimal(policy.target.clone()));
        let policy = Reply::default()
            .with_optional("PolicyName", policy.name.clone().map(ReplyNode::Text))
            .structure("TargetTrackingScalingPolicyConfiguration", tracking);
        reply = reply.list("ScalingPolicies", vec![policy.into()]);
    }
    Some(reply.into())
}

/// `ReplicaSettings` of version 2017.11.29.
fn legacy_told(engine: &Engine, context: &Context, name: &str, group: &GlobalTable, batch: Vec<crate::ChangeRecord>) -> Outcome {
    let replicas = group.members.iter().map(|member| {
        let table = engine.database.find(TablePlace { account: &context.account, region: &member.region, name });
        let capacity = table.map_or(CapacitySetting::OnDemand, |table| table.capacity);
        let (read, write) = units_of(capacity);
        let mode = if capacity == CapacitySetting::OnDemand { "PAY_PER_REQUEST" } else { "PROVISIONED" };
        Reply::default()
            .text("RegionName", member.region.clone())
            .text("ReplicaStatus", engine.replica_status(&context.account, name, member))
            .structure("ReplicaBillingModeSummary", Reply::default().text("BillingMode", mode))
            .integer("ReplicaProvisionedReadCapacityUnits", read)
            .with_optional("ReplicaProvisionedReadCapacityAutoScalingSettings", settings(group.scaling(&member.region, None)))
            .integer("ReplicaProvisionedWriteCapacityUnits", write)
            .with_optional("ReplicaProvisionedWriteCapacityAutoScalingSettings", settings(group.scaling("", None)))
            .into()
    });
    let reply = Reply::default().text("GlobalTableName", name).list("ReplicaSettings", replicas.collect());
    Outcome { response: Response::Members(reply), batch, observed: engine.observed_objects() }
}
