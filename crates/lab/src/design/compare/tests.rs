//! Comparisons of runs that are made by hand.

use expect_test::{Expect, expect};
use model::{HalfUnits, KeyHash};
use report::{CapacityMode, Driver, HotKey, PartitionRun, PatternPoint, SpacePoint, SpaceRun};

use super::*;

/// What a design did in two minutes: write units of its only partition, what was given up, what was evaluated.
struct Did {
    name: &'static str,
    writes: [u64; 2],
    throttles: u64,
    given_up: u64,
    evaluated: u64,
    p99_us: u64,
}

const PLAIN: Did = Did { name: "A", writes: [30_000, 60_000], throttles: 0, given_up: 0, evaluated: 1_000, p99_us: 9_000 };

fn run(did: &Did) -> DesignRun {
    let half = |units: u64| HalfUnits::whole(units);
    let point =
        |units: u64, throttles: u64| SpacePoint { write_units: half(units), write_throttles: throttles, ..SpacePoint::default() };
    let space = SpaceRun {
        table: "orders".to_owned(),
        index: None,
        capacity: CapacityMode::OnDemand,
        infrequent_access: false,
        read_units: half(500),
        write_units: half(did.writes.iter().sum()),
        peak_read_units: HalfUnits::ZERO,
        peak_write_units: HalfUnits::ZERO,
        throttles: if did.throttles > 0 {
            let reason = "TableWriteKeyRangeThroughputExceeded".to_owned();
            vec![ThrottleRun { reason, events: did.throttles, points: vec![0, did.throttles] }]
        } else {
            Vec::new()
        },
        ttl_deleted: 0,
        item_count: 1_000,
        size_bytes: 800_000,
        points: vec![point(did.writes[0], 0), point(did.writes[1], did.throttles)],
        partitions: vec![PartitionRun {
            number: 3,
            first: KeyHash(0),
            within_collection: false,
            born_s: 0,
            parent: None,
            leader_zone: 0,
            read_units: vec![HalfUnits::ZERO; 2],
            write_units: did.writes.iter().map(|units| half(*units)).collect(),
            throttles: Vec::new(),
        }],
        events: Vec::new(),
        events_left_out: 0,
        hot_keys: vec![HotKey { key: "2026-11-20".to_owned(), hash: KeyHash(0), units: half(1), share_thousandths: 853 }],
        close_ups: Vec::new(),
    };
    let pattern = PatternRun {
        pattern: "latest orders".to_owned(),
        operation: "Query".to_owned(),
        target: ("orders".to_owned(), None),
        offered: 10_000,
        admitted: 10_000 - did.given_up,
        given_up: did.given_up,
        retries: did.given_up * 3,
        evaluated: did.evaluated,
        returned: 1_000,
        p50_us: 4_000,
        p99_us: did.p99_us,
        points: vec![PatternPoint { admitted: 10_000 - did.given_up, p50_us: 4_000, p99_us: did.p99_us }; 2],
    };
    DesignRun { name: did.name.to_owned(), spaces: vec![space], patterns: vec![pattern] }
}

fn report(designs: &[Did]) -> SimulationReport {
    SimulationReport {
        title: "Orders".to_owned(),
        region: "us-east-1".to_owned(),
        seed: 1,
        driver: Driver::Fluid,
        start_s: 0,
        duration_s: 120,
        point_s: 60,
        designs: designs.iter().map(run).collect(),
        verdict: String::new(),
        reasons: Vec::new(),
        assumptions: Vec::new(),
    }
}

fn check(designs: &[Did], months: &[Option<i128>], expected: &Expect) {
    let told = compare(&report(designs), months);
    let mut text = format!("{}\n", told.verdict);
    for reason in &told.reasons {
        text += &format!("- {reason}\n");
    }
    for row in told.rows.iter().filter(|row| row.better.is_some() || row.of.is_some()) {
        let shown: Vec<&str> = row.shown.iter().map(|shown| shown.as_deref().unwrap_or("-")).collect();
        text +=
            &format!("{:?} {}: {} better {:?}\n", row.measure, row.of.as_deref().unwrap_or(""), shown.join(" | "), row.better);
    }
    expected.assert_eq(&text);
}

