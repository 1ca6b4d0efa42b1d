//! Reads against a naive model: what each replica may say, and that nobody says anything else.

use std::collections::BTreeSet;

use api::{Error, Response};
use model::{AttributeValue, EpochMillis};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::ReadLag;
use crate::script::with_table;
use crate::testing::Bench;
use crate::{Context, Refusal};

fn ask(bench: &mut Bench, id: u64, operation: &str, body: &str) -> Result<Response, Error> {
    let context = Context { request_id: id, ..bench.context() };
    match bench.engine.execute(&context, api::decode(operation, body.as_bytes())?, None) {
        Ok(outcome) => Ok(outcome.response),
        Err(Refusal::Error { error, .. }) => Err(error),
        Err(Refusal::Missing(missing, _)) => panic!("{missing:?}"),
    }
}

fn put(bench: &mut Bench, pk: &str, n: u64) {
    let body =
        format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"{pk}"}},"g":{{"S":"g{n}"}},"l":{{"S":"l{n}"}},"sk":{{"N":"0"}}}}}}"#);
    ask(bench, 0, "PutItem", &body).unwrap();
}

/// The `g` of an item, read `times` times by requests of their own.
fn read(bench: &mut Bench, pk: &str, consistent: bool, times: u64) -> BTreeSet<Option<String>> {
    let body = format!(r#"{{"TableName":"Tab","Key":{{"pk":{{"S":"{pk}"}},"sk":{{"N":"0"}}}},"ConsistentRead":{consistent}}}"#);
    let found = (1..=times).map(|id| match ask(bench, id, "GetItem", &body).unwrap() {
        Response::GetItem { item, .. } => item.map(|item| text(&item["g"])),
        other => panic!("{other:?}"),
    });
    found.collect()
}

fn text(value: &AttributeValue) -> String {
    if let AttributeValue::S(text) = value { text.clone() } else { panic!("{value:?}") }
}

/// How many items a query of the index finds under `g`.
fn indexed(bench: &mut Bench, g: &str) -> u64 {
    let body = format!(
        r#"{{"TableName":"Tab","IndexName":"Glo","KeyConditionExpression":"g = :g","ExpressionAttributeValues":{{":g":{{"S":"{g}"}}}}}}"#
    );
    match ask(bench, 1, "Query", &body).unwrap() {
        Response::Page { count, .. } => count,
        other => panic!("{other:?}"),
    }
}

fn bench(lag: ReadLag) -> Bench {
    let mut bench = with_table("Tab pk:S sk:N / lsi Loc pk:S l:S KEYS_ONLY / gsi Glo g:S ALL");
    bench.engine.set_read_lag(lag);
    bench
}

#[test]
fn without_lag_every_read_sees_everything() {
    let mut bench = bench(ReadLag::default());
    put(&mut bench, "a", 1);
    put(&mut bench, "a", 2);
    assert_eq!(read(&mut bench, "a", false, 20), [Some("g2".to_owned())].into());
    assert_eq!((indexed(&mut bench, "g1"), indexed(&mut bench, "g2")), (0, 1));
}

#[test]
fn followers_may_answer_with_the_older_image_until_they_have_caught_up_and_the_leader_never_does() {
    let mut bench = bench(ReadLag { replica_ms: 1_000, index_ms: 0 });
    put(&mut bench, "a", 1);
    bench.now += 5_000;
    put(&mut bench, "a", 2);
    let (old, new) = (Some("g1".to_owned()), Some("g2".to_owned()));
    assert_eq!(read(&mut bench, "a", false, 50), [old, new.clone()].into());
    assert_eq!(read(&mut bench, "a", true, 50), [new.clone()].into());
    bench.now += 1_001;
    assert_eq!(read(&mut bench, "a", false, 50), [new].into());
}

#[test]
fn an_item_that_is_new_or_gone_may_still_be_missing_or_there() {
    let mut bench = bench(ReadLag { replica_ms: 1_000, index_ms: 0 });
    put(&mut bench, "a", 1);
    assert_eq!(read(&mut bench, "a", false, 50), [None, Some("g1".to_owned())].into());
    bench.now += 2_000;
    ask(&mut bench, 0, "DeleteItem", r#"{"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"0"}}}"#).unwrap();
    assert_eq!(read(&mut bench, "a", false, 50), [None, Some("g1".to_owned())].into());
    assert_eq!(read(&mut bench, "a", true, 50), [None].into());
}

#[test]
fn a_global_index_follows_after_its_lag() {
    let mut bench = bench(ReadLag { replica_ms: 0, index_ms: 200 });
    put(&mut bench, "a", 1);
    assert_eq!((indexed(&mut bench, "g1"), read(&mut bench, "a", false, 9).len()), (0, 1));
    bench.now += 199;
    assert_eq!(indexed(&mut bench, "g1"), 0);
    bench.now += 1;
    assert_eq!(indexed(&mut bench, "g1"), 1);
    put(&mut bench, "a", 2);
    assert_eq!((indexed(&mut bench, "g1"), indexed(&mut bench, "g2")), (1, 0), "the old entry stays as long");
    bench.now += 200;
    assert_eq!((indexed(&mut bench, "g1"), indexed(&mut bench, "g2")), (0, 1));
}

#[test]
fn a_local_index_follows_with_its_item() {
    let mut bench = bench(ReadLag { replica_ms: 1_000, index_ms: 0 });
    put(&mut bench, "a", 1);
    bench.now += 5_000;
    put(&mut bench, "a", 2);
    let body = |consistent: bool| {
        format!(
            r#"{{"TableName":"Tab","IndexName":"Loc","ConsistentRead":{consistent},"Select":"ALL_ATTRIBUTES","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{{":p":{{"S":"a"}}}}}}"#
        )
    };
    let mut seen = BTreeSet::new();
    for id in 1..50 {
        let Response::Page { items: Some(items), .. } = ask(&mut bench, id, "Query", &body(false)).unwrap() else { panic!() };
        assert_eq!(items.len(), 1);
        // Entry and item are of the same moment.
        seen.insert((text(&items[0]["l"]), text(&items[0]["g"])));
    }
    assert_eq!(seen, [("l1".to_owned(), "g1".to_owned()), ("l2".to_owned(), "g2".to_owned())].into());
    let Response::Page { items: Some(items), .. } = ask(&mut bench, 1, "Query", &body(true)).unwrap() else { panic!() };
    assert_eq!(text(&items[0]["l"]), "l2");
}

#[derive(Clone, Debug)]
enum Step {
    Put(u8, u64),
    Delete(u8),
    Wait(u64),
    Scan(u64, bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..6u8, 0..9u64).prop_map(|(key, n)| Step::Put(key, n)),
        (0..6u8).prop_map(Step::Delete),
        (0..120u64).prop_map(Step::Wait),
        (any::<u64>(), any::<bool>()).prop_map(|(id, consistent)| Step::Scan(id, consistent)),
    ]
}

proptest! {
    /// Each item of a scan is one that stood there within the lag, and a consistent scan is the present state.
    #[test]
    fn a_scan_shows_nothing_but_states_of_the_lag(steps in proptest::collection::vec(step(), 1..60)) {
        let lag = 100;
        let mut bench = bench(ReadLag { replica_ms: lag, index_ms: 0 });
        // For each key, what stood there from when on.
        let mut past: Vec<Vec<(u64, Option<String>)>> = vec![vec![(0, None)]; 6];
        for step in steps {
            match step {
                Step::Put(key, n) => {
                    put(&mut bench, &key.to_string(), n);
                    past[usize::from(key)].push((bench.now, Some(format!("g{n}"))));
                }
                Step::Delete(key) => {
                    let body = format!(r#"{{"TableName":"Tab","Key":{{"pk":{{"S":"{key}"}},"sk":{{"N":"0"}}}}}}"#);
                    ask(&mut bench, 0, "DeleteItem", &body).unwrap();
                    past[usize::from(key)].push((bench.now, None));
                }
                Step::Wait(ms) => bench.now += ms,
                Step::Scan(id, consistent) => {
                    let body = format!(r#"{{"TableName":"Tab","ConsistentRead":{consistent}}}"#);
                    let Response::Page { items: Some(items), .. } = ask(&mut bench, id, "Scan", &body).unwrap() else { panic!() };
                    for (key, states) in past.iter().enumerate() {
                        let found = items.iter().find(|item| text(&item["pk"]) == key.to_string()).map(|item| text(&item["g"]));
                        if consistent {
                            prop_assert_eq!(Some(&found), states.last().map(|(_, state)| state));
                        }
                        // The state of the moment `now - lag`, and every younger one.
                        let base = states.iter().rposition(|(at, _)| *at + lag <= bench.now).unwrap_or(0);
                        prop_assert!(states[base..].iter().any(|(_, state)| *state == found), "{found:?} of {states:?}");
                    }
                }
            }
        }
        bench.now += lag + 1;
        bench.engine.tick(EpochMillis(bench.now));
        let Response::Page { count, .. } = ask(&mut bench, 3, "Scan", r#"{"TableName":"Tab"}"#).unwrap() else { panic!() };
        prop_assert_eq!(count as usize, past.iter().filter(|states| states.last().is_some_and(|(_, state)| state.is_some())).count());
    }
}
