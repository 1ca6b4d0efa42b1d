//! Latency: a model of service times, and a bounded histogram of what requests took in all.
//!
//! Our model: AWS promises single-digit milliseconds and publishes no distribution. Half of the requests of an operation take
//! less than its median below, 1 of 100 about two and a half times as much. A throttled attempt is answered in a
//! millisecond; a request takes the sum of its attempts and of the waits between them.

use crate::access::{Operation, Way};

/// Microseconds until a throttled attempt is answered.
pub(super) const REFUSAL_US: u64 = 1_000;
/// Points of the distribution of service times.
pub(super) const POINTS: u64 = 100;
/// What each KB beyond the first adds to a read of many items, in microseconds.
const PER_KB_US: u64 = 10;
/// And at most (our bound: ten minutes).
const PAGES_MAX_US: u64 = 600_000_000;

/// Service times of one access pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ServiceTime {
    median_us: u64,
}

impl ServiceTime {
    /// Of a way: one after the other, its calls that wait for one another.
    pub(super) fn of(way: &Way) -> Self {
        let (base_us, is_page) = match way.operation {
            Operation::GetItem => (3_000, false),
            Operation::Query => (4_000, true),
            Operation::Scan => (6_000, true),
            Operation::PutItem | Operation::UpdateItem | Operation::DeleteItem => (5_000, false),
            Operation::TransactWriteItems => (12_000, false),
        };
        let page_us = if is_page { (way.evaluated_bytes / 1_024).saturating_mul(PER_KB_US) } else { 0 };
        ServiceTime { median_us: base_us * u64::from(way.round_trips.max(1)) + page_us.min(PAGES_MAX_US) }
    }

    /// The time that is longer than `point` of [`POINTS`] equally likely ones, in microseconds.
    pub(super) fn at(self, point: u64) -> u64 {
        let thousandths = if point < 90 { 700 + point * 600 / 90 } else { 1_300 + (point - 89) * (point - 89) * 13 };
        self.median_us * thousandths / 1_000
    }
}
