//! Scenarios for tests, built in few words.

use crate::scenario::{
    Action, Attribute, CapacityDesign, Curve, Design, IndexDesign, ItemSize, KeyPart, KeyTemplate, MilliRate, Pattern, Projected,
    RetryPolicy, Scenario, TableClass, TableDesign, Units, Values,
};

/// A key of attributes, joined by `#`.
pub(super) fn key(name: &str, attributes: &[&str]) -> KeyTemplate {
    let mut parts = Vec::new();
    for attribute in attributes {
        if !parts.is_empty() {
            parts.push(KeyPart::Text("#".to_owned()));
        }
        parts.push(KeyPart::Attribute((*attribute).to_owned()));
    }
    KeyTemplate::new(name.to_owned(), parts)
}

pub(super) fn attribute(name: &str, values: Values) -> Attribute {
    Attribute { name: name.to_owned(), size_bytes: 12, values }
}

/// Puts of events, so many a second.
pub(super) fn put(per_second: u64, bytes: u32) -> Pattern {
    Pattern {
        name: "record an event".to_owned(),
        action: Action::Put,
        entity: "event".to_owned(),
        known: Vec::new(),
        ordered_by: Vec::new(),
        needs: Vec::new(),
        changes: Vec::new(),
        size: ItemSize::Fixed(bytes),
        items: 1,
        returned_millionths: 1_000_000,
        consistent: false,
        expires_after_days: None,
        rate: Curve::Constant(MilliRate(per_second * 1_000)),
    }
}

/// Reads of a device's latest events.
pub(super) fn list(per_second: u64, bytes: u32, items: u32) -> Pattern {
    Pattern {
        name: "list a device's events".to_owned(),
        action: Action::List,
        known: names(&["device"]),
        ordered_by: names(&["at"]),
        items,
        ..put(per_second, bytes)
    }
}

/// Reads of single events that are there.
pub(super) fn get(per_second: u64, bytes: u32) -> Pattern {
    Pattern { name: "read an event".to_owned(), action: Action::Get, known: names(&["device", "at"]), ..put(per_second, bytes) }
}

/// Changes of single events that are there.
pub(super) fn update(per_second: u64, bytes: u32) -> Pattern {
    Pattern {
        name: "move an event to another site".to_owned(),
        action: Action::Update,
        known: names(&["device", "at"]),
        changes: names(&["site"]),
        ..put(per_second, bytes)
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(super) fn provisioned(read: u64, write: u64) -> CapacityDesign {
    CapacityDesign::Provisioned { units: Units { read, write }, read_scaling: None, write_scaling: None }
}

pub(super) fn on_demand() -> CapacityDesign {
    CapacityDesign::OnDemand { maximum: (None, None), warm: None, previous_peak: None }
}

/// A table of events by device and time.
pub(super) fn table(capacity: CapacityDesign) -> TableDesign {
    TableDesign {
        name: "Events".to_owned(),
        holds: Vec::new(),
        partition_key: key("pk", &["device"]),
        sort_key: Some(key("sk", &["at"])),
        indexes: Vec::new(),
        capacity,
        class: TableClass::Standard,
        item_count: 0,
        item_bytes: 200,
    }
}

/// A global index with the keys alone.
pub(super) fn index(name: &str, by: &[&str], capacity: CapacityDesign) -> IndexDesign {
    IndexDesign {
        name: name.to_owned(),
        is_local: false,
        partition_key: key(&format!("{name}-pk"), by),
        sort_key: Some(key("sk", &["at"])),
        projection: Projected::KeysOnly,
        capacity,
    }
}

/// A scenario of one design. Devices and sites are attributes of the events.
pub(super) fn scenario(duration_s: u64, devices: Values, patterns: Vec<Pattern>, table: TableDesign) -> Scenario {
    Scenario {
        title: "Events".to_owned(),
        note: String::new(),
        seed: 7,
        start_s: 1_763_596_800,
        duration_s,
        region: "us-east-1".to_owned(),
        attributes: vec![
            attribute("device", devices),
            attribute("site", Values::Uniform { count: 1_000_000 }),
            attribute("at", Values::Time),
        ],
        patterns,
        designs: vec![Design { name: "A".to_owned(), tables: vec![table] }],
        retries: RetryPolicy { attempts: 4, base_ms: 50, max_ms: 20_000, jitter: true },
    }
}
