//! Answers as the engine gives them; [`crate::encode`] makes them AWS JSON 1.0.

use std::collections::BTreeMap;

use model::{EpochMillis, HalfUnits, Item, ScalarType, SharedItem};

use crate::{BillingMode, KeysAndAttributes, ProvisionedThroughput, Reply, UnitsPerSecond, WriteRequest};

/// The output of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// CreateTable, UpdateTable and DeleteTable (`TableDescription`), DescribeTable (`Table`).
    Table(Box<TableDescription>),
    /// ListTables.
    ListTables {
        /// Names in byte order.
        table_names: Vec<String>,
        /// Set if there are more.
        last_evaluated_table_name: Option<String>,
    },
    /// GetItem.
    GetItem {
        /// The item, if there is one.
        item: Option<SharedItem>,
        /// If asked for.
        consumed_capacity: Option<ConsumedCapacity>,
    },
    /// PutItem, UpdateItem and DeleteItem.
    Write {
        /// What `ReturnValues` asked for.
        attributes: Option<SharedItem>,
        /// If asked for.
        consumed_capacity: Option<ConsumedCapacity>,
        /// If asked for and the table has a local secondary index.
        item_collection_metrics: Option<ItemCollectionMetrics>,
    },
    /// Query and Scan.
    Page {
        /// Absent when `Select` is COUNT.
        items: Option<Vec<SharedItem>>,
        /// Items returned.
        count: u64,
        /// Items evaluated.
        scanned_count: u64,
        /// Set if there may be more.
        last_evaluated_key: Option<Item>,
        /// If asked for.
        consumed_capacity: Option<ConsumedCapacity>,
    },
    /// BatchGetItem.
    BatchGetItem {
        /// Items by table name as sent.
        responses: Vec<(String, Vec<SharedItem>)>,
        /// What did not fit.
        unprocessed_keys: Vec<(String, KeysAndAttributes)>,
        /// One for each table, if asked for.
        consumed_capacity: Option<Vec<ConsumedCapacity>>,
    },
    /// BatchWriteItem.
    BatchWriteItem {
        /// What was not admitted.
        unprocessed_items: Vec<(String, Vec<WriteRequest>)>,
        /// By table name.
        item_collection_metrics: Option<Vec<(String, Vec<ItemCollectionMetrics>)>>,
        /// One for each table, if asked for.
        consumed_capacity: Option<Vec<ConsumedCapacity>>,
    },
    /// TransactGetItems.
    TransactGetItems {
        /// One for each read, in order.
        responses: Vec<Option<SharedItem>>,
        /// One for each table, if asked for.
        consumed_capacity: Option<Vec<ConsumedCapacity>>,
    },
    /// TransactWriteItems.
    TransactWriteItems {
        /// One for each table, if asked for.
        consumed_capacity: Option<Vec<ConsumedCapacity>>,
        /// By table name.
        item_collection_metrics: Option<Vec<(String, Vec<ItemCollectionMetrics>)>>,
    },
    /// Operations beyond the core.
    Members(Reply),
}

/// `ConsumedCapacity`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsumedCapacity {
    /// Table name as sent.
    pub table_name: String,
    /// All units.
    pub capacity_units: HalfUnits,
    /// Filled by transactional calls only.
    pub read_capacity_units: Option<HalfUnits>,
    /// Filled by transactional calls only.
    pub write_capacity_units: Option<HalfUnits>,
    /// With INDEXES: the table's own units.
    pub table: Option<HalfUnits>,
    /// With INDEXES: units by local secondary index.
    pub local_secondary_indexes: BTreeMap<String, HalfUnits>,
    /// With INDEXES: units by global secondary index.
    pub global_secondary_indexes: BTreeMap<String, HalfUnits>,
    /// With INDEXES: bytes written by vector index.
    pub vector_indexes: Vec<(String, u64)>,
}

/// `ItemCollectionMetrics`.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemCollectionMetrics {
    /// The partition key.
    pub item_collection_key: Item,
    /// Lower and upper bound in whole GB.
    pub size_estimate_range_gb: (u64, u64),
}

/// `TableStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableStatus {
    /// CREATING.
    Creating,
    /// UPDATING.
    Updating,
    /// DELETING.
    Deleting,
    /// ACTIVE.
    Active,
}

/// `IndexStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexStatus {
    /// CREATING.
    Creating,
    /// UPDATING.
    Updating,
    /// DELETING.
    Deleting,
    /// ACTIVE.
    Active,
}

