//! How much may pass: partitions of the hash space, heat, splits.
//!
//! It knows key hashes, units, bytes and seconds, not items, tables or requests: the engine asks it where a hash lies and
//! tells it what was consumed there. It never refuses anything yet; what a token bucket needs (units by partition and second,
//! [`Units`] for its levels, [`Setting`] for its rates) is here so that admission can be built on it.
//!
//! Follows: Amazon DynamoDB Developer Guide, "Partitions and data distribution", "Burst and adaptive capacity", "Warm
//! throughput"; USENIX ATC 2022, "Amazon DynamoDB: A scalable, predictably performant, and fully managed NoSQL database
//! service". Where they are silent the text says "Our model:".

mod heat;
mod partition;
mod setting;
mod units;

pub use heat::{HEAT_WINDOW_SECONDS, Heat};
pub use partition::{Partition, PartitionNumber, PartitionTable, SplitError};
pub use setting::{ON_DEMAND_PARTITIONS, Setting};
pub use units::Units;
