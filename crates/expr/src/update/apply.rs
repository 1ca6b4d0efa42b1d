//! What an update makes of an item.
//!
//! Every operand and every list index means the item as it was. What can fail is done first; then the writes are placed in
//! the order of their paths, so that elements beyond a list's end are appended by their number, and then the removals from
//! the back, so that none moves another.

use std::borrow::Cow;
use std::collections::BTreeSet;

use model::{AttributeValue, Item, Number};

use crate::{Action, Path, SetOperand, SetValue, Step, Update, UpdateError};

impl Update<'_> {
    /// The item after the update.
    pub fn apply(&self, item: &Item) -> Result<Item, UpdateError> {
        self.apply_to(item, true)
    }

    /// The new item that the update makes of nothing but a key. Removing anything from it is allowed and does nothing.
    pub fn apply_to_missing(&self, key: &Item) -> Result<Item, UpdateError> {
        self.apply_to(key, false)
    }

    fn apply_to(&self, old: &Item, exists: bool) -> Result<Item, UpdateError> {
        let mut changes = self
            .actions
            .iter()
            .filter_map(|action| action.change(old, exists).map(|value| Some((action.path(), value?))).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        model::sort_by(&mut changes, |(one, _), (two, _)| one.order(two));
        let mut new = old.clone();
        let mut removals = Vec::new();
        for (path, change) in changes {
            match change {
                Change::Write(value) => write(&mut new, path, value),
                Change::Remove => removals.push(path),
            }
        }
        for path in removals.into_iter().rev() {
            remove(&mut new, path);
        }
        Ok(new)
    }
}

/// What happens at a path.
enum Change {
    Write(AttributeValue),
    Remove,
}

impl Action<'_> {
    /// What the action does to the item; `None` if it does nothing.
    fn change(&self, old: &Item, exists: bool) -> Result<Option<Change>, UpdateError> {
        let found = self.path().value(old);
        match self {
            Action::Set { path, value } => {
                let value = value.evaluate(old)?;
                check_place(path, old)?;
                Ok(Some(Change::Write(value)))
            }
            Action::Add { path, value } => {
                check_place(path, old)?;
                let sum = found.map_or_else(|| Ok(value.value.clone()), |found| add(found, value.value))?;
                Ok(Some(Change::Write(sum)))
            }
            Action::Remove { .. } | Action::Delete { .. } if !exists => Ok(None),
            Action::Remove { path } => {
                check_place(path, old)?;
                Ok(found.map(|_| Change::Remove))
            }
            Action::Delete { path, value } => {
                check_place(path, old)?;
                found.map(|found| delete(found, value.value)).transpose()
            }
        }
    }
}

/// The last step of a written path must start from a document of its kind; the top of an item always does.
fn check_place(path: &Path<'_>, item: &Item) -> Result<(), UpdateError> {
    let Some((last, steps)) = path.steps.split_last() else { return Ok(()) };
    let parent = item.get(path.top.name).and_then(|top| steps.iter().try_fold(top, |value, step| step.below(value)));
    match (last, parent) {
        (Step::Name(_), Some(AttributeValue::M(_))) | (Step::Index(_), Some(AttributeValue::L(_))) => Ok(()),
        _ => Err(UpdateError::InvalidPath),
    }
}

impl SetValue<'_> {
    fn evaluate(&self, item: &Item) -> Result<AttributeValue, UpdateError> {
        let (left, right, compute): (_, _, fn(&Number, &Number) -> _) = match self {
            SetValue::Operand(operand) => return operand.evaluate(item).map(Cow::into_owned),
            SetValue::Sum(left, right) => (left, right, Number::checked_add),
            SetValue::Difference(left, right) => (left, right, Number::checked_sub),
        };
        match (left.evaluate(item)?.as_ref(), right.evaluate(item)?.as_ref()) {
            (AttributeValue::N(left), AttributeValue::N(right)) => {
                compute(left, right).map(AttributeValue::N).map_err(UpdateError::Number)
            }
            _ => Err(UpdateError::IncorrectType),
        }
    }
}

