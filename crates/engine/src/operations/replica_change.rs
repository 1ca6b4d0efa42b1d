//! UpdateTable where it changes the replicas of a global table: adds one, alters one, takes one away.
//!
//! A new replica begins with the items of the table that is asked, which both share in memory, and is CREATING until its time
//! has come; writes of the meantime follow it.
//!
//! Follows: API Reference, "UpdateTable" (`ReplicaUpdates`, `GlobalTableWitnessUpdates`, `MultiRegionConsistency`); facts 3.13.

use std::sync::Arc;

use api::text::{Sentence, Validation};
use api::{Call, Error, Exception, Fields, Response, TableSettings, TableStatus, UnitsPerSecond, UpdateTable};
use model::EpochMillis;
use report::IndexKind;

use super::describe_table::named_table;
use crate::chance::uuid;
use crate::control::{Control, Task, Work};
use crate::encryption::key_arn;
use crate::global_table::{GlobalTable, Member, Overrides};
use crate::replication::REPLICATION_KEEP_MS;
use crate::{
    CapacitySetting, ChangeRecord, Context, Engine, Outcome, Refusal, Retention, RetentionReason, Table, TableId, TablePlace,
};

/// Regions that replicas may lie in (Regions and endpoints; the commercial ones).
pub(crate) const REGIONS: [&str; 34] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];
/// Hours for which the source of a new replica cannot go (facts 5).
const SOURCE_HOURS: u64 = 24;
const HOUR_MS: u64 = 3_600_000;

/// One of `ReplicaUpdates`.
#[derive(Debug)]
enum Action {
    Create(Member),
    Update(Member),
    Delete(String),
}

/// What a request asks for.
#[derive(Debug)]
struct Wanted {
    actions: Vec<Action>,
    /// Witnesses to come and to go.
    witness_create: Option<String>,
    witness_delete: Option<String>,
    /// `MultiRegionConsistency` is STRONG; `None` if it is not said.
    strong: Option<bool>,
}

/// Carries out the change.
#[inline(never)]
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let mut input = call.into_input();
    let name = input.text("TableName");
    let wanted = read(&mut input)?;
    // Check.
    check_shape(&wanted, &context.region)?;
    let table = Arc::clone(named_table(engine, context, &name)?);
    let group = engine.global_table(&table.account, &table.name);
    let observed = engine.undurable.of_table(table.id).max(engine.observed_objects());
    check(engine, &table, group.as_ref(), &wanted).map_err(|error| Refusal::Error { error, observed })?;
    // Plan and apply, step by step: nothing below can fail.
    let batch = apply(engine, &table, group.unwrap_or_default(), wanted);
    let table = engine.database.table(table.id).cloned().unwrap_or(table);
    let response = Response::Table(Box::new(engine.describe(&table)));
    Ok(Outcome { response, batch, observed })
}

fn read(input: &mut Fields) -> Result<Wanted, Error> {
    let updates = input.structures("ReplicaUpdates").unwrap_or_default();
    let witnesses = input.structures("GlobalTableWitnessUpdates").unwrap_or_default();
    let strong = input.optional_text("MultiRegionConsistency").map(|consistency| consistency == "STRONG");
    if input.any() {
        return Err(invalid(Sentence::ReplicaAlone));
    }
    let mut wanted = Wanted { actions: vec![], witness_create: None, witness_delete: None, strong };
    for mut update in updates {
        let create = update.fields("Create").map(member).transpose()?;
        let change = update.fields("Update").map(member).transpose()?;
        let delete = update.fields("Delete").map(|mut delete| delete.text("RegionName"));
        update.finish()?;
        match (create, change, delete) {
            (Some(member), None, None) => wanted.actions.push(Action::Create(member)),
            (None, Some(member), None) => wanted.actions.push(Action::Update(member)),
            (None, None, Some(region)) => wanted.actions.push(Action::Delete(region)),
            (None, None, None) => return Err(invalid(Sentence::ReplicaNoAction)),
            _ => return Err(invalid(Sentence::ReplicaActionTypes)),
        }
    }
    for mut witness in witnesses {
        wanted.witness_create = witness.fields("Create").map(|mut create| create.text("RegionName")).or(wanted.witness_create);
        wanted.witness_delete = witness.fields("Delete").map(|mut delete| delete.text("RegionName")).or(wanted.witness_delete);
    }
    Ok(wanted)
}

