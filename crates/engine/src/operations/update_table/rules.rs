//! What an UpdateTable means for this table: billing modes, the indexes it names, changes that change nothing, quotas.

use api::text::{LimitExceeded, NotFound, Validation, VectorProblem};
use api::{BillingMode, Encryption, Error, IndexDefinition, IndexUpdate, IsoDate, UpdateTable};
use capacity::Setting;
use model::limits::GSIS_PER_TABLE;
use model::{EpochMillis, ordered};
use report::IndexKind;

use super::super::bounds_check::{self, Place, Wanted, check_change, check_new};
use super::super::definition::{check_maximum, key_schema, new_index, projected, setting};
use super::shape::Actions;
use super::{Plan, wanted_capacity};
use crate::control::{Control, ThroughputChanges, lowers};
use crate::due::units_of;
use crate::{Index, Table};

/// Changes of the table class within [`CLASS_CHANGES_MS`] (developer guide, "Table classes").
pub(super) const CLASS_CHANGES: usize = 2;
/// 30 days in milliseconds.
const CLASS_CHANGES_MS: u64 = 30 * 24 * 3_600 * 1_000;

/// Checks modes and names, and says what is to be done.
pub(super) fn plan(table: &Table, request: &UpdateTable, actions: &Actions<'_>) -> Result<Plan, Error> {
    let on_demand = match request.billing_mode {
        Some(mode) => mode == BillingMode::PayPerRequest,
        None => table.capacity == Setting::OnDemand,
    };
    check_mode(table, request, actions, on_demand)?;
    let settings = &request.settings;
    let capacity = wanted_capacity(table, request.billing_mode, request.provisioned_throughput);
    let wanted = Wanted { maximums: settings.on_demand_throughput, warm: settings.warm_throughput };
    let warm = table.control.bounds.warm_with(table.capacity);
    check_change(wanted, capacity.unwrap_or(table.capacity), warm, Place::Table)?;
    for update in &actions.updates {
        let name = update.index_name.as_str();
        check_index_mode(update, on_demand)?;
        let index = find(table, name)?;
        if index.kind == IndexKind::Local {
            return Err(Validation::UpdateLocalIndex(name.to_owned()).into());
        }
        let wanted = Wanted { maximums: update.on_demand_throughput, warm: update.warm_throughput };
        let capacity = match (on_demand, update.provisioned_throughput) {
            (true, _) => Setting::OnDemand,
            (false, Some(throughput)) => setting(Some(throughput)),
            (false, None) => index.capacity,
        };
        check_change(wanted, capacity, index.bounds.warm_with(index.capacity), Place::Index(name))?;
    }
    for name in &actions.deletes {
        if find(table, name)?.kind == IndexKind::Local {
            return Err(Validation::DeleteLocalIndex((*name).to_owned()).into());
        }
    }
    if actions.creates.len() + actions.deletes.len() > 1 {
        return Err(Error::LimitExceeded(LimitExceeded::OnlineIndexes));
    }
    let create = actions.creates.first().map(|definition| check_create(table, request, definition, on_demand)).transpose()?;
    let updates = actions.updates.iter();
    let index_capacities =
        ordered(updates.filter_map(|update| Some((update.index_name.clone(), setting(Some(update.provisioned_throughput?))))));
    let bounds = |update: &&IndexUpdate| {
        let wanted = Wanted { maximums: update.on_demand_throughput, warm: update.warm_throughput };
        (update.index_name.clone(), wanted)
    };
    Ok(Plan {
        capacity,
        bounds: wanted,
        index_bounds: actions.updates.iter().map(bounds).collect(),
        index_capacities,
        create,
        delete: actions.deletes.first().map(|name| (*name).to_owned()),
    })
}

