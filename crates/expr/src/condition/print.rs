//! Conditions as text that reads back as the same condition.

use core::fmt;

use crate::{Condition, Operand, Predicate};

impl fmt::Display for Condition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.predicate.fmt(f)
    }
}

impl fmt::Display for Predicate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Predicate::All(parts) => joined(f, parts, " AND ", |part| matches!(part, Predicate::All(_) | Predicate::Any(_))),
            Predicate::Any(parts) => joined(f, parts, " OR ", |part| matches!(part, Predicate::Any(_))),
            Predicate::Not(inner) if matches!(**inner, Predicate::All(_) | Predicate::Any(_)) => write!(f, "NOT ({inner})"),
            Predicate::Not(inner) => write!(f, "NOT {inner}"),
            Predicate::Compare { left, comparator, right } => write!(f, "{left} {} {right}", comparator.sign()),
            Predicate::Between { operand, lower, upper } => write!(f, "{operand} BETWEEN {lower} AND {upper}"),
            Predicate::In { operand, candidates } => {
                write!(f, "{operand} IN (")?;
                for (at, candidate) in candidates.iter().enumerate() {
                    write!(f, "{}{candidate}", if at > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
            Predicate::Exists(path) => write!(f, "attribute_exists({path})"),
            Predicate::NotExists(path) => write!(f, "attribute_not_exists({path})"),
            Predicate::HasType { operand, name, .. } => write!(f, "attribute_type({operand}, {name})"),
            Predicate::BeginsWith { operand, prefix } => write!(f, "begins_with({operand}, {prefix})"),
            Predicate::Contains { container, element } => write!(f, "contains({container}, {element})"),
        }
    }
}

/// Writes the parts with a word between them, those that would read otherwise in parentheses.
fn joined(
    f: &mut fmt::Formatter<'_>,
    parts: &[Predicate<'_>],
    word: &str,
    enclosed: impl Fn(&Predicate<'_>) -> bool,
) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(word)?;
        }
        if enclosed(part) { write!(f, "({part})")? } else { write!(f, "{part}")? }
    }
    Ok(())
}

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operand::Path(path) => path.fmt(f),
            Operand::Literal(literal) => literal.fmt(f),
            Operand::Size(operand) => write!(f, "size({operand})"),
        }
    }
}
