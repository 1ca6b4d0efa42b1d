//! The range of keys that a key condition selects from a table or an index.
//!
//! Follows: developer guide, "Key condition expressions for the Query operation", "Multi-attribute keys pattern"; the order of
//! the checks is the service's as measured.

use std::ops::Bound;

use api::text::{Names, Validation};
use expr::{KeyCondition, KeyOperator, KeyTest};
use model::limits::{PARTITION_KEY_SIZE_BYTES, SORT_KEY_SIZE_BYTES};
use model::{AttributeValue, KeyAttribute, KeyHash, KeySchema, StorageKey};

use super::page::after_prefix;
use super::source::Source;
use crate::key_check;

/// Where a page begins and ends.
pub(crate) type Bounds = (Bound<Vec<u8>>, Bound<Vec<u8>>);

/// Keys from `from`, included, to `to`.
#[derive(Debug, PartialEq)]
pub(crate) struct KeyRange {
    /// Hash and partition key: the beginning of all keys of the item collection.
    pub(crate) collection: Vec<u8>,
    from: Vec<u8>,
    to: Bound<Vec<u8>>,
    /// All attributes of the table's own key are given: at most one item can match.
    single: bool,
}

impl KeyRange {
    /// The range that the condition selects.
    pub(crate) fn new(source: Source<'_>, condition: &KeyCondition<'_>) -> Result<Self, Validation> {
        let key = source.key();
        check_tests(key, &condition.conditions)?;
        check_values(source, &condition.conditions)?;
        let equal = |attribute: &KeyAttribute| match test_of(&condition.conditions, attribute).map(|test| test.operator) {
            Some(KeyOperator::Equal(value)) => Some(value),
            _ => None,
        };
        let mut collection = vec![0; KeyHash::BYTES];
        for value in key.partition.iter().filter_map(equal) {
            value.encode_key(&mut collection).ok_or(Validation::KeyConditionType)?;
        }
        let hash = KeyHash::of(collection.get(KeyHash::BYTES..).unwrap_or_default());
        collection.splice(..KeyHash::BYTES, hash.0.to_be_bytes());
        let mut prefix = collection.clone();
        let given = key.sort.iter().map_while(equal);
        let mut sort_values = 0;
        for value in given {
            value.encode_key(&mut prefix).ok_or(Validation::KeyConditionType)?;
            sort_values += 1;
        }
        let operator = key.sort.get(sort_values).and_then(|next| test_of(&condition.conditions, next)).map(|test| test.operator);
        let (from, to) = bounds(&prefix, operator).ok_or(Validation::KeyConditionType)?;
        let single = source.index().is_none() && sort_values == key.sort.len();
        Ok(KeyRange { collection, from, to, single })
    }

    /// The point that all keys of the range lie at.
    pub(crate) fn hash(&self) -> KeyHash {
        StorageKey::from_bytes(self.collection.clone()).hash()
    }

    /// Whether a key may lie in both.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let begins_below = |one: &Self, two: &Self| match &two.to {
            Bound::Excluded(to) => one.from.as_slice() < to.as_slice(),
            _ => true,
        };
        self.collection == other.collection && begins_below(self, other) && begins_below(other, self)
    }

    /// The bounds of what is left after `start` in this direction; `start` must lie within the range.
    pub(crate) fn after(self, start: Option<StorageKey>, forward: bool) -> Result<Bounds, Validation> {
        let Some(start) = start else { return Ok((Bound::Included(self.from), self.to)) };
        let bytes = start.as_bytes();
        if !bytes.starts_with(&self.collection) {
            return Err(Validation::StartKeyOutside);
        }
        let below_end = match &self.to {
            Bound::Excluded(to) => bytes < to.as_slice(),
            _ => true,
        };
        if bytes < self.from.as_slice() || !below_end {
            return Err(Validation::StartKeySortCondition);
        }
        if self.single {
            return Err(Validation::SingleRowRestart);
        }
        let start = Bound::Excluded(bytes.to_vec());
        Ok(if forward { (start, self.to) } else { (Bound::Included(self.from), start) })
    }
}

