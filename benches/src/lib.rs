//! Comparisons: what the engine costs beside plain maps, and what the endpoint answers beside other emulators.
#![allow(clippy::print_stdout)] // figures are what a bench is for

#[cfg(not(target_family = "wasm"))]
pub mod http;
pub mod simulation;
