//! The rules of keys, attribute definitions, projections and throughput that CreateTable and UpdateTable share.
//!
//! Follows: API Reference, "CreateTable"; developer guide, "Quotas", "Multi-attribute keys". The order of the checks is AWS's
//! as far as it was measured, and our model where it was not.

use std::collections::BTreeSet;

use api::text::{LimitExceeded, Validation};
use api::{
    Encryption, Error, HashSetOrder, IndexDefinition, IndexStatus, PresizedHashSetOrder, Projection, ProvisionedThroughput,
    UnitsPerSecond,
};
use capacity::PartitionTable;
use model::{KeyAttribute, KeySchema, ScalarType, ordered};
use report::IndexKind;

use crate::control::ThroughputChanges;
use crate::encryption::key_arn;
use crate::{Blocks, CapacitySetting, Context, Engine, Index, Projected, ThroughputBounds};

/// Attributes of one kind in the key of a global index (developer guide, "Multi-attribute keys").
const INDEX_KEY_ATTRIBUTES_MAX: usize = 4;
/// Read and write units a second of one table or index (Quotas: default of an account).
pub(crate) const UNITS_MAX: i64 = 40_000;

/// Attribute definitions as sent: name and type.
pub(crate) type Definitions = [(String, ScalarType)];

/// Key elements as sent: name, and `HASH` or `RANGE`.
type Elements = [(String, String)];

/// Checks the shape of a table's or local index's key.
pub(crate) fn check_table_key(elements: &Elements) -> Result<(), Validation> {
    match elements {
        [(first, kind), rest @ ..] if kind == "HASH" => match rest {
            [] => Ok(()),
            [(second, kind), ..] if kind == "RANGE" && first != second => Ok(()),
            [(_, kind), ..] if kind == "RANGE" => Err(Validation::KeyNamesEqual),
            _ => Err(Validation::SecondKeyNotRange),
        },
        _ => Err(Validation::FirstKeyNotHash),
    }
}

/// Checks the shape of a global index's key: up to four HASH elements, then up to four RANGE elements.
pub(crate) fn check_index_key(elements: &Elements) -> Result<(), Validation> {
    if elements.first().is_none_or(|(_, kind)| kind != "HASH") {
        return Err(Validation::FirstKeyNotHash);
    }
    let distinct: BTreeSet<&str> = ordered(elements.iter().map(|(name, _)| name.as_str()));
    if distinct.len() < elements.len() {
        return Err(if elements.len() == 2 { Validation::KeyNamesEqual } else { Validation::KeyNameRepeated });
    }
    if !elements.is_sorted_by_key(|(_, kind)| kind == "RANGE") {
        return Err(Validation::HashAfterRange);
    }
    for kind in ["HASH", "RANGE"] {
        if elements.iter().filter(|(_, of)| of == kind).count() > INDEX_KEY_ATTRIBUTES_MAX {
            return Err(Validation::TooManyKeyAttributes(kind));
        }
    }
    Ok(())
}

/// Checks that no definition is there twice.
pub(crate) fn check_definitions(definitions: &Definitions) -> Result<(), Validation> {
    let mut seen = BTreeSet::new();
    match definitions.iter().find(|(name, _)| !seen.insert(name)) {
        Some((name, _)) => Err(Validation::DefinitionDuplicated(name.clone())),
        None => Ok(()),
    }
}

/// The key with the types that the definitions give its attributes.
pub(crate) fn key_schema(elements: &Elements, definitions: &Definitions) -> Result<KeySchema, Validation> {
    let mut key = KeySchema::default();
    for (name, kind) in elements {
        let Some((_, key_type)) = definitions.iter().find(|(defined, _)| defined == name) else {
            return Err(Validation::KeyAttributesUndefined(
                HashSetOrder::new(elements.iter().map(|(name, _)| name.as_str())),
                PresizedHashSetOrder::new(definitions.iter().map(|(name, _)| name.as_str())),
            ));
        };
        let attribute = KeyAttribute { name: name.clone(), key_type: *key_type };
        if kind == "HASH" { key.partition.push(attribute) } else { key.sort.push(attribute) }
    }
    Ok(key)
}

