//! Items as DynamoDB JSON for the page's editors, which may import this crate but not `api`.

pub use api::pretty;
pub use api::wire::{item_from_json, item_to_json};
