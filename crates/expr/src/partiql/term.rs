//! Terms: what a clause is made of before it is known what the clause may hold.
//!
//! One grammar reads all of them, as the service does, so a `WHERE` may hold what only a value may, and is refused later in
//! words of its own. Values that are known are values already: a list of literals is one literal.

use model::{AttributeType, AttributeValue};

use super::error::Spot;
use crate::{Name, Path, Step};

/// Something that has a value, or may be asked whether it holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A literal or a parameter.
    Value(AttributeValue),
    /// `MISSING`.
    Missing,
    /// A path.
    Path(TermPath),
    /// `[a, 1]` or `(a, 1)`, if not all of it is known.
    List(Vec<Term>),
    /// `<<a, 1>>` or `{'a': b}` of which not all is known: nothing can be made of it.
    Unknown,
    /// A call.
    Call {
        /// The function's name in small letters.
        function: String,
        /// Its arguments.
        arguments: Vec<Term>,
        /// Where its name stands.
        spot: Spot,
    },
    /// `NOT a`.
    Not(Box<Term>),
    /// `+a` or `-a` of something that is no number.
    Signed(&'static str, Box<Term>),
    /// All of them (`AND`), two or more, none of them such a list itself.
    All(Vec<Term>),
    /// At least one of them (`OR`), likewise.
    Any(Vec<Term>),
    /// Two terms and a sign between them: comparison, arithmetic, `LIKE`.
    Binary(&'static str, Box<Term>, Box<Term>),
    /// `a BETWEEN b AND c`.
    Between(Box<[Term; 3]>),
    /// `a IN b`.
    In(Box<Term>, Box<Term>),
    /// `a IS type`.
    Is(Box<Term>, TypeTest),
}

/// What `IS` asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeTest {
    /// `IS MISSING`.
    Missing,
    /// A type: the keyword in capitals, what it stands for, and that as a value.
    Type(&'static str, AttributeType, AttributeValue),
    /// A type that DynamoDB lacks, in capitals.
    Unknown(String),
}

/// A path with names of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermPath {
    /// The top-level attribute.
    pub top: String,
    /// What lies below; at most [`model::limits::NESTING_LEVELS`] steps.
    pub steps: Vec<TermStep>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermStep {
    /// `.name`.
    Name(String),
    /// `[0]`.
    Index(usize),
}

impl TermPath {
    /// The path as the other trees have it.
    pub fn path(&self) -> Path<'_> {
        let name = |name| Name { written: name, name };
        let steps = self.steps.iter().map(|step| match step {
            TermStep::Name(below) => Step::Name(name(below)),
            TermStep::Index(index) => Step::Index(*index),
        });
        Path { top: name(&self.top), steps: steps.collect() }
    }
}

impl TypeTest {
    /// The test that a keyword in small letters names.
    pub(super) fn named(keyword: &str) -> Option<Self> {
        Some(match keyword {
            "missing" => TypeTest::Missing,
            "null" => Self::of("NULL", AttributeType::Null),
            "bool" | "boolean" => Self::of("BOOLEAN", AttributeType::Bool),
            "blob" => Self::of("BLOB", AttributeType::B),
            "string" => Self::of("STRING", AttributeType::S),
            "numeric" => Self::of("NUMERIC", AttributeType::N),
            "struct" => Self::of("STRUCT", AttributeType::M),
            "tuple" => Self::of("TUPLE", AttributeType::M),
            "list" => Self::of("LIST", AttributeType::L),
            "any" | "bag" | "bigint" | "char" | "character" | "clob" | "date" | "dec" | "decimal" | "float" | "int" | "int2"
            | "int4" | "int8" | "integer" | "integer2" | "integer4" | "integer8" | "real" | "sexp" | "smallint" | "symbol"
            | "time" | "timestamp" | "varchar" => TypeTest::Unknown(keyword.to_ascii_uppercase()),
            _ => return None,
        })
    }

    fn of(keyword: &'static str, attribute_type: AttributeType) -> Self {
        TypeTest::Type(keyword, attribute_type, AttributeValue::S(attribute_type.code().to_owned()))
    }
}
