//! What a run of a scenario tells: each design's partitions, throttles, latency and consumption over time.
//!
//! Series are bounded: a run has at most [`SimulationReport::POINTS_MAX`] points, each of the same width. Counts are requests,
//! units are half-units, times are seconds of the scenario.

use model::{HalfUnits, KeyHash};
use serde::{Deserialize, Serialize};

use crate::{Access, CapacityMode, IndexKind};

/// One run of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulationReport {
    /// The scenario's title.
    pub title: String,
    /// Its region, for prices.
    pub region: String,
    /// Its seed.
    pub seed: u64,
    /// How it ran.
    pub driver: Driver,
    /// First second, since 1970.
    pub start_s: u64,
    /// Seconds simulated.
    pub duration_s: u64,
    /// Seconds of one point of every series.
    pub point_s: u64,
    /// Each design.
    pub designs: Vec<DesignRun>,
    /// One sentence computed from the figures; empty for one design.
    pub verdict: String,
    /// The figures behind it, in words.
    pub reasons: Vec<String>,
    /// What is our model, in words; each begins with its subject.
    pub assumptions: Vec<String>,
}

impl SimulationReport {
    /// Points of a series at most (our bound: a minute each for a day).
    pub const POINTS_MAX: usize = 1_440;
    /// Partitions whose heat is told over time, for each key space (our bound); the hottest are kept.
    pub const HEAT_PARTITIONS_MAX: usize = 1_024;
    /// Events told for each key space (our bound); the rest is counted.
    pub const EVENTS_MAX: usize = 500;
    /// Minutes told second by second, for each key space (our bound); those with most throttle events, then with the busiest second.
    pub const CLOSE_UPS_MAX: usize = 12;
}

/// How a scenario ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Driver {
    /// Counts for each second.
    Fluid,
    /// Every request through the engine.
    PerRequest,
}

/// One design's run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignRun {
    /// The design's name.
    pub name: String,
    /// Tables, each followed by its global indexes.
    pub spaces: Vec<SpaceRun>,
    /// Access patterns, in the scenario's order.
    pub patterns: Vec<PatternRun>,
}

/// A table with its local indexes, or a global index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceRun {
    /// Table name.
    pub table: String,
    /// Global index, or the table itself.
    pub index: Option<String>,
    /// Capacity at the end.
    pub capacity: CapacityMode,
    /// The table is of class Standard-IA, and its indexes with it.
    pub infrequent_access: bool,
    /// Consumed, in all.
    pub read_units: HalfUnits,
    /// Consumed, in all.
    pub write_units: HalfUnits,
    /// Units of the busiest second.
    pub peak_read_units: HalfUnits,
    /// Units of the busiest second.
    pub peak_write_units: HalfUnits,
    /// Throttle events by reason, the most frequent first.
    pub throttles: Vec<ThrottleRun>,
    /// Items that time to live deleted; 0 for an index, whose entries go with them.
    pub ttl_deleted: u64,
    /// Items or entries at the end.
    pub item_count: u64,
    /// Their bytes at the end, without the overhead that billing adds.
    pub size_bytes: u64,
    /// Over time.
    pub points: Vec<SpacePoint>,
    /// Every partition there was, in order of creation.
    pub partitions: Vec<PartitionRun>,
    /// What happened, in order of time.
    pub events: Vec<SpaceEvent>,
    /// Events beyond those told.
    pub events_left_out: u64,
    /// Keys that took most units, the hottest first.
    pub hot_keys: Vec<HotKey>,
    /// Some minutes second by second, in order of time; empty where a point is a second.
    pub close_ups: Vec<CloseUp>,
}

/// Throttle events of one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThrottleRun {
    /// The reason: `TableWriteKeyRangeThroughputExceeded`.
    pub reason: String,
    /// Events, in all.
    pub events: u64,
    /// Events of each point.
    pub points: Vec<u64>,
}

impl ThrottleRun {
    /// CloudWatch's name of the reason's events: `WriteKeyRangeThroughputThrottleEvents`.
    pub fn metric(&self) -> String {
        let limit = self.reason.strip_prefix("Table").or_else(|| self.reason.strip_prefix("Index")).unwrap_or(&self.reason);
        [limit.strip_suffix("Exceeded").unwrap_or(limit), "ThrottleEvents"].concat()
    }
}

/// One point of a key space's series: sums over its seconds, unless said otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpacePoint {
    /// Consumed.
    pub read_units: HalfUnits,
    /// Consumed.
    pub write_units: HalfUnits,
    /// Units of its busiest second.
    pub peak_read_units: HalfUnits,
    /// Units of its busiest second.
    pub peak_write_units: HalfUnits,
    /// Provisioned a second, at its end; what on-demand would serve at once.
    pub read_limit: u64,
    /// Provisioned a second, at its end; what on-demand would serve at once.
    pub write_limit: u64,
    /// Throttle events of reads.
    pub read_throttles: u64,
    /// Throttle events of writes.
    pub write_throttles: u64,
    /// Burst credit left in the pool at its end, thousandths of a full one; reads.
    pub read_burst_thousandths: u32,
    /// Burst credit left in the pool at its end, thousandths of a full one; writes.
    pub write_burst_thousandths: u32,
    /// Items that time to live deleted; 0 for an index.
    pub ttl_deleted: u64,
    /// Writes to the table that this global index refused (back-pressure); 0 for a table.
    pub base_writes_refused: u64,
    /// How far this global index is behind its table at its end, in milliseconds, our model; 0 for a table.
    pub lag_ms: u32,
}

