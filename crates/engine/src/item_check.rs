//! Whole items checked: size and nesting.
//!
//! Follows: developer guide, "Quotas" (item size, nesting depth, local secondary indexes).

use api::text::Validation;
use model::limits::{ITEM_SIZE_BYTES, NESTING_LEVELS};
use model::{AttributeValue, Item};
use report::IndexKind;

use crate::{ItemWrite, Record, Table};

/// Checks an item to be put, before any table is looked at.
pub(crate) fn check_put(record: &Record) -> Result<(), Validation> {
    if is_too_deep(&record.item) {
        return Err(Validation::NestingLevels);
    }
    if record.size_bytes as usize > ITEM_SIZE_BYTES {
        return Err(Validation::ItemSize);
    }
    Ok(())
}

/// Checks what an update made of an item.
pub(crate) fn check_updated(record: &Record) -> Result<(), Validation> {
    if is_too_deep(&record.item) {
        return Err(Validation::UpdatedNestingLevels);
    }
    if record.size_bytes as usize > ITEM_SIZE_BYTES {
        return Err(Validation::UpdatedItemSize);
    }
    Ok(())
}

/// An item and its entries in all local indexes share the 400 KB. Our model: the same text as for the item alone.
pub(crate) fn check_local_entries(table: &Table, write: &ItemWrite) -> Result<(), Validation> {
    let Some(after) = write.after.as_ref().filter(|_| table.has_local_index()) else { return Ok(()) };
    let local = table.indexes.iter().zip(&write.moves).filter(|(index, _)| index.kind == IndexKind::Local);
    let entries = local.filter_map(|(_, change)| change.after.as_ref()).map(|entry| u64::from(entry.record.size_bytes));
    if u64::from(after.size_bytes) + entries.sum::<u64>() > ITEM_SIZE_BYTES as u64 {
        return Err(Validation::ItemSize);
    }
    Ok(())
}

/// The value itself is the first level.
fn is_too_deep(item: &Item) -> bool {
    item.values().map(AttributeValue::depth).max().unwrap_or(0) >= NESTING_LEVELS
}
