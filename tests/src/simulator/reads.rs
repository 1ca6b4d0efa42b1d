//! Queries and scans of a run, in one page or in many, of the table and of each index.

use api::{Operation, Query, Response, ReturnConsumedCapacity, Scan, Select};
use model::{AttributeValue, Item};

use super::draw::{TABLE, n, s, values};
use super::oracle::number;
use super::run::{Run, consumed, read_units};
use super::{INDEXES, IndexRule, Units, item_size_bytes};

/// What a page answered.
struct Answer {
    items: Vec<Item>,
    scanned: u64,
    last: Option<Item>,
    consumed: api::ConsumedCapacity,
    observed: u64,
}

impl Run {
    pub(super) fn query(&mut self) {
        let index = self.source();
        let hash = match index.map_or("pk", |index| index.hash) {
            "pk" => format!("p{}", self.chance.below(5)),
            "g" => format!("g{}", self.chance.below(3)),
            _ => format!("l{}", self.chance.below(3)),
        };
        let range = index.map_or(Some(("sk", "N")), |index| index.range);
        let (condition, bound) = self.sort_condition(range);
        let mut query = Query {
            table_name: TABLE.to_owned(),
            index_name: index.map(|index| index.name.to_owned()),
            scan_index_forward: Some(self.chance.once_in(2)),
            return_consumed_capacity: ReturnConsumedCapacity::Indexes,
            consistent_read: index.is_none_or(|index| index.local) && self.chance.once_in(2),
            ..Query::default()
        };
        let attribute = index.map_or("pk", |index| index.hash);
        query.key_condition_expression = Some(match (condition, range) {
            (Some(condition), Some((name, _))) => format!("{attribute} = :h AND {}", condition.replace('?', name)),
            _ => format!("{attribute} = :h"),
        });
        query.expressions = values([(":h", s(hash.as_str()))]);
        if let (Some(map), Some(bound)) = (&mut query.expressions.values, &bound) {
            map.insert(":s".to_owned(), bound.clone());
        }
        let mut expected = self.oracle.entries(index, Some(&hash));
        if let (Some(condition), Some((name, _)), Some(bound)) = (condition, range, &bound) {
            expected.retain(|entry| entry.get(name).is_some_and(|value| holds(condition, value, bound)));
        }
        sort(&mut expected, range, query.scan_index_forward != Some(false));
        if self.chance.once_in(2) {
            self.query_page(query, index, expected, range, &hash)
        } else {
            self.query_pages(query, index, expected, range)
        }
    }

    /// One page with whatever a page may have: filter, count, fetches.
    fn query_page(
        &mut self,
        mut query: Query,
        index: Option<&IndexRule>,
        evaluated: Vec<Item>,
        range: Option<(&str, &str)>,
        hash: &str,
    ) {
        let filters = self.chance.once_in(2);
        let lacks_b = index.is_some_and(|index| index.local && index.projected.is_some());
        let takes_b = lacks_b && self.chance.once_in(3);
        let counts = !takes_b && self.chance.once_in(5);
        if filters {
            query.filter_expression = Some("b >= :b".to_owned());
            query.expressions.values.get_or_insert_default().insert(":b".to_owned(), n(25));
        }
        query.projection_expression = takes_b.then(|| "b, pk".to_owned());
        query.select = counts.then_some(Select::Count);
        let fetches = lacks_b && (filters || takes_b);
        let wholes: Vec<Item> = evaluated.iter().filter_map(|entry| self.oracle.whole(entry)).cloned().collect();
        let sees = |(entry, whole): (&Item, &Item)| if fetches { whole.clone() } else { entry.clone() };
        let seen: Vec<Item> = evaluated.iter().zip(&wholes).map(sees).collect();
        let passes = |item: &Item| !filters || number(item, "b").is_some_and(|b| b >= 25);
        let returned = evaluated.iter().zip(&seen).filter(|(_, seen)| passes(seen)).map(|(entry, seen)| match takes_b {
            true => seen.clone().into_iter().filter(|(name, _)| name == "b" || name == "pk").collect(),
            false => entry.clone(),
        });
        let returned: Vec<Item> = returned.collect();
        let factor = if query.consistent_read { 2 } else { 1 };
        let mut units = Units::default();
        let page = read_units(evaluated.iter().map(item_size_bytes).sum(), factor);
        let fetched: u64 = wholes.iter().filter(|_| fetches).map(|whole| read_units(item_size_bytes(whole), factor)).sum();
        match index {
            None => units.table = page,
            Some(index) => {
                units.table = fetched;
                units.indexes.insert(index.name, page);
            }
        }
        let whole_collection = index.is_none() && query.expressions.values.as_ref().is_some_and(|map| !map.contains_key(":s"));
        let answer = self.page(Operation::Query(Box::new(query)), returned.len());
        self.same("the end of the page", &answer.last, &None);
        self.same("evaluated", &answer.scanned, &(evaluated.len() as u64));
        self.same("units of a query", &answer.consumed, &consumed(&units, None));
        if !counts && !takes_b {
            self.same_order(&answer.items, &returned, range);
        } else if !counts {
            self.same("projected items", &sorted(&answer.items), &sorted(&returned));
        }
        if whole_collection {
            let newest = self.newest_of(&(hash.to_owned(), 0), false);
            self.same("what a query observes", &answer.observed, &newest);
        }
    }

