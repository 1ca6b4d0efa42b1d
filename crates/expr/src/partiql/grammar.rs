//! How statements are read: their verbs and clauses, around the terms that `expression` reads.

use model::AttributeValue;

use super::error::{Malformed, StatementError};
use super::expression::Parser;
use super::term::{Term, TermPath, TermStep};
use super::token::TokenKind;
use super::{Assignment, Change, Delete, Insert, OrderKey, Returning, Select, Statement, Target};

/// Names in a `FROM` at most: table and index.
const FROM_NAMES: usize = 2;

/// Reads a whole statement.
pub(super) fn parse(text: &str, parameters: &[AttributeValue]) -> Result<Statement, StatementError> {
    let mut parser = Parser::new(text, parameters);
    let statement = statement(&mut parser)?;
    parser.finish()?;
    Ok(statement)
}

/// The table or index that a text names. Whether the statement is right does not matter for that.
pub(super) fn target_of(text: &str) -> Option<Target> {
    statement(&mut Parser::new(text, &[])).ok().map(|statement| statement.target().clone())
}

/// A statement, whatever follows it.
fn statement(parser: &mut Parser<'_>) -> Result<Statement, StatementError> {
    let TokenKind::Keyword(verb) = parser.kind() else { return Err(parser.malformed(Malformed::ExpectedDataManipulation)) };
    let read: fn(&mut Parser<'_>) -> Result<Statement, StatementError> = match verb {
        "select" => |parser| select(parser).map(Statement::Select),
        "exists" => exists,
        "insert" => insert,
        "update" => update,
        "delete" => delete,
        _ => return Err(Malformed::ExpectedDataManipulation.into()),
    };
    parser.advance();
    read(parser)
}

/// Behind `SELECT`.
fn select(parser: &mut Parser<'_>) -> Result<Select, StatementError> {
    if parser.is_keyword("distinct") {
        let spot = parser.spot();
        parser.note(StatementError::UnsupportedClause("DISTINCT", spot));
        parser.advance();
    } else {
        parser.accept_keyword("all");
    }
    if parser.is_keyword("value") {
        parser.note(StatementError::SelectValue);
        parser.advance();
    }
    let list = columns(parser)?;
    if !parser.accept_keyword("from") {
        return Err(parser.malformed(Malformed::ExpectedFromAfterSelect));
    }
    let target = source(parser)?;
    let filter = filter(parser)?;
    for clause in ["group", "having", "limit", "offset"] {
        if parser.is_keyword(clause) {
            let spot = parser.spot();
            let name = match clause {
                "group" => "GROUP BY",
                "having" => "HAVING",
                "limit" => "LIMIT",
                _ => "OFFSET",
            };
            return Err(StatementError::UnsupportedClause(name, spot));
        }
    }
    let order = order(parser)?;
    Ok(Select { list, target, filter, order })
}

/// The projection list; `None` for `*`.
fn columns(parser: &mut Parser<'_>) -> Result<Option<Vec<TermPath>>, StatementError> {
    let (mut paths, mut count, mut has_star) = (Vec::new(), 0, false);
    loop {
        count += 1;
        if parser.accept(TokenKind::Star) {
            has_star = true;
        } else {
            let spot = parser.spot();
            match parser.term()? {
                Term::Path(path) => paths.push(path),
                _ => parser.note(StatementError::ColumnNotPath(spot)),
            }
            alias(parser)?;
        }
        if !parser.accept(TokenKind::Comma) {
            break;
        }
    }
    if has_star && count > 1 {
        return Err(Malformed::StarNotAlone.into());
    }
    Ok(if has_star { None } else { Some(paths) })
}

/// `AS name`, or a name alone.
fn alias(parser: &mut Parser<'_>) -> Result<(), StatementError> {
    let has_as = parser.accept_keyword("as") || parser.accept_keyword("at") || parser.accept_keyword("by");
    if has_as || matches!(parser.kind(), TokenKind::Name | TokenKind::QuotedName) {
        parser.name(Malformed::ExpectedPath)?;
        parser.note(StatementError::Alias);
    }
    Ok(())
}

/// What a `SELECT` reads: one table or index.
fn source(parser: &mut Parser<'_>) -> Result<Target, StatementError> {
    let target = match parser.term()? {
        Term::Path(path) => target(parser, path),
        _ => {
            parser.note(StatementError::FromSource);
            Target { table: String::new(), index: None }
        }
    };
    alias(parser)?;
    let joins = ["join", "inner", "left", "right", "full", "outer", "cross"];
    if parser.kind() == TokenKind::Comma || joins.into_iter().any(|word| parser.is_keyword(word)) {
        return Err(StatementError::SeveralSources);
    }
    Ok(target)
}

/// The table and the index that a path names.
fn target(parser: &mut Parser<'_>, path: TermPath) -> Target {
    if path.steps.len() >= FROM_NAMES {
        parser.note(StatementError::FromComponents);
    }
    let mut index = None;
    match path.steps.into_iter().next() {
        Some(TermStep::Name(name)) => index = Some(name),
        Some(TermStep::Index(_)) => parser.note(StatementError::FromSource),
        None => {}
    }
    if path.top.is_empty() || index.as_ref().is_some_and(String::is_empty) {
        parser.note(StatementError::EmptyFromComponent);
    }
    Target { table: path.top, index }
}

/// What a write writes to: a table.
fn written_target(parser: &mut Parser<'_>) -> Result<Target, StatementError> {
    let path = parser.path()?;
    let target = target(parser, path);
    if target.index.is_some() {
        parser.note(StatementError::WriteToIndex);
    }
    Ok(target)
}

