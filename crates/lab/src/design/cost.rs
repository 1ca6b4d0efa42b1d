//! What a plan costs in a month: the measure by which a fix is a fix.
//!
//! On-demand prices, whatever the design's own mode is: they are the same for every unit, so two designs are compared by what
//! they consume and hold, not by how well their capacity is set. The month's bill of a run is the `bill` module's.

use capacity::Direction;
use model::PicoUsd;
use model::limits::STORAGE_OVERHEAD_BYTES;
use report::RegionPrices;

use crate::access::{Plan, entry_size, items_on_average, mean_bytes};
use crate::bill::{GB_BYTES, MONTH_HOURS};
use crate::scenario::{Design, ItemSize, Scenario};

/// What a month of the scenario's traffic takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Month {
    /// Amount for reads.
    pub(crate) reads: PicoUsd,
    /// Amount for writes.
    pub(crate) writes: PicoUsd,
    /// Amount for storage.
    pub(crate) storage: PicoUsd,
}

impl Month {
    /// The month of a plan. `volumes` are the requests of each pattern over the scenario.
    pub(crate) fn of(scenario: &Scenario, design: &Design, plan: &Plan, volumes: &[u64], prices: &RegionPrices) -> Self {
        let micro_units = |direction| -> u128 {
            let patterns = plan.patterns.iter().zip(volumes);
            let units = patterns.filter_map(|(planned, count)| {
                let way = planned.way.as_ref().ok()?;
                Some(u128::from(way.units(direction).0) * u128::from(*count))
            });
            in_a_month(units.sum(), scenario.duration_s)
        };
        Month {
            reads: amount(prices.read_request, micro_units(Direction::Read), 1_000_000),
            writes: amount(prices.write_request, micro_units(Direction::Write), 1_000_000),
            storage: amount(prices.storage_gb_month, stored(scenario, design, plan, volumes), GB_BYTES.into()),
        }
    }

    /// All of it.
    pub(crate) fn total(&self) -> PicoUsd {
        PicoUsd(self.reads.0 + self.writes.0 + self.storage.0)
    }
}

/// What happens in the scenario, as often as it happens in a month.
fn in_a_month(count: u128, duration_s: u64) -> u128 {
    count.saturating_mul(u128::from(MONTH_HOURS) * 3_600) / u128::from(duration_s.max(1))
}

fn amount(price: PicoUsd, quantity: u128, per: u128) -> PicoUsd {
    let price = u128::try_from(price.0).unwrap_or(0);
    PicoUsd(i128::try_from(price.saturating_mul(quantity) / per.max(1)).unwrap_or(i128::MAX / 4))
}

/// Billed bytes of all tables and indexes on average.
fn stored(scenario: &Scenario, design: &Design, plan: &Plan, volumes: &[u64]) -> u128 {
    let mut bytes = 0u128;
    for (table, replaced) in design.tables.iter().zip(&plan.replaced) {
        let item = ItemSize::Fixed(table.item_bytes);
        let with_overhead = |size: ItemSize| u128::from(mean_bytes(size)) + STORAGE_OVERHEAD_BYTES as u128;
        bytes += u128::from(items_on_average(scenario, volumes, replaced, table, None)) * with_overhead(item);
        for index in &table.indexes {
            let entries = u128::from(items_on_average(scenario, volumes, replaced, table, Some(index)));
            bytes += entries * with_overhead(entry_size(scenario, table, index, item));
        }
    }
    bytes
}
