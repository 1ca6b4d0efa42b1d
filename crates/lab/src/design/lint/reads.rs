//! Patterns that no key serves: impossible, scanned, or read in much larger pieces than they want; and updates of keys.

use capacity::Direction;
use report::{Finding, LintRule, Severity};

use super::{Lint, finding};
use crate::access::{Note, Operation, Way, has};
use crate::design::words;
use crate::quantity::grouped;
use crate::scenario::{Action, CapacityDesign, Design, IndexDesign, KeyPart, KeyTemplate, Pattern, Projected, Values};

/// Items read for one that is wanted above which a pattern is told of (our bound).
const READ_TOO_MUCH: u64 = 5;

/// Patterns that cannot be served at all.
pub(super) fn not_served(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (pattern, planned) in lint.scenario.patterns.iter().zip(&lint.plan.patterns) {
        let Err(why) = &planned.way else { continue };
        findings.push(finding(
            LintRule::NotServed,
            Severity::Breaks,
            pattern.name.clone(),
            format!("No table or index serves it: {why}."),
            format!("Let a table hold items of the kind {}, with all attributes of its key.", pattern.entity),
            "What a table of its own costs.".to_owned(),
        ));
    }
}

/// Patterns that scan, or read much more than they want, though an index would pay.
pub(super) fn scans(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (place, (pattern, planned)) in lint.scenario.patterns.iter().zip(&lint.plan.patterns).enumerate() {
        let Ok(way) = &planned.way else { continue };
        if !matches!(pattern.action, Action::Get | Action::List) {
            continue;
        }
        let wanted = (way.returned_millionths / 1_000_000).max(1);
        let is_scan = way.operation == Operation::Scan;
        let is_too_much = way.evaluated > wanted.saturating_mul(READ_TOO_MUCH)
            && way.notes.iter().any(|note| matches!(note, Note::WholeCollection | Note::Filters(_)));
        if is_scan || is_too_much {
            served_by_index(lint, place, pattern, way, findings);
        }
    }
}

/// Tries the index that the pattern asks for, and tells if it pays.
fn served_by_index(lint: &Lint<'_>, place: usize, pattern: &Pattern, way: &Way, findings: &mut Vec<Finding>) {
    let Some(index) = wanted_index(lint, pattern) else { return };
    let (name, key) = (index.name.clone(), keys(&index));
    let projection = words::projection(&index.projection);
    let design: Design = lint.changed(way.target.table, |table| table.indexes.push(index));
    let Some((plan, month)) = lint.tried(lint.scenario, &design) else { return };
    let Some(after) = plan.patterns.get(place).and_then(|planned| planned.way.as_ref().ok()) else { return };
    let Some(saves) = lint.worth(&month).filter(|_| after.operation != Operation::Scan) else { return };
    let is_scan = way.operation == Operation::Scan;
    let evidence = format!(
        "{} {} and reads {} for {} wanted: {} read units each time, with the index {}.",
        if is_scan { "It scans" } else { "It queries" },
        lint.resource(way.target),
        words::counted(way.evaluated, "item"),
        grouped((way.returned_millionths / 1_000_000).into()),
        words::mean(way.units(Direction::Read)),
        words::mean(after.units(Direction::Read))
    );
    let mut told = finding(
        if is_scan { LintRule::ScanNotQuery } else { LintRule::ReadsTooMuch },
        Severity::Costs,
        pattern.name.clone(),
        evidence,
        format!("Add a global index {name} with {key}, projecting {projection}."),
        format!("{} {}", more_on_writes(lint, &plan), lint.difference(&month)),
    );
    told.saves = Some(saves);
    findings.push(told);
}

fn keys(index: &IndexDesign) -> String {
    let sort = index.sort_key.as_ref().map(|key| format!(" and {}", words::key(key))).unwrap_or_default();
    format!("{}{sort}", words::key(&index.partition_key))
}

/// What each write costs more in another plan.
pub(super) fn more_on_writes(lint: &Lint<'_>, plan: &crate::access::Plan) -> String {
    let mut told = Vec::new();
    for (place, (before, after)) in lint.plan.patterns.iter().zip(&plan.patterns).enumerate() {
        let units =
            |way: &crate::access::PatternPlan| way.way.as_ref().map(|way| way.units(Direction::Write)).unwrap_or_default();
        if units(after) > units(before) {
            told.push(format!(
                "{} takes {} write units instead of {}",
                lint.pattern_name(place),
                words::mean(units(after)),
                words::mean(units(before))
            ));
        }
    }
    if told.is_empty() { "No write takes more.".to_owned() } else { super::sentence_of(&told) }
}

/// An index made for the pattern: what is known as its partition key, the wanted order as its sort key.
fn wanted_index(lint: &Lint<'_>, pattern: &Pattern) -> Option<IndexDesign> {
    let is_moment = |name: &String| {
        let values = lint.scenario.attribute(name).map(|found| &found.values);
        matches!(values, Some(Values::Date | Values::Hour | Values::Time))
    };
    let by: Vec<&String> = pattern.known.iter().filter(|name| !has(&pattern.ordered_by, name) && !is_moment(name)).collect();
    let by: Vec<&String> = if by.is_empty() { pattern.known.iter().collect() } else { by };
    let known: Vec<&String> = by.into_iter().filter(|name| lint.scenario.attribute(name).is_some()).collect();
    if known.is_empty() {
        return None;
    }
    let order = pattern.ordered_by.iter().chain(pattern.known.iter().filter(|name| is_moment(name) && !known.contains(name)));
    let order: Vec<&String> = order.filter(|name| lint.scenario.attribute(name).is_some()).take(1).collect();
    let names: Vec<&str> = known.iter().map(|name| name.as_str()).collect();
    let projection = if pattern.needs.is_empty() || pattern.needs.iter().any(|name| lint.scenario.attribute(name).is_none()) {
        Projected::All
    } else {
        Projected::Include(pattern.needs.iter().filter(|name| !known.contains(name)).cloned().collect())
    };
    Some(IndexDesign {
        name: format!("by-{}", names.join("-")),
        is_local: false,
        partition_key: joined(&known)?,
        sort_key: joined(&order),
        projection: if projection == Projected::Include(Vec::new()) { Projected::KeysOnly } else { projection },
        capacity: CapacityDesign::OnDemand { maximum: (None, None), warm: None, previous_peak: None },
    })
}

/// `status#date = {status}#{date}`.
fn joined(names: &[&String]) -> Option<KeyTemplate> {
    let mut parts = Vec::new();
    for name in names {
        if !parts.is_empty() {
            parts.push(KeyPart::Text("#".to_owned()));
        }
        parts.push(KeyPart::Attribute((*name).clone()));
    }
    let name = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("#");
    (!parts.is_empty()).then_some(KeyTemplate::new(name, parts))
}

/// Updates of an attribute that stands in the primary key.
pub(super) fn key_changes(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (pattern, planned) in lint.scenario.patterns.iter().zip(&lint.plan.patterns) {
        let Some(way) = planned.way.as_ref().ok().filter(|way| way.notes.contains(&Note::Moves)) else { continue };
        findings.push(finding(
            LintRule::KeyChanges,
            Severity::Costs,
            pattern.name.clone(),
            format!(
                "It changes {}, which is part of the primary key of {}. A key cannot be updated: the item is deleted and put again, {} write units in all, twice that in a transaction.",
                pattern.changes.join(", "),
                lint.resource(way.target),
                words::mean(way.units(Direction::Write))
            ),
            "Keep what changes out of the table's key, and make it the key of a global index.".to_owned(),
            "Each change then writes the item once, and two entries of the index.".to_owned(),
        ));
    }
}
