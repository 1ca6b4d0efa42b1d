//! One key space as simulated traffic meets it: partitions, admission, heat, auto scaling, joined.
//!
//! A key space is a table with its local indexes, or a global index. It holds no items: what lies in it is told as counts. The
//! engine, which has items, uses the parts by themselves.
//!
//! A driver goes through time in three steps. For each request, or for each count of equal requests, it asks [`KeySpace::room`]
//! of every key space that the request touches, decides how many are carried out (a write only as many as its table and all its
//! global indexes have room for), and takes them with [`KeySpace::draw`]. Or it does the same for all partitions of a tick at
//! once with [`KeySpace::rooms`] and [`KeySpace::draws`], which is the quicker way for more than a few partitions. It tells
//! which places were asked for ([`KeySpace::heard`], as far as [`KeySpace::listens`]). At the end of each minute it calls
//! [`KeySpace::minute`], after which [`KeySpace::partition_of`] may give other answers. None of these allocates but `minute`.
//!
//! Our model, besides what the parts say: on-demand partitions grow to what twice the previous peak needs, once that peak is half
//! an hour old; a partition of simulated items is cut by size in the middle of its range, and items lie evenly in it.

use model::limits::{PARTITION_READ_UNITS, PARTITION_WRITE_UNITS};
use model::{EpochMillis, HalfUnits};

use crate::{
    AutoScaling, Ceilings, Decreases, Direction, HeatWatch, KeptWhole, KeySpaceGate, Limit, Partition, PartitionNumber,
    PartitionTable, Place, Refused, Setting, SplitDecision, TABLE_QUOTA_UNITS, Target,
};

/// Bytes at which a partition is split: 10 GB.
const PARTITION_BYTES: u64 = 10 << 30;
/// Splits by size at one turn of a minute (our bound).
const SIZE_SPLITS_AT_ONCE: usize = 64;

/// How a key space begins. Pairs are reads first, units a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySpaceConfig {
    /// Capacity, quota, maximums and warm throughput.
    pub ceilings: Ceilings,
    /// What was served before, on demand.
    pub previous_peak: (u64, u64),
    /// Items or entries that are there, spread evenly.
    pub item_count: u64,
    /// Their bytes.
    pub size_bytes: u64,
    /// Whether a local secondary index keeps each item collection in one partition.
    pub keeps_collections: bool,
    /// Bytes at which a partition is split.
    pub partition_bytes: u64,
    /// Auto scaling of provisioned capacity.
    pub scaling: (Option<Target>, Option<Target>),
}

impl KeySpaceConfig {
    /// An empty key space of this setting with the defaults of an account.
    pub fn new(setting: Setting) -> Self {
        let quota = (TABLE_QUOTA_UNITS, TABLE_QUOTA_UNITS);
        KeySpaceConfig {
            ceilings: Ceilings { setting, warm: setting.warm(), maximum: (None, None), quota },
            previous_peak: (0, 0),
            item_count: 0,
            size_bytes: 0,
            keeps_collections: false,
            partition_bytes: PARTITION_BYTES,
            scaling: (None, None),
        }
    }

    /// Partitions that it begins with: what its setting, its bytes, its warm throughput and its previous peak need at most.
    pub fn partitions(&self) -> u32 {
        let by_size = u32::try_from(self.size_bytes.div_ceil(self.partition_bytes.max(1))).unwrap_or(u32::MAX);
        let warm = partitions_for(self.ceilings.warm);
        let grown = if self.ceilings.setting == Setting::OnDemand { partitions_for(twice(self.previous_peak)) } else { 1 };
        self.ceilings.setting.partitions().max(by_size).max(warm).max(grown).min(PartitionTable::PARTITIONS_MAX)
    }
}

/// Why a partition was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitCause {
    /// It held too many bytes.
    Size,
    /// It was hot for long.
    Heat,
    /// One key of it was hot, which has a partition alone now.
    Isolation,
    /// Throughput was raised beyond what the partitions serve.
    Throughput,
}

/// What happened at the turn of a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A partition was split.
    Split {
        /// Its number; it keeps the lower part.
        from: PartitionNumber,
        /// The new one's.
        to: PartitionNumber,
        /// First place of the new one.
        at: Place,
        /// Why.
        why: SplitCause,
    },
    /// A partition stays hot, and a split would not help. Told once for as long as it stays so.
    NotSplit {
        /// Its number.
        partition: PartitionNumber,
        /// Why not.
        why: KeptWhole,
    },
    /// Auto scaling changed provisioned capacity.
    Scaled {
        /// Of which direction.
        direction: Direction,
        /// Units before.
        from: u64,
        /// Units after.
        to: u64,
    },
    /// Auto scaling would lower capacity, but the day's decreases are used up. Told once until capacity changes.
    DecreaseRefused {
        /// Of which direction.
        direction: Direction,
    },
}

