//! What is asked of designs: coverage and key lint of a scenario as it is written, and how those of a finished run compare.

use client::LabAnswer;
use lab::design;
use lab::prices::Prices;
use lab::scenario::{self, ForkError, Ran, Scenario};
use report::{ErrorReport, REGION, RanRequest, RegionPrices, SimulationReport};

use crate::host::refusal;

/// Reviews of the designs of a scenario.
pub(super) fn reviews(scenario: &Scenario) -> LabAnswer {
    let prices = match prices(&scenario.region) {
        Ok(prices) => prices,
        Err(error) => return LabAnswer::Refused(error),
    };
    let reviews: Result<Vec<_>, _> = scenario.designs.iter().map(|design| design::review(scenario, design, &prices)).collect();
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

/// The text of a scenario out of a table that is there.
pub(super) fn fork(description: &str, scanned: &str, region: &str, start_s: u64) -> LabAnswer {
    written(scenario::of_table(description, scanned, region, start_s))
}

/// The same, with the patterns of what was run.
pub(super) fn observe(description: &str, scanned: &str, region: &str, start_s: u64, requests: &[RanRequest]) -> LabAnswer {
    let ran = requests.iter().map(|request| Ran { time_ms: request.time.0, operation: &request.operation, body: &request.body });
    written(scenario::of_requests(description, scanned, region, start_s, &ran.collect::<Vec<_>>()))
}

fn written(found: Result<Scenario, ForkError>) -> LabAnswer {
    match found {
        Ok(found) => LabAnswer::Text(scenario::write(&found)),
        Err(error) => LabAnswer::Refused(refusal("ForkError", &format!("{error}."))),
    }
}

fn prices(region: &str) -> Result<RegionPrices, ErrorReport> {
    let prices = Prices::embedded().map_err(|error| refusal("PriceError", &error.to_string()))?;
    // Where the scenario's region has none, those of the page's.
    let found = prices.of_receipts(region).or_else(|_| prices.of_receipts(REGION));
    found.map_err(|error| refusal("PriceError", &error.to_string()))
}
