//! What a request touched, told to whoever asked for a trace.
//!
//! There is one code path: each mark is a closure, and without a trace it is not called.

use capacity::Place;
use expr::{KeyCondition, KeyOperator};
use model::{Item, KeyHash, ordered};
use report::{Access, Evaluated, Touch, Trace, UnitLine};

use crate::addressing::table_names;
use crate::table::{place, readable_key};
use crate::{Index, ItemWrite, Table};

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
                if !trace.tables.iter().any(|known| *known == name) {
                    trace.tables.push(name.into_owned());
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
        let place = touched(table, index, hash, key);
        trace.touches.push(Touch {
            table: table.name.clone(),
            index: name.map(str::to_owned),
            partition: table.partition_of(name, place),
            hash,
            access,
            key: readable_key(index.map_or(&table.key, |index| &index.key), key),
        });
    }

    /// A visit, unless the same point was the last one visited: the items of a collection lie at one point.
    pub(crate) fn touch_once(&mut self, table: &Table, index: Option<usize>, hash: KeyHash, access: Access, key: &Item) {
        let Some(trace) = &mut self.0 else { return };
        let of = index.and_then(|at| table.indexes.get(at));
        let name = of.map(|index| index.name.as_str());
        let partition = || table.partition_of(name, touched(table, of, hash, key));
        let is_same = |touch: &Touch| {
            touch.hash == hash && touch.table == table.name && touch.index.as_deref() == name && touch.partition == partition()
        };
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
            self.touch(table, index, hash, Access::Read, &ordered(values));
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

/// The place that was touched: its hash, and its sort key where collections are cut and `key` has it.
fn touched(table: &Table, index: Option<&Index>, hash: KeyHash, key: &Item) -> Place {
    if !table.key_space(index.map(|index| index.name.as_str())).cuts_collections() {
        return Place::of(hash);
    }
    let schema = index.map_or(&table.key, |index| &index.key);
    schema.storage_key(key).map_or(Place::of(hash), |key| place(schema, &key))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use report::Trace;

    use crate::script::{replay, with_table};
    use crate::testing::Bench;

    fn traced(bench: &mut Bench, operation: &str, body: &str) -> Trace {
        let mut trace = Trace::default();
        let decoded = api::decode(operation, body.as_bytes()).unwrap();
        // A refusal is traced, too.
        let _ = bench.engine.execute(&bench.context(), decoded, Some(&mut trace));
        trace
    }

    /// One line for each touch, evaluated item and unit line.
    fn check(bench: &mut Bench, operation: &str, body: &str, expected: Expect) {
        let trace = traced(bench, operation, body);
        let mut told = format!(
            "{} {:?}, {} evaluated, {} returned\n",
            trace.operation, trace.tables, trace.evaluated_count, trace.returned_count
        );
        for touch in &trace.touches {
            told += &format!(
                "{:?} {}/{} partition {} {}\n",
                touch.access,
                touch.table,
                touch.index.as_deref().unwrap_or("-"),
                touch.partition,
                touch.key
            );
        }
        for item in &trace.evaluated {
            told += &format!("evaluated {} {} B {}\n", item.key, item.size_bytes, item.returned);
        }
        for line in &trace.units {
            let index = line.index.as_ref().map_or("-", |(name, _)| name);
            told += &format!(
                "{:?} {index} {:?} {:?} {} B {}\n",
                line.access, line.consistency, line.reason, line.size_bytes, line.units
            );
        }
        expected.assert_eq(&told);
    }

    #[test]
    fn a_write_tells_where_it_goes_in_the_table_and_in_each_index() {
        let mut bench = with_table("Tab pk:S / gsi Glo g:S ALL");
        check(
            &mut bench,
            "PutItem",
            r#"{"TableName":"Tab","Item":{"pk":{"S":"a"},"g":{"S":"x"}}}"#,
            expect![[r#"
            PutItem ["Tab"], 0 evaluated, 0 returned
            Write Tab/- partition 2 a
            Write Tab/Glo partition 0 x
            Write - Strong ItemCreated 5 B 1
            Write Glo Strong EntryCreated 5 B 1
        "#]],
        );
        check(
            &mut bench,
            "PutItem",
            r#"{"TableName":"Tab","Item":{"pk":{"S":"a"},"g":{"S":"y"}}}"#,
            expect![[r#"
            PutItem ["Tab"], 0 evaluated, 0 returned
            Write Tab/- partition 2 a
            Write Tab/Glo partition 0 x
            Write Tab/Glo partition 2 y
            Write - Strong ItemReplaced 5 B 1
            Write Glo Strong EntryMoved 10 B 2
        "#]],
        );
        check(
            &mut bench,
            "DeleteItem",
            r#"{"TableName":"Tab","Key":{"pk":{"S":"b"}}}"#,
            expect![[r#"
            DeleteItem ["Tab"], 0 evaluated, 0 returned
            Write Tab/- partition 2 b
            Write - Strong ItemUnchanged 0 B 1
        "#]],
        );
        check(
            &mut bench,
            "PutItem",
            r#"{"TableName":"Tab","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)"}"#,
            expect![[r#"
            PutItem ["Tab"], 0 evaluated, 0 returned
            Write Tab/- partition 2 a
            Write - Strong ConditionFailed 5 B 1
        "#]],
        );
    }

    #[test]
    fn a_read_tells_what_it_evaluated() {
        let mut bench = with_table("Tab pk:S sk:N / lsi Loc pk:S l:S KEYS_ONLY");
        for sk in 1..4 {
            replay(
                &mut bench,
                &format!(
                    r#"PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"sk":{{"N":"{sk}"}},"l":{{"S":"l"}},"n":{{"N":"{sk}"}}}}}}"#
                ),
            );
        }
        check(
            &mut bench,
            "GetItem",
            r#"{"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"9"}},"ConsistentRead":true}"#,
            expect![[r#"
            GetItem ["Tab"], 0 evaluated, 0 returned
            Read Tab/- partition 2 a / 9
            Read - Strong MissingItem 0 B 1
        "#]],
        );
        check(
            &mut bench,
            "Query",
            r#"{"TableName":"Tab","KeyConditionExpression":"pk = :a","FilterExpression":"n > :n","ExpressionAttributeValues":{":a":{"S":"a"},":n":{"N":"2"}}}"#,
            expect![[r#"
            Query ["Tab"], 3 evaluated, 1 returned
            Read Tab/- partition 2 a / 1
            evaluated a / 1 12 B false
            evaluated a / 2 12 B false
            evaluated a / 3 12 B true
            Read - Eventual PageRead 36 B 0.5
        "#]],
        );
        check(
            &mut bench,
            "Query",
            r#"{"TableName":"Tab","IndexName":"Loc","ProjectionExpression":"n","Limit":1,"KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}}"#,
            expect![[r#"
            Query ["Tab"], 1 evaluated, 1 returned
            Read Tab/Loc partition 2 a / l
            Read Tab/- partition 2 a / 1
            evaluated a / l 9 B true
            Read Loc Eventual PageRead 9 B 0.5
            Read - Eventual Fetch 12 B 0.5
        "#]],
        );
        check(
            &mut bench,
            "Query",
            r#"{"TableName":"Tab","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"nothing"}}}"#,
            expect![[r#"
            Query ["Tab"], 0 evaluated, 0 returned
            Read Tab/- partition 0 nothing
            Read - Eventual PageRead 0 B 0.5
        "#]],
        );
    }

    #[test]
    fn a_trace_is_bounded() {
        let mut bench = with_table("Tab pk:S");
        for at in 0..Trace::MARKS_MAX + 5 {
            replay(&mut bench, &format!(r#"PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"{at}"}}}}}}"#));
        }
        let trace = traced(&mut bench, "Scan", r#"{"TableName":"Tab"}"#);
        assert!(trace.truncated);
        assert_eq!((trace.touches.len(), trace.evaluated.len()), (Trace::MARKS_MAX, Trace::MARKS_MAX));
        assert_eq!((trace.evaluated_count, trace.returned_count), (2_005, 2_005));
    }
}
