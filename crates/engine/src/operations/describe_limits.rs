//! DescribeLimits: the quotas of provisioned capacity of the account and of one table in this region.
//!
//! Follows: API Reference, "DescribeLimits"; facts, quotas.

use api::{Call, Reply, Response};

use super::definition::UNITS_MAX;
use crate::{Outcome, Refusal};

/// Read and write units each of all provisioned tables of an account in a region (facts, quotas).
const ACCOUNT_UNITS: i64 = 80_000;

/// Carries out a DescribeLimits.
pub(crate) fn execute(call: Call) -> Result<Outcome, Refusal> {
    call.into_input().finish()?;
    let reply = Reply::default()
        .integer("AccountMaxReadCapacityUnits", ACCOUNT_UNITS)
        .integer("AccountMaxWriteCapacityUnits", ACCOUNT_UNITS)
        .integer("TableMaxReadCapacityUnits", UNITS_MAX)
        .integer("TableMaxWriteCapacityUnits", UNITS_MAX);
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: 0 })
}
