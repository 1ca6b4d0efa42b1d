//! What a request touched, told to whoever asked for a trace.
//!
//! There is one code path: each mark is a closure, and without a trace it is not called.

use expr::{KeyCondition, KeyOperator};
use model::{Item, KeyHash};
use report::{Access, Evaluated, Touch, Trace, UnitLine};

use crate::addressing::table_names;
use crate::table::readable_key;
use crate::{ItemWrite, Table};

/// A trace, if one was asked for.
#[derive(Debug)]
pub(crate) struct Tracer<'a>(Option<&'a mut Trace>);

impl<'a> Tracer<'a> {
    /// Traces into `trace`, if there is one.
    pub(crate) fn new(trace: Option<&'a mut Trace>) -> Self {
        Tracer(trace)
    }

    /// Names the operation and its tables.
    pub(crate) fn begin(&mut self, operation: &api::Operation) {
        if let Some(trace) = &mut self.0 {
            trace.operation = operation.name().to_owned();
            for name in table_names(operation) {
                if !trace.tables.iter().any(|known| known == name) {
                    trace.tables.push(name.to_owned());
                }
            }
        }
    }

    /// A visit of the point where `key` lies. `key` holds at least the key attributes of the table or index.
    pub(crate) fn touch(&mut self, table: &Table, index: Option<usize>, hash: KeyHash, access: Access, key: &Item) {
        let Some(trace) = &mut self.0 else { return };
        if trace.touches.len() >= Trace::MARKS_MAX {
            trace.truncated = true;
            return;
        }
        let index = index.and_then(|at| table.indexes.get(at));
        let name = index.map(|index| index.name.as_str());
        trace.touches.push(Touch {
            table: table.name.clone(),
            index: name.map(str::to_owned),
            partition: table.partition_of(name, hash),
            hash,
            access,
            key: readable_key(index.map_or(&table.key, |index| &index.key), key),
        });
    }

    /// A visit, unless the same point was the last one visited: the items of a collection lie at one point.
    pub(crate) fn touch_once(&mut self, table: &Table, index: Option<usize>, hash: KeyHash, access: Access, key: &Item) {
        let Some(trace) = &mut self.0 else { return };
        let name = index.and_then(|at| table.indexes.get(at)).map(|index| index.name.as_str());
        let is_same = |touch: &Touch| touch.hash == hash && touch.table == table.name && touch.index.as_deref() == name;
        if !trace.touches.last().is_some_and(is_same) {
            self.touch(table, index, hash, access, key);
        }
    }

    /// The visit of an item collection in which a query found nothing.
    pub(crate) fn touch_collection(&mut self, table: &Table, index: Option<usize>, hash: KeyHash, condition: &KeyCondition<'_>) {
        if self.0.is_some() {
            let values = condition.conditions.iter().filter_map(|test| match test.operator {
                KeyOperator::Equal(value) => Some((test.attribute.to_owned(), value.clone())),
                _ => None,
            });
            self.touch(table, index, hash, Access::Read, &values.collect());
        }
    }

    /// The visits of a write: the item, and each index entry that goes or comes. `key` is the request's, if it has one.
    pub(crate) fn touch_write(&mut self, table: &Table, write: &ItemWrite, key: Option<&Item>) {
        self.touch_item(table, write, key);
        if self.0.is_none() {
            return;
        }
        for (at, change) in write.moves.iter().enumerate() {
            if change.before == change.after {
                continue;
            }
            let moved = change.before.as_ref().map(|entry| &entry.key) != change.after.as_ref().map(|entry| &entry.key);
            for entry in change.before.iter().filter(|_| moved).chain(&change.after) {
                self.touch(table, Some(at), entry.key.hash(), Access::Write, &entry.record.item);
            }
        }
    }

    /// The visit of the item alone: a write that was refused, or a condition check.
    pub(crate) fn touch_item(&mut self, table: &Table, write: &ItemWrite, key: Option<&Item>) {
        let item = write.after.as_ref().or(write.before.as_ref()).map(|record| &*record.item);
        if let Some(key) = key.or(item) {
            self.touch(table, None, write.key.hash(), Access::Write, key);
        }
    }

    /// An item that a read looked at.
    pub(crate) fn evaluated(&mut self, evaluated: impl FnOnce() -> Evaluated) {
        let Some(trace) = &mut self.0 else { return };
        let evaluated = evaluated();
        trace.evaluated_count += 1;
        trace.returned_count += u64::from(evaluated.returned);
        if trace.evaluated.len() >= Trace::MARKS_MAX {
            trace.truncated = true;
        } else {
            trace.evaluated.push(evaluated);
        }
    }

    /// A line of the capacity account.
    pub(crate) fn unit(&mut self, line: impl FnOnce() -> Option<UnitLine>) {
        if let Some(trace) = &mut self.0 {
            trace.units.extend(line());
        }
    }

    /// A read page ended before its end.
    pub(crate) fn more(&mut self) {
        if let Some(trace) = &mut self.0 {
            trace.more = true;
        }
    }
}
