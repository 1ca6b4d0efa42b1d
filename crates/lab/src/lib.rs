//! What we ask about the database: prices, receipts, bills, and samples to ask it with.
//!
//! Everything here is computed from what was metered or traced and from a dated price file; money is exact pico-dollars until an
//! invoice line is rounded. This crate runs no requests: a sample is a list of wire requests that any front can send.

pub mod access;
pub mod bill;
pub mod design;
pub mod prices;
pub mod samples;
pub mod scenario;
pub mod simulate;
pub mod workload;

mod chance;
mod quantity;
mod receipt;

pub use chance::Chance;
pub use receipt::{Settled, receipt};
