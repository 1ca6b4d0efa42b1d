//! What the page draws of the open workspace: the frame's report, the partition map, the fan-out, the bill.

use std::rc::Rc;

use client::Answer;
use lab::scenario;
use model::AttributeValue;
use report::{CapacityMode, ErrorReport, REGION, WorkspaceReport};

use crate::console::failed;
use crate::desk::{self, Question, Reply};
use crate::host::{Host, refusal};
use crate::metered;
use crate::workspace::Workspace;

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
        let touches = host.session.touched(table, lane.index.as_ref().map(|(name, _)| name.as_str()));
        lane.touched = touches.into_iter().map(|touch| touch.touched).collect();
    }
    Ok(Answer::Map(Box::new(map)))
}

/// What was measured of a table.
pub(crate) async fn metrics(
    host: &Rc<Host>,
    table: &str,
    (from_s, to_s): (u64, u64),
    by_second: bool,
) -> Result<Answer, ErrorReport> {
    let workspace = host.workspace()?;
    let context = workspace.context();
    let metrics = workspace.engine.borrow().metrics(place(&context, table), from_s, to_s, by_second);
    Ok(Answer::Metrics(Box::new(metrics.ok_or_else(|| no_such_table(table))?)))
}

/// The values of an attribute of a table's items, in the table's order.
pub(crate) async fn keys(workspace: &Workspace, table: &str, attribute: &str) -> Result<Option<Vec<String>>, ErrorReport> {
    workspace.load_all().await.map_err(failed)?;
    let engine = workspace.engine.borrow();
    let Some(table) = engine.database().find(place(&workspace.context(), table)) else { return Ok(None) };
    let step = table.items.iter().count().div_ceil(scenario::csv::KEYS_MAX).max(1);
    let value = |record: &engine::Record| match record.item.get(attribute)? {
        AttributeValue::S(text) => Some(text.clone()),
        AttributeValue::N(number) => Some(number.to_string()),
        _ => None,
    };
    let values = table.items.iter().step_by(step).filter_map(|(_, record)| value(record)).collect();
    Ok(Some(values))
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

/// The bill for the metered traffic. `request` is a `report::BillRequest` in postcard, which the desk reads.
pub(crate) async fn bill(host: &Rc<Host>, request: Vec<u8>) -> Result<Answer, ErrorReport> {
    let workspace = host.workspace()?;
    workspace.load_all().await.map_err(failed)?;
    let metered = Box::new(metered::metered(&workspace.engine.borrow()));
    match desk::link::ask(Question::Bill { request, metered }).await? {
        Reply::Bill(Ok(bill)) => Ok(Answer::Bill(bill)),
        Reply::Bill(Err(reason)) => Err(refusal("NoPrices", &reason)),
        _ => Err(refusal("NoPrices", "There is no bill.")),
    }
}

/// The setting as reports say it.
pub(crate) fn capacity_mode(setting: engine::CapacitySetting) -> CapacityMode {
    match setting {
        engine::CapacitySetting::OnDemand => CapacityMode::OnDemand,
        engine::CapacitySetting::Provisioned { read_units, write_units } => CapacityMode::Provisioned { read_units, write_units },
    }
}

pub(crate) fn no_such_table(table: &str) -> ErrorReport {
    refusal("NoSuchTable", &format!("There is no table `{table}` in this workspace."))
}

/// Where a table of this workspace is found.
pub(crate) fn place<'a>(context: &'a engine::Context, table: &'a str) -> engine::TablePlace<'a> {
    engine::TablePlace { account: &context.account, region: &context.region, name: table }
}