impl SetOperand<'_> {
    fn evaluate<'v>(&'v self, item: &'v Item) -> Result<Cow<'v, AttributeValue>, UpdateError> {
        match self {
            SetOperand::Path(path) => path.value(item).map(Cow::Borrowed).ok_or(UpdateError::MissingAttribute),
            SetOperand::Literal(literal) => Ok(Cow::Borrowed(literal.value)),
            SetOperand::IfNotExists(path, otherwise) => {
                path.value(item).map_or_else(|| otherwise.evaluate(item), |value| Ok(Cow::Borrowed(value)))
            }
            SetOperand::ListAppend(front, back) => {
                let (front, back) = (front.evaluate(item)?, back.evaluate(item)?);
                match (front.into_owned(), back.as_ref()) {
                    (AttributeValue::L(mut list), AttributeValue::L(back)) => {
                        list.extend_from_slice(back);
                        Ok(Cow::Owned(AttributeValue::L(list)))
                    }
                    _ => Err(UpdateError::IncorrectType),
                }
            }
        }
    }
}

fn add(found: &AttributeValue, value: &AttributeValue) -> Result<AttributeValue, UpdateError> {
    match (found, value) {
        (AttributeValue::N(found), AttributeValue::N(value)) => {
            found.checked_add(value).map(AttributeValue::N).map_err(UpdateError::Number)
        }
        (AttributeValue::Ss(found), AttributeValue::Ss(value)) => Ok(AttributeValue::Ss(found | value)),
        (AttributeValue::Ns(found), AttributeValue::Ns(value)) => Ok(AttributeValue::Ns(found | value)),
        (AttributeValue::Bs(found), AttributeValue::Bs(value)) => Ok(AttributeValue::Bs(found | value)),
        _ => Err(UpdateError::IncorrectType),
    }
}

/// What is left of a set; a set of nothing is no value, so it is removed.
fn delete(found: &AttributeValue, value: &AttributeValue) -> Result<Change, UpdateError> {
    match (found, value) {
        (AttributeValue::Ss(found), AttributeValue::Ss(value)) => Ok(left_over(found - value, AttributeValue::Ss)),
        (AttributeValue::Ns(found), AttributeValue::Ns(value)) => Ok(left_over(found - value, AttributeValue::Ns)),
        (AttributeValue::Bs(found), AttributeValue::Bs(value)) => Ok(left_over(found - value, AttributeValue::Bs)),
        _ => Err(UpdateError::IncorrectType),
    }
}

fn left_over<T>(rest: BTreeSet<T>, set: fn(BTreeSet<T>) -> AttributeValue) -> Change {
    if rest.is_empty() { Change::Remove } else { Change::Write(set(rest)) }
}

/// Puts a value at a path whose place was checked. An element beyond the end is appended.
fn write(item: &mut Item, path: &Path<'_>, value: AttributeValue) {
    let Some((last, steps)) = path.steps.split_last() else {
        item.insert(path.top.name, value);
        return;
    };
    match (last, parent_mut(item, path, steps)) {
        (Step::Name(name), Some(AttributeValue::M(map))) => {
            map.insert(name.name, value);
        }
        (Step::Index(index), Some(AttributeValue::L(list))) => match list.get_mut(*index) {
            Some(element) => *element = value,
            None => list.push(value),
        },
        _ => {}
    }
}

/// Takes away what stood at a path in the old item.
fn remove(item: &mut Item, path: &Path<'_>) {
    let Some((last, steps)) = path.steps.split_last() else {
        item.remove(path.top.name);
        return;
    };
    match (last, parent_mut(item, path, steps)) {
        (Step::Name(name), Some(AttributeValue::M(map))) => {
            map.remove(name.name);
        }
        (Step::Index(index), Some(AttributeValue::L(list))) if *index < list.len() => {
            list.remove(*index);
        }
        _ => {}
    }
}

fn parent_mut<'i>(item: &'i mut Item, path: &Path<'_>, steps: &[Step<'_>]) -> Option<&'i mut AttributeValue> {
    steps.iter().try_fold(item.get_mut(path.top.name)?, |value, step| match (step, value) {
        (Step::Name(name), AttributeValue::M(map)) => map.get_mut(name.name),
        (Step::Index(index), AttributeValue::L(list)) => list.get_mut(*index),
        _ => None,
    })
}
