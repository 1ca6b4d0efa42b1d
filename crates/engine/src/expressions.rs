//! Expressions of a request: their scope, and what is wrong with them in AWS's words.
//!
//! `expr` says what is wrong as data and `api::text` holds the sentences; this is the one place where they meet.

use api::Expressions;
use api::text::{ExpressionKind, ExpressionProblem, Names, Validation};
use expr::{Condition, PathStep, PathSteps, Problem, Projection, Scope, ScopeError, UpdateError};
use model::{AttributeType, AttributeValue, NumberError};

use crate::legacy;

/// The substitutions of a request. Without any expression there may be none.
pub(crate) fn scope(expressions: &Expressions, has_expression: bool) -> Result<Scope<'_>, Validation> {
    if !has_expression {
        if expressions.names.is_some() {
            return Err(Validation::NamesWithoutExpression);
        }
        if expressions.values.is_some() {
            return Err(Validation::ValuesWithoutExpression);
        }
    }
    Scope::new(expressions.names.as_ref(), expressions.values.as_ref()).map_err(scope_error)
}

/// The text as the validator that the request met tells it: the newer one counts it as one of its errors.
pub(crate) fn worded(problem: Validation, expressions: &Expressions) -> Validation {
    if expressions.met_older { problem } else { problem.enveloped() }
}

/// Refuses what was defined and not used; to be called when all expressions of the request are read.
pub(crate) fn finish(scope: &Scope<'_>) -> Result<(), Validation> {
    scope.finish().map_err(scope_error)
}

/// Reads a condition or filter, if there is one.
pub(crate) fn condition<'a>(
    kind: expr::ExpressionKind,
    text: Option<&'a String>,
    scope: &mut Scope<'a>,
) -> Result<Option<Condition<'a>>, Validation> {
    text.map(|text| Condition::parse(kind, text, scope).map_err(expression_error)).transpose()
}

/// The projection of a request: by its expression or by `AttributesToGet`.
pub(crate) fn projected<'a>(
    expression: Option<&'a String>,
    attributes: Option<&'a [String]>,
    scope: &mut Scope<'a>,
) -> Result<Option<Projection<'a>>, Validation> {
    Ok(projection(expression, scope)?.or_else(|| legacy::projection(attributes)))
}

/// Reads a projection, if there is one.
pub(crate) fn projection<'a>(text: Option<&'a String>, scope: &mut Scope<'a>) -> Result<Option<Projection<'a>>, Validation> {
    text.map(|text| Projection::parse(text, scope).map_err(expression_error)).transpose()
}

/// Adds the size to the text of an overlong expression: a Scan's filter and a transaction's condition tell it.
pub(crate) fn with_size(problem: Validation, text: Option<&String>) -> Validation {
    match (problem, text) {
        (
            Validation::Expression {
                kind: kind @ (ExpressionKind::Condition | ExpressionKind::Filter),
                problem: ExpressionProblem::TooLong,
            },
            Some(text),
        ) => Validation::Expression { kind, problem: ExpressionProblem::TooLongSized(text.len()) },
        (problem, _) => problem,
    }
}

/// What is wrong with names and values.
fn scope_error(error: ScopeError) -> Validation {
    match error {
        ScopeError::EmptyNames => Validation::NamesEmpty,
        ScopeError::EmptyValues => Validation::ValuesEmpty,
        ScopeError::NameKey(key) => Validation::NameKey(key),
        ScopeError::ValueKey(key) => Validation::ValueKey(key),
        // Our model: AWS is silent on these two; a placeholder that is too long is no valid one.
        ScopeError::PlaceholderTooLong { key, .. } if key.starts_with('#') => Validation::NameKey(key),
        ScopeError::PlaceholderTooLong { key, .. } => Validation::ValueKey(key),
        ScopeError::TooLarge { .. } => Validation::ItemSize,
        ScopeError::UnusedNames(keys) => Validation::NamesUnused(Names(keys)),
        ScopeError::UnusedValues(keys) => Validation::ValuesUnused(Names(keys)),
    }
}

