//! A `WHERE` clause as a condition.
//!
//! Follows: developer guide, "Use PartiQL functions with DynamoDB", "PartiQL arithmetic, comparison, and logical operators for
//! DynamoDB". What the tree of conditions cannot say, such as arithmetic, the service refuses as well.

use model::limits::IN_OPERANDS;
use model::{AttributeType, AttributeValue};

use super::error::StatementError;
use super::term::{Term, TypeTest};
use crate::order::{compare, is_ordered};
use crate::{Bounds, Comparator, Condition, Literal, Operand, OperandType, Predicate, Problem};

/// The condition that a clause is, if there is one.
pub(super) fn condition(filter: Option<&Term>) -> Result<Option<Condition<'_>>, StatementError> {
    let Some(term) = filter else { return Ok(None) };
    Ok(Some(Condition { predicate: predicate(term, StatementError::WhereOperand)? }))
}

/// What must hold; `otherwise` is said of a term that cannot hold.
fn predicate(term: &Term, otherwise: StatementError) -> Result<Predicate<'_>, StatementError> {
    Ok(match term {
        Term::All(parts) => Predicate::All(all(parts)?),
        Term::Any(parts) => Predicate::Any(all(parts)?),
        Term::Not(inner) => Predicate::Not(Box::new(predicate(inner, StatementError::NotOperand)?)),
        Term::Binary(sign, left, right) => {
            let comparator = comparator(sign).ok_or(StatementError::ConditionOperator(sign))?;
            comparison(operand(left)?, comparator, operand(right)?)?
        }
        Term::Between(parts) => {
            let [of, lower, upper] = &**parts;
            between(operand(of)?, operand(lower)?, operand(upper)?)?
        }
        Term::In(of, candidates) => one_of(of, candidates)?,
        Term::Is(of, test) => is(of, test)?,
        Term::Call { function, arguments, .. } if function != "size" => call(term, function, arguments)?,
        Term::Signed(sign, _) => return Err(StatementError::ConditionOperator(sign)),
        Term::Missing => return Err(StatementError::MissingCompared),
        _ => return Err(otherwise),
    })
}

fn all(parts: &[Term]) -> Result<Vec<Predicate<'_>>, StatementError> {
    parts.iter().map(|part| predicate(part, StatementError::LogicalOperand)).collect()
}

fn comparator(sign: &str) -> Option<Comparator> {
    Some(match sign {
        "=" => Comparator::Equal,
        "<>" => Comparator::NotEqual,
        "<" => Comparator::Less,
        "<=" => Comparator::LessOrEqual,
        ">" => Comparator::Greater,
        ">=" => Comparator::GreaterOrEqual,
        _ => return None,
    })
}

fn comparison<'a>(left: Operand<'a>, comparator: Comparator, right: Operand<'a>) -> Result<Predicate<'a>, StatementError> {
    distinct(comparator.sign(), &left, &right)?;
    if !matches!(comparator, Comparator::Equal | Comparator::NotEqual) {
        ordered(comparator.sign(), &[&left, &right])?;
    }
    Ok(Predicate::Compare { left, comparator, right })
}

fn between<'a>(operand: Operand<'a>, lower: Operand<'a>, upper: Operand<'a>) -> Result<Predicate<'a>, StatementError> {
    ordered("BETWEEN", &[&operand, &lower, &upper])?;
    if let (Operand::Literal(low), Operand::Literal(high)) = (&lower, &upper) {
        let bounds = || Box::new(Bounds { lower: low.value.clone(), upper: high.value.clone() });
        match compare(low.value, high.value) {
            None => return Err(Problem::BetweenTypes(bounds()).into()),
            Some(order) if order.is_gt() => return Err(Problem::BetweenOrder(bounds()).into()),
            Some(_) => {}
        }
    }
    Ok(Predicate::Between { operand, lower, upper })
}

fn one_of<'a>(of: &'a Term, list: &'a Term) -> Result<Predicate<'a>, StatementError> {
    let candidates: Vec<Operand<'a>> = match list {
        Term::Value(AttributeValue::L(values)) => values.iter().map(|value| Operand::Literal(literal(value))).collect(),
        Term::List(terms) => terms.iter().map(operand).collect::<Result<_, _>>()?,
        _ => return Err(StatementError::InOperands),
    };
    if candidates.is_empty() || !matches!(of, Term::Path(_)) {
        return Err(StatementError::InOperands);
    }
    if candidates.len() > IN_OPERANDS {
        return Err(Problem::TooManyInOperands { count: candidates.len() }.into());
    }
    Ok(Predicate::In { operand: operand(of)?, candidates })
}

fn is<'a>(of: &'a Term, test: &'a TypeTest) -> Result<Predicate<'a>, StatementError> {
    let operand = match of {
        Term::Path(_) | Term::Value(_) => operand(of)?,
        _ => return Err(StatementError::IsOperand),
    };
    match (test, operand) {
        (TypeTest::Missing, Operand::Path(path)) => Ok(Predicate::NotExists(path)),
        (TypeTest::Missing, _) => Err(StatementError::IsOperand),
        (TypeTest::Type(_, attribute_type, name), operand) => {
            Ok(Predicate::HasType { operand, attribute_type: *attribute_type, name: literal(name) })
        }
        (TypeTest::Unknown(written), _) => Err(StatementError::IsType(written.clone())),
    }
}

