//! Writes: what one costs the table, each local index and each global index.

use capacity::Direction;

use crate::access::known::{self, Presence, attributes, has};
use crate::access::mean::{MeanUnits, mean_bytes};
use crate::access::read;
use crate::access::space::{entry_size, holds, index_keys, table_keys};
use crate::access::{Flow, Ground, Impossible, LocalEntry, Note, Operation, Place, Target, Way};
use crate::scenario::{Action, IndexDesign, Pattern, Projected, Scenario, TableDesign};

/// What a write is: on every table that holds the entity, for then the application keeps copies.
pub(crate) fn way(ground: &Ground<'_>, pattern: &Pattern) -> Result<Way, Impossible> {
    let tables = ground.design.tables.iter().enumerate().filter(|(_, table)| holds(table, &pattern.entity));
    let mut all: Option<Way> = None;
    for (number, table) in tables {
        let one = on_table(ground, pattern, Target { table: number, index: None }, table)?;
        all = Some(match all {
            None => one,
            Some(first) => joined(first, one),
        });
    }
    all.ok_or(Impossible::NotHeld)
}

/// Two tables' writes; the target is the first.
fn joined(mut first: Way, more: Way) -> Way {
    first.flows.extend(more.flows);
    first.local_entries.extend(more.local_entries);
    first.reads = first.reads.or(more.reads);
    first.calls = first.calls.saturating_add(more.calls);
    first.round_trips = first.round_trips.max(more.round_trips);
    let copies = match first.notes.iter().position(|note| matches!(note, Note::Copies(_))) {
        Some(place) => match first.notes.remove(place) {
            Note::Copies(copies) => copies.saturating_add(1),
            _ => 2,
        },
        None => 2,
    };
    for note in more.notes {
        if !first.notes.contains(&note) {
            first.notes.push(note);
        }
    }
    first.notes.push(Note::Copies(copies));
    first
}

fn on_table(ground: &Ground<'_>, pattern: &Pattern, target: Target, table: &TableDesign) -> Result<Way, Impossible> {
    let scenario = ground.scenario;
    let mut keys = table_keys(table).into_iter().flat_map(attributes);
    if let Some(attribute) = keys.find(|name| known::presence(scenario, &pattern.entity, name) == Presence::Never) {
        return Err(Impossible::NoEntries { attribute: attribute.to_owned() });
    }
    let Some(space) = ground.space(target) else { return Err(Impossible::NotHeld) };
    let write = Write { scenario, pattern, table };
    let moves = write.moves();
    let steps = if moves { 2 } else { 1 };
    let gained = write.items_gained();
    let item_bytes = signed(mean_bytes(pattern.size));
    let mut units = MeanUnits::write(pattern.size).times(if pattern.action == Action::TransactWrite { 2 } else { 1 });
    let mut bytes_gained = gained * item_bytes;
    let (mut index_flows, mut local_entries) = (Vec::new(), Vec::new());
    for (place, index) in table.indexes.iter().enumerate() {
        let entry = write.entry(index);
        if entry.writes == 0 {
            continue;
        }
        let size = entry_size(scenario, table, index, pattern.size);
        let entry_bytes = entry.gained * signed(mean_bytes(size));
        if index.is_local {
            let entry_units = MeanUnits::write(size).times(entry.writes.into());
            local_entries.push(LocalEntry { target: Target { table: target.table, index: Some(place) }, units: entry_units });
            // Both writes of a moved item write the entry, so each takes half of its writes.
            units = units.plus(MeanUnits(entry_units.0 / steps));
            bytes_gained += entry_bytes;
        } else if let Some(space) = ground.space(Target { table: target.table, index: Some(place) }) {
            index_flows.push(Flow {
                space,
                direction: Direction::Write,
                units: MeanUnits::write(size),
                requests: entry.writes,
                place: Place::Key,
                items_gained: entry.gained,
                bytes_gained: entry_bytes,
            });
        }
    }
    let mut way = Way {
        operation: write.operation(),
        target,
        reads: None,
        flows: vec![Flow {
            space,
            direction: Direction::Write,
            units,
            requests: if moves { 2 } else { 1 },
            place: Place::Key,
            items_gained: gained,
            bytes_gained,
        }],
        evaluated: 0,
        evaluated_bytes: 0,
        returned_millionths: 0,
        calls: if moves { 2 } else { 1 },
        round_trips: 1,
        local_entries,
        notes: if moves { vec![Note::Moves] } else { Vec::new() },
    };
    way.flows.append(&mut index_flows);
    if !write.knows_key() {
        look_up(ground, pattern, target.table, &mut way);
    }
    Ok(way)
}