/// A key space under load.
#[derive(Clone, Debug)]
pub struct KeySpace {
    ceilings: Ceilings,
    keeps_collections: bool,
    partition_bytes: u64,
    partitions: PartitionTable,
    gate: KeySpaceGate,
    watch: HeatWatch,
    read_scaling: Option<Scaling>,
    write_scaling: Option<Scaling>,
    decreases: Decreases,
    /// Half units of the present minute, reads first.
    consumed: [u64; 2],
}

/// A policy, and whether it was told that its lowering was refused.
#[derive(Clone, Debug)]
struct Scaling {
    policy: AutoScaling,
    refusal_told: bool,
}

impl KeySpace {
    /// A key space with full buckets. Partitions have equal ranges and hold equal parts.
    pub fn new(config: KeySpaceConfig, now: EpochMillis) -> Self {
        let KeySpaceConfig { ceilings, previous_peak, keeps_collections, partition_bytes, scaling, .. } = config;
        let mut partitions = PartitionTable::new(config.partitions());
        let count = u64::from(partitions.count());
        let part = |sum: u64, number: u64| i64::try_from(sum * (number + 1) / count - sum * number / count).unwrap_or(i64::MAX);
        let firsts: Vec<Place> = partitions.partitions().iter().map(|partition| partition.first).collect();
        for (first, number) in firsts.into_iter().zip(0..) {
            partitions.adjust(first, part(config.item_count, number), part(config.size_bytes, number));
        }
        let scaling_of =
            |target: Option<Target>| target.map(|target| Scaling { policy: AutoScaling::new(target), refusal_told: false });
        KeySpace {
            ceilings,
            keeps_collections,
            partition_bytes,
            partitions,
            gate: KeySpaceGate::with_peak(ceilings, previous_peak, now),
            watch: HeatWatch::default(),
            read_scaling: scaling_of(scaling.0),
            write_scaling: scaling_of(scaling.1),
            decreases: Decreases::default(),
            consumed: [0; 2],
        }
    }

    /// The partitions with what lies in them.
    pub fn partitions(&self) -> &PartitionTable {
        &self.partitions
    }

    /// Number of the partition that a place belongs to. Changes only at the turn of a minute.
    pub fn partition_of(&self, place: Place) -> u32 {
        self.partitions.partition_of(place).0
    }

    /// The capacity setting as it is now.
    pub fn setting(&self) -> Setting {
        self.ceilings.setting
    }

    /// How many of `count` requests of `units` each on one partition find credit now, and the limit that lets no more pass.
    /// Takes nothing.
    #[inline]
    pub fn room(
        &mut self,
        direction: Direction,
        partition: u32,
        now: EpochMillis,
        units: HalfUnits,
        count: u64,
    ) -> (u64, Option<Limit>) {
        self.gate.room(direction, partition, now, units, count)
    }

    /// Takes what was carried out on one partition: units of all requests together.
    #[inline]
    pub fn draw(&mut self, direction: Direction, partition: u32, now: EpochMillis, units: HalfUnits) {
        self.gate.draw(direction, partition, now, units);
        self.watch.count(direction, partition, units);
        self.consumed[direction as usize] += units.0;
    }

    /// How much of what is offered finds credit now, for all partitions at once: half units by partition number. The slices
    /// are as long as there are partitions; `granted` is written. If the pool is short, each partition gets its share of it.
    /// Takes nothing.
    pub fn rooms(&mut self, direction: Direction, now: EpochMillis, offered: &[u64], granted: &mut [u64]) -> Refused {
        self.gate.rooms(direction, now, offered, granted)
    }

    /// Takes what was carried out, for all partitions at once: half units by partition number.
    pub fn draws(&mut self, direction: Direction, now: EpochMillis, drawn: &[u64]) {
        self.gate.draws(direction, now, drawn);
        self.consumed[direction as usize] += self.watch.count_all(direction, drawn);
    }

