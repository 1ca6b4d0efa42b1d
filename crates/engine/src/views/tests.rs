//! Views of a small table, worked out by hand.

use expect_test::expect;
use model::EpochMillis;
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use report::{FanOutState, PartitionLane};

use crate::TablePlace;
use crate::testing::Bench;

const TABLE: &str = r#"{"TableName":"orders","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"customer","AttributeType":"S"},{"AttributeName":"at","AttributeType":"N"},{"AttributeName":"city","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"customer","KeyType":"HASH"},{"AttributeName":"at","KeyType":"RANGE"}],
    "LocalSecondaryIndexes":[{"IndexName":"lsi","KeySchema":[{"AttributeName":"customer","KeyType":"HASH"},{"AttributeName":"city","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}],
    "GlobalSecondaryIndexes":[{"IndexName":"by-city","KeySchema":[{"AttributeName":"city","KeyType":"HASH"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["note"]}}]}"#;

const PLACE: TablePlace<'static> = TablePlace { account: crate::Context::EXAMPLE_ACCOUNT, region: "eu-west-1", name: "orders" };

/// Orders of three customers: `a` has `many`, the others one each; `c` has no city.
fn orders(many: u32) -> Bench {
    let mut bench = Bench::default();
    bench.ask("CreateTable", TABLE).unwrap();
    let mut put = |customer: &str, at: u32, rest: &str| {
        let item = format!(r#"{{"customer":{{"S":"{customer}"}},"at":{{"N":"{at}"}}{rest}}}"#);
        bench.ask("PutItem", &format!(r#"{{"TableName":"orders","Item":{item}}}"#)).unwrap();
    };
    (0..many).for_each(|at| put("a", at + 1, r#","city":{"S":"Rome"}"#));
    put(
        "b",
        1,
        &format!(r#","city":{{"S":"Oslo"}},"note":{{"S":"{}"}},"text":{{"S":"{}"}}"#, "n".repeat(1_024), "t".repeat(3_000)),
    );
    put("c", 1, "");
    bench
}

#[test]
fn tables_tell_their_figures() {
    let bench = orders(3);
    let tables = bench.engine.tables("eu-west-1");
    let line = tables.iter().map(|table| {
        let indexes: Vec<String> = table
            .indexes
            .iter()
            .map(|index| {
                format!(
                    "{} {} {:?} {} entries {} B {} partitions",
                    index.name, index.status, index.capacity, index.item_count, index.size_bytes, index.partition_count
                )
            })
            .collect();
        format!(
            "{} {} {} items {} B {} partitions\n{}",
            table.name,
            table.status,
            table.item_count,
            table.size_bytes,
            table.partition_count,
            indexes.join("\n")
        )
    });
    // An order of a: customer 8 + a 1, at 2 + 2, city 4 + 4; its entries are the same. b: 9 + 4 + 8 + note 1,028 + text 3,004.
    expect![[r#"
        orders ACTIVE 5 items 4129 B 4 partitions
        lsi ACTIVE None 4 entries 84 B 4 partitions
        by-city ACTIVE Some(OnDemand) 4 entries 1112 B 4 partitions"#]]
    .assert_eq(&line.collect::<String>());
    assert!(bench.engine.tables("us-east-1").is_empty());
}

#[test]
fn the_map_covers_the_space_and_counts_what_lies_there() {
    let bench = orders(3);
    let map = bench.engine.partition_map(PLACE, EpochMillis(bench.now)).unwrap();
    let names: Vec<_> = map.lanes.iter().map(|lane| lane.index.as_ref().map(|(name, _)| name.as_str())).collect();
    assert_eq!(names, [None, Some("by-city")], "a local index lies in the table's partitions");
    for lane in &map.lanes {
        assert_eq!(lane.partitions.iter().map(|row| row.item_count).sum::<u64>(), lane.item_count);
        assert_eq!(lane.marks.len() as u64, lane.item_count);
    }
    let [table, city] = map.lanes.as_slice() else { panic!("two lanes") };
    let largest = |lane: &PartitionLane| {
        lane.partitions.iter().filter_map(|row| row.largest_collection.clone()).max_by_key(|(_, count)| *count)
    };
    assert_eq!(largest(table), Some(("a".to_owned(), 3)));
    assert_eq!(largest(city), Some(("Rome".to_owned(), 3)));
    // Writes to the table: 3 + 1 small and one of 4,053 B (4 units); local entries: 4; entries by city: 3 and one of 1,049 B.
    let written = |lane: &PartitionLane| lane.partitions.iter().map(|row| row.write_units.0).sum::<u64>();
    assert_eq!((written(table), written(city)), ((4 + 4 + 4) * 2, (3 + 2) * 2));
    let later = bench.engine.partition_map(PLACE, EpochMillis(bench.now + 301_000)).unwrap();
    assert_eq!(written(&later.lanes[0]), 0);
    assert_eq!(later.lanes[0].partitions.iter().map(|row| row.write_units_total.0).sum::<u64>(), 24);
}

#[test]
fn an_item_fans_out_into_its_indexes() {
    let bench = orders(1);
    let key =
        |customer: &str| api::wire::item_from_json(&format!(r#"{{"customer":{{"S":"{customer}"}},"at":{{"N":"1"}}}}"#)).unwrap();
    let fan_out = bench.engine.fan_out(PLACE, &key("b")).unwrap();
    assert_eq!((fan_out.key.as_str(), fan_out.size_bytes), ("b / 1", 4_053));
    assert_eq!(fan_out.attributes[0], ("text".to_owned(), 3_004));
    assert_eq!(fan_out.put_units.to_string(), "4");
    assert_eq!(fan_out.total_put_units.to_string(), "7");
    let FanOutState::Entry { key: entry, projected, left_out, size_bytes, units } = &fan_out.branches[1].state else {
        panic!("b has a city")
    };
    assert_eq!((entry.as_str(), *size_bytes, units.to_string().as_str()), ("Oslo", 1_049, "2"));
    assert_eq!((projected.join(" "), left_out.join(" ")), ("at city customer note".to_owned(), "text".to_owned()));
    let sparse = bench.engine.fan_out(PLACE, &key("c")).unwrap();
    assert!(sparse.branches.iter().all(|branch| branch.state == FanOutState::Sparse { missing: "city".to_owned() }));
    assert_eq!(sparse.total_put_units.to_string(), "1");
    assert_eq!(bench.engine.fan_out(PLACE, &key("nobody")), None);
}

#[test]
fn usage_is_what_a_bill_needs() {
    let bench = orders(2);
    let usage: Vec<String> = bench
        .engine
        .usage()
        .into_iter()
        .map(|usage| {
            format!(
                "{} {:?}: {} written, peak {}, {} stored, {} B",
                usage.table, usage.index, usage.consumed.writes, usage.consumed.peak.write, usage.item_count, usage.size_bytes
            )
        })
        .collect();
    // The local index is part of the table: its writes and its entries are billed there.
    expect![[r#"
        orders None: 10 written, peak 10, 7 stored, 4171 B
        orders Some("by-city"): 4 written, peak 4, 3 stored, 1091 B"#]]
    .assert_eq(&usage.join("\n"));
}

#[test]
fn units_of_a_deleted_table_stay_on_the_bill() {
    let mut bench = orders(2);
    bench.ask("DeleteTable", r#"{"TableName":"orders"}"#).unwrap();
    bench.ask("ListTables", "{}").unwrap();
    let usage = bench.engine.usage();
    assert_eq!(
        (usage.len(), usage[0].deleted, usage[0].item_count, usage[0].consumed.writes.to_string().as_str()),
        (2, true, 0, "10")
    );
    bench.engine.undo(EpochMillis(bench.now));
    let usage = bench.engine.usage();
    assert_eq!((usage.len(), usage[0].deleted, usage[0].consumed.writes.to_string().as_str()), (2, false, "10"));
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(8))]
    #[test]
    fn marks_are_bounded_and_spread_evenly(items in 1u32..5_000) {
        let bench = orders(items);
        let map = bench.engine.partition_map(PLACE, EpochMillis(bench.now)).unwrap();
        let lane = &map.lanes[0];
        let stride = (lane.item_count as usize).div_ceil(PartitionLane::MARKS_MAX);
        prop_assert_eq!(lane.marks.len(), (lane.item_count as usize).div_ceil(stride));
        let table = bench.engine.database().find(PLACE).unwrap();
        let every: Vec<_> = table.items.iter().step_by(stride).map(|(_, record)| table.readable_key(&record.item)).collect();
        prop_assert!(lane.marks.iter().map(|mark| &mark.key).eq(every.iter()));
    }
}
