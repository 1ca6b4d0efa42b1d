//! One run: writes and point reads, commits, failures and crashes; what came of them is compared after each step.

use std::fmt::Debug;

use api::{
    BatchGetItem, BatchWriteItem, CancellationReason, ConsumedCapacity, DeleteItem, Error, GetItem, GlobalIndexUpdate,
    KeysAndAttributes, Operation, PutItem, Response, ReturnConsumedCapacity, ReturnValues, TransactGet, TransactGetItems,
    TransactWrite, TransactWriteItems, UpdateItem, UpdateTable, WriteRequest,
};
use engine::{Change, Table, TablePlace};
use model::{HalfUnits, Item, KeyHash};

use super::draw::{TABLE, create_table, definition, definitions, key_item, n, s, values};
use super::oracle::number;
use super::{Chance, Host, INDEXES, Oracle, Units, item_size_bytes};

/// A run under way.
pub(super) struct Run {
    seed: u64,
    step: usize,
    pub(super) chance: Chance,
    pub(super) host: Host,
    pub(super) oracle: Oracle,
    /// The oracle as of the last commit.
    durable: Oracle,
    transcript: Vec<u8>,
}

type Key = (String, u64);

/// Runs this many steps from a seed; the hash of everything that was answered. Panics at the first surprise, with the seed.
pub fn run(seed: u64, steps: usize) -> u128 {
    let mut run = Run {
        seed,
        step: 0,
        chance: Chance::new(seed),
        host: Host::new(seed),
        oracle: Oracle::default(),
        durable: Oracle::default(),
        transcript: vec![],
    };
    run.ask(Operation::CreateTable(Box::new(create_table()))).0.expect("the table is right");
    run.host.commit(false);
    for step in 0..steps {
        run.step = step;
        run.host.now += run.chance.below(1_000);
        run.act();
        run.settle();
    }
    run.check_state();
    run.check_stream();
    KeyHash::of(&run.transcript).0
}

impl Run {
    fn act(&mut self) {
        match self.chance.below(24) {
            0..5 => self.put(),
            5..9 => self.update(),
            9..11 => self.delete(),
            11..13 => self.get(),
            13..18 => self.query(),
            18..20 => self.scan(),
            20 => self.batch_write(),
            21 => self.batch_get(),
            22 => self.transact_write(),
            23 if self.chance.once_in(3) => self.update_table(),
            _ => self.transact_get(),
        }
    }

    /// Commits now and then; a commit may fail, and the process may die.
    fn settle(&mut self) {
        match self.chance.below(60) {
            0..15 => {
                let with_checkpoint = self.chance.once_in(5);
                self.host.commit(with_checkpoint);
                self.durable = self.oracle.clone();
            }
            15 => {
                self.host.fail_commit();
                self.oracle = self.durable.clone();
                self.check_state();
            }
            16 => {
                self.host.crash();
                self.oracle = self.durable.clone();
            }
            17 => self.check_state(),
            _ => {}
        }
    }

    /// Asks the engine and keeps the answer in the transcript.
    pub(super) fn ask(&mut self, operation: Operation) -> (Result<Response, Error>, u64) {
        let answer = self.host.ask(operation);
        self.transcript.extend(format!("{answer:?}\n").into_bytes());
        answer
    }

    /// Panics unless both are equal, with what is needed to replay the run.
    pub(super) fn same<T: PartialEq + Debug>(&self, what: &str, found: &T, expected: &T) {
        let (seed, step) = (self.seed, self.step);
        assert!(
            found == expected,
            "seed {seed}, step {step}: {what}\n found: {found:?}\nexpected: {expected:?}\n\
             replay: SIMULATOR_SEED={seed} cargo test --package tests --test simulator"
        );
    }

