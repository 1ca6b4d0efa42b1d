//! Each condition with an observation in which it holds and one in which it does not.

use std::sync::Arc;

use expect_test::{Expect, expect};
use model::{AttributeValue, HalfUnits, Item, KeyAttribute, KeySchema, Number, ScalarType};

use super::{Check, Observation, ObservedRequest, ObservedTable};
use crate::yaml::Yaml;

fn item(attributes: &[(&str, &str)]) -> Arc<Item> {
    let value = |text: &str| Number::parse(text).map_or_else(|_| AttributeValue::S(text.to_owned()), AttributeValue::N);
    Arc::new(attributes.iter().map(|(name, text)| (*name, value(text))).collect())
}

fn observation() -> Observation {
    let key = |name: &str| vec![KeyAttribute { name: name.to_owned(), key_type: ScalarType::S }];
    let table = ObservedTable {
        name: "employees".to_owned(),
        key: KeySchema { partition: key("employee_id"), sort: vec![] },
        item_count: 2,
        items: vec![item(&[("employee_id", "E1"), ("age", "40")]), item(&[("employee_id", "E2"), ("badge", "Admin")])],
    };
    let last = ObservedRequest {
        operation: "Query".to_owned(),
        index: Some("by-location".to_owned()),
        read_units: HalfUnits(1),
        returned: 3,
        evaluated: 40,
        ..ObservedRequest::default()
    };
    Observation { tables: vec![table], last: Some(last) }
}

fn evaluate(condition: &str, observation: &Observation) -> (bool, String) {
    let yaml = Yaml::parse(&format!("all:\n  - {condition}"), 1).unwrap();
    let (check, unknown) = Check::read(&yaml).unwrap_or_else(|(line, error)| panic!("{line}: {error}"));
    assert!(unknown.is_empty());
    check.evaluate(observation).findings.remove(0)
}

#[test]
fn conditions_hold_or_do_not() {
    let world = observation();
    let mut shown = String::new();
    for condition in [
        "table.exists: employees",
        "table.exists: { table: orders }",
        "table.key: { table: employees, hash: \"employee_id:S\" }",
        "table.key: { table: employees, hash: \"employee_id:N\" }",
        "table.key: { table: employees, hash: \"employee_id:S\", range: \"email:S\" }",
        "items.count: { table: employees, gte: 2 }",
        "items.count: { table: employees, between: [3, 5] }",
        "items.where: { table: employees, where: { badge: Admin } }",
        "items.where: { table: employees, where: { badge: Staff } }",
        "items.where: { table: employees, where: { age: { gte: 40.0 } }, eq: 1 }",
        "items.where: { table: employees, where: { age: {} }, eq: 0 }",
        "items.schemaVaries: employees",
        "last.op: { in: [GetItem, Query], notIn: [Scan] }",
        "last.op: Scan",
        "last.consumed: 0.5",
        "last.consumed.read: { lte: 0.50 }",
        "last.consumed.read: { lt: 0.5 }",
        "last.consumed.write: { gt: 0 }",
        "last.returned: { ne: 3 }",
        "last.evaluated: 40",
        "last.error: none",
        "last.error: ValidationException",
        "last.index: by-location",
    ] {
        let (holds, found) = evaluate(condition, &world);
        shown.push_str(&format!("{} {found}\n", if holds { "+" } else { "-" }));
        assert!(!evaluate(condition, &Observation::default()).0, "{condition} holds in an empty world");
    }
    expect![[r#"
        + The table `employees` is there
        - There is no table `orders`
        + The key of `employees` is employee_id (S)
        - The key of `employees` is employee_id (S)
        - The key of `employees` is employee_id (S)
        + `employees` holds 2 items; asked for: at least 2
        - `employees` holds 2 items; asked for: from 3 to 5
        + 1 item of `employees` fit in badge; asked for: at least 1
        - 0 items of `employees` fit in badge; asked for: at least 1
        + 1 item of `employees` fit in age; asked for: 1
        - 1 item of `employees` fit in age; asked for: 0
        + The items of `employees` differ in their attributes
        + The last request was Query; asked for: GetItem or Query, not Scan
        - The last request was Query; asked for: Scan
        + The units that it consumed were 0.5; asked for: 0.5
        + The read units that it consumed were 0.5; asked for: at most 0.5
        - The read units that it consumed were 0.5; asked for: less than 0.5
        - The write units that it consumed were 0; asked for: more than 0
        - The items that it returned were 3; asked for: anything but 3
        + The items that it evaluated were 40; asked for: 40
        + The error of the last request was none; asked for: none
        - The error of the last request was none; asked for: ValidationException
        + The index that it read was by-location; asked for: by-location
    "#]]
    .assert_eq(&shown);
}

#[test]
fn the_first_failure_gives_the_message() {
    let text = "title: One\nall:\n  - table.exists: employees\n  - last.op: Scan\nfail:\n  last.op: That was no Scan.\npraise: Well done.";
    let check = Check::read(&Yaml::parse(text, 1).unwrap()).unwrap().0;
    let outcome = check.evaluate(&observation());
    assert_eq!((outcome.passed, outcome.message.as_str(), outcome.findings.len()), (false, "That was no Scan.", 2));
    let mut world = observation();
    world.last.as_mut().unwrap().operation = "Scan".to_owned();
    assert_eq!(check.evaluate(&world).message, "Well done.");
    assert_eq!(check.tables(), ["employees".to_owned()].into());
}

fn refused(text: &str, expected: Expect) {
    let (line, error) = Check::read(&Yaml::parse(text, 1).unwrap()).unwrap_err();
    expected.assert_eq(&format!("line {line}: {error}"));
}

#[test]
fn a_check_that_cannot_be_evaluated_is_refused_with_its_line() {
    refused("title: a", expect!["line 1: a check needs conditions: `all:` and a list"]);
    refused("all:\n  - table.exist: t", expect!["line 2: there is no condition `table.exist`"]);
    refused(
        "all:\n  - table.key: { table: t, hash: id }",
        expect!["line 2: `id` is no key attribute: write `name:S`, `name:N` or `name:B`"],
    );
    refused("all:\n  - table.key: { table: t, hsh: \"id:S\" }", expect!["line 2: the condition does not take `hsh`"]);
    refused("all:\n  - items.count: { gte: 2 }", expect!["line 2: the condition lacks `table`"]);
    refused("all:\n  - items.count: { table: t, gte: two }", expect!["line 2: `two` is no number"]);
    refused("all:\n  - items.count: { table: t, between: 2 }", expect!["line 2: `between` has the wrong number of values"]);
    refused("all:\n  - items.count: { table: t, above: 2 }", expect!["line 2: the condition does not take `above`"]);
    refused(
        "all:\n  - last.op: Scan\nfail:\n  last.error: no",
        expect!["line 4: `fail` speaks of `last.error`, which is not among the conditions"],
    );
}
