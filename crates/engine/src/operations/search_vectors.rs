//! SearchVectors: the items whose vectors are closest to a vector.
//!
//! Our model: all vectors are compared, where the service looks at some of them only, so that the closest ones are always
//! found; items with the same score come in the order of their keys. The service answers a search from a copy that may lag; here
//! it sees what is written at once.
//!
//! Follows: API Reference, "SearchVectors"; developer guide, "Creating and searching vector indexes", "Monitoring vector index
//! capacity".

use std::sync::Arc;

use api::text::{Validation, VectorProblem};
use api::{Call, Error, Expressions, Fields, IndexStatus, Reply, ReplyNode, Response, ReturnConsumedCapacity};
use expr::{Comparator, Condition, Operand, Predicate, Projection};
use model::{AttributeValue, Item, ordered, sort_by};
use report::Access;

use crate::addressing::data_table;
use crate::undurable::ITEMS;
use crate::vector_index::{CHARGE_MIN_BYTES, ELEMENT_BYTES};
use crate::vector_score::{Score, Vector};
use crate::{Context, Engine, Outcome, Refusal, Table, VectorIndex, expressions};

/// Results of one search (Quotas).
const RESULTS_MAX: i64 = 100;
/// Bytes of all results (developer guide, "Requirements and limitations": 16 MB). Our model: a reply ends before it.
const RESPONSE_BYTES_MAX: u64 = 16 * 1_048_576;

/// A request, read.
#[derive(Debug)]
struct Search {
    table: String,
    index: String,
    vector: Vec<AttributeValue>,
    results: usize,
    condition: Option<String>,
    projection: Option<String>,
    expressions: Expressions,
    consumed_capacity: ReturnConsumedCapacity,
}

/// An attribute, and the value that it must have.
type Wanted<'r> = (&'r str, &'r AttributeValue);

/// What a search found.
struct Found<'t> {
    /// The closest first.
    items: Vec<(Score, &'t Arc<Item>)>,
    /// Bytes of the vectors that were looked at.
    examined_bytes: u64,
}

/// The reply, and what the search costs.
struct Told {
    members: Reply,
    charged_bytes: u64,
}

/// Carries out a SearchVectors.
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let search = read(call.into_input())?;
    let mut scope = expressions::scope(&search.expressions, true)?;
    let condition = expressions::condition(expr::ExpressionKind::Search, search.condition.as_ref(), &mut scope)?;
    let projection = expressions::projection(search.projection.as_ref(), &mut scope)?;
    expressions::finish(&scope)?;
    let vector = Vector::of(&search.vector).ok_or(Validation::Vector(VectorProblem::SearchVector))?;
    // Plan.
    let table = data_table(&engine.database, &engine.undurable, context, &search.table)?;
    let observed = engine.undurable.of_range(table.id, ITEMS, std::ops::Bound::Unbounded, std::ops::Bound::Unbounded);
    let refused = |problem| Refusal::Error { error: Error::Validation(problem), observed };
    let index = searchable(table, &search.index).map_err(refused)?;
    if vector.len() != index.dimensions as usize {
        return Err(refused(Validation::Vector(VectorProblem::SearchSize(vector.len(), index.dimensions))));
    }
    let wanted = wanted(index, condition.as_ref()).map_err(|problem| refused(Validation::Vector(problem)))?;
    let found = find(table, index, &vector, &wanted);
    let (id, reply) = (table.id, reply(table, index, &search, projection.as_ref(), found));
    // Apply: a search only leaves its mark on the meters.
    engine.meters.record_vectors(engine.now, id, Access::Read, reply.charged_bytes);
    Ok(Outcome { response: Response::Members(reply.members), batch: vec![], observed })
}

fn read(mut input: Fields) -> Result<Search, Error> {
    let expressions = input.substitutions()?;
    let results = input.integer("TopK").unwrap_or_default();
    let search = Search {
        table: input.text("TableName"),
        index: input.text("IndexName"),
        vector: input.values("SearchVector").unwrap_or_default(),
        results: usize::try_from(results).unwrap_or_default(),
        condition: input.optional_text("SearchConditionExpression"),
        projection: input.optional_text("ProjectionExpression"),
        expressions,
        consumed_capacity: input.return_consumed_capacity(),
    };
    input.finish()?;
    if !(1..=RESULTS_MAX).contains(&results) {
        return Err(Validation::Vector(VectorProblem::TopK(results)).into());
    }
    Ok(search)
}

/// The index of this name, if it can be searched.
fn searchable<'t>(table: &'t Table, name: &str) -> Result<&'t VectorIndex, Validation> {
    let index = table.control.vector_index(name).ok_or_else(|| Validation::UnknownIndex(name.to_owned()))?;
    match index.status {
        IndexStatus::Creating => Err(Validation::Vector(VectorProblem::Backfilling(name.to_owned()))),
        IndexStatus::Deleting => Err(Validation::UnknownIndex(name.to_owned())),
        IndexStatus::Active | IndexStatus::Updating => Ok(index),
    }
}

