//! How much may pass: partitions of the hash space, heat, splits, admission, auto scaling, replicas.
//!
//! It knows places, units, bytes and time, not items, tables or requests: the engine asks it where a key lies, tells it what
//! was consumed there, and asks it, if capacity is enforced, whether a key space can take a request now. [`KeySpace`] joins all
//! of it for those who have no engine: simulated traffic.
//!
//! Follows: Amazon DynamoDB Developer Guide, "Partitions and data distribution", "Burst and adaptive capacity", "Warm
//! throughput", "Managing throughput capacity automatically with auto scaling"; USENIX ATC 2022, "Amazon DynamoDB: A scalable,
//! predictably performant, and fully managed NoSQL database service". Where they are silent the text says "Our model:".

mod admission;
mod heat;
mod key_space;
mod latency;
mod partition;
mod place;
#[cfg(test)]
mod published;
mod replica;
mod scaling;
mod setting;
mod units;
mod watch;

pub use admission::{BURST_SECONDS, Bucket, Ceilings, Direction, KeySpaceGate, Limit, Refused, TABLE_QUOTA_UNITS};
pub use heat::{HEAT_WINDOW_SECONDS, Heat};
pub use key_space::{Happened, KeySpace, KeySpaceConfig, SplitCause, partitions_for};
pub use latency::latency_us;
pub use partition::{Partition, PartitionNumber, PartitionTable, SplitError};
pub use place::Place;
pub use replica::{ReplicaSet, Zone};
pub use scaling::{AutoScaling, Decreases, Scaled, Target};
pub use setting::{ON_DEMAND_PARTITIONS, Setting};
pub use units::Units;
pub use watch::{HOT_MINUTES, HOT_PERCENT, HeatWatch, KeptWhole, SplitDecision};
