//! Reads: GetItem, Query or Scan, on a table or an index.

use capacity::Direction;
use model::limits::PAGE_SIZE_BYTES;

use crate::access::known::{self, Presence, attributes, has};
use crate::access::mean::{MeanUnits, mean_bytes};
use crate::access::space::{entry_size, holds, index_keys, items_on_average, table_keys};
use crate::access::{FAN_OUT_MAX, Flow, Gain, Ground, Impossible, Note, Operation, Place, Target, Way, targets};
use crate::scenario::{Action, IndexDesign, ItemSize, KeyPart, KeyTemplate, Pattern, Projected, Scenario, TableDesign};

const MILLION: u64 = 1_000_000;

/// What a read is on every table and index.
pub(crate) fn options(ground: &Ground<'_>, pattern: &Pattern) -> Vec<Result<Way, Impossible>> {
    targets(ground.design).into_iter().map(|target| way(ground, pattern, target)).collect()
}

/// The one of least units; of equal ones that of fewest calls; of those a query before a scan, and a table before its indexes.
pub(crate) fn cheapest(options: &[Result<Way, Impossible>]) -> Result<Way, Impossible> {
    let ways = options.iter().flatten();
    let least = ways.min_by_key(|way| (way.units(Direction::Read), way.calls, way.round_trips, way.operation == Operation::Scan));
    least.cloned().ok_or(Impossible::NotHeld)
}

/// What a read is on one table or index.
fn way(ground: &Ground<'_>, pattern: &Pattern, target: Target) -> Result<Way, Impossible> {
    let place = ground.space(target).zip(ground.space(Target { table: target.table, index: None }));
    let (Some(table), Some((space, table_space))) = (ground.design.tables.get(target.table), place) else {
        return Err(Impossible::NotHeld);
    };
    if !holds(table, &pattern.entity) {
        return Err(Impossible::OtherEntities);
    }
    let index = target.index.and_then(|place| table.indexes.get(place));
    let keys = index.map_or_else(|| table_keys(table), index_keys);
    if known::key_presence(ground.scenario, &pattern.entity, &keys) == Presence::Never {
        let lacking = keys.iter().flat_map(|key| attributes(key));
        let mut lacking = lacking.filter(|name| known::presence(ground.scenario, &pattern.entity, name) == Presence::Never);
        return Err(Impossible::NoEntries { attribute: lacking.next().unwrap_or_default().to_owned() });
    }
    let whole = ground.whole.tables.get(target.table).unwrap_or(table);
    let items = items_on_average(
        ground.scenario,
        ground.volumes,
        ground.replaced(target.table),
        whole,
        target.index.and_then(|place| whole.indexes.get(place)),
    );
    let read = Read { scenario: ground.scenario, items, pattern, target, table, index, space, table_space };
    let by_key = read.by_key();
    match (by_key, read.scan()) {
        // Asking for every suffix of a sharded key can cost more than reading everything.
        (Some(query), Ok(scan)) if scan.units(Direction::Read) < query.units(Direction::Read) => Ok(scan),
        (Some(query), _) => Ok(query),
        (None, scan) => scan,
    }
}

struct Read<'a> {
    scenario: &'a Scenario,
    /// Items or entries on average, of all kinds.
    items: u64,
    pattern: &'a Pattern,
    target: Target,
    table: &'a TableDesign,
    index: Option<&'a IndexDesign>,
    /// Key space of the target.
    space: usize,
    /// Key space of its table.
    table_space: usize,
}

/// What a key condition finds.
struct Found {
    /// Items of one call.
    evaluated: u64,
    notes: Vec<Note>,
}

