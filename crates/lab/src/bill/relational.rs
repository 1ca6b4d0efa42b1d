//! The same application on a relational instance that is billed by the hour: the course's comparison.

use model::PicoUsd;
use report::{BillLine, BillRequest, Fidelity, LineKind, PriceProblem, RelationalBill};

use super::MONTH_HOURS;
use super::month::{Month, Traffic};
use crate::prices::{Dimension, PriceError, typed_amount};
use crate::quantity::{bill_total, cost, divided, dollars, grouped};

/// Instances at most (our bound).
const COUNT_MAX: u32 = 1_000;
/// GB of storage at most (our bound; RDS itself stops at 64 TB).
const STORAGE_MAX_GB: u32 = 65_536;

/// What the instance costs beside DynamoDB on-demand. Nothing without a price; a wrong one is told.
pub(super) fn relational(request: &BillRequest, month: &Month<'_>, problems: &mut Vec<PriceProblem>) -> RelationalBill {
    let asked = &request.relational;
    let mut typed = |text: &str, per: &str| {
        let found = if text.trim().is_empty() { Ok(PicoUsd(0)) } else { typed_amount(text, 1, per) };
        found.unwrap_or_else(|error| {
            problems.push(problem(&error));
            PicoUsd(0)
        })
    };
    let price_hour = typed(&asked.price_hour, "hour of an instance");
    let price_storage = typed(&asked.price_storage, "GB-month of its storage");
    let (count, storage_gb) = (asked.count.min(COUNT_MAX), asked.storage_gb.min(STORAGE_MAX_GB));
    let on_demand_hours = on_demand_hours(month);
    let idle_hours = idle_hours(&month.traffic);
    if price_hour == PicoUsd(0) || count == 0 {
        return RelationalBill { on_demand_hours, idle_hours, ..RelationalBill::default() };
    }
    let hours = i128::from(count) * i128::from(MONTH_HOURS);
    let mut lines = vec![line(
        &asked.name,
        ("Instance", LineKind::Other),
        format!("{} x {MONTH_HOURS} h", grouped(count.into())),
        format!("{price_hour} an hour"),
        price_hour * hours,
    )];
    if storage_gb > 0 && price_storage > PicoUsd(0) {
        let quantity = format!("{} x {} GB", grouped(count.into()), grouped(storage_gb.into()));
        let amount = price_storage * (i128::from(count) * i128::from(storage_gb));
        let price = format!("{price_storage} per GB-month");
        lines.push(line(&asked.name, ("Instance storage", LineKind::Storage), quantity, price, amount));
    }
    let total: PicoUsd = lines.iter().map(|line| line.amount).sum();
    let total_cents = lines.iter().map(|line| line.cents).sum();
    let verdict = verdict(&asked.name, total_cents, price_hour * i128::from(count), idle_hours, &on_demand_hours);
    RelationalBill {
        lines,
        total_cents,
        hour: PicoUsd(divided(total.0, MONTH_HOURS.into())),
        on_demand_hours,
        idle_hours,
        verdict,
    }
}

fn problem(error: &PriceError) -> PriceProblem {
    PriceProblem { key: Some("relational".to_owned()), message: format!("{error}.") }
}

/// What DynamoDB on-demand costs in each hour: its requests, and an hour's storage.
fn on_demand_hours(month: &Month<'_>) -> Vec<PicoUsd> {
    let mut hours = vec![PicoUsd(0); MONTH_HOURS as usize];
    let price = |dimension: Dimension| month.row.get(dimension).unwrap_or_default();
    let (read, write, storage) = (price(Dimension::ReadRequest), price(Dimension::WriteRequest), price(Dimension::Storage));
    for traffic in &month.traffic {
        let gb_hour = i128::from(super::GB_BYTES) * i128::from(MONTH_HOURS);
        let stored = PicoUsd(divided(storage.0.saturating_mul(traffic.usage.billed_bytes().into()), gb_hour));
        for (hour, sum) in traffic.hours.iter().zip(&mut hours) {
            *sum = *sum + cost(hour.read, read) + cost(hour.write, write) + stored;
        }
    }
    hours
}

/// Hours in which no table saw a request.
fn idle_hours(traffic: &[Traffic<'_>]) -> u32 {
    let is_idle = |hour: usize| traffic.iter().all(|one| one.hours.get(hour).is_none_or(|hour| hour.read.max(hour.write).0 == 0));
    (0..MONTH_HOURS as usize).filter(|hour| is_idle(*hour)).count() as u32
}

fn verdict(name: &str, total_cents: i128, instances_hour: PicoUsd, idle_hours: u32, on_demand: &[PicoUsd]) -> String {
    let dynamodb: PicoUsd = on_demand.iter().copied().sum();
    let idle = (instances_hour * i128::from(idle_hours)).cents();
    let compared = match (total_cents, dynamodb.cents()) {
        (mine, theirs) if theirs < mine && theirs > 0 => {
            format!("{} times less", times(divided(mine.saturating_mul(10), theirs)))
        }
        (mine, theirs) if mine < theirs && mine > 0 => {
            format!("{} times more", times(divided(theirs.saturating_mul(10), mine)))
        }
        (_, 0) => "less than a cent".to_owned(),
        _ => "the same".to_owned(),
    };
    format!(
        "{name} costs {} a month whether it is asked or not, {} of it in the {idle_hours} of {MONTH_HOURS} hours without a request; \
         DynamoDB on-demand costs {} for this traffic, {compared}.",
        dollars(total_cents),
        dollars(idle),
        if dynamodb.cents() == 0 { bill_total(0, dynamodb) } else { dollars(dynamodb.cents()) },
    )
}

/// Tenths as `3.5`.
fn times(tenths: i128) -> String {
    let whole = grouped(tenths.unsigned_abs() / 10);
    if tenths % 10 == 0 || tenths >= 1_000 { whole } else { format!("{whole}.{}", tenths % 10) }
}

fn line(name: &str, (dimension, kind): (&str, LineKind), quantity: String, price: String, amount: PicoUsd) -> BillLine {
    BillLine {
        resource: name.to_owned(),
        kind,
        dimension: dimension.to_owned(),
        quantity,
        price,
        is_own_price: true,
        is_priced: true,
        amount,
        cents: amount.cents(),
        fidelity: Fidelity::Modelled,
    }
}
