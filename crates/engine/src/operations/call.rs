//! The operations beyond the core, by name. Each has a file of its own, which reads its members, then check, plan, apply.
//!
//! They are rare, so they share one arm of the engine's dispatch and the worker can load them later than the core.

use api::{Call, Error};

use super::{
    batch_execute_statement, continuous_backups, create_backup, delete_backup, describe_backup, describe_endpoints,
    describe_limits, describe_stream, execute_statement, execute_transaction, get_records, get_shard_iterator, list_backups,
    list_streams, restore_table_from_backup, restore_table_to_point_in_time, tags, time_to_live,
};
use crate::tracer::Tracer;
use crate::{Context, Engine, Outcome, Refusal};

/// Carries out an operation beyond the core.
#[inline(never)]
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call, tracer: &mut Tracer<'_>) -> Result<Outcome, Refusal> {
    match call.name() {
        "CreateBackup" => create_backup::execute(engine, context, call),
        "DeleteBackup" => delete_backup::execute(engine, context, call),
        "DescribeBackup" => describe_backup::execute(engine, context, call),
        "DescribeContinuousBackups" => continuous_backups::describe(engine, context, call),
        "DescribeEndpoints" => describe_endpoints::execute(context, call),
        "ListBackups" => list_backups::execute(engine, context, call),
        "RestoreTableFromBackup" => restore_table_from_backup::execute(engine, context, call),
        "RestoreTableToPointInTime" => restore_table_to_point_in_time::execute(engine, context, call),
        "UpdateContinuousBackups" => continuous_backups::update(engine, context, call),
        "BatchExecuteStatement" => batch_execute_statement::execute(engine, context, call, tracer),
        "ExecuteTransaction" => execute_transaction::execute(engine, context, call, tracer),
        "ExecuteStatement" => execute_statement::execute(engine, context, call, tracer),
        "UpdateTimeToLive" => time_to_live::update(engine, context, call),
        "DescribeTimeToLive" => time_to_live::describe(engine, context, call),
        "TagResource" => tags::tag(engine, context, call),
        "UntagResource" => tags::untag(engine, context, call),
        "ListTagsOfResource" => tags::list(engine, context, call),
        "DescribeLimits" => describe_limits::execute(call),
        "ListStreams" => list_streams::execute(engine, context, call),
        "DescribeStream" => describe_stream::execute(engine, call),
        "GetShardIterator" => get_shard_iterator::execute(engine, call),
        "GetRecords" => get_records::execute(engine, call),
        _ => Err(Error::UnknownOperation.into()),
    }
}
