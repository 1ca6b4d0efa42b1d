//! What a screen may be told: traces, receipts, maps, bills, simulations, lessons and workspaces. Plain data, no logic.
//!
//! Everything here crosses the worker's messages (postcard bytes), so the page's wasm holds no engine. Numbers carry their
//! unit in their type or name. What is "our model" and what is exact is said by [`Fidelity`] beside the figure.

mod bill;
mod bucket;
mod change_feed;
mod console;
mod design;
mod fan_out;
mod lesson;
mod metrics;
mod partition_map;
mod ran_request;
mod receipt;
mod run_sketch;
mod scenario;
mod simulation;
mod table_past;
mod trace;
mod workspace;

pub use bill::{
    Bill, BillLine, BillMode, BillOption, BillRequest, BreakEven, LineKind, OwnPrice, PaidCapacity, PriceEntry, PriceProblem,
    RegionPrices, Relational, RelationalBill, TrafficCurve, TrafficShape,
};
pub use bucket::{BucketFileReport, BucketReport, JobKind, JobReport};
pub use change_feed::{ChangeEntry, ChangeEvent, ChangeFeed, ChangeSource, ChangeSourceKind};
pub use console::{Attempt, ConsoleStep, ErrorReport, Explanation, Fix};
pub use design::{
    Comparison, ComparisonRow, Coverage, CoverageCell, CoverageColumn, CoverageKind, CoverageRow, DesignReview, Finding,
    HottestPartition, LintRule, Measure, PatternComparison, PatternFigures, Severity, ThrottleComparison,
};
pub use fan_out::{FanOut, FanOutBranch, FanOutState};
pub use lesson::{Block, BlockKind, CheckOutcome, Lesson, LessonSummary, Prose, Run};
pub use metrics::{MetricScope, MetricSeries, MetricUnit, Metrics, Statistic};
pub use partition_map::{ItemMark, PartitionLane, PartitionMap, PartitionRow, PoolLevel, Touched};
pub use ran_request::RanRequest;
pub use receipt::{Receipt, ReceiptLine};
pub use run_sketch::{DesignSketch, RunSketch, SketchPoint};
pub use scenario::{
    AttributeReport, DesignReport, KeyValues, PatternReport, RateCurve, ScenarioChange, ScenarioProblem, ScenarioReport,
    ScenarioTemplate,
};
pub use simulation::{
    CloseUp, DesignRun, Driver, Happening, HotKey, NotSplitReason, PartitionRun, PatternPoint, PatternRun, SimulationReport,
    SpaceEvent, SpacePoint, SpaceRun, SplitReason, ThrottleRun,
};
pub use table_past::{KeyCount, PastTouch, TablePast};
pub use trace::{Access, Consistency, Evaluated, Touch, Trace, UnitLine, UnitReason};
pub use workspace::{
    CapacityMode, FIRST_NAME, IndexKind, IndexReport, Limits, Persistence, ProjectionReport, REGION, RetryMode, SampleReport,
    TableReport, UndoStep, WorkspaceReport, WorkspaceSummary,
};

use serde::{Deserialize, Serialize};

/// How far a figure can be trusted; every screen says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fidelity {
    /// As AWS documents or as measured on the service.
    Exact,
    /// Our model, where AWS does not say.
    Modelled,
}