/// What is wrong with an expression: one arm for each problem, so that a new one cannot be forgotten.
pub(crate) fn expression_error(error: expr::Error) -> Validation {
    let problem = match error.problem {
        Problem::KeyOperator { operator } => return Validation::KeyConditionOperator(operator),
        Problem::KeyAttributeNotFirst { operator } => return Validation::KeyConditionAttributeFirst(operator),
        Problem::KeySeveralAttributes => return Validation::KeyConditionSeveralAttributes,
        Problem::KeyNoAttribute => return Validation::KeyConditionNoAttribute,
        Problem::KeyNestedOperation => ExpressionProblem::NestedKeyOperation,
        Problem::Empty => ExpressionProblem::Empty,
        Problem::TooLong { .. } => ExpressionProblem::TooLong,
        Problem::Syntax { token, near } => ExpressionProblem::Syntax(token, near),
        Problem::TooDeep { .. } => ExpressionProblem::TooDeep,
        Problem::PathTooDeep { levels } => ExpressionProblem::PathTooDeep(levels),
        Problem::IndexTooLarge { index } => ExpressionProblem::ListIndexRange(index),
        Problem::RedundantParentheses => ExpressionProblem::RedundantParentheses,
        Problem::ReservedWord { word } => ExpressionProblem::ReservedWord(word),
        Problem::UnknownFunction { function } => ExpressionProblem::UnknownFunction(function),
        Problem::MisusedFunction { function } => ExpressionProblem::FunctionNotAllowed(function),
        Problem::ForeignFunction { function } if function == "if_not_exists" || function == "list_append" => {
            ExpressionProblem::NotAConditionFunction(function)
        }
        Problem::ForeignFunction { function } => ExpressionProblem::NotAnUpdateFunction(function),
        Problem::UndefinedName { name } => ExpressionProblem::UndefinedName(name),
        Problem::UndefinedValue { value } => ExpressionProblem::UndefinedValue(value),
        Problem::UnknownAttributeType { name } => ExpressionProblem::UnknownTypeName(name),
        Problem::RepeatedSection { section } => ExpressionProblem::RepeatedSection(section),
        Problem::TooManyOperators { count } => ExpressionProblem::TooManyOperators(count),
        Problem::KeyRepeated => ExpressionProblem::OneConditionPerKey,
        Problem::KeyNestedAttribute => ExpressionProblem::NestedKeyCondition,
        Problem::OperandCount { operator, count } => ExpressionProblem::OperandCount(operator, count),
        Problem::OperandType { operator, operand } => {
            ExpressionProblem::OperandType(
                operator,
                match operand {
                    expr::OperandType::Literal(found) => found.code(),
                    // The service prints all types, in its own order, where it cannot know the one.
                    expr::OperandType::Unknown => "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}",
                },
            )
        }
        Problem::ActionOperandType { action, operand } => ExpressionProblem::ActionOperandType(action, type_in_words(operand)),
        Problem::SameOperand { operator, operand } => ExpressionProblem::SameOperand(operator, path_text(&operand)),
        Problem::BetweenTypes(bounds) => ExpressionProblem::BetweenTypes(value_text(&bounds.lower), value_text(&bounds.upper)),
        Problem::BetweenOrder(bounds) => ExpressionProblem::BetweenOrder(value_text(&bounds.lower), value_text(&bounds.upper)),
        Problem::TooManyInOperands { count } => ExpressionProblem::InOperands(count),
        Problem::PathRequired { operator } => ExpressionProblem::PathRequired(operator),
        Problem::PathsOverlap { one, two } => ExpressionProblem::PathsOverlap(path_text(&one), path_text(&two)),
        Problem::PathsConflict { one, two } => ExpressionProblem::PathsConflict(path_text(&one), path_text(&two)),
    };
    Validation::Expression { kind: expression_kind(error.kind), problem }
}

/// Why an update fails on the item it meets.
pub(crate) fn update_error(error: UpdateError) -> Validation {
    match error {
        UpdateError::InvalidPath => Validation::UpdatePath,
        UpdateError::MissingAttribute => Validation::OperandMissing,
        UpdateError::IncorrectType => Validation::OperandType,
        UpdateError::Number(NumberError::Overflow) => Validation::NumberOverflow,
        UpdateError::Number(NumberError::Underflow) => Validation::NumberUnderflow,
        UpdateError::Number(NumberError::TooManyDigits | NumberError::Malformed) => Validation::NumberDigits,
    }
}

const fn expression_kind(kind: expr::ExpressionKind) -> ExpressionKind {
    match kind {
        expr::ExpressionKind::Condition => ExpressionKind::Condition,
        expr::ExpressionKind::Filter => ExpressionKind::Filter,
        expr::ExpressionKind::KeyCondition => ExpressionKind::KeyCondition,
        expr::ExpressionKind::Projection => ExpressionKind::Projection,
        expr::ExpressionKind::Update => ExpressionKind::Update,
        expr::ExpressionKind::Search => ExpressionKind::Search,
    }
}

/// The type as ADD and DELETE name it.
const fn type_in_words(found: AttributeType) -> &'static str {
    match found {
        AttributeType::S => "STRING",
        AttributeType::N => "NUMBER",
        AttributeType::B => "Binary",
        AttributeType::L => "LIST",
        AttributeType::M => "MAP",
        other => other.code(),
    }
}

/// The elements of a path joined by `, `: the sentence has the brackets.
fn path_text(path: &PathSteps) -> String {
    let steps = path.0.iter().map(|step| match step {
        PathStep::Name(name) => name.clone(),
        PathStep::Index(index) => format!("[{index}]"),
    });
    steps.collect::<Vec<_>>().join(", ")
}

/// A literal as the service prints it: `{S:a}`.
fn value_text(value: &AttributeValue) -> String {
    let code = value.attribute_type().code();
    match value {
        AttributeValue::S(text) => format!("{{{code}:{text}}}"),
        AttributeValue::N(number) => format!("{{{code}:{number}}}"),
        AttributeValue::B(bytes) => {
            let length = bytes.len();
            format!("{{{code}:java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]}}")
        }
        // Bounds of other types have no order; the service stops at their type.
        _ => format!("{{{code}:}}"),
    }
}
