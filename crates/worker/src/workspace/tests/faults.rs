//! Commits that fail: only the culprit pays, the others run again, and nothing is applied twice or lost.

use std::collections::BTreeMap;

use engine::storage::StorageError;
use wasm_bindgen_test::wasm_bindgen_test;

use super::item;
use crate::testing::{Bench, Dice, Faulty, Running, reopened, settle};

#[wasm_bindgen_test]
async fn only_the_culprit_of_a_group_fails_and_the_order_is_kept() {
    for error in [StorageError::Quota, StorageError::Failed("it tripped".to_owned())] {
        let bench = Bench::with_table().await;
        settle().await;
        bench.storage.hold();
        bench.storage.refuse_bytes(b"poison", &error);
        let first = bench.put("a", "1");
        settle().await;
        let group = [bench.put("b", "2"), bench.put("c", "poison"), bench.put("d", "3"), bench.put("b", "4")];
        let (saw_culprit, saw_innocent) = (bench.get("c"), bench.get("b"));
        bench.storage.release();
        first.told().await.unwrap();
        let [b, c, d, b_again] = group;
        b.told().await.unwrap();
        d.told().await.unwrap();
        b_again.told().await.unwrap();
        let name = if error == StorageError::Quota { "StorageFull" } else { "StorageFailed" };
        assert_eq!(c.told().await, Err(name.to_owned()));
        assert_eq!(saw_culprit.told().await.unwrap(), "{}", "what it saw was never there");
        assert_eq!(saw_innocent.told().await.unwrap(), item("b", "4"), "the last of two writes to a key");
        bench.assert_stored().await;
        // Afterwards groups are groups again.
        bench.storage.accept();
        bench.put("c", "poison").told().await.unwrap();
        bench.assert_stored().await;
    }
}

#[wasm_bindgen_test]
async fn several_culprits_in_one_group_fail_each_for_itself() {
    let bench = Bench::with_table().await;
    settle().await;
    bench.storage.hold();
    bench.storage.refuse_bytes(b"poison", &StorageError::Quota);
    let running: Vec<_> = (0..30).map(|n| bench.put(&format!("k{n:02}"), if n % 3 == 0 { "poison" } else { "fine" })).collect();
    bench.storage.release();
    for (number, put) in running.into_iter().enumerate() {
        let expected = if number % 3 == 0 { Err("StorageFull".to_owned()) } else { Ok("{}".to_owned()) };
        assert_eq!(put.told().await, expected, "put {number}");
    }
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn a_table_that_could_not_be_stored_is_not_there() {
    let bench = Bench::open(&Faulty::default()).await;
    bench.storage.refuse(|number, _| (number == 0).then_some(StorageError::Quota));
    assert_eq!(bench.ask("CreateTable", crate::testing::TABLE).await, Err("StorageFull".to_owned()));
    assert_eq!(bench.put("a", "1").told().await, Err("ResourceNotFoundException".to_owned()));
    bench.ask("CreateTable", crate::testing::TABLE).await.unwrap();
    bench.put("a", "1").told().await.unwrap();
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn a_table_whose_deletion_failed_can_still_be_read() {
    let bench = Bench::with_table().await;
    bench.put("a", "1").told().await.unwrap();
    bench.workspace.flush().await;
    // Not resident, as on the next visit.
    let again = Bench::open(&Faulty::over(bench.storage.inner())).await;
    again.storage.refuse(|number, _| (number < 3).then_some(StorageError::Failed("it tripped".to_owned())));
    assert_eq!(again.ask("DeleteTable", r#"{"TableName":"items"}"#).await, Err("StorageFailed".to_owned()));
    assert_eq!(again.get("a").told().await.unwrap(), item("a", "1"));
    again.storage.accept();
    again.put("b", "2").told().await.unwrap();
    again.assert_stored().await;
}

#[wasm_bindgen_test]
async fn a_displaced_tab_fails_everything_once_and_says_so() {
    let bench = Bench::with_table().await;
    settle().await;
    bench.storage.hold();
    let running = [bench.put("a", "1"), bench.put("b", "2"), bench.get("a")];
    bench.storage.refuse(|_, _| Some(StorageError::Gone));
    bench.storage.release();
    for one in running {
        assert_eq!(one.told().await, Err("StorageGone".to_owned()));
    }
    settle().await;
    assert_eq!(bench.displaced.get(), 1);
    bench.storage.accept();
    assert_eq!(bench.get("a").told().await.unwrap(), "{}");
    bench.assert_stored().await;
}

/// Counters are raised by one, so that a request lost or done twice shows; commits fail at random.
#[wasm_bindgen_test]
async fn every_acknowledged_request_counts_exactly_once_whatever_fails() {
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let bench = Bench::with_table().await;
        settle().await;
        let mut faults = Dice(seed ^ 0xfa17);
        bench.storage.refuse(move |_, _| match faults.below(4) {
            0 => Some(StorageError::Quota),
            1 => Some(StorageError::Failed("at random".to_owned())),
            _ => None,
        });
        let mut running: Vec<(u64, bool, Running)> = vec![];
        for _ in 0..40 {
            let key = dice.below(4);
            match dice.below(8) {
                0 | 1 => bench.storage.hold(),
                2 => bench.storage.release(),
                3 => running.push((key, false, bench.get(&format!("c{key}")))),
                _ => running.push((key, true, bench.submit("UpdateItem", &raise(key)))),
            }
            // As between two messages of the page: all tasks have gone on as far as they can.
            settle().await;
        }
        bench.storage.release();
        let (mut counts, mut told) = (BTreeMap::<u64, u64>::new(), vec![]);
        for (key, is_write, one) in running {
            match one.told().await {
                Ok(reply) => {
                    *counts.entry(key).or_default() += u64::from(is_write);
                    told.push((key, is_write, number_in(&reply)));
                }
                Err(name) => assert!(["StorageFull", "StorageFailed"].contains(&name.as_str()), "seed {seed}: {name}"),
            }
        }
        bench.assert_stored().await;
        let (again, _) = reopened(bench.storage.inner()).await;
        for (key, count) in &counts {
            let stored = crate::testing::contents(&again).join("");
            let expected = format!(r#"{{"k":{{"S":"c{key}"}},"n":{{"N":"{count}"}}}}"#);
            assert!(*count == 0 || stored.contains(&format!("{expected:?}")), "seed {seed}: {expected} in {stored}");
            let mut replies: Vec<u64> =
                told.iter().filter(|(of, is_write, _)| of == key && *is_write).map(|told| told.2).collect();
            assert!(replies.is_sorted(), "seed {seed}: run in the order they came: {replies:?}");
            replies.dedup();
            assert_eq!(replies.len() as u64, *count, "seed {seed}: each reply is that of a state that lasted");
            assert!(told.iter().all(|(of, _, seen)| of != key || seen <= count), "seed {seed}: nobody saw what was rolled back");
        }
    }
}

fn raise(key: u64) -> String {
    format!(
        r#"{{"TableName":"items","Key":{{"k":{{"S":"c{key}"}}}},"UpdateExpression":"ADD n :one",
            "ExpressionAttributeValues":{{":one":{{"N":"1"}}}},"ReturnValues":"UPDATED_NEW"}}"#
    )
}

fn number_in(reply: &str) -> u64 {
    reply.split_once(r#""N":""#).map_or(0, |(_, rest)| rest.split('"').next().unwrap().parse().unwrap())
}
