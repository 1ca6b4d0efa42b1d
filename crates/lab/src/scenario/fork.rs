//! A scenario out of a table that is there: its keys, indexes and capacity as design A, and a copy to be changed as design B.
//!
//! It is made of two answers of the API, DescribeTable and a Scan (or as much of one as the host likes to read): so any front can
//! ask for it. The values of keys are the table's own, as often as they come in what was scanned.
//!
//! Our model: what cannot be seen in a table is assumed. Rates are round numbers to be changed; a sort key that no two items
//! share is new in each put. Several kinds of items in one table are told by how their keys begin ([`kinds`]).

mod kinds;

use core::fmt;
use std::collections::BTreeMap;

use api::Json;

use super::{
    Action, Attribute, CapacityDesign, Curve, Design, IndexDesign, ItemSize, KeyPart, KeyTemplate, MilliRate, Pattern, Projected,
    RetryPolicy, Scenario, TableClass, TableDesign, Units, Values, csv,
};
use crate::workload::DAY_S;

/// Why no scenario can be made of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForkError {
    /// What should be DescribeTable's answer, or Scan's, is none.
    NoAnswer(&'static str),
    /// None of the requests reads or writes the table's items.
    NoRequests,
    /// A key attribute's name has a curly bracket, which templates cannot hold.
    Name(String),
}

impl fmt::Display for ForkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ForkError::NoAnswer(operation) => write!(f, "This is not what {operation} answers"),
            ForkError::NoRequests => {
                f.write_str("No request of this visit has read or written items of the table: run some, then try again")
            }
            ForkError::Name(name) => write!(f, "The key attribute {name:?} has a curly bracket: scenarios cannot name it"),
        }
    }
}

impl std::error::Error for ForkError {}

/// The scenario of a table: `description` is DescribeTable's answer, `scanned` Scan's, both as JSON. `region` is for prices, `start_s` is
/// the first second since 1970.
pub fn of_table(description: &str, scanned: &str, region: &str, start_s: u64) -> Result<Scenario, ForkError> {
    let mut scenario = as_it_is(description, scanned, region, start_s)?;
    let scanned = Json::parse(scanned.as_bytes()).map_err(|_| ForkError::NoAnswer("Scan"))?;
    kinds::tell_apart(&mut scenario, &Seen::of(&scanned));
    Ok(scenario)
}

/// The same without a look at kinds of items: each key is its own attribute.
pub(super) fn as_it_is(description: &str, scanned: &str, region: &str, start_s: u64) -> Result<Scenario, ForkError> {
    let description = Json::parse(description.as_bytes()).map_err(|_| ForkError::NoAnswer("DescribeTable"))?;
    let scanned = Json::parse(scanned.as_bytes()).map_err(|_| ForkError::NoAnswer("Scan"))?;
    let table = description.get("Table").ok_or(ForkError::NoAnswer("DescribeTable"))?;
    scanned.get("Items").and_then(Json::as_array).ok_or(ForkError::NoAnswer("Scan"))?;
    let seen = Seen::of(&scanned);
    let mut design = table_design(table).ok_or(ForkError::NoAnswer("DescribeTable"))?;
    let attributes = attributes(&design, &seen)?;
    let bytes = number(table, "TableSizeBytes").checked_div(number(table, "ItemCount")).unwrap_or(1_024);
    design.item_bytes = bytes.max(design.key_bytes(&attributes)).min(model::limits::ITEM_SIZE_BYTES as u64) as u32;
    design.item_count = design.item_count.max(seen.items.len() as u64).max(1);
    let patterns = patterns(&design, &attributes, &seen);
    let copy = |name: &str| Design { name: name.to_owned(), tables: vec![design.clone()] };
    Ok(Scenario {
        title: format!("Traffic on {}", design.name),
        note: "Design A is the table as it is. Design B is a copy: change its keys, indexes or capacity, and compare.\n\nThe rates are \
               assumed; write your own."
            .to_owned(),
        seed: 1,
        start_s,
        duration_s: DAY_S,
        region: region.to_owned(),
        designs: vec![copy("A: as it is"), copy("B: a copy to change")],
        attributes,
        patterns,
        retries: RetryPolicy::SDK,
    })
}

/// Items that were scanned.
pub(super) struct Seen<'a> {
    pub(super) items: &'a [Json],
}

impl<'a> Seen<'a> {
    /// The items of Scan's answer, as many as are looked at.
    pub(super) fn of(scanned: &'a Json) -> Self {
        let items = scanned.get("Items").and_then(Json::as_array).unwrap_or_default();
        Seen { items: items.get(..csv::KEYS_MAX).unwrap_or(items) }
    }

