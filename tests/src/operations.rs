//! What of the API works, found out by experiment: the page `docs/operations.md`.
//!
//! Each member of each input shape of the service model is tried on the requests of the conformance corpus: left out, changed
//! or added, one at a time. A member is *acted on* if some answer, then or later in the case, becomes another. It is *refused*
//! if the engine says that it does not execute it. What is neither must be named, with a reason, in
//! `crates/api/model/coverage.txt`, and what is named there must be neither: so no member is ignored in silence, and nothing is
//! claimed by hand. Complaints about the shape of a request prove nothing and do not count.
//!
//! Follows: AWS's service model of DynamoDB and DynamoDB Streams (`crates/api/model/api-model.json`).

mod coverage;
mod experiment;
mod member;
mod mutation;
mod page;

pub use coverage::{Coverage, CoverageError};
pub use experiment::{Finding, Laboratory};
pub use member::{InputMember, InputShapes};
pub use page::{Problem, page};
