//! What can be wrong with an expression. Data only: the sentences are the `api` crate's.
//!
//! Follows: DynamoDB Developer Guide, "Expressions"; the order in which problems are reported is the service's as measured.

use core::fmt;

use model::{AttributeType, AttributeValue, NumberError};

/// Which parameter holds the expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpressionKind {
    /// `ConditionExpression`.
    Condition,
    /// `FilterExpression`.
    Filter,
    /// `KeyConditionExpression`.
    KeyCondition,
    /// `ProjectionExpression`.
    Projection,
    /// `UpdateExpression`.
    Update,
    /// `SearchConditionExpression`.
    Search,
}

/// An expression that was refused before any item was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// Where it stood.
    pub kind: ExpressionKind,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The text has no bytes at all.
    Empty,
    /// The text is longer than [`model::limits::EXPRESSION_SIZE_BYTES`].
    TooLong {
        /// Its length.
        size_bytes: usize,
    },
    /// A token that does not belong there.
    Syntax {
        /// The token as written; `<EOF>` at the end.
        token: String,
        /// From the start of the token before to the end of the token after, as written.
        near: String,
    },
    /// Parentheses or function calls nest deeper than [`model::limits::PARSE_DEPTH`]. Our own bound.
    TooDeep {
        /// The bound, in levels.
        levels: usize,
    },
    /// A path with more steps below its top than documents have levels.
    PathTooDeep {
        /// The bound ([`model::limits::NESTING_LEVELS`]), in levels.
        levels: usize,
    },
    /// A list index that no list can have.
    IndexTooLarge {
        /// As written.
        index: String,
    },
    /// A pair of parentheses directly inside another.
    RedundantParentheses,
    /// A reserved word stands as attribute name.
    ReservedWord {
        /// As written.
        word: String,
    },
    /// No function has this name (names are case sensitive).
    UnknownFunction {
        /// As written.
        function: String,
    },
    /// A function of this grammar in a place where it gives nothing useful: `size(a)` alone, `contains(a, b) = c`.
    MisusedFunction {
        /// As written.
        function: String,
    },
    /// A function of the other grammar: `if_not_exists` in a condition, `contains` in an update.
    ForeignFunction {
        /// As written.
        function: String,
    },
    /// A `#name` that the request does not define.
    UndefinedName {
        /// With its `#`.
        name: String,
    },
    /// A `:value` that the request does not define.
    UndefinedValue {
        /// With its `:`.
        value: String,
    },
    /// A function with too many or too few operands.
    OperandCount {
        /// Function or operator.
        operator: String,
        /// How many it got.
        count: usize,
    },
    /// A literal of a type that the function or operator cannot take.
    OperandType {
        /// Function or operator.
        operator: String,
        /// The literal's type.
        operand: OperandType,
    },
    /// `ADD` or `DELETE` of a literal that is no number or set.
    ActionOperandType {
        /// `ADD` or `DELETE`.
        action: &'static str,
        /// The literal's type.
        operand: AttributeType,
    },
    /// The two operands are the same path.
    SameOperand {
        /// Function or operator.
        operator: String,
        /// The path.
        operand: PathSteps,
    },
    /// `attribute_type` asks for a type that does not exist.
    UnknownAttributeType {
        /// As given.
        name: String,
    },
    /// The bounds of `BETWEEN` are literals of different types.
    BetweenTypes(Box<Bounds>),
    /// The bounds of `BETWEEN` are literals in the wrong order.
    BetweenOrder(Box<Bounds>),
    /// `IN` with more than [`model::limits::IN_OPERANDS`] operands.
    TooManyInOperands {
        /// How many it got.
        count: usize,
    },
    /// The function's first operand must be a path.
    PathRequired {
        /// Function.
        operator: String,
    },
    /// `SET`, `REMOVE`, `ADD` or `DELETE` stands twice.
    RepeatedSection {
        /// In capitals.
        section: &'static str,
    },
    /// One path is the other, or lies within it.
    PathsOverlap {
        /// The earlier one.
        one: PathSteps,
        /// The later one.
        two: PathSteps,
    },
    /// One path takes a value for a map where the other takes it for a list.
    PathsConflict {
        /// The earlier one.
        one: PathSteps,
        /// The later one.
        two: PathSteps,
    },
    /// More than [`model::limits::UPDATE_OPERATORS`] operators and functions in an update.
    TooManyOperators {
        /// How many there are.
        count: usize,
    },
    /// A key condition with an operator that cannot select keys: `OR`, `NOT`, `<>`, `IN`, or a function but `begins_with`.
    KeyOperator {
        /// In capitals, or the function's name.
        operator: String,
    },
    /// A key condition in which `size` computes something.
    KeyNestedOperation,
    /// A key condition whose operator needs the attribute first: `:v BETWEEN a AND :w`, `begins_with(:v, a)`.
    KeyAttributeNotFirst {
        /// `BETWEEN` or `begins_with`.
        operator: String,
    },
    /// A key condition that compares attributes with each other.
    KeySeveralAttributes,
    /// A key condition on a path below an attribute.
    KeyNestedAttribute,
    /// A key condition that compares no attribute.
    KeyNoAttribute,
    /// More than one key condition on the same attribute.
    KeyRepeated,
}

/// The bounds of a `BETWEEN`.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// Lower bound.
    pub lower: AttributeValue,
    /// Upper bound.
    pub upper: AttributeValue,
}

/// The type an operand was found to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandType {
    /// A literal's type.
    Literal(AttributeType),
    /// A path, whose type is not known before an item is seen. The service then lists every type.
    Unknown,
}

/// A path in an error: names and list indexes, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathSteps(pub Vec<PathStep>);

/// One step of a path in an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// An attribute's name.
    Name(String),
    /// A place in a list.
    Index(usize),
}

impl fmt::Display for PathSteps {
    /// The service's notation: `[a, b, [0]]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (at, step) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            match step {
                PathStep::Name(name) => f.write_str(name)?,
                PathStep::Index(index) => write!(f, "[{index}]")?,
            }
        }
        f.write_str("]")
    }
}

/// What is wrong with `ExpressionAttributeNames` or `ExpressionAttributeValues`. AWS puts no expression's name before these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeError {
    /// Sent, but empty.
    EmptyNames,
    /// Sent, but empty.
    EmptyValues,
    /// A key that is not `#` and then letters, digits and underscores.
    NameKey(String),
    /// A key that is not `:` and then letters, digits and underscores.
    ValueKey(String),
    /// A key longer than [`model::limits::PLACEHOLDER_SIZE_BYTES`].
    PlaceholderTooLong {
        /// The key.
        key: String,
        /// Its length.
        size_bytes: usize,
    },
    /// Names and values together exceed [`model::limits::SUBSTITUTIONS_SIZE_BYTES`].
    TooLarge {
        /// Their size.
        size_bytes: usize,
    },
    /// Names that no expression of the request refers to, in their order.
    UnusedNames(Vec<String>),
    /// Values that no expression of the request refers to, in their order.
    UnusedValues(Vec<String>),
}

/// Why an update cannot be applied to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateError {
    /// A written path leads through something that is missing or is no document of the right type.
    InvalidPath,
    /// An operand's path leads to nothing.
    MissingAttribute,
    /// An operand from the item has a type that the operator cannot take.
    IncorrectType,
    /// A sum or difference that is no number of the service.
    Number(NumberError),
}
