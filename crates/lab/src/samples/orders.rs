//! A shop's orders: one table, two global indexes, as many items as one likes.

use api::{BillingMode, CreateTable, Expressions, IndexDefinition, Operation, Projection, Query};
use model::{AttributeValue, Item, ScalarType, ordered};

use super::{SampleQuery, WireRequest, day, n, puts, s, wire};
use crate::Chance;

/// How orders spread over statuses, in a hundred.
const STATUSES: [(&str, u64); 5] = [("delivered", 70), ("shipped", 12), ("paid", 9), ("placed", 6), ("cancelled", 3)];

const ARTICLES: [(&str, i64); 10] = [
    ("notebook", 499),
    ("fountain pen", 2_450),
    ("ink, blue", 890),
    ("desk lamp", 3_990),
    ("paper, A4", 650),
    ("stapler", 1_275),
    ("scissors", 980),
    ("backpack", 5_900),
    ("calendar", 1_590),
    ("sticky notes", 340),
];

/// Orders that one customer has on average.
const ORDERS_PER_CUSTOMER: u64 = 20;

/// The table, then `count` orders in batches of 25.
///
/// `by-customer` (customer_id, ordered_at) projects everything, `by-status` (status, ordered_at) the keys alone. Every order has
/// all index keys, so each index has `count` entries.
pub fn orders(seed: u64, count: u64) -> Vec<WireRequest> {
    let chance = Chance::new(seed);
    let customers = (count / ORDERS_PER_CUSTOMER).max(1);
    let mut requests = vec![wire(&Operation::CreateTable(Box::new(table())))];
    requests.extend(puts("orders", (1..=count).map(|number| order(chance, number, customers)).collect()));
    requests
}

fn table() -> CreateTable {
    let index = |name: &str, partition: &str, projection: &str| IndexDefinition {
        index_name: name.to_owned(),
        key_schema: vec![(partition.to_owned(), "HASH".to_owned()), ("ordered_at".to_owned(), "RANGE".to_owned())],
        projection: Projection { projection_type: Some(projection.to_owned()), ..Projection::default() },
        ..IndexDefinition::default()
    };
    CreateTable {
        table_name: "orders".to_owned(),
        attribute_definitions: ["order_id", "customer_id", "status", "ordered_at"]
            .map(|name| (name.to_owned(), ScalarType::S))
            .to_vec(),
        key_schema: vec![("order_id".to_owned(), "HASH".to_owned())],
        global_secondary_indexes: Some(vec![
            index("by-customer", "customer_id", "ALL"),
            index("by-status", "status", "KEYS_ONLY"),
        ]),
        billing_mode: Some(BillingMode::PayPerRequest),
        ..CreateTable::default()
    }
}

fn order(chance: Chance, number: u64, customers: u64) -> Item {
    let lines: Vec<(&(&str, i64), i64)> = (0..=chance.below("lines", number, 3))
        .filter_map(|line| {
            let counter = number * 4 + line;
            Some((chance.pick("article", counter, &ARTICLES)?, chance.below("quantity", counter, 5) as i64 + 1))
        })
        .collect();
    let total_cents: i64 = lines.iter().map(|((_, cents), quantity)| cents * quantity).sum();
    let seconds = chance.below("time", number, 86_400);
    let time = format!("{:02}:{:02}:{:02}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    ordered([
        ("order_id".to_owned(), s(format!("O-{number:06}"))),
        ("customer_id".to_owned(), s(format!("C-{:05}", 1 + chance.below("customer", number, customers)))),
        ("status".to_owned(), s(status(chance.below("status", number, 100)))),
        ("ordered_at".to_owned(), s(format!("{}T{time}", day(9_132 + chance.below("day", number, 365))))),
        ("total_cents".to_owned(), n(total_cents)),
        (
            "lines".to_owned(),
            AttributeValue::L(lines.iter().map(|((article, cents), quantity)| line(article, *cents, *quantity)).collect()),
        ),
    ])
}

fn line(article: &str, cents: i64, quantity: i64) -> AttributeValue {
    AttributeValue::M(ordered([
        ("article".to_owned(), s(article)),
        ("price_cents".to_owned(), n(cents)),
        ("quantity".to_owned(), n(quantity)),
    ]))
}

fn status(percentile: u64) -> &'static str {
    let mut below = 0;
    for (status, percent) in STATUSES {
        below += percent;
        if percentile < below {
            return status;
        }
    }
    "delivered"
}

pub(super) fn queries() -> Vec<SampleQuery> {
    let query = |index: &str, condition: &str, names: Option<(&str, &str)>, value: &str| {
        wire(&Operation::Query(Box::new(Query {
            table_name: "orders".to_owned(),
            index_name: Some(index.to_owned()),
            key_condition_expression: Some(condition.to_owned()),
            expressions: Expressions {
                names: names.map(|(placeholder, name)| [(placeholder.to_owned(), name.to_owned())].into()),
                values: Some([(":v".to_owned(), s(value))].into()),
                ..Expressions::default()
            },
            ..Query::default()
        })))
    };
    vec![
        SampleQuery { title: "All orders of one customer", request: query("by-customer", "customer_id = :v", None, "C-00007") },
        SampleQuery {
            title: "Orders still to be paid",
            request: query("by-status", "#s = :v", Some(("#s", "status")), "placed"),
        },
    ]
}
