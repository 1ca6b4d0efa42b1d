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

/// A table's address, borrowed from a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TablePlace<'a> {
    /// Twelve-digit account id.
    pub account: &'a str,
    /// Region code.
    pub region: &'a str,
    /// Table name.
    pub name: &'a str,
}

impl TablePlace<'_> {
    /// The address, owned.
    pub fn to_address(self) -> TableAddress {
        TableAddress { account: self.account.to_owned(), region: self.region.to_owned(), name: self.name.to_owned() }
    }
}

impl TableAddress {
    /// The address, borrowed.
    pub fn place(&self) -> TablePlace<'_> {
        TablePlace { account: &self.account, region: &self.region, name: &self.name }
    }
}

/// Numbers by name.
type Names = BTreeMap<String, TableId>;

/// The catalogue and the tables. Cloning shares all blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Database {
    /// Account, region, name: nested, so that a lookup allocates nothing.
    catalogue: BTreeMap<String, BTreeMap<String, Names>>,
    tables: BTreeMap<TableId, Arc<Table>>,
}

impl Database {
    /// The table at this place.
    pub fn find(&self, place: TablePlace<'_>) -> Option<&Arc<Table>> {
        self.tables.get(self.catalogue.get(place.account)?.get(place.region)?.get(place.name)?)
    }

    /// The table with this number.
    pub fn table(&self, id: TableId) -> Option<&Arc<Table>> {
        self.tables.get(&id)
    }

    /// The table with this number, to be changed; its own copy if it is shared.
    pub fn table_mut(&mut self, id: TableId) -> Option<&mut Table> {
        self.tables.get_mut(&id).map(Arc::make_mut)
    }

    /// Names and numbers of the tables of one account and region, by name.
    pub fn names(&self, account: &str, region: &str) -> impl Iterator<Item = (&str, TableId)> {
        let names = self.catalogue.get(account).and_then(|regions| regions.get(region));
        names.into_iter().flatten().map(|(name, id)| (name.as_str(), *id))
    }

    /// Places and numbers of all tables, by account, region and name.
    pub fn places(&self) -> impl Iterator<Item = (TablePlace<'_>, TableId)> {
        self.catalogue.iter().flat_map(|(account, regions)| {
            regions
                .iter()
                .flat_map(move |(region, names)| names.iter().map(move |(name, id)| (TablePlace { account, region, name }, *id)))
        })
    }

    /// All tables by number, those that have no address too: backups, buckets, what exports read.
    pub fn tables(&self) -> impl Iterator<Item = &Arc<Table>> {
        self.tables.values()
    }

    /// Puts or replaces a table. One that no request names has no address.
    pub fn insert(&mut self, table: Arc<Table>) {
        if table.control.is_addressed() {
            let address = table.address();
            let regions = self.catalogue.entry(address.account).or_default();
            regions.entry(address.region).or_default().insert(address.name, table.id);
        }
        self.tables.insert(table.id, table);
    }

    /// Removes a table.
    pub fn remove(&mut self, id: TableId) -> Option<Arc<Table>> {
        for names in self.catalogue.values_mut().flat_map(BTreeMap::values_mut) {
            names.retain(|_, number| *number != id);
        }
        self.tables.remove(&id)
    }
}
