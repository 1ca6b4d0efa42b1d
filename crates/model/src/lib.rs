//! What a value is: attribute values, 38-digit numbers, items, keys, key order, sizes, limits and units.
//!
//! This crate is the ground of the house. It knows nothing of expressions, operations, tables or time; it never fails
//! with text (texts live in `api`), and it holds no floats, no clock and no chance.
//!
//! Follows: Amazon DynamoDB Developer Guide, "Supported data types and naming rules", "DynamoDB item sizes and formats",
//! "Quotas in Amazon DynamoDB".

mod hash;
mod item;
mod key;
mod number;
mod ordered;
mod sorting;
mod units;
mod value;

pub mod limits;

pub use hash::KeyHash;
pub use item::{AttributeName, Item, SharedItem};
pub use key::{KeyAttribute, KeySchema, ScalarType, StorageKey, compare_bytes};
pub use number::{Number, NumberError};
pub use ordered::ordered;
pub use sorting::sort_by;
pub use units::{EpochMillis, HalfUnits, PicoUsd};
pub use value::{AttributeType, AttributeValue, item_size_bytes};
