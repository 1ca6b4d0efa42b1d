//! How conditions are read.
//!
//! `OR` binds weakest, then `AND`, then `NOT`. A parenthesis may open a condition or an operand, and only what follows tells;
//! so both are read as one [`Term`], and each place takes from it what it needs.

use core::cmp::Ordering;

use model::limits::IN_OPERANDS;

use super::functions::{Made, call, distinct, ordered};
use crate::findings::WITHIN_CONDITION;
use crate::order::compare;
use crate::parser::Parser;
use crate::token::TokenKind;
use crate::{Bounds, Comparator, Literal, Operand, Path, Predicate, Problem, Scope};

const KEYWORDS: &[&str] = &["AND", "OR", "NOT", "BETWEEN", "IN"];

/// The service's passes over a condition. Within one condition, names and values come before operands.
fn order(problem: &Problem) -> u8 {
    match problem {
        Problem::TooManyOperators { .. } => 0,
        Problem::RedundantParentheses => 1,
        Problem::UnknownFunction { .. } => 2,
        Problem::ForeignFunction { .. } => 3,
        Problem::MisusedFunction { .. } => 4,
        Problem::ReservedWord { .. } => 5,
        Problem::PathTooDeep { .. } | Problem::IndexTooLarge { .. } => 6,
        Problem::UndefinedName { .. } | Problem::UndefinedValue { .. } => WITHIN_CONDITION,
        Problem::OperandCount { .. } => WITHIN_CONDITION + 1,
        Problem::SameOperand { .. } => WITHIN_CONDITION + 2,
        _ => WITHIN_CONDITION + 3,
    }
}

/// Something that may become an operand or a condition.
pub(crate) enum Term<'a> {
    /// A path.
    Path(Path<'a>),
    /// A value of the request.
    Literal(Literal<'a>),
    /// A call and what it makes.
    Call(&'a str, Made<'a>),
    /// A condition that is no call.
    Condition(Box<Predicate<'a>>),
}

/// Reads a whole condition.
pub(crate) fn parse<'a>(text: &'a str, scope: &mut Scope<'a>) -> Result<Predicate<'a>, Problem> {
    let mut parser = Parser::new(text, scope, KEYWORDS, order)?;
    let term = expression(&mut parser)?;
    let predicate = term.into_predicate(&mut parser)?;
    parser.check_operators();
    parser.finish()?;
    Ok(*predicate)
}

/// Conditions joined by `AND` and `OR`. One loop for both, since each level of parentheses costs stack; what stands alone
/// stays what it is.
fn expression<'a>(parser: &mut Parser<'_, 'a>) -> Result<Term<'a>, Problem> {
    let (mut any, mut all) = (Vec::new(), Vec::new());
    loop {
        let term = negated(parser)?;
        let joined = parser.is_keyword("AND") || parser.is_keyword("OR");
        if !joined && any.is_empty() && all.is_empty() {
            return Ok(term);
        }
        all.push(*term.into_predicate(parser)?);
        parser.operators += usize::from(joined);
        if parser.accept_keyword("AND") {
            continue;
        }
        any.push(join(core::mem::take(&mut all), Predicate::All));
        if !parser.accept_keyword("OR") {
            return Ok(Term::Condition(Box::new(join(any, Predicate::Any))));
        }
    }
}

/// The parts together; a single part as it is.
fn join<'a>(mut parts: Vec<Predicate<'a>>, together: fn(Vec<Predicate<'a>>) -> Predicate<'a>) -> Predicate<'a> {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            together(parts)
        }
        (None, _) => together(parts),
    }
}

/// Any number of `NOT`; two of them cancel out.
fn negated<'a>(parser: &mut Parser<'_, 'a>) -> Result<Term<'a>, Problem> {
    if !parser.accept_keyword("NOT") {
        return condition(parser);
    }
    parser.operators += 1;
    let mut is_opposite = true;
    while parser.accept_keyword("NOT") {
        parser.operators += 1;
        is_opposite = !is_opposite;
    }
    let term = condition(parser)?;
    let predicate = term.into_predicate(parser)?;
    Ok(Term::Condition(match *predicate {
        predicate if !is_opposite => Box::new(predicate),
        Predicate::Not(inner) => inner,
        predicate => Box::new(Predicate::Not(Box::new(predicate))),
    }))
}

/// A comparison, or whatever stands here alone.
fn condition<'a>(parser: &mut Parser<'_, 'a>) -> Result<Term<'a>, Problem> {
    let left = enclosed(parser, expression)?;
    if matches!(left, Term::Condition(_)) { Ok(left) } else { compared(parser, left) }
}

/// What the operator that follows makes of its left operand; without one, that operand.
#[inline(never)]
fn compared<'a>(parser: &mut Parser<'_, 'a>, left: Term<'a>) -> Result<Term<'a>, Problem> {
    let predicate = if let Some(comparator) = comparator(parser.kind()) {
        parser.advance();
        comparison(parser, left, comparator)?
    } else if parser.accept_keyword("BETWEEN") {
        between(parser, left)?
    } else if parser.accept_keyword("IN") {
        membership(parser, left)?
    } else {
        if matches!(left, Term::Call(..)) {
            parser.findings.end_condition();
        }
        return Ok(left);
    };
    parser.operators += 1;
    parser.findings.end_condition();
    Ok(Term::Condition(Box::new(predicate)))
}

