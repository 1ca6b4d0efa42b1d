//! Keys of a request checked against a table's key and its indexes' keys.
//!
//! Follows: developer guide, "Quotas" (key sizes), "Supported data types and naming rules" (empty values).

use api::text::Validation;
use model::limits::{PARTITION_KEY_SIZE_BYTES, SORT_KEY_SIZE_BYTES};
use model::{AttributeValue, Item, KeyAttribute, KeySchema, StorageKey};

use crate::{Index, Table};

/// How a write brings its item: each way has texts of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemSource {
    /// PutItem, alone or in a transaction, names the attribute that is missing.
    PutItem,
    /// A put in a batch only says that the key does not match.
    Batch,
}

/// How an update says what it does: each way has texts of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UpdateSource {
    /// `UpdateExpression`, or nothing at all.
    Expression,
    /// `AttributeUpdates`: the texts of a put.
    Attributes,
}

/// The storage key that a `Key` member stands for: exactly the key attributes, with the right types.
pub(crate) fn storage_key(table: &Table, key: &Item) -> Result<StorageKey, Validation> {
    if key.len() != table.key.attributes().count() {
        return Err(Validation::KeySchemaMismatch);
    }
    encode_checked(&table.key, key)
}

/// The storage key of an item to be put.
pub(crate) fn item_key(table: &Table, item: &Item, source: ItemSource) -> Result<StorageKey, Validation> {
    if source == ItemSource::PutItem {
        for attribute in table.key.attributes() {
            match item.get(&attribute.name) {
                None => return Err(Validation::MissingKey(attribute.name.clone())),
                Some(value) if !has_type(value, attribute) => {
                    let (expected, actual) = (attribute.key_type.code(), value.attribute_type().code());
                    return Err(Validation::KeyType(attribute.name.clone(), expected, actual));
                }
                Some(_) => {}
            }
        }
    }
    encode_checked(&table.key, item)
}

/// Checks the index key attributes of an item to be put: type, emptiness, size. A missing one keeps the item out.
pub(crate) fn check_index_keys(table: &Table, item: &Item) -> Result<(), Validation> {
    table.indexes.iter().try_for_each(|index| check_index_key(index, item))
}

/// Checks the index key attributes that an update changed.
pub(crate) fn check_updated_index_keys(
    table: &Table,
    before: Option<&Item>,
    after: &Item,
    source: UpdateSource,
) -> Result<(), Validation> {
    for index in &table.indexes {
        for attribute in index.key.attributes() {
            let Some(value) = after.get(&attribute.name) else { continue };
            if before.and_then(|before| before.get(&attribute.name)) == Some(value) {
                continue;
            }
            if source == UpdateSource::Attributes {
                check_index_attribute(&index.name, attribute, value)?;
            }
            if !has_type(value, attribute) {
                return Err(Validation::IndexKeyTypeByUpdate);
            }
            if let Some(kind) = empty_kind(value) {
                return Err(Validation::EmptyIndexKeyByUpdate(kind));
            }
        }
        check_sizes(&index.key, after)?;
    }
    Ok(())
}

/// Refuses an empty value of a key attribute.
pub(crate) fn check_not_empty(attribute: &str, value: &AttributeValue) -> Result<(), Validation> {
    match empty_kind(value) {
        Some("string") => Err(Validation::EmptyKeyString(attribute.to_owned())),
        Some(_) => Err(Validation::EmptyKeyBinary(attribute.to_owned())),
        None => Ok(()),
    }
}

/// Refuses an empty value of an index key attribute.
pub(crate) fn check_index_value_not_empty(index: &str, attribute: &str, value: &AttributeValue) -> Result<(), Validation> {
    empty_kind(value).map_or(Ok(()), |kind| Err(Validation::EmptyIndexKey(kind, index.to_owned(), attribute.to_owned())))
}

/// Whether the value has the type of the key attribute.
pub(crate) fn has_type(value: &AttributeValue, attribute: &KeyAttribute) -> bool {
    value.attribute_type() == attribute.key_type.attribute_type()
}

fn check_index_key(index: &Index, item: &Item) -> Result<(), Validation> {
    for attribute in index.key.attributes() {
        let Some(value) = item.get(&attribute.name) else { continue };
        check_index_attribute(&index.name, attribute, value)?;
    }
    check_sizes(&index.key, item)
}

/// Checks type and emptiness of an index key attribute.
pub(crate) fn check_index_attribute(index: &str, attribute: &KeyAttribute, value: &AttributeValue) -> Result<(), Validation> {
    if !has_type(value, attribute) {
        let (expected, actual) = (attribute.key_type.code(), value.attribute_type().code());
        return Err(Validation::IndexKeyType(attribute.name.clone(), expected, actual, index.to_owned()));
    }
    check_index_value_not_empty(index, &attribute.name, value)
}

fn encode_checked(key: &KeySchema, item: &Item) -> Result<StorageKey, Validation> {
    let encoded = key.storage_key(item).ok_or(Validation::KeySchemaMismatch)?;
    for attribute in key.attributes() {
        if let Some(value) = item.get(&attribute.name) {
            check_not_empty(&attribute.name, value)?;
        }
    }
    check_sizes(key, item)?;
    Ok(encoded)
}

/// Checks the sizes of the key attributes that are there; those of a part of a key together.
fn check_sizes(key: &KeySchema, item: &Item) -> Result<(), Validation> {
    let size = |part: &[KeyAttribute]| -> usize {
        part.iter().filter_map(|attribute| item.get(&attribute.name)).map(AttributeValue::size_bytes).sum()
    };
    if size(&key.partition) > PARTITION_KEY_SIZE_BYTES {
        return Err(Validation::PartitionKeySize);
    }
    if size(&key.sort) > SORT_KEY_SIZE_BYTES {
        return Err(Validation::SortKeySize);
    }
    Ok(())
}

/// `string` or `binary` if the value is an empty one.
fn empty_kind(value: &AttributeValue) -> Option<&'static str> {
    match value {
        AttributeValue::S(text) if text.is_empty() => Some("string"),
        AttributeValue::B(bytes) if bytes.is_empty() => Some("binary"),
        _ => None,
    }
}