    /// The values of an attribute that can be keys, in the order of the items.
    pub(super) fn values(&self, attribute: &str) -> Vec<String> {
        let value = |item: &Json| {
            let value = item.get(attribute)?;
            let text = ["S", "N", "B"].iter().find_map(|kind| value.get(kind).and_then(Json::as_text))?;
            (csv::wrong_keys([text.to_owned()].iter()).is_none()).then(|| text.to_owned())
        };
        self.items.iter().filter_map(value).collect()
    }
}

fn number(json: &Json, member: &str) -> u64 {
    json.get(member).and_then(Json::as_number).and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn text<'a>(json: &'a Json, member: &str) -> Option<&'a str> {
    json.get(member).and_then(Json::as_text)
}

fn list<'a>(json: &'a Json, member: &str) -> &'a [Json] {
    json.get(member).and_then(Json::as_array).unwrap_or_default()
}

fn table_design(table: &Json) -> Option<TableDesign> {
    let capacity = capacity(table, is_on_demand(table));
    let mut indexes = vec![];
    for (member, is_local) in [("GlobalSecondaryIndexes", false), ("LocalSecondaryIndexes", true)] {
        for index in list(table, member) {
            indexes.push(index_design(index, is_local, table)?);
        }
    }
    let class = table.get("TableClassSummary").and_then(|summary| text(summary, "TableClass"));
    Some(TableDesign {
        name: text(table, "TableName")?.to_owned(),
        holds: vec![],
        partition_key: key(table, "HASH", "pk")?,
        sort_key: key(table, "RANGE", "sk"),
        indexes,
        capacity,
        class: if class == Some("STANDARD_INFREQUENT_ACCESS") { TableClass::InfrequentAccess } else { TableClass::Standard },
        item_count: number(table, "ItemCount"),
        item_bytes: 0,
    })
}

fn index_design(index: &Json, is_local: bool, table: &Json) -> Option<IndexDesign> {
    let projection = index.get("Projection");
    let included = || projection.map(|projection| list(projection, "NonKeyAttributes")).unwrap_or_default();
    Some(IndexDesign {
        name: text(index, "IndexName")?.to_owned(),
        is_local,
        partition_key: key(index, "HASH", "pk")?,
        sort_key: key(index, "RANGE", "sk"),
        projection: match projection.and_then(|projection| text(projection, "ProjectionType")) {
            Some("KEYS_ONLY") => Projected::KeysOnly,
            Some("INCLUDE") => Projected::Include(included().iter().filter_map(Json::as_text).map(str::to_owned).collect()),
            _ => Projected::All,
        },
        capacity: capacity(if is_local { table } else { index }, is_on_demand(table)),
    })
}

/// The key of one role; several attributes are joined.
fn key(of: &Json, role: &str, unnamed: &str) -> Option<KeyTemplate> {
    let names = list(of, "KeySchema").iter().filter(|element| text(element, "KeyType") == Some(role));
    let mut parts = vec![];
    for name in names.filter_map(|element| text(element, "AttributeName")) {
        if !parts.is_empty() {
            parts.push(KeyPart::Text("#".to_owned()));
        }
        parts.push(KeyPart::Attribute(name.to_owned()));
    }
    (!parts.is_empty()).then(|| KeyTemplate::new(super::read::default_name(&parts, unnamed).to_owned(), parts))
}

fn is_on_demand(table: &Json) -> bool {
    table.get("BillingModeSummary").and_then(|summary| text(summary, "BillingMode")) == Some("PAY_PER_REQUEST")
}

fn capacity(of: &Json, is_on_demand: bool) -> CapacityDesign {
    if is_on_demand {
        let bound = |member: &str| of.get("OnDemandThroughput").map(|bounds| number(bounds, member)).filter(|bound| *bound > 0);
        let maximum = (bound("MaxReadRequestUnits"), bound("MaxWriteRequestUnits"));
        return CapacityDesign::OnDemand { maximum, warm: None, previous_peak: None };
    }
    let units = |member: &str| of.get("ProvisionedThroughput").map_or(0, |units| number(units, member)).max(1);
    let units = Units { read: units("ReadCapacityUnits"), write: units("WriteCapacityUnits") };
    CapacityDesign::Provisioned { units, read_scaling: None, write_scaling: None }
}

