//! What a `SELECT` becomes: a Scan, or reads of single items and of parts of item collections.
//!
//! The `WHERE` is divided into alternatives (`OR`, and each value of an `IN` on a key attribute). If each of them pins the
//! partition key, each is a read of its own; otherwise all of it is a Scan with a filter. Two alternatives may not select the
//! same items. What is exempt was measured: an alternative whose sort key test is negated is read together with its sisters.
//!
//! Follows: developer guide, "PartiQL select statements for DynamoDB" (full table scans), "PartiQL arithmetic, comparison, and
//! logical operators for DynamoDB" (`IN`: 50 values of a partition key).

use api::text::{StatementProblem, Validation};
use expr::partiql::OrderKey;
use expr::{Comparator, Condition, KeyCondition, KeyOperator, KeyTest, Literal, Operand, Predicate};
use model::{AttributeValue, Item, KeySchema};

use super::refused;
use super::write_plan::{attribute, check_key_value, check_whole_keys, equality};
use crate::operations::key_range::KeyRange;
use crate::operations::source::Source;

/// Reads that one statement becomes at most ("at max 50 hash attribute values").
const READS_MAX: usize = 50;

/// What a `SELECT` becomes.
#[derive(Debug)]
pub(crate) enum ReadPlan<'s> {
    /// A Scan with this filter.
    Scan(Option<Condition<'s>>),
    /// Reads by key, in the order in which they are made.
    Keyed {
        /// At least one.
        parts: Vec<ReadPart<'s>>,
        /// The sort key ascends.
        forward: bool,
    },
}

/// A read by key.
#[derive(Debug)]
pub(crate) struct ReadPart<'s> {
    /// The keys.
    pub(crate) condition: KeyCondition<'s>,
    /// What the items must fulfil besides.
    pub(crate) filter: Option<Condition<'s>>,
    /// The whole key of the table, if it is pinned: a single item is read.
    pub(crate) key: Option<Item>,
}

impl<'s> ReadPlan<'s> {
    /// The plan of a statement.
    pub(crate) fn new(source: Source<'s>, condition: Option<Condition<'s>>, order: &[OrderKey]) -> Result<Self, Validation> {
        let key = source.key();
        if key.partition.len() > 1 || key.sort.len() > 1 {
            let index = source.index_name().unwrap_or_default().to_owned();
            return Err(refused(StatementProblem::SeveralKeyAttributes(index)));
        }
        let Some(condition) = condition else {
            return if order.is_empty() { Ok(ReadPlan::Scan(None)) } else { Err(refused(StatementProblem::OrderWithoutFilter)) };
        };
        check_whole_keys(&source.table.key, &condition)?;
        check_whole_keys(key, &condition)?;
        if let Some(other) = order.iter().find(|by| !key.contains(&by.attribute)) {
            return Err(refused(StatementProblem::OrderAttribute(other.attribute.clone())));
        }
        if !pins(key, &condition.predicate) {
            return if order.is_empty() {
                Ok(ReadPlan::Scan(Some(condition)))
            } else {
                Err(refused(StatementProblem::OrderWithoutKey))
            };
        }
        let alternatives = alternatives(key, condition.predicate)?;
        let mut parts = alternatives.into_iter().map(|parts| ReadPart::new(source, parts)).collect::<Result<Vec<_>, _>>()?;
        merge_overlapping(source, &mut parts)?;
        if parts.len() > READS_MAX {
            return Err(refused(StatementProblem::TooManyReads));
        }
        let forward = sort(key, &mut parts, order)?;
        Ok(ReadPlan::Keyed { parts, forward })
    }
}