    /// Page after page, each with a limit; together they are everything once.
    fn query_pages(&mut self, mut query: Query, index: Option<&IndexRule>, expected: Vec<Item>, range: Option<(&str, &str)>) {
        let is_single = index.is_none() && query.key_condition_expression.as_ref().is_some_and(|text| text.contains("sk ="));
        if is_single {
            return;
        }
        let mut found = vec![];
        loop {
            query.limit = Some(1 + self.chance.below(3) as i64);
            let answer = self.page(Operation::Query(Box::new(query.clone())), usize::MAX);
            let mut units = Units::default();
            let page = read_units(answer.items.iter().map(item_size_bytes).sum(), if query.consistent_read { 2 } else { 1 });
            match index {
                None => units.table = page,
                Some(index) => drop(units.indexes.insert(index.name, page)),
            }
            self.same("units of a page", &answer.consumed, &consumed(&units, None));
            found.extend(answer.items);
            let Some(last) = answer.last else { break };
            query.exclusive_start_key = Some(last);
        }
        self.same_order(&found, &expected, range);
    }

    pub(super) fn scan(&mut self) {
        let index = self.source();
        let doublings = self.chance.below(3) as u32;
        let (total, limited) = (1_i64 << doublings, self.chance.once_in(2));
        let mut found = vec![];
        for segment in 0..total {
            let mut scan = Scan {
                table_name: TABLE.to_owned(),
                index_name: index.map(|index| index.name.to_owned()),
                segment: (total > 1).then_some(segment),
                total_segments: (total > 1).then_some(total),
                return_consumed_capacity: ReturnConsumedCapacity::Indexes,
                ..Scan::default()
            };
            loop {
                scan.limit = limited.then(|| 1 + self.chance.below(8) as i64);
                let answer = self.page(Operation::Scan(Box::new(scan.clone())), usize::MAX);
                if !limited {
                    let units = self.scan_units(index, &answer.items, segment as u128, doublings);
                    self.same("units of a scan", &answer.consumed, &consumed(&units, None));
                }
                found.extend(answer.items);
                let Some(last) = answer.last else { break };
                scan.exclusive_start_key = Some(last);
            }
        }
        self.same("everything, scanned", &sorted(&found), &sorted(&self.oracle.entries(index, None)));
    }

    /// Each partition that the segment meets is rounded for itself.
    fn scan_units(&self, index: Option<&IndexRule>, items: &[Item], segment: u128, doublings: u32) -> Units {
        let (first, last) = match doublings {
            0 => (0, u128::MAX),
            _ => (segment << (128 - doublings), (segment << (128 - doublings)) + (u128::MAX >> doublings)),
        };
        let name = index.map(|index| index.name);
        let table = self.table();
        let lies = |item: &Item| table.partition_of_item(name, item);
        let visited = table.key_space(name).ranges().filter(|(part, end)| end.hash.0 >= first && part.first.hash.0 <= last);
        let held = |number| items.iter().filter(|item| lies(item) == Some(number)).map(item_size_bytes).sum();
        let sum = visited.map(|(part, _)| read_units(held(part.number.0), 1)).sum();
        match index {
            None => Units { table: sum, ..Units::default() },
            Some(index) => Units { table: 0, indexes: [(index.name, sum)].into() },
        }
    }

