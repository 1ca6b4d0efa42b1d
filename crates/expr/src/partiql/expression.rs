//! How terms are read: by the strength of their operators.

use model::limits::{NESTING_LEVELS, PARSE_DEPTH, UPDATE_OPERATORS};
use model::{AttributeValue, Number};

use super::error::{Malformed, Spot, StatementError};
use super::keywords::is_function;
use super::term::{Term, TermPath, TermStep, TypeTest};
use super::token::{Token, TokenKind, next_token, unquoted};
use crate::Problem;

/// How strongly operators bind, from the weakest.
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const EQUALITY: u8 = 4;
const ORDER: u8 = 5;
const SUM: u8 = 6;
const PRODUCT: u8 = 7;

/// Largest list index (our own bound: what a signed 32-bit integer holds).
const LIST_INDEX_MAX: usize = i32::MAX as usize;

/// An operator between two terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Infix {
    Or,
    And,
    Binary(&'static str),
    Between,
    In,
    Is,
}

/// A statement being read, one token at a time.
///
/// What is wrong with its meaning is kept until the whole statement is read: a slip of the grammar comes first.
pub(super) struct Parser<'t> {
    text: &'t str,
    parameters: &'t [AttributeValue],
    token: Token,
    /// `?` so far.
    used: usize,
    depth: usize,
    /// Operators and functions so far; those beyond the bound are read and not kept.
    operators: usize,
    found: Option<StatementError>,
}

impl<'t> Parser<'t> {
    /// Stands before the first token.
    pub(super) fn new(text: &'t str, parameters: &'t [AttributeValue]) -> Self {
        Parser { text, parameters, token: next_token(text, 0), used: 0, depth: 0, operators: 0, found: None }
    }

    pub(super) fn kind(&self) -> TokenKind {
        self.token.kind
    }

    /// What stands behind the current token.
    pub(super) fn next_kind(&self) -> TokenKind {
        next_token(self.text, self.token.end).kind
    }

