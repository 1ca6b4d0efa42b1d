//! Items that expire during a run: time to live deletes them, which takes no capacity.
//!
//! Our model: an item is deleted in the minute in which its time has come (AWS says: within a few days). The items of the start
//! came to be evenly over the time that they live, as in `workload`; what the scenario itself deletes are the oldest of a kind, so
//! that many fewer expire. Entries of indexes go with their items.

use std::collections::VecDeque;

use super::recorder::MINUTE_S;
use super::retry::MILLION;
use super::tally::Tally;
use crate::access::{Gain, Plan, items_of_kind};
use crate::scenario::{Action, Design, Scenario};
use crate::workload::DAY_S;

/// What a gain is told in.
const ONE: u128 = Gain::ONE.0.unsigned_abs() as u128;

/// What has expired in a minute in one key space; all in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expired {
    /// The pattern that puts such items: they lie where its writes go.
    pub(super) pattern: u32,
    /// The key space.
    pub(super) space: usize,
    /// Items or entries.
    pub(super) items: u128,
    /// Their bytes.
    pub(super) bytes: u128,
}

/// Items that one pattern puts and that expire.
#[derive(Debug)]
pub(super) struct Mortal {
    pattern: u32,
    lives_s: u64,
    /// Patterns that delete such items; none if those of another pattern are the oldest.
    deletes: Vec<u32>,
    spaces: Vec<Entries>,
    /// What was carried out in each minute and has not expired, in millionths; empty where nothing of it expires within the run.
    minutes: VecDeque<u128>,
    /// Whether what is put can expire within the run.
    outlives: bool,
    /// What was carried out when the last minute ended, and when that was.
    carried: u128,
    second: u64,
}

/// What the items leave in one key space.
#[derive(Debug)]
struct Entries {
    space: usize,
    /// Items or entries at the start, and their bytes.
    stock: u64,
    stock_bytes: u64,
    /// Items or entries of one put, and their bytes, as a [`Gain`] has them.
    items: u64,
    bytes: u64,
    /// Millionths of items whose time has come, and of those that have expired: the others were deleted before.
    due: u128,
    gone: u128,
}

/// Every kind of items that expires.
pub(super) fn mortals(scenario: &Scenario, design: &Design, plan: &Plan) -> Vec<Mortal> {
    let mut all: Vec<Mortal> = Vec::new();
    for ((number, pattern), planned) in (0u32..).zip(&scenario.patterns).zip(&plan.patterns) {
        let (Some(days), Ok(way)) = (pattern.expires_after_days, &planned.way) else { continue };
        // Two patterns may put items of one kind: those of the start, and what was deleted, are told once.
        let is_first = all.iter().all(|other| scenario.patterns[other.pattern as usize].entity != pattern.entity);
        let entries = way.flows.iter().filter(|flow| flow.items_gained > Gain::NONE).filter_map(|flow| {
            let space = plan.spaces.get(flow.space)?;
            let table = design.tables.get(space.table)?;
            let index = space.index.and_then(|place| table.indexes.get(place));
            let stock = if is_first { items_of_kind(scenario, table, index, &pattern.entity) } else { 0 };
            let bytes = u128::from(space.size_bytes) * u128::from(stock) / u128::from(space.item_count.max(1));
            Some(Entries {
                space: flow.space,
                stock,
                stock_bytes: u64::try_from(bytes).unwrap_or(u64::MAX),
                items: flow.items_gained.0.unsigned_abs(),
                bytes: flow.bytes_gained.0.unsigned_abs(),
                due: 0,
                gone: 0,
            })
        });
        let of_kind = (0u32..).zip(&scenario.patterns).filter(|(_, other)| is_first && other.entity == pattern.entity);
        let lives_s = u64::from(days) * DAY_S;
        all.push(Mortal {
            pattern: number,
            lives_s,
            deletes: of_kind.filter(|(_, other)| other.action == Action::Delete).map(|(number, _)| number).collect(),
            spaces: entries.collect(),
            minutes: VecDeque::new(),
            outlives: lives_s >= scenario.duration_s,
            carried: 0,
            second: 0,
        });
    }
    all
}

/// What has expired in the minute of the run that ends at `second`. The tallies say what was carried out so far.
pub(super) fn expired(mortals: &mut [Mortal], second: u64, tallies: &[Tally]) -> Vec<Expired> {
    let admitted = |pattern: u32| tallies.get(pattern as usize).map_or(0, |tally| tally.admitted);
    mortals.iter_mut().flat_map(|mortal| mortal.minute(second, admitted)).collect()
}

