//! Lessons: running their blocks, observing for their checks. What a lesson says is known at the desk.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use client::Answer;
use course::{Observation, ObservedRequest, ObservedTable};
use engine::TablePlace;
use report::{ConsoleStep, ErrorReport};

use crate::console::{self, failed};
use crate::desk::{self, Question, Reply};
use crate::host::{Host, refusal};
use crate::workspace::Workspace;

/// What this visit knows of the learner: blocks that have run, by lesson.
#[derive(Default)]
pub(crate) struct Learner {
    run: BTreeMap<String, BTreeSet<String>>,
}

/// All lessons.
pub(crate) async fn all() -> Result<Answer, ErrorReport> {
    match desk::link::ask(Question::Lessons).await? {
        Reply::Lessons(lessons) => Ok(Answer::Lessons(lessons)),
        _ => Ok(Answer::Lessons(Vec::new())),
    }
}

/// One lesson.
pub(crate) async fn one(id: &str) -> Result<Answer, ErrorReport> {
    match desk::link::ask(Question::Lesson { id: id.to_owned() }).await? {
        Reply::Lesson(Some(lesson)) => Ok(Answer::Lesson(lesson)),
        _ => Err(refusal("NoSuchLesson", &format!("There is no lesson `{id}` here."))),
    }
}

/// Runs a block with the learner's text, and before it the ancestors that have not run, with their author's.
pub(crate) async fn run(host: &Rc<Host>, lesson: &str, block: &str, text: &str) -> Result<Answer, ErrorReport> {
    let already_run = host.session.lessons.borrow().run.get(lesson).cloned().unwrap_or_default();
    let question = Question::Plan { lesson: lesson.to_owned(), block: block.to_owned(), already_run };
    let plan = match desk::link::ask(question).await? {
        Reply::Plan(Some(plan)) if !plan.is_empty() => plan,
        _ => return Err(refusal("NoSuchBlock", "There is no such block to run here.")),
    };
    let mut steps: Vec<ConsoleStep> = Vec::new();
    for planned in plan {
        let input = if planned.id == block { text } else { &planned.text };
        let ran = console::run(host, input).await?;
        let as_meant = ended_as_meant(&ran, planned.expected_error.as_deref());
        steps.extend(ran);
        if !as_meant {
            break;
        }
        host.session.lessons.borrow_mut().run.entry(lesson.to_owned()).or_default().insert(planned.id);
    }
    Ok(Answer::Steps(steps))
}

/// Whether a block did what its author means it to do: every request went well, or the last one ended with the error that the
/// lesson is about.
fn ended_as_meant(steps: &[ConsoleStep], expected_error: Option<&str>) -> bool {
    let error = |step: &ConsoleStep| step.error.as_ref().map(|error| error.name.clone());
    let Some((last, before)) = steps.split_last() else { return true };
    let last = error(last);
    before.iter().all(|step| step.error.is_none()) && (last.is_none() || last.as_deref() == expected_error)
}

/// Judges a check by what is in the workspace and what was run last.
pub(crate) async fn check(host: &Rc<Host>, lesson: &str, block: &str) -> Result<Answer, ErrorReport> {
    let workspace = host.workspace()?;
    workspace.load_all().await.map_err(failed)?;
    let (lesson, block) = (lesson.to_owned(), block.to_owned());
    let wanted = match desk::link::ask(Question::TablesOfCheck { lesson: lesson.clone(), block: block.clone() }).await? {
        Reply::Names(names) => names,
        _ => BTreeSet::new(),
    };
    let observation = Observation { tables: observed_tables(&workspace, &wanted), last: last_request(host) };
    outcome(Question::Check { lesson, block, observation }).await
}

/// Compares a prediction with the author's answer.
pub(crate) async fn predict(lesson: &str, block: &str, answer: &str) -> Result<Answer, ErrorReport> {
    outcome(Question::Predict { lesson: lesson.to_owned(), block: block.to_owned(), answer: answer.to_owned() }).await
}

async fn outcome(question: Question) -> Result<Answer, ErrorReport> {
    match desk::link::ask(question).await? {
        Reply::Outcome(Some(outcome)) => Ok(Answer::Check(outcome)),
        _ => Err(refusal("NoSuchCheck", "There is no such question here.")),
    }
}

fn observed_tables(workspace: &Workspace, wanted: &BTreeSet<String>) -> Vec<ObservedTable> {
    let context = workspace.context();
    let engine = workspace.engine.borrow();
    let database = engine.database();
    let places = database.names(&context.account, &context.region).map(|(name, _)| name);
    places
        .filter_map(|name| database.find(TablePlace { account: &context.account, region: &context.region, name }))
        .map(|table| if wanted.contains(&table.name) { ObservedTable::of(table) } else { ObservedTable::outline(table) })
        .collect()
}

fn last_request(host: &Host) -> Option<ObservedRequest> {
    let (receipt, error) = host.session.last()?;
    Some(ObservedRequest::of(&receipt, error.as_deref()))
}

#[cfg(test)]
mod tests {
    use report::ConsoleStep;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::ended_as_meant;
    use crate::host::refusal;

    fn step(error: Option<&str>) -> ConsoleStep {
        ConsoleStep {
            input: String::new(),
            operation: None,
            request: None,
            cli: None,
            notes: Vec::new(),
            status: 0,
            output: String::new(),
            error: error.map(|name| refusal(name, "")),
            receipt: None,
            attempts: Vec::new(),
        }
    }

    #[wasm_bindgen_test]
    fn a_block_that_is_meant_to_be_refused_has_run_when_it_is() {
        let ok = || step(None);
        let failed = |name| step(Some(name));
        assert!(ended_as_meant(&[], None) && ended_as_meant(&[ok(), ok()], None));
        assert!(ended_as_meant(&[ok(), failed("A")], Some("A")));
        assert!(!ended_as_meant(&[ok(), failed("A")], None));
        assert!(!ended_as_meant(&[ok(), failed("B")], Some("A")));
        assert!(!ended_as_meant(&[failed("A"), ok()], Some("A")));
    }
}
