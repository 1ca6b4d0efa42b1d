//! Scan: reads a table or an index as a whole, or one segment of its hash space.
//!
//! Follows: API Reference, "Scan"; developer guide, "Scanning tables" (parallel scan).

use std::ops::Bound;

use api::Scan;
use api::text::Validation;
use capacity::Place;
use expr::Condition;
use model::{KeyHash, StorageKey};
use report::UnitReason;

use super::get_item::consistency;
use super::page::{Page, PagePlan};
use super::query::{check_whole_keys, limit};
use super::selection::Selection;
use super::source::Source;
use crate::account::Account;
use crate::addressing::data_table;
use crate::replicas::{Reading, Replicas};
use crate::table::place;
use crate::tracer::Tracer;
use crate::undurable::Undurable;
use crate::{Context, Engine, Outcome, Refusal, expressions, legacy};

/// An even part of the hash space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    number: i64,
    total: i64,
    first: KeyHash,
    last: KeyHash,
}

/// A page of a scan, about to be read.
pub(crate) struct ScanRead<'a> {
    /// Table or index.
    pub(crate) source: Source<'a>,
    /// The same as this reading sees it.
    pub(crate) seen: Source<'a>,
    /// Which part of it.
    pub(crate) segment: Segment,
    /// Behind which key it begins; a key of the segment.
    pub(crate) start: Option<StorageKey>,
    /// Items evaluated at most.
    pub(crate) limit: u64,
    /// What they must fulfil to be returned.
    pub(crate) filter: Option<&'a Condition<'a>>,
    /// What is returned of them.
    pub(crate) selection: &'a Selection<'a>,
    /// Strongly consistent.
    pub(crate) consistent_read: bool,
}

/// Carries out a Scan.
#[inline(never)]
pub(crate) fn execute(
    engine: &mut Engine,
    context: &Context,
    request: &Scan,
    tracer: &mut Tracer<'_>,
) -> Result<Outcome, Refusal> {
    // Check.
    let segment = Segment::new(request.segment, request.total_segments)?;
    let has_expression = request.filter_expression.is_some() || request.projection_expression.is_some();
    let mut scope = expressions::scope(&request.expressions, has_expression)?;
    let filter_text = request.filter_expression.as_ref();
    let filter = expressions::condition(expr::ExpressionKind::Filter, filter_text, &mut scope)
        .map_err(|problem| expressions::with_size(problem, filter_text))?;
    let projection =
        expressions::projected(request.projection_expression.as_ref(), request.attributes_to_get.as_deref(), &mut scope)?;
    expressions::finish(&scope)?;
    let filter = filter.or_else(|| legacy::condition(request.scan_filter.as_ref()));
    // Plan.
    let Engine { database, undurable, meters, now, histories, read_lag, seed, gate, .. } = engine;
    let table = data_table(database, undurable, context, &request.table_name)?;
    let source = Source::find(table, request.index_name.as_deref(), request.consistent_read)?;
    let start = request.exclusive_start_key.as_ref().map(|start| segment.start_key(source.start_key(start)?)).transpose()?;
    if let Some(filter) = &filter {
        check_whole_keys(source, filter)?;
    }
    let selection = Selection::new(source, request.select, projection, filter.as_ref())?;
    let (filter, limit) = (filter.as_ref(), limit(request.limit));
    let replicas = Replicas { lag: *read_lag, seed: *seed, now: *now, histories };
    let reading = Reading { consistent: request.consistent_read, index: source.index_name(), hash: None };
    let seen = replicas.view(table, context, reading);
    let (seen, consistent_read) = (source.seen_in(&seen), request.consistent_read);
    let read = ScanRead { source, seen, segment, start, limit, filter, selection: &selection, consistent_read };
    let (page, mut account) = read.read(undurable, tracer);
    account.admit(gate, table, *now)?;
    // Apply: a read only leaves its mark on the meters.
    account.settle(table, meters, *now, tracer);
    let consumed_capacity = account.consumed(table, &request.table_name, request.return_consumed_capacity);
    Ok(page.into_outcome(&selection, consumed_capacity))
}

