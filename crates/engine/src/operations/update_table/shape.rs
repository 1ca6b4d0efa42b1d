//! What an UpdateTable says by itself: that it says something, one action for each index, and what goes together.

use std::collections::BTreeSet;

use api::text::Validation;
use api::{BillingMode, Error, IndexDefinition, IndexUpdate, UnitsPerSecond, UpdateTable};

use super::super::definition::{check_definitions, check_index_key};

/// The index actions of a request.
#[derive(Debug, Default)]
pub(super) struct Actions<'r> {
    pub(super) creates: Vec<&'r IndexDefinition>,
    pub(super) updates: Vec<&'r IndexUpdate>,
    pub(super) deletes: Vec<&'r str>,
}

impl Actions<'_> {
    /// Whether an index is made or dropped.
    pub(super) fn change_indexes(&self) -> bool {
        !self.creates.is_empty() || !self.deletes.is_empty()
    }

    fn is_empty(&self) -> bool {
        !self.change_indexes() && self.updates.is_empty()
    }
}

/// Checks what needs no table.
pub(super) fn check(request: &UpdateTable) -> Result<Actions<'_>, Error> {
    let updates = request.global_secondary_index_updates.as_deref();
    let settings = &request.settings;
    let says_something = request.billing_mode.is_some()
        || request.provisioned_throughput.is_some()
        || settings.deletion_protection_enabled.is_some()
        || settings.table_class.is_some()
        || settings.stream.is_some()
        || settings.encryption.is_some()
        || settings.on_demand_throughput.is_some()
        || settings.warm_throughput.is_some();
    match updates {
        None | Some([]) if !says_something => return Err(Validation::NothingToUpdate.into()),
        Some([]) => return Err(Validation::IndexUpdatesEmpty.into()),
        _ => {}
    }
    let mut actions = Actions::default();
    for update in updates.unwrap_or_default() {
        match (&update.create, &update.update, &update.delete) {
            (Some(definition), None, None) => actions.creates.push(definition),
            (None, Some(update), None) => {
                if update.warm_throughput.is_some_and(|warm| warm == UnitsPerSecond::default()) {
                    return Err(Validation::IndexWarmEmpty(update.index_name.clone()).into());
                }
                actions.updates.push(update);
            }
            (None, None, Some(name)) => actions.deletes.push(name),
            (None, None, None) => return Err(Validation::NoActionInIndexUpdate.into()),
            _ => return Err(Validation::OneActionPerIndexUpdate.into()),
        }
    }
    check_names(&actions)?;
    for definition in &actions.creates {
        check_index_key(&definition.key_schema)?;
    }
    if let Some(definitions) = request.attribute_definitions.as_deref().filter(|_| !actions.creates.is_empty()) {
        check_definitions(definitions)?;
    }
    match &settings.stream {
        Some((true, None)) => Err(Validation::StreamUpdateViewTypeRequired.into()),
        Some((false, Some(_))) => Err(Validation::StreamUpdateViewTypeForbidden.into()),
        _ => Ok(actions),
    }
}

fn check_names(actions: &Actions<'_>) -> Result<(), Validation> {
    let creates = actions.creates.iter().map(|definition| definition.index_name.as_str());
    let names =
        creates.chain(actions.updates.iter().map(|update| update.index_name.as_str())).chain(actions.deletes.iter().copied());
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Validation::OneUpdatePerIndex(name.to_owned()));
        }
    }
    Ok(())
}

/// Checks which concerns may share a request, in the measured order: encryption, table class, deletion protection, the rest.
pub(super) fn check_combinations(request: &UpdateTable, actions: &Actions<'_>) -> Result<(), Validation> {
    let settings = &request.settings;
    let throughput = request.provisioned_throughput.is_some();
    // Bounds of the table may come with the same bounds of its indexes.
    let only_warm = |update: &&&IndexUpdate| {
        update.warm_throughput.is_some() && update.provisioned_throughput.is_none() && update.on_demand_throughput.is_none()
    };
    let only_maximums = |update: &&&IndexUpdate| {
        update.on_demand_throughput.is_some() && update.provisioned_throughput.is_none() && update.warm_throughput.is_none()
    };
    let updates = actions.updates.len();
    let all_warm = !actions.change_indexes() && actions.updates.iter().filter(only_warm).count() == updates;
    let all_maximums = !actions.change_indexes() && actions.updates.iter().filter(only_maximums).count() == updates;
    let concerns = [
        settings.encryption.is_some(),
        settings.on_demand_throughput.is_some(),
        settings.warm_throughput.is_some(),
        settings.table_class.is_some(),
        settings.deletion_protection_enabled.is_some(),
        settings.stream.is_some(),
        throughput || request.billing_mode.is_some(),
        !actions.is_empty(),
    ];
    let several = concerns.into_iter().filter(|concern| *concern).count() > 1;
    let provisions = throughput || request.billing_mode == Some(BillingMode::Provisioned);
    if settings.encryption.is_some() && several {
        return Err(Validation::EncryptionAlone);
    }
    if settings.table_class.is_some() && several {
        return Err(Validation::TableClassAlone);
    }
    if settings.deletion_protection_enabled.is_some() && several {
        return Err(Validation::DeletionProtectionAlone);
    }
    if settings.warm_throughput.is_some() {
        if !actions.creates.is_empty() {
            return Err(Validation::IndexWithWarmThroughput);
        }
        let others = concerns.iter().filter(|concern| **concern).count() - 1 - usize::from(!actions.is_empty());
        if others > 0 || !all_warm {
            return Err(Validation::WarmThroughputAlone);
        }
    }
    if settings.on_demand_throughput.is_some() && (settings.stream.is_some() || throughput || !all_maximums) {
        return Err(Validation::OnDemandThroughputAlone);
    }
    if settings.stream.is_some() && provisions {
        return Err(Validation::StreamWithThroughput);
    }
    if throughput && actions.change_indexes() {
        return Err(Validation::IndexWithThroughput);
    }
    if settings.stream.is_some() && actions.change_indexes() {
        return Err(Validation::IndexWithStream);
    }
    Ok(())
}
