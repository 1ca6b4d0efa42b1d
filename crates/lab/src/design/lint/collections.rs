//! Item collections that grow without end, and items that nobody expires.

use model::limits::PARTITION_SIZE_BYTES;
use report::{Finding, LintRule, Severity};

use super::{Lint, finding, money};
use crate::access::{attributes, creates, entry_size, holds, mean_bytes, volumes};
use crate::design::words;
use crate::quantity::{divided, grouped};
use crate::scenario::{Action, ItemSize, Pattern, TableDesign, Values};
use crate::workload::KeyGroups;

const DAY_S: u64 = 86_400;
/// A collection that needs longer than this to fill a partition is no finding (our bound: three years).
const HORIZON_DAYS: u64 = 3 * 365;

/// Item collections that reach 10 GB: with a local index growing writes are then refused.
pub(super) fn unbounded(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    for table in lint.design.tables.iter().filter(|table| table.indexes.iter().any(|index| index.is_local)) {
        let growth = growth(lint, table);
        let room = PARTITION_SIZE_BYTES.saturating_sub(growth.start_bytes);
        let days = room.checked_div(growth.day_bytes).unwrap_or(u64::MAX);
        let fills = growth.lasts_days.is_none_or(|lasts| days < lasts);
        if !fills || days > HORIZON_DAYS {
            continue;
        }
        let locals: Vec<String> = table.indexes.iter().filter(|index| index.is_local).map(|index| index.name.clone()).collect();
        findings.push(finding(
            LintRule::UnboundedCollection,
            Severity::Breaks,
            table.name.clone(),
            format!(
                "The item collection of {} grows by {} a day, entries of local indexes included, and reaches 10 GB after {}. From then on every write that makes it grow is refused, because the table has a local index ({}).",
                growth.key,
                megabytes(growth.day_bytes),
                words::counted(days.max(1), "day"),
                locals.join(", ")
            ),
            format!(
                "Make {} a global index, or add a date to the partition key so that collections end.",
                if locals.len() == 1 { "it" } else { "them" }
            ),
            "A global index costs the same units for each entry, but has capacity of its own, no strongly consistent reads, and fetches nothing from the table by itself.".to_owned(),
        ));
    }
}

struct Growth {
    key: String,
    start_bytes: u64,
    day_bytes: u64,
    /// Days after which the collection no longer grows: its items expire, or its key has passed.
    lasts_days: Option<u64>,
}

/// The collection that grows most: its bytes at the start and each day.
fn growth(lint: &Lint<'_>, table: &TableDesign) -> Growth {
    let middle = lint.scenario.duration_s / 2;
    // A key with a date or an hour in it takes nothing more once its day has passed.
    let is_moment =
        |name: &str| lint.scenario.attribute(name).is_some_and(|found| matches!(found.values, Values::Hour | Values::Date));
    let mut best = Growth { key: String::new(), start_bytes: 0, day_bytes: 0, lasts_days: Some(0) };
    for (place, pattern) in lint.scenario.patterns.iter().enumerate() {
        if !creates(pattern) || !holds(table, &pattern.entity) {
            continue;
        }
        let own_key = table.partition_key.of(&pattern.entity);
        let key_lasts = attributes(&own_key).any(is_moment).then_some(1);
        let groups = KeyGroups::of(&lint.draws, &own_key, u32::try_from(place).unwrap_or(u32::MAX), middle);
        let rest = groups.rest_parts / groups.rest_keys.max(1);
        let (parts, key) = match groups.heavy.first() {
            Some(heavy) if heavy.parts >= rest => (heavy.parts, heavy.key.clone()),
            _ => (rest, words::template(&own_key)),
        };
        let share = |bytes: u128| u64::try_from(bytes * u128::from(parts) / u128::from(KeyGroups::PARTS)).unwrap_or(u64::MAX);
        let written = lint.volumes.get(place).copied().unwrap_or(0);
        let bytes = u128::from(written) * u128::from(weight(lint, table, pattern.size)) * u128::from(DAY_S);
        let day_bytes = share(bytes / u128::from(lint.scenario.duration_s.max(1)));
        if day_bytes > best.day_bytes {
            let item = ItemSize::Fixed(table.item_bytes);
            let start =
                if key_lasts.is_some() { 0 } else { u128::from(table.item_count) * u128::from(weight(lint, table, item)) };
            let expires = pattern.expires_after_days.map(u64::from);
            let lasts_days = [expires, key_lasts].into_iter().flatten().min();
            best = Growth { key, start_bytes: share(start), day_bytes, lasts_days: lasts_days.or(deleted(lint, pattern)) };
        }
    }
    best
}

