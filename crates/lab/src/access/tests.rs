//! Plans by hand: one shop, several designs.

use expect_test::{Expect, expect};

use super::*;
use crate::scenario::{
    Attribute, CapacityDesign, Curve, IndexDesign, ItemSize, KeyPart, MilliRate, Pattern, RetryPolicy, TableClass, TableDesign,
    Values,
};

/// `{customer}#{order}` with the name before a colon: `pk: {customer}`.
pub(crate) fn key(text: &str) -> KeyTemplate {
    let (name, mut rest) = text.split_once(": ").expect("a name");
    let mut parts = Vec::new();
    while let Some(open) = rest.find('{') {
        if open > 0 {
            parts.push(KeyPart::Text(rest[..open].to_owned()));
        }
        let close = rest.find('}').expect("closed");
        parts.push(KeyPart::Attribute(rest[open + 1..close].to_owned()));
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        parts.push(KeyPart::Text(rest.to_owned()));
    }
    KeyTemplate::new(name.to_owned(), parts)
}

pub(crate) fn on_demand() -> CapacityDesign {
    CapacityDesign::OnDemand { maximum: (None, None), warm: None, previous_peak: None }
}

pub(crate) fn table(partition: &str, sort: Option<&str>) -> TableDesign {
    TableDesign {
        name: "orders".to_owned(),
        holds: Vec::new(),
        partition_key: key(partition),
        sort_key: sort.map(key),
        indexes: Vec::new(),
        capacity: on_demand(),
        class: TableClass::Standard,
        item_count: 1_000_000,
        item_bytes: 800,
    }
}

pub(crate) fn index(name: &str, partition: &str, sort: Option<&str>, projection: Projected) -> IndexDesign {
    IndexDesign {
        name: name.to_owned(),
        is_local: false,
        partition_key: key(partition),
        sort_key: sort.map(key),
        projection,
        capacity: on_demand(),
    }
}

pub(crate) fn local(name: &str, partition: &str, sort: &str, projection: Projected) -> IndexDesign {
    IndexDesign { is_local: true, ..index(name, partition, Some(sort), projection) }
}

pub(crate) fn pattern(name: &str, action: Action, known: &[&str]) -> Pattern {
    Pattern {
        name: name.to_owned(),
        action,
        entity: "order".to_owned(),
        known: strings(known),
        ordered_by: Vec::new(),
        needs: Vec::new(),
        changes: Vec::new(),
        size: ItemSize::Fixed(800),
        items: 1,
        returned_millionths: 1_000_000,
        consistent: false,
        expires_after_days: None,
        rate: Curve::Constant(MilliRate(0)),
    }
}

pub(crate) fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// 10,000 customers, orders with a number, a status, a time and a total; patterns of a shop.
pub(crate) fn shop() -> Scenario {
    let attribute = |name: &str, size_bytes, values| Attribute { name: name.to_owned(), size_bytes, values };
    let status = [("open", 1), ("sent", 1), ("paid", 1), ("gone", 1)].map(|(name, weight)| (name.to_owned(), weight));
    Scenario {
        title: "A shop".to_owned(),
        note: String::new(),
        seed: 1,
        start_s: 1_700_006_400,
        duration_s: 86_400,
        region: "us-east-1".to_owned(),
        attributes: vec![
            attribute("customer", 20, Values::Uniform { count: 10_000 }),
            attribute("order", 20, Values::Sequence),
            attribute("status", 4, Values::Weighted { values: status.to_vec() }),
            attribute("time", 24, Values::Time),
            attribute("date", 10, Values::Date),
            attribute("shard", 2, Values::Suffix { count: 10 }),
            attribute("total", 6, Values::Uniform { count: 100_000 }),
        ],
        patterns: vec![
            pattern("place an order", Action::Put, &[]),
            Pattern { changes: strings(&["status"]), ..pattern("change its status", Action::Update, &["customer", "order"]) },
            pattern("get an order", Action::Get, &["customer", "order"]),
            Pattern { items: 20, ordered_by: strings(&["time"]), ..pattern("latest orders", Action::List, &["customer"]) },
            Pattern {
                items: 5,
                needs: strings(&["customer", "total"]),
                ..pattern("orders by status", Action::List, &["customer", "status"])
            },
            Pattern { needs: strings(&["total"]), ..pattern("read everything", Action::ScanAll, &[]) },
        ],
        designs: Vec::new(),
        retries: RetryPolicy { attempts: 4, base_ms: 25, max_ms: 20_000, jitter: true },
    }
}