    fn put(&mut self) {
        let key = self.chance.key();
        let item = self.chance.item(&key);
        let (is_new_only, wants_old) = (self.chance.once_in(4), self.chance.once_in(2));
        let before = self.oracle.items.get(&key).cloned();
        let (reply, observed) = self.ask(Operation::PutItem(PutItem {
            table_name: TABLE.to_owned(),
            item: item.clone(),
            condition_expression: is_new_only.then(|| "attribute_not_exists(pk)".to_owned()),
            return_values: if wants_old { ReturnValues::AllOld } else { ReturnValues::None },
            return_consumed_capacity: ReturnConsumedCapacity::Indexes,
            ..PutItem::default()
        }));
        if is_new_only && before.is_some() {
            self.same("a failed condition", &reply, &Err(Error::ConditionalCheckFailed(None)));
            self.same("what a failed condition observes", &observed, &self.newest_of(&key, true));
            return;
        }
        let units = self.oracle.write(&key, Some(item), false);
        self.same_write("PutItem", reply, before.filter(|_| wants_old), &units);
    }

    fn delete(&mut self) {
        let key = self.chance.key();
        let before = self.oracle.items.get(&key).cloned();
        let needs = self.chance.once_in(3);
        let (reply, _) = self.ask(Operation::DeleteItem(DeleteItem {
            table_name: TABLE.to_owned(),
            key: key_item(&key),
            condition_expression: needs.then(|| "b >= :b".to_owned()),
            expressions: if needs { values([(":b", n(25))]) } else { Default::default() },
            return_values: ReturnValues::AllOld,
            return_consumed_capacity: ReturnConsumedCapacity::Indexes,
            return_old_on_condition_failure: true,
            ..DeleteItem::default()
        }));
        let holds = before.as_ref().and_then(|item| number(item, "b")).is_some_and(|b| b >= 25);
        if needs && !holds {
            let old = before.map(std::sync::Arc::new);
            self.same("a failed condition", &reply, &Err(Error::ConditionalCheckFailed(old)));
            return;
        }
        let units = self.oracle.write(&key, None, false);
        self.same_write("DeleteItem", reply, before, &units);
    }

    fn update(&mut self) {
        let key = self.chance.key();
        let before = self.oracle.items.get(&key).cloned();
        let mut after = before.clone().unwrap_or_else(|| key_item(&key));
        let (text, number_value) = (self.chance.text(), self.chance.below(5));
        let adds = number(&after, "b").is_none_or(|b| b < 90);
        let (expression, expressions, touched) = match self.chance.below(5) {
            0 => {
                after.insert("a".to_owned(), text.clone());
                ("SET a = :a", values([(":a", text)]), vec!["a"])
            }
            1 => {
                after.remove("g");
                ("REMOVE g", Default::default(), vec!["g"])
            }
            2 if adds => {
                let sum = number(&after, "b").unwrap_or(0) + number_value;
                after.insert("b".to_owned(), n(sum));
                ("ADD b :n", values([(":n", n(number_value))]), vec!["b"])
            }
            3 => {
                after.insert("l".to_owned(), s("l1"));
                after.remove("a");
                ("SET l = :l REMOVE a", values([(":l", s("l1"))]), vec!["l", "a"])
            }
            _ => {
                let g = format!("g{}", self.chance.below(3));
                after.insert("g".to_owned(), s(g.as_str()));
                after.insert("n".to_owned(), n(number_value));
                ("SET g = :g, n = :n", values([(":g", s(g)), (":n", n(number_value))]), vec!["g", "n"])
            }
        };
        let after = (before.is_some() || expression != "REMOVE g").then_some(after);
        let wanted = [ReturnValues::AllOld, ReturnValues::AllNew, ReturnValues::UpdatedOld, ReturnValues::UpdatedNew];
        let return_values = wanted[self.chance.below(4) as usize];
        let (reply, _) = self.ask(Operation::UpdateItem(UpdateItem {
            table_name: TABLE.to_owned(),
            key: key_item(&key),
            update_expression: Some(expression.to_owned()),
            expressions,
            return_values,
            return_consumed_capacity: ReturnConsumedCapacity::Indexes,
            ..UpdateItem::default()
        }));
        let picked = |item: &Option<Item>| {
            let item = item.as_ref()?;
            let picked: Item = item.clone().into_iter().filter(|(name, _)| touched.contains(&name.as_str())).collect();
            (!picked.is_empty()).then_some(picked)
        };
        let attributes = match return_values {
            ReturnValues::AllOld => before,
            ReturnValues::UpdatedOld => picked(&before),
            ReturnValues::UpdatedNew => picked(&after),
            _ => after.clone(),
        };
        let units = self.oracle.write(&key, after, false);
        self.same_write("UpdateItem", reply, attributes, &units);
    }

