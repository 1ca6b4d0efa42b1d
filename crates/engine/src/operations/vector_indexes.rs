//! CreateTable with `VectorIndexes` and UpdateTable with `VectorIndexUpdates`.
//!
//! Vector indexes are rare, so the two requests are read here by name, and all other tables are made and changed without.
//!
//! Follows: API Reference, "CreateTable", "UpdateTable"; developer guide, "Creating and searching vector indexes".

use std::sync::Arc;

use api::text::{InUse, LimitExceeded, NotFound, Validation, VectorProblem};
use api::{Call, Error, Fields, IndexStatus, Response, TableStatus};
use capacity::Setting;
use model::{EpochMillis, KeyAttribute, ScalarType};

use super::create_table;
use super::describe_table::named_table;
use super::vector_definition::{VECTOR_INDEXES_PER_TABLE, VectorDefinition, VectorDefinitions};
use crate::control::{Task, Work};
use crate::due::settled_status;
use crate::{ChangeRecord, Context, Engine, Outcome, Refusal, Table, VectorIndex};

/// The one change of a request.
#[derive(Debug)]
enum Change {
    Create(VectorDefinition),
    Delete(String),
}

/// What it means for the table as it stands.
#[derive(Clone, Debug)]
enum Plan {
    /// The index, and the definitions of its search schema.
    Create(Box<VectorIndex>, Vec<(String, ScalarType)>),
    Delete(String),
}

/// Carries out a CreateTable with vector indexes.
pub(crate) fn create_table(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let definitions = VectorDefinitions::read(&mut input, "VectorIndexes");
    let request = input.table_creation()?;
    let indexes = match definitions {
        Some(definitions) => definitions.checked(&request).map_err(Error::Validation)?,
        None => vec![],
    };
    create_table::create(engine, context, request, indexes)
}

/// Carries out an UpdateTable that makes or drops a vector index.
pub(crate) fn update_table(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let name = input.text("TableName");
    let definitions = input.attribute_definitions();
    let changes = read(input)?;
    let before = Arc::clone(named_table(engine, context, &name)?);
    let observed = engine.undurable.of_table(before.id);
    let plan = plan(&before, changes, definitions.unwrap_or_default()).map_err(|error| Refusal::Error { error, observed })?;
    let others = if before.is_replica() { engine.other_replicas(&before) } else { vec![] };
    // Plan and apply, table by table: nothing below can fail. What replicas have in common is changed in all of them.
    let mut batch: Vec<_> = carry_out(engine, Arc::clone(&before), &plan).into_iter().collect();
    for (_, other) in others {
        // Our model: a replica whose indexes are not as they are here keeps them.
        if let Some(other) = engine.database.table(other).filter(|other| suits(other, &before)).cloned() {
            batch.extend(carry_out(engine, other, &plan));
        }
    }
    let table = engine.database.table(before.id).cloned().unwrap_or(before);
    let response = Response::Table(Box::new(engine.describe(&table)));
    Ok(Outcome { response, batch, observed })
}

/// Whether a replica has the indexes of the table that is asked.
fn suits(other: &Table, asked: &Table) -> bool {
    let same = |one: &VectorIndex, two: &VectorIndex| one.name == two.name && one.status == two.status;
    let (theirs, ours) = (&other.control.vector_indexes, &asked.control.vector_indexes);
    other.takes_items() && theirs.len() == ours.len() && theirs.iter().zip(ours).all(|(one, two)| same(one, two))
}

fn carry_out(engine: &mut Engine, before: Arc<Table>, plan: &Plan) -> Option<ChangeRecord> {
    let mut after = Table::clone(&before);
    apply(&mut after, plan.clone(), engine);
    after.status = settled_status(&after.control);
    engine.commit_table(Some(before), Some(Arc::new(after)))
}

/// The changes of a request. Our model: a vector index comes and goes alone, as a global index does beside most other changes.
fn read(mut input: Fields) -> Result<Vec<Change>, Error> {
    let updates = input.structures("VectorIndexUpdates").unwrap_or_default();
    if updates.is_empty() {
        return Err(Validation::Vector(VectorProblem::UpdatesEmpty).into());
    }
    if input.has("ProvisionedThroughput") || input.has("BillingMode") {
        return Err(Validation::IndexWithThroughput.into());
    }
    if input.has("StreamSpecification") {
        return Err(Validation::IndexWithStream.into());
    }
    if input.has("GlobalSecondaryIndexUpdates") {
        return Err(Error::LimitExceeded(LimitExceeded::OnlineIndexes));
    }
    input.finish()?;
    let mut changes = vec![];
    for mut update in updates {
        changes.push(match (update.fields("Create"), update.fields("Delete")) {
            (Some(create), None) => Change::Create(VectorDefinition::read(create)),
            (None, Some(mut delete)) => Change::Delete(delete.text("IndexName")),
            _ => return Err(Validation::Vector(VectorProblem::OneAction).into()),
        });
    }
    Ok(changes)
}

