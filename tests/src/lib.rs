//! The conformance corpus, the simulator and the browser runs.

pub mod conformance;
pub mod simulator;
