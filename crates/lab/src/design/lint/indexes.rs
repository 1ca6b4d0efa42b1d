//! Indexes that copy too little, too much, or for nobody.

use capacity::Direction;
use report::{Finding, LintRule, Severity};

use super::{Lint, finding, listed};
use crate::access::{Note, Target, attributes, has, named, table_keys};
use crate::design::lint::reads::more_on_writes;
use crate::design::words;
use crate::quantity::grouped;
use crate::scenario::{IndexDesign, Projected, TableDesign};

/// Readers that fetch from the table what the index lacks, where projecting it pays.
pub(super) fn unprojected(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (target, table, index) in lint.indexes() {
        let readers = lint.readers(target);
        let fetching: Vec<usize> = readers.iter().copied().filter(|place| fetched(lint, *place) > 0).collect();
        let Some(first) = fetching.first().copied() else { continue };
        let better = needed(lint, &readers).map_or(Projected::All, |names| least(table, index, with(&index.projection, names)));
        let design = with_projection(lint, target, better.clone());
        let Some((plan, month)) = lint.tried(lint.scenario, &design) else { continue };
        let Some(saves) = lint.worth(&month) else { continue };
        let units =
            lint.plan.patterns.get(first).and_then(|planned| planned.way.as_ref().ok()).map(|way| way.units(Direction::Read));
        let after = plan.patterns.get(first).and_then(|planned| planned.way.as_ref().ok()).map(|way| way.units(Direction::Read));
        let mut told = finding(
            LintRule::UnprojectedReads,
            Severity::Costs,
            lint.resource(target),
            format!(
                "{} reads this index and fetches {} from the table each time: {} read units, {} if the index had them.",
                lint.pattern_name(first),
                words::counted(fetched(lint, first), "item"),
                words::mean(units.unwrap_or_default()),
                words::mean(after.unwrap_or_default())
            ),
            format!("Project {}.", words::projection(&better)),
            format!("{} {}", more_on_writes(lint, &plan), lint.difference(&month)),
        );
        told.saves = Some(saves);
        findings.push(told);
    }
}

fn fetched(lint: &Lint<'_>, place: usize) -> u64 {
    let way = lint.plan.patterns.get(place).and_then(|planned| planned.way.as_ref().ok());
    let notes = way.map(|way| way.notes.as_slice()).unwrap_or_default();
    notes.iter().map(|note| if let Note::Fetches(items) = note { *items } else { 0 }).sum()
}

/// What these readers need of an item; `None` if one needs all of it, or something that the scenario does not describe.
fn needed(lint: &Lint<'_>, readers: &[usize]) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for place in readers {
        let pattern = lint.scenario.patterns.get(*place)?;
        let way = lint.plan.patterns.get(*place)?.way.as_ref().ok()?;
        if way.notes.contains(&Note::LooksUp) {
            continue;
        }
        if pattern.needs.is_empty() || pattern.needs.iter().any(|name| lint.scenario.attribute(name).is_none()) {
            return None;
        }
        for name in &pattern.needs {
            if !has(&names, name) {
                names.push(name.clone());
            }
        }
    }
    Some(names)
}

/// What is projected, and more.
fn with(projection: &Projected, more: Vec<String>) -> Vec<String> {
    let mut names = if let Projected::Include(names) = projection { names.clone() } else { Vec::new() };
    for name in more {
        if !has(&names, &name) {
            names.push(name);
        }
    }
    names
}

fn with_projection(lint: &Lint<'_>, target: Target, projection: Projected) -> crate::scenario::Design {
    lint.changed(target.table, |table| {
        if let Some(index) = target.index.and_then(|place| table.indexes.get_mut(place)) {
            index.projection = projection;
        }
    })
}

/// Indexes that no pattern reads.
pub(super) fn unused(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (target, _, index) in lint.indexes() {
        if !lint.readers(target).is_empty() {
            continue;
        }
        let design = without(lint, target);
        let Some((plan, month)) = lint.tried(lint.scenario, &design) else { continue };
        let saves = lint.month.total().0 - month.total().0;
        if saves <= 0 || lint.serves_less(&plan) {
            continue;
        }
        let mut told = finding(
            LintRule::UnusedIndex,
            Severity::Costs,
            lint.resource(target),
            format!("No pattern reads {}: every one has a way that costs no more. {}", index.name, entries(lint, &plan)),
            "Remove the index, or list the pattern that it is for.".to_owned(),
            lint.difference(&month),
        );
        told.saves = Some(model::PicoUsd(saves));
        findings.push(told);
    }
}

fn without(lint: &Lint<'_>, target: Target) -> crate::scenario::Design {
    lint.changed(target.table, |table| {
        if let Some(place) = target.index.filter(|place| *place < table.indexes.len()) {
            table.indexes.remove(place);
        }
    })
}

