//! Kinds of items that share a table, told by how their keys begin: `CUSTOMER#ann` and `PROFILE`, `CUSTOMER#ann` and `ORDER#17`.
//!
//! Our model: a key's text up to its first `#` says the kind, and so do capitals alone; what follows is an attribute. A table has
//! kinds if half of its items have such keys, and of two to [`KINDS_MAX`] kinds; otherwise its keys are as they are.

use api::Json;

use super::{Seen, names, values};
use crate::scenario::{
    Action, Attribute, Curve, IndexDesign, KeyPart, KeyTemplate, MilliRate, Pattern, Projected, Scenario, TableDesign, Values,
    csv,
};

/// Kinds that are told apart at most (our bound: more are values and no kinds).
const KINDS_MAX: usize = 8;
/// Requests a second of all puts, of all reads of one item, of all lists, and of the queries of one index.
const RATES: [u64; 4] = [100, 300, 100, 10];

/// Makes of a table's scenario one of the kinds of its items, if it has several.
pub(super) fn tell_apart(scenario: &mut Scenario, seen: &Seen<'_>) {
    let Some(table) = scenario.designs.first().and_then(|design| design.tables.first()).cloned() else { return };
    let Some(kinds) = Kinds::of(&table, seen) else { return };
    let attributes = kinds.attributes(&table, &scenario.attributes);
    let told = kinds.table(&table, &attributes);
    scenario.patterns = kinds.patterns(&told);
    scenario.patterns.truncate(Scenario::PATTERNS_MAX);
    scenario.attributes = attributes;
    scenario.designs.iter_mut().for_each(|design| design.tables = vec![told.clone()]);
}

/// A key's text as a kind has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mould {
    /// It begins so.
    Begins(String),
    /// It is this.
    Same(String),
    /// It says nothing of a kind.
    Free,
}

impl Mould {
    fn of(text: &str) -> Self {
        let is_word =
            |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || "_-.".contains(letter));
        // `#METADATA#ann` begins with `#METADATA#`.
        let end = text.get(1..).and_then(|rest| rest.find('#')).map(|before| before + 2);
        match end.and_then(|end| text.get(..end)) {
            Some(beginning) if is_word(beginning.trim_matches('#')) => Mould::Begins(beginning.to_owned()),
            None if text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') => Mould::Same(text.to_owned()),
            _ => Mould::Free,
        }
    }

    /// What follows the beginning.
    fn rest<'t>(&self, text: &'t str) -> &'t str {
        if let Mould::Begins(beginning) = self { text.strip_prefix(beginning.as_str()).unwrap_or(text) } else { text }
    }

    /// `ORDER#` as `order`.
    fn word(&self) -> String {
        match self {
            Mould::Begins(text) | Mould::Same(text) => text.trim_matches('#').to_lowercase(),
            Mould::Free => String::new(),
        }
    }
}

/// One kind.
struct Kind<'a> {
    name: String,
    /// How partition key and sort key begin.
    moulds: Vec<Mould>,
    items: Vec<&'a Json>,
}

/// The kinds of a table.
struct Kinds<'a> {
    /// Those with most items first.
    kinds: Vec<Kind<'a>>,
    all: usize,
}

