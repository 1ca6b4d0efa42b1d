//! Lines: quantity times price, rounded once.

use model::{HalfUnits, PicoUsd};
use report::{BillLine, Fidelity, LineKind};

use super::metered::Usage;
use super::pool::{Pool, take};
use super::{GB_BYTES, HOUR_MS, MONTH_HOURS};
use crate::prices::{Dimension, PriceRow};
use crate::quantity::{divided, grouped, millionths, units};

/// Milliseconds of a minute, in which storage is metered.
const MINUTE_MS: u128 = 60_000;
const MONTH_MS: u64 = MONTH_HOURS as u64 * HOUR_MS;

/// Makes the lines of one table or index.
pub(super) struct Lines<'a> {
    /// Prices of its region; none if the file has none.
    pub(super) row: Option<&'a PriceRow>,
    /// How it is called on the bill.
    pub(super) resource: String,
    /// Paid as table class Standard-IA.
    pub(super) infrequent: bool,
    /// What was metered is exact, what is projected is our model.
    pub(super) fidelity: Fidelity,
}

/// What was kept for a time: bytes, or rules, times milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// Stored in table class Standard.
    pub(super) standard: u128,
    /// Stored in table class Standard-IA.
    pub(super) infrequent: u128,
    recovery: u128,
    vectors: u128,
    rule_ms: u128,
}

impl Kept {
    /// What is held now, for so long.
    pub(super) fn all_along(usage: &Usage, span_ms: u64) -> Self {
        let long = |amount: u64| u128::from(amount) * u128::from(span_ms);
        let stored = long(usage.billed_bytes());
        let (standard, infrequent) = if usage.infrequent_access { (0, stored) } else { (stored, 0) };
        let (recovery, vectors) = (long(usage.recovery_bytes), long(usage.vector_bytes));
        Kept { standard, infrequent, recovery, vectors, rule_ms: long(usage.insight_rules.into()) }
    }

    /// What was metered, if it was, in `span_ms`.
    pub(super) fn so_far(usage: &Usage, span_ms: u64) -> Self {
        let assumed = Kept::all_along(usage, span_ms);
        let Some(stored) = usage.stored else { return assumed };
        let minutes = |amount: u64| u128::from(amount) * MINUTE_MS;
        Kept {
            standard: minutes(usage.billed(stored.standard)),
            infrequent: minutes(usage.billed(stored.infrequent)),
            recovery: minutes(stored.recovery_byte_minutes),
            rule_ms: minutes(stored.rule_minutes),
            vectors: assumed.vectors,
        }
    }
}

/// An exact quantity: so many parts of the dimension's unit.
pub(super) struct Quantity {
    parts: i128,
    of: i128,
    words: String,
}

impl Quantity {
    /// Whole things: `1,240 requests`.
    pub(super) fn count(count: u64, words: &str) -> Self {
        Quantity { parts: count.into(), of: 1, words: format!("{} {words}", grouped(count.into())) }
    }

    /// Gigabytes.
    pub(super) fn bytes(bytes: u64) -> Self {
        Quantity { parts: bytes.into(), of: GB_BYTES.into(), words: part_words(bytes.into(), GB_BYTES.into(), "GB") }
    }

    /// Gigabytes for a time.
    pub(super) fn byte_ms(byte_ms: u128) -> Self {
        let of = u128::from(GB_BYTES) * u128::from(MONTH_MS);
        let parts = i128::try_from(byte_ms).unwrap_or(i128::MAX);
        Quantity { parts, of: of as i128, words: part_words(parts, of as i128, "GB-month") }
    }

    /// Things that were there for a time.
    pub(super) fn months(thing_ms: u128, words: &str) -> Self {
        let parts = i128::try_from(thing_ms).unwrap_or(i128::MAX);
        Quantity { parts, of: MONTH_MS.into(), words: part_words(parts, MONTH_MS.into(), words) }
    }

    /// The same words with less to pay for.
    fn without(mut self, free: i128, words: &str) -> Self {
        if free > 0 {
            let some = millionths(divided(free.saturating_mul(1_000_000), self.of).unsigned_abs());
            let how_much = if self.parts <= free { "all" } else { &some };
            self.words = format!("{}, {how_much} {words}", self.words);
            self.parts = (self.parts - free).max(0);
        }
        self
    }
}

fn part_words(parts: i128, of: i128, unit: &str) -> String {
    let rounded = divided(parts.saturating_mul(1_000_000), of).unsigned_abs();
    if rounded == 0 && parts > 0 { format!("under 0.000001 {unit}") } else { format!("{} {unit}", millionths(rounded)) }
}