impl Mortal {
    /// A minute of the run ends at `second`. `admitted` tells how many requests of a pattern were carried out so far, in millionths.
    fn minute(&mut self, second: u64, admitted: impl Fn(u32) -> u128) -> Vec<Expired> {
        let put = self.put_before(admitted(self.pattern));
        let deleted = self.deletes.iter().map(|pattern| admitted(*pattern)).sum::<u128>();
        let lived_s = |second: u64| u128::from(second.min(self.lives_s));
        let (pattern, lives_s) = (self.pattern, u128::from(self.lives_s.max(1)));
        let (before, until) = (lived_s(self.second), lived_s(second));
        self.second = second;
        let expired = self.spaces.iter_mut().map(|entries| {
            let stock = u128::from(entries.stock) * u128::from(MILLION);
            let of_stock = stock * until / lives_s - stock * before / lives_s;
            let of_put = put * u128::from(entries.items) / ONE;
            entries.due += of_stock + of_put;
            let gone = entries.due.saturating_sub(deleted).max(entries.gone);
            let items = gone - core::mem::replace(&mut entries.gone, gone);
            let bytes = of_stock * u128::from(entries.stock_bytes) / u128::from(entries.stock.max(1))
                + put * u128::from(entries.bytes) / ONE;
            // What was deleted was as large as what would have expired.
            let all = (of_stock + of_put).max(1);
            Expired { pattern, space: entries.space, items, bytes: bytes / all * items + bytes % all * items / all }
        });
        expired.filter(|expired| expired.items > 0).collect()
    }

    /// Of what was put: how much expires in the minute that ends, in millionths of requests.
    fn put_before(&mut self, carried: u128) -> u128 {
        if self.outlives {
            return 0;
        }
        self.minutes.push_back(carried - core::mem::replace(&mut self.carried, carried));
        let is_due = self.minutes.len() as u64 > self.lives_s / MINUTE_S;
        if is_due { self.minutes.pop_front().unwrap_or(0) } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::{Expired, mortals};
    use crate::access;
    use crate::scenario::{Action, IndexDesign, Pattern, Scenario, TableDesign, Values};
    use crate::simulate::testing::{index, on_demand, put, scenario, table};

    const M: u128 = 1_000_000;

    fn two_days(more: Vec<Pattern>) -> Scenario {
        let expiring = Pattern { expires_after_days: Some(1), ..put(10, 900) };
        let indexes: Vec<IndexDesign> = vec![index("by-site", &["site"], on_demand())];
        let table = TableDesign { item_count: 2_880, item_bytes: 500, indexes, ..table(on_demand()) };
        let patterns = [vec![expiring], more].concat();
        scenario(2 * 86_400, Values::Uniform { count: 100 }, patterns, table)
    }

    /// Items in the table that expire in these minutes, if ten are put in each.
    fn run(scenario: &Scenario, minutes: &[u64], deletes_each: u128) -> Vec<Vec<Expired>> {
        let design = &scenario.designs[0];
        let plan = access::plan(scenario, design).unwrap();
        let mut all = mortals(scenario, design, &plan);
        let [mortal] = all.as_mut_slice() else { panic!("{all:?}") };
        let mut told = Vec::new();
        for minute in 1..=2_880u64 {
            let each = |pattern| if pattern == 0 { 10 } else { deletes_each };
            let expired = mortal.minute(minute * 60, |pattern| each(pattern) * M * u128::from(minute));
            if minutes.contains(&minute) {
                told.push(expired);
            }
        }
        told
    }

    #[test]
    fn the_stock_expires_over_the_first_day_and_what_was_put_after_it() {
        let scenario = two_days(Vec::new());
        let told = run(&scenario, &[1, 1_440, 1_441, 2_880], 0);
        let of_table = |expired: &[Expired]| (expired[0].items / M, expired[0].bytes / M);
        // 2,880 items of 500 bytes over 1,440 minutes; then ten puts of 900 bytes each minute.
        assert_eq!(
            told.iter().map(|expired| of_table(expired)).collect::<Vec<_>>(),
            [(2, 1_000), (2, 1_000), (10, 9_000), (10, 9_000)]
        );
        assert_eq!(
            told.iter().map(|expired| (expired.len(), expired[1].items / M)).collect::<Vec<_>>(),
            [(2, 2), (2, 2), (2, 10), (2, 10)]
        );
    }

    #[test]
    fn what_was_deleted_does_not_expire() {
        let delete = Pattern { action: Action::Delete, known: vec!["device".to_owned(), "at".to_owned()], ..put(1, 900) };
        let scenario = two_days(vec![delete]);
        let told = run(&scenario, &[1, 1_440, 1_441, 2_880], 1);
        assert_eq!(told.iter().map(|expired| expired[0].items / M).collect::<Vec<_>>(), [1, 1, 9, 9]);
        assert_eq!(told.iter().map(|expired| expired[0].bytes / M).collect::<Vec<_>>(), [500, 500, 8_100, 8_100]);
    }

    #[test]
    fn nothing_is_kept_where_nothing_put_can_expire() {
        let scenario = Scenario { duration_s: 86_400, ..two_days(Vec::new()) };
        let plan = access::plan(&scenario, &scenario.designs[0]).unwrap();
        let mut all = mortals(&scenario, &scenario.designs[0], &plan);
        assert_eq!(all[0].minute(60, |_| 10 * M)[0].items, 2 * M);
        assert!(all[0].minutes.is_empty());
    }
}
