//! What we ask about the database: prices, receipts, bills, samples to ask it with, and scenarios to run it under.
//!
//! Everything here is computed from what was metered or traced and from a dated price file; money is exact pico-dollars until an
//! invoice line is rounded. A sample is a list of wire requests that any front can send. A scenario is run by [`simulate`], on the
//! capacity model alone or on an engine of its own in memory.

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
