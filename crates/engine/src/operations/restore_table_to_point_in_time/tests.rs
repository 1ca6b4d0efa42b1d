//! A restored table holds what a naive model held at the moment, whatever happened since and whoever reopened the database.

use std::collections::BTreeMap;

use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};

use crate::journal::Host;
use crate::storage::MemoryStorage;
use crate::{Context, Engine, TablePlace};

const TABLE: &str = r#"{"TableName":"orders","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}"#;
const RECOVERY_ON: &str = r#"{"TableName":"orders","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#;

#[derive(Clone, Debug)]
enum Step {
    Put(u8, u8),
    Delete(u8),
    Wait(u16),
    Checkpoint,
    Reopen,
    Undo,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0u8..8, any::<u8>()).prop_map(|(key, value)| Step::Put(key, value)),
        2 => (0u8..8).prop_map(Step::Delete),
        4 => (1u16..5_000).prop_map(Step::Wait),
        1 => proptest::prelude::Just(Step::Checkpoint),
        1 => proptest::prelude::Just(Step::Reopen),
        1 => proptest::prelude::Just(Step::Undo),
    ]
}

/// The items of a table: pk and n.
fn items(engine: &Engine, name: &str) -> BTreeMap<String, String> {
    let place = TablePlace { account: Context::EXAMPLE_ACCOUNT, region: "eu-west-1", name };
    let text = |value: Option<&model::AttributeValue>| format!("{:?}", value.unwrap());
    let table = engine.database().find(place).unwrap();
    table.items.iter().map(|(_, record)| (text(record.item.get("pk")), text(record.item.get("n")))).collect()
}

proptest! {
    #[test]
    fn a_restored_table_is_the_naive_models_state_of_that_moment(
        steps in proptest::collection::vec(step(), 1..60),
        moments in proptest::collection::vec(any::<proptest::sample::Index>(), 1..4),
    ) {
        let mut host = Host::open(&MemoryStorage::default()).unwrap();
        host.ask("CreateTable", TABLE);
        host.ask("PutItem", r#"{"TableName":"orders","Item":{"pk":{"S":"0"},"n":{"N":"1000"}}}"#);
        host.ask("UpdateContinuousBackups", RECOVERY_ON);
        let start = host.bench.now;
        // The state after all that happened up to each moment.
        let mut states = BTreeMap::from([(start, items(&host.bench.engine, "orders"))]);
        for step in steps {
            match step {
                Step::Put(key, n) => {
                    host.ask("PutItem", &format!(r#"{{"TableName":"orders","Item":{{"pk":{{"S":"{key}"}},"n":{{"N":"{n}"}}}}}}"#));
                }
                Step::Delete(key) => {
                    host.ask("DeleteItem", &format!(r#"{{"TableName":"orders","Key":{{"pk":{{"S":"{key}"}}}}}}"#));
                }
                Step::Wait(ms) => host.bench.now += u64::from(ms),
                Step::Checkpoint => drop(host.checkpoint()),
                Step::Reopen => {
                    let now = host.bench.now;
                    host = Host::open(&host.storage).unwrap();
                    host.bench.now = now;
                    host.load_all().unwrap();
                }
                // Only writes are undone: further back, the table itself would go.
                Step::Undo => {
                    let label = host.bench.engine.undo_label().map(|step| step.label).unwrap_or_default();
                    if ["PutItem on orders", "DeleteItem on orders"].contains(&label.as_str()) && states.len() > 1 {
                        let records = host.bench.engine.undo(model::EpochMillis(host.bench.now));
                        host.bench.records.extend(records);
                        host.commit();
                    }
                }
            }
            states.insert(host.bench.now, items(&host.bench.engine, "orders"));
        }
        let last = host.bench.now;
        // Far enough that the whole history is in the window.
        host.bench.now += 400_000;
        for (number, index) in moments.into_iter().enumerate() {
            let moment = start + index.index(usize::try_from(last - start).unwrap() + 1) as u64;
            let expected = states.range(..=moment).next_back().unwrap().1;
            host.ask("RestoreTableToPointInTime", &format!(
                r#"{{"SourceTableName":"orders","TargetTableName":"copy-{number}","RestoreDateTime":{}.{:03}}}"#,
                moment / 1_000, moment % 1_000
            ));
            prop_assert_eq!(&items(&host.bench.engine, &format!("copy-{number}")), expected);
        }
    }
}

#[test]
fn the_past_is_missing_until_it_is_loaded() {
    let mut host = Host::open(&MemoryStorage::default()).unwrap();
    host.ask("CreateTable", TABLE);
    host.ask("UpdateContinuousBackups", RECOVERY_ON);
    host.bench.now += 5_000;
    host.ask("PutItem", r#"{"TableName":"orders","Item":{"pk":{"S":"0"},"n":{"N":"1"}}}"#);
    host.checkpoint();
    let mut again = Host::open(&host.storage).unwrap();
    let restore = r#"{"SourceTableName":"orders","TargetTableName":"copy","RestoreDateTime":1700000001}"#;
    let mut operation = api::decode("RestoreTableToPointInTime", restore.as_bytes()).unwrap();
    let mut missing = vec![];
    again.bench.now = host.bench.now + 400_000;
    while let Err(crate::Refusal::Missing(part, back)) =
        again.bench.engine.execute(&again.bench.context(), operation.clone(), None)
    {
        missing.push(part.part);
        again.load(part);
        operation = *back;
    }
    assert_eq!(missing, [crate::MissingPart::Items, crate::MissingPart::History]);
    assert_eq!(items(&again.bench.engine, "copy"), BTreeMap::new());
    assert_eq!(items(&again.bench.engine, "orders").len(), 1);
}
