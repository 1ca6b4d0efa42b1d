//! One sentence about which design wins on what, and the figures behind it.
//!
//! Requests that were given up decide first, then the month's bill (the units consumed, where no bill is known). Everything else is
//! told, and decides nothing. If no figure differs by more than a hundredth, that is the verdict.

use report::{ComparisonRow, DesignRun, HottestPartition, Measure, SimulationReport, ThrottleRun};

use super::figures::tenths;
use crate::quantity::grouped;

/// The sentence and its reasons; both empty for one design.
pub(super) fn verdict(report: &SimulationReport, rows: &[ComparisonRow], hottest: &[HottestPartition]) -> (String, Vec<String>) {
    if report.designs.len() < 2 {
        return (String::new(), Vec::new());
    }
    let names: Vec<&str> = report.designs.iter().map(|design| design.name.as_str()).collect();
    let safest = decided(rows, Measure::GivenUp).filter(|_| gives_up_apart(report));
    let (cheapest, cost) = match decided(rows, Measure::MonthlyBill) {
        Some(place) => (Some(place), Measure::MonthlyBill),
        None if known(rows, Measure::MonthlyBill) => (None, Measure::MonthlyBill),
        None => cheapest_by_units(rows),
    };
    let figures = |measure, winner: usize| against(report, rows, measure, winner);
    let name = |place: usize| names.get(place).copied().unwrap_or_default();
    let sentence = match (safest, cheapest) {
        (Some(safe), Some(cheap)) if safe == cheap => {
            format!("{} wins: {}, and {}.", name(safe), figures(Measure::GivenUp, safe), figures(cost, cheap))
        }
        (Some(safe), Some(cheap)) if cost == Measure::MonthlyBill && is_no_dearer(report, rows, safe, cheap) => format!(
            "{} wins: {}, and no dearer for what it serves: {}.",
            name(safe),
            figures(Measure::GivenUp, safe),
            dearer(rows, safe, cheap)
        ),
        (Some(safe), Some(cheap)) => format!(
            "{} serves more and {} costs less, in part because it serves less: {}, but {}.",
            name(safe),
            name(cheap),
            figures(Measure::GivenUp, safe),
            figures(cost, cheap)
        ),
        (Some(safe), None) => format!("{} wins: {}, at about the same cost.", name(safe), figures(Measure::GivenUp, safe)),
        (None, Some(cheap)) => format!("{} costs less: {}; {}.", name(cheap), figures(cost, cheap), served(report)),
        (None, None) => undecided(report, rows, &names),
    };
    (sentence, reasons(report, rows, hottest, &names))
}

/// Whether what is given up differs by more than one request of so many: less is chance.
const APART_OF: u64 = 100_000;

fn gives_up_apart(report: &SimulationReport) -> bool {
    let offered =
        report.designs.iter().flat_map(|design| &design.patterns).map(|pattern| pattern.offered).fold(0, u64::saturating_add);
    let most = report.designs.iter().map(given_up).max().unwrap_or(0);
    let least = report.designs.iter().map(given_up).min().unwrap_or(0);
    (most - least).saturating_mul(APART_OF) > offered / (report.designs.len().max(1) as u64)
}

fn given_up(design: &DesignRun) -> u64 {
    design.patterns.iter().map(|pattern| pattern.given_up).fold(0, u64::saturating_add)
}

fn find(rows: &[ComparisonRow], measure: Measure) -> Option<&ComparisonRow> {
    rows.iter().find(|row| row.measure == measure && row.of.is_none())
}

fn decided(rows: &[ComparisonRow], measure: Measure) -> Option<usize> {
    find(rows, measure)?.better.and_then(|place| usize::try_from(place).ok())
}

fn known(rows: &[ComparisonRow], measure: Measure) -> bool {
    find(rows, measure).is_some_and(|row| row.values.iter().all(Option::is_some))
}

/// Without a bill: who consumes less of both kinds, or less of the one that differs.
fn cheapest_by_units(rows: &[ComparisonRow]) -> (Option<usize>, Measure) {
    match (decided(rows, Measure::WriteUnits), decided(rows, Measure::ReadUnits)) {
        (Some(writes), Some(reads)) if writes != reads => (None, Measure::WriteUnits),
        (Some(writes), _) => (Some(writes), Measure::WriteUnits),
        (None, reads) => (reads, Measure::ReadUnits),
    }
}

/// `0 requests given up instead of 12,345 (A)`: the winner's figure against the best of the others.
fn against(report: &SimulationReport, rows: &[ComparisonRow], measure: Measure, winner: usize) -> String {
    let Some(row) = find(rows, measure) else { return String::new() };
    let others = row.values.iter().enumerate().filter(|(place, _)| *place != winner);
    let best = others.min_by_key(|(_, value)| value.unwrap_or(i128::MAX)).map(|(place, _)| place);
    let figure = |place: usize| row.shown.get(place).cloned().flatten().unwrap_or_default();
    let (mine, other) = (figure(winner), best.map(figure).unwrap_or_default());
    let share = best.map(|best| less(row, winner, best)).unwrap_or_default();
    match measure {
        Measure::GivenUp => {
            let lost = best.and_then(|best| report.designs.get(best)).map(lost_share).unwrap_or_default();
            format!("{mine} requests given up instead of {other}{lost}")
        }
        Measure::MonthlyBill => format!("{mine} a month instead of {other}{share}"),
        _ => format!("{mine} instead of {other}{share}"),
    }
}

/// ` (12.3 % of all)`.
fn lost_share(design: &DesignRun) -> String {
    let offered = design.patterns.iter().map(|pattern| pattern.offered).fold(0u64, u64::saturating_add);
    let share = u128::from(given_up(design)) * 1_000 / u128::from(offered.max(1));
    format!(" ({} % of all)", tenths(u64::try_from(share).unwrap_or(u64::MAX)))
}