impl<'s> ReadPart<'s> {
    /// The read that a conjunction is.
    fn new(source: Source<'s>, mut rest: Vec<Predicate<'s>>) -> Result<Self, Validation> {
        let key = source.key();
        let mut conditions = Vec::new();
        if let Some(partition) = key.partition.first()
            && let Some(at) = rest.iter().position(|part| equality(part).is_some_and(|(name, _)| name == partition.name))
            && let Some((attribute, value)) = equality(&rest.remove(at))
        {
            check_key_value(partition, value)?;
            conditions.push(KeyTest { attribute, operator: KeyOperator::Equal(value) });
        }
        if let Some(sort) = key.sort.first() {
            let tests = || rest.iter().map(|part| sort_test(part).filter(|test| test.attribute == sort.name));
            // Equality selects the least.
            let equal = tests().position(|test| test.is_some_and(|test| matches!(test.operator, KeyOperator::Equal(_))));
            let chosen = equal.or_else(|| tests().position(|test| test.is_some()));
            if let Some(test) = chosen.and_then(|at| tests().nth(at).flatten().map(|test| (at, test))) {
                for value in test.1.operator.values() {
                    check_key_value(sort, value)?;
                }
                rest.remove(test.0);
                conditions.push(test.1);
            }
        }
        let pinned = conditions.iter().filter_map(|test| match test.operator {
            KeyOperator::Equal(value) => Some((test.attribute.to_owned(), value.clone())),
            _ => None,
        });
        let pinned: Item = model::ordered(pinned);
        let is_whole = source.index().is_none() && pinned.len() == key.attributes().count();
        Ok(ReadPart { condition: KeyCondition { conditions }, filter: conjunction(rest), key: is_whole.then_some(pinned) })
    }

    fn partition_value(&self) -> Option<&'s AttributeValue> {
        self.condition.conditions.first().and_then(|test| test.operator.values().next())
    }

    /// All that the read demands, keys included but the partition key.
    fn demands(&self) -> Predicate<'s> {
        let mut parts: Vec<Predicate<'s>> = self.condition.conditions.iter().skip(1).map(of_test).collect();
        match &self.filter {
            Some(Condition { predicate: Predicate::All(more) }) => parts.extend(more.iter().cloned()),
            Some(Condition { predicate }) => parts.push(predicate.clone()),
            None => {}
        }
        Predicate::All(parts)
    }

    /// Whether a sort key test of this read is one that no key range answers.
    fn is_exempt(&self, key: &KeySchema) -> bool {
        let sort = key.sort.first().map_or("", |attribute| attribute.name.as_str());
        let demands = self.demands();
        let Predicate::All(parts) = &demands else { return false };
        parts.iter().any(|part| {
            let is_negated = matches!(part, Predicate::Not(_) | Predicate::Compare { comparator: Comparator::NotEqual, .. });
            is_negated && Condition { predicate: part.clone() }.top_level_names().any(|name| name == sort)
        })
    }
}

/// Whether each alternative of a predicate pins the partition key.
fn pins(key: &KeySchema, predicate: &Predicate<'_>) -> bool {
    let is_partition = |name: &str| key.partition.iter().any(|attribute| attribute.name == name);
    match predicate {
        Predicate::All(parts) => parts.iter().any(|part| pins(key, part)),
        Predicate::Any(parts) => parts.iter().all(|part| pins(key, part)),
        Predicate::In { operand: Operand::Path(path), candidates } => {
            path.steps.is_empty()
                && is_partition(path.top.name)
                && candidates.iter().all(|candidate| matches!(candidate, Operand::Literal(_)))
        }
        other => equality(other).is_some_and(|(name, _)| is_partition(name)),
    }
}

/// The alternatives of a predicate as far as they concern the key, each a conjunction.
fn alternatives<'s>(key: &KeySchema, predicate: Predicate<'s>) -> Result<Vec<Vec<Predicate<'s>>>, Validation> {
    let found = match predicate {
        Predicate::Any(parts) if parts.iter().any(|part| concerns(key, part)) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(alternatives(key, part)?);
                check_count(all.len())?;
            }
            all
        }
        Predicate::All(parts) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                let more = alternatives(key, part)?;
                check_count(all.len().saturating_mul(more.len()))?;
                all = all.iter().flat_map(|known| more.iter().map(|next| [known.as_slice(), next].concat())).collect();
            }
            all
        }
        Predicate::In { operand: Operand::Path(path), candidates }
            if path.steps.is_empty() && attribute(key, path.top.name).is_some() =>
        {
            check_count(candidates.len())?;
            let equal =
                |right| vec![Predicate::Compare { left: Operand::Path(path.clone()), comparator: Comparator::Equal, right }];
            candidates.into_iter().map(equal).collect()
        }
        other => vec![vec![other]],
    };
    Ok(found)
}

fn concerns(key: &KeySchema, predicate: &Predicate<'_>) -> bool {
    Condition { predicate: predicate.clone() }.top_level_names().any(|name| key.contains(name))
}

fn check_count(count: usize) -> Result<(), Validation> {
    if count > READS_MAX { Err(refused(StatementProblem::TooManyReads)) } else { Ok(()) }
}

