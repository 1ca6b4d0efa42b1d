//! The list of tables.

use api::{IndexStatus, TableStatus};
use report::{IndexKind, IndexReport, TableReport};

use super::{capacity_mode, projection};
use crate::{Engine, Index, Table};

impl Engine {
    /// The tables of a region in byte order of their names. Figures of a table that is not resident are those of the last
    /// checkpoint.
    pub fn tables(&self, region: &str) -> Vec<TableReport> {
        let mut tables: Vec<_> =
            self.database.tables().filter(|table| table.region == region && table.control.is_addressed()).collect();
        model::sort_by(&mut tables, |left, right| (&left.name, left.id).cmp(&(&right.name, right.id)));
        tables.into_iter().map(|table| table_report(table)).collect()
    }
}

fn table_report(table: &Table) -> TableReport {
    let (item_count, size_bytes) = table.partitions.held();
    TableReport {
        name: table.name.clone(),
        arn: table.arn(),
        status: match table.status {
            TableStatus::Creating => "CREATING",
            TableStatus::Updating => "UPDATING",
            TableStatus::Deleting => "DELETING",
            TableStatus::Active => "ACTIVE",
        }
        .to_owned(),
        key: table.key.clone(),
        capacity: capacity_mode(table.capacity),
        created: table.created,
        item_count,
        size_bytes,
        partition_count: table.partitions.count(),
        indexes: table.indexes.iter().map(|index| index_report(table, index)).collect(),
        deletion_protection: table.control.deletion_protection,
    }
}

fn index_report(table: &Table, index: &Index) -> IndexReport {
    let (item_count, size_bytes) = index.partitions.held();
    let global = index.kind == IndexKind::Global;
    IndexReport {
        name: index.name.clone(),
        kind: index.kind,
        key: index.key.clone(),
        projection: projection(&index.projected),
        status: match index.status {
            IndexStatus::Creating => "CREATING",
            IndexStatus::Updating => "UPDATING",
            IndexStatus::Deleting => "DELETING",
            IndexStatus::Active => "ACTIVE",
        }
        .to_owned(),
        capacity: global.then(|| capacity_mode(index.capacity)),
        item_count,
        size_bytes,
        partition_count: table.key_space(Some(&index.name)).count(),
    }
}
