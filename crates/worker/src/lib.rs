//! The browser host: engine, IndexedDB, clock and the one-writer lease, behind messages.
//!
//! A request is answered within the message handler when nothing has to be waited for; a write is answered when its
//! transaction is complete. This crate holds no rules of DynamoDB and no drawing: it loads, commits, measures and passes on.
#![cfg(target_arch = "wasm32")]

mod indexed_db;
mod lease;
