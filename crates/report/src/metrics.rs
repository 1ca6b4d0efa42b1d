//! Metrics with CloudWatch's names and meanings, of one table and its indexes.
//!
//! Follows the page "DynamoDB metrics and dimensions". A point is one minute, as in CloudWatch; a minute looked into has a point
//! for each second, which CloudWatch never shows: limits hold for seconds, and a minute's sum hides them.

use serde::{Deserialize, Serialize};

use crate::Fidelity;

/// Metrics of a table and its indexes over a span of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metrics {
    /// Table name.
    pub table: String,
    /// First second, since 1970; a multiple of `point_s`.
    pub start_s: u64,
    /// Seconds of one point: 60, or 1 for a minute looked into; more for a long run, whose points are wider.
    pub point_s: u64,
    /// Points of every series.
    pub points: u32,
    /// Series with at least one value, the table's first.
    pub series: Vec<MetricSeries>,
}

impl Metrics {
    /// Points of a series at most (our bound: a minute each for a day).
    pub const POINTS_MAX: usize = 1_440;
    /// Seconds before now that can be looked into (our bound: an hour).
    pub const SECONDS_KEPT: u64 = 3_600;
}

/// One metric of a table or an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricSeries {
    /// CloudWatch's name: `ConsumedReadCapacityUnits`.
    pub name: String,
    /// Global index; the table itself if absent.
    pub index: Option<String>,
    /// Dimensions beyond table and index: `Operation` is `GetItem`, `ReceivingRegion` is `eu-west-1`.
    pub dimensions: Vec<(String, String)>,
    /// How seconds are put together into a point.
    pub statistic: Statistic,
    /// What a value counts.
    pub unit: MetricUnit,
    /// A value for each point; 0 where nothing was measured (CloudWatch has no point there).
    pub values: Vec<u64>,
    /// The largest second of each point, for what is summed; empty if it is not known or a point is a second.
    pub peaks: Vec<u64>,
    /// Counted as AWS does, or our model.
    pub fidelity: Fidelity,
}

/// CloudWatch's statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Statistic {
    /// Of all values.
    Sum,
    /// The mean.
    Average,
    /// The largest.
    Maximum,
    /// How many there were.
    SampleCount,
}

/// What a metric's value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MetricUnit {
    /// Halves of a capacity unit; CloudWatch's unit is Count.
    HalfUnits,
    /// Requests, events, items.
    Count,
    /// Microseconds; CloudWatch's unit is Milliseconds.
    Microseconds,
    /// Bytes.
    Bytes,
}