fn member(mut fields: Fields) -> Result<Member, Error> {
    let overrides = |fields: &mut Fields| {
        let units = |units: Option<i64>| units.and_then(|units| u64::try_from(units).ok());
        Overrides {
            read_units: fields
                .fields("ProvisionedThroughputOverride")
                .and_then(|mut inner| units(inner.integer("ReadCapacityUnits"))),
            max_read: fields
                .fields("OnDemandThroughputOverride")
                .and_then(|mut inner| units(inner.integer("MaxReadRequestUnits"))),
            class: fields.optional_text("TableClassOverride"),
        }
    };
    let member = Member {
        region: fields.text("RegionName"),
        key: fields.optional_text("KMSMasterKeyId"),
        overrides: overrides(&mut fields),
        indexes: fields
            .structures("GlobalSecondaryIndexes")
            .unwrap_or_default()
            .into_iter()
            .map(|mut index| (index.text("IndexName"), overrides(&mut index)))
            .collect(),
        ..Member::default()
    };
    fields.finish()?;
    Ok(member)
}

fn invalid(sentence: Sentence) -> Error {
    Error::Exception(Exception::Validation, sentence)
}

fn in_use() -> Error {
    Error::Exception(Exception::ResourceInUse, Sentence::ReplicaInUse)
}

impl Action {
    fn region(&self) -> &str {
        match self {
            Action::Create(member) | Action::Update(member) => &member.region,
            Action::Delete(region) => region,
        }
    }
}

/// Checks what the request says by itself.
fn check_shape(wanted: &Wanted, local: &str) -> Result<(), Error> {
    let count = |of: fn(&Action) -> bool| wanted.actions.iter().filter(|action| of(action)).count();
    let creates = count(|action| matches!(action, Action::Create(_)));
    let deletes = count(|action| matches!(action, Action::Delete(_)));
    let updates = wanted.actions.len() - creates - deletes;
    if [creates, deletes, updates].into_iter().filter(|kind| *kind > 0).count() > 1 {
        return Err(invalid(Sentence::ReplicaActionTypes));
    }
    for (at, action) in wanted.actions.iter().enumerate() {
        if wanted.actions.iter().take(at).any(|earlier| earlier.region() == action.region()) {
            return Err(invalid(Sentence::ReplicaRegionTwice));
        }
    }
    // Strong consistency comes and goes with all of its replicas at once.
    if (creates > 1 && wanted.strong != Some(true)) || deletes > 2 {
        return Err(invalid(Sentence::ReplicaActions));
    }
    if wanted.actions.iter().any(|action| !matches!(action, Action::Update(_)) && action.region() == local) {
        return Err(invalid(Sentence::ReplicaLocal));
    }
    if wanted.actions.is_empty() && wanted.witness_create.is_none() && wanted.witness_delete.is_none() {
        return Err(Error::Validation(Validation::NothingToUpdateBesideConsistency));
    }
    let regions = || wanted.actions.iter().map(Action::region);
    if wanted.witness_create.as_deref().is_some_and(|witness| witness == local || regions().any(|region| region == witness)) {
        return Err(invalid(Sentence::ReplicaRegionTwice));
    }
    for region in regions().chain(wanted.witness_create.as_deref()) {
        if !REGIONS.contains(&region) {
            return Err(invalid(Sentence::ReplicaRegion(region.to_owned(), REGIONS.join(", "))));
        }
    }
    if wanted.witness_create.is_some() && wanted.strong != Some(true) {
        return Err(invalid(Sentence::WitnessNeedsStrong));
    }
    Ok(())
}

