//! Changes of whole workspaces: undo, samples, reset, copies, files.

use std::rc::Rc;

use client::Answer;
use engine::{Engine, ImportError};
use report::{ErrorReport, SampleReport};

use crate::console::{failed, run_own, storage_failure};
use crate::desk::{self, Question, Reply};
use crate::host::{Host, refusal};
use crate::limits;
use crate::workspace::Workspace;
use crate::workspace_file;

/// The sample that a reset loads.
const RESET_SAMPLE: &str = SampleReport::EMPLOYEES.id;

/// Takes back the last step.
pub(crate) async fn undo(host: &Rc<Host>) -> Result<(), ErrorReport> {
    let workspace = host.workspace()?;
    workspace.load_all().await.map_err(failed)?;
    workspace.change(Engine::undo).await.map_err(failed)
}

/// Does the step again that was taken back last.
pub(crate) async fn redo(host: &Rc<Host>) -> Result<(), ErrorReport> {
    let workspace = host.workspace()?;
    workspace.load_all().await.map_err(failed)?;
    workspace.change(Engine::redo).await.map_err(failed)
}

/// Loads a sample, as one step of undo.
pub(crate) async fn load_sample(host: &Rc<Host>, id: &str) -> Result<(), ErrorReport> {
    let workspace = host.workspace()?;
    let known = SampleReport::ALL.into_iter().find(|sample| sample.id == id).ok_or_else(no_such_sample)?;
    begin_step(host, &workspace, &format!("Load {}", known.title));
    let loaded = run_sample(host, &workspace, id).await;
    end_step(host, &workspace);
    loaded
}

/// What follows is one step: for undo, and for the page, which is told of it at the end.
fn begin_step(host: &Host, workspace: &Workspace, label: &str) {
    workspace.engine.borrow_mut().begin_group(label);
    host.in_step.set(true);
}

fn end_step(host: &Rc<Host>, workspace: &Workspace) {
    workspace.engine.borrow_mut().end_group();
    host.in_step.set(false);
    host.changed();
}

/// Empties the workspace and loads the sample, as one step of undo.
pub(crate) async fn reset(host: &Rc<Host>) -> Result<(), ErrorReport> {
    let workspace = host.workspace()?;
    begin_step(host, &workspace, "Reset workspace");
    let done = run_reset(host, &workspace).await;
    end_step(host, &workspace);
    done
}

async fn run_reset(host: &Rc<Host>, workspace: &Rc<Workspace>) -> Result<(), ErrorReport> {
    let tables: Vec<String> = workspace.report().tables.into_iter().map(|table| table.name).collect();
    for table in tables {
        let body = api::Json::Object(vec![("TableName".to_owned(), api::Json::Text(table))]).to_string();
        run_own(host, workspace, "DeleteTable", &body).await?;
    }
    run_sample(host, workspace, RESET_SAMPLE).await
}

async fn run_sample(host: &Rc<Host>, workspace: &Rc<Workspace>, id: &str) -> Result<(), ErrorReport> {
    let Reply::Pairs(Some(requests)) = desk::link::ask(Question::Sample { id: id.to_owned() }).await? else {
        return Err(no_such_sample());
    };
    for (operation, body) in requests {
        run_own(host, workspace, &operation, &body).await?;
    }
    Ok(())
}

/// Opens another workspace of this browser.
pub(crate) async fn open(host: &Rc<Host>, id: &str) -> Result<(), ErrorReport> {
    let known = host.report().await.workspaces;
    let summary = known.into_iter().find(|workspace| workspace.id == id).ok_or_else(no_such_workspace)?;
    host.switch_to(summary, false).await;
    Ok(())
}

/// Renames a workspace of this browser.
pub(crate) async fn rename(host: &Rc<Host>, id: &str, name: &str) -> Result<(), ErrorReport> {
    let name = name.trim();
    if name.is_empty() {
        return Err(refusal("NameMissing", "A workspace needs a name."));
    }
    let known = host.report().await.workspaces;
    let mut summary = known.into_iter().find(|workspace| workspace.id == id).ok_or_else(no_such_workspace)?;
    summary.name = name.to_owned();
    let registry = host.registry.borrow().clone();
    if let Some(registry) = registry {
        registry.put(&summary).await.map_err(|error| storage_failure(&error))?;
    }
    if let Ok(workspace) = host.workspace()
        && workspace.summary.borrow().id == id
    {
        *workspace.summary.borrow_mut() = summary;
    }
    Ok(())
}

/// Copies the open workspace into a new one and opens it.
pub(crate) async fn duplicate(host: &Rc<Host>, name: &str) -> Result<(), ErrorReport> {
    let workspace = host.workspace()?;
    workspace.load_past().await.map_err(failed)?;
    let snapshot = workspace.engine.borrow().snapshot().map_err(|_| not_loaded())?;
    host.switch_to_new(host.new_summary(name), Engine::from_snapshot(snapshot)).await?;
    limits::set(host, workspace.limits.get()).await
}

/// Deletes a workspace and its data. The open one makes room for another one first.
pub(crate) async fn delete(host: &Rc<Host>, id: &str) -> Result<(), ErrorReport> {
    let registry = host.registry.borrow().clone().ok_or_else(no_such_workspace)?;
    let report = host.report().await;
    if !report.workspaces.iter().any(|workspace| workspace.id == id) {
        return Err(no_such_workspace());
    }
    if report.workspace.id == id {
        match report.workspaces.into_iter().find(|workspace| workspace.id != id) {
            Some(other) => host.switch_to(other, false).await,
            None => host.switch_to(host.new_summary(""), true).await,
        }
    }
    let Ok(_lease) = host.claim_for_deletion(&registry, id).await else {
        return Err(refusal("WorkspaceInUse", "Another tab has this workspace open. Close it there, then delete it."));
    };
    registry.delete(id).await.map_err(|error| storage_failure(&error))
}

/// The whole workspace as one file.
pub(crate) async fn export(host: &Rc<Host>) -> Result<Answer, ErrorReport> {
    let workspace = host.workspace()?;
    workspace.load_past().await.map_err(failed)?;
    let bytes = workspace.engine.borrow().export().map_err(|_| not_loaded())?;
    let name: String =
        workspace.summary.borrow().name.chars().map(|char| if char.is_alphanumeric() { char } else { '-' }).collect();
    Ok(Answer::File { name: format!("{name}.dynalab"), bytes: workspace_file::with_limits(bytes, workspace.limits.get()) })
}

/// Makes a new workspace of an exported file and opens it. A file that is not whole changes nothing.
pub(crate) async fn import(host: &Rc<Host>, bytes: &[u8]) -> Result<(), ErrorReport> {
    let refused = |why: &str| refusal("ImportFailed", &format!("Nothing was imported: {why}."));
    let (bytes, limits) = workspace_file::parts(bytes).ok_or_else(|| refused(&ImportError::Damaged.to_string()))?;
    let content = Engine::import(bytes).map_err(|error| refused(&error.to_string()))?;
    host.switch_to_new(host.new_summary("Imported workspace"), content).await?;
    limits::set(host, limits).await
}

fn no_such_sample() -> ErrorReport {
    refusal("NoSuchSample", "There is no sample of this name.")
}

fn not_loaded() -> ErrorReport {
    refusal("NotLoaded", "Not all tables could be read from storage.")
}

fn no_such_workspace() -> ErrorReport {
    refusal("NoSuchWorkspace", "There is no workspace of this id in this browser.")
}