impl Lines<'_> {
    /// One line. Without a price its amount is nothing, and it says so.
    pub(super) fn line(&self, kind: LineKind, dimension: Dimension, quantity: Quantity) -> BillLine {
        let dimension = if self.infrequent { dimension.infrequent() } else { dimension };
        let found = self.row.and_then(|row| row.get(dimension));
        let amount = PicoUsd(divided(found.unwrap_or_default().0.saturating_mul(quantity.parts), quantity.of));
        self.made(kind, dimension, quantity.words, amount)
    }

    /// A line whose amount was computed elsewhere.
    pub(super) fn made(&self, kind: LineKind, dimension: Dimension, quantity: String, amount: PicoUsd) -> BillLine {
        let found = self.row.and_then(|row| row.get(dimension));
        BillLine {
            resource: self.resource.clone(),
            kind,
            dimension: dimension.label().to_owned(),
            quantity,
            price: found.map_or_else(
                || "no price found".to_owned(),
                |price| format!("{} per {}", price * i128::from(dimension.per()), dimension.per_words()),
            ),
            is_own_price: self.row.is_some_and(|row| row.is_own(dimension)),
            is_priced: found.is_some(),
            amount,
            cents: amount.cents(),
            fidelity: self.fidelity,
        }
    }

    /// By request; nothing for no requests.
    pub(super) fn requests(&self, usage: &Usage, read: HalfUnits, write: HalfUnits) -> Vec<BillLine> {
        let (dimension, unit) = match usage.has_replicated_writes() {
            true => (Dimension::ReplicatedWriteRequest, "rWRU"),
            false => (Dimension::WriteRequest, "WRU"),
        };
        let all = [(LineKind::Writes, dimension, unit, write), (LineKind::Reads, Dimension::ReadRequest, "RRU", read)];
        let used = all.into_iter().filter(|one| one.3 > HalfUnits::ZERO);
        used.map(|(kind, dimension, unit, used)| {
            let quantity = Quantity { parts: used.0.into(), of: 2, words: format!("{} {unit}", units(used)) };
            self.line(kind, dimension, quantity)
        })
        .collect()
    }

    /// Writes by the hour: `hours` unit-hours, as `words` say, less what the account has at hand.
    pub(super) fn write_hours(&self, usage: &Usage, hours: u128, words: String, reserved: u128, pool: &mut Pool) -> BillLine {
        let replicated = usage.has_replicated_writes();
        let dimension = if replicated { Dimension::ReplicatedWriteHour } else { Dimension::WriteHour };
        let left = if replicated { &mut pool.replicated_write_hours } else { &mut pool.write_hours };
        self.unit_hours(LineKind::Writes, dimension, (hours, words), reserved, left)
    }

    /// Reads by the hour.
    pub(super) fn read_hours(&self, hours: u128, words: String, reserved: u128, pool: &mut Pool) -> BillLine {
        self.unit_hours(LineKind::Reads, Dimension::ReadHour, (hours, words), reserved, &mut pool.read_hours)
    }

    fn unit_hours(
        &self,
        kind: LineKind,
        dimension: Dimension,
        (hours, words): (u128, String),
        reserved: u128,
        left: &mut u64,
    ) -> BillLine {
        let rest = u64::try_from(hours - reserved.min(hours)).unwrap_or(u64::MAX);
        // The free tier is for the Standard class alone.
        let free = if self.infrequent { 0 } else { take(left, rest) };
        let quantity = Quantity { parts: i128::try_from(hours).unwrap_or(i128::MAX), of: 1, words };
        let quantity = quantity.without(i128::try_from(reserved).unwrap_or(i128::MAX), "reserved");
        self.line(kind, dimension, quantity.without(free.into(), "free"))
    }

    /// Storage over a time; nothing for no bytes.
    pub(super) fn storage(&self, byte_ms: u128, pool: &mut Pool) -> Option<BillLine> {
        let free = if self.infrequent { 0 } else { byte_ms.min(pool.storage) };
        pool.storage -= free;
        let quantity = Quantity::byte_ms(byte_ms).without(i128::try_from(free).unwrap_or(i128::MAX), "free");
        (byte_ms > 0).then(|| self.line(LineKind::Storage, Dimension::Storage, quantity))
    }

    /// Everything else of a table: `times` for what is traffic, and what was kept.
    pub(super) fn rest(&self, usage: &Usage, times: u64, kept: &Kept, pool: &mut Pool) -> Vec<BillLine> {
        let mut lines = vec![];
        let over_time = [
            (LineKind::Storage, Dimension::Recovery, kept.recovery),
            (LineKind::Storage, Dimension::VectorStorage, kept.vectors),
        ];
        let over_time = over_time.into_iter().filter(|(.., byte_ms)| *byte_ms > 0);
        lines.extend(over_time.map(|(kind, dimension, byte_ms)| self.line(kind, dimension, Quantity::byte_ms(byte_ms))));
        let mut add = |kind: LineKind, dimension: Dimension, used: u64, quantity: &dyn Fn(u64) -> Quantity| {
            if used > 0 {
                lines.push(self.line(kind, dimension, quantity(used)));
            }
        };
        let moved = &usage.moved;
        let often = |amount: u64| amount.saturating_mul(times);
        add(LineKind::Writes, Dimension::VectorWrite, often(moved.vectors_written), &Quantity::bytes);
        add(LineKind::Reads, Dimension::VectorSearch, often(moved.vectors_searched), &Quantity::bytes);
        let (stream_reads, units) = (often(usage.stream_reads), often(usage.change_units));
        let free = take(&mut pool.stream_reads, stream_reads);
        let stream = |count: u64| Quantity::count(count, "requests").without(free.into(), "free");
        add(LineKind::Other, Dimension::StreamRead, stream_reads, &stream);
        add(LineKind::Other, Dimension::ChangeUnit, units, &|count| Quantity::count(count, "units"));
        add(LineKind::Other, Dimension::RegionTransfer, often(moved.transferred), &Quantity::bytes);
        add(LineKind::Other, Dimension::Restore, moved.restored, &Quantity::bytes);
        add(LineKind::Other, Dimension::FullExport, moved.exported, &Quantity::bytes);
        add(LineKind::Other, Dimension::IncrementalExport, moved.exported_increments, &Quantity::bytes);
        add(LineKind::Other, Dimension::Import, moved.imported, &Quantity::bytes);
        add(LineKind::Other, Dimension::BulkPut, moved.bulk_put, &Quantity::bytes);
        if kept.rule_ms > 0 {
            lines.push(self.line(LineKind::Other, Dimension::InsightRule, Quantity::months(kept.rule_ms, "rule-months")));
        }
        lines
    }
}