    fn get(&mut self) {
        let key = self.chance.key();
        let consistent_read = self.chance.once_in(2);
        let (reply, observed) = self.ask(Operation::GetItem(GetItem {
            table_name: TABLE.to_owned(),
            key: key_item(&key),
            consistent_read,
            return_consumed_capacity: ReturnConsumedCapacity::Total,
            ..GetItem::default()
        }));
        let Ok(Response::GetItem { item, consumed_capacity }) = reply else { panic!("seed {}: {reply:?}", self.seed) };
        let expected = self.oracle.items.get(&key);
        self.same("the item", &item.as_deref(), &expected);
        let units = read_units(expected.map_or(0, item_size_bytes), if consistent_read { 2 } else { 1 });
        self.same("units of GetItem", &consumed_capacity.map(|consumed| consumed.capacity_units.0), &Some(units));
        self.same("what a read observes", &observed, &self.newest_of(&key, true));
    }

    fn batch_write(&mut self) {
        let mut units = Units::default();
        let mut writes = vec![];
        for key in self.chance.keys(5) {
            let item = (!self.chance.once_in(3)).then(|| self.chance.item(&key));
            add(&mut units, self.oracle.write(&key, item.clone(), false));
            writes.push(item.map_or_else(|| WriteRequest::Delete(key_item(&key)), WriteRequest::Put));
        }
        let (reply, _) = self.ask(Operation::BatchWriteItem(BatchWriteItem {
            request_items: vec![(TABLE.to_owned(), writes)],
            return_consumed_capacity: ReturnConsumedCapacity::Indexes,
            return_item_collection_metrics: false,
        }));
        let expected = Response::BatchWriteItem {
            unprocessed_items: vec![],
            item_collection_metrics: None,
            consumed_capacity: Some(vec![consumed(&units, None)]),
        };
        self.same("BatchWriteItem", &reply, &Ok(expected));
    }

    fn batch_get(&mut self) {
        let keys = self.chance.keys(6);
        let (reply, _) = self.ask(Operation::BatchGetItem(BatchGetItem {
            request_items: vec![(
                TABLE.to_owned(),
                KeysAndAttributes { keys: keys.iter().map(key_item).collect(), ..KeysAndAttributes::default() },
            )],
            return_consumed_capacity: ReturnConsumedCapacity::Total,
        }));
        let found: Vec<_> = keys.iter().filter_map(|key| self.oracle.items.get(key)).cloned().map(std::sync::Arc::new).collect();
        let units: u64 = keys.iter().map(|key| read_units(self.oracle.items.get(key).map_or(0, item_size_bytes), 1)).sum();
        let expected = Response::BatchGetItem {
            responses: vec![(TABLE.to_owned(), found)],
            unprocessed_keys: vec![],
            consumed_capacity: Some(vec![ConsumedCapacity {
                table_name: TABLE.to_owned(),
                capacity_units: HalfUnits(units),
                ..ConsumedCapacity::default()
            }]),
        };
        self.same("BatchGetItem", &reply, &Ok(expected));
    }

