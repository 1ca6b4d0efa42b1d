//! Which share of a pattern's puts finds an item there, because its key comes again.
//!
//! Where the attributes of a key take few values, a put replaces what was put before, or what was there at the start: the table gains
//! nothing, and an index deletes an entry where its own key changes. How often follows from how the key is drawn.
//!
//! Our model: the share is a mean over the run, whose requests come evenly. All requests that name the item by its key meet:
//! what is read, changed or deleted was there. What has expired is as if it had never been there, counted anew each time that
//! items live. Patterns that take the values of a list in turn are counted as one that takes as many.

use crate::access::known::{attributes, creates, has, knows};
use crate::access::space::{items_of_kind, table_keys};
use crate::scenario::{Action, Pattern, Scenario, TableDesign, Values};
use crate::workload::{DAY_S, Different, HOUR_S, KeyGroups, Repeats, identity_of};

/// All of something, in parts: shares of many puts are small.
pub(crate) const ALL: u64 = KeyGroups::PARTS;

/// What the puts and deletes of a pattern find in a table, in parts of [`ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Replaced {
    /// Puts that replace an item.
    pub(crate) share: u64,
    /// Of those that replace one: whose item is of another date, and of another hour.
    pub(crate) other_date: u64,
    pub(crate) other_hour: u64,
    /// Puts that add an item to those that the scenario tells of, or deletes that take one from them.
    pub(crate) counts: u64,
}

impl Replaced {
    /// No key comes again: every put adds an item, every delete takes one.
    pub(crate) const NONE: Replaced = Replaced { share: 0, other_date: 0, other_hour: 0, counts: ALL };
}

/// The attributes of a table's key, as items of one kind have it; each once.
fn key_names(own: &TableDesign) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in table_keys(own).into_iter().flat_map(attributes) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Items of an entity at the start of which a put may have the key: all of them if they count through the values of the key's attributes,
/// otherwise none.
pub(crate) fn stock_met(scenario: &Scenario, table: &TableDesign, entity: &str) -> u64 {
    let (own, named) = (table.of(entity), identity_of(scenario, entity));
    let names = key_names(&own);
    let is_counted = !names.is_empty() && names.len() == named.len() && names.iter().all(|name| has(&named, name));
    if is_counted { items_of_kind(scenario, table, None, entity) } else { 0 }
}

/// What the puts or deletes of a pattern find in a table with the keys of all kinds. `volumes` are the requests of each pattern over the
/// run.
pub(crate) fn replaced(scenario: &Scenario, volumes: &[u64], table: &TableDesign, pattern: &Pattern) -> Replaced {
    let deletes = pattern.action == Action::Delete;
    if !deletes && !creates(pattern) {
        return Replaced::NONE;
    }
    let own = table.of(&pattern.entity);
    let names = key_names(&own);
    let stock = stock_met(scenario, table, &pattern.entity);
    // Of items at the start that have any keys, a delete finds one.
    let finds_any = deletes && stock < items_of_kind(scenario, table, None, &pattern.entity);
    let Some(keys) = Keys::new(scenario, &names, stock, &pattern.entity).filter(|_| !finds_any) else { return Replaced::NONE };
    let writes = |other: &Pattern| creates(other) || other.action == Action::Delete;
    let meets = |other: &Pattern| match other.action {
        Action::Put | Action::Update | Action::Delete | Action::TransactWrite => true,
        Action::Get | Action::List => names.iter().all(|name| knows(scenario, other, name)),
        Action::ScanAll => false,
    };
    let lives_s = pattern.expires_after_days.map_or(u64::MAX, |days| u64::from(days) * DAY_S);
    let of_kind = || scenario.patterns.iter().zip(volumes).filter(|(other, _)| other.entity == pattern.entity);
    let sum = |is_one: &dyn Fn(&Pattern) -> bool| {
        of_kind().filter(|(other, _)| is_one(other)).fold(0u64, |sum, (_, count)| sum.saturating_add(*count))
    };
    let (written, met, deleted) = (sum(&writes), sum(&meets), sum(&|other| other.action == Action::Delete));
    if written == 0 {
        return Replaced::NONE;
    }
    let told = keys.found(written, deleted, lives_s);
    let found = keys.found(met, deleted, lives_s);
    let other = |of_s: u64| {
        let earlier = keys.firsts(met, keys.period_s.min(of_s), lives_s).of_parts(met).saturating_sub(ALL - found.again);
        share(earlier.saturating_add(found.at_start), found.again.saturating_add(found.at_start))
    };
    Replaced {
        share: if deletes { 0 } else { found.all() },
        other_date: other(DAY_S),
        other_hour: other(HOUR_S),
        counts: if deletes { told.all() } else { ALL - told.all() },
    }
}

