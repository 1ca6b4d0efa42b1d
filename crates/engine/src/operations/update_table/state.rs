//! What is under way on the table and refuses other changes (facts 4.1).

use api::text::{InUse, LimitExceeded, Names, Sentence, StreamToggle};
use api::{Error, Exception, IndexStatus, IsoDate, TableStatus, UpdateTable};
use model::EpochMillis;
use report::IndexKind;

use super::Plan;
use super::shape::Actions;
use crate::control::Task;
use crate::{Index, Table};

/// Checks that nothing under way stands against the request.
pub(super) fn check(table: &Table, request: &UpdateTable, actions: &Actions<'_>, plan: &Plan) -> Result<(), Error> {
    let name = || table.name.clone();
    match table.status {
        TableStatus::Creating => return in_use(InUse::BeingCreated(name())),
        TableStatus::Deleting => return in_use(InUse::BeingDeleted(name())),
        TableStatus::Updating | TableStatus::Active => {}
    }
    let throughput = table.control.changes_throughput();
    check_stream_change(table, request, actions, plan)?;
    check_class_change(table, request, actions, plan)?;
    if plan.capacity.is_some() {
        check_throughput(table, throughput)?;
    }
    if request.settings.stream.is_some() {
        if throughput {
            return in_use(InUse::StreamWhileThroughput(name()));
        }
        if global(table).any(is_allocating) {
            return in_use(InUse::StreamWhileIndexCreated);
        }
    }
    if plan.bounds.maximums.is_some() {
        check_maximums(table, throughput)?;
    }
    if request.settings.encryption.is_some() && table.control.has(|task| matches!(task, Task::Encryption)) {
        return in_use(InUse::EncryptionChanging);
    }
    for update in &actions.updates {
        check_index(table, &update.index_name, InUse::IndexNotBackfilling)?;
    }
    for index in &actions.deletes {
        check_index(table, index, InUse::IndexAllocating)?;
    }
    if actions.change_indexes() {
        if throughput {
            return in_use(InUse::IndexWhileThroughput(name()));
        }
        // A backfill may be ended by dropping its index; every other creation or deletion has to wait.
        let busy = |index: &&Index| matches!(index.status, IndexStatus::Creating | IndexStatus::Deleting);
        let busy_vectors = table.control.vector_indexes.iter().any(|index| index.status != IndexStatus::Active);
        if busy_vectors || global(table).filter(busy).any(|index| !actions.deletes.contains(&index.name.as_str())) {
            return Err(Error::LimitExceeded(LimitExceeded::OnlineIndexes));
        }
    }
    Ok(())
}

/// What waits for a stream that is being enabled or disabled.
fn check_stream_change(table: &Table, request: &UpdateTable, actions: &Actions<'_>, plan: &Plan) -> Result<(), Error> {
    let Some((label, enabling)) = table.control.stream_changing() else { return Ok(()) };
    let toggle = StreamToggle { table: table.name.clone(), label, enabling };
    if plan.capacity.is_some() {
        return in_use(InUse::ThroughputWhileStream(toggle));
    }
    if request.settings.stream.is_some() {
        return in_use(InUse::StreamChanging(toggle));
    }
    if request.settings.table_class.is_some() {
        return in_use(InUse::TableClassWhileStream(toggle));
    }
    if plan.bounds.maximums.is_some() {
        return in_use(InUse::MaximumWhileStream);
    }
    if actions.change_indexes() { in_use(InUse::IndexWhileStream) } else { Ok(()) }
}

/// What waits for a table class that is being changed.
fn check_class_change(table: &Table, request: &UpdateTable, actions: &Actions<'_>, plan: &Plan) -> Result<(), Error> {
    let class = match &table.control.table_class {
        Some(class) if table.control.has(|task| matches!(task, Task::Setting)) => class.clone(),
        _ => return Ok(()),
    };
    if request.settings.table_class.is_some() {
        return in_use(InUse::TableClassChanging(table.name.clone(), class));
    }
    if request.settings.stream.is_some() {
        return in_use(InUse::StreamWhileTableClass(table.name.clone(), class));
    }
    if plan.bounds.maximums.is_some() {
        return in_use(InUse::MaximumWhileTableClass(class));
    }
    if actions.change_indexes() { in_use(InUse::IndexWhileTableClass) } else { Ok(()) }
}

fn check_throughput(table: &Table, throughput: bool) -> Result<(), Error> {
    if throughput {
        return in_use(InUse::ThroughputChanging(table.name.clone()));
    }
    let names = |of: fn(&Index) -> bool| Names(global(table).filter(|index| of(index)).map(|index| index.name.clone()).collect());
    let allocating = names(is_allocating);
    if !allocating.0.is_empty() {
        return in_use(InUse::ThroughputWhileIndexCreated(table.name.clone(), allocating));
    }
    let deleting = names(|index| index.status == IndexStatus::Deleting);
    if !deleting.0.is_empty() {
        return in_use(InUse::ThroughputWhileIndexDeleted(table.name.clone(), deleting));
    }
    Ok(())
}

/// Deletion protection stays as it is for a while after each switch.
pub(super) fn check_protection(table: &Table, pause_ms: u64, now: EpochMillis) -> Result<(), Error> {
    match table.control.protection_changed {
        Some(changed) if now.0.saturating_sub(changed.0) < pause_ms => {
            let until = IsoDate(EpochMillis(changed.0.saturating_add(pause_ms)));
            let sentence = Sentence::ProtectionPause(table.name.clone(), pause_ms, until);
            Err(Error::Exception(Exception::Throttling, sentence))
        }
        _ => Ok(()),
    }
}

/// Maximums wait for a change of the billing mode and for indexes that come or go.
fn check_maximums(table: &Table, throughput: bool) -> Result<(), Error> {
    if throughput {
        return in_use(InUse::MaximumWhileBilling);
    }
    for (status, text) in [
        (IndexStatus::Creating, InUse::MaximumWhileIndexCreated as fn(Names) -> InUse),
        (IndexStatus::Deleting, InUse::MaximumWhileIndexDeleted),
    ] {
        let named = global(table).filter(|index| index.status == status && !index.backfilling);
        let names = Names(named.map(|index| index.name.clone()).collect());
        if !names.0.is_empty() {
            return in_use(text(names));
        }
    }
    Ok(())
}

fn check_index(table: &Table, name: &str, allocating: fn(String, String) -> InUse) -> Result<(), Error> {
    let Some(index) = table.index(name) else { return Ok(()) };
    match index.status {
        IndexStatus::Creating if !index.backfilling => in_use(allocating(table.name.clone(), name.to_owned())),
        IndexStatus::Deleting => in_use(InUse::IndexBeingDeleted(table.name.clone(), name.to_owned())),
        IndexStatus::Updating => in_use(InUse::IndexBeingUpdated(table.name.clone(), name.to_owned())),
        IndexStatus::Creating | IndexStatus::Active => Ok(()),
    }
}

fn global(table: &Table) -> impl Iterator<Item = &Index> {
    table.indexes.iter().filter(|index| index.kind == IndexKind::Global)
}

fn is_allocating(index: &Index) -> bool {
    index.status == IndexStatus::Creating && !index.backfilling
}

fn in_use(text: InUse) -> Result<(), Error> {
    Err(Error::ResourceInUse(text))
}