/// Bytes of an item and of its entries in local indexes.
fn weight(lint: &Lint<'_>, table: &TableDesign, size: ItemSize) -> u64 {
    let entries = table.indexes.iter().filter(|index| index.is_local);
    entries.map(|index| mean_bytes(entry_size(lint.scenario, table, index, size))).sum::<u64>() + mean_bytes(size)
}

/// Collections whose items are deleted about as often as they are put do not grow.
fn deleted(lint: &Lint<'_>, put: &Pattern) -> Option<u64> {
    let of = |wanted: fn(&Pattern) -> bool| -> u64 {
        let patterns = lint.scenario.patterns.iter().zip(lint.volumes);
        patterns.filter(|(pattern, _)| pattern.entity == put.entity && wanted(pattern)).map(|(_, count)| *count).sum()
    };
    let deletes = of(|pattern| pattern.action == Action::Delete);
    (deletes.saturating_mul(10) >= of(creates).saturating_mul(9)).then_some(0)
}

fn megabytes(bytes: u64) -> String {
    let tenths = divided(i128::from(bytes).saturating_mul(10), 1_048_576);
    let tenths = u128::try_from(tenths).unwrap_or(0);
    if tenths >= 10 * 1_024 {
        let hundredths = tenths * 10 / 1_024;
        return format!("{}.{:02} GB", grouped(hundredths / 100), hundredths % 100);
    }
    if tenths == 0 { "less than 0.1 MB".to_owned() } else { format!("{}.{} MB", grouped(tenths / 10), tenths % 10) }
}

/// Items that expire in one pattern and stay in another, and items that are deleted by requests as fast as they come.
pub(super) fn missing_ttl(lint: &Lint<'_>, findings: &mut Vec<Finding>) {
    let patterns = &lint.scenario.patterns;
    for (place, pattern) in patterns.iter().enumerate() {
        if creates(pattern) && pattern.expires_after_days.is_none() {
            let expiring = patterns
                .iter()
                .position(|other| other.entity == pattern.entity && creates(other) && other.expires_after_days.is_some());
            if let Some(other) = expiring {
                let days = patterns.get(other).and_then(|other| other.expires_after_days).unwrap_or(0);
                findings.push(finding(
                    LintRule::MissingTtl,
                    Severity::Costs,
                    pattern.name.clone(),
                    format!(
                        "Items that {} writes expire after {}; those that {} writes have no expiry and stay for ever.",
                        lint.pattern_name(other),
                        words::counted(days.into(), "day"),
                        lint.pattern_name(place)
                    ),
                    format!("Write the TTL attribute in {} too.", lint.pattern_name(place)),
                    "Nothing: deletions by TTL take no write units.".to_owned(),
                ));
            }
        }
        if pattern.action == Action::Delete {
            swept(lint, place, pattern, findings);
        }
    }
}

/// Deletes that look up their key, as many as there are puts: a job that clears what is old.
fn swept(lint: &Lint<'_>, place: usize, pattern: &Pattern, findings: &mut Vec<Finding>) {
    let is_by_age = pattern.known.iter().any(|name| {
        lint.scenario.attribute(name).is_some_and(|found| matches!(found.values, Values::Date | Values::Hour | Values::Time))
    });
    let creating = lint.scenario.patterns.iter().filter(|other| other.entity == pattern.entity && creates(other));
    if !is_by_age || creating.clone().any(|other| other.expires_after_days.is_some()) || deleted(lint, pattern).is_none() {
        return;
    }
    let mut scenario = lint.scenario.clone();
    scenario.patterns.remove(place);
    let Ok(plan) = crate::access::plan(&scenario, lint.design) else { return };
    let volumes = volumes(&scenario);
    let month = crate::design::cost::Month::of(&scenario, lint.design, &plan, &volumes, lint.prices);
    let saves = model::PicoUsd((lint.month.writes.0 + lint.month.reads.0) - (month.writes.0 + month.reads.0));
    if saves.0 <= 0 {
        return;
    }
    let mut told = finding(
        LintRule::MissingTtl,
        Severity::Costs,
        pattern.name.clone(),
        format!(
            "{} deletes by age as much as is written, with requests that cost {} a month.",
            lint.pattern_name(place),
            money(saves)
        ),
        "Write a TTL attribute with each item and let DynamoDB delete it.".to_owned(),
        "Nothing: deletions by TTL take no write units. They come within days, so readers filter out what has expired."
            .to_owned(),
    );
    told.saves = Some(saves);
    findings.push(told);
}