/// Whether one design's bill for each request that it serves is no more than another's, to the hundredth.
fn is_no_dearer(report: &SimulationReport, rows: &[ComparisonRow], one: usize, other: usize) -> bool {
    let served = |place: usize| {
        let design = report.designs.get(place)?;
        Some(i128::from(design.patterns.iter().map(|pattern| pattern.admitted).fold(0u64, u64::saturating_add)))
    };
    let bill = |place: usize| find(rows, Measure::MonthlyBill)?.values.get(place).copied().flatten();
    match (bill(one), served(one), bill(other), served(other)) {
        // Both sides times both counts, so that nothing is divided.
        (Some(mine), Some(my), Some(theirs), Some(their)) => {
            mine.saturating_mul(their).saturating_mul(100) <= theirs.saturating_mul(my).saturating_mul(101)
        }
        _ => false,
    }
}

/// `$654.24 a month instead of $465.96`.
fn dearer(rows: &[ComparisonRow], one: usize, other: usize) -> String {
    let shown = |place: usize| find(rows, Measure::MonthlyBill).and_then(|row| row.shown.get(place).cloned().flatten());
    format!("{} a month instead of {}", shown(one).unwrap_or_default(), shown(other).unwrap_or_default())
}

/// ` (23 % less)`.
fn less(row: &ComparisonRow, winner: usize, other: usize) -> String {
    let value = |place: usize| row.values.get(place).copied().flatten();
    let Some((mine, theirs)) = value(winner).zip(value(other)).filter(|(_, theirs)| *theirs > 0) else { return String::new() };
    format!(" ({} % less)", (theirs - mine).saturating_mul(100) / theirs)
}

fn served(report: &SimulationReport) -> String {
    let all = if report.designs.len() == 2 { "both" } else { "all" };
    if report.designs.iter().all(|design| given_up(design) == 0) {
        format!("{all} serve every request")
    } else {
        format!("{all} give up about as many requests")
    }
}

/// Neither requests nor cost tell the designs apart: whatever else does, or nothing.
fn undecided(report: &SimulationReport, rows: &[ComparisonRow], names: &[&str]) -> String {
    let telling = rows.iter().filter(|row| row.of.is_none());
    match telling
        .filter(|row| !matches!(row.measure, Measure::ReadUnits | Measure::WriteUnits))
        .find_map(|row| Some((row, row.better?)))
    {
        Some((row, place)) => {
            let place = usize::try_from(place).unwrap_or(0);
            let name = names.get(place).copied().unwrap_or_default();
            format!(
                "They serve as much at about the same cost; {name} is ahead on {}: {}.",
                label(row.measure),
                against(report, rows, row.measure, place)
            )
        }
        None => "Nothing sets them apart: no figure differs by more than a hundredth in one direction.".to_owned(),
    }
}

/// A measure in words, in the middle of a sentence.
pub(super) fn label(measure: Measure) -> &'static str {
    match measure {
        Measure::ReadUnits => "read units",
        Measure::WriteUnits => "write units",
        Measure::Throttles => "throttle events",
        Measure::GivenUp => "requests given up",
        Measure::Retries => "retries",
        Measure::HottestPartition => "the hottest partition",
        Measure::P50 => "the p50 of the slowest pattern",
        Measure::P99 => "the p99 of the slowest pattern",
        Measure::EvaluatedPerReturned => "items evaluated for one returned",
        Measure::IndexStorage => "storage of global indexes",
        Measure::Storage => "storage",
        Measure::MonthlyBill => "the month's bill",
    }
}

fn reasons(report: &SimulationReport, rows: &[ComparisonRow], hottest: &[HottestPartition], names: &[&str]) -> Vec<String> {
    let mut reasons = Vec::new();
    for (design, hottest) in report.designs.iter().zip(hottest) {
        reasons.extend(throttled(design));
        let most = hottest.thousandths.iter().max().copied().unwrap_or(0);
        if let Some((space, partition)) = &hottest.peak_at {
            let key = design.spaces.iter().find(|one| super::resource(&one.table, one.index.as_deref()) == *space);
            let key = key.and_then(|one| one.hot_keys.first()).filter(|key| key.share_thousandths >= 100);
            let key =
                key.map(|key| format!("; its hottest key, {}, takes {} % of all", key.key, tenths(key.share_thousandths.into())));
            reasons.push(format!(
                "{}: the hottest partition is number {partition} of {space}, at {} % of what one serves{}.",
                design.name,
                tenths(most),
                key.unwrap_or_default()
            ));
        }
    }
    for row in rows.iter().filter(|row| row.of.is_none()) {
        let Some(place) = row.better.and_then(|place| usize::try_from(place).ok()) else { continue };
        let others: Vec<String> =
            row.shown.iter().zip(names).map(|(shown, name)| format!("{name} {}", shown.clone().unwrap_or_default())).collect();
        let name = names.get(place).copied().unwrap_or_default();
        reasons.push(format!("{name} is ahead on {}: {}.", label(row.measure), others.join(", ")));
    }
    reasons
}

/// What a design throttled, by its most frequent reason.
fn throttled(design: &DesignRun) -> Option<String> {
    let most = design.spaces.iter().filter_map(|space| Some((space, space.throttles.first()?)));
    let (space, ThrottleRun { reason, events, .. }) = most.max_by_key(|(_, throttled)| throttled.events)?;
    (*events > 0).then(|| {
        let space = super::resource(&space.table, space.index.as_deref());
        format!("{}: {} throttle events on {space} for {reason}.", design.name, grouped((*events).into()))
    })
}
