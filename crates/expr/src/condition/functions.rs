//! The functions of conditions: what each takes, and what it makes of it.

use model::AttributeType;

use super::grammar::Term;
use crate::order::is_ordered;
use crate::parser::Parser;
use crate::{Literal, Operand, OperandType, Path, Predicate, Problem};

/// What a call makes.
pub(crate) enum Made<'a> {
    /// An operand: `size`.
    Operand(Operand<'a>),
    /// A predicate: every other function.
    Predicate(Box<Predicate<'a>>),
    /// Nothing, for a problem that was noted.
    Nothing,
}

/// What the operands of a call came to, before the function looks at them.
type Operands<'a> = Vec<Operand<'a>>;

/// Makes what a call stands for. Problems are noted.
pub(crate) fn call<'a>(parser: &mut Parser<'_, 'a>, function: &'a str, terms: Vec<Term<'a>>) -> Made<'a> {
    let mut operands: Operands<'a> = terms.into_iter().map(|term| term.into_operand(parser)).collect();
    let Some(count) = operand_count(function) else {
        parser.findings.note(match function {
            "if_not_exists" | "list_append" => Problem::ForeignFunction { function: function.to_owned() },
            _ => Problem::UnknownFunction { function: function.to_owned() },
        });
        return Made::Nothing;
    };
    if operands.len() != count {
        parser.findings.note(Problem::OperandCount { operator: function.to_owned(), count: operands.len() });
        return Made::Nothing;
    }
    distinct(parser, function, &operands);
    let second = if count == 2 { operands.pop() } else { None };
    match (operands.pop(), second) {
        (Some(first), Some(second)) => two_operands(parser, function, first, second),
        (Some(first), None) => one_operand(parser, function, first),
        _ => Made::Nothing,
    }
}

fn operand_count(function: &str) -> Option<usize> {
    Some(match function {
        "attribute_exists" | "attribute_not_exists" | "size" => 1,
        "attribute_type" | "begins_with" | "contains" => 2,
        _ => return None,
    })
}

fn one_operand<'a>(parser: &mut Parser<'_, 'a>, function: &str, operand: Operand<'a>) -> Made<'a> {
    if function == "size" {
        if let Some(operand @ (AttributeType::N | AttributeType::Bool | AttributeType::Null)) = static_type(&operand) {
            note_type(parser, function, OperandType::Literal(operand));
        }
        return Made::Operand(Operand::Size(Box::new(operand)));
    }
    match operand {
        Operand::Path(path) => Made::Predicate(Box::new(exists(function, path))),
        _ => {
            parser.findings.note(Problem::PathRequired { operator: function.to_owned() });
            Made::Nothing
        }
    }
}

fn exists<'a>(function: &str, path: Path<'a>) -> Predicate<'a> {
    if function == "attribute_exists" { Predicate::Exists(path) } else { Predicate::NotExists(path) }
}

fn two_operands<'a>(parser: &mut Parser<'_, 'a>, function: &str, first: Operand<'a>, second: Operand<'a>) -> Made<'a> {
    match function {
        "attribute_type" => attribute_type(parser, first, second),
        "begins_with" => {
            let unfit = |operand: &AttributeType| !matches!(operand, AttributeType::S | AttributeType::B);
            if let Some(operand) = [&first, &second].into_iter().filter_map(static_type).find(unfit) {
                note_type(parser, function, OperandType::Literal(operand));
            }
            Made::Predicate(Box::new(Predicate::BeginsWith { operand: first, prefix: second }))
        }
        _ => Made::Predicate(Box::new(Predicate::Contains { container: first, element: second })),
    }
}

/// The type asked for must be a literal string with one of the ten codes.
fn attribute_type<'a>(parser: &mut Parser<'_, 'a>, operand: Operand<'a>, name: Operand<'a>) -> Made<'a> {
    let Operand::Literal(literal @ Literal { value: model::AttributeValue::S(code), .. }) = &name else {
        let found = static_type(&name).map_or(OperandType::Unknown, OperandType::Literal);
        note_type(parser, "attribute_type", found);
        return Made::Nothing;
    };
    match AttributeType::from_code(code) {
        Some(attribute_type) => Made::Predicate(Box::new(Predicate::HasType { operand, attribute_type, name: *literal })),
        None => {
            parser.findings.note(Problem::UnknownAttributeType { name: code.clone() });
            Made::Nothing
        }
    }
}

/// Notes the first of the operands whose type is known and has no order.
pub(crate) fn ordered(parser: &mut Parser<'_, '_>, operator: &str, operands: &[&Operand<'_>]) {
    let mut types = operands.iter().filter_map(|operand| static_type(operand));
    if let Some(operand) = types.find(|operand| !is_ordered(*operand)) {
        note_type(parser, operator, OperandType::Literal(operand));
    }
}

/// Notes two operands that are the same path.
pub(crate) fn distinct(parser: &mut Parser<'_, '_>, operator: &str, operands: &[Operand<'_>]) {
    if let [Operand::Path(first), Operand::Path(second)] = operands
        && first == second
    {
        parser.findings.note(Problem::SameOperand { operator: operator.to_owned(), operand: first.to_steps() });
    }
}

fn note_type(parser: &mut Parser<'_, '_>, operator: &str, operand: OperandType) {
    parser.findings.note(Problem::OperandType { operator: operator.to_owned(), operand });
}

/// The operand's type as far as it is known without an item.
fn static_type(operand: &Operand<'_>) -> Option<AttributeType> {
    match operand {
        Operand::Path(_) => None,
        Operand::Literal(literal) => Some(literal.value.attribute_type()),
        Operand::Size(_) => Some(AttributeType::N),
    }
}
