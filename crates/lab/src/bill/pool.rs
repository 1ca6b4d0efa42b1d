//! What the account has at hand before anything is charged: the free tier, and capacity that is reserved.
//!
//! Our model: tables and indexes draw on both in the order in which they stand on the bill; what is reserved is used first.

use model::PicoUsd;

use super::{GB_BYTES, HOUR_MS, MONTH_HOURS, YEAR_HOURS};
use crate::prices::{Dimension, FreeTier, PriceRow, Prices};

/// Units that are sold together (developer guide, "Reserved capacity").
pub(super) const BLOCK_UNITS: u64 = 100;
/// Blocks of an account at most (quota: 1,000,000 reserved units).
const BLOCKS_MAX: u64 = 10_000;

/// How long capacity is reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    OneYear,
    ThreeYears,
}

impl Term {
    pub(super) fn years(self) -> i128 {
        match self {
            Term::OneYear => 1,
            Term::ThreeYears => 3,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Term::OneYear => "1 year",
            Term::ThreeYears => "3 years",
        }
    }

    /// Upfront and hourly dimensions of writes, then of reads.
    pub(super) fn dimensions(self) -> [(Dimension, Dimension); 2] {
        use Dimension as D;
        match self {
            Term::OneYear => [(D::OneYearWriteUpfront, D::OneYearWriteHour), (D::OneYearReadUpfront, D::OneYearReadHour)],
            Term::ThreeYears => {
                [(D::ThreeYearsWriteUpfront, D::ThreeYearsWriteHour), (D::ThreeYearsReadUpfront, D::ThreeYearsReadHour)]
            }
        }
    }
}

/// What one region's tables may draw on.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    pub(super) write_hours: u64,
    pub(super) read_hours: u64,
    pub(super) replicated_write_hours: u64,
    /// Storage in byte-milliseconds.
    pub(super) storage: u128,
    pub(super) stream_reads: u64,
    /// Reserved write units left in each hour.
    pub(super) reserved_write: Vec<u64>,
    /// Reserved read units left in each hour.
    pub(super) reserved_read: Vec<u64>,
}

impl Pool {
    /// What is free, with reserved blocks of writes and reads for a month.
    pub(super) fn new(free: FreeTier, blocks: (u64, u64)) -> Self {
        let month = MONTH_HOURS as usize;
        let byte_ms = u128::from(GB_BYTES) * u128::from(u64::from(MONTH_HOURS) * HOUR_MS);
        Pool {
            write_hours: free.write_hours,
            read_hours: free.read_hours,
            replicated_write_hours: free.replicated_write_hours,
            storage: byte_ms * u128::from(free.storage_gb),
            stream_reads: free.stream_reads,
            reserved_write: vec![blocks.0 * BLOCK_UNITS; month],
            reserved_read: vec![blocks.1 * BLOCK_UNITS; month],
        }
    }
}

/// Takes what is there of `wanted`.
pub(super) fn take(left: &mut u64, wanted: u64) -> u64 {
    let taken = wanted.min(*left);
    *left -= taken;
    taken
}

/// The pools of all regions; each region has its own.
pub(super) struct Pools<'a> {
    prices: &'a Prices,
    free_tier: bool,
    home: &'a str,
    blocks: (u64, u64),
    regions: Vec<(String, Pool)>,
}

impl<'a> Pools<'a> {
    /// Full pools; blocks are reserved at home only.
    pub(super) fn new(prices: &'a Prices, home: &'a str, free_tier: bool, blocks: (u64, u64)) -> Self {
        Pools { prices, free_tier, home, blocks, regions: vec![] }
    }

    /// The pool of a region; `None` and the home region are the same.
    pub(super) fn of(&mut self, region: &str) -> &mut Pool {
        let at = self.regions.iter().position(|(name, _)| name == region).unwrap_or_else(|| {
            let is_offered = self.free_tier && self.prices.region(region).is_ok_and(|row| row.has_free_tier);
            let free = if is_offered { self.prices.free } else { FreeTier::default() };
            let blocks = if region == self.home { self.blocks } else { (0, 0) };
            self.regions.push((region.to_owned(), Pool::new(free, blocks)));
            self.regions.len() - 1
        });
        &mut self.regions[at].1
    }
}

