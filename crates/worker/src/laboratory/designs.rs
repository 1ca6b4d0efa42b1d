//! What is asked of designs: coverage and key lint of a scenario as it is written, and how those of a finished run compare.

use client::LabAnswer;
use lab::prices::Prices;
use lab::{design, scenario};
use report::{ErrorReport, RegionPrices, ScenarioProblem, SimulationReport};

use crate::host::refusal;

/// The region whose prices are taken where the scenario's has none.
const USUAL_REGION: &str = "us-east-1";

/// Reviews of the designs of a text.
pub(super) fn reviews(text: &str) -> LabAnswer {
    let scenario = match scenario::read(text) {
        Ok(scenario) => scenario,
        Err(problems) => return LabAnswer::Problems(problems.into_iter().map(problem).collect()),
    };
    let prices = match prices(&scenario.region) {
        Ok(prices) => prices,
        Err(error) => return LabAnswer::Refused(error),
    };
    let reviews: Result<Vec<_>, _> = scenario.designs.iter().map(|design| design::review(&scenario, design, &prices)).collect();
    match reviews {
        Ok(reviews) => LabAnswer::Reviews(reviews),
        Err(error) => LabAnswer::Refused(refusal("DesignError", &error.to_string())),
    }
}

/// The designs of a run beside each other.
pub(super) fn comparison(report: Option<&SimulationReport>) -> LabAnswer {
    match report {
        Some(report) => LabAnswer::Comparison(Box::new(design::compare(report, &design::months(report)))),
        None => LabAnswer::Refused(refusal("NoRun", "Nothing has run yet: run a scenario first.")),
    }
}

fn prices(region: &str) -> Result<RegionPrices, ErrorReport> {
    let prices = Prices::embedded().map_err(|error| refusal("PriceError", &error.to_string()))?;
    let found = prices.of_receipts(region).or_else(|_| prices.of_receipts(USUAL_REGION));
    found.map_err(|error| refusal("PriceError", &error.to_string()))
}

fn problem(problem: scenario::Problem) -> ScenarioProblem {
    ScenarioProblem { line: problem.line, problem: problem.message, advice: problem.instead }
}
