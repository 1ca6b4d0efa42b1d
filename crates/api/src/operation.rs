//! Requests as the engine reads them: one plain struct for each operation, already checked against the service model.
//!
//! Members keep AWS's names in snake case. Expressions are still text here: `expr` gives them meaning once the engine knows the
//! table.

use std::collections::BTreeMap;

use model::{Item, ScalarType};

use crate::{AttributeCondition, AttributeConditions, AttributeUpdate, Call};

/// A decoded request.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// CreateTable.
    CreateTable(Box<CreateTable>),
    /// DescribeTable.
    DescribeTable(DescribeTable),
    /// UpdateTable.
    UpdateTable(Box<UpdateTable>),
    /// DeleteTable.
    DeleteTable(DeleteTable),
    /// ListTables.
    ListTables(ListTables),
    /// PutItem.
    PutItem(PutItem),
    /// GetItem.
    GetItem(GetItem),
    /// UpdateItem.
    UpdateItem(UpdateItem),
    /// DeleteItem.
    DeleteItem(DeleteItem),
    /// Query.
    Query(Box<Query>),
    /// Scan.
    Scan(Box<Scan>),
    /// BatchGetItem.
    BatchGetItem(BatchGetItem),
    /// BatchWriteItem.
    BatchWriteItem(BatchWriteItem),
    /// TransactGetItems.
    TransactGetItems(TransactGetItems),
    /// TransactWriteItems.
    TransactWriteItems(TransactWriteItems),
    /// Any operation beyond the core; [`Call::name`] says which.
    Call(Box<Call>),
}

/// `BillingMode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillingMode {
    /// PROVISIONED.
    Provisioned,
    /// PAY_PER_REQUEST: on-demand.
    PayPerRequest,
}

impl BillingMode {
    /// AWS's word.
    pub const fn name(self) -> &'static str {
        match self {
            BillingMode::Provisioned => "PROVISIONED",
            BillingMode::PayPerRequest => "PAY_PER_REQUEST",
        }
    }
}

/// `ProvisionedThroughput`: units a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvisionedThroughput {
    /// Read capacity units.
    pub read_capacity_units: i64,
    /// Write capacity units.
    pub write_capacity_units: i64,
}

/// `OnDemandThroughput` or `WarmThroughput` as sent: units a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitsPerSecond {
    /// Read request units.
    pub read: Option<i64>,
    /// Write request units.
    pub write: Option<i64>,
}

/// `SSESpecification`, already checked by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encryption {
    /// With a KMS key; else with the key that AWS owns.
    pub enabled: bool,
    /// `KMSMasterKeyId`: key id, alias or ARN.
    pub key: Option<String>,
}

/// `Projection` as sent; the engine checks its rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projection {
    /// `ALL`, `KEYS_ONLY` or `INCLUDE`.
    pub projection_type: Option<String>,
    /// Attributes of an INCLUDE.
    pub non_key_attributes: Option<Vec<String>>,
}

/// A secondary index as sent, local or global.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IndexDefinition {
    /// Index name.
    pub index_name: String,
    /// (attribute name, `HASH` or `RANGE`).
    pub key_schema: Vec<(String, String)>,
    /// Projection.
    pub projection: Projection,
    /// Throughput of a global index of a provisioned table.
    pub provisioned_throughput: Option<ProvisionedThroughput>,
    /// Maximums of a global index of an on-demand table.
    pub on_demand_throughput: Option<UnitsPerSecond>,
    /// What a global index is to serve at once.
    pub warm_throughput: Option<UnitsPerSecond>,
}

/// Table settings that are kept and described though they change nothing the engine computes (yet).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableSettings {
    /// `DeletionProtectionEnabled`.
    pub deletion_protection_enabled: Option<bool>,
    /// `TableClass`.
    pub table_class: Option<String>,
    /// `Tags`, key and value.
    pub tags: Vec<(String, String)>,
    /// `StreamSpecification`: enabled, view type.
    pub stream: Option<(bool, Option<String>)>,
    /// `SSESpecification`.
    pub encryption: Option<Encryption>,
    /// `OnDemandThroughput`.
    pub on_demand_throughput: Option<UnitsPerSecond>,
    /// `WarmThroughput`.
    pub warm_throughput: Option<UnitsPerSecond>,
    /// `ResourcePolicy` (CreateTable).
    pub resource_policy: Option<String>,
}

