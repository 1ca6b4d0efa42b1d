//! Parameters that are older than expressions, made the trees that expressions make: one evaluator serves both.
//!
//! What is wrong with them by themselves `api` has refused already; what a table's key says to them is told here.
//!
//! Follows: API Reference, "Legacy conditional parameters"; the order of checks is the service's as measured (facts 3.14, 3.16).

use api::text::{LegacyProblem, Validation};
use api::{AttributeCondition, AttributeConditions, AttributeUpdate, ComparisonOperator, UpdateAction};
use expr::{Action, Comparator, Condition, KeyCondition, KeyOperator, KeyTest, Literal, Operand, Path, Predicate, Projection};
use expr::{SetOperand, SetValue, Update};
use model::{AttributeValue, KeySchema};

/// What ADD appends to where there is no list.
static EMPTY_LIST: AttributeValue = AttributeValue::L(Vec::new());

/// `Expected`, `QueryFilter` or `ScanFilter`; nothing to fulfil if there is no condition in it.
pub(crate) fn condition(conditions: Option<&AttributeConditions>) -> Option<Condition<'_>> {
    let AttributeConditions { any, conditions } = conditions?;
    let mut predicates: Vec<Predicate<'_>> = conditions.iter().filter_map(predicate).collect();
    let predicate = match predicates.len() {
        0 => return None,
        1 => predicates.pop()?,
        _ if *any => Predicate::Any(predicates),
        _ => Predicate::All(predicates),
    };
    Some(Condition { predicate })
}

/// `AttributeUpdates`; no update at all if there is none in it.
pub(crate) fn update(updates: Option<&[AttributeUpdate]>) -> Option<Update<'_>> {
    let actions: Vec<Action<'_>> = updates?.iter().map(action).collect();
    (!actions.is_empty()).then_some(Update { actions })
}

/// `AttributesToGet`.
pub(crate) fn projection(names: Option<&[String]>) -> Option<Projection<'_>> {
    names.map(|names| Projection::of_attributes(names.iter().map(String::as_str)))
}

/// `KeyConditions` for this key.
pub(crate) fn key_condition<'r>(key: &KeySchema, conditions: &'r [AttributeCondition]) -> Result<KeyCondition<'r>, Validation> {
    let attributes = key.attributes().count();
    if conditions.len() > attributes {
        return Err(Validation::KeyConditionCount(conditions.len(), attributes));
    }
    if let [partition] = key.partition.as_slice()
        && conditions.iter().all(|condition| condition.attribute != partition.name)
    {
        return Err(Validation::KeyConditionMissed(partition.name.clone()));
    }
    let test = |condition: &'r AttributeCondition| {
        let operator = key_operator(condition).ok_or(Validation::Legacy(LegacyProblem::NotIndexable))?;
        Ok(KeyTest { attribute: &condition.attribute, operator })
    };
    Ok(KeyCondition { conditions: conditions.iter().map(test).collect::<Result<_, _>>()? })
}

/// A condition on one attribute. `api` has checked that the values are there.
fn predicate(condition: &AttributeCondition) -> Option<Predicate<'_>> {
    let path = || Path::attribute(&condition.attribute);
    let operand = || Operand::Path(path());
    let mut values = condition.values.iter().map(|value| Operand::Literal(Literal::unnamed(value)));
    let comparator = match condition.comparison {
        ComparisonOperator::Equal => Comparator::Equal,
        ComparisonOperator::NotEqual => Comparator::NotEqual,
        ComparisonOperator::LessOrEqual => Comparator::LessOrEqual,
        ComparisonOperator::Less => Comparator::Less,
        ComparisonOperator::GreaterOrEqual => Comparator::GreaterOrEqual,
        ComparisonOperator::Greater => Comparator::Greater,
        ComparisonOperator::NotNull => return Some(Predicate::Exists(path())),
        ComparisonOperator::Null => return Some(Predicate::NotExists(path())),
        ComparisonOperator::Contains => return Some(Predicate::Contains { container: operand(), element: values.next()? }),
        // Unlike the other way round of an expression, what is not there contains nothing and fulfils nothing.
        ComparisonOperator::NotContains => {
            let contains = Predicate::Contains { container: operand(), element: values.next()? };
            return Some(Predicate::All(vec![Predicate::Exists(path()), Predicate::Not(Box::new(contains))]));
        }
        ComparisonOperator::BeginsWith => return Some(Predicate::BeginsWith { operand: operand(), prefix: values.next()? }),
        ComparisonOperator::In => return Some(Predicate::In { operand: operand(), candidates: values.collect() }),
        ComparisonOperator::Between => {
            return Some(Predicate::Between { operand: operand(), lower: values.next()?, upper: values.next()? });
        }
    };
    Some(Predicate::Compare { left: operand(), comparator, right: values.next()? })
}

/// How a key is compared; `None` for what no key can answer.
fn key_operator(condition: &AttributeCondition) -> Option<KeyOperator<'_>> {
    let value = condition.values.first()?;
    Some(match condition.comparison {
        ComparisonOperator::Equal => KeyOperator::Equal(value),
        ComparisonOperator::LessOrEqual => KeyOperator::LessOrEqual(value),
        ComparisonOperator::Less => KeyOperator::Less(value),
        ComparisonOperator::GreaterOrEqual => KeyOperator::GreaterOrEqual(value),
        ComparisonOperator::Greater => KeyOperator::Greater(value),
        ComparisonOperator::BeginsWith => KeyOperator::BeginsWith(value),
        ComparisonOperator::Between => KeyOperator::Between(value, condition.values.get(1)?),
        ComparisonOperator::NotEqual
        | ComparisonOperator::NotNull
        | ComparisonOperator::Null
        | ComparisonOperator::Contains
        | ComparisonOperator::NotContains
        | ComparisonOperator::In => return None,
    })
}

fn action(update: &AttributeUpdate) -> Action<'_> {
    let path = Path::attribute(&update.attribute);
    match &update.action {
        UpdateAction::Put(value) => Action::Set { path, value: SetValue::Operand(SetOperand::Literal(Literal::unnamed(value))) },
        // The expression's ADD knows no lists: what is added goes to the end.
        UpdateAction::Add(value @ AttributeValue::L(_)) => {
            let nothing = SetOperand::Literal(Literal::unnamed(&EMPTY_LIST));
            let front = SetOperand::IfNotExists(path.clone(), Box::new(nothing));
            let back = SetOperand::Literal(Literal::unnamed(value));
            let joined = SetOperand::ListAppend(Box::new(front), Box::new(back));
            Action::Set { path, value: SetValue::Operand(joined) }
        }
        UpdateAction::Add(value) => Action::Add { path, value: Literal::unnamed(value) },
        UpdateAction::DeleteMembers(value) => Action::Delete { path, value: Literal::unnamed(value) },
        UpdateAction::Delete => Action::Remove { path },
    }
}

#[cfg(test)]
mod tests;
