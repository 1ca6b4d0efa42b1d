//! ListTables: the names of the caller's tables in this region, in byte order, page by page.
//!
//! Follows: API Reference, "ListTables"; facts 3.5 (an unknown start name is accepted).

use api::{ListTables, Response};

use crate::{Context, Engine, Outcome};

/// Names of one page at most, and without a limit (API).
const PAGE_NAMES: usize = 100;

/// Carries out a ListTables.
#[inline(never)]
pub(crate) fn execute(engine: &Engine, context: &Context, request: &ListTables) -> Outcome {
    let limit = request.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE_NAMES).clamp(1, PAGE_NAMES);
    let start = request.exclusive_start_table_name.as_deref();
    let names = engine.database.names(&context.account, &context.region).map(|(name, _)| name);
    let mut names = names.filter(|name| start.is_none_or(|start| *name > start));
    let table_names: Vec<String> = names.by_ref().take(limit).map(str::to_owned).collect();
    let more = names.next().is_some();
    let last_evaluated_table_name = table_names.last().filter(|_| more).cloned();
    let response = Response::ListTables { table_names, last_evaluated_table_name };
    Outcome { response, batch: vec![], observed: engine.undurable.of_tables() }
}
