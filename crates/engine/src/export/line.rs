//! One line of a data file.

use model::{AttributeValue, Item, Number};

use super::Increment;
use crate::Table;

/// How lines are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Amazon Ion and not DynamoDB JSON.
    pub(super) ion: bool,
}

/// Microseconds of a millisecond.
const MICROS: i64 = 1_000;

impl Line {
    /// An item: `{"Item":{...}}`.
    pub(super) fn item(self, item: &Item, out: &mut String) {
        self.members(&[("Item", item)], None, out);
    }

    /// A change: when it was last written, its key, and the images that are wanted and there.
    pub(super) fn increment(self, table: &Table, increment: &Increment, old_images: bool, out: &mut String) {
        let Some(any) = increment.after.as_ref().or(increment.before.as_ref()) else { return };
        let micros = i64::try_from(increment.time.0).unwrap_or(i64::MAX).saturating_mul(MICROS);
        let written = AttributeValue::N(Number::from_i64(micros));
        let metadata = Item::from([("WriteTimestampMicros".to_owned(), written)]);
        let keys = table.key.key_of(any);
        let old = increment.before.as_ref().filter(|_| old_images);
        let mut members: Vec<(&str, &Item)> = vec![("Metadata", &metadata), ("Keys", &keys)];
        members.extend(old.map(|image| ("OldImage", &**image)));
        members.extend(increment.after.as_ref().map(|image| ("NewImage", &**image)));
        self.members(&members, Some("Record"), out);
    }

    fn members(self, members: &[(&str, &Item)], wrapper: Option<&str>, out: &mut String) {
        if self.ion {
            out.push_str(&files::item_to_ion(members, wrapper));
        } else {
            for (at, (name, item)) in members.iter().enumerate() {
                out.push_str(if at == 0 { "{\"" } else { ",\"" });
                out.push_str(name);
                out.push_str("\":");
                out.push_str(&api::wire::item_to_json(item));
            }
            out.push('}');
        }
        out.push('\n');
    }
}
