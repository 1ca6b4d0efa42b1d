//! One page of a Query or a Scan: what is evaluated, what is returned, where it ends.
//!
//! A page ends at `Limit` evaluated items or with the item that makes 1 MB of evaluated bytes full, before the filter. Our
//! model: what a local index fetches from the table counts towards the 1 MB too, and all that a page evaluates is fetched.
//!
//! Follows: developer guide, "Query", "Scan", "Using Local Secondary Indexes" (fetching from the table).

use std::ops::Bound;

use capacity::Place;
use expr::Condition;
use model::limits::PAGE_SIZE_BYTES;
use model::{Item, SharedItem, StorageKey};
use report::{Access, Evaluated};

use super::selection::Selection;
use super::source::Source;
use crate::table::{place, place_in};
use crate::tracer::Tracer;
use crate::undurable::{ITEMS, Undurable};
use crate::{Record, Table};

/// What to read.
#[derive(Debug)]
pub(crate) struct PagePlan<'a> {
    /// Table or index.
    pub(crate) source: Source<'a>,
    /// Where the range begins.
    pub(crate) from: Bound<Vec<u8>>,
    /// Where it ends.
    pub(crate) to: Bound<Vec<u8>>,
    /// Ascending.
    pub(crate) forward: bool,
    /// Items evaluated at most.
    pub(crate) limit: u64,
    /// What they must fulfil to be returned.
    pub(crate) filter: Option<&'a Condition<'a>>,
    /// What is returned of them.
    pub(crate) selection: &'a Selection<'a>,
}

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Returned items; empty if they are only counted.
    pub(crate) items: Vec<SharedItem>,
    /// Returned items.
    pub(crate) count: u64,
    /// Evaluated items.
    pub(crate) scanned: u64,
    /// Evaluated bytes by partition, in order; partitions without any are left out.
    pub(crate) spans: Vec<Span>,
    /// Items that were fetched from the table: where and how large.
    pub(crate) fetched: Vec<(Place, u32)>,
    /// Where the page ended before its range did.
    pub(crate) last: Option<(StorageKey, Item)>,
    /// The newest change that is not durable and that the page depends on.
    pub(crate) observed: u64,
    bytes: usize,
}

/// What was evaluated in one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Last place of the partition.
    pub(crate) end: Place,
    /// First place visited.
    pub(crate) place: Place,
    /// Bytes.
    pub(crate) size_bytes: usize,
}

impl PagePlan<'_> {
    /// Reads the page.
    pub(crate) fn read(&self, undurable: &Undurable, tracer: &mut Tracer<'_>) -> Page {
        let records = self.source.blocks().range(as_slice(&self.from), as_slice(&self.to));
        let mut page = Page::default();
        if self.forward {
            self.evaluate(records, &mut page, undurable, tracer);
        } else {
            self.evaluate(records.rev(), &mut page, undurable, tracer);
        }
        page.observed = page.observed.max(self.observed(&page, undurable));
        if page.last.is_some() {
            tracer.more();
        }
        page
    }

    fn evaluate<'r>(
        &self,
        records: impl Iterator<Item = (&'r StorageKey, &'r Record)>,
        page: &mut Page,
        undurable: &Undurable,
        tracer: &mut Tracer<'_>,
    ) {
        for (key, record) in records {
            self.count(page, key, record, tracer);
            let fetched = if self.selection.fetches { self.fetch(page, record, undurable, tracer) } else { None };
            let whole = fetched.unwrap_or(record);
            let returned = self.filter.is_none_or(|filter| filter.matches(&whole.item));
            if returned {
                page.count += 1;
                page.items.extend(self.selection.of(record, whole));
            }
            tracer.evaluated(|| Evaluated {
                key: self.source.readable_key(&record.item),
                size_bytes: u64::from(record.size_bytes),
                returned,
            });
            if page.scanned == self.limit || page.bytes >= PAGE_SIZE_BYTES {
                page.last = Some((key.clone(), self.source.key_of(&record.item)));
                return;
            }
        }
    }

    /// Counts an evaluated record in its partition. Places ascend unless all of them are of one collection.
    fn count(&self, page: &mut Page, key: &StorageKey, record: &Record, tracer: &mut Tracer<'_>) {
        let partitions = self.source.partitions();
        let (place, size_bytes) = (place_in(partitions, self.source.key(), key), record.size_bytes as usize);
        page.scanned += 1;
        page.bytes += size_bytes;
        match page.spans.last_mut() {
            Some(span) if place <= span.end => span.size_bytes += size_bytes,
            _ => {
                let end = partitions.last_of(partitions.partition_of(place)).unwrap_or(Place::LAST);
                page.spans.push(Span { end, place, size_bytes });
            }
        }
        tracer.touch_once(self.source.table, self.source.index_at(), key.hash(), Access::Read, &record.item);
    }

    /// The table's item behind an entry of a local index.
    fn fetch<'t>(
        &'t self,
        page: &mut Page,
        entry: &Record,
        undurable: &Undurable,
        tracer: &mut Tracer<'_>,
    ) -> Option<&'t Record> {
        let table: &Table = self.source.table;
        let key = table.key.storage_key(&entry.item)?;
        let record = table.get(key.as_bytes())?;
        page.bytes += record.size_bytes as usize;
        page.fetched.push((place(&table.key, &key), record.size_bytes));
        page.observed = page.observed.max(undurable.of_key(table.id, ITEMS, &key));
        tracer.touch_once(table, None, key.hash(), Access::Read, &record.item);
        Some(record)
    }

    /// The newest change in the range that was evaluated.
    fn observed(&self, page: &Page, undurable: &Undurable) -> u64 {
        let last = page.last.as_ref().map(|(key, _)| Bound::Included(key.as_bytes()));
        let (from, to) = match last {
            Some(last) if self.forward => (as_slice(&self.from), last),
            Some(last) => (last, as_slice(&self.to)),
            None => (as_slice(&self.from), as_slice(&self.to)),
        };
        undurable.of_range(self.source.table.id, self.source.lane(), from, to)
    }
}

fn as_slice(bound: &Bound<Vec<u8>>) -> Bound<&[u8]> {
    bound.as_ref().map(Vec::as_slice)
}

/// The smallest key above all keys that begin with `prefix`; unbounded if there is none.
pub(crate) fn after_prefix(mut prefix: Vec<u8>) -> Bound<Vec<u8>> {
    while let Some(last) = prefix.pop() {
        if last < u8::MAX {
            prefix.push(last + 1);
            return Bound::Excluded(prefix);
        }
    }
    Bound::Unbounded
}
