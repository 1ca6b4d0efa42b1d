//! `[[design]]`, `[[design.table]]` and `[[design.table.index]]`.

use toml::de::DeValue;

use super::key_names::KeyNames;
use super::patterns::Patterns;
use super::sheet::{Fields, Sheet, Value};
use super::{capacity, patterns, template};
use crate::scenario::{Attribute, CapacityDesign, Design, IndexDesign, Projected, Scenario, TableClass, TableDesign};

/// Tables of a design at most (our bound).
const TABLES_MAX: usize = 20;
/// Global indexes of a table: the default quota (developer guide, "Quotas").
const GLOBAL_MAX: usize = 20;
/// Local indexes of a table (developer guide, "Quotas").
const LOCAL_MAX: usize = 5;
/// Items at the start at most (our bound).
const ITEMS_MAX: u64 = 1_000_000_000_000;

pub(super) fn read(value: &Value<'_>, attributes: &[Attribute], patterns: &Patterns, sheet: &mut Sheet<'_>) -> Vec<Design> {
    let sections = sheet.sections(value, "design");
    if let Some(value) = sections.get(Scenario::DESIGNS_MAX) {
        sheet.problem(
            value.span().start,
            format!("a scenario compares {} designs at most", Scenario::DESIGNS_MAX),
            "a second scenario with the same patterns for the others",
        );
    }
    let mut designs: Vec<Design> = vec![];
    for value in sections.iter().take(Scenario::DESIGNS_MAX) {
        let Some(design) = design(value, attributes, patterns, sheet) else { continue };
        if designs.iter().any(|other| other.name == design.name) {
            sheet.problem(value.span().start, format!("there are two designs {:?}", design.name), "another name for one of them");
        }
        designs.push(design);
    }
    designs
}

fn design(value: &Value<'_>, attributes: &[Attribute], patterns: &Patterns, sheet: &mut Sheet<'_>) -> Option<Design> {
    let mut fields = Fields::of(value, "a design", "`[[design]]` and its fields below", sheet)?;
    let name = fields.needed(sheet, "name", "`name = \"A\"`").and_then(|value| sheet.text(value, "name"));
    let tables_at = fields.needed(sheet, "table", "a section `[[design.table]]` with `name` and `partition_key`");
    fields.done(sheet);
    let sections = sheet.sections(tables_at?, "design.table");
    if let Some(value) = sections.get(TABLES_MAX) {
        sheet.problem(
            value.span().start,
            format!("a design has {TABLES_MAX} tables at most"),
            "fewer tables: related kinds of items often share one",
        );
    }
    let mut tables: Vec<TableDesign> = vec![];
    for value in sections.iter().take(TABLES_MAX) {
        let Some(table) = table(value, attributes, patterns, sheet) else { continue };
        if tables.iter().any(|other| other.name == table.name) {
            sheet.problem(value.span().start, format!("there are two tables {:?}", table.name), "another name for one of them");
        }
        tables.push(table);
    }
    Some(Design { name: name?, tables })
}

