//! Texts about who asks: what the service says of a request that is not signed, badly signed, or signed by nobody it knows.
//!
//! Sources: section 1 of the facts (DYX) for what is missing; public logs of the service for signatures and scopes.

use core::fmt;

use serde::{Deserialize, Serialize};

texts! {
    /// Why a request is taken to be from nobody.
    Authentication {
        /// Neither a header nor query parameters, or a header of another kind.
        MissingToken => "Request is missing Authentication Token",
        /// A header that lacks something.
        IncompleteHeader(missing: MissingParts, header: String) => "{missing} Authorization={header}",
        /// Query parameters of which some are missing.
        IncompleteQuery(missing: MissingParts) => "{missing} Re-examine the query-string parameters.",
        /// A header and query parameters.
        TwoWays => "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
        /// The credential is no scope.
        Credential(credential: String)
            => "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'",
        /// The scope ends otherwise.
        Terminator(terminator: String)
            => "Credential should be scoped with a valid terminator: 'aws4_request', not '{terminator}'.",
        /// The scope is that of another service; the service sends the space at the end.
        Service => "Credential should be scoped to correct service: 'dynamodb'. ",
        /// The same, of a request to Kinesis.
        KinesisService => "Credential should be scoped to correct service: 'kinesis'. ",
        /// The time of the request is written otherwise.
        Date(date: String)
            => "Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601",
        /// The scope is for another day.
        Day(day: String, found: String, date: String)
            => "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{day}' != '{found}', from '{date}'.",
        /// The request is too old.
        Expired(date: String, earliest: String, now: String, minutes: i32)
            => "Signature expired: {date} is now earlier than {earliest} ({now} - {minutes} min.)",
        /// The request comes from the future.
        NotYetCurrent(date: String, latest: String, now: String, minutes: i32)
            => "Signature not yet current: {date} is still later than {latest} ({now} + {minutes} min.)",
        /// Nobody has this key.
        UnknownKey => "The security token included in the request is invalid.",
        /// The signature is not the one of this key.
        Mismatch
            => "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    }
}

texts! {
    /// What a signed request must have.
    MissingPart {
        /// A parameter of the header.
        Header(name: String) => "Authorization header requires '{name}' parameter.",
        /// The time of the request.
        Date => "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        /// A query parameter.
        Query(name: String) => "AWS query-string parameters must include '{name}'.",
    }
}

/// What is missing, in the service's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingParts(pub Vec<MissingPart>);

impl fmt::Display for MissingParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::join(&self.0, " ", f)
    }
}

impl Authentication {
    /// The exception that carries the text.
    pub const fn exception(&self) -> &'static str {
        match self {
            Authentication::MissingToken => "MissingAuthenticationTokenException",
            Authentication::IncompleteHeader(..)
            | Authentication::IncompleteQuery(_)
            | Authentication::Credential(_)
            | Authentication::Date(_) => "IncompleteSignatureException",
            Authentication::UnknownKey => "UnrecognizedClientException",
            _ => "InvalidSignatureException",
        }
    }
}
