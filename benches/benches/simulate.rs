//! Simulated days and requests, natively: how long they take. The bars hold in wasm (`benches/simulate.mjs`), so here nothing fails.

#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]

use std::time::Instant;

use benches::simulation::{days, minute, requests, throttled_day};
use lab::scenario::Scenario;
use report::Driver;

fn main() {
    time("fluid, a day", &days(1), Driver::Fluid);
    time("fluid, 30 days", &days(30), Driver::Fluid);
    time("fluid, a day in which every second is throttled", &throttled_day(), Driver::Fluid);
    time("per request, a minute", &minute(), Driver::PerRequest);
}

fn time(what: &str, scenario: &Scenario, driver: Driver) {
    let start = Instant::now();
    let (offered, given_up) = requests(scenario, driver);
    let seconds = start.elapsed().as_secs_f64();
    let rate = offered as f64 / seconds;
    println!("{what}: {seconds:.3} s for {offered} requests ({rate:.0} a second), {given_up} given up");
}
