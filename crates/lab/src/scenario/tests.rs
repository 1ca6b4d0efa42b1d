//! Scenarios read and written; what is refused, keys of single kinds and whatever can be written have files of their own.

pub(crate) mod kinds;
mod refused;
mod written;

use expect_test::{Expect, expect};

use super::{
    CapacityDesign, Curve, ItemSize, KeyPart, KeyTemplate, MilliRate, Projected, RetryPolicy, Scaling, Scenario, Sources,
    TableClass, Units, Values, read, read_with, write,
};

const SMALL: &str = r#"
title = "Readings"
duration = "24h"

[attributes]
device = { uniform = 10_000 }
at = "time"

[[pattern]]
name = "store a reading"
does = "put"
rate = 200

[[design]]
name = "A"
[[design.table]]
name = "Readings"
partition_key = "{device}"
sort_key = "{at}"
"#;

fn small() -> Scenario {
    read(SMALL).unwrap()
}

/// The small scenario with some lines replaced: each pair is a line and what stands there instead.
fn with(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(SMALL.to_owned(), |text, (line, instead)| {
        assert!(text.contains(line), "{line}");
        text.replace(line, instead)
    })
}

fn refused(text: &str, expected: Expect) {
    let problems = read(text).expect_err("it should be refused");
    let told: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    expected.assert_eq(&told);
}

#[test]
fn a_small_scenario_has_what_it_leaves_out() {
    let scenario = small();
    assert_eq!((scenario.seed, scenario.start_s, scenario.duration_s), (1, 1_794_787_200, 86_400));
    assert_eq!((scenario.region.as_str(), scenario.retries), ("us-east-1", RetryPolicy::SDK));
    let table = &scenario.designs[0].tables[0];
    assert_eq!((table.partition_key.name.as_str(), table.item_bytes, table.item_count), ("device", 1_024, 0));
    assert_eq!(table.capacity, CapacityDesign::OnDemand { maximum: (None, None), warm: None, previous_peak: None });
    assert_eq!(scenario.attribute("device").unwrap().size_bytes, 12);
    assert_eq!(scenario.patterns[0].entity, "item");
}

const RICH: &str = r##"
title = "Everything"
note = """
Two lines,
and "quotes"."""
seed = 18446744073709551615
start = 2026-11-20T09:56:00
duration = "1h30m"
region = "eu-west-1"
retries = { attempts = 1, base = "10ms", max = "1s", jitter = false }

[attributes]
device = { zipf = 1_000, exponent = 1.25, size = 40 }
hot = { one_hot = 10, share = 0.3 }
state = { weighted = { ok = 97, "not ok" = 3 } }
shard = { suffix = 10 }
key = { replay = ["a", "b"] }
imported = { keys_csv = """
key,weight
x,3
"y,z",2
x,1
""" }
id = { sequence = true, size = 36 }
at = "time"
day = "date"
hour = "hour"

[[pattern]]
name = "put"
does = "put"
entity = "reading"
size = ["200 B", "4 KB"]
expires_after = "30d"
rate = { diurnal = { average = 200, peak = 1000, peak_hour = 3 } }

[[pattern]]
name = "list"
does = "list"
entity = "reading"
known = "device"
ordered_by = ["at"]
needs = ["state"]
items = 20
returned = 0.5
consistent = true
rate = "30/min"

[[pattern]]
name = "update"
does = "update"
entity = "reading"
known = ["id"]
changes = ["state"]
rate = { steps = [["0s", 1], ["1h", 0.25]] }

[[pattern]]
name = "scan"
does = "scan"
entity = "reading"
items = 1000
rate = { weekdays = { busy = 5, from = 9, to = 17 } }

[[pattern]]
name = "spiky"
does = "transact-write"
entity = "other"
rate = { spike = { base = 1, peak = 100, at = "10m", for = "90s" } }

[[pattern]]
name = "imported"
does = "delete"
entity = "reading"
known = ["id"]
rate = { hours_csv = """
hour,requests_per_second
0,1.5
1,2
""" }

[[design]]
name = "A"

[[design.table]]
name = "One"
holds = ["reading", "other"]
partition_key = { name = "PK", of = "R#{device}#{day}" }
sort_key = "{{{at}}}"
mode = "provisioned"
reads = 10
writes = 20
scale_writes = { min = 5, max = 100 }
class = "infrequent-access"
items = 1000

[[design.table.index]]
name = "by-state"
partition_key = "{state}#{shard}"
projection = ["id"]
reads = 1
writes = 2

[[design.table.index]]
name = "by-id"
local = true
sort_key = "{id}"
projection = "keys-only"

[[design]]
name = "B"

[[design.table]]
name = "Two"
partition_key = "{id}"
max_writes = 500
warm = { reads = 20000, writes = 8000 }
previous_peak = { reads = 1, writes = 2 }
item_size = 300
items = 5

[[design.table.index]]
name = "by-hour"
partition_key = "{hour}"
"##;

