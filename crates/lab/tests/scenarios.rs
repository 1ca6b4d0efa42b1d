//! The scenarios of the catalogue, run: the first design shows the mistake, the second does without.

use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::expect;
use lab::scenario::{Scenario, catalogue, read};
use lab::simulate::Run;
use lab::workload::{Arrivals, DAY_S, HOUR_S};
use report::{DesignRun, Driver};

/// Two hours are enough of a day, the busiest and the one before it.
fn busiest(mut scenario: Scenario) -> Scenario {
    if scenario.duration_s < DAY_S {
        return scenario;
    }
    let arrivals = Arrivals::new(&scenario);
    let of_hour = |hour: u64| -> u64 {
        (0..scenario.patterns.len()).map(|pattern| arrivals.between(pattern, hour * HOUR_S, (hour + 1) * HOUR_S)).sum()
    };
    let hour = (1..24).max_by_key(|hour| of_hour(*hour)).unwrap();
    scenario.start_s += (hour - 1) * HOUR_S;
    scenario.duration_s = 2 * HOUR_S;
    scenario
}

/// Why each of a design's key spaces was throttled.
fn told(design: &DesignRun) -> String {
    let mut told = String::new();
    for space in &design.spaces {
        let reasons: BTreeSet<&str> = space.throttles.iter().map(|(reason, _)| reason.as_str()).collect();
        writeln!(told, "    {}: {reasons:?}", space.index.as_deref().unwrap_or(&space.table)).unwrap();
    }
    told
}

#[test]
fn the_first_design_is_throttled_for_its_key_and_the_second_is_not() {
    let mut all = String::new();
    for entry in catalogue() {
        let report = Run::new(&busiest(read(entry.text).unwrap()), Driver::Fluid).unwrap().finish();
        writeln!(all, "{}", entry.id).unwrap();
        for design in &report.designs {
            write!(all, "  {}\n{}", design.name, told(design)).unwrap();
        }
    }
    expect![[r#"
        iot-telemetry
          A: date
            Telemetry: {"TableWriteKeyRangeThroughputExceeded"}
          B: device and date
            Telemetry: {}
        retail-cart
          A: index by article, all attributes
            Carts: {}
            by-article: {"IndexWriteKeyRangeThroughputExceeded"}
          B: index by article and suffix, keys only
            Carts: {}
            by-article: {}
        gaming-leaderboard
          A: index by game
            Scores: {}
            by-score: {"IndexWriteKeyRangeThroughputExceeded"}
          B: index by game and suffix
            Scores: {}
            by-score: {}
        banking-ledger
          A: account
            Ledger: {"TableWriteKeyRangeThroughputExceeded"}
          B: account and suffix
            Ledger: {}
        ad-clicks
          A: campaign
            Clicks: {"TableWriteKeyRangeThroughputExceeded"}
          B: campaign and suffix
            Clicks: {}
        sessions
          A: index by day
            Sessions: {}
            by-day: {"IndexWriteKeyRangeThroughputExceeded"}
          B: time to live
            Sessions: {}
        employee-directory
          A: provisioned, no index
            Employees: {}
          B: on-demand, index by location
            Employees: {}
            by-location: {}
        incident-outbox
          A: index by topic
            Outbox: {}
            outstanding: {"IndexWriteKeyRangeThroughputExceeded"}
          B: index by topic and suffix
            Outbox: {}
            outstanding: {}
        incident-one-partition
          A: one partition key
            Cluster: {"TableWriteKeyRangeThroughputExceeded"}
          B: a partition key for each bucket
            Cluster: {}
        incident-polling
          A: whole steps
            Executions: {"TableReadKeyRangeThroughputExceeded"}
          B: an index of states
            Executions: {}
            states: {}
        incident-status-index
          A: index by status
            Deposits: {}
            by-status: {"IndexWriteKeyRangeThroughputExceeded"}
          B: index by status and suffix
            Deposits: {}
            by-status: {}
    "#]]
    .assert_eq(&all);
}
