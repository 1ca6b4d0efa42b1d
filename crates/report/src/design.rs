//! What a key design makes of the access patterns (coverage and lint), and two designs' runs side by side.

use model::PicoUsd;
use serde::{Deserialize, Serialize};

use crate::{IndexKind, PatternPoint};

/// A design against the patterns of its scenario: static, nothing ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignReview {
    /// The design's name.
    pub name: String,
    /// Every pattern on every table and index.
    pub coverage: Coverage,
    /// What could be better, the costliest first; empty for a design without faults that we know.
    pub findings: Vec<Finding>,
    /// What is our model, in words; each begins with its subject.
    pub assumptions: Vec<String>,
}

/// Patterns against tables and indexes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Tables, each followed by its indexes.
    pub columns: Vec<CoverageColumn>,
    /// Patterns, in the scenario's order.
    pub rows: Vec<CoverageRow>,
}

/// A table or an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageColumn {
    /// Table name.
    pub table: String,
    /// The index, or the table itself.
    pub index: Option<(String, IndexKind)>,
    /// Its keys, written out: `pk = {customer}`, `sk = {order}`.
    pub keys: Vec<String>,
    /// What entries hold besides keys: `ALL`, `KEYS_ONLY`, `INCLUDE total`; empty for a table.
    pub projection: String,
}

/// One pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageRow {
    /// In words.
    pub pattern: String,
    /// Kind of items.
    pub entity: String,
    /// What is known, what order is wanted, what is needed or changed, in words; may be empty.
    pub asks: String,
    /// Whether it writes: then each cell tells what the write does there.
    pub writes: bool,
    /// Requests a second at the busiest moment, in thousandths.
    pub peak_rate: u64,
    /// One for each column.
    pub cells: Vec<CoverageCell>,
    /// The column of the cheapest way; none if there is no way. Of a write, the first table that it goes to.
    pub chosen: Option<u32>,
    /// Read units of the chosen way, in thousandths; of a write, what looking up its key takes.
    pub read_thousandths: u64,
    /// Write units of the chosen way, all tables and indexes, in thousandths.
    pub write_thousandths: u64,
}

/// A pattern on a table or index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageCell {
    /// What it becomes.
    pub does: CoverageKind,
    /// Units of one request, in thousandths: read units of a read, write units of a write.
    pub units_thousandths: u64,
    /// Items evaluated by one request.
    pub evaluated: u64,
    /// Items returned, in thousandths.
    pub returned_thousandths: u64,
    /// Calls of the API for one request.
    pub calls: u32,
    /// What else is to be known, in words.
    pub notes: Vec<String>,
}

/// What a pattern becomes on a table or index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CoverageKind {
    /// `GetItem`.
    GetItem,
    /// `Query`.
    Query,
    /// `Scan`.
    Scan,
    /// Nothing that DynamoDB can do there.
    Impossible,
    /// A write of the table's item.
    Write,
    /// A write that the index takes over.
    Entry,
    /// A write that leaves the index alone.
    NoEntry,
}

impl CoverageKind {
    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            CoverageKind::GetItem => "GetItem",
            CoverageKind::Query => "Query",
            CoverageKind::Scan => "Scan",
            CoverageKind::Impossible => "impossible",
            CoverageKind::Write => "write",
            CoverageKind::Entry => "entry",
            CoverageKind::NoEntry => "no entry",
        }
    }
}

/// Something that could be better about a design's keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule.
    pub rule: LintRule,
    /// How bad.
    pub severity: Severity,
    /// Table or index, or a pattern: `orders / by-status`.
    pub subject: String,
    /// What is found, with its numbers.
    pub evidence: String,
    /// What to do.
    pub fix: String,
    /// What doing it costs.
    pub fix_cost: String,
    /// What it saves in a month at the scenario's traffic, where that can be said.
    pub saves: Option<PicoUsd>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Requests will be throttled or refused, or a pattern cannot be served.
    Breaks,
    /// It works and costs more than it must.
    Costs,
    /// Worth knowing.
    Note,
}

