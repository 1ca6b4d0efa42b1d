//! Items as DynamoDB JSON for the page's editors, which may import this crate but not `api`.

pub use api::pretty;
