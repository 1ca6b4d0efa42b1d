//! Partitions that hold too much are split by size.
//!
//! After each request the partitions of the tables it wrote to are looked at; a split is a change of the table like any other,
//! so it is durable and can be rolled back, but nothing that a person would undo: partitions are never merged.
//!
//! Our model: a partition is cut in the middle of its range, or of what lies in it if one half would be empty: between two
//! partition keys while it holds several, else by sort key. An item collection stays whole where the table has a local index, in
//! an index without sort key, and where the first 16 bytes of all sort keys agree.
//!
//! Follows: developer guide, "Partitions and data distribution in DynamoDB".

use std::collections::{BTreeSet, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use capacity::{PartitionNumber, PartitionTable, Place};
use model::{EpochMillis, KeySchema, StorageKey};
use report::{Happening, IndexKind, SpaceEvent, SplitReason};

use crate::table::place;
use crate::{Blocks, Change, ChangeRecord, Engine, Table, TableId};

/// Splits that one request makes of one key space at most (our bound: a request adds 16 MB).
const SPLITS_AT_ONCE: usize = 16;
/// Splits that are remembered, of all tables (our bound).
const REMEMBERED_MAX: usize = 1_000;

/// When partitions were split, other than at the turn of a minute, which tells for itself; not stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Splits(VecDeque<(TableId, Option<String>, SpaceEvent)>);

impl Splits {
    /// Notes the partitions that a table has more than it had.
    pub(crate) fn note(&mut self, before: &Table, after: &Table, why: SplitReason, now: EpochMillis) {
        let global = after.indexes.iter().filter(|index| index.kind == IndexKind::Global);
        for index in std::iter::once(None).chain(global.map(|index| Some(index.name.as_str()))) {
            if index.is_some_and(|name| before.index(name).is_none()) {
                continue;
            }
            let (had, has) = (before.key_space(index).count(), after.key_space(index));
            for (from, to) in if has.count() > had { added_since(had, has) } else { vec![] } {
                let event = SpaceEvent { at_s: now.0 / 1_000, what: Happening::Split { from: from.0, to: to.0, why } };
                self.0.push_back((after.id, index.map(str::to_owned), event));
            }
        }
        let many = self.0.len().saturating_sub(REMEMBERED_MAX);
        self.0.drain(..many);
    }

    /// The splits of a table or a global index, in order of time.
    pub(crate) fn of(&self, table: TableId, index: Option<&str>) -> impl Iterator<Item = &SpaceEvent> {
        self.0.iter().filter(move |(of, name, _)| *of == table && name.as_deref() == index).map(|(.., event)| event)
    }
}

/// The partitions with numbers from `count` on, each with the one that it was split from, in the order of their numbers.
pub(crate) fn added_since(count: u32, partitions: &PartitionTable) -> Vec<(PartitionNumber, PartitionNumber)> {
    let mut added = vec![];
    // A split leaves the lower part where it was, so only younger partitions lie between a parent and its child.
    let mut older: Vec<PartitionNumber> = vec![];
    for partition in partitions.partitions() {
        while older.last().is_some_and(|last| *last > partition.number) {
            older.pop();
        }
        if let Some(parent) = older.last().filter(|_| partition.number.0 >= count) {
            added.push((*parent, partition.number));
        }
        older.push(partition.number);
    }
    model::sort_by(&mut added, |left, right| left.1.cmp(&right.1));
    added
}

impl Engine {
    /// Splits the partitions that these changes have made too large. Total.
    pub(crate) fn split_full(&mut self, batch: &[ChangeRecord]) -> Vec<ChangeRecord> {
        let bound = self.size_bounds.partition_bytes;
        let mut written: BTreeSet<TableId> = BTreeSet::new();
        for record in batch {
            if let Change::Item(change) = &record.change {
                written.insert(change.table);
            }
        }
        let mut records = vec![];
        for id in written {
            let Some(before) = self.database.table(id).filter(|table| may_be_full(table, bound)).cloned() else { continue };
            let mut after = Table::clone(&before);
            if split(&mut after, bound) {
                self.meters.splits.note(&before, &after, SplitReason::Size, self.now);
                records.extend(self.commit_table(Some(before), Some(Arc::new(after))));
            }
        }
        records
    }
}

/// Whether any partition has ever held more than the bound since it was counted: mostly not, and then nothing else is done.
fn may_be_full(table: &Table, bound: u64) -> bool {
    let global = table.indexes.iter().filter(|index| index.kind == IndexKind::Global);
    table.partitions.peak_size_bytes() > bound || global.into_iter().any(|index| index.partitions.peak_size_bytes() > bound)
}

fn split(table: &mut Table, bound: u64) -> bool {
    let keeps = table.has_local_index();
    let mut any = split_space(&mut table.partitions, &table.key, &table.items, bound, keeps);
    for index in table.indexes.iter_mut().filter(|index| index.kind == IndexKind::Global) {
        any |= split_space(&mut index.partitions, &index.key, &index.entries, bound, false);
    }
    any
}

fn split_space(partitions: &mut PartitionTable, schema: &KeySchema, records: &Blocks, bound: u64, keeps: bool) -> bool {
    let mut any = false;
    for _ in 0..SPLITS_AT_ONCE {
        let space = Space { schema, records };
        let full = partitions.ranges().filter(|(partition, _)| partition.size_bytes > bound);
        let mut cuts = full.filter_map(|(partition, last)| space.cut(partition.first, last, keeps));
        let point = cuts.next();
        drop(cuts);
        let Some(point) = point else { break };
        if space.split_at(partitions, point).is_none() {
            break;
        }
        any = true;
    }
    any
}

/// Splits the partition of the table or of a global index in which `point` lies. `None` if nothing can be split there.
pub(crate) fn split_at(table: &mut Table, index: Option<&str>, point: Place) -> Option<PartitionNumber> {
    match index {
        None => Space { schema: &table.key, records: &table.items }.split_at(&mut table.partitions, point),
        Some(name) => {
            let index = table.indexes.iter_mut().find(|index| index.name == name)?;
            Space { schema: &index.key, records: &index.entries }.split_at(&mut index.partitions, point)
        }
    }
}

/// The records of a table or a global index, in the order of their places.
#[derive(Clone, Copy, Debug)]
struct Space<'t> {
    /// Its key.
    schema: &'t KeySchema,
    /// Its items or entries.
    records: &'t Blocks,
}

