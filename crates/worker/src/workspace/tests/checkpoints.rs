//! Checkpoints: the log is cut, blocks come back when they are needed, and a checkpoint that fails loses nothing.

use engine::storage::{Area, Storage, StorageError, Write};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::reserve::RESERVE_KEY;
use crate::testing::{Bench, Faulty, is_resident, settle};

/// Eleven of these are a log of more than 4 MiB.
const LARGE: usize = 390_000;
const ENOUGH: usize = 11;

async fn fill(bench: &Bench, from: usize, count: usize) {
    for number in from..from + count {
        bench.put(&format!("k{number:03}"), &"x".repeat(LARGE)).told().await.unwrap();
    }
    settle().await;
}

async fn count(bench: &Bench, area: Area) -> usize {
    let pairs = bench.storage.inner().load(area, &[]).await.unwrap();
    pairs.iter().filter(|(key, _)| key != RESERVE_KEY).count()
}

fn is_checkpoint(writes: &[Write]) -> bool {
    writes.iter().any(|write| matches!(write, Write::DeleteRange(Area::Log, from, _) if from.is_empty()))
}

#[wasm_bindgen_test]
async fn a_grown_log_becomes_blocks_that_are_loaded_when_they_are_needed() {
    let bench = Bench::with_table().await;
    assert_eq!(count(&bench, Area::Blocks).await, 0);
    fill(&bench, 0, ENOUGH).await;
    assert!(count(&bench, Area::Blocks).await >= ENOUGH, "one large item to a leaf");
    let log = count(&bench, Area::Log).await;
    assert!(log < ENOUGH, "the log was cut, {log} values are left");
    bench.put("tail", "after the checkpoint").told().await.unwrap();
    bench.workspace.flush().await;
    bench.assert_stored().await;

    let again = Bench::open(&Faulty::over(bench.storage.inner())).await;
    assert!(!is_resident(&again.workspace), "opening reads no blocks");
    let (one, two) = (again.get("k003"), again.get("tail"));
    assert!(one.told().await.unwrap().contains(&"x".repeat(LARGE)));
    assert!(two.told().await.unwrap().contains("after the checkpoint"));
    assert!(is_resident(&again.workspace));
    assert_eq!(
        crate::testing::contents(&again.workspace.engine.borrow()),
        crate::testing::contents(&bench.workspace.engine.borrow())
    );
    let usage = |bench: &Bench| bench.workspace.engine.borrow().usage()[0].consumed.all_writes();
    assert_eq!(usage(&again), usage(&bench), "what was metered before is metered still");
}

#[wasm_bindgen_test]
async fn writes_go_on_where_the_table_is_not_resident_yet() {
    let bench = Bench::with_table().await;
    fill(&bench, 0, ENOUGH).await;
    bench.workspace.flush().await;
    let again = Bench::open(&Faulty::over(bench.storage.inner())).await;
    // All of them miss the table at once.
    let running = [again.put("k000", "new"), again.delete("k001"), again.put("z", "new"), again.get("k000")];
    for one in running {
        one.told().await.unwrap();
    }
    again.workspace.flush().await;
    again.assert_stored().await;
    let third = Bench::open(&Faulty::over(bench.storage.inner())).await;
    third.workspace.load_all().await.unwrap();
    assert!(is_resident(&third.workspace));
    assert!(third.workspace.engine.borrow().export().is_ok(), "an export needs every table");
    third.assert_stored().await;
}

#[wasm_bindgen_test]
async fn a_checkpoint_that_fails_loses_nothing_and_is_tried_again() {
    let bench = Bench::with_table().await;
    let failures = std::rc::Rc::new(std::cell::Cell::new(0));
    let seen = std::rc::Rc::clone(&failures);
    bench.storage.refuse(move |_, writes| {
        is_checkpoint(writes).then(|| {
            seen.set(seen.get() + 1);
            StorageError::Quota
        })
    });
    fill(&bench, 0, ENOUGH + 3).await;
    assert_eq!(failures.get(), 2, "once, and once when the reserve was spent; then there is a pause");
    assert_eq!(count(&bench, Area::Blocks).await, 0);
    bench.assert_stored().await;

    bench.storage.accept();
    for number in 0..110 {
        bench.put("small", &number.to_string()).told().await.unwrap();
    }
    bench.workspace.flush().await;
    assert!(count(&bench, Area::Blocks).await >= ENOUGH + 3);
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn what_comes_during_a_checkpoint_is_in_the_next_commit() {
    let bench = Bench::with_table().await;
    fill(&bench, 0, ENOUGH - 1).await;
    bench.storage.hold();
    let last = bench.put("last", &"x".repeat(LARGE));
    settle().await;
    bench.storage.release();
    last.told().await.unwrap();
    // The checkpoint is on its way; what comes now is not in it.
    bench.storage.hold();
    let late = [bench.put("late", "1"), bench.delete("k000")];
    let table = bench.submit("CreateTable", &crate::testing::TABLE.replace(r#""items""#, r#""second""#));
    settle().await;
    bench.storage.release();
    for one in late {
        one.told().await.unwrap();
    }
    table.told().await.unwrap();
    bench.workspace.flush().await;
    bench.assert_stored().await;
}