#[test]
fn every_field_is_read() {
    let scenario = read(RICH).unwrap();
    assert_eq!((scenario.seed, scenario.start_s, scenario.duration_s), (u64::MAX, 1_795_168_560, 5_400));
    assert_eq!(scenario.note, "Two lines,\nand \"quotes\".");
    assert_eq!(
        scenario.attributes.iter().map(|attribute| attribute.name.as_str()).collect::<Vec<_>>(),
        ["device", "hot", "state", "shard", "key", "imported", "id", "at", "day", "hour"]
    );
    let values = |name: &str| scenario.attribute(name).unwrap().values.clone();
    assert_eq!(values("device"), Values::Zipf { count: 1_000, exponent_thousandths: 1_250 });
    assert_eq!(values("state"), Values::Weighted { values: vec![("ok".into(), 97), ("not ok".into(), 3)] });
    assert_eq!(values("imported"), Values::Weighted { values: vec![("x".into(), 4), ("y,z".into(), 2)] });
    assert_eq!(scenario.patterns[0].size, ItemSize::Between(200, 4_096));
    assert_eq!(scenario.patterns[0].expires_after_days, Some(30));
    assert_eq!(scenario.patterns[1].rate, Curve::Constant(MilliRate(500)));
    assert_eq!(scenario.patterns[1].known, ["device"]);
    assert_eq!(scenario.patterns[2].rate, Curve::Steps(vec![(0, MilliRate(1_000)), (3_600, MilliRate(250))]));
    assert_eq!(scenario.patterns[5].rate, Curve::Hours(vec![MilliRate(1_500), MilliRate(2_000)]));
    let one = &scenario.designs[0].tables[0];
    assert_eq!(
        one.partition_key,
        KeyTemplate::new(
            "PK".into(),
            vec![
                KeyPart::Text("R#".into()),
                KeyPart::Attribute("device".into()),
                KeyPart::Text("#".into()),
                KeyPart::Attribute("day".into())
            ]
        )
    );
    let braces = [KeyPart::Text("{".into()), KeyPart::Attribute("at".into()), KeyPart::Text("}".into())];
    assert_eq!(one.sort_key.as_ref().unwrap().parts, braces);
    assert_eq!(one.class, TableClass::InfrequentAccess);
    let scaling = Scaling { minimum: 5, maximum: 100, target_percent: 70 };
    let units = Units { read: 10, write: 20 };
    assert_eq!(one.capacity, CapacityDesign::Provisioned { units, read_scaling: None, write_scaling: Some(scaling) });
    // The mean of what the two kinds' patterns put: 2,148 and 1,024 bytes.
    assert_eq!(one.item_bytes, 1_586);
    assert_eq!(one.indexes[0].projection, Projected::Include(vec!["id".into()]));
    assert_eq!(one.indexes[0].partition_key.name, "gsi1pk");
    assert_eq!(one.indexes[1].partition_key, one.partition_key);
    let two = &scenario.designs[1].tables[0];
    let on_demand = CapacityDesign::OnDemand {
        maximum: (None, Some(500)),
        warm: Some(Units { read: 20_000, write: 8_000 }),
        previous_peak: Some(Units { read: 1, write: 2 }),
    };
    assert_eq!(two.capacity, on_demand);
}

#[test]
fn what_is_written_reads_back() {
    for text in [SMALL, RICH] {
        let scenario = read(text).unwrap();
        assert_eq!(read(&write(&scenario)).unwrap(), scenario);
    }
    expect![[r#"
        title = "Readings"
        seed = 1
        start = "2026-11-16"
        duration = "1d"
        region = "us-east-1"
        retries = "sdk"

        [attributes]
        device = { uniform = 10000 }
        at = "time"

        [[pattern]]
        name = "store a reading"
        does = "put"
        entity = "item"
        size = 1024
        rate = 200

        [[design]]
        name = "A"

        [[design.table]]
        name = "Readings"
        partition_key = "{device}"
        sort_key = "{at}"
        items = 0
        item_size = 1024
    "#]]
    .assert_eq(&write(&small()));
}

struct Shelf;

impl Sources for Shelf {
    fn file(&self, name: &str) -> Option<String> {
        match name {
            "rates.csv" => Some("0,1\n1,2\n".into()),
            "keys.csv" => Some("key\na\nb\na\n".into()),
            "bad.csv" => Some("0,1\n1,x\n".into()),
            _ => None,
        }
    }

    fn keys(&self, table: &str, attribute: &str) -> Option<Vec<String>> {
        (table == "Orders" && attribute == "customer").then(|| vec!["ann".into(), "bob".into()])
    }
}

#[test]
fn files_and_tables_are_found_by_name_and_written_by_value() {
    let text = with(&[
        ("{ uniform = 10_000 }", "{ keys_file = \"keys.csv\" }"),
        ("rate = 200", "rate = { hours_file = \"rates.csv\" }"),
    ]);
    let scenario = read_with(&text, &Shelf).unwrap();
    assert_eq!(scenario.attributes[0].values, Values::Replay { values: vec!["a".into(), "b".into(), "a".into()] });
    assert_eq!(scenario.patterns[0].rate, Curve::Hours(vec![MilliRate(1_000), MilliRate(2_000)]));
    assert_eq!(read(&write(&scenario)).unwrap(), scenario);
    let stored = with(&[("{ uniform = 10_000 }", "{ keys_of = \"Orders.customer\" }")]);
    assert_eq!(
        read_with(&stored, &Shelf).unwrap().attributes[0].values,
        Values::Replay { values: vec!["ann".into(), "bob".into()] }
    );
    let bad = with(&[("rate = 200", "rate = { hours_file = \"bad.csv\" }")]);
    expect![[r#"line 12: bad.csv, line 2: this is no rate in requests a second: "x". Instead: `1,200`: the hour, counted from 0, a comma, and requests a second"#]].assert_eq(&read_with(&bad, &Shelf).unwrap_err()[0].to_string());
}