/// Checks the request against the table and its group.
fn check(engine: &Engine, table: &Table, group: Option<&GlobalTable>, wanted: &Wanted) -> Result<(), Error> {
    if table.status != TableStatus::Active || group.is_some_and(|group| engine.is_busy(table, group)) {
        return Err(in_use());
    }
    if group.is_some() && wanted.strong.is_some() {
        return Err(invalid(Sentence::ConsistencyOfExisting));
    }
    let deleted: Vec<&str> = wanted
        .actions
        .iter()
        .filter_map(|action| match action {
            Action::Delete(region) => Some(region.as_str()),
            _ => None,
        })
        .collect();
    for action in &wanted.actions {
        match action {
            Action::Create(member) => check_create(engine, table, group, member)?,
            Action::Update(member) => check_member(group, &member.region)?,
            Action::Delete(region) => check_delete(engine, group, region)?,
        }
    }
    if wanted.strong == Some(true) {
        check_strong(table, wanted)?;
    }
    if deleted.len() > 1 && group.is_some_and(|group| !group.strong) {
        return Err(invalid(Sentence::ReplicaActions));
    }
    if let Some(group) = group.filter(|group| group.strong && !deleted.is_empty()) {
        if deleted.len() + 1 < group.members.len() {
            return Err(invalid(Sentence::StrongDeletion));
        }
        if group.witness.is_some() && group.witness != wanted.witness_delete {
            return Err(invalid(Sentence::WitnessDeletion));
        }
    }
    Ok(())
}

fn check_create(engine: &Engine, table: &Table, group: Option<&GlobalTable>, member: &Member) -> Result<(), Error> {
    if let Some(group) = group.filter(|group| group.member(&member.region).is_some()) {
        let regions = group.members.iter().map(|member| member.region.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Error::Exception(Exception::ResourceInUse, Sentence::GlobalTableExists(table.name.clone(), regions)));
    }
    if table.capacity != CapacitySetting::OnDemand {
        return Err(invalid(Sentence::ReplicaNeedsScaling));
    }
    let place = TablePlace { account: &table.account, region: &member.region, name: &table.name };
    if engine.database.find(place).is_some() {
        return Err(invalid(Sentence::ReplicaTableExists(table.name.clone())));
    }
    Ok(())
}

fn check_member(group: Option<&GlobalTable>, region: &str) -> Result<(), Error> {
    match group.and_then(|group| group.member(region)) {
        Some(_) => Ok(()),
        None => Err(invalid(Sentence::ReplicaUnknown(region.to_owned()))),
    }
}

fn check_delete(engine: &Engine, group: Option<&GlobalTable>, region: &str) -> Result<(), Error> {
    check_member(group, region)?;
    let day = SOURCE_HOURS * HOUR_MS;
    let is_source = |member: &Member| {
        member.seeded.as_ref().is_some_and(|(source, since)| source == region && since.0.saturating_add(day) > engine.now.0)
    };
    let strong = group.is_some_and(|group| group.strong);
    if !strong && group.is_some_and(|group| group.members.iter().any(is_source)) {
        return Err(invalid(Sentence::ReplicaSource(SOURCE_HOURS)));
    }
    Ok(())
}

/// Strong consistency: an empty table, three regions, no local index, no time to live.
fn check_strong(table: &Table, wanted: &Wanted) -> Result<(), Error> {
    let regions = wanted.actions.len() + usize::from(wanted.witness_create.is_some()) + 1;
    if regions != 3 {
        return Err(invalid(Sentence::StrongRegions));
    }
    if !table.items.is_empty() {
        return Err(invalid(Sentence::StrongNeedsEmpty));
    }
    if table.indexes.iter().any(|index| index.kind == IndexKind::Local) {
        return Err(invalid(Sentence::StrongWithLocalIndex));
    }
    if table.enabled_time_to_live().is_some() {
        return Err(invalid(Sentence::StrongTimeToLive));
    }
    Ok(())
}

