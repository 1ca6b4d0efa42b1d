//! Lessons: the embedded catalogue, running blocks, judging checks and predictions.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use client::Answer;
use course::{Lesson, Observation, ObservedRequest, ObservedTable};
use engine::TablePlace;
use report::{ConsoleStep, ErrorReport, LessonSummary};

use crate::console::{self, failed};
use crate::host::{Host, refusal};
use crate::workspace::Workspace;

/// Items of a table that a check looks at (our bound: lessons work with tables that a reader can oversee).
const OBSERVED_ITEMS_MAX: usize = 10_000;

/// What this visit knows of the learner: blocks that have run, by lesson.
#[derive(Default)]
pub(crate) struct Learner {
    run: BTreeMap<String, BTreeSet<String>>,
}

thread_local! {
    /// The embedded lessons, as the build script read them: what it wrote, this build's types can read.
    static LESSONS: Vec<Lesson> =
        postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/lessons.bin"))).unwrap_or_default();
}

/// All lessons.
pub(crate) fn all() -> Vec<LessonSummary> {
    LESSONS.with(|lessons| lessons.iter().map(|lesson| lesson.report.summary.clone()).collect())
}

/// One lesson.
pub(crate) fn one(id: &str) -> Result<Answer, ErrorReport> {
    with(id, |lesson| Answer::Lesson(Box::new(lesson.report.clone())))
}

/// Runs a block with the learner's text, and before it the ancestors that have not run, with their author's.
pub(crate) async fn run(host: &Rc<Host>, lesson: &str, block: &str, text: &str) -> Result<Answer, ErrorReport> {
    let already_run = host.session.lessons.borrow().run.get(lesson).cloned().unwrap_or_default();
    let plan: Vec<(String, String)> = with(lesson, |known| {
        let order = known.plan(block, &already_run).into_iter();
        order.filter_map(|id| known.run(&id).map(|run| (id, run.text.clone()))).collect()
    })?;
    if plan.is_empty() {
        return Err(refusal("NoSuchBlock", "This lesson has no such block to run."));
    }
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
    let wanted = with(lesson, |known| known.tables_of_check(block))?;
    let observation = Observation { tables: observed_tables(&workspace, &wanted), last: last_request(host) };
    let outcome = with(lesson, |known| known.check(block, &observation))?;
    outcome.map(|outcome| Answer::Check(Box::new(outcome))).ok_or_else(no_such_check)
}

/// Compares a prediction with the author's answer.
pub(crate) fn predict(lesson: &str, block: &str, answer: &str) -> Result<Answer, ErrorReport> {
    let outcome = with(lesson, |known| known.predict(block, answer))?;
    outcome.map(|outcome| Answer::Check(Box::new(outcome))).ok_or_else(no_such_check)
}

fn with<T>(id: &str, with: impl FnOnce(&Lesson) -> T) -> Result<T, ErrorReport> {
    LESSONS.with(|lessons| {
        let lesson = lessons.iter().find(|lesson| lesson.report.summary.id == id);
        lesson.map(with).ok_or_else(|| refusal("NoSuchLesson", &format!("There is no lesson `{id}` here.")))
    })
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

fn no_such_check() -> ErrorReport {
    refusal("NoSuchCheck", "This lesson has no such question.")
}
