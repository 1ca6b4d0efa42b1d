//! Item locks of transactions that are still running.
//!
//! Here a transaction is carried out within one call, so nothing ever meets it half way. Our model: a host may let a write
//! transaction hold its items for a while of engine time (none by default); other writes and transactions that meet one of
//! them are refused as on the service, and a repeat with its token is told that it still runs. Locks end with the process.
//!
//! Follows: developer guide, "Amazon DynamoDB transactions" ("Transaction conflict handling").

use std::collections::BTreeMap;

use model::{EpochMillis, StorageKey};

use crate::{Engine, ItemWrite, TableId};

/// The items that are held, and until when.
#[derive(Clone, Debug, Default)]
pub(crate) struct Locks {
    /// How long a transaction holds its items.
    duration_ms: u64,
    held: BTreeMap<(TableId, StorageKey), EpochMillis>,
}

impl Locks {
    /// Whether a transaction holds the item at `now`.
    pub(crate) fn holds(&self, table: TableId, key: &StorageKey, now: EpochMillis) -> bool {
        // Most engines hold nothing: no key is cloned for them.
        !self.held.is_empty() && self.held.get(&(table, key.clone())).is_some_and(|until| now < *until)
    }

    /// Holds the items of a transaction that was carried out at `now`, and lets go those whose time has come.
    pub(crate) fn hold(&mut self, items: impl Iterator<Item = (TableId, StorageKey)>, now: EpochMillis) {
        if self.duration_ms == 0 {
            return;
        }
        self.held.retain(|_, until| now < *until);
        let until = EpochMillis(now.0.saturating_add(self.duration_ms));
        self.held.extend(items.map(|item| (item, until)));
    }

    /// Whether a transaction that was carried out at `time` still runs at `now`.
    pub(crate) fn still_runs(&self, time: EpochMillis, now: EpochMillis) -> bool {
        now.0.saturating_sub(time.0) < self.duration_ms
    }
}

impl Engine {
    /// Lets write transactions hold their items for so long, in milliseconds of engine time; 0 at first.
    pub fn set_transaction_duration(&mut self, duration_ms: u64) {
        self.locks = Locks { duration_ms, ..Locks::default() };
    }

    /// Whether a running transaction holds the item of this write.
    pub(crate) fn is_held(&self, write: &ItemWrite) -> bool {
        self.locks.holds(write.table, &write.key, self.now)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::script::{replay, with_table};

    const TRANSACTION: &str =
        r#"TransactWriteItems {"ClientRequestToken":"t","TransactItems":[{"Put":{"TableName":"Tab","Item":{"pk":{"S":"a"}}}}]}"#;

    #[test]
    fn a_running_transaction_is_in_the_way_of_writes_and_of_transactions() {
        let mut bench = with_table("Tab pk:S");
        bench.engine.set_transaction_duration(1_000);
        let mut told = replay(&mut bench, TRANSACTION);
        let others = r#"
            PutItem {"TableName":"Tab","Item":{"pk":{"S":"a"}}}
            UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"}}}
            DeleteItem {"TableName":"Tab","Key":{"pk":{"S":"a"}}}
            BatchWriteItem {"RequestItems":{"Tab":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}},{"PutRequest":{"Item":{"pk":{"S":"c"}}}}]}}
            TransactWriteItems {"TransactItems":[{"Delete":{"TableName":"Tab","Key":{"pk":{"S":"b"}}}},{"Delete":{"TableName":"Tab","Key":{"pk":{"S":"a"}}}}]}
            TransactGetItems {"TransactItems":[{"Get":{"TableName":"Tab","Key":{"pk":{"S":"a"}}}}]}
            GetItem {"TableName":"Tab","Key":{"pk":{"S":"a"}}}
            ExecuteStatement {"Statement":"DELETE FROM Tab WHERE pk = 'a'"}
            BatchExecuteStatement {"Statements":[{"Statement":"DELETE FROM Tab WHERE pk = 'a'"}]}
            ExecuteTransaction {"TransactStatements":[{"Statement":"DELETE FROM Tab WHERE pk = 'a'"}]}
        "#;
        told += &replay(&mut bench, others);
        told += &replay(&mut bench, TRANSACTION);
        bench.now += 1_000;
        told += &replay(&mut bench, TRANSACTION);
        told += &replay(&mut bench, r#"DeleteItem {"TableName":"Tab","Key":{"pk":{"S":"a"}}}"#);
        expect![[r#"
            {}
            TransactionConflictException: Transaction is ongoing for the item
            TransactionConflictException: Transaction is ongoing for the item
            TransactionConflictException: Transaction is ongoing for the item
            {"UnprocessedItems":{"Tab":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]}}
            {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [None, TransactionConflict]","CancellationReasons":[{"Code":"None"},{"Code":"TransactionConflict","Message":"Transaction is ongoing for the item."}]}
            {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]","CancellationReasons":[{"Code":"TransactionConflict","Message":"Transaction is ongoing for the item."}]}
            {"Item":{"pk":{"S":"a"}}}
            TransactionConflictException: Transaction is ongoing for the item
            {"Responses":[{"Error":{"Code":"TransactionConflict","Message":"Transaction is ongoing for the item"}}]}
            {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]","CancellationReasons":[{"Code":"TransactionConflict","Message":"Transaction is ongoing for the item."}]}
            TransactionInProgressException: Transaction from previous request is still in progress
            {}
            {}
        "#]].assert_eq(&told);
    }
}
