//! What both restores share: what may be overridden, and the table that comes of it.
//!
//! A restored table is CREATING until its time has come. Key, indexes, capacity, table class and encryption are the source's
//! unless they are overridden; tags, stream, TTL, deletion protection, policies and point-in-time recovery are not carried.
//!
//! Follows: developer guide, "Restoring a table"; facts 3.8.

use std::sync::Arc;

use api::text::{Sentence, Validation, VectorProblem};
use api::{
    BillingMode, Encryption, Error, Exception, Fields, IndexDefinition, IndexStatus, ProvisionedThroughput, TableStatus,
    UnitsPerSecond,
};
use capacity::PartitionTable;
use model::EpochMillis;
use report::IndexKind;

use super::definition::{bounds, encryption_key, projected, setting};
use super::vector_definition::VectorDefinitions;
use crate::chance::uuid;
use crate::control::{Control, Task, Work};
use crate::role::RestoredFrom;
use crate::{
    Blocks, CapacitySetting, Context, EncryptionSetting, Engine, Index, Refusal, Table, TableId, TablePlace, VectorIndex,
};

/// Restores at once in an account and region (Quotas).
const RESTORES_MAX: usize = 50;

/// What a request says otherwise than its source.
#[derive(Debug)]
pub(crate) struct Overrides {
    billing_mode: Option<BillingMode>,
    throughput: Option<ProvisionedThroughput>,
    global: Option<Vec<IndexDefinition>>,
    local: Option<Vec<IndexDefinition>>,
    vectors: Option<VectorDefinitions>,
    encryption: Option<Encryption>,
    maximums: UnitsPerSecond,
}

impl Overrides {
    /// Takes the members and checks what needs no source.
    pub(crate) fn read(input: &mut Fields) -> Result<Self, Error> {
        let mut overrides = Overrides {
            billing_mode: input.billing_mode("BillingModeOverride"),
            throughput: input.throughput("ProvisionedThroughputOverride"),
            global: input.index_definitions("GlobalSecondaryIndexOverride")?,
            local: input.index_definitions("LocalSecondaryIndexOverride")?,
            vectors: VectorDefinitions::read(input, "VectorIndexOverride"),
            encryption: input.encryption("SSESpecificationOverride")?,
            maximums: UnitsPerSecond::default(),
        };
        overrides.check_billing()?;
        if let Some(maximums) = input.fields("OnDemandThroughputOverride") {
            overrides.maximums = overrides.checked_maximums(maximums)?;
        }
        Ok(overrides)
    }

    fn check_billing(&self) -> Result<(), Error> {
        match (self.billing_mode, self.throughput) {
            (Some(BillingMode::PayPerRequest), Some(_)) => return invalid(Sentence::RestoreThroughputOnDemand),
            (Some(BillingMode::Provisioned), None) => return invalid(Sentence::RestoreThroughputMissing),
            _ => {}
        }
        let of_index = |index: &&IndexDefinition| index.provisioned_throughput.is_some();
        match (self.billing_mode, self.global.iter().flatten().find(of_index)) {
            (Some(BillingMode::PayPerRequest), Some(index)) => {
                invalid(Sentence::RestoreIndexThroughputOnDemand(index.index_name.clone()))
            }
            _ => Ok(()),
        }
    }

    fn checked_maximums(&self, mut maximums: Fields) -> Result<UnitsPerSecond, Error> {
        let mut checked = |member| match maximums.integer(member) {
            None => Ok(None),
            Some(_) if self.billing_mode != Some(BillingMode::PayPerRequest) => invalid(Sentence::RestoreMaximum(member)),
            Some(units) if units < -1 || units == 0 => invalid(Sentence::RestoreMaximumRange(member)),
            units => Ok(units),
        };
        Ok(UnitsPerSecond { read: checked("MaxReadRequestUnits")?, write: checked("MaxWriteRequestUnits")? })
    }

