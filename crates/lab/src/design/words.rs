//! Plans in words: keys, what a pattern asks for, what is to be known about a way.

use crate::access::Note;
use crate::quantity::grouped;
use crate::scenario::{Action, KeyPart, KeyTemplate, Pattern, Projected};

/// `pk = {customer}#{date}`.
pub(crate) fn key(key: &KeyTemplate) -> String {
    let mut text = key.name.clone();
    text.push_str(" = ");
    for part in &key.parts {
        match part {
            KeyPart::Text(fixed) => text.push_str(fixed),
            KeyPart::Attribute(name) => {
                text.push('{');
                text.push_str(name);
                text.push('}');
            }
        }
    }
    text
}

/// `ALL`, `KEYS_ONLY`, `INCLUDE total, status`.
pub(crate) fn projection(projection: &Projected) -> String {
    match projection {
        Projected::All => "ALL".to_owned(),
        Projected::KeysOnly => "KEYS_ONLY".to_owned(),
        Projected::Include(names) => format!("INCLUDE {}", names.join(", ")),
    }
}

/// What a pattern knows, wants and changes.
pub(crate) fn asks(pattern: &Pattern) -> String {
    let mut parts = Vec::new();
    let is_new = matches!(pattern.action, Action::Put);
    if !pattern.known.is_empty() {
        parts.push(format!("{} {}", if is_new { "has" } else { "knows" }, pattern.known.join(", ")));
    }
    if !pattern.ordered_by.is_empty() {
        parts.push(format!("in order of {}", pattern.ordered_by.join(", ")));
    }
    if pattern.action == Action::List {
        parts.push(format!("{} items", grouped(pattern.items.into())));
    }
    if !pattern.needs.is_empty() {
        parts.push(format!("needs {}", pattern.needs.join(", ")));
    }
    if !pattern.changes.is_empty() {
        parts.push(format!("changes {}", pattern.changes.join(", ")));
    }
    if pattern.consistent {
        parts.push("strongly consistent".to_owned());
    }
    parts.join("; ")
}

/// A note about a way.
pub(crate) fn note(note: Note) -> String {
    match note {
        Note::FanOut(calls) => format!("asks all {} suffixes", grouped(calls.into())),
        Note::Fetches(items) => format!("fetches {} from the table", counted(items, "item")),
        Note::WholeCollection => "reads the whole item collection: the sort key has another order".to_owned(),
        Note::Filters(times) => format!("a filter does what no key does: reads {} times what is wanted", grouped(times.into())),
        Note::LooksUp => "must look up the key first".to_owned(),
        Note::Moves => "changes the primary key: deletes the item and puts another".to_owned(),
        Note::OnlyEventual => "eventually consistent: a global index has no other reads".to_owned(),
        Note::Copies(tables) => format!("written to {} tables", grouped(tables.into())),
    }
}

/// `1 item`, `20 items`.
pub(crate) fn counted(count: u64, name: &str) -> String {
    format!("{} {name}{}", grouped(count.into()), if count == 1 { "" } else { "s" })
}