fn table(value: &Value<'_>, attributes: &[Attribute], patterns: &Patterns, sheet: &mut Sheet<'_>) -> Option<TableDesign> {
    let mut fields = Fields::of(value, "a table", "`[[design.table]]` and its fields below", sheet)?;
    let name = fields.needed(sheet, "name", "`name = \"Orders\"`").and_then(|value| table_name(value, sheet));
    let holds = fields.take("holds").map_or(Some(vec![]), |value| holds(value, patterns, sheet));
    let kinds = kinds(holds.as_deref().unwrap_or_default(), patterns);
    let partition_key = fields
        .needed(sheet, "partition_key", "`partition_key = \"{device}\"`")
        .and_then(|value| template::read(value, "partition_key", "pk", &kinds, attributes, sheet));
    let sort_key_at = fields.take("sort_key");
    let sort_key = sort_key_at.map(|value| template::read(value, "sort_key", "sk", &kinds, attributes, sheet));
    let capacity = capacity::of_table(&mut fields, sheet);
    let class = fields.take("class").map_or(Some(TableClass::Standard), |value| class(value, sheet));
    let item_count = fields.take("items").map_or(Some(0), |value| sheet.count(value, "items", 0..=ITEMS_MAX));
    let item_bytes = fields.take("item_size").map(|value| sheet.bytes(value, "item_size"));
    let indexes_at = fields.take("index");
    fields.done(sheet);
    let sections = indexes_at.map(|value| sheet.sections(value, "design.table.index")).unwrap_or_default();
    let mut names = KeyNames::new(&kinds);
    if let (Some(name), Some(key)) = (&name, &partition_key) {
        names.add(name, (key, sort_key.as_ref().and_then(Option::as_ref)), value.span().start, sheet);
    }
    let mut indexes: Vec<IndexDesign> = vec![];
    for (number, value) in (1..).zip(sections) {
        let around = Around {
            partition_key: partition_key.as_ref(),
            sorted: sort_key_at.is_some(),
            capacity: capacity.as_ref(),
            kinds: &kinds,
            number,
        };
        let Some(index) = index(value, around, attributes, sheet) else { continue };
        names.add(&index.name, (&index.partition_key, index.sort_key.as_ref()), value.span().start, sheet);
        if indexes.iter().any(|other| other.name == index.name) {
            sheet.problem(value.span().start, format!("there are two indexes {:?}", index.name), "another name for one of them");
        }
        let (of_kind, most, kind) = if index.is_local { (true, LOCAL_MAX, "local") } else { (false, GLOBAL_MAX, "global") };
        if indexes.iter().filter(|other| other.is_local == of_kind).count() == most {
            sheet.problem(
                value.span().start,
                format!("a table has {most} {kind} indexes at most"),
                "fewer indexes, or another table",
            );
        }
        indexes.push(index);
    }
    let holds = holds?;
    let item_bytes = match item_bytes {
        Some(bytes) => bytes?,
        None => usual_bytes(&holds, patterns),
    };
    Some(TableDesign {
        name: name?,
        partition_key: partition_key?,
        sort_key: match sort_key {
            Some(key) => Some(key?),
            None => None,
        },
        indexes,
        capacity: capacity?,
        class: class?,
        item_count: item_count?,
        item_bytes,
        holds,
    })
}

