//! What a request asks of each table, without its values: what an access pattern is recognised by.
//!
//! It looks at the request alone and knows no table. An expression that cannot be read says nothing; statements of PartiQL and
//! requests on tables are no patterns.
//!
//! Follows: developer guide, "Key condition expressions", "Filter expressions", "Projection expressions".

use std::collections::BTreeSet;

use api::{ComparisonOperator, Operation, TransactWrite, WriteRequest};
use expr::{Comparator, Condition, ExpressionKind, Operand, Predicate, Projection, Scope, Update};
use model::Item;

use crate::legacy;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShapeKind {
    /// A whole item is written.
    Put,
    /// An item is changed.
    Update,
    /// An item is deleted.
    Delete,
    /// An item is written within a transaction.
    TransactWrite,
    /// One item is read by its key.
    Get,
    /// Items of one partition key are read.
    Query,
    /// Everything is read.
    Scan,
}

/// One access of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestShape {
    /// Table name or ARN.
    pub table: String,
    /// Index.
    pub index: Option<String>,
    /// What is done.
    pub kind: ShapeKind,
    /// Attributes that have to be equal to a value, by key or by filter; of a write, the attributes of the item or of its key.
    pub known: BTreeSet<String>,
    /// Attributes of which a key condition wants a range.
    pub ranged: BTreeSet<String>,
    /// Attributes that are wanted; none for all of the item.
    pub needs: BTreeSet<String>,
    /// Attributes that an update changes.
    pub changes: BTreeSet<String>,
    /// Strongly consistent.
    pub consistent: bool,
}

impl RequestShape {
    /// The accesses of a request, each with the bytes of the item that it writes, 0 for others.
    pub fn of(operation: &Operation) -> Vec<(RequestShape, u64)> {
        match operation {
            Operation::PutItem(put) => vec![whole(&put.table_name, ShapeKind::Put, &put.item)],
            Operation::GetItem(get) => {
                let needs = needs(get.projection_expression.as_ref(), get.attributes_to_get.as_deref(), &get.expressions);
                let (shape, _) = whole(&get.table_name, ShapeKind::Get, &get.key);
                vec![(RequestShape { needs, consistent: get.consistent_read, ..shape }, 0)]
            }
            Operation::UpdateItem(update) => vec![(updated(update, ShapeKind::Update), 0)],
            Operation::DeleteItem(delete) => {
                let (shape, _) = whole(&delete.table_name, ShapeKind::Delete, &delete.key);
                vec![(shape, 0)]
            }
            Operation::Query(query) => vec![(queried(query), 0)],
            Operation::Scan(scan) => vec![(scanned(scan), 0)],
            Operation::BatchGetItem(batch) => batch.request_items.iter().flat_map(got).collect(),
            Operation::BatchWriteItem(batch) => {
                let writes =
                    batch.request_items.iter().flat_map(|(table, writes)| writes.iter().map(move |write| (table, write)));
                writes
                    .map(|(table, write)| match write {
                        WriteRequest::Put(item) => whole(table, ShapeKind::Put, item),
                        WriteRequest::Delete(key) => (whole(table, ShapeKind::Delete, key).0, 0),
                    })
                    .collect()
            }
            Operation::TransactGetItems(reads) => {
                let read = |read: &api::TransactGet| {
                    let needs = needs(read.projection_expression.as_ref(), None, &read.expressions);
                    (RequestShape { needs, consistent: true, ..whole(&read.table_name, ShapeKind::Get, &read.key).0 }, 0)
                };
                reads.transact_items.iter().map(read).collect()
            }
            Operation::TransactWriteItems(writes) => writes.transact_items.iter().map(transacted).collect(),
            _ => vec![],
        }
    }
}

fn whole(table: &str, kind: ShapeKind, item: &Item) -> (RequestShape, u64) {
    let shape = RequestShape {
        table: table.to_owned(),
        index: None,
        kind,
        known: item.keys().map(|name| name.as_str().to_owned()).collect(),
        ranged: BTreeSet::new(),
        needs: BTreeSet::new(),
        changes: BTreeSet::new(),
        consistent: false,
    };
    (shape, model::item_size_bytes(item) as u64)
}

fn transacted(write: &TransactWrite) -> (RequestShape, u64) {
    match write {
        TransactWrite::Put(put) => whole(&put.table_name, ShapeKind::TransactWrite, &put.item),
        TransactWrite::Update(update) => (updated(update, ShapeKind::TransactWrite), 0),
        TransactWrite::Delete(delete) | TransactWrite::ConditionCheck(delete) => {
            (whole(&delete.table_name, ShapeKind::TransactWrite, &delete.key).0, 0)
        }
    }
}