fn check_mode(table: &Table, request: &UpdateTable, actions: &Actions<'_>, on_demand: bool) -> Result<(), Validation> {
    if on_demand && request.provisioned_throughput.is_some() {
        return Err(Validation::ThroughputOnDemand);
    }
    if request.billing_mode != Some(BillingMode::Provisioned) {
        return Ok(());
    }
    if !table.control.vector_indexes.is_empty() {
        return Err(Validation::Vector(VectorProblem::OnDemandOnly));
    }
    if request.provisioned_throughput.is_none() {
        return Err(Validation::ThroughputRequired);
    }
    if table.capacity != Setting::OnDemand {
        return Ok(());
    }
    let named = |index: &Index| {
        let mut updates = actions.updates.iter().filter(|update| update.provisioned_throughput.is_some());
        updates.any(|update| update.index_name == index.name) || actions.deletes.contains(&index.name.as_str())
    };
    match table.indexes.iter().find(|index| index.kind == IndexKind::Global && !named(index)) {
        Some(index) => Err(Validation::IndexThroughputRequired(index.name.clone())),
        None => Ok(()),
    }
}

fn check_index_mode(update: &IndexUpdate, on_demand: bool) -> Result<(), Validation> {
    let name = update.index_name.as_str();
    match (update.provisioned_throughput, on_demand) {
        (Some(_), true) => Err(Validation::IndexThroughputOnDemandUpdate(name.to_owned())),
        (None, _) if update.on_demand_throughput.is_some() || update.warm_throughput.is_some() => Ok(()),
        (None, true) => Err(Validation::IndexUpdateOnDemand(name.to_owned())),
        // Our model: AWS's text for an update that says nothing was not measured.
        (None, false) => Err(Validation::IndexThroughputRequired(name.to_owned())),
        (Some(_), false) => Ok(()),
    }
}

fn find<'t>(table: &'t Table, name: &str) -> Result<&'t Index, Error> {
    table.index(name).ok_or_else(|| Error::ResourceNotFound(NotFound::Index(name.to_owned(), table.name.clone())))
}

type Created = (Index, Vec<(String, model::ScalarType)>);

fn check_create(table: &Table, request: &UpdateTable, definition: &IndexDefinition, on_demand: bool) -> Result<Created, Error> {
    let name = || definition.index_name.clone();
    let Some(definitions) = request.attribute_definitions.as_deref() else {
        return Err(Validation::DefinitionsMissingForIndex(name()).into());
    };
    let key = key_schema(&definition.key_schema, definitions)?;
    let projected = projected(&definition.projection)?;
    let wanted = Wanted { maximums: definition.on_demand_throughput, warm: definition.warm_throughput };
    check_new(wanted, setting(definition.provisioned_throughput), Place::Index(&definition.index_name))?;
    match (definition.provisioned_throughput, on_demand) {
        (Some(_), true) => return Err(Validation::IndexThroughputOnDemand(name()).into()),
        (None, false) => return Err(Validation::IndexThroughputMissing(name()).into()),
        _ => {}
    }
    if table.index(&definition.index_name).is_some() || table.control.vector_index(&definition.index_name).is_some() {
        return Err(Validation::IndexExists.into());
    }
    if table.indexes.iter().filter(|index| index.kind == IndexKind::Global).count() >= GSIS_PER_TABLE {
        return Err(Error::LimitExceeded(LimitExceeded::GlobalIndexes));
    }
    let used = definitions.iter().filter(|(attribute, _)| key.contains(attribute)).cloned().collect();
    Ok((new_index(definition, IndexKind::Global, key, projected), used))
}