    /// What the pool can serve within `span_ms` from now, in half units, and the limit that allows least.
    pub fn pool_outlook(&mut self, direction: Direction, now: EpochMillis, span_ms: u64) -> (u64, Limit) {
        self.gate.pool_outlook(direction, now, span_ms)
    }

    /// What each partition's ceiling leaves within `span_ms` from now: half units by partition number are written. A driver
    /// that goes by seconds draws a second's units at once, up to this outlook: buckets then stand as if the units had been
    /// drawn evenly.
    pub fn outlook(&mut self, direction: Direction, now: EpochMillis, span_ms: u64, credit: &mut [u64]) {
        self.gate.outlook(direction, now, span_ms, credit);
    }

    /// Takes units from the pool alone, which the partitions are told with [`KeySpace::count`] before the minute ends. For a
    /// driver that knows that every partition's bucket is full and stays so: a day has seconds enough.
    pub fn draw_pool(&mut self, direction: Direction, now: EpochMillis, units: HalfUnits) {
        self.gate.draw_pool(direction, now, units);
        self.consumed[direction as usize] += units.0;
    }

    /// Counts what partitions served of what [`KeySpace::draw_pool`] took: half units by partition number.
    pub fn count(&mut self, direction: Direction, served: &[u64]) {
        self.watch.count_all(direction, served);
    }

    /// Whether [`KeySpace::heard`] listens to this partition: it was hot in the last minute.
    pub fn listens(&self, partition: u32) -> bool {
        self.watch.listens(partition)
    }

    /// This many requests of `units` each asked for a place of a partition, admitted or not. Tell places in the order in which
    /// they are asked for, and of evenly spread keys some that are drawn anew each minute, about 100.
    pub fn heard(&mut self, direction: Direction, partition: u32, place: Place, units: HalfUnits, count: u64) {
        self.watch.heard(direction, partition, place, units * count);
    }

    /// Counts what writes add to or take from a place.
    pub fn adjust(&mut self, place: Place, items: i64, bytes: i64) {
        self.partitions.adjust(place, items, bytes);
    }

    /// Credit left in the pool, in thousandths of a full one. On demand, of the limit that is nearest.
    pub fn burst_left(&self, direction: Direction, now: EpochMillis) -> u32 {
        self.gate.burst_left(direction, now)
    }

    /// What is left of one partition's second, in thousandths of its ceiling.
    pub fn partition_left(&self, direction: Direction, partition: u32, now: EpochMillis) -> u32 {
        self.gate.partition_left(direction, partition, now)
    }

    /// Units a second that the pool serves now, burst credit aside: what is provisioned, or what on-demand serves at once.
    pub fn limit(&self, direction: Direction, now: EpochMillis) -> u64 {
        self.gate.limit(direction, now)
    }

    /// Changes capacity by hand; partitions are added where it needs them.
    pub fn follow(&mut self, ceilings: Ceilings, now: EpochMillis) -> Vec<Happened> {
        self.ceilings = ceilings;
        self.gate.follow(ceilings, now);
        let mut happened = Vec::new();
        self.grow(ceilings.setting.partitions().max(partitions_for(ceilings.warm)), &mut happened);
        happened
    }

    /// A minute has ended at `now`. Splits by heat and size, growth of on-demand partitions, auto scaling; what came of it, in
    /// this order.
    pub fn minute(&mut self, now: EpochMillis) -> Vec<Happened> {
        let mut happened = Vec::new();
        for decision in self.watch.minute(&self.partitions, self.keeps_collections) {
            self.decided(decision, &mut happened);
        }
        if self.partitions.peak_size_bytes() > self.partition_bytes {
            self.split_full(&mut happened);
        }
        match self.ceilings.setting {
            Setting::OnDemand => {
                let peak = |direction| self.gate.previous_peak(direction, now);
                let [reads, writes] = Direction::BOTH.map(peak);
                self.grow(partitions_for(twice((reads, writes))), &mut happened);
            }
            Setting::Provisioned { .. } => {
                Direction::BOTH.into_iter().for_each(|direction| self.scale(direction, now, &mut happened))
            }
        }
        self.consumed = [0; 2];
        happened
    }

    fn decided(&mut self, decision: SplitDecision, happened: &mut Vec<Happened>) {
        match decision {
            SplitDecision::Keep { partition, why } => happened.push(Happened::NotSplit { partition, why }),
            SplitDecision::Split { at, .. } => self.split(at, SplitCause::Heat, happened),
            SplitDecision::Isolate { first, last, .. } => {
                self.split(first, SplitCause::Isolation, happened);
                if let Some(behind) = last.after() {
                    self.split(behind, SplitCause::Isolation, happened);
                }
            }
        }
    }

