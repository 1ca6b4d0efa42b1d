//! Reviews of designs that are made by hand.

use expect_test::{Expect, expect};

use super::*;
use crate::access::tests::{design, index, local, pattern, shop, strings, table};
use crate::prices::Prices;
use crate::scenario::{Action, CapacityDesign, Curve, ItemSize, MilliRate, Pattern, Projected, TableDesign, Values};
use crate::scenario::{catalogue, read};

/// A matrix as a table of text.
fn matrix(tables: Vec<TableDesign>, expected: &Expect) {
    let review = review(&shop(), &design(tables), &prices()).expect("a review");
    let mut text = String::new();
    for column in &review.coverage.columns {
        let name = column.index.as_ref().map_or(&column.table, |(name, _)| name);
        text += &format!("{name}: {} {}\n", column.keys.join(", "), column.projection);
    }
    for row in &review.coverage.rows {
        text += &format!("{} ({})\n", row.pattern, row.asks);
        for (place, cell) in row.cells.iter().enumerate() {
            let mark = if row.chosen == u32::try_from(place).ok() { '*' } else { ' ' };
            let units = if cell.units_thousandths > 0 { format!(" {}", cell.units_thousandths) } else { String::new() };
            text += &format!(" {mark} {}{units} {}\n", cell.does.word(), cell.notes.join("; "));
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn every_pattern_has_a_cell_for_every_table_and_index() {
    let mut orders = table("pk: {customer}", Some("sk: {order}"));
    orders.indexes = vec![
        index("by-status", "pk: {customer}#{status}", Some("time: {time}"), Projected::Include(strings(&["total"]))),
        local("by-time", "pk: {customer}", "time: {time}", Projected::All),
    ];
    matrix(
        vec![orders],
        &expect![[r#"
            orders: pk = {customer}, sk = {order} 
            by-status: pk = {customer}#{status}, time = {time} INCLUDE total
            by-time: pk = {customer}, time = {time} ALL
            place an order ()
             * write 1000 
               entry 1000 
               entry 1000 taken from the table's capacity
            change its status (knows customer, order; changes status)
             * write 1000 
               entry 2000 its key changes: the old entry is deleted, a new one put
               entry 1000 taken from the table's capacity
            get an order (knows customer, order)
             * GetItem 500 
               impossible the index does not project the whole item
               Query 10000 reads the whole item collection: the sort key has another order
            latest orders (knows customer; in order of time; 20 items)
               Query 10000 reads the whole item collection: the sort key has another order
               impossible the index does not project the whole item
             * Query 2000 
            orders by status (knows customer, status; 5 items; needs customer, total)
               Query 2000 a filter does what no key does: reads 4 times what is wanted
             * Query 500 
               Query 2000 a filter does what no key does: reads 4 times what is wanted
            read everything (needs total)
               Scan 97656500 
             * Scan 10132000 
               Scan 97656500 
        "#]],
    );
}

fn prices() -> RegionPrices {
    Prices::embedded().expect("prices").of_receipts("us-east-1").expect("a region")
}

/// Findings as text.
fn found(scenario: &Scenario, tables: Vec<TableDesign>, expected: &Expect) {
    let review = review(scenario, &design(tables), &prices()).expect("a review");
    let mut text = String::new();
    for finding in &review.findings {
        let saves = finding.saves.map(|saves| format!(" saves {}", lint::money(saves))).unwrap_or_default();
        text += &format!("{:?} ({:?}) {}{saves}\n", finding.rule, finding.severity, finding.subject);
        text += &format!("    {}\n    fix: {}\n    cost: {}\n", finding.evidence, finding.fix, finding.fix_cost);
    }
    expected.assert_eq(&text);
}

/// The shop with these rates, in requests a second, of its six patterns.
fn shop_at(rates: [u64; 6]) -> Scenario {
    let mut scenario = shop();
    for (pattern, rate) in scenario.patterns.iter_mut().zip(rates) {
        pattern.rate = Curve::Constant(MilliRate(rate * 1_000));
    }
    scenario
}

fn values(scenario: &mut Scenario, name: &str, values: Values) {
    scenario.attributes.iter_mut().filter(|one| one.name == name).for_each(|one| one.values = values.clone());
}

#[test]
fn a_good_design_has_no_findings() {
    let mut orders = table("pk: {customer}", Some("sk: {order}"));
    orders.indexes = vec![
        index("by-time", "pk: {customer}", Some("time: {time}"), Projected::All),
        index("by-status", "pk: {customer}#{status}", Some("time: {time}"), Projected::Include(strings(&["total"]))),
    ];
    let mut scenario = shop_at([100, 20, 200, 300, 200, 0]);
    found(&scenario, vec![orders.clone()], &expect![[""]]);
    // A hundred times the traffic on ten thousand customers heats no key either.
    for pattern in &mut scenario.patterns {
        if let Curve::Constant(rate) = &mut pattern.rate {
            rate.0 *= 100;
        }
    }
    found(&scenario, vec![orders], &expect![[""]]);
}

#[test]
fn one_date_at_a_time_is_told_above_a_partitions_ceiling_only() {
    let mut scenario = shop_at([900, 0, 0, 0, 0, 0]);
    scenario.patterns.truncate(1);
    scenario.patterns.push(Pattern {
        items: 100,
        ordered_by: strings(&["time"]),
        rate: Curve::Constant(MilliRate(10_000)),
        ..pattern("orders of the day", Action::List, &["date"])
    });
    let by_date = || vec![table("pk: {date}", Some("sk: {time}"))];
    found(&scenario, by_date(), &expect![[""]]);
    scenario.patterns[0].rate = Curve::Constant(MilliRate(2_500_000));
    found(
        &scenario,
        by_date(),
        &expect![[r#"
        OneValueAtATime (Breaks) orders
            At any moment all requests go to one value of {date}, 2023-11-15 halfway through: 2,500 of 2,500 write units a second at the busiest moment (“place an order”); a partition serves 1,000. Its sort key grows with time, so a split only moves the heat on.
            fix: Add one of 4 suffixes to the partition key: {date}#{suffix}. Derive it from something each reader of one item knows.
            cost: “orders of the day” then asks 4 keys instead of one. Nothing more a month.
    "#]],
    );
}

#[test]
fn few_values_and_hot_values_are_told_apart() {
    let mut scenario = shop_at([3_000, 0, 0, 0, 0, 0]);
    scenario.patterns.truncate(1);
    values(&mut scenario, "status", Values::Uniform { count: 2 });
    found(
        &scenario,
        vec![table("pk: {status}", Some("sk: {order}"))],
        &expect![[r#"
        LowCardinality (Breaks) orders
            {status} has 2 values; the busiest, st-1, takes 1,500 of 3,000 write units a second at the busiest moment (“place an order”); a partition serves 1,000. This traffic needs at least 3 partitions. Its sort key grows with time, so a split only moves the heat on.
            fix: Add one of 3 suffixes to the partition key: {status}#{suffix}. Derive it from something each reader of one item knows.
            cost: No list reads this key, so nothing more is read.
    "#]],
    );
    values(&mut scenario, "customer", Values::OneHot { count: 10_000, hot_millionths: 500_000 });
    found(
        &scenario,
        vec![table("pk: {customer}", Some("sk: {order}"))],
        &expect![[r#"
        HotValue (Breaks) orders
            customer-00000000001 alone takes 1,500 of 3,000 write units a second at the busiest moment (“place an order”); a partition serves 1,000. Its sort key grows with time, so a split only moves the heat on.
            fix: Add one of 3 suffixes to the partition key: {customer}#{suffix}. Derive it from something each reader of one item knows.
            cost: No list reads this key, so nothing more is read.
    "#]],
    );
    // The same skew at a tenth of the traffic is fine.
    scenario.patterns[0].rate = Curve::Constant(MilliRate(300_000));
    found(&scenario, vec![table("pk: {customer}", Some("sk: {order}"))], &expect![[""]]);
}

#[test]
fn local_indexes_bound_collections() {
    let scenario = shop_at([500, 0, 0, 100, 0, 0]);
    let mut orders = table("pk: {status}", Some("sk: {order}"));
    orders.indexes = vec![local("by-time", "pk: {status}", "time: {time}", Projected::All)];
    orders.item_count = 0;
    found(
        &scenario,
        vec![orders],
        &expect![[r#"
        UnboundedCollection (Breaks) orders
            The item collection of gone grows by 16.09 GB a day, entries of local indexes included, and reaches 10 GB after 1 day. From then on every write that makes it grow is refused, because the table has a local index (by-time).
            fix: Make it a global index, or add a date to the partition key so that collections end.
            cost: A global index costs the same units for each entry, but has capacity of its own, no strongly consistent reads, and fetches nothing from the table by itself.
        ScanNotQuery (Costs) latest orders saves $69,292,077.27
            It scans orders and reads 21,600,000 items for 20 wanted: 2,109,375 read units each time, with the index 2.
            fix: Add a global index by-customer with customer = {customer} and time = {time}, projecting ALL.
            cost: “place an order” takes 3 write units instead of 2 and “change its status” takes 6 write units instead of 4. Reads $69,292,903.05 less a month, writes $821.25 more a month, storage $4.53 more a month.
        UnusedIndex (Costs) orders / by-time saves $825.78
            No pattern reads by-time: every one has a way that costs no more. “place an order” takes 2 write units with it, 1 without and “change its status” takes 4 write units with it, 2 without.
            fix: Remove the index, or list the pattern that it is for.
            cost: Writes $821.25 less a month, storage $4.53 less a month.
        KeyChanges (Costs) change its status
            It changes status, which is part of the primary key of orders. A key cannot be updated: the item is deleted and put again, 4 write units in all, twice that in a transaction.
            fix: Keep what changes out of the table's key, and make it the key of a global index.
            cost: Each change then writes the item once, and two entries of the index.
    "#]],
    );
}

#[test]
fn items_that_expire_in_one_pattern_only_are_told() {
    let mut scenario = shop_at([10, 0, 10, 0, 0, 0]);
    scenario.patterns[0].expires_after_days = Some(7);
    scenario.patterns.push(pattern("import an order", Action::Put, &[]));
    scenario.patterns.retain(|pattern| matches!(pattern.action, Action::Put | Action::Get));
    found(
        &scenario,
        vec![table("pk: {customer}", Some("sk: {order}"))],
        &expect![[r#"
        MissingTtl (Costs) import an order
            Items that “place an order” writes expire after 7 days; those that “import an order” writes have no expiry and stay for ever.
            fix: Write the TTL attribute in “import an order” too.
            cost: Nothing: deletions by TTL take no write units.
    "#]],
    );
    scenario.patterns.pop();
    scenario.patterns[0].expires_after_days = None;
    scenario.patterns.push(Pattern {
        rate: Curve::Constant(MilliRate(10_000)),
        ..pattern("clear old orders", Action::Delete, &["date", "customer", "order"])
    });
    found(
        &scenario,
        vec![table("pk: {customer}", Some("sk: {order}"))],
        &expect![[r#"
        MissingTtl (Costs) clear old orders saves $16.43
            “clear old orders” deletes by age as much as is written, with requests that cost $16.43 a month.
            fix: Write a TTL attribute with each item and let DynamoDB delete it.
            cost: Nothing: deletions by TTL take no write units. They come within days, so readers filter out what has expired.
    "#]],
    );
}

#[test]
fn scans_are_told_where_an_index_pays() {
    let mut scenario = shop_at([10, 0, 0, 0, 0, 0]);
    scenario.patterns.retain(|pattern| pattern.action == Action::Put);
    scenario.patterns.push(Pattern {
        items: 50,
        needs: strings(&["total"]),
        ordered_by: strings(&["time"]),
        rate: Curve::Constant(MilliRate(1_000)),
        ..pattern("orders of a status", Action::List, &["status"])
    });
    let orders = || vec![table("pk: {customer}", Some("sk: {order}"))];
    found(
        &scenario,
        orders(),
        &expect![[r#"
        ScanNotQuery (Costs) orders of a status saves $45,921.94
            It scans orders and reads 1,432,000 items for 50 wanted: 139,844 read units each time, with the index 1.
            fix: Add a global index by-status with status = {status} and time = {time}, projecting INCLUDE total.
            cost: “place an order” takes 2 write units instead of 1. Reads $45,938.43 less a month, writes $16.43 more a month, storage $0.06 more a month.
    "#]],
    );
    // Once a day over a small table a scan is the cheaper way.
    scenario.patterns[1].rate = Curve::Constant(MilliRate(0));
    found(&scenario, orders(), &expect![[""]]);
}

#[test]
fn projections_are_told_where_they_cost() {
    let mut scenario = shop_at([100, 100, 0, 0, 100, 0]);
    for pattern in &mut scenario.patterns {
        pattern.size = ItemSize::Fixed(3_000);
    }
    scenario.patterns.retain(|pattern| pattern.action != Action::ScanAll && pattern.action != Action::Get);
    let with = |projection| {
        let mut orders = table("pk: {customer}", Some("sk: {time}"));
        orders.item_bytes = 3_000;
        orders.indexes = vec![index("by-status", "pk: {customer}#{status}", Some("time: {time}"), projection)];
        vec![orders]
    };
    scenario.patterns[1].known = Vec::new();
    found(
        &scenario,
        with(Projected::All),
        &expect![[r#"
        WastedProjection (Costs) orders / by-status saves $1,038.38
            It projects ALL: 3,000 B an entry, of which “orders by status” needs 87 B. “place an order” takes 6 write units with it, 4 without and “change its status” takes 9 write units with it, 5 without.
            fix: Project INCLUDE total.
            cost: Reads $49.28 less a month, writes $985.50 less a month, storage $3.61 less a month. Whoever needs more later fetches it from the table, or the index is made anew.
    "#]],
    );
    found(
        &scenario,
        with(Projected::KeysOnly),
        &expect![[r#"
        UnprojectedReads (Costs) orders / by-status saves $82.11
            “orders by status” reads this index and fetches 5 items from the table each time: 3 read units, 0.5 if the index had them.
            fix: Project INCLUDE total.
            cost: No write takes more. Reads $82.13 less a month, storage $0.01 more a month.
    "#]],
    );
    found(&scenario, with(Projected::Include(strings(&["total"]))), &expect![[""]]);
}

#[test]
fn indexes_beside_the_table_are_told() {
    let scenario = shop_at([100, 0, 100, 0, 0, 0]);
    let mut orders = table("pk: {customer}", Some("sk: {order}"));
    orders.indexes = vec![index("again", "pk: {customer}", Some("sk: {order}"), Projected::All)];
    found(
        &scenario,
        vec![orders.clone()],
        &expect![[r#"
        UnusedIndex (Costs) orders / again saves $165.36
            No pattern reads again: every one has a way that costs no more. “place an order” takes 2 write units with it, 1 without and “change its status” takes 2 write units with it, 1 without.
            fix: Remove the index, or list the pattern that it is for.
            cost: Writes $164.25 less a month, storage $1.11 less a month.
    "#]],
    );
    orders.indexes[0] = index("by-time", "pk: {customer}", Some("time: {time}"), Projected::All);
    let mut scenario = shop_at([100, 0, 100, 100, 0, 0]);
    scenario.patterns[3].consistent = true;
    found(
        &scenario,
        vec![orders],
        &expect![[r#"
        SamePartitionKey (Note) orders / by-time
            Its partition key is the table's, {customer}. “latest orders” asks for strongly consistent reads, which a global index does not have.
            fix: Make it a local index: it shares the table's partitions and reads strongly consistent.
            cost: The same units for each entry, from the table's capacity. Strong reads cost twice an eventual one; each item collection is held to 10 GB; the table must be made anew.
    "#]],
    );
}

#[test]
fn readers_of_sharded_keys_are_told() {
    let mut scenario = shop_at([100, 0, 0, 0, 0, 0]);
    scenario.patterns.truncate(1);
    let list = |known: &[&str]| Pattern {
        items: 1_000,
        ordered_by: strings(&["time"]),
        rate: Curve::Constant(MilliRate(1_000)),
        ..pattern("orders of the day", Action::List, known)
    };
    let sharded = || vec![table("pk: {date}#{shard}", Some("sk: {time}"))];
    scenario.patterns.push(list(&["date"]));
    found(&scenario, sharded(), &expect![[""]]);
    scenario.patterns[1] = list(&["date", "shard"]);
    scenario.patterns.push(pattern("one order", Action::Get, &["date", "time"]));
    found(
        &scenario,
        sharded(),
        &expect![[r#"
        ShardedReaders (Costs) one order
            It wants one item and does not know its shard, so it asks all 10 of orders, at half a read unit or more each.
            fix: Derive shard from something that this reader knows (a hash of the item's id), instead of drawing it.
            cost: Nothing: writes spread as well.
        ShardedReaders (Note) orders
            Writes go to 10 keys of {date}#{shard}, and “orders of the day” reads one of them: no list sees all items.
            fix: Ask all 10 keys at once and put the answers together.
            cost: 10 calls for one list, at least half a read unit each.
    "#]],
    );
}

#[test]
fn an_index_below_the_tables_writes_is_told() {
    let scenario = shop_at([100, 50, 0, 0, 10, 0]);
    let mut orders = table("pk: {customer}", Some("sk: {order}"));
    let mut by_status =
        index("by-status", "pk: {customer}#{status}", Some("time: {time}"), Projected::Include(strings(&["total"])));
    let provisioned = |write| CapacityDesign::Provisioned {
        units: crate::scenario::Units { read: 100, write },
        read_scaling: None,
        write_scaling: None,
    };
    by_status.capacity = provisioned(50);
    orders.indexes = vec![by_status];
    // 100 new entries, and 50 changes of the key with two each: 200 units.
    found(
        &scenario,
        vec![orders.clone()],
        &expect![[r#"
        IndexCapacity (Breaks) orders / by-status
            Writes bring the index 200 write units a second at the busiest moment; it has 50. What it cannot take is refused at the table, with the index in the error.
            fix: Give the index at least 200 write units a second.
            cost: Up to $71.18 more a month, provisioned.
    "#]],
    );
    orders.indexes[0].capacity = provisioned(200);
    found(&scenario, vec![orders], &expect![[""]]);
}

#[test]
fn what_no_key_can_do_is_told() {
    let mut scenario = shop_at([10, 10, 0, 0, 0, 0]);
    scenario.patterns.truncate(2);
    scenario.patterns.push(Pattern { entity: "cart".to_owned(), ..pattern("fill a cart", Action::Put, &[]) });
    let by_status = TableDesign { holds: strings(&["order"]), ..table("pk: {status}#{customer}", Some("sk: {order}")) };
    found(
        &scenario,
        vec![by_status],
        &expect![[r#"
        NotServed (Breaks) fill a cart
            No table or index serves it: no table holds these items.
            fix: Let a table hold items of the kind cart, with all attributes of its key.
            cost: What a table of its own costs.
        KeyChanges (Costs) change its status
            It changes status, which is part of the primary key of orders. A key cannot be updated: the item is deleted and put again, 2 write units in all, twice that in a transaction.
            fix: Keep what changes out of the table's key, and make it the key of a global index.
            cost: Each change then writes the item once, and two entries of the index.
    "#]],
    );
}

/// The scenarios that come with dynalab: the mistake that each is about is found in its first design, and no mend is blamed.
#[test]
fn the_catalogue_is_judged_as_its_notes_say() {
    let mut text = String::new();
    for entry in catalogue() {
        let scenario = read(entry.text).expect("a scenario");
        for design in &scenario.designs {
            let review = review(&scenario, design, &prices()).expect("a review");
            let is_mend = scenario.designs.last() == Some(design);
            assert_eq!(review.findings.is_empty(), is_mend, "{} {}: {:?}", entry.id, design.name, review.findings);
            text += &format!("{} {}\n", entry.id, design.name);
            for finding in &review.findings {
                text += &format!("    {:?} ({:?}) {}\n", finding.rule, finding.severity, finding.subject);
            }
        }
    }
    expect![[r#"
        iot-telemetry A: date
            OneValueAtATime (Breaks) Telemetry
        iot-telemetry B: device and date
        retail-cart A: index by article, all attributes
            HotValue (Breaks) Carts / by-article
            WastedProjection (Costs) Carts / by-article
        retail-cart B: index by article and suffix, keys only
        gaming-leaderboard A: index by game
            HotValue (Breaks) Scores / by-score
        gaming-leaderboard B: index by game and suffix
        banking-ledger A: account
            HotValue (Breaks) Ledger
        banking-ledger B: account and suffix
        ad-clicks A: campaign
            HotValue (Breaks) Clicks
        ad-clicks B: campaign and suffix
        sessions A: index by day
            OneValueAtATime (Breaks) Sessions / by-day
            UnusedIndex (Costs) Sessions / by-day
        sessions B: time to live
        employee-directory A: provisioned, no index
            ScanNotQuery (Costs) who works at a location
        employee-directory B: on-demand, index by location
        incident-outbox A: index by topic
            LowCardinality (Breaks) Outbox / outstanding
        incident-outbox B: index by topic and suffix
        incident-one-partition A: one partition key
            LowCardinality (Breaks) Cluster
        incident-one-partition B: a partition key for each bucket
        incident-polling A: whole steps
            HotValue (Breaks) Executions
        incident-polling B: an index of states
        incident-status-index A: index by status
            LowCardinality (Breaks) Deposits / by-status
        incident-status-index B: index by status and suffix
    "#]]
    .assert_eq(&text);
}

/// A shop in one table, whose orders have a key of their own.
fn shared(order_key: &str, order_rate: u32) -> Scenario {
    let text = r##"
title = "A shop in one table"
duration = "1h"
[attributes]
customer = { uniform = 100_000 }
order = "sequence"
day = "date"
shard = { suffix = 4 }
[[pattern]]
name = "sign up"
does = "put"
entity = "customer"
known = ["customer"]
rate = 5
[[pattern]]
name = "place an order"
does = "put"
entity = "order"
rate = ORDER_RATE
[[pattern]]
name = "today's orders"
does = "list"
entity = "order"
known = ["day", "shard"]
items = 10
rate = 1
[[design]]
name = "A"
[[design.table]]
name = "Shop"
partition_key = { name = "PK", of = "C#{customer}", kinds = { order = "ORDER_KEY" } }
sort_key = { name = "SK", of = "PROFILE", kinds = { order = "O#{order}" } }
"##;
    read(&text.replace("ORDER_KEY", order_key).replace("ORDER_RATE", &order_rate.to_string())).expect("a scenario")
}

#[test]
fn a_finding_about_one_kind_of_items_names_its_key() {
    let check = |scenario: &Scenario, expected: Expect| found(scenario, scenario.designs[0].tables.clone(), &expected);
    check(
        &shared("D#{day}", 3_000),
        expect![[r#"
        OneValueAtATime (Breaks) Shop
            At any moment all requests go to one value of D#{day}, D#2026-11-16 halfway through: 3,000 of 3,005 write units a second at the busiest moment (“place an order” and “sign up”); a partition serves 1,000. Its sort key grows with time, so a split only moves the heat on.
            fix: Add one of 5 suffixes to the partition key of order: D#{day}#{suffix}. Derive it from something each reader of one item knows.
            cost: “today's orders” then asks 5 keys instead of one. Nothing more a month.
    "#]],
    );
    check(
        &shared("D#{day}#{shard}", 20),
        expect![[r#"
        ShardedReaders (Note) Shop
            Writes go to 4 keys of D#{day}#{shard}, and “today's orders” reads one of them: no list sees all items.
            fix: Ask all 4 keys at once and put the answers together.
            cost: 4 calls for one list, at least half a read unit each.
    "#]],
    );
}
