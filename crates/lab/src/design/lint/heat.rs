//! Keys that take more than a partition serves, and indexes that take less than the table's writes bring.

use capacity::{Direction, Units};
use report::{Finding, LintRule, Severity};

use super::{Lint, finding, listed};
use crate::access::{Flow, Place, Space, attributes, has, peak};
use crate::design::cost::Month;
use crate::design::words;
use crate::quantity::grouped;
use crate::scenario::{Action, Attribute, CapacityDesign, KeyPart, KeyTemplate, Scenario, Values};
use crate::workload::KeyGroups;

/// Heavy keys of one flow that are looked at (our bound; the hottest key of all is among the first of some flow).
const KEYS_LOOKED_AT: usize = 64;
/// Share of a partition's ceiling that one key is planned to take after a fix, in percent (our model: room for growth).
const PLANNED_PERCENT: u64 = 70;
const MILLION: u128 = 1_000_000;

/// The load of one direction of a key space at the busiest moment of each pattern, in millionths of a unit a second.
struct Load {
    all: u128,
    hottest: u128,
    key: String,
    /// The kind of items whose key it is.
    kind: String,
    /// Values that the key takes for this kind; none if there is no end to them.
    values: Option<u64>,
    /// Patterns that bring it, those that bring most first.
    patterns: Vec<usize>,
}

/// One partition key value above what a partition serves.
pub(super) fn hot_keys(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (place, space) in lint.plan.spaces.iter().enumerate() {
        for direction in [Direction::Write, Direction::Read] {
            let load = load(lint, place, space, direction);
            let ceiling = ceiling(direction);
            if load.hottest > u128::from(ceiling) * MILLION {
                findings.push(hot(lint, space, direction, &load, ceiling));
            }
        }
    }
}

fn ceiling(direction: Direction) -> u64 {
    match direction {
        Direction::Read => Units::PARTITION_CEILING.read.0 / 2,
        Direction::Write => Units::PARTITION_CEILING.write.0 / 2,
    }
}

fn load(lint: &Lint<'_>, place: usize, space: &Space, direction: Direction) -> Load {
    let middle = lint.scenario.duration_s / 2;
    let (mut all, mut even) = (0u128, 0u128);
    let (mut keys, mut patterns, mut values) =
        (Vec::<Hot>::new(), Vec::<(usize, u128)>::new(), Vec::<(&str, Option<u64>)>::new());
    for (number, flow) in flows(lint, place, direction) {
        let units = peak_units(lint, number, flow);
        all += units;
        let Some(pattern) = lint.scenario.patterns.get(number).filter(|_| flow.place == Place::Key && units > 0) else {
            continue;
        };
        patterns.push((number, units));
        let groups = KeyGroups::of(&lint.draws, &space.partition_key, u32::try_from(number).unwrap_or(u32::MAX), middle);
        let of = |parts: u64| units * u128::from(parts) / u128::from(KeyGroups::PARTS);
        for heavy in groups.heavy.iter().take(KEYS_LOOKED_AT) {
            let more = of(heavy.parts);
            match keys.iter_mut().find(|hot| hot.key == heavy.key) {
                Some(hot) => {
                    hot.units += more;
                    hot.most = hot.most.max((more, &pattern.entity));
                }
                None => keys.push(Hot { key: heavy.key.clone(), units: more, most: (more, &pattern.entity) }),
            }
        }
        even += of(groups.rest_parts) / u128::from(groups.rest_keys.max(1));
        let distinct = groups.rest_keys.saturating_add(groups.heavy.len() as u64);
        values.push((&pattern.entity, (groups.rest_keys != u64::MAX).then_some(distinct)));
    }
    model::sort_by(&mut patterns, |left, right| right.1.cmp(&left.1));
    let patterns: Vec<usize> = patterns.into_iter().map(|(number, _)| number).collect();
    let hottest = keys.into_iter().max_by(|left, right| left.units.cmp(&right.units).then_with(|| right.key.cmp(&left.key)));
    let busiest =
        || patterns.first().and_then(|number| lint.scenario.patterns.get(*number)).map_or("", |pattern| &pattern.entity);
    let (key, hottest, kind) = hottest.map_or_else(|| (String::new(), 0, busiest()), |hot| (hot.key, hot.units, hot.most.1));
    let of_kind = values.into_iter().filter(|(of, _)| *of == kind);
    let values = of_kind.map(|(_, distinct)| distinct).try_fold(0, |most: u64, distinct| Some(most.max(distinct?)));
    Load { all, hottest: hottest.max(even), key, kind: kind.to_owned(), values, patterns }
}

/// A key, with the kind of items that brings most to it.
struct Hot<'a> {
    key: String,
    units: u128,
    most: (u128, &'a str),
}

fn flows<'a>(lint: &'a Lint<'_>, space: usize, direction: Direction) -> impl Iterator<Item = (usize, &'a Flow)> {
    let ways = lint.plan.patterns.iter().enumerate().filter_map(|(number, planned)| Some((number, planned.way.as_ref().ok()?)));
    ways.flat_map(|(number, way)| way.flows.iter().map(move |flow| (number, flow)))
        .filter(move |(_, flow)| flow.space == space && flow.direction == direction)
}

