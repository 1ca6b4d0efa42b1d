//! Keys of the workspace's own tables, as scenarios name them (`keys_of = "Orders.customer"`): the laboratory has no tables, so the
//! page brings them from the engine's worker when a scenario turns out to need them.

use std::cell::RefCell;

use lab::scenario::Sources;

/// Lists kept (our bound: more than one scenario names); the oldest goes.
const LISTS_MAX: usize = 16;

/// Lists of keys, by table and attribute.
#[derive(Default)]
pub(crate) struct StoredKeys {
    lists: Vec<List>,
    missing: RefCell<Vec<(String, String)>>,
}

/// The values of an attribute; none if there is no such table.
struct List {
    table: String,
    attribute: String,
    values: Option<Vec<String>>,
}

impl StoredKeys {
    /// Keeps a list in place of the one before.
    pub(crate) fn put(&mut self, table: String, attribute: String, values: Option<Vec<String>>) {
        self.lists.retain(|list| (&list.table, &list.attribute) != (&table, &attribute));
        self.lists.push(List { table, attribute, values });
        let over = self.lists.len().saturating_sub(LISTS_MAX);
        self.lists.drain(..over);
    }

    /// Tables and attributes that were looked for since, and that nobody has brought.
    pub(crate) fn take_missing(&self) -> Vec<(String, String)> {
        self.missing.take()
    }
}

impl Sources for StoredKeys {
    fn file(&self, _name: &str) -> Option<String> {
        None
    }

    fn keys(&self, table: &str, attribute: &str) -> Option<Vec<String>> {
        match self.lists.iter().find(|list| list.table == table && list.attribute == attribute) {
            Some(list) => list.values.clone(),
            None => {
                self.missing.borrow_mut().push((table.to_owned(), attribute.to_owned()));
                None
            }
        }
    }
}
