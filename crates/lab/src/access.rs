//! What the access patterns of a scenario become on a design: operations, targets, units, and where in which key space they fall.
//!
//! It is static: nothing runs. A plan is plain data that both drivers follow, the coverage matrix shows, and the lint reads. It
//! follows the developer guide's "DynamoDB read and write operations", "Global secondary indexes" and "Local secondary
//! indexes", and what was measured of index writes. What is ours, because a scenario tells rates and generators and not
//! items, is said as "our model".

mod known;
mod mean;
mod read;
mod replaced;
mod space;
mod volume;
mod write;

use core::fmt;

use capacity::Direction;

use crate::scenario::{Action, Design, KeyTemplate, Pattern, Projected, Scenario};

pub use mean::MeanUnits;
pub use space::Space;

pub(crate) use known::{Presence, attributes, creates, has, key_presence, named, suffixes};
pub(crate) use mean::mean_bytes;
pub(crate) use replaced::{ALL, Replaced, stock_met};
pub(crate) use space::{entry_size, holds, index_keys, items_of_kind, items_on_average, table_keys};
pub(crate) use volume::{peak, volumes};

/// Sub-requests that a reader sends for one request at most, to find all suffixes of a sharded key (our bound).
pub const FAN_OUT_MAX: u64 = 1_000;

/// What a design makes of every pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Key spaces: each table, followed by its global indexes.
    pub spaces: Vec<Space>,
    /// Patterns, in the scenario's order.
    pub patterns: Vec<PatternPlan>,
    /// Of each table and pattern: which puts replace an item of the table.
    pub(crate) replaced: Vec<Vec<Replaced>>,
}

/// One pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternPlan {
    /// The cheapest way, or why there is none.
    pub way: Result<Way, Impossible>,
    /// Of a read: every table and index, in the order of [`targets`]. Of a write: empty.
    pub options: Vec<Result<Way, Impossible>>,
}

/// A way to carry out a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The operation.
    pub operation: Operation,
    /// The table or index.
    pub target: Target,
    /// What is read: the target of a read; of a write, where its key is looked up.
    pub reads: Option<Target>,
    /// What one request takes from which key space.
    pub flows: Vec<Flow>,
    /// Items that one request evaluates.
    pub evaluated: u64,
    /// Their bytes.
    pub evaluated_bytes: u64,
    /// Items that it returns, in millionths.
    pub returned_millionths: u64,
    /// Calls of the API for one request: pages, and one for each suffix of a sharded key.
    pub calls: u32,
    /// Calls that wait for one another: pages, a fetch behind an index, a look-up before a write.
    pub round_trips: u32,
    /// What a write adds for local indexes; the table's flow has it already.
    pub local_entries: Vec<LocalEntry>,
    /// What else is to be known about it.
    pub notes: Vec<Note>,
}

/// What a write takes for one local index, out of the table's units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalEntry {
    /// The index.
    pub target: Target,
    /// Units of one request.
    pub units: MeanUnits,
}

impl Way {
    /// Units of one direction that a request takes from all key spaces.
    pub fn units(&self, direction: Direction) -> MeanUnits {
        let flows = self.flows.iter().filter(|flow| flow.direction == direction);
        flows.fold(MeanUnits::ZERO, |sum, flow| sum.plus(flow.all_units()))
    }
}

/// What a pattern becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `GetItem`.
    GetItem,
    /// `Query`.
    Query,
    /// `Scan`.
    Scan,
    /// `PutItem`.
    PutItem,
    /// `UpdateItem`.
    UpdateItem,
    /// `DeleteItem`.
    DeleteItem,
    /// `TransactWriteItems` with one item.
    TransactWriteItems,
}

impl Operation {
    /// As AWS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Operation::GetItem => "GetItem",
            Operation::Query => "Query",
            Operation::Scan => "Scan",
            Operation::PutItem => "PutItem",
            Operation::UpdateItem => "UpdateItem",
            Operation::DeleteItem => "DeleteItem",
            Operation::TransactWriteItems => "TransactWriteItems",
        }
    }
}