/// Millionths of a unit a second at the pattern's busiest moment.
fn peak_units(lint: &Lint<'_>, pattern: usize, flow: &Flow) -> u128 {
    let rate = lint.scenario.patterns.get(pattern).map_or(0, |pattern| peak(&pattern.rate).0);
    u128::from(rate) * u128::from(flow.all_units().0) / 1_000
}

fn hot(lint: &Lint<'_>, space: &Space, direction: Direction, load: &Load, ceiling: u64) -> Finding {
    let own_key = space.partition_key.of(&load.kind);
    let is_moment = is_moment(lint.scenario, &own_key);
    let needed = load.all.div_ceil(u128::from(ceiling) * MILLION);
    let rule = if is_moment {
        LintRule::OneValueAtATime
    } else if load.values.is_some_and(|values| u128::from(values) < needed.saturating_mul(2)) {
        LintRule::LowCardinality
    } else {
        LintRule::HotValue
    };
    let subject = subject(space);
    let units = if direction == Direction::Read { "read units" } else { "write units" };
    let template = words::template(&own_key);
    let by: Vec<String> = load.patterns.iter().take(2).map(|place| lint.pattern_name(*place)).collect();
    let numbers = format!(
        "{} of {} {units} a second at the busiest moment ({}); a partition serves {}",
        whole(load.hottest),
        whole(load.all),
        listed(&by),
        grouped(ceiling.into())
    );
    let evidence = match rule {
        LintRule::OneValueAtATime => {
            format!("At any moment all requests go to one value of {template}, {} halfway through: {numbers}.", load.key)
        }
        LintRule::LowCardinality => format!(
            "{template} has {}; the busiest, {}, takes {numbers}. This traffic needs at least {}.",
            words::counted(load.values.unwrap_or(0), "value"),
            load.key,
            words::counted(u64::try_from(needed).unwrap_or(u64::MAX), "partition")
        ),
        _ => format!("{} alone takes {numbers}.", load.key),
    };
    let can_split = can_split(lint.scenario, space, &load.kind, direction);
    let evidence = format!("{evidence} {can_split}");
    let shards = load.hottest.div_ceil(u128::from(ceiling) * MILLION * u128::from(PLANNED_PERCENT) / 100);
    let shards = u32::try_from(shards).unwrap_or(u32::MAX).max(2);
    let (fix, fix_cost) = if direction == Direction::Read && !is_moment && rule == LintRule::HotValue {
        read_fix(shards)
    } else {
        sharding(lint, space, &load.kind, shards)
    };
    finding(rule, Severity::Breaks, subject, evidence, fix, fix_cost)
}

fn subject(space: &Space) -> String {
    match &space.index_name {
        Some(index) => format!("{} / {index}", space.table_name),
        None => space.table_name.clone(),
    }
}

fn whole(micro_units: u128) -> String {
    grouped(micro_units.div_ceil(MILLION))
}

/// Whether a key has one value at any moment: it is made of dates and hours.
fn is_moment(scenario: &Scenario, key: &KeyTemplate) -> bool {
    let is_date = |name| scenario.attribute(name).is_some_and(|found| matches!(found.values, Values::Date | Values::Hour));
    attributes(key).next().is_some() && attributes(key).all(is_date)
}

/// Whether splitting the item collection would help: it takes a sort key that is not walked in order, and no local index.
fn can_split(scenario: &Scenario, space: &Space, kind: &str, direction: Direction) -> &'static str {
    let Some(sort) = &space.sort_key else {
        return if space.index_name.is_none() {
            "It is one item: no split can help."
        } else {
            "There is no sort key by which it could be split."
        };
    };
    let first = sort.parts_of(kind).iter().find_map(|part| match part {
        KeyPart::Attribute(name) => scenario.attribute(name),
        KeyPart::Text(_) => None,
    });
    let is_ordered =
        first.is_none_or(|found| matches!(found.values, Values::Time | Values::Date | Values::Hour | Values::Sequence));
    if space.has_local_index {
        "A local index keeps the item collection in one partition, so it cannot be split."
    } else if is_ordered && direction == Direction::Write {
        "Its sort key grows with time, so a split only moves the heat on."
    } else {
        "DynamoDB can split the item collection by its sort key after minutes of heat; until then requests are throttled."
    }
}

fn read_fix(shards: u32) -> (String, String) {
    (
        "Keep this item in a cache (DAX or the application's own), or read it eventually consistent where that is not done yet."
            .to_owned(),
        format!(
            "A cache may be stale for as long as it keeps the item; {} copies of the item under other keys would cost as many writes.",
            grouped(shards.into())
        ),
    )
}

