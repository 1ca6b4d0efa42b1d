//! GetItem, PutItem and Query beside dynoxide embedded in memory mode: one process, typed requests, no wire.
//!
//! Both sides get the same requests, made out of the same JSON outside of the timed section: 1 KiB items, and collections of 20
//! of them for Query. Rounds alternate, so that a busy machine slows both; what is printed are medians over the rounds, of the
//! ratio too.

use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use api::Operation;
use engine::{Context, Engine};
use model::EpochMillis;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Rounds of each operation.
const ROUNDS: usize = 9;
/// Items in the table, and writes in a round.
const ITEMS: usize = 10_000;
/// How often a round of GetItem reads each of them.
const READS: usize = 10;
/// Items of one collection, which a Query reads.
const COLLECTION: usize = 20;
/// Bytes of an item, names included.
const ITEM_SIZE_BYTES: usize = 1_024;
/// How much faster the engine has to be.
const RATIO_MIN: f64 = 5.0;

fn main() -> Outcome<ExitCode> {
    println!("| operation | dynalab, ns | dynoxide embedded, ns | times as fast (bar {RATIO_MIN}) |");
    println!("|---|---|---|---|");
    let mut kept = true;
    for operation in ["GetItem", "PutItem", "Query"] {
        let requests = requests(operation);
        let rounds = (0..ROUNDS).map(|_| round(operation, &requests)).collect::<Outcome<Vec<(f64, f64)>>>()?;
        let own = median(rounds.iter().map(|(own, _)| *own));
        let other = median(rounds.iter().map(|(_, other)| *other));
        let ratio = median(rounds.iter().map(|(own, other)| other / own));
        println!("| {operation} | {own:.0} | {other:.0} | {ratio:.1} |");
        kept &= ratio >= RATIO_MIN;
    }
    if !kept {
        println!("a bar is missed");
    }
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Nanoseconds of one request on each side: the engine's, then dynoxide's. Both begin with a full table, for writes with an
/// empty one.
fn round(operation: &str, requests: &[Value]) -> Outcome<(f64, f64)> {
    let given = if operation == "PutItem" { vec![] } else { puts(operation) };
    Ok((own(operation, &given, requests)?, other(operation, &given, requests)?))
}

fn own(operation: &str, given: &[Value], requests: &[Value]) -> Outcome<f64> {
    let mut engine = Engine::new(1);
    let context = Context::new(EpochMillis(1_700_000_000_000), "eu-west-1");
    let decode = |operation: &str, body: &Value| -> Outcome<Operation> {
        api::decode(operation, body.to_string().as_bytes()).map_err(|error| error.message().into())
    };
    run(&mut engine, &context, decode("CreateTable", &table(operation))?)?;
    for body in given {
        run(&mut engine, &context, decode("PutItem", body)?)?;
    }
    let operations = requests.iter().map(|body| decode(operation, body)).collect::<Outcome<Vec<_>>>()?;
    let start = Instant::now();
    for operation in operations {
        run(&mut engine, &context, operation)?;
    }
    Ok(nanos(start.elapsed(), requests.len()))
}

/// Carries a request out and says, as a host over memory does, that it is durable.
fn run(engine: &mut Engine, context: &Context, operation: Operation) -> Outcome<()> {
    let outcome = engine.execute(context, operation, None).map_err(|refusal| format!("{refusal:?}"))?;
    if let Some(record) = outcome.batch.last() {
        engine.mark_durable(record.sequence);
    }
    black_box(&outcome);
    Ok(())
}

fn other(operation: &str, given: &[Value], requests: &[Value]) -> Outcome<f64> {
    let database = dynoxide::Database::memory()?;
    database.create_table(serde_json::from_value(table(operation))?)?;
    for body in given {
        database.put_item(serde_json::from_value(body.clone())?)?;
    }
    let bodies = requests.iter().cloned();
    Ok(match operation {
        "GetItem" => timed(bodies, |request| database.get_item(request))?,
        "PutItem" => timed(bodies, |request| database.put_item(request))?,
        _ => timed(bodies, |request| database.query(request))?,
    })
}

/// Nanoseconds of one request, which is made of its JSON beforehand.
fn timed<Q: serde::de::DeserializeOwned, A, E: Error + 'static>(
    bodies: impl Iterator<Item = Value>,
    ask: impl Fn(Q) -> Result<A, E>,
) -> Outcome<f64> {
    let requests = bodies.map(serde_json::from_value).collect::<Result<Vec<Q>, _>>()?;
    let count = requests.len();
    let start = Instant::now();
    for request in requests {
        black_box(&ask(request)?);
    }
    Ok(nanos(start.elapsed(), count))
}

fn nanos(time: Duration, requests: usize) -> f64 {
    time.as_secs_f64() * 1e9 / requests as f64
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The table of one operation: like the foundation's bench a partition key alone, for Query a sort key too.
fn table(operation: &str) -> Value {
    let names = if operation == "Query" { &["pk", "sk"][..] } else { &["pk"] };
    let schema = names.iter().zip(["HASH", "RANGE"]).map(|(name, role)| json!({"AttributeName": name, "KeyType": role}));
    let types = names.iter().map(|name| json!({"AttributeName": name, "AttributeType": "S"}));
    json!({
        "TableName": "Orders",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": schema.collect::<Vec<_>>(),
        "AttributeDefinitions": types.collect::<Vec<_>>(),
    })
}

/// The key of the item at this place of an order without pattern, the same every time.
fn key(operation: &str, place: usize) -> Value {
    // 7,919 is prime to the number of items, so each number comes once.
    let number = place * 7_919 % ITEMS;
    if operation == "Query" {
        let (customer, order) = (number / COLLECTION, number % COLLECTION);
        json!({"pk": {"S": format!("customer#{customer:06}")}, "sk": {"S": format!("order#{order:02}")}})
    } else {
        json!({"pk": {"S": format!("order#{number:08}")}})
    }
}

/// Writes of all items of the operation's table.
fn puts(operation: &str) -> Vec<Value> {
    let put = |place| {
        let mut item = key(operation, place);
        let value = |value: &Value| value["S"].as_str().map_or(0, str::len);
        let known: usize = item.as_object().into_iter().flatten().map(|(name, text)| name.len() + value(text)).sum();
        item["data"] = json!({"S": "x".repeat(ITEM_SIZE_BYTES - "data".len() - known)});
        json!({"TableName": "Orders", "Item": item})
    };
    (0..ITEMS).map(put).collect()
}

/// What is timed.
fn requests(operation: &str) -> Vec<Value> {
    let get = |place| json!({"TableName": "Orders", "Key": key(operation, place)});
    let query = |place| {
        let values = json!({":pk": key(operation, place)["pk"]});
        json!({"TableName": "Orders", "KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": values})
    };
    match operation {
        "GetItem" => (0..READS * ITEMS).rev().map(get).collect(),
        "PutItem" => puts(operation),
        _ => (0..ITEMS / COLLECTION).map(query).collect(),
    }
}
