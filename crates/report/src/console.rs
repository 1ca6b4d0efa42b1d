//! What the console shows for each request that it ran.

use serde::{Deserialize, Serialize};

use crate::Receipt;

/// One request of a console input (a paste may hold several).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleStep {
    /// What was typed, for this request.
    pub input: String,
    /// Operation name, if it was understood.
    pub operation: Option<String>,
    /// The request as wire JSON, pretty.
    pub request: Option<String>,
    /// The request as an AWS CLI line, if it has that form.
    pub cli: Option<String>,
    /// Remarks on how the input was read: an option ignored, a quote straightened.
    pub notes: Vec<String>,
    /// HTTP status; 0 if nothing was sent because the input was not understood.
    pub status: u16,
    /// What the CLI would print: pretty JSON, or empty.
    pub output: String,
    /// If it failed.
    pub error: Option<ErrorReport>,
    /// If it ran.
    pub receipt: Option<Receipt>,
    /// Every attempt, if the first one was throttled; empty otherwise. The last one is what the step tells.
    pub attempts: Vec<Attempt>,
}

/// One attempt of a request that was throttled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Milliseconds that the SDK waited before it; engine time went on by as much.
    pub wait_ms: u64,
    /// The longest that it might have waited.
    pub wait_max_ms: u64,
    /// HTTP status.
    pub status: u16,
    /// Name of the exception, if it was one.
    pub error: Option<String>,
    /// Reason and ARN of what had no capacity left.
    pub reasons: Vec<(String, String)>,
}

/// An error with its plain explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorReport {
    /// Exception name.
    pub name: String,
    /// AWS's own message, word for word.
    pub message: String,
    /// What it means.
    pub explanation: Option<Explanation>,
    /// Line and column in the input, from 1, if the error has a place.
    pub place: Option<(u32, u32)>,
}

/// What an error means and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Cause, one or two sentences.
    pub cause: String,
    /// What to do.
    pub advice: String,
    /// A corrected input to run instead.
    pub fix: Option<Fix>,
}

/// A corrected input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Text of the button: `Use #name instead`.
    pub label: String,
    /// The whole corrected input.
    pub input: String,
}
