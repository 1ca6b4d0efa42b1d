//! Runs as they might have been told, for the tests of the layouts.

use std::rc::Rc;

use model::{HalfUnits, KeyHash};
use report::{
    CapacityMode, DesignRun, Driver, Happening, HotKey, PartitionRun, SimulationReport, SpaceEvent, SpacePoint, SpaceRun,
    SplitReason, ThrottleRun,
};

use crate::see::replay::timeline::Clock;

/// 2026-11-20 00:00:00.
pub(crate) const START_S: u64 = 1_795_132_800;
const POINT_S: u64 = 60;

/// The clock of a run's series in `space`.
pub(crate) fn clock(report: &SimulationReport, space: &SpaceRun) -> Clock {
    Clock::of(report.start_s, report.point_s, space)
}

/// The spaces of its first design, as pictures have them.
pub(crate) fn shared(report: &SimulationReport) -> Vec<Rc<SpaceRun>> {
    report.designs[0].spaces.iter().cloned().map(Rc::new).collect()
}

fn report(spaces: Vec<SpaceRun>, points: usize) -> SimulationReport {
    SimulationReport {
        title: "Clicks on one campaign".into(),
        seed: 7,
        driver: Driver::Fluid,
        start_s: START_S,
        duration_s: POINT_S * points as u64,
        region: "us-east-1".into(),
        point_s: POINT_S,
        designs: vec![DesignRun { name: "A".into(), spaces, patterns: vec![] }],
        verdict: String::new(),
        reasons: vec![],
        assumptions: vec!["Placement: MD5 of the key.".into()],
    }
}

pub(crate) fn partition(number: u32, first: u128, born: u64, parent: Option<u32>, points: usize) -> PartitionRun {
    PartitionRun {
        number,
        first: KeyHash(first),
        within_collection: false,
        born_s: START_S + born * POINT_S,
        parent,
        leader_zone: (number % 3) as u8,
        read_units: vec![HalfUnits::ZERO; points],
        write_units: vec![HalfUnits::ZERO; points],
        throttles: vec![],
    }
}

fn throttled(reason: &str, points: Vec<u64>) -> ThrottleRun {
    ThrottleRun { reason: reason.into(), events: points.iter().sum(), points }
}

pub(crate) fn space(partitions: Vec<PartitionRun>, points: usize) -> SpaceRun {
    SpaceRun {
        table: "clicks".into(),
        index: None,
        capacity: CapacityMode::Provisioned { read_units: 1_000, write_units: 4_000 },
        infrequent_access: false,
        read_units: HalfUnits::ZERO,
        write_units: HalfUnits::ZERO,
        peak_read_units: HalfUnits::ZERO,
        peak_write_units: HalfUnits::ZERO,
        throttles: vec![throttled("TableWriteKeyRangeThroughputExceeded", vec![120])],
        ttl_deleted: 0,
        item_count: 0,
        size_bytes: 0,
        points: vec![SpacePoint::default(); points],
        partitions,
        events: vec![],
        events_left_out: 0,
        hot_keys: vec![],
        close_ups: vec![],
    }
}

/// Ten points; 0 and 1 from the beginning; 0 is split into 2 in point 3 and into 3 in point 5, 2 into 4 in point 7.
pub(crate) fn splits() -> SimulationReport {
    let (points, quarter) = (10, 1u128 << 126);
    let mut partitions = vec![
        partition(0, 0, 0, None, points),
        partition(1, 2 * quarter, 0, None, points),
        partition(2, quarter, 3, Some(0), points),
        partition(3, quarter / 2, 5, Some(0), points),
        partition(4, quarter + quarter / 2, 7, Some(2), points),
    ];
    partitions[0].write_units[2] = HalfUnits::whole(950 * POINT_S);
    partitions[0].throttles = vec![0, 0, 120, 0, 0, 0, 0, 0, 0, 0];
    partitions[1].read_units[4] = HalfUnits::whole(300 * POINT_S);
    let mut space = space(partitions, points);
    let split = |point: u64, from, to| SpaceEvent {
        at_s: START_S + point * POINT_S + 5,
        what: Happening::Split { from, to, why: SplitReason::Heat },
    };
    space.events = vec![split(3, 0, 2), split(5, 0, 3), split(7, 2, 4)];
    space.hot_keys =
        vec![HotKey { key: "c-1".into(), hash: KeyHash(5), units: HalfUnits::whole(57_000), share_thousandths: 760 }];
    report(vec![space], points)
}

