//! The conformance corpus, the page of operations, the simulator and the browser runs.

pub mod conformance;
pub mod operations;
pub mod simulation;
pub mod simulator;
