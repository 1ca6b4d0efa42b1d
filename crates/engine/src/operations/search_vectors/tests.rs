//! SearchVectors against an oracle that knows no index: every item scored with schoolbook sums, then sorted.

use api::Response;
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert_eq, proptest};

use crate::journal::testing::Host;
use crate::script::replay;
use crate::storage::MemoryStorage;
use crate::testing::Bench;

/// An item: its place, its tenant if it has one, its colour if it has one, its vector if it has one.
type Row = (usize, Option<u8>, Option<u8>, Option<Vec<i64>>);

fn table(function: &str, schema: &str) -> Bench {
    let mut bench = Bench::default();
    bench.ask("CreateTable", &definition(function, schema)).unwrap();
    bench
}

fn definition(function: &str, schema: &str) -> String {
    let definitions = if schema.is_empty() {
        String::new()
    } else {
        r#",{"AttributeName":"tenant","AttributeType":"N"},{"AttributeName":"colour","AttributeType":"N"}"#.to_owned()
    };
    format!(
        r#"{{"TableName":"Tab","BillingMode":"PAY_PER_REQUEST","KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],"AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"N"}}{definitions}],"VectorIndexes":[{{"IndexName":"vix","VectorAttribute":{{"AttributeName":"v"}},{schema}"Projection":{{"ProjectionType":"KEYS_ONLY"}},"Dimensions":3,"DistanceFunction":"{function}"}}]}}"#
    )
}

const SCHEMA: &str = r#""SearchSchema":[{"AttributeName":"tenant","SearchSchemaElementType":"HASH"},{"AttributeName":"colour","SearchSchemaElementType":"INLINE_FILTER"}],"#;

