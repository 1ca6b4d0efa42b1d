//! Plain explanations of exceptions, from what the workspace knows of the tables.

use api::Error;
use course::{FailedRequest, explain};
use report::Explanation;

use crate::workspace::Workspace;

/// What an exception means for this request, and a corrected input where there is one.
pub(crate) fn exception(workspace: &Workspace, input: &str, operation: &str, wire: &str, error: &Error) -> Option<Explanation> {
    explain(error, &FailedRequest::new(operation, wire, input), &workspace.report().tables)
}
