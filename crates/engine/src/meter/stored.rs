//! What tables and indexes held over time: the GB-months of a bill.
//!
//! It is counted when engine time goes over a full minute, so it costs a write nothing.
//!
//! Our model: each minute counts with what was held when it ended (AWS bills byte-hours and does not say how often it looks).
//! Vector indexes are not counted over time: a bill takes what they hold now. A table that is not in memory counts as its last
//! checkpoint knows it.
//!
//! Follows: developer guide, "Understanding billing"; the usage type of a bill is `TimedStorage-ByteHrs`.

use model::EpochMillis;
use report::IndexKind;

use super::Meters;
use super::usage::{held_with_local, insight_rules};
use crate::{Database, Engine, Table};

const MINUTE_MS: u64 = 60_000;

/// What was held so far, each amount times the minutes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// While the table class was Standard.
    pub standard: Held,
    /// While the table class was Standard-IA.
    pub infrequent: Held,
    /// Bytes that point-in-time recovery protected.
    pub recovery_byte_minutes: u64,
    /// Rules of contributor insights that were on.
    pub rule_minutes: u64,
}

/// Items or entries, and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Items: billing adds bytes to each.
    pub item_minutes: u64,
    /// Their bytes, without what billing adds.
    pub byte_minutes: u64,
}

impl Stored {
    fn add(&mut self, table: &Table, index: Option<&String>, (items, bytes): (u64, u64), minutes: u64) {
        let add = |sum: &mut u64, amount: u64| *sum = sum.saturating_add(amount.saturating_mul(minutes));
        let held = if table.is_infrequent_access() { &mut self.infrequent } else { &mut self.standard };
        add(&mut held.item_minutes, items);
        add(&mut held.byte_minutes, bytes);
        if index.is_none() && table.control.recovery().is_some() {
            add(&mut self.recovery_byte_minutes, bytes);
        }
        add(&mut self.rule_minutes, insight_rules(table, index).into());
    }
}

impl Meters {
    /// Counts what all tables hold, for so many minutes.
    #[inline(never)]
    fn hold(&mut self, database: &Database, minutes: u64) {
        for table in database.tables().filter(|table| table.control.is_addressed()) {
            self.hold_table(table, minutes);
        }
    }

    /// Counts what a table holds, for so many minutes. One that holds nothing and was never used needs no meter.
    fn hold_table(&mut self, table: &Table, minutes: u64) {
        let held = held_with_local(table);
        if held.0 == 0 && !self.tables.contains_key(&table.id) {
            return;
        }
        let meter = self.tables.entry(table.id).or_default();
        meter.own.stored.add(table, None, held, minutes);
        for index in table.indexes.iter().filter(|index| index.kind == IndexKind::Global) {
            let own = match meter.indexes.get_mut(&index.name) {
                Some(own) => own,
                None => meter.indexes.entry(index.name.clone()).or_default(),
            };
            own.stored.add(table, Some(&index.name), index.partitions.held(), minutes);
        }
    }

    /// The meters were stored at `from`: what is there was there up to `to`, too.
    pub(crate) fn catch_up(&mut self, database: &Database, from: EpochMillis, to: EpochMillis) {
        let minutes = minutes_between(from, to);
        if minutes > 0 {
            self.hold(database, minutes);
        }
    }

    /// Meters from before this was counted: what is there was there since its table was created.
    pub(crate) fn assume_stored(&mut self, database: &Database, now: EpochMillis) {
        for table in database.tables().filter(|table| table.control.is_addressed()) {
            self.hold_table(table, minutes_between(table.created, now));
        }
    }
}

/// Full minutes that end after `from` and not after `to`.
fn minutes_between(from: EpochMillis, to: EpochMillis) -> u64 {
    (to.0 / MINUTE_MS).saturating_sub(from.0 / MINUTE_MS)
}

impl Engine {
    /// Moves engine time on; it never goes back.
    pub(crate) fn advance(&mut self, to: EpochMillis) {
        let minutes = minutes_between(self.now, to);
        if minutes > 0 {
            self.meters.hold(&self.database, minutes);
        }
        self.now = self.now.max(to);
    }
}