fn list(vector: &[i64]) -> String {
    vector.iter().map(|number| format!(r#"{{"N":"{number}"}}"#)).collect::<Vec<_>>().join(",")
}

fn put(bench: &mut Bench, (pk, tenant, colour, vector): &Row) {
    let mut item = format!(r#""pk":{{"N":"{pk}"}}"#);
    for (name, value) in [("tenant", tenant), ("colour", colour)] {
        if let Some(value) = value {
            item += &format!(r#","{name}":{{"N":"{value}"}}"#);
        }
    }
    if let Some(vector) = vector {
        item += &format!(r#","v":{{"L":[{}]}}"#, list(vector));
    }
    bench.ask("PutItem", &format!(r#"{{"TableName":"Tab","Item":{{{item}}}}}"#)).unwrap();
}

/// Keys and scores of a reply, as its text has them.
fn told(bench: &mut Bench, vector: &[i64], top: usize, more: &str) -> Vec<(usize, f64)> {
    let vector = list(vector);
    let body = format!(r#"{{"TableName":"Tab","IndexName":"vix","SearchVector":[{vector}],"TopK":{top}{more}}}"#);
    let response = bench.ask("SearchVectors", &body);
    let reply = String::from_utf8(api::encode("SearchVectors", &response).body).unwrap();
    let results = reply.split("\"Item\":").skip(1);
    let after = |text: &str, mark: &str| -> String {
        let rest = text.split_once(mark).unwrap().1;
        rest.split(['"', ',', '}']).next().unwrap().to_owned()
    };
    results.map(|one| (after(one, r#""pk":{"N":""#).parse().unwrap(), after(one, "\"Score\":").parse().unwrap())).collect()
}

fn score(one: &[i64], two: &[i64], function: &str) -> f64 {
    let dot = |left: &[i64], right: &[i64]| left.iter().zip(right).map(|(a, b)| a * b).sum::<i64>() as f64;
    match function {
        "DOT_PRODUCT" => dot(one, two),
        "EUCLIDEAN" => one.iter().zip(two).map(|(a, b)| ((a - b) * (a - b)) as f64).sum::<f64>().sqrt(),
        _ if dot(one, one) * dot(two, two) == 0.0 => 1.0,
        _ => 1.0 - dot(one, two) / (dot(one, one) * dot(two, two)).sqrt(),
    }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let number = -4_i64..=4;
    let vector = vec(number, 3);
    let row = (proptest::option::of(0_u8..2), proptest::option::of(0_u8..2), proptest::option::weighted(0.8, vector));
    vec(row, 0..24).prop_map(|rows| rows.into_iter().enumerate().map(|(at, (a, b, c))| (at, a, b, c)).collect())
}

proptest! {
    /// The scores are those of the closest vectors, in their order, and each belongs to its item.
    #[test]
    fn the_closest_are_found(rows in rows(), vector in vec(-4_i64..=4, 3), top in 1_usize..12, which in 0_usize..3) {
        let function = ["COSINE", "EUCLIDEAN", "DOT_PRODUCT"][which];
        let mut bench = table(function, "");
        rows.iter().for_each(|row| put(&mut bench, row));
        let found = told(&mut bench, &vector, top, "");
        let of = |pk: usize| rows[pk].3.as_ref().map(|other| score(&vector, other, function)).unwrap();
        for (pk, score) in &found {
            proptest::prop_assert!((of(*pk) - score).abs() < 1e-5, "{pk} {score}");
        }
        let mut all: Vec<f64> = rows.iter().filter_map(|row| row.3.as_ref()).map(|other| score(&vector, other, function)).collect();
        all.sort_by(f64::total_cmp);
        if function == "DOT_PRODUCT" {
            all.reverse();
        }
        prop_assert_eq!(found.len(), all.len().min(top));
        for ((_, score), expected) in found.iter().zip(&all) {
            proptest::prop_assert!((score - expected).abs() < 1e-5, "{score} {expected}");
        }
    }

    /// A partition key and filters leave exactly those items, and the order of writing does not matter.
    #[test]
    fn conditions_leave_what_they_say(mut rows in rows(), vector in vec(-4_i64..=4, 3), tenant in 0_u8..2, colour in 0_u8..2, by_colour in any::<bool>()) {
        let (condition, values) = match by_colour {
            true => ("tenant = :t AND :c = colour", format!(r#"":t":{{"N":"{tenant}"}},":c":{{"N":"{colour}"}}"#)),
            false => ("tenant = :t", format!(r#"":t":{{"N":"{tenant}"}}"#)),
        };
        let more = format!(r#","SearchConditionExpression":"{condition}","ExpressionAttributeValues":{{{values}}}"#);
        let ask = |rows: &[Row]| {
            let mut bench = table("EUCLIDEAN", SCHEMA);
            rows.iter().for_each(|row| put(&mut bench, row));
            told(&mut bench, &vector, 100, &more)
        };
        let found = ask(&rows);
        let mut keys: Vec<usize> = found.iter().map(|(pk, _)| *pk).collect();
        keys.sort_unstable();
        let is_wanted = |row: &&Row| row.3.is_some() && row.1 == Some(tenant) && (!by_colour || row.2 == Some(colour));
        prop_assert_eq!(keys, rows.iter().filter(is_wanted).map(|row| row.0).collect::<Vec<_>>());
        rows.reverse();
        prop_assert_eq!(ask(&rows), found);
    }
}

/// What DescribeTable counts is what a search with room for all finds, after any writes.
#[test]
fn counts_follow_the_items() {
    let mut bench = table("COSINE", SCHEMA);
    let mut counts = vec![];
    for script in [
        r#"PutItem {"TableName":"Tab","Item":{"pk":{"N":"1"},"tenant":{"N":"1"},"v":{"L":[{"N":"1"},{"N":"0"},{"N":"0"}]}}}"#,
        r#"PutItem {"TableName":"Tab","Item":{"pk":{"N":"2"},"v":{"L":[{"N":"1"},{"N":"0"},{"N":"0"}]}}}"#,
        r#"UpdateItem {"TableName":"Tab","Key":{"pk":{"N":"2"}},"UpdateExpression":"SET tenant = :t","ExpressionAttributeValues":{":t":{"N":"1"}}}"#,
        r#"UpdateItem {"TableName":"Tab","Key":{"pk":{"N":"1"}},"UpdateExpression":"REMOVE v"}"#,
        r#"DeleteItem {"TableName":"Tab","Key":{"pk":{"N":"2"}}}"#,
    ] {
        replay(&mut bench, script);
        let Ok(Response::Table(table)) = bench.ask("DescribeTable", r#"{"TableName":"Tab"}"#) else { panic!("no table") };
        counts.push((table.vector_indexes[0].item_count, table.vector_indexes[0].index_size_bytes));
        let more = r#","SearchConditionExpression":"tenant = :t","ExpressionAttributeValues":{":t":{"N":"1"}}"#;
        assert_eq!(told(&mut bench, &[1, 0, 0], 100, more).len() as u64, table.vector_indexes[0].item_count);
    }
    // Four bytes for each number, one for the vector's name, and pk and tenant with their values of two bytes.
    let entry = 4 * 3 + 1 + 2 + 2 + 6 + 2;
    assert_eq!(counts, [(1, entry), (1, entry), (2, 2 * entry), (1, entry), (0, 0)]);
}

/// Definitions are stored; what is searched is read from the items, as soon as they are there again.
#[test]
fn an_index_comes_back_from_the_log_and_from_a_checkpoint() {
    let more = r#","SearchConditionExpression":"tenant = :t","ExpressionAttributeValues":{":t":{"N":"1"}}"#;
    for checkpointed in [false, true] {
        let storage = MemoryStorage::default();
        let mut host = Host::open(&storage).unwrap();
        host.ask("CreateTable", &definition("EUCLIDEAN", SCHEMA));
        put(&mut host.bench, &(1, Some(1), None, Some(vec![3, 4, 0])));
        host.commit();
        if checkpointed {
            host.checkpoint();
        }
        let mut opened = Host::open(&storage).unwrap();
        opened.load_all().unwrap();
        let indexes = |host: &Host| host.bench.engine.database().tables().map(|table| table.control.clone()).next().unwrap();
        assert_eq!(indexes(&opened).vector_indexes, indexes(&host).vector_indexes);
        assert_eq!(told(&mut opened.bench, &[0, 0, 0], 9, more), [(1, 5.0)], "{checkpointed}");
    }
}