    fn page(&mut self, operation: Operation, count: usize) -> Answer {
        let sent = format!("{operation:?}");
        let (reply, observed) = self.ask(operation);
        let Ok(Response::Page { items, count: found, scanned_count, last_evaluated_key, consumed_capacity }) = reply else {
            self.same(&sent, &reply.map(drop), &Ok(()));
            unreachable!("a reply of another operation");
        };
        if count != usize::MAX {
            self.same(&sent, &found, &(count as u64));
        }
        let items: Vec<Item> = items.unwrap_or_default().iter().map(|item| (**item).clone()).collect();
        let consumed = consumed_capacity.unwrap_or_default();
        Answer { items, scanned: scanned_count, last: last_evaluated_key, consumed, observed }
    }

    fn source(&mut self) -> Option<&'static IndexRule> {
        let indexes: Vec<_> = self.oracle.indexes().collect();
        indexes.get(self.chance.below(INDEXES.len() as u64 + 2) as usize).copied()
    }

    /// A condition on the sort key, `?` standing for its name, and what `:s` is.
    fn sort_condition(&mut self, range: Option<(&str, &str)>) -> (Option<&'static str>, Option<AttributeValue>) {
        let Some((_, kind)) = range.filter(|_| self.chance.once_in(2)) else { return (None, None) };
        let conditions = ["? = :s", "? < :s", "? <= :s", "? > :s", "? >= :s", "? BETWEEN :s AND :s", "begins_with(?, :s)"];
        let conditions = if kind == "S" { &conditions[..] } else { &conditions[..6] };
        let condition = conditions[self.chance.below(conditions.len() as u64) as usize];
        let bound = if kind == "S" { s(format!("l{}", self.chance.below(3))) } else { n(self.chance.below(6)) };
        (Some(condition), Some(bound))
    }

    /// Equal items, and in the order of the sort key; items with the same sort key may stand in any order.
    fn same_order(&self, found: &[Item], expected: &[Item], range: Option<(&str, &str)>) {
        let keys = |items: &[Item]| -> Vec<_> { items.iter().map(|item| sort_value(item, range)).collect() };
        self.same("the order of the sort key", &keys(found), &keys(expected));
        self.same("items of a query", &sorted(found), &sorted(expected));
    }
}

fn holds(condition: &str, value: &AttributeValue, bound: &AttributeValue) -> bool {
    let order = match (value, bound) {
        (AttributeValue::S(value), AttributeValue::S(bound)) => value.cmp(bound),
        (AttributeValue::N(value), AttributeValue::N(bound)) => value.cmp(bound),
        _ => return false,
    };
    match condition {
        "? < :s" => order.is_lt(),
        "? <= :s" => order.is_le(),
        "? > :s" => order.is_gt(),
        "? >= :s" => order.is_ge(),
        // All strings here are equally long, so that a beginning is the whole.
        _ => order.is_eq(),
    }
}

fn sort_value(item: &Item, range: Option<(&str, &str)>) -> Option<(u64, String)> {
    match item.get(range?.0)? {
        AttributeValue::N(number) => Some((number.to_string().parse().ok()?, String::new())),
        AttributeValue::S(text) => Some((0, text.clone())),
        _ => None,
    }
}

fn sort(items: &mut [Item], range: Option<(&str, &str)>, forward: bool) {
    items.sort_by_key(|item| sort_value(item, range));
    if !forward {
        items.reverse();
    }
}

/// The items in one agreed order, to compare them as a set.
fn sorted(items: &[Item]) -> Vec<String> {
    let mut items: Vec<String> = items.iter().map(|item| format!("{item:?}")).collect();
    items.sort();
    items
}
