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

/// Items of a table that a check looks at (our bound: lessons work with tables that a reader can oversee).
const OBSERVED_ITEMS_MAX: usize = 10_000;

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
        Reply::Pairs(Some(plan)) if !plan.is_empty() => plan,
        _ => return Err(refusal("NoSuchBlock", "There is no such block to run here.")),
    };
    let mut steps: Vec<ConsoleStep> = Vec::new();
    for (id, authored) in plan {
        let input = if id == block { text } else { &authored };
        let ran = console::run(host, input).await?;
        let succeeded = ran.iter().all(|step| step.error.is_none());
        steps.extend(ran);
        if !succeeded {
            break;
        }
        host.session.lessons.borrow_mut().run.entry(lesson.to_owned()).or_default().insert(id);
    }
    Ok(Answer::Steps(steps))
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
        .map(|table| {
            let items = table.items.iter().take(if wanted.contains(&table.name) { OBSERVED_ITEMS_MAX } else { 0 });
            ObservedTable {
                name: table.name.clone(),
                key: table.key.clone(),
                item_count: table.items.len() as u64,
                items: items.map(|(_, record)| record.item.clone()).collect(),
            }
        })
        .collect()
}

fn last_request(host: &Host) -> Option<ObservedRequest> {
    let (receipt, error) = host.session.last()?;
    Some(ObservedRequest::of(&receipt, error.as_deref()))
}
