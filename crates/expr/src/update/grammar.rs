//! How updates are read.

use model::AttributeType;

use crate::parser::Parser;
use crate::path::first_clash;
use crate::token::TokenKind;
use crate::{Action, Literal, OperandType, Path, Problem, Scope, SetOperand, SetValue};

const KEYWORDS: &[&str] = &["SET", "REMOVE", "ADD", "DELETE"];

/// The service's passes over an update.
fn order(problem: &Problem) -> u8 {
    match problem {
        Problem::RedundantParentheses => 0,
        Problem::ReservedWord { .. } => 1,
        Problem::UnknownFunction { .. } => 2,
        Problem::ForeignFunction { .. } => 3,
        Problem::MisusedFunction { .. } => 4,
        Problem::RepeatedSection { .. } => 5,
        Problem::PathTooDeep { .. } | Problem::IndexTooLarge { .. } => 6,
        Problem::UndefinedName { .. } => 7,
        Problem::UndefinedValue { .. } => 8,
        Problem::PathsOverlap { .. } => 9,
        Problem::PathsConflict { .. } => 10,
        Problem::ActionOperandType { .. } => 11,
        Problem::TooManyOperators { .. } => 13,
        _ => 12,
    }
}

/// Reads a whole update.
pub(super) fn parse<'a>(text: &'a str, scope: &mut Scope<'a>) -> Result<Vec<Action<'a>>, Problem> {
    let mut parser = Parser::new(text, scope, KEYWORDS, order)?;
    let mut actions: Vec<Action<'a>> = Vec::new();
    loop {
        let known = actions.len();
        let section = section(&mut parser, &mut actions)?;
        if actions.iter().take(known).any(|earlier| earlier.section() == section) {
            parser.findings.note(Problem::RepeatedSection { section });
        }
        if parser.kind() == TokenKind::End {
            break;
        }
    }
    parser.check_operators();
    if let Some(problem) = first_clash(&actions.iter().map(Action::path).collect::<Vec<_>>()) {
        parser.findings.note(problem);
    }
    parser.finish()?;
    Ok(actions)
}

/// How one action of a section is read.
type Read<'s, 'a> = fn(&mut Parser<'s, 'a>) -> Result<Action<'a>, Problem>;

