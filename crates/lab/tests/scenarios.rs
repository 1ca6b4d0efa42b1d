//! The scenarios of the catalogue, run: the first design shows the mistake, the second does without.

use std::collections::BTreeSet;

use expect_test::expect;
use lab::scenario::{Scenario, catalogue, read, write};
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
    let hour = (1..24).max_by_key(|hour| of_hour(*hour)).unwrap_or(1);
    scenario.start_s += (hour - 1) * HOUR_S;
    scenario.duration_s = 2 * HOUR_S;
    scenario
}

/// Why each of a design's key spaces was throttled.
fn told(design: &DesignRun) -> String {
    let mut told = String::new();
    for space in &design.spaces {
        let reasons: BTreeSet<&str> = space.throttles.iter().map(|throttled| throttled.reason.as_str()).collect();
        told.push_str(&format!("    {}: {reasons:?}\n", space.index.as_deref().unwrap_or(&space.table)));
    }
    told
}

#[test]
fn the_first_design_is_throttled_for_its_key_and_the_second_is_not() {
    let mut all = String::new();
    for entry in catalogue() {
        let report = Run::new(&busiest(read(entry.text).unwrap()), Driver::Fluid).unwrap().finish();
        all.push_str(&format!("{}\n", entry.id));
        for design in &report.designs {
            all.push_str(&format!("  {}\n{}", design.name, told(design)));
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

/// The scenario into which the fragments of the documentation are put.
const BASE: [(&str, &str); 5] = [
    ("head", "title = \"t\"\nduration = \"24h\"\n"),
    (
        "attributes",
        "[attributes]\ncustomer = { uniform = 10 }\norder = \"sequence\"\ntime = \"time\"\nstatus = \"date\"\nsku = \"date\"\nshard = { suffix = 3 }\n",
    ),
    ("patterns", "[[pattern]]\nname = \"p\"\ndoes = \"put\"\nentity = \"line\"\n"),
    ("rates", "rate = 1\n"),
    (
        "designs",
        "[[design]]\nname = \"A\"\n[[design.table]]\nname = \"Table\"\npartition_key = \"{customer}\"\nsort_key = \"{order}\"\n",
    ),
];

fn with(part: &str, text: &str) -> String {
    let put = |(name, base): (&str, &str)| -> String {
        match name {
            _ if name == part => text.to_owned(),
            // The documentation's patterns have rates.
            "rates" if part == "patterns" => String::new(),
            _ => base.to_owned(),
        }
    };
    BASE.into_iter().map(put).collect()
}

#[test]
fn the_documentation_is_read() {
    let text = include_str!("../../../docs/scenarios.md");
    let mut found = BTreeSet::new();
    for block in text.split("```toml").skip(1) {
        let (info, rest) = block.split_once('\n').unwrap();
        let (body, _) = rest.split_once("\n```").unwrap();
        let part = info.trim();
        let texts: Vec<String> = match part {
            "" => vec![body.to_owned()],
            "rates" => body.lines().map(|line| with("rates", &format!("{line}\n"))).collect(),
            part => vec![with(part, &format!("{body}\n"))],
        };
        for text in texts {
            let scenario = read(&text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
            assert_eq!(read(&write(&scenario)), Ok(scenario));
        }
        found.insert(part);
    }
    assert_eq!(found, BTreeSet::from(["", "head", "attributes", "patterns", "rates", "designs"]));
}
