//! One page of a `SELECT`: the reads of its plan, one after the other, until a limit is reached.

use std::borrow::Cow;

use api::text::{Names, StatementProblem, Validation};
use expr::Condition;
use expr::partiql::{self, Columns};
use model::limits::PAGE_SIZE_BYTES;
use model::{Item, KeyHash, SharedItem};
use report::Consistency;

use super::read_plan::ReadPart;
use super::write_plan::{is_key_missing, item_key};
use super::{Position, ReadPlan, lowered, refused};
use crate::account::Account;
use crate::operations::get_item::{self, consistency};
use crate::operations::key_range::KeyRange;
use crate::operations::page::PagePlan;
use crate::operations::query;
use crate::operations::scan::{ScanRead, Segment};
use crate::operations::selection::Selection;
use crate::operations::source::Source;
use crate::replicas::{Reading, Replicas};
use crate::tracer::Tracer;
use crate::undurable::Undurable;
use crate::{Context, Record, Table, key_check};

/// Reads by key in one page at most ("Results are returned in pages of up to 10 items").
const READS_PER_PAGE: usize = 10;

/// A `SELECT` and how it is to be read.
pub(crate) struct ReadRequest<'s> {
    /// The statement.
    pub(crate) select: &'s partiql::Select,
    /// Its `WHERE`.
    pub(crate) condition: Option<Condition<'s>>,
    /// What it returns.
    pub(crate) columns: Columns<'s>,
    /// Strongly consistent.
    pub(crate) consistent_read: bool,
}

/// A page of a `SELECT`.
#[derive(Debug, Default)]
pub(crate) struct StatementPage {
    /// What is returned.
    pub(crate) items: Vec<SharedItem>,
    /// Where the statement goes on.
    pub(crate) next: Option<Position>,
    /// What it costs.
    pub(crate) account: Account,
    /// The newest change not yet durable that it depends on.
    pub(crate) observed: u64,
}

impl<'s> ReadRequest<'s> {
    /// Checks the clauses of a statement.
    pub(crate) fn new(select: &'s partiql::Select, consistent_read: bool) -> Result<Self, Validation> {
        Ok(ReadRequest { select, condition: lowered(select.condition())?, columns: lowered(select.columns())?, consistent_read })
    }

    /// What the statement reads.
    pub(crate) fn source<'t>(&self, table: &'t Table) -> Result<Source<'t>, Validation> {
        Source::find(table, self.select.target.index.as_deref(), self.consistent_read).map_err(|problem| match problem {
            Validation::UnknownIndex(_) => refused(StatementProblem::UnknownIndex),
            Validation::ConsistentGlobalIndex => refused(StatementProblem::ConsistentGlobalIndex),
            other => other,
        })
    }

    /// What the statement becomes.
    pub(crate) fn plan(&self, source: Source<'s>) -> Result<ReadPlan<'s>, Validation> {
        ReadPlan::new(source, self.condition.clone(), &self.select.order)
    }

    /// The key of the one item that the statement reads, if it names a table and pins its whole key.
    pub(crate) fn single_key(&self, table: &Table) -> Result<Option<Item>, Validation> {
        if self.select.target.index.is_some() {
            return Ok(None);
        }
        match item_key(&table.key, self.condition.as_ref()) {
            Ok((key, _)) => Ok(Some(key)),
            Err(problem) if is_key_missing(&problem) => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    /// What is returned of an item.
    pub(crate) fn returned(&self, record: &Record) -> SharedItem {
        if self.columns.is_star() { record.item.clone() } else { self.columns.apply(&record.item).into() }
    }

    /// Reads a page.
    pub(crate) fn read(
        &self,
        source: Source<'s>,
        position: Option<Position>,
        limit: u64,
        sight: Sight<'_>,
        tracer: &mut Tracer<'_>,
    ) -> Result<StatementPage, Validation> {
        let plan = self.plan(source)?;
        let selection = Selection::of_columns(source, &self.columns)?;
        let (position, consistency) = (position.unwrap_or_default(), consistency(self.consistent_read));
        match plan {
            ReadPlan::Scan(filter) => {
                let start = position.start.as_ref().map(|start| source.start_key(start)).transpose()?;
                let (filter, consistent_read) = (filter.as_ref(), self.consistent_read);
                let segment = Segment::WHOLE;
                let table = sight.view(source, consistent_read, None);
                let seen = source.seen_in(&table);
                let read = ScanRead { source, seen, segment, start, limit, filter, selection: &selection, consistent_read };
                let (page, account) = read.read(sight.undurable, tracer);
                let next = page.last.map(|(_, key)| Position { part: 0, start: Some(key) });
                Ok(StatementPage { items: page.items, next, account, observed: page.observed })
            }
            ReadPlan::Keyed { parts, forward } => {
                for part in &parts {
                    check_filter(source, part.filter.as_ref())?;
                }
                let reader = Reader { source, selection: &selection, forward, consistency, sight };
                reader.read(&parts, position, limit, tracer)
            }
        }
    }
}

/// What a request may see of the data.
#[derive(Clone, Copy)]
pub(crate) struct Sight<'e> {
    /// Who asks.
    pub(crate) context: &'e Context,
    /// Who answers.
    pub(crate) replicas: Replicas<'e>,
    /// What is not durable yet.
    pub(crate) undurable: &'e Undurable,
}

impl Sight<'_> {
    /// The table of a source as a reading of it sees it.
    pub(crate) fn view<'t>(&self, source: Source<'t>, consistent: bool, hash: Option<KeyHash>) -> Cow<'t, Table> {
        self.replicas.view(source.table, self.context, Reading { consistent, index: source.index_name(), hash })
    }
}

