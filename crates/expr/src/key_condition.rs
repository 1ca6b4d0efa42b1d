//! Key conditions: which keys a Query reads.
//!
//! They are read by the grammar of conditions and then checked for what a key can answer. That the attributes are keys of a
//! table is not known here.
//!
//! Follows: developer guide, "Key condition expressions for the Query operation in DynamoDB".

use model::AttributeValue;

use crate::{Comparator, Condition, Error, ExpressionKind, Literal, Operand, Path, Predicate, Problem, Scope};

/// The tests of a key condition, all of which must hold; each on another attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyCondition<'a> {
    /// In order of writing; at least one.
    pub conditions: Vec<KeyTest<'a>>,
}

/// One test of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyTest<'a> {
    /// The attribute's name.
    pub attribute: &'a str,
    /// How it is compared, and with what. A value written on the left has changed sides.
    pub operator: KeyOperator<'a>,
}

/// How a key is compared, and with what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KeyOperator<'a> {
    /// `=`
    Equal(&'a AttributeValue),
    /// `<`
    Less(&'a AttributeValue),
    /// `<=`
    LessOrEqual(&'a AttributeValue),
    /// `>`
    Greater(&'a AttributeValue),
    /// `>=`
    GreaterOrEqual(&'a AttributeValue),
    /// `BETWEEN lower AND upper`, both included.
    Between(&'a AttributeValue, &'a AttributeValue),
    /// `begins_with`
    BeginsWith(&'a AttributeValue),
}

impl<'a> KeyCondition<'a> {
    /// Reads a `KeyConditionExpression`.
    ///
    /// The service checks the other expressions of the request between reading and [`KeyCondition::from_condition`]; who
    /// wants its order reads a [`Condition`] of kind [`ExpressionKind::KeyCondition`] and converts it later.
    pub fn parse(text: &'a str, scope: &mut Scope<'a>) -> Result<Self, Error> {
        Self::from_condition(&Condition::parse(ExpressionKind::KeyCondition, text, scope)?)
    }

    /// The key condition that a condition is, if it is one.
    pub fn from_condition(condition: &Condition<'a>) -> Result<Self, Error> {
        let mut conditions = Vec::new();
        match collect(&condition.predicate, &mut conditions) {
            Ok(()) => Ok(Self { conditions }),
            Err(problem) => Err(Error { kind: ExpressionKind::KeyCondition, problem }),
        }
    }
}

impl<'a> KeyOperator<'a> {
    /// The values compared with: one, or the two bounds.
    pub fn values(&self) -> impl Iterator<Item = &'a AttributeValue> + use<'a> {
        let (first, second) = match *self {
            KeyOperator::Equal(value)
            | KeyOperator::Less(value)
            | KeyOperator::LessOrEqual(value)
            | KeyOperator::Greater(value)
            | KeyOperator::GreaterOrEqual(value)
            | KeyOperator::BeginsWith(value) => (value, None),
            KeyOperator::Between(lower, upper) => (lower, Some(upper)),
        };
        core::iter::once(first).chain(second)
    }
}

/// Adds the tests of a predicate, in the service's order of checks.
fn collect<'a>(predicate: &Predicate<'a>, tests: &mut Vec<KeyTest<'a>>) -> Result<(), Problem> {
    let test = match predicate {
        Predicate::All(parts) => return parts.iter().try_for_each(|part| collect(part, tests)),
        Predicate::Any(_) => return Err(operator("OR")),
        Predicate::Not(_) => return Err(operator("NOT")),
        Predicate::In { .. } => return Err(operator("IN")),
        Predicate::Exists(_) => return Err(operator("attribute_exists")),
        Predicate::NotExists(_) => return Err(operator("attribute_not_exists")),
        Predicate::HasType { .. } => return Err(operator("attribute_type")),
        Predicate::Contains { .. } => return Err(operator("contains")),
        Predicate::Compare { comparator: Comparator::NotEqual, .. } => return Err(operator("<>")),
        Predicate::Compare { left, comparator, right } => comparison(left, *comparator, right)?,
        Predicate::Between { operand, lower, upper } => {
            let attribute = first_attribute("BETWEEN", operand, [lower, upper])?;
            KeyTest { attribute, operator: KeyOperator::Between(value(lower)?, value(upper)?) }
        }
        Predicate::BeginsWith { operand, prefix } => {
            let attribute = first_attribute("begins_with", operand, [prefix])?;
            KeyTest { attribute, operator: KeyOperator::BeginsWith(value(prefix)?) }
        }
    };
    if tests.iter().any(|other| other.attribute == test.attribute) {
        return Err(Problem::KeyRepeated);
    }
    tests.push(test);
    Ok(())
}

fn operator(operator: &str) -> Problem {
    Problem::KeyOperator { operator: operator.to_owned() }
}

fn comparison<'a>(left: &Operand<'a>, comparator: Comparator, right: &Operand<'a>) -> Result<KeyTest<'a>, Problem> {
    let (attribute, comparator, value) = match (left, right) {
        (Operand::Size(_), _) => return Err(Problem::KeyNestedOperation),
        (Operand::Path(path), _) => (only_attribute(path, [right])?, comparator, value(right)?),
        (Operand::Literal(literal), Operand::Path(path)) => (only_attribute(path, [])?, comparator.mirrored(), literal.value),
        (Operand::Literal(_), Operand::Literal(_)) => return Err(Problem::KeyNoAttribute),
        (Operand::Literal(_), Operand::Size(_)) => return Err(Problem::KeyNestedOperation),
    };
    let operator = match comparator {
        Comparator::Equal => KeyOperator::Equal(value),
        Comparator::Less => KeyOperator::Less(value),
        Comparator::LessOrEqual => KeyOperator::LessOrEqual(value),
        Comparator::Greater => KeyOperator::Greater(value),
        Comparator::GreaterOrEqual => KeyOperator::GreaterOrEqual(value),
        Comparator::NotEqual => return Err(operator("<>")),
    };
    Ok(KeyTest { attribute, operator })
}

/// The attribute that must be an operator's first operand.
fn first_attribute<'a, const N: usize>(
    operator: &str,
    first: &Operand<'a>,
    others: [&Operand<'a>; N],
) -> Result<&'a str, Problem> {
    match first {
        Operand::Path(path) => only_attribute(path, others),
        _ => Err(Problem::KeyAttributeNotFirst { operator: operator.to_owned() }),
    }
}

/// The attribute's name, if it is no path below one and the other operands are values.
fn only_attribute<'a, const N: usize>(path: &Path<'a>, others: [&Operand<'a>; N]) -> Result<&'a str, Problem> {
    if !path.steps.is_empty() {
        return Err(Problem::KeyNestedAttribute);
    }
    others.into_iter().try_for_each(|other| value(other).map(drop))?;
    Ok(path.top.name)
}

fn value<'a>(operand: &Operand<'a>) -> Result<&'a AttributeValue, Problem> {
    match operand {
        Operand::Literal(Literal { value, .. }) => Ok(value),
        Operand::Path(_) => Err(Problem::KeySeveralAttributes),
        Operand::Size(_) => Err(Problem::KeyNestedOperation),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::sample::{names, show, values};

    fn check(text: &str, expected: Expect) {
        let (names, values) = (names(), values());
        let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
        let printed = match KeyCondition::parse(text, &mut scope) {
            Ok(condition) => {
                let tests = condition.conditions.iter().map(|test| {
                    let values: Vec<_> = test.operator.values().map(show).collect();
                    let operator = format!("{:?}", test.operator);
                    format!("{} {} {}", test.attribute, operator.split('(').next().unwrap(), values.join(".."))
                });
                tests.collect::<Vec<_>>().join(" & ")
            }
            Err(error) => format!("{:?}", error.problem),
        };
        expected.assert_eq(&printed);
    }

    #[test]
    fn keys_are_compared_with_values() {
        check("a = :s", expect!["a Equal 'text'"]);
        check("((c=:1) AND (#and=:2))", expect!["c Equal 1 & and Equal 2"]);
        check("a = :1 AND b < :1", expect!["a Equal 1 & b Less 1"]);
        check(":1 = a AND :1 < b", expect!["a Equal 1 & b Greater 1"]);
        check(":1 <= a AND :2 >= b", expect!["a GreaterOrEqual 1 & b LessOrEqual 2"]);
        check(":1 > a", expect!["a Less 1"]);
        check("a = :1 and b between :1 and :2", expect!["a Equal 1 & b Between 1..2"]);
        check("begins_with(a, :p) AND b = :1", expect!["a BeginsWith x'0a' & b Equal 1"]);
        check("a = :1 AND b = :2 AND c = :3", expect!["a Equal 1 & b Equal 2 & c Equal 3"]);
    }

    #[test]
    fn what_no_key_can_answer_is_refused() {
        check("a > b and size(b) > c or a > c", expect![[r#"KeyOperator { operator: "OR" }"#]]);
        check("not a > b", expect![[r#"KeyOperator { operator: "NOT" }"#]]);
        check("a in (b, size(c), d)", expect![[r#"KeyOperator { operator: "IN" }"#]]);
        check("a <> b", expect![[r#"KeyOperator { operator: "<>" }"#]]);
        check("attribute_exists(a)", expect![[r#"KeyOperator { operator: "attribute_exists" }"#]]);
        check("attribute_type(a, :type)", expect![[r#"KeyOperator { operator: "attribute_type" }"#]]);
        check("contains(a.d, b)", expect![[r#"KeyOperator { operator: "contains" }"#]]);
        check(":1 between size(b) and size(a)", expect![[r#"KeyAttributeNotFirst { operator: "BETWEEN" }"#]]);
        check("begins_with(:s, b)", expect![[r#"KeyAttributeNotFirst { operator: "begins_with" }"#]]);
        check("size(b) > a AND a.b > b", expect!["KeyNestedOperation"]);
        check("a > size(b.d)", expect!["KeyNestedOperation"]);
        check("a between size(b) and size(a)", expect!["KeyNestedOperation"]);
        check("b > a.b", expect!["KeySeveralAttributes"]);
        check("b between c[1] and d", expect!["KeySeveralAttributes"]);
        check("a between b and size(a)", expect!["KeySeveralAttributes"]);
        check("begins_with(a, b)", expect!["KeySeveralAttributes"]);
        check("b.d > a AND c.d > e.f", expect!["KeyNestedAttribute"]);
        check(":1 = b[0]", expect!["KeyNestedAttribute"]);
        check(":1 > :2 AND a < :1", expect!["KeyNoAttribute"]);
        check("b > :1 AND b < :1 and c = :1", expect!["KeyRepeated"]);
        check("(a > :1 and b > :1) and (b > :1 and c > :1)", expect!["KeyRepeated"]);
        check("((a = :1) AND ((b = :2)))", expect!["RedundantParentheses"]);
        check("BEGINS_WITH(a, :s)", expect![[r#"UnknownFunction { function: "BEGINS_WITH" }"#]]);
    }
}
