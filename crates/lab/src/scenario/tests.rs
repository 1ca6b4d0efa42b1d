//! Scenarios read, refused, and written.

mod kinds;

use expect_test::{Expect, expect};
use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};

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

#[test]
fn a_scenario_is_refused_with_what_to_write_instead() {
    refused(
        "",
        expect![[r#"
            line 1: a scenario lacks `title`. Instead: `title = "IoT telemetry"`
            line 1: a scenario lacks `duration`. Instead: `duration = "24h"`
            line 1: a scenario lacks `pattern`. Instead: a section `[[pattern]]` with `name`, `does` and `rate`
            line 1: a scenario lacks `design`. Instead: a section `[[design]]` with a `name`, and below it `[[design.table]]`
        "#]],
    );
    refused(
        &with(&[("rate = 200", "rate = -5")]),
        expect![[r#"
            line 12: `rate` is -5, and a rate is never below 0. Instead: `rate = 5`
        "#]],
    );
    refused(
        &with(&[("rate = 200", "rate = 0.0001")]),
        expect![[r#"
            line 12: `rate` is 0.0001, less than a thousandth of a request a second. Instead: `rate = 0.001`
        "#]],
    );
    refused(
        &with(&[("rate = 200", "rate = \"5/fortnight\"")]),
        expect![[r#"
            line 12: `rate` is a rate, and here is the text "5/fortnight". Instead: `rate = 200, or "30/min", "500/h", "1000/d"`
        "#]],
    );
    refused(
        &with(&[("rate = 200", "rate = 200\nsize = \"401 KB\"")]),
        expect![[r#"
            line 13: `size` is 410624 bytes, and an item has 400 KB at most. Instead: `size = "400 KB"`, or keep large objects elsewhere and a reference in the item
        "#]],
    );
    refused(
        &with(&[("rate = 200", "rate = 200\nsize = 30")]),
        expect![[r#"
            line 9: "store a reading" has items of 30 bytes, and the key of Readings alone has 50. Instead: `size = 51` or more, or attributes with a smaller `size`
        "#]],
    );
    refused(
        &with(&[("rate = 200", "rate = 200\nsizes = 100")]),
        expect![[r#"
            line 13: a pattern has no field `sizes`. Instead: `size`
        "#]],
    );
    refused(
        &with(&[("rate = 200", "rate = { diurnal = { average = 200, peak = 100 } }")]),
        expect![[r#"
            line 12: the day's average is above its peak. Instead: a peak between the average and some ten times of it, or `spike = { base = 10, peak = 1000, at = "12h", for = "10m" }`
        "#]],
    );
    for (rate, message) in [
        (
            "1e6",
            "`rate` is 1e6, which is no rate up to 100,000,000 a second. Instead: `rate = 200`, with digits alone: a million is `1_000_000`",
        ),
        ("-inf", "`rate` is -inf, and a rate is never below 0. Instead: `rate = 200`"),
        ("\"1/d\"", "`rate` is \"1/d\", less than a thousandth of a request a second. Instead: `rate = 0.001`"),
        (
            "{ spike = { base = 1, peak = 100, at = \"10m\", for = \"0s\" } }",
            "the spike is over when it begins. Instead: `spike = { base = 10, peak = 1000, at = \"12h\", for = \"10m\" }`",
        ),
    ] {
        let problems = read(&with(&[("rate = 200", &format!("rate = {rate}"))])).unwrap_err();
        assert_eq!(problems[0].to_string(), format!("line 12: {message}"));
    }
    refused(
        &with(&[("rate = 200", "rate = { wave = 200 }")]),
        expect![[r#"
            line 12: `rate` says no kind of curve. Instead: `rate = 200`, `rate = { diurnal = { average = 200, peak = 1000, peak_hour = 18 } }`, or one of `spike`, `steps`, `weekdays`, `hours`
            line 12: `rate` has no field `wave`. Instead: one of `constant`, `diurnal`, `spike`, `steps`, `weekdays`, `hours`, `hours_csv`, `hours_file`
        "#]],
    );
    refused(
        &with(&[("uniform = 10_000", "uniform = 0")]),
        expect![[r#"
            line 6: `uniform` is 0, and it is from 1 to 1000000000000. Instead: `uniform = 1`
        "#]],
    );
    refused(
        &with(&[("uniform = 10_000", "uniform = 10_000, size = 3")]),
        expect![[r#"
            line 6: `size` is 3 bytes, and values of `device` have 5 at least. Instead: `size = 5`
        "#]],
    );
    refused(
        &with(&[("uniform = 10_000", "uniform = 10_000, zipf = 5")]),
        expect![[r#"
            line 6: an attribute has one kind of values, and here are `uniform`, `zipf`. Instead: `device = { uniform = 1000 }`, `customer = { zipf = 100000, exponent = 1.1 }`, `day = "date"` or `order = "sequence"`
        "#]],
    );
    refused(
        &with(&[("\"{device}\"", "\"{devise}\"")]),
        expect![[r#"
            line 18: there is no attribute `devise`. Instead: `device`, or add `devise = { uniform = 1000 }` below `[attributes]`
        "#]],
    );
    refused(
        &with(&[("\"{device}\"", "\"device\"")]),
        expect![[r#"
            line 18: `partition_key` is the same text for every item, though there is an attribute "device". Instead: `partition_key = "{device}"`
        "#]],
    );
    refused(
        &with(&[("10_000 }", "10_000, size = 2048 }"), ("\"{device}\"", "\"{device}{device}\"")]),
        expect![[r#"
        line 18: `partition_key` has 4096 bytes, and 2048 are the most. Instead: attributes with a smaller `size`, or fewer of them
    "#]],
    );
    refused(
        &with(&[
            ("\"put\"", "\"put\"\nentity = \"reading\""),
            ("rate = 200", "rate = -1"),
            ("sort_key", "holds = [\"readings\", \"reading\"]\nsort_key"),
        ]),
        expect![[r#"
            line 13: `rate` is -1, and a rate is never below 0. Instead: `rate = 1`
            line 20: no pattern is about items of the kind "readings". Instead: `reading`
        "#]],
    );
    refused(
        &with(&[("\"{device}\"", "\"{device\"")]),
        expect![[r#"
            line 18: `partition_key` has a bracket that is not closed or holds nothing: "{device". Instead: `"{device}#{date}"`: attributes in curly brackets, fixed text between; a bracket itself is doubled
        "#]],
    );
    refused(
        &with(&[("\"24h\"", "\"400d\"")]),
        expect![[r#"
            line 3: `duration` is too long: a scenario runs for 366 days at most. Instead: `duration = "24h"`, or up to `"366d"`
        "#]],
    );
    refused(
        &with(&[("\"24h\"", "24")]),
        expect![[r#"
            line 3: `duration` is a time with its unit, and here is the number 24. Instead: `duration = "24h"`
        "#]],
    );
    refused(
        &with(&[("does = \"put\"", "does = \"insert\"")]),
        expect![[r#"
            line 11: there is nothing to do called "insert". Instead: `does = "put"`, or one of "update", "delete", "transact-write", "get", "list", "scan"
        "#]],
    );
    refused(
        &with(&[("does = \"put\"", "does = \"get\"\nknown = [\"device\"]")]),
        expect![[r#"
            line 9: "store a reading" reads or changes items of the kind "item", and there are none in Readings. Instead: `items = 100000` at the table Readings, or a pattern that puts them: `does = "put"`, `entity = "item"`
        "#]],
    );
    refused(
        &with(&[("does = \"put\"", "does = \"list\"")]),
        expect![[r#"
            line 9: "store a reading" does not say which items it lists. Instead: `known = ["device"]`: the attributes whose values the caller has; or `does = "scan"` for everything
            line 9: "store a reading" does not say how many items a list has. Instead: `items = 20`
        "#]],
    );
    refused(
        &with(&[("duration", "region = \"eu-west-9\"\nduration")]),
        expect![[r#"
            line 3: prices of the region "eu-west-9" are not known. Instead: `region = "eu-west-1"`
        "#]],
    );
    refused(
        &with(&[("duration", "start = \"2026-02-30\"\nduration")]),
        expect![[r#"
            line 3: `start` is no moment from 1970 to 9999, in UTC. Instead: `start = "2026-11-16"` or `start = "2026-11-16T08:30:00"`
        "#]],
    );
    refused(
        &with(&[("title = \"Readings\"", "title = Readings\nnote = 'a")]),
        expect![[r#"
            line 2: this is not TOML: string values must be quoted, expected literal string. Instead: `name = value` on a line of its own, texts in "quotes", sections as `[name]` or `[[name]]`
            line 3: this is not TOML: invalid literal string, expected `'`. Instead: `name = value` on a line of its own, texts in "quotes", sections as `[name]` or `[[name]]`
        "#]],
    );
}

#[test]
fn tables_and_indexes_are_refused_with_what_to_write_instead() {
    let table = |more: &str| format!("{SMALL}{more}");
    refused(
        &table("mode = \"provisioned\"\nreads = 0"),
        expect![[r#"
            line 16: a table lacks `writes`. Instead: `writes = 100`, in units a second
            line 21: `reads` is 0, and it is from 1 to 100000000. Instead: `reads = 1`
        "#]],
    );
    refused(
        &table("mode = \"on-demand\"\nreads = 5"),
        expect![[r#"
            line 21: `reads` has no place here: an on-demand table has no provisioned units. Instead: `mode = "provisioned"`, or leave it out; a bound is `max_writes`
        "#]],
    );
    refused(
        &table("writes = 5"),
        expect![[r#"
            line 20: `writes` has no place here: an on-demand table has no provisioned units. Instead: `mode = "provisioned"` beside it
        "#]],
    );
    refused(
        &table("mode = \"provisioned\"\nreads = 5\nwrites = 5\nmax_writes = 7"),
        expect![[r#"
            line 23: `max_writes` has no place here: a provisioned table has `reads` and `writes` instead. Instead: `mode = "on-demand"`, or `mode = "provisioned"` with `reads` and `writes`
        "#]],
    );
    refused(
        &table("mode = \"provisioned\"\nreads = 5\nwrites = 5\nscale_reads = { min = 9, max = 3, target = 95 }"),
        expect![[r#"
            line 23: `target` is 95, and it is from 20 to 90. Instead: `target = 90`
            line 23: the minimum of 9 units is above the maximum of 3. Instead: `min = 3, max = 9`
        "#]],
    );
    refused(
        &table("mode = \"provisoned\""),
        expect![[r#"
            line 20: there is no capacity mode "provisoned". Instead: `mode = "provisioned"`
        "#]],
    );
    refused(
        &table("[[design.table.index]]\nname = \"by-at\"\nlocal = true\npartition_key = \"{at}\""),
        expect![[r#"
            line 20: a local index has a sort key of its own, and here is none. Instead: `sort_key = "{status}"`
            line 23: a local index has the partition key of its table. Instead: leave `partition_key` out, or leave `local` out
        "#]],
    );
    refused(
        &with(&[("sort_key = \"{at}\"", "[[design.table.index]]\nname = \"by-at\"\nlocal = true\nsort_key = \"{at}\"")]),
        expect![[r#"
            line 19: a local index is for tables that have a sort key. Instead: `sort_key = "{time}"` at the table, or an index that is not local
        "#]],
    );
    refused(
        &table("[[design.table.index]]\nname = \"x\"\npartition_key = \"{at}\"\nreads = 1"),
        expect![[r#"
            line 21: "x" is no name for a table or an index. Instead: 3 to 255 letters, digits, `_`, `-` and `.`: `name = "Orders"`
            line 23: `reads` has no place here: the table is on-demand, so its index has no provisioned units. Instead: `mode = "provisioned"` at the table
        "#]],
    );
    refused(
        &table("holds = [\"thing\"]"),
        expect![[r#"
            line 20: no pattern is about items of the kind "thing". Instead: a pattern with `entity = "thing"`, or leave it out
        "#]],
    );
    refused(
        &table("[[design]]\nname = \"A\"\n[[design.table]]\nname = \"Readings\"\npartition_key = \"{at}\""),
        expect![[r#"
            line 20: there are two designs "A". Instead: another name for one of them
        "#]],
    );
}

#[test]
fn bad_rows_are_refused_with_their_lines() {
    let rates = |rows: &str| with(&[("rate = 200", &format!("rate = {{ hours_csv = \"\"\"\n{rows}\"\"\" }}"))]);
    refused(
        &rates("hour,requests_per_second\n0,10\n2,10\n2,ten\n3\n"),
        expect![[r#"
            line 15: here hour 1 is expected, not "2". Instead: `1,10`; a quiet hour has the rate 0
            line 16: this is no rate in requests a second: "ten". Instead: `2,200`: the hour, counted from 0, a comma, and requests a second
            line 17: this row has not two fields: "3". Instead: `3,200`: the hour, counted from 0, a comma, and requests a second
        "#]],
    );
    refused(
        &rates(""),
        expect![[r#"
            line 13: there are 0 hours, and 1 to 8784 make a curve. Instead: a row for each hour: `0,200`
        "#]],
    );
    let keys = |rows: &str| with(&[("{ uniform = 10_000 }", &format!("{{ keys_csv = \"\"\"\n{rows}\"\"\" }}"))]);
    refused(
        &keys("a,1\n\"b,2\n,3\nc,0\nd,1,1\n"),
        expect![[r#"
            line 8: this row's quotes do not match: "\"b,2". Instead: `sensor-1`, or with a weight `sensor-1,250`; a key with a comma in quotes: `"a,b",250`
            line 9: this row has no key. Instead: `sensor-1`, or with a weight `sensor-1,250`; a key with a comma in quotes: `"a,b",250`
            line 10: the weight is no whole number from 1 on: "0". Instead: `sensor-1`, or with a weight `sensor-1,250`; a key with a comma in quotes: `"a,b",250`
            line 11: this row has 3 fields, and a key and perhaps a weight are wanted. Instead: `sensor-1`, or with a weight `sensor-1,250`; a key with a comma in quotes: `"a,b",250`
        "#]],
    );
    refused(
        &with(&[
            ("{ uniform = 10_000 }", "{ keys_file = \"keys.csv\" }"),
            ("rate = 200", "rate = { hours_file = \"rates.csv\" }"),
        ]),
        expect![[r#"
            line 6: there is no file "keys.csv" here. Instead: the name of a file beside the scenario, or its rows: `keys_csv = """..."""`
            line 12: there is no file "rates.csv" here. Instead: the name of a file beside the scenario, or its rows: `hours_csv = """..."""`
        "#]],
    );
    refused(
        &with(&[("{ uniform = 10_000 }", "{ keys_of = \"Orders.customer\" }")]),
        expect![[r#"
            line 6: there is no stored table with the attribute "Orders.customer" here. Instead: a table that is there, a point, and an attribute of its items: `keys_of = "Orders.customer"`; or the keys themselves: `replay = ["a", "b"]`
        "#]],
    );
}

#[test]
fn texts_of_nothing_but_mistakes_are_refused_in_short() {
    let fields: String = (0..20_000).map(|number| format!("unknown{number} = 1\n")).collect();
    for text in [
        format!("{fields}{SMALL}"),
        "[".repeat(100_000),
        format!("x = {}", "[".repeat(100_000)),
        "=\n".repeat(50_000),
        "a.".repeat(50_000),
    ] {
        let problems = read(&text).unwrap_err();
        assert!((1..=50).contains(&problems.len()), "{}", problems.len());
    }
    assert!(read(&" ".repeat(super::TEXT_MAX_BYTES + 1)).is_err());
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

/// Text that TOML has to escape, or not.
fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof!["[a-z]{1,4}", "[\"\\\\{}#é\t\u{1}\n ]"], 1..5).prop_map(|parts| parts.concat())
}

fn rates() -> impl Strategy<Value = MilliRate> {
    (0u64..2_000_000).prop_map(MilliRate)
}

fn curves() -> impl Strategy<Value = Curve> {
    prop_oneof![
        rates().prop_map(Curve::Constant),
        (rates(), rates(), 0u32..24, 1u32..=32).prop_map(|(one, other, peak_hour, sharpness)| Curve::Diurnal {
            low: one.min(other),
            high: one.max(other),
            peak_hour,
            sharpness
        }),
        (rates(), rates(), any::<u32>(), any::<u32>()).prop_map(|(base, peak, at, lasts)| Curve::Spike {
            base,
            peak,
            at_s: at.into(),
            for_s: lasts.into()
        }),
        proptest::collection::btree_map(0u64..1_000_000, rates(), 1..6)
            .prop_map(|steps| Curve::Steps(steps.into_iter().collect())),
        (rates(), rates(), rates(), 0u32..12, 12u32..=24)
            .prop_map(|(busy, quiet, weekend, from_hour, to_hour)| Curve::Weekdays { busy, quiet, weekend, from_hour, to_hour }),
        proptest::collection::vec(rates(), 1..30).prop_map(Curve::Hours),
    ]
}

fn capacities() -> impl Strategy<Value = CapacityDesign> {
    let units = || (0u64..1_000_000, 0u64..1_000_000).prop_map(|(read, write)| Units { read, write });
    let bound = || proptest::option::of(1u64..100_000_000);
    let scaling = || {
        proptest::option::of((1u64..100, 100u64..1_000, 20u32..=90).prop_map(|(minimum, maximum, target_percent)| Scaling {
            minimum,
            maximum,
            target_percent,
        }))
    };
    prop_oneof![
        (bound(), bound(), proptest::option::of(units()), proptest::option::of(units())).prop_map(
            |(read, write, warm, previous_peak)| CapacityDesign::OnDemand { maximum: (read, write), warm, previous_peak }
        ),
        (1u64..1_000, 1u64..1_000, scaling(), scaling()).prop_map(|(read, write, read_scaling, write_scaling)| {
            CapacityDesign::Provisioned { units: Units { read, write }, read_scaling, write_scaling }
        }),
    ]
}

proptest! {
    #[test]
    fn whatever_is_written_reads_back(title in words(), note in words(), fixed in words(), rate in curves(), capacity in capacities(), key in words(), hot in 0u32..=1_000_000, start in 0u64..4_000_000_000, seconds in 1u64..=366 * 86_400) {
        let mut scenario = small();
        (scenario.title, scenario.note, scenario.start_s, scenario.duration_s) = (title, note, start, seconds);
        scenario.patterns[0].rate = rate;
        scenario.patterns[0].name = key.clone();
        scenario.attributes[0].values = Values::OneHot { count: 10_000, hot_millionths: hot };
        scenario.attributes[0].size_bytes = 100;
        let mut listed = scenario.attributes[1].clone();
        (listed.name, listed.values) = (format!("x{}", key.replace(['{', '}'], "x")), Values::Weighted { values: vec![(key.clone(), 2)] });
        listed.size_bytes = listed.natural_bytes();
        scenario.attributes.push(listed);
        let table = &mut scenario.designs[0].tables[0];
        table.partition_key.parts.insert(0, KeyPart::Text(fixed));
        table.partition_key.name = "pk".into();
        table.capacity = capacity;
        let text = write(&scenario);
        prop_assert_eq!(read(&text).map_err(|problems| format!("{problems:?}\n{text}")), Ok(scenario));
    }

    #[test]
    fn no_text_makes_the_reader_panic(cut in 0usize..2_000, junk in "[\\[\\]{}\"'=#a-z0-9.\n -]{0,12}", length in 0usize..40) {
        let mut text = RICH.to_owned();
        let from = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let to = (from + length).min(text.len());
        text.replace_range(from..to, &junk);
        let _ = read(&text);
    }
}