impl ScanRead<'_> {
    /// Reads the page and charges it.
    pub(crate) fn read(self, undurable: &Undurable, tracer: &mut Tracer<'_>) -> (Page, Account) {
        let ScanRead { source, seen, segment, start, limit, filter, selection, consistent_read } = self;
        let first = start.as_ref().map_or(Place::of(segment.first), |start| place(source.key(), start));
        let from = start.map_or(segment.from(), |start| Bound::Excluded(start.as_bytes().to_vec()));
        let plan = PagePlan { source: seen, from, to: segment.to(), forward: true, limit, filter, selection };
        let page = plan.read(undurable, tracer);
        let account = account(source, &page, first, segment.last(), consistent_read);
        (page, account)
    }
}

/// One line for each partition from `first` to where the page ended, rounded for itself, even where nothing lay.
fn account(source: Source<'_>, page: &Page, first: Place, last: Place, consistent_read: bool) -> Account {
    let mut account = Account::default();
    let consistency = consistency(consistent_read);
    let last = page.last.as_ref().map_or(last, |(key, _)| place(source.key(), key));
    let visited = source.partitions().ranges().filter(|(partition, end)| *end >= first && partition.first <= last);
    for (partition, end) in visited {
        let span = page.spans.iter().find(|span| span.end == end);
        let (place, size_bytes) = span.map_or((partition.first.max(first), 0), |span| (span.place, span.size_bytes));
        account.read(source.index_at(), place, size_bytes, consistency, UnitReason::PageRead);
    }
    for (place, size_bytes) in &page.fetched {
        account.read(None, *place, *size_bytes as usize, consistency, UnitReason::Fetch);
    }
    account
}

impl Segment {
    /// All of it.
    pub(crate) const WHOLE: Segment = Segment { number: 0, total: 1, first: KeyHash(0), last: KeyHash(u128::MAX) };

    /// The segment asked for; the whole space without one.
    fn new(number: Option<i64>, total: Option<i64>) -> Result<Self, Validation> {
        let (number, total) = match (number, total) {
            (None, None) => (0, 1),
            (Some(_), None) => return Err(Validation::TotalSegmentsMissing),
            (None, Some(_)) => return Err(Validation::SegmentMissing),
            (Some(number), Some(total)) => (number, total),
        };
        if number < 0 || number >= total {
            return Err(Validation::SegmentRange);
        }
        let first = point(number, total);
        let last = if number + 1 == total { KeyHash(u128::MAX) } else { KeyHash(point(number + 1, total).0 - 1) };
        Ok(Segment { number, total, first, last })
    }

    /// The last place of it.
    fn last(&self) -> Place {
        Place { hash: self.last, sort: u128::MAX }
    }

    /// A start key of this segment.
    fn start_key(&self, key: StorageKey) -> Result<StorageKey, Validation> {
        if key.hash() < self.first || key.hash() > self.last {
            return Err(Validation::StartKeySegment(self.total, self.number));
        }
        Ok(key)
    }

    fn from(&self) -> Bound<Vec<u8>> {
        Bound::Included(self.first.0.to_be_bytes().to_vec())
    }

    fn to(&self) -> Bound<Vec<u8>> {
        match self.last.0.checked_add(1) {
            Some(next) => Bound::Excluded(next.to_be_bytes().to_vec()),
            None => Bound::Unbounded,
        }
    }
}

