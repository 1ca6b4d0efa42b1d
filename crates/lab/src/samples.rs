//! Ready data to try the database with: the Employee Directory and a shop's orders.
//!
//! A sample is a list of wire requests, so that any front runs it as it runs anything else. Names and figures are made up, from a
//! seed: the same seed gives the same bytes.

mod employees;
mod orders;
mod people;

use api::Operation;
use model::limits::BATCH_WRITE_REQUESTS;
use model::{AttributeValue, Item, Number};
use report::SampleReport;

pub use employees::{EMPLOYEE_COUNT, employees};
pub use orders::orders;

/// A request as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireRequest {
    /// Operation name.
    pub operation: &'static str,
    /// AWS JSON 1.0.
    pub body: String,
}

/// A request that is worth trying on a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleQuery {
    /// What it asks, in words.
    pub title: &'static str,
    /// The request.
    pub request: WireRequest,
}

/// Data that one click loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Tables, then items in batches: to be run in order.
    pub requests: Vec<WireRequest>,
    /// Requests to try on it.
    pub queries: Vec<SampleQuery>,
}

const EMPLOYEES_ID: &str = SampleReport::EMPLOYEES.id;
const ORDERS_ID: &str = SampleReport::ORDERS.id;
/// Orders that the sample holds.
pub const ORDER_COUNT: u64 = 500;
/// The seed of the samples.
const SEED: u64 = 20_120_810;

/// The sample of this id; `SampleReport::ALL` has all of them.
pub fn sample(id: &str) -> Option<Sample> {
    match id {
        EMPLOYEES_ID => Some(employees(SEED)),
        ORDERS_ID => Some(Sample { requests: orders(SEED, ORDER_COUNT), queries: orders::queries() }),
        _ => None,
    }
}

fn wire(operation: &Operation) -> WireRequest {
    let body = String::from_utf8_lossy(&api::encode_request(operation)).into_owned();
    WireRequest { operation: operation.name(), body }
}

/// BatchWriteItem requests that put these items, 25 at a time.
fn puts(table: &str, items: Vec<Item>) -> Vec<WireRequest> {
    let batch = |items: &[Item]| {
        let writes = items.iter().cloned().map(api::WriteRequest::Put).collect();
        wire(&Operation::BatchWriteItem(api::BatchWriteItem {
            request_items: vec![(table.to_owned(), writes)],
            ..api::BatchWriteItem::default()
        }))
    };
    items.chunks(BATCH_WRITE_REQUESTS).map(batch).collect()
}

fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn n(number: i64) -> AttributeValue {
    AttributeValue::N(Number::from_i64(number))
}

/// The day `days` after 2000-01-01, as `2026-01-31`.
fn day(days: u64) -> String {
    // Days since 0000-03-01, by the civil calendar's cycles of 400 years.
    let days = days + 730_425;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year_of_era + carry)
}

#[cfg(test)]
mod tests;
