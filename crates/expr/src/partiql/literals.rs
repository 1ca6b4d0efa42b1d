//! How literals are read: numbers, parameters, lists, sets, maps.
//!
//! What is known as a whole becomes one value at once.

use std::collections::BTreeSet;

use model::{AttributeValue, Item, Number};

use super::error::{Malformed, StatementError};
use super::expression::Parser;
use super::term::Term;
use super::token::TokenKind;

impl Parser<'_> {
    pub(super) fn number(&mut self) -> Term {
        let written = self.advance();
        let number = Number::parse(written.strip_suffix('.').unwrap_or(written)).unwrap_or_else(|error| {
            self.note(StatementError::Number(error));
            Number::from_i64(0)
        });
        Term::Value(AttributeValue::N(number))
    }

    pub(super) fn parameter(&mut self) -> Term {
        self.advance();
        // Where there are too few, the statement is refused at its end.
        Term::Value(self.next_parameter().unwrap_or(AttributeValue::Null))
    }

    /// Terms in parentheses: one is itself, several are a list. `IN` takes one as a list, too.
    pub(super) fn group(&mut self, always_list: bool) -> Result<Term, StatementError> {
        self.advance();
        let mut terms = self.terms(TokenKind::Close, "RIGHT_PAREN")?;
        match terms.pop() {
            None if always_list => Ok(listed(terms)),
            None => Err(Malformed::EmptyGroup.into()),
            Some(only) if terms.is_empty() && !always_list => Ok(only),
            Some(last) => {
                terms.push(last);
                Ok(listed(terms))
            }
        }
    }

    pub(super) fn list(&mut self) -> Result<Term, StatementError> {
        self.advance();
        Ok(listed(self.terms(TokenKind::CloseBracket, "RIGHT_BRACKET")?))
    }

    pub(super) fn bag(&mut self) -> Result<Term, StatementError> {
        self.advance();
        let members = self.terms(TokenKind::CloseBag, "RIGHT_DOUBLE_ANGLE_BRACKET")?;
        Ok(match known(members) {
            Ok(members) => match set(members) {
                Ok(set) => Term::Value(set),
                Err(error) => {
                    self.note(error);
                    Term::Unknown
                }
            },
            Err(_) => Term::Unknown,
        })
    }

    pub(super) fn map(&mut self) -> Result<Term, StatementError> {
        self.advance();
        let (mut map, mut all_known) = (Item::new(), true);
        if self.accept(TokenKind::CloseBrace) {
            return Ok(Term::Value(AttributeValue::M(map)));
        }
        loop {
            let name = self.term()?;
            self.expect(TokenKind::Colon, "COLON")?;
            let value = self.term()?;
            match (name, value) {
                (Term::Value(AttributeValue::S(name)), Term::Value(value)) => {
                    if map.insert(name.clone(), value).is_some() {
                        self.note(StatementError::NameTwice(name));
                    }
                }
                (Term::Value(AttributeValue::S(_)), _) => all_known = false,
                _ => self.note(StatementError::NameNotText),
            }
            if !self.accept(TokenKind::Comma) {
                break;
            }
        }
        self.expect(TokenKind::CloseBrace, "RIGHT_CURLY")?;
        Ok(if all_known { Term::Value(AttributeValue::M(map)) } else { Term::Unknown })
    }

    /// Terms up to a closing token.
    pub(super) fn terms(&mut self, close: TokenKind, name: &'static str) -> Result<Vec<Term>, StatementError> {
        let mut terms = Vec::new();
        if self.accept(close) {
            return Ok(terms);
        }
        loop {
            terms.push(self.term()?);
            if !self.accept(TokenKind::Comma) {
                break;
            }
        }
        self.expect(close, name)?;
        Ok(terms)
    }
}

/// The values, if all of the terms are.
fn known(terms: Vec<Term>) -> Result<Vec<AttributeValue>, Vec<Term>> {
    if !terms.iter().all(|term| matches!(term, Term::Value(_))) {
        return Err(terms);
    }
    Ok(terms.into_iter().filter_map(|term| if let Term::Value(value) = term { Some(value) } else { None }).collect())
}

fn listed(terms: Vec<Term>) -> Term {
    match known(terms) {
        Ok(values) => Term::Value(AttributeValue::L(values)),
        Err(terms) => Term::List(terms),
    }
}

/// A set of numbers, texts or (by parameters) binaries.
fn set(members: Vec<AttributeValue>) -> Result<AttributeValue, StatementError> {
    let (mut texts, mut numbers, mut binaries) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut written = Vec::with_capacity(members.len());
    let (mut repeated, count) = (false, members.len());
    for member in members {
        match member {
            AttributeValue::S(text) => {
                written.push(text.clone());
                repeated |= !texts.insert(text);
            }
            AttributeValue::N(number) => {
                written.push(number.to_string());
                repeated |= !numbers.insert(number);
            }
            AttributeValue::B(bytes) => repeated |= !binaries.insert(bytes),
            _ => return Err(StatementError::SetMembers),
        }
    }
    match (texts.is_empty(), numbers.is_empty(), binaries.is_empty()) {
        _ if count == 0 => Err(StatementError::EmptySet),
        (false, true, true) | (true, false, true) | (true, true, false) if repeated => {
            Err(StatementError::SetDuplicates(written))
        }
        (false, true, true) => Ok(AttributeValue::Ss(texts)),
        (true, false, true) => Ok(AttributeValue::Ns(numbers)),
        (true, true, false) => Ok(AttributeValue::Bs(binaries)),
        _ => Err(StatementError::SetMembers),
    }
}
