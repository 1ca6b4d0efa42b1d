//! What the operations beyond the core say when they refuse: streams, backups, replicas, policies and the like.
//!
//! The exception's name is [`crate::Exception`]'s; these are its words alone. Variants stand by area, in the facts' order.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{DUPLICATE_ITEM, IN_USE, INVALID, SUBSCRIBER};
use crate::date::IsoDate;

const INVALID_REQUEST: &str = "Invalid Request: ";
const KINESIS: &str = "Table is not in a valid state to enable Kinesis Streaming Destination: ";
const INSIGHTS: &str = "Table or Index is not in a valid state to update Key Access Insights: ";

texts! {
    /// A sentence of an exception.
    Sentence {
        /// An INSERT of a key that is there.
        DuplicateItem => DUPLICATE_ITEM "",
        // Streams (3.19; messages of the service seen in public logs).
        /// No ARN of a stream.
        InvalidStreamArn => "Invalid StreamArn",
        /// A stream that is not there: its ARN.
        StreamNotFound(arn: String) => "Requested resource not found: Stream: {arn} not found",
        /// A shard that the stream does not have.
        ShardNotFound => "Requested resource not found: Shard does not exist",
        /// A filter of shards that does not say what it filters by.
        ShardFilterIncomplete => "Our model: ShardFilter must have both Type and ShardId",
        /// An iterator at a sequence number without one.
        SequenceNumberMissing => INVALID "SequenceNumber cannot be null",
        /// A sequence number for an iterator that needs none.
        SequenceNumberForbidden => INVALID "SequenceNumber should not be passed for this iterator type",
        /// A sequence number that no record of the shard has.
        SequenceNumberInvalid => "Invalid SequenceNumber for the shard",
        /// Our model: an iterator at a moment without one.
        TimestampMissing => INVALID "Timestamp cannot be null",
        /// Our model: a moment for an iterator that needs none.
        TimestampForbidden => INVALID "Timestamp should not be passed for this iterator type",
        /// No iterator of this service.
        InvalidShardIterator => "Invalid ShardIterator",
        /// An iterator older than fifteen minutes.
        IteratorExpired => "Shard iterator has expired",
        /// A record older than a day.
        Trimmed => "The data you are trying to access has been trimmed",

        // Time to live (3.6).
        /// Enabling what is enabled.
        TimeToLiveEnabled => "TimeToLive is already enabled",
        /// Disabling what is not enabled, or never was.
        TimeToLiveDisabled => "TimeToLive is already disabled",
        /// A change that names another attribute than the one in use.
        TimeToLiveAttribute(attribute: String)
            => "TimeToLive is active on a different AttributeName: current AttributeName is {attribute}",
        /// A second change too soon after the first.
        TimeToLiveTooOften => "Time to live has been modified multiple times within a fixed interval",
        /// DescribeTimeToLive while the table is CREATING or DELETING.
        TimeToLiveState(state: &'static str)
            => "Cannot describe time to live while table is in {state} state: Current table state is {state}",
        /// UpdateTimeToLive while the table is CREATING.
        TimeToLiveCreating(table: String) => IN_USE "Table {table} is being created",
        /// UpdateTimeToLive while the table is DELETING (our model: by analogy).
        TimeToLiveDeleting(table: String) => IN_USE "Table {table} is being deleted",

        // Tags (3.7). The spelling is the service's.
        /// No tag.
        TagsMissing => "Atleast one Tag needs to be provided as Input.",
        /// No key.
        TagKeysMissing => "Atleast one Tag Key needs to be provided as Input.",
        /// A key that is empty, too long or has a wrong character.
        TagKey(key: String) => "The Tag Key provided is invalid, Key: {key}",
        /// A value that is too long or has a wrong character.
        TagValue(value: String) => "The Tag Value provided is invalid, Value: {value}",
        /// A key of the service.
        TagKeyReserved(key: String) => "Tag Key cannot be prefixed with aws:, Key: {key}",
        /// A key sent twice.
        TagKeyTwice(key: String) => "Duplicate Tag Keys provided as input: Duplicate Tag Key found {key}",
        /// More than 50 tags.
        TooManyTags => "Number of Tags exceed the current limit for the provided ResourceArn",
        /// What was sent as an ARN does not begin as one.
        TagArnStart(arn: String) => INVALID "ARNs must start with 'arn:': {arn}",
        /// An ARN of another service, or of a backup.
        TagArnOther(arn: String) => INVALID "Provided Arn is not a DynamoDB resource arn: {arn}",
        /// An ARN of an index or of something else that has no tags.
        TagArnKind(arn: String)
            => INVALID "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: {arn}",
        /// An ARN of another region.
        TagArnRegion(arn: String) => "Invalid TableArn: Invalid ResourceArn provided as input {arn}",
        /// An ARN of a table or stream that is not there.
        TagArnNotFound(arn: String) => "Requested resource not found: ResourceArn: {arn} not found",

        // Kinesis destinations (3.10).
        /// Enabling what is enabled or being enabled.
        KinesisNotDisabled
            => KINESIS "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.",
        /// Disabling what is not active, or never was attached.
        KinesisNotActive => KINESIS "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.",
        /// Changing the precision of what is not active.
        KinesisUpdateNotActive(table: String, arn: String)
            => KINESIS "Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: {table}, kdsArn: \
                {arn}",
        /// The precision is the one that is set: precision, table id, ARN.
        KinesisPrecisionSet(precision: &'static str, table: String, arn: String)
            => "Invalid Request: Precision is already set to the desired value of {precision} for tableId: {table}, kdsArn: {arn}",
        /// An update that says nothing.
        KinesisUpdateEmpty
            => "Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null or \
                contain only null values",
        /// Disabling with a configuration.
        KinesisDisableConfiguration => "Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters",
        /// Why a stream of another region cannot be enabled.
        KinesisElsewhere
            => "The kinesis Arn used to enable kinesis replication belongs to a stream which is not in the current region",
        /// Why a stream of another account cannot be enabled.
        KinesisForbidden => "User does not have a permission to use kinesis stream",
        /// A fourth change of the precision within a day (developer guide; the words are our model).
        KinesisPrecisionChanges => SUBSCRIBER "The precision can be changed at most 3 times in 24 hours",

        // Contributor insights (3.11).
        /// An index name that is too short or too long.
        InsightsIndexName => "IndexName must be at least 3 characters long and at most 255 characters long",
        /// The table is not ACTIVE.
        InsightsTableState => INSIGHTS "TableStatus must be ACTIVE to enable ContributorInsights.",
        /// The index is not ACTIVE.
        InsightsIndexState => INSIGHTS "IndexStatus must be ACTIVE to enable ContributorInsights.",
        /// An index that is not there, or a local one: index, table.
        InsightsIndexNotFound(index: String, table: String)
            => "Requested resource not found: Index: {index} not found for table: {table}",

        /// An ARN that names nothing here.
        ArnNotFound(arn: String) => "Requested resource not found: ResourcArn: {arn} not found",

        // Deletion protection (3.5).
        /// Deletion protection was switched shortly before: table, the pause in milliseconds, its end.
        ProtectionPause(table: String, pause_ms: u64, until: IsoDate)
            => "Deletion protection setting for table {table} modified within the previous {pause_ms} milliseconds. \
                Please try again after {until}",

        // Backups, point-in-time recovery, restore (3.8).
        /// A backup, restore or export of a table that is not there or still CREATING; its name, or its ARN for an export.
        TableNotFound(table: String) => "Table not found: {table}",
        /// What was sent as a backup's ARN is none: an ARN of something else, or plain text.
        BackupArnInvalid => "Invalid Backup ARN",
        /// A backup's ARN of another region or partition.
        BackupArnNotValid => INVALID_REQUEST "BackupArn is not valid",
        /// A backup that is not there (any more).
        BackupNotFound(arn: String) => "Backup not found: {arn}",
        /// Something that belongs to another account.
        AccessDenied(action: &'static str, arn: String)
            => "User is not authorized to perform: dynamodb:{action} on resource: {arn} because no resource-based policy allows \
                the dynamodb:{action} action",
        /// A second restore of a backup while the first runs.
        BackupFeedsAnother(arn: String) => "Backup is being used to restore another table: {arn}",
        /// DeleteBackup while a restore of it runs.
        BackupFeeds(arn: String) => "Backup is being used to restore table: {arn}",
        /// DeleteBackup of a backup that the system made: ARN, expiry.
        SystemBackup(arn: String, expires: String)
            => INVALID_REQUEST "User is not allowed to delete the system backup with arn {arn}. It will automatically expire on \
                {expires}",
        /// ListBackups from later to earlier.
        BackupTimeRange => INVALID "Time range lower bound must be less than or equal to upper bound",
        /// ListBackups from a backup of elsewhere.
        BackupStartRegion => INVALID_REQUEST "The supplied ExclusiveStartBackupArn does not match the region",
        /// UpdateContinuousBackups: a period for what is switched off.
        RecoveryPeriodWhileDisabled
            => INVALID_REQUEST "Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.",
        /// A table without point-in-time recovery.
        RecoveryNotEnabled(table: String) => "Point in time recovery is not enabled for table '{table}'",
        /// Neither a moment nor the latest one.
        RestoreTimeMissing
            => INVALID_REQUEST "Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both",
        /// A moment and the latest one (the source of this sentence was cut after `Pleas`; the rest is our model).
        RestoreTimeTwice
            => INVALID_REQUEST "Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore request. \
                Please specify only one of them",
        /// No source, or both its name and its ARN.
        RestoreSource => "Must provide exactly one of: sourceTableArn, sourceTableName",
        /// A source that is no ARN.
        SourceArnInvalid => INVALID "sourceTableArn is not a valid ARN",
        /// A source of another account.
        OtherAccount => "This action is only supported by accounts that match the resource owner’s account.",
        /// A moment outside of the window: moment, earliest, latest (the source of this sentence was cut after `LatestRestor`).
        RestoreTimeOutside(moment: String, earliest: String, latest: String)
            => "RestoreDateTime '{moment}' must be within EarliestRestorableDateTime '{earliest}' and LatestRestorableDateTime \
                '{latest}'",
        /// The target is there already.
        RestoreTargetExists(table: String) => "Table already exists: {table}",
        /// The target is being restored: table, ARN of the source.
        RestoreTargetInUse(table: String, arn: String) => "Table: {table} is already being restored from backup: {arn}",
        /// A 51st restore at once.
        RestoresAtOnce => SUBSCRIBER "Only 50 restore operations can be done simultaneously",
        /// Throughput for a table that is not provisioned.
        RestoreThroughput => INVALID_REQUEST "Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED",
        /// PROVISIONED without throughput.
        RestoreThroughputMissing
            => INVALID_REQUEST "Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED",
        /// PAY_PER_REQUEST with throughput.
        RestoreThroughputOnDemand
            => INVALID_REQUEST "Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST",
        /// PAY_PER_REQUEST with throughput of an index.
        RestoreIndexThroughputOnDemand(index: String)
            => INVALID_REQUEST "Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST for index \
                {index}",
        /// PROVISIONED without throughput of an index.
        RestoreIndexThroughputMissing(index: String)
            => INVALID_REQUEST "Must specify provisioned throughput for index {index}",
        /// A maximum for a table that is not on-demand: `MaxReadRequestUnits` or `MaxWriteRequestUnits`.
        RestoreMaximum(member: &'static str)
            => INVALID_REQUEST "Cannot override {member} for OnDemandThroughput unless BillingModeOverride is PAY_PER_REQUEST",
        /// A maximum that is no number of units.
        RestoreMaximumRange(member: &'static str)
            => INVALID_REQUEST "Requested {member} for OnDemandThroughput is outside of valid range",
        /// An index that the source does not have.
        RestoreIndexUnknown(index: String)
            => INVALID_REQUEST "Index {index} does not match a secondary index that existed in the source table and cannot be \
                created during the restore operation",
        /// A restore from another region without a key of this one.
        RestoreEncryption => INVALID_REQUEST "sseSpecificationOverride must be provided for cross-region restores",

        // Export and import (3.9).
        /// An export of a table that is named without its ARN.
        TableArnInvalid => INVALID "tableArn is not a valid ARN",
        /// An export of an ARN that is no table's.
        TableArnOther => INVALID_REQUEST "Table ARN is invalid.",
        /// An export of nothing.
        TableArnEmpty => "Invalid TableArn: Invalid Table ARN",
        /// An export of a moment that is not in the window.
        ExportTimeInvalid => "Export Time is invalid",
        /// An incremental export of less than a quarter of an hour.
        ExportPeriodShort
            => "Difference between export period from time and export period to time is less than 15 minutes",
        /// An incremental export of more than a day (our model: AWS documents the bound and not the words).
        ExportPeriodLong => "Difference between export period from time and export period to time is more than 24 hours",
        /// An incremental export from before the table.
        ExportBeforeTable(created: String)
            => "Incremental export period from time cannot be less than the table creation time : {created}",
        /// An incremental export into the future.
        ExportAfterNow(now: String) => "Incremental export period to time cannot be greater than the current time : {now}",
        /// A specification of an increment for a full export (no export type was sent).
        ExportTypeMissing
            => INVALID_REQUEST "Export Type expected to be Incremental Export when incremental export specification is provided",
        /// A specification of an increment for a full export.
        ExportSpecificationForbidden
            => INVALID_REQUEST "When Export Type is Full Export , Incremental Export Specification should not be provided",
        /// An incremental export without a specification.
        ExportSpecificationMissing
            => INVALID_REQUEST "Incremental Export Specification expected when export type is set as Incremental Export",
        /// An incremental export from nowhere.
        ExportFromTimeMissing => INVALID_REQUEST "ExportFromTime must be provided in IncrementalExportSpecification",
        /// A key for an encryption that has none.
        ExportKeyUnsupported => INVALID_REQUEST "KMS Key Id is not supported for this encryption type",
        /// Where a list goes on.
        NextTokenInvalid(token: String) => INVALID_REQUEST "Provided nextToken is invalid: {token}",
        /// A client token that came with other parameters: `Export` or `Import`.
        TokenConflict(what: &'static str) => "{what} conflict: Duplicate request detected with conflicting parameters",
        /// An export that is not there.
        ExportNotFound(arn: String) => "Export not found: Export not found: {arn}",
        /// An export of another region.
        ExportElsewhere => "Export not found: Invalid export arn",
        /// An import that is not there (our model: by analogy with exports).
        ImportNotFound(arn: String) => "Import not found: Import not found: {arn}",
        /// An import of another region (our model: by analogy with exports).
        ImportElsewhere => "Import not found: Invalid import arn",
        /// What was sent as an export's ARN is none.
        ExportArnInvalid => "Invalid Export ARN",
        /// What was sent as an import's ARN is none.
        ImportArnInvalid => "Invalid Import ARN",
        /// Options of CSV for another format.
        ImportOptions(format: String)
            => INVALID_REQUEST "Unsupported InputFormatOptions for the given input format: {format}.",
        /// Files packed in a way that is not read here.
        ZstdUnsupported => "Our model: files packed with ZSTD are not read here; use GZIP or NONE",
        /// A 51st import at once (our model: by analogy with restores).
        ImportsAtOnce => SUBSCRIBER "Only 50 import operations can be done simultaneously",
        /// A 301st export at once (our model: by analogy with restores).
        ExportsAtOnce => SUBSCRIBER "Only 300 export operations can be done simultaneously",

        // Bulk operations (service model; the words are our model).
        /// What was sent as a bulk operation's ARN is none.
        BulkArnInvalid => "Invalid Bulk Operation ARN",
        /// A bulk operation that is not there.
        BulkNotFound(arn: String) => "Requested resource not found: Bulk operation: {arn} not found",
        /// A second bulk operation on a table.
        BulkRunning(table: String)
            => "Attempt to change a resource which is still in use: A bulk operation is in progress. Table: {table}",
        /// A 51st bulk operation at once.
        BulkAtOnce => SUBSCRIBER "Only 50 bulk operations can be done simultaneously",

        // Resource policies (3.12).
        /// No policy.
        PolicyNotFound(arn: String) => "Resource-based policy not found for the provided ResourceArn: {arn}",
        /// A revision of a policy that is not there: revision and table.
        PolicyRevisionOfNone(revision: String, table: String)
            => "Resource-based policy not found for the provided ResourceArn: Requested update for policy with revision id \
                {revision}, but table {table} has no associated policy",
        /// Another revision: the one that was sent and the table.
        PolicyRevision(revision: String, table: String)
            => "Resource-based policy not found for the provided ResourceArn: Requested update for policy with revision id \
                {revision}, but the policy associated to target table {table} did not match",
        /// It is no JSON.
        PolicyJson => INVALID "Invalid policy document: This policy contains invalid Json",
        /// It is an empty object.
        PolicySyntax => INVALID "Invalid policy document: Syntax error at position (1,3)",
        /// It is null.
        PolicyNothing => INVALID "Invalid policy document: This text appears not to be a policy",
        /// An element is missing.
        PolicyField(field: &'static str) => INVALID "Invalid policy document: Missing required field {field}",
        /// There is no statement.
        PolicyNoStatement => INVALID "Invalid policy document: Could not parse the policy: Statement is empty!",
        /// Two statements have one id.
        PolicySids => INVALID "Invalid policy document: The Statement Ids in the policy are not unique",
        /// Actions that are none.
        PolicyActions(actions: String) => INVALID "Invalid policy document: The following action names are invalid: {actions}",
        /// Too large.
        PolicySize(bytes: usize) => INVALID "Maximum policy size of {bytes} bytes exceeded",
        /// Everybody may.
        PolicyUnbounded
            => "Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure \
                least-privilege form of access",
        /// A principal that is none.
        PolicyPrincipal => "Invalid principal in policy document.",
        /// What has no policy.
        PolicyArn(arn: String) => INVALID "Invalid resource Arn: {arn}",
        /// A stream that is not there: its label and its table.
        PolicyStream(label: String, table: String) => "Requested resource not found: Stream: {label} not found for Table: {table}",
        /// A statement denies it: caller, action, resource.
        PolicyDenies(caller: String, action: String, arn: String)
            => "User: {caller} is not authorized to perform: {action} on resource: {arn} with an explicit deny in a resource-based policy",
        /// No statement allows it: caller, action, resource.
        PolicySilent(caller: String, action: String, arn: String)
            => "User: {caller} is not authorized to perform: {action} on resource: {arn} because no resource-based policy allows the \
                {action} action",

        // Global tables (3.13).
        /// Replicas come and go without other changes.
        ReplicaAlone => INVALID "Requests that modify replicas or witnesses must not also modify other fields",
        /// An empty action.
        ReplicaNoAction => "There are no actions specified in the Replica Update Action of the request.",
        /// More than one replica comes or goes.
        ReplicaActions => "Update table operation with more than one create or delete replica actions not allowed",
        /// Replicas come, change and go in one request.
        ReplicaActionTypes => "Update table operation with more than one type of replica actions not allowed.",
        /// One region twice.
        ReplicaRegionTwice => "Cannot target multiple regions with the same action",
        /// The region that is asked.
        ReplicaLocal
            => "Cannot add or delete the local region through ReplicaUpdates. Use CreateTable, DeleteTable, or UpdateTable as required.",
        /// A region that is none: it, and those that are.
        ReplicaRegion(region: String, regions: String)
            => "Region {region} is not supported. The latest version of global tables are only supported in the following \
                regions: [{regions}]",
        /// Something of the global table is under way.
        ReplicaInUse => "The resource which you are attempting to change is in use.",
        /// A table of that name is there; the service's own slip.
        ReplicaTableExists(table: String)
            => "Failed to create a the new replica of table with name: ‘{table}’ because one or more replicas already existed as tables.",
        /// A region without a replica.
        ReplicaUnknown(region: String)
            => "Update global table operation failed because one or more replicas were not part of the global table. Please retry \
                the request without these replicas: [{region}].",
        /// The replica that others began with.
        ReplicaSource(hours: u64)
            => "Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the table in \
                the last {hours} hours.",
        /// A provisioned table without auto scaling.
        ReplicaNeedsScaling => "Table write capacity should either be Pay-Per-Request or AutoScaled.",
        /// The stream is what replication reads.
        ReplicaStream => INVALID "Disabling Stream is not allowed for a Global Table replica.",
        /// A region that is a member already: table and regions.
        GlobalTableExists(table: String, regions: String)
            => "Global table with name: '{table}' already exists with replicas in regions: '{regions}'.",
        /// No global table of that name.
        GlobalTableUnknown(table: String) => "Global table with name: '{table}' does not exist.",
        /// Consistency is chosen once.
        ConsistencyOfExisting => "MultiRegionConsistency parameter is unsupported on existing global table",
        /// A witness without strong consistency.
        WitnessNeedsStrong
            => "MultiRegionConsistency must be set as STRONG when GlobalTableWitnessUpdates parameter is present.",
        /// Strong consistency needs its replicas.
        StrongDeletion
            => "Deletion of only one table replica is not supported for global tables with MultiRegionConsistency set to STRONG.",
        /// The witness goes with the replicas.
        WitnessDeletion => "Update table delete operation does not include all witnesses.",
        /// Strong consistency takes three regions.
        StrongRegions => "Our model: strong consistency takes two more replicas, or one and a witness, in one request",
        /// Strong consistency begins with an empty table.
        StrongNeedsEmpty => "Our model: a table must be empty to become a global table with strong consistency",
        /// Strong consistency has no local indexes.
        StrongWithLocalIndex => "Our model: a table with a local secondary index cannot have multi-Region strong consistency",
        /// Strong consistency has no time to live.
        StrongTimeToLive => "Our model: time to live is not available on a table with multi-Region strong consistency",
        /// Strong consistency has no transactions.
        StrongTransaction => "Our model: transactions are not available on a table with multi-Region strong consistency",
        /// The item is being changed in another region.
        ReplicatedWriteConflict => "One or more items in this request are being modified by a request in another Region.",
        /// Version 2017.11.29 is not offered any more.
        LegacyGlobalTables
            => INVALID "DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables \
                version 2019.11.21, instead of version 2017.11.29 (Legacy).",
        /// A replica's table that is not there, in version 2017.11.29: table and region.
        LegacyTableUnknown(table: String, region: String) => "Our model: table {table} is not found in region {region}",
        /// A replica's table that does not fit, in version 2017.11.29.
        LegacyTableUnfit(table: String, region: String)
            => "Our model: table {table} in region {region} must be empty, have the same key and a stream of new and old images",
        /// Auto scaling that is not disabled needs these members.
        ScalingIncomplete(table: String, members: String)
            => "Failed to update settings for global table with name: ‘{table}’: Parameters '{members}' are required unless auto \
                scaling is being disabled.",
        /// Auto scaling of a region without a replica.
        ScalingRegion(table: String, region: String)
            => "Failed to update settings for global table with name: ‘{table}’ because a replica does not exist in regions: ‘[{region}]’.",
        /// Auto scaling of an index that is not there.
        ScalingIndex(table: String, index: String)
            => "Failed to update settings for global table with name: ‘{table}’ because the global secondary indexes with names: \
                ‘[{index}]’ do not exist.",
    }
}
