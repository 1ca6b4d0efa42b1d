//! The names of a table's key attributes: one that is part of several keys has one value in an item.

use super::sheet::Sheet;
use crate::scenario::KeyTemplate;

/// The keys of a table and its indexes that were read.
pub(super) struct KeyNames<'a> {
    /// Kinds of items that the table holds.
    kinds: &'a [String],
    keys: Vec<KeyTemplate>,
}

impl<'a> KeyNames<'a> {
    /// Of a table that holds these kinds; none is read yet.
    pub(super) fn new(kinds: &'a [String]) -> Self {
        KeyNames { kinds, keys: vec![] }
    }

    /// Adds the keys of a table or an index; tells at a byte of the text if one of their attributes is something else, too.
    pub(super) fn add(&mut self, of: &str, keys: (&KeyTemplate, Option<&KeyTemplate>), at: usize, sheet: &mut Sheet<'_>) {
        let (partition_key, sort_key) = keys;
        if sort_key.is_some_and(|key| key.name == partition_key.name) {
            let message = format!("partition key and sort key of {of} are both the attribute `{}`", partition_key.name);
            sheet.problem(at, message, "another attribute as sort key, or no sort key");
            return;
        }
        for key in core::iter::once(partition_key).chain(sort_key) {
            let is_other = |known: &KeyTemplate| {
                known.name == key.name && self.kinds.iter().any(|kind| known.parts_of(kind) != key.parts_of(kind))
            };
            if self.keys.iter().any(is_other) {
                let message = format!("the key attribute `{}` of {of} is made of something else in another key", key.name);
                sheet.problem(at, message, format!("another name here: `{{ name = \"{}-2\", of = ... }}`", key.name));
            }
            self.keys.push(key.clone());
        }
    }
}
