//! Texts that are refused, with the line and what to write instead.

use expect_test::expect;

use super::{SMALL, refused, with};
use crate::scenario::{TEXT_MAX_BYTES, read};

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
        &table("[[design.table.index]]\nname = \"by-day\"\npartition_key = \"divice\""),
        expect![[r#"
        line 22: `partition_key` is the same text for every item, though there is an attribute "device". Instead: `partition_key = "{device}"`
    "#]],
    );
    refused(
        &table("[[design.table.index]]\nname = \"by-at\"\npartition_key = \"{at}\"\nsort_key = \"{at}\""),
        expect![[r#"
        line 20: partition key and sort key of by-at are both the attribute `at`. Instead: another attribute as sort key, or no sort key
    "#]],
    );
    refused(
        &table("[[design.table.index]]\nname = \"by-at\"\npartition_key = { name = \"device\", of = \"D#{device}\" }"),
        expect![[r#"
            line 20: the key attribute `device` of by-at is made of something else in another key. Instead: another name here: `{ name = "device-2", of = ... }`
        "#]],
    );
    refused(
        &with(&[("[[design.table]]\n", "")]),
        expect![[r#"
        line 16: this is not TOML: duplicate key. Instead: this name once in its section; perhaps the line is missing that begins another: `[[pattern]]`, `[[design.table]]`
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
    let in_one_line = r#"rate = { hours_csv = "hour,requests_per_second\n0,10\n1,-4\n" }"#;
    refused(
        &with(&[("rate = 200", in_one_line)]),
        expect![[r#"
        line 12: row 3: a rate is never below 0: "-4". Instead: `1,200`: the hour, counted from 0, a comma, and requests a second
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
    assert!(read(&" ".repeat(TEXT_MAX_BYTES + 1)).is_err());
}