/// A suffix in the partition key of a kind of items: what it does to the readers is found by trying.
fn sharding(lint: &Lint<'_>, space: &Space, kind: &str, shards: u32) -> (String, String) {
    let name = free_name(lint.scenario);
    let key = &space.partition_key;
    let of = if key.of_kind.is_empty() { String::new() } else { format!(" of {kind}") };
    let fix = format!(
        "Add one of {} suffixes to the partition key{of}: {}#{{{name}}}. Derive it from something each reader of one item knows.",
        grouped(shards.into()),
        words::template(&key.of(kind))
    );
    let tried = with_suffix(lint, space, kind, shards, name);
    let lists = lint.scenario.patterns.iter().zip(&lint.plan.patterns).enumerate().filter(|(_, (pattern, planned))| {
        let reads = planned.way.as_ref().ok().and_then(|way| way.reads);
        pattern.action == Action::List
            && key.parts_of(&pattern.entity) == key.parts_of(kind)
            && reads.is_some_and(|target| target.table == space.table && (target.index == space.index || is_local(lint, target)))
    });
    let lists: Vec<String> = lists.map(|(place, _)| lint.pattern_name(place)).collect();
    let readers = match lists.len() {
        0 => "No list reads this key, so nothing more is read.".to_owned(),
        1 => format!("{} then asks {} keys instead of one.", listed(&lists), grouped(shards.into())),
        _ => format!("{} then ask {} keys instead of one.", listed(&lists), grouped(shards.into())),
    };
    match tried {
        Some(month) if !lists.is_empty() => (fix, format!("{readers} {}", lint.difference(&month))),
        _ => (fix, readers),
    }
}

/// A name for the suffix that no attribute has.
fn free_name(scenario: &Scenario) -> &'static str {
    let mut names = ["shard", "suffix", "spread"].into_iter();
    names.find(|name| scenario.attribute(name).is_none()).unwrap_or("new-suffix")
}

fn is_local(lint: &Lint<'_>, target: crate::access::Target) -> bool {
    lint.index(target).is_some_and(|index| index.is_local)
}

/// The month with a suffix in this key of a kind of items. Whoever asks for one item derives it.
fn with_suffix(lint: &Lint<'_>, space: &Space, kind: &str, shards: u32, name: &str) -> Option<Month> {
    let mut scenario = lint.scenario.clone();
    scenario.attributes.push(Attribute { name: name.to_owned(), size_bytes: 2, values: Values::Suffix { count: shards } });
    for pattern in &mut scenario.patterns {
        let is_single = matches!(pattern.action, Action::Get | Action::Update | Action::Delete);
        if is_single && !pattern.known.is_empty() && !has(&pattern.known, name) {
            pattern.known.push(name.to_owned());
        }
    }
    let suffixed = |key: &mut KeyTemplate| {
        let own = key.of_kind.iter_mut().find(|(known, _)| known == kind).map(|(_, parts)| parts);
        let parts = own.unwrap_or(&mut key.parts);
        parts.push(KeyPart::Text("#".to_owned()));
        parts.push(KeyPart::Attribute(name.to_owned()));
    };
    let design = lint.changed(space.table, |table| match space.index {
        Some(place) => {
            if let Some(index) = table.indexes.get_mut(place) {
                suffixed(&mut index.partition_key);
            }
        }
        None => {
            suffixed(&mut table.partition_key);
            table.indexes.iter_mut().filter(|index| index.is_local).for_each(|index| suffixed(&mut index.partition_key));
        }
    });
    lint.tried(&scenario, &design).map(|(_, month)| month)
}

/// A global index that cannot take the entries that the table's writes bring: they are refused at the table.
pub(super) fn index_capacity(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for (place, space) in lint.plan.spaces.iter().enumerate().filter(|(_, space)| space.index.is_some()) {
        let needed: u128 = flows(lint, place, Direction::Write).map(|(number, flow)| peak_units(lint, number, flow)).sum();
        let needed = u64::try_from(needed.div_ceil(MILLION)).unwrap_or(u64::MAX);
        let (limit, is_scaling) = match &space.capacity {
            CapacityDesign::OnDemand { maximum: (_, Some(most)), .. } => (*most, false),
            CapacityDesign::OnDemand { .. } => continue,
            CapacityDesign::Provisioned { units, write_scaling, .. } => {
                (write_scaling.map_or(units.write, |scaling| scaling.maximum.max(units.write)), write_scaling.is_some())
            }
        };
        if needed <= limit {
            continue;
        }
        let name = if is_scaling { "scales to at most" } else { "has" };
        let hourly =
            lint.prices.write_hour.0.saturating_mul(i128::from(needed - limit)).saturating_mul(crate::bill::MONTH_HOURS.into());
        let is_on_demand = matches!(space.capacity, CapacityDesign::OnDemand { .. });
        findings.push(finding(
            LintRule::IndexCapacity,
            Severity::Breaks,
            subject(space),
            format!(
                "Writes bring the index {} write units a second at the busiest moment; it {name} {}. What it cannot take is refused at the table, with the index in the error.",
                grouped(needed.into()),
                grouped(limit.into())
            ),
            format!("Give the index at least {} write units a second.", grouped(needed.into())),
            if is_on_demand {
                "Nothing: on-demand units are paid when they are used.".to_owned()
            } else {
                format!("Up to {} more a month, provisioned.", super::money(model::PicoUsd(hourly)))
            },
        ));
    }
}
