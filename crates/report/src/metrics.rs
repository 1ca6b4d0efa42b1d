//! Metrics with CloudWatch's names and meanings, of one table, its indexes and its account.
//!
//! Follows the page "DynamoDB metrics and dimensions". A point is one minute, as in CloudWatch; a minute looked into has a point
//! for each second, which CloudWatch never shows: limits hold for seconds, and a minute's sum hides them.

use serde::{Deserialize, Serialize};

use crate::Fidelity;

/// Metrics of a table, its indexes and its account over a span of time.
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
    /// Series with at least one value, the table's first, the account's last.
    pub series: Vec<MetricSeries>,
}

impl Metrics {
    /// Points of a series at most (our bound: a minute each for a day).
    pub const POINTS_MAX: usize = 1_440;
    /// Seconds before now that can be looked into (our bound: an hour).
    pub const SECONDS_KEPT: u64 = 3_600;
}

/// One metric of a table, an index or the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricSeries {
    /// CloudWatch's name: `ConsumedReadCapacityUnits`.
    pub name: String,
    /// What it is of.
    pub scope: MetricScope,
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

/// What a series is of: CloudWatch's dimensions `TableName` and `GlobalSecondaryIndexName`, or neither.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MetricScope {
    /// The table itself.
    Table,
    /// One of its global indexes.
    Index(String),
    /// The account in the table's region: no table is named.
    Account,
}

impl MetricScope {
    /// The global index, if it is one.
    pub fn index(&self) -> Option<&str> {
        match self {
            MetricScope::Index(name) => Some(name),
            MetricScope::Table | MetricScope::Account => None,
        }
    }
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
    /// Half are not above it.
    P50,
    /// 99 of 100 are not above it.
    P99,
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
    /// Thousandths of a percent; CloudWatch's unit is Percent.
    PercentThousandths,
}
