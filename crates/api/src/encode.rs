//! From an outcome to status and bytes, and from an operation back to its request.
//!
//! Members stand in the order of the service model; what is absent is left out, as the service does.

mod capacity;
#[cfg(test)]
mod checked;
mod error;
mod legacy;
#[cfg(test)]
mod read_back;
mod reply;
mod request;
mod response;
mod table;
mod table_request;

use crate::json::Writer;
use crate::{Error, Operation, Response};

/// A reply as it crosses the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// HTTP status.
    pub status: u16,
    /// AWS JSON 1.0.
    pub body: Vec<u8>,
}

/// Bytes that a reply is first given room for.
const REPLY_SIZE_BYTES: usize = 2_048;

/// Operations without an output in the service model.
const SILENT: [&str; 2] = ["TagResource", "UntagResource"];

/// The reply of an operation, by its name: DescribeTable has the description of a table under another member than CreateTable.
pub fn encode(operation: &str, result: &Result<Response, Error>) -> Encoded {
    let mut out = Writer::with_capacity(REPLY_SIZE_BYTES);
    let status = match result {
        // An operation without an output has no body at all.
        Ok(_) if SILENT.contains(&operation) => 200,
        Ok(response) => {
            response::write(operation, response, &mut out);
            200
        }
        Err(error) => {
            error::write(operation, error, &mut out);
            error.status()
        }
    };
    Encoded { status, body: out.into_bytes() }
}

/// A structure of a reply as JSON.
pub(crate) fn reply_json(reply: &crate::Reply) -> Vec<u8> {
    reply::to_json(reply)
}

/// The request as AWS JSON 1.0: what [`crate::decode`] reads back as the same operation.
pub fn encode_request(operation: &Operation) -> Vec<u8> {
    let mut out = Writer::with_capacity(REPLY_SIZE_BYTES);
    request::write(operation, &mut out);
    out.into_bytes()
}
