//! The conformance corpus: plain-text cases that say what DynamoDB answers, and what replays them.
//!
//! A case is a block of lines between blank lines; `tests/conformance/README.md` tells the form. What is expected comes from
//! AWS's documentation or from measurements of the service, never from what our engine happened to print. The code here
//! knows no engine but [`InProcess`]: any [`Transport`] that takes a target and bytes can replay the same files.
//!
//! Follows: Amazon DynamoDB API Reference and Developer Guide; each case names its page.

mod abbreviation;
mod case;
mod compare;
mod corpus;
mod in_process;
mod names;
mod replay;
mod reply_shape;
mod results;
mod set_up;
mod transport;

pub use case::{Case, Expectation, Step};
pub use compare::difference;
pub use corpus::{FolderError, Misprint, read, read_folder};
pub use in_process::InProcess;
pub use replay::{Verdict, replay};
pub use results::Results;
pub use set_up::{IndexSetUp, TableSetUp};
pub use transport::{Reply, Transport};
