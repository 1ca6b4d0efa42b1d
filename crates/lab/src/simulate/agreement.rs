//! Both drivers on the same random scenarios: what they carry out and give up agrees.

use report::{Driver, SimulationReport};

use super::Run;
use super::testing::{get, index, list, on_demand, provisioned, put, scenario, table, update};
use crate::Chance;
use crate::scenario::{ItemSize, Scenario, TableDesign, Values};

/// Scenarios that are compared.
const SCENARIOS: u64 = 100;

fn random(number: u64) -> Scenario {
    let chance = Chance::new(number);
    let below = |purpose: &str, bound: u64| chance.below(purpose, number, bound);
    let devices = match below("keys", 4) {
        0 => Values::Uniform { count: 5_000 },
        1 => Values::Zipf { count: 500, exponent_thousandths: 900 },
        2 => Values::OneHot { count: 1_000, hot_millionths: 200_000 + 100_000 * below("hot", 7) as u32 },
        _ => Values::Weighted { values: vec![("a".to_owned(), 5), ("b".to_owned(), 3), ("c".to_owned(), 1)] },
    };
    let size = 1_000 + 1_000 * below("size", 60) as u32;
    let mut patterns = vec![put(5 + below("writes", 25), size)];
    match below("more", 4) {
        0 => patterns.push(list(2 + below("reads", 15), size, 1 + below("items", 5) as u32)),
        1 => patterns.push(get(5 + below("reads", 20), size)),
        2 => patterns.push(update(2 + below("updates", 10), size)),
        _ => {}
    }
    if below("sizes", 3) == 0 {
        patterns.iter_mut().for_each(|pattern| pattern.size = ItemSize::Between(size / 2, size * 3 / 2));
    }
    let is_on_demand = below("mode", 3) == 0;
    let capacity = |name: &str| match is_on_demand {
        true => on_demand(),
        false => provisioned(1 + below("reads", 10), 1 + below(name, 40)),
    };
    let mut table = TableDesign { item_count: 100_000, item_bytes: size, ..table(capacity("table")) };
    for at in 0..below("indexes", 3) {
        let (name, by) = [("by-site", "site"), ("by-device", "device")][at as usize];
        table.indexes.push(index(name, &[by], capacity(name)));
    }
    let mut scenario = scenario(30 + below("seconds", 30), devices, patterns, table);
    scenario.seed = number;
    scenario.retries.attempts = 1 + below("attempts", 5) as u32;
    scenario.retries.base_ms = [10, 50, 400][below("base", 3) as usize];
    scenario.retries.jitter = below("jitter", 2) == 0;
    scenario
}

#[derive(Debug)]
struct Sums {
    offered: u64,
    admitted: u64,
    given_up: u64,
    throttles: u64,
    units: u64,
}

fn sums(report: &SimulationReport) -> Sums {
    let patterns = || report.designs.iter().flat_map(|design| &design.patterns);
    let spaces = || report.designs.iter().flat_map(|design| &design.spaces);
    Sums {
        offered: patterns().map(|pattern| pattern.offered).sum(),
        admitted: patterns().map(|pattern| pattern.admitted).sum(),
        given_up: patterns().map(|pattern| pattern.given_up).sum(),
        throttles: spaces().flat_map(|space| &space.throttles).map(|throttled| throttled.events).sum(),
        units: spaces().map(|space| space.read_units.0 + space.write_units.0).sum(),
    }
}

#[test]
fn the_drivers_agree_within_two_percent_and_wholly_where_nothing_is_throttled() {
    let mut throttled = 0;
    for number in 0..SCENARIOS {
        let scenario = random(number);
        let told = |driver| sums(&Run::new(&scenario, driver).unwrap().finish());
        let (fluid, single) = (told(Driver::Fluid), told(Driver::PerRequest));
        for run in [&fluid, &single] {
            assert_eq!(run.offered, run.admitted + run.given_up, "scenario {number}");
        }
        assert_eq!(fluid.offered, single.offered, "scenario {number}");
        let differs = fluid.admitted.abs_diff(single.admitted);
        assert!(differs * 50 <= fluid.offered, "scenario {number}: {fluid:?} {single:?}");
        if fluid.throttles == 0 && single.throttles == 0 {
            assert_eq!(differs, 0, "scenario {number}");
            let is_fixed = scenario.patterns.iter().all(|pattern| matches!(pattern.size, ItemSize::Fixed(_)));
            assert!(!is_fixed || fluid.units == single.units, "scenario {number}: {fluid:?} {single:?}");
        } else {
            throttled += 1;
            assert!(
                fluid.throttles.abs_diff(single.throttles) * 10 <= single.throttles.max(1_000),
                "scenario {number}: {fluid:?} {single:?}"
            );
        }
    }
    assert!(throttled * 3 > SCENARIOS && throttled < SCENARIOS, "{throttled} scenarios were throttled");
}
