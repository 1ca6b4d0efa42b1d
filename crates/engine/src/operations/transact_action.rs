//! One action of a transaction: checked by itself, then planned against the table.

use api::text::Validation;
use api::{CancellationReason, DeleteItem, TransactWrite, TransactWriteItems};
use expr::Condition;
use model::Item;
use model::limits::TRANSACTION_SIZE_BYTES;

use super::planned_write::PlannedWrite;
use super::put_item::{CheckedPut, check_condition, check_item};
use super::update_item::CheckedUpdate;
use super::{delete_item, put_item, update_item};
use crate::key_check::ItemSource;
use crate::{ItemWrite, Table, expressions};

/// An action that is right by itself.
pub(crate) enum Checked<'r> {
    /// The key and condition of a write that changes nothing.
    ConditionCheck(&'r DeleteItem, Option<Condition<'r>>),
    /// A put.
    Put(Box<CheckedPut<'r>>),
    /// A deletion.
    Delete(&'r DeleteItem, Option<Condition<'r>>),
    /// An update: the key and what it does.
    Update(&'r Item, CheckedUpdate<'r>),
}

/// One action, planned or refused.
pub(crate) struct Action<'r> {
    /// Table name as sent.
    pub(crate) name: &'r str,
    /// The `Key` member.
    pub(crate) key: Option<&'r Item>,
    /// It writes nothing.
    pub(crate) is_check: bool,
    /// It is an INSERT: where something is, it is a duplicate.
    pub(crate) is_insert: bool,
    /// A failed condition returns the item.
    pub(crate) wants_old: bool,
    /// What it does, or why it cannot.
    pub(crate) plan: Result<PlannedWrite, Validation>,
    /// Another transaction holds its item.
    pub(crate) is_held: bool,
    /// It would make its item collection too large.
    pub(crate) exceeds_collection: bool,
}

/// Takes the items of all puts, in order, so that they are moved and not copied.
pub(crate) fn take_items(request: &mut TransactWriteItems) -> Vec<Item> {
    let take = |action: &mut TransactWrite| match action {
        TransactWrite::Put(put) => Some(std::mem::take(&mut put.item)),
        _ => None,
    };
    request.transact_items.iter_mut().filter_map(take).collect()
}

/// Checks each action by itself.
pub(crate) fn check(request: &TransactWriteItems, items: Vec<Item>) -> Result<Vec<Checked<'_>>, Validation> {
    let mut items = items.into_iter();
    let mut put_bytes = 0;
    let mut checked = Vec::with_capacity(request.transact_items.len());
    for action in &request.transact_items {
        checked.push(match action {
            TransactWrite::ConditionCheck(check) => Checked::ConditionCheck(check, condition(check)?),
            TransactWrite::Delete(delete) => Checked::Delete(delete, condition(delete)?),
            TransactWrite::Put(put) => {
                let text = put.condition_expression.as_ref();
                let condition =
                    check_condition(text, &put.expressions).map_err(|problem| expressions::with_size(problem, text))?;
                let put = check_item(items.next().unwrap_or_default(), condition)?;
                put_bytes += put.size_bytes();
                Checked::Put(Box::new(put))
            }
            TransactWrite::Update(update) => {
                let checked = update_item::check(update)
                    .map_err(|problem| expressions::with_size(problem, update.condition_expression.as_ref()))?;
                Checked::Update(&update.key, checked)
            }
        });
    }
    if put_bytes > TRANSACTION_SIZE_BYTES { Err(Validation::TransactSize) } else { Ok(checked) }
}

fn condition(request: &DeleteItem) -> Result<Option<Condition<'_>>, Validation> {
    let text = request.condition_expression.as_ref();
    check_condition(text, &request.expressions).map_err(|problem| expressions::with_size(problem, text))
}

/// `ReturnValuesOnConditionCheckFailure` is ALL_OLD.
pub(crate) fn wants_old(action: &TransactWrite) -> bool {
    match action {
        TransactWrite::ConditionCheck(check) => check.return_old_on_condition_failure,
        TransactWrite::Put(put) => put.return_old_on_condition_failure,
        TransactWrite::Delete(delete) => delete.return_old_on_condition_failure,
        TransactWrite::Update(update) => update.return_old_on_condition_failure,
    }
}

impl<'r> Checked<'r> {
    /// The `Key` member.
    pub(crate) fn key(&self) -> Option<&'r Item> {
        match self {
            Checked::ConditionCheck(request, _) | Checked::Delete(request, _) => Some(&request.key),
            Checked::Put(_) => None,
            Checked::Update(key, _) => Some(key),
        }
    }

    /// What the action does to the table, or why it cannot.
    pub(crate) fn plan(self, table: &Table) -> Result<PlannedWrite, Validation> {
        match self {
            Checked::ConditionCheck(request, condition) => {
                let mut planned = delete_item::plan(table, &request.key, condition.as_ref())?;
                let before = planned.write.before;
                planned.write = table.plan_change(planned.write.key, before.clone(), before);
                Ok(planned)
            }
            Checked::Put(put) => put_item::plan(table, *put, ItemSource::PutItem),
            Checked::Delete(request, condition) => delete_item::plan(table, &request.key, condition.as_ref()),
            Checked::Update(key, update) => {
                update_item::plan(table, key, &update).map_err(update_item::UpdateProblem::into_transaction_reason)
            }
        }
    }
}

impl Action<'_> {
    /// The action's part of the cancellation.
    pub(crate) fn reason(&self) -> CancellationReason {
        match &self.plan {
            Err(problem) => CancellationReason::ValidationError(problem.clone()),
            Ok(_) if self.is_held => CancellationReason::TransactionConflict,
            Ok(planned) if planned.condition_holds && self.exceeds_collection => {
                CancellationReason::ItemCollectionSizeLimitExceeded
            }
            Ok(planned) if planned.condition_holds => CancellationReason::None,
            Ok(_) if self.is_insert => CancellationReason::DuplicateItem,
            Ok(planned) => {
                let old = planned.write.before.as_ref().filter(|_| self.wants_old);
                CancellationReason::ConditionalCheckFailed(old.map(|record| (*record.item).clone()))
            }
        }
    }
}

/// The larger size of the item, before or after.
pub(crate) fn size_bytes(write: &ItemWrite) -> u32 {
    let size = |record: &Option<crate::Record>| record.as_ref().map_or(0, |record| record.size_bytes);
    size(&write.before).max(size(&write.after))
}
