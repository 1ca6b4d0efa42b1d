//! Simulated runs give the bytes that they gave before, here and in wasm (`wasm_simulation.rs` compares the same file).
//!
//! Whoever changes the model or one of the scenarios writes the file anew: `UPDATE_EXPECT=1 cargo test --package tests --test simulation`.

use expect_test::expect_file;
use tests::simulation::digests;

#[test]
fn runs_give_the_bytes_that_are_known() {
    expect_file!["../simulation/digests.txt"].assert_eq(&digests());
}
