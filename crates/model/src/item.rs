//! Items: attribute values by name.

use std::fmt;
use std::ops::{Deref, Index};
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{AttributeValue, sort_by};

/// Up to so many attributes are looked through from the first on; names of other lengths are passed without reading them.
const LOOKED_THROUGH: usize = 16;
/// Attributes for which memory is asked before they are read, at most: what comes from outside may claim any number (our bound).
const RESERVED_MAX: usize = 64;

/// The name of an attribute. A copy costs no memory: items of one kind, their entries in indexes and their images in the
/// history can have the same names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeName(Arc<str>);

/// An item, or the inside of a map: attribute values by name, in the order of the names' bytes.
///
/// The attributes lie side by side, because most items have few and tables have many items: a tree would take the room of
/// eleven attributes for an index's entry of two.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Item {
    attributes: Vec<(AttributeName, AttributeValue)>,
}

/// An item as tables hold and hand it out: shared, never changed in place.
pub type SharedItem = Arc<Item>;

impl AttributeName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Item {
    /// An item without attributes.
    pub const fn new() -> Self {
        Item { attributes: Vec::new() }
    }

    /// An item without attributes that has room for so many.
    pub fn with_capacity(attributes: usize) -> Self {
        Item { attributes: Vec::with_capacity(attributes) }
    }

    /// Number of attributes.
    pub fn len(&self) -> usize {
        self.attributes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&AttributeValue> {
        self.find(name).map(|at| &self.attributes[at].1)
    }

    /// The value of an attribute, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut AttributeValue> {
        self.find(name).map(|at| &mut self.attributes[at].1)
    }

    /// An attribute with its name as the item has it.
    pub fn get_key_value(&self, name: &str) -> Option<(&AttributeName, &AttributeValue)> {
        self.find(name).map(|at| (&self.attributes[at].0, &self.attributes[at].1))
    }

    /// Whether there is such an attribute.
    pub fn contains_key(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Sets an attribute. The value that it had.
    pub fn insert(&mut self, name: impl Into<AttributeName>, value: AttributeValue) -> Option<AttributeValue> {
        self.set(name.into(), value)
    }

    /// Removes an attribute. The value that it had.
    pub fn remove(&mut self, name: &str) -> Option<AttributeValue> {
        self.find(name).map(|at| self.attributes.remove(at).1)
    }

    /// The attributes in the order of their names.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&AttributeName, &AttributeValue)> + ExactSizeIterator + Clone {
        self.attributes.iter().map(|(name, value)| (name, value))
    }

    /// The names in their order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &AttributeName> + ExactSizeIterator + Clone {
        self.attributes.iter().map(|(name, _)| name)
    }

    /// The values in the order of their names.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &AttributeValue> + ExactSizeIterator + Clone {
        self.attributes.iter().map(|(_, value)| value)
    }

    fn find(&self, name: &str) -> Option<usize> {
        if self.attributes.len() <= LOOKED_THROUGH {
            return self.attributes.iter().position(|(known, _)| known.as_str() == name);
        }
        self.place(name).ok()
    }

    /// Where the attribute is, or else where it belongs.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.attributes.binary_search_by(|(known, _)| known.as_str().cmp(name))
    }

    fn set(&mut self, name: AttributeName, value: AttributeValue) -> Option<AttributeValue> {
        match self.place(&name) {
            Ok(at) => Some(std::mem::replace(&mut self.attributes[at].1, value)),
            Err(at) => {
                self.attributes.insert(at, (name, value));
                None
            }
        }
    }

    /// Puts the attributes in order; of those with one name the last stays.
    fn put_in_order(&mut self) {
        if self.attributes.is_sorted_by(|(low, _), (high, _)| low < high) {
            return;
        }
        if self.attributes.len() <= LOOKED_THROUGH {
            for end in 1..self.attributes.len() {
                let mut at = end;
                while at > 0 && self.attributes[at - 1].0 > self.attributes[at].0 {
                    self.attributes.swap(at - 1, at);
                    at -= 1;
                }
            }
        } else {
            sort_by(&mut self.attributes, |(left, _), (right, _)| left.cmp(right));
        }
        self.attributes.dedup_by(|later, earlier| {
            let is_again = later.0 == earlier.0;
            if is_again {
                std::mem::swap(&mut later.1, &mut earlier.1);
            }
            is_again
        });
    }
}

impl<N: Into<AttributeName>> Extend<(N, AttributeValue)> for Item {
    fn extend<I: IntoIterator<Item = (N, AttributeValue)>>(&mut self, attributes: I) {
        self.attributes.extend(attributes.into_iter().map(|(name, value)| (name.into(), value)));
        self.put_in_order();
    }
}