/// CreateTable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreateTable {
    /// Table name or ARN.
    pub table_name: String,
    /// (attribute name, type), as sent.
    pub attribute_definitions: Vec<(String, ScalarType)>,
    /// (attribute name, `HASH` or `RANGE`), as sent.
    pub key_schema: Vec<(String, String)>,
    /// Local secondary indexes; `None` if absent, `Some` if sent, even if empty.
    pub local_secondary_indexes: Option<Vec<IndexDefinition>>,
    /// Global secondary indexes; likewise.
    pub global_secondary_indexes: Option<Vec<IndexDefinition>>,
    /// Billing mode.
    pub billing_mode: Option<BillingMode>,
    /// Throughput.
    pub provisioned_throughput: Option<ProvisionedThroughput>,
    /// Everything else.
    pub settings: TableSettings,
}

/// DescribeTable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribeTable {
    /// Table name or ARN.
    pub table_name: String,
}

/// One of UpdateTable's `GlobalSecondaryIndexUpdates`; members that were sent are `Some`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GlobalIndexUpdate {
    /// Create.
    pub create: Option<IndexDefinition>,
    /// Update.
    pub update: Option<IndexUpdate>,
    /// Delete: index name.
    pub delete: Option<String>,
}

/// New throughput of a global index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexUpdate {
    /// Index name.
    pub index_name: String,
    /// Provisioned throughput.
    pub provisioned_throughput: Option<ProvisionedThroughput>,
    /// Maximums; -1 takes one away.
    pub on_demand_throughput: Option<UnitsPerSecond>,
    /// What it is to serve at once.
    pub warm_throughput: Option<UnitsPerSecond>,
}

/// UpdateTable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdateTable {
    /// Table name or ARN.
    pub table_name: String,
    /// (attribute name, type); read only when an index is created.
    pub attribute_definitions: Option<Vec<(String, ScalarType)>>,
    /// Billing mode.
    pub billing_mode: Option<BillingMode>,
    /// Throughput.
    pub provisioned_throughput: Option<ProvisionedThroughput>,
    /// Index changes.
    pub global_secondary_index_updates: Option<Vec<GlobalIndexUpdate>>,
    /// Everything else.
    pub settings: TableSettings,
}

/// DeleteTable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteTable {
    /// Table name or ARN.
    pub table_name: String,
}

/// ListTables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListTables {
    /// Names after this one.
    pub exclusive_start_table_name: Option<String>,
    /// At most this many, 1 to 100.
    pub limit: Option<i64>,
}

/// `ReturnValues`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReturnValues {
    /// NONE.
    #[default]
    None,
    /// ALL_OLD.
    AllOld,
    /// UPDATED_OLD.
    UpdatedOld,
    /// ALL_NEW.
    AllNew,
    /// UPDATED_NEW.
    UpdatedNew,
}

/// `ReturnConsumedCapacity`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReturnConsumedCapacity {
    /// NONE.
    #[default]
    None,
    /// TOTAL.
    Total,
    /// INDEXES.
    Indexes,
}

/// Names and values that expressions of a request refer to; `None` if the member was not sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expressions {
    /// `ExpressionAttributeNames`: `#n` to attribute name.
    pub names: Option<BTreeMap<String, String>>,
    /// `ExpressionAttributeValues`: `:v` to value.
    pub values: Option<Item>,
    /// Whether the request met the older validator, which tells problems without the envelope. Not a member of a request.
    pub met_older: bool,
}