/// The number of blocks of one direction at which a month costs least; none if the region sells none.
///
/// The cost is convex in the number of blocks: each covers hours that are used less often than those of the block before.
pub(super) fn cheapest_blocks(
    row: &PriceRow,
    list: Dimension,
    (upfront, hourly): (Dimension, Dimension),
    term: Term,
    billed: &[u64],
    free_hours: u64,
) -> Option<u64> {
    let (list, upfront, hourly) = (row.get(list)?, row.get(upfront)?, row.get(hourly)?);
    let month = i128::from(MONTH_HOURS);
    // In parts of a month's share of the upfront payment, so that nothing is rounded.
    let parts = term.years() * YEAR_HOURS;
    let block = (upfront.0.saturating_mul(month) + hourly.0.saturating_mul(month * parts)).saturating_mul(BLOCK_UNITS.into());
    let cost = |blocks: u64| {
        let reserved = blocks * BLOCK_UNITS;
        let rest: u128 = billed.iter().map(|units| u128::from(units.saturating_sub(reserved))).sum();
        let charged = i128::try_from(rest.saturating_sub(free_hours.into())).unwrap_or(i128::MAX);
        let hours = list.0.saturating_mul(parts).saturating_mul(charged);
        block.saturating_mul(i128::from(blocks)).saturating_add(hours)
    };
    let most = billed.iter().max().map_or(0, |units| units.div_ceil(BLOCK_UNITS)).min(BLOCKS_MAX);
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = (low + high) / 2;
        if cost(middle + 1) < cost(middle) { low = middle + 1 } else { high = middle }
    }
    Some(low)
}

/// A month's share of what is paid at once for so many units.
pub(super) fn upfront_share(price: PicoUsd, units: u64, term: Term) -> PicoUsd {
    let whole = price.0.saturating_mul(i128::from(units)).saturating_mul(i128::from(MONTH_HOURS));
    PicoUsd(crate::quantity::divided(whole, term.years() * YEAR_HOURS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(billed: &[u64], term: Term, free: u64) -> Option<u64> {
        let prices = Prices::embedded().unwrap();
        let row = prices.region("us-east-1").unwrap();
        cheapest_blocks(row, Dimension::WriteHour, term.dimensions()[0], term, billed, free)
    }

    #[test]
    fn as_many_blocks_as_pay_off() {
        // A reserved WCU costs 0.000299 an hour against 0.00065: it pays from 46.1 % of the hours on, for three years from 23 %.
        let busy = |hours: usize| [vec![250; hours], vec![50; 730 - hours]].concat();
        assert_eq!([0, 335, 337, 730].map(|hours| blocks(&busy(hours), Term::OneYear, 0)), [Some(1), Some(1), Some(2), Some(3)]);
        assert_eq!(blocks(&busy(169), Term::ThreeYears, 0), Some(2));
        // The third block has 50 units in use: at 730 hours that is 50 %.
        assert_eq!(blocks(&[250; 730], Term::OneYear, 0), Some(3));
        assert_eq!(blocks(&[240; 730], Term::OneYear, 0), Some(2));
        // What is free anyway need not be reserved.
        assert_eq!(
            [(20, 0), (20, 18_600), (100, 0)].map(|(units, free)| blocks(&[units; 730], Term::OneYear, free)),
            [Some(0), Some(0), Some(1)]
        );
        assert_eq!(blocks(&[], Term::OneYear, 0), Some(0));
    }

    /// The search finds what trying all finds.
    #[test]
    fn no_other_number_of_blocks_is_cheaper() {
        let prices = Prices::embedded().unwrap();
        let row = prices.region("us-east-1").unwrap();
        let curve: Vec<u64> = (0..730u64).map(|hour| hour * hour % 1_901).collect();
        let found = blocks(&curve, Term::OneYear, 5_000).unwrap();
        let cost = |count: u64| {
            let share = upfront_share(row.get(Dimension::OneYearWriteUpfront).unwrap(), count * 100, Term::OneYear);
            let hours = row.get(Dimension::OneYearWriteHour).unwrap() * i128::from(count * 100 * 730);
            let rest: u64 = curve.iter().map(|units| units.saturating_sub(count * 100)).sum();
            (share + hours + row.get(Dimension::WriteHour).unwrap() * i128::from(rest.saturating_sub(5_000))).0
        };
        assert_eq!((0..=20).min_by_key(|count| cost(*count)), Some(found));
    }

    /// Developer guide, "Reserved capacity": 54 % saved for a year, 77 % for three.
    #[test]
    fn a_unit_reserved_for_a_year() {
        let prices = Prices::embedded().unwrap();
        let row = prices.region("us-east-1").unwrap();
        let price = |dimension: Dimension, hours: i128| row.get(dimension).unwrap() * hours;
        let year = price(Dimension::OneYearWriteUpfront, 1) + price(Dimension::OneYearWriteHour, 8_760);
        assert_eq!((year.cents(), price(Dimension::WriteHour, 8_760).cents()), (262, 569));
        let three = price(Dimension::ThreeYearsWriteUpfront, 1) + price(Dimension::ThreeYearsWriteHour, 3 * 8_760);
        assert_eq!((three.cents(), price(Dimension::WriteHour, 3 * 8_760).cents()), (393, 1_708));
        // Twelve monthly shares are the whole.
        assert_eq!(upfront_share(price(Dimension::OneYearWriteUpfront, 1), 100, Term::OneYear).cents() * 12, 15_000);
    }
}