/// `count` partitions over `points` points: half of them from the beginning, the others split off along the way.
pub(crate) fn large(count: u32, points: usize) -> SimulationReport {
    let step = u128::MAX / u128::from(count.div_ceil(2)) + 1;
    let mut partitions = Vec::new();
    for number in 0..count.div_ceil(2) {
        partitions.push(partition(number, step * u128::from(number), 0, None, points));
    }
    for number in partitions.len() as u32..count {
        let parent = number - count.div_ceil(2);
        let born = 1 + u64::from(parent) * (points as u64 - 1) / u64::from(count);
        partitions.push(partition(number, step * u128::from(parent) + step / 2, born, Some(parent), points));
    }
    for (place, one) in partitions.iter_mut().enumerate() {
        for (point, units) in one.write_units.iter_mut().enumerate() {
            // A wave that walks through the partitions: something is hot at each point.
            *units = HalfUnits::whole(((place * 7 + point * 13) % 1_000) as u64 * POINT_S);
        }
    }
    report(vec![space(partitions, points)], points)
}

/// A day of clicks on a table of 8 partitions with two indexes: a wave with its peak in the afternoon, one hot key, throttling,
/// splits, auto scaling, and an index that refuses writes for an hour.
pub(crate) fn day() -> SimulationReport {
    let points = 1_440;
    let mut table = wave(points, None, 8);
    for (child, (parent, minute)) in [(0u32, 860u64), (8, 872), (3, 905), (9, 931)].into_iter().enumerate() {
        split(&mut table, 8 + child as u32, parent, minute, points);
    }
    let event = |minute: u64, what| SpaceEvent { at_s: START_S + minute * POINT_S, what };
    let reason = || "TableWriteKeyRangeThroughputExceeded".to_owned();
    table.events.push(event(830, Happening::ThrottlingBegan { reason: reason() }));
    table.events.push(event(640, Happening::Scaled { access: report::Access::Write, from: 2_000, to: 4_000 }));
    table.events.push(event(1_300, Happening::DecreaseRefused { access: report::Access::Write }));
    table.events.push(event(990, Happening::NotSplit { partition: 11, why: report::NotSplitReason::OneItem }));
    table.events.push(event(1_010, Happening::ThrottlingEnded { reason: reason() }));
    table.events.sort_by_key(|event| event.at_s);
    let hot = |key: &str, hash: u128, share| HotKey {
        key: key.into(),
        hash: KeyHash(hash),
        units: HalfUnits::whole(u64::from(share) * 90_000),
        share_thousandths: share,
    };
    table.hot_keys = vec![
        hot("campaign#1", u128::MAX / 16, 312),
        hot("campaign#2", u128::MAX / 3, 47),
        hot("campaign#3", u128::MAX / 5 * 4, 21),
    ];
    let hour = |minute: usize, events: u64| -> Vec<u64> {
        (0..points).map(|point| if (minute..minute + 60).contains(&point) { events } else { 0 }).collect()
    };
    table.throttles =
        vec![throttled(&reason(), hour(830, 90)), throttled("TableWriteProvisionedThroughputExceeded", hour(850, 14))];
    let mut starved = wave(points, Some("by-country"), 4);
    for (minute, point) in starved.points.iter_mut().enumerate().skip(840).take(60) {
        point.base_writes_refused = 40 + minute as u64 % 30;
        point.lag_ms = 900 + 40 * (minute as u32 - 840);
        point.write_throttles = point.base_writes_refused;
    }
    let refused = starved.points.iter().map(|point| point.write_throttles).collect();
    starved.throttles = vec![throttled("IndexWriteProvisionedThroughputExceeded", refused)];
    report(vec![table, starved, wave(points, Some("by-user"), 4)], points)
}