impl<'a> Kinds<'a> {
    fn of(table: &TableDesign, seen: &Seen<'a>) -> Option<Self> {
        let keys: Vec<&KeyTemplate> = core::iter::once(&table.partition_key).chain(&table.sort_key).collect();
        let mut kinds: Vec<Kind<'a>> = Vec::new();
        for item in seen.items {
            let moulds: Vec<Mould> = keys.iter().map(|key| mould(item, &key.name)).collect();
            match kinds.iter_mut().find(|kind| kind.moulds == moulds) {
                Some(kind) => kind.items.push(item),
                None => kinds.push(Kind { name: String::new(), moulds, items: vec![item] }),
            }
            if kinds.len() > KINDS_MAX {
                return None;
            }
        }
        let all = seen.items.len();
        let moulded = kinds.iter().filter(|kind| kind.moulds.iter().any(|mould| matches!(mould, Mould::Begins(_))));
        if kinds.len() < 2 || moulded.map(|kind| kind.items.len()).sum::<usize>() * 2 < all {
            return None;
        }
        model::sort_by(&mut kinds, |left: &Kind<'_>, right| {
            right.items.len().cmp(&left.items.len()).then_with(|| left.moulds.cmp(&right.moulds))
        });
        for at in 0..kinds.len() {
            kinds[at].name = free_name(&kinds[at].moulds, &kinds[..at]);
        }
        Some(Kinds { kinds, all })
    }

    /// The attributes that keys are made of, with the values that were seen, and of what there were before those that an index
    /// projects.
    fn attributes(&self, table: &TableDesign, before: &[Attribute]) -> Vec<Attribute> {
        // Each with the key that tells its values: the first that it is part of.
        let mut found: Vec<(String, &str, bool, Vec<String>)> = Vec::new();
        let mut absent: Vec<String> = Vec::new();
        for (kind, (key, sorts)) in self.kinds.iter().flat_map(|kind| keys(table).into_iter().map(move |key| (kind, key))) {
            let Some(mould) = kind.mould(key) else {
                absent.push(key.name.clone());
                continue;
            };
            let Some(name) = kind.attribute(key, &mould, table) else { continue };
            let texts = kind.items.iter().filter_map(|item| text(item, &key.name)).map(|text| mould.rest(text).to_owned());
            let texts = texts.filter(|text| csv::wrong_keys(core::iter::once(text)).is_none());
            match found.iter_mut().find(|(known, ..)| *known == name) {
                Some((_, of, _, values)) if *of == key.name => values.extend(texts),
                Some(_) => {}
                None => found.push((name, &key.name, sorts, texts.collect())),
            }
        }
        let attribute = |name: String, values: Values| {
            let mut attribute = Attribute { name, size_bytes: 0, values };
            attribute.size_bytes = attribute.natural_bytes();
            attribute
        };
        let mut all: Vec<Attribute> =
            found.into_iter().map(|(name, _, sorts, texts)| attribute(name, values(texts, sorts))).collect();
        for name in absent {
            if all.iter().all(|known| known.name != name) {
                all.push(attribute(name, Values::Uniform { count: 1 }));
            }
        }
        for name in table.indexes.iter().flat_map(included) {
            if all.iter().all(|known| known.name != *name) {
                all.extend(before.iter().find(|attribute| attribute.name == *name).cloned());
            }
        }
        all
    }

    /// The table with the keys of each kind.
    fn table(&self, table: &TableDesign, attributes: &[Attribute]) -> TableDesign {
        let mut told = table.clone();
        let whole = table.clone();
        let key = |key: &mut KeyTemplate| *key = self.key(key, &whole);
        key(&mut told.partition_key);
        told.sort_key.iter_mut().for_each(key);
        for index in &mut told.indexes {
            key(&mut index.partition_key);
            index.sort_key.iter_mut().for_each(key);
        }
        let least = self.kinds.iter().map(|kind| told.of(&kind.name).key_bytes(attributes)).max().unwrap_or(0);
        told.item_bytes = told.item_bytes.max(u32::try_from(least).unwrap_or(u32::MAX));
        told
    }

    /// A key as all kinds have it. A kind without it names it as its own attribute, which its items do not have.
    fn key(&self, key: &KeyTemplate, table: &TableDesign) -> KeyTemplate {
        let parts = |kind: &Kind<'_>| kind.parts(key, table);
        let common = self.kinds.iter().find_map(parts).unwrap_or_else(|| key.parts.clone());
        let mut told = KeyTemplate::new(key.name.clone(), common);
        for kind in &self.kinds {
            let own = parts(kind).unwrap_or_else(|| vec![KeyPart::Attribute(key.name.clone())]);
            if own != told.parts {
                told.of_kind.push((kind.name.clone(), own));
            }
        }
        told
    }

    /// Writes, reads of one item, and a list for each key that has several items, of each kind.
    fn patterns(&self, table: &TableDesign) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        for kind in &self.kinds {
            let (own, count) = (table.of(&kind.name), kind.items.len() as u64);
            let rate = |all: u64| Curve::Constant(MilliRate((all * 1_000 * count / self.all.max(1) as u64).max(1)));
            let primary: Vec<String> =
                core::iter::once(&own.partition_key).chain(&own.sort_key).flat_map(names).fold(vec![], with);
            let held = own.indexes.iter().filter(|index| {
                core::iter::once(&index.partition_key).chain(&index.sort_key).all(|key| kind.mould(key).is_some())
            });
            let of_indexes = held.clone().flat_map(|index| core::iter::once(&index.partition_key).chain(&index.sort_key));
            let has = |name: &&String| kind.items.iter().any(|item| item.get(name).is_some());
            let copied = own.indexes.iter().flat_map(included).filter(has).cloned();
            let known: Vec<String> = primary.iter().cloned().chain(of_indexes.flat_map(names)).chain(copied).fold(vec![], with);
            let [puts, gets, lists, queries] = RATES.map(rate);
            let one = |name: &str, action, known: &[String], rate: &Curve| Pattern {
                name: format!("{name} {}", kind.name),
                action,
                entity: kind.name.clone(),
                known: known.to_vec(),
                rate: rate.clone(),
                ..super::whole(table)
            };
            patterns.push(one("put", Action::Put, &known, &puts));
            patterns.push(one("get", Action::Get, &primary, &gets));
            let mut list = |name: &str, key: &KeyTemplate, sort: Option<&KeyTemplate>, rate: &Curve| {
                let known = names(key);
                let texts = kind.items.iter().filter_map(|item| text(item, &key.name));
                let distinct = texts.collect::<std::collections::BTreeSet<_>>().len() as u64;
                let items = count.checked_div(distinct).unwrap_or(1).clamp(1, 100) as u32;
                if !known.is_empty() {
                    let ordered_by = sort.map(names).unwrap_or_default();
                    patterns.push(Pattern { ordered_by, items, ..one(name, Action::List, &known, rate) });
                }
            };
            // A sort key that is the same for all of a kind, or says what the partition key does, makes no list.
            let sort = own.sort_key.as_ref().map(names).unwrap_or_default();
            if sort.iter().any(|name| !names(&own.partition_key).contains(name)) {
                list("list", &own.partition_key, None, &lists);
            }
            for index in held {
                list(&format!("query {} for", index.name), &index.partition_key, index.sort_key.as_ref(), &queries);
            }
        }
        patterns
    }
}

