//! One way to pay: its lines and their sum.

use model::{HalfUnits, PicoUsd};
use report::{BillLine, BillMode, BillOption, CapacityMode, Fidelity, RegionPrices};

use super::{GB_BYTES, HOUR_MS, MONTH_HOURS, Metered, TARGET_PERCENT, Usage};
use crate::quantity::{cost, divided, grouped, millionths, units};

/// The options for one region and one metered traffic.
pub(super) struct Options<'a> {
    pub(super) prices: &'a RegionPrices,
    pub(super) metered: &'a Metered,
    pub(super) repeats: u64,
}

/// Whole capacity units of one table or index.
#[derive(Clone, Copy)]
struct Capacity {
    read: u64,
    write: u64,
}

impl Options<'_> {
    /// What the metered traffic cost as the tables are set now.
    pub(super) fn so_far(&self) -> BillOption {
        let hours = self.metered.span_ms.div_ceil(HOUR_MS);
        self.made(BillMode::AsSet, "Metered so far", |usage| {
            let mut lines = match usage.mode {
                CapacityMode::OnDemand => self.requests(usage, 1, Fidelity::Exact),
                CapacityMode::Provisioned { read_units, write_units } => {
                    self.hours(usage, Capacity { read: read_units, write: write_units }, hours)
                }
            };
            lines.extend(self.storage(usage, self.metered.span_ms));
            lines
        })
    }

    /// A month with every table on-demand.
    pub(super) fn on_demand(&self) -> BillOption {
        self.made(BillMode::OnDemand, "On-demand", |usage| {
            self.with_storage(usage, self.requests(usage, self.repeats, Fidelity::Modelled))
        })
    }

    /// A month as the tables are set.
    pub(super) fn as_set(&self) -> BillOption {
        self.made(BillMode::AsSet, "As the tables are set now", |usage| {
            let lines = match usage.mode {
                CapacityMode::OnDemand => self.requests(usage, self.repeats, Fidelity::Modelled),
                CapacityMode::Provisioned { read_units, write_units } => {
                    self.hours(usage, Capacity { read: read_units, write: write_units }, u64::from(MONTH_HOURS))
                }
            };
            self.with_storage(usage, lines)
        })
    }

    /// A month provisioned flat at the busiest second.
    pub(super) fn at_peak(&self) -> BillOption {
        let units = |peak: HalfUnits, used| peak.0.div_ceil(2).max(self.average_units(used, 100)).max(1);
        self.made(BillMode::ProvisionedPeak, "Provisioned for the busiest second", |usage| {
            let read = units(usage.peak_read_units, usage.read_units);
            let write = units(usage.peak_write_units, usage.write_units);
            self.with_storage(usage, self.hours(usage, Capacity { read, write }, u64::from(MONTH_HOURS)))
        })
    }

    /// A month provisioned flat so that the average uses the target share.
    pub(super) fn at_target(&self) -> BillOption {
        let title = format!("Provisioned for the average at {TARGET_PERCENT} % use");
        self.made(BillMode::ProvisionedTarget, &title, |usage| {
            let read = self.average_units(usage.read_units, TARGET_PERCENT).max(1);
            let write = self.average_units(usage.write_units, TARGET_PERCENT).max(1);
            self.with_storage(usage, self.hours(usage, Capacity { read, write }, u64::from(MONTH_HOURS)))
        })
    }

    /// Whole units a second of which the month's average uses `percent`, rounded up.
    fn average_units(&self, used: HalfUnits, percent: u64) -> u64 {
        let half_units = u128::from(used.0).saturating_mul(u128::from(self.repeats)).saturating_mul(100);
        let seconds = u128::from(MONTH_HOURS) * 3_600 * 2 * u128::from(percent);
        u64::try_from(half_units.div_ceil(seconds)).unwrap_or(u64::MAX)
    }

    fn with_storage(&self, usage: &Usage, mut lines: Vec<BillLine>) -> Vec<BillLine> {
        lines.extend(self.storage(usage, u64::from(MONTH_HOURS) * HOUR_MS));
        lines
    }

    fn made(&self, mode: BillMode, title: &str, lines: impl Fn(&Usage) -> Vec<BillLine>) -> BillOption {
        let lines: Vec<BillLine> = self.metered.usages.iter().flat_map(lines).collect();
        BillOption {
            mode,
            title: title.to_owned(),
            total_cents: lines.iter().fold(0i128, |sum, line| sum.saturating_add(line.cents)),
            total: lines.iter().map(|line| line.amount).sum(),
            lines,
        }
    }

    /// Lines by request. Traffic without requests has none.
    fn requests(&self, usage: &Usage, repeats: u64, fidelity: Fidelity) -> Vec<BillLine> {
        let dimensions = [
            ("Write request units", "WRU", usage.write_units, self.prices.write_request),
            ("Read request units", "RRU", usage.read_units, self.prices.read_request),
        ];
        let line = |(dimension, unit, used, price): (&str, &str, HalfUnits, PicoUsd)| {
            let used = used * repeats;
            (used > HalfUnits::ZERO).then(|| {
                self.line(usage, dimension, format!("{} {unit}", units(used)), (price, unit), cost(used, price), fidelity)
            })
        };
        dimensions.into_iter().filter_map(line).collect()
    }

    /// Lines by the hour: capacity is paid whether it is used or not.
    fn hours(&self, usage: &Usage, capacity: Capacity, hours: u64) -> Vec<BillLine> {
        let dimensions = [
            ("Write capacity", "WCU", capacity.write, self.prices.write_hour),
            ("Read capacity", "RCU", capacity.read, self.prices.read_hour),
        ];
        let line = |(dimension, unit, capacity, price): (&str, &str, u64, PicoUsd)| {
            let quantity = format!("{} {unit} x {} h", grouped(capacity.into()), grouped(hours.into()));
            let amount = price * (i128::from(capacity).saturating_mul(i128::from(hours)));
            self.line(usage, dimension, quantity, (price, &format!("{unit}-hour")), amount, Fidelity::Modelled)
        };
        dimensions.into_iter().map(line).collect()
    }

    fn storage(&self, usage: &Usage, span_ms: u64) -> Option<BillLine> {
        let (bytes, price) = (usage.billed_bytes(), self.prices.storage_gb_month);
        if bytes == 0 || span_ms == 0 {
            return None;
        }
        let byte_ms = i128::from(bytes).saturating_mul(i128::from(span_ms));
        let gb_month = i128::from(GB_BYTES).saturating_mul(i128::from(u64::from(MONTH_HOURS) * HOUR_MS));
        let amount = PicoUsd(divided(price.0.saturating_mul(byte_ms), gb_month));
        let parts = divided(byte_ms.saturating_mul(1_000_000), gb_month).unsigned_abs();
        let quantity = if parts == 0 { "under 0.000001 GB-month".to_owned() } else { format!("{} GB-month", millionths(parts)) };
        Some(self.line(usage, "Storage", quantity, (price, "GB-month"), amount, Fidelity::Modelled))
    }

    fn line(
        &self,
        usage: &Usage,
        dimension: &str,
        quantity: String,
        (price, unit): (PicoUsd, &str),
        amount: PicoUsd,
        fidelity: Fidelity,
    ) -> BillLine {
        BillLine {
            resource: usage.resource(),
            dimension: dimension.to_owned(),
            quantity,
            price: format!("{price} per {unit}"),
            amount,
            cents: amount.cents(),
            fidelity,
        }
    }
}
