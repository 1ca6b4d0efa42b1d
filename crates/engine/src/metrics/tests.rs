//! Metrics as a screen is told them.

use expect_test::{Expect, expect};
use report::{MetricScope, MetricSeries, Metrics, Statistic};

use super::{Access, Label, Metric, SECONDS_MAX, Series};
use crate::control::BACKFILL_STEP_ITEMS;
use crate::script::{replay, with_table};
use crate::testing::Bench;
use crate::{ControlPlaneDelays, TablePlace};

fn metrics(bench: &Bench, from_s: u64, to_s: u64, by_second: bool) -> Metrics {
    let place = TablePlace { account: "123456789012", region: "eu-west-1", name: "Tab" };
    bench.engine.metrics(place, from_s, to_s, by_second).unwrap()
}

/// One line for each series: name, index, dimensions, statistic, values, and peaks if there are any. Quotas are the same always.
fn lines(metrics: &Metrics) -> String {
    let mut told = String::new();
    let is_quota = |series: &&MetricSeries| series.scope == MetricScope::Account && series.name.contains("Max");
    for series in metrics.series.iter().filter(|series| !is_quota(series)) {
        let scope = match &series.scope {
            MetricScope::Table => "-",
            MetricScope::Index(name) => name,
            MetricScope::Account => "(account)",
        };
        let dimensions: Vec<&str> = series.dimensions.iter().map(|(_, value)| value.as_str()).collect();
        let dimensions = if dimensions.is_empty() { "-".to_owned() } else { dimensions.join("/") };
        let statistic = format!("{:?}", series.statistic);
        told += &format!("{} {scope} {dimensions} {statistic} {:?} {:?}\n", series.name, series.values, series.peaks);
    }
    told
}

fn check(metrics: &Metrics, expected: Expect) {
    expected.assert_eq(&lines(metrics));
}

