//! A scenario out of what was run on a table: its requests, grouped into access patterns, on the table as it is and on a copy.
//!
//! Requests are one pattern if they do the same with the same attributes: operation, index, key condition and filter, attributes
//! wanted or changed, consistency. Their values do not matter. How often a pattern comes is how often it ran.
//!
//! Our model: rates are counted over at least a minute; what a filter compares for equality is known to the caller, so a key could
//! replace it.

use std::collections::{BTreeMap, BTreeSet};

use api::Json;
use engine::{RequestShape, ShapeKind};

use super::fork::{self, ForkError, Seen};
use super::{Action, Attribute, Curve, ItemSize, MilliRate, Pattern, Projected, Scenario, TableDesign};
use crate::quantity::counted;

/// The shortest time over which rates are counted, in milliseconds.
const SPAN_MIN_MS: u64 = 60_000;

/// One request that was run.
#[derive(Clone, Copy, Debug)]
pub struct Ran<'a> {
    /// When, in milliseconds of engine time.
    pub time_ms: u64,
    /// Operation name.
    pub operation: &'a str,
    /// Wire JSON.
    pub body: &'a str,
}

/// What is counted of a group.
#[derive(Default)]
struct Group {
    count: u64,
    /// Bytes of the items written, in all, and how many there were.
    bytes: u64,
    sized: u64,
}

