//! Errors in plain English: what AWS's sentence means for this request, what to do, and a corrected input where there is one.
//!
//! It works from the typed error, the request and what is known of the tables; it runs nothing. AWS's own sentence is shown beside it
//! and never repeated here.

mod constraint;
mod create;
mod expression;
mod key;
mod query;
mod request;
mod service;
mod throttling;
mod value;

use api::Error;
use api::text::Validation;
use report::{Explanation, Fix, TableReport};

pub use request::FailedRequest;

/// The explanation of an error. `None` for the few that say everything themselves.
pub fn explain(error: &Error, request: &FailedRequest<'_>, tables: &[TableReport]) -> Option<Explanation> {
    let facts = Facts { request, tables };
    match error {
        Error::Validation(problem) => validation(problem, &facts),
        Error::Serialization(problem) => Some(value::serialization(problem.as_ref(), &facts)),
        Error::MalformedJson { line, column, expected } => Some(said(
            &format!("The JSON breaks off at line {line}, column {column}: {expected} should stand there."),
            "Look at that place and just before it: a comma too many or too few, or a quote that is not closed.",
        )),
        other => service::explain(other, &facts),
    }
}

/// What an explanation is made from.
pub(crate) struct Facts<'a> {
    pub(crate) request: &'a FailedRequest<'a>,
    pub(crate) tables: &'a [TableReport],
}

impl Facts<'_> {
    /// The table that the request names at its top.
    pub(crate) fn table(&self) -> Option<&TableReport> {
        let name = self.request.body.get("TableName").and_then(api::Json::as_text)?;
        self.tables.iter().find(|table| table.name == name)
    }
}

fn validation(problem: &Validation, facts: &Facts) -> Option<Explanation> {
    match problem {
        Validation::Enveloped(inner) => validation(inner, facts),
        Validation::ExpressionValue(inner, _) | Validation::StartKeyValue(inner) => validation(inner, facts),
        Validation::Constraints(errors) => constraint::explain(errors, facts),
        Validation::Expression { kind, problem } => Some(expression::explain(*kind, problem, facts)),
        other => key::explain(other, facts)
            .or_else(|| create::explain(other, facts))
            .or_else(|| query::explain(other, facts))
            .or_else(|| value::explain(other, facts))
            .or_else(|| expression::around(other, facts)),
    }
}

/// An explanation without a corrected input.
pub(crate) fn said(cause: &str, advice: &str) -> Explanation {
    Explanation { cause: cause.to_owned(), advice: advice.to_owned(), fix: None }
}

/// The same with a corrected input, if there is one.
pub(crate) fn with_fix(mut explanation: Explanation, fix: Option<Fix>) -> Explanation {
    explanation.fix = fix;
    explanation
}

/// Names as `a, b and c`.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
