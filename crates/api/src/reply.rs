//! The output of an operation beyond the core: members by name, in the order in which they are written.
//!
//! The counterpart of [`crate::Call`]. A test holds every reply that is emitted against the service model.

use model::{AttributeValue, EpochMillis, SharedItem};

use crate::{ConsumedCapacity, TableDescription};

/// A structure of a reply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    pub(crate) members: Vec<(&'static str, ReplyNode)>,
}

/// A value of a reply.
#[derive(Clone, Debug, PartialEq)]
pub enum ReplyNode {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number, as its text: scores and other fractions.
    Decimal(String),
    /// A boolean.
    Bool(bool),
    /// Nothing, said aloud.
    Null,
    /// What [`crate::Fields::to_json`] wrote.
    Json(String),
    /// A moment, written in seconds with milliseconds.
    Moment(EpochMillis),
    /// A list.
    List(Vec<ReplyNode>),
    /// A map, in this order.
    Map(Vec<(String, ReplyNode)>),
    /// A structure.
    Structure(Reply),
    /// An item or a key.
    Item(SharedItem),
    /// An attribute value.
    Value(AttributeValue),
    /// `ConsumedCapacity`.
    Consumed(Box<ConsumedCapacity>),
    /// `TableDescription`.
    Table(Box<TableDescription>),
}

impl Reply {
    /// As JSON, for what is told outside of a reply.
    pub fn to_json(&self) -> Vec<u8> {
        crate::encode::reply_json(self)
    }

    /// Adds a member.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: ReplyNode) -> Self {
        self.members.push((name, value));
        self
    }

    /// Adds a member if there is a value.
    #[must_use]
    pub fn with_optional(self, name: &'static str, value: Option<ReplyNode>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds a string.
    #[must_use]
    pub fn text(self, name: &'static str, text: impl Into<String>) -> Self {
        self.with(name, ReplyNode::Text(text.into()))
    }

    /// Adds a whole number; what is beyond an `i64` is written as its largest value.
    #[must_use]
    pub fn integer(self, name: &'static str, number: impl TryInto<i64>) -> Self {
        self.with(name, ReplyNode::Integer(number.try_into().unwrap_or(i64::MAX)))
    }

    /// Adds a boolean.
    #[must_use]
    pub fn flag(self, name: &'static str, flag: bool) -> Self {
        self.with(name, ReplyNode::Bool(flag))
    }

    /// Adds a moment.
    #[must_use]
    pub fn moment(self, name: &'static str, moment: EpochMillis) -> Self {
        self.with(name, ReplyNode::Moment(moment))
    }

    /// Adds a list.
    #[must_use]
    pub fn list(self, name: &'static str, elements: Vec<ReplyNode>) -> Self {
        self.with(name, ReplyNode::List(elements))
    }

    /// Adds a structure.
    #[must_use]
    pub fn structure(self, name: &'static str, reply: Reply) -> Self {
        self.with(name, ReplyNode::Structure(reply))
    }
}

impl From<Reply> for ReplyNode {
    fn from(reply: Reply) -> Self {
        ReplyNode::Structure(reply)
    }
}

impl From<String> for ReplyNode {
    fn from(text: String) -> Self {
        ReplyNode::Text(text)
    }
}