/// Checks that what is asked for differs from what is.
pub(super) fn check_no_change(table: &Table, request: &UpdateTable, plan: &Plan) -> Result<(), Validation> {
    let signed = |units: u64| i64::try_from(units).unwrap_or(i64::MAX);
    if plan.capacity.is_some_and(|capacity| capacity == table.capacity) {
        let (read, write) = units_of(table.capacity);
        return Err(Validation::ThroughputUnchanged(signed(read), signed(write)));
    }
    for (name, capacity) in &plan.index_capacities {
        if let Some(index) = table.index(name).filter(|index| index.capacity == *capacity) {
            let (read, write) = units_of(index.capacity);
            return Err(Validation::IndexThroughputUnchanged(name.clone(), signed(read), signed(write)));
        }
    }
    match (&request.settings.stream, table.enabled_stream()) {
        (Some((true, _)), Some(_)) => return Err(Validation::StreamAlreadyEnabled(table.name.clone())),
        (Some((false, _)), None) => return Err(Validation::NoStreamToDisable(table.name.clone())),
        _ => {}
    }
    match (&request.settings.encryption, &table.control.encryption.key) {
        (Some(Encryption { enabled: false, .. }), None) => Err(Validation::EncryptedByDefault),
        (Some(Encryption { enabled: true, key: Some(key) }), Some(known)) if key == known => {
            Err(Validation::EncryptionKeyUnchanged)
        }
        _ => Ok(()),
    }
}

/// Checks maximums, decreases of the day and changes of the table class. One fault refuses the whole request.
pub(super) fn check_quotas(table: &Table, request: &UpdateTable, plan: &Plan, now: EpochMillis) -> Result<(), Error> {
    if let Some(throughput) = request.provisioned_throughput {
        check_maximum(throughput, None, &table.region)?;
    }
    for update in request.global_secondary_index_updates.iter().flatten() {
        let created = update.create.as_ref().map(|create| {
            let wanted = Wanted { maximums: create.on_demand_throughput, warm: create.warm_throughput };
            (&create.index_name, create.provisioned_throughput, wanted)
        });
        let updated = update.update.as_ref().map(|update| {
            let wanted = Wanted { maximums: update.on_demand_throughput, warm: update.warm_throughput };
            (&update.index_name, update.provisioned_throughput, wanted)
        });
        for (name, throughput, wanted) in created.into_iter().chain(updated) {
            if let Some(throughput) = throughput {
                check_maximum(throughput, Some(name), &table.region)?;
            }
            bounds_check::check_quotas(wanted, Place::Index(name), &table.region)?;
        }
    }
    bounds_check::check_quotas(plan.bounds, Place::Table, &table.region)?;
    if request.settings.encryption.as_ref().is_some_and(|encryption| encryption.enabled)
        && let Some((until, changes, last, next)) = table.control.encryption.change_refused(now)
    {
        let text = LimitExceeded::EncryptionChanges(IsoDate(until), changes, IsoDate(last), IsoDate(next));
        return Err(Error::LimitExceeded(text));
    }
    if let Some(capacity) = plan.capacity {
        check_decrease(table.capacity, capacity, &table.control.throughput, now)?;
    }
    for (name, capacity) in &plan.index_capacities {
        if let Some(index) = table.index(name) {
            check_decrease(index.capacity, *capacity, &index.throughput, now)?;
        }
    }
    check_class_changes(table, request, now)
}

fn check_decrease(old: Setting, new: Setting, changes: &ThroughputChanges, now: EpochMillis) -> Result<(), Error> {
    let (Setting::Provisioned { .. }, Setting::Provisioned { .. }) = (old, new) else { return Ok(()) };
    match changes.decreases.refused(now).filter(|_| lowers(units_of(old), units_of(new))) {
        Some((last, next)) => Err(Error::LimitExceeded(LimitExceeded::decreases(last, next))),
        None => Ok(()),
    }
}

fn check_class_changes(table: &Table, request: &UpdateTable, now: EpochMillis) -> Result<(), Error> {
    let recent = table.control.table_class_changes.iter().filter(|change| now.0.saturating_sub(change.0) < CLASS_CHANGES_MS);
    if request.settings.table_class.is_some() && recent.count() >= CLASS_CHANGES {
        return Err(Error::LimitExceeded(LimitExceeded::TableClassUpdates));
    }
    Ok(())
}

/// Whether the table has this class already; without one it is STANDARD.
pub(super) fn is_class(control: &Control, class: &str) -> bool {
    control.table_class.as_deref().unwrap_or("STANDARD") == class
}
