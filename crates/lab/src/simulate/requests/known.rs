//! Items that are known to be in place, so that nobody has to look.

use std::collections::BTreeMap;

use super::course::{Course, Step, Write};
use crate::workload::{Origin, Request};

/// Numbers of items that are remembered at most, for each place that they come from (our bound: 2 MB). Of others, one looks.
const NUMBERS_MAX: u64 = 1 << 24;

/// The items known to be in place in the tables of a design, by what made them.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Of each table and origin, a bit for each number.
    items: BTreeMap<(usize, Origin), Vec<u64>>,
    /// Tables that lose items: nothing of them is known for long.
    losing: Vec<usize>,
}

impl Known {
    /// Nothing is known yet.
    pub(super) fn new(courses: &[Course]) -> Self {
        let steps = courses.iter().flat_map(|course| course.steps.iter().map(move |step| (course, step)));
        let deleted = steps.filter_map(|(course, step)| match step {
            Step::Write { shape, write: Write::Delete } => course.shapes.get(*shape),
            _ => None,
        });
        Known { items: BTreeMap::new(), losing: deleted.map(|shape| shape.table).collect() }
    }

    /// Whether the item is in place for certain.
    pub(super) fn has(&self, table: usize, item: &Request) -> bool {
        let words = self.items.get(&(table, item.origin));
        let word = usize::try_from(item.number / 64).ok().and_then(|at| words?.get(at));
        word.is_some_and(|word| word & bit(item) != 0)
    }

    /// Notes that it is.
    pub(super) fn note(&mut self, table: usize, item: &Request) {
        if item.number >= NUMBERS_MAX || self.losing.contains(&table) {
            return;
        }
        let (words, at) = (self.items.entry((table, item.origin)).or_default(), (item.number / 64) as usize);
        if words.len() <= at {
            words.resize(at + 1, 0);
        }
        words[at] |= bit(item);
    }
}

fn bit(item: &Request) -> u64 {
    1 << (item.number % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(origin: Origin, number: u64) -> Request {
        Request { origin, number, at_s: 0 }
    }

    #[test]
    fn what_was_noted_is_known_and_nothing_else() {
        let mut known = Known { losing: vec![1], ..Known::default() };
        let noted = [(0, item(Origin::Pattern(2), 64)), (0, item(Origin::Stock(2), 63)), (2, item(Origin::Stock(2), 5))];
        for (table, item) in &noted {
            known.note(*table, item);
        }
        for (table, item) in &noted {
            assert!(known.has(*table, item));
        }
        for (table, item) in
            [(2, item(Origin::Pattern(2), 64)), (0, item(Origin::Stock(2), 64)), (0, item(Origin::Pattern(2), 63))]
        {
            assert!(!known.has(table, &item));
        }
    }

    #[test]
    fn nothing_is_known_of_tables_that_lose_items_nor_of_numbers_beyond_the_bound() {
        let mut known = Known { losing: vec![1], ..Known::default() };
        known.note(1, &item(Origin::Stock(0), 0));
        known.note(0, &item(Origin::Stock(0), u64::MAX));
        assert!(!known.has(1, &item(Origin::Stock(0), 0)));
        assert!(!known.has(0, &item(Origin::Stock(0), u64::MAX)));
    }
}
