//! The gate: whether tables and indexes have the capacity for what a request is about to do, if capacity is enforced.
//!
//! An operation plans, adds its lines to an [`Account`] and asks with them before it applies anything. A write asks its table
//! and each global index that it touches: an index that cannot take its entry refuses the base write (back-pressure). What is
//! admitted is drawn from the buckets; what is refused costs nothing. Deletions by time to live, replicated writes, backfills,
//! imports, bulk puts and vector searches (which are charged by bytes) do not ask.
//!
//! While capacity is enforced, partitions are watched for heat, too, and each minute turns (`minute`).
//!
//! Our model: buckets are not kept with the data. They are full when a database is opened or enforcement is switched on.
//!
//! Follows: developer guide, "Diagnosing throttling", "GSI write throttling and back pressure"; API Reference,
//! "ThrottlingReason".

mod recent;

use std::collections::{BTreeMap, VecDeque};

use api::text::Throttled;
use api::{CancellationReason, Error, IndexStatus, ThrottlingReason};
use capacity::{AutoScaling, Ceilings, Direction, HeatWatch, KeySpaceGate, Limit};
use model::{EpochMillis, HalfUnits};
use report::{Access, IndexKind, SpaceEvent};

use crate::account::{Account, Line};
use crate::operations::UNITS_MAX;
use crate::{CapacitySetting, Engine, Index, Refusal, Table, TableId, minute};
pub(crate) use recent::{Level, Recent};

/// The buckets of all tables that were used since enforcement began.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) tables: BTreeMap<TableId, Vec<Space>>,
    /// What was refused since it was last taken.
    refused: Vec<(TableId, Option<String>, Direction, Limit)>,
    /// The next turn of a minute, if it is noted as due.
    pub(crate) next_turn: Option<EpochMillis>,
    /// What turns a minute: known to whoever switches enforcement on, so that it can come later.
    turn: fn(&mut Engine),
    was_used: bool,
}

/// The buckets of a table, or of one of its global indexes, and what its minutes count.
#[derive(Debug)]
pub(crate) struct Space {
    /// The global index, or the table itself.
    pub(crate) index: Option<String>,
    pub(crate) gate: KeySpaceGate,
    pub(crate) watch: HeatWatch,
    /// Half units of the present minute, reads first.
    pub(crate) consumed: [HalfUnits; 2],
    /// Auto scaling at work, reads first.
    pub(crate) scaling: [Option<AutoScaling>; 2],
    /// What the turns of minutes brought, newest last.
    pub(crate) events: VecDeque<SpaceEvent>,
    /// Its last minutes, second by second.
    pub(crate) recent: Recent,
}

/// Why a request has to come again.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Throttle {
    text: Throttled,
    is_provisioned: bool,
    reasons: Vec<ThrottlingReason>,
}

impl Engine {
    /// Switches the enforcement of capacity on or off, for all tables. It begins with full buckets.
    pub fn enforce_capacity(&mut self, enforced: bool) {
        self.gate = enforced.then(|| Gate {
            tables: BTreeMap::new(),
            refused: vec![],
            next_turn: None,
            turn: minute::turn,
            was_used: false,
        });
    }

    /// Whether capacity is enforced.
    pub fn enforces_capacity(&self) -> bool {
        self.gate.is_some()
    }

    /// What follows from a request under enforced capacity: throttle events are metered, and the minute that it began turns.
    /// Never inlined: see [`Gate::admit`].
    #[inline(never)]
    pub(crate) fn settle_gate(&mut self) {
        let Some(gate) = &mut self.gate else { return };
        for (table, index, direction, limit) in gate.refused.drain(..) {
            let index = index.as_deref();
            let of = index.and_then(|name| self.database.table(table)?.index(name));
            let is_filled = of.is_some_and(|index| index.status == IndexStatus::Creating);
            self.meters.record_throttle(self.now, table, index, (direction, limit, is_filled));
        }
        if gate.was_used && gate.next_turn.is_none() {
            let turn = minute::end_of(self.now);
            gate.next_turn = Some(turn);
            self.due.note_minute(turn);
        }
        gate.was_used = false;
    }

