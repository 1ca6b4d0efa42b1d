//! Runs whose numbers are known by hand.

use std::fmt::Write;

use expect_test::{Expect, expect};
use report::{Driver, SimulationReport};

use super::testing::{index, list, on_demand, provisioned, put, scenario, table};
use super::{Run, csv, text};
use crate::bill::Metered;
use crate::scenario::tests::kinds::SHARED;
use crate::scenario::{IndexDesign, Pattern, Projected, Scenario, TableDesign, Values, read};

fn run(scenario: &Scenario, driver: Driver) -> SimulationReport {
    Run::new(scenario, driver).unwrap().finish()
}

fn told(report: &SimulationReport) -> String {
    let mut text = String::new();
    for design in &report.designs {
        for pattern in &design.patterns {
            writeln!(
                text,
                "{}: {} offered, {} admitted, {} given up, {} retries, p50 {} us, p99 {} us",
                pattern.operation,
                pattern.offered,
                pattern.admitted,
                pattern.given_up,
                pattern.retries,
                pattern.p50_us,
                pattern.p99_us
            )
            .unwrap();
        }
        for space in &design.spaces {
            writeln!(
                text,
                "{}: {} read, {} write, peak {} and {}, {} items, {} bytes, {} partitions, {} points",
                space.index.as_deref().unwrap_or(&space.table),
                space.read_units,
                space.write_units,
                space.peak_read_units,
                space.peak_write_units,
                space.item_count,
                space.size_bytes,
                space.partitions.len(),
                space.points.len(),
            )
            .unwrap();
            for throttled in &space.throttles {
                writeln!(text, "  {} {}", throttled.reason, throttled.events).unwrap();
            }
            for event in &space.events {
                writeln!(text, "  {} s: {:?}", event.at_s, event.what).unwrap();
            }
            if let Some(hot) = space.hot_keys.first() {
                writeln!(text, "  hot: {} {} {}", hot.key, hot.units, hot.share_thousandths).unwrap();
            }
        }
    }
    text
}

fn check(scenario: &Scenario, expected: Expect) {
    expected.assert_eq(&told(&run(scenario, Driver::Fluid)));
}

fn even() -> Values {
    Values::Uniform { count: 1_000_000 }
}

