//! What only the whole scenario can tell: items that nobody makes, keys larger than their items.

use super::patterns::Placed;
use super::sheet::{Sheet, Value};
use crate::prices::Prices;
use crate::scenario::{Pattern, Scenario, TableDesign};

/// A region that prices are known of.
pub(super) fn region(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<String> {
    let name = sheet.text(value, "region")?;
    let Ok(prices) = Prices::embedded() else { return Some(name) };
    let names = || prices.regions().map(String::as_str);
    if names().any(|known| known == name) {
        return Some(name);
    }
    let instead = match syntax::nearest(&name, names()) {
        Some(near) => format!("`region = {near:?}`"),
        None => "`region = \"us-east-1\"`".to_owned(),
    };
    sheet.problem(value.span().start, format!("prices of the region {name:?} are not known"), instead);
    None
}

/// Checks what has been read; patterns with their places.
pub(super) fn whole(scenario: &Scenario, patterns: &[Placed], sheet: &mut Sheet<'_>) {
    for (pattern, at) in patterns {
        if let Some(table) = nobody_makes(scenario, pattern) {
            let message = format!(
                "{:?} reads or changes items of the kind {:?}, and there are none in {table}",
                pattern.name, pattern.entity
            );
            sheet.problem(
                *at,
                message,
                format!(
                    "`items = 100000` at the table {table}, or a pattern that puts them: `does = \"put\"`, `entity = {:?}`",
                    pattern.entity
                ),
            );
        }
        if let Some((table, bytes)) = key_is_larger(scenario, pattern) {
            let message = format!(
                "{:?} has items of {} bytes, and the key of {table} alone has {bytes}",
                pattern.name,
                pattern.size.least()
            );
            sheet.problem(*at, message, format!("`size = {}` or more, or attributes with a smaller `size`", bytes + 1));
        }
    }
}

/// The table of a design that holds what a pattern reads or changes, if no item is in it and none comes.
fn nobody_makes<'a>(scenario: &'a Scenario, pattern: &Pattern) -> Option<&'a str> {
    let is_made = scenario.patterns.iter().any(|other| other.makes_items() && other.entity == pattern.entity);
    if pattern.makes_items() || is_made {
        return None;
    }
    let tables = scenario.designs.iter().flat_map(|design| &design.tables);
    tables.filter(|table| holds(table, &pattern.entity)).find(|table| table.item_count == 0).map(|table| table.name.as_str())
}

fn holds(table: &TableDesign, entity: &str) -> bool {
    table.holds.is_empty() || table.holds.iter().any(|held| held == entity)
}

/// The table whose key is larger than the pattern's items, with the key's bytes.
fn key_is_larger<'a>(scenario: &'a Scenario, pattern: &Pattern) -> Option<(&'a str, u64)> {
    let tables = scenario.designs.iter().flat_map(|design| &design.tables).filter(|table| holds(table, &pattern.entity));
    let mut sized = tables.map(|table| (table.name.as_str(), table.of(&pattern.entity).key_bytes(&scenario.attributes)));
    sized.find(|(_, bytes)| *bytes > u64::from(pattern.size.least()))
}
