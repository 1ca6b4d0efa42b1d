//! The scenarios whose runs are measured, the same natively and in wasm.

use lab::scenario::{
    Action, Attribute, CapacityDesign, Curve, Design, IndexDesign, ItemSize, KeyPart, KeyTemplate, MilliRate, Pattern, Projected,
    RetryPolicy, Scenario, TableClass, TableDesign, Units, Values,
};

use lab::simulate::Run;
use report::Driver;

/// Seconds of a day.
const DAY_S: u64 = 86_400;

/// Days of 10,000 requests a second on average, on a table of 64 partitions with two global indexes. Nothing is throttled.
pub fn days(count: u64) -> Scenario {
    let rate = |per_second: u64| Curve::Diurnal {
        low: MilliRate(per_second * 500),
        high: MilliRate(per_second * 1_500),
        peak_hour: 18,
        sharpness: 1,
    };
    let warm = CapacityDesign::OnDemand {
        maximum: (None, None),
        warm: Some(Units { read: 192_000, write: 64_000 }),
        previous_peak: None,
    };
    let patterns = vec![
        Pattern { rate: rate(4_000), ..pattern("record an event", Action::Put) },
        Pattern {
            rate: rate(1_000),
            known: names(&["device", "at"]),
            changes: names(&["state"]),
            ..pattern("set its state", Action::Update)
        },
        Pattern {
            rate: rate(5_000),
            known: names(&["device"]),
            ordered_by: names(&["at"]),
            items: 10,
            ..pattern("list a device's events", Action::List)
        },
    ];
    scenario(count * DAY_S, Values::Zipf { count: 1_000_000, exponent_thousandths: 700 }, patterns, warm)
}

/// A day of the same, but one device sends a quarter of all, so that every second is throttled and repeated.
pub fn throttled_day() -> Scenario {
    let mut scenario = days(1);
    if let Some(device) = scenario.attributes.iter_mut().find(|attribute| attribute.name == "device") {
        device.values = Values::OneHot { count: 1_000_000, hot_millionths: 250_000 };
    }
    scenario
}

/// A minute of 10,000 requests a second: puts into a table with an index, reads of single items and of lists.
pub fn minute() -> Scenario {
    let rate = |per_second: u64| Curve::Constant(MilliRate(per_second * 1_000));
    let patterns = vec![
        Pattern { rate: rate(2_000), ..pattern("record an event", Action::Put) },
        Pattern { rate: rate(6_000), known: names(&["device", "at"]), ..pattern("read an event", Action::Get) },
        Pattern {
            rate: rate(2_000),
            known: names(&["device", "at"]),
            changes: names(&["state"]),
            ..pattern("set its state", Action::Update)
        },
    ];
    let on_demand = CapacityDesign::OnDemand {
        maximum: (None, None),
        warm: Some(Units { read: 40_000, write: 40_000 }),
        previous_peak: None,
    };
    let mut scenario = scenario(60, Values::Zipf { count: 10_000, exponent_thousandths: 700 }, patterns, on_demand);
    for table in scenario.designs.iter_mut().flat_map(|design| &mut design.tables) {
        table.indexes.truncate(1);
        table.item_count = 10_000;
    }
    scenario
}

/// Runs a scenario; the requests offered, and those given up.
pub fn requests(scenario: &Scenario, driver: Driver) -> (u64, u64) {
    let run = Run::new(scenario, driver).expect("the scenario is right");
    let report = std::hint::black_box(run.finish());
    let patterns = report.designs.iter().flat_map(|design| &design.patterns);
    patterns.fold((0, 0), |(offered, given_up), pattern| (offered + pattern.offered, given_up + pattern.given_up))
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn pattern(name: &str, action: Action) -> Pattern {
    Pattern {
        name: name.to_owned(),
        action,
        entity: "event".to_owned(),
        known: Vec::new(),
        ordered_by: Vec::new(),
        needs: Vec::new(),
        changes: Vec::new(),
        size: ItemSize::Fixed(400),
        items: 1,
        returned_millionths: 1_000_000,
        consistent: false,
        expires_after_days: None,
        rate: Curve::Constant(MilliRate(0)),
    }
}

fn key(name: &str, attribute: &str) -> KeyTemplate {
    KeyTemplate { name: name.to_owned(), parts: vec![KeyPart::Attribute(attribute.to_owned())], of_kind: Vec::new() }
}

fn scenario(duration_s: u64, devices: Values, patterns: Vec<Pattern>, capacity: CapacityDesign) -> Scenario {
    let attribute = |name: &str, values: Values| Attribute { name: name.to_owned(), size_bytes: 16, values };
    let index = |name: &str, attribute: &str| IndexDesign {
        name: name.to_owned(),
        is_local: false,
        partition_key: key(attribute, attribute),
        sort_key: Some(key("at", "at")),
        projection: Projected::KeysOnly,
        capacity: capacity.clone(),
    };
    let table = TableDesign {
        name: "events".to_owned(),
        holds: Vec::new(),
        partition_key: key("device", "device"),
        sort_key: Some(key("at", "at")),
        indexes: vec![index("by-site", "site"), index("by-state", "state")],
        capacity: capacity.clone(),
        class: TableClass::Standard,
        item_count: 1_000_000,
        item_bytes: 400,
    };
    Scenario {
        title: "events".to_owned(),
        note: String::new(),
        seed: 1,
        start_s: 1_763_596_800,
        duration_s,
        region: "us-east-1".to_owned(),
        attributes: vec![
            attribute("device", devices),
            attribute("site", Values::Uniform { count: 1_000_000 }),
            attribute("state", Values::Uniform { count: 1_000_000 }),
            attribute("at", Values::Time),
        ],
        patterns,
        designs: vec![Design { name: "A".to_owned(), tables: vec![table] }],
        retries: RetryPolicy { attempts: 4, base_ms: 50, max_ms: 20_000, jitter: true },
    }
}