#[test]
fn what_fits_is_admitted_whole() {
    check(
        &scenario(600, even(), vec![put(100, 900), list(10, 900, 10)], table(provisioned(50, 120))),
        expect![[r#"
            PutItem: 60000 offered, 60000 admitted, 0 given up, 0 retries, p50 4672 us, p99 10624 us
            Query: 6000 offered, 6000 admitted, 0 given up, 0 retries, p50 2784 us, p99 6336 us
            Events: 9000 read, 60000 write, peak 15 and 100, 60000 items, 54000000 bytes, 1 partitions, 600 points
        "#]],
    );
}

/// 300 units a second for 600 s on 200 WCU: 200 * 600 + the full pool of 200 * 300 are served.
#[test]
fn a_pool_serves_its_rate_and_its_burst() {
    check(
        &scenario(600, even(), vec![put(400, 900)], table(provisioned(50, 200))),
        expect![[r#"
            PutItem: 240000 offered, 180000 admitted, 60000 given up, 257012 retries, p50 5056 us, p99 260096 us
            Events: 0 read, 180000 write, peak 0 and 400, 180000 items, 162000293 bytes, 1 partitions, 600 points
              TableWriteProvisionedThroughputExceeded 317011
              300 s: ThrottlingBegan { reason: "TableWriteProvisionedThroughputExceeded" }
        "#]],
    );
}

/// By hand: half of 3,000 a second and a quarter of the rest go to one of four partitions, which serves 1,000; the others take 1,125.
/// For 900 s that is 1,912,500.
#[test]
fn a_hot_key_is_throttled_by_its_partition() {
    let hot = Values::OneHot { count: 10_000, hot_millionths: 500_000 };
    check(
        &scenario(900, hot, vec![put(3_000, 900)], table(on_demand())),
        expect![[r#"
            PutItem: 2700000 offered, 1913503 admitted, 786497 given up, 3495606 retries, p50 5312 us, p99 266240 us
            Events: 0 read, 1913503 write, peak 0 and 3000, 1913503 items, 1722152851 bytes, 4 partitions, 900 points
              TableWriteKeyRangeThroughputExceeded 4282102
              1 s: ThrottlingBegan { reason: "TableWriteKeyRangeThroughputExceeded" }
              299 s: NotSplit { partition: 0, why: Ordered }
              hot: device-00001 3097803 500
        "#]],
    );
}

#[test]
fn an_index_without_capacity_refuses_the_writes_of_its_table() {
    let table = TableDesign { indexes: vec![index("by-site", &["site"], provisioned(10, 100))], ..table(provisioned(10, 1_000)) };
    check(
        &scenario(600, even(), vec![put(300, 900)], table),
        expect![[r#"
            PutItem: 180000 offered, 90000 admitted, 90000 given up, 331739 retries, p50 5568 us, p99 274432 us
            Events: 0 read, 90000 write, peak 0 and 300, 90000 items, 81000125 bytes, 2 partitions, 600 points
            by-site: 0 read, 90000 write, peak 0 and 300, 90000 items, 4500006 bytes, 1 partitions, 600 points
              IndexWriteProvisionedThroughputExceeded 421738
              150 s: ThrottlingBegan { reason: "IndexWriteProvisionedThroughputExceeded" }
        "#]],
    );
}

/// Both drivers: a table and its index that have as little as each other. 20 a second for ten minutes, and 300 s of burst.
#[test]
fn two_limits_that_are_the_same_refuse_the_same() {
    let of_site = IndexDesign { projection: Projected::All, ..index("by-site", &["site"], provisioned(5, 20)) };
    let table = TableDesign {
        indexes: vec![of_site.clone(), IndexDesign { name: "again".to_owned(), ..of_site }],
        ..table(provisioned(5, 20))
    };
    let scenario = scenario(600, even(), vec![put(100, 900)], table);
    for report in [Driver::Fluid, Driver::PerRequest].map(|driver| run(&scenario, driver)) {
        let design = &report.designs[0];
        assert!(design.patterns[0].admitted.abs_diff(20 * 900) < 40, "{}", design.patterns[0].admitted);
        let refused: Vec<u64> = design.spaces.iter().map(|space| space.throttles[0].events).collect();
        assert!(refused.iter().all(|events| events.abs_diff(refused[0]) * 50 < refused[0]), "{refused:?}");
    }
}

/// Both drivers: the points add up to the run, and a request waits from when the burst is used up.
#[test]
fn throttles_and_latency_are_told_over_time() {
    let scenario = scenario(1_500, even(), vec![put(3, 900)], table(provisioned(1, 2)));
    let runs = [Driver::Fluid, Driver::PerRequest].map(|driver| run(&scenario, driver));
    for report in &runs {
        assert_eq!((report.point_s, report.designs[0].patterns[0].points.len()), (60, 25));
        let (space, pattern) = (&report.designs[0].spaces[0], &report.designs[0].patterns[0]);
        let [throttled] = space.throttles.as_slice() else { panic!("{:?}", space.throttles) };
        assert_eq!(throttled.points.iter().sum::<u64>(), throttled.events);
        let of_points: Vec<u64> = space.points.iter().map(|point| point.write_throttles).collect();
        assert_eq!(throttled.points, of_points);
        assert_eq!(pattern.points.iter().map(|point| point.admitted).sum::<u64>(), pattern.admitted);
        // The pool of 600 units lasts ten minutes at one more a second than it earns.
        assert_eq!(throttled.points.iter().position(|events| *events > 0), Some(10));
        let slowest: Vec<bool> = pattern.points.iter().map(|point| point.p99_us > 50_000).collect();
        assert_eq!(slowest, [[false; 10].as_slice(), &[true; 15]].concat());
    }
    let [fluid, single] = runs.map(|report| report.designs[0].patterns[0].points.clone());
    for (fluid, single) in fluid.iter().zip(&single) {
        assert!(fluid.p99_us.abs_diff(single.p99_us) * 5 <= fluid.p99_us, "{fluid:?} {single:?}");
    }
}

/// Both drivers: 86,400 items live for a day, so one expires each second, and two are put.
#[test]
fn what_expires_leaves_the_storage_and_is_counted() {
    let expiring = Pattern { expires_after_days: Some(1), ..put(2, 900) };
    let stocked = TableDesign { item_count: 86_400, item_bytes: 500, ..table(on_demand()) };
    let scenario = scenario(1_530, even(), vec![expiring], stocked);
    for report in [Driver::Fluid, Driver::PerRequest].map(|driver| run(&scenario, driver)) {
        let space = &report.designs[0].spaces[0];
        assert_eq!((space.ttl_deleted, space.item_count), (1_530, 86_400 + 2 * 1_530 - 1_530));
        assert_eq!(space.size_bytes, 86_400 * 500 + 2 * 1_530 * 900 - 1_530 * 500);
        let points: Vec<u64> = space.points.iter().map(|point| point.ttl_deleted).collect();
        assert_eq!((points[0], points[24], points[25]), (60, 60, 30), "half a minute is left at the end");
        assert!(csv(&report).contains(",TimeToLiveDeletedItemCount,Sum,60,Count,60,"));
        assert!(text(&report).contains("    1,530 items deleted by time to live\n"));
        assert_eq!(Metered::of_run(&report, &report.designs[0]).usages[0].expired_items, 1_530);
    }
}

/// What expires goes from where it lies: six times as much as is put, which goes to one partition of four.
#[test]
fn what_expires_leaves_all_partitions_though_one_takes_the_writes() {
    let expiring = Pattern { expires_after_days: Some(1), ..put(1, 900) };
    let stocked = TableDesign { item_count: 600_000, item_bytes: 500, ..table(on_demand()) };
    let one = Values::Weighted { values: vec![("today".to_owned(), 1)] };
    let report = run(&scenario(86_400, one, vec![expiring], stocked), Driver::Fluid);
    let space = &report.designs[0].spaces[0];
    assert_eq!((space.ttl_deleted, space.item_count, space.size_bytes), (600_000, 86_400, 86_400 * 900));
}

/// All customers are there, so whoever signs up replaces an item; its entry by date moves, but for the few of that date. Counted by the
/// second, how many those are is a share.
#[test]
fn kinds_of_items_share_a_table_by_keys_of_their_own() {
    let text =
        SHARED.replace("duration = \"1h\"", "duration = \"60s\"").replace("name = \"Shop\"", "name = \"Shop\"\nitems = 100_000");
    let scenario = read(&text).unwrap();
    let reports = [Driver::Fluid, Driver::PerRequest].map(|driver| run(&scenario, driver));
    for (report, expected) in reports.iter().zip([
        expect![[r#"
            PutItem: 60 offered, 60 admitted, 0 given up, 0 retries, p50 4800 us, p99 10880 us
            PutItem: 300 offered, 300 admitted, 0 given up, 0 retries, p50 4672 us, p99 10880 us
            GetItem: 600 offered, 600 admitted, 0 given up, 0 retries, p50 2592 us, p99 5824 us
            Query: 600 offered, 600 admitted, 0 given up, 0 retries, p50 2784 us, p99 6336 us
            Shop: 1200 read, 360 write, peak 20 and 6, 100300 items, 102707200 bytes, 4 partitions, 60 points
              hot: C#customer-0001 1.5 1
            overloaded: 0 read, 403.5 write, peak 0 and 6.5, 100300 items, 102707200 bytes, 4 partitions, 60 points
              hot: D#2026-11-16 104 257
            evaluated [0, 0, 600, 6000], 0 refused
        "#]],
        expect![[r#"
            PutItem: 60 offered, 60 admitted, 0 given up, 0 retries, p50 4800 us, p99 12160 us
            PutItem: 300 offered, 300 admitted, 0 given up, 0 retries, p50 4672 us, p99 11904 us
            GetItem: 600 offered, 600 admitted, 0 given up, 0 retries, p50 2528 us, p99 6464 us
            Query: 600 offered, 600 admitted, 0 given up, 0 retries, p50 2784 us, p99 6336 us
            Shop: 1200 read, 360 write, peak 20 and 6, 100300 items, 102707200 bytes, 4 partitions, 60 points
              hot: C#customer-0723 28 17
            overloaded: 0 read, 400 write, peak 0 and 7, 100300 items, 102707200 bytes, 4 partitions, 60 points
              hot: D#2026-11-16 111 267
            evaluated [0, 0, 600, 6000], 0 refused
        "#]],
    ]) {
        let refused = report.assumptions.iter().filter(|remark| remark.starts_with("Refused"));
        let evaluated: Vec<u64> = report.designs[0].patterns.iter().map(|pattern| pattern.evaluated).collect();
        expected.assert_eq(&format!("{}evaluated {evaluated:?}, {} refused\n", told(report), refused.count()));
    }
}
