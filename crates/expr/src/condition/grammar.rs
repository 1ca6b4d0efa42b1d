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
    Condition(Predicate<'a>),
}

/// Reads a whole condition.
pub(crate) fn parse<'a>(text: &'a str, scope: &mut Scope<'a>) -> Result<Predicate<'a>, Problem> {
    let mut parser = Parser::new(text, scope, KEYWORDS, order)?;
    let term = any(&mut parser)?;
    let predicate = term.into_predicate(&mut parser)?;
    parser.finish()?;
    Ok(predicate)
}

fn any<'a>(parser: &mut Parser<'_, 'a>) -> Result<Term<'a>, Problem> {
    chain(parser, "OR", all, Predicate::Any)
}

fn all<'a>(parser: &mut Parser<'_, 'a>) -> Result<Term<'a>, Problem> {
    chain(parser, "AND", negated, Predicate::All)
}

/// Parts with a word between them; a single part stays what it is.
fn chain<'s, 'a>(
    parser: &mut Parser<'s, 'a>,
    word: &str,
    part: fn(&mut Parser<'s, 'a>) -> Result<Term<'a>, Problem>,
    join: fn(Vec<Predicate<'a>>) -> Predicate<'a>,
) -> Result<Term<'a>, Problem> {
    let first = part(parser)?;
    if !parser.is_keyword(word) {
        return Ok(first);
    }
    let mut parts = vec![first.into_predicate(parser)?];
    while parser.accept_keyword(word) {
        let next = part(parser)?;
        parts.push(next.into_predicate(parser)?);
    }
    Ok(Term::Condition(join(parts)))
}

/// Any number of `NOT`; two of them cancel out.
fn negated<'a>(parser: &mut Parser<'_, 'a>) -> Result<Term<'a>, Problem> {
    let mut count = 0usize;
    while parser.accept_keyword("NOT") {
        count += 1;
    }
    let term = condition(parser)?;
    if count == 0 {
        return Ok(term);
    }
    let predicate = term.into_predicate(parser)?;
    Ok(Term::Condition(if count.is_multiple_of(2) { predicate } else { Predicate::Not(Box::new(predicate)) }))
}

/// A comparison, or whatever stands here alone.
fn condition<'a>(parser: &mut Parser<'_, 'a>) -> Result<Term<'a>, Problem> {
    let left = enclosed(parser, any)?;
    if matches!(left, Term::Condition(_)) {
        return Ok(left);
    }
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
    parser.findings.end_condition();
    Ok(Term::Condition(predicate))
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

/// A path, a value, a call, or what `inner` reads between parentheses.
fn enclosed<'s, 'a>(
    parser: &mut Parser<'s, 'a>,
    inner: fn(&mut Parser<'s, 'a>) -> Result<Term<'a>, Problem>,
) -> Result<Term<'a>, Problem> {
    if parser.kind() == TokenKind::ValueRef {
        return parser.literal().map(Term::Literal);
    }
    if parser.is_call() {
        let function = parser.advance();
        let terms = parser.arguments(operand_term)?;
        return Ok(Term::Call(function, call(parser, function, terms)));
    }
    if parser.kind() != TokenKind::Open {
        return parser.path().map(Term::Path);
    }
    let mut term = parser.group(inner)?;
    if let Term::Path(path) = &mut term {
        parser.path_below(path)?;
    }
    Ok(term)
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
    fn into_predicate(self, parser: &mut Parser<'_, 'a>) -> Result<Predicate<'a>, Problem> {
        match self {
            Term::Condition(predicate) | Term::Call(_, Made::Predicate(predicate)) => Ok(predicate),
            Term::Call(function, _) => {
                if function == "size" {
                    parser.findings.note(Problem::MisusedFunction { function: function.to_owned() });
                }
                Ok(Predicate::Any(Vec::new()))
            }
            Term::Path(_) | Term::Literal(_) => Err(parser.syntax_error()),
        }
    }
}
