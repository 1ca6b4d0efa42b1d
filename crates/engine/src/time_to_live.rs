//! Time to live: which items are expired, and when they are swept.
//!
//! An expired item stays readable and counts until a sweep removes it. A sweep costs no write units, clears the indexes and leaves
//! records that name the service as their maker. AWS sweeps in the background, "typically within a few days".
//!
//! Our model: each table is swept every [`SWEEP_MS`] of engine time, counted from the moment its time to live was enabled, and a
//! sweep removes everything that is expired then. A host may set another interval. What is due is known from an index of the
//! items by their time, so a sweep costs what it removes.
//!
//! Follows: developer guide, "Using time to live (TTL) in DynamoDB".

use std::ops::Bound;
use std::sync::Arc;

use model::{AttributeValue, EpochMillis, Item, StorageKey};

use crate::table::ItemWrite;
use crate::{Blocks, Engine, Origin, Record, Table, TableId};

/// Milliseconds from one sweep to the next unless the host says otherwise (our model: ten minutes, as small tables show).
pub const SWEEP_MS: u64 = 600_000;
/// Items that are older than this many seconds are never swept: five years (developer guide, "How it works").
const IGNORED_SECONDS: u64 = 5 * 365 * 24 * 3_600;
/// Items that one step of a sweep removes (our bound: about a millisecond).
const SWEEP_STEP_ITEMS: usize = 100;

/// `TimeToLiveSpecification` of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeToLive {
    /// The attribute with the time, in seconds since 1970.
    pub attribute: String,
    /// Enabled, or being enabled.
    pub enabled: bool,
    /// When it was changed last.
    pub changed: EpochMillis,
    /// When that change has taken hold.
    pub settled: EpochMillis,
}

impl TimeToLive {
    /// `TimeToLiveStatus` at `now`.
    pub fn status(&self, now: EpochMillis) -> &'static str {
        match (self.enabled, now < self.settled) {
            (true, true) => "ENABLING",
            (true, false) => "ENABLED",
            (false, true) => "DISABLING",
            (false, false) => "DISABLED",
        }
    }

    /// The first sweep after `moment`, if the table is swept every `interval_ms`.
    fn sweep_after(&self, moment: EpochMillis, interval_ms: u64) -> EpochMillis {
        let since = moment.0.saturating_sub(self.settled.0);
        let sweeps = since / interval_ms + 1;
        EpochMillis(self.settled.0.saturating_add(sweeps.saturating_mul(interval_ms)))
    }
}

impl Table {
    /// The time to live, if it is enabled or being enabled.
    pub fn enabled_time_to_live(&self) -> Option<&TimeToLive> {
        self.control.time_to_live.as_ref().filter(|ttl| ttl.enabled)
    }

    /// Where an item stands in the index of expiries: only a number of whole seconds (a fraction is cut off) makes it expire.
    fn expiry_key(attribute: &str, key: &StorageKey, item: &Item) -> Option<StorageKey> {
        let Some(AttributeValue::N(number)) = item.get(attribute) else { return None };
        let seconds = whole_seconds(&number.to_string())?;
        Some(StorageKey::from_bytes([&seconds.to_be_bytes(), key.as_bytes()].concat()))
    }

    /// Keeps the index of expiries in step with a write.
    pub(crate) fn move_expiry(&mut self, write: &ItemWrite) {
        let Some(ttl) = &self.control.time_to_live else { return };
        if !ttl.enabled {
            return;
        }
        let of = |record: &Option<Record>| {
            record.as_ref().and_then(|record| Self::expiry_key(&ttl.attribute, &write.key, &record.item))
        };
        let (before, after) = (of(&write.before), of(&write.after));
        if let Some(key) = before {
            self.expiries.remove(key.as_bytes());
        }
        if let (Some(key), Some(record)) = (after, &write.after) {
            self.expiries.insert(key, record.clone());
        }
    }