pub(crate) fn design(tables: Vec<TableDesign>) -> Design {
    Design { name: "A".to_owned(), tables }
}

/// `+1`, `-0.25`: to thousandths.
fn gained(gain: Gain) -> String {
    let text = format!("{:+}.{:03}", gain.0 / Gain::ONE.0, gain.0.abs() % Gain::ONE.0 / 1_000_000);
    text.strip_suffix(".000").unwrap_or(&text).to_owned()
}

/// A way in a line.
fn told(ground: &Plan, design: &Design, way: &Result<Way, Impossible>) -> String {
    let way = match way {
        Ok(way) => way,
        Err(why) => return format!("impossible: {why}"),
    };
    let table = &design.tables[way.target.table];
    let target = way.target.index.map_or(table.name.clone(), |place| format!("{} / {}", table.name, table.indexes[place].name));
    let mut text = format!("{} {target}:", way.operation.name());
    for flow in &way.flows {
        let space = &ground.spaces[flow.space];
        let name = space.index_name.as_ref().unwrap_or(&space.table_name);
        let direction = if flow.direction == Direction::Read { "R" } else { "W" };
        text +=
            &format!(" {} x {}.{:03} {direction} {name}", flow.requests, flow.units.0 / 1_000_000, flow.units.0 / 1_000 % 1_000);
        if flow.bytes_gained != Gain::NONE {
            text += &format!(" ({} items, {} B)", gained(flow.items_gained), gained(flow.bytes_gained));
        }
        text += if flow.place == Place::Spread { " everywhere;" } else { ";" };
    }
    if way.evaluated > 0 {
        text += &format!(" reads {} for {}", way.evaluated, way.returned_millionths / 1_000_000);
    }
    if !way.notes.is_empty() {
        text += &format!(" {:?}", way.notes);
    }
    text
}