/// The scenario of a table with the patterns of what was run on it. `description` is DescribeTable's answer, `scanned` Scan's, both as
/// JSON; requests on other tables are passed over.
pub fn of_requests(
    description: &str,
    scanned: &str,
    region: &str,
    start_s: u64,
    requests: &[Ran<'_>],
) -> Result<Scenario, ForkError> {
    let mut scenario = fork::as_it_is(description, scanned, region, start_s)?;
    let scanned = Json::parse(scanned.as_bytes()).map_err(|_| ForkError::NoAnswer("Scan"))?;
    let seen = Seen::of(&scanned);
    let Some(table) = scenario.designs.first().and_then(|design| design.tables.first()).cloned() else {
        return Err(ForkError::NoAnswer("DescribeTable"));
    };
    let keys = keys(&table);
    let mut groups: BTreeMap<RequestShape, Group> = BTreeMap::new();
    let (mut first, mut last, mut count) = (u64::MAX, 0, 0);
    for request in requests {
        let Ok(operation) = api::decode(request.operation, request.body.as_bytes()) else { continue };
        for (shape, bytes) in RequestShape::of(&operation) {
            if !is_of(&shape, &table.name) {
                continue;
            }
            let group = groups.entry(plain(shape, &table, &keys)).or_default();
            (group.count, group.bytes) = (group.count + 1, group.bytes.saturating_add(bytes));
            group.sized += u64::from(bytes > 0);
            (first, last, count) = (first.min(request.time_ms), last.max(request.time_ms), count + 1);
        }
    }
    if groups.is_empty() {
        return Err(ForkError::NoRequests);
    }
    let span_ms = last.saturating_sub(first).max(SPAN_MIN_MS);
    let minutes = span_ms.div_ceil(60_000);
    let mut groups: Vec<(RequestShape, Group)> = groups.into_iter().collect();
    groups.sort_by(|left, right| right.1.count.cmp(&left.1.count).then_with(|| left.0.cmp(&right.0)));
    groups.truncate(Scenario::PATTERNS_MAX);
    for (shape, _) in &groups {
        let wanted = wanted(shape, &table);
        for name in attributes(shape).chain(wanted.iter().map(|name| (name, false))) {
            declare(&mut scenario.attributes, name, &seen);
        }
    }
    scenario.patterns = Vec::new();
    for (shape, group) in &groups {
        let pattern = pattern(shape, group, span_ms, &table, &scenario.attributes, &seen);
        scenario.patterns.push(named_once(pattern, &scenario.patterns));
    }
    scenario.title = format!("What ran on {}", table.name);
    scenario.note = format!(
        "{} in {}, grouped by what they do with which attributes. Design A is the table as it is. Design B is a copy: change its keys, \
         indexes or capacity, and compare.\n\nThe rates are those of this visit; multiply them to see a busy day.",
        counted(count, "request"),
        counted(minutes, "minute"),
    );
    Ok(scenario)
}

/// The attributes of all keys.
fn keys(table: &TableDesign) -> BTreeSet<String> {
    let of_indexes = table.indexes.iter().flat_map(|index| [Some(&index.partition_key), index.sort_key.as_ref()]);
    let all = [Some(&table.partition_key), table.sort_key.as_ref()].into_iter().chain(of_indexes);
    all.flatten().flat_map(fork::names).collect()
}

/// Whether it is about the table: by its name, or by its ARN.
fn is_of(shape: &RequestShape, table: &str) -> bool {
    shape.table == table || shape.table.strip_suffix(table).is_some_and(|arn| arn.ends_with(":table/"))
}

/// A shape without what makes no other pattern.
fn plain(shape: RequestShape, table: &TableDesign, keys: &BTreeSet<String>) -> RequestShape {
    let is_write = matches!(shape.kind, ShapeKind::Put | ShapeKind::TransactWrite);
    let whole: BTreeSet<String> =
        [Some(&table.partition_key), table.sort_key.as_ref()].into_iter().flatten().flat_map(fork::names).collect();
    let known = match shape.kind {
        // Which keys an item has says which indexes it is in; all, if nothing is said.
        _ if is_write => {
            let of_keys: BTreeSet<String> = shape.known.intersection(keys).cloned().collect();
            if of_keys == *keys || of_keys == whole && shape.kind == ShapeKind::TransactWrite { BTreeSet::new() } else { of_keys }
        }
        ShapeKind::Get | ShapeKind::Update | ShapeKind::Delete => BTreeSet::new(),
        _ => sayable(shape.known),
    };
    RequestShape {
        table: table.name.clone(),
        known,
        ranged: sayable(shape.ranged),
        needs: sayable(shape.needs),
        changes: sayable(shape.changes),
        ..shape
    }
}

/// Names that a scenario can say.
fn sayable(names: BTreeSet<String>) -> BTreeSet<String> {
    names.into_iter().filter(|name| Attribute::is_name(name)).collect()
}

fn attributes(shape: &RequestShape) -> impl Iterator<Item = (&String, bool)> {
    let spreading = shape.known.iter().chain(&shape.changes).map(|name| (name, false));
    spreading.chain(shape.ranged.iter().map(|name| (name, true)))
}

/// What a read wants of an item; nothing for all of it. Where it does not say, an index gives what it has of the item
/// (`Select`: ALL_PROJECTED_ATTRIBUTES), and nobody fetches the rest.
fn wanted(shape: &RequestShape, table: &TableDesign) -> BTreeSet<String> {
    let index = shape.index.as_ref().and_then(|name| table.indexes.iter().find(|index| index.name == *name));
    let Some(index) = index.filter(|_| shape.needs.is_empty()) else { return shape.needs.clone() };
    let included: &[String] = match &index.projection {
        Projected::All => return BTreeSet::new(),
        Projected::KeysOnly => &[],
        Projected::Include(names) => names,
    };
    let keys = [Some(&table.partition_key), table.sort_key.as_ref(), Some(&index.partition_key), index.sort_key.as_ref()];
    let projected = keys.into_iter().flatten().flat_map(fork::names).chain(included.iter().cloned());
    sayable(projected.collect())
}

/// Adds an attribute that patterns name, with the values that were seen.
fn declare(attributes: &mut Vec<Attribute>, (name, sorts): (&String, bool), seen: &Seen<'_>) {
    if attributes.len() < Scenario::ATTRIBUTES_MAX && attributes.iter().all(|attribute| attribute.name != *name) {
        let mut attribute = Attribute { values: fork::values(seen.values(name), sorts), name: name.clone(), size_bytes: 0 };
        attribute.size_bytes = attribute.natural_bytes();
        attributes.push(attribute);
    }
}

fn pattern(
    shape: &RequestShape,
    group: &Group,
    span_ms: u64,
    table: &TableDesign,
    attributes: &[Attribute],
    seen: &Seen<'_>,
) -> Pattern {
    let (action, verb) = match shape.kind {
        ShapeKind::Put => (Action::Put, "put an item"),
        ShapeKind::Update => (Action::Update, "update"),
        ShapeKind::Delete => (Action::Delete, "delete an item"),
        ShapeKind::TransactWrite => (Action::TransactWrite, "write in a transaction"),
        ShapeKind::Get => (Action::Get, "get an item"),
        ShapeKind::Scan if shape.known.is_empty() => (Action::ScanAll, "scan"),
        ShapeKind::Scan => (Action::List, "scan for"),
        ShapeKind::Query => (Action::List, "query"),
    };
    let is_read = matches!(shape.kind, ShapeKind::Get | ShapeKind::Query | ShapeKind::Scan);
    let is_declared = |name: &&String| attributes.iter().any(|attribute| attribute.name == **name);
    let list = |names: &BTreeSet<String>| names.iter().filter(is_declared).cloned().collect::<Vec<_>>();
    let bytes = group.bytes.checked_div(group.sized).and_then(|bytes| u32::try_from(bytes).ok());
    // Keys may be longer here than those that were written: each is as long as the longest that was seen.
    let least = u32::try_from(table.key_bytes(attributes)).unwrap_or(u32::MAX);
    let size = bytes.unwrap_or(table.item_bytes).max(least);
    Pattern {
        name: name(verb, shape),
        action,
        entity: "item".to_owned(),
        known: list(&shape.known),
        ordered_by: if is_read && action == Action::List { list(&shape.ranged) } else { vec![] },
        needs: if is_read { list(&wanted(shape, table)) } else { vec![] },
        changes: if action == Action::Update { list(&shape.changes) } else { vec![] },
        size: ItemSize::Fixed(size),
        items: if action == Action::List { items_each(shape, attributes, seen) } else { 1 },
        returned_millionths: 1_000_000,
        consistent: is_read && shape.consistent,
        expires_after_days: None,
        rate: Curve::Constant(MilliRate((group.count.saturating_mul(1_000_000) / span_ms).max(1))),
    }
}

/// Items that share the values that are known, on average of what was scanned.
fn items_each(shape: &RequestShape, attributes: &[Attribute], seen: &Seen<'_>) -> u32 {
    let count =
        |name: &String| attributes.iter().find(|attribute| attribute.name == *name).and_then(|found| found.values.count());
    let distinct = shape.known.iter().filter_map(count).max().unwrap_or(1);
    (seen.items.len() as u64).checked_div(distinct).unwrap_or(1).clamp(1, 100) as u32
}

/// `query by-location by location, hire_date in a range: name, role only`.
fn name(verb: &str, shape: &RequestShape) -> String {
    let mut words = verb.to_owned();
    let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    if let Some(index) = &shape.index {
        words.push_str(&format!(" {index}"));
    }
    match shape.kind {
        ShapeKind::Query => words.push_str(&format!(" by {}", list(&shape.known))),
        ShapeKind::Scan if !shape.known.is_empty() => words.push_str(&format!(" {}", list(&shape.known))),
        ShapeKind::Update if !shape.changes.is_empty() => words.push_str(&format!(" {}", list(&shape.changes))),
        ShapeKind::Update => words.push_str(" an item"),
        ShapeKind::Put | ShapeKind::TransactWrite if !shape.known.is_empty() => {
            words.push_str(&format!(" with {}", list(&shape.known)));
        }
        _ => {}
    }
    if !shape.ranged.is_empty() {
        words.push_str(&format!(", {} in a range", list(&shape.ranged)));
    }
    if !shape.needs.is_empty() {
        words.push_str(&format!(": {} only", list(&shape.needs)));
    }
    if shape.consistent {
        words.push_str(", strongly consistent");
    }
    words
}

/// The same pattern with a name that none of the others has.
fn named_once(mut pattern: Pattern, others: &[Pattern]) -> Pattern {
    let plain = pattern.name.clone();
    let mut number = 2;
    while others.iter().any(|other| other.name == pattern.name) {
        pattern.name = format!("{plain} ({number})");
        number += 1;
    }
    pattern
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{Ran, of_requests};
    use crate::access::{Note, Operation, plan};
    use crate::scenario::{ForkError, Scenario, read, write};

    const DESCRIPTION: &str = r#"{"Table": {
        "TableName": "people", "TableArn": "arn:aws:dynamodb:eu-west-1:000000000000:table/people", "ItemCount": 4, "TableSizeBytes": 1200,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "GlobalSecondaryIndexes": [{"IndexName": "by-city", "KeySchema": [{"AttributeName": "city", "KeyType": "HASH"}, {"AttributeName": "hired", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "ALL"}}]
    }}"#;
    const SCANNED: &str = r#"{"Items": [
        {"id": {"S": "1"}, "city": {"S": "Rome"}, "hired": {"S": "2026-01-01"}, "role": {"S": "cook"}},
        {"id": {"S": "2"}, "city": {"S": "Rome"}, "hired": {"S": "2026-02-01"}, "role": {"S": "cook"}},
        {"id": {"S": "3"}, "city": {"S": "Oslo"}, "hired": {"S": "2026-03-01"}, "role": {"S": "boss"}},
        {"id": {"S": "4"}, "city": {"S": "Oslo"}, "hired": {"S": "2026-04-01"}, "role": {"S": "cook"}}
    ]}"#;

    fn ran<'a>(requests: &[(u64, &'a str, &'a str)]) -> Vec<Ran<'a>> {
        requests.iter().map(|(second, operation, body)| Ran { time_ms: second * 1_000, operation, body }).collect()
    }

    #[test]
    fn requests_of_one_shape_are_one_pattern_with_their_rate() {
        let requests = ran(&[
            (0, "GetItem", r#"{"TableName":"people","Key":{"id":{"S":"1"}}}"#),
            (10, "GetItem", r#"{"TableName":"people","Key":{"id":{"S":"2"}}}"#),
            (20, "GetItem", r#"{"TableName":"arn:aws:dynamodb:eu-west-1:000000000000:table/people","Key":{"id":{"S":"3"}}}"#),
            (20, "GetItem", r#"{"TableName":"more-people","Key":{"id":{"S":"3"}}}"#),
            (
                30,
                "Query",
                r#"{"TableName":"people","IndexName":"by-city","KeyConditionExpression":"city = :c AND hired > :d","ExpressionAttributeValues":{":c":{"S":"Rome"},":d":{"S":"2026"}}}"#,
            ),
            (
                40,
                "Scan",
                r##"{"TableName":"people","FilterExpression":"#r = :r","ExpressionAttributeNames":{"#r":"role"},"ExpressionAttributeValues":{":r":{"S":"cook"}}}"##,
            ),
            (50, "PutItem", r#"{"TableName":"people","Item":{"id":{"S":"9"},"city":{"S":"Rome"},"hired":{"S":"2026-05-01"}}}"#),
            (
                100,
                "UpdateItem",
                r#"{"TableName":"people","Key":{"id":{"S":"9"}},"UpdateExpression":"SET city = :c","ExpressionAttributeValues":{":c":{"S":"Oslo"}}}"#,
            ),
            (100, "CreateTable", "not even JSON"),
        ]);
        let scenario = of_requests(DESCRIPTION, SCANNED, "eu-west-1", 1_794_787_200, &requests).unwrap();
        let text = write(&scenario);
        assert_eq!(read(&text), Ok(scenario.clone()), "{text}");
        let planned = plan(&scenario, &scenario.designs[0]).unwrap();
        let table: Vec<String> = scenario
            .patterns
            .iter()
            .zip(&planned.patterns)
            .map(|(pattern, planned)| {
                let way = planned.way.as_ref().map(|way| format!("{:?}", way.operation));
                format!("{} | {:?} | {:?}", pattern.name, pattern.rate, way.unwrap_or_else(|why| format!("{why:?}")))
            })
            .collect();
        expect![[r#"
            get an item | Constant(MilliRate(30)) | "GetItem"
            put an item | Constant(MilliRate(10)) | "PutItem"
            update city | Constant(MilliRate(10)) | "UpdateItem"
            scan for role | Constant(MilliRate(10)) | "Scan"
            query by-city by city, hired in a range | Constant(MilliRate(10)) | "Query""#]]
        .assert_eq(&table.join("\n"));
        assert_eq!(scenario.title, "What ran on people");
        assert!(scenario.note.starts_with("7 requests in 2 minutes"), "{}", scenario.note);
    }

    /// Whatever was run, the scenario of it can be read: small items, more attributes than a scenario has, names that it cannot say.
    #[test]
    fn the_scenario_of_unusual_requests_is_one() {
        let names: Vec<String> = (0..130).map(|number| format!("a{number}")).chain(["x".repeat(300), "{y}".to_owned()]).collect();
        let aliases: Vec<String> = (0..names.len()).map(|number| format!("#n{number}")).collect();
        let members: Vec<String> = aliases.iter().zip(&names).map(|(alias, name)| format!("{alias:?}:{name:?}")).collect();
        let wide = format!(
            r#"{{"TableName":"people","Key":{{"id":{{"S":"1"}}}},"ProjectionExpression":"{}","ExpressionAttributeNames":{{{}}}}}"#,
            aliases.join(","),
            members.join(",")
        );
        let scanned = SCANNED.replace(r#""id": {"S": "4"}"#, &format!(r#""id": {{"S": "{}"}}"#, "4".repeat(900)));
        let requests = ran(&[(0, "PutItem", r#"{"TableName":"people","Item":{"id":{"S":"9"}}}"#), (1, "GetItem", wide.as_str())]);
        let scenario = of_requests(DESCRIPTION, &scanned, "eu-west-1", 1_794_787_200, &requests).unwrap();
        assert_eq!(read(&write(&scenario)), Ok(scenario.clone()));
        assert_eq!((scenario.patterns.len(), scenario.attributes.len()), (2, Scenario::ATTRIBUTES_MAX));
    }

    /// Who does not say what they want of an index gets what it has: no plan fetches more.
    #[test]
    fn a_query_wants_of_an_index_what_it_projects() {
        let requests = ran(&[(
            0,
            "Query",
            r#"{"TableName":"people","IndexName":"by-city","KeyConditionExpression":"city = :c","ExpressionAttributeValues":{":c":{"S":"Rome"}}}"#,
        )]);
        for (projection, wanted) in [
            (r#"{"ProjectionType": "ALL"}"#, vec![]),
            (r#"{"ProjectionType": "KEYS_ONLY"}"#, vec!["city", "hired", "id"]),
            (r#"{"ProjectionType": "INCLUDE", "NonKeyAttributes": ["role"]}"#, vec!["city", "hired", "id", "role"]),
        ] {
            let description = DESCRIPTION.replace(r#"{"ProjectionType": "ALL"}"#, projection);
            let scenario = of_requests(&description, SCANNED, "eu-west-1", 1_794_787_200, &requests).unwrap();
            assert_eq!(read(&write(&scenario)), Ok(scenario.clone()));
            assert_eq!(scenario.patterns[0].name, "query by-city by city");
            assert_eq!(scenario.patterns[0].needs, wanted, "{projection}");
            let planned = plan(&scenario, &scenario.designs[0]).unwrap();
            let way = planned.patterns[0].way.as_ref().unwrap();
            let fetches = way.notes.iter().any(|note| matches!(note, Note::Fetches(_)));
            assert_eq!((way.operation, fetches), (Operation::Query, false), "{projection}");
        }
    }

    #[test]
    fn without_requests_on_the_table_there_is_no_scenario() {
        let requests = ran(&[(0, "ListTables", "{}"), (1, "Scan", r#"{"TableName":"other"}"#)]);
        assert_eq!(of_requests(DESCRIPTION, SCANNED, "eu-west-1", 0, &requests).unwrap_err(), ForkError::NoRequests);
    }
}
