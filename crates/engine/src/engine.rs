//! The engine: one call in, one outcome out.
//!
//! It dispatches and commits; what an operation means stands in its own file under `operations`. It does not store anything
//! itself: the host makes each outcome's batch durable and says so with [`Engine::mark_durable`].
//!
//! Follows: Amazon DynamoDB API Reference, "Operations".

use std::collections::BTreeMap;
use std::sync::Arc;

use api::Operation;
use model::EpochMillis;
use report::Trace;

use crate::admission::Gate;
use crate::control::ControlPlaneDelays;
use crate::due::DueTimes;
use crate::history::records::Histories;
use crate::intake::Unpacked;
use crate::job::{self, DoStep};
use crate::journal::Tail;
use crate::locks::Locks;
use crate::meter::Meters;
use crate::object::Objects;
use crate::replicas::ReadLag;
use crate::tokens::TokenAges;
use crate::tracer::Tracer;
use crate::undo::UndoHistory;
use crate::undurable::Undurable;
use crate::{
    Change, ChangeRecord, Context, Database, ItemChange, ItemWrite, Origin, Outcome, Refusal, SWEEP_MS, SizeBounds, Table,
    TableChange, TableId, operations,
};

/// All tables, their history's position and their meters.
#[derive(Debug)]
pub struct Engine {
    pub(crate) database: Database,
    /// Sequence number of the newest change; 0 before the first.
    pub(crate) sequence: u64,
    /// What chance is a hash of.
    pub(crate) seed: u64,
    /// Engine time: the latest that was ever told. It never goes back.
    pub(crate) now: EpochMillis,
    pub(crate) meters: Meters,
    pub(crate) undurable: Undurable,
    /// Number of the newest table; 0 before the first.
    pub(crate) last_table: u64,
    pub(crate) delays: ControlPlaneDelays,
    pub(crate) due: DueTimes,
    /// Changes of due work that no outcome has carried yet.
    pub(crate) unsent: Vec<ChangeRecord>,
    /// Tokens of transactions by age.
    pub(crate) token_ages: TokenAges,
    /// Items that running transactions hold.
    pub(crate) locks: Locks,
    pub(crate) size_bounds: SizeBounds,
    /// Tables that are not resident.
    pub(crate) absent: usize,
    /// Changes that wait for a table to become resident.
    pub(crate) tails: BTreeMap<TableId, Tail>,
    pub(crate) undo: UndoHistory,
    /// How far eventually consistent reads may be behind.
    pub(crate) read_lag: ReadLag,
    /// A table has, or had, a resource policy.
    pub(crate) has_policies: bool,
    /// Global tables of version 2017.11.29 can be made.
    pub(crate) legacy_global_tables: bool,
    /// How long writes take to the other regions of a global table.
    pub(crate) replication_lag_ms: u64,
    /// What is neither table nor item.
    pub(crate) objects: Objects,
    /// What does a step of a job; `None` while jobs are held.
    pub(crate) job_step: Option<DoStep>,
    /// Tables with jobs that are due and held.
    pub(crate) held_jobs: Vec<TableId>,
    /// Parts of bucket files that were put or removed.
    pub(crate) bucket_changes: u64,
    /// The file that an import or a bulk put reads.
    pub(crate) unpacked: Option<Unpacked>,
    /// What readers need of the tables' past.
    pub(crate) histories: Histories,
    /// Milliseconds from one sweep of expired items to the next.
    pub(crate) sweep_ms: u64,
    /// What requests ask for capacity, if it is enforced.
    pub(crate) gate: Option<Gate>,
}

impl Engine {
    /// An empty database. Equal seeds and equal calls give equal outcomes.
    pub fn new(seed: u64) -> Self {
        Engine {
            database: Database::default(),
            sequence: 0,
            seed,
            now: EpochMillis(0),
            meters: Meters::default(),
            undurable: Undurable::default(),
            last_table: 0,
            delays: ControlPlaneDelays::default(),
            due: DueTimes::default(),
            unsent: vec![],
            token_ages: TokenAges::default(),
            locks: Locks::default(),
            size_bounds: SizeBounds::default(),
            absent: 0,
            tails: BTreeMap::new(),
            undo: UndoHistory::default(),
            objects: Objects::new(),
            unpacked: None,
            job_step: Some(job::step),
            held_jobs: vec![],
            bucket_changes: 0,
            read_lag: ReadLag::default(),
            replication_lag_ms: 0,
            legacy_global_tables: false,
            has_policies: false,
            histories: Histories::default(),
            sweep_ms: SWEEP_MS,
            gate: None,
        }
    }

    /// Carries out one operation, after all work that is due by `context.now`.
    ///
    /// The operation comes by value, so that a put moves its item instead of copying it; [`Refusal::Missing`] hands it back.
    /// A trace is filled if one is given; without one nothing is computed for it.
    pub fn execute(&mut self, context: &Context, operation: Operation, trace: Option<&mut Trace>) -> Result<Outcome, Refusal> {
        self.drain_due(context.now);
        if let Some(missing) = self.missing(context, &operation) {
            return Err(Refusal::Missing(missing, Box::new(operation)));
        }
        let name = operation.name();
        self.begin_measure(&operation);
        let outcome = match self.authorize(context, &operation) {
            Ok(()) => self.dispatch(context, operation, trace),
            Err(refused) => Err(refused),
        };
        self.measure(context, name, &outcome);
        if self.gate.is_some() {
            self.settle_gate();
        }
        let mut outcome = outcome?;
        self.undo.note(name, &outcome.batch);
        let splits = self.split_full(&outcome.batch);
        outcome.batch.extend(splits);
        if !self.unsent.is_empty() {
            let due = self.take_unsent();
            outcome.batch.splice(0..0, due);
        }
        Ok(outcome)
    }