/// A minute of a key space, second by second: what the sum of the minute hides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseUp {
    /// First second, since 1970.
    pub at_s: u64,
    /// Read units of each second.
    pub read_units: Vec<HalfUnits>,
    /// Write units of each second.
    pub write_units: Vec<HalfUnits>,
    /// Throttle events of each second, reads and writes.
    pub throttles: Vec<u64>,
}

/// One partition over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionRun {
    /// Number, from 0.
    pub number: u32,
    /// First point of its range when it came to be.
    pub first: KeyHash,
    /// Whether its range begins within an item collection, behind that point's first sort keys.
    pub within_collection: bool,
    /// Second at which it came to be.
    pub born_s: u64,
    /// The partition it was split from; it takes the upper part of that one's range, so it lies directly behind it.
    pub parent: Option<u32>,
    /// Zone of its leader, 0 to 2; the other two zones hold the followers.
    pub leader_zone: u8,
    /// Read units of each point; empty if it is none of those told.
    pub read_units: Vec<HalfUnits>,
    /// Write units of each point; empty if it is none of those told.
    pub write_units: Vec<HalfUnits>,
    /// Throttle events of each point; empty if there were none.
    pub throttles: Vec<u64>,
}

/// Something that happened to a key space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceEvent {
    /// Second.
    pub at_s: u64,
    /// What.
    pub what: Happening,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happening {
    /// A partition was split.
    Split {
        /// Its number.
        from: u32,
        /// The new one's.
        to: u32,
        /// Why.
        why: SplitReason,
    },
    /// A partition stays hot, and a split would not help.
    NotSplit {
        /// Its number.
        partition: u32,
        /// Why not.
        why: NotSplitReason,
    },
    /// Capacity was changed by auto scaling.
    Scaled {
        /// Reads or writes.
        access: Access,
        /// Units before.
        from: u64,
        /// Units after.
        to: u64,
    },
    /// Auto scaling would lower capacity, but the day's decreases are used up.
    DecreaseRefused {
        /// Reads or writes.
        access: Access,
    },
    /// Throttling began, after at least a minute without.
    ThrottlingBegan {
        /// The reason.
        reason: String,
    },
    /// Throttling ended: a minute without.
    ThrottlingEnded {
        /// The reason.
        reason: String,
    },
}

/// Why a partition was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SplitReason {
    /// It held too many bytes.
    Size,
    /// It was hot for long.
    Heat,
    /// One key of it was hot, which has a partition alone now.
    Isolation,
    /// Throughput was raised beyond what its partitions serve.
    Throughput,
}

/// Why a hot partition was not split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotSplitReason {
    /// One item takes the heat, and it is alone already.
    OneItem,
    /// One item collection takes the heat, and a local index keeps it together.
    LocalIndex,
    /// Keys are walked in order: the heat would move on to the new partition.
    Ordered,
}

/// A key that took many units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HotKey {
    /// The key, readable.
    pub key: String,
    /// Where it lies.
    pub hash: KeyHash,
    /// Units of both directions that it was asked for.
    pub units: HalfUnits,
    /// Its share of all units of the key space, in thousandths.
    pub share_thousandths: u32,
}

/// One access pattern's run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternRun {
    /// The pattern in words.
    pub pattern: String,
    /// What it becomes: `Query`.
    pub operation: String,
    /// The table or index it goes to, with its kind if it is one.
    pub target: (String, Option<(String, IndexKind)>),
    /// Requests that were to be made.
    pub offered: u64,
    /// Those that were carried out, at whichever attempt.
    pub admitted: u64,
    /// Those that were given up after the last attempt.
    pub given_up: u64,
    /// Attempts beyond the first.
    pub retries: u64,
    /// Items evaluated by what was carried out.
    pub evaluated: u64,
    /// Items returned by what was carried out.
    pub returned: u64,
    /// Modelled latency of what was carried out, retries included, in microseconds: half are faster.
    pub p50_us: u64,
    /// 99 of 100 are faster.
    pub p99_us: u64,
    /// Over time.
    pub points: Vec<PatternPoint>,
}

/// One point of an access pattern's series: what was carried out in it, whenever it was first tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternPoint {
    /// Requests that were carried out.
    pub admitted: u64,
    /// Their modelled latency, retries included, in microseconds: half are faster; 0 if there were none.
    pub p50_us: u64,
    /// 99 of 100 are faster.
    pub p99_us: u64,
}
