//! Which items of an entity exist at a moment: those of the start, and those that were put since.
//!
//! Our model: the items of the start came to be evenly over [`Live::span_s`] before it; deletes take the oldest of them, then those
//! of the first pattern that puts; what expires is gone when its time has come.

use super::arrivals::Arrivals;
use super::calendar::DAY_S;
use super::draws::Origin;
use crate::scenario::{Action, Attribute, KeyPart, Pattern, Scenario, TableDesign, Values};

/// Days over which the items of the start came to be, unless they expire sooner.
const STOCK_DAYS: u32 = 30;

/// The items of one entity.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub(super) entity: String,
    /// Items at the start.
    pub(super) stock: u64,
    /// Days after which items expire, if they do.
    expires_after_days: Option<u32>,
    /// Patterns that put whole items.
    puts: Vec<u32>,
    /// Patterns that delete them.
    deletes: Vec<u32>,
    /// Attributes that name one item, with how many values they have, if they all come from lists.
    identity: Vec<(String, u64)>,
    /// Attributes of its key, in the first design that holds it.
    pub(super) key: Vec<String>,
}

impl Live {
    /// Each entity of the scenario, in the order in which patterns name them.
    pub(super) fn all(scenario: &Scenario) -> Vec<Self> {
        let mut all: Vec<Live> = vec![];
        for pattern in &scenario.patterns {
            if all.iter().all(|live| live.entity != pattern.entity) {
                all.push(Live::new(scenario, &pattern.entity));
            }
        }
        all
    }

    fn new(scenario: &Scenario, entity: &str) -> Self {
        let patterns = (0u32..).zip(&scenario.patterns).filter(|(_, pattern)| pattern.entity == entity);
        let of = |is_wanted: &dyn Fn(&Pattern) -> bool| -> Vec<u32> {
            patterns.clone().filter(|(_, pattern)| is_wanted(pattern)).map(|(index, _)| index).collect()
        };
        let one = patterns.clone().find(|(_, pattern)| matches!(pattern.action, Action::Get | Action::Update | Action::Delete));
        let key = key(scenario, entity);
        let known = one.map(|(_, pattern)| &pattern.known).filter(|known| !known.is_empty()).unwrap_or(&key);
        Live {
            entity: entity.to_owned(),
            stock: stock(scenario, entity),
            expires_after_days: patterns.clone().filter_map(|(_, pattern)| pattern.expires_after_days).min(),
            puts: of(&|pattern| pattern.makes_items()),
            deletes: of(&|pattern| pattern.action == Action::Delete),
            identity: identity(scenario, known).unwrap_or_default(),
            key,
        }
    }

    /// Seconds before the start over which the items of the start came to be.
    pub(super) fn span_s(&self) -> u64 {
        u64::from(self.expires_after_days.unwrap_or(STOCK_DAYS)) * DAY_S
    }

    /// When an item of the start came to be, as seconds since 1970.
    pub(super) fn stock_born_s(&self, number: u64, start_s: u64) -> u64 {
        let span = self.span_s().min(start_s);
        let stock = u128::from(self.stock.max(1));
        let after = (u128::from(span) * u128::from(number.min(self.stock)) / stock) as u64;
        start_s - span + after.min(span.saturating_sub(1))
    }