    /// A minute turns, if this is the one that was noted and capacity is still enforced.
    pub(crate) fn turn_minute(&mut self, due: EpochMillis) {
        if let Some(gate) = self.gate.as_ref().filter(|gate| gate.next_turn == Some(due)) {
            (gate.turn)(self);
        }
    }
}

impl Gate {
    /// Admits all lines and draws what they cost, or none of them. Never inlined: where capacity is not enforced, it can come
    /// later than the operations that ask it.
    #[inline(never)]
    pub(crate) fn admit(&mut self, table: &Table, lines: &[Line], now: EpochMillis) -> Result<(), Throttle> {
        self.check(table, lines, now)?;
        self.draw(table, lines, now);
        Ok(())
    }

    /// Whether there is credit for all lines.
    pub(crate) fn check(&mut self, table: &Table, lines: &[Line], now: EpochMillis) -> Result<(), Throttle> {
        let mut throttle: Option<Throttle> = None;
        for line in lines {
            let index = global_index(table, line);
            let partition = partition(table, index, line);
            let space = self.of(table, index, now);
            // Before the buckets are asked: that fills them up to now.
            space.recent.pass(&space.gate, now);
            space.watch.heard(direction(line), partition, line.place, line.units);
            if let Err(limit) = space.gate.check(direction(line), partition, now) {
                space.recent.refuse(now, partition);
                self.refused.push((table.id, index.map(|index| index.name.clone()), direction(line), limit));
                let setting = index.map_or(table.capacity, |index| index.capacity);
                throttle.get_or_insert_with(|| Throttle::new(setting, index, line, limit)).add(table, index, line, limit);
            }
        }
        throttle.map_or(Ok(()), Err)
    }

    /// Takes what the lines cost.
    pub(crate) fn draw(&mut self, table: &Table, lines: &[Line], now: EpochMillis) {
        for line in lines {
            let index = global_index(table, line);
            let partition = partition(table, index, line);
            let space = self.of(table, index, now);
            space.gate.draw(direction(line), partition, now, line.units);
            space.watch.count(direction(line), partition, line.units);
            space.consumed[direction(line) as usize] += line.units;
        }
        self.was_used = true;
    }

    /// The buckets of a table or a global index, if it was used.
    pub(crate) fn space(&self, table: TableId, index: Option<&str>) -> Option<&Space> {
        self.tables.get(&table)?.iter().find(|space| space.index.as_deref() == index)
    }

    /// Forgets a table that is gone.
    pub(crate) fn forget(&mut self, table: TableId) {
        self.tables.remove(&table);
    }

    /// Follows the settings of a table that was changed, and forgets indexes that are gone.
    pub(crate) fn follow(&mut self, table: &Table, now: EpochMillis) {
        let Some(spaces) = self.tables.get_mut(&table.id) else { return };
        spaces.retain_mut(|space| {
            let index = space.index.as_deref().map(|name| table.index(name));
            if let Some(None) = index {
                return false;
            }
            space.gate.follow(ceilings(table, index.flatten()), now);
            true
        });
    }

    fn of(&mut self, table: &Table, index: Option<&Index>, now: EpochMillis) -> &mut Space {
        let spaces = self.tables.entry(table.id).or_default();
        let name = index.map(|index| index.name.as_str());
        let at = spaces.iter().position(|space| space.index.as_deref() == name).unwrap_or_else(|| {
            spaces.push(Space {
                index: name.map(str::to_owned),
                gate: KeySpaceGate::new(ceilings(table, index), now),
                watch: HeatWatch::default(),
                consumed: [HalfUnits::ZERO; 2],
                scaling: [None, None],
                events: VecDeque::new(),
                recent: Recent::new(now),
            });
            spaces.len() - 1
        });
        &mut spaces[at]
    }
}

impl Throttle {
    fn new(setting: CapacitySetting, index: Option<&Index>, line: &Line, limit: Limit) -> Self {
        let is_index_write = index.is_some() && line.access == Access::Write;
        // Measured: what passes an index's on-demand maximum comes as the exception of provisioned tables.
        let is_provisioned = setting != CapacitySetting::OnDemand || (is_index_write && limit == Limit::MaxOnDemand);
        let text = match (is_provisioned, index.is_some()) {
            (true, false) => Throttled::ProvisionedTable,
            (true, true) => Throttled::ProvisionedIndex,
            (false, false) => Throttled::OnDemandTable,
            (false, true) => Throttled::OnDemandIndex,
        };
        Throttle { text, is_provisioned, reasons: Vec::new() }
    }

