//! Latency: how service times are spread around what `capacity` tells, and what throttling adds.
//!
//! Our model: half of the requests take at most the time that [`latency_us`] tells for their units, one of a hundred about two and
//! a half times as much; a transaction takes twice, for it has two phases; calls that wait for one another add up. A
//! throttled attempt is answered in a millisecond, and a request takes the sum of its attempts and of the waits between them.

use capacity::{Direction, latency_us};

use crate::access::{Operation, Way};

/// Microseconds until a throttled attempt is answered.
pub(super) const REFUSAL_US: u64 = 1_000;
/// Calls of one request that wait for one another, at most (our bound).
const TRIPS_MAX: u64 = 100_000;
/// Points of the distribution of service times.
pub(super) const POINTS: u64 = 100;
/// Service times of one access pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ServiceTime {
    median_us: u64,
}

impl ServiceTime {
    /// Of a way.
    pub(super) fn of(way: &Way) -> Self {
        let of_direction = |direction: Direction| {
            let units = way.units(direction).half_units();
            if units.0 > 0 { latency_us(direction, units) } else { 0 }
        };
        let [read_us, write_us] = Direction::BOTH.map(of_direction);
        let phases = if way.operation == Operation::TransactWriteItems { 2 } else { 1 };
        let further_trips = u64::from(way.round_trips.max(1) - 1).min(TRIPS_MAX);
        // A look-up before a write is one of its round trips, and told by the units that it reads.
        let trips_us = if read_us > 0 && write_us > 0 { 0 } else { further_trips * read_us.max(write_us) };
        ServiceTime { median_us: read_us + write_us * phases + trips_us }
    }

    /// The time that is longer than `point` of [`POINTS`] equally likely ones, in microseconds.
    pub(super) fn at(self, point: u64) -> u64 {
        let thousandths = if point < 90 { 700 + point * 600 / 90 } else { 1_300 + (point - 89) * (point - 89) * 13 };
        self.median_us * thousandths / 1_000
    }
}