/// What all reads of a page have in common.
struct Reader<'a> {
    source: Source<'a>,
    selection: &'a Selection<'a>,
    forward: bool,
    consistency: Consistency,
    sight: Sight<'a>,
}

impl Reader<'_> {
    fn is_consistent(&self) -> bool {
        self.consistency != Consistency::Eventual
    }

    fn read(
        &self,
        parts: &[ReadPart<'_>],
        position: Position,
        limit: u64,
        tracer: &mut Tracer<'_>,
    ) -> Result<StatementPage, Validation> {
        let mut page = StatementPage::default();
        let (mut left, mut size_bytes) = (limit, 0);
        let mut start = position.start;
        for (at, part) in parts.iter().enumerate().skip(position.part) {
            if left == 0 || at - position.part >= READS_PER_PAGE || size_bytes >= PAGE_SIZE_BYTES {
                page.next = Some(Position { part: at, start: None });
                break;
            }
            let (evaluated, bytes, last) = match &part.key {
                Some(key) => self.item(key, part, &mut page, tracer)?,
                None => self.range(part, start.take(), left, &mut page, tracer)?,
            };
            left = left.saturating_sub(evaluated);
            size_bytes += bytes;
            if let Some(last) = last {
                page.next = Some(Position { part: at, start: Some(last) });
                break;
            }
        }
        if page.next.is_some() {
            tracer.more();
        }
        Ok(page)
    }

    /// Reads one item: evaluated items, their bytes, and where the read ended before its end.
    fn item(
        &self,
        key: &Item,
        part: &ReadPart<'_>,
        page: &mut StatementPage,
        tracer: &mut Tracer<'_>,
    ) -> Result<(u64, usize, Option<Item>), Validation> {
        let table = self.source.table;
        let place = key_check::storage_key(table, key)?;
        let seen = self.sight.view(self.source, self.is_consistent(), Some(place.hash()));
        let looked_up = get_item::Lookup { table, seen: &seen, key, place: &place, consistency: self.consistency };
        let (record, observed) = looked_up.read(part.filter.as_ref(), &mut page.account, self.sight.undurable, tracer);
        page.observed = page.observed.max(observed);
        let size_bytes = record.map_or(0, |record| record.size_bytes as usize);
        if let Some(record) = record.filter(|record| part.filter.as_ref().is_none_or(|filter| filter.matches(&record.item))) {
            page.items.extend(self.selection.of(record, record));
        }
        Ok((u64::from(record.is_some()), size_bytes, None))
    }

    /// Reads a part of an item collection, likewise.
    fn range(
        &self,
        part: &ReadPart<'_>,
        start: Option<Item>,
        limit: u64,
        page: &mut StatementPage,
        tracer: &mut Tracer<'_>,
    ) -> Result<(u64, usize, Option<Item>), Validation> {
        let source = self.source;
        let range = KeyRange::new(source, &part.condition)?;
        let start = start.map(|start| source.start_key(&start)).transpose()?;
        let hash = range.hash();
        let (from, to) = range.after(start, self.forward)?;
        let table = self.sight.view(source, self.is_consistent(), Some(hash));
        let (seen, filter) = (source.seen_in(&table), part.filter.as_ref());
        let plan = PagePlan { source: seen, from, to, forward: self.forward, limit, filter, selection: self.selection };
        let read = plan.read(self.sight.undurable, tracer);
        let size_bytes = query::charge(source, &read, hash, self.consistency, &mut page.account);
        if read.scanned == 0 {
            tracer.touch_collection(source.table, source.index_at(), hash, &part.condition);
        }
        page.items.extend(read.items);
        page.observed = page.observed.max(read.observed);
        Ok((read.scanned, size_bytes, read.last.map(|(_, key)| key)))
    }
}

/// The filter of a read by key asks for nothing that its index lacks.
fn check_filter(source: Source<'_>, filter: Option<&Condition<'_>>) -> Result<(), Validation> {
    let (Some(index), Some(filter)) = (source.index(), filter) else { return Ok(()) };
    let missing = filter.top_level_names().filter(|name| !index.projects(name, &source.table.key));
    let missing: std::collections::BTreeSet<String> = missing.map(str::to_owned).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(refused(StatementProblem::IndexFilter(index.name.clone(), Names(missing.into_iter().collect()))))
}