    /// Builds the index of expiries anew.
    pub(crate) fn rebuild_expiries(&mut self) {
        let mut expiries = vec![];
        if let Some(ttl) = self.enabled_time_to_live() {
            let keyed = |(key, record): (&StorageKey, &Record)| {
                Some((Self::expiry_key(&ttl.attribute, key, &record.item)?, record.clone()))
            };
            expiries.extend(self.items.iter().filter_map(keyed));
        }
        model::sort_by(&mut expiries, |left, right| left.0.cmp(&right.0));
        self.expiries = Blocks::from_sorted(expiries);
    }

    /// The first moment at which an item will be expired that is not ignored at `now`.
    fn first_expiry(&self, now: EpochMillis) -> Option<EpochMillis> {
        let from = (now.0 / 1_000).saturating_sub(IGNORED_SECONDS).to_be_bytes();
        let (key, _) = self.expiries.range(Bound::Included(&from), Bound::Unbounded).next()?;
        let (seconds, _) = key.as_bytes().split_first_chunk::<8>()?;
        Some(EpochMillis(u64::from_be_bytes(*seconds).saturating_mul(1_000)))
    }

    /// The keys of items that are expired at `now`, at most one step of them.
    fn expired(&self, now: EpochMillis) -> Vec<StorageKey> {
        let seconds = now.0 / 1_000;
        let from = seconds.saturating_sub(IGNORED_SECONDS).to_be_bytes();
        // An item is expired once its second is over.
        let to = seconds.to_be_bytes();
        let range = self.expiries.range(Bound::Included(&from), Bound::Excluded(&to));
        let key = |key: &StorageKey| key.as_bytes().get(8..).map(|key| StorageKey::from_bytes(key.to_vec()));
        range.take(SWEEP_STEP_ITEMS).filter_map(|(of, _)| key(of)).collect()
    }
}

/// The whole seconds of a number's text; `None` if it is negative or beyond any date.
fn whole_seconds(text: &str) -> Option<u64> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    whole.parse().ok()
}

impl Engine {
    /// Sets how often tables are swept of expired items, in milliseconds of engine time; at least one.
    pub fn set_sweep_interval(&mut self, interval_ms: u64) {
        self.sweep_ms = interval_ms.max(1);
        let tables: Vec<TableId> = self.database.tables().map(|table| table.id).collect();
        tables.into_iter().for_each(|table| self.note_expiry(table));
    }

    /// Notes when the table is to be swept next, if anything in it expires.
    pub(crate) fn note_expiry(&mut self, id: TableId) {
        let Some(table) = self.database.table(id) else { return };
        let Some(ttl) = table.enabled_time_to_live() else { return };
        if let Some(first) = table.first_expiry(self.now) {
            // It is expired once its second is over, so not at its very moment.
            let due = ttl.sweep_after(EpochMillis(first.0.saturating_add(999)).max(self.now), self.sweep_ms);
            self.due.note_sweep(due, id);
        }
    }

    /// A step of a sweep: removes items that are expired now.
    pub(crate) fn sweep(&mut self, id: TableId) {
        let Some(table) = self.database.table(id) else { return };
        let at = self.now;
        let swept = table.resident && table.takes_items() && table.enabled_time_to_live().is_some_and(|ttl| ttl.settled <= at);
        let keys = if swept { table.expired(at) } else { vec![] };
        let more = keys.len() == SWEEP_STEP_ITEMS;
        for key in keys {
            let Some(table) = self.database.table(id) else { return };
            let write = table.plan_write(key, None);
            self.meters.record_expiry(at, id);
            let record = self.commit_item_of(write, Origin::Expiry);
            self.unsent.extend(record);
        }
        if more {
            self.due.note_sweep(at, id);
        } else {
            self.note_expiry(id);
        }
    }

    /// The table's items by the time of their expiry, for tests and views.
    pub fn expiring_items(&self, table: TableId) -> usize {
        self.database.table(table).map_or(0, |table| Arc::as_ref(table).expiries.len())
    }
}
