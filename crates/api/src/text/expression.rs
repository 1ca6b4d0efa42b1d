//! Texts about expressions: which one, and what is wrong with it.
//!
//! Follows: facts 3.15.

use core::fmt;

use serde::{Deserialize, Serialize};

/// Which expression of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExpressionKind {
    /// ConditionExpression.
    Condition,
    /// FilterExpression.
    Filter,
    /// KeyConditionExpression.
    KeyCondition,
    /// UpdateExpression.
    Update,
    /// ProjectionExpression.
    Projection,
    /// SearchConditionExpression.
    Search,
}

impl fmt::Display for ExpressionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ExpressionKind::Condition => "ConditionExpression",
            ExpressionKind::Filter => "FilterExpression",
            ExpressionKind::KeyCondition => "KeyConditionExpression",
            ExpressionKind::Update => "UpdateExpression",
            ExpressionKind::Projection => "ProjectionExpression",
            ExpressionKind::Search => "SearchConditionExpression",
        })
    }
}

texts! {
    /// What is wrong with an expression (3.15; DYX). Paths are their elements joined by `, `; operands print as `{S:a}`.
    ExpressionProblem {
        /// The grammar does not go on like this: token, and the text around it.
        Syntax(token: String, near: String) => "Syntax error; token: \"{token}\", near: \"{near}\"",
        /// Nothing in it.
        Empty => "The expression can not be empty;",
        /// Above 4,096 bytes.
        TooLong => "Expression size has exceeded the maximum allowed size;",
        /// Above 4,096 bytes where the service tells the size: a Scan's filter, a transaction's condition.
        TooLongSized(size_bytes: usize)
            => "Expression size has exceeded the maximum allowed size; expression size: {size_bytes}",
        /// More nesting than a parser follows. Our model.
        TooDeep => "Our model: the expression is nested too deeply",
        /// A path of more than 32 elements (public test suites quote it).
        PathTooDeep(levels: usize) => "The document path has too many nesting levels; nesting levels: {levels}",
        /// Parentheses around parentheses.
        RedundantParentheses => "The expression has redundant parentheses;",
        /// A reserved word as a name, as written.
        ReservedWord(word: String) => "Attribute name is a reserved keyword; reserved keyword: {word}",
        /// No such function (here).
        UnknownFunction(function: String) => "Invalid function name; function: {function}",
        /// A function where an operand or a condition is wanted.
        FunctionNotAllowed(function: String)
            => "The function is not allowed to be used this way in an expression; function: {function}",
        /// A function that conditions lack, such as `if_not_exists`.
        NotAConditionFunction(function: String)
            => "The function is not allowed in a condition expression; function: {function}",
        /// A function that updates lack, such as `contains`.
        NotAnUpdateFunction(function: String)
            => "The function is not allowed in an update expression; function: {function}",
        /// attribute_type with a type that there is not.
        UnknownTypeName(name: String)
            => "Invalid attribute type name found; type: {name}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}",
        /// A list index beyond what the service counts to, as written.
        ListIndexRange(index: String) => "List index is not within the allowable range; index: [{index}]",
        /// `#name` is not among the names.
        UndefinedName(name: String)
            => "An expression attribute name used in the document path is not defined; attribute name: {name}",
        /// `:value` is not among the values.
        UndefinedValue(value: String)
            => "An expression attribute value used in expression is not defined; attribute value: {value}",
        /// Too many or too few operands: operator or function, operands.
        OperandCount(operator: String, count: usize)
            => "Incorrect number of operands for operator or function; operator or function: {operator}, number of operands: {count}",
        /// An operand of another type: operator or function, type code.
        OperandType(operator: String, operand_type: &'static str)
            => "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {operand_type}",
        /// An operand that ADD or DELETE does not take: action, type in words (STRING, NUMBER, Binary, BOOL, NULL, LIST, MAP).
        ActionOperandType(action: &'static str, operand_type: &'static str)
            => "Incorrect operand type for operator or function; operator: {action}, operand type: {operand_type}, \
                typeSet: ALLOWED_FOR_ADD_OPERAND",
        /// Both operands are the same path: operator, path.
        SameOperand(operator: String, path: String)
            => "The first operand must be distinct from the remaining operands for this operator or function; \
                operator: {operator}, first operand: [{path}]",
        /// BETWEEN with bounds of two types: the operands.
        BetweenTypes(lower: String, upper: String)
            => "The BETWEEN operator requires same data type for lower and upper bounds; \
                lower bound operand: AttributeValue: {lower}, upper bound operand: AttributeValue: {upper}",
        /// BETWEEN with bounds the wrong way round: the operands.
        BetweenOrder(lower: String, upper: String)
            => "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; \
                lower bound operand: AttributeValue: {lower}, upper bound operand: AttributeValue: {upper}",
        /// A value where a path is wanted: operator or function.
        PathRequired(operator: String) => "Operator or function requires a document path; operator or function: {operator}",
        /// More than 100 operands of IN.
        InOperands(count: usize) => "The IN operator is provided with too many operands; number of operands: {count}",
        /// More than 300 operators.
        TooManyOperators(count: usize) => "The expression contains too many operators; operator count: {count}",
        /// A section twice.
        RepeatedSection(section: &'static str)
            => "The \"{section}\" section can only be used once in an update expression;",
        /// One path contains the other one: both.
        PathsOverlap(one: String, two: String)
            => "Two document paths overlap with each other; must remove or rewrite one of these paths; \
                path one: [{one}], path two: [{two}]",
        /// One path wants a list where the other wants a map: both.
        PathsConflict(one: String, two: String)
            => "Two document paths conflict with each other; must remove or rewrite one of these paths; \
                path one: [{one}], path two: [{two}]",
        /// Two conditions on one key attribute.
        OneConditionPerKey => "KeyConditionExpressions must only contain one condition per key",
        /// `size` in a key condition (public logs).
        NestedKeyOperation => "KeyConditionExpressions cannot contain nested operations",
        /// A condition on a part of an attribute.
        NestedKeyCondition => "KeyConditionExpressions cannot have conditions on nested attributes",
    }
}
