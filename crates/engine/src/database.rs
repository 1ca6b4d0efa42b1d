//! All tables of all accounts and regions.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Table, TableId};

/// Where a table is found: account, region, name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableAddress {
    /// Twelve-digit account id.
    pub account: String,
    /// Region code.
    pub region: String,
    /// Table name.
    pub name: String,
}

/// The catalogue and the tables. Cloning shares all blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Database {
    by_address: BTreeMap<TableAddress, TableId>,
    tables: BTreeMap<TableId, Arc<Table>>,
}

impl Database {
    /// The table at this address.
    pub fn find(&self, address: &TableAddress) -> Option<&Arc<Table>> {
        self.tables.get(self.by_address.get(address)?)
    }

    /// The table with this number.
    pub fn table(&self, id: TableId) -> Option<&Arc<Table>> {
        self.tables.get(&id)
    }

    /// The table with this number, to be changed; its own copy if it is shared.
    pub fn table_mut(&mut self, id: TableId) -> Option<&mut Table> {
        self.tables.get_mut(&id).map(Arc::make_mut)
    }

    /// Addresses and numbers of all tables, by account, region and name.
    pub fn addresses(&self) -> impl Iterator<Item = (&TableAddress, TableId)> {
        self.by_address.iter().map(|(address, id)| (address, *id))
    }

    /// Puts or replaces a table.
    pub fn insert(&mut self, address: TableAddress, table: Arc<Table>) {
        self.by_address.insert(address, table.id);
        self.tables.insert(table.id, table);
    }

    /// Removes a table.
    pub fn remove(&mut self, id: TableId) -> Option<Arc<Table>> {
        self.by_address.retain(|_, number| *number != id);
        self.tables.remove(&id)
    }
}
