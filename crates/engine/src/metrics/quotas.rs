//! Metrics of an account's throughput quotas: what they are, and which share of them is provisioned.
//!
//! Our model: CloudWatch's utilisation of an account is what all its provisioned tables and global indexes have been given, as a
//! share of the account's quota; that of the highest table is the most that one of them has been given, as a share of a table's
//! quota. Only tables that are there now are told of.
//!
//! Follows: developer guide, "DynamoDB metrics and dimensions", "Quotas in Amazon DynamoDB".

use report::{Fidelity, MetricScope, MetricSeries, MetricUnit, Statistic};

use super::Series;
use super::told::Span;
use crate::operations::{ACCOUNT_UNITS, UNITS_MAX};
use crate::{Engine, Table};

/// The metrics of one direction: the quotas of account and table, and the shares of them.
const NAMES: [[&str; 4]; 2] = [
    [
        "AccountMaxReads",
        "AccountMaxTableLevelReads",
        "AccountProvisionedReadCapacityUtilization",
        "MaxProvisionedTableReadCapacityUtilization",
    ],
    [
        "AccountMaxWrites",
        "AccountMaxTableLevelWrites",
        "AccountProvisionedWriteCapacityUtilization",
        "MaxProvisionedTableWriteCapacityUtilization",
    ],
];

/// The series of the account and region that a table is in. Shares are left out if nothing is provisioned.
pub(super) fn series(engine: &Engine, table: &Table, span: &Span) -> Vec<MetricSeries> {
    let mut provisioned = vec![[(0u64, 0u64); 2]; span.points];
    for (_, id) in engine.database.names(&table.account, &table.region) {
        let Some(table) = engine.database.table(id) else { continue };
        for series in engine.series_of(table) {
            let settings = span.settings(series, table.created.0 / 1_000);
            for (sums, units) in provisioned.iter_mut().zip(settings) {
                for ((sum, highest), units) in sums.iter_mut().zip(units) {
                    (*sum, *highest) = (sum.saturating_add(units), units.max(*highest));
                }
            }
        }
    }
    let table_units = UNITS_MAX.unsigned_abs();
    let mut told = vec![];
    for (direction, [account, of_table, share, highest_share]) in NAMES.into_iter().enumerate() {
        let of = |value: &dyn Fn((u64, u64)) -> u64| -> Vec<u64> {
            provisioned.iter().filter_map(|sums| sums.get(direction)).map(|sums| value(*sums)).collect()
        };
        told.push(one(account, MetricUnit::HalfUnits, of(&|_| ACCOUNT_UNITS * 2)));
        told.push(one(of_table, MetricUnit::HalfUnits, of(&|_| table_units * 2)));
        told.push(one(share, MetricUnit::PercentThousandths, of(&|(sum, _)| share_of(sum, ACCOUNT_UNITS))));
        told.push(one(highest_share, MetricUnit::PercentThousandths, of(&|(_, highest)| share_of(highest, table_units))));
    }
    told.retain(|series| series.values.iter().any(|value| *value > 0));
    told
}

/// Thousandths of a percent.
fn share_of(units: u64, quota: u64) -> u64 {
    units.saturating_mul(100_000) / quota
}

fn one(name: &str, unit: MetricUnit, values: Vec<u64>) -> MetricSeries {
    MetricSeries {
        name: name.to_owned(),
        scope: MetricScope::Account,
        dimensions: vec![],
        statistic: Statistic::Maximum,
        unit,
        values,
        peaks: vec![],
        fidelity: if unit == MetricUnit::PercentThousandths { Fidelity::Modelled } else { Fidelity::Exact },
    }
}

impl Engine {
    /// What was measured of a table and of its global indexes that are there.
    pub(super) fn series_of<'e>(&'e self, table: &'e Table) -> impl Iterator<Item = &'e Series> + use<'e> {
        let all = self.meters.metrics.tables.get(&table.id).map(Vec::as_slice).unwrap_or_default();
        all.iter().filter(|series| series.index.as_deref().is_none_or(|name| table.index(name).is_some()))
    }
}
