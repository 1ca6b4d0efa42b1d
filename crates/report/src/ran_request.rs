//! A request that was run in this visit, as it came over the wire.

use model::EpochMillis;
use serde::{Deserialize, Serialize};

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RanRequest {
    /// Engine time.
    pub time: EpochMillis,
    /// Operation name.
    pub operation: String,
    /// Wire JSON.
    pub body: String,
}
