//! The changes of an `UPDATE` statement as an update.
//!
//! Follows: developer guide, "PartiQL update statements for DynamoDB", "PartiQL data types for DynamoDB" (set functions).

use model::{AttributeType, AttributeValue};

use super::Assignment;
use super::error::StatementError;
use super::predicate::{literal, unknown};
use super::term::{Term, TermPath};
use crate::path::first_clash;
use crate::{Action, OperandType, Path, Problem, SetOperand, SetValue, Update};

/// The update that the assignments are.
pub(super) fn update(assignments: &[Assignment]) -> Result<Update<'_>, StatementError> {
    let actions = assignments.iter().map(action).collect::<Result<Vec<_>, _>>()?;
    if let Some(problem) = first_clash(&actions.iter().map(Action::path).collect::<Vec<_>>()) {
        return Err(problem.into());
    }
    Ok(Update { actions })
}

fn action(assignment: &Assignment) -> Result<Action<'_>, StatementError> {
    match assignment {
        Assignment::Remove(path) => Ok(Action::Remove { path: path.path() }),
        Assignment::Set(path, value) => match value {
            Term::Call { function, arguments, .. } if function == "set_add" => {
                let (path, value) = set_function("ADD", path, arguments)?;
                Ok(Action::Add { path, value: literal(value) })
            }
            Term::Call { function, arguments, .. } if function == "set_delete" => {
                let (path, value) = set_function("DELETE", path, arguments)?;
                Ok(Action::Delete { path, value: literal(value) })
            }
            value => Ok(Action::Set { path: path.path(), value: set_value(value)? }),
        },
    }
}

/// The arguments of `set_add` and `set_delete`: the path that is assigned to, and a set.
fn set_function<'a>(
    name: &'static str,
    path: &'a TermPath,
    arguments: &'a [Term],
) -> Result<(Path<'a>, &'a AttributeValue), StatementError> {
    let [of, members] = arguments else { return Err(StatementError::SetFunctionArguments(name)) };
    if !matches!(of, Term::Path(of) if of == path) {
        return Err(StatementError::SetFunctionPath(name));
    }
    match members {
        Term::Value(value @ (AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_))) => Ok((path.path(), value)),
        _ => Err(StatementError::SetFunctionValue(name)),
    }
}

/// The right side of `SET`: an operand, or two with one sign between them.
fn set_value(term: &Term) -> Result<SetValue<'_>, StatementError> {
    let Term::Binary(sign, left, right) = term else { return Ok(SetValue::Operand(operand(term)?)) };
    let join: fn(_, _) -> _ = match *sign {
        "+" => SetValue::Sum,
        "-" => SetValue::Difference,
        sign => return Err(StatementError::UpdateOperator(sign)),
    };
    let (left, right) = (operand(left)?, operand(right)?);
    literals_are(sign, &[&left, &right], AttributeType::N)?;
    Ok(join(left, right))
}

fn operand(term: &Term) -> Result<SetOperand<'_>, StatementError> {
    match term {
        Term::Value(value) => Ok(SetOperand::Literal(literal(value))),
        Term::Path(path) => Ok(SetOperand::Path(path.path())),
        Term::Call { function, arguments, .. } => match (function.as_str(), arguments.as_slice()) {
            ("list_append", [front, back]) => {
                let (front, back) = (operand(front)?, operand(back)?);
                literals_are("list_append", &[&front, &back], AttributeType::L)?;
                Ok(SetOperand::ListAppend(Box::new(front), Box::new(back)))
            }
            ("if_not_exists", [Term::Path(path), otherwise]) => {
                Ok(SetOperand::IfNotExists(path.path(), Box::new(operand(otherwise)?)))
            }
            ("list_append" | "if_not_exists", arguments) if arguments.len() != 2 => {
                Err(Problem::OperandCount { operator: function.clone(), count: arguments.len() }.into())
            }
            ("if_not_exists", _) => Err(Problem::PathRequired { operator: function.clone() }.into()),
            ("size" | "begins_with" | "contains" | "attribute_type" | "attribute_exists" | "attribute_not_exists", _) => {
                Err(Problem::ForeignFunction { function: function.clone() }.into())
            }
            _ => Err(unknown(term)),
        },
        Term::Is(..) => Err(StatementError::IsInUpdate),
        Term::Missing => Err(StatementError::MissingCompared),
        Term::Binary(sign, ..) | Term::Signed(sign, _) => Err(StatementError::UpdateOperator(sign)),
        Term::All(_) => Err(StatementError::UpdateOperator("and")),
        Term::Any(_) => Err(StatementError::UpdateOperator("or")),
        Term::Not(_) => Err(StatementError::UpdateOperator("not")),
        Term::Between(_) => Err(StatementError::UpdateOperator("between")),
        Term::In(..) => Err(StatementError::UpdateOperator("in")),
        Term::List(_) | Term::Unknown => Err(StatementError::NotAValue),
    }
}

/// The first literal of another type than the operator takes.
fn literals_are(operator: &str, operands: &[&SetOperand<'_>], fits: AttributeType) -> Result<(), StatementError> {
    let mut types = operands.iter().filter_map(|operand| match operand {
        SetOperand::Literal(literal) => Some(literal.value.attribute_type()),
        _ => None,
    });
    match types.find(|found| *found != fits) {
        Some(found) => Err(Problem::OperandType { operator: operator.to_owned(), operand: OperandType::Literal(found) }.into()),
        None => Ok(()),
    }
}
