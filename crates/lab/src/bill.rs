//! The month's bill, computed from what was metered.
//!
//! Amounts are exact until a line is rounded, once, to whole cents. Follows: developer guide, "Understanding billing" and "DynamoDB
//! throughput capacity"; what AWS leaves open stands among the assumptions, marked as our model.

mod option;
mod words;

use model::HalfUnits;
use model::limits::STORAGE_OVERHEAD_BYTES;
use report::{Bill, BillMode, BillOption, CapacityMode, RegionPrices};
use serde::{Deserialize, Serialize};

use crate::prices::{PriceError, Prices};
use crate::quantity::divided;

/// Hours of a month, as most calculators count it (365 days / 12).
pub const MONTH_HOURS: u32 = 730;
/// Share of provisioned capacity that auto scaling aims to have in use, in percent (its default target).
pub const TARGET_PERCENT: u64 = 70;
/// Bytes of a billed gigabyte (developer guide, quotas: 1 GB is 1,024^3 bytes; AWS's own calculator divides by 10^9).
pub const GB_BYTES: u64 = 1_073_741_824;
const HOUR_MS: u64 = 3_600_000;

/// What was metered of one table (its local indexes included) or of one global index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Table name.
    pub table: String,
    /// Name of the global index; the table itself if absent.
    pub index: Option<String>,
    /// How it is paid now.
    pub mode: CapacityMode,
    /// Read units consumed.
    pub read_units: HalfUnits,
    /// Write units consumed.
    pub write_units: HalfUnits,
    /// Read units of the busiest second.
    pub peak_read_units: HalfUnits,
    /// Write units of the busiest second.
    pub peak_write_units: HalfUnits,
    /// Items or entries stored now.
    pub item_count: u64,
    /// Their bytes, without the overhead that billing adds.
    pub size_bytes: u64,
}

/// Everything metered, and over which time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metered {
    /// Tables and global indexes, each table before its indexes.
    pub usages: Vec<Usage>,
    /// Engine milliseconds over which it was metered.
    pub span_ms: u64,
}

impl Usage {
    /// `employees` or `employees / by-location`.
    pub fn resource(&self) -> String {
        self.index.as_ref().map_or_else(|| self.table.clone(), |index| format!("{} / {index}", self.table))
    }

    /// Bytes that are billed: 100 more for each item or entry.
    pub fn billed_bytes(&self) -> u64 {
        self.size_bytes.saturating_add(self.item_count.saturating_mul(STORAGE_OVERHEAD_BYTES as u64))
    }
}

/// The bill at the prices of `region`. `repeats` is how often the metered traffic is taken to happen in a month.
pub fn bill(prices: &Prices, region: &str, metered: &Metered, repeats: u64) -> Result<Bill, PriceError> {
    let row = prices.region(region)?;
    let options = option::Options { prices: row, metered, repeats };
    let mut month = vec![options.on_demand(), options.at_peak(), options.at_target()];
    if metered.usages.iter().any(|usage| usage.mode != CapacityMode::OnDemand) {
        month.push(options.as_set());
    }
    month.sort_by_key(|option| option.total_cents);
    Ok(Bill {
        region: region.to_owned(),
        price_date: prices.date.clone(),
        price_source: prices.source.clone(),
        regions: prices.regions().cloned().collect(),
        metered_ms: metered.span_ms,
        metered: options.so_far(),
        break_even_millionths: break_even_millionths(row),
        verdict: words::verdict(&month, row),
        month,
        month_hours: MONTH_HOURS,
        repeats,
        assumptions: words::assumptions(metered, repeats, &prices.date),
    })
}

/// The average utilisation in millionths at which a provisioned write unit costs as much as the on-demand writes it carries.
pub fn break_even_millionths(prices: &RegionPrices) -> u64 {
    let millionths = divided(prices.write_hour.0.saturating_mul(1_000_000), prices.write_request.0.saturating_mul(3_600));
    u64::try_from(millionths).unwrap_or(u64::MAX)
}

fn option_of(month: &[BillOption], mode: BillMode) -> Option<&BillOption> {
    month.iter().find(|option| option.mode == mode)
}

#[cfg(test)]
mod tests;
