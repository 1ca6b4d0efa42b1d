//! Replication between the members of a global table: a cursor over each member's history, driven by due times.
//!
//! A write is due in every other region when its lag is over. There it is carried out unless a later write stands there: the
//! last writer wins. Members converge, since each region compares an arriving write with the writes that were requested in it. A
//! replicated write is metered where it arrives and is not replicated again.
//!
//! Our model: the last writer is the one that asked last, also within one millisecond (AWS compares timestamps of its own). The
//! lag is the same between all regions (AWS says "usually under a second"). With strong consistency the lag is
//! none; while [`Engine::set_replication_lag`] is not over, a write to an item that was last written in another region is
//! refused, as a concurrent one is by the service.
//!
//! Follows: developer guide, "Global tables: how it works"; facts 5.

use std::sync::Arc;

use api::text::Sentence;
use api::{Error, Exception};
use model::{EpochMillis, SharedItem, StorageKey};
use report::Consistency;

use crate::account::Account;
use crate::addressing::place_of;
use crate::due::Due;
use crate::tracer::Tracer;
use crate::{ChangeRecord, Context, Engine, ItemRecord, ObjectBytes, ObjectKey, ObjectKind, Origin, Table, TableId};

/// Writes of each region that one step carries out (our bound: about a millisecond of work).
const STEP_WRITES: usize = 200;
/// How long a member keeps its writes for the others, in milliseconds: a stream's day.
pub(crate) const REPLICATION_KEEP_MS: u64 = crate::STREAM_KEEP_MS;

/// A write on its way.
struct Travelling {
    source: TableId,
    sequence: u64,
    key: StorageKey,
    after: Option<SharedItem>,
    time: EpochMillis,
}

impl Engine {
    /// Sets how long writes take to the other regions of a global table, in milliseconds of engine time. 0 by default.
    pub fn set_replication_lag(&mut self, lag_ms: u64) {
        self.replication_lag_ms = lag_ms;
    }

    /// How long writes take to other regions.
    pub fn replication_lag_ms(&self) -> u64 {
        self.replication_lag_ms
    }

    /// Notes when a write that was just requested is due in the other regions.
    pub(crate) fn note_replication(&mut self, id: TableId) {
        let Some(table) = self.database.table(id).filter(|table| table.is_replica()) else { return };
        let lag_ms = if self.is_strong(table) { 0 } else { self.replication_lag_ms };
        self.due.note_replication(EpochMillis(self.now.0.saturating_add(lag_ms)), id);
    }

    /// Whether the item was last written in another region, and that write is still on its way to all.
    pub(crate) fn is_written_elsewhere(&self, table: &Table, key: &StorageKey) -> bool {
        if self.replication_lag_ms == 0 || !table.is_replica() {
            return false;
        }
        let since = EpochMillis(self.now.0.saturating_sub(self.replication_lag_ms));
        let newest = self.histories.recent(table.id, self.now).and_then(|history| {
            let mut recent = history.since(since).filter(|record| record.key == *key);
            recent.next_back()
        });
        self.is_strong(table) && newest.is_some_and(|record| record.origin == Origin::Replication)
    }

    /// Carries out everywhere else what is due of the writes to this table and to the other members, in the order in which they
    /// were requested: a third region must not see them the other way round.
    pub(crate) fn replicate(&mut self, id: TableId) {
        let Some(table) = self.database.table(id).filter(|table| table.is_replica()).map(Arc::clone) else { return };
        let others = self.other_replicas(&table).into_iter().map(|(_, id)| id);
        let members: Vec<TableId> = std::iter::once(id).chain(others).collect();
        if let Some(absent) = members.iter().find(|member| self.absent_part(**member).is_some()) {
            self.due.wait_for(*absent, Due::Replication(id));
            return;
        }
        let (mut travelling, mut last, mut next) = (vec![], u64::MAX, None);
        for member in &members {
            let Some(source) = self.database.table(*member) else { continue };
            let (writes, rest) = self.travelling(source);
            if rest.is_some_and(|due| due <= self.now) {
                last = last.min(writes.last().map_or(last, |write| write.sequence));
            }
            next = next.into_iter().chain(rest).min();
            travelling.extend(writes);
        }
        travelling.retain(|write| write.sequence <= last);
        model::sort_by(&mut travelling, |left, right| left.sequence.cmp(&right.sequence));
        for write in &travelling {
            for target in members.iter().filter(|member| **member != write.source) {
                self.arrive(*target, write);
            }
        }
        for member in &members {
            let Some(source) = self.database.table(*member).cloned() else { continue };
            let Some(done) = travelling.iter().rfind(|write| write.source == *member) else { continue };
            let bytes = ObjectBytes::from(done.sequence.to_be_bytes().as_slice());
            let record = self.commit_object(cursor_key(&source), Some(bytes));
            self.unsent.extend(record);
        }
        if let Some(next) = next {
            self.due.note_replication(next, id);
        }
    }

