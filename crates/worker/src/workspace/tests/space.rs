//! A full disk: what gives space back still works, from a reserve that is put back later.

use engine::storage::{Area, Storage};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::reserve::{RESERVE_BYTES, RESERVE_KEY};
use crate::testing::{Bench, Faulty, settle};

/// A workspace of sixty items whose storage has no byte left, and not one for a log record.
async fn full() -> Bench {
    let bench = Bench::with_table().await;
    for number in 0..60 {
        bench.put(&format!("k{number:02}"), &"x".repeat(2_000)).told().await.unwrap();
    }
    settle().await;
    let used = bench.storage.used_bytes().await.unwrap();
    bench.storage.set_capacity(Some(used));
    bench
}

async fn has_reserve(bench: &Bench) -> bool {
    let found = bench.storage.inner().load(Area::Blocks, RESERVE_KEY).await.unwrap();
    found.iter().any(|(_, value)| value.len() == RESERVE_BYTES)
}

#[wasm_bindgen_test]
async fn a_reserve_lies_in_storage_after_the_first_change() {
    let bench = Bench::open(&Faulty::default()).await;
    assert!(!has_reserve(&bench).await, "an empty workspace takes no space");
    bench.ask("CreateTable", crate::testing::TABLE).await.unwrap();
    settle().await;
    assert!(has_reserve(&bench).await);
    let before = bench.storage.commits();
    bench.put("a", "1").told().await.unwrap();
    settle().await;
    assert_eq!(bench.storage.commits() - before, 1, "it is written once");
}

#[wasm_bindgen_test]
async fn on_a_full_disk_puts_fail_and_deletes_work() {
    let bench = full().await;
    assert_eq!(bench.put("more", "x").told().await, Err("StorageFull".to_owned()));
    assert!(has_reserve(&bench).await, "growth does not touch the reserve");
    for number in 0..30 {
        bench.delete(&format!("k{number:02}")).told().await.unwrap();
    }
    settle().await;
    bench.assert_stored().await;
    assert!(has_reserve(&bench).await, "what the deletes freed has put the reserve back");
    bench.put("more", "x").told().await.unwrap();
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn a_delete_among_puts_on_a_full_disk_is_the_one_that_works() {
    let bench = full().await;
    bench.storage.hold();
    let running = [bench.put("a", "1"), bench.delete("k00"), bench.put("b", &"x".repeat(300_000))];
    settle().await;
    bench.storage.release();
    let [_, delete, put] = running;
    delete.told().await.unwrap();
    assert_eq!(put.told().await, Err("StorageFull".to_owned()));
    bench.workspace.flush().await;
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn a_table_can_be_deleted_and_a_put_undone_on_a_full_disk() {
    let bench = full().await;
    bench.workspace.change(engine::Engine::undo).await.unwrap();
    assert_eq!(bench.get("k59").told().await.unwrap(), "{}");
    bench.ask("DeleteTable", r#"{"TableName":"items"}"#).await.unwrap();
    bench.workspace.flush().await;
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn the_reserve_of_an_earlier_visit_is_used() {
    let bench = full().await;
    bench.workspace.flush().await;
    let again = Bench::open(&Faulty::over(bench.storage.inner())).await;
    again.storage.set_capacity(Some(bench.storage.used_bytes().await.unwrap()));
    again.delete("k00").told().await.unwrap();
    again.workspace.flush().await;
    again.assert_stored().await;
}
