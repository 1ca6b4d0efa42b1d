//! The operations beyond the core, by name. Each has a file of its own, which reads its members, then check, plan, apply.
//!
//! They are rare, so they share one arm of the engine's dispatch and the worker can load them later than the core.

use api::{Call, Error};

use super::{
    batch_execute_statement, bulk_operations, continuous_backups, contributor_insights, create_backup, delete_backup,
    describe_backup, describe_endpoints, describe_limits, describe_stream, execute_statement, execute_transaction,
    export_table_to_point_in_time, exports, get_records, get_shard_iterator, global_tables, import_table, imports,
    kinesis_destination, list_backups, list_streams, replica_change, replica_scaling, resource_policy, restore_table_from_backup,
    restore_table_to_point_in_time, search_vectors, start_bulk_put_items, tags, time_to_live, vector_indexes,
};
use crate::tracer::Tracer;
use crate::{Context, Engine, Outcome, Refusal};

/// Carries out an operation beyond the core.
#[inline(never)]
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call, tracer: &mut Tracer<'_>) -> Result<Outcome, Refusal> {
    match call.name() {
        "BatchExecuteStatement" => batch_execute_statement::execute(engine, context, call, tracer),
        "CancelBulkOperation" => bulk_operations::cancel(engine, context, call),
        "CreateTable" => vector_indexes::create_table(engine, context, call),
        "CreateBackup" => create_backup::execute(engine, context, call),
        "DeleteBackup" => delete_backup::execute(engine, context, call),
        "DescribeBackup" => describe_backup::execute(engine, context, call),
        "DescribeBulkOperation" => bulk_operations::describe(engine, context, call),
        "DescribeContinuousBackups" => continuous_backups::describe(engine, context, call),
        "DescribeEndpoints" => describe_endpoints::execute(context, call),
        "DescribeExport" => exports::describe(engine, context, call),
        "DescribeImport" => imports::describe(engine, context, call),
        "DescribeLimits" => describe_limits::execute(call),
        "DescribeStream" => describe_stream::execute(engine, call),
        "DescribeTimeToLive" => time_to_live::describe(engine, context, call),
        "ExecuteStatement" => execute_statement::execute(engine, context, call, tracer),
        "ExecuteTransaction" => execute_transaction::execute(engine, context, call, tracer),
        "ExportTableToPointInTime" => export_table_to_point_in_time::execute(engine, context, call),
        "GetRecords" => get_records::execute(engine, call),
        "GetShardIterator" => get_shard_iterator::execute(engine, call),
        "ImportTable" => import_table::execute(engine, context, call),
        "ListBackups" => list_backups::execute(engine, context, call),
        "ListBulkOperations" => bulk_operations::list(engine, context, call),
        "ListExports" => exports::list(engine, context, call),
        "ListImports" => imports::list(engine, context, call),
        "ListStreams" => list_streams::execute(engine, context, call),
        "ListTagsOfResource" => tags::list(engine, context, call),
        "RestoreTableFromBackup" => restore_table_from_backup::execute(engine, context, call),
        "RestoreTableToPointInTime" => restore_table_to_point_in_time::execute(engine, context, call),
        "SearchVectors" => search_vectors::execute(engine, context, call),
        "StartBulkPutItems" => start_bulk_put_items::execute(engine, context, call),
        "TagResource" => tags::tag(engine, context, call),
        "UntagResource" => tags::untag(engine, context, call),
        "UpdateContinuousBackups" => continuous_backups::update(engine, context, call),
        "EnableKinesisStreamingDestination" => kinesis_destination::enable(engine, context, call),
        "DisableKinesisStreamingDestination" => kinesis_destination::disable(engine, context, call),
        "UpdateKinesisStreamingDestination" => kinesis_destination::update(engine, context, call),
        "DescribeKinesisStreamingDestination" => kinesis_destination::describe(engine, context, call),
        "UpdateContributorInsights" => contributor_insights::update(engine, context, call),
        "DescribeContributorInsights" => contributor_insights::describe(engine, context, call),
        "ListContributorInsights" => contributor_insights::list(engine, context, call),
        "UpdateTable" if call.input().has("VectorIndexUpdates") => vector_indexes::update_table(engine, context, call),
        "UpdateTimeToLive" => time_to_live::update(engine, context, call),
        "CreateGlobalTable" => global_tables::create(engine, context, call),
        "DescribeGlobalTable" => global_tables::describe(engine, context, call),
        "DescribeGlobalTableSettings" => replica_scaling::describe_legacy(engine, context, call),
        "DescribeTableReplicaAutoScaling" => replica_scaling::describe(engine, context, call),
        "ListGlobalTables" => global_tables::list(engine, context, call),
        "UpdateGlobalTable" => global_tables::update(engine, context, call),
        "UpdateGlobalTableSettings" => replica_scaling::update_legacy(engine, context, call),
        "DeleteResourcePolicy" => resource_policy::delete(engine, context, call),
        "GetResourcePolicy" => resource_policy::get(engine, context, call),
        "PutResourcePolicy" => resource_policy::put(engine, context, call),
        "UpdateTable" => replica_change::execute(engine, context, call),
        "UpdateTableReplicaAutoScaling" => replica_scaling::update(engine, context, call),
        _ => Err(Error::UnknownOperation.into()),
    }
}
