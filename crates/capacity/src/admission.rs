//! Admission: whether a key space can take a request now, and if not, which limit says so.
//!
//! A key space (a table with its local indexes, or a global index) has a pool for reads and one for writes, which all its
//! partitions draw on, and each partition has its own ceiling. So a busy partition may use what the others leave, up to its
//! ceiling: that is adaptive capacity as it works since 2019. A request is admitted while all buckets that it needs have
//! credit, and its cost is taken from each of them afterwards.
//!
//! The same buckets serve one request at a time ([`KeySpaceGate::check`], [`KeySpaceGate::draw`]) and counts of equal requests
//! ([`KeySpaceGate::take_many`]). Nothing here is kept: buckets begin full.
//!
//! Follows: developer guide, "Burst and adaptive capacity", "On-demand capacity mode", "Diagnosing throttling"; the paper,
//! "Global admission control". Our model: everything on demand is measured over one second, but for the maximum that was asked
//! for, which may be passed by burst capacity and so keeps 300 seconds as provisioned capacity does; what passes twice the
//! previous peak meets partitions that are not there yet, so a key range is named.

mod bucket;
mod peak;

use model::{EpochMillis, HalfUnits};

pub use bucket::Bucket;
use peak::Peaks;

use crate::{PartitionTable, Setting, Units};

/// Seconds of unused capacity that are kept.
pub const BURST_SECONDS: u32 = 300;
/// What one table or global index serves each second in each direction, unless its account has a higher quota.
pub const TABLE_QUOTA_UNITS: u64 = 40_000;

/// Reading or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Reading.
    Read,
    /// Writing.
    Write,
}

/// The limit that refused a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The provisioned units.
    Provisioned,
    /// What one partition serves.
    KeyRange,
    /// The account's quota for one table or index.
    Account,
    /// The maximum that was set for on-demand throughput.
    MaxOnDemand,
}

/// What a key space may serve, in units a second; reads first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceilings {
    /// Capacity mode.
    pub setting: Setting,
    /// Warm throughput.
    pub warm: (u64, u64),
    /// Maximum on-demand throughput.
    pub maximum: (Option<u64>, Option<u64>),
    /// Quota of one table or index.
    pub quota: (u64, u64),
}

/// The pool of one direction.
#[derive(Clone, Debug)]
struct Pool {
    buckets: Vec<(Limit, Bucket)>,
    peaks: Peaks,
    /// Each partition's ceiling, by number; those above have served nothing yet.
    partitions: Vec<Bucket>,
}

/// The buckets of one key space.
#[derive(Clone, Debug)]
pub struct KeySpaceGate {
    ceilings: Ceilings,
    read: Pool,
    write: Pool,
}

impl KeySpaceGate {
    /// Full buckets.
    pub fn new(ceilings: Ceilings, now: EpochMillis) -> Self {
        let pool = || Pool { buckets: Vec::new(), peaks: Peaks::default(), partitions: Vec::new() };
        let mut gate = KeySpaceGate { ceilings, read: pool(), write: pool() };
        gate.refit(now);
        gate
    }

    /// Follows a change of the settings. Our model: credit of the same kind is kept, so a raise adds no burst.
    pub fn follow(&mut self, ceilings: Ceilings, now: EpochMillis) {
        if self.ceilings != ceilings {
            self.ceilings = ceilings;
            self.refit(now);
        }
    }

    /// Whether a request on this partition finds credit, however much it costs.
    pub fn check(&mut self, direction: Direction, partition: u32, now: EpochMillis) -> Result<(), Limit> {
        let (_, refused) = self.room(direction, partition, now, HalfUnits::ZERO, 1);
        refused.map_or(Ok(()), Err)
    }

    /// Takes what a request costs.
    pub fn draw(&mut self, direction: Direction, partition: u32, now: EpochMillis, units: HalfUnits) {
        let pool = self.pool(direction);
        pool.buckets.iter_mut().for_each(|(_, bucket)| bucket.draw(now, units));
        pool.partition(direction, partition, now).draw(now, units);
        pool.peaks.record(now, units);
    }

