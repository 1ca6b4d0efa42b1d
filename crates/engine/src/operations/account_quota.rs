//! The quota of provisioned units of all tables of an account in a region.
//!
//! Follows: developer guide, "Quotas in Amazon DynamoDB" ("Default throughput quotas"); facts, quotas and 3.1.

use api::Error;
use api::text::LimitExceeded;

use crate::control::Task;
use crate::due::units_of;
use crate::{CapacitySetting, Engine, Table};

/// Read and write units each of all provisioned tables and global indexes (facts, quotas).
pub(crate) const ACCOUNT_UNITS: u64 = 80_000;

/// Checks that the account may have `after` beside its other tables, in place of `before`. Fewer units are never refused.
pub(crate) fn check_account(engine: &Engine, before: Option<&Table>, after: &Table) -> Result<(), Error> {
    let (old, new) = (before.map_or([0, 0], promised), promised(after));
    if new.iter().zip(old).all(|(new, old)| *new <= old) {
        return Ok(());
    }
    let tables = engine.database.names(&after.account, &after.region).filter_map(|(_, id)| engine.database.table(id));
    let reserved = tables.map(|table| promised(table)).fold([0, 0], |[read, write]: [u64; 2], [r, w]| [read + r, write + w]);
    for (at, dimension) in ["ReadCapacityUnits", "WriteCapacityUnits"].into_iter().enumerate() {
        let (reserved, old, new) = (at_of(reserved, at), at_of(old, at), at_of(new, at));
        let requested = new.saturating_sub(old);
        if requested > 0 && reserved + requested > ACCOUNT_UNITS {
            let region = after.region.clone();
            return Err(Error::LimitExceeded(LimitExceeded::AccountUnits(dimension, region, reserved, ACCOUNT_UNITS, requested)));
        }
    }
    Ok(())
}

fn at_of(units: [u64; 2], at: usize) -> u64 {
    units.get(at).copied().unwrap_or_default()
}

/// Read and write units that the table has once all that is under way is done.
fn promised(table: &Table) -> [u64; 2] {
    let own = table.control.work.iter().rev().find_map(|work| match work.task {
        Task::Capacity(setting) => Some(setting),
        _ => None,
    });
    let index = |name: &str, standing: CapacitySetting| {
        let coming = table.control.work.iter().rev().find_map(|work| match &work.task {
            Task::IndexCapacity(of, setting) if of == name => Some(*setting),
            _ => None,
        });
        coming.unwrap_or(standing)
    };
    let indexes = table.indexes.iter().map(|of| index(&of.name, of.capacity));
    let all = std::iter::once(own.unwrap_or(table.capacity)).chain(indexes).map(units_of);
    all.fold([0, 0], |[read, write], (r, w)| [read + r, write + w])
}