impl Kind<'_> {
    /// How an attribute's texts begin in this kind; `None` if none of its items has it.
    fn mould(&self, key: &KeyTemplate) -> Option<Mould> {
        let having = self.items.iter().filter(|item| text(item, &key.name).is_some());
        let mut moulds = having.map(|item| mould(item, &key.name));
        let first = moulds.next()?;
        Some(if moulds.all(|mould| mould == first) { first } else { Mould::Free })
    }

    fn parts(&self, key: &KeyTemplate, table: &TableDesign) -> Option<Vec<KeyPart>> {
        let mould = self.mould(key)?;
        let attribute = self.attribute(key, &mould, table).map(KeyPart::Attribute);
        Some(match mould {
            Mould::Begins(beginning) => core::iter::once(KeyPart::Text(beginning)).chain(attribute).collect(),
            Mould::Same(text) => vec![KeyPart::Text(text)],
            Mould::Free => attribute.into_iter().collect(),
        })
    }

    /// The attribute that stands for what follows a beginning: that of the partition key if it always says the same.
    fn attribute(&self, key: &KeyTemplate, mould: &Mould, table: &TableDesign) -> Option<String> {
        let word = match mould {
            Mould::Same(_) => return None,
            Mould::Free => return Some(key.name.clone()),
            Mould::Begins(_) => mould.word(),
        };
        let (first, spreads) = (&table.partition_key, self.mould(&table.partition_key)?);
        let rest = |item: &Json, name: &str, mould: &Mould| text(item, name).map(|text| mould.rest(text).to_owned());
        let is_same =
            |item: &&Json| rest(item, &key.name, mould).is_none_or(|own| rest(item, &first.name, &spreads) == Some(own));
        if key.name != first.name && self.items.iter().all(is_same) {
            return self.attribute(first, &spreads, table);
        }
        Some(word)
    }
}

/// Keys of a table and its indexes, each attribute where it comes first, and whether it sorts there.
fn keys(table: &TableDesign) -> Vec<(&KeyTemplate, bool)> {
    let of_indexes = table.indexes.iter().map(|index| (&index.partition_key, index.sort_key.as_ref()));
    let mut keys: Vec<(&KeyTemplate, bool)> = Vec::new();
    for (partition, sort) in core::iter::once((&table.partition_key, table.sort_key.as_ref())).chain(of_indexes) {
        for (key, sorts) in core::iter::once((partition, false)).chain(sort.map(|sort| (sort, true))) {
            if keys.iter().all(|(known, _)| known.name != key.name) {
                keys.push((key, sorts));
            }
        }
    }
    keys
}

/// Attributes that an index copies besides keys.
fn included(index: &IndexDesign) -> &[String] {
    if let Projected::Include(names) = &index.projection { names } else { &[] }
}

/// The text of an attribute that can be a key.
fn text<'a>(item: &'a Json, attribute: &str) -> Option<&'a str> {
    let value = item.get(attribute)?;
    ["S", "N", "B"].iter().find_map(|kind| value.get(kind).and_then(Json::as_text))
}

/// How it begins; only strings say something of a kind.
fn mould(item: &Json, attribute: &str) -> Mould {
    let string = item.get(attribute).and_then(|value| value.get("S")).and_then(Json::as_text);
    string.map_or(Mould::Free, Mould::of)
}

/// A name that no other kind has: by the sort key, or by both keys.
fn free_name(moulds: &[Mould], others: &[Kind<'_>]) -> String {
    let words: Vec<String> = moulds.iter().map(Mould::word).filter(|word| !word.is_empty()).collect();
    let is_free = |name: &String| !name.is_empty() && others.iter().all(|other| other.name != *name);
    let mut names = [words.last().cloned().unwrap_or_default(), words.join("-"), "item".to_owned()].into_iter();
    names.find(is_free).unwrap_or_else(|| format!("kind-{}", others.len() + 1))
}

/// A list of names with one more, each once.
fn with(mut names: Vec<String>, name: String) -> Vec<String> {
    if !names.contains(&name) {
        names.push(name);
    }
    names
}
