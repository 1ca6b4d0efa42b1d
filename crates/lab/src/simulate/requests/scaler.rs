//! Auto scaling of one key space: a client like any other, which looks at minutes and sends UpdateTable.

use api::{GlobalIndexUpdate, IndexUpdate, Operation, ProvisionedThroughput, UpdateTable};
use capacity::{AutoScaling, Direction, Scaled, Setting};
use model::{EpochMillis, HalfUnits};
use report::{Access, Happening};

use crate::access::Space;
use crate::simulate::ground::config;
use crate::simulate::recorder::Standing;

/// The policies of a key space at work.
#[derive(Debug)]
pub(super) struct Scaler {
    setting: Setting,
    /// What serves at once while nothing was asked for, reads first.
    limits: (u64, u64),
    policies: [Option<AutoScaling>; 2],
    /// Half units of this minute.
    consumed: [u64; 2],
    refusal_told: [bool; 2],
}

impl Scaler {
    pub(super) fn new(space: &Space) -> Self {
        let config = config(space);
        let limits = match config.ceilings.setting {
            Setting::Provisioned { read_units, write_units } => (read_units, write_units),
            Setting::OnDemand => config.ceilings.warm,
        };
        Scaler {
            setting: config.ceilings.setting,
            limits,
            policies: [config.scaling.0.map(AutoScaling::new), config.scaling.1.map(AutoScaling::new)],
            consumed: [0; 2],
            refusal_told: [false; 2],
        }
    }

    /// The setting as it is now.
    pub(super) fn setting(&self) -> Setting {
        self.setting
    }

    /// What the space can serve while nothing was asked of it.
    pub(super) fn untouched(&self) -> Standing {
        let (read_limit, write_limit) = self.limits;
        Standing { read_limit, write_limit, read_burst_thousandths: 1_000, write_burst_thousandths: 1_000 }
    }

    /// Counts half units.
    pub(super) fn count(&mut self, direction: Direction, units: u64) {
        self.consumed[direction as usize] += units;
    }

    /// A minute has ended: the requests to send.
    pub(super) fn minute(&mut self, space: &Space, now: EpochMillis) -> Vec<(Operation, (Direction, Scaled))> {
        let consumed = core::mem::take(&mut self.consumed);
        let Setting::Provisioned { read_units, write_units } = self.setting else { return Vec::new() };
        let mut units = (read_units, write_units);
        let mut updates = Vec::new();
        for direction in Direction::BOTH {
            let Some(policy) = &mut self.policies[direction as usize] else { continue };
            let Some(scaled) = policy.minute(now, HalfUnits(consumed[direction as usize]), direction.of(units)) else { continue };
            match direction {
                Direction::Read => units.0 = scaled.to,
                Direction::Write => units.1 = scaled.to,
            }
            updates.push((update(space, units), (direction, scaled)));
        }
        updates
    }

    /// A request was answered; what is to be told of it.
    pub(super) fn settle(
        &mut self,
        (direction, scaled): (Direction, Scaled),
        is_done: bool,
        now: EpochMillis,
    ) -> Option<Happening> {
        let access = [Access::Read, Access::Write][direction as usize];
        if !is_done {
            let was_told = core::mem::replace(&mut self.refusal_told[direction as usize], true);
            return (!was_told).then_some(Happening::DecreaseRefused { access });
        }
        self.refusal_told[direction as usize] = false;
        if scaled.to < scaled.from
            && let Some(policy) = &mut self.policies[direction as usize]
        {
            policy.lowered(now);
        }
        if let Setting::Provisioned { read_units, write_units } = &mut self.setting {
            *direction.of((read_units, write_units)) = scaled.to;
        }
        Some(Happening::Scaled { access, from: scaled.from, to: scaled.to })
    }
}

fn update(space: &Space, (read, write): (u64, u64)) -> Operation {
    let signed = |units: u64| i64::try_from(units).unwrap_or(i64::MAX);
    let units = Some(ProvisionedThroughput { read_capacity_units: signed(read), write_capacity_units: signed(write) });
    let mut update = UpdateTable { table_name: space.table_name.clone(), ..UpdateTable::default() };
    match &space.index_name {
        None => update.provisioned_throughput = units,
        Some(index) => {
            let change = IndexUpdate { index_name: index.clone(), provisioned_throughput: units, ..IndexUpdate::default() };
            update.global_secondary_index_updates =
                Some(vec![GlobalIndexUpdate { update: Some(change), ..GlobalIndexUpdate::default() }]);
        }
    }
    Operation::UpdateTable(Box::new(update))
}
