//! Sharded keys and those who read them.

use report::{Finding, LintRule, Severity};

use super::{Lint, finding, listed};
use crate::access::{Note, Target, has, named, suffixes, targets};
use crate::design::words;
use crate::quantity::grouped;
use crate::scenario::{Action, KeyPart, KeyTemplate, Pattern};

/// Readers that must try every shard for one item, or that see one shard of what they list.
pub(super) fn sharded(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for target in targets(lint.design) {
        let Some(table) = lint.table(target) else { continue };
        let index = lint.index(target);
        let key = index.map_or(&table.partition_key, |index| &index.partition_key);
        if index.is_some_and(|index| index.is_local) {
            continue;
        }
        single_items(lint, target, key, findings);
        let mut told: Vec<&Vec<KeyPart>> = Vec::new();
        for parts in key.all_parts() {
            let shard = named(parts).find(|name| suffixes(lint.scenario, name).is_some());
            if let Some(shard) = shard.filter(|_| !told.contains(&parts)) {
                one_shard(lint, target, shard, (key, parts), findings);
            }
            told.push(parts);
        }
    }
}

fn single_items(lint: &Lint<'_>, target: Target, key: &KeyTemplate, findings: &mut Vec<Finding>) {
    for place in lint.readers(target) {
        let Some(pattern) = lint.scenario.patterns.get(place).filter(|pattern| pattern.action != Action::List) else { continue };
        let way = lint.plan.patterns.get(place).and_then(|planned| planned.way.as_ref().ok());
        let notes = way.map(|way| way.notes.as_slice()).unwrap_or_default();
        let Some(calls) = notes.iter().find_map(|note| if let Note::FanOut(calls) = note { Some(*calls) } else { None }) else {
            continue;
        };
        let mut names = named(key.parts_of(&pattern.entity));
        let Some(shard) = names.find(|name| suffixes(lint.scenario, name).is_some()) else { continue };
        findings.push(finding(
            LintRule::ShardedReaders,
            Severity::Costs,
            pattern.name.clone(),
            format!(
                "It wants one item and does not know its {shard}, so it asks all {} of {}, at half a read unit or more each.",
                grouped(calls.into()),
                lint.resource(target)
            ),
            format!("Derive {shard} from something that this reader knows (a hash of the item's id), instead of drawing it."),
            "Nothing: writes spread as well.".to_owned(),
        ));
    }
}

/// Lists of the kinds of items whose key is made of these parts.
fn one_shard(
    lint: &Lint<'_>,
    target: Target,
    shard: &str,
    (key, parts): (&KeyTemplate, &[KeyPart]),
    findings: &mut Vec<Finding>,
) {
    let is_list = |pattern: &Pattern| pattern.action == Action::List && key.parts_of(&pattern.entity) == parts;
    let lists: Vec<usize> =
        lint.readers(target).into_iter().filter(|place| lint.scenario.patterns.get(*place).is_some_and(is_list)).collect();
    let knows = |place: &usize| lint.scenario.patterns.get(*place).is_some_and(|pattern| has(&pattern.known, shard));
    if lists.is_empty() || !lists.iter().all(knows) {
        return;
    }
    let names: Vec<String> = lists.iter().map(|place| lint.pattern_name(*place)).collect();
    let count = suffixes(lint.scenario, shard).unwrap_or(1);
    findings.push(finding(
        LintRule::ShardedReaders,
        Severity::Note,
        lint.resource(target),
        format!(
            "Writes go to {} keys of {}, and {} reads one of them: no list sees all items.",
            grouped(count.into()),
            words::joined(parts),
            listed(&names)
        ),
        format!("Ask all {} keys at once and put the answers together.", grouped(count.into())),
        format!("{} calls for one list, at least half a read unit each.", grouped(count.into())),
    ));
}
