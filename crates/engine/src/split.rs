//! Partitions that hold too much are split by size.
//!
//! After each request the partitions of the tables it wrote to are looked at; a split is a change of the table like any other,
//! so it is durable and can be rolled back, but nothing that a person would undo: partitions are never merged.
//!
//! Our model: a partition of one item collection stays whole; else it is cut in the middle of its range, or of what lies in it
//! if one half would be empty.
//!
//! Follows: developer guide, "Partitions and data distribution in DynamoDB".

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use capacity::PartitionTable;
use model::KeyHash;
use report::IndexKind;

use crate::{Blocks, Change, ChangeRecord, Engine, Table, TableId};

/// Splits that one request makes of one key space at most (our bound: a request adds 16 MB).
const SPLITS_AT_ONCE: usize = 16;

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
    let mut any = split_space(&mut table.partitions, &table.items, bound);
    for index in table.indexes.iter_mut().filter(|index| index.kind == IndexKind::Global) {
        any |= split_space(&mut index.partitions, &index.entries, bound);
    }
    any
}

fn split_space(partitions: &mut PartitionTable, records: &Blocks, bound: u64) -> bool {
    let mut any = false;
    for _ in 0..SPLITS_AT_ONCE {
        let full = partitions.ranges().filter(|(partition, _)| partition.size_bytes > bound);
        let Some((first, point)) =
            full.filter_map(|(partition, last)| Some((partition.first, cut(records, partition.first, last)?))).next()
        else {
            break;
        };
        let (items, bytes) = held(records, first, point);
        if partitions.split_at(point, items, bytes).is_err() {
            break;
        }
        any = true;
    }
    any
}

/// Where the range is to be cut so that something lies in both halves; `None` if all of it has one hash.
fn cut(records: &Blocks, first: KeyHash, last: KeyHash) -> Option<KeyHash> {
    let from = first.0.to_be_bytes();
    let upper = last.0.checked_add(1).map(u128::to_be_bytes);
    let to = upper.as_ref().map_or(Bound::Unbounded, |to| Bound::Excluded(to.as_slice()));
    let lowest = records.range(Bound::Included(&from), to).next()?.0.hash();
    let highest = records.range(Bound::Included(&from), to).next_back()?.0.hash();
    let middle = |low: KeyHash, high: KeyHash| KeyHash(low.0 + (high.0 - low.0) / 2 + 1);
    let of_range = middle(first, last);
    if lowest == highest {
        None
    } else if lowest < of_range && of_range <= highest {
        Some(of_range)
    } else {
        Some(middle(lowest, highest))
    }
}

/// Items and bytes from `first` up to `point`.
fn held(records: &Blocks, first: KeyHash, point: KeyHash) -> (u64, u64) {
    let (from, to) = (first.0.to_be_bytes(), point.0.to_be_bytes());
    let below = records.range(Bound::Included(&from), Bound::Excluded(&to));
    below.fold((0, 0), |(items, bytes), (_, record)| (items + 1, bytes + u64::from(record.size_bytes)))
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
