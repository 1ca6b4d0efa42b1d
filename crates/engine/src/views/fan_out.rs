//! How one item fans out into the indexes of its table.

use model::{HalfUnits, Item, StorageKey};
use report::{FanOut, FanOutBranch, FanOutState};

use super::projection;
use crate::table::readable_key;
use crate::{Engine, Index, Record, Table, TablePlace};

impl Engine {
    /// The item with this key and what each index holds of it; `None` if there is no such table or item.
    pub fn fan_out(&self, place: TablePlace<'_>, key: &Item) -> Option<FanOut> {
        let table = self.database.find(place)?;
        let in_table = table.key.storage_key(key)?;
        let record = table.get(in_table.as_bytes())?;
        let branches: Vec<FanOutBranch> = table.indexes.iter().map(|index| branch(table, index, &in_table, record)).collect();
        let put_units = HalfUnits::write(record.size_bytes as usize);
        let of_indexes: HalfUnits = branches.iter().map(entry_units).sum();
        let mut attributes: Vec<(String, u64)> = record
            .item
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), (name.len() + value.size_bytes()) as u64))
            .collect();
        model::sort_by(&mut attributes, |left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        Some(FanOut {
            table: table.name.clone(),
            key: table.readable_key(&record.item),
            item: api::wire::item_to_json(&record.item),
            size_bytes: u64::from(record.size_bytes),
            attributes,
            put_units,
            branches,
            // Putting an item that was not there and deleting it round the same sizes.
            total_put_units: put_units + of_indexes,
            total_delete_units: put_units + of_indexes,
        })
    }
}

fn entry_units(branch: &FanOutBranch) -> HalfUnits {
    match branch.state {
        FanOutState::Entry { units, .. } => units,
        FanOutState::Sparse { .. } => HalfUnits::ZERO,
    }
}

fn branch(table: &Table, index: &Index, in_table: &StorageKey, record: &Record) -> FanOutBranch {
    let state = match index.entry_of(in_table, &record.item, record.size_bytes, &table.key) {
        None => FanOutState::Sparse { missing: index.missing_attribute(&record.item).unwrap_or_default().to_owned() },
        Some(entry) => {
            let (projected, left_out) =
                record.item.keys().map(|name| name.as_str().to_owned()).partition(|name| index.projects(name, &table.key));
            FanOutState::Entry {
                key: readable_key(&index.key, &record.item),
                projected,
                left_out,
                size_bytes: u64::from(entry.record.size_bytes),
                units: HalfUnits::write(entry.record.size_bytes as usize),
            }
        }
    };
    FanOutBranch { index: index.name.clone(), kind: index.kind, projection: projection(&index.projected), state }
}