fn check(scenario: &Scenario, tables: Vec<TableDesign>, expected: &Expect) {
    let design = design(tables);
    let plan = plan(scenario, &design).expect("a plan");
    let mut text = String::new();
    for (pattern, planned) in scenario.patterns.iter().zip(&plan.patterns) {
        text += &format!("{}: {}\n", pattern.name, told(&plan, &design, &planned.way));
        for option in planned.options.iter().filter(|_| planned.options.len() > 1) {
            text += &format!("    {}\n", told(&plan, &design, option));
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn a_key_of_customer_and_order_reads_whole_collections_for_the_latest() {
    // 1,000,000 orders of 10,000 customers: 100 each, 80,000 B, 20 units, 10 eventually consistent.
    // A scan: 800,000,000 B / 4,096 = 195,312.5 -> 195,313, halved.
    check(
        &shop(),
        vec![table("pk: {customer}", Some("sk: {order}"))],
        &expect![[r#"
        place an order: PutItem orders: 1 x 1.000 W orders (+1 items, +800 B);
        change its status: UpdateItem orders: 1 x 1.000 W orders;
        get an order: GetItem orders: 1 x 0.500 R orders; reads 1 for 1
        latest orders: Query orders: 1 x 10.000 R orders; reads 100 for 20 [WholeCollection]
        orders by status: Query orders: 1 x 2.000 R orders; reads 20 for 5 [Filters(4)]
        read everything: Scan orders: 1 x 97656.500 R orders everywhere; reads 1000000 for 1000000
    "#]],
    );
}

#[test]
fn a_sort_key_of_time_reads_what_is_wanted() {
    check(
        &shop(),
        vec![table("pk: {customer}", Some("sk: {time}"))],
        &expect![[r#"
        place an order: PutItem orders: 1 x 1.000 W orders (+1 items, +800 B);
        change its status: UpdateItem orders: 1 x 1.000 W orders; 1 x 10.000 R orders; reads 100 for 0 [LooksUp]
        get an order: Query orders: 1 x 10.000 R orders; reads 100 for 1 [WholeCollection]
        latest orders: Query orders: 1 x 2.000 R orders; reads 20 for 20
        orders by status: Query orders: 1 x 2.000 R orders; reads 20 for 5 [Filters(4)]
        read everything: Scan orders: 1 x 97656.500 R orders everywhere; reads 1000000 for 1000000
    "#]],
    );
}

#[test]
fn indexes_cost_by_the_write_delta_rules() {
    let mut orders = table("pk: {customer}", Some("sk: {order}"));
    orders.item_bytes = 1_500;
    orders.indexes = vec![
        index("by-status", "status: {status}", Some("time: {time}"), Projected::All),
        local("by-time", "pk: {customer}", "time: {time}", Projected::KeysOnly),
        index("by-total", "pk: {customer}", Some("status: {status}"), Projected::Include(strings(&["total"]))),
    ];
    let mut scenario = shop();
    for pattern in &mut scenario.patterns {
        pattern.size = ItemSize::Fixed(1_500);
    }
    scenario.patterns.push(Pattern { changes: strings(&["total"]), ..pattern("change the total", Action::Update, &[]) });
    scenario.patterns.push(pattern("cancel", Action::Delete, &[]));
    scenario.patterns.push(Pattern { size: ItemSize::Fixed(1_500), ..pattern("buy", Action::TransactWrite, &[]) });
    check(
        &scenario,
        vec![orders],
        &expect![[r#"
        place an order: PutItem orders: 1 x 3.000 W orders (+1 items, +1572 B); 1 x 2.000 W by-status (+1 items, +1500 B); 1 x 1.000 W by-total (+1 items, +65 B);
        change its status: UpdateItem orders: 1 x 2.000 W orders; 2 x 2.000 W by-status; 2 x 1.000 W by-total;
        get an order: GetItem orders: 1 x 0.500 R orders; reads 1 for 1
            GetItem orders: 1 x 0.500 R orders; reads 1 for 1
            Scan orders / by-status: 1 x 183105.500 R by-status everywhere; reads 1000000 for 1
            Query orders / by-time: 1 x 1.000 R orders; 100 x 0.500 R orders; reads 100 for 1 [WholeCollection, Fetches(100)]
            Query orders / by-total: 1 x 1.000 R by-total; 1 x 0.500 R orders; reads 100 for 1 [WholeCollection, Fetches(1)]
        latest orders: Query orders / by-time: 1 x 0.500 R orders; 20 x 0.500 R orders; reads 20 for 20 [Fetches(20)]
            Query orders: 1 x 18.500 R orders; reads 100 for 20 [WholeCollection]
            Scan orders / by-status: 1 x 183105.500 R by-status everywhere; reads 1000000 for 20
            Query orders / by-time: 1 x 0.500 R orders; 20 x 0.500 R orders; reads 20 for 20 [Fetches(20)]
            Query orders / by-total: 1 x 1.000 R by-total; 20 x 0.500 R orders; reads 100 for 20 [WholeCollection, Fetches(20)]
        orders by status: Query orders / by-total: 1 x 0.500 R by-total; reads 5 for 5
            Query orders: 1 x 4.000 R orders; reads 20 for 5 [Filters(4)]
            Query orders / by-status: 1 x 9155.500 R by-status; reads 50000 for 5 [Filters(10000)]
            Query orders / by-time: 1 x 0.500 R orders; 20 x 0.500 R orders; reads 20 for 5 [Filters(4), Fetches(20)]
            Query orders / by-total: 1 x 0.500 R by-total; reads 5 for 5
        read everything: Scan orders / by-total: 1 x 7935.000 R by-total everywhere; reads 1000000 for 1000000
            Scan orders: 1 x 183105.500 R orders everywhere; reads 1000000 for 1000000
            Scan orders / by-status: 1 x 183105.500 R by-status everywhere; reads 1000000 for 1000000
            impossible: the index does not project total
            Scan orders / by-total: 1 x 7935.000 R by-total everywhere; reads 1000000 for 1000000
        change the total: UpdateItem orders: 1 x 1.000 W orders; 1 x 1.000 W by-status; 1 x 1.000 W by-total;
        cancel: DeleteItem orders: 1 x 2.000 W orders (-1 items, -872 B); 1 x 1.000 W by-status (-1 items, -800 B); 1 x 1.000 W by-total (-1 items, -65 B);
        buy: TransactWriteItems orders: 1 x 5.000 W orders (+1 items, +1572 B); 1 x 2.000 W by-status (+1 items, +1500 B); 1 x 1.000 W by-total (+1 items, +65 B);
    "#]],
    );
}

#[test]
fn sharded_keys_are_asked_for_every_suffix() {
    let mut scenario = shop();
    scenario.patterns = vec![
        pattern("place", Action::Put, &[]),
        Pattern { items: 1_000, ordered_by: strings(&["time"]), ..pattern("orders of today", Action::List, &["date"]) },
        Pattern { items: 1_000, ..pattern("one shard", Action::List, &["date", "shard"]) },
        pattern("get one", Action::Get, &["date", "time"]),
    ];
    check(
        &scenario,
        vec![table("pk: {date}#{shard}", Some("sk: {time}"))],
        &expect![[r#"
        place: PutItem orders: 1 x 1.000 W orders (+1 items, +800 B);
        orders of today: Query orders: 10 x 10.000 R orders; reads 1000 for 1000 [FanOut(10)]
        one shard: Query orders: 1 x 98.000 R orders; reads 1000 for 1000
        get one: GetItem orders: 10 x 0.500 R orders; reads 1 for 1 [FanOut(10)]
    "#]],
    );
}

#[test]
fn sparse_indexes_hold_what_has_their_keys() {
    let mut scenario = shop();
    scenario.patterns = vec![
        Pattern { known: strings(&["customer", "order", "total"]), ..pattern("place", Action::Put, &[]) },
        Pattern { changes: strings(&["status"]), ..pattern("flag", Action::Update, &[]) },
        Pattern { items: 10, ..pattern("flagged", Action::List, &["status"]) },
        Pattern { items: 10, ..pattern("by date", Action::List, &["date"]) },
    ];
    let mut orders = table("pk: {customer}", Some("sk: {order}"));
    orders.indexes = vec![
        index("flagged", "status: {status}", None, Projected::KeysOnly),
        index("by-date", "date: {date}", None, Projected::All),
    ];
    check(
        &scenario,
        vec![orders],
        &expect![[r#"
        place: PutItem orders: 1 x 1.000 W orders (+1 items, +800 B);
        flag: UpdateItem orders: 1 x 1.000 W orders; 1 x 1.000 W flagged (+1 items, +54 B);
        flagged: Query orders / flagged: 1 x 0.500 R flagged; 10 x 0.500 R orders; reads 10 for 10 [Fetches(10)]
            Scan orders: 1 x 97656.500 R orders everywhere; reads 1000000 for 10
            Query orders / flagged: 1 x 0.500 R flagged; 10 x 0.500 R orders; reads 10 for 10 [Fetches(10)]
            impossible: these items have no date, so the index holds none of them
        by date: Scan orders: 1 x 97656.500 R orders everywhere; reads 1000000 for 10
            Scan orders: 1 x 97656.500 R orders everywhere; reads 1000000 for 10
            impossible: the index does not project the whole item
            impossible: these items have no date, so the index holds none of them
    "#]],
    );
}

/// 86,400 puts of 10,000 customers: each of them comes at least once with chance 1 - 0.9999^86400 = 0.99982, so that 0.1157 of a put is a
/// new item and 0.8843 replaces one. One of four has the same status: 0.1157 + 2 * 0.75 * 0.8843 + 0.25 * 0.8843 = 1.6632 writes of the whole
/// item, 1.4421 of keys alone. The time is always another: 0.1157 + 2 * 0.8843 = 1.8843.
#[test]
fn a_put_whose_key_comes_again_replaces_an_item() {
    let mut scenario = shop();
    scenario.patterns = vec![Pattern { rate: Curve::Constant(MilliRate(1_000)), ..pattern("place", Action::Put, &[]) }];
    let mut orders = TableDesign { item_count: 0, ..table("pk: {customer}", None) };
    orders.indexes = vec![
        index("whole", "status: {status}", None, Projected::All),
        index("keys", "status: {status}", None, Projected::KeysOnly),
        index("by-time", "status: {status}", Some("time: {time}"), Projected::KeysOnly),
        index("other-way", "other: {customer}", None, Projected::KeysOnly),
    ];
    check(
        &scenario,
        vec![orders],
        &expect![[r#"
        place: PutItem orders: 1 x 1.000 W orders (+0.115 items, +92.576 B); 2 x 0.831 W whole (+0.115 items, +92.576 B); 1 x 1.442 W keys (+0.115 items, +3.703 B); 2 x 0.942 W by-time (+0.115 items, +6.943 B); 1 x 0.115 W other-way (+0.115 items, +5.438 B); [Replaces(88)]
    "#]],
    );
}

#[test]
fn two_tables_of_one_entity_are_two_writes_and_the_better_read() {
    let scenario = shop();
    let by_status = TableDesign { name: "by-status".to_owned(), ..table("pk: {customer}#{status}", Some("sk: {order}")) };
    let carts = TableDesign { name: "carts".to_owned(), holds: strings(&["cart"]), ..table("pk: {customer}", None) };
    check(
        &scenario,
        vec![table("pk: {customer}", Some("sk: {order}")), by_status, carts],
        &expect![[r#"
        place an order: PutItem orders: 1 x 1.000 W orders (+1 items, +800 B); 1 x 1.000 W by-status (+1 items, +800 B); [Copies(2)]
        change its status: UpdateItem orders: 1 x 1.000 W orders; 2 x 1.000 W by-status; [Moves, Copies(2)]
        get an order: GetItem orders: 1 x 0.500 R orders; reads 1 for 1
            GetItem orders: 1 x 0.500 R orders; reads 1 for 1
            Scan by-status: 1 x 97656.500 R by-status everywhere; reads 1000000 for 1
            impossible: the table holds other items
        latest orders: Query orders: 1 x 10.000 R orders; reads 100 for 20 [WholeCollection]
            Query orders: 1 x 10.000 R orders; reads 100 for 20 [WholeCollection]
            Scan by-status: 1 x 97656.500 R by-status everywhere; reads 1000000 for 20
            impossible: the table holds other items
        orders by status: Query by-status: 1 x 0.500 R by-status; reads 5 for 5
            Query orders: 1 x 2.000 R orders; reads 20 for 5 [Filters(4)]
            Query by-status: 1 x 0.500 R by-status; reads 5 for 5
            impossible: the table holds other items
        read everything: Scan orders: 1 x 97656.500 R orders everywhere; reads 1000000 for 1000000
            Scan orders: 1 x 97656.500 R orders everywhere; reads 1000000 for 1000000
            Scan by-status: 1 x 97656.500 R by-status everywhere; reads 1000000 for 1000000
            impossible: the table holds other items
    "#]],
    );
}

#[test]
fn an_entity_that_no_table_holds_is_impossible() {
    let mut scenario = shop();
    scenario.patterns.truncate(3);
    let carts = TableDesign { name: "carts".to_owned(), holds: strings(&["cart"]), ..table("pk: {customer}", None) };
    check(
        &scenario,
        vec![carts],
        &expect![[r#"
        place an order: impossible: no table holds these items
        change its status: impossible: no table holds these items
        get an order: impossible: no table holds these items
    "#]],
    );
}

#[test]
fn unknown_attributes_are_told() {
    let told = |design: Design| plan(&shop(), &design).unwrap_err().to_string();
    assert_eq!(told(design(Vec::new())), "The design has no table: give it at least one");
    assert_eq!(
        told(design(vec![table("pk: {nobody}", None)])),
        "orders names the attribute nobody, which the scenario does not describe: add it to the attributes"
    );
    let mut orders = table("pk: {customer}", None);
    orders.indexes = vec![index("i", "x: {status}", None, Projected::Include(strings(&["color"])))];
    assert_eq!(
        told(design(vec![orders])),
        "orders / i names the attribute color, which the scenario does not describe: add it to the attributes"
    );
}
