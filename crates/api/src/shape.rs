//! The one table of all operations and their shapes, generated from the service model by `build.rs`.
//!
//! It is data: the decoder (`node`), the validator (`constraint`) and the tests of the encoder walk it. Rows refer to each
//! other by index, so that the table is small in wasm.

use crate::pattern::{Pattern, Piece};

#[cfg(not(test))]
include!(concat!(env!("OUT_DIR"), "/shapes.rs"));
#[cfg(test)]
include!(concat!(env!("OUT_DIR"), "/whole_shapes.rs"));

/// An operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Its name.
    pub(crate) name: &'static str,
    /// The shape of its input.
    pub(crate) input: u16,
    /// The shape of its output: the encoder is hand-written, its tests walk the outputs.
    #[cfg(test)]
    pub(crate) output: u16,
    /// Whether it belongs to the streams service.
    pub(crate) streams: bool,
}

/// What a value may look like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The type.
    pub(crate) kind: Kind,
    /// Smallest value or length; `i32::MIN` if there is none.
    pub(crate) min: i32,
    /// Largest value or length; `i32::MAX` if there is none.
    pub(crate) max: i32,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Members by name: a range of [`MEMBERS`].
    Structure {
        /// The shape's name.
        name: &'static str,
        /// The first member.
        first: u16,
        /// How many.
        count: u16,
    },
    /// Elements of one shape.
    List(u16),
    /// Values by key.
    Map {
        /// Shape of the keys.
        key: u16,
        /// Shape of the values.
        value: u16,
    },
    /// A string.
    Text {
        /// Its values, if it has only certain ones.
        enumeration: Option<u16>,
        /// What it must match.
        pattern: Option<u16>,
        /// Whether an ARN may stand in its place.
        arn: bool,
    },
    /// A 32-bit integer.
    Integer,
    /// A 64-bit integer.
    Long,
    /// A double.
    Double,
    /// A boolean.
    Boolean,
    /// Seconds since 1970.
    Timestamp,
    /// A DynamoDB value: decoded straight into the model's type.
    AttributeValue,
}

/// A member of a structure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Member {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its shape.
    pub(crate) shape: u16,
    /// Whether it must be there.
    pub(crate) required: bool,
}

/// The operation of a target: `DynamoDB_20120810.PutItem`, `DynamoDBStreams_20120810.GetRecords` or the bare name.
pub(crate) fn operation(target: &str) -> Option<&'static Row> {
    let (service, name) = target.split_once('.').map_or((None, target), |(service, name)| (Some(service), name));
    let row = OPERATIONS.binary_search_by(|row| row.name.cmp(name)).ok().and_then(|at| OPERATIONS.get(at))?;
    let expected = if row.streams { "DynamoDBStreams_20120810" } else { "DynamoDB_20120810" };
    service.is_none_or(|service| service == expected).then_some(row)
}

/// The row of a shape.
pub(crate) fn shape(index: u16) -> &'static Shape {
    // Indexes come from the generated table alone; a foreign one would find the first row.
    SHAPES.get(usize::from(index)).unwrap_or(&SHAPES[0])
}

/// The members of a structure.
pub(crate) fn members(first: u16, count: u16) -> &'static [Member] {
    MEMBERS.get(usize::from(first)..usize::from(first) + usize::from(count)).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::{ENUMS, Kind, MEMBERS, OPERATIONS, PATTERNS, SHAPES, members, operation, shape};

    #[test]
    fn the_table_holds_all_operations() {
        assert_eq!(OPERATIONS.len(), 66);
        assert_eq!(OPERATIONS.iter().filter(|row| row.streams).count(), 4);
        assert!(OPERATIONS.is_sorted_by_key(|row| row.name));
        for row in &OPERATIONS {
            assert_eq!(operation(row.name).map(|found| found.name), Some(row.name));
            assert!(matches!(shape(row.input).kind, Kind::Structure { .. }), "{}", row.name);
            assert!(matches!(shape(row.output).kind, Kind::Structure { .. }), "{}", row.name);
        }
        assert!(operation("DynamoDB_20120810.GetRecords").is_none());
        assert!(operation("DynamoDBStreams_20120810.GetRecords").is_some());
        assert!(operation("DynamoDB_20111205.PutItem").is_none());
    }

    #[test]
    fn every_index_of_the_table_is_within_it() {
        for row in &SHAPES {
            match row.kind {
                Kind::Structure { first, count, .. } => assert_eq!(members(first, count).len(), usize::from(count)),
                Kind::List(member) => assert!(usize::from(member) < SHAPES.len()),
                Kind::Map { key, value } => assert!(usize::from(key.max(value)) < SHAPES.len()),
                Kind::Text { enumeration, pattern, .. } => {
                    assert!(enumeration.is_none_or(|index| usize::from(index) < ENUMS.len()));
                    assert!(pattern.is_none_or(|index| usize::from(index) < PATTERNS.len()));
                }
                _ => {}
            }
        }
        assert!(MEMBERS.iter().all(|member| usize::from(member.shape) < SHAPES.len()));
    }
}
