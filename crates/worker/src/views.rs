//! What the page draws of the open workspace: the frame's report, the partition map, the fan-out, the bill.

use std::rc::Rc;

use client::Answer;
use lab::bill::{Metered, Usage};
use report::{CapacityMode, ErrorReport, WorkspaceReport};

use crate::console::failed;
use crate::desk::{self, Question, Reply};
use crate::host::{Host, refusal};
use crate::workspace::{REGION, Workspace};

/// How often metered traffic may be taken to happen in a month (our bound: a million times).
const REPEATS_MAX: u64 = 1_000_000;

impl Workspace {
    /// What the frame shows; the host adds the other workspaces.
    pub(crate) fn report(&self) -> WorkspaceReport {
        let engine = self.engine.borrow();
        WorkspaceReport {
            workspace: self.summary.borrow().clone(),
            workspaces: Vec::new(),
            persistence: self.persistence.clone(),
            version: self.version(),
            clock: self.context().now,
            region: REGION.to_owned(),
            tables: engine.tables(REGION),
            undo: engine.undo_label(),
            redo: engine.redo_label(),
            samples: lab::samples::catalogue(),
            limits: self.limits.get(),
        }
    }
}

/// The hash space of a table.
pub(crate) async fn map(host: &Rc<Host>, table: &str) -> Result<Answer, ErrorReport> {
    let workspace = host.workspace()?;
    workspace.load_all().await.map_err(failed)?;
    let context = workspace.context();
    let map = workspace.engine.borrow().partition_map(place(&context, table), context.now);
    let mut map = map.ok_or_else(|| no_such_table(table))?;
    for lane in &mut map.lanes {
        lane.touched = host.session.touched(table, lane.index.as_ref().map(|(name, _)| name.as_str()));
    }
    Ok(Answer::Map(Box::new(map)))
}

/// How one item fans out into the indexes.
pub(crate) async fn fan_out(host: &Rc<Host>, table: &str, key: &str) -> Result<Answer, ErrorReport> {
    let workspace = host.workspace()?;
    workspace.load_all().await.map_err(failed)?;
    let key = api::wire::item_from_json(key).map_err(|error| refusal(error.name(), &error.message()))?;
    let fan_out = workspace.engine.borrow().fan_out(place(&workspace.context(), table), &key);
    let fan_out = fan_out.ok_or_else(|| refusal("NoSuchItem", "There is no item with this key in the table."))?;
    Ok(Answer::FanOut(Box::new(fan_out)))
}

/// The month's bill for the metered traffic.
pub(crate) async fn bill(host: &Rc<Host>, region: Option<&str>, repeats: u64) -> Result<Answer, ErrorReport> {
    let workspace = host.workspace()?;
    workspace.load_all().await.map_err(failed)?;
    let metered = metered(&workspace);
    let region = region.unwrap_or(REGION);
    let question = Question::Bill { region: region.to_owned(), metered, repeats: repeats.clamp(1, REPEATS_MAX) };
    match desk::link::ask(question).await? {
        Reply::Bill(Ok(bill)) => Ok(Answer::Bill(bill)),
        Reply::Bill(Err(reason)) => Err(refusal("NoPrices", &reason)),
        _ => Err(refusal("NoPrices", "There is no bill.")),
    }
}

fn metered(workspace: &Workspace) -> Metered {
    let usage = workspace.engine.borrow().usage();
    let first = usage.iter().filter_map(|usage| usage.consumed.first).min();
    let last = usage.iter().filter_map(|usage| usage.consumed.last).max();
    let span_ms = first.zip(last).map_or(0, |(first, last)| last.0.saturating_sub(first.0));
    let usages = usage.into_iter().map(|usage| Usage {
        read_units: usage.consumed.reads(),
        write_units: usage.consumed.all_writes(),
        peak_read_units: usage.consumed.peak.read,
        peak_write_units: usage.consumed.peak.write,
        mode: capacity_mode(usage.capacity),
        table: usage.table,
        index: usage.index,
        item_count: usage.item_count,
        size_bytes: usage.size_bytes,
    });
    Metered { usages: usages.collect(), span_ms }
}

/// The setting as reports say it.
pub(crate) fn capacity_mode(setting: engine::CapacitySetting) -> CapacityMode {
    match setting {
        engine::CapacitySetting::OnDemand => CapacityMode::OnDemand,
        engine::CapacitySetting::Provisioned { read_units, write_units } => CapacityMode::Provisioned { read_units, write_units },
    }
}

fn no_such_table(table: &str) -> ErrorReport {
    refusal("NoSuchTable", &format!("There is no table `{table}` in this workspace."))
}

/// Where a table of this workspace is found.
pub(crate) fn place<'a>(context: &'a engine::Context, table: &'a str) -> engine::TablePlace<'a> {
    engine::TablePlace { account: &context.account, region: &context.region, name: table }
}
