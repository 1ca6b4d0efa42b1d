//! What is known of an entity's attributes: which it has, which a caller knows, and how many values they take.

use crate::scenario::{Action, KeyPart, KeyTemplate, Pattern, Scenario, Values};

/// Whether the items of an entity have an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// From the first write on.
    Always,
    /// Once an update has set it.
    ByUpdate,
    /// No pattern writes it.
    Never,
}

/// Whether items of `entity` have `attribute`. A write that names no attributes writes all.
pub(crate) fn presence(scenario: &Scenario, entity: &str, attribute: &str) -> Presence {
    let mut writes = scenario.patterns.iter().filter(|pattern| pattern.entity == entity && creates(pattern)).peekable();
    if writes.peek().is_none() || writes.any(|write| write.known.is_empty() || has(&write.known, attribute)) {
        return Presence::Always;
    }
    let mut updates = scenario.patterns.iter().filter(|pattern| pattern.entity == entity);
    if updates.any(|update| has(&update.changes, attribute)) { Presence::ByUpdate } else { Presence::Never }
}

/// Whether items of `entity` have all attributes of a key: the least of their presences.
pub(crate) fn key_presence(scenario: &Scenario, entity: &str, keys: &[&KeyTemplate]) -> Presence {
    let mut least = Presence::Always;
    for attribute in keys.iter().flat_map(|key| attributes(key)) {
        match presence(scenario, entity, attribute) {
            Presence::Always => {}
            Presence::ByUpdate => least = Presence::ByUpdate,
            Presence::Never => return Presence::Never,
        }
    }
    least
}

/// Whether a pattern writes whole items, which need not be there.
pub(crate) fn creates(pattern: &Pattern) -> bool {
    match pattern.action {
        Action::Put => true,
        Action::TransactWrite => pattern.changes.is_empty(),
        Action::Update | Action::Delete | Action::Get | Action::List | Action::ScanAll => false,
    }
}

/// Whether the caller of a pattern knows the value of an attribute.
///
/// Who knows a moment knows its date and hour, and so does who lists by time: the reader names the days. A single item is
/// asked for, changed or deleted by all that its key needs, unless the pattern says what is known.
pub(crate) fn knows(scenario: &Scenario, pattern: &Pattern, attribute: &str) -> bool {
    let by_key = match pattern.action {
        Action::Put => true,
        Action::TransactWrite | Action::Update | Action::Delete | Action::Get => pattern.known.is_empty(),
        Action::List | Action::ScanAll => false,
    };
    if by_key || has(&pattern.known, attribute) {
        return true;
    }
    let told = pattern.known.iter().chain(&pattern.ordered_by);
    match scenario.attribute(attribute).map(|found| &found.values) {
        Some(Values::Date) => told.into_iter().any(|name| moment(scenario, name) > Moment::None),
        Some(Values::Hour) => told.into_iter().any(|name| moment(scenario, name) > Moment::Date),
        _ => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    None,
    Date,
    Hour,
    Time,
}

fn moment(scenario: &Scenario, attribute: &str) -> Moment {
    match scenario.attribute(attribute).map(|found| &found.values) {
        Some(Values::Date) => Moment::Date,
        Some(Values::Hour) => Moment::Hour,
        Some(Values::Time) => Moment::Time,
        _ => Moment::None,
    }
}

/// Whether ordering by `key` also orders by `wanted`: it is the same, or a moment for a coarser one.
pub(crate) fn orders(scenario: &Scenario, key: &str, wanted: &str) -> bool {
    key == wanted || (moment(scenario, key) > Moment::None && moment(scenario, wanted) > Moment::None)
}

/// Values that an attribute takes in the scenario; `None` if every item has another one.
pub(crate) fn distinct(scenario: &Scenario, attribute: &str) -> Option<u64> {
    match &scenario.attribute(attribute)?.values {
        Values::Date => Some(scenario.duration_s.div_ceil(86_400).max(1)),
        Values::Hour => Some(scenario.duration_s.div_ceil(3_600).max(1)),
        values => values.count().map(|count| count.max(1)),
    }
}

/// Suffixes that an attribute draws from, if it is one for spreading writes.
pub(crate) fn suffixes(scenario: &Scenario, attribute: &str) -> Option<u32> {
    match scenario.attribute(attribute)?.values {
        Values::Suffix { count } => Some(count.max(1)),
        _ => None,
    }
}

/// The attributes of a key, in order.
pub(crate) fn attributes(key: &KeyTemplate) -> impl Iterator<Item = &str> {
    named(&key.parts)
}

/// The attributes of a key's parts, in order.
pub(crate) fn named(parts: &[KeyPart]) -> impl Iterator<Item = &str> {
    parts.iter().filter_map(|part| match part {
        KeyPart::Attribute(name) => Some(name.as_str()),
        KeyPart::Text(_) => None,
    })
}

/// Whether a list of names holds one.
pub(crate) fn has(names: &[String], name: &str) -> bool {
    names.iter().any(|one| one == name)
}
