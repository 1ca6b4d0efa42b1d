//! Whether an item fulfils a condition. Nothing here fails and nothing is copied.

use core::cmp::Ordering;

use model::{AttributeValue, Item, Number};

use crate::order::compare;
use crate::{Comparator, Operand, Predicate};

/// An operand's value: one that exists somewhere, or a size made for the comparison.
enum Value<'v> {
    Found(&'v AttributeValue),
    Size(AttributeValue),
}

impl Value<'_> {
    fn get(&self) -> &AttributeValue {
        match self {
            Value::Found(value) => value,
            Value::Size(number) => number,
        }
    }
}

impl Predicate<'_> {
    /// Whether it holds for the item.
    pub(crate) fn matches(&self, item: &Item) -> bool {
        match self {
            Predicate::All(parts) => parts.iter().all(|part| part.matches(item)),
            Predicate::Any(parts) => parts.iter().any(|part| part.matches(item)),
            Predicate::Not(inner) => !inner.matches(item),
            Predicate::Compare { left, comparator, right } => match (left.value(item), right.value(item)) {
                (Some(left), Some(right)) => comparator.holds(left.get(), right.get()),
                // What is missing differs from everything, from another missing value too, and has no order.
                _ => *comparator == Comparator::NotEqual,
            },
            Predicate::Between { operand, lower, upper } => is_between(operand, lower, upper, item).unwrap_or(false),
            Predicate::In { operand, candidates } => operand.value(item).is_some_and(|value| {
                candidates.iter().filter_map(|candidate| candidate.value(item)).any(|candidate| candidate.get() == value.get())
            }),
            Predicate::Exists(path) => path.value(item).is_some(),
            Predicate::NotExists(path) => path.value(item).is_none(),
            Predicate::HasType { operand, attribute_type, .. } => {
                operand.value(item).is_some_and(|value| value.get().attribute_type() == *attribute_type)
            }
            Predicate::BeginsWith { operand, prefix } => both(operand, prefix, item, begins_with),
            Predicate::Contains { container, element } => both(container, element, item, contains),
        }
    }
}

impl Operand<'_> {
    fn value<'v>(&'v self, item: &'v Item) -> Option<Value<'v>> {
        match self {
            Operand::Path(path) => path.value(item).map(Value::Found),
            Operand::Literal(literal) => Some(Value::Found(literal.value)),
            Operand::Size(operand) => {
                let size = size(operand.value(item)?.get())?;
                Some(Value::Size(AttributeValue::N(Number::from_i64(i64::try_from(size).unwrap_or(i64::MAX)))))
            }
        }
    }
}

impl Comparator {
    fn holds(self, left: &AttributeValue, right: &AttributeValue) -> bool {
        match self {
            Comparator::Equal => left == right,
            Comparator::NotEqual => left != right,
            Comparator::Less => compare(left, right).is_some_and(Ordering::is_lt),
            Comparator::LessOrEqual => compare(left, right).is_some_and(Ordering::is_le),
            Comparator::Greater => compare(left, right).is_some_and(Ordering::is_gt),
            Comparator::GreaterOrEqual => compare(left, right).is_some_and(Ordering::is_ge),
        }
    }
}

fn both(left: &Operand<'_>, right: &Operand<'_>, item: &Item, test: fn(&AttributeValue, &AttributeValue) -> bool) -> bool {
    match (left.value(item), right.value(item)) {
        (Some(left), Some(right)) => test(left.get(), right.get()),
        _ => false,
    }
}

fn is_between(operand: &Operand<'_>, lower: &Operand<'_>, upper: &Operand<'_>, item: &Item) -> Option<bool> {
    let (value, lower, upper) = (operand.value(item)?, lower.value(item)?, upper.value(item)?);
    Some(compare(value.get(), lower.get())?.is_ge() && compare(value.get(), upper.get())?.is_le())
}

fn begins_with(whole: &AttributeValue, prefix: &AttributeValue) -> bool {
    match (whole, prefix) {
        (AttributeValue::S(whole), AttributeValue::S(prefix)) => whole.starts_with(prefix.as_str()),
        (AttributeValue::B(whole), AttributeValue::B(prefix)) => whole.starts_with(prefix),
        _ => false,
    }
}

fn contains(whole: &AttributeValue, part: &AttributeValue) -> bool {
    match (whole, part) {
        (AttributeValue::S(whole), AttributeValue::S(part)) => whole.contains(part.as_str()),
        (AttributeValue::B(whole), AttributeValue::B(part)) => {
            part.is_empty() || whole.windows(part.len()).any(|window| window == part.as_slice())
        }
        (AttributeValue::Ss(set), AttributeValue::S(member)) => set.contains(member),
        (AttributeValue::Ns(set), AttributeValue::N(member)) => set.contains(member),
        (AttributeValue::Bs(set), AttributeValue::B(member)) => set.contains(member),
        (AttributeValue::L(list), member) => list.contains(member),
        _ => false,
    }
}

/// The size of a value; `None` where it has none.
///
/// Strings are measured in UTF-16 code units, as the service does (DYX).
fn size(value: &AttributeValue) -> Option<usize> {
    match value {
        AttributeValue::S(text) => Some(text.encode_utf16().count()),
        AttributeValue::B(bytes) => Some(bytes.len()),
        AttributeValue::Ss(set) => Some(set.len()),
        AttributeValue::Ns(set) => Some(set.len()),
        AttributeValue::Bs(set) => Some(set.len()),
        AttributeValue::L(list) => Some(list.len()),
        AttributeValue::M(map) => Some(map.len()),
        AttributeValue::N(_) | AttributeValue::Bool(_) | AttributeValue::Null => None,
    }
}
