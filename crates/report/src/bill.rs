//! The bill: what was metered, what a month of it costs in each way to pay, and the traffic over that month's hours.

use model::{HalfUnits, PicoUsd};
use serde::{Deserialize, Serialize};

use crate::Fidelity;

/// What a reader may change about a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillRequest {
    /// Region whose prices apply to the home region's tables; the workspace's or the run's own if absent.
    pub region: Option<String>,
    /// How often the metered traffic happens in a month; of a run, which fills the month by itself, without meaning.
    pub repeats: u64,
    /// How the month's traffic lies over its hours; of a run without meaning.
    pub shape: TrafficShape,
    /// Whether the account's free tier is still unused by others.
    pub free_tier: bool,
    /// A whole price file instead of the one that comes with dynalab.
    pub price_file: Option<String>,
    /// Single prices that a person set.
    pub own_prices: Vec<OwnPrice>,
    /// The hourly-billed relational instance to compare with.
    pub relational: Relational,
}

/// How a month's traffic lies over its 730 hours, the first of which is a Monday's first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrafficShape {
    /// The metered hours as they were, their repetitions spread evenly over the month.
    #[default]
    AsMetered,
    /// The same in every hour.
    Even,
    /// A wave by the hour of the day: at 02:00 a ninth of what comes at 14:00.
    DayAndNight,
    /// Monday to Friday from 9 to 17, nothing otherwise.
    WorkingHours,
    /// One hour of each day.
    DailyHour,
}

/// A price that a person set for one dimension of one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPrice {
    /// Region code.
    pub region: String,
    /// Name of the dimension in the price file: `provisioned_wcu_hour`.
    pub key: String,
    /// The amount as it was typed, in dollars for what [`PriceEntry::per`] says.
    pub amount: String,
}

/// A relational instance that is billed by the hour, whether it is asked anything or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relational {
    /// What it is, in words.
    pub name: String,
    /// Dollars an hour, as typed.
    pub price_hour: String,
    /// Instances.
    pub count: u32,
    /// Its storage in GB.
    pub storage_gb: u32,
    /// Dollars for a GB-month of it, as typed.
    pub price_storage: String,
}

/// A bill computed from metered usage or from a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// Region whose prices apply.
    pub region: String,
    /// Date of the price file.
    pub price_date: String,
    /// Where the prices come from.
    pub price_source: String,
    /// The prices are not the ones that came with dynalab: a file of the reader's.
    pub is_own_file: bool,
    /// What is wrong with the reader's prices; the list prices stand in for those.
    pub price_problems: Vec<PriceProblem>,
    /// Codes of the regions that have prices.
    pub regions: Vec<String>,
    /// All prices of this region.
    pub prices: Vec<PriceEntry>,
    /// Milliseconds over which usage was metered.
    pub metered_ms: u64,
    /// What the metered traffic cost, as the tables were set.
    pub metered: BillOption,
    /// A month of the same traffic, in each way to pay, cheapest first.
    pub month: Vec<BillOption>,
    /// Ways to pay that this region or this traffic does not allow, and why.
    pub left_out: Vec<String>,
    /// Hours of a month.
    pub month_hours: u32,
    /// How often the metered traffic is taken to happen in that month.
    pub repeats: u64,
    /// Whether the free tier was applied.
    pub free_tier: bool,
    /// The month's traffic.
    pub curve: TrafficCurve,
    /// Average utilisation from which provisioned capacity is cheaper than on-demand, for writes.
    pub break_evens: Vec<BreakEven>,
    /// The same application on a relational instance.
    pub relational: RelationalBill,
    /// One sentence computed from the figures.
    pub verdict: String,
    /// The figures behind it.
    pub reasons: Vec<String>,
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
    /// Provisioned flat for the busiest second.
    FlatForPeakSecond,
    /// Provisioned flat for the average of the busiest hour.
    FlatForPeakHour,
    /// Provisioned with auto scaling.
    AutoScaling,
    /// Provisioned with as many reserved blocks for one year as are cheapest.
    ReservedOneYear,
    /// Provisioned with as many reserved blocks for three years as are cheapest.
    ReservedThreeYears,
    /// Table class Standard-IA, on-demand or with auto scaling.
    InfrequentAccess,
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
    /// Capacity that is paid by the hour; none where all is paid by request, or for what was metered.
    pub capacity: Option<PaidCapacity>,
}

