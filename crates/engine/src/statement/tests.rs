use std::collections::BTreeMap;

use api::{Json, Response};
use expect_test::{Expect, expect};
use report::Trace;

use crate::script::{replay, with_table};
use crate::testing::Bench;

const TABLE: &str = "Tab pk:S sk:N / lsi Loc pk:S l:S KEYS_ONLY / gsi Glo g:S INCLUDE(n) / gsi Two g:S+h:S ALL";

fn bench() -> Bench {
    let mut bench = with_table(TABLE);
    for (pk, sk) in [("a", 1), ("a", 2), ("a", 3), ("b", 1), ("b", 2)] {
        replay(
            &mut bench,
            &format!(
                r#"PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"{pk}"}},"sk":{{"N":"{sk}"}},"g":{{"S":"g"}},"l":{{"S":"l{sk}"}},"n":{{"N":"{sk}"}}}}}}"#
            ),
        );
    }
    bench
}

fn body(statement: &str, more: &str) -> String {
    format!(r#"{{"Statement":{statement:?}{more}}}"#)
}

/// What a statement became: its trace, one line for each touch, evaluated item and unit line.
fn check(statement: &str, expected: Expect) {
    let mut bench = bench();
    let mut trace = Trace::default();
    let decoded = api::decode("ExecuteStatement", body(statement, "").as_bytes()).unwrap();
    let result = bench.engine.execute(&bench.context(), decoded, Some(&mut trace));
    let mut told = match result {
        Ok(_) => format!("{:?}: {} of {}\n", trace.tables, trace.returned_count, trace.evaluated_count),
        Err(crate::Refusal::Error { error, .. }) => format!("{error}\n"),
        Err(refusal) => panic!("{refusal:?}"),
    };
    for touch in &trace.touches {
        told += &format!("{:?} {}/{} {}\n", touch.access, touch.table, touch.index.as_deref().unwrap_or("-"), touch.key);
    }
    for line in &trace.units {
        let index = line.index.as_ref().map_or("-", |(name, _)| name.as_str());
        told += &format!("{index} {:?} {:?} {}\n", line.consistency, line.reason, line.units);
    }
    expected.assert_eq(&told);
}

#[test]
fn statements_become_the_reads_that_they_are() {
    check(
        "SELECT * FROM Tab WHERE pk = 'a' AND sk = 2",
        expect![[r#"
        ["Tab"]: 1 of 1
        Read Tab/- a / 2
        - Eventual ItemRead 0.5
    "#]],
    );
    check(
        "SELECT * FROM Tab WHERE pk = 'a' AND sk = 9 AND n = 1",
        expect![[r#"
        ["Tab"]: 0 of 0
        Read Tab/- a / 9
        - Eventual MissingItem 0.5
    "#]],
    );
    check(
        "SELECT * FROM Tab WHERE pk = 'a' AND sk > 1 AND n = 2",
        expect![[r#"
        ["Tab"]: 1 of 2
        Read Tab/- a / 2
        - Eventual PageRead 0.5
    "#]],
    );
    check(
        "SELECT * FROM Tab WHERE pk IN ['b', 'a'] AND sk = 1 ORDER BY pk",
        expect![[r#"
        ["Tab"]: 2 of 2
        Read Tab/- a / 1
        Read Tab/- b / 1
        - Eventual ItemRead 0.5
        - Eventual ItemRead 0.5
    "#]],
    );
    check(
        "SELECT * FROM Tab WHERE n = 1",
        expect![[r#"
        ["Tab"]: 2 of 5
        Read Tab/- a / 1
        Read Tab/- b / 1
        - Eventual PageRead 0.5
        - Eventual PageRead 0.5
        - Eventual PageRead 0.5
        - Eventual PageRead 0.5
    "#]],
    );
    check(
        "SELECT n FROM Tab.Loc WHERE pk = 'b' AND l > 'l1'",
        expect![[r#"
        ["Tab"]: 1 of 1
        Read Tab/Loc b / l2
        Read Tab/- b / 2
        Loc Eventual PageRead 0.5
        - Eventual Fetch 0.5
    "#]],
    );
    check(
        "SELECT n FROM Tab.Glo WHERE g = 'nothing'",
        expect![[r#"
        ["Tab"]: 0 of 0
        Read Tab/Glo nothing
        Glo Eventual PageRead 0.5
    "#]],
    );
    check(
        "SELECT * FROM Tab.Two WHERE g = 'g'",
        expect![[r#"
        ValidationException: Our model: PartiQL does not read the index Two, since a part of its key has several attributes
    "#]],
    );
}

#[test]
fn statements_become_the_writes_that_they_are() {
    check(
        "INSERT INTO Tab VALUE {'pk': 'c', 'sk': 1, 'g': 'x'}",
        expect![[r#"
        ["Tab"]: 0 of 0
        Write Tab/- c / 1
        Write Tab/Glo x
        - Strong ItemCreated 1
        Glo Strong EntryCreated 1
    "#]],
    );
    check(
        "INSERT INTO Tab VALUE {'pk': 'a', 'sk': 1}",
        expect![[r#"
        DuplicateItemException: Duplicate primary key exists in table
        Write Tab/- a / 1
        - Strong ConditionFailed 1
    "#]],
    );
    check(
        "UPDATE Tab SET n = 9 WHERE pk = 'a' AND sk = 1",
        expect![[r#"
        ["Tab"]: 0 of 0
        Write Tab/- a / 1
        Write Tab/Glo g
        - Strong ItemReplaced 1
        Glo Strong EntryReplaced 1
    "#]],
    );
    check(
        "UPDATE Tab SET n = 9 WHERE pk = 'z' AND sk = 1",
        expect![[r#"
        ConditionalCheckFailedException: The conditional request failed
        Write Tab/- z / 1
        - Strong ConditionFailed 1
    "#]],
    );
    check(
        "UPDATE Tab SET n = l + 1 WHERE pk = 'a' AND sk = 1",
        expect![[r#"
        ValidationException: An operand in the update expression has an incorrect data type
    "#]],
    );
    check(
        "DELETE FROM Tab WHERE pk = 'z' AND sk = 1 AND n = 5",
        expect![[r#"
        ["Tab"]: 0 of 0
        Write Tab/- z / 1
        - Strong ItemUnchanged 1
    "#]],
    );
}

/// All items of a statement, read page by page, and how many pages there were.
fn pages(bench: &mut Bench, statement: &str, limit: u32) -> (Vec<String>, usize) {
    let (mut items, mut count, mut more) = (vec![], 0, String::new());
    loop {
        let result = bench.ask("ExecuteStatement", &body(statement, &format!(r#","Limit":{limit}{more}"#)));
        let reply = String::from_utf8(api::encode("ExecuteStatement", &result).body).unwrap();
        count += 1;
        assert!(count < 50, "{reply}");
        let json = Json::parse(reply.as_bytes()).unwrap();
        let Some(Json::Array(found)) = json.get("Items") else { panic!("{reply}") };
        items.extend(found.iter().map(|item| format!("{item:?}")));
        match json.get("NextToken") {
            Some(Json::Text(token)) => more = format!(r#","NextToken":{token:?}"#),
            _ => return (items, count),
        }
    }
}

#[test]
fn pages_are_cut_anywhere_and_lose_nothing() {
    let mut bench = bench();
    let statements = [
        "SELECT pk, sk FROM Tab",
        "SELECT pk, sk FROM Tab WHERE n > 1",
        "SELECT pk, sk FROM Tab WHERE pk = 'a'",
        "SELECT pk, sk FROM Tab WHERE pk IN ['a', 'x', 'b'] ORDER BY pk, sk DESC",
        "SELECT pk, sk FROM Tab WHERE pk IN ['b', 'a'] AND sk IN [1, 2, 7]",
        "SELECT pk, sk FROM Tab WHERE pk = 'a' AND (sk = 3 OR sk <> 2)",
        "SELECT pk, sk FROM Tab.Glo WHERE g = 'g' AND n <> 2",
        "SELECT pk, sk FROM Tab.Loc WHERE pk = 'a' ORDER BY l DESC",
    ];
    for statement in statements {
        let (whole, _) = pages(&mut bench, statement, 100);
        assert!(!whole.is_empty(), "{statement}");
        for limit in 1..7 {
            let (items, count) = pages(&mut bench, statement, limit);
            assert_eq!(items, whole, "{statement} by {limit}");
            assert!(count > 1 || limit > 2, "{statement} by {limit}");
        }
    }
}

#[test]
fn a_token_of_another_statement_is_refused() {
    let mut bench = bench();
    let result = bench.ask("ExecuteStatement", &body("SELECT * FROM Tab", r#","Limit":1"#)).unwrap();
    let Response::Members(_) = &result else { panic!("{result:?}") };
    let reply = String::from_utf8(api::encode("ExecuteStatement", &Ok(result)).body).unwrap();
    let Some(Json::Text(token)) = Json::parse(reply.as_bytes()).unwrap().get("NextToken").cloned() else { panic!("{reply}") };
    let next = format!(r#","NextToken":{token:?}"#);
    assert!(bench.ask("ExecuteStatement", &body("SELECT * FROM Tab", &next)).is_ok());
    expect!["ValidationException: NextToken does not match request"]
        .assert_eq(&bench.ask("ExecuteStatement", &body("SELECT sk FROM Tab", &next)).unwrap_err().to_string());
}

/// A keyed read and a scan with the same condition find the same items, whatever the condition is.
#[test]
fn plans_agree_with_a_scan() {
    let mut bench = bench();
    let tests = ["sk = 1", "sk > 1", "sk < 3", "sk <> 2", "sk BETWEEN 2 AND 3", "NOT sk = 2", "n = 2", "sk IN [1, 3]"];
    let mut compared = BTreeMap::new();
    for one in tests {
        for two in tests {
            for joined in [format!("({one} AND {two})"), format!("({one} OR {two})")] {
                let keyed = body(&format!("SELECT pk, sk FROM Tab WHERE pk = 'a' AND {joined}"), "");
                // The partition key inside of NOT pins nothing.
                let scanned = body(&format!("SELECT pk, sk FROM Tab WHERE NOT pk <> 'a' AND {joined}"), "");
                let told = |bench: &mut Bench, body: &str| {
                    let result = bench.ask("ExecuteStatement", body);
                    String::from_utf8(api::encode("ExecuteStatement", &result).body).unwrap()
                };
                let keyed = told(&mut bench, &keyed);
                let sorted = |reply: &str| {
                    let json = Json::parse(reply.as_bytes()).unwrap();
                    let Some(Json::Array(found)) = json.get("Items") else { panic!("{reply}") };
                    let mut items: Vec<String> = found.iter().map(|item| format!("{item:?}")).collect();
                    items.sort();
                    items
                };
                let overlaps = keyed.contains("Overlapping conditions");
                *compared.entry(overlaps).or_insert(0) += 1;
                if !overlaps {
                    assert_eq!(sorted(&keyed), sorted(&told(&mut bench, &scanned)), "{joined}");
                }
            }
        }
    }
    assert!(compared.get(&false).is_some_and(|count| *count > 64), "{compared:?}");
}
