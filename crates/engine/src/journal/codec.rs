//! Bytes of stored values: integers of variable length, texts, items, and a checksum around each value.
//!
//! It knows no tables. Reading is bounded: lengths are checked against the bytes that are there and nesting against
//! [`PARSE_DEPTH`], so no stored or imported byte can exhaust memory or stack.

use std::collections::BTreeSet;

use model::limits::PARSE_DEPTH;
use model::{AttributeName, AttributeValue, Item, Number};

use super::LAYOUT;

/// Appends values.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub(crate) bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.byte(u8::from(flag));
    }

    /// Seven bits a byte, lowest first; the top bit says that more follow.
    pub(crate) fn number(&mut self, number: u64) {
        self.wide(u128::from(number));
    }

    pub(crate) fn wide(&mut self, mut number: u128) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(crate) fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub(crate) fn list<T>(&mut self, values: impl ExactSizeIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.number(values.len() as u64);
        for value in values {
            write(self, value);
        }
    }

    pub(crate) fn item(&mut self, item: &Item) {
        self.list(item.iter(), |out, (name, value)| {
            out.text(name);
            out.value(value);
        });
    }

    fn value(&mut self, value: &AttributeValue) {
        self.byte(match value {
            AttributeValue::S(_) => 0,
            AttributeValue::N(_) => 1,
            AttributeValue::B(_) => 2,
            AttributeValue::Bool(false) => 3,
            AttributeValue::Bool(true) => 4,
            AttributeValue::Null => 5,
            AttributeValue::L(_) => 6,
            AttributeValue::M(_) => 7,
            AttributeValue::Ss(_) => 8,
            AttributeValue::Ns(_) => 9,
            AttributeValue::Bs(_) => 10,
        });
        match value {
            AttributeValue::S(text) => self.text(text),
            AttributeValue::N(number) => self.decimal(number),
            AttributeValue::B(bytes) => self.bytes(bytes),
            AttributeValue::Bool(_) | AttributeValue::Null => {}
            AttributeValue::L(values) => self.list(values.iter(), Self::value),
            AttributeValue::M(map) => self.item(map),
            AttributeValue::Ss(set) => self.list(set.iter(), |out, text| out.text(text)),
            AttributeValue::Ns(set) => self.list(set.iter(), Self::decimal),
            AttributeValue::Bs(set) => self.list(set.iter(), |out, bytes| out.bytes(bytes)),
        }
    }

    fn decimal(&mut self, number: &Number) {
        let (negative, coefficient, exponent) = number.to_parts();
        // Sign and exponent side by side: exponents lie between -167 and 125.
        self.number(((i64::from(exponent) + 256) as u64) << 1 | u64::from(negative));
        self.wide(coefficient);
    }
}

/// Names of attributes that a reader remembers at most (our bound: looking through more would cost more than they take).
const SHARED_NAMES: usize = 32;

