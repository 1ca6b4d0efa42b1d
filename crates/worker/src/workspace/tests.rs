//! A write is answered when it is durable, a failure is paid by who caused it, and what a visit leaves is what the next finds.

mod checkpoints;
mod faults;
mod space;

use std::rc::Rc;

use engine::storage::{Area, Storage, StorageError, Write};
use engine::{ControlPlaneDelays, Engine};
use model::HalfUnits;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Bench, Faulty, settle};

fn item(key: &str, text: &str) -> String {
    format!(r#"{{"Item":{{"g":{{"S":"g"}},"k":{{"S":"{key}"}},"x":{{"S":"{text}"}}}}}}"#)
}

#[wasm_bindgen_test]
async fn a_write_is_answered_after_its_commit_and_never_before() {
    let bench = Bench::with_table().await;
    bench.storage.hold();
    let mut put = bench.put("a", "1");
    settle().await;
    assert!(!put.is_answered());
    bench.storage.release();
    assert_eq!(put.told().await.unwrap(), "{}");
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn reads_wait_for_what_they_saw_and_for_nothing_else() {
    let bench = Bench::with_table().await;
    bench.put("old", "1").told().await.unwrap();
    bench.storage.hold();
    let put = bench.put("new", "2");
    let mut saw_old = bench.get("old");
    let mut saw_nothing = bench.get("nothing");
    assert!(saw_old.is_answered() && saw_nothing.is_answered(), "within the step, without a task");

    let scan = r#"{"TableName":"items"}"#;
    let query = r#"{"TableName":"items","IndexName":"by-g","KeyConditionExpression":"g=:g","ExpressionAttributeValues":{":g":{"S":"g"}}}"#;
    let other = r#"{"TableName":"items","IndexName":"by-g","KeyConditionExpression":"g=:g","ExpressionAttributeValues":{":g":{"S":"h"}}}"#;
    let condition = r#"{"TableName":"items","Item":{"k":{"S":"new"}},"ConditionExpression":"attribute_not_exists(k)"}"#;
    let mut wait =
        [bench.get("new"), bench.submit("Scan", scan), bench.submit("Query", query), bench.submit("PutItem", condition)];
    let mut other = bench.submit("Query", other);
    assert!(other.is_answered());
    settle().await;
    for running in &mut wait {
        assert!(!running.is_answered());
    }
    bench.storage.release();
    put.told().await.unwrap();
    let [get, scan, query, refused] = wait;
    assert_eq!(get.told().await.unwrap(), item("new", "2"));
    assert!(scan.told().await.unwrap().contains(r#""Count":2"#));
    assert!(query.told().await.unwrap().contains(r#""Count":2"#));
    assert_eq!(refused.told().await, Err("ConditionalCheckFailedException".to_owned()));
}

#[wasm_bindgen_test]
async fn requests_that_come_during_a_commit_are_the_next_one() {
    let bench = Bench::with_table().await;
    settle().await;
    bench.storage.hold();
    let before = bench.storage.commits();
    let first = bench.put("a", "1");
    settle().await;
    let more: Vec<_> = (0..20).map(|number| bench.put(&format!("b{number}"), "2")).collect();
    settle().await;
    assert_eq!(bench.storage.commits() - before, 1, "one transaction in flight");
    bench.storage.release();
    first.told().await.unwrap();
    for put in more {
        put.told().await.unwrap();
    }
    settle().await;
    assert_eq!(bench.storage.commits() - before, 2, "twenty requests in one");
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn what_comes_due_with_a_refusal_becomes_durable() {
    let bench = Bench::open(&Faulty::default()).await;
    bench.workspace.engine.borrow_mut().set_delays(ControlPlaneDelays { create_ms: 200, ..ControlPlaneDelays::default() });
    for name in ["one", "two", "three", "four", "five", "six"] {
        let body = crate::testing::TABLE.replace(r#""items""#, &format!("{name:?}"));
        bench.ask("CreateTable", &body).await.unwrap();
    }
    let due = js_sys::Date::now() + 200.0;
    while js_sys::Date::now() <= due {}
    // Six tables are due and a tick does four steps: the refusal comes with the rest.
    let refused = bench.ask("GetItem", r#"{"TableName":"one","Key":{"wrong":{"S":"a"}}}"#).await;
    assert_eq!(refused, Err("ValidationException".to_owned()));
    bench.workspace.flush().await;
    bench.assert_stored().await;
    let (again, _) = crate::testing::reopened(bench.storage.inner()).await;
    assert_eq!(again.database().tables().filter(|table| table.status == api::TableStatus::Active).count(), 6);
}

#[wasm_bindgen_test]
async fn undo_and_redo_are_durable_and_survive_the_failure_of_another_change() {
    let bench = Bench::with_table().await;
    bench.put("a", "1").told().await.unwrap();
    bench.storage.hold();
    bench.storage.refuse_bytes(b"poison", &StorageError::Quota);
    let poisoned = bench.put("b", "poison");
    settle().await;
    // The undone step is the newest one, which is the one that fails; then the one before is taken back.
    let undo = async {
        let workspace = Rc::clone(&bench.workspace);
        let (sender, receiver) = futures_channel::oneshot::channel();
        wasm_bindgen_futures::spawn_local(async move { sender.send(workspace.change(Engine::undo).await).unwrap() });
        settle().await;
        bench.storage.release();
        receiver.await.unwrap()
    };
    undo.await.unwrap();
    assert_eq!(poisoned.told().await, Err("StorageFull".to_owned()));
    assert_eq!(bench.get("a").told().await.unwrap(), "{}");
    bench.assert_stored().await;
    bench.workspace.change(Engine::redo).await.unwrap();
    assert_eq!(bench.get("a").told().await.unwrap(), item("a", "1"));
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn meters_survive_reads_alone() {
    let bench = Bench::with_table().await;
    bench.put("a", "1").told().await.unwrap();
    for _ in 0..7 {
        bench.get("a").told().await.unwrap();
    }
    bench.workspace.flush().await;
    let again = Bench::open(&Faulty::over(bench.storage.inner())).await;
    let reads = |bench: &Bench| bench.workspace.engine.borrow().usage()[0].consumed.reads();
    assert_eq!(reads(&again), reads(&bench));
    assert_eq!(reads(&again), HalfUnits::whole(7));
}

#[wasm_bindgen_test]
async fn a_log_with_a_torn_last_record_opens_without_it_and_goes_on() {
    let bench = Bench::with_table().await;
    for key in ["a", "b", "c"] {
        bench.put(key, "1").told().await.unwrap();
    }
    bench.workspace.flush().await;
    let memory = bench.storage.inner();
    let log = memory.load(Area::Log, &[]).await.unwrap();
    let (key, value) = log.last().unwrap();
    memory.commit(vec![Write::Put(Area::Log, key.clone(), value[..value.len() - 3].to_vec())]).await.unwrap();

    let again = Bench::open(&Faulty::over(memory)).await;
    assert_eq!(again.get("b").told().await.unwrap(), item("b", "1"));
    assert_eq!(again.get("c").told().await.unwrap(), "{}");
    again.put("d", "2").told().await.unwrap();
    again.assert_stored().await;
    let third = Bench::open(&Faulty::over(memory)).await;
    assert_eq!(third.get("d").told().await.unwrap(), item("d", "2"));
}
