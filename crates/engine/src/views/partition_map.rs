//! The hash space of a table and of its global indexes.
//!
//! Work is bounded: counts are kept by the partitions themselves, marks are picked leaf by leaf, and the largest item
//! collection is looked for only among [`COLLECTION_ITEMS`] records.

use std::collections::BTreeMap;

use capacity::{Direction, HEAT_WINDOW_SECONDS, Partition, Place, ReplicaSet, Zone};
use model::{EpochMillis, KeyHash, KeySchema, ordered};
use report::{Fidelity, IndexKind, ItemMark, PartitionLane, PartitionMap, PartitionRow, PoolLevel};

use crate::replicas::replica_space;
use crate::table::readable_key;
use crate::{Blocks, Engine, Record, Table, TablePlace};

/// Records of one lane among which the largest item collection is looked for (our bound: some milliseconds).
const COLLECTION_ITEMS: usize = 200_000;

impl Engine {
    /// The map of a table; `None` if there is no such table. What the last requests touched is the host's to add.
    pub fn partition_map(&self, place: TablePlace<'_>, now: EpochMillis) -> Option<PartitionMap> {
        let table = self.database.find(place)?;
        let now = now.max(self.now);
        let global = table.indexes.iter().filter(|index| index.kind == IndexKind::Global);
        let mut lanes = vec![self.lane(table, None, &table.key, &table.items, now)];
        lanes.extend(global.map(|index| self.lane(table, Some(&index.name), &index.key, &index.entries, now)));
        Some(PartitionMap {
            table: table.name.clone(),
            lanes,
            fidelity: Fidelity::Modelled,
            window_ms: HEAT_WINDOW_SECONDS * 1_000,
        })
    }

    fn lane(&self, table: &Table, index: Option<&str>, key: &KeySchema, records: &Blocks, now: EpochMillis) -> PartitionLane {
        let largest = largest_collections(table, index, key, records);
        let space = self.gate.as_ref().and_then(|gate| gate.space(table.id, index));
        let both = |of: &dyn Fn(Direction) -> u32| (of(Direction::Read), of(Direction::Write));
        let replicas = replica_space(table, index);
        let row = |(partition, last): (Partition, Place)| {
            let heat = self.meters.heat(table.id, index, partition.number.0);
            let window = heat.map(|heat| heat.in_window(now.0 / 1_000)).unwrap_or_default();
            let total = heat.map(|heat| heat.total()).unwrap_or_default();
            PartitionRow {
                number: partition.number.0,
                first: partition.first.hash,
                last: last.hash,
                within_collection: partition.first.sort != 0,
                item_count: partition.item_count,
                size_bytes: partition.size_bytes,
                read_units: window.read,
                write_units: window.write,
                read_units_total: total.read,
                write_units_total: total.write,
                left_thousandths: space.map(|space| both(&|of| space.gate.partition_left(of, partition.number.0, now))),
                zones: zones(ReplicaSet::of(replicas, partition.number.0)),
                largest_collection: largest.get(&partition.number.0).cloned(),
            }
        };
        PartitionLane {
            index: index.map(|name| (name.to_owned(), IndexKind::Global)),
            partitions: table.key_space(index).ranges().map(row).collect(),
            marks: marks(key, records),
            item_count: records.len() as u64,
            touched: vec![],
            pool: space.map(|space| PoolLevel {
                limit: (space.gate.limit(Direction::Read, now), space.gate.limit(Direction::Write, now)),
                left_thousandths: both(&|of| space.gate.burst_left(of, now)),
            }),
            events: space.map(|space| space.events.iter().cloned().collect()).unwrap_or_default(),
        }
    }
}

/// Letters of the zones, the leader's first.
fn zones(replicas: ReplicaSet) -> [char; 3] {
    let [second, third] = replicas.followers();
    [replicas.leader(), second, third].map(Zone::letter)
}

/// At most [`PartitionLane::MARKS_MAX`] records, every n-th of them.
fn marks(key: &KeySchema, records: &Blocks) -> Vec<ItemMark> {
    let stride = records.len().div_ceil(PartitionLane::MARKS_MAX).max(1);
    let mut skip = 0;
    let mut marks = vec![];
    for leaf in records.leaves() {
        let entries = leaf.entries();
        marks.extend(entries.iter().skip(skip).step_by(stride).map(|(at, record)| ItemMark {
            hash: at.hash(),
            key: readable_key(key, &record.item),
            size_bytes: record.size_bytes,
        }));
        // How many of the next leaf to pass over so that the strides go on across leaves.
        let left = entries.len().saturating_sub(skip);
        skip = if left == 0 { skip - entries.len() } else { (stride - left % stride) % stride };
    }
    marks
}

/// For each partition the item collection with most records, by its partition key. Nothing where every key value has one item
/// at most, and nothing beyond [`COLLECTION_ITEMS`].
fn largest_collections(table: &Table, index: Option<&str>, key: &KeySchema, records: &Blocks) -> BTreeMap<u32, (String, u64)> {
    if (index.is_none() && key.sort.is_empty()) || records.len() > COLLECTION_ITEMS {
        return BTreeMap::new();
    }
    let mut collections: Vec<(KeyHash, &Record, u64)> = vec![];
    for (at, record) in records.iter() {
        match collections.last_mut() {
            // One hash is one partition key value: a collision of the hash is not worth a second look here.
            Some((hash, _, count)) if *hash == at.hash() => *count += 1,
            _ => collections.push((at.hash(), record, 1)),
        }
    }
    let mut largest: BTreeMap<u32, (&Record, u64)> = BTreeMap::new();
    for (hash, record, count) in collections {
        let best = largest.entry(table.partition_of(index, Place::of(hash))).or_insert((record, 0));
        if count > best.1 {
            *best = (record, count);
        }
    }
    let partition_key = KeySchema { partition: key.partition.clone(), sort: vec![] };
    ordered(largest.into_iter().map(|(number, (record, count))| (number, (readable_key(&partition_key, &record.item), count))))
}
