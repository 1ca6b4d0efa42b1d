//! BackupDescription: what CreateBackup, DescribeBackup and DeleteBackup tell of a backup.
//!
//! Follows: API Reference, "BackupDescription", "BackupSummary".

use api::{Reply, TableStatus};
use report::IndexKind;

use super::description::billing_mode;
use super::key_reply::{index, key_schema, throughput, vector_index};
use crate::Table;
use crate::role::{Backup, BackupKind};

/// `BackupStatus` of a backup that is there.
pub(crate) fn status(table: &Table) -> &'static str {
    if table.status == TableStatus::Creating { "CREATING" } else { "AVAILABLE" }
}

/// `BackupType`.
pub(crate) fn kind(backup: &Backup) -> &'static str {
    match backup.kind {
        BackupKind::User => "USER",
        BackupKind::System => "SYSTEM",
    }
}

/// `BackupDetails`.
pub(crate) fn details(backup: &Backup, status: &str) -> Reply {
    let reply = Reply::default()
        .text("BackupArn", backup.arn.clone())
        .text("BackupName", backup.name.clone())
        .integer("BackupSizeBytes", backup.size_bytes)
        .text("BackupStatus", status)
        .text("BackupType", kind(backup))
        .moment("BackupCreationDateTime", backup.created);
    match backup.expires {
        Some(expires) => reply.moment("BackupExpiryDateTime", expires),
        None => reply,
    }
}

/// `BackupDescription`.
pub(crate) fn description(table: &Table, backup: &Backup, status: &str) -> Reply {
    let (item_count, size_bytes) = table.partitions.held();
    let source = Reply::default()
        .text("TableName", table.name.clone())
        .text("TableId", table.uuid.clone())
        .text("TableArn", table.arn())
        .integer("TableSizeBytes", size_bytes)
        .list("KeySchema", key_schema(&table.key))
        .moment("TableCreationDateTime", table.created)
        .structure("ProvisionedThroughput", throughput(table.capacity))
        .integer("ItemCount", item_count)
        .text("BillingMode", billing_mode(table.capacity).name());
    Reply::default()
        .structure("BackupDetails", details(backup, status))
        .structure("SourceTableDetails", source)
        .structure("SourceTableFeatureDetails", features(table, backup))
}

/// `SourceTableFeatureDetails`: what the table had, and nothing of what it had not.
fn features(table: &Table, backup: &Backup) -> Reply {
    let of_kind = |kind| table.indexes.iter().filter(move |index| index.kind == kind);
    let local: Vec<_> = of_kind(IndexKind::Local).map(|local| index(local).into()).collect();
    let global: Vec<_> = of_kind(IndexKind::Global)
        .map(|global| index(global).structure("ProvisionedThroughput", throughput(global.capacity)).into())
        .collect();
    let mut reply = Reply::default();
    let vectors = backup.settings.vector_indexes.iter().map(|index| vector_index(index).into()).collect();
    for (name, indexes) in [("LocalSecondaryIndexes", local), ("GlobalSecondaryIndexes", global), ("VectorIndexes", vectors)] {
        if !indexes.is_empty() {
            reply = reply.list(name, indexes);
        }
    }
    if let Some(stream) = backup.settings.streams.last().filter(|stream| stream.disabled.is_none()) {
        let stream = Reply::default().flag("StreamEnabled", true).text("StreamViewType", stream.view_type.clone());
        reply = reply.structure("StreamDescription", stream);
    }
    if let Some(ttl) = backup.settings.time_to_live.as_ref().filter(|ttl| ttl.enabled) {
        let ttl = Reply::default().text("TimeToLiveStatus", ttl.status(backup.created)).text("AttributeName", &ttl.attribute);
        reply = reply.structure("TimeToLiveDescription", ttl);
    }
    if backup.settings.encryption.key.is_some() {
        reply = reply.structure("SSEDescription", Reply::default().text("Status", "ENABLED").text("SSEType", "KMS"));
    }
    reply
}