/// Checks which attributes are tested, and how.
fn check_tests(key: &KeySchema, tests: &[KeyTest<'_>]) -> Result<(), Validation> {
    let attributes = key.attributes().count();
    if tests.len() > attributes {
        return Err(Validation::KeyConditionCount(tests.len(), attributes));
    }
    let is_equal =
        |attribute: &&KeyAttribute| test_of(tests, attribute).is_some_and(|test| matches!(test.operator, KeyOperator::Equal(_)));
    let unequal: Vec<&KeyAttribute> = key.partition.iter().filter(|attribute| !is_equal(attribute)).collect();
    match unequal.as_slice() {
        [] => {}
        [only] if key.partition.len() == 1 => {
            return Err(match test_of(tests, only) {
                Some(_) => Validation::KeyConditionUnsupported,
                None => Validation::KeyConditionMissed(only.name.clone()),
            });
        }
        several => return Err(Validation::PartitionKeysNeedEquality(names(several))),
    }
    if let Some(missed) = tests.iter().find(|test| !key.contains(test.attribute)) {
        let unused = key.sort.iter().find(|attribute| test_of(tests, attribute).is_none());
        return Err(Validation::KeyConditionMissed(unused.map_or(missed.attribute, |attribute| &attribute.name).to_owned()));
    }
    // Sort key attributes are tested from the left without a gap, and only the last of them with more than equality.
    if let Some(last) = key.sort.iter().rposition(|attribute| test_of(tests, attribute).is_some()) {
        let before: Vec<&KeyAttribute> = key.sort.iter().take(last).filter(|attribute| !is_equal(attribute)).collect();
        if let Some(conditioned) = key.sort.get(last).filter(|_| !before.is_empty()) {
            return Err(Validation::SortKeysNeedEquality(names(&before), conditioned.name.clone()));
        }
    }
    Ok(())
}

/// Checks the values: type, emptiness, size.
fn check_values(source: Source<'_>, tests: &[KeyTest<'_>]) -> Result<(), Validation> {
    let key = source.key();
    let tested = || key.attributes().filter_map(|attribute| Some((attribute, test_of(tests, attribute)?)));
    for (attribute, test) in tested() {
        if test.operator.values().any(|value| !key_check::has_type(value, attribute)) {
            return Err(Validation::KeyConditionType);
        }
    }
    for (attribute, test) in tested() {
        for value in test.operator.values() {
            match source.index().filter(|_| !source.table.key.contains(&attribute.name)) {
                Some(index) => key_check::check_index_value_not_empty(&index.name, &attribute.name, value)?,
                None => key_check::check_not_empty(&attribute.name, value)?,
            }
        }
    }
    let size = |part: &[KeyAttribute]| -> usize {
        let largest = |test: &KeyTest<'_>| test.operator.values().map(AttributeValue::size_bytes).max().unwrap_or(0);
        part.iter().filter_map(|attribute| test_of(tests, attribute)).map(largest).sum()
    };
    if size(&key.partition) > PARTITION_KEY_SIZE_BYTES {
        return Err(Validation::PartitionKeySize);
    }
    if size(&key.sort) > SORT_KEY_SIZE_BYTES {
        return Err(Validation::SortKeySize);
    }
    Ok(())
}

/// The bounds that the operator on the next sort key attribute makes below `prefix`; `None` for a value that is no key.
fn bounds(prefix: &[u8], operator: Option<KeyOperator<'_>>) -> Option<(Vec<u8>, Bound<Vec<u8>>)> {
    let with = |value: &AttributeValue| -> Option<Vec<u8>> {
        let mut bytes = prefix.to_vec();
        value.encode_key(&mut bytes)?;
        Some(bytes)
    };
    let (start, end) = (prefix.to_vec(), after_prefix(prefix.to_vec()));
    Some(match operator {
        None | Some(KeyOperator::Equal(_)) => (start, end),
        Some(KeyOperator::Less(value)) => (start, Bound::Excluded(with(value)?)),
        Some(KeyOperator::LessOrEqual(value)) => (start, after_prefix(with(value)?)),
        Some(KeyOperator::Greater(value)) => match after_prefix(with(value)?) {
            Bound::Excluded(from) => (from, end),
            // Nothing lies above: an empty range.
            _ => (start.clone(), Bound::Excluded(start)),
        },
        Some(KeyOperator::GreaterOrEqual(value)) => (with(value)?, end),
        Some(KeyOperator::Between(lower, upper)) => (with(lower)?, after_prefix(with(upper)?)),
        Some(KeyOperator::BeginsWith(value)) => {
            let mut bytes = start;
            value.encode_key_prefix(&mut bytes)?;
            (bytes.clone(), after_prefix(bytes))
        }
    })
}

fn test_of<'t, 'a>(tests: &'t [KeyTest<'a>], attribute: &KeyAttribute) -> Option<&'t KeyTest<'a>> {
    tests.iter().find(|test| test.attribute == attribute.name)
}

fn names(attributes: &[&KeyAttribute]) -> Names {
    Names(attributes.iter().map(|attribute| attribute.name.clone()).collect())
}
