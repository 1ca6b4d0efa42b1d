//! Key design experiments: what a design makes of the access patterns, and how several designs' runs compare.
//!
//! What it is not: it runs nothing. A review is static, computed from the plan of a design (`access`) and prices; a comparison
//! is computed from what runs told.

mod coverage;
mod words;

use report::DesignReview;

use crate::access::{PlanError, plan};
use crate::scenario::{Design, Scenario};

/// Coverage matrix of a design.
pub fn review(scenario: &Scenario, design: &Design) -> Result<DesignReview, PlanError> {
    let plan = plan(scenario, design)?;
    Ok(DesignReview {
        name: design.name.clone(),
        coverage: coverage::coverage(scenario, design, &plan),
        findings: Vec::new(),
        assumptions: Vec::new(),
    })
}

#[cfg(test)]
mod tests;
