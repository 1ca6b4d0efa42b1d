//! The simulator: random requests against the engine and against a naive model, compared after each step.
//!
//! The [`Oracle`] knows the rules of AWS and nothing of the engine: a map of items, indexes by brute force, sizes and units
//! computed anew each time. The [`Host`] does what the browser's worker does: it keeps a journal over a storage, commits in
//! groups, fails now and then, and dies now and then. Everything follows from a seed.

mod chance;
mod draw;
mod host;
mod oracle;
mod reads;
mod replay;
mod run;

pub use chance::Chance;
pub use host::Host;
pub use oracle::{INDEXES, IndexRule, Oracle, Units, entry_of, item_size_bytes};
pub use run::run;
