//! What a run that goes on has told so far, drawn together into few points: enough to watch it, not to judge it.

use model::HalfUnits;
use serde::{Deserialize, Serialize};

/// The series so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSketch {
    /// First second of the scenario, since 1970.
    pub start_s: u64,
    /// Seconds simulated of each design.
    pub duration_s: u64,
    /// Seconds of one point.
    pub point_s: u64,
    /// The designs that are done and the one that runs, in the scenario's order.
    pub designs: Vec<DesignSketch>,
}

impl RunSketch {
    /// Points of a design at most (our bound: what a small chart shows).
    pub const POINTS_MAX: u64 = 240;
}

/// The series of a design so far; the one that runs has fewer points than the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignSketch {
    /// The design's name.
    pub name: String,
    /// Points that are over.
    pub points: Vec<SketchPoint>,
}

/// Sums over all tables and indexes and all seconds of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SketchPoint {
    /// Consumed.
    pub read_units: HalfUnits,
    /// Consumed.
    pub write_units: HalfUnits,
    /// Throttle events.
    pub throttles: u64,
}