    fn transact_get(&mut self) {
        let keys = self.chance.keys(4);
        let get = |key: &Key| TransactGet { table_name: TABLE.to_owned(), key: key_item(key), ..TransactGet::default() };
        let (reply, observed) = self.ask(Operation::TransactGetItems(TransactGetItems {
            transact_items: keys.iter().map(get).collect(),
            return_consumed_capacity: ReturnConsumedCapacity::Total,
        }));
        let responses = keys.iter().map(|key| self.oracle.items.get(key).cloned().map(std::sync::Arc::new)).collect();
        let units: u64 = keys.iter().map(|key| read_units(self.oracle.items.get(key).map_or(0, item_size_bytes), 4)).sum();
        let expected = Response::TransactGetItems {
            responses,
            consumed_capacity: Some(vec![ConsumedCapacity {
                table_name: TABLE.to_owned(),
                capacity_units: HalfUnits(units),
                read_capacity_units: Some(HalfUnits(units)),
                ..ConsumedCapacity::default()
            }]),
        };
        self.same("TransactGetItems", &reply, &Ok(expected));
        let newest = keys.iter().map(|key| self.newest_of(key, true)).max().unwrap_or(0);
        self.same("what a transaction observes", &observed, &newest);
    }

    fn transact_write(&mut self) {
        let mut after = self.oracle.clone();
        let mut units = Units::default();
        let (mut actions, mut reasons) = (vec![], vec![]);
        for key in self.chance.keys(4) {
            let before = self.oracle.items.get(&key).cloned();
            let (action, changed) = match self.chance.below(4) {
                0 => {
                    let item = self.chance.item(&key);
                    let put = PutItem { table_name: TABLE.to_owned(), item: item.clone(), ..PutItem::default() };
                    (TransactWrite::Put(put), Some(item))
                }
                1 => {
                    let delete = DeleteItem { table_name: TABLE.to_owned(), key: key_item(&key), ..DeleteItem::default() };
                    (TransactWrite::Delete(delete), None)
                }
                2 => {
                    let mut item = before.clone().unwrap_or_else(|| key_item(&key));
                    item.insert("n".to_owned(), n(3));
                    let update = UpdateItem {
                        table_name: TABLE.to_owned(),
                        key: key_item(&key),
                        update_expression: Some("SET n = :n".to_owned()),
                        expressions: values([(":n", n(3))]),
                        ..UpdateItem::default()
                    };
                    (TransactWrite::Update(update), Some(item))
                }
                _ => {
                    let check = DeleteItem {
                        table_name: TABLE.to_owned(),
                        key: key_item(&key),
                        condition_expression: Some("attribute_exists(pk)".to_owned()),
                        ..DeleteItem::default()
                    };
                    (TransactWrite::ConditionCheck(check), before.clone())
                }
            };
            let failed = before.is_none() && matches!(action, TransactWrite::ConditionCheck(_));
            reasons.push(if failed { CancellationReason::ConditionalCheckFailed(None) } else { CancellationReason::None });
            actions.push(action);
            add(&mut units, after.write(&key, changed, true));
        }
        let failed = reasons.iter().any(|reason| *reason != CancellationReason::None);
        let (reply, _) = self.ask(Operation::TransactWriteItems(TransactWriteItems {
            transact_items: actions,
            return_consumed_capacity: ReturnConsumedCapacity::Indexes,
            ..TransactWriteItems::default()
        }));
        if failed {
            self.same("a cancelled transaction", &reply, &Err(Error::TransactionCanceled(reasons)));
            return;
        }
        self.oracle = after;
        let expected = Response::TransactWriteItems {
            consumed_capacity: Some(vec![consumed(&units, Some(HalfUnits(total(&units))))]),
            item_collection_metrics: None,
        };
        self.same("TransactWriteItems", &reply, &Ok(expected));
    }

    /// Drops a global index, or makes a dropped one anew: it is filled from the items before the next request.
    fn update_table(&mut self) {
        let global: Vec<_> = INDEXES.iter().filter(|index| !index.local).collect();
        let index = global[self.chance.below(global.len() as u64) as usize];
        let mut update = GlobalIndexUpdate::default();
        if self.oracle.dropped.remove(index.name) {
            update.create = Some(definition(index));
        } else {
            self.oracle.dropped.insert(index.name);
            update.delete = Some(index.name.to_owned());
        }
        let (reply, _) = self.ask(Operation::UpdateTable(Box::new(UpdateTable {
            table_name: TABLE.to_owned(),
            attribute_definitions: Some(definitions()),
            global_secondary_index_updates: Some(vec![update]),
            ..UpdateTable::default()
        })));
        self.same("UpdateTable", &reply.map(drop), &Ok(()));
    }

