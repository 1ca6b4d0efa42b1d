//! Parameters that are older than expressions, as the engine reads them: already checked by themselves.
//!
//! They mean the same trees that expressions give; the engine makes those. Follows: API Reference, "Legacy conditional
//! parameters".

use model::{AttributeType, AttributeValue};

/// `Expected`, `QueryFilter` or `ScanFilter`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeConditions {
    /// One of them is enough (`ConditionalOperator` is OR); else all must hold.
    pub any: bool,
    /// In the order sent; may be empty.
    pub conditions: Vec<AttributeCondition>,
}

/// A condition on one attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeCondition {
    /// Attribute name.
    pub attribute: String,
    /// How it is compared.
    pub comparison: ComparisonOperator,
    /// What it is compared with: as many values as the operator takes.
    pub values: Vec<AttributeValue>,
}

/// `ComparisonOperator`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonOperator {
    /// EQ.
    Equal,
    /// NE.
    NotEqual,
    /// LE.
    LessOrEqual,
    /// LT.
    Less,
    /// GE.
    GreaterOrEqual,
    /// GT.
    Greater,
    /// NOT_NULL: the attribute exists.
    NotNull,
    /// NULL: the attribute does not exist.
    Null,
    /// CONTAINS.
    Contains,
    /// NOT_CONTAINS.
    NotContains,
    /// BEGINS_WITH.
    BeginsWith,
    /// IN.
    In,
    /// BETWEEN.
    Between,
}

/// One of `AttributeUpdates`.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeUpdate {
    /// Attribute name.
    pub attribute: String,
    /// What happens to it.
    pub action: UpdateAction,
}

/// `Action` with its `Value`.
#[derive(Clone, Debug, PartialEq)]
pub enum UpdateAction {
    /// PUT.
    Put(AttributeValue),
    /// ADD: a number, a set or a list.
    Add(AttributeValue),
    /// DELETE with a set: its members.
    DeleteMembers(AttributeValue),
    /// DELETE without a value: the attribute.
    Delete,
}

impl ComparisonOperator {
    /// All of them.
    const ALL: [ComparisonOperator; 13] = [
        ComparisonOperator::Equal,
        ComparisonOperator::NotEqual,
        ComparisonOperator::LessOrEqual,
        ComparisonOperator::Less,
        ComparisonOperator::GreaterOrEqual,
        ComparisonOperator::Greater,
        ComparisonOperator::NotNull,
        ComparisonOperator::Null,
        ComparisonOperator::Contains,
        ComparisonOperator::NotContains,
        ComparisonOperator::BeginsWith,
        ComparisonOperator::In,
        ComparisonOperator::Between,
    ];

    /// The operator with this code; capitals count.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.code() == code)
    }

    /// The code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            ComparisonOperator::Equal => "EQ",
            ComparisonOperator::NotEqual => "NE",
            ComparisonOperator::LessOrEqual => "LE",
            ComparisonOperator::Less => "LT",
            ComparisonOperator::GreaterOrEqual => "GE",
            ComparisonOperator::Greater => "GT",
            ComparisonOperator::NotNull => "NOT_NULL",
            ComparisonOperator::Null => "NULL",
            ComparisonOperator::Contains => "CONTAINS",
            ComparisonOperator::NotContains => "NOT_CONTAINS",
            ComparisonOperator::BeginsWith => "BEGINS_WITH",
            ComparisonOperator::In => "IN",
            ComparisonOperator::Between => "BETWEEN",
        }
    }

    /// Whether it takes this many values.
    pub(crate) const fn takes(self, values: usize) -> bool {
        match self {
            ComparisonOperator::NotNull | ComparisonOperator::Null => values == 0,
            ComparisonOperator::In => values > 0,
            ComparisonOperator::Between => values == 2,
            _ => values == 1,
        }
    }

    /// Whether it compares with values of this type (DYX; BOOL and NULL may be members of a list).
    pub(crate) const fn compares(self, with: AttributeType) -> bool {
        let scalar = matches!(with, AttributeType::S | AttributeType::N | AttributeType::B);
        match self {
            ComparisonOperator::BeginsWith => matches!(with, AttributeType::S | AttributeType::B),
            ComparisonOperator::Contains | ComparisonOperator::NotContains => {
                scalar || matches!(with, AttributeType::Bool | AttributeType::Null)
            }
            ComparisonOperator::LessOrEqual
            | ComparisonOperator::Less
            | ComparisonOperator::GreaterOrEqual
            | ComparisonOperator::Greater
            | ComparisonOperator::In
            | ComparisonOperator::Between => scalar,
            ComparisonOperator::Equal | ComparisonOperator::NotEqual | ComparisonOperator::NotNull | ComparisonOperator::Null => {
                true
            }
        }
    }
}
