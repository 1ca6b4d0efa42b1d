//! The bill: what metered usage or a run cost, and what a month of the same traffic costs in each way to pay.
//!
//! Amounts are exact until a line is rounded, once, to whole cents. Follows: developer guide, "Understanding billing", "DynamoDB
//! throughput capacity", "Reserved capacity", "Table classes"; what AWS leaves open stands among the assumptions, marked as our
//! model.

mod capacity;
mod demand;
mod line;
mod metered;
mod month;
mod pool;
mod relational;
mod run;
mod words;

use report::{Bill, BillRequest, BreakEven, PriceEntry, PriceProblem, TrafficCurve};

use crate::prices::{Dimension, PriceError, PriceRow, Prices};
use crate::quantity::divided;

pub use metered::{BackupBytes, Metered, Moved, PaidHours, Point, Repetition, Stored, Usage};

/// Hours of a month, as most calculators count it (365 days / 12).
pub const MONTH_HOURS: u32 = 730;
/// Share of provisioned capacity that auto scaling aims to have in use, in percent (its default target).
pub const TARGET_PERCENT: u64 = 70;
/// Bytes of a billed gigabyte (developer guide, quotas: 1 GB is 1,024^3 bytes; AWS's own calculator divides by 10^9).
pub const GB_BYTES: u64 = 1_073_741_824;
/// How often metered traffic may be taken to happen in a month (our bound: a million times each second of it).
pub const REPEATS_MAX: u64 = 2_592_000_000_000;
/// Hours of a year and of three, over which an upfront payment is spread.
const YEAR_HOURS: i128 = 8_760;
const HOUR_MS: u64 = 3_600_000;

/// The bill for what was metered, at the prices that come with dynalab or at the reader's.
pub fn bill(request: &BillRequest, metered: &Metered) -> Result<Bill, PriceError> {
    let (prices, is_own_file, mut problems) = prices_of(request)?;
    let region = request.region.as_deref().unwrap_or(&metered.home);
    let row = prices.region(region)?;
    let request = &BillRequest { repeats: request.repeats.clamp(1, REPEATS_MAX), ..request.clone() };
    let month = month::Month::new(&prices, row, region, request, metered);
    let (ways, left_out) = month.ways();
    let relational = relational::relational(request, &month, &mut problems);
    let break_evens = break_evens(row);
    let (verdict, reasons) = words::verdict(&ways, &month, &break_evens);
    Ok(Bill {
        region: region.to_owned(),
        price_date: prices.date.clone(),
        price_source: prices.source.clone(),
        is_own_file,
        price_problems: problems,
        regions: prices.regions().cloned().collect(),
        prices: Dimension::all().map(|dimension| entry(dimension, row, request, region)).collect(),
        metered_ms: metered.span_ms,
        metered: month.so_far(),
        left_out,
        month: ways,
        month_hours: MONTH_HOURS,
        repeats: request.repeats,
        free_tier: request.free_tier,
        curve: month.curve(),
        break_evens,
        relational,
        verdict,
        reasons,
        assumptions: words::assumptions(metered, request, &prices.date),
    })
}

/// The average utilisation from which each provisioned way is cheaper than on-demand: for writes.
pub fn break_evens(row: &PriceRow) -> Vec<BreakEven> {
    let upfront = |dimension: Dimension, years: i128| Some(divided(row.get(dimension)?.0, years * YEAR_HOURS));
    let hour = |dimension: Dimension| row.get(dimension).map(|price| price.0);
    let ways = [
        ("Provisioned", hour(Dimension::WriteHour), Some(0)),
        ("Reserved for 1 year", hour(Dimension::OneYearWriteHour), upfront(Dimension::OneYearWriteUpfront, 1)),
        ("Reserved for 3 years", hour(Dimension::ThreeYearsWriteHour), upfront(Dimension::ThreeYearsWriteUpfront, 3)),
    ];
    let on_demand_hour = row.get(Dimension::WriteRequest).unwrap_or_default() * 3_600;
    let known = ways.into_iter().filter_map(|(title, hour, upfront)| Some((title, hour?.saturating_add(upfront?))));
    let point = |(title, unit_hour): (&str, i128)| BreakEven {
        title: title.to_owned(),
        unit_hour: model::PicoUsd(unit_hour),
        on_demand_hour,
        millionths: u64::try_from(divided(unit_hour.saturating_mul(1_000_000), on_demand_hour.0)).unwrap_or(u64::MAX),
    };
    known.map(point).collect()
}

/// The prices that a request asks for. What is wrong with the reader's own is told, and the list prices stand in.
fn prices_of(request: &BillRequest) -> Result<(Prices, bool, Vec<PriceProblem>), PriceError> {
    let mut problems = vec![];
    let mut problem = |key: Option<&str>, error: &dyn core::fmt::Display| {
        problems.push(PriceProblem { key: key.map(str::to_owned), message: format!("{error}.") });
    };
    let own = request.price_file.as_deref().map(Prices::parse).transpose();
    let (mut prices, is_own_file) = match own {
        Ok(Some(prices)) => (prices, true),
        Ok(None) => (Prices::embedded()?, false),
        Err(error) => {
            problem(None, &error);
            (Prices::embedded()?, false)
        }
    };
    for own in &request.own_prices {
        if let Err(error) = prices.set(&own.region, &own.key, &own.amount) {
            problem(Some(&own.key), &error);
        }
    }
    Ok((prices, is_own_file, problems))
}

fn entry(dimension: Dimension, row: &PriceRow, request: &BillRequest, region: &str) -> PriceEntry {
    let own = request.own_prices.iter().rfind(|own| own.region == region && own.key == dimension.key());
    PriceEntry {
        key: dimension.key().to_owned(),
        label: dimension.label().to_owned(),
        per: dimension.per_words().to_owned(),
        list: row.listed(dimension),
        own: own.map(|own| own.amount.clone()),
    }
}

/// The traffic of all tables together.
fn curve_of<'a>(title: String, first_hour_of_week: u32, all: impl Iterator<Item = &'a [demand::Hour]>) -> TrafficCurve {
    let mut curve = TrafficCurve { title, first_hour_of_week, ..TrafficCurve::default() };
    curve.read.resize(MONTH_HOURS as usize, model::HalfUnits::ZERO);
    curve.write.resize(MONTH_HOURS as usize, model::HalfUnits::ZERO);
    for hours in all {
        for ((hour, read), write) in hours.iter().zip(&mut curve.read).zip(&mut curve.write) {
            *read += hour.read;
            *write += hour.write;
        }
    }
    curve
}

#[cfg(test)]
mod tests;
