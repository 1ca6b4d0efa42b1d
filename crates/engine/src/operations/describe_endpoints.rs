//! DescribeEndpoints: where the service of this region is reached.
//!
//! Follows: API Reference, "DescribeEndpoints".

use api::{Call, Reply, Response};

use crate::{Context, Outcome, Refusal};

/// Minutes that a client may keep the address (what the service answers: a day).
const CACHE_PERIOD_MINUTES: i64 = 1_440;

/// Carries out a DescribeEndpoints.
pub(crate) fn execute(context: &Context, call: Call) -> Result<Outcome, Refusal> {
    call.into_input().finish()?;
    let endpoint = Reply::default()
        .text("Address", format!("dynamodb.{}.amazonaws.com", context.region))
        .integer("CachePeriodInMinutes", CACHE_PERIOD_MINUTES);
    let reply = Reply::default().list("Endpoints", vec![endpoint.into()]);
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed: 0 })
}
