//! Answers the desk's questions. Pure: it knows no engine, no storage and no browser.

use course::{FailedRequest, Lesson};
use lab::bill::Metered;
use report::{BillRequest, ConsoleStep, ErrorReport, Explanation, Fix};

use super::{PlannedBlock, Question, Reading, Reply};

thread_local! {
    /// The embedded lessons, as the build script read them: what it wrote, this build's types can read.
    static LESSONS: Vec<Lesson> =
        postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/lessons.bin"))).unwrap_or_default();
}

/// The reply to a question.
pub(crate) fn reply(question: Question) -> Reply {
    match question {
        Question::Read { input } => Reply::Readings(readings(&input)),
        Question::CliLine { operation, body } => Reply::Text(syntax::cli::print(&operation, &body)),
        Question::Lessons => {
            Reply::Lessons(LESSONS.with(|lessons| lessons.iter().map(|lesson| lesson.report.summary.clone()).collect()))
        }
        Question::Lesson { id } => Reply::Lesson(with(&id, |lesson| Box::new(lesson.report.clone()))),
        Question::Plan { lesson, block, already_run } => Reply::Plan(with(&lesson, |lesson| {
            let planned = |id: String| {
                let expected_error = lesson.expected_error(&id).map(str::to_owned);
                Some(PlannedBlock { text: lesson.run(&id)?.text.clone(), expected_error, id })
            };
            lesson.plan(&block, &already_run).into_iter().filter_map(planned).collect()
        })),
        Question::TablesOfCheck { lesson, block } => {
            Reply::Names(with(&lesson, |lesson| lesson.tables_of_check(&block)).unwrap_or_default())
        }
        Question::Check { lesson, block, observation } => {
            Reply::Outcome(with(&lesson, |lesson| lesson.check(&block, &observation)).flatten().map(Box::new))
        }
        Question::Predict { lesson, block, answer } => {
            Reply::Outcome(with(&lesson, |lesson| lesson.predict(&block, &answer)).flatten().map(Box::new))
        }
        Question::Sample { id } => Reply::Pairs(lab::samples::sample(&id).map(|sample| {
            let requests = sample.requests.into_iter();
            requests.map(|request| (request.operation.to_owned(), request.body)).collect()
        })),
        Question::Explain { error, operation, wire, input, tables } => {
            // Leaked, some hundred bytes for each exception that somebody reads.
            let error = postcard::from_bytes::<api::Error>(error.leak()).ok();
            Reply::Explanation(
                error.and_then(|error| course::explain(&error, &FailedRequest::new(&operation, &wire, &input), &tables)),
            )
        }
        Question::Bill { request, metered } => Reply::Bill(bill(&request, &metered)),
    }
}

fn bill(request: &[u8], metered: &Metered) -> Result<Vec<u8>, String> {
    let request: BillRequest = postcard::from_bytes(request).map_err(|_| "The request for a bill cannot be read".to_owned())?;
    let bill = lab::bill::bill(&request, metered).map_err(|error| error.to_string())?;
    Ok(postcard::to_allocvec(&bill).unwrap_or_default())
}

fn with<T>(id: &str, with: impl FnOnce(&Lesson) -> T) -> Option<T> {
    LESSONS.with(|lessons| lessons.iter().find(|lesson| lesson.report.summary.id == id).map(with))
}

fn readings(input: &str) -> Vec<Reading> {
    let requests = syntax::requests(input).into_iter();
    requests
        .map(|request| match request {
            Err(error) => Reading::Refused(Box::new(not_understood(input, &error))),
            Ok(request) => {
                let wire = request.wire();
                Reading::Request {
                    operation: request.operation.to_owned(),
                    cli: syntax::cli::print(request.operation, &wire),
                    wire,
                    notes: request.notes.iter().map(ToString::to_string).collect(),
                    input: request.input,
                }
            }
        })
        .collect()
}

fn not_understood(input: &str, error: &syntax::SyntaxError) -> ConsoleStep {
    let fix = error.corrected(input).map(|input| Fix { label: "Use this instead".to_owned(), input });
    let explanation = Explanation {
        cause: "Nothing was sent: the input could not be read from here on.".to_owned(),
        advice: "Correct it at this place and run it again.".to_owned(),
        fix,
    };
    ConsoleStep {
        input: input.get(error.span.clone()).unwrap_or_default().to_owned(),
        operation: None,
        request: None,
        cli: None,
        notes: Vec::new(),
        status: 0,
        output: String::new(),
        error: Some(ErrorReport {
            name: "Not understood".to_owned(),
            message: error.problem.to_string(),
            explanation: Some(explanation),
            place: Some((error.place.line, error.place.column)),
        }),
        receipt: None,
        attempts: Vec::new(),
    }
}
