//! A public, read-only view of the table of operations and shapes, for those who write requests in other forms (AWS CLI).
//!
//! It decides nothing: checking a request is [`crate::decode`]'s.

use crate::shape::{self, ENUMS, Kind, OPERATIONS, Row};

/// An operation of the service model.
#[derive(Clone, Copy, Debug)]
pub struct OperationView(&'static Row);

/// A shape: what a value may look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeView(u16);

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub struct MemberView(&'static shape::Member);

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// Members by name: [`ShapeView::members`].
    Structure,
    /// Elements of one shape.
    List(ShapeView),
    /// Values by any key.
    Map(ShapeView),
    /// A string, with its values if it has only certain ones.
    Text(&'static [&'static str]),
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// Bytes in base64.
    Blob,
    /// A DynamoDB value: `{"S": "text"}`.
    AttributeValue,
}

/// All operations, in alphabetical order.
pub fn operations() -> impl Iterator<Item = OperationView> {
    OPERATIONS.iter().map(OperationView)
}

/// The operation of a target (`DynamoDB_20120810.PutItem`) or of a bare name.
pub fn operation(target: &str) -> Option<OperationView> {
    shape::operation(target).map(OperationView)
}

impl OperationView {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The shape of its input.
    pub fn input(self) -> ShapeView {
        ShapeView(self.0.input)
    }

    /// Whether it belongs to the streams service.
    pub fn is_of_streams(self) -> bool {
        self.0.streams
    }
}

impl ShapeView {
    /// The type.
    pub fn kind(self) -> ShapeKind {
        match shape::shape(self.0).kind {
            Kind::Structure { .. } => ShapeKind::Structure,
            Kind::List(element) => ShapeKind::List(ShapeView(element)),
            Kind::Map { value, .. } => ShapeKind::Map(ShapeView(value)),
            Kind::Text { enumeration, .. } => {
                ShapeKind::Text(enumeration.and_then(|index| ENUMS.get(usize::from(index))).copied().unwrap_or(&[]))
            }
            Kind::Integer | Kind::Long => ShapeKind::Whole,
            Kind::Double | Kind::Timestamp => ShapeKind::Number,
            Kind::Boolean => ShapeKind::Boolean,
            Kind::AttributeValue => ShapeKind::AttributeValue,
        }
    }

    /// The members of a structure; none of any other shape.
    pub fn members(self) -> impl Iterator<Item = MemberView> {
        let members = match shape::shape(self.0).kind {
            Kind::Structure { first, count, .. } => shape::members(first, count),
            _ => &[],
        };
        members.iter().map(MemberView)
    }

    /// The member of this name.
    pub fn member(self, name: &str) -> Option<MemberView> {
        self.members().find(|member| member.name() == name)
    }
}

impl MemberView {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Its shape.
    pub fn shape(self) -> ShapeView {
        ShapeView(self.0.shape)
    }

    /// Whether it must be there.
    pub fn is_required(self) -> bool {
        self.0.required
    }
}

#[cfg(test)]
mod tests {
    use super::{ShapeKind, operation};

    #[test]
    fn a_request_can_be_read_off_the_view() {
        let create = operation("DynamoDB_20120810.CreateTable").unwrap();
        let keys = create.input().member("KeySchema").unwrap();
        let ShapeKind::List(element) = keys.shape().kind() else { panic!("a list") };
        assert_eq!(element.members().map(|member| member.name()).collect::<Vec<_>>(), ["AttributeName", "KeyType"]);
        assert_eq!(element.member("KeyType").unwrap().shape().kind(), ShapeKind::Text(&["HASH", "RANGE"]));
        assert!(create.input().member("TableName").unwrap().is_required());
    }
}
