//! Keys as they are written: `"{device}#{date}"`.

use toml::de::DeValue;

use super::sheet::{self, Fields, Sheet, Value, listed, one_of};
use crate::scenario::{Attribute, KeyPart, KeyTemplate};

/// Parts of a key at most (our bound).
const PARTS_MAX: usize = 16;

/// A key: a template, or a table with the key attribute's name and the template, and with those of single `kinds` of items,
/// which are among those that the table holds.
pub(super) fn read(
    value: &Value<'_>,
    field: &'static str,
    unnamed: &str,
    kinds: &[String],
    attributes: &[Attribute],
    sheet: &mut Sheet<'_>,
) -> Option<KeyTemplate> {
    if !matches!(value.get_ref(), DeValue::Table(_)) {
        return template(value, field, unnamed, attributes, sheet);
    }
    let example = "`partition_key = { name = \"PK\", of = \"{device}#{date}\" }`";
    let mut fields = Fields::of(value, "a key", example, sheet)?;
    let name = fields.needed(sheet, "name", example).and_then(|value| sheet.text(value, "name"));
    let of = fields.needed(sheet, "of", example).and_then(|value| template(value, "of", unnamed, attributes, sheet));
    let of_kind = fields.take("kinds").map_or(Some(vec![]), |value| of_kinds(value, unnamed, kinds, attributes, sheet));
    fields.done(sheet);
    Some(KeyTemplate { name: name?, of_kind: of_kind?, ..of? })
}

/// `{ order = "ORDER#{order}" }`, in the order of the text.
fn of_kinds(
    value: &Value<'_>,
    unnamed: &str,
    kinds: &[String],
    attributes: &[Attribute],
    sheet: &mut Sheet<'_>,
) -> Option<Vec<(String, Vec<KeyPart>)>> {
    let DeValue::Table(table) = value.get_ref() else {
        sheet.problem(
            value.span().start,
            "`kinds` tells the key of each kind of items that has one of its own".into(),
            "`kinds = { order = \"ORDER#{order}\" }`",
        );
        return None;
    };
    let mut placed: Vec<(usize, String, Vec<KeyPart>)> = vec![];
    let mut all = true;
    for (kind, value) in table {
        let (at, kind) = (kind.span().start, kind.get_ref().to_string());
        if !kinds.contains(&kind) {
            let instead = one_of(&kind, kinds.iter().map(String::as_str));
            sheet.problem(at, format!("the table holds no items of the kind {kind:?}"), instead);
            all = false;
        } else if !matches!(value.get_ref(), DeValue::String(_)) {
            let message = format!("the key of the kind {kind:?} is a text, and here is {}", sheet::kind(value));
            sheet.problem(value.span().start, message, format!("`{kind} = \"{}#{{{kind}}}\"`", kind.to_uppercase()));
            all = false;
        } else if let Some(key) = template(value, &kind, unnamed, attributes, sheet) {
            placed.push((at, kind, key.parts));
        } else {
            all = false;
        }
    }
    model::sort_by(&mut placed, |left, right| left.0.cmp(&right.0));
    all.then(|| placed.into_iter().map(|(_, kind, parts)| (kind, parts)).collect())
}

/// The name of a key attribute that is not said: of a single attribute its own, otherwise `unnamed`.
pub(in crate::scenario) fn default_name<'a>(parts: &'a [KeyPart], unnamed: &'a str) -> &'a str {
    match parts {
        [KeyPart::Attribute(name)] => name,
        _ => unnamed,
    }
}

fn template(
    value: &Value<'_>,
    field: &str,
    unnamed: &str,
    attributes: &[Attribute],
    sheet: &mut Sheet<'_>,
) -> Option<KeyTemplate> {
    let text = sheet.text(value, field)?;
    let at = value.span().start;
    let Some(parts) = parts(&text) else {
        sheet.problem(
            at,
            format!("`{field}` has a bracket that is not closed or holds nothing: {text:?}"),
            "`\"{device}#{date}\"`: attributes in curly brackets, fixed text between; a bracket itself is doubled",
        );
        return None;
    };
    if parts.is_empty() || parts.len() > PARTS_MAX {
        sheet.problem(
            at,
            format!("`{field}` has {} parts, and 1 to {PARTS_MAX} make a key", parts.len()),
            "`\"{device}#{date}\"`",
        );
        return None;
    }
    if let [KeyPart::Text(text)] = parts.as_slice()
        && let Some(meant) = meant(text, unnamed, attributes)
    {
        sheet.problem(
            at,
            format!("`{field}` is the same text for every item, though there is an attribute {meant:?}"),
            format!("`{field} = \"{{{meant}}}\"`"),
        );
        return None;
    }
    let mut known = true;
    for part in &parts {
        let KeyPart::Attribute(name) = part else { continue };
        known &= attribute(name, at, attributes, sheet);
    }
    let key = known.then(|| KeyTemplate::new(default_name(&parts, unnamed).to_owned(), parts))?;
    let most = if unnamed.ends_with("sk") { model::limits::SORT_KEY_SIZE_BYTES } else { model::limits::PARTITION_KEY_SIZE_BYTES };
    let bytes = key.bytes(attributes);
    if bytes > most as u64 {
        sheet.problem(
            at,
            format!("`{field}` has {bytes} bytes, and {most} are the most"),
            "attributes with a smaller `size`, or fewer of them",
        );
        return None;
    }
    Some(key)
}

/// The attribute that a text without brackets stands for, if it looks like one. A sort key may well be the same for all.
fn meant<'a>(text: &str, unnamed: &str, attributes: &'a [Attribute]) -> Option<&'a str> {
    let mut names = attributes.iter().map(|attribute| attribute.name.as_str());
    let same = names.clone().find(|name| *name == text);
    same.or_else(|| if unnamed.ends_with("pk") { syntax::nearest(text, &mut names) } else { None })
}

/// Whether there is such an attribute; tells if not.
pub(super) fn attribute(name: &str, at: usize, attributes: &[Attribute], sheet: &mut Sheet<'_>) -> bool {
    let names = || attributes.iter().map(|attribute| attribute.name.as_str());
    if names().any(|known| known == name) {
        return true;
    }
    let instead = match syntax::nearest(name, names()) {
        Some(near) => format!("`{near}`, or add `{name} = {{ uniform = 1000 }}` below `[attributes]`"),
        None if attributes.is_empty() => format!("`{name} = {{ uniform = 1000 }}` below `[attributes]`"),
        None => format!("one of {}, or add `{name} = {{ uniform = 1000 }}` below `[attributes]`", listed(names())),
    };
    sheet.problem(at, format!("there is no attribute `{name}`"), instead);
    false
}

fn parts(text: &str) -> Option<Vec<KeyPart>> {
    let mut parts = vec![];
    let mut fixed = String::new();
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '{' | '}' if rest.peek() == Some(&letter) => fixed.extend(rest.next()),
            '{' => {
                let mut name = String::new();
                loop {
                    match rest.next()? {
                        '}' => break,
                        '{' => return None,
                        letter => name.push(letter),
                    }
                }
                if name.is_empty() {
                    return None;
                }
                if !fixed.is_empty() {
                    parts.push(KeyPart::Text(core::mem::take(&mut fixed)));
                }
                parts.push(KeyPart::Attribute(name));
            }
            '}' => return None,
            letter => fixed.push(letter),
        }
    }
    if !fixed.is_empty() {
        parts.push(KeyPart::Text(fixed));
    }
    Some(parts)
}
