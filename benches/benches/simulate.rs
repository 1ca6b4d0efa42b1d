//! Simulated days and requests, natively: how long they take beside their bars.

#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]

use std::time::Instant;

use benches::simulation::{days, throttled_day};
use lab::scenario::Scenario;
use lab::simulate::Run;
use report::{Driver, SimulationReport};

fn main() {
    time("fluid, a day", &days(1), Driver::Fluid);
    time("fluid, 30 days", &days(30), Driver::Fluid);
    time("fluid, a throttled day", &throttled_day(), Driver::Fluid);
}

fn time(what: &str, scenario: &Scenario, driver: Driver) {
    let start = Instant::now();
    let run = Run::new(scenario, driver).expect("the scenario is right");
    let report = run.finish();
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {seconds:.3} s, {} requests, {} given up", requests(&report), given_up(&report));
}

fn requests(report: &SimulationReport) -> u64 {
    report.designs.iter().flat_map(|design| &design.patterns).map(|pattern| pattern.offered).sum()
}

fn given_up(report: &SimulationReport) -> u64 {
    report.designs.iter().flat_map(|design| &design.patterns).map(|pattern| pattern.given_up).sum()
}
