//! Texts of ValidationException, by what a request is about.
//!
//! Follows: facts, sections 3.1 to 3.18.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Constraint, ConstraintErrors, ExpressionKind, ExpressionProblem, INVALID, LegacyProblem, Names, StatementProblem,
    VectorProblem, WarmPlace,
};
use crate::java::{HashSetOrder, PresizedHashSetOrder};

/// The younger sister of [`INVALID`], seen on key values.
const NOT_VALID: &str = "One or more parameter values are not valid. ";

const ONE_ERROR: &str = "1 validation error detected: ";

texts! {
    /// Texts of ValidationException.
    Validation {
        // The envelope of several texts (facts, section 2).
        /// Errors of the constraint validator, in the service's order, already in its words.
        Constraints(errors: ConstraintErrors) => "{errors}",
        /// PutItem, UpdateItem, DeleteItem, and Select rules: the text counted as one error of the validator.
        Enveloped(inner: Box<Validation>) => ONE_ERROR "{inner}",
        /// A member that the service model knows and this engine does not execute. Our model.
        NotExecuted(member: String)
            => "Our model: {member} is not supported here yet, so the request was refused instead of ignoring it",

        // CreateTable (3.1; LAB, DYX).
        /// The first element of a key is not HASH.
        FirstKeyNotHash => "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        /// The second element of a table's key is not RANGE.
        SecondKeyNotRange => "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
        /// Both key attributes have the same name.
        KeyNamesEqual => "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        /// A key of three or more elements names an attribute twice.
        KeyNameRepeated => "The KeySchema contains multiple key attributes with the same name",
        /// An index's HASH element after a RANGE one.
        HashAfterRange => INVALID "All HASH key attributes must precede RANGE key attributes in the KeySchema",
        /// Five or more elements of a kind: `HASH` or `RANGE`.
        TooManyKeyAttributes(kind: &'static str)
            => INVALID "The KeySchema exceeds the maximum allowed number of {kind} key attributes",
        /// Fewer definitions than key attributes.
        FewerDefinitionsThanKeys => "Invalid KeySchema: Some index key attribute have no definition",
        /// A key attribute without a definition: the key's names, the defined names.
        KeyAttributesUndefined(keys: HashSetOrder, definitions: PresizedHashSetOrder)
            => INVALID "Some index key attributes are not defined in AttributeDefinitions. \
                Keys: [{keys}], AttributeDefinitions: [{definitions}]",
        /// A definition that no key uses, on a table without indexes.
        DefinitionCountMismatch
            => INVALID "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
        /// A definition that no key uses, on a table with indexes: the defined names, the used names.
        DefinitionsUnused(definitions: PresizedHashSetOrder, keys: HashSetOrder)
            => INVALID "Some AttributeDefinitions are not used. AttributeDefinitions: [{definitions}], keys used: [{keys}]",
        /// A definition twice.
        DefinitionDuplicated(attribute: String) => "Attribute Name is duplicated: {attribute}",
        /// A provisioned table without throughput.
        ThroughputMissing
            => INVALID "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        /// An on-demand table with throughput.
        ThroughputOnDemand
            => INVALID "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        /// An on-demand table whose index has throughput (CreateTable).
        IndexThroughputOnDemand(index: String)
            => INVALID "ProvisionedThroughput should not be specified for index: {index} when BillingMode is PAY_PER_REQUEST",
        /// A provisioned table whose index lacks throughput.
        IndexThroughputMissing(index: String) => INVALID "ProvisionedThroughput is not specified for index: {index}",
        /// OnDemandThroughput on a provisioned table; the dimension as `MaxReadRequestUnits`.
        OnDemandLimitProvisioned(dimension: &'static str)
            => INVALID "{dimension} for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.",
        /// The same by UpdateTable.
        OnDemandLimitProvisionedUpdate(dimension: &'static str)
            => INVALID "{dimension} for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED",
        /// OnDemandThroughput of an index of a provisioned table: dimension, index.
        IndexOnDemandLimitProvisioned(dimension: &'static str, index: String)
            => INVALID "{dimension} for OnDemandThroughput for index: {index} cannot be specified when table BillingMode is PROVISIONED.",
        /// The same by UpdateTable.
        IndexOnDemandLimitProvisionedUpdate(dimension: &'static str, index: String)
            => INVALID "{dimension} for OnDemandThroughput for index: {index} cannot be specified when the table BillingMode is PROVISIONED",
        /// WarmThroughput below what on-demand begins with: dimension, `table` or `index <name>`.
        WarmBelowOnDemand(dimension: &'static str, place: WarmPlace)
            => INVALID "Requested {dimension} for WarmThroughput for {place} is lower than initial throughput for OnDemand. \
                See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html\
                #on-demand-capacity-mode-initial",
        /// WarmThroughput below provisioned throughput: dimension, place, the provisioned dimension.
        WarmBelowProvisioned(dimension: &'static str, place: WarmPlace, provisioned: &'static str)
            => INVALID "Requested {dimension} for WarmThroughput for {place} is lower than {provisioned} of ProvisionedThroughput",
        /// WarmThroughput below what it is: dimension, place.
        WarmDecrease(dimension: &'static str, place: WarmPlace)
            => INVALID "Requested {dimension} for WarmThroughput for {place} is lower than current WarmThroughput, decreasing \
                WarmThroughput is not supported",
        /// WarmThroughput of an index without a dimension: index.
        IndexWarmEmpty(index: String)
            => INVALID "WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: {index}",
        /// WarmThroughput with something else.
        WarmThroughputAlone => INVALID "WarmThroughput must be the only operation in the request",
        /// WarmThroughput with an index creation.
        IndexWithWarmThroughput
            => INVALID "Create global secondary index cannot be specified when updating WarmThroughput",
        /// OnDemandThroughput out of range.
        OnDemandLimitRange(dimension: &'static str)
            => INVALID "Requested {dimension} for OnDemandThroughput for table is outside of valid range",
        /// OnDemandThroughput of an index out of range: dimension, index.
        IndexOnDemandLimitRange(dimension: &'static str, index: String)
            => INVALID "Requested {dimension} for OnDemandThroughput for index : {index} is outside of valid range",
        /// GlobalSecondaryIndexes is an empty list.
        GlobalIndexesEmpty => INVALID "List of GlobalSecondaryIndexes is empty",
        /// LocalSecondaryIndexes is an empty list.
        LocalIndexesEmpty => INVALID "List of LocalSecondaryIndexes is empty",
        /// A 21st global index at creation.
        TooManyGlobalIndexes => INVALID "GlobalSecondaryIndex count exceeds the per-table limit of 20",
        /// A 6th local index.
        TooManyLocalIndexes => INVALID "Number of LocalSecondaryIndexes exceeds per-table limit of 5",
        /// An index name twice.
        IndexNameDuplicated(index: String) => INVALID "Duplicate index name: {index}",
        /// A projection without a type.
        ProjectionTypeMissing => INVALID "Unknown ProjectionType: null",
        /// INCLUDE without attributes.
        IncludeWithoutAttributes => INVALID "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        /// ALL or KEYS_ONLY with attributes.
        AttributesWithoutInclude(projection_type: String)
            => INVALID "ProjectionType is {projection_type}, but NonKeyAttributes is specified",
        /// A projected attribute twice.
        ProjectedAttributeDuplicated(attribute: String) => INVALID "Duplicate element in NonKeyAttributes: {attribute}",
        /// A local index on a table without a sort key.
        LocalIndexNeedsSortKey
            => INVALID "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
        /// A local index with another partition key: index, its key, the table's key.
        LocalIndexOtherPartitionKey(index: String, index_key: String, table_key: String)
            => INVALID "Index KeySchema does not have the same leading hash key as table KeySchema for index: {index}. \
                index hash key: {index_key}, table hash key: {table_key}",
        /// A local index without a sort key.
        LocalIndexWithoutSortKey(index: String) => INVALID "Index KeySchema does not have a range key for index: {index}",
        /// A stream enabled at creation without a view type.
        StreamViewTypeRequired => INVALID "Table is being created with a stream enabled, UpdateViewType is required",
        /// A stream disabled at creation with a view type.
        StreamViewTypeForbidden => INVALID "Table is being created with a stream disabled, UpdateViewType should not be specified",
        /// TableClass has no such value (LAB 442).
        UnknownTableClass
            => "Invalid table-class parameter provided. Please try again with a valid table-class value: \
                [STANDARD, STANDARD_INFREQUENT_ACCESS].",
        /// TableName is absent where the check is hand-written (DYX).
        TableNameRequired => "The parameter 'TableName' is required but was not present in the request",
        /// TableName too short or too long where the check is hand-written (DYX).
        TableNameLength => "TableName must be at least 3 characters long and at most 255 characters long",
        /// TableName is an ARN of another region (3.5; LAB).
        ArnRegion(arn: String) => ONE_ERROR "Invalid AWS region in '{arn}'",

        // UpdateTable (3.2; LAB).
        /// Nothing to change.
        NothingToUpdate
            => "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, \
                SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, \
                DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required",
        /// The same; the consistency that was sent is left out of the list.
        NothingToUpdateBesideConsistency
            => "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, \
                SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, \
                DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required",
        /// An empty list beside a real change.
        IndexUpdatesEmpty => INVALID "List of GlobalSecondaryIndexUpdates is empty",
        /// Encryption with something else.
        EncryptionAlone => INVALID "Server-Side Encryption modification must be the only operation in the request",
        /// Table class with something else.
        TableClassAlone => INVALID "TableClass modification must be the only operation in the request",
        /// Deletion protection with something else.
        DeletionProtectionAlone => INVALID "DeletionProtection modification must be the only operation in the request",
        /// OnDemandThroughput with something but BillingMode.
        OnDemandThroughputAlone
            => INVALID "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request",
        /// Throughput with a stream change.
        StreamWithThroughput => INVALID "You cannot modify stream status while updating table IOPS",
        /// Throughput with an index creation or deletion.
        IndexWithThroughput => INVALID "You cannot create or delete index while updating table IOPS",
        /// A stream change with an index creation or deletion.
        IndexWithStream => INVALID "You cannot create or delete index while changing stream status",
        /// The table's throughput stays: read and write units.
        ThroughputUnchanged(read: i64, write: i64)
            => "The provisioned throughput for the table will not change. The requested value equals the current value. \
                Current ReadCapacityUnits provisioned for the table: {read}. Requested ReadCapacityUnits: {read}. \
                Current WriteCapacityUnits provisioned for the table: {write}. Requested WriteCapacityUnits: {write}. \
                Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
        /// An index's throughput stays: index, read and write units.
        IndexThroughputUnchanged(index: String, read: i64, write: i64)
            => "The provisioned throughput for the index {index} will not change. The requested value equals the current value. \
                Current ReadCapacityUnits provisioned for index {index}: {read}. Requested ReadCapacityUnits: {read}. \
                Current WriteCapacityUnits provisioned for index {index}: {write}. Requested WriteCapacityUnits: {write}. \
                Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
        /// BillingMode PROVISIONED without throughput.
        ThroughputRequired => INVALID "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
        /// A change to PROVISIONED leaves an index out.
        IndexThroughputRequired(index: String) => INVALID "ProvisionedThroughput must be specified for index: {index}",
        /// Throughput for an index of an on-demand table (UpdateTable).
        IndexThroughputOnDemandUpdate(index: String)
            => "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: {index} when BillingMode is PAY_PER_REQUEST",
        /// An index update without anything usable, on-demand.
        IndexUpdateOnDemand(index: String)
            => INVALID "The only Updates for index: {index} when TableThroughputMode is PAY_PER_REQUEST can be to \
                OnDemandThroughput, WarmThroughput",
        /// An index creation without definitions.
        DefinitionsMissingForIndex(index: String) => INVALID "AttributeDefinitions is not specified for index: {index}",
        /// An index creation with a name that is taken.
        IndexExists => "Attempting to create an index which already exists",
        /// Deleting a local index.
        DeleteLocalIndex(index: String) => "Cannot delete an index that is not a GlobalSecondaryIndex: {index}",
        /// Updating a local index.
        UpdateLocalIndex(index: String) => "Cannot update an index that is not a GlobalSecondaryIndex: {index}",
        /// Two updates of one index.
        OneUpdatePerIndex(index: String)
            => INVALID "Only one global secondary index update per index is allowed simultaneously. Index: {index}",
        /// Two actions in one update.
        OneActionPerIndexUpdate
            => INVALID "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object",
        /// No action in an update.
        NoActionInIndexUpdate
            => INVALID "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, \
                GlobalSecondaryIndexUpdate.Delete must not be null",

        // Streams setting, encryption, deletion protection (3.3 to 3.5; LAB).
        /// Enabling an enabled stream.
        StreamAlreadyEnabled(table: String) => "Table already has an enabled stream: TableName: {table}",
        /// Disabling no stream.
        NoStreamToDisable(table: String) => "Table has no stream to disable: TableName: {table}",
        /// Enabling without a view type.
        StreamUpdateViewTypeRequired => INVALID "If stream is being enabled then UpdateViewType is required",
        /// Disabling with a view type.
        StreamUpdateViewTypeForbidden => INVALID "If stream is being disabled, then UpdateViewType must not be specified",
        /// Disabling encryption with a KMS key where there is none.
        EncryptedByDefault => INVALID "Table is already encrypted by default",
        /// SSEType with Enabled false.
        EncryptionTypeWhileDisabled => INVALID "SSEType can not be specified if Enabled is false",
        /// KMSMasterKeyId with Enabled false.
        EncryptionKeyWhileDisabled => INVALID "KMSMasterKeyId can not be specified if Enabled is false",
        /// KMSMasterKeyId without SSEType.
        EncryptionTypeRequired => INVALID "SSEType KMS is required if KMSMasterKeyId is specified",
        /// The key that the table has already.
        EncryptionKeyUnchanged
            => INVALID "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to \
                change Master Key",
        /// SSEType AES256.
        EncryptionTypeUnsupported => INVALID "SSEType AES256 is not supported",
        /// Deleting a protected table.
        DeletionProtected
            => "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",

        // Item writes and keys (3.14; DYX).
        /// An item lacks a key attribute (PutItem).
        MissingKey(attribute: String) => INVALID "Missing the key {attribute} in the item",
        /// An item's key attribute has another type: attribute, expected and actual type code.
        KeyType(attribute: String, expected: &'static str, actual: &'static str)
            => INVALID "Type mismatch for key {attribute} expected: {expected} actual: {actual}",
        /// A key lacks an attribute, has one too many, or one of another type.
        KeySchemaMismatch => "The provided key element does not match the schema",
        /// A key value is an empty string.
        EmptyKeyString(attribute: String)
            => NOT_VALID "The AttributeValue for a key attribute cannot contain an empty string value. Key: {attribute}",
        /// A key value is an empty binary.
        EmptyKeyBinary(attribute: String)
            => NOT_VALID "The AttributeValue for a key attribute cannot contain an empty binary value. Key: {attribute}",
        /// An index key attribute has another type: attribute, expected and actual type code, index.
        IndexKeyType(attribute: String, expected: &'static str, actual: &'static str, index: String)
            => INVALID "Type mismatch for Index Key {attribute} Expected: {expected} Actual: {actual} IndexName: {index}",
        /// An index key value is an empty `string` or `binary`: kind, index, attribute.
        EmptyIndexKey(kind: &'static str, index: String, attribute: String)
            => NOT_VALID "A value specified for a secondary index key is not supported. The AttributeValue for a key attribute \
                cannot contain an empty {kind} value. IndexName: {index}, IndexKey: {attribute}",
        /// An update makes an index key an empty `string` or `binary`.
        EmptyIndexKeyByUpdate(kind: &'static str)
            => NOT_VALID "The update expression attempted to update a secondary index key to a value that is not supported. \
                The AttributeValue for a key attribute cannot contain an empty {kind} value.",
        /// An update gives an index key another type.
        IndexKeyTypeByUpdate
            => NOT_VALID "The update expression attempted to update a secondary index key to unsupported type",
        /// A partition key value above 2,048 bytes.
        PartitionKeySize => INVALID "Size of hashkey has exceeded the maximum size limit of2048 bytes",
        /// Sort key values above 1,024 bytes together.
        SortKeySize => INVALID "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
        /// An item above 400 KB.
        ItemSize => "Item size has exceeded the maximum allowed size",
        /// An item above 400 KB after an update.
        UpdatedItemSize => "Item size to update has exceeded the maximum allowed size",
        /// An update names a key attribute.
        UpdateOfKey(attribute: String) => INVALID "Cannot update attribute {attribute}. This attribute is part of the key",
        /// A value without a type.
        NoDataType => "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        /// A value with two types.
        SeveralDataTypes
            => "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        /// NULL is not true.
        NullNotTrue => INVALID "Null attribute value types must have the value of true",
        /// An empty SS.
        EmptyStringSet => INVALID "An string set  may not be empty",
        /// An empty NS.
        EmptyNumberSet => INVALID "An number set  may not be empty",
        /// An empty BS.
        EmptyBinarySet => INVALID "Binary sets should not be empty",
        /// A string set with a duplicate, newer layer: the values quoted and joined.
        StringSetDuplicates(values: String) => INVALID "Input collection [{values}] contains duplicates.",
        /// A string set with a duplicate, older layer: the values as sent, joined.
        StringSetDuplicatesOlder(values: Names) => INVALID "Input collection [{values}] contains duplicates.",
        /// A binary set with a duplicate, older layer: the values as sent, joined.
        BinarySetDuplicatesOlder(values: Names) => INVALID "Input collection [{values}]of type BS contains duplicates.",
        /// A binary set with a duplicate, newer layer: the values quoted and joined.
        BinarySetDuplicates(values: String) => INVALID "Input collection [{values}]of type BS contains duplicates.",
        /// A number set with a duplicate, newer layer.
        NumberSetDuplicates => INVALID "Input collection contains duplicates.",
        /// A number set with a duplicate, older layer.
        NumberSetDuplicatesOlder => "Input collection contains duplicates",
        /// More than 38 digits.
        NumberDigits => "Attempting to store more than 38 significant digits in a Number",
        /// A number too large.
        NumberOverflow => "Number overflow. Attempting to store a number with magnitude larger than supported range",
        /// A number too small.
        NumberUnderflow => "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        /// Not a number.
        NotANumber(value: String) => "The parameter cannot be converted to a numeric value: {value}",
        /// Not a number but an empty text, older layer.
        EmptyNumberOlder => "The parameter cannot be converted to a numeric value",
        /// A value nested deeper than 32 levels.
        NestingLevels
            => "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
        /// An item nested deeper than 32 levels after an update.
        UpdatedNestingLevels => "Nesting Levels have exceeded supported limits",
        /// An attribute name is empty.
        EmptyAttributeName => "Empty attribute name",
        /// An attribute name has more than 65,535 bytes (public logs, measured in September 2026).
        AttributeNameSize => "Attribute name is too large, must be less than 65536 bytes",
        /// ReturnValues that PutItem and DeleteItem lack.
        ReturnValuesOldOnly => "ReturnValues can only be ALL_OLD or NONE",
        /// A parameter older than expressions.
        Legacy(problem: LegacyProblem) => "{problem}",
        /// A vector index, a vector or a search.
        Vector(problem: VectorProblem) => "{problem}",
        /// Legacy parameters beside expressions: the names of both.
        LegacyMixed(legacy: Names, expressions: Names)
            => "Can not use both expression and non-expression parameters in the same request: \
                Non-expression parameters: {{{legacy}}} Expression parameters: {{{expressions}}}",
        /// A key value that is no S, N or B where one is needed (3.19 says it of PartiQL).
        KeyNotScalar(attribute: String, kind: &'static str)
            => "Key value must be of type S, N, or B. Key name: {attribute}, Key type: {kind}",

        // Expressions (3.15; DYX).
        /// An expression is wrong by itself.
        Expression {
            /// Which one.
            kind: ExpressionKind,
            /// What is wrong.
            problem: ExpressionProblem,
        } => "Invalid {kind}: {problem}",
        /// Names that no expression uses.
        NamesUnused(keys: Names) => "Value provided in ExpressionAttributeNames unused in expressions: keys: {{{keys}}}",
        /// Values that no expression uses.
        ValuesUnused(keys: Names) => "Value provided in ExpressionAttributeValues unused in expressions: keys: {{{keys}}}",
        /// Names without an expression.
        NamesWithoutExpression => "ExpressionAttributeNames can only be specified when using expressions",
        /// Values without an expression.
        ValuesWithoutExpression => "ExpressionAttributeValues can only be specified when using expressions",
        /// ExpressionAttributeNames is an empty map.
        NamesEmpty => "ExpressionAttributeNames must not be empty",
        /// ExpressionAttributeValues is an empty map.
        ValuesEmpty => "ExpressionAttributeValues must not be empty",
        /// A name that is no `#name`.
        NameKey(key: String) => "ExpressionAttributeNames contains invalid key: Syntax error; key: \"{key}\"",
        /// A value whose name is no `:name`.
        ValueKey(key: String) => "ExpressionAttributeValues contains invalid key: Syntax error; key: \"{key}\"",
        /// A value that is wrong by itself, older layer: what, and its name.
        ExpressionValue(problem: Box<Validation>, key: String)
            => "ExpressionAttributeValues contains invalid value: {problem} for key {key}",
        /// A name that stands for an empty attribute name (older wording of the same rule). Our model.
        NameValueEmpty(key: String)
            => "ExpressionAttributeNames contains invalid value: Empty attribute name for key {key}",
        /// An update's path does not exist in the item.
        UpdatePath => "The document path provided in the update expression is invalid for update",
        /// An operand does not exist in the item.
        OperandMissing => "The provided expression refers to an attribute that does not exist in the item",
        /// An operand of the item has another type.
        OperandType => "An operand in the update expression has an incorrect data type",

        // Query and Scan (3.16; DYX).
        /// A query without a key condition.
        KeyConditionMissing => "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        /// An operator or function that key conditions lack, as written (no prefix: seen in public logs).
        KeyConditionOperator(operator: String) => "Invalid operator used in KeyConditionExpression: {operator}",
        /// A key condition that compares attributes with each other (public logs).
        KeyConditionSeveralAttributes => "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
        /// A key condition that compares no attribute (public logs).
        KeyConditionNoAttribute => "Invalid condition in KeyConditionExpression: No key attribute specified",
        /// A key condition whose operator needs the attribute first: `BETWEEN` or `begins_with` (public logs).
        KeyConditionAttributeFirst(operator: String)
            => "Invalid condition in KeyConditionExpression: {operator} operator must have the key attribute as its first operand",
        /// No such index.
        UnknownIndex(index: String) => "The table does not have the specified index: {index}",
        /// A read of a global index that is not complete yet (public logs).
        IndexBackfilling(index: String) => "Cannot read from backfilling global secondary index: {index}",
        /// A strongly consistent read of a global index.
        ConsistentGlobalIndex => "Consistent reads are not supported on global secondary indexes",
        /// A key condition lacks the partition key (or another needed attribute).
        KeyConditionMissed(attribute: String) => "Query condition missed key schema element: {attribute}",
        /// A key condition that keys do not support, such as `<>` or no equality on the partition key.
        KeyConditionUnsupported => "Query key condition not supported",
        /// Too many conditions: conditions, key attributes.
        KeyConditionCount(conditions: usize, attributes: usize)
            => "The number of query conditions ({conditions}) exceeds the number of key attributes defined in the schema ({attributes})",
        /// A key condition's value has another type than the key.
        KeyConditionType => INVALID "Condition parameter type does not match schema type",
        /// A multi-attribute index: partition key attributes without equality.
        PartitionKeysNeedEquality(attributes: Names)
            => "HASH key attributes <{attributes}> must have equality conditions specified in the query",
        /// A multi-attribute index: sort key attributes without equality before a condition on this one.
        SortKeysNeedEquality(attributes: Names, conditioned: String)
            => "RANGE key attributes <{attributes}> must have equality conditions specified in the query because a condition is \
                present on key attribute <{conditioned}>",
        /// A filter on a key attribute.
        FilterOnKey(attribute: String)
            => "Filter Expression can only contain non-primary key attributes: Primary key attribute: {attribute}",
        /// A path into a key attribute: the table's.
        KeyNotWhole(attribute: String)
            => "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: {attribute}",
        /// A path into a key attribute: an index's.
        IndexKeyNotWhole(attribute: String)
            => "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: {attribute}",
        /// SPECIFIC_ATTRIBUTES without a projection.
        SelectNeedsProjection
            => "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
        /// A projection with a Select that forbids it: `ALL_ATTRIBUTES`, `ALL_PROJECTED_ATTRIBUTES` or `only the Count`.
        SelectForbidsProjection(what: &'static str) => "Cannot specify the ProjectionExpression when choosing to get {what}",
        /// ALL_PROJECTED_ATTRIBUTES without an index.
        SelectNeedsIndex => "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
        /// ALL_ATTRIBUTES of a global index that does not project all.
        SelectAllOfIndex(index: String)
            => INVALID "Select type ALL_ATTRIBUTES is not supported for global secondary index {index} because its projection \
                type is not ALL",
        /// A projection of attributes that a global index lacks: index, attributes (seen in public logs of Query; 3.19).
        IndexDoesNotProject(index: String, attributes: Names)
            => INVALID "Global secondary index {index} does not project [{attributes}]",
        /// A start key of another shape than the key.
        StartKey => "The provided starting key is invalid",
        /// A start key with a value that is wrong by itself.
        StartKeyValue(problem: Box<Validation>) => "The provided starting key is invalid: {problem}",
        /// A start key of another segment: segments, segment (public logs).
        StartKeySegment(total_segments: i64, segment: i64)
            => "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. \
                TotalSegments: {total_segments} Segment: {segment}",
        /// A start key outside the sort key condition.
        StartKeySortCondition => "The provided starting key does not match the range key predicate",
        /// A start key outside the partition key condition.
        StartKeyOutside => "The provided starting key is outside query boundaries based on provided conditions",
        /// A start key of another shape, on a table without a sort key.
        ExclusiveStartKey => "The provided exclusive start key is invalid",
        /// A start key where at most one row can match.
        SingleRowRestart => "The query can return at most one row and cannot be restarted",
        /// Segment is not below TotalSegments.
        SegmentRange => "The Segment parameter is zero-based and must be less than parameter TotalSegments",
        /// Segment without TotalSegments.
        TotalSegmentsMissing
            => "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
        /// TotalSegments without Segment.
        SegmentMissing
            => "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",

        // Batches (3.17; DYX).
        /// BatchWriteItem of nothing.
        RequestItemsMissing => "The requestItems parameter is required for BatchWriteItem",
        /// An item twice in a batch.
        BatchDuplicates => "Provided list of item keys contains duplicates",
        /// More than 25 writes over several tables.
        BatchWriteTooMany => "Too many items requested for the BatchWriteItem call",
        /// More than 100 keys over several tables.
        BatchGetTooMany => "Too many items requested for the BatchGetItem call",

        // Transactions (3.18; DYX, API).
        /// An action without any operation.
        TransactActionMissing => "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request",
        /// An action with several operations.
        TransactActionSeveral => "TransactItems can only contain one of Check, Put, Update or Delete",
        /// Two actions on one item.
        TransactDuplicate => "Transaction request cannot include multiple operations on one item",
        /// Items above 4 MB together.
        TransactSize
            => "Collection size of items exceeded, which can also be caused by the aggregate size of the items in the transaction \
                exceeding the 4MB limit",
        /// A PartiQL statement.
        Statement(problem: Box<StatementProblem>) => "{problem}",
        /// An update inside a transaction gives an attribute another type.
        TransactUpdateType => "Type mismatch for attribute to update",
    }
}

impl Validation {
    /// The text as one error of the validator.
    pub fn enveloped(self) -> Self {
        Validation::Enveloped(Box::new(self))
    }

    /// What is wrong with a PartiQL statement.
    pub fn statement(problem: StatementProblem) -> Self {
        Validation::Statement(Box::new(problem))
    }

    /// Errors of the constraint validator.
    pub fn constraints(errors: Vec<Constraint>) -> Self {
        Validation::Constraints(ConstraintErrors(errors))
    }
}