    /// Items of the start that had come to be before this second since 1970.
    pub(super) fn stock_until(&self, moment: u64, start_s: u64) -> u64 {
        // The first whose moment is not before it; moments grow with numbers.
        let (mut low, mut high) = (0, self.stock);
        while low < high {
            let middle = low.midpoint(high);
            if self.stock_born_s(middle, start_s) < moment {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The number of the value that an item of the start has of an attribute that names it: in turn, so that each combination is
    /// there if there are items enough. `None` if its values are drawn.
    pub(super) fn in_turn(&self, attribute: &str, number: u64) -> Option<u64> {
        let place = self.identity.iter().position(|(name, _)| name == attribute)?;
        let (before, rest) = self.identity.split_at_checked(place)?;
        let skipped = before.iter().fold(number, |number, (_, count)| number / (*count).max(1));
        Some(skipped % rest.first().map_or(1, |(_, count)| (*count).max(1)))
    }

    /// The first item of the start that has these values of the attributes that name it: the other way round of [`Live::in_turn`].
    pub(super) fn with_values(&self, value: impl Fn(&str) -> Option<u64>) -> Option<u64> {
        let mut numbered = self.identity.iter().rev();
        numbered.try_fold(0u64, |number, (name, count)| number.checked_mul(*count)?.checked_add(value(name)?))
    }

    /// Items that exist in this second of the scenario, those not counted that arrive within it.
    pub(super) fn count(&self, arrivals: &Arrivals, second: u64) -> u64 {
        self.ranges(arrivals, second).fold(0, |sum, (_, from, to)| sum.saturating_add(to - from))
    }

    /// One of them; an origin of `None` is the stock.
    pub(super) fn nth(&self, chosen: u64, arrivals: &Arrivals, second: u64) -> Option<(Option<Origin>, u64)> {
        let mut rest = chosen;
        for (origin, from, to) in self.ranges(arrivals, second) {
            if rest < to - from {
                return Some((origin, from + rest));
            }
            rest -= to - from;
        }
        None
    }

    /// The item that a delete takes; `None` if there is none left.
    pub(super) fn oldest(&self, pattern: u32, number: u64, arrivals: &Arrivals, second: u64) -> Option<(Option<Origin>, u64)> {
        let place = self.deletes.iter().position(|delete| *delete == pattern)? as u64;
        let index = number.saturating_mul(self.deletes.len() as u64).saturating_add(place);
        if index < self.stock {
            return Some((None, index));
        }
        let put = *self.puts.first()?;
        (index - self.stock < arrivals.until(put as usize, second)).then_some((Some(Origin::Pattern(put)), index - self.stock))
    }

    /// The numbers of the items that exist, by origin: from and to, the latter not included.
    pub(super) fn ranges<'a>(
        &'a self,
        arrivals: &'a Arrivals,
        second: u64,
    ) -> impl Iterator<Item = (Option<Origin>, u64, u64)> + 'a {
        let deleted: u64 = self.deletes.iter().map(|pattern| arrivals.until(*pattern as usize, second)).sum();
        let stock_gone = deleted.max(self.stock_expired(second)).min(self.stock);
        let mut left = deleted.saturating_sub(self.stock);
        let puts = self.puts.iter().map(move |pattern| {
            let to = arrivals.until(*pattern as usize, second);
            let expired = self
                .expiry_s()
                .and_then(|expiry| second.checked_sub(expiry))
                .map_or(0, |then| arrivals.until(*pattern as usize, then));
            let from = expired.max(core::mem::take(&mut left)).min(to);
            (Some(Origin::Pattern(*pattern)), from, to)
        });
        core::iter::once((None, stock_gone, self.stock)).chain(puts)
    }

    fn expiry_s(&self) -> Option<u64> {
        self.expires_after_days.map(|days| u64::from(days) * DAY_S)
    }

    /// Items of the start that have expired: they came to be evenly over the time that they live.
    fn stock_expired(&self, second: u64) -> u64 {
        let Some(expiry) = self.expiry_s().filter(|expiry| *expiry > 0) else { return 0 };
        (u128::from(self.stock) * u128::from(second.min(expiry)) / u128::from(expiry)) as u64
    }
}

/// Items of an entity at the start: of the design that has most. A table's items are shared evenly by the kinds that it holds.
fn stock(scenario: &Scenario, entity: &str) -> u64 {
    holders(scenario, entity).map(|table| table.item_count / kinds(scenario, &table.holds).max(1)).max().unwrap_or_default()
}

/// Tables of all designs that hold the entity.
fn holders<'a>(scenario: &'a Scenario, entity: &'a str) -> impl Iterator<Item = &'a TableDesign> {
    let tables = scenario.designs.iter().flat_map(|design| &design.tables);
    tables.filter(move |table| table.holds.is_empty() || table.holds.iter().any(|held| held == entity))
}

/// Attributes of the key of the first table that holds the entity.
fn key(scenario: &Scenario, entity: &str) -> Vec<String> {
    let keys = holders(scenario, entity).next().map(|table| [Some(&table.partition_key), table.sort_key.as_ref()]);
    let parts = keys.into_iter().flatten().flatten().flat_map(|key| key.parts_of(entity));
    let mut names: Vec<String> = vec![];
    for part in parts {
        if let KeyPart::Attribute(name) = part
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

/// How many kinds of items a table holds.
fn kinds(scenario: &Scenario, holds: &[String]) -> u64 {
    if !holds.is_empty() {
        return holds.len() as u64;
    }
    let first = |(index, entity): (usize, &str)| scenario.patterns[..index].iter().all(|pattern| pattern.entity != entity);
    scenario.patterns.iter().map(|pattern| pattern.entity.as_str()).enumerate().filter(|pair| first(*pair)).count() as u64
}

/// Attributes that name one item of an entity, in the order in which the items of the start count through their values; none if not all of
/// them come from lists.
pub(crate) fn identity_of(scenario: &Scenario, entity: &str) -> Vec<String> {
    Live::new(scenario, entity).identity.into_iter().map(|(name, _)| name).collect()
}

/// Attributes that name one item, if all of them come from lists of values.
fn identity(scenario: &Scenario, known: &[String]) -> Option<Vec<(String, u64)>> {
    let attributes = known.iter().filter_map(|name| scenario.attribute(name));
    let listed = attributes.filter(|attribute| !matches!(attribute.values, Values::Date | Values::Hour));
    listed.map(|attribute: &Attribute| Some((attribute.name.clone(), attribute.values.count()?))).collect()
}