/// The `WHERE` clause, if there is one.
fn filter(parser: &mut Parser<'_>) -> Result<Option<Term>, StatementError> {
    if parser.accept_keyword("where") { parser.term().map(Some) } else { Ok(None) }
}

/// The `ORDER BY` clause.
fn order(parser: &mut Parser<'_>) -> Result<Vec<OrderKey>, StatementError> {
    let mut keys = Vec::new();
    if !parser.accept_keyword("order") {
        return Ok(keys);
    }
    if !parser.accept_keyword("by") {
        return Err(parser.malformed(Malformed::ExpectedKeyword("BY")));
    }
    loop {
        let term = parser.term()?;
        let descending = parser.accept_keyword("desc");
        if !descending {
            parser.accept_keyword("asc");
        }
        match term {
            Term::Path(path) if path.steps.is_empty() => keys.push(OrderKey { attribute: path.top, descending }),
            _ => parser.note(StatementError::OrderBy),
        }
        if !parser.accept(TokenKind::Comma) {
            return Ok(keys);
        }
    }
}

/// Behind `EXISTS`: a `SELECT` in parentheses.
fn exists(parser: &mut Parser<'_>) -> Result<Statement, StatementError> {
    if !parser.accept(TokenKind::Open) {
        return Err(parser.malformed(Malformed::UnexpectedKeyword));
    }
    if !parser.accept_keyword("select") {
        return Err(StatementError::MisplacedExists);
    }
    let select = select(parser)?;
    parser.expect(TokenKind::Close, "RIGHT_PAREN")?;
    Ok(Statement::Exists(select))
}

/// Behind `INSERT`.
fn insert(parser: &mut Parser<'_>) -> Result<Statement, StatementError> {
    if !parser.accept_keyword("into") {
        return Err(parser.malformed(Malformed::UnexpectedKeyword));
    }
    let target = written_target(parser)?;
    if parser.is_keyword("values") {
        return Err(StatementError::InsertSeveral);
    }
    if !parser.accept_keyword("value") {
        parser.term()?;
        return Err(StatementError::InsertSeveral);
    }
    let item = match parser.term()? {
        Term::Value(AttributeValue::M(item)) => item,
        Term::Unknown => {
            parser.note(StatementError::NotAValue);
            Default::default()
        }
        _ => {
            parser.note(StatementError::InsertFormat);
            Default::default()
        }
    };
    if returning(parser)?.is_some() {
        parser.note(StatementError::InsertReturning);
    }
    Ok(Statement::Insert(Insert { target, item }))
}

/// Behind `UPDATE`.
fn update(parser: &mut Parser<'_>) -> Result<Statement, StatementError> {
    let target = written_target(parser)?;
    alias(parser)?;
    let mut assignments = Vec::new();
    loop {
        if parser.accept_keyword("set") {
            assignment(parser, &mut assignments)?;
            while parser.accept(TokenKind::Comma) {
                assignment(parser, &mut assignments)?;
            }
        } else if parser.accept_keyword("remove") {
            assignments.push(Assignment::Remove(parser.path()?));
        } else if assignments.is_empty() {
            return Err(parser.malformed(Malformed::ExpectedDataManipulation));
        } else {
            break;
        }
    }
    let (filter, returning) = (filter(parser)?, returning(parser)?);
    Ok(Statement::Update(Change { target, assignments, filter, returning }))
}

fn assignment(parser: &mut Parser<'_>, assignments: &mut Vec<Assignment>) -> Result<(), StatementError> {
    if !matches!(parser.kind(), TokenKind::Name | TokenKind::QuotedName) {
        return Err(parser.malformed(Malformed::ExpectedPath));
    }
    let path = parser.path()?;
    if !parser.accept(TokenKind::Operator("=")) {
        return Err(parser.malformed(Malformed::ExpectedAssignment));
    }
    assignments.push(Assignment::Set(path, parser.term()?));
    Ok(())
}

/// Behind `DELETE`.
fn delete(parser: &mut Parser<'_>) -> Result<Statement, StatementError> {
    if !parser.accept_keyword("from") {
        return Err(parser.malformed(Malformed::ExpectedFromAfterDelete));
    }
    let target = written_target(parser)?;
    alias(parser)?;
    let (filter, returning) = (filter(parser)?, returning(parser)?);
    Ok(Statement::Delete(Delete { target, filter, returning }))
}

/// The `RETURNING` clause, if there is one.
fn returning(parser: &mut Parser<'_>) -> Result<Option<Returning>, StatementError> {
    if !parser.accept_keyword("returning") {
        return Ok(None);
    }
    let found = returned(parser)?;
    while parser.accept(TokenKind::Comma) {
        returned(parser)?;
        parser.note(StatementError::ReturningSeveral);
    }
    Ok(Some(found))
}

fn returned(parser: &mut Parser<'_>) -> Result<Returning, StatementError> {
    let all = parser.accept_keyword("all");
    if !all && !parser.accept_keyword("modified") {
        return Err(parser.malformed(Malformed::ExpectedReturning));
    }
    let old = parser.accept_keyword("old");
    if !old && !parser.accept_keyword("new") {
        return Err(parser.malformed(Malformed::ExpectedReturning));
    }
    if !parser.accept(TokenKind::Star) {
        return Err(StatementError::ReturningStar);
    }
    Ok(match (all, old) {
        (true, true) => Returning::AllOld,
        (false, true) => Returning::ModifiedOld,
        (true, false) => Returning::AllNew,
        (false, false) => Returning::ModifiedNew,
    })
}