/// Whoever does not know the key reads it first, from the same table, in the cheapest way.
fn look_up(ground: &Ground<'_>, pattern: &Pattern, table: usize, way: &mut Way) {
    let keys = ground.design.tables.get(table).map(table_keys).unwrap_or_default();
    let needs = keys.iter().map(|key| key.name.clone()).collect();
    let read = Pattern {
        action: Action::Get,
        ordered_by: Vec::new(),
        needs,
        changes: Vec::new(),
        items: 1,
        returned_millionths: 1_000_000,
        consistent: false,
        ..pattern.clone()
    };
    let options: Vec<_> = read::options(ground, &read)
        .into_iter()
        .filter(|option| option.as_ref().is_ok_and(|way| way.target.table == table))
        .collect();
    if let Ok(found) = read::cheapest(&options) {
        way.flows.extend(found.flows);
        way.reads = Some(found.target);
        way.evaluated = found.evaluated;
        way.evaluated_bytes = found.evaluated_bytes;
        way.calls = way.calls.saturating_add(found.calls);
        way.round_trips = way.round_trips.saturating_add(found.round_trips);
        way.notes.push(Note::LooksUp);
    }
}

struct Write<'a> {
    scenario: &'a Scenario,
    pattern: &'a Pattern,
    table: &'a TableDesign,
}

/// What a write does to an index.
struct Entry {
    /// Entries written: put, changed or deleted.
    writes: u32,
    /// Entries more or less.
    gained: i64,
}

impl Write<'_> {
    /// The write-delta rules: new entry, W(new); entry gone, W(old); other content, the larger; other key, both; else nothing.
    ///
    /// Our model: an update changes what it names to something else. One that names nothing changes all but keys. What an
    /// update adds to an item is not there before it, and still there when the item is deleted.
    fn entry(&self, index: &IndexDesign) -> Entry {
        let keys = index_keys(index);
        let presence = known::key_presence(self.scenario, &self.pattern.entity, &keys);
        if presence == Presence::Never {
            return Entry { writes: 0, gained: 0 };
        }
        let is_there_from_start = presence == Presence::Always;
        match self.pattern.action {
            _ if known::creates(self.pattern) => {
                let written = u32::from(is_there_from_start);
                Entry { writes: written, gained: written.into() }
            }
            Action::Delete => Entry { writes: 1, gained: -1 },
            _ => {
                let changes_key = keys.iter().flat_map(|key| attributes(key)).any(|name| has(&self.pattern.changes, name));
                if changes_key && !is_there_from_start {
                    Entry { writes: 1, gained: 1 }
                } else if changes_key || self.moves() {
                    Entry { writes: 2, gained: 0 }
                } else {
                    Entry { writes: self.changes_content(index).into(), gained: 0 }
                }
            }
        }
    }

    /// Whether what an update changes is projected.
    fn changes_content(&self, index: &IndexDesign) -> bool {
        match &index.projection {
            Projected::All => true,
            Projected::KeysOnly => false,
            Projected::Include(names) => {
                self.pattern.changes.is_empty() || names.iter().any(|name| has(&self.pattern.changes, name))
            }
        }
    }

    /// Whether an update changes the primary key, which DynamoDB cannot.
    fn moves(&self) -> bool {
        !known::creates(self.pattern)
            && self.pattern.action != Action::Delete
            && table_keys(self.table).into_iter().flat_map(attributes).any(|name| has(&self.pattern.changes, name))
    }

    fn items_gained(&self) -> i64 {
        match self.pattern.action {
            Action::Delete => -1,
            _ => i64::from(known::creates(self.pattern)),
        }
    }

    fn knows_key(&self) -> bool {
        known::creates(self.pattern)
            || table_keys(self.table)
                .into_iter()
                .flat_map(attributes)
                .all(|name| known::knows(self.scenario, self.pattern, name) || has(&self.pattern.changes, name))
    }

    fn operation(&self) -> Operation {
        match self.pattern.action {
            Action::Delete => Operation::DeleteItem,
            Action::TransactWrite => Operation::TransactWriteItems,
            Action::Update => Operation::UpdateItem,
            Action::Put | Action::Get | Action::List | Action::ScanAll => Operation::PutItem,
        }
    }
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
