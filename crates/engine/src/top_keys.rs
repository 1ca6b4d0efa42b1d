//! The busiest partition keys of a table or index: what contributor insights show.
//!
//! Memory is bounded: [`COUNTERS`] counters that the rarest key gives up to a new one, with its count (the "space saving"
//! method). So a key that has more than a hundredth of all units is among them for certain, and no count is too low.
//!
//! Our model: counts begin when insights are enabled and last for the session; combined partition and sort keys are not counted.
//! A page of a scan belongs to the key with which it begins.
//!
//! Follows: developer guide, "CloudWatch Contributor Insights for DynamoDB: How it works".

use std::collections::BTreeMap;

use model::{HalfUnits, KeyHash};

use crate::{Engine, Table};

/// Keys that are counted at once (our bound: more than a screen shows).
pub(crate) const COUNTERS: usize = 100;

/// Counters by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TopKeys(BTreeMap<KeyHash, HalfUnits>);

/// A key and what it consumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusyKey {
    /// The partition key, readable; its hash in hexadecimal digits if no item has it any more.
    pub key: String,
    /// Where it lies.
    pub hash: KeyHash,
    /// Three times the write units and the read units, at most by as much too high as the rarest counted key has.
    pub units: HalfUnits,
}

impl TopKeys {
    /// Adds what a key consumed.
    pub(crate) fn count(&mut self, key: KeyHash, units: HalfUnits) {
        if let Some(counter) = self.0.get_mut(&key) {
            *counter += units;
            return;
        }
        let mut inherited = HalfUnits::ZERO;
        if self.0.len() >= COUNTERS {
            let rarest = self.0.iter().min_by_key(|(_, units)| **units).map(|(key, _)| *key);
            inherited = rarest.and_then(|key| self.0.remove(&key)).unwrap_or(HalfUnits::ZERO);
        }
        self.0.insert(key, inherited + units);
    }

    /// The keys, the busiest first.
    pub(crate) fn ranked(&self) -> Vec<(KeyHash, HalfUnits)> {
        let mut ranked: Vec<_> = self.0.iter().map(|(key, units)| (*key, *units)).collect();
        model::sort_by(&mut ranked, |left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
        ranked
    }
}

impl Engine {
    /// The busiest partition keys of a table or of one of its global indexes, if contributor insights are enabled there.
    pub fn busiest_keys(&self, table: &Table, index: Option<&str>) -> Option<Vec<BusyKey>> {
        let enabled = table.control.insights.iter().find(|insight| insight.index.as_deref() == index)?.enabled;
        let keys = self.meters.keys(table.id, index).filter(|_| enabled)?;
        let (blocks, schema) = match index {
            None => (&table.items, &table.key),
            Some(name) => table.index(name).map(|index| (&index.entries, &index.key))?,
        };
        let partition_only = model::KeySchema { partition: schema.partition.clone(), sort: vec![] };
        let readable = |hash: KeyHash| {
            let first = hash.0.to_be_bytes();
            let found = blocks.range(std::ops::Bound::Included(&first), std::ops::Bound::Unbounded).next();
            let (_, record) = found.filter(|(key, _)| key.hash() == hash)?;
            Some(crate::table::readable_key(&partition_only, &record.item))
        };
        let key = |(hash, units): (KeyHash, HalfUnits)| BusyKey {
            key: readable(hash).unwrap_or_else(|| format!("{:032x}", { hash.0 })),
            hash,
            units,
        };
        Some(keys.ranked().into_iter().map(key).collect())
    }
}

#[cfg(test)]
mod tests {
    use model::{HalfUnits, KeyHash};

    use super::{COUNTERS, TopKeys};
    use crate::testing::Bench;

    #[test]
    fn keys_are_ranked_by_three_times_their_writes_and_their_reads() {
        let mut bench = Bench::default();
        let ask = |bench: &mut Bench, operation: &str, more: &str| {
            bench.ask(operation, &format!(r#"{{"TableName":"Tab",{more}}}"#)).unwrap();
        };
        ask(
            &mut bench,
            "CreateTable",
            r#""BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
            "GlobalSecondaryIndexes":[{"IndexName":"by-g","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]"#,
        );
        ask(&mut bench, "PutItem", r#""Item":{"pk":{"S":"uncounted"}}"#);
        ask(&mut bench, "UpdateContributorInsights", r#""ContributorInsightsAction":"ENABLE""#);
        ask(&mut bench, "UpdateContributorInsights", r#""ContributorInsightsAction":"ENABLE","IndexName":"by-g""#);
        ask(&mut bench, "PutItem", r#""Item":{"pk":{"S":"a"},"g":{"S":"x"}}"#);
        for _ in 0..4 {
            ask(&mut bench, "GetItem", r#""Key":{"pk":{"S":"b"}},"ConsistentRead":true"#);
        }
        ask(&mut bench, "PutItem", r#""Item":{"pk":{"S":"b"}}"#);
        let table = bench.engine.database().tables().next().unwrap();
        let told = |index| {
            let keys = bench.engine.busiest_keys(table, index).unwrap_or_default();
            keys.into_iter().map(|key| (key.key, key.units)).collect::<Vec<_>>()
        };
        assert_eq!(told(None), [("b".to_owned(), HalfUnits(14)), ("a".to_owned(), HalfUnits(6))]);
        assert_eq!(told(Some("by-g")), [("x".to_owned(), HalfUnits(6))]);
        ask(&mut bench, "UpdateContributorInsights", r#""ContributorInsightsAction":"DISABLE""#);
        assert_eq!(bench.engine.busiest_keys(bench.engine.database().tables().next().unwrap(), None), None);
    }

    #[test]
    fn a_busy_key_is_found_among_thousands_of_rare_ones() {
        let mut keys = TopKeys::default();
        for round in 0..5_000u128 {
            keys.count(KeyHash(round + 10), HalfUnits(2));
            if round % 10 == 0 {
                keys.count(KeyHash(1), HalfUnits(6));
            }
        }
        let ranked = keys.ranked();
        assert_eq!(ranked.len(), COUNTERS);
        assert_eq!(ranked[0].0, KeyHash(1));
        assert!(ranked[0].1 >= HalfUnits(3_000), "no count is too low");
    }
}
