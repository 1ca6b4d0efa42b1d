//! What the engine's tests share: an engine that is asked in wire JSON and answers in a line.

use std::sync::Arc;

use api::{Operation, Response, TableDescription, TableStatus};
use model::{EpochMillis, StorageKey};

use crate::{Blocks, ChangeRecord, Context, Engine, Record, Refusal, Table};

/// An engine at a moment, and everything it has changed.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) engine: Engine,
    /// Engine time in milliseconds.
    pub(crate) now: u64,
    /// All changes, in order.
    pub(crate) records: Vec<ChangeRecord>,
}

impl Default for Bench {
    fn default() -> Self {
        Bench { engine: Engine::new(7), now: 1_700_000_000_000, records: vec![] }
    }
}

impl Bench {
    /// The circumstances of a request now.
    pub(crate) fn context(&self) -> Context {
        Context::new(EpochMillis(self.now), "eu-west-1")
    }

    /// Carries out a request in wire JSON.
    pub(crate) fn ask(&mut self, operation: &str, body: &str) -> Result<Response, api::Error> {
        self.execute(api::decode(&format!("DynamoDB_20120810.{operation}"), body.as_bytes())?)
    }

    /// Carries out an operation.
    pub(crate) fn execute(&mut self, operation: Operation) -> Result<Response, api::Error> {
        match self.engine.execute(&self.context(), operation, None) {
            Ok(outcome) => {
                self.records.extend(outcome.batch);
                Ok(outcome.response)
            }
            Err(Refusal::Error { error, .. }) => Err(error),
            Err(Refusal::Missing(missing, _)) => panic!("{missing:?} in a test without storage"),
        }
    }

    /// Carries out a request and says in a line what came of it.
    pub(crate) fn told(&mut self, operation: &str, body: &str) -> String {
        match self.ask(operation, body) {
            Err(error) => error.to_string(),
            Ok(Response::Table(table)) => table_line(&table),
            Ok(Response::ListTables { table_names, last_evaluated_table_name }) => {
                let more = last_evaluated_table_name.map_or(String::new(), |name| format!("; more after {name}"));
                format!("{}{more}", table_names.join(", "))
            }
            Ok(other) => format!("{other:?}"),
        }
    }
}

/// What a table holds, however its leaves are cut.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Contents {
    pub(crate) name: String,
    pub(crate) status: TableStatus,
    definition: String,
    items: Vec<(StorageKey, Record)>,
    entries: Vec<Vec<(StorageKey, Record)>>,
}

/// What all tables of an engine hold.
pub(crate) fn contents(engine: &Engine) -> Vec<Contents> {
    let records = |blocks: &Blocks| blocks.iter().map(|(key, record)| (key.clone(), record.clone())).collect();
    let of_table = |table: &Arc<Table>| {
        let mut definition = Table::clone(table);
        let entries = definition.indexes.iter_mut().map(|index| records(&std::mem::take(&mut index.entries))).collect();
        let items = records(&std::mem::take(&mut definition.items));
        definition.status = TableStatus::Active;
        let definition = format!("{definition:?}");
        Contents { name: table.name.clone(), status: table.status, definition, items, entries }
    };
    engine.database().tables().map(of_table).collect()
}

fn table_line(table: &TableDescription) -> String {
    let status = |status: String| status.to_uppercase();
    let capacity = |throughput: api::ProvisionedThroughput| match throughput {
        api::ProvisionedThroughput { read_capacity_units: 0, write_capacity_units: 0 } => "OnDemand".to_owned(),
        api::ProvisionedThroughput { read_capacity_units, write_capacity_units } => {
            format!("Provisioned {{ read_units: {read_capacity_units}, write_units: {write_capacity_units} }}")
        }
    };
    let mut line = format!(
        "{} {} {} items={} bytes={}",
        table.table_name,
        status(format!("{:?}", table.table_status)),
        capacity(table.provisioned_throughput),
        table.item_count,
        table.table_size_bytes
    );
    for index in table.local_secondary_indexes.iter().chain(&table.global_secondary_indexes) {
        line += &format!("; {}", index.index_name);
        if let Some(of) = index.status {
            line += &format!(" {}", status(format!("{of:?}")));
        }
        if let Some(backfilling) = index.backfilling {
            line += if backfilling { " backfilling" } else { " allocating" };
        }
        if let Some(throughput) = index.provisioned_throughput {
            line += &format!(" {}", capacity(throughput));
        }
        line += &format!(" entries={}", index.item_count);
    }
    line
}
