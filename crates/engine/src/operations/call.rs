//! The operations beyond the core, by name. Each has a file of its own, which reads its members, then check, plan, apply.
//!
//! They are rare, so they share one arm of the engine's dispatch and the worker can load them later than the core.

use api::{Call, Error};

use super::describe_endpoints;
use crate::tracer::Tracer;
use crate::{Context, Engine, Outcome, Refusal};

/// Carries out an operation beyond the core.
pub(crate) fn execute(_engine: &mut Engine, context: &Context, call: Call, _tracer: &mut Tracer<'_>) -> Result<Outcome, Refusal> {
    match call.name() {
        "DescribeEndpoints" => describe_endpoints::execute(context, call),
        _ => Err(Error::UnknownOperation.into()),
    }
}
