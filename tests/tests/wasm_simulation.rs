//! Simulated runs give the same bytes in wasm as natively: the file is written by `simulation.rs`.
#![cfg(target_family = "wasm")]

use tests::simulation::digests;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn runs_give_the_bytes_that_they_give_natively() {
    assert_eq!(digests(), include_str!("../simulation/digests.txt"));
}
