//! Buckets: named files that exports write and imports read. What S3 is at AWS.
//!
//! A bucket is a table without address, and a file is its parts in order, so buckets are as durable as everything else and
//! are loaded when they are needed. A host brings files in and takes them out: a folder natively, picked files and downloads
//! in a page, where large ones come in pieces ([`piece`]). Our model: a bucket comes into being with its first file, and any
//! region may write to it.

mod piece;

use std::sync::Arc;

use api::TableStatus;
use capacity::PartitionTable;
use model::{AttributeValue, EpochMillis, Item, KeyAttribute, KeySchema, Number, ScalarType, StorageKey};

use crate::control::Control;
use crate::role::Role;
use crate::{Blocks, CapacitySetting, ChangeRecord, Context, Engine, Missing, Table, TableId};

/// Bytes of one part (our bound: with its name it fits into one leaf block).
const PART_BYTES: usize = 48 * 1024;

pub use piece::{Piece, PieceError};

const KEY: &str = "key";
const PART: &str = "part";
const DATA: &str = "data";
const SIZE: &str = "size";
const MODIFIED: &str = "modified";
/// Of a file that came in pieces: the number of the first part with data; other files begin at the part of the head.
const FIRST: &str = "first";

/// A file of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketFile {
    /// Its name: at S3, the object's key.
    pub key: String,
    /// Bytes.
    pub size_bytes: u64,
    /// When it was put.
    pub modified: EpochMillis,
}

impl Engine {
    /// Names of all buckets, in byte order.
    pub fn buckets(&self) -> Vec<String> {
        let mut names: Vec<String> = self.bucket_tables().map(|table| table.name.clone()).collect();
        model::sort_by(&mut names, Ord::cmp);
        names
    }

    /// How often a file of any bucket was put or removed since the database was opened: a host that keeps a copy of them looks
    /// when it changes.
    pub fn bucket_changes(&self) -> u64 {
        self.bucket_changes
    }

    /// The files of a bucket, in byte order of their names; `None` if there is no such bucket.
    pub fn bucket_files(&self, bucket: &str) -> Result<Option<Vec<BucketFile>>, Missing> {
        let Some(table) = self.resident_bucket(bucket)? else { return Ok(None) };
        let mut files: Vec<BucketFile> = table.items.iter().filter_map(|(_, record)| head(&record.item)).collect();
        model::sort_by(&mut files, |left, right| left.key.cmp(&right.key));
        Ok(Some(files))
    }

