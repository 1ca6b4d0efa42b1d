//! The native host: dynalab's engine behind the HTTP endpoint that AWS SDKs talk to, and runs of scenarios.
//!
//! A request's bytes go through [`api::decode`], [`engine::Engine::execute`] and [`api::encode`], the same three calls as in the
//! browser's worker; what stands here is what HTTP adds: headers, checksums, compression, who asks, and when to stop. It is
//! not where any rule of DynamoDB lives. The binary `dynalab` is a thin shell over [`Server`]; tests and benches start the
//! same server in their own process.
//!
//! Follows: Amazon DynamoDB Developer Guide, "DynamoDB low-level API".

mod account;
mod authorization;
mod body;
mod buckets;
mod connection;
mod cors;
mod credentials;
mod database;
mod endpoint;
mod keeper;
mod kinesis;
mod ledger;
mod reply;
mod request_id;
mod server;
mod signature;
mod store;
mod timestamp;
mod workers;

pub mod arguments;
pub mod simulate;

pub use credentials::CredentialsError;
pub use endpoint::Backend;
pub use server::{Server, Settings, StartError};
pub use store::StoreError;