impl Space<'_> {
    /// Splits the partition in which `point` lies; both parts are counted. `None` if nothing can be split there.
    fn split_at(&self, partitions: &mut PartitionTable, point: Place) -> Option<PartitionNumber> {
        let of = partitions.partition_of(point);
        let first = partitions.partitions().iter().find(|partition| partition.number == of)?.first;
        let (items, bytes) = self.held(first, point);
        partitions.split_at(point, items, bytes).ok()
    }

    /// Where the range is to be cut so that something lies in both halves; `None` if all of it has one place, or lies in one
    /// item collection that a local index keeps.
    fn cut(&self, first: Place, last: Place, keeps: bool) -> Option<Place> {
        let (lowest, highest) = self.ends(first, last)?;
        if lowest == highest || (keeps && lowest.hash == highest.hash) {
            return None;
        }
        first.middle(last).filter(|middle| lowest < *middle && *middle <= highest).or_else(|| lowest.middle(highest))
    }

    /// The places of the first and the last record of a range.
    fn ends(&self, first: Place, last: Place) -> Option<(Place, Place)> {
        let (from, to) = (self.bound(first), last.after().map(|after| self.bound(after)));
        let to = to.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let at = |(key, _): (&StorageKey, _)| place(self.schema, key);
        let lowest = self.records.range(Bound::Included(&from), to).next().map(at)?;
        let highest = self.records.range(Bound::Included(&from), to).next_back().map(at)?;
        Some((lowest, highest))
    }

    /// Items and bytes from `first` up to `point`.
    fn held(&self, first: Place, point: Place) -> (u64, u64) {
        let (from, to) = (self.bound(first), self.bound(point));
        let below = self.records.range(Bound::Included(&from), Bound::Excluded(&to));
        below.fold((0, 0), |(items, bytes), (_, record)| (items + 1, bytes + u64::from(record.size_bytes)))
    }

    /// The bytes below which all keys lie before this place. Within an item collection they begin with its partition key,
    /// which its first record tells; zeros at the end of a place are no bytes of a key.
    fn bound(&self, place: Place) -> Vec<u8> {
        let mut bytes = place.hash.0.to_be_bytes().to_vec();
        if place.sort == 0 {
            return bytes;
        }
        let first = self.records.range(Bound::Included(&bytes), Bound::Unbounded).next();
        if let Some((key, _)) = first.filter(|(key, _)| key.hash() == place.hash) {
            let collection = self.schema.collection_len(key.as_bytes());
            bytes = key.as_bytes().get(..collection).unwrap_or_default().to_vec();
            let sort = place.sort.to_be_bytes();
            let len = sort.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            bytes.extend(sort.iter().take(len));
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use crate::SizeBounds;
    use crate::script::{replay, with_table};
    use crate::testing::Bench;

    /// Items and bytes of each partition, in order of their ranges.
    fn held(bench: &Bench, index: Option<&str>) -> Vec<(u64, u64)> {
        let table = bench.engine.database().tables().next().unwrap();
        table.key_space(index).partitions().iter().map(|partition| (partition.item_count, partition.size_bytes)).collect()
    }

    fn put(bench: &mut Bench, pk: &str, g: &str) {
        let data = "d".repeat(80);
        let item = format!(r#"{{"pk":{{"S":"{pk}"}},"g":{{"S":"{g}"}},"d":{{"S":"{data}"}}}}"#);
        replay(bench, &format!(r#"PutItem {{"TableName":"Tab","Item":{item}}}"#));
    }

    #[test]
    fn a_full_partition_is_split_and_its_counts_stay_right() {
        let mut bench = with_table("Tab pk:S / gsi Glo g:S ALL");
        bench.engine.set_size_bounds(SizeBounds { partition_bytes: 400, ..SizeBounds::default() });
        for at in 0..40 {
            put(&mut bench, &at.to_string(), "one");
        }
        let table = held(&bench, None);
        assert!(table.len() > 4, "{table:?}");
        assert!(table.iter().all(|(_, bytes)| *bytes <= 400), "{table:?}");
        assert_eq!(table.iter().map(|(items, _)| items).sum::<u64>(), 40);
        // One item collection stays whole however large it is.
        let index = held(&bench, Some("Glo"));
        assert_eq!((index.len(), index.iter().map(|(items, _)| *items).max()), (4, Some(40)));
    }

    /// One item collection of 40 items of about 90 bytes, cut by sort key, counted right, and charged where its items lie.
    #[test]
    fn an_item_collection_is_cut_by_sort_key() {
        let mut bench = with_table("Tab pk:S sk:S");
        bench.engine.set_size_bounds(SizeBounds { partition_bytes: 400, ..SizeBounds::default() });
        let text = |at: u32| {
            let item = format!(r#"{{"pk":{{"S":"a"}},"sk":{{"S":"2026-{at:04}"}},"d":{{"S":"{}"}}}}"#, "d".repeat(80));
            format!(r#"PutItem {{"TableName":"Tab","Item":{item}}}"#)
        };
        for at in 0..40 {
            replay(&mut bench, &text(at));
        }
        let table = bench.engine.database().tables().next().unwrap().clone();
        let parts = held(&bench, None);
        assert!(parts.len() > 12 && parts.iter().all(|(_, bytes)| *bytes <= 400), "{parts:?}");
        assert_eq!(parts.iter().map(|(items, _)| items).sum::<u64>(), 40);
        let mut counted = table.as_ref().clone();
        counted.rebuild_indexes();
        assert_eq!(counted.partitions, table.partitions, "counted anew from the items");
        let scan = r#"{"TableName":"Tab","ReturnConsumedCapacity":"TOTAL"}"#;
        let consumed = match bench.ask("Scan", scan).unwrap() {
            api::Response::Page { consumed_capacity, .. } => consumed_capacity.unwrap().capacity_units.0,
            other => panic!("{other:?}"),
        };
        assert_eq!(consumed, parts.len() as u64, "half a unit for each partition visited");
        let mut kept = with_table("Tab pk:S sk:S / lsi Loc pk:S l:S ALL");
        kept.engine.set_size_bounds(SizeBounds { partition_bytes: 400, ..SizeBounds::default() });
        for at in 0..40 {
            replay(&mut kept, &text(at));
        }
        assert_eq!(held(&kept, None).len(), 4, "a local index keeps it together");
    }

    #[test]
    fn undo_takes_items_back_and_leaves_partitions() {
        let mut bench = with_table("Tab pk:S");
        bench.engine.set_size_bounds(SizeBounds { partition_bytes: 100, ..SizeBounds::default() });
        for at in 0..9 {
            put(&mut bench, &at.to_string(), "one");
        }
        let partitions = held(&bench, None).len();
        assert!(partitions > 4);
        let context = bench.context();
        for _ in 0..9 {
            bench.engine.undo(context.now);
        }
        let left = held(&bench, None);
        assert_eq!((left.len(), left.iter().map(|(items, _)| items).sum::<u64>()), (partitions, 0));
    }
}
