//! A run in words and columns, for a terminal.

use model::HalfUnits;
use report::{CapacityMode, DesignRun, Driver, Happening, PatternRun, SimulationReport, SpaceRun};

use crate::quantity::{counted, grouped, units};
use crate::workload::{DAY_S, HOUR_S};

/// Events of a key space that are told (our bound; the report has more).
const EVENTS: usize = 8;
/// Hot keys of a key space that are told.
const HOT_KEYS: usize = 3;
/// Keys with less than so many thousandths of all units are not hot.
const HOT_THOUSANDTHS: u32 = 20;

/// The report as text.
pub fn text(report: &SimulationReport) -> String {
    let driver = match report.driver {
        Driver::Fluid => "counted by the second",
        Driver::PerRequest => "request by request",
    };
    let mut out = format!("{}\n{} simulated, seed {}, {driver}\n", report.title, span(report.duration_s), report.seed);
    for design in &report.designs {
        out.push_str(&format!("\nDesign {}\n\n", design.name));
        patterns(&mut out, design);
        slowest(&mut out, report, design);
        for space in &design.spaces {
            tell_space(&mut out, report, space);
        }
    }
    if !report.verdict.is_empty() {
        out.push_str(&format!("\n{}\n", report.verdict));
        report.reasons.iter().for_each(|reason| out.push_str(&format!("  {reason}\n")));
    }
    out.push_str("\nOur model:\n");
    report.assumptions.iter().for_each(|assumption| out.push_str(&format!("  {assumption}\n")));
    out
}

const HEADS: [&str; 9] = ["pattern", "becomes", "on", "offered", "admitted", "given up", "retries", "p50 ms", "p99 ms"];

