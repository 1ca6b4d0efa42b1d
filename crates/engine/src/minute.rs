//! The turn of a minute while capacity is enforced: splits for heat, on-demand growth, auto scaling.
//!
//! It is due work at the full minutes of engine time, as long as anything was consumed in the last one or a policy has something
//! to lower. What it changes of a table is a change like any other, so it is durable and can be rolled back, but no request's:
//! undo does not see it, and keeps what it brought.
//!
//! Our model: see `capacity` (`HeatWatch`, `AutoScaling`). What was heard and counted is not kept with the data. A table that is
//! not in memory when a minute turns is left as it is. On demand, warm throughput follows twice the previous peak, up to the
//! quota of a table. Each replica of a global table scales by what it consumes itself.
//!
//! Follows: developer guide, "Burst and adaptive capacity", "On-demand capacity mode", "Managing throughput capacity automatically
//! with auto scaling"; API Reference, "UpdateTableReplicaAutoScaling".

use std::sync::Arc;

use capacity::{AutoScaling, Direction, KeptWhole, Place, Scaled, SplitDecision, Target};
use model::{EpochMillis, HalfUnits};
use report::{Access, Happening, NotSplitReason, PartitionLane, SpaceEvent, SplitReason};

use crate::admission::Space;
use crate::due::{set_capacity, set_index_capacity};
use crate::global_table::{GlobalTable, Scaling};
use crate::operations::UNITS_MAX;
use crate::split;
use crate::table::recount;
use crate::{CapacitySetting, Engine, Table, TableId, ThroughputBounds};

const MINUTE_MS: u64 = 60_000;

/// The end of the minute that `now` lies in.
pub(crate) fn end_of(now: EpochMillis) -> EpochMillis {
    EpochMillis((now.0 / MINUTE_MS).saturating_add(1).saturating_mul(MINUTE_MS))
}

/// Turns a minute at engine time. Total.
pub(crate) fn turn(engine: &mut Engine) {
    let Some(mut gate) = engine.gate.take() else { return };
    let (now, mut goes_on, mut changed) = (engine.now, false, vec![]);
    for (id, spaces) in &mut gate.tables {
        let Some(before) = engine.database.table(*id) else { continue };
        let group = engine.global_table(&before.account, &before.name);
        let group = group.filter(|group| group.member(&before.region).is_some());
        let mut table = Table::clone(before);
        let mut turn = Turn { table: &mut table, group: group.as_ref(), now, changed: false };
        for space in spaces.iter_mut() {
            goes_on |= turn.space(space);
        }
        if turn.changed {
            changed.push((*id, table));
        }
    }
    gate.next_turn = goes_on.then(|| end_of(now));
    engine.gate = Some(gate);
    engine.commit_turn(changed);
    if goes_on {
        engine.due.note_minute(end_of(now));
    }
}

impl Engine {
    fn commit_turn(&mut self, changed: Vec<(TableId, Table)>) {
        for (id, table) in changed {
            let before = self.database.table(id).cloned();
            let record = self.commit_table(before, Some(Arc::new(table)));
            self.unsent.extend(record);
        }
    }
}

/// The turn of one table.
struct Turn<'t> {
    table: &'t mut Table,
    group: Option<&'t GlobalTable>,
    now: EpochMillis,
    changed: bool,
}