#[test]
fn a_design_that_serves_more_for_less_wins() {
    let hot = Did { writes: [60_000, 60_000], throttles: 4_000, given_up: 1_234, p99_us: 1_300_000, ..PLAIN };
    check(
        &[hot, Did { name: "B", ..PLAIN }],
        &[Some(4_000), Some(3_100)],
        &expect![[r#"
            B wins: 0 requests given up instead of 1,234 (12.3 % of all), and $31.00 a month instead of $40.00 (22 % less).
            - A: 4,000 throttle events on orders for TableWriteKeyRangeThroughputExceeded.
            - A: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
            - B: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
            - B is ahead on requests given up: A 1,234, B 0.
            - B is ahead on throttle events: A 4,000, B 0.
            - B is ahead on retries: A 3,702, B 0.
            - B is ahead on the p99 of the slowest pattern: A 1.3 s, B 9.0 ms.
            - B is ahead on write units: A 120,000 WCU, B 90,000 WCU.
            - B is ahead on the month's bill: A $40.00, B $31.00.
            GivenUp : 1,234 | 0 better Some(1)
            Throttles : 4,000 | 0 better Some(1)
            Throttles TableWriteKeyRangeThroughputExceeded: 4,000 | 0 better Some(1)
            Retries : 3,702 | 0 better Some(1)
            P99 : 1.3 s | 9.0 ms better Some(1)
            WriteUnits : 120,000 WCU | 90,000 WCU better Some(1)
            MonthlyBill : $40.00 | $31.00 better Some(1)
        "#]],
    );
}

#[test]
fn more_served_and_dearer_is_told_as_such() {
    let hot = Did { throttles: 4_000, given_up: 1_234, ..PLAIN };
    check(
        &[hot, Did { name: "B", ..PLAIN }],
        &[Some(3_100), Some(4_000)],
        &expect![[r#"
            B serves more and A costs less, in part because it serves less: 0 requests given up instead of 1,234 (12.3 % of all), but $31.00 a month instead of $40.00 (22 % less).
            - A: 4,000 throttle events on orders for TableWriteKeyRangeThroughputExceeded.
            - A: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
            - B: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
            - B is ahead on requests given up: A 1,234, B 0.
            - B is ahead on throttle events: A 4,000, B 0.
            - B is ahead on retries: A 3,702, B 0.
            - A is ahead on the month's bill: A $31.00, B $40.00.
            GivenUp : 1,234 | 0 better Some(1)
            Throttles : 4,000 | 0 better Some(1)
            Throttles TableWriteKeyRangeThroughputExceeded: 4,000 | 0 better Some(1)
            Retries : 3,702 | 0 better Some(1)
            MonthlyBill : $31.00 | $40.00 better Some(0)
        "#]],
    );
    let hot = Did { throttles: 4_000, given_up: 1_234, ..PLAIN };
    check(
        &[hot, Did { name: "B", ..PLAIN }],
        &[Some(3_100), Some(3_120)],
        &expect![[r#"
            B wins: 0 requests given up instead of 1,234 (12.3 % of all), at about the same cost.
            - A: 4,000 throttle events on orders for TableWriteKeyRangeThroughputExceeded.
            - A: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
            - B: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
            - B is ahead on requests given up: A 1,234, B 0.
            - B is ahead on throttle events: A 4,000, B 0.
            - B is ahead on retries: A 3,702, B 0.
            GivenUp : 1,234 | 0 better Some(1)
            Throttles : 4,000 | 0 better Some(1)
            Throttles TableWriteKeyRangeThroughputExceeded: 4,000 | 0 better Some(1)
            Retries : 3,702 | 0 better Some(1)
        "#]],
    );
}

#[test]
fn what_is_not_served_is_no_saving() {
    // A third is given up, and the bill is lower by less than that.
    let hot = Did { throttles: 4_000, given_up: 3_333, ..PLAIN };
    check(
        &[hot, Did { name: "B", ..PLAIN }],
        &[Some(3_000), Some(4_000)],
        &expect![[r#"
        B wins: 0 requests given up instead of 3,333 (33.3 % of all), and no dearer for what it serves: $40.00 a month instead of $30.00.
        - A: 4,000 throttle events on orders for TableWriteKeyRangeThroughputExceeded.
        - A: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - B: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - B is ahead on requests given up: A 3,333, B 0.
        - B is ahead on throttle events: A 4,000, B 0.
        - B is ahead on retries: A 9,999, B 0.
        - A is ahead on the month's bill: A $30.00, B $40.00.
        GivenUp : 3,333 | 0 better Some(1)
        Throttles : 4,000 | 0 better Some(1)
        Throttles TableWriteKeyRangeThroughputExceeded: 4,000 | 0 better Some(1)
        Retries : 9,999 | 0 better Some(1)
        MonthlyBill : $30.00 | $40.00 better Some(0)
    "#]],
    );
}

#[test]
fn cost_decides_where_all_is_served() {
    check(
        &[Did { ..PLAIN }, Did { name: "B", ..PLAIN }],
        &[Some(3_100), Some(4_000)],
        &expect![[r#"
        A costs less: $31.00 a month instead of $40.00 (22 % less); both serve every request.
        - A: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - B: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - A is ahead on the month's bill: A $31.00, B $40.00.
        MonthlyBill : $31.00 | $40.00 better Some(0)
    "#]],
    );
    // Without a bill, the units: half of the writes.
    check(
        &[Did { ..PLAIN }, Did { name: "B", writes: [15_000, 30_000], ..PLAIN }],
        &[],
        &expect![[r#"
        B costs less: 45,000 WCU instead of 90,000 WCU (50 % less); both serve every request.
        - A: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - B: the hottest partition is number 3 of orders, at 50 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - B is ahead on the hottest partition: A 100 %, B 50 %.
        - B is ahead on write units: A 90,000 WCU, B 45,000 WCU.
        HottestPartition : 100 % | 50 % better Some(1)
        WriteUnits : 90,000 WCU | 45,000 WCU better Some(1)
    "#]],
    );
}

#[test]
fn nothing_different_is_said_so() {
    check(
        &[Did { ..PLAIN }, Did { name: "B", ..PLAIN }],
        &[Some(3_100), Some(3_100)],
        &expect![[r#"
        Nothing sets them apart: no figure differs by more than a hundredth in one direction.
        - A: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - B: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
    "#]],
    );
    // Less than a hundredth of the bill decides nothing, and latency is told without deciding.
    check(
        &[Did { ..PLAIN }, Did { name: "B", p99_us: 20_000, ..PLAIN }],
        &[Some(3_100), Some(3_120)],
        &expect![[r#"
        They serve as much at about the same cost; A is ahead on the p99 of the slowest pattern: 9.0 ms instead of 20.0 ms (55 % less).
        - A: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - B: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - A is ahead on the p99 of the slowest pattern: A 9.0 ms, B 20.0 ms.
        P99 : 9.0 ms | 20.0 ms better Some(0)
    "#]],
    );
    // One design has nothing to be compared with.
    let alone = compare(&report(&[Did { ..PLAIN }]), &[Some(3_100)]);
    assert_eq!((alone.verdict.as_str(), alone.reasons.len()), ("", 0));
}

#[test]
fn three_designs_have_a_best() {
    let designs = [Did { evaluated: 5_333, ..PLAIN }, Did { name: "B", evaluated: 2_000, ..PLAIN }, Did { name: "C", ..PLAIN }];
    check(
        &designs,
        &[Some(5_000), Some(4_000), Some(3_000)],
        &expect![[r#"
        C costs less: $30.00 a month instead of $40.00 (25 % less); all serve every request.
        - A: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - B: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - C: the hottest partition is number 3 of orders, at 100 % of what one serves; its hottest key, 2026-11-20, takes 85.3 % of all.
        - C is ahead on items evaluated for one returned: A 5.33 for 1, B 2 for 1, C 1 for 1.
        - C is ahead on the month's bill: A $50.00, B $40.00, C $30.00.
        EvaluatedPerReturned : 5.33 for 1 | 2 for 1 | 1 for 1 better Some(2)
        MonthlyBill : $50.00 | $40.00 | $30.00 better Some(2)
    "#]],
    );
}

#[test]
fn the_hottest_partition_is_told_over_time() {
    let told = compare(&report(&[Did { throttles: 7, ..PLAIN }]), &[]);
    // 30,000 and 60,000 write units in a minute are half and all of the 1,000 a second that a partition serves.
    assert_eq!(told.hottest[0].thousandths, [500, 1_000]);
    assert_eq!(told.hottest[0].throttles, [0, 7]);
    let [throttled] = told.throttles.as_slice() else { panic!("{:?}", told.throttles) };
    assert_eq!((throttled.reason.as_str(), &throttled.designs[0]), ("TableWriteKeyRangeThroughputExceeded", &vec![0, 7]));
    assert_eq!(told.patterns[0].designs[0].points[1].p99_us, 9_000);
    assert_eq!(told.hottest[0].peak_at, Some(("orders".to_owned(), 3)));
}
