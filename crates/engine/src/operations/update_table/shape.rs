//! What an UpdateTable says by itself: that it says something, one action for each index, and what goes together.

use std::collections::BTreeSet;

use api::text::Validation;
use api::{BillingMode, Error, IndexDefinition, ProvisionedThroughput, UpdateTable};

use super::super::definition::{check_definitions, check_index_key};

/// The index actions of a request.
#[derive(Debug, Default)]
pub(super) struct Actions<'r> {
    pub(super) creates: Vec<&'r IndexDefinition>,
    pub(super) updates: Vec<(&'r str, Option<ProvisionedThroughput>)>,
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
        || settings.sse_enabled.is_some();
    match updates {
        None | Some([]) if !says_something => return Err(Validation::NothingToUpdate.into()),
        Some([]) => return Err(Validation::IndexUpdatesEmpty.into()),
        _ => {}
    }
    let mut actions = Actions::default();
    for update in updates.unwrap_or_default() {
        match (&update.create, &update.update, &update.delete) {
            (Some(definition), None, None) => actions.creates.push(definition),
            (None, Some((name, throughput)), None) => actions.updates.push((name, *throughput)),
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
    let names = creates.chain(actions.updates.iter().map(|(name, _)| *name)).chain(actions.deletes.iter().copied());
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
    let concerns = [
        settings.sse_enabled.is_some(),
        settings.table_class.is_some(),
        settings.deletion_protection_enabled.is_some(),
        settings.stream.is_some(),
        throughput || request.billing_mode.is_some(),
        !actions.is_empty(),
    ];
    let several = concerns.into_iter().filter(|concern| *concern).count() > 1;
    let provisions = throughput || request.billing_mode == Some(BillingMode::Provisioned);
    if settings.sse_enabled.is_some() && several {
        return Err(Validation::EncryptionAlone);
    }
    if settings.table_class.is_some() && several {
        return Err(Validation::TableClassAlone);
    }
    if settings.deletion_protection_enabled.is_some() && several {
        return Err(Validation::DeletionProtectionAlone);
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