    /// Does a bounded part of the work that is due by `now`, and only that. The changes are to be made durable. A host calls it
    /// before each request and after a refusal, as long as [`Engine::is_due`]: a refusal carries no batch, so what came due
    /// with it waits here.
    pub fn tick(&mut self, now: EpochMillis) -> Vec<ChangeRecord> {
        self.drain_some(now);
        self.take_unsent()
    }

    /// Sets how long control-plane work takes from now on.
    pub fn set_delays(&mut self, delays: ControlPlaneDelays) {
        self.delays = delays;
    }

    /// Engine time: the latest that was told.
    pub fn now(&self) -> EpochMillis {
        self.now
    }

    /// What chance is a hash of: with the same requests it gives the same ids.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Sequence number of the newest change; 0 before the first.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Tells that all changes up to `sequence` are durable: no reply waits for them any more.
    pub fn mark_durable(&mut self, sequence: u64) {
        self.undurable.forget_up_to(sequence);
        self.undo.forget_up_to(sequence);
    }

    /// All tables.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Carries out planned writes in order. Total. A write that changes nothing leaves no record.
    pub(crate) fn commit_items(&mut self, writes: Vec<ItemWrite>) -> Vec<ChangeRecord> {
        writes.into_iter().filter_map(|write| self.commit_item(write)).collect()
    }

    /// Carries out one planned write of a request. Total.
    pub(crate) fn commit_item(&mut self, write: ItemWrite) -> Option<ChangeRecord> {
        self.commit_item_of(write, Origin::Request)
    }

    /// Carries out one planned write. Total.
    pub(crate) fn commit_item_of(&mut self, write: ItemWrite, origin: Origin) -> Option<ChangeRecord> {
        if write.changes_nothing() {
            return None;
        }
        let change = ItemChange {
            table: write.table,
            key: write.key.clone(),
            before: write.before.as_ref().map(|record| Arc::clone(&record.item)),
            after: write.after.as_ref().map(|record| Arc::clone(&record.item)),
            origin,
            kept: self.histories.stores(write.table),
        };
        let table = write.table;
        let mut expires = false;
        self.sequence += 1;
        self.undurable.note_item(&write, self.sequence);
        if let Some(table) = self.database.table_mut(table) {
            expires = table.enabled_time_to_live().is_some();
            let units = table.change_units(&write, self.sequence);
            if units > 0 {
                self.meters.record_change_units(self.now, table.id, units);
            }
            table.apply(write);
        }
        let record = ChangeRecord { sequence: self.sequence, time: self.now, change: Change::Item(change) };
        if expires {
            self.note_expiry(table);
        }
        if !self.histories.is_idle() {
            let trims = self.undurable.of_table(table) == 0;
            let due = self.histories.note(&record, trims);
            self.due.note_trimming(due);
            if origin != Origin::Replication {
                self.note_replication(table);
            }
        }
        Some(record)
    }

    /// Puts, replaces or removes a table. Total. The shards of its stream follow its partitions.
    pub(crate) fn commit_table(&mut self, before: Option<Arc<Table>>, mut after: Option<Arc<Table>>) -> Option<ChangeRecord> {
        if let Some(table) = after.as_mut().filter(|table| table.has_split_shards()) {
            Arc::make_mut(table).follow_partitions(self.now, self.sequence);
        }
        let table = after.as_ref().or(before.as_ref())?.id;
        self.sequence += 1;
        self.undurable.note_table(table, self.sequence);
        self.place_table(before.as_deref(), after.clone());
        let change = Change::Table(TableChange { table, before, after });
        Some(ChangeRecord { sequence: self.sequence, time: self.now, change })
    }

    fn dispatch(&mut self, context: &Context, operation: Operation, trace: Option<&mut Trace>) -> Result<Outcome, Refusal> {
        let mut tracer = Tracer::new(trace);
        let tracer = &mut tracer;
        tracer.begin(&operation);
        match operation {
            Operation::CreateTable(request) => operations::create_table::execute(self, context, *request),
            Operation::DescribeTable(request) => operations::describe_table::execute(self, context, &request),
            Operation::DeleteTable(request) => operations::delete_table::execute(self, context, &request),
            Operation::ListTables(request) => Ok(operations::list_tables::execute(self, context, &request)),
            Operation::PutItem(request) => operations::put_item::execute(self, context, request, tracer),
            Operation::GetItem(request) => operations::get_item::execute(self, context, &request, tracer),
            Operation::UpdateItem(request) => operations::update_item::execute(self, context, &request, tracer),
            Operation::DeleteItem(request) => operations::delete_item::execute(self, context, &request, tracer),
            Operation::Query(request) => operations::query::execute(self, context, &request, tracer),
            Operation::Scan(request) => operations::scan::execute(self, context, &request, tracer),
            Operation::BatchGetItem(request) => operations::batch_get_item::execute(self, context, &request, tracer),
            Operation::BatchWriteItem(request) => operations::batch_write_item::execute(self, context, request, tracer),
            Operation::TransactGetItems(request) => operations::transact_get_items::execute(self, context, &request, tracer),
            Operation::TransactWriteItems(request) => operations::transact_write_items::execute(self, context, request, tracer),
            Operation::UpdateTable(request) => operations::update_table::execute(self, context, *request),
            Operation::Call(call) => {
                self.resume_jobs();
                operations::call::execute(self, context, *call, tracer)
            }
        }
    }
}
