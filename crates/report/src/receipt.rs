//! The till receipt of one request.

use model::{EpochMillis, HalfUnits, PicoUsd};
use serde::{Deserialize, Serialize};

use crate::{Trace, UnitLine};

/// What one request cost, line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number of the request in this session, from 1.
    pub number: u64,
    /// Engine time.
    pub time: EpochMillis,
    /// Operation name.
    pub operation: String,
    /// First table named, if any.
    pub table: Option<String>,
    /// HTTP status of the answer.
    pub status: u16,
    /// One line of words: `Query on employees: 3 returned, 40 evaluated, 10 read units`.
    pub summary: String,
    /// Lines.
    pub lines: Vec<ReceiptLine>,
    /// All read units.
    pub read_units: HalfUnits,
    /// All write units.
    pub write_units: HalfUnits,
    /// Money at on-demand prices.
    pub on_demand: PicoUsd,
    /// Whether every table involved is on-demand. If not, the units come out of capacity that is paid by the hour.
    pub billed_per_request: bool,
    /// Region whose prices apply.
    pub region: String,
    /// Date of the price file, `2025-08-28`.
    pub price_date: String,
    /// What the request touched.
    pub trace: Trace,
}

/// One line: a rounding step and its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// The step.
    pub line: UnitLine,
    /// Bytes of one block: 1,024 for writes, 4,096 for reads.
    pub block_bytes: u32,
    /// Blocks begun.
    pub blocks: u64,
    /// Bytes by which the last block was begun: few of them say which byte pushed it over.
    pub last_block_bytes: u32,
    /// Money at on-demand prices.
    pub on_demand: PicoUsd,
}