    fn same_write(&self, what: &str, reply: Result<Response, Error>, attributes: Option<Item>, units: &Units) {
        let expected = Response::Write {
            attributes: attributes.map(std::sync::Arc::new),
            consumed_capacity: Some(consumed(units, None)),
            item_collection_metrics: None,
        };
        self.same(what, &reply, &Ok(expected));
    }

    /// The simulated table.
    pub(super) fn table(&self) -> &Table {
        let place = TablePlace { account: engine::Context::EXAMPLE_ACCOUNT, region: "eu-west-1", name: TABLE };
        self.host.engine.database().find(place).expect("the table is never dropped")
    }

    /// The newest pending change of this item, or of its whole item collection.
    pub(super) fn newest_of(&self, key: &Key, of_item: bool) -> u64 {
        let Some(storage_key) = self.table().key.storage_key(&key_item(key)) else { return 0 };
        let is_meant = |change: &Change| match change {
            Change::Item(change) if of_item => change.key == storage_key,
            Change::Item(change) => change.key.hash() == storage_key.hash(),
            Change::Table(_) | Change::Object(_) => true,
        };
        self.host.pending.iter().filter(|record| is_meant(&record.change)).map(|record| record.sequence).max().unwrap_or(0)
    }

    /// Everything the engine holds is what the model holds, and its indexes and counts are those of its items.
    fn check_state(&mut self) {
        // A read makes the table resident after a crash.
        self.get();
        let table = self.table();
        let mut found: Vec<&Item> = table.items.iter().map(|(_, record)| &*record.item).collect();
        found.sort_by_key(|item| (super::oracle::text(item, "pk"), number(item, "sk")));
        let expected: Vec<&Item> = self.oracle.items.values().collect();
        self.same("all items", &found, &expected);
        let mut rebuilt = table.clone();
        rebuilt.rebuild_indexes();
        for (kept, rebuilt) in table.indexes.iter().zip(&rebuilt.indexes) {
            self.same(&kept.name, &kept.entries.iter().collect::<Vec<_>>(), &rebuilt.entries.iter().collect());
            self.same(&kept.name, &kept.partitions, &rebuilt.partitions);
        }
        self.same("partitions", &table.partitions, &rebuilt.partitions);
    }
}

/// Half units of a read; factor 1 is eventual, 2 strong, 4 transactional.
pub(super) fn read_units(size_bytes: u64, factor: u64) -> u64 {
    size_bytes.div_ceil(4_096).max(1) * factor
}

fn total(units: &Units) -> u64 {
    units.table + units.indexes.values().sum::<u64>()
}

fn add(sum: &mut Units, units: Units) {
    sum.table += units.table;
    for (name, units) in units.indexes {
        *sum.indexes.entry(name).or_default() += units;
    }
}

/// `ConsumedCapacity` with INDEXES detail.
pub(super) fn consumed(units: &Units, write: Option<HalfUnits>) -> ConsumedCapacity {
    let of = |local: bool| {
        let is_meant = |name: &str| INDEXES.iter().any(|index| index.name == name && index.local == local);
        let indexes = units.indexes.iter().filter(|(name, _)| is_meant(name));
        indexes.map(|(name, units)| ((*name).to_owned(), HalfUnits(*units))).collect()
    };
    ConsumedCapacity {
        table_name: TABLE.to_owned(),
        capacity_units: HalfUnits(total(units)),
        read_capacity_units: None,
        write_capacity_units: write,
        table: Some(HalfUnits(units.table)),
        local_secondary_indexes: of(true),
        global_secondary_indexes: of(false),
        vector_indexes: vec![],
    }
}
