//! Attribute values and items: their types, sizes and depth.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Item, Number};

/// One attribute value. Sets are ordered here so that equal sets are equal values whatever order they were sent in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttributeValue {
    /// String, UTF-8.
    S(String),
    /// Number of up to 38 significant digits.
    N(Number),
    /// Binary.
    B(Vec<u8>),
    /// Boolean.
    Bool(bool),
    /// Null.
    Null,
    /// List.
    L(Vec<AttributeValue>),
    /// Map.
    M(Item),
    /// String set.
    Ss(BTreeSet<String>),
    /// Number set.
    Ns(BTreeSet<Number>),
    /// Binary set.
    Bs(BTreeSet<Vec<u8>>),
}

// See `number::Coefficient`: one field with a larger alignment would make every write slower.
const _: () = assert!(align_of::<AttributeValue>() <= align_of::<usize>());

/// The ten data types, in AWS's letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AttributeType {
    /// String.
    S,
    /// Number.
    N,
    /// Binary.
    B,
    /// Boolean.
    Bool,
    /// Null.
    Null,
    /// List.
    L,
    /// Map.
    M,
    /// String set.
    Ss,
    /// Number set.
    Ns,
    /// Binary set.
    Bs,
}

impl AttributeType {
    /// AWS's code for the type: `S`, `N`, `B`, `BOOL`, `NULL`, `L`, `M`, `SS`, `NS`, `BS`.
    pub const fn code(self) -> &'static str {
        match self {
            AttributeType::S => "S",
            AttributeType::N => "N",
            AttributeType::B => "B",
            AttributeType::Bool => "BOOL",
            AttributeType::Null => "NULL",
            AttributeType::L => "L",
            AttributeType::M => "M",
            AttributeType::Ss => "SS",
            AttributeType::Ns => "NS",
            AttributeType::Bs => "BS",
        }
    }

    /// The type with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "S" => AttributeType::S,
            "N" => AttributeType::N,
            "B" => AttributeType::B,
            "BOOL" => AttributeType::Bool,
            "NULL" => AttributeType::Null,
            "L" => AttributeType::L,
            "M" => AttributeType::M,
            "SS" => AttributeType::Ss,
            "NS" => AttributeType::Ns,
            "BS" => AttributeType::Bs,
            _ => return None,
        })
    }
}

/// Bytes of an item: UTF-8 length of each name plus the size of each value.
///
/// Source: developer guide, "DynamoDB item sizes and formats".
pub fn item_size_bytes(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value.size_bytes()).sum()
}

/// What a list or a map costs beyond its elements (same source).
const DOCUMENT_OVERHEAD_BYTES: usize = 3;
/// What each element of a list or map costs beyond itself (same source).
const ELEMENT_OVERHEAD_BYTES: usize = 1;

impl AttributeValue {
    /// The value's data type.
    pub const fn attribute_type(&self) -> AttributeType {
        match self {
            AttributeValue::S(_) => AttributeType::S,
            AttributeValue::N(_) => AttributeType::N,
            AttributeValue::B(_) => AttributeType::B,
            AttributeValue::Bool(_) => AttributeType::Bool,
            AttributeValue::Null => AttributeType::Null,
            AttributeValue::L(_) => AttributeType::L,
            AttributeValue::M(_) => AttributeType::M,
            AttributeValue::Ss(_) => AttributeType::Ss,
            AttributeValue::Ns(_) => AttributeType::Ns,
            AttributeValue::Bs(_) => AttributeType::Bs,
        }
    }

    /// Bytes of the value alone, without its name.
    pub fn size_bytes(&self) -> usize {
        match self {
            AttributeValue::S(text) => text.len(),
            AttributeValue::N(number) => number.size_bytes(),
            AttributeValue::B(bytes) => bytes.len(),
            AttributeValue::Bool(_) | AttributeValue::Null => 1,
            AttributeValue::L(values) => {
                DOCUMENT_OVERHEAD_BYTES + values.iter().map(|value| ELEMENT_OVERHEAD_BYTES + value.size_bytes()).sum::<usize>()
            }
            AttributeValue::M(map) => DOCUMENT_OVERHEAD_BYTES + map.len() * ELEMENT_OVERHEAD_BYTES + item_size_bytes(map),
            AttributeValue::Ss(set) => set.iter().map(String::len).sum(),
            AttributeValue::Ns(set) => set.iter().map(Number::size_bytes).sum(),
            AttributeValue::Bs(set) => set.iter().map(Vec::len).sum(),
        }
    }

    /// How deep lists and maps nest: 0 for a scalar or set, 1 for a list of scalars.
    pub fn depth(&self) -> usize {
        match self {
            AttributeValue::L(values) => 1 + values.iter().map(AttributeValue::depth).max().unwrap_or(0),
            AttributeValue::M(map) => 1 + map.values().map(AttributeValue::depth).max().unwrap_or(0),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    #[test]
    fn the_manuals_example_is_23_bytes() {
        let item = Item::from([("shirt-color".to_owned(), string("R")), ("shirt-size".to_owned(), string("M"))]);
        assert_eq!(item_size_bytes(&item), 23);
    }

    #[test]
    fn documents_cost_three_bytes_and_one_for_each_element() {
        assert_eq!(AttributeValue::L(vec![]).size_bytes(), 3);
        assert_eq!(AttributeValue::M(Item::new()).size_bytes(), 3);
        assert_eq!(AttributeValue::L(vec![string("ab"), AttributeValue::Null]).size_bytes(), 3 + 3 + 2);
        assert_eq!(AttributeValue::M(Item::from([("k".to_owned(), string("ab"))])).size_bytes(), 3 + 1 + 1 + 2);
        assert_eq!(AttributeValue::Ss(BTreeSet::from(["ab".to_owned(), "c".to_owned()])).size_bytes(), 3);
    }

    #[test]
    fn depth_counts_levels() {
        assert_eq!(string("a").depth(), 0);
        assert_eq!(AttributeValue::L(vec![AttributeValue::M(Item::new())]).depth(), 2);
    }
}