    /// The next writes of a member that are due, and when the one behind them is.
    fn travelling(&self, source: &Table) -> (Vec<Travelling>, Option<EpochMillis>) {
        let cursor = self.object(&cursor_key(source)).and_then(|bytes| <[u8; 8]>::try_from(&**bytes).ok());
        let need = source.control.retention.need(crate::RetentionReason::Replication);
        let from = cursor.map(u64::from_be_bytes).or(need.map(|need| need.after_sequence)).unwrap_or(u64::MAX);
        let lag_ms = if self.is_strong(source) { 0 } else { self.replication_lag_ms };
        let Some(history) = self.histories.recent(source.id, self.now) else { return (vec![], None) };
        let due = |record: &ItemRecord| EpochMillis(record.time.0.saturating_add(lag_ms));
        let mut requested = history.after(from).filter(|record| record.origin != Origin::Replication).peekable();
        let mut travelling = vec![];
        while travelling.len() < STEP_WRITES
            && let Some(record) = requested.next_if(|record| due(record) <= self.now)
        {
            travelling.push(Travelling {
                source: source.id,
                sequence: record.sequence,
                key: record.key.clone(),
                after: record.after.clone(),
                time: record.time,
            });
        }
        (travelling, requested.peek().map(|record| due(record)))
    }

    /// Refuses a transaction on a table with strong consistency.
    pub(crate) fn check_transaction<'n>(&self, context: &Context, mut names: impl Iterator<Item = &'n str>) -> Result<(), Error> {
        let strong = |name: &str| {
            let table = place_of(context, name).ok().and_then(|place| self.database.find(place));
            table.is_some_and(|table| table.is_replica() && self.is_strong(table))
        };
        match names.any(strong) {
            true => Err(Error::Exception(Exception::Validation, Sentence::StrongTransaction)),
            false => Ok(()),
        }
    }

    /// Forgets how far a member's writes were carried: it is none any more. Total.
    pub(crate) fn forget_cursor(&mut self, table: &Table) -> Option<ChangeRecord> {
        self.commit_object(cursor_key(table), None)
    }

    /// Whether the table is in a group with strong consistency.
    pub(crate) fn is_strong(&self, table: &Table) -> bool {
        self.global_table(&table.account, &table.name).is_some_and(|group| group.strong)
    }

    /// Carries out one write in another region, unless a later one was requested there.
    fn arrive(&mut self, target: TableId, write: &Travelling) {
        let later = |record: &ItemRecord| record.origin != Origin::Replication && record.key == write.key;
        let beaten = self.histories.recent(target, self.now).is_some_and(|history| history.after(write.sequence).any(later));
        let Some(table) = self.database.table(target).filter(|_| !beaten) else { return };
        let planned = table.plan_write(write.key.clone(), write.after.clone());
        let sent = planned.after.as_ref().map_or(write.key.as_bytes().len() as u64, |record| record.size_bytes.into());
        self.meters.moved(write.source).transferred += sent;
        let mut account = Account::default();
        account.write(&planned, Consistency::Strong);
        account.settle(table, &mut self.meters, self.now, &mut Tracer::new(None));
        let took_ms = self.now.0.saturating_sub(write.time.0);
        self.meters.record_replication(self.now, write.source, &table.region, took_ms);
        let record = self.commit_item_of(planned, Origin::Replication);
        self.unsent.extend(record);
    }
}

/// The object that keeps how far a member's writes were carried to the others.
fn cursor_key(table: &Table) -> ObjectKey {
    ObjectKey {
        kind: ObjectKind::ReplicationCursor,
        account: table.account.clone(),
        region: table.region.clone(),
        // A name may be used again; the table's number never is.
        name: table.id.0.to_string(),
    }
}

#[cfg(test)]
mod tests;
