//! One request, as it was read out of an input.

use api::Json;

use crate::{Note, Place};

/// A request that can be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Operation name: `PutItem`.
    pub operation: &'static str,
    /// The body.
    pub body: Json,
    /// What was typed for it.
    pub input: String,
    /// Where that begins.
    pub place: Place,
    /// Remarks on how it was read.
    pub notes: Vec<Note>,
}

impl Request {
    /// The body as compact JSON: what goes over the wire.
    pub fn wire(&self) -> String {
        self.body.to_string()
    }
}
