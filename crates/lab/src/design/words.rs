//! Plans in words: keys, what a pattern asks for, what is to be known about a way.

use model::HalfUnits;

use crate::access::{MeanUnits, Note};
pub(crate) use crate::quantity::counted;
use crate::quantity::{grouped, units};
use crate::scenario::{Action, IndexDesign, KeyPart, KeyTemplate, Pattern, Projected, TableDesign};

/// `pk = {customer}#{date}`; with the keys of single kinds behind it: `, of order O#{order}`.
pub(crate) fn key(key: &KeyTemplate) -> String {
    let mut text = format!("{} = {}", key.name, template(key));
    for (kind, parts) in &key.of_kind {
        text.push_str(&format!(", of {kind} {}", joined(parts)));
    }
    text
}

/// `{customer}#{date}`, of no kind of items in particular.
pub(crate) fn template(key: &KeyTemplate) -> String {
    joined(&key.parts)
}

/// The same of the parts of one kind's key.
pub(crate) fn joined(parts: &[KeyPart]) -> String {
    let mut text = String::new();
    for part in parts {
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

/// `orders` or `orders / by-status`.
pub(crate) fn resource(table: &TableDesign, index: Option<&IndexDesign>) -> String {
    index.map_or_else(|| table.name.clone(), |index| format!("{} / {}", table.name, index.name))
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
        Note::Replaces(percent) => format!("replaces an item in {percent} of 100 cases: its key comes again"),
        Note::Copies(tables) => format!("written to {} tables", grouped(tables.into())),
    }
}

/// Average units, to the half where they are halves, else to three decimals: `1.5`, `2.333`.
pub(crate) fn mean(mean: MeanUnits) -> String {
    if mean.0.is_multiple_of(500_000) {
        return units(HalfUnits(mean.0 / 500_000));
    }
    decimal((mean.0.saturating_add(500)) / 1_000)
}

/// Thousandths as a decimal number: `1,234.5`.
pub(crate) fn decimal(thousandths: u64) -> String {
    let rest = format!("{:03}", thousandths % 1_000);
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    format!("{}{point}{rest}", grouped((thousandths / 1_000).into()))
}

/// What of a review is our model.
pub(crate) fn assumptions(region: &str) -> Vec<String> {
    let mut told: Vec<String> = [
        "Ways: the cheapest in read units is taken; of equal ones that of fewest calls, then a query before a scan and a table before its indexes.",
        "Items: a list evaluates what its pattern says where the keys hold all that is known, and the order. A known attribute that no key \
         holds is left to a filter, which passes one of as many items as the attribute has values; another order takes the whole item \
         collection, of average size (our model).",
        "Sizes: units are averages over the sizes that the scenario tells, a block begun counting whole; kinds of items share a table evenly \
         at the start (our model).",
        "Busiest moment: that of each pattern, as if all came at once (our model).",
    ]
    .map(str::to_owned)
    .to_vec();
    told.push(format!(
        "Amounts: on-demand prices of {region}, whatever the design's mode is, and storage of the average number of items, for a month of \
         730 hours."
    ));
    told
}
