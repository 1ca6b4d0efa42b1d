//! The rules of `OnDemandThroughput` and `WarmThroughput`, for new and for standing tables and indexes.
//!
//! Follows: API Reference, "CreateTable", "UpdateTable"; facts 3.1 and 3.2.

use api::text::{LimitExceeded, Validation, WarmPlace};
use api::{Error, UnitsPerSecond};

use super::definition::UNITS_MAX;
use crate::CapacitySetting;
use crate::due::units_of;

/// Whose bounds a request sets.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'r> {
    /// The table's.
    Table,
    /// An index's.
    Index(&'r str),
}

/// What a request says of bounds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// `OnDemandThroughput`.
    pub(crate) maximums: Option<UnitsPerSecond>,
    /// `WarmThroughput`.
    pub(crate) warm: Option<UnitsPerSecond>,
}

const MAXIMUMS: [&str; 2] = ["MaxReadRequestUnits", "MaxWriteRequestUnits"];
const WARM: [&str; 2] = ["ReadUnitsPerSecond", "WriteUnitsPerSecond"];
const PROVISIONED: [&str; 2] = ["ReadCapacityUnits", "WriteCapacityUnits"];
const TABLE_QUOTAS: [&str; 2] = ["TableMaxReadCapacityUnits", "TableMaxWriteCapacityUnits"];

/// Takes a maximum away (UpdateTable).
pub(crate) const NO_MAXIMUM: i64 = -1;

impl Place<'_> {
    fn warm(self) -> WarmPlace {
        match self {
            Place::Table => WarmPlace::Table,
            Place::Index(index) => WarmPlace::Index(index.to_owned()),
        }
    }
}

/// Each dimension that is there, with its place in the names.
fn dimensions(units: Option<UnitsPerSecond>) -> impl Iterator<Item = (usize, i64)> {
    let units = units.unwrap_or_default();
    [units.read, units.write].into_iter().enumerate().filter_map(|(at, units)| Some((at, units?)))
}

/// Checks what a new table or index with this capacity asks for.
pub(crate) fn check_new(wanted: Wanted, capacity: CapacitySetting, place: Place<'_>) -> Result<(), Validation> {
    for (at, units) in dimensions(wanted.maximums) {
        if capacity != CapacitySetting::OnDemand {
            return Err(match place {
                Place::Table => Validation::OnDemandLimitProvisioned(MAXIMUMS[at]),
                Place::Index(index) => Validation::IndexOnDemandLimitProvisioned(MAXIMUMS[at], index.to_owned()),
            });
        }
        if units < 1 {
            return Err(out_of_range(at, place));
        }
    }
    let (read, write) = capacity.warm();
    for (at, units) in dimensions(wanted.warm) {
        if units_below(units, [read, write][at]) {
            return Err(match capacity {
                CapacitySetting::OnDemand => Validation::WarmBelowOnDemand(WARM[at], place.warm()),
                CapacitySetting::Provisioned { .. } => Validation::WarmBelowProvisioned(WARM[at], place.warm(), PROVISIONED[at]),
            });
        }
    }
    Ok(())
}

/// Checks what a table or index, which is to have this capacity and has this warm throughput, is asked to change.
pub(crate) fn check_change(
    wanted: Wanted,
    capacity: CapacitySetting,
    warm: (u64, u64),
    place: Place<'_>,
) -> Result<(), Validation> {
    for (at, units) in dimensions(wanted.maximums) {
        if capacity != CapacitySetting::OnDemand {
            return Err(match place {
                Place::Table => Validation::OnDemandLimitProvisionedUpdate(MAXIMUMS[at]),
                Place::Index(index) => Validation::IndexOnDemandLimitProvisionedUpdate(MAXIMUMS[at], index.to_owned()),
            });
        }
        if units < 1 && units != NO_MAXIMUM {
            return Err(out_of_range(at, place));
        }
    }
    for (at, units) in dimensions(wanted.warm) {
        if units_below(units, [units_of(capacity).0, units_of(capacity).1][at]) {
            return Err(Validation::WarmBelowProvisioned(WARM[at], place.warm(), PROVISIONED[at]));
        }
        if units_below(units, [warm.0, warm.1][at]) {
            return Err(Validation::WarmDecrease(WARM[at], place.warm()));
        }
    }
    Ok(())
}

/// Checks the account's maximums.
pub(crate) fn check_quotas(wanted: Wanted, place: Place<'_>, region: &str) -> Result<(), Error> {
    let region = || region.to_owned();
    if let Some((at, _)) = dimensions(wanted.maximums).find(|(_, units)| *units > UNITS_MAX) {
        let place = match place {
            Place::Table => "table".to_owned(),
            Place::Index(index) => format!("index : {index}"),
        };
        return Err(Error::LimitExceeded(LimitExceeded::OnDemandMaximum(MAXIMUMS[at], place, TABLE_QUOTAS[at], region())));
    }
    match dimensions(wanted.warm).find(|(_, units)| *units > UNITS_MAX) {
        Some((at, _)) => {
            Err(Error::LimitExceeded(LimitExceeded::WarmMaximum(WARM[at], place.warm(), TABLE_QUOTAS[at], region())))
        }
        None => Ok(()),
    }
}

fn out_of_range(at: usize, place: Place<'_>) -> Validation {
    match place {
        Place::Table => Validation::OnDemandLimitRange(MAXIMUMS[at]),
        Place::Index(index) => Validation::IndexOnDemandLimitRange(MAXIMUMS[at], index.to_owned()),
    }
}

fn units_below(units: i64, bound: u64) -> bool {
    u64::try_from(units).unwrap_or(0) < bound
}
