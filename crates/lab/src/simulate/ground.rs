//! A key space of a run: the kernel that admits, and the recorder that tells.

use capacity::{
    Ceilings, Direction, Happened, KeptWhole, KeySpace, KeySpaceConfig, Setting, SplitCause, TABLE_QUOTA_UNITS, Target,
};
use model::EpochMillis;
use report::{Access, CapacityMode, Happening, NotSplitReason, SpaceEvent, SpaceRun, SplitReason};

use super::recorder::{Recorder, Standing};
use crate::access::Space;
use crate::scenario::{CapacityDesign, Design, Scaling, TableClass, Units};

/// How a key space of a plan begins.
pub(super) fn config(space: &Space) -> KeySpaceConfig {
    let quota = (TABLE_QUOTA_UNITS, TABLE_QUOTA_UNITS);
    let pair = |units: Units| (units.read, units.write);
    let target = |scaling: Scaling| Target::new(scaling.minimum, scaling.maximum, scaling.target_percent);
    let base = |setting: Setting| KeySpaceConfig {
        item_count: space.item_count,
        size_bytes: space.size_bytes,
        keeps_collections: space.has_local_index,
        ..KeySpaceConfig::new(setting)
    };
    match &space.capacity {
        CapacityDesign::OnDemand { maximum, warm, previous_peak } => {
            let setting = Setting::OnDemand;
            let warmed = warm.map_or(setting.warm(), |warm| {
                let (read, write) = setting.warm();
                (warm.read.max(read), warm.write.max(write))
            });
            let previous_peak = previous_peak.map_or((0, 0), pair);
            // An account that has served more has a higher quota.
            let quota = (quota.0.max(warmed.0).max(previous_peak.0), quota.1.max(warmed.1).max(previous_peak.1));
            let ceilings = Ceilings { setting, warm: warmed, maximum: *maximum, quota };
            KeySpaceConfig { ceilings, previous_peak, ..base(setting) }
        }
        CapacityDesign::Provisioned { units, read_scaling, write_scaling } => {
            let setting = Setting::Provisioned { read_units: units.read, write_units: units.write };
            KeySpaceConfig { scaling: (read_scaling.map(target), write_scaling.map(target)), ..base(setting) }
        }
    }
}

/// What a space tells before anything has run.
pub(super) fn untold(space: &Space, design: &Design) -> SpaceRun {
    let class = design.tables.get(space.table).map(|table| table.class).unwrap_or_default();
    SpaceRun {
        table: space.table_name.clone(),
        index: space.index_name.clone(),
        capacity: CapacityMode::OnDemand,
        infrequent_access: class == TableClass::InfrequentAccess,
        read_units: Default::default(),
        write_units: Default::default(),
        peak_read_units: Default::default(),
        peak_write_units: Default::default(),
        throttles: Vec::new(),
        ttl_deleted: 0,
        item_count: space.item_count,
        size_bytes: space.size_bytes,
        points: Vec::new(),
        partitions: Vec::new(),
        events: Vec::new(),
        events_left_out: 0,
        hot_keys: Vec::new(),
        close_ups: Vec::new(),
    }
}

/// The mode as reports tell it.
pub(super) fn mode(setting: Setting) -> CapacityMode {
    match setting {
        Setting::OnDemand => CapacityMode::OnDemand,
        Setting::Provisioned { read_units, write_units } => CapacityMode::Provisioned { read_units, write_units },
    }
}

/// A key space that traffic is run against.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) kernel: KeySpace,
    pub(super) recorder: Recorder,
}

impl Ground {
    /// The key space with this number, as the run begins.
    pub(super) fn new(number: u64, space: &Space, start_s: u64, point_s: u64) -> Self {
        let kernel = KeySpace::new(config(space), EpochMillis(start_s.saturating_mul(1_000)));
        let mut recorder = Recorder::new(number, start_s, point_s, space.index.is_some());
        recorder.follow(kernel.partitions(), 0);
        Ground { kernel, recorder }
    }

    /// What the space can serve and has left.
    pub(super) fn standing(&mut self, now: EpochMillis) -> Standing {
        Standing {
            read_limit: self.kernel.limit(Direction::Read, now),
            write_limit: self.kernel.limit(Direction::Write, now),
            read_burst_thousandths: self.kernel.burst_left(Direction::Read, now),
            write_burst_thousandths: self.kernel.burst_left(Direction::Write, now),
        }
    }

    /// A minute ends with `second` of the run, at `now`; whether the partitions are others from now on.
    pub(super) fn end_minute(&mut self, second: u64, now: EpochMillis) -> bool {
        let mut split = false;
        for happened in self.kernel.minute(now) {
            split |= matches!(happened, Happened::Split { .. });
            self.recorder.event(SpaceEvent { at_s: second, what: told(happened) });
        }
        self.recorder.follow(self.kernel.partitions(), second);
        split
    }
}

fn told(happened: Happened) -> Happening {
    match happened {
        Happened::Split { from, to, why, .. } => Happening::Split {
            from: from.0,
            to: to.0,
            why: match why {
                SplitCause::Size => SplitReason::Size,
                SplitCause::Heat => SplitReason::Heat,
                SplitCause::Isolation => SplitReason::Isolation,
                SplitCause::Throughput => SplitReason::Throughput,
            },
        },
        Happened::NotSplit { partition, why } => Happening::NotSplit {
            partition: partition.0,
            why: match why {
                KeptWhole::OneItem => NotSplitReason::OneItem,
                KeptWhole::LocalIndex => NotSplitReason::LocalIndex,
                KeptWhole::Ordered => NotSplitReason::Ordered,
            },
        },
        Happened::Scaled { direction, from, to } => Happening::Scaled { access: access(direction), from, to },
        Happened::DecreaseRefused { direction } => Happening::DecreaseRefused { access: access(direction) },
    }
}

fn access(direction: Direction) -> Access {
    match direction {
        Direction::Read => Access::Read,
        Direction::Write => Access::Write,
    }
}
