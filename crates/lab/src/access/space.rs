//! The key spaces of a design, and what their entries weigh.

use crate::access::known::{self, Presence, creates};
use crate::access::mean::mean_bytes;
use crate::access::replaced::{ALL, Replaced};
use crate::scenario::{
    Action, CapacityDesign, Design, IndexDesign, ItemSize, KeyPart, KeyTemplate, Projected, Scenario, TableDesign,
};

/// A table with its local indexes, or a global index: what has partitions and capacity of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    /// Place of the table in the design.
    pub table: usize,
    /// Place of the global index among the table's indexes; the table itself if absent.
    pub index: Option<usize>,
    /// Table name.
    pub table_name: String,
    /// Name of the global index.
    pub index_name: Option<String>,
    /// Partition key.
    pub partition_key: KeyTemplate,
    /// Sort key.
    pub sort_key: Option<KeyTemplate>,
    /// Capacity.
    pub capacity: CapacityDesign,
    /// Whether local indexes keep each item collection in one partition.
    pub has_local_index: bool,
    /// Items or entries at the start.
    pub item_count: u64,
    /// Their bytes at the start, entries of local indexes included.
    pub size_bytes: u64,
}

/// The key spaces of a design: each table, followed by its global indexes.
pub(crate) fn spaces(scenario: &Scenario, design: &Design) -> Vec<Space> {
    let mut spaces = Vec::new();
    for (number, table) in design.tables.iter().enumerate() {
        let item = ItemSize::Fixed(table.item_bytes);
        let mut size_bytes = table.item_count.saturating_mul(table.item_bytes.into());
        for index in table.indexes.iter().filter(|index| index.is_local) {
            let entries = items_at_start(scenario, table, Some(index));
            size_bytes = size_bytes.saturating_add(entries.saturating_mul(mean_bytes(entry_size(scenario, table, index, item))));
        }
        spaces.push(Space {
            table: number,
            index: None,
            table_name: table.name.clone(),
            index_name: None,
            partition_key: table.partition_key.clone(),
            sort_key: table.sort_key.clone(),
            capacity: table.capacity.clone(),
            has_local_index: table.indexes.iter().any(|index| index.is_local),
            item_count: table.item_count,
            size_bytes,
        });
        for (place, index) in table.indexes.iter().enumerate().filter(|(_, index)| !index.is_local) {
            let item_count = items_at_start(scenario, table, Some(index));
            let entry_bytes = mean_bytes(entry_size(scenario, table, index, item));
            spaces.push(Space {
                table: number,
                index: Some(place),
                table_name: table.name.clone(),
                index_name: Some(index.name.clone()),
                partition_key: index.partition_key.clone(),
                sort_key: index.sort_key.clone(),
                capacity: index.capacity.clone(),
                has_local_index: false,
                item_count,
                size_bytes: item_count.saturating_mul(entry_bytes),
            });
        }
    }
    spaces
}

/// Whether a table holds items of an entity.
pub(crate) fn holds(table: &TableDesign, entity: &str) -> bool {
    table.holds.is_empty() || known::has(&table.holds, entity)
}

/// Keys of an index: its own.
pub(crate) fn index_keys(index: &IndexDesign) -> Vec<&KeyTemplate> {
    core::iter::once(&index.partition_key).chain(&index.sort_key).collect()
}

/// Keys of a table.
pub(crate) fn table_keys(table: &TableDesign) -> Vec<&KeyTemplate> {
    core::iter::once(&table.partition_key).chain(&table.sort_key).collect()
}

/// The kinds of items that a table holds.
pub(crate) fn kinds<'a>(scenario: &'a Scenario, table: &'a TableDesign) -> Vec<&'a str> {
    let mut kinds: Vec<&str> = Vec::new();
    let named = table.holds.iter().map(String::as_str);
    let all = scenario.patterns.iter().map(|pattern| pattern.entity.as_str()).filter(|_| table.holds.is_empty());
    for entity in named.chain(all) {
        if !kinds.contains(&entity) {
            kinds.push(entity);
        }
    }
    kinds
}

/// Kinds of items of a table that an index holds.
pub(crate) fn kinds_held<'a>(scenario: &'a Scenario, table: &'a TableDesign, index: Option<&IndexDesign>) -> Vec<&'a str> {
    let mut held = kinds(scenario, table);
    if let Some(index) = index {
        held.retain(|entity| known::key_presence(scenario, entity, &index_keys(&index.of(entity))) != Presence::Never);
    }
    held
}

