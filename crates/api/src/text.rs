//! Every exact AWS error text, here and nowhere else.
//!
//! A variant names what happened; its text stands beside it, AWS's oddities included. It is not where anything is decided:
//! `api`, `expr` and `engine` pick the variant. Sources are the tags of the project's facts: LAB and DYX are measured on the
//! service, API is the service model, DOC the guide. Texts that begin with `Our model:` are ours, where AWS is silent.

use core::fmt;

use model::EpochMillis;
use serde::{Deserialize, Deserializer, Serialize};

use crate::date::{IsoDate, LongDate};
use crate::java::{HashSetOrder, PresizedHashSetOrder};

/// Declares an enum of texts: each line is a variant, its fields and AWS's sentence, after an optional prefix.
macro_rules! texts {
    ($(#[$outer:meta])* $name:ident {
        $($(#[$doc:meta])* $variant:ident $(($($field:ident: $type:ty),*))? $({$($(#[$inner:meta])* $key:ident: $kind:ty,)*})?
            => $($prefix:ident)? $text:literal,)*
    }) => {
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        $(#[$outer])*
        pub enum $name {
            $($(#[$doc])* $variant $(($($type),*))? $({$($(#[$inner])* $key: $kind,)*})?,)*
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant $(($($field),*))? $({$($key),*})? => {
                        $(f.write_str($prefix)?;)?
                        write!(f, $text)
                    })*
                }
            }
        }
    };
}

mod authentication;
mod kinesis;
mod legacy;
mod sentence;
mod statement;
mod vector;

pub use authentication::{Authentication, MissingPart, MissingParts};
pub use kinesis::KinesisProblem;
pub use legacy::LegacyProblem;
pub use sentence::Sentence;
pub use statement::{DUPLICATE_ITEM, StatementProblem, TokenPlace};
pub use vector::VectorProblem;

/// `OOMP` of the facts.
const INVALID: &str = "One or more parameter values were invalid: ";
/// Its younger sister, seen on key values.
const NOT_VALID: &str = "One or more parameter values are not valid. ";
/// `RIU:` of the facts.
const IN_USE: &str = "Attempt to change a resource which is still in use: ";
const SUBSCRIBER: &str = "Subscriber limit exceeded: ";
const NOT_FOUND: &str = "Requested resource not found";
const ONE_ERROR: &str = "1 validation error detected: ";

texts! {
    /// Whose WarmThroughput or OnDemandThroughput a text is about.
    WarmPlace {
        /// The table's.
        Table => "table",
        /// An index's.
        Index(index: String) => "index {index}",
    }
}

/// Names printed `a, b`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names(pub Vec<String>);

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        join(&self.0, ", ", f)
    }
}

/// A change of a stream that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamToggle {
    /// Table.
    pub table: String,
    /// Label of the stream.
    pub label: String,
    /// Enabled, or else disabled.
    pub enabling: bool,
}

impl fmt::Display for StreamToggle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let StreamToggle { table, label, enabling } = self;
        let operation = if *enabling { "ENABLE" } else { "DISABLE" };
        write!(f, "Table: {table} Stream: {label} Operation: {operation}")
    }
}

/// Errors of the constraint validator: how many, then each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "Constraint: Deserialize<'de>"))]
pub struct ConstraintErrors(pub Vec<Constraint>);

impl fmt::Display for ConstraintErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [Constraint::Bare(error)] = self.0.as_slice() {
            return write!(f, "{error}");
        }
        let plural = if self.0.len() == 1 { "" } else { "s" };
        write!(f, "{} validation error{plural} detected: ", self.0.len())?;
        join(&self.0, "; ", f)
    }
}

texts! {
    /// One error of the constraint validator (section 2; LAB 442, 457, DYX).
    #[serde(bound(deserialize = "Rule: Deserialize<'de>"))]
    Constraint {
        /// A member that breaks a rule.
        Member(place: Place, rule: Rule) => "{place} failed to satisfy constraint: {rule}",
        /// ReturnValues is none of the five, newer layer (UPDATE_NEW is the service's own slip).
        ReturnValues
            => "Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]",
        /// DeleteItem with ReturnValues that it lacks, which the service counts among the members.
        ReturnValuesOldOnly => "ReturnValues can only be ALL_OLD or NONE",
        /// An error that stands alone and without the envelope.
        Bare(error: Box<Constraint>) => "{error}",
    }
}

