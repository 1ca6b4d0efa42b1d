//! Fuzzing: whatever comes in, the answer is an answer. No panic, no hang, no stack overflow, no internal error.
//!
//! A plain run is a smoke of some hundred inputs for each target; `cargo xtask fuzz 10` gives all targets together ten minutes.
//! Inputs are random each time; one that fails is shrunk and printed, and becomes a case where it belongs. Hangs and deep
//! recursion would show in any build; stack frames are largest in this one.

#[path = "fuzz/deep.rs"]
mod deep;
#[path = "fuzz/edit.rs"]
mod edit;
#[path = "fuzz/http.rs"]
mod http;
#[path = "fuzz/languages.rs"]
mod languages;
#[path = "fuzz/round.rs"]
mod round;
#[path = "fuzz/stored.rs"]
mod stored;
#[path = "fuzz/wire.rs"]
mod wire;