    /// Checks what is overridden against the source, and gives the restored table's capacity and indexes.
    pub(crate) fn resolve(self, source: &Table, settings: &Control) -> Result<Resolved, Error> {
        let capacity = match (self.billing_mode, self.throughput) {
            (Some(BillingMode::PayPerRequest), _) => CapacitySetting::OnDemand,
            (None, Some(_)) if source.capacity == CapacitySetting::OnDemand => return invalid(Sentence::RestoreThroughput),
            (_, Some(throughput)) => setting(Some(throughput)),
            _ => source.capacity,
        };
        let mut indexes = vec![];
        for (kind, overrides) in [(IndexKind::Local, self.local), (IndexKind::Global, self.global)] {
            let of_source = source.indexes.iter().filter(|index| index.kind == kind && index.status != IndexStatus::Deleting);
            match overrides {
                None => indexes.extend(of_source.cloned()),
                Some(definitions) => {
                    for definition in definitions {
                        indexes.push(matching(&mut of_source.clone(), definition)?);
                    }
                }
            }
        }
        for index in &mut indexes {
            settle_index(index, capacity)?;
        }
        let vector_indexes = vector_indexes(self.vectors.as_ref(), settings, capacity)?;
        let key = || settings.encryption.key.clone().map(|key| Encryption { enabled: true, key: Some(key) });
        let encryption = self.encryption.or_else(key);
        let table_class = settings.table_class.clone();
        Ok(Resolved { capacity, maximums: self.maximums, indexes, vector_indexes, encryption, table_class })
    }
}

/// What the restored table has.
#[derive(Debug)]
pub(crate) struct Resolved {
    capacity: CapacitySetting,
    maximums: UnitsPerSecond,
    indexes: Vec<Index>,
    vector_indexes: Vec<VectorIndex>,
    encryption: Option<Encryption>,
    table_class: Option<String>,
}

/// The source's index that a definition means, with the throughput that it asks for.
fn matching(of_source: &mut dyn Iterator<Item = &Index>, definition: IndexDefinition) -> Result<Index, Error> {
    let same_key = |index: &Index| {
        let key = index.key.partition.iter().map(|attribute| (attribute, "HASH"));
        let key = key.chain(index.key.sort.iter().map(|attribute| (attribute, "RANGE")));
        let sent = definition.key_schema.iter().map(|(name, kind)| (name.as_str(), kind.as_str()));
        key.map(|(attribute, kind)| (attribute.name.as_str(), kind)).eq(sent)
    };
    let wanted = projected(&definition.projection)?;
    let mut found = of_source.filter(|index| index.name == definition.index_name && index.projected == wanted && same_key(index));
    let Some(index) = found.next() else { return Err(invalid_error(Sentence::RestoreIndexUnknown(definition.index_name))) };
    let capacity = definition.provisioned_throughput.map_or(index.capacity, |throughput| setting(Some(throughput)));
    let mut restored = Index { capacity, ..index.clone() };
    let asked = bounds(definition.on_demand_throughput, definition.warm_throughput);
    if definition.on_demand_throughput.is_some() {
        (restored.bounds.max_read, restored.bounds.max_write) = (asked.max_read, asked.max_write);
    }
    restored.bounds.warm = (restored.bounds.warm.0.max(asked.warm.0), restored.bounds.warm.1.max(asked.warm.1));
    Ok(restored)
}

/// Gives an index the billing mode of its table; it is empty and CREATING.
fn settle_index(index: &mut Index, table: CapacitySetting) -> Result<(), Error> {
    match (index.kind, table) {
        (IndexKind::Local, _) => {}
        (IndexKind::Global, CapacitySetting::OnDemand) => index.capacity = CapacitySetting::OnDemand,
        (IndexKind::Global, CapacitySetting::Provisioned { .. }) => {
            if index.capacity == CapacitySetting::OnDemand {
                return invalid(Sentence::RestoreIndexThroughputMissing(index.name.clone()));
            }
        }
    }
    let partitions = match index.kind {
        IndexKind::Local => 1,
        IndexKind::Global => index.capacity.partitions(),
    };
    index.partitions = PartitionTable::new(partitions);
    if index.kind == IndexKind::Global {
        index.bounds.warm_up((0, 0), &mut index.partitions);
        if index.capacity != CapacitySetting::OnDemand {
            index.bounds.clear_maximums();
        }
    }
    index.entries = Blocks::default();
    index.status = if index.kind == IndexKind::Global { IndexStatus::Creating } else { IndexStatus::Active };
    index.backfilling = false;
    index.throughput = crate::ThroughputChanges::default();
    Ok(())
}

