//! How much may pass: partitions of the hash space, heat, splits, admission.
//!
//! It knows key hashes, units, bytes and seconds, not items, tables or requests: the engine asks it where a hash lies, tells it
//! what was consumed there, and asks it, if capacity is enforced, whether a key space can take a request now.
//!
//! Follows: Amazon DynamoDB Developer Guide, "Partitions and data distribution", "Burst and adaptive capacity", "Warm
//! throughput"; USENIX ATC 2022, "Amazon DynamoDB: A scalable, predictably performant, and fully managed NoSQL database
//! service". Where they are silent the text says "Our model:".

mod admission;
mod heat;
mod partition;
mod setting;
mod units;

pub use admission::{BURST_SECONDS, Bucket, Ceilings, Direction, KeySpaceGate, Limit, TABLE_QUOTA_UNITS};
pub use heat::{HEAT_WINDOW_SECONDS, Heat};
pub use partition::{Partition, PartitionNumber, PartitionTable, SplitError};
pub use setting::{ON_DEMAND_PARTITIONS, Setting};
pub use units::Units;