fn apply(engine: &mut Engine, table: &Arc<Table>, mut group: GlobalTable, wanted: Wanted) -> Vec<ChangeRecord> {
    let mut batch = vec![];
    if group.members.is_empty() {
        let first = Member { region: table.region.clone(), ready: engine.now, ..Member::default() };
        group = GlobalTable { created: engine.now, members: vec![first], strong: wanted.strong == Some(true), ..group };
    }
    for action in wanted.actions {
        match action {
            Action::Create(member) => batch.extend(engine.add_replica(table.id, &mut group, member)),
            Action::Update(member) => batch.extend(engine.alter_replica(table, &mut group, member)),
            Action::Delete(region) => batch.extend(engine.delete_replica(table, &mut group, &region)),
        }
    }
    group.witness = match (wanted.witness_create, wanted.witness_delete) {
        (Some(witness), _) => Some(witness),
        (None, Some(_)) => None,
        (None, None) => group.witness,
    };
    batch.extend(engine.commit_global_table(&table.account, &table.name, &group));
    batch
}

impl Engine {
    /// Whether a member is coming, going or being changed.
    pub(crate) fn is_busy(&self, table: &Table, group: &GlobalTable) -> bool {
        group.members.iter().any(|member| {
            let place = TablePlace { account: &table.account, region: &member.region, name: &table.name };
            member.ready > self.now || self.database.find(place).is_some_and(|table| !table.takes_items())
        })
    }

    /// Adds a replica that begins with the source's items. Total.
    fn add_replica(&mut self, source: TableId, group: &mut GlobalTable, member: Member) -> Vec<ChangeRecord> {
        let Some(before) = self.database.table(source).cloned() else { return vec![] };
        let due = EpochMillis(self.now.0.saturating_add(self.delays.create_ms));
        let mut batch = vec![];
        let mut after = Table::clone(&before);
        join(&mut after, group.strong, self.now, self.sequence);
        after.status = TableStatus::Updating;
        after.control.work.push(Work { due, task: Task::Setting });
        batch.extend(self.commit_table(Some(Arc::clone(&before)), Some(Arc::new(after))));
        self.last_table += 1;
        let id = TableId(self.last_table);
        let control = Control {
            deletion_protection: false,
            tags: vec![],
            policy: None,
            protection_changed: None,
            restored: None,
            retention: Retention::default(),
            streams: vec![],
            work: vec![Work { due, task: Task::Create }],
            ..before.control.clone()
        };
        let mut replica = Table {
            id,
            region: member.region.clone(),
            uuid: uuid(self.seed, "table", id.0),
            created: self.now,
            status: TableStatus::Creating,
            control,
            ..Table::clone(&before)
        };
        join(&mut replica, group.strong, self.now, self.sequence);
        self.override_settings(&mut replica, &member);
        batch.extend(self.commit_table(None, Some(Arc::new(replica))));
        let seeded = (!before.items.is_empty() || !group.strong).then(|| (before.region.clone(), self.now));
        group.members.push(Member { ready: due, seeded, ..member });
        batch
    }

    /// Gives a replica other settings than the rest. Total.
    fn alter_replica(&mut self, table: &Table, group: &mut GlobalTable, change: Member) -> Vec<ChangeRecord> {
        let Some(member) = group.members.iter_mut().find(|member| member.region == change.region) else { return vec![] };
        let keep = |old: &mut Overrides, new: Overrides| {
            old.read_units = new.read_units.or(old.read_units);
            old.max_read = new.max_read.or(old.max_read);
            old.class = new.class.or(old.class.take());
        };
        keep(&mut member.overrides, change.overrides);
        member.key = change.key.or(member.key.take());
        for (name, overrides) in change.indexes {
            match member.indexes.iter_mut().find(|(known, _)| *known == name) {
                Some((_, old)) => keep(old, overrides),
                None => member.indexes.push((name, overrides)),
            }
        }
        let member = member.clone();
        let Some(id) = self.replica(&table.account, &member.region, &table.name) else { return vec![] };
        let Some(before) = self.database.table(id).cloned() else { return vec![] };
        let mut after = Table::clone(&before);
        self.override_settings(&mut after, &member);
        self.commit_table(Some(before), Some(Arc::new(after))).into_iter().collect()
    }