fn comparator(kind: TokenKind) -> Option<Comparator> {
    Some(match kind {
        TokenKind::Equal => Comparator::Equal,
        TokenKind::NotEqual => Comparator::NotEqual,
        TokenKind::Less => Comparator::Less,
        TokenKind::LessOrEqual => Comparator::LessOrEqual,
        TokenKind::Greater => Comparator::Greater,
        TokenKind::GreaterOrEqual => Comparator::GreaterOrEqual,
        _ => return None,
    })
}

fn comparison<'a>(parser: &mut Parser<'_, 'a>, left: Term<'a>, comparator: Comparator) -> Result<Predicate<'a>, Problem> {
    let left = left.into_operand(parser);
    let right = operand(parser)?;
    let operands = [left, right];
    distinct(parser, comparator.sign(), &operands);
    if !matches!(comparator, Comparator::Equal | Comparator::NotEqual) {
        ordered(parser, comparator.sign(), &operands.each_ref());
    }
    let [left, right] = operands;
    Ok(Predicate::Compare { left, comparator, right })
}

fn between<'a>(parser: &mut Parser<'_, 'a>, operand_term: Term<'a>) -> Result<Predicate<'a>, Problem> {
    let value = operand_term.into_operand(parser);
    let lower = operand(parser)?;
    if !parser.accept_keyword("AND") {
        return Err(parser.syntax_error());
    }
    let upper = operand(parser)?;
    ordered(parser, "BETWEEN", &[&value, &lower, &upper]);
    if let (Operand::Literal(lower), Operand::Literal(upper)) = (&lower, &upper) {
        let bounds = || Box::new(Bounds { lower: lower.value.clone(), upper: upper.value.clone() });
        if lower.value.attribute_type() != upper.value.attribute_type() {
            parser.findings.note(Problem::BetweenTypes(bounds()));
        } else if compare(lower.value, upper.value).is_some_and(Ordering::is_gt) {
            parser.findings.note(Problem::BetweenOrder(bounds()));
        }
    }
    Ok(Predicate::Between { operand: value, lower, upper })
}

fn membership<'a>(parser: &mut Parser<'_, 'a>, operand_term: Term<'a>) -> Result<Predicate<'a>, Problem> {
    let value = operand_term.into_operand(parser);
    let candidates = parser.arguments(operand)?;
    if candidates.len() > IN_OPERANDS {
        parser.findings.note(Problem::TooManyInOperands { count: candidates.len() });
    }
    Ok(Predicate::In { operand: value, candidates })
}

/// An operand, in parentheses or not.
fn operand<'a>(parser: &mut Parser<'_, 'a>) -> Result<Operand<'a>, Problem> {
    Ok(operand_term(parser)?.into_operand(parser))
}

fn operand_term<'a>(parser: &mut Parser<'_, 'a>) -> Result<Term<'a>, Problem> {
    enclosed(parser, operand_term)
}

/// How a level of parentheses is read.
type Read<'s, 'a> = fn(&mut Parser<'s, 'a>) -> Result<Term<'a>, Problem>;

/// A path, a value, a call, or what `inner` reads between parentheses.
fn enclosed<'s, 'a>(parser: &mut Parser<'s, 'a>, inner: Read<'s, 'a>) -> Result<Term<'a>, Problem> {
    match parser.kind() {
        TokenKind::ValueRef => parser.literal().map(Term::Literal),
        TokenKind::Open => group(parser, inner),
        _ if parser.is_call() => function_call(parser),
        _ => parser.path().map(Term::Path),
    }
}

#[inline(never)]
fn group<'s, 'a>(parser: &mut Parser<'s, 'a>, inner: Read<'s, 'a>) -> Result<Term<'a>, Problem> {
    let opening = parser.open_group()?;
    let mut term = inner(parser)?;
    parser.close_group(opening)?;
    if let Term::Path(path) = &mut term {
        parser.path_below(path)?;
    }
    Ok(term)
}

#[inline(never)]
fn function_call<'a>(parser: &mut Parser<'_, 'a>) -> Result<Term<'a>, Problem> {
    let function = parser.advance();
    parser.operators += 1;
    let terms = parser.arguments(operand_term)?;
    Ok(Term::Call(function, call(parser, function, terms)))
}

impl<'a> Term<'a> {
    /// The operand this is. A call that makes none is misused here.
    pub(crate) fn into_operand(self, parser: &mut Parser<'_, 'a>) -> Operand<'a> {
        match self {
            Term::Path(path) => Operand::Path(path),
            Term::Literal(literal) => Operand::Literal(literal),
            Term::Call(_, Made::Operand(operand)) => operand,
            Term::Call(function, _) => {
                if function != "size" {
                    parser.findings.note(Problem::MisusedFunction { function: function.to_owned() });
                }
                Operand::Literal(Literal::undefined())
            }
            // Operands are read where no condition is read, so none comes here; it would be no operand.
            Term::Condition(_) => Operand::Literal(Literal::undefined()),
        }
    }

    /// The condition this is. `size` is misused here; a path or a value alone is a syntax error where it ends.
    fn into_predicate(self, parser: &mut Parser<'_, 'a>) -> Result<Box<Predicate<'a>>, Problem> {
        match self {
            Term::Condition(predicate) | Term::Call(_, Made::Predicate(predicate)) => Ok(predicate),
            Term::Call(function, _) => {
                if function == "size" {
                    parser.findings.note(Problem::MisusedFunction { function: function.to_owned() });
                }
                Ok(Box::new(Predicate::Any(Vec::new())))
            }
            Term::Path(_) | Term::Literal(_) => Err(parser.syntax_error()),
        }
    }
}