/// The first point of segment `number` of `total` (at most a million): floor(number * 2^128 / total).
fn point(number: i64, total: i64) -> KeyHash {
    let (number, total) = (number.unsigned_abs() as u128, (total.unsigned_abs() as u128).max(1));
    let (whole, rest) = (u128::MAX / total, u128::MAX % total);
    KeyHash(number * whole + number * (rest + 1) / total)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::script::{replay, with_table};

    #[test]
    fn segments_join_without_gap_or_overlap() {
        for total in [1, 2, 3, 7, 1_000, 999_983, 1_000_000] {
            let segments: Vec<Segment> = (0..total).map(|number| Segment::new(Some(number), Some(total)).unwrap()).collect();
            assert_eq!(segments[0].first, KeyHash(0));
            assert_eq!(segments.last().unwrap().last, KeyHash(u128::MAX));
            for pair in segments.windows(2) {
                assert_eq!({ pair[0].last.0 } + 1, { pair[1].first.0 }, "{total}");
            }
            let sizes = segments.iter().map(|segment| segment.last.0 - segment.first.0);
            assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1, "{total}");
        }
        assert_eq!(Segment::new(Some(1), Some(2)).unwrap().first, KeyHash(1 << 127));
    }

    #[test]
    fn a_scan_goes_on_where_it_ended_and_stays_in_its_segment() {
        let mut bench = with_table("Tab pk:S / gsi Glo g:S KEYS_ONLY");
        let script = r#"
            PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"g":{"S":"x"}}}
            PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"}}}
            Scan {"TableName":"Tab","Limit":1}
            Scan {"TableName":"Tab","Segment":0,"TotalSegments":2}
            Scan {"TableName":"Tab","Segment":1,"TotalSegments":2}
            Scan {"TableName":"Tab","Segment":1,"TotalSegments":2,"ExclusiveStartKey":{"pk":{"S":"a"}}}
            Scan {"TableName":"Tab","ExclusiveStartKey":{"pk":{"S":"z"},"sk":{"S":"z"}}}
            Scan {"TableName":"Tab","IndexName":"Glo","Limit":1}
            Scan {"TableName":"Tab","IndexName":"Glo","ConsistentRead":true}
            Scan {"TableName":"Tab","IndexName":"Nope"}
            Scan {"TableName":"Tab","FilterExpression":"pk.x = :x","ExpressionAttributeValues":{":x":{"S":"a"}}}
            Scan {"TableName":"Tab","IndexName":"Glo","ProjectionExpression":"z"}
        "#;
        expect![[r#"
            {}
            {}
            {"Items":[{"g":{"S":"x"},"pk":{"S":"a"}}],"Count":1,"ScannedCount":1,"LastEvaluatedKey":{"pk":{"S":"a"}}}
            {"Items":[],"Count":0,"ScannedCount":0}
            {"Items":[{"g":{"S":"x"},"pk":{"S":"a"}},{"pk":{"S":"b"}}],"Count":2,"ScannedCount":2}
            {"Items":[{"pk":{"S":"b"}}],"Count":1,"ScannedCount":1}
            ValidationException: The provided starting key is invalid
            {"Items":[{"g":{"S":"x"},"pk":{"S":"a"}}],"Count":1,"ScannedCount":1,"LastEvaluatedKey":{"g":{"S":"x"},"pk":{"S":"a"}}}
            ValidationException: Consistent reads are not supported on global secondary indexes
            ValidationException: The table does not have the specified index: Nope
            ValidationException: Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk
            ValidationException: One or more parameter values were invalid: Global secondary index Glo does not project [z]
        "#]].assert_eq(&replay(&mut bench, script));
    }

    /// Our model of "an empty scan costs by the partitions visited": a new on-demand table has four.
    #[test]
    fn each_partition_that_is_visited_is_rounded_for_itself() {
        let mut bench = with_table("Tab pk:S");
        let script = r#"
            Scan {"TableName":"Tab","ReturnConsumedCapacity":"TOTAL"}
            Scan {"TableName":"Tab","Segment":0,"TotalSegments":4,"ReturnConsumedCapacity":"TOTAL"}
            Scan {"TableName":"Tab","Segment":0,"TotalSegments":2,"ConsistentRead":true,"ReturnConsumedCapacity":"TOTAL"}
        "#;
        expect![[r#"
            {"Items":[],"Count":0,"ScannedCount":0,"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":2.0}}
            {"Items":[],"Count":0,"ScannedCount":0,"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":0.5}}
            {"Items":[],"Count":0,"ScannedCount":0,"ConsumedCapacity":{"TableName":"Tab","CapacityUnits":2.0}}
        "#]]
        .assert_eq(&replay(&mut bench, script));
    }
}