    /// Cuts at a place, unless a partition begins there: items are taken to lie evenly in the range.
    fn split(&mut self, at: Place, why: SplitCause, happened: &mut Vec<Happened>) {
        let from = self.partitions.partition_of(at);
        let range = self.partitions.ranges().find(|(partition, _)| partition.number == from);
        let Some((partition, last)) = range else { return };
        let below = |sum: u64| ((u128::from(sum) * u128::from(share_below(partition, last, at))) >> 32) as u64;
        if let Ok(to) = self.partitions.split_at(at, below(partition.item_count), below(partition.size_bytes)) {
            happened.push(Happened::Split { from, to, at, why });
        }
    }

    fn split_full(&mut self, happened: &mut Vec<Happened>) {
        for _ in 0..SIZE_SPLITS_AT_ONCE {
            let (bound, keeps) = (self.partition_bytes, self.keeps_collections);
            let full = self.partitions.ranges().filter(|(partition, _)| partition.size_bytes > bound);
            let mut points = full.filter_map(|(partition, last)| partition.first.middle(last));
            let point = points.find(|point| !keeps || point.sort == 0);
            drop(points);
            let Some(point) = point else { return };
            let before = happened.len();
            self.split(point, SplitCause::Size, happened);
            if happened.len() == before {
                return;
            }
        }
    }

    fn grow(&mut self, wanted: u32, happened: &mut Vec<Happened>) {
        if self.partitions.count() >= wanted {
            return;
        }
        let added = self.partitions.grow_to(wanted);
        let first = |number: PartitionNumber| {
            self.partitions.partitions().iter().find(|partition| partition.number == number).map(|partition| partition.first)
        };
        let splits = added
            .into_iter()
            .filter_map(|(from, to)| Some(Happened::Split { from, to, at: first(to)?, why: SplitCause::Throughput }));
        happened.extend(splits);
    }

    fn scale(&mut self, direction: Direction, now: EpochMillis, happened: &mut Vec<Happened>) {
        let Setting::Provisioned { read_units, write_units } = self.ceilings.setting else { return };
        let consumed = HalfUnits(self.consumed[direction as usize]);
        let scaling = direction.of((&mut self.read_scaling, &mut self.write_scaling));
        let Some(Scaling { policy, refusal_told }) = scaling else { return };
        let Some(scaled) = policy.minute(now, consumed, direction.of((read_units, write_units))) else { return };
        if scaled.to < scaled.from {
            if self.decreases.refused(now).is_some() {
                if !core::mem::replace(refusal_told, true) {
                    happened.push(Happened::DecreaseRefused { direction });
                }
                return;
            }
            policy.lowered(now);
            self.decreases.note(now);
        }
        *refusal_told = false;
        let setting = match direction {
            Direction::Read => Setting::Provisioned { read_units: scaled.to, write_units },
            Direction::Write => Setting::Provisioned { read_units, write_units: scaled.to },
        };
        happened.push(Happened::Scaled { direction, from: scaled.from, to: scaled.to });
        happened.extend(self.follow(Ceilings { setting, ..self.ceilings }, now));
    }
}

/// How much of a range lies below a place, of 2^32.
fn share_below(partition: Partition, last: Place, at: Place) -> u32 {
    let first = partition.first;
    let (width, below) = match last.hash.0 - first.hash.0 {
        0 => (last.sort.saturating_sub(first.sort), at.sort.saturating_sub(first.sort)),
        width => (width, at.hash.0 - first.hash.0),
    };
    // The top 64 bits of the width are more than a share of 2^32 can tell.
    let shift = (128 - width.leading_zeros()).saturating_sub(64);
    let (width, below) = (width >> shift, below >> shift);
    u32::try_from((below << 32) / width.max(1)).unwrap_or(u32::MAX)
}

fn twice((reads, writes): (u64, u64)) -> (u64, u64) {
    (reads.saturating_mul(2), writes.saturating_mul(2))
}

/// Partitions that serve this much at once. Our model: as many as the larger of the two directions needs.
pub fn partitions_for((read, write): (u64, u64)) -> u32 {
    let reads = read.div_ceil(u64::from(PARTITION_READ_UNITS));
    let writes = write.div_ceil(u64::from(PARTITION_WRITE_UNITS));
    u32::try_from(reads.max(writes)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
