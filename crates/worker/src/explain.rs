//! Plain explanations of exceptions, from what the workspace knows of the tables. They come later ([`crate::later`]).

use std::future::Future;
use std::pin::Pin;

use api::Error;
use report::Explanation;

use crate::desk::{self, Question, Reply};
use crate::workspace::Workspace;

/// What an exception means for this request, and a corrected input where there is one. Without the desk there is none: the
/// exception says what AWS says all the same.
#[inline(never)]
pub(crate) fn exception<'a>(
    workspace: &'a Workspace,
    input: &'a str,
    operation: &'a str,
    wire: &'a str,
    error: &'a Error,
) -> Pin<Box<dyn Future<Output = Option<Explanation>> + 'a>> {
    Box::pin(async move {
        let question = Question::Explain {
            error: postcard::to_allocvec(error).ok()?,
            operation: operation.to_owned(),
            wire: wire.to_owned(),
            input: input.to_owned(),
            tables: workspace.report().tables,
        };
        match desk::link::ask(question).await {
            Ok(Reply::Explanation(explanation)) => explanation,
            _ => None,
        }
    })
}
