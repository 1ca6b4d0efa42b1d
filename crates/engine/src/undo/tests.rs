//! Undo, redo and rolling back against copies of the state.

use model::EpochMillis;
use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::testing::{Bench, contents};

const TABLE: &str = r#""BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"at","AttributeType":"N"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
    "GlobalSecondaryIndexes":[{"IndexName":"by-at","KeySchema":[{"AttributeName":"at","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]"#;

fn create(name: &str) -> String {
    format!(r#"{{"TableName":"{name}",{TABLE}}}"#)
}

/// One mutating request.
fn request() -> impl Strategy<Value = (&'static str, String)> {
    let table = "(aaa|bbb)";
    let put = |table: &str, key: u32, at: u32| {
        format!(r#"{{"TableName":"{table}","Item":{{"pk":{{"S":"k{key}"}},"at":{{"N":"{at}"}}}}}}"#)
    };
    prop_oneof![
        6 => (table, 0u32..6, 0u32..3).prop_map(move |(table, key, at)| ("PutItem", put(&table, key, at))),
        3 => (table, 0u32..6).prop_map(|(table, key)| ("DeleteItem", format!(r#"{{"TableName":"{table}","Key":{{"pk":{{"S":"k{key}"}}}}}}"#))),
        2 => table.prop_map(|table| ("CreateTable", create(&table))),
        1 => table.prop_map(|table| ("DeleteTable", format!(r#"{{"TableName":"{table}"}}"#))),
        1 => table.prop_map(|table| ("UpdateTable", format!(r#"{{"TableName":"{table}","GlobalSecondaryIndexUpdates":[{{"Delete":{{"IndexName":"by-at"}}}}]}}"#))),
        1 => table.prop_map(|table| ("UpdateTable", format!(r#"{{"TableName":"{table}","AttributeDefinitions":[{{"AttributeName":"at","AttributeType":"N"}}],"GlobalSecondaryIndexUpdates":[{{"Create":{{"IndexName":"new","KeySchema":[{{"AttributeName":"at","KeyType":"HASH"}}],"Projection":{{"ProjectionType":"KEYS_ONLY"}}}}}}]}}"#))),
        1 => table.prop_map(|table| ("UpdateTable", format!(r#"{{"TableName":"{table}","BillingMode":"PROVISIONED","ProvisionedThroughput":{{"ReadCapacityUnits":3,"WriteCapacityUnits":2}},"GlobalSecondaryIndexUpdates":[{{"Update":{{"IndexName":"by-at","ProvisionedThroughput":{{"ReadCapacityUnits":3,"WriteCapacityUnits":2}}}}}}]}}"#))),
        1 => (0u32..6, 0u32..6).prop_map(|(one, two)| ("TransactWriteItems", format!(r#"{{"TransactItems":[{{"Delete":{{"TableName":"aaa","Key":{{"pk":{{"S":"k{one}"}}}}}}}},{{"Put":{{"TableName":"bbb","Item":{{"pk":{{"S":"k{two}"}}}}}}}}]}}"#))),
    ]
}

/// Requests, and in between undo and redo.
fn run(bench: &mut Bench, steps: Vec<((&'static str, String), u8)>) {
    for ((operation, body), kind) in steps {
        match kind {
            0 => bench.records.extend(bench.engine.undo(EpochMillis(bench.now))),
            1 => bench.records.extend(bench.engine.redo(EpochMillis(bench.now))),
            _ => drop(bench.ask(operation, &body)),
        }
        settled(bench);
    }
}

impl Bench {
    /// What can be undone, oldest first.
    fn labels(&self) -> Vec<String> {
        self.engine.undo.done.iter().map(|step| self.engine.in_words(&step.label).label).collect()
    }
}

fn settled(bench: &mut Bench) {
    let due = bench.engine.tick(EpochMillis(bench.now));
    bench.records.extend(due);
}

#[test]
fn labels_say_what_would_be_taken_back() {
    let mut bench = Bench::default();
    let label = |bench: &Bench| bench.engine.undo_label().map(|step| step.label);
    assert_eq!(label(&bench), None);
    bench.ask("CreateTable", &create("Users")).unwrap();
    assert_eq!(label(&bench).as_deref(), Some("CreateTable Users"));
    bench.ask("PutItem", r#"{"TableName":"Users","Item":{"pk":{"S":"a"}}}"#).unwrap();
    assert_eq!(label(&bench).as_deref(), Some("PutItem on Users"));
    bench.ask("GetItem", r#"{"TableName":"Users","Key":{"pk":{"S":"a"}}}"#).unwrap();
    assert_eq!(label(&bench).as_deref(), Some("PutItem on Users"), "a read is no step");
    bench.engine.undo(EpochMillis(bench.now));
    assert_eq!(bench.engine.redo_label().map(|step| step.label).as_deref(), Some("PutItem on Users"));
    bench.ask("DeleteTable", r#"{"TableName":"Users"}"#).unwrap();
    assert_eq!((label(&bench).as_deref(), bench.engine.redo_label()), (Some("DeleteTable Users"), None));
}

#[test]
fn a_group_is_one_step() {
    let mut bench = Bench::default();
    let before = contents(&bench.engine);
    bench.engine.begin_group("load the sample");
    bench.ask("CreateTable", &create("Users")).unwrap();
    bench.ask("PutItem", r#"{"TableName":"Users","Item":{"pk":{"S":"a"}}}"#).unwrap();
    bench.engine.end_group();
    let after = contents(&bench.engine);
    assert_eq!(bench.engine.undo_label().map(|step| step.label).as_deref(), Some("load the sample"));
    assert!(!bench.engine.undo(EpochMillis(bench.now)).is_empty());
    assert_eq!(contents(&bench.engine), before);
    bench.engine.redo(EpochMillis(bench.now));
    assert_eq!(contents(&bench.engine), after);
}

#[test]
fn only_the_last_steps_are_kept() {
    let mut bench = Bench::default();
    bench.ask("CreateTable", &create("Users")).unwrap();
    for number in 0..super::UNDO_STEPS + 5 {
        bench.ask("PutItem", &format!(r#"{{"TableName":"Users","Item":{{"pk":{{"S":"{number}"}}}}}}"#)).unwrap();
    }
    let undone = std::iter::from_fn(|| Some(bench.engine.undo(EpochMillis(bench.now))).filter(|batch| !batch.is_empty())).count();
    assert_eq!(undone, super::UNDO_STEPS);
    assert_eq!(bench.engine.database().tables().next().map(|table| table.items.len()), Some(5));
}

#[test]
fn an_engine_that_forgets_requests_keeps_no_step_and_waits_for_nothing() {
    let mut bench = Bench::default();
    bench.ask("CreateTable", &create("Users")).unwrap();
    bench.engine.forget_requests();
    bench.ask("PutItem", r#"{"TableName":"Users","Item":{"pk":{"S":"1"}}}"#).unwrap();
    assert!(bench.engine.is_durable());
    assert!(bench.engine.undo(EpochMillis(bench.now)).is_empty());
    assert_eq!(bench.engine.database().tables().next().map(|table| table.items.len()), Some(1));
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(128))]
    #[test]
    fn undoing_everything_gives_what_was_and_redoing_everything_what_is(requests in proptest::collection::vec(request(), 1..40)) {
        let mut bench = Bench::default();
        let mut states = vec![contents(&bench.engine)];
        for (operation, body) in requests {
            let steps = bench.engine.undo.done.len();
            drop(bench.ask(operation, &body));
            settled(&mut bench);
            if bench.engine.undo.done.len() > steps {
                states.push(contents(&bench.engine));
            }
        }
        let last = states.len() - 1;
        for state in states[..last].iter().rev() {
            bench.records.extend(bench.engine.undo(EpochMillis(bench.now)));
            settled(&mut bench);
            prop_assert_eq!(&contents(&bench.engine), state);
        }
        prop_assert!(bench.engine.undo_label().is_none());
        for state in &states[1..] {
            bench.records.extend(bench.engine.redo(EpochMillis(bench.now)));
            settled(&mut bench);
            prop_assert_eq!(&contents(&bench.engine), state);
        }
        // What undo and redo did is an unbroken history.
        let sequences: Vec<u64> = bench.records.iter().map(|record| record.sequence).collect();
        prop_assert_eq!(sequences, (1..=bench.engine.sequence()).collect::<Vec<_>>());
    }

    #[test]
    fn rolling_back_gives_what_was(rounds in proptest::collection::vec((proptest::collection::vec((request(), 0u8..6), 0..12), proptest::collection::vec((request(), 0u8..6), 1..12)), 1..4)) {
        let mut bench = Bench::default();
        for (kept, lost) in rounds {
            run(&mut bench, kept);
            bench.records.clear();
            bench.engine.mark_durable(bench.engine.sequence());
            let (before, sequence) = (contents(&bench.engine), bench.engine.sequence());
            let labels = bench.labels();
            run(&mut bench, lost);
            let batch = std::mem::take(&mut bench.records);
            bench.engine.roll_back(&batch);
            prop_assert_eq!(contents(&bench.engine), before);
            prop_assert_eq!(bench.engine.sequence(), sequence);
            prop_assert!(bench.engine.is_durable());
            prop_assert_eq!(bench.labels(), labels);
        }
        // Everything that is left can still be taken back, step by step, to nothing.
        while bench.engine.undo_label().is_some() {
            bench.engine.undo(EpochMillis(bench.now));
            settled(&mut bench);
        }
        prop_assert_eq!(contents(&bench.engine), vec![]);
    }
}