/// Reads what a [`Writer`] wrote. Every method gives `None` where the bytes are not that.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    /// The layout that the bytes were written in.
    layout: u64,
    /// Names of attributes that were read: items of a table mostly have the same, and then they share them.
    names: Vec<AttributeName>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Reader::of_layout(bytes, LAYOUT)
    }

    /// Bytes that may have been written by an older version.
    pub(crate) fn of_layout(bytes: &'a [u8], layout: u64) -> Self {
        Reader { bytes, layout, names: Vec::new() }
    }

    /// Whether the bytes were written in this layout or a later one.
    pub(super) fn is_since(&self, layout: u64) -> bool {
        self.layout >= layout
    }

    /// What is written since this layout; the default where the bytes are older.
    pub(crate) fn since<T: Default>(&mut self, layout: u64, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.is_since(layout) { read(self) } else { Some(T::default()) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// `Some` only if everything was read.
    pub(crate) fn end(self) -> Option<()> {
        self.bytes.is_empty().then_some(())
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        u64::try_from(self.wide()?).ok()
    }

    pub(crate) fn wide(&mut self) -> Option<u128> {
        let mut number = 0u128;
        for shift in (0..u128::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u128::from(byte & 0x7f);
            if (bits << shift) >> shift != bits {
                return None;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    pub(crate) fn text(&mut self) -> Option<String> {
        std::str::from_utf8(self.bytes()?).ok().map(str::to_owned)
    }

    pub(crate) fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.flag()? { read(self).map(Some) } else { Some(None) }
    }

    /// A list; each element takes at least a byte, so the length is bounded by the bytes.
    ///
    /// Sets and maps (but for items) take their elements one by one: they were written in order, and collecting would bring a sort
    /// of its own into the wasm for each type.
    pub(crate) fn list<T, C: Default + Extend<T>>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<C> {
        let length = usize::try_from(self.number()?).ok().filter(|length| *length <= self.bytes.len())?;
        let mut list = C::default();
        for _ in 0..length {
            list.extend([read(self)?]);
        }
        Some(list)
    }

    pub(crate) fn item(&mut self) -> Option<Item> {
        self.map(0)
    }

    fn map(&mut self, depth: usize) -> Option<Item> {
        let attributes: Vec<_> = self.list(|bytes| Some((bytes.name()?, bytes.value(depth)?)))?;
        Some(attributes.into_iter().collect())
    }

    fn name(&mut self) -> Option<AttributeName> {
        let name = std::str::from_utf8(self.bytes()?).ok()?;
        if let Some(known) = self.names.iter().find(|known| **known == *name) {
            return Some(known.clone());
        }
        let name = AttributeName::from(name);
        if self.names.len() < SHARED_NAMES {
            self.names.push(name.clone());
        }
        Some(name)
    }

    fn value(&mut self, depth: usize) -> Option<AttributeValue> {
        if depth > PARSE_DEPTH {
            return None;
        }
        Some(match self.byte()? {
            0 => AttributeValue::S(self.text()?),
            1 => AttributeValue::N(self.decimal()?),
            2 => AttributeValue::B(self.bytes()?.to_vec()),
            3 => AttributeValue::Bool(false),
            4 => AttributeValue::Bool(true),
            5 => AttributeValue::Null,
            6 => AttributeValue::L(self.list(|bytes| bytes.value(depth + 1))?),
            7 => AttributeValue::M(self.map(depth + 1)?),
            8 => AttributeValue::Ss(self.list::<_, BTreeSet<_>>(Self::text)?),
            9 => AttributeValue::Ns(self.list::<_, BTreeSet<_>>(Self::decimal)?),
            10 => AttributeValue::Bs(self.list::<_, BTreeSet<_>>(|bytes| bytes.bytes().map(<[u8]>::to_vec))?),
            _ => return None,
        })
    }

    fn decimal(&mut self) -> Option<Number> {
        let head = self.number()?;
        let exponent = i16::try_from(i64::try_from(head >> 1).ok()? - 256).ok()?;
        Number::from_parts(head & 1 == 1, self.wide()?, exponent).ok()
    }
}

/// Bytes of the checksum before each stored value.
const CHECKSUM_BYTES: usize = 8;

/// The value with its checksum before it.
pub(crate) fn seal(payload: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(CHECKSUM_BYTES + payload.len());
    sealed.extend_from_slice(&checksum(payload).to_le_bytes());
    sealed.extend_from_slice(payload);
    sealed
}

/// The value, if its checksum is right.
pub(crate) fn unseal(sealed: &[u8]) -> Option<&[u8]> {
    let (sum, payload) = sealed.split_first_chunk::<CHECKSUM_BYTES>()?;
    (u64::from_le_bytes(*sum) == checksum(payload)).then_some(payload)
}

/// A checksum of 64 bits, eight bytes at a time. Each step is a bijection of the state and of the bytes, so any change within
/// one word is found, and any other with all but 1 in 2^64. It protects against torn and decayed values, not against forgery.
fn checksum(payload: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9fb2_1c65_1e98_df25;
    let step = |state: u64, word: u64| (state ^ word).wrapping_mul(FACTOR).rotate_left(29);
    let (words, rest) = payload.as_chunks::<8>();
    let state = words.iter().fold(payload.len() as u64, |state, word| step(state, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    for (slot, byte) in last.iter_mut().zip(rest) {
        *slot = *byte;
    }
    step(step(state, u64::from_le_bytes(last)), 0)
}

#[cfg(test)]
mod tests {
    use model::{AttributeValue, Item, Number};
    use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};

    use super::{Reader, Writer, seal, unseal};

    fn value() -> impl Strategy<Value = AttributeValue> {
        let number =
            "-?[0-9]{1,20}(\\.[0-9]{1,17})?(e-?[0-9]{1,2})?".prop_filter_map("a number", |text| Number::parse(&text).ok());
        let scalar = prop_oneof![
            ".{0,8}".prop_map(AttributeValue::S),
            number.clone().prop_map(AttributeValue::N),
            proptest::collection::vec(any::<u8>(), 0..8).prop_map(AttributeValue::B),
            any::<bool>().prop_map(AttributeValue::Bool),
            proptest::strategy::Just(AttributeValue::Null),
            proptest::collection::btree_set("[a-c]{1,3}", 1..4).prop_map(AttributeValue::Ss),
            proptest::collection::btree_set(number, 1..4).prop_map(AttributeValue::Ns),
            proptest::collection::btree_set(proptest::collection::vec(any::<u8>(), 0..4), 1..4).prop_map(AttributeValue::Bs),
        ];
        scalar.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
                proptest::collection::btree_map(".{0,3}", inner, 0..4)
                    .prop_map(|map| AttributeValue::M(map.into_iter().collect())),
            ]
        })
    }

    fn written(item: &Item) -> Vec<u8> {
        let mut out = Writer::default();
        out.item(item);
        out.bytes
    }

    #[test]
    fn nesting_and_lengths_are_bounded() {
        // One attribute without a name, then 4,000 lists of one element each.
        let mut deep = vec![1, 0];
        deep.extend([6u8, 1].repeat(4_000));
        assert_eq!(Reader::new(&deep).item(), None);
        let huge = [0xff, 0xff, 0xff, 0xff, 0x7f];
        assert_eq!(Reader::new(&huge).item(), None);
        assert_eq!(Reader::new(&huge).bytes(), None);
        assert_eq!(Reader::new(&[0xff; 30]).wide(), None);
    }

    #[test]
    fn widest_integers_come_back() {
        for number in [0, 0x7f, 0x80, u128::from(u64::MAX), u128::MAX] {
            let mut out = Writer::default();
            out.wide(number);
            assert_eq!(Reader::new(&out.bytes).wide(), Some(number));
        }
    }

    proptest! {
        #[test]
        fn items_come_back(item in proptest::collection::btree_map("[a-z]{1,4}", value(), 0..6)) {
            let item: Item = item.into_iter().collect();
            let bytes = written(&item);
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(reader.item(), Some(item));
            prop_assert_eq!(reader.end(), Some(()));
        }

        #[test]
        fn cut_or_changed_values_are_refused(payload in proptest::collection::vec(any::<u8>(), 0..200), at in any::<usize>(), with in 1u8..) {
            let sealed = seal(&payload);
            prop_assert_eq!(unseal(&sealed), Some(payload.as_slice()));
            let at = at % sealed.len();
            prop_assert_eq!(unseal(&sealed[..at]), None);
            let mut changed = sealed.clone();
            changed[at] ^= with;
            prop_assert_eq!(unseal(&changed), None);
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Reader::new(&bytes).item();
        }
    }
}