    /// The bytes of a file; `None` if it is not there.
    pub fn bucket_file(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, Missing> {
        let Some(table) = self.resident_bucket(bucket)? else { return Ok(None) };
        let Some(file) = part(table, key, 0).and_then(head) else { return Ok(None) };
        Ok(Some(parts(table, key, 0..parts_of(file.size_bytes))))
    }

    /// Puts or replaces a file, in the name of this caller. The changes are to be made durable.
    pub fn put_bucket_file(
        &mut self,
        context: &Context,
        bucket: &str,
        key: &str,
        bytes: &[u8],
    ) -> Result<Vec<ChangeRecord>, Missing> {
        self.resident_bucket(bucket)?;
        self.drain_due(context.now);
        let mut batch = self.take_unsent();
        batch.extend(self.commit_file(&context.account, &context.region, bucket, key, bytes));
        Ok(batch)
    }

    /// Removes a file. The changes are to be made durable.
    pub fn remove_bucket_file(&mut self, context: &Context, bucket: &str, key: &str) -> Result<Vec<ChangeRecord>, Missing> {
        let Some(table) = self.resident_bucket(bucket)? else { return Ok(vec![]) };
        let id = table.id;
        self.drain_due(context.now);
        let mut batch = self.take_unsent();
        batch.extend(self.commit_removal(id, key));
        Ok(batch)
    }

    /// The bucket's table, if it is there; an error if its files are not in memory.
    pub(crate) fn resident_bucket(&self, bucket: &str) -> Result<Option<&Arc<Table>>, Missing> {
        match self.bucket_tables().find(|table| table.name == bucket) {
            Some(table) if !table.resident => Err(Missing::items(table.id)),
            found => Ok(found),
        }
    }

    /// Puts a file into a bucket that is resident or not there yet. Total.
    pub(crate) fn commit_file(
        &mut self,
        account: &str,
        region: &str,
        bucket: &str,
        key: &str,
        bytes: &[u8],
    ) -> Vec<ChangeRecord> {
        let (id, mut batch) = self.commit_bucket(account, region, bucket);
        let count = parts_of(bytes.len() as u64);
        for (number, data) in (0..count).zip(bytes.chunks(PART_BYTES).chain([&[][..]])) {
            let mut item = name_of(key, number);
            item.insert(DATA, AttributeValue::B(data.to_vec()));
            if number == 0 {
                item.insert(SIZE, whole(bytes.len() as u64));
                item.insert(MODIFIED, whole(self.now.0));
            }
            batch.extend(self.commit_part(id, item, true));
        }
        for from in [count].into_iter().chain(piece::FIRST_PARTS) {
            batch.extend(self.commit_parts(id, key, from));
        }
        batch
    }

    /// The bucket, which comes into being if it is not there.
    fn commit_bucket(&mut self, account: &str, region: &str, bucket: &str) -> (TableId, Vec<ChangeRecord>) {
        let known = self.bucket_tables().find(|table| table.name == bucket).map(|table| table.id);
        match known {
            Some(id) => (id, vec![]),
            None => {
                let id = TableId(self.last_table + 1);
                self.last_table = id.0;
                let record = self.commit_table(None, Some(Arc::new(new_bucket(id, account, region, bucket, self.now))));
                (id, record.into_iter().collect())
            }
        }
    }

    /// Removes all parts of a file.
    fn commit_removal(&mut self, bucket: TableId, key: &str) -> Vec<ChangeRecord> {
        let starts = [0].into_iter().chain(piece::FIRST_PARTS);
        starts.flat_map(|from| self.commit_parts(bucket, key, from)).collect()
    }

    /// Removes the parts of a file from this one on.
    fn commit_parts(&mut self, bucket: TableId, key: &str, from: u64) -> Vec<ChangeRecord> {
        let mut batch = vec![];
        for number in from.. {
            let there = self.database.table(bucket).is_some_and(|table| part(table, key, number).is_some());
            if !there {
                break;
            }
            batch.extend(self.commit_part(bucket, name_of(key, number), false));
        }
        batch
    }

    fn commit_part(&mut self, bucket: TableId, item: Item, stays: bool) -> Option<ChangeRecord> {
        let table = self.database.table(bucket)?;
        let key = table.key.storage_key(&item)?;
        let write = table.plan_write(key, stays.then(|| Arc::new(item)));
        self.bucket_changes += 1;
        self.commit_item(write)
    }

    fn bucket_tables(&self) -> impl Iterator<Item = &Arc<Table>> {
        self.database.tables().filter(|table| table.control.role == Role::Bucket)
    }
}

fn parts_of(size_bytes: u64) -> u64 {
    size_bytes.div_ceil(PART_BYTES as u64).max(1)
}

fn whole(number: u64) -> AttributeValue {
    AttributeValue::N(Number::from_i64(i64::try_from(number).unwrap_or(i64::MAX)))
}

fn name_of(key: &str, number: u64) -> Item {
    Item::from([(KEY.to_owned(), AttributeValue::S(key.to_owned())), (PART.to_owned(), whole(number))])
}

fn part<'t>(table: &'t Table, key: &str, number: u64) -> Option<&'t Item> {
    let place: StorageKey = table.key.storage_key(&name_of(key, number))?;
    table.get(place.as_bytes()).map(|record| &*record.item)
}

/// The data of some parts of a file, counted from its first one with data.
fn parts(table: &Table, key: &str, wanted: std::ops::Range<u64>) -> Vec<u8> {
    let first = part(table, key, 0).map_or(0, first_part);
    let mut bytes = vec![];
    for number in wanted {
        if let Some(AttributeValue::B(data)) = part(table, key, first + number).and_then(|item| item.get(DATA)) {
            bytes.extend_from_slice(data);
        }
    }
    bytes
}