/// A table of a design, or one of its indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Place in `Design::tables`.
    pub table: usize,
    /// Place in `TableDesign::indexes`, local or global.
    pub index: Option<usize>,
}

/// What one request takes from one key space: `requests` times `units`, each at a key of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Place in [`Plan::spaces`].
    pub space: usize,
    /// Reads or writes.
    pub direction: Direction,
    /// Units of each, on average over the item sizes.
    pub units: MeanUnits,
    /// How often for one request of the pattern, at least 1; of what differs from request to request, the nearest whole number.
    pub requests: u32,
    /// Where in the key space.
    pub place: Place,
    /// Items or entries that the space gains by one request of the pattern (all of `requests` together), on average.
    pub items_gained: Gain,
    /// Bytes that it gains, on average.
    pub bytes_gained: Gain,
}

impl Flow {
    /// Units of one request of the pattern.
    pub fn all_units(&self) -> MeanUnits {
        self.units.times(self.requests.into())
    }
}

/// What one request adds on average, in parts of [`Gain::ONE`]; below 0 if it takes something away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gain(pub i64);

impl Gain {
    /// One more.
    pub const ONE: Gain = Gain(ALL as i64);
    /// Nothing.
    pub const NONE: Gain = Gain(0);

    /// A share of one.
    fn of(parts: u64) -> Self {
        Gain(i64::try_from(parts).unwrap_or(i64::MAX))
    }

    /// So many of them.
    fn times(self, count: i64) -> Self {
        Gain(self.0.saturating_mul(count))
    }
}

/// Where in a key space a flow falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the space's partition key (and sort key), made of the attributes that the request draws.
    Key,
    /// Everywhere, in proportion to what the partitions hold: a scan.
    Spread,
}

/// What is to be known about a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The key is sharded: so many calls find all of it.
    FanOut(u32),
    /// Items are fetched from the table, because the index lacks what the reader needs.
    Fetches(u64),
    /// The whole item collection is read, because the sort key has another order.
    WholeCollection,
    /// So much more is read than is wanted, because a filter does what no key does: times, in all.
    Filters(u64),
    /// The key must be found by a read first.
    LooksUp,
    /// The write changes the primary key: the old item is deleted, a new one is put.
    Moves,
    /// Strongly consistent reads are wanted, and a global index has none.
    OnlyEventual,
    /// The entity is in several tables: so many writes.
    Copies(u32),
    /// So many of a hundred puts replace an item, because their key comes again.
    Replaces(u32),
}

/// Why a pattern cannot use a table or index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// No table of the design holds the entity.
    NotHeld,
    /// The table holds other entities.
    OtherEntities,
    /// Items of the entity lack an attribute of the key, so none is there.
    NoEntries {
        /// The attribute.
        attribute: String,
    },
    /// Entries lack this attribute, which the reader needs; a scan would have to fetch each item.
    NotProjected {
        /// The attribute; none if the whole item is needed.
        attribute: Option<String>,
    },
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Impossible::NotHeld => f.write_str("no table holds these items"),
            Impossible::OtherEntities => f.write_str("the table holds other items"),
            Impossible::NoEntries { attribute } => write!(f, "these items have no {attribute}, so the index holds none of them"),
            Impossible::NotProjected { attribute: Some(attribute) } => write!(f, "the index does not project {attribute}"),
            Impossible::NotProjected { attribute: None } => f.write_str("the index does not project the whole item"),
        }
    }
}

/// Why a design has no plan. A scenario that was read without problems always has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// The design has no table.
    NoTables,
    /// A key or a projection names an attribute that the scenario does not tell of.
    UnknownAttribute {
        /// Table.
        table: String,
        /// Index, if it is an index's.
        index: Option<String>,
        /// The attribute.
        attribute: String,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanError::NoTables => f.write_str("The design has no table: give it at least one"),
            PlanError::UnknownAttribute { table, index, attribute } => {
                let index = index.as_ref().map(|name| format!(" / {name}")).unwrap_or_default();
                write!(
                    f,
                    "{table}{index} names the attribute {attribute}, which the scenario does not describe: add it to the attributes"
                )
            }
        }
    }
}

