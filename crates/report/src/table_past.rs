//! The last minutes of a table and its global indexes, second by second: what the live map is scrubbed through.
//!
//! Each key space is told in the shape that a run is told in ([`SpaceRun`]), so that the same pictures draw both.

use serde::{Deserialize, Serialize};

use crate::{SpaceRun, Touched};

/// The last minutes of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePast {
    /// Table name.
    pub table: String,
    /// Its region.
    pub region: String,
    /// First second, since 1970; a point is one second, and the last one is the present.
    pub start_s: u64,
    /// Whether capacity is enforced: only then do buckets drain, and is anything throttled.
    pub enforced: bool,
    /// The table first, then its global indexes. Units and throttle events in all are those of these minutes.
    pub spaces: Vec<SpaceRun>,
    /// How the hot keys of each space were counted, in their order.
    pub keys: Vec<KeyCount>,
    /// What the requests of this visit touched in these minutes, by space, newest first.
    pub touches: Vec<Vec<PastTouch>>,
}

impl TablePast {
    /// Seconds that are told (our bound: what a burst bucket keeps).
    pub const SECONDS: u64 = 300;
}

/// How hot keys were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyCount {
    /// Units of every request, by contributor insights.
    Units,
    /// Touches of the requests of this visit that were traced.
    Touches,
}

/// A touch and its moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastTouch {
    /// Second, since 1970.
    pub at_s: u64,
    /// What was touched.
    pub touched: Touched,
}
