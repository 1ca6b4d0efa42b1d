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
            Authentication::IncompleteHeader(..) | Authentication::IncompleteQuery(_) => "IncompleteSignatureException",
            Authentication::TwoWays => "InvalidSignatureException",
        }
    }
}