impl<N: Into<AttributeName>> FromIterator<(N, AttributeValue)> for Item {
    fn from_iter<I: IntoIterator<Item = (N, AttributeValue)>>(attributes: I) -> Self {
        let mut item = Item::new();
        item.extend(attributes);
        item
    }
}

impl<N: Into<AttributeName>, const LEN: usize> From<[(N, AttributeValue); LEN]> for Item {
    fn from(attributes: [(N, AttributeValue); LEN]) -> Self {
        attributes.into_iter().collect()
    }
}

impl IntoIterator for Item {
    type Item = (AttributeName, AttributeValue);
    type IntoIter = std::vec::IntoIter<(AttributeName, AttributeValue)>;

    fn into_iter(self) -> Self::IntoIter {
        self.attributes.into_iter()
    }
}

impl<'a> IntoIterator for &'a Item {
    type Item = (&'a AttributeName, &'a AttributeValue);
    type IntoIter = std::iter::Map<
        std::slice::Iter<'a, (AttributeName, AttributeValue)>,
        fn(&'a (AttributeName, AttributeValue)) -> (&'a AttributeName, &'a AttributeValue),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.attributes.iter().map(|(name, value)| (name, value))
    }
}

impl Index<&str> for Item {
    type Output = AttributeValue;

    fn index(&self, name: &str) -> &AttributeValue {
        self.get(name).expect("the item has this attribute")
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Attributes;

        impl<'de> Visitor<'de> for Attributes {
            type Value = Item;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("attribute values by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
                let mut item = Item::with_capacity(map.size_hint().unwrap_or_default().min(RESERVED_MAX));
                while let Some(attribute) = map.next_entry()? {
                    item.attributes.push(attribute);
                }
                item.put_in_order();
                Ok(item)
            }
        }

        deserializer.deserialize_map(Attributes)
    }
}

impl Deref for AttributeName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for AttributeName {
    fn from(name: &str) -> Self {
        AttributeName(name.into())
    }
}

impl From<String> for AttributeName {
    fn from(name: String) -> Self {
        AttributeName(name.into())
    }
}

impl From<&String> for AttributeName {
    fn from(name: &String) -> Self {
        AttributeName(name.as_str().into())
    }
}

impl From<AttributeName> for String {
    fn from(name: AttributeName) -> Self {
        (*name.0).to_owned()
    }
}

impl From<&AttributeName> for AttributeName {
    fn from(name: &AttributeName) -> Self {
        name.clone()
    }
}

impl PartialEq<str> for AttributeName {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<String> for AttributeName {
    fn eq(&self, other: &String) -> bool {
        *self.0 == **other
    }
}

impl fmt::Display for AttributeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for AttributeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for AttributeName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for AttributeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(AttributeName::from)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn value(number: u8) -> AttributeValue {
        AttributeValue::B(vec![number])
    }

    proptest! {
        #[test]
        fn an_item_agrees_with_a_map(
            made in proptest::collection::vec(("[ab]{0,3}", any::<u8>()), 0..40),
            steps in proptest::collection::vec(("[ab]{0,5}", any::<bool>(), any::<u8>()), 0..60),
        ) {
            let made = made.into_iter().map(|(name, number)| (name, value(number)));
            let (mut item, mut map) = (made.clone().collect::<Item>(), made.collect::<BTreeMap<_, _>>());
            for (name, is_set, number) in steps {
                if is_set {
                    prop_assert_eq!(item.insert(&name, value(number)), map.insert(name, value(number)));
                } else {
                    prop_assert_eq!(item.remove(&name), map.remove(&name));
                }
            }
            prop_assert!(item.iter().map(|(name, value)| (name.as_str(), value)).eq(map.iter().map(|(name, value)| (name.as_str(), value))));
            for name in ["", "a", "ab", "bba", "bbbbb"] {
                prop_assert_eq!(item.get(name), map.get(name));
            }
            let bytes = postcard::to_allocvec(&map).unwrap();
            prop_assert_eq!(&postcard::to_allocvec(&item).unwrap(), &bytes);
            prop_assert_eq!(postcard::from_bytes::<Item>(&bytes).unwrap(), item.clone());
            prop_assert_eq!(format!("{item:?}"), format!("{map:?}"));
        }
    }

    #[test]
    fn stored_attributes_in_another_order_are_put_in_order() {
        let pairs = [("b", value(1)), ("a", value(2)), ("b", value(3))];
        let mut bytes = vec![3];
        for (name, value) in &pairs {
            bytes.extend(postcard::to_allocvec(&(name, value)).unwrap());
        }
        assert_eq!(postcard::from_bytes::<Item>(&bytes).unwrap(), Item::from([("a", value(2)), ("b", value(3))]));
        // What claims more than there is takes no memory for it.
        assert!(postcard::from_bytes::<Item>(&[0xff, 0xff, 0xff, 0xff, 0x0f, 1]).is_err());
    }
}
