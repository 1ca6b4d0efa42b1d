//! CreateTable: a new table with its key, indexes and settings. It is CREATING in the reply and ACTIVE when its time has come.
//!
//! Follows: API Reference, "CreateTable"; facts 3.1.

use std::collections::BTreeSet;
use std::sync::Arc;

use api::text::{InUse, Validation};
use api::{
    BillingMode, CreateTable, Error, HashSetOrder, IndexDefinition, PresizedHashSetOrder, Response, TableSettings, TableStatus,
};
use capacity::PartitionTable;
use model::limits::{GSIS_PER_TABLE, LSIS_PER_TABLE};
use model::{EpochMillis, KeySchema};
use report::IndexKind;

use super::account_quota::check_account;
use super::bounds_check::{Place, Wanted, check_new, check_quotas};
use super::definition::{
    bounds, check_definitions, check_index_key, check_maximum, check_table_key, encryption_key, key_schema, new_index, projected,
    setting,
};
use super::description::describe;
use super::resource_policy::check_document;
use super::tags;
use crate::chance::uuid;
use crate::control::{Control, Task, Work};
use crate::{
    Blocks, Context, EncryptionSetting, Engine, Index, Outcome, Refusal, ResourcePolicy, Table, TableId, TablePlace, VectorIndex,
};

/// Carries out a CreateTable.
#[inline(never)]
pub(crate) fn execute(engine: &mut Engine, context: &Context, request: CreateTable) -> Result<Outcome, Refusal> {
    create(engine, context, request, vec![])
}

/// Carries out a CreateTable with these vector indexes, which are checked.
pub(crate) fn create(
    engine: &mut Engine,
    context: &Context,
    request: CreateTable,
    vector_indexes: Vec<VectorIndex>,
) -> Result<Outcome, Refusal> {
    // Check.
    let (key, indexes) = check(&request, &vector_indexes).map_err(Error::Validation)?;
    if let Some(policy) = &request.settings.resource_policy {
        check_document(policy)?;
    }
    let place = TablePlace { account: &context.account, region: &context.region, name: &request.table_name };
    if let Some(table) = engine.database.find(place) {
        let name = request.table_name.clone();
        let error = match table.status {
            TableStatus::Creating if table.control.restored.is_some() => InUse::BeingRestored(name),
            TableStatus::Creating => InUse::BeingCreated(name),
            _ => InUse::AlreadyExists(name),
        };
        return Err(Refusal::Error { error: Error::ResourceInUse(error), observed: engine.undurable.of_table(table.id) });
    }
    check_maximums(&request, &context.region)?;
    let tags = request.settings.tags.iter().map(|(key, value)| (Some(key.clone()), Some(value.clone()))).collect();
    tags::checked(tags)?;
    // Plan.
    let number = engine.last_table + 1;
    let table = new_table(engine, context, request, TableId(number), Definition { key, indexes, vector_indexes });
    check_account(engine, None, &table)?;
    let description = describe(&table, engine.now);
    // Apply.
    engine.last_table = number;
    let batch: Vec<_> = engine.commit_table(None, Some(Arc::new(table))).into_iter().collect();
    Ok(Outcome { response: Response::Table(Box::new(description)), batch, observed: 0 })
}