/// Which value breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// How the message shows the value.
    pub echo: Echo,
    /// `tableName`, `keySchema.1.member.keyType`; capitals as in the model in the newer layer.
    pub path: String,
}

/// How a message shows a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Echo {
    /// Not at all (newer layer).
    Nothing,
    /// As `null`.
    Null,
    /// In quotes.
    Value(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.echo {
            Echo::Nothing => write!(f, "Value at '{}'", self.path),
            Echo::Null => write!(f, "Value null at '{}'", self.path),
            Echo::Value(value) => write!(f, "Value '{value}' at '{}'", self.path),
        }
    }
}

texts! {
    /// What a value must satisfy.
    Rule {
        /// It is required.
        NotNull => "Member must not be null",
        /// Shortest length.
        MinLength(bound: i32) => "Member must have length greater than or equal to {bound}",
        /// Greatest length.
        MaxLength(bound: i32) => "Member must have length less than or equal to {bound}",
        /// Smallest value.
        MinValue(bound: i32) => "Member must have value greater than or equal to {bound}",
        /// Greatest value.
        MaxValue(bound: i32) => "Member must have value less than or equal to {bound}",
        /// A pattern.
        Pattern(pattern: &'static str) => "Member must satisfy regular expression pattern: {pattern}",
        /// Certain values.
        Enumeration(values: Values) => "Member must satisfy enum value set: [{values}]",
        /// Rules for all keys of a map.
        MapKeys(rules: Rules) => "Map keys must satisfy constraint: [{rules}]",
        /// Rules for all values of a map.
        MapValues(rules: Rules) => "Map value must satisfy constraint: [{rules}]",
    }
}

/// Rules printed one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "Rule: Deserialize<'de>"))]
pub struct Rules(pub Vec<Rule>);

impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        join(&self.0, ", ", f)
    }
}

/// The values of an enumeration, in the service's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Values(pub &'static [&'static str]);

impl<'de: 'static> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Words in an error are the program's own, so they live as long as it does, wherever they were read.
        Vec::deserialize(deserializer).map(|values| Values(values.leak()))
    }
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        join(self.0, ", ", f)
    }
}

fn join(parts: &[impl fmt::Display], separator: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(separator)?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}

texts! {
    /// Texts of SerializationException: JSON of another type than the member (section 1; DYX).
    Serialization {
        /// A scalar of another type: `NUMBER_VALUE`, `DECIMAL_VALUE`, `TRUE_VALUE`, `FALSE_VALUE`, `STRING_VALUE`; the wanted type.
        Scalar(token: &'static str, wanted: &'static str) => "{token} cannot be converted to {wanted}",
        /// A list for something else: its Java class.
        CollectionClass(class: String) => "Unrecognized collection type class {class}",
        /// A list for a map: the map's Java type.
        CollectionType(java_type: String) => "Unrecognized collection type {java_type}",
        /// An object for a scalar or a list.
        UnexpectedStructure => "Start of structure or map found where not expected",
        /// A scalar for a list or a structure.
        UnexpectedField => "Unexpected field type",
        /// A string for a boolean.
        UnexpectedToken => "Unexpected token received from parser",
        /// Base64 of another length. Our model: the wording of public emulators.
        Base64Length(length: usize) => "Base64 encoded length is expected a multiple of 4 bytes but found: {length}",
        /// Base64 with a character that it lacks. Our model: likewise.
        Base64Character => "Invalid last non-pad Base64 character detected",
    }
}

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

/// Which expression of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExpressionKind {
    /// ConditionExpression.
    Condition,
    /// FilterExpression.
    Filter,
    /// KeyConditionExpression.
    KeyCondition,
    /// UpdateExpression.
    Update,
    /// ProjectionExpression.
    Projection,
    /// SearchConditionExpression.
    Search,
}

impl fmt::Display for ExpressionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ExpressionKind::Condition => "ConditionExpression",
            ExpressionKind::Filter => "FilterExpression",
            ExpressionKind::KeyCondition => "KeyConditionExpression",
            ExpressionKind::Update => "UpdateExpression",
            ExpressionKind::Projection => "ProjectionExpression",
            ExpressionKind::Search => "SearchConditionExpression",
        })
    }
}

