//! Keys: which attributes they are, and the bytes whose order is the order of a table.

use core::cmp::Ordering;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{AttributeType, AttributeValue, Item, KeyHash, Number, ordered};

/// The types a key attribute may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ScalarType {
    /// String.
    S,
    /// Number.
    N,
    /// Binary.
    B,
}

impl ScalarType {
    /// `S`, `N` or `B`.
    pub const fn code(self) -> &'static str {
        self.attribute_type().code()
    }

    /// The data type of values of this key type.
    pub const fn attribute_type(self) -> AttributeType {
        match self {
            ScalarType::S => AttributeType::S,
            ScalarType::N => AttributeType::N,
            ScalarType::B => AttributeType::B,
        }
    }

    /// The key type with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "S" => Some(ScalarType::S),
            "N" => Some(ScalarType::N),
            "B" => Some(ScalarType::B),
            _ => None,
        }
    }
}

/// One key attribute: its name and its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KeyAttribute {
    /// Attribute name.
    pub name: String,
    /// Attribute type.
    pub key_type: ScalarType,
}

/// The key of a table or an index.
///
/// A table has one partition key attribute and at most one sort key attribute; a global secondary index may have up to four
/// of each (developer guide, "Multi-attribute keys").
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KeySchema {
    /// Partition key attributes, at least one.
    pub partition: Vec<KeyAttribute>,
    /// Sort key attributes, in order of significance.
    pub sort: Vec<KeyAttribute>,
}

/// Where an item or index entry stands: hash, partition key, sort key and, in an index, the table's key.
///
/// Byte order is table order: by hash of the partition key, then partition key, then sort key. The encoding is
/// self-delimiting, so no key is a prefix of another one unless it stands for a whole item collection. Cloning shares the
/// bytes: a write leaves its key in the block, in the history and among what is not durable yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Box<[u8]>", into = "Box<[u8]>")]
pub struct StorageKey {
    /// The first eight bytes as a number, so that a search among keys seldom has to follow their pointers. It is compared
    /// first and agrees with the order of the bytes.
    prefix: u64,
    bytes: Arc<[u8]>,
}

impl KeySchema {
    /// All key attributes, partition key first.
    pub fn attributes(&self) -> impl Iterator<Item = &KeyAttribute> {
        self.partition.iter().chain(&self.sort)
    }

    /// Whether the attribute is part of this key.
    pub fn contains(&self, name: &str) -> bool {
        self.attributes().any(|attribute| attribute.name == name)
    }

    /// The key attributes of `item` alone; attributes that it lacks are left out.
    pub fn key_of(&self, item: &Item) -> Item {
        let present = self.attributes().filter_map(|attribute| item.get_key_value(&attribute.name));
        ordered(present.map(|(name, value)| (name.clone(), value.clone())))
    }

    /// Appends hash and encoded partition key of `item`: the prefix that all keys of its item collection share.
    ///
    /// `None` if a partition key attribute is missing or has another type; `out` is then unchanged.
    pub fn encode_collection(&self, item: &Item, out: &mut Vec<u8>) -> Option<()> {
        let start = out.len();
        out.extend_from_slice(&[0; KeyHash::BYTES]);
        for attribute in &self.partition {
            if encode_attribute(attribute, item, out).is_none() {
                out.truncate(start);
                return None;
            }
        }
        let hash = KeyHash::of(&out[start + KeyHash::BYTES..]);
        out[start..start + KeyHash::BYTES].copy_from_slice(&hash.0.to_be_bytes());
        Some(())
    }

    /// Appends the whole key of `item`. `None`, and `out` unchanged, if a key attribute is missing or has another type.
    pub fn encode(&self, item: &Item, out: &mut Vec<u8>) -> Option<()> {
        let start = out.len();
        let encoded = self
            .encode_collection(item, out)
            .and_then(|()| self.sort.iter().try_for_each(|attribute| encode_attribute(attribute, item, out)));
        if encoded.is_none() {
            out.truncate(start);
        }
        encoded
    }

    /// Bytes of `key`, a key of this schema as [`KeySchema::encode`] wrote it, that are hash and partition key.
    pub fn collection_len(&self, key: &[u8]) -> usize {
        let mut at = KeyHash::BYTES;
        for attribute in &self.partition {
            let rest = key.get(at..).unwrap_or_default();
            at += match attribute.key_type {
                ScalarType::N => Number::ORDERED_BYTES,
                // The end mark: a zero in the text is followed by 0xff.
                ScalarType::S | ScalarType::B => {
                    rest.windows(2).position(|pair| pair == [0x00, 0x01]).map_or(rest.len(), |end| end + 2)
                }
            };
        }
        at.min(key.len())
    }