fn plan(table: &Table, mut changes: Vec<Change>, definitions: Vec<(String, ScalarType)>) -> Result<Plan, Error> {
    match table.status {
        TableStatus::Creating => return Err(Error::ResourceInUse(InUse::BeingCreated(table.name.clone()))),
        TableStatus::Deleting => return Err(Error::ResourceInUse(InUse::BeingDeleted(table.name.clone()))),
        TableStatus::Updating | TableStatus::Active => {}
    }
    let change = changes.pop().filter(|_| changes.is_empty());
    let planned = match change {
        None => return Err(Error::LimitExceeded(LimitExceeded::OnlineIndexes)),
        Some(Change::Delete(name)) => plan_delete(table, name)?,
        Some(Change::Create(definition)) => plan_create(table, &definition, definitions)?,
    };
    if table.control.changes_throughput() {
        return Err(Error::ResourceInUse(InUse::IndexWhileThroughput(table.name.clone())));
    }
    if table.control.stream_changing().is_some() {
        return Err(Error::ResourceInUse(InUse::IndexWhileStream));
    }
    let dropped = if let Plan::Delete(name) = &planned { name.as_str() } else { "" };
    let is_busy = |name: &str, status| matches!(status, IndexStatus::Creating | IndexStatus::Deleting) && name != dropped;
    let mut statuses = table.indexes.iter().map(|index| (&index.name, index.status));
    let mut vectors = table.control.vector_indexes.iter().map(|index| (&index.name, index.status));
    if statuses.any(|(name, status)| is_busy(name, status)) || vectors.any(|(name, status)| is_busy(name, status)) {
        return Err(Error::LimitExceeded(LimitExceeded::OnlineIndexes));
    }
    Ok(planned)
}

/// An index is dropped while it is backfilled or when it is there.
fn plan_delete(table: &Table, name: String) -> Result<Plan, Error> {
    let Some(index) = table.control.vector_index(&name) else {
        return Err(Error::ResourceNotFound(NotFound::Index(name, table.name.clone())));
    };
    match index.status {
        IndexStatus::Creating if !index.backfilling => {
            Err(Error::ResourceInUse(InUse::IndexAllocating(table.name.clone(), name)))
        }
        IndexStatus::Deleting => Err(Error::ResourceInUse(InUse::IndexBeingDeleted(table.name.clone(), name))),
        _ => Ok(Plan::Delete(name)),
    }
}

fn plan_create(table: &Table, definition: &VectorDefinition, mut definitions: Vec<(String, ScalarType)>) -> Result<Plan, Error> {
    let vectors = &table.control.vector_indexes;
    if table.capacity != Setting::OnDemand {
        return Err(Validation::Vector(VectorProblem::OnDemandOnly).into());
    }
    let index = definition.checked(&definitions, vectors)?;
    for (kind, part) in [("HASH", &table.key.partition), ("RANGE", &table.key.sort)] {
        if let Some(KeyAttribute { name, key_type }) = part.iter().find(|key| key.name == index.attribute) {
            let problem = VectorProblem::AttributeIsKey(name.clone(), key_type.code(), kind, index.dimensions);
            return Err(Validation::Vector(problem).into());
        }
    }
    match table.control.vector_index(&index.name) {
        Some(known) if known.status == IndexStatus::Creating => {
            return Err(Error::ResourceInUse(InUse::IndexBeingCreated(table.name.clone(), index.name)));
        }
        Some(_) => return Err(Validation::IndexExists.into()),
        None if table.index(&index.name).is_some() => return Err(Validation::IndexExists.into()),
        None => {}
    }
    if vectors.len() >= VECTOR_INDEXES_PER_TABLE {
        return Err(Error::LimitExceeded(LimitExceeded::VectorIndexes));
    }
    definitions.retain(|(name, _)| index.schema.iter().any(|(attribute, _)| attribute.name == *name));
    Ok(Plan::Create(Box::new(index), definitions))
}

fn apply(table: &mut Table, plan: Plan, engine: &Engine) {
    let after = |ms: u64| EpochMillis(engine.now.0.saturating_add(ms));
    let control = &mut table.control;
    match plan {
        Plan::Create(index, definitions) => {
            let task = Task::IndexAllocate(index.name.clone());
            control.work.push(Work { due: after(engine.delays.index_allocation_ms), task });
            control.vector_indexes.push(*index);
            for (name, kind) in definitions {
                if !table.attribute_definitions.iter().any(|(known, _)| *known == name) {
                    table.attribute_definitions.push((name, kind));
                }
            }
        }
        Plan::Delete(name) => {
            if let Some(index) = control.vector_index_mut(&name) {
                (index.status, index.backfilling) = (IndexStatus::Deleting, false);
            }
            // Dropping an index that is being filled ends its backfill.
            control.work.retain(|work| !matches!(&work.task, Task::IndexBackfill(of, _) if *of == name));
            control.work.push(Work { due: after(engine.delays.index_delete_ms), task: Task::IndexDelete(name) });
        }
    }
}
