//! Comparing what was found with what was asked for: numbers as numbers, texts as texts.

use model::Number;
use serde::{Deserialize, Serialize};

use super::CheckError;
use crate::yaml::{Value, Yaml};

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparator {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// From the first operand to the second, both included.
    Between,
    /// One of the operands.
    In,
    /// None of the operands.
    NotIn,
}

impl Comparator {
    /// The comparator of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "eq" => Comparator::Eq,
            "ne" => Comparator::Ne,
            "lt" => Comparator::Lt,
            "lte" => Comparator::Lte,
            "gt" => Comparator::Gt,
            "gte" => Comparator::Gte,
            "between" => Comparator::Between,
            "in" => Comparator::In,
            "notIn" => Comparator::NotIn,
            _ => return None,
        })
    }

    const fn name(self) -> &'static str {
        match self {
            Comparator::Eq => "eq",
            Comparator::Ne => "ne",
            Comparator::Lt => "lt",
            Comparator::Lte => "lte",
            Comparator::Gt => "gt",
            Comparator::Gte => "gte",
            Comparator::Between => "between",
            Comparator::In => "in",
            Comparator::NotIn => "notIn",
        }
    }
}

/// A value that can be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Operand {
    Number(Number),
    Text(String),
}

impl Operand {
    pub(super) fn text(text: &str) -> Self {
        Operand::Text(text.to_owned())
    }

    pub(super) fn count(count: u64) -> Self {
        Number::parse(&count.to_string()).map_or_else(|_| Operand::Text(count.to_string()), Operand::Number)
    }
}

impl core::fmt::Display for Operand {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Operand::Number(number) => number.fmt(f),
            Operand::Text(text) => f.write_str(text),
        }
    }
}

/// Whether operands are read as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
}

/// Comparisons that must all hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Comparison(Vec<(Comparator, Vec<Operand>)>);

impl Comparison {
    /// Whatever it is.
    pub(super) fn anything() -> Self {
        Comparison(vec![])
    }

    pub(super) fn is_anything(&self) -> bool {
        self.0.is_empty()
    }

    /// `gte` of one value.
    pub(super) fn at_least(count: u64) -> Self {
        Comparison(vec![(Comparator::Gte, vec![Operand::count(count)])])
    }

    /// `5`, `{ lte: 5 }`, `{ in: [a, b], notIn: [c] }`. Keys among `others` belong to the condition and are passed over.
    pub(super) fn read(yaml: &Yaml, kind: Kind, others: &[&str]) -> Result<Option<Self>, (u32, CheckError)> {
        if let Value::Text(text) = &yaml.value {
            return Ok(Some(Comparison(vec![(Comparator::Eq, vec![operand(text, kind, yaml.line)?])])));
        }
        let mut comparisons = vec![];
        for (name, value) in yaml.as_map().ok_or((yaml.line, CheckError::NotACondition))? {
            if others.contains(&name.as_str()) {
                continue;
            }
            let comparator = Comparator::named(name).ok_or((value.line, CheckError::UnknownArgument(name.clone())))?;
            let operands = value.texts().iter().map(|text| operand(text, kind, value.line)).collect::<Result<Vec<_>, _>>()?;
            let fits = match comparator {
                Comparator::In | Comparator::NotIn => !operands.is_empty(),
                Comparator::Between => operands.len() == 2,
                _ => operands.len() == 1,
            };
            if !fits {
                return Err((value.line, CheckError::Operands(comparator.name())));
            }
            comparisons.push((comparator, operands));
        }
        Ok((!comparisons.is_empty()).then_some(Comparison(comparisons)))
    }

    pub(super) fn holds(&self, found: &Operand) -> bool {
        self.0.iter().all(|(comparator, operands)| match (comparator, operands.as_slice()) {
            (Comparator::Eq, [one]) => found == one,
            (Comparator::Ne, [one]) => found != one,
            (Comparator::Lt, [one]) => found < one,
            (Comparator::Lte, [one]) => found <= one,
            (Comparator::Gt, [one]) => found > one,
            (Comparator::Gte, [one]) => found >= one,
            (Comparator::Between, [low, high]) => (low..=high).contains(&found),
            (Comparator::In, all) => all.contains(found),
            (Comparator::NotIn, all) => !all.contains(found),
            _ => false,
        })
    }
}

impl core::fmt::Display for Comparison {
    /// `at least 2`, `Query or GetItem, not Scan`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (at, (comparator, operands)) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            let joined = |by: &str| operands.iter().map(ToString::to_string).collect::<Vec<_>>().join(by);
            match comparator {
                Comparator::Eq => write!(f, "{}", joined(""))?,
                Comparator::Ne => write!(f, "anything but {}", joined(""))?,
                Comparator::Lt => write!(f, "less than {}", joined(""))?,
                Comparator::Lte => write!(f, "at most {}", joined(""))?,
                Comparator::Gt => write!(f, "more than {}", joined(""))?,
                Comparator::Gte => write!(f, "at least {}", joined(""))?,
                Comparator::Between => write!(f, "from {}", joined(" to "))?,
                Comparator::In => write!(f, "{}", joined(" or "))?,
                Comparator::NotIn => write!(f, "not {}", joined(" and not "))?,
            }
        }
        Ok(())
    }
}

fn operand(text: &str, kind: Kind, line: u32) -> Result<Operand, (u32, CheckError)> {
    match kind {
        Kind::Text => Ok(Operand::text(text)),
        Kind::Number => Number::parse(text).map(Operand::Number).map_err(|_| (line, CheckError::NotANumber(text.to_owned()))),
    }
}