/// The rules of the key lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LintRule {
    /// The partition key has few values for its traffic.
    LowCardinality,
    /// All traffic of a moment has one partition key value: a date, an hour.
    OneValueAtATime,
    /// One value takes more than a partition serves.
    HotValue,
    /// An item collection grows without end, to 10 GB with a local index.
    UnboundedCollection,
    /// Readers fetch from the table what the index does not project.
    UnprojectedReads,
    /// The index copies what nobody reads.
    WastedProjection,
    /// Nobody reads the index.
    UnusedIndex,
    /// Items that expire are never deleted, or by writes that are paid for.
    MissingTtl,
    /// A pattern scans where an index would let it query.
    ScanNotQuery,
    /// A filter or another order makes a pattern read much more than it returns.
    ReadsTooMuch,
    /// A global index has the table's partition key.
    SamePartitionKey,
    /// Writes are sharded, and readers must ask every shard for one item, or miss the others.
    ShardedReaders,
    /// A global index has less write capacity than the table's writes ask of it.
    IndexCapacity,
    /// No table or index can serve a pattern.
    NotServed,
    /// An update changes the primary key.
    KeyChanges,
}

/// Runs of several designs on the same traffic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Names of the designs; the first is the one that others are compared with.
    pub designs: Vec<String>,
    /// Figures.
    pub rows: Vec<ComparisonRow>,
    /// The hottest partition of each design over time.
    pub hottest: Vec<HottestPartition>,
    /// Throttle events of each design over time, by reason, the most frequent first.
    pub throttles: Vec<ThrottleComparison>,
    /// Access patterns of each design.
    pub patterns: Vec<PatternComparison>,
    /// Seconds of a point.
    pub point_s: u64,
    /// One sentence computed from the figures; empty for one design.
    pub verdict: String,
    /// The figures behind it.
    pub reasons: Vec<String>,
}

/// One figure of all designs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// The figure.
    pub measure: Measure,
    /// What it is of, where a measure has several: a throttling reason.
    pub of: Option<String>,
    /// Written out with its unit, one for each design; `None` where it is not known.
    pub shown: Vec<Option<String>>,
    /// In thousandths of the unit (cents of a bill), to compare and to draw.
    pub values: Vec<Option<i128>>,
    /// The design that is better by more than a hundredth, if one is.
    pub better: Option<u32>,
}

/// A figure of a run; of all of them less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Measure {
    /// Read units.
    ReadUnits,
    /// Write units.
    WriteUnits,
    /// Throttle events in all, or for one reason.
    Throttles,
    /// Requests given up after the last attempt.
    GivenUp,
    /// Attempts beyond the first.
    Retries,
    /// The busiest point of the hottest partition, in shares of its ceiling.
    HottestPartition,
    /// Modelled latency: half of the requests are faster.
    P50,
    /// Modelled latency: 99 of 100 are faster.
    P99,
    /// Items evaluated for one returned.
    EvaluatedPerReturned,
    /// Bytes of the indexes.
    IndexStorage,
    /// Bytes of tables and indexes.
    Storage,
    /// The month's bill, as the design sets its capacity.
    MonthlyBill,
}

/// The hottest partition of a design at each point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HottestPartition {
    /// Share of a partition's ceiling that the hottest one takes, in thousandths; above 1,000 burst credit is spent.
    pub thousandths: Vec<u64>,
    /// The key space and partition of the hottest point: `orders`, 3.
    pub peak_at: Option<(String, u32)>,
    /// Throttle events of each point, all key spaces.
    pub throttles: Vec<u64>,
}

/// Throttle events of one reason in all designs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThrottleComparison {
    /// The reason: `TableWriteKeyRangeThroughputExceeded`.
    pub reason: String,
    /// Of each design: events of each point, all key spaces; empty if there were none.
    pub designs: Vec<Vec<u64>>,
}

/// One pattern in all designs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternComparison {
    /// The pattern.
    pub pattern: String,
    /// What each design makes of it.
    pub designs: Vec<PatternFigures>,
}

/// A pattern in one design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternFigures {
    /// The operation and its target: `Query orders / by-status`.
    pub does: String,
    /// Requests carried out of 1,000 offered.
    pub admitted_thousandths: u64,
    /// Items evaluated.
    pub evaluated: u64,
    /// Items returned.
    pub returned: u64,
    /// Modelled latency.
    pub p50_us: u64,
    /// Modelled latency.
    pub p99_us: u64,
    /// Both over time, with what was carried out.
    pub points: Vec<PatternPoint>,
}