fn patterns(out: &mut String, design: &DesignRun) {
    let cells = |run: &PatternRun| {
        let count = |number: u64| grouped(u128::from(number));
        let (table, index) = &run.target;
        let target = index.as_ref().map_or_else(|| table.clone(), |(index, _)| format!("{table} / {index}"));
        [
            run.pattern.clone(),
            run.operation.clone(),
            target,
            count(run.offered),
            count(run.admitted),
            count(run.given_up),
            count(run.retries),
            milliseconds(run.p50_us),
            milliseconds(run.p99_us),
        ]
    };
    let mut rows = vec![HEADS.map(str::to_owned)];
    rows.extend(design.patterns.iter().map(cells));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    for row in &rows {
        let mut line = String::from(" ");
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let gap = " ".repeat(width - cell.chars().count());
            // Words stand on the left of their column, numbers on the right.
            let (before, behind) = if column < 3 { ("", gap.as_str()) } else { (gap.as_str(), "") };
            line.push_str(&format!(" {before}{cell}{behind} "));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// Of each pattern that was throttled: when it was slowest.
fn slowest(out: &mut String, report: &SimulationReport, design: &DesignRun) {
    for run in design.patterns.iter().filter(|run| run.retries > 0) {
        let points = run.points.iter().enumerate().filter(|(_, point)| point.admitted > 0);
        // Of equally slow points the first.
        let Some((at, point)) = points.rev().max_by_key(|(_, point)| point.p99_us) else { continue };
        out.push_str(&format!(
            "  {}: slowest {} from {}, p50 {} ms, p99 {} ms\n",
            run.pattern,
            one(report.point_s),
            clock(at as u64 * report.point_s),
            milliseconds(point.p50_us),
            milliseconds(point.p99_us)
        ));
    }
}

fn tell_space(out: &mut String, report: &SimulationReport, space: &SpaceRun) {
    let name = space.index.as_ref().map_or_else(|| space.table.clone(), |index| format!("{} / {index}", space.table));
    let capacity = match space.capacity {
        CapacityMode::OnDemand => "on-demand".to_owned(),
        CapacityMode::Provisioned { read_units, write_units } => {
            format!("{} RCU and {} WCU at the end", grouped(u128::from(read_units)), grouped(u128::from(write_units)))
        }
    };
    out.push_str(&format!("\n  {name}: {capacity}, {}\n", counted(space.partitions.len() as u64, "partition")));
    let direction = |sum: HalfUnits, peak: HalfUnits, what: &str| {
        format!("    {} {what} units, {} in the busiest second\n", units(sum), units(peak))
    };
    out.push_str(&direction(space.read_units, space.peak_read_units, "read"));
    out.push_str(&direction(space.write_units, space.peak_write_units, "write"));
    for throttled in &space.throttles {
        // Of equally bad points the first.
        let worst = throttled.points.iter().enumerate().rev().max_by_key(|(_, events)| **events);
        let worst = worst.map(|(at, events)| {
            let (events, from) = (grouped(u128::from(*events)), clock(at as u64 * report.point_s));
            format!(", {events} in the worst {} from {from}", one(report.point_s))
        });
        let events = counted(throttled.events, "event");
        out.push_str(&format!("    {}: {events}{}\n", throttled.reason, worst.unwrap_or_default()));
    }
    if space.ttl_deleted > 0 {
        out.push_str(&format!("    {} deleted by time to live\n", counted(space.ttl_deleted, "item")));
    }
    for key in space.hot_keys.iter().filter(|key| key.share_thousandths >= HOT_THOUSANDTHS).take(HOT_KEYS) {
        out.push_str(&format!(
            "    hot key {}: {}.{} % of all units\n",
            key.key,
            key.share_thousandths / 10,
            key.share_thousandths % 10
        ));
    }
    for event in space.events.iter().take(EVENTS) {
        out.push_str(&format!("    {} {}\n", clock(event.at_s), happening(&event.what)));
    }
    let more = space.events.len().saturating_sub(EVENTS) as u64 + space.events_left_out;
    if more > 0 {
        out.push_str(&format!("    and {} more events\n", grouped(u128::from(more))));
    }
}

fn happening(what: &Happening) -> String {
    match what {
        Happening::Split { from, to, why } => format!("partition {from} was split, {to} is new ({why:?})").to_lowercase(),
        Happening::NotSplit { partition, why } => format!("partition {partition} stays hot: a split would not help ({why:?})"),
        Happening::Scaled { access, from, to } => format!("{access:?} capacity went from {from} to {to}"),
        Happening::DecreaseRefused { access } => format!("{access:?} capacity stays: the day's decreases are used up"),
        Happening::ThrottlingBegan { reason } => format!("throttling begins: {reason}"),
        Happening::ThrottlingEnded { reason } => format!("throttling has ended: {reason}"),
    }
}

/// `1 d 02:03:04`, since the start.
fn clock(second: u64) -> String {
    let (days, of_day) = (second / DAY_S, second % DAY_S);
    let day = if days > 0 { format!("{days} d ") } else { String::new() };
    format!("{day}{:02}:{:02}:{:02}", of_day / HOUR_S, of_day / 60 % 60, of_day % 60)
}

/// `minute`, `30 minutes`.
fn one(seconds: u64) -> String {
    let span = span(seconds);
    span.strip_prefix("1 ").map_or(span.clone(), str::to_owned)
}

/// `30 days`, `2 hours`, `90 seconds`.
fn span(seconds: u64) -> String {
    let (count, name) = match seconds {
        _ if seconds >= DAY_S && seconds.is_multiple_of(DAY_S) => (seconds / DAY_S, "day"),
        _ if seconds >= HOUR_S && seconds.is_multiple_of(HOUR_S) => (seconds / HOUR_S, "hour"),
        _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    format!("{} {name}{}", grouped(u128::from(count)), if count == 1 { "" } else { "s" })
}

fn milliseconds(microseconds: u64) -> String {
    format!("{}.{}", grouped(u128::from(microseconds / 1_000)), microseconds % 1_000 / 100)
}