impl Read<'_> {
    /// GetItem or Query; `None` if the partition key is not known.
    fn by_key(&self) -> Option<Way> {
        if self.pattern.action == Action::ScanAll {
            return None;
        }
        let calls = self.fan_out()?;
        let is_whole_key = self.index.is_none() && self.wants() == 1 && self.sort_key().is_none_or(|key| self.knows_all(key));
        let found = if is_whole_key { Found { evaluated: 1, notes: Vec::new() } } else { self.found() };
        let size = self.entry();
        let consistent = self.is_consistent();
        // What is asked for is spread over the suffixes; each of them is asked.
        let each = found.evaluated.div_ceil(calls.into());
        let pages = pages(each.saturating_mul(mean_bytes(size)));
        let mut flows = vec![Flow {
            space: self.space,
            direction: Direction::Read,
            units: MeanUnits::read(size, each, consistent),
            requests: calls,
            place: Place::Key,
            items_gained: Gain::NONE,
            bytes_gained: Gain::NONE,
        }];
        let mut notes = found.notes;
        if calls > 1 {
            notes.push(Note::FanOut(calls));
        }
        if self.pattern.consistent && self.is_global() {
            notes.push(Note::OnlyEventual);
        }
        let returned_millionths = self.returned_millionths(found.evaluated);
        let fetched = self.fetched(found.evaluated, returned_millionths);
        if fetched > 0 {
            notes.push(Note::Fetches(fetched));
            flows.push(self.fetch(fetched));
        }
        let is_global_fetch = fetched > 0 && self.is_global();
        Some(Way {
            operation: if is_whole_key { Operation::GetItem } else { Operation::Query },
            target: self.target,
            reads: Some(self.target),
            flows,
            evaluated: found.evaluated,
            evaluated_bytes: found.evaluated.saturating_mul(mean_bytes(size)),
            returned_millionths,
            // An LSI fetches by itself; behind a GSI the caller asks once more.
            calls: calls.saturating_mul(pages).saturating_add(u32::from(is_global_fetch)),
            round_trips: pages.saturating_add(u32::from(is_global_fetch)),
            local_entries: Vec::new(),
            notes,
        })
    }

    /// The whole table or index.
    fn scan(&self) -> Result<Way, Impossible> {
        if let Some(attribute) = self.unprojected() {
            return Err(Impossible::NotProjected { attribute });
        }
        let items = self.items;
        let item = self.index.map_or(ItemSize::Fixed(self.table.item_bytes), |index| {
            entry_size(self.scenario, self.table, index, ItemSize::Fixed(self.table.item_bytes))
        });
        let bytes = items.saturating_mul(mean_bytes(item));
        let pages = pages(bytes);
        let wanted = if self.pattern.action == Action::ScanAll { items } else { self.wants().min(items.max(1)) };
        let mut notes = Vec::new();
        if self.pattern.consistent && self.is_global() {
            notes.push(Note::OnlyEventual);
        }
        Ok(Way {
            operation: Operation::Scan,
            target: self.target,
            reads: Some(self.target),
            flows: vec![Flow {
                space: self.space,
                direction: Direction::Read,
                units: MeanUnits::read_bytes(bytes, self.is_consistent()),
                requests: 1,
                place: Place::Spread,
                items_gained: Gain::NONE,
                bytes_gained: Gain::NONE,
            }],
            evaluated: items,
            evaluated_bytes: bytes,
            returned_millionths: wanted.saturating_mul(self.pattern.returned_millionths.into()),
            calls: pages,
            round_trips: pages,
            local_entries: Vec::new(),
            notes,
        })
    }

    /// Calls that find the partition key's values: 1, or one for each suffix that the reader does not know. `None` if
    /// something else of the key is not known.
    fn fan_out(&self) -> Option<u32> {
        let mut calls = 1u64;
        for attribute in attributes(self.partition_key()).filter(|name| !self.knows(name)) {
            calls = calls.saturating_mul(known::suffixes(self.scenario, attribute)?.into());
        }
        u32::try_from(calls).ok().filter(|_| calls <= FAN_OUT_MAX)
    }

    /// How many items a Query evaluates, and why so many.
    ///
    /// Our model: a pattern's `items` are what it evaluates where the keys hold all that is known. A known attribute that no
    /// key holds is left to a filter, which passes one of as many items as the attribute has values; an order that the
    /// sort key does not have, or an attribute of endless values, takes the whole item collection.
    fn found(&self) -> Found {
        let (keyed, next) = self.keyed();
        let wants = self.wants();
        let in_order = match (&self.pattern.ordered_by[..], next) {
            (orders, _) if orders.iter().all(|order| keyed.contains(&order.as_str())) => true,
            ([order, ..], Some(next)) => known::orders(self.scenario, next, order),
            _ => false,
        };
        let left = self.pattern.known.iter().filter(|name| !keyed.contains(&name.as_str()));
        // A moment that is known is a range of the order.
        let left = left.filter(|name| !next.is_some_and(|next| known::orders(self.scenario, next, name)));
        let mut factor = Some(1u64);
        for name in left {
            factor = factor.zip(known::distinct(self.scenario, name)).map(|(factor, values)| factor.saturating_mul(values));
        }
        let collection = self.collection(&keyed).max(wants);
        match factor {
            Some(1) if in_order => Found { evaluated: wants, notes: Vec::new() },
            Some(factor) if in_order => {
                let evaluated = wants.saturating_mul(factor).min(collection);
                Found { evaluated, notes: vec![Note::Filters(evaluated.div_ceil(wants))] }
            }
            _ if collection == wants => Found { evaluated: wants, notes: Vec::new() },
            _ => Found { evaluated: collection, notes: vec![Note::WholeCollection] },
        }
    }

    /// Attributes that the key condition holds, and the attribute of the sort key that it leaves to the order.
    fn keyed(&self) -> (Vec<&str>, Option<&str>) {
        let mut keyed: Vec<&str> = attributes(self.partition_key()).collect();
        for part in self.sort_key().into_iter().flat_map(|key| &key.parts) {
            match part {
                KeyPart::Text(_) => {}
                KeyPart::Attribute(name) if self.knows(name) && !has(&self.pattern.ordered_by, name) => keyed.push(name),
                KeyPart::Attribute(name) => return (keyed, Some(name)),
            }
        }
        (keyed, None)
    }

    /// Items of the average item collection, as far as the key condition narrows it.
    fn collection(&self, keyed: &[&str]) -> u64 {
        let items = self.items;
        let mut values = Some(1u64);
        for name in keyed {
            values = values.zip(known::distinct(self.scenario, name)).map(|(values, more)| values.saturating_mul(more));
        }
        values.map_or(1, |values| items.div_ceil(values.max(1))).max(1)
    }

    /// Items that are wanted before any filter.
    fn wants(&self) -> u64 {
        if self.pattern.action == Action::Get { 1 } else { u64::from(self.pattern.items).max(1) }
    }

    fn returned_millionths(&self, evaluated: u64) -> u64 {
        self.wants().min(evaluated).saturating_mul(self.pattern.returned_millionths.into()).min(evaluated.saturating_mul(MILLION))
    }

    /// Items fetched from the table for one request: behind a GSI those returned, behind an LSI all that were evaluated.
    fn fetched(&self, evaluated: u64, returned_millionths: u64) -> u64 {
        if self.unprojected().is_none() {
            0
        } else if self.is_global() {
            returned_millionths.div_ceil(MILLION)
        } else {
            evaluated
        }
    }

    fn fetch(&self, items: u64) -> Flow {
        Flow {
            space: self.table_space,
            direction: Direction::Read,
            units: MeanUnits::read(self.pattern.size, 1, self.pattern.consistent),
            requests: u32::try_from(items).unwrap_or(u32::MAX),
            place: Place::Key,
            items_gained: Gain::NONE,
            bytes_gained: Gain::NONE,
        }
    }

    /// What the reader needs and an entry lacks: `Some(None)` is the whole item.
    #[allow(clippy::option_option)]
    fn unprojected(&self) -> Option<Option<String>> {
        let index = self.index?;
        let included = match &index.projection {
            Projected::All => return None,
            Projected::KeysOnly => &[][..],
            Projected::Include(names) => names,
        };
        if self.pattern.needs.is_empty() {
            return Some(None);
        }
        let keys = [table_keys(self.table), index_keys(index)].concat();
        let in_key = |name: &str| keys.iter().any(|key| key.name == name || attributes(key).any(|one| one == name));
        self.pattern.needs.iter().find(|name| !has(included, name) && !in_key(name)).map(|name| Some(name.clone()))
    }

    fn entry(&self) -> ItemSize {
        self.index.map_or(self.pattern.size, |index| entry_size(self.scenario, self.table, index, self.pattern.size))
    }

    fn partition_key(&self) -> &KeyTemplate {
        self.index.map_or(&self.table.partition_key, |index| &index.partition_key)
    }

    fn sort_key(&self) -> Option<&KeyTemplate> {
        self.index.map_or(self.table.sort_key.as_ref(), |index| index.sort_key.as_ref())
    }

    fn is_global(&self) -> bool {
        self.index.is_some_and(|index| !index.is_local)
    }

    fn is_consistent(&self) -> bool {
        self.pattern.consistent && !self.is_global()
    }

    fn knows(&self, attribute: &str) -> bool {
        known::knows(self.scenario, self.pattern, attribute)
    }

    fn knows_all(&self, key: &KeyTemplate) -> bool {
        attributes(key).all(|name| self.knows(name))
    }
}

/// Pages of 1 MB, at least one.
fn pages(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(PAGE_SIZE_BYTES as u64).max(1)).unwrap_or(u32::MAX)
}
