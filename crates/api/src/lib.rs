//! What crosses the wire: operations, AWS JSON 1.0, constraints and exact error texts.
//!
//! One generated static table describes every operation of the service model; one decoder, one validator and one encoder
//! walk it. [`decode`] turns `(target, body)` into an [`Operation`] or an [`Error`]; [`encode`] turns an outcome into a status
//! and bytes. Every front calls these two functions. This crate knows no tables and no state.
//!
//! Follows: the published service model of DynamoDB (2012-08-10), `crates/api/model/`.

mod call;
mod constraint;
mod date;
mod decode;
mod echo;
mod encode;
mod error;
mod exception;
mod java;
mod json;
mod legacy;
mod node;
mod operation;
mod pattern;
mod reply;
mod response;
mod shape;
mod value;

pub mod shapes;
pub mod text;
pub mod wire;

pub use call::{Call, Fields};
pub use date::{IsoDate, LongDate};
pub use decode::{decode, decode_with};
pub use echo::operand;
pub use encode::{Encoded, encode, encode_request};
pub use error::{CancellationReason, Error, ErrorTexts, ThrottlingReason};
pub use exception::Exception;
pub use java::{HashSetOrder, PresizedHashSetOrder};
pub use json::{Json, pretty};
pub use legacy::{AttributeCondition, AttributeConditions, AttributeUpdate, ComparisonOperator, UpdateAction};
pub use operation::{
    BatchGetItem, BatchWriteItem, BillingMode, CreateTable, DeleteItem, DeleteTable, DescribeTable, Encryption, Expressions,
    GetItem, GlobalIndexUpdate, IndexDefinition, IndexUpdate, KeysAndAttributes, ListTables, Operation, Projection,
    ProvisionedThroughput, PutItem, Query, ReturnConsumedCapacity, ReturnValues, Scan, Select, TableSettings, TransactGet,
    TransactGetItems, TransactWrite, TransactWriteItems, UnitsPerSecond, UpdateItem, UpdateTable, WriteRequest,
};
pub use reply::{Reply, ReplyNode};
pub use response::{
    ConsumedCapacity, IndexDescription, IndexStatus, ItemCollectionMetrics, Response, RestoreSummary, TableDescription,
    TableStatus, VectorDescription, WarmThroughput,
};