    /// Admits as many of `count` requests of `units` each on one partition as find credit; tells how many, and the limit that
    /// refused the others.
    pub fn take_many(
        &mut self,
        direction: Direction,
        partition: u32,
        now: EpochMillis,
        units: HalfUnits,
        count: u64,
    ) -> (u64, Option<Limit>) {
        let (admitted, refused) = self.room(direction, partition, now, units, count);
        if admitted > 0 {
            self.draw(direction, partition, now, units * admitted);
        }
        (admitted, refused)
    }

    /// How many find credit, and the first of the limits that let fewest pass.
    fn room(
        &mut self,
        direction: Direction,
        partition: u32,
        now: EpochMillis,
        units: HalfUnits,
        count: u64,
    ) -> (u64, Option<Limit>) {
        let warm = self.ceilings.warm;
        let pool = self.pool(direction);
        pool.reach(of(direction, warm), now);
        let (mut admitted, mut refused) = (count, None);
        for (limit, bucket) in &mut pool.buckets {
            let room = bucket.room(now, units, count);
            if room < admitted {
                (admitted, refused) = (room, Some(*limit));
            }
        }
        if pool.partition(direction, partition, now).room(now, units, count) < admitted {
            admitted = pool.partition(direction, partition, now).room(now, units, count);
            refused = Some(Limit::KeyRange);
        }
        (admitted, refused)
    }

    fn pool(&mut self, direction: Direction) -> &mut Pool {
        match direction {
            Direction::Read => &mut self.read,
            Direction::Write => &mut self.write,
        }
    }

    fn refit(&mut self, now: EpochMillis) {
        let Ceilings { setting, warm, maximum, quota } = self.ceilings;
        for direction in [Direction::Read, Direction::Write] {
            let maximum = of(direction, maximum).map(|units| (Limit::MaxOnDemand, units, BURST_SECONDS));
            let rates = match setting {
                Setting::Provisioned { read_units, write_units } => {
                    [Some((Limit::Provisioned, of(direction, (read_units, write_units)), BURST_SECONDS)), None, None]
                }
                Setting::OnDemand => {
                    [maximum, Some((Limit::Account, of(direction, quota), 1)), Some((Limit::KeyRange, of(direction, warm), 1))]
                }
            };
            self.pool(direction).refit(rates, now);
        }
    }
}

impl Pool {
    /// One bucket for each rate; those that are there already keep their credit.
    fn refit(&mut self, rates: [Option<(Limit, u64, u32)>; 3], now: EpochMillis) {
        let old = core::mem::take(&mut self.buckets);
        for (limit, units, seconds) in rates.into_iter().flatten() {
            let rate = HalfUnits::whole(units);
            let kept = old.iter().find(|(of, _)| *of == limit);
            let mut bucket = kept.map_or_else(|| Bucket::full(rate, seconds, now), |(_, bucket)| *bucket);
            bucket.set_rate(rate, seconds, now);
            self.buckets.push((limit, bucket));
        }
    }

    /// Twice the previous peak is served at once, if that is more than what is warm.
    fn reach(&mut self, warm_units: u64, now: EpochMillis) {
        if let Some((_, bucket)) = self.buckets.iter_mut().find(|(limit, _)| *limit == Limit::KeyRange) {
            let rate = HalfUnits::whole(warm_units).max(self.peaks.previous(now) * 2);
            if bucket.rate() != rate {
                let used = bucket.rate().0.saturating_add_signed(-bucket.balance(now));
                *bucket = Bucket::full(rate, 1, now);
                bucket.draw(now, HalfUnits(used));
            }
        }
    }

    /// The ceiling of one partition. A partition that has served nothing yet begins with a full bucket.
    fn partition(&mut self, direction: Direction, partition: u32, now: EpochMillis) -> &mut Bucket {
        let Units { read, write } = Units::PARTITION_CEILING;
        let full = Bucket::full(of(direction, (read, write)), 1, now);
        let at = (partition as usize).min(PartitionTable::PARTITIONS_MAX as usize);
        if at >= self.partitions.len() {
            self.partitions.resize(at + 1, full);
        }
        &mut self.partitions[at]
    }
}

fn of<T>(direction: Direction, (read, write): (T, T)) -> T {
    match direction {
        Direction::Read => read,
        Direction::Write => write,
    }
}

#[cfg(test)]
mod tests;
