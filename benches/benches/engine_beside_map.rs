//! GetItem and PutItem beside a `BTreeMap<Vec<u8>, Vec<u8>>` of the same bytes: memory, one table without indexes, 1 KiB items.
//!
//! The map clones what it finds, as a reply would; the engine hands out a shared item. Requests are built outside of the timed
//! section on both sides. Rounds alternate, so that a busy machine slows both; what is printed are medians over the rounds,
//! of the ratio too.

#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use api::{BillingMode, CreateTable, GetItem, Operation, PutItem};
use engine::{Context, Engine};
use model::{AttributeValue, EpochMillis, Item, ScalarType};

/// Bytes of an item, names included.
const ITEM_SIZE_BYTES: usize = 1_024;
/// Rounds of each side.
const ROUNDS: usize = 9;
/// What GetItem may cost, as a multiple of a lookup and clone.
const GET_RATIO_MAX: f64 = 4.0;
/// What PutItem may cost, as a multiple of an insert.
const PUT_RATIO_MAX: f64 = 6.0;

fn main() {
    let mut kept = true;
    for count in [10_000, 100_000] {
        kept &= compare("GetItem", count, GET_RATIO_MAX, get_round);
        kept &= compare("PutItem", count, PUT_RATIO_MAX, put_round);
    }
    if !kept {
        println!("a bar is missed");
        std::process::exit(1);
    }
}

/// Runs the rounds and prints both sides; whether the bar is kept.
fn compare(operation: &str, count: usize, ratio_max: f64, round: fn(&[usize]) -> (Duration, Duration)) -> bool {
    let order = shuffled(count);
    let nanos = |time: Duration| time.as_secs_f64() * 1e9 / count as f64;
    let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| round(&order)).map(|(engine, map)| (nanos(engine), nanos(map))).collect();
    let engine = median(rounds.iter().map(|(engine, _)| *engine));
    let map = median(rounds.iter().map(|(_, map)| *map));
    let ratio = median(rounds.iter().map(|(engine, map)| engine / map));
    println!("{operation} of {count} items: engine {engine:.0} ns, map {map:.0} ns, ratio {ratio:.2} (bar {ratio_max})");
    ratio <= ratio_max
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A round of reads: the engine's time and the map's.
fn get_round(order: &[usize]) -> (Duration, Duration) {
    let mut engine = new_engine();
    let context = context();
    let mut map = BTreeMap::new();
    for number in order {
        put(&mut engine, &context, put_operation(*number));
        map.insert(key(*number), value(*number));
    }
    let operations: Vec<Operation> = order.iter().rev().map(|number| get_operation(*number)).collect();
    let keys: Vec<Vec<u8>> = order.iter().rev().map(|number| key(*number)).collect();
    let start = Instant::now();
    for operation in operations {
        let outcome = engine.execute(&context, operation, None).expect("the read is right");
        black_box(&outcome);
    }
    let engine_time = start.elapsed();
    let start = Instant::now();
    for key in &keys {
        black_box(map.get(key).cloned());
    }
    (engine_time, start.elapsed())
}

/// A round of writes: the engine's time and the map's.
fn put_round(order: &[usize]) -> (Duration, Duration) {
    let mut engine = new_engine();
    let context = context();
    let operations: Vec<Operation> = order.iter().map(|number| put_operation(*number)).collect();
    let pairs: Vec<(Vec<u8>, Vec<u8>)> = order.iter().map(|number| (key(*number), value(*number))).collect();
    let start = Instant::now();
    for operation in operations {
        put(&mut engine, &context, operation);
    }
    let engine_time = start.elapsed();
    let mut map = BTreeMap::new();
    let start = Instant::now();
    for (key, value) in pairs {
        map.insert(key, value);
    }
    let map_time = start.elapsed();
    black_box((&engine, &map));
    (engine_time, map_time)
}

/// Carries out a write and tells the engine, as a host over memory does, that it is durable.
fn put(engine: &mut Engine, context: &Context, operation: Operation) {
    let outcome = engine.execute(context, operation, None).expect("the write is right");
    if let Some(record) = outcome.batch.last() {
        engine.mark_durable(record.sequence);
    }
    black_box(&outcome);
}

fn new_engine() -> Engine {
    let mut engine = Engine::new(1);
    let create = CreateTable {
        table_name: "Orders".to_owned(),
        attribute_definitions: vec![("pk".to_owned(), ScalarType::S)],
        key_schema: vec![("pk".to_owned(), "HASH".to_owned())],
        billing_mode: Some(BillingMode::PayPerRequest),
        ..CreateTable::default()
    };
    engine.execute(&context(), Operation::CreateTable(Box::new(create)), None).expect("the table is right");
    engine
}

fn context() -> Context {
    Context::new(EpochMillis(1_700_000_000_000), "eu-west-1")
}

fn put_operation(number: usize) -> Operation {
    Operation::PutItem(PutItem { table_name: "Orders".to_owned(), item: item(number), ..PutItem::default() })
}

fn get_operation(number: usize) -> Operation {
    let key = Item::from([("pk".to_owned(), AttributeValue::S(text_key(number)))]);
    Operation::GetItem(GetItem { table_name: "Orders".to_owned(), key, ..GetItem::default() })
}

/// An item of [`ITEM_SIZE_BYTES`]: a key and one attribute that fills it.
fn item(number: usize) -> Item {
    let key = text_key(number);
    let rest = ITEM_SIZE_BYTES - "pk".len() - key.len() - "data".len();
    Item::from([("pk".to_owned(), AttributeValue::S(key)), ("data".to_owned(), AttributeValue::S("x".repeat(rest)))])
}

fn text_key(number: usize) -> String {
    format!("order#{number:08}")
}

fn key(number: usize) -> Vec<u8> {
    text_key(number).into_bytes()
}

fn value(number: usize) -> Vec<u8> {
    let mut bytes = key(number);
    bytes.resize(ITEM_SIZE_BYTES, b'x');
    bytes
}

/// The numbers below `count` in an order without pattern, the same every time (Fisher and Yates, with a linear congruence).
fn shuffled(count: usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    let mut state = 88_172_645_463_325_252_u64;
    for at in (1..count).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        numbers.swap(at, (state >> 33) as usize % (at + 1));
    }
    numbers
}
