//! Statements as text that reads back as the same statement.
//!
//! Names are always quoted. A binary has no literal: it is printed as `?`, as a parameter would be.

use core::fmt;

use model::{AttributeName, AttributeValue};

use super::term::{Term, TermPath, TermStep, TypeTest};
use super::{Assignment, OrderKey, Select, Statement, Target};

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Statement::Select(select) => select.fmt(f),
            Statement::Exists(select) => write!(f, "EXISTS({select})"),
            Statement::Insert(insert) => {
                write!(f, "INSERT INTO {} VALUE ", insert.target)?;
                map(f, insert.item.iter())
            }
            Statement::Update(change) => {
                write!(f, "UPDATE {}", change.target)?;
                for assignment in &change.assignments {
                    match assignment {
                        Assignment::Set(path, value) => write!(f, " SET {path} = {value}")?,
                        Assignment::Remove(path) => write!(f, " REMOVE {path}")?,
                    }
                }
                clauses(f, change.filter.as_ref(), change.returning.map(super::Returning::written))
            }
            Statement::Delete(delete) => {
                write!(f, "DELETE FROM {}", delete.target)?;
                clauses(f, delete.filter.as_ref(), delete.returning.map(super::Returning::written))
            }
        }
    }
}

fn clauses(f: &mut fmt::Formatter<'_>, filter: Option<&Term>, returning: Option<&str>) -> fmt::Result {
    if let Some(filter) = filter {
        write!(f, " WHERE {filter}")?;
    }
    returning.map_or(Ok(()), |returning| write!(f, " RETURNING {returning}"))
}

impl fmt::Display for Select {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SELECT ")?;
        match &self.list {
            None => f.write_str("*")?,
            Some(list) => joined(f, list)?,
        }
        write!(f, " FROM {}", self.target)?;
        clauses(f, self.filter.as_ref(), None)?;
        if !self.order.is_empty() {
            f.write_str(" ORDER BY ")?;
            joined(f, &self.order)?;
        }
        Ok(())
    }
}

impl fmt::Display for OrderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        quoted(f, &self.attribute, '"')?;
        f.write_str(if self.descending { " DESC" } else { " ASC" })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        quoted(f, &self.table, '"')?;
        if let Some(index) = &self.index {
            f.write_str(".")?;
            quoted(f, index, '"')?;
        }
        Ok(())
    }
}

impl fmt::Display for TermPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        quoted(f, &self.top, '"')?;
        self.steps.iter().try_for_each(|step| match step {
            TermStep::Name(name) => {
                f.write_str(".")?;
                quoted(f, name, '"')
            }
            TermStep::Index(index) => write!(f, "[{index}]"),
        })
    }
}

impl fmt::Display for Term {
    /// Whatever has an operator stands in parentheses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::Value(literal) => value(f, literal),
            Term::Missing => f.write_str("MISSING"),
            Term::Path(path) => path.fmt(f),
            Term::List(terms) => {
                f.write_str("[")?;
                joined(f, terms)?;
                f.write_str("]")
            }
            Term::Unknown => f.write_str("<<MISSING>>"),
            Term::Call { function, arguments, .. } => {
                // These four are called by their keywords; a quoted name calls no less, whatever it is.
                quoted(f, function, '"')?;
                f.write_str("(")?;
                joined(f, arguments)?;
                f.write_str(")")
            }
            Term::Not(inner) => write!(f, "(NOT {inner})"),
            Term::Signed(sign, inner) => write!(f, "({sign} {inner})"),
            Term::All(parts) => between(f, parts, " AND "),
            Term::Any(parts) => between(f, parts, " OR "),
            Term::Binary(sign, left, right) => write!(f, "({left} {sign} {right})"),
            Term::Between(parts) => {
                let [of, lower, upper] = &**parts;
                write!(f, "({of} BETWEEN {lower} AND {upper})")
            }
            Term::In(of, list) => write!(f, "({of} IN {list})"),
            Term::Is(of, test) => write!(f, "({of} IS {test})"),
        }
    }
}

impl fmt::Display for TypeTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TypeTest::Missing => "MISSING",
            TypeTest::Type(keyword, ..) => keyword,
            TypeTest::Unknown(keyword) => keyword,
        })
    }
}

fn between(f: &mut fmt::Formatter<'_>, parts: &[Term], word: &str) -> fmt::Result {
    f.write_str("(")?;
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(word)?;
        }
        write!(f, "{part}")?;
    }
    f.write_str(")")
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[impl fmt::Display]) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str, quote: char) -> fmt::Result {
    use fmt::Write;
    f.write_char(quote)?;
    for char in text.chars() {
        if char == quote {
            f.write_char(quote)?;
        }
        f.write_char(char)?;
    }
    f.write_char(quote)
}

fn value(f: &mut fmt::Formatter<'_>, literal: &AttributeValue) -> fmt::Result {
    let list = |f: &mut fmt::Formatter<'_>, open: &str, values: &mut dyn Iterator<Item = AttributeValue>, close: &str| {
        f.write_str(open)?;
        for (at, member) in values.enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            value(f, &member)?;
        }
        f.write_str(close)
    };
    match literal {
        AttributeValue::S(text) => quoted(f, text, '\''),
        AttributeValue::N(number) => write!(f, "{number}"),
        AttributeValue::B(_) => f.write_str("?"),
        AttributeValue::Bool(true) => f.write_str("TRUE"),
        AttributeValue::Bool(false) => f.write_str("FALSE"),
        AttributeValue::Null => f.write_str("NULL"),
        AttributeValue::L(values) => list(f, "[", &mut values.iter().cloned(), "]"),
        AttributeValue::M(entries) => map(f, entries.iter()),
        AttributeValue::Ss(set) => list(f, "<<", &mut set.iter().cloned().map(AttributeValue::S), ">>"),
        AttributeValue::Ns(set) => list(f, "<<", &mut set.iter().copied().map(AttributeValue::N), ">>"),
        AttributeValue::Bs(set) => list(f, "<<", &mut set.iter().cloned().map(AttributeValue::B), ">>"),
    }
}

fn map<'a>(f: &mut fmt::Formatter<'_>, entries: impl Iterator<Item = (&'a AttributeName, &'a AttributeValue)>) -> fmt::Result {
    f.write_str("{")?;
    for (at, (name, member)) in entries.enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        quoted(f, name, '\'')?;
        f.write_str(": ")?;
        value(f, member)?;
    }
    f.write_str("}")
}