/// A function that holds or not.
fn call<'a>(term: &Term, function: &str, arguments: &'a [Term]) -> Result<Predicate<'a>, StatementError> {
    let count = match function {
        "attribute_exists" | "attribute_not_exists" => 1,
        "attribute_type" | "begins_with" | "contains" => 2,
        _ => return Err(unknown(term)),
    };
    if arguments.len() != count {
        return Err(Problem::OperandCount { operator: function.to_owned(), count: arguments.len() }.into());
    }
    let mut operands = arguments.iter().map(operand);
    let (first, second) = (operands.next().transpose()?, operands.next().transpose()?);
    match (function, first, second) {
        ("attribute_exists", Some(Operand::Path(path)), _) => Ok(Predicate::Exists(path)),
        ("attribute_not_exists", Some(Operand::Path(path)), _) => Ok(Predicate::NotExists(path)),
        ("attribute_type", Some(operand), Some(name)) => has_type(operand, &name),
        ("begins_with", Some(operand), Some(prefix)) => {
            distinct(function, &operand, &prefix)?;
            let unfit = |found: &AttributeType| !matches!(found, AttributeType::S | AttributeType::B);
            let found = [&operand, &prefix].into_iter().filter_map(static_type).find(unfit);
            match found {
                Some(found) => Err(operand_type(function, found)),
                None => Ok(Predicate::BeginsWith { operand, prefix }),
            }
        }
        ("contains", Some(container), Some(element)) => {
            distinct(function, &container, &element)?;
            Ok(Predicate::Contains { container, element })
        }
        _ => Err(Problem::PathRequired { operator: function.to_owned() }.into()),
    }
}

/// The type asked for must be a literal text with one of the ten codes.
fn has_type<'a>(operand: Operand<'a>, name: &Operand<'a>) -> Result<Predicate<'a>, StatementError> {
    match name {
        Operand::Literal(literal @ Literal { value: AttributeValue::S(code), .. }) => match AttributeType::from_code(code) {
            Some(attribute_type) => Ok(Predicate::HasType { operand, attribute_type, name: *literal }),
            None => Err(Problem::UnknownAttributeType { name: code.clone() }.into()),
        },
        other => {
            let operand = static_type(other).map_or(OperandType::Unknown, OperandType::Literal);
            Err(Problem::OperandType { operator: "attribute_type".to_owned(), operand }.into())
        }
    }
}

/// A value: of the item, of the statement, or a size.
fn operand(term: &Term) -> Result<Operand<'_>, StatementError> {
    match term {
        Term::Value(value) => Ok(Operand::Literal(literal(value))),
        Term::Path(path) => Ok(Operand::Path(path.path())),
        Term::Missing => Err(StatementError::MissingCompared),
        Term::Call { function, arguments, .. } if function == "size" => match arguments.as_slice() {
            [of] => {
                let of = operand(of)?;
                match static_type(&of) {
                    Some(found @ (AttributeType::N | AttributeType::Bool | AttributeType::Null)) => {
                        Err(operand_type("size", found))
                    }
                    _ => Ok(Operand::Size(Box::new(of))),
                }
            }
            _ => Err(Problem::OperandCount { operator: function.clone(), count: arguments.len() }.into()),
        },
        Term::Call { .. } => Err(unknown(term)),
        Term::Binary(sign, ..) | Term::Signed(sign, _) => Err(StatementError::ConditionOperator(sign)),
        Term::List(_) | Term::Unknown => Err(StatementError::NotAValue),
        Term::Not(_) | Term::All(_) | Term::Any(_) | Term::Between(_) | Term::In(..) | Term::Is(..) => {
            Err(StatementError::LogicalOperand)
        }
    }
}

/// A call of a function that there is not, or not here.
pub(super) fn unknown(term: &Term) -> StatementError {
    match term {
        Term::Call { function, spot, .. } => StatementError::UnknownFunction(function.clone(), *spot),
        _ => StatementError::NotAValue,
    }
}

/// A value of the statement. Its tree is not printed, so that nothing needs to be written.
pub(super) fn literal(value: &AttributeValue) -> Literal<'_> {
    Literal { written: "?", value }
}

fn operand_type(operator: &str, found: AttributeType) -> StatementError {
    Problem::OperandType { operator: operator.to_owned(), operand: OperandType::Literal(found) }.into()
}

fn ordered(operator: &str, operands: &[&Operand<'_>]) -> Result<(), StatementError> {
    let mut types = operands.iter().filter_map(|operand| static_type(operand));
    types.find(|found| !is_ordered(*found)).map_or(Ok(()), |found| Err(operand_type(operator, found)))
}

fn distinct(operator: &str, left: &Operand<'_>, right: &Operand<'_>) -> Result<(), StatementError> {
    match (left, right) {
        (Operand::Path(one), Operand::Path(two)) if one == two => {
            Err(Problem::SameOperand { operator: operator.to_owned(), operand: one.to_steps() }.into())
        }
        _ => Ok(()),
    }
}

/// The operand's type as far as it is known without an item.
fn static_type(operand: &Operand<'_>) -> Option<AttributeType> {
    match operand {
        Operand::Path(_) => None,
        Operand::Literal(literal) => Some(literal.value.attribute_type()),
        Operand::Size(_) => Some(AttributeType::N),
    }
}
