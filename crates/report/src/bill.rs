//! The month's bill for what was metered.

use model::PicoUsd;
use serde::{Deserialize, Serialize};

use crate::Fidelity;

/// A bill computed from metered usage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// Region whose prices apply.
    pub region: String,
    /// Date of the price file.
    pub price_date: String,
    /// Where the prices come from.
    pub price_source: String,
    /// Regions that have prices.
    pub regions: Vec<RegionPrices>,
    /// Engine milliseconds over which usage was metered.
    pub metered_ms: u64,
    /// What the metered traffic cost as the tables are set now.
    pub metered: BillOption,
    /// A month of the same traffic, in each mode, cheapest first.
    pub month: Vec<BillOption>,
    /// Hours of a month.
    pub month_hours: u32,
    /// How often the metered traffic is taken to happen in that month.
    pub repeats: u64,
    /// Average utilisation in millionths above which provisioned is cheaper than on-demand: write prices.
    pub break_even_millionths: u64,
    /// One sentence computed from the figures.
    pub verdict: String,
    /// Assumptions in words, each begins with its subject.
    pub assumptions: Vec<String>,
}

/// How a month is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BillMode {
    /// As the tables are set.
    AsSet,
    /// On-demand.
    OnDemand,
    /// Provisioned flat at the peak second.
    ProvisionedPeak,
    /// Provisioned flat at the average with 70 % target utilisation.
    ProvisionedTarget,
}

/// One way to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillOption {
    /// Mode.
    pub mode: BillMode,
    /// In words.
    pub title: String,
    /// Lines.
    pub lines: Vec<BillLine>,
    /// Sum of the rounded lines, in cents.
    pub total_cents: i128,
    /// Exact sum before rounding.
    pub total: PicoUsd,
}

/// One dimension of one table or index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    /// `employees` or `employees / by-location`.
    pub resource: String,
    /// `Write request units`, `Storage`...
    pub dimension: String,
    /// Quantity with its unit, written out: `1,240 WRU`, `0.0013 GB-month`.
    pub quantity: String,
    /// Price of one, written out: `$0.000000625 per WRU`.
    pub price: String,
    /// Amount before rounding.
    pub amount: PicoUsd,
    /// Rounded once.
    pub cents: i128,
    /// Metered or projected.
    pub fidelity: Fidelity,
}

/// Prices of one region that screens compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionPrices {
    /// Region code.
    pub region: String,
    /// One write request unit.
    pub write_request: PicoUsd,
    /// One read request unit.
    pub read_request: PicoUsd,
    /// One WCU for an hour.
    pub write_hour: PicoUsd,
    /// One RCU for an hour.
    pub read_hour: PicoUsd,
    /// One GB for a month.
    pub storage_gb_month: PicoUsd,
}