/// The source's vector indexes, or those of them that are named. All are CREATING.
fn vector_indexes(
    named: Option<&VectorDefinitions>,
    settings: &Control,
    capacity: CapacitySetting,
) -> Result<Vec<VectorIndex>, Error> {
    let of_source = settings.vector_indexes.iter().filter(|index| index.status != IndexStatus::Deleting);
    let mut indexes = vec![];
    match named {
        None => indexes.extend(of_source.cloned()),
        Some(named) => {
            for definition in named.iter() {
                let found = of_source.clone().find(|index| definition.means(index));
                let unknown = || invalid_error(Sentence::RestoreIndexUnknown(definition.name().to_owned()));
                indexes.push(found.cloned().ok_or_else(unknown)?);
            }
        }
    }
    if !indexes.is_empty() && capacity != CapacitySetting::OnDemand {
        return Err(Validation::Vector(VectorProblem::OnDemandOnly).into());
    }
    for index in &mut indexes {
        (index.status, index.backfilling) = (IndexStatus::Creating, false);
    }
    Ok(indexes)
}

/// Checks that the target's name is free and that another restore may begin.
pub(crate) fn check_target(engine: &Engine, context: &Context, name: &str) -> Result<(), Refusal> {
    let place = TablePlace { account: &context.account, region: &context.region, name };
    if let Some(table) = engine.database.find(place) {
        let restored = table.control.restored.as_ref().filter(|_| table.status == TableStatus::Creating);
        let error = match restored {
            Some(restored) => {
                let arn = restored.backup_arn.as_ref().unwrap_or(&restored.table_arn);
                Error::Exception(Exception::TableInUse, Sentence::RestoreTargetInUse(name.to_owned(), arn.clone()))
            }
            None => Error::Exception(Exception::TableAlreadyExists, Sentence::RestoreTargetExists(name.to_owned())),
        };
        return Err(Refusal::Error { error, observed: engine.undurable.of_table(table.id) });
    }
    let is_restore = |table: &Table| {
        table.status == TableStatus::Creating
            && table.control.restored.is_some()
            && (&table.account, &table.region) == (&context.account, &context.region)
    };
    if engine.database.tables().filter(|table| is_restore(table)).count() >= RESTORES_MAX {
        return Err(Error::Exception(Exception::LimitExceeded, Sentence::RestoresAtOnce).into());
    }
    Ok(())
}

/// The restored table with these items.
pub(crate) fn restored_table(
    engine: &Engine,
    context: &Context,
    name: String,
    source: &Table,
    items: Blocks,
    from: RestoredFrom,
    resolved: Resolved,
) -> Arc<Table> {
    let Resolved { capacity, maximums, indexes, vector_indexes, encryption, table_class } = resolved;
    let key = encryption_key(engine, context, encryption.as_ref());
    let id = TableId(engine.last_table + 1);
    let due = EpochMillis(engine.now.0.saturating_add(engine.delays.restore_ms));
    let mut attribute_definitions = source.attribute_definitions.clone();
    let control = Control { vector_indexes, ..Control::default() };
    attribute_definitions.retain(|(name, _)| {
        source.key.contains(name) || indexes.iter().any(|index| index.key.contains(name)) || control.searches_by(name)
    });
    let mut table = Table {
        id,
        account: context.account.clone(),
        region: context.region.clone(),
        name,
        uuid: uuid(engine.seed, "table", id.0),
        key: source.key.clone(),
        attribute_definitions,
        capacity,
        created: engine.now,
        status: TableStatus::Creating,
        resident: true,
        control: Control {
            table_class,
            encryption: EncryptionSetting::new(key),
            billing_summary: (capacity == CapacitySetting::OnDemand).then_some(Some(engine.now)),
            bounds: bounds(Some(maximums), None),
            restored: Some(from),
            work: vec![Work { due, task: Task::Create }],
            ..control
        },
        partitions: PartitionTable::new(capacity.partitions()),
        items,
        expiries: Blocks::default(),
        indexes,
    };
    table.rebuild_indexes();
    Arc::new(table)
}

fn invalid_error(sentence: Sentence) -> Error {
    Error::Exception(Exception::Validation, sentence)
}

fn invalid<T>(sentence: Sentence) -> Result<T, Error> {
    Err(invalid_error(sentence))
}