    /// Steps over the current token and returns it as written.
    pub(super) fn advance(&mut self) -> &'t str {
        let written = self.text.get(self.token.start..self.token.end).unwrap_or_default();
        self.token = next_token(self.text, self.token.end);
        written
    }

    /// Steps over a token of this kind if it stands here.
    pub(super) fn accept(&mut self, kind: TokenKind) -> bool {
        let here = self.token.kind == kind;
        if here {
            self.advance();
        }
        here
    }

    pub(super) fn accept_keyword(&mut self, keyword: &'static str) -> bool {
        self.accept(TokenKind::Keyword(keyword))
    }

    pub(super) fn is_keyword(&self, keyword: &'static str) -> bool {
        self.token.kind == TokenKind::Keyword(keyword)
    }

    /// Steps over a token that must stand here; `name` is the grammar's.
    pub(super) fn expect(&mut self, kind: TokenKind, name: &'static str) -> Result<(), StatementError> {
        if self.accept(kind) { Ok(()) } else { Err(self.malformed(Malformed::Expected(name))) }
    }

    /// The slip, unless the token here is none at all.
    pub(super) fn malformed(&self, malformed: Malformed) -> StatementError {
        StatementError::Malformed(if self.token.kind == TokenKind::Broken { Malformed::Unreadable } else { malformed })
    }

    /// Keeps what is wrong with the meaning; the first one counts.
    pub(super) fn note(&mut self, error: impl Into<StatementError>) {
        if self.found.is_none() {
            self.found = Some(error.into());
        }
    }

    /// The next parameter, if there is one more.
    pub(super) fn next_parameter(&mut self) -> Option<AttributeValue> {
        let value = self.parameters.get(self.used).cloned();
        self.used += 1;
        value
    }

    /// Where the current token stands.
    pub(super) fn spot(&self) -> Spot {
        let before = self.text.get(..self.token.start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Spot {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            length: self.text.get(self.token.start..self.token.end).unwrap_or_default().chars().count(),
        }
    }

    /// Ends the reading: nothing may be left over, and nothing may have been found.
    pub(super) fn finish(mut self) -> Result<(), StatementError> {
        if self.accept(TokenKind::Semicolon) && self.kind() != TokenKind::End {
            return Err(self.malformed(Malformed::TokenAfterSemicolon));
        }
        if self.kind() != TokenKind::End {
            return Err(self.malformed(Malformed::TokenAfterExpression));
        }
        if self.used != self.parameters.len() {
            return Err(StatementError::ParameterCount);
        }
        if self.operators > UPDATE_OPERATORS {
            let count = self.operators;
            self.note(Problem::TooManyOperators { count });
        }
        self.found.map_or(Ok(()), Err)
    }

    /// Goes one level down for as long as `read` takes.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, StatementError>) -> Result<T, StatementError> {
        if self.depth >= PARSE_DEPTH {
            return Err(Malformed::TooDeep.into());
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// A term with all of its operators.
    pub(super) fn term(&mut self) -> Result<Term, StatementError> {
        self.nested(|parser| parser.stronger_than(0))
    }

    /// A term with those of its operators that bind more strongly.
    fn stronger_than(&mut self, weakest: u8) -> Result<Term, StatementError> {
        let mut left = self.unary()?;
        while let Some((infix, strength, negated)) = self.infix().filter(|(_, strength, _)| *strength > weakest) {
            self.advance();
            if negated {
                self.advance();
            }
            let joined = self.joined(left, infix, strength)?;
            left = if negated { opposite_of(joined) } else { joined };
        }
        Ok(left)
    }

    /// The operator here, its strength, and whether a `NOT` belongs to it.
    fn infix(&self) -> Option<(Infix, u8, bool)> {
        Some(match self.kind() {
            TokenKind::Keyword("or") => (Infix::Or, OR, false),
            TokenKind::Keyword("and") => (Infix::And, AND, false),
            TokenKind::Keyword("is") => (Infix::Is, EQUALITY, self.next_kind() == TokenKind::Keyword("not")),
            TokenKind::Keyword("in") => (Infix::In, EQUALITY, false),
            TokenKind::Keyword("between") => (Infix::Between, ORDER, false),
            TokenKind::Keyword("like") => (Infix::Binary("like"), ORDER, false),
            TokenKind::Keyword("not") => match self.next_kind() {
                TokenKind::Keyword("in") => (Infix::In, EQUALITY, true),
                TokenKind::Keyword("between") => (Infix::Between, ORDER, true),
                TokenKind::Keyword("like") => (Infix::Binary("like"), ORDER, true),
                _ => return None,
            },
            TokenKind::Operator(sign @ ("=" | "<>")) => (Infix::Binary(sign), EQUALITY, false),
            TokenKind::Operator(sign @ ("<" | "<=" | ">" | ">=")) => (Infix::Binary(sign), ORDER, false),
            TokenKind::Operator(sign @ ("+" | "-" | "||")) => (Infix::Binary(sign), SUM, false),
            TokenKind::Operator(sign @ ("/" | "%")) => (Infix::Binary(sign), PRODUCT, false),
            TokenKind::Star => (Infix::Binary("*"), PRODUCT, false),
            _ => return None,
        })
    }

    /// What an operator makes of its left side and of what follows.
    fn joined(&mut self, left: Term, infix: Infix, strength: u8) -> Result<Term, StatementError> {
        if infix == Infix::Is {
            return self.is(left);
        }
        if matches!(self.kind(), TokenKind::End | TokenKind::Semicolon) {
            return Err(Malformed::MissingRightSide.into());
        }
        let right = if infix == Infix::In && self.kind() == TokenKind::Open {
            self.group(true)?
        } else {
            self.nested(|parser| parser.stronger_than(strength))?
        };
        let end = if infix == Infix::Between { Some(self.between_end(strength)?) } else { None };
        if !self.counts() {
            return Ok(left);
        }
        Ok(match (infix, end) {
            (Infix::Or, _) => {
                merged(left, right, |term| if let Term::Any(parts) = term { Ok(parts) } else { Err(term) }, Term::Any)
            }
            (Infix::And, _) => {
                merged(left, right, |term| if let Term::All(parts) = term { Ok(parts) } else { Err(term) }, Term::All)
            }
            (Infix::In, _) => Term::In(Box::new(left), Box::new(right)),
            (_, Some(end)) => Term::Between(Box::new([left, right, end])),
            (Infix::Binary(sign), None) => Term::Binary(sign, Box::new(left), Box::new(right)),
            (Infix::Between | Infix::Is, None) => left,
        })
    }

    fn between_end(&mut self, strength: u8) -> Result<Term, StatementError> {
        if !self.accept_keyword("and") {
            return Err(self.malformed(Malformed::ExpectedKeyword("AND")));
        }
        if matches!(self.kind(), TokenKind::End | TokenKind::Semicolon) {
            return Err(Malformed::MissingBetweenEnd.into());
        }
        self.nested(|parser| parser.stronger_than(strength))
    }

    fn is(&mut self, left: Term) -> Result<Term, StatementError> {
        let test = if let TokenKind::Keyword(keyword) = self.kind() { TypeTest::named(keyword) } else { None };
        let Some(test) = test else { return Err(self.malformed(Malformed::ExpectedType)) };
        self.advance();
        Ok(if self.counts() { Term::Is(Box::new(left), test) } else { left })
    }

    /// Counts an operator or a function; false beyond the bound.
    fn counts(&mut self) -> bool {
        self.operators += 1;
        self.operators <= UPDATE_OPERATORS
    }

    /// `NOT`, signs, and what they stand before.
    fn unary(&mut self) -> Result<Term, StatementError> {
        match self.kind() {
            TokenKind::Keyword("not") => {
                let mut is_opposite = false;
                while self.accept_keyword("not") {
                    is_opposite = !is_opposite;
                }
                let inner = self.nested(|parser| parser.stronger_than(NOT))?;
                Ok(if is_opposite { opposite_of(inner) } else { inner })
            }
            TokenKind::Operator(sign @ ("+" | "-")) => {
                self.advance();
                let inner = self.nested(Self::unary)?;
                Ok(match inner {
                    Term::Value(AttributeValue::N(number)) if sign == "+" => Term::Value(AttributeValue::N(number)),
                    Term::Value(AttributeValue::N(number)) => Term::Value(AttributeValue::N(opposite(&number))),
                    inner => Term::Signed(sign, Box::new(inner)),
                })
            }
            _ => self.primary(),
        }
    }

    /// A term without operators.
    fn primary(&mut self) -> Result<Term, StatementError> {
        match self.kind() {
            TokenKind::Keyword(keyword) => self.keyword_term(keyword),
            TokenKind::Name | TokenKind::QuotedName if self.next_kind() == TokenKind::Open => self.call(),
            TokenKind::Name | TokenKind::QuotedName => self.path().map(Term::Path),
            TokenKind::Text => Ok(Term::Value(AttributeValue::S(unquoted(self.advance())))),
            TokenKind::Number => Ok(self.number()),
            TokenKind::Parameter => Ok(self.parameter()),
            TokenKind::Open => self.group(false),
            TokenKind::OpenBracket => self.list(),
            TokenKind::OpenBag => self.bag(),
            TokenKind::OpenBrace => self.map(),
            TokenKind::Operator(_) => Err(self.malformed(Malformed::UnexpectedOperator)),
            _ => Err(self.malformed(Malformed::UnexpectedTerm)),
        }
    }

    fn keyword_term(&mut self, keyword: &'static str) -> Result<Term, StatementError> {
        let term = match keyword {
            "true" => Term::Value(AttributeValue::Bool(true)),
            "false" => Term::Value(AttributeValue::Bool(false)),
            "null" => Term::Value(AttributeValue::Null),
            "missing" => Term::Missing,
            _ if is_function(keyword) && self.next_kind() == TokenKind::Open => return self.call(),
            _ => return Err(self.malformed(Malformed::UnexpectedKeyword)),
        };
        self.advance();
        Ok(term)
    }

    fn call(&mut self) -> Result<Term, StatementError> {
        let spot = self.spot();
        let quoted = self.kind() == TokenKind::QuotedName;
        let written = self.advance();
        let function = if quoted { unquoted(written) } else { written.to_owned() }.to_ascii_lowercase();
        self.advance();
        if function == "count" && self.accept(TokenKind::Star) {
            self.expect(TokenKind::Close, "RIGHT_PAREN")?;
            return Ok(Term::Call { function, arguments: Vec::new(), spot });
        }
        if function == "exists" && self.is_keyword("select") {
            self.note(StatementError::MisplacedExists);
        }
        let arguments = self.terms(TokenKind::Close, "RIGHT_PAREN")?;
        self.counts();
        Ok(Term::Call { function, arguments, spot })
    }

    /// A path, from its first name.
    pub(super) fn path(&mut self) -> Result<TermPath, StatementError> {
        let mut path = TermPath { top: self.name(Malformed::ExpectedPath)?, steps: Vec::new() };
        loop {
            let step = if self.accept(TokenKind::Dot) {
                if self.accept(TokenKind::Star) {
                    self.note(StatementError::PathStar);
                    continue;
                }
                TermStep::Name(self.name(Malformed::PathDot)?)
            } else if self.accept(TokenKind::OpenBracket) {
                self.index()?
            } else {
                return Ok(path);
            };
            if path.steps.len() < NESTING_LEVELS {
                path.steps.push(step);
            } else {
                self.note(Problem::PathTooDeep { levels: NESTING_LEVELS });
            }
        }
    }

    /// A bare or quoted name.
    pub(super) fn name(&mut self, otherwise: Malformed) -> Result<String, StatementError> {
        match self.kind() {
            TokenKind::Name => Ok(self.advance().to_owned()),
            TokenKind::QuotedName => Ok(unquoted(self.advance())),
            _ => Err(self.malformed(otherwise)),
        }
    }

    /// What stands between brackets behind a path.
    fn index(&mut self) -> Result<TermStep, StatementError> {
        let written = self.token;
        let term = if self.accept(TokenKind::Star) {
            self.note(StatementError::PathWildcard);
            Term::Missing
        } else {
            self.term()?
        };
        let text = self.text.get(written.start..written.end).unwrap_or_default();
        self.expect(TokenKind::CloseBracket, "RIGHT_BRACKET")?;
        Ok(match term {
            Term::Value(AttributeValue::S(name)) => TermStep::Name(name),
            Term::Value(AttributeValue::N(_)) if written.kind == TokenKind::Number => {
                let index = text.parse().ok().filter(|index| *index <= LIST_INDEX_MAX);
                TermStep::Index(index.unwrap_or_else(|| {
                    self.note(Problem::IndexTooLarge { index: text.to_owned() });
                    LIST_INDEX_MAX
                }))
            }
            _ => {
                self.note(StatementError::PathIndex);
                TermStep::Index(0)
            }
        })
    }
}

/// Two terms joined by `AND` or `OR`, as one flat list.
fn merged(left: Term, right: Term, parts: fn(Term) -> Result<Vec<Term>, Term>, together: fn(Vec<Term>) -> Term) -> Term {
    let mut all = parts(left).unwrap_or_else(|only| vec![only]);
    match parts(right) {
        Ok(more) => all.extend(more),
        Err(only) => all.push(only),
    }
    together(all)
}

/// The opposite; two of them cancel out.
fn opposite_of(term: Term) -> Term {
    match term {
        Term::Not(inner) => *inner,
        term => Term::Not(Box::new(term)),
    }
}

fn opposite(number: &Number) -> Number {
    Number::from_i64(0).checked_sub(number).unwrap_or(*number)
}
