//! What a write statement does to its table: the key that its `WHERE` pins, and the condition that is left.
//!
//! An `UPDATE` is no upsert: that the item is there is part of its condition. A `DELETE` of what is not there succeeds, so its
//! condition holds without an item. An `INSERT` wants the place to be free.
//!
//! Follows: developer guide, "PartiQL update statements for DynamoDB" and its sisters.

use api::ReturnValues;
use api::text::{StatementProblem, Validation};
use expr::partiql::{self, Returning};
use expr::{Comparator, Condition, Literal, Name, Operand, Path, Predicate, Update};
use model::{AttributeType, AttributeValue, Item, KeyAttribute, KeySchema, SharedItem};

use super::{lowered, refused};
use crate::key_check::ItemSource;
use crate::operations::delete_item;
use crate::operations::planned_write::PlannedWrite;
use crate::operations::put_item::{self, check_item};
use crate::operations::update_item::{self, CheckedUpdate, UpdateProblem};
use crate::{ItemWrite, Table};

/// A write statement that is right by itself.
pub(crate) struct StatementWrite<'s> {
    /// The table as written.
    pub(crate) table_name: &'s str,
    /// Which write.
    pub(crate) kind: WriteKind<'s>,
    /// What is returned.
    pub(crate) returning: Option<Returning>,
}

/// Which write a statement is.
pub(crate) enum WriteKind<'s> {
    /// `INSERT` of this item.
    Insert(&'s Item),
    /// `UPDATE`.
    Update(Update<'s>, Option<Condition<'s>>),
    /// `DELETE`.
    Delete(Option<Condition<'s>>),
    /// `EXISTS`.
    Check(Option<Condition<'s>>),
}

impl<'s> StatementWrite<'s> {
    /// The write that a statement is; none for a `SELECT`.
    pub(crate) fn new(statement: &'s partiql::Statement) -> Result<Option<Self>, Validation> {
        let kind = match statement {
            partiql::Statement::Select(_) => return Ok(None),
            partiql::Statement::Exists(select) => WriteKind::Check(lowered(select.condition())?),
            partiql::Statement::Insert(insert) => WriteKind::Insert(&insert.item),
            partiql::Statement::Update(change) => WriteKind::Update(lowered(change.update())?, lowered(change.condition())?),
            partiql::Statement::Delete(delete) => {
                if let Some(returning) = delete.returning.filter(|returning| *returning != Returning::AllOld) {
                    return Err(refused(StatementProblem::DeleteReturning(returning.written())));
                }
                WriteKind::Delete(lowered(delete.condition())?)
            }
        };
        let returning = statement.returning();
        Ok(Some(StatementWrite { table_name: &statement.target().table, kind, returning }))
    }

    /// `ReturnValues` of the same meaning.
    fn return_values(&self) -> ReturnValues {
        match self.returning {
            None => ReturnValues::None,
            Some(Returning::AllOld) => ReturnValues::AllOld,
            Some(Returning::ModifiedOld) => ReturnValues::UpdatedOld,
            Some(Returning::AllNew) => ReturnValues::AllNew,
            Some(Returning::ModifiedNew) => ReturnValues::UpdatedNew,
        }
    }

    /// What is returned of the item: nothing at all if nothing is left of it.
    pub(crate) fn returned(&self, write: &ItemWrite) -> Option<SharedItem> {
        let update = if let WriteKind::Update(update, _) = &self.kind { Some(update) } else { None };
        update_item::attributes(self.return_values(), update, write)
    }

    /// The key of the item that is written.
    pub(crate) fn key(&self, table: &Table) -> Result<Item, Validation> {
        match &self.kind {
            WriteKind::Insert(item) => {
                check_inserted_key(&table.key, item)?;
                Ok(table.key.key_of(item))
            }
            WriteKind::Update(_, condition) | WriteKind::Delete(condition) => Ok(item_key(&table.key, condition.as_ref())?.0),
            WriteKind::Check(condition) => match item_key(&table.key, condition.as_ref()) {
                Ok((key, Some(_))) => Ok(key),
                Ok((_, None)) => Err(refused(StatementProblem::TransactExistsKey)),
                Err(problem) if is_key_missing(&problem) => Err(refused(StatementProblem::TransactExistsKey)),
                Err(problem) => Err(problem),
            },
        }
    }

    /// What the statement does to the table.
    pub(crate) fn plan(&self, table: &Table, key: &Item) -> Result<PlannedWrite, UpdateProblem> {
        let rest = |condition: &Option<Condition<'s>>| -> Result<Vec<Predicate<'s>>, UpdateProblem> {
            let (_, rest) = item_key(&table.key, condition.as_ref()).map_err(UpdateProblem::Request)?;
            Ok(rest.map_or_else(Vec::new, |condition| vec![condition.predicate]))
        };
        match &self.kind {
            WriteKind::Insert(item) => {
                let free = partition_path(&table.key).map(|path| Condition { predicate: Predicate::NotExists(path) });
                let checked = check_item((*item).clone(), free).map_err(UpdateProblem::Request)?;
                put_item::plan(table, checked, ItemSource::Batch).map_err(UpdateProblem::Request)
            }
            WriteKind::Update(update, condition) => {
                let mut parts: Vec<Predicate<'_>> = partition_path(&table.key).map(Predicate::Exists).into_iter().collect();
                parts.extend(rest(condition)?);
                let checked = CheckedUpdate::new(update.clone(), Condition { predicate: Predicate::All(parts) });
                update_item::plan(table, key, &checked)
            }
            WriteKind::Delete(condition) => {
                let rest = rest(condition)?;
                let missing = partition_path(&table.key).map(Predicate::NotExists);
                let condition = match (rest.is_empty(), missing) {
                    (false, Some(missing)) => Some(Condition { predicate: Predicate::Any(vec![missing, Predicate::All(rest)]) }),
                    _ => None,
                };
                delete_item::plan(table, key, condition.as_ref()).map_err(UpdateProblem::Request)
            }
            WriteKind::Check(condition) => {
                let condition = Condition { predicate: Predicate::All(rest(condition)?) };
                let mut planned = delete_item::plan(table, key, Some(&condition)).map_err(UpdateProblem::Request)?;
                let before = planned.write.before;
                planned.write = table.plan_change(planned.write.key, before.clone(), before);
                Ok(planned)
            }
        }
    }
}

/// Whether it is the whole key that a statement lacks.
pub(crate) fn is_key_missing(problem: &Validation) -> bool {
    *problem == refused(StatementProblem::KeyMissing)
}

/// The key that a condition pins by equality, and what it demands besides.
pub(crate) fn item_key<'s>(
    key: &KeySchema,
    condition: Option<&Condition<'s>>,
) -> Result<(Item, Option<Condition<'s>>), Validation> {
    let (mut pinned, mut rest) = (Item::new(), Vec::new());
    if let Some(condition) = condition {
        check_whole_keys(key, condition)?;
        let parts = match &condition.predicate {
            Predicate::All(parts) => parts.as_slice(),
            one => core::slice::from_ref(one),
        };
        for part in parts {
            match equality(part).and_then(|(name, value)| Some((attribute(key, name)?, value))) {
                None => rest.push(part.clone()),
                Some((attribute, value)) => {
                    check_key_value(attribute, value)?;
                    if pinned.insert(attribute.name.clone(), value.clone()).is_some() {
                        return Err(refused(StatementProblem::KeyTwice(attribute.name.clone())));
                    }
                }
            }
        }
    }
    if key.attributes().any(|attribute| !pinned.contains_key(&attribute.name)) {
        return Err(refused(StatementProblem::KeyMissing));
    }
    let predicate = match rest.len() {
        0 => None,
        1 => rest.pop(),
        _ => Some(Predicate::All(rest)),
    };
    Ok((pinned, predicate.map(|predicate| Condition { predicate })))
}

/// The attribute and the value of `attribute = value`, whichever side they stand on.
pub(super) fn equality<'s>(predicate: &Predicate<'s>) -> Option<(&'s str, &'s AttributeValue)> {
    let Predicate::Compare { left, comparator: Comparator::Equal, right } = predicate else { return None };
    match (left, right) {
        (Operand::Path(path), Operand::Literal(Literal { value, .. }))
        | (Operand::Literal(Literal { value, .. }), Operand::Path(path))
            if path.steps.is_empty() =>
        {
            Some((path.top.name, value))
        }
        _ => None,
    }
}