/// Checks a definition by itself, and gives key and indexes. The vector indexes are checked; they use attributes, too.
pub(crate) fn check(request: &CreateTable, vectors: &[VectorIndex]) -> Result<(KeySchema, Vec<Index>), Validation> {
    check_billing(request)?;
    check_table_key(&request.key_schema)?;
    let (local, global) = index_lists(request)?;
    for definition in local {
        check_table_key(&definition.key_schema)?;
    }
    for definition in global {
        check_index_key(&definition.key_schema)?;
    }
    let key = check_attributes(request, local, global, vectors)?;
    check_local_indexes(&request.key_schema, local)?;
    let mut names = BTreeSet::new();
    let mut all =
        local.iter().chain(global).map(|definition| &definition.index_name).chain(vectors.iter().map(|index| &index.name));
    if let Some(twice) = all.find(|name| !names.insert(*name)) {
        return Err(Validation::IndexNameDuplicated(twice.clone()));
    }
    let mut indexes = vec![];
    for (definitions, kind) in [(local, IndexKind::Local), (global, IndexKind::Global)] {
        for definition in definitions {
            let index_key = key_schema(&definition.key_schema, &request.attribute_definitions)?;
            indexes.push(new_index(definition, kind, index_key, projected(&definition.projection)?));
        }
    }
    if global.len() > GSIS_PER_TABLE {
        return Err(Validation::TooManyGlobalIndexes);
    }
    if local.len() > LSIS_PER_TABLE {
        return Err(Validation::TooManyLocalIndexes);
    }
    for definition in global {
        check_index_billing(request.billing_mode, definition)?;
    }
    check_new(wanted_by(&request.settings), setting(request.provisioned_throughput), Place::Table)?;
    for definition in global {
        let wanted = Wanted { maximums: definition.on_demand_throughput, warm: definition.warm_throughput };
        check_new(wanted, setting(definition.provisioned_throughput), Place::Index(&definition.index_name))?;
    }
    check_settings(&request.settings)?;
    Ok((key, indexes))
}

fn check_billing(request: &CreateTable) -> Result<(), Validation> {
    match (request.billing_mode, request.provisioned_throughput) {
        (Some(BillingMode::PayPerRequest), Some(_)) => Err(Validation::ThroughputOnDemand),
        (Some(BillingMode::Provisioned) | None, None) => Err(Validation::ThroughputMissing),
        _ => Ok(()),
    }
}

fn check_index_billing(mode: Option<BillingMode>, definition: &IndexDefinition) -> Result<(), Validation> {
    let name = || definition.index_name.clone();
    match (mode, definition.provisioned_throughput) {
        (Some(BillingMode::PayPerRequest), Some(_)) => Err(Validation::IndexThroughputOnDemand(name())),
        (Some(BillingMode::Provisioned) | None, None) => Err(Validation::IndexThroughputMissing(name())),
        _ => Ok(()),
    }
}

/// Local and global indexes as sent; a list that was sent may not be empty.
fn index_lists(request: &CreateTable) -> Result<(&[IndexDefinition], &[IndexDefinition]), Validation> {
    let local = request.local_secondary_indexes.as_deref();
    let global = request.global_secondary_indexes.as_deref();
    if global.is_some_and(<[_]>::is_empty) {
        return Err(Validation::GlobalIndexesEmpty);
    }
    if local.is_some_and(<[_]>::is_empty) {
        return Err(Validation::LocalIndexesEmpty);
    }
    Ok((local.unwrap_or_default(), global.unwrap_or_default()))
}

/// Checks that keys and definitions name the same attributes, and gives the table's key.
fn check_attributes(
    request: &CreateTable,
    local: &[IndexDefinition],
    global: &[IndexDefinition],
    vectors: &[VectorIndex],
) -> Result<KeySchema, Validation> {
    let definitions = &request.attribute_definitions;
    check_definitions(definitions)?;
    if definitions.len() < request.key_schema.len() {
        return Err(Validation::FewerDefinitionsThanKeys);
    }
    let key = key_schema(&request.key_schema, definitions)?;
    let mut used: Vec<&str> = request.key_schema.iter().map(|(name, _)| name.as_str()).collect();
    for definition in local.iter().chain(global) {
        key_schema(&definition.key_schema, definitions)?;
        used.extend(definition.key_schema.iter().map(|(name, _)| name.as_str()));
    }
    used.extend(vectors.iter().flat_map(|index| &index.schema).map(|(attribute, _)| attribute.name.as_str()));
    if definitions.iter().all(|(name, _)| used.contains(&name.as_str())) {
        return Ok(key);
    }
    if local.is_empty() && global.is_empty() {
        return Err(Validation::DefinitionCountMismatch);
    }
    let defined = PresizedHashSetOrder::new(definitions.iter().map(|(name, _)| name.as_str()));
    Err(Validation::DefinitionsUnused(defined, HashSetOrder::new(used)))
}