    /// Gives a replica's table what differs from the others. Total.
    fn override_settings(&self, table: &mut Table, member: &Member) {
        if let (Some(read_units), CapacitySetting::Provisioned { write_units, .. }) =
            (member.overrides.read_units, table.capacity)
        {
            table.capacity = CapacitySetting::Provisioned { read_units, write_units };
        }
        table.control.bounds.max_read = member.overrides.max_read.or(table.control.bounds.max_read);
        for (name, overrides) in &member.indexes {
            if let Some(index) = table.indexes.iter_mut().find(|index| index.name == *name) {
                index.bounds.max_read = overrides.max_read.or(index.bounds.max_read);
            }
        }
        if member.overrides.class.is_some() {
            table.control.table_class.clone_from(&member.overrides.class);
        }
        if let Some(key) = &member.key {
            table.control.encryption.key = Some(key_arn(self.seed, &table.account, &table.region, Some(key)));
        }
    }

    /// Takes a replica out of the group and deletes its table. Total.
    fn delete_replica(&mut self, table: &Table, group: &mut GlobalTable, region: &str) -> Vec<ChangeRecord> {
        let mut batch = vec![];
        if let Some(before) = self.replica(&table.account, region, &table.name).and_then(|id| self.database.table(id).cloned()) {
            let due = EpochMillis(self.now.0.saturating_add(self.delays.delete_ms));
            let mut after = Table::clone(&before);
            after.status = TableStatus::Deleting;
            after.control.work = vec![Work { due, task: Task::Delete }];
            batch.extend(self.commit_table(Some(before), Some(Arc::new(after))));
        }
        batch.extend(self.leave(&table.account, &table.name, group, region));
        batch
    }

    /// The parts of an UpdateTable that all replicas share, for each of the others. Deletion protection, table class, policy and
    /// read maximums are each replica's own.
    pub(crate) fn shared_update(&self, context: &Context, request: &UpdateTable) -> Vec<(Context, UpdateTable)> {
        let Ok(table) = named_table(self, context, &request.table_name) else { return vec![] };
        if !table.is_replica() {
            return vec![];
        }
        let maximums = request.settings.on_demand_throughput.filter(|maximums| maximums.write.is_some());
        let own = TableSettings {
            deletion_protection_enabled: None,
            table_class: None,
            on_demand_throughput: maximums.map(|maximums| UnitsPerSecond { read: None, ..maximums }),
            ..request.settings.clone()
        };
        let shared = UpdateTable { table_name: table.name.clone(), settings: own, ..request.clone() };
        let regions = self.other_replicas(table).into_iter().map(|(region, _)| region);
        regions.map(|region| (Context { region, ..context.clone() }, shared.clone())).collect()
    }

    /// Takes a member out of its group; a group of one is none. Total.
    pub(crate) fn leave(&mut self, account: &str, name: &str, group: &mut GlobalTable, region: &str) -> Vec<ChangeRecord> {
        let mut batch = vec![];
        let table = self.replica(account, region, name).and_then(|id| self.database.table(id).cloned());
        batch.extend(table.and_then(|table| self.forget_cursor(&table)));
        group.members.retain(|member| member.region != region);
        for member in &mut group.members {
            if member.seeded.as_ref().is_some_and(|(source, _)| source == region) {
                member.seeded = None;
            }
        }
        if group.members.len() > 1 {
            return batch;
        }
        let last = std::mem::take(&mut group.members);
        let ids = last.iter().filter_map(|member| self.replica(account, &member.region, name)).collect::<Vec<_>>();
        for id in ids {
            let Some(before) = self.database.table(id).cloned() else { continue };
            let mut after = Table::clone(&before);
            after.control.retention.remove(RetentionReason::Replication);
            batch.extend(self.forget_cursor(&before));
            batch.extend(self.commit_table(Some(before), Some(Arc::new(after))));
        }
        batch
    }
}

/// What a table gets that becomes a replica: its past is kept for the others and, with eventual consistency, it has a stream.
fn join(table: &mut Table, strong: bool, now: EpochMillis, sequence: u64) {
    table.control.retention.begin(RetentionReason::Replication, REPLICATION_KEEP_MS, now, sequence);
    if !strong && table.enabled_stream().is_none() {
        table.enable_stream("NEW_AND_OLD_IMAGES".to_owned(), now, sequence);
    }
}
