//! Metrics as a screen is told them.

use expect_test::{Expect, expect};
use report::{Metrics, Statistic};

use super::{Access, Metric, SECONDS_MAX, Series};
use crate::TablePlace;
use crate::script::{replay, with_table};
use crate::testing::Bench;

fn metrics(bench: &Bench, from_s: u64, to_s: u64, by_second: bool) -> Metrics {
    let place = TablePlace { account: "123456789012", region: "eu-west-1", name: "Tab" };
    bench.engine.metrics(place, from_s, to_s, by_second).unwrap()
}

/// One line for each series: name, index, dimensions, statistic, values, and peaks if there are any.
fn lines(metrics: &Metrics) -> String {
    let mut told = String::new();
    for series in &metrics.series {
        let index = series.index.as_deref().unwrap_or("-");
        let operation = series.dimensions.first().map_or("-", |(_, operation)| operation);
        let statistic = format!("{:?}", series.statistic);
        told += &format!("{} {index} {operation} {statistic} {:?} {:?}\n", series.name, series.values, series.peaks);
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
            UserErrors - - Sum [1, 0] [1, 0]
            ConsumedWriteCapacityUnits Glo - Sum [2, 0] [2, 0]
        "#]],
    );
    let first = bench.now / 1_000 - 61;
    let seconds = metrics(&bench, first, first + 2, true);
    let writes =
        seconds.series.iter().find(|series| series.name == "ConsumedWriteCapacityUnits" && series.index.is_none()).unwrap();
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
        "#]],
    );
}

/// Seconds become minutes after an hour, with their busiest second, and nothing is lost; minutes are forgotten after a day.
#[test]
fn old_seconds_are_folded_into_minutes() {
    let mut series = Series::default();
    let mut add = |second: u64, value: u64| series.add(second, Metric::Consumed(Access::Read), "".into(), value);
    (0..7_200).for_each(|second| add(second, second % 60));
    let hour = Metrics::SECONDS_KEPT as usize;
    assert!((hour..=hour + 1).contains(&series.seconds.len()), "{}", series.seconds.len());
    let minute = &series.minutes[3];
    assert_eq!((minute.second, minute.sum, minute.count, minute.peak), (180, 59 * 30, 60, 59));
    let sum = |series: &Series| series.seconds.iter().chain(&series.minutes).map(|sample| sample.sum).sum::<u64>();
    assert_eq!(sum(&series), 120 * 59 * 30);
    for second in 0..2 * SECONDS_MAX as u64 {
        series.add(1_000_000 + second / 100, Metric::Latency, format!("{}", second % 100).into(), 1);
    }
    assert!(series.seconds.len() <= SECONDS_MAX, "bounded by number, too");
    series.add(9_000_000, Metric::Latency, "".into(), 1);
    series.add(9_000_001, Metric::Latency, "".into(), 1);
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
    let sums = told.series.iter().map(|series| (series.name.clone(), series.values.iter().sum::<u64>(), series.index.clone()));
    let sum = |wanted: &str| sums.clone().find(|(name, ..)| name == wanted).map(|(_, sum, index)| (sum, index));
    assert_eq!(sum("TimeToLiveDeletedItemCount"), Some((1, None)));
    assert_eq!(sum("OnlineIndexConsumedWriteCapacity"), Some((2, Some("Glo".to_owned()))));
    assert_eq!(sum("OnDemandMaxWriteRequestUnits"), Some((2 * 9 * 2, None)), "halves of 9, in the last two minutes");
    let replication = told.series.iter().find(|series| series.name == "ReplicationLatency").unwrap();
    assert_eq!(replication.dimensions, [("ReceivingRegion".to_owned(), "us-east-1".to_owned())]);
}