/// The test of a key attribute that a predicate is, if a key range can answer it.
fn sort_test<'s>(predicate: &Predicate<'s>) -> Option<KeyTest<'s>> {
    let condition = Condition { predicate: predicate.clone() };
    KeyCondition::from_condition(&condition).ok()?.conditions.pop()
}

/// The predicate that a key test is.
fn of_test<'s>(test: &KeyTest<'s>) -> Predicate<'s> {
    let name = expr::Name { written: test.attribute, name: test.attribute };
    let path = || Operand::Path(expr::Path { top: name, steps: Vec::new() });
    let literal = |value| Operand::Literal(Literal { written: "?", value });
    let compare = |comparator, value| Predicate::Compare { left: path(), comparator, right: literal(value) };
    match test.operator {
        KeyOperator::Equal(value) => compare(Comparator::Equal, value),
        KeyOperator::Less(value) => compare(Comparator::Less, value),
        KeyOperator::LessOrEqual(value) => compare(Comparator::LessOrEqual, value),
        KeyOperator::Greater(value) => compare(Comparator::Greater, value),
        KeyOperator::GreaterOrEqual(value) => compare(Comparator::GreaterOrEqual, value),
        KeyOperator::Between(lower, upper) => {
            Predicate::Between { operand: path(), lower: literal(lower), upper: literal(upper) }
        }
        KeyOperator::BeginsWith(value) => Predicate::BeginsWith { operand: path(), prefix: literal(value) },
    }
}

fn conjunction(mut parts: Vec<Predicate<'_>>) -> Option<Condition<'_>> {
    let predicate = match parts.len() {
        0 => return None,
        1 => parts.pop()?,
        _ => Predicate::All(parts),
    };
    Some(Condition { predicate })
}

/// Refuses reads that select the same items; those that are exempt become one read of the collection.
fn merge_overlapping<'s>(source: Source<'s>, parts: &mut Vec<ReadPart<'s>>) -> Result<(), Validation> {
    let mut at = 0;
    while at < parts.len() {
        let mut other = at + 1;
        while other < parts.len() {
            let (Some(one), Some(two)) = (parts.get(at), parts.get(other)) else { break };
            let same = one.partition_value() == two.partition_value();
            if !same || !KeyRange::new(source, &one.condition)?.overlaps(&KeyRange::new(source, &two.condition)?) {
                other += 1;
                continue;
            }
            if !one.is_exempt(source.key()) && !two.is_exempt(source.key()) {
                return Err(refused(StatementProblem::Overlap));
            }
            let conditions = one.condition.conditions.iter().take(1).cloned().collect();
            let filter = Some(Condition { predicate: Predicate::Any(vec![one.demands(), two.demands()]) });
            parts.remove(other);
            if let Some(one) = parts.get_mut(at) {
                *one = ReadPart { condition: KeyCondition { conditions }, filter, key: None };
            }
            // The wider read may overlap with what it was compared with before.
            other = at + 1;
        }
        at += 1;
    }
    Ok(())
}

/// Puts the reads in the order asked for, and says whether the sort key ascends.
fn sort(key: &KeySchema, parts: &mut Vec<ReadPart<'_>>, order: &[OrderKey]) -> Result<bool, Validation> {
    let by = |attributes: &[model::KeyAttribute]| {
        order.iter().find(|by| attributes.iter().any(|attribute| attribute.name == by.attribute))
    };
    let (by_partition, by_sort) = (by(&key.partition), by(&key.sort));
    let forward = by_sort.is_none_or(|by| !by.descending);
    if order.is_empty() {
        return Ok(forward);
    }
    let first = parts.first().and_then(ReadPart::partition_value);
    if by_partition.is_none() && parts.iter().any(|part| part.partition_value() != first) {
        return Err(refused(StatementProblem::OrderWithoutHash));
    }
    let encoded = |value: Option<&AttributeValue>| {
        let mut bytes = Vec::new();
        value.and_then(|value| value.encode_key(&mut bytes));
        bytes
    };
    let sort_value =
        |part: &ReadPart<'_>| encoded(part.condition.conditions.get(1).and_then(|test| test.operator.values().next()));
    model::sort_by(parts, |one, two| {
        let partitions = encoded(one.partition_value()).cmp(&encoded(two.partition_value()));
        let partitions = if by_partition.is_some_and(|by| by.descending) { partitions.reverse() } else { partitions };
        let sorts = sort_value(one).cmp(&sort_value(two));
        partitions.then(if forward { sorts } else { sorts.reverse() })
    });
    Ok(forward)
}