fn updated(update: &api::UpdateItem, kind: ShapeKind) -> RequestShape {
    let (shape, _) = whole(&update.table_name, kind, &update.key);
    let mut changes = BTreeSet::new();
    if let (Some(text), Some(mut scope)) = (&update.update_expression, scope(&update.expressions))
        && let Ok(read) = Update::parse(text, &mut scope)
    {
        changes.extend(read.actions.iter().map(|action| action.path().top.name.to_owned()));
    }
    changes.extend(update.attribute_updates.iter().flatten().map(|update| update.attribute.clone()));
    RequestShape { changes, ..shape }
}

fn queried(query: &api::Query) -> RequestShape {
    let (mut known, mut ranged) = (BTreeSet::new(), BTreeSet::new());
    if let (Some(text), Some(mut scope)) = (&query.key_condition_expression, scope(&query.expressions))
        && let Ok(condition) = Condition::parse(ExpressionKind::KeyCondition, text, &mut scope)
    {
        conditions(&condition.predicate, &mut known, Some(&mut ranged));
    }
    for condition in query.key_conditions.iter().flatten() {
        let is_equal = condition.comparison == ComparisonOperator::Equal;
        (if is_equal { &mut known } else { &mut ranged }).insert(condition.attribute.clone());
    }
    filter(query.filter_expression.as_ref(), query.query_filter.as_ref(), &query.expressions, &mut known);
    RequestShape {
        table: query.table_name.clone(),
        index: query.index_name.clone(),
        kind: ShapeKind::Query,
        needs: needs(query.projection_expression.as_ref(), query.attributes_to_get.as_deref(), &query.expressions),
        known,
        ranged,
        changes: BTreeSet::new(),
        consistent: query.consistent_read,
    }
}

fn scanned(scan: &api::Scan) -> RequestShape {
    let mut known = BTreeSet::new();
    filter(scan.filter_expression.as_ref(), scan.scan_filter.as_ref(), &scan.expressions, &mut known);
    RequestShape {
        table: scan.table_name.clone(),
        index: scan.index_name.clone(),
        kind: ShapeKind::Scan,
        needs: needs(scan.projection_expression.as_ref(), scan.attributes_to_get.as_deref(), &scan.expressions),
        known,
        ranged: BTreeSet::new(),
        changes: BTreeSet::new(),
        consistent: scan.consistent_read,
    }
}

fn got((table, wanted): &(String, api::KeysAndAttributes)) -> Vec<(RequestShape, u64)> {
    let needs = needs(wanted.projection_expression.as_ref(), wanted.attributes_to_get.as_deref(), &wanted.expressions);
    let one = |key: &Item| {
        let (shape, _) = whole(table, ShapeKind::Get, key);
        (RequestShape { needs: needs.clone(), consistent: wanted.consistent_read, ..shape }, 0)
    };
    wanted.keys.iter().map(one).collect()
}

fn scope(expressions: &api::Expressions) -> Option<Scope<'_>> {
    Scope::new(expressions.names.as_ref(), expressions.values.as_ref()).ok()
}

/// Adds what a filter wants to be equal.
fn filter(
    text: Option<&String>,
    older: Option<&api::AttributeConditions>,
    expressions: &api::Expressions,
    known: &mut BTreeSet<String>,
) {
    if let (Some(text), Some(mut scope)) = (text, scope(expressions))
        && let Ok(condition) = Condition::parse(ExpressionKind::Filter, text, &mut scope)
    {
        conditions(&condition.predicate, known, None);
    }
    if let Some(condition) = legacy::condition(older) {
        conditions(&condition.predicate, known, None);
    }
}

/// Attributes that must be equal to a value, and those that must lie in a range; what stands under OR or NOT need not hold.
fn conditions(predicate: &Predicate<'_>, known: &mut BTreeSet<String>, ranged: Option<&mut BTreeSet<String>>) {
    let mut waiting = vec![predicate];
    let mut ranges = BTreeSet::new();
    while let Some(predicate) = waiting.pop() {
        match predicate {
            Predicate::All(parts) => waiting.extend(parts),
            // What is compared with another attribute is known to nobody.
            Predicate::Compare { left, comparator, right } => {
                if let (operand, Operand::Literal(_)) | (Operand::Literal(_), operand) = (left, right) {
                    let into = if *comparator == Comparator::Equal { &mut *known } else { &mut ranges };
                    into.extend(attribute(operand));
                }
            }
            Predicate::Between { operand, .. } | Predicate::BeginsWith { operand, .. } => ranges.extend(attribute(operand)),
            _ => {}
        }
    }
    if let Some(ranged) = ranged {
        ranged.extend(ranges);
    }
}

/// The attribute that an operand is, if it is a whole one.
fn attribute(operand: &Operand<'_>) -> Option<String> {
    match operand {
        Operand::Path(path) if path.steps.is_empty() => Some(path.top.name.to_owned()),
        _ => None,
    }
}

