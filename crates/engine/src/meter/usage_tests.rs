//! What is metered of real requests, as a bill needs it.

use model::HalfUnits;

use crate::testing::Bench;
use crate::{Held, Stored, UsageReport};

const HOUR_MS: u64 = 3_600_000;
const MINUTE_MS: u64 = 60_000;

const TABLE: &str = r#"{"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"#;

/// The table on demand with an index by the attribute `g`.
fn with_index(projection: &str) -> String {
    let index = format!(
        r#""BillingMode":"PAY_PER_REQUEST","GlobalSecondaryIndexes":[{{"IndexName":"by-g","KeySchema":[{{"AttributeName":"g","KeyType":"HASH"}}],"Projection":{{"ProjectionType":"{projection}"}}}}]}}"#
    );
    let both = r#""AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}]"#;
    format!("{TABLE}{index}").replace(r#""AttributeType":"S"}]"#, both)
}

fn usage(bench: &Bench, index: Option<&str>) -> UsageReport {
    bench.engine.usage().into_iter().find(|usage| usage.index.as_deref() == index).unwrap()
}

/// An hour of the clock, so that the hours of the test are known.
fn at_an_hour() -> Bench {
    let mut bench = Bench::default();
    bench.now = bench.now / HOUR_MS * HOUR_MS + 60_000;
    bench
}

#[test]
fn capacity_is_paid_by_the_hour_and_requests_while_on_demand() {
    let mut bench = at_an_hour();
    let provisioned = r#""ProvisionedThroughput":{"ReadCapacityUnits":2,"WriteCapacityUnits":5}}"#;
    bench.ask("CreateTable", &format!("{TABLE}{provisioned}")).unwrap();
    bench.ask("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"a"}}}"#).unwrap();
    bench
        .ask("UpdateTable", r#"{"TableName":"Tab","ProvisionedThroughput":{"ReadCapacityUnits":2,"WriteCapacityUnits":9}}"#)
        .unwrap();
    bench.ask("ListTables", "{}").unwrap();
    let paid = usage(&bench, None).paid;
    assert_eq!(
        (paid.read_unit_hours, paid.write_unit_hours, paid.requested.write),
        (2, 9, HalfUnits::ZERO),
        "its highest setting"
    );
    bench.now += 2 * HOUR_MS;
    bench.ask("UpdateTable", r#"{"TableName":"Tab","BillingMode":"PAY_PER_REQUEST"}"#).unwrap();
    bench.ask("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"b"}}}"#).unwrap();
    bench.now += 2 * HOUR_MS;
    bench.ask("ListTables", "{}").unwrap();
    let told = usage(&bench, None);
    assert_eq!(
        (told.paid.write_unit_hours, told.paid.requested.write),
        (27, HalfUnits::whole(1)),
        "two hours more, the last begun with 9"
    );
    assert_eq!(told.consumed.all_writes(), HalfUnits::whole(2));
    assert_eq!(told.hours.iter().map(|hour| hour.units.write.0).collect::<Vec<_>>(), [2, 2], "an hour each");
    bench.ask("DeleteTable", r#"{"TableName":"Tab"}"#).unwrap();
    bench.ask("ListTables", "{}").unwrap();
    let gone = usage(&bench, None);
    assert_eq!((gone.deleted, gone.paid.write_unit_hours, gone.paid.requested.write), (true, 27, HalfUnits::whole(1)));
}

#[test]
fn an_index_that_is_gone_stays_on_the_bill() {
    let mut bench = at_an_hour();
    bench.ask("CreateTable", &with_index("ALL")).unwrap();
    bench.ask("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"a"},"g":{"S":"x"}}}"#).unwrap();
    bench.ask("UpdateTable", r#"{"TableName":"Tab","GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"by-g"}}]}"#).unwrap();
    bench.ask("ListTables", "{}").unwrap();
    let gone = usage(&bench, Some("by-g"));
    assert_eq!((gone.deleted, gone.size_bytes, gone.paid.requested.write), (true, 0, HalfUnits::whole(1)));
}

#[test]
fn changes_to_kinesis_are_counted_by_the_kilobyte_of_the_larger_image() {
    let mut bench = at_an_hour();
    bench.ask("CreateTable", &format!(r#"{TABLE}"BillingMode":"PAY_PER_REQUEST"}}"#)).unwrap();
    bench.ask("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"before"}}}"#).unwrap();
    let stream = r#"{"TableName":"Tab","StreamArn":"arn:aws:kinesis:eu-west-1:123456789012:stream/changes"}"#;
    bench.ask("EnableKinesisStreamingDestination", stream).unwrap();
    let long = "x".repeat(1_100);
    bench.ask("PutItem", &format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"v":{{"S":"{long}"}}}}}}"#)).unwrap();
    bench.ask("DeleteItem", r#"{"TableName":"Tab","Key":{"pk":{"S":"a"}}}"#).unwrap();
    bench.ask("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"b"}}}"#).unwrap();
    assert_eq!(usage(&bench, None).moved.change_units, 2 + 2 + 1);
}

/// Counted by hand: 90 minutes in Standard, 20 in Standard-IA with recovery, none after it was deleted.
#[test]
fn what_is_held_is_counted_by_the_minute_and_class() {
    let mut bench = at_an_hour();
    bench.ask("CreateTable", &with_index("KEYS_ONLY")).unwrap();
    bench.now += 10 * MINUTE_MS;
    bench.ask("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"a"}}}"#).unwrap();
    // It is replaced within the minute: what counts is what it ended with.
    bench.now += 30_000;
    bench.ask("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"a"},"g":{"S":"xyz"}}}"#).unwrap();
    bench.now += 90 * MINUTE_MS;
    let recovery = r#"{"TableName":"Tab","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#;
    bench.ask("UpdateContinuousBackups", recovery).unwrap();
    bench.ask("UpdateTable", r#"{"TableName":"Tab","TableClass":"STANDARD_INFREQUENT_ACCESS"}"#).unwrap();
    bench.now += 20 * MINUTE_MS;
    bench.ask("DeleteItem", r#"{"TableName":"Tab","Key":{"pk":{"S":"a"}}}"#).unwrap();
    bench.now += 1_000 * MINUTE_MS;
    bench.ask("ListTables", "{}").unwrap();
    let held = |items: u64, bytes: u64| Held { item_minutes: items, byte_minutes: bytes };
    // pk, a, g, xyz: 7 bytes in the table, and as many in the index, whose keys they are.
    let told = usage(&bench, None).stored;
    assert_eq!((told.standard, told.infrequent, told.recovery_byte_minutes), (held(90, 630), held(20, 140), 140));
    let of_index = usage(&bench, Some("by-g")).stored;
    assert_eq!((of_index.standard, of_index.infrequent, of_index.recovery_byte_minutes), (held(90, 630), held(20, 140), 0));
    bench.ask("DeleteTable", r#"{"TableName":"Tab"}"#).unwrap();
    bench.ask("ListTables", "{}").unwrap();
    bench.now += 1_000 * MINUTE_MS;
    bench.ask("ListTables", "{}").unwrap();
    let gone = usage(&bench, None);
    assert_eq!((gone.deleted, gone.stored), (true, told), "what it held stays on the bill, and nothing is added");
}

/// One long span, or the same in many ticks: the same is stored.
#[test]
fn ticks_do_not_change_what_is_counted() {
    let stored = |pause_ms: u64| {
        let mut bench = at_an_hour();
        bench.ask("CreateTable", &format!(r#"{TABLE}"BillingMode":"PAY_PER_REQUEST"}}"#)).unwrap();
        bench.ask("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"a"}}}"#).unwrap();
        let end = bench.now + 7 * HOUR_MS;
        while bench.now < end {
            bench.now = (bench.now + pause_ms).min(end);
            bench.engine.tick(model::EpochMillis(bench.now));
        }
        usage(&bench, None).stored.standard
    };
    assert_eq!(stored(7 * HOUR_MS), Held { item_minutes: 420, byte_minutes: 420 * 3 });
    assert_eq!([stored(1_700), stored(61_000), stored(HOUR_MS)], [stored(7 * HOUR_MS); 3]);
}

/// Meters of an older layout know nothing of it: what is there is taken to have been there since its table was made.
#[test]
fn what_was_never_counted_is_assumed() {
    let mut bench = at_an_hour();
    bench.ask("CreateTable", &format!(r#"{TABLE}"BillingMode":"PAY_PER_REQUEST"}}"#)).unwrap();
    bench.ask("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"a"}}}"#).unwrap();
    bench.now += 2 * HOUR_MS;
    bench.ask("ListTables", "{}").unwrap();
    let counted = usage(&bench, None).stored;
    for meter in bench.engine.meters.tables.values_mut() {
        meter.own.stored = Stored::default();
    }
    let now = bench.engine.now;
    bench.engine.meters.assume_stored(&bench.engine.database, now);
    assert_eq!((usage(&bench, None).stored, counted.standard.item_minutes), (counted, 120));
}
