//! The tables of a design, made by the requests that a client would send.

use api::{BillingMode, CreateTable, IndexDefinition, Operation, Projection, ProvisionedThroughput, UnitsPerSecond};
use capacity::{KeySpaceConfig, Setting};
use model::ScalarType;

use crate::access::Space;
use crate::scenario::{KeyTemplate, Projected, TableDesign};
use crate::simulate::ground::config;

/// The request that makes a table of a design; `spaces` are the plan's.
pub(super) fn create(number: usize, table: &TableDesign, spaces: &[Space]) -> Operation {
    let space = |index: Option<usize>| spaces.iter().find(|space| space.table == number && space.index == index).map(config);
    let mut names: Vec<(String, ScalarType)> = Vec::new();
    let mut schema = |partition: &KeyTemplate, sort: Option<&KeyTemplate>| -> Vec<(String, String)> {
        let keys = core::iter::once((partition, "HASH")).chain(sort.map(|sort| (sort, "RANGE")));
        keys.map(|(key, kind)| {
            if !names.iter().any(|(name, _)| *name == key.name) {
                names.push((key.name.clone(), ScalarType::S));
            }
            (key.name.clone(), kind.to_owned())
        })
        .collect()
    };
    let key_schema = schema(&table.partition_key, table.sort_key.as_ref());
    let (mut local, mut global) = (Vec::new(), Vec::new());
    for (place, index) in table.indexes.iter().enumerate() {
        let partition = if index.is_local { &table.partition_key } else { &index.partition_key };
        let mut made = IndexDefinition {
            index_name: index.name.clone(),
            key_schema: schema(partition, index.sort_key.as_ref()),
            projection: projection(&index.projection),
            ..IndexDefinition::default()
        };
        if index.is_local {
            local.push(made);
            continue;
        }
        if let Some(config) = space(Some(place)) {
            made.provisioned_throughput = provisioned(&config);
            (made.on_demand_throughput, made.warm_throughput) = on_demand(&config);
        }
        global.push(made);
    }
    let mut create = CreateTable {
        table_name: table.name.clone(),
        key_schema,
        attribute_definitions: names,
        local_secondary_indexes: (!local.is_empty()).then_some(local),
        global_secondary_indexes: (!global.is_empty()).then_some(global),
        billing_mode: Some(BillingMode::PayPerRequest),
        ..CreateTable::default()
    };
    if let Some(config) = space(None) {
        create.provisioned_throughput = provisioned(&config);
        if create.provisioned_throughput.is_some() {
            create.billing_mode = Some(BillingMode::Provisioned);
        }
        (create.settings.on_demand_throughput, create.settings.warm_throughput) = on_demand(&config);
    }
    Operation::CreateTable(Box::new(create))
}

fn projection(projected: &Projected) -> Projection {
    let (name, attributes) = match projected {
        Projected::All => ("ALL", None),
        Projected::KeysOnly => ("KEYS_ONLY", None),
        Projected::Include(names) => ("INCLUDE", Some(names.clone())),
    };
    Projection { projection_type: Some(name.to_owned()), non_key_attributes: attributes }
}

fn provisioned(config: &KeySpaceConfig) -> Option<ProvisionedThroughput> {
    match config.ceilings.setting {
        Setting::OnDemand => None,
        Setting::Provisioned { read_units, write_units } => {
            Some(ProvisionedThroughput { read_capacity_units: signed(read_units), write_capacity_units: signed(write_units) })
        }
    }
}

/// Maximums, and warm throughput: what the previous peak allows is asked for as such.
fn on_demand(config: &KeySpaceConfig) -> (Option<UnitsPerSecond>, Option<UnitsPerSecond>) {
    if config.ceilings.setting != Setting::OnDemand {
        return (None, None);
    }
    let (read, write) = config.ceilings.maximum;
    let maximum =
        (read.is_some() || write.is_some()).then(|| UnitsPerSecond { read: read.map(signed), write: write.map(signed) });
    let ((read, write), (peak_read, peak_write)) = (config.ceilings.warm, config.previous_peak);
    let warm = (read.max(peak_read.saturating_mul(2)), write.max(peak_write.saturating_mul(2)));
    let raised = warm != Setting::OnDemand.warm();
    (maximum, raised.then(|| UnitsPerSecond { read: Some(signed(warm.0)), write: Some(signed(warm.1)) }))
}

fn signed(units: u64) -> i64 {
    i64::try_from(units).unwrap_or(i64::MAX)
}