#[test]
fn what_requests_do_is_measured_by_minutes_and_seconds() {
    let mut bench = with_table("Tab pk:S / gsi Glo g:S ALL");
    let start = bench.now / 60_000 * 60;
    replay(
        &mut bench,
        r#"
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"},"g":{"S":"g"}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)"}
        GetItem {"TableName":"Tab","Key":{"pk":{"S":"a"}}}
        "#,
    );
    bench.now += 1_000;
    replay(
        &mut bench,
        r#"
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"N":"1"}}}
        Scan {"TableName":"Tab"}
        "#,
    );
    bench.now += 60_000;
    replay(&mut bench, r#"PutItem {"TableName":"Tab","Item":{"pk":{"S":"c"}}}"#);
    check(
        &metrics(&bench, start, start + 120, false),
        expect![[r#"
            ConditionalCheckFailedRequests - - Sum [1, 0] [1, 0]
            ConsumedReadCapacityUnits - - Sum [5, 0] [4, 0]
            ConsumedWriteCapacityUnits - - Sum [6, 2] [4, 2]
            ReturnedItemCount - Scan Sum [2, 0] [2, 0]
            SuccessfulRequestLatency - GetItem Average [2500, 0] []
            SuccessfulRequestLatency - GetItem SampleCount [1, 0] []
            SuccessfulRequestLatency - PutItem Average [4500, 4500] []
            SuccessfulRequestLatency - PutItem SampleCount [2, 1] []
            SuccessfulRequestLatency - Scan Average [2800, 0] []
            SuccessfulRequestLatency - Scan SampleCount [1, 0] []
            ConsumedWriteCapacityUnits Glo - Sum [2, 0] [2, 0]
            UserErrors (account) - Sum [1, 0] [1, 0]
        "#]],
    );
    let first = bench.now / 1_000 - 61;
    let seconds = metrics(&bench, first, first + 2, true);
    let writes = seconds
        .series
        .iter()
        .find(|series| series.name == "ConsumedWriteCapacityUnits" && series.scope == MetricScope::Table)
        .unwrap();
    assert_eq!((seconds.start_s, seconds.point_s, &writes.values[..]), (first, 1, &[4, 2][..]));
}

/// A put with an index that is starved: one request, one event for each place that refused, by reason; the index's own.
#[test]
fn throttle_events_are_counted_by_reason_where_they_happened() {
    let mut bench = Bench::default();
    bench.engine.enforce_capacity(true);
    let throughput =
        |units: u32| format!(r#""ProvisionedThroughput":{{"ReadCapacityUnits":{units},"WriteCapacityUnits":{units}}}"#);
    let body = format!(
        r#"{{"TableName":"Tab","KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],"AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}},{{"AttributeName":"g","AttributeType":"S"}}],{},"GlobalSecondaryIndexes":[{{"IndexName":"Glo","KeySchema":[{{"AttributeName":"g","KeyType":"HASH"}}],"Projection":{{"ProjectionType":"ALL"}},{}}}]}}"#,
        throughput(2),
        throughput(1)
    );
    bench.ask("CreateTable", &body).unwrap();
    let start = bench.now / 60_000 * 60;
    let long = "x".repeat(350 * 1_024);
    replay(
        &mut bench,
        &format!(r#"PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"g":{{"S":"g"}},"d":{{"S":"{long}"}}}}}}"#),
    );
    for _ in 0..3 {
        replay(&mut bench, r#"PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"},"g":{"S":"g"}}}"#);
    }
    let told = metrics(&bench, start, start + 60, false);
    check(
        &Metrics {
            series: told.series.into_iter().filter(|series| series.statistic != Statistic::SampleCount).collect(),
            ..told
        },
        expect![[r#"
            ConsumedWriteCapacityUnits - - Sum [702] [702]
            ProvisionedReadCapacityUnits - - Maximum [4] []
            ProvisionedWriteCapacityUnits - - Maximum [4] []
            SuccessfulRequestLatency - PutItem Average [39500] []
            ThrottledRequests - PutItem Sum [3] [3]
            ConsumedWriteCapacityUnits Glo - Sum [702] [702]
            ProvisionedReadCapacityUnits Glo - Maximum [2] []
            ProvisionedWriteCapacityUnits Glo - Maximum [2] []
            WriteProvisionedThroughputThrottleEvents Glo - Sum [3] [3]
            WriteThrottleEvents Glo - Sum [3] [3]
            AccountProvisionedReadCapacityUtilization (account) - Maximum [3] []
            AccountProvisionedWriteCapacityUtilization (account) - Maximum [3] []
        "#]],
    );
}

/// Seconds become minutes after an hour, with their busiest second, and nothing is lost; minutes are forgotten after a day.
#[test]
fn old_seconds_are_folded_into_minutes() {
    let mut series = Series::default();
    let mut add = |second: u64, value: u64| series.add(second, Metric::Consumed(Access::Read), Label::None, value);
    (0..7_200).for_each(|second| add(second, second % 60));
    let hour = Metrics::SECONDS_KEPT as usize;
    assert!((hour..=hour + 1).contains(&series.samples(false).count()), "{}", series.samples(false).count());
    let minute = &series.minutes[3];
    assert_eq!((minute.second, minute.sum, minute.count, minute.peak), (180, 59 * 30, 60, 59));
    let sum = |series: &Series| series.samples(true).map(|sample| sample.sum).sum::<u64>();
    assert_eq!(sum(&series), 120 * 59 * 30);
    for second in 0..2 * SECONDS_MAX as u64 {
        series.add(1_000_000 + second / 100, Metric::Latency, Label::Named(format!("{}", second % 100)), 1);
    }
    assert!(series.seconds.len() <= SECONDS_MAX, "bounded by number, too");
    series.add(9_000_000, Metric::Latency, Label::None, 1);
    series.add(9_000_001, Metric::Latency, Label::None, 1);
    assert!(series.minutes.iter().all(|sample| sample.second >= 900_000), "a day back from what was folded last");
}

/// What happens beside requests: an index that is filled, items that expire, other regions, maximums.
#[test]
fn what_happens_beside_requests_is_measured_too() {
    let mut bench = with_table("Tab pk:S");
    let start = bench.now / 60_000 * 60;
    let expiry = bench.now / 1_000 + 30;
    replay(
        &mut bench,
        &format!(
            r#"
            UpdateTable {{"TableName":"Tab","StreamSpecification":{{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}}}
            UpdateTimeToLive {{"TableName":"Tab","TimeToLiveSpecification":{{"AttributeName":"ttl","Enabled":true}}}}
            UpdateTable {{"TableName":"Tab","ReplicaUpdates":[{{"Create":{{"RegionName":"us-east-1"}}}}]}}
            PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"g":{{"S":"g"}},"ttl":{{"N":"{expiry}"}}}}}}
            UpdateTable {{"TableName":"Tab","AttributeDefinitions":[{{"AttributeName":"g","AttributeType":"S"}}],"GlobalSecondaryIndexUpdates":[{{"Create":{{"IndexName":"Glo","KeySchema":[{{"AttributeName":"g","KeyType":"HASH"}}],"Projection":{{"ProjectionType":"ALL"}}}}}}]}}
            "#
        ),
    );
    bench.now += 3_600_000;
    replay(
        &mut bench,
        r#"UpdateTable {"TableName":"Tab","OnDemandThroughput":{"MaxReadRequestUnits":7,"MaxWriteRequestUnits":9}}"#,
    );
    bench.now += 60_000;
    replay(&mut bench, r#"PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"}}}"#);
    let told = metrics(&bench, start, start + 3_720, false);
    let sums = told.series.iter().map(|series| (series.name.clone(), series.values.iter().sum::<u64>(), series.scope.clone()));
    let sum = |wanted: &str| sums.clone().find(|(name, ..)| name == wanted).map(|(_, sum, index)| (sum, index));
    assert_eq!(sum("TimeToLiveDeletedItemCount"), Some((1, MetricScope::Table)));
    assert_eq!(sum("OnlineIndexConsumedWriteCapacity"), Some((2, MetricScope::Index("Glo".to_owned()))));
    assert_eq!(sum("OnlineIndexPercentageProgress"), Some((100_000, MetricScope::Index("Glo".to_owned()))));
    let of_index = told.series.iter().filter(|series| series.scope.index() == Some("Glo"));
    assert!(!of_index.clone().any(|series| series.name == "ConsumedWriteCapacityUnits"), "filling it has a metric of its own");
    assert_eq!(
        sum("OnDemandMaxWriteRequestUnits"),
        Some((2 * 9 * 2, MetricScope::Table)),
        "halves of 9, in the last two minutes"
    );
    let replication = told.series.iter().find(|series| series.name == "ReplicationLatency").unwrap();
    assert_eq!(replication.dimensions, [("ReceivingRegion".to_owned(), "us-east-1".to_owned())]);
}

/// Errors belong to the account and its region, whatever table they are about, and whether they came as far as the engine.
#[test]
fn errors_are_counted_for_the_account() {
    let mut bench = with_table("Tab pk:S");
    let start = bench.now / 60_000 * 60;
    replay(
        &mut bench,
        r#"
        GetItem {"TableName":"Nowhere","Key":{"pk":{"S":"a"}}}
        GetItem {"TableName":"Tab","Key":{"pk":{"N":"1"}}}
        "#,
    );
    let context = bench.context();
    bench.engine.measure_refused(&context, "PutItem", &api::Error::UnknownOperation);
    bench.engine.measure_refused(&context, "PutItem", &api::Error::InternalServerError);
    let elsewhere = crate::Context::new(context.now, "us-east-1");
    bench.engine.measure_refused(&elsewhere, "PutItem", &api::Error::UnknownOperation);
    check(
        &metrics(&bench, start, start + 60, false),
        expect![[r#"
            SystemErrors (account) PutItem Sum [1] [1]
            UserErrors (account) - Sum [3] [3]
        "#]],
    );
}

/// 2,000 of 80,000 units, and 1,500 of 40,000: what a table and its index have been given, since they have.
#[test]
fn the_shares_of_quotas_follow_what_is_provisioned() {
    let mut bench = Bench::default();
    let start = bench.now / 60_000 * 60;
    let throughput =
        |read: u32, write: u32| format!(r#""ProvisionedThroughput":{{"ReadCapacityUnits":{read},"WriteCapacityUnits":{write}}}"#);
    let body = format!(
        r#"{{"TableName":"Tab","KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],"AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}},{{"AttributeName":"g","AttributeType":"S"}}],{},"GlobalSecondaryIndexes":[{{"IndexName":"Glo","KeySchema":[{{"AttributeName":"g","KeyType":"HASH"}}],"Projection":{{"ProjectionType":"ALL"}},{}}}]}}"#,
        throughput(1_500, 7),
        throughput(500, 3)
    );
    bench.ask("CreateTable", &body).unwrap();
    bench.now += 60_000;
    bench.ask("UpdateTable", &format!(r#"{{"TableName":"Tab",{}}}"#, throughput(500, 7))).unwrap();
    bench.ask("ListTables", "{}").unwrap();
    let told = metrics(&bench, start, start + 120, false);
    let account = told.series.into_iter().filter(|series| series.scope == MetricScope::Account);
    let lines: Vec<_> = account.map(|series| format!("{} {:?} {:?}", series.name, series.unit, series.values)).collect();
    expect![[r#"
        AccountMaxReads HalfUnits [160000, 160000]
        AccountMaxTableLevelReads HalfUnits [80000, 80000]
        AccountProvisionedReadCapacityUtilization PercentThousandths [2500, 1250]
        MaxProvisionedTableReadCapacityUtilization PercentThousandths [3750, 1250]
        AccountMaxWrites HalfUnits [160000, 160000]
        AccountMaxTableLevelWrites HalfUnits [80000, 80000]
        AccountProvisionedWriteCapacityUtilization PercentThousandths [12, 12]
        MaxProvisionedTableWriteCapacityUtilization PercentThousandths [17, 17]
    "#]]
    .assert_eq(&(lines.join("\n") + "\n"));
}

/// A new index is filled in steps, and its progress is seen; a write that it has no capacity for meanwhile is its own event.
#[test]
fn filling_an_index_shows_its_progress_and_its_throttles() {
    let mut bench = with_table("Tab pk:S");
    bench.engine.enforce_capacity(true);
    for number in 0..2 * BACKFILL_STEP_ITEMS + 10 {
        let item = format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"{number}"}},"g":{{"S":"g"}}}}}}"#);
        bench.ask("PutItem", &item).unwrap();
    }
    bench.engine.set_delays(ControlPlaneDelays { backfill_step_ms: 60_000, ..ControlPlaneDelays::default() });
    let start = bench.now / 60_000 * 60;
    bench.ask("UpdateTable", r#"{"TableName":"Tab","AttributeDefinitions":[{"AttributeName":"g","AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"Glo","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"},"OnDemandThroughput":{"MaxWriteRequestUnits":1}}}]}"#).unwrap();
    bench.now += 61_000;
    let long = "x".repeat(350 * 1_024);
    replay(
        &mut bench,
        &format!(r#"PutItem {{"TableName":"Tab","Item":{{"pk":{{"S":"a"}},"g":{{"S":"g"}},"d":{{"S":"{long}"}}}}}}"#),
    );
    replay(&mut bench, r#"PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"},"g":{"S":"g"}}}"#);
    bench.now += 120_000;
    bench.ask("ListTables", "{}").unwrap();
    let told = metrics(&bench, start, start + 180, false);
    let of_index = told.series.iter().filter(|series| series.scope.index() == Some("Glo"));
    let lines: Vec<_> = of_index.map(|series| format!("{} {:?} {:?}\n", series.name, series.statistic, series.values)).collect();
    expect![[r#"
        ConsumedWriteCapacityUnits Sum [0, 702, 0]
        OnDemandMaxWriteRequestUnits Maximum [2, 2, 2]
        OnlineIndexConsumedWriteCapacity Sum [2000, 2000, 20]
        OnlineIndexPercentageProgress Maximum [49000, 99000, 100000]
        OnlineIndexThrottleEvents Sum [0, 1, 0]
    "#]]
    .assert_eq(&lines.concat());
}
