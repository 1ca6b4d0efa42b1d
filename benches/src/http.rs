//! The endpoint beside other emulators over HTTP: one load generator for all of them, in a process of its own.

mod child;
mod load;
mod request;

pub use child::Child;
pub use load::{CONNECTIONS, Load, run};
pub use request::{ITEMS, Operation, post, preparation, requests};
