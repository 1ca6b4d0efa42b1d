//! How one item fans out into the indexes of its table.

use model::HalfUnits;
use serde::{Deserialize, Serialize};

use crate::{IndexKind, ProjectionReport};

/// One item and the branch of each index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FanOut {
    /// Table name.
    pub table: String,
    /// The key, readable.
    pub key: String,
    /// The item as DynamoDB JSON.
    pub item: String,
    /// Its bytes.
    pub size_bytes: u64,
    /// Attribute name and bytes (name and value), largest first.
    pub attributes: Vec<(String, u64)>,
    /// What writing the same item anew (it not being there) costs on the table.
    pub put_units: HalfUnits,
    /// Indexes, local ones first.
    pub branches: Vec<FanOutBranch>,
    /// Units of writing it anew, indexes included.
    pub total_put_units: HalfUnits,
    /// Units of deleting it, indexes included.
    pub total_delete_units: HalfUnits,
}

/// What one index holds of the item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FanOutBranch {
    /// Index name.
    pub index: String,
    /// Local or global.
    pub kind: IndexKind,
    /// Projection.
    pub projection: ProjectionReport,
    /// Whether there is an entry, and why not.
    pub state: FanOutState,
}

/// An entry, or the reason that there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FanOutState {
    /// The entry.
    Entry {
        /// Key in the index, readable.
        key: String,
        /// Attributes copied.
        projected: Vec<String>,
        /// Attributes left behind.
        left_out: Vec<String>,
        /// Bytes of the entry.
        size_bytes: u64,
        /// Units to put or delete it.
        units: HalfUnits,
    },
    /// The item lacks this index key attribute, so the index is sparse here.
    Sparse {
        /// The attribute that is missing.
        missing: String,
    },
}
