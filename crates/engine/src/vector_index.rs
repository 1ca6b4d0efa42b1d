//! Vector indexes: what they are, which items they hold, and what a write to them costs.
//!
//! A vector index has no entries of its own: a search reads the vectors from the table's items (`vector_score`). So there is
//! nothing to fill and nothing to store but its definition.
//!
//! Follows: developer guide, "Creating and searching vector indexes", "Data synchronization between tables and vector indexes",
//! "Monitoring vector index capacity".

use api::IndexStatus;
use api::text::{Validation, VectorProblem};
use model::{AttributeValue, Item, KeyAttribute, KeySchema, Number};

use crate::{Control, Projected, Table, key_check};

/// Bytes that a write to a vector index, or a search, is charged at least (pricing: 1 KB for each request).
pub(crate) const CHARGE_MIN_BYTES: u64 = 1_024;
/// Bytes of one number of a vector: indexes keep them as 32-bit floating point.
pub(crate) const ELEMENT_BYTES: u64 = 4;
/// The least whole number that is rounded to an infinite 32-bit floating point number: half a step above the largest finite one.
const INFINITE: u128 = u128::MAX - ((1 << 103) - 1);

/// How close two vectors are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DistanceFunction {
    /// 1 minus the cosine of the angle: 0 for the same direction, 2 for the opposite one.
    Cosine,
    /// The sum of the products: the higher, the closer.
    DotProduct,
    /// The length of the difference.
    Euclidean,
}

/// What an attribute of the search schema is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchElement {
    /// The partition key: each search names its value.
    Hash,
    /// A search may name its value.
    InlineFilter,
}

/// A vector index.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorIndex {
    /// Name, unique among all indexes of the table.
    pub name: String,
    /// The attribute that holds the vectors.
    pub attribute: String,
    /// Attributes that searches may name, in the order sent.
    pub schema: Vec<(KeyAttribute, SearchElement)>,
    /// What a search can return besides keys and schema.
    pub projected: Projected,
    /// Numbers in each vector: 1 to 4,096.
    pub dimensions: u32,
    /// What the score of a search is.
    pub function: DistanceFunction,
    /// Status. It is searched only while it is ACTIVE.
    pub status: IndexStatus,
    /// While it is CREATING: whether it has its place already.
    pub backfilling: bool,
}

impl DistanceFunction {
    /// All of them; the place is the stored code.
    pub(crate) const ALL: [Self; 3] = [Self::Cosine, Self::DotProduct, Self::Euclidean];

    /// The name in requests and replies.
    pub const fn name(self) -> &'static str {
        match self {
            DistanceFunction::Cosine => "COSINE",
            DistanceFunction::DotProduct => "DOT_PRODUCT",
            DistanceFunction::Euclidean => "EUCLIDEAN",
        }
    }
}

impl SearchElement {
    /// The name in requests and replies.
    pub const fn name(self) -> &'static str {
        match self {
            SearchElement::Hash => "HASH",
            SearchElement::InlineFilter => "INLINE_FILTER",
        }
    }
}

impl VectorIndex {
    /// The partition key, if there is one.
    pub fn partition_key(&self) -> Option<&KeyAttribute> {
        self.schema.iter().find(|(_, kind)| *kind == SearchElement::Hash).map(|(attribute, _)| attribute)
    }