/// How the key of an entity's items is drawn in a scenario.
struct Keys<'a> {
    scenario: &'a Scenario,
    repeats: Repeats,
    /// Seconds after which no key comes again, if a date or an hour is part of it.
    period_s: u64,
}

/// What requests find, out of all of them, in parts of [`ALL`].
struct Found {
    /// Requests whose key came before.
    again: u64,
    /// Of them, those before which a delete came with that key.
    deleted: u64,
    /// Requests that are the first with their key, and find an item of the start.
    at_start: u64,
}

impl Found {
    fn all(&self) -> u64 {
        (self.again - self.deleted + self.at_start).min(ALL)
    }
}

impl<'a> Keys<'a> {
    /// `None` if no key comes again.
    fn new(scenario: &'a Scenario, names: &[&str], stock: u64, entity: &str) -> Option<Self> {
        let (mut repeats, mut period_s) = (Repeats::one(), u64::MAX);
        // Items of the start count through the values of one attribute after the other.
        let named = identity_of(scenario, entity);
        let place = |name: &str| named.iter().position(|one| one == name).unwrap_or(usize::MAX);
        let mut names = names.to_vec();
        model::sort_by(&mut names, |left, right| place(left).cmp(&place(right)));
        let mut left = stock;
        for name in names {
            match &scenario.attribute(name)?.values {
                Values::Date => period_s = period_s.min(DAY_S),
                Values::Hour => period_s = period_s.min(HOUR_S),
                values => {
                    repeats = repeats.and(values, left)?;
                    left = left.div_ceil(values.count().unwrap_or(1).max(1));
                }
            }
        }
        let repeats = if stock == 0 { repeats.without_stock() } else { repeats };
        Some(Keys { scenario, repeats, period_s })
    }

    /// What so many requests find, so many of them deletes. Where the last that came with a key was a delete, nothing is there.
    fn found(&self, requests: u64, deletes: u64, lives_s: u64) -> Found {
        let first = self.firsts(requests, self.period_s, lives_s);
        let again = ALL - first.of_parts(requests);
        let deleted = (u128::from(again) * u128::from(deletes) / u128::from(requests.max(1))) as u64;
        Found { again, deleted, at_start: first.there_of_parts(requests) }
    }

    /// How many of so many requests, which come evenly, are the first with their key in each period of so many seconds of the calendar, or
    /// in each time that items live, if that is less.
    fn firsts(&self, requests: u64, calendar_s: u64, lives_s: u64) -> Different {
        let duration_s = self.scenario.duration_s.max(1);
        let since_s = if calendar_s <= lives_s && calendar_s < u64::MAX { self.scenario.start_s % calendar_s } else { 0 };
        let period_s = calendar_s.min(lives_s).max(1);
        let first_s = (period_s - since_s).min(duration_s);
        let (whole, last_s) = ((duration_s - first_s) / period_s, (duration_s - first_s) % period_s);
        let until = |second: u64| (u128::from(requests) * u128::from(second) / u128::from(duration_s)) as u64;
        let in_first = until(first_s);
        let in_whole = until(duration_s - last_s) - in_first;
        // So many whole periods have one request more than the others.
        let (each, more) = (in_whole / whole.max(1), in_whole % whole.max(1));
        let rest = [(each + 1, more), (each, whole - more), (requests - in_first - in_whole, 1)];
        // What is there at the start is found once.
        let add = |sum: Different, (draws, times)| sum.plus(self.repeats.different(draws).without_stock(), times);
        rest.into_iter().filter(|(draws, times)| draws * times > 0).fold(self.repeats.different(in_first), add)
    }
}

fn share(part: u64, whole: u64) -> u64 {
    (u128::from(part.min(whole)) * u128::from(ALL)).checked_div(u128::from(whole)).unwrap_or(0) as u64
}

#[cfg(test)]
mod tests {
    use super::{ALL, Replaced, replaced};
    use crate::access::tests::{pattern, shop, table};
    use crate::scenario::{Action, Attribute, Pattern, Scenario, TableDesign, Values};