fn needs(text: Option<&String>, older: Option<&[String]>, expressions: &api::Expressions) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = older.into_iter().flatten().cloned().collect();
    if let (Some(text), Some(mut scope)) = (text, scope(expressions))
        && let Ok(projection) = Projection::parse(text, &mut scope)
    {
        found.extend(projection.paths().iter().map(|path| path.top.name.to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::RequestShape;

    fn check(requests: &[(&str, &str)], expected: Expect) {
        let mut told = String::new();
        for (operation, body) in requests {
            let read = api::decode(&format!("DynamoDB_20120810.{operation}"), body.as_bytes()).unwrap();
            for (shape, bytes) in RequestShape::of(&read) {
                let list = |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(",");
                let index = shape.index.clone().unwrap_or_default();
                told += &format!(
                    "{:?} {}/{index} known[{}] ranged[{}] needs[{}] changes[{}]{}{}\n",
                    shape.kind,
                    shape.table,
                    list(&shape.known),
                    list(&shape.ranged),
                    list(&shape.needs),
                    list(&shape.changes),
                    if shape.consistent { " consistent" } else { "" },
                    if bytes > 0 { format!(" {bytes} B") } else { String::new() },
                );
            }
        }
        expected.assert_eq(&told);
    }

    #[test]
    fn reads_tell_what_they_know_and_what_they_want() {
        check(
            &[
                (
                    "GetItem",
                    r##"{"TableName":"Tab","Key":{"pk":{"S":"a"}},"ProjectionExpression":"#n, m.x","ExpressionAttributeNames":{"#n":"name"},"ConsistentRead":true}"##,
                ),
                (
                    "Query",
                    r##"{"TableName":"Tab","IndexName":"by-g","KeyConditionExpression":"#g = :g AND begins_with(sk, :p)","FilterExpression":"st = :s AND size(x) > :n AND y > :n",
                    "ExpressionAttributeNames":{"#g":"g"},"ExpressionAttributeValues":{":g":{"S":"a"},":p":{"S":"b"},":s":{"S":"c"},":n":{"N":"1"}}}"##,
                ),
                (
                    "Query",
                    r#"{"TableName":"Tab","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"GT","AttributeValueList":[{"S":"a"}]}}}"#,
                ),
                (
                    "Scan",
                    r#"{"TableName":"Tab","FilterExpression":"a = :a OR b = :a","ExpressionAttributeValues":{":a":{"S":"x"}}}"#,
                ),
                (
                    "Scan",
                    r#"{"TableName":"Tab","FilterExpression":"a = :a AND NOT b = :a","ExpressionAttributeValues":{":a":{"S":"x"}}}"#,
                ),
                (
                    "Scan",
                    r#"{"TableName":"Tab","FilterExpression":"a = b AND :c = c","ExpressionAttributeValues":{":c":{"S":"x"}}}"#,
                ),
                ("BatchGetItem", r#"{"RequestItems":{"Tab":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"b"}}]}}}"#),
            ],
            expect![[r#"
                Get Tab/ known[pk] ranged[] needs[m,name] changes[] consistent
                Query Tab/by-g known[g,st] ranged[sk] needs[] changes[]
                Query Tab/ known[pk] ranged[sk] needs[] changes[]
                Scan Tab/ known[] ranged[] needs[] changes[]
                Scan Tab/ known[a] ranged[] needs[] changes[]
                Scan Tab/ known[c] ranged[] needs[] changes[]
                Get Tab/ known[pk] ranged[] needs[] changes[]
                Get Tab/ known[pk] ranged[] needs[] changes[]
            "#]],
        );
    }

    #[test]
    fn writes_tell_their_attributes_and_their_bytes() {
        check(
            &[
                ("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"a"},"g":{"S":"bcd"}}}"#),
                (
                    "UpdateItem",
                    r#"{"TableName":"Tab","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET g = :g, m.x = :g REMOVE h","ExpressionAttributeValues":{":g":{"S":"b"}}}"#,
                ),
                ("DeleteItem", r#"{"TableName":"Tab","Key":{"pk":{"S":"a"}}}"#),
                (
                    "BatchWriteItem",
                    r#"{"RequestItems":{"Tab":[{"PutRequest":{"Item":{"pk":{"S":"a"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"b"}}}}]}}"#,
                ),
                (
                    "TransactWriteItems",
                    r#"{"TransactItems":[{"Put":{"TableName":"Tab","Item":{"pk":{"S":"a"}}}},{"Delete":{"TableName":"Tab","Key":{"pk":{"S":"b"}}}}]}"#,
                ),
                ("ListTables", "{}"),
            ],
            expect![[r#"
                Put Tab/ known[g,pk] ranged[] needs[] changes[] 7 B
                Update Tab/ known[pk] ranged[] needs[] changes[g,h,m]
                Delete Tab/ known[pk] ranged[] needs[] changes[]
                Put Tab/ known[pk] ranged[] needs[] changes[] 3 B
                Delete Tab/ known[pk] ranged[] needs[] changes[]
                TransactWrite Tab/ known[pk] ranged[] needs[] changes[] 3 B
                TransactWrite Tab/ known[pk] ranged[] needs[] changes[]
            "#]],
        );
    }
}
