//! What the desk is asked and what it replies.

use std::collections::BTreeSet;

use course::Observation;
use lab::bill::Metered;
use report::{CheckOutcome, ConsoleStep, Explanation, Lesson, LessonSummary, TableReport};
use serde::{Deserialize, Serialize};

/// A question. Each has one kind of reply, named beside it.
#[derive(Serialize, Deserialize)]
pub(crate) enum Question {
    /// The requests of a console input: [`Reply::Readings`].
    Read { input: String },
    /// The AWS CLI line of a request: [`Reply::Text`].
    CliLine { operation: String, body: String },
    /// All lessons: [`Reply::Lessons`].
    Lessons,
    /// One lesson: [`Reply::Lesson`].
    Lesson { id: String },
    /// The blocks to run for one, in order: [`Reply::Plan`].
    Plan { lesson: String, block: String, already_run: BTreeSet<String> },
    /// Tables whose items a check looks at: [`Reply::Names`].
    TablesOfCheck { lesson: String, block: String },
    /// The verdict of a check: [`Reply::Outcome`].
    Check { lesson: String, block: String, observation: Observation },
    /// A prediction beside the author's answer: [`Reply::Outcome`].
    Predict { lesson: String, block: String, answer: String },
    /// Operation and body of a sample's requests: [`Reply::Pairs`].
    Sample { id: String },
    /// What an exception means: [`Reply::Explanation`]. `error` is an `api::Error` in postcard: some of its words are the program's
    /// own, so it is read from bytes of its own that live as long.
    Explain { error: Vec<u8>, operation: String, wire: String, input: String, tables: Vec<TableReport> },
    /// The month's bill for a `report::BillRequest` in postcard: [`Reply::Bill`].
    Bill { request: Vec<u8>, metered: Box<Metered> },
}

/// A reply. `None` where the question names something that is not there.
#[derive(Serialize, Deserialize)]
pub(crate) enum Reply {
    Readings(Vec<Reading>),
    Text(Option<String>),
    Lessons(Vec<LessonSummary>),
    Lesson(Option<Box<Lesson>>),
    Pairs(Option<Vec<(String, String)>>),
    Plan(Option<Vec<PlannedBlock>>),
    Names(BTreeSet<String>),
    Outcome(Option<Box<CheckOutcome>>),
    Explanation(Option<Explanation>),
    /// The bill in postcard; the error says what the price file lacks.
    Bill(Result<Vec<u8>, String>),
}

/// A block of a lesson that is to be run.
#[derive(Serialize, Deserialize)]
pub(crate) struct PlannedBlock {
    pub(crate) id: String,
    /// The author's text.
    pub(crate) text: String,
    /// Name of the exception that the author means it to end with.
    pub(crate) expected_error: Option<String>,
}

/// One request of a console input.
#[derive(Serialize, Deserialize)]
pub(crate) enum Reading {
    /// To be run.
    Request { operation: String, wire: String, input: String, cli: Option<String>, notes: Vec<String> },
    /// Not understood: what the console shows instead.
    Refused(Box<ConsoleStep>),
}
