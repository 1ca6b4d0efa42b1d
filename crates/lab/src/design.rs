//! Key design experiments: what a design makes of the access patterns, and how several designs' runs compare.
//!
//! What it is not: it runs nothing. A review is static, computed from the plan of a design (`access`) and prices; a comparison
//! is computed from what runs told.

mod compare;
mod cost;
mod coverage;
mod lint;
mod words;

pub use compare::{compare, months};

use report::{DesignReview, RegionPrices};

use crate::access::{PlanError, plan, volumes};
use crate::scenario::{Design, Scenario};

/// Coverage matrix and key lint of a design. Amounts are at on-demand prices.
pub fn review(scenario: &Scenario, design: &Design, prices: &RegionPrices) -> Result<DesignReview, PlanError> {
    let plan = plan(scenario, design)?;
    let volumes = volumes(scenario);
    let lint = lint::Lint::new(scenario, design, &plan, &volumes, prices);
    Ok(DesignReview {
        name: design.name.clone(),
        coverage: coverage::coverage(scenario, design, &plan),
        findings: lint.findings(),
        assumptions: words::assumptions(&prices.region),
    })
}

#[cfg(test)]
mod tests;