    fn add(&mut self, table: &Table, index: Option<&Index>, line: &Line, limit: Limit) {
        let reason = reason(index.is_some(), direction(line), limit);
        let resource = index.map_or_else(|| table.arn(), |index| table.index_arn(&index.name));
        let reason = ThrottlingReason { reason, resource };
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Why it cancels a transaction.
    pub(crate) fn into_reason(self) -> CancellationReason {
        if self.is_provisioned {
            CancellationReason::ProvisionedThroughputExceeded(self.text)
        } else {
            CancellationReason::ThrottlingError(self.text)
        }
    }
}

impl From<Throttle> for Error {
    fn from(Throttle { text, is_provisioned, reasons }: Throttle) -> Self {
        if is_provisioned { Error::ProvisionedThroughputExceeded(text, reasons) } else { Error::Throttling(text, reasons) }
    }
}

impl From<Throttle> for Refusal {
    fn from(throttle: Throttle) -> Self {
        Refusal::from(Error::from(throttle))
    }
}

/// Admits all actions of a transaction, each in its table, or cancels it: each action that finds no capacity has its reason.
/// Our model: a transaction that is cancelled for another reason does not ask.
pub(crate) fn admit_together(
    gate: &mut Option<Gate>,
    actions: &mut dyn Iterator<Item = (&Table, Account)>,
    now: EpochMillis,
) -> Result<(), Error> {
    let Some(gate) = gate else { return Ok(()) };
    let actions: Vec<(&Table, Account)> = actions.collect();
    let check = |(table, account): &(&Table, Account)| match gate.check(table, account.lines(), now) {
        Ok(()) => CancellationReason::None,
        Err(throttle) => throttle.into_reason(),
    };
    let reasons: Vec<CancellationReason> = actions.iter().map(check).collect();
    if reasons.iter().any(|reason| *reason != CancellationReason::None) {
        return Err(Error::TransactionCanceled(reasons));
    }
    actions.iter().for_each(|(table, account)| gate.draw(table, account.lines(), now));
    Ok(())
}

/// The name of a reason: `TableWriteKeyRangeThroughputExceeded`.
pub(crate) fn reason(is_index: bool, direction: Direction, limit: Limit) -> String {
    let mut name = String::from(if is_index { "Index" } else { "Table" });
    name.push_str(direction.of(("Read", "Write")));
    name.push_str(match limit {
        Limit::Provisioned => "ProvisionedThroughputExceeded",
        Limit::KeyRange => "KeyRangeThroughputExceeded",
        Limit::Account => "AccountLimitExceeded",
        Limit::MaxOnDemand => "MaxOnDemandThroughputExceeded",
    });
    name
}

pub(crate) fn ceilings(table: &Table, index: Option<&Index>) -> Ceilings {
    let (setting, bounds) = match index {
        Some(index) => (index.capacity, &index.bounds),
        None => (table.capacity, &table.control.bounds),
    };
    let quota = UNITS_MAX.unsigned_abs();
    let (warm, maximum) = (bounds.warm_with(setting), (bounds.max_read, bounds.max_write));
    Ceilings { setting, warm, maximum, quota: (quota, quota) }
}

/// The global index of a line; a local one lies in the table's partitions and draws on its capacity.
fn global_index<'t>(table: &'t Table, line: &Line) -> Option<&'t Index> {
    line.index.and_then(|at| table.indexes.get(at)).filter(|index| index.kind == IndexKind::Global)
}

fn partition(table: &Table, index: Option<&Index>, line: &Line) -> u32 {
    index.map_or(&table.partitions, |index| &index.partitions).partition_of(line.place).0
}

fn direction(line: &Line) -> Direction {
    match line.access {
        Access::Read => Direction::Read,
        Access::Write => Direction::Write,
    }
}

#[cfg(test)]
mod tests;
