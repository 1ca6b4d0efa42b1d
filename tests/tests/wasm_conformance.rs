//! Replays the conformance corpus against the engine in wasm, in a browser: one test for each file, and after the last
//! of them a table by operation.
//!
//! The cases, the replay and the expectations are those of `conformance.rs`; only the machine is another. `cargo xtask test --wasm` runs
//! it; a file's name with `_` for `-` is a filter.
#![cfg(target_family = "wasm")]

use std::cell::RefCell;

use tests::conformance::{InProcess, Results, Verdict, read, replay};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

// One test for each file of the corpus: `build.rs` writes them.
include!(concat!(env!("OUT_DIR"), "/corpus_tests.rs"));

thread_local! {
    /// Of the files so far, and how many they are.
    static RESULTS: RefCell<(Results, usize)> = RefCell::default();
}

/// Replays the cases of a file. All of them run, so that one failure hides no other.
fn replay_file(topic: &str, text: &str) {
    let cases = read(topic, text).unwrap_or_else(|misprint| panic!("{topic}.txt, {misprint}"));
    let mut failures = vec![];
    for case in &cases {
        let verdict = replay(case, &mut InProcess::default());
        RESULTS.with_borrow_mut(|(results, _)| results.add(case, &verdict));
        let place = format!("tests/conformance/{topic}.txt:{}", case.line);
        match verdict {
            Verdict::Passed | Verdict::KnownFailure => {}
            Verdict::LeftOut => failures.push(format!("{place}\nwas left out: in wasm as in process everything can be done")),
            Verdict::Failed(difference) => failures.push(format!("{place}\n{difference}")),
            Verdict::Mended => failures.push(format!("{place}\npasses now: remove its known-failure line")),
        }
    }
    RESULTS.with_borrow_mut(|(results, files)| {
        *files += 1;
        if *files == FILES {
            console_log!("in wasm:\n{results}");
        }
    });
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
