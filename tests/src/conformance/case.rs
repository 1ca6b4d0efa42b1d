//! What a case consists of.

use api::Json;

use super::TableSetUp;

/// One case: what is done in order, and what must come back.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The file's name without its ending.
    pub topic: String,
    /// The sentence that the case proves: its first comment, without the address behind it.
    pub title: String,
    /// Line of the case in its file, from 1.
    pub line: usize,
    /// Why the case is known to fail, if it is. Such a case must fail.
    pub known_failure: Option<String>,
    /// In order.
    pub steps: Vec<Step>,
}

impl Case {
    /// The operation the case is about: its last request.
    pub fn operation(&self) -> &str {
        let last = self.steps.iter().rev().find_map(|step| match step {
            Step::Exchange { operation, .. } => operation.rsplit('.').next(),
            _ => None,
        });
        last.unwrap_or_default()
    }
}

/// One step of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `@ table`: a table that is there when the step ends.
    Table(TableSetUp),
    /// `@ put`: items that are there when the step ends.
    Put {
        /// Table name.
        table: String,
        /// The items in wire JSON.
        items: Vec<String>,
    },
    /// `@ now`: engine time in milliseconds since 1970.
    Now(u64),
    /// `@ advance`: milliseconds that pass.
    Advance(u64),
    /// `@ legacy-global-tables`: global tables of version 2017.11.29 are offered from now on.
    LegacyGlobalTables,
    /// `@ delays`: milliseconds that each control-plane change takes from now on.
    Delays(u64),
    /// `@ capacity enforced`: what finds no capacity is throttled from now on.
    EnforceCapacity,
    /// `@ file`, `@ gzip`: a file of a bucket.
    File {
        /// The bucket.
        bucket: String,
        /// The file's name in it.
        key: String,
        /// The bytes, packed if they were to be.
        bytes: Vec<u8>,
    },
    /// `>` and what answers it.
    Exchange {
        /// Line of the request in its file, from 1.
        line: usize,
        /// Operation name.
        operation: String,
        /// The body as it is sent; it need not be JSON.
        body: String,
        /// What must come back.
        expectation: Expectation,
    },
}

/// What must come back.
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation {
    /// `<`: this status and exactly this JSON.
    Exactly(u16, Json),
    /// `<~`: this status and at least these members.
    AtLeast(u16, Json),
    /// `!`: status 400, this exception, and exactly this text (none: no message member).
    Exception {
        /// Without its prefix.
        name: String,
        /// The text.
        message: Option<String>,
    },
}

impl Expectation {
    /// The body, unless it is an exception.
    pub fn json(&self) -> Option<&Json> {
        match self {
            Expectation::Exactly(_, json) | Expectation::AtLeast(_, json) => Some(json),
            Expectation::Exception { .. } => None,
        }
    }
}