/// PutItem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PutItem {
    /// Table name or ARN.
    pub table_name: String,
    /// The item.
    pub item: Item,
    /// `ConditionExpression`.
    pub condition_expression: Option<String>,
    /// `Expected`, joined by `ConditionalOperator`.
    pub expected: Option<AttributeConditions>,
    /// Names and values.
    pub expressions: Expressions,
    /// `ReturnValues`.
    pub return_values: ReturnValues,
    /// `ReturnConsumedCapacity`.
    pub return_consumed_capacity: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics` is SIZE.
    pub return_item_collection_metrics: bool,
    /// `ReturnValuesOnConditionCheckFailure` is ALL_OLD.
    pub return_old_on_condition_failure: bool,
}

/// GetItem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GetItem {
    /// Table name or ARN.
    pub table_name: String,
    /// The key.
    pub key: Item,
    /// Strongly consistent.
    pub consistent_read: bool,
    /// `ProjectionExpression`.
    pub projection_expression: Option<String>,
    /// `AttributesToGet`.
    pub attributes_to_get: Option<Vec<String>>,
    /// Names.
    pub expressions: Expressions,
    /// `ReturnConsumedCapacity`.
    pub return_consumed_capacity: ReturnConsumedCapacity,
}

/// UpdateItem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdateItem {
    /// Table name or ARN.
    pub table_name: String,
    /// The key.
    pub key: Item,
    /// `UpdateExpression`.
    pub update_expression: Option<String>,
    /// `AttributeUpdates`.
    pub attribute_updates: Option<Vec<AttributeUpdate>>,
    /// `ConditionExpression`.
    pub condition_expression: Option<String>,
    /// `Expected`, joined by `ConditionalOperator`.
    pub expected: Option<AttributeConditions>,
    /// Names and values.
    pub expressions: Expressions,
    /// `ReturnValues`.
    pub return_values: ReturnValues,
    /// `ReturnConsumedCapacity`.
    pub return_consumed_capacity: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics` is SIZE.
    pub return_item_collection_metrics: bool,
    /// `ReturnValuesOnConditionCheckFailure` is ALL_OLD.
    pub return_old_on_condition_failure: bool,
}

/// DeleteItem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeleteItem {
    /// Table name or ARN.
    pub table_name: String,
    /// The key.
    pub key: Item,
    /// `ConditionExpression`.
    pub condition_expression: Option<String>,
    /// `Expected`, joined by `ConditionalOperator`.
    pub expected: Option<AttributeConditions>,
    /// Names and values.
    pub expressions: Expressions,
    /// `ReturnValues`.
    pub return_values: ReturnValues,
    /// `ReturnConsumedCapacity`.
    pub return_consumed_capacity: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics` is SIZE.
    pub return_item_collection_metrics: bool,
    /// `ReturnValuesOnConditionCheckFailure` is ALL_OLD.
    pub return_old_on_condition_failure: bool,
}

/// `Select`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Select {
    /// ALL_ATTRIBUTES.
    AllAttributes,
    /// ALL_PROJECTED_ATTRIBUTES.
    AllProjectedAttributes,
    /// SPECIFIC_ATTRIBUTES.
    SpecificAttributes,
    /// COUNT.
    Count,
}

/// Query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Table name or ARN.
    pub table_name: String,
    /// Index.
    pub index_name: Option<String>,
    /// `KeyConditionExpression`.
    pub key_condition_expression: Option<String>,
    /// `KeyConditions`.
    pub key_conditions: Option<Vec<AttributeCondition>>,
    /// `FilterExpression`.
    pub filter_expression: Option<String>,
    /// `QueryFilter`, joined by `ConditionalOperator`.
    pub query_filter: Option<AttributeConditions>,
    /// `ProjectionExpression`.
    pub projection_expression: Option<String>,
    /// `AttributesToGet`.
    pub attributes_to_get: Option<Vec<String>>,
    /// Names and values.
    pub expressions: Expressions,
    /// `Select`.
    pub select: Option<Select>,
    /// Items evaluated at most.
    pub limit: Option<i64>,
    /// Strongly consistent.
    pub consistent_read: bool,
    /// Descending if `Some(false)`.
    pub scan_index_forward: Option<bool>,
    /// Where the previous page ended.
    pub exclusive_start_key: Option<Item>,
    /// `ReturnConsumedCapacity`.
    pub return_consumed_capacity: ReturnConsumedCapacity,
}

/// Scan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// Table name or ARN.
    pub table_name: String,
    /// Index.
    pub index_name: Option<String>,
    /// `FilterExpression`.
    pub filter_expression: Option<String>,
    /// `ScanFilter`, joined by `ConditionalOperator`.
    pub scan_filter: Option<AttributeConditions>,
    /// `ProjectionExpression`.
    pub projection_expression: Option<String>,
    /// `AttributesToGet`.
    pub attributes_to_get: Option<Vec<String>>,
    /// Names and values.
    pub expressions: Expressions,
    /// `Select`.
    pub select: Option<Select>,
    /// Items evaluated at most.
    pub limit: Option<i64>,
    /// Strongly consistent.
    pub consistent_read: bool,
    /// This segment of a parallel scan, from 0.
    pub segment: Option<i64>,
    /// Segments of a parallel scan.
    pub total_segments: Option<i64>,
    /// Where the previous page ended.
    pub exclusive_start_key: Option<Item>,
    /// `ReturnConsumedCapacity`.
    pub return_consumed_capacity: ReturnConsumedCapacity,
}

/// The keys that BatchGetItem wants from one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeysAndAttributes {
    /// Keys.
    pub keys: Vec<Item>,
    /// Strongly consistent.
    pub consistent_read: bool,
    /// `ProjectionExpression`.
    pub projection_expression: Option<String>,
    /// `AttributesToGet`.
    pub attributes_to_get: Option<Vec<String>>,
    /// Names.
    pub expressions: Expressions,
}

/// BatchGetItem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchGetItem {
    /// Table name or ARN to keys, in the order sent.
    pub request_items: Vec<(String, KeysAndAttributes)>,
    /// `ReturnConsumedCapacity`.
    pub return_consumed_capacity: ReturnConsumedCapacity,
}

/// One write of a BatchWriteItem.
#[derive(Clone, Debug, PartialEq)]
pub enum WriteRequest {
    /// PutRequest: the item.
    Put(Item),
    /// DeleteRequest: the key.
    Delete(Item),
}

/// BatchWriteItem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchWriteItem {
    /// Table name or ARN to writes, in the order sent.
    pub request_items: Vec<(String, Vec<WriteRequest>)>,
    /// `ReturnConsumedCapacity`.
    pub return_consumed_capacity: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics` is SIZE.
    pub return_item_collection_metrics: bool,
}

