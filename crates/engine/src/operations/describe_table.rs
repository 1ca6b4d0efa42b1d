//! DescribeTable: a table's key, settings, status and figures.
//!
//! Follows: API Reference, "DescribeTable".

use std::ops::Bound;
use std::sync::Arc;

use api::text::NotFound;
use api::{DescribeTable, Error, Response};

use crate::addressing::place_of;
use crate::undurable::ITEMS;
use crate::{Context, Engine, Outcome, Refusal, Table};

/// Carries out a DescribeTable.
#[inline(never)]
pub(crate) fn execute(engine: &Engine, context: &Context, request: &DescribeTable) -> Result<Outcome, Refusal> {
    let table = named_table(engine, context, &request.table_name)?;
    let response = Response::Table(Box::new(engine.describe(table)));
    // The figures depend on every change of the table.
    let observed = engine.undurable.of_range(table.id, ITEMS, Bound::Unbounded, Bound::Unbounded);
    Ok(Outcome { response, batch: vec![], observed })
}

/// The table that a control plane request names, in whatever state it is.
pub(crate) fn named_table<'e>(engine: &'e Engine, context: &Context, name: &str) -> Result<&'e Arc<Table>, Refusal> {
    let place = place_of(context, name)?;
    engine.database.find(place).ok_or_else(|| Refusal::Error {
        error: Error::ResourceNotFound(NotFound::Table(place.name.to_owned())),
        observed: engine.undurable.of_tables(),
    })
}