/// Items of a table, or entries of its index, at the start. Our model: a table's kinds share its items evenly.
pub(crate) fn items_at_start(scenario: &Scenario, table: &TableDesign, index: Option<&IndexDesign>) -> u64 {
    let kinds = kinds(scenario, table).len().max(1) as u64;
    match index {
        None => table.item_count,
        Some(_) => table.item_count / kinds * kinds_held(scenario, table, index).len() as u64,
    }
}

/// Of them, those of one kind.
pub(crate) fn items_of_kind(scenario: &Scenario, table: &TableDesign, index: Option<&IndexDesign>, entity: &str) -> u64 {
    let kinds = kinds(scenario, table).len().max(1) as u64;
    if kinds_held(scenario, table, index).contains(&entity) { table.item_count / kinds } else { 0 }
}

/// Items of a table, or entries of its index, on average over the scenario: those at the start, and half of what is written
/// and not deleted meanwhile. `replaced` tells of each pattern what it finds in the table.
pub(crate) fn items_on_average(
    scenario: &Scenario,
    volumes: &[u64],
    replaced: &[Replaced],
    table: &TableDesign,
    index: Option<&IndexDesign>,
) -> u64 {
    let held = kinds_held(scenario, table, index);
    let (mut written, mut deleted) = (0u64, 0u64);
    let patterns = scenario.patterns.iter().zip(volumes).enumerate();
    for (number, (pattern, count)) in patterns.filter(|(_, (pattern, _))| held.contains(&pattern.entity.as_str())) {
        let count = part(*count, replaced.get(number).unwrap_or(&Replaced::NONE).counts, ALL);
        if creates(pattern) {
            let lives_s = pattern.expires_after_days.map_or(u64::MAX, |days| u64::from(days).saturating_mul(86_400));
            // What expires is replaced by what comes: there is never more than what is written in that time.
            written = written.saturating_add(part(count, lives_s.min(scenario.duration_s), scenario.duration_s));
        } else if pattern.action == Action::Delete {
            deleted = deleted.saturating_add(count);
        }
    }
    items_at_start(scenario, table, index).saturating_add(written / 2).saturating_sub(deleted / 2)
}

fn part(count: u64, numerator: u64, denominator: u64) -> u64 {
    u64::try_from(u128::from(count) * u128::from(numerator) / u128::from(denominator.max(1))).unwrap_or(u64::MAX)
}

/// Bytes of an index entry for items of `item` bytes: keys of the table and of the index, and what is projected.
pub(crate) fn entry_size(scenario: &Scenario, table: &TableDesign, index: &IndexDesign, item: ItemSize) -> ItemSize {
    let included = match &index.projection {
        Projected::All => return item,
        Projected::KeysOnly => &[][..],
        Projected::Include(names) => names,
    };
    let mut names: Vec<&str> = Vec::new();
    let mut bytes = 0u64;
    for key in table_keys(table).into_iter().chain(index_keys(index)) {
        if !names.contains(&key.name.as_str()) {
            names.push(&key.name);
            bytes = bytes.saturating_add(key_bytes(scenario, key));
        }
    }
    for name in included {
        if !names.contains(&name.as_str()) {
            names.push(name);
            bytes = bytes.saturating_add(attribute_bytes(scenario, name));
        }
    }
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    match item {
        ItemSize::Fixed(size) => ItemSize::Fixed(bytes.min(size)),
        // An entry is never larger than its item.
        ItemSize::Between(low, _) if bytes <= low => ItemSize::Fixed(bytes),
        ItemSize::Between(_, high) => ItemSize::Fixed(bytes.min(high)),
    }
}

/// Bytes of a key attribute, its name included.
pub(crate) fn key_bytes(scenario: &Scenario, key: &KeyTemplate) -> u64 {
    let value: u64 = key
        .parts
        .iter()
        .map(|part| match part {
            KeyPart::Text(text) => text.len() as u64,
            KeyPart::Attribute(name) => scenario.attribute(name).map_or(0, |found| u64::from(found.size_bytes)),
        })
        .sum();
    value + key.name.len() as u64
}

/// Bytes of an attribute, its name included.
pub(crate) fn attribute_bytes(scenario: &Scenario, name: &str) -> u64 {
    name.len() as u64 + scenario.attribute(name).map_or(0, |found| u64::from(found.size_bytes))
}
