//! Who asks, where and when.

use model::EpochMillis;

/// The circumstances of one request. The host makes it; the engine never looks anywhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// Engine time.
    pub now: EpochMillis,
    /// Twelve-digit account id.
    pub account: String,
    /// Region code.
    pub region: String,
    /// ARN of the caller, if one was verified.
    pub caller: Option<String>,
    /// Request id of the host; also how a retried request is known.
    pub request_id: u64,
}

impl Context {
    /// The account of a host that has none: the id AWS uses in its examples.
    pub const EXAMPLE_ACCOUNT: &'static str = "123456789012";

    /// A caller without identity in the example account.
    pub fn new(now: EpochMillis, region: &str) -> Self {
        Context { now, account: Self::EXAMPLE_ACCOUNT.to_owned(), region: region.to_owned(), caller: None, request_id: 0 }
    }
}