/// One read of a TransactGetItems.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransactGet {
    /// Table name or ARN.
    pub table_name: String,
    /// The key.
    pub key: Item,
    /// `ProjectionExpression`.
    pub projection_expression: Option<String>,
    /// Names.
    pub expressions: Expressions,
}

/// TransactGetItems.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransactGetItems {
    /// Reads.
    pub transact_items: Vec<TransactGet>,
    /// `ReturnConsumedCapacity`.
    pub return_consumed_capacity: ReturnConsumedCapacity,
}

/// One action of a TransactWriteItems. The inner structs' return members other than the failure image are unused.
#[derive(Clone, Debug, PartialEq)]
pub enum TransactWrite {
    /// ConditionCheck: the key and condition of a write that changes nothing.
    ConditionCheck(DeleteItem),
    /// Put.
    Put(PutItem),
    /// Delete.
    Delete(DeleteItem),
    /// Update.
    Update(UpdateItem),
}

/// TransactWriteItems.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransactWriteItems {
    /// Actions.
    pub transact_items: Vec<TransactWrite>,
    /// `ClientRequestToken`.
    pub client_request_token: Option<String>,
    /// `ReturnConsumedCapacity`.
    pub return_consumed_capacity: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics` is SIZE.
    pub return_item_collection_metrics: bool,
}

impl Operation {
    /// The operation's name, as in `X-Amz-Target`.
    pub fn name(&self) -> &'static str {
        match self {
            Operation::CreateTable(_) => "CreateTable",
            Operation::DescribeTable(_) => "DescribeTable",
            Operation::UpdateTable(_) => "UpdateTable",
            Operation::DeleteTable(_) => "DeleteTable",
            Operation::ListTables(_) => "ListTables",
            Operation::PutItem(_) => "PutItem",
            Operation::GetItem(_) => "GetItem",
            Operation::UpdateItem(_) => "UpdateItem",
            Operation::DeleteItem(_) => "DeleteItem",
            Operation::Query(_) => "Query",
            Operation::Scan(_) => "Scan",
            Operation::BatchGetItem(_) => "BatchGetItem",
            Operation::BatchWriteItem(_) => "BatchWriteItem",
            Operation::TransactGetItems(_) => "TransactGetItems",
            Operation::TransactWriteItems(_) => "TransactWriteItems",
            Operation::Call(call) => call.name(),
        }
    }
}