/// Checks and reads a projection.
pub(crate) fn projected(projection: &Projection) -> Result<Projected, Validation> {
    let names = projection.non_key_attributes.as_deref();
    let kind = projection.projection_type.as_deref().ok_or(Validation::ProjectionTypeMissing)?;
    match (kind, names) {
        ("INCLUDE", None) => Err(Validation::IncludeWithoutAttributes),
        ("INCLUDE", Some(names)) => {
            let mut included = BTreeSet::new();
            match names.iter().find(|name| !included.insert((*name).clone())) {
                Some(name) => Err(Validation::ProjectedAttributeDuplicated(name.clone())),
                None => Ok(Projected::Include(included)),
            }
        }
        (kind, Some(_)) => Err(Validation::AttributesWithoutInclude(kind.to_owned())),
        ("KEYS_ONLY", None) => Ok(Projected::KeysOnly),
        (_, None) => Ok(Projected::All),
    }
}

/// Checks throughput against the account's maximum for one table or, if named, index.
pub(crate) fn check_maximum(throughput: ProvisionedThroughput, index: Option<&str>, region: &str) -> Result<(), Error> {
    let dimensions =
        [("ReadCapacityUnits", throughput.read_capacity_units), ("WriteCapacityUnits", throughput.write_capacity_units)];
    match dimensions.into_iter().find(|(_, units)| *units > UNITS_MAX) {
        None => Ok(()),
        Some((dimension, units)) => Err(Error::LimitExceeded(match index {
            None => LimitExceeded::TableMaximum(dimension, units, region.to_owned()),
            Some(index) => LimitExceeded::IndexMaximum(dimension, index.to_owned(), units, region.to_owned()),
        })),
    }
}

/// The maximums and warm throughput that a new table or index begins with. They are checked.
pub(crate) fn bounds(maximums: Option<UnitsPerSecond>, warm: Option<UnitsPerSecond>) -> ThroughputBounds {
    let units = |units: Option<i64>| units.and_then(|units| u64::try_from(units).ok());
    let (maximums, warm) = (maximums.unwrap_or_default(), warm.unwrap_or_default());
    ThroughputBounds {
        max_read: units(maximums.read),
        max_write: units(maximums.write),
        warm: (units(warm.read).unwrap_or(0), units(warm.write).unwrap_or(0)),
    }
}

/// The ARN of the key that a specification means; `None` with the key that AWS owns.
pub(crate) fn encryption_key(engine: &Engine, context: &Context, encryption: Option<&Encryption>) -> Option<String> {
    let encryption = encryption.filter(|encryption| encryption.enabled)?;
    Some(key_arn(engine.seed, &context.account, &context.region, encryption.key.as_deref()))
}

/// The setting that throughput means; none means on-demand.
pub(crate) fn setting(throughput: Option<ProvisionedThroughput>) -> CapacitySetting {
    let units = |units: i64| u64::try_from(units).unwrap_or(0);
    throughput.map_or(CapacitySetting::OnDemand, |throughput| CapacitySetting::Provisioned {
        read_units: units(throughput.read_capacity_units),
        write_units: units(throughput.write_capacity_units),
    })
}

/// A new, empty index.
pub(crate) fn new_index(definition: &IndexDefinition, kind: IndexKind, key: KeySchema, projected: Projected) -> Index {
    let capacity = setting(definition.provisioned_throughput);
    let mut bounds = bounds(definition.on_demand_throughput, definition.warm_throughput);
    let (status, count) = match kind {
        IndexKind::Global => (IndexStatus::Creating, capacity.partitions()),
        IndexKind::Local => (IndexStatus::Active, 1),
    };
    let mut partitions = PartitionTable::new(count);
    bounds.warm_up((0, 0), &mut partitions);
    Index {
        name: definition.index_name.clone(),
        kind,
        key,
        projected,
        capacity,
        status,
        backfilling: false,
        throughput: ThroughputChanges::default(),
        bounds,
        partitions,
        entries: Blocks::default(),
    }
}
