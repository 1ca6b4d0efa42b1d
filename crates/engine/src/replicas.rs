//! Replicas that lag: what an eventually consistent read sees while a change is on its way.
//!
//! Each partition has three replicas. A consistent read is answered by the leader; any other one by one of the three, drawn for
//! each request. A replica's state is the leader's state of some milliseconds ago, read out of the table's recent history, so no
//! replica is a second copy. A global index follows its table the same way, and its own replicas follow it.
//!
//! Our model: the service says only that an eventually consistent read might not reflect a recent write. The two followers lag
//! by an amount of their own, drawn from the seed between 1 ms and [`ReadLag::replica_ms`]; a global index lags by
//! [`ReadLag::index_ms`]. Both are 0 by default: then every read sees everything.
//!
//! Follows: developer guide, "DynamoDB read consistency", "Using global secondary indexes" (eventually consistent).

use std::borrow::Cow;
use std::sync::Arc;

use capacity::Place;
use model::{EpochMillis, KeyHash};
use report::IndexKind;

use crate::chance::chance;
use crate::history::records::Histories;
use crate::{Context, Engine, History, ItemRecord, Record, Table};

/// How far reads may be behind, in milliseconds of engine time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadLag {
    /// The most that a follower of a partition lags behind its leader.
    pub replica_ms: u64,
    /// What a global index lags behind its table.
    pub index_ms: u64,
}

/// Replicas of each partition: a leader and two followers in other availability zones.
const REPLICAS: u64 = 3;

/// What is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading<'r> {
    /// `ConsistentRead`.
    pub(crate) consistent: bool,
    /// The index, if it is not the table itself.
    pub(crate) index: Option<&'r str>,
    /// The one point that is read; `None` for a scan.
    pub(crate) hash: Option<KeyHash>,
}

/// Who answers the reads of one request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Replicas<'e> {
    pub(crate) lag: ReadLag,
    pub(crate) seed: u64,
    pub(crate) now: EpochMillis,
    pub(crate) histories: &'e Histories,
}

impl Engine {
    /// Sets how far eventually consistent reads may be behind, from now on.
    pub fn set_read_lag(&mut self, lag: ReadLag) {
        self.read_lag = lag;
        self.keep_recent(lag.replica_ms.saturating_add(lag.index_ms));
    }

    /// How far eventually consistent reads may be behind.
    pub fn read_lag(&self) -> ReadLag {
        self.read_lag
    }
}

impl Replicas<'_> {
    /// The table as this reading sees it: itself, unless something is on its way.
    pub(crate) fn view<'t>(&self, table: &'t Table, context: &Context, reading: Reading<'_>) -> Cow<'t, Table> {
        if self.lag == ReadLag::default() || reading.consistent {
            return Cow::Borrowed(table);
        }
        let Some(history) = self.histories.recent(table.id, self.now) else { return Cow::Borrowed(table) };
        let drawn = chance(self.seed, "replica that answers", context.request_id ^ self.now.0.rotate_left(20)) % REPLICAS;
        let mut rewound = Rewound { replicas: self, replica: drawn, table: Cow::Borrowed(table) };
        rewound.rewind(history, reading);
        rewound.table
    }

    /// How far the replica of a partition lags behind its leader; 0 for the leader itself.
    fn follower_ms(&self, space: u64, partition: u32, replica: u64) -> u64 {
        match self.lag.replica_ms {
            0 => 0,
            _ if replica == 0 => 0,
            most => 1 + chance(self.seed, "replica lag", (space << 16 | u64::from(partition)) * REPLICAS + replica) % most,
        }
    }
}

/// A table on its way back.
struct Rewound<'r, 't> {
    replicas: &'r Replicas<'r>,
    replica: u64,
    table: Cow<'t, Table>,
}

impl Rewound<'_, '_> {
    fn rewind(&mut self, history: History<'_>, reading: Reading<'_>) {
        let ReadLag { replica_ms, index_ms } = self.replicas.lag;
        let farthest = EpochMillis(self.replicas.now.0.saturating_sub(replica_ms.saturating_add(index_ms)));
        let index = reading.index.and_then(|name| self.table.indexes.iter().position(|index| index.name == name));
        let global = index.filter(|at| self.table.indexes.get(*at).is_some_and(|index| index.kind == IndexKind::Global));
        for record in history.since(farthest).rev() {
            match global {
                Some(at) => self.undo_entry(record, at, true, reading.hash),
                None => {
                    let hash = record.key.hash();
                    if reading.hash.is_none_or(|wanted| wanted == hash) && self.is_on_its_way(record, None, hash) {
                        self.undo_item(record);
                        if let Some(at) = index {
                            // A local index lies in the table's partitions and follows with them.
                            self.undo_entry(record, at, false, None);
                        }
                    }
                }
            }
        }
    }

    /// Whether the replica that answers for this point has not heard of the change yet.
    fn is_on_its_way(&self, record: &ItemRecord, index: Option<usize>, hash: KeyHash) -> bool {
        let Self { replicas, table, .. } = self;
        let name = index.and_then(|at| table.indexes.get(at)).map(|index| index.name.as_str());
        let follower = replicas.follower_ms(replica_space(table, name), table.partition_of(name, Place::of(hash)), self.replica);
        let behind = follower.saturating_add(if index.is_some() { replicas.lag.index_ms } else { 0 });
        record.time.0.saturating_add(behind) > replicas.now.0
    }

    fn undo_item(&mut self, record: &ItemRecord) {
        let items = &mut self.table.to_mut().items;
        match &record.before {
            Some(item) => drop(items.insert(record.key.clone(), Record::new(Arc::clone(item)))),
            None => drop(items.remove(record.key.as_bytes())),
        }
    }

    /// Takes a change of an index back: the entry that came goes, the entry that went comes. Each follows at its own point.
    fn undo_entry(&mut self, record: &ItemRecord, at: usize, lags: bool, wanted: Option<KeyHash>) {
        let entry = |item: &Option<model::SharedItem>| {
            let (index, item) = (self.table.indexes.get(at)?, item.as_ref()?);
            index.entry_of(&record.key, item, Record::new(Arc::clone(item)).size_bytes, &self.table.key)
        };
        let (before, after) = (entry(&record.before), entry(&record.after));
        let counts =
            |hash: KeyHash| wanted.is_none_or(|wanted| wanted == hash) && (!lags || self.is_on_its_way(record, Some(at), hash));
        let after = after.filter(|entry| counts(entry.key.hash()));
        let before = before.filter(|entry| counts(entry.key.hash()));
        if before.is_none() && after.is_none() {
            return;
        }
        let Some(index) = self.table.to_mut().indexes.get_mut(at) else { return };
        if let Some(entry) = after {
            index.entries.remove(entry.key.as_bytes());
        }
        if let Some(entry) = before {
            index.entries.insert(entry.key, entry.record);
        }
    }
}

/// A number that tells the key spaces of all tables apart. Each index has a place beside its table; a table has at most 25.
pub(crate) fn replica_space(table: &Table, index: Option<&str>) -> u64 {
    let at = index.and_then(|name| table.indexes.iter().position(|index| index.name == name));
    table.id.0 << 6 | at.map_or(0, |at| at as u64 + 1)
}

#[cfg(test)]
mod tests;