    /// A shop of ten customers over two days, whose orders are put and, if so, deleted. Shares are in thousandths.
    fn told(table: &TableDesign, volumes: &[u64], change: impl Fn(&mut Scenario)) -> (u64, u64, u64) {
        let mut scenario = shop();
        scenario.duration_s = 2 * 86_400;
        scenario.attributes[0] = Attribute { values: Values::Uniform { count: 10 }, ..scenario.attributes[0].clone() };
        scenario.patterns = vec![pattern("place", Action::Put, &[]), pattern("cancel", Action::Delete, &[])];
        scenario.designs = vec![super::super::tests::design(vec![table.clone()])];
        change(&mut scenario);
        let Replaced { share, other_date, other_hour, counts } = replaced(&scenario, volumes, table, &scenario.patterns[0]);
        assert_eq!(counts, ALL - share, "nobody else asks by key");
        let thousandths = |share: u64| (share + ALL / 2_000) / (ALL / 1_000);
        (thousandths(share), thousandths(other_date), thousandths(other_hour))
    }

    fn empty(partition: &str, sort: Option<&str>) -> TableDesign {
        TableDesign { item_count: 0, ..table(partition, sort) }
    }

    #[test]
    fn what_comes_again_is_what_is_not_the_first_of_its_key() {
        let keep = |_: &mut Scenario| {};
        // 190 of 200 come again, ten of them on the second day.
        assert_eq!(told(&empty("pk: {customer}", None), &[200, 0], keep), (950, 53, 844));
        // Ten each day.
        assert_eq!(told(&empty("pk: {customer}", Some("sk: {date}")), &[200, 0], keep), (900, 0, 835));
        // A key without attributes.
        assert_eq!(told(&empty("pk: ALL", None), &[1_000, 0], keep).0, 999);
        for sort in ["sk: {time}", "sk: {order}"] {
            assert_eq!(told(&empty("pk: {customer}", Some(sort)), &[1_000, 0], keep), (0, 0, 0));
        }
        assert_eq!(told(&empty("pk: {customer}", None), &[0, 0], keep), (0, 0, 0));
    }

    #[test]
    fn deletes_leave_nothing_to_replace_and_what_expires_begins_anew() {
        // Of 2,000 requests 1,990 come again, half of them after a delete.
        assert_eq!(told(&empty("pk: {customer}", None), &[1_000, 1_000], |_| {}).0, 498);
        let expires = |scenario: &mut Scenario| {
            scenario.patterns[0] = Pattern { expires_after_days: Some(1), ..scenario.patterns[0].clone() };
        };
        assert_eq!(told(&empty("pk: {customer}", None), &[200, 0], expires).0, 900);
    }

    /// What is read was there, but nobody has told that it is one of the items.
    #[test]
    fn what_others_ask_for_is_replaced_and_counts_as_new() {
        let mut scenario = shop();
        scenario.attributes[0] = Attribute { values: Values::Uniform { count: 10 }, ..scenario.attributes[0].clone() };
        scenario.patterns =
            vec![pattern("place", Action::Put, &[]), pattern("show", Action::Get, &[]), pattern("go", Action::Delete, &[])];
        let table = empty("pk: {customer}", None);
        let of = |volumes: &[u64], at: usize| {
            let found = replaced(&scenario, volumes, &table, &scenario.patterns[at]);
            [found.share, found.counts].map(|share| (share + ALL / 2_000) / (ALL / 1_000))
        };
        // Ten of 1,000 are the first of all that come, ten of 100 the first of the puts.
        assert_eq!(of(&[100, 900, 0], 0), [990, 100]);
        // Of 200 puts and deletes 190 come again, half of them after a put: what deletes find is what puts have added, but for what stays.
        assert_eq!([of(&[100, 0, 100], 0), of(&[100, 0, 100], 2)], [[475, 525], [0, 475]]);
        let stocked = TableDesign { item_count: 1_000, ..table.clone() };
        assert_eq!(
            replaced(&Scenario { designs: vec![], ..scenario.clone() }, &[1, 1, 1], &stocked, &scenario.patterns[2]),
            Replaced::NONE
        );
    }

    #[test]
    fn the_items_of_the_start_are_there() {
        let of = |item_count: u64| TableDesign { item_count, ..table("pk: {customer}", None) };
        for (items, share) in [(0, 900), (5, 950), (10, 1_000), (1_000_000, 1_000)] {
            assert_eq!(told(&of(items), &[100, 0], |_| {}).0, share, "{items}");
        }
    }
}
