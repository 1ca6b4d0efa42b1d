//! UpdateTable: throughput, billing mode, global indexes, table class, stream, encryption, deletion protection.
//!
//! The reply tells what stands and what is under way (UPDATING); the work ends when its time has come.
//!
//! Follows: API Reference, "UpdateTable"; developer guide, "Managing global secondary indexes"; facts 3.2 to 3.5, 4.1.

mod rules;
mod shape;
mod state;

use std::sync::Arc;

use api::{BillingMode, IndexStatus, ProvisionedThroughput, Response, TableStatus, UnitsPerSecond, UpdateTable};
use capacity::Setting;
use model::EpochMillis;
use report::SplitReason;

use super::account_quota::check_account;
use super::bounds_check::Wanted;
use super::definition::{encryption_key, setting};
use super::describe_table::named_table;
use crate::control::{Task, Work};
use crate::due::settled_status;
use crate::{Context, ControlPlaneDelays, Engine, Index, Outcome, Refusal, Table, ThroughputBounds};

use shape::Actions;

/// What a request means for the table as it stands.
#[derive(Debug)]
struct Plan {
    /// The table's new capacity, if it is to change.
    capacity: Option<Setting>,
    /// Maximums and warm throughput that the table is to have.
    bounds: Wanted,
    /// Those of global indexes.
    index_bounds: Vec<(String, Wanted)>,
    /// Global indexes that get another capacity.
    index_capacities: Vec<(String, Setting)>,
    /// A global index to be made, with the definitions of its key.
    create: Option<(Index, Vec<(String, model::ScalarType)>)>,
    /// A global index to be dropped.
    delete: Option<String>,
}

/// Carries out an UpdateTable. What replicas have in common is changed in all of them.
#[inline(never)]
pub(crate) fn execute(engine: &mut Engine, context: &Context, request: UpdateTable) -> Result<Outcome, Refusal> {
    let elsewhere = engine.shared_update(context, &request);
    let mut outcome = execute_here(engine, context, request)?;
    for (context, request) in elsewhere {
        // Our model: a replica that cannot take the change as it stands keeps its own setting.
        if let Ok(other) = execute_here(engine, &context, request) {
            outcome.batch.extend(other.batch);
        }
    }
    Ok(outcome)
}

fn execute_here(engine: &mut Engine, context: &Context, request: UpdateTable) -> Result<Outcome, Refusal> {
    // Check.
    let actions = shape::check(&request)?;
    let before = Arc::clone(named_table(engine, context, &request.table_name)?);
    let observed = engine.undurable.of_table(before.id);
    let plan = check(&before, &request, &actions, engine).map_err(|error| Refusal::Error { error, observed })?;
    // Plan.
    let mut after = Table::clone(&before);
    let planned = !plan.is_empty();
    apply_plan(&mut after, plan, engine.now, engine.delays);
    apply_settings(&mut after, &request, engine);
    if let Some(encryption) = &request.settings.encryption {
        let key = encryption_key(engine, context, Some(encryption));
        after.control.encryption.change(key, engine.now);
        let due = EpochMillis(engine.now.0.saturating_add(engine.delays.update_ms));
        after.control.work.push(Work { due, task: Task::Encryption });
    }
    after.status = settled_status(&after.control);
    check_account(engine, Some(&before), &after).map_err(|error| Refusal::Error { error, observed })?;
    let changed = planned || after.control != before.control;
    let mut description = engine.describe(&after);
    if !changed && request.settings.deletion_protection_enabled.is_none() {
        // A request that changes nothing is answered UPDATING all the same (LAB 177).
        description.table_status = TableStatus::Updating;
    }
    // Apply.
    engine.meters.splits.note(&before, &after, SplitReason::Throughput, engine.now);
    let record = if changed { engine.commit_table(Some(before), Some(Arc::new(after))) } else { None };
    Ok(Outcome { response: Response::Table(Box::new(description)), batch: record.into_iter().collect(), observed })
}

impl Plan {
    fn is_empty(&self) -> bool {
        let says_nothing = |wanted: &Wanted| wanted.maximums.is_none() && wanted.warm.is_none();
        says_nothing(&self.bounds)
            && self.index_bounds.iter().all(|(_, wanted)| says_nothing(wanted))
            && self.capacity.is_none()
            && self.index_capacities.is_empty()
            && self.create.is_none()
            && self.delete.is_none()
    }
}

fn check(table: &Table, request: &UpdateTable, actions: &Actions<'_>, engine: &Engine) -> Result<Plan, api::Error> {
    shape::check_combinations(request, actions)?;
    if table.is_replica() && matches!(request.settings.stream, Some((false, _))) {
        return Err(api::Error::Exception(api::Exception::Validation, api::text::Sentence::ReplicaStream));
    }
    let plan = rules::plan(table, request, actions)?;
    state::check(table, request, actions, &plan)?;
    if request.settings.deletion_protection_enabled.is_some() {
        state::check_protection(table, engine.delays.protection_pause_ms, engine.now)?;
    }
    rules::check_no_change(table, request, &plan)?;
    rules::check_quotas(table, request, &plan, engine.now)?;
    Ok(plan)
}