/// 3 to 255 letters, digits and `_ - .`, as CreateTable wants them.
fn table_name(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<String> {
    let name = sheet.text(value, "name")?;
    let is_name =
        (3..=255).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    if is_name {
        return Some(name);
    }
    sheet.problem(
        value.span().start,
        format!("{name:?} is no name for a table or an index"),
        "3 to 255 letters, digits, `_`, `-` and `.`: `name = \"Orders\"`",
    );
    None
}

/// Kinds of items that a table holds: those that it names, else all.
fn kinds(holds: &[String], patterns: &Patterns) -> Vec<String> {
    let mut kinds: Vec<String> = vec![];
    for kind in if holds.is_empty() { &patterns.entities } else { holds } {
        if !kinds.contains(kind) {
            kinds.push(kind.clone());
        }
    }
    kinds
}

/// Kinds of items that some pattern has.
fn holds(value: &Value<'_>, patterns: &Patterns, sheet: &mut Sheet<'_>) -> Option<Vec<String>> {
    let names = sheet.texts(value, "holds")?;
    let mut all = true;
    for name in &names {
        let entities = || patterns.entities.iter().map(String::as_str);
        if entities().any(|entity| entity == name) {
            continue;
        }
        all = false;
        let instead = match syntax::nearest(name, entities()) {
            Some(near) => format!("`{near}`"),
            None => format!("a pattern with `entity = {name:?}`, or leave it out"),
        };
        sheet.problem(value.span().start, format!("no pattern is about items of the kind {name:?}"), instead);
    }
    all.then_some(names)
}

fn class(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<TableClass> {
    match sheet.text(value, "class")?.as_str() {
        "standard" => Some(TableClass::Standard),
        "infrequent-access" => Some(TableClass::InfrequentAccess),
        other => {
            sheet.problem(
                value.span().start,
                format!("there is no table class {other:?}"),
                "`class = \"standard\"` or `class = \"infrequent-access\"`",
            );
            None
        }
    }
}

/// The mean size of what patterns put into the table; 1 KB if none does.
fn usual_bytes(holds: &[String], patterns: &Patterns) -> u32 {
    let within = |entity: &String| holds.is_empty() || holds.contains(entity);
    let put = patterns.read.iter().map(|(pattern, _)| pattern).filter(|pattern| pattern.makes_items() && within(&pattern.entity));
    let (mut sum, mut count) = (0u64, 0u64);
    for pattern in put {
        sum += u64::from(pattern.size.mean());
        count += 1;
    }
    sum.checked_div(count).unwrap_or(1_024) as u32
}

/// What an index takes from its table.
struct Around<'a> {
    partition_key: Option<&'a crate::scenario::KeyTemplate>,
    sorted: bool,
    /// Kinds of items that it holds.
    kinds: &'a [String],
    capacity: Option<&'a CapacityDesign>,
    /// Its number among the table's indexes, from 1.
    number: u32,
}

fn index(value: &Value<'_>, table: Around<'_>, attributes: &[Attribute], sheet: &mut Sheet<'_>) -> Option<IndexDesign> {
    let mut fields = Fields::of(value, "an index", "`[[design.table.index]]` and its fields below", sheet)?;
    let at = fields.at();
    let name = fields.needed(sheet, "name", "`name = \"by-status\"`").and_then(|value| table_name(value, sheet));
    let is_local = fields.take("local").map_or(Some(false), |value| sheet.boolean(value, "local")).unwrap_or_default();
    let (pk, sk) = (
        format!("gsi{}pk", table.number),
        if is_local { format!("lsi{}sk", table.number) } else { format!("gsi{}sk", table.number) },
    );
    let own_key = if is_local {
        fields.take("partition_key")
    } else {
        fields.needed(sheet, "partition_key", "`partition_key = \"{status}\"`")
    };
    let partition_key = match own_key {
        Some(value) if is_local => {
            sheet.problem(
                value.span().start,
                "a local index has the partition key of its table".into(),
                "leave `partition_key` out, or leave `local` out",
            );
            None
        }
        Some(value) => template::read(value, "partition_key", &pk, table.kinds, attributes, sheet),
        None => table.partition_key.filter(|_| is_local).cloned(),
    };
    let sort_key = fields.take("sort_key").map(|value| template::read(value, "sort_key", &sk, table.kinds, attributes, sheet));
    if is_local && sort_key.is_none() {
        sheet.problem(at, "a local index has a sort key of its own, and here is none".into(), "`sort_key = \"{status}\"`");
    }
    if is_local && !table.sorted {
        sheet.problem(
            at,
            "a local index is for tables that have a sort key".into(),
            "`sort_key = \"{time}\"` at the table, or an index that is not local",
        );
    }
    let projection = fields.take("projection").map_or(Some(Projected::All), |value| projection(value, attributes, sheet));
    let capacity = if is_local {
        let names =
            ["mode", "reads", "writes", "scale_reads", "scale_writes", "max_reads", "max_writes", "warm", "previous_peak"];
        capacity::foreign(
            &mut fields,
            &names,
            "a local index uses the capacity of its table",
            "capacity at the table only",
            sheet,
        );
        table.capacity.cloned()
    } else {
        capacity::of_index(&mut fields, table.capacity, sheet)
    };
    fields.done(sheet);
    Some(IndexDesign {
        name: name?,
        is_local,
        partition_key: partition_key?,
        sort_key: match sort_key {
            Some(key) => Some(key?),
            None => None,
        },
        projection: projection?,
        capacity: capacity?,
    })
}

/// `"all"`, `"keys-only"`, or a list of attributes.
fn projection(value: &Value<'_>, attributes: &[Attribute], sheet: &mut Sheet<'_>) -> Option<Projected> {
    if let DeValue::Array(_) = value.get_ref() {
        return patterns::known_names(value, "projection", attributes, sheet).map(Projected::Include);
    }
    match sheet.text(value, "projection")?.as_str() {
        "all" => Some(Projected::All),
        "keys-only" => Some(Projected::KeysOnly),
        other => {
            sheet.problem(
                value.span().start,
                format!("there is no projection {other:?}"),
                "`projection = \"all\"`, `\"keys-only\"`, or the attributes: `[\"status\", \"total\"]`",
            );
            None
        }
    }
}
