//! How people write a request: AWS CLI lines and wire JSON.
//!
//! [`requests`] reads what was typed or pasted into a console, [`cli::print`] writes a request as an AWS CLI line. Both know the
//! operations by the table of the service model (`api::shapes`). This crate runs nothing, and whether a request is valid is
//! decided by `api` and the engine: an unknown option or malformed JSON is refused here as the AWS CLI would, an unknown
//! attribute type is not.
//!
//! Follows: AWS CLI user guide, "Specifying parameter values"; DynamoDB developer guide, "DynamoDB low-level API".

pub mod cli;
pub mod wire;

mod error;
mod input;
mod json_text;
mod nearest;
mod note;
mod place;
mod request;
mod shell;

pub use error::{Problem, SyntaxError};
pub use input::{INPUT_SIZE_BYTES, requests};
pub use nearest::nearest;
pub use note::Note;
pub use place::Place;
pub use request::Request;