fn apply_plan(table: &mut Table, plan: Plan, now: EpochMillis, delays: ControlPlaneDelays) {
    let after = |ms: u64| EpochMillis(now.0.saturating_add(ms));
    let work = &mut table.control.work;
    if let Some(capacity) = plan.capacity {
        work.push(Work { due: after(delays.update_ms), task: Task::Capacity(capacity) });
    }
    apply_bounds(table, plan.bounds, plan.index_bounds, after(delays.update_ms));
    let work = &mut table.control.work;
    for (name, capacity) in plan.index_capacities {
        if let Some(index) = table.indexes.iter_mut().find(|index| index.name == name) {
            index.status = IndexStatus::Updating;
        }
        work.push(Work { due: after(delays.update_ms), task: Task::IndexCapacity(name, capacity) });
    }
    if let Some(name) = plan.delete {
        if let Some(index) = table.indexes.iter_mut().find(|index| index.name == name) {
            index.status = IndexStatus::Deleting;
        }
        // Dropping an index that is being filled ends its backfill.
        work.retain(|work| !matches!(&work.task, Task::IndexBackfill(of, _) | Task::IndexCapacity(of, _) if *of == name));
        work.push(Work { due: after(delays.index_delete_ms), task: Task::IndexDelete(name) });
    }
    if let Some((index, definitions)) = plan.create {
        let task = Task::IndexAllocate(index.name.clone());
        work.push(Work { due: after(delays.index_allocation_ms), task });
        for (name, kind) in definitions {
            if !table.attribute_definitions.iter().any(|(known, _)| *known == name) {
                table.attribute_definitions.push((name, kind));
            }
        }
        table.indexes.push(index);
    }
}

/// Maximums change at once, warm throughput when its time has come.
fn apply_bounds(table: &mut Table, bounds: Wanted, index_bounds: Vec<(String, Wanted)>, due: EpochMillis) {
    let named = |units: Option<i64>, known: u64| units.and_then(|units| u64::try_from(units).ok()).unwrap_or(known);
    set_maximums(&mut table.control.bounds, bounds.maximums);
    if let Some(warm) = bounds.warm {
        let (read, write) = table.control.bounds.warm_with(table.capacity);
        let task = Task::Warm(named(warm.read, read), named(warm.write, write));
        table.control.work.push(Work { due, task });
    }
    for (name, wanted) in index_bounds {
        let Some(index) = table.indexes.iter_mut().find(|index| index.name == name) else { continue };
        set_maximums(&mut index.bounds, wanted.maximums);
        if let Some(warm) = wanted.warm {
            let (read, write) = index.bounds.warm_with(index.capacity);
            let task = Task::IndexWarm(name, named(warm.read, read), named(warm.write, write));
            table.control.work.push(Work { due, task });
        }
    }
}

/// Sets the maximums that are named; -1 takes one away.
fn set_maximums(bounds: &mut ThroughputBounds, wanted: Option<UnitsPerSecond>) {
    let Some(wanted) = wanted else { return };
    for (maximum, wanted) in [(&mut bounds.max_read, wanted.read), (&mut bounds.max_write, wanted.write)] {
        if let Some(units) = wanted {
            *maximum = u64::try_from(units).ok();
        }
    }
}

fn apply_settings(table: &mut Table, request: &UpdateTable, engine: &Engine) {
    let (now, delays) = (engine.now, engine.delays);
    let settings = &request.settings;
    let control = &mut table.control;
    if let Some(protected) = settings.deletion_protection_enabled {
        control.deletion_protection = protected;
        control.protection_changed = Some(now);
    }
    let due = EpochMillis(now.0.saturating_add(delays.update_ms));
    if let Some(class) = settings.table_class.as_ref().filter(|class| !rules::is_class(control, class)) {
        control.table_class = Some(class.clone());
        control.table_class_changes.push(now);
        let surplus = control.table_class_changes.len().saturating_sub(rules::CLASS_CHANGES);
        control.table_class_changes.drain(..surplus);
        control.work.push(Work { due, task: Task::Setting });
    }
    if let Some((enabled, view_type)) = &settings.stream {
        match view_type.clone().filter(|_| *enabled) {
            Some(view_type) => table.enable_stream(view_type, now, engine.sequence),
            None => table.disable_stream(now, engine.sequence),
        }
        table.control.work.push(Work { due, task: Task::Stream(*enabled) });
    }
}

/// The setting that the request asks for, if it says anything of throughput or billing mode.
fn wanted_capacity(table: &Table, mode: Option<BillingMode>, throughput: Option<ProvisionedThroughput>) -> Option<Setting> {
    match (mode, throughput) {
        (Some(BillingMode::PayPerRequest), _) => Some(Setting::OnDemand).filter(|_| table.capacity != Setting::OnDemand),
        (_, Some(throughput)) => Some(setting(Some(throughput))),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