/// What the condition wants of an item: equalities joined by AND, on attributes of the search schema, the partition key among
/// them if there is one.
fn wanted<'r>(index: &VectorIndex, condition: Option<&Condition<'r>>) -> Result<Vec<Wanted<'r>>, VectorProblem> {
    let mut wanted = vec![];
    if let Some(condition) = condition {
        equalities(&condition.predicate, &mut wanted)?;
    }
    if let Some((name, _)) = wanted.iter().find(|(name, _)| !index.schema.iter().any(|(known, _)| known.name == *name)) {
        return Err(VectorProblem::NotInSchema((*name).to_owned()));
    }
    match index.partition_key() {
        Some(key) if !wanted.iter().any(|(name, _)| *name == key.name) => Err(VectorProblem::HashMissing),
        _ => Ok(wanted),
    }
}

/// The parser bounds how deep predicates nest.
fn equalities<'r>(predicate: &Predicate<'r>, wanted: &mut Vec<Wanted<'r>>) -> Result<(), VectorProblem> {
    match predicate {
        Predicate::All(parts) => parts.iter().try_for_each(|part| equalities(part, wanted)),
        Predicate::Compare { left: Operand::Path(path), comparator: Comparator::Equal, right: Operand::Literal(literal) }
        | Predicate::Compare { left: Operand::Literal(literal), comparator: Comparator::Equal, right: Operand::Path(path) }
            if path.steps.is_empty() =>
        {
            wanted.push((path.top.name, literal.value));
            Ok(())
        }
        _ => Err(VectorProblem::Comparator),
    }
}

/// Compares the vector with those of all items that are wanted.
fn find<'t>(table: &'t Table, index: &VectorIndex, vector: &Vector, wanted: &[Wanted<'_>]) -> Found<'t> {
    let has = |item: &Item, (name, value): &Wanted<'_>| item.get(name) == Some(*value);
    let key = index.partition_key();
    let (in_partition, filters): (Vec<_>, Vec<_>) = wanted.iter().partition(|(name, _)| key.is_some_and(|key| key.name == *name));
    let mut found = Found { items: vec![], examined_bytes: 0 };
    for (_, record) in table.items.iter() {
        let item = &record.item;
        if !in_partition.iter().all(|wanted| has(item, wanted)) {
            continue;
        }
        let Some(other) = index.vector_of(item).and_then(Vector::of) else { continue };
        // Our model: the filters are looked at beside the vectors, so an item that they leave out is examined, too.
        found.examined_bytes += index.attribute.len() as u64 + ELEMENT_BYTES * u64::from(index.dimensions);
        if filters.iter().all(|wanted| has(item, wanted)) {
            found.items.push((vector.score(&other, index.function), item));
        }
    }
    // The sort is stable, so equal scores stay in the order of the keys.
    sort_by(&mut found.items, |left, right| left.0.compare(right.0, index.function));
    found
}

fn reply(table: &Table, index: &VectorIndex, search: &Search, projection: Option<&Projection<'_>>, found: Found<'_>) -> Told {
    let (mut results, mut returned_bytes) = (vec![], 0);
    for (score, item) in found.items.into_iter().take(search.results) {
        let item = returned(table, index, projection, item);
        let bytes: u64 = item.iter().map(|(name, value)| name.len() as u64 + index.value_bytes(name, value)).sum();
        if returned_bytes + bytes > RESPONSE_BYTES_MAX {
            break;
        }
        returned_bytes += bytes;
        let result = Reply::default().with("Item", ReplyNode::Item(Arc::new(item)));
        results.push(result.with("Score", ReplyNode::Decimal(score.text())).into());
    }
    let reply = Reply::default().list("SearchResults", results);
    // Our model: the vectors that were looked at, and what is returned.
    let bytes = (found.examined_bytes + returned_bytes).max(CHARGE_MIN_BYTES);
    if search.consumed_capacity == ReturnConsumedCapacity::None {
        return Told { members: reply, charged_bytes: bytes };
    }
    let consumed = Reply::default().with("VectorSearchRequestBytes", ReplyNode::Decimal(format!("{bytes}.0")));
    Told { members: reply.structure("ConsumedCapacity", consumed), charged_bytes: bytes }
}

/// What is returned of an item: what the index copies, without the vector unless a projection asks for it. Our model: what the
/// index does not copy is left out even if it is asked for.
fn returned(table: &Table, index: &VectorIndex, projection: Option<&Projection<'_>>, item: &Item) -> Item {
    let copied = item.iter().filter(|(name, _)| index.projects(name, &table.key));
    let copied = copied.filter(|(name, _)| projection.is_some() || **name != index.attribute);
    let copied: Item = ordered(copied.map(|(name, value)| (name.clone(), value.clone())));
    projection.map_or_else(|| copied.clone(), |projection| projection.apply(&copied))
}

#[cfg(test)]
mod tests;