/// What writes take less in another plan.
fn entries(lint: &Lint<'_>, plan: &crate::access::Plan) -> String {
    let mut told = Vec::new();
    for (place, (before, after)) in lint.plan.patterns.iter().zip(&plan.patterns).enumerate() {
        let units = |planned: &crate::access::PatternPlan| {
            planned.way.as_ref().map(|way| way.units(Direction::Write)).unwrap_or_default()
        };
        if units(before) > units(after) {
            told.push(format!(
                "{} takes {} write units with it, {} without",
                lint.pattern_name(place),
                words::mean(units(before)),
                words::mean(units(after))
            ));
        }
    }
    if told.is_empty() { "It costs storage.".to_owned() } else { super::sentence_of(&told) }
}

/// Indexes that copy what their readers do not need.
pub(super) fn wasted(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (target, table, index) in lint.indexes() {
        let readers = lint.readers(target);
        let Some(needed) = needed(lint, &readers).filter(|_| !readers.is_empty()) else { continue };
        let better = least(table, index, needed);
        let design = with_projection(lint, target, better.clone());
        let (before, after) = (entry_bytes(lint, lint.design, target), entry_bytes(lint, &design, target));
        if after >= before {
            continue;
        }
        let Some((plan, month)) = lint.tried(lint.scenario, &design) else { continue };
        let Some(saves) = lint.worth(&month).filter(|_| !lint.serves_less(&plan)) else { continue };
        let names: Vec<String> = readers.iter().map(|place| lint.pattern_name(*place)).collect();
        let mut told = finding(
            LintRule::WastedProjection,
            Severity::Costs,
            lint.resource(target),
            format!(
                "It projects {}: {} B an entry, of which {} needs {} B. {}",
                words::projection(&index.projection),
                grouped(before.into()),
                listed(&names),
                grouped(after.into()),
                entries(lint, &plan)
            ),
            format!("Project {}.", words::projection(&better)),
            format!("{} Whoever needs more later fetches it from the table, or the index is made anew.", lint.difference(&month)),
        );
        told.saves = Some(saves);
        findings.push(told);
    }
}

fn entry_bytes(lint: &Lint<'_>, design: &crate::scenario::Design, target: Target) -> u64 {
    let table = design.tables.get(target.table);
    let index = table.zip(target.index).and_then(|(table, place)| Some((table, table.indexes.get(place)?)));
    index.map_or(0, |(table, index)| {
        let item = crate::scenario::ItemSize::Fixed(table.item_bytes);
        crate::access::mean_bytes(crate::access::entry_size(lint.scenario, table, index, item))
    })
}

/// The least projection that holds what is needed; keys are there anyway.
fn least(table: &TableDesign, index: &IndexDesign, needed: Vec<String>) -> Projected {
    let keys: Vec<_> = table_keys(table).into_iter().chain(crate::access::index_keys(index)).collect();
    let in_key = |name: &String| keys.iter().any(|key| key.name == *name || attributes(key).any(|one| one == name));
    let names: Vec<String> = needed.into_iter().filter(|name| !in_key(name)).collect();
    match &index.projection {
        // The same attributes in another order are the same projection.
        Projected::Include(now) if now.len() == names.len() && now.iter().all(|name| has(&names, name)) => {
            index.projection.clone()
        }
        _ if names.is_empty() => Projected::KeysOnly,
        _ => Projected::Include(names),
    }
}

/// Global indexes with the table's partition key, where the table alone is cheaper or strongly consistent reads are wanted.
pub(super) fn same_partition_key(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (target, table, index) in lint.indexes().filter(|(_, _, index)| !index.is_local) {
        let readers = lint.readers(target);
        let mut kinds =
            readers.iter().filter_map(|place| lint.scenario.patterns.get(*place)).map(|pattern| pattern.entity.as_str());
        let is_other = |kind: &str| !named(index.partition_key.parts_of(kind)).eq(named(table.partition_key.parts_of(kind)));
        let Some(kind) = kinds.clone().next().filter(|_| !kinds.any(is_other)) else { continue };
        let subject = lint.resource(target);
        let same = format!("Its partition key is the table's, {}.", words::joined(table.partition_key.parts_of(kind)));
        if let Some((plan, month)) = lint.tried(lint.scenario, &without(lint, target))
            && let Some(saves) = lint.worth(&month).filter(|_| !lint.serves_less(&plan))
        {
            let mut told = finding(
                LintRule::SamePartitionKey,
                Severity::Costs,
                subject,
                format!("{same} {} The table alone serves the same patterns for less.", entries(lint, &plan)),
                "Remove the index and query the table.".to_owned(),
                lint.difference(&month),
            );
            told.saves = Some(saves);
            findings.push(told);
            continue;
        }
        let consistent: Vec<String> = readers
            .iter()
            .filter(|place| lint.scenario.patterns.get(**place).is_some_and(|pattern| pattern.consistent))
            .map(|place| lint.pattern_name(*place))
            .collect();
        if !consistent.is_empty() {
            findings.push(finding(
                LintRule::SamePartitionKey,
                Severity::Note,
                subject,
                format!("{same} {} asks for strongly consistent reads, which a global index does not have.", listed(&consistent)),
                "Make it a local index: it shares the table's partitions and reads strongly consistent.".to_owned(),
                "The same units for each entry, from the table's capacity. Strong reads cost twice an eventual one; each item collection is held to 10 GB; the table must be made anew.".to_owned(),
            ));
        }
    }
}
