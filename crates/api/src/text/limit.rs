//! Texts of LimitExceededException and of throttling.
//!
//! Follows: facts 3.1, 3.2, 3.5, 3.18.

use core::fmt;

use model::EpochMillis;
use serde::{Deserialize, Serialize};

use super::{SUBSCRIBER, WarmPlace};
use crate::date::{IsoDate, LongDate};

texts! {
    /// Texts of LimitExceededException (3.1, 3.2, 3.5; LAB).
    LimitExceeded {
        /// A second index creation or deletion.
        OnlineIndexes => SUBSCRIBER "Only 1 online index can be created or deleted simultaneously per table",
        /// A 21st global index by UpdateTable.
        GlobalIndexes => SUBSCRIBER "Number of global secondary indexes exceeds per-table limit of 20",
        /// A sixth vector index by UpdateTable.
        VectorIndexes => SUBSCRIBER "Number of vector secondary indexes exceeds per-table limit of 5",
        /// A fifth throughput decrease on a UTC day: when the last one was and the next one may be.
        Decreases(last: LongDate, next: LongDate)
            => SUBSCRIBER "Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each \
                subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases \
                today: 4. Last decrease at {last}. Next decrease can be made at {next}.",
        /// A third table class change in 30 days.
        TableClassUpdates => SUBSCRIBER "Updates to TableClass are limited to 2 times in 30 day(s).",
        /// OnDemandThroughput above the account's maximum: dimension, `table` or `index : <name>`, the quota, region.
        OnDemandMaximum(dimension: &'static str, place: String, quota: &'static str, region: String)
            => SUBSCRIBER "Requested {dimension} for OnDemandThroughput for {place} exceeds {quota} of the account in region {region}",
        /// WarmThroughput above the account's maximum: dimension, place, the quota, region.
        WarmMaximum(dimension: &'static str, place: WarmPlace, quota: &'static str, region: String)
            => SUBSCRIBER "Requested {dimension} for WarmThroughput for {place} exceeds {quota} of the account in region {region}",
        /// A fifth encryption change in 24 hours: the window's end, changes, the last one, the next one.
        EncryptionChanges(until: IsoDate, changes: usize, last: IsoDate, next: IsoDate)
            => SUBSCRIBER "Encryption mode changes are limited in the 24h window ending at {until}. After the first 4 change, each \
                subsequent change in the same window can be performed at most once every 21600 seconds. Number of updates today: \
                {changes}. Last change at {last}. Next changes can be made at {next}.",
        /// Throughput above a table's maximum: dimension (`ReadCapacityUnits`), units, region.
        TableMaximum(dimension: &'static str, units: i64, region: String)
            => "The requested {dimension}, {units}, is above the per table maximum for the account in {region}. Per table maximum: \
                40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
        /// Throughput above an index's maximum: dimension, index, units, region.
        IndexMaximum(dimension: &'static str, index: String, units: i64, region: String)
            => "The requested {dimension} for index {index}, {units}, is above the per index maximum for the account in {region}. \
                Per index maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request \
                higher limits.",
        /// Throughput above what all tables may have: dimension, region, what they have, the quota, what is added.
        AccountUnits(dimension: &'static str, region: String, reserved: u64, quota: u64, requested: u64)
            => "This request would have caused the {dimension} limit to be exceeded for the account in {region}. Current \
                {dimension} reserved by the account: {reserved}. Limit: {quota}. Requested: {requested}. Refer to the Amazon \
                DynamoDB Developer Guide for current limits and how to request higher limits.",
    }
}

impl LimitExceeded {
    /// The fifth decrease of a day.
    pub fn decreases(last: EpochMillis, next: EpochMillis) -> Self {
        LimitExceeded::Decreases(LongDate(last), LongDate(next))
    }
}

/// Which of the throttling sentences applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Throttled {
    /// A provisioned table.
    ProvisionedTable,
    /// A provisioned global secondary index.
    ProvisionedIndex,
    /// An on-demand table.
    OnDemandTable,
    /// An on-demand global secondary index.
    OnDemandIndex,
}

impl fmt::Display for Throttled {
    /// The sentence of section 3.18, without the final stop that the wire lacks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Throttled::ProvisionedTable => {
                "The level of configured provisioned throughput for the table was exceeded. \
                 Consider increasing your provisioning level with the UpdateTable API."
            }
            Throttled::ProvisionedIndex => {
                "The level of configured provisioned throughput for one or more global secondary indexes of the table was \
                 exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with \
                 the UpdateTable API."
            }
            Throttled::OnDemandTable => {
                "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or \
                 index so please try again shortly. If exceptions persist, check if you have a hot key: \
                 https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html"
            }
            Throttled::OnDemandIndex => {
                "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is automatically \
                 scaling your index so please try again shortly."
            }
        })
    }
}
