//! `[[pattern]]`: what clients do, how often, and with items of which size.

use toml::de::DeValue;

use super::sheet::{Fields, Sheet, Value};
use super::{curve, template};
use crate::scenario::{Action, Attribute, ItemSize, Pattern, Scenario};

/// A pattern and where it stands.
pub(super) type Placed = (Pattern, usize);

/// The patterns of a scenario.
#[derive(Default)]
pub(super) struct Patterns {
    /// Those that could be read.
    pub(super) read: Vec<Placed>,
    /// Kinds of items that patterns are about, also those that could not be read.
    pub(super) entities: Vec<String>,
}

/// The kind of items of patterns that do not say one.
const ENTITY: &str = "item";

const DOES: &str = "`does = \"put\"`, or one of \"update\", \"delete\", \"transact-write\", \"get\", \"list\", \"scan\"";

pub(super) fn read(value: &Value<'_>, attributes: &[Attribute], sheet: &mut Sheet<'_>) -> Patterns {
    let sections = sheet.sections(value, "pattern");
    if let Some(value) = sections.get(Scenario::PATTERNS_MAX) {
        sheet.problem(
            value.span().start,
            format!("a scenario has {} patterns at most", Scenario::PATTERNS_MAX),
            "the patterns that carry the load, and a second scenario for the rest",
        );
    }
    let read = sections.iter().take(Scenario::PATTERNS_MAX).filter_map(|value| pattern(value, attributes, sheet));
    let patterns: Vec<Placed> = read.collect();
    for (index, (pattern, at)) in patterns.iter().enumerate() {
        if patterns[..index].iter().any(|(other, _)| other.name == pattern.name) {
            sheet.problem(*at, format!("there are two patterns {:?}", pattern.name), "another name for one of them");
        }
    }
    Patterns { entities: sections.iter().map(entity_of).collect(), read: patterns }
}

/// The kind of items that a section names, whatever else is wrong with it.
fn entity_of(value: &Value<'_>) -> String {
    let named = match value.get_ref() {
        DeValue::Table(fields) => fields.iter().find(|(key, _)| key.get_ref() == "entity").map(|(_, value)| value.get_ref()),
        _ => None,
    };
    match named {
        Some(DeValue::String(text)) => text.to_string(),
        _ => ENTITY.to_owned(),
    }
}

fn pattern(value: &Value<'_>, attributes: &[Attribute], sheet: &mut Sheet<'_>) -> Option<Placed> {
    let mut fields = Fields::of(value, "a pattern", "`[[pattern]]` and its fields below", sheet)?;
    let at = fields.at();
    let name = fields.needed(sheet, "name", "`name = \"store a reading\"`").and_then(|value| sheet.text(value, "name"));
    let action = fields.needed(sheet, "does", DOES).and_then(|value| action(value, sheet));
    let rate = fields.needed(sheet, "rate", "`rate = 200`, in requests a second").and_then(|value| curve::read(value, sheet));
    let entity = fields.take("entity").map_or(Some(ENTITY.to_owned()), |value| sheet.text(value, "entity"));
    let mut names = |field: &'static str, sheet: &mut Sheet<'_>| {
        fields.take(field).map_or(Some(vec![]), |value| known_names(value, field, attributes, sheet))
    };
    let known = names("known", sheet);
    let ordered_by = names("ordered_by", sheet);
    let needs = names("needs", sheet);
    let changes = names("changes", sheet);
    let size = fields.take("size").map_or(Some(ItemSize::Fixed(1_024)), |value| size(value, sheet));
    let items_at = fields.take("items");
    let items = items_at.map_or(Some(1), |value| sheet.count(value, "items", 1..=1_000_000));
    let returned = fields.take("returned").map_or(Some(1_000_000), |value| sheet.scaled(value, "returned", 6, 1_000_000));
    let consistent = fields.take("consistent").map_or(Some(false), |value| sheet.boolean(value, "consistent"));
    let expires = fields.take("expires_after").map(|value| days(value, sheet));
    fields.done(sheet);
    let pattern = Pattern {
        name: name?,
        action: action?,
        entity: entity?,
        known: known?,
        ordered_by: ordered_by?,
        needs: needs?,
        changes: changes?,
        size: size?,
        items: items? as u32,
        returned_millionths: returned? as u32,
        consistent: consistent?,
        expires_after_days: match expires {
            Some(days) => Some(days?),
            None => None,
        },
        rate: rate?,
    };
    sense(&pattern, at, items_at, sheet);
    Some((pattern, at))
}