/// Capacity that is paid whether it is used or not, of all tables and indexes together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidCapacity {
    /// Read units a second, paid in each hour of the month.
    pub read: Vec<u64>,
    /// Write units a second, paid in each hour of the month.
    pub write: Vec<u64>,
    /// How much of the paid units was used, in millionths; reads.
    pub read_used_millionths: u64,
    /// How much of the paid units was used, in millionths; writes.
    pub write_used_millionths: u64,
    /// What the unused part costs.
    pub unused: PicoUsd,
    /// Units that found neither capacity nor burst credit.
    pub read_short: HalfUnits,
    /// Units that found neither capacity nor burst credit.
    pub write_short: HalfUnits,
    /// Reserved units, reads and writes, in blocks of 100.
    pub reserved: (u64, u64),
}

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LineKind {
    /// Writes.
    Writes,
    /// Reads.
    Reads,
    /// Storage.
    Storage,
    /// Everything else.
    Other,
}

/// One dimension of one table or index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    /// `employees`, `employees / by-location`, with the region behind it where it is another one; `Account` for what is no table's.
    pub resource: String,
    /// What it is for.
    pub kind: LineKind,
    /// `Write requests`, `Storage`...
    pub dimension: String,
    /// Quantity with its unit, written out: `1,240 WRU`, `0.0013 GB-month`.
    pub quantity: String,
    /// Price of one, written out: `$0.625 per million WRU`.
    pub price: String,
    /// Whether that price is the reader's own.
    pub is_own_price: bool,
    /// Whether there is a price at all; without one the amount is 0 and the total too small.
    pub is_priced: bool,
    /// Amount before rounding.
    pub amount: PicoUsd,
    /// Rounded once.
    pub cents: i128,
    /// Metered or projected.
    pub fidelity: Fidelity,
}

/// One price of a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceEntry {
    /// Its name in the price file.
    pub key: String,
    /// In words: `Provisioned write capacity`.
    pub label: String,
    /// For what it is quoted: `million WRU`, `WCU-hour`.
    pub per: String,
    /// The file's amount for that, in dollars; none if the file has none.
    pub list: Option<String>,
    /// The reader's.
    pub own: Option<String>,
}

/// A price of the reader's that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceProblem {
    /// The dimension; none if it is about the whole file, the instance's price is `relational`.
    pub key: Option<String>,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// The traffic of a month, hour by hour, all tables and indexes together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrafficCurve {
    /// Where it comes from, in words.
    pub title: String,
    /// Read units of each hour.
    pub read: Vec<HalfUnits>,
    /// Write units of each hour.
    pub write: Vec<HalfUnits>,
    /// Hour of the week of the first, 0 being Monday's first.
    pub first_hour_of_week: u32,
}

/// Where two ways to pay cost the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakEven {
    /// The provisioned way: `Provisioned`, `Reserved for 1 year`.
    pub title: String,
    /// What a write unit kept for an hour costs in it, the upfront payment included.
    pub unit_hour: PicoUsd,
    /// What the same unit, fully used, costs on-demand.
    pub on_demand_hour: PicoUsd,
    /// Average utilisation in millionths.
    pub millionths: u64,
}

/// What a relational instance costs in the same month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationalBill {
    /// Its lines.
    pub lines: Vec<BillLine>,
    /// Their sum.
    pub total_cents: i128,
    /// What it costs in each hour, storage included.
    pub hour: PicoUsd,
    /// What DynamoDB on-demand costs in each hour of the month, storage included.
    pub on_demand_hours: Vec<PicoUsd>,
    /// Hours of the month without any traffic.
    pub idle_hours: u32,
    /// The comparison in a sentence; empty without a price.
    pub verdict: String,
}

/// Prices of one region that a receipt needs.
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