texts! {
    /// What is wrong with an expression (3.15; DYX). Paths are their elements joined by `, `; operands print as `{S:a}`.
    ExpressionProblem {
        /// The grammar does not go on like this: token, and the text around it.
        Syntax(token: String, near: String) => "Syntax error; token: \"{token}\", near: \"{near}\"",
        /// Nothing in it.
        Empty => "The expression can not be empty;",
        /// Above 4,096 bytes.
        TooLong => "Expression size has exceeded the maximum allowed size;",
        /// Above 4,096 bytes where the service tells the size: a Scan's filter, a transaction's condition.
        TooLongSized(size_bytes: usize)
            => "Expression size has exceeded the maximum allowed size; expression size: {size_bytes}",
        /// More nesting than a parser follows. Our model.
        TooDeep => "Our model: the expression is nested too deeply",
        /// A path of more than 32 elements (public test suites quote it).
        PathTooDeep(levels: usize) => "The document path has too many nesting levels; nesting levels: {levels}",
        /// Parentheses around parentheses.
        RedundantParentheses => "The expression has redundant parentheses;",
        /// A reserved word as a name, as written.
        ReservedWord(word: String) => "Attribute name is a reserved keyword; reserved keyword: {word}",
        /// No such function (here).
        UnknownFunction(function: String) => "Invalid function name; function: {function}",
        /// A function where an operand or a condition is wanted.
        FunctionNotAllowed(function: String)
            => "The function is not allowed to be used this way in an expression; function: {function}",
        /// A function that conditions lack, such as `if_not_exists`.
        NotAConditionFunction(function: String)
            => "The function is not allowed in a condition expression; function: {function}",
        /// A function that updates lack, such as `contains`.
        NotAnUpdateFunction(function: String)
            => "The function is not allowed in an update expression; function: {function}",
        /// attribute_type with a type that there is not.
        UnknownTypeName(name: String)
            => "Invalid attribute type name found; type: {name}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}",
        /// A list index beyond what the service counts to, as written.
        ListIndexRange(index: String) => "List index is not within the allowable range; index: [{index}]",
        /// `#name` is not among the names.
        UndefinedName(name: String)
            => "An expression attribute name used in the document path is not defined; attribute name: {name}",
        /// `:value` is not among the values.
        UndefinedValue(value: String)
            => "An expression attribute value used in expression is not defined; attribute value: {value}",
        /// Too many or too few operands: operator or function, operands.
        OperandCount(operator: String, count: usize)
            => "Incorrect number of operands for operator or function; operator or function: {operator}, number of operands: {count}",
        /// An operand of another type: operator or function, type code.
        OperandType(operator: String, operand_type: &'static str)
            => "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {operand_type}",
        /// An operand that ADD or DELETE does not take: action, type in words (STRING, NUMBER, Binary, BOOL, NULL, LIST, MAP).
        ActionOperandType(action: &'static str, operand_type: &'static str)
            => "Incorrect operand type for operator or function; operator: {action}, operand type: {operand_type}, \
                typeSet: ALLOWED_FOR_ADD_OPERAND",
        /// Both operands are the same path: operator, path.
        SameOperand(operator: String, path: String)
            => "The first operand must be distinct from the remaining operands for this operator or function; \
                operator: {operator}, first operand: [{path}]",
        /// BETWEEN with bounds of two types: the operands.
        BetweenTypes(lower: String, upper: String)
            => "The BETWEEN operator requires same data type for lower and upper bounds; \
                lower bound operand: AttributeValue: {lower}, upper bound operand: AttributeValue: {upper}",
        /// BETWEEN with bounds the wrong way round: the operands.
        BetweenOrder(lower: String, upper: String)
            => "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; \
                lower bound operand: AttributeValue: {lower}, upper bound operand: AttributeValue: {upper}",
        /// A value where a path is wanted: operator or function.
        PathRequired(operator: String) => "Operator or function requires a document path; operator or function: {operator}",
        /// More than 100 operands of IN.
        InOperands(count: usize) => "The IN operator is provided with too many operands; number of operands: {count}",
        /// More than 300 operators.
        TooManyOperators(count: usize) => "The expression contains too many operators; operator count: {count}",
        /// A section twice.
        RepeatedSection(section: &'static str)
            => "The \"{section}\" section can only be used once in an update expression;",
        /// One path contains the other one: both.
        PathsOverlap(one: String, two: String)
            => "Two document paths overlap with each other; must remove or rewrite one of these paths; \
                path one: [{one}], path two: [{two}]",
        /// One path wants a list where the other wants a map: both.
        PathsConflict(one: String, two: String)
            => "Two document paths conflict with each other; must remove or rewrite one of these paths; \
                path one: [{one}], path two: [{two}]",
        /// Two conditions on one key attribute.
        OneConditionPerKey => "KeyConditionExpressions must only contain one condition per key",
        /// `size` in a key condition (public logs).
        NestedKeyOperation => "KeyConditionExpressions cannot contain nested operations",
        /// A condition on a part of an attribute.
        NestedKeyCondition => "KeyConditionExpressions cannot have conditions on nested attributes",
    }
}

texts! {
    /// Texts of ResourceNotFoundException.
    NotFound {
        /// Data plane: the bare sentence.
        Resource => NOT_FOUND "",
        /// Control plane: names the table.
        Table(table: String) => NOT_FOUND ": Table: {table} not found",
        /// UpdateTable names an index that the table lacks: index, table.
        Index(index: String, table: String) => NOT_FOUND ": Index {index} for table {table}",
    }
}

texts! {
    /// Texts of ResourceInUseException (3.1 and 4.1; LAB 444).
    InUse {
        /// CreateTable of a table that exists.
        AlreadyExists(table: String) => "Table already exists: {table}",
        /// The table is CREATING.
        BeingCreated(table: String) => IN_USE "Table is being created: {table}",
        /// CreateTable of the target of a restore that is under way.
        BeingRestored(table: String) => IN_USE "Table is being used: {table}",
        /// The table is DELETING.
        BeingDeleted(table: String) => IN_USE "Table is being deleted: {table}",
        /// DeleteTable while UPDATING.
        BeingUpdated(table: String) => IN_USE "Table: {table} is in the process of being updated.",
        /// A throughput change while one runs.
        ThroughputChanging(table: String) => IN_USE "Table IOPS are currently being updated. Table: {table}",
        /// A stream change while a throughput change runs.
        StreamWhileThroughput(table: String)
            => IN_USE "Can't enable or disable stream while table IOPS are being updated. Table: {table}",
        /// An index creation or deletion while a throughput change runs.
        IndexWhileThroughput(table: String)
            => IN_USE "Can't create or delete indexes while table IOPS are being updated. Table: {table}",
        /// DeleteTable while an index is not ACTIVE.
        DeleteWhileIndexing => IN_USE "Cannot delete table while indexes are being created, updated, or deleted.",
        /// An index deletion before its backfill: table, index.
        IndexAllocating(table: String, index: String)
            => IN_USE "Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index \
                is active. Table: {table} Index: {index}",
        /// A vector index with the name of one that is CREATING: table, index.
        IndexBeingCreated(table: String, index: String) => IN_USE "Index is being created.  Table: {table} Index: {index}",
        /// An index update before its backfill: table, index.
        IndexNotBackfilling(table: String, index: String)
            => IN_USE "Index is being created but is not backfilling yet.  Table: {table} Index: {index}",
        /// A throughput change while indexes are created.
        ThroughputWhileIndexCreated(table: String, indexes: Names)
            => IN_USE "Can't change table IOPS when an index is being created. Table: {table} Indexes: [{indexes}]",
        /// A throughput change while indexes are deleted.
        ThroughputWhileIndexDeleted(table: String, indexes: Names)
            => IN_USE "Can't change table IOPS when an index is being deleted. Table: {table} Indexes: [{indexes}]",
        /// A change of an index that is DELETING: table, index.
        IndexBeingDeleted(table: String, index: String) => IN_USE "Index is being deleted. Table: {table} Index: {index}",
        /// A change of an index that is UPDATING: table, index.
        IndexBeingUpdated(table: String, index: String) => IN_USE "Index is being updated. Table: {table} Index: {index}",
        /// An OnDemandThroughput change while the billing mode changes.
        MaximumWhileBilling => IN_USE "OnDemandThroughput cannot be updated while BillingMode update is in progress",
        /// An OnDemandThroughput change while indexes are created.
        MaximumWhileIndexCreated(indexes: Names)
            => IN_USE "OnDemandThroughput cannot be updated while index creation is in progress for indexes: [{indexes}]",
        /// An OnDemandThroughput change while indexes are deleted.
        MaximumWhileIndexDeleted(indexes: Names)
            => IN_USE "OnDemandThroughput cannot be updated while index deletion is in progress for indexes: [{indexes}]",
        /// An encryption change while one runs.
        EncryptionChanging => IN_USE "Server-Side Encryption is still being updated",
        /// A stream change while an index is created.
        StreamWhileIndexCreated => IN_USE "Can't change stream status when an index is being created",
        /// A second change of the stream while one runs.
        StreamChanging(toggle: StreamToggle) => IN_USE "A stream status change is currently in progress. {toggle}",
        /// A throughput change while the stream is changed.
        ThroughputWhileStream(toggle: StreamToggle)
            => IN_USE "Can't change table IOPS when stream status is being updated. {toggle}",
        /// A change of the table class while the stream is changed (LAB shows its beginning).
        TableClassWhileStream(toggle: StreamToggle)
            => IN_USE "Can't update table class when stream status is being updated. {toggle}",
        /// A second change of the table class while one runs: table, the class that comes.
        TableClassChanging(table: String, class: String)
            => IN_USE "Can't update table class when a table class update is in progress. Table: {table} \
                TableClassUpdateInProgress: {class}",
        /// A stream change while the table class is changed (LAB shows its beginning).
        StreamWhileTableClass(table: String, class: String)
            => IN_USE "Can't change stream status when a table class update is in progress. Table: {table} \
                TableClassUpdateInProgress: {class}",
        /// An index creation or deletion while the table class is changed.
        IndexWhileTableClass => IN_USE "Can't create or delete an index when a table class update is in progress.",
        /// An OnDemandThroughput change while the table class is changed.
        MaximumWhileTableClass(class: String)
            => IN_USE "OnDemandThroughput cannot be updated while TableClass update is in progress. \
                TableClassUpdateInProgress: {class}",
        /// An OnDemandThroughput change while the stream is changed (LAB shows its beginning).
        MaximumWhileStream => IN_USE "OnDemandThroughput cannot be updated while stream status update is in progress",
        /// An index creation or deletion while the stream is changed.
        IndexWhileStream => IN_USE "Can't create or delete an index when stream status is being updated.",
        /// A deletion while the stream is changed.
        DeleteWhileStream => IN_USE "Cannot delete table while stream is being enabled/disabled.",
    }
}

texts! {
    /// Texts of LimitExceededException (3.1, 3.2, 3.5; LAB).
    LimitExceeded {
        /// A second index creation or deletion.
        OnlineIndexes => SUBSCRIBER "Only 1 online index can be created or deleted simultaneously per table",
        /// A 21st global index by UpdateTable.
        GlobalIndexes => SUBSCRIBER "Number of global secondary indexes exceeds per-table limit of 20",
        /// A sixth vector index by UpdateTable.
        VectorIndexes => SUBSCRIBER "Number of vector secondary indexes exceeds per-table limit of 5",
        /// A fifth throughput decrease on a UTC day: when the last one was and the next one may be.
        Decreases(last: LongDate, next: LongDate)
            => SUBSCRIBER "Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each \
                subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases \
                today: 4. Last decrease at {last}. Next decrease can be made at {next}.",
        /// A third table class change in 30 days.
        TableClassUpdates => SUBSCRIBER "Updates to TableClass are limited to 2 times in 30 day(s).",
        /// OnDemandThroughput above the account's maximum: dimension, `table` or `index : <name>`, the quota, region.
        OnDemandMaximum(dimension: &'static str, place: String, quota: &'static str, region: String)
            => SUBSCRIBER "Requested {dimension} for OnDemandThroughput for {place} exceeds {quota} of the account in region {region}",
        /// WarmThroughput above the account's maximum: dimension, place, the quota, region.
        WarmMaximum(dimension: &'static str, place: WarmPlace, quota: &'static str, region: String)
            => SUBSCRIBER "Requested {dimension} for WarmThroughput for {place} exceeds {quota} of the account in region {region}",
        /// A fifth encryption change in 24 hours: the window's end, changes, the last one, the next one.
        EncryptionChanges(until: IsoDate, changes: usize, last: IsoDate, next: IsoDate)
            => SUBSCRIBER "Encryption mode changes are limited in the 24h window ending at {until}. After the first 4 change, each \
                subsequent change in the same window can be performed at most once every 21600 seconds. Number of updates today: \
                {changes}. Last change at {last}. Next changes can be made at {next}.",
        /// Throughput above a table's maximum: dimension (`ReadCapacityUnits`), units, region.
        TableMaximum(dimension: &'static str, units: i64, region: String)
            => "The requested {dimension}, {units}, is above the per table maximum for the account in {region}. Per table maximum: \
                40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
        /// Throughput above an index's maximum: dimension, index, units, region.
        IndexMaximum(dimension: &'static str, index: String, units: i64, region: String)
            => "The requested {dimension} for index {index}, {units}, is above the per index maximum for the account in {region}. \
                Per index maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request \
                higher limits.",
        /// Throughput above what all tables may have: dimension, region, what they have, the quota, what is added.
        AccountUnits(dimension: &'static str, region: String, reserved: u64, quota: u64, requested: u64)
            => "This request would have caused the {dimension} limit to be exceeded for the account in {region}. Current \
                {dimension} reserved by the account: {reserved}. Limit: {quota}. Requested: {requested}. Refer to the Amazon \
                DynamoDB Developer Guide for current limits and how to request higher limits.",
    }
}

impl LimitExceeded {
    /// The fifth decrease of a day.
    pub fn decreases(last: EpochMillis, next: EpochMillis) -> Self {
        LimitExceeded::Decreases(LongDate(last), LongDate(next))
    }
}

/// Which of the throttling sentences applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Throttled {
    /// A provisioned table.
    ProvisionedTable,
    /// A provisioned global secondary index.
    ProvisionedIndex,
    /// An on-demand table.
    OnDemandTable,
    /// An on-demand global secondary index.
    OnDemandIndex,
}

impl fmt::Display for Throttled {
    /// The sentence of section 3.18, without the final stop that the wire lacks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Throttled::ProvisionedTable => {
                "The level of configured provisioned throughput for the table was exceeded. \
                 Consider increasing your provisioning level with the UpdateTable API."
            }
            Throttled::ProvisionedIndex => {
                "The level of configured provisioned throughput for one or more global secondary indexes of the table was \
                 exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with \
                 the UpdateTable API."
            }
            Throttled::OnDemandTable => {
                "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or \
                 index so please try again shortly. If exceptions persist, check if you have a hot key: \
                 https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html"
            }
            Throttled::OnDemandIndex => {
                "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is automatically \
                 scaling your index so please try again shortly."
            }
        })
    }
}

