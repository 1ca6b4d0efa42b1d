//! DescribeLimits: the quotas of provisioned capacity of the account and of one table in this region.
//!
//! Follows: API Reference, "DescribeLimits"; facts, quotas.

use api::{Call, Reply, Response};

use super::account_quota::ACCOUNT_UNITS;
use super::definition::UNITS_MAX;
use crate::{Outcome, Refusal};

/// Carries out a DescribeLimits.
pub(crate) fn execute(call: Call) -> Result<Outcome, Refusal> {
    call.into_input().finish()?;
    let reply = Reply::default()
        .integer("AccountMaxReadCapacityUnits", ACCOUNT_UNITS as i64)
        .integer("AccountMaxWriteCapacityUnits", ACCOUNT_UNITS as i64)
        .integer("TableMaxReadCapacityUnits", UNITS_MAX)
        .integer("TableMaxWriteCapacityUnits", UNITS_MAX);
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: 0 })
}