fn number(item: &Item, name: &str) -> Option<u64> {
    match item.get(name)? {
        AttributeValue::N(number) => number.to_scaled_integer(0).and_then(|number| u64::try_from(number).ok()),
        _ => None,
    }
}

/// The number of a file's first part with data, as its head has it.
fn first_part(head: &Item) -> u64 {
    number(head, FIRST).unwrap_or(0)
}

/// What the first part tells of its file; `None` for another part.
fn head(item: &Item) -> Option<BucketFile> {
    let AttributeValue::S(key) = item.get(KEY)? else { return None };
    Some(BucketFile { key: key.clone(), size_bytes: number(item, SIZE)?, modified: EpochMillis(number(item, MODIFIED)?) })
}

fn new_bucket(id: TableId, account: &str, region: &str, name: &str, now: EpochMillis) -> Table {
    let attribute = |name: &str, key_type| KeyAttribute { name: name.to_owned(), key_type };
    Table {
        id,
        account: account.to_owned(),
        region: region.to_owned(),
        name: name.to_owned(),
        uuid: String::new(),
        key: KeySchema { partition: vec![attribute(KEY, ScalarType::S)], sort: vec![attribute(PART, ScalarType::N)] },
        attribute_definitions: vec![(KEY.to_owned(), ScalarType::S), (PART.to_owned(), ScalarType::N)],
        capacity: CapacitySetting::OnDemand,
        created: now,
        status: TableStatus::Active,
        resident: true,
        control: Control { role: Role::Bucket, ..Control::default() },
        partitions: PartitionTable::new(1),
        items: Blocks::default(),
        expiries: Blocks::default(),
        indexes: vec![],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::PART_BYTES;
    use crate::journal::Host;
    use crate::storage::MemoryStorage;
    use crate::testing::Bench;

    proptest! {
        #[test]
        fn files_come_back_as_they_were_put(sizes in proptest::collection::vec((0..3usize, 0..4 * PART_BYTES, any::<u8>()), 1..6)) {
            let mut bench = Bench::default();
            let mut files = std::collections::BTreeMap::new();
            let context = bench.context();
            for (name, size, byte) in sizes {
                let bytes: Vec<u8> = (0..size).map(|at| byte.wrapping_add((at / PART_BYTES) as u8)).collect();
                bench.engine.put_bucket_file(&context, "b", &format!("f/{name}"), &bytes).unwrap();
                files.insert(format!("f/{name}"), bytes);
            }
            let listed = bench.engine.bucket_files("b").unwrap().unwrap();
            let expected: Vec<_> = files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64)).collect();
            prop_assert_eq!(listed.into_iter().map(|file| (file.key, file.size_bytes)).collect::<Vec<_>>(), expected);
            for (name, bytes) in files {
                prop_assert_eq!(bench.engine.bucket_file("b", &name).unwrap(), Some(bytes));
            }
        }
    }

    #[test]
    fn buckets_survive_and_are_loaded_when_needed() {
        let mut host = Host::open(&MemoryStorage::default()).unwrap();
        let context = host.bench.context();
        for (key, bytes) in [("a", &[1; 100_000][..]), ("b", b"x"), ("a", b"short")] {
            let batch = host.bench.engine.put_bucket_file(&context, "box", key, bytes).unwrap();
            host.bench.records.extend(batch);
            host.commit();
        }
        let batch = host.bench.engine.remove_bucket_file(&context, "box", "b").unwrap();
        host.bench.records.extend(batch);
        host.commit();
        host.checkpoint();
        let mut again = Host::open(&host.storage).unwrap();
        let missing = again.bench.engine.bucket_file("box", "a").unwrap_err();
        again.load(missing);
        assert_eq!(again.bench.engine.bucket_file("box", "a").unwrap().as_deref(), Some(&b"short"[..]));
        assert_eq!(again.bench.engine.bucket_file("box", "b"), Ok(None));
        assert_eq!(again.bench.engine.bucket_files("nowhere"), Ok(None));
        assert_eq!(again.bench.engine.buckets(), ["box"]);
        assert_eq!(again.bench.engine.tables("eu-west-1").len(), 0);
    }
}
