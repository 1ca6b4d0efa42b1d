//! The desk: what reads and writes text for people, in a wasm of its own that the worker loads when it is first asked.
//!
//! The engine must be there before the first screen is; console syntax, CLI lines, lessons, samples and bills need not. They are
//! pure: a [`Question`] in, a [`Reply`] out, both as postcard bytes. [`clerk`] answers them in `desk.wasm`, [`link`] asks them from
//! the engine's. What needs an engine or storage does not belong here.

pub(crate) mod clerk;
pub(crate) mod link;

mod question;

pub(crate) use question::{PlannedBlock, Question, Reading, Reply};
