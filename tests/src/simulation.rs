//! Digests of simulated runs: equal wherever they are computed.

use lab::scenario::{self, Scenario};
use lab::simulate::{self, Run};
use model::KeyHash;
use report::Driver;

/// Scenarios that are run: throttled and not, with indexes, lists, deletions and dates as keys.
const SCENARIOS: [&str; 4] = ["iot-telemetry", "retail-cart", "sessions", "incident-one-partition"];

/// A line for each scenario and driver: the MD5 of the report's JSON, and its bytes.
pub fn digests() -> String {
    let mut lines = String::new();
    for name in SCENARIOS {
        for (driver, duration_s) in [(Driver::Fluid, 2 * 3_600), (Driver::PerRequest, 8)] {
            let json = simulate::json(&run(name, driver, duration_s));
            let digest = KeyHash::of(json.as_bytes());
            lines.push_str(&format!("{name} {driver:?} {:032x} {}\n", { digest.0 }, json.len()));
        }
    }
    lines
}

fn run(name: &str, driver: Driver, duration_s: u64) -> report::SimulationReport {
    let entry = scenario::template(name).expect("the catalogue has it");
    let scenario = scenario::read(entry.text).expect("the catalogue is right");
    let scenario = Scenario { duration_s, ..scenario };
    Run::new(&scenario, driver).expect("it can be run").finish()
}