impl Turn<'_> {
    /// Turns the minute of a key space; whether the next one has to turn, too.
    fn space(&mut self, space: &mut Space) -> bool {
        let keeps = self.table.has_local_index();
        let index = space.index.clone();
        let index = index.as_deref();
        let consumed = std::mem::take(&mut space.consumed);
        let decisions = space.watch.minute(self.table.key_space(index), keeps && index.is_none());
        if self.table.resident && self.table.takes_items() {
            for decision in decisions {
                self.decide(space, index, decision);
            }
            self.grow(space, index);
        }
        let mut scales = false;
        for direction in Direction::BOTH {
            scales |= self.scale(space, index, direction, consumed[direction as usize]);
        }
        scales || consumed != [HalfUnits::ZERO; 2]
    }

    fn decide(&mut self, space: &mut Space, index: Option<&str>, decision: SplitDecision) {
        match decision {
            SplitDecision::Keep { partition, why } => {
                let why = match why {
                    KeptWhole::OneItem => NotSplitReason::OneItem,
                    KeptWhole::LocalIndex => NotSplitReason::LocalIndex,
                    KeptWhole::Ordered => NotSplitReason::Ordered,
                };
                self.tell(space, Happening::NotSplit { partition: partition.0, why });
            }
            SplitDecision::Split { at, .. } => self.split(space, index, at, SplitReason::Heat),
            SplitDecision::Isolate { first, last, .. } => {
                self.split(space, index, first, SplitReason::Isolation);
                if let Some(behind) = last.after() {
                    self.split(space, index, behind, SplitReason::Isolation);
                }
            }
        }
    }

    /// Cuts at a place, unless a partition begins there.
    fn split(&mut self, space: &mut Space, index: Option<&str>, at: Place, why: SplitReason) {
        let from = self.table.key_space(index).partition_of(at);
        if let Some(to) = split::split_at(self.table, index, at) {
            self.changed = true;
            self.tell(space, Happening::Split { from: from.0, to: to.0, why });
        }
    }

    /// On demand: warm throughput, and the partitions for it, follow the previous peak.
    fn grow(&mut self, space: &mut Space, index: Option<&str>) {
        let twice = |direction| space.gate.previous_peak(direction, self.now).saturating_mul(2).min(UNITS_MAX.unsigned_abs());
        let [reads, writes] = Direction::BOTH.map(twice);
        let Some((setting, bounds)) = self.bounds(index) else { return };
        let warm = bounds.warm_with(setting);
        if setting != CapacitySetting::OnDemand || (reads <= warm.0 && writes <= warm.1) {
            return;
        }
        self.changed = true;
        let before = self.table.key_space(index).count();
        let table = &mut *self.table;
        match index.and_then(|name| table.indexes.iter_mut().find(|index| index.name == name)) {
            Some(index) => {
                index.bounds.warm_up((reads, writes), &mut index.partitions);
                recount(&mut index.partitions, &index.key, &index.entries);
            }
            None => {
                table.control.bounds.warm_up((reads, writes), &mut table.partitions);
                recount(&mut table.partitions, &table.key, &table.items);
            }
        }
        for (from, to) in split::added_since(before, self.table.key_space(index)) {
            self.tell(space, Happening::Split { from: from.0, to: to.0, why: SplitReason::Throughput });
        }
    }

    /// Asks the policy of one direction, if there is one; whether it may have something to lower later.
    fn scale(&mut self, space: &mut Space, index: Option<&str>, direction: Direction, consumed: HalfUnits) -> bool {
        let kept = &mut space.scaling[direction as usize];
        let Some((CapacitySetting::Provisioned { read_units, write_units }, _)) = self.bounds(index) else { return false };
        let region = direction.of((self.table.region.as_str(), ""));
        let target = self.group.and_then(|group| group.scaling(region, index)).and_then(target);
        let Some(target) = target else {
            *kept = None;
            return false;
        };
        if kept.as_ref().is_none_or(|policy| policy.target() != target) {
            *kept = Some(AutoScaling::new(target));
        }
        let units = direction.of((read_units, write_units));
        let Some(policy) = kept else { return false };
        let Some(Scaled { from, to }) = policy.minute(self.now, consumed, units) else { return units > target.minimum };
        let access = direction.of((Access::Read, Access::Write));
        if to < from {
            let changes = match index.and_then(|name| self.table.index(name)) {
                Some(index) => &index.throughput,
                None => &self.table.control.throughput,
            };
            if changes.decreases.refused(self.now).is_some() {
                let refused = Happening::DecreaseRefused { access };
                if space.events.back().is_none_or(|event| event.what != refused) {
                    self.tell(space, refused);
                }
                return true;
            }
            policy.lowered(self.now);
        }
        let setting = match direction {
            Direction::Read => CapacitySetting::Provisioned { read_units: to, write_units },
            Direction::Write => CapacitySetting::Provisioned { read_units, write_units: to },
        };
        match index {
            Some(name) => set_index_capacity(self.table, name, setting, self.now),
            None => set_capacity(self.table, setting, self.now),
        }
        self.changed = true;
        self.tell(space, Happening::Scaled { access, from, to });
        to > target.minimum
    }

    /// Capacity and bounds of the table or a global index.
    fn bounds(&self, index: Option<&str>) -> Option<(CapacitySetting, ThroughputBounds)> {
        match index {
            Some(name) => self.table.index(name).map(|index| (index.capacity, index.bounds)),
            None => Some((self.table.capacity, self.table.control.bounds)),
        }
    }

    fn tell(&self, space: &mut Space, what: Happening) {
        if space.events.len() >= PartitionLane::EVENTS_MAX {
            space.events.pop_front();
        }
        space.events.push_back(SpaceEvent { at_s: self.now.0 / 1_000, what });
    }
}

/// The policy of a setting; `None` if it is switched off or says nothing.
fn target(scaling: &Scaling) -> Option<Target> {
    let policy = scaling.policy.as_ref().filter(|_| !scaling.disabled)?;
    let whole = policy.target.split_once('.').map_or(policy.target.as_str(), |(whole, _)| whole);
    Some(Target {
        minimum: scaling.minimum?.max(1),
        maximum: scaling.maximum?,
        percent: whole.parse().ok()?,
        scales_in: policy.disable_scale_in != Some(true),
        out_cooldown_s: policy.scale_out_cooldown.unwrap_or(0),
        in_cooldown_s: policy.scale_in_cooldown.unwrap_or(0),
    })
}

#[cfg(test)]
mod tests;