    /// The first 16 bytes of the sort key in `key`, a key of this schema, as a number of the same order; 0 if the schema has
    /// none.
    pub fn sort_prefix(&self, key: &[u8]) -> u128 {
        let mut first = [0; 16];
        if !self.sort.is_empty() {
            let sort = key.get(self.collection_len(key)..).unwrap_or_default();
            first.iter_mut().zip(sort).for_each(|(first, byte)| *first = *byte);
        }
        u128::from_be_bytes(first)
    }

    /// The key of `item` in a table of this schema; `None` if a key attribute is missing or has another type.
    pub fn storage_key(&self, item: &Item) -> Option<StorageKey> {
        let mut bytes = Vec::with_capacity(64);
        self.encode(item, &mut bytes)?;
        Some(StorageKey::from_bytes(bytes))
    }
}

impl KeyHash {
    /// Bytes of a hash at the start of each storage key.
    pub const BYTES: usize = 16;
}

impl StorageKey {
    /// The key with these bytes, as [`KeySchema::encode`] wrote them.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        StorageKey { prefix: prefix(&bytes), bytes: Arc::from(bytes) }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How the key stands to the one with these bytes.
    pub fn cmp_bytes(&self, bytes: &[u8]) -> Ordering {
        self.prefix.cmp(&prefix(bytes)).then_with(|| compare_bytes(&self.bytes, bytes))
    }

    /// The point of the hash space that the key lies at.
    pub fn hash(&self) -> KeyHash {
        let mut bytes = [0; KeyHash::BYTES];
        let known = self.bytes.len().min(KeyHash::BYTES);
        bytes[..known].copy_from_slice(&self.bytes[..known]);
        KeyHash(u128::from_be_bytes(bytes))
    }
}

/// As slices are ordered, but eight bytes at a time: in wasm the standard library compares byte by byte, and the keys of one item
/// collection begin with thirty and more bytes that are the same.
pub fn compare_bytes(left: &[u8], right: &[u8]) -> Ordering {
    let (left_words, _) = left.as_chunks::<8>();
    let (right_words, _) = right.as_chunks::<8>();
    let same = left_words.iter().zip(right_words).take_while(|(left, right)| left == right).count() * 8;
    left.get(same..).cmp(&right.get(same..))
}

/// The first eight bytes as a number; a shorter key is filled up with zeros.
fn prefix(bytes: &[u8]) -> u64 {
    let mut first = [0; 8];
    let known = bytes.len().min(first.len());
    first[..known].copy_from_slice(&bytes[..known]);
    u64::from_be_bytes(first)
}

impl Ord for StorageKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.prefix.cmp(&other.prefix).then_with(|| compare_bytes(&self.bytes, &other.bytes))
    }
}

impl PartialOrd for StorageKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Box<[u8]>> for StorageKey {
    fn from(bytes: Box<[u8]>) -> Self {
        StorageKey { prefix: prefix(&bytes), bytes: Arc::from(bytes) }
    }
}

impl From<StorageKey> for Box<[u8]> {
    fn from(key: StorageKey) -> Self {
        Box::from(&*key.bytes)
    }
}

impl core::borrow::Borrow<[u8]> for StorageKey {
    fn borrow(&self) -> &[u8] {
        &self.bytes
    }
}

fn encode_attribute(attribute: &KeyAttribute, item: &Item, out: &mut Vec<u8>) -> Option<()> {
    let value = item.get(&attribute.name)?;
    (value.attribute_type() == attribute.key_type.attribute_type()).then_some(())?;
    encode_key_value(value, out)
}

/// Appends one key value so that byte order is key order and no value is a prefix of another.
///
/// Strings and binaries: their bytes with 0x00 written as 0x00 0xff, then 0x00 0x01 as the end. Numbers: 18 bytes.
/// `None` for a value that cannot be a key.
pub(crate) fn encode_key_value(value: &AttributeValue, out: &mut Vec<u8>) -> Option<()> {
    match value {
        AttributeValue::S(text) => encode_bytes(text.as_bytes(), out),
        AttributeValue::B(bytes) => encode_bytes(bytes, out),
        AttributeValue::N(number) => number.encode_ordered(out),
        _ => return None,
    }
    Some(())
}

fn encode_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    encode_bytes_open(bytes, out);
    out.extend_from_slice(&[0x00, 0x01]);
}