fn check_local_indexes(table_key: &[(String, String)], local: &[IndexDefinition]) -> Result<(), Validation> {
    let Some(first) = local.first() else { return Ok(()) };
    let [(partition_key, _), _, ..] = table_key else { return Err(Validation::LocalIndexNeedsSortKey) };
    for definition in std::iter::once(first).chain(local.iter().skip(1)) {
        let name = || definition.index_name.clone();
        match definition.key_schema.as_slice() {
            [(index_key, _), ..] if index_key != partition_key => {
                return Err(Validation::LocalIndexOtherPartitionKey(name(), index_key.clone(), partition_key.clone()));
            }
            [_] => return Err(Validation::LocalIndexWithoutSortKey(name())),
            _ => {}
        }
    }
    Ok(())
}

fn check_settings(settings: &TableSettings) -> Result<(), Validation> {
    match &settings.stream {
        Some((true, None)) => return Err(Validation::StreamViewTypeRequired),
        Some((false, Some(_))) => return Err(Validation::StreamViewTypeForbidden),
        _ => {}
    }
    Ok(())
}

/// The bounds that the settings of a table ask for.
fn wanted_by(settings: &TableSettings) -> Wanted {
    Wanted { maximums: settings.on_demand_throughput, warm: settings.warm_throughput }
}

/// Checks a definition against the account's maximums.
pub(crate) fn check_maximums(request: &CreateTable, region: &str) -> Result<(), Error> {
    check_quotas(wanted_by(&request.settings), Place::Table, region)?;
    for definition in request.global_secondary_indexes.iter().flatten() {
        let wanted = Wanted { maximums: definition.on_demand_throughput, warm: definition.warm_throughput };
        check_quotas(wanted, Place::Index(&definition.index_name), region)?;
    }
    if let Some(throughput) = request.provisioned_throughput {
        check_maximum(throughput, None, region)?;
    }
    for definition in request.global_secondary_indexes.iter().flatten() {
        if let Some(throughput) = definition.provisioned_throughput {
            check_maximum(throughput, Some(&definition.index_name), region)?;
        }
    }
    Ok(())
}

/// What a table is made of besides its settings, checked.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) key: KeySchema,
    pub(crate) indexes: Vec<Index>,
    pub(crate) vector_indexes: Vec<VectorIndex>,
}

/// The table of a definition. It is CREATING.
pub(crate) fn new_table(
    engine: &Engine,
    context: &Context,
    request: CreateTable,
    id: TableId,
    Definition { key, indexes, vector_indexes }: Definition,
) -> Table {
    let capacity = setting(request.provisioned_throughput);
    let settings = request.settings;
    let due = EpochMillis(engine.now.0.saturating_add(engine.delays.create_ms));
    let key_arn = encryption_key(engine, context, settings.encryption.as_ref());
    let mut partitions = PartitionTable::new(capacity.partitions());
    let mut bounds = bounds(settings.on_demand_throughput, settings.warm_throughput);
    bounds.warm_up((0, 0), &mut partitions);
    let on_demand = request.billing_mode == Some(BillingMode::PayPerRequest);
    let mut table = Table {
        id,
        account: context.account.clone(),
        region: context.region.clone(),
        name: request.table_name,
        uuid: uuid(engine.seed, "table", id.0),
        key,
        attribute_definitions: request.attribute_definitions,
        capacity,
        created: engine.now,
        status: TableStatus::Creating,
        resident: true,
        control: Control {
            deletion_protection: settings.deletion_protection_enabled.unwrap_or(false),
            table_class: settings.table_class,
            table_class_changes: vec![],
            tags: settings.tags,
            encryption: EncryptionSetting::new(key_arn),
            bounds,
            policy: settings.resource_policy.map(|text| ResourcePolicy { text, revision: engine.now.0.to_string() }),
            billing_summary: on_demand.then_some(Some(engine.now)),
            work: vec![Work { due, task: Task::Create }],
            vector_indexes,
            ..Control::default()
        },
        partitions,
        items: Blocks::default(),
        expiries: Blocks::default(),
        indexes,
    };
    if let Some((true, Some(view_type))) = settings.stream {
        table.enable_stream(view_type, engine.now, engine.sequence);
    }
    table
}

#[cfg(test)]
mod tests;