/// The key attribute of this name.
pub(super) fn attribute<'k>(key: &'k KeySchema, name: &str) -> Option<&'k KeyAttribute> {
    key.attributes().find(|attribute| attribute.name == name)
}

/// A key value has the type of its attribute.
pub(super) fn check_key_value(attribute: &KeyAttribute, value: &AttributeValue) -> Result<(), Validation> {
    let found = value.attribute_type();
    if found == attribute.key_type.attribute_type() {
        return Ok(());
    }
    let name = attribute.name.clone();
    Err(refused(match found {
        AttributeType::S | AttributeType::N | AttributeType::B => StatementProblem::KeyType(name),
        other => StatementProblem::KeyNotScalar(name, other.code()),
    }))
}

/// No path leads into a key attribute.
pub(super) fn check_whole_keys(key: &KeySchema, condition: &Condition<'_>) -> Result<(), Validation> {
    let inside = condition.paths().into_iter().find(|path| !path.steps.is_empty() && key.contains(path.top.name));
    inside.map_or(Ok(()), |path| Err(refused(StatementProblem::KeyNotWhole(path.top.name.to_owned()))))
}

fn check_inserted_key(key: &KeySchema, item: &Item) -> Result<(), Validation> {
    for attribute in key.attributes() {
        match item.get(&attribute.name) {
            Some(value) => check_key_value(attribute, value)?,
            None => return Err(refused(StatementProblem::KeyAbsent(attribute.name.clone()))),
        }
    }
    Ok(())
}

/// A path that every item of the table has.
fn partition_path(key: &KeySchema) -> Option<Path<'_>> {
    let name = &key.partition.first()?.name;
    Some(Path { top: Name { written: name, name }, steps: Vec::new() })
}