fn encode_bytes_open(bytes: &[u8], out: &mut Vec<u8>) {
    let mut rest = bytes;
    while let Some(zero) = rest.iter().position(|byte| *byte == 0) {
        out.extend_from_slice(&rest[..zero]);
        out.extend_from_slice(&[0x00, 0xff]);
        rest = &rest[zero + 1..];
    }
    out.extend_from_slice(rest);
}

impl AttributeValue {
    /// Appends the value as a part of a key: byte order is key order. `None` unless it is a string, number or binary.
    pub fn encode_key(&self, out: &mut Vec<u8>) -> Option<()> {
        encode_key_value(self, out)
    }

    /// Appends the beginning of every key value that begins with this string or binary, without the end mark.
    pub fn encode_key_prefix(&self, out: &mut Vec<u8>) -> Option<()> {
        match self {
            AttributeValue::S(text) => encode_bytes_open(text.as_bytes(), out),
            AttributeValue::B(bytes) => encode_bytes_open(bytes, out),
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert_eq, proptest};

    fn schema() -> KeySchema {
        KeySchema {
            partition: vec![KeyAttribute { name: "pk".into(), key_type: ScalarType::S }],
            sort: vec![KeyAttribute { name: "sk".into(), key_type: ScalarType::B }],
        }
    }

    #[test]
    fn the_sort_key_begins_behind_the_partition_key() {
        let key = schema().storage_key(&item("a\0b", vec![1, 0, 7])).unwrap();
        let start = schema().collection_len(key.as_bytes());
        assert_eq!(&key.as_bytes()[start..], [1, 0, 0xff, 7, 0, 1]);
        assert_eq!(schema().sort_prefix(key.as_bytes()), 0x0100_ff07_0001 << 80);
        let number = KeySchema { partition: vec![KeyAttribute { name: "pk".into(), key_type: ScalarType::N }], sort: vec![] };
        let key = number.storage_key(&Item::from([("pk", AttributeValue::N(Number::from_i64(-5)))])).unwrap();
        assert_eq!((number.collection_len(key.as_bytes()), number.sort_prefix(key.as_bytes())), (16 + 18, 0));
    }

    fn item(pk: &str, sk: Vec<u8>) -> Item {
        Item::from([("pk", AttributeValue::S(pk.into())), ("sk", AttributeValue::B(sk))])
    }

    #[test]
    fn a_missing_or_mistyped_key_attribute_gives_no_key() {
        let mut wrong = item("a", vec![1]);
        wrong.insert("sk", AttributeValue::S("text".into()));
        assert_eq!(schema().storage_key(&wrong), None);
        wrong.remove("sk");
        assert_eq!(schema().storage_key(&wrong), None);
    }

    #[test]
    fn an_item_collection_shares_its_prefix() {
        let mut prefix = vec![];
        schema().encode_collection(&item("a", vec![]), &mut prefix).unwrap();
        let key = schema().storage_key(&item("a", vec![0, 1, 2])).unwrap();
        assert!(key.as_bytes().starts_with(&prefix));
        assert!(!schema().storage_key(&item("ab", vec![0])).unwrap().as_bytes().starts_with(&prefix));
        assert_eq!(key.hash(), schema().storage_key(&item("a", vec![9])).unwrap().hash());
    }

    proptest! {
        #[test]
        fn byte_order_is_sort_key_order(left in proptest::collection::vec(0u8..3, 0..6), right in proptest::collection::vec(0u8..3, 0..6)) {
            let expected = left.cmp(&right);
            let key = |sk| schema().storage_key(&item("pk", sk)).unwrap();
            prop_assert_eq!(key(left).cmp(&key(right)), expected);
        }

        #[test]
        fn keys_are_ordered_as_their_bytes_are(left in proptest::collection::vec(0u8..3, 0..12), right in proptest::collection::vec(0u8..3, 0..12)) {
            let expected = left.cmp(&right);
            let key = StorageKey::from_bytes(left);
            prop_assert_eq!(key.cmp_bytes(&right), expected);
            prop_assert_eq!(key.cmp(&StorageKey::from_bytes(right)), expected);
        }

        #[test]
        fn an_open_prefix_is_a_prefix_of_exactly_what_begins_with_it(left in proptest::collection::vec(0u8..3, 0..6), right in proptest::collection::vec(0u8..3, 0..4)) {
            let (mut whole, mut prefix) = (vec![], vec![]);
            AttributeValue::B(left.clone()).encode_key(&mut whole).unwrap();
            AttributeValue::B(right.clone()).encode_key_prefix(&mut prefix).unwrap();
            prop_assert_eq!(whole.starts_with(&prefix), left.starts_with(&right));
        }
    }
}