/// What an action needs, or has no use for.
fn sense(pattern: &Pattern, at: usize, items_at: Option<&Value<'_>>, sheet: &mut Sheet<'_>) {
    let name = &pattern.name;
    if pattern.action == Action::List && pattern.known.is_empty() && pattern.ordered_by.is_empty() {
        let instead = "`known = [\"device\"]`: the attributes whose values the caller has; or `does = \"scan\"` for everything";
        sheet.problem(at, format!("{name:?} does not say which items it lists"), instead);
    }
    if pattern.action == Action::List && items_at.is_none() {
        sheet.problem(at, format!("{name:?} does not say how many items a list has"), "`items = 20`");
    }
    if !matches!(pattern.action, Action::List | Action::ScanAll)
        && (pattern.items != 1 || pattern.returned_millionths != 1_000_000)
    {
        sheet.problem(
            at,
            format!("{name:?} is about one item, so it has neither `items` nor `returned`"),
            "`does = \"list\"`, or leave them out",
        );
    }
    if !pattern.changes.is_empty() && !matches!(pattern.action, Action::Update | Action::TransactWrite) {
        sheet.problem(
            at,
            format!("{name:?} changes attributes, though it is no update"),
            "`does = \"update\"` or `does = \"transact-write\"`, or leave `changes` out",
        );
    }
    if pattern.expires_after_days.is_some() && !pattern.makes_items() {
        sheet.problem(
            at,
            format!("{name:?} says when items expire, though it makes none"),
            "`expires_after` in the pattern that puts them",
        );
    }
    let writes = !matches!(pattern.action, Action::Get | Action::List | Action::ScanAll);
    if writes && (pattern.consistent || !pattern.needs.is_empty() || !pattern.ordered_by.is_empty()) {
        sheet.problem(
            at,
            format!("{name:?} writes, so it has none of `consistent`, `needs` and `ordered_by`"),
            "`does = \"get\"` or `does = \"list\"`, or leave them out",
        );
    }
}

fn action(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Action> {
    let text = sheet.text(value, "does")?;
    let found = Action::ALL.into_iter().find(|action| action.word() == text);
    if found.is_none() {
        let instead = match syntax::nearest(&text, Action::ALL.map(Action::word)) {
            Some(near) => format!("`does = {near:?}`"),
            None => DOES.to_owned(),
        };
        sheet.problem(value.span().start, format!("there is nothing to do called {text:?}"), instead);
    }
    found
}

/// Names of attributes that there are.
pub(super) fn known_names(
    value: &Value<'_>,
    field: &str,
    attributes: &[Attribute],
    sheet: &mut Sheet<'_>,
) -> Option<Vec<String>> {
    let names = sheet.texts(value, field)?;
    // Every unknown one is told.
    let unknown = names.iter().filter(|name| !template::attribute(name, value.span().start, attributes, sheet)).count();
    (unknown == 0).then_some(names)
}

/// One size, or the least and the most.
fn size(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<ItemSize> {
    let DeValue::Array(bounds) = value.get_ref() else {
        return sheet.bytes(value, "size").map(ItemSize::Fixed);
    };
    let [low, high] = &bounds[..] else {
        sheet.problem(value.span().start, "a size is one, or the least and the most".into(), "`size = [\"200 B\", \"4 KB\"]`");
        return None;
    };
    let (low, high) = (sheet.bytes(low, "size")?, sheet.bytes(high, "size")?);
    if low > high {
        sheet.problem(value.span().start, "the least size is above the most".into(), format!("`size = [{high}, {low}]`"));
        return None;
    }
    Some(ItemSize::Between(low, high))
}

/// Whole days, `"30d"`.
fn days(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<u32> {
    let seconds = sheet.duration(value, "expires_after")?;
    let days = seconds / 86_400;
    if days == 0 || days > 3_650 || seconds % 86_400 != 0 {
        sheet.problem(value.span().start, "items expire after whole days, ten years at most".into(), "`expires_after = \"30d\"`");
        return None;
    }
    Some(days as u32)
}