/// Names of the attributes of a key.
pub(super) fn names(key: &KeyTemplate) -> Vec<String> {
    let name = |part: &KeyPart| match part {
        KeyPart::Attribute(name) => Some(name.clone()),
        KeyPart::Text(_) => None,
    };
    key.parts.iter().filter_map(name).collect()
}

/// All attributes that keys and projections name, with the values that were seen.
fn attributes(table: &TableDesign, seen: &Seen<'_>) -> Result<Vec<Attribute>, ForkError> {
    let global = || table.indexes.iter().filter(|index| !index.is_local);
    let spreading = core::iter::once(&table.partition_key).chain(global().map(|index| &index.partition_key)).flat_map(names);
    let sorting = table.sort_key.iter().chain(table.indexes.iter().filter_map(|index| index.sort_key.as_ref())).flat_map(names);
    let projected = table.indexes.iter().flat_map(|index| match &index.projection {
        Projected::Include(names) => names.clone(),
        Projected::All | Projected::KeysOnly => vec![],
    });
    let mut attributes: Vec<Attribute> = vec![];
    for (name, sorts) in spreading.map(|name| (name, false)).chain(sorting.chain(projected).map(|name| (name, true))) {
        if attributes.iter().any(|attribute| attribute.name == name) {
            continue;
        }
        if name.contains(['{', '}', '\0']) {
            return Err(ForkError::Name(name));
        }
        let mut attribute = Attribute { values: values(seen.values(&name), sorts), name, size_bytes: 0 };
        attribute.size_bytes = attribute.natural_bytes();
        attributes.push(attribute);
    }
    Ok(attributes)
}

/// How values like those that were seen are drawn.
pub(super) fn values(seen: Vec<String>, sorts: bool) -> Values {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    seen.iter().for_each(|value| *counts.entry(value).or_default() += 1);
    match (counts.len(), sorts) {
        (0, false) => Values::Uniform { count: 10_000 },
        (0, true) => Values::Time,
        (distinct, true) if distinct == seen.len() && seen.iter().all(|value| is_moment(value)) => Values::Time,
        (distinct, true) if distinct == seen.len() => Values::Sequence,
        (distinct, false) if distinct == seen.len() => Values::Replay { values: seen },
        _ => Values::Weighted { values: counts.into_iter().map(|(value, count)| (value.to_owned(), count)).collect() },
    }
}

/// Whether a text begins as a date does: `2026-11-20`.
fn is_moment(text: &str) -> bool {
    let begins = |(place, byte): (usize, u8)| if place == 4 || place == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() >= 10 && text.bytes().take(10).enumerate().all(begins)
}

/// A pattern of whole items of a table, to be told what it does.
fn whole(table: &TableDesign) -> Pattern {
    Pattern {
        name: String::new(),
        action: Action::Put,
        entity: "item".to_owned(),
        known: vec![],
        ordered_by: vec![],
        needs: vec![],
        changes: vec![],
        size: ItemSize::Fixed(table.item_bytes),
        items: 1,
        returned_millionths: 1_000_000,
        consistent: false,
        expires_after_days: None,
        rate: Curve::Constant(MilliRate(0)),
    }
}

/// Writes, reads of one item, and a list for each key that has several items.
fn patterns(table: &TableDesign, attributes: &[Attribute], seen: &Seen<'_>) -> Vec<Pattern> {
    let whole = |name: &str, action, rate: u64| Pattern {
        name: name.to_owned(),
        action,
        rate: Curve::Constant(MilliRate(rate * 1_000)),
        ..whole(table)
    };
    let mut patterns = vec![whole("put an item", Action::Put, 100), whole("get an item", Action::Get, 300)];
    let mut add_list = |name: String, key: &KeyTemplate, sort: Option<&KeyTemplate>, rate: u64| {
        let known = names(key);
        let distinct =
            attributes.iter().find(|attribute| Some(&attribute.name) == known.first()).and_then(|found| found.values.count());
        let each = (seen.items.len() as u64).checked_div(distinct.unwrap_or(1)).unwrap_or(1).clamp(1, 100);
        let ordered_by = sort.map(names).unwrap_or_default();
        patterns.push(Pattern { name, known, ordered_by, items: each as u32, ..whole("", Action::List, rate) });
    };
    if table.sort_key.is_some() {
        add_list("list an item collection".to_owned(), &table.partition_key, None, 100);
    }
    for index in &table.indexes {
        add_list(format!("query {}", index.name), &index.partition_key, index.sort_key.as_ref(), 10);
    }
    patterns
}

#[cfg(test)]
mod tests;