/// The Java class of a shape of the service, as messages name it.
pub fn java_class(shape: &str) -> String {
    format!("com.amazonaws.dynamodb.v20120810.{shape}")
}

/// The Java type of a map with these values.
pub fn java_map(value: &str) -> String {
    format!("java.util.Map<java.lang.String, {value}>")
}

/// ConditionalCheckFailedException, and the reason of that code.
pub const CONDITION_FAILED: &str = "The conditional request failed";
/// TransactionConflictException (public logs).
pub const TRANSACTION_CONFLICT: &str = "Transaction is ongoing for the item";
/// TransactionInProgressException (public logs).
pub const TRANSACTION_IN_PROGRESS: &str = "Transaction from previous request is still in progress";
/// IdempotentParameterMismatchException (API).
pub const TOKEN_MISMATCH: &str = "DynamoDB rejected the request because you retried a request with a different payload but with an \
    idempotent token that was already used.";
/// ItemCollectionSizeLimitExceededException and its reason (API).
pub const COLLECTION_SIZE: &str = "Collection size exceeded.";
/// The reason TransactionConflict (API).
pub const CONFLICT_REASON: &str = "Transaction is ongoing for the item.";
/// FailureMessage of an import with records that are no items (IMPORT).
pub const IMPORT_ITEMS_FAILED: &str = "Some of the items failed validation checks and were not imported. Please check CloudWatch error \
    logs for more details.";

/// FailureMessage of a job whose bucket is not there (EXPORT); the request id is our model.
pub fn no_such_bucket() -> String {
    "The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID: \
        0000000000000000)"
        .to_owned()
}

/// FailureMessage of a job with a file that cannot be read (our model).
pub fn unreadable_file(key: &str) -> String {
    format!("Our model: the file {key} cannot be read: it is not packed as was said, or it is no UTF-8 text")
}

/// InternalServerError (LAB 448).
pub const INTERNAL: &str = "Internal server error";

/// TransactionCanceledException: one code for each action.
pub fn transaction_canceled<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    let codes: Vec<&str> = codes.collect();
    format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]", codes.join(", "))
}
