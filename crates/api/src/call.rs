//! A request of an operation beyond the core: its members, already checked against the service model.
//!
//! The core's operations have a struct each, since they are on the hot path. All others are rare, and a struct, a decoder and
//! an encoder for each of some fifty would be most of the program: the engine reads their members by name instead.

use core::fmt;

pub use crate::node::Fields;
use crate::shape::Row;

/// A request whose members are read by name.
#[derive(Clone)]
pub struct Call {
    row: &'static Row,
    input: Fields,
}

impl Call {
    /// The request of an operation.
    pub(crate) fn new(row: &'static Row, input: Fields) -> Self {
        Call { row, input }
    }

    /// The operation's name, as in `X-Amz-Target`.
    pub fn name(&self) -> &'static str {
        self.row.name
    }

    /// The members.
    pub fn input(&self) -> &Fields {
        &self.input
    }

    /// The members, to be taken one by one; [`Fields::finish`] then refuses what nobody took.
    pub fn into_input(self) -> Fields {
        self.input
    }
}

impl PartialEq for Call {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.input == other.input
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.name(), self.input)
    }
}