/// A day's wave over evenly laid partitions; the first one is hot.
fn wave(points: usize, index: Option<&str>, count: u32) -> SpaceRun {
    let step = u128::MAX / u128::from(count) + 1;
    let mut partitions: Vec<_> = (0..count).map(|number| partition(number, step * u128::from(number), 0, None, points)).collect();
    let height = |minute: usize| {
        let away = (minute as i64 - 870).unsigned_abs().min(570);
        40 + (570 - away) * (570 - away) / 1_000
    };
    for (place, one) in partitions.iter_mut().enumerate() {
        one.throttles = vec![0; points];
        for minute in 0..points {
            let share = if place == 0 { 3 } else { 1 };
            let load = height(minute) * share + (minute as u64 * 7 + place as u64 * 13) % 17;
            one.write_units[minute] = HalfUnits::whole(load.min(1_000) * POINT_S);
            one.read_units[minute] = HalfUnits::whole(load / 2 * POINT_S);
            one.throttles[minute] = if load > 950 && index.is_none() { (load - 950) * 3 } else { 0 };
        }
    }
    let mut space = space(partitions, points);
    space.index = index.map(str::to_owned);
    let mut burst = 1_000i64;
    for minute in 0..points {
        let sum =
            |of: fn(&PartitionRun) -> &Vec<HalfUnits>| space.partitions.iter().map(|one| of(one)[minute]).sum::<HalfUnits>();
        let (reads, writes) = (sum(|one| &one.read_units), sum(|one| &one.write_units));
        let limit = if minute < 640 { 2_000 } else { 4_000 };
        burst = (burst + (limit as i64 * 60 - (writes.0 / 2) as i64) / 600).clamp(0, 1_000);
        let throttled = space.partitions.iter().map(|one| one.throttles[minute]).sum::<u64>();
        space.points[minute] = SpacePoint {
            read_units: reads,
            write_units: writes,
            peak_read_units: HalfUnits(reads.0 / 60 * 3 / 2),
            peak_write_units: HalfUnits(writes.0 / 60 * 3 / 2),
            read_limit: 3_000,
            write_limit: limit,
            write_throttles: throttled,
            read_burst_thousandths: 1_000,
            write_burst_thousandths: burst as u32,
            lag_ms: if index.is_some() { 12 } else { 0 },
            ..SpacePoint::default()
        };
        space.read_units += reads;
        space.write_units += writes;
    }
    space
}

/// Splits a partition in the middle of its range: the new one takes half of the load from there on.
fn split(space: &mut SpaceRun, number: u32, parent: u32, minute: u64, points: usize) {
    let first = space.partitions[parent as usize].first.0;
    let end = space.partitions.iter().map(|one| one.first.0).filter(|other| *other > first).min().unwrap_or(u128::MAX);
    let mut new = partition(number, first + (end - first) / 2, minute, Some(parent), points);
    new.throttles = vec![0; points];
    let old = &mut space.partitions[parent as usize];
    for point in minute as usize..points {
        let half = HalfUnits(old.write_units[point].0 / 2);
        (old.write_units[point], new.write_units[point]) = (half, half);
        let half = HalfUnits(old.read_units[point].0 / 2);
        (old.read_units[point], new.read_units[point]) = (half, half);
        old.throttles[point] = if half.0 > 2 * 950 * POINT_S { old.throttles[point] / 2 } else { 0 };
    }
    space.partitions.push(new);
    let why = if number == 11 { SplitReason::Isolation } else { SplitReason::Heat };
    space.events.push(SpaceEvent { at_s: START_S + minute * POINT_S, what: Happening::Split { from: parent, to: number, why } });
}