/// What a vector index is described by, instead of a key schema.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorDescription {
    /// The attribute that holds the vectors.
    pub attribute: String,
    /// (attribute name, `HASH` or `INLINE_FILTER`).
    pub search_schema: Vec<(String, &'static str)>,
    /// Numbers in each vector.
    pub dimensions: u32,
    /// `COSINE`, `DOT_PRODUCT` or `EUCLIDEAN`.
    pub distance_function: &'static str,
}

/// `GlobalSecondaryIndexDescription`, `LocalSecondaryIndexDescription` or `VectorIndexDescription`.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexDescription {
    /// Index name.
    pub index_name: String,
    /// (attribute name, `HASH` or `RANGE`); a vector index has none.
    pub key_schema: Vec<(String, &'static str)>,
    /// Vector indexes only.
    pub vector: Option<VectorDescription>,
    /// `ALL`, `KEYS_ONLY` or `INCLUDE`.
    pub projection_type: &'static str,
    /// Attributes of an INCLUDE.
    pub non_key_attributes: Option<Vec<String>>,
    /// Global and vector indexes only.
    pub status: Option<IndexStatus>,
    /// While a global or vector index is created.
    pub backfilling: Option<bool>,
    /// Global indexes only.
    pub provisioned_throughput: Option<ProvisionedThroughput>,
    /// Maximums of a global index; absent unless one was set.
    pub on_demand_throughput: Option<UnitsPerSecond>,
    /// Global indexes only.
    pub warm_throughput: Option<WarmThroughput>,
    /// Bytes.
    pub index_size_bytes: u64,
    /// Entries.
    pub item_count: u64,
    /// ARN.
    pub index_arn: String,
}

/// `RestoreSummary`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreSummary {
    /// The backup, if it was one.
    pub source_backup_arn: Option<String>,
    /// The table that was backed up or restored.
    pub source_table_arn: String,
    /// The moment whose state the table has.
    pub restore_date_time: EpochMillis,
    /// Still under way.
    pub restore_in_progress: bool,
}

/// `TableDescription`.
#[derive(Clone, Debug, PartialEq)]
pub struct TableDescription {
    /// (attribute name, type).
    pub attribute_definitions: Vec<(String, ScalarType)>,
    /// Table name.
    pub table_name: String,
    /// (attribute name, `HASH` or `RANGE`).
    pub key_schema: Vec<(String, &'static str)>,
    /// Status.
    pub table_status: TableStatus,
    /// When it was created.
    pub creation_date_time: EpochMillis,
    /// Units; zeros for an on-demand table.
    pub provisioned_throughput: ProvisionedThroughput,
    /// Decreases on this UTC day.
    pub number_of_decreases_today: u64,
    /// When throughput was last raised.
    pub last_increase: Option<EpochMillis>,
    /// When throughput was last lowered.
    pub last_decrease: Option<EpochMillis>,
    /// Bytes.
    pub table_size_bytes: u64,
    /// Items.
    pub item_count: u64,
    /// ARN.
    pub table_arn: String,
    /// UUID.
    pub table_id: String,
    /// `BillingModeSummary`; absent on a table that was always provisioned.
    pub billing_mode: Option<(BillingMode, Option<EpochMillis>)>,
    /// Local secondary indexes.
    pub local_secondary_indexes: Vec<IndexDescription>,
    /// Global secondary indexes.
    pub global_secondary_indexes: Vec<IndexDescription>,
    /// Vector indexes.
    pub vector_indexes: Vec<IndexDescription>,
    /// `TableClassSummary`: the class, if one was set, and when it was changed.
    pub table_class: Option<(String, Option<EpochMillis>)>,
    /// Deletion protection.
    pub deletion_protection_enabled: bool,
    /// `StreamSpecification` view type, if a stream is enabled.
    pub stream: Option<String>,
    /// `LatestStreamLabel`, `LatestStreamArn`, if there ever was a stream.
    pub latest_stream: Option<(String, String)>,
    /// `SSEDescription`: the ARN of the KMS key; absent with the key that AWS owns.
    pub encryption_key: Option<String>,
    /// Its status is UPDATING.
    pub encryption_updating: bool,
    /// `OnDemandThroughput`; absent unless a maximum was set.
    pub on_demand_throughput: Option<UnitsPerSecond>,
    /// What a replica of a global table has besides: `GlobalTableVersion`, `Replicas` and so on.
    pub global: Reply,
    /// `RestoreSummary`, if the table was made from a backup or from another table's past.
    pub restore: Option<RestoreSummary>,
    /// `WarmThroughput`.
    pub warm_throughput: WarmThroughput,
}

/// `WarmThroughput` as it is described: units a second that can be served at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WarmThroughput {
    /// Read units.
    pub read: u64,
    /// Write units.
    pub write: u64,
    /// It is being raised.
    pub updating: bool,
}