/// A keyword and its actions.
fn section<'s, 'a>(parser: &mut Parser<'s, 'a>, actions: &mut Vec<Action<'a>>) -> Result<&'static str, Problem> {
    let sections: [(&str, Read<'s, 'a>); 4] = [("SET", set), ("REMOVE", remove), ("ADD", add), ("DELETE", delete)];
    let Some((section, action)) = sections.into_iter().find(|(section, _)| parser.is_keyword(section)) else {
        return Err(parser.syntax_error());
    };
    parser.advance();
    actions.push(action(parser)?);
    while parser.accept(TokenKind::Comma) {
        actions.push(action(parser)?);
    }
    Ok(section)
}

fn set<'a>(parser: &mut Parser<'_, 'a>) -> Result<Action<'a>, Problem> {
    let path = parser.path()?;
    parser.expect(TokenKind::Equal)?;
    let value = set_value(parser)?;
    Ok(Action::Set { path, value })
}

fn remove<'a>(parser: &mut Parser<'_, 'a>) -> Result<Action<'a>, Problem> {
    Ok(Action::Remove { path: parser.path()? })
}

fn add<'a>(parser: &mut Parser<'_, 'a>) -> Result<Action<'a>, Problem> {
    let (path, value) = (parser.path()?, parser.literal()?);
    let fits = |found| matches!(found, AttributeType::N | AttributeType::Ss | AttributeType::Ns | AttributeType::Bs);
    action_operand(parser, "ADD", &value, fits);
    Ok(Action::Add { path, value })
}

fn delete<'a>(parser: &mut Parser<'_, 'a>) -> Result<Action<'a>, Problem> {
    let (path, value) = (parser.path()?, parser.literal()?);
    let fits = |found| matches!(found, AttributeType::Ss | AttributeType::Ns | AttributeType::Bs);
    action_operand(parser, "DELETE", &value, fits);
    Ok(Action::Delete { path, value })
}

fn action_operand(parser: &mut Parser<'_, '_>, action: &'static str, value: &Literal<'_>, fits: impl Fn(AttributeType) -> bool) {
    let operand = value.value.attribute_type();
    if !fits(operand) {
        parser.findings.note(Problem::ActionOperandType { action, operand });
    }
}

/// The right side of `SET`: an operand, or two with one sign between them.
fn set_value<'a>(parser: &mut Parser<'_, 'a>) -> Result<SetValue<'a>, Problem> {
    let left = match parser.kind() {
        TokenKind::Open => {
            let opening = parser.open_group()?;
            let inner = set_value(parser)?;
            parser.close_group(opening)?;
            inner
        }
        _ => SetValue::Operand(operand(parser)?),
    };
    // What is already a sum cannot be one side of another.
    let SetValue::Operand(left) = left else { return Ok(left) };
    let (sign, join): (_, fn(_, _) -> _) = match parser.kind() {
        TokenKind::Plus => ("+", SetValue::Sum),
        TokenKind::Minus => ("-", SetValue::Difference),
        _ => return Ok(SetValue::Operand(left)),
    };
    parser.advance();
    parser.operators += 1;
    let right = enclosed_operand(parser)?;
    literals_are(parser, sign, &[&left, &right], AttributeType::N);
    Ok(join(left, right))
}

/// An operand, in parentheses or not.
fn enclosed_operand<'a>(parser: &mut Parser<'_, 'a>) -> Result<SetOperand<'a>, Problem> {
    if parser.kind() != TokenKind::Open {
        return operand(parser);
    }
    let opening = parser.open_group()?;
    let inner = enclosed_operand(parser)?;
    parser.close_group(opening)?;
    Ok(inner)
}

fn operand<'a>(parser: &mut Parser<'_, 'a>) -> Result<SetOperand<'a>, Problem> {
    if parser.kind() == TokenKind::ValueRef {
        return parser.literal().map(SetOperand::Literal);
    }
    if parser.is_call() {
        let function = parser.advance();
        parser.operators += 1;
        let operands = parser.arguments(enclosed_operand)?;
        return Ok(call(parser, function, operands));
    }
    parser.path().map(SetOperand::Path)
}

/// Makes what a call stands for. Problems are noted.
fn call<'a>(parser: &mut Parser<'_, 'a>, function: &str, operands: Vec<SetOperand<'a>>) -> SetOperand<'a> {
    const NOTHING: SetOperand<'static> = SetOperand::Literal(Literal::undefined());
    match function {
        "if_not_exists" | "list_append" => {}
        "attribute_exists" | "attribute_not_exists" | "attribute_type" | "begins_with" | "contains" | "size" => {
            parser.findings.note(Problem::ForeignFunction { function: function.to_owned() });
            return NOTHING;
        }
        _ => {
            parser.findings.note(Problem::UnknownFunction { function: function.to_owned() });
            return NOTHING;
        }
    }
    let [first, second] = match <[SetOperand<'a>; 2]>::try_from(operands) {
        Ok(operands) => operands,
        Err(operands) => {
            parser.findings.note(Problem::OperandCount { operator: function.to_owned(), count: operands.len() });
            return NOTHING;
        }
    };
    if function == "list_append" {
        return list_append(parser, first, second);
    }
    match first {
        SetOperand::Path(path) => if_not_exists(path, second),
        _ => {
            parser.findings.note(Problem::PathRequired { operator: function.to_owned() });
            NOTHING
        }
    }
}

fn if_not_exists<'a>(path: Path<'a>, otherwise: SetOperand<'a>) -> SetOperand<'a> {
    SetOperand::IfNotExists(path, Box::new(otherwise))
}

/// `list_append` takes lists and what `if_not_exists` gives, but no other `list_append`.
fn list_append<'a>(parser: &mut Parser<'_, 'a>, front: SetOperand<'a>, back: SetOperand<'a>) -> SetOperand<'a> {
    if [&front, &back].into_iter().any(|operand| matches!(operand, SetOperand::ListAppend(..))) {
        parser.findings.note(Problem::MisusedFunction { function: "list_append".to_owned() });
    }
    literals_are(parser, "list_append", &[&front, &back], AttributeType::L);
    SetOperand::ListAppend(Box::new(front), Box::new(back))
}

/// Notes the first literal of another type than the operator takes.
fn literals_are(parser: &mut Parser<'_, '_>, operator: &str, operands: &[&SetOperand<'_>], fits: AttributeType) {
    let mut types = operands.iter().filter_map(|operand| match operand {
        SetOperand::Literal(literal) => Some(literal.value.attribute_type()),
        _ => None,
    });
    if let Some(found) = types.find(|found| *found != fits) {
        let operand = OperandType::Literal(found);
        parser.findings.note(Problem::OperandType { operator: operator.to_owned(), operand });
    }
}
