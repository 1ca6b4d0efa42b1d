//! A design: tables with their keys, indexes and capacity.

use super::Attribute;

/// One design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    /// Name: `A`, or in words.
    pub name: String,
    /// Tables, at least one.
    pub tables: Vec<TableDesign>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDesign {
    /// Table name.
    pub name: String,
    /// Kinds of items that it holds; empty for all.
    pub holds: Vec<String>,
    /// Partition key.
    pub partition_key: KeyTemplate,
    /// Sort key.
    pub sort_key: Option<KeyTemplate>,
    /// Global and local indexes.
    pub indexes: Vec<IndexDesign>,
    /// Capacity.
    pub capacity: CapacityDesign,
    /// Table class.
    pub class: TableClass,
    /// Items that are there at the start.
    pub item_count: u64,
    /// Bytes of one of them.
    pub item_bytes: u32,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexDesign {
    /// Index name.
    pub name: String,
    /// Local: it shares the table's partition key, partitions and capacity.
    pub is_local: bool,
    /// Partition key; of a local index the table's.
    pub partition_key: KeyTemplate,
    /// Sort key.
    pub sort_key: Option<KeyTemplate>,
    /// What entries hold besides keys.
    pub projection: Projected,
    /// Capacity of a global index; a local one's is never looked at.
    pub capacity: CapacityDesign,
}

/// What an index entry holds besides the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Projected {
    /// The whole item.
    All,
    /// Nothing more.
    KeysOnly,
    /// These attributes.
    Include(Vec<String>),
}

/// A key made of attributes and fixed text: `{device}#{date}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTemplate {
    /// Name of the key attribute.
    pub name: String,
    /// Its parts in order, at least one.
    pub parts: Vec<KeyPart>,
    /// Kinds of items whose key is made of other parts: several kinds in one table.
    pub of_kind: Vec<(String, Vec<KeyPart>)>,
}

/// A part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPart {
    /// Fixed text.
    Text(String),
    /// The value of an attribute.
    Attribute(String),
}

impl Design {
    /// The design as items of one kind see it: every key made of that kind's parts.
    pub fn of(&self, kind: &str) -> Design {
        Design { name: self.name.clone(), tables: self.tables.iter().map(|table| table.of(kind)).collect() }
    }
}

impl TableDesign {
    /// Bytes of the primary key, names included, as items of no kind in particular have it.
    pub fn key_bytes(&self, attributes: &[Attribute]) -> u64 {
        let keys = core::iter::once(&self.partition_key).chain(&self.sort_key);
        keys.map(|key| key.name.len() as u64 + key.bytes(attributes)).sum()
    }

    /// The table as items of one kind see it.
    pub fn of(&self, kind: &str) -> TableDesign {
        TableDesign {
            partition_key: self.partition_key.of(kind),
            sort_key: self.sort_key.as_ref().map(|key| key.of(kind)),
            indexes: self.indexes.iter().map(|index| index.of(kind)).collect(),
            ..self.clone()
        }
    }
}

impl IndexDesign {
    /// The index as items of one kind see it.
    pub fn of(&self, kind: &str) -> IndexDesign {
        IndexDesign {
            partition_key: self.partition_key.of(kind),
            sort_key: self.sort_key.as_ref().map(|key| key.of(kind)),
            ..self.clone()
        }
    }
}

impl KeyTemplate {
    /// The same for all kinds of items.
    pub fn new(name: String, parts: Vec<KeyPart>) -> Self {
        KeyTemplate { name, parts, of_kind: Vec::new() }
    }

    /// The parts of one kind's key.
    pub fn parts_of(&self, kind: &str) -> &[KeyPart] {
        self.of_kind.iter().find(|(known, _)| known == kind).map_or(&self.parts, |(_, parts)| parts)
    }

    /// The key as items of one kind have it.
    pub fn of(&self, kind: &str) -> KeyTemplate {
        KeyTemplate::new(self.name.clone(), self.parts_of(kind).to_vec())
    }

    /// The parts of every kind's key, those of no kind in particular first.
    pub fn all_parts(&self) -> impl Iterator<Item = &Vec<KeyPart>> {
        core::iter::once(&self.parts).chain(self.of_kind.iter().map(|(_, parts)| parts))
    }

    /// Bytes of a key's value; an attribute that is not among these has none.
    pub fn bytes(&self, attributes: &[Attribute]) -> u64 {
        let bytes = |part: &KeyPart| match part {
            KeyPart::Text(text) => text.len() as u64,
            KeyPart::Attribute(name) => {
                attributes.iter().find(|attribute| attribute.name == *name).map_or(0, |attribute| attribute.size_bytes.into())
            }
        };
        self.parts.iter().map(bytes).sum()
    }
}

/// Capacity of a table or a global index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapacityDesign {
    /// On-demand.
    OnDemand {
        /// Maximum on-demand throughput.
        maximum: (Option<u64>, Option<u64>),
        /// Warm throughput, reads and writes, if it was raised by hand.
        warm: Option<Units>,
        /// Peak, reads and writes, that was served before.
        previous_peak: Option<Units>,
    },
    /// Provisioned.
    Provisioned {
        /// Units at the start.
        units: Units,
        /// Auto scaling of reads.
        read_scaling: Option<Scaling>,
        /// Auto scaling of writes.
        write_scaling: Option<Scaling>,
    },
}

/// Units a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// Read units.
    pub read: u64,
    /// Write units.
    pub write: u64,
}

/// Target tracking of one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scaling {
    /// Fewest units.
    pub minimum: u64,
    /// Most units.
    pub maximum: u64,
    /// Target utilisation in percent, 20 to 90.
    pub target_percent: u32,
}

/// Table class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableClass {
    /// Standard.
    #[default]
    Standard,
    /// Standard-IA.
    InfrequentAccess,
}
