//! What a change record says, attribute by attribute. Pure.

use report::ChangeEntry;

use crate::json::{Map, Value, parse};
use crate::quantity;

/// An attribute of an item before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AttributeChange {
    /// Name.
    pub(super) name: String,
    /// Its value before, if it had one and the record tells it.
    pub(super) old: Option<String>,
    /// Its value after, likewise.
    pub(super) new: Option<String>,
    /// Whether both are known, or known not to be, and differ.
    pub(super) differs: bool,
}

/// The attributes of both images, in the order of the new one.
pub(super) fn attribute_changes(entry: &ChangeEntry) -> Vec<AttributeChange> {
    let image = |text: &Option<String>| match text.as_deref().map(parse) {
        Some(Ok(Value::Object(members))) => Some(members),
        _ => None,
    };
    let (old, new) = (image(&entry.old_image), image(&entry.new_image));
    let nothing = Map::new();
    let (before, after) = (old.as_ref().unwrap_or(&nothing), new.as_ref().unwrap_or(&nothing));
    let gone = before.keys().filter(|name| after.get(name).is_none());
    let both_told = old.is_some() && new.is_some();
    let change = |name: &str| AttributeChange {
        name: name.to_owned(),
        old: before.get(name).map(readable),
        new: after.get(name).map(readable),
        differs: both_told && before.get(name) != after.get(name),
    };
    after.keys().chain(gone).map(change).collect()
}

/// What happened, in a few words.
pub(super) fn in_words(entry: &ChangeEntry, changes: &[AttributeChange]) -> String {
    let attributes = |count: usize| quantity::plural(count as u64, "attribute");
    match (&entry.old_image, &entry.new_image) {
        (None, None) => "Keys only: this view type tells no image".to_owned(),
        (Some(_), Some(_)) => {
            let changed: Vec<&str> = changes.iter().filter(|one| one.differs).map(|one| one.name.as_str()).collect();
            match &*changed {
                [] => "Nothing differs".to_owned(),
                [_, _, _, _, ..] => format!("{} changed", attributes(changed.len())),
                few => format!("Changed: {}", few.join(", ")),
            }
        }
        (Some(_), None) => format!("Old image, {}", attributes(changes.len())),
        (None, Some(_)) => format!("New image, {}", attributes(changes.len())),
    }
}

/// A value without the letters of its type where they say nothing more: text and numbers as they are, the rest as JSON.
fn readable(value: &Value) -> String {
    let member = value.as_object().and_then(|members| members.iter().next());
    match member {
        Some(("S", Value::String(text))) | Some(("N", Value::String(text))) => text.clone(),
        Some(("BOOL", Value::Bool(truth))) => truth.to_string(),
        Some(("NULL", _)) => "null".to_owned(),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use model::EpochMillis;
    use report::{ChangeEntry, ChangeEvent};

    use super::{attribute_changes, in_words};

    fn entry(old: Option<&str>, new: Option<&str>) -> ChangeEntry {
        ChangeEntry {
            sequence: 1,
            time: EpochMillis(0),
            event: ChangeEvent::Modify,
            by_service: false,
            table: "Orders".to_owned(),
            place: "shard".to_owned(),
            key: "a".to_owned(),
            old_image: old.map(str::to_owned),
            new_image: new.map(str::to_owned),
            record: "{}".to_owned(),
        }
    }

    fn told(old: Option<&str>, new: Option<&str>) -> String {
        let entry = entry(old, new);
        let changes = attribute_changes(&entry);
        let line = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let mut text = format!("{}\n", in_words(&entry, &changes));
        for change in &changes {
            let mark = if change.differs { "*" } else { "" };
            text += &format!("  {}{mark}: {} -> {}\n", change.name, line(&change.old), line(&change.new));
        }
        text
    }

    #[test]
    fn each_attribute_stands_beside_what_it_was() {
        let old = r#"{"pk":{"S":"a"},"n":{"N":"1"},"gone":{"SS":["x"]},"same":{"BOOL":true}}"#;
        let new = r#"{"pk":{"S":"a"},"n":{"N":"2"},"same":{"BOOL":true},"come":{"NULL":true}}"#;
        let all = told(Some(old), Some(new)) + &told(None, Some(new)) + &told(Some(old), None) + &told(None, None);
        expect_test::expect![[r#"
            Changed: n, come, gone
              pk: a -> a
              n*: 1 -> 2
              same: true -> true
              come*: - -> null
              gone*: {"SS":["x"]} -> -
            New image, 4 attributes
              pk: - -> a
              n: - -> 2
              same: - -> true
              come: - -> null
            Old image, 4 attributes
              pk: a -> -
              n: 1 -> -
              gone: {"SS":["x"]} -> -
              same: true -> -
            Keys only: this view type tells no image
        "#]]
        .assert_eq(&all);
    }
}
