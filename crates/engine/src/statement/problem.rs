//! What is wrong with a statement, in AWS's words: the one place where `expr`'s data and `api`'s sentences meet.

use api::text::{Names, StatementProblem, TokenPlace, Validation};
use expr::partiql::{Malformed, Spot, StatementError};
use expr::{ExpressionKind, UpdateError};

use crate::expressions;

/// The text of a statement's error: one arm for each, so that a new one cannot be forgotten.
pub(super) fn text(error: StatementError) -> Validation {
    let problem = match error {
        StatementError::Malformed(slip) => malformed(slip),
        StatementError::ParameterCount => StatementProblem::ParameterCount,
        // The kind is what other expressions are told with; statements are not.
        StatementError::Expression(problem) => {
            return match expressions::expression_error(expr::Error { kind: ExpressionKind::Condition, problem }) {
                Validation::Expression { problem, .. } => Validation::statement(StatementProblem::Expression(Box::new(problem))),
                other => other,
            };
        }
        StatementError::Number(error) => return expressions::update_error(UpdateError::Number(error)),
        StatementError::Alias => StatementProblem::Alias,
        StatementError::SeveralSources => StatementProblem::SeveralSources,
        StatementError::FromComponents => StatementProblem::FromComponents,
        StatementError::FromSource => StatementProblem::FromSource,
        StatementError::EmptyFromComponent => StatementProblem::EmptyFromComponent,
        StatementError::WriteToIndex => StatementProblem::WriteToIndex,
        StatementError::UnsupportedClause(clause, spot) => StatementProblem::UnsupportedClause(clause, place(spot)),
        StatementError::SelectValue => StatementProblem::SelectValue,
        StatementError::ColumnNotPath(spot) => StatementProblem::ColumnNotPath(place(spot)),
        StatementError::ColumnTwice(name) => StatementProblem::ColumnTwice(name),
        StatementError::PathStar => StatementProblem::PathStar,
        StatementError::PathWildcard => StatementProblem::PathWildcard,
        StatementError::PathIndex => StatementProblem::PathIndex,
        StatementError::InsertSeveral => StatementProblem::InsertSeveral,
        StatementError::InsertFormat => StatementProblem::InsertFormat,
        StatementError::InsertReturning => StatementProblem::InsertReturning,
        StatementError::ReturningSeveral => StatementProblem::ReturningSeveral,
        StatementError::ReturningStar => StatementProblem::ReturningStar,
        StatementError::EmptySet => StatementProblem::EmptySet,
        StatementError::SetMembers => StatementProblem::SetMembers,
        StatementError::SetDuplicates(members) => return Validation::StringSetDuplicatesOlder(Names(members)),
        StatementError::NameTwice(name) => StatementProblem::NameTwice(name),
        StatementError::NameNotText => StatementProblem::NameNotText,
        StatementError::NotAValue => StatementProblem::NotAValue,
        StatementError::OrderBy => StatementProblem::OrderBy,
        StatementError::UnknownFunction(function, spot) => StatementProblem::UnknownFunction(function, place(spot)),
        StatementError::MisplacedExists => StatementProblem::MisplacedExists,
        StatementError::MissingCompared => StatementProblem::MissingCompared,
        StatementError::IsOperand => StatementProblem::IsOperand,
        StatementError::IsType(name) => StatementProblem::IsType(name),
        StatementError::InOperands => StatementProblem::InOperands,
        StatementError::ConditionOperator(operator) => StatementProblem::ConditionOperator(operator),
        StatementError::UpdateOperator(operator) => StatementProblem::UpdateOperator(operator),
        StatementError::LogicalOperand => StatementProblem::LogicalOperand,
        StatementError::NotOperand => StatementProblem::NotOperand,
        StatementError::WhereOperand => StatementProblem::WhereOperand,
        StatementError::IsInUpdate => StatementProblem::IsInUpdate,
        StatementError::SetFunctionArguments(function) => StatementProblem::SetFunctionArguments(function),
        StatementError::SetFunctionPath(function) => StatementProblem::SetFunctionPath(function),
        StatementError::SetFunctionValue(function) => StatementProblem::SetFunctionValue(function),
    };
    Validation::statement(problem)
}

fn malformed(slip: Malformed) -> StatementProblem {
    match slip {
        Malformed::ExpectedDataManipulation => StatementProblem::ExpectedDataManipulation,
        Malformed::UnexpectedTerm => StatementProblem::UnexpectedTerm,
        Malformed::UnexpectedKeyword => StatementProblem::UnexpectedKeyword,
        Malformed::UnexpectedOperator => StatementProblem::UnexpectedOperator,
        Malformed::TokenAfterExpression => StatementProblem::TokenAfterExpression,
        Malformed::TokenAfterSemicolon => StatementProblem::TokenAfterSemicolon,
        Malformed::MissingRightSide => StatementProblem::MissingRightSide,
        Malformed::MissingBetweenEnd => StatementProblem::MissingBetweenEnd,
        Malformed::EmptyGroup => StatementProblem::EmptyGroup,
        Malformed::ExpectedType => StatementProblem::ExpectedType,
        Malformed::ExpectedFromAfterSelect => StatementProblem::ExpectedFromAfterSelect,
        Malformed::ExpectedFromAfterDelete => StatementProblem::ExpectedFromAfterDelete,
        Malformed::StarNotAlone => StatementProblem::StarNotAlone,
        Malformed::PathDot => StatementProblem::PathDot,
        Malformed::ExpectedPath => StatementProblem::ExpectedPath,
        Malformed::ExpectedAssignment => StatementProblem::ExpectedAssignment,
        Malformed::ExpectedReturning => StatementProblem::ExpectedReturning,
        Malformed::Expected(token) | Malformed::ExpectedKeyword(token) => StatementProblem::Expected(token.to_owned()),
        Malformed::Unreadable => StatementProblem::Unreadable,
        Malformed::TooDeep => StatementProblem::TooDeep,
    }
}

fn place(spot: Spot) -> TokenPlace {
    TokenPlace(spot.line, spot.column, spot.length)
}