    /// The item's vector, if the index holds the item: a vector of the right length, and the partition key if there is one.
    pub(crate) fn vector_of<'i>(&self, item: &'i Item) -> Option<&'i [AttributeValue]> {
        let AttributeValue::L(vector) = item.get(&self.attribute)? else { return None };
        if let Some(key) = self.partition_key() {
            item.get(&key.name).filter(|value| key_check::has_type(value, key))?;
        }
        (vector.len() == self.dimensions as usize && vector.iter().all(is_element)).then_some(vector)
    }

    /// Whether the index copies this attribute, the vector among them.
    pub(crate) fn projects(&self, name: &str, table_key: &KeySchema) -> bool {
        match &self.projected {
            Projected::All => return true,
            Projected::Include(names) if names.contains(name) => return true,
            _ => {}
        }
        name == self.attribute || table_key.contains(name) || self.schema.iter().any(|(attribute, _)| attribute.name == name)
    }

    /// Bytes of the item's entry: four for each number of the vector, names and all other values as in an item; `None` if the
    /// index does not hold the item.
    pub(crate) fn entry_bytes(&self, item: &Item, table_key: &KeySchema) -> Option<u64> {
        self.vector_of(item)?;
        let copied = item.iter().filter(|(name, _)| self.projects(name, table_key));
        let bytes = copied.map(|(name, value)| name.len() as u64 + self.value_bytes(name, value));
        Some(bytes.sum())
    }

    /// Bytes of one attribute in an entry.
    pub(crate) fn value_bytes(&self, name: &str, value: &AttributeValue) -> u64 {
        if name == self.attribute { ELEMENT_BYTES * u64::from(self.dimensions) } else { value.size_bytes() as u64 }
    }

    /// `VectorWriteRequestBytes` of a write: the entry that is there afterwards, or was there before; 0 if the entry stays as
    /// it is.
    pub(crate) fn written_bytes(&self, before: Option<&Item>, after: Option<&Item>, table_key: &KeySchema) -> u64 {
        let bytes = |item: Option<&Item>| item.and_then(|item| self.entry_bytes(item, table_key));
        let charged = match (bytes(before), bytes(after)) {
            (None, None) => return 0,
            (Some(_), Some(_)) if self.copies_the_same(before, after, table_key) => return 0,
            (_, Some(bytes)) | (Some(bytes), None) => bytes,
        };
        charged.max(CHARGE_MIN_BYTES)
    }

    fn copies_the_same(&self, before: Option<&Item>, after: Option<&Item>, table_key: &KeySchema) -> bool {
        let copied = |item: Option<&Item>, other: Option<&Item>| {
            item.into_iter()
                .flatten()
                .filter(|(name, _)| self.projects(name, table_key))
                .all(|(name, value)| other.and_then(|other| other.get(name)) == Some(value))
        };
        copied(before, after) && copied(after, before)
    }

    /// Checks what an item to be written has for the index; `before` is what it had, which is not looked at again.
    fn check(&self, before: Option<&Item>, item: &Item) -> Result<(), Validation> {
        let written = |name: &str| item.get(name).filter(|value| before.and_then(|before| before.get(name)) != Some(*value));
        if let Some(value) = written(&self.attribute) {
            self.check_vector(value).map_err(Validation::Vector)?;
        }
        for (attribute, _) in &self.schema {
            if let Some(value) = written(&attribute.name) {
                key_check::check_index_attribute(&self.name, attribute, value)?;
            }
        }
        Ok(())
    }

    fn check_vector(&self, value: &AttributeValue) -> Result<(), VectorProblem> {
        let name = || (self.attribute.clone(), self.name.clone());
        let AttributeValue::L(vector) = value else {
            let (attribute, index) = name();
            return Err(VectorProblem::NotAList(attribute, index));
        };
        if let Some((at, element)) = vector.iter().enumerate().find(|(_, element)| !is_element(element)) {
            let (attribute, index) = name();
            return Err(VectorProblem::NotANumber(attribute, at, element.attribute_type().code(), index));
        }
        if vector.len() != self.dimensions as usize {
            let (attribute, index) = name();
            return Err(VectorProblem::Size(attribute, self.dimensions, vector.len(), index));
        }
        Ok(())
    }
}

impl Control {
    /// The vector index of this name.
    pub(crate) fn vector_index(&self, name: &str) -> Option<&VectorIndex> {
        self.vector_indexes.iter().find(|index| index.name == name)
    }

    /// The vector index of this name, to be changed.
    pub(crate) fn vector_index_mut(&mut self, name: &str) -> Option<&mut VectorIndex> {
        self.vector_indexes.iter_mut().find(|index| index.name == name)
    }

    /// Whether a vector index has this attribute in its search schema.
    pub(crate) fn searches_by(&self, name: &str) -> bool {
        self.vector_indexes.iter().any(|index| index.schema.iter().any(|(attribute, _)| attribute.name == name))
    }
}

/// Checks what an item to be written has for the vector indexes of its table.
pub(crate) fn check_written(table: &Table, before: Option<&Item>, item: &Item) -> Result<(), Validation> {
    table.control.vector_indexes.iter().try_for_each(|index| index.check(before, item))
}

/// Whether a value can be a number of a vector.
pub(crate) fn is_element(value: &AttributeValue) -> bool {
    matches!(value, AttributeValue::N(number) if is_finite(number))
}

/// Whether the number has a finite 32-bit floating point number next to it.
pub(crate) fn is_finite(number: &Number) -> bool {
    let (_, coefficient, exponent) = number.to_parts();
    match u32::try_from(exponent) {
        Ok(exponent) => {
            let magnitude = 10_u128.checked_pow(exponent).and_then(|power| coefficient.checked_mul(power));
            coefficient == 0 || magnitude.is_some_and(|magnitude| magnitude < INFINITE)
        }
        // A coefficient has at most 38 digits, and the bound has 39.
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use model::Number;

    use super::is_finite;

    #[test]
    fn the_bound_is_where_rounding_becomes_infinite() {
        for (text, finite) in [
            ("0", true),
            ("340282346638528859811704183484516925440", true),
            ("3402823567797336616375393954581425684e2", true),
            ("3402823567797336616375393954581425685e2", false),
            ("1e39", false),
            ("-1e39", false),
            ("1e-130", true),
        ] {
            assert_eq!(is_finite(&Number::parse(text).unwrap()), finite, "{text}");
        }
    }
}
