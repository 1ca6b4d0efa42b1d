//! A planned write of one item, and the end that PutItem, UpdateItem and DeleteItem share.

use api::text::Sentence;
use api::{Error, Exception, Response, ReturnConsumedCapacity};
use expr::Condition;
use model::{Item, SharedItem};
use report::{Consistency, UnitReason};

use crate::account::Account;
use crate::tracer::Tracer;
use crate::undurable::ITEMS;
use crate::{Engine, ItemWrite, Outcome, Record, Refusal};

/// A write whose effect is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlannedWrite {
    /// The effect. If the condition is false, only its sizes count.
    pub(crate) write: ItemWrite,
    /// Whether its condition holds; true without one.
    pub(crate) condition_holds: bool,
}

/// What a single write asked to be told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'r> {
    /// Table name as sent.
    pub(crate) table_name: &'r str,
    /// The `Key` member, if the operation has one.
    pub(crate) key: Option<&'r Item>,
    /// `ReturnConsumedCapacity`.
    pub(crate) consumed_capacity: ReturnConsumedCapacity,
    /// `ReturnItemCollectionMetrics` is SIZE.
    pub(crate) item_collection_metrics: bool,
    /// `ReturnValuesOnConditionCheckFailure` is ALL_OLD.
    pub(crate) old_on_condition_failure: bool,
}

/// Whether the condition holds for what is there; an item that is not there has no attributes.
pub(crate) fn holds(condition: Option<&Condition<'_>>, before: Option<&Record>) -> bool {
    condition.is_none_or(|condition| match before {
        Some(record) => condition.matches(&record.item),
        None => condition.matches(&Item::new()),
    })
}

impl Engine {
    /// Carries out a single write, or refuses it if its condition failed: it is charged either way.
    pub(crate) fn conclude_write(
        &mut self,
        planned: PlannedWrite,
        wanted: Wanted<'_>,
        attributes: Option<SharedItem>,
        tracer: &mut Tracer<'_>,
    ) -> Result<Outcome, Refusal> {
        let PlannedWrite { write, condition_holds } = planned;
        let observed = self.undurable.of_key(write.table, ITEMS, &write.key);
        if let Some(table) = self.database.table(write.table)
            && self.is_written_elsewhere(table, &write.key)
        {
            let error = Error::Exception(Exception::ReplicatedWriteConflict, Sentence::ReplicatedWriteConflict);
            return Err(Refusal::Error { error, observed });
        }
        if self.is_held(&write) {
            return Err(Refusal::Error { error: Error::TransactionConflict, observed });
        }
        if condition_holds && self.exceeds_collection(&write) {
            return Err(Refusal::Error { error: Error::ItemCollectionSizeLimitExceeded, observed });
        }
        let mut account = Account::default();
        let mut consumed_capacity = None;
        if let Some(table) = self.database.table(write.table) {
            if condition_holds {
                account.write(&write, Consistency::Strong);
            } else {
                account.write_refused(&write, Consistency::Strong, UnitReason::ConditionFailed);
            }
            if let Err(throttle) = account.admit(&mut self.gate, table, self.now) {
                return Err(Refusal::Error { error: throttle.into(), observed });
            }
            if condition_holds {
                tracer.touch_write(table, &write, wanted.key);
            } else {
                tracer.touch_item(table, &write, wanted.key);
            }
            account.settle(table, &mut self.meters, self.now, tracer);
            consumed_capacity = account.consumed(table, wanted.table_name, wanted.consumed_capacity);
        }
        if !condition_holds {
            let old = write.before.filter(|_| wanted.old_on_condition_failure).map(|record| record.item);
            return Err(Refusal::Error { error: Error::ConditionalCheckFailed(old), observed });
        }
        let (table, key) = (write.table, write.key.clone());
        let written = write.after.as_ref().or(write.before.as_ref()).map(|record| record.item.clone());
        let batch = self.commit_item(write).into_iter().collect();
        let item_collection_metrics = self.database.table(table).filter(|_| wanted.item_collection_metrics).and_then(|table| {
            // Deleting what is not there leaves only the request's key to name the collection.
            self.collection_metrics(table, &key, written.as_deref().or(wanted.key)?)
        });
        Ok(Outcome { response: Response::Write { attributes, consumed_capacity, item_collection_metrics }, batch, observed })
    }
}
