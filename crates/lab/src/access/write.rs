//! Writes: what one costs the table, each local index and each global index.

use capacity::Direction;

use crate::access::known::{self, Presence, attributes, has};
use crate::access::mean::{MeanUnits, mean_bytes};
use crate::access::read;
use crate::access::replaced::{ALL, Replaced};
use crate::access::space::{entry_size, holds, index_keys, table_keys};
use crate::access::{Flow, Gain, Ground, Impossible, LocalEntry, Note, Operation, Place, Target, Way};
use crate::scenario::{Action, IndexDesign, KeyTemplate, Pattern, Projected, Scenario, TableDesign, Values};
use crate::workload::Repeats;

/// What a write is, of the pattern with this number: on every table that holds the entity, for then the application keeps copies.
pub(crate) fn way(ground: &Ground<'_>, number: usize, pattern: &Pattern) -> Result<Way, Impossible> {
    let tables = ground.design.tables.iter().enumerate().filter(|(_, table)| holds(table, &pattern.entity));
    let mut all: Option<Way> = None;
    for (place, table) in tables {
        let replaced = ground.replaced(place).get(number).copied().unwrap_or(Replaced::NONE);
        let write = Write { scenario: ground.scenario, pattern, table, replaced };
        let one = on_table(ground, &write, Target { table: place, index: None })?;
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

fn on_table(ground: &Ground<'_>, write: &Write<'_>, target: Target) -> Result<Way, Impossible> {
    let Write { scenario, pattern, table, replaced } = *write;
    let mut keys = table_keys(table).into_iter().flat_map(attributes);
    if let Some(attribute) = keys.find(|name| known::presence(scenario, &pattern.entity, name) == Presence::Never) {
        return Err(Impossible::NoEntries { attribute: attribute.to_owned() });
    }
    let Some(space) = ground.space(target) else { return Err(Impossible::NotHeld) };
    let moves = write.moves();
    let steps = if moves { 2 } else { 1 };
    let gained = write.items_gained();
    let item = MeanUnits::write(pattern.size).share(ALL - replaced.share, ALL);
    let mut units = item.plus(MeanUnits::write_over(pattern.size).share(replaced.share, ALL));
    units = units.times(if pattern.action == Action::TransactWrite { 2 } else { 1 });
    let mut bytes_gained = gained.times(signed(mean_bytes(pattern.size)));
    let (mut index_flows, mut local_entries) = (Vec::new(), Vec::new());
    for (place, index) in table.indexes.iter().enumerate() {
        let entry = write.entry(index);
        if entry.all() == 0 {
            continue;
        }
        let size = entry_size(scenario, table, index, pattern.size);
        let entry_bytes = entry.gained.times(signed(mean_bytes(size)));
        let changed = MeanUnits::write_over(size).share(entry.changes, ALL);
        let entry_units = MeanUnits::write(size).share(entry.writes, ALL).plus(changed);
        if index.is_local {
            local_entries.push(LocalEntry { target: Target { table: target.table, index: Some(place) }, units: entry_units });
            // Both writes of a moved item write the entry, so each takes half of its writes.
            units = units.plus(MeanUnits(entry_units.0 / steps));
            bytes_gained.0 = bytes_gained.0.saturating_add(entry_bytes.0);
        } else if let Some(space) = ground.space(Target { table: target.table, index: Some(place) }) {
            index_flows.push(Flow {
                space,
                direction: Direction::Write,
                units: MeanUnits(entry_units.0 / u64::from(entry.requests())),
                requests: entry.requests(),
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
        notes: write.notes(),
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
    /// Which of its puts replace an item.
    replaced: Replaced,
}

/// What a write does to an index, on average, in parts of [`ALL`].
#[derive(Clone, Copy, Default)]
struct Entry {
    /// Entries put or deleted, and those that an update changes.
    writes: u64,
    /// Entries that a put changes, which has drawn their size anew.
    changes: u64,
    /// Entries more or less.
    gained: Gain,
}

impl Entry {
    /// So many writes of each request.
    fn written(writes: u64, gained: i64) -> Self {
        Entry { writes: writes * ALL, changes: 0, gained: Gain::ONE.times(gained) }
    }

    fn all(&self) -> u64 {
        self.writes.saturating_add(self.changes)
    }

    /// To the nearest whole number, at least 1.
    fn requests(&self) -> u32 {
        if self.all() > ALL + ALL / 2 { 2 } else { 1 }
    }
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
            return Entry::default();
        }
        let is_there_from_start = presence == Presence::Always;
        match self.pattern.action {
            _ if known::creates(self.pattern) => {
                if is_there_from_start {
                    self.put(index, &keys)
                } else {
                    Entry::default()
                }
            }
            Action::Delete => Entry { gained: self.items_gained(), ..Entry::written(1, -1) },
            _ => {
                let changes_key = keys.iter().flat_map(|key| attributes(key)).any(|name| has(&self.pattern.changes, name));
                if changes_key && !is_there_from_start {
                    Entry::written(1, 1)
                } else if changes_key || self.moves() {
                    Entry::written(2, 0)
                } else {
                    Entry::written(self.changes_content(index).into(), 0)
                }
            }
        }
    }

    /// A put adds an entry, or meets that of the item that it replaces: it deletes it if the key is another one, otherwise changes it if
    /// something else is projected. Our model: what attributes do not tell of an item is always something else.
    fn put(&self, index: &IndexDesign, keys: &[&KeyTemplate]) -> Entry {
        let replaces = self.replaced.share;
        let own: Vec<&str> = table_keys(self.table).into_iter().flat_map(attributes).collect();
        let of_index: Vec<&str> = keys.iter().flat_map(|key| attributes(key)).filter(|name| !own.contains(name)).collect();
        let same_key = self.same(&of_index);
        let same_content = match &index.projection {
            Projected::All => 0,
            Projected::KeysOnly => ALL,
            Projected::Include(names) => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let is_other = |name: &&str| !own.contains(name) && !of_index.contains(name);
                self.same(&names.into_iter().filter(is_other).collect::<Vec<_>>())
            }
        };
        let other_key = part(replaces, ALL - same_key);
        Entry {
            writes: ALL - replaces + 2 * other_key,
            changes: part(replaces - other_key, ALL - same_content),
            gained: Gain::of(self.replaced.counts),
        }
    }

    /// Chance that a put has the same values of these attributes as the item that it replaces.
    fn same(&self, names: &[&str]) -> u64 {
        let (mut same, mut moment) = (ALL, ALL);
        for (place, name) in names.iter().enumerate() {
            if names.iter().take(place).any(|known| known == name) {
                continue;
            }
            match self.scenario.attribute(name).map(|found| &found.values) {
                Some(Values::Date) => moment = moment.min(ALL - self.replaced.other_date),
                Some(Values::Hour) => moment = moment.min(ALL - self.replaced.other_hour),
                Some(values) => same = part(same, Repeats::one().and(values, 0).map_or(0, |values| values.same_parts())),
                None => {}
            }
        }
        part(same, moment)
    }

    fn notes(&self) -> Vec<Note> {
        let percent = (self.replaced.share / (ALL / 100)) as u32;
        let mut notes = if self.moves() { vec![Note::Moves] } else { Vec::new() };
        if percent > 0 {
            notes.push(Note::Replaces(percent));
        }
        notes
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

    fn items_gained(&self) -> Gain {
        match self.pattern.action {
            Action::Delete => Gain::of(self.replaced.counts).times(-1),
            _ if known::creates(self.pattern) => Gain::of(self.replaced.counts),
            _ => Gain::NONE,
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

/// A share of a share.
fn part(share: u64, of: u64) -> u64 {
    (u128::from(share) * u128::from(of) / u128::from(ALL)) as u64
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