/// The plan of a design: the cheapest way of every pattern.
pub fn plan(scenario: &Scenario, design: &Design) -> Result<Plan, PlanError> {
    check(scenario, design)?;
    let (spaces, volumes) = (space::spaces(scenario, design), volume::volumes(scenario));
    let of_table =
        |table| scenario.patterns.iter().map(|pattern| replaced::replaced(scenario, &volumes, table, pattern)).collect();
    let replaced: Vec<Vec<Replaced>> = design.tables.iter().map(of_table).collect();
    let planned = |(number, pattern): (usize, &Pattern)| {
        let (whole, design) = (design, &design.of(&pattern.entity));
        let ground = Ground { scenario, whole, design, spaces: &spaces, volumes: &volumes, replaced: &replaced };
        match pattern.action {
            Action::Get | Action::List | Action::ScanAll => {
                let options = read::options(&ground, pattern);
                PatternPlan { way: read::cheapest(&options), options }
            }
            Action::Put | Action::Update | Action::Delete | Action::TransactWrite => {
                PatternPlan { way: write::way(&ground, number, pattern), options: Vec::new() }
            }
        }
    };
    let patterns = scenario.patterns.iter().enumerate().map(planned).collect();
    Ok(Plan { spaces, patterns, replaced })
}

/// Tables and indexes of a design: each table, followed by its indexes.
pub fn targets(design: &Design) -> Vec<Target> {
    let tables = design.tables.iter().enumerate();
    tables
        .flat_map(|(table, one)| {
            core::iter::once(None).chain((0..one.indexes.len()).map(Some)).map(move |index| Target { table, index })
        })
        .collect()
}

/// What the ways of one pattern are looked for in.
pub(crate) struct Ground<'a> {
    pub(crate) scenario: &'a Scenario,
    /// With the keys of all kinds of items.
    pub(crate) whole: &'a Design,
    /// As the pattern's items see it.
    pub(crate) design: &'a Design,
    pub(crate) spaces: &'a [Space],
    /// Requests of each pattern over the scenario.
    pub(crate) volumes: &'a [u64],
    /// Of each table and pattern.
    pub(crate) replaced: &'a [Vec<Replaced>],
}

impl Ground<'_> {
    /// Which puts of each pattern replace an item of a table.
    fn replaced(&self, table: usize) -> &[Replaced] {
        self.replaced.get(table).map_or(&[], Vec::as_slice)
    }

    /// The key space of a target: a local index shares its table's.
    fn space(&self, target: Target) -> Option<usize> {
        let table = self.design.tables.get(target.table)?;
        let index = target.index.filter(|place| table.indexes.get(*place).is_some_and(|index| !index.is_local));
        self.spaces.iter().position(|space| space.table == target.table && space.index == index)
    }
}

fn check(scenario: &Scenario, design: &Design) -> Result<(), PlanError> {
    if design.tables.is_empty() {
        return Err(PlanError::NoTables);
    }
    for table in &design.tables {
        let unknown = |index: Option<&str>, attribute: &str| PlanError::UnknownAttribute {
            table: table.name.clone(),
            index: index.map(str::to_owned),
            attribute: attribute.to_owned(),
        };
        let known = |keys: &[&KeyTemplate], index: Option<&str>| match keys
            .iter()
            .flat_map(|key| key.all_parts())
            .flat_map(|parts| named(parts))
            .find(|name| scenario.attribute(name).is_none())
        {
            Some(name) => Err(unknown(index, name)),
            None => Ok(()),
        };
        known(&table_keys(table), None)?;
        for index in &table.indexes {
            known(&index_keys(index), Some(&index.name))?;
            if let Projected::Include(names) = &index.projection
                && let Some(name) = names.iter().find(|name| scenario.attribute(name).is_none())
            {
                return Err(unknown(Some(&index.name), name));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
